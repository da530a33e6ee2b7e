"""Opinion (意见建议): what someone said. It may become a problem, join one, or be declined; it is never rewritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Channel, DeclineReason, Fault, Personal, Public, Topic, require, written
from sandan.domain.wire import Command, Event, command, event

TEXT_LIMIT = 20_000


class OpinionStatus(StrEnum):
    """Where an opinion stands in sorting."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    """A problem was opened from it."""
    ATTACHED = "attached"
    """It joined a problem that was already there."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Its import was undone."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion as its stream tells it, without the sealed text."""

    id: str
    number: str
    status: OpinionStatus
    problem: str
    reachable: bool


@command("opinion.register")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOpinion(Command):
    """Enter what someone said.

    `number` is the public running number, `receipt` the secret code that the reporter follows it with. `mark` is a keyed digest of the
    content, `source_mark` one of the source's own id and `receipt_mark` one of the receipt code, so that repeats and followers are found
    without opening what is sealed.
    """

    opinion: str
    number: str
    receipt: str
    channel: Channel
    topic: Topic
    town: str = ""
    village: str = ""
    title: str = ""
    text: str
    reporter: str = ""
    contact: str = ""
    mark: str = ""
    source_mark: str = ""
    receipt_mark: str = ""
    repeat_of: str = ""
    batch: str = ""
    row: int | None = None


@command("opinion.accept")
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOpinion(Command):
    """Recognise the opinion as a problem that needs work; `problem` is the problem opened from it."""

    opinion: str
    problem: str


@command("opinion.attach")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttachOpinion(Command):
    """Let the opinion join a problem already on the list."""

    opinion: str
    problem: str


@command("opinion.carry")
@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOpinion(Command):
    """Carry the opinion along to another problem when its own is merged."""

    opinion: str
    problem: str


@command("opinion.decline")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineOpinion(Command):
    """Do not take the opinion up, with the reason and where to go instead (潍坊条例 art. 19: both must be told)."""

    opinion: str
    reason: DeclineReason
    where_to: str


@command("opinion.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOpinion(Command):
    """Compensate an import: the opinion counts no longer. Refused once the office has worked on it."""

    opinion: str


@command("opinion.erase")
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseOpinion(Command):
    """Erase who said it and what was said, keeping that something was recorded (PIPL art. 47). `basis` is the legal ground."""

    opinion: str
    basis: str


@event("opinion.registered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRegistered(Event):
    """Someone was heard."""

    opinion: Public[str]
    number: Public[str]
    channel: Public[Channel]
    topic: Public[Topic]
    town: Public[str] = ""
    village: str = ""
    mark: str = ""
    source_mark: str = ""
    receipt_mark: str = ""
    repeat_of: str = ""
    batch: str = ""
    row: int | None = None
    reachable: bool = False
    title: Personal[str] = ""
    text: Personal[str] = ""
    reporter: Personal[str] = ""
    contact: Personal[str] = ""
    receipt: Personal[str] = ""


@event("opinion.accepted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAccepted(Event):
    """A problem was opened from the opinion."""

    opinion: Public[str]
    problem: Public[str]


@event("opinion.attached/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAttached(Event):
    """The opinion joined a problem."""

    opinion: Public[str]
    problem: Public[str]


@event("opinion.carried/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionCarried(Event):
    """The opinion follows its problem into the one that it was merged with."""

    opinion: Public[str]
    problem: Public[str]


@event("opinion.declined/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionDeclined(Event):
    """The opinion was not taken up."""

    opinion: Public[str]
    reason: Public[DeclineReason]
    where_to: str


@event("opinion.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionWithdrawn(Event):
    """The import that brought the opinion was undone."""

    opinion: Public[str]


@event("opinion.erased/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionErased(Event):
    """The tombstone of the sealed content: why it is gone, by whose decision."""

    opinion: Public[str]
    basis: Public[str]


def decide(order: Command, state: Opinion | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if isinstance(order, RegisterOpinion):
        require(state is None, "already_exists", id=order.opinion)
        return (_registered(order, on),)
    require(state is not None, "unknown_opinion")
    assert state is not None
    match order:
        case AcceptOpinion(opinion=opinion, problem=problem):
            _waiting(state)
            return (OpinionAccepted(happened_on=on, opinion=opinion, problem=problem),)
        case AttachOpinion(opinion=opinion, problem=problem):
            _waiting(state)
            return (OpinionAttached(happened_on=on, opinion=opinion, problem=problem),)
        case CarryOpinion(opinion=opinion, problem=problem):
            require(state.problem and state.problem != problem, "opinion_not_carried", number=state.number)
            return (OpinionCarried(happened_on=on, opinion=opinion, problem=problem),)
        case DeclineOpinion(opinion=opinion, reason=reason, where_to=where_to):
            _waiting(state)
            where_to = written(where_to, "where_to", 500)
            return (OpinionDeclined(happened_on=on, opinion=opinion, reason=reason, where_to=where_to),)
        case WithdrawOpinion(opinion=opinion):
            _waiting(state)
            return (OpinionWithdrawn(happened_on=on, opinion=opinion),)
        case EraseOpinion(opinion=opinion, basis=basis):
            return (OpinionErased(happened_on=on, opinion=opinion, basis=written(basis, "basis", 500)),)
    raise Fault(f"not an opinion command: {order.name}")


def _registered(order: RegisterOpinion, on: date) -> OpinionRegistered:
    text = order.text.strip() or order.title.strip()
    return OpinionRegistered(
        happened_on=on,
        opinion=order.opinion,
        number=order.number,
        channel=order.channel,
        topic=order.topic,
        town=order.town,
        village=order.village,
        mark=order.mark,
        source_mark=order.source_mark,
        receipt_mark=order.receipt_mark,
        repeat_of=order.repeat_of,
        batch=order.batch,
        row=order.row,
        # Whoever reports online holds a receipt code to answer with; whoever is in an imported file was never given one.
        reachable=bool(order.contact.strip()) or (order.channel is Channel.ONLINE and not order.batch),
        title=order.title.strip()[:200],
        text=written(text, "text", TEXT_LIMIT),
        reporter=order.reporter.strip(),
        contact=order.contact.strip(),
        receipt=order.receipt,
    )


def _waiting(state: Opinion) -> None:
    require(state.status is OpinionStatus.WAITING, "opinion_already_sorted", number=state.number, status=state.status)


def evolve(state: Opinion | None, happened: Event) -> Opinion | None:
    """The opinion after `happened`."""
    match happened:
        case OpinionRegistered() as one:
            return Opinion(one.opinion, one.number, OpinionStatus.WAITING, "", one.reachable)
        case OpinionAccepted(problem=problem) if state:
            return replace(state, status=OpinionStatus.ACCEPTED, problem=problem)
        case OpinionAttached(problem=problem) if state:
            return replace(state, status=OpinionStatus.ATTACHED, problem=problem)
        case OpinionCarried(problem=problem) if state:
            return replace(state, problem=problem)
        case OpinionDeclined() if state:
            return replace(state, status=OpinionStatus.DECLINED)
        case OpinionWithdrawn() if state:
            return replace(state, status=OpinionStatus.WITHDRAWN)
        case OpinionErased() if state:
            return replace(state, reachable=False)
    return state
