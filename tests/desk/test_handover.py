"""Hand-overs through the desk: what someone answers for, offered, accepted, and answered for by the successor in the same transaction."""

from __future__ import annotations

from itertools import count

import pytest
from tests.county import DISPATCH, DU, GU, HE, MA, NOW, PLAN, SHEN, SIGN, SU, TIAN, TODAY, days, populate, registered

from sandan.desk import handover as desk
from sandan.desk import organisation
from sandan.desk import problem as problems
from sandan.desk.handle import fold
from sandan.domain import problem_command, responsibility
from sandan.domain.authority import Actor, Role
from sandan.domain.case import Case
from sandan.domain.values import Refusal, Topic
from sandan.domain.wire import Command
from sandan.projections.assignment import Assignment
from sandan.projections.handover import Handover, on_offer, open_duties
from sandan.projections.responsibility import Responsibility
from sandan.projections.version import now

pytestmark = pytest.mark.django_db
KEYS = count()
BOTH = ("problem/p1", "task/p1/t1")


def key() -> str:
    return f"handover-{next(KEYS)}"


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    """Ma is named on a problem and on its task, and He on both as leader."""
    populate()
    give(registered("p1", ()), GU)
    for order, by in ((problem_command.AcceptProblem(), GU), (DISPATCH, GU), (SIGN, HE), (PLAN, HE)):
        give(order, by)
    give(responsibility.AssignResponsibility(lead_unit="water", leader="he", person="ma"), GU)
    give(responsibility.AssignResponsibility(task="t1", lead_unit="water", person="ma", verifier="ye"), GU)


def give(order: Command, by: Actor, of: str = "p1") -> None:
    problems.give(of, order, by, key(), at=NOW)


def test_what_someone_answers_for_is_listed_with_as_what() -> None:
    assert [(each.item, each.parts) for each in open_duties("ma", TODAY)] == [
        ("problem/p1", ("person",)),
        ("task/p1/t1", ("person",)),
    ]
    assert [each.item for each in open_duties("ye", TODAY)] == ["task/p1/t1"]
    assert open_duties("tian", TODAY) == []


def test_nothing_moves_before_the_successor_accepts() -> None:
    made = desk.offer("ma", "du", BOTH, GU, key(), note="马长河调离", at=NOW)
    assert set(now(Responsibility).values_list("person", flat=True)) == {"ma"}
    assert on_offer("ma") == set(BOTH)
    with pytest.raises(Refusal, match="already_offered"):
        desk.offer("ma", "tian", BOTH[:1], GU, key(), at=NOW)
    with pytest.raises(Refusal, match="not_yours"):
        desk.accept(made, MA, key(), NOW)
    desk.accept(made, DU, key(), NOW)
    rows = {each.key: each for each in now(Responsibility)}
    assert (rows["p1"].leader, rows["p1"].person) == ("he", "du")
    assert (rows["t1"].person, rows["t1"].verifier) == ("du", "ye")
    assert open_duties("ma", TODAY) == []
    case: Case = fold("problem/p1")[0]
    assert case.facts.fixers >= {"ma", "du"}
    assert now(Handover).get(key=made).status == "accepted"
    with pytest.raises(Refusal, match="handover_settled"):
        desk.accept(made, DU, key(), NOW)


def test_what_has_ended_since_is_passed_over() -> None:
    made = desk.offer("ma", "du", BOTH, HE, key(), at=NOW)
    give(responsibility.AssignResponsibility(lead_unit="water", leader="he", person="tian"), GU)
    told = desk.accept(made, DU, key(), NOW)
    assert [event.kind for _, event in told.events] == ["handover.accepted/1", "responsibility.taken_over/1"]
    assert now(Responsibility).get(key="p1").person == "tian"
    assert now(Responsibility).get(key="t1").person == "du"


def test_a_successor_who_may_not_take_one_of_them_takes_none() -> None:
    """All or nothing: the successor refuses, and the offer is made anew without it."""
    give(responsibility.AssignResponsibility(lead_unit="water", leader="he", person="ma", verifier="du"), GU)
    made = desk.offer("ma", "du", BOTH, GU, key(), at=NOW)
    with pytest.raises(Refusal, match="verifier_is_fixer"):
        desk.accept(made, DU, key(), NOW)
    assert now(Responsibility).get(key="t1").person == "ma"
    desk.refuse(made, "我是该事项的验收人", DU, key(), NOW)
    assert on_offer("ma") == set()
    again = desk.offer("ma", "du", BOTH[1:], GU, key(), at=NOW)
    desk.take_back(again, "改派他人", GU, key(), NOW)
    assert now(Handover).get(key=again).reason == "改派他人"


def test_who_is_asked_and_who_asks() -> None:
    for by, to, code in (
        (TIAN, "du", "not_your_person"),
        (GU, "nobody", "unknown_person"),
        (GU, "shen", "successor_without_post"),
        (GU, "qin", "successor_without_post"),
        (MA, "du", "not_allowed"),
    ):
        with pytest.raises(Refusal, match=code):
            desk.offer("ma", to, BOTH, by, key(), at=NOW)
    with pytest.raises(Refusal, match="not_held"):
        desk.offer("tian", "du", BOTH, GU, key(), at=NOW)


def test_places_and_sectors_go_over_with_their_days() -> None:
    place = organisation.assign("su", "qingxi", TODAY - days(5), SHEN, key(), NOW)
    sector = organisation.assign("su", Topic.WATER, TODAY, SHEN, key(), NOW)
    new = organisation.take_on(
        "江月明", organisation.Post("yunling", "副县长", (Role.LEADER,), TODAY), SHEN, key(), at=NOW
    )
    items = tuple(each.item for each in open_duties("su", TODAY))
    assert items == (f"assignment/{place}", f"assignment/{sector}")
    made = desk.offer("su", new.person, items, GU, key(), at=NOW)
    with pytest.raises(Refusal, match="not_yours"):
        desk.accept(made, SU, key(), NOW)
    leader = Actor(frozenset({Role.LEADER}), new.person, new.appointment, "yunling", ("yunling",))
    desk.accept(made, leader, key(), NOW)
    assert now(Assignment).get(key=place).until_on == TODAY - days(1)
    assert now(Assignment).get(key=sector).until_on == TODAY - days(1), "it never took effect"
    taken = {(each.unit, each.topic): (each.leader, each.from_on) for each in now(Assignment).filter(until_on=None)}
    assert taken == {("qingxi", ""): (new.person, TODAY), ("", "water"): (new.person, TODAY)}
