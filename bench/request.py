"""Service requests as the City of Boston publishes them (311, CSV, also .xz): what bears on a deadline, and what could not be read."""

from __future__ import annotations

import codecs
import csv
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

COLUMNS = ("CASE_ENQUIRY_ID", "OPEN_DT", "TARGET_DT", "CLOSED_DT", "OnTime_Status", "CASE_STATUS", "Department")
MOMENT = "%m/%d/%Y %I:%M:%S %p"
OVERDUE, ONTIME = "OVERDUE", "ONTIME"
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Request:
    """One row; `line` counts rows, the header's too. The moments are the city's wall clock, to the second, without a zone."""

    line: int
    id: str
    department: str
    opened: datetime
    target: datetime | None
    closed: datetime | None
    city: str
    """What the city says: OVERDUE, ONTIME, or anything else where it says nothing."""

    @property
    def judged(self) -> bool:
        """Whether there is something to compare: a target, and the city's word on it."""
        return self.target is not None and self.city in {OVERDUE, ONTIME}


@dataclass(slots=True)
class File:
    """What a file told: its requests, the lines left out with the reason, and whether it breaks off."""

    requests: list[Request] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    breaks_off: str = ""

    @property
    def window(self) -> tuple[datetime, datetime | None]:
        """After which moment, and until which, the city must have judged the rows that were still open.

        After everything that the file tells of and every target that it calls missed; not after a target that it calls kept by a row still
        open. The second is None where no such row is.
        """
        told = [each.closed or each.opened for each in self.requests]
        open_ = [(each.target, each.city) for each in self.requests if each.target and each.judged and not each.closed]
        kept = [target for target, city in open_ if city == ONTIME]
        return max(told + [target for target, city in open_ if city == OVERDUE]), min(kept, default=None)


class Unreadable(ValueError):
    """A row, or a whole file, that cannot be used, with the reason."""


def read(path: Path, rows: int | None = None) -> File:
    """Read at most `rows` data rows. Refuses (`Unreadable`) a file that is no such table.

    A row that can't be used is left out, with the reason. A file that breaks off is read up to the row in which it does.
    """
    file, seen = File(), dict[str, int]()
    table = csv.reader(_lines(path, file))
    try:
        header = next(table, [])
        if missing := [each for each in COLUMNS if each not in header]:
            raise Unreadable(f"columns missing: {', '.join(missing)}")
        before: list[str] | None = None
        line = 1
        for line, cells in enumerate(table, 2):
            if before is not None:
                _take(file, seen, header, line - 1, before)
            if rows is not None and line - 2 == rows:
                return file
            before = cells
    except csv.Error as error:
        raise Unreadable(f"after line {table.line_num}: {error}") from error
    if file.breaks_off:
        file.left_out.append((line, "the file breaks off in it"))
    elif before is not None:
        _take(file, seen, header, line, before)
    return file


def _take(file: File, seen: dict[str, int], header: list[str], line: int, cells: list[str]) -> None:
    try:
        one = _request(dict(zip(header, cells, strict=True)), line)
        if one.id in seen:
            raise Unreadable("its id was on an earlier line")
    except Unreadable as error:
        file.left_out.append((line, str(error)))
    except ValueError:
        file.left_out.append((line, "not as many cells as columns"))
    else:
        seen[one.id] = line
        file.requests.append(one)


def _request(row: dict[str, str], line: int) -> Request:
    row = {name: cell.strip() for name, cell in row.items()}
    opened, target, closed = (_moment(row[name], name) for name in ("OPEN_DT", "TARGET_DT", "CLOSED_DT"))
    if not row["CASE_ENQUIRY_ID"]:
        raise Unreadable("no id")
    if opened is None:
        raise Unreadable("no moment of opening")
    if (row["CASE_STATUS"] == "Closed") != (closed is not None):
        raise Unreadable(f"{row['CASE_STATUS'] or 'no status'}, {'with' if closed else 'without'} a moment of closing")
    if target is not None and target.date() < opened.date():
        raise Unreadable("its target lies before the day it was opened")
    id, department = row["CASE_ENQUIRY_ID"], row["Department"] or "-"
    return Request(line, id, department, opened, target, closed, row["OnTime_Status"])


def _moment(cell: str, column: str) -> datetime | None:
    if not cell:
        return None
    try:
        return datetime.strptime(cell, MOMENT)  # noqa: DTZ007 - the file's wall clock has no zone
    except ValueError as error:
        raise Unreadable(f"{column} is not a moment") from error


def _lines(path: Path, file: File) -> Iterator[str]:
    """The text, line by line with its line ends. What is no UTF-8 is replaced: it stands in columns that bear on nothing here."""
    decoder, rest = codecs.getincrementaldecoder("utf-8-sig")("replace"), ""
    for part in _bytes(path, file):
        *whole, rest = (rest + decoder.decode(part)).split("\n")
        yield from (f"{each}\n" for each in whole)
    if rest:
        yield rest


def _bytes(path: Path, file: File) -> Iterable[bytes]:
    """The file's bytes, unpacked. Where a packed file ends too early or is damaged, all before that, and `file` says so."""
    with path.open("rb") as source:
        if path.suffix != ".xz":
            yield from iter(lambda: source.read(1 << 20), b"")
            return
        unpack = lzma.LZMADecompressor()
        try:
            for part in iter(lambda: source.read(1 << 16), b""):
                yield unpack.decompress(part)
        except (lzma.LZMAError, EOFError) as error:
            file.breaks_off = str(error) or "damaged"
            return
        if not unpack.eof:
            file.breaks_off = "the packed file ends too early"
