"""Lectures."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken


def _entry(county: County) -> dict[str, str]:
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    return {"title": "守初心", "lecturer": "方怀远", "place": county.units["青溪镇"], "on": tomorrow}


HOLD = Taken("hold", "clerk", lambda _county: {"held_on": timezone.localdate().isoformat(), "audience": "70多人"})
ENTRY = Filled("clerk", _entry)
STORIES = (
    (HOLD, Taken("confirm", "second", lambda _county: {"note": "到场听了"})),
    (Taken("cancel", "dispatcher", lambda _county: {"reason": "防汛"}),),
    (Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),),
)
