"""The annex as a workbook: one row for every number, read back with another reader."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils import translation

from sandan.bulletins.document import Composed, Number
from sandan.bulletins.xlsx import numbers, render


def rows(composed: Composed) -> list[tuple[Any, ...]]:
    content = render(composed, lambda value: f"=https://example.cn/{value.figure.id}")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [tuple(each) for each in sheet.iter_rows(min_row=5, values_only=True)]


def test_every_number_of_text_and_tables_has_one_row(composed: Composed) -> None:
    found = rows(composed)
    assert [each[0] for each in found] == list(range(1, len(found) + 1))
    listed = {(value.figure.id, value.scope) for value in numbers(composed)}
    assert len(listed) == len(found)
    for passage in composed.passages:
        cells = [each for row in passage.grid.rows for each in row.numbers] if passage.grid else []
        for part in (*passage.parts, *cells):
            if isinstance(part, Number):
                assert (part.value.figure.id, part.value.scope) in listed


def test_a_row_says_all_that_it_takes_to_recount_it(composed: Composed) -> None:
    for row, value in zip(rows(composed), numbers(composed), strict=True):
        with translation.override(composed.language):
            assert row[1] == str(value.figure.name)
            assert row[8] == str(value.figure.definition)
        assert row[3] == value.code
        if value.value is not None:
            assert Decimal(str(row[4])) == value.value
        assert (row[5], row[6]) == (value.numerator, value.denominator)
        assert row[9].date() == value.on
        assert row[10] == value.position
        assert row[11] == f"=https://example.cn/{value.figure.id}"


def test_no_text_becomes_a_formula(composed: Composed) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(composed, lambda _value: "=1+1")))
    sheet = book.active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_two_towns_are_two_rows_with_their_names(composed: Composed) -> None:
    assert "青溪镇" in {each[2] for each in rows(composed)}
