"""A stranger's walk: from the code on a printed bulletin to the records, the ledger's entries and the root, checked without the server."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from tests.issue import put_out
from tests.web.cast import fresh_key
from tests.web.step import accepted, heard, struck_off
from tests.web.world import World

import sandan
from sandan.bulletins.annex import sources
from sandan.bulletins.document import compose
from sandan.desk import bulletin
from sandan.intake import manuscript
from sandan.ledger import read, seal
from sandan.projections.bulletin import Bulletin
from sandan.projections.figure import FIGURES, compute
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.survey import Survey
from sandan.projections.version import now
from sandan.tlog.walk import check, main
from sandan.web.bulletin import LABELS

Open = Callable[[str], Client]
BODY = "共收集问题[[problems.collected]]件，整改落实[[problems.rectified]]件，整改落实率[[rate.rectification]]。"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def issue(world: World) -> str:
    """A published bulletin, by year and issue; after it the county goes on."""
    struck_off(world.county)
    editor, leader = world.county.actor("editor"), world.county.actor("leader")
    made = bulletin.draft("情况通报", BODY, editor, fresh_key())
    put_out(made, editor, leader, fresh_key(), timezone.localdate())
    accepted(world.county, heard(world.county, "又裂了。"))
    row = now(Bulletin).get(key=made)
    return f"{row.year}-{row.issue}"


def row_of(issue: str) -> Bulletin:
    year, number = issue.split("-")
    return now(Bulletin).get(year=int(year), issue=int(number))


def link(html: bytes, part: str) -> str:
    found = re.search(rf'href="([^"]*{part}[^"]*)"', html.decode())
    assert found, part
    return found[1].replace("&amp;", "&")


def walked(client: Client, url: str) -> list[dict[str, Any]]:
    """The pages of a walk."""
    pages, following = [], url
    while following:
        response = client.get(following)
        assert response.status_code == 200
        pages.append(response.json())
        following = pages[-1]["next"] and pages[-1]["next"].replace("http://testserver", "")
    return pages


def test_from_the_paper_to_the_root(world: World, issue: str, tmp_path: Path) -> None:
    """Every step as somebody takes it who has nothing but the paper, a browser and the verifier."""
    row, client = row_of(issue), world.client_of("")
    assert row.frozen_at is not None
    assert row.as_of is not None
    found = compose(row.title, row.body, row.frozen_at, row.as_of, "zh-hans", LABELS)
    with translation.override("zh-hans"):
        printed = [each.formula for each in sources(found, LABELS)]
    assert printed[0] == "1 · problems.collected/1"
    place = printed[0].partition(" ")[0]

    asked = client.get("/b/", {"issue": issue, "number": place})
    assert asked["Location"] == f"/b/{issue}/{place}/"
    year, number = issue.split("-")
    for written in (f"{year}年第{number}期", f"云办发〔{year}〕{number}号", f" {year} - {number} "):
        assert client.get("/b/", {"issue": written, "number": place})["Location"] == asked["Location"], written
    records = client.get(client.get(asked["Location"])["Location"])
    shown = re.search(r"([\d,]+)</a>", records.content.decode())
    assert shown
    counted = found.values[0].value
    entries = client.get(link(records.content, "/entries/"))
    file = link(entries.content, "walk.json")
    pages = walked(client, file)
    assert pages[0]["records"] == counted == sum(len(page["rows"]) for page in pages)
    assert pages[0]["position"] == row.frozen_at
    assert pages[0]["root"] == read.root(row.frozen_at)
    for record in pages[0]["rows"]:
        assert record["number"] in entries.content.decode()
        assert all(each["leaf_hash"] in entries.content.decode() for each in record["entries"])
        assert record["entries"][0]["kind"].startswith("problem.registered")

    paths = []
    for place_of, page in enumerate(pages):
        paths.append(tmp_path / f"{place_of}.json")
        paths[-1].write_text(json.dumps(page), "utf-8")
    alone = {"PYTHONPATH": str(Path(sandan.__file__).parent.parent)}
    command = [sys.executable, "-m", "sandan.tlog.walk", *map(str, paths), "--root", read.root(row.frozen_at)]
    done = subprocess.run(command, env=alone, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("holds: problems.collected")


@pytest.mark.parametrize("kind", ["docx", "pdf", "html"])
def test_the_paper_prints_the_places(world: World, issue: str, tmp_path: Path, kind: str) -> None:
    """Whoever has only the paper finds each number's place in front of its figure's id, and is told where to go with it."""
    row = row_of(issue)
    response = world.client_of("").get(reverse("portal:bulletin_file", args=[row.key, kind]))
    assert response.status_code == 200
    (path := tmp_path / f"it.{kind}").write_bytes(response.content)
    text = "".join(manuscript.read(path.open("rb")).text.split())
    for place, id in enumerate(("problems.collected", "problems.rectified", "rate.rectification"), 1):
        assert f"{place}·{id}/1" in text
    assert "/b/" in text


def test_a_root_noted_at_another_time_is_tied_to_it(world: World, issue: str) -> None:
    row, head = row_of(issue), read.head().size
    assert row.frozen_at is not None
    client = world.client_of("")
    url = f"/figures/problems.collected/walk.json?position={row.frozen_at}&on={row.as_of}"
    for size in (1, row.frozen_at - 3, row.frozen_at, head):
        (page,) = walked(client, f"{url}&noted={size}")
        assert check([page], read.root(size)) == []
        assert check([page], "00" * 32) != []
        page["noted"]["path"] = ["11" * 32]
        assert check([page]) != [] or size == row.frozen_at
    assert "noted" not in walked(client, f"{url}&noted={head + 1}")[0]


def test_whatever_is_changed_is_noticed(world: World, issue: str) -> None:
    row = row_of(issue)
    (page,) = walked(
        world.client_of(""), f"/figures/problems.collected/walk.json?position={row.frozen_at}&on={row.as_of}"
    )
    assert check([page]) == []

    def spoilt(change: Callable[[dict[str, Any]], Any]) -> list[str]:
        other = deepcopy(page)
        change(other)
        return check([other])

    def entry(of: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = of["rows"][0]["entries"][0]
        return found

    other = page["rows"][-1]["entries"][-1]
    changes: list[Callable[[dict[str, Any]], Any]] = [
        lambda of: of["rows"].pop(),
        lambda of: of["rows"].append(deepcopy(of["rows"][0])),
        lambda of: of.update(root="00" * 32),
        lambda of: of.update(position=of["position"] + 1),
        lambda of: entry(of).update(position=entry(of)["position"] + 1),
        lambda of: entry(of).update(kind="problem.struck_off/1"),
        lambda of: entry(of).update(leaf=entry(of)["leaf"].replace('"v":1', '"v":2')),
        lambda of: entry(of).update(leaf_hash="00" * 32),
        lambda of: entry(of).update(public=other["public"]),
        lambda of: entry(of).update(path=entry(of)["path"][:-1]),
        lambda of: entry(of).update(path=["zz"]),
        lambda of: entry(of).pop("leaf"),
        lambda of: of["rows"][0].update(entries=[]),
    ]
    for number, change in enumerate(changes):
        assert spoilt(change), f"change {number} went unnoticed"


def test_every_open_figure_can_be_walked(world: World, issue: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert issue
    client, head = world.client_of("auditor"), read.head().size
    for value in compute(on=timezone.localdate()):
        url = f"/figures/{value.figure.id}/walk.json?position={head}"
        if value.figure.sealed:
            assert client.get(url).status_code == 404
            assert client.get(f"/figures/{value.figure.id}/entries/").status_code == 404
            continue
        pages = walked(client, url)
        assert check(pages, read.root(head)) == [], value.figure.id
        if value.figure.is_rate:
            assert check(walked(client, f"{url}&part=denominator")) == [], value.figure.id
    assert len(FIGURES) > 200
    assert main.__doc__
    capsys.readouterr()


def test_what_people_said_and_answered_is_proved_and_not_opened(world: World, issue: str) -> None:
    """Opened, an entry would tie the number on a receipt to a problem, and to what its holder answered."""
    assert issue
    client = world.client_of("auditor")
    for id in ("opinions.collected", "surveys.asked", "rate.satisfaction", "rate.satisfaction_by_formula"):
        for page in walked(client, f"/figures/{id}/walk.json"):
            assert page["opened"] is False
            assert check([{**page, "next": "more"}]) == []
            for record in page["rows"]:
                assert all(each["public"] == "" and each["leaf"] and each["path"] for each in record["entries"])
    ids = {*Opinion.objects.values_list("key", flat=True), *Survey.objects.values_list("key", flat=True)}
    for name in ("walk", "walk_file", "records", "change"):
        # Asked for what comes before the far end, a page leads back by the address of its first record.
        url = reverse(f"portal:{name}", args=["opinions.collected"])
        for at in ("999999", "999999.z"):
            said = client.get(url, {"before": at}).content.decode()
            assert "Y2" in said, "it lists opinions"
            assert not any(each in said for each in ids), "a problem's entries name the ids of its opinions"
    numbers = set(now(Opinion).values_list("number", flat=True))
    for id, one in FIGURES.items():
        if one.sealed or one.table in (Opinion, Survey):
            continue
        for page in walked(client, f"/figures/{id}/walk.json"):
            opened = [seal.opened(each["public"]) for record in page["rows"] for each in record["entries"]]
            assert not any(number in str(value) for _name, value in opened for number in numbers), id


def test_nothing_under_the_shield_is_ever_opened(world: World, issue: str) -> None:
    assert issue
    hidden = set(Problem.objects.filter(shielded=True).values_list("since", flat=True))
    hidden |= set(Opinion.objects.filter(shielded=True).values_list("since", flat=True))
    assert hidden
    client = world.client_of("auditor")
    for id in ("problems.collected", "opinions.collected", "surveys.asked"):
        for page in walked(client, f"/figures/{id}/walk.json"):
            opened = {each["position"] for record in page["rows"] for each in record["entries"]}
            assert not opened & hidden


@pytest.mark.parametrize(
    "query", ["issue=1999-1&number=1", "issue=x&number=1", "issue=2026-1&number=9999", "issue=2026-1&number=x"]
)
def test_what_leads_nowhere_says_so(world: World, query: str) -> None:
    page = world.client_of("").get(f"/b/?{query}")
    assert page.status_code == 200
    assert "There is no such number" in page.content.decode()


def test_a_short_address_of_nothing_is_nothing(world: World, issue: str) -> None:
    client = world.client_of("")
    for address in ("/b/1999-1/1/", f"/b/{issue}/0/", f"/b/{issue}/99/"):
        assert client.get(address).status_code == 404
