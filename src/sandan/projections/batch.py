"""Import batches: what was brought in, and what became of every row."""

from __future__ import annotations

from django.db import models

from sandan.domain import batch
from sandan.domain.batch import BatchStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index


class Batch(Version):
    """One file brought in. accepted + duplicates + rejected = rows once it is closed."""

    status = models.CharField(max_length=10)
    file = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    mapping = models.TextField()
    rows = models.IntegerField()
    accepted = models.IntegerField(default=0)
    duplicates = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    opened_on = models.DateField()
    by = models.CharField(max_length=32)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [index("batch", "key"), index("batch", "position"), index("batch", "file")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a batch."""
    match event:
        case batch.BatchOpened():
            values = {
                "status": BatchStatus.OPEN.value,
                "file": event.file,
                "file_name": event.file_name[:255],
                "mapping": event.mapping,
                "rows": event.rows,
                "opened_on": event.happened_on,
                "by": entry.by.get("person", ""),
            }
            tables.put(Batch, event.batch, entry.position, values)
        case batch.BatchRowsTaken():
            row = tables.get(Batch, event.batch)
            if row is None:
                raise LookupError(f"batch {event.batch} was not opened before entry {entry.position}")
            values = {
                "accepted": row["accepted"] + event.accepted,
                "duplicates": row["duplicates"] + event.duplicate,
                "rejected": row["rejected"] + event.refused,
            }
            tables.put(Batch, event.batch, entry.position, values)
        case batch.BatchClosed():
            tables.put(Batch, event.batch, entry.position, {"status": BatchStatus.CLOSED.value})
        case batch.BatchUndone(reason=reason):
            tables.put(Batch, event.batch, entry.position, {"status": BatchStatus.UNDONE.value, "reason": reason})
