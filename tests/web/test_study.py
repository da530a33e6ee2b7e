"""Study sessions and training classes on screen: who was there is named once, carried over, and may come as a workbook."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from pytest_django import Settings
from tests.web.cast import County, fresh_key, make_county

from sandan.projections import figure
from sandan.projections.presence import people_of
from sandan.projections.study import Study
from sandan.projections.training import Training
from sandan.projections.version import now
from sandan.web.people import Directory

Open = Callable[[str], Client]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def water(county: County, client_of: Open) -> Client:
    return client_of("handler")


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def today() -> str:
    return timezone.localdate().isoformat()


def entry(**more: Any) -> dict[str, Any]:
    given = {"title": "学习条例", "mode": "collective", "on": today(), "held": "on", "present": "高振河、江小渔"}
    return {**given, "key": fresh_key("form"), **more}


def workbook(head: tuple[str, ...], *rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (head, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


def test_persons_are_counted_once_and_attendances_each_time(water: Client, county: County) -> None:
    water.post(reverse("workspace:study_new"), entry())
    water.post(reverse("workspace:study_new"), entry(present="江小渔", others="12", mode="field"))
    water.post(reverse("workspace:study_new"), entry(present="何静文", others="70多人", mode="video"))
    on = timezone.localdate()
    found = {each.figure.id: each for each in figure.compute(on=on)}
    assert found["study.persons"].value == 3
    assert found["study.persons"].records == 4
    assert found["study.attendances"].value == 2 + (1 + 12) + 1
    assert found["study.attendances_approximate"].value == 70
    assert (found["study.field"].value, found["study.sessions"].value) == (1, 3)
    page = words(water.get(reverse("workspace:records", args=["study.persons"])))
    assert page.count("学习条例 · 江小渔") == 2
    public = words(Client().get(reverse("portal:records", args=["study.persons"])))
    assert "江小渔" not in public
    assert "学习条例" not in public


def test_a_session_is_held_or_planned_by_its_day(water: Client, county: County) -> None:
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    for more in ({}, {"on": tomorrow}, {"present": ""}, {"present": "", "others": "12"}):
        assert water.post(reverse("workspace:study_new"), entry(**{"held": "", **more})).status_code == 302
    assert [each.status for each in now(Study).order_by("position")] == ["held", "planned", "planned", "held"]
    form = water.get(reverse("workspace:study_new")).context["form"]
    asked = [each.name for each in form.plain() if not each.value() and each.field.required]
    assert asked == ["title"], "one field is left to fill in"


def test_who_was_there_last_time_is_there_already(water: Client, county: County) -> None:
    water.post(reverse("workspace:study_new"), entry())
    page = words(water.get(reverse("workspace:study_new")))
    assert re.search(r'name="present"[^>]*>\s*高振河、江小渔</textarea>', page)
    assert "As at the last session" in page
    water.post(reverse("workspace:study_new"), entry(held="no", present="高振河、江小渔"))
    planned = now(Study).get(status="planned")
    assert people_of(planned.key) == [], "nobody was at what has not been held"
    step = words(water.get(reverse("workspace:study", args=[planned.key])))
    assert re.search(r'id="hold_present"[^>]*>\s*高振河、江小渔</textarea>', step)


def test_names_come_as_a_workbook_and_what_was_read_is_not_lost(water: Client, county: County) -> None:
    names = workbook(("姓名", "单位"), ("何静文", "整改办"), ("王村民", "石桥村"))
    refused = water.post(reverse("workspace:study_new"), entry(names=names))
    assert refused.status_code == 422
    page = words(refused)
    assert "Nobody of this name holds a post today: 王村民" in page
    assert re.search(r'name="present"[^>]*>\s*高振河、江小渔、何静文、王村民</textarea>', page)
    taken = water.post(reverse("workspace:study_new"), entry(present="高振河、江小渔、何静文、王村民", others="1"))
    assert taken.status_code == 302
    row = now(Study).get()
    assert (row.present, row.others, row.attendances) == (3, 1, 4)
    broken = SimpleUploadedFile("x.xlsx", b"%PDF-1.4")
    assert "cannot be read here" in words(water.post(reverse("workspace:study_new"), entry(names=broken)))


def test_a_register_of_sessions_comes_in_with_its_names(water: Client, county: County) -> None:
    head = ("学习内容", "学习形式", "学习时间", "参加人员", "其他人数", "是否已开展")
    rows = (
        ("学习条例", "集体学习", "2026-01-05", "高振河、江小渔", "20余人", "是"),
        ("读书班", "读书班", "2026-01-06", "查无此人", "", "是"),
        ("现场教学", "现场教学", "2026-01-07", "", "", "否"),
    )
    url = reverse("workspace:sheet_new", args=["study"])
    plan = water.post(url, {"file": workbook(head, *rows)})
    assert plan.status_code == 302, words(plan)
    page = words(water.get(str(plan["Location"])))
    assert "查无此人" in page
    water.post(str(plan["Location"]), {"key": fresh_key("form")})
    made = {each.title: each for each in now(Study)}
    assert set(made) == {"学习条例", "现场教学"}
    assert (made["学习条例"].present, made["学习条例"].others_qualifier) == (2, "over")
    assert made["现场教学"].status == "planned"


def test_a_class_tells_who_was_absent_and_who_did_not_complete_it(water: Client, county: County) -> None:
    form = {
        "title": "支部书记培训班",
        "from_on": today(),
        "participants": "高振河、江小渔、何静文",
        "key": fresh_key("form"),
    }
    assert water.post(reverse("workspace:training_new"), form).status_code == 302
    row = now(Training).get()
    act = reverse("workspace:training_act", args=[row.key, "session"])
    session = {"title": "第一课", "held_on": today(), "absent": "江小渔", "key": fresh_key("form")}
    assert water.post(act, session).status_code == 302
    over = {"concluded_on": today(), "not_completed": "江小渔 病假", "key": fresh_key("form")}
    wrong = water.post(
        reverse("workspace:training_act", args=[row.key, "conclude"]),
        {**over, "not_completed": "江小渔", "key": fresh_key("form")},
    )
    assert "and after it why" in words(wrong)
    assert water.post(reverse("workspace:training_act", args=[row.key, "conclude"]), over).status_code == 302
    page = words(water.get(reverse("workspace:training", args=[row.key])))
    assert "2 of 3 named" in page
    assert "江小渔: 病假" in page
    found = {each.figure.id: each.value for each in figure.compute(on=timezone.localdate())}
    assert (found["training.classes"], found["training.sessions"], found["training.attendances"]) == (1, 1, 2)
    assert (found["training.persons"], found["training.completed"], found["training.not_completed"]) == (3, 2, 1)


def test_a_class_is_entered_at_once_as_over(water: Client, county: County) -> None:
    form = {
        "title": "业务培训班", "from_on": "2026-01-05", "to_on": "2026-01-06", "participants": "高振河", "others": "约30人",
        "over": "on", "key": fresh_key("form"),
    }  # fmt: skip
    assert water.post(reverse("workspace:training_new"), form).status_code == 302
    row = now(Training).get()
    assert (row.status, row.participants, row.others_qualifier) == ("concluded", 1, "about")


def test_names_that_several_have_take_their_unit() -> None:
    found = Directory.of(
        [("a", "王伟", "水利局"), ("b", "王伟", "青溪镇"), ("c", "李娜", "水利局"), ("c", "李娜", "青溪镇")]
    )
    assert found.find("王伟") == ""
    assert found.several("王伟")
    assert found.find("王伟(青溪镇)") == "b"
    assert found.find("李娜") == "c"
    assert found.written(["a", "c"]) == "王伟（水利局）、李娜"
