"""Entries with what it takes to check that they stand in the ledger: the leaf, its public opening, and the path to the root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from sandan.ledger import read
from sandan.tlog.tree import consistency_proof, inclusion_proofs, root


@dataclass(frozen=True, slots=True)
class Included:
    """One entry. `public` is its public opening as it is stored ("" where there is none), `path` the hashes to the root, hex."""

    position: int
    kind: str
    day: str
    leaf: str
    leaf_hash: str
    public: str
    path: tuple[str, ...]


def included(positions: Iterable[int], size: int, *, paths: bool = True) -> tuple[str, list[Included]]:
    """The root (hex) over the first `size` entries, and the entries at `positions` among them, in order.

    With `paths` it reads the hash of every leaf: costs what the ledger had grown to by `size`. Without, the root is "" and paths are empty.
    The caller sees to it that nothing under the shield is among the positions.
    """
    wanted = sorted({each for each in positions if 0 < each <= size})
    top, proofs = ("", {}) if not paths else _proofs(wanted, size)
    found = []
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        with connection.cursor() as cursor:
            marks = ",".join(["%s"] * len(some))
            cursor.execute(
                "SELECT e.position, e.kind, e.recorded_at, e.leaf, e.leaf_hash, o.public FROM ledger_entry e "
                f"JOIN ledger_opening o ON o.position = e.position WHERE e.position IN ({marks}) ORDER BY e.position",
                some,
            )
            rows = cursor.fetchall()
        for position, kind, recorded_at, leaf, leaf_hash, public in rows:
            path = tuple(each.hex() for each in proofs.get(position - 1, ()))
            day = read.local_day(recorded_at).isoformat()
            found.append(Included(position, kind, day, leaf, bytes(leaf_hash).hex(), public or "", path))
    return top, found


def consistent(one: int, other: int) -> tuple[str, str, list[str]]:
    """The roots (hex) over so many entries and over so many others, and the path that shows the shorter to be the longer's beginning."""
    leaves = list(read.leaf_hashes(max(one, other)))
    path = consistency_proof(leaves, min(one, other))
    return root(leaves[:one]).hex(), root(leaves[:other]).hex(), [each.hex() for each in path]


def _proofs(positions: list[int], size: int) -> tuple[str, dict[int, list[bytes]]]:
    leaves = list(read.leaf_hashes(size))
    top, proofs = inclusion_proofs(leaves, [each - 1 for each in positions])
    return top.hex(), proofs
