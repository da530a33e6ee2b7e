"""A problem's story at a glance: a line for every rung that it reached or left, with the day, who, and how long after dispatch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.domain import problem, problem_event, task
from sandan.domain.values import Outcome, Rung, Status
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.web import label
from sandan.web.label import Label
from sandan.web.story import Names

_OFF: dict[str, Label] = {
    "problem.adjudicated/1": _("Decided bindingly whose it is"),
    "problem.escalated/1": _("Taken to a higher level"),
    "problem.returned/1": _("Taken back by the office"),
    "problem.return_refused/1": _("The return was refused"),
    "problem.sent_back/1": _("Sent back"),
    "problem.reopened/1": _("Reopened"),
    "problem.resumed/1": _("Brought back onto the ladder"),
}
"""What brings a problem back to a lower rung or to others: told by what happened, for the rung alone would look like a first time."""
ANSWERED: Label = pgettext_lazy("rung", "Answered")


@dataclass(frozen=True, slots=True)
class Step:
    """One line. `days` are calendar days since the dispatch that was in force, None before one and where it is the dispatch itself."""

    label: Label
    on: date
    who: str
    days: int | None
    position: int
    back: bool
    corrected: bool


def glance(story: Iterable[tuple[Entry, Event]], names: Names, corrected: Iterable[int] = ()) -> list[Step]:
    """The steps of a story, oldest first. Each names exactly one rung or side path (law 5)."""
    status, wrong = Status.REGISTERED, frozenset(corrected)
    sent: date | None = None
    found = []
    for entry, event in story:
        before, status = status, problem.status_after(status, event.kind)
        told = _label(event, before, status)
        if told is None:
            continue
        on = event.happened_on
        days: int | None = (on - sent).days if sent is not None else None
        if isinstance(event, problem_event.ProblemDispatched) or event.kind == "problem.adjudicated/1":
            sent, days = on, None
        elif event.kind in ("problem.returned/1", "problem.reopened/1", "problem.resumed/1"):
            sent = None
        back, who = event.kind in _OFF, names.by(entry.by)
        found.append(Step(told, on, who, days, entry.position, back, entry.position in wrong))
    return found


def _label(event: Event, before: Status, status: Status) -> Label | None:
    """What a step is called; None for an entry that moves nothing."""
    match event:
        case problem_event.ProblemRegistered():
            return label.STATUS[Status.REGISTERED]
        case problem_event.ProblemAnswered():
            return ANSWERED
        case problem_event.ProblemClosureRequested(outcome=Outcome.RECTIFIED) | problem_event.ProblemRectifiedAtOnce():
            return label.RUNG[Rung.RECTIFIED]
        case task.TaskEvent():
            return label.STATUS[status] if status is not before else None
    if event.kind in _OFF:
        return _OFF[event.kind]
    return label.STATUS[status] if event.kind in problem.AFTER else None
