"""Charts: what is drawn is what the data say, whatever the words and numbers, and nothing in it breaks a page's content policy."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sandan.bulletins import drawing
from sandan.bulletins.chart import FILL, INK, QUIET, TINTS, Chart, Datum, Kind, classes, labels, spec

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.sampled_from("青溪镇水利局 abc'\"<>&%\\{}()=+$#-—0123456789"), min_size=1, max_size=14)


@st.composite
def charts(draw: Any) -> Chart:
    kind = draw(st.sampled_from(list(Kind)))
    count = draw(st.integers(1, 9))
    series = (
        ("收集", "销号") if kind is Kind.PERIODS and draw(st.booleans()) else ("收集",) if kind is Kind.PERIODS else ()
    )
    data = []
    for at in range(count):
        for number in range(max(len(series), 1)):
            value = draw(st.one_of(st.none(), st.integers(0, 100 if kind is Kind.RATES else 10**7)))
            told = value is not None
            text = str(value) if told else "太少"
            rate: dict[str, Any] = (
                {"of": 7, "low": Decimal("0.5"), "high": Decimal("99.5")} if kind is Kind.RATES and told else {}
            )
            whole: dict[str, Any] = {"of": 10**7} if kind is Kind.BARS and draw(st.booleans()) else {}
            place: dict[str, Any] = {"area": square(at)} if kind is Kind.MAP else {}
            label = draw(WORDS)
            data.append(
                Datum(
                    label,
                    value,
                    text,
                    f"/r/?x={at}&y={number}",
                    f"{label}: {text}",
                    number,
                    f"{at}",
                    **rate,
                    **whole,
                    **place,
                )
            )
    return Chart("one", kind, draw(WORDS), tuple(data), series, (draw(WORDS),))


def square(at: int) -> str:
    west, south = 108 + at * 0.2, 33 + at % 3 * 0.2
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
    return json.dumps({"type": "MultiPolygon", "coordinates": [[ring]]})


def links(drawn: str | bytes) -> list[tuple[str, str]]:
    return [(each.get("href"), each.get("aria-label")) for each in etree.fromstring(drawn).iter(f"{SVG}a")]


@settings(max_examples=40, deadline=None)
@given(charts())
def test_each_datum_is_one_mark_with_its_records_and_no_mark_is_without_a_datum(chart: Chart) -> None:
    drawn = drawing.inline(chart)
    assert sorted(links(drawn)) == sorted((each.url, each.said) for each in chart.data)
    texts = ["".join(each.itertext()) for each in etree.fromstring(drawn).iter(f"{SVG}text")]
    for each in {one.text for one in chart.data}:
        wanted = sum(one.text == each for one in chart.data)
        assert texts.count(each) >= wanted, (each, texts)


@settings(max_examples=40, deadline=None)
@given(charts())
def test_nothing_drawn_breaks_the_content_policy_or_speaks_english(chart: Chart) -> None:
    drawn = drawing.inline(chart)
    root = etree.fromstring(drawn)
    for each in root.iter():
        assert each.tag.removeprefix(SVG) not in {"style", "script", "foreignObject", "image", "use"}
        for name, value in each.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert name == "href" or "url(#" in value or "url(" not in value
        if each.tag != f"{SVG}a" and each is not root:
            assert not {"aria-label", "aria-roledescription", "role"} & set(each.attrib)
    assert "http" not in drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")


@settings(max_examples=60, deadline=None)
@given(charts())
def test_the_specification_holds_the_data_in_their_order_with_a_zero_baseline(chart: Chart) -> None:
    made = spec(chart)
    rows = made["data"]["values"]
    assert [each["text"] for each in rows] == [one.text for one in chart.data]
    if chart.kind is Kind.MAP:
        assert [each["label"] for each in rows] == [one.label for one in chart.data]
        return
    assert [(each["value"], each["text"]) for each in rows] == [
        (None if one.value is None else float(one.value), one.text) for one in chart.data
    ]
    assert made["params"][0]["value"] == labels(chart)
    for scale in scales(made):
        if isinstance(scale.get("domain", [None])[0], int | float) and "nice" in scale:
            assert scale["domain"][0] == 0
    assert "href" not in json.dumps([each["text"] for each in rows])
    assert not [each for each in rows if each["value"] is None and each["text"] in ("0", "")]


def scales(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node["scale"]] if isinstance(node.get("scale"), dict) else []
        return own + [each for value in node.values() for each in scales(value)]
    return [each for value in node for each in scales(value)] if isinstance(node, list) else []


BARS = Chart(
    "towns",
    Kind.BARS,
    "各镇",
    (
        Datum("甲镇", 10, "10", "/r/?town=a", "甲镇：10件", of=20),
        Datum("乙镇", 0, "0", "/r/?town=b", "乙镇：0件", of=20),
        Datum("丙镇", None, "太少", "/r/?town=c", "丙镇：太少"),
    ),
    notes=("截至2026年11月28日。",),
)


def test_what_is_not_told_has_no_bar_and_zero_has_one_without_length() -> None:
    filled = [
        each.get("d") for each in etree.fromstring(drawing.inline(BARS)).iter(f"{SVG}path") if each.get("fill") == FILL
    ]
    widths = [float(re.match(r"M[^h]*h(-?[\d.]+)", each).group(1)) for each in filled]  # type: ignore[union-attr]
    assert len(widths) == 2
    assert widths[1] == 0
    hollow = [
        each.get("d")
        for each in etree.fromstring(drawing.inline(BARS)).iter(f"{SVG}path")
        if each.get("fill") == "#ffffff"
    ]
    assert len(hollow) == 2, "the whole of a bar that is told, and of a zero; none of what is not told"


@pytest.mark.parametrize("kind", Kind)
def test_what_carries_the_link_lies_on_top_and_can_be_pressed(kind: Kind) -> None:
    more: dict[str, Any] = {"low": Decimal(1), "high": Decimal(9)} if kind is Kind.RATES else {}
    data = tuple(Datum(f"{n}", n, f"{n}", f"/{n}", f"{n}", span=f"{n}", area=square(n), **more) for n in range(3))
    root = etree.fromstring(drawing.inline(Chart("one", kind, "图", data, ("收集",))))
    found = list(root.iter(f"{SVG}a"))
    assert [area.get("pointer-events") for each in found for area in each] == ["all"] * 3
    order = list(root.iter())
    painted = [each for each in order if each.tag in (f"{SVG}path", f"{SVG}text") and each.get("fill")]
    axis = [each for each in painted if any(up.get("pointer-events") == "none" for up in each.iterancestors())]
    # What comes later in the tree lies on top; a legend stands outside and may come last.
    marks = [each for each in painted if each not in axis and each.get("fill") in (FILL, *TINTS)]
    last = max(order.index(each) for each in found)
    assert sum(order.index(each) > last for each in marks) <= (len(TINTS) if kind is Kind.MAP else 2)


def test_a_download_stands_by_itself_with_title_and_notes() -> None:
    drawn = drawing.svg(BARS, lambda url: f"https://county.example{url}")
    root = etree.fromstring(drawn)
    said = "".join(root.itertext())
    assert "各镇" in said
    assert "截至2026年11月28日。" in said
    assert root.get("width") == str(round(float(root.get("width"))))
    assert ("https://county.example/r/?town=a", "甲镇：10件") in links(drawn)
    picture = drawing.png(BARS)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert width >= 700
    assert height >= 200


def test_the_same_numbers_are_drawn_once_for_all_addresses() -> None:
    drawing.inline(BARS)
    before = drawing._drawn.cache_info()
    moved = Chart("towns", Kind.BARS, "各镇", tuple(replace(each, url="/other/") for each in BARS.data))
    assert links(drawing.inline(moved))[0][0] == "/other/"
    after = drawing._drawn.cache_info()
    assert after.misses == before.misses
    assert after.maxsize is not None


@given(st.integers(0, 10**6))
def test_classes_of_a_map_hold_every_number_once(most: int) -> None:
    found = classes(most)
    assert found[0] == (0, 0)
    assert len(found) <= len(TINTS)
    assert found[-1][1] == most
    for (_, last), (first, _) in pairwise(found):
        assert first == last + 1
    assert all(first <= last for first, last in found)


@pytest.mark.parametrize(("colour", "least"), [(INK, 7.0), (QUIET, 7.0), (FILL, 4.5)])
def test_contrast_on_white(colour: str, least: float) -> None:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    assert 1.05 / (luminance + 0.05) >= least
