"""Study sessions."""

from __future__ import annotations

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken


def _today() -> str:
    return timezone.localdate().isoformat()


def _entry(_county: County) -> dict[str, str]:
    return {"title": "学习条例", "mode": "collective", "on": _today()}


HOLD = Taken("hold", "handler", lambda _county: {"held_on": _today(), "present": "高振河、江小渔", "others": "20多人"})
ENTRY = Filled("handler", _entry)
STORIES = (
    (
        HOLD,
        Taken("attach", "handler", lambda _county: {"outcome": "形成调研提纲一份"}),
        Taken("confirm", "head", lambda _county: {"note": "在场"}),
    ),
    (Taken("cancel", "clerk", lambda _county: {"reason": "防汛"}),),
    (Taken("withdraw", "head", lambda _county: {"reason": "重复"}),),
)
