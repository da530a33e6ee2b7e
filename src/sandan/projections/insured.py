"""Insured persons, found again by a keyed digest. Who they are lies sealed in the ledger and is in no table."""

from __future__ import annotations

from django.db import models

from sandan.domain import insured
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index


class Insured(Version):
    """A person for whom bills are settled. `mark` is emptied when the person is erased: from then on nobody is found by it."""

    CALLED = "key"

    mark = models.CharField(max_length=32)
    erased_on = models.DateField(null=True)

    class Meta:
        indexes = [index("insured", "key"), index("insured", "mark")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a person."""
    match event:
        case insured.InsuredRegistered(insured=key, mark=mark):
            tables.put(Insured, key, entry.position, {"mark": mark})
        case insured.InsuredErased(insured=key):
            tables.put(Insured, key, entry.position, {"mark": "", "erased_on": event.happened_on})
