"""Disputes: performed and confirmed, agreed and overdue, not kept, failed and mediated anew, referred, a mistake; one more of a visit."""

from __future__ import annotations

from tests.county import BAI, GU, TODAY, WU, YE, days, proof

from sandan.domain.authority import Actor
from sandan.domain.dispute import (
    AgreeDispute,
    ConfirmDispute,
    DescribeDispute,
    DisputeKind,
    EraseDispute,
    FailDispute,
    FollowUp,
    Mediate,
    NoteConfirmation,
    PerformDispute,
    ReferDispute,
    RegisterDispute,
    WithdrawDispute,
)
from sandan.domain.values import StatutoryChannel
from sandan.domain.wire import Command


def begun(key: str) -> tuple[str, Command, Actor]:
    order = RegisterDispute(
        dispute=key,
        kind_of=DisputeKind.BOUNDARY,
        place="shiqiao",
        unit="qingxi",
        mediators="老支书",
        parties="甲、乙",
        matter="界石",
    )
    return (f"dispute/{key}", order, WU)


def agreed(key: str, due: int = 200) -> tuple[str, Command, Actor]:
    order = AgreeDispute(dispute=key, agreed_on=TODAY, due_on=TODAY + days(due), terms="各退一尺", oral=True)
    return (f"dispute/{key}", order, WU)


ORDERS = (
    *(begun(f"d{each}") for each in range(1, 8)),
    ("dispute/d1", DescribeDispute(dispute="d1", kind_of=DisputeKind.LAND, mediator="gu"), WU),
    ("dispute/d1", Mediate(dispute="d1", held_on=TODAY, note="到地头看了"), WU),
    agreed("d1"),
    ("dispute/d1", NoteConfirmation(dispute="d1", asked_on=TODAY, court="云岭县人民法院"), WU),
    ("dispute/d1", FollowUp(dispute="d1", note="界石已移"), WU),
    ("dispute/d1", PerformDispute(dispute="d1", performed_on=TODAY, evidence=(proof(TODAY),)), WU),
    ("dispute/d1", ConfirmDispute(dispute="d1", said_so=True), BAI),
    agreed("d2", 2),
    agreed("d3"),
    ("dispute/d3", FailDispute(dispute="d3", reason="乙方反悔"), WU),
    ("dispute/d4", FailDispute(dispute="d4", reason="谈不拢"), WU),
    ("dispute/d4", Mediate(dispute="d4", held_on=TODAY), WU),
    ("dispute/d5", ReferDispute(dispute="d5", channel=StatutoryChannel.ARBITRATION, where_to="县仲裁委"), WU),
    ("dispute/d6", WithdrawDispute(dispute="d6", reason="重复"), WU),
    ("dispute/d6", EraseDispute(dispute="d6", basis="当事人要求"), GU),
    agreed("d7"),
    ("dispute/d7", PerformDispute(dispute="d7", performed_on=TODAY, said_so=True), WU),
    ("dispute/d7", ConfirmDispute(dispute="d7"), YE),
)
EXPECTED = {
    "disputes.registered": 7, "disputes.mediated": 2, "disputes.agreed": 4, "disputes.court_confirmed": 1, "disputes.performed": 2,
    "disputes.confirmed": 2, "disputes.overdue": 1, "disputes.failed": 1, "disputes.broken": 1, "disputes.referred": 1,
}  # fmt: skip
