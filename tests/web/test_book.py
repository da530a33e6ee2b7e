"""The registers on screen and as sheets: one entry, its steps, a workbook brought in, sent back in part, and taken back as a unit."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from pytest_django import Settings
from tests.web.cast import FROM_ON, County, fresh_key, make_county
from tests.web.test_evidence import PNG

from sandan.desk import organisation
from sandan.desk.handle import Order, handle
from sandan.domain import wire
from sandan.domain.programme import OpenProgramme
from sandan.domain.register import Grade
from sandan.projections import figure
from sandan.projections.lecture import Lecture
from sandan.projections.serving import programmes_of
from sandan.projections.version import now
from sandan.web.book import BOOKS
from sandan.web.entry import Known

Open = Callable[[str], Client]
HEAD = ("序号", "党课题目", "讲课人", "讲课地点", "讲课时间", "参加人数", "是否已讲")


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def office(county: County, client_of: Open) -> Client:
    return client_of("dispatcher")


def today() -> str:
    return timezone.localdate().isoformat()


def entry(county: County, **more: Any) -> dict[str, Any]:
    place = county.units["青溪镇"]
    given = {"title": "守初心", "lecturer": "方怀远", "place": place, "on": today(), "key": fresh_key("form")}
    return {**given, **more}


def assigned(county: County, leader: str, unit: str, since: date | None = None) -> None:
    """Let a leader look after a place (包抓)."""
    by = county.actor("operator")
    organisation.assign(county.people[leader], county.units[unit], since or FROM_ON, by, fresh_key())


def sheet(rows: Sequence[Sequence[Any]]) -> SimpleUploadedFile:
    """A workbook as an office keeps it: a title over the header, a total below."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["县级领导讲党课情况统计表"])
    page.append(list(HEAD))
    for row in rows:
        page.append(list(row))
    page.append(["合计", len(rows)])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("党课.xlsx", out.getvalue())


def sent_in(office: Client, file: SimpleUploadedFile) -> str:
    answer = office.post(reverse("workspace:sheet_new", args=["lecture"]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_register_tells_its_whole_story() -> None:
    """Every kind of event has its line, and every command of the noun is entry or step."""
    for name, book in BOOKS.items():
        kinds = {kind for kind in wire.shapes() if kind.startswith(f"{name}.")}
        assert kinds <= set(book.lines), name


def test_an_entry_is_one_form(office: Client, county: County) -> None:
    answer = office.post(
        reverse("workspace:lecture_new"),
        entry(county, held="on", audience="70多人", proof=SimpleUploadedFile("现场.png", PNG)),
    )
    assert answer.status_code == 302, words(answer)
    row = now(Lecture).get()
    assert (row.audience, row.audience_measure, row.audience_qualifier) == (70, "person", "over")
    assert (row.status, row.grade, row.town) == ("held", Grade.DOCUMENTED.value, county.units["青溪镇"])
    page = words(office.get(reverse("workspace:lecture", args=[row.key])))
    assert row.number in page
    assert "over 70 persons" in page
    assert "Entered by mistake" in page
    assert "It has been held" not in page.partition("What may follow")[2]
    digest = page.partition("/evidence/")[2].partition("/")[0]
    assert office.get(reverse("workspace:record_evidence", args=["lecture", row.key, digest])).status_code == 200
    assert office.get(reverse("workspace:record_evidence", args=["lecture", row.key, "0" * 64])).status_code == 404


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(office: Client, county: County) -> None:
    answer = office.post(reverse("workspace:lecture_new"), entry(county, lecturer="查无此人", audience="很多人"))
    assert answer.status_code == 422
    page = words(answer)
    assert "Nobody called “查无此人”" in page
    assert "“很多人” is no number" in page
    assert 'value="守初心"' in page
    assert not now(Lecture).exists()


def test_sent_twice_it_is_entered_once(office: Client, county: County) -> None:
    form = entry(county)
    for _ in range(2):
        office.post(reverse("workspace:lecture_new"), form)
    assert now(Lecture).count() == 1


def test_a_lecture_costs_its_village_what_only_it_knows(office: Client, county: County) -> None:
    """Where, when and by whom stand there already; its day says whether it was (law 11)."""
    assigned(county, "leader", "青溪镇")
    form = BOOKS["lecture"].form(actor=replace(county.actor("handler"), unit=county.units["青溪镇"]), known=Known())
    known = {each.name: each.value() for each in form.plain() if each.value() and each.name != "key"}
    assert known["place"] == county.units["青溪镇"]
    assert known["lecturer"] == "方怀远"
    given = {**known, "on": today(), "title": "守初心", "audience": "70多人", "key": fresh_key("form")}
    assert len([name for name in given if name not in {*known, "on", "key"}]) == 2, "two fields are filled in"
    assert office.post(reverse("workspace:lecture_new"), given).status_code == 302
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    for more in ({"on": tomorrow}, {"held": "no"}, {"open_to_all": "on"}):
        assert (
            office.post(reverse("workspace:lecture_new"), {**given, "key": fresh_key("form"), **more}).status_code
            == 302
        )
    assert [each.status for each in now(Lecture).order_by("position")] == ["held", "planned", "planned", "planned"]


def test_the_pairs_on_the_page_are_those_of_the_figure_and_what_is_missing_can_be_planned(
    office: Client, county: County, client_of: Open
) -> None:
    day = timezone.localdate()
    office.post(reverse("workspace:lecture_new"), entry(county, on=(day - timedelta(9)).isoformat()))
    assigned(county, "leader", "青溪镇", day - timedelta(3))
    page = office.get(reverse("workspace:lecture_coverage"))
    assert page.context["done"] == figure.one("pairs.lectured", on=day).value == 0, "given before it was their place"
    (link,) = re.findall(r'href="([^"]+new/[?]place=[^"]+)"', words(page))
    form = office.get(html.unescape(link)).context["form"]
    filled = {name: form[name].value() for name in ("place", "lecturer", "on")}
    assert filled == {"place": county.units["青溪镇"], "lecturer": "方怀远", "on": ""}
    assert link not in words(client_of("auditor").get(reverse("workspace:lecture_coverage")))
    office.post(reverse("workspace:lecture_new"), entry(county, title="担使命"))
    page = office.get(reverse("workspace:lecture_coverage"))
    assert page.context["done"] == figure.one("pairs.lectured", on=day).value == 1


def test_a_step_is_offered_only_where_the_decider_takes_it(office: Client, county: County, client_of: Open) -> None:
    office.post(reverse("workspace:lecture_new"), entry(county, held="no"))
    row = now(Lecture).get()
    act = reverse("workspace:lecture_act", args=[row.key, "hold"])
    audience = {"held_on": today(), "audience": "约300人次", "key": fresh_key("form")}
    elsewhere = client_of("head")
    assert "What may follow" not in words(elsewhere.get(reverse("workspace:lecture", args=[row.key])))
    assert "kept by the unit that did it" in words(elsewhere.post(act, audience))
    assert office.post(act, audience).status_code == 302
    assert now(Lecture).get().audience_measure == "attendance"


def test_a_record_counts_in_programmes(office: Client, county: County) -> None:
    by = county.actor("dispatcher")
    day = timezone.localdate()
    opened = OpenProgramme(programme="p1", title="主题教育", from_on=day, to_on=day, basis="县委发1号")
    handle([Order("programme/p1", opened)], by, fresh_key())
    office.post(reverse("workspace:lecture_new"), entry(county, programmes=["p1"]))
    row = now(Lecture).get()
    assert programmes_of(row.key) == ["p1"]
    found = office.get(reverse("workspace:lectures"), {"programme": "p1"})
    assert row.number in words(found)
    office.post(reverse("workspace:record_serving", args=["lecture", row.key]), {"key": fresh_key("form")})
    assert programmes_of(row.key) == []
    assert row.number not in words(office.get(reverse("workspace:lectures"), {"programme": "p1"}))


def test_a_running_programme_takes_what_it_reports_on_by_default(office: Client, county: County) -> None:
    by, day = county.actor("dispatcher"), timezone.localdate()
    for key, figures in (("p1", ("lectures.held",)), ("p2", ("surveys.answered",)), ("p3", ())):
        opened = OpenProgramme(
            programme=key,
            title=key,
            from_on=day,
            to_on=day,
            basis="县委发1号",
            indicators=figures,
            known=frozenset(figures),
        )
        handle([Order(f"programme/{key}", opened)], by, fresh_key())
    form = office.get(reverse("workspace:lecture_new")).context["form"]
    assert form["programmes"].value() == ["p1", "p3"]
    plan = sent_in(office, sheet([(1, "守初心", "方怀远", "青溪镇", "2026-01-05", 45, "是")]))
    assert office.get(plan).context["form"]["programmes"].value() == ["p1", "p3"]


def test_a_sheet_comes_in_as_a_unit_and_goes_out_as_one(office: Client, county: County) -> None:
    rows = [
        (1, "守初心", "方怀远", "青溪镇", "2026年1月5日", "70余人", "是"),
        (2, "担使命", "方怀远", "青溪镇", "2026-01-06", 45, "否"),
        (3, "查无此镇", "方怀远", "无名镇", "2026-01-07", 45, "否"),
        (4, "查无此日", "方怀远", "青溪镇", "2026-02-30", "多人", "否"),
    ]
    plan = sent_in(office, sheet(rows))
    page = words(office.get(plan))
    assert "Row in the file" in page
    assert '<th scope="row">5</th>' in page
    assert "序号" in page
    answer = office.post(plan, {"key": fresh_key("form")})
    assert answer.status_code == 302
    made = {each.title: each for each in now(Lecture)}
    assert set(made) == {"守初心", "担使命"}
    assert (made["守初心"].status, made["守初心"].audience_qualifier) == ("held", "over")
    assert made["担使命"].status == "planned", "否 is no"
    result = str(answer["Location"])
    key = result.rstrip("/").rpartition("/")[2]
    back = load_workbook(io.BytesIO(b"".join(office.get(f"{result}returned.xlsx").streaming_content)))  # type: ignore[attr-defined]
    cells = [list(row) for row in back.worksheets[0].iter_rows(min_row=4, values_only=True)]
    assert [row[1] for row in cells] == ["查无此镇", "查无此日"]
    assert all(row[-1] for row in cells)

    again = words(office.get(sent_in(office, sheet(rows))))
    assert "No row of this file makes a new record" in again

    undo = office.post(reverse("workspace:sheet_undo", args=[key]), {"reason": "发错了", "key": fresh_key("form")})
    assert undo.status_code == 302
    assert all(each.withdrawn_on for each in now(Lecture))
    assert office.get(reverse("workspace:lectures")).content.decode().count("守初心") == 0
    plan = sent_in(office, sheet(rows))
    assert office.post(plan, {"key": fresh_key("form")}).status_code == 302, "what was taken back can come in again"


def test_what_was_exported_is_known_when_it_comes_back(office: Client, county: County) -> None:
    office.post(reverse("workspace:lecture_new"), entry(county, held="on", audience="70多人"))
    out = office.get(reverse("workspace:lecture_export"))
    content = b"".join(out.streaming_content)  # type: ignore[attr-defined]
    page = words(office.get(sent_in(office, SimpleUploadedFile("back.xlsx", content))))
    assert "There already, left out" in page
    assert "No row of this file makes a new record" in page


def test_a_file_that_cannot_be_read_says_why(office: Client, county: County) -> None:
    url = reverse("workspace:sheet_new", args=["lecture"])
    answer = office.post(url, {"file": SimpleUploadedFile("x.xlsx", b"%PDF-1.4 nothing")})
    assert answer.status_code == 422
    assert "cannot be read here" in words(answer)
    nameless = office.post(url, {"file": SimpleUploadedFile("x.csv", "甲,乙\n1,2\n".encode())})
    assert nameless.status_code == 422
    missing = sent_in(office, SimpleUploadedFile("x.csv", "党课题目,人数\n守初心,3\n".encode()))
    assert "These columns are needed" in words(office.get(missing))


def test_the_empty_workbook_names_columns_and_words(office: Client, county: County) -> None:
    out = office.get(reverse("workspace:sheet_template", args=["lecture"]))
    book = load_workbook(io.BytesIO(b"".join(out.streaming_content)))  # type: ignore[attr-defined]
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["Subject", "Given by", "Given at"]
    assert "青溪镇" in [cell.value for cell in book.worksheets[1]["A"]]


def test_figures_keep_exact_and_approximate_apart_and_open(office: Client, county: County) -> None:
    for audience in ("45", "30", "70多人", "约300人次"):
        office.post(reverse("workspace:lecture_new"), entry(county, held="on", audience=audience))
    found = {
        each.figure.id: each
        for each in figure.compute(on=timezone.localdate())
        if each.figure.id.startswith("lectures.")
    }
    assert (found["lectures.held"].value, found["lectures.persons"].value) == (4, 75)
    assert found["lectures.persons"].exclusions == (("lectures.persons_approximate", 70),)
    assert (found["lectures.attendances"].value, found["lectures.attendances_approximate"].value) == (0, 300)
    assert found["lectures.persons"].records == 2
    page = words(office.get(reverse("workspace:records", args=["lectures.persons"])))
    assert page.count("守初心") == 2
    assert "2 of 2 shown" in page


def test_a_figure_of_a_programme_counts_what_serves_it(office: Client, county: County) -> None:
    by, day = county.actor("dispatcher"), timezone.localdate()
    for key in ("p1", "p2"):
        opened = OpenProgramme(programme=key, title=f"专项{key}", from_on=day, to_on=day, basis="县委发1号")
        handle([Order(f"programme/{key}", opened)], by, fresh_key())
    office.post(reverse("workspace:lecture_new"), entry(county, held="on", programmes=["p1", "p2"]))
    office.post(reverse("workspace:lecture_new"), entry(county, held="on", programmes=["p2"]))
    counts = [figure.one("lectures.held", on=day, programme=each).value for each in ("p1", "p2", None)]
    assert counts == [1, 2, 2], "once in each, and once in all"


def test_a_sheet_is_taken_back_by_those_who_keep_it_and_its_rows_go_back_to_who_sent_them(
    office: Client, county: County, client_of: Open
) -> None:
    plan = sent_in(
        office, sheet([(1, "守初心", "方怀远", "青溪镇", "2026-01-05", 45, "否"), (2, "", "", "", "", "", "")])
    )
    result = str(office.post(plan, {"key": fresh_key("form")})["Location"])
    key = result.rstrip("/").rpartition("/")[2]
    undo, given = reverse("workspace:sheet_undo", args=[key]), {"reason": "不是我的", "key": fresh_key("form")}
    other = client_of("head")
    refused = other.post(undo, given)
    assert refused.status_code == 422
    assert "kept by the unit that did it" in words(refused)
    assert "Take it all back" not in words(other.get(result))
    assert now(Lecture).get().withdrawn_on is None
    assert office.get(f"{result}returned.xlsx").status_code == 200
    for who in ("head", "clerk"):
        assert client_of(who).get(f"{result}returned.xlsx").status_code == 404, "the rows may name people"
    assert client_of("clerk").post(undo, {**given, "key": fresh_key("form")}).status_code == 302, "the office may"


def test_a_sheet_is_taken_back_whole_or_not_at_all(office: Client, county: County) -> None:
    """What was taken back before is passed over; what may not be taken back by this person stops the whole."""
    rows = [(number, f"党课{number}", "方怀远", "青溪镇", "2026-01-05", 45, "否") for number in (1, 2)]
    result = str(office.post(sent_in(office, sheet(rows)), {"key": fresh_key("form")})["Location"])
    first = now(Lecture).get(title="党课1")
    given = {"reason": "重复", "key": fresh_key("form")}
    office.post(reverse("workspace:lecture_act", args=[first.key, "withdraw"]), given)
    assert office.post(f"{result}undo/", {"reason": "发错了", "key": fresh_key("form")}).status_code == 302
    assert all(each.withdrawn_on for each in now(Lecture))


def test_the_papers_of_a_dispute_are_for_those_who_handle_it(office: Client, county: County, client_of: Open) -> None:
    day = today()
    agreed = {
        "place": county.units["青溪镇"], "matter": "争地界", "parties": "甲与乙", "agreed_on": day, "due_on": day, "terms": "以沟为界",
        "proof": SimpleUploadedFile("协议.png", PNG), "key": fresh_key("form"),
    }  # fmt: skip
    answer = office.post(reverse("workspace:dispute_new"), agreed)
    assert answer.status_code == 302, words(answer)
    page = words(office.get(str(answer["Location"])))
    digest = page.partition("/evidence/")[2].partition("/")[0]
    key = str(answer["Location"]).rstrip("/").rpartition("/")[2]
    file = reverse("workspace:record_evidence", args=["dispute", key, digest])
    assert office.get(file).status_code == 200
    for who in ("head", "leader", "auditor"):
        looker = client_of(who)
        assert digest not in words(looker.get(str(answer["Location"])))
        assert looker.get(file).status_code == 404
