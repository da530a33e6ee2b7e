"""Tasks: a measure with a standard and a window, done only with evidence from within it."""

from __future__ import annotations

import pytest
from tests.county import COMPLETE, GU, HE, MA, PLAN, TIAN, TODAY, Story, days, proof

from sandan.domain import task
from sandan.domain.authority import Actor
from sandan.domain.task import TaskStatus
from sandan.domain.values import Status


def planned() -> Story:
    return Story().upto(Status.PLANNED)


def stands(story: Story) -> TaskStatus:
    return story.case.tasks["t1"].status


def complete(done_on: int, *shown_on: int) -> task.CompleteTask:
    return task.CompleteTask(
        task="t1", done_on=TODAY + days(done_on), evidence=tuple(proof(TODAY + days(each)) for each in shown_on)
    )


def test_planned_reported_and_done() -> None:
    story = planned()
    assert stands(story) is TaskStatus.PLANNED
    story.give(task.ReportProgress(task="t1", note=" 管道到场 "), MA)
    assert stands(story) is TaskStatus.IN_PROGRESS
    story.give(COMPLETE, MA)
    assert stands(story) is TaskStatus.DONE
    assert story.case.tasks["t1"].evidence == COMPLETE.evidence
    assert story.case.facts.done_tasks == 1


def test_done_straight_from_the_plan_stands_in_progress() -> None:
    story = planned()
    story.give(COMPLETE, HE)
    assert story.status() is Status.IN_PROGRESS


def test_window_cannot_run_backwards() -> None:
    story = Story().upto(Status.SIGNED_FOR)
    order = task.PlanTask(task="t1", measure="换管", standard="不漏", from_on=TODAY, to_on=TODAY - days(1))
    assert story.refused(order, HE).code == "window_backwards"


@pytest.mark.parametrize("field", ["measure", "standard"])
def test_plan_says_what_and_by_which_standard(field: str) -> None:
    words = {"measure": "换管", "standard": "不漏", field: " \n"}
    order = task.PlanTask(task="t1", measure=words["measure"], standard=words["standard"], from_on=TODAY, to_on=TODAY)
    assert Story().upto(Status.SIGNED_FOR).refused(order, HE).facts == {"field": field}


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (complete(0), "evidence_missing"),
        (complete(1, 0), "date_in_future"),
        (complete(-1, -1), "done_before_start"),
        (complete(0, -1), "evidence_outside_window"),
        (complete(0, 1), "evidence_outside_window"),
        (complete(0, 0, -1), "evidence_outside_window"),
    ],
)
def test_done_only_with_evidence_from_within_the_work(order: task.CompleteTask, code: str) -> None:
    assert planned().refused(order, MA).code == code


@pytest.mark.parametrize("by", [TIAN, GU])
def test_tasks_belong_to_the_unit(by: Actor) -> None:
    assert planned().refused(COMPLETE, by).code in {"not_your_unit", "not_allowed"}


def test_a_task_given_up_is_open_no_longer_and_not_done() -> None:
    story = planned()
    order = task.CancelTask(task="t1", reason="改线")
    assert story.refused(order, MA).code == "not_allowed"
    story.give(order, HE)
    assert (story.case.facts.open_tasks, story.case.facts.done_tasks) == ((), 0)
    assert story.refused(COMPLETE, MA).code == "task_closed"


def test_a_task_is_planned_once_and_must_be_known() -> None:
    story = planned()
    assert story.refused(PLAN, HE).code == "already_exists"
    assert story.refused(task.ReportProgress(task="t9", note="x"), HE).code == "unknown_task"


@pytest.mark.parametrize("status", [Status.DISPATCHED, Status.CLOSURE_REQUESTED, Status.VERIFIED, Status.STRUCK_OFF])
def test_no_task_outside_the_working_rungs(status: Status) -> None:
    order = task.PlanTask(task="t9", measure="换管", standard="不漏", from_on=TODAY, to_on=TODAY)
    assert Story().upto(status).refused(order, HE).code == "not_workable"
