"""How units change: the operator's forms for adding, renaming, moving, splitting, merging and abolishing one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from sandan.desk import organisation as desk
from sandan.desk.succession import abolish_unit, estate, merge_unit
from sandan.domain.authority import Actor
from sandan.domain.values import Refusal, Tier
from sandan.projections import person, unit
from sandan.projections.assignment import Assignment
from sandan.projections.post import Post
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import TIER, TOPIC, Label, choices
from sandan.web.message import told
from sandan.web.workspace.organisation import at, offer_units, show_form

BELOW = {tier: label for tier, label in TIER.items() if tier is not Tier.COUNTY}
_NAMED = 10
Said = Mapping[str, Any]


class UnitForm(KeyedForm):
    """A new unit."""

    name = forms.CharField(label=_("Name of the unit"), max_length=80)
    tier = forms.ChoiceField(label=_("Tier"), choices=choices(BELOW))
    parent = forms.ChoiceField(label=_("Stands under"))
    on = forms.DateField(label=_("Holds from"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self.fields["parent"])


class ChangeForm(KeyedForm):
    """A change of a unit from a day on."""

    on = forms.DateField(
        label=_("Holds from"),
        help_text=_("Today or earlier: what has not happened yet is not entered."),
        widget=DateInput(),
    )
    field_order = ("key", "name", "parent", "into", "parts", "on")


class RenameForm(ChangeForm):
    """Another name."""

    name = forms.CharField(label=_("New name"), max_length=80)


class MoveForm(ChangeForm):
    """Another place in the tree."""

    parent = forms.ChoiceField(label=_("Stands under"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self.fields["parent"])


class MergeForm(ChangeForm):
    """Into which unit."""

    into = forms.ChoiceField(label=_("Merged into"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self.fields["into"])


class SplitForm(ChangeForm):
    """The units that come out of it."""

    parts = forms.CharField(
        label=_("New units"),
        help_text=_("One name a line. They stand beside the old unit, in the same tier."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a unit changes. `act(unit, what the form says, by, key)` carries it out; `again` asks once more before it does."""

    heading: Label
    form: type[ChangeForm]
    act: Callable[[Unit, Said, Actor, str], object]
    done: Label
    again: bool = False


def _rename(of: Unit, said: Said, by: Actor, key: str) -> object:
    return desk.rename_unit(of.key, said["name"], said["on"], by, key)


def _move(of: Unit, said: Said, by: Actor, key: str) -> object:
    return desk.move_unit(of.key, said["parent"], said["on"], by, key)


def _split(of: Unit, said: Said, by: Actor, key: str) -> object:
    names = [each.strip() for each in said["parts"].splitlines() if each.strip()]
    return desk.split_unit(of.key, [(each, Tier(of.tier)) for each in names], said["on"], by, key)


def _merge(of: Unit, said: Said, by: Actor, key: str) -> object:
    return merge_unit(of.key, said["into"], said["on"], by, key)


def _abolish(of: Unit, said: Said, by: Actor, key: str) -> object:
    return abolish_unit(of.key, said["on"], by, key)


CHANGES: dict[str, Change] = {
    "rename": Change(
        _("Rename"), RenameForm, _rename, _("The unit has its new name. What was recorded before keeps the old one.")
    ),
    "move": Change(
        _("Put under another unit"), MoveForm, _move, _("The unit stands in its new place, with all that is below it.")
    ),
    "split": Change(_("Split"), SplitForm, _split, _("The new units have been added. The old one goes on.")),
    "merge": Change(
        _("Merge into another"),
        MergeForm,
        _merge,
        _("The units are merged. All that the old one had is with its successor."),
        again=True,
    ),
    "abolish": Change(_("Abolish"), ChangeForm, _abolish, _("The unit is no more.")),
}
"""The ways in which a unit changes, in the order of their gravity."""


def unit_new(request: ActedRequest) -> HttpResponse:
    """Add a unit under another."""
    under = request.GET.get("under", "")
    initial = {"parent": under, "tier": Tier.SYSTEM.value, "on": timezone.localdate()}
    form = UnitForm(request.POST or None, initial=initial)
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = desk.establish_unit(
                said["name"], Tier(said["tier"]), said["parent"], request.actor, said["key"], on=said["on"]
            )
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The unit has been added."))
            return redirect(at(made))
    return show_form(request, form, refused, _("Add a unit"), "", under)


def unit_change(request: ActedRequest, key: str, change: str) -> HttpResponse:
    """Change a unit: the form with what the unit has, for a merger once more with what becomes of it, then the change itself."""
    of, how = now(Unit).filter(key=key).first(), CHANGES.get(change)
    if of is None or how is None:
        raise Http404
    initial = {"on": timezone.localdate(), "name": of.name, "parent": of.parent}
    form = how.form(request.POST or None, initial=initial)
    refused, sure = "", False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if how.again and "sure" not in request.POST:
            sure = True
        else:
            try:
                how.act(of, said, request.actor, said["key"])
            except Refusal as refusal:
                refused = told(refusal)
            else:
                messages.success(request, str(how.done))
                return redirect(at(said.get("into") or key))
    failed = bool(refused or form.errors)
    day = form.cleaned_data["on"] if sure else timezone.localdate()
    context = {
        "active": "organisation",
        "unit": of,
        "change": change,
        "heading": how.heading,
        "form": form,
        "refused": refused,
        "has": _has(of, day) if change in ("move", "merge", "abolish") else [],
        "sure": _becomes(of, form.cleaned_data["into"], day) if sure else None,
        "back": at(key),
    }
    return render(request, "workspace/organisation/change.html", context, status=422 if failed else 200)


def _has(of: Unit, day: Any) -> list[tuple[Label, int, str]]:
    """What a unit has on a day: what it is, how many, and the first few by name."""
    what, names, people = estate(of.key, day), unit.names(), person.names()
    told_names: list[tuple[Label, list[str]]] = [
        (_("Units below it"), [names.get(each, "") for each in what.units]),
        (_("People in post"), [people.get(each.person, "") for each in what.appointments]),
        (_("Posts"), [each.title for each in what.posts]),
        (_("Open problems, leading or cooperating"), list(what.problems)),
        (_("Leaders assigned"), [people.get(each.leader, "") for each in what.assignments]),
        (_("Entries on the duty list"), [str(TOPIC.get(each.topic, each.matter)) for each in what.duties]),  # type: ignore[call-overload]  # a code equals its member
    ]
    return [
        (
            label,
            len(many),
            ""
            if many == list(what.problems)
            else pgettext("between names", ", ").join(many[:_NAMED]) + (" …" if len(many) > _NAMED else ""),
        )
        for label, many in told_names
    ]


def _becomes(of: Unit, into: str, day: Any) -> dict[str, Any]:
    """What a merger does beyond carrying everything over: where the successor has its own, the old unit's gives way."""
    what = estate(of.key, day)
    chiefs = [each.title for each in what.posts if each.chief]
    there = now(Post).filter(desk.from_day(day), unit=into, chief=True).values_list("title", flat=True).first()
    tiers = set(now(Assignment).filter(desk.from_day(day), unit=into).values_list("tier", flat=True))
    leaders = [person.names().get(each.leader, "") for each in what.assignments if each.tier in tiers]
    notes = []
    if chiefs and there:
        notes.append(
            gettext("“%(old)s” comes over as an ordinary post: “%(new)s” stays the chief.")
            % {"old": chiefs[0], "new": there}
        )
    notes += [
        gettext("The assignment of %(leader)s ends: the successor has a leader already.") % {"leader": each}
        for each in leaders
    ]
    return {"into": unit.names().get(into, ""), "on": day, "notes": notes}


urlpatterns = [
    path("organisation/units/new/", unit_new, name="unit_new"),
    path("organisation/units/<str:key>/<str:change>/", unit_change, name="unit_change"),
]
