"""Why a figure changed: the sides of a difference add up to it, and each record knows what moved it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.projections.tale import END, tell

from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections.change import Clocks, Side, counted, difference, moved
from sandan.projections.count import FIGURES
from sandan.projections.figure import compute

COUNTS = [each for each in FIGURES.values() if not each.is_rate and not each.sealed]


@pytest.fixture
def head(db: None) -> int:
    """A county with a tale told: how many entries it has."""
    tell()
    return read.head().size


def clocks(position: int, on: date = END) -> Clocks:
    return Clocks(on, position)


@pytest.mark.parametrize("share", [(1, 3), (1, 2), (2, 3), (5, 6)])
def test_what_came_less_what_left_is_the_whole_difference(head: int, share: tuple[int, int]) -> None:
    before, after = clocks(head * share[0] // share[1], END - timedelta(3)), clocks(head)
    values = {
        at: {
            each.figure.id: each.records for each in compute([one.id for one in COUNTS], on=at.on, position=at.position)
        }
        for at in (before, after)
    }
    for one in COUNTS:
        came, left = (difference(one, side, before, after).count() for side in (Side.CAME, Side.LEFT))
        assert values[before][one.id] + came - left == values[after][one.id], one.id


@pytest.mark.parametrize(
    "id", ["problems.struck_off", "problems.rectified", "problems.open", "opinions.waiting", "problems.collected"]
)
def test_the_entry_named_is_the_one_that_moved_it(head: int, id: str) -> None:
    one, after = FIGURES[id], clocks(head)
    for position in range(head // 4, head, head // 9):
        before = clocks(position)
        for side in (Side.CAME, Side.LEFT):
            rows = list(difference(one, side, before, after))
            for each in moved(one, side, rows, before, after):
                assert each.entry is not None
                assert before.position < each.entry <= after.position
                counts = {at: one_of(id, each.key, at) for at in (Clocks(END, each.entry - 1), Clocks(END, each.entry))}
                assert list(counts.values()) == ([False, True] if side is Side.CAME else [True, False])


def one_of(id: str, key: str, at: Clocks) -> bool:
    nothing = Clocks(date(2000, 1, 1), 0)
    return bool(difference(FIGURES[id], Side.CAME, nothing, at).filter(key=key).exists())


def test_where_only_a_day_came_no_entry_is_blamed(head: int) -> None:
    one, after = FIGURES["problems.overdue"], clocks(head)
    before = clocks(head, END - timedelta(60))
    rows = list(difference(one, Side.CAME, before, after))
    assert rows, "something became overdue"
    assert {each.entry for each in moved(one, Side.CAME, rows, before, after)} == {None}


def test_a_filter_narrows_the_difference(head: int) -> None:
    one = FIGURES["problems.collected"]
    before, after = clocks(0), clocks(head)
    towns = difference(one, Side.CAME, before, after, town="qingxi")
    assert 0 < towns.count() < difference(one, Side.CAME, before, after).count()
    assert {each.entry is not None for each in moved(one, Side.CAME, list(towns), before, after, town="qingxi")} == {
        True
    }


def test_a_rate_is_opened_by_its_parts_and_one_by_formula_is_not() -> None:
    assert counted(FIGURES["rate.rectification"], "denominator").id == "problems.collected"
    with pytest.raises(Refusal, match="figure_by_formula"):
        counted(FIGURES["rate.satisfaction_by_formula"], "numerator")


def test_of_a_sealed_figure_no_record_is_told() -> None:
    sealed = next(each for each in FIGURES.values() if each.sealed)
    with pytest.raises(Refusal, match="figure_sealed"):
        counted(sealed, "numerator")
