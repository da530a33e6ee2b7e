"""Posts, leaders' assignments and duty lists: the operator's forms, and the office's for duties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.desk import organisation as desk
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Refusal, Tier, Topic
from sandan.projections import person, unit
from sandan.projections.appointment import Appointment, running
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty
from sandan.projections.post import Post
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import TIER, TOPIC, Label, choices
from sandan.web.message import told
from sandan.web.workspace.organisation import POSTS, EndForm, at, show_form


class NewPostForm(KeyedForm):
    """A post to be set up in a unit."""

    title = forms.CharField(label=_("Title"), max_length=80)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=choices(POSTS), widget=forms.CheckboxSelectMultiple)
    chief = forms.BooleanField(
        label=_("Answers for the unit (chief)"), help_text=_("A unit has one chief post."), required=False
    )
    from_on = forms.DateField(label=_("Holds from"), widget=DateInput())


class AssignmentForm(KeyedForm):
    """A leader for a unit, or for a subject where no unit is given."""

    leader = forms.ChoiceField(label=_("Leader"))
    topic = forms.ChoiceField(label=_("Subject"), choices=choices(TOPIC))
    tier = forms.ChoiceField(
        label=_("Answers on the tier"),
        choices=choices({each: TIER[each] for each in (Tier.COUNTY, Tier.TOWN)}),
        help_text=_("A county leader, or one of the town for a village."),
    )
    from_on = forms.DateField(label=_("Holds from"), widget=DateInput())

    def __init__(self, *args: Any, of: Unit | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of is not None:
            del self.fields["topic"]
        names, units = person.names(), unit.names()
        held = now(Appointment).filter(running(today), roles__contains=Role.LEADER.value).order_by("position")
        if of is not None and of.tier == Tier.BRANCH:
            held = held | now(Appointment).filter(running(today), unit=of.parent, roles__contains=Role.UNIT_HEAD.value)
        asked = self.fields["leader"]
        assert isinstance(asked, forms.ChoiceField)
        listed = {
            each.person: f"{names.get(each.person, '')} · {units.get(each.unit, '')} {each.post}" for each in held
        }
        asked.choices = [("", "—"), *listed.items()]


class DutyForm(KeyedForm):
    """A matter for a unit's duty list."""

    topic = forms.ChoiceField(
        label=_("Subject"), choices=choices(TOPIC, empty=_("None: only the words below")), required=False
    )
    matter = forms.CharField(
        label=_("Matter"), help_text=_("Only where the subject alone does not say it."), max_length=200, required=False
    )
    basis = forms.CharField(label=_("Legal basis"), help_text=_("The paper and its article."), max_length=500)
    from_on = forms.DateField(label=_("Holds from"), widget=DateInput())


def post_new(request: ActedRequest) -> HttpResponse:
    """Set up a post in the unit that `?unit=` names."""
    of = _unit(request)
    form = NewPostForm(request.POST or None, initial={"from_on": timezone.localdate()})

    def act(said: dict[str, Any], key: str) -> object:
        roles = tuple(Role(each) for each in said["roles"])
        seat = desk.Seat(of.key, said["title"], roles, said["from_on"], said["chief"])
        return desk.establish_post(seat, request.actor, key)

    return _given(request, form, act, _("Set up a post"), of.name, of.key, _("The post has been set up."))


def post_end(request: ActedRequest, key: str) -> HttpResponse:
    """Do away with a post after a last day."""
    seat = now(Post).filter(key=key).first()
    if seat is None:
        raise Http404
    return _ended(request, desk.abolish_post, key, seat.unit, _("Abolish a post"), seat.title)


def assignment_new(request: ActedRequest) -> HttpResponse:
    """Assign a leader to the unit that `?unit=` names, or to a subject."""
    of = _unit(request) if request.GET.get("unit") else None
    today = timezone.localdate()
    form = AssignmentForm(request.POST or None, initial={"from_on": today}, of=of, today=today)

    def act(said: dict[str, Any], key: str) -> object:
        to = of.key if of is not None else Topic(said["topic"])
        return desk.assign(said["leader"], to, said["from_on"], request.actor, key, tier=Tier(said["tier"]))

    about = of.name if of is not None else ""
    return _given(
        request, form, act, _("Assign a leader"), about, of.key if of else "", _("The leader has been assigned.")
    )


def assignment_end(request: ActedRequest, key: str) -> HttpResponse:
    """End a leader's assignment."""
    held = now(Assignment).filter(key=key).first()
    if held is None:
        raise Http404
    what = unit.names().get(held.unit, "") if held.unit else str(TOPIC[Topic(held.topic)])
    about = f"{person.names().get(held.leader, '')} · {what}"
    return _ended(request, desk.end_assignment, key, held.unit, _("End an assignment"), about)


def duty_new(request: ActedRequest) -> HttpResponse:
    """Enter a matter on the duty list of the unit that `?unit=` names."""
    of = _unit(request)
    form = DutyForm(request.POST or None, initial={"from_on": timezone.localdate()})

    def act(said: dict[str, Any], key: str) -> object:
        topic = Topic(said["topic"]) if said["topic"] else None
        return desk.list_duty(of.key, topic, said["matter"], said["basis"], said["from_on"], request.actor, key)

    return _given(request, form, act, _("Add to the duty list"), of.name, of.key, _("The duty list has it now."))


def duty_drop(request: ActedRequest, key: str) -> HttpResponse:
    """Take a matter off a duty list."""
    listed = now(Duty).filter(key=key).first()
    if listed is None:
        raise Http404
    about = " ".join(filter(None, (str(TOPIC[Topic(listed.topic)]) if listed.topic else "", listed.matter)))
    return _ended(request, desk.drop_duty, key, listed.unit, _("Take off the duty list"), about)


def _unit(request: ActedRequest) -> Unit:
    of = now(Unit).filter(key=request.GET.get("unit", "")).first()
    if of is None:
        raise Http404
    return of


def _given(
    request: ActedRequest,
    form: KeyedForm,
    act: Callable[[dict[str, Any], str], object],
    heading: Label,
    about: str,
    of: str,
    done: Label,
) -> HttpResponse:
    """Show a form, or do what it says and go back to the unit."""
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data, form.cleaned_data["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, str(done))
            return redirect(at(of))
    return show_form(request, form, refused, heading, about, of)


def _ended(
    request: ActedRequest, end: Callable[[str, date, Actor, str], object], key: str, of: str, heading: Label, about: str
) -> HttpResponse:
    form = EndForm(request.POST or None, initial={"until_on": timezone.localdate()})

    def act(said: dict[str, Any], idempotency: str) -> object:
        return end(key, said["until_on"], request.actor, idempotency)

    return _given(request, form, act, heading, about, of, gettext("It ends with that day."))


urlpatterns = [
    path("organisation/posts/new/", post_new, name="post_new"),
    path("organisation/posts/<str:key>/end/", post_end, name="post_end"),
    path("organisation/assignments/new/", assignment_new, name="assignment_new"),
    path("organisation/assignments/<str:key>/end/", assignment_end, name="assignment_end"),
    path("organisation/duties/new/", duty_new, name="duty_new"),
    path("organisation/duties/<str:key>/drop/", duty_drop, name="duty_drop"),
]
