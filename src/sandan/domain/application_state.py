"""Where an application (申请) stands: what its stream tells, event by event, without what is sealed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sandan.domain.allowance import Area
from sandan.domain.application_event import (
    AccountGiven,
    AllowanceAdjusted,
    ApplicationAccepted,
    ApplicationDecided,
    ApplicationErased,
    ApplicationSubmitted,
    ApplicationWithdrawn,
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
)
from sandan.domain.item import AuthorityBasis
from sandan.domain.money import AHEAD, ZERO, Money
from sandan.domain.register import held
from sandan.domain.values import Fault, require
from sandan.domain.wire import Event


class ApplicationStatus(StrEnum):
    """Where an application stands: one value, one rung."""

    SUBMITTED = "submitted"
    """Handed in; papers are missing, or nobody has accepted it yet."""
    ACCEPTED = "accepted"
    """受理: complete; the limits run."""
    INVESTIGATED = "investigated"
    """入户调查 by two."""
    PEER_REVIEWED = "peer_reviewed"
    """民主评议, with its quorum."""
    OPINION = "opinion"
    """初审意见; on notice."""
    GRANTED = "granted"
    REFUSED = "refused"
    STOPPED = "stopped"
    """It was paid, and is no longer, with a written reason."""
    REVOKED = "revoked"
    """Granted on a false statement, and taken back."""
    WITHDRAWN = "withdrawn"
    """The applicant gave it up, or it was entered by mistake."""


OPEN = frozenset(
    {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.INVESTIGATED,
        ApplicationStatus.PEER_REVIEWED,
        ApplicationStatus.OPINION,
    }
)
"""Not decided yet."""


@dataclass(frozen=True, slots=True)
class Reclaim:
    """What a look at the allowance demanded back: all above `due` that was paid for the months after one, up to another."""

    after: str
    until: str
    due: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class Application:
    """An application as its stream tells it, without what is sealed."""

    id: str
    item: str
    version: str
    unit: str
    """The town that has it in hand."""
    bureau: str
    """The unit of the county that answers for the item."""
    area: Area
    status: ApplicationStatus = ApplicationStatus.SUBMITTED
    applied_on: date | None = None
    consent: bool = False
    given: frozenset[str] = frozenset()
    committed: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    workers: frozenset[str] = frozenset()
    """Who visited, gave an opinion or recorded what was found: none of them decides."""
    related: frozenset[str] = frozenset()
    """Handlers and village officials among the relatives of the household (近亲属备案). They take no part."""
    matched: bool = False
    favourable: bool = False
    """The opinion proposes to grant."""
    filed: frozenset[str] = frozenset()
    """Papers that came with files."""
    files: int = 0
    deciders: frozenset[str] = frozenset()
    """Who decided: none of them answers an objection, or decides again what was found wrong."""
    objected: bool = False
    """The household objects, and nobody has answered yet."""
    objection_by: str = ""
    """Who wrote it down at the counter; "" where it came from the household's own page."""
    upheld: bool = False
    """An objection was found right, and the allowance has not been set anew since."""
    decided_on: date | None = None
    authority: AuthorityBasis | None = None
    amount: Money = ZERO
    from_month: str = ""
    until_month: str = ""
    """The last month that is paid; "" while there is none."""
    changed_on: date | None = None
    """Since when something reported is otherwise, and nobody has drawn the consequence."""
    reported_in_time: bool = True
    refusals: tuple[tuple[str, int], ...] = ()
    """How many jobs each member has refused in a row."""
    found_by: frozenset[str] = frozenset()
    """Who wrote down, since the last decision, what the next one rests on: none of them takes it."""
    owed: Money = ZERO
    repaid: Money = ZERO
    reclaimed: tuple[Reclaim, ...] = ()
    """What was demanded back already, oldest first."""

    def refused_by(self, member: str) -> int:
        """How many jobs a member has refused in a row."""
        return dict(self.refusals).get(member, 0)


def evolve(state: Application | None, happened: Event) -> Application | None:
    """The application after an event."""
    if isinstance(happened, ApplicationSubmitted):
        first = happened
        return Application(
            id=first.application,
            item=first.item,
            version=first.version,
            unit=first.unit,
            bureau=first.bureau,
            area=first.area,
            applied_on=first.happened_on,
            consent=first.consent,
            given=frozenset(first.given),
            committed=frozenset(first.committed),
            missing=first.missing,
            related=frozenset(first.related),
        )
    one = held(state, "unknown_application")
    return _before(one, happened) or _after(one, happened)


def _before(one: Application, happened: Event) -> Application | None:
    """The application after an event on the way to its decision; None where the event is none of these."""
    match happened:
        case PapersAdded() as more:
            return replace(
                one,
                given=frozenset(more.given),
                committed=frozenset(more.committed),
                missing=more.missing,
                consent=more.consent,
            )
        case ApplicationAccepted():
            return replace(one, status=ApplicationStatus.ACCEPTED)
        case RelativesNamed(related=related):
            return replace(one, related=frozenset(related))
        case HouseholdVisited(visitors=visitors, keeper=keeper):
            return replace(one, status=ApplicationStatus.INVESTIGATED, workers=one.workers | {*visitors, keeper})
        case DataMatched(keeper=keeper):
            return replace(one, matched=True, workers=one.workers | {keeper})
        case PeersReviewed():
            return replace(one, status=ApplicationStatus.PEER_REVIEWED)
        case OpinionGiven(favourable=favourable, keeper=keeper):
            return replace(one, status=ApplicationStatus.OPINION, favourable=favourable, workers=one.workers | {keeper})
        case PaperAttached(paper=paper, count=count):
            return replace(one, filed=one.filed | {paper}, files=one.files + count)
        case PaperReturned(paper=paper) as back:
            return replace(one, given=frozenset(back.given), missing=back.missing, filed=one.filed - {paper})
        case ApplicationWithdrawn():
            return replace(one, status=ApplicationStatus.WITHDRAWN)
    return None


def _after(one: Application, happened: Event) -> Application:
    """The application after its decision, or something that can be said at any time."""
    match happened:
        case DecisionObjected(keeper=keeper):
            return replace(one, objected=True, objection_by=keeper)
        case ObjectionAnswered() as told:
            return _after_answer(one, told)
        case ApplicationDecided() as told:
            status = ApplicationStatus.GRANTED if told.granted else ApplicationStatus.REFUSED
            return replace(
                one,
                status=status,
                decided_on=told.happened_on,
                authority=told.authority,
                amount=told.amount,
                from_month=told.from_month,
                until_month=told.until_month,
                deciders=one.deciders | {told.decider},
            )
        case ChangeReported(changed_on=changed_on, in_time=in_time, keeper=keeper):
            # What is reported later makes nothing undone of what waits already: neither its day nor that it came late.
            return replace(
                one,
                changed_on=min(changed_on, one.changed_on or changed_on),
                reported_in_time=in_time and one.reported_in_time,
                found_by=one.found_by | ({keeper} - {""}),
            )
        case AllowanceAdjusted() as told:
            return _after_look(one, told)
        case JobOffered(member=member, times=times, keeper=keeper):
            others = tuple(each for each in one.refusals if each[0] != member)
            return replace(one, refusals=(*others, (member, times)), found_by=one.found_by | {keeper})
        case GrantRevoked(repay=repay, fine=fine):
            return replace(one, status=ApplicationStatus.REVOKED, owed=one.owed + repay + fine, objected=False)
        case RepaymentReceived(amount=amount):
            return replace(one, repaid=one.repaid + amount)
        case AccountGiven() | ApplicationErased():
            return one
    raise Fault(f"not an application event: {happened.kind}")


def _after_answer(one: Application, told: ObjectionAnswered) -> Application:
    after = replace(one, objected=False, objection_by="")
    if not told.upheld:
        return after
    if told.anew:
        return replace(
            after,
            status=ApplicationStatus.OPINION,
            decided_on=None,
            missing=told.missing,
            committed=frozenset(),
            # Who was wrong the first time does not decide the second time.
            workers=one.workers | one.deciders,
        )
    if told.resumed:
        return replace(after, status=ApplicationStatus.GRANTED, until_month="", upheld=True)
    return replace(after, upheld=True)


def _after_look(one: Application, told: AllowanceAdjusted) -> Application:
    reclaimed = one.reclaimed
    if told.reclaimed > ZERO and one.changed_on is not None:
        # A list is ready a few days ahead of its month, so one of the next month may be in it.
        until = month_of(told.happened_on + timedelta(AHEAD))
        reclaimed = (*reclaimed, Reclaim(month_of(one.changed_on), until, told.amount, told.reclaimed))
    after = replace(
        one,
        changed_on=None,
        reported_in_time=True,
        reclaimed=reclaimed,
        found_by=frozenset(),
        owed=one.owed + told.reclaimed,
        deciders=one.deciders | {told.decider},
        upheld=False,
    )
    if told.change is Change.STOPPED:
        # It was due up to the month before.
        year, month = (int(each) for each in told.from_month.split("-"))
        last = date(year, month, 1) - timedelta(1)
        return replace(after, status=ApplicationStatus.STOPPED, until_month=month_of(last))
    from_month = one.from_month if told.change is Change.UNCHANGED else told.from_month
    return replace(after, amount=told.amount, from_month=from_month)


def month_of(day: date) -> str:
    """The month of a day, as payments name it: `2019-11`."""
    return f"{day:%Y-%m}"


def sound_month(month: str) -> str:
    """The month, if it is one. Refuses (`month_out_of_range`) what is none."""
    year, _, number = month.partition("-")
    fits = year.isdigit() and number.isdigit() and len(year) == 4 and len(number) == 2 and 1 <= int(number) <= 12
    require(fits, "month_out_of_range", month=month)
    return month
