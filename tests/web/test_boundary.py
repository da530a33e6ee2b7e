"""Boundaries on screen: a file is taken as far as it can be, what cannot be is told why, and only a reviewed map is for everyone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.area import collection, ring, square, upload
from tests.web.cast import County, fresh_key
from tests.web.step import accepted
from tests.web.test_dashboard import charts, marks

from sandan.desk import organisation
from sandan.domain.values import Tier
from sandan.ledger import read
from sandan.projections.boundary import Boundary, drawn
from sandan.projections.version import now

Open = Callable[[str], Client]
SQUARE = {"type": "Polygon", "coordinates": [ring()]}


def send(client: Client, data: bytes, **given: str) -> Any:
    said = {"file": upload(data), "source": "县民政局2024年", "key": fresh_key(), **given}
    return client.post(reverse("workspace:boundary_new"), said)


def test_what_can_be_taken_is_and_the_rest_is_told_why(county: County, client_of: Open) -> None:
    office = client_of("dispatcher")
    answer = send(
        office,
        collection(
            ("青溪镇", SQUARE),
            ("青溪镇", SQUARE),
            ("蓬莱镇", SQUARE),
            ("石桥村", SQUARE),
            ("水利局", {"type": "Point", "coordinates": [1, 2]}),
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [number for number, _, _ in answer.context["returned"]] == [2, 3, 4, 5]
    assert "1 boundary was entered." in page
    assert "No town is called “蓬莱镇”." in page
    assert set(drawn(public=False)) == {county.units["青溪镇"]}
    assert drawn(public=True) == {}
    before = read.head().size
    assert send(office, square("青溪镇")).status_code == 302
    assert read.head().size == before, "the same again is nothing new"
    assert send(office, square("青溪镇"), review="云S（2026）001号").status_code == 302
    assert set(drawn(public=True)) == {county.units["青溪镇"]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"not json", "no GeoJSON file"),
        (b"[" * 100_000, "no GeoJSON file"),
        (b" " * 5_000_001, "larger than 5 MB"),
        (json.dumps({"type": "FeatureCollection", "features": [], "crs": "EPSG:3857"}).encode(), "reference system"),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_happens(county: County, client_of: Open, data: bytes, said: str) -> None:
    before = read.head().size
    answer = send(client_of("dispatcher"), data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert read.head().size == before


def test_a_form_without_source_is_asked_again(county: County, client_of: Open) -> None:
    assert send(client_of("dispatcher"), square("青溪镇"), source="").status_code == 422
    assert send(client_of("clerk"), square("青溪镇")).status_code == 403


def test_the_map_is_for_everyone_only_once_it_was_reviewed(county: County, client_of: Open) -> None:
    accepted(county)
    office = client_of("dispatcher")
    send(office, square("青溪镇"))
    public, staff = (dict(charts(client_of(who), room)) for who, room in (("", "portal"), ("auditor", "workspace")))
    assert [said for _, said in marks(staff["map"])] == ["青溪镇: 1 items"]
    assert marks(public["map"]) == []
    assert "青溪镇" in "".join(public["map"].itertext()), "without a map the towns are listed"
    assert client_of("").get(reverse("portal:dashboard_chart", args=["map", "svg"])).status_code == 404
    send(office, square("青溪镇"), review="云S（2026）001号")
    public = dict(charts(client_of(""), "portal"))
    assert [said for _, said in marks(public["map"])] == ["青溪镇: 1 items"]
    assert "云S（2026）001号" in "".join(public["map"].itertext())
    ((url, _),) = marks(public["map"])
    assert client_of("").get(url).context["total"] == 1


def test_a_town_without_a_boundary_and_one_without_a_record_are_there(county: County, client_of: Open) -> None:
    accepted(county)
    operator = county.actor("operator")
    organisation.establish_unit(
        "白石镇", Tier.TOWN, county.units["云岭县"], operator, fresh_key(), on=timezone.localdate()
    )
    send(client_of("dispatcher"), square("白石镇"), review="云S（2026）001号")
    found = dict(charts(client_of(""), "portal"))["map"]
    assert [said for _, said in marks(found)] == ["白石镇: 0 items"]
    words = " ".join("".join(found.itertext()).split())
    assert "青溪镇 1" in words


def test_a_boundary_goes_off_the_map_and_stays_in_the_past(county: County, client_of: Open) -> None:
    office, town = client_of("dispatcher"), county.units["青溪镇"]
    send(office, square("青溪镇"))
    then = read.head().size
    address = reverse("workspace:boundary_end", args=[town])
    assert office.post(address, {"key": fresh_key(), "reason": ""}).status_code == 422
    assert office.post(address, {"key": fresh_key(), "reason": "画错了"}).status_code == 302
    assert drawn(public=False) == {}
    assert set(drawn(then, public=False)) == {town}
    assert office.get(address).status_code == 404
    assert now(Boundary).get(key=town).area == ""


def test_what_is_on_the_map_is_given_out_as_it_can_be_read_in_again(county: County, client_of: Open) -> None:
    office = client_of("dispatcher")
    send(office, square("青溪镇"))
    out = client_of("auditor").get(reverse("workspace:boundary_export"))
    before = read.head().size
    assert send(office, out.content).status_code == 302
    assert read.head().size == before
    assert "青溪镇" in client_of("auditor").get(reverse("workspace:boundaries")).content.decode()
