"""Service items: never backwards in time, one version a day, and only by the office or the bureau that answers for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.county import NOW, TODAY

from sandan.domain.allowance import Area, Standard
from sandan.domain.authority import Actor, Role
from sandan.domain.item import Item
from sandan.domain.item_profile import profiles
from sandan.domain.money import ZERO, Money
from sandan.domain.service_item import (
    AdoptItem,
    EndItem,
    ItemAdopted,
    ItemEnded,
    PlaceItem,
    SetStandard,
    Shelf,
    decide,
    evolve,
)
from sandan.domain.values import Refusal
from sandan.domain.wire import Command, Event

OFFICE = Actor(frozenset({Role.DISPATCHER}), "gu", "a1", "office", ("office", "yunling"))
BUREAU = Actor(frozenset({Role.APPROVER}), "min", "a2", "bureau", ("bureau", "yunling"))
TOWN = Actor(frozenset({Role.APPROVER}), "jiang", "a3", "qingxi", ("qingxi", "yunling"))
STANDARD = Standard(Area.RURAL, Money.of(4000), 12, date(2019, 1, 1), "市政府文件")


def item(version: str, days: int, until: int | None = None) -> Item:
    first = TODAY + timedelta(days)
    last = TODAY + timedelta(until) if until is not None else None
    return replace(profiles()["dibao-delegated"], version=version, from_on=first, until_on=last)


def told(*orders: Command, by: Actor = OFFICE) -> tuple[Shelf, list[Event]]:
    state, events = Shelf(), []
    for order in orders:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
            events.append(event)
    return state, events


def refused(state: Shelf, order: Command, by: Actor = OFFICE) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


def test_a_version_begins_tomorrow_at_the_earliest_and_ends_the_one_before() -> None:
    assert refused(Shelf(), AdoptItem(item=item("dibao-a", 0))) == "rules_backwards"
    state, events = told(AdoptItem(item=item("dibao-a", 1)), AdoptItem(item=item("dibao-b", 30)))
    assert [type(each) for each in events] == [ItemAdopted, ItemEnded, ItemAdopted]
    spell = state.spell("dibao-a")
    assert spell is not None
    assert spell.until_on == TODAY + timedelta(29)
    assert refused(state, AdoptItem(item=item("dibao-c", 10))) == "rules_overlap"
    assert refused(state, AdoptItem(item=item("dibao-a", 60))) == "already_exists"


def test_a_version_ends_and_never_backwards() -> None:
    state, _ = told(AdoptItem(item=item("dibao-a", 1)))
    end = EndItem(version="dibao-a", until_on=TODAY, reason="改由县级审批")
    assert decide(end, state, OFFICE, NOW), "the day before its first: it never takes effect"
    assert refused(state, replace(end, until_on=TODAY - timedelta(5))) == "ends_before_start"
    assert refused(state, replace(end, version="dibao-z")) == "unknown_rules"


def test_the_bureau_keeps_its_own_items_and_no_town_does() -> None:
    placed, _ = told(PlaceItem(code="dibao", bureau="bureau"))
    adopt = AdoptItem(item=item("dibao-a", 1))
    assert decide(adopt, placed, BUREAU, NOW)
    assert refused(placed, adopt, TOWN) == "not_of_the_unit"
    assert refused(Shelf(), adopt, BUREAU) == "not_of_the_unit"
    assert refused(placed, PlaceItem(code="dibao", bureau="bureau")) == "nothing_changed"


def test_a_later_standard_changes_nothing_that_was_decided() -> None:
    first, _ = told(SetStandard(code="dibao", standard=STANDARD))
    assert refused(first, SetStandard(code="dibao", standard=STANDARD)) == "already_exists"
    back = replace(STANDARD, from_on=TODAY)
    assert refused(first, SetStandard(code="dibao", standard=back)) == "rules_backwards"
    assert decide(
        SetStandard(code="dibao", standard=replace(STANDARD, from_on=TODAY + timedelta(1))), first, OFFICE, NOW
    )
    assert refused(Shelf(), SetStandard(code="dibao", standard=replace(STANDARD, amount=ZERO))) == "standard_missing"
