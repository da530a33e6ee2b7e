"""Charts: pure data to Vega-Lite, drawn by `drawing`. A chart is a table of its own data: what is drawn is what `data` says, and no more.

What every kind keeps to: a zero baseline; the data in the order given, never by size (no league table); each number written beside its
mark; parts told apart by filled and hollow, never by colour alone; what has no number or is too small to be told is words on an empty
row, never a zero; one link for each datum, as wide as its row. Text has a contrast of at least 7 : 1 on white, marks of 4.5 : 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import cos, radians
from typing import Any

WIDTH = 360
"""In CSS pixels: what a phone has. Wider screens set charts side by side, or draw them larger: the text grows with them."""
FONT = "Noto Sans SC"
INK, QUIET, RULE, FILL, GROUND = "#1c2025", "#525962", "#7f858d", "#12508c", "#ffffff"
"""The colours of the page's own sheet, which paints them anew in the dark."""
LINK = "#"
"""A mark's link is this and the place of its datum; whoever shows the chart puts the address in its place."""

Spec = dict[str, Any]


class Kind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    """A bar for each datum. With `of`, the whole of which it is a part is drawn hollow behind it."""
    RATES = "rates"
    """A dot for each rate on a scale from 0 to 100, with its interval as a line."""
    PERIODS = "periods"
    """Upright bars by period, the series beside each other, the second hollow."""
    MAP = "map"
    """Areas with name and number written in each, the darker the more."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One mark: what it is of, its number, as `text` writes it, and where its records are.

    `value` is None where there is no number, or where it is not told: then `text` says so in words. `of` is the whole of a part, or the n
    of a rate, which has `low` and `high`, both ends of its interval.
    """

    label: str
    value: int | Decimal | None
    text: str
    url: str
    said: str
    """In a sentence, for who does not see it."""
    series: int = 0
    span: str = ""
    """Of a period its first and last day, where `label` is short."""
    of: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    area: str = ""
    """On a map: a GeoJSON geometry in degrees."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words. `series` names what is filled and what is hollow; `notes` are the lines of a download's head."""

    name: str
    kind: Kind
    title: str
    data: tuple[Datum, ...]
    series: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def spec(chart: Chart, *, headed: bool = False) -> Spec:
    """The Vega-Lite specification. `headed`: with title and notes and on white, to stand by itself."""
    made = _DRAWN[chart.kind](chart)
    made |= {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": GROUND if headed else None,
        # A page's own font may be wider than the one that the drawer measures with.
        "padding": 12 if headed else {"left": 6, "right": 14, "top": 2, "bottom": 2},
        "config": _CONFIG,
    }
    if headed:
        lines = [line for note in chart.notes for line in _broken(note, 28)]
        made["title"] = {"text": _broken(chart.title, 22), "subtitle": lines, "anchor": "start", "offset": 12}
    return made


def _broken(text: str, most: int) -> list[str]:
    """A text in lines of at most so many wide characters; of a Latin word nothing is cut off."""
    lines, line, width = [], "", 0.0
    words = _words(text)
    for word in words:
        wide = sum(0.55 if each.isascii() else 1.0 for each in word)
        if line and width + wide > most:
            lines.append(line.rstrip())
            line, width = "", 0.0
        line, width = line + word, width + wide
    return [*lines, line.rstrip()]


def _words(text: str) -> Iterator[str]:
    """What a line may not be broken within: Latin words with the space behind them, and each wide character."""
    word = ""
    for each in text:
        if each.isascii() and not each.isspace():
            word += each
            continue
        if each.isspace():
            yield word + each
            word = ""
            continue
        if word:
            yield word
        word = ""
        yield each
    if word:
        yield word


_CONFIG: Spec = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "aria": False,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 150,
        "titleColor": QUIET,
        "titleFontWeight": "normal",
        "titleFontSize": 12,
        "domainColor": RULE,
        "tickColor": RULE,
        "gridColor": "#dcdad3",
    },
    "legend": {
        "aria": False,
        "orient": "top",
        "title": None,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 300,
        "symbolType": "square",
        "symbolSize": 110,
        "symbolStrokeWidth": 1.5,
    },
    "text": {"color": INK, "fontSize": 12},
    "title": {"color": INK, "subtitleColor": QUIET, "fontSize": 15, "subtitleFontSize": 11, "subtitleLineHeight": 16},
}


def _rows(chart: Chart) -> list[Spec]:
    """The data as Vega-Lite gets them: labels by their place, because two villages may have one name."""
    places: dict[str, int] = {}
    rows = []
    for at, each in enumerate(chart.data):
        row: Spec = {
            "at": at,
            "place": at if chart.kind is not Kind.PERIODS else places.setdefault(each.span, len(places)),
            "series": chart.series[each.series] if chart.series else "",
            "value": None if each.value is None else float(each.value),
            "text": each.text,
            "href": f"{LINK}{at}",
        }
        row |= {"of": each.of} if each.of is not None else {}
        row |= {"low": float(each.low)} if each.low is not None else {}
        row |= {"high": float(each.high)} if each.high is not None else {}
        rows.append(row)
    return rows


def labels(chart: Chart) -> list[str]:
    """What stands along the axis, in order."""
    if chart.kind is Kind.PERIODS:
        return list({each.span: each.label for each in chart.data}.values())
    return [each.label for each in chart.data]


def _named() -> Spec:
    """The expression by which an axis writes names for places."""
    return {"labelExpr": "names[datum.value]"}


def _top(chart: Chart) -> float:
    """How far the scale goes: to the largest number, with room for what is written behind it; never to nothing."""
    most = max((float(max(each.value or 0, (each.of or 0))) for each in chart.data), default=0)
    return max(most, 1) * 1.3


def _frame(chart: Chart, layers: Sequence[Spec], step: int) -> Spec:
    return {
        "height": max(len(labels(chart)), 1) * step,
        "params": [{"name": "names", "value": labels(chart)}],
        "data": {"values": _rows(chart)},
        "layer": list(layers),
    }


_LINKED: Spec = {"href": {"field": "href", "type": "nominal"}, "description": {"field": "href", "type": "nominal"}}
_ROW = 27
"""The height of a row: with the gap off, a link is at least 24 high (WCAG 2.2, 2.5.8)."""
_THICK = {"band": 0.66}
_TOLD = {"filter": "isValid(datum.value)"}
_WHOLE_ROW: Spec = {
    "mark": {"type": "rect", "fill": "transparent", "stroke": None},
    "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, **_LINKED},
}
"""A clear rectangle over the whole row, that carries the link."""


def _place(chart: Chart) -> Spec:
    axis = {"title": None, "ticks": False, "domain": False, "labelPadding": 6, **_named()}
    order = list(range(len(chart.data)))
    return {
        "field": "place",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": order, "paddingInner": 0.1},
        "axis": axis,
    }


def _bars(chart: Chart) -> Spec:
    """Bars that lie, each with its number behind it."""
    whole = any(each.of is not None for each in chart.data)
    scale = {"domain": [0, _top(chart)], "nice": False, "zero": True}
    axis = {"title": None, "labels": False, "ticks": False, "grid": False, "domain": False}
    x: Spec = {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}
    layers: list[Spec] = []
    if whole:
        layers.append(
            {
                "transform": [_TOLD],
                "mark": {
                    "type": "bar",
                    "height": _THICK,
                    "fill": GROUND,
                    "stroke": RULE,
                    "strokeWidth": 1,
                    "aria": False,
                },
                "encoding": {"x": {**x, "field": "of"}},
            }
        )
    layers += [
        {
            "transform": [_TOLD],
            "mark": {"type": "bar", "height": _THICK, "fill": FILL, "stroke": FILL, "strokeWidth": 1, "aria": False},
            "encoding": {"x": x},
        },
        {
            "transform": [{"calculate": "max(datum.value || 0, isValid(datum.value) && datum.of || 0)", "as": "end"}],
            "mark": {"type": "text", "align": "left", "dx": 5, "aria": False},
            "encoding": {"x": {**x, "field": "end"}, "text": {"field": "text"}},
        },
        {
            "mark": {"type": "rule", "stroke": RULE, "aria": False},
            "encoding": {"x": {"value": 0}, "y": {"value": 0}, "y2": {"value": "height"}},
        },
        _WHOLE_ROW,
    ]
    made = _frame(chart, layers, _ROW)
    made["encoding"] = {"y": _place(chart)}
    return made


def _rates(chart: Chart) -> Spec:
    """A dot and its interval on a scale from 0 to 100, with rate and n behind it."""
    scale = {"domain": [0, 100], "nice": False}
    axis = {"title": "%", "values": [0, 50, 100], "domain": True, "titleAlign": "left"}
    x: Spec = {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}
    between = {"filter": "isValid(datum.low)"}
    layers: list[Spec] = [
        {
            "transform": [between],
            "mark": {"type": "rule", "stroke": FILL, "strokeWidth": 2, "aria": False},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        *(
            {
                "transform": [between],
                "mark": {"type": "tick", "color": FILL, "thickness": 2, "size": 8, "aria": False},
                "encoding": {"x": {**x, "field": end}},
            }
            for end in ("low", "high")
        ),
        {
            "transform": [_TOLD],
            "mark": {
                "type": "point",
                "shape": "circle",
                "filled": True,
                "size": 80,
                "fill": FILL,
                "opacity": 1,
                "aria": False,
            },
            "encoding": {"x": x},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "aria": False},
            "encoding": {"x": {"value": "width"}, "text": {"field": "text"}},
        },
        _WHOLE_ROW,
    ]
    made = _frame(chart, layers, _ROW)
    made["encoding"] = {"y": _place(chart)}
    return made


def _periods(chart: Chart) -> Spec:
    """Upright bars by period, the numbers above them."""
    count = len(labels(chart))
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, _top(chart)], "nice": False, "zero": True},
        "axis": {"title": None, "labels": False, "ticks": False, "grid": False, "domain": False},
    }
    axis = {"title": None, "ticks": False, "labelAngle": 0 if count <= 6 else -45, **_named()}
    axis["labelOverlap"] = False
    x = {
        "field": "place",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(range(count)), "paddingInner": 0.25},
        "axis": axis,
    }
    beside: Spec = {}
    if len(chart.series) > 1:
        beside = {
            "xOffset": {"field": "series", "type": "nominal", "sort": None, "scale": {"domain": list(chart.series)}}
        }
    fills = [FILL, GROUND]
    size = 11 if count * max(len(chart.series), 1) <= 16 else 9
    layers: list[Spec] = [
        {
            "transform": [_TOLD],
            "mark": {"type": "bar", "stroke": FILL, "strokeWidth": 1.5, "aria": False},
            "encoding": {
                "y": y,
                **beside,
                "fill": {
                    "field": "series",
                    "type": "nominal",
                    "scale": {"domain": list(chart.series) or [""], "range": fills[: max(len(chart.series), 1)]},
                    "legend": {"symbolStrokeColor": FILL} if len(chart.series) > 1 else None,
                },
            },
        },
        {
            "transform": [{"calculate": "datum.value || 0", "as": "end"}],
            "mark": {"type": "text", "baseline": "bottom", "dy": -3, "fontSize": size, "aria": False},
            "encoding": {"y": {**y, "field": "end"}, **beside, "text": {"field": "text"}},
        },
        {
            "mark": {"type": "rect", "fill": "transparent", "stroke": None},
            "encoding": {"y": {"value": 0}, "y2": {"value": "height"}, **beside, **_LINKED},
        },
    ]
    made = _frame(chart, layers, 1)
    made["height"] = 190
    made["encoding"] = {"x": x}
    return made


TINTS = ("#fefefe", "#d6e4f2", "#a9c8e6", "#6fa3d3", "#12508d")
"""From nothing to the most. They are not the page's colours, so that a map stays as light in the dark as its words need it."""
_DARK, _LIGHT = "#1c2026", "#fefefe"


def classes(most: float) -> list[tuple[int, int]]:
    """The numbers that share a tint, in equal steps up to the largest: at most as many as there are tints, 0 by itself."""
    steps = min(len(TINTS) - 1, int(most))
    ends = [-(-int(most) * step // steps) for step in range(1, steps + 1)] if steps else []
    return [(0, 0), *((first + 1, last) for first, last in zip([0, *ends], ends, strict=False))]


def _plane(area: str, squeeze: float) -> list[list[list[list[float]]]]:
    """An area with its degrees of longitude as long as they are there."""
    polygons: list[list[list[list[float]]]] = json.loads(area)["coordinates"]
    return [[[[x * squeeze, y] for x, y in ring] for ring in polygon] for polygon in polygons]


def _centre(polygons: list[list[list[list[float]]]]) -> tuple[float, float]:
    """The centre of gravity of the largest part."""
    best, most = (0.0, 0.0), 0.0
    for ring, *_holes in polygons:
        pairs = list(pairwise(ring))
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)
        if abs(twice) > most:
            most = abs(twice)
            x, y = (sum((a[at] + b[at]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) for at in (0, 1))
            best = x / (3 * twice), y / (3 * twice)
    return best


def _map(chart: Chart) -> Spec:
    """Areas on a plane, as large as they are there, with their names and numbers in them."""
    latitudes = [y for each in chart.data for polygon in json.loads(each.area)["coordinates"] for _, y in polygon[0]]
    squeeze = cos(radians((min(latitudes) + max(latitudes)) / 2))
    told = [each.value for each in chart.data if each.value is not None]
    bands = classes(float(max(told, default=0)))
    names = [f"{first}" if first == last else f"{first}–{last}" for first, last in bands]
    tints = [TINTS[round(at * (len(TINTS) - 1) / max(len(bands) - 1, 1))] for at in range(len(bands))]
    rows, points = [], []
    for at, each in enumerate(chart.data):
        polygons = _plane(each.area, squeeze)
        band = next((n for n, (_, last) in enumerate(bands) if each.value is not None and each.value <= last), 0)
        x, y = _centre(polygons)
        points += [point for polygon in polygons for point in polygon[0]]
        ink = _LIGHT if each.value is not None and tints[band] == TINTS[-1] else _DARK
        row: Spec = {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            "href": f"{LINK}{at}",
        }
        row |= {"label": each.label, "text": each.text, "band": names[band], "x": x, "y": y, "ink": ink}
        rows.append(row)
    wide, high = (max(each[at] for each in points) - min(each[at] for each in points) for at in (0, 1))
    placed = {"longitude": {"field": "x", "type": "quantitative"}, "latitude": {"field": "y", "type": "quantitative"}}
    written: Spec = {"type": "text", "fontSize": 11, "aria": False}
    coloured = {"color": {"field": "ink", "type": "nominal", "scale": None}}
    legend = {"orient": "bottom", "symbolStrokeColor": RULE}
    return {
        "height": min(max(round((WIDTH - 8) * high / wide), 160), 460),
        "projection": {"type": "identity", "reflectY": True},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "geoshape", "stroke": RULE, "strokeWidth": 1, "aria": False},
                "encoding": {
                    "fill": {
                        "field": "band",
                        "type": "nominal",
                        "scale": {"domain": names, "range": tints},
                        "legend": legend,
                    }
                },
            },
            {
                "mark": {**written, "dy": -7},
                "encoding": {**placed, **coloured, "text": {"field": "label", "type": "nominal"}},
            },
            {
                "mark": {**written, "dy": 7, "fontWeight": "bold", "fontSize": 12},
                "encoding": {**placed, **coloured, "text": {"field": "text", "type": "nominal"}},
            },
            {"mark": {"type": "geoshape", "fill": "transparent", "stroke": None}, "encoding": _LINKED},
        ],
    }


_DRAWN = {Kind.BARS: _bars, Kind.RATES: _rates, Kind.PERIODS: _periods, Kind.MAP: _map}
