"""What stands behind a figure in the ledger: for each record that it counts, the entries that made the record what it was."""

from __future__ import annotations

from collections.abc import Iterable

from sandan.projections.version import Version, versions


def entries_behind(table: type[Version], keys: Iterable[str], position: int) -> dict[str, list[int]]:
    """By record, the ledger positions of every entry that began or changed it, as known by `position`, in order. One query."""
    found: dict[str, list[int]] = {}
    rows = versions(table).filter(key__in=list(keys), since__lte=position).order_by("key", "since")
    for key, since in rows.values_list("key", "since"):
        found.setdefault(key, []).append(since)
    return found
