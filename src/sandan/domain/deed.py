"""Deed (为民办实事): it answers a named need and says what changed for whom (S8).

A deed counts by its need, not by its number: duty work (本职工作) is flagged by rule, where the doing unit's duty list has the matter,
or by a person, and is counted apart ("装进篮子都是菜", domain H9). Whoever did it claims it; papers document it; somebody outside the doing
unit verifies it; those it was done for confirm it, by the receipt code of what they had said, or by a word on paper or by mouth that
somebody outside the unit writes down. What they deny stands apart until somebody outside has looked.

Volunteer service (志愿服务) is voluntary by the volunteers' own word alone: nobody is entered as a volunteer by others but on a sheet that
they signed (志愿服务条例 arts. 19, 21, 25). Nothing is kept of who was served but how many.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.discretion import discreet
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.register import Grade, best, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Personal, Public, Topic, require, written
from sandan.domain.wire import Command, Event, command, event

_BENEFITED = (Measure.PERSON, Measure.ATTENDANCE, Measure.HOUSEHOLD)


class DeedKind(StrEnum):
    """What kind of deed it is."""

    SERVICE = "service"
    """办实事: done by a unit."""
    VOLUNTEER = "volunteer"
    """志愿服务: done by volunteers, unpaid and of their own will."""


class Need(StrEnum):
    """What a deed answers."""

    OPINION = "opinion"
    PROBLEM = "problem"
    VISIT = "visit"
    WORDS = "words"
    """Nothing that is recorded: a need stated in words by whoever did it, and flagged as such."""


class Word(StrEnum):
    """How the served gave their word to somebody outside the doing unit."""

    PAPER = "paper"
    """书面: a paper, whose scan is kept."""
    VOICE = "voice"
    """口头: on the spot or by telephone."""


class DeedStatus(StrEnum):
    """Where a deed stands."""

    DONE = "done"
    DENIED = "denied"
    """Someone it was done for says that it is not so, and nobody outside has looked since."""
    WITHDRAWN = "withdrawn"
    """Entered by mistake. It stays in the ledger and counts nowhere."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed as its stream tells it."""

    id: str
    unit: str
    kind: DeedKind
    status: DeedStatus = DeedStatus.DONE
    grade: Grade = Grade.CLAIMED
    duty: bool = False
    """Whether it counts as duty work, as last said by the rule or by a person."""
    doers: frozenset[str] = frozenset()
    """Who entered it, and everybody who ever said that they took part."""
    volunteers: dict[str, Quantity | None] = field(default_factory=dict)
    """Volunteers who said so themselves, each with their hours, where they told them."""
    heard: frozenset[str] = frozenset()
    """Opinions whose reporters have said how it is."""
    witnesses: frozenset[str] = frozenset()
    """Who verified it, or wrote down what the served say: as strangers to it, which they stay."""


@command("deed.enter")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnterDeed(Command):
    """Enter a deed that was done.

    `need` and `need_id` are what it answers, as the desk found it by its number; `need_words` the need in words where nothing is recorded.
    `duties` are the entries of the unit's duty list that have the matter, as the desk found them; `duty_reason` says that it is duty work
    also where no list does. `health_checked`: nobody's health is meant, whatever the words.
    """

    deed: str
    title: str
    unit: str
    place: str
    done_on: date
    changed: str
    kind: DeedKind = DeedKind.SERVICE
    need: Need = Need.WORDS
    need_id: str = ""
    need_number: str = ""
    need_words: str = ""
    topic: Topic | None = None
    duties: tuple[str, ...] = ()
    duty_reason: str = ""
    beneficiaries: Quantity | None = None
    health_checked: bool = False
    evidence: tuple[Evidence, ...] = ()


@command("deed.say_duty")
@dataclass(frozen=True, slots=True, kw_only=True)
class SayDuty(Command):
    """Say that it is duty work, or (from outside the doing unit) that it is none although the rule says so; with the reason."""

    deed: str
    duty: bool
    reason: str


@command("deed.confirm")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDeed(Command):
    """The reporter who showed a receipt code says whether it is so. `needing` are the opinions behind the need, as the desk found them."""

    deed: str
    holds: bool
    words: str = ""
    needing: tuple[str, ...] = ()


@command("deed.take_word")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeWord(Command):
    """Write down, from outside the doing unit, what the served say: on paper with its scan, or by mouth."""

    deed: str
    way: Word
    holds: bool
    note: str
    evidence: tuple[Evidence, ...] = ()


@command("deed.verify")
@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyDeed(Command):
    """Say, from outside the doing unit, what one found: a second person's word, also where the served deny it."""

    deed: str
    finding: str


@command("deed.join")
@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDeed(Command):
    """Say of oneself: I took part, of my own will, for so many hours. Nobody says it for others."""

    deed: str
    voluntary: bool
    hours: Quantity | None = None


@command("deed.leave")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDeed(Command):
    """Take one's own consent back: name and hours count no longer."""

    deed: str


@command("deed.enter_hours")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnterHours(Command):
    """Enter a sheet that volunteers without an account signed themselves: how many, and their hours added up."""

    deed: str
    volunteers: Quantity
    hours: Quantity
    evidence: tuple[Evidence, ...]


@command("deed.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDeed(Command):
    """Take back an entry made by mistake, and say why."""

    deed: str
    reason: str


@event("deed.entered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeedEntered(Event):
    """A deed was done, as whoever did it says. What changed is public, and so are need, unit, place and how many."""

    deed: Public[str]
    unit: Public[str]
    place: Public[str]
    kind_of: Public[DeedKind]
    done_on: Public[date]
    changed: Public[str]
    need: Public[Need]
    need_id: Public[str]
    need_number: Public[str]
    topic: Public[Topic | None] = None
    duties: Public[tuple[str, ...]]
    beneficiaries: Public[Quantity | None] = None
    title: str
    need_words: str
    health_checked: bool
    evidence: tuple[Evidence, ...]
    keeper: str


@event("deed.duty_said/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DutySaid(Event):
    """A person says whether it is duty work."""

    deed: Public[str]
    duty: Public[bool]
    reason: str


@event("deed.confirmed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeedConfirmed(Event):
    """A reporter whose need it answers says that it is so."""

    deed: Public[str]
    opinion: Public[str]
    words: Personal[str] = ""


@event("deed.denied/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeedDenied(Event):
    """A reporter whose need it answers says that it is not so."""

    deed: Public[str]
    opinion: Public[str]
    words: Personal[str] = ""


@event("deed.word_taken/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordTaken(Event):
    """Somebody outside the doing unit wrote down what the served say."""

    deed: Public[str]
    way: Public[Word]
    holds: Public[bool]
    note: str
    evidence: tuple[Evidence, ...]
    witness: str


@event("deed.verified/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeedVerified(Event):
    """Somebody outside the doing unit found it so."""

    deed: Public[str]
    finding: str
    witness: str


@event("deed.joined/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerJoined(Event):
    """A volunteer says of themselves that they took part of their own will."""

    deed: Public[str]
    hours: Public[Quantity | None] = None
    volunteer: str


@event("deed.left/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerLeft(Event):
    """A volunteer took their consent back."""

    deed: Public[str]
    volunteer: str


@event("deed.hours_entered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoursEntered(Event):
    """A sheet that volunteers signed."""

    deed: Public[str]
    volunteers: Public[Quantity]
    hours: Public[Quantity]
    evidence: tuple[Evidence, ...]


@event("deed.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeedWithdrawn(Event):
    """The entry was a mistake."""

    deed: Public[str]
    reason: str


def decide(order: Command, state: Deed | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = happened(order.happened_on, at.date())
    if isinstance(order, EnterDeed):
        require(state is None, "already_exists", id=order.deed)
        keeps(by, order.unit)
        return _entered(order, by, on, at.date())
    one = held(state, "unknown_deed")
    require(one.status is not DeedStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case SayDuty(duty=duty, reason=reason):
            if not duty:
                _outside(one, by)
            require(duty is not one.duty, "nothing_changed")
            return (DutySaid(happened_on=on, deed=one.id, duty=duty, reason=written(reason, "reason", 500)),)
        case WithdrawDeed(reason=reason):
            keeps(by, one.unit)
            return (DeedWithdrawn(happened_on=on, deed=one.id, reason=written(reason, "reason", 500)),)
        case JoinDeed() | LeaveDeed() | EnterHours():
            return (_volunteered(order, one, by, on),)
        case ConfirmDeed() | TakeWord() | VerifyDeed():
            return (_judged(order, one, by, on),)
    raise Fault(f"not a deed command: {order.name}")


def _entered(order: EnterDeed, by: Actor, on: date, today: date) -> tuple[Event, ...]:
    require(order.done_on <= today, "date_in_future", date=order.done_on)
    if order.beneficiaries is not None:
        require(order.beneficiaries.measure in _BENEFITED, "quantity_measure")
    words = written(order.need_words, "need", 1000) if order.need is Need.WORDS else ""
    require(order.need is Need.WORDS or order.need_id, "need_unknown", number=order.need_number)
    discreet(order.title, order.changed, order.need_words, health_checked=order.health_checked)
    told = DeedEntered(
        happened_on=on,
        deed=order.deed,
        unit=order.unit,
        place=written(order.place, "place_of_deed", 32),
        kind_of=order.kind,
        done_on=order.done_on,
        changed=written(order.changed, "changed", 1000),
        need=order.need,
        need_id=order.need_id,
        need_number=order.need_number,
        topic=order.topic,
        duties=order.duties,
        beneficiaries=order.beneficiaries,
        title=written(order.title, "title", 200),
        need_words=words,
        health_checked=order.health_checked,
        evidence=order.evidence,
        keeper=by.person,
    )
    reason = order.duty_reason.strip()[:500]
    if not reason or order.duties:
        return (told,)
    return (told, DutySaid(happened_on=on, deed=order.deed, duty=True, reason=reason))


def _volunteered(order: Command, one: Deed, by: Actor, on: date) -> Event:
    require(one.kind is DeedKind.VOLUNTEER, "not_volunteer_service")
    match order:
        case JoinDeed(voluntary=voluntary, hours=hours):
            require(by.person, "not_allowed", command=order.name)
            require(voluntary, "not_of_own_will")
            require(by.person not in one.volunteers, "joined_already")
            require(by.person not in one.witnesses, "witness_cannot_join")
            require(hours is None or hours.measure is Measure.HOUR, "quantity_measure")
            return VolunteerJoined(happened_on=on, deed=one.id, hours=hours, volunteer=by.person)
        case EnterHours(volunteers=volunteers, hours=hours, evidence=evidence):
            keeps(by, one.unit)
            require(volunteers.measure is Measure.PERSON and hours.measure is Measure.HOUR, "quantity_measure")
            require(evidence, "signed_sheet_missing")
            return HoursEntered(happened_on=on, deed=one.id, volunteers=volunteers, hours=hours, evidence=evidence)
    require(by.person in one.volunteers, "not_joined")
    return VolunteerLeft(happened_on=on, deed=one.id, volunteer=by.person)


def _judged(order: Command, one: Deed, by: Actor, on: date) -> Event:
    match order:
        case ConfirmDeed(holds=holds, words=words, needing=needing):
            require(by.opinion and by.opinion in needing, "not_your_opinion")
            _outside(one, by)
            require(by.opinion not in one.heard, "confirmed_already")
            kind = DeedConfirmed if holds else DeedDenied
            return kind(happened_on=on, deed=one.id, opinion=by.opinion, words=words.strip()[:2000])
        case TakeWord(way=way, holds=holds, note=note, evidence=evidence):
            _outside(one, by)
            require(way is not Word.PAPER or evidence, "paper_missing")
            said = written(note, "note", 500)
            discreet(said, health_checked=True)
            return WordTaken(
                happened_on=on, deed=one.id, way=way, holds=holds, note=said, evidence=evidence, witness=by.person
            )
        case VerifyDeed(finding=finding):
            _outside(one, by)
            discreet(finding, health_checked=True)
            return DeedVerified(
                happened_on=on, deed=one.id, finding=written(finding, "finding", 1000), witness=by.person
            )
    raise Fault(f"not a word on a deed: {order.name}")


def _outside(one: Deed, by: Actor) -> None:
    """Refuse who did or entered it, their relatives (`not_by_keeper`), and whoever is of the doing unit in any post (`not_by_doer`)."""
    require(not (by.kin | {by.person} - {""}) & one.doers, "not_by_keeper")
    inside = by.within(one.unit) or one.unit in by.everywhere - frozenset(by.lineage[-1:])
    require(not inside, "not_by_doer")


def evolve(state: Deed | None, happened: Event) -> Deed | None:
    """The deed after an event."""
    if isinstance(happened, DeedEntered):
        grade = Grade.DOCUMENTED if happened.evidence else Grade.CLAIMED
        doers = frozenset({happened.keeper})
        return Deed(
            happened.deed, happened.unit, happened.kind_of, grade=grade, duty=bool(happened.duties), doers=doers
        )
    one = held(state, "unknown_deed")
    match happened:
        case DutySaid(duty=duty):
            return replace(one, duty=duty)
        case DeedConfirmed(opinion=opinion):
            return replace(one, grade=best(one.grade, Grade.CONFIRMED), heard=one.heard | {opinion})
        case DeedDenied(opinion=opinion):
            return replace(one, status=DeedStatus.DENIED, heard=one.heard | {opinion})
        case WordTaken(holds=holds, witness=witness):
            told = replace(one, witnesses=one.witnesses | {witness})
            return (
                replace(told, grade=best(one.grade, Grade.CONFIRMED))
                if holds
                else replace(told, status=DeedStatus.DENIED)
            )
        case DeedVerified(witness=witness):
            witnesses = one.witnesses | {witness}
            return replace(one, status=DeedStatus.DONE, grade=best(one.grade, Grade.VERIFIED), witnesses=witnesses)
        case VolunteerJoined(volunteer=volunteer, hours=hours):
            return replace(one, volunteers={**one.volunteers, volunteer: hours}, doers=one.doers | {volunteer})
        case VolunteerLeft(volunteer=volunteer):
            return replace(one, volunteers={who: each for who, each in one.volunteers.items() if who != volunteer})
        case HoursEntered():
            return one
        case DeedWithdrawn():
            return replace(one, status=DeedStatus.WITHDRAWN)
    raise Fault(f"not a deed event: {happened.kind}")
