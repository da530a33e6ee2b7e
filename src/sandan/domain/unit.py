"""Unit (单位): an organ, department, town or village, placed under another in one of four tiers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, Tier, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as its stream tells it."""

    id: str
    name: str
    tier: Tier
    parent: str


@command("unit.establish")
@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishUnit(Command):
    """Add a unit under `parent` ("" only for the county itself)."""

    unit: str
    unit_name: str
    tier: Tier
    parent: str


@command("unit.rename")
@dataclass(frozen=True, slots=True, kw_only=True)
class RenameUnit(Command):
    """Give a unit another name from `happened_on` on; what was recorded before keeps its history."""

    unit: str
    unit_name: str


@event("unit.established/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEstablished(Event):
    """A unit exists."""

    unit: Public[str]
    unit_name: Public[str]
    tier: Public[Tier]
    parent: Public[str]


@event("unit.renamed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRenamed(Event):
    """A unit has another name."""

    unit: Public[str]
    unit_name: Public[str]


def decide(order: Command, state: Unit | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case EstablishUnit(unit=unit, unit_name=name, tier=tier, parent=parent):
            require(state is None, "already_exists", id=unit)
            require(parent or tier is Tier.COUNTY, "parent_missing")
            require(parent != unit, "parent_is_self")
            return (
                UnitEstablished(
                    happened_on=on, unit=unit, unit_name=written(name, "unit_name", 80), tier=tier, parent=parent
                ),
            )
        case RenameUnit(unit=unit, unit_name=name):
            require(state is not None, "unknown_unit", id=unit)
            return (UnitRenamed(happened_on=on, unit=unit, unit_name=written(name, "unit_name", 80)),)
    raise Fault(f"not a unit command: {order.name}")


def evolve(state: Unit | None, happened: Event) -> Unit | None:
    """The unit after `happened`."""
    match happened:
        case UnitEstablished(unit=unit, unit_name=name, tier=tier, parent=parent):
            return Unit(unit, name, tier, parent)
        case UnitRenamed(unit_name=name) if state:
            return replace(state, name=name)
    return state
