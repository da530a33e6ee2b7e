"""Spot check (县级抽查): what towns decided, and what people committed to, drawn by lot and looked at again by the county (S17).

The county supervises what it delegates: a share of the decisions (30 % in the rules that are known, as dated data of the item) is drawn
and visited at home, and of the register of relatives (经办人员和村干部近亲属备案) every single one. Signed commitments are checked by
class: exempt, drawn, or all. Frozen first, drawn later by a public draw that was named (`lot`), checked by somebody of the supervising
unit without an interest. What is overturned goes back to the town, which says what it did; only then does the check end.

Basis: 社会救助暂行办法 arts. 6, 57 (the county's body supervises); 民发〔2021〕57号 (delegation under supervision); 国办发〔2020〕42号
(checks after commitments).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sandan.domain.authority import Actor, permit
from sandan.domain.lot import LEAST_DIGITS, draw, only_digits, seed
from sandan.domain.register import happened, held
from sandan.domain.values import Evidence, Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST = 5000
"""Items of one population: an opening must stay readable."""


class CheckOf(StrEnum):
    """What is looked at again."""

    DECISION = "decision"
    """Decisions on applications, visited at home."""
    COMMITMENT = "commitment"
    """Signed commitments on which something was decided."""


class SpotCheckStatus(StrEnum):
    """Where a spot check stands."""

    FROZEN = "frozen"
    DRAWN = "drawn"
    CONCLUDED = "concluded"
    ABANDONED = "abandoned"


class Checked(StrEnum):
    """What a checker found."""

    HOLDS = "holds"
    OVERTURNED = "overturned"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the population. `subject` is the application or commitment, `unit` who decided, and so the stratum it is drawn in.
    `certain` ones are not drawn but looked at, all of them."""

    subject: str
    number: str
    unit: str
    certain: bool = False

    @property
    def stratum(self) -> str:
        """Each town is drawn from by itself, so that its own error rate can be told."""
        return self.unit


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """A spot check as its stream tells it. `checkers`, `verdicts` and `answers` are by subject."""

    id: str
    of: CheckOf
    unit: str
    percent: int
    population: tuple[Case, ...]
    seed_on: date
    status: SpotCheckStatus = SpotCheckStatus.FROZEN
    drawn: tuple[Case, ...] = ()
    drawn_on: date | None = None
    checkers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    verdicts: Mapping[str, Checked] = field(default_factory=lambda: MappingProxyType({}))
    answers: frozenset[str] = frozenset()

    def owed(self) -> list[str]:
        """Numbers of what was overturned and has no answer of its unit yet."""
        return [
            one.number
            for one in self.drawn
            if self.verdicts.get(one.subject) is Checked.OVERTURNED and one.subject not in self.answers
        ]

    def count(self, verdict: Checked) -> int:
        """How many were found so."""
        return sum(each is verdict for each in self.verdicts.values())


@command("spot_check.freeze")
@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeCheck(Command):
    """Set down what is drawn from, what share, and which public draw decides.

    `least` is the share that the rules ask for on this day. `cases` are those decided from `from_on` to `to_on` as known by `position`.
    """

    spot_check: str
    of: CheckOf
    unit: str
    from_on: date
    to_on: date
    percent: int
    least: int
    position: int
    cases: tuple[Case, ...]
    source: str
    issue: str
    seed_on: date


@command("spot_check.draw")
@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCheck(Command):
    """Enter the digits of the public draw, and so draw. `position` is that of the freezing entry, `root` the ledger's with it."""

    spot_check: str
    digits: str
    where: str
    position: int
    root: str


@command("spot_check.assign")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCheck(Command):
    """Give a drawn case to somebody. `barred` are those who worked on it or are registered as relatives, as the desk found them."""

    spot_check: str
    subject: str
    checker: Actor
    barred: tuple[str, ...] = ()


@command("spot_check.find")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindInCheck(Command):
    """Set down what the checker found."""

    spot_check: str
    subject: str
    verdict: Checked
    on_site: bool
    finding: str
    evidence: tuple[Evidence, ...] = ()
    barred: tuple[str, ...] = ()


@command("spot_check.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCheck(Command):
    """The unit that decided says what it did about what was overturned."""

    spot_check: str
    subject: str
    words: str


@command("spot_check.conclude")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeCheck(Command):
    """End a spot check of which every case has its finding, and every overturned one its answer."""

    spot_check: str
    conclusion: str


@command("spot_check.abandon")
@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonCheck(Command):
    """Give it up, and say why. It stays listed."""

    spot_check: str
    reason: str


@event("spot_check.frozen/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFrozen(Event):
    """What can be drawn is set. `numbers` and `units` are those that are drawn from, by lot and for everybody to draw again; who is looked
    at in any case is internal, because it tells whose relative somebody is."""

    spot_check: Public[str]
    of: Public[CheckOf]
    unit: Public[str]
    from_on: Public[date]
    to_on: Public[date]
    percent: Public[int]
    position: Public[int]
    numbers: Public[tuple[str, ...]]
    units: Public[tuple[str, ...]]
    digest: Public[str]
    certain: Public[int]
    source: Public[str]
    issue: Public[str]
    seed_on: Public[date]
    subjects: tuple[str, ...]
    certain_subjects: tuple[str, ...]
    certain_numbers: tuple[str, ...]
    certain_units: tuple[str, ...]


@event("spot_check.drawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDrawn(Event):
    """The draw is done, once and for all. `numbers` are those drawn by lot, `subjects` all that are looked at."""

    spot_check: Public[str]
    position: Public[int]
    root: Public[str]
    digits: Public[str]
    where: Public[str]
    seed: Public[str]
    numbers: Public[tuple[str, ...]]
    subjects: tuple[str, ...]


@event("spot_check.assigned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAssigned(Event):
    """Somebody is to look at a case."""

    spot_check: Public[str]
    subject: str
    checker: str


@event("spot_check.found/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFound(Event):
    """A case was looked at. What was found at a household's home is sealed."""

    spot_check: Public[str]
    verdict: Public[Checked]
    on_site: Public[bool]
    subject: str
    checker: str
    evidence: tuple[Evidence, ...]
    finding: Personal[str] = ""


@event("spot_check.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswered(Event):
    """What the unit did about it."""

    spot_check: Public[str]
    subject: str
    words: Personal[str] = ""


@event("spot_check.concluded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckConcluded(Event):
    """Every case has its finding, and what was overturned has gone back and was answered."""

    spot_check: Public[str]
    holds: Public[int]
    overturned: Public[int]
    cannot_tell: Public[int]
    conclusion: Public[str]


@event("spot_check.abandoned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAbandoned(Event):
    """It was given up."""

    spot_check: Public[str]
    reason: Public[str]


def digest(cases: Iterable[Case]) -> str:
    """SHA-256, in hex, of what is drawn from: one line a case, `<unit>` TAB `<number>`, in ascending order of both."""
    lines = sorted(f"{one.unit}\t{one.number}\n" for one in cases)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def sample(cases: Iterable[Case], of_seed: str, percent: int) -> tuple[Case, ...]:
    """What is looked at: all that is certain, and of the rest, town by town, the share that the lot falls on."""
    kept = tuple(cases)
    by_lot = draw((one for one in kept if not one.certain), of_seed, percent, True)
    return (*(one for one in kept if one.certain), *by_lot)


def decide(order: Command, state: SpotCheck | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, FreezeCheck):
        require(state is None, "already_exists", id=order.spot_check)
        require(by.unit == order.unit, "not_by_supervisor")
        return (_frozen(order, today),)
    one = held(state, "unknown_spot_check")
    require(one.status not in (SpotCheckStatus.CONCLUDED, SpotCheckStatus.ABANDONED), "spot_check_over")
    match order:
        case FindInCheck():
            return (_found(order, one, by, on),)
        case AnswerCheck(subject=subject, words=words):
            case_ = _case(one, subject)
            require(by.within(case_.unit), "not_of_the_unit")
            require(one.verdicts.get(subject) is Checked.OVERTURNED, "not_overturned")
            require(subject not in one.answers, "answered_already")
            said = written(words, "answer", 2000)
            return (CheckAnswered(happened_on=on, spot_check=one.id, subject=subject, words=said),)
    require(by.unit == one.unit, "not_by_supervisor")
    match order:
        case DrawCheck():
            return (_drawn(order, one, today),)
        case AssignCheck(subject=subject, checker=checker, barred=barred):
            case_ = _case(one, subject)
            require(subject not in one.verdicts, "finding_recorded")
            _disinterested(one, case_, checker, barred)
            return (CheckAssigned(happened_on=on, spot_check=one.id, subject=subject, checker=checker.person),)
        case ConcludeCheck(conclusion=conclusion):
            require(one.status is SpotCheckStatus.DRAWN, "look_back_not_drawn")
            missing = len(one.drawn) - len(one.verdicts)
            require(not missing, "findings_missing", count=missing)
            require(not one.owed(), "answers_missing", numbers="、".join(one.owed()))
            return (
                CheckConcluded(
                    happened_on=on,
                    spot_check=one.id,
                    holds=one.count(Checked.HOLDS),
                    overturned=one.count(Checked.OVERTURNED),
                    cannot_tell=one.count(Checked.CANNOT_TELL),
                    conclusion=written(conclusion, "conclusion"),
                ),
            )
        case AbandonCheck(reason=reason):
            return (CheckAbandoned(happened_on=on, spot_check=one.id, reason=written(reason, "reason", 1000)),)
    raise Fault(f"not a spot check command: {order.name}")


def _frozen(order: FreezeCheck, today: date) -> CheckFrozen:
    require(order.from_on <= order.to_on, "period_reversed", first=order.from_on, last=order.to_on)
    require(order.to_on <= today, "date_in_future", date=order.to_on)
    require(order.percent <= 100, "percent_too_large")
    require(order.percent >= max(order.least, 1), "sample_below_rule", limit=order.least)
    # A draw of today may be out already: then the sample could be tried out before it is frozen.
    require(order.seed_on > today, "seed_before_freeze", seed_on=order.seed_on)
    require(order.cases, "population_empty")
    require(len(order.cases) <= MOST, "population_too_large", limit=MOST, count=len(order.cases))
    cases = sorted(order.cases, key=lambda one: (one.unit, one.number))
    if len({one.number for one in cases}) < len(cases):
        raise Fault(f"{order.spot_check}: a number stands twice in the population")
    by_lot = [one for one in cases if not one.certain]
    sure = [one for one in cases if one.certain]
    return CheckFrozen(
        happened_on=today,
        spot_check=order.spot_check,
        of=order.of,
        unit=order.unit,
        from_on=order.from_on,
        to_on=order.to_on,
        percent=order.percent,
        position=order.position,
        numbers=tuple(one.number for one in by_lot),
        units=tuple(one.unit for one in by_lot),
        digest=digest(by_lot),
        certain=len(sure),
        source=written(order.source, "source", 200),
        issue=written(order.issue, "issue", 100),
        seed_on=order.seed_on,
        subjects=tuple(one.subject for one in by_lot),
        certain_subjects=tuple(one.subject for one in sure),
        certain_numbers=tuple(one.number for one in sure),
        certain_units=tuple(one.unit for one in sure),
    )


def _drawn(order: DrawCheck, state: SpotCheck, today: date) -> CheckDrawn:
    require(state.status is SpotCheckStatus.FROZEN, "already_drawn")
    require(today >= state.seed_on, "seed_not_yet", seed_on=state.seed_on)
    digits = only_digits(order.digits)
    require(len(digits) >= LEAST_DIGITS, "digits_missing", limit=LEAST_DIGITS)
    require(len(digits) <= 200, "text_too_long", field="digits", limit=200, length=len(digits))
    of_seed = seed(order.position, order.root, digits)
    drawn = sample(state.population, of_seed, state.percent)
    return CheckDrawn(
        happened_on=today,
        spot_check=state.id,
        position=order.position,
        root=order.root,
        digits=digits,
        where=written(order.where, "where", 300),
        seed=of_seed,
        numbers=tuple(one.number for one in drawn if not one.certain),
        subjects=tuple(one.subject for one in drawn),
    )


def _found(order: FindInCheck, state: SpotCheck, by: Actor, on: date) -> CheckFound:
    case_ = _case(state, order.subject)
    require(order.subject not in state.verdicts, "finding_recorded")
    require(state.checkers.get(order.subject) == by.person, "not_your_check")
    _disinterested(state, case_, by, order.barred)
    require(state.drawn_on is not None and on >= state.drawn_on, "finding_before_draw", first=state.drawn_on or on)
    if state.of is CheckOf.DECISION and order.verdict is not Checked.CANNOT_TELL:
        require(order.on_site, "home_visit_missing")
    return CheckFound(
        happened_on=on,
        spot_check=state.id,
        verdict=order.verdict,
        on_site=order.on_site,
        subject=order.subject,
        checker=by.person,
        evidence=order.evidence,
        finding=written(order.finding, "finding"),
    )


def _case(state: SpotCheck, subject: str) -> Case:
    require(state.status is SpotCheckStatus.DRAWN, "look_back_not_drawn")
    found = next((one for one in state.drawn if one.subject == subject), None)
    require(found is not None, "not_drawn")
    assert found is not None
    return found


def _disinterested(state: SpotCheck, case_: Case, checker: Actor, barred: Iterable[str]) -> None:
    """Who checks sits in the supervising unit, not where it was decided, and neither they nor a relative worked on it (law 4)."""
    require(checker.unit == state.unit, "not_by_supervisor")
    require(not checker.within(case_.unit) or case_.unit == state.unit, "judge_cannot_look_back")
    require(not (checker.kin | {checker.person}) & frozenset(barred), "judge_cannot_look_back")


def cases_of(told: CheckFrozen) -> tuple[Case, ...]:
    """The population that an event tells of: what is drawn from, then what is certain."""
    by_lot = zip(told.subjects, told.numbers, told.units, strict=True)
    sure = zip(told.certain_subjects, told.certain_numbers, told.certain_units, strict=True)
    return (*(Case(*each) for each in by_lot), *(Case(*each, True) for each in sure))


def evolve(state: SpotCheck | None, told: Event) -> SpotCheck | None:
    """The spot check after an event."""
    if isinstance(told, CheckFrozen):
        of = told
        return SpotCheck(of.spot_check, of.of, of.unit, of.percent, cases_of(of), of.seed_on)
    one = held(state, "unknown_spot_check")
    match told:
        case CheckDrawn(subjects=subjects):
            by_subject = {each.subject: each for each in one.population}
            drawn = tuple(by_subject[each] for each in subjects)
            return replace(one, status=SpotCheckStatus.DRAWN, drawn=drawn, drawn_on=told.happened_on)
        case CheckAssigned(subject=subject, checker=checker):
            return replace(one, checkers={**one.checkers, subject: checker})
        case CheckFound(subject=subject, verdict=verdict):
            return replace(one, verdicts={**one.verdicts, subject: verdict})
        case CheckAnswered(subject=subject):
            return replace(one, answers=one.answers | {subject})
        case CheckConcluded():
            return replace(one, status=SpotCheckStatus.CONCLUDED)
        case CheckAbandoned():
            return replace(one, status=SpotCheckStatus.ABANDONED)
    raise Fault(f"not a spot check event: {told.kind}")
