"""Advances by funds."""

from __future__ import annotations

from typing import Any

from tests.web.cast import County
from tests.web.medical import settle_in, today
from tests.web.registers import Filled, Taken

prepare = settle_in


def _entry(county: County) -> dict[str, Any]:
    return {
        "unit": county.units["县医院"],
        "fund": "医疗救助基金",
        "amount": "6,000",
        "granted_on": today(),
        "basis": "云医保〔2026〕1号",
    }


ENTRY = Filled("fund", _entry)
STORIES = (
    (
        Taken("give_back", "hospital", lambda _county: {"amount": "6000", "paid_on": today()}),
        Taken("reconcile", "fund_second", lambda _county: {"note": "已核"}),
    ),
    (Taken("withdraw", "fund", lambda _county: {"reason": "重复"}),),
)
