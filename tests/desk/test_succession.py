"""Units through the desk: moved, split, merged and abolished, with everything that hangs on them, and nobody a stranger afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from random import Random

import pytest
from django.db import connection
from tests.county import DISPATCH, GU, NOW, SHEN, TODAY, days, populate, proof, registered

from sandan.desk import organisation as desk
from sandan.desk import problem as problems
from sandan.desk.batch import _places
from sandan.desk.handle import fold
from sandan.desk.succession import abolish_unit, estate, merge_unit
from sandan.domain import problem_command, task
from sandan.domain.authority import Actor, Role
from sandan.domain.case import Case
from sandan.domain.values import Refusal, Tier, Topic
from sandan.projections import replay
from sandan.projections.appointment import Appointment, actor, running
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty, off_list
from sandan.projections.models import ALL
from sandan.projections.post import Post
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.task import Task
from sandan.projections.unit import Spell, Unit
from sandan.projections.version import now, rows_of

KEYS = count()


def key() -> str:
    return f"succession-{next(KEYS)}"


@pytest.fixture(autouse=True)
def county(db: None) -> Iterator[None]:
    populate()
    yield
    kept = {model: list(rows_of(connection, model)) for model in ALL}
    replay.rebuild()
    assert {model: list(rows_of(connection, model)) for model in ALL} == kept


def by_id(of: str) -> Unit:
    return now(Unit).get(key=of)


def who(person: str, post: str, on: date = TODAY) -> Actor:
    found = actor(person, post, on)
    assert found is not None
    return found


def later(count: int) -> datetime:
    return NOW + timedelta(days=count)


def test_a_move_takes_everything_below_along() -> None:
    group = desk.establish_unit("第一组", Tier.BRANCH, "shiqiao", SHEN, key(), NOW)
    desk.move_unit("qingxi", "office", TODAY, SHEN, key(), NOW)
    assert by_id(group).path == f"{group} shiqiao qingxi office yunling"
    with pytest.raises(Refusal, match="parent_is_below"):
        desk.move_unit("qingxi", group, TODAY, SHEN, key(), NOW)
    desk.move_unit("qingxi", "yunling", TODAY, SHEN, key(), later(1))
    assert by_id(group).path == f"{group} shiqiao qingxi yunling"


def test_every_day_has_one_name_and_one_place() -> None:
    desk.rename_unit("water", "县水务局", TODAY + days(5), SHEN, key(), later(9))
    desk.move_unit("water", "office", TODAY + days(7), SHEN, key(), later(9))
    desk.rename_unit("water", "县水利水务局", TODAY + days(7), SHEN, key(), later(9))
    spells = [(each.from_on, each.until_on, each.name, each.parent) for each in _spells("water")]
    assert spells == [
        (TODAY, TODAY + days(4), "县水利局", "yunling"),
        (TODAY + days(5), TODAY + days(6), "县水务局", "yunling"),
        (TODAY + days(7), None, "县水利水务局", "office"),
    ]
    for day in range(12):
        assert now(Spell).filter(running(TODAY + days(day)), unit="water").count() == 1


def _spells(of: str) -> list[Spell]:
    return list(now(Spell).filter(unit=of).order_by("from_on"))


def test_a_unit_in_use_is_merged_not_abolished() -> None:
    with pytest.raises(Refusal, match="unit_in_use") as caught:
        abolish_unit("qingxi", None, SHEN, key(), NOW)
    assert caught.value.facts == {"unit": "青溪镇", "posts": 1, "problems": 0, "units": 1}
    empty = desk.establish_unit("筹备办", Tier.SYSTEM, "yunling", SHEN, key(), NOW)
    seat = desk.establish_post(desk.Seat(empty, "主任", (Role.UNIT_HEAD,), TODAY, chief=True), SHEN, key(), NOW)
    listed = desk.list_duty(empty, Topic.ROADS, "", "筹备方案", TODAY, SHEN, key(), NOW)
    abolish_unit(empty, TODAY + days(3), SHEN, key(), later(3))
    assert by_id(empty).abolished_on == TODAY + days(3)
    assert now(Post).get(key=seat).until_on == now(Duty).get(key=listed).until_on == TODAY + days(2)
    assert now(Spell).get(unit=empty).until_on == TODAY + days(2)
    for refused in (
        lambda: desk.establish_unit("新站", Tier.SYSTEM, empty, SHEN, key(), later(3)),
        lambda: desk.move_unit("water", empty, None, SHEN, key(), later(3)),
        lambda: desk.appoint("ma", desk.Post(empty, "干部", (Role.HANDLER,), TODAY), SHEN, key(), later(3)),
        lambda: desk.list_duty(empty, Topic.ROADS, "", "x", TODAY, SHEN, key(), later(3)),
    ):
        with pytest.raises(Refusal, match="unit_ended"):
            refused()


def test_new_units_stand_beside_the_old_one_and_know_where_they_came_from() -> None:
    north, south = desk.split_unit("qingxi", (("北溪镇", Tier.TOWN), ("南溪镇", Tier.TOWN)), TODAY, SHEN, key(), NOW)
    assert [by_id(each).origin for each in (north, south)] == ["qingxi", "qingxi"]
    assert [by_id(each).path for each in (north, south)] == [f"{north} yunling", f"{south} yunling"]
    assert by_id("qingxi").abolished_on is None
    merge_unit("qingxi", north, None, SHEN, key(), later(1))
    assert by_id("shiqiao").path == f"shiqiao {north} yunling"
    assert by_id(north).absorbed == "qingxi"


# The merger of the water bureau into the roads bureau, with all that it had.


@pytest.fixture
def merged(county: None) -> str:
    """Merges from the fifth day on, recorded on the ninth; returns the id of the problem that the water bureau had."""
    seat = desk.establish_post(desk.Seat("water", "局长", (Role.UNIT_HEAD,), TODAY, chief=True), SHEN, key(), NOW)
    desk.establish_post(desk.Seat("roads", "局长", (Role.UNIT_HEAD,), TODAY, chief=True), SHEN, key(), NOW)
    desk.appoint("he", desk.Post("", "", (), TODAY, post_id=seat), SHEN, key(), NOW)
    desk.take_on("新来", desk.Post("water", "干部", (Role.HANDLER,), TODAY + days(7)), SHEN, key(), at=later(2))
    desk.take_on("到期", desk.Post("water", "干部", (Role.HANDLER,), TODAY), SHEN, "merge-temp", at=NOW)
    temp = now(Appointment).get(post="干部", from_on=TODAY)
    desk.end_appointment(temp.key, TODAY + days(30), SHEN, key(), later(2))
    station = desk.establish_unit("供水站", Tier.SYSTEM, "water", SHEN, "merge-station", NOW)
    desk.assign("su", "water", TODAY, SHEN, key(), NOW)
    desk.assign("su", "qingxi", TODAY, SHEN, key(), NOW)
    desk.list_duty("water", Topic.WATER, "", "三定方案", TODAY, SHEN, key(), NOW)
    desk.list_duty("water", Topic.ROADS, "", "三定方案", TODAY, SHEN, key(), NOW)
    desk.list_duty("roads", Topic.ROADS, "", "三定方案", TODAY, SHEN, key(), NOW)
    give("p1", registered("p1", ()), GU)
    for order in (problem_command.AcceptProblem(), DISPATCH):
        give("p1", order, GU)
    give("p1", problem_command.SignFor(), who("he", "he-water"))
    plan = task.PlanTask(task="t1", measure="换管", standard="不漏", from_on=TODAY, to_on=TODAY + days(15))
    give("p1", plan, who("he", "he-water"))
    done = task.PlanTask(task="t2", measure="探漏", standard="找到", from_on=TODAY, to_on=TODAY + days(15))
    give("p1", done, who("he", "he-water"))
    give("p1", task.CompleteTask(task="t2", done_on=TODAY, evidence=(proof(),)), who("ma", "ma-water"))
    merge_unit("water", "roads", TODAY + days(5), SHEN, "merge", later(9))
    return station


def give(of: str, order: object, by: Actor) -> None:
    problems.give(of, order, by, key(), at=NOW)  # type: ignore[arg-type]


def test_people_and_posts_end_and_begin_anew(merged: str) -> None:
    old = list(now(Appointment).filter(unit="water").order_by("position"))
    assert {each.until_on for each in old} == {TODAY + days(4), TODAY + days(6)}
    assert [each.from_on for each in old if each.until_on and each.until_on < each.from_on] == [TODAY + days(7)]
    new = {each.person: each for each in now(Appointment).filter(unit="roads").exclude(key="tian-roads")}
    assert len(new) == 4
    assert {new[each].from_on for each in ("ma", "he")} == {TODAY + days(5)}
    assert sorted(str(each.until_on) for each in new.values()) == ["2026-04-08", "None", "None", "None"]
    assert max(each.from_on for each in new.values()) == TODAY + days(7)
    seats = {each.key: each for each in now(Post).filter(unit="roads")}
    assert sum(each.chief for each in seats.values()) == 1, "the successor keeps its one chief"
    he = now(Appointment).filter(unit="roads", person="he").exclude(post_id="").get()
    assert seats[he.post_id].title == "局长"
    assert not seats[he.post_id].chief


def test_units_problems_leaders_and_duties_go_over(merged: str) -> None:
    assert by_id(merged).path == f"{merged} roads yunling"
    one = now(Problem).get(key="p1")
    assert one.unit == "roads"
    assert one.status == "in_progress"
    assert dict(now(Task).values_list("key", "unit")) == {"t1": "roads", "t2": "water"}
    case: Case = fold("problem/p1")[0]
    assert case.facts.units == {"water", "roads"}
    assert now(Assignment).get(unit="water").until_on == TODAY + days(4)
    assert now(Assignment).get(unit="roads").from_on == TODAY + days(5)
    listed = [(each.topic, each.until_on) for each in now(Duty).filter(unit="roads").order_by("topic")]
    assert listed == [("roads", None), ("water", None)]
    assert not now(Responsibility).filter(lead_unit="water").exists()


def test_the_old_name_resolves_and_says_what_came_after(merged: str) -> None:
    old = by_id("water")
    assert (old.name, old.abolished_on, old.successor) == ("县水利局", TODAY + days(5), "roads")
    with pytest.raises(Refusal, match="unit_succeeded") as caught:
        desk.appoint("ma", desk.Post("water", "干部", (Role.HANDLER,), TODAY), SHEN, key(), later(10))
    assert caught.value.facts["successor"] == "县交通局"
    assert estate("water", TODAY + days(5)).appointments == ()


def test_staff_of_the_successor_count_as_staff_of_what_it_absorbed(merged: str) -> None:
    """Laws 4 and 8 survive the merger: nobody becomes a stranger to what the old unit had to fix, and nobody ever of it does."""
    case: Case = fold("problem/p1")[0]
    tian, ma = who("tian", "tian-roads", TODAY + days(9)), now(Appointment).get(unit="roads", person="ma")
    assert "water" in tian.everywhere
    assert case.facts.is_fixer(tian)
    assert case.facts.is_fixer(who("ma", ma.key, TODAY + days(9)))
    assert "water" not in tian.lineage, "he acts for the roads bureau"
    judge = desk.take_on("新核", desk.Post("office", "验收", (Role.VERIFIER,), TODAY), SHEN, key(), at=NOW)
    assert not case.facts.is_fixer(who(judge.person, judge.appointment))
    # Absorbed twice over: what was merged into the merged one stays known.
    merge_unit("roads", "qingxi", None, SHEN, key(), later(10))
    bai = who("bai", "bai-qingxi", TODAY + days(10))
    assert {"roads", "water"} <= bai.everywhere
    assert case.facts.is_fixer(bai)
    du = who("du", "du-shiqiao", TODAY + days(10))
    assert case.facts.is_fixer(du), "who works below the successor too"


def test_a_unit_moved_away_does_not_make_its_staff_strangers() -> None:
    case_units = {"qingxi"}
    assert case_units & set(who("du", "du-shiqiao").lineage)
    desk.move_unit("shiqiao", "water", TODAY + days(3), SHEN, key(), later(6))
    du = who("du", "du-shiqiao", TODAY + days(6))
    assert du.lineage == ("shiqiao", "water", "yunling")
    assert dict(du.left)["qingxi"] == TODAY + days(6), "until the day on which the move was recorded"
    give("p1", registered("p1", ()), GU)
    for order in (
        problem_command.AcceptProblem(),
        problem_command.DispatchProblem(unit="qingxi", due_on=TODAY + days(9)),
    ):
        give("p1", order, GU)
    case: Case = fold("problem/p1")[0]
    assert case.facts.is_fixer(du)
    assert dict(who("du", "du-shiqiao").left).get("water") is None


def test_merging_is_refused_where_it_would_turn_the_tree_over() -> None:
    with pytest.raises(Refusal, match="successor_is_below"):
        merge_unit("qingxi", "shiqiao", None, SHEN, key(), NOW)
    with pytest.raises(Refusal, match="county_stays"):
        merge_unit("yunling", "water", None, SHEN, key(), NOW)
    with pytest.raises(Refusal, match="not_allowed"):
        merge_unit("water", "roads", None, GU, key(), NOW)
    with pytest.raises(Refusal, match="unknown_unit"):
        merge_unit("water", "nowhere", None, SHEN, key(), NOW)
    assert by_id("water").abolished_on is None


def test_a_merger_sent_twice_happens_once(merged: str) -> None:
    before = now(Appointment).count()
    again = merge_unit("water", "roads", TODAY + days(5), SHEN, "merge", later(9))
    assert again.again
    assert now(Appointment).count() == before


def test_a_leader_of_the_successor_stays_and_duties_outside_a_list_are_told() -> None:
    desk.assign("su", "water", TODAY, SHEN, key(), NOW)
    desk.assign("he", "roads", TODAY, SHEN, key(), NOW)
    desk.list_duty("roads", Topic.ROADS, "", "三定方案", TODAY, SHEN, key(), NOW)
    merge_unit("water", "roads", None, SHEN, key(), later(2))
    assert [each.leader for each in now(Assignment).filter(running(TODAY + days(2)), unit="roads")] == ["he"]
    with pytest.raises(Refusal, match="leader_there_already"):
        desk.assign("su", "roads", TODAY + days(3), SHEN, key(), later(3))
    assert off_list("roads", {"roads", "water"}, TODAY) == {"water"}
    assert off_list("qingxi", {"water"}, TODAY) == set(), "where there is no list, nothing lies outside it"


def test_nothing_goes_to_a_unit_that_is_no_more(merged: str) -> None:
    give("p2", registered("p2", ()), GU)
    give("p2", problem_command.AcceptProblem(), GU)
    for unit, helping in (("water", ()), ("roads", ("water",))):
        with pytest.raises(Refusal, match="unit_succeeded"):
            problems.dispatch(
                "p2", problems.Dispatch(unit, TODAY + days(30), cooperating=helping), GU, key(), later(10)
            )
    with pytest.raises(Refusal, match="unknown_unit"):
        problems.dispatch("p2", problems.Dispatch("nowhere", TODAY + days(30)), GU, key(), later(10))
    problems.dispatch("p2", problems.Dispatch("roads", TODAY + days(30)), GU, key(), later(10))
    assert now(Problem).get(key="p2").unit == "roads"


def test_a_name_in_a_file_means_the_unit_that_stands_and_else_the_one_that_did() -> None:
    old = desk.establish_unit("北溪镇", Tier.TOWN, "yunling", SHEN, key(), NOW)
    merge_unit(old, "qingxi", None, SHEN, key(), later(1))
    assert _places()["北溪镇"] == (old, "")
    new = desk.establish_unit("北溪镇", Tier.TOWN, "yunling", SHEN, key(), later(2))
    assert _places()["北溪镇"] == (new, "")
    desk.establish_unit("北溪镇", Tier.TOWN, "yunling", SHEN, key(), later(3))
    assert "北溪镇" not in _places(), "two that stand and share a name are told apart by neither"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_to_units_the_tree_and_its_history_stay_whole(seed: int) -> None:
    """Renames, moves, splits, mergers and endings at random, each effective on some day up to when it is entered."""
    chance, done = Random(seed), Counter[str]()
    for step in range(60):
        at, names = later(step), [each.key for each in now(Unit).exclude(tier="county")]
        on = (at - timedelta(days=chance.choice((0, 0, 0, 1, 5)))).date()
        of, other = chance.choice(names), chance.choice([*names, "yunling"])
        how = chance.choice(("rename", "move", "move", "split", "merge", "abolish", "new"))
        try:
            match how:
                case "rename":
                    desk.rename_unit(of, f"名{step}", on, SHEN, key(), at)
                case "move":
                    desk.move_unit(of, other, on, SHEN, key(), at)
                case "split":
                    desk.split_unit(of, ((f"分{step}", Tier.SYSTEM),), on, SHEN, key(), at)
                case "merge":
                    merge_unit(of, other, on, SHEN, key(), at)
                case "abolish":
                    abolish_unit(of, on, SHEN, key(), at)
                case _:
                    desk.establish_unit(f"新{step}", Tier.BRANCH, other, SHEN, key(), at, on=on)
        except Refusal as refusal:
            done[f"refused {refusal.code}"] += 1
        else:
            done[how] += 1
    assert done["move"], done
    units = {each.key: each for each in now(Unit)}
    for each in units.values():
        _assert_history(each, units)
    assert now(Appointment).filter(running(later(60).date())).values("person").distinct().count() == 13, (
        "nobody is lost"
    )


def _assert_history(of: Unit, units: dict[str, Unit]) -> None:
    spells = [each for each in _spells(of.key) if each.until_on is None or each.until_on >= each.from_on]
    for one, following in pairwise(spells):
        assert one.until_on == following.from_on - days(1), "no day without an answer, none with two"
    if of.abolished_on is not None:
        assert not spells or spells[-1].until_on == of.abolished_on - days(1)
        if of.successor:
            assert {of.key, *of.absorbed.split()} <= set(units[of.successor].absorbed.split())
        return
    assert spells[0].from_on == of.established_on
    assert (spells[-1].until_on, spells[-1].name, spells[-1].parent) == (None, of.name, of.parent)
    path, above = [of.key], of.parent
    while above:
        assert above not in path, "a unit below itself"
        assert units[above].abolished_on is None, f"{of.name} stands under what is no more"
        path.append(above)
        above = units[above].parent
    assert of.path.split() == path
