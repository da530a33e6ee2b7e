"""The calendar's tick: everything is said, and said once, in the open and under the shield, however often and late it runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from tests.county import DISPATCH, GU, HE, LU, NOW, SIGN, TODAY, days, populate, registered

from sandan.desk import problem as desk
from sandan.desk.handle import fold
from sandan.desk.tick import due, tick
from sandan.domain import clock, problem_command
from sandan.domain.authority import Actor
from sandan.domain.problem_command import MarkLongTerm
from sandan.domain.shield import Shield
from sandan.domain.values import Refusal
from sandan.domain.wire import Command
from sandan.ledger import read
from sandan.projections.problem import Problem
from sandan.projections.version import now, under_shield

pytestmark = pytest.mark.django_db
KEYS = count()


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    populate()


def give(of: str, *orders: tuple[Command, Actor], at: datetime = NOW) -> None:
    for order, by in orders:
        desk.give(of, order, by, f"tick-{next(KEYS)}", at=at)


def sent(key: str, due_in: int) -> None:
    give(key, (registered(key, ()), GU), (problem_command.AcceptProblem(), GU))
    give(key, (replace(DISPATCH, due_on=TODAY + days(due_in)), GU), (SIGN, HE))


def said() -> list[str]:
    return [each.kind for each in read.entries() if each.kind.startswith(("clock.", "pause.ended"))]


def at(day: int) -> datetime:
    return NOW + timedelta(days=day, hours=1)


def test_a_day_is_said_once_however_often_the_clock_ticks() -> None:
    sent("p1", 10)
    sent("p2", 40)
    assert tick(at(1)) == 0
    assert [tick(at(8)), tick(at(8)), tick(at(9))] == [1, 0, 0]
    assert [tick(at(11)), tick(at(11)), tick(at(20))] == [1, 0, 0]
    assert said() == ["clock.near/1", "clock.overdue/1"]
    row = now(Problem).get(key="p1")
    assert (row.near_for, row.overdue_for) == (TODAY + days(10), TODAY + days(10))


def test_a_machine_that_was_off_says_what_the_days_brought() -> None:
    sent("p1", 10)
    assert tick(at(15)) == 1
    assert said() == ["clock.overdue/1"]


def test_a_run_is_bounded_and_the_next_goes_on() -> None:
    for key in ("p1", "p2", "p3"):
        sent(key, 10)
    assert [tick(at(11), most=2), tick(at(11), most=2), tick(at(11), most=2)] == [2, 1, 0]


def test_pauses_end_and_reviews_come_due() -> None:
    sent("p1", 10)
    give("p1", (clock.BeginPause(basis="鉴定", reason="送检", until_on=TODAY + days(5)), LU))
    give("p2", (registered("p2", ()), GU), (problem_command.AcceptProblem(), GU))
    give("p2", (MarkLongTerm(basis="管护", review_on=TODAY + days(5)), GU))
    assert tick(at(4)) == 0
    assert tick(at(5)) == 2
    assert sorted(said()) == ["clock.review_due/1", "pause.ended/1"]
    assert now(Problem).get(key="p1").due_on == TODAY + days(15)
    assert tick(at(5)) == 0


def test_what_is_under_the_shield_has_its_clock_too() -> None:
    hidden = replace(registered("0p", ()), problem="0p", shield=Shield(frozenset({"roads"})))
    give("0p", (hidden, GU), (problem_command.AcceptProblem(), GU), (replace(DISPATCH, due_on=TODAY + days(10)), GU))
    assert tick(at(11)) == 1
    assert under_shield(Problem).get(key="0p").overdue_for == TODAY + days(10)
    assert list(due(TODAY + days(11))) == []


def test_escalation_goes_up_and_never_sideways() -> None:
    give("p1", (registered("p1", ()), GU), (problem_command.AcceptProblem(), GU))
    desk.dispatch("p1", desk.Dispatch("shiqiao", TODAY + days(10)), GU, "d1", NOW)
    with pytest.raises(Refusal, match="not_higher"):
        desk.escalate("p1", "shiqiao", "办不了", GU, "e0", NOW)
    desk.escalate("p1", "water", "村里办不了", GU, "e1", NOW)
    row = now(Problem).get(key="p1")
    assert (row.unit, row.status, row.due_on) == ("water", "dispatched", TODAY + days(10))
    with pytest.raises(Refusal, match="not_higher"):
        desk.escalate("p1", "qingxi", "往下推", GU, "e2", NOW)


def test_a_part_goes_on_under_its_own_number() -> None:
    give("p1", (registered("p1", ()), GU), (problem_command.AcceptProblem(), GU))
    what = desk.Part("护栏断了", "桥头护栏断了。", "两件事", registered().topic, registered().channel)
    made = desk.part("p1", what, GU, "part1", NOW)
    assert desk.part("p1", what, GU, "part1", NOW) == made, "sent twice, it happens once"
    row = now(Problem).get(key=made)
    assert row.status == "accepted"
    assert row.number.endswith(f"{row.position:05}")
    assert now(Problem).get(key="p1").status == "accepted"


def test_who_was_to_fix_the_whole_is_a_fixer_of_the_part() -> None:
    """Law 4: splitting a problem must not make judges of those who worked on it."""
    sent("p1", 10)
    what = desk.Part("护栏断了", "桥头护栏断了。", "两件事", registered().topic, registered().channel)
    made = desk.part("p1", what, GU, "part2", NOW)
    case = fold(f"problem/{made}")[0]
    assert case.facts.units == {"water"}
    assert case.fixers >= {"he"}
    assert case.facts.is_fixer(HE)
