"""The demo county's boundaries: invented areas that fit each other, around no place on earth in particular."""

from __future__ import annotations

from random import Random

from sandan.config.demo.cast import Cast
from sandan.config.demo.names import TOWNS
from sandan.desk import boundary as desk
from sandan.domain.authority import Actor
from sandan.intake.boundary import Feature

_SOURCE = "演示数据，虚构的界线"
_REVIEW = "云S（2026）001号（虚构）"
_WEST, _SOUTH, _CELL = 108.0, 33.0, 0.12
_COLUMNS = 4
_BENDS = 6
"""Into how many pieces a side is broken."""

Spot = tuple[float, float]


def draw(cast: Cast, by: Actor) -> None:
    """Give every town an area, on the county's first morning."""
    features = [Feature(number, "", name, area) for number, (name, area) in enumerate(areas(list(TOWNS)), 1)]
    desk.draw(features, _SOURCE, _REVIEW, by, "demo/boundary", cast.at)


def areas(towns: list[str]) -> list[tuple[str, dict[str, object]]]:
    """An area for each: cells of a bent grid, whose neighbours share every point of a side. The last one has the rest of its row."""
    dice = Random(3)  # noqa: S311 - bends in an invented line
    sides: dict[tuple[Spot, Spot], list[Spot]] = {}
    corners: dict[Spot, Spot] = {}

    def corner(column: int, row: int) -> Spot:
        at = (column, row)
        if at not in corners:
            shift = [dice.uniform(-0.28, 0.28) for _ in range(2)]
            corners[at] = (_WEST + (column + shift[0]) * _CELL, _SOUTH + (row + shift[1]) * _CELL * 0.8)
        return corners[at]

    def side(one: Spot, other: Spot) -> list[Spot]:
        """The points from one corner to before the other, the same ones from both towns."""
        if (other, one) in sides:
            return [one, *sides[other, one][:0:-1]]
        if (one, other) not in sides:
            between = [one]
            for step in range(1, _BENDS):
                share = step / _BENDS
                bend = [dice.uniform(-0.06, 0.06) * _CELL for _ in range(2)]
                x, y = (one[at] + (other[at] - one[at]) * share + bend[at] for at in (0, 1))
                between.append((x, y))
            sides[one, other] = between
        return sides[one, other]

    found: list[tuple[str, dict[str, object]]] = []
    for number, name in enumerate(towns):
        column, row = number % _COLUMNS, number // _COLUMNS
        last = number == len(towns) - 1
        right = _COLUMNS if last else column + 1
        below = [corner(each, row) for each in range(column, right + 1)]
        above = [corner(each, row + 1) for each in range(right, column - 1, -1)]
        outline = [*below, *above]
        ring: list[Spot] = []
        for one, other in zip(outline, [*outline[1:], outline[0]], strict=True):
            ring += side(one, other)
        ring.append(ring[0])
        spelled = [[round(x, 5), round(y, 5)] for x, y in ring]
        found.append((name, {"type": "Polygon", "coordinates": [spelled]}))
    return found
