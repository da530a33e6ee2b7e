"""Training classes."""

from __future__ import annotations

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken


def _today() -> str:
    return timezone.localdate().isoformat()


def _entry(_county: County) -> dict[str, str]:
    return {"title": "支部书记培训班", "from_on": _today(), "participants": "高振河、江小渔"}


ENTRY = Filled("clerk", _entry)
STORIES = (
    (
        Taken("enrol", "clerk", lambda _county: {"participants": "高振河、江小渔、何静文"}),
        Taken("session", "clerk", lambda _county: {"title": "第一课", "held_on": _today(), "absent": "江小渔"}),
        Taken("conclude", "clerk", lambda _county: {"concluded_on": _today(), "not_completed": "江小渔 病假"}),
        Taken("confirm", "head"),
    ),
    (Taken("cancel", "dispatcher", lambda _county: {"reason": "合并办班"}),),
    (Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),),
)
