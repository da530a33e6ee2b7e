"""What can be wrong with a file, and with one row of it. Codes and facts only; the words are found by web and cli."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Fact = str | int | float
"""Facts are plain values, so that they go through JSON and into a sentence."""

_NOTHING: Mapping[str, Fact] = MappingProxyType({})


class SheetFault(StrEnum):
    """Why a whole file is refused. Nothing of it has been taken when this is raised."""

    FILE_EMPTY = "file_empty"
    """No bytes, or no filled cell. Facts: worksheets (how many)."""
    FILE_TOO_LARGE = "file_too_large"
    """Facts: size, limit (bytes)."""
    KIND_UNSUPPORTED = "kind_unsupported"
    """Recognised, and not read here. Facts: found (pdf, image, docx, xlsb, html, xml, zip, archive, binary)."""
    FILE_BROKEN = "file_broken"
    """The reader could not make sense of it. Facts: kind, detail (the reader's words, English)."""
    FILE_ENCRYPTED = "file_encrypted"
    """Needs a password. Facts: kind."""
    FILE_EXPLODES = "file_explodes"
    """Unpacks to more than is allowed, or says less than it unpacks to. Facts: size, limit (bytes) or ratio, limit."""
    AREA_TOO_LARGE = "area_too_large"
    """So many rows times columns that reading would eat the memory; mostly one stray cell far outside.
    Facts: rows, columns, limit (cells), cell (the outermost)."""
    NUL_BYTES = "nul_bytes"
    """A text file with NUL bytes: UTF-16 without its mark, or no text at all. Facts: offset (0-based)."""
    ENCODING_UNKNOWN = "encoding_unknown"
    """Fits none of the encodings strictly, or fits one only as gibberish. Facts: tried, line, offset of the first
    byte that is not UTF-8."""
    QUOTE_UNCLOSED = "quote_unclosed"
    """A quotation mark opens a cell that never ends. Facts: row (where the cell opens)."""
    CELL_TOO_LARGE = "cell_too_large"
    """Facts: row, limit (characters)."""
    ROWS_TOO_MANY = "rows_too_many"
    """Facts: rows, limit."""
    WORKSHEET_MISSING = "worksheet_missing"
    """Facts: wanted, names (joined by a comma)."""
    HEADER_MISSING = "header_missing"
    """No row among the first ones looks like a header. Facts: searched (rows)."""
    HEADER_CHANGED = "header_changed"
    """The mapping was confirmed for other columns. Facts: row, expected, found (names joined by a comma)."""
    COLUMN_MISSING = "column_missing"
    """A list lacks a column that it needs. Facts: worksheet, columns (fields, joined by a comma)."""
    COLUMN_TWICE = "column_twice"
    """Two columns mean the same, and choosing one would be a guess. Facts: columns (names, joined by a comma)."""
    TEXT_COLUMN_MISSING = "text_column_missing"
    """The mapping names neither a title nor a text column."""


class SheetError(Exception):
    """A file that is refused as a whole: `code` says why, `facts` the particulars."""

    def __init__(self, code: SheetFault, **facts: Fact) -> None:
        super().__init__(f"{code}: {facts}")
        self.code = code
        self.facts: Mapping[str, Fact] = MappingProxyType(facts)


class DefectCode(StrEnum):
    """Why one row is not taken."""

    TEXT_MISSING = "text_missing"
    """Neither title nor text says anything."""
    TEXT_TOO_LONG = "text_too_long"
    """Facts: length, limit (characters, after cleaning)."""
    FIELD_TOO_LONG = "field_too_long"
    """A name, contact, id, title, topic, place or channel. Facts: length, limit (characters)."""
    TEXT_BROKEN = "text_broken"
    """Holds half characters (lone surrogates): a part was lost before it came here."""
    NUMBER_ROUNDED = "number_rounded"
    """A number or phone that the spreadsheet program has rounded: more than 15 digits as a number, or 1.39E+10.
    Facts: value."""
    DATE_INVALID = "date_invalid"
    """No date, or one that no calendar has. Facts: value."""
    DATE_INCOMPLETE = "date_incomplete"
    """Year, month or day is missing. Facts: value."""
    DATE_AMBIGUOUS = "date_ambiguous"
    """Reads as two different dates. Facts: value, and where they are known first, second (ISO dates)."""
    DATE_IN_FUTURE = "date_in_future"
    """Later than today. Facts: value, today."""
    DATE_TOO_OLD = "date_too_old"
    """Before 1949-10-01. Facts: value."""
    HEADER_REPEATED = "header_repeated"
    """The header row again, in the middle of the rows: files were glued together."""

    # A row of a roster may also be refused for what it says of the organisation.
    FIELD_MISSING = "field_missing"
    """A cell that a row of this kind needs is empty. Facts: field."""
    TIER_UNKNOWN = "tier_unknown"
    """Neither the tier's column nor the unit's name or code says what the unit is. Facts: value."""
    ROLE_UNKNOWN = "role_unknown"
    """Facts: value."""
    TOPIC_UNKNOWN = "topic_unknown"
    """Facts: value."""
    CODE_INVALID = "code_invalid"
    """No code: other signs than letters and digits. Facts: value."""
    DATES_BACKWARDS = "dates_backwards"
    """The last day lies before the first. Facts: first, last."""
    UNIT_UNKNOWN = "unit_unknown"
    """Neither the file nor the county has such a unit. Facts: value."""
    UNIT_AMBIGUOUS = "unit_ambiguous"
    """Several units are called so. Facts: value."""
    UNIT_REPEATED = "unit_repeated"
    """Another row of the file is about the same unit and says something else. Facts: first (row)."""
    CODE_TAKEN = "code_taken"
    """Another unit has this code. Facts: value."""
    SUPERIOR_CIRCLE = "superior_circle"
    """The unit would stand above itself."""
    SUPERIOR_REFUSED = "superior_refused"
    """The row of the superior unit was sent back. Facts: value."""
    SECOND_COUNTY = "second_county"
    """There is one county, and it is called otherwise. Facts: value."""
    PERSON_UNKNOWN = "person_unknown"
    """Facts: value."""
    PERSON_AMBIGUOUS = "person_ambiguous"
    """Several people are called so. Facts: value."""
    ROLES_MISSING = "roles_missing"
    """The row gives a post without a role, and nobody chose one in the preview."""
    # A row of a household may also be refused for what it says of its members.
    ID_INVALID = "id_invalid"
    """No identity number: its signs, the day of birth in it, or its check digit."""
    ID_REPEATED = "id_repeated"
    """The same identity number stands on another row. Facts: first (row)."""
    HEAD_REPEATED = "head_repeated"
    """A second head in one household. Facts: first (row)."""
    SAID_TWICE = "said_twice"
    """Another row of the household says something else. Facts: first (row)."""
    PERSONS_DIFFER = "persons_differ"
    """Fewer or more members than the file says there are. Facts: said, found."""
    MEMBERS_UNCLEAR = "members_unclear"
    """The cell that lists members cannot be told apart into names, relations and numbers."""
    AMOUNT_INVALID = "amount_invalid"
    """No exact amount in yuan."""
    WORD_UNKNOWN = "word_unknown"
    """A word that this column does not take. Facts: value."""
    ITEM_UNKNOWN = "item_unknown"
    """No service item of today is called so. Facts: value."""
    PAPER_UNKNOWN = "paper_unknown"
    """No paper of the item is called so. Facts: value."""
    HOUSEHOLD_SENT_BACK = "household_sent_back"
    """Another row of the same household has a fault, so this one comes along. Facts: first (row)."""

    REFUSED = "refused"
    """The organisation's own rules refuse what the row says. Facts: refusal (its code), and those of the refusal."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One fault of one row.

    `row` is the 1-based row as the spreadsheet program shows it, `column` the header of the cell, its letter where the header is
    empty, "" where the row as a whole is meant; `letter` the column letter or "". `original` is the row as it came, for
    sending it back. `worksheet` is told where a file has several that are read.
    """

    row: int
    column: str
    code: DefectCode
    facts: Mapping[str, Fact] = field(default_factory=lambda: _NOTHING)
    letter: str = ""
    original: tuple[str, ...] = field(default=(), repr=False)
    worksheet: str = ""
