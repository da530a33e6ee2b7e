"""Open data (开放数据): the public register and the public figures, whole as of a ledger position, or what changed since one.

Nothing here shows more than the public pages. Rows under the shield are never among them (`now`, `as_of`). No words of a reporter and no
person can be: no column that holds one is read. What few people answered is left out, see `telling`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from sandan.domain.register import Grade
from sandan.domain.values import Refusal, Tier
from sandan.ledger import read
from sandan.projections import telling
from sandan.projections.count import FIGURES
from sandan.projections.figure import DIMENSIONS, Value, compute, condition, grouped
from sandan.projections.problem import Problem
from sandan.projections.unit import Unit
from sandan.projections.version import Version, as_of, now

PAGE = 1000
"""Rows of one page of changes."""
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Moment:
    """The two clocks: known by ledger `position`, happened by `on`."""

    position: int
    on: date


def moment(position: int | None = None, on: date | None = None) -> Moment:
    """The clocks that are asked for; what is left open is now, and for an earlier position the day on which it was recorded.

    Refuses `position_ahead` and `date_in_future`: nobody knows yet what will be there.
    """
    head, today = read.head().size, timezone.localdate()
    if position is not None and position > head:
        raise Refusal("position_ahead", position=position, head=head)
    if on is not None and on > today:
        raise Refusal("date_in_future", date=on)
    if position is None:
        return Moment(head, on or today)
    return Moment(position, on or day_of(position))


def day_of(position: int) -> date:
    """The local day on which an entry was recorded; that of the first one for 0, today for an empty ledger."""
    at = read.recorded_at(max(position, 1))
    return timezone.localdate(at) if at is not None else timezone.localdate()


# The register


def problems(position: int) -> Iterator[Problem]:
    """The register as of a position, by key. Reads every version of it: for a whole file."""
    last = ""
    while True:
        found = list(as_of(Problem, position).filter(key__gt=last).order_by("key")[:_CHUNK])
        yield from found
        if len(found) < _CHUNK:
            return
        last = found[-1].key


def changed_problems(after: tuple[int, str], upto: int, size: int = PAGE) -> list[Problem]:
    """The next rows, in order of (`since`, `key`), that hold now and began after `after` and not after `upto`.

    Costs what it returns, however long the ledger is. What changes again while somebody pages has a new `since` beyond `upto`, and comes
    with the changes after that. A number that was once given stays in the register, so nothing is ever withdrawn from it.
    """
    since, key = after
    later = Q(since__gt=since) | Q(since=since, key__gt=key)
    rows = now(Problem).filter(later, since__gte=since, since__lte=upto)
    return list(rows.order_by("since", "key")[:size])


def units(position: int) -> list[Unit]:
    """The units that the public pages name: all but villages, and villages that handle something."""
    handling = as_of(Problem, position).values("unit")
    return list(as_of(Unit, position).filter(~Q(tier=Tier.BRANCH.value) | Q(key__in=handling)).order_by("key"))


# The figures


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the whole county (`dimension` ""), or of one value of a dimension; `key` "" is where that is not known.

    `untold`: too few to be told. `grades` are the records behind a figure of a register by what stands behind them (design 7); None where
    the records hold no grade, or the figure is broken down.
    """

    value: Value
    dimension: str = ""
    key: str = ""
    untold: bool = False
    grades: Mapping[Grade, int] | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What no two cells share."""
        return self.value.figure.id, self.dimension, self.key

    @property
    def told(self) -> tuple[object, ...]:
        """All that it says, but for its clocks."""
        one = self.value
        if self.untold:
            return one.code, "untold"
        grades = tuple(self.grades.items()) if self.grades is not None else ()
        return one.code, one.value, one.numerator, one.denominator, one.records, one.above, one.interval, grades


def figures(at: Moment) -> list[Cell]:
    """Every figure of the county, then by each dimension where it counts anything. What stands in no cell of a dimension is 0 there."""
    grades = _grades(at)
    whole = compute(on=at.on, position=at.position)
    few = telling.few(telling.answered({"": whole}))
    cells = [Cell(each, untold=_hidden(each, "" in few), grades=grades.get(each.figure.id)) for each in whole]
    for dimension in DIMENSIONS:
        groups = grouped(dimension, on=at.on, position=at.position)
        few = telling.few(telling.answered(groups))
        for key, values in groups.items():
            counted = (each for each in values if each.records)
            cells += [Cell(each, dimension, key, _hidden(each, key in few)) for each in counted]
    return cells


def changed_figures(since: int, at: Moment) -> tuple[list[Cell], list[tuple[str, str, str]]]:
    """The cells that say something else than at the end of `since`, and the identities of those that are gone: they count nothing now."""
    before = {each.identity: each.told for each in figures(Moment(since, day_of(since)))}
    after = figures(at)
    gone = set(before) - {each.identity for each in after}
    return [each for each in after if before.get(each.identity) != each.told], sorted(gone)


def _hidden(value: Value, few: bool) -> bool:
    return value.suppressed or (few and telling.personal(value.figure))


def _grades(at: Moment) -> dict[str, dict[Grade, int]]:
    """The records behind each count by grade, for tables whose records have one. One query a table."""
    tables: dict[type[Version], list[str]] = {}
    for id, one in FIGURES.items():
        if not (one.is_rate or one.sealed) and any(each.name == "grade" for each in one.table._meta.get_fields()):
            tables.setdefault(one.table, []).append(id)
    found: dict[str, dict[Grade, int]] = {}
    for table, ids in tables.items():
        asked = {
            f"n{place}_{grade.value}": Count(
                "key", filter=condition(FIGURES[id], at.on, at.position) & Q(grade=grade.value)
            )
            for place, id in enumerate(ids)
            for grade in Grade
        }
        counts = as_of(table, at.position).aggregate(**asked)
        for place, id in enumerate(ids):
            found[id] = {grade: counts[f"n{place}_{grade.value}"] for grade in Grade}
    return found
