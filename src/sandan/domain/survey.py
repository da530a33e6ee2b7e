"""Survey (回访): the reporter is asked, by someone outside the handling unit, and whatever comes of it is recorded (S14).

北京市接诉即办工作条例 art. 23: the call-back is not made by the unit that handled the matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.facts import Facts, not_by_fixer
from sandan.domain.values import Fault, Level, Personal, Public, Status, SurveyOutcome, require
from sandan.domain.wire import Command, Event, command, event

ASKABLE = frozenset({Status.CLOSURE_REQUESTED, Status.VERIFIED})
ANSWERABLE = ASKABLE | {Status.STRUCK_OFF, Status.LOOK_BACK_PASSED}


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as its case tells it."""

    id: str
    opinion: str
    round: int
    outcome: SurveyOutcome
    level: Level | None = None
    fixed: bool | None = None


@command("survey.ask")
@dataclass(frozen=True, slots=True, kw_only=True)
class AskReporter(Command):
    """Ask one reporter about the result."""

    survey: str
    opinion: str


@command("survey.record")
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSurvey(Command):
    """Write down what came of asking: not reached, no answer, or the answer itself, whatever it is."""

    survey: str
    outcome: SurveyOutcome
    contacted: bool | None = None
    fixed: bool | None = None
    level: Level | None = None
    words: str = ""


@command("survey.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSurvey(Command):
    """The reporter's own answer, given with the receipt code, asked or unasked."""

    survey: str
    opinion: str
    contacted: bool
    fixed: bool
    level: Level
    words: str = ""


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
        case RecordSurvey():
            not_by_fixer(facts, by)
            require(state is not None, "unknown_survey")
            assert state is not None
            require(state.outcome is not SurveyOutcome.ANSWERED, "already_answered")
            require(order.outcome is not SurveyOutcome.WAITING, "outcome_missing")
            answered = order.outcome is SurveyOutcome.ANSWERED
            for told in (order.contacted, order.fixed, order.level):
                require((told is not None) == answered, "answer_incomplete")
            return (
                SurveyRecorded(
                    happened_on=on,
                    survey=order.survey,
                    opinion=state.opinion,
                    outcome=order.outcome,
                    contacted=order.contacted,
                    fixed=order.fixed,
                    level=order.level,
                    words=order.words.strip()[:4000],
                ),
            )
        case AnswerSurvey():
            require(by.opinion == order.opinion and order.opinion in facts.opinions, "not_your_opinion")
            # Staff who enter what they heard hold the receipt for a moment: a fixer's answer would be the fixer's own praise.
            not_by_fixer(facts, by)
            require(facts.status in ANSWERABLE, "nothing_to_ask", status=facts.status or "")
            open_one = state if state is not None and state.round == facts.round else None
            require(open_one is None or open_one.outcome is not SurveyOutcome.ANSWERED, "already_answered")
            recorded = SurveyRecorded(
                happened_on=on,
                survey=open_one.id if open_one else order.survey,
                opinion=order.opinion,
                outcome=SurveyOutcome.ANSWERED,
                contacted=order.contacted,
                fixed=order.fixed,
                level=order.level,
                own=True,
                words=order.words.strip()[:4000],
            )
            asked = SurveyAsked(happened_on=on, survey=order.survey, opinion=order.opinion)
            return (recorded,) if open_one else (asked, recorded)
    raise Fault(f"not a survey command: {order.name}")


def evolve(state: Survey | None, happened: Event, round: int) -> Survey | None:
    """The survey after `happened`, which took place in the case's `round`."""
    match happened:
        case SurveyAsked(survey=survey, opinion=opinion):
            return Survey(survey, opinion, round, SurveyOutcome.WAITING)
        case SurveyRecorded(outcome=outcome, level=level, fixed=fixed) if state:
            return replace(state, outcome=outcome, level=level, fixed=fixed)
    return state
