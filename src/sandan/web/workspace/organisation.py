"""Units and people: the tree of units, who holds which post, and the operator's forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import organisation as desk
from sandan.domain.authority import NO_POST, Role
from sandan.domain.values import Refusal, Tier, Topic
from sandan.projections import person, unit
from sandan.projections.appointment import Appointment, running
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty
from sandan.projections.handover import open_duties
from sandan.projections.person import Person
from sandan.projections.post import Post
from sandan.projections.unit import Spell, Unit
from sandan.projections.version import now
from sandan.web import factor
from sandan.web.access import ActedRequest
from sandan.web.account import Account, invite, without
from sandan.web.form import DateInput, KeyedForm, ReasonForm, fresh_key
from sandan.web.label import ROLE, TIER, TOPIC, choices
from sandan.web.message import told

_EARLIER = 50
MOST_LINKS = 100
"""Links for passwords that one press makes: each is an entry of the ledger, and a slip to be cut."""
POSTS = {role: label for role, label in ROLE.items() if role not in NO_POST}


@dataclass(slots=True)
class Node:
    """A unit in the tree. `opened` where the shown unit lies below it."""

    key: str
    name: str
    tier: str
    people: int
    below: list[Node] = field(default_factory=list)
    opened: bool = False


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
        offer_units(self.fields["unit"])

    def held(self, _seat: Post | None = None) -> desk.Post:
        """The post that the valid form describes."""
        said = self.cleaned_data
        return desk.Post(said["unit"], said["post"], tuple(Role(each) for each in said["roles"]), said["from_on"])


class PersonForm(PostForm):
    """A new person with their first post."""

    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ["key", "name"]


class SeatForm(KeyedForm):
    """Who holds an established post: someone already here, or someone new by name."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    name = forms.CharField(
        label=_("Name"), help_text=_("Only for someone who is not here yet."), max_length=80, required=False
    )
    from_on = forms.DateField(label=_("Held from"), widget=DateInput())
    acting = forms.BooleanField(
        label=_("Acting: stands in while nobody holds the post"),
        help_text=_("Possible only while the post is vacant."),
        required=False,
    )
    link = forms.BooleanField(label=_("Make a link to set a password"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["person"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [("", _("Someone new")), *people_choices(timezone.localdate())]

    def clean(self) -> dict[str, Any]:
        """A new person needs a name."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("person") and not (said.get("name") or "").strip():
            self.add_error("name", _("Choose someone, or write the name of someone new."))
        return said

    def held(self, seat: Post | None = None) -> desk.Post:
        """The post that the valid form describes."""
        assert seat is not None
        said = self.cleaned_data
        roles = tuple(Role(each) for each in seat.roles.split())
        return desk.Post(seat.unit, seat.title, roles, said["from_on"], seat.key, said["acting"])


class EndForm(KeyedForm):
    """The last day of an appointment."""

    until_on = forms.DateField(label=_("Last day"), widget=DateInput())


@require_safe
def organisation(request: ActedRequest) -> HttpResponse:
    """The tree of units on a day (`?on=`, default today), and what stands in the one that `?unit=` names (default: one's own)."""
    day = day_of(request)
    chosen = request.GET.get("unit") or request.actor.unit
    shown = now(Unit).filter(key=chosen).first() or now(Unit).filter(tier=Tier.COUNTY.value).first()
    operator = Role.OPERATOR in request.actor.roles
    context: dict[str, Any] = {
        "active": "organisation",
        "day": day,
        "past": day != timezone.localdate(),
        "top": tree(shown.path.split() if shown else [], day),
        "shown": shown,
        "operator": operator,
        "lists_duties": operator or Role.DISPATCHER in request.actor.roles,
    }
    if operator:
        context["fresh_key"] = fresh_key
        in_service = now(Appointment).filter(running(timezone.localdate())).values_list("person", flat=True)
        context["without_link"] = len(without(in_service))
    if shown is not None:
        spells = list(now(Spell).filter(unit=shown.key, until_on__gte=F("from_on")).order_by("from_on"))
        spells += list(now(Spell).filter(unit=shown.key, until_on__isnull=True))
        spell = next((each for each in spells if _holds(each, day)), None)
        names = unit.names()
        context |= {
            "spell": spell,
            "tier": TIER[Tier(shown.tier)],
            "above": _above(spell, day, names),
            "spells": [{"row": each, "parent": names.get(each.parent, "")} for each in reversed(spells)],
            "successor": (shown.successor, names.get(shown.successor, "")) if shown.successor else None,
            "origin": (shown.origin, names.get(shown.origin, "")) if shown.origin else None,
            "absorbed": [(each, names.get(each, each)) for each in shown.absorbed.split()],
            **_people(shown.key, day, operator),
            **standing(shown.key, day),
        }
    return render(request, "workspace/organisation/organisation.html", context)


def day_of(request: HttpRequest) -> date:
    """The effective day that an address asks for (`?on=`); today where it names none."""
    try:
        return parse_date(request.GET.get("on", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _holds(spell: Spell, day: date) -> bool:
    return spell.from_on <= day and (spell.until_on is None or day <= spell.until_on)


def _above(spell: Spell | None, day: date, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The units above on the day, from the top. A spell knows only the one right above it, so the way up is walked."""
    found: list[tuple[str, str]] = []
    while spell is not None and spell.parent and spell.parent not in {key for key, _ in found}:
        spell_above = now(Spell).filter(running(day), unit=spell.parent).first()
        found.insert(0, (spell.parent, spell_above.name if spell_above else names.get(spell.parent, "")))
        spell = spell_above
    return found


def tree(opened: list[str], day: date) -> list[Node]:
    """Every unit that stands on the day, in its place then, with the number of people who hold a post in it."""
    posts = now(Appointment).filter(running(day)).values("unit").annotate(count=Count("person", distinct=True))
    counts = {each["unit"]: each["count"] for each in posts}
    order = dict(now(Unit).values_list("key", "position"))
    spells = list(now(Spell).filter(running(day)).values_list("unit", "name", "tier", "parent"))
    spells.sort(key=lambda each: order[each[0]])
    nodes = {
        key: Node(key, name, tier, counts.get(key, 0), opened=key in opened) for key, name, tier, _parent in spells
    }
    top: list[Node] = []
    for key, _name, _tier, parent in spells:
        (nodes[parent].below if parent in nodes else top).append(nodes[key])
    return top


def standing(of: str, day: date) -> dict[str, Any]:
    """What stands in a unit on a day besides its people: posts with their holders, leaders assigned, the duty list."""
    holders: dict[str, list[Appointment]] = {}
    for one in now(Appointment).filter(running(day), unit=of).exclude(post_id="").order_by("from_on"):
        holders.setdefault(one.post_id, []).append(one)
    posts = now(Post).filter(running(day), unit=of).order_by("-chief", "position")
    leaders = list(now(Assignment).filter(running(day), unit=of).order_by("position"))
    named = {each.leader for each in leaders} | {each.person for many in holders.values() for each in many}
    names = dict(now(Person).filter(key__in=named).values_list("key", "name"))
    return {
        "posts": [
            {
                "row": each,
                "holders": [{"name": names.get(one.person, ""), "row": one} for one in holders.get(each.key, [])],
            }
            for each in posts
        ],
        "leaders": [
            {"row": each, "name": names.get(each.leader, ""), "tier": TIER[Tier(each.tier)]} for each in leaders
        ],
        "duties": [
            {"row": each, "topic": TOPIC[Topic(each.topic)] if each.topic else ""}
            for each in now(Duty).filter(running(day), unit=of).order_by("topic", "position")
        ],
    }


def _people(of: str, day: date, operator: bool) -> dict[str, Any]:
    """Who holds a post in a unit on a day or from a later one on, and who held one. What never took effect is left out."""
    took_effect = Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))
    rows = list(now(Appointment).filter(took_effect, unit=of).order_by("position"))
    names = dict(now(Person).filter(key__in={each.person for each in rows}).values_list("key", "name"))
    accounts = set(Account.objects.filter(person__in=names).values_list("person", flat=True)) if operator else set()
    secured = factor.holders(names) if operator else set()
    listed = [
        {
            "key": each.key,
            "person": each.person,
            "name": names.get(each.person, ""),
            "post": each.post,
            "acting": each.acting,
            "roles": [ROLE[Role(role)] for role in each.roles.split()],
            "from_on": each.from_on,
            "until_on": each.until_on,
            "account": each.person in accounts,
            "factor": each.person in secured,
            "over": each.until_on is not None and each.until_on < day,
        }
        for each in rows
    ]
    return {
        "people": [each for each in listed if not each["over"]],
        "earlier": [each for each in listed if each["over"]][-_EARLIER:],
    }


@never_cache
def person_new(request: ActedRequest) -> HttpResponse:
    """Give a post to a new person, or (`?person=`) to someone already known; `?post=` names an established post."""
    known = now(Person).filter(key=request.GET.get("person", "")).first()
    seat = now(Post).filter(key=request.GET.get("post", "")).first()
    of = request.GET.get("unit", "")
    asked = SeatForm if seat is not None else PersonForm if known is None else PostForm
    form = asked(request.POST or None, initial={"unit": of, "from_on": timezone.localdate()})
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        post = form.held(seat)
        who = known.key if known is not None else said.get("person", "")
        try:
            if not who:
                who = desk.take_on(said["name"], post, request.actor, said["key"]).person
            else:
                desk.appoint(who, post, request.actor, said["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            if said["link"]:
                return _link(request, who, post.unit, f"{said['key']}/link")
            messages.success(request, gettext("The post has been entered."))
            return redirect(at(post.unit))
    if seat is not None:
        return show_form(
            request, form, refused, _("Fill the post"), f"{unit.names().get(seat.unit, '')} {seat.title}", seat.unit
        )
    heading = _("Add a person") if known is None else _("Give another post")
    return show_form(request, form, refused, heading, known.name if known else "", of)


def appointment_end(request: ActedRequest, key: str) -> HttpResponse:
    """End an appointment on a last day, in sight of what its holder still answers for; that is handed over next."""
    held = now(Appointment).filter(key=key).first()
    if held is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"until_on": timezone.localdate()})
    duties = open_duties(held.person, timezone.localdate())
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.end_appointment(key, form.cleaned_data["until_on"], request.actor, form.cleaned_data["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The appointment has an end. What was done in it keeps its name."))
            if duties:
                return redirect(f"{reverse('workspace:handover_new')}?person={held.person}")
            return redirect(at(held.unit))
    about = f"{person.names().get(held.person, '')} · {unit.names().get(held.unit, '')} {held.post}"
    warned = ngettext(
        "They still answer for %(count)s thing. It stays theirs, and shows as orphaned, until a successor accepts it.",
        "They still answer for %(count)s things. These stay theirs, and show as orphaned, until a successor accepts them.",
        len(duties),
    )
    more = {
        "warning": warned % {"count": len(duties)} if duties else "",
        "other": _("It never took effect, or was entered by mistake: withdraw it"),
        "other_url": reverse("workspace:appointment_withdraw", args=[key]),
    }
    return show_form(request, form, refused, _("End an appointment"), about, held.unit, **more)


def appointment_withdraw(request: ActedRequest, key: str) -> HttpResponse:
    """Say that an appointment never took effect."""
    held = now(Appointment).filter(key=key).first()
    if held is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.withdraw_appointment(key, form.cleaned_data["reason"], request.actor, form.cleaned_data["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The appointment counts on no day."))
            return redirect(at(held.unit))
    about = f"{person.names().get(held.person, '')} · {unit.names().get(held.unit, '')} {held.post}"
    return show_form(request, form, refused, _("Withdraw an appointment"), about, held.unit)


@never_cache
@require_POST
def person_link(request: ActedRequest, key: str) -> HttpResponse:
    """Make a fresh link with which someone sets a password; an earlier one stops working. The ledger records who made it."""
    held = now(Appointment).filter(person=key).order_by("-position").first()
    if held is None:
        raise Http404
    return _link(request, key, held.unit, request.POST.get("key") or fresh_key())


@never_cache
@require_POST
def people_links(request: ActedRequest) -> HttpResponse:
    """Links to set a password for everybody in service who has neither an account nor a link that works: slips to cut and hand over.

    They are shown this once and stored nowhere. Those that were handed out go on working; at most `MOST_LINKS` are made at a time.
    """
    key, day = request.POST.get("key") or fresh_key(), timezone.localdate()
    names, units = person.names(), unit.names()
    posts = {each.person: each for each in now(Appointment).filter(running(day)).order_by("-unit", "-position")}
    wanting = without(reversed(posts), key)
    slips = [
        {
            "person": names.get(who, ""),
            "post": f"{units.get(posts[who].unit, '')} {posts[who].post}",
            "address": request.build_absolute_uri(
                reverse("setup", kwargs={"token": invite(who, request.actor, f"{key}:{who}")})
            ),
        }
        for who in wanting[:MOST_LINKS]
    ]
    context = {"active": "organisation", "slips": slips, "left": len(wanting) - len(slips)}
    return render(request, "workspace/organisation/links.html", context)


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
    return redirect(at(held.unit))


def _link(request: ActedRequest, who: str, of: str, key: str) -> HttpResponse:
    """Show the link once. The same form sent again shows the same link; it is stored nowhere."""
    address = request.build_absolute_uri(reverse("setup", kwargs={"token": invite(who, request.actor, key)}))
    context = {
        "active": "organisation",
        "address": address,
        "person": now(Person).filter(key=who).values_list("name", flat=True).first() or "",
        "back": at(of),
    }
    return render(request, "workspace/organisation/link.html", context)


def show_form(
    request: ActedRequest,
    form: forms.Form,
    refused: str,
    heading: Any,
    about: str = "",
    of: str = "",
    **more: Any,
) -> HttpResponse:
    """One of the operator's forms on a page: what it is about, and the way back to the unit `of`; `more` is further context."""
    failed = bool(refused or form.errors)
    context = {
        "active": "organisation",
        "form": form,
        "refused": refused,
        "heading": heading,
        "about": about,
        **more,
        "back": at(of) if of else reverse("workspace:organisation"),
    }
    return render(request, "workspace/organisation/form.html", context, status=422 if failed else 200)


def at(of: str) -> str:
    """The address of a unit's page."""
    return f"{reverse('workspace:organisation')}?unit={of}"


def people_choices(day: date) -> list[tuple[str, str]]:
    """Everyone who holds a post on a day, with the first of their posts, by unit."""
    names, units = person.names(), unit.names()
    found: dict[str, str] = {}
    for each in now(Appointment).filter(running(day)).order_by("unit", "position"):
        found.setdefault(each.person, f"{names.get(each.person, '')} · {units.get(each.unit, '')} {each.post}")
    return list(found.items())


def offer_units(asked: forms.Field) -> None:
    """Let a field choose among the units that stand today, as a tree."""
    assert isinstance(asked, forms.ChoiceField)
    asked.choices = [("", "—"), *_listed(tree([], timezone.localdate()), 0)]


def _listed(nodes: list[Node], depth: int) -> list[tuple[str, str]]:
    listed = []
    for each in nodes:
        listed += [(each.key, "　" * depth + each.name), *_listed(each.below, depth + 1)]
    return listed


urlpatterns = [
    path("organisation/", organisation, name="organisation"),
    path("organisation/people/new/", person_new, name="person_new"),
    path("organisation/people/links/", people_links, name="people_links"),
    path("organisation/people/<str:key>/link/", person_link, name="person_link"),
    path("organisation/people/<str:key>/factor/", person_factor_reset, name="person_factor_reset"),
    path("organisation/appointments/<str:key>/end/", appointment_end, name="appointment_end"),
    path("organisation/appointments/<str:key>/withdraw/", appointment_withdraw, name="appointment_withdraw"),
]
