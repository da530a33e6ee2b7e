"""Public notice (公示): what may be told of somebody who asks for assistance, for how long, and what people say to it (S17).

A notice is a `Posted` entry, and that type is the whitelist: a name, how many persons, how much, and the village. It has no field
for an identity number, an address, a telephone, an account, a diagnosis or free words, so no code can print one; and the name is held to
letters. Which of these a service publishes is dated data of the service (`shown`); what it does not publish is not even sealed.

Basis: 社会救助暂行办法 (2014, am. 2019) art. 11 (the village is told, and the county tells whom it decided for) and art. 61 (what is
learnt in handling is secret but for what must be published); Beijing's long-term notice (2013) shows name, persons, amount, town, and
forbids address, identity number, property and income. Some places show the income on the notice before the decision; none may after it.
The day of posting is not counted (民法典 art. 201); notice days lie outside the limit of the procedure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.money import ZERO, Money
from sandan.domain.register import happened, held
from sandan.domain.values import Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_DAYS = 30
"""The longest notice; what stands longer is a list of those who receive, and no notice."""
LONGEST_NAME = 40


class Stage(StrEnum):
    """What is told of."""

    PROPOSED = "proposed"
    """审核公示: what the town proposes, told in the village before anybody decides."""
    DECIDED = "decided"
    """审批公示: what the county means to decide, told before it does."""


class Shown(StrEnum):
    """The whitelist. There is nothing else that a notice could show."""

    HEAD = "head"
    """户主姓名."""
    PERSONS = "persons"
    """保障人口."""
    INCOME = "income"
    """家庭收入 (a month), where the place's rule has it and before the decision alone."""
    AMOUNT = "amount"
    """拟补助金额 (a month)."""
    TOWN = "town"
    VILLAGE = "village"


class PublicityStatus(StrEnum):
    """Where a notice stands, apart from what the calendar says."""

    POSTED = "posted"
    UPHELD = "upheld"
    """An objection to it was found right: it carries no decision."""
    TAKEN_DOWN = "taken_down"


class Standing(StrEnum):
    """What a notice is worth on a day, for whoever is to decide."""

    RUNNING = "running"
    OBJECTED = "objected"
    """It has run, and an objection has no answer yet."""
    PASSED = "passed"
    """It has run, and nothing stands against it."""
    UPHELD = "upheld"
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class Publicity:
    """A notice as its stream tells it. `line` are the units that work on the matter: the one that posted it, and those above in the line
    of the service. `objections` says of each whether it was found right, None while it waits."""

    id: str
    application: str
    unit: str
    line: frozenset[str]
    poster: str
    stage: Stage
    posted_on: date
    until_on: date
    """The last day of the notice."""
    status: PublicityStatus = PublicityStatus.POSTED
    objections: Mapping[str, bool | None] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def waiting(self) -> tuple[str, ...]:
        """Objections without an answer, oldest first."""
        return tuple(key for key, stands in self.objections.items() if stands is None)

    def standing(self, on: date) -> Standing:
        """What it is worth on a day."""
        if self.status is PublicityStatus.TAKEN_DOWN:
            return Standing.TAKEN_DOWN
        if self.status is PublicityStatus.UPHELD:
            return Standing.UPHELD
        if on <= self.until_on:
            return Standing.RUNNING
        return Standing.OBJECTED if self.waiting else Standing.PASSED

    def public(self, on: date) -> bool:
        """Whether everybody may read it on a day: until its last day, and never once it was taken down."""
        return self.status is not PublicityStatus.TAKEN_DOWN and self.posted_on <= on <= self.until_on


@command("publicity.post")
@dataclass(frozen=True, slots=True, kw_only=True)
class PostNotice(Command):
    """Tell the village. `shown` and `days` are the service's, as dated data of the day; `line` the units that work on the matter.

    What `shown` does not name is dropped, whatever the desk hands in.
    """

    publicity: str
    application: str
    service: str
    stage: Stage
    unit: str
    line: tuple[str, ...]
    town: str
    village: str
    days: int
    shown: tuple[Shown, ...]
    head: str = ""
    persons: int = 0
    income: Money = ZERO
    amount: Money = ZERO


@command("publicity.object")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToNotice(Command):
    """Say that something of it is not so. By whom is not asked (law 8)."""

    publicity: str
    objection: str
    words: str


@command("publicity.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNotice(Command):
    """Say what was found of an objection, by somebody else than who posted the notice and than the household's relatives (`related`)."""

    publicity: str
    objection: str
    stands: bool
    finding: str
    related: tuple[str, ...] = ()


@command("publicity.take_down")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownNotice(Command):
    """Take it off the public page at once, and say why. It then carries no decision: another one is posted, and runs anew.

    The applicant's own withdrawal does so, too.
    """

    publicity: str
    reason: str


@event("publicity.posted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Posted(Event):
    """A notice stands from now on. `happened_on` is the day of posting, which is not counted."""

    publicity: Public[str]
    service: Public[str]
    stage: Public[Stage]
    unit: Public[str]
    town: Public[str]
    village: Public[str]
    until_on: Public[date]
    shown: Public[tuple[Shown, ...]]
    application: str
    line: tuple[str, ...]
    poster: str
    head: Personal[str] = ""
    persons: Personal[int | None] = None
    income: Personal[Money | None] = None
    amount: Personal[Money | None] = None


@event("publicity.objected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeObjected(Event):
    """Somebody says that something is not so. What they said is sealed: neighbours can be told by their words."""

    publicity: Public[str]
    objection: Public[str]
    words: Personal[str] = ""


@event("publicity.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAnswered(Event):
    """What was found of an objection."""

    publicity: Public[str]
    objection: Public[str]
    stands: Public[bool]
    finding: Personal[str] = ""


@event("publicity.taken_down/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTakenDown(Event):
    """It is shown to nobody outside any more."""

    publicity: Public[str]
    reason: str


def plain_name(text: str) -> str:
    """A name as a notice may show it: letters, spaces, and the dot between the parts of a name. Refuses (`name_not_plain`) all else, so
    that neither a number nor a remark comes in beside it."""
    name = written(text, "person_name", LONGEST_NAME)
    require(all(each.isalpha() or each in " ·•’'-" for each in name), "name_not_plain")
    return name


def decide(order: Command, state: Publicity | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, PostNotice):
        require(state is None, "already_exists", id=order.publicity)
        return (_posted(order, by, today),)
    one = held(state, "unknown_notice")
    match order:
        case ObjectToNotice(objection=key, words=words):
            require(one.public(today), "notice_over")
            require(key not in one.objections, "already_exists", id=key)
            return (NoticeObjected(happened_on=on, publicity=one.id, objection=key, words=written(words, "objection")),)
        case AnswerNotice(objection=key, stands=stands, finding=finding, related=related):
            _works(one, by)
            require(by.person not in related, "relative_stands_back")
            require(not (by.kin | {by.person}) & {one.poster}, "not_by_poster")
            require(key in one.waiting, "no_open_objection")
            found = written(finding, "finding", 1000)
            return (NoticeAnswered(happened_on=on, publicity=one.id, objection=key, stands=stands, finding=found),)
        case TakeDownNotice(reason=reason):
            if not (Role.RESIDENT in by.roles and by.opinion == one.application):
                _works(one, by)
            require(one.status is not PublicityStatus.TAKEN_DOWN, "notice_over")
            return (NoticeTakenDown(happened_on=on, publicity=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a notice command: {order.name}")


def _posted(order: PostNotice, by: Actor, today: date) -> Posted:
    require(any(by.within(each) or by.unit == each for each in (order.unit, *order.line)), "not_of_the_unit")
    require(1 <= order.days <= MOST_DAYS, "days_range", limit=MOST_DAYS)
    require(order.shown, "nothing_shown")
    shown = frozenset(order.shown)
    require(Shown.INCOME not in shown or order.stage is Stage.PROPOSED, "notice_income")
    return Posted(
        happened_on=today,
        publicity=order.publicity,
        service=order.service,
        stage=order.stage,
        unit=order.unit,
        town=order.town if Shown.TOWN in shown else "",
        village=order.village if Shown.VILLAGE in shown else "",
        until_on=today + timedelta(order.days),
        shown=tuple(each for each in Shown if each in shown),
        application=order.application,
        line=tuple(dict.fromkeys((order.unit, *order.line))),
        poster=by.person,
        head=plain_name(order.head) if Shown.HEAD in shown else "",
        persons=order.persons if Shown.PERSONS in shown else None,
        income=order.income if Shown.INCOME in shown else None,
        amount=order.amount if Shown.AMOUNT in shown else None,
    )


def _works(one: Publicity, by: Actor) -> None:
    require(any(by.within(each) or by.unit == each for each in one.line), "not_of_the_unit")


def evolve(state: Publicity | None, told: Event) -> Publicity | None:
    """The notice after an event."""
    if isinstance(told, Posted):
        return Publicity(
            told.publicity,
            told.application,
            told.unit,
            frozenset(told.line),
            told.poster,
            told.stage,
            told.happened_on,
            told.until_on,
        )
    one = held(state, "unknown_notice")
    match told:
        case NoticeObjected(objection=key):
            return replace(one, objections={**one.objections, key: None})
        case NoticeAnswered(objection=key, stands=stands):
            status = PublicityStatus.UPHELD if stands and one.status is PublicityStatus.POSTED else one.status
            return replace(one, status=status, objections={**one.objections, key: stands})
        case NoticeTakenDown():
            return replace(one, status=PublicityStatus.TAKEN_DOWN)
    raise Fault(f"not a notice event: {told.kind}")
