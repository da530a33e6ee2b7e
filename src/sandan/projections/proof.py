"""Which file proves what: one row for each piece of evidence, so that the same file in two places is found (domain H5)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from sandan.domain.shield import marked
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Shieldable, Tables, index, now, open_index, shield_index, under_shield


class Proof(Shieldable):
    """A file in evidence: `task` "" where it proves something of the whole problem. Evidence is never taken back, so rows never end."""

    problem = models.CharField(max_length=32)
    task = models.CharField(max_length=32)
    file = models.CharField(max_length=64)
    dated_on = models.DateField()

    class Meta:
        indexes = [index("proof", "key"), open_index("proof", "file"), shield_index("proof", "file")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write down the evidence that `event` brings."""
    for place, one in enumerate(getattr(event, "evidence", ())):
        values = {
            "problem": entry.stream.partition("/")[2],
            "task": getattr(event, "task", ""),
            "file": one.file,
            "dated_on": one.dated_on,
        }
        tables.put(Proof, f"{entry.position}-{place}", entry.position, values)


def elsewhere(files: Iterable[str], problem: str) -> dict[str, set[str]]:
    """The other problems (by id) in which each of these files is evidence too, for a reader who knows of `problem`.

    From the open nothing is seen of what stands under the shield. From there both sides are seen: what the reader may not know of, the
    caller must leave out.
    """
    wanted = set(files)
    sides = [now(Proof), under_shield(Proof)] if marked(problem) else [now(Proof)]
    found: dict[str, set[str]] = {}
    for side in sides:
        for file, other in side.filter(file__in=wanted).exclude(problem=problem).values_list("file", "problem"):
            found.setdefault(file, set()).add(other)
    return found
