"""Figures about people who are ill: by whole months, no small cell, nothing of one record to be had by taking two figures apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.projections.tale import tell

from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections.figure import FIGURES, _too_few, _untold, compute, grouped, one, records

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


def test_what_is_not_told_cannot_be_worked_out_by_subtraction() -> None:
    """One payer of few bills is left out with the next smallest; one of two parts with the other; a last one with its whole."""
    rows = {"total": 20, "funds": 20, "patient": 20, "basic": 20, "critical": 3, "supplementary": 9, "assistance": 12}
    counts = {f"settlements.{name}": 0 for name in (*rows, "top_up")}
    counts |= {f"settlements.{name}#": number for name, number in rows.items()}
    assert _untold(counts) == {"settlements.critical", "settlements.supplementary"}
    few = {**counts, "settlements.critical#": 2, "settlements.supplementary#": 2}
    assert _untold(few) == {"settlements.critical", "settlements.supplementary", "settlements.assistance"}
    alone = {**counts, "settlements.basic#": 0, "settlements.supplementary#": 0, "settlements.assistance#": 0}
    assert _untold(alone) == {"settlements.critical", "settlements.funds", "settlements.patient"}
    decided = {"applications.decided": 25, "applications.granted": 23, "applications.refused": 2}
    assert _untold(decided) == {"applications.granted", "applications.refused"}
    assert _untold({**decided, "applications.granted": 20, "applications.refused": 5}) == frozenset()
    rate = FIGURES["rate.applications_granted"]
    assert _too_few(rate, decided), "of 25 decided, 92 % granted would tell that two were not"
    assert _too_few(FIGURES["rate.commitments_false"], {"commitments.false": 1, "commitments.checked": 40})


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
