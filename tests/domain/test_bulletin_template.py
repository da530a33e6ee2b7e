"""Templates of bulletins: dated, and about whole weeks and months that are over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.bulletin import BODY_LIMIT
from sandan.domain.bulletin_template import Every, in_force, last_period, templates


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_a_period_is_whole_and_over(today: date) -> None:
    week, month = last_period(Every.WEEK, today), last_period(Every.MONTH, today)
    assert week is not None
    assert month is not None
    assert (week.last - week.first).days == 6
    assert week.first.isoweekday() == 1
    assert timedelta(0) < today - week.last <= timedelta(7)
    assert month.first.day == 1
    assert month.last + timedelta(1) == today.replace(day=1)
    assert last_period(Every.NEVER, today) is None


@pytest.mark.parametrize(
    ("today", "week", "month"),
    [(date(2026, 11, 28), "2026-W47", "2026-10"), (date(2027, 1, 3), "2026-W52", "2026-12"), (date(2027, 1, 4), "2026-W53", "2026-12")],
)  # fmt: skip
def test_names_of_periods(today: date, week: str, month: str) -> None:
    named = [last_period(each, today) for each in (Every.WEEK, Every.MONTH)]
    assert [each and each.name for each in named] == [week, month]


def test_ids_and_versions_are_unique_and_texts_fit() -> None:
    codes = [each.code for each in templates()]
    assert len(set(codes)) == len(codes)
    for each in templates():
        title, body = each.filled(date(2026, 11, 28))
        assert len(title) <= 200
        assert len(body) <= BODY_LIMIT
        assert "{" not in title + body


def test_the_newest_that_has_begun_is_used() -> None:
    assert {each.id for each in in_force(date(2026, 11, 28))} == {"weekly", "monthly", "campaign", "closure"}
    assert in_force(date(2025, 12, 31)) == ()


def test_dates_are_written_as_official_prose_writes_them() -> None:
    weekly = next(each for each in in_force(date(2026, 3, 9)) if each.id == "weekly")
    title, body = weekly.filled(date(2026, 3, 9))
    assert "2026年3月2日至2026年3月8日" in title
    assert "since=2026-03-02" in body
