"""Documents measured on paper against GB/T 9704—2012 (domain E1): the PDF, and the Word document as LibreOffice prints it.

The standard's numbers stand here once more, in millimetres and points, so that nothing is measured by its own rule.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from tests.projections.tale import END, tell

from sandan.bulletins import docx, pdf
from sandan.bulletins.document import Composed, compose
from sandan.bulletins.masthead import Issue, Masthead
from sandan.domain.bulletin import Layout
from sandan.ledger import read

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, 37 * MM, (297 - 35) * MM
LINES, CHARACTERS, PITCH = 22, 28, 225 * MM / 22
RED = (0xC8 / 255, 0x10 / 255, 0x10 / 255)
HEAD = Masthead("云岭整改简报", "云岭县整改办", ("县委",), ("县政协办公室",), ("各镇",), 60, "云整改办发")
TEXT = f"各镇（乡）：\n{'民生问题整改落实逐项验收逐项销号' * 130}\n一、情况\n共登记问题[[problems.collected]]件。"

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")
Page = Any
Printer = Callable[[Composed, Layout, Path], Path]


@pytest.fixture
def long(db: None) -> Composed:
    """A text of several full pages."""
    tell()
    return compose("关于民生问题整改落实情况的通报", TEXT, read.head().size, END, "zh-hans")


def by_typst(found: Composed, layout: Layout, folder: Path) -> Path:
    path = folder / "typst.pdf"
    path.write_bytes(pdf.render(found, Issue(2026, 5, date(2026, 4, 9), layout), HEAD))
    return path


def by_office(found: Composed, layout: Layout, folder: Path) -> Path:
    path = folder / "office.docx"
    path.write_bytes(docx.render(found, Issue(2026, 5, date(2026, 4, 9), layout), HEAD))
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return path.with_suffix(".pdf")


PRINTED: dict[tuple[Printer, Layout], Path] = {}
"""What was printed already: the text is the same every time, and LibreOffice takes its time."""


def printed(printer: Printer, found: Composed, layout: Layout, folder: Path) -> Path:
    if (printer, layout) not in PRINTED:
        PRINTED[printer, layout] = printer(found, layout, folder)
    return PRINTED[printer, layout]


PRINTERS = [pytest.param(by_typst, id="typst"), pytest.param(by_office, id="office", marks=needs_office)]


def rows(page: Page, size: float) -> list[list[dict[str, Any]]]:
    """The Han characters of a size in the type area, line by line from the top, each line from the left."""
    found: dict[float, list[dict[str, Any]]] = {}
    for char in page.chars:
        baseline = page.height - char["matrix"][5]
        if abs(char["size"] - size) < 0.05 and "\u4e00" <= char["text"] <= "\u9fff" and baseline < BOTTOM:
            found.setdefault(round(baseline, 0), []).append(char)
    return [sorted(found[each], key=lambda char: char["x0"]) for each in sorted(found)]


def baseline(page: Page, char: dict[str, Any]) -> float:
    return float(page.height - char["matrix"][5])


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("printer", PRINTERS)
def test_a_full_page_has_the_grid_of_the_standard(
    long: Composed, printer: Printer, layout: Layout, tmp_path: Path
) -> None:
    with pdfplumber.open(printed(printer, long, layout, tmp_path)) as document:
        page = document.pages[1]
        assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=0.5)
        lines = rows(page, 16)
        assert len(lines) == LINES
        assert {len(each) for each in lines} == {CHARACTERS}
        steps = [baseline(page, other[0]) - baseline(page, one[0]) for one, other in pairwise(lines)]
        assert steps == pytest.approx([PITCH] * (LINES - 1), abs=0.15)
        for line in lines:
            assert line[0]["x0"] == pytest.approx(LEFT, abs=1)
            assert line[-1]["x1"] == pytest.approx(RIGHT, abs=1.5)
        # Character boxes: 0.88 of the size above the line they stand on, the rest below.
        assert TOP - 1 <= baseline(page, lines[0][0]) - 0.88 * 16 <= TOP + PITCH - 16 + 1
        assert baseline(page, lines[-1][0]) + 0.12 * 16 <= BOTTOM + 1


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("printer", PRINTERS)
def test_head_title_and_red_rule(long: Composed, printer: Printer, layout: Layout, tmp_path: Path) -> None:
    with pdfplumber.open(printed(printer, long, layout, tmp_path)) as document:
        page = document.pages[0]
        name = [char for char in page.chars if char["size"] > 30]
        assert "".join(char["text"] for char in name) == (
            "云岭整改简报" if layout is Layout.BULLETIN else "云岭县整改办文件"
        )
        assert all(char["non_stroking_color"] == pytest.approx(RED, abs=0.01) for char in name)
        assert (name[0]["x0"] + name[-1]["x1"]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=8)
        title = [char for char in page.chars if abs(char["size"] - 22) < 0.05]
        assert "".join(char["text"] for char in title) == long.title
        red = [
            each
            for each in page.lines + page.rects
            if pytest.approx(RED, abs=0.01) in (each["stroking_color"], each["non_stroking_color"])
        ]
        assert red
        rule = red[0]
        assert (rule["x0"], rule["x1"]) == pytest.approx((LEFT, RIGHT), abs=1)
        assert 1 <= max(rule["linewidth"] or 0, rule["height"]) <= 3
        above = [char for char in page.chars if abs(char["size"] - 16) < 0.05 and char["top"] < rule["top"]]
        number = "".join(char["text"] for char in above).replace(" ", "")
        assert ("云整改办发〔2026〕5号" if layout is Layout.CIRCULAR else "第5期") in number
        if layout is Layout.CIRCULAR:
            assert baseline(page, name[0]) - 0.88 * name[0]["size"] == pytest.approx(TOP + 35 * MM, abs=2 * MM)
            under = max(baseline(page, char) for char in above) + 0.12 * 16
            assert rule["top"] - under == pytest.approx(4 * MM, abs=0.6 * MM)


@pytest.mark.parametrize("printer", PRINTERS)
def test_page_numbers_stand_between_dashes_under_the_type_area(
    long: Composed, printer: Printer, tmp_path: Path
) -> None:
    with pdfplumber.open(printed(printer, long, Layout.CIRCULAR, tmp_path)) as document:
        for number, page in enumerate(document.pages, 1):
            foot = [char for char in page.chars if char["top"] > BOTTOM + 2 * MM and char["text"].strip()]
            assert "".join(char["text"] for char in foot) == f"—{number}—"
            assert {round(char["size"], 1) for char in foot} == {14.0}
            if number % 2:
                assert foot[-1]["x1"] == pytest.approx(RIGHT - 14, abs=3)
            else:
                assert foot[0]["x0"] == pytest.approx(LEFT + 14, abs=2)
            dash = baseline(page, foot[0]) - 0.3 * 14
            assert dash == pytest.approx(BOTTOM + 7 * MM, abs=1 * MM)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("printer", PRINTERS)
def test_the_foot_tells_who_gets_it(long: Composed, printer: Printer, layout: Layout, tmp_path: Path) -> None:
    with pdfplumber.open(printed(printer, long, layout, tmp_path)) as document:
        told = "".join(page.extract_text() for page in document.pages)
    assert "县政协办公室" in told
    assert ("抄送：县政协办公室。" if layout is Layout.CIRCULAR else "发：各镇") in told.replace(" ", "")


def test_the_foot_of_a_circular_ends_its_last_page(long: Composed, tmp_path: Path) -> None:
    with pdfplumber.open(printed(by_typst, long, Layout.CIRCULAR, tmp_path)) as document:
        rules = [each for each in document.pages[-1].lines if each["x1"] - each["x0"] > 150 * MM]
        lowest = max(rules, key=lambda each: each["top"])
        assert lowest["top"] == pytest.approx(BOTTOM, abs=1)
        assert lowest["linewidth"] > min(each["linewidth"] for each in rules)
