"""Surveys: asked by others, answered by the reporter, and silence is never satisfaction (S14)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import ASK, CLAIM, GU, HE, STRIKE, VERIFY, WU, YE, Story, answered, reporter

from sandan.domain import survey
from sandan.domain.problem import AttachToProblem
from sandan.domain.values import Level, Status, SurveyOutcome


def claimed() -> Story:
    """Up to the claim, before anyone was asked."""
    story = Story().upto(Status.IN_PROGRESS)
    story.give(CLAIM, HE)
    return story


OWN = survey.AnswerSurvey(
    survey="own", opinion="o1", contacted=True, fixed=False, level=Level.DISSATISFIED, words="还在漏"
)


def test_asked_and_answered_by_telephone() -> None:
    story = claimed()
    story.give(ASK, WU)
    assert set(story.case.facts.unheard) == {"o1"}, "to have asked is not to have heard"
    (told,) = story.give(replace(answered(), words=" 水来了 "), WU)
    assert isinstance(told, survey.SurveyRecorded)
    assert (told.contacted, told.fixed, told.level, told.own, told.words) == (
        True,
        True,
        Level.SATISFIED,
        False,
        "水来了",
    )
    assert not story.case.facts.unheard
    assert story.refused(answered(), WU).code == "already_answered"


@pytest.mark.parametrize("outcome", [SurveyOutcome.UNREACHABLE, SurveyOutcome.NO_ANSWER])
def test_not_reached_counts_as_heard_and_may_be_tried_again(outcome: SurveyOutcome) -> None:
    story = claimed()
    story.give(ASK, YE)
    story.give(survey.RecordSurvey(survey="s1", outcome=outcome), YE)
    assert not story.case.facts.unheard
    assert not story.case.facts.dissatisfied
    story.give(answered(), YE)
    assert story.case.surveys["s1"].outcome is SurveyOutcome.ANSWERED


@pytest.mark.parametrize(
    "told",
    [
        {"outcome": SurveyOutcome.ANSWERED},
        {"outcome": SurveyOutcome.ANSWERED, "contacted": True, "fixed": True},
        {"outcome": SurveyOutcome.NO_ANSWER, "level": Level.SATISFIED},
        {"outcome": SurveyOutcome.UNREACHABLE, "contacted": False},
    ],
)
def test_an_answer_is_whole_or_none(told: dict[str, object]) -> None:
    story = claimed()
    story.give(ASK, YE)
    order = replace(survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.WAITING), **told)  # type: ignore[arg-type]
    assert story.refused(order, YE).code == "answer_incomplete"


def test_waiting_is_no_outcome() -> None:
    story = claimed()
    story.give(ASK, YE)
    order = survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.WAITING)
    assert story.refused(order, YE).code == "outcome_missing"


def test_asked_once_a_round_under_one_name_each() -> None:
    story = claimed()
    story.give(ASK, YE)
    assert story.refused(survey.AskReporter(survey="s2", opinion="o1"), YE).code == "already_asked"
    assert story.refused(survey.AskReporter(survey="s2", opinion="o9"), YE).code == "opinion_elsewhere"
    story.give(AttachToProblem(opinion="o2", reachable=True), GU)
    assert story.refused(survey.AskReporter(survey="s1", opinion="o2"), YE).code == "already_exists"
    assert story.refused(survey.RecordSurvey(survey="s7", outcome=SurveyOutcome.NO_ANSWER), YE).code == "unknown_survey"


def test_nobody_is_asked_before_there_is_a_claim() -> None:
    story = Story().upto(Status.IN_PROGRESS)
    assert story.refused(ASK, YE).code == "nothing_to_ask"
    assert story.refused(OWN, reporter("o1")).code == "nothing_to_ask"


def test_the_reporter_answers_unasked() -> None:
    story = claimed()
    assert story.refused(OWN, reporter("o2")).code == "not_your_opinion"
    assert [each.kind for each in story.give(OWN, reporter("o1"))] == ["survey.asked/1", "survey.recorded/1"]
    assert not story.case.facts.unheard
    assert story.case.facts.dissatisfied
    assert story.refused(replace(OWN, survey="again"), reporter("o1")).code == "already_answered"
    story.give(VERIFY, YE)
    assert story.refused(STRIKE, GU).code == "dissatisfied_unexplained"


def test_the_reporter_s_own_answer_takes_the_place_of_silence() -> None:
    story = claimed()
    story.give(ASK, YE)
    story.give(survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.NO_ANSWER), YE)
    (told,) = story.give(OWN, reporter("o1"))
    assert isinstance(told, survey.SurveyRecorded)
    assert (told.survey, told.own) == ("s1", True)


def test_the_reporter_may_still_answer_after_strike_off() -> None:
    story = claimed()
    story.give(ASK, YE)
    story.give(survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.NO_ANSWER), YE)
    story.give(VERIFY, YE)
    story.give(STRIKE, GU)
    story.give(OWN, reporter("o1"))
    assert story.status() is Status.STRUCK_OFF, "an answer is heard; to reopen is another wish"
