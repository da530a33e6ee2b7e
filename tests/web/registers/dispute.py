"""Disputes."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken


def _entry(county: County) -> dict[str, Any]:
    return {"place": county.units["石桥村"], "kind": "boundary", "matter": "界石被移", "parties": "甲、乙"}


def today() -> str:
    return timezone.localdate().isoformat()


def _agreed(_county: County) -> dict[str, Any]:
    return {"agreed_on": today(), "due_on": today(), "terms": "各退一尺"}


ENTRY = Filled("clerk", _entry)
AGREE = Taken("agree", "clerk", _agreed)
STORIES = (
    (
        Taken("describe", "clerk", lambda _county: {"mediators": "老支书", "kind_of": "land"}),
        Taken("mediate", "clerk", lambda _county: {"held_on": today(), "note": "到地头看了"}),
        AGREE,
        Taken("note_confirmation", "clerk", lambda _county: {"asked_on": today(), "court": "云岭县人民法院"}),
        Taken("follow_up", "clerk", lambda _county: {"note": "界石已移"}),
        Taken("perform", "clerk", lambda _county: {"performed_on": today(), "said_so": "on"}),
        Taken("confirm", "verifier", lambda _county: {"said_so": "on"}),
    ),
    (AGREE, Taken("fail", "dispatcher", lambda _county: {"reason": "反悔"})),
    (
        Taken("refer", "clerk", lambda _county: {"channel": "court", "where_to": "云岭县人民法院"}),
        Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),
        Taken("erase", "dispatcher", lambda _county: {"basis": "当事人要求"}),
    ),
)
