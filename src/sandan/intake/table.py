"""One plain table of an office's own register (台账): its header found, its columns matched with what is asked for, its rows cleaned.

The habits of offices that are read: title rows above the header, the header again on every printed page, rows of totals and signatures
below, the template's own example left standing, a header of two rows whose upper cells are merged over several columns. What a column
means is told by its name alone; a column with an unknown name is named and not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from sandan.intake.cell import Cell, clean, plain
from sandan.intake.defect import SheetError, SheetFault
from sandan.intake.header import folded, label_row
from sandan.intake.limit import Limits
from sandan.intake.sheet import Sheet, Source, open_sheet

_EXAMPLE = re.compile(r"^[(（](?:示\s*例|例|范例|範例|example)[)）]", re.IGNORECASE)
_FOOT = re.compile(
    r"^(?:合\s*计|合\s*計|总\s*计|總\s*計|小\s*计|小\s*計|填\s*表|制\s*表|审\s*核|注[:：]|备\s*注[:：]|说\s*明[:：]|total\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that says something: its number as the spreadsheet program shows it, its cells by field, and the row as it came."""

    number: int
    cells: Mapping[str, Cell]
    original: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. `fields` are the fields that have a column (its name), `unread` the names of columns that mean nothing here, `twice`
    those that mean what another column means already: whoever may not guess between the two refuses the file."""

    worksheet: str
    header: tuple[str, ...]
    fields: Mapping[str, str]
    unread: tuple[str, ...]
    rows: tuple[TableRow, ...]
    twice: tuple[str, ...] = ()


def read_table(source: Source, name: str, names: Mapping[str, str], limits: Limits | None = None) -> Table:
    """Reads a table whose columns are called as `names` says: name of a column → field.

    The header is the row among the first with the most known names. Raises SheetError where the file cannot be read or no row names any.
    """
    limits = limits or Limits()
    known = {folded(each): which for each, which in names.items()}
    sheet = open_sheet(source, name, limits=limits)
    number, header, parts = _header(sheet, known, limits)
    columns: dict[int, str] = {}
    twice = []
    for index, title in enumerate(header):
        which = known.get(folded(title))
        if which is None:
            continue
        if which in columns.values():
            twice.append(title)
        else:
            columns[index] = which
    fields = {which: header[index] for index, which in columns.items()}
    unread = tuple(title for index, title in enumerate(header) if index not in columns)
    rows = tuple(_rows(sheet, number, parts, columns))
    return Table(sheet.worksheet, header, fields, unread, rows, tuple(twice))


_Labels = tuple[str, ...]


def _header(sheet: Sheet, known: Mapping[str, str], limits: Limits) -> tuple[int, _Labels, tuple[_Labels, ...]]:
    """Its last row, the names of its columns, and the rows that it is made of."""
    best: tuple[int, int, _Labels, tuple[_Labels, ...]] | None = None
    above: _Labels | None = None
    for number, cells in islice(sheet.rows(), limits.header_rows):
        labels = label_row(cells)
        for one, parts in _readings(above, labels, cells):
            count = len({known[folded(each)] for each in one if folded(each) in known})
            if count and (best is None or count > best[0]):
                best = (count, number, one, parts)
        above = labels
    if best is None:
        raise SheetError(SheetFault.HEADER_MISSING, searched=limits.header_rows)
    return best[1:]


def _readings(
    above: _Labels | None, labels: _Labels | None, cells: tuple[Cell, ...]
) -> list[tuple[_Labels, tuple[_Labels, ...]]]:
    """What a row may be as a header: by itself, or as the lower of two rows, its own names before those above it."""
    if labels is None:
        return []
    found: list[tuple[_Labels, tuple[_Labels, ...]]] = [(labels, (labels,))]
    if above is not None:
        said = [clean(plain(each)[:1000]) for each in cells] + [""] * len(above)
        both = [said[index] or name for index, name in enumerate(above)] + said[len(above) : len(labels)]
        merged = label_row(tuple(both))
        if merged is not None:
            found.append((merged, (above, labels)))
    return found


def _rows(sheet: Sheet, after: int, header: tuple[_Labels, ...], columns: Mapping[int, str]) -> list[TableRow]:
    found = []
    for number, cells in sheet.rows():
        if number <= after:
            continue
        original = tuple(plain(each) for each in cells)
        first = next((text for each in original if each and (text := clean(each[:1000]))), "")
        if not first or _FOOT.match(first) or _EXAMPLE.match(first) or label_row(cells) in header:
            continue
        said = {which: cells[index] for index, which in columns.items() if index < len(cells)}
        found.append(TableRow(number, said, original))
    return found
