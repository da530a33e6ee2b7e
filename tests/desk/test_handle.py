"""Handling commands: once, whole or not at all, by the ledger's clock, with the tables in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from tests.county import (
    ACCEPT,
    CAST,
    GU,
    MAIN_PATH,
    NOW,
    SHEN,
    TODAY,
    WU,
    populate,
    registered,
    reporter,
)
from tests.ledger.backend import Store, stores
from tests.projections.telling import Telling, heard

from sandan.desk.handle import Order, Transaction, fold, handle, handle_built, identify
from sandan.domain import opinion, problem_command, problem_event, survey, unit
from sandan.domain.case import Case
from sandan.domain.values import Fault, Level, Refusal, Tier
from sandan.ledger import read, verify
from sandan.projections import replay
from sandan.projections.appointment import actor
from sandan.projections.opinion import Opinion
from sandan.projections.person import names
from sandan.projections.problem import Problem
from sandan.projections.unit import Unit
from sandan.projections.version import now

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def store(django_db_blocker: DjangoDbBlocker) -> Iterator[Store]:
    """An empty county in a file, where a commit is a commit."""
    with django_db_blocker.unblock(), stores().store("sqlite") as made:
        yield made


REGISTER = Order("problem/p1", registered())


def holds() -> None:
    assert verify.check().faults == []
    assert replay.compare() == []


def test_a_whole_loop_is_told_and_shown() -> None:
    populate()
    told = Telling()
    told.give("opinion/o1", heard("o1"), WU)
    for order, by, reached in MAIN_PATH:
        done = told.give("problem/p1", order, by)
        assert now(Problem).get(key="p1").status == reached
        assert done.first <= done.last == read.head().size
        assert fold("problem/p1")[0].problem.status is reached
    row = now(Problem).get(key="p1")
    assert (row.struck_off_on, row.unit, row.outcome, row.done_tasks) == (TODAY, "water", "rectified", 1)
    holds()


def test_the_entry_says_by_whom() -> None:
    done = handle([REGISTER], GU, "k", NOW)
    ((entry, event),) = done.events
    assert entry.by == {"person": "gu", "appointment": "gu-office", "unit": "office"}
    assert (entry.stream, entry.version, entry.kind) == ("problem/p1", 1, event.kind)
    assert done.one(problem_event.ProblemRegistered) is event
    with pytest.raises(Fault):
        done.one(problem_event.ProblemAccepted)


# Once


def test_sent_twice_it_happens_once() -> None:
    first = handle([REGISTER, Order("problem/p1", ACCEPT)], GU, "k", NOW)
    again = handle([REGISTER, Order("problem/p1", ACCEPT)], GU, "k", NOW + timedelta(days=1))
    assert (first.again, again.again) == (False, True)
    assert (again.first, again.last) == (first.first, first.last) == (1, 2)
    assert [event for _, event in again.events] == [event for _, event in first.events]
    assert read.head().size == 2


def test_sent_twice_the_words_of_the_first_time_come_back() -> None:
    order = Order("opinion/o1", heard("o1"))
    handle([order], WU, "k", NOW)
    again = handle([order], WU, "k", NOW)
    assert again.one(opinion.OpinionRegistered).receipt == "R-o1"


def test_a_key_belongs_to_one_wish_of_one_person() -> None:
    handle([REGISTER], GU, "k", NOW)
    other = Order("problem/p2", registered("p2"))
    for orders, by in (([other], GU), ([REGISTER], WU), ([REGISTER, other], GU)):
        with pytest.raises(Refusal, match="key_reused"):
            handle(orders, by, "k", NOW)
    assert read.head().size == 1


def test_a_refused_command_may_be_sent_again_under_its_key() -> None:
    with pytest.raises(Refusal, match="unknown_problem"):
        handle([Order("problem/p1", ACCEPT)], GU, "k", NOW)
    handle([REGISTER], GU, "k0", NOW)
    assert not handle([Order("problem/p1", ACCEPT)], GU, "k", NOW).again


# Whole or not at all


def test_one_refusal_refuses_all_of_it() -> None:
    with pytest.raises(Refusal, match="wrong_status"):
        handle([REGISTER, Order("problem/p1", ACCEPT), Order("problem/p1", ACCEPT)], GU, "k", NOW)
    assert read.head().size == 0
    assert not now(Problem).exists()


def test_orders_of_one_command_see_each_other() -> None:
    orders = [REGISTER, Order("problem/p1", ACCEPT), Order("opinion/o1", heard("o1"))]
    done = handle(orders, GU, "k", NOW)
    assert [entry.position for entry, _ in done.events] == [1, 2, 3]
    assert [entry.version for entry, _ in done.events] == [1, 2, 1]


def test_a_projection_that_fails_fails_the_command() -> None:
    handle([REGISTER], GU, "k0", NOW)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {Problem._meta.db_table}")
        with pytest.raises(DatabaseError):
            handle([Order("problem/p1", ACCEPT)], GU, "k", NOW)
        assert read.head().size == 1
        assert len(read.stream("problem/p1")) == 1
        transaction.set_rollback(True)
    handle([Order("problem/p1", ACCEPT)], GU, "k", NOW)
    holds()


def test_what_someone_else_changed_meanwhile_is_not_overwritten() -> None:
    handle([REGISTER], GU, "k0", NOW)
    handle([Order("problem/p1", ACCEPT, seen=1)], GU, "k1", NOW)
    late = Order("problem/p1", problem_command.DispatchProblem(unit="water", due_on=TODAY), seen=1)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        handle([late], GU, "k2", NOW)
    handle([Order("problem/p1", late.command, seen=2)], GU, "k2", NOW)


def test_a_command_without_events_or_home_is_a_fault() -> None:
    with pytest.raises(Fault, match="without events"):
        handle([], GU, "k", NOW)
    with pytest.raises(Fault, match="no such kind of stream"):
        handle([Order("nothing/x", ACCEPT)], GU, "k", NOW)
    assert read.head().size == 0


# Built under the lock


def test_built_orders_see_what_is_committed() -> None:
    def build(run: Transaction) -> list[Order]:
        case: Case = run.state("problem/p1")
        assert case.problem is not None
        assert run.head == read.head()
        return [Order(f"problem/{number}", registered(number)) for number in (case.problem.number[-2:] + "b",)]

    handle([REGISTER], GU, "k0", NOW)
    done = handle_built(build, GU, "k1", "a second one", NOW)
    assert done.one(problem_event.ProblemRegistered).problem == "p1b"
    assert handle_built(build, GU, "k1", "a second one", NOW).again
    with pytest.raises(Refusal, match="key_reused"):
        handle_built(build, GU, "k1", "something else", NOW)


def test_ids_come_from_the_key() -> None:
    assert identify("k", "task") == identify("k", "task")
    assert len({identify("k"), identify("k", "task"), identify("l"), identify("k", "survey")}) == 4
    made = identify("k")
    assert len(made) == 16
    assert made.isalnum()
    assert made.islower()


# Clocks


def test_the_day_is_the_county_s() -> None:
    """At half past four in the afternoon in Greenwich it is tomorrow in Yunling."""
    done = handle([REGISTER], GU, "k", datetime(2026, 3, 9, 16, 30, tzinfo=UTC))
    assert done.one(problem_event.ProblemRegistered).happened_on == date(2026, 3, 10)


def test_a_clock_that_jumps_back_moves_neither_time_nor_day() -> None:
    handle([REGISTER], GU, "k0", NOW)
    done = handle([Order("problem/p1", ACCEPT)], GU, "k1", NOW - timedelta(days=40))
    ((entry, event),) = done.events
    assert entry.recorded_at == NOW
    assert event.happened_on == TODAY
    holds()


def test_claimed_and_recorded_are_two_clocks() -> None:
    early = problem_command.AcceptProblem(happened_on=TODAY - timedelta(days=5))
    handle([REGISTER], GU, "k0", NOW)
    ((entry, event),) = handle([Order("problem/p1", early)], GU, "k1", NOW).events
    assert (event.happened_on, entry.recorded_at) == (TODAY - timedelta(days=5), NOW)
    assert now(Problem).get(key="p1").accepted_on == TODAY - timedelta(days=5)


# Persons


def test_what_a_reporter_said_is_sealed_under_the_opinion_wherever_it_was_said() -> None:
    told = Telling()
    told.give("opinion/o1", heard("o1"), WU)
    for order, by, _ in MAIN_PATH[:8]:
        told.give("problem/p1", order, by)
    said = survey.AnswerSurvey(
        survey="own", opinion="o1", contacted=True, fixed=False, level=Level.DISSATISFIED, words="还在漏"
    )
    told.give("problem/p1", said, reporter("o1"))
    last = read.stream("problem/p1", personal=True)[-1]
    assert last.personal == {"words": "还在漏"}
    assert last.by == {"opinion": "o1"}
    erase = opinion.EraseOpinion(opinion="o1", basis="个人信息保护法第四十七条")
    told.give("opinion/o1", erase, SHEN)
    for stream in ("opinion/o1", "problem/p1"):
        assert all(each.personal is None for each in read.stream(stream, personal=True))
    assert now(Opinion).get(key="o1").erased
    holds()


def test_the_posts_that_people_hold_make_the_actors_they_are() -> None:
    populate()
    for each in CAST:
        assert actor(each.person, each.appointment, TODAY) == each
    assert actor("gu", "ye-office", TODAY) is None, "someone else's post"
    assert actor("gu", "gu-office", TODAY - timedelta(days=31)) is None, "before it began"
    assert names()["he"] == "何春生"


def test_a_unit_knows_those_above_it() -> None:
    populate()
    assert now(Unit).get(key="shiqiao").path == "shiqiao qingxi yunling"
    order = unit.EstablishUnit(unit="zu1", unit_name="一组", tier=Tier.BRANCH, parent="shiqiao")
    handle([Order("unit/zu1", order)], SHEN, "k", NOW)
    assert now(Unit).get(key="zu1").path == "zu1 shiqiao qingxi yunling"
