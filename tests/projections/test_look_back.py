"""What a look-back is drawn from, and how what was found is told part by part."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.county import TODAY, days
from tests.projections.tale import END, tell

from sandan.domain.look_back import Item, Strata
from sandan.ledger import read
from sandan.projections.look_back import Tally, items, overlapping, population, tallies, to_check, to_draw
from sandan.projections.problem import Problem


def numbers(by: Strata = Strata.TOPIC, position: int | None = None) -> list[str]:
    return sorted(each.number for each in population(by, TODAY, END, position))


@pytest.mark.django_db
def test_it_is_all_that_stands_struck_off_also_what_has_passed_a_look_back() -> None:
    tell()
    assert numbers() == ["W2026-p1", "W2026-p7"], "p8 was struck off and reopened"
    assert population(Strata.TOPIC, TODAY, TODAY + days(4)) == []
    assert numbers(position=0) == []


@pytest.mark.django_db
def test_as_of_a_position_it_is_what_was_known_then() -> None:
    tell()
    seen = {tuple(numbers(position=n)) for n in range(0, read.head().size + 1, 2)}
    assert ("W2026-p1", "W2026-p7", "W2026-p8") in seen, "before p8 was reopened"


@pytest.mark.django_db
def test_what_stands_under_the_shield_is_never_in_it() -> None:
    tell()
    Problem.objects.filter(key="p7").update(shielded=True)
    assert numbers() == ["W2026-p1"]


@pytest.mark.django_db
@pytest.mark.parametrize("by", Strata)
def test_every_item_lies_in_one_part(by: Strata) -> None:
    tell()
    found = population(by, TODAY, END)
    assert len(found) == 2
    values = set(Problem.objects.filter(key__in=("p1", "p7"), until=None).values_list(by.value, flat=True))
    assert {each.stratum for each in found} == values
    assert all(each.unit == "water" for each in found)


@pytest.mark.django_db
def test_piles_and_what_went_before() -> None:
    tell()
    assert [each.problem for each in to_check("ye")] == [], "l3's one item was given to nobody, l2 was given up"
    assert list(to_draw(END)) == []
    assert overlapping(TODAY, TODAY) == ["l1", "l2", "l3"]
    assert overlapping(END + days(1), END + days(9)) == []


@pytest.mark.django_db
def test_parts_add_up_to_the_whole() -> None:
    tell()
    frozen = [Item("p1", "1", "a"), Item("p7", "2", "a"), Item("p9", "3", "b"), Item("p2", "4", "c")]
    drawn = list(items("l1"))
    for each, stratum in zip(drawn, "aab", strict=True):
        each.stratum = stratum
    *parts, whole = tallies(frozen, drawn)
    assert [each.stratum for each in parts] == ["a", "b", "c"]
    for field in ("population", "drawn", "holds", "overturned", "cannot_tell", "told", "waiting"):
        assert sum(getattr(each, field) for each in parts) == getattr(whole, field), field
    assert (whole.population, whole.holds, whole.overturned) == (4, 2, 1)


def test_the_whole_weighs_its_parts_and_says_of_how_many_it_says_nothing() -> None:
    parts = (Tally("a", 900, 10, 9, 1, 0), Tally("b", 100, 10, 5, 5, 0), Tally("c", 40, 2, 0, 0, 1))
    whole = Tally("*", 1040, 22, 14, 6, 1, parts)
    assert (whole.rate, whole.plain, whole.silent) == (Decimal("14.0"), Decimal("30.0"), 40)
    assert whole.interval is not None
    assert (whole.interval.low, whole.interval.high) == (Decimal("3.4"), Decimal("41.8"))
    assert Tally("*", 40, 2, 0, 0, 1, parts[2:]).rate is None
    assert Tally("*", 40, 2, 0, 0, 1, parts[2:]).interval is None


def test_a_part_without_a_verdict_has_no_rate() -> None:
    assert Tally("a", 9, 3, 0, 0, 2).rate is None
    assert Tally("a", 9, 3, 0, 0, 2).interval is None
    assert Tally("a", 9, 3, 0, 0, 2).waiting == 1
    few, many = Tally("a", 90, 29, 28, 1, 0), Tally("a", 90, 30, 29, 1, 0)
    assert (few.rate, few.small, many.small) == (Decimal("3.4"), True, False)
