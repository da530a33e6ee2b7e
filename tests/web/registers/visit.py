"""Visits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken


def _entry(county: County) -> dict[str, Any]:
    place = county.units["青溪镇"]
    return {"place": place, "heard_1": "路灯不亮", "kind_1": "noted", "heard_2": "两家争地界", "kind_2": "dispute"}


def _ahead(county: County) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(3)
    return {"place": county.units["石桥村"], "held_on": day.isoformat()}


ENTRY = Filled("clerk", _entry)
PLANNED = Filled("clerk", _ahead)
STORIES = (
    (
        Taken("hold", "clerk", lambda _county: {"heard_1": "缺水", "kind_1": "opinion"}, first=PLANNED),
        Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),
    ),
    (Taken("cancel", "dispatcher", lambda _county: {"reason": "防汛"}, first=PLANNED),),
    (
        Taken("confirm", "second", lambda _county: {"note": "来过"}),
        Taken("erase", "dispatcher", lambda _county: {"basis": "目的已实现"}),
    ),
)
