"""Service items: the versions that the office adopted, the standards, and which unit answers for what."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import models

from sandan.domain import service_item
from sandan.domain.allowance import Area, Standard
from sandan.domain.item import Item, standing
from sandan.domain.item_profile import held, profile, profiles
from sandan.domain.values import Refusal
from sandan.domain.wire import Event, codec
from sandan.ledger.read import Entry
from sandan.projections.appointment import running
from sandan.projections.version import Tables, Version, as_of, index, now

_WRITE, _READ = codec(Item)
_WRITE_STANDARD, _READ_STANDARD = codec(Standard)


class ItemVersion(Version):
    """A version of an item; `content` is all of it as JSON. An end before the beginning: it never took effect."""

    code = models.CharField(max_length=16)
    title = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    content = models.TextField()
    reason = models.CharField(max_length=500, default="")
    """Why it ended."""

    class Meta:
        indexes = [index("itemversion", "key"), index("itemversion", "code", "from_on")]


class ItemStandard(Version):
    """A standard of an item and area from a day on; `content` is all of it as JSON."""

    code = models.CharField(max_length=16)
    area = models.CharField(max_length=8)
    from_on = models.DateField()
    content = models.TextField()

    class Meta:
        indexes = [index("itemstandard", "code", "from_on")]


class ItemPlace(Version):
    """Which unit of the county answers for an item (its code is the key)."""

    bureau = models.CharField(max_length=32)

    class Meta:
        indexes = [index("itemplace", "key")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an item."""
    match event:
        case service_item.ItemAdopted(code=code, version=version, item=item):
            values = {
                "code": code,
                "title": item.title,
                "from_on": item.from_on,
                "until_on": None,
                "content": _written(_WRITE(item)),
            }
            tables.put(ItemVersion, version, entry.position, values)
        case service_item.ItemEnded(version=version, until_on=until, reason=reason):
            tables.put(ItemVersion, version, entry.position, {"until_on": until, "reason": reason})
        case service_item.StandardSet(code=code, standard=standard):
            values = {
                "code": code,
                "area": standard.area.value,
                "from_on": standard.from_on,
                "content": _written(_WRITE_STANDARD(standard)),
            }
            key = f"{code}-{standard.area.value[0]}-{standard.from_on:%Y%m%d}"
            tables.put(ItemStandard, key, entry.position, values)
        case service_item.ItemPlaced(code=code, bureau=bureau):
            tables.put(ItemPlace, code, entry.position, {"bureau": bureau})


def _written(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def in_force(code: str, on: date, position: int | None = None) -> Item:
    """The version of an item on a day, as known now or at `position`: the office's own, else the profile of that day.

    Refuses (`item_missing`) a day for which there is none.
    """
    row = as_of(ItemVersion, position).filter(running(on), code=code).first()
    found_ = _item(row) if row is not None else profile(code, on)
    if found_ is None:
        raise Refusal("item_missing", date=on)
    return found_


def held_on(code: str, on: date) -> Item | None:
    """Like `in_force`, but None for a day on which there is no version."""
    try:
        return in_force(code, on)
    except Refusal:
        return None


def found(version: str) -> Item | None:
    """A version by its id, adopted or a profile."""
    row = now(ItemVersion).filter(key=version).first()
    if row is not None:
        return _item(row)
    return next((each for each in profiles().values() if each.version == version), None)


def items(on: date) -> list[Item]:
    """Every item that may be applied for on a day, by its code."""
    own = {row.code: _item(row) for row in now(ItemVersion).filter(running(on))}
    ready = {each.code: each for each in held() if each.holds(on)}
    return [each for _code, each in sorted({**ready, **own}.items())]


def versions_of(code: str) -> list[tuple[Item, str]]:
    """Every version of an item that the office adopted, newest first, with why it ended."""
    rows = now(ItemVersion).filter(code=code).order_by("-from_on", "-position")
    return [(_item(row), row.reason) for row in rows]


def codes() -> list[str]:
    """The codes of all items there are or were."""
    own: Iterable[str] = now(ItemVersion).values_list("code", flat=True)
    return sorted({*own, *(each.code for each in held())})


def titles() -> dict[str, str]:
    """What every item that there is or was is called now, by its code. One query."""
    found = {each.code: each.title for each in held()}
    found.update(now(ItemVersion).order_by("from_on", "position").values_list("code", "title"))
    return found


def standards(code: str, position: int | None = None) -> tuple[Standard, ...]:
    """Every standard of an item, by area, newest first."""
    rows = as_of(ItemStandard, position).filter(code=code).order_by("area", "-from_on")
    return tuple(_READ_STANDARD(json.loads(row.content)) for row in rows)


def standard(code: str, area: Area, on: date) -> Standard | None:
    """The standard of an item and area on a day; None where none has begun."""
    return standing(standards(code), area, on)


def bureau_of(code: str) -> str:
    """The unit that answers for an item; "" while the office has named none."""
    row = now(ItemPlace).filter(key=code).first()
    return row.bureau if row is not None else ""


def bureaus() -> frozenset[str]:
    """Every unit that answers for an item."""
    return frozenset(now(ItemPlace).values_list("bureau", flat=True))


def _item(row: ItemVersion) -> Item:
    item: Item = _READ(json.loads(row.content))
    return replace(item, until_on=row.until_on)
