"""Figures: computed as of two clocks, grouped, and opened down to their records. The definitions are in `count`.

One query per table, however many figures are asked for. No clock here: `on`, the day by which things happened, is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Literal

from django.db.models import Count, DateField, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce
from django.utils import timezone

from sandan.domain.formula import Base, Tally, Threshold, rate
from sandan.domain.values import Level, Refusal
from sandan.ledger import read
from sandan.projections import assistance, burden, outlay, oversight, pace  # noqa: F401  # they add their figures to the registry
from sandan.projections.circuit_visit import CircuitItem
from sandan.projections.count import FIGURES, LEAST, LEVELS, SUMS, UNITS, Figure
from sandan.projections.demand import Demand
from sandan.projections.formula import Rule, rule_on
from sandan.projections.look_back import LookBackItem, LookBackStratum
from sandan.projections.opinion import Opinion
from sandan.projections.predicate import Predicate, before
from sandan.projections.presence import Presence
from sandan.projections.problem import Problem
from sandan.projections.rate import Estimate, Interval, Stratum, nearest_rank, percent, stratified, wilson
from sandan.projections.serving import records_of
from sandan.projections.survey import Survey
from sandan.projections.training import TrainingSession
from sandan.projections.version import Version, as_of

__all__ = [
    "DIMENSIONS",
    "FIGURES",
    "FILTERS",
    "SINCE",
    "UNITS",
    "Figure",
    "Part",
    "Value",
    "compute",
    "condition",
    "grouped",
    "one",
    "percent",
    "position_for",
    "records",
    "whole_months",
    "windows",
]

Part = Literal["numerator", "denominator"]

DIMENSIONS = ("unit", "town", "topic", "channel")
"""By what figures are filtered and grouped. An opinion's unit is the one that has its problem."""
FILTERS = (*DIMENSIONS, "programme")
"""By what figures are filtered. What counts in several programmes is counted once in each, so that nothing is grouped by them."""
SINCE = "since"
"""Narrows a figure to a window: what counts at its end and did not yet count on the day before this one (ISO)."""


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
    rows: int | None = None
    """Of a sum, and of a rate of sums: over how many records it goes."""
    suppressed: bool = False
    """Too few to say: the denominator is below the threshold, and `n` is all that is told; or, of a sealed figure, it, or what it rests on
    or adds up to, goes over too few records, and nothing is."""
    interval: Interval | None = None
    """The 95 % interval of a rate estimated from what was drawn; None for every other figure, which counts all there is. `numerator` and
    `denominator` of such a rate are the items looked at, unweighted."""

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
        if self.rows is not None:
            return self.rows
        return self.numerator if self.denominator is None else self.denominator


def position_for(day: date) -> int:
    """The ledger position at the end of a local day: what was known by then (law 3)."""
    return read.position_at(timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))


def compute(
    ids: Iterable[str] | None = None, *, on: date, position: int | None = None, **filters: str | None
) -> list[Value]:
    """The figures `ids` (default: all) in the order asked for: known by `position` (default: the ledger's head), happened by `on`.

    `filters` are any of `FILTERS`, and `SINCE`; None means all. Refuses `unknown_figure` and `unknown_filter`.
    """
    wanted, known, scope = _asked(ids, position, filters)
    sealed = [each for each in wanted if each.sealed]
    values = _computed([each for each in wanted if not each.sealed], on, known, scope)
    if sealed:
        values |= _computed(sealed, *whole_months(on, known), _of_whole_months(scope))
    return [values[each.id] for each in wanted]


_BEGINNING = date(1970, 1, 1)
"""No ledger is older."""


def whole_months(on: date, known: int) -> tuple[date, int]:
    """The end of the last month that was over before a day and is known whole by a position: its day and its own position.

    A sealed figure that rose entry by entry, or day by day, would tell what each of them said.
    """
    first = on.replace(day=1)
    while first > _BEGINNING:
        end = first - timedelta(1)
        if (position := position_for(end)) <= known:
            return end, position
        first = end.replace(day=1)
    return _BEGINNING, 0


def _of_whole_months(scope: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The scope with its window begun at the first of a month."""
    return tuple((name, f"{value[:7]}-01" if name == SINCE else value) for name, value in scope)


def _computed(wanted: list[Figure], on: date, known: int, scope: tuple[tuple[str, str], ...]) -> dict[str, Value]:
    counts: dict[str, int] = {}
    for table, needed in _needed([*wanted, *_beside(wanted)]):
        rows = _rows(table, known, scope)
        counts.update(_named(needed, rows.aggregate(**_counts(needed, on, known, scope))))
    taken = _taken(wanted, on, known, scope)
    rule, drawn = _rule(wanted, on, known), _estimates(wanted, on, known, scope)
    return {
        each.id: _value(each, counts, known, on, scope, rule, drawn.get(""), taken.get((each.id, "")))
        for each in wanted
    }


def _beside(wanted: Iterable[Figure]) -> list[Figure]:
    """What has to be counted to know which sealed figures would tell of one another, where any sealed one is asked for."""
    if not any(each.sealed for each in wanted):
        return []
    return [FIGURES[id] for id in dict.fromkeys(id for whole, parts in SUMS for id in (whole, *parts))]


def one(id: str, *, on: date, position: int | None = None, **filters: str | None) -> Value:
    """One figure; like `compute`."""
    return compute([id], on=on, position=position, **filters)[0]


def grouped(
    by: str, ids: Iterable[str] | None = None, *, on: date, position: int | None = None, **filters: str | None
) -> dict[str, list[Value]]:
    """Like `compute`, for each value of a dimension that has any records, in the order of the values. "" is where it is not known.

    Sealed figures are not broken down: refuses `figure_sealed`, and leaves them out of all figures.
    """
    if by not in DIMENSIONS:
        raise Refusal("unknown_filter", name=by)
    wanted, known, scope = _asked(ids, position, filters)
    for each in wanted:
        if each.sealed and ids is not None:
            raise Refusal("figure_sealed", figure=str(each.name))
    wanted = [each for each in wanted if not each.sealed]
    counts: dict[str, dict[str, int]] = {}
    for table, needed in _needed(wanted):
        rows = _rows(table, known, scope)
        column = by
        if by == "unit" and table is Opinion:
            rows, column = _with_unit(rows, known), "handled_by"
        for found in rows.values(column).annotate(**_counts(needed, on, known, scope)).order_by(column):
            counts.setdefault(found[column], {}).update(_named(needed, found))
    scopes = {each: tuple(sorted({**dict(scope), by: each}.items())) for each in counts}
    rule, drawn = _rule(wanted, on, known), _estimates(wanted, on, known, scope, by)
    taken = _taken(wanted, on, known, scope, by)
    groups = {
        each: [
            _value(one, counts[each], known, on, scopes[each], rule, drawn.get(each), taken.get((one.id, each)))
            for one in wanted
        ]
        for each in sorted(counts)
    }
    return {each: values for each, values in groups.items() if any(value.records for value in values)}


def windows(
    ids: Iterable[str], spans: Iterable[tuple[date | None, date]], *, position: int | None = None, **filters: str | None
) -> list[list[Value]]:
    """For each span of days, first (None: from the beginning) and last, the counts `ids` in it: one query a table, however many spans.

    It is what `compute` gives with `on` and `since`. Counts of rows only: raises ValueError on a rate, a sum or a sealed figure.
    """
    wanted, known, scope = _asked(ids, position, filters)
    if any(each.is_rate or each.sealed or _over(each) for each in wanted):
        raise ValueError([each.id for each in wanted])
    scopes = [(last, _since(scope, first)) for first, last in spans]
    found: dict[tuple[int, str], int] = {}
    for table in dict.fromkeys(each.table for each in wanted):
        mine = [each for each in wanted if each.table is table]
        counts = {
            (number, each.id): Count("key", filter=_predicate(each, last, known, inside))
            for number, (last, inside) in enumerate(scopes)
            for each in mine
        }
        told = _rows(table, known, scope).aggregate(**{f"w{at}": each for at, each in enumerate(counts.values())})
        found.update({key: told[f"w{at}"] for at, key in enumerate(counts)})
    return [
        [Value(each, n := found[number, each.id], n, None, known, last, inside) for each in wanted]
        for number, (last, inside) in enumerate(scopes)
    ]


def _since(scope: tuple[tuple[str, str], ...], first: date | None) -> tuple[tuple[str, str], ...]:
    """The scope with its window begun on a day, or with none."""
    rest = {name: value for name, value in scope if name != SINCE}
    return tuple(sorted((rest if first is None else {**rest, SINCE: first.isoformat()}).items()))


def records(
    id: str, part: Part = "numerator", *, on: date, position: int | None = None, **filters: str | None
) -> QuerySet[Any]:
    """The rows behind a figure, oldest first; the caller pages by `position`. A count has one part only, its numerator.

    Of a sealed figure they are for whoever recounts it inside; no page shows them.
    """
    (figure,), known, scope = _asked([id], position, filters)
    if figure.sealed:
        (on, known), scope = whole_months(on, known), _of_whole_months(scope)
    if figure.by_formula:
        return _behind_formula(part, on, known, scope)
    if figure.is_rate:
        figure = FIGURES[figure.numerator if part == "numerator" else figure.denominator]
    return _rows(figure.table, known, scope).filter(_predicate(figure, on, known, scope)).order_by("position")


def condition(figure: Figure, on: date, position: int, **filters: str | None) -> Q:
    """What a row of a count's table has to be to count, by the same clocks and filters as `records`.

    An opinion's unit is not asked for: it is that of its problem, and no column of the row.
    """
    _, known, scope = _asked([figure.id], position, filters)
    own = tuple(each for each in scope if not (each[0] == "unit" and figure.table is Opinion))
    return _predicate(figure, on, known, scope) & _inside(figure.table, known, own)


def _asked(
    ids: Iterable[str] | None, position: int | None, filters: dict[str, str | None]
) -> tuple[list[Figure], int, tuple[tuple[str, str], ...]]:
    wanted = []
    for id in FIGURES if ids is None else ids:
        if id not in FIGURES:
            raise Refusal("unknown_figure", figure=id)
        wanted.append(FIGURES[id])
    for name in filters:
        if name not in (*FILTERS, SINCE):
            raise Refusal("unknown_filter", name=name)
    scope = tuple(sorted((name, value) for name, value in filters.items() if value is not None))
    _check_day(dict(scope).get(SINCE))
    return wanted, read.head().size if position is None else position, scope


def _check_day(since: str | None) -> None:
    try:
        date.fromisoformat(since or "2000-01-01")
    except ValueError as error:
        raise Refusal("unknown_filter", name=SINCE) from error


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
    through = dict(scope).get("unit") if table is Opinion else None
    if through is not None:
        rows = _with_unit(rows, position).filter(handled_by=through)
        scope = tuple(each for each in scope if each[0] != "unit")
    return rows.filter(_inside(table, position, scope))


_RECORD: dict[type[Version], str] = {
    Opinion: "problem",
    Survey: "problem",
    LookBackItem: "problem",
    Demand: "matter",
    CircuitItem: "visit",
    Presence: "of",
    TrainingSession: "of",
}
"""Of tables that count in a programme through something else: the column that names it."""


def _with_unit(rows: QuerySet[Any], position: int) -> QuerySet[Any]:
    of = as_of(Problem, position).filter(key=OuterRef("problem")).values("unit")[:1]
    found: QuerySet[Any] = rows.annotate(handled_by=Coalesce(Subquery(of), Constant("")))
    return found


def _counts(needed: list[Figure], on: date, known: int, scope: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, each in enumerate(needed):
        condition = _predicate(each, on, known, scope)
        found[f"n{place}"] = Count("key", filter=condition)
        if each.distinct:
            found[f"s{place}"] = Count(each.distinct, filter=condition, distinct=True)
        elif each.column:
            found[f"s{place}"] = Coalesce(Sum(each.column, filter=condition), 0)
    return found


def _predicate(figure: Figure, on: date, known: int, scope: tuple[tuple[str, str], ...]) -> Q:
    assert figure.predicate is not None
    condition = figure.predicate(on, known)
    since = dict(scope).get(SINCE)
    if since is None:
        return condition
    return condition & ~figure.predicate(before(date.fromisoformat(since), 1), known)


def _named(needed: list[Figure], found: dict[str, Any]) -> dict[str, int]:
    """The numbers by id; of a sum also, under `<id>#`, over how many rows it goes."""
    told = {each.id: int(found[f"s{place}" if _over(each) else f"n{place}"]) for place, each in enumerate(needed)}
    return told | {f"{each.id}#": int(found[f"n{place}"]) for place, each in enumerate(needed) if _over(each)}


def _over(figure: Figure) -> bool:
    """Whether the figure is something else than the number of its rows."""
    return bool(figure.column or figure.distinct)


def _rule(wanted: Iterable[Figure], on: date, known: int) -> Rule | None:
    """The rule of the day, as known at the position; None where no figure asks for it."""
    return rule_on(on, known) if any(each.by_formula for each in wanted) else None


def _inside(table: type[Version], known: int, scope: tuple[tuple[str, str], ...]) -> Q:
    """The condition that a row lies within a scope, where its columns alone say so."""
    inside = Q()
    for name, value in scope:
        if name == "programme":
            inside &= Q(**{f"{_RECORD.get(table, 'key')}__in": records_of(value, known)})
        elif name != SINCE:
            inside &= Q(**{name: value})
    return inside


def _estimates(
    wanted: Iterable[Figure], on: date, known: int, scope: tuple[tuple[str, str], ...], by: str = ""
) -> dict[str, Estimate]:
    """What the samples say of all that they were drawn from, by value of a dimension ("" without); nothing where no figure asks for it.

    The parts are the strata of all look-backs. What lies within a scope weighs as much of its stratum as it is of what was told there
    (Cochran, section 5A.14, on subpopulations). Of a stratum that was frozen again for a later look-back, each look-back counts once.
    """
    of = next((each for each in wanted if each.sampled), None)
    if of is None:
        return {}
    told, over = (FIGURES[each] for each in (of.denominator, of.numerator))
    place = ("look_back", "stratum")
    size = {(one, part): n for one, part, n in as_of(LookBackStratum, known).values_list(*place, "population")}
    assert told.predicate is not None
    inside = _inside(told.table, known, scope)
    rows = as_of(told.table, known).filter(told.predicate(on, known)).order_by(*place)
    cells = list(
        rows.values(*place, *([by] if by else [])).annotate(
            every=Count("key"),
            n=Count("key", filter=inside & _predicate(told, on, known, scope)),
            c=Count("key", filter=inside & _predicate(over, on, known, scope)),
        )
    )
    whole: dict[tuple[str, str], int] = {}
    for cell in cells:
        at = cell["look_back"], cell["stratum"]
        whole[at] = whole.get(at, 0) + cell["every"]
    parts: dict[str, list[Stratum]] = {}
    for cell in cells:
        if cell["n"]:
            at = cell["look_back"], cell["stratum"]
            one = Stratum(Fraction(size[at] * cell["n"], whole[at]), cell["n"], cell["c"])
            parts.setdefault(cell[by] if by else "", []).append(one)
    found = {each: stratified(mine) for each, mine in parts.items()}
    return {each: made for each, made in found.items() if made is not None}


def _taken(
    wanted: Iterable[Figure], on: date, known: int, scope: tuple[tuple[str, str], ...], by: str = ""
) -> dict[tuple[str, str], int]:
    """In how many days the share of the rows was done that a figure asks for, by its id and the value of a dimension ("" without).

    By the nearest rank: the smallest number of days within which at least that share was done. One query for figures over the same span.
    """
    spans: dict[tuple[type[Version], tuple[str, str], Predicate | None], list[Figure]] = {}
    for each in wanted:
        if each.within is not None:
            spans.setdefault((each.table, each.span, each.predicate), []).append(each)
    found: dict[tuple[str, str], int] = {}
    for (table, (start, end), _predicate_of), figures in spans.items():
        last = F(end) if end else Constant(on, DateField())
        rows = _rows(table, known, scope).filter(_predicate(figures[0], on, known, scope))
        took = rows.annotate(took=ExpressionWrapper(last - F(start), DurationField())).values(
            "took", *([by] if by else [])
        )
        days: dict[str, list[tuple[int, int]]] = {}
        for cell in took.annotate(n=Count("key")).order_by("took"):
            days.setdefault(cell[by] if by else "", []).append((cell["took"].days, cell["n"]))
        for figure, (value, told) in product(figures, days.items()):
            found[figure.id, value] = nearest_rank(told, figure.within or 1)
    return found


def _behind_formula(part: Part, on: date, known: int, scope: tuple[tuple[str, str], ...]) -> QuerySet[Any]:
    """The surveys behind a rate by formula: of the numerator those whose answer is worth anything in it."""
    used = rule_on(on, known).formula
    base = "surveys.asked" if part == "denominator" and used.base is Base.ASKED else "surveys.answered"
    rows = _rows(FIGURES[base].table, known, scope).filter(_predicate(FIGURES[base], on, known, scope))
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


def _few(id: str, counts: Mapping[str, int]) -> bool:
    """Whether a figure goes over some records, and over too few to be told."""
    return 0 < counts.get(f"{id}#", counts.get(id, 0)) < LEAST


def _too_few(figure: Figure, counts: Mapping[str, int]) -> bool:
    """Whether a sealed figure is not told: it goes over too few records, or would tell of one that does. A rate would by its numerator."""
    if not figure.sealed:
        return False
    untold, rests_on = _untold(counts), (figure.numerator, figure.denominator, figure.id)
    return any(each in untold or _few(each, counts) for each in rests_on)


def _untold(counts: Mapping[str, int]) -> frozenset[str]:
    """Which sealed figures are not told because of what they add up to.

    Of parts of one whole the smallest others are left out with one that goes over too few, until two are left out and together go over
    `LEAST`; where no other is left, the whole is.
    """
    hidden = {id for whole, parts in SUMS for id in (whole, *parts) if _few(id, counts)}
    before = 0
    while len(hidden) > before:
        before = len(hidden)
        for whole, parts in SUMS:
            out = [each for each in parts if each in hidden]
            if not out or whole in hidden:
                continue
            told = [(counts.get(f"{each}#", counts.get(each, 0)), each) for each in parts if each not in hidden]
            over = sum(counts.get(f"{each}#", counts.get(each, 0)) for each in out)
            for size, each in sorted(pair for pair in told if pair[0]):
                if len(out) > 1 and over >= LEAST:
                    break
                out.append(each)
                over += size
            hidden |= set(out) if len(out) > 1 and over >= LEAST else {*out, whole}
    return frozenset(hidden)


def _value(
    figure: Figure,
    counts: dict[str, int],
    position: int,
    on: date,
    scope: tuple[tuple[str, str], ...],
    rule: Rule | None,
    drawn: Estimate | None,
    taken: int | None,
) -> Value:
    beside = tuple((id, counts.get(id, 0)) for id in figure.exclusions if not _too_few(FIGURES[id], counts))
    if _too_few(figure, counts):
        return Value(figure, None, 0, None, position, on, scope, suppressed=True)
    if figure.within is not None:
        return Value(figure, taken, taken or 0, None, position, on, scope, beside, rows=counts.get(figure.id, 0))
    if not figure.is_rate:
        number = counts.get(figure.id, 0)
        rows = counts.get(f"{figure.id}#", 0) if _over(figure) else None
        if figure.unit == "yuan":
            return Value(figure, Decimal(number).scaleb(-2), number, None, position, on, scope, beside, rows=rows)
        return Value(figure, number, number, None, position, on, scope, beside, rows=rows)
    if figure.by_formula and rule is not None:
        told = _by_formula(counts, rule)
        return Value(figure=figure, position=position, on=on, scope=scope, exclusions=beside, **told)
    above, below = counts.get(figure.numerator, 0), counts.get(figure.denominator, 0)
    if figure.by_lot:
        interval = wilson(above, below)
        return Value(figure, percent(above, below), above, below, position, on, scope, beside, interval=interval)
    if figure.sampled:
        rate, interval = (drawn.rate, drawn.interval) if drawn else (None, None)
        return Value(figure, rate, above, below, position, on, scope, beside, interval=interval)
    rows = counts.get(f"{figure.denominator}#")
    return Value(figure, percent(above, below), above, below, position, on, scope, beside, rows=rows)
