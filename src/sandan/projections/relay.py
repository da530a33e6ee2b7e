"""What the handling unit and the reporters wrote to each other, without the words."""

from __future__ import annotations

from django.db import models

from sandan.domain import relay
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.problem import Problem
from sandan.projections.version import Shieldable, Tables, index, open_index, shield_index


class Relay(Shieldable):
    """The exchange with the reporter of one opinion; the key is the opinion's. `own`: the last word was the reporter's."""

    problem = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    own = models.BooleanField()
    written_on = models.DateField()
    messages = models.IntegerField(default=0)

    class Meta:
        indexes = [
            index("relay", "key"),
            open_index("relay", "problem"),
            open_index("relay", "own", "unit", "position"),
            shield_index("relay", "problem"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an exchange."""
    if not isinstance(event, relay.ReporterWrittenTo | relay.UnitWrittenTo):
        return
    key = entry.stream.partition("/")[2]
    of, held = tables.get(Problem, key), tables.get(Relay, event.opinion)
    if of is None:
        raise LookupError(f"problem {key} was not registered before entry {entry.position}")
    values = {
        "problem": key,
        "unit": of["unit"],
        "own": isinstance(event, relay.UnitWrittenTo),
        "written_on": event.happened_on,
        "messages": (held["messages"] if held else 0) + 1,
    }
    tables.put(Relay, event.opinion, entry.position, values)
