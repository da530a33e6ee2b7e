"""Study (学): what was studied, when and how, and who was there (S2).

Nobody checks in, nothing is marked and nobody is ranked (law 11; domain H3): whoever organises a session names who was there, once, for all
of them. Persons are people, each once however many sessions they came to; attendances are the sum over sessions; the two are never mixed
(domain A58). Who holds no post in the county is counted and not named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.register import Grade, best, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_PRESENT = 1000
MOST_MATERIALS = 30


class Mode(StrEnum):
    """How people study."""

    SELF = "self"
    """个人自学."""
    COLLECTIVE = "collective"
    """集体学习."""
    THEMED = "themed"
    """专题学习, 主题党日."""
    SEMINAR = "seminar"
    """交流研讨."""
    VIDEO = "video"
    """观看视频."""
    READING = "reading"
    """读书班, 读书会."""
    FIELD = "field"
    """现场教学: a visit to a site (革命传统教育, 廉政教育基地)."""
    EXCHANGE = "exchange"
    """内部交流."""
    TUTOR = "tutor"
    """外请辅导."""


class StudyStatus(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """Entered by mistake. It stays in the ledger and counts nowhere."""


@dataclass(frozen=True, slots=True)
class Study:
    """A study session as its stream tells it."""

    id: str
    unit: str
    mode: Mode
    status: StudyStatus = StudyStatus.PLANNED
    grade: Grade = Grade.CLAIMED
    present: tuple[str, ...] = ()
    keepers: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


@command("study.plan")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStudy(Command):
    """Plan a session. `site` is where, in words; `tutor` who was invited to speak, in words; `materials` are ids of what is studied."""

    study: str
    title: str
    mode: Mode
    unit: str
    planned_on: date
    site: str = ""
    tutor: str = ""
    materials: tuple[str, ...] = ()


@command("study.hold")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStudy(Command):
    """Say that it was held and who was there: `present` by name, `others` how many besides who hold no post here."""

    study: str
    held_on: date
    present: tuple[str, ...] = ()
    others: Quantity | None = None
    outcome: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("study.attach")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttachStudy(Command):
    """Attach a document or an outcome, once for everybody who was there."""

    study: str
    outcome: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("study.confirm")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmStudy(Command):
    """Say, as one who was there, that it was held so."""

    study: str
    note: str = ""


@command("study.cancel")
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelStudy(Command):
    """Say that it will not be held, and why."""

    study: str
    reason: str


@command("study.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawStudy(Command):
    """Take back an entry made by mistake, and say why."""

    study: str
    reason: str


@event("study.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPlanned(Event):
    """A session is to be held."""

    study: Public[str]
    title: Public[str]
    mode: Public[Mode]
    unit: Public[str]
    planned_on: Public[date]
    site: Public[str]
    tutor: str
    materials: Public[tuple[str, ...]]


@event("study.held/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StudyHeld(Event):
    """A session was held. Who was there is for staff; how many is for everyone."""

    study: Public[str]
    held_on: Public[date]
    count: Public[int]
    others: Public[Quantity | None] = None
    present: tuple[str, ...]
    outcome: str = ""
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""


@event("study.attached/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StudyAttached(Event):
    """A document or outcome of a session."""

    study: Public[str]
    outcome: str
    evidence: tuple[Evidence, ...] = ()


@event("study.confirmed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StudyConfirmed(Event):
    """One who was there says so."""

    study: Public[str]
    note: str
    witness: str


@event("study.cancelled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StudyCancelled(Event):
    """It is not held."""

    study: Public[str]
    reason: Public[str]


@event("study.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StudyWithdrawn(Event):
    """The entry was a mistake."""

    study: Public[str]
    reason: Public[str]


def decide(order: Command, state: Study | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, PlanStudy):
        require(state is None, "already_exists", id=order.study)
        keeps(by, order.unit)
        return (_planned(order, on),)
    one = held(state, "unknown_study")
    require(one.status is not StudyStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case HoldStudy():
            keeps(by, one.unit)
            return (_held(order, one, by, on, today),)
        case AttachStudy():
            keeps(by, one.unit)
            require(one.status is StudyStatus.HELD, "not_held_yet")
            require(order.evidence or order.outcome.strip(), "nothing_attached")
            again = [each.caption or each.file[:12] for each in order.evidence if each.file in one.files]
            require(not again, "attached_already", file=", ".join(again))
            outcome = order.outcome.strip()[:2000]
            return (StudyAttached(happened_on=on, study=one.id, outcome=outcome, evidence=order.evidence),)
        case ConfirmStudy(note=note):
            require(one.status is StudyStatus.HELD, "not_held_yet")
            require(by.person in one.present, "not_present")
            require(by.person not in one.keepers, "not_by_keeper")
            require(one.grade is not Grade.VERIFIED, "confirmed_already")
            return (StudyConfirmed(happened_on=on, study=one.id, note=note.strip()[:500], witness=by.person),)
        case CancelStudy(reason=reason):
            keeps(by, one.unit)
            require(one.status is StudyStatus.PLANNED, "not_planned")
            return (StudyCancelled(happened_on=on, study=one.id, reason=written(reason, "reason", 500)),)
        case WithdrawStudy(reason=reason):
            keeps(by, one.unit)
            return (StudyWithdrawn(happened_on=on, study=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a study command: {order.name}")


def _planned(order: PlanStudy, on: date) -> StudyPlanned:
    require(len(order.materials) <= MOST_MATERIALS, "too_many", limit=MOST_MATERIALS, count=len(order.materials))
    return StudyPlanned(
        happened_on=on,
        study=order.study,
        title=written(order.title, "title", 200),
        mode=order.mode,
        unit=order.unit,
        planned_on=order.planned_on,
        site=order.site.strip()[:200],
        tutor=order.tutor.strip()[:200],
        materials=tuple(dict.fromkeys(order.materials)),
    )


def _held(order: HoldStudy, one: Study, by: Actor, on: date, today: date) -> StudyHeld:
    require(one.status is StudyStatus.PLANNED, "not_planned")
    require(order.held_on <= today, "date_in_future", date=order.held_on)
    present = tuple(dict.fromkeys(order.present))
    require(present or order.others, "nobody_present")
    require(len(present) <= MOST_PRESENT, "too_many", limit=MOST_PRESENT, count=len(present))
    if order.others is not None:
        require(order.others.measure is Measure.PERSON, "quantity_measure", value=order.others.value)
    return StudyHeld(
        happened_on=on,
        study=one.id,
        held_on=order.held_on,
        count=len(present),
        others=order.others,
        present=present,
        outcome=order.outcome.strip()[:2000],
        evidence=order.evidence,
        keeper=by.person,
    )


def evolve(state: Study | None, happened: Event) -> Study | None:
    """The session after an event."""
    if isinstance(happened, StudyPlanned):
        return Study(happened.study, happened.unit, happened.mode)
    one = held(state, "unknown_study")
    match happened:
        case StudyHeld(evidence=evidence, keeper=keeper, present=present):
            return replace(
                one,
                status=StudyStatus.HELD,
                grade=Grade.DOCUMENTED if evidence else Grade.CLAIMED,
                present=present,
                keepers=one.keepers | {keeper},
                files=one.files | {each.file for each in evidence},
            )
        case StudyAttached(evidence=evidence):
            grade = best(one.grade, Grade.DOCUMENTED) if evidence else one.grade
            return replace(one, grade=grade, files=one.files | {each.file for each in evidence})
        case StudyConfirmed():
            return replace(one, grade=best(one.grade, Grade.VERIFIED))
        case StudyCancelled():
            return replace(one, status=StudyStatus.CANCELLED)
        case StudyWithdrawn():
            return replace(one, status=StudyStatus.WITHDRAWN)
    raise Fault(f"not a study event: {happened.kind}")
