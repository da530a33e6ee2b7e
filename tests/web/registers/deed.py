"""Deeds."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken
from tests.web.test_evidence import PNG


def entry(county: County) -> dict[str, str]:
    return {
        "title": "装路灯十二盏",
        "need": "村道夜里没有灯",
        "changed": "夜里走路看得见",
        "place": county.units["石桥村"],
        "unit": county.units["水利局"],
        "done_on": timezone.localdate().isoformat(),
        "beneficiaries": "近百户",
        "kind": "volunteer",
    }


def sheet(_county: County) -> dict[str, object]:
    return {"volunteers": "6", "hours": "18", "proof": SimpleUploadedFile("签名.png", PNG, "image/png")}


SAY = {"reason": "路灯由单位自筹"}
ENTRY = Filled("clerk", entry)
STORIES = (
    (
        Taken("join", "second", lambda _county: {"voluntary": "on", "hours": "3"}),
        Taken("leave", "second"),
        Taken("enter_hours", "clerk", sheet),
    ),
    (
        Taken("take_word", "verifier", lambda _county: {"way": "voice", "holds": "yes", "note": "村里说亮了"}),
        Taken("verify", "verifier", lambda _county: {"finding": "现场看过，十二盏都亮"}),
    ),
    (
        Taken("duty", "clerk", lambda _county: SAY),
        Taken("no_duty", "dispatcher", lambda _county: SAY),
        Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),
    ),
)
