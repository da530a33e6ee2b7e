"""Turn (轮到谁): who must act next on a problem, and by when. An open problem never waits for nobody (law 5; domain H6).

The unit's own days are its deadline. The days of everyone else are data of the rules that govern the problem (`Rulebook.office_days`), and
those below where these say nothing; they are handed in, and start on the day on which the turn came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from sandan.domain.authority import Role
from sandan.domain.values import Outcome, Status

DAYS: Mapping[Status, int] = MappingProxyType(
    {
        Status.REGISTERED: 15,  # 信访工作条例 art. 22: registered, forwarded or assigned within 15 days
        Status.ACCEPTED: 15,
        Status.RETURN_ASKED: 5,  # the office's own, as long as the unit had to ask (art. 23)
        Status.CLOSURE_REQUESTED: 10,  # the office's own
        Status.VERIFIED: 10,  # the office's own
    }
)
"""Calendar days for the steps of those outside the handling unit, where the rules set no others."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: someone with this role, of this unit ("": whoever has the role), and until which day."""

    role: Role
    by_on: date
    unit: str = ""

    def late(self, today: date) -> bool:
        """Whether the day has passed."""
        return self.by_on < today


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whose turn it is: where a problem stands, since when, and its days."""

    status: Status
    since: date
    unit: str = ""
    due_on: date | None = None
    review_on: date | None = None
    agrees: Role | None = None
    """Who must agree next to a request for a later deadline."""
    pause_until: date | None = None
    outcome: Outcome | None = None
    second_read: bool = False
    to_adjudicate: bool = False
    shielded: bool = False


def turn(one: Standing, days: Mapping[Status, int] = DAYS) -> Turn | None:
    """Whose turn it is; None once the number is off the list, by whatever way."""
    office = Role.DISCIPLINE if one.shielded else Role.DISPATCHER
    match one.status:
        case Status.REGISTERED | Status.ACCEPTED:
            return Turn(office, _after(one, days))
        case Status.RETURN_ASKED:
            return Turn(Role.LEADER if one.to_adjudicate else office, _after(one, days))
        case Status.DISPATCHED | Status.SIGNED_FOR | Status.PLANNED | Status.IN_PROGRESS:
            due_on = one.due_on or _after(one, days)
            if one.agrees is not None:
                return Turn(Role.DISCIPLINE if one.shielded else one.agrees, due_on)
            if one.pause_until is not None:
                return Turn(office, one.pause_until)
            return Turn(Role.UNIT_HEAD, due_on, one.unit)
        case Status.CLOSURE_REQUESTED:
            return Turn(Role.VERIFIER, _after(one, days))
        case Status.VERIFIED:
            unread = one.outcome is Outcome.NOT_SUBSTANTIATED and not one.second_read
            return Turn(Role.VERIFIER if unread else office, _after(one, days))
        case Status.LONG_TERM:
            return Turn(office, one.review_on or _after(one, days))
    return None


def _after(one: Standing, days: Mapping[Status, int]) -> date:
    return one.since + timedelta(days=days.get(one.status, DAYS[Status.REGISTERED]))
