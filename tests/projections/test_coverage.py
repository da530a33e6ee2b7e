"""Who answers, and for what nobody does: a story on two clocks, the rule tier by tier, and what a reading of the open problems finds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.county import DISPATCH, GU, HE, NOW, PLAN, SHEN, SIGN, TODAY, ZONE, days, populate, registered

from sandan.desk import handover, organisation
from sandan.desk import problem as problems
from sandan.desk.organisation import Post, Seat
from sandan.desk.succession import merge_unit
from sandan.domain import problem_command, responsibility
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Tier, Topic
from sandan.domain.wire import Command
from sandan.ledger import read
from sandan.projections.appointment import actor
from sandan.projections.coverage import Answer, Day, Kind, Why, answers, look
from sandan.projections.figure import compute
from sandan.projections.unit import Spell
from sandan.projections.version import as_of

pytestmark = pytest.mark.django_db
KEYS = count()
HEAD = (Role.UNIT_HEAD,)


def key() -> str:
    return f"coverage-{next(KEYS)}"


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    populate()


def give(order: Command, by: Actor, of: str = "p1") -> None:
    problems.give(of, order, by, key(), at=NOW)


def told(found: dict[Tier, Answer]) -> list[str]:
    return [str(each.why) if each.why else each.person for each in found.values()]


# The story


def test_who_answered_for_this_on_10_october() -> None:
    """A merger, a rename, an acting head, a vacancy, a transfer and a late entry: one answer a day, and one for what was known when."""

    def at(month: int, day: int) -> datetime:
        return datetime(2026, month, day, 9, 0, tzinfo=ZONE)

    def town(on: date, position: int | None = None) -> str:
        found = answers(place="shiqiao", on=on, position=position)[Tier.TOWN]
        return str(found.why) if found.why else f"{found.person}{' acting' if found.acting else ''} @{found.unit}"

    seat = organisation.establish_post(Seat("qingxi", "镇长", HEAD, TODAY, chief=True), SHEN, key(), NOW)
    to = Post("", "", (), TODAY, post_id=seat)
    zhou = organisation.take_on("周明", to, SHEN, key(), at=NOW)
    xu = organisation.take_on("徐立", Post("qingxi", "副镇长", HEAD, TODAY), SHEN, key(), at=NOW)
    first = read.head().size

    organisation.end_appointment(zhou.appointment, date(2026, 10, 4), SHEN, key(), at(10, 5))
    vacant = read.head().size
    # Recorded on the 20th, effective on the 8th: Xu had been standing in.
    acting = Post("", "", (), date(2026, 10, 8), post_id=seat, acting=True)
    stand_in = organisation.appoint(xu.person, acting, SHEN, key(), at(10, 20))
    late = read.head().size
    organisation.rename_unit("qingxi", "青溪街道", date(2026, 10, 9), SHEN, key(), at(10, 21))
    organisation.end_appointment(stand_in, date(2026, 10, 14), SHEN, key(), at(10, 21))
    tang = organisation.appoint("bai", Post("", "", (), date(2026, 10, 15), post_id=seat), SHEN, key(), at(10, 21))
    beixi = organisation.establish_unit("北溪镇", Tier.TOWN, "yunling", SHEN, key(), at(10, 22))
    merge_unit("qingxi", beixi, date(2026, 10, 25), SHEN, key(), at(10, 25))

    assert town(date(2026, 10, 4)) == f"{zhou.person} @qingxi"
    assert town(date(2026, 10, 5)) == "vacant"
    assert town(date(2026, 10, 10)) == f"{xu.person} acting @qingxi"
    assert town(date(2026, 10, 15)) == "bai @qingxi"
    assert town(date(2026, 10, 25)) == f"bai @{beixi}", "the successor's chief: it had none of its own"
    # What was known when.
    assert town(date(2026, 10, 10), first) == f"{zhou.person} @qingxi"
    assert town(date(2026, 10, 10), vacant) == "vacant"
    assert town(date(2026, 10, 10), late) == f"{xu.person} acting @qingxi"
    names = {
        day: as_of(Spell, None).filter(unit="qingxi", from_on__lte=day).latest("from_on").name
        for day in (date(2026, 10, 8), date(2026, 10, 10))
    }
    assert list(names.values()) == ["青溪镇", "青溪街道"]
    assert tang


# The rule


def test_the_four_tiers_of_a_place() -> None:
    assert told(answers(place="shiqiao", on=TODAY)) == ["no_assignment", "silent", "no_head", "du"]
    organisation.assign("su", "qingxi", TODAY, SHEN, key(), NOW)
    found = answers(place="shiqiao", on=TODAY)[Tier.COUNTY]
    assert (found.person, found.by, found.since) == ("su", "qingxi", TODAY)
    other = organisation.take_on("江月", Post("yunling", "副县长", (Role.LEADER,), TODAY), SHEN, key(), at=NOW)
    organisation.assign(other.person, "shiqiao", TODAY, SHEN, key(), NOW)
    assert answers(place="shiqiao", on=TODAY)[Tier.COUNTY].person == other.person, "the village before its town"
    assert answers(place="qingxi", on=TODAY)[Tier.COUNTY].person == "su"
    assert answers(place="qingxi", on=TODAY)[Tier.BRANCH].why is Why.NO_UNIT
    organisation.end_appointment(other.appointment, TODAY, SHEN, key(), NOW)
    tomorrow = answers(place="shiqiao", on=TODAY + days(1))[Tier.COUNTY]
    assert (tomorrow.why, tomorrow.person) == (None, "su"), (
        "a leader who left does not hide the one who answers for the town"
    )


def test_a_subject_falls_to_the_department_that_lists_it() -> None:
    assert told(answers(topic="water", on=TODAY)) == ["no_assignment", "silent", "no_unit", "no_unit"]
    organisation.list_duty("water", Topic.WATER, "", "三定方案", TODAY, SHEN, key(), NOW)
    organisation.assign("su", "water", TODAY, SHEN, key(), NOW)
    found = answers(topic="water", on=TODAY)
    assert told(found)[:2] == ["su", "he"]
    assert found[Tier.COUNTY].by == "water"
    organisation.assign("shen", Topic.WATER, TODAY, SHEN, key(), NOW)
    assert answers(topic="water", on=TODAY)[Tier.COUNTY].person == "shen", "the subject before its department"


def test_a_problem_falls_to_its_place_its_subject_and_its_unit() -> None:
    give(registered("p1", ()), GU)
    for order, by in ((problem_command.AcceptProblem(), GU), (DISPATCH, GU), (SIGN, HE), (PLAN, HE)):
        give(order, by)
    for asked in ({"problem": "p1"}, {"task": "t1"}):
        assert told(answers(on=TODAY, **asked)) == ["no_assignment", "he", "no_head", "du"]  # type: ignore[arg-type]
    organisation.list_duty("roads", Topic.WATER, "", "三定方案", TODAY, SHEN, key(), NOW)
    assert answers(problem="p1", on=TODAY)[Tier.SYSTEM].person == "tian"
    organisation.list_duty("water", Topic.WATER, "", "三定方案", TODAY, SHEN, key(), NOW)
    assert answers(problem="p1", on=TODAY)[Tier.SYSTEM].person == "he", (
        "the unit that has it, where its list names the subject"
    )
    assert told(answers(problem="p9", on=TODAY)) == ["no_assignment", "silent", "no_unit", "no_unit"]


def test_an_empty_chief_post_is_a_vacancy_even_beside_a_deputy() -> None:
    assert answers(place="shiqiao", on=TODAY)[Tier.BRANCH].person == "du"
    seat = organisation.establish_post(Seat("shiqiao", "支部书记", HEAD, TODAY, chief=True), SHEN, key(), NOW)
    found = answers(place="shiqiao", on=TODAY)[Tier.BRANCH]
    assert (found.why, found.unit, found.post) == (Why.VACANT, "shiqiao", "支部书记")
    day = Day(TODAY)
    assert [each.key for each in day.vacant()] == [seat]
    organisation.appoint("ma", Post("", "", (), TODAY, post_id=seat, acting=True), SHEN, key(), NOW)
    found = answers(place="shiqiao", on=TODAY)[Tier.BRANCH]
    assert (found.person, found.acting) == ("ma", True)
    assert [each.person for each in Day(TODAY).acting()] == ["ma"]


# What a reading finds


@pytest.fixture
def worked(county: None) -> None:
    """p1 with named people and a task, p2 with nobody."""
    for of in ("p1", "p2"):
        give(registered(of, ()), GU, of)
        give(problem_command.AcceptProblem(), GU, of)
    for order, by in ((DISPATCH, GU), (SIGN, HE), (PLAN, HE)):
        give(order, by)
    named = responsibility.AssignResponsibility(lead_unit="water", leader="he", person="ma", supervising_leader="su")
    give(named, GU)
    give(responsibility.AssignResponsibility(task="t1", lead_unit="water", person="ma", verifier="ye"), GU)


def test_orphans_after_a_transfer_until_the_successor_accepts(worked: None) -> None:
    seen = look(Day(TODAY))
    assert (seen.problems, seen.tasks, seen.covered) == (2, 1, 1)
    assert {kind: seen.counts[kind] for kind in Kind} == {
        Kind.NOBODY: 1,
        Kind.NO_POST: 0,
        Kind.ELSEWHERE: 0,
        Kind.OWN_JUDGE: 0,
    }
    assert seen.loads == {"he": 1, "ma": 2}
    assert seen.overloaded(1) == [("ma", 2)]
    organisation.end_appointment("ma-water", TODAY, SHEN, key(), NOW)
    orphans = look(Day(TODAY + days(1))).findings[Kind.NO_POST]
    assert [(each.number, each.part, each.person) for each in orphans] == [
        ("W2026-p1", "person", "ma"),
        ("W2026-p1-1", "person", "ma"),
    ]
    organisation.appoint("ma", Post("roads", "干部", (Role.HANDLER,), TODAY + days(1)), SHEN, key(), NOW)
    seen = look(Day(TODAY + days(1)))
    assert not seen.findings[Kind.NO_POST]
    assert len(seen.findings[Kind.ELSEWHERE]) == 2
    made = handover.offer("ma", "he", ("problem/p1", "task/p1/t1"), GU, key(), at=NOW)
    he = actor("he", "he-water", TODAY)
    assert he is not None
    handover.accept(made, he, key(), NOW)
    assert sum(look(Day(TODAY + days(1))).counts.values()) == 1, "only p2 has nobody"


def test_one_who_verifies_their_own_units_work_is_found(worked: None) -> None:
    organisation.appoint("ye", Post("water", "干部", (Role.HANDLER,), TODAY), SHEN, key(), NOW)
    found = look(Day(TODAY)).findings[Kind.OWN_JUDGE]
    assert [(each.task, each.person) for each in found] == [("t1", "ye")]


def test_holes_are_counted_by_tier(worked: None) -> None:
    assert look(Day(TODAY)).holes == {Tier.COUNTY: 2, Tier.SYSTEM: 1, Tier.TOWN: 2, Tier.BRANCH: 0}


def test_findings_come_in_pages_and_reading_costs_the_same_number_of_queries(worked: None) -> None:
    with CaptureQueriesContext(connection) as few:
        look(Day(TODAY))
    for number in range(3, 9):
        give(registered(f"p{number}", ()), GU, f"p{number}")
    with CaptureQueriesContext(connection) as many:
        first = look(Day(TODAY), most=3)
    assert len(few) == len(many) == 9
    assert [each.problem for each in first.findings[Kind.NOBODY]] == ["p2", "p3", "p4"]
    assert (first.counts[Kind.NOBODY], first.more) == (7, {Kind.NOBODY})
    last = first.findings[Kind.NOBODY][-1].position
    second = look(Day(TODAY), {Kind.NOBODY: last}, most=3)
    assert [each.problem for each in second.findings[Kind.NOBODY]] == ["p5", "p6", "p7"]
    assert [each.problem for each in look(Day(TODAY), units=["water"]).findings[Kind.NOBODY]] == []


def test_the_figure_counts_what_the_reading_covers(worked: None) -> None:
    tomorrow = TODAY + timedelta(1)
    (rate,) = compute(["rate.coverage"], on=TODAY)
    assert (rate.numerator, rate.denominator, str(rate.value)) == (1, 2, "50.0")
    before = read.head().size
    for of in ("he-water", "ma-water"):
        organisation.end_appointment(of, TODAY, SHEN, key(), NOW)
    for on, position in ((TODAY, None), (tomorrow, None), (tomorrow, before)):
        (value,) = compute(["rate.coverage"], on=on, position=position)
        assert value.numerator == look(Day(on, position)).covered
    assert compute(["rate.coverage"], on=tomorrow)[0].numerator == 0
    assert compute(["rate.coverage"], on=tomorrow, position=before)[0].numerator == 1
