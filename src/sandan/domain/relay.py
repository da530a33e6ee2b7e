"""Relay (转达): the handling unit and the reporter write to each other without the unit learning who the reporter is (law 8).

The words lie sealed with the reporter's own and are erased with them. The reporter needs nothing but the receipt code; whoever reported
by telephone or at a counter is told by a clerk, who sees the question and not more of the matter than before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.facts import Facts, of_handling_unit
from sandan.domain.values import Fault, Personal, Public, Status, require, written
from sandan.domain.wire import Command, Event, command, event

LIMIT = 4000
CLOSED = (None, Status.DECLINED, Status.MERGED)


@command("relay.write")
@dataclass(frozen=True, slots=True, kw_only=True)
class WriteToReporter(Command):
    """Ask or tell the reporter of one opinion something, through the system."""

    opinion: str
    words: str


@command("relay.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class WriteToUnit(Command):
    """The reporter writes to whoever has the problem."""

    opinion: str
    words: str


class RelayEvent(Event):
    """An event of the relay: `opinion` names whose reporter it is between."""

    opinion: Public[str]


@event("relay.written/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterWrittenTo(RelayEvent):
    """The unit wrote to a reporter."""

    opinion: Public[str]
    unit: Public[str]
    words: Personal[str] = ""


@event("relay.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWrittenTo(RelayEvent):
    """A reporter wrote to the unit."""

    opinion: Public[str]
    words: Personal[str] = ""


def decide(order: Command, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    require(facts.status not in CLOSED, "not_workable", status=facts.status or "")
    match order:
        case WriteToReporter(opinion=opinion, words=words):
            require(opinion in facts.opinions, "opinion_elsewhere")
            if not by.roles & {Role.DISPATCHER, Role.DISCIPLINE}:
                of_handling_unit(facts, by)
            words = written(words, "words", LIMIT)
            return (ReporterWrittenTo(happened_on=on, opinion=opinion, unit=by.unit, words=words),)
        case WriteToUnit(opinion=opinion, words=words):
            require(by.opinion == opinion and opinion in facts.opinions, "not_your_opinion")
            return (UnitWrittenTo(happened_on=on, opinion=opinion, words=written(words, "words", LIMIT)),)
    raise Fault(f"not a relay command: {order.name}")
