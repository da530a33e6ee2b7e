"""Advances at the desk: granted to a hospital, and set off against what payers owe it by signed settlements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.advance import GrantAdvance, UseAdvance
from sandan.domain.authority import Actor
from sandan.domain.settlement import PayShare
from sandan.projections.settlement import Settlement


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Grant an advance. `data`: unit (the hospital), fund, amount, granted_on, basis."""
    of = identify(key)
    order = GrantAdvance(
        advance=of,
        unit=data["unit"],
        bureau=by.unit,
        fund=data["fund"],
        amount=data["amount"],
        granted_on=data["granted_on"],
        basis=data["basis"],
    )
    return [Order(f"advance/{of}", order)]


def paid(row: Settlement, data: Mapping[str, Any]) -> list[Order]:
    """A payer pays its share, directly or out of an advance. `data`: payer, amount, paid_on, advance ("" for directly)."""
    amount, advance = data["amount"], data.get("advance") or ""
    pay = PayShare(settlement=row.key, payer=data["payer"], amount=amount, paid_on=data["paid_on"], advance=advance)
    orders = [Order(f"settlement/{row.key}", pay)]
    if advance:
        use = UseAdvance(advance=advance, unit=row.unit, settlement=row.key, payer=data["payer"], amount=amount)
        orders.append(Order(f"advance/{advance}", use))
    return orders
