"""Dashboards: each mark says the figure's number and opens that many records; none shows more than the figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree, html
from tests.web.area import square
from tests.web.cast import County, fresh_key, make_county
from tests.web.step import accepted, dispatched, heard, registered, struck_off

from sandan.desk import boundary, organisation
from sandan.domain.values import Topic
from sandan.intake.boundary import read_features
from sandan.projections import figure
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web import dashboard
from sandan.web.figure import Asked

Open = Callable[[str], Client]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def county(db: None) -> County:
    """A county that is three weeks old, with problems on several rungs, one of them nowhere and with nobody."""
    made = make_county(timezone.now() - timedelta(days=21))
    struck_off(made, at=timezone.now() - timedelta(days=3))
    dispatched(made)
    accepted(made)
    registered(made)
    heard(made, "另一件。")
    boundary.draw(
        read_features(square("青溪镇")), "县民政局", "云S（2026）001号", made.actor("dispatcher"), fresh_key()
    )
    return made


def charts(client: Client, room: str, **query: str) -> Iterator[tuple[str, etree._Element]]:
    answer = client.get(reverse(f"{room}:dashboard"), query)
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    for each in page.iter("section"):
        if each.get("class") == "chart" and each.get("aria-labelledby", "").startswith("chart-"):
            yield each.get("aria-labelledby").removeprefix("chart-"), each


def marks(chart: etree._Element) -> list[tuple[str, str]]:
    """What each mark opens, and the words of it."""
    found = [each for each in chart.iter("a") if any(up.tag == "svg" for up in each.iterancestors())]
    return [(unescape(each.get("href")), each.get("aria-label")) for each in found]


@pytest.mark.parametrize(("who", "room"), [("", "portal"), ("dispatcher", "workspace")])
@pytest.mark.parametrize(
    "query", [{}, {"since": "week"}, {"town": "青溪镇"}, {"grain": "month", "show": "problems.collected"}]
)
def test_each_mark_opens_as_many_records_as_it_says(
    county: County, client_of: Open, who: str, room: str, query: dict[str, str]
) -> None:
    if "since" in query:
        query = {"since": (timezone.localdate() - timedelta(7)).isoformat()}
    if "town" in query:
        query = {"town": county.units["青溪镇"]}
    client, seen = client_of(who), 0
    for name, chart in charts(client, room, **query):
        table = [(unescape(each.get("href")), each.text) for each in chart.iter("a") if each.getparent().tag == "td"]
        assert sorted(url for url, _ in marks(chart)) == sorted(url for url, _ in table), name
        for url, said in marks(chart):
            number = re.search(r"n=(\d+)", said) or re.search(r": (\d+)", said)
            assert number or "no data" in said, said
            if number:
                records = client.get(url)
                assert records.status_code == 200
                assert records.context["total"] == int(number[1]), (name, said, url)
                seen += 1
    assert seen > 20


def test_what_is_drawn_is_the_figure(county: County, client_of: Open) -> None:
    found = dict(charts(client_of(""), "portal"))
    told = {figure.FIGURES[id].name: figure.one(id, on=timezone.localdate()).numerator for id in dashboard.RUNGS}
    said = [words for _, words in marks(found["rungs"])]
    collected = told[figure.FIGURES["problems.collected"].name]
    assert said == [f"{name}: {count} / {collected} items" for name, count in told.items()]
    parts = [int(re.search(r": (\d+)", words)[1]) for _, words in marks(found["parts"])]  # type: ignore[index]
    assert sum(parts) == collected == 4
    ages = [int(re.search(r": (\d+)", words)[1]) for _, words in marks(found["age"])]  # type: ignore[index]
    assert sum(ages) == figure.one("problems.open", on=timezone.localdate()).numerator


def test_windows_are_what_the_figures_say_of_them(county: County) -> None:
    today = timezone.localdate()
    spans = [(None, today), (today - timedelta(7), today), (today - timedelta(20), today - timedelta(8))]
    ids = ["problems.collected", "problems.open", "opinions.collected"]
    for (first, last), values in zip(spans, figure.windows(ids, spans), strict=True):
        since = first.isoformat() if first else None
        assert values == [
            type(each)(**{name: getattr(each, name) for name in each.__slots__} | {"exclusions": ()})
            for each in figure.compute(ids, on=last, since=since)
        ]
    for id in ("rate.on_time", "settlements.signed", "circuit.members"):
        with pytest.raises(ValueError, match=id):
            figure.windows([id], spans)


@pytest.mark.parametrize(("today", "since"), [(date(2026, 11, 28), None), (date(2026, 3, 1), date(2026, 1, 15))])
@pytest.mark.parametrize("grain", ["week", "month"])
def test_periods_follow_each_other_without_a_hole(county: County, today: date, since: date | None, grain: str) -> None:
    filters = {"since": since.isoformat()} if since else {}
    of = dashboard.Ask(Asked(10**9, today, filters, False), "portal", grain, "problems.open", today - timedelta(70))
    spans = dashboard.periods(of)
    assert 1 <= len(spans) <= dashboard.MOST
    assert spans[-1][1] == today
    for (_, last), (first, _) in pairwise(spans):
        assert first - last == timedelta(1)
    assert all(first <= last for first, last in spans)
    assert since is None or spans[0][0] >= since


def test_a_unit_sees_its_own_and_others_with_n_and_interval_alone(county: County, client_of: Open) -> None:
    water = county.units["水利局"]
    found = dict(charts(client_of("head"), "workspace"))
    assert f"unit={water}" in marks(found["rungs"])[0][0]
    assert all(
        f"unit={water}" in url for name in ("rungs", "parts", "flow", "age", "towns") for url, _ in marks(found[name])
    )
    for url, said in marks(found["on_time"]):
        assert "n=" in said or "no data" in said
        assert "95% interval" in said or "no data" in said or "too few" in said
        assert "rate.on_time" in url
    answer = client_of("head").get(reverse("workspace:dashboard"))
    assert [shown for _, url, shown in answer.context["views"]] == [True, False]
    assert dict(charts(client_of("head"), "workspace", view="county"))["rungs"] is not None


def test_a_leader_sees_what_is_assigned_and_what_waits(county: County, client_of: Open) -> None:
    operator = county.actor("operator")
    assert "mine" not in {url for _, url, _ in client_of("leader").get(reverse("workspace:dashboard")).context["views"]}
    for to in (county.units["青溪镇"], county.units["水利局"], Topic.WATER):
        organisation.assign(county.people["leader"], to, timezone.localdate(), operator, fresh_key())
    client = client_of("leader")
    answer = client.get(reverse("workspace:dashboard"))
    assert answer.context["view"] == "mine"
    assert {each["label"] for each in answer.context["places"]} >= {"青溪镇", "水利局"}
    for each in answer.context["places"]:
        assert client.get(each["url"]).status_code == 200
    found = dict(charts(client, "workspace"))
    assert {said.partition(":")[0] for _, said in marks(found["towns"])} == {"青溪镇"}
    assert {said.partition(":")[0] for _, said in marks(found["units"])} == {"水利局"}
    assert [said.partition(":")[0] for _, said in marks(found["coverage"])] == ["All", "青溪镇"]
    drawn = client.get(reverse("workspace:dashboard_chart", args=["towns", "svg"]), {"view": "mine"})
    assert "青溪镇".encode() in drawn.content


@pytest.mark.parametrize("name", dashboard.CHARTS)
def test_each_chart_can_be_taken_along(county: County, client_of: Open, name: str) -> None:
    drawn = client_of("").get(reverse("portal:dashboard_chart", args=[name, "svg"]))
    root = etree.fromstring(drawn.content)
    assert root.tag == f"{SVG}svg"
    assert drawn["Content-Disposition"].startswith("attachment")
    said = "".join(root.itertext())
    assert "云岭县" in said
    assert "ledger position" in said
    assert all(each.get("href").startswith("http://testserver/") for each in root.iter(f"{SVG}a"))
    picture = client_of("").get(reverse("portal:dashboard_chart", args=[name, "png"]))
    assert picture.content.startswith(b"\x89PNG\r\n\x1a\n")


def test_what_cannot_be_read_falls_back_and_what_is_not_there_is_not_found(county: County, client_of: Open) -> None:
    visitor = client_of("")
    for query in (
        {"since": "x"}, {"since": "2999-01-01"}, {"since": "0001-01-01"}, {"on": "1900-01-01"}, {"grain": "second"}, {"show": "no.such"},
        {"town": "nowhere"}, {"unit": "-"}, {"town": "<script>alert(1)</script>"}, {"position": "3"}, {"position": "0"},
    ):  # fmt: skip
        answer = visitor.get(reverse("portal:dashboard"), query)
        assert answer.status_code == 200, query
        assert "<script>alert" not in answer.content.decode()
    for query in ({"since": "0001-01-01"}, {"on": "0001-01-01"}, {"on": "0001-01-01", "by": "town"}):
        assert visitor.get(reverse("portal:figures"), query).status_code == 200, query
    for name, form in (("no", "svg"), ("rungs", "exe")):
        assert visitor.get(reverse("portal:dashboard_chart", args=[name, form])).status_code == 404


def test_comparisons_stand_in_the_countys_own_order(county: County, client_of: Open) -> None:
    """Never by size: no league table, in no chart and not in the table of the figures."""
    order = [*now(Unit).order_by("position").values_list("name", flat=True), "Not known"]
    found = dict(charts(client_of(""), "portal", show="problems.collected"))
    listed = [said.partition(":")[0] for _, said in marks(found["towns"])]
    assert listed == sorted(listed, key=order.index)
    table = client_of("").get(reverse("portal:figures"), {"by": "unit"}).context["table"]
    names = [label for label, _ in table["rows"]]
    assert len(names) > 1
    assert names == sorted(names, key=order.index)
