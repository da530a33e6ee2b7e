"""Sheets: files of offices' own registers that were brought in, and what became of their rows."""

from __future__ import annotations

from django.db import models

from sandan.domain import sheet
from sandan.domain.sheet import SheetStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index


class Sheet(Version):
    """One file brought in. `refused` are the numbers of the rows that were sent back, separated by spaces."""

    book = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    file = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    worksheet = models.CharField(max_length=100)
    made = models.IntegerField()
    same = models.IntegerField()
    refused = models.TextField()
    taken_on = models.DateField()
    by = models.CharField(max_length=32)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [index("sheet", "key"), index("sheet", "position"), index("sheet", "book", "position")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a sheet."""
    match event:
        case sheet.SheetTaken() as one:
            values = {
                "book": one.book,
                "status": SheetStatus.TAKEN.value,
                "file": one.file,
                "file_name": one.file_name,
                "worksheet": one.worksheet,
                "made": len(one.made),
                "same": one.same,
                "refused": " ".join(map(str, one.refused)),
                "taken_on": one.happened_on,
                "by": entry.by.get("person", ""),
            }
            tables.put(Sheet, one.sheet, entry.position, values)
        case sheet.SheetUndone(sheet=key, reason=reason):
            tables.put(Sheet, key, entry.position, {"status": SheetStatus.UNDONE.value, "reason": reason})
