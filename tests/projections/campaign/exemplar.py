"""Exemplars: one that goes all the way and back, one against which an objection holds, one entered by mistake."""

from __future__ import annotations

from typing import Any

from tests.county import DU, GU, HE, MA, WEN, WU, YE, proof

from sandan.domain.authority import Actor
from sandan.domain.exemplar import (
    AnswerObjection,
    ConsentToExemplar,
    EndConsent,
    NominateExemplar,
    ObjectToExemplar,
    PostExemplar,
    PublishExemplar,
    ReviewExemplar,
    TakeDownExemplar,
    WithdrawExemplar,
)
from sandan.domain.wire import Command


def nominate(key: str, **who: Any) -> tuple[str, Command, Actor]:
    order = NominateExemplar(exemplar=key, title="守水渠的人", unit="water", grounds="汛期连守二十一天。", **who)
    return (f"exemplar/{key}", order, HE)


ORDERS = (
    nominate("ex1", nominee="ma"),
    ("exemplar/ex1", PostExemplar(exemplar="ex1", days=5), GU),
    ("exemplar/ex1", ConsentToExemplar(exemplar="ex1"), MA),
    ("exemplar/ex1", ObjectToExemplar(exemplar="ex1", objection="ob1", words="有一天不在岗"), GU),
    ("exemplar/ex1", AnswerObjection(exemplar="ex1", objection="ob1", stands=False, finding="当天调休"), YE),
    nominate("ex2", nominee_name="赵大娘"),
    ("exemplar/ex2", PostExemplar(exemplar="ex2", days=5), GU),
    ("exemplar/ex2", ConsentToExemplar(exemplar="ex2", evidence=(proof(),)), WU),
    ("exemplar/ex2", ObjectToExemplar(exemplar="ex2", objection="ob2", words="并无其事"), GU),
    ("exemplar/ex2", AnswerObjection(exemplar="ex2", objection="ob2", stands=True, finding="查无其事"), YE),
    nominate("ex3", nominee_name="钱大爷"),
    ("exemplar/ex3", WithdrawExemplar(exemplar="ex3", reason="重复"), HE),
    nominate("ex4", nominee="du"),
    ("exemplar/ex4", PostExemplar(exemplar="ex4", days=5), GU),
    ("exemplar/ex4", ConsentToExemplar(exemplar="ex4"), DU),
    nominate("ex5", nominee_name="孙老师"),
    ("exemplar/ex5", PostExemplar(exemplar="ex5", days=5), GU),
)
LATER = (
    ("exemplar/ex1", ReviewExemplar(exemplar="ex1", holds=True, finding="属实"), YE),
    ("exemplar/ex1", PublishExemplar(exemplar="ex1"), WEN),
    ("exemplar/ex1", EndConsent(exemplar="ex1"), MA),
    ("exemplar/ex4", ReviewExemplar(exemplar="ex4", holds=True, finding="属实"), YE),
    ("exemplar/ex4", PublishExemplar(exemplar="ex4"), GU),
    ("exemplar/ex4", TakeDownExemplar(exemplar="ex4", reason="岗位变动"), GU),
    ("exemplar/ex5", ReviewExemplar(exemplar="ex5", holds=False, finding="事迹不实"), YE),
)
"""What comes days later, when the time for objections is over."""
EXPECTED = {
    "exemplars.nominated": 4, "exemplars.posted": 4, "exemplars.approved": 0, "exemplars.refused": 1,
    "exemplars.published": 0, "exemplars.taken_down": 0,
}  # fmt: skip
