"""Settlements: signed on the page of an admission, so that no entry makes one."""

from __future__ import annotations

from typing import Any

from tests.web.cast import County
from tests.web.medical import settle_in, signed, today
from tests.web.registers import Filled, Taken

prepare = settle_in
ENTRY = Filled("hospital", lambda _county: {})


def made(county: County) -> str:
    """A settlement."""
    return signed(county).settlement


def _share(_county: County) -> dict[str, Any]:
    return {"payer": "assistance", "amount": "100", "paid_on": today(), "advance": ""}


def _back(_county: County) -> dict[str, Any]:
    return {"payer": "assistance", "amount": "100", "returned_on": today()}


MISUSE = {
    "intent": "yes",
    "lost": "2000",
    "fine": "4000",
    "months": "6",
    "heard": "on",
    "reasons": "冒用他人医保凭证住院",
}

STORIES = (
    (
        Taken("object", "hospital_second", lambda _county: {"words": "药费多算"}),
        Taken("answer", "fund", lambda _county: {"upheld": "no", "words": "已核，无误"}),
        Taken("pay_share", "fund", _share),
        Taken("return_share", "fund", _back),
    ),
    (
        Taken("find_misuse", "fund", lambda _county: MISUSE),
        Taken("recover", "fund", lambda _county: {"amount": "100", "received_on": today()}),
        Taken("lift_misuse", "fund", lambda _county: {"basis": "行政复议决定书"}),
    ),
    (Taken("reverse", "fund", lambda _county: {"reason": "发票录错"}),),
)
