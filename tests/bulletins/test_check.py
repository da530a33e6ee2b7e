"""A text against the ledger: each claim gets the answer that the figures give, and what nothing here counts is left alone."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC
from tests.bulletins.corpus import FRESH, OTHERS, SENTENCES
from tests.projections.tale import END, tell

from sandan.bulletins import html
from sandan.bulletins.check import Answer, Checked, Reason, alone, bears_out, check, far_off
from sandan.bulletins.claim import claims
from sandan.bulletins.document import Composed
from sandan.bulletins.quantity import Qualifier
from sandan.intake.manuscript import read
from sandan.projections import figure

DAY = f"{END.year}年{END.month}月{END.day}日"


@pytest.fixture
def county(db: None) -> None:
    """A county with a tale told."""
    tell()


def checked(text: str, as_of: date | None = END) -> tuple[Checked, ...]:
    return check(text, END + timedelta(1), as_of).checked


def of(id: str) -> int:
    value = figure.one(id, on=END, position=figure.position_for(END)).value
    assert isinstance(value, int)
    return value


def test_precision_and_recall_of_reading() -> None:
    """On sentences of all kinds, at least 95 of 100 quantities are read as meant, and as many of those read are ones."""
    right = wanted = got = 0
    for text, expected in (*SENTENCES, *FRESH):
        found = [(each.value, each.qualifier, each.measure) for each in claims(text)]
        meant = [(Decimal(value), qualifier, measure) for value, qualifier, measure in expected]
        right += sum(each in found for each in meant)
        wanted, got = wanted + len(meant), got + len(found)
    assert wanted >= 60
    assert right / wanted >= 0.95, (right, wanted)
    assert right / got >= 0.95, (right, got)


def test_every_answer(county: None) -> None:
    collected, rectified = of("problems.collected"), of("problems.rectified")
    text = (
        f"全县共收集意见建议{of('opinions.collected')}条，登记问题{collected}件，已整改落实{rectified + 3}件。"
        f"登记问题超过{collected - 1}件，共发放宣传册4000份。"
    )
    opinions, problems, fixed, more, leaflets = checked(text)
    assert [each.answer for each in (opinions, problems, fixed, more, leaflets)] == [
        Answer.MATCHES, Answer.MATCHES, Answer.DIFFERS, Answer.CONSISTENT, Answer.NOT_HELD,
    ]  # fmt: skip
    assert problems.figure == "problems.collected"
    assert problems.ours == Decimal(collected)
    assert fixed.figure == "problems.rectified"
    assert [fixed.ours, fixed.by] == [Decimal(rectified), Decimal(3)]
    assert leaflets.reason is Reason.NO_FIGURE


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_about_others_is_held_against_no_figure(county: None, text: str) -> None:
    assert {each.figure for each in checked(text)} == {""}


LEANING = (
    "全县共讲党课{}场次，其中经当地证实{}场次；听课{}人、{}人次，另有约数{}人、{}人次。",
    "lectures.held lectures.confirmed lectures.persons lectures.attendances lectures.persons_approximate"
    " lectures.attendances_approximate",
), (
    "登记矛盾纠纷{}起，达成协议{}起，化解{}起；引导依法诉讼、仲裁{}起，调解不成{}起。",
    "disputes.registered disputes.agreed disputes.performed disputes.referred disputes.failed",
), (
    "为群众办实事{}件，惠及群众{}人、{}户、{}人次，另有约数{}人、{}户、{}人次。上述实事中，受益群众确认{}件，他人核实{}件，"
    "有材料佐证{}件，仅有自述{}件，属本职工作的{}件、受益群众否认的{}件另列。",
    "deeds.done deeds.persons deeds.households deeds.attendances deeds.persons_approximate deeds.households_approximate"
    " deeds.attendances_approximate deeds.confirmed deeds.verified deeds.documented deeds.claimed deeds.duty deeds.denied",
)  # fmt: skip


@pytest.mark.parametrize("traditional", [False, True])
@pytest.mark.parametrize(("text", "ids"), LEANING)
def test_a_number_leans_on_what_its_sentence_spoke_of(county: None, text: str, ids: str, traditional: bool) -> None:
    """In either script: 听课45人、0人次 says of the second number only how it is measured."""
    wanted = ids.split()
    said = text.format(*(of(each) for each in wanted))
    found = checked(OpenCC("s2t").convert(said) if traditional else said)
    assert [each.figure for each in found] == wanted
    assert {each.answer for each in found} == {Answer.MATCHES}
    found = checked(text.format(*(of(each) + 1 for each in wanted)))
    assert {each.answer for each in found} == {Answer.DIFFERS}


def test_units_that_are_counted_are_no_place(county: None) -> None:
    (groups, visits) = checked(f"组成{of('circuit.groups')}个水利局巡回指导组，巡回检查{of('circuit.visits')}次。")
    assert (groups.figure, groups.scope) == ("circuit.groups", ())
    assert (visits.figure, visits.answer) == ("circuit.visits", Answer.MATCHES)


def test_a_rate_is_held_to_the_decimals_that_are_printed(county: None) -> None:
    value = figure.one("rate.rectification", on=END, position=figure.position_for(END))
    exact = Decimal(value.numerator) / Decimal(value.denominator or 1) * 100
    for places in (0, 1, 2, 3):
        printed = exact.quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")
        (one,) = checked(f"整改落实率{printed}%。")
        assert (one.answer, one.part) == (Answer.MATCHES, (value.numerator, value.denominator))
    (one,) = checked("整改落实率99.9%。")
    assert one.answer is Answer.DIFFERS


def test_a_place_narrows_the_figure_and_a_village_is_not_held(county: None) -> None:
    town = figure.one("problems.collected", on=END, position=figure.position_for(END), town="qingxi").value
    one, village = checked(f"青溪镇登记问题{town}件。石桥村登记问题2件。")
    assert (one.answer, one.scope) == (Answer.MATCHES, (("town", "qingxi"),))
    assert (village.answer, village.reason) == (Answer.NOT_HELD, Reason.PLACE)


def test_the_day_of_the_text_goes_before_the_day_asked_for(county: None) -> None:
    before = figure.one(
        "problems.collected", on=END - timedelta(6), position=figure.position_for(END - timedelta(6))
    ).value
    day = END - timedelta(6)
    (one,) = checked(f"截至{day.year}年{day.month}月{day.day}日，共登记问题{before}件。")
    assert (one.answer, one.on) == (Answer.MATCHES, day)
    (later,) = check(f"截至{END.year + 1}年1月1日，共登记问题9件。", END).checked
    assert (later.answer, later.reason) == (Answer.NOT_HELD, Reason.LATER)
    (month,) = checked("9月份登记问题9件。")
    assert (month.answer, month.reason) == (Answer.NOT_HELD, Reason.WINDOW)


@pytest.mark.parametrize(
    "text",
    [
        "累计解决问题9件。",
        "共整改问题9件。",
        "全年办结事项9件。",
        "共办理意见建议9条，全部答复。",
        "处理问题9件。",
    ],
)
def test_what_was_done_is_never_held_against_what_was_collected(county: None, text: str) -> None:
    (one,) = checked(text)
    assert one.answer is Answer.NOT_HELD, one.figure


def test_what_is_meant_to_come_about_is_not_held(county: None) -> None:
    (one,) = checked("计划年内销号问题9件。")
    assert (one.answer, one.reason) == (Answer.NOT_HELD, Reason.MEANT)


def test_a_unit_that_acts_is_not_the_place(county: None) -> None:
    (one,) = checked(f"经水利局同意，已登记问题{of('problems.collected')}件。")
    assert one.scope == ()


def test_a_bulletin_of_ours_holds_in_every_number(composed: Composed) -> None:
    text = read(io.BytesIO(html.page(composed).encode())).text
    report = check(text, END + timedelta(1), END)
    answers = [each.answer for each in report.checked]
    assert Answer.DIFFERS not in answers
    assert answers.count(Answer.MATCHES) > 10
    assert report.contradictions == ()


def test_another_countys_text_needs_no_ledger() -> None:
    report = alone("共收集问题100件，已整改60件，未整改30件。整改率60%。")
    assert [each.answer for each in report.checked] == [
        Answer.CONTRADICTS, Answer.CONTRADICTS, Answer.CONTRADICTS, Answer.NOT_HELD,
    ]  # fmt: skip
    assert report.counts() == {"matches": 0, "consistent": 0, "differs": 0, "not_held": 1, "contradicts": 3}


@pytest.mark.parametrize(
    ("stated", "how", "ours", "holds"),
    [
        ("2100", Qualifier.OVER, "2134", True),
        ("2100", Qualifier.OVER, "2100", False),
        ("70", Qualifier.NEARLY, "66", True),
        ("70", Qualifier.NEARLY, "70", False),
        ("70", Qualifier.NEARLY, "12", False),
        ("300", Qualifier.ABOUT, "289", True),
        ("300", Qualifier.ABOUT, "240", False),
        ("80", Qualifier.AT_LEAST, "80", True),
        ("50", Qualifier.BELOW, "50", False),
        ("15", Qualifier.AT_MOST, "15", True),
        ("397", Qualifier.EXACT, "396", False),
    ],
)
def test_what_a_qualifier_means(stated: str, how: Qualifier, ours: str, holds: bool) -> None:
    assert bears_out(Decimal(stated), how, Decimal(ours)) is holds


def test_over_70_of_700_is_true_and_said_to_be_far_off() -> None:
    assert bears_out(Decimal(70), Qualifier.OVER, Decimal(700))
    assert far_off(Decimal(70), Qualifier.OVER, Decimal(700))
    assert not far_off(Decimal(70), Qualifier.OVER, Decimal(74))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_only_the_very_number_bears_out_an_exact_one(stated: int, ours: int) -> None:
    assert bears_out(Decimal(stated), Qualifier.EXACT, Decimal(ours)) is (stated == ours)
