"""On-site meeting (现场办公): who led it, who took part, which problems were on the table, and what was decided (S6).

A decision on a problem is work only once it is a task on it or a dispatch: then it is *carried out*, and the entry that did so is
named. Where whoever enters the meeting may do that, it happens in the same entry; else the decision stands as such and waits for those
who may.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sandan.domain.authority import Actor, permit
from sandan.domain.register import Grade, best, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, Topic, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_DECISIONS = 40


class MeetingStatus(StrEnum):
    """Where an on-site meeting stands."""

    HELD = "held"
    WITHDRAWN = "withdrawn"
    """Entered by mistake. It stays in the ledger and counts nowhere."""


class DecisionStatus(StrEnum):
    """Where one decision stands."""

    WAITING = "waiting"
    """Decided, and nobody has made a task or a dispatch of it yet."""
    TASK = "task"
    """It is a task on its problem."""
    DISPATCHED = "dispatched"
    """Its problem was dispatched by it."""
    STANDS = "stands"
    """It is about no problem of the list: the minutes are all there is."""
    DROPPED = "dropped"
    """Given up, with the reason."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: what is to be done, on which problem ("" for none), by which unit and person, until when."""

    text: str
    due_on: date
    unit: str = ""
    person: str = ""
    problem: str = ""

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.text, self.due_on.isoformat(), self.unit, self.person, self.problem]

    @classmethod
    def of_row(cls, row: list[Any]) -> Decision:
        """Read back from the ledger."""
        text, due_on, unit, person, problem = map(str, row)
        return cls(text, date.fromisoformat(due_on), unit, person, problem)


@dataclass(frozen=True, slots=True)
class Meeting:
    """An on-site meeting as its stream tells it. `place` is the unit where it was, `unit` the one that keeps the record."""

    id: str
    leader: str
    place: str
    unit: str
    units: tuple[str, ...]
    decisions: tuple[Decision, ...]
    states: tuple[DecisionStatus, ...]
    status: MeetingStatus = MeetingStatus.HELD
    grade: Grade = Grade.CLAIMED
    keepers: frozenset[str] = frozenset()


@command("meeting.hold")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldMeeting(Command):
    """Enter an on-site meeting. `units` took part, `problems` were on the table."""

    meeting: str
    leader: str
    place: str
    unit: str
    held_on: date
    topic: Topic = Topic.OTHER
    units: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("meeting.carry_out")
@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOut(Command):
    """Say that a decision (counted from 0) became the task `task`, or, without one, the dispatch of its problem.

    Given together with the command that makes it true; `handling` is the unit that has the problem, as the desk found it.
    """

    meeting: str
    decision: int
    task: str = ""
    handling: str = ""


@command("meeting.drop")
@dataclass(frozen=True, slots=True, kw_only=True)
class DropDecision(Command):
    """Give a decision up that waits, and say why."""

    meeting: str
    decision: int
    reason: str


@command("meeting.confirm")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmMeeting(Command):
    """Confirm, as one of the place or of a unit that took part, that it was held so."""

    meeting: str
    note: str = ""


@command("meeting.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMeeting(Command):
    """Take back an entry made by mistake, and say why. Tasks and dispatches that came of it stand on their own."""

    meeting: str
    reason: str


@event("meeting.held/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(Event):
    """An on-site meeting was held."""

    meeting: Public[str]
    leader: Public[str]
    place: Public[str]
    unit: Public[str]
    held_on: Public[date]
    topic: Public[Topic]
    units: Public[tuple[str, ...]] = ()
    problems: Public[tuple[str, ...]] = ()
    decisions: tuple[Decision, ...] = ()
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""


@event("meeting.carried_out/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCarriedOut(Event):
    """A decision became a task (or, without one, a dispatch)."""

    meeting: Public[str]
    decision: Public[int]
    problem: Public[str]
    task: Public[str] = ""


@event("meeting.dropped/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDropped(Event):
    """A decision was given up."""

    meeting: Public[str]
    decision: Public[int]
    reason: str


@event("meeting.confirmed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingConfirmed(Event):
    """Somebody of the place, or who took part, says that it was held so."""

    meeting: Public[str]
    note: str
    witness: str


@event("meeting.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingWithdrawn(Event):
    """The entry was a mistake."""

    meeting: Public[str]
    reason: Public[str]


def decide(order: Command, state: Meeting | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, HoldMeeting):
        require(state is None, "already_exists", id=order.meeting)
        return (_held(order, by, on, today),)
    one = held(state, "unknown_meeting")
    require(one.status is not MeetingStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case CarryOut(decision=number, task=task):
            decided = _waiting(one, number)
            # Whoever may make the task is asked by the problem itself; here only that it is theirs to speak of this decision.
            keeps(by, one.unit, one.place, decided.unit, order.handling)
            return (
                DecisionCarriedOut(happened_on=on, meeting=one.id, decision=number, problem=decided.problem, task=task),
            )
        case DropDecision(decision=number, reason=reason):
            _waiting(one, number)
            keeps(by, one.unit)
            reason = written(reason, "reason", 500)
            return (DecisionDropped(happened_on=on, meeting=one.id, decision=number, reason=reason),)
        case ConfirmMeeting(note=note):
            require(any(by.within(each) for each in (one.place, *one.units)), "not_of_the_place")
            require(by.person not in one.keepers | {one.leader}, "not_by_keeper")
            require(one.grade is not Grade.VERIFIED, "confirmed_already")
            return (MeetingConfirmed(happened_on=on, meeting=one.id, note=note.strip()[:500], witness=by.person),)
        case WithdrawMeeting(reason=reason):
            keeps(by, one.unit, one.place)
            return (MeetingWithdrawn(happened_on=on, meeting=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a meeting command: {order.name}")


def _held(order: HoldMeeting, by: Actor, on: date, today: date) -> MeetingHeld:
    keeps(by, order.unit, order.place)
    require(order.held_on <= today, "date_in_future", date=order.held_on)
    require(len(order.decisions) <= MOST_DECISIONS, "too_many", count=len(order.decisions), limit=MOST_DECISIONS)
    problems = dict.fromkeys((*order.problems, *(each.problem for each in order.decisions if each.problem)))
    for each in order.decisions:
        require(each.unit or each.person, "decision_without_owner")
        require(each.due_on >= order.held_on, "decision_due_before", due_on=each.due_on)
    return MeetingHeld(
        happened_on=on,
        meeting=order.meeting,
        leader=written(order.leader, "leader", 32),
        place=written(order.place, "place", 32),
        unit=order.unit,
        held_on=order.held_on,
        topic=order.topic,
        units=tuple(dict.fromkeys(order.units)),
        problems=tuple(problems),
        decisions=tuple(replace(each, text=written(each.text, "decision", 1000)) for each in order.decisions),
        note=order.note.strip()[:2000],
        evidence=order.evidence,
        keeper=by.person,
    )


def _waiting(one: Meeting, number: int) -> Decision:
    require(0 <= number < len(one.decisions), "unknown_decision")
    require(one.states[number] is DecisionStatus.WAITING, "decision_settled")
    return one.decisions[number]


def evolve(state: Meeting | None, happened: Event) -> Meeting | None:
    """The meeting after an event."""
    if isinstance(happened, MeetingHeld):
        return Meeting(
            happened.meeting,
            happened.leader,
            happened.place,
            happened.unit,
            happened.units,
            happened.decisions,
            tuple(DecisionStatus.WAITING if each.problem else DecisionStatus.STANDS for each in happened.decisions),
            grade=Grade.DOCUMENTED if happened.evidence else Grade.CLAIMED,
            keepers=frozenset({happened.keeper}),
        )
    one = held(state, "unknown_meeting")
    match happened:
        case DecisionCarriedOut(decision=number, task=task):
            return _settled(one, number, DecisionStatus.TASK if task else DecisionStatus.DISPATCHED)
        case DecisionDropped(decision=number):
            return _settled(one, number, DecisionStatus.DROPPED)
        case MeetingConfirmed():
            return replace(one, grade=best(one.grade, Grade.VERIFIED))
        case MeetingWithdrawn():
            return replace(one, status=MeetingStatus.WITHDRAWN)
    raise Fault(f"not a meeting event: {happened.kind}")


def _settled(one: Meeting, number: int, to: DecisionStatus) -> Meeting:
    return replace(one, states=(*one.states[:number], to, *one.states[number + 1 :]))
