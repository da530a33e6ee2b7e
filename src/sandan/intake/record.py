"""Records of a delimited text (CSV, TSV; RFC 4180 as programs really write it), with an open quotation mark found out."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import chain, islice
from typing import IO, TYPE_CHECKING

from sandan.intake.defect import SheetError, SheetFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 400
_SAMPLE_RECORDS = 60

# NUL bytes are refused before, so no line of a file can be this one.
_END = "\0end"


def sniff(lines: Iterable[str]) -> str:
    """The delimiter of a text: the one that cuts most of its first records into the same number of cells, more than one.

    A comma where none does, that is for a single column.
    """
    sample = list(islice(lines, _SAMPLE_LINES))
    best, delimiter = (0.0, 0), ","
    for candidate in DELIMITERS:
        try:
            records = [one for one in islice(csv.reader(sample, delimiter=candidate), _SAMPLE_RECORDS) if any(one)]
        except csv.Error:
            continue
        if not records:
            continue
        width, count = Counter(len(one) for one in records).most_common(1)[0]
        mark = (count / len(records), width)
        if width > 1 and mark[0] > 0.5 and mark > best:
            best, delimiter = mark, candidate
    return delimiter


def records(text: IO[str], delimiter: str, limit: int) -> Iterator[tuple[int, list[str]]]:
    """(1-based record number, cells) of every record, empty ones too, as a spreadsheet program numbers its rows.

    `text` is opened with newline="". `limit` bounds one cell, in characters. Raises SheetError where a cell is larger, or where a
    quotation mark opens a cell that swallows the rest of the file; the record number says where.
    """
    # The bound is one for the whole process; raised only, so that readers side by side do not cut each other off. Another library may have
    # raised it further, so each cell is measured as well.
    if csv.field_size_limit() < limit:
        csv.field_size_limit(limit)
    number = 0
    try:
        for number, record in enumerate(csv.reader(chain(text, [_END]), delimiter=delimiter), start=1):
            if record and record[-1].endswith(_END):
                if record != [_END]:
                    raise SheetError(SheetFault.QUOTE_UNCLOSED, row=number)
                return
            if max(map(len, record), default=0) > limit:
                raise SheetError(SheetFault.CELL_TOO_LARGE, row=number, limit=limit)
            yield number, record
    except csv.Error as fault:
        raise SheetError(SheetFault.CELL_TOO_LARGE, row=number + 1, limit=limit) from fault
