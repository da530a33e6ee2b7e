"""The one-stop statement (一站式结算单): a shared bill as pages show it, the same for whoever proposes, signs, reads or pays it.

Nothing is computed here that the engine did not compute: every line says what a payer looked at, by which terms, and what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandan.domain.money import ZERO, Money, total
from sandan.domain.payer import Bill, PayerKind, Share, Statement
from sandan.domain.settlement import SettlementSigned
from sandan.web.label import PAYER
from sandan.web.money import yuan


@dataclass(frozen=True, slots=True)
class Line:
    """One payer's line: amounts as written, `left` what it still owes the hospital, "" where nothing was signed."""

    name: str
    kind: str
    looked_at: str
    deductible: str
    ratios: str
    cap_left: str
    pays: str
    applies: bool
    owes: bool
    """Whether it pays anything at all."""
    top_up: bool
    paid: str = ""
    left: str = ""


def shown(told: Statement, paid: Mapping[str, Money] | None = None) -> dict[str, Any]:
    """A statement for `components/statement.html`. `paid`: what each payer has paid by now, once it is signed."""
    bill = told.bill
    rates = {"policy_rate": told.policy_rate, "actual_rate": told.actual_rate}
    return {
        "total": yuan(bill.total),
        "non_catalogue": yuan(bill.non_catalogue),
        "self_first": yuan(bill.self_first),
        "eligible": yuan(bill.eligible),
        "lines": [_line(each, paid) for each in told.shares],
        "funds": yuan(told.funds),
        "patient": yuan(told.patient),
        "self_eligible": yuan(told.self_eligible),
        "outside": yuan(bill.non_catalogue + bill.self_first),
        "owed": yuan(total(each.paid - paid.get(each.payer, ZERO) for each in told.shares)) if paid is not None else "",
        "signed": paid is not None,
        **{name: None if rate is None else f"{rate:.2f}%" for name, rate in rates.items()},
    }


def signed(event: SettlementSigned) -> Statement:
    """What was signed, as it stands in the ledger."""
    return Statement(Bill(event.total, event.non_catalogue, event.self_first), event.shares)


def _line(one: Share, paid: Mapping[str, Money] | None) -> Line:
    done = ZERO if paid is None else paid.get(one.payer, ZERO)
    return Line(
        one.name,
        str(PAYER[one.kind]),
        yuan(one.base),
        yuan(one.deductible),
        one.ratios,
        "" if one.cap_left is None else yuan(one.cap_left),
        yuan(one.paid),
        one.applies,
        one.paid > ZERO,
        one.kind is PayerKind.TOP_UP,
        "" if paid is None else yuan(done),
        "" if paid is None else yuan(one.paid - done),
    )
