"""Serving (服务于专项工作): which programmes a record counts in.

A problem, visit or measure may serve several programmes. It is counted once in each and once in all, because it stays one record: the link
is a stream of its own, `serving/<record>`, and touches neither the record nor the programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened, keeps
from sandan.domain.values import Fault, Public, require
from sandan.domain.wire import Command, Event, command, event

MOST = 10
"""Programmes of one record."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What a record serves. `noun` says what kind of record it is ("problem", "deed", …)."""

    record: str
    noun: str
    programmes: tuple[str, ...] = ()


@command("serving.set")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetServing(Command):
    """Say which programmes a record counts in, instead of those said before. `unit` is the record's, as the desk found it."""

    record: str
    noun: str
    programmes: tuple[str, ...]
    unit: str = ""


@event("serving.set/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ServingSet(Event):
    """A record counts in these programmes from here on, and in no others."""

    record: Public[str]
    noun: Public[str]
    programmes: Public[tuple[str, ...]]


def decide(order: Command, state: Serving | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`. Refuses `not_of_the_unit`, `nothing_changed` and more than `MOST` programmes."""
    permit(order.name, by)
    if not isinstance(order, SetServing):
        raise Fault(f"not a serving command: {order.name}")
    keeps(by, order.unit)
    programmes = tuple(sorted(set(order.programmes)))
    require(len(programmes) <= MOST, "too_many", limit=MOST, count=len(programmes))
    before = state.programmes if state is not None else ()
    require(programmes != before, "nothing_changed")
    on = happened(order.happened_on, at.date())
    return (ServingSet(happened_on=on, record=order.record, noun=order.noun, programmes=programmes),)


def evolve(_state: Serving | None, happened: Event) -> Serving | None:
    """The links after an event."""
    if not isinstance(happened, ServingSet):
        raise Fault(f"not a serving event: {happened.kind}")
    return Serving(happened.record, happened.noun, happened.programmes)
