"""Circuit groups on screen: several names in one field, and what the planner's words mean."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.domain.circuit_group import GroupStatus
from sandan.domain.circuit_plan import PlanStatus
from sandan.domain.circuit_visit import VisitStatus
from sandan.projections.circuit_group import CircuitGroup
from sandan.projections.version import now
from sandan.triage.circuit import Lack, Way
from sandan.web.entry import PersonField
from sandan.web.label import Label

_BETWEEN = re.compile(r"[、，,;；\n\t]+")

GROUP: dict[GroupStatus, Label] = {
    GroupStatus.FORMED: pgettext_lazy("circuit group", "Goes round"),
    GroupStatus.DISSOLVED: pgettext_lazy("circuit group", "Dissolved"),
    GroupStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
PLAN: dict[PlanStatus, Label] = {
    PlanStatus.PROPOSED: pgettext_lazy("circuit plan", "Proposed, not accepted"),
    PlanStatus.ACCEPTED: pgettext_lazy("circuit plan", "Accepted"),
    PlanStatus.DISCARDED: pgettext_lazy("circuit plan", "Discarded"),
}
VISIT: dict[VisitStatus, Label] = {
    VisitStatus.PLANNED: pgettext_lazy("circuit visit", "Planned"),
    VisitStatus.HELD: pgettext_lazy("circuit visit", "Held"),
    VisitStatus.FED_BACK: pgettext_lazy("circuit visit", "Fed back to the unit"),
    VisitStatus.CANCELLED: pgettext_lazy("circuit visit", "Called off"),
    VisitStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
LACK: dict[Lack, Label] = {
    Lack.NO_UNITS: _("No unit is to be visited."),
    Lack.NO_GROUPS: _("No group goes round."),
    Lack.NO_DAYS: _("There is no working day between these days."),
    Lack.EVERYBODY_BARRED: _("No group has %(needed)s members who may go there:"),
    Lack.NEVER_FREE: _("On no day are both the place and a group free:"),
    Lack.TOO_MANY_VISITS: _("%(needed)s visits are wanted, and the groups have %(there)s free places for them."),
    Lack.TOO_CLOSE: _(
        "Up to %(needed)s visits of one unit are wanted, and only %(there)s fit with so many days between them:"
    ),
    Lack.TOGETHER: _("Each demand can be met, and not all of them together."),
    Lack.UNKNOWN: _("No plan was found in the time given to it; that there is none is not known."),
}
"""Why there is no plan."""
WAY: dict[Way, Label] = {
    Way.MORE_A_DAY: _("let a group make one more visit a day"),
    Way.SMALLER_TEAM: _("let one person fewer go along (the office's terms for circuit groups)"),
    Way.CLOSER: _("let visits of one unit follow each other more closely"),
    Way.IGNORE_OTHERS: _("move the visits that are planned already"),
    Way.MORE_DAYS: _("plan over more days"),
    Way.OTHER_GROUPS: _("let others join a group, or form another group"),
    Way.FEWER_UNITS: _("leave units out"),
}
"""What would help."""


class NamesField(PersonField):
    """Several people who hold posts today, by name, with a comma between them. Its value is a tuple of ids."""

    def clean(self, value: Any) -> Any:
        """The people's ids, each once."""
        names = [each.strip() for each in _BETWEEN.split(str(value or "")) if each.strip()]
        if self.required and not names:
            super().clean("")
        return tuple(dict.fromkeys(PersonField.clean(self, each) for each in names))


class GroupField(forms.ChoiceField):
    """A group that goes round: chosen on screen, named in a sheet."""

    def __init__(self, **kwargs: Any) -> None:
        self.by_name: dict[str, str] = {}
        super().__init__(choices=self._listed, **kwargs)

    def _listed(self) -> list[tuple[str, Any]]:
        rows = now(CircuitGroup).filter(status=GroupStatus.FORMED.value).order_by("position")
        listed = list(rows.values_list("key", "title"))
        self.by_name = {title: key for key, title in listed}
        return [("", _("Choose a group")), *listed]

    def words(self) -> list[str]:
        """The names to choose from."""
        return [str(name) for key, name in self._listed() if key]

    def to_python(self, value: Any) -> str:
        """The group's id, from its id or its name."""
        text = " ".join(str(value or "").split())
        self._listed()
        return self.by_name.get(text, text)


def several(choices: dict[Any, Label]) -> list[tuple[str, Label]]:
    """Choices of a field that takes several."""
    return [(code.value, label) for code, label in choices.items()]
