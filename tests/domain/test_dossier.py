"""The dossier gathers a problem's rounds and finds what does not fit: each contradiction alone, and none in an honest story."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import GU, MAIN_PATH, NOW, TODAY, Below, Chance, Story, days

from sandan.domain import case, problem_event, survey, task
from sandan.domain.dossier import LATE_DAYS, Ending, Line, Misfit, answers, doubts, ending, gather
from sandan.domain.values import CONTENT, DeclineReason, Evidence, Level, Outcome, Refusal, ReopenSource, SurveyOutcome
from sandan.domain.wire import Event

SENT = problem_event.ProblemDispatched(
    happened_on=TODAY, unit="water", due_on=TODAY + days(15), cooperating=(), note=""
)


def file(letter: str, dated_on: date) -> Evidence:
    return Evidence(letter * 64, dated_on, f"照片{letter}")


def planned(key: str = "t1", on: date = TODAY, upto: int = 5) -> task.TaskPlanned:
    window = {"from_on": TODAY, "to_on": TODAY + days(upto)}
    return task.TaskPlanned(happened_on=on, task=key, measure="换管", standard="不漏", worker="ma", **window)


def done(*evidence: Evidence, key: str = "t1", on: int = 2) -> task.TaskCompleted:
    day = TODAY + days(on)
    return task.TaskCompleted(happened_on=day, task=key, done_on=day, evidence=evidence, note="", worker="ma")


def claim(*evidence: Evidence, on: int = 3) -> problem_event.ProblemClosureRequested:
    told: dict[str, Any] = {"outcome": Outcome.RECTIFIED, "account": "已换", "worker": "ma"}
    return problem_event.ProblemClosureRequested(happened_on=TODAY + days(on), evidence=evidence, **told)


def seen(*evidence: Evidence, on: int = 4) -> problem_event.ProblemVerified:
    told: dict[str, Any] = {"on_site": True, "finding": "已通水", "verifier": "ye"}
    return problem_event.ProblemVerified(happened_on=TODAY + days(on), evidence=evidence, **told)


def struck(on: int = 5) -> problem_event.ProblemStruckOff:
    told: dict[str, Any] = {"outcome": Outcome.RECTIFIED, "note": "", "explanation": "", "closer": "gu"}
    return problem_event.ProblemStruckOff(happened_on=TODAY + days(on), **told)


BACK = problem_event.ProblemSentBack(happened_on=TODAY + days(4), reason="仍漏")


def lines(*events: Event, late: int = 0) -> list[Line]:
    """The events as entries, each recorded on the day it claims (or `late` days after)."""
    start = datetime.combine(TODAY, NOW.timetz())
    return [
        Line(place, start + (each.happened_on - TODAY) + timedelta(days=late, minutes=place), {"person": "ma"}, each)
        for place, each in enumerate(events, 1)
    ]


def kinds(found: Iterable[Any]) -> list[Misfit]:
    return [each.kind for each in found]


A, B, C = (file(letter, TODAY + days(on)) for letter, on in (("a", 1), ("b", 3), ("c", 4)))
HONEST = (SENT, planned(), done(A), claim(B), seen(C), struck())


def test_an_honest_story_has_nothing_that_does_not_fit() -> None:
    assert doubts(lines(*HONEST)) == ()


def early(one: Evidence, count: int) -> Evidence:
    return replace(one, dated_on=TODAY - days(count))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((SENT, planned(upto=0), done(A)), [Misfit.OUTSIDE_WINDOW]),
        ((SENT, planned(), done(replace(A, dated_on=TODAY + days(3)))), [Misfit.AFTER_DONE]),
        ((SENT, done(early(A, 1))), [Misfit.BEFORE_DISPATCH]),
        (
            (SENT, planned(), done(A, on=-1)),
            [Misfit.AFTER_DONE, Misfit.DONE_BEFORE_DISPATCH, Misfit.PLANNED_AFTER_DONE],
        ),
        ((SENT, planned(), done(A), claim(C)), [Misfit.AFTER_CLAIM]),
        ((SENT, planned(), done(A), claim(B), seen(on=4), struck()), []),
        ((SENT, planned(), done(A), claim(B, on=4), seen(on=2)), [Misfit.AFTER_VERIFIED, Misfit.OUT_OF_ORDER]),
        ((SENT, planned(), done(A), claim(), seen(A)), [Misfit.SEEN_BEFORE_CLAIM, Misfit.SAME_FILE]),
        ((SENT, planned(), done(A), claim(on=1)), [Misfit.OUT_OF_ORDER]),
        ((SENT, planned(), done(A), claim(), seen(), struck(on=3)), [Misfit.OUT_OF_ORDER]),
        ((SENT, planned(on=TODAY + days(4)), done(A)), [Misfit.PLANNED_AFTER_DONE]),
        ((SENT, planned(), planned("t2"), done(A), done(A, key="t2")), [Misfit.SAME_FILE]),
        ((SENT, planned(), done(A), claim(A)), []),
        ((SENT, planned(), done(A), claim(replace(A, dated_on=TODAY + days(3)))), [Misfit.TWO_DATES]),
        ((SENT, planned(), done(A), claim(), BACK, planned("t2"), done(A, key="t2", on=5)), [Misfit.SAME_FILE]),
    ],
)
def test_each_contradiction_is_found(events: tuple[Event, ...], expected: list[Misfit]) -> None:
    assert kinds(doubts(lines(*events))) == expected


def test_what_is_entered_long_after_is_told_but_never_what_was_heard() -> None:
    assert kinds(doubts(lines(SENT, late=LATE_DAYS))) == []
    assert kinds(doubts(lines(SENT, late=LATE_DAYS + 1))) == [Misfit.ENTERED_LATE]
    told = Story()
    told.give(MAIN_PATH[0][0], GU)
    (heard,) = case.decide(MAIN_PATH[0][0], case.Case(), GU, NOW)
    assert doubts(lines(heard, late=400)) == ()


def test_files_are_held_against_what_they_say_of_themselves_and_against_other_problems() -> None:
    story = lines(*HONEST)
    assert doubts(story, made={A.file: A.dated_on}) == ()
    (later,) = doubts(story, made={A.file: A.dated_on + days(1)})
    assert (later.kind, dict(later.facts)["day"]) == (Misfit.MADE_LATER, A.dated_on + days(1))
    (twice,) = doubts(story, elsewhere={A.file: ("W2026-00007",)})
    assert (twice.kind, dict(twice.facts)["numbers"]) == (Misfit.SAME_FILE_ELSEWHERE, ("W2026-00007",))


def test_each_doubt_names_its_entries() -> None:
    story = lines(SENT, planned(), done(A), claim(B, on=4), seen(on=2))
    positions = {each.position for each in story}
    for one in doubts(story):
        assert one.entries
        assert set(one.entries) <= positions


def test_a_sent_back_round_keeps_its_order_and_a_reopened_one_does_not() -> None:
    again = problem_event.ProblemReopened(happened_on=TODAY + days(9), source=ReopenSource.LOOK_BACK, reason="又漏")
    first, second, third = gather(lines(*HONEST[:4], BACK, claim(on=6), seen(on=7), struck(on=8), again))
    assert first.dispatched == second.dispatched
    assert (first.verified, first.ended.event if first.ended else None) == (None, BACK)
    assert (second.works, second.outcome) == ((), Outcome.RECTIFIED)
    assert (third.number, third.dispatched, third.claim) == (2, None, None)


def test_the_four_counts_are_of_one_round_and_by_the_latest_word() -> None:
    def said(key: str, outcome: SurveyOutcome, level: Level | None = None) -> survey.SurveyRecorded:
        more: dict[str, Any] = {"contacted": True, "fixed": True, "level": level} if level else {}
        return survey.SurveyRecorded(happened_on=TODAY, survey=key, opinion=key, outcome=outcome, **more)

    asked = [survey.SurveyAsked(happened_on=TODAY, survey=key, opinion=key) for key in "abcd"]
    told = (
        said("a", SurveyOutcome.UNREACHABLE),
        said("a", SurveyOutcome.ANSWERED, Level.BASICALLY_SATISFIED),
        said("b", SurveyOutcome.NO_ANSWER),
        said("c", SurveyOutcome.ANSWERED, Level.DISSATISFIED),
    )
    (only,) = gather(lines(*asked, *told))
    found = answers(only)
    assert (found.asked, found.reached, found.answered, found.satisfied) == (4, 3, 2, 1)


def test_what_a_cooperating_unit_did_is_part_of_the_round_and_its_dates_are_held_against_it() -> None:
    def helped(*evidence: Evidence, on: int = 2) -> problem_event.ProblemContributed:
        told: dict[str, Any] = {"unit": "roads", "note": "已断路配合", "worker": "tian"}
        return problem_event.ProblemContributed(happened_on=TODAY + days(on), evidence=evidence, **told)

    early, late, fine = file("b", TODAY - days(3)), file("c", TODAY + days(9)), file("d", TODAY + days(1))
    told = lines(SENT, helped(early, late, fine), claim(), seen(), struck())
    (only,) = gather(told)
    assert [each.position for each in only.helped] == [2]
    assert {each.kind for each in doubts(told)} == {Misfit.BEFORE_DISPATCH, Misfit.AFTER_VERIFIED}
    again = lines(SENT, helped(fine), claim(), seen(replace(fine, dated_on=TODAY + days(3))))
    assert {Misfit.SAME_FILE, Misfit.TWO_DATES} <= {each.kind for each in doubts(again)}


@pytest.mark.parametrize("level", Level)
def test_only_the_content_side_of_any_scale_is_satisfied(level: Level) -> None:
    told = survey.SurveyRecordedByWay(
        happened_on=TODAY,
        survey="s",
        opinion="o",
        outcome=SurveyOutcome.ANSWERED,
        contacted=True,
        fixed=True,
        level=level,
        way=survey.Way.CALL,
    )
    (only,) = gather(lines(survey.SurveyAsked(happened_on=TODAY, survey="s", opinion="o"), told))
    assert answers(only).satisfied == (level in CONTENT)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), Ending.NONE_YET),
        ((SENT, claim()), Ending.SOLVED),
        ((SENT, claim(), BACK), Ending.NONE_YET),
        ((replace(claim(), outcome=Outcome.NOT_FIXABLE), seen(), struck()), Ending.EXPLAINED),
        ((replace(claim(), outcome=Outcome.NOT_SUBSTANTIATED),), Ending.NOT_SUBSTANTIATED),
        ((problem_event.ProblemMarkedLongTerm(happened_on=TODAY, review_on=TODAY, basis="b"),), Ending.LONG_TERM),
        ((problem_event.ProblemMerged(happened_on=TODAY, into="p2", into_number="W", reason="r"),), Ending.HANDED_ON),
        *(
            ((problem_event.ProblemDeclined(happened_on=TODAY, reason=reason, where_to="x"),), expected)
            for reason, expected in (
                (DeclineReason.STATUTORY_CHANNEL, Ending.HANDED_ON),
                (DeclineReason.OFFENSIVE, Ending.NOT_TAKEN_UP),
            )
        ),
    ],
)
def test_what_came_of_it(events: tuple[Event, ...], expected: Ending) -> None:
    assert ending(lines(*events)) is expected


def walked(below: Below, steps: int) -> list[Line]:
    """A problem driven by chance through its deciders: what the law lets through, recorded the day it is said to happen."""
    chance, told, now = Chance(below, TODAY), case.Case(), NOW
    found: list[Line] = []
    for _ in range(steps):
        order, by = chance.step(told)
        try:
            events = case.decide(order, told, by, now)
        except Refusal:
            continue
        for each in events:
            told = case.evolve(told, each)
            found.append(Line(len(found) + 1, now, {"person": by.person}, each))
    return found


@given(st.integers(0, 2**32))
def test_any_story_can_be_gathered_and_loses_nothing(seed: int) -> None:
    random = Random(seed)
    below: Callable[[int], int] = random.randrange
    story = walked(below, 60)
    rounds = gather(story)
    starts = sum(
        isinstance(
            each.event, problem_event.ProblemSentBack | problem_event.ProblemReopened | problem_event.ProblemResumed
        )
        for each in story
    )
    assert len(rounds) == starts + 1
    ended = [each for one in rounds for each in one.works if each.ended]
    brought = [
        each
        for each in story
        if isinstance(each.event, task.TaskCompleted | task.TaskCancelled | problem_event.ProblemRectifiedAtOnce)
    ]
    assert sorted(each.ended.position for each in ended if each.ended) == [each.position for each in brought]
    assert doubts(story) == doubts(story)
