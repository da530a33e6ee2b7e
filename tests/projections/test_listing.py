"""The three lists and the inbox: each filter against a plain reading of all rows, at a constant cost, now and as of a past position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.county import GU, HE, NAMES, days
from tests.projections.tale import END, Tale, tell

from sandan.domain import opinion
from sandan.domain.responsibility import AssignResponsibility
from sandan.domain.values import Topic
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.listing import (
    OPEN,
    USED,
    Filter,
    Inbox,
    Which,
    by_number,
    every,
    inbox,
    joined,
    judged,
    likely,
    load,
    numbers,
    rows,
)
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.task import Task
from sandan.projections.version import now

MODELS: dict[Which, Any] = {
    Which.PROBLEMS: Problem,
    Which.TASKS: Task,
    Which.RESPONSIBILITIES: Responsibility,
}


@pytest.fixture
def tale(db: None) -> Tale:
    return tell()


def _keys(which: Which, wanted: Filter) -> set[str]:
    return set(rows(which, wanted, END).values_list("key", flat=True))


CASES: list[tuple[Which, Filter, Callable[[Any], bool]]] = [
    (Which.PROBLEMS, Filter(), lambda _: True),
    (Which.PROBLEMS, Filter(status="struck_off"), lambda one: one.status == "struck_off"),
    (Which.PROBLEMS, Filter(unit="water"), lambda one: one.unit == "water"),
    (Which.PROBLEMS, Filter(town="qingxi"), lambda one: one.town == "qingxi"),
    (Which.PROBLEMS, Filter(topic="roads"), lambda one: one.topic == "roads"),
    (Which.PROBLEMS, Filter(channel="inspection"), lambda one: one.channel == "inspection"),
    (Which.PROBLEMS, Filter(text="水管"), lambda one: "水管" in one.title),
    (
        Which.PROBLEMS,
        Filter(status=OPEN),
        lambda one: (
            one.status not in ("struck_off", "look_back_passed", "declined", "redirected", "merged", "long_term")
        ),
    ),
    (
        Which.PROBLEMS,
        Filter(due="overdue"),
        lambda one: (
            one.due_on
            and one.due_on < END
            and not one.claimed_on
            and one.status in ("dispatched", "signed_for", "planned", "in_progress", "return_asked")
        ),
    ),
    (
        Which.PROBLEMS,
        Filter(topic="water", unit="water", status="in_progress"),
        lambda one: (one.topic, one.unit, one.status) == ("water", "water", "in_progress"),
    ),
    (Which.TASKS, Filter(), lambda _: True),
    (Which.TASKS, Filter(status="done"), lambda one: one.status == "done"),
    (Which.TASKS, Filter(status=OPEN), lambda one: one.status in ("planned", "in_progress")),
    (Which.TASKS, Filter(unit="water"), lambda one: one.unit == "water"),
    (Which.TASKS, Filter(topic="water"), lambda one: one.topic == "water"),
    (Which.TASKS, Filter(text="换"), lambda one: "换" in one.measure),
]


@pytest.mark.parametrize(("which", "wanted", "holds"), CASES, ids=[f"{one[0].value}-{one[1].query()}" for one in CASES])
def test_a_filter_lets_through_what_it_says(
    tale: Tale, which: Which, wanted: Filter, holds: Callable[[Any], bool]
) -> None:
    everything = list(now(MODELS[which]))
    expected = {one.key for one in everything if holds(one)}
    assert _keys(which, wanted) == expected
    assert expected, "this filter proves nothing on this tale"


def test_overdue_and_open_are_the_figures_of_that_name(tale: Tale) -> None:
    for wanted, id in ((Filter(due="overdue"), "problems.overdue"), (Filter(status=OPEN), "problems.open")):
        records = figure.records(id, "numerator", position=read.head().size, on=END)
        assert _keys(Which.PROBLEMS, wanted) == set(records.values_list("key", flat=True)) != set()


def test_due_within_a_week_looks_seven_days_ahead_and_no_further(tale: Tale) -> None:
    due = now(Problem).get(key="p11").due_on
    assert due is not None
    week = Filter(due="week")

    def found(before: int) -> bool:
        return rows(Which.PROBLEMS, week, due - days(before)).filter(key="p11").exists()

    assert [found(before) for before in (-1, 0, 7, 8)] == [False, True, True, False]
    task = now(Task).get(key="tp11")
    looked = [
        rows(Which.TASKS, week, task.to_on - days(before)).filter(key="tp11").exists() for before in (-1, 0, 7, 8)
    ]
    assert looked == [False, True, True, False]


def test_an_unknown_word_finds_nothing_and_breaks_nothing(tale: Tale) -> None:
    for name in ("status", "unit", "town", "topic", "channel", "due", "answers", "number"):
        assert _keys(Which.PROBLEMS, Filter.from_query({name: "%' OR 1=1"})) == set()


def test_responsibilities_are_found_by_unit_by_anyone_named_and_by_the_problems_status(tale: Tale) -> None:
    named = AssignResponsibility(task="tp11", lead_unit="water", person="ma", leader="he", verifier="ye")
    tale.work("p11", (named, HE))
    assert _keys(Which.RESPONSIBILITIES, Filter(unit="water")) == {"p3", "p10", "p11", "tp11"}
    for who, found in (("ma", {"p10", "p11", "tp11"}), ("he", {"p11", "tp11"}), ("ye", {"tp11"}), ("tian", {"p3"})):
        assert _keys(Which.RESPONSIBILITIES, Filter(person=who)) == found
    assert _keys(Which.RESPONSIBILITIES, Filter(person="gu")) == set()
    assert _keys(Which.RESPONSIBILITIES, Filter(status=OPEN)) == {"p3", "p10", "p11", "tp11"}
    assert _keys(Which.RESPONSIBILITIES, Filter(status="struck_off")) == set()


SINGLE = [
    (which, Filter.from_query({name: value}))
    for which, used in USED.items()
    for name, value in (
        ("status", "planned"), ("unit", "water"), ("town", "qingxi"), ("topic", "water"), ("channel", "visit"),
        ("due", "overdue"), ("due", "week"), ("answers", "undecided"), ("answers", "undecided_after"),
        ("person", "he"), ("text", "水"), ("number", "W2026-00001"), ("status", OPEN),
    )
    if name in used
]  # fmt: skip


@pytest.mark.parametrize(("which", "wanted"), [*((which, Filter()) for which in Which), *SINGLE], ids=str)
def test_every_single_filter_is_answered_by_an_index(tale: Tale, which: Which, wanted: Filter) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read as SQLite writes it")
    if wanted.number and which is not Which.PROBLEMS:
        wanted = replace(wanted, number=now(Problem).get(key="p1").number)
    plan = rows(which, wanted, END).order_by("-position")[:51].explain()
    for step in plan.splitlines() if plan else []:
        assert "SCAN" not in step or "USING INDEX" in step, plan


@pytest.mark.parametrize("which", [Which.PROBLEMS, Which.TASKS])
def test_a_page_takes_the_same_queries_for_one_row_as_for_all(tale: Tale, which: Which) -> None:
    found = list(rows(which, Filter(), END))
    assert len(found) > 3
    few = next(each for each in found if each.key in ("p5", "tp11"))
    counts = []
    for part in ([few], found):
        with CaptureQueriesContext(connection) as seen:
            joined(which, part)
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1 <= 4


def test_the_lines_say_what_stands_beside_a_row(tale: Tale) -> None:
    by_key = {each.problem.key: each for each in joined(Which.PROBLEMS, list(now(Problem)))}
    assert by_key["p1"].opinions == ("Y2026-o1", "Y2026-o4")
    assert by_key["p5"].merged_into == by_key["p3"].problem.number
    assert by_key["p3"].merged_into == ""
    tasks = {each.task.key: each for each in joined(Which.TASKS, list(now(Task)))}
    assert tasks["tp11"].problem.key == "p11"


def test_who_verified_and_who_struck_off_comes_from_the_ledger(tale: Tale) -> None:
    keys = [each.key for each in now(Problem).filter(verified_on__isnull=False)]
    assert {"p1", "p7"} <= set(keys)
    found = judged(keys)
    assert {found[key] for key in ("p1", "p7")} == {("ye", "gu")}
    assert set(NAMES) >= {"ye", "gu"}
    struck = now(Problem).get(key="p1").since
    first = Problem.objects.filter(key="p1", status="verified").order_by("since").first()
    assert first is not None
    assert first.since < struck
    assert judged(["p1"], first.since) == {"p1": ("ye", "")}
    assert judged([]) == {}


def test_a_list_as_of_a_position_is_the_list_that_stood_then(tale: Tale) -> None:
    whole = read.head().size
    grown = []
    for position in (whole // 12, whole // 6, whole):
        wanted = Filter(as_of=position)
        then = {each.problem.key: each.problem.status for each in every(Which.PROBLEMS, wanted, END)}
        versions = Problem.objects.filter(since__lte=position).order_by("since")
        assert then == {one.key: one.status for one in versions}
        grown.append(then)
    assert grown[0] != grown[1] != grown[2]
    assert _keys(Which.PROBLEMS, Filter(as_of=whole)) == _keys(Which.PROBLEMS, Filter())


def test_every_line_comes_once_and_oldest_first_across_chunks(tale: Tale) -> None:
    found = [each.problem.position for each in every(Which.PROBLEMS, Filter(), END, size=5)]
    assert found == sorted(set(found))
    assert len(found) == now(Problem).count() > 10


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(str.strip)


@given(
    st.builds(
        Filter,
        status=WORDS,
        unit=WORDS,
        text=WORDS,
        number=WORDS,
        due=WORDS,
        as_of=st.none() | st.integers(0, 10**12),
    )
)
def test_a_filter_survives_its_address(wanted: Filter) -> None:
    assert Filter.from_query(wanted.query()) == wanted


@pytest.mark.parametrize("given_as", ["-1", "1e3", "٣", "x", "9" * 30, ""])
def test_what_is_no_position_is_passed_over(given_as: str) -> None:
    assert Filter.from_query({"as_of": given_as, "nonsense": "1"}) == Filter()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("W2026-00012", (["W2026-00012"], "")),
        ("w2026-12", (["W2026-00012"], "")),
        ("Ｗ２０２６－１２", (["W2026-00012"], "")),
        ("2026-12-3", (["W2026-00012"], "3")),
        (" 12 ", (["W2026-00012", "W2025-00012"], "")),
        ("１２", (["W2026-00012", "W2025-00012"], "")),
        ("no number", (["NO NUMBER"], "")),
        ("9" * 12, (["9" * 12], "")),
    ],
)
def test_a_number_is_understood_as_people_type_it(typed: str, meant: tuple[list[str], str]) -> None:
    assert numbers(typed, END) == meant


def test_the_inbox_shows_what_waits_and_its_filters_combine(tale: Tale) -> None:
    assert set(inbox(Inbox()).values_list("key", flat=True)) == {"o6", "o8", "o9"}
    assert set(inbox(Inbox(topic="roads")).values_list("key", flat=True)) == {"o9"}
    assert set(inbox(Inbox(repeats="1")).values_list("key", flat=True)) == {"o6"}
    assert set(inbox(Inbox(status="withdrawn", batch="b1")).values_list("key", flat=True)) == {"o7"}
    assert Inbox.from_query(Inbox(topic="roads", status="declined").query()) == Inbox(topic="roads", status="declined")
    assert Inbox().query() == {}


def test_likely_problems_begin_with_the_same_words(tale: Tale) -> None:
    tale.hear("o20", mark="m1")
    tale.hear("o21", mark="m1")
    tale.enter("p20", ("o20",), town="", topic=Topic.ROADS)
    tale.give("opinion/o20", opinion.AcceptOpinion(opinion="o20", problem="p20"), GU)
    found = likely(list(now(Opinion).filter(key="o21")), END)
    assert (found[0][0].key, found[0][1]) == ("p20", True)
    others = [one for one, same in found[1:] if not same]
    assert others
    assert {(one.town, one.topic) for one in others} == {("qingxi", "water")}
    assert not {one.status for one in others} & {"struck_off", "declined", "merged", "long_term"}
    assert likely([], END) == []


def test_a_problem_is_found_by_its_number_and_a_units_load_is_counted(tale: Tale) -> None:
    tale.enter("p30", number="W2026-00030")
    tale.enter("p31", number="W2025-00030")
    for typed in ("W2026-00030", "w2026-30"):
        found = by_number(typed, END)
        assert found is not None
        assert found.key == "p30"
    newest = by_number("30", END)
    assert newest is not None
    assert newest.key == "p31", "two years fit: the newest entry is taken"
    assert by_number("31", END) is None
    assert _keys(Which.PROBLEMS, Filter(number="30")) == {"p30", "p31"}
    held = load("water", END)
    assert held.open == figure.one("problems.open", position=read.head().size, on=END, unit="water").value
    assert held.overdue == figure.one("problems.overdue", position=read.head().size, on=END, unit="water").value
    assert held.open > held.overdue > 0
