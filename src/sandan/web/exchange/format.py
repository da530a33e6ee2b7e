"""The files of open data: CSV, JSON and Parquet, written row by row from one definition of the columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from sandan.web.exchange.column import Cell, Column, Kind

_BATCH = 2000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet program may take for a formula."""
NONE = "-"
"""The one text that begins so and is none: "not known" in a key."""

Lines = Iterable[Sequence[Cell]]
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its ending, its media type, and how rows are written."""

    ending: str
    media: str
    write: Callable[[IO[bytes], Sequence[Column], Lines, Facts], int]
    """Writes to an open file the columns, the rows and what is said about the file as a whole; returns how many rows there were."""


def safe(text: str) -> str:
    """A text that no spreadsheet program takes for a formula: one that could be gets an apostrophe in front (OWASP, CSV Injection)."""
    return f"'{text}" if text.startswith(_FORMULA) and text != NONE else text


def _csv(target: IO[bytes], columns: Sequence[Column], lines: Lines, _facts: Facts) -> int:
    """RFC 4180, in UTF-8 with the mark by which the usual spreadsheet programs know it. An empty cell is no value."""
    written = io.TextIOWrapper(target, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([each.name for each in columns])
    count = 0
    for line in lines:
        writer.writerow([_plain(each) for each in line])
        count += 1
    written.detach()
    return count


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return safe(cell) if isinstance(cell, str) else str(cell)


def _json(target: IO[bytes], columns: Sequence[Column], lines: Lines, facts: Facts) -> int:
    """One object: what is said about the file, then `rows`, one line each. Days are ISO 8601; null is no value."""
    head = json.dumps(facts, ensure_ascii=False)[:-1]
    target.write(f'{head}{", " if facts else ""}"rows": ['.encode())
    names = [each.name for each in columns]
    count = 0
    for line in lines:
        row = json.dumps(dict(zip(names, map(_value, line), strict=True)), ensure_ascii=False)
        target.write(f"{',' if count else ''}\n{row}".encode())
        count += 1
    target.write(b"\n]}\n")
    return count


def _value(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def _parquet(target: IO[bytes], columns: Sequence[Column], lines: Lines, facts: Facts) -> int:
    """Apache Parquet. What is said about the file stands in its key-value metadata under `sandan`, as JSON."""
    from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema  # noqa: PLC0415  # only who asks for such a file loads it
    from arro3.io import write_parquet  # noqa: PLC0415  # only who asks for such a file loads it

    kinds = {
        Kind.TEXT: DataType.utf8(),
        Kind.WHOLE: DataType.int64(),
        Kind.NUMBER: DataType.decimal128(18, 2),
        Kind.DAY: DataType.date32(),
        Kind.TRUTH: DataType.bool(),
    }
    schema = Schema([Field(each.name, kinds[each.kind], nullable=not each.needed) for each in columns])
    count = 0

    def array(column: Column, cells: Iterable[Cell]) -> Any:
        if column.kind in (Kind.DAY, Kind.NUMBER):  # the library makes neither from Python's own objects
            texts = [None if each is None else str(each) for each in cells]
            return Array(texts, type=DataType.utf8()).cast(kinds[column.kind])
        return Array(list(cells), type=kinds[column.kind])

    def batches() -> Iterator[Any]:
        nonlocal count
        rest = iter(lines)
        while some := list(islice(rest, _BATCH)):
            count += len(some)
            yield RecordBatch.from_arrays(
                [array(column, cells) for column, cells in zip(columns, zip(*some, strict=True), strict=True)],
                schema=schema,
            )

    # One entry only: the library writes several in an order of chance, and a file written twice has the same bytes.
    told = {"sandan": json.dumps(facts, ensure_ascii=False)}
    write_parquet(
        RecordBatchReader.from_batches(schema, batches()), target, compression="zstd(3)", key_value_metadata=told
    )
    return count


FORMATS: dict[str, Format] = {
    each.ending: each
    for each in (
        Format("csv", "text/csv", _csv),
        Format("json", "application/json", _json),
        Format("parquet", "application/vnd.apache.parquet", _parquet),
    )
}
"""Every format by its ending."""
