"""Training classes: absence is written down, completion is told, nobody is marked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.county import HE, MA, NOW, TIAN, TODAY, WU, days

from sandan.domain import training
from sandan.domain.authority import Actor
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.register import Grade
from sandan.domain.training import (
    CancelTraining,
    ConcludeTraining,
    ConfirmTraining,
    EnrolTraining,
    HoldSession,
    NotCompleted,
    PlanTraining,
    Training,
    TrainingConcluded,
    TrainingSessionHeld,
    TrainingStatus,
)
from sandan.domain.values import Refusal

PLAN = PlanTraining(
    training="t1",
    title="支部书记培训班",
    unit="water",
    from_on=TODAY - days(2),
    to_on=TODAY,
    participants=("he", "ma", "du"),
)
SESSION = HoldSession(training="t1", session="s1", title="第一课", held_on=TODAY, absent=("du",))
OVER = ConcludeTraining(training="t1", concluded_on=TODAY, not_completed=(NotCompleted("du", "病假"),))


def told(*orders: tuple[Any, Actor]) -> Training:
    state: Training | None = None
    for order, by in orders:
        for made in training.decide(order, state, by, NOW):
            state = training.evolve(state, made)
    assert state is not None
    return state


def refused(order: Any, by: Actor, *before: tuple[Any, Actor]) -> str:
    with pytest.raises(Refusal) as no:
        training.decide(order, told(*before) if before else None, by, NOW)
    return no.value.code


def test_it_has_days_and_a_keeper() -> None:
    assert refused(PLAN, TIAN) == "not_of_the_unit"
    assert refused(replace(PLAN, to_on=TODAY - days(3)), HE) == "period_reversed"
    assert told((PLAN, WU)).participants == ("he", "ma", "du")


def test_a_session_counts_who_was_not_absent() -> None:
    (made,) = training.decide(SESSION, told((PLAN, HE)), HE, NOW)
    assert isinstance(made, TrainingSessionHeld)
    assert made.present == 2
    assert refused(replace(SESSION, absent=("tian",)), HE, (PLAN, HE)) == "not_enrolled"
    assert refused(replace(SESSION, held_on=TODAY - days(9)), HE, (PLAN, HE)) == "before_the_class"
    assert refused(SESSION, HE, (replace(PLAN, participants=()), HE)) == "nobody_present"


def test_whoever_did_not_complete_it_has_a_reason() -> None:
    (made,) = training.decide(OVER, told((PLAN, HE)), HE, NOW)
    assert isinstance(made, TrainingConcluded)
    assert (made.completed, made.not_completed) == (2, (NotCompleted("du", "病假"),))
    assert refused(replace(OVER, not_completed=(NotCompleted("du", " "),)), HE, (PLAN, HE)) == "text_missing"
    assert refused(replace(OVER, not_completed=(NotCompleted("tian", "病假"),)), HE, (PLAN, HE)) == "not_enrolled"
    assert refused(OVER, HE, (PLAN, HE), (OVER, HE)) == "not_planned"


def test_who_takes_part_can_change_until_it_is_over() -> None:
    anew = EnrolTraining(training="t1", participants=("he", "he"), others=Quantity(5, Measure.PERSON))
    assert told((PLAN, HE), (anew, HE)).participants == ("he",)
    assert refused(anew, HE, (PLAN, HE), (OVER, HE)) == "not_planned"
    assert refused(replace(anew, participants=(), others=None), HE, (PLAN, HE)) == "nobody_present"


def test_a_participant_confirms_and_not_who_entered_it() -> None:
    confirm = ConfirmTraining(training="t1")
    assert refused(confirm, HE, (PLAN, HE), (OVER, HE)) == "not_by_keeper"
    assert refused(confirm, TIAN, (PLAN, HE), (OVER, HE)) == "not_present"
    assert told((PLAN, HE), (OVER, HE), (confirm, MA)).grade is Grade.VERIFIED


def test_a_class_that_has_begun_is_not_called_off() -> None:
    off = CancelTraining(training="t1", reason="合并")
    assert told((PLAN, HE), (off, HE)).status is TrainingStatus.CANCELLED
    assert refused(off, HE, (PLAN, HE), (SESSION, HE)) == "sessions_held"
