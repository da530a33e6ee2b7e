"""Whom a report is about, as forms ask for it: a matter, a unit, or an official (law 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandan.domain.authority import Role
from sandan.domain.shield import Shield
from sandan.domain.values import Tier
from sandan.projections.person import names
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.label import TIER, Label

MATTER, COMPLAINT, ACCUSATION = "", "complaint", "accusation"
ABOUT: list[tuple[str, Label]] = [
    (MATTER, _("No: it is about a matter, such as a road, water or a bill")),
    (COMPLAINT, _("Yes: I complain of how a unit or an official works")),
    (ACCUSATION, _("Yes: I accuse someone of wrongdoing. Only the discipline body may read it")),
]
_LISTED = (Tier.COUNTY, Tier.SYSTEM, Tier.TOWN, Tier.BRANCH)


class AboutFields(forms.Form):
    """The fields by which a report says whom it is about, to be mixed into a form."""

    about = forms.ChoiceField(
        label=_("Is it about a unit or an official?"),
        help_text=_("If so, neither they nor anyone under them will see it or learn that it exists."),
        choices=ABOUT,
        widget=forms.RadioSelect,
        required=False,
        initial=MATTER,
    )
    against_units = forms.MultipleChoiceField(
        label=_("Which unit?"),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
        help_text=_("Hold Ctrl to choose several. If you do not find it, write it below."),
    )
    against_words = forms.CharField(
        label=_("Who, in your own words"),
        max_length=500,
        required=False,
        help_text=_("Name and post, as far as you know them. Sealed like the rest."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["against_units"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = unit_choices()

    def clean(self) -> dict[str, Any]:
        """Who names a unit complains of it, whatever is ticked: hiding too much is the smaller harm."""
        given = super().clean() or {}
        if not given.get("about") and (given.get("against_units") or given.get("against_words", "").strip()):
            given["about"] = COMPLAINT
        return given


def unit_choices() -> list[tuple[Label, list[tuple[str, Label]]]]:
    """Every unit under the heading of its tier; a village after its town's name."""
    rows = list(now(Unit).order_by("position").values_list("key", "name", "tier", "parent"))
    of = {key: name for key, name, _tier, _parent in rows}
    grouped: dict[str, list[tuple[str, Label]]] = {each.value: [] for each in _LISTED}
    for key, name, tier, parent in rows:
        shown = f"{of.get(parent, '')} {name}" if tier == Tier.BRANCH.value else name
        grouped[tier].append((key, shown.strip()))
    return [(TIER[each], grouped[each.value]) for each in _LISTED if grouped[each.value]]


def behind(said: Mapping[str, Any]) -> Shield | None:
    """The shield that the cleaned fields ask for; None for a report about a matter."""
    if not said.get("about"):
        return None
    return Shield(
        frozenset(said["against_units"]), frozenset(said.get("against_persons", ())), said["about"] == ACCUSATION
    )


class BehindForm(AboutFields):
    """Whom a report is about, as those who sort it set it down: officials by name as well."""

    against_persons = forms.MultipleChoiceField(
        label=_("Which officials?"), required=False, widget=forms.SelectMultiple({"size": 6})
    )
    field_order = ["about", "against_units", "against_persons", "against_words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["against_persons"]
        about = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(about, forms.ChoiceField)
        people: list[tuple[str, str]] = sorted(names().items(), key=lambda each: each[1])
        field.choices = people
        about.choices = ABOUT[1:]
        about.required = True


SORTS_UNDER_SHIELD = frozenset({Role.DISPATCHER, Role.DISCIPLINE})
"""Who sorts what stands under the shield, as far as they are cleared for it."""
