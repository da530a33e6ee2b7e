"""Reading the ledger: its head, one stream, a run of entries, single entries with their personal opening."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from sandan.ledger import seal
from sandan.tlog.tree import Range

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = "e.position, e.stream, e.version, e.kind, e.recorded_at, o.public, o.internal, o.personal, o.subject"
_FROM = "FROM ledger_entry e JOIN ledger_opening o ON o.position = e.position"


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger goes: number of entries, and the last one's time in microseconds."""

    size: int
    recorded_at: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with what may be read of it. `personal` is None unless asked for, held and not erased."""

    position: int
    stream: str
    version: int
    kind: str
    recorded_at: datetime
    public: dict[str, Any]
    internal: dict[str, Any]
    by: dict[str, Any]
    personal: dict[str, Any] | None = None


def head() -> Head:
    """The ledger's head as committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, recorded_at FROM ledger_head WHERE id = 1")
        return Head(*cursor.fetchone())


def position_at(moment: datetime) -> int:
    """The last position recorded before `moment` (0 if none). Positions and times rise together, so this is one index look-up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position FROM ledger_entry WHERE recorded_at < %s ORDER BY recorded_at DESC, position DESC LIMIT 1",
            [microseconds(moment)],
        )
        row = cursor.fetchone()
        return int(row[0]) if row else 0


def recorded_at(position: int) -> datetime | None:
    """When the entry at `position` was recorded; None if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recorded_at FROM ledger_entry WHERE position = %s", [position])
        row = cursor.fetchone()
        return moment(row[0]) if row else None


def stream(name: str, personal: bool | tuple[str, ...] = False) -> list[Entry]:
    """All entries of one stream in order. `personal`: whether their personal openings are read, or of which kinds (how these begin)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} {_FROM} WHERE e.stream = %s ORDER BY e.version", [name])
        return _entries(cursor.fetchall(), personal)


def streams(names: Iterable[str]) -> dict[str, list[Entry]]:
    """All entries of several streams in order, by stream, without personal openings. Meant for the rows of one page."""
    wanted = list(names)
    found: dict[str, list[Entry]] = {each: [] for each in wanted}
    if wanted:
        with connection.cursor() as cursor:
            marks = ",".join(["%s"] * len(wanted))
            cursor.execute(
                f"SELECT {_COLUMNS} {_FROM} WHERE e.stream IN ({marks}) ORDER BY e.stream, e.version", wanted
            )
            for one in _entries(cursor.fetchall(), False):
                found[one.stream].append(one)
    return found


def entries(after: int = 0, upto: int | None = None, opened: Sequence[str] = (), size: int = 2000) -> Iterator[Entry]:
    """Entries with `after` < position ≤ `upto`, in order, `size` at a time. Personal openings only for kinds that start as in `opened`."""
    last = head().size if upto is None else upto
    while after < last:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} {_FROM} WHERE e.position > %s AND e.position <= %s ORDER BY e.position",
                [after, min(after + size, last)],
            )
            rows = cursor.fetchall()
        yield from _entries(rows, tuple(opened))
        after += size


def opened(positions: Iterable[int], *, personal: bool = True) -> dict[int, Entry]:
    """The entries at `positions`, with their personal openings unless these are not wanted, by position."""
    wanted = list(positions)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(wanted))
        cursor.execute(f"SELECT {_COLUMNS} {_FROM} WHERE e.position IN ({marks})", wanted)
        return {one.position: one for one in _entries(cursor.fetchall(), personal)}


def root(size: int) -> str:
    """The Merkle root (RFC 6962, hex) over the first `size` leaves. Reads the hash of each: costs what the ledger had grown to by then."""
    edge = Range()
    edge.extend(leaf_hashes(size))
    return edge.root().hex()


def leaf_hashes(size: int) -> Iterator[bytes]:
    """The hashes of the first `size` leaves, in order. Raises LookupError if there are not as many."""
    after = 0
    while after < size:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT leaf_hash FROM ledger_entry WHERE position > %s AND position <= %s ORDER BY position",
                [after, min(after + 10_000, size)],
            )
            found = cursor.fetchall()
        if not found:
            raise LookupError(f"the ledger has no entry {after + 1}")
        yield from (bytes(hashed) for (hashed,) in found)
        after += len(found)


def microseconds(moment: datetime) -> int:
    """An aware datetime as the ledger's integer time."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(recorded_at: int) -> datetime:
    """The ledger's integer time as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=recorded_at)


def local_day(recorded_at: int) -> date:
    """The ledger's integer time as the day that it was here."""
    return timezone.localdate(moment(recorded_at))


def subject_keys(subjects: Iterable[str]) -> dict[str, bytes]:
    """The unwrapped keys of these subjects, those that still exist."""
    wanted = sorted({each for each in subjects if each})
    keys: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join(["%s"] * len(part))
            cursor.execute(f"SELECT subject, wrapped FROM ledger_subjectkey WHERE subject IN ({marks})", part)
            keys.update({subject: seal.unwrap(bytes(wrapped)) for subject, wrapped in cursor.fetchall()})
    return keys


def _entries(rows: list[Any], personal: bool | tuple[str, ...]) -> list[Entry]:
    def wants(kind: str) -> bool:
        return personal if isinstance(personal, bool) else bool(personal) and kind.startswith(personal)

    keys = subject_keys(row[8] for row in rows if row[7] is not None and wants(row[3])) if personal else {}
    result = []
    for position, name, version, kind, recorded_at, public, internal, sealed, subject in rows:
        own = None
        if sealed is not None and subject in keys and wants(kind):
            own = seal.opened(seal.unseal(keys[subject], sealed).decode())[1]
        inner = seal.opened(internal)[1] if internal else {}
        result.append(
            Entry(
                position,
                name,
                version,
                kind,
                moment(recorded_at),
                seal.opened(public)[1]["data"] if public else {},
                inner.get("data", {}),
                inner.get("by", {}),
                own,
            )
        )
    return result
