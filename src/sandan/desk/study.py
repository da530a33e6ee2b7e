"""What an entry of the register of study sessions means in commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.study import HoldStudy, Mode, PlanStudy


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Plan a session; where the entry says that it was held, say that in the same go (one entry, law 11).

    `data`: title, mode, unit, on, site, tutor, materials, and of one that was held: held, present, others, outcome, evidence.
    """
    of = identify(key)
    stream = f"study/{of}"
    plan = PlanStudy(
        study=of,
        title=data["title"],
        mode=Mode(data["mode"]),
        unit=data.get("unit") or by.unit,
        planned_on=data["on"],
        site=data.get("site") or "",
        tutor=data.get("tutor") or "",
        materials=tuple(data.get("materials") or ()),
    )
    if not data.get("held"):
        return [Order(stream, plan)]
    return [Order(stream, plan), *hold(of, {**data, "held_on": data["on"]})]


def hold(of: str, data: Mapping[str, Any]) -> list[Order]:
    """Say that a session was held."""
    held = HoldStudy(
        study=of,
        held_on=data["held_on"],
        present=tuple(data.get("present") or ()),
        others=data.get("others"),
        outcome=data.get("outcome") or "",
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(f"study/{of}", held)]
