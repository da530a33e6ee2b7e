"""Circuit groups."""

from __future__ import annotations

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken


def _entry(_county: County) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"title": "第一组", "leader": "沈柏川", "members": "方怀远、何静文", "from_on": today}


def _person(_county: County) -> dict[str, str]:
    return {"person": "顾雨桐", "on": timezone.localdate().isoformat()}


ENTRY = Filled("dispatcher", _entry)
STORIES = (
    (
        Taken("add_member", "dispatcher", _person),
        Taken("end_member", "dispatcher", _person),
        Taken("change_leader", "dispatcher", lambda _county: {"person": "方怀远"}),
        Taken("dissolve", "dispatcher", lambda _county: {"reason": "任务结束"}),
    ),
    (Taken("withdraw", "dispatcher", lambda _county: {"reason": "重复"}),),
)
