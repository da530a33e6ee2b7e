"""A composed bulletin as a Word document in the layouts of GB/T 9704—2012 and of a 简报 (domain E1, E2).

A4, margins 37/35/28/26 mm, so a type area of 156 × 225 mm with 22 lines of 28 characters; body 3号 (16 pt) 仿宋 on a
fixed pitch of 28.95 pt; title 2号 (22 pt) 小标宋. The fonts are named and not embedded: where one is missing, the reader's
program puts another in its place, and the document's own properties say so.
"""

from __future__ import annotations

import io

from django.utils import translation
from django.utils.translation import gettext
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from sandan.bulletins.annex import clocks, sources
from sandan.bulletins.document import Composed, Grid, Labels, Passage
from sandan.bulletins.layout import (
    BODY,
    CLOSE,
    HEADING,
    LINE,
    NUMBER,
    SUBHEADING,
    TITLE,
    WIDTH_MM,
    Face,
    foot,
    lettered,
    paged,
    paragraph,
    ruled,
    table,
)
from sandan.bulletins.masthead import (
    RED,
    Corrected,
    Issue,
    Masthead,
    addressed,
    county_at,
    numbered,
    printed,
    recipients,
    red_head,
    size_of,
)
from sandan.bulletins.source import Kind
from sandan.domain.bulletin import Layout

_TITLE_PITCH = 33
_FOOT = Face(BODY.font, 14)


def render(
    composed: Composed, issue: Issue, masthead: Masthead | None = None, labels: Labels | None = None,
    corrected: Corrected | None = None,
) -> bytes:  # fmt: skip
    """The document's bytes. The same bulletin gives the same text, not the same bytes."""
    with translation.override(composed.language):
        head = masthead or Masthead()
        document = Document()
        paged(document)
        _properties(document, composed)
        publisher = head.publisher or county_at(composed.position)
        circular = issue.layout is Layout.CIRCULAR
        (_circular_head if circular else _bulletin_head)(document, head, issue, publisher)
        title = paragraph(document, composed.title, TITLE, centred=True)
        title.paragraph_format.line_spacing = Pt(_TITLE_PITCH)
        title.paragraph_format.space_before = Pt(2 * LINE if circular else LINE)
        title.paragraph_format.space_after = Pt(LINE)
        addressee, passages = addressed(composed)
        if addressee:
            paragraph(document, addressee, BODY, close=CLOSE)
        for passage in passages:
            _passage(document, passage)
        if circular:
            document.paragraphs[-1].paragraph_format.keep_with_next = True  # no signature without any of the text
            _signed(document, publisher, issue)
        else:
            document.add_paragraph().paragraph_format.line_spacing = Pt(LINE)
            _foot(document, head, issue, publisher)
        _annex(document, composed, labels, corrected or Corrected(), circular=circular)
        if circular:
            _foot(document, head, issue, publisher, below=True)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


def _properties(document: Docx, composed: Composed) -> None:
    about = document.core_properties
    about.title, about.language, about.author = composed.title, composed.language, ""
    about.keywords = f"sha256:{composed.digest}"
    fonts = gettext(", ").join(dict.fromkeys(face.font for face in (TITLE, BODY, HEADING, SUBHEADING, NUMBER)))
    about.comments = gettext(
        "Fonts named and not embedded: %(fonts)s. Where one is missing, another takes its place."
    ) % {"fonts": fonts}


def _red(document: Docx, text: str, before: float) -> None:
    line = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    size = size_of(text)
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = Pt(size * 1.25)
    line.paragraph_format.space_before = Pt(before)
    run = line.add_run(text)
    lettered(run, Face(TITLE.font, size))
    run.font.color.rgb = RGBColor.from_string(RED)


def _bulletin_head(document: Docx, head: Masthead, issue: Issue, publisher: str) -> None:
    """报头: the name in red, 第×期, who edits it and when, and the red rule."""
    _red(document, red_head(head, issue, publisher), 0)
    paragraph(document, numbered(head, issue, publisher), BODY, centred=True)
    line = paragraph(document, f"{publisher}\t{issue.day}", BODY)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    ruled(line, "bottom", RED, 18)


def _circular_head(document: Docx, head: Masthead, issue: Issue, publisher: str) -> None:
    """版头: the organ's name in red, its top 35 mm below that of the type area; 发文字号 two lines under it; the red rule 4 mm lower."""
    text = red_head(head, issue, publisher)
    _red(document, text, Mm(35).pt - size_of(text) * 0.2)
    line = paragraph(document, numbered(head, issue, publisher), BODY, centred=True)
    line.paragraph_format.space_before = Pt(2 * LINE)
    ruled(line, "bottom", RED, 12, space=7)


def _passage(document: Docx, passage: Passage) -> None:
    if passage.grid is not None:
        _grid(document, passage.grid)
        return
    face = {Kind.HEADING: HEADING, Kind.SUBHEADING: SUBHEADING}.get(passage.kind, BODY)
    text = f"· {passage.text}" if passage.kind is Kind.ITEM else passage.text
    line = paragraph(document, text, face, indented=True, close=CLOSE)
    line.paragraph_format.keep_with_next = face is not BODY


def _grid(document: Docx, grid: Grid) -> None:
    rows = [(row.label, *(each.text for each in row.numbers)) for row in (*grid.rows, grid.total)]
    first = 40.0
    others = (WIDTH_MM - first) / len(grid.heads)
    table(document, (grid.corner, *grid.heads), rows, (first, *(others for _ in grid.heads)), numbers=True)


def _signed(document: Docx, publisher: str, issue: Issue) -> None:
    """附件说明, 署名 and 成文日期: with a seal the day stands four characters from the right, and the organ in the middle over it."""
    named = paragraph(document, gettext("Annex: Sources of the numbers"), BODY, indented=True, close=CLOSE)
    named.paragraph_format.space_before = Pt(LINE)
    named.paragraph_format.keep_with_next = True
    wide = max(len(publisher) * BODY.size, len(issue.day) * BODY.size * 0.9)
    for place, text in enumerate((publisher, issue.day)):
        line = paragraph(document, text, BODY, centred=True)
        line.paragraph_format.space_before = Pt(0 if place else 2 * LINE)
        line.paragraph_format.right_indent = Pt(4 * BODY.size)
        line.paragraph_format.left_indent = Pt(Mm(WIDTH_MM).pt - 4 * BODY.size - wide)
        line.paragraph_format.keep_with_next = not place


def _foot(document: Docx, head: Masthead, issue: Issue, publisher: str, *, below: bool = False) -> None:
    """报尾 and 版记: who gets it, who printed it, when."""
    told = [(each, "") for each in recipients(head, issue.layout)]
    foot(document, [*told, (publisher, printed(head, issue))], _FOOT, below=below)
    after = document.add_paragraph()  # a table needs one behind it
    lettered(after.add_run(), Face(BODY.font, 1))
    after.paragraph_format.line_spacing = Pt(1)


def _annex(
    document: Docx, composed: Composed, labels: Labels | None, corrected: Corrected, *, circular: bool
) -> None:  # fmt: skip
    document.add_section(WD_SECTION.NEW_PAGE)
    paragraph(document, gettext("Annex") if circular else gettext("Annex: Sources of the numbers"), HEADING)
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
    table(document, heads, rows, (60, 18, 24, 54), numbers=False)
    if corrected.rows:
        paragraph(document, gettext("What is corrected"), HEADING)
        paragraph(document, corrected.told, BODY, indented=True, close=CLOSE)
        shown = (gettext("Figure"), gettext("As published"), gettext("Corrected"))
        table(document, shown, [list(each) for each in corrected.rows], (96, 30, 30), numbers=True)
    paragraph(document, f"SHA-256 {composed.digest}", Face(NUMBER.font, 9))
