"""Quantities: what offices write is read, and what is approximate never becomes exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.quantity import MOST, Measure, Qualifier, Quantity, Sum, read_quantity, total
from sandan.domain.values import Refusal

CHINESE = "〇一二三四五六七八九"
QUANTITIES = st.builds(Quantity, st.integers(0, 9999), st.sampled_from(Measure), st.sampled_from(Qualifier))


def chinese(value: int) -> str:
    """A number below ten thousand as it is written out."""
    if value == 0:
        return "零"
    text, gap = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            text += ("零" if gap and text else "") + CHINESE[digit] + word
            gap = False
        else:
            gap = True
    return text


@pytest.mark.parametrize(
    ("text", "value", "measure", "qualifier"),
    [
        ("70", 70, Measure.PERSON, Qualifier.EXACT),
        ("70多人", 70, Measure.PERSON, Qualifier.OVER),
        ("七十余人", 70, Measure.PERSON, Qualifier.OVER),
        ("约300人次", 300, Measure.ATTENDANCE, Qualifier.ABOUT),
        ("三百人次左右", 300, Measure.ATTENDANCE, Qualifier.ABOUT),
        ("近5000人", 5000, Measure.PERSON, Qualifier.NEARLY),
        ("2,100余人", 2100, Measure.PERSON, Qualifier.OVER),
        ("１２０ 人 以上", 120, Measure.PERSON, Qualifier.AT_LEAST),
        ("不少于十二人", 12, Measure.PERSON, Qualifier.AT_LEAST),
        ("一千零五人", 1005, Measure.PERSON, Qualifier.EXACT),
        ("2万多人", 20000, Measure.PERSON, Qualifier.OVER),
        ("約300人次", 300, Measure.ATTENDANCE, Qualifier.ABOUT),
        ("over 70", 70, Measure.PERSON, Qualifier.OVER),
        ("1.2万人次", 12000, Measure.ATTENDANCE, Qualifier.EXACT),
        ("约2.35万人", 23500, Measure.PERSON, Qualifier.ABOUT),
        ("近万人", 10000, Measure.PERSON, Qualifier.NEARLY),
        ("万余人次", 10000, Measure.ATTENDANCE, Qualifier.OVER),
        ("上百人", 100, Measure.PERSON, Qualifier.AT_LEAST),
    ],
)
def test_what_offices_write(text: str, value: int, measure: Measure, qualifier: Qualifier) -> None:
    assert read_quantity(text, Measure.PERSON, Measure.ATTENDANCE) == Quantity(value, measure, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "很多人",
        "几十人",
        "70-80人",
        "1,00",
        "约70多人",
        "7o",
        "-3",
        "1.5",
        "十百",
        "1.23456万",
        "万万",
        "1,2.5万",
        "多万人",
    ],
)
def test_what_is_no_number_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(Refusal):
        read_quantity(text)


def test_another_measure_than_asked_for_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_quantity("300人次", Measure.PERSON)
    assert refused.value.code == "quantity_measure"


def test_too_much_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_quantity("999999999")
    assert refused.value.code == "quantity_range"
    assert Quantity(MOST, Measure.PERSON).value == MOST


@given(st.integers(0, 9999))
def test_numerals_of_both_scripts_are_read_alike(value: int) -> None:
    assert read_quantity(f"{chinese(value)}人").value == read_quantity(str(value)).value == value


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_quantity(text)
    except Refusal:
        return


@given(QUANTITIES)
def test_a_quantity_comes_back_from_the_ledger(one: Quantity) -> None:
    assert Quantity.of_row(one.row()) == one


@given(st.lists(QUANTITIES))
def test_adding_up_mixes_nothing(many: list[Quantity]) -> None:
    found = total(many)
    for measure in Measure:
        mine = [each for each in many if each.measure is measure]
        exact = sum(each.value for each in mine if each.exact)
        vague = [each.value for each in mine if not each.exact]
        assert found.get(measure, Sum()) == Sum(exact, sum(vague), len(vague))
