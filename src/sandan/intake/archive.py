"""Zipped workbooks (.xlsx, .ods) looked through before the real reader may unpack them.

The reader unpacks whole members and lays the sheet out as one rectangle in memory, from the first filled cell to the last.
Small files bring it down: one that unpacks to gigabytes, one with a single value in cell XFD1048576, one with a tag that never
ends. So every member is unpacked here once, in pieces and counted (what its directory claims is not believed), held to the
grammar of XML, and every sheet in it is measured.
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from sandan.intake.cell import letter
from sandan.intake.defect import SheetError, SheetFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandan.intake.limit import Limits

_PIECE = 1 << 18
_LONGEST_TAG = 1 << 16
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"

# A tag of a row or cell, in either format, with its attributes read along their quotes, for ">" may stand inside them. "<" may not
# (XML 1.0, 3.1), and where it does the last group ends on it: a lenient reader would see another tag there than this one.
_ELEMENT = re.compile(
    rb"<(?:[\w.-]+:)?(row|c|table-row|table-cell|covered-table-cell|sheetData|table)"
    rb"(?=[\s/>])([^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*)(>|<|\"[^\"<]*<|'[^'<]*<)"
)
_CLOSED = re.compile(rb"</(?:[\w.-]+:)?(?:c|table-cell|covered-table-cell)\s*>")
_LONGEST_END = 64
_REFERENCE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']\s*([A-Za-z]{0,3})\$?([0-9]{1,7})")
_ROWS_REPEATED = re.compile(rb"number-rows-repeated\s*=\s*[\"']\s*([0-9]{1,9})")
_COLUMNS_REPEATED = re.compile(rb"number-columns-repeated\s*=\s*[\"']\s*([0-9]{1,9})")


def inspect(file: IO[bytes], packed: int, limits: Limits) -> str:
    """The kind of workbook, "xlsx" or "ods", once it is known to be safe to read; `packed` is the size of the file in bytes.

    Refuses, with SheetError: a broken or encrypted archive, another kind of document, an unpacked size, ratio, number of
    members or sheet area beyond `limits`, and a member that is larger than its directory says.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            kind = _kind(archive, members)
            _weigh(members, packed, limits)
            left = limits.unpacked_bytes
            for member in members:
                left -= _measure(archive, member, kind, left, limits)
            return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error) as fault:
        raise SheetError(SheetFault.FILE_BROKEN, kind="zip", detail=str(fault)) from fault


def _kind(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str:
    names = {member.filename for member in members}
    lowered = {name.lower() for name in names}
    if "xl/workbook.xml" in lowered:
        return "xlsx"
    if (
        "mimetype" in names
        and archive.getinfo("mimetype").file_size <= 200
        and archive.read("mimetype").startswith(_ODS_TYPE)
    ):
        return "ods"
    for mark, found in (("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx")):
        if mark in lowered:
            raise SheetError(SheetFault.KIND_UNSUPPORTED, found=found)
    raise SheetError(SheetFault.KIND_UNSUPPORTED, found="zip")


def _weigh(members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """What the directory admits to; the cheap check before any unpacking."""
    if len(members) > limits.members:
        raise SheetError(SheetFault.FILE_EXPLODES, size=len(members), limit=limits.members)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise SheetError(SheetFault.FILE_ENCRYPTED, kind="zip")
    if any(member.compress_type not in _METHODS for member in members):
        raise SheetError(SheetFault.FILE_BROKEN, kind="zip", detail="compression method")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise SheetError(SheetFault.FILE_EXPLODES, size=unpacked, limit=limits.unpacked_bytes)
    if unpacked > limits.ratio_from and unpacked > packed * limits.ratio:
        raise SheetError(SheetFault.FILE_EXPLODES, ratio=unpacked // max(packed, 1), limit=limits.ratio)


def _measure(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kind: str, left: int, limits: Limits) -> int:
    """Unpacks one member to nowhere and answers its true size; measures the sheets in it."""
    claimed = member.file_size
    # zipfile stops at the claimed size; a claim without end makes it go on to the true one.
    unbounded = copy.copy(member)
    unbounded.file_size = limits.unpacked_bytes + 1
    extent = _Extent(kind, limits.area)
    grammar = _Grammar()
    size = 0
    with archive.open(unbounded) as stream:
        for piece in _pieces(stream):
            size += len(piece)
            if size > left:
                raise SheetError(SheetFault.FILE_EXPLODES, size=size, limit=limits.unpacked_bytes)
            if size > claimed:
                raise SheetError(SheetFault.FILE_EXPLODES, size=size, limit=claimed)
            extent.feed(piece)
            grammar.feed(piece)
    extent.feed(b"", final=True)
    grammar.feed(b"", final=True)
    if grammar.fault and (extent.seen or member.filename.lower().endswith((".xml", ".rels"))):
        raise SheetError(SheetFault.FILE_BROKEN, kind=kind, detail=f"{member.filename[:80]}: {grammar.fault}")
    return size


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


class _Grammar:
    """Whether a member is well-formed XML (`fault` is "") or not. The reader is lenient, and a tag without end can hold it forever.

    Nothing is done with what is parsed; libexpat itself bounds what entities may grow to.
    """

    __slots__ = ("_parser", "fault")

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self.fault = ""

    def feed(self, piece: bytes, *, final: bool = False) -> None:
        """Takes the next bytes of the member; after the first fault the rest is passed over."""
        if self.fault:
            return
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as fault:
            self.fault = str(fault)


@dataclass(slots=True)
class _Extent:
    """Last filled row and column of the sheets in one member, found by its tags alone."""

    kind: str
    limit: int
    row: int = 0
    """1-based row that is being read."""
    column: int = 0
    """1-based column read last."""
    repeated: int = 1
    """Rows that the row being read stands for (ods)."""
    last_row: int = 0
    last_column: int = 0
    tail: bytes = b""
    seen: bool = False
    """Whether anything like a row or cell came by."""

    def feed(self, piece: bytes, *, final: bool = False) -> None:
        """Takes the next bytes of the member; `final` when there are no more."""
        text = self.tail + piece
        end = 0
        for match in _ELEMENT.finditer(text):
            if match.end() + _LONGEST_END > len(text) and not final:
                # Whether the cell is closed at once stands in the next piece.
                end = match.start()
                break
            end = match.end()
            self.seen = True
            if match[3] != b">":
                raise SheetError(SheetFault.FILE_BROKEN, kind=self.kind, detail="markup inside an attribute")
            # A cell without content carries only a format; the reader passes it over.
            hollow = match[2].endswith(b"/") or _CLOSED.match(text, end) is not None
            if self.kind == "xlsx":
                self._office(match[1], match[2], hollow=hollow)
            else:
                self._open_document(match[1], match[2], hollow=hollow)
        # A tag may lie across two pieces.
        self.tail = text[max(end, len(text) - _LONGEST_TAG) :]

    def _office(self, name: bytes, attributes: bytes, *, hollow: bool) -> None:
        if name == b"sheetData":
            self.row = self.column = self.last_row = self.last_column = 0
        elif name == b"row":
            reference = _REFERENCE.search(attributes)
            self.row = int(reference[2]) if reference else self.row + 1
            self.column = 0
        elif name == b"c":
            reference = _REFERENCE.search(attributes)
            if reference:
                self.column = _number(reference[1])
                self.row = int(reference[2])
            else:
                self.column += 1
            if not hollow:
                self._filled(self.row, self.column)

    def _open_document(self, name: bytes, attributes: bytes, *, hollow: bool) -> None:
        if name == b"table":
            self.row = self.column = self.last_row = self.last_column = 0
            self.repeated = 1
        elif name == b"table-row":
            self.row += self.repeated if self.row else 1
            many = _ROWS_REPEATED.search(attributes)
            self.repeated = int(many[1]) if many else 1
            self.column = 0
        elif name.endswith(b"table-cell"):
            many = _COLUMNS_REPEATED.search(attributes)
            self.column += int(many[1]) if many else 1
            if b"value" in attributes or not hollow:
                self._filled(self.row + self.repeated - 1, self.column)

    def _filled(self, row: int, column: int) -> None:
        if row > self.last_row:
            self.last_row = row
        if column > self.last_column:
            self.last_column = column
        if self.last_row * self.last_column > self.limit:
            raise SheetError(
                SheetFault.AREA_TOO_LARGE,
                rows=self.last_row,
                columns=self.last_column,
                limit=self.limit,
                cell=f"{letter(column - 1)}{row}",
            )


def _number(letters: bytes) -> int:
    number = 0
    for one in letters.upper():
        number = number * 26 + one - 64
    return number
