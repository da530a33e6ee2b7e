"""Presence (参加人员): one row for each person at each study session, and for each participant of a training class.

Persons are counted over these rows, each once; attendances are the rows themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from sandan.projections.record import Record
from sandan.projections.version import Tables, index, now


class Presence(Record):
    """That a person was at a session, or takes part in a class. `of` is the session or class, `noun` says which.

    It counts from `happened_on`: the day of the session, or the end of the class; then `completed` is set. What it shares with its record
    (number, title, unit, place, withdrawal) is the record's.
    """

    of = models.CharField(max_length=32)
    noun = models.CharField(max_length=20)
    person = models.CharField(max_length=32)
    place = models.IntegerField(default=0)
    happened_on = models.DateField(null=True)
    completed = models.BooleanField(null=True)
    why = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [index("presence", "key"), index("presence", "of"), index("presence", "noun", "happened_on")]


_SHARED = (
    "number", "title", "unit", "town", "village", "status", "grade", "entered_on", "entered_by", "withdrawn_on",
)  # fmt: skip


def key_of(record: str, person: str) -> str:
    """The id of a person's row at a record."""
    return f"{record[:16]}.{person[:15]}"


@dataclass(frozen=True, slots=True)
class At:
    """Where it is written: by which entry, and of which day that speaks."""

    position: int
    on: date


def follow(tables: Tables, noun: str, record: str, at: At, of: Mapping[str, Any], people: Iterable[str]) -> None:
    """Let a record have these people, and no others; `of` is the record's own row."""
    wanted = {key_of(record, each): each for each in people}
    for key in tables.find(Presence, "of", record):
        if key not in wanted and (row := tables.get(Presence, key)) and row["withdrawn_on"] is None:
            tables.put(Presence, key, at.position, {"withdrawn_on": at.on})
    shared = {name: of[name] for name in _SHARED}
    for place, (key, person) in enumerate(wanted.items()):
        named = {**shared, "of": record, "noun": noun, "person": person, "place": place}
        tables.put(Presence, key, at.position, named)


def all_of(tables: Tables, record: str, at: int, values: Mapping[str, Any]) -> None:
    """Write the same into every row of a record that stands."""
    for key in tables.find(Presence, "of", record):
        row = tables.get(Presence, key)
        if row is not None and row["withdrawn_on"] is None:
            tables.put(Presence, key, at, values)


def people_of(record: str) -> list[str]:
    """Who was there, in the order in which they were named."""
    rows = now(Presence).filter(of=record, withdrawn_on__isnull=True).order_by("place", "key")
    return list(rows.values_list("person", flat=True))


def missing_of(record: str) -> list[tuple[str, str]]:
    """Who did not complete a class, and why."""
    rows = now(Presence).filter(of=record, withdrawn_on__isnull=True, completed=False).order_by("place", "key")
    return list(rows.values_list("person", "why"))
