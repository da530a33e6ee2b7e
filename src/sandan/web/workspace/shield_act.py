"""The steps on an opinion under the shield: for each its form and the command that it gives. The decider decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandan.desk import opinion as desk
from sandan.domain.authority import Actor, Role
from sandan.domain.opinion import Conclusion, OpinionStatus
from sandan.domain.values import DeclineReason, Nature
from sandan.projections import shield
from sandan.projections.opinion import Opinion
from sandan.web.about import ACCUSATION, COMPLAINT, SORTS_UNDER_SHIELD, BehindForm, behind
from sandan.web.form import KeyedForm
from sandan.web.label import CONCLUSION, DECLINE, NATURE, choices


class AcceptForm(KeyedForm):
    """What a complaint becomes when it is taken up as a problem."""

    title = forms.CharField(label=_("In one line"), max_length=200, help_text=_("For the handling unit to read."))
    statement = forms.CharField(
        label=_("What is wrong"),
        help_text=_("Take out who said it and how to reach them."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
    )
    nature = forms.ChoiceField(
        label=_("Nature"), choices=choices({each: NATURE[each] for each in (Nature.DEADLINE, Nature.IMMEDIATE)})
    )


class DeclineForm(KeyedForm):
    """Why it is not taken up, and where to go instead."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(DECLINE))
    where_to = forms.CharField(label=_("Where to go instead"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class ConcludeForm(KeyedForm):
    """What the discipline body made of an accusation."""

    conclusion = forms.ChoiceField(label=_("Decision"), choices=choices(CONCLUSION))
    words = forms.CharField(label=_("To the reporter"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class ReclassifyForm(BehindForm, KeyedForm):
    """Whom it is about, set down anew."""


class EraseForm(KeyedForm):
    """On which legal basis the sealed words are erased."""

    basis = forms.CharField(label=_("Legal basis"), max_length=500)
    despite = forms.CharField(
        label=_("On which ground before its time"),
        help_text=_(
            "Only where it must go although its problem is open or its records must still be kept, such as by a court's order."
        ),
        max_length=500,
        required=False,
    )


FORMS: dict[str, tuple[type[KeyedForm], Any, Any]] = {
    "accept": (
        AcceptForm,
        _("Take up as a problem"),
        _("Taken up, under the shield. Dispatch it to a unit that it is not about."),
    ),
    "decline": (DeclineForm, _("Do not take it up"), _("Not taken up; the reporter can read why.")),
    "reclassify": (ReclassifyForm, _("Set down whom it is about"), _("Set down.")),
    "conclude": (ConcludeForm, _("Decide on the accusation"), _("Decided; the reporter can read it.")),
    "erase": (EraseForm, _("Erase what was said"), _("Erased. That something was said stays recorded.")),
}
"""The steps on an opinion under the shield: form, name, and what is said when it is done."""


def steps(actor: Actor, row: Opinion, tried: tuple[str, KeyedForm] | None = None) -> list[dict[str, Any]]:
    """The steps that this actor may take on an opinion under the shield, each with its form."""
    if not row.shielded or not actor.roles & SORTS_UNDER_SHIELD:
        return []
    discipline, waits = Role.DISCIPLINE in actor.roles, row.status == OpinionStatus.WAITING
    able = ["conclude"] if waits and row.accusation and discipline else []
    able += ["accept"] if waits and not row.accusation else []
    able += ["decline", "reclassify"] if waits else []
    able += ["erase"] if discipline and not row.erased else []
    found = []
    for name in able:
        form_class, label, _done = FORMS[name]
        again = tried is not None and tried[0] == name
        form = (
            tried[1] if tried is not None and again else form_class(auto_id=f"{name}_%s", initial=_initial(name, row))
        )
        found.append({"name": name, "label": label, "form": form, "open": again})
    return found


def _initial(name: str, row: Opinion) -> dict[str, Any]:
    if name != "reclassify":
        return {}
    held = shield.shield_of(row)
    assert held is not None
    about = ACCUSATION if held.accusation else COMPLAINT
    return {"about": about, "against_units": sorted(held.units), "against_persons": sorted(held.persons)}


def _accept(by: Actor, key: str, said: dict[str, Any]) -> object:
    statement = said["statement"].replace("\r\n", "\n")
    named = {"title": said["title"], "statement": statement, "nature": Nature(said["nature"])}
    return desk.accept(key, by, f"shield:{said['key']}", **named)


def _decline(by: Actor, key: str, said: dict[str, Any]) -> object:
    return desk.decline(key, DeclineReason(said["reason"]), said["where_to"], by, f"shield:{said['key']}")


def _reclassify(by: Actor, key: str, said: dict[str, Any]) -> object:
    new = behind(said)
    assert new is not None
    return desk.reclassify(key, new, by, f"shield:{said['key']}")


def _conclude(by: Actor, key: str, said: dict[str, Any]) -> object:
    return desk.conclude(key, Conclusion(said["conclusion"]), said["words"], by, f"shield:{said['key']}")


def _erase(by: Actor, key: str, said: dict[str, Any]) -> object:
    return desk.erase(key, said["basis"], by, f"shield:{said['key']}", despite=said["despite"])


CARRY: dict[str, Callable[[Actor, str, dict[str, Any]], object]] = {
    "accept": _accept,
    "decline": _decline,
    "reclassify": _reclassify,
    "conclude": _conclude,
    "erase": _erase,
}
