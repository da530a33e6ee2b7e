"""Patterns: what deserves a second look is asked about, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW

from sandan.domain.formula import DEFAULTS, Threshold
from sandan.domain.pattern import Heard, Pattern, questions
from sandan.domain.survey import Way
from sandan.domain.values import Level


def heard(number: int, **given: object) -> Heard:
    """The answer of one reporter, an hour after the one before, about the water bureau."""
    one = Heard(
        survey=f"s{number}",
        opinion=f"o{number}",
        problem=f"p{number}",
        unit="water",
        way=Way.LINK,
        level=Level.SATISFIED,
        fixed=True,
        at=NOW + timedelta(hours=number),
    )
    return replace(one, **given)  # type: ignore[arg-type]


MIXED = heard(99, level=Level.DISSATISFIED)
"""One who is not content: with it nothing is a hundred percent."""


def seen(*answers: Heard) -> list[Pattern]:
    return [each.pattern for each in questions(answers)]


def test_a_hundred_percent_of_a_few() -> None:
    assert seen(*map(heard, range(4))) == [], "too few to say anything"
    assert seen(*map(heard, range(5))) == [Pattern.ALL_CONTENT]
    assert seen(*map(heard, range(30))) == [], "enough to be believed"
    assert seen(*map(heard, range(5)), MIXED) == []
    assert seen(*map(heard, range(4)), heard(4, fixed=False)) == [], "satisfied, and not fixed"


def test_within_minutes_of_each_other() -> None:
    close = [heard(number, at=NOW + timedelta(minutes=2 * number)) for number in range(6)]
    (found,) = questions([*close, MIXED])
    assert (found.pattern, found.count, found.minutes) == (Pattern.AT_ONCE, 6, 10)
    assert seen(*(replace(each, way=Way.PAPER) for each in close), MIXED) == [], "sheets are typed in together"
    assert seen(*close[:4], MIXED) == []
    late = [heard(number, at=NOW + timedelta(minutes=minute)) for number, minute in enumerate((0, 9, 10, 11, 12, 13))]
    assert seen(*late, MIXED) == [Pattern.AT_ONCE], "the run may begin with any answer"


def test_one_device_for_several_reporters() -> None:
    assert seen(*(heard(number, device="d") for number in range(3)), MIXED) == [Pattern.SAME_DEVICE]
    assert seen(*(heard(number, device="") for number in range(3)), MIXED) == []
    assert seen(*(heard(number, device="d", opinion="o1") for number in range(3)), MIXED) == [], (
        "one reporter, asked anew"
    )


def test_the_same_words() -> None:
    across = [heard(number, mark="m", unit=f"u{number}") for number in range(3)]
    (found,) = questions(across)
    assert (found.pattern, found.unit) == (Pattern.SAME_WORDS, "")


def test_one_caller_who_hears_nothing_but_content() -> None:
    told = [heard(number, way=Way.CALL, caller="wu") for number in range(10)]
    assert Pattern.SAME_CALLER in seen(*told)
    assert Pattern.SAME_CALLER not in seen(*told, MIXED, heard(50, way=Way.CALL, caller="ye"))
    assert Pattern.SAME_CALLER not in seen(*told[:9], replace(told[9], level=Level.DISSATISFIED))


def test_thresholds_are_data() -> None:
    strict = {**DEFAULTS, Threshold.DEVICE: 2}
    pair = [heard(1, device="d"), heard(2, device="d"), MIXED]
    assert [each.pattern for each in questions(pair)] == []
    assert [each.pattern for each in questions(pair, strict)] == [Pattern.SAME_DEVICE]


answers = st.lists(
    st.builds(
        heard,
        st.integers(0, 60),
        level=st.sampled_from(list(Level)),
        way=st.sampled_from(list(Way)),
        device=st.sampled_from(["", "d", "e"]),
        mark=st.sampled_from(["", "m"]),
        caller=st.sampled_from(["wu", "ye"]),
    ),
    unique_by=lambda each: each.survey,
)


@given(answers, st.randoms())
def test_the_order_in_which_answers_lie_does_not_matter(found: list[Heard], chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert questions(found) == questions(shuffled)


@given(answers)
def test_every_question_says_of_whom_and_reaches_its_threshold(found: list[Heard]) -> None:
    for each in questions(found):
        assert each.count >= min(DEFAULTS.values())
        assert set(each.heard) <= set(found)
