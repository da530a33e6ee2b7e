"""Pressing a problem to its end: levels rise, orders are answered, and nothing of it moves a deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.county import DISPATCH, GU, HE, LU, MA, SU, TIAN, TODAY, YE, Story, days

from sandan.domain import chase, problem_command
from sandan.domain.chase import ChaseLevel
from sandan.domain.values import Status

FIRST = chase.IssueChase(chase="c1", level=ChaseLevel.REMINDER, demand="说明进度", answer_by=TODAY + days(3))


def chased() -> Story:
    story = Story().upto(Status.SIGNED_FOR)
    story.give(FIRST, GU)
    return story


def test_a_chase_order_moves_no_deadline() -> None:
    story = Story().upto(Status.SIGNED_FOR)
    before = story.case.clock
    story.give(FIRST, GU)
    assert story.case.clock == before
    assert story.status() is Status.SIGNED_FOR


def test_the_next_one_waits_for_the_answer_or_its_day_and_is_never_milder() -> None:
    story = chased()
    graver = replace(FIRST, chase="c2", level=ChaseLevel.WARNING, answer_by=TODAY + days(9))
    assert story.refused(graver, GU).code == "chase_unanswered"
    story.now += timedelta(days=4)
    story.give(graver, SU)
    story.give(chase.AnswerChase(chase="c2", answer="本周完工"), MA)
    assert story.refused(replace(FIRST, chase="c3", answer_by=TODAY + days(9)), GU).code == "chase_milder"
    assert [each.id for each in story.case.pressing.open] == ["c1"]


def test_the_unit_answers_and_nobody_else() -> None:
    story = chased()
    answer = chase.AnswerChase(chase="c1", answer="本周完工")
    assert story.refused(answer, TIAN).code == "not_your_unit"
    assert story.refused(answer, GU).code == "not_allowed"
    assert story.refused(replace(answer, chase="c9"), HE).code == "chase_unknown"
    story.give(answer, HE)
    assert story.refused(answer, HE).code == "chase_unknown"


def test_a_unit_is_not_chased_by_itself_nor_into_the_past() -> None:
    story = Story().upto(Status.SIGNED_FOR)
    assert story.refused(FIRST, HE).code == "not_allowed"
    assert story.refused(FIRST, YE).code == "not_allowed"
    assert story.refused(replace(FIRST, answer_by=TODAY - days(1)), GU).code == "answer_before_asked"


def test_listed_supervision_outlives_a_change_of_unit_and_chase_orders_do_not() -> None:
    story = chased()
    story.give(chase.ListForSupervision(basis="县委书记批示"), SU)
    assert story.refused(chase.ListForSupervision(basis="批示"), GU).code == "already_listed"
    story.give(problem_command.AskReturn(reason="不属我局"), HE)
    story.give(problem_command.AgreeReturn(), GU)
    story.give(replace(DISPATCH, unit="roads"), LU)
    assert story.case.pressing.listed_on == TODAY
    assert not story.case.pressing.orders
    story.give(chase.TakeOffSupervision(reason="已见效"), GU)
    assert story.refused(chase.TakeOffSupervision(reason="已见效"), GU).code == "not_listed"
