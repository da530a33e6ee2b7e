"""The columns of the three lists, the same on screen, on paper and in the workbook.

They are the union of the lists and registers that offices keep (domain B, section end), in their order, with where the item stands beside
them. A fact that Sandan does not hold is a dash and never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.domain.task import TaskStatus
from sandan.domain.values import Channel, Nature, Status, Topic
from sandan.projections import person, service_item, unit
from sandan.projections.listing import ProblemRow, ResponsibilityRow, TaskRow, Which
from sandan.projections.version import now
from sandan.web.label import CHANNEL, NATURE, STATUS, TASK, TOPIC, Label

UNKNOWN = "—"
Cell = str | date | None

TITLES: dict[Which, Label] = {
    Which.PROBLEMS: _("Problem list"),
    Which.TASKS: _("Task list"),
    Which.RESPONSIBILITIES: _("Responsibility list"),
}
_REPORTERS: dict[Channel, Label] = {
    Channel.ONLINE: _("Resident"),
    Channel.HOTLINE: _("Resident"),
    Channel.LETTER: _("Resident"),
    Channel.COUNTER: _("Resident"),
    Channel.VISIT: _("Resident"),
    Channel.DELEGATE: _("Delegate"),
    Channel.SUPERIOR: _("Superior body"),
    Channel.INSPECTION: _("Inspection"),
}
"""Who speaks through a channel, where the channel says so."""


@dataclass(frozen=True, slots=True)
class Names:
    """What units and people are called, by id."""

    units: Mapping[str, str]
    people: Mapping[str, str]
    _items: dict[str, str] = field(default_factory=dict, repr=False)
    _titles: dict[type[Any], dict[str, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, *, people: bool = True) -> Names:
        """Today's names, read once for a page or a workbook; without `people` where nobody is named."""
        return cls(unit.names(), person.names() if people else {})

    def unit(self, key: str) -> str:
        """A unit's name; a dash where none is named."""
        return self.units.get(key, key) or UNKNOWN

    def person(self, key: str) -> str:
        """A person's name; a dash where none is named."""
        return self.people.get(key, key) or UNKNOWN

    def item(self, code: str) -> str:
        """What a service item is called. Read once, and only where a page names one."""
        if not self._items:
            self._items.update(service_item.titles())
        return self._items.get(code, code)

    def titled(self, table: type[Any], key: str) -> str:
        """What a record of a small table is called. The table is read once, and only where a page names one of its records."""
        if table not in self._titles:
            self._titles[table] = dict(now(table).values_list("key", "title"))
        return self._titles[table].get(key, key) or UNKNOWN

    def place(self, town: str, village: str) -> str:
        """Town and village, or a dash."""
        return " ".join(self.units.get(each, each) for each in (town, village) if each) or UNKNOWN


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its official heading, what stands in it, its width in the workbook, and whether a screen has room for it.

    `kind` says what a screen draws with more than text, or how it may break: number (a link), status (a badge), due (a chip), window
    (dates and a chip), date (kept on one line), long (may break anywhere), numbers (one below
    the other).
    """

    title: Label
    cell: Callable[[Any, Names], Cell]
    width: int = 12
    paper_only: bool = False
    kind: str = ""


def listed(words: Iterable[str]) -> str:
    """Words one after the other, with the comma of the reader's language."""
    return pgettext("between names", ", ").join(words)


def _reporter(row: ProblemRow, _names: Names) -> Cell:
    one = row.problem
    if not one.opinions and one.nature == Nature.IMMEDIATE:
        return gettext("The unit itself")
    return str(_REPORTERS.get(Channel(one.channel), UNKNOWN))


def _repeated(row: ProblemRow, _names: Names) -> Cell:
    if row.merged_into:
        return gettext("Merged into %(number)s") % {"number": row.merged_into}
    count = row.problem.opinions
    told = ngettext("%(count)s opinion", "%(count)s opinions", count) % {"count": count}
    if row.repeats:
        return listed((gettext("Repeated"), told))
    return told if count > 1 else pgettext("repeated or merged", "No")


def _milestones(row: TaskRow, _names: Names) -> Cell:
    done = row.task.done_on
    return gettext("Reported done %(date)s") % {"date": done.isoformat()} if done else UNKNOWN


def _progress(row: TaskRow, _names: Names) -> Cell:
    label = str(TASK[TaskStatus(row.task.status)])
    return f"{label}: {row.task.progress}" if row.task.progress else label


def _evidence(row: TaskRow, _names: Names) -> Cell:
    count = row.task.evidence
    return ngettext("%(count)s file", "%(count)s files", count) % {"count": count} if count else UNKNOWN


def _window(row: TaskRow, _names: Names) -> Cell:
    return f"{row.task.from_on.isoformat()} – {row.task.to_on.isoformat()}"


def _cooperating(row: ResponsibilityRow, names: Names) -> Cell:
    return listed(names.unit(each) for each in row.responsibility.cooperating.split()) or UNKNOWN


def _number(row: ResponsibilityRow, _names: Names) -> Cell:
    return row.task.number if row.task else row.problem.number


def _verifier(row: ResponsibilityRow, names: Names) -> Cell:
    return names.person(row.verified_by or row.responsibility.verifier)


_STATUS = pgettext_lazy("column", "Status")
_DEADLINE = pgettext_lazy("column", "Deadline")
_HANDLER = pgettext_lazy("column", "Handling unit")


def _status(row: Any, _names: Names) -> Cell:
    return str(STATUS[Status(row.problem.status)])


def _nothing(_row: Any, _names: Names) -> Cell:
    return UNKNOWN


COLUMNS: dict[Which, tuple[Column, ...]] = {
    Which.PROBLEMS: (
        Column(pgettext_lazy("column", "Number"), lambda row, _names: row.problem.number, 14, kind="number"),
        Column(pgettext_lazy("column", "Channel"), lambda row, _names: str(CHANNEL[Channel(row.problem.channel)])),
        Column(
            pgettext_lazy("column", "Opinion numbers"),
            lambda row, _names: "\n".join(row.opinions) or UNKNOWN,
            14,
            True,
            "numbers",
        ),
        Column(pgettext_lazy("column", "Kind of reporter"), _reporter, 11, True),
        Column(pgettext_lazy("column", "Problem"), lambda row, _names: row.problem.title, 40, kind="long"),
        Column(pgettext_lazy("column", "Subject"), lambda row, _names: str(TOPIC[Topic(row.problem.topic)]), 14),
        Column(
            pgettext_lazy("column", "Town and village"),
            lambda row, names: names.place(row.problem.town, row.problem.village),
            16,
        ),
        Column(pgettext_lazy("column", "Raised on"), lambda row, _names: row.problem.registered_on, kind="date"),
        Column(
            pgettext_lazy("column", "Nature"), lambda row, _names: str(NATURE[Nature(row.problem.nature)]), 11, True
        ),
        Column(pgettext_lazy("column", "Repeated or merged"), _repeated, 14, True),
        Column(pgettext_lazy("column", "Secrecy"), _nothing, 9, True),
        Column(_STATUS, _status, kind="status"),
        Column(_HANDLER, lambda row, names: names.unit(row.problem.unit), 18),
        Column(_DEADLINE, lambda row, _names: row.problem.due_on, kind="due"),
    ),
    Which.TASKS: (
        Column(pgettext_lazy("column", "Task number"), lambda row, _names: row.task.number, 18, kind="number"),
        Column(
            pgettext_lazy("column", "Of problem"),
            lambda row, _names: f"{row.problem.number} {row.problem.title}",
            36,
            kind="long",
        ),
        Column(pgettext_lazy("column", "Goal"), _nothing, 9, True),
        Column(pgettext_lazy("column", "Measure"), lambda row, _names: row.task.measure, 36, kind="long"),
        Column(
            pgettext_lazy("column", "Acceptance standard"),
            lambda row, _names: row.task.standard or UNKNOWN,
            28,
            kind="long",
        ),
        Column(pgettext_lazy("column", "From and to"), _window, 24, kind="window"),
        Column(pgettext_lazy("column", "Milestones"), _milestones, 18, True),
        Column(pgettext_lazy("column", "Progress"), _progress, 28, kind="long"),
        Column(pgettext_lazy("column", "Evidence"), _evidence, 9),
        Column(_HANDLER, lambda row, names: names.unit(row.task.unit), 18),
    ),
    Which.RESPONSIBILITIES: (
        Column(pgettext_lazy("column", "Task number"), _number, 18, kind="number"),
        Column(
            pgettext_lazy("column", "Leader responsible"), lambda row, names: names.person(row.responsibility.leader)
        ),
        Column(pgettext_lazy("column", "Lead unit"), lambda row, names: names.unit(row.responsibility.lead_unit), 18),
        Column(
            pgettext_lazy("column", "Person responsible"), lambda row, names: names.person(row.responsibility.person)
        ),
        Column(pgettext_lazy("column", "Cooperating units"), _cooperating, 24),
        Column(
            pgettext_lazy("column", "County leader in charge"),
            lambda row, names: names.person(row.responsibility.supervising_leader),
        ),
        Column(pgettext_lazy("column", "Supervising group"), _nothing, 9, True),
        Column(pgettext_lazy("column", "Verifier"), _verifier),
        Column(pgettext_lazy("column", "Struck off by"), lambda row, names: names.person(row.struck_off_by)),
        Column(_STATUS, _status, kind="status"),
        Column(_DEADLINE, lambda row, _names: row.task.to_on if row.task else row.problem.due_on, kind="due"),
    ),
}
"""The columns of each list in their official order."""


def shown(cell: Cell) -> str:
    """A cell as text: dates in ISO form, nothing as a dash."""
    if isinstance(cell, date):
        return cell.isoformat()
    return cell or UNKNOWN
