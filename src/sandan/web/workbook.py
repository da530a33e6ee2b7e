"""The three lists as workbooks: every row that a filter lets through, in constant memory, with the official columns.

Every text is written as a text. Nothing that a reporter or a unit wrote can become a formula, a link or a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext

from sandan.ledger import read
from sandan.projections.listing import Filter, Which, every
from sandan.web.column import COLUMNS, TITLES, Cell, Names, shown
from sandan.web.context import county_name

LISTS: tuple[str, ...] = tuple(each.value for each in Which)
"""The names of the three lists."""
_LONGEST = 32_767
"""Characters that a cell can hold (ECMA-376 as the usual programs read it)."""
_LINE, _HIGHEST = 15, 400
"""Points: one line, and the highest row that programs show. Not every program works heights out by itself."""
_HEAD = 2
"""The row of the column headings, counted from 0; above it the title and the line that says as of when."""


def write_lists(
    target: str | Path | IO[bytes],
    which: str | Which,
    filters: Filter | None = None,
    position: int | None = None,
    today: date | None = None,
) -> int:
    """Write one list as .xlsx to a path or an open file, and return how many rows it has.

    `position` is the ledger position whose rows are written (default: that of the filter, else now); `today` the day from which deadlines
    are judged. Written in the language that is active. Raises ValueError on a name that is none of `LISTS`.
    """
    one = Which(which)
    wanted = filters or Filter()
    if position is not None:
        wanted = replace(wanted, as_of=position)
    day = today or timezone.localdate()
    at = wanted.as_of if wanted.as_of is not None else read.head().size
    book = _book(str(target) if isinstance(target, str | Path) else target)
    try:
        return _write(book, one, wanted, day, at)
    finally:
        book.close()


def _book(target: str | IO[bytes]) -> Any:
    return xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )


def write_table(
    target: IO[bytes],
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Cell]],
    day: date,
    at: int,
) -> int:
    """Write one table as .xlsx, laid out like the lists, and return how many rows it has. `columns` are titles with widths."""
    book = _book(target)
    try:
        return _lay_out(book, title, columns, rows, day, at)
    finally:
        book.close()


def write_form(
    target: IO[bytes], title: str, columns: Sequence[tuple[str, str, bool]], words: Mapping[str, Sequence[str]]
) -> None:
    """Write an empty table to fill in: its columns with what belongs into each, and on a second sheet the words that some of them take.

    `columns` are (name, what belongs into it, whether it is needed).
    """
    book = _book(target)
    try:
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#EEEDEA", "text_wrap": True})
        sheet = book.add_worksheet(title[:31])
        for place, (name, help_text, needed) in enumerate(columns):
            sheet.set_column(place, place, 20)
            sheet.write_string(0, place, name, head)
            about = gettext("needed") if needed else gettext("may stay empty")
            sheet.write_comment(0, place, "\n".join(filter(None, (about, help_text))))
        sheet.freeze_panes(1, 0)
        if words:
            listed = book.add_worksheet(gettext("Words")[:31])
            for place, (name, choices) in enumerate(words.items()):
                listed.set_column(place, place, 24)
                listed.write_string(0, place, name, head)
                for row, word in enumerate(choices, start=1):
                    listed.write_string(row, place, word)
    finally:
        book.close()


def _write(book: Any, which: Which, wanted: Filter, day: date, at: int) -> int:
    columns, names = COLUMNS[which], Names.load()
    rows = ([column.cell(row, names) for column in columns] for row in every(which, wanted, day))
    return _lay_out(book, str(TITLES[which]), [(str(each.title), each.width) for each in columns], rows, day, at)


def _lay_out(
    book: Any, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]], day: date, at: int
) -> int:
    sheet = book.add_worksheet(title[:31])
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    dated = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1, "align": "left"})
    bold = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}
    head = book.add_format({**bold, "border": 1, "bg_color": "#EEEDEA"})
    for place, (_title, width) in enumerate(columns):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, len(columns) - 1, title, book.add_format({**bold, "font_size": 18}))
    told = gettext("%(county)s, as of %(date)s (ledger position %(position)s)")
    sheet.write_string(1, 0, told % {"county": county_name(), "date": day.isoformat(), "position": at})
    for place, (heading, _width) in enumerate(columns):
        sheet.write_string(_HEAD, place, heading, head)
    number = _HEAD
    for number, cells in enumerate(rows, start=_HEAD + 1):
        high = max(_lines(shown(cell), width) for cell, (_title, width) in zip(cells, columns, strict=True))
        sheet.set_row(number, min(high * _LINE, _HIGHEST))
        for place, cell in enumerate(cells):
            _put(sheet, number, place, cell, plain, dated)
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.autofilter(_HEAD, 0, max(number, _HEAD + 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.set_footer("&C&P / &N")
    return number - _HEAD


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters; a Chinese character takes the room of two."""
    return sum(max(-(-sum(1 + (each > "\u2e7f") for each in line) // width), 1) for line in text[:2000].split("\n"))


def _put(sheet: Any, row: int, column: int, cell: Cell, plain: Any, dated: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time.min), dated)
    else:
        sheet.write_string(row, column, shown(cell)[:_LONGEST], plain)
