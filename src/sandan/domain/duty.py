"""Duty list (职责清单): which matters belong to which unit, and so to which tier, on what legal basis, from a day to a day.

A matter outside a town's or village's list may still be sent there, but never without a word of warning (北京条例 art. 17, 潍坊条例
art. 24).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, Topic, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Duty:
    """An entry of a duty list as its stream tells it. `until_on` is its last day; None while it holds."""

    id: str
    unit: str
    topic: Topic | None
    matter: str
    from_on: date
    until_on: date | None = None


@command("duty.list")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListDuty(Command):
    """Enter a matter on a unit's duty list: a topic, or its own words, or both. `there` says that the list has the same already."""

    duty: str
    unit: str
    topic: Topic | None = None
    matter: str = ""
    basis: str
    from_on: date
    there: bool = False


@command("duty.drop")
@dataclass(frozen=True, slots=True, kw_only=True)
class DropDuty(Command):
    """Take a matter off the list; `until_on` is the last day on which it belonged there."""

    duty: str
    until_on: date


@event("duty.listed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyListed(Event):
    """A matter belongs to a unit."""

    duty: Public[str]
    unit: Public[str]
    topic: Public[Topic | None] = None
    matter: Public[str]
    basis: Public[str]
    from_on: Public[date]


@event("duty.dropped/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDropped(Event):
    """The matter belongs to the unit no longer."""

    duty: Public[str]
    until_on: Public[date]


def decide(order: Command, state: Duty | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case ListDuty():
            require(state is None, "already_exists", id=order.duty)
            require(order.unit, "unit_missing")
            matter = order.matter.strip()[:200]
            require(order.topic or matter, "topic_or_matter")
            require(not order.there, "duty_there_already")
            return (
                DutyListed(
                    happened_on=on,
                    duty=order.duty,
                    unit=order.unit,
                    topic=order.topic,
                    matter=matter,
                    basis=written(order.basis, "basis", 500),
                    from_on=order.from_on,
                ),
            )
        case DropDuty(duty=duty, until_on=until):
            require(state is not None, "unknown_duty", id=duty)
            assert state is not None
            require(state.until_on is None or until < state.until_on, "already_ended")
            # The day before the first means that it never took effect.
            require(until >= state.from_on - timedelta(1), "ends_before_start", from_on=state.from_on)
            return (DutyDropped(happened_on=on, duty=duty, until_on=until),)
    raise Fault(f"not a duty command: {order.name}")


def evolve(state: Duty | None, happened: Event) -> Duty | None:
    """The entry after `happened`."""
    match happened:
        case DutyListed() as listed:
            return Duty(listed.duty, listed.unit, listed.topic, listed.matter, listed.from_on)
        case DutyDropped(until_on=until) if state:
            return replace(state, until_on=until)
    return state
