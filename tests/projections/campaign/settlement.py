"""Medical settlement: treated first and settled, paid off in parts, let go, reversed, an emergency, an advance at zero.

Entered on the first of April: the figures about people are told by whole months, so by the tale's end they count nothing of it yet.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.county import GU, SHEN, TODAY, days
from tests.domain.medical import ADMIT, DAN, LIN, QIU, SIGN
from tests.domain.test_payer import BILL, ILLUSTRATION
from tests.domain.test_settlement import DISCHARGE, GRANT, OPEN, PERSON

from sandan.domain.admission import IdentifyPatient, SettleAdmission, UnsettleAdmission, WithdrawAdmission
from sandan.domain.advance import GiveBack, ReconcileAdvance, UseAdvance, WithdrawAdvance
from sandan.domain.arrears import (
    CancelArrears,
    Instalment,
    PayArrears,
    PlanInstalments,
    WaiveArrears,
)
from sandan.domain.authority import Actor
from sandan.domain.insured import Accrue, EraseInsured, SetCategory, TakeOff
from sandan.domain.money import Money
from sandan.domain.payer import Category, Year, share
from sandan.domain.scheme import AdoptScheme, EndScheme
from sandan.domain.settlement import AnswerObjection, ObjectSettlement, PayShare, ReverseSettlement
from sandan.domain.wire import Command

Given = tuple[str, Command, Actor]
APRIL = TODAY + days(23)
SHARES = share(BILL, SIGN.scheme.payers if SIGN.scheme else (), SIGN.case, Year()).shares


def settled(place: int) -> tuple[Given, ...]:
    """A person, an admission and its settlement, with everything left open."""
    a, s, i = f"a{place}", f"s{place}", f"i{place}"
    return (
        (f"insured/{i}", replace(PERSON, insured=i, mark=i), DAN),
        (f"admission/{a}", replace(ADMIT, admission=a, insured=i, receipt_mark=a, inside=False), DAN),
        (f"admission/{a}", replace(DISCHARGE, admission=a, invoice_mark=a), DAN),
        (f"settlement/{s}", replace(SIGN, settlement=s, admission=a, insured=i), DAN),
        (f"insured/{i}", Accrue(insured=i, settlement=s, year=2026, shares=SHARES), DAN),
        (f"admission/{a}", SettleAdmission(admission=a, settlement=s), DAN),
        (f"arrears/{s}", replace(OPEN, arrears=s, insured=i), DAN),
    )


def _plan(of: str) -> Given:
    return f"arrears/{of}", PlanInstalments(arrears=of, parts=(Instalment(APRIL, Money.of("10423.25")),)), DAN


def _use(amount: str) -> tuple[Given, Given]:
    money = Money.of(amount)
    pay = PayShare(settlement="s1", payer="assistance", amount=money, paid_on=TODAY, advance="v1")
    use = UseAdvance(advance="v1", unit="hospital", settlement="s1", payer="assistance", amount=money)
    return ("settlement/s1", pay, QIU), ("advance/v1", use, QIU)


ORDERS: tuple[Given, ...] = (
    ("scheme/county", AdoptScheme(scheme="x", text=ILLUSTRATION, unit="bureau", from_on=APRIL), GU),
    ("scheme/county", EndScheme(scheme="x", until_on=TODAY + days(300), reason="市级统筹"), GU),
    *(order for place in range(1, 7) for order in settled(place)),
    ("advance/v1", GRANT, QIU),
    *_use("5654.25"),
    ("advance/v1", GiveBack(advance="v1", amount=Money.of("345.75"), paid_on=TODAY), DAN),
    ("advance/v1", ReconcileAdvance(advance="v1"), LIN),
    ("advance/v2", replace(GRANT, advance="v2", amount=Money.of("1000.50")), QIU),
    ("advance/v3", replace(GRANT, advance="v3"), QIU),
    ("advance/v3", WithdrawAdvance(advance="v3", reason="重复"), QIU),
    *(
        ("settlement/s1", PayShare(settlement="s1", payer=each.payer, amount=each.paid, paid_on=TODAY), QIU)
        for each in SHARES[:3]
    ),
    _plan("s1"),
    ("arrears/s1", PayArrears(arrears="s1", amount=Money.of("10423.25"), paid_on=TODAY), DAN),
    _plan("s2"),
    _plan("s3"),
    ("arrears/s4", WaiveArrears(arrears="s4", basis="县政府会议纪要", reason="亡故"), QIU),
    ("settlement/s5", ObjectSettlement(settlement="s5", words="药费多算"), DAN),
    ("settlement/s5", AnswerObjection(settlement="s5", upheld=True, words="已核"), QIU),
    ("settlement/s5", ReverseSettlement(settlement="s5", reason="异议成立"), QIU),
    ("admission/a5", UnsettleAdmission(admission="a5", settlement="s5"), QIU),
    ("insured/i5", TakeOff(insured="i5", settlement="s5"), QIU),
    ("arrears/s5", CancelArrears(arrears="s5", reason="异议成立"), QIU),
    ("insured/i6", SetCategory(insured="i6", category=Category.EXTREME_POVERTY, from_on=TODAY, basis="特困证"), DAN),
    ("admission/a7", replace(ADMIT, admission="a7", insured="", guaranteed=False, agreed_on=None, emergency=True), DAN),
    ("admission/a7", IdentifyPatient(admission="a7", insured="i6"), DAN),
    ("admission/a8", replace(ADMIT, admission="a8", receipt_mark="a8"), DAN),
    ("admission/a8", WithdrawAdmission(admission="a8", reason="重复"), DAN),
)
LATER: tuple[Given, ...] = (("insured/i4", EraseInsured(insured="i4", basis="个人信息保护法第四十七条"), SHEN),)
EXPECTED = {
    **dict.fromkeys(
        ("admissions.admitted", "admissions.without_deposit", "admissions.outside", "admissions.emergency"), 0
    ),
    **dict.fromkeys(("settlements.signed", "settlements.reversed", "arrears.open", "arrears.defaulted"), 0),
    **dict.fromkeys(
        (
            f"settlements.{each}"
            for each in "total eligible funds basic critical supplementary assistance top_up patient".split()
        ),
        0,
    ),
    "arrears.owed": 0,
    "advances.granted": Decimal("7000.50"),
    "advances.left": Decimal("1000.50"),
}
RATES = {"rate.policy_scope": "None", "rate.actual": "None"}
