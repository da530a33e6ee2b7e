"""Open data: the files hold what the public pages show and nothing else, hold to their own dictionary, and can be followed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastparquet
import frictionless
import pandas as pd
import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.cast import fresh_key
from tests.web.step import accepted, answered, heard
from tests.web.world import World

from sandan.config.licence import KNOWN, licence
from sandan.config.open_data import export_open_data
from sandan.desk import organisation
from sandan.ledger import read
from sandan.projections import open_data, telling
from sandan.projections.count import FIGURES, LEAST
from sandan.projections.open_data import moment
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web.exchange.column import Kind
from sandan.web.exchange.dataset import DATASETS
from sandan.web.exchange.format import FORMATS, safe
from sandan.web.exchange.package import write_package

Open = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def got(client: Client, name: str, query: str = "") -> bytes:
    response = client.get(f"/open-data/{name}{query}")
    assert response.status_code == 200, body(response)[:300]
    return body(response)


def told(client: Client, name: str, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(got(client, f"{name}.json", query))
    return found


def keyed(name: str, rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    found = {tuple(row[each] for each in DATASETS[name].key): row for row in rows}
    assert len(found) == len(rows), "no two rows share a key"
    return found


def plain(column: Any, text: str) -> Any:
    """What a cell of the CSV says."""
    if text == "":
        return None
    made: dict[Kind, Callable[[str], Any]] = {
        Kind.WHOLE: int,
        Kind.NUMBER: float,
        Kind.TRUTH: lambda each: each == "true",
    }
    return made.get(column.kind, str)(text)


def seen(column: Any, value: Any) -> Any:
    """What a cell of the Parquet says, as its reader gives it."""
    if pd.isna(value):
        return None
    made: dict[Kind, Callable[[Any], Any]] = {
        Kind.DAY: lambda each: each.date().isoformat(), Kind.NUMBER: float, Kind.WHOLE: int, Kind.TRUTH: bool,
    }  # fmt: skip
    return made.get(column.kind, str)(value)


@pytest.mark.parametrize("name", DATASETS)
def test_the_three_formats_say_the_same(world: World, tmp_path: Path, name: str) -> None:
    client, columns = world.client_of(""), DATASETS[name].columns
    rows = told(client, name)["rows"]
    assert rows
    as_csv = got(client, f"{name}.csv")
    assert as_csv.startswith(b"\xef\xbb\xbf")
    assert as_csv.count(b"\r\n") == len(rows) + 1
    lines = list(csv.reader(io.StringIO(as_csv.decode("utf-8-sig"), newline="")))
    assert lines[0] == [each.name for each in columns]
    assert [
        {each.name: plain(each, cell) for each, cell in zip(columns, line, strict=True)} for line in lines[1:]
    ] == rows
    (path := tmp_path / "it.parquet").write_bytes(got(client, f"{name}.parquet"))
    table = fastparquet.ParquetFile(str(path))
    assert json.loads(table.key_value_metadata["sandan"])["dataset"] == name
    read_back = table.to_pandas().to_dict("records")
    assert [{each.name: seen(each, row[each.name]) for each in columns} for row in read_back] == rows
    spreadsheet = pd.read_csv(io.BytesIO(as_csv), encoding="utf-8-sig", dtype=str)
    assert spreadsheet.shape == (len(rows), len(columns))


def test_the_package_holds_to_its_own_dictionary(world: World, tmp_path: Path) -> None:
    assert world.things
    counts = write_package(tmp_path, moment(), lambda name: f"https://sandan.example.gov/open-data/{name}")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert {task.name: task.stats["rows"] for task in report.tasks} == counts
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert described["licenses"] == [
        {"name": "CC-BY-4.0", "title": KNOWN["CC-BY-4.0"][0], "path": KNOWN["CC-BY-4.0"][1]}
    ]
    for resource in described["resources"]:
        assert resource["bytes"] == (tmp_path / resource["path"]).stat().st_size


def test_a_spoilt_file_is_told_from_a_good_one(world: World, tmp_path: Path) -> None:
    """The check above can fail: a code that the dictionary does not know, a number given twice, a unit that there is not."""
    assert world.things
    write_package(tmp_path, moment(), str)
    path = tmp_path / "problems.csv"
    first, line, *rest = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join((first, line, line.replace(",water,", ",wine,"), *rest)), encoding="utf-8-sig")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert {each[0] for each in report.flatten(["type"])} >= {"primary-key", "hash-count", "byte-count"}


def test_it_is_described_as_dcat(world: World) -> None:
    response = world.client_of("").get("/open-data/catalogue.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    catalogue = json.loads(body(response))
    assert catalogue["@type"] == "dcat:Catalog"
    assert {each["@language"] for each in catalogue["dct:title"]} == {"zh-Hans", "zh-Hant", "en"}
    listed = {each["dct:identifier"]: each for each in catalogue["dcat:dataset"]}
    assert listed.keys() == DATASETS.keys()
    for name, each in listed.items():
        assert each["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
        urls = {one["dcat:downloadURL"]["@id"] for one in each["dcat:distribution"]}
        assert urls == {f"http://testserver/open-data/{name}.{ending}" for ending in FORMATS}
        for one in urls:
            assert world.client_of("").get(one).status_code == 200


# Nothing that the public pages do not show


def test_the_register_is_what_the_pages_of_the_problems_show(world: World) -> None:
    client = world.client_of("")
    rows = keyed("problems", told(client, "problems")["rows"])
    assert {number for (number,) in rows} == set(now(Problem).values_list("number", flat=True))
    words = {
        str(code): label for column in DATASETS["problems"].columns for code, label in (column.allowed or {}).items()
    }
    for row in rows.values():
        page = body(client.get(row["page"])).decode()
        for name, value in row.items():
            if name in ("town", "unit", "found_by", "page", "entry") or value in (None, 0):
                continue
            said = str(words.get(str(value), value))
            assert said in page or f"{name.removesuffix('_on')}" == "registered", (name, value)


def test_nothing_under_the_shield_and_nobody_s_words_are_in_any_file(world: World) -> None:
    client = world.client_of("")
    hidden = Problem.objects.filter(
        shielded=True, until__isnull=True
    )  # the one look behind the shield: to know what must not be found
    secret = [*hidden.values_list("number", flat=True), *hidden.values_list("key", flat=True)]
    assert secret
    people = set(world.county.people.values())
    for name in DATASETS:
        for query in ("", f"?position={read.head().size}"):
            text = got(client, f"{name}.json", query).decode()
            for each in (*secret, *people, "路灯不亮", "井盖破了", "13800000000"):
                assert each not in text, (name, each)


def test_a_sealed_figure_is_told_by_whole_months_and_not_broken_down(world: World) -> None:
    rows = told(world.client_of(""), "figures")["rows"]
    sealed = [row for row in rows if FIGURES[row["figure"]].sealed]
    assert sealed
    for row in sealed:
        assert row["dimension"] == "county"
        assert date.fromisoformat(row["on"]) < date.today()  # noqa: DTZ011 - any clock will do


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 12), max_size=6))
def test_what_few_answered_can_not_be_told_from_the_whole_and_the_rest(answered: dict[str, int]) -> None:
    hidden = telling.few(answered)
    counted = {key: number for key, number in answered.items() if number}
    assert hidden <= counted.keys()
    assert hidden >= {key for key, number in counted.items() if number < LEAST}
    if hidden:
        assert hidden == counted.keys() or (len(hidden) > 1 and sum(counted[each] for each in hidden) >= LEAST)
    else:
        assert all(number >= LEAST for number in counted.values())


def test_answers_of_few_are_suppressed_and_their_number_is_told(world: World) -> None:
    answered(world.county)
    rows = keyed("figures", told(world.client_of(""), "figures")["rows"])
    satisfied = rows["surveys.satisfied", "county", "-"]
    assert satisfied["suppressed"]
    assert [satisfied[each] for each in ("value", "numerator", "denominator", "records")] == [None] * 4
    assert not rows["surveys.asked", "county", "-"]["suppressed"]
    assert rows["problems.collected", "county", "-"]["value"] == now(Problem).count()


# Following it


@pytest.mark.parametrize("name", ["problems", "figures", "units"])
def test_an_earlier_state_and_what_changed_since_give_the_state_of_now(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(open_data, "PAGE", 2)
    monkeypatch.setattr(open_data.changed_problems, "__defaults__", (2,))
    client = world.client_of("")
    accepted(world.county, heard(world.county, "桥栏松了。"))
    last = read.head().size
    for since in (0, 1, last // 3, last // 2, last - 3, last):
        held = keyed(name, told(client, name, f"?position={since}")["rows"])
        query, pages = f"?since={since}", 0
        while True:
            page = told(client, name, query)
            assert page["position"] == last
            held |= keyed(name, page["rows"])
            for each in page["withdrawn"]:
                del held[tuple(each[one] for one in DATASETS[name].key)]
            pages += 1
            if page["next"] is None:
                break
            query = "?" + page["next"].partition("?")[2]
        clocks = dict.fromkeys(("on", "position"))
        want = keyed(name, told(client, name)["rows"])
        if name == "problems" and since == 0:
            assert pages > 1
        assert {key: {**row, **clocks} for key, row in held.items()} == {
            key: {**row, **clocks} for key, row in want.items()
        }, since


def test_a_page_of_changes_costs_the_same_however_much_came_before(world: World) -> None:
    from django.db import connection

    asked = now(Problem).filter(since__gt=3, since__lte=9).order_by("since", "key")[:5]
    if connection.vendor == "sqlite":
        assert "problem_since_key" in asked.explain()
    assert world.things


def test_asking_again_for_what_has_not_changed_costs_nothing(world: World) -> None:
    client = world.client_of("")
    first = client.get("/open-data/problems.csv")
    body(first)
    assert first["Last-Modified"].endswith("GMT")
    again = client.get("/open-data/problems.csv", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    heard(world.county, "又一件事。")
    changed = client.get("/open-data/problems.csv", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert (
        client.get("/open-data/problems.csv", headers={"if-modified-since": changed["Last-Modified"]}).status_code
        == 304
    )


def test_pages_of_other_sites_may_read_it(world: World) -> None:
    for name in ("problems.csv", "datapackage.json", "catalogue.jsonld"):
        response = world.client_of("").get(f"/open-data/{name}")
        assert response["Access-Control-Allow-Origin"] == "*", name


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("problems.json?since=99999999", "position_ahead"),
        ("problems.json?position=99999999", "position_ahead"),
        ("problems.json?position=-1", "query_unreadable"),
        ("problems.json?since=x", "query_unreadable"),
        ("problems.json?since=1&after=x.y", "query_unreadable"),
        ("problems.json?after=1.y", "query_unreadable"),
        ("figures.json?on=2019-13-01", "query_unreadable"),
        ("figures.json?on=2099-01-01", "date_in_future"),
        ("problems.csv?since=1", "no_changes_of"),
        ("definitions.json?since=1", "no_changes_of"),
    ],
)
def test_what_can_not_be_answered_is_refused_in_a_sentence(world: World, query: str, code: str) -> None:
    response = world.client_of("").get(f"/open-data/{query}")
    assert response.status_code == 400
    assert response.json()["error"] == code
    assert response.json()["message"][0].isupper() or response.json()["message"].startswith("“")


# The pages


def test_the_pages_list_every_data_set_and_explain_every_column(world: World) -> None:
    client = world.client_of("")
    page = body(client.get(reverse("exchange:open_data"))).decode()
    for one in DATASETS.values():
        assert str(one.title) in page
        for ending in FORMATS:
            assert f"/open-data/{one.name}.{ending}" in page
        explained = body(client.get(reverse("exchange:dataset", args=[one.name]))).decode()
        for column in one.columns:
            assert f"<code>{column.name}</code>" in explained
    assert client.get("/open-data/nothing/").status_code == 404
    assert client.get("/open-data/nothing.csv").status_code == 404


def test_the_dictionary_is_complete_in_three_languages(world: World) -> None:
    rows = told(world.client_of(""), "dictionary")["rows"]
    listed = {(row["dataset"], row["column"], row["code"]): row for row in rows}
    for one in DATASETS.values():
        for column in one.columns:
            assert (one.name, column.name, "-") in listed
            assert all((one.name, column.name, each) in listed for each in column.allowed or ())
    for row in rows:
        for ending in ("zh_hans", "zh_hant"):
            said = row[f"meaning_{ending}"]
            assert said == "%" or any("\u4e00" <= each <= "\u9fff" for each in said), row


# CSV


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"水{text}") == f"水{text}"
    assert safe("-") == "-"


def test_a_unit_with_a_wicked_name_stays_a_name(world: World) -> None:
    name, water = "=1+1", world.county.units["水利局"]
    organisation.rename_unit(water, name, None, world.county.actor("operator"), fresh_key())
    assert f"{water},'=1+1,".encode() in got(world.client_of(""), "units.csv")
    assert f"{water},'=1+1,".encode() in got(world.client_of(""), "problems.csv")
    rows = {row["unit"]: row for row in told(world.client_of(""), "units")["rows"]}
    assert rows[water]["name"] == name


# The licence, and the command line


def test_the_licence_is_the_site_s_own(world: World) -> None:
    assert licence("").id == "CC-BY-4.0"
    assert licence("CC0-1.0").name == KNOWN["CC0-1.0"][0]
    own = licence("云岭县公共数据开放许可 https://data.example.gov.cn/licence")
    assert (own.id, own.name, own.url) == ("", "云岭县公共数据开放许可", "https://data.example.gov.cn/licence")
    for wrong in ("free", "http://plain.example", "GPL https//x"):
        with pytest.raises(ValueError, match="SANDAN_LICENCE"):
            licence(wrong)
    with override_settings(SANDAN_LICENCE=own):
        assert own.name in body(world.client_of("").get("/open-data/")).decode()
        assert told(world.client_of(""), "units")["licence"] == own.name


def test_written_twice_it_has_the_same_bytes(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.things
    monkeypatch.setattr("sandan.config.open_data.ready", lambda: None)
    position = read.head().size
    for name in ("a", "b"):
        done = CliRunner().invoke(export_open_data, [str(tmp_path / name), "--position", str(position), "--json"])
        assert done.exit_code == 0, done.output
        assert json.loads(done.output)["position"] == position
    assert (tmp_path / "a" / "SHA256SUMS").read_bytes() == (tmp_path / "b" / "SHA256SUMS").read_bytes()
    ahead = CliRunner().invoke(export_open_data, [str(tmp_path / "c"), "--position", str(position + 1)])
    assert ahead.exit_code == 1
    assert not (tmp_path / "c").exists()


def test_an_amount_keeps_its_cents() -> None:
    target = io.BytesIO()
    column = DATASETS["figures"].columns[6]
    assert column.kind is Kind.NUMBER
    for ending, want in (("csv", b"value\r\n1234567890123.45\r\n"), ("json", b"1234567890123.45")):
        target = io.BytesIO()
        FORMATS[ending].write(target, [column], [[Decimal("1234567890123.45")]], {})
        assert want in target.getvalue()
