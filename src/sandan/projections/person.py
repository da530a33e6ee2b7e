"""People who hold posts, by name."""

from __future__ import annotations

from django.db import models

from sandan.domain import person
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index, now


class Person(Version):
    """A person's name as it is now called."""

    name = models.CharField(max_length=80)

    class Meta:
        indexes = [index("person", "key")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a person."""
    match event:
        case person.PersonRegistered() | person.PersonRenamed():
            tables.put(Person, event.person, entry.position, {"name": event.person_name})


def names() -> dict[str, str]:
    """Every person's name by id."""
    return dict(now(Person).values_list("key", "name"))
