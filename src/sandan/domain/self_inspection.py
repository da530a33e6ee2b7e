"""Self-inspection (检视问题、自查): what a unit or a leading group found wrong with itself, held against a list of standards (S12).

A finding names the standard, the root cause and the direction. It becomes a problem on the same three lists as any other, with its origin
shown; one that does not is entered with the reason why not. What others find is never taken for what was found by oneself: the finding is
entered by the unit that it is about, or by the office for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, Topic, require, written
from sandan.domain.wire import Command, Event, command, event


class FindingStatus(StrEnum):
    """Where a finding stands. What becomes of its problem is the problem's to say."""

    FOUND = "found"
    """It stands in the register and on no list."""
    LISTED = "listed"
    """It became a problem."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as its stream tells it."""

    id: str
    unit: str
    status: FindingStatus = FindingStatus.FOUND
    problem: str = ""


@command("self_inspection.find")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindOneself(Command):
    """Enter what a unit found wrong with itself on a day.

    `standard` and `item` (its place on the list, from 1) say against what; `of_standard` is that item's words in the version of the day, as
    the desk found it. `apart` is the reason why it is on none of the three lists.
    """

    finding: str
    title: str
    unit: str
    found_on: date
    cause: str
    direction: str
    statement: str = ""
    standard: str = ""
    item: int = 0
    of_standard: str = ""
    topic: Topic = Topic.SERVICE
    apart: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("self_inspection.list")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListFinding(Command):
    """Put a finding on the three lists; `problem` is what the desk registers in the same go."""

    finding: str
    problem: str


@command("self_inspection.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawFinding(Command):
    """Take back an entry made by mistake, and say why. Its problem, if it became one, stays."""

    finding: str
    reason: str


@event("self_inspection.found/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOneself(Event):
    """A unit found something wrong with itself."""

    finding: Public[str]
    unit: Public[str]
    found_on: Public[date]
    standard: Public[str]
    item: Public[int]
    of_standard: Public[str]
    topic: Public[Topic]
    title: str
    statement: str
    cause: str
    direction: str
    apart: str
    evidence: tuple[Evidence, ...]


@event("self_inspection.listed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingListed(Event):
    """It became a problem."""

    finding: Public[str]
    problem: Public[str]


@event("self_inspection.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingWithdrawn(Event):
    """The entry was a mistake."""

    finding: Public[str]
    reason: str


def decide(order: Command, state: Finding | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = happened(order.happened_on, at.date())
    if isinstance(order, FindOneself):
        require(state is None, "already_exists", id=order.finding)
        keeps(by, order.unit)
        require(order.found_on <= at.date(), "date_in_future", date=order.found_on)
        return (_found(order, on),)
    one = held(state, "unknown_finding")
    require(one.status is not FindingStatus.WITHDRAWN, "record_withdrawn")
    keeps(by, one.unit)
    match order:
        case ListFinding(problem=problem):
            require(one.status is FindingStatus.FOUND, "listed_already")
            return (FindingListed(happened_on=on, finding=one.id, problem=problem),)
        case WithdrawFinding(reason=reason):
            return (FindingWithdrawn(happened_on=on, finding=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a self-inspection command: {order.name}")


def _found(order: FindOneself, on: date) -> FoundOneself:
    return FoundOneself(
        happened_on=on,
        finding=order.finding,
        unit=order.unit,
        found_on=order.found_on,
        standard=order.standard,
        item=order.item,
        of_standard=order.of_standard[:300],
        topic=order.topic,
        title=written(order.title, "title", 200),
        statement=order.statement.strip()[:2000],
        cause=written(order.cause, "cause", 1000),
        direction=written(order.direction, "direction", 1000),
        apart=order.apart.strip()[:500],
        evidence=order.evidence,
    )


def evolve(state: Finding | None, happened: Event) -> Finding | None:
    """The finding after an event."""
    if isinstance(happened, FoundOneself):
        return Finding(happened.finding, happened.unit)
    one = held(state, "unknown_finding")
    match happened:
        case FindingListed(problem=problem):
            return replace(one, status=FindingStatus.LISTED, problem=problem)
        case FindingWithdrawn():
            return replace(one, status=FindingStatus.WITHDRAWN)
    raise Fault(f"not a self-inspection event: {happened.kind}")
