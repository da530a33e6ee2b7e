"""The three lists on screen, on paper and as workbooks; dispatching in bulk; immediate rectification on one page."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, dispatched, forms, heard

from sandan.desk import problem
from sandan.domain.problem_command import SignFor
from sandan.domain.values import Channel, Topic
from sandan.ledger import read
from sandan.projections.listing import Filter, Which
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.web.column import COLUMNS
from sandan.web.workbook import LISTS, write_lists

Open = Callable[[str], Client]
PROBLEMS, TASKS, RESPONSIBILITIES = "/work/problems/", "/work/tasks/", "/work/responsibilities/"
DISPATCH, FIXED = "/work/dispatch/", "/work/found-and-fixed/"
OFFICIAL = {
    Which.PROBLEMS: "编号 来源渠道 意见编号 反映人类别 问题描述 类别 涉及镇村 提出日期 性质 是否重复/并案 保密级别".split(),
    Which.TASKS: "任务编号 所属问题 整改目标 整改措施 验收标准 起止时限 里程碑 进展 佐证".split(),
    Which.RESPONSIBILITIES: "任务编号 责任领导 牵头单位 责任人 配合单位 包抓县级领导 督导组 验收人 销号人".split(),
}
"""Domain B, "suggested union for the three lists"."""


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
    + _chunk(b"IEND", b"")
)


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files that a test uploads stay in its own directory."""
    settings.SANDAN_HOME = tmp_path


def _today() -> date:
    return timezone.localdate()


def _planned(county: County) -> str:
    """A dispatched problem with one task and everyone named."""
    key = dispatched(county)
    problem.give(key, SignFor(), county.actor("head"), fresh_key())
    plan = problem.Plan(
        "换管二十米",
        "三天不漏",
        _today(),
        _today() + timedelta(3),
        person=county.people["handler"],
        leader=county.people["head"],
        verifier=county.people["verifier"],
    )
    problem.plan(key, plan, county.actor("head"), fresh_key())
    return key


def _text(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_three_lists_show_one_case_three_ways(county: County, client_of: Open) -> None:
    key = _planned(county)
    number = now(Problem).get(key=key).number
    client = client_of("auditor")
    problems = _text(client, PROBLEMS)
    assert number in problems
    assert "水利局" in problems
    assert "青溪镇" in problems
    tasks = _text(client, TASKS)
    assert f"{number}-1" in tasks
    assert "换管二十米" in tasks
    answers = _text(client, RESPONSIBILITIES)
    for name in ("高振河", "江小渔", "沈柏川", "方怀远"):
        assert name in answers
    for page in (problems, tasks, answers):
        assert "李大山" not in page
        assert "13900001111" not in page


def test_filters_stand_in_the_address_and_an_empty_list_leads_back(county: County, client_of: Open) -> None:
    of_water = accepted(county, title="水管")
    of_roads = accepted(county, heard(county, "路坏了", topic=Topic.ROADS), title="路面")
    client = client_of("leader")
    water, roads = (now(Problem).get(key=key).number for key in (of_water, of_roads))
    for query in ({"topic": "water"}, {"text": "水"}, {"number": water[-2:].lstrip("0")}, {"number": water}):
        page = _text(client, PROBLEMS, **query)
        assert water in page.split("<tbody>")[1]
        assert roads not in page.split("<tbody>")[1]
    nothing = _text(client, PROBLEMS, status="struck_off")
    assert "Nothing matches" in nothing
    assert f'href="{PROBLEMS}"' in nothing
    assert '<option value="struck_off" selected>' in nothing


def test_a_list_is_walked_page_by_page_without_losing_the_filter(county: County, client_of: Open) -> None:
    keys = [accepted(county, heard(county, f"第{n}件", channel=Channel.LETTER)) for n in range(53)]
    client = client_of("auditor")
    first = client.get(PROBLEMS, {"channel": "letter"})
    following = first.context["page"].next_url
    assert len(first.context["lines"]) == 50
    assert "channel=letter" in following
    second = client.get(following)
    seen = [line["key"] for line in (*first.context["lines"], *second.context["lines"])]
    assert seen == keys[::-1]
    back = client.get(second.context["page"].previous_url)
    assert [line["key"] for line in back.context["lines"]] == seen[:50]


def test_a_list_of_many_rows_takes_as_many_queries_as_a_list_of_one(
    county: County, client_of: Open, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for n in range(24):
        dispatched(county, accepted(county, heard(county, f"第{n}件")))
    client = client_of("dispatcher")
    client.get(PROBLEMS)
    for address in (PROBLEMS, TASKS, RESPONSIBILITIES, "/work/inbox/"):
        with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200


def test_the_list_as_known_earlier_shows_what_stood_then(county: County, client_of: Open) -> None:
    key = accepted(county)
    position = read.head().size
    dispatched(county, key)
    client = client_of("auditor")
    assert "水利局" in _text(client, PROBLEMS).split("<tbody>")[1]
    then = _text(client, PROBLEMS, as_of=str(position))
    assert "水利局" not in then.split("<tbody>")[1]
    assert f"ledger position {position}" in then
    long_ago = _text(client, PROBLEMS, day="2020-01-01")
    assert "Nothing matches" in long_ago
    assert _text(client, PROBLEMS, day="2026-99-99").count(now(Problem).get(key=key).number) >= 1


def test_paper_has_every_official_column_all_rows_and_the_head(county: County, client_of: Open) -> None:
    for n in range(52):
        accepted(county, heard(county, f"第{n}件"))
    client = client_of("dispatcher")
    client.cookies["language"] = "zh-hans"
    response = client.get(PROBLEMS, {"print": "1"})
    page = response.content.decode()
    assert len(response.context["lines"]) == 52
    assert "register-head" in page
    assert "register-sign" in page
    assert f"{read.head().size}" in page
    assert 'name="keys"' not in page
    assert page.count("<th class=") + page.count("<th>") == len(COLUMNS[Which.PROBLEMS])


@pytest.mark.parametrize("which", Which)
def test_the_columns_are_the_official_ones(which: Which) -> None:
    with translation.override("zh-hans"):
        titles = [str(column.title) for column in COLUMNS[which]]
    assert titles[: len(OFFICIAL[which])] == OFFICIAL[which]


@pytest.mark.parametrize("which", LISTS)
def test_a_workbook_holds_every_row_and_opens_elsewhere(
    county: County, client_of: Open, which: str, tmp_path: Path
) -> None:
    key = _planned(county)
    accepted(county, heard(county, "又一件"))
    response = client_of("auditor").get(f"/work/export/{which}.xlsx")
    assert "attachment" in response["Content-Disposition"]
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [str(cell) for cell in rows[0]] == [str(column.title) for column in COLUMNS[Which(which)]]
    number = now(Problem).get(key=key).number
    assert any(str(row[0]).startswith(number) for row in rows[1:])
    assert len(rows) - 1 == write_lists(tmp_path / "again.xlsx", which) > 0
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert "李大山" not in text
    assert "13900001111" not in text
    assert client_of("auditor").get("/work/export/people.xlsx").status_code == 404


def test_a_workbook_keeps_to_the_filter_and_to_the_position(county: County, tmp_path: Path) -> None:
    key = accepted(county)
    position = read.head().size
    dispatched(county, key)
    out = tmp_path / "list.xlsx"
    assert write_lists(out, "problems", Filter(status="accepted")) == 0
    assert openpyxl.load_workbook(out).active is not None, "an empty list still opens"
    assert write_lists(out, "problems", Filter(status="accepted"), position=position) == 1
    assert write_lists(out, "problems", Filter(status="dispatched"), position=position) == 0
    with pytest.raises(ValueError, match="people"):
        write_lists(out, "people")


@pytest.mark.parametrize(
    "evil", ['=HYPERLINK("//x","y")', "+1+1", "-2", "@SUM(A1)", "{=1}", "https://example.org", "1e5", "\x01\x1f"]
)
def test_no_text_becomes_a_formula_a_link_or_a_number(county: County, tmp_path: Path, evil: str) -> None:
    accepted(county, title=f"{evil} 水管")
    accepted(county, title=evil if evil.strip() else "x")
    out = tmp_path / "list.xlsx"
    assert write_lists(out, "problems") == 2
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    titles = [sheet.cell(row, 5) for row in (4, 5)]
    assert [cell.data_type for cell in titles] == ["s", "s"]
    assert all(cell.hyperlink is None for cell in titles)
    if evil.isprintable():
        assert [cell.value for cell in titles] == [f"{evil} 水管", evil]


def _send(client: Client, keys: list[str], **given: object) -> str:
    """Dispatch as a person does: choose, fill in, look at it, confirm. Returns the last page."""
    first = client.post(DISPATCH, {"keys": keys})
    assert first.status_code == 200
    filled = client.post(DISPATCH, {**forms(first.content.decode())[DISPATCH], "keys": keys, **given})
    assert filled.status_code == 200, filled.content.decode()
    second = {**forms(filled.content.decode())[DISPATCH], **given}
    last = client.post(DISPATCH, {**second, "keys": keys, "step": "do"}, follow=True)
    return str(last.content.decode())


def test_problems_are_dispatched_together_after_a_look(county: County, client_of: Open) -> None:
    keys = [accepted(county, heard(county, f"第{n}件")) for n in range(3)]
    due = _today() + timedelta(7)
    told = {
        "unit": county.units["水利局"],
        "due_on": due.isoformat(),
        "cooperating": [county.units["青溪镇"]],
        "leader": county.people["head"],
        "supervising_leader": county.people["leader"],
        "note": "请先止水",
    }
    page = _send(client_of("dispatcher"), keys, **told)
    assert "3 problems dispatched." in page
    for key in keys:
        row = now(Problem).get(key=key)
        assert (row.status, row.unit, row.due_on, row.cooperating) == (
            "dispatched",
            county.units["水利局"],
            due,
            county.units["青溪镇"],
        )
        answers = now(Responsibility).get(problem=key)
        assert (answers.leader, answers.supervising_leader) == (county.people["head"], county.people["leader"])


def test_the_look_changes_nothing_and_warns(county: County, client_of: Open) -> None:
    dispatched(county, accepted(county, heard(county, "已交办")))
    conduct = accepted(county, heard(county, "态度恶劣", topic=Topic.CONDUCT))
    gone = dispatched(county, accepted(county, heard(county, "第二件")))
    saturday = _today() + timedelta((5 - _today().weekday()) % 7 + 7)
    asked = {
        "key": "k1",
        "step": "preview",
        "keys": [conduct, gone],
        "unit": county.units["水利局"],
        "due_on": saturday.isoformat(),
        "cooperating": [county.units["水利局"]],
    }
    page = client_of("dispatcher").post(DISPATCH, asked).content.decode()
    assert "cannot be a cooperating unit" in page, "that is wrong for all of them, so the form says it"
    page = client_of("dispatcher").post(DISPATCH, asked | {"cooperating": []}).content.decode()
    assert "水利局 has 2 problems open, 0 of them overdue." in page
    assert "is a Saturday" in page
    assert "conduct of officials" in page
    assert "1 of them is not waiting to be dispatched" in page
    assert "高振河" in page
    assert now(Problem).get(key=conduct).status == "accepted"


def test_a_form_without_deadline_or_items_goes_nowhere(county: County, client_of: Open) -> None:
    key = accepted(county)
    client = client_of("dispatcher")
    response = client.post(DISPATCH, {"key": "k", "step": "preview", "keys": [key], "unit": county.units["水利局"]})
    assert response.status_code == 422
    assert f'value="{key}"' in response.content.decode()
    assert client.post(DISPATCH, {}).status_code == 302
    assert client.get(DISPATCH, {"keys": key}).status_code == 200
    assert client_of("handler").post(DISPATCH, {"keys": [key]}).status_code == 403
    assert now(Problem).get(key=key).status == "accepted"


def test_what_cannot_be_dispatched_is_refused_alone(county: County, client_of: Open) -> None:
    ready, gone = accepted(county), dispatched(county, accepted(county, heard(county, "第二件")))
    told = {"unit": county.units["青溪镇"], "due_on": _today().isoformat()}
    page = _send(client_of("dispatcher"), [ready, gone], **told)
    assert "1 was refused" in page
    assert now(Problem).get(key=gone).number in page
    assert now(Problem).get(key=ready).unit == county.units["青溪镇"]
    assert now(Problem).get(key=gone).unit == county.units["水利局"]


def test_everything_accepted_under_the_filter_can_be_dispatched(county: County, client_of: Open) -> None:
    roads = [accepted(county, heard(county, f"路{n}", topic=Topic.ROADS)) for n in range(3)]
    accepted(county)
    dispatched(county, accepted(county, heard(county, "已走", topic=Topic.ROADS)))
    response = client_of("dispatcher").post(DISPATCH, {"everything": "1", "query": "topic=roads&due="})
    assert {line["key"] for line in response.context["lines"]} == set(roads)


def _fixed(**changed: object) -> dict[str, object]:
    return {
        "key": fresh_key(),
        "title": "井盖缺失",
        "statement": "学校门口井盖缺失",
        "channel": "visit",
        "topic": "roads",
        "measure": "当场补装",
        "proof": SimpleUploadedFile("井盖.png", PNG),
        **changed,
    }


def test_found_and_fixed_is_one_page_and_still_waits_for_someone_else(county: County, client_of: Open) -> None:
    response = client_of("handler").post(FIXED, _fixed(place=county.units["石桥村"]))
    assert response.status_code == 302, response.content.decode()
    row = now(Problem).get()
    assert (row.status, row.nature, row.unit) == ("closure_requested", "immediate", county.units["水利局"])
    assert (row.town, row.village) == (county.units["青溪镇"], county.units["石桥村"])
    task = now(Task).get()
    assert (task.measure, task.evidence, task.done_on) == ("当场补装", 1, _today())


def test_found_and_fixed_without_evidence_is_refused_and_files_survive_a_refusal(
    county: County, client_of: Open
) -> None:
    client = client_of("head")
    response = client.post(FIXED, _fixed(proof=""))
    assert response.status_code == 422
    assert "proof" in response.context["form"].errors
    assert now(Problem).count() == 0
    response = client.post(FIXED, _fixed(title=""))
    page = response.content.decode()
    assert response.status_code == 422
    assert "1 file is kept from your last try." in page
    kept = page.split('name="kept" value="')[1].split('"')[0]
    assert client.post(FIXED, _fixed(proof="", kept=kept)).status_code == 302
    assert now(Problem).get().status == "closure_requested"
    assert client_of("clerk").get(FIXED).status_code == 403
