"""What an entry of the list of study materials means in commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.material import AddMaterial, MaterialKind


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Put a material on the list. `data`: title, kind, unit, link, note, evidence."""
    of = identify(key)
    added = AddMaterial(
        material=of,
        title=data["title"],
        kind_of=MaterialKind(data["kind"]),
        unit=data.get("unit") or by.unit,
        link=data.get("link") or "",
        note=data.get("note") or "",
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(f"material/{of}", added)]
