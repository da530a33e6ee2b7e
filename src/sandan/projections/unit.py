"""Units as lists and forms need them, and what each was called and where it stood on any day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from sandan.domain import unit
from sandan.domain.values import Tier
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Row, Tables, Version, index, now


class Unit(Version):
    """A unit as it is now. `path` holds its own id and those above it, nearest first, separated by spaces.

    `abolished_on` is the first day without it. `absorbed` are the units it came after by merger, separated by spaces.
    """

    name = models.CharField(max_length=80)
    tier = models.CharField(max_length=10)
    parent = models.CharField(max_length=32)
    path = models.CharField(max_length=300)
    established_on = models.DateField()
    changed_on = models.DateField()
    """From which day name and parent hold: the first day of the running spell."""
    abolished_on = models.DateField(null=True)
    successor = models.CharField(max_length=32, default="")
    origin = models.CharField(max_length=32, default="")
    absorbed = models.TextField(default="")
    code = models.CharField(max_length=32, default="")
    """By which files name it, such as that of the statistical divisions."""

    class Meta:
        indexes = [index("unit", "key"), index("unit", "tier", "name"), index("unit", "parent")]


class Spell(Version):
    """A stretch of days through which a unit had one name and stood under one other. `until_on` is its last day.

    Two spells of a unit never share a day, so "what was it called on day D, and under whom did it stand" has one answer.
    """

    unit = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    parent = models.CharField(max_length=32)
    tier = models.CharField(max_length=10)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [index("spell", "key"), index("spell", "unit", "from_on"), index("spell", "parent")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a unit."""
    at, on = entry.position, event.happened_on
    match event:
        case unit.UnitEstablished():
            above = tables.get(Unit, event.parent) if event.parent else None
            values = {"name": event.unit_name, "tier": event.tier.value, "parent": event.parent}
            path = f"{event.unit} {above['path']}" if above else event.unit
            since = {"established_on": on, "changed_on": on}
            tables.put(Unit, event.unit, at, {**values, **since, "path": path})
            tables.put(Spell, _spell(event.unit, on), at, {**values, "unit": event.unit, "from_on": on})
        case unit.UnitRenamed():
            _change(event.unit, on, at, {"name": event.unit_name}, tables)
        case unit.UnitMoved():
            _change(event.unit, on, at, {"parent": event.parent}, tables)
            above = tables.get(Unit, event.parent)
            _place(event.unit, above["path"] if above else "", at, tables)
        case unit.UnitAbolished():
            _end(event.unit, on, at, tables)
        case unit.UnitMerged():
            _end(event.unit, on, at, tables)
            tables.put(Unit, event.unit, at, {"successor": event.into})
        case unit.UnitAbsorbed():
            row = tables.get(Unit, event.unit)
            have = row["absorbed"].split() if row else []
            tables.put(Unit, event.unit, at, {"absorbed": " ".join(dict.fromkeys((*have, *event.sources)))})
        case unit.UnitCodeGiven():
            tables.put(Unit, event.unit, at, {"code": event.code})
        case unit.UnitSplitOff():
            tables.put(Unit, event.unit, at, {"origin": event.origin})


def _change(of: str, on: date, at: int, values: dict[str, str], tables: Tables) -> None:
    """Let `values` hold from a day on: the running spell ends the day before, unless it began that very day."""
    row = _row(of, at, tables)
    if row["changed_on"] != on:
        tables.put(Spell, _spell(of, row["changed_on"]), at, {"until_on": on - timedelta(1)})
    columns = {each: row[each] for each in ("name", "parent", "tier")} | values
    tables.put(Spell, _spell(of, on), at, {**columns, "unit": of, "from_on": on, "until_on": None})
    tables.put(Unit, of, at, {**values, "changed_on": on})


def _end(of: str, on: date, at: int, tables: Tables) -> None:
    row = _row(of, at, tables)
    tables.put(Spell, _spell(of, row["changed_on"]), at, {"until_on": on - timedelta(1)})
    tables.put(Unit, of, at, {"abolished_on": on})


def _row(of: str, at: int, tables: Tables) -> Row:
    row = tables.get(Unit, of)
    if row is None:
        raise LookupError(f"unit {of} was not established before entry {at}")
    return row


def _place(of: str, above: str, at: int, tables: Tables) -> None:
    """Write the path of a unit and of all below it."""
    path = f"{of} {above}".strip()
    tables.put(Unit, of, at, {"path": path})
    for each in tables.find(Unit, "parent", of):
        _place(each, path, at, tables)


def _spell(of: str, on: date) -> str:
    return f"{of}@{on:%Y%m%d}"


def names() -> dict[str, str]:
    """Every unit's name by id, also of those that are no more: old records keep theirs."""
    return dict(now(Unit).values_list("key", "name"))


def is_higher(unit: str, other: str) -> bool:
    """Whether a unit stands on a higher of the four tiers than another."""
    tiers = dict(now(Unit).filter(key__in=(unit, other)).values_list("key", "tier"))
    ranks = [list(Tier).index(Tier(tiers[each])) for each in (unit, other) if each in tiers]
    return len(ranks) == len((unit, other)) and ranks[0] < ranks[1]


def standing(on: date) -> Q:
    """The condition on a unit that it stands on a day."""
    return Q(established_on__lte=on) & (Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))


def place(of: str) -> tuple[str, str]:
    """Town and village of a unit: itself and the town above it, "" for what is neither."""
    row = now(Unit).filter(key=of).first()
    if row is None or row.tier not in (Tier.TOWN.value, Tier.BRANCH.value):
        return "", ""
    if row.tier == Tier.TOWN.value:
        return of, ""
    above = now(Unit).filter(key__in=row.path.split()[1:], tier=Tier.TOWN.value).values_list("key", flat=True).first()
    return above or "", of
