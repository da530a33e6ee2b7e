"""Programmes, and what counts in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.county import NOW, TODAY

from sandan.domain import programme, serving
from sandan.domain.authority import Actor, Role
from sandan.domain.programme import (
    AmendProgramme,
    EndProgramme,
    OpenProgramme,
    Planned,
    ProgrammeStatus,
    Stage,
)
from sandan.domain.serving import MOST, SetServing
from sandan.domain.values import Refusal

OFFICE = Actor(frozenset({Role.DISPATCHER}), "luo", "a5", "office", ("office", "county"))
WATER = Actor(frozenset({Role.HANDLER}), "jiang", "a6", "water", ("water", "county"))
OPEN = OpenProgramme(
    programme="p1",
    title="主题教育",
    from_on=TODAY,
    to_on=TODAY + timedelta(90),
    basis="县委发〔2019〕12号",
    stages=(Stage("学习教育", TODAY, TODAY + timedelta(30)),),
    indicators=("problems.collected",),
    known=frozenset({"problems.collected"}),
)


def refused(order: OpenProgramme, by: Actor = OFFICE) -> str:
    with pytest.raises(Refusal) as no:
        programme.decide(order, None, by, NOW)
    return no.value.code


def test_it_opens_and_ends_once() -> None:
    state = programme.evolve(None, *programme.decide(OPEN, None, OFFICE, NOW))
    assert state is not None
    assert state.status is ProgrammeStatus.OPEN
    end = EndProgramme(programme="p1", conclusion="结束")
    state = programme.evolve(state, *programme.decide(end, state, OFFICE, NOW))
    assert state is not None
    assert state.status is ProgrammeStatus.ENDED
    with pytest.raises(Refusal, match="programme_ended"):
        programme.decide(end, state, OFFICE, NOW)


def test_stages_lie_within_it_and_indicators_are_figures() -> None:
    outside = Stage("整改落实", TODAY, TODAY + timedelta(91))
    assert refused(replace(OPEN, stages=(outside,))) == "stage_outside"
    assert refused(replace(OPEN, to_on=TODAY - timedelta(1), stages=())) == "period_reversed"
    assert refused(replace(OPEN, indicators=("deeds.great",))) == "indicator_unknown"
    assert refused(OPEN, WATER) == "not_allowed"


def test_a_record_serves_several_and_is_one() -> None:
    order = SetServing(record="r1", noun="lecture", programmes=("p2", "p1", "p1"), unit="water")
    (made,) = serving.decide(order, None, WATER, NOW)
    state = serving.evolve(None, made)
    assert state is not None
    assert state.programmes == ("p1", "p2")
    with pytest.raises(Refusal, match="nothing_changed"):
        serving.decide(order, state, WATER, NOW)
    with pytest.raises(Refusal, match="not_of_the_unit"):
        serving.decide(replace(order, unit="town", programmes=()), state, WATER, NOW)
    many = tuple(f"p{each}" for each in range(MOST + 1))
    with pytest.raises(Refusal, match="too_many"):
        serving.decide(replace(order, programmes=many), state, WATER, NOW)


def started(**more: object) -> programme.Programme:
    state: programme.Programme | None = None
    for made in programme.decide(replace(OPEN, **more), None, OFFICE, NOW):  # type: ignore[arg-type]  # fields of the command
        state = programme.evolve(state, made)
    assert state is not None
    return state


PLANNED = Planned("学习教育", "problems.collected", "收集问题")


def test_what_is_planned_belongs_to_a_stage_and_is_a_figure() -> None:
    assert started(planned=(PLANNED, PLANNED)).planned == (PLANNED,)
    assert refused(replace(OPEN, planned=(replace(PLANNED, stage="无此阶段"),))) == "stage_unknown"
    assert refused(replace(OPEN, planned=(replace(PLANNED, figure="meetings.many"),))) == "indicator_unknown"
    assert refused(replace(OPEN, planned=(replace(PLANNED, words=" "),))) == "text_missing"
    assert refused(replace(OPEN, stages=(*OPEN.stages, *OPEN.stages))) == "stage_twice"


def test_it_is_amended_for_a_reason_and_only_if_something_changes() -> None:
    state = started(planned=(PLANNED,))
    same = AmendProgramme(
        programme="p1", from_on=OPEN.from_on, to_on=OPEN.to_on, stages=OPEN.stages, indicators=OPEN.indicators,
        planned=(PLANNED,), known=OPEN.known, reason="延期",
    )  # fmt: skip
    later = replace(same, to_on=OPEN.to_on + timedelta(30))
    for order, code in ((same, "nothing_changed"), (replace(later, reason=" "), "text_missing")):
        with pytest.raises(Refusal, match=code):
            programme.decide(order, state, OFFICE, NOW)
    new = programme.evolve(state, *programme.decide(later, state, OFFICE, NOW))
    assert new is not None
    assert (new.to_on, new.planned) == (OPEN.to_on + timedelta(30), (PLANNED,))
    ended = programme.evolve(new, *programme.decide(EndProgramme(programme="p1", conclusion="结束"), new, OFFICE, NOW))
    with pytest.raises(Refusal, match="programme_ended"):
        programme.decide(later, ended, OFFICE, NOW)
