"""Figures: computed as of two clocks, grouped, and opened down to their records. The definitions are in `count`.

One query per table, however many figures are asked for. No clock here: `on`, the day by which things happened, is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce
from django.utils import timezone

from sandan.domain.formula import Base, Tally, Threshold, rate
from sandan.domain.values import Level, Refusal
from sandan.ledger import read
from sandan.projections.count import FIGURES, LEVELS, UNITS, Figure
from sandan.projections.formula import Rule, rule_on
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.rate import Interval, percent, wilson
from sandan.projections.version import Version, as_of

__all__ = [
    "DIMENSIONS",
    "FIGURES",
    "UNITS",
    "Figure",
    "Value",
    "compute",
    "grouped",
    "one",
    "percent",
    "position_for",
    "records",
]

Part = Literal["numerator", "denominator"]

DIMENSIONS = ("unit", "town", "topic", "channel")
"""By what figures are filtered and grouped. An opinion's unit is the one that has its problem."""


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's number with all that is needed to recount it.

    `value` is a whole number, or a percentage with one decimal, or None where a rate has no denominator: "no data" is not 0.
    `position` and `on` are the two clocks, `scope` the filters, `exclusions` the counts shown beside it.
    """

    figure: Figure
    value: int | Decimal | None
    numerator: int
    denominator: int | None
    position: int
    on: date
    scope: tuple[tuple[str, str], ...] = ()
    exclusions: tuple[tuple[str, int], ...] = ()
    formula: str = ""
    """The code of the satisfaction formula that made it."""
    weighted: str = ""
    """The numerator by that formula, where weights make it another number than that of the records."""
    suppressed: bool = False
    """The denominator is below the threshold: too few to say, and `n` is all that is told."""

    @property
    def code(self) -> str:
        """The figure's id and version, and the formula's."""
        own = f"{self.figure.id}/{self.figure.version}"
        return f"{own} · {self.formula}" if self.formula else own

    @property
    def above(self) -> str:
        """The numerator as it is printed."""
        return self.weighted or str(self.numerator)

    @property
    def records(self) -> int:
        """How many records stand behind it: those of the denominator for a rate."""
        return self.numerator if self.denominator is None else self.denominator

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of a rate of what was drawn; None for every other figure, which counts all there is."""
        if not self.figure.sampled or self.denominator is None:
            return None
        return wilson(self.numerator, self.denominator)


def position_for(day: date) -> int:
    """The ledger position at the end of a local day: what was known by then (law 3)."""
    return read.position_at(timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))


def compute(
    ids: Iterable[str] | None = None, *, on: date, position: int | None = None, **filters: str | None
) -> list[Value]:
    """The figures `ids` (default: all) in the order asked for: known by `position` (default: the ledger's head), happened by `on`.

    `filters` are any of `DIMENSIONS`; None means all. Refuses `unknown_figure` and `unknown_filter`.
    """
    wanted, known, scope = _asked(ids, position, filters)
    counts: dict[str, int] = {}
    for table, needed in _needed(wanted):
        rows = _rows(table, known, scope)
        counts.update(_named(needed, rows.aggregate(**_counts(needed, on, known))))
    rule = _rule(wanted, on, known)
    return [_value(each, counts, known, on, scope, rule) for each in wanted]


def one(id: str, *, on: date, position: int | None = None, **filters: str | None) -> Value:
    """One figure; like `compute`."""
    return compute([id], on=on, position=position, **filters)[0]


def grouped(
    by: str, ids: Iterable[str] | None = None, *, on: date, position: int | None = None, **filters: str | None
) -> dict[str, list[Value]]:
    """Like `compute`, for each value of a dimension that has any records, in the order of the values. "" is where it is not known."""
    if by not in DIMENSIONS:
        raise Refusal("unknown_filter", name=by)
    wanted, known, scope = _asked(ids, position, filters)
    counts: dict[str, dict[str, int]] = {}
    for table, needed in _needed(wanted):
        rows = _rows(table, known, scope)
        column = by
        if by == "unit" and table is Opinion:
            rows, column = _with_unit(rows, known), "handled_by"
        for found in rows.values(column).annotate(**_counts(needed, on, known)).order_by(column):
            counts.setdefault(found[column], {}).update(_named(needed, found))
    scopes = {each: tuple(sorted({**dict(scope), by: each}.items())) for each in counts}
    rule = _rule(wanted, on, known)
    groups = {
        each: [_value(figure, counts[each], known, on, scopes[each], rule) for figure in wanted]
        for each in sorted(counts)
    }
    return {each: values for each, values in groups.items() if any(value.records for value in values)}


def records(
    id: str, part: Part = "numerator", *, on: date, position: int | None = None, **filters: str | None
) -> QuerySet[Any]:
    """The rows behind a figure, oldest first; the caller pages by `position`. A count has one part only, its numerator."""
    (figure,), known, scope = _asked([id], position, filters)
    if figure.by_formula:
        return _behind_formula(part, on, known, scope)
    if figure.is_rate:
        figure = FIGURES[figure.numerator if part == "numerator" else figure.denominator]
    assert figure.predicate is not None
    return _rows(figure.table, known, scope).filter(figure.predicate(on, known)).order_by("position")


def _asked(
    ids: Iterable[str] | None, position: int | None, filters: dict[str, str | None]
) -> tuple[list[Figure], int, tuple[tuple[str, str], ...]]:
    wanted = []
    for id in FIGURES if ids is None else ids:
        if id not in FIGURES:
            raise Refusal("unknown_figure", figure=id)
        wanted.append(FIGURES[id])
    for name in filters:
        if name not in DIMENSIONS:
            raise Refusal("unknown_filter", name=name)
    scope = tuple(sorted((name, value) for name, value in filters.items() if value is not None))
    return wanted, read.head().size if position is None else position, scope


def _needed(wanted: Iterable[Figure]) -> Iterator[tuple[type[Version], list[Figure]]]:
    """The counts that figures rest on, by table."""
    tables: dict[type[Version], dict[str, Figure]] = {}
    for figure in wanted:
        parts: tuple[str, ...] = (figure.numerator, figure.denominator) if figure.is_rate else (figure.id,)
        if figure.by_formula:
            parts = ("surveys.asked", *LEVELS)
        for id in (*parts, *figure.exclusions):
            tables.setdefault(FIGURES[id].table, {})[id] = FIGURES[id]
    for table, needed in tables.items():
        yield table, list(needed.values())


def _rows(table: type[Version], position: int, scope: tuple[tuple[str, str], ...]) -> QuerySet[Any]:
    rows: QuerySet[Any] = as_of(table, position)
    for name, value in scope:
        through = name == "unit" and table is Opinion
        rows = _with_unit(rows, position).filter(handled_by=value) if through else rows.filter(**{name: value})
    return rows


def _with_unit(rows: QuerySet[Any], position: int) -> QuerySet[Any]:
    of = as_of(Problem, position).filter(key=OuterRef("problem")).values("unit")[:1]
    found: QuerySet[Any] = rows.annotate(handled_by=Coalesce(Subquery(of), Constant("")))
    return found


def _counts(needed: list[Figure], on: date, known: int) -> dict[str, Count]:
    return {f"n{place}": Count("key", filter=_predicate(each, on, known)) for place, each in enumerate(needed)}


def _predicate(figure: Figure, on: date, known: int) -> Q:
    assert figure.predicate is not None
    return figure.predicate(on, known)


def _named(needed: list[Figure], found: dict[str, Any]) -> dict[str, int]:
    return {each.id: int(found[f"n{place}"]) for place, each in enumerate(needed)}


def _rule(wanted: Iterable[Figure], on: date, known: int) -> Rule | None:
    """The rule of the day, as known at the position; None where no figure asks for it."""
    return rule_on(on, known) if any(each.by_formula for each in wanted) else None


def _behind_formula(part: Part, on: date, known: int, scope: tuple[tuple[str, str], ...]) -> QuerySet[Any]:
    """The surveys behind a rate by formula: of the numerator those whose answer is worth anything in it."""
    used = rule_on(on, known).formula
    base = "surveys.asked" if part == "denominator" and used.base is Base.ASKED else "surveys.answered"
    rows = _rows(FIGURES[base].table, known, scope).filter(_predicate(FIGURES[base], on, known))
    rows = rows.exclude(level__in=[each.value for each in used.left_out])
    if part == "numerator":
        rows = rows.filter(level__in=[each.value for each in Level if used.weights[each]])
    return rows.order_by("position")


def _by_formula(counts: dict[str, int], rule: Rule) -> dict[str, Any]:
    levels = {each: counts.get(f"levels.{each.value}", 0) for each in Level}
    used = rule.formula
    made = rate(used, Tally(counts.get("surveys.asked", 0), levels), rule.thresholds[Threshold.LEAST])
    worth = sum(count for each, count in levels.items() if used.weights[each] and each not in used.left_out)
    weighted = "" if made.numerator == worth else f"{Decimal(made.numerator.numerator) / made.numerator.denominator:f}"
    return {
        "value": made.percent(1),
        "numerator": worth,
        "denominator": made.denominator,
        "formula": used.code,
        "weighted": weighted,
        "suppressed": made.suppressed and made.denominator > 0,
    }


def _value(
    figure: Figure,
    counts: dict[str, int],
    position: int,
    on: date,
    scope: tuple[tuple[str, str], ...],
    rule: Rule | None,
) -> Value:
    beside = tuple((id, counts.get(id, 0)) for id in figure.exclusions)
    if not figure.is_rate:
        number = counts.get(figure.id, 0)
        return Value(figure, number, number, None, position, on, scope, beside)
    if figure.by_formula and rule is not None:
        told = _by_formula(counts, rule)
        return Value(figure=figure, position=position, on=on, scope=scope, exclusions=beside, **told)
    above, below = counts.get(figure.numerator, 0), counts.get(figure.denominator, 0)
    return Value(figure, percent(above, below), above, below, position, on, scope, beside)
