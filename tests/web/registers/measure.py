"""Convenience measures."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests.web.cast import County
from tests.web.registers import Filled, Taken

from sandan.projections.problem import Problem
from sandan.projections.version import now


def today() -> str:
    return timezone.localdate().isoformat()


def _entry(county: County) -> dict[str, Any]:
    return {
        "title": "用水报装一次办成",
        "category": "办事类",
        "item": "报装",
        "unit": county.units["水利局"],
        "start_on": today(),
        "papers_before": "5",
        "papers_after": "2",
    }


def _problem(_county: County) -> dict[str, str]:
    return {"problem": now(Problem).order_by("position")[0].number, "because": "complaint"}


def _amended(_county: County) -> dict[str, str]:
    return {"papers_after": "1", "reason": "并联办理"}


def _used(_county: County) -> dict[str, str]:
    return {"from_on": today(), "to_on": today(), "count": "120"}


ENTRY = Filled("clerk", _entry)
STORIES = (
    (
        Taken("count", "handler", _used),
        Taken("amend", "head", _amended),
        Taken("link", "dispatcher", _problem),
        Taken("gauge", "dispatcher", lambda _county: {"gauge": "medical"}),
        Taken("publish", "dispatcher"),
        Taken("take_down", "dispatcher", lambda _county: {"reason": "核对"}),
        Taken("retire", "clerk", lambda _county: {"last_on": today(), "reason": "并入改革"}),
    ),
    (Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),),
)
