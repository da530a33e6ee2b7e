"""A year's notice: what the office may enter, what a correction takes, and what no year can be without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.county import GU, HE, NOW, SHEN, WU

from sandan.domain import holiday, post
from sandan.domain.holiday import Notice, NoticeYear
from sandan.domain.values import Fault, Refusal

OFF = (date(2027, 1, 1), date(2027, 5, 1), date(2027, 10, 1), date(2027, 10, 4))
WORKED = (date(2027, 10, 9),)
ORDER = NoticeYear(year=2027, holidays=OFF, workdays=WORKED, source=" 国办发明电〔2026〕X号 ")
KNOWN = Notice(2027, OFF, WORKED)


def test_the_office_or_the_operator_enters_a_year() -> None:
    for by in (GU, SHEN):
        (told,) = holiday.decide(ORDER, None, by, NOW)
        assert isinstance(told, holiday.YearNoticed)
        assert (told.year, told.holidays, told.workdays) == (2027, OFF, WORKED)
        assert (told.source, told.reason) == ("国办发明电〔2026〕X号", "")
        assert holiday.evolve(None, told) == KNOWN
    for by in (WU, HE):
        with pytest.raises(Refusal, match="not_allowed"):
            holiday.decide(ORDER, None, by, NOW)


def test_days_are_kept_in_order_and_once() -> None:
    (told,) = holiday.decide(replace(ORDER, holidays=(*reversed(OFF), OFF[0])), None, GU, NOW)
    assert isinstance(told, holiday.YearNoticed)
    assert told.holidays == OFF


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"holidays": (*OFF, date(2026, 12, 31))}, "calendar_other_year"),
        ({"workdays": (date(2028, 1, 1),)}, "calendar_other_year"),
        ({"workdays": (date(2027, 10, 8),)}, "calendar_not_a_weekend"),
        ({"holidays": (*OFF, *WORKED)}, "calendar_day_twice"),
        ({"holidays": OFF[:2]}, "calendar_incomplete"),
        ({"holidays": ()}, "calendar_incomplete"),
        ({"year": 2029}, "calendar_year_far"),
        ({"year": 1948}, "calendar_year_far"),
        ({"source": "  "}, "text_missing"),
        ({"happened_on": date(2099, 1, 1)}, "date_in_future"),
    ],
)
def test_what_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        holiday.decide(replace(ORDER, **changed), None, GU, NOW)  # type: ignore[arg-type]


def test_a_correction_says_why_and_changes_something() -> None:
    otherwise = replace(ORDER, workdays=())
    for state, order in ((KNOWN, otherwise), (None, replace(otherwise, known=True))):
        with pytest.raises(Refusal, match="text_missing"):
            holiday.decide(order, state, GU, NOW)
        (told,) = holiday.decide(replace(order, reason="通知有更正"), state, GU, NOW)
        assert isinstance(told, holiday.YearNoticed)
        assert told.reason == "通知有更正"
    with pytest.raises(Refusal, match="calendar_same"):
        holiday.decide(replace(ORDER, reason="再发一次"), KNOWN, GU, NOW)


def test_another_nouns_command_is_a_fault() -> None:
    with pytest.raises(Fault):
        holiday.decide(post.AbolishPost(post="p", until_on=NOW.date()), None, SHEN, NOW)
