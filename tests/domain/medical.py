"""What the tests of medical settlement share: a bureau, a hospital, who works there, and a scheme whose parameters are the oracles'."""

from __future__ import annotations

from dataclasses import replace

from tests.county import TODAY, days, post
from tests.domain.test_payer import BILL, CASE, SCHEME

from sandan.domain.admission import AdmitPatient
from sandan.domain.authority import Actor, Role
from sandan.domain.money import ZERO, Money
from sandan.domain.payer import Category, Guarantee, HospitalLevel, Year
from sandan.domain.settlement import SignSettlement

_AT = {"hospital": ("hospital", "yunling"), "bureau": ("bureau", "yunling"), "other": ("other", "yunling")}


def clerk(who: str, of: str, *roles: Role) -> Actor:
    """Somebody of the hospital, the bureau, or another hospital."""
    path = _AT[of]
    return Actor(frozenset(roles or (Role.SETTLEMENT,)), who, f"{who}-{of}", of, path, frozenset(path))


DAN = clerk("dan", "hospital")
YAO = clerk("yao", "hospital")
QIU = clerk("qiu", "bureau")
LIN = clerk("lin", "bureau")
FAR = clerk("far", "other")
GUARD = post("gu", "office", Role.DISPATCHER)
OPENED = replace(SCHEME, guarantee=Guarantee(frozenset({Category.MINIMUM_LIVING}), outside=True, months=6))

ADMIT = AdmitPatient(
    admission="a1",
    unit="hospital",
    bureau="bureau",
    hospital="县医院",
    level=HospitalLevel.TERTIARY,
    inside=True,
    admitted_on=TODAY - days(9),
    insured="i1",
    guaranteed=True,
    agreed_on=TODAY - days(9),
    open_to=True,
    receipt="7KQ2-M4XD-0RTW",
    receipt_mark="ab",
)
SIGN = SignSettlement(
    settlement="s1",
    admission="a1",
    unit="hospital",
    bureau="bureau",
    hospital="县医院",
    insured="i1",
    case=CASE,
    bill=BILL,
    discharged_on=TODAY,
    deposit=ZERO,
    scheme_id="x",
    scheme=OPENED,
    year=Year(),
    seen=Money.of("10423.25"),
)
