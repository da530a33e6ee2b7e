"""Training (培训班): a class with its participants, its sessions, and who completed it (S3; 支部书记培训班).

Absence is written down and not presence: most are there. A class ends with who completed it and, of each who did not, why; there are no
marks and no order of merit (law 11). Who holds no post in the county is counted and not named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sandan.domain.authority import Actor, permit
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.register import Grade, best, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_PARTICIPANTS = 1000
MOST_SESSIONS = 100


class TrainingStatus(StrEnum):
    """Where a class stands."""

    PLANNED = "planned"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """Entered by mistake. It stays in the ledger and counts nowhere."""


@dataclass(frozen=True, slots=True)
class NotCompleted:
    """Who did not complete a class, and why (因工作原因, 病假, …)."""

    person: str
    reason: str

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.person, self.reason]

    @classmethod
    def of_row(cls, row: list[Any]) -> NotCompleted:
        """Read back from the ledger."""
        person, reason = row
        return cls(person, reason)


@dataclass(frozen=True, slots=True)
class Training:
    """A class as its stream tells it."""

    id: str
    unit: str
    from_on: date
    status: TrainingStatus = TrainingStatus.PLANNED
    grade: Grade = Grade.CLAIMED
    participants: tuple[str, ...] = ()
    others: Quantity | None = None
    sessions: int = 0
    keepers: frozenset[str] = frozenset()


@command("training.plan")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTraining(Command):
    """Plan a class. `participants` by name, `others` how many besides who hold no post here; both can be set anew until it is concluded."""

    training: str
    title: str
    unit: str
    from_on: date
    to_on: date
    site: str = ""
    participants: tuple[str, ...] = ()
    others: Quantity | None = None


@command("training.enrol")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolTraining(Command):
    """Say who takes part, instead of those said before."""

    training: str
    participants: tuple[str, ...] = ()
    others: Quantity | None = None


@command("training.hold_session")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSession(Command):
    """Say that a session of the class was held, and who of its participants was absent."""

    training: str
    session: str
    title: str
    held_on: date
    tutor: str = ""
    absent: tuple[str, ...] = ()


@command("training.conclude")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeTraining(Command):
    """End the class. Whoever is not among `not_completed` completed it."""

    training: str
    concluded_on: date
    not_completed: tuple[NotCompleted, ...] = ()
    outcome: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("training.confirm")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmTraining(Command):
    """Say, as one who took part, that it was held so."""

    training: str
    note: str = ""


@command("training.cancel")
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTraining(Command):
    """Say that it will not be held, and why."""

    training: str
    reason: str


@command("training.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTraining(Command):
    """Take back an entry made by mistake, and say why."""

    training: str
    reason: str


@event("training.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlanned(Event):
    """A class is to be held."""

    training: Public[str]
    title: Public[str]
    unit: Public[str]
    from_on: Public[date]
    to_on: Public[date]
    site: Public[str]


@event("training.enrolled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingEnrolled(Event):
    """Who takes part. Names are for staff; how many is for everyone."""

    training: Public[str]
    count: Public[int]
    others: Public[Quantity | None] = None
    participants: tuple[str, ...]


@event("training.session_held/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSessionHeld(Event):
    """A session of the class. `present` are all its participants but the absent."""

    training: Public[str]
    session: Public[str]
    title: Public[str]
    held_on: Public[date]
    present: Public[int]
    tutor: str
    absent: tuple[str, ...]


@event("training.concluded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConcluded(Event):
    """The class is over."""

    training: Public[str]
    concluded_on: Public[date]
    completed: Public[int]
    not_completed: tuple[NotCompleted, ...]
    outcome: str = ""
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""


@event("training.confirmed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfirmed(Event):
    """One who took part says so."""

    training: Public[str]
    note: str
    witness: str


@event("training.cancelled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCancelled(Event):
    """It is not held."""

    training: Public[str]
    reason: Public[str]


@event("training.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingWithdrawn(Event):
    """The entry was a mistake."""

    training: Public[str]
    reason: Public[str]


def decide(order: Command, state: Training | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, PlanTraining):
        require(state is None, "already_exists", id=order.training)
        keeps(by, order.unit)
        return _planned(order, on)
    one = held(state, "unknown_training")
    require(one.status is not TrainingStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case EnrolTraining(participants=participants, others=others):
            keeps(by, one.unit)
            require(one.status is TrainingStatus.PLANNED, "not_planned")
            return (_enrolled(one.id, participants, others, on),)
        case HoldSession():
            keeps(by, one.unit)
            return (_session(order, one, on, today),)
        case ConcludeTraining():
            keeps(by, one.unit)
            return (_concluded(order, one, by, on, today),)
        case ConfirmTraining(note=note):
            require(one.status is TrainingStatus.CONCLUDED, "not_held_yet")
            require(by.person in one.participants, "not_present")
            require(by.person not in one.keepers, "not_by_keeper")
            require(one.grade is not Grade.VERIFIED, "confirmed_already")
            return (TrainingConfirmed(happened_on=on, training=one.id, note=note.strip()[:500], witness=by.person),)
        case CancelTraining(reason=reason):
            keeps(by, one.unit)
            require(one.status is TrainingStatus.PLANNED, "not_planned")
            require(not one.sessions, "sessions_held")
            return (TrainingCancelled(happened_on=on, training=one.id, reason=written(reason, "reason", 500)),)
        case WithdrawTraining(reason=reason):
            keeps(by, one.unit)
            return (TrainingWithdrawn(happened_on=on, training=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a training command: {order.name}")


def _planned(order: PlanTraining, on: date) -> tuple[Event, ...]:
    require(order.from_on <= order.to_on, "period_reversed", first=order.from_on, last=order.to_on)
    planned = TrainingPlanned(
        happened_on=on,
        training=order.training,
        title=written(order.title, "title", 200),
        unit=order.unit,
        from_on=order.from_on,
        to_on=order.to_on,
        site=order.site.strip()[:200],
    )
    if not order.participants and order.others is None:
        return (planned,)
    return (planned, _enrolled(order.training, order.participants, order.others, on))


def _enrolled(id: str, participants: tuple[str, ...], others: Quantity | None, on: date) -> TrainingEnrolled:
    named = tuple(dict.fromkeys(participants))
    require(named or others, "nobody_present")
    require(len(named) <= MOST_PARTICIPANTS, "too_many", limit=MOST_PARTICIPANTS, count=len(named))
    if others is not None:
        require(others.measure is Measure.PERSON, "quantity_measure", value=others.value)
    return TrainingEnrolled(happened_on=on, training=id, count=len(named), others=others, participants=named)


def _session(order: HoldSession, one: Training, on: date, today: date) -> TrainingSessionHeld:
    require(one.status is TrainingStatus.PLANNED, "not_planned")
    require(one.participants or one.others, "nobody_present")
    require(one.sessions < MOST_SESSIONS, "too_many", limit=MOST_SESSIONS, count=one.sessions + 1)
    require(order.held_on <= today, "date_in_future", date=order.held_on)
    require(order.held_on >= one.from_on, "before_the_class", date=one.from_on)
    _known(order.absent, one)
    absent = tuple(dict.fromkeys(order.absent))
    return TrainingSessionHeld(
        happened_on=on,
        training=one.id,
        session=order.session,
        title=written(order.title, "title", 200),
        held_on=order.held_on,
        present=len(one.participants) - len(absent),
        tutor=order.tutor.strip()[:200],
        absent=absent,
    )


def _concluded(order: ConcludeTraining, one: Training, by: Actor, on: date, today: date) -> TrainingConcluded:
    require(one.status is TrainingStatus.PLANNED, "not_planned")
    require(one.participants or one.others, "nobody_present")
    require(order.concluded_on <= today, "date_in_future", date=order.concluded_on)
    require(order.concluded_on >= one.from_on, "before_the_class", date=one.from_on)
    _known(tuple(each.person for each in order.not_completed), one)
    missing = {each.person: written(each.reason, "reason", 200) for each in order.not_completed}
    return TrainingConcluded(
        happened_on=on,
        training=one.id,
        concluded_on=order.concluded_on,
        completed=len(one.participants) - len(missing),
        not_completed=tuple(NotCompleted(person, why) for person, why in missing.items()),
        outcome=order.outcome.strip()[:2000],
        evidence=order.evidence,
        keeper=by.person,
    )


def _known(people: tuple[str, ...], one: Training) -> None:
    """Refuses who takes no part in the class."""
    require(set(people) <= set(one.participants), "not_enrolled")


def evolve(state: Training | None, happened: Event) -> Training | None:
    """The class after an event."""
    if isinstance(happened, TrainingPlanned):
        return Training(happened.training, happened.unit, happened.from_on)
    one = held(state, "unknown_training")
    match happened:
        case TrainingEnrolled(participants=participants, others=others):
            return replace(one, participants=participants, others=others)
        case TrainingSessionHeld():
            return replace(one, sessions=one.sessions + 1)
        case TrainingConcluded(evidence=evidence, keeper=keeper):
            grade = Grade.DOCUMENTED if evidence else Grade.CLAIMED
            return replace(one, status=TrainingStatus.CONCLUDED, grade=grade, keepers=one.keepers | {keeper})
        case TrainingConfirmed():
            return replace(one, grade=best(one.grade, Grade.VERIFIED))
        case TrainingCancelled():
            return replace(one, status=TrainingStatus.CANCELLED)
        case TrainingWithdrawn():
            return replace(one, status=TrainingStatus.WITHDRAWN)
    raise Fault(f"not a training event: {happened.kind}")
