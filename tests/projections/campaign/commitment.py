"""Assistance told in public, entrusted, committed to and checked: each with what may go wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.county import TODAY, proof
from tests.domain.line import (
    APPROVER,
    BUREAU,
    BUREAU_APPROVER,
    BUREAU_OFFICER,
    OFFICER,
    RESIDENT,
    SECOND,
    TOWN,
)

from sandan.domain.authority import Actor
from sandan.domain.commitment import (
    AcceptCorrection,
    CheckCommitment,
    DeclineCommitment,
    DrawCommitment,
    HearCommitment,
    JudgeFalse,
    OfferCommitment,
    OrderCorrection,
    RepairCommitment,
    Replaceable,
    RestOnCommitment,
    SignCommitment,
    Signer,
    digest,
)
from sandan.domain.delegation import EndDelegation, GiveDelegation, ResumeDelegation, SuspendDelegation
from sandan.domain.item import PaperCheck
from sandan.domain.lot import seed
from sandan.domain.money import Money
from sandan.domain.publicity import AnswerNotice, ObjectToNotice, PostNotice, Shown, Stage, TakeDownNotice
from sandan.domain.spot_check import (
    AbandonCheck,
    AnswerCheck,
    AssignCheck,
    Case,
    Checked,
    CheckOf,
    ConcludeCheck,
    DrawCheck,
    FindInCheck,
    FreezeCheck,
    sample,
)
from sandan.domain.values import Tier
from sandan.domain.wire import Command

Given = tuple[str, Command, Actor]
TEXT = "证明事项告知承诺书"
POST = PostNotice(
    publicity="g1", application="a1", service="dibao", stage=Stage.PROPOSED, unit=TOWN, line=(BUREAU,), town=TOWN, village="shiqiao",
    days=7, shown=tuple(each for each in Shown if each is not Shown.INCOME), head="石有田", persons=3, amount=Money.of(800),
)  # fmt: skip
GIVE = GiveDelegation(
    delegation="d1", principal=BUREAU, agent=TOWN, services=("dibao",), instrument="云民发〔2026〕12号", from_on=TODAY,
    to_on=TODAY + timedelta(365), announced_on=TODAY, where="县政府网站", principal_tier=Tier.SYSTEM, agent_tier=Tier.TOWN,
)  # fmt: skip
CASES = (*(Case(f"a{n}", f"SQ2026-{n:05}", TOWN) for n in range(4)), Case("r1", "SQ2026-00091", TOWN, True))
SUSPEND = SuspendDelegation(
    delegation="d1", instrument="云民发〔2026〕30号", from_on=TODAY + timedelta(100), reason="错误率高"
)
END = EndDelegation(delegation="d2", instrument="云民发〔2026〕14号", last_on=TODAY + timedelta(200), reason="机构调整")
FREEZE = FreezeCheck(
    spot_check="s1", of=CheckOf.DECISION, unit=BUREAU, from_on=TODAY - timedelta(30), to_on=TODAY, percent=30, least=30,
    position=7, cases=CASES, source="福彩3D", issue="2026070", seed_on=TODAY + timedelta(25),
)  # fmt: skip


def post(key: str) -> Given:
    return (f"publicity/{key}", replace(POST, publicity=key), OFFICER)


def against(key: str, *, stands: bool) -> tuple[Given, Given]:
    of = f"o-{key}"
    return (
        (f"publicity/{key}", ObjectToNotice(publicity=key, objection=of, words="他家有车"), RESIDENT),
        (f"publicity/{key}", AnswerNotice(publicity=key, objection=of, stands=stands, finding="查过了"), SECOND),
    )


def offered(key: str, *, check: PaperCheck = PaperCheck.ALL) -> Given:
    order = OfferCommitment(
        commitment=key, application=f"app-{key}", unit=TOWN, line=(BUREAU,), service="dibao", version="dibao-delegated",
        papers=("income",), text=TEXT, asked=("income",), catalogue=(Replaceable("income", "收入证明", check),),
    )  # fmt: skip
    return (f"commitment/{key}", order, OFFICER)


def signed(key: str, *, check: PaperCheck = PaperCheck.ALL, granted: bool = True) -> tuple[Given, ...]:
    sign = SignCommitment(commitment=key, seen=digest(TEXT), signer=Signer.SELF, evidence=(proof(),))
    rest = RestOnCommitment(commitment=key, granted=granted)
    return (offered(key, check=check), (f"commitment/{key}", sign, OFFICER), (f"commitment/{key}", rest, APPROVER))


def found(key: str, consistent: bool, *then: tuple[Command, Actor]) -> tuple[Given, ...]:
    check = CheckCommitment(commitment=key, consistent=consistent, finding="核对")
    return ((f"commitment/{key}", check, OFFICER), *((f"commitment/{key}", order, by) for order, by in then))


def heard(key: str) -> tuple[Command, Actor]:
    return HearCommitment(commitment=key, words="以为不算"), SECOND


def false(key: str) -> tuple[Command, Actor]:
    return JudgeFalse(commitment=key, reason="隐瞒", serious=key == "c4", months=0), APPROVER


DRAW = DrawCheck(spot_check="s1", digits="030812", where="中国福彩网", position=7, root="ab" * 32)
BY_LOT = [each.subject for each in sample(CASES, seed(7, "ab" * 32, "030812"), 30) if not each.certain]


def looked_at(subject: str, verdict: Checked) -> tuple[Given, Given]:
    assign = AssignCheck(spot_check="s1", subject=subject, checker=BUREAU_OFFICER)
    find = FindInCheck(spot_check="s1", subject=subject, verdict=verdict, on_site=True, finding="入户核实")
    return (("spot_check/s1", assign, BUREAU_APPROVER), ("spot_check/s1", find, BUREAU_OFFICER))


ORDERS: tuple[Given, ...] = (
    post("g1"), *against("g1", stands=False), post("g2"), *against("g2", stands=True), post("g3"),
    ("publicity/g3", TakeDownNotice(publicity="g3", reason="姓名有误"), BUREAU_APPROVER), post("g4"),
    ("publicity/g4", ObjectToNotice(publicity="g4", objection="o-g4", words="不在村里住"), RESIDENT),
    ("delegation/d1", GIVE, BUREAU_APPROVER),
    ("delegation/d1", SUSPEND, BUREAU_APPROVER),
    ("delegation/d1", ResumeDelegation(delegation="d1", instrument="云民发〔2026〕31号", from_on=TODAY + timedelta(110)), BUREAU_APPROVER),
    ("delegation/d2", replace(GIVE, delegation="d2", services=("temporary",), instrument="云民发〔2026〕13号"), BUREAU_APPROVER),
    ("delegation/d2", END, BUREAU_APPROVER),
    ("spot_check/s1", FREEZE, BUREAU_OFFICER),
    ("spot_check/s2", replace(FREEZE, spot_check="s2", percent=100), BUREAU_OFFICER),
    ("spot_check/s2", AbandonCheck(spot_check="s2", reason="期次写错"), BUREAU_APPROVER),
    offered("c0"), ("commitment/c0", DeclineCommitment(commitment="c0"), OFFICER),
    *signed("c1"), *found("c1", True),
    *signed("c2"), *found("c2", False, heard("c2"), (OrderCorrection(commitment="c2", days=5), OFFICER),
                          (AcceptCorrection(commitment="c2", note="补交"), OFFICER)),
    *signed("c3"), *found("c3", False, heard("c3"), false("c3"), (RepairCommitment(commitment="c3", note="已退还"), BUREAU_APPROVER)),
    *signed("c4"), *found("c4", False, heard("c4"), false("c4")),
    *signed("c5", granted=False),
    *signed("c6", check=PaperCheck.SAMPLE), ("commitment/c6", DrawCommitment(commitment="c6", spot_check="s1"), BUREAU_OFFICER),
    *signed("c7", check=PaperCheck.EXEMPT), offered("c8"),
)  # fmt: skip
LATER: tuple[Given, ...] = (
    ("spot_check/s1", DRAW, BUREAU_OFFICER),
    *looked_at("r1", Checked.OVERTURNED),
    ("spot_check/s1", AnswerCheck(spot_check="s1", subject="r1", words="已停发"), OFFICER),
    *(order for each in BY_LOT for order in looked_at(each, Checked.HOLDS)),
    ("spot_check/s1", ConcludeCheck(spot_check="s1", conclusion="一例纠正"), BUREAU_APPROVER),
)
EXPECTED = {
    **dict.fromkeys((f"notices.{each}" for each in ("posted", "objected", "upheld", "taken_down")), 0),
    "delegations.given": 2,
    "delegations.suspended": 1,
    **dict.fromkeys(
        (
            f"commitments.{each}"
            for each in "offered declined signed rested_on checked confirmed inconsistent false repaired".split()
        ),
        0,
    ),
    **dict.fromkeys(
        (
            f"spot_checks.{each}"
            for each in "drawn certain waiting cannot_tell told overturned certain_overturned unanswered".split()
        ),
        0,
    ),
}
"""What is sealed is counted by whole months, and in the tale's first month nothing of it had happened."""
RATES = dict.fromkeys(("rate.commitments_chosen", "rate.commitments_false", "rate.spot_checks_overturned"), "None")
