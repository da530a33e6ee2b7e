"""A programme planned and amended, plans asked for and adopted, materials, study sessions and training classes."""

from __future__ import annotations

from tests.county import GU, HE, MA, TODAY, WU, days, proof

from sandan.domain.material import AddMaterial, MaterialKind, WithdrawMaterial
from sandan.domain.plan import AdoptPlan, AmendPlan, AskPlan, Responsible, WithdrawPlan
from sandan.domain.programme import AmendProgramme, OpenProgramme, Planned, Stage
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.serving import SetServing
from sandan.domain.study import (
    AttachStudy,
    CancelStudy,
    ConfirmStudy,
    HoldStudy,
    Mode,
    PlanStudy,
    WithdrawStudy,
)
from sandan.domain.training import (
    CancelTraining,
    ConcludeTraining,
    ConfirmTraining,
    EnrolTraining,
    HoldSession,
    NotCompleted,
    PlanTraining,
    WithdrawTraining,
)
from sandan.domain.values import Tier

STAGE = Stage("学习教育", TODAY, TODAY + days(30))
KNOWN = frozenset({"study.sessions", "lectures.held"})


def ask(key: str, unit: str, due: int = 5) -> AskPlan:
    return AskPlan(plan=key, programme="pr2", unit=unit, title="热线提升", due_on=TODAY + days(due))


def study(key: str, mode: Mode = Mode.COLLECTIVE) -> PlanStudy:
    return PlanStudy(study=key, title="读原著", mode=mode, unit="water", planned_on=TODAY, materials=("ma1",))


def training(key: str, *people: str) -> PlanTraining:
    return PlanTraining(
        training=key, title="支部书记培训班", unit="water", from_on=TODAY, to_on=TODAY + days(1), participants=people
    )


ANSWERS = (Responsible(Tier.COUNTY, "su"), Responsible(Tier.SYSTEM, "he", "water", "局长"))
ORDERS = (
    (
        "programme/pr2",
        OpenProgramme(
            programme="pr2", title="热线提升", from_on=TODAY, to_on=TODAY + days(90), basis="县办发2号", stages=(STAGE,),
            indicators=("study.sessions",), planned=(Planned("学习教育", "study.sessions", "学习"),), known=KNOWN,
            template="hotline_improvement",
        ),
        GU,
    ),
    (
        "programme/pr2",
        AmendProgramme(
            programme="pr2", from_on=TODAY, to_on=TODAY + days(120), stages=(STAGE,), indicators=("lectures.held",),
            planned=(Planned("学习教育", "lectures.held", "党课"),), known=KNOWN, reason="延长一个月",
        ),
        GU,
    ),
    *((f"plan/{key}", ask(key, unit), GU) for key, unit in (("fa1", "water"), ("fa2", "qingxi"), ("fa3", "roads"))),
    ("serving/fa1", SetServing(record="fa1", noun="plan", programmes=("pr2",), unit="water"), GU),
    ("plan/fa1", AdoptPlan(plan="fa1", content="先学后查", responsible=ANSWERS), HE),
    (
        "plan/fa1",
        AmendPlan(plan="fa1", content="边学边查", responsible=ANSWERS[1:], reason="改进", evidence=(proof(TODAY),)),
        HE,
    ),
    ("plan/fa3", WithdrawPlan(plan="fa3", reason="不涉及"), GU),
    (
        "material/ma1",
        AddMaterial(
            material="ma1", title="条例", kind_of=MaterialKind.LAW, unit="water", link="https://example.org/a",
            evidence=(proof(TODAY),),
        ),
        HE,
    ),
    ("material/ma2", AddMaterial(material="ma2", title="旧书", kind_of=MaterialKind.BOOK, unit="water"), HE),
    ("material/ma2", WithdrawMaterial(material="ma2", reason="重复"), HE),
    *((f"study/xx{each}", study(f"xx{each}"), HE) for each in range(1, 5)),
    ("study/xx5", study("xx5", Mode.FIELD), HE),
    (
        "study/xx1",
        HoldStudy(
            study="xx1", held_on=TODAY, present=("he", "ma", "he"), others=Quantity(5, Measure.PERSON),
            evidence=(proof(TODAY),),
        ),
        HE,
    ),
    ("study/xx1", ConfirmStudy(study="xx1"), MA),
    ("study/xx1", AttachStudy(study="xx1", outcome="心得一份"), HE),
    ("serving/xx1", SetServing(record="xx1", noun="study", programmes=("pr2",), unit="water"), HE),
    (
        "study/xx5",
        HoldStudy(
            study="xx5", held_on=TODAY, present=("ma",), others=Quantity(70, Measure.PERSON, Qualifier.OVER)
        ),
        HE,
    ),
    ("study/xx2", CancelStudy(study="xx2", reason="防汛"), HE),
    ("study/xx3", HoldStudy(study="xx3", held_on=TODAY, present=("tian",)), HE),
    ("study/xx3", WithdrawStudy(study="xx3", reason="重复"), HE),
    ("training/px1", training("px1", "he", "tian"), HE),
    (
        "training/px1",
        EnrolTraining(training="px1", participants=("he", "ma", "du"), others=Quantity(4, Measure.PERSON)),
        HE,
    ),
    (
        "training/px1",
        HoldSession(training="px1", session="px1a", title="第一课", held_on=TODAY, absent=("du",)),
        HE,
    ),
    ("training/px1", HoldSession(training="px1", session="px1b", title="第二课", held_on=TODAY, tutor="党校"), HE),
    (
        "training/px1",
        ConcludeTraining(training="px1", concluded_on=TODAY, not_completed=(NotCompleted("du", "病假"),)),
        HE,
    ),
    ("training/px1", ConfirmTraining(training="px1"), MA),
    ("training/px2", training("px2", "ma"), HE),
    ("training/px2", ConcludeTraining(training="px2", concluded_on=TODAY), HE),
    ("training/px3", training("px3"), HE),
    ("training/px3", CancelTraining(training="px3", reason="合并"), HE),
    ("training/px4", training("px4", "he"), WU),
    ("training/px4", HoldSession(training="px4", session="px4a", title="误", held_on=TODAY), WU),
    ("training/px4", WithdrawTraining(training="px4", reason="误"), WU),
    ("training/px5", training("px5", "he"), WU),
)  # fmt: skip
EXPECTED = {
    "plans.asked": 2, "plans.adopted": 1, "plans.overdue": 1,
    "study.planned": 3, "study.sessions": 2, "study.confirmed": 1, "study.collective": 1, "study.field": 1,
    **dict.fromkeys((f"study.{each.value}" for each in Mode if each not in (Mode.COLLECTIVE, Mode.FIELD)), 0),
    "study.persons": 2, "study.attendances": 2 + 5 + 1, "study.attendances_approximate": 70,
    "training.planned": 3, "training.classes": 2, "training.sessions": 2, "training.attendances": 2 + 3,
    "training.participants": 3 + 4 + 1, "training.participants_approximate": 0, "training.persons": 3,
    "training.completed": 3, "training.not_completed": 1,
}  # fmt: skip
RATES = {"rate.plans": "50.0"}
