"""The PDF: says what the composition says, reads nothing as markup, and owns up to the faces that stand in for others."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any, cast

import pylopdf_fonts_zh_cn
import pypdf
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as searching
from hypothesis import strategies as st
from tests.projections.tale import END, tell

from sandan.bulletins import pdf
from sandan.bulletins.document import Composed, Passage, compose
from sandan.bulletins.masthead import Issue, Masthead
from sandan.bulletins.source import Kind
from sandan.domain.bulletin import Layout
from sandan.ledger import read

SERIF, SANS = pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()
ISSUE = Issue(2026, 1, date(2026, 4, 9))


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """All text without spaces and line ends, which the layout puts in."""
    return "".join("".join(page.extract_text().split()) for page in opened(content).pages)


@pytest.mark.parametrize("layout", Layout)
def test_text_and_numbers_are_those_of_the_composition(composed: Composed, layout: Layout) -> None:
    told = words(pdf.render(composed, Issue(2026, 1, date(2026, 4, 9), layout)))
    for passage in composed.passages:
        for number in passage.parts if not passage.grid else ():
            assert "".join(str(getattr(number, "text", number)).split()) in told
    for value in composed.values:
        assert f"{value.figure.id}/{value.figure.version}" in told
    assert composed.digest in told
    assert str(composed.position) in told


def test_every_number_leads_to_its_records(composed: Composed) -> None:
    found = opened(pdf.render(composed, ISSUE, link=lambda value, _part: f"https://example.cn/{value.figure.id}"))
    led = {
        note.get_object()["/A"]["/URI"]
        for page in found.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    }
    assert {f"https://example.cn/{each.figure.id}" for each in composed.values} <= led


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")', "#import sys: inputs", "$x^n$ 与 *粗* _斜_", "#set page(fill: red)", "<标签> @引用 \\#", "// 注释 /* 块 */",
        "`#panic()` [括号] {大括号}", '"引号" \\u{fa}',
    ],
)  # fmt: skip
def test_no_text_is_read_as_markup(db: None, text: str) -> None:
    tell()
    found = compose("关于“#panic()”的通报", f"各镇（乡）：\n{text}", read.head().size, END, "zh-hans")
    told = words(pdf.render(found, ISSUE, Masthead(name=text, publisher=text)))
    assert "#panic()" in told
    assert told.count("".join(text.split())) >= 3


@searching(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60))
def test_any_text_can_be_set(composed: Composed, text: str) -> None:
    passages = (Passage(Kind.PARAGRAPH, (text,)), Passage(Kind.HEADING, (text,)), Passage(Kind.ITEM, (text,)))
    made = Composed(text, passages, (), composed.position, composed.on, "zh-hans", "0" * 64)
    assert pdf.render(made, ISSUE).startswith(b"%PDF")


def test_faces_that_stand_in_for_others_are_named(composed: Composed) -> None:
    assert set(pdf.substituted()) == {"小标宋", "仿宋", "黑体", "楷体", "宋体"}
    content = pdf.render(composed, ISSUE)
    said = "仿宋以NotoSerifSC代替"
    assert said in words(content)
    about = opened(content).metadata
    assert about is not None
    assert said in "".join(str(about.get("/Subject", "")).split())
    assert composed.digest in str(about.get("/Keywords", ""))
    assert about.title == composed.title


def test_an_offices_own_faces_are_used_from_its_folder(
    composed: Composed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "SANDAN_HOME", tmp_path)
    monkeypatch.setattr(pdf, "OWN", {**pdf.OWN, "body": ("Noto Sans SC",)})
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    monkeypatch.setattr(pylopdf_fonts_zh_cn, "serif_path", lambda: shipped / "serif.otf")
    (shipped / "serif.otf").write_bytes(SERIF.read_bytes())
    assert "仿宋" in pdf.substituted()
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "own.otf").write_bytes(SANS.read_bytes())
    assert "仿宋" not in pdf.substituted()
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in opened(pdf.render(composed, ISSUE)).pages
        for font in cast("Any", page["/Resources"])["/Font"].values()
    }
    assert any("NotoSansSC" in each for each in fonts)


def test_the_same_bulletin_gives_the_same_text(composed: Composed) -> None:
    assert words(pdf.render(composed, ISSUE)) == words(pdf.render(composed, ISSUE))
