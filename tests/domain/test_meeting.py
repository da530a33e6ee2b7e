"""On-site meetings: decisions have an owner and a day; one is carried out once, by those whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.county import NOW, TODAY, proof

from sandan.domain.authority import Actor, Role
from sandan.domain.meeting import (
    MOST_DECISIONS,
    CarryOut,
    ConfirmMeeting,
    Decision,
    DecisionStatus,
    DropDecision,
    HoldMeeting,
    Meeting,
    MeetingHeld,
    WithdrawMeeting,
    decide,
    evolve,
)
from sandan.domain.register import Grade
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

TOWN = ("qingxi", "yunling")
KEEPER = Actor(frozenset({Role.HANDLER}), "hu", "a1", "qingxi", TOWN)
NEIGHBOUR = Actor(frozenset({Role.HANDLER}), "ran", "a2", "qingxi", TOWN)
WATER = Actor(frozenset({Role.UNIT_HEAD}), "he", "a3", "water", ("water", "yunling"))
ROADS = Actor(frozenset({Role.UNIT_HEAD}), "tian", "a4", "roads", ("roads", "yunling"))
PUMP = Decision("换泵", TODAY + timedelta(20), "water", "", "p1")
HOLD = HoldMeeting(
    meeting="m1", leader="su", place="qingxi", unit="qingxi", held_on=TODAY, units=("water",), problems=("p1", "p2"),
    decisions=(PUMP, Decision("每月来一次", TODAY + timedelta(30), "", "su")),
)  # fmt: skip


def told(*orders: tuple[Command, Actor]) -> Meeting | None:
    state: Meeting | None = None
    for order, by in orders:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    return state


def refused(state: Meeting | None, order: Command, by: Actor) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


def test_a_decision_on_a_problem_waits_and_any_other_stands_as_such() -> None:
    one = told((HOLD, KEEPER))
    assert one is not None
    assert one.states == (DecisionStatus.WAITING, DecisionStatus.STANDS)


def test_what_is_decided_on_a_problem_was_on_the_table() -> None:
    late = replace(HOLD, decisions=(replace(PUMP, problem="p9"),))
    (event,) = decide(late, None, KEEPER, NOW)
    assert isinstance(event, MeetingHeld)
    assert event.problems == ("p1", "p2", "p9")


def test_a_decision_has_an_owner_and_a_day_after_the_meeting() -> None:
    nobody = replace(HOLD, decisions=(replace(PUMP, unit=""),))
    assert refused(None, nobody, KEEPER) == "decision_without_owner"
    before = replace(HOLD, decisions=(replace(PUMP, due_on=TODAY - timedelta(1)),))
    assert refused(None, before, KEEPER) == "decision_due_before"
    assert refused(None, replace(HOLD, decisions=(PUMP,) * (MOST_DECISIONS + 1)), KEEPER) == "too_many"
    assert refused(None, replace(HOLD, held_on=TODAY + timedelta(1)), KEEPER) == "date_in_future"


def test_a_decision_is_carried_out_once_and_by_those_whose_it_is() -> None:
    held = told((HOLD, KEEPER))
    assert refused(held, CarryOut(meeting="m1", decision=0, task="t1", handling="water"), ROADS) == "not_of_the_unit"
    done = told((HOLD, KEEPER), (CarryOut(meeting="m1", decision=0, task="t1", handling="water"), WATER))
    assert done is not None
    assert done.states[0] is DecisionStatus.TASK
    sent = told((HOLD, KEEPER), (CarryOut(meeting="m1", decision=0, handling="water"), WATER))
    assert sent is not None
    assert sent.states[0] is DecisionStatus.DISPATCHED
    for number, code in ((0, "decision_settled"), (1, "decision_settled"), (2, "unknown_decision")):
        assert refused(done, CarryOut(meeting="m1", decision=number, handling="water"), WATER) == code
    assert refused(done, DropDecision(meeting="m1", decision=0, reason="另案"), KEEPER) == "decision_settled"


def test_those_who_were_there_confirm_it_and_who_led_or_entered_it_does_not() -> None:
    held = told((HOLD, KEEPER))
    assert refused(held, ConfirmMeeting(meeting="m1"), KEEPER) == "not_by_keeper"
    assert refused(held, ConfirmMeeting(meeting="m1"), ROADS) == "not_of_the_place"
    for by in (NEIGHBOUR, WATER):
        one = told((replace(HOLD, evidence=(proof(TODAY),)), KEEPER), (ConfirmMeeting(meeting="m1"), by))
        assert one is not None
        assert one.grade is Grade.VERIFIED


def test_a_mistake_is_taken_back_and_stays_so() -> None:
    gone = told((HOLD, KEEPER), (WithdrawMeeting(meeting="m1", reason="重复"), KEEPER))
    assert refused(gone, CarryOut(meeting="m1", decision=0, handling="water"), WATER) == "record_withdrawn"
    assert refused(None, CarryOut(meeting="m1", decision=0), KEEPER) == "unknown_meeting"
    assert refused(None, HOLD, ROADS) == "not_of_the_unit"
