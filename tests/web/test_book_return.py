"""Every register as a workbook: it says what the register holds, and is known row by row when it comes back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.conftest import browser_of
from tests.web.world import World

from sandan.projections.measure import Measure
from sandan.projections.version import now
from sandan.web.book import BOOKS
from sandan.web.workspace import urls  # noqa: F401  # makes the registers known

REGISTERS = sorted(name for name, book in BOOKS.items() if book.active == "campaign" and book.sheets)


def taken_out(client: Client, name: str) -> bytes:
    """A register as its workbook."""
    answer = client.get(reverse(f"workspace:{name}_export"))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def rows(content: bytes) -> list[dict[str, Any]]:
    """The rows of a workbook by the titles of its columns."""
    lines = [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]
    head = next(place for place, line in enumerate(lines) if "Number" in line)
    return [dict(zip(map(str, lines[head]), line, strict=True)) for line in lines[head + 1 :]]


def test_every_register_that_goes_out_is_known_when_it_comes_back(world: World) -> None:
    office = browser_of("dispatcher")
    assert len(REGISTERS) > 10
    for name in REGISTERS:
        content = taken_out(office, name)
        file = SimpleUploadedFile("back.xlsx", content)
        sent = office.post(reverse("workspace:sheet_new", args=[name]), {"file": file})
        assert sent.status_code == 302, name
        found = office.get(sent["Location"]).context
        assert found["missing"] == (), name
        assert (found["count"], found["bad_count"]) == (0, 0), name
        assert found["same"] == len(rows(content)) > 0, name


def test_a_measure_goes_out_with_its_place_in_the_tree_and_its_numbers(world: World) -> None:
    (row,) = rows(taken_out(browser_of("dispatcher"), "measure"))
    one = now(Measure).get()
    assert (row["Category"], row["Item"]) == ("办事类", "报装")
    assert (row["Papers to bring, before"], row["Papers to bring, since"]) == ("5", str(one.papers_after))
    asked = BOOKS["measure"].form().columns()
    assert not [str(each.label) for each in asked.values() if each.required and str(each.label) not in row]


@pytest.mark.parametrize("name", REGISTERS)
def test_what_was_written_about_a_record_goes_out_with_it(name: str) -> None:
    book = BOOKS[name]
    if book.text:
        written = str(book.form.base_fields[book.text].label) if book.text in book.form.base_fields else ""
        assert written in {"", *(str(each.title) for each in book.workbook)}
    assert len({str(each.title) for each in book.workbook}) == len(book.workbook), "no column twice"
