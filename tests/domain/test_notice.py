"""The rules of notices: which event tells whom, and the hours at which something may reach a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, ZONE

from sandan.domain import clock, handover, notice, problem_event, responsibility, survey
from sandan.domain.authority import Role
from sandan.domain.notice import Audience, Kind, Rule, after_quiet, again_at, concerns, next_digest, rule_of
from sandan.domain.values import Level, SurveyOutcome

ON = date(2026, 3, 9)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda each: each.replace(tzinfo=ZONE))  # noqa: DTZ001
hours = st.times()


def test_what_stands_under_the_shield_tells_nobody() -> None:
    sent = problem_event.ProblemDispatched(happened_on=ON, unit="water", due_on=ON, cooperating=(), note="")
    assert rule_of("problem/p1", sent) == Rule(Kind.DISPATCHED, (Audience.UNIT,))
    assert rule_of("problem/0p1", sent) is None
    for items, told in (("problem/p1 duty/d1", True), ("problem/p1 problem/0p2", False)):
        offered = handover.HandoverOffered(
            happened_on=ON, handover="h", giver="a", to="b", items=tuple(items.split()), above=(), note=""
        )
        assert (rule_of("handover/h", offered) is not None) == told


def test_a_later_form_of_an_event_tells_the_same() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Later(problem_event.ProblemSentBack):
        basis: str = ""

    assert rule_of("problem/p1", Later(happened_on=ON, reason="")) == Rule(Kind.SENT_BACK, (Audience.UNIT,))


@pytest.mark.parametrize(
    ("fixed", "level", "told"),
    [
        (False, Level.SATISFIED, True),
        (True, Level.DISSATISFIED, True),
        (True, Level.VERY_DISSATISFIED, True),
        (True, Level.DONT_KNOW, False),
        (True, Level.SATISFIED, False),
        (None, None, False),
    ],
)
def test_only_a_reporter_who_is_not_content_is_news(fixed: bool | None, level: Level | None, told: bool) -> None:
    heard = survey.SurveyRecorded(
        happened_on=ON, survey="s", opinion="o", outcome=SurveyOutcome.ANSWERED, fixed=fixed, level=level
    )
    assert (rule_of("problem/p1", heard) is not None) == told


def test_more_time_is_news_for_whoever_must_agree_next() -> None:
    def asked(awaits: Role | None) -> Rule | None:
        dates = {"happened_on": ON, "due_on": ON, "to_on": ON}
        told = clock.ExtensionAskedOf(**dates, reason="", progress="", worker="he", awaits=awaits)
        return rule_of("problem/p1", told)

    office, leaders = (
        Rule(Kind.EXTENSION_ASKED, (Audience.DISPATCHERS,)),
        Rule(Kind.EXTENSION_ASKED, (Audience.LEADERS,)),
    )
    assert (asked(Role.DISPATCHER), asked(Role.LEADER), asked(None)) == (office, leaders, None)
    agreed = clock.ExtensionAgreed(
        happened_on=ON,
        role=Role.DISPATCHER,
        awaits=Role.LEADER,
        due_on=ON,
        to_on=ON,
        note="",
        approver="gu",
    )
    assert rule_of("problem/p1", agreed) == leaders
    assert Kind.EXTENSION_ASKED in concerns({Role.LEADER})


def test_a_task_is_told_to_whom_it_is_given_and_a_unit_is_no_person() -> None:
    def given_to(person: str, task: str) -> Rule | None:
        return rule_of(
            "problem/p1",
            responsibility.ResponsibilityAssigned(
                happened_on=ON, task=task, lead_unit="water", leader="he", person=person, cooperating=(),
                supervising_leader="", verifier="",
            ),
        )  # fmt: skip

    assert given_to("ma", "t1") == Rule(Kind.TASK, (Audience.NAMED,), ("ma",))
    assert given_to("ma", "") is None
    assert given_to("", "t1") is None


def test_every_kind_is_told_to_somebody() -> None:
    assert concerns(frozenset(Role)) == tuple(Kind)
    assert Kind.CLAIMED not in concerns({Role.HANDLER})
    assert concerns({Role.AUDITOR}) == (Kind.TASK, Kind.HANDOVER)
    assert concerns({Role.RESIDENT}) == ()


@given(at=moments, first=hours, last=hours)
def test_quiet_hours_are_kept_and_end_within_a_day(at: datetime, first: time, last: time) -> None:
    first, last = first.replace(second=0, microsecond=0), last.replace(second=0, microsecond=0)
    due = after_quiet(at, first, last)
    assert at <= due < at + timedelta(days=1)
    assert after_quiet(due, first, last) == due, "no hour that is quiet again"
    if due != at:
        assert due.time() == last


@pytest.mark.parametrize(
    ("hour", "due"),
    [("20:59", "20:59"), ("21:00", "07:30"), ("02:00", "07:30"), ("07:29", "07:30"), ("07:30", "07:30")],
)
def test_a_night_goes_over_midnight(hour: str, due: str) -> None:
    at = datetime.combine(ON, time.fromisoformat(hour), ZONE)
    assert after_quiet(at, time(21), time(7, 30)).strftime("%H:%M") == due
    assert after_quiet(at, None, None) == at


@given(at=moments, when=hours, weekday=st.none() | st.integers(0, 6))
def test_a_digest_comes_at_its_hour_within_a_day_or_a_week(at: datetime, when: time, weekday: int | None) -> None:
    due = next_digest(at, when, weekday)
    assert at < due <= at + timedelta(days=1 if weekday is None else 7)
    assert (due.hour, due.minute) == (when.hour, when.minute)
    assert weekday is None or due.weekday() == weekday


def test_tries_end() -> None:
    waits = [again_at(each, NOW) for each in range(1, len(notice.BACK_OFF) + 2)]
    assert waits[-1] is None
    due = [each for each in waits if each is not None]
    assert due == sorted(due)
