"""Units: established under another one, renamed without losing their past."""

from __future__ import annotations

import pytest
from tests.county import ACCEPT, GU, NOW, SHEN, TODAY, days

from sandan.domain import unit
from sandan.domain.values import Fault, Refusal, Tier

WATER = unit.EstablishUnit(unit="water", unit_name=" 县水利局 ", tier=Tier.SYSTEM, parent="yunling")


def established() -> unit.Unit:
    (told,) = unit.decide(WATER, None, SHEN, NOW)
    state = unit.evolve(None, told)
    assert state is not None
    return state


def test_established_and_renamed() -> None:
    state = established()
    assert state == unit.Unit("water", "县水利局", Tier.SYSTEM, "yunling")
    (told,) = unit.decide(unit.RenameUnit(unit="water", unit_name="县水务局"), state, SHEN, NOW)
    assert unit.evolve(state, told) == unit.Unit("water", "县水务局", Tier.SYSTEM, "yunling")


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
