"""Opinion (意见建议): what someone said. It may become a problem, join one, or be declined; it is never rewritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.facts import NOTHING, Facts, not_by_fixer
from sandan.domain.shield import Shield, cleared, complained_of, fits, same_side, under
from sandan.domain.values import Channel, DeclineReason, Fault, Personal, Public, Refusal, Topic, require, written
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
    CONCLUDED = "concluded"
    """An accusation on which the discipline body has decided."""


class Conclusion(StrEnum):
    """What the discipline body made of an accusation. It never goes on to the three lists."""

    SUBSTANTIATED = "substantiated"
    PARTLY = "partly"
    NOT_SUBSTANTIATED = "not_substantiated"
    HANDED_ON = "handed_on"
    """To the body that is competent by law (管理权限)."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion as its stream tells it, without the sealed text."""

    id: str
    number: str
    status: OpinionStatus
    problem: str
    reachable: bool
    shield: Shield | None = None


@command("opinion.register")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOpinion(Command):
    """Enter what someone said.

    `number` is the public running number, `receipt` the secret code that the reporter follows it with. `mark` is a keyed digest of the
    content, `source_mark` one of the source's own id and `receipt_mark` one of the receipt code, so that repeats and followers are found
    without opening what is sealed. `shield` says of whom it complains, `against_words` the same in the reporter's words; `origin` is the
    opinion in the open that it was taken from. `fixed_as` is the problem that is entered in the same breath because it was put right on the
    spot: the opinion is accepted as that problem, and only by whoever may put a problem right at once.
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
    shield: Shield | None = None
    against_words: str = ""
    origin: str = ""
    fixed_as: str = ""


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
    """Erase who said it and what was said, keeping that something was recorded (PIPL art. 47). `basis` is the legal ground.

    While its problem is worked on (`running`), or its records must be kept, as the desk found it by the rules, it is refused: art. 47 lets
    a term of retention run out first. `despite` is the ground of the rare case in which it must go all the same, such as a court's order.
    """

    opinion: str
    basis: str
    running: bool = False
    kept_until: date | None = None
    kept_basis: str = ""
    despite: str = ""


@command("opinion.shield")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShieldOpinion(Command):
    """Take an opinion out of the open, because it complains of a unit or an official: what goes on goes on under the shield.

    In the open it is then one that was sent to a statutory channel, like many others: nothing tells it from them.
    """

    opinion: str
    where_to: str


@command("opinion.reclassify")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReclassifyOpinion(Command):
    """Say anew of whom an opinion under the shield complains, and whether it is an accusation."""

    opinion: str
    shield: Shield


@command("opinion.conclude")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeOpinion(Command):
    """The discipline body's decision on an accusation; `words` are for the reporter."""

    opinion: str
    conclusion: Conclusion
    words: str


@command("opinion.unmask")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnmaskReporter(Command):
    """See who said it and how to reach them, for a reason that the reporter will read. `matter`: its problem, as the desk found it."""

    opinion: str
    reason: str
    matter: Facts = NOTHING


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


@event("opinion.registered_under_shield/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRegisteredUnderShield(OpinionRegistered):
    """Someone complained of a unit or an official."""

    against_units: tuple[str, ...]
    against_persons: tuple[str, ...]
    accusation: bool
    origin: str = ""
    against_words: Personal[str] = ""


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


@event("opinion.erased/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionErasedEarly(OpinionErased):
    """Erased before its records might go, and on which ground in spite of that; `kept_until` None: it was still worked on."""

    kept_until: Public[date | None] = None
    despite: Public[str]


@event("opinion.reclassified/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionReclassified(Event):
    """It is known better of whom the opinion complains."""

    opinion: Public[str]
    against_units: tuple[str, ...]
    against_persons: tuple[str, ...]
    accusation: bool


@event("opinion.concluded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionConcluded(Event):
    """The discipline body decided on an accusation."""

    opinion: Public[str]
    conclusion: Conclusion
    words: Personal[str] = ""


@event("opinion.unmasked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterUnmasked(Event):
    """Someone saw who said it (law 7). The entry's `by` says who; the reporter's own page shows the unit and the reason."""

    opinion: Public[str]
    reason: str


def decide(order: Command, state: Opinion | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`. To whoever is not cleared for it, an opinion under the shield does not exist."""
    if isinstance(order, RegisterOpinion):
        permit(order.name, by, shielded=order.shield is not None)
        on = _day(order, at)
        require(state is None, "already_exists", id=order.opinion)
        fits(order.shield, order.opinion)
        if order.shield is not None and by.person and Role.RESIDENT not in by.roles:
            require(not complained_of(order.shield, by), "complained_of_cannot_enter")
        registered = _registered(order, on)
        if not order.fixed_as:
            return (registered,)
        permit("problem.rectify_at_once", by)
        require(order.shield is None, "already_under_shield")
        return (registered, OpinionAccepted(happened_on=on, opinion=order.opinion, problem=order.fixed_as))
    require(state is not None and cleared(state.shield, by), "unknown_opinion")
    assert state is not None
    shield = state.shield
    permit(order.name, by, shielded=shield is not None)
    on = _day(order, at)
    if isinstance(order, UnmaskReporter):
        not_by_fixer(order.matter, by)
        return (ReporterUnmasked(happened_on=on, opinion=order.opinion, reason=written(order.reason, "reason", 200)),)
    if shield is None:
        return _in_the_open(order, state, on)
    return _under_shield(order, state, shield, by, on)


def _day(order: Command, at: datetime) -> date:
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    return on


def _in_the_open(order: Command, state: Opinion, on: date) -> tuple[Event, ...]:
    match order:
        case WithdrawOpinion(opinion=opinion):
            _waiting(state)
            return (OpinionWithdrawn(happened_on=on, opinion=opinion),)
        case ShieldOpinion(opinion=opinion, where_to=where_to):
            _waiting(state)
            return (
                OpinionDeclined(
                    happened_on=on, opinion=opinion, reason=DeclineReason.STATUTORY_CHANNEL, where_to=where_to
                ),
            )
        case ReclassifyOpinion() | ConcludeOpinion():
            raise Refusal("not_under_shield")
    return _sorted(order, state, on)


def _under_shield(order: Command, state: Opinion, shield: Shield, by: Actor, on: date) -> tuple[Event, ...]:
    match order:
        case ShieldOpinion() | WithdrawOpinion():
            raise Refusal("already_under_shield")
        case ReclassifyOpinion(opinion=opinion, shield=new):
            _waiting(state)
            if Role.DISCIPLINE not in by.roles:
                # The office may hide more and never less: else the complained-of would need only one friend in it.
                require(new.units >= shield.units and new.persons >= shield.persons, "shield_only_grows")
                require(new.accusation or not shield.accusation, "shield_only_grows")
            return (
                OpinionReclassified(
                    happened_on=on,
                    opinion=opinion,
                    against_units=tuple(sorted(new.units)),
                    against_persons=tuple(sorted(new.persons)),
                    accusation=new.accusation,
                ),
            )
        case ConcludeOpinion(opinion=opinion, conclusion=conclusion, words=words):
            _waiting(state)
            require(shield.accusation, "not_an_accusation")
            words = written(words, "words", 4000)
            return (OpinionConcluded(happened_on=on, opinion=opinion, conclusion=conclusion, words=words),)
        case AcceptOpinion(problem=problem) | AttachOpinion(problem=problem) | CarryOpinion(problem=problem):
            require(not shield.accusation, "accusation_not_a_problem")
            same_side(state.id, problem)
    return _sorted(order, state, on)


def _sorted(order: Command, state: Opinion, on: date) -> tuple[Event, ...]:
    """What is the same in the open and under the shield."""
    match order:
        case AcceptOpinion(opinion=opinion, problem=problem):
            _waiting(state)
            same_side(opinion, problem)
            return (OpinionAccepted(happened_on=on, opinion=opinion, problem=problem),)
        case AttachOpinion(opinion=opinion, problem=problem):
            _waiting(state)
            same_side(opinion, problem)
            return (OpinionAttached(happened_on=on, opinion=opinion, problem=problem),)
        case CarryOpinion(opinion=opinion, problem=problem):
            require(state.problem and state.problem != problem, "opinion_not_carried", number=state.number)
            same_side(opinion, problem)
            return (OpinionCarried(happened_on=on, opinion=opinion, problem=problem),)
        case DeclineOpinion(opinion=opinion, reason=reason, where_to=where_to):
            _waiting(state)
            where_to = written(where_to, "where_to", 500)
            return (OpinionDeclined(happened_on=on, opinion=opinion, reason=reason, where_to=where_to),)
        case EraseOpinion():
            return (_erased(order, on),)
    raise Fault(f"not an opinion command: {order.name}")


def _erased(order: EraseOpinion, on: date) -> OpinionErased:
    basis = written(order.basis, "basis", 500)
    until, despite = order.kept_until, order.despite.strip()[:500]
    if not order.running and (until is None or until < on):
        return OpinionErased(happened_on=on, opinion=order.opinion, basis=basis)
    require(despite or not order.running, "still_worked_on")
    require(despite, "still_kept", until_on=until or on, basis=order.kept_basis)
    return OpinionErasedEarly(
        happened_on=on,
        opinion=order.opinion,
        basis=basis,
        kept_until=None if order.running else until,
        despite=despite,
    )


def _registered(order: RegisterOpinion, on: date) -> OpinionRegistered:
    text = written(order.text.strip() or order.title.strip(), "text", TEXT_LIMIT)
    told = OpinionRegistered(
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
        text=text,
        reporter=order.reporter.strip(),
        contact=order.contact.strip(),
        receipt=order.receipt,
    )
    if order.shield is None:
        return told
    return under(
        told,
        OpinionRegisteredUnderShield,
        order.shield,
        accusation=order.shield.accusation,
        against_words=order.against_words.strip()[:500],
        origin=order.origin,
    )


def _waiting(state: Opinion) -> None:
    require(state.status is OpinionStatus.WAITING, "opinion_already_sorted", number=state.number, status=state.status)


def shield_of(told: OpinionRegisteredUnderShield | OpinionReclassified) -> Shield:
    """The shield that an event of an opinion under it tells of."""
    return Shield(frozenset(told.against_units), frozenset(told.against_persons), told.accusation)


def evolve(state: Opinion | None, happened: Event) -> Opinion | None:
    """The opinion after `happened`."""
    match happened:
        case OpinionRegistered() as one:
            shield = shield_of(one) if isinstance(one, OpinionRegisteredUnderShield) else None
            return Opinion(one.opinion, one.number, OpinionStatus.WAITING, "", one.reachable, shield)
        case OpinionReclassified() as one if state:
            return replace(state, shield=shield_of(one))
        case OpinionConcluded() if state:
            return replace(state, status=OpinionStatus.CONCLUDED)
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
