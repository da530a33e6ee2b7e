"""Measures for the public: the tree is counted from itself, and an office's own list comes in as it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from pytest_django import Settings
from tests.web.aid import Aid, applied, considered, make_aid, plain
from tests.web.cast import County, fresh_key, make_county
from tests.web.conftest import browser_of

from sandan.desk import application, service_item
from sandan.desk.application import blank
from sandan.domain.application import DecideApplication
from sandan.projections import figure
from sandan.projections.measure import Measure, MeasureBranch
from sandan.projections.version import now

Open = Callable[[str], Client]
ROWS = (
    ("办事便利", "水电报装", "用水报装一次办成", "农户", "水利局", 5, 2, 20, 7, "2026-01-05"),
    ("办事 便利", "水电报装", "爆管两小时到场", "用水户", "水利局", None, None, None, None, "2026-01-05"),
    ("看病就医", "转诊", "优先挂号", "居民", "水利局", 2, 1, 3, 1, "2026-01-06"),
    ("看病就医", "转诊", "材料倒签", "居民", "水利局", -2, 1, 3, 1, "2026-01-06"),
)


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    return make_county()


def brought_in(office: Client) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(
        ["类别", "项目", "举措内容", "服务对象", "责任单位", "原需材料", "现需材料", "原时限", "现时限", "施行日期"]
    )
    for row in ROWS:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("举措.xlsx", out.getvalue())
    plan = office.post(reverse("workspace:sheet_new", args=["measure"]), {"file": file})["Location"]
    assert office.post(plan, {"key": fresh_key("form")}).status_code == 302


def test_a_list_comes_in_and_the_tree_is_counted_from_it(county: County, client_of: Open) -> None:
    office = client_of("dispatcher")
    brought_in(office)
    assert now(Measure).count() == 3, "a negative number of papers is sent back"
    assert sorted(now(MeasureBranch).values_list("level", "title")) == [
        ("category", "办事便利"),
        ("category", "看病就医"),
        ("item", "水电报装"),
        ("item", "转诊"),
    ], "a category is the same with a space in it"
    ids = ("measures.categories", "measures.items", "measures.in_force", "measures.unmeasured")
    assert [each.value for each in figure.compute(ids, on=timezone.localdate())] == [2, 2, 3, 1]


def test_the_public_sees_what_is_published_and_what_it_takes(county: County, client_of: Open) -> None:
    office = client_of("dispatcher")
    brought_in(office)
    public = Client(headers={"Accept-Language": "en"})
    assert "用水报装一次办成" not in public.get(reverse("portal:measures")).content.decode()
    row = now(Measure).get(title="用水报装一次办成")
    act = reverse("workspace:measure_act", args=[row.key, "publish"])
    assert office.post(act, {"key": fresh_key("form")}).status_code == 302
    used = {"from_on": "2026-01-05", "to_on": "2026-02-05", "count": "120多", "key": fresh_key("form")}
    assert office.post(reverse("workspace:measure_act", args=[row.key, "count"]), used).status_code == 302
    page = public.get(reverse("portal:measures")).content.decode()
    assert "1 categories, 1 items, 1 measures" in page
    for told in ("papers 5 → 2", "days 20 → 7", "over 120 times", "水利局"):
        assert told in page
    again = office.post(
        reverse("workspace:measure_act", args=[row.key, "count"]),
        {**used, "from_on": "2026-02-01", "to_on": "2026-02-20", "key": fresh_key("form")},
    )
    assert again.status_code == 422
    assert "counted up to 2026-02-05 already" in again.content.decode()


def test_use_is_counted_in_times_and_persons_do_not_become_times(county: County, client_of: Open) -> None:
    office = client_of("dispatcher")
    brought_in(office)
    row = now(Measure).get(title="用水报装一次办成")
    act = reverse("workspace:measure_act", args=[row.key, "count"])
    used = {"from_on": "2026-01-05", "to_on": "2026-02-05", "key": fresh_key("form")}
    assert office.post(act, {**used, "count": "300人"}).status_code == 422
    assert office.post(act, {**used, "count": "300人次", "key": fresh_key("form")}).status_code == 302
    assert figure.one("measures.used", on=timezone.localdate()).value == 300


def test_a_measure_that_takes_as_much_as_before_says_so(county: County, client_of: Open) -> None:
    entered = {
        "title": "窗口延时一小时", "category": "办事便利", "item": "窗口", "unit": county.units["水利局"],
        "start_on": timezone.localdate().isoformat(), "days_before": "5", "days_after": "5", "key": fresh_key("form"),
    }  # fmt: skip
    office = client_of("dispatcher")
    assert office.post(reverse("workspace:measure_new"), entered).status_code == 302
    assert "days 5 → 5 (no less than before)" in office.get(reverse("workspace:measures")).content.decode()


def test_who_reads_the_register_sees_what_nothing_measures(county: County, client_of: Open) -> None:
    brought_in(client_of("dispatcher"))
    page = client_of("auditor").get(reverse("workspace:measures")).content.decode()
    assert page.count("nothing to measure it by") == 1


def _decided(aid: Aid, count: int, began: int, until: int, given: tuple[str, ...]) -> None:
    """So many applications granted, from and until so many days ago."""
    keys = [applied(aid, began, given=given).application for _ in range(count)]
    for key in keys:
        considered(aid, key, until)
    for key in keys:
        decide = blank(DecideApplication, key, grant=True, reasons="符合条件")
        application.give(key, decide, aid.county.actor("bureau"), fresh_key(), at=aid.at(until))


@pytest.mark.parametrize(("count", "told"), [(4, ""), (5, ", days on average: 4, cases: 5")])
def test_the_cases_of_a_service_show_what_it_took_before_and_takes_since(db: None, count: int, told: str) -> None:
    """Of whole months, and of no fewer than five cases; what nobody's cases show is not told."""
    aid = make_aid()
    office = aid.county.actor("dispatcher")
    _decided(aid, 5, 95, 85, given=tuple(each.code for each in plain().asked))
    papers = tuple(each for each in plain().papers if each.known or each.code == "application")
    lighter = replace(plain(), version="dibao-light", papers=papers, from_on=aid.at(70).date(), title="低保（减材料）")
    service_item.adopt(lighter, office, fresh_key(), at=aid.at(71))
    _decided(aid, count, 68, 64, given=("application",))
    client = browser_of("dispatcher")
    entered = {
        "title": "低保少交材料", "category": "办事便利", "item": "低保", "unit": aid.county.units["民政局"],
        "start_on": aid.at(70).date().isoformat(), "papers_before": "6", "papers_after": "1", "key": fresh_key("form"),
    }  # fmt: skip
    assert client.post(reverse("workspace:measure_new"), entered).status_code == 302
    row = now(Measure).get()
    for step, data in (("gauge", {"gauge": "dibao"}), ("publish", {})):
        sent = client.post(reverse("workspace:measure_act", args=[row.key, step]), {**data, "key": fresh_key("form")})
        assert sent.status_code == 302
    asked = len(plain().asked)
    public = Client(headers={"Accept-Language": "en"})
    page = public.get(reverse("portal:measures")).content.decode()
    assert (
        f"before: papers: {asked}, steps: 3, days on average: 10, cases: 5; since: papers: 1, steps: 3{told} (" in page
    )
    again = {"gauge": "dibao", "key": fresh_key("form")}
    assert client.post(reverse("workspace:measure_act", args=[row.key, "gauge"]), again).status_code == 422
    assert (
        client.post(reverse("workspace:measure_act", args=[row.key, "gauge"]), {**again, "gauge": "x"}).status_code
        == 422
    )
