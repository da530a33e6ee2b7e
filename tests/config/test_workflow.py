"""docs/workflow.md is what the deciders say, and they are asked about every step that a problem can take."""

from __future__ import annotations

from sandan.config import workflow
from sandan.domain.authority import MAY
from sandan.domain.values import Status

ELSEWHERE = {
    "problem.register", "problem.absorb", "problem.succeed_unit", "task.reach_milestone", "chase.answer", "supervision.delist",
    "survey.record", "survey.try_later", "survey.make_link", "survey.decide", "clock.set_terms",
}  # fmt: skip
"""Steps that begin a problem, belong to another step, or hang on something besides the problem."""


def test_the_page_is_what_the_code_says() -> None:
    assert workflow.main("check") == 0, "run: python -m sandan.config.workflow write"


def test_every_step_of_a_problem_is_on_the_page() -> None:
    nouns = ("problem", "task", "extension", "pause", "chase", "supervision", "clock", "survey")
    named = {name for name in MAY if name.partition(".")[0] in nouns}
    assert {each.name for each in workflow.steps()} == named - ELSEWHERE


def test_every_place_can_be_left_or_is_an_end() -> None:
    found = workflow.steps()
    left = {start for each in found for start in each.starts if each.ends - {start}}
    assert set(Status) - left == {Status.MERGED}
    assert {end for each in found for end in each.ends} == set(Status)
