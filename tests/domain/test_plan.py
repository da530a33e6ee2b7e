"""Units' plans: only where they are asked for, with somebody who answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.county import GU, HE, NOW, TIAN, TODAY, days, proof

from sandan.domain import plan
from sandan.domain.authority import Actor
from sandan.domain.plan import AdoptPlan, AmendPlan, AskPlan, Plan, PlanStatus, Responsible, WithdrawPlan
from sandan.domain.register import Grade
from sandan.domain.values import Refusal, Tier

ASK = AskPlan(plan="f1", programme="p1", unit="water", title="主题教育", due_on=TODAY + days(9))
ADOPT = AdoptPlan(plan="f1", content="先学后查", responsible=(Responsible(Tier.SYSTEM, "he", "water", "局长"),))


def told(*orders: tuple[Any, Actor]) -> Plan:
    state: Plan | None = None
    for order, by in orders:
        for made in plan.decide(order, state, by, NOW):
            state = plan.evolve(state, made)
    assert state is not None
    return state


def refused(order: Any, by: Actor, *before: tuple[Any, Actor]) -> str:
    with pytest.raises(Refusal) as no:
        plan.decide(order, told(*before) if before else None, by, NOW)
    return no.value.code


def test_only_the_office_asks_and_once() -> None:
    assert refused(ASK, HE) == "not_allowed"
    assert refused(replace(ASK, runs=False), GU) == "programme_ended"
    assert refused(ASK, GU, (ASK, GU)) == "plan_asked_already"
    back = (WithdrawPlan(plan="f1", reason="不涉及"), GU)
    assert refused(ADOPT, HE, (ASK, GU), back) == "record_withdrawn"
    assert told((ASK, GU), back, (ASK, GU)).status is PlanStatus.ASKED


def test_the_unit_adopts_it_with_somebody_who_answers() -> None:
    assert refused(ADOPT, HE) == "unknown_plan"
    assert refused(ADOPT, TIAN, (ASK, GU)) == "not_of_the_unit"
    assert refused(replace(ADOPT, responsible=()), HE, (ASK, GU)) == "nobody_responsible"
    assert refused(replace(ADOPT, content=" "), HE, (ASK, GU)) == "text_missing"
    assert told((ASK, GU), (ADOPT, HE)).grade is Grade.CLAIMED
    assert told((ASK, GU), (replace(ADOPT, evidence=(proof(),)), HE)).grade is Grade.DOCUMENTED
    assert refused(ADOPT, HE, (ASK, GU), (ADOPT, HE)) == "plan_adopted_already"


def test_it_is_set_anew_for_a_reason() -> None:
    adopted = ((ASK, GU), (ADOPT, HE))
    same = AmendPlan(plan="f1", content=ADOPT.content, responsible=ADOPT.responsible, reason="换人")
    assert refused(same, HE, (ASK, GU)) == "plan_not_adopted"
    assert refused(same, HE, *adopted) == "nothing_changed"
    assert refused(replace(same, content="边学边改", reason=" "), HE, *adopted) == "text_missing"
    assert told(*adopted, (replace(same, content="边学边改"), HE)).content == "边学边改"
