"""Medical settlement in a real browser: admitted without a deposit outside the county, discharged, settled, owed in parts, read at home."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from tests.journey.conftest import SeatOf
from tests.journey.house import House
from tests.journey.seat import PHONE, Seat

pytestmark = pytest.mark.browser

TODAY = date.today().isoformat()  # noqa: DTZ011 - the journey runs where the server runs
FIRST = (date.today() + timedelta(30)).isoformat()  # noqa: DTZ011 - as above
NAME, ID_NUMBER = "周岁安", "999999195001010000"
PERSON = {"person_name": NAME, "id_number": ID_NUMBER, "category": "minimum_living"}
SHARES = ("54,300.00", "21,255.00", "6,722.50", "6,805.75")
"""What the scheme that ships gives of this bill, payer by payer: 92,000 eligible, tertiary, outside the county."""
PATIENT, PAID, OWED = "10,916.75", "916.75", "10,000.00"


def test_from_admission_without_deposit_outside_the_county_to_discharge_and_arrears(
    seat: SeatOf, served: House
) -> None:
    hospital = seat("hospital")
    code = admitted(hospital)
    admission = hospital.path
    resident = seat(size=PHONE)
    resident.follow(code)
    assert "出院之前无需付款" in resident.text()

    settled(hospital)
    settlement = hospital.path
    owed_in_parts(hospital)
    payers_pay(seat("fund"), settlement)

    for language, said in UNDERSTOOD.items():
        understood(resident, language, said)
    objected_and_answered(hospital, seat("fund"), settlement)
    resident.page.reload()
    assert "已逐项核对" in resident.text()

    stranger = seat("dispatcher")
    for path in (admission, settlement):
        found = stranger.page.goto(path)
        assert found is not None
        assert found.status == 403
    assert served.verified()["ok"] is True


def admitted(hospital: Seat) -> str:
    """The form refuses a deposit for whom it must not be asked, keeps what was typed, and takes the admission without one."""
    hospital.open("/work/admissions/new/")
    unit = hospital.see("[name=unit] option").filter(has_text="县医院").get_attribute("value")
    assert unit
    hospital.fill({**PERSON, "unit": unit, "hospital": "市中心医院", "level": "tertiary", "inside": "no"})
    hospital.fill({"admitted_on": TODAY, "agreed_on": TODAY, "deposit": "2000"})
    hospital.page.check("main [name=guaranteed]")
    hospital.press("main form .main")
    assert "不交任何押金" in hospital.text()
    assert hospital.see("[name=person_name]").input_value() == NAME
    hospital.fill({"deposit": ""})
    hospital.press("main form .main")
    page = hospital.text()
    assert "先诊疗后付费" in page
    assert ID_NUMBER not in page
    return hospital.text(".receipt")


def settled(hospital: Seat) -> None:
    """The bill comes, the settlement is proposed step by step, and a person signs it with part of the patient's share paid."""
    bill = {"discharged_on": TODAY, "invoice": "61000001", "total": "100,000", "non_catalogue": "8000"}
    hospital.step("discharge", bill)
    proposed = hospital.text("section:has(#proposal)")
    for amount in (*SHARES, PATIENT):
        assert amount in proposed
    hospital.step("settle", {"paid_now": PAID})
    hospital.press("main a.main[href*='/settlements/']")
    page = hospital.text()
    for said in (
        "一站式结算单",
        "患者部分",
        "医院和各基金部分",
        "政策范围内报销比例",
        "实际报销比例",
        "96.83%",
        "89.08%",
    ):
        assert said in page, said


def owed_in_parts(hospital: Seat) -> None:
    """What stays open is the hospital's claim, paid off in parts."""
    hospital.press("main a[href*='/arrears_list/']")
    assert OWED in hospital.text()
    hospital.step("plan", {"count": "3", "first": FIRST})
    parts = hospital.text("section:has(#parts)")
    assert parts.count("3,333.3") == 3
    hospital.step("pay", {"amount": "3333.34", "paid_on": TODAY})
    assert "6,666.66" in hospital.text("section:has(#parts)")


def payers_pay(bureau: Seat, settlement: str) -> None:
    """The fund advances the hospital something and sets the share of assistance off against it."""
    bureau.open("/work/advances/new/")
    unit = bureau.see("[name=unit] option").filter(has_text="县医院").get_attribute("value")
    assert unit
    bureau.fill(
        {"unit": unit, "fund": "医疗救助基金", "amount": "6805.75", "granted_on": TODAY, "basis": "云医保〔2026〕1号"}
    )
    bureau.press("main form .main")
    bureau.open(settlement)
    offered = bureau.page.locator("#step-pay_share [name=advance] option").nth(1).get_attribute("value")
    assert offered
    bureau.step("pay_share", {"payer": "assistance", "amount": "6805.75", "paid_on": TODAY, "advance": offered})
    bureau.open("/work/advances/")
    bureau.press("tbody a[data-open]")
    assert bureau.see("#step-reconcile").count() == 0, "whoever granted it does not reconcile it"
    bureau.open("/work/medical/funds/")
    expect(bureau.see("main table tbody tr")).to_have_count(4)


UNDERSTOOD = {
    "zh-hans": ("您尚欠医院 6,666.66 元", "为什么是这个数", "计算基数", "示例方案", "可以依法申请行政复议", "医疗保障局窗口提出"),
    "zh-hant": ("您尚欠醫院 6,666.66 元", "為什麼是這個數", "計算基數", "示例方案", "可以依法申请行政复议", "窗口提出"),
    "en": (
        "You still owe the hospital 6,666.66 yuan.", "Why, and how it was computed", "Looks at", "An illustration", "行政复议",
        "Say so below, or at the counter",
    ),
}  # fmt: skip
"""What is due, why, how it was computed, and whom to appeal to: on one page, in each language."""


def understood(resident: Seat, language: str, said: tuple[str, ...]) -> None:
    """One page answers the four questions, fits a phone, and names nobody."""
    resident.context.add_cookies([{"name": "language", "value": language, "url": resident.url}])
    resident.page.reload()
    page = re.sub(r"\s+", " ", resident.text())
    for words in (*said, *SHARES, PATIENT):
        assert words in page, (language, words)
    assert NAME not in page
    assert ID_NUMBER not in page
    assert resident.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    resident.context.clear_cookies(name="language")


def objected_and_answered(hospital: Seat, bureau: Seat, settlement: str) -> None:
    """The hospital takes the objection down; whoever signed it does not decide on it, the bureau does."""
    hospital.open(settlement)
    hospital.step("object", {"words": "药费好像算了两遍"})
    assert hospital.see("#step-answer").count() == 0
    bureau.open(settlement)
    bureau.step("answer", {"upheld": "no", "words": "已逐项核对，结算无误。"})
    assert "药费好像算了两遍" in bureau.text()
