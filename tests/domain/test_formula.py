"""Satisfaction formulas: the published oracles of domain D to the last digit, and which formula holds from when."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import GU, NOW, TODAY, WU, days

from sandan.domain import formula
from sandan.domain.formula import (
    COMPOSITES,
    DEFAULT,
    FORMULAS,
    AdoptFormula,
    Rate,
    Register,
    SetThreshold,
    Tally,
    Threshold,
    composite,
    named,
    rate,
)
from sandan.domain.money import half_up
from sandan.domain.values import CONTENT, Level, Refusal
from sandan.domain.wire import Command

ONE_SET = Tally(
    asked=300,
    levels={Level.SATISFIED: 120, Level.BASICALLY_SATISFIED: 50, Level.DISSATISFIED: 30},
    unreached=100,
)
"""300 dispatched; call-back reached 200: 满意120, 基本满意50, 不满意30; 100 unreached."""
THREE_RATES = Tally(
    asked=200,
    levels={Level.SATISFIED: 140, Level.BASICALLY_SATISFIED: 30, Level.DISSATISFIED: 30},
    contacted=196,
    solved=150,
)


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("plain/1", "85.00"),
        ("satisfied_only/1", "60.00"),
        ("weighted_90/1", "82.50"),
        ("public_survey/1", "87.00"),
        ("not_dissatisfied/1", "90.00"),
        ("plain_of_asked/1", "56.67"),
    ],
)
def test_one_data_set_six_answers(code: str, percent: str) -> None:
    assert rate(FORMULAS[code], ONE_SET).percent() == Decimal(percent)


def test_the_three_rates_and_their_composites() -> None:
    """valid 200, contacted 196, solved 150, 满意140, 基本30 → 98.00 / 75.00 / 83.50; D4 = 80.70; D5 with (140+30)/200 = 85.40."""
    rates = [named(code, THREE_RATES).percent() for code in (formula.RESPONSE, formula.RESOLUTION, "weighted_90/1")]
    assert rates == [Decimal("98.00"), Decimal("75.00"), Decimal("83.50")]
    assert composite(COMPOSITES["three_rates/1"], THREE_RATES) == Decimal("80.70")
    assert composite(COMPOSITES["three_rates_even/1"], THREE_RATES) == Decimal("85.40")


def test_no_answer_is_no_data_and_never_the_worst_result() -> None:
    """D4's running code returns 0.0 where there are no valid call-backs: that is a bug to stay away from."""
    nobody = Tally(asked=100, levels={})
    for each in FORMULAS.values():
        if each.base is formula.Base.ANSWERED:
            assert rate(each, nobody).percent() is None
    for whole in COMPOSITES.values():
        assert composite(whole, nobody) is None


def test_not_knowing_is_left_out_by_one_formula_and_counts_against_by_the_others() -> None:
    levels = {Level.SATISFIED: 6, Level.DISSATISFIED: 2, Level.DONT_KNOW: 2}
    assert rate(FORMULAS["public_survey/1"], Tally(10, levels)).percent() == Decimal("88.75")  # (6 + 2 × 0.55) / 8
    assert rate(FORMULAS["plain/1"], Tally(10, levels)).percent() == Decimal("60.00")


def test_what_each_says_where_nobody_is_content() -> None:
    """D11: an all-dissatisfied population scores 55."""
    assert {each.code: each.floor for each in FORMULAS.values() if each.floor} == {"public_survey/1": 55}


def test_under_the_threshold_the_rate_is_suppressed_and_n_stays() -> None:
    small = Tally(asked=9, levels={Level.SATISFIED: 4})
    held = rate(FORMULAS[DEFAULT], small, least=5)
    assert (held.percent(), held.denominator, held.suppressed) == (None, 4, True)
    assert rate(FORMULAS[DEFAULT], small, least=4).percent() == Decimal("100.00")


@pytest.mark.parametrize(
    ("above", "below", "percent"),
    [
        (385, 405, "95.1"), (43, 44, "97.7"), (34, 38, "89.5"), (36, 51, "70.6"), (126, 135, "93.3"), (6, 7, "85.7"),
        (19, 21, "90.5"), (194, 243, "79.8"), (259, 289, "89.6"), (1, 16, "6.3"), (8, 99, "8.1"), (8, 87, "9.2"),
    ],
)  # fmt: skip
def test_published_percentages_to_one_place(above: int, below: int, percent: str) -> None:
    assert Rate(Fraction(above), below).percent(1) == Decimal(percent)


def test_other_published_percentages() -> None:
    assert Rate(Fraction(597), 601).percent() == Decimal("99.33")  # D8
    assert Rate(Fraction(321), 397).percent() == Decimal("80.86")
    assert Rate(Fraction(6), 22).percent(0) == Decimal(27)


def test_half_is_rounded_up_and_only_once() -> None:
    assert half_up(Fraction(1, 2), 0) == 1
    assert half_up(Fraction(5, 2), 0) == 3, "Python's round gives 2"
    assert half_up(Fraction(-5, 2), 0) == -3
    assert half_up(Fraction("84.4499"), 1) == Decimal("84.4"), "rounded to two places first it would be 84.5"


tallies = st.builds(
    lambda levels, silent: Tally(sum(levels.values()) + silent, levels),
    st.dictionaries(st.sampled_from(list(Level)), st.integers(0, 500)),
    st.integers(0, 500),
)


@given(tallies)
def test_every_formula_lies_between_its_floor_and_a_hundred(tally: Tally) -> None:
    for each in FORMULAS.values():
        assert set(each.weights) == set(Level), "an answer that a formula has no weight for would vanish"
        percent = rate(each, tally).percent()
        if percent is not None:
            assert 0 <= percent <= 100


@given(tallies, st.sampled_from(sorted(CONTENT)))
def test_one_more_content_answer_never_lowers_a_rate(tally: Tally, level: Level) -> None:
    more = Tally(tally.asked + 1, {**tally.levels, level: tally.levels.get(level, 0) + 1})
    for code in ("plain/1", "plain_of_asked/1", "campaign_four/1", "five_stars/1"):
        before, after = rate(FORMULAS[code], tally).exact, rate(FORMULAS[code], more).exact
        assert before is None or (after is not None and after >= before)


@given(tallies)
def test_silence_never_raises_a_rate_that_may_be_adopted(tally: Tally) -> None:
    more = Tally(tally.asked + 10, tally.levels)
    for each in FORMULAS.values():
        if each.adoptable:
            before, after = rate(each, tally).exact, rate(each, more).exact
            assert before is None or (after is not None and after <= before)


def given_to(state: Register, order: Command) -> Register:
    for each in formula.decide(order, state, GU, NOW):
        state = formula.evolve(state, each)
    return state


def refused(state: Register, order: Command, by: object = GU) -> str:
    with pytest.raises(Refusal) as caught:
        formula.decide(order, state, by, NOW)  # type: ignore[arg-type]
    return caught.value.code


def test_a_formula_holds_from_its_day_and_never_backwards() -> None:
    adopt = AdoptFormula(formula="weighted_90/1", from_on=TODAY + days(10), basis="整改办〔2026〕8号")
    state = given_to(Register(), adopt)
    assert state.on(TODAY + days(9)) == DEFAULT
    assert state.on(TODAY + days(10)) == "weighted_90/1"
    assert refused(state, adopt) == "formula_in_force"
    past = AdoptFormula(formula="public_survey/1", from_on=TODAY - days(1), basis="x")
    assert refused(state, past) == "rule_backwards"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (AdoptFormula(formula="mine/1", from_on=TODAY, basis="x"), "unknown_formula"),
        (AdoptFormula(formula="not_dissatisfied/1", from_on=TODAY, basis="x"), "silence_is_not_satisfaction"),
        (AdoptFormula(formula="weighted_90/1", from_on=TODAY, basis=" "), "text_missing"),
        (SetThreshold(threshold=Threshold.LEAST, value=0, from_on=TODAY, basis="x"), "threshold_out_of_range"),
        (SetThreshold(threshold=Threshold.LEAST, value=5, from_on=TODAY - days(1), basis="x"), "rule_backwards"),
    ],
)
def test_what_is_refused(order: Command, code: str) -> None:
    assert refused(Register(), order) == code


def test_the_office_alone_adopts() -> None:
    assert refused(Register(), AdoptFormula(formula="weighted_90/1", from_on=TODAY, basis="x"), WU) == "not_allowed"
