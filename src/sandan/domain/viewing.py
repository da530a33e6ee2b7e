"""Viewing (查阅): who opened sealed words, written down as ids alone (PIPL arts. 51, 54; law 7).

One stream for a person and a day, named by both. What was opened is told once a day for each opinion: a second look at the same words
adds nothing that an auditor could use, and would make the ledger grow with every page that is turned. Other records whose sealed words
were opened (a dispute, what was noted on a visit) stand in it by their ids like opinions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, require
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Viewing:
    """What one person opened on one day."""

    person: str
    opinions: frozenset[str] = frozenset()


@command("viewing.record")
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordViewing(Command):
    """Write down that the actor opened the words of these opinions on the page `where`."""

    viewing: str
    opinions: tuple[str, ...]
    where: str


@event("viewing.recorded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingRecorded(Event):
    """Someone opened sealed words. Which ones stays inside; what they said is not here at all."""

    viewing: Public[str]
    opinions: tuple[str, ...]
    where: str


def decide(order: Command, state: Viewing | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`. Nothing, where all of it was told before."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    match order:
        case RecordViewing(viewing=viewing, opinions=opinions, where=where):
            require(on == at.date(), "date_in_future", date=on)
            require(viewing == f"{by.person}-{on:%Y%m%d}", "only_for_oneself")
            known = state.opinions if state else frozenset()
            fresh = tuple(each for each in dict.fromkeys(opinions) if each not in known)
            return (ViewingRecorded(happened_on=on, viewing=viewing, opinions=fresh, where=where),) if fresh else ()
    raise Fault(f"not a viewing command: {order.name}")


def evolve(state: Viewing | None, happened: Event) -> Viewing | None:
    """The day's viewings after `happened`."""
    match happened:
        case ViewingRecorded(viewing=viewing, opinions=opinions):
            before = state or Viewing(viewing.rpartition("-")[0])
            return replace(before, opinions=before.opinions | set(opinions))
    return state
