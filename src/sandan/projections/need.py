"""Needs by their public number: what a deed says that it answers. Only what stands in the open is found (law 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandan.domain.deed import Need
from sandan.domain.opinion import OpinionStatus
from sandan.projections.meeting import Meeting
from sandan.projections.number import MEETING, OPINION, PROBLEM, VISIT
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.projections.visit import Visit

_NUMBER = re.compile(r"([A-Z]{1,2})[0-9]{4}-[0-9]{5,}")
_TABLES: dict[str, tuple[Need, Any]] = {
    OPINION: (Need.OPINION, Opinion),
    PROBLEM: (Need.PROBLEM, Problem),
    VISIT: (Need.VISIT, Visit),
    MEETING: (Need.VISIT, Meeting),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A recorded need. `topic` is "" where it has none, and so is `place`: the village or else the town that it is about."""

    need: Need
    key: str
    number: str
    topic: str
    place: str = ""


def is_number(text: str) -> bool:
    """Whether a text is written like the number of an opinion, a problem or a visit."""
    return _letters(text) in _TABLES


def find(number: str) -> Found | None:
    """What stands under this number, or None."""
    letters = _letters(number)
    if letters not in _TABLES:
        return None
    need, table = _TABLES[letters]
    row = now(table).filter(number=number.strip().upper()).first()
    gone = getattr(row, "withdrawn_on", None) is not None
    if row is None or gone or getattr(row, "status", "") == OpinionStatus.WITHDRAWN.value:
        return None
    place = getattr(row, "place", "") or getattr(row, "village", "") or getattr(row, "town", "")
    return Found(need, row.key, getattr(row, "number", ""), getattr(row, "topic", ""), place)


def needing(need: str, key: str) -> tuple[str, ...]:
    """The opinions behind a need: whose reporters may say whether the deed is so.

    None behind a visit: several things are heard on one, and whoever said one of them cannot tell of another. The deed names the
    opinion instead.
    """
    if need == Need.OPINION.value:
        return (key,)
    if need == Need.PROBLEM.value:
        return tuple(now(Opinion).filter(problem=key).order_by("position").values_list("key", flat=True))
    return ()


def answering(opinion: str) -> tuple[tuple[str, str], ...]:
    """What a deed may name if it answers this opinion: the opinion itself, and the problem that it is part of."""
    of = now(Opinion).filter(key=opinion).values_list("problem", flat=True).first()
    named: tuple[tuple[str, str], ...] = ((Need.OPINION.value, opinion),)
    if of and now(Problem).filter(key=of).exists():
        named += ((Need.PROBLEM.value, of),)
    return named


def _letters(text: str) -> str:
    found = _NUMBER.fullmatch(text.strip().upper())
    return found[1] if found else ""
