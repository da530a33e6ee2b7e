"""What the rules say of one problem, in words: its deadlines, the level of alarm of today, and how long its records are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext

from sandan.desk.rule import Ruled
from sandan.domain.rulebook import Alarm, Step, WarningLevel
from sandan.domain.values import Refusal
from sandan.web.label import ALARM, COLOUR, START, STEP
from sandan.web.message import told
from sandan.web.rule import last_day, within


def deadlines(of: Ruled) -> list[dict[str, Any]]:
    """The deadlines as rows of a table: what for, how long and from what, the last day (or the year that the calendar lacks), the basis."""
    return [
        {
            "step": STEP[each.deadline.step],
            "within": within(each.deadline),
            "start": START[each.deadline.start],
            "start_on": each.start_on,
            "last": last_day(each),
            "last_on": each.last_on,
            "unknown": bool(each.unknown),
            "basis": each.basis,
        }
        for each in of.deadlines()
    ]


def to_ask_review(of: Ruled, today: date) -> dict[str, Any] | None:
    """Until when the reporters may ask for a review of the answer that they got (信访工作条例 art. 35); None where no rule says, or
    nothing was answered yet."""
    found = next((each for each in of.deadlines() if each.deadline.step is Step.ASK_REVIEW), None)
    if found is None or (found.last_on is None and not found.unknown) or of.row.answered_on is None:
        return None
    over = found.last_on is not None and found.last_on < today
    return {"last": last_day(found), "last_on": found.last_on, "over": over, "basis": found.basis}


def alarm(of: Ruled, today: date) -> dict[str, Any] | None:
    """The level of alarm that the rules say holds today: its meaning, the name of its colour, and since when; None where there is none."""
    try:
        held = of.alarm(today)
    except Refusal as refusal:
        return {"level": None, "unknown": told(refusal)}
    return {"level": held[0].alarm, **_level(*held)} if held is not None else None


def levels(of: Ruled) -> list[dict[str, Any]]:
    """Every level of alarm with the day from which it holds for the deadline that holds now; empty where none runs."""
    try:
        return [_level(each, since) for each, since in of.alarms()]
    except Refusal as refusal:
        return [{"label": told(refusal), "since": None}]


def _level(level: WarningLevel, since: date) -> dict[str, Any]:
    return {"label": ALARM[level.alarm], "colour": COLOUR[level.colour], "code": level.colour.value, "since": since}


def graver(one: Alarm, other: str) -> str:
    """The graver of an alarm and the level of a chase order, which share their codes; `other` may be ""."""
    order = [each.value for each in Alarm]
    return max(one.value, other or one.value, key=order.index)


def kept(of: Ruled) -> str:
    """Until when the records of a problem that has ended must be kept, with the basis; "" where no rule says, or it goes on."""
    if of.row.kept_until is None:
        return ""
    basis = of.rules.retention_basis if of.rules is not None else ""
    said = gettext("%(date)s (%(basis)s)") if basis else "%(date)s"
    return said % {"date": of.row.kept_until.isoformat(), "basis": basis}
