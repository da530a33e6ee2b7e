"""Opens a table that came from outside: .xlsx, .xls, .ods, or text with delimiters. What it is, its content says, not its name."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import python_calamine as calamine

from sandan.intake import archive, encoding, probe, record
from sandan.intake.cell import Cell, letter
from sandan.intake.defect import SheetError, SheetFault
from sandan.intake.limit import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Source = Path | str | bytes
"""A path, or the bytes themselves."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"{\\rtf", "rtf"),
)
# Systems that "export to Excel" often write a web page, or the XML of Excel 2003, and call it .xls.
_MARKUP = ((b"<!doctype html", "html"), (b"<html", "html"), (b"<table", "html"), (b"<?xml", "xml"), (b"<meta", "html"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet, or one text file, open for reading any number of times.

    `kind` is xlsx, xls, ods or text; `worksheets` all worksheets in order, `visible` those of them that a reader of the workbook sees as
    tables, and `worksheet` the one read ("" for text);
    `encoding` and `delimiter` are "" for workbooks. `row_count` is the number of the last row, `column_count` the width of the widest.
    """

    name: str
    kind: str
    row_count: int
    column_count: int
    worksheet: str = ""
    worksheets: tuple[str, ...] = ()
    visible: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    _read: Callable[[], Iterator[tuple[int, tuple[Cell, ...]]]] = field(
        default=lambda: iter(()), repr=False, compare=False
    )

    def rows(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """(row number as the spreadsheet program shows it, from 1; the cells from column A on) of every row, empty ones too.

        A merged area has its value in the first cell and "" in the others, so one id over three rows is not three ids.
        Error values of formulas (#N/A, #REF!) come as "". Text rows may be of different length.
        """
        return self._read()


def open_sheet(source: Source, name: str, *, worksheet: str | None = None, limits: Limits | None = None) -> Sheet:
    """Opens `source`; `name` is what the sender called it and decides nothing.

    `worksheet` chooses one by name; without it the first visible worksheet that holds anything is taken.
    Raises SheetError with a `SheetFault` for everything that cannot be read; see there. A missing file is an OSError.
    """
    limits = limits or Limits()
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size == 0:
        raise SheetError(SheetFault.FILE_EMPTY, worksheets=0)
    if size > limits.file_bytes:
        raise SheetError(SheetFault.FILE_TOO_LARGE, size=size, limit=limits.file_bytes)
    with _opened(source) as file:
        head = file.read(1024)
        file.seek(0)
        if head.startswith(_ZIP):
            kind = archive.inspect(file, size, limits)
            file.seek(0)
            return _workbook(file, name, kind, worksheet, limits)
        if head.startswith(_OLE):
            if not probe.survives(file):
                raise SheetError(SheetFault.FILE_BROKEN, kind="xls", detail="the reader does not come through it")
            return _workbook(file, name, "xls", worksheet, limits)
        _refuse_foreign(head)
        return _text(source, file, name, limits)


def _opened(source: Source) -> IO[bytes]:
    return io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb")


def _refuse_foreign(head: bytes) -> None:
    for mark, found in _FOREIGN:
        if head.startswith(mark):
            raise SheetError(SheetFault.KIND_UNSUPPORTED, found=found)
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, found in _MARKUP:
        if opening.startswith(mark):
            raise SheetError(SheetFault.KIND_UNSUPPORTED, found=found)


# --- workbooks -------------------------------------------------------------------------------------------------------


def _workbook(file: IO[bytes], name: str, kind: str, wanted: str | None, limits: Limits) -> Sheet:
    with _reading(kind):
        workbook = calamine.CalamineWorkbook.from_filelike(file)
    with workbook:
        names = tuple(workbook.sheet_names)
        visible = tuple(one.name for one in workbook.sheets_metadata if _shown(one))
        if wanted is not None and wanted not in names:
            raise SheetError(SheetFault.WORKSHEET_MISSING, wanted=wanted, names=", ".join(names))
        for candidate in (wanted,) if wanted is not None else _by_visibility(workbook):
            with _reading(kind):
                sheet = workbook.get_sheet_by_name(candidate)
                start, end = sheet.start, sheet.end
            if start is not None and end is not None:
                break
        else:
            raise SheetError(SheetFault.FILE_EMPTY, worksheets=len(names))
    rows, columns = end[0] + 1, end[1] + 1
    if rows * columns > limits.area:
        cell = f"{letter(end[1])}{rows}"
        raise SheetError(SheetFault.AREA_TOO_LARGE, rows=rows, columns=columns, limit=limits.area, cell=cell)
    with _reading(kind):
        # Cells become Python values only now, and some cannot (a date in the year 10^9). Better here than after half the rows.
        for _ in sheet.iter_rows():
            pass
    return Sheet(
        name=name,
        kind=kind,
        row_count=rows,
        column_count=columns,
        worksheet=candidate,
        worksheets=names,
        visible=visible,
        _read=lambda: _worksheet_rows(sheet, start[1]),
    )


def _shown(one: calamine.SheetMetadata) -> bool:
    visible: bool = one.typ == calamine.SheetTypeEnum.WorkSheet and one.visible == calamine.SheetVisibleEnum.Visible
    return visible


def _by_visibility(workbook: calamine.CalamineWorkbook) -> list[str]:
    """Worksheet names, the visible ones first; charts and macro sheets hold no rows."""
    sheets = [one for one in workbook.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    return [one.name for one in sorted(sheets, key=lambda one: one.visible != calamine.SheetVisibleEnum.Visible)]


def _worksheet_rows(sheet: calamine.CalamineSheet, left: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    # The reader gives empty rows above the first filled one, but leaves out empty columns on the left.
    padding = ("",) * left
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, (*padding, *row)


@contextmanager
def _reading(kind: str) -> Iterator[None]:
    """Turns what the reader throws at a broken workbook into a SheetError. Its panics are no `Exception`."""
    try:
        yield
    except calamine.PasswordError as fault:
        raise SheetError(SheetFault.FILE_ENCRYPTED, kind=kind) from fault
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as fault:
        raise SheetError(SheetFault.FILE_BROKEN, kind=kind, detail=str(fault)[:200]) from fault


# --- text ------------------------------------------------------------------------------------------------------------


def _text(source: Source, file: IO[bytes], name: str, limits: Limits) -> Sheet:
    found = encoding.detect(file)
    file.seek(0)
    with io.TextIOWrapper(file, found.codec, newline="") as text:
        delimiter = record.sniff(text)
        text.seek(0)
        # The whole file is read through once before any row is given out: a quotation mark left open would show only at its end.
        last = width = 0
        for number, cells in record.records(text, delimiter, limits.cell):
            if number > limits.rows:
                raise SheetError(SheetFault.ROWS_TOO_MANY, rows=number, limit=limits.rows)
            if any(cells):
                last, width = number, max(width, len(cells))
    if last == 0:
        raise SheetError(SheetFault.FILE_EMPTY, worksheets=0)
    return Sheet(
        name=name,
        kind="text",
        row_count=last,
        column_count=width,
        encoding=found.name,
        delimiter=delimiter,
        _read=lambda: _text_rows(source, found.codec, delimiter, limits),
    )


def _text_rows(source: Source, codec: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    with io.TextIOWrapper(_opened(source), codec, newline="") as text:
        for number, cells in record.records(text, delimiter, limits.cell):
            yield number, tuple(cells)
