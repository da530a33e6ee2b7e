"""A correction stands beside the wrong entry, changes nothing that counts, and is made by whoever wrote it or by the office."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as tried
from hypothesis import strategies as st
from tests.county import BAI, GU, HE, MA, MAIN_PATH, NOW, TIAN, TODAY, WU, Story, days, post, registered, reporter

from sandan.domain import case, correction
from sandan.domain.authority import Actor, Role
from sandan.domain.correction import CorrectionMade, MakeCorrection, described, set_by
from sandan.domain.problem_event import ProblemRegistered
from sandan.domain.values import Channel, Fault, Refusal, Topic

REGISTERED = "problem.registered/1"


def wrong(**given: Any) -> MakeCorrection:
    told = {"entry": 1, "corrects": REGISTERED, "maker": "gu", "reason": "登记时写错", **given}
    return MakeCorrection(**told)


def on_the_list() -> Story:
    told = Story()
    told.give(registered(), GU)
    return told


def at_the_end(upto: int = len(MAIN_PATH)) -> Story:
    told = Story()
    for order, by, _reached in MAIN_PATH[:upto]:
        told.give(order, by)
    return told


def refused(told: Story, order: MakeCorrection, by: Actor) -> str:
    with pytest.raises(Refusal) as found:
        case.decide(order, told.case, by, NOW)
    return found.value.code


def test_the_office_sets_the_description_right() -> None:
    (made,) = case.decide(wrong(title="  石桥村水渠破裂 ", topic=Topic.FARMING), on_the_list().case, GU, NOW)
    assert isinstance(made, CorrectionMade)
    assert set_by(made) == {"title": "石桥村水渠破裂", "topic": Topic.FARMING}
    assert made.happened_on == TODAY


def test_the_maker_and_the_office_may_and_nobody_else() -> None:
    told = at_the_end(4)
    note = wrong(maker="he", corrects="problem.signed_for/1", note="签收日期应为前一日")
    assert case.decide(note, told.case, HE, NOW)
    assert case.decide(note, told.case, GU, NOW)
    for other in (MA, BAI, TIAN, WU):
        assert refused(told, note, other) == "not_your_entry"


def test_what_a_reporter_wrote_is_corrected_by_nobody() -> None:
    told = at_the_end(4)
    assert refused(told, wrong(maker="", corrects="relay.answered/1", note="x"), GU) == "reporters_own_words"
    assert refused(told, wrong(note="x"), reporter("o1")) == "not_allowed"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "nothing_corrected"),
        ({"note": "  "}, "nothing_corrected"),
        ({"corrects": "", "note": "x"}, "unknown_entry"),
        ({"corrects": "correction.made/1", "note": "x"}, "correct_the_first"),
        ({"corrects": "problem.dispatched/1", "title": "x"}, "only_a_note"),
        ({"corrects": "problem.struck_off/1", "topic": Topic.ROADS}, "only_a_note"),
        ({"title": " "}, "text_missing"),
        ({"title": "长" * 201}, "text_too_long"),
        ({"note": "x", "reason": " "}, "text_missing"),
        ({"note": "x", "happened_on": TODAY + days(1)}, "date_in_future"),
    ],
)
def test_what_is_refused(given: dict[str, Any], code: str) -> None:
    assert refused(on_the_list(), wrong(**given), GU) == code


def test_the_fixer_does_not_reword_what_is_judged() -> None:
    """Who registered a problem and fixed it may not make it smaller once it is claimed done."""
    fixer = post("ma", "water", Role.HANDLER, Role.CLERK)
    mine = wrong(maker="ma", statement="水管渗水。")
    assert case.decide(mine, at_the_end(7).case, fixer, NOW)
    for length in range(8, len(MAIN_PATH) + 1):
        assert refused(at_the_end(length), mine, fixer) == "fixer_cannot_judge"
        assert case.decide(wrong(maker="ma", note="笔误"), at_the_end(length).case, fixer, NOW)


def test_it_changes_no_rung_no_clock_and_no_fixer() -> None:
    for length in range(1, len(MAIN_PATH) + 1):
        before = at_the_end(length).case
        after = before
        for order in (wrong(title="另一个题目", town="other", topic=Topic.ROADS), wrong(note="应为二十户")):
            for each in case.decide(order, before, GU, NOW):
                after = case.evolve(after, each)
        assert after == before


def test_of_something_that_is_not_there() -> None:
    with pytest.raises(Refusal, match="unknown_problem"):
        case.decide(wrong(note="x"), case.Case(), GU, NOW)
    with pytest.raises(Fault, match=r"problem\.register"):
        correction.decide(registered(), on_the_list().case.facts, GU, NOW)


Values = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(("甲", "乙")),
        "topic": st.sampled_from(Topic),
        "channel": st.sampled_from(Channel),
        "village": st.sampled_from(("", "shiqiao")),
    },
)


@tried(st.lists(Values, max_size=6))
def test_the_latest_word_on_each_field_stands(many: list[dict[str, Any]]) -> None:
    told = case.decide(registered(), case.Case(), GU, NOW)[0]
    assert isinstance(told, ProblemRegistered)
    made = [CorrectionMade(happened_on=TODAY, entry=1, reason="r", **each) for each in many]
    expected = {name: getattr(told, name) for name in described(told, ())}
    for each in many:
        expected.update(each)
    assert described(told, made) == expected
