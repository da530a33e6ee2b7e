# Local time without a zone is what a file holds.
# ruff: noqa: DTZ001

from __future__ import annotations

import csv
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.workbook import (
    DAY,
    GENERAL,
    GOOD,
    HEADER,
    SPAN,
    csv_text,
    ods,
    ods_cell,
    ods_row,
    repacked,
    xls,
    xlsx,
)

from sandan.intake.cell import letter
from sandan.intake.defect import SheetError, SheetFault
from sandan.intake.limit import Limits
from sandan.intake.sheet import Sheet, Source, open_sheet

if TYPE_CHECKING:
    from pathlib import Path

SIMPLIFIED = [["留言主题", "留言详情"], ["路灯不亮", "村口的路灯坏了三天，晚上老人出门看不见路，请尽快派人维修。"]]
TRADITIONAL = [["留言主題", "留言詳情"], ["路燈不亮", "村口的路燈壞了三天，晚上老人出門看不見路，請儘快派人維修。"]]


def refused(source: Source, limits: Limits | None = None, **options: Any) -> SheetError:
    with pytest.raises(SheetError) as refusal:
        list(open_sheet(source, "a.xlsx", limits=limits, **options).rows())
    return refusal.value


def cells(sheet: Sheet) -> list[list[Any]]:
    return [list(row) for _, row in sheet.rows()]


# --- what it is --------------------------------------------------------------------------------------------------------


def test_the_name_decides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_bytes(xlsx([HEADER, GOOD]))
    sheet = open_sheet(path, "messages.csv")
    assert (sheet.kind, sheet.row_count, sheet.column_count, sheet.worksheets) == ("xlsx", 2, 8, ("Sheet",))
    assert cells(sheet) == [list(HEADER), list(GOOD)]
    assert cells(sheet) == [list(HEADER), list(GOOD)], "a sheet reads any number of times"
    assert open_sheet(str(path), "x").kind == "xlsx"


def test_ods_with_the_filling_that_programs_put_around_the_data() -> None:
    empty = '<table:table-cell table:number-columns-repeated="16382"/>'
    rows = ods_row(ods_cell("标题"), ods_cell("内容"), empty) + ods_row(ods_cell("灯"), ods_cell("不亮"), empty)
    tail = ods_row(
        '<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1048574"'
    )
    sheet = open_sheet(ods(rows + tail), "a")
    assert (sheet.kind, sheet.worksheet, cells(sheet)) == ("ods", "甲", [["标题", "内容"], ["灯", "不亮"]])


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"7z\xbc\xaf\x27\x1c...", "archive"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table>", "html"),
        (b"  <!DOCTYPE html><p>", "html"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
    ],
)
def test_other_kinds_are_named(content: bytes, found: str) -> None:
    fault = refused(content)
    assert (fault.code, dict(fault.facts)) == (SheetFault.KIND_UNSUPPORTED, {"found": found})


def test_other_zips_are_named() -> None:
    for member, found in (("word/document.xml", "docx"), ("xl/workbook.bin", "xlsb"), ("a.txt", "zip")):
        held = BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr(member, "x")
        fault = refused(held.getvalue())
        assert (fault.code, fault.facts["found"]) == (SheetFault.KIND_UNSUPPORTED, found)


def test_broken_files() -> None:
    good = xlsx([HEADER, GOOD])
    assert refused(b"").code is SheetFault.FILE_EMPTY
    assert refused(good[: len(good) // 2]).code is SheetFault.FILE_BROKEN
    assert refused(b"PK\x03\x04").code is SheetFault.FILE_BROKEN
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000).code is SheetFault.FILE_BROKEN
    assert refused(xlsx([])).code is SheetFault.FILE_EMPTY
    assert refused(b"\n\n , \n".replace(b" ", b"")).code is SheetFault.FILE_EMPTY


def test_an_old_workbook() -> None:
    written: list[tuple[int, int, str | float, int]] = [
        (2, 1, "标题", GENERAL),
        (2, 2, "日期", GENERAL),
        (3, 1, "路灯", GENERAL),
        (3, 2, 43471.5, DAY),
        (4, 2, 7.0, GENERAL),
    ]
    sheet = open_sheet(xls(written), "a.xls")
    assert (sheet.kind, sheet.worksheet, sheet.row_count, sheet.column_count) == ("xls", "甲", 5, 3)
    assert list(sheet.rows())[2:] == [
        (3, ("", "标题", "日期")),
        (4, ("", "路灯", datetime(2019, 1, 6, 12))),
        (5, ("", "", 7)),
    ]


def test_a_time_beyond_all_clocks_is_refused_before_any_row_is_given_out() -> None:
    def endless(book: Any) -> None:
        book.active["A2"] = 1e300
        book.active["A2"].number_format = "[h]:mm:ss"

    for book in (xlsx([HEADER], then=endless), xls([(0, 0, "标题", GENERAL), (1, 0, 1e300, SPAN)])):
        with pytest.raises(SheetError) as refusal:
            open_sheet(book, "a")
        assert refusal.value.code is SheetFault.FILE_BROKEN


def test_an_old_workbook_that_would_take_the_process_down_is_refused() -> None:
    """Its sheet claims four thousand million rows, and the reader asks for room for all of them."""
    assert open_sheet(xls([(0, 0, "标题", GENERAL)]), "a.xls").row_count == 1
    assert refused(xls([(0, 0, "标题", GENERAL)], rows_claimed=0xFFFFFFF0)).code is SheetFault.FILE_BROKEN


def test_a_tag_that_never_ends_is_refused() -> None:
    endless = ods(ods_row(ods_cell("a"), '<table:table-cell office:value-type="string"><text:p>b</text:p><<c></c>'))
    assert refused(endless).code is SheetFault.FILE_BROKEN
    broken = repacked(
        xlsx([HEADER, GOOD]), lambda name, held: held.replace(b"</sheetData>", b"") if "sheet1" in name else held
    )
    assert refused(broken).code is SheetFault.FILE_BROKEN


BOOK = xlsx([HEADER, GOOD, GOOD])
"""Made once: a workbook holds the time it was made, so two made in one test differ in length."""


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_workbook_with_flipped_bytes_reads_or_is_refused(data: st.DataObject) -> None:
    book = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        book[data.draw(st.integers(0, len(book) - 1))] = data.draw(st.integers(0, 255))
    # Whatever else it raises fails the test.
    with suppress(SheetError):
        list(open_sheet(bytes(book), "a.xlsx").rows())


@given(st.binary(max_size=300))
def test_any_bytes_read_or_are_refused(content: bytes) -> None:
    with suppress(SheetError):
        list(open_sheet(content, "a").rows())


# --- worksheets --------------------------------------------------------------------------------------------------------


def test_the_first_filled_visible_worksheet_is_taken_and_another_may_be_chosen() -> None:
    def more(book: Any) -> None:
        book.active.title = "空"
        hidden = book.create_sheet("参数")
        hidden.sheet_state = "hidden"
        hidden["A1"] = "隐藏"
        book.create_sheet("数据")["A1"] = "标题"
        book.create_sheet("其他")["A1"] = "内容"

    book = xlsx([], then=more)
    sheet = open_sheet(book, "a")
    assert (sheet.worksheet, sheet.worksheets) == ("数据", ("空", "参数", "数据", "其他"))
    assert cells(open_sheet(book, "a", worksheet="其他")) == [["内容"]]
    fault = refused(book, worksheet="没有")
    assert (fault.code, fault.facts["names"]) == (SheetFault.WORKSHEET_MISSING, "空, 参数, 数据, 其他")
    assert refused(book, worksheet="空").code is SheetFault.FILE_EMPTY


def test_rows_and_columns_keep_their_places() -> None:
    def shift(book: Any) -> None:
        book.active["C4"] = "标题"
        book.active["D6"] = "灯"

    rows = list(open_sheet(xlsx([], then=shift), "a").rows())
    assert rows == [(n, ("", "", "", "")) for n in (1, 2, 3)] + [
        (4, ("", "", "标题", "")),
        (5, ("", "", "", "")),
        (6, ("", "", "", "灯")),
    ]


def test_a_merged_cell_has_its_value_once() -> None:
    rows = [["留言编号", "内容"], ["A-1", "一"], ["", "二"], ["", "三"]]
    sheet = open_sheet(xlsx(rows, then=lambda book: book.active.merge_cells("A2:A4")), "a")
    assert [row[0] for row in cells(sheet)] == ["留言编号", "A-1", "", ""]


# --- text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "cp950", "big5"),
        ([["留言主题", "内容"], ["𠮷野路灯䶮", "坏了三天没有人来修理"]], "gb18030", "gb18030"),
        ([["a", "b"], ["1", "2"]], "ascii", "utf-8"),
    ],
)
def test_encodings(rows: list[list[str]], codec: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_text(rows).encode(codec))
    sheet = open_sheet(path, "a.csv")
    assert (sheet.kind, sheet.encoding, cells(sheet)) == ("text", name, rows)


def test_a_character_across_the_edge_of_a_piece_is_whole() -> None:
    rows = [["标题", "内容"]] + [["灯" + "x" * (n % 7), "路灯坏了三天" * 50] for n in range(4000)]
    for codec in ("utf-8", "gb18030", "utf-16"):
        assert cells(open_sheet(csv_text(rows).encode(codec), "a")) == rows


def test_what_does_not_decode_is_refused_with_its_place() -> None:
    good = csv_text(SIMPLIFIED).encode()
    fault = refused(good + "路灯".encode() + b",\xff\xff\n")
    assert fault.code is SheetFault.ENCODING_UNKNOWN
    assert (fault.facts["line"], fault.facts["offset"]) == (3, len(good) + 7)
    assert refused("﻿标题".encode() + b"\xff").code is SheetFault.ENCODING_UNKNOWN
    assert refused("標題,路燈".encode("utf-16-le")).code is SheetFault.NUL_BYTES
    assert refused(b"a,b\n1,\0\n").facts["offset"] == 6
    assert refused(b"\xff\xfe\0\0a\0\0\0").code is SheetFault.ENCODING_UNKNOWN


def test_gibberish_is_not_taken_for_chinese() -> None:
    """UTF-8 with one damaged byte can happen to be valid GB18030; it must not come in as rare characters."""
    damaged = "路灯坏了三天没人来修理村口的水泵".encode() + "、".encode()[:2]
    assert damaged.decode("gb18030")
    assert refused(damaged).code is SheetFault.ENCODING_UNKNOWN


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(delimiter: str) -> None:
    rows = [["标题", "内容", "村"]] + [[f"灯{n}", "坏了, 三天; 没人\t修 | 急", "甲村"] for n in range(5)]
    sheet = open_sheet(csv_text(rows, delimiter).encode(), "a")
    assert (sheet.delimiter, cells(sheet)) == (delimiter, rows)


def test_quoted_cells_over_several_lines_are_one_row() -> None:
    text = '标题,内容\r\n一,"第一行\n第二行 ""引"" ,\r\n"\r\n\r\n二,三\r\n'
    sheet = open_sheet(text.encode(), "a")
    assert list(sheet.rows()) == [
        (1, ("标题", "内容")),
        (2, ("一", '第一行\n第二行 "引" ,\r\n')),
        (3, ()),
        (4, ("二", "三")),
    ]
    assert sheet.row_count == 4


def test_a_single_column_and_old_line_ends() -> None:
    assert cells(open_sheet("内容\r路灯\r水泵".encode(), "a")) == [["内容"], ["路灯"], ["水泵"]]


def test_an_open_quotation_mark_is_found_with_its_row() -> None:
    fault = refused('标题,内容\n一,"二\n三,四\n五,六\n'.encode())
    assert (fault.code, dict(fault.facts)) == (SheetFault.QUOTE_UNCLOSED, {"row": 2})


# --- limits ------------------------------------------------------------------------------------------------------------


def test_size_limits() -> None:
    text = csv_text(SIMPLIFIED).encode()
    assert refused(text, Limits(file_bytes=len(text) - 1)).code is SheetFault.FILE_TOO_LARGE
    assert open_sheet(text, "a", limits=Limits(file_bytes=len(text))).row_count == 2
    fault = refused(b"a,b\n" * 11, Limits(rows=10))
    assert (fault.code, fault.facts["limit"]) == (SheetFault.ROWS_TOO_MANY, 10)


@pytest.mark.parametrize("elsewhere", [0, 1 << 30])
def test_a_huge_raw_cell_is_refused_with_its_row(elsewhere: int) -> None:
    """Also where another library has raised the bound that Python has for the whole process."""
    limit = Limits().cell
    before = csv.field_size_limit()
    csv.field_size_limit(elsewhere or before)
    try:
        fault = refused(b"a,b\n1," + b"x" * (limit + 1) + b"\n")
    finally:
        csv.field_size_limit(before)
    assert (fault.code, fault.facts["row"]) == (SheetFault.CELL_TOO_LARGE, 2)


def test_a_zip_bomb_is_refused_before_it_is_read() -> None:
    bomb = repacked(
        xlsx([HEADER, GOOD]), lambda name, held: held + b" " * 40_000_000 if name.endswith("sheet1.xml") else held
    )
    assert len(bomb) < 100_000
    fault = refused(bomb)
    assert (fault.code, fault.facts["limit"]) == (SheetFault.FILE_EXPLODES, 200)
    assert refused(bomb, Limits(unpacked_bytes=1_000_000)).code is SheetFault.FILE_EXPLODES
    assert open_sheet(bomb, "a", limits=Limits(ratio=10_000)).row_count == 2


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    book = repacked(
        xlsx([HEADER, GOOD]), lambda name, held: held + b" " * 30_000_000 if name.endswith("sheet1.xml") else held
    )
    with zipfile.ZipFile(BytesIO(book)) as archive:
        true = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = book.replace(struct.pack("<L", true), struct.pack("<L", 1000))
    assert lying != book
    fault = refused(lying)
    assert (fault.code, fault.facts["limit"]) == (SheetFault.FILE_EXPLODES, 1000)


def test_too_many_members() -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
        for number in range(30):
            archive.writestr(f"m{number}", "")
    assert refused(held.getvalue(), Limits(members=30)).code is SheetFault.FILE_EXPLODES


def test_one_stray_cell_far_outside_is_refused_and_a_mere_format_there_is_not() -> None:
    def stray(book: Any) -> None:
        book.active["XFD1048576"] = "x"

    def styled(book: Any) -> None:
        book.active["XFD1048576"].number_format = "0.00"

    fault = refused(xlsx([HEADER, GOOD], then=stray))
    assert (fault.code, fault.facts["cell"]) == (SheetFault.AREA_TOO_LARGE, "XFD1048576")
    assert open_sheet(xlsx([HEADER, GOOD], then=styled), "a").row_count == 2


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c  t='n'  r = 'XFD1048576' ><v>1</v></c>",
        '<c t=">" r="XFD1048576"><v>1</v></c>',
        '<c t="<" r="XFD1048576"><v>1</v></c>',
        '</row><row r="1048576"><c><v>1</v></c><c r="XFD1"><v>1</v></c>',
    ],
)
def test_stray_cells_are_seen_however_they_are_written(cell: str) -> None:
    def put(name: str, held: bytes) -> bytes:
        return held.replace(b"</row></sheetData>", cell.encode() + b"</row></sheetData>") if "sheet1" in name else held

    book = xlsx([HEADER, GOOD])
    hostile = repacked(book, put)
    assert hostile != repacked(book, lambda _, held: held)
    assert refused(hostile).code in {SheetFault.AREA_TOO_LARGE, SheetFault.FILE_BROKEN}


def test_repeated_cells_of_an_ods_are_counted() -> None:
    wide = ods_cell("x", 'table:number-columns-repeated="1000"')
    assert (
        refused(ods(ods_row(wide, attributes='table:number-rows-repeated="20000"'))).code is SheetFault.AREA_TOO_LARGE
    )
    assert refused(ods(ods_row(wide) * 11), Limits(area=10_000)).code is SheetFault.AREA_TOO_LARGE
    assert open_sheet(ods(ods_row(wide) * 10), "a", limits=Limits(area=10_000)).column_count == 1000


def test_formats_without_cells_may_fill_the_whole_page() -> None:
    hollow = "".join(f'<c r="{letter(n)}3" s="0"></c>' for n in range(16_384))
    lower = f'<row r="1000000">{hollow}</row>'.replace('3" s', '1000000" s')

    def put(name: str, held: bytes) -> bytes:
        return (
            held.replace(b"</sheetData>", f'<row r="3">{hollow}</row>{lower}</sheetData>'.encode())
            if "sheet1" in name
            else held
        )

    assert open_sheet(repacked(xlsx([HEADER, GOOD]), put), "a").row_count == 2


@pytest.mark.slow
def test_a_hundred_thousand_rows_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        for number in range(1, 100_001):
            page.write_row(number, 0, (f"A-{number}", *GOOD[1:5], GOOD[5] * 10 + str(number), *GOOD[6:]))
    program = (
        "import sys; from pathlib import Path; from datetime import date; from sandan.intake.sheet import open_sheet;"
        "from sandan.intake.header import propose_mapping; from sandan.intake.opinion import OpinionRow, read_opinions;"
        "sheet = open_sheet(sys.argv[1], 'x'); rows = read_opinions(sheet, propose_mapping(sheet), date(2020, 1, 1));"
        "count = sum(isinstance(one, OpinionRow) for one in rows);"
        # Not getrusage: its high-water mark outlives exec, so it would tell of the process that runs the tests.
        "peak = next(line for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('VmHWM'));"
        "print(count, int(peak.split()[1]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True)
    rows, mebibytes = map(int, done.stdout.split())
    assert rows == 100_000
    assert mebibytes < 500
