"""How far away a date is that something is due on, in the shape that `components/due.html` reads."""

from __future__ import annotations

from datetime import date
from typing import Any

from sandan.domain.values import Status
from sandan.projections.problem import Problem

_IDLE = frozenset(each.value for each in (Status.DECLINED, Status.REDIRECTED, Status.MERGED, Status.LONG_TERM))

SOON = 3
"""Days before a date from which it counts as near."""


def due_of(problem: Problem, today: date) -> dict[str, Any] | None:
    """The chip of a problem's deadline, with the first one where it was moved; None where no clock runs any more."""
    if problem.status in _IDLE:
        return None
    chip = due(problem.due_on, today, problem.claimed_on)
    if chip is None:
        return None
    moved = problem.first_due_on if problem.first_due_on != problem.due_on else None
    still = problem.paused_on is not None and problem.claimed_on is None
    return {**chip, "was_due_on": moved, **({"state": "paused"} if still else {})}


def due(due_on: date | None, today: date, met_on: date | None = None) -> dict[str, Any] | None:
    """The chip of a due date, in calendar days; None without a date. `met_on` is the day it was done, which stops the clock."""
    if due_on is None:
        return None
    days = ((met_on or today) - due_on).days
    if days > 0:
        state = "overdue"
    elif met_on is not None:
        state = "met"
    elif days == 0:
        state = "today"
    else:
        state = "soon" if -days <= SOON else "later"
    return {"due_on": due_on, "state": state, "days": abs(days)}
