"""Files made for the tests, as real programs would make them."""

from __future__ import annotations

import io
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
