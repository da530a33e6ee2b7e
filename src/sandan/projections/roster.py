"""Rosters: files of the organisation that were brought in, and what became of their rows."""

from __future__ import annotations

from django.db import models

from sandan.domain import roster
from sandan.domain.roster import RosterStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index


class Roster(Version):
    """One file brought in. added + changed + same + differing + refused = rows."""

    status = models.CharField(max_length=10)
    file = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    layouts = models.TextField()
    rows = models.IntegerField()
    added = models.IntegerField()
    changed = models.IntegerField()
    same = models.IntegerField()
    differing = models.IntegerField()
    refused = models.IntegerField()
    taken_on = models.DateField()
    by = models.CharField(max_length=32)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [index("roster", "key"), index("roster", "position"), index("roster", "file")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a roster."""
    match event:
        case roster.RosterTaken():
            values = {
                "status": RosterStatus.TAKEN.value,
                "file": event.file,
                "file_name": event.file_name[:255],
                "layouts": event.layouts,
                "rows": event.rows,
                "added": event.added,
                "changed": event.changed,
                "same": event.same,
                "differing": event.differing,
                "refused": event.refused,
                "taken_on": event.happened_on,
                "by": entry.by.get("person", ""),
            }
            tables.put(Roster, event.roster, entry.position, values)
        case roster.RosterUndone(reason=reason):
            tables.put(Roster, event.roster, entry.position, {"status": RosterStatus.UNDONE.value, "reason": reason})
