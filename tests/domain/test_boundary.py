"""Areas are read strictly, whatever is sent as one; a boundary is drawn, drawn again, and taken off."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.authority import Actor, Role
from sandan.domain.boundary import BoundaryDrawn, BoundaryTakenOff, DrawBoundary, TakeOffBoundary, decide, evolve
from sandan.domain.geometry import MOST_POINTS, bounds, parse, read, write
from sandan.domain.values import Refusal

OFFICE = Actor(frozenset({Role.DISPATCHER}), person="p1", unit="office", lineage=("office",))
AT = datetime(2026, 11, 28, 9, 0)  # noqa: DTZ001
SQUARE = [[108, 33], [108.1, 33], [108.1, 33.1], [108, 33.1], [108, 33]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def refused(value: object) -> str:
    with pytest.raises(Refusal) as no:
        read(value)
    return no.value.code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "area_not_area"),
        ([], "area_not_area"),
        ({"type": "Point", "coordinates": [1, 2]}, "area_not_area"),
        ({"type": ["Polygon"]}, "area_not_area"),
        ({"type": "Polygon"}, "area_not_number"),
        ({"type": "MultiPolygon", "coordinates": []}, "area_not_area"),
        (polygon(), "area_flat"),
        (polygon(SQUARE[:3]), "area_ring_short"),
        (polygon(SQUARE[:4]), "area_ring_open"),
        (polygon([[1, 1]] * 9), "area_ring_short"),
        (polygon([[1, 1], [2, 2], [3, 3], [1, 1]]), "area_flat"),
        (polygon([*SQUARE[:2], [33, 108], *SQUARE[3:]]), "area_out_of_range"),
        (polygon([*SQUARE[:2], [12_030_000.5, 3_890_000], *SQUARE[3:]]), "area_out_of_range"),
        (polygon([*SQUARE[:2], [float("nan"), 33], *SQUARE[3:]]), "area_out_of_range"),
        (polygon([*SQUARE[:2], [float("inf"), 33], *SQUARE[3:]]), "area_out_of_range"),
        (polygon([*SQUARE[:2], [10**500, 33], *SQUARE[3:]]), "area_out_of_range"),
        (polygon([*SQUARE[:2], ["108.1", 33], *SQUARE[3:]]), "area_not_number"),
        (polygon([*SQUARE[:2], [True, 33], *SQUARE[3:]]), "area_not_number"),
        (polygon([*SQUARE[:2], [108.1], *SQUARE[3:]]), "area_not_number"),
        (polygon([*SQUARE[:2], {"x": 1}, *SQUARE[3:]]), "area_not_number"),
        (polygon("abc"), "area_not_number"),
        (polygon([[108 + n / 10**4, 33 + (n % 2) / 10] for n in range(MOST_POINTS + 1)]), "area_too_fine"),
    ],
)
def test_what_is_no_area_is_refused_with_its_reason(value: object, code: str) -> None:
    assert refused(value) == code


@pytest.mark.parametrize("text", ["", "{", "null", "[" * 100_000, '{"type":"Polygon","coordinates":' + "[" * 5000])
def test_what_is_no_json_is_no_area(text: str) -> None:
    with pytest.raises(Refusal):
        parse(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner),
    max_leaves=20,
)


@given(JSON, st.sampled_from(["Polygon", "MultiPolygon"]))
def test_whatever_is_sent_is_read_or_refused_and_never_breaks(inner: object, kind: str) -> None:
    for value in (inner, {"type": kind, "coordinates": inner}):
        with suppress(Refusal):
            read(value)


@given(st.floats(-179, 179), st.floats(-89, 89), st.floats(0.001, 0.9))
def test_an_area_is_the_same_read_again_and_lies_where_it_was(west: float, south: float, side: float) -> None:
    ring = [
        [west, south],
        [west + side, south, 812.5],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ]
    area = read({"type": "MultiPolygon", "coordinates": [[ring]]})
    assert parse(write(area)) == area
    assert write(parse(write(area))) == write(area)
    for found, wanted in zip(bounds(area), (west, south, west + side, south + side), strict=True):
        assert abs(found - Decimal(wanted)) <= Decimal("0.00001")


def draw(**given: Any) -> DrawBoundary:
    said = {"unit": "t1", "area": json.dumps(polygon(SQUARE)), "source": "民政局", "town": True}
    return DrawBoundary(**{**said, **given})


def test_a_boundary_is_drawn_drawn_again_and_taken_off() -> None:
    (drawn,) = decide(draw(), None, OFFICE, AT)
    assert isinstance(drawn, BoundaryDrawn)
    assert drawn.area == write(parse(drawn.area))
    state = evolve(None, drawn)
    for order, code in (
        (draw(), "boundary_same"),
        (draw(town=False), "boundary_of_no_town"),
        (draw(source=" "), "text_missing"),
    ):
        with pytest.raises(Refusal) as no:
            decide(order, state, OFFICE, AT)
        assert no.value.code == code
    (again,) = decide(draw(review="云S（2026）001号"), state, OFFICE, AT)
    (off,) = decide(TakeOffBoundary(unit="t1", reason="画错了"), evolve(state, again), OFFICE, AT)
    assert isinstance(off, BoundaryTakenOff)
    with pytest.raises(Refusal) as no:
        decide(TakeOffBoundary(unit="t1", reason="画错了"), evolve(evolve(state, again), off), OFFICE, AT)
    assert no.value.code == "boundary_missing"


def test_nobody_else_draws() -> None:
    with pytest.raises(Refusal):
        decide(draw(), None, Actor(frozenset({Role.CLERK}), person="p2"), AT)
