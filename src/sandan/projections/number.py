"""Public running numbers: a letter, the year, and a serial that restarts each year. Y for opinions (意见), W for problems (问题)."""

from __future__ import annotations

from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now

OPINION, PROBLEM = "Y", "W"


def next_opinion(year: int) -> int:
    """The serial that the next opinion of `year` gets. Only true while the writers' line is held."""
    return _after(now(Opinion).order_by("-position").values_list("number", flat=True).first(), OPINION, year)


def next_problem(year: int) -> int:
    """The serial that the next problem of `year` gets. Only true while the writers' line is held."""
    return _after(now(Problem).order_by("-position").values_list("number", flat=True).first(), PROBLEM, year)


def number(letter: str, year: int, serial: int) -> str:
    """`W2026-00001`: letter, year, serial of at least five digits (six for opinions)."""
    return f"{letter}{year}-{serial:0{6 if letter == OPINION else 5}}"


def _after(last: str | None, letter: str, year: int) -> int:
    start = f"{letter}{year}-"
    return int(last[len(start) :]) + 1 if last and last.startswith(start) else 1
