"""Circuit groups, their plans and visits: who stands back, what needs a reason, what the unit may say, and who decides then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY, days

from sandan.domain import circuit_group, circuit_plan, circuit_rule, circuit_visit
from sandan.domain.authority import Actor, Role
from sandan.domain.circuit import Bar, Method, Place, Sight, Terms, bar, may_go, sight
from sandan.domain.circuit_group import AddMember, ChangeLeader, DissolveGroup, EndMember, FormGroup, GroupStatus
from sandan.domain.circuit_plan import (
    AcceptPlan,
    ChangeLine,
    Check,
    CircuitPlan,
    DiscardPlan,
    DropLine,
    Line,
    PlanStatus,
    ProposePlan,
)
from sandan.domain.circuit_rule import Rules, SetTerms
from sandan.domain.circuit_visit import (
    AnswerVisit,
    CircuitVisit,
    DecideAgain,
    FeedBack,
    Found,
    HoldVisit,
    MoveVisit,
    NoteCheck,
    NoteFinding,
    ObjectToFinding,
    PlanVisit,
    TakeSample,
    VisitStatus,
    WithdrawVisit,
)
from sandan.domain.register import Grade
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

TERMS = Terms()
WATER = Place("water", frozenset({"water"}), frozenset({"he", "ma"}))


def of(person: str, unit: str, *roles: Role, **more: Any) -> Actor:
    lineage = (unit, "county")
    return Actor(frozenset(roles), person, f"{person}-a", unit, lineage, frozenset(lineage), **more)


YAN, BO, CEN = (of(each, "circuit", Role.INSPECTOR) for each in ("yan", "bo", "cen"))
OFFICE = of("luo", "office", Role.DISPATCHER)
HEAD = of("he", "water", Role.UNIT_HEAD)
OUTSIDER = of("ye", "office", Role.VERIFIER)
PLAN = PlanVisit(
    visit="v1", title="水利局", group="g1", unit="office", on=TODAY + days(3), team=(YAN, BO),
    members=("bo", "cen", "yan"), leader="yan", place=WATER, terms=TERMS,
)  # fmt: skip
SAMPLE = TakeSample(
    visit="v1", look_back="lb", problems=("p1",), numbers=("W1",), checkers=(BO,), place=WATER, terms=TERMS
)
HOLD = HoldVisit(visit="v1", held_on=TODAY, methods=(Method.UNANNOUNCED, Method.PAPERS))
CHECK = NoteCheck(visit="v1", problem="p1", number="W1", found=Found.OVERTURNED)
TELL = FeedBack(visit="v1", said="有一件未整改到位", terms=TERMS)
OBJECT = ObjectToFinding(visit="v1", finding="p1", said="当日停电，次日已恢复", terms=TERMS)
AGAIN = DecideAgain(visit="v1", finding="p1", upheld=True, said="查明属实", place=WATER, terms=TERMS)


def told(noun: Any, *orders: tuple[Command, Actor], state: Any = None, at: datetime = NOW) -> Any:
    for order, by in orders:
        for event in noun.decide(order, state, by, at):
            state = noun.evolve(state, event)
    return state


def refused(noun: Any, state: Any, order: Command, by: Actor, at: datetime = NOW) -> str:
    with pytest.raises(Refusal) as no:
        noun.decide(order, state, by, at)
    return no.value.code


# --- who stands back -------------------------------------------------------------------------------------------------


def test_one_stands_back_from_the_own_unit_the_former_one_and_a_relatives() -> None:
    assert bar(HEAD, WATER, TODAY, TERMS) is Bar.OWN_UNIT
    assert bar(replace(YAN, left=(("water", TODAY - days(1095)),)), WATER, TODAY, TERMS) is Bar.FORMER_UNIT
    assert bar(replace(YAN, left=(("water", TODAY - days(1096)),)), WATER, TODAY, TERMS) is None
    assert bar(replace(YAN, kin=frozenset({"ma"})), WATER, TODAY, TERMS) is Bar.KIN
    assert bar(YAN, WATER, TODAY, TERMS) is None


def test_the_uppermost_unit_bars_nobody_and_the_town_its_villages() -> None:
    village = Place("shiqiao", frozenset({"shiqiao", "qingxi"}))
    cadre = Actor(
        frozenset({Role.INSPECTOR}), "du", "a", "qingxi", ("qingxi", "county"), frozenset({"qingxi", "county"})
    )
    assert bar(cadre, village, TODAY, TERMS) is Bar.OWN_UNIT
    assert bar(YAN, village, TODAY, TERMS) is None


def test_a_team_is_large_enough_and_of_checkers() -> None:
    assert may_go((BO, YAN), WATER, TODAY, TERMS) == ("bo", "yan")
    for team, code in (
        ((YAN,), "team_too_small"),
        ((YAN, OFFICE), "not_a_checker"),
        ((YAN, of("he", "circuit", Role.INSPECTOR)), "stands_back_own_unit"),
        ((YAN, replace(BO, kin=frozenset({"he"}))), "stands_back_kin"),
        ((YAN, replace(BO, left=(("water", TODAY),))), "stands_back_former_unit"),
    ):
        with pytest.raises(Refusal, match=code):
            may_go(team, WATER, TODAY, TERMS)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "water", "roads"]), st.booleans(), st.sampled_from(["", "he", "tian"])),
        max_size=4,
    )
)
def test_no_planned_visit_holds_anybody_who_stands_back(people: list[tuple[str, bool, str]]) -> None:
    team = tuple(
        replace(
            of(f"p{number}", "water" if now and left == "water" else "circuit", Role.INSPECTOR),
            left=((left, TODAY),) if left else (),
            kin=frozenset({kin} - {""}),
        )
        for number, (left, now, kin) in enumerate(people)
    )
    order = replace(PLAN, team=team, members=tuple(each.person for each in team) or ("yan",))
    try:
        state = told(circuit_visit, (order, OFFICE))
    except Refusal:
        assert len(team) < TERMS.team or any(bar(each, WATER, order.on, TERMS) for each in team)
    else:
        assert not any(bar(each, WATER, order.on, TERMS) for each in team)
        assert state.team == {each.person for each in team}


# --- terms -----------------------------------------------------------------------------------------------------------


def test_terms_hold_from_their_day_on_and_never_backwards() -> None:
    order = SetTerms(
        recusal_days=730,
        objection_days=15,
        decision_days=20,
        apart_days=60,
        team=3,
        from_on=TODAY + days(5),
        basis="云整办1号",
    )
    rules = told(circuit_rule, (order, OFFICE), state=Rules())
    assert rules.on(TODAY) == Terms()
    assert rules.on(TODAY + days(5)).recusal_days == 730
    assert refused(circuit_rule, Rules(), replace(order, from_on=TODAY - days(1)), OFFICE) == "rule_backwards"
    assert refused(circuit_rule, Rules(), replace(order, objection_days=0), OFFICE) == "threshold_out_of_range"


# --- groups ----------------------------------------------------------------------------------------------------------

FORM = FormGroup(group="g1", title="第一组", unit="office", leader="yan", members=("bo",), from_on=TODAY)


def test_a_group_has_its_leader_among_its_members_from_day_to_day() -> None:
    group = told(
        circuit_group,
        (FORM, OFFICE),
        (AddMember(group="g1", person="cen", from_on=TODAY + days(2)), OFFICE),
        (EndMember(group="g1", person="bo", until_on=TODAY + days(4)), OFFICE),
        (AddMember(group="g1", person="bo", from_on=TODAY + days(9)), OFFICE),
    )
    assert group.on(TODAY) == ("bo", "yan")
    assert group.on(TODAY + days(4)) == ("bo", "cen", "yan")
    assert group.on(TODAY + days(5)) == ("cen", "yan")
    assert group.on(TODAY + days(9)) == ("bo", "cen", "yan")
    assert refused(circuit_group, group, AddMember(group="g1", person="cen", from_on=TODAY), OFFICE) == "member_already"
    assert refused(circuit_group, group, EndMember(group="g1", person="yan", until_on=TODAY), OFFICE) == "leader_stays"
    led = told(circuit_group, (ChangeLeader(group="g1", person="bo"), OFFICE), state=group)
    assert led.leader == "bo"
    ended = told(circuit_group, (DissolveGroup(group="g1", reason="任务结束"), OFFICE), state=led)
    assert (ended.status, ended.on(TODAY)) == (GroupStatus.DISSOLVED, ())
    assert refused(circuit_group, ended, ChangeLeader(group="g1", person="yan"), OFFICE) == "group_dissolved"


# --- plans -----------------------------------------------------------------------------------------------------------

LINE = Line("001", "g1", "water", TODAY + days(3), ("bo", "yan"), "water", "seat")
PROPOSE = ProposePlan(
    plan="pl", title="三月", from_on=TODAY, to_on=TODAY + days(9), lines=(LINE,), version="circuit/1", digest="ab" * 32,
    optimal=True, gap=0,
)  # fmt: skip


def checked(line: Line = LINE, *team: Actor, **more: Any) -> Check:
    return Check(line, team or (BO, YAN), WATER, TERMS, **more)


def test_a_named_person_accepts_what_the_planner_proposes() -> None:
    plan: CircuitPlan = told(circuit_plan, (PROPOSE, OFFICE))
    (event,) = circuit_plan.decide(AcceptPlan(plan="pl", checks=(checked(),)), plan, OFFICE, NOW)
    assert (event.person, event.visits) == ("luo", 1)  # type: ignore[attr-defined]
    done = circuit_plan.evolve(plan, event)
    assert done is not None
    assert done.status is PlanStatus.ACCEPTED
    assert refused(circuit_plan, done, DiscardPlan(plan="pl", reason="不用"), OFFICE) == "plan_settled"


def test_a_line_changed_by_hand_is_held_to_the_same_rules() -> None:
    plan = told(circuit_plan, (PROPOSE, OFFICE))
    kin = replace(BO, kin=frozenset({"he"}))
    late = replace(LINE, on=TODAY - days(1))
    other = replace(LINE, id="x", group="g2")
    for check, code in (
        (checked(LINE, kin, YAN), "stands_back_kin"),
        (checked(LINE, YAN), "team_too_small"),
        (checked(LINE, working=False), "day_off"),
        (checked(late), "visit_in_past"),
        (checked(other), "place_taken"),
        (checked(replace(other, group="g1")), "group_too_busy"),
        (checked(replace(other, place="roads")), "person_in_two_places"),
    ):
        assert refused(circuit_plan, plan, ChangeLine(plan="pl", check=check), OFFICE) == code
    moved = replace(LINE, on=TODAY + days(4))
    changed = told(circuit_plan, (ChangeLine(plan="pl", check=checked(moved)), OFFICE), state=plan)
    assert changed.lines["001"] == moved
    empty = told(circuit_plan, (DropLine(plan="pl", line="001"), OFFICE), state=changed)
    assert refused(circuit_plan, empty, AcceptPlan(plan="pl", checks=()), OFFICE) == "plan_empty"


def test_a_group_stays_in_one_area_a_day() -> None:
    two = replace(PROPOSE, most_a_day=2)
    plan = told(circuit_plan, (two, OFFICE))
    away = replace(LINE, id="002", unit="roads", place="t1", area="t1")
    assert refused(circuit_plan, plan, ChangeLine(plan="pl", check=checked(away)), OFFICE) == "group_in_two_places"
    near = replace(away, place="roads", area="seat")
    assert len(told(circuit_plan, (ChangeLine(plan="pl", check=checked(near)), OFFICE), state=plan).lines) == 2


def test_a_plan_that_meets_other_visits_says_why() -> None:
    plan = told(circuit_plan, (PROPOSE, OFFICE))
    met = checked(clashes=("XH2026-00001",))
    assert refused(circuit_plan, plan, AcceptPlan(plan="pl", checks=(met,)), OFFICE) == "visit_repeated"
    assert circuit_plan.decide(AcceptPlan(plan="pl", checks=(met,), reason="专项复查"), plan, OFFICE, NOW)


# --- visits ----------------------------------------------------------------------------------------------------------


def visited(*more: tuple[Command, Actor]) -> CircuitVisit:
    state: CircuitVisit = told(circuit_visit, (PLAN, OFFICE), (SAMPLE, OFFICE), (HOLD, YAN), *more)
    return state


def test_a_visit_is_planned_by_the_office_or_whoever_leads_the_group() -> None:
    assert told(circuit_visit, (PLAN, YAN)).status is VisitStatus.PLANNED
    assert refused(circuit_visit, None, PLAN, BO) == "not_of_the_group"
    assert refused(circuit_visit, None, replace(PLAN, members=("yan",)), OFFICE) == "not_of_group"


def test_a_repeated_or_many_headed_visit_needs_a_reason() -> None:
    met = replace(PLAN, clashes=("XH2026-00007",))
    assert refused(circuit_visit, None, met, OFFICE) == "visit_repeated"
    (event,) = circuit_visit.decide(replace(met, reason="上级交办"), None, OFFICE, NOW)
    assert (event.reason, event.clashes) == ("上级交办", ("XH2026-00007",))  # type: ignore[attr-defined]
    move = MoveVisit(
        visit="v1", on=TODAY + days(5), team=(YAN, CEN), members=PLAN.members, leader="yan", place=WATER, terms=TERMS,
        clashes=("XH2026-00007",),
    )  # fmt: skip
    assert refused(circuit_visit, told(circuit_visit, (PLAN, OFFICE)), move, OFFICE) == "visit_repeated"


def test_nothing_that_gives_an_unannounced_visit_away_is_public() -> None:
    from sandan.domain.wire import encode

    (event,) = circuit_visit.decide(replace(PLAN, announced=False), None, OFFICE, NOW)
    assert set(encode(event).public) == {"visit", "happened_on"}


def test_who_may_know_of_an_unannounced_visit() -> None:
    assert sight(OFFICE) is Sight.ALL
    assert sight(YAN) is Sight.OTHERS
    assert sight(of("q", "audit", Role.AUDITOR)) is Sight.OTHERS
    assert {sight(of("x", "water", role)) for role in (Role.UNIT_HEAD, Role.HANDLER, Role.LEADER, Role.CLERK)} == {
        Sight.NONE
    }


def test_only_who_goes_along_and_has_no_interest_takes_an_item() -> None:
    state = told(circuit_visit, (PLAN, OFFICE))
    assert refused(circuit_visit, state, replace(SAMPLE, checkers=(CEN,)), OFFICE) == "checker_not_along"
    since = replace(BO, kin=frozenset({"he"}))
    assert refused(circuit_visit, state, replace(SAMPLE, checkers=(since,)), OFFICE) == "stands_back_kin"
    taken = told(circuit_visit, (SAMPLE, OFFICE), state=state)
    assert refused(circuit_visit, taken, SAMPLE, OFFICE) == "sampled_already"
    assert refused(circuit_visit, taken, CHECK, CEN) == "not_your_check"
    assert refused(circuit_visit, taken, replace(CHECK, problem="p2"), BO) == "not_your_check"


def test_the_unit_is_told_when_every_taken_item_has_its_finding() -> None:
    assert refused(circuit_visit, visited(), replace(TELL, waiting=1), YAN) == "findings_missing"
    state = visited((CHECK, BO), (TELL, YAN))
    assert (state.status, state.object_by) == (VisitStatus.FED_BACK, TODAY + days(30))
    assert refused(circuit_visit, state, replace(CHECK, problem="p2"), BO) == "not_your_check"
    new = NoteFinding(visit="v1", finding="f9", found=Found.PRAISE, said="台账清楚")
    assert refused(circuit_visit, state, new, YAN) == "visit_over"
    assert refused(circuit_visit, state, WithdrawVisit(visit="v1", reason="误录"), OFFICE) == "visit_found_something"


def test_what_is_found_besides_is_said_by_who_was_there() -> None:
    new = NoteFinding(visit="v1", finding="f1", found=Found.PROBLEM, said="窗口无人", problem="p9")
    assert refused(circuit_visit, visited(), new, CEN) == "not_of_group"
    assert refused(circuit_visit, visited(), replace(new, problem=""), YAN) == "finding_of_other_kind"
    assert refused(circuit_visit, visited(), replace(new, found=Found.OVERTURNED), YAN) == "finding_of_other_kind"
    assert visited((new, YAN)).findings["f1"] is Found.PROBLEM


def test_the_unit_answers_and_objects_within_its_term() -> None:
    state = visited((CHECK, BO), (TELL, YAN))
    assert refused(circuit_visit, state, OBJECT, of("tian", "roads", Role.UNIT_HEAD)) == "not_your_unit"
    assert refused(circuit_visit, state, replace(OBJECT, finding="p7"), HEAD) == "unknown_finding"
    late = NOW + timedelta(days=31)
    assert refused(circuit_visit, state, OBJECT, HEAD, late) == "objection_late"
    on_time = told(circuit_visit, (OBJECT, HEAD), state=state, at=NOW + timedelta(days=30))
    assert not on_time.objections["p1"].decided
    answered = told(circuit_visit, (AnswerVisit(visit="v1", said="立即整改"), HEAD), state=on_time)
    assert answered.grade is Grade.VERIFIED
    assert refused(circuit_visit, answered, AnswerVisit(visit="v1", said="再答"), HEAD) == "answered_already"


def test_an_objection_is_decided_by_others() -> None:
    state = visited((CHECK, BO), (TELL, YAN), (OBJECT, HEAD))
    finder = of("bo", "office", Role.VERIFIER)
    of_group = of("cen", "office", Role.DISPATCHER)
    relative = replace(OUTSIDER, kin=frozenset({"bo"}))
    partial = replace(OUTSIDER, kin=frozenset({"ma"}))
    insider = of("x", "water", Role.VERIFIER)
    assert refused(circuit_visit, state, AGAIN, finder) == "finder_cannot_decide"
    assert refused(circuit_visit, state, AGAIN, of_group) == "finder_cannot_decide"
    assert refused(circuit_visit, state, AGAIN, relative) == "finder_cannot_decide"
    assert refused(circuit_visit, state, AGAIN, partial) == "stands_back_from_unit"
    assert refused(circuit_visit, state, AGAIN, insider) == "stands_back_from_unit"
    assert refused(circuit_visit, visited((CHECK, BO), (TELL, YAN)), AGAIN, OUTSIDER) == "not_objected"
    decided = told(circuit_visit, (AGAIN, OUTSIDER), state=state, at=NOW + timedelta(days=45))
    assert decided.objections["p1"].upheld, "late is late, and still decided"
    assert refused(circuit_visit, decided, AGAIN, OUTSIDER) == "decided_already"
