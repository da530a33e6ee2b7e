"""The answers of the last months, as the rule on suspicious patterns takes them: in the open only, and without who gave them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandan.domain.pattern import Heard
from sandan.domain.survey import Way
from sandan.domain.values import Level
from sandan.ledger.read import microseconds, moment
from sandan.projections.survey import Survey
from sandan.projections.version import now

WINDOW = timedelta(days=90)
MOST = 20_000
"""Answers that one look takes in, the newest: a page must not grow with the years."""


def answers(at: datetime) -> list[Survey]:
    """The surveys answered within the window before `at`, newest first."""
    rows = now(Survey).filter(answered_at__gt=microseconds(at - WINDOW)).exclude(level="")
    return list(rows.order_by("-answered_at")[:MOST])


def heard(rows: list[Survey], devices: dict[str, str]) -> list[Heard]:
    """These answers for the rule, with the digests of the devices that are still kept."""
    return [
        Heard(
            survey=each.key,
            opinion=each.opinion,
            problem=each.problem,
            unit=each.unit,
            way=Way(each.way),
            level=Level(each.level),
            fixed=bool(each.fixed),
            at=moment(each.answered_at or 0),
            caller=each.caller,
            mark=each.mark,
            device=devices.get(each.key, ""),
        )
        for each in rows
    ]
