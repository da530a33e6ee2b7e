"""What happens to an application (申请): its events, and the words that they are told in.

Who lives in a household, on what, and how ill, is `Personal` and sealed; the stream shows rungs, dates and marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sandan.domain.allowance import Area, Household, Line, Reason, Standard
from sandan.domain.item import AuthorityBasis, Due
from sandan.domain.money import Money
from sandan.domain.values import Evidence, Personal, Public
from sandan.domain.wire import Event, event


class Route(StrEnum):
    """How an application came in."""

    RESIDENT = "resident"
    CLERK = "clerk"
    IMPORT = "import"


class Change(StrEnum):
    """What a look at a standing allowance led to (art. 13)."""

    UNCHANGED = "unchanged"
    INCREASED = "increased"
    DECREASED = "decreased"
    STOPPED = "stopped"


class Cause(StrEnum):
    """Why it was looked at."""

    REPORTED = "reported"
    """The household reported a change."""
    RECHECK = "recheck"
    """定期复核."""
    STANDARD = "standard"
    """The standard changed."""
    JOBS = "jobs"
    """Somebody refused suitable jobs (art. 45)."""
    CHECKED = "checked"
    """A check found it otherwise."""
    OBJECTED = "objected"
    """The household objected, and was right."""


@event("application.submitted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted(Event):
    """A household asked for assistance."""

    application: Public[str]
    item: Public[str]
    version: Public[str]
    unit: Public[str]
    bureau: Public[str]
    town: Public[str]
    route: Public[Route]
    village: str
    area: Area
    consent: bool
    given: tuple[str, ...]
    committed: tuple[str, ...]
    missing: tuple[str, ...]
    related: tuple[str, ...] = ()
    keeper: str = ""
    receipt_mark: str = ""
    household: Personal[Household | None] = None
    phone: Personal[str] = ""
    note: Personal[str] = ""
    receipt: Personal[str] = ""


@event("application.papers_added/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PapersAdded(Event):
    """Papers came, or commitments in their stead."""

    application: Public[str]
    given: tuple[str, ...]
    committed: tuple[str, ...]
    missing: tuple[str, ...]
    consent: bool
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""


@event("application.accepted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAccepted(Event):
    """It is complete, and its limits run."""

    application: Public[str]
    steps: Public[tuple[Due, ...]]
    keeper: str


@event("application.relatives_named/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class RelativesNamed(Event):
    """Handlers or village officials are among the relatives: all of these are checked."""

    application: Public[str]
    related: tuple[str, ...]
    keeper: str
    note: Personal[str] = ""


@event("application.visited/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdVisited(Event):
    """The household was visited at home."""

    application: Public[str]
    visited_on: Public[date]
    visitors: tuple[str, ...]
    others: tuple[str, ...]
    keeper: str
    evidence: tuple[Evidence, ...] = ()
    household: Personal[Household | None] = None
    findings: Personal[str] = ""


@event("application.matched/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DataMatched(Event):
    """Other registers were asked."""

    application: Public[str]
    matched_on: Public[date]
    sources: tuple[str, ...]
    keeper: str
    household: Personal[Household | None] = None
    findings: Personal[str] = ""


@event("application.reviewed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PeersReviewed(Event):
    """A peer review was held with its quorum. `carried`: enough of those present agreed."""

    application: Public[str]
    held_on: Public[date]
    invited: Public[int]
    present: Public[int]
    consenting: Public[int]
    carried: Public[bool]
    keeper: str
    note: Personal[str] = ""


@event("application.opinion_given/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven(Event):
    """The town proposes. `amount` is what the engine works out."""

    application: Public[str]
    favourable: Public[bool]
    engine: int
    reason: Reason | None = None
    amount: Money
    keeper: str
    reasons: Personal[str] = ""
    household: Personal[Household | None] = None
    lines: Personal[tuple[Line, ...]] = ()


@event("application.decided/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDecided(Event):
    """Granted or refused. `in_name_of` is the body whose decision it is, `respondent` the one that answers for it when it is contested."""

    application: Public[str]
    granted: Public[bool]
    authority: Public[AuthorityBasis]
    in_name_of: Public[str]
    respondent: Public[str]
    instrument: Public[str]
    version: Public[str]
    near: bool
    engine: int
    reason: Reason | None = None
    standard: Standard | None = None
    amount: Money
    from_month: str
    until_month: str
    """The same month for what is paid once; else ""."""
    recheck_on: date | None = None
    remedies: tuple[str, ...]
    decider: str
    reasons: Personal[str] = ""
    household: Personal[Household | None] = None
    lines: Personal[tuple[Line, ...]] = ()


@event("application.account_given/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGiven(Event):
    """It is paid to an account."""

    application: Public[str]
    keeper: str
    holder: Personal[str] = ""
    bank: Personal[str] = ""
    account: Personal[str] = ""


@event("application.change_reported/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReported(Event):
    """Something in the household is otherwise. `in_time`: within the days that the item gives for it."""

    application: Public[str]
    changed_on: Public[date]
    in_time: Public[bool]
    keeper: str
    what: Personal[str] = ""
    household: Personal[Household | None] = None


@event("application.adjusted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceAdjusted(Event):
    """A standing allowance was looked at again. `reclaimed` is what was paid beyond what was due and is demanded back."""

    application: Public[str]
    change: Public[Change]
    cause: Public[Cause]
    from_month: Public[str]
    in_name_of: Public[str]
    respondent: Public[str]
    engine: int
    reason: Reason
    standard: Standard | None = None
    before: Money
    amount: Money
    reclaimed: Money
    recheck_on: date | None = None
    decider: str
    reasons: Personal[str] = ""
    household: Personal[Household | None] = None
    lines: Personal[tuple[Line, ...]] = ()


@event("application.job_offered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class JobOffered(Event):
    """A job was offered to a member. `times` is how many in a row were refused by now."""

    application: Public[str]
    refused: Public[bool]
    member: str
    times: int
    keeper: str
    note: Personal[str] = ""


@event("application.revoked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRevoked(Event):
    """A grant was obtained by a false statement. `repay` is demanded back; `fine` lies within the law's bounds."""

    application: Public[str]
    in_name_of: Public[str]
    respondent: Public[str]
    repay: Money
    fine: Money
    decider: str
    reasons: Personal[str] = ""


@event("application.repaid/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentReceived(Event):
    """Something of what was demanded back came in."""

    application: Public[str]
    received_on: Public[date]
    amount: Money
    keeper: str


@event("application.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn(Event):
    """Given up, or entered by mistake."""

    application: Public[str]
    keeper: str
    reason: Personal[str] = ""


@event("application.paper_attached/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAttached(Event):
    """Files came with a paper. Which they are, and what they are called, is sealed."""

    application: Public[str]
    paper: str
    title: str
    count: int
    keeper: str
    files: Personal[tuple[Evidence, ...]] = ()


@event("application.paper_returned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReturned(Event):
    """A paper was not the one that is asked for, and is missing again."""

    application: Public[str]
    paper: str
    title: str
    given: tuple[str, ...]
    missing: tuple[str, ...]
    keeper: str
    reason: Personal[str] = ""


@event("application.objected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionObjected(Event):
    """The household does not agree with a decision."""

    application: Public[str]
    keeper: str
    words: Personal[str] = ""


@event("application.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(Event):
    """The deciding body answered an objection. `anew`: the refusal is decided again; `missing` are papers for which only a commitment stood
    that ended with the refusal."""

    application: Public[str]
    upheld: Public[bool]
    anew: Public[bool]
    resumed: Public[bool]
    """The stop is taken back: it is paid as if it had not been."""
    missing: tuple[str, ...]
    decider: str
    words: Personal[str] = ""


@event("application.erased/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationErased(Event):
    """What was sealed is gone."""

    application: Public[str]
    basis: Public[str]
