"""Units: established under another one, renamed without losing their past."""

from __future__ import annotations

import pytest
from tests.county import ACCEPT, GU, NOW, SHEN, TODAY, days

from sandan.domain import unit
from sandan.domain.values import Fault, Refusal, Tier
from sandan.domain.wire import Command

WATER = unit.EstablishUnit(unit="water", unit_name=" 县水利局 ", tier=Tier.SYSTEM, parent="yunling")


def established() -> unit.Unit:
    (told,) = unit.decide(WATER, None, SHEN, NOW)
    state = unit.evolve(None, told)
    assert state is not None
    return state


def test_established_and_renamed() -> None:
    state = established()
    assert state == unit.Unit("water", "县水利局", Tier.SYSTEM, "yunling", TODAY)
    (told,) = unit.decide(unit.RenameUnit(unit="water", unit_name="县水务局"), state, SHEN, NOW)
    assert unit.evolve(state, told) == unit.Unit("water", "县水务局", Tier.SYSTEM, "yunling", TODAY)


def test_only_the_county_stands_under_nothing() -> None:
    top = unit.EstablishUnit(unit="yunling", unit_name="云岭县", tier=Tier.COUNTY, parent="")
    assert unit.decide(top, None, SHEN, NOW)
    with pytest.raises(Refusal, match="parent_missing"):
        unit.decide(unit.EstablishUnit(unit="x", unit_name="x", tier=Tier.TOWN, parent=""), None, SHEN, NOW)
    with pytest.raises(Refusal, match="parent_is_self"):
        unit.decide(unit.EstablishUnit(unit="x", unit_name="x", tier=Tier.TOWN, parent="x"), None, SHEN, NOW)


def test_refused() -> None:
    with pytest.raises(Refusal, match="already_exists"):
        unit.decide(WATER, established(), SHEN, NOW)
    with pytest.raises(Refusal, match="unknown_unit"):
        unit.decide(unit.RenameUnit(unit="water", unit_name="x"), None, SHEN, NOW)
    with pytest.raises(Refusal, match="text_missing"):
        unit.decide(unit.RenameUnit(unit="water", unit_name=" "), established(), SHEN, NOW)
    with pytest.raises(Refusal, match="date_in_future"):
        unit.decide(unit.RenameUnit(unit="water", unit_name="x", happened_on=TODAY + days(1)), established(), SHEN, NOW)
    with pytest.raises(Fault):
        unit.decide(ACCEPT, established(), GU, NOW)


def change(order: Command, state: unit.Unit | None = None) -> unit.Unit:
    """The unit after everything that follows from `order`."""
    now = state or established()
    for each in unit.decide(order, now, SHEN, NOW):
        after = unit.evolve(now, each)
        assert after is not None
        now = after
    return now


def test_moved_under_another_but_never_below_itself() -> None:
    moved = change(unit.MoveUnit(unit="water", parent="office", above=("office", "yunling")))
    assert (moved.parent, moved.changed_on) == ("office", TODAY)
    for order, code in (
        (unit.MoveUnit(unit="water", parent="bureau", above=("bureau", "water", "yunling")), "parent_is_below"),
        (unit.MoveUnit(unit="water", parent="water"), "parent_is_self"),
        (unit.MoveUnit(unit="water", parent=""), "parent_missing"),
        (unit.MoveUnit(unit="water", parent="yunling"), "already_there"),
    ):
        with pytest.raises(Refusal, match=code):
            change(order)


def test_a_unit_in_use_is_not_abolished_and_says_why() -> None:
    assert change(unit.AbolishUnit(unit="water")).ended_on == TODAY
    with pytest.raises(Refusal, match="unit_in_use") as caught:
        change(unit.AbolishUnit(unit="water", posts=3, problems=2, units=1))
    assert caught.value.facts == {"unit": "县水利局", "posts": 3, "problems": 2, "units": 1}


def test_merged_units_are_no_more_and_successors_remember_them() -> None:
    merged = change(unit.MergeUnit(unit="water", into="office", above=("office", "yunling")))
    assert (merged.ended_on, merged.successor) == (TODAY, "office")
    with pytest.raises(Refusal, match="unit_ended"):
        change(unit.RenameUnit(unit="water", unit_name="x"), merged)
    after = change(unit.AbsorbUnit(unit="water", source="bureau", earlier=("station", "bureau")))
    assert after.absorbed == {"bureau", "station"}
    for order, code in (
        (unit.MergeUnit(unit="water", into="water"), "merge_unit_into_self"),
        (unit.MergeUnit(unit="water", into=""), "merge_unit_into_self"),
        (unit.MergeUnit(unit="water", into="bureau", above=("bureau", "water")), "successor_is_below"),
    ):
        with pytest.raises(Refusal, match=code):
            change(order)


def test_new_units_come_out_of_an_old_one_which_goes_on() -> None:
    assert change(unit.SplitUnit(unit="water", into=("bureau",))) == established()
    with pytest.raises(Refusal, match="nothing_split_off"):
        change(unit.SplitUnit(unit="water", into=()))
    part = unit.EstablishUnit(unit="bureau", unit_name="供水站", tier=Tier.SYSTEM, parent="yunling", origin="water")
    told = unit.decide(part, None, SHEN, NOW)
    assert [each.kind for each in told] == ["unit.established/1", "unit.split_off/1"]


def test_history_is_entered_in_its_order() -> None:
    later = NOW + days(10)
    (renamed,) = unit.decide(
        unit.RenameUnit(unit="water", unit_name="县水务局", happened_on=TODAY + days(5)), established(), SHEN, later
    )
    state = unit.evolve(established(), renamed)
    early = unit.MoveUnit(unit="water", parent="office", happened_on=TODAY + days(2))
    with pytest.raises(Refusal, match="before_last_change") as caught:
        unit.decide(early, state, SHEN, later)
    assert caught.value.facts["last"] == TODAY + days(5)


def test_the_county_stays() -> None:
    top = unit.Unit("yunling", "云岭县", Tier.COUNTY, "", TODAY)
    for order in (
        unit.MoveUnit(unit="yunling", parent="water"),
        unit.AbolishUnit(unit="yunling"),
        unit.MergeUnit(unit="yunling", into="water"),
    ):
        with pytest.raises(Refusal, match="county_stays"):
            change(order, top)


def test_a_code_belongs_to_one_unit_and_can_be_taken_away() -> None:
    state = established()
    (told,) = unit.decide(unit.GiveUnitCode(unit="water", code="999901"), state, SHEN, NOW)
    assert isinstance(told, unit.UnitCodeGiven)
    assert unit.evolve(state, told) == state
    assert unit.decide(unit.GiveUnitCode(unit="water", code=""), state, SHEN, NOW)
    with pytest.raises(Refusal, match="code_taken"):
        unit.decide(unit.GiveUnitCode(unit="water", code="999901", holder="县交通局"), state, SHEN, NOW)
    with pytest.raises(Refusal, match="text_too_long"):
        unit.decide(unit.GiveUnitCode(unit="water", code="9" * 33), state, SHEN, NOW)
