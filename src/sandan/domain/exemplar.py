"""Exemplar (先进典型): nominated by someone else, open to objections, reviewed by others, published only while the person consents (S5).

Nobody nominates themselves or a relative. How many days objections are taken is the office's to say, once for each. Whoever nominated, and
the unit that the person belongs to, review nothing. The name of somebody without a post is sealed, and read only where it is published.
Taking the consent back takes the exemplar down, at once and without a reason (PIPL arts. 13, 15).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.discretion import discreet
from sandan.domain.register import Grade, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_DAYS = 60
"""The longest period for objections."""


class ExemplarStatus(StrEnum):
    """Where an exemplar stands."""

    NOMINATED = "nominated"
    POSTED = "posted"
    """公示中: objections are taken."""
    APPROVED = "approved"
    """Reviewed by others and found right."""
    REFUSED = "refused"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"
    WITHDRAWN = "withdrawn"


class ConsentWay(StrEnum):
    """How the person consents to be published."""

    OWN = "own"
    """By their own sign-in."""
    PAPER = "paper"
    """On a signed paper, whose scan is kept."""


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An exemplar as its stream tells it. `nominee` is "" for somebody without a post."""

    id: str
    nominee: str
    unit: str
    nominator: str
    status: ExemplarStatus = ExemplarStatus.NOMINATED
    grade: Grade = Grade.CLAIMED
    until_on: date | None = None
    """The last day on which objections are taken."""
    consents: bool = False
    open_objections: frozenset[str] = frozenset()


@command("exemplar.nominate")
@dataclass(frozen=True, slots=True, kw_only=True)
class NominateExemplar(Command):
    """Nominate somebody, for what, and on what grounds. `unit` is the nominee's; `nominee` a person's id, or else `nominee_name` a name."""

    exemplar: str
    title: str
    unit: str
    grounds: str
    nominee: str = ""
    nominee_name: str = ""
    health_checked: bool = False
    evidence: tuple[Evidence, ...] = ()


@command("exemplar.post")
@dataclass(frozen=True, slots=True, kw_only=True)
class PostExemplar(Command):
    """Take objections for so many calendar days, today not counted."""

    exemplar: str
    days: int


@command("exemplar.object")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToExemplar(Command):
    """Write down an objection that the office heard; by whom is not asked (law 8)."""

    exemplar: str
    objection: str
    words: str


@command("exemplar.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerObjection(Command):
    """Say what was found of an objection. One that stands ends the matter."""

    exemplar: str
    objection: str
    stands: bool
    finding: str


@command("exemplar.review")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewExemplar(Command):
    """Say, as one who neither nominated nor belongs to the nominee's unit, whether the grounds hold; after the period for objections."""

    exemplar: str
    holds: bool
    finding: str


@command("exemplar.consent")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentToExemplar(Command):
    """The person agrees to be published: by themselves, or on a signed paper entered by somebody else than the nominator."""

    exemplar: str
    evidence: tuple[Evidence, ...] = ()


@command("exemplar.end_consent")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndConsent(Command):
    """The person agrees no longer; whoever hears it enters it. What was published is taken down."""

    exemplar: str


@command("exemplar.publish")
@dataclass(frozen=True, slots=True, kw_only=True)
class PublishExemplar(Command):
    """Put it on the public page."""

    exemplar: str


@command("exemplar.take_down")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownExemplar(Command):
    """Take it off the public page for good, and say why."""

    exemplar: str
    reason: str


@command("exemplar.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawExemplar(Command):
    """Take back an entry made by mistake, and say why."""

    exemplar: str
    reason: str


@event("exemplar.nominated/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarNominated(Event):
    """Somebody was nominated by somebody else."""

    exemplar: Public[str]
    unit: Public[str]
    title: str
    grounds: str
    nominee: str
    nominator: str
    evidence: tuple[Evidence, ...]
    nominee_name: Personal[str] = ""


@event("exemplar.posted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarPosted(Event):
    """Objections are taken until a day."""

    exemplar: Public[str]
    until_on: Public[date]


@event("exemplar.objected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarObjected(Event):
    """Somebody objects. What they said is sealed: the nominee's colleagues read this page too."""

    exemplar: Public[str]
    objection: Public[str]
    words: Personal[str] = ""


@event("exemplar.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(Event):
    """What was found of an objection."""

    exemplar: Public[str]
    objection: Public[str]
    stands: Public[bool]
    finding: str


@event("exemplar.reviewed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarReviewed(Event):
    """Others than the nominator and the nominee's unit judged the grounds."""

    exemplar: Public[str]
    holds: Public[bool]
    finding: str
    witness: str


@event("exemplar.consented/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarConsented(Event):
    """The person agrees."""

    exemplar: Public[str]
    way: Public[ConsentWay]
    evidence: tuple[Evidence, ...]


@event("exemplar.consent_ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEnded(Event):
    """The person agrees no longer."""

    exemplar: Public[str]


@event("exemplar.published/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarPublished(Event):
    """It stands on the public page."""

    exemplar: Public[str]


@event("exemplar.taken_down/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarTakenDown(Event):
    """It stands there no longer."""

    exemplar: Public[str]
    reason: str


@event("exemplar.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarWithdrawn(Event):
    """The entry was a mistake."""

    exemplar: Public[str]
    reason: str


def decide(order: Command, state: Exemplar | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, NominateExemplar):
        require(state is None, "already_exists", id=order.exemplar)
        return (_nominated(order, by, on),)
    one = held(state, "unknown_exemplar")
    require(one.status is not ExemplarStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case PostExemplar(days=days):
            require(one.status is ExemplarStatus.NOMINATED, "exemplar_status")
            require(1 <= days <= MOST_DAYS, "days_range", limit=MOST_DAYS)
            return (ExemplarPosted(happened_on=on, exemplar=one.id, until_on=today + timedelta(days)),)
        case WithdrawExemplar(reason=reason):
            if by.person != one.nominator:
                keeps(by)
            return (ExemplarWithdrawn(happened_on=on, exemplar=one.id, reason=written(reason, "reason", 500)),)
        case ObjectToExemplar() | AnswerObjection() | ReviewExemplar():
            return (_judged(order, one, by, on, today),)
    return _shown(order, one, by, on)


def _nominated(order: NominateExemplar, by: Actor, on: date) -> ExemplarNominated:
    name = written(order.nominee_name, "person_name", 40) if order.nominee_name.strip() else ""
    require(bool(order.nominee) is not bool(name), "nominee_missing")
    require(order.nominee != by.person, "not_oneself")
    require(order.nominee not in by.kin, "not_a_relative")
    discreet(order.title, order.grounds, health_checked=order.health_checked)
    return ExemplarNominated(
        happened_on=on,
        exemplar=order.exemplar,
        unit=written(order.unit, "unit_name", 32),
        title=written(order.title, "title", 200),
        grounds=written(order.grounds, "grounds", 2000),
        nominee=order.nominee,
        nominator=by.person,
        evidence=order.evidence,
        nominee_name=name,
    )


def _judged(order: Command, one: Exemplar, by: Actor, on: date, today: date) -> Event:
    match order:
        case ObjectToExemplar(objection=key, words=words):
            require(one.status in (ExemplarStatus.POSTED, ExemplarStatus.APPROVED), "exemplar_status")
            require(by.person != one.nominee, "not_by_nominee")
            return ExemplarObjected(
                happened_on=on, exemplar=one.id, objection=key, words=written(words, "objection", 2000)
            )
        case AnswerObjection(objection=key, stands=stands, finding=finding):
            _other(one, by)
            require(key in one.open_objections, "no_open_objection")
            found = written(finding, "finding", 1000)
            return ObjectionAnswered(happened_on=on, exemplar=one.id, objection=key, stands=stands, finding=found)
        case ReviewExemplar(holds=holds, finding=finding):
            _other(one, by)
            require(one.status is ExemplarStatus.POSTED, "exemplar_status")
            require(one.until_on is not None and today > one.until_on, "objections_running", date=one.until_on or today)
            require(not one.open_objections, "objection_open")
            found = written(finding, "finding", 1000)
            return ExemplarReviewed(happened_on=on, exemplar=one.id, holds=holds, finding=found, witness=by.person)
    raise Fault(f"no judgement of an exemplar: {order.name}")


def _shown(order: Command, one: Exemplar, by: Actor, on: date) -> tuple[Event, ...]:
    match order:
        case ConsentToExemplar(evidence=evidence):
            require(not one.consents, "consents_already")
            require(one.status not in (ExemplarStatus.REFUSED, ExemplarStatus.TAKEN_DOWN), "exemplar_status")
            own = bool(one.nominee) and by.person == one.nominee
            require(own or by.person != one.nominator, "not_by_nominator_consent")
            if not own:
                keeps(by, one.unit)
                require(evidence, "paper_missing")
            way = ConsentWay.OWN if own else ConsentWay.PAPER
            return (ExemplarConsented(happened_on=on, exemplar=one.id, way=way, evidence=evidence),)
        case EndConsent():
            require(one.consents, "no_consent")
            if by.person != one.nominee:
                keeps(by, one.unit)
            told: tuple[Event, ...] = (ConsentEnded(happened_on=on, exemplar=one.id),)
            if one.status is ExemplarStatus.PUBLISHED:
                told += (ExemplarTakenDown(happened_on=on, exemplar=one.id, reason=""),)
            return told
        case PublishExemplar():
            require(one.status is ExemplarStatus.APPROVED, "exemplar_status")
            require(not one.open_objections, "objection_open")
            require(one.consents, "no_consent")
            require(by.person not in {one.nominator, one.nominee}, "not_by_nominator")
            return (ExemplarPublished(happened_on=on, exemplar=one.id),)
        case TakeDownExemplar(reason=reason):
            require(one.status is ExemplarStatus.PUBLISHED, "exemplar_status")
            return (ExemplarTakenDown(happened_on=on, exemplar=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not an exemplar command: {order.name}")


def _other(one: Exemplar, by: Actor) -> None:
    """Refuse the nominator, the nominee and their relatives (`not_by_nominator`), and the nominee's unit (`not_by_own_unit`)."""
    require(not (by.kin | {by.person}) & {one.nominator, one.nominee} - {""}, "not_by_nominator")
    inside = by.within(one.unit) or one.unit in by.everywhere - frozenset(by.lineage[-1:])
    require(not inside, "not_by_own_unit")


def evolve(state: Exemplar | None, happened: Event) -> Exemplar | None:
    """The exemplar after an event."""
    if isinstance(happened, ExemplarNominated):
        grade = Grade.DOCUMENTED if happened.evidence else Grade.CLAIMED
        return Exemplar(happened.exemplar, happened.nominee, happened.unit, happened.nominator, grade=grade)
    one = held(state, "unknown_exemplar")
    match happened:
        case ExemplarPosted(until_on=until):
            return replace(one, status=ExemplarStatus.POSTED, until_on=until)
        case ExemplarObjected(objection=key):
            return replace(one, open_objections=one.open_objections | {key})
        case ObjectionAnswered(objection=key, stands=stands):
            status = ExemplarStatus.REFUSED if stands else one.status
            return replace(one, status=status, open_objections=one.open_objections - {key})
        case ExemplarReviewed(holds=True):
            return replace(one, status=ExemplarStatus.APPROVED, grade=Grade.VERIFIED)
        case ExemplarReviewed():
            return replace(one, status=ExemplarStatus.REFUSED)
        case ExemplarConsented():
            return replace(one, consents=True)
        case ConsentEnded():
            return replace(one, consents=False)
        case ExemplarPublished():
            return replace(one, status=ExemplarStatus.PUBLISHED)
        case ExemplarTakenDown():
            return replace(one, status=ExemplarStatus.TAKEN_DOWN)
        case ExemplarWithdrawn():
            return replace(one, status=ExemplarStatus.WITHDRAWN)
    raise Fault(f"not an exemplar event: {happened.kind}")
