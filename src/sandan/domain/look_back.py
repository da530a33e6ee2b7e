"""Look-back (回头看): a random sample of what was struck off, drawn so that anyone can draw it again, and checked by others.

"Declared fixed, not fixed" (虚假整改, domain A15 and H5) is found by going back. It is only worth something if nobody could choose what is
looked at. So the order is fixed: first the population is frozen, with its digest, the size of the sample and the public draw that will
decide (a lottery's, by name and day) in the ledger; then, on a later day, the draw's digits are entered; then `draw` says what is looked
at. It knows the population and the seed, and nothing of who checks or who has an interest. There is no second draw: a second look-back at
the same period says why, and one that was given up stays listed with its reason.

The draw, for anyone (docs/verifying.md): the seed is `<position>|<root>|<digits>`, where `root` is the Merkle root (RFC 6962, hex) of the
ledger up to and with the entry `position` that froze the population. In each stratum, the items are put in ascending order of
SHA-256(`<seed>|<number>`) in hex, and the first n are drawn.

Basis: 政府督查工作条例 (2021) arts. 15–18 (rectification may be checked again), 信访工作条例 art. 28 (who has an interest stands back),
law 4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sandan.domain.authority import Actor, permit
from sandan.domain.facts import NOTHING, Facts, not_by_fixer, proven
from sandan.domain.lot import LEAST_DIGITS, draw, only_digits, seed
from sandan.domain.shield import marked
from sandan.domain.values import Evidence, Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST = 5000
"""Items of one population: an opening must stay readable. A larger county looks back at a shorter period."""


class Strata(StrEnum):
    """By what the population is divided before it is drawn from."""

    UNIT = "unit"
    TOWN = "town"
    TOPIC = "topic"
    OUTCOME = "outcome"


class LookBackStatus(StrEnum):
    """Where a look-back stands."""

    FROZEN = "frozen"
    DRAWN = "drawn"
    CONCLUDED = "concluded"
    ABANDONED = "abandoned"


class Verdict(StrEnum):
    """What a checker found."""

    HOLDS = "holds"
    OVERTURNED = "overturned"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Item:
    """One struck-off problem of the population. `unit` is the one that had it when the population was frozen."""

    problem: str
    number: str
    stratum: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """Who may not look at an item again: those who were to fix it, and those who verified, read or struck it off, in whichever round."""

    facts: Facts = NOTHING
    judged: frozenset[str] = frozenset()

    def has(self, by: Actor) -> bool:
        """Whether `by` or a relative has an interest in how the look-back ends (信访工作条例 art. 28; law 4)."""
        return self.facts.is_fixer(by) or bool((by.kin | {by.person}) & self.judged)


@dataclass(frozen=True, slots=True)
class LookBack:
    """A look-back as its stream tells it. `checkers` and `verdicts` are by problem."""

    id: str
    by: Strata
    size: int
    percent: bool
    population: tuple[Item, ...]
    seed_on: date
    status: LookBackStatus = LookBackStatus.FROZEN
    drawn: tuple[Item, ...] = ()
    drawn_on: date | None = None
    checkers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    verdicts: Mapping[str, Verdict] = field(default_factory=lambda: MappingProxyType({}))
    set_aside: frozenset[str] = frozenset()
    """Problems whose finding others set aside, because the unit was right to object."""

    def count(self, verdict: Verdict) -> int:
        """How many items were found so, and still stand."""
        return sum(each is verdict for problem, each in self.verdicts.items() if problem not in self.set_aside)


@command("look_back.freeze")
@dataclass(frozen=True, slots=True, kw_only=True)
class FreezePopulation(Command):
    """Set down what will be drawn from, how, and which public draw decides.

    `items` are the problems struck off from `from_on` to `to_on` as known by ledger `position`; `size` the number drawn in each stratum, or
    its share in percent. `source` and `issue` name the public draw, `seed_on` the day on which it is held. `earlier` are look-backs at any
    part of the same period, which `reason` answers for.
    """

    look_back: str
    by: Strata
    from_on: date
    to_on: date
    size: int
    percent: bool
    position: int
    items: tuple[Item, ...]
    source: str
    issue: str
    seed_on: date
    reason: str = ""
    earlier: tuple[str, ...] = ()


@command("look_back.draw")
@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSample(Command):
    """Enter the digits of the public draw, and so draw. `position` is that of the freezing entry, `root` the ledger's with it."""

    look_back: str
    digits: str
    where: str
    position: int
    root: str


@command("look_back.assign")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignChecker(Command):
    """Give a drawn item to someone without an interest in it. `interest` is as the desk found it in the item's own history."""

    look_back: str
    problem: str
    checker: Actor
    interest: Interest


@command("look_back.record_finding")
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding(Command):
    """Set down what the checker found, on site or on paper."""

    look_back: str
    problem: str
    verdict: Verdict
    on_site: bool
    finding: str
    evidence: tuple[Evidence, ...] = ()
    interest: Interest = Interest()


@command("look_back.set_aside")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetFindingAside(Command):
    """Set aside what a checker found, because the unit objected and was right. The draw stays, and so do the words of the finding.

    Others decide: neither who found it nor who has an interest in the item (政府督查工作条例 (2021) art. 17).
    """

    look_back: str
    problem: str
    reason: str
    interest: Interest


@command("look_back.conclude")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeLookBack(Command):
    """End a look-back of which every drawn item has a finding."""

    look_back: str
    conclusion: str


@command("look_back.abandon")
@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonLookBack(Command):
    """Give a look-back up, and say why. It stays listed, and so does what was found by then."""

    look_back: str
    reason: str


@event("look_back.population_frozen/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationFrozen(Event):
    """What can be drawn is set. `problems`, `numbers`, `strata` and `units` are told item by item, in the same order.

    `digest` is the SHA-256 of `listed` of them.
    """

    look_back: Public[str]
    by: Public[Strata]
    from_on: Public[date]
    to_on: Public[date]
    size: Public[int]
    percent: Public[bool]
    position: Public[int]
    problems: Public[tuple[str, ...]]
    numbers: Public[tuple[str, ...]]
    strata: Public[tuple[str, ...]]
    units: Public[tuple[str, ...]]
    digest: Public[str]
    source: Public[str]
    issue: Public[str]
    seed_on: Public[date]
    reason: Public[str]
    earlier: Public[tuple[str, ...]]


@event("look_back.sample_drawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(Event):
    """The draw is done, once and for all."""

    look_back: Public[str]
    position: Public[int]
    root: Public[str]
    digits: Public[str]
    where: Public[str]
    seed: Public[str]
    problems: Public[tuple[str, ...]]
    numbers: Public[tuple[str, ...]]
    strata: Public[tuple[str, ...]]
    units: Public[tuple[str, ...]]


@event("look_back.checker_assigned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerAssigned(Event):
    """Someone is to look at an item again."""

    look_back: Public[str]
    problem: Public[str]
    checker: str


@event("look_back.finding_recorded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecorded(Event):
    """An item was looked at again."""

    look_back: Public[str]
    problem: Public[str]
    number: Public[str]
    verdict: Public[Verdict]
    on_site: Public[bool]
    finding: str
    evidence: tuple[Evidence, ...]
    checker: str


@event("look_back.finding_set_aside/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSetAside(Event):
    """A finding counts no more: others found that the unit was right to object."""

    look_back: Public[str]
    problem: Public[str]
    number: Public[str]
    reason: str
    decider: str


@event("look_back.concluded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackConcluded(Event):
    """Every drawn item has its finding."""

    look_back: Public[str]
    holds: Public[int]
    overturned: Public[int]
    cannot_tell: Public[int]
    conclusion: Public[str]


@event("look_back.abandoned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackAbandoned(Event):
    """The look-back was given up."""

    look_back: Public[str]
    reason: Public[str]


def listed(items: Iterable[Item]) -> str:
    """The population as its digest covers it: one line an item, `<stratum>` TAB `<number>`, in ascending order of both."""
    return "".join(f"{one.stratum}\t{one.number}\n" for one in sorted(items, key=_place))


def digest(items: Iterable[Item]) -> str:
    """SHA-256 of `listed`, in hex."""
    return hashlib.sha256(listed(items).encode()).hexdigest()


def decide(order: Command, state: LookBack | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = order.happened_on or today
    require(on <= today, "date_in_future", date=on)
    if isinstance(order, FreezePopulation):
        require(state is None, "already_exists", id=order.look_back)
        return (_frozen(order, today),)
    require(state is not None, "unknown_look_back")
    assert state is not None
    if isinstance(order, SetFindingAside):  # a term for objections may outlast the look-back
        return (_set_aside(order, state, by, on),)
    require(state.status not in (LookBackStatus.CONCLUDED, LookBackStatus.ABANDONED), "look_back_ended")
    match order:
        case DrawSample():
            return (_drawn(order, state, today),)
        case AssignChecker(problem=problem, checker=checker, interest=interest):
            _open_item(state, problem)
            _disinterested(interest, checker)
            return (CheckerAssigned(happened_on=on, look_back=state.id, problem=problem, checker=checker.person),)
        case RecordFinding():
            return (_found(order, state, by, on, today),)
        case ConcludeLookBack(conclusion=conclusion):
            require(state.status is LookBackStatus.DRAWN, "look_back_not_drawn")
            missing = len(state.drawn) - len(state.verdicts)
            require(not missing, "findings_missing", count=missing)
            return (
                LookBackConcluded(
                    happened_on=on,
                    look_back=state.id,
                    holds=state.count(Verdict.HOLDS),
                    overturned=state.count(Verdict.OVERTURNED),
                    cannot_tell=state.count(Verdict.CANNOT_TELL),
                    conclusion=written(conclusion, "conclusion"),
                ),
            )
        case AbandonLookBack(reason=reason):
            return (LookBackAbandoned(happened_on=on, look_back=state.id, reason=written(reason, "reason", 1000)),)
    raise Fault(f"not a look-back command: {order.name}")


def _frozen(order: FreezePopulation, today: date) -> PopulationFrozen:
    require(order.from_on <= order.to_on, "period_reversed", first=order.from_on, last=order.to_on)
    require(order.to_on <= today, "date_in_future", date=order.to_on)
    require(order.size >= 1, "sample_empty")
    require(not order.percent or order.size <= 100, "percent_too_large")
    # A draw of today may be out already: then the sample could be tried out before it is frozen.
    require(order.seed_on > today, "seed_before_freeze", seed_on=order.seed_on)
    require(order.items, "population_empty")
    require(len(order.items) <= MOST, "population_too_large", limit=MOST, count=len(order.items))
    reason = order.reason.strip()
    if order.earlier:
        reason = written(order.reason, "reason", 1000)
    items = sorted(order.items, key=_place)
    if len({one.number for one in items}) < len(items) or any(marked(one.problem) for one in items):
        raise Fault(f"{order.look_back}: a number stands twice in the population, or one under the shield does")
    return PopulationFrozen(
        happened_on=today,
        look_back=order.look_back,
        by=order.by,
        from_on=order.from_on,
        to_on=order.to_on,
        size=order.size,
        percent=order.percent,
        position=order.position,
        digest=digest(items),
        source=written(order.source, "source", 200),
        issue=written(order.issue, "issue", 100),
        seed_on=order.seed_on,
        reason=reason[:1000],
        earlier=order.earlier,
        **_columns(items),
    )


def _drawn(order: DrawSample, state: LookBack, today: date) -> SampleDrawn:
    require(state.status is LookBackStatus.FROZEN, "already_drawn")
    require(today >= state.seed_on, "seed_not_yet", seed_on=state.seed_on)
    digits = only_digits(order.digits)
    require(len(digits) >= LEAST_DIGITS, "digits_missing", limit=LEAST_DIGITS)
    require(len(digits) <= 200, "text_too_long", field="digits", limit=200, length=len(digits))
    found = seed(order.position, order.root, digits)
    return SampleDrawn(
        happened_on=today,
        look_back=state.id,
        position=order.position,
        root=order.root,
        digits=digits,
        where=written(order.where, "where", 300),
        seed=found,
        **_columns(draw(state.population, found, state.size, state.percent)),
    )


def _found(order: RecordFinding, state: LookBack, by: Actor, on: date, today: date) -> FindingRecorded:
    item = _open_item(state, order.problem)
    require(state.checkers.get(order.problem) == by.person, "not_your_check")
    _disinterested(order.interest, by)
    first = state.drawn_on or today
    require(on >= first, "finding_before_draw", first=first)
    if order.evidence:
        # What was taken before the draw shows the fix as it was then, not that it has held.
        proven(order.evidence, first, today)
    return FindingRecorded(
        happened_on=on,
        look_back=state.id,
        problem=item.problem,
        number=item.number,
        verdict=order.verdict,
        on_site=order.on_site,
        finding=written(order.finding, "finding"),
        evidence=order.evidence,
        checker=by.person,
    )


def _set_aside(order: SetFindingAside, state: LookBack, by: Actor, on: date) -> FindingSetAside:
    require(order.problem in state.verdicts, "unknown_finding")
    require(order.problem not in state.set_aside, "decided_already")
    require(state.checkers.get(order.problem) not in by.kin | {by.person}, "finder_cannot_decide")
    _disinterested(order.interest, by)
    return FindingSetAside(
        happened_on=on,
        look_back=state.id,
        problem=order.problem,
        number=next(each.number for each in state.drawn if each.problem == order.problem),
        reason=written(order.reason, "reason", 2000),
        decider=by.person,
    )


def _open_item(state: LookBack, problem: str) -> Item:
    """A drawn item without a finding."""
    require(state.status is LookBackStatus.DRAWN, "look_back_not_drawn")
    item = next((one for one in state.drawn if one.problem == problem), None)
    require(item is not None, "not_drawn")
    assert item is not None
    require(problem not in state.verdicts, "finding_recorded")
    return item


def _disinterested(interest: Interest, checker: Actor) -> None:
    not_by_fixer(interest.facts, checker)
    require(not interest.has(checker), "judge_cannot_look_back")


def _place(one: Item) -> tuple[str, str]:
    return one.stratum, one.number


def _columns(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    kept = tuple(items)
    return {
        "problems": tuple(one.problem for one in kept),
        "numbers": tuple(one.number for one in kept),
        "strata": tuple(one.stratum for one in kept),
        "units": tuple(one.unit for one in kept),
    }


def items_of(told: PopulationFrozen | SampleDrawn) -> tuple[Item, ...]:
    """The items that an event tells of."""
    return tuple(Item(*each) for each in zip(told.problems, told.numbers, told.strata, told.units, strict=True))


def evolve(state: LookBack | None, happened: Event) -> LookBack | None:
    """The look-back after `happened`."""
    match happened:
        case PopulationFrozen() as one:
            return LookBack(one.look_back, one.by, one.size, one.percent, items_of(one), one.seed_on)
        case SampleDrawn() as one if state:
            return replace(state, status=LookBackStatus.DRAWN, drawn=items_of(one), drawn_on=one.happened_on)
        case CheckerAssigned(problem=problem, checker=checker) if state:
            return replace(state, checkers={**state.checkers, problem: checker})
        case FindingRecorded(problem=problem, verdict=verdict) if state:
            return replace(state, verdicts={**state.verdicts, problem: verdict})
        case FindingSetAside(problem=problem) if state:
            return replace(state, set_aside=state.set_aside | {problem})
        case LookBackConcluded() if state:
            return replace(state, status=LookBackStatus.CONCLUDED)
        case LookBackAbandoned() if state:
            return replace(state, status=LookBackStatus.ABANDONED)
    return state
