"""Surveys: asked by others, answered by the reporter, and silence is never satisfaction (S14)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import (  # fmt: skip
    ASK,
    BAI,
    CLAIM,
    GU,
    HE,
    MA,
    STRIKE,
    TODAY,
    VERIFY,
    WU,
    YE,
    Story,
    answered,
    days,
    proof,
    reporter,
)

from sandan.domain import survey
from sandan.domain.problem_command import AttachToProblem, ReopenProblem, SendBack
from sandan.domain.survey import Decision, Way
from sandan.domain.values import Level, Outcome, ReopenSource, Status, SurveyOutcome


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


def test_nothing_is_entered_about_a_result_that_no_longer_stands() -> None:
    """What was not reached before the work began again is not made content afterwards."""
    story = claimed()
    story.give(ASK, YE)
    story.give(survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.UNREACHABLE), YE)
    story.give(SendBack(reason="仍漏"), YE)
    for order in (answered(), survey.TryLater(survey="s1", again_on=TODAY)):
        assert story.refused(order, YE).code == "nothing_to_ask"
    story.give(replace(CLAIM, outcome=Outcome.NOT_FIXABLE), HE)
    assert story.refused(answered(), YE).code == "nothing_to_ask"
    story.give(replace(ASK, survey="s2"), YE)
    story.give(answered("s2"), YE)


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
    assert [each.kind for each in story.give(OWN, reporter("o1"))] == ["survey.asked/1", "survey.recorded/2"]
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


LINK = survey.MakeLink(survey="s1", link="d1" * 16, until=TODAY + days(14))
BY_LINK = replace(OWN, link=LINK.link)
EXPLAIN = survey.DecideAnswer(survey="s1", decision=Decision.EXPLAIN, explanation="上游在建水库，年内不能改。")


def asked() -> Story:
    """Up to the question: o1 was asked, nothing is recorded."""
    story = claimed()
    story.give(ASK, YE)
    return story


def unhappy(status: Status = Status.VERIFIED) -> Story:
    """o1 answered that it is not fixed, before or (with an answer that came later) after strike-off."""
    story = asked()
    if status is Status.STRUCK_OFF:
        story.give(survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.NO_ANSWER), YE)
        story.give(VERIFY, YE)
        story.give(STRIKE, GU)
        story.give(OWN, reporter("o1"))
        return story
    story.give(answered(level=Level.DISSATISFIED, fixed=False), YE)
    story.give(VERIFY, YE)
    return story


def test_every_answer_says_by_which_way_it_came() -> None:
    for order, by, way in (
        (answered(), YE, Way.CALL),
        (replace(answered(), way=Way.PAPER, evidence=(proof(),)), YE, Way.PAPER),
        (OWN, reporter("o1"), Way.RECEIPT),
    ):
        (told,) = asked().give(order, by)
        assert isinstance(told, survey.SurveyRecordedByWay)
        assert (told.way, survey.way_of(told)) == (way, way)
    story = asked()
    story.give(LINK, WU)
    (told,) = story.give(BY_LINK, reporter("o1"))
    assert isinstance(told, survey.SurveyRecordedByWay)
    assert told.way is Way.LINK
    assert told.own
    # What was recorded before the way was: the reporter in person had a receipt code, all else was told to somebody.
    old = {"happened_on": TODAY, "survey": "s", "opinion": "o", "outcome": SurveyOutcome.ANSWERED}
    assert survey.way_of(survey.SurveyRecorded(**old, own=True)) is Way.RECEIPT  # type: ignore[arg-type]
    assert survey.way_of(survey.SurveyRecorded(**old)) is Way.CALL  # type: ignore[arg-type]


@pytest.mark.parametrize("way", [Way.LINK, Way.RECEIPT])
def test_staff_never_answer_as_the_reporter(way: Way) -> None:
    assert asked().refused(replace(answered(), way=way), YE).code == "not_your_answer"


def test_paper_needs_its_scan_and_silence_needs_none() -> None:
    story = asked()
    sheet = replace(answered(), way=Way.PAPER)
    assert story.refused(sheet, YE).code == "paper_without_scan"
    tomorrow = replace(sheet, evidence=(proof(TODAY + days(1)),))
    assert story.refused(tomorrow, YE).code == "evidence_in_future"
    story.give(survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.NO_ANSWER, way=Way.PAPER), YE)
    story.give(replace(sheet, evidence=(proof(),)), YE)


def test_a_link_works_once_and_for_its_reporter_alone() -> None:
    story = asked()
    assert story.refused(BY_LINK, reporter("o1")).code == "link_unknown", "no link was made yet"
    story.give(LINK, WU)
    assert story.refused(replace(BY_LINK, link="0" * 32), reporter("o1")).code == "link_unknown"
    assert story.refused(BY_LINK, reporter("o2")).code == "not_your_opinion"
    assert set(story.case.facts.unheard) == {"o1"}, "a link that nobody used is no answer"
    story.give(BY_LINK, reporter("o1"))
    assert story.refused(BY_LINK, reporter("o1")).code == "already_answered"
    assert story.refused(LINK, WU).code == "already_answered"


def test_a_link_ends_after_its_last_day_and_when_another_is_made() -> None:
    story = asked()
    story.give(LINK, WU)
    story.now += days(14)
    story.give(replace(LINK, link="e2" * 16, until=TODAY + days(20)), WU)
    assert story.refused(BY_LINK, reporter("o1")).code == "link_unknown"
    again = replace(BY_LINK, link="e2" * 16)
    story.now += days(7)
    assert story.refused(again, reporter("o1")).code == "link_expired"


def test_a_link_ends_with_the_round_it_asks_about() -> None:
    story = asked()
    story.give(LINK, WU)
    story.give(SendBack(reason="未通水"), YE)
    assert story.refused(BY_LINK, reporter("o1")).code == "link_over"
    assert story.refused(LINK, WU).code == "nothing_to_ask"


@given(st.integers(-10, 100))
def test_the_window_of_a_link_is_bounded(length: int) -> None:
    story = asked()
    order = replace(LINK, until=TODAY + days(length))
    if 0 <= length <= survey.LINK_LONGEST.days:
        story.give(order, WU)
    else:
        assert story.refused(order, WU).code == "link_window"


@pytest.mark.parametrize("by", [HE, MA])
def test_the_fixer_makes_no_link_calls_nobody_again_and_decides_nothing(by: object) -> None:
    fixer = replace(by, roles=GU.roles | YE.roles)  # type: ignore[type-var]
    story = unhappy()
    for order in (LINK, EXPLAIN, survey.TryLater(survey="s1", again_on=TODAY)):
        assert story.refused(order, fixer).code == "fixer_cannot_judge"  # type: ignore[arg-type]
    assert (
        asked().refused(replace(BY_LINK, link="x"), replace(reporter("o1"), person="ma")).code == "fixer_cannot_judge"
    )


def test_not_reached_this_time_counts_as_an_attempt_and_nobody_is_heard() -> None:
    story = asked()
    for again in (1, 3):
        story.give(survey.TryLater(survey="s1", again_on=TODAY + days(again)), WU)
    assert story.case.surveys["s1"].attempts == 2
    assert set(story.case.facts.unheard) == {"o1"}
    assert story.refused(survey.TryLater(survey="s1", again_on=TODAY - days(1)), WU).code == "again_in_past"
    story.give(survey.RecordSurvey(survey="s1", outcome=SurveyOutcome.UNREACHABLE), WU)
    assert story.case.surveys["s1"].attempts == 3
    assert not story.case.facts.unheard
    assert story.refused(survey.TryLater(survey="s1", again_on=TODAY), WU).code == "already_recorded"


def test_dissatisfaction_is_explained_by_somebody_outside_and_then_it_may_be_struck_off() -> None:
    story = unhappy()
    assert story.refused(STRIKE, GU).code == "dissatisfied_unexplained"
    assert story.refused(replace(EXPLAIN, explanation=" "), GU).code == "text_missing"
    (told,) = story.give(EXPLAIN, GU)
    assert isinstance(told, survey.AnswerDecided)
    assert (told.opinion, told.decision) == ("o1", Decision.EXPLAIN)
    assert story.refused(EXPLAIN, GU).code == "nothing_to_decide", "decided once"
    story.give(STRIKE, GU)


def test_the_explanation_at_strike_off_is_the_decision() -> None:
    story = unhappy()
    story.give(replace(STRIKE, explanation="已当面说明"), GU)
    assert not story.case.facts.dissatisfied
    assert story.case.surveys["s1"].decision is Decision.EXPLAIN
    assert story.refused(EXPLAIN, GU).code == "nothing_to_decide"


def test_to_say_reopen_is_not_enough_to_strike_off() -> None:
    story = unhappy()
    story.give(replace(EXPLAIN, decision=Decision.REOPEN), YE)
    assert story.refused(STRIKE, GU).code == "dissatisfied_unexplained"
    story.give(SendBack(reason="仍漏水"), YE)
    assert not story.case.facts.dissatisfied


def test_an_answer_after_strike_off_is_decided_too() -> None:
    story = unhappy(Status.STRUCK_OFF)
    assert story.case.facts.dissatisfied
    story.give(replace(EXPLAIN, decision=Decision.REOPEN), BAI)
    story.give(ReopenProblem(source=ReopenSource.OFFICE, reason="仍漏水"), BAI)
    assert story.status() is Status.ACCEPTED
    assert story.refused(EXPLAIN, GU).code == "nothing_to_decide"


@pytest.mark.parametrize(
    ("level", "fixed", "owed"),
    [
        (Level.SATISFIED, True, False),
        (Level.BASICALLY_SATISFIED, True, False),
        (Level.DONT_KNOW, True, False),
        (Level.SATISFIED, False, True),
        (Level.DISSATISFIED, True, True),
        (Level.VERY_DISSATISFIED, True, True),
    ],
)
def test_who_is_owed_a_decision(level: Level, fixed: bool, owed: bool) -> None:
    story = asked()
    story.give(answered(level=level, fixed=fixed), YE)
    assert story.case.surveys["s1"].undecided is owed
    assert story.case.facts.dissatisfied is owed
