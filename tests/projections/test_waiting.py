"""What waits on a desk is read along indexes over what waits, and not over all that is in hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet

from sandan.domain import survey
from sandan.domain.authority import Role
from sandan.domain.values import Status
from sandan.projections import listing, waiting
from sandan.projections.problem import Problem
from sandan.projections.version import now

TODAY = date(2026, 3, 2)
PILES: tuple[tuple[str, QuerySet[Problem], str], ...] = (
    ("extensions asked for", waiting._to_extend(Role.DISPATCHER), "problem_asked"),
    ("clocks that stand", waiting._still(), "problem_still"),
    ("under listed supervision", waiting.listed().order_by("due_on", "position"), "problem_listed"),
    ("messages not answered", waiting._unread(), "problem_key"),
    ("answers to be decided", waiting.undecided(*survey.ASKABLE), "problem_key"),
    *(
        ("call-backs", waiting.unheard(TODAY).filter(status=rung).order_by("step_by", "position"), "status_step_by")
        for rung in waiting._ASKABLE
    ),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("rows", "index"), [each[1:] for each in PILES], ids=[each[0] for each in PILES])
def test_a_pile_starts_from_an_index_over_what_waits(rows: QuerySet[Problem], index: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read as SQLite writes it")
    plan = (rows.all()[: waiting.MOST + 1].explain() or "").splitlines()
    assert index in plan[0], plan
    assert not any("SCAN" in each and "problem_still" not in each and "problem_listed" not in each for each in plan)


@pytest.mark.django_db
def test_what_a_problem_may_be_the_same_as_is_read_along_an_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read as SQLite writes it")
    of = Problem(key="p", town="qingxi", village="shiqiao", topic="water")
    assert listing.twins(of) == []
    open_ = now(Problem).filter(town=of.town, topic=of.topic, status__in=(Status.ACCEPTED.value,))
    assert "problem_town_topic_position" in (open_.order_by("-position").explain() or "")
