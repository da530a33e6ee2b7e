"""Survey (回访): the reporter is asked, by someone outside the handling unit, and whatever comes of it is recorded (S14).

北京市接诉即办工作条例 art. 23: the call-back is not made by the unit that handled the matter. An answer comes by one of four ways, and the
way is recorded with it. Whoever answers that it is not fixed, or is dissatisfied, is owed a decision from outside the unit: the work
starts over, or someone explains why not (domain H7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.facts import Facts, not_by_fixer
from sandan.domain.values import (
    DISCONTENT,
    Evidence,
    Fault,
    Level,
    Personal,
    Public,
    Status,
    SurveyOutcome,
    require,
    written,
)
from sandan.domain.wire import Command, Event, command, event

ASKABLE = frozenset({Status.CLOSURE_REQUESTED, Status.VERIFIED})
ANSWERABLE = ASKABLE | {Status.STRUCK_OFF, Status.LOOK_BACK_PASSED}
LINK_LONGEST = timedelta(days=60)
"""How long a one-time link may be made to work."""


class Way(StrEnum):
    """How an answer came."""

    LINK = "link"
    """By a one-time link that someone outside the unit sent."""
    RECEIPT = "receipt"
    """By the reporter's own receipt code."""
    CALL = "call"
    """Told to someone outside the unit, who wrote it down."""
    PAPER = "paper"
    """On a sheet, whose scan is kept."""


BY_STAFF = frozenset({Way.CALL, Way.PAPER})


class Decision(StrEnum):
    """What someone outside the unit made of an answer that it is not fixed."""

    REOPEN = "reopen"
    """The work starts over: sent back, or reopened under the old number."""
    EXPLAIN = "explain"
    """It stays as it is, and the reporter reads why."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as its case tells it. `link` is the digest of a one-time link that works until the end of `until`."""

    id: str
    opinion: str
    round: int
    outcome: SurveyOutcome
    level: Level | None = None
    fixed: bool | None = None
    attempts: int = 0
    link: str = ""
    until: date | None = None
    decision: Decision | None = None
    way: Way | None = None

    @property
    def undecided(self) -> bool:
        """Whether the reporter is not content and nobody has explained it. To reopen is only settled once the work starts over."""
        return unhappy(self.outcome, self.level, self.fixed) and self.decision is not Decision.EXPLAIN


def unhappy(outcome: SurveyOutcome, level: Level | None, fixed: bool | None) -> bool:
    """Whether an answer says that it is not fixed, or that its reporter is dissatisfied."""
    return outcome is SurveyOutcome.ANSWERED and (fixed is False or level in DISCONTENT)


@command("survey.ask")
@dataclass(frozen=True, slots=True, kw_only=True)
class AskReporter(Command):
    """Ask one reporter about the result."""

    survey: str
    opinion: str


@command("survey.record")
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSurvey(Command):
    """Write down what came of asking: not reached, no answer, or the answer itself, whatever it is.

    An answer on paper needs the scan of the sheet. `mark` is a keyed digest of the words, by which the same words are found again.
    """

    survey: str
    outcome: SurveyOutcome
    contacted: bool | None = None
    fixed: bool | None = None
    level: Level | None = None
    words: str = ""
    way: Way = Way.CALL
    mark: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("survey.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSurvey(Command):
    """The reporter's own answer: with the receipt code, asked or unasked, or (`link`, its digest) by a one-time link."""

    survey: str
    opinion: str
    contacted: bool
    fixed: bool
    level: Level
    words: str = ""
    mark: str = ""
    link: str = ""


@command("survey.try_later")
@dataclass(frozen=True, slots=True, kw_only=True)
class TryLater(Command):
    """The reporter was not reached this time; another try is due on `again_on`. The attempt counts, the reporter stays unheard."""

    survey: str
    again_on: date


@command("survey.make_link")
@dataclass(frozen=True, slots=True, kw_only=True)
class MakeLink(Command):
    """Let a reporter answer once by a link that works until the end of the day `until`. Only its digest is kept. An earlier one ends."""

    survey: str
    link: str
    until: date


@command("survey.decide")
@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAnswer(Command):
    """Decide on an answer that it is not fixed, or of dissatisfaction. The reporter reads `explanation`.

    `REOPEN` is only the decision; the desk gives the command that starts the work over along with it.
    """

    survey: str
    decision: Decision
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyEvent(Event):
    """Something that happened to one survey."""

    survey: Public[str]
    opinion: Public[str]


@event("survey.asked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAsked(SurveyEvent):
    """A reporter was asked."""


@event("survey.recorded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRecorded(SurveyEvent):
    """What came of asking."""

    outcome: Public[SurveyOutcome]
    contacted: Public[bool | None] = None
    """Whether the unit got in touch (响应)."""
    fixed: Public[bool | None] = None
    """Whether it is solved (解决)."""
    level: Public[Level | None] = None
    own: Public[bool] = False
    """True where the reporter answered in person, by receipt code."""
    words: Personal[str] = ""


@event("survey.recorded/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRecordedByWay(SurveyRecorded):
    """What came of asking, and by which way."""

    way: Public[Way]
    mark: str = ""
    evidence: tuple[Evidence, ...] = ()


@event("survey.tried/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterTried(SurveyEvent):
    """The reporter was not reached and is to be tried again."""

    again_on: Public[date]


@event("survey.link_made/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyLinkMade(SurveyEvent):
    """A one-time link was made for the reporter."""

    until: Public[date]
    link: str


@event("survey.decided/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDecided(SurveyEvent):
    """Someone outside the unit decided on an answer that it is not fixed."""

    decision: Public[Decision]
    explanation: str = ""


def way_of(told: SurveyRecorded) -> Way:
    """By which way an answer came; of the oldest kind it is known only whether the reporter gave it in person."""
    if isinstance(told, SurveyRecordedByWay):
        return told.way
    return Way.RECEIPT if told.own else Way.CALL


def decide(order: Command, state: Survey | None, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case AskReporter(survey=survey, opinion=opinion):
            require(facts.status in ASKABLE, "nothing_to_ask", status=facts.status or "")
            not_by_fixer(facts, by)
            require(opinion in facts.opinions, "opinion_elsewhere")
            require(state is None or state.round < facts.round, "already_asked")
            return (SurveyAsked(happened_on=on, survey=survey, opinion=opinion),)
        case AnswerSurvey():
            return _own_answer(order, state, facts, by, on)
    not_by_fixer(facts, by)
    require(state is not None, "unknown_survey")
    assert state is not None
    if isinstance(order, RecordSurvey | TryLater):
        # What was asked about an earlier result is settled by the work that began again: nothing is entered there any more.
        _in_hand(facts, state)
    match order:
        case RecordSurvey():
            return (_recorded(order, state, on, at.date()),)
        case TryLater(survey=survey, again_on=again_on):
            require(state.outcome is SurveyOutcome.WAITING, "already_recorded")
            require(again_on >= at.date(), "again_in_past", date=again_on)
            return (ReporterTried(happened_on=on, survey=survey, opinion=state.opinion, again_on=again_on),)
        case MakeLink(survey=survey, link=link, until=until):
            _in_hand(facts, state)
            require(state.outcome is not SurveyOutcome.ANSWERED, "already_answered")
            require(link, "link_missing")
            require(at.date() <= until <= at.date() + LINK_LONGEST, "link_window", days=LINK_LONGEST.days)
            return (SurveyLinkMade(happened_on=on, survey=survey, opinion=state.opinion, until=until, link=link),)
        case DecideAnswer(survey=survey, decision=decision, explanation=explanation):
            require(facts.status in ANSWERABLE and state.round == facts.round and state.undecided, "nothing_to_decide")
            explanation = written(explanation, "explanation")
            return (
                AnswerDecided(
                    happened_on=on, survey=survey, opinion=state.opinion, decision=decision, explanation=explanation
                ),
            )
    raise Fault(f"not a survey command: {order.name}")


def _in_hand(facts: Facts, state: Survey) -> None:
    """Refuse a survey about a result that no longer stands."""
    require(facts.status in ANSWERABLE and state.round == facts.round, "nothing_to_ask", status=facts.status or "")


def _recorded(order: RecordSurvey, state: Survey, on: date, today: date) -> SurveyRecordedByWay:
    require(state.outcome is not SurveyOutcome.ANSWERED, "already_answered")
    require(order.outcome is not SurveyOutcome.WAITING, "outcome_missing")
    answered = order.outcome is SurveyOutcome.ANSWERED
    for told in (order.contacted, order.fixed, order.level):
        require((told is not None) == answered, "answer_incomplete")
    require(order.way in BY_STAFF, "not_your_answer")
    require(order.way is not Way.PAPER or not answered or order.evidence, "paper_without_scan")
    for one in order.evidence:
        require(one.dated_on <= today, "evidence_in_future", dated_on=one.dated_on, last=today)
    return SurveyRecordedByWay(
        happened_on=on,
        survey=order.survey,
        opinion=state.opinion,
        outcome=order.outcome,
        contacted=order.contacted,
        fixed=order.fixed,
        level=order.level,
        words=order.words.strip()[:4000],
        way=order.way,
        mark=order.mark,
        evidence=order.evidence,
    )


def _own_answer(order: AnswerSurvey, state: Survey | None, facts: Facts, by: Actor, on: date) -> tuple[Event, ...]:
    require(by.opinion == order.opinion and order.opinion in facts.opinions, "not_your_opinion")
    # Staff who enter what they heard hold the receipt for a moment: a fixer's answer would be the fixer's own praise.
    not_by_fixer(facts, by)
    open_one = state if state is not None and state.round == facts.round else None
    if order.link:
        require(state is not None and state.link == order.link, "link_unknown")
        require(open_one is not None, "link_over")
        last = open_one.until if open_one is not None and open_one.until else on
        require(on <= last, "link_expired", until=last)
    require(facts.status in ANSWERABLE, "nothing_to_ask", status=facts.status or "")
    require(open_one is None or open_one.outcome is not SurveyOutcome.ANSWERED, "already_answered")
    recorded = SurveyRecordedByWay(
        happened_on=on,
        survey=open_one.id if open_one else order.survey,
        opinion=order.opinion,
        outcome=SurveyOutcome.ANSWERED,
        contacted=order.contacted,
        fixed=order.fixed,
        level=order.level,
        own=True,
        words=order.words.strip()[:4000],
        way=Way.LINK if order.link else Way.RECEIPT,
        mark=order.mark,
    )
    asked = SurveyAsked(happened_on=on, survey=order.survey, opinion=order.opinion)
    return (recorded,) if open_one else (asked, recorded)


def evolve(state: Survey | None, happened: Event, round: int) -> Survey | None:
    """The survey after `happened`, which took place in the case's `round`."""
    match happened:
        case SurveyAsked(survey=survey, opinion=opinion):
            return Survey(survey, opinion, round, SurveyOutcome.WAITING)
        case SurveyRecorded(outcome=outcome, level=level, fixed=fixed) if state:
            came = way_of(happened)
            return replace(state, outcome=outcome, level=level, fixed=fixed, attempts=state.attempts + 1, way=came)
        case ReporterTried() if state:
            return replace(state, attempts=state.attempts + 1)
        case SurveyLinkMade(link=link, until=until) if state:
            return replace(state, link=link, until=until)
        case AnswerDecided(decision=decision) if state:
            return replace(state, decision=decision)
    return state
