"""Geometry (几何): areas on the earth as GeoJSON writes them (RFC 7946), read strictly. Coordinates are WGS 84 degrees, kept to 1 m.

What cannot be a town's area is refused with its reason: no area, no number, a ring that is not closed, coordinates of another system.
Whether a line crosses itself is not looked at: areas are drawn on a small map and never measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from sandan.domain.values import Refusal, require

Point = tuple[Decimal, Decimal]
"""Longitude and latitude in degrees."""
Ring = tuple[Point, ...]
Area = tuple[tuple[Ring, ...], ...]
"""Polygons; of each the outer ring comes first, then the holes."""

MOST_POINTS = 4000
"""Of one area. A town on a map the size of a hand needs a few hundred."""
_METRE = Decimal("0.00001")
_CLOSED = 4
"""The fewest points of a ring, the first again at its end (RFC 7946, 3.1.6)."""


def read(value: object) -> Area:
    """The area that a decoded GeoJSON geometry says.

    Refuses `area_not_area`, `area_not_number`, `area_out_of_range`, `area_ring_short`, `area_ring_open`, `area_flat` and `area_too_fine`.
    """
    kind = value.get("type") if isinstance(value, dict) else None
    require(
        isinstance(value, dict) and kind in ("Polygon", "MultiPolygon"), "area_not_area", found=str(kind or "—")[:40]
    )
    assert isinstance(value, dict)
    said = value.get("coordinates")
    polygons = [said] if kind == "Polygon" else said
    require(isinstance(polygons, list) and polygons, "area_not_area", found=str(kind))
    assert isinstance(polygons, list)
    count = sum(len(ring) for polygon in polygons for ring in _lists(polygon))
    require(count <= MOST_POINTS, "area_too_fine", points=count, limit=MOST_POINTS)
    area = tuple(tuple(_ring(each) for each in _lists(polygon)) for polygon in polygons)
    require(all(polygon and _doubled(polygon[0]) for polygon in area), "area_flat")
    return area


def write(area: Area) -> str:
    """The area as GeoJSON, always in the same words."""
    spelled = [[[[float(each) for each in point] for point in ring] for ring in polygon] for polygon in area]
    return json.dumps({"type": "MultiPolygon", "coordinates": spelled}, separators=(",", ":"))


def bounds(area: Area) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """The westernmost, southernmost, easternmost and northernmost degree."""
    points = [point for polygon in area for point in polygon[0]]
    longitudes, latitudes = [each[0] for each in points], [each[1] for each in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _lists(value: object) -> Iterator[list[object]]:
    """The lists in a list; refuses anything else."""
    require(isinstance(value, list), "area_not_number")
    assert isinstance(value, list)
    for each in value:
        require(isinstance(each, list), "area_not_number")
        yield each


def _ring(said: list[object]) -> Ring:
    ring: list[Point] = []
    for each in said:
        point = _point(each)
        if not ring or ring[-1] != point:
            ring.append(point)
    require(len(ring) >= _CLOSED, "area_ring_short", points=len(ring))
    require(ring[0] == ring[-1], "area_ring_open")
    return tuple(ring)


def _point(said: object) -> Point:
    """Longitude, latitude, and perhaps a height, which is left out."""
    require(isinstance(said, list) and len(said) in (2, 3), "area_not_number")
    assert isinstance(said, list)
    for each in said:
        require(isinstance(each, int | float) and not isinstance(each, bool), "area_not_number")
    # Whatever is no finite number of degrees (nan, 1e400, metres of a projected system) is out of range before it is reckoned with.
    require(all(-limit <= each <= limit for each, limit in zip(said, (180, 90), strict=False)), "area_out_of_range")
    longitude, latitude = (Decimal(repr(each)).quantize(_METRE) for each in said[:2])
    return longitude + 0, latitude + 0


def _doubled(ring: Ring) -> Decimal:
    """Twice the area within a ring, in square degrees; 0 where all points lie on a line."""
    pairs = pairwise(ring)
    return abs(sum((one[0] * other[1] - other[0] * one[1] for one, other in pairs), Decimal(0)))


def parse(text: str) -> Area:
    """The area that `write` wrote. Refuses what is no JSON (`area_not_area`) and all that `read` refuses."""
    try:
        return read(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Refusal("area_not_area", found="—") from error
