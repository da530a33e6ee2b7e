"""Boundaries of towns, as the map needs them. Versioned, so that the map of a past position is drawn as it was known then."""

from __future__ import annotations

from django.db import models

from sandan.domain import boundary
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, as_of, index


class Boundary(Version):
    """A town's area (a GeoJSON MultiPolygon, "" once taken off), its source, and the number of the map's review ("" for staff alone)."""

    area = models.TextField()
    source = models.CharField(max_length=300)
    review = models.CharField(max_length=80)
    drawn_on = models.DateField()

    class Meta:
        indexes = [index("boundary", "key")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a boundary."""
    match event:
        case boundary.BoundaryDrawn():
            values = {"area": event.area, "source": event.source, "review": event.review, "drawn_on": event.happened_on}
            tables.put(Boundary, event.unit, entry.position, values)
        case boundary.BoundaryTakenOff():
            tables.put(Boundary, event.unit, entry.position, {"area": ""})


def drawn(position: int | None = None, *, public: bool) -> dict[str, Boundary]:
    """The boundaries on the map by town: all of them, or (`public`) those whose map was reviewed (地图管理条例 art. 15)."""
    rows = as_of(Boundary, position).exclude(area="").order_by("position")
    return {each.key: each for each in (rows.exclude(review="") if public else rows)}
