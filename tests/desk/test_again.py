"""What was struck off and is reported again comes back under its old number, within the time that the rules of its day give."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from tests.county import GU, MAIN_PATH, NOW, populate

from sandan.desk import opinion
from sandan.desk import problem as desk
from sandan.desk.opinion import Heard
from sandan.domain.values import Refusal, ReopenSource, Status
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now

pytestmark = pytest.mark.django_db
KEYS = count()


@pytest.fixture(autouse=True)
def struck_off(db: None) -> None:
    populate()
    for order, by, reached in MAIN_PATH:
        desk.give("p1", order, by, f"again-{next(KEYS)}", at=NOW)
        if reached is Status.STRUCK_OFF:
            return


def reported(after: int) -> Problem:
    """The problem once somebody has said the same again after so many days."""
    at = NOW + timedelta(days=after)
    heard = opinion.register(Heard("水管又漏了"), GU, f"again-{next(KEYS)}", at=at)
    opinion.attach(heard.opinion, "p1", GU, f"again-{next(KEYS)}", at)
    return now(Problem).get(key="p1")


def test_soon_enough_it_comes_back() -> None:
    row = reported(30)
    assert (row.status, row.reopenings, row.opinions) == ("accepted", 1, 2)


def test_within_a_year_and_not_after() -> None:
    assert reported(365).status == "accepted"


def test_later_it_joins_nothing_that_is_off_the_list() -> None:
    """Nobody works on a number that is struck off: the report stays to be sorted, until it is a problem or the old one is reopened."""
    with pytest.raises(Refusal, match="repeat_too_late"):
        reported(367)
    row, said = now(Problem).get(key="p1"), now(Opinion).get(key__gt="", status="waiting")
    assert (row.status, row.reopenings, row.opinions) == ("struck_off", 0, 1)
    at = NOW + timedelta(days=368)
    desk.reopen("p1", "一年后又漏", GU, f"again-{next(KEYS)}", ReopenSource.OFFICE, at)
    opinion.attach(said.key, "p1", GU, f"again-{next(KEYS)}", at)
    assert now(Problem).get(key="p1").opinions == 2
