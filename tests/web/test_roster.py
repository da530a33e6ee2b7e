"""The organisation in and out by the screens: the plan before anything is written, its questions, the result, undo, and the workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.intake.workbook import csv_text, xlsx
from tests.web.cast import County, fresh_key

from sandan.desk import organisation
from sandan.domain.authority import NO_POST
from sandan.domain.values import Tier, Topic
from sandan.intake.layout import Field, Kind, fields_of, layouts
from sandan.intake.roster import read_roster
from sandan.intake.vocabulary import role_of, tier_of, topic_of
from sandan.ledger import read
from sandan.projections.appointment import Appointment
from sandan.projections.post import Post
from sandan.projections.roster import Roster
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.defect import FIELD, column_name
from sandan.web.label import ROLE, TIER, TOPIC
from sandan.web.roster import write_template

LANGUAGES = ("zh-hans", "zh-hant", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_the_import_knows_every_column_by_the_name_that_the_export_gives_it(kind: Kind, language: str) -> None:
    with translation.override(language):
        names = [column_name(kind, field) for field in fields_of(kind)]
    (found,) = layouts(csv_text([names, ["x"] * len(names)]).encode(), "a.csv")
    assert found.kind is kind
    assert {field: found.names[index] for field, index in found.fields} == dict(
        zip(fields_of(kind), names, strict=True)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_import_knows_every_tier_role_and_topic_as_screens_call_it(language: str) -> None:
    with translation.override(language):
        assert {tier: tier_of(str(label)) for tier, label in TIER.items()} == {tier: tier for tier in Tier}
        posts = {role: label for role, label in ROLE.items() if role not in NO_POST}
        assert {role: role_of(str(label)) for role, label in posts.items()} == {role: role for role in posts}
        assert {topic: topic_of(str(label)) for topic, label in TOPIC.items()} == {topic: topic for topic in Topic}


def test_each_field_has_a_name() -> None:
    assert set(FIELD) == set(Field)


Open = Callable[[str], Client]
TREE = xlsx(
    [
        ("单位名称", "上级单位", "类别", "代码"),
        ("白岩镇", "", "乡镇", "999901002"),
        ("兴隆村", "白岩镇", "村", ""),
        ("龙泉村", "无此镇", "村", ""),
    ]
)
STAFF = xlsx(
    [
        ("云岭县干部花名册",),
        ("单位", "姓名", "职务", "任职时间", "电话", "角色"),
        ("白岩镇", "石小禾", "镇长", "2024.05", "13900000001", ""),
        ("", "马致和", "副镇长", "", "", ""),
        ("", "空缺", "武装部部长", "", "", ""),
        ("", "甘露", "系统管理员", "", "", "系统管理员"),
    ]
)


def sent(client: Client, content: bytes, name: str = "名册.xlsx") -> str:
    """The address of the plan of a file that was sent in."""
    answer = client.post(reverse("workspace:roster_new"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def brought_in(client: Client, content: bytes) -> str:
    """The id of a roster that was sent in and confirmed as its plan stood."""
    place = sent(client, content)
    answer = client.post(place, {**fields(client.get(place).content.decode()), "confirm": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return now(Roster).order_by("-position")[0].key


def fields(html: str) -> dict[str, list[str]]:
    """What a browser would send of the form on a page, unchanged."""
    page = Fields()
    page.feed(html)
    return page.found


class Fields(HTMLParser):
    """Collects the fields of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        name = held.get("name") or ""
        if tag == "input" and name and (held.get("type") not in {"checkbox", "radio"} or "checked" in held):
            self.found.setdefault(name, []).append(held.get("value") or "")
        elif tag == "select":
            self._select = name
            self.found[name] = []
        elif tag == "option" and "selected" in held and self._select:
            self.found[self._select] = [held.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            if not self.found[self._select]:
                self.found[self._select] = [""]
            self._select = ""


def opened(answer: Any) -> dict[str, list[list[Any]]]:
    """The workbook that was sent as an answer: its sheets, rows and cells."""
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets}


def test_a_roster_is_planned_confirmed_told_and_undone(county: County, client_of: Open) -> None:
    client = client_of("operator")
    place = sent(client, TREE)
    shown = client.get(place).content.decode()
    assert "There is no unit “无此镇”" in shown
    size = read.head().size
    answer = client.post(place, {**fields(shown), "confirm": "1"})
    assert answer.status_code == 302, answer.content.decode()
    assert read.head().size > size
    done = client.get(answer["Location"])
    assert done.status_code == 200
    one = now(Roster).get()
    assert (one.added, one.refused, one.by) == (2, 1, county.people["operator"])
    rows = next(iter(opened(client.get(f"{answer['Location']}returned.xlsx")).values()))
    assert rows[1][:2] == ["龙泉村", "无此镇"]
    assert "无此镇" in str(rows[1][-1])
    undo = f"{answer['Location']}undo/"
    assert client.post(undo, {"key": fresh_key(), "reason": ""}).status_code == 422
    assert client.post(undo, {"key": fresh_key(), "reason": "传错文件"}).status_code == 302
    assert now(Roster).get().status == "undone"
    assert not now(Unit).filter(name="兴隆村", abolished_on__isnull=True).exists()


def test_questions_are_asked_and_their_answers_count(county: County, client_of: Open) -> None:
    client = client_of("operator")
    for content in (TREE, STAFF):
        place = sent(client, content)
        given = fields(client.get(place).content.decode())
        if content is STAFF:
            assert given["answer:person:Sheet:4"] == ["new"]
            assert given["answer:roles:town:镇长"] == ["unit_head"]
            given |= {
                "answer:person:Sheet:4": [county.people["operator"]],
                "answer:roles:town:副镇长": ["verifier", "handler"],
                "answer:roles:town:武装部部长": [],
                "show": ["1"],
            }
            again = client.post(place, given)
            shown = again.content.decode()
            assert "甘露 · 系统管理员: Operator" in " ".join(shown.split()), "who gets a far-reaching role is told"
            given = fields(shown)
            assert sorted(given["answer:roles:town:副镇长"]) == ["handler", "verifier"]
        answer = client.post(place, {**given, "confirm": ["1"]})
        assert answer.status_code == 302, answer.content.decode()
    held = now(Appointment).get(post="副镇长")
    assert held.person == county.people["operator"]
    assert set(held.roles.split()) == {"handler", "verifier"}
    one = now(Roster).order_by("-position").first()
    assert one is not None
    assert (one.added, one.refused) == (3, 1)
    chief = now(Post).get(title="镇长")
    assert chief.chief


def test_what_a_person_confirmed_is_what_is_done(county: County, client_of: Open) -> None:
    client = client_of("operator")
    place = sent(client, TREE)
    given = fields(client.get(place).content.decode())
    operator = county.actor("operator")
    organisation.establish_unit("白岩镇", Tier.TOWN, county.units["云岭县"], operator, fresh_key())
    answer = client.post(place, {**given, "confirm": "1"})
    assert answer.status_code == 422
    assert not now(Roster).exists()
    again = fields(answer.content.decode())
    assert client.post(place, {**again, "confirm": "1"}).status_code == 302


def test_a_sheet_can_be_read_otherwise(county: County, client_of: Open) -> None:
    client = client_of("operator")
    place = sent(client, xlsx([("编号", "村名", "所在镇"), ("1", "兴隆村", "青溪镇")]))
    given = fields(client.get(place).content.decode())
    given |= {"kind-0": [""], "show": ["1"]}
    none = client.post(place, given)
    assert 'name="confirm"' not in none.content.decode()
    given = fields(none.content.decode()) | {"kind-0": ["units"], "show": ["1"]}
    shown = fields(client.post(place, given).content.decode())
    assert shown["column-0-1"] == ["unit"]
    shown |= {"column-0-1": [""], "show": ["1"]}
    missing = client.post(place, shown)
    assert missing.status_code == 422
    assert 'name="confirm"' not in missing.content.decode()
    hostile = fields(missing.content.decode()) | {"kind-0": ["units"], "column-0-1": ["unit"], "column-0-2": ["unit"]}
    assert client.post(place, hostile | {"show": ["1"]}).status_code == 200


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"%PDF-1.7", "a.pdf"), (b"", "a.xlsx"), (b"\x81\x82\x83\x84" * 9, "a.csv"), (b'"open', "a.csv")],
)
def test_what_is_no_table_is_refused_in_words(client_of: Open, content: bytes, name: str) -> None:
    client = client_of("operator")
    answer = client.post(reverse("workspace:roster_new"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert not now(Roster).exists()


def test_only_the_operator_brings_in_and_takes_out(client_of: Open) -> None:
    for who in ("clerk", "dispatcher", "head", "leader"):
        client = client_of(who)
        for name in ("rosters", "roster_new", "roster_template", "roster_export"):
            assert client.get(reverse(f"workspace:{name}")).status_code == 403
    assert client_of("auditor").get(reverse("workspace:rosters")).status_code == 200
    assert client_of("auditor").get(reverse("workspace:roster_new")).status_code == 403


def test_a_file_waits_for_its_sender_alone(client_of: Open) -> None:
    place = sent(client_of("operator"), TREE)
    assert client_of("clerk").get(place).status_code == 403


def test_phones_are_written_only_where_asked_for(county: County, client_of: Open) -> None:
    client = client_of("operator")
    for content in (TREE, STAFF):
        place = sent(client, content)
        assert client.post(place, {**fields(client.get(place).content.decode()), "confirm": "1"}).status_code == 302
    export = reverse("workspace:roster_export")
    assert "13900000001" not in str(opened(client.post(export, {})))
    assert "13900000001" in str(opened(client.post(export, {"phones": "on"})))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_reads_and_its_examples_are_never_brought_in(
    county: County, language: str, tmp_path: Path
) -> None:
    place = tmp_path / "template.xlsx"
    with translation.override(language):
        assert write_template(place) == 4
    found = layouts(place, "template.xlsx")
    assert [one.kind for one in found] == [Kind.UNITS, Kind.PEOPLE, Kind.ASSIGNMENTS, Kind.DUTIES]
    assert read_roster(place, "template.xlsx", found).count() == 0
