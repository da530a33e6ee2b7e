"""Visits: one planned and held, one planned for a day on which others come, one entered with three things heard, one by mistake."""

from __future__ import annotations

from tests.county import BAI, DU, FILE, GU, SHEN, SU, TODAY, WU, days

from sandan.domain.assignment import AssignmentKind, EndAssignment, MakeAssignment
from sandan.domain.dispute import DisputeKind, RegisterDispute
from sandan.domain.lecture import HoldLecture, PlanLecture, WithdrawLecture
from sandan.domain.values import Evidence, Tier, Topic
from sandan.domain.visit import (
    CancelVisit,
    ConfirmVisit,
    EnterVisit,
    EraseVisit,
    Heard,
    HeardKind,
    HoldVisit,
    PlanVisit,
    WithdrawVisit,
)

AHEAD = TODAY + days(60)


def plan(key: str) -> PlanVisit:
    return PlanVisit(visit=key, visitor="su", place="qingxi", unit="yunling", planned_on=AHEAD)


def assign(key: str, unit: str) -> MakeAssignment:
    return MakeAssignment(
        assignment=key, leader="su", tier=Tier.COUNTY, kind=AssignmentKind.PLACE, unit=unit, from_on=TODAY
    )


PROOF = Evidence(FILE, TODAY, "接好的水管")
THREE = (
    Heard(HeardKind.OPINION, Topic.WATER, opinion="vo1"),
    Heard(HeardKind.FIXED, Topic.WATER, opinion="vo2", problem="vp2"),
    Heard(HeardKind.DISPUTE, Topic.LAND, dispute="vd1"),
    Heard(HeardKind.NOTED, Topic.FARMING),
)
ORDERS = (
    ("assignment/va1", assign("va1", "qingxi"), SHEN),
    ("assignment/va2", assign("va2", "roads"), SHEN),
    ("assignment/va3", assign("va3", "water"), SHEN),
    ("visit/v1", plan("v1"), GU),
    ("visit/v2", PlanVisit(
        visit="v2", visitor="he", place="qingxi", unit="water", planned_on=AHEAD, others=("ZF2026-1",), despite="抢修不能等"
    ), GU),
    ("visit/v3", plan("v3"), GU),
    ("visit/v1", HoldVisit(visit="v1", held_on=TODAY, note="看了水厂"), GU),
    ("visit/v1", ConfirmVisit(visit="v1"), BAI),
    ("visit/v3", CancelVisit(visit="v3", reason="防汛"), GU),
    (
        "visit/v4",
        EnterVisit(
            visit="v4", visitor="du", place="shiqiao", unit="shiqiao", held_on=TODAY, topic=Topic.WATER, heard=THREE,
            noted=("", "", "", "今年板栗收成好"), evidence=(PROOF,),
        ),
        DU,
    ),
    (
        "dispute/vd1",
        RegisterDispute(
            dispute="vd1", kind_of=DisputeKind.LAND, place="shiqiao", unit="shiqiao", mediator="du", visit="v4", matter="地界"
        ),
        DU,
    ),
    ("visit/v4", EraseVisit(visit="v4", basis="目的已实现"), GU),
    ("visit/v5", EnterVisit(visit="v5", visitor="su", place="roads", unit="yunling", held_on=TODAY), SU),
    ("visit/v6", EnterVisit(visit="v6", visitor="su", place="water", unit="yunling", held_on=TODAY), SU),
    ("visit/v5", WithdrawVisit(visit="v5", reason="重复"), SU),
    *(
        order
        for key, place in (("vl1", "shiqiao"), ("vl2", "roads"))
        for order in (
            (
                f"lecture/{key}",
                PlanLecture(lecture=key, title="到一线去", lecturer="su", place=place, unit="office", planned_on=TODAY),
                GU,
            ),
            (f"lecture/{key}", HoldLecture(lecture=key, held_on=TODAY), GU),
        )
    ),
    ("lecture/vl2", WithdrawLecture(lecture="vl2", reason="重复"), GU),
    ("assignment/va3", EndAssignment(assignment="va3", until_on=TODAY + days(400)), SHEN),
    ("visit/v7", EnterVisit(visit="v7", visitor="wu", place="qingxi", unit="office", held_on=TODAY), WU),
)  # fmt: skip
EXPECTED = {
    "visits.planned": 2, "visits.clashing": 1, "visits.held": 4, "visits.confirmed": 1, "visits.heard": 4, "visits.heard_opinions": 1,
    "visits.heard_fixed": 1, "visits.heard_disputes": 1, "visits.heard_noted": 1, "pairs.assigned": 3, "pairs.visited": 2,
    "pairs.lectured": 1, "lectures.planned": 1, "lectures.held": 1,
}  # fmt: skip
