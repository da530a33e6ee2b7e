"""Study sessions: named once by who held them, never checked in, persons and attendances apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import HE, MA, NOW, TIAN, TODAY, WU, days, proof

from sandan.domain import study
from sandan.domain.authority import Actor
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.register import Grade
from sandan.domain.study import (
    AttachStudy,
    CancelStudy,
    ConfirmStudy,
    HoldStudy,
    Mode,
    PlanStudy,
    Study,
    StudyHeld,
    StudyStatus,
    WithdrawStudy,
)
from sandan.domain.values import Refusal

PLAN = PlanStudy(study="s1", title="学习条例", mode=Mode.COLLECTIVE, unit="water", planned_on=TODAY)
HOLD = HoldStudy(study="s1", held_on=TODAY, present=("he", "ma"))


def told(*orders: tuple[Any, Actor]) -> Study:
    state: Study | None = None
    for order, by in orders:
        for made in study.decide(order, state, by, NOW):
            state = study.evolve(state, made)
    assert state is not None
    return state


def refused(order: Any, by: Actor, *before: tuple[Any, Actor]) -> str:
    with pytest.raises(Refusal) as no:
        study.decide(order, told(*before) if before else None, by, NOW)
    return no.value.code


def test_the_unit_or_the_office_keeps_it() -> None:
    assert refused(PLAN, TIAN) == "not_of_the_unit"
    assert told((PLAN, WU)).status is StudyStatus.PLANNED
    assert refused(HOLD, TIAN, (PLAN, HE)) == "not_of_the_unit"


def test_somebody_was_there_and_not_in_the_future() -> None:
    assert refused(replace(HOLD, present=()), HE, (PLAN, HE)) == "nobody_present"
    assert refused(replace(HOLD, held_on=TODAY + days(1)), HE, (PLAN, HE)) == "date_in_future"
    households = Quantity(3, Measure.HOUSEHOLD)
    assert refused(replace(HOLD, others=households), HE, (PLAN, HE)) == "quantity_measure"
    counted = replace(HOLD, present=(), others=Quantity(70, Measure.PERSON, Qualifier.OVER))
    assert told((PLAN, HE), (counted, HE)).status is StudyStatus.HELD


def test_who_was_there_confirms_and_not_who_entered_it() -> None:
    held = ((PLAN, HE), (HOLD, HE))
    confirm = ConfirmStudy(study="s1")
    assert refused(confirm, HE, *held) == "not_by_keeper"
    assert refused(confirm, TIAN, *held) == "not_present"
    assert refused(confirm, MA, (PLAN, HE)) == "not_held_yet"
    assert told(*held, (confirm, MA)).grade is Grade.VERIFIED
    assert refused(confirm, MA, *held, (confirm, MA)) == "confirmed_already"


def test_a_document_is_attached_once() -> None:
    held = ((PLAN, HE), (HOLD, HE))
    paper = AttachStudy(study="s1", evidence=(proof(),))
    assert refused(AttachStudy(study="s1"), HE, *held) == "nothing_attached"
    assert told(*held, (paper, HE)).grade is Grade.DOCUMENTED
    assert refused(paper, HE, *held, (paper, HE)) == "attached_already"


def test_what_is_called_off_or_taken_back_stays_so() -> None:
    off = told((PLAN, HE), (CancelStudy(study="s1", reason="防汛"), HE))
    assert off.status is StudyStatus.CANCELLED
    assert refused(CancelStudy(study="s1", reason="x"), HE, (PLAN, HE), (HOLD, HE)) == "not_planned"
    back = (WithdrawStudy(study="s1", reason="重复"), HE)
    assert refused(HOLD, HE, (PLAN, HE), back) == "record_withdrawn"


@given(
    st.lists(st.sampled_from(["he", "ma", "du", "tian"]), max_size=12),
    st.none() | st.builds(Quantity, st.integers(0, 500), st.just(Measure.PERSON), st.sampled_from(Qualifier)),
)
def test_each_is_named_once_however_often(present: list[str], others: Quantity | None) -> None:
    if not present and others is None:
        return
    (made,) = study.decide(replace(HOLD, present=tuple(present), others=others), told((PLAN, HE)), HE, NOW)
    assert isinstance(made, StudyHeld)
    assert made.count == len(made.present) == len(set(present))
