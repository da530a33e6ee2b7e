"""Pace and burden: what took how many days, and what units were asked for, counted again from the records and the entries."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import TODAY, days
from tests.projections.tale import END, tell

from sandan.ledger import read
from sandan.projections import figure, replay
from sandan.projections.count import LEAST
from sandan.projections.figure import FIGURES, compute, grouped, one, records
from sandan.projections.rate import nearest_rank

DAYS = [id for id, each in FIGURES.items() if each.within is not None]
ORDERS = ("problem.dispatched/1", "problem.sent_back/1", "chase.issued/1", "plan.asked/1")


@pytest.fixture
def told(db: None) -> None:
    tell()
    replay.rebuild()


@given(st.lists(st.integers(0, 40), min_size=1), st.fractions(Fraction(1, 100), 1))
def test_a_quantile_is_the_first_number_up_to_which_that_share_lies(numbers: list[int], within: Fraction) -> None:
    cells = [(each, numbers.count(each)) for each in sorted(set(numbers))]
    found = nearest_rank(cells, within)
    assert found == sorted(numbers)[ceil(len(numbers) * within) - 1]
    assert sum(each <= found for each in numbers) >= within * len(numbers)
    assert sum(each < found for each in numbers) < within * len(numbers)


def test_nothing_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        nearest_rank([], Fraction(1, 2))


def by_hand(id: str, on: date, unit: str | None = None, since: str | None = None) -> int | None:
    """The same from the records behind it, one by one."""
    of = FIGURES[id]
    rows = list(records(id, on=on, unit=unit, since=since))
    first, last = of.span
    took = sorted(((getattr(each, last) if last else on) - getattr(each, first)).days for each in rows)
    assert of.within is not None
    told = took and (not of.sealed or len(took) >= LEAST)
    return took[ceil(len(took) * of.within) - 1] if told else None


@pytest.mark.parametrize("id", DAYS)
def test_days_are_those_of_the_records(told: None, id: str) -> None:
    for on in (TODAY, TODAY + days(6), END, END + days(62)):
        value = one(id, on=on)
        assert value.value == by_hand(id, on)
        assert value.suppressed or value.rows == value.records == records(id, on=on).count()
        if FIGURES[id].sealed:
            continue
        for key, (mine,) in grouped("unit", [id], on=on).items():
            assert mine.value == by_hand(id, on, unit=key)
    window = one(id, on=END, since=(TODAY + days(3)).isoformat())
    assert window.value == by_hand(id, END, since=(TODAY + days(3)).isoformat())


def test_no_data_is_no_day(told: None) -> None:
    before = TODAY - timedelta(400)
    assert [(each.value, each.rows) for each in compute(DAYS, on=before)] == [(None, 0)] * len(DAYS)


def test_every_demand_on_a_unit_is_counted_once(told: None) -> None:
    entries = [each for each in read.entries() if each.kind in ORDERS and not each.stream.startswith("problem/0")]
    shares = sum(len(each.public["cooperating"]) for each in entries if each.kind == "problem.dispatched/1")
    ids = ("demands.made", "demands.order", "demands.share", "demands.redo", "demands.chase", "demands.plan")
    made, *parts = (each.numerator for each in compute(ids, on=END + days(400)))
    assert parts == [*(sum(each.kind == kind for each in entries) for kind in ORDERS[:1]), shares, *(
        sum(each.kind == kind for each in entries) for kind in ORDERS[1:]
    )]  # fmt: skip
    assert made == sum(parts) > 0
    by_unit = grouped("unit", ["demands.made"], on=END + days(400))
    assert sum(value.numerator for (value,) in by_unit.values()) == made
    assert "" not in by_unit
    assert figure.one("demands.made", on=TODAY - days(400)).numerator == 0
