"""The rows that were not taken, written back as a workbook: the cells as they came, and beside them what to change.

The file can be put right and sent in again as it is: its header is the sender's own, its reasons stand in columns of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sandan.intake.defect import Defect

CELL_LIMIT = 32_767
"""Characters of one worksheet cell (ECMA-376 and every program that reads it). The kept original file has the rest."""
LABELS = ("行 / row", "列 / column", "原因 / reason")
"""Headers of the three added columns, where the caller has no better words."""
_CUT = "…"


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row that was not taken, with all its defects."""

    row: int
    original: tuple[str, ...]
    defects: tuple[Defect, ...]


def by_row(defects: Iterable[Defect]) -> Iterator[ReturnedRow]:
    """Defects gathered by row; those of one row must follow each other, as `read_opinions` gives them."""
    for row, group in groupby(defects, key=lambda one: one.row):
        together = tuple(group)
        yield ReturnedRow(row, together[0].original, together)


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """One worksheet of rows that were not taken, under the header that they came with."""

    name: str
    header: Sequence[str]
    rows: Iterable[ReturnedRow]


def write_returned(
    path: Path | str,
    header: Sequence[str],
    rows_with_defects: Iterable[ReturnedRow],
    messages: Callable[[Defect], str],
    labels: tuple[str, str, str] = LABELS,
) -> int:
    """Writes the rows to `path` as .xlsx and answers how many; `messages` puts a defect into words.

    Every cell is written as text: an id keeps its digits, and "=1+1" stays what it was and is never a formula. The three columns
    hold the row in the sent file, the columns meant and the reasons; several defects of a row stand one to a line. Takes any
    iterable, memory does not grow with it. Refuses nothing; errors of the disk come as OSError or xlsxwriter's own.
    """
    return write_returned_sheets(path, [ReturnedSheet("returned", header, rows_with_defects)], messages, labels)


def write_returned_sheets(
    path: Path | str,
    sheets: Iterable[ReturnedSheet],
    messages: Callable[[Defect], str],
    labels: tuple[str, str, str] = LABELS,
) -> int:
    """Like `write_returned`, for a file of several worksheets; a sheet without a name is called "returned"."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        return sum(_write_sheet(book, one, messages, labels) for one in sheets)


def _write_sheet(
    book: xlsxwriter.Workbook, sheet: ReturnedSheet, messages: Callable[[Defect], str], labels: tuple[str, str, str]
) -> int:
    count = 0
    page = book.add_worksheet(sheet.name[:31] or "returned")
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    width = len(sheet.header)
    page.freeze_panes(1, 0)
    page.set_column(width, width + 1, 12)
    page.set_column(width + 2, width + 2, 50)
    for column, name in enumerate((*sheet.header, *labels)):
        page.write_string(0, column, _fit(name), bold)
    for count, one in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(one.original[:width]):
            if cell:
                page.write_string(count, column, _fit(cell))
        page.write_number(count, width, one.row)
        page.write_string(count, width + 1, _fit("\n".join(_where(defect) for defect in one.defects)), wrap)
        page.write_string(count, width + 2, _fit("\n".join(messages(defect) for defect in one.defects)), wrap)
    return count


def _where(defect: Defect) -> str:
    if not defect.letter or defect.column == defect.letter:
        return defect.column
    return f"{defect.column} ({defect.letter})"


def _fit(text: str) -> str:
    """Cut to what a cell holds, half characters replaced: the writer could not encode them."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole if len(whole) <= CELL_LIMIT else whole[: CELL_LIMIT - 1] + _CUT
