"""Hand-overs: offered by those who see to them, taken only by the successor; who fixed stays a fixer, whoever answers next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import (
    ACCEPT,
    CLAIM,
    COMPLETE,
    DISPATCH,
    DU,
    GU,
    HE,
    MA,
    NOW,
    PLAN,
    SHEN,
    SIGN,
    TIAN,
    VERIFY,
    YE,
    Story,
    registered,
)

from sandan.domain import handover, problem, problem_command, responsibility
from sandan.domain.authority import Actor, Role
from sandan.domain.handover import HandoverStatus
from sandan.domain.values import Fault, Refusal, Status
from sandan.domain.wire import Command

ITEMS = ("problem/p1", "task/p1/t1")
OFFER = handover.OfferHandover(
    handover="h1", giver="ma", to="du", items=ITEMS, held=(*ITEMS, "assignment/a1"), above=("water", "yunling")
)
ACCEPTED = handover.AcceptHandover(handover="h1", gone=("task/p1/t1",))


def offered() -> handover.Handover:
    (told,) = handover.decide(OFFER, None, GU, NOW)
    state = handover.evolve(None, told)
    assert state is not None
    return state


def test_the_successor_accepts_what_is_still_there() -> None:
    (told,) = handover.decide(ACCEPTED, offered(), DU, NOW)
    assert isinstance(told, handover.HandoverAccepted)
    assert (told.taken, told.gone) == (("problem/p1",), ("task/p1/t1",))
    state = handover.evolve(offered(), told)
    assert state is not None
    assert state.status is HandoverStatus.ACCEPTED
    for order, by in (
        (ACCEPTED, DU),
        (handover.RefuseHandover(handover="h1", reason="x"), DU),
        (handover.TakeBackHandover(handover="h1", reason="x"), GU),
    ):
        with pytest.raises(Refusal, match="handover_settled"):
            handover.decide(order, state, by, NOW)


@pytest.mark.parametrize("by", [GU, SHEN, HE])
def test_who_sees_to_a_hand_over(by: Actor) -> None:
    assert handover.decide(OFFER, None, by, NOW)
    (told,) = handover.decide(handover.TakeBackHandover(handover="h1", reason="另派"), offered(), by, NOW)
    state = handover.evolve(offered(), told)
    assert state is not None
    assert state.status is HandoverStatus.TAKEN_BACK


@pytest.mark.parametrize(
    ("order", "by", "code"),
    [
        (OFFER, TIAN, "not_your_person"),
        (replace(OFFER, to=""), GU, "successor_missing"),
        (replace(OFFER, to="ma"), GU, "successor_is_giver"),
        (replace(OFFER, items=()), GU, "nothing_handed_over"),
        (replace(OFFER, items=(*ITEMS, "problem/p2")), GU, "not_held"),
        (replace(OFFER, offered=("problem/p1",)), GU, "already_offered"),
        (ACCEPTED, DU, "unknown_handover"),
    ],
)
def test_offer_refused(order: Command, by: Actor, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        handover.decide(order, None, by, NOW)


def test_only_the_successor_answers() -> None:
    refuse = handover.RefuseHandover(handover="h1", reason="手上已有二十件")
    for order in (ACCEPTED, refuse):
        with pytest.raises(Refusal, match="not_yours"):
            handover.decide(order, offered(), MA, NOW)
    (told,) = handover.decide(refuse, offered(), DU, NOW)
    state = handover.evolve(offered(), told)
    assert state is not None
    assert state.status is HandoverStatus.REFUSED
    with pytest.raises(Refusal, match="text_missing"):
        handover.decide(replace(refuse, reason=" "), offered(), DU, NOW)
    with pytest.raises(Refusal, match="not_your_person"):
        handover.decide(handover.TakeBackHandover(handover="h1", reason="x"), offered(), TIAN, NOW)
    with pytest.raises(Refusal, match="already_exists"):
        handover.decide(OFFER, offered(), GU, NOW)
    with pytest.raises(Fault):
        handover.decide(ACCEPT, offered(), GU, NOW)


TAKE = responsibility.TakeOver(was="ma", to="du", handover="h1")


def worked_on() -> Story:
    story = Story()
    for order, by in ((registered(), GU), (ACCEPT, GU), (DISPATCH, GU), (SIGN, HE), (PLAN, HE)):
        story.give(order, by)
    named = responsibility.AssignResponsibility(lead_unit="water", leader="he", person="ma", supervising_leader="ma")
    story.give(named, GU)
    return story


def test_exactly_one_person_is_swapped_wherever_they_are_named() -> None:
    story = worked_on()
    story.give(TAKE, DU)
    held = story.case.responsibilities[""]
    assert (held.leader, held.person, held.supervising_leader, held.verifier) == ("he", "du", "du", "")
    assert story.case.facts.fixers >= {"ma", "du"}, "who was to fix it stays one of the fixers (law 4)"
    with pytest.raises(Refusal, match="not_held"):
        story.give(TAKE, DU)


@pytest.mark.parametrize(
    ("order", "by", "code"),
    [
        (TAKE, GU, "not_yours"),
        (replace(TAKE, handover=""), DU, "not_yours"),
        (replace(TAKE, was="gu"), DU, "not_held"),
        (replace(TAKE, task="t9"), DU, "unknown_task"),
    ],
)
def test_take_over_refused(order: Command, by: Actor, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        worked_on().give(order, by)


def test_nobody_comes_to_answer_for_what_they_judged_or_to_judge_what_they_fixed() -> None:
    story = worked_on()
    checked = responsibility.AssignResponsibility(lead_unit="water", leader="he", person="ma", verifier="ye")
    story.give(checked, GU)
    with pytest.raises(Refusal, match="verifier_is_fixer"):
        story.give(replace(TAKE, was="ye", to="he"), HE)
    bai = Actor(frozenset({Role.VERIFIER, Role.HANDLER}), "tian", "t", "roads", ("roads", "yunling"))
    story.give(replace(TAKE, was="ye", to="tian"), bai)
    assert story.case.responsibilities[""].verifier == "tian"
    for order, by in ((COMPLETE, MA), (CLAIM, HE), (VERIFY, YE)):
        story.give(order, by)
    assert story.status() is Status.VERIFIED
    with pytest.raises(Refusal, match="verifier_is_fixer"):
        story.give(replace(TAKE, to="ye"), YE)
    story.give(TAKE, DU)
    with pytest.raises(Refusal, match="verifier_is_fixer"):
        story.give(replace(TAKE, was="tian", to="ma"), MA)


def test_a_closed_problem_has_nothing_to_take_over() -> None:
    story = Story().upto(Status.STRUCK_OFF)
    with pytest.raises(Refusal, match="not_workable"):
        story.give(TAKE, DU)


def test_a_problem_follows_its_unit_and_forgets_nobody() -> None:
    story = worked_on()
    story.give(problem_command.SucceedUnit(was="water", unit="roads"), SHEN)
    facts = story.case.facts
    assert facts.unit == "roads"
    assert facts.units == {"water", "roads"}
    assert story.case.responsibilities[""].lead_unit == "roads"
    story.give(COMPLETE, TIAN)
    with pytest.raises(Refusal, match="not_your_unit"):
        story.give(CLAIM, HE)
    for was, unit in (("qingxi", "roads"), ("roads", "roads"), ("roads", "")):
        with pytest.raises(Refusal, match="unit_missing"):
            story.give(problem_command.SucceedUnit(was=was, unit=unit), SHEN)
    closed = Story().upto(Status.STRUCK_OFF)
    with pytest.raises(Refusal, match="wrong_status"):
        closed.give(problem_command.SucceedUnit(was="water", unit="roads"), SHEN)


def test_a_cooperating_unit_that_becomes_the_lead_no_longer_cooperates() -> None:
    assert problem.succeeded("water", ("roads", "office"), "water", "roads") == ("roads", ("office",))
    assert problem.succeeded("water", ("roads", "office"), "roads", "office") == ("water", ("office",))
    assert problem.succeeded("water", ("roads",), "office", "roads") == ("water", ("roads",))
