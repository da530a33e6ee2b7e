"""Boundaries at the desk: the features of a file are matched to towns, the good ones entered together, the others given back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sandan.desk.handle import Done, Order, handle
from sandan.domain.authority import Actor
from sandan.domain.boundary import DrawBoundary, TakeOffBoundary
from sandan.domain.geometry import read, write
from sandan.domain.values import Refusal, Tier
from sandan.intake.boundary import Feature
from sandan.projections.boundary import Boundary
from sandan.projections.unit import Unit, standing
from sandan.projections.version import now


@dataclass(frozen=True, slots=True)
class Returned:
    """A feature that was not taken, and why."""

    number: int
    name: str
    why: Refusal


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a file: ids of the towns that it gave a boundary, of those that had this very one, and what was given back."""

    taken: tuple[str, ...]
    same: tuple[str, ...]
    returned: tuple[Returned, ...]


def draw(
    features: Sequence[Feature], source: str, review: str, by: Actor, key: str, at: datetime | None = None
) -> Drawn:
    """Enter the boundaries of a file, all that can be taken in one transaction. Nothing is entered where nothing can be."""
    towns = list(now(Unit).filter(standing(timezone.localdate(at)), tier=Tier.TOWN.value))
    had = {each.key: (each.area, each.source, each.review) for each in now(Boundary)}
    areas: dict[str, str] = {}
    same: list[str] = []
    returned: list[Returned] = []
    for each in features:
        try:
            of = _town(each, towns)
            area = write(read(each.geometry))
            if of in areas or of in same:
                raise Refusal("boundary_twice")
        except Refusal as refusal:
            returned.append(Returned(each.number, each.name or each.code, refusal))
            continue
        if had.get(of) == (area, source.strip(), review.strip()):
            same.append(of)
        else:
            areas[of] = area
    orders = [
        Order(f"boundary/{of}", DrawBoundary(unit=of, area=area, source=source, review=review, town=True))
        for of, area in areas.items()
    ]
    if orders:
        handle(orders, by, key, at)
    return Drawn(tuple(areas), tuple(same), tuple(returned))


def take_off(of: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take a town's boundary off the map."""
    return handle([Order(f"boundary/{of}", TakeOffBoundary(unit=of, reason=reason))], by, key, at)


def collection(of: Sequence[Boundary], names: dict[str, str]) -> str:
    """Boundaries as a GeoJSON file, such as can be read in again."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": names.get(each.key, each.key), "source": each.source, "review": each.review},
            "geometry": json.loads(each.area),
        }
        for each in of
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _town(of: Feature, towns: Sequence[Unit]) -> str:
    """The one town that a feature names, by its code or else by its name."""
    by_code = [each.key for each in towns if of.code and each.code == of.code]
    by_name = [each.key for each in towns if of.name and each.name == of.name]
    found = by_code or by_name
    if len(found) > 1:
        raise Refusal("boundary_of_several", name=of.name or of.code)
    if not found:
        raise Refusal("boundary_of_nobody", name=of.name or of.code or "—")
    return found[0]
