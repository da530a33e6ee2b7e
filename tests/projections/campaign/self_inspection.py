"""Self-inspections: a finding that becomes a problem, one on no list, one entered by mistake; a list of standards in two versions."""

from __future__ import annotations

from dataclasses import replace

from tests.county import GU, HE, TODAY, days, registered

from sandan.domain.problem_command import SELF, Origin
from sandan.domain.self_inspection import FindOneself, ListFinding, WithdrawFinding
from sandan.domain.standard import AdoptStandard, Item
from sandan.domain.values import Channel


def find(key: str, apart: str = "") -> FindOneself:
    return FindOneself(
        finding=key,
        title="回复只说正在办",
        unit="water",
        found_on=TODAY,
        cause="无人盯办",
        direction="一事一人",
        apart=apart,
    )


def adopt(first: int) -> AdoptStandard:
    items = (Item("是否按期办结", "信访工作条例第三十四条"), Item("是否推诿"))
    return AdoptStandard(standard="st1", title="自查表", from_on=TODAY + days(first), items=items)


OF_ITSELF = replace(
    registered("p90", ()), channel=Channel.INSPECTION, origin=Origin(SELF, "si1", "water"), town="", village=""
)
ORDERS = (
    ("standard/st1", adopt(-30), GU),
    ("standard/st1", adopt(0), GU),
    ("self_inspection/si1", find("si1"), HE),
    ("problem/p90", OF_ITSELF, HE),
    ("self_inspection/si1", ListFinding(finding="si1", problem="p90"), HE),
    ("self_inspection/si2", find("si2", "已当场改正"), HE),
    ("self_inspection/si3", find("si3", "已当场改正"), HE),
    ("self_inspection/si3", WithdrawFinding(finding="si3", reason="重复"), HE),
)
EXPECTED = {
    "self_inspections.findings": 2, "self_inspections.listed": 1, "self_inspections.apart": 1,
    "self_inspections.struck_off": 0, "problems.self_found": 1, "problems.found_by_others": 0,
    "problems.found_by_others_struck_off": 0, "problems.collected": 1, "problems.open": 1,
}  # fmt: skip
"""Beside what the tale itself comes to."""
