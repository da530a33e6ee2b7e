"""Visits: entered at once or planned; a clash is said and never forbids; what is heard keeps its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY, proof

from sandan.domain.authority import Actor, Role
from sandan.domain.register import Grade, handles
from sandan.domain.values import Refusal, Topic
from sandan.domain.visit import (
    MOST_HEARD,
    CancelVisit,
    ConfirmVisit,
    EnterVisit,
    EraseVisit,
    Heard,
    HeardKind,
    HoldVisit,
    PlanVisit,
    Visit,
    VisitEntered,
    VisitPlanned,
    VisitStatus,
    WithdrawVisit,
    decide,
    evolve,
)
from sandan.domain.wire import Command, encode

VILLAGE = ("shiqiao", "qingxi", "yunling")
CADRE = Actor(frozenset({Role.HANDLER}), "du", "a1", "shiqiao", VILLAGE)
OF_PLACE = Actor(frozenset({Role.UNIT_HEAD}), "lin", "a2", "shiqiao", VILLAGE)
OTHER = Actor(frozenset({Role.HANDLER}), "pu", "a3", "water", ("water", "yunling"))
OFFICE = Actor(frozenset({Role.DISPATCHER}), "gu", "a4", "office", ("office", "yunling"))
THREE = (
    Heard(HeardKind.OPINION, Topic.WATER, opinion="o1"),
    Heard(HeardKind.DISPUTE, dispute="d1"),
    Heard(HeardKind.NOTED),
)
ENTER = EnterVisit(
    visit="v1", visitor="du", place="shiqiao", unit="shiqiao", held_on=TODAY, heard=THREE, noted=("", "", "收成好")
)
PLAN = PlanVisit(visit="v1", visitor="du", place="shiqiao", unit="shiqiao", planned_on=TODAY + timedelta(3))
MET = replace(PLAN, others=("ZF2026-00007",), who=("水利局 何澄川",), free=("2026-03-13",))


def told(*orders: tuple[Command, Actor]) -> Visit | None:
    state: Visit | None = None
    for order, by in orders:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    return state


def refused(state: Visit | None, order: Command, by: Actor) -> Refusal:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value


def test_one_entry_is_a_visit_with_all_that_was_heard() -> None:
    one = told((ENTER, CADRE))
    assert one is not None
    assert (one.status, one.grade, one.heard) == (VisitStatus.HELD, Grade.CLAIMED, THREE)
    papers = told((replace(ENTER, evidence=(proof(TODAY),)), CADRE))
    assert papers is not None
    assert papers.grade is Grade.DOCUMENTED


def test_what_people_said_is_in_no_open_part_of_the_entry() -> None:
    (event,) = decide(ENTER, None, CADRE, NOW)
    parts = encode(event)
    assert "收成好" not in str((parts.public, parts.internal))
    assert parts.personal == {"noted": ["", "", "收成好"]}


def test_a_clash_is_said_with_who_comes_and_free_days_and_a_reason_goes_through() -> None:
    no = refused(None, MET, CADRE)
    assert (no.code, no.facts["who"], no.facts["free"]) == ("visit_clash", ("水利局 何澄川",), ("2026-03-13",))
    (event,) = decide(replace(MET, despite="抢修不能等"), None, CADRE, NOW)
    assert isinstance(event, VisitPlanned)
    assert (event.others, event.despite) == (("ZF2026-00007",), "抢修不能等")


@given(st.lists(st.text(min_size=1, max_size=12), max_size=5), st.text(max_size=30))
def test_no_plan_is_refused_for_its_clash_once_a_reason_is_given(others: list[str], reason: str) -> None:
    order = replace(PLAN, others=tuple(others), despite=reason)
    if others and not reason.strip():
        assert refused(None, order, CADRE).code == "visit_clash"
    else:
        (event,) = decide(order, None, CADRE, NOW)
        assert isinstance(event, VisitPlanned)
        assert bool(event.despite) <= bool(event.others), "nobody explains what is no clash"


def test_a_plan_lies_ahead_and_a_visit_behind() -> None:
    assert refused(None, replace(PLAN, planned_on=TODAY - timedelta(1)), CADRE).code == "planned_in_past"
    assert refused(None, replace(ENTER, held_on=TODAY + timedelta(1)), CADRE).code == "date_in_future"
    held = told((PLAN, CADRE), (HoldVisit(visit="v1", held_on=TODAY, heard=THREE), CADRE))
    assert held is not None
    assert held.status is VisitStatus.HELD
    assert refused(held, HoldVisit(visit="v1", held_on=TODAY), CADRE).code == "not_planned"
    assert refused(held, CancelVisit(visit="v1", reason="雨"), CADRE).code == "not_planned"


def test_it_is_kept_by_its_unit_its_place_or_the_office() -> None:
    assert refused(None, ENTER, OTHER).code == "not_of_the_unit"
    assert told((ENTER, OFFICE)) is not None
    assert refused(told((ENTER, CADRE)), WithdrawVisit(visit="v1", reason="错"), OTHER).code == "not_of_the_unit"


def test_who_went_or_entered_it_confirms_nothing() -> None:
    held = told((ENTER, CADRE))
    assert refused(held, ConfirmVisit(visit="v1"), CADRE).code == "not_by_keeper"
    assert refused(held, ConfirmVisit(visit="v1"), OTHER).code == "not_of_the_place"
    assert refused(told((PLAN, CADRE)), ConfirmVisit(visit="v1"), OF_PLACE).code == "not_held_yet"
    confirmed = told((ENTER, CADRE), (ConfirmVisit(visit="v1"), OF_PLACE))
    assert confirmed is not None
    assert confirmed.grade is Grade.VERIFIED
    assert refused(confirmed, ConfirmVisit(visit="v1"), OF_PLACE).code == "confirmed_already"


def test_a_mistake_is_taken_back_and_can_still_be_erased() -> None:
    gone = told((ENTER, CADRE), (WithdrawVisit(visit="v1", reason="重复"), CADRE))
    assert refused(gone, HoldVisit(visit="v1", held_on=TODAY), CADRE).code == "record_withdrawn"
    assert decide(EraseVisit(visit="v1", basis="目的已实现"), gone, OFFICE, NOW)
    assert refused(None, HoldVisit(visit="v1", held_on=TODAY), CADRE).code == "unknown_visit"


def test_two_visits_worth_of_things_are_two_visits() -> None:
    many = replace(ENTER, heard=(Heard(HeardKind.NOTED),) * (MOST_HEARD + 1))
    assert refused(None, many, CADRE).code == "too_many"
    (event,) = decide(replace(ENTER, heard=many.heard[1:]), None, CADRE, NOW)
    assert isinstance(event, VisitEntered)


def test_what_is_sealed_is_for_those_who_kept_it_and_their_own_unit() -> None:
    keepers = frozenset({"du"})
    above = Actor(frozenset({Role.UNIT_HEAD}), "x", "a", "qingxi", ("qingxi", "yunling"))
    reader = Actor(frozenset({Role.AUDITOR}), "y", "a", "shiqiao", VILLAGE)
    moved = Actor(frozenset({Role.HANDLER}), "du", "a", "water", ("water", "yunling"))
    assert [handles("shiqiao", keepers, each) for each in (CADRE, OF_PLACE, above, reader, OTHER, moved)] == [
        True, True, False, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["note", "companions"])
def test_a_visit_keeps_no_number_and_no_illness_of_those_visited(where: str) -> None:
    def said(words: str, **more: bool) -> EnterVisit:
        return replace(ENTER, **{where: words}, **more)  # type: ignore[arg-type]

    for words, code in (("户主电话13812345678", "personal_number"), ("看望患病的老人", "names_health")):
        with pytest.raises(Refusal, match=code):
            decide(said(words), None, CADRE, NOW)
    assert decide(said("听残疾人协会谈需求", health_checked=True), None, CADRE, NOW)
    with pytest.raises(Refusal, match="personal_number"):
        decide(said("13812345678", health_checked=True), None, CADRE, NOW)
