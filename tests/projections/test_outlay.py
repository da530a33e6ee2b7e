"""Figures about people who are ill: by whole months, no small cell, nothing of one record to be had by taking two figures apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.projections.tale import tell

from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections.figure import FIGURES, compute, grouped, one, records

MAY = date(2026, 5, 20)
SEALED = [each.id for each in FIGURES.values() if each.sealed]


@pytest.fixture
def told(db: None) -> None:
    tell()


@pytest.mark.usefixtures("told")
def test_who_paid_what() -> None:
    values = {each.figure.id: each.value for each in compute(on=MAY)}
    assert {
        name: values[f"settlements.{name}"] for name in ("signed", "total", "eligible", "funds", "basic", "patient")
    } == {
        "signed": 5,
        "total": Decimal("500000.00"),
        "eligible": Decimal("460000.00"),
        "funds": Decimal("447883.75"),
        "basic": Decimal("318500.00"),
        "patient": Decimal("52116.25"),
    }
    assert values["rate.policy_scope"] == Decimal("97.4")
    assert values["rate.actual"] == Decimal("89.6")
    assert values["settlements.top_up"] == Decimal("0.00")
    assert values["advances.left"] == Decimal("1000.50")


@pytest.mark.usefixtures("told")
def test_a_small_cell_is_not_told_not_even_beside_another_figure() -> None:
    for id in ("admissions.emergency", "settlements.reversed", "arrears.owed", "arrears.open"):
        value = one(id, on=MAY)
        assert (value.value, value.numerator, value.suppressed) == (None, 0, True), id
    assert dict(one("admissions.without_deposit", on=MAY).exclusions) == {}
    nowhere = one("settlements.signed", on=MAY, unit="elsewhere")
    assert (nowhere.value, nowhere.suppressed) == (0, False)


@pytest.mark.usefixtures("told")
def test_neither_a_day_nor_an_entry_moves_a_sealed_figure() -> None:
    head = read.head().size
    whole = compute(SEALED, on=MAY)
    assert {each.on for each in whole} == {date(2026, 4, 30)}
    for on in (date(2026, 5, 1), date(2026, 5, 31)):
        assert [each.value for each in compute(SEALED, on=on)] == [each.value for each in whole]
    before = {tuple(each.value for each in compute(SEALED, on=MAY, position=upto)) for upto in range(head - 60, head)}
    assert len(before) == 1, "as of an entry within April, all is as it was at the end of March"
    assert {each.position for each in compute(SEALED, on=MAY, position=head - 1)} != {head - 1}
    window = one("settlements.signed", on=MAY, since="2026-04-17")
    assert dict(window.scope)["since"] == "2026-04-01"


@pytest.mark.usefixtures("told")
def test_a_sealed_figure_is_not_broken_down() -> None:
    with pytest.raises(Refusal, match="figure_sealed"):
        grouped("unit", ["settlements.signed"], on=MAY)
    everything = grouped("unit", on=MAY)
    assert all(not value.figure.sealed for values in everything.values() for value in values)


@pytest.mark.usefixtures("told")
def test_who_recounts_it_inside_finds_the_records_of_the_same_month() -> None:
    assert records("settlements.signed", on=MAY).count() == 5
    assert records("rate.actual", "denominator", on=MAY).count() == 5
    assert not records("settlements.signed", on=date(2026, 4, 30)).exists()
