"""Self-inspections: findings that a unit makes about itself, and the dated lists that they are held against."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.county import GU, HE, NOW, QIN, TIAN, TODAY, WU, registered

from sandan.domain import problem, problem_command, problem_event, standard
from sandan.domain.authority import Actor
from sandan.domain.facts import NOTHING
from sandan.domain.problem_command import SELF, Origin
from sandan.domain.self_inspection import (
    Finding,
    FindingStatus,
    FindOneself,
    ListFinding,
    WithdrawFinding,
    decide,
    evolve,
)
from sandan.domain.standard import ITEMS, AdoptStandard, Item, Standard
from sandan.domain.values import Channel, Nature, Refusal
from sandan.domain.wire import Command

FIND = FindOneself(
    finding="f1", title="只说正在办", unit="water", found_on=TODAY, cause="无人盯办", direction="一事一人"
)


def told(*orders: tuple[Command, Actor]) -> Finding:
    state: Finding | None = None
    for order, by in orders:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(do: Any, *given: Any) -> str:
    with pytest.raises(Refusal) as no:
        do(*given, NOW)
    return no.value.code


def test_a_unit_finds_it_in_itself_or_the_office_enters_it() -> None:
    assert told((FIND, HE)).status is FindingStatus.FOUND
    assert told((FIND, WU)).unit == "water"
    assert refused(decide, FIND, None, TIAN) == "not_of_the_unit"
    assert refused(decide, FIND, None, QIN) == "not_allowed"


def test_it_is_listed_once_and_a_mistake_stays_readable() -> None:
    listed = told((FIND, HE), (ListFinding(finding="f1", problem="p1"), HE))
    assert (listed.status, listed.problem) == (FindingStatus.LISTED, "p1")
    assert refused(decide, ListFinding(finding="f1", problem="p2"), listed, HE) == "listed_already"
    gone = told((FIND, HE), (WithdrawFinding(finding="f1", reason="重复"), HE))
    assert refused(decide, ListFinding(finding="f1", problem="p1"), gone, HE) == "record_withdrawn"


def of_itself(found_by: str) -> problem_command.RegisterProblem:
    told = registered("p1", ())
    return problem_command.RegisterProblem(
        problem="p1", number="W2026-00009", title=told.title, statement=told.statement, topic=told.topic,
        channel=Channel.INSPECTION, nature=Nature.DEADLINE, origin=Origin(SELF, "f1", found_by),
    )  # fmt: skip


def test_a_unit_puts_on_the_list_what_it_found_in_itself_and_nothing_else() -> None:
    (event,) = problem.decide(of_itself("water"), None, NOTHING, HE, NOW)
    assert isinstance(event, problem_event.ProblemRegisteredFrom)
    assert (event.origin, event.record, event.found_by) == (SELF, "f1", "water")
    with pytest.raises(Refusal) as no:
        problem.decide(of_itself("roads"), None, NOTHING, HE, NOW)
    assert no.value.code == "unit_registers_immediate_only"


def adopt(days: int, *items: Item) -> AdoptStandard:
    return AdoptStandard(standard="s1", title="自查表", from_on=TODAY + timedelta(days), items=items or ITEMS)


def test_a_list_holds_from_its_day_and_is_never_rewritten() -> None:
    state: Standard | None = None
    for order in (adopt(-10), adopt(5, Item("是否推诿"))):
        state = standard.evolve(state, standard.decide(order, state, GU, NOW)[0])
    assert state is not None
    assert state.on(TODAY - timedelta(11)) is None
    assert (now := state.on(TODAY)) is not None
    assert now.items == ITEMS
    assert (then := state.on(TODAY + timedelta(5))) is not None
    assert then.items == (Item("是否推诿"),)
    assert refused(standard.decide, adopt(5), state, GU) == "standard_earlier"
    assert refused(standard.decide, adopt(6, Item(" ")), state, GU) == "text_missing"
