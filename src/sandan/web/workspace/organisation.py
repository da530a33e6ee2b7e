"""Units and people: the tree of units, who holds which post, and the operator's forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import organisation as desk
from sandan.domain.authority import Role
from sandan.domain.values import Refusal, Tier
from sandan.projections import person, unit
from sandan.projections.appointment import Appointment
from sandan.projections.person import Person
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web import factor
from sandan.web.access import ActedRequest
from sandan.web.account import Account, invite
from sandan.web.form import DateInput, KeyedForm, fresh_key
from sandan.web.label import ROLE, TIER, choices
from sandan.web.message import told

_EARLIER = 50
POSTS = {role: label for role, label in ROLE.items() if role is not Role.RESIDENT}
BELOW = {tier: label for tier, label in TIER.items() if tier is not Tier.COUNTY}


@dataclass(slots=True)
class Node:
    """A unit in the tree. `opened` where the shown unit lies below it."""

    key: str
    name: str
    tier: str
    people: int
    below: list[Node] = field(default_factory=list)
    opened: bool = False


class UnitForm(KeyedForm):
    """A new unit."""

    name = forms.CharField(label=_("Name of the unit"), max_length=80)
    tier = forms.ChoiceField(label=_("Tier"), choices=choices(BELOW))
    parent = forms.ChoiceField(label=_("Stands under"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self.fields["parent"])


class PostForm(KeyedForm):
    """A post for someone already known."""

    unit = forms.ChoiceField(label=_("Unit"))
    post = forms.CharField(label=_("Post"), help_text=_("As it is called, such as head of the office."), max_length=80)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        help_text=_(
            "What the post allows. Whoever fixes a problem can never verify it or strike it off, whatever their roles."
        ),
        choices=choices(POSTS),
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = forms.DateField(label=_("Held from"), widget=DateInput())
    link = forms.BooleanField(label=_("Make a link to set a password"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self.fields["unit"])

    def held(self) -> desk.Post:
        """The post that the valid form describes."""
        said = self.cleaned_data
        return desk.Post(said["unit"], said["post"], tuple(Role(each) for each in said["roles"]), said["from_on"])


class PersonForm(PostForm):
    """A new person with their first post."""

    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ["key", "name"]


class EndForm(KeyedForm):
    """The last day of an appointment."""

    until_on = forms.DateField(label=_("Last day"), widget=DateInput())


@require_safe
def organisation(request: ActedRequest) -> HttpResponse:
    """The tree of units, and the people of the one that `?unit=` names (default: one's own)."""
    today = timezone.localdate()
    chosen = request.GET.get("unit") or request.actor.unit
    shown = now(Unit).filter(key=chosen).first() or now(Unit).filter(tier=Tier.COUNTY.value).first()
    top = tree(shown.path.split() if shown else [], today)
    operator = Role.OPERATOR in request.actor.roles
    context: dict[str, Any] = {"active": "organisation", "top": top, "shown": shown, "operator": operator}
    if operator:
        context["fresh_key"] = fresh_key
    if shown is not None:
        names = unit.names()
        context |= {
            "tier": TIER[Tier(shown.tier)],
            "above": [(each, names.get(each, "")) for each in reversed(shown.path.split()[1:])],
            **_people(shown.key, today, operator),
        }
    return render(request, "workspace/organisation/organisation.html", context)


def tree(opened: list[str], today: date) -> list[Node]:
    """Every unit in its place with the number of posts held in it today, in the order of their establishment."""
    held = Q(until_on__isnull=True) | Q(until_on__gte=today)
    posts = (
        now(Appointment).filter(held, from_on__lte=today).values("unit").annotate(count=Count("person", distinct=True))
    )
    counts = {each["unit"]: each["count"] for each in posts}
    rows = list(now(Unit).order_by("position").values_list("key", "name", "tier", "parent"))
    nodes = {key: Node(key, name, tier, counts.get(key, 0), opened=key in opened) for key, name, tier, _parent in rows}
    top: list[Node] = []
    for key, _name, _tier, parent in rows:
        (nodes[parent].below if parent in nodes else top).append(nodes[key])
    return top


def _people(of: str, today: date, operator: bool) -> dict[str, Any]:
    """Who holds a post in a unit now or from a later day on, and who held one."""
    rows = list(now(Appointment).filter(unit=of).order_by("position"))
    names = dict(now(Person).filter(key__in={each.person for each in rows}).values_list("key", "name"))
    accounts = set(Account.objects.filter(person__in=names).values_list("person", flat=True)) if operator else set()
    secured = factor.holders(names) if operator else set()
    listed = [
        {
            "key": each.key,
            "person": each.person,
            "name": names.get(each.person, ""),
            "post": each.post,
            "roles": [ROLE[Role(role)] for role in each.roles.split()],
            "from_on": each.from_on,
            "until_on": each.until_on,
            "account": each.person in accounts,
            "factor": each.person in secured,
            "over": each.until_on is not None and each.until_on < today,
        }
        for each in rows
    ]
    return {
        "people": [each for each in listed if not each["over"]],
        "earlier": [each for each in listed if each["over"]][-_EARLIER:],
    }


def unit_new(request: ActedRequest) -> HttpResponse:
    """Add a unit under another."""
    form = UnitForm(request.POST or None, initial={"parent": request.GET.get("under", ""), "tier": Tier.SYSTEM.value})
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = desk.establish_unit(said["name"], Tier(said["tier"]), said["parent"], request.actor, said["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The unit has been added."))
            return redirect(_at(made))
    return _form(request, form, refused, _("Add a unit"))


@never_cache
def person_new(request: ActedRequest) -> HttpResponse:
    """Add a person with a post, or (with `?person=`) give someone already known another post."""
    known = now(Person).filter(key=request.GET.get("person", "")).first()
    initial = {"unit": request.GET.get("unit", ""), "from_on": timezone.localdate()}
    asked = PersonForm if known is None else PostForm
    form = asked(request.POST or None, initial=initial)
    refused = ""
    if request.method == "POST" and form.is_valid():
        said, post = form.cleaned_data, form.held()
        try:
            if known is None:
                who = desk.take_on(said["name"], post, request.actor, said["key"]).person
            else:
                desk.appoint(known.key, post, request.actor, said["key"])
                who = known.key
        except Refusal as refusal:
            refused = told(refusal)
        else:
            if said["link"]:
                return _link(request, who, post.unit, f"{said['key']}/link")
            messages.success(request, gettext("The post has been entered."))
            return redirect(_at(post.unit))
    heading = _("Add a person") if known is None else _("Give another post")
    return _form(request, form, refused, heading, known.name if known else "")


def appointment_end(request: ActedRequest, key: str) -> HttpResponse:
    """End an appointment on a last day."""
    held = now(Appointment).filter(key=key).first()
    if held is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"until_on": timezone.localdate()})
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.end_appointment(key, form.cleaned_data["until_on"], request.actor, form.cleaned_data["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The appointment has an end. What was done in it keeps its name."))
            return redirect(_at(held.unit))
    about = f"{person.names().get(held.person, '')} · {unit.names().get(held.unit, '')} {held.post}"
    return _form(request, form, refused, _("End an appointment"), about)


@never_cache
@require_POST
def person_link(request: ActedRequest, key: str) -> HttpResponse:
    """Make a fresh link with which someone sets a password; an earlier one stops working. The ledger records who made it."""
    held = now(Appointment).filter(person=key).order_by("-position").first()
    if held is None:
        raise Http404
    return _link(request, key, held.unit, request.POST.get("key") or fresh_key())


@require_POST
def person_factor_reset(request: ActedRequest, key: str) -> HttpResponse:
    """Take away the second factors of someone who lost them, and end their sessions. The ledger records who did it."""
    held = now(Appointment).filter(person=key).order_by("-position").first()
    if held is None:
        raise Http404
    if factor.reset(key, request.actor, request.POST.get("key") or fresh_key()):
        messages.success(
            request, gettext("The second factors have been taken away. Their holder was signed out everywhere.")
        )
    else:
        messages.info(request, gettext("There is no second factor to take away."))
    return redirect(_at(held.unit))


def _link(request: ActedRequest, who: str, of: str, key: str) -> HttpResponse:
    """Show the link once. The same form sent again shows the same link; it is stored nowhere."""
    address = request.build_absolute_uri(reverse("setup", kwargs={"token": invite(who, request.actor, key)}))
    context = {
        "active": "organisation",
        "address": address,
        "person": now(Person).filter(key=who).values_list("name", flat=True).first() or "",
        "back": _at(of),
    }
    return render(request, "workspace/organisation/link.html", context)


def _form(request: ActedRequest, form: forms.Form, refused: str, heading: Any, about: str = "") -> HttpResponse:
    failed = bool(refused or form.errors)
    context = {
        "active": "organisation",
        "form": form,
        "refused": refused,
        "heading": heading,
        "about": about,
        "back": reverse("workspace:organisation"),
    }
    return render(request, "workspace/organisation/form.html", context, status=422 if failed else 200)


def _at(of: str) -> str:
    return f"{reverse('workspace:organisation')}?unit={of}"


def _offer_units(asked: forms.Field) -> None:
    assert isinstance(asked, forms.ChoiceField)
    asked.choices = [("", "—"), *_listed(tree([], timezone.localdate()), 0)]


def _listed(nodes: list[Node], depth: int) -> list[tuple[str, str]]:
    listed = []
    for each in nodes:
        listed += [(each.key, "　" * depth + each.name), *_listed(each.below, depth + 1)]
    return listed


urlpatterns = [
    path("organisation/", organisation, name="organisation"),
    path("organisation/units/new/", unit_new, name="unit_new"),
    path("organisation/people/new/", person_new, name="person_new"),
    path("organisation/people/<str:key>/link/", person_link, name="person_link"),
    path("organisation/people/<str:key>/factor/", person_factor_reset, name="person_factor_reset"),
    path("organisation/appointments/<str:key>/end/", appointment_end, name="appointment_end"),
]
