"""A bulletin composed: its prose, with every figure computed as of two clocks (law 6). Composed again, it has the same digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import rfc8785
from django.utils import translation
from django.utils.translation import gettext

from sandan.bulletins.numeral import Typed, typed
from sandan.bulletins.source import Block, Kind, Reference, Table, Words, parse
from sandan.domain.values import Channel, Refusal, Tier, Topic
from sandan.projections import figure
from sandan.projections.figure import DIMENSIONS, FIGURES, SINCE, Value
from sandan.projections.unit import Unit
from sandan.projections.version import as_of

Scope = tuple[tuple[str, str], ...]
Labels = Mapping[str, Mapping[Any, Any]]
"""Words for the codes of a dimension, as `{"topic": {"water": "Water"}}`. Units and towns are called by their own names."""

CODES: Mapping[str, frozenset[str]] = {"topic": frozenset(Topic), "channel": frozenset(Channel)}


@dataclass(frozen=True, slots=True)
class Number:
    """A figure's number in its place, as a reader sees it."""

    value: Value
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what it is about, and its numbers."""

    label: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the name of the first column, the figures' names, the rows, and the whole."""

    corner: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class Passage:
    """A block with its numbers in place. A table has `grid` and no parts. `line` is its line in the source."""

    kind: Kind
    parts: tuple[str | Number, ...] = ()
    grid: Grid | None = None
    line: int = 0

    @property
    def text(self) -> str:
        """The passage as plain text."""
        return "".join(each if isinstance(each, str) else each.text for each in self.parts)


@dataclass(frozen=True, slots=True)
class Composed:
    """A bulletin ready to be rendered. `values` are the figures it rests on, each once, in the order in which they are first named."""

    title: str
    passages: tuple[Passage, ...]
    values: tuple[Value, ...]
    position: int
    on: date
    language: str
    digest: str


def compose(title: str, body: str, position: int, on: date, language: str, labels: Labels | None = None) -> Composed:
    """Compose a bulletin from what was known by ledger `position` of what had happened by `on`, in a language.

    Refuses `numeral_typed`, `reference_unreadable`, `table_not_alone`, `unknown_figure`, `unknown_filter`, `unknown_place` and
    `ambiguous_place`, each with its line (the title is line 0) and column. The digest does not depend on the language.
    """
    blocks = parse(body)
    places = _Places(position)
    for line, one in _typed(title, blocks, places.names.values()):
        raise Refusal("numeral_typed", line=line, column=one.column, found=one.found)
    with translation.override(language):
        return _Composer(position, on, places, labels or {}).composed(title, body, blocks, language)


def typed_numerals(title: str, body: str, position: int) -> list[tuple[int, Typed]]:
    """Every typed numeral of a draft with its line (the title is line 0) and column (from 1), for the editor to mend."""
    return list(_typed(title, parse(body), _Places(position).names.values()))


def digest(title: str, body: str, position: int, on: date) -> str:
    """The SHA-256 of a bulletin: its text, its clocks and every number with what it was computed from. Refuses like `compose`."""
    return compose(title, body, position, on, "zh-hans").digest


def shown(value: Value) -> str:
    """A figure's number as prose has it: a rate with its percent sign, "no data" where there is no denominator."""
    if value.suppressed:
        return gettext("too few (n=%(n)s)") % {"n": value.denominator}
    if value.value is None:
        return gettext("no data")
    return f"{value.value}%" if isinstance(value.value, Decimal) else str(value.value)


def _typed(title: str, blocks: tuple[Block, ...], names: Iterable[str]) -> Iterator[tuple[int, Typed]]:
    known = tuple(names)
    for one in typed(title, known):
        yield 0, Typed(one.column + 1, one.found)
    for block in blocks:
        for place, part in enumerate(block.parts):
            if not isinstance(part, Words):
                continue
            numbers = [isinstance(each, Reference) for each in block.parts]
            follows, precedes = place > 0 and numbers[place - 1], numbers[place + 1 : place + 2] == [True]
            for one in typed(part.text, known, opening=place == 0, follows=follows, precedes=precedes):
                yield block.line, Typed(part.column + one.column, one.found)


class _Places:
    """The units at a position, by id and by name."""

    def __init__(self, position: int) -> None:
        rows = list(as_of(Unit, position).order_by("position").values_list("key", "name", "tier"))
        self.names = {key: name for key, name, _ in rows}
        self.towns = {key for key, _, tier in rows if tier == Tier.TOWN.value}
        self.order = {key: place for place, (key, _, _) in enumerate(rows)}

    def key(self, dimension: str, wanted: str, line: int, column: int) -> str:
        """The id of a unit or town that is given by id or name."""
        if wanted in self.names:
            return wanted
        found = [
            key for key, name in self.names.items() if name == wanted and (dimension == "unit" or key in self.towns)
        ]
        if not found:
            raise Refusal("unknown_place", name=wanted, line=line, column=column)
        if len(found) > 1:
            raise Refusal("ambiguous_place", name=wanted, line=line, column=column)
        return found[0]


class _Composer:
    def __init__(self, position: int, on: date, places: _Places, labels: Labels) -> None:
        self._position, self._on, self._places, self._labels = position, on, places, labels
        self._known: dict[tuple[str, Scope], Value] = {}
        self._used: dict[tuple[str, Scope], Value] = {}
        self._cells: list[Value] = []

    def composed(self, title: str, body: str, blocks: tuple[Block, ...], language: str) -> Composed:
        self._compute(blocks)
        passages = tuple(self._passage(block) for block in blocks)
        sealed: Any = {
            "title": title,
            "body": body,
            "position": self._position,
            "as_of": self._on.isoformat(),
            "figures": [_canonical(each) for each in (*self._used.values(), *self._cells)],
        }
        digest = hashlib.sha256(rfc8785.dumps(sealed)).hexdigest()
        return Composed(title, passages, tuple(self._used.values()), self._position, self._on, language, digest)

    def _compute(self, blocks: tuple[Block, ...]) -> None:
        """Every number of the prose, and the whole of every table, with one computation for each set of filters."""
        wanted: dict[Scope, dict[str, None]] = {}
        for block in blocks:
            for part in block.parts:
                if isinstance(part, Words):
                    continue
                ids = part.figures if isinstance(part, Table) else (part.figure,)
                for id in ids:
                    if id not in FIGURES:
                        raise Refusal("unknown_figure", figure=id, line=block.line, column=part.column)
                if isinstance(part, Table):
                    _dimension(part.by, block.line, part.column)
                wanted.setdefault(self._scope(part, block.line), {}).update(dict.fromkeys(ids))
        for scope, of in wanted.items():
            for value in figure.compute(list(of), on=self._on, position=self._position, **dict(scope)):
                self._known[value.figure.id, scope] = value

    def _scope(self, part: Reference | Table, line: int) -> Scope:
        found = []
        for name, wanted in part.filters:
            if name == SINCE:
                found.append((name, _day_of(wanted, line, part.column)))
                continue
            _dimension(name, line, part.column)
            if name in CODES:
                if wanted not in CODES[name]:
                    raise Refusal("unknown_place", name=wanted, line=line, column=part.column)
                found.append((name, wanted))
            else:
                found.append((name, self._places.key(name, wanted, line, part.column)))
        return tuple(sorted(found))

    def _passage(self, block: Block) -> Passage:
        parts: list[str | Number] = []
        for part in block.parts:
            if isinstance(part, Table):
                return Passage(block.kind, grid=self._grid(part, block.line), line=block.line)
            parts.append(
                part.text if isinstance(part, Words) else self._number(part.figure, self._scope(part, block.line))
            )
        return Passage(block.kind, tuple(parts), line=block.line)

    def _number(self, id: str, scope: Scope) -> Number:
        value = self._used.setdefault((id, scope), self._known[id, scope])
        return Number(value, shown(value))

    def _grid(self, table: Table, line: int) -> Grid:
        scope = self._scope(table, line)
        groups = figure.grouped(table.by, table.figures, on=self._on, position=self._position, **dict(scope))
        rows = []
        for key in sorted(groups, key=lambda each: self._place(table.by, each)):
            self._cells += groups[key]
            rows.append(Row(self._label(table.by, key), tuple(Number(each, shown(each)) for each in groups[key])))
        total = Row(gettext("Total"), tuple(self._number(id, scope) for id in table.figures))
        heads = tuple(str(FIGURES[id].name) for id in table.figures)
        return Grid(_corner(table.by), heads, tuple(rows), total)

    def _place(self, by: str, key: str) -> tuple[bool, int, str]:
        """Where a row stands: units as they were established, codes in their own order, what is not known last."""
        codes: tuple[str, ...] = tuple(Topic) if by == "topic" else tuple(Channel)
        order = {each: place for place, each in enumerate(codes)} if by in CODES else self._places.order
        return not key, order.get(key, len(order)), key

    def _label(self, by: str, key: str) -> str:
        if not key:
            return gettext("Not known") if by != "unit" else gettext("With no unit")
        return str(self._labels.get(by, {}).get(key, key)) if by in CODES else self._places.names.get(key, key)


def _dimension(name: str, line: int, column: int) -> None:
    if name not in DIMENSIONS:
        raise Refusal("unknown_filter", name=name, line=line, column=column)


def _day_of(text: str, line: int, column: int) -> str:
    """The day on which a window begins. Refuses `unknown_filter` for what is no day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Refusal("unknown_filter", name=f"{SINCE}={text}", line=line, column=column) from error


def _corner(by: str) -> str:
    return {"unit": gettext("Unit"), "town": gettext("Town"), "topic": gettext("Topic"), "channel": gettext("Channel")}[
        by
    ]


def _canonical(value: Value) -> dict[str, Any]:
    return {
        "id": value.figure.id,
        "version": value.figure.version,
        "scope": [list(each) for each in value.scope],
        "value": None if value.value is None else str(value.value),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "exclusions": [[id, count] for id, count in value.exclusions],
        **({"formula": value.formula, "weighted": value.above} if value.formula else {}),
    }
