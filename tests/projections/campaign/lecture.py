"""Lectures: one confirmed, one with an approximate audience, one called off, one entered by mistake; a programme that one counts in."""

from __future__ import annotations

from tests.county import BAI, GU, TODAY, WU, days, proof

from sandan.domain.lecture import CancelLecture, ConfirmLecture, HoldLecture, PlanLecture, WithdrawLecture
from sandan.domain.programme import EndProgramme, OpenProgramme, Stage
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.serving import SetServing
from sandan.domain.sheet import TakeSheet, UndoSheet


def plan(key: str) -> PlanLecture:
    return PlanLecture(
        lecture=key, title="守初心", lecturer="su", place="qingxi", unit="qingxi", planned_on=TODAY + days(2)
    )


ORDERS = (
    (
        "programme/pr1",
        OpenProgramme(
            programme="pr1", title="主题教育", from_on=TODAY, to_on=TODAY + days(90), basis="县委发1号",
            stages=(Stage("学习教育", TODAY, TODAY + days(30)),),
        ),
        GU,
    ),
    *((f"lecture/le{each}", plan(f"le{each}"), WU) for each in range(5)),
    ("serving/le1", SetServing(record="le1", noun="lecture", programmes=("pr1",), unit="qingxi"), WU),
    (
        "lecture/le1",
        HoldLecture(lecture="le1", held_on=TODAY, audience=Quantity(45, Measure.PERSON), evidence=(proof(TODAY),)),
        WU,
    ),
    ("lecture/le1", ConfirmLecture(lecture="le1", note="到场听了"), BAI),
    (
        "lecture/le2",
        HoldLecture(lecture="le2", held_on=TODAY, audience=Quantity(300, Measure.ATTENDANCE, Qualifier.ABOUT)),
        WU,
    ),
    ("lecture/le3", CancelLecture(lecture="le3", reason="防汛"), WU),
    ("lecture/le4", WithdrawLecture(lecture="le4", reason="重复"), WU),
    ("serving/le1", SetServing(record="le1", noun="lecture", programmes=(), unit="qingxi"), WU),
    ("programme/pr1", EndProgramme(programme="pr1", conclusion="结束"), GU),
    (
        "sheet/sh1",
        TakeSheet(
            sheet="sh1", book="lecture", file="ab" * 32, file_name="党课.xlsx", worksheet="表1", made=("lecture/le0",),
            same=0, refused=(5,),
        ),
        WU,
    ),
    ("sheet/sh1", UndoSheet(sheet="sh1", reason="发错了"), WU),
)  # fmt: skip
EXPECTED = {
    "lectures.planned": 3, "lectures.held": 2, "lectures.confirmed": 1, "lectures.persons": 45, "lectures.persons_approximate": 0,
    "lectures.attendances": 0, "lectures.attendances_approximate": 300,
}  # fmt: skip
