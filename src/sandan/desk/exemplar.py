"""What an entry of the register of exemplars means in commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.exemplar import NominateExemplar
from sandan.ledger import read
from sandan.projections.exemplar import Exemplar


def enter(data: Mapping[str, Any], _by: Actor, key: str) -> list[Order]:
    """Nominate somebody. `data`: title, nominee (a person's id) or nominee_name, unit, grounds, health_checked, evidence."""
    of = identify(key)
    order = NominateExemplar(
        exemplar=of,
        title=data["title"],
        unit=data["unit"],
        grounds=data["grounds"],
        nominee=data.get("nominee") or "",
        nominee_name=data.get("nominee_name") or "",
        health_checked=bool(data.get("health_checked")),
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(f"exemplar/{of}", order)]


def nominee_name(row: Exemplar) -> str:
    """The sealed name of an exemplar without a post. The caller asks who reads: those who work on it, or everybody while it is published
    and the person agrees."""
    told = read.opened([row.position])[row.position].personal or {}
    return str(told.get("nominee_name", ""))


def objection_words(position: int) -> str:
    """What an objection says, for those who may answer it; the caller asks the decider first."""
    told = read.opened([position])[position].personal or {}
    return str(told.get("words", ""))
