"""Applications from a town's table, as a clerk sends it: looked at, entered as a unit, sent back, taken back; and who sees it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.intake.workbook import xlsx
from tests.web.aid import HOME, Aid, applied
from tests.web.cast import sign_in

from sandan.config.applying import applications
from sandan.desk import application, application_sheet
from sandan.desk.application import blank, opened
from sandan.domain.allowance import Household, IncomeKind, Member
from sandan.domain.application import VisitHousehold
from sandan.domain.money import Money
from sandan.domain.values import Refusal
from sandan.intake.household import sound_id
from sandan.projections.application import Application
from sandan.projections.sheet import Sheet
from sandan.projections.version import now
from sandan.projections.viewing import Viewing

pytestmark = pytest.mark.django_db
HEADER = (
    "户号",
    "姓名",
    "身份证号",
    "与户主关系",
    "村",
    "工资性收入",
    "财产是否符合规定",
    "核对授权",
    "已交材料",
    "致贫原因",
)
PAPERS = "申请书、家庭经济状况核对授权书、收入证明、财产状况证明、重病诊断证明、户口簿"
LI, WANG, ZHAO = "612401195001010013", "612401195201010026", "612401196001010018"
ROWS = (
    ("1", "李大山", LI, "户主", "石桥村", 6000, "是", "是", PAPERS, "妻子重病"),
    ("", "王秀英", WANG, "配偶", "", "", "", "", "", ""),
    ("2", "赵独身", ZHAO, "户主", "石桥村", "", "是", "否", "申请书", ""),
    ("3", "何错号", "612401195001010011", "户主", "石桥村", "", "是", "是", "", ""),
    ("3", "何小错", "", "女", "", "", "", "", "", ""),
)
SEALED = ("李大山", "王秀英", "赵独身", "何错号", LI, WANG, ZHAO, "妻子重病")


@pytest.fixture
def client_of(aid: Aid) -> Callable[[str], Client]:
    def made(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        sign_in(client, name)
        return client

    return made


def said(response: Any) -> str:
    text: str = response.content.decode()
    return text


def sent(client: Client, rows: Any = ROWS, header: Any = HEADER) -> Any:
    """The answer to a file: the look before anything is entered."""
    file = SimpleUploadedFile("李大山家.xlsx", xlsx([header, *rows]))
    return client.post(reverse("workspace:application_sheet_new"), {"item": "dibao", "file": file}, follow=True)


def entered(client: Client, look: Any) -> str:
    """The sheet that confirming makes."""
    key = re.search(r'name="key" value="([0-9a-f]{32})"', said(look))
    assert key is not None
    answer = client.post(look.request["PATH_INFO"], {"key": key[1]})
    assert answer.status_code == 302, said(answer)
    return str(answer["Location"].rstrip("/").rpartition("/")[2])


def cells(response: Any) -> list[tuple[Any, ...]]:
    content = b"".join(response.streaming_content)
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    return [tuple(each) for each in page.iter_rows(values_only=True)]


def test_every_household_is_looked_at_and_entered_with_what_it_lacks(
    aid: Aid, client_of: Callable[[str], Client]
) -> None:
    aide = client_of("aide")
    look = sent(aide)
    text = said(look)
    assert "Enter 2 applications" in text
    assert (
        "家庭经济状况核对授权书、收入证明、财产状况证明、重病诊断证明、The authorisation to match data (art. 58)"
        in text
    )
    assert "its check digit fits the others" in text
    assert "Comes along with row 5 of the same household" in text
    assert not now(Application).exists(), "a look enters nothing"
    sheet = entered(aide, look)
    first, second = now(Application).order_by("position")
    assert [first.status, second.status, first.route] == ["accepted", "submitted", "import"]
    assert second.missing == "authorisation income property illness"
    held = opened(first.key).household
    assert held is not None
    assert [each.name for each in held.members] == ["李大山", "王秀英"]
    assert (held.members[0].incomes[0].kind, held.members[0].incomes[0].months) == (IncomeKind.WAGE, 12)
    page = said(aide.get(reverse("workspace:application_sheet", args=[sheet])))
    assert first.number in page
    assert "收入证明、财产状况证明" in page
    back = cells(aide.get(reverse("workspace:application_sheet_returned", args=[sheet])))
    assert [each[1] for each in back] == ["姓名", "何错号", "何小错"]
    assert back[1][-3:-1] == (5, "身份证号 (C)")


def test_a_file_sent_again_enters_nobody_twice_and_the_mended_rows_come_in(
    aid: Aid, client_of: Callable[[str], Client]
) -> None:
    aide = client_of("aide")
    entered(aide, sent(aide))
    look = sent(aide)
    assert "No household of this file is entered" in said(look)
    number = next(each for sign in "0123456789X" if sound_id(each := f"61240119700101001{sign}"))
    mended = [*ROWS[:3], (*ROWS[3][:2], number, *ROWS[3][3:]), ROWS[4]]
    entered(aide, sent(aide, mended))
    assert now(Application).count() == 3


def test_a_household_that_applied_at_the_counter_is_known(aid: Aid, client_of: Callable[[str], Client]) -> None:
    head = Member("m1", "李大山", LI, "户主")
    counter = applied(aid, household=Household((head,)))
    text = said(sent(client_of("aide")))
    assert f"Row 2: {counter.number}" in text
    assert "Enter 1 application" in text


def test_a_file_is_taken_back_as_a_unit_until_somebody_has_worked_on_it(
    aid: Aid, client_of: Callable[[str], Client]
) -> None:
    aide = client_of("aide")
    sheet = entered(aide, sent(aide))
    undo = reverse("workspace:application_sheet_undo", args=[sheet])
    key = re.search(r'name="key" value="([0-9a-f]{32})"', said(aide.get(undo)))
    assert key is not None
    assert aide.post(undo, {"key": key[1], "reason": "发错了"}).status_code == 302
    assert set(now(Application).values_list("status", flat=True)) == {"withdrawn"}
    assert now(Sheet).get(key=sheet).status == "undone"
    again = entered(aide, sent(aide))
    assert now(Application).filter(status="accepted").count() == 1, "what was taken back can be brought in again"
    worked = now(Application).get(status="accepted")
    people = (aid.county.people["aide"], aid.county.people["mate"])
    visit = blank(VisitHousehold, worked.key, visited_on=aid.now.date(), visitors=people, findings="属实")
    application.give(worked.key, visit, aid.county.actor("aide"), "visited")
    with pytest.raises(Refusal, match="sheet_in_use"):
        application_sheet.undo(again, "再退", aid.county.actor("aide"), "undo-again")


def test_receipts_are_handed_out_by_whoever_sent_the_file_on_that_day(
    aid: Aid, client_of: Callable[[str], Client]
) -> None:
    aide = client_of("aide")
    sheet = entered(aide, sent(aide))
    address = reverse("workspace:application_sheet_receipts", args=[sheet])
    rows = cells(aide.get(address))
    code = next(each[2] for each in rows if "李大山" in each)
    assert now(Viewing).filter(person=aid.county.people["aide"]).count() == 2
    assert client_of("mate").get(address).status_code == 404
    household = Client(headers={"accept-language": "en"})
    page = said(household.post(reverse("portal:benefit_find"), {"code": code}, follow=True))
    assert "It is complete. Two people will visit you at home." in page


def test_nobody_else_finds_a_file_of_households(aid: Aid, client_of: Callable[[str], Client]) -> None:
    aide = client_of("aide")
    sheet = entered(aide, sent(aide))
    for name in ("elsewhere", "clerk", "leader", "dispatcher", "auditor"):
        for page in ("application_sheet", "application_sheet_undo", "application_sheet_returned"):
            answer = client_of(name).get(reverse(f"workspace:{page}", args=[sheet]))
            assert answer.status_code in (403, 404), (name, page)
        assert client_of(name).get(reverse("workspace:sheet", args=[sheet])).status_code == 404
    assert client_of("mate").get(reverse("workspace:application_sheet", args=[sheet])).status_code == 200


def test_what_a_file_says_of_people_lies_nowhere_readable(aid: Aid, client_of: Callable[[str], Client]) -> None:
    """Not in a leaf, not in a table, not in the file that waits, and not in its name."""
    aide = client_of("aide")
    look = sent(aide)
    for path in Path(settings.SANDAN_HOME, "uploads").iterdir():
        content = path.read_bytes()
        assert not any(each.encode() in content for each in SEALED), path.name
    entered(aide, look)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("ledger_", "projections_")):
                cursor.execute(f"SELECT * FROM {table}")
                text = repr(cursor.fetchall())
                assert not any(each in text for each in SEALED), table


def test_a_file_that_says_too_little_is_refused_as_a_whole(aid: Aid, client_of: Callable[[str], Client]) -> None:
    text = said(sent(client_of("aide"), [row[:6] for row in ROWS], HEADER[:6]))
    assert "Say which column holds this: Property within the rule" in text


def test_the_bureau_takes_no_applications(aid: Aid, client_of: Callable[[str], Client]) -> None:
    assert "Applications are taken by the town" in said(sent(client_of("bureau")))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (4, "无此村", "There is no unit “无此村”"),
        (8, "房产证", "The item asks for no paper called “房产证”"),
    ],
)
def test_what_the_county_does_not_know_goes_back(
    aid: Aid, client_of: Callable[[str], Client], column: int, value: str, words: str
) -> None:
    row = (*ROWS[0][:column], value, *ROWS[0][column + 1 :])
    assert words in said(sent(client_of("aide"), [row]))


def test_relatives_among_officials_come_in_with_the_row(aid: Aid, client_of: Callable[[str], Client]) -> None:
    aide = client_of("aide")
    entered(aide, sent(aide, [(*ROWS[0], "任同行")], (*HEADER, "近亲属备案")))
    row = now(Application).get()
    assert row.related
    assert opened(row.key).state.related == {aid.county.people["mate"]}
    text = said(sent(aide, [(*ROWS[2], "查无此人")], (*HEADER, "近亲属备案")))
    assert "There is nobody of this name" in text


def test_the_command_line_enters_returns_and_takes_back(aid: Aid, tmp_path: Path) -> None:
    place = tmp_path / "花名册.csv"
    place.write_bytes("\r\n".join(",".join(map(str, each)) for each in (HEADER, *ROWS)).encode("gb18030"))

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(applications, [*arguments, "--by", "aide", "--json", "--language", "en"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    dry = run(str(place), "--item", "dibao", "--dry-run")
    assert (dry["sheet"], dry["entered"], dry["back"]) == (None, 2, 2)
    back, codes = tmp_path / "back.xlsx", tmp_path / "codes.xlsx"
    done = run(str(place), "--item", "dibao", "--returned", str(back), "--receipts", str(codes))
    assert (done["entered"], done["standing"], done["defects"][0]["code"]) == (2, 0, "id_invalid")
    assert [each["row"] for each in done["missing"]] == [4]
    assert now(Application).count() == 2
    assert openpyxl.load_workbook(back).active is not None
    assert now(Viewing).count() == 2, "whoever takes the codes has opened them"
    assert run(str(place), "--item", "dibao")["standing"] == 2
    assert run("--undo", done["sheet"], "--reason", "发错了")["withdrawn"] == 2
    assert set(now(Application).values_list("status", flat=True)) == {"withdrawn"}


def test_a_household_of_a_file_is_what_one_at_the_counter_is(aid: Aid, client_of: Callable[[str], Client]) -> None:
    """The amount that is proposed follows from the household, by whichever way it came."""
    aide = client_of("aide")
    entered(aide, sent(aide, ROWS[:2]))
    row = now(Application).get()
    by_file = application.proposed(opened(row.key))
    by_counter = application.proposed(opened(applied(aid, household=HOME).application))
    assert by_file is not None
    assert by_counter is not None
    assert by_file.amount == by_counter.amount == Money.of("166.67")
