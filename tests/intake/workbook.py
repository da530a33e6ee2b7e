"""Files made for the tests, as real programs would make them."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEADER = ("留言编号", "留言用户", "手机号码", "留言主题", "留言时间", "留言详情", "涉及镇村", "来源")
GOOD = ("A-001", "石小禾", "13800000000", "路灯不亮", "2019/1/6 9:05:07", "村口的路灯坏了三天", "云岭镇", "热线")


def xlsx(rows: Sequence[Sequence[Any]], *, then: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of one worksheet; `then` may still change the openpyxl workbook."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value not in {None, ""}:
                cell = page.cell(number, column, value)
                if isinstance(value, str):
                    # Else "=1+1" would be written as a formula, without a value.
                    cell.data_type = "s"
    if then is not None:
        then(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet whose table holds `rows` (XML)."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="甲">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return held.getvalue()


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def ods_row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    import csv

    held = io.StringIO()
    csv.writer(held, delimiter=delimiter).writerows(rows)
    return held.getvalue()


def repacked(book: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The zipped workbook with every member put through `change(name, content)`."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return held.getvalue()


GENERAL, DAY, SPAN = 0, 1, 2


def xls(cells: Sequence[tuple[int, int, str | float, int]], rows_claimed: int = 100) -> bytes:
    """An Excel 97 workbook (BIFF8 in an OLE2 container) by hand: (0-based row, column, value, GENERAL, DAY or SPAN)."""

    def part(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def format_of(number: int) -> bytes:
        return part(0x00E0, struct.pack("<HH16x", 0, number))

    def cell(row: int, column: int, value: str | float, shown: int) -> bytes:
        head = struct.pack("<HHH", row, column, shown)
        if isinstance(value, str):
            return part(0x0204, head + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        return part(0x0203, head + struct.pack("<d", value))

    start = part(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0x0600)) + part(0x0042, struct.pack("<H", 1200))
    # Format 0 is "General", 14 the short date, 46 a span of hours.
    start += format_of(0) + format_of(14) + format_of(46)
    name = struct.pack("<BB", 1, 1) + "甲".encode("utf-16-le")
    end = part(0x000A, b"")
    offset = len(start) + 4 + 6 + len(name) + len(end)
    page = part(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0x0600))
    page += part(0x0200, struct.pack("<IIHHH", 0, rows_claimed, 0, 200, 0))
    page += b"".join(cell(*one) for one in cells) + end
    stream = start + part(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + end + page

    # Sector 0 is the allocation table, 1 the directory, the stream begins at 2; under 4,096 bytes it would lie elsewhere.
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    assert len(table) <= 128

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        label = title.encode("utf-16-le")
        length = len(label) + 2 if title else 0
        return label.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI16xIQ", length, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, 0, first, size
        )

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack(
        "<16xHHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = (
        entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
        + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
        + entry("", 0, 0, 0, 0) * 2
    )
    return header + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff") + directory + stream
