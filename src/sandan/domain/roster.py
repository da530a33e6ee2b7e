"""Roster (花名册): one file of units, people and posts brought in as a unit, in one transaction, and taken back as one.

What it made are events of their own nouns; here stands that they came from one file, what became of every row, and what was made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class RosterStatus(StrEnum):
    """Where a roster stands."""

    TAKEN = "taken"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster as its stream tells it. `made` and `ended` name streams, as `unit/<id>`."""

    id: str
    status: RosterStatus
    made: tuple[str, ...]
    ended: tuple[str, ...]


@command("roster.take")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoster(Command):
    """Bring a file in. `file` is its digest (SHA-256, hex); `layouts` say what its columns mean, `answers` what a person chose (both JSON).

    added + changed + same + differing + refused = rows. `made` are the streams that began with it, in their order, `code/<unit>` for a code
    that a unit got; `ended` those that it ended. `defects` are JSON lists [worksheet, row, column, code, facts].
    """

    roster: str
    file: str
    file_name: str
    layouts: str
    answers: str
    rows: int
    added: int
    changed: int
    same: int
    differing: int
    refused: int
    made: tuple[str, ...]
    ended: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()


@command("roster.undo")
@dataclass(frozen=True, slots=True, kw_only=True)
class UndoRoster(Command):
    """Take the whole file back by compensation. `resting` counts what has come to rest on it since; then it stays."""

    roster: str
    reason: str
    resting: int


@event("roster.taken/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class RosterTaken(Event):
    """A file of the organisation was brought in."""

    roster: Public[str]
    rows: Public[int]
    added: Public[int]
    changed: Public[int]
    same: Public[int]
    differing: Public[int]
    refused: Public[int]
    file: str
    file_name: str
    layouts: str
    answers: str
    made: tuple[str, ...]
    ended: tuple[str, ...]
    defects: tuple[str, ...]


@event("roster.undone/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class RosterUndone(Event):
    """The file was taken back."""

    roster: Public[str]
    reason: str


def decide(order: Command, state: Roster | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case TakeRoster():
            require(state is None, "already_exists", id=order.roster)
            require(order.rows > 0, "file_empty")
            accounted = order.added + order.changed + order.same + order.differing + order.refused
            require(accounted == order.rows, "rows_do_not_add_up", rows=order.rows)
            # A file that changes nothing leaves no trace: brought in twice, it is in once.
            require(order.made or order.ended, "nothing_to_bring_in", rows=order.rows)
            return (
                RosterTaken(
                    happened_on=on,
                    roster=order.roster,
                    rows=order.rows,
                    added=order.added,
                    changed=order.changed,
                    same=order.same,
                    differing=order.differing,
                    refused=order.refused,
                    file=order.file,
                    file_name=order.file_name,
                    layouts=order.layouts,
                    answers=order.answers,
                    made=order.made,
                    ended=order.ended,
                    defects=order.defects,
                ),
            )
        case UndoRoster(roster=roster, reason=reason, resting=resting):
            require(state is not None, "unknown_roster")
            assert state is not None
            require(state.status is RosterStatus.TAKEN, "roster_undone_already")
            # A unit that has ended cannot come back: what came after it may have been told to people.
            require(not any(each.startswith("unit/") for each in state.ended), "roster_abolished")
            require(not resting, "roster_in_use", count=resting)
            return (RosterUndone(happened_on=on, roster=roster, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a roster command: {order.name}")


def evolve(state: Roster | None, happened: Event) -> Roster | None:
    """The roster after `happened`."""
    match happened:
        case RosterTaken() as taken:
            return Roster(taken.roster, RosterStatus.TAKEN, taken.made, taken.ended)
        case RosterUndone() if state:
            return replace(state, status=RosterStatus.UNDONE)
    return state
