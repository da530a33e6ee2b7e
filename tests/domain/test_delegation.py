"""Delegation: by an instrument, to a town alone, never handed on, never reaching back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY
from tests.domain.line import APPROVER, BUREAU, BUREAU_APPROVER, BUREAU_OFFICER, OTHER, TOWN

from sandan.domain.authority import Actor
from sandan.domain.delegation import (
    Delegation,
    EndDelegation,
    GiveDelegation,
    ResumeDelegation,
    SuspendDelegation,
    decide,
    entrusted,
    evolve,
)
from sandan.domain.values import Refusal, Tier
from sandan.domain.wire import Command

GIVE = GiveDelegation(
    delegation="d1", principal=BUREAU, agent=TOWN, services=("dibao",), instrument="云民发〔2026〕12号", from_on=TODAY,
    to_on=TODAY + timedelta(365), announced_on=TODAY - timedelta(3), where="县政府网站", principal_tier=Tier.SYSTEM,
    agent_tier=Tier.TOWN,
)  # fmt: skip
SUSPEND = SuspendDelegation(
    delegation="d1", instrument="云民发〔2026〕30号", from_on=TODAY + timedelta(10), reason="抽查错误率高"
)
RESUME = ResumeDelegation(delegation="d1", instrument="云民发〔2026〕41号", from_on=TODAY + timedelta(40))
END = EndDelegation(delegation="d1", instrument="云民发〔2026〕50号", last_on=TODAY + timedelta(60), reason="机构调整")
Given = tuple[Command, Actor, datetime]


def told(*orders: Command, at: datetime = NOW) -> Delegation:
    state: Delegation | None = None
    for order in orders:
        for event in decide(order, state, BUREAU_APPROVER, at):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: Delegation | None, order: Command, by: Actor = BUREAU_APPROVER, at: datetime = NOW) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, at)
    return no.value.code


def on(days: int) -> date:
    return TODAY + timedelta(days)


def test_the_town_decides_within_scope_and_days_and_nobody_else_does() -> None:
    one = told(GIVE)
    assert entrusted(BUREAU, TOWN, "dibao", on(0), [one]) is one
    assert entrusted(BUREAU, TOWN, "dibao", on(365), [one]) is one
    for agent, service, day in (
        (TOWN, "dibao", on(-1)),
        (TOWN, "dibao", on(366)),
        (TOWN, "temporary", on(1)),
        (OTHER, "dibao", on(1)),
    ):
        assert entrusted(BUREAU, agent, service, day, [one]) is None


def test_who_was_entrusted_entrusts_nobody_and_no_village_is_entrusted() -> None:
    """行政许可法 art. 24 by analogy: no re-entrustment."""
    assert (
        refused(None, replace(GIVE, principal=TOWN, agent="shiqiao", principal_tier=Tier.TOWN), APPROVER)
        == "no_reentrustment"
    )
    assert refused(None, replace(GIVE, agent="shiqiao", agent_tier=Tier.BRANCH)) == "agent_is_no_town"
    assert refused(None, replace(GIVE, held_already=("dibao",))) == "no_reentrustment"
    assert refused(None, replace(GIVE, agent=BUREAU)) == "entrusted_to_itself"


def test_only_the_bureau_gives_suspends_and_ends_and_only_who_decides_there() -> None:
    assert refused(None, GIVE, APPROVER) == "not_by_principal"
    assert refused(None, GIVE, BUREAU_OFFICER) == "not_allowed"
    for order in (SUSPEND, RESUME, END):
        assert refused(told(GIVE), order, APPROVER) == "not_by_principal"


def test_it_is_announced_first_has_an_instrument_and_an_end() -> None:
    assert refused(None, replace(GIVE, announced_on=TODAY + timedelta(1))) == "date_in_future"
    assert refused(None, replace(GIVE, from_on=TODAY - timedelta(9))) == "delegation_unannounced"
    assert refused(None, replace(GIVE, to_on=TODAY - timedelta(1))) == "delegation_days"
    assert refused(None, replace(GIVE, instrument=" ")) == "text_missing"
    assert refused(None, replace(GIVE, services=())) == "services_missing"
    assert refused(None, replace(GIVE, overlapping=("云民发〔2025〕1号",))) == "delegation_overlaps"


def test_a_suspension_holds_from_its_day_to_the_day_before_the_resumption() -> None:
    suspended = told(GIVE, SUSPEND)
    assert suspended.in_force("dibao", on(9))
    assert not suspended.in_force("dibao", on(10))
    assert not suspended.in_force("dibao", on(300))
    resumed = told(GIVE, SUSPEND, RESUME)
    assert not resumed.in_force("dibao", on(39))
    assert resumed.in_force("dibao", on(40))
    assert refused(suspended, SUSPEND) == "suspended_already"
    assert refused(told(GIVE), RESUME) == "delegation_not_suspended"
    assert refused(suspended, replace(RESUME, from_on=on(10))) == "spells_overlap"
    assert refused(resumed, replace(SUSPEND, from_on=on(20))) == "spells_overlap"


def test_nothing_about_it_reaches_back() -> None:
    assert refused(told(GIVE), replace(SUSPEND, from_on=on(-1))) == "delegation_backwards"
    assert refused(told(GIVE), replace(END, last_on=on(-2))) == "delegation_backwards"
    ended = told(GIVE, END)
    assert ended.in_force("dibao", on(60))
    assert not ended.in_force("dibao", on(61))
    suspended = told(GIVE, END, SUSPEND)
    assert [suspended.in_force("dibao", on(day)) for day in (9, 10, 60)] == [True, False, False], "it ran until its end"
    assert told(GIVE, END, replace(END, last_on=on(30))).in_force("dibao", on(31)) is False, "and may end sooner"
    assert refused(told(GIVE, replace(END, last_on=on(-1))), SUSPEND) == "delegation_over"


@given(first=st.integers(0, 300), last=st.integers(1, 60), day=st.integers(-5, 370))
def test_on_no_day_two_decide(first: int, last: int, day: int) -> None:
    """Between suspension and resumption the bureau decides, on every other day of the delegation the town does."""
    orders: list[Command] = [GIVE, replace(SUSPEND, from_on=on(first))]
    if first + last <= 365:
        orders.append(replace(RESUME, from_on=on(first + last)))
    state = told(*orders)
    paused = first <= day and (len(orders) == 2 or day < first + last)
    assert state.in_force("dibao", on(day)) == (0 <= day <= 365 and not paused)
