"""What an entry of the lecture register means in commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.lecture import HoldLecture, PlanLecture


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Plan a lecture; where the entry says that it was held, say that in the same go (one entry, law 11).

    `data`: title, lecturer, place, unit, on, and of one that was held: held, audience, note, evidence.
    """
    of = identify(key)
    stream = f"lecture/{of}"
    plan = PlanLecture(
        lecture=of,
        title=data["title"],
        lecturer=data["lecturer"],
        place=data["place"],
        unit=data.get("unit") or by.unit,
        planned_on=data["on"],
        open_to_all=bool(data.get("open_to_all")),
    )
    if not data.get("held"):
        return [Order(stream, plan)]
    hold = HoldLecture(
        lecture=of,
        held_on=data["on"],
        audience=data.get("audience"),
        note=data.get("note") or "",
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(stream, plan), Order(stream, hold)]
