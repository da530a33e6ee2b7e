"""Spot checks by the county: drawn so that anyone draws them again, relatives without lot, and nobody checks their own work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY
from tests.domain.line import (
    BUREAU,
    BUREAU_APPROVER,
    BUREAU_OFFICER,
    OFFICER,
    OTHER,
    STRANGER,
    TOWN,
    works,
)

from sandan.domain import wire
from sandan.domain.authority import Actor, Role
from sandan.domain.lot import sample_size, seed
from sandan.domain.spot_check import (
    AnswerCheck,
    AssignCheck,
    Case,
    Checked,
    CheckFrozen,
    CheckOf,
    ConcludeCheck,
    DrawCheck,
    FindInCheck,
    FreezeCheck,
    SpotCheck,
    SpotCheckStatus,
    decide,
    digest,
    evolve,
    sample,
)
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

CASES = (
    *(Case(f"a{n}", f"SQ2026-{n:05}", TOWN) for n in range(10)),
    Case("r1", "SQ2026-00091", TOWN, True),
    Case("b1", "SQ2026-00050", OTHER),
)
FREEZE = FreezeCheck(
    spot_check="s1", of=CheckOf.DECISION, unit=BUREAU, from_on=TODAY - timedelta(30), to_on=TODAY, percent=30, least=30,
    position=7, cases=CASES, source="福彩3D", issue="2026070", seed_on=TODAY + timedelta(1),
)  # fmt: skip
DRAW = DrawCheck(spot_check="s1", digits="０３ 08", where="中国福彩网", position=7, root="ab" * 32)
LATER = NOW + timedelta(2)
Given = tuple[Command, Actor, datetime]


def told(*orders: Given) -> SpotCheck:
    state: SpotCheck | None = None
    for order, by, at in orders:
        for event in decide(order, state, by, at):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: SpotCheck | None, order: Command, by: Actor = BUREAU_APPROVER, at: datetime = LATER) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, at)
    return no.value.code


DRAWN: tuple[Given, ...] = ((FREEZE, BUREAU_OFFICER, NOW), (DRAW, BUREAU_OFFICER, LATER))


def found(subject: str, verdict: Checked = Checked.HOLDS) -> tuple[Given, Given]:
    assign = AssignCheck(spot_check="s1", subject=subject, checker=BUREAU_OFFICER)
    find = FindInCheck(spot_check="s1", subject=subject, verdict=verdict, on_site=True, finding="入户核实")
    return ((assign, BUREAU_APPROVER, LATER), (find, BUREAU_OFFICER, LATER))


def test_thirty_in_a_hundred_of_each_town_and_every_relative() -> None:
    """domain F2: home visits to at least 30 %, and to 100 % of the register of relatives."""
    state = told(*DRAWN)
    by_unit = {unit: [one for one in state.drawn if one.unit == unit and not one.certain] for unit in (TOWN, OTHER)}
    assert len(by_unit[TOWN]) == 3
    assert len(by_unit[OTHER]) == 1
    assert [one.subject for one in state.drawn if one.certain] == ["r1"]


@given(
    towns=st.lists(st.tuples(st.sampled_from([TOWN, OTHER, "shuanghe"]), st.booleans()), min_size=1, max_size=60),
    percent=st.integers(1, 100), digits=st.text("0123456789", min_size=4, max_size=12),
)  # fmt: skip
def test_the_draw_follows_from_list_and_seed_alone(towns: list[tuple[str, bool]], percent: int, digits: str) -> None:
    cases = [Case(f"a{n}", f"SQ2026-{n:05}", unit, certain) for n, (unit, certain) in enumerate(towns)]
    of_seed = seed(7, "ab" * 32, digits)
    drawn = sample(cases, of_seed, percent)
    assert set(drawn) == set(sample(reversed(cases), of_seed, percent))
    assert {each for each in cases if each.certain} <= set(drawn)
    for unit in {each.unit for each in cases}:
        listed = [each for each in cases if each.unit == unit and not each.certain]
        taken = [each for each in drawn if each.unit == unit and not each.certain]
        assert len(taken) == (sample_size(len(listed), percent, True) if listed else 0)


def test_who_is_a_relative_is_in_no_public_list() -> None:
    (event,) = decide(FREEZE, None, BUREAU_OFFICER, NOW)
    assert isinstance(event, CheckFrozen)
    public = wire.encode(event).public
    assert public["certain"] == 1
    assert "SQ2026-00091" not in repr(public)
    assert public["digest"] == digest(one for one in CASES if not one.certain)


def test_nobody_chooses_what_is_looked_at() -> None:
    assert refused(None, replace(FREEZE, percent=20), at=NOW) == "sample_below_rule"
    assert refused(None, replace(FREEZE, seed_on=TODAY), at=NOW) == "seed_before_freeze"
    assert refused(None, replace(FREEZE, cases=()), at=NOW) == "population_empty"
    assert refused(None, FREEZE, OFFICER, NOW) == "not_by_supervisor"
    frozen = told(DRAWN[0])
    assert refused(frozen, DRAW, at=NOW) == "seed_not_yet"
    assert refused(frozen, replace(DRAW, digits="12")) == "digits_missing"
    assert refused(told(*DRAWN), DRAW) == "already_drawn"


def test_who_checks_had_no_part_in_it() -> None:
    state = told(*DRAWN)
    assign = AssignCheck(spot_check="s1", subject="r1", checker=BUREAU_OFFICER)
    assert refused(state, replace(assign, checker=OFFICER)) == "not_by_supervisor"
    assert refused(state, replace(assign, barred=(BUREAU_OFFICER.person,))) == "judge_cannot_look_back"
    kin = works("min", BUREAU, Role.ASSISTANCE, kin=frozenset({"tao"}))
    assert refused(state, replace(assign, checker=kin, barred=("tao",))) == "judge_cannot_look_back"
    assert refused(state, replace(assign, subject="zz")) == "not_drawn"
    given_ = told(*DRAWN, (assign, BUREAU_APPROVER, LATER))
    find = FindInCheck(spot_check="s1", subject="r1", verdict=Checked.HOLDS, on_site=True, finding="属实")
    assert refused(given_, find) == "not_your_check"
    assert refused(given_, replace(find, on_site=False), BUREAU_OFFICER) == "home_visit_missing"


def test_what_is_overturned_goes_back_and_is_answered_before_the_end() -> None:
    state = told(*DRAWN)
    steps: list[Given] = []
    for number, one in enumerate(state.drawn):
        steps += found(one.subject, Checked.OVERTURNED if number == 0 else Checked.HOLDS)
    state = told(*DRAWN, *steps)
    first = state.drawn[0]
    end = ConcludeCheck(spot_check="s1", conclusion="一例纠正")
    assert refused(state, end) == "answers_missing"
    answer = AnswerCheck(spot_check="s1", subject=first.subject, words="已停发并追回")
    assert refused(state, answer, STRANGER) == "not_of_the_unit"
    assert refused(state, replace(answer, subject=state.drawn[-1].subject), OFFICER) == "not_overturned"
    done = told(*DRAWN, *steps, (answer, OFFICER, LATER), (end, BUREAU_APPROVER, LATER))
    assert done.status is SpotCheckStatus.CONCLUDED
    assert (done.count(Checked.HOLDS), done.count(Checked.OVERTURNED)) == (len(state.drawn) - 1, 1)


def test_it_does_not_end_with_a_case_that_nobody_looked_at() -> None:
    assert refused(told(*DRAWN, *found("r1")), ConcludeCheck(spot_check="s1", conclusion="完")) == "findings_missing"
