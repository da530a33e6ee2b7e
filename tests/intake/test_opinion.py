# Local time without a zone is what a file holds.
# ruff: noqa: DTZ001

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.intake.workbook import GOOD, HEADER, csv_text, xlsx

from sandan.intake.defect import Defect, DefectCode, SheetError, SheetFault
from sandan.intake.header import DateOrder, Field, Mapping, propose_mapping
from sandan.intake.limit import Limits
from sandan.intake.opinion import OpinionRow, identity, read_opinions
from sandan.intake.sheet import Sheet, open_sheet

TODAY = date(2025, 6, 30)
REAL = Path(__file__).parents[3] / "shared" / "data" / "complaints"


def read(*rows: Any, header: Any = HEADER, limits: Limits | None = None) -> list[OpinionRow | Defect]:
    sheet = open_sheet(xlsx([header, *rows]), "a.xlsx")
    return list(read_opinions(sheet, propose_mapping(sheet), TODAY, limits=limits))


def changed(**values: Any) -> list[Any]:
    """GOOD with other cells, named by field."""
    order = ["external_id", "reporter", "contact", "title", "happened_at", "text", "place", "channel"]
    return [values.get(name, cell) for name, cell in zip(order, GOOD, strict=True)]


def defects(*rows: Any) -> list[tuple[int, str, str]]:
    found = read(*rows)
    assert all(isinstance(one, Defect) for one in found)
    return [(one.row, one.column, one.code.value) for one in found if isinstance(one, Defect)]


def test_a_good_row() -> None:
    (row,) = read(GOOD)
    assert row == OpinionRow(
        row=2,
        external_id="A-001",
        reporter="石小禾",
        contact="13800000000",
        title="路灯不亮",
        text="村口的路灯坏了三天",
        happened_at=datetime(2019, 1, 6, 9, 5, 7),
        topic=None,
        place="云岭镇",
        channel="热线",
        timed=True,
        original=GOOD,
        identity_text="路灯不亮\n村口的路灯坏了三天",
    )


def test_dirt_is_cleaned_and_the_original_kept() -> None:
    dirty = changed(
        external_id=188006,
        contact=13800000000.0,
        title="\u3000路灯\u00a0不亮 ",
        text="\n\t\t\t<p>村口的路灯_x000D_\n坏了</p>\u3000\n",
        happened_at=datetime(2019, 1, 6),
        place="-",
        reporter="无",
    )
    (row,) = read(dirty)
    assert isinstance(row, OpinionRow)
    assert (row.external_id, row.contact, row.title) == ("188006", "13800000000", "路灯 不亮")
    assert (row.text, row.place, row.reporter) == ("村口的路灯\n坏了", None, None)
    assert row.original[0] == "188006"
    assert "\t\t\t<p>" in row.original[5]


def test_a_bare_date_is_told_from_midnight() -> None:
    (row,) = read(changed(happened_at="2019年1月6日"))
    assert isinstance(row, OpinionRow)
    assert (row.happened_at, row.timed) == (datetime(2019, 1, 6), False)


def test_only_what_was_said_is_needed() -> None:
    rows = read(["", "", "", "", "", "路灯不亮"], ["", "", "", "路灯不亮"])
    assert [(one.row, one.title, one.text) for one in rows if isinstance(one, OpinionRow)] == [
        (2, "", "路灯不亮"),
        (3, "路灯不亮", ""),
    ]


def test_wholly_empty_rows_are_no_rows() -> None:
    rows = read([], ["\u3000", "\n\t", "<p></p>"], GOOD, [])
    assert [one.row for one in rows] == [4]


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"title": "", "text": "<br/>\u3000"}, "留言详情", DefectCode.TEXT_MISSING),
        ({"text": "灯" * 20_001}, "留言详情", DefectCode.TEXT_TOO_LONG),
        ({"title": "灯" * 501}, "留言主题", DefectCode.FIELD_TOO_LONG),
        ({"reporter": "石" * 201}, "留言用户", DefectCode.FIELD_TOO_LONG),
        ({"text": "半个_xD83D_字"}, "留言详情", DefectCode.TEXT_BROKEN),
        ({"external_id": 123456789012345678}, "留言编号", DefectCode.NUMBER_ROUNDED),
        ({"contact": "1.38E+10"}, "手机号码", DefectCode.NUMBER_ROUNDED),
        ({"happened_at": "1/6/2019"}, "留言时间", DefectCode.DATE_AMBIGUOUS),
        ({"happened_at": "2019-02-30"}, "留言时间", DefectCode.DATE_INVALID),
        ({"happened_at": "2019年2月"}, "留言时间", DefectCode.DATE_INCOMPLETE),
        ({"happened_at": "2025-07-01"}, "留言时间", DefectCode.DATE_IN_FUTURE),
        ({"happened_at": "1930-07-01"}, "留言时间", DefectCode.DATE_TOO_OLD),
        ({"happened_at": True}, "留言时间", DefectCode.DATE_INVALID),
    ],
)
def test_one_defect(values: dict[str, Any], column: str, code: DefectCode) -> None:
    found = read(GOOD, changed(**values))
    assert isinstance(found[0], OpinionRow)
    assert [(one.row, one.column, one.code) for one in found[1:] if isinstance(one, Defect)] == [(3, column, code)]
    assert len(found) == 2


def test_all_defects_of_a_row_are_told_at_once_with_the_row_itself() -> None:
    bad = changed(external_id=1e17, title="", text="", happened_at="昨天")
    assert defects(bad) == [
        (2, "留言详情", "text_missing"),
        (2, "留言编号", "number_rounded"),
        (2, "留言时间", "date_invalid"),
    ]
    first = read(bad)[0]
    assert isinstance(first, Defect)
    assert (first.letter, first.original[1], first.original[4]) == ("F", "石小禾", "昨天")


def test_the_limit_of_a_text_is_exact_and_can_be_set() -> None:
    assert isinstance(read(changed(text="灯" * 20_000))[0], OpinionRow)
    found = read(changed(text="灯" * 11), limits=Limits(text=10))
    assert isinstance(found[0], Defect)
    assert dict(found[0].facts) == {"length": 11, "limit": 10}


def test_a_ten_megabyte_cell_is_refused_and_its_neighbours_are_not() -> None:
    rows = [HEADER, GOOD, changed(text="灯" * 3_500_000), GOOD]
    sheet = open_sheet(csv_text(rows).encode(), "a.csv")
    found = list(read_opinions(sheet, propose_mapping(sheet), TODAY))
    assert [type(one) for one in found] == [OpinionRow, Defect, OpinionRow]
    assert isinstance(found[1], Defect)
    assert (found[1].code, found[1].facts["length"]) == (DefectCode.TEXT_TOO_LONG, 3_500_000)


def test_a_header_in_the_middle_is_no_opinion() -> None:
    assert [(type(one), one.row) for one in read(GOOD, HEADER, GOOD)] == [(OpinionRow, 2), (Defect, 3), (OpinionRow, 4)]
    assert defects(HEADER) == [(2, "", "header_repeated")]


def test_an_id_merged_over_three_rows_is_not_three_ids() -> None:
    rows = [HEADER, GOOD, ["", *GOOD[1:]], ["", *GOOD[1:]]]
    sheet = open_sheet(xlsx(rows, then=lambda book: book.active.merge_cells("A2:A4")), "a.xlsx")
    found = list(read_opinions(sheet, propose_mapping(sheet), TODAY))
    assert [one.external_id for one in found if isinstance(one, OpinionRow)] == ["A-001", None, None]


def test_text_rows_may_be_shorter_or_longer_than_the_header() -> None:
    sheet = open_sheet(csv_text([["标题", "内容", "村"], ["灯"], ["灯", "坏", "甲村", "多", "余"]]).encode(), "a.csv")
    found = [one for one in read_opinions(sheet, propose_mapping(sheet), TODAY) if isinstance(one, OpinionRow)]
    assert [(one.text, one.place, one.original) for one in found] == [
        ("", None, ("灯",)),
        ("坏", "甲村", ("灯", "坏", "甲村", "多", "余")),
    ]


def test_a_known_date_order_is_followed() -> None:
    sheet = open_sheet(csv_text([["内容", "日期"], ["灯", "1/6/2019"]]).encode(), "a.csv")
    proposed = propose_mapping(sheet)
    told = Mapping(proposed.header_row, proposed.names, proposed.fields, DateOrder.DAY_FIRST)
    (row,) = read_opinions(sheet, told, TODAY)
    assert isinstance(row, OpinionRow)
    assert row.happened_at == datetime(2019, 6, 1)


def test_a_mapping_of_another_file_is_refused() -> None:
    sheet = open_sheet(xlsx([HEADER, GOOD]), "a.xlsx")
    right = propose_mapping(sheet)
    turned = Mapping(right.header_row, right.names[::-1], right.fields)
    lower = Mapping(2, right.names, right.fields)
    far = Mapping(900, right.names, right.fields)
    for wrong in (turned, lower, far):
        with pytest.raises(SheetError) as refusal:
            list(read_opinions(sheet, wrong, TODAY))
        assert refusal.value.code is SheetFault.HEADER_CHANGED
    bare = right.changed(Field.TEXT, None).changed(Field.TITLE, None)
    with pytest.raises(SheetError) as refusal:
        list(read_opinions(sheet, bare, TODAY))
    assert refusal.value.code is SheetFault.TEXT_COLUMN_MISSING


def test_identity_sees_through_white_space_and_width_and_nothing_else() -> None:
    assert identity("路灯 不亮", "Ａ1 栋\n\u3000坏了") == identity("路灯不亮", "a1栋 坏了\u200b")
    assert identity("路灯", "不亮") != identity("路灯不", "亮")
    assert identity("路灯", "不亮。") != identity("路灯", "不亮")


def accounted(sheet: Sheet) -> tuple[int, int]:
    mapping = propose_mapping(sheet)
    found = list(read_opinions(sheet, mapping, TODAY))
    taken = {one.row for one in found if isinstance(one, OpinionRow)}
    refused = {one.row for one in found if isinstance(one, Defect)}
    assert not taken & refused
    return len(taken), len(refused)


@pytest.mark.parametrize(("name", "rows"), [("附件3.xlsx", 4326), ("附件4_dev_1971.xlsx", 1971)])
def test_real_messages_are_all_accounted_for(name: str, rows: int) -> None:
    path = REAL / name
    if not path.exists():
        pytest.skip("the real public messages are not beside this tree")
    assert accounted(open_sheet(path, name)) == (rows, 0)
