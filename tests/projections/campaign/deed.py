"""Deeds: a confirmed one, one of volunteers, duty work by rule and by person, a denied one that holds after all, one entered by mistake."""

from __future__ import annotations

from typing import Any

from tests.county import DU, GU, MA, TIAN, TODAY, WU, YE, proof, reporter

from sandan.domain.authority import Actor
from sandan.domain.deed import (
    ConfirmDeed,
    DeedKind,
    EnterDeed,
    EnterHours,
    JoinDeed,
    LeaveDeed,
    Need,
    SayDuty,
    TakeWord,
    VerifyDeed,
    WithdrawDeed,
    Word,
)
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.values import Topic
from sandan.domain.wire import Command


def enter(key: str, **more: Any) -> tuple[str, Command, Actor]:
    given = {"need_words": "村道夜里没有灯", "unit": "water", "place": "shiqiao", **more}
    order = EnterDeed(deed=key, title="装路灯", done_on=TODAY, changed="夜里看得见路", **given)
    return (f"deed/{key}", order, WU)


_OF_OPINION = {"need": Need.OPINION, "need_id": "o1", "need_number": "Y2026-o1", "need_words": "", "topic": Topic.WATER}
ORDERS = (
    enter("de1", **_OF_OPINION, beneficiaries=Quantity(12, Measure.HOUSEHOLD), evidence=(proof(TODAY),)),
    ("deed/de1", ConfirmDeed(deed="de1", holds=True, words="亮了", needing=("o1",)), reporter("o1")),
    enter("de2", kind=DeedKind.VOLUNTEER, beneficiaries=Quantity(70, Measure.PERSON, Qualifier.OVER)),
    ("deed/de2", JoinDeed(deed="de2", voluntary=True, hours=Quantity(3, Measure.HOUR)), YE),
    ("deed/de2", JoinDeed(deed="de2", voluntary=True, hours=Quantity(2, Measure.HOUR)), TIAN),
    ("deed/de2", LeaveDeed(deed="de2"), TIAN),
    (
        "deed/de2",
        EnterHours(
            deed="de2",
            volunteers=Quantity(8, Measure.PERSON),
            hours=Quantity(20, Measure.HOUR, Qualifier.ABOUT),
            evidence=(proof(TODAY),),
        ),
        MA,
    ),
    enter("de3", duties=("du1",)),
    enter("de4", duty_reason="每年例行"),
    enter("de5", beneficiaries=Quantity(5, Measure.PERSON)),
    ("deed/de5", TakeWord(deed="de5", way=Word.VOICE, holds=False, note="没装"), DU),
    ("deed/de5", VerifyDeed(deed="de5", finding="装了，装错了村"), YE),
    enter("de6", duties=("du1",)),
    ("deed/de6", SayDuty(deed="de6", duty=False, reason="自筹资金"), GU),
    ("deed/de6", TakeWord(deed="de6", way=Word.PAPER, holds=True, note="属实", evidence=(proof(TODAY),)), DU),
    enter("de7"),
    ("deed/de7", ConfirmDeed(deed="de7", holds=False, words="没有", needing=("o2",)), reporter("o2")),
    enter("de8"),
    ("deed/de8", WithdrawDeed(deed="de8", reason="重复"), WU),
)
EXPECTED = {
    "deeds.done": 4, "deeds.duty": 2, "deeds.denied": 1, "deeds.claimed": 1, "deeds.documented": 0, "deeds.verified": 1,
    "deeds.confirmed": 2, "deeds.recorded_need": 1, "deeds.need_in_words": 3, "deeds.volunteer": 1,
    "deeds.persons": 5, "deeds.persons_approximate": 70, "deeds.attendances": 0, "deeds.attendances_approximate": 0,
    "deeds.households": 12, "deeds.households_approximate": 0, "deeds.volunteers": 9, "deeds.volunteers_approximate": 0,
    "deeds.hours": 3, "deeds.hours_approximate": 20,
}  # fmt: skip
