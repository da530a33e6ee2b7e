"""Dispute (矛盾纠纷): a quarrel between people, registered, mediated, agreed, and followed up until the agreement is performed (S9).

**Solved means performed, and never signed**: an agreement is a rung of its own (law 5), and so are failure and referral. The basis is
the People's Mediation Law (人民调解法, in force 2011-01-01): an agreement may be written or oral (art. 28), says what and until when (art.
29), binds and its performance is followed up (arts. 30, 31), a quarrel over it goes to court (art. 32), both parties may ask a court to
confirm it within 30 days (art. 33). Where mediation fails, other ways are named (art. 26). Who quarrels about what lies sealed (art.
13: privacy; PIPL art. 6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.register import Grade, best, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Personal, Public, StatutoryChannel, require, written
from sandan.domain.wire import Command, Event, command, event

COURT_WITHIN = timedelta(days=30)
"""自调解协议生效之日起三十日内 (人民调解法 art. 33; calendar days, the first not counted)."""


class DisputeKind(StrEnum):
    """What a quarrel is about."""

    NEIGHBOURS = "neighbours"
    FAMILY = "family"
    LAND = "land"
    """宅基地、承包地."""
    BOUNDARY = "boundary"
    """山林权属、地界."""
    DEBT = "debt"
    DAMAGE = "damage"
    LABOUR = "labour"
    EXPROPRIATION = "expropriation"
    WATER_USE = "water_use"
    CONSUMER = "consumer"
    MEDICAL = "medical"
    OTHER = "other"


class DisputeStatus(StrEnum):
    """Where a dispute stands: the rung that it reached last."""

    REGISTERED = "registered"
    MEDIATED = "mediated"
    """At least one session was held."""
    AGREED = "agreed"
    """Agreed, and not performed: not solved."""
    PERFORMED = "performed"
    """履行: the one rung that counts as solved."""
    FAILED = "failed"
    """No agreement, or one that was not kept."""
    REFERRED = "referred"
    """Sent to a channel that the law provides."""
    WITHDRAWN = "withdrawn"
    """Entered by mistake. It stays in the ledger and counts nowhere."""


OPEN = frozenset({DisputeStatus.REGISTERED, DisputeStatus.MEDIATED, DisputeStatus.AGREED, DisputeStatus.FAILED})


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as its stream tells it, without what is sealed. `unit` has it in hand."""

    id: str
    place: str
    unit: str
    status: DisputeStatus = DisputeStatus.REGISTERED
    grade: Grade = Grade.CLAIMED
    keepers: frozenset[str] = frozenset()
    """Who entered anything about it, and who mediated: none of them confirms its end."""
    agreed_on: date | None = None
    confirmed: bool = False
    """A court confirmed the agreement (art. 33)."""


@command("dispute.register")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDispute(Command):
    """Enter a dispute. `visit` is the visit on which it was heard of, if any."""

    dispute: str
    kind_of: DisputeKind
    place: str
    unit: str
    mediator: str = ""
    mediators: str = ""
    visit: str = ""
    matter: str = ""
    parties: str = ""


@command("dispute.describe")
@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeDispute(Command):
    """Say better who quarrels, about what, and who mediates. What is left empty stays as it is."""

    dispute: str
    kind_of: DisputeKind | None = None
    mediator: str = ""
    mediators: str = ""
    matter: str = ""
    parties: str = ""


@command("dispute.mediate")
@dataclass(frozen=True, slots=True, kw_only=True)
class Mediate(Command):
    """Write a session down."""

    dispute: str
    held_on: date
    note: str = ""


@command("dispute.agree")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeDispute(Command):
    """Write an agreement down, written or oral (art. 28), with its terms and the day until which they are to be performed (art. 29)."""

    dispute: str
    agreed_on: date
    due_on: date
    terms: str
    oral: bool = False
    evidence: tuple[Evidence, ...] = ()


@command("dispute.note_confirmation")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteConfirmation(Command):
    """Write down that a court confirmed the agreement (司法确认), and when the parties asked for it."""

    dispute: str
    asked_on: date
    court: str


@command("dispute.follow_up")
@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Command):
    """Write down how the performance goes (art. 31: 督促履行). Never asked for by the calendar (law 11)."""

    dispute: str
    note: str


@command("dispute.perform")
@dataclass(frozen=True, slots=True, kw_only=True)
class PerformDispute(Command):
    """Say that the agreement was performed: the parties say so (`said_so`), or papers show it."""

    dispute: str
    performed_on: date
    said_so: bool = False
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("dispute.confirm")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDispute(Command):
    """Confirm that it is solved, as someone who neither kept nor mediated it nor works in the unit that did (the office excepted).

    `said_so`: the parties were asked and say so themselves.
    """

    dispute: str
    said_so: bool = False
    note: str = ""


@command("dispute.fail")
@dataclass(frozen=True, slots=True, kw_only=True)
class FailDispute(Command):
    """Say that there is no agreement, or that it was not kept. The parties are told which ways are open to them (art. 26)."""

    dispute: str
    reason: str


@command("dispute.refer")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReferDispute(Command):
    """Send it to a channel that the law provides: court, arbitration or another, named in words."""

    dispute: str
    channel: StatutoryChannel
    where_to: str


@command("dispute.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDispute(Command):
    """Take back an entry made by mistake, and say why."""

    dispute: str
    reason: str


@command("dispute.erase")
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseDispute(Command):
    """Erase who quarrelled about what, keeping that something was recorded (PIPL art. 47). `basis` is the legal ground."""

    dispute: str
    basis: str


@event("dispute.registered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRegistered(Event):
    """A dispute came up."""

    dispute: Public[str]
    kind_of: Public[DisputeKind]
    place: Public[str]
    unit: Public[str]
    mediator: str = ""
    mediators: str = ""
    visit: str = ""
    keeper: str = ""
    matter: Personal[str] = ""
    parties: Personal[str] = ""


@event("dispute.described/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDescribed(Event):
    """It is known better who quarrels about what, and who mediates."""

    dispute: Public[str]
    kind_of: Public[DisputeKind | None] = None
    mediator: str = ""
    mediators: str = ""
    keeper: str = ""
    matter: Personal[str] = ""
    parties: Personal[str] = ""


@event("dispute.mediated/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeMediated(Event):
    """A session was held."""

    dispute: Public[str]
    held_on: Public[date]
    keeper: str = ""
    note: Personal[str] = ""


@event("dispute.agreed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAgreed(Event):
    """The parties agreed."""

    dispute: Public[str]
    agreed_on: Public[date]
    due_on: Public[date]
    oral: bool
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""
    terms: Personal[str] = ""


@event("dispute.confirmation_noted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationNoted(Event):
    """A court confirmed the agreement: it can be enforced. It is not performed by that."""

    dispute: Public[str]
    asked_on: Public[date]
    court: str
    keeper: str = ""


@event("dispute.followed_up/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFollowedUp(Event):
    """Somebody looked how the performance goes."""

    dispute: Public[str]
    keeper: str = ""
    note: Personal[str] = ""


@event("dispute.performed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputePerformed(Event):
    """The agreement was performed."""

    dispute: Public[str]
    performed_on: Public[date]
    said_so: Public[bool]
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""
    note: Personal[str] = ""


@event("dispute.confirmed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeConfirmed(Event):
    """Another one says that it is solved; `said_so`: the parties do."""

    dispute: Public[str]
    said_so: Public[bool]
    note: str
    witness: str


@event("dispute.failed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFailed(Event):
    """No agreement, or one that was not kept (`broken`)."""

    dispute: Public[str]
    broken: Public[bool]
    keeper: str = ""
    reason: Personal[str] = ""


@event("dispute.referred/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeReferred(Event):
    """It goes on in a channel that the law provides."""

    dispute: Public[str]
    channel: Public[StatutoryChannel]
    where_to: Public[str]
    keeper: str = ""


@event("dispute.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWithdrawn(Event):
    """The entry was a mistake."""

    dispute: Public[str]
    reason: str


@event("dispute.erased/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeErased(Event):
    """The tombstone of what was sealed: why it is gone, by whose decision."""

    dispute: Public[str]
    basis: Public[str]


def decide(order: Command, state: Dispute | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, RegisterDispute):
        require(state is None, "already_exists", id=order.dispute)
        keeps(by, order.unit, order.place)
        return (
            DisputeRegistered(
                happened_on=on,
                dispute=order.dispute,
                kind_of=order.kind_of,
                place=written(order.place, "place", 32),
                unit=order.unit,
                mediator=order.mediator,
                mediators=order.mediators.strip()[:200],
                visit=order.visit,
                keeper=by.person,
                matter=order.matter.strip()[:4000],
                parties=order.parties.strip()[:500],
            ),
        )
    one = held(state, "unknown_dispute")
    if isinstance(order, EraseDispute):
        return (DisputeErased(happened_on=on, dispute=one.id, basis=written(order.basis, "basis", 500)),)
    require(one.status is not DisputeStatus.WITHDRAWN, "record_withdrawn")
    if isinstance(order, ConfirmDispute):
        return (_confirmed(order, one, by, on),)
    keeps(by, one.unit, one.place)
    return (_worked(order, one, by, on, today) or _ended(order, one, by, on, today),)


def _confirmed(order: ConfirmDispute, one: Dispute, by: Actor, on: date) -> DisputeConfirmed:
    require(one.status is DisputeStatus.PERFORMED, "not_performed")
    office = bool(by.roles & {Role.DISPATCHER, Role.CLERK, Role.VERIFIER})
    require(office or by.within(one.place), "not_of_the_place")
    require(not (by.kin | {by.person}) & one.keepers, "not_by_keeper")
    # Who mediates does not ask the parties how it was, and neither do those who work beside them (law 4, domain H7).
    require(office or not by.within(one.unit), "not_by_doer")
    grade = Grade.CONFIRMED if order.said_so else Grade.VERIFIED
    require(best(one.grade, grade) is not one.grade, "confirmed_already")
    note = order.note.strip()[:500]
    return DisputeConfirmed(happened_on=on, dispute=one.id, said_so=order.said_so, note=note, witness=by.person)


def _worked(order: Command, one: Dispute, by: Actor, on: date, today: date) -> Event | None:
    """From hearing of it to an agreement."""
    open_still = one.status in OPEN
    match order:
        case DescribeDispute():
            told = (order.kind_of, order.mediator, order.mediators.strip(), order.matter.strip(), order.parties.strip())
            require(any(told), "nothing_changed")
            return DisputeDescribed(
                happened_on=on,
                dispute=one.id,
                kind_of=order.kind_of,
                mediator=order.mediator,
                mediators=order.mediators.strip()[:200],
                keeper=by.person,
                matter=order.matter.strip()[:4000],
                parties=order.parties.strip()[:500],
            )
        case Mediate(held_on=held_on, note=note):
            require(open_still and one.status is not DisputeStatus.AGREED, "dispute_not_open")
            require(held_on <= today, "date_in_future", date=held_on)
            note = note.strip()[:4000]
            return DisputeMediated(happened_on=on, dispute=one.id, held_on=held_on, keeper=by.person, note=note)
        case AgreeDispute(agreed_on=agreed_on, due_on=due_on):
            require(open_still and one.status is not DisputeStatus.AGREED, "dispute_not_open")
            require(agreed_on <= today, "date_in_future", date=agreed_on)
            require(due_on >= agreed_on, "window_backwards", from_on=agreed_on, to_on=due_on)
            return DisputeAgreed(
                happened_on=on,
                dispute=one.id,
                agreed_on=agreed_on,
                due_on=due_on,
                oral=order.oral,
                evidence=order.evidence,
                keeper=by.person,
                terms=written(order.terms, "terms", 4000),
            )
        case NoteConfirmation(asked_on=asked_on, court=court):
            agreed_on = _agreed(one)
            require(not one.confirmed, "confirmed_already")
            require(asked_on <= today, "date_in_future", date=asked_on)
            require(agreed_on <= asked_on, "window_backwards", from_on=agreed_on, to_on=asked_on)
            require(asked_on <= agreed_on + COURT_WITHIN, "confirmation_late", last=agreed_on + COURT_WITHIN)
            court = written(court, "court", 100)
            return ConfirmationNoted(happened_on=on, dispute=one.id, asked_on=asked_on, court=court, keeper=by.person)
        case FollowUp(note=note):
            _agreed(one)
            note = written(note, "note", 2000)
            return DisputeFollowedUp(happened_on=on, dispute=one.id, keeper=by.person, note=note)
    return None


def _ended(order: Command, one: Dispute, by: Actor, on: date, today: date) -> Event:
    """How it ends: performed, failed, referred, or taken back."""
    match order:
        case PerformDispute(performed_on=performed_on):
            agreed_on = _agreed(one)
            require(performed_on <= today, "date_in_future", date=performed_on)
            require(performed_on >= agreed_on, "window_backwards", from_on=agreed_on, to_on=performed_on)
            require(order.said_so or order.evidence, "performance_unproven")
            return DisputePerformed(
                happened_on=on,
                dispute=one.id,
                performed_on=performed_on,
                said_so=order.said_so,
                evidence=order.evidence,
                keeper=by.person,
                note=order.note.strip()[:2000],
            )
        case FailDispute(reason=reason):
            require(one.status in OPEN - {DisputeStatus.FAILED}, "dispute_not_open")
            return DisputeFailed(
                happened_on=on,
                dispute=one.id,
                broken=one.status is DisputeStatus.AGREED,
                keeper=by.person,
                reason=written(reason, "reason", 2000),
            )
        case ReferDispute(channel=channel, where_to=where_to):
            require(one.status in OPEN, "dispute_not_open")
            where_to = written(where_to, "where_to", 200)
            return DisputeReferred(happened_on=on, dispute=one.id, channel=channel, where_to=where_to, keeper=by.person)
        case WithdrawDispute(reason=reason):
            return DisputeWithdrawn(happened_on=on, dispute=one.id, reason=written(reason, "reason", 500))
    raise Fault(f"not a dispute command: {order.name}")


def _agreed(one: Dispute) -> date:
    require(one.status is DisputeStatus.AGREED and one.agreed_on is not None, "not_agreed")
    assert one.agreed_on is not None
    return one.agreed_on


def evolve(state: Dispute | None, happened: Event) -> Dispute | None:
    """The dispute after an event."""
    if isinstance(happened, DisputeRegistered):
        first = Dispute(happened.dispute, happened.place, happened.unit)
        return _kept(first, happened.keeper, happened.mediator)
    one = held(state, "unknown_dispute")
    one = _kept(one, getattr(happened, "keeper", ""), getattr(happened, "mediator", ""))
    match happened:
        case DisputeMediated():
            return replace(one, status=DisputeStatus.MEDIATED, agreed_on=None)
        case DisputeAgreed(agreed_on=agreed_on):
            return replace(one, status=DisputeStatus.AGREED, agreed_on=agreed_on, confirmed=False)
        case ConfirmationNoted():
            return replace(one, confirmed=True)
        case DisputePerformed(evidence=evidence):
            # What the parties are said to have said is the keeper's claim still.
            grade = Grade.DOCUMENTED if evidence else Grade.CLAIMED
            return replace(one, status=DisputeStatus.PERFORMED, grade=grade)
        case DisputeConfirmed(said_so=said_so):
            return replace(one, grade=best(one.grade, Grade.CONFIRMED if said_so else Grade.VERIFIED))
        case DisputeFailed():
            return replace(one, status=DisputeStatus.FAILED)
        case DisputeReferred():
            return replace(one, status=DisputeStatus.REFERRED)
        case DisputeWithdrawn():
            return replace(one, status=DisputeStatus.WITHDRAWN)
        case DisputeDescribed() | DisputeFollowedUp() | DisputeErased():
            return one
    raise Fault(f"not a dispute event: {happened.kind}")


def _kept(one: Dispute, *who: str) -> Dispute:
    return replace(one, keepers=one.keepers | {each for each in who if each})
