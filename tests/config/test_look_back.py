"""`sandan look-back recount`: a stranger to the code that drew draws the same, and notices what was changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone
from tests.web.cast import fresh_key, make_county
from tests.web.step import struck_off

from sandan.config.look_back import look_back
from sandan.desk import look_back as desk
from sandan.desk.look_back import Freezing
from sandan.domain.look_back import Strata
from sandan.projections.look_back import LookBack
from sandan.projections.version import now


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(look_back, arguments)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def key(db: None) -> str:
    """A look-back of one in each town of four problems, frozen today."""
    county = make_county()
    for n in range(4):
        struck_off(county, f"第{n}处水管裂了。")
    today = timezone.localdate()
    what = Freezing(Strata.TOWN, today, today, 1, False, "福彩双色球", "2026138", today + timedelta(1))
    return desk.freeze(what, county.actor("dispatcher"), fresh_key())


def drawn(key: str) -> Any:
    from sandan.domain.authority import Actor, Role

    office = Actor(frozenset({Role.DISPATCHER}), "d", "d", "u", ("u",))
    return desk.draw(key, "03 08 12 17", "公告", office, fresh_key(), timezone.now() + timedelta(days=1))


def test_a_frozen_look_back_and_a_drawn_one_are_recounted(key: str) -> None:
    assert "not drawn yet" in run("recount", key)
    drawn(key)
    told = json.loads(run("recount", key, "--json"))
    assert told["same"]
    assert len(told["drawn"]) == 1
    assert [each["same"] for each in told["checks"]] == [True] * 6
    assert key in run("list")
    assert json.loads(run("list", "--json"))[0]["population"] == 4


def test_what_was_changed_is_noticed(key: str) -> None:
    """A row of the problem list that the ledger does not know, and a sample that does not follow from the seed."""
    drawn(key)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projections_problem SET struck_off_on = NULL WHERE key = (SELECT min(key) FROM projections_problem)"
        )
    assert "DIFFERS\teverything struck off in the period" in run("recount", key, code=1)


def test_no_such_look_back(key: str) -> None:
    assert now(LookBack).get().key == key
    assert "No look-back zzzz" in run("recount", "zzzz", code=2)
