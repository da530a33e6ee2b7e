"""Versioned tables: every row says from which ledger position it holds (`since`) and at which it was replaced (`until`).

So one table answers both "now" (`until` is NULL) and "as of position n", with the same query. The view as of n equals a rebuild from the
first n entries, because no row is ever changed but for its `until`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet

from sandan.domain.shield import marked

Row = dict[str, Any]


class Version(models.Model):
    """A row that holds for a stretch of the ledger. `key` names the thing; `position` is the entry that first told of it."""

    CALLED: ClassVar[str] = "number"
    """The column by which people know a row that stands behind a figure."""

    pk = models.CompositePrimaryKey("key", "since")
    key = models.CharField(max_length=32)
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    position = models.BigIntegerField()

    class Meta:
        abstract = True


class Shieldable(Version):
    """A row of a matter that may stand under the shield (law 8). Its own id, or its matter's, says so, and never changes its mind."""

    shielded = models.BooleanField(default=False)

    class Meta:
        abstract = True


V = TypeVar("V", bound=Version)
S = TypeVar("S", bound=Shieldable)

CURRENT = Q(until__isnull=True)
_OPEN = Q(shielded=False)


def now(model: type[V]) -> QuerySet[V]:
    """The rows that hold now, in the open. What is under the shield is in none of them, whoever asks."""
    return _in_the_open(model).filter(CURRENT)


def as_of(model: type[V], position: int | None) -> QuerySet[V]:
    """The rows that held when the ledger had `position` entries (None: now), in the open."""
    if position is None:
        return now(model)
    return _in_the_open(model).filter(Q(until__isnull=True) | Q(until__gt=position), since__lte=position)


def versions(model: type[V]) -> QuerySet[V]:
    """Every version that ever held, in the open."""
    return _in_the_open(model)


def under_shield(model: type[S]) -> QuerySet[S]:
    """The rows that hold now under the shield. Whoever asks must see to it that they are shown to the cleared alone (`shield`)."""
    return model._default_manager.filter(CURRENT, shielded=True)


def of_matter(model: type[S], matter: str) -> QuerySet[S]:
    """The rows that hold now on the side, open or under the shield, on which the matter of this id stands.

    For pages of one matter, which have asked first whether the reader may know of it.
    """
    return under_shield(model) if marked(matter) else now(model)


def _in_the_open(model: type[V]) -> QuerySet[V]:
    rows = model._default_manager.all()
    return rows.filter(_OPEN) if issubclass(model, Shieldable) else rows


class Tables:
    """Writes versions, buffered. The one writer of every projection table.

    `get` returns the current row of a key as a dict of its columns, `put` starts a new version at `position`. Nothing reaches the database
    before `flush`.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._rows: dict[type[Version], dict[str, Row | None]] = {}
        self._new: dict[type[Version], list[Row]] = {}
        self._ended: dict[type[Version], list[tuple[int, str, int]]] = {}
        self._place: dict[tuple[type[Version], str], int] = {}
        self.pending = 0
        self.shielded = False
        """Whether the event that is being told belongs to a matter under the shield: its first rows do too."""

    def get(self, model: type[Version], key: str) -> Row | None:
        """The current row of `key`, or None. A copy: changing it changes nothing."""
        rows = self._rows.setdefault(model, {})
        if key not in rows:
            rows[key] = self._load(model, key)
        row = rows[key]
        return dict(row) if row is not None else None

    def put(self, model: type[Version], key: str, position: int, values: Mapping[str, Any]) -> None:
        """Let `key` have these column values from `position` on; columns not named keep theirs (or their default in a first row)."""
        rows = self._rows.setdefault(model, {})
        old = self.get(model, key)
        if old is None:
            row = {**_shape(model).defaults, **values, "key": key, "since": position, "until": None}
            row.setdefault("position", position)
            if issubclass(model, Shieldable):
                row["shielded"] = self.shielded
        else:
            row = {**old, **values, "since": position}
        if old is not None and old["since"] == position:
            self._new[model][self._place[model, key]] = row
        else:
            if old is not None:
                self._end(model, key, old["since"], position)
            new = self._new.setdefault(model, [])
            self._place[model, key] = len(new)
            new.append(row)
            self.pending += 1
        rows[key] = row

    def find(self, model: type[Version], column: str, value: str) -> list[str]:
        """Keys of the current rows in which `column` is `value`, in order, those not yet written included."""
        table = model._meta.db_table
        with self._connection.cursor() as cursor:
            cursor.execute(f'SELECT "key" FROM {table} WHERE "{column}" = %s AND until IS NULL', [value])
            stored = [key for (key,) in cursor.fetchall()]
        rows = self._rows.setdefault(model, {})
        found = {key for key in stored if key not in rows}
        return sorted(found | {key for key, row in rows.items() if row is not None and row[column] == value})

    def forget(self) -> None:
        """Drop cached rows, so that a long replay keeps bounded memory. Only between flushes."""
        self._rows.clear()

    def flush(self) -> None:
        """Write everything buffered."""
        with self._connection.cursor() as cursor:
            for model, ended in self._ended.items():
                shape = _shape(model)
                if len(ended) == 1:
                    cursor.execute(shape.end, ended[0])
                else:
                    cursor.executemany(shape.end, ended)
            for model, new in self._new.items():
                shape = _shape(model)
                values = [self._write(shape, row) for row in new]
                if len(values) == 1:
                    cursor.execute(shape.insert, values[0])
                else:
                    cursor.executemany(shape.insert, values)
        self._new.clear()
        self._ended.clear()
        self._place.clear()
        self.pending = 0

    def _end(self, model: type[Version], key: str, since: int, position: int) -> None:
        place = self._place.get((model, key))
        if place is not None:
            self._new[model][place] = {**self._new[model][place], "until": position}
        else:
            self._ended.setdefault(model, []).append((position, key, since))

    def _load(self, model: type[Version], key: str) -> Row | None:
        shape = _shape(model)
        with self._connection.cursor() as cursor:
            cursor.execute(shape.select, [key])
            found = cursor.fetchone()
        if found is None:
            return None
        return shape.row(found)

    def _write(self, shape: _Shape, row: Row) -> list[Any]:
        if self._connection.vendor == "sqlite":
            return [
                value.isoformat() if isinstance(value, date) else value for value in map(row.__getitem__, shape.columns)
            ]
        return [row[name] for name in shape.columns]


class _Shape:
    """The SQL and column types of one model, worked out once."""

    def __init__(self, model: type[Version]) -> None:
        fields = [each for each in model._meta.get_fields() if isinstance(each, models.Field) and each.concrete]
        fields = [each for each in fields if each.name != "pk"]
        table = model._meta.db_table
        self.columns = [each.name for each in fields]
        listed = ", ".join(f'"{name}"' for name in self.columns)
        self.select = f'SELECT {listed} FROM {table} WHERE "key" = %s AND until IS NULL'
        self.insert = f"INSERT INTO {table} ({listed}) VALUES ({', '.join(['%s'] * len(self.columns))})"
        self.end = f'UPDATE {table} SET until = %s WHERE "key" = %s AND since = %s'
        self.defaults = {
            each.name: each.get_default() for each in fields if each.name not in ("since", "until", "key", "position")
        }
        self.readers = [_reader(each) for each in fields]

    def row(self, found: tuple[Any, ...]) -> Row:
        return {
            name: (read(value) if read is not None and value is not None else value)
            for name, read, value in zip(self.columns, self.readers, found, strict=True)
        }


@cache
def _shape(model: type[Version]) -> _Shape:
    return _Shape(model)


def columns(model: type[Version]) -> list[str]:
    """Column names of a versioned table, in the order in which rows are compared."""
    return list(_shape(model).columns)


def _reader(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, models.DateField):
        return lambda value: date.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(field, models.BooleanField):
        return bool
    return None


def rows_of(connection: BaseDatabaseWrapper, model: type[Version], size: int = 5000) -> Iterator[tuple[Any, ...]]:
    """Every row of a versioned table as stored, in primary key order, `size` at a time."""
    shape = _shape(model)
    listed = ", ".join(f'"{name}"' for name in shape.columns)
    start: tuple[str, int] = ("", 0)
    key, since = shape.columns.index("key"), shape.columns.index("since")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT {listed} FROM {model._meta.db_table} WHERE ("key", since) > (%s, %s) ORDER BY "key", since LIMIT %s',
                [*start, size],
            )
            found = cursor.fetchall()
        if not found:
            return
        for each in found:
            yield tuple(_stored(value) for value in each)
        start = (found[-1][key], found[-1][since])


def index(table: str, *fields: str) -> models.Index:
    """A partial index over current rows only, so that lists cost the same however long the ledger grows."""
    return models.Index(
        fields=fields, condition=CURRENT, name=f"{table}_{'_'.join(name.strip('-')[:8] for name in fields)}"[:30]
    )


def open_index(table: str, *fields: str, few: str = "", **only: bool) -> models.Index:
    """Like `index`, over what stands in the open: what is under the shield cannot even make a page slower.

    `only`: over those few rows, which a query finds by the same words; `few` is what they are called.
    """
    called = few or "_".join(name.strip("-")[:8] for name in fields)
    return models.Index(fields=fields, condition=CURRENT & _OPEN & Q(**only), name=f"{table}_{called}"[:30])


def shield_index(table: str, *fields: str) -> models.Index:
    """A partial index over the current rows under the shield."""
    return models.Index(
        fields=fields, condition=CURRENT & Q(shielded=True), name=f"{table}_shield_{'_'.join(fields)}"[:30]
    )


def _stored(value: Any) -> Any:
    """A value as SQLite stores it, so that rows of both databases compare, to the last digit."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
