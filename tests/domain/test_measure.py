"""Measures: promises with numbers before and since, used over days that are counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY
from tests.projections.campaign.measure import introduce

from sandan.domain.authority import Actor, Role
from sandan.domain.measure import (
    AmendMeasure,
    CountUse,
    Effort,
    Measure,
    MeasureStatus,
    PublishMeasure,
    RetireMeasure,
    WithdrawMeasure,
    decide,
    eases,
    evolve,
    measurable,
)
from sandan.domain.quantity import Measure as Word
from sandan.domain.quantity import Quantity
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

WATER = Actor(frozenset({Role.HANDLER}), "jiang", "a6", "water", ("water", "county"))
ROADS = Actor(frozenset({Role.HANDLER}), "pu", "a7", "roads", ("roads", "county"))
OFFICE = Actor(frozenset({Role.DISPATCHER}), "luo", "a5", "office", ("office", "county"))
NEW = replace(introduce("m1", "办事", "报装", Effort(5, 4, 20), Effort(2, 2, 7)), start_on=TODAY - timedelta(30))


def told(*orders: tuple[Command, Actor]) -> Measure | None:
    state: Measure | None = None
    for order, by in orders:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    return state


def refused(state: Measure | None, order: Command, by: Actor = WATER) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


def use(first: int, last: int) -> CountUse:
    """Its use from so many days ago to so many days ago."""
    return CountUse(
        measure="m1",
        from_on=TODAY - timedelta(first),
        to_on=TODAY - timedelta(last),
        count=Quantity(3, Word.TIME),
    )


def test_no_day_of_use_is_counted_twice_and_none_before_it_began() -> None:
    one = told((NEW, WATER), (use(20, 11), WATER))
    assert refused(one, use(11, 5)) == "use_counted"
    assert refused(told((NEW, WATER)), use(40, 31)) == "use_before_start"
    assert refused(one, use(5, -1)) == "date_in_future"
    assert refused(one, use(5, 6)) == "period_reversed"
    assert told((NEW, WATER), (use(20, 11), WATER), (use(10, 0), WATER)) is not None
    people = replace(use(5, 1), count=Quantity(3, Word.PERSON))
    assert refused(told((NEW, WATER)), people) == "quantity_measure"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12))
def test_whatever_is_sent_the_days_that_count_never_overlap(spans: list[tuple[int, int]]) -> None:
    state = told((NEW, WATER))
    counted: list[tuple[int, int]] = []
    for first, last in spans:
        try:
            events = decide(use(first, last), state, WATER, NOW)
        except Refusal:
            continue
        state = evolve(state, events[0])
        counted.append((first, last))
    covered = [day for first, last in counted for day in range(last, first + 1)]
    assert len(covered) == len(set(covered))


def test_it_is_kept_by_its_unit_and_published_by_the_office() -> None:
    one = told((NEW, WATER))
    assert refused(None, NEW, ROADS) == "not_of_the_unit"
    assert refused(one, use(5, 1), ROADS) == "not_of_the_unit"
    assert refused(one, PublishMeasure(measure="m1")) == "not_allowed"
    assert told((NEW, WATER), (PublishMeasure(measure="m1"), OFFICE)) is not None


def test_an_end_is_an_end_and_a_mistake_leaves_the_public_page() -> None:
    end = RetireMeasure(measure="m1", last_on=TODAY, reason="并入改革")
    ended = told((NEW, WATER), (end, WATER))
    assert refused(ended, AmendMeasure(measure="m1", after=Effort(), reason="x")) == "measure_ended"
    assert refused(told((NEW, WATER)), replace(end, last_on=TODAY - timedelta(31))) == "period_reversed"
    gone = told(
        (NEW, WATER), (PublishMeasure(measure="m1"), OFFICE), (WithdrawMeasure(measure="m1", reason="错"), WATER)
    )
    assert gone is not None
    assert (gone.status, gone.published) == (MeasureStatus.WITHDRAWN, False)


def test_what_has_ended_is_used_until_its_last_day() -> None:
    last = TODAY - timedelta(3)
    ended = told((NEW, WATER), (RetireMeasure(measure="m1", last_on=last, reason="并入"), WATER))
    assert decide(use(8, 3), ended, WATER, NOW)
    assert refused(ended, use(8, 2)) == "measure_ended"


def test_only_what_became_less_eases_anything() -> None:
    assert eases(Effort(5, 2), Effort(5, 1))
    assert not eases(Effort(5, None, 3), Effort(5, 2, 4))
    assert not eases(Effort(5), Effort(None, 2))


def test_only_a_number_before_and_since_measures_anything() -> None:
    assert measurable(Effort(5), Effort(2))
    assert not measurable(Effort(5), Effort(None, 2, 7))
    assert not measurable(Effort(), Effort())
    with pytest.raises(Refusal):
        Effort(-1)
