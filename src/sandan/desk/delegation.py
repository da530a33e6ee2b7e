"""Delegations at the desk: the facts that a decider needs, and which of them holds for an application on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandan.desk.handle import Order, fold, identify
from sandan.domain import application
from sandan.domain.authority import Actor
from sandan.domain.delegation import Delegation, GiveDelegation
from sandan.domain.values import Tier, require
from sandan.projections.delegation import held_by, of_town, overlapping
from sandan.projections.unit import Unit
from sandan.projections.version import now


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Entrust a town. `data`: agent, services, instrument, from_on, to_on, announced_on, where."""
    of = identify(key)
    agent, services = str(data["agent"]), tuple(data["services"])
    order = GiveDelegation(
        delegation=of,
        principal=by.unit,
        agent=agent,
        services=services,
        instrument=data["instrument"],
        from_on=data["from_on"],
        to_on=data["to_on"],
        announced_on=data["announced_on"],
        where=data["where"],
        principal_tier=_tier(by.unit),
        agent_tier=_tier(agent),
        held_already=held_by(by.unit, data["from_on"], data["to_on"]),
        overlapping=overlapping(agent, services, data["from_on"], data["to_on"]),
    )
    return [Order(f"delegation/{of}", order)]


def _tier(unit: str) -> Tier:
    row = now(Unit).filter(key=unit).first()
    require(row is not None, "unknown_unit")
    assert row is not None
    return Tier(row.tier)


def fact(item: str, town: str, bureau: str, on: date) -> application.Delegation | None:
    """The delegation that a decision of a town rests on: the one in force on the day, else one that is suspended then, else the newest of
    this item, so that the refusal can name its instrument. None where the town was never entrusted."""
    held: list[Delegation] = [fold(f"delegation/{key}")[0] for key in of_town(town, bureau)]
    of_item = [each for each in held if item in each.services]
    for each in of_item:
        if each.in_force(item, on):
            return _told(each, suspended=False)
    for each in of_item:
        if each.from_on <= on <= each.to_on:
            return _told(each, suspended=True)
    return _told(of_item[0], suspended=False) if of_item else None


def _told(one: Delegation, *, suspended: bool) -> application.Delegation:
    return application.Delegation(one.instrument, one.agent, one.from_on, one.to_on, suspended)
