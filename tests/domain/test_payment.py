"""Payment lists: drawn up once a month, signed by another, and reconciled to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY

from sandan.domain.authority import Actor, Role
from sandan.domain.money import ZERO, Money, total
from sandan.domain.payment import (
    ApprovePayment,
    DiscardPayment,
    DrawUpPayment,
    PayLine,
    Payment,
    ReconcilePayment,
    Returned,
    decide,
    evolve,
)
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

CLERK = Actor(frozenset({Role.ASSISTANCE}), "tian", "a1", "qingxi", ("qingxi", "yunling"))
SIGNER = Actor(frozenset({Role.APPROVER}), "jiang", "a2", "qingxi", ("qingxi", "yunling"))
LINES = (PayLine("b1", Money.of("166.67")), PayLine("b2", Money.of("500.00"), Money.of("250.00")))
DRAW = DrawUpPayment(payment="p1", item="dibao", unit="qingxi", bureau="bureau", month=f"{TODAY:%Y-%m}", lines=LINES)
APPROVE = ApprovePayment(payment="p1", due=LINES)
RECONCILE = ReconcilePayment(payment="p1", paid_on=TODAY, paid=Money.of("666.67"))


def told(*orders: tuple[Command, Actor]) -> Payment:
    state: Payment | None = None
    for order, by in orders:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: Payment | None, order: Command, by: Actor = CLERK) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


def test_one_list_a_month_and_only_what_is_due() -> None:
    assert refused(None, replace(DRAW, running="p0")) == "payment_twice"
    assert refused(None, replace(DRAW, lines=())) == "payment_empty"
    assert refused(None, replace(DRAW, lines=(LINES[0], LINES[0]))) == "payment_twice"
    assert refused(None, replace(DRAW, lines=(PayLine("b1", ZERO),))) == "payment_twice"
    assert refused(None, replace(DRAW, month="2999-01")) == "month_out_of_range"
    assert refused(None, replace(DRAW, unit="shanxi")) == "not_of_the_unit"


def test_another_signs_what_is_still_due() -> None:
    drawn = told((DRAW, CLERK))
    assert refused(drawn, APPROVE, replace(SIGNER, person="tian")) == "same_signer"
    assert refused(drawn, ApprovePayment(payment="p1", due=LINES[:1]), SIGNER) == "payment_stale"
    assert refused(drawn, RECONCILE) == "payment_not_at"
    signed = told((DRAW, CLERK), (APPROVE, SIGNER))
    assert refused(signed, DiscardPayment(payment="p1", reason="重拟")) == "payment_not_at"


def test_to_the_cent() -> None:
    signed = told((DRAW, CLERK), (APPROVE, SIGNER))
    assert refused(signed, replace(RECONCILE, paid=Money.of("666.66"))) == "payment_does_not_add_up"
    back = (Returned("b2", "账号有误"),)
    assert refused(signed, replace(RECONCILE, returned=back)) == "payment_does_not_add_up"
    assert refused(signed, replace(RECONCILE, returned=(Returned("b9", "无此户"),))) == "payment_line_unknown"
    (event,) = decide(replace(RECONCILE, paid=Money.of("166.67"), returned=back), signed, CLERK, NOW)
    assert event.sent_back == Money.of(500)  # type: ignore[attr-defined]


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30), st.data())
def test_paid_and_sent_back_add_up(cents: list[int], data: st.DataObject) -> None:
    lines = tuple(PayLine(f"b{number}", Money(Decimal(each).scaleb(-2))) for number, each in enumerate(cents))
    signed = told((replace(DRAW, lines=lines), CLERK), (ApprovePayment(payment="p1", due=lines), SIGNER))
    back = data.draw(st.sets(st.sampled_from([each.application for each in lines])))
    paid = total(each.amount for each in lines if each.application not in back)
    order = replace(RECONCILE, paid=paid, returned=tuple(Returned(each, "退回") for each in sorted(back)))
    (event,) = decide(order, signed, CLERK, NOW)
    assert event.paid + event.sent_back == total(each.amount for each in lines)  # type: ignore[attr-defined]
