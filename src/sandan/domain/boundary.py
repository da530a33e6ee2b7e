"""Boundary (界线): the area of a town, entered by the office from a published source, so that figures can be drawn on a map.

Public data of the unit. A map that is shown to the public needs the review of the surveying authority and shows its number (审图号;
地图管理条例, 国务院令第664号, arts. 15 and 22): without one a boundary is drawn for staff alone. What is drawn here decides nothing about
where a boundary runs (行政区域界线管理条例).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.geometry import parse, write
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Boundary:
    """A unit's boundary as its stream tells it; `area` is "" once it was taken off."""

    area: str
    source: str
    review: str


@command("boundary.draw")
@dataclass(frozen=True, slots=True, kw_only=True)
class DrawBoundary(Command):
    """Enter the area of a town (GeoJSON), from a source, with the number of the map's review if it may be shown to the public.

    `town`: whether the unit is a town that stands, as the desk found it.
    """

    unit: str
    area: str
    source: str
    review: str = ""
    town: bool = False


@command("boundary.take_off")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOffBoundary(Command):
    """Let a town have no boundary on the map any more, saying why."""

    unit: str
    reason: str


@event("boundary.drawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryDrawn(Event):
    """A town has this area (a GeoJSON MultiPolygon), by this source."""

    unit: Public[str]
    area: Public[str]
    source: Public[str]
    review: Public[str]


@event("boundary.taken_off/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryTakenOff(Event):
    """A town has no boundary on the map."""

    unit: Public[str]
    reason: Public[str]


def decide(order: Command, state: Boundary | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case DrawBoundary(unit=unit):
            require(order.town, "boundary_of_no_town")
            source = written(order.source, "boundary_source", 300)
            review = written(order.review, "review", 80) if order.review.strip() else ""
            drawn = BoundaryDrawn(
                happened_on=on, unit=unit, area=write(parse(order.area)), source=source, review=review
            )
            require(state != Boundary(drawn.area, source, review), "boundary_same")
            return (drawn,)
        case TakeOffBoundary(unit=unit, reason=reason):
            require(state is not None and state.area, "boundary_missing")
            return (BoundaryTakenOff(happened_on=on, unit=unit, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a boundary command: {order.name}")


def evolve(state: Boundary | None, happened: Event) -> Boundary | None:
    """The boundary after `happened`."""
    match happened:
        case BoundaryDrawn(area=area, source=source, review=review):
            return Boundary(area, source, review)
        case BoundaryTakenOff() if state:
            return replace(state, area="")
    return state
