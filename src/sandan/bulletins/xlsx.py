"""The annex of a bulletin as a workbook: one row for every number in it, cells of tables included, so that each can be recounted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from decimal import Decimal

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext

from sandan.bulletins.annex import clocks, in_words
from sandan.bulletins.document import Composed, Labels, shown
from sandan.projections.figure import FIGURES, Value
from sandan.projections.unit import Unit
from sandan.projections.version import as_of

Address = Callable[[Value], str]


def numbers(composed: Composed) -> Iterator[Value]:
    """Every number of a bulletin once, in the order of the text: a table's cells after what it counts in all."""
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    cells = (
        number.value
        for passage in composed.passages
        if passage.grid is not None
        for row in passage.grid.rows
        for number in row.numbers
    )
    for value in (*composed.values, *cells):
        if (of := (value.figure.id, value.scope)) not in seen:
            seen.add(of)
            yield value


def render(composed: Composed, address: Address, labels: Labels | None = None) -> bytes:
    """The workbook's bytes. `address` is where the records behind a number are."""
    written = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with translation.override(composed.language), xlsxwriter.Workbook(written, options) as book:
        _sheet(book, composed, address, labels)
    return written.getvalue()


def _sheet(book: xlsxwriter.Workbook, composed: Composed, address: Address, labels: Labels | None) -> None:
    columns = (
        (gettext("No."), 6), (gettext("Figure"), 24), (gettext("Which of it"), 18), (gettext("Id"), 28), (gettext("Value"), 10),
        (gettext("Numerator"), 10), (gettext("Denominator"), 10), (gettext("Shown beside it"), 34), (gettext("Definition"), 44),
        (gettext("As of"), 12), (gettext("Ledger position"), 12), (gettext("Records"), 60),
    )  # fmt: skip
    sheet = book.add_worksheet(gettext("Sources of the numbers")[:31])
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#EEEDEA", "text_wrap": True, "align": "center"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1, "align": "left"})
    share = book.add_format({"num_format": '0.0"%"', "valign": "top", "border": 1})
    sheet.merge_range(
        0, 0, 0, len(columns) - 1, composed.title, book.add_format({"bold": True, "font_size": 16, "align": "center"})
    )
    sheet.write_string(1, 0, clocks(composed))
    sheet.write_string(2, 0, f"SHA-256 {composed.digest}")
    for place, (name, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(3, place, name, head)
    names = dict(as_of(Unit, composed.position).values_list("key", "name"))
    for row, value in enumerate(numbers(composed), start=4):
        beside = gettext("; ").join(f"{FIGURES[id].name} {count}" for id, count in value.exclusions)
        sheet.write_number(row, 0, row - 3, plain)
        texts = (str(value.figure.name), in_words(value.scope, names, labels), value.code)
        for place, text in enumerate(texts, start=1):
            sheet.write_string(row, place, text, plain)
        if value.value is None or value.suppressed:
            sheet.write_string(row, 4, shown(value), plain)
        else:
            sheet.write_number(row, 4, float(value.value), share if isinstance(value.value, Decimal) else plain)
        sheet.write_string(row, 5, value.above, plain) if value.weighted else sheet.write_number(
            row, 5, value.numerator, plain
        )
        if value.denominator is None:
            sheet.write_blank(row, 6, None, plain)
        else:
            sheet.write_number(row, 6, value.denominator, plain)
        sheet.write_string(row, 7, beside, plain)
        sheet.write_string(row, 8, str(value.figure.definition), plain)
        sheet.write_datetime(row, 9, value.on, day)
        sheet.write_number(row, 10, value.position, plain)
        sheet.write_string(row, 11, address(value), plain)
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.set_properties({"title": composed.title, "keywords": f"sha256:{composed.digest}"})
