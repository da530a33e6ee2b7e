"""Deadlines: what moves them, what stops them, and what the calendar says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import CLAIM, COMPLETE, DISPATCH, GU, HE, LU, MA, PLAN, SIGN, SU, TIAN, TODAY, YE, Story, days, proof

from sandan.domain import clock, problem, responsibility
from sandan.domain.authority import CALENDAR
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.values import Status

DUE = TODAY + days(15)
TERMS = Terms(
    Procedure.PETITION,
    "petition-2022",
    "信访工作条例 arts. 23, 34",
    return_by=TODAY + days(7),
    limit_on=TODAY + days(60),
    longest_on=TODAY + days(45),
    warn_on=DUE - days(5),
)
ASK = clock.AskExtension(to_on=DUE + days(10), reason="缺料", progress="完成一半")


def running(terms: Terms | None = TERMS) -> Story:
    """A problem with the water bureau, under the terms."""
    story = Story().upto(Status.DISPATCHED)
    if terms is not None:
        story.give(clock.SetTerms(terms=terms), GU)
    story.give(SIGN, HE)
    return story


def later(story: Story, count: int) -> Story:
    story.now += timedelta(days=count)
    return story


def test_an_extension_keeps_both_dates() -> None:
    story = running()
    story.give(ASK, HE)
    assert story.refused(ASK, HE).code == "extension_pending"
    (granted,) = story.give(clock.GrantExtension(to_on=DUE + days(8)), GU)
    assert isinstance(granted, clock.ExtensionGranted)
    assert (granted.first_due_on, granted.due_on, granted.to_on) == (DUE, DUE, DUE + days(8))
    held = story.case.clock
    assert (held.first_due_on, held.due_on, held.extensions, held.asked) == (DUE, DUE + days(8), 1, None)


def test_an_extension_is_asked_for_before_the_deadline_passes_and_not_dated_back() -> None:
    story = later(running(), 15)
    story.give(ASK, HE)  # on the very day: 届满 includes it
    late = later(running(), 16)
    assert late.refused(replace(ASK, happened_on=TODAY), HE).code == "extension_late"


def test_only_the_head_of_the_unit_asks_and_only_outsiders_decide() -> None:
    story = running()
    assert story.refused(ASK, MA).code == "not_allowed"
    assert story.refused(ASK, TIAN).code == "not_your_unit"
    assert story.refused(clock.GrantExtension(to_on=DUE + days(1)), GU).code == "extension_not_asked"
    story.give(ASK, HE)
    assert story.refused(clock.GrantExtension(to_on=DUE + days(11)), GU).code == "extension_more_than_asked"
    assert story.refused(clock.GrantExtension(to_on=DUE), GU).code == "extension_backwards"
    story.give(clock.RefuseExtension(reason="料已到"), LU)
    assert story.case.clock.due_on == DUE


@given(st.lists(st.integers(1, 20), max_size=6))
def test_extensions_never_lead_beyond_what_the_rules_allow_in_total(steps: list[int]) -> None:
    """信访工作条例 art. 34: at most thirty days in total, however often it is asked."""
    story = running()
    for step in steps:
        held = story.case.clock.due_on
        assert held is not None
        ask = replace(ASK, to_on=held + days(step))
        if TERMS.longest_on is not None and held + days(step) > TERMS.longest_on:
            assert story.refused(ask, HE).code == "extension_too_long"
            continue
        story.give(ask, HE)
        story.give(clock.GrantExtension(to_on=held + days(step)), GU)
    assert story.case.clock.due_on is not None
    assert TERMS.longest_on is not None
    assert DUE <= story.case.clock.due_on <= TERMS.longest_on
    assert story.case.clock.first_due_on == DUE


def test_a_pause_needs_a_basis_and_an_end_and_its_days_are_counted() -> None:
    story = running()
    pause = clock.BeginPause(basis="", reason="送检", until_on=TODAY + days(6))
    assert story.refused(pause, LU).facts == {"field": "basis"}
    pause = replace(pause, basis="土地权属鉴定")
    assert story.refused(pause, HE).code == "not_allowed"
    assert story.refused(replace(pause, until_on=TODAY), LU).code == "pause_backwards"
    story.give(pause, LU)
    assert story.refused(ASK, HE).code == "clock_stands"
    assert story.refused(pause, LU).code == "clock_stands"
    later(story, 4).give(clock.EndPause(), LU)
    held = story.case.clock
    assert (held.due_on, held.first_due_on, held.paused_days) == (DUE + days(4), DUE, 4)
    assert story.refused(clock.EndPause(), LU).code == "clock_runs"


def test_nothing_is_claimed_while_the_clock_stands() -> None:
    story = running()
    story.give(PLAN, HE)
    story.give(COMPLETE, MA)
    story.give(clock.BeginPause(basis="鉴定", reason="送检", until_on=TODAY + days(6)), LU)
    assert story.refused(CLAIM, HE).code == "clock_stands_still"
    story.give(clock.EndPause(), LU)
    story.give(CLAIM, HE)


def test_nothing_is_put_right_at_once_while_the_clock_stands() -> None:
    story = running()
    story.give(clock.BeginPause(basis="鉴定", reason="送检", until_on=TODAY + days(6)), LU)
    at_once = problem.RectifyAtOnce(measure="换管", done_on=TODAY, evidence=(proof(),))
    assert story.refused(at_once, MA).code == "clock_stands_still"


def test_what_is_overdue_is_not_paused_away() -> None:
    story = later(running(), 16)
    pause = clock.BeginPause(basis="鉴定", reason="送检", until_on=story.now.date() + days(6))
    assert story.refused(pause, LU).code == "pause_late"


def test_the_calendar_says_everything_once() -> None:
    story = running()
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due"
    later(story, 10)
    assert [each.kind for each in story.give(clock.Tick(), CALENDAR)] == ["clock.near/1"]
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due"
    later(story, 5)
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due", "the last day is not late"
    later(story, 1)
    assert [each.kind for each in story.give(clock.Tick(), CALENDAR)] == ["clock.overdue/1"]
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due"
    assert story.case.problem is not None
    assert story.case.problem.status is Status.SIGNED_FOR, "the calendar moves nothing on the ladder"


def test_a_moved_deadline_is_said_anew() -> None:
    story = later(running(), 12)
    story.give(clock.Tick(), CALENDAR)
    story.give(ASK, HE)
    story.give(clock.GrantExtension(to_on=DUE + days(10)), GU)
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due"
    later(story, 10)
    assert [each.kind for each in story.give(clock.Tick(), CALENDAR)] == ["clock.near/1"]


def test_a_pause_is_over_on_its_day() -> None:
    story = running()
    story.give(clock.BeginPause(basis="鉴定", reason="送检", until_on=TODAY + days(6)), LU)
    assert later(story, 5).refused(clock.Tick(), CALENDAR).code == "nothing_due"
    (ended,) = later(story, 1).give(clock.Tick(), CALENDAR)
    assert isinstance(ended, clock.PauseEnded)
    assert (ended.days, ended.to_on) == (6, DUE + days(6))


def test_the_review_of_a_standing_obligation_comes_due() -> None:
    story = Story().upto(Status.ACCEPTED)
    story.give(problem.MarkLongTerm(basis="河道管护", review_on=TODAY + days(90)), GU)
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due"
    later(story, 90)
    assert [each.kind for each in story.give(clock.Tick(), CALENDAR)] == ["clock.review_due/1"]
    story.give(problem.ReviewProblem(finding="仍需管护", review_on=story.now.date() + days(90)), LU)
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due"
    later(story, 90)
    assert [each.kind for each in story.give(clock.Tick(), CALENDAR)] == ["clock.review_due/1"]


def test_a_deadline_beyond_the_rules_is_not_set() -> None:
    story = Story().upto(Status.ACCEPTED)
    story.give(replace(DISPATCH, due_on=TODAY + days(61)), GU)
    assert story.refused(clock.SetTerms(terms=TERMS), GU).code == "due_after_limit"
    set_once = running()
    assert set_once.refused(clock.SetTerms(terms=TERMS), GU).code == "terms_set_already"
    late = Story().upto(Status.DISPATCHED)
    late.give(clock.SetTerms(terms=replace(TERMS, limit_on=TODAY - days(1))), GU)
    with_none = Story().upto(Status.DISPATCHED)
    with_none.give(clock.SetTerms(terms=replace(TERMS, limit_on=None)), GU)


def test_a_return_is_asked_for_inside_its_window() -> None:
    ask = problem.AskReturn(reason="不属我局")
    later(running(), 7).give(ask, HE)
    assert later(running(), 8).refused(replace(ask, happened_on=TODAY), HE).code == "return_late"
    later(running(None), 8).give(ask, HE)


def test_the_third_return_is_adjudicated_bindingly() -> None:
    ask, bind = (
        problem.AskReturn(reason="不属我局"),
        problem.AdjudicateProblem(unit="roads", due_on=DUE, reason="路权在你局"),
    )
    story = running()
    story.give(ask, HE)
    assert story.refused(bind, SU).code == "adjudication_not_due"
    story.give(problem.RefuseReturn(reason="属你局"), GU)
    story.give(ask, HE)
    story.give(problem.AgreeReturn(), GU)
    story.give(replace(DISPATCH, unit="roads"), GU)
    story.give(ask, TIAN)
    assert story.refused(problem.AgreeReturn(), GU).code == "adjudication_due"
    assert story.refused(problem.RefuseReturn(reason="属你局"), GU).code == "adjudication_due"
    assert story.refused(bind, GU).code == "not_allowed"
    leads = responsibility.AssignResponsibility(lead_unit="roads")
    assert story.refused(leads, SU).code == "not_your_unit"
    story.give(bind, SU)
    story.give(leads, SU)
    assert story.status() is Status.DISPATCHED
    story.give(SIGN, TIAN)
    assert story.refused(ask, TIAN).code == "adjudicated_already"
    assert story.case.clock.first_due_on == DUE, "being sent around does not make the first deadline forgotten"


def test_what_goes_up_keeps_its_deadline() -> None:
    story = Story().upto(Status.ACCEPTED)
    story.give(replace(DISPATCH, unit="shiqiao"), GU)
    story.give(problem.EscalateProblem(unit="water", reason="村里办不了"), GU)
    assert story.status() is Status.DISPATCHED
    assert story.case.clock.due_on == DUE
    assert story.case.facts.unit == "water"
    assert story.case.facts.units >= {"shiqiao", "water"}


@pytest.mark.parametrize("order", [clock.GrantExtension(to_on=DUE), clock.EndPause(), ASK])
def test_no_clock_runs_where_no_unit_has_it(order: object) -> None:
    story = Story().upto(Status.ACCEPTED)
    by = HE if order is ASK else GU
    assert story.refused(order, by).code == "not_workable"  # type: ignore[arg-type]


def test_the_verifier_decides_no_time() -> None:
    story = running()
    story.give(ASK, HE)
    assert story.refused(clock.GrantExtension(to_on=DUE + days(1)), YE).code == "not_allowed"
