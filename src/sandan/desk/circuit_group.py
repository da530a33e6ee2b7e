"""What an entry of the register of circuit groups means in commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.circuit_group import FormGroup


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Form a group. `data`: title, leader, members (ids), from_on, note, and unit where another one keeps it."""
    of = identify(key)
    order = FormGroup(
        group=of,
        title=data["title"],
        unit=data.get("unit") or by.unit,
        leader=data["leader"],
        members=tuple(data.get("members") or ()),
        from_on=data["from_on"],
        note=data.get("note") or "",
    )
    return [Order(f"circuit_group/{of}", order)]
