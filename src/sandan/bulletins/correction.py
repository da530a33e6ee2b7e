"""What a correction corrects: every number of the earlier bulletin that is another in the later one, and the records that made it so."""

from __future__ import annotations

from dataclasses import dataclass

from sandan.bulletins.annex import in_words
from sandan.bulletins.document import Composed, Labels, shown
from sandan.bulletins.xlsx import numbers
from sandan.domain.values import Refusal
from sandan.projections.change import Clocks, Side, counted, difference, moved
from sandan.projections.figure import Value
from sandan.projections.unit import Unit
from sandan.projections.version import as_of

MOST = 30
"""Records of one difference that are listed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One record: what it is called, whether it came or left, and the ledger entry that did it (None: a day came)."""

    number: str
    key: str
    side: Side
    entry: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One number, as published and as corrected. `told` are the records between the two, `more` how many are not listed."""

    value: Value
    scope: str
    """The filters in words."""
    was: str
    now: str
    told: tuple[Moved, ...] = ()
    more: int = 0


def changes(old: Composed, new: Composed, labels: Labels | None = None, *, why: bool = True) -> list[Change]:
    """The numbers that both have and that differ, in the order of the new one. With `why`, item by item."""
    before = {(each.figure.id, each.scope): each for each in numbers(old)}
    names, found = dict(as_of(Unit, new.position).values_list("key", "name")), []
    for value in numbers(new):
        was = before.get((value.figure.id, value.scope))
        if was is None or shown(was) == shown(value):
            continue
        told, more = _moved(was, value) if why else ((), 0)
        found.append(Change(value, in_words(value.scope, names, labels), shown(was), shown(value), told, more))
    return found


def _moved(was: Value, then: Value) -> tuple[tuple[Moved, ...], int]:
    """The records that came and left. Of a figure that opens none (by formula, sealed) nothing is told."""
    before, after = Clocks(was.on, was.position), Clocks(then.on, then.position)
    if after.position < before.position:
        return (), 0
    try:
        of = counted(then.figure, "numerator")
    except Refusal:
        return (), 0
    filters: dict[str, str | None] = dict(then.scope)
    found: list[Moved] = []
    more = 0
    for side in Side:
        if side is Side.OTHER and not of.column:
            continue
        rows = difference(then.figure, side, before, after, "numerator", **filters)
        first = list(rows[:MOST])
        more += max(rows.count() - MOST, 0)
        why = {each.key: each.entry for each in moved(then.figure, side, first, before, after, "numerator", **filters)}
        found += [Moved(str(getattr(row, row.CALLED)), row.key, side, why.get(row.key)) for row in first]
    return tuple(found), more
