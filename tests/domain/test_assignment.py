"""Leaders' places and sectors, and duty lists: one answer on a tier, and an end that may be brought forward."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import ACCEPT, GU, NOW, SHEN, SU, TODAY, days

from sandan.domain import assignment, duty
from sandan.domain.assignment import AssignmentKind
from sandan.domain.authority import Role
from sandan.domain.values import Fault, Refusal, Tier, Topic
from sandan.domain.wire import Command

PLACE = assignment.MakeAssignment(
    assignment="a1", leader="su", tier=Tier.COUNTY, kind=AssignmentKind.PLACE, unit="qingxi", from_on=TODAY
)
SECTOR = replace(PLACE, kind=AssignmentKind.SECTOR, unit="", topic=Topic.WATER)
END = assignment.EndAssignment(assignment="a1", until_on=TODAY + days(9))
LISTED = duty.ListDuty(duty="d1", unit="water", topic=Topic.WATER, basis="三定方案第四条", from_on=TODAY)


def test_a_leader_gets_a_place_or_a_subject() -> None:
    for order in (PLACE, SECTOR):
        (told,) = assignment.decide(order, None, SHEN, NOW)
        state = assignment.evolve(None, told)
        assert state is not None
        assert (state.leader, state.unit, state.topic) == ("su", order.unit, order.topic)
        (ended,) = assignment.decide(END, state, SHEN, NOW)
        after = assignment.evolve(state, ended)
        assert after is not None
        assert after.until_on == TODAY + days(9)
        with pytest.raises(Refusal, match="already_ended"):
            assignment.decide(END, after, SHEN, NOW)
        assert assignment.decide(replace(END, until_on=TODAY - days(1)), after, SHEN, NOW), "it never took effect"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (replace(PLACE, standing="顾长宁"), "leader_there_already"),
        (replace(PLACE, leader=""), "leader_missing"),
        (replace(PLACE, unit=""), "place_or_topic"),
        (replace(PLACE, topic=Topic.WATER), "place_or_topic"),
        (replace(PLACE, unit="", topic=Topic.WATER), "place_or_topic"),
        (END, "unknown_assignment"),
    ],
)
def test_assignment_refused(order: Command, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        assignment.decide(order, None, SHEN, NOW)


def test_anyone_but_the_operator_only_takes_over_what_was_handed_over_to_them() -> None:
    for order in (PLACE, replace(PLACE, handover="h1", leader="gu")):
        with pytest.raises(Refusal, match="not_yours"):
            assignment.decide(order, None, SU, NOW)
    (told,) = assignment.decide(replace(PLACE, handover="h1"), None, SU, NOW)
    state = assignment.evolve(None, told)
    for end in (END, replace(END, to="gu", handover="h1"), replace(END, to="su")):
        with pytest.raises(Refusal, match="not_yours"):
            assignment.decide(end, state, SU, NOW)
    assert assignment.decide(replace(END, to="su", handover="h1"), state, SU, NOW)
    with pytest.raises(Refusal, match="ends_before_start"):
        assignment.decide(replace(END, until_on=TODAY - days(2)), state, SHEN, NOW)
    with pytest.raises(Refusal, match="already_exists"):
        assignment.decide(PLACE, state, SHEN, NOW)
    with pytest.raises(Fault):
        assignment.decide(ACCEPT, state, replace(SHEN, roles=frozenset(Role)), NOW)


def test_a_matter_is_listed_on_a_basis_and_dropped() -> None:
    (told,) = duty.decide(LISTED, None, GU, NOW)
    state = duty.evolve(None, told)
    assert state is not None
    assert (state.unit, state.topic) == ("water", Topic.WATER)
    drop = duty.DropDuty(duty="d1", until_on=TODAY)
    (dropped,) = duty.decide(drop, state, GU, NOW)
    after = duty.evolve(state, dropped)
    for order, now, code in (
        (drop, after, "already_ended"),
        (drop, None, "unknown_duty"),
        (replace(drop, until_on=TODAY - days(2)), state, "ends_before_start"),
        (LISTED, state, "already_exists"),
        (replace(LISTED, there=True), None, "duty_there_already"),
        (replace(LISTED, topic=None), None, "topic_or_matter"),
        (replace(LISTED, topic=None, matter="  "), None, "topic_or_matter"),
        (replace(LISTED, basis=""), None, "text_missing"),
        (replace(LISTED, unit=""), None, "unit_missing"),
    ):
        with pytest.raises(Refusal, match=code):
            duty.decide(order, now, GU, NOW)
    (in_words,) = duty.decide(replace(LISTED, topic=None, matter=" 农村饮水 "), None, SHEN, NOW)
    assert isinstance(in_words, duty.DutyListed)
    assert in_words.matter == "农村饮水"
    with pytest.raises(Fault):
        duty.decide(ACCEPT, state, GU, NOW)
