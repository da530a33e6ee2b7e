"""Application (申请): a household asks for assistance; it is completed, looked into, decided, looked at again while it is paid, and ended.

**What must stand before a grant** is `_granted`; who may decide is `application_right.deciding`, what comes after a grant
`application_after`. Basis: 社会救助暂行办法 (2014) arts. 9-13
(application to the town, visit, peer review, notice, decision by the county body, refusal in writing with reasons), 42-45, 58 (consent to
data matching), 61 (secrecy), 66, 68 (false statements). What a place does differently stands in the version of the service item that
held on the day of application; the desk hands it in, so nothing here knows a number of days.

The amount follows from the household that was found, the standard and the rules (`allowance`), and is never typed: whoever disagrees
corrects what was found. The engine proposes; a named person of the deciding body, who has not worked on the case and is no relative,
signs (design laws 4 and 9). Who lives in a household, on what, and how ill, is sealed; the stream shows rungs, dates and marks.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sandan.domain.allowance import ENGINE, Assessment, Method, sound
from sandan.domain.application_after import afterwards
from sandan.domain.application_amount import next_look, propose, sound_or_none
from sandan.domain.application_command import (
    AcceptApplication,
    AddPapers,
    AdjustAllowance,
    AnswerObjection,
    AttachPaper,
    DecideApplication,
    Delegation,
    EraseApplication,
    GiveAccount,
    GiveOpinion,
    MatchData,
    NameRelatives,
    Notice,
    ObjectToDecision,
    Paid,
    ReceiveRepayment,
    RecordJobOffer,
    ReportChange,
    ReturnPaper,
    ReviewByPeers,
    RevokeGrant,
    SubmitApplication,
    VisitHousehold,
    WithdrawApplication,
)
from sandan.domain.application_event import (
    AccountGiven,
    AllowanceAdjusted,
    ApplicationAccepted,
    ApplicationDecided,
    ApplicationErased,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Cause,
    Change,
    ChangeReported,
    DataMatched,
    DecisionObjected,
    GrantRevoked,
    HouseholdVisited,
    JobOffered,
    ObjectionAnswered,
    OpinionGiven,
    PaperAttached,
    PaperReturned,
    PapersAdded,
    PeersReviewed,
    RelativesNamed,
    RepaymentReceived,
    Route,
)
from sandan.domain.application_right import deciding, handles, no_relative
from sandan.domain.application_state import (
    OPEN,
    Application,
    ApplicationStatus,
    evolve,
    month_of,
    sound_month,
)
from sandan.domain.authority import Actor, Role, permit
from sandan.domain.item import Item
from sandan.domain.money import ZERO
from sandan.domain.register import happened, held
from sandan.domain.values import Fault, require, written
from sandan.domain.wire import Command, Event

__all__ = [
    "OPEN",
    "AcceptApplication",
    "AccountGiven",
    "AddPapers",
    "AdjustAllowance",
    "AllowanceAdjusted",
    "AnswerObjection",
    "Application",
    "ApplicationAccepted",
    "ApplicationDecided",
    "ApplicationErased",
    "ApplicationStatus",
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "AttachPaper",
    "Cause",
    "Change",
    "ChangeReported",
    "DataMatched",
    "DecideApplication",
    "DecisionObjected",
    "Delegation",
    "EraseApplication",
    "GiveAccount",
    "GiveOpinion",
    "GrantRevoked",
    "HouseholdVisited",
    "JobOffered",
    "MatchData",
    "NameRelatives",
    "Notice",
    "ObjectToDecision",
    "ObjectionAnswered",
    "OpinionGiven",
    "Paid",
    "PaperAttached",
    "PaperReturned",
    "PapersAdded",
    "PeersReviewed",
    "ReceiveRepayment",
    "RecordJobOffer",
    "RelativesNamed",
    "RepaymentReceived",
    "ReportChange",
    "ReturnPaper",
    "ReviewByPeers",
    "RevokeGrant",
    "Route",
    "SubmitApplication",
    "VisitHousehold",
    "WithdrawApplication",
    "decide",
    "evolve",
    "handles",
    "month_of",
    "sound_month",
]
"""The whole noun: what is asked for (`application_command`), what happens (`application_event`), how it then stands
(`application_state`); who may (`application_right`), how much (`application_amount`), what comes after a grant (`application_after`)."""


MOST_FILES = 60
"""Files of one application: a strange number of them is no set of papers."""


def decide(order: Command, state: Application | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, SubmitApplication):
        require(state is None, "already_exists", id=order.application)
        return (_submitted(order, by, on),)
    one = held(state, "unknown_application")
    if isinstance(order, EraseApplication):
        require(handles(one.unit, one.bureau, by), "not_of_the_unit")
        require(one.status not in OPEN | {ApplicationStatus.GRANTED}, "application_open")
        require(one.owed <= one.repaid, "application_open")
        return (ApplicationErased(happened_on=on, application=one.id, basis=written(order.basis, "basis", 500)),)
    applicant = Role.RESIDENT in by.roles and by.opinion == one.id
    require(applicant or handles(one.unit, one.bureau, by), "not_of_the_unit")
    match order:
        case AddPapers() | AcceptApplication() | NameRelatives() | WithdrawApplication():
            return (_completed(order, one, by, on),)
        case AttachPaper():
            return _attached(order, one, by, on, today)
        case ReturnPaper():
            return (_returned(order, one, by, on),)
        case VisitHousehold() | MatchData() | ReviewByPeers() | GiveOpinion():
            return (_looked_into(order, one, by, on, today),)
        case DecideApplication():
            return (_decided(order, one, by, on, today),)
    return (afterwards(order, one, by, on, today),)


def _submitted(order: SubmitApplication, by: Actor, on: date) -> ApplicationSubmitted:
    """Nothing is demanded twice and nothing that the office can find out; what is missing is named at once, all of it."""
    resident = Role.RESIDENT in by.roles
    require(resident or handles(order.unit, order.bureau, by), "not_of_the_unit")
    require(resident == (order.route is Route.RESIDENT), "route_contradicts")
    require(order.bureau, "bureau_missing")
    sound(order.household, order.item.rules.window_months)
    given, committed = _papers(order.given, order.committed, order.item)
    return ApplicationSubmitted(
        happened_on=on,
        application=order.application,
        item=order.item.code,
        version=order.item.version,
        unit=order.unit,
        bureau=order.bureau,
        town=order.town,
        route=order.route,
        village=order.village,
        area=order.area,
        consent=order.consent,
        given=given,
        committed=committed,
        missing=_missing(order.item, given, committed),
        related=tuple(dict.fromkeys(order.related)),
        keeper="" if resident else by.person,
        receipt_mark=order.receipt_mark,
        household=order.household,
        phone=order.phone.strip()[:40],
        note=order.note.strip()[:2000],
        receipt=order.receipt,
    )


def _papers(given: tuple[str, ...], committed: tuple[str, ...], item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Papers of the item alone, and commitments for those alone that it lets a commitment replace (国办发〔2020〕42号)."""
    codes = {each.code for each in item.asked}
    strange = [each for each in (*given, *committed) if each not in codes]
    require(not strange, "paper_unknown", paper=", ".join(strange))
    replaceable = {each.code for each in item.asked if each.replaceable}
    bound = [each for each in committed if each not in replaceable]
    require(not bound, "paper_not_replaceable", paper=", ".join(bound))
    return tuple(dict.fromkeys(given)), tuple(each for each in dict.fromkeys(committed) if each not in given)


def _missing(item: Item, given: tuple[str, ...], committed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.code for each in item.asked if each.code not in given and each.code not in committed)


def _completed(order: Command, one: Application, by: Actor, on: date) -> Event:
    """From the counter to acceptance, and what can be said at any time."""
    keeper = "" if Role.RESIDENT in by.roles else by.person
    match order:
        case AddPapers() as more:
            require(_lacks_may_come(one), "application_not_at", status=one.status)
            given, committed = _papers(
                (*sorted(one.given), *more.given), (*sorted(one.committed), *more.committed), more.item
            )
            consent = one.consent or more.consent
            news = (frozenset(given), frozenset(committed), consent) != (one.given, one.committed, one.consent)
            require(news or more.evidence, "nothing_changed")
            return PapersAdded(
                happened_on=on,
                application=one.id,
                given=given,
                committed=committed,
                missing=_missing(more.item, given, committed),
                consent=consent,
                evidence=more.evidence,
                keeper=keeper,
            )
        case AcceptApplication(steps=steps):
            require(one.status is ApplicationStatus.SUBMITTED, "application_not_at", status=one.status)
            require(not one.missing, "papers_missing", papers=one.missing)
            require(one.consent, "consent_missing")
            return ApplicationAccepted(happened_on=on, application=one.id, steps=steps, keeper=by.person)
        case NameRelatives(related=related, note=note):
            fresh = tuple(each for each in dict.fromkeys(related) if each not in one.related)
            require(fresh, "nothing_changed")
            told = tuple(sorted(one.related | set(fresh)))
            return RelativesNamed(
                happened_on=on, application=one.id, related=told, keeper=by.person, note=note.strip()[:500]
            )
        case WithdrawApplication(reason=reason):
            require(one.status in OPEN, "application_decided")
            return ApplicationWithdrawn(
                happened_on=on, application=one.id, keeper=keeper, reason=written(reason, "reason", 500)
            )
    raise Fault(f"not an application command: {order.name}")


def _lacks_may_come(one: Application) -> bool:
    """Whether papers may still be handed in: until it is accepted, and where a decision that is made anew lacks some."""
    return one.status is ApplicationStatus.SUBMITTED or (one.status in OPEN and bool(one.missing))


def _attached(order: AttachPaper, one: Application, by: Actor, on: date, today: date) -> tuple[Event, ...]:
    """Files with a paper, and the paper with them where it was missing."""
    resident = Role.RESIDENT in by.roles
    ends = OPEN if resident else OPEN | {ApplicationStatus.GRANTED}
    require(one.status in ends, "application_ended")
    paper = order.item.paper(order.paper)
    require(paper is not None, "paper_unknown", paper=order.paper)
    assert paper is not None
    require(order.evidence, "evidence_missing")
    require(one.files + len(order.evidence) <= MOST_FILES, "files_too_many", limit=MOST_FILES)
    late = next((each.dated_on for each in order.evidence if each.dated_on > today), None)
    require(late is None, "date_in_future", date=late or today)
    keeper = "" if resident else by.person
    attached = PaperAttached(
        happened_on=on,
        application=one.id,
        paper=paper.code,
        title=paper.title,
        count=len(order.evidence),
        keeper=keeper,
        files=order.evidence,
    )
    if paper.code not in one.missing:
        return (attached,)
    given = (*sorted(one.given), paper.code)
    committed = tuple(sorted(one.committed))
    handed_in = PapersAdded(
        happened_on=on,
        application=one.id,
        given=given,
        committed=committed,
        missing=tuple(each for each in one.missing if each != paper.code),
        consent=one.consent,
        keeper=keeper,
    )
    return (attached, handed_in)


def _returned(order: ReturnPaper, one: Application, by: Actor, on: date) -> PaperReturned:
    """What was handed in and is not what is asked for: the household is told at once, and why (一次性告知)."""
    require(one.status is ApplicationStatus.SUBMITTED, "application_not_at", status=one.status)
    require(order.paper in one.given, "paper_not_given")
    paper = order.item.paper(order.paper)
    given = tuple(sorted(one.given - {order.paper}))
    return PaperReturned(
        happened_on=on,
        application=one.id,
        paper=order.paper,
        title=paper.title if paper is not None else order.paper,
        given=given,
        missing=_missing(order.item, given, tuple(one.committed)),
        keeper=by.person,
        reason=written(order.reason, "reason", 500),
    )


def _looked_into(order: Command, one: Application, by: Actor, on: date, today: date) -> Event:
    """What is found out before the decision. Relatives take no part; what was found replaces what was declared."""
    no_relative(one, by.person)
    match order:
        case VisitHousehold(visited_on=visited_on, visitors=visitors, others=others) as visit:
            require(
                one.status in (ApplicationStatus.ACCEPTED, ApplicationStatus.INVESTIGATED),
                "application_not_at",
                status=one.status,
            )
            require(visited_on <= today, "date_in_future", date=visited_on)
            who = tuple(dict.fromkeys(visitors))
            named = tuple(dict.fromkeys(each.strip()[:40] for each in others if each.strip()))
            require(
                len(who) + len(named) >= visit.item.checks.visitors,
                "visitors_too_few",
                least=visit.item.checks.visitors,
            )
            for each in who:
                no_relative(one, each)
            return HouseholdVisited(
                happened_on=on,
                application=one.id,
                visited_on=visited_on,
                visitors=who,
                others=named,
                keeper=by.person,
                evidence=visit.evidence,
                household=sound_or_none(visit.household, visit.item),
                findings=written(visit.findings, "findings", 4000),
            )
        case MatchData(matched_on=matched_on, sources=sources) as match:
            require(one.status in OPEN - {ApplicationStatus.SUBMITTED}, "application_not_at", status=one.status)
            require(one.consent, "consent_missing")
            require(matched_on <= today, "date_in_future", date=matched_on)
            return DataMatched(
                happened_on=on,
                application=one.id,
                matched_on=matched_on,
                sources=tuple(each.strip()[:60] for each in sources if each.strip()),
                keeper=by.person,
                household=sound_or_none(match.household, match.item),
                findings=match.findings.strip()[:4000],
            )
        case ReviewByPeers(held_on=held_on) as review:
            require(one.status is ApplicationStatus.INVESTIGATED, "application_not_at", status=one.status)
            attend, consent = review.item.checks.attend, review.item.checks.consent
            require(attend > 0, "review_not_asked")
            require(held_on <= today, "date_in_future", date=held_on)
            counts = 0 <= review.consenting <= review.present <= review.invited
            require(counts and review.invited > 0, "review_counts")
            # Too few came: it is held again. Too few agreed: that is its outcome.
            require(review.present >= review.invited * attend, "quorum_short", share=str(attend))
            return PeersReviewed(
                happened_on=on,
                application=one.id,
                held_on=held_on,
                invited=review.invited,
                present=review.present,
                consenting=review.consenting,
                carried=review.consenting >= review.present * consent,
                keeper=by.person,
                note=review.note.strip()[:2000],
            )
        case GiveOpinion() as opinion:
            last = ApplicationStatus.PEER_REVIEWED if opinion.item.checks.attend > 0 else ApplicationStatus.INVESTIGATED
            require(one.status is last, "application_not_at", status=one.status)
            proposed = propose(opinion.household, opinion.standard, opinion.item, one, opinion.months)
            require(not opinion.favourable or proposed is None or proposed.eligible, "not_eligible")
            return OpinionGiven(
                happened_on=on,
                application=one.id,
                favourable=opinion.favourable,
                engine=ENGINE,
                reason=proposed.reason if proposed else None,
                amount=proposed.amount if proposed else ZERO,
                keeper=by.person,
                reasons=written(opinion.reasons, "reasons", 2000),
                household=opinion.household,
                lines=proposed.lines if proposed else (),
            )
    raise Fault(f"not an application command: {order.name}")


def _decided(order: DecideApplication, one: Application, by: Actor, on: date, today: date) -> ApplicationDecided:
    require(one.status is ApplicationStatus.OPINION, "application_not_at", status=one.status)
    # By what right, is asked of the day on which it is recorded: a lapsed entrustment is not revived by a claimed day.
    name, respondent, instrument = deciding(order.item, one, by, today, order.delegation)
    proposed = propose(order.household, order.standard, order.item, one, order.months)
    if order.grant:
        _granted(order, one, proposed, today)
    month = (order.from_month or month_of(on)) if order.grant else ""
    ongoing = order.grant and order.item.rules.method is Method.DIFFERENCE
    return ApplicationDecided(
        happened_on=on,
        application=one.id,
        granted=order.grant,
        authority=order.item.authority,
        in_name_of=name,
        respondent=respondent,
        instrument=instrument,
        version=one.version,
        near=proposed is not None and not order.grant and proposed.near,
        engine=ENGINE,
        reason=proposed.reason if proposed else None,
        standard=order.standard,
        amount=proposed.amount if proposed and order.grant else ZERO,
        from_month=month,
        until_month=month if order.item.rules.method is Method.ONCE else "",
        recheck_on=next_look(order.household, order.item, on) if ongoing else None,
        remedies=order.remedies,
        decider=by.person,
        reasons=written(order.reasons, "reasons", 2000),
        household=order.household,
        lines=proposed.lines if proposed else (),
    )


def _granted(order: DecideApplication, one: Application, proposed: Assessment | None, today: date) -> None:
    """What must stand before a grant: entitlement, every notice to its end without an open objection, a month that is none of the past
    before the application."""
    require(proposed is None or proposed.eligible, "not_eligible")
    require(not one.missing, "papers_missing", papers=one.missing)
    for stage in order.item.notices:
        notice = next((each for each in order.notices if each.stage == stage and not each.taken_down), None)
        require(notice is not None, "notice_missing", stage=stage)
        assert notice is not None
        require(notice.until_on < today, "notice_running", until_on=notice.until_on)
        require(notice.open_objections == 0, "notice_objected", count=notice.open_objections)
    month = order.from_month or month_of(today)
    applied = month_of(one.applied_on or today)
    require(applied <= sound_month(month) <= month_of(today + timedelta(62)), "month_out_of_range", month=month)
