"""The page that says why a figure changed: record by record, with the entry that moved each, for everyone and for staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key, make_county
from tests.web.step import struck_off

from sandan.desk import problem
from sandan.domain.problem_command import ReopenProblem
from sandan.domain.values import ReopenSource
from sandan.projections.problem import Problem
from sandan.projections.version import now

Open = Callable[[str], Client]


@pytest.fixture
def county(db: None) -> County:
    """A county that is ten days old, so that something can have happened before."""
    return make_county(timezone.now() - timedelta(days=10))


def words(client: Client, room: str, id: str, **query: str) -> str:
    page = client.get(reverse(f"{room}:change", args=[id]), query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]))


def test_what_fell_out_is_named_with_what_moved_it(county: County, client_of: Open) -> None:
    before = timezone.now() - timedelta(days=3)
    kept, lost = struck_off(county, at=before), struck_off(county, "第二处。", at=before)
    again = ReopenProblem(source=ReopenSource.OFFICE, reason="仍在漏水")
    problem.give(lost, again, county.actor("dispatcher"), fresh_key())
    day = (timezone.localdate() - timedelta(days=2)).isoformat()
    numbers = {key: now(Problem).get(key=key).number for key in (kept, lost)}
    for who, room in (("", "portal"), ("leader", "workspace")):
        client = client_of(who)
        told = words(client, room, "problems.struck_off", **{"from": day})
        assert "No longer counted (1)" in told
        assert "Came to be counted (0)" in told
        assert numbers[lost] in told
        assert numbers[kept] not in told
        assert "Struck off" in told
        assert "ledger entry" in told
        assert "仍在漏水" not in told


def test_a_rate_is_opened_by_its_parts(county: County, client_of: Open) -> None:
    struck_off(county, at=timezone.now() - timedelta(days=3))
    day = (timezone.localdate() - timedelta(days=9)).isoformat()
    visitor = client_of("")
    assert "Came to be counted (1)" in words(
        visitor, "portal", "rate.rectification", part="denominator", **{"from": day}
    )
    assert "Nothing moved" in words(visitor, "portal", "rate.rectification", **{"from": day})


def test_what_cannot_be_compared_is_not_there(county: County, client_of: Open) -> None:
    visitor = client_of("")
    for id in ("rate.satisfaction_by_formula", "no.such"):
        assert visitor.get(reverse("portal:change", args=[id])).status_code == 404
    for query in ({"from": "never"}, {"from": "2999-01-01"}, {"side": "upside"}, {"on": "x", "part": "y"}):
        assert visitor.get(reverse("portal:change", args=["problems.open"]), query).status_code == 200


def test_the_records_lead_to_it(county: County, client_of: Open) -> None:
    struck_off(county)
    page = client_of("").get(reverse("portal:records", args=["problems.struck_off"])).content.decode()
    assert reverse("portal:change", args=["problems.struck_off"]) in page
    formula = client_of("").get(reverse("portal:records", args=["rate.satisfaction_by_formula"])).content.decode()
    assert "/change/" not in formula
