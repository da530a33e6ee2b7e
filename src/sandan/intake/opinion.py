"""Rows of a mapped sheet as opinions, or as defects. Nothing is dropped: every row that holds anything comes out as one or the other."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandan.intake.cell import Cell, broken, clean, letter, plain, rounded
from sandan.intake.defect import Defect, DefectCode, Fact, SheetError, SheetFault
from sandan.intake.header import Field, Mapping, label_row
from sandan.intake.limit import Limits
from sandan.intake.moment import Moment, MomentError, read_moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingOf
    from datetime import date, datetime

    from sandan.intake.sheet import Sheet

_NOTHING_SAID = frozenset(
    {"-", "--", "—", "——", "/", "\\", "无", "無", "不详", "不詳", "n/a", "na", "null", "none", "nan", "未填", "空"}
)
"""What people type into a field that they have nothing for. Taken as empty in every field but title and text."""
_MARKUP_SHARE = 20
"""A raw cell may be so many times longer than its limit, for it may be mostly markup; beyond that it isn't even cleaned."""
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_NAMED = frozenset({Field.EXTERNAL_ID, Field.CONTACT})
"""Fields whose digits are a name, not a quantity."""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion as the file holds it, cleaned. Local naive time; None where the file says nothing.

    Either `title` or `text` may be "", not both. `timed` is False where `happened_at` is a bare date (then at midnight).
    `original` are the raw cells as text. `identity_text` is what "the same content" is judged by.
    """

    row: int
    external_id: str | None
    reporter: str | None
    contact: str | None
    title: str
    text: str
    happened_at: datetime | None
    topic: str | None
    place: str | None
    channel: str | None
    timed: bool
    original: tuple[str, ...] = field(repr=False)
    identity_text: str = field(repr=False)


def read_opinions(
    sheet: Sheet, mapping: Mapping, today: date, *, limits: Limits | None = None, after: int = 0
) -> Iterator[OpinionRow | Defect]:
    """Every row below the header, in order: one OpinionRow, or all its defects one after another. Wholly empty rows are no rows.

    `today` is the last day that a date may name. Rows up to number `after` are passed over: they were read before. Repeats are not
    looked for here; that needs what is already held.
    Raises SheetError where the mapping names neither title nor text, or was made for other columns.
    """
    limits = limits or Limits()
    for number, cells, original in filled_rows(sheet, mapping, after):
        yield from _Row(number, cells, original, mapping, limits).read(today)


def filled_rows(
    sheet: Sheet, mapping: Mapping, after: int = 0
) -> Iterator[tuple[int, tuple[Cell, ...], tuple[str, ...]]]:
    """Number, cells and cells as text of every row below the header that holds anything. Raises SheetError as `read_opinions` does."""
    if not mapping.complete():
        raise SheetError(SheetFault.TEXT_COLUMN_MISSING)
    rows = sheet.rows()
    _meet_header(rows, mapping)
    for number, cells in rows:
        if number <= after:
            continue
        original = tuple(plain(cell) for cell in cells)
        if any(clean(one[:1000]) or clean(one) for one in original if one):
            yield number, cells, original


def identity(title: str, text: str) -> str:
    """What two opinions with the same content have in common: title and text in NFKC, caseless, without any white space."""
    folded = (_SPACE.sub("", unicodedata.normalize("NFKC", part).casefold()) for part in (title, text))
    return "\n".join(folded)


def _meet_header(rows: Iterator[tuple[int, tuple[Cell, ...]]], mapping: Mapping) -> None:
    """Reads on to the header and holds it against the mapping: a mapping of another file would put texts into the wrong fields."""
    found: tuple[str, ...] = ()
    for number, cells in rows:
        if number == mapping.header_row:
            found = label_row(cells) or ()
            break
    if found != mapping.names:
        raise SheetError(
            SheetFault.HEADER_CHANGED,
            row=mapping.header_row,
            expected=", ".join(mapping.names),
            found=", ".join(found)[:2000],
        )


@dataclass(slots=True)
class _Row:
    """One row on its way; collects the defects."""

    number: int
    cells: tuple[Cell, ...]
    original: tuple[str, ...]
    mapping: Mapping
    limits: Limits
    defects: list[Defect] = field(default_factory=list)

    def read(self, today: date) -> Iterator[OpinionRow | Defect]:
        if self._header_again():
            self._refuse(None, DefectCode.HEADER_REPEATED)
            yield from self.defects
            return
        title = self._text(Field.TITLE, self.limits.title, DefectCode.FIELD_TOO_LONG)
        text = self._text(Field.TEXT, self.limits.text, DefectCode.TEXT_TOO_LONG)
        if not title and not text and not self.defects:
            self._refuse(
                Field.TEXT if self.mapping.column(Field.TEXT) is not None else Field.TITLE, DefectCode.TEXT_MISSING
            )
        short = {one: self._short(one) for one in Field if one not in {Field.TITLE, Field.TEXT, Field.HAPPENED_AT}}
        moment = self._moment(today)
        if self.defects:
            yield from self.defects
            return
        yield OpinionRow(
            row=self.number,
            external_id=short[Field.EXTERNAL_ID],
            reporter=short[Field.REPORTER],
            contact=short[Field.CONTACT],
            title=title,
            text=text,
            happened_at=moment.at if moment else None,
            topic=short[Field.TOPIC],
            place=short[Field.PLACE],
            channel=short[Field.CHANNEL],
            timed=moment is not None and moment.timed,
            original=self.original,
            identity_text=identity(title, text),
        )

    def _header_again(self) -> bool:
        index = self.mapping.column(Field.TEXT)
        said = self._cell(Field.TITLE if index is None else Field.TEXT)
        # A whole row is compared only where what was said is as short as a header.
        return isinstance(said, str) and len(said) <= self.limits.short and label_row(self.cells) == self.mapping.names

    def _cell(self, which: Field) -> Cell:
        index = self.mapping.column(which)
        return self.cells[index] if index is not None and index < len(self.cells) else ""

    def _text(self, which: Field, limit: int, too_long: DefectCode) -> str:
        raw = plain(self._cell(which))
        if len(raw) > limit * _MARKUP_SHARE:
            self._refuse(which, too_long, {"length": len(raw), "limit": limit})
            return ""
        if broken(raw):
            self._refuse(which, DefectCode.TEXT_BROKEN)
        text = clean(raw)
        if len(text) > limit:
            self._refuse(which, too_long, {"length": len(text), "limit": limit})
        return text

    def _short(self, which: Field) -> str | None:
        value = self._cell(which)
        if which in _NAMED and rounded(value):
            self._refuse(which, DefectCode.NUMBER_ROUNDED, {"value": plain(value)[:60]})
            return None
        text = " ".join(self._text(which, self.limits.short, DefectCode.FIELD_TOO_LONG).split())
        return None if not text or text.casefold() in _NOTHING_SAID else text

    def _moment(self, today: date) -> Moment | None:
        value = self._cell(Field.HAPPENED_AT)
        if isinstance(value, str):
            bare = clean(value[: self.limits.short])
            if not bare or bare.casefold() in _NOTHING_SAID:
                return None
        try:
            return read_moment(value, today, order=self.mapping.date_order)
        except MomentError as fault:
            self._refuse(Field.HAPPENED_AT, fault.code, fault.facts)
            return None

    def _refuse(self, which: Field | None, code: DefectCode, facts: MappingOf[str, Fact] | None = None) -> None:
        index = self.mapping.column(which) if which is not None else None
        self.defects.append(
            Defect(
                row=self.number,
                column="" if index is None else self.mapping.names[index],
                code=code,
                facts=facts or {},
                letter="" if index is None else letter(index),
                original=self.original,
            )
        )
