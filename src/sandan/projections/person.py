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
    kin = models.CharField(max_length=600, default="")
    """The relatives in service whom the person declared: ids, separated by spaces."""

    class Meta:
        indexes = [index("person", "key")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a person."""
    match event:
        case person.PersonRegistered() | person.PersonRenamed():
            tables.put(Person, event.person, entry.position, {"name": event.person_name})
        case person.KinDeclared():
            row = tables.get(Person, event.person)
            held = str(row["kin"]).split() if row else []
            tables.put(Person, event.person, entry.position, {"kin": " ".join((*held, event.kin))})


def kin(of: str) -> frozenset[str]:
    """The relatives in service whom this person declared."""
    return frozenset((now(Person).filter(key=of).values_list("kin", flat=True).first() or "").split())


def names() -> dict[str, str]:
    """Every person's name by id."""
    return dict(now(Person).values_list("key", "name"))
