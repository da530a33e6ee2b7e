"""Who answers: named by the office or the unit, one lead unit, and never the one who is to verify."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import CLAIM, GU, HE, STRIKE, TIAN, VERIFY, WU, YE, Story, post

from sandan.domain.responsibility import AssignResponsibility
from sandan.domain.values import Status

ASSIGN = AssignResponsibility(task="t1", lead_unit="water", leader="su", person="ma", verifier="ye")


def test_named_for_a_task_and_for_the_whole() -> None:
    story = Story().upto(Status.PLANNED)
    story.give(ASSIGN, HE)
    story.give(replace(ASSIGN, task="", cooperating=("qingxi",)), GU)
    assert set(story.case.responsibilities) == {"t1", ""}
    assert story.case.responsibilities["t1"].person == "ma"
    assert story.case.facts.units == {"water", "qingxi"}
    assert story.case.facts.fixers >= {"su", "ma"}
    story.give(replace(ASSIGN, person="zhou"), HE)
    assert story.case.responsibilities["t1"].person == "zhou"
    assert "ma" in story.case.facts.fixers, "who answered before is not forgotten"


def test_who_is_named_cannot_judge() -> None:
    story = Story().upto(Status.IN_PROGRESS)
    story.give(replace(ASSIGN, task="", person="ye", verifier=""), GU)
    story.give(CLAIM, HE)
    assert story.refused(VERIFY, YE).code == "fixer_cannot_judge"


def test_the_cooperating_unit_cannot_judge() -> None:
    story = Story().upto(Status.IN_PROGRESS)
    story.give(replace(ASSIGN, task="", cooperating=("office",)), GU)
    story.give(CLAIM, HE)
    assert story.refused(VERIFY, YE).code == "fixer_cannot_judge"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (replace(ASSIGN, lead_unit="roads"), "lead_unit_differs"),
        (replace(ASSIGN, lead_unit=""), "unit_missing"),
        (replace(ASSIGN, cooperating=("water",)), "lead_unit_cooperates"),
        (replace(ASSIGN, verifier="ma"), "verifier_is_fixer"),
        (replace(ASSIGN, verifier="su"), "verifier_is_fixer"),
        (replace(ASSIGN, task="t9"), "unknown_task"),
    ],
)
def test_refused(order: AssignResponsibility, code: str) -> None:
    assert Story().upto(Status.PLANNED).refused(order, HE).code == code


def test_a_unit_names_its_own_only() -> None:
    story = Story().upto(Status.PLANNED)
    assert story.refused(ASSIGN, TIAN).code == "not_your_unit"
    assert story.refused(ASSIGN, WU).code == "not_allowed"


def test_nobody_answers_before_dispatch() -> None:
    assert Story().upto(Status.ACCEPTED).refused(AssignResponsibility(lead_unit=""), GU).code == "unit_missing"


@pytest.mark.parametrize("status", [Status.VERIFIED, Status.STRUCK_OFF, Status.LOOK_BACK_PASSED])
def test_settled_before_the_claim_is_judged(status: Status) -> None:
    """Otherwise whoever verified could turn out to belong to those who answer for the work."""
    story = Story().upto(status)
    assert story.refused(replace(ASSIGN, task="", cooperating=("qingxi",)), GU).code == "not_workable"


def test_to_answer_for_something_else_does_not_taint() -> None:
    story = Story().upto(Status.VERIFIED)
    assert story.give(STRIKE, post("zhang", "yunling", *GU.roles))
