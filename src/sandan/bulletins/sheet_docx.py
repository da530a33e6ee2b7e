"""A sheet as a Word document in the official layout (GB/T 9704—2012 as practice: `layout`)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext
from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from sandan.bulletins.layout import (
    BODY,
    HEADING,
    LINE,
    SMALL,
    TITLE,
    WIDTH_MM,
    Face,
    paged,
    paragraph,
    spread,
    table,
)
from sandan.bulletins.sheet import Fields, Grid, Part, Points, Prose, Sheet, Signature

_FORM = Face(BODY.font, 12)
"""小四号, as forms have it: what stands in ruled cells is smaller than the prose of a letter."""
_LABEL_MM = 38
_SHORT_LABEL, _SHORT = 8, 14
"""Characters of a label and of a value that stand side by side with others in half a line."""


def render(sheet: Sheet) -> bytes:
    """The document's bytes. The same sheet gives the same text, not the same bytes."""
    with translation.override(sheet.language):
        document = Document()
        paged(document, f"{sheet.made}\n{sheet.numbering}", form=sheet.form)
        about = document.core_properties
        about.title, about.language, about.author = f"{sheet.title} {sheet.number}", sheet.language, ""
        about.comments = f"{sheet.made} {sheet.numbering}"
        _head(document, sheet)
        for part in sheet.parts:
            _part(document, part, sheet.form)
        _end(document, sheet)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


def _head(document: Docx, sheet: Sheet) -> None:
    """密级 at the top left, the title, the number under it."""
    if sheet.mark:
        paragraph(document, sheet.mark, HEADING)
    paragraph(
        document,
        f"{sheet.issuer}{sheet.title}" if sheet.language.startswith("zh") else sheet.title,
        TITLE,
        centred=True,
    )
    number = paragraph(document, sheet.number, BODY, centred=True)
    number.paragraph_format.space_after = Pt(4 if sheet.form else LINE / 2)
    if sheet.salutation:
        paragraph(document, f"{sheet.salutation}", Face(BODY.font, 14))


def _part(document: Docx, part: Part, form: bool) -> None:
    if part.heading:
        # Over prose a heading is as large as it is (domain E1); over a ruled form, whose cells are smaller, it is smaller too.
        line = paragraph(document, part.heading, HEADING if isinstance(part, Prose) else Face(HEADING.font, 14))
        line.paragraph_format.keep_with_next = True
        if form:
            line.paragraph_format.line_spacing = Pt(20)
    match part:
        case Fields(rows=rows) if form:
            _paired(document, rows)
        case Fields(rows=rows):
            table(document, (), rows, (_LABEL_MM, WIDTH_MM - _LABEL_MM), face=_FORM)
        case Prose(paragraphs=paragraphs):
            for each in paragraphs:
                for text in each.split("\n"):
                    paragraph(document, text, BODY, indented=True)
        case Points(items=items):
            for place, each in enumerate(items, 1):
                line = paragraph(document, f"{place}. {each}", _FORM)
                line.paragraph_format.line_spacing = Pt(20)
        case Grid(heads=heads, widths=widths, rows=rows):
            table(document, heads, [[cell.text for cell in row] for row in rows], widths, face=SMALL)


def _paired(document: Docx, rows: Sequence[tuple[str, str]]) -> None:
    """Fields of a form: two short ones side by side, a long one across."""
    lines: list[list[tuple[str, str]]] = []
    for row in rows:
        if _short(row) and lines and len(lines[-1]) == 1 and _short(lines[-1][0]):
            lines[-1].append(row)
        else:
            lines.append([row])
    texts = [[text for pair in line for text in pair] + ["", ""] * (2 - len(line)) for line in lines]
    half = (_LABEL_MM - 6, WIDTH_MM / 2 - _LABEL_MM + 6)
    drawn = table(document, (), texts, (*half, *half), face=_FORM, labels=(0, 2))
    for row, line in zip(drawn.rows, lines, strict=True):
        if len(line) == 1:
            spread(row, 1, 3)


def _short(row: tuple[str, str]) -> bool:
    """Whether it goes into half a line. What is empty is written on by hand, and needs all of it."""
    return len(row[0]) <= _SHORT_LABEL and 0 < len(row[1]) <= _SHORT


def _end(document: Docx, sheet: Sheet) -> None:
    for text in sheet.closing:
        line = paragraph(document, text, BODY)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(2 * BODY.size)
        line.paragraph_format.keep_with_next = text is not sheet.closing[-1]
    if sheet.signatures:
        heads = (
            gettext("Role"),
            gettext("Name and post by the ledger"),
            gettext("Date by the ledger"),
            gettext("Signature, seal, date"),
        )
        drawn = table(document, heads, [_signed(each) for each in sheet.signatures], (24, 52, 46, 34), face=_FORM)
        for row in drawn.rows[1:]:
            row.height = Pt(32 if sheet.form else 40)


def _signed(one: Signature) -> tuple[str, str, str, str]:
    return one.role, one.who, one.on, ""
