"""Circuit visits of two verifiers to the water bureau, of which a lot has drawn some items in the world of the tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.registers import Filled, Taken

from sandan.desk.circuit_group import enter
from sandan.desk.handle import handle, identify


def group(county: County) -> str:
    """A group of the verifier and of the second one, who have to do with the water bureau in nothing."""
    key = fresh_key("group")
    people = tuple(county.people[each] for each in ("verifier", "second"))
    data = {
        "title": f"巡回组{key}",
        "leader": people[0],
        "members": people,
        "from_on": timezone.localdate() - timedelta(9),
    }
    handle(enter(data, county.actor("dispatcher"), key), county.actor("dispatcher"), key)
    return identify(key)


def _entry(county: County) -> dict[str, str]:
    # Far from every other visit of the same unit, so that none is a repetition of another.
    day = timezone.localdate() + timedelta(100 * (1 + int(fresh_key("day").rpartition("-")[2]) % 1000))
    return {"group": group(county), "place": county.units["水利局"], "on": day.isoformat()}


def _today(_county: County) -> dict[str, Any]:
    return {"held_on": timezone.localdate().isoformat(), "methods": ["on_site", "talks"]}


def _later(_county: County) -> dict[str, str]:
    return {"on": (timezone.localdate() + timedelta(3)).isoformat(), "reason": "专项工作需要"}


HOLD = Taken("hold", "verifier", _today)
TELL = Taken("feed_back", "verifier", lambda _county: {"words": "总体较好"})
ENTRY = Filled("dispatcher", _entry)
STORIES = (
    (Taken("move", "dispatcher", _later), HOLD, TELL, Taken("answer", "head", lambda _county: {"words": "继续保持"})),
    (Taken("sample", "dispatcher"), HOLD),
    (Taken("cancel", "dispatcher", lambda _county: {"reason": "防汛"}),),
    (Taken("withdraw", "dispatcher", lambda _county: {"reason": "重复"}),),
)
