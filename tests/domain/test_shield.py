"""The shield: to whom a report about a unit or an official does not exist, whatever they try, and who may work on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import (  # fmt: skip
    ACCEPT,
    CAST,
    DISPATCH,
    DU,
    GU,
    HE,
    LU,
    MA,
    NOW,
    SIGN,
    TEMPTED,
    TIAN,
    TODAY,
    YE,
    Chance,
    Story,
    days,
    drawn,
    post,
    registered,
    reporter,
)

from sandan.domain import case, opinion, problem_command, relay, responsibility, task
from sandan.domain.authority import RESIDENT, Actor, Role
from sandan.domain.case import Case
from sandan.domain.opinion import Conclusion, OpinionStatus
from sandan.domain.shield import MARK, Shield, cleared, complained_of
from sandan.domain.values import Channel, DeclineReason, Fault, Refusal, Status, Topic
from sandan.domain.wire import Command

JI = post("ji", "yunling", Role.DISCIPLINE)
ROADS = Shield(frozenset({"roads"}))
HIDDEN = f"{MARK}p1"
EVERYONE = (*CAST, *TEMPTED, JI, reporter("o1"), reporter("o9"))


def behind(shield: Shield = ROADS) -> Story:
    """A problem under the shield, taken on by the office or the discipline body."""
    told = Story()
    told.give(replace(registered(HIDDEN), shield=shield), JI)
    told.give(ACCEPT, JI)
    return told


def heard(shield: Shield | None, by: Actor = RESIDENT) -> opinion.Opinion:
    """An opinion as registered."""
    order = opinion.RegisterOpinion(
        opinion=f"{MARK}o1" if shield else "o1",
        number="Y2026-000007",
        receipt="R",
        channel=Channel.ONLINE,
        topic=Topic.CONDUCT,
        text="修路的工程款对不上",
        shield=shield,
    )
    state = None
    for told in opinion.decide(order, None, by, NOW):
        state = opinion.evolve(state, told)
    assert state is not None
    return state


def refusal(order: Command, now: Case, by: Actor) -> tuple[str, object] | None:
    try:
        case.decide(order, now, by, NOW)
    except Refusal as no:
        return no.code, no.facts
    return None


@given(st.data())
def test_to_whom_is_not_cleared_it_answers_like_one_that_does_not_exist(data: st.DataObject) -> None:
    """Whatever happens under the shield, whoever tries whatever: the same refusal, to the letter, as for an id that nobody has."""
    chance = Chance(drawn(data))
    told = behind(
        Shield(frozenset(chance.pick((("roads",), ("qingxi",), ("office",), ("roads", "water")))), frozenset())
    )
    for _turn in range(6):
        order, by = chance.step(told.case)
        try:
            told.give(order, by)
        except (Refusal, Fault):
            continue
    facts = told.case.facts
    for by in EVERYONE:
        if cleared(facts.shield, by, handling=facts.handling, opinions=facts.opinions):
            continue
        order = chance.anything(told.case)
        if not isinstance(order, problem_command.RegisterProblem):
            assert refusal(order, told.case, by) == refusal(order, Case(), by) == ("unknown_problem", {})


@given(st.data())
def test_the_complained_of_never_become_anything_in_it(data: st.DataObject) -> None:
    """No story, whoever tells it, leaves the complained-of unit or person with any part in the matter."""
    chance = Chance(drawn(data))
    shield = Shield(frozenset({"roads"}), frozenset({"ye"}))
    told = behind(shield)
    for _turn in range(25):
        order, by = chance.step(told.case)
        if isinstance(order, problem_command.DispatchProblem):
            order = replace(order, above=("yunling", order.unit, *order.cooperating))
        try:
            told.give(order, by)
        except (Refusal, Fault):
            continue
        assert by.opinion or not complained_of(shield, by), (order, by)
    assert not told.case.facts.units & shield.units
    assert not told.case.fixers & shield.persons


def test_below_the_complained_of_nobody_knows_and_above_it_somebody_may() -> None:
    town = Shield(frozenset({"qingxi"}))
    village_head, town_verifier, county_office = DU, post("bai", "qingxi", Role.VERIFIER), GU
    assert not cleared(town, village_head, handling=("shiqiao",))
    assert not cleared(town, town_verifier)
    assert cleared(town, county_office)


def test_a_second_post_and_a_post_left_behind_count() -> None:
    assert complained_of(ROADS, post("gu", "office", Role.DISPATCHER, also=("roads",)))
    assert complained_of(ROADS, replace(GU, left=(("roads", TODAY - days(400)),)))
    assert not complained_of(ROADS, GU)


def test_a_relative_of_the_accused_stands_back() -> None:
    about = Shield(persons=frozenset({"tian"}))
    assert cleared(about, GU)
    assert not cleared(about, replace(GU, kin=frozenset({"tian"})))
    assert not cleared(about, TIAN)
    told = Story().upto(Status.CLOSURE_REQUESTED)
    related = replace(YE, kin=frozenset({"ma"}))
    assert (
        told.refused(problem_command.VerifyProblem(finding="已通水", on_site=True), related).code
        == "fixer_cannot_judge"
    )


@pytest.mark.parametrize("shield", [Shield(accusation=True), Shield(frozenset({"roads"}), accusation=True), Shield()])
def test_accusations_and_the_unplaced_reach_the_discipline_body_alone(shield: Shield) -> None:
    able = [by for by in EVERYONE if cleared(shield, by)]
    assert {by.person for by in able if by.roles != {Role.RESIDENT}} <= {"ji", "kong"}
    assert JI in able
    if "roads" in shield.units:
        assert not cleared(shield, post("ji", "roads", Role.DISCIPLINE))


def test_a_reporter_keeps_the_key_even_inside_the_unit() -> None:
    inside = replace(reporter("o1"), person="tian", everywhere=frozenset({"roads", "yunling"}))
    assert cleared(ROADS, inside, opinions=("o1",))
    assert not cleared(ROADS, inside, opinions=("o2",))


def test_it_goes_to_nobody_complained_of() -> None:
    told = behind()
    above = ("water", "roads", "yunling")
    assert told.refused(problem_command.DispatchProblem(unit="roads", due_on=TODAY), GU).code == "goes_to_complained_of"
    joint = problem_command.DispatchProblem(unit="water", due_on=TODAY, cooperating=("roads",), above=above)
    assert told.refused(joint, GU).code == "goes_to_complained_of"
    team = problem_command.DispatchProblem(unit="team", due_on=TODAY, above=("team", "roads", "yunling"))
    assert told.refused(team, GU).code == "goes_to_complained_of", "a unit below it is part of it"
    told.give(DISPATCH, GU)
    told.give(SIGN, HE)
    named = responsibility.AssignResponsibility(lead_unit="water", cooperating=("roads",))
    assert told.refused(named, GU).code == "goes_to_complained_of"


def test_the_unit_that_has_it_knows_it_and_the_others_do_not() -> None:
    told = behind()
    assert told.refused(SIGN, HE).code == "unknown_problem"
    told.give(DISPATCH, GU)
    told.give(SIGN, HE)
    told.give(relay.WriteToReporter(opinion="o1", words="哪一段路？"), MA)
    told.give(relay.WriteToUnit(opinion="o1", words="村口到桥头"), reporter("o1"))
    assert told.refused(relay.WriteToReporter(opinion="o1", words="你是谁？"), TIAN).code == "unknown_problem"
    assert told.refused(relay.WriteToUnit(opinion="o1", words="我是"), reporter("o9")).code == "unknown_problem"


def test_another_complaint_joins_only_where_its_own_unit_is_not_at_work() -> None:
    told = behind()
    told.give(DISPATCH, GU)
    about_water = problem_command.AttachToProblem(
        opinion=f"{MARK}o2", reachable=True, shield=Shield(frozenset({"water"}))
    )
    assert told.refused(about_water, GU).code == "goes_to_complained_of"
    about_office = replace(about_water, shield=Shield(frozenset({"office"})))
    told.give(about_office, GU)
    assert told.case.facts.shield == Shield(frozenset({"roads", "office"}))
    assert told.refused(ACCEPT, GU).code == "unknown_problem", "now it is about the office as well"


def test_the_open_and_the_shield_never_mix() -> None:
    told, other = behind(), Story()
    other.give(registered(), GU)
    open_opinion = problem_command.AttachToProblem(opinion="o2", reachable=True)
    assert told.refused(open_opinion, GU).code == "shield_differs"
    assert other.refused(replace(open_opinion, opinion=f"{MARK}o2"), GU).code == "shield_differs"
    merge = problem_command.MergeProblem(into="p9", into_number="W2026-p9", reason="同一事")
    assert told.refused(merge, GU).code == "shield_differs"
    for shield, key in ((ROADS, "p1"), (None, HIDDEN)):
        with pytest.raises(Fault, match="must say"):
            Story().give(replace(registered(key), shield=shield), GU)


def test_staff_do_not_enter_a_report_about_themselves() -> None:
    with pytest.raises(Refusal, match="complained_of_cannot_enter"):
        heard(ROADS, TIAN)
    assert heard(ROADS, GU).shield == ROADS
    assert heard(ROADS).shield == ROADS


def opinion_steps(of: str) -> Iterator[Command]:
    yield opinion.AcceptOpinion(opinion=of, problem=f"{of[:1]}p1")
    yield opinion.AttachOpinion(opinion=of, problem=f"{of[:1]}p1")
    yield opinion.DeclineOpinion(opinion=of, reason=DeclineReason.NOT_OURS, where_to="纪委监委")
    yield opinion.ReclassifyOpinion(opinion=of, shield=ROADS)
    yield opinion.ConcludeOpinion(opinion=of, conclusion=Conclusion.NOT_SUBSTANTIATED, words="经查不属实")
    yield opinion.UnmaskReporter(opinion=of, reason="核实")
    yield opinion.EraseOpinion(opinion=of, basis="申请")
    yield opinion.ShieldOpinion(opinion=of, where_to="有权处理的机关")


def test_an_opinion_behind_it_answers_like_none_at_all() -> None:
    state = heard(ROADS)
    for by, order in product(EVERYONE, opinion_steps(state.id)):
        if cleared(ROADS, by):
            continue
        told = []
        for found in (state, None):
            with pytest.raises(Refusal) as caught:
                opinion.decide(order, found, by, NOW)
            told.append((caught.value.code, caught.value.facts))
        assert told[0] == told[1] == ("unknown_opinion", {})


def test_the_office_hides_more_and_never_less() -> None:
    state = heard(ROADS)
    more = opinion.ReclassifyOpinion(opinion=state.id, shield=Shield(frozenset({"roads", "water"}), frozenset({"he"})))
    (told,) = opinion.decide(more, state, GU, NOW)
    grown = opinion.evolve(state, told)
    assert grown is not None
    assert grown.shield == more.shield
    less = opinion.ReclassifyOpinion(opinion=state.id, shield=Shield(frozenset({"water"})))
    with pytest.raises(Refusal, match="shield_only_grows"):
        opinion.decide(less, state, GU, NOW)
    assert opinion.decide(less, state, JI, NOW)
    accused = opinion.ReclassifyOpinion(opinion=state.id, shield=replace(ROADS, accusation=True))
    (told,) = opinion.decide(accused, state, GU, NOW)
    gone = opinion.evolve(state, told)
    with pytest.raises(Refusal, match="unknown_opinion"):
        opinion.decide(more, gone, GU, NOW)


def test_an_accusation_is_decided_by_the_discipline_body_and_is_no_problem() -> None:
    state = heard(replace(ROADS, accusation=True))
    accept = opinion.AcceptOpinion(opinion=state.id, problem=HIDDEN)
    with pytest.raises(Refusal, match="accusation_not_a_problem"):
        opinion.decide(accept, state, JI, NOW)
    conclude = opinion.ConcludeOpinion(opinion=state.id, conclusion=Conclusion.SUBSTANTIATED, words="已立案")
    (told,) = opinion.decide(conclude, state, JI, NOW)
    ended = opinion.evolve(state, told)
    assert ended is not None
    assert ended.status is OpinionStatus.CONCLUDED
    with pytest.raises(Refusal, match="opinion_already_sorted"):
        opinion.decide(conclude, ended, JI, NOW)
    with pytest.raises(Refusal, match="not_an_accusation"):
        opinion.decide(conclude, heard(ROADS), JI, NOW)


def test_taken_out_of_the_open_it_looks_like_any_other_that_went_elsewhere() -> None:
    state, words = heard(None), "已转有权处理的机关"
    plain = opinion.DeclineOpinion(opinion="o1", reason=DeclineReason.STATUTORY_CHANNEL, where_to=words)
    taken = opinion.ShieldOpinion(opinion="o1", where_to=words)
    assert opinion.decide(taken, state, GU, NOW) == opinion.decide(plain, state, GU, NOW)


def test_the_fixer_never_learns_who_said_it() -> None:
    told = Story().upto(Status.SIGNED_FOR)
    order = opinion.UnmaskReporter(opinion="o1", reason="回访", matter=told.case.facts)
    (seen,) = opinion.decide(order, heard(None), GU, NOW)
    assert isinstance(seen, opinion.ReporterUnmasked)
    moved = post("ma", "office", Role.DISPATCHER, Role.VERIFIER)
    told.give(task.PlanTask(task="t1", measure="换管", standard="通水", from_on=TODAY, to_on=TODAY), MA)
    order = replace(order, matter=told.case.facts)
    for by, code in ((MA, "not_allowed"), (HE, "not_allowed"), (moved, "fixer_cannot_judge"), (LU, "")):
        if not code:
            assert opinion.decide(order, heard(None), by, NOW)
            continue
        with pytest.raises(Refusal, match=code):
            opinion.decide(order, heard(None), by, NOW)


def test_the_office_sends_it_elsewhere_when_a_merger_brought_it_to_those_it_is_about() -> None:
    told = behind()
    told.give(DISPATCH, GU)
    told.give(SIGN, HE)
    merged = replace(HE, absorbed=frozenset({"roads"}), everywhere=HE.everywhere | {"roads"})
    assert told.refused(problem_command.AnswerReporter(answer="正在办"), merged).code == "unknown_problem"
    told.give(problem_command.DispatchProblem(unit="qingxi", due_on=TODAY, above=("qingxi", "yunling")), GU)
    assert told.status() is Status.DISPATCHED
    assert told.refused(SIGN, HE).code == "unknown_problem"
    successor = replace(
        post("bai", "shiqiao", Role.UNIT_HEAD), lineage=("new", "yunling"), absorbed=frozenset({"qingxi"})
    )
    assert told.give(SIGN, successor)
