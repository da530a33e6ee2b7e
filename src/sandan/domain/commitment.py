"""Notification and commitment (证明事项告知承诺): what an applicant is told, what they sign instead of a paper, and what follows (S17).

The office says once and in writing what is to be proved, what a commitment means, and what follows if it is false; the exact text is kept
with its digest, and who signs must have seen that very text. It is offered only where the item's catalogue, the paper and the person
allow it: not after a false commitment that was not repaired, and not through a proxy, but for a guardian. It is voluntary: whoever
declines is asked for the ordinary papers, and nothing else follows from it. What the office can find out itself (data matching) is found
out all the same, with the household's authorisation. After the decision it is checked by its class. Who is found inconsistent is heard
before anything is decided: then it is put right within a time, or judged false by a second person, and only a false one is revoked.

Basis: 国办发〔2020〕42号; 优化营商环境条例 art. 44; 社会救助暂行办法 arts. 58, 68; local rules on classes of checks, on hearing and
on repair of credit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.calendar import months_later
from sandan.domain.item import PaperCheck
from sandan.domain.register import happened, held
from sandan.domain.values import Evidence, Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event

LONGEST_TEXT = 4000
MOST_CORRECTION = 90


class Signer(StrEnum):
    """Who signs."""

    SELF = "self"
    """本人."""
    GUARDIAN = "guardian"
    """监护人, for somebody who cannot."""
    PROXY = "proxy"
    """代理人, who may apply for another and not commit for them."""


class CommitmentStatus(StrEnum):
    """Where a commitment stands."""

    OFFERED = "offered"
    DECLINED = "declined"
    """The ordinary papers are brought; nothing else follows."""
    SIGNED = "signed"
    DECIDED = "decided"
    """The application was decided on it; the check is still to come, or there is none."""
    CONFIRMED = "confirmed"
    INCONSISTENT = "inconsistent"
    """What was found differs; the applicant is to be heard."""
    CORRECTING = "correcting"
    """To be put right by a day."""
    FALSE = "false"
    REPAIRED = "repaired"
    """信用修复: it counts against them no longer."""
    LAPSED = "lapsed"
    """The application ended without a decision on it."""


OPEN = frozenset({CommitmentStatus.SIGNED, CommitmentStatus.DECIDED, CommitmentStatus.CONFIRMED})
"""While it stands so, it stands for its papers."""


@dataclass(frozen=True, slots=True)
class Replaceable:
    """A paper of the item's published catalogue that a commitment may stand for."""

    code: str
    title: str
    check: PaperCheck = PaperCheck.SAMPLE


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered to somebody, and what they are asked for in the ordinary way. `why` is the code of what stands in the way, or ""."""

    papers: tuple[Replaceable, ...]
    ordinary: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment as its stream tells it."""

    id: str
    application: str
    unit: str
    line: frozenset[str]
    papers: tuple[str, ...]
    digest: str
    check: PaperCheck
    status: CommitmentStatus = CommitmentStatus.OFFERED
    checker: str = ""
    heard: bool = False
    due_on: date | None = None
    false_on: date | None = None
    repair_on: date | None = None
    """The first day on which it can be repaired."""
    spot_check: str = ""
    """The spot check that drew it, "" for none yet."""

    @property
    def stands(self) -> bool:
        """Whether its papers need not be brought."""
        return self.status in OPEN

    @property
    def counts_against(self) -> bool:
        """Whether its signer may not commit again."""
        return self.status is CommitmentStatus.FALSE


def digest(text: str) -> str:
    """SHA-256 of the text that is shown, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def offer(
    asked: Iterable[str], catalogue: Iterable[Replaceable], unrepaired: Iterable[str] = (), signer: Signer = Signer.SELF
) -> Offer:
    """What somebody is offered of the papers `asked`: those in the catalogue, unless the person is barred (`unrepaired` are their false
    commitments that were not repaired) or comes through a proxy. All others are asked for in the ordinary way."""
    wanted = tuple(asked)
    papers = tuple(each for each in catalogue if each.code in wanted)
    why = ""
    if tuple(unrepaired):
        why = "person_barred"
    elif signer is Signer.PROXY:
        why = "not_by_proxy"
    elif not papers:
        why = "nothing_replaceable"
    if why:
        return Offer((), wanted, why)
    codes = {each.code for each in papers}
    return Offer(papers, tuple(each for each in wanted if each not in codes))


def strictest(papers: Iterable[Replaceable]) -> PaperCheck:
    """The class by which all of these are checked."""
    return max((each.check for each in papers), key=list(PaperCheck).index)


@command("commitment.offer")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCommitment(Command):
    """Show somebody the text. Facts of the desk: the item's `catalogue` on this day, the papers `asked`, and the numbers of the
    applicant's unrepaired false commitments."""

    commitment: str
    application: str
    unit: str
    line: tuple[str, ...]
    service: str
    version: str
    papers: tuple[str, ...]
    text: str
    asked: tuple[str, ...]
    catalogue: tuple[Replaceable, ...]
    signer: Signer = Signer.SELF
    unrepaired: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    """Papers for which another commitment of this application stands or is offered already."""


@command("commitment.decline")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineCommitment(Command):
    """The applicant would rather bring the papers. No reason is asked."""

    commitment: str


@command("commitment.sign")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignCommitment(Command):
    """The applicant (or guardian) signs. `seen` is the digest of the text that lay before them, `evidence` the signed sheet."""

    commitment: str
    seen: str
    signer: Signer
    evidence: tuple[Evidence, ...]
    guardian: str = ""
    unrepaired: tuple[str, ...] = ()


@command("commitment.rest_on")
@dataclass(frozen=True, slots=True, kw_only=True)
class RestOnCommitment(Command):
    """The application was decided: `granted` on it, or not."""

    commitment: str
    granted: bool


@command("commitment.lapse")
@dataclass(frozen=True, slots=True, kw_only=True)
class LapseCommitment(Command):
    """The application was given up before anything was decided: nothing will rest on it."""

    commitment: str


@command("commitment.draw")
@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCommitment(Command):
    """A spot check drew it."""

    commitment: str
    spot_check: str


@command("commitment.check")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCommitment(Command):
    """Say what the check found. `cause` names what led to it where neither its class nor the lot did (an objection, a report);
    `related` are the officials registered as relatives of the household."""

    commitment: str
    consistent: bool
    finding: str
    cause: str = ""
    evidence: tuple[Evidence, ...] = ()
    related: tuple[str, ...] = ()


@command("commitment.hear")
@dataclass(frozen=True, slots=True, kw_only=True)
class HearCommitment(Command):
    """Write down what the applicant says to what was found (陈述、申辩)."""

    commitment: str
    words: str


@command("commitment.order_correction")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCorrection(Command):
    """Have it put right within so many calendar days, today not counted."""

    commitment: str
    days: int


@command("commitment.accept_correction")
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCorrection(Command):
    """It was put right: the paper was brought, or the application set straight."""

    commitment: str
    note: str
    evidence: tuple[Evidence, ...] = ()


@command("commitment.judge_false")
@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFalse(Command):
    """Judge it false, as a second person and after the hearing. `months` is for how long it cannot be repaired, by the place's rule.

    `related` are the officials registered as relatives of the household.
    """

    commitment: str
    reason: str
    serious: bool
    months: int
    related: tuple[str, ...] = ()


@command("commitment.repair")
@dataclass(frozen=True, slots=True, kw_only=True)
class RepairCommitment(Command):
    """Let it count against its signer no longer, at their request and once what was obtained is paid back (`owed` says that it is not)."""

    commitment: str
    note: str
    owed: bool = False


@event("commitment.offered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentOffered(Event):
    """A text was shown. `digest` is that of `text`."""

    commitment: Public[str]
    service: Public[str]
    version: Public[str]
    unit: Public[str]
    papers: Public[tuple[str, ...]]
    check: Public[PaperCheck]
    digest: Public[str]
    application: str
    line: tuple[str, ...]
    text: str


@event("commitment.declined/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDeclined(Event):
    """The ordinary papers are brought instead."""

    commitment: Public[str]


@event("commitment.signed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentSigned(Event):
    """It was signed, by whom it may be. The sheet is opened to those who handle the application alone."""

    commitment: Public[str]
    digest: Public[str]
    signer: Public[Signer]
    evidence: tuple[Evidence, ...]
    guardian: Personal[str] = ""


@event("commitment.rested_on/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRestedOn(Event):
    """The application was decided on it."""

    commitment: Public[str]


@event("commitment.lapsed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentLapsed(Event):
    """The application was refused, so that nothing rests on it."""

    commitment: Public[str]


@event("commitment.drawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDrawn(Event):
    """A spot check drew it."""

    commitment: Public[str]
    spot_check: Public[str]


@event("commitment.checked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentChecked(Event):
    """What the check found."""

    commitment: Public[str]
    consistent: Public[bool]
    checker: str
    evidence: tuple[Evidence, ...]
    finding: Personal[str] = ""
    cause: Personal[str] = ""


@event("commitment.heard/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentHeard(Event):
    """The applicant was heard."""

    commitment: Public[str]
    words: Personal[str] = ""


@event("commitment.correction_ordered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionOrdered(Event):
    """To be put right by a day."""

    commitment: Public[str]
    due_on: Public[date]


@event("commitment.corrected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentCorrected(Event):
    """It was put right."""

    commitment: Public[str]
    evidence: tuple[Evidence, ...]
    note: Personal[str] = ""


@event("commitment.judged_false/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentJudgedFalse(Event):
    """It was false. `serious` ones go to the county's list of bad credit (失信惩戒); all stand in the credit record until repaired."""

    commitment: Public[str]
    serious: Public[bool]
    repair_on: Public[date]
    reason: Personal[str] = ""


@event("commitment.repaired/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRepaired(Event):
    """It counts against its signer no longer."""

    commitment: Public[str]
    note: Personal[str] = ""


def decide(order: Command, state: Commitment | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, OfferCommitment):
        require(state is None, "already_exists", id=order.commitment)
        require(_handled((order.unit, *order.line), by), "not_of_the_unit")
        return (_offered(order, on),)
    one = held(state, "unknown_commitment")
    applicant = Role.RESIDENT in by.roles and by.opinion == one.application
    require(applicant or _handled(one.line, by), "not_of_the_unit")
    match order:
        case LapseCommitment():
            require(one.status in {CommitmentStatus.OFFERED, CommitmentStatus.SIGNED}, "commitment_status")
            return (CommitmentLapsed(happened_on=on, commitment=one.id),)
        case DeclineCommitment():
            _stands(one, CommitmentStatus.OFFERED)
            return (CommitmentDeclined(happened_on=on, commitment=one.id),)
        case SignCommitment():
            return (_signed(order, one, on),)
        case RestOnCommitment(granted=granted):
            _stands(one, CommitmentStatus.SIGNED)
            ends = CommitmentRestedOn if granted else CommitmentLapsed
            return (ends(happened_on=on, commitment=one.id),)
        case DrawCommitment(spot_check=spot_check):
            _stands(one, CommitmentStatus.DECIDED)
            require(one.check is not PaperCheck.EXEMPT, "check_exempt")
            return (CommitmentDrawn(happened_on=on, commitment=one.id, spot_check=spot_check),)
        case CheckCommitment():
            return (_checked(order, one, by, on),)
    return (_followed(order, one, by, on, today),)


def _offered(order: OfferCommitment, on: date) -> CommitmentOffered:
    can = offer(order.asked, order.catalogue, order.unrepaired, order.signer)
    require(not can.why, can.why or "nothing_replaceable")
    require(order.papers, "nothing_replaceable")
    by_code = {each.code: each for each in can.papers}
    for code in order.papers:
        require(code in by_code, "paper_not_in_catalogue", paper=code)
        require(code not in order.standing, "committed_already", paper=by_code[code].title)
    text = written(order.text, "text", LONGEST_TEXT)
    return CommitmentOffered(
        happened_on=on,
        commitment=order.commitment,
        service=order.service,
        version=order.version,
        unit=order.unit,
        papers=tuple(dict.fromkeys(order.papers)),
        check=strictest(by_code[code] for code in order.papers),
        digest=digest(text),
        application=order.application,
        line=tuple(dict.fromkeys((order.unit, *order.line))),
        text=text,
    )


def _signed(order: SignCommitment, one: Commitment, on: date) -> CommitmentSigned:
    _stands(one, CommitmentStatus.OFFERED)
    require(not order.unrepaired, "person_barred")
    require(order.signer is not Signer.PROXY, "not_by_proxy")
    require(order.seen == one.digest, "text_changed")
    require(order.evidence, "paper_missing")
    guardian = written(order.guardian, "person_name", 40) if order.signer is Signer.GUARDIAN else ""
    return CommitmentSigned(
        happened_on=on,
        commitment=one.id,
        digest=one.digest,
        signer=order.signer,
        evidence=order.evidence,
        guardian=guardian,
    )


def _checked(order: CheckCommitment, one: Commitment, by: Actor, on: date) -> CommitmentChecked:
    require(one.status in (CommitmentStatus.DECIDED, CommitmentStatus.CONFIRMED), "commitment_status")
    cause = order.cause.strip()[:500]
    require(by.person not in order.related, "relative_stands_back")
    # Nobody is looked at because somebody felt like it: by class, by lot, or for a reason that is written down.
    sent = one.check is PaperCheck.ALL or bool(one.spot_check)
    require(sent or cause, "check_without_cause")
    require(one.status is CommitmentStatus.DECIDED or cause, "check_without_cause")
    return CommitmentChecked(
        happened_on=on,
        commitment=one.id,
        consistent=order.consistent,
        checker=by.person,
        evidence=order.evidence,
        finding=written(order.finding, "finding", 2000),
        cause=cause,
    )


def _followed(order: Command, one: Commitment, by: Actor, on: date, today: date) -> Event:
    """What comes after a check that found something."""
    match order:
        case HearCommitment(words=words):
            require(one.status in (CommitmentStatus.INCONSISTENT, CommitmentStatus.CORRECTING), "commitment_status")
            return CommitmentHeard(happened_on=on, commitment=one.id, words=written(words, "statement", 2000))
        case OrderCorrection(days=days):
            _stands(one, CommitmentStatus.INCONSISTENT)
            require(one.heard, "hearing_missing")
            require(1 <= days <= MOST_CORRECTION, "days_range", limit=MOST_CORRECTION)
            return CorrectionOrdered(happened_on=today, commitment=one.id, due_on=today + timedelta(days))
        case AcceptCorrection(note=note, evidence=evidence):
            _stands(one, CommitmentStatus.CORRECTING)
            require(one.due_on is not None and on <= one.due_on, "correction_late", date=one.due_on or today)
            said = written(note, "note", 1000)
            return CommitmentCorrected(happened_on=on, commitment=one.id, evidence=evidence, note=said)
        case JudgeFalse(reason=reason, serious=serious, months=months, related=related):
            require(by.person not in related, "relative_stands_back")
            require(one.status in (CommitmentStatus.INCONSISTENT, CommitmentStatus.CORRECTING), "commitment_status")
            require(one.heard, "hearing_missing")
            running = one.status is CommitmentStatus.CORRECTING and one.due_on is not None and today <= one.due_on
            require(not running, "correction_runs", date=one.due_on or today)
            require(not (by.kin | {by.person}) & {one.checker}, "not_by_checker")
            require(months >= 0, "days_range", limit=120)
            return CommitmentJudgedFalse(
                happened_on=on,
                commitment=one.id,
                serious=serious,
                repair_on=months_later(today, months),
                reason=written(reason, "reason", 1000),
            )
        case RepairCommitment(note=note, owed=owed):
            _stands(one, CommitmentStatus.FALSE)
            require(one.repair_on is None or today >= one.repair_on, "repair_too_early", date=one.repair_on or today)
            require(not owed, "repayment_open")
            return CommitmentRepaired(happened_on=on, commitment=one.id, note=written(note, "note", 1000))
    raise Fault(f"not a commitment command: {order.name}")


def _handled(units: Iterable[str], by: Actor) -> bool:
    """Whether the actor works in one of these units."""
    return any(by.within(each) or by.unit == each for each in units)


def _stands(one: Commitment, status: CommitmentStatus) -> None:
    require(one.status is status, "commitment_status")


def evolve(state: Commitment | None, told: Event) -> Commitment | None:
    """The commitment after an event."""
    if isinstance(told, CommitmentOffered):
        of = told
        return Commitment(of.commitment, of.application, of.unit, frozenset(of.line), of.papers, of.digest, of.check)
    one = held(state, "unknown_commitment")
    match told:
        case CommitmentDeclined():
            return replace(one, status=CommitmentStatus.DECLINED)
        case CommitmentSigned():
            return replace(one, status=CommitmentStatus.SIGNED)
        case CommitmentRestedOn():
            return replace(one, status=CommitmentStatus.DECIDED)
        case CommitmentLapsed():
            return replace(one, status=CommitmentStatus.LAPSED)
        case CommitmentDrawn(spot_check=spot_check):
            return replace(one, spot_check=spot_check)
        case CommitmentChecked(consistent=consistent, checker=checker):
            status = CommitmentStatus.CONFIRMED if consistent else CommitmentStatus.INCONSISTENT
            return replace(one, status=status, checker=checker, heard=False)
        case CommitmentHeard():
            return replace(one, heard=True)
        case CorrectionOrdered(due_on=due_on):
            return replace(one, status=CommitmentStatus.CORRECTING, due_on=due_on)
        case CommitmentCorrected():
            return replace(one, status=CommitmentStatus.CONFIRMED)
        case CommitmentJudgedFalse(repair_on=repair_on):
            return replace(one, status=CommitmentStatus.FALSE, false_on=told.happened_on, repair_on=repair_on)
        case CommitmentRepaired():
            return replace(one, status=CommitmentStatus.REPAIRED)
    raise Fault(f"not a commitment event: {told.kind}")
