"""The page, faces, rules and tables of an official document (domain E1), and what python-docx has no words for, set on its elements."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LINE = 28.95
"""Fixed line pitch in points: 225 mm over 22 lines, as files in use have it."""
WIDTH_MM = 156
"""Width of the type area in millimetres."""
CLOSE = -5
"""Twentieths of a point between characters of 16 pt, so that 28 stand in a line of 156 mm (they would need 158)."""


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

_DAYS = re.compile(r"\d{4}-\d\d-\d\d")
"""A cell that holds nothing but a day, which no line may break."""
_AFTER_SPACING = tuple(
    f"w:{each}"
    for each in (
        "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs",
        "em", "lang", "eastAsianLayout", "specVanish", "oMath",
    )
)  # fmt: skip
LATIN = "Times New Roman"
"""For digits and Latin letters, which the Chinese fonts draw too wide."""


def lettered(of: Run | ParagraphStyle, face: Face, close: int = 0) -> None:
    """Set a face: the Chinese font for Chinese characters, the Latin one for digits; `close` twentieths of a point between them."""
    of.font.name = LATIN
    of.font.size = Pt(face.size)
    fonts = of.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face.font)
    fonts.set(qn("w:hint"), "eastAsia")
    if close:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(close))
        of.element.get_or_add_rPr().insert_element_before(spacing, *_AFTER_SPACING)


def paged(document: Docx, told: str = "", *, form: bool = False) -> None:
    """A4 with the margins of GB/T 9704 and its page numbers, odd to the right and even to the left; `told` stands above each of them.

    A `form` is no letter: it has to be signed on one page, and its margins at top and bottom are those that forms have.
    """
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = (Mm(18), Mm(22)) if form else (Mm(37), Mm(35))
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(8 if form else 13 if told else 25)
    document.settings.odd_and_even_pages_header_footer = True
    lettered(document.styles["Normal"], BODY)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    lettered(document.styles["Footer"], NUMBER)
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        if told:
            lettered(line.add_run(told), Face(SMALL.font, 9))
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line = footer.add_paragraph()
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(NUMBER.size)
        for text in ("— ", "PAGE", " —"):
            run = line.add_run() if text == "PAGE" else line.add_run(text)
            lettered(run, NUMBER)
            if text == "PAGE":
                field(run, text)


def paragraph(
    document: Docx, text: str, face: Face, *, centred: bool = False, indented: bool = False, close: int = 0
) -> Paragraph:
    """A paragraph on the fixed line pitch."""
    line = document.add_paragraph()
    lettered(line.add_run(text), face, close)
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = Pt(LINE)
    if centred or indented:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    if indented:
        line.paragraph_format.first_line_indent = Pt(2 * face.size)
    return line


def table(
    document: Docx, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *,
    numbers: bool = False, face: Face | None = None, labels: Collection[int] = (0,),
) -> Table:  # fmt: skip
    """A ruled table whose head (left out where `heads` are empty: the columns `labels` are heads then) comes again on every page."""
    small = face or SMALL
    lines = [heads, *rows] if heads else list(rows)
    drawn: Table = document.add_table(rows=len(lines), cols=len(widths))
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    bordered(drawn)
    if heads:
        repeated(drawn.rows[0])
    for column, millimetres in zip(drawn.columns, widths, strict=True):
        column.width = Mm(millimetres)
    for place, (row, texts) in enumerate(zip(drawn.rows, lines, strict=True)):
        if heads:
            whole(row)
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(widths[column])
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            head = place == 0 if heads else column in labels
            centred = head or (numbers and column > 0)
            _cell(cell, text, Face(HEADING.font if head else small.font, small.size), centred=centred)
    document.add_paragraph().paragraph_format.line_spacing = Pt(small.size)
    return drawn


def spread(row: _Row, first: int, last: int) -> None:
    """Let a cell take the room of the empty ones after it."""
    whole = row.cells[first].merge(row.cells[last])
    for empty in whole.paragraphs[1:]:
        whole._tc.remove(empty._p)  # noqa: SLF001 - merging keeps their paragraphs


def _cell(cell: _Cell, text: str, face: Face, *, centred: bool) -> None:
    line = cell.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
    run = line.add_run()
    lettered(run, face)
    if not _DAYS.fullmatch(text):
        run.text = text
        return
    for place, part in enumerate(text.split("-")):
        if place:
            run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001 - no public way to it
        run.add_text(part)


def ruled(line: Paragraph, side: Literal["top", "bottom"], colour: str, eighths: int, space: int = 1) -> None:
    """Rule a paragraph above or below, `eighths` of a point thick and `space` points away."""
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
    borders.append(_border(side, colour, eighths, space))


def bordered(table: Table) -> None:
    """Draw every border of a table."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_border(side, "000000", 4))
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # noqa: SLF001 - no public way to it


def foot(document: Docx, rows: Sequence[tuple[str, str]], face: Face, *, below: bool) -> Table:
    """Lines ruled above, below (thick) and between (thin): 版记 and 报尾. `below`: at the lower edge of the type area of their page.

    A table, because neighbouring paragraphs share their rules in one program and not in another.
    """
    drawn: Table = document.add_table(rows=len(rows), cols=2)
    drawn.autofit = False
    last = len(rows) - 1
    for place, (row, texts) in enumerate(zip(drawn.rows, rows, strict=True)):
        whole(row)
        if not texts[1]:
            spread(row, 0, 1)
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            if column and not texts[1]:
                continue
            cell.width = Mm((94 if column else WIDTH_MM - 94) if texts[1] else WIDTH_MM)
            line = cell.paragraphs[0]
            lettered(line.add_run(text), face)
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column else WD_ALIGN_PARAGRAPH.LEFT
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(3)
            line.paragraph_format.left_indent = Pt(0 if column else face.size)
            line.paragraph_format.right_indent = Pt(face.size if column or not texts[1] else 0)
            line.paragraph_format.keep_with_next = place < last
            borders = OxmlElement("w:tcBorders")
            borders.append(_border("top", "000000", 4 if place else 8))
            if place == last:
                borders.append(_border("bottom", "000000", 8))
            cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 - no public way to it
    properties = drawn._tbl.tblPr  # noqa: SLF001 - no public way to it
    if below:
        floating = OxmlElement("w:tblpPr")
        for name, value in (
            ("vertAnchor", "margin"),
            ("horzAnchor", "margin"),
            ("tblpXSpec", "left"),
            ("tblpYSpec", "bottom"),
        ):
            floating.set(qn(f"w:{name}"), value)
        properties.insert_element_before(
            floating, "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc",
            "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook",
        )  # fmt: skip
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.insert_element_before(margins, "w:tblLook")
    return drawn


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


def _border(side: str, colour: str, eighths: int, space: int = 1) -> BaseOxmlElement:
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(space)), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    return border
