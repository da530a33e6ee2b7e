"""Circuit groups: two, one dissolved; a plan accepted and one discarded; a visit with all that may follow, two that did not count."""

from __future__ import annotations

from dataclasses import replace

from tests.county import GU, HE, TODAY, YE, days, post, proof

from sandan.domain.authority import Role
from sandan.domain.circuit import Method, Place, Terms
from sandan.domain.circuit_group import (
    AddMember,
    ChangeLeader,
    DissolveGroup,
    EndMember,
    FormGroup,
    WithdrawGroup,
)
from sandan.domain.circuit_plan import AcceptPlan, ChangeLine, Check, DiscardPlan, DropLine, Line, ProposePlan
from sandan.domain.circuit_rule import SetTerms
from sandan.domain.circuit_visit import (
    AnswerVisit,
    CancelVisit,
    DecideAgain,
    FeedBack,
    Found,
    HoldVisit,
    MoveVisit,
    NoteFinding,
    ObjectToFinding,
    PlanVisit,
    WithdrawVisit,
)

WATER = Place("water", frozenset({"water"}), frozenset({"he", "ma"}))
TERMS = Terms()
YAN, BO = post("yan", "yunling", Role.INSPECTOR), post("bo", "yunling", Role.INSPECTOR)
FORM = FormGroup(group="cg1", title="第一组", unit="office", leader="yan", members=("bo",), from_on=TODAY)
NEXT_YEAR = TODAY + days(400)
LINE = Line("001", "cg1", "water", NEXT_YEAR, ("bo", "yan"), "water", "seat")
SECOND = replace(LINE, id="002", on=NEXT_YEAR + days(1), unit="roads", place="roads")
PROPOSE = ProposePlan(
    plan="cp1", title="三月", from_on=TODAY, to_on=TODAY + days(9), lines=(LINE, SECOND), version="circuit/1", digest="ab" * 32,
    optimal=True, gap=0,
)  # fmt: skip
PLAN = PlanVisit(
    visit="cv1", title="水利局", group="cg1", unit="office", on=NEXT_YEAR, team=(YAN, BO), members=("bo", "yan"), leader="yan",
    place=WATER, terms=TERMS, announced=False, plan="cp1/001",
)  # fmt: skip
MOVE = MoveVisit(
    visit="cv1",
    on=NEXT_YEAR,
    team=(YAN, BO),
    members=("bo", "yan"),
    leader="yan",
    place=WATER,
    terms=TERMS,
    reason="改期",
)
NEW = NoteFinding(visit="cv1", finding="cf1", found=Found.PROBLEM, said="窗口无人值守", problem="p1")

ORDERS = (
    (
        "circuit_rule/county",
        SetTerms(
            recusal_days=730, objection_days=30, decision_days=30, apart_days=60, team=2, from_on=NEXT_YEAR,
            basis="云整办1号",
        ),
        GU,
    ),
    ("circuit_group/cg1", FORM, GU),
    ("circuit_group/cg2", replace(FORM, group="cg2", title="第二组", leader="bai", members=()), GU),
    ("circuit_group/cg1", AddMember(group="cg1", person="cen", from_on=TODAY), GU),
    ("circuit_group/cg1", EndMember(group="cg1", person="cen", until_on=TODAY + days(2)), GU),
    ("circuit_group/cg1", ChangeLeader(group="cg1", person="bo"), GU),
    ("circuit_group/cg2", DissolveGroup(group="cg2", reason="并入第一组"), GU),
    ("circuit_group/cg3", replace(FORM, group="cg3"), GU),
    ("circuit_group/cg3", WithdrawGroup(group="cg3", reason="重复"), GU),
    ("circuit_plan/cp1", PROPOSE, GU),
    ("circuit_plan/cp1", ChangeLine(plan="cp1", check=Check(LINE, (YAN, BO), WATER, TERMS)), GU),
    ("circuit_plan/cp1", DropLine(plan="cp1", line="002"), GU),
    ("circuit_plan/cp1", AcceptPlan(plan="cp1", checks=(Check(LINE, (YAN, BO), WATER, TERMS),)), GU),
    ("circuit_plan/cp2", replace(PROPOSE, plan="cp2"), GU),
    ("circuit_plan/cp2", DiscardPlan(plan="cp2", reason="重排"), GU),
    ("circuit_visit/cv1", PLAN, GU),
    ("circuit_visit/cv1", MOVE, GU),
    (
        "circuit_visit/cv1",
        HoldVisit(visit="cv1", held_on=TODAY, methods=(Method.ON_SITE,), evidence=(proof(TODAY),)),
        YAN,
    ),
    ("circuit_visit/cv1", NEW, YAN),
    ("circuit_visit/cv1", replace(NEW, finding="cf2", found=Found.PRAISE, said="台账清楚", problem=""), BO),
    ("circuit_visit/cv1", FeedBack(visit="cv1", said="一处问题", terms=TERMS), YAN),
    ("circuit_visit/cv1", AnswerVisit(visit="cv1", said="立即整改"), HE),
    ("circuit_visit/cv1", ObjectToFinding(visit="cv1", finding="cf1", said="当日停电", terms=TERMS), HE),
    (
        "circuit_visit/cv1",
        DecideAgain(visit="cv1", finding="cf1", upheld=True, said="属实", place=WATER, terms=TERMS),
        YE,
    ),
    ("circuit_visit/cv2", replace(PLAN, visit="cv2", plan="", clashes=("XH2026-00001",), reason="上级交办"), GU),
    ("circuit_visit/cv2", CancelVisit(visit="cv2", reason="防汛"), GU),
    ("circuit_visit/cv3", replace(PLAN, visit="cv3", plan=""), GU),
    ("circuit_visit/cv3", WithdrawVisit(visit="cv3", reason="重复"), GU),
)  # fmt: skip
EXPECTED = {
    "circuit.groups": 1, "circuit.members": 2, "circuit.visits": 1, "circuit.unannounced": 1, "circuit.repeated": 0,
    "circuit.units": 1, "circuit.checked": 0, "circuit.told": 0, "circuit.confirmed": 0, "circuit.overturned": 0,
    "circuit.cannot_tell": 0, "circuit.set_aside": 1, "circuit.problems": 0, "circuit.praise": 1, "circuit.objections": 1,
    "circuit.undecided": 0, "circuit.upheld": 1,
}  # fmt: skip
