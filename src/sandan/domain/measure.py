"""Measure (便民举措): a promise to make something easier, with what it was before and is since (S16; domain F5).

Measures hang in a tree of categories (类) and items (项): "4 categories, 13 items, 38 measures" is counted from it and never typed.
A measure without a number before and after, and whose use nobody counts, cannot be seen to have any effect, and neither can one that takes
as much as before: both are flagged, not forbidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sandan.domain.authority import Actor, permit
from sandan.domain.quantity import Measure as Word
from sandan.domain.quantity import Quantity
from sandan.domain.register import happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST = 9999
MEDICAL = "medical"
"""The gauge of a measure about medical bills: days from discharge to settlement. No service item has this code."""


class MeasureStatus(StrEnum):
    """Where a measure stands."""

    IN_FORCE = "in_force"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


class Because(StrEnum):
    """How a problem belongs to a measure."""

    LED_TO = "led_to"
    """It is one of those that the measure was made for."""
    COMPLAINT = "complaint"
    """It is about the measure, since it is in force."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What something takes: papers to bring (件), steps (环节), days (天). None: not known. Refuses `effort_range` outside 0 to 9999."""

    papers: int | None = None
    steps: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        for each in (self.papers, self.steps, self.days):
            require(each is None or 0 <= each <= MOST, "effort_range", limit=MOST)

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.papers, self.steps, self.days]

    @classmethod
    def of_row(cls, row: list[Any]) -> Effort:
        """Read back from the ledger."""
        papers, steps, days = row
        return cls(papers, steps, days)


def measurable(before: Effort, after: Effort) -> bool:
    """Whether anything is known both before and since."""
    pairs = ((before.papers, after.papers), (before.steps, after.steps), (before.days, after.days))
    return any(was is not None and now is not None for was, now in pairs)


def eases(before: Effort, after: Effort) -> bool:
    """Whether any number that is known both before and since has become smaller: else nobody can see that it helps."""
    pairs = ((before.papers, after.papers), (before.steps, after.steps), (before.days, after.days))
    return any(was is not None and now is not None and now < was for was, now in pairs)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as its stream tells it. `links` are problems by id, and why."""

    id: str
    unit: str
    start_on: date
    status: MeasureStatus = MeasureStatus.IN_FORCE
    published: bool = False
    before: Effort = Effort()
    after: Effort = Effort()
    links: Mapping[str, Because] = field(default_factory=lambda: MappingProxyType({}))
    gauge: str = ""
    used_until: date | None = None
    """The last day over which its use was counted: nothing is counted twice."""
    last_on: date | None = None
    """Its last day, once it has ended."""


@command("measure.introduce")
@dataclass(frozen=True, slots=True, kw_only=True)
class IntroduceMeasure(Command):
    """Enter a measure that is in force from a day on. `category` and `item` are the branches of the tree by name; `category_key` and
    `item_key` their ids, as the desk found or made them."""

    measure: str
    title: str
    category: str
    item: str
    category_key: str
    item_key: str
    unit: str
    start_on: date
    for_whom: str = ""
    section: str = ""
    basis: str = ""
    before: Effort = Effort()
    after: Effort = Effort()
    review_on: date | None = None


@command("measure.amend")
@dataclass(frozen=True, slots=True, kw_only=True)
class AmendMeasure(Command):
    """Say what it takes from now on, and why that changed. What was promised before stays in its story."""

    measure: str
    after: Effort
    reason: str
    review_on: date | None = None


@command("measure.count_use")
@dataclass(frozen=True, slots=True, kw_only=True)
class CountUse(Command):
    """Say how often it was used over a stretch of days that nobody has counted yet."""

    measure: str
    from_on: date
    to_on: date
    count: Quantity
    evidence: tuple[Evidence, ...] = ()


@command("measure.link")
@dataclass(frozen=True, slots=True, kw_only=True)
class LinkProblem(Command):
    """Name a problem that led to it, or that complains of it since."""

    measure: str
    problem: str
    number: str
    because: Because


@command("measure.gauge")
@dataclass(frozen=True, slots=True, kw_only=True)
class GaugeMeasure(Command):
    """Name the service whose cases show what it takes, before and since: a service item by its code, or `MEDICAL`; "" for none any more."""

    measure: str
    gauge: str


@command("measure.publish")
@dataclass(frozen=True, slots=True, kw_only=True)
class PublishMeasure(Command):
    """Put it on the public page."""

    measure: str


@command("measure.take_down")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownMeasure(Command):
    """Take it off the public page, and say why."""

    measure: str
    reason: str


@command("measure.retire")
@dataclass(frozen=True, slots=True, kw_only=True)
class RetireMeasure(Command):
    """End it. It stays on the public page as ended, so that nobody asks for it in vain."""

    measure: str
    last_on: date
    reason: str


@command("measure.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMeasure(Command):
    """Take back an entry made by mistake, and say why."""

    measure: str
    reason: str


@event("measure.introduced/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureIntroduced(Event):
    """A measure is in force."""

    measure: Public[str]
    title: Public[str]
    category: Public[str]
    item: Public[str]
    category_key: Public[str]
    item_key: Public[str]
    unit: Public[str]
    start_on: Public[date]
    for_whom: Public[str]
    section: Public[str]
    basis: Public[str]
    before: Public[Effort]
    after: Public[Effort]
    review_on: Public[date | None] = None


@event("measure.amended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureAmended(Event):
    """It takes something else from now on."""

    measure: Public[str]
    after: Public[Effort]
    reason: Public[str]
    review_on: Public[date | None] = None


@event("measure.use_counted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UseCounted(Event):
    """How often it was used from a day to a day."""

    measure: Public[str]
    from_on: Public[date]
    to_on: Public[date]
    count: Public[Quantity]
    evidence: tuple[Evidence, ...] = ()


@event("measure.linked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLinked(Event):
    """A problem led to it, or complains of it."""

    measure: Public[str]
    problem: Public[str]
    number: Public[str]
    because: Public[Because]


@event("measure.gauged/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureGauged(Event):
    """The cases of a service show what it takes."""

    measure: Public[str]
    gauge: Public[str]


@event("measure.published/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePublished(Event):
    """It stands on the public page."""

    measure: Public[str]


@event("measure.taken_down/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTakenDown(Event):
    """It is off the public page."""

    measure: Public[str]
    reason: Public[str]


@event("measure.retired/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRetired(Event):
    """It has ended."""

    measure: Public[str]
    last_on: Public[date]
    reason: Public[str]


@event("measure.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureWithdrawn(Event):
    """The entry was a mistake."""

    measure: Public[str]
    reason: Public[str]


def decide(order: Command, state: Measure | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, IntroduceMeasure):
        require(state is None, "already_exists", id=order.measure)
        keeps(by, order.unit)
        return (_introduced(order, on),)
    one = held(state, "unknown_measure")
    require(one.status is not MeasureStatus.WITHDRAWN, "record_withdrawn")
    if not isinstance(order, PublishMeasure | TakeDownMeasure | LinkProblem):
        keeps(by, one.unit)
    match order:
        case AmendMeasure(after=after, reason=reason, review_on=review_on):
            require(one.status is MeasureStatus.IN_FORCE, "measure_ended")
            why = written(reason, "reason", 500)
            return (MeasureAmended(happened_on=on, measure=one.id, after=after, reason=why, review_on=review_on),)
        case CountUse():
            return (_counted(order, one, on, today),)
        case LinkProblem(problem=problem, number=number, because=because):
            require(one.links.get(problem) is not because, "nothing_changed")
            return (ProblemLinked(happened_on=on, measure=one.id, problem=problem, number=number, because=because),)
        case GaugeMeasure(gauge=gauge):
            require(one.gauge != gauge, "nothing_changed")
            return (MeasureGauged(happened_on=on, measure=one.id, gauge=gauge),)
        case PublishMeasure():
            require(not one.published, "nothing_changed")
            return (MeasurePublished(happened_on=on, measure=one.id),)
        case TakeDownMeasure(reason=reason):
            require(one.published, "nothing_changed")
            return (MeasureTakenDown(happened_on=on, measure=one.id, reason=written(reason, "reason", 500)),)
        case RetireMeasure(last_on=last_on, reason=reason):
            require(one.status is MeasureStatus.IN_FORCE, "measure_ended")
            require(last_on >= one.start_on, "period_reversed", first=one.start_on, last=last_on)
            require(last_on <= today, "date_in_future", date=last_on)
            why = written(reason, "reason", 500)
            return (MeasureRetired(happened_on=on, measure=one.id, last_on=last_on, reason=why),)
        case WithdrawMeasure(reason=reason):
            return (MeasureWithdrawn(happened_on=on, measure=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a measure command: {order.name}")


def _introduced(order: IntroduceMeasure, on: date) -> MeasureIntroduced:
    return MeasureIntroduced(
        happened_on=on,
        measure=order.measure,
        title=written(order.title, "title", 200),
        category=written(order.category, "category", 60),
        item=written(order.item, "item", 60),
        category_key=order.category_key,
        item_key=order.item_key,
        unit=written(order.unit, "unit_name", 32),
        start_on=order.start_on,
        for_whom=order.for_whom.strip()[:200],
        section=order.section.strip()[:100],
        basis=order.basis.strip()[:500],
        before=order.before,
        after=order.after,
        review_on=order.review_on,
    )


def _counted(order: CountUse, one: Measure, on: date, today: date) -> UseCounted:
    require(order.from_on <= order.to_on, "period_reversed", first=order.from_on, last=order.to_on)
    require(order.to_on <= today, "date_in_future", date=order.to_on)
    require(order.from_on >= one.start_on, "use_before_start", first=one.start_on)
    require(one.last_on is None or order.to_on <= one.last_on, "measure_ended")
    require(one.used_until is None or order.from_on > one.used_until, "use_counted", last=one.used_until or today)
    require(order.count.measure is Word.TIME, "quantity_measure", value=str(order.count.value))
    return UseCounted(
        happened_on=on,
        measure=one.id,
        from_on=order.from_on,
        to_on=order.to_on,
        count=order.count,
        evidence=order.evidence,
    )


def evolve(state: Measure | None, happened: Event) -> Measure | None:
    """The measure after an event."""
    if isinstance(happened, MeasureIntroduced):
        one = happened
        return Measure(one.measure, one.unit, one.start_on, before=one.before, after=one.after)
    now = held(state, "unknown_measure")
    match happened:
        case MeasureAmended(after=after):
            return replace(now, after=after)
        case UseCounted(to_on=to_on):
            return replace(now, used_until=to_on)
        case ProblemLinked(problem=problem, because=because):
            return replace(now, links=MappingProxyType({**now.links, problem: because}))
        case MeasureGauged(gauge=gauge):
            return replace(now, gauge=gauge)
        case MeasurePublished():
            return replace(now, published=True)
        case MeasureTakenDown():
            return replace(now, published=False)
        case MeasureRetired(last_on=last_on):
            return replace(now, status=MeasureStatus.RETIRED, last_on=last_on)
        case MeasureWithdrawn():
            return replace(now, status=MeasureStatus.WITHDRAWN, published=False)
    raise Fault(f"not a measure event: {happened.kind}")
