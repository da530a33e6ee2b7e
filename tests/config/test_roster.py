"""`sandan organisation`: in, out, into an empty county and back, as a machine and a person meet it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from tests.intake.workbook import csv_text, xlsx
from tests.journey.house import run as run_in
from tests.web.cast import County, make_county

from sandan.config.roster import organisation
from sandan.domain.roster import RosterStatus
from sandan.projections.roster import Roster
from sandan.projections.unit import Unit
from sandan.projections.version import now

REAL = Path(__file__).parents[3] / "shared" / "data" / "geo" / "villages_610923.csv"
VILLAGES = csv_text(
    [
        ("code", "name", "streetCode"),
        ("999901001001", "兴隆村", "999901001"),
        ("999901002001", "兴隆村", "999901002"),
    ]
)
NAMED = ("--answer", "town:999901001=白岩镇", "--answer", "town:999901002=黑水镇")
BOOK = xlsx(
    [
        ("单位", "姓名", "职务", "任职时间", "免职时间", "电话", "角色", "分管", "包抓"),
        ("白岩镇", "石小禾", "党委书记、人大主席", "2021.05", "", "13900000001", "", "", "白岩镇兴隆村"),
        ("", "空缺", "镇长", "", "", "", "", "", ""),
        ("", "吴名", "副镇长", "2024-01-01", "2030-12-31", "", "承办人", "", ""),
        ("黑水镇/兴隆村", "郑方", "代村支书", "2025-02-03", "", "", "", "", ""),
        ("云岭县", "苏望岳", "副县长", "2020-01-01", "", "", "", "教育", "黑水镇"),
        ("无此局", "何人", "局长", "", "", "", "", "", ""),
    ]
)
DUTIES = xlsx(
    [("单位", "职责事项", "领域", "依据", "起始日期"), ("白岩镇", "防汛", "饮水用水", "甲法第八条", "2026-01-01")]
)


def organise(*arguments: str) -> Result:
    return CliRunner().invoke(organisation, [*arguments, "--language", "en"])


def told(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.fixture
def villages(tmp_path: Path) -> str:
    place = tmp_path / "villages.csv"
    place.write_text(VILLAGES, "gb18030")
    return str(place)


@pytest.fixture
def county(db: None) -> County:
    return make_county()


def test_a_dry_run_tells_and_asks_and_writes_nothing(county: County, villages: str) -> None:
    result = organise("import", villages, "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    said = told(result)
    assert (said["roster"], said["adds"], said["refused"]) == (None, 0, 2)
    assert [(one["ask"], one["about"], one["rows"]) for one in said["questions"]] == [
        ("town", "999901001", 1),
        ("town", "999901002", 1),
    ]
    assert {one["code"] for one in said["defects"]} == {"unit_unknown"}
    assert not now(Roster).exists()


def test_brought_in_twice_and_undone(county: County, villages: str) -> None:
    first = told(organise("import", villages, "--json", *NAMED))
    assert (first["adds"], first["made"]) == (2, {"units": 4})
    assert now(Roster).get().by == county.people["operator"], "the only operator is taken"
    again = told(organise("import", villages, "--json"))
    assert (again["roster"], again["same"], again["made"]) == (None, 2, {})
    undone = organise("undo", first["roster"], "--reason", "传错文件")
    assert undone.exit_code == 0, undone.output
    assert now(Roster).get().status == RosterStatus.UNDONE
    assert organise("undo", first["roster"], "--reason", "传错文件").exit_code == 1
    assert organise("undo", "nothing", "--reason", "传错文件").exit_code == 1


def test_rows_sent_back_are_written_and_told_in_words(county: County, villages: str, tmp_path: Path) -> None:
    organise("import", villages, *NAMED)
    staff, back = tmp_path / "staff.xlsx", tmp_path / "back.xlsx"
    staff.write_bytes(BOOK)
    result = organise("import", str(staff), "--returned", str(back))
    assert result.exit_code == 0, result.output
    assert "There is no unit “无此局”" in result.output
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(back).worksheets[0].iter_rows()]
    assert rows[1][:3] == ["无此局", "何人", "局长"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--by", "nobody"), 2),
        (("--answer", "no-equals-sign"), 2),
    ],
)
def test_a_wrong_command_line(county: County, villages: str, arguments: tuple[str, ...], code: int) -> None:
    assert organise("import", villages, *arguments).exit_code == code


def test_what_is_no_table_is_refused_as_a_whole(county: County, tmp_path: Path) -> None:
    place = tmp_path / "a.pdf"
    place.write_bytes(b"%PDF-1.7")
    assert organise("import", str(place)).exit_code == 4
    assert organise("export", "--out", str(tmp_path / "o.xlsx"), "--phones", "--template").exit_code == 2


@pytest.mark.django_db
def test_without_a_county_there_is_nothing_to_bring_into_or_take_out(villages: str, tmp_path: Path) -> None:
    assert organise("import", villages).exit_code == 1
    assert organise("export", "--out", str(tmp_path / "o.xlsx")).exit_code == 1


def described(place: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What a workbook says of the organisation; whose number is whose does not matter, only which rows share one."""
    found = {}
    for page in openpyxl.load_workbook(place).worksheets:
        head, *rows = [tuple(cell.value for cell in row) for row in page.iter_rows()]
        number = head.index("人员编号") if "人员编号" in head else None
        seen: dict[Any, int] = {}
        ordered = sorted(rows, key=lambda row: [str(cell) for index, cell in enumerate(row) if index != number])
        found[page.title] = [
            tuple(seen.setdefault(cell, len(seen)) if index == number else cell for index, cell in enumerate(row))
            for row in ordered
        ]
    return found


def test_taken_out_and_brought_into_an_empty_county_it_is_the_same_organisation(
    county: County, villages: str, tmp_path: Path
) -> None:
    staff, duties, out, again = (tmp_path / f"{name}.xlsx" for name in ("staff", "duties", "out", "again"))
    staff.write_bytes(BOOK)
    duties.write_bytes(DUTIES)
    for arguments in ((villages, *NAMED), (str(staff),), (str(duties),)):
        assert organise("import", *arguments).exit_code == 0
    assert CliRunner().invoke(organisation, ["export", "--out", str(out)]).exit_code == 0
    other = tmp_path / "other"
    run_in(other, "init", "--county", "云岭县", "--operator", "马致和")
    said = json.loads(run_in(other, "organisation", "import", str(out), "--json"))
    assert said["refused"] == 0, said["defects"]
    run_in(other, "organisation", "export", "--out", str(again))
    first, second = described(out), described(again)
    assert {"白岩镇", "黑水镇", "兴隆村", "整改办"} <= {row[0] for row in first["单位"]}
    assert (len(first["分管包抓"]), len(first["职责清单"])) == (3, 1)
    assert second == first
    assert "all hold" in run_in(other, "verify")


@pytest.mark.skipif(not REAL.exists(), reason="the real divisions are not beside this tree")
def test_the_eighty_villages_of_a_real_county(county: County) -> None:
    asked = told(organise("import", str(REAL), "--dry-run", "--json"))["questions"]
    answers = [part for one in asked for part in ("--answer", f"{one['id']}={one['about']}镇")]
    said = told(organise("import", str(REAL), "--json", *answers))
    assert (said["adds"], said["refused"], said["made"]) == (80, 0, {"units": 80 + len(asked)})
    assert now(Unit).filter(code__startswith="610923", name="兴隆村委会").count() == 2
    assert told(organise("import", str(REAL), "--json"))["same"] == 80
