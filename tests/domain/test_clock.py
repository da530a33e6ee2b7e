"""Deadlines: what moves them, what stops them, and what the calendar says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import (
    CLAIM,
    COMPLETE,
    DISPATCH,
    DU,
    GU,
    HE,
    LU,
    MA,
    PLAN,
    SIGN,
    SU,
    TIAN,
    TODAY,
    YE,
    Story,
    days,
    post,
    proof,
)

from sandan.domain import case, clock, problem_command, responsibility
from sandan.domain.authority import CALENDAR, Actor, Role
from sandan.domain.procedure import LAST_ASK, Procedure, Terms
from sandan.domain.turn import Turn
from sandan.domain.values import Status
from sandan.domain.wire import Command

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
    at_once = problem_command.RectifyAtOnce(measure="换管", done_on=TODAY, evidence=(proof(),))
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


@pytest.mark.parametrize(("order", "by"), [(clock.Tick(), CALENDAR), (clock.EndPause(), LU)])
def test_a_pause_that_nobody_ended_in_time_gives_no_more_days_than_were_decided(order: Command, by: Actor) -> None:
    """The machine was off for a week: "until, at most" stays at most."""
    story = running()
    story.give(clock.BeginPause(basis="鉴定", reason="送检", until_on=TODAY + days(6)), LU)
    (ended,) = later(story, 13).give(order, by)
    assert isinstance(ended, clock.PauseEnded)
    assert (ended.days, ended.to_on) == (6, DUE + days(6))
    assert story.case.clock.paused_days == 6


def test_the_review_of_a_standing_obligation_comes_due() -> None:
    story = Story().upto(Status.ACCEPTED)
    story.give(problem_command.MarkLongTerm(basis="河道管护", review_on=TODAY + days(90)), GU)
    assert story.refused(clock.Tick(), CALENDAR).code == "nothing_due"
    later(story, 90)
    assert [each.kind for each in story.give(clock.Tick(), CALENDAR)] == ["clock.review_due/1"]
    story.give(problem_command.ReviewProblem(finding="仍需管护", review_on=story.now.date() + days(90)), LU)
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
    ask = problem_command.AskReturn(reason="不属我局")
    later(running(), 7).give(ask, HE)
    assert later(running(), 8).refused(replace(ask, happened_on=TODAY), HE).code == "return_late"
    later(running(None), 8).give(ask, HE)


def test_the_third_return_is_adjudicated_bindingly() -> None:
    ask, bind = (
        problem_command.AskReturn(reason="不属我局"),
        problem_command.AdjudicateProblem(unit="roads", due_on=DUE, reason="路权在你局"),
    )
    story = running()
    story.give(ask, HE)
    assert story.refused(bind, SU).code == "adjudication_not_due"
    story.give(problem_command.RefuseReturn(reason="属你局"), GU)
    story.give(ask, HE)
    story.give(problem_command.AgreeReturn(), GU)
    story.give(replace(DISPATCH, unit="roads"), GU)
    story.give(ask, TIAN)
    assert story.refused(problem_command.AgreeReturn(), GU).code == "adjudication_due"
    assert story.refused(problem_command.RefuseReturn(reason="属你局"), GU).code == "adjudication_due"
    assert story.refused(bind, GU).code == "not_allowed"
    leads = responsibility.AssignResponsibility(lead_unit="roads")
    assert story.refused(leads, SU).code == "not_your_unit"
    story.give(bind, SU)
    story.give(leads, SU)
    assert story.status() is Status.DISPATCHED
    story.give(SIGN, TIAN)
    assert story.refused(ask, TIAN).code == "adjudicated_already"
    assert story.case.clock.first_due_on == DUE, "being sent around does not make the first deadline forgotten"


def test_a_higher_level_has_a_window_of_its_own_to_return_it_and_nothing_else_anew() -> None:
    story = Story().upto(Status.ACCEPTED)
    story.give(replace(DISPATCH, unit="shiqiao"), GU)
    story.give(clock.SetTerms(terms=TERMS), GU)
    story.give(ASK, DU)
    story.give(clock.GrantExtension(to_on=ASK.to_on), GU)
    later(story, 9).give(problem_command.EscalateProblem(unit="water", reason="村里办不了"), GU)
    ask = problem_command.AskReturn(reason="不属我局")
    assert story.refused(ask, HE).code == "return_late", "the window was the village's"
    held = story.case.clock.terms
    assert held is not None
    own = replace(held, return_by=story.now.date() + days(5))
    for other in (replace(own, longest_on=None), replace(own, limit_on=TODAY + days(900)), replace(own, approvers=())):
        if other != own:
            assert story.refused(clock.SetTerms(terms=other), GU).code == "terms_set_already"
    story.give(clock.SetTerms(terms=own), GU)
    assert story.refused(clock.SetTerms(terms=own), GU).code == "terms_set_already", "once"
    assert (story.case.clock.due_on, story.case.clock.first_due_on) == (ASK.to_on, DUE)
    later(story, 5).give(ask, HE)


def test_what_goes_up_keeps_its_deadline() -> None:
    story = Story().upto(Status.ACCEPTED)
    story.give(replace(DISPATCH, unit="shiqiao"), GU)
    story.give(problem_command.EscalateProblem(unit="water", reason="村里办不了"), GU)
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


def chained(*approvers: Role, **more: Any) -> Story:
    """A problem whose unit's head has asked for ten more days, under rules that name these approvers."""
    story = running(replace(TERMS, approvers=approvers, **more))
    story.give(ASK, HE)
    return story


LATER_DUE = ASK.to_on
GRANT = clock.GrantExtension(to_on=LATER_DUE)


def test_where_the_head_alone_decides_asking_moves_the_deadline_and_both_are_recorded() -> None:
    """信访工作条例 art. 34: 经本机关、单位负责人批准."""
    story = running(replace(TERMS, approvers=(Role.UNIT_HEAD,)))
    asked, granted = story.give(ASK, HE)
    assert isinstance(asked, clock.ExtensionAskedOf)
    assert asked.awaits is None
    assert isinstance(granted, clock.ExtensionGranted)
    assert (granted.first_due_on, granted.due_on, granted.to_on) == (DUE, DUE, LATER_DUE)
    held = story.case.clock
    assert (held.first_due_on, held.due_on, held.asked, held.extensions) == (DUE, LATER_DUE, None, 1)
    assert story.refused(GRANT, GU).code == "extension_not_asked", "nothing is granted twice"


def test_a_head_alone_gives_no_time_without_a_limit_to_it() -> None:
    story = chained(Role.UNIT_HEAD, longest_on=None)
    assert (story.case.clock.due_on, story.case.clock.awaited) == (DUE, (Role.DISPATCHER,))


def test_everyone_whom_the_rules_name_agrees_in_order() -> None:
    story = chained(Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER)
    early = story.refused(GRANT, SU)
    assert (early.code, early.facts) == ("extension_next", {"role": Role.DISPATCHER})
    (agreed,) = story.give(replace(GRANT, to_on=LATER_DUE - days(2)), GU)
    assert isinstance(agreed, clock.ExtensionAgreed)
    assert (agreed.role, agreed.awaits, agreed.due_on) == (Role.DISPATCHER, Role.LEADER, DUE)
    assert story.case.clock.due_on == DUE, "one of two is not enough"
    assert story.refused(GRANT, LU).facts == {"role": Role.LEADER}
    assert story.refused(GRANT, SU).code == "extension_more_than_asked", "the next may give less, not more"
    story.give(replace(GRANT, to_on=LATER_DUE - days(2)), SU)
    assert (story.case.clock.due_on, story.case.clock.first_due_on) == (LATER_DUE - days(2), DUE)


def test_one_person_in_two_posts_does_not_agree_twice() -> None:
    story = chained(Role.DISPATCHER, Role.LEADER)
    story.give(GRANT, GU)
    assert story.refused(GRANT, post("gu", "yunling", Role.LEADER)).code == "agreed_already"


def test_the_next_one_may_refuse_and_nobody_before_their_turn() -> None:
    story = chained(Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER)
    refuse = clock.RefuseExtension(reason="料已到")
    assert story.refused(refuse, SU).code == "extension_next"
    story.give(GRANT, GU)
    story.give(refuse, SU)
    assert (story.case.clock.due_on, story.case.clock.asked, story.case.clock.agreed) == (DUE, None, ())
    story.give(ASK, HE)
    assert story.case.clock.awaited == (Role.DISPATCHER, Role.LEADER), "asked again, all agree again"


def test_whose_turn_follows_who_must_agree() -> None:
    story = chained(Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER)
    assert case.whose(story.case) == Turn(Role.DISPATCHER, DUE)
    story.give(GRANT, GU)
    assert case.whose(story.case) == Turn(Role.LEADER, DUE)


def test_terms_of_old_events_leave_it_to_the_office() -> None:
    old = clock.TermsSet(
        happened_on=TODAY, procedure=Procedure.PETITION, rulebook="petition-2022", basis="", standard_first=False
    )
    held = clock.evolve(running(None).case.clock, old)
    assert held.terms is not None
    assert held.terms.outside == (Role.DISPATCHER,)
    assert held.terms.adjudicate_at == LAST_ASK


@pytest.mark.parametrize("at", [1, 2, 4])
def test_the_rules_say_which_return_is_adjudicated(at: int) -> None:
    ask, refuse = problem_command.AskReturn(reason="不属我局"), problem_command.RefuseReturn(reason="属你局")
    bind = problem_command.AdjudicateProblem(unit="roads", due_on=DUE, reason="路权在你局")
    story = running(replace(TERMS, adjudicate_at=at))
    for number in range(1, at):
        story.give(ask, HE)
        found = story.refused(bind, SU)
        assert (found.code, found.facts) == ("adjudication_not_due", {"count": at})
        turn = case.whose(story.case)
        assert turn is not None
        assert turn.role is Role.DISPATCHER, number
        story.give(refuse, GU)
    story.give(ask, HE)
    assert story.refused(refuse, GU).code == "adjudication_due"
    turn = case.whose(story.case)
    assert turn is not None
    assert turn.role is Role.LEADER
    story.give(bind, SU)
