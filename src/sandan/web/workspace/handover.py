"""Hand-overs (交接): what someone answers for is offered to a successor, who accepts or refuses it on a page of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import handover as desk
from sandan.domain.authority import MAY, Role
from sandan.domain.handover import HandoverStatus
from sandan.domain.values import Refusal, Topic
from sandan.projections import person, unit
from sandan.projections.appointment import Appointment, running
from sandan.projections.assignment import Assignment
from sandan.projections.handover import Handover, OpenDuty, on_offer, open_duties
from sandan.projections.person import Person
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.form import KeyedForm, ReasonForm, fresh_key
from sandan.web.label import HANDOVER, PART, TOPIC
from sandan.web.message import told

_WHOLE = frozenset({Role.OPERATOR, Role.DISPATCHER})


class OfferForm(KeyedForm):
    """Which duties go to whom."""

    items = forms.MultipleChoiceField(label=_("Duties"), widget=forms.CheckboxSelectMultiple)
    successor = forms.ChoiceField(label=_("Who takes over"))
    note = forms.CharField(label=_("Note to the successor"), required=False, max_length=500)

    def __init__(self, *args: Any, duties: list[OpenDuty], giver: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items, successor = self.fields["items"], self.fields["successor"]
        assert isinstance(items, forms.ChoiceField)
        assert isinstance(successor, forms.ChoiceField)
        units = unit.names()
        items.choices = [(each.item, _said(each, units)) for each in duties]
        successor.choices = [("", "—"), *_successors(giver, {each.unit for each in duties}, units)]


@never_cache
def handover_new(request: ActedRequest) -> HttpResponse:
    """Offer what the person whom `?person=` names answers for."""
    giver, today = now(Person).filter(key=request.GET.get("person", "")).first(), timezone.localdate()
    if giver is None or not _sees_to(request, giver.key):
        raise Http404
    offered = on_offer(giver.key)
    duties = [each for each in open_duties(giver.key, today) if each.item not in offered]
    form = OfferForm(
        request.POST or None, initial={"items": [each.item for each in duties]}, duties=duties, giver=giver.key
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = desk.offer(giver.key, said["successor"], said["items"], request.actor, said["key"], said["note"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Offered. Nothing changes until the successor accepts."))
            return redirect("workspace:handover", made)
    context = {
        "active": "coverage",
        "giver": giver,
        "form": form,
        "duties": duties,
        "offered": len(offered),
        "refused": refused,
        "back": f"{reverse('workspace:coverage')}?tab=findings",
    }
    return render(request, "workspace/handover/new.html", context, status=422 if refused or form.errors else 200)


@never_cache
@require_safe
def handover(request: ActedRequest, key: str) -> HttpResponse:
    """One hand-over, for those whom it concerns."""
    return _page(request, _found(request, key), ReasonForm())


@never_cache
@require_POST
def handover_act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Accept it, refuse it, or take it back."""
    row, form = _found(request, key), ReasonForm(request.POST)
    sent, refused = request.POST.get("key", "")[:64], ""
    try:
        if act == "accept" and sent:
            desk.accept(key, request.actor, sent)
        elif act in ("refuse", "take_back"):
            if not form.is_valid():
                return _page(request, row, form, status=422)
            step = desk.refuse if act == "refuse" else desk.take_back
            step(key, form.cleaned_data["reason"], request.actor, form.cleaned_data["key"])
        else:
            raise Http404
    except Refusal as refusal:
        refused = told(refusal)
        return _page(request, row, ReasonForm(), refused, 422)
    done = {
        "accept": _("You answer for it now."),
        "refuse": _("Refused. The duties stay where they were."),
        "take_back": _("The offer has been taken back."),
    }
    messages.success(request, str(done[act]))
    return redirect("workspace:handover", key)


def _found(request: ActedRequest, key: str) -> Handover:
    row = now(Handover).filter(key=key).first()
    if row is None or not (request.actor.person in (row.giver, row.successor) or _sees_to(request, row.giver)):
        raise Http404
    return row


def _sees_to(request: ActedRequest, giver: str) -> bool:
    """Whether the actor hands over for this person: the office and the operator for all, a head for their own unit's people."""
    by = request.actor
    return bool(by.roles & _WHOLE) or (Role.UNIT_HEAD in by.roles and by.unit in desk.above(giver))


def _page(request: ActedRequest, row: Handover, form: ReasonForm, refused: str = "", status: int = 200) -> HttpResponse:
    names, waits = person.names(), row.status == HandoverStatus.OFFERED
    context = {
        "active": "coverage",
        "row": row,
        "status": HANDOVER[HandoverStatus(row.status)],
        "giver": names.get(row.giver, ""),
        "successor": names.get(row.successor, ""),
        "by": names.get(row.offered_by, ""),
        "items": _items(row),
        "form": form,
        "key": fresh_key(),
        "answers": waits
        and request.actor.person == row.successor
        and bool(request.actor.roles & MAY["handover.accept"].keys()),
        "takes_back": waits and _sees_to(request, row.giver),
        "refused": refused,
    }
    return render(request, "workspace/handover/handover.html", context, status=status)


def _items(row: Handover) -> list[dict[str, str]]:
    """The duties of an offer as they read today, whether or not they are still the giver's."""
    parts = [tuple(each.split("/")) for each in row.items.split()]
    problems = {each.key: each for each in now(Problem).filter(key__in=[each[1] for each in parts])}
    tasks = {each.key: each for each in now(Task).filter(key__in=[each[2] for each in parts if len(each) > 2])}
    held = {each.key: each for each in now(Assignment).filter(key__in=[each[1] for each in parts])}
    units, listed = unit.names(), []
    for each in parts:
        of = problems.get(each[1])
        if each[0] == "assignment" and each[1] in held:
            one = held[each[1]]
            what = units.get(one.unit, "") if one.unit else str(TOPIC[Topic(one.topic)])
            listed.append({"what": f"{PART[one.kind]}: {what}", "url": ""})
        elif of is not None:
            task = tasks.get(each[2]) if len(each) > 2 else None
            what = f"{task.number} {task.measure}" if task else f"{of.number} {of.title}"
            listed.append({"what": what, "url": reverse("workspace:problem", args=[of.key])})
    return listed


def _said(duty: OpenDuty, units: dict[str, str]) -> str:
    parts = " · ".join(str(PART[each]) for each in duty.parts)
    if duty.item.startswith("assignment/"):
        return f"{parts}: {units.get(duty.unit, '') if duty.unit else TOPIC[Topic(duty.topic)]}"
    return f"{duty.number} {duty.title} ({parts})"


def _successors(giver: str, wanted: set[str], units: dict[str, str]) -> list[tuple[str, str]]:
    """Who may take over today; those of the units that have the matters stand first."""
    able = MAY["handover.accept"].keys()
    names = person.names()
    found: dict[str, tuple[bool, str]] = {}
    for each in (
        now(Appointment).filter(running(timezone.localdate())).exclude(person=giver).order_by("unit", "position")
    ):
        if {Role(role) for role in each.roles.split()} & able:
            told_name = f"{names.get(each.person, '')} · {units.get(each.unit, '')} {each.post}"
            found.setdefault(each.person, (each.unit not in wanted, told_name))
    ordered = sorted(found.items(), key=lambda one: one[1][0])
    return [(key, text) for key, (_far, text) in ordered]


urlpatterns = [
    path("handovers/new/", handover_new, name="handover_new"),
    path("handovers/<str:key>/", handover, name="handover"),
    path("handovers/<str:key>/<str:act>/", handover_act, name="handover_act"),
]
