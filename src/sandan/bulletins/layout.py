"""Faces, rules and borders of an official document (domain E1): what python-docx has no words for, set on its elements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LINE = 28.95
"""Fixed line pitch in points: 225 mm over 22 lines, as files in use have it."""
WIDTH_MM = 156
"""Width of the type area in millimetres."""


@dataclass(frozen=True, slots=True)
class Face:
    """A Chinese font and its size in points."""

    font: str
    size: float


TITLE = Face("方正小标宋简体", 22)
BODY = Face("仿宋", 16)
HEADING = Face("黑体", 16)
SUBHEADING = Face("楷体", 16)
NUMBER = Face("宋体", 14)
SMALL = Face("仿宋", 10.5)

LATIN = "Times New Roman"
"""For digits and Latin letters, which the Chinese fonts draw too wide."""


def lettered(of: Run | ParagraphStyle, face: Face) -> None:
    """Set a face: the Chinese font for Chinese characters, the Latin one for digits."""
    of.font.name = LATIN
    of.font.size = Pt(face.size)
    fonts = of.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face.font)
    fonts.set(qn("w:hint"), "eastAsia")


def ruled(line: Paragraph, side: Literal["top", "bottom"], colour: str, eighths: int) -> None:
    """Rule a paragraph above or below, `eighths` of a point thick."""
    properties = line._p.get_or_add_pPr()  # noqa: SLF001 - no public way to it
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders,
            "w:shd",
            "w:tabs",
            "w:suppressAutoHyphens",
            "w:kinsoku",
            "w:wordWrap",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:rPr",
        )
    borders.append(_border(side, colour, eighths))


def bordered(table: Table) -> None:
    """Draw every border of a table."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_border(side, "000000", 4))
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # noqa: SLF001 - no public way to it


def repeated(row: _Row) -> None:
    """Repeat a head row on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no public way to it


def whole(row: _Row) -> None:
    """Break a row over no page."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))  # noqa: SLF001 - no public way to it


def field(run: Run, code: str) -> None:
    """Put a field (such as PAGE) into a run."""
    for kind in ("begin", "", "end"):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {code} "
        run._r.append(part)  # noqa: SLF001 - no public way to it


def _border(side: str, colour: str, eighths: int) -> BaseOxmlElement:
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    return border
