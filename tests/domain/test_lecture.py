"""Lectures: planned, held, confirmed by others than those who gave or entered them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.county import NOW, TODAY, proof

from sandan.domain.authority import Actor, Role
from sandan.domain.lecture import (
    CancelLecture,
    ConfirmLecture,
    HoldLecture,
    Lecture,
    LectureStatus,
    PlanLecture,
    WithdrawLecture,
    decide,
    evolve,
)
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.register import Grade
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

TOWN = ("town", "county")
CLERK = Actor(frozenset({Role.HANDLER}), "hu", "a1", "town", TOWN)
OF_PLACE = Actor(frozenset({Role.HANDLER}), "ran", "a3", "town", TOWN)
OTHER = Actor(frozenset({Role.HANDLER}), "pu", "a4", "water", ("water", "county"))
OFFICE = Actor(frozenset({Role.DISPATCHER}), "luo", "a5", "office", ("office", "county"))
PLAN = PlanLecture(
    lecture="l1", title="守初心", lecturer="fang", place="town", unit="town", planned_on=TODAY + timedelta(3)
)
HOLD = HoldLecture(lecture="l1", held_on=TODAY, audience=Quantity(70, Measure.PERSON, Qualifier.OVER))


def told(*orders: tuple[Command, Actor], at: datetime = NOW) -> Lecture | None:
    state: Lecture | None = None
    for order, by in orders:
        for event in decide(order, state, by, at):
            state = evolve(state, event)
    return state


def refused(state: Lecture | None, order: Command, by: Actor) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


def test_it_goes_from_plan_to_confirmed() -> None:
    one = told((PLAN, CLERK), (HOLD, CLERK), (ConfirmLecture(lecture="l1"), OF_PLACE))
    assert one is not None
    assert (one.status, one.grade) == (LectureStatus.HELD, Grade.VERIFIED)


def test_papers_make_it_documented_and_nothing_more() -> None:
    documented: Any = HoldLecture(lecture="l1", held_on=TODAY, evidence=(proof(TODAY),))
    one = told((PLAN, CLERK), (documented, CLERK))
    assert one is not None
    assert one.grade is Grade.DOCUMENTED


def test_who_gave_or_entered_it_confirms_nothing() -> None:
    held = told((PLAN, CLERK), (HOLD, CLERK))
    assert refused(held, ConfirmLecture(lecture="l1"), CLERK) == "not_by_keeper"
    lecturer = Actor(frozenset({Role.LEADER}), "fang", "a9", "town", TOWN)
    assert refused(held, ConfirmLecture(lecture="l1"), lecturer) == "not_by_keeper"
    assert refused(held, ConfirmLecture(lecture="l1"), OTHER) == "not_of_the_place"
    assert refused(told((PLAN, CLERK)), ConfirmLecture(lecture="l1"), OF_PLACE) == "not_held_yet"


def test_it_is_kept_by_its_unit_its_place_or_the_office() -> None:
    assert refused(None, PLAN, OTHER) == "not_of_the_unit"
    assert told((PLAN, OFFICE)) is not None
    assert refused(told((PLAN, CLERK)), HOLD, OTHER) == "not_of_the_unit"


def test_it_is_held_once_and_not_in_the_future() -> None:
    planned, held = told((PLAN, CLERK)), told((PLAN, CLERK), (HOLD, CLERK))
    assert refused(held, HOLD, CLERK) == "not_planned"
    assert refused(planned, HoldLecture(lecture="l1", held_on=TODAY + timedelta(1)), CLERK) == "date_in_future"
    hours = HoldLecture(lecture="l1", held_on=TODAY, audience=Quantity(2, Measure.HOUR))
    assert refused(planned, hours, CLERK) == "quantity_measure"
    assert refused(held, CancelLecture(lecture="l1", reason="雨"), CLERK) == "not_planned"


def test_a_mistake_is_taken_back_and_stays_so() -> None:
    gone = told((PLAN, CLERK), (WithdrawLecture(lecture="l1", reason="重复"), CLERK))
    assert gone is not None
    assert gone.status is LectureStatus.WITHDRAWN
    assert refused(gone, HOLD, CLERK) == "record_withdrawn"
    assert refused(None, HOLD, CLERK) == "unknown_lecture"
