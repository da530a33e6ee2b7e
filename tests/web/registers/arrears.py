"""Arrears: what a settlement left open, so that no entry makes one."""

from __future__ import annotations

from tests.web.cast import County
from tests.web.medical import overdue, settle_in, today
from tests.web.registers import Filled, Taken

prepare = settle_in
ENTRY = Filled("hospital", lambda _county: {})


_taken: set[str] = set()


def made(_county: County) -> str:
    """An arrear whose only instalment was due yesterday."""
    key = overdue(_taken)
    _taken.add(key)
    return key


STORIES = (
    (
        Taken("list_default", "hospital", lambda _county: {"told_on": "2026-01-05", "reason": "拒不支付"}),
        Taken("delist", "fund", lambda _county: {"reason": "家庭变故"}),
        Taken("plan", "hospital", lambda _county: {"count": "3", "first": today()}),
        Taken("pay", "hospital", lambda _county: {"amount": "100", "paid_on": today(), "source": "patient"}),
    ),
    (Taken("waive", "fund", lambda _county: {"basis": "县政府会议纪要", "reason": "亡故"}),),
)
