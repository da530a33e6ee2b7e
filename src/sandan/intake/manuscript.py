"""Manuscript (文稿): the words of a text file, a Word document, a PDF or a web page, as they would be read aloud, line by line.

What a file is says its content and never its name. Nothing in it is run, fetched or followed. PDFs are read by a process of its own
(`pdf`), since a few wrong bytes can make a reader ask for all memory there is.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

import docx
import lxml.html
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from lxml import etree

from sandan.intake import encoding, pdf
from sandan.intake.defect import SheetError, SheetFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandan.intake.defect import Fact

FILE_BYTES = 20 << 20
UNPACKED_BYTES = 200 << 20
"""All members of a Word document together. A zip reader takes no more of a member than it says to hold."""


class Fault(StrEnum):
    """Why a file is not read. Nothing of it is used then."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    """Facts: size, limit (bytes)."""
    TOO_LONG = "too_long"
    """More characters than whoever reads on takes. Facts: length, limit."""
    UNSUPPORTED = "unsupported"
    """Neither text, .docx, .pdf nor a web page."""
    BROKEN = "broken"
    """Facts: kind."""
    ENCRYPTED = "encrypted"
    """Facts: kind."""
    NO_TEXT = "no_text"
    """A PDF that holds pictures of pages and no letters. Facts: pages."""
    ENCODING = "encoding"
    """The bytes fit no known encoding of text."""


class ManuscriptError(Exception):
    """A file that cannot be read: `code` says why, `facts` the particulars."""

    def __init__(self, code: Fault, **facts: Fact) -> None:
        super().__init__(f"{code}: {facts}")
        self.code = code
        self.facts: Mapping[str, Fact] = MappingProxyType(facts)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text and what it came as: `text`, `docx`, `pdf` or `html`."""

    text: str
    kind: str


_BLOCKS = frozenset(
    "address article blockquote br caption dd div dl dt figcaption h1 h2 h3 h4 h5 h6 hr li main ol p pre section table tbody tr ul".split()
)
_DROPPED = frozenset(
    "script style noscript template svg head nav footer aside form button select iframe object".split()
)
_HTML = re.compile(rb"^\s*(?:<!doctype html|<html|<\?xml[^>]*\?>\s*<(?:!doctype )?html)", re.IGNORECASE)
_ENDS = "。！？；：.!?;:"
_HAN = re.compile("[\u3400-\u9fff，、（）《》“”]")
_CELLS = re.compile(r"(?<!\S)[0-9]+(?:[,.][0-9]+)*[%％]?(?:\s+[0-9]+(?:[,.][0-9]+)*[%％]?)+(?!\S)")
_GAP = re.compile(r"(?<=[0-9%％])[ \u00a0]+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[ \u00a0]+(?=[0-9])")
_WIDE = 18
"""A line of so many characters was broken for its width; a shorter one ends a paragraph or stands in a table."""
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|[0-9]{1,2}[.．、](?![0-9])")


def read(file: IO[bytes]) -> Manuscript:
    """The words of a file. Refuses, with ManuscriptError, what `Fault` names."""
    file.seek(0)
    content = file.read(FILE_BYTES + 1)
    if len(content) > FILE_BYTES:
        raise ManuscriptError(Fault.TOO_LARGE, size=len(content), limit=FILE_BYTES)
    if not content.strip():
        raise ManuscriptError(Fault.EMPTY)
    if content.startswith(b"%PDF-"):
        return Manuscript(_pdf(content), "pdf")
    if content.startswith(b"PK"):
        return Manuscript(_docx(content), "docx")
    text = _decoded(content)
    if _HTML.match(text[:400].encode()) or "<html" in text[:2000].lower():
        return Manuscript(_html(text), "html")
    return Manuscript(text, "text")


def _decoded(content: bytes) -> str:
    try:
        return content.decode(encoding.detect(io.BytesIO(content)).codec)
    except SheetError as error:
        code = Fault.UNSUPPORTED if error.code is SheetFault.NUL_BYTES else Fault.ENCODING
        raise ManuscriptError(code) from error


def _docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if "word/document.xml" not in {each.filename for each in members}:
                raise ManuscriptError(Fault.UNSUPPORTED)
            size = sum(each.file_size for each in members)
            if size > UNPACKED_BYTES:
                raise ManuscriptError(Fault.TOO_LARGE, size=size, limit=UNPACKED_BYTES)
            if any(each.flag_bits & 1 for each in members):
                raise ManuscriptError(Fault.ENCRYPTED, kind="docx")
        document = docx.Document(io.BytesIO(content))
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                # A merged cell comes once for each column that it spans, and is one cell.
                rows = [{cell._tc: cell.text.strip() for cell in row.cells} for row in block.rows]  # noqa: SLF001  # python-docx has no other name for a merged cell
                lines += ["\t".join(" ".join(each.split()) for each in row.values()) for row in rows]
            else:
                lines.append(block.text)
    except (zipfile.BadZipFile, PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError, OSError) as error:
        raise ManuscriptError(Fault.BROKEN, kind="docx") from error
    return "\n".join(lines)


def _pdf(content: bytes) -> str:
    found = pdf.text(content)
    if found is None:
        raise ManuscriptError(Fault.BROKEN, kind="pdf")
    if found.encrypted:
        raise ManuscriptError(Fault.ENCRYPTED, kind="pdf")
    joined = joined_lines("\n".join(found.pages))
    if not joined.strip():
        raise ManuscriptError(Fault.NO_TEXT, pages=len(found.pages))
    return joined


def joined_lines(text: str) -> str:
    """The lines of printed pages as sentences: a line that goes on in the next one is one with it. Page numbers between dashes go.

    What is left of a table's row (numbers with nothing between them) is no sentence: its cells come with tabs between them.
    Printing puts a gap between a number and the characters beside it, which is not a space of the text.
    """
    kept: list[str] = []
    width = 0
    """Of the line above, as far as this one may go on with it."""
    for line in text.splitlines():
        plain = line.strip()
        if not plain or re.fullmatch(r"[-—–]\s*[0-9]+\s*[-—–]", plain):
            continue
        if _CELLS.search(plain):
            kept.append("\t".join(plain.split()))
            width = 0
            continue
        length, plain = len(plain), _GAP.sub("", plain)
        if width >= _WIDE and kept[-1][-1] not in _ENDS and not _NUMBERED.match(plain):
            kept[-1] += plain if _HAN.match(kept[-1][-1]) or _HAN.match(plain[0]) else f" {plain}"
        else:
            kept.append(plain)
        width = length
    return "\n".join(kept)


def _html(text: str) -> str:
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        parser = lxml.html.HTMLParser(huge_tree=True)
        root = lxml.html.document_fromstring(plain, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ManuscriptError(Fault.BROKEN, kind="html") from error
    # Below some depth the parser drops what it finds: better nothing than a part of the text without a word.
    if any(each.type_name == "ERR_RESOURCE_LIMIT" for each in parser.error_log):
        raise ManuscriptError(Fault.BROKEN, kind="html")
    pieces: list[str] = []
    _walk(root, pieces)
    lines = (
        "\t".join(re.sub(r"[ \u00a0\u3000]+", " ", cell).strip() for cell in line.split("\t")).strip()
        for line in "".join(pieces).split("\n")
    )
    return "\n".join(line for line in lines if line)


def _walk(root: lxml.html.HtmlElement, pieces: list[str]) -> None:
    """What a page says, in its order. Without recursion: hostile pages nest as deep as they like."""
    hidden = 0
    for action, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        block = "\n" if tag in _BLOCKS else "\t" if tag in ("td", "th") else ""
        if action == "start":
            hidden += tag in _DROPPED
            pieces.append(block)
            if not hidden:
                pieces.append(_inline(element.text))
            continue
        hidden -= tag in _DROPPED
        pieces.append(block.strip("\t"))
        if not hidden:
            pieces.append(_inline(element.tail))


def _inline(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
