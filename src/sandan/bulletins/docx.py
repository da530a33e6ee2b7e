"""A composed bulletin as a Word document in the layout of a 简报 (domain E1, E2; the measures of GB/T 9704—2012 as practice).

A4, margins 37/35/28/26 mm, so a type area of 156 × 225 mm with 22 lines of 28 characters; body 3号 (16 pt) 仿宋 on a
fixed pitch of 28.95 pt; title 2号 (22 pt) 小标宋. The fonts are named and not embedded: where one is missing, the reader's
program puts another in its place, and the document's own properties say so.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from sandan.bulletins.annex import clocks, day, sources
from sandan.bulletins.document import Composed, Grid, Labels, Passage
from sandan.bulletins.layout import (
    BODY,
    HEADING,
    LINE,
    NUMBER,
    SUBHEADING,
    TITLE,
    WIDTH_MM,
    Face,
    lettered,
    paged,
    paragraph,
    ruled,
    table,
)
from sandan.bulletins.source import Kind
from sandan.domain.values import Tier
from sandan.projections.unit import Unit
from sandan.projections.version import as_of

RED = RGBColor(0xC8, 0x10, 0x10)


@dataclass(frozen=True, slots=True)
class Masthead:
    """报头 and 报尾: the bulletin's name, who edits it, and to whom it goes. Empty ones are left out; `copies` 0 too."""

    name: str = ""
    publisher: str = ""
    report_to: tuple[str, ...] = ()
    """报: superiors."""
    send_to: tuple[str, ...] = ()
    """送: peers."""
    issue_to: tuple[str, ...] = ()
    """发: subordinates."""
    copies: int = 0


def render(
    composed: Composed, year: int, issue: int, published_on: date | None, masthead: Masthead | None = None, labels: Labels | None = None
) -> bytes:  # fmt: skip
    """The document's bytes. `issue` 0 and no date mark a draft. The same bulletin gives the same text, not the same bytes."""
    with translation.override(composed.language):
        head = masthead or Masthead()
        document = Document()
        paged(document)
        _properties(document, composed)
        publisher = head.publisher or _county(composed.position)
        _head(document, head.name or gettext("Rectification Bulletin"), publisher, year, issue, published_on)
        title = paragraph(document, composed.title, TITLE, centred=True)
        title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(LINE)
        for passage in composed.passages:
            _passage(document, passage)
        _foot(document, head, publisher, published_on)
        _annex(document, composed, labels)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


def _county(position: int) -> str:
    return (
        as_of(Unit, position).filter(tier=Tier.COUNTY.value).order_by("position").values_list("name", flat=True).first()
        or ""
    )


def _properties(document: Docx, composed: Composed) -> None:
    about = document.core_properties
    about.title, about.language, about.author = composed.title, composed.language, ""
    about.keywords = f"sha256:{composed.digest}"
    fonts = gettext(", ").join(dict.fromkeys(face.font for face in (TITLE, BODY, HEADING, SUBHEADING, NUMBER)))
    about.comments = gettext(
        "Fonts named and not embedded: %(fonts)s. Where one is missing, another takes its place."
    ) % {"fonts": fonts}


def _head(document: Docx, name: str, publisher: str, year: int, issue: int, published_on: date | None) -> None:
    line = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(name)
    widest = sum(1.0 if ord(each) > 0x2E7F else 0.6 for each in name)
    lettered(run, Face(TITLE.font, int(min(48, 430 / max(widest, 1)))))
    run.font.color.rgb = RED
    told = (
        gettext("No. %(issue)s of %(year)s") % {"issue": issue, "year": year}
        if issue
        else gettext("Draft, not published")
    )
    paragraph(document, told, BODY, centred=True)
    when = day(published_on.year, published_on.month, published_on.day) if published_on else ""
    line = paragraph(document, f"{publisher}\t{when}", BODY)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    ruled(line, "bottom", "C81010", 18)


def _passage(document: Docx, passage: Passage) -> None:
    if passage.grid is not None:
        _grid(document, passage.grid)
        return
    face = {Kind.HEADING: HEADING, Kind.SUBHEADING: SUBHEADING}.get(passage.kind, BODY)
    text = f"· {passage.text}" if passage.kind is Kind.ITEM else passage.text
    line = paragraph(document, text, face, indented=True)
    line.paragraph_format.keep_with_next = face is not BODY


def _grid(document: Docx, grid: Grid) -> None:
    rows = [(row.label, *(each.text for each in row.numbers)) for row in (*grid.rows, grid.total)]
    first = 40.0
    others = (WIDTH_MM - first) / len(grid.heads)
    table(document, (grid.corner, *grid.heads), rows, (first, *(others for _ in grid.heads)), numbers=True)


def _foot(document: Docx, head: Masthead, publisher: str, published_on: date | None) -> None:
    lines = [
        (gettext("Report to: %(names)s"), head.report_to),
        (gettext("Send to: %(names)s"), head.send_to),
        (gettext("Issue to: %(names)s"), head.issue_to),
    ]
    texts = [text % {"names": gettext(", ").join(names)} for text, names in lines if names]
    when = day(published_on.year, published_on.month, published_on.day) if published_on else ""
    copies = gettext("%(copies)s copies") % {"copies": head.copies} if head.copies else ""
    texts.append(f"{publisher}\t{'  '.join(each for each in (when, copies) if each)}")
    for place, text in enumerate(texts):
        line = paragraph(document, text, Face(BODY.font, 14))
        line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
        line.paragraph_format.keep_with_next = place < len(texts) - 1
        if place == 0:
            line.paragraph_format.space_before = Pt(LINE)
            ruled(line, "top", "000000", 12)
        if place == len(texts) - 1:
            ruled(line, "bottom", "000000", 12)


def _annex(document: Docx, composed: Composed, labels: Labels | None) -> None:
    document.add_section(WD_SECTION.NEW_PAGE)
    paragraph(document, gettext("Annex: Sources of the numbers"), HEADING)
    paragraph(document, clocks(composed), SUBHEADING, indented=True)
    rows = []
    for source in sources(composed, labels):
        value = source.value
        made = value.above if value.denominator is None else f"{value.above} / {value.denominator}"
        name = "\n".join(each for each in (source.name, source.formula, source.scope) if each)
        beside = gettext("Shown beside it: %(figures)s") % {"figures": source.beside} if source.beside else ""
        told = "\n".join(each for each in (source.definition, beside) if each)
        rows.append((name, source.number, made, told))
    heads = (gettext("Figure"), gettext("Value"), gettext("Computed from"), gettext("Definition"))
    table(document, heads, rows, (48, 20, 26, 62), numbers=False)
    paragraph(document, f"SHA-256 {composed.digest}", Face(NUMBER.font, 9))
