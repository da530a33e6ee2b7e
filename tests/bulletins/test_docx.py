"""The Word document: read back with another reader, and opened by LibreOffice where there is one."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from tests.bulletins.conftest import TITLE

from sandan.bulletins.document import Composed
from sandan.bulletins.docx import render
from sandan.bulletins.masthead import Issue, Masthead

ON = date(2026, 4, 9)
HEAD = Masthead("云岭整改简报", "县整改办", ("县委", "县政府"), issue_to=("各镇",), copies=60)


def opened(composed: Composed, head: Masthead | None = None, issue: int = 1, on: date | None = ON) -> Docx:
    return Document(io.BytesIO(render(composed, Issue(2026, issue, on), head)))


def face(line: Paragraph) -> tuple[str | None, float]:
    run = line.runs[0]
    assert run.font.size is not None
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    return fonts.get(qn("w:eastAsia")), run.font.size.pt


def line_of(document: Docx, start: str) -> Paragraph:
    return next(each for each in document.paragraphs if each.text.startswith(start))


def test_paper_and_margins_are_the_official_ones(composed: Composed) -> None:
    for section in opened(composed).sections:
        assert [section.page_width, section.page_height] == pytest.approx([Mm(210), Mm(297)], abs=700)
        given = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
        assert given == pytest.approx([Mm(37), Mm(35), Mm(28), Mm(26)], abs=700)


def test_faces_and_pitch_are_the_official_ones(composed: Composed) -> None:
    document = opened(composed, HEAD)
    assert face(line_of(document, TITLE)) == ("方正小标宋简体", 22)
    assert face(line_of(document, "截至")) == ("仿宋", 16)
    assert face(line_of(document, "一、")) == ("黑体", 16)
    assert face(line_of(document, "（一）")) == ("楷体", 16)
    pitch = line_of(document, "截至").paragraph_format
    assert pitch.line_spacing_rule is WD_LINE_SPACING.EXACTLY
    assert pitch.line_spacing == Pt(28.95)
    assert pitch.first_line_indent == Pt(32)
    assert "仿宋" in (document.core_properties.comments or "")


def test_the_head_is_red_and_ruled(composed: Composed) -> None:
    document = opened(composed, HEAD)
    name, issue, editors = document.paragraphs[:3]
    assert name.text == "云岭整改简报"
    assert str(name.runs[0].font.color.rgb) == "C81010"
    assert "1" in issue.text
    assert editors.text.startswith("县整改办\t")
    assert "2026" in editors.text
    rule = editors._p.get_or_add_pPr().find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:color")) == "C81010"


def test_the_foot_names_who_gets_it(composed: Composed) -> None:
    foot = next(each for each in opened(composed, HEAD).tables if "县委" in each.rows[0].cells[0].text)
    told = "\n".join(cell.text for row in foot.rows for cell in row.cells)
    for each in ("县政府", "各镇", "60", "县整改办"):
        assert each in told


def test_a_draft_says_that_it_is_one(composed: Composed) -> None:
    draft, issued = opened(composed, issue=0, on=None), opened(composed)
    assert draft.paragraphs[1].text != issued.paragraphs[1].text
    assert not re.search("[0-9]", draft.paragraphs[1].text)
    assert draft.paragraphs[2].text == "云岭县\t"


def test_text_and_numbers_are_those_of_the_composition(composed: Composed) -> None:
    document = opened(composed)
    texts = [each.text.removeprefix("· ") for each in document.paragraphs]
    for passage in composed.passages:
        assert passage.grid or passage.text in texts
    grids = [each.grid for each in composed.passages if each.grid]
    for grid, table in zip(grids, document.tables, strict=False):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows[0] == [grid.corner, *grid.heads]
        assert rows[1:] == [[row.label, *(each.text for each in row.numbers)] for row in (*grid.rows, grid.total)]


def test_the_annex_tells_what_each_number_rests_on(composed: Composed) -> None:
    document = opened(composed)
    annex = [[cell.text for cell in row.cells] for row in document.tables[-1].rows][1:]
    assert len(annex) == len(composed.values)
    for row, value in zip(annex, composed.values, strict=True):
        assert f"{value.figure.id}/{value.figure.version}" in row[0]
        assert str(value.numerator) in row[2]
        if value.denominator is not None:
            assert row[2] == f"{value.numerator} / {value.denominator}"
        assert str(value.figure.definition)
    whole = "\n".join(each.text for each in document.paragraphs)
    assert composed.digest in whole
    assert str(composed.position) in whole


def test_no_figure_id_stands_in_the_prose(composed: Composed) -> None:
    document = opened(composed)
    prose = "\n".join(each.text for each in document.paragraphs)
    assert "problems." not in prose
    assert "rate." not in prose


def test_tables_repeat_their_head_and_have_borders(composed: Composed) -> None:
    for table in (each for each in opened(composed).tables if len(each.columns) > 2):
        assert table._tbl.tblPr.find(qn("w:tblBorders")) is not None
        assert table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None
        assert table.rows[1]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is None


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")
def test_libreoffice_opens_it_cleanly(composed: Composed, tmp_path: Path) -> None:
    path = tmp_path / "bulletin.docx"
    path.write_bytes(render(composed, Issue(2026, 1, ON), HEAD))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind in ("pdf", "txt:Text (encoded):UTF8"):
        command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    text = (tmp_path / "bulletin.txt").read_text("utf-8-sig")
    for passage in composed.passages:
        assert passage.grid or passage.text in text
    pages = len(re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "bulletin.pdf").read_bytes()))
    assert 2 <= pages <= 8
