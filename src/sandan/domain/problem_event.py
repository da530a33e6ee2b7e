"""What happens to a problem (问题): its events, and the words that they are told in.

Who said it, and in which words, is `Personal` and sealed; of a shielded problem only its own side sees whom it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandan.domain.values import (
    Channel,
    DeclineReason,
    Evidence,
    Nature,
    Outcome,
    Personal,
    Public,
    ReopenSource,
    StatutoryChannel,
    Topic,
)
from sandan.domain.wire import Event, event


@event("problem.registered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRegistered(Event):
    """A problem has a number."""

    problem: Public[str]
    number: Public[str]
    topic: Public[Topic]
    channel: Public[Channel]
    town: Public[str]
    nature: Public[Nature]
    opinions: Public[tuple[str, ...]]
    village: str
    title: str
    statement: str
    reachable: tuple[str, ...]


@event("problem.registered_under_shield/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRegisteredUnderShield(ProblemRegistered):
    """A problem about a unit or an official has a number."""

    against_units: tuple[str, ...]
    against_persons: tuple[str, ...]


@event("problem.registered_from/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRegisteredFrom(ProblemRegistered):
    """A problem that comes from a record of some register has a number."""

    origin: Public[str]
    """The noun of that register."""
    record: Public[str]
    found_by: Public[str]


@event("problem.accepted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemAccepted(Event):
    """The office took the problem on."""


@event("problem.declined/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDeclined(Event):
    """The office did not take the problem on."""

    reason: Public[DeclineReason]
    where_to: str


@event("problem.opinion_attached/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemOpinionAttached(Event):
    """Another opinion joined."""

    opinion: Public[str]
    reachable: bool


@event("problem.opinion_attached_under_shield/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemOpinionAttachedUnderShield(ProblemOpinionAttached):
    """Another complaint joined."""

    against_units: tuple[str, ...]
    against_persons: tuple[str, ...]


@event("problem.merged/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemMerged(Event):
    """This number ended in favour of another."""

    into: Public[str]
    into_number: Public[str]
    reason: str


@event("problem.absorbed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemAbsorbed(Event):
    """Another problem's opinions came over, with the units and people who were to fix it."""

    source: Public[str]
    source_number: Public[str]
    opinions: Public[tuple[str, ...]]
    units: Public[tuple[str, ...]]
    reachable: tuple[str, ...]
    fixers: tuple[str, ...]


@event("problem.absorbed_under_shield/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemAbsorbedUnderShield(ProblemAbsorbed):
    """Another problem's complaints came over."""

    against_units: tuple[str, ...]
    against_persons: tuple[str, ...]


@event("problem.dispatched/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDispatched(Event):
    """A unit has the problem, and a deadline."""

    unit: Public[str]
    due_on: Public[date]
    cooperating: Public[tuple[str, ...]]
    note: str


@event("problem.signed_for/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemSignedFor(Event):
    """The unit took the order."""

    worker: str


@event("problem.return_asked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReturnAsked(Event):
    """The unit says "not ours"."""

    reason: str


@event("problem.returned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReturned(Event):
    """The dispatcher took the problem back."""


@event("problem.return_refused/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReturnRefused(Event):
    """The problem stays with the unit."""

    reason: str


@event("problem.adjudicated/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemAdjudicated(Event):
    """A leader said whose it is. From there it is not returned any more."""

    unit: Public[str]
    due_on: Public[date]
    reason: str


@event("problem.escalated/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemEscalated(Event):
    """A unit above has the problem now."""

    from_unit: Public[str]
    unit: Public[str]
    reason: str


@event("problem.redirected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRedirected(Event):
    """The reporters were sent to the channel that the law provides."""

    channel: Public[StatutoryChannel]
    where_to: str


@event("problem.parted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemParted(Event):
    """A part has a number of its own now."""

    part: Public[str]
    part_number: Public[str]
    opinions: Public[tuple[str, ...]]
    reason: str


@event("problem.reviewed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReviewed(Event):
    """A standing obligation was looked at again."""

    review_on: Public[date]
    finding: str


@event("problem.contributed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemContributed(Event):
    """A cooperating unit did its share."""

    unit: Public[str]
    note: str
    evidence: tuple[Evidence, ...]
    worker: str


@event("problem.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemAnswered(Event):
    """The reporters were told how it stands."""

    answer: str
    worker: str


@event("problem.rectified_at_once/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRectifiedAtOnce(Event):
    """Found, fixed and evidenced in one entry by `unit`."""

    unit: Public[str]
    done_on: Public[date]
    measure: str
    evidence: tuple[Evidence, ...]
    worker: str


@event("problem.closure_requested/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemClosureRequested(Event):
    """The unit claims an outcome."""

    outcome: Public[Outcome]
    account: str
    evidence: tuple[Evidence, ...]
    worker: str


@event("problem.verified/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemVerified(Event):
    """Someone else confirmed the claim."""

    on_site: Public[bool]
    finding: str
    evidence: tuple[Evidence, ...]
    verifier: str


@event("problem.sent_back/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemSentBack(Event):
    """The claim was found wanting."""

    reason: str


@event("problem.read_again/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReadAgain(Event):
    """A second person agrees that it could not be substantiated."""

    finding: str
    reader: str


@event("problem.struck_off/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemStruckOff(Event):
    """The number is off the list."""

    outcome: Public[Outcome]
    note: str
    explanation: str
    closer: str


@event("problem.marked_long_term/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemMarkedLongTerm(Event):
    """A standing obligation."""

    review_on: Public[date]
    basis: str


@event("problem.unit_succeeded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemUnitSucceeded(Event):
    """`from_unit` has the problem no longer because it was merged into `unit`. Both were to fix it (law 4)."""

    from_unit: Public[str]
    unit: Public[str]


@event("problem.resumed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemResumed(Event):
    """Back on the ladder."""

    reason: str


@event("problem.reopened/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReopened(Event):
    """Back under its old number. A reporter's own words are sealed with the opinion; the reason of staff is work content."""

    source: Public[ReopenSource]
    opinion: Public[str] = ""
    reason: str = ""
    words: Personal[str] = ""


@event("problem.look_back_passed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLookBackPassed(Event):
    """Still fixed."""

    finding: str
