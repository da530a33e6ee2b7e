from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
from tests.intake.workbook import GOOD, HEADER, xlsx

from sandan.intake.defect import Defect, DefectCode
from sandan.intake.header import propose_mapping
from sandan.intake.opinion import OpinionRow, read_opinions
from sandan.intake.returned import CELL_LIMIT, ReturnedRow, by_row, write_returned
from sandan.intake.sheet import open_sheet

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2025, 6, 30)


def said(defect: Defect) -> str:
    return f"{defect.code.value} {dict(defect.facts)}"


def test_bad_rows_come_back_put_right_and_are_taken(tmp_path: Path) -> None:
    bad = ["=1+1", "石小禾", "1.38E+10", "标题", "昨天", "灯坏了", "云岭镇", "http://example.org"]
    sheet = open_sheet(xlsx([["汇总表"], HEADER, GOOD, bad, GOOD, [1e17]], then=None), "a.xlsx")
    mapping = propose_mapping(sheet)
    refused = [one for one in read_opinions(sheet, mapping, TODAY) if isinstance(one, Defect)]
    path = tmp_path / "returned.xlsx"
    assert write_returned(path, mapping.names, by_row(refused), said) == 2

    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == [*HEADER, "行 / row", "列 / column", "原因 / reason"]
    assert rows[1][:8][1:] == bad[1:]
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")
    assert rows[1][8:] == [
        4,
        "手机号码 (C)\n留言时间 (E)",
        "number_rounded {'value': '1.38E+10'}\ndate_invalid {'value': '昨天'}",
    ]
    assert rows[2][0] == "100000000000000000"

    page["C2"], page["E2"] = "13800000000", "2019/1/6"
    page["A3"], page["F3"] = "A-9", "水泵坏了"
    book.save(path)
    again = open_sheet(path, "returned.xlsx")
    taken = list(read_opinions(again, propose_mapping(again), TODAY))
    assert [one.text for one in taken if isinstance(one, OpinionRow)] == ["灯坏了", "水泵坏了"]


def test_cells_that_no_worksheet_could_hold_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "returned.xlsx"
    defect = Defect(7, "内容", DefectCode.TEXT_TOO_LONG, letter="B")
    row = ReturnedRow(7, ("_x000D_\x01半\ud83d", "灯" * 40_000, "beyond the header"), (defect,))
    assert write_returned(path, ("标题", "内容"), [row], said, ("r", "c", "w")) == 1
    (_, cells) = [cells for _, cells in open_sheet(path, "x").rows()]
    assert cells[0] == "_x000D_\x01半\ufffd"
    assert len(str(cells[1])) == CELL_LIMIT
    assert cells[2:4] == (7.0, "内容 (B)")


def test_defects_are_gathered_by_row() -> None:
    one, two, three = (Defect(row, "a", DefectCode.DATE_INVALID, original=(str(row),)) for row in (2, 2, 5))
    assert list(by_row([one, two, three])) == [ReturnedRow(2, ("2",), (one, two)), ReturnedRow(5, ("5",), (three,))]
    assert list(by_row([])) == []
