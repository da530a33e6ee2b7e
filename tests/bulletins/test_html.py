"""HTML: every number opens, and nothing in the prose becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.bulletins.conftest import BODY, TITLE
from tests.county import TODAY

from sandan.bulletins import html
from sandan.bulletins.document import Composed, compose
from sandan.projections import figure
from sandan.projections.figure import Value


class Reader(HTMLParser):
    """Collects links with their text, ids, and the nesting of tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.text += " " if tag in ("td", "th") else ""
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag == "a":
            self.links.append((given["href"] or "", ""))
        if "id" in given:
            self.ids.append(given["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "a" in self.open:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)


def address(value: Value, part: html.Part) -> str:
    scope = "".join(f"&{name}={key}" for name, key in value.scope)
    return f"/figures/{value.figure.id}/records/?part={part}&position={value.position}&on={value.on}{scope}"


def test_every_number_is_a_link_to_its_records(composed: Composed) -> None:
    read = Reader(html.fragment(composed, address))
    prose = [each for one in composed.passages for each in one.parts if not isinstance(each, str)]
    cells = [
        each
        for one in composed.passages
        if one.grid
        for row in (*one.grid.rows, one.grid.total)
        for each in row.numbers
    ]
    assert len(read.links) == len(prose) + len(cells)
    assert (
        f"/figures/problems.collected/records/?part=numerator&position={composed.position}&on={composed.on}",
        "17",
    ) in read.links
    linked = sum(len(re.findall(r"[0-9]+(?:\.[0-9])?%?", text)) for _, text in read.links)
    dates = len(re.findall("[0-9]+", "截至2026年4月8日"))
    assert linked > len(prose)
    assert len(re.findall(r"[0-9]+(?:\.[0-9])?%?", read.text)) == linked + dates


def test_links_open_as_many_records_as_the_number_says(composed: Composed) -> None:
    for value in composed.values:
        found = figure.records(value.figure.id, "numerator", on=value.on, position=value.position, **dict(value.scope))
        assert found.count() == value.numerator


def test_without_addresses_a_page_leads_to_its_own_annex(composed: Composed) -> None:
    read = Reader(html.page(composed))
    assert {href.removeprefix("#") for href, _ in read.links} <= set(read.ids)
    assert len(read.ids) == len(composed.values)
    assert composed.digest in read.text
    for value in composed.values:
        assert f"{value.figure.id}/{value.figure.version}" in read.text
    assert f"{23.5}%" in read.text
    assert "4 / 17" in read.text


def test_the_annex_opens_both_numbers_of_a_rate(composed: Composed) -> None:
    read = Reader(html.annex(composed, address))
    of = [href for href, _ in read.links if "/rate.rectification/" in href]
    assert any("part=denominator" in href for href in of)
    assert ("17") in [text for href, text in read.links if href in of]


@pytest.mark.django_db
def test_prose_is_never_markup() -> None:
    evil = '<script>alert("x")</script> & <img src=x onerror=y> {% csrf_token %} {}'
    composed = compose(f"通报{evil}", f"{evil}\n- {evil}\n一、{evil}", 0, TODAY, "zh-hans")
    for text in (html.fragment(composed), html.page(composed)):
        assert "<script" not in text
        assert "<img" not in text
        assert evil in Reader(text).text


def test_a_fragment_says_what_its_numbers_mean(composed: Composed) -> None:
    text = html.fragment(compose(TITLE, BODY, composed.position, composed.on, "en"))
    assert "Rectification rate: Problems rectified, of all problems collected." in text
