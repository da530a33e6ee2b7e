"""Checking the ledger against itself: every entry, every leaf, every opening, every command. Finds and names a single changed byte."""

from __future__ import annotations

import binascii
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import connection

from sandan.ledger import file, read, seal
from sandan.tlog.tree import Range, leaf_hash

_SHAPE = ((int,), (str,), (int,), (str,), (int,), (str,), (bytes, memoryview))
"""Types of position, stream, version, kind, time, leaf and leaf hash. SQLite keeps in any column what was put there."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not hold. `where` names the table and row."""

    kind: str
    where: str
    detail: str


@dataclass(slots=True)
class Check:
    """One run over the ledger. `faults` is filled as it goes; `root` is the Merkle root over all leaves (RFC 6962)."""

    entries: int = 0
    root: str = ""
    faults: list[Found] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    commands: dict[str, list[int]] = field(default_factory=dict)
    intents: dict[str, str] = field(default_factory=dict)

    def note(self, kind: str, where: str, detail: str) -> None:
        """Record a fault."""
        self.faults.append(Found(kind, where, detail))


def check(progress: Callable[[int], None] = lambda _: None) -> Check:
    """Read the whole ledger once and say what does not hold. `progress` hears how many entries are done."""
    run, tree, last = Check(), Range(), 0
    for row in _rows():
        position, stream, version, _kind, recorded_at, leaf, stored_hash = row[:7]
        where = f"ledger_entry {position}"
        if position != run.entries + 1:
            run.note("position_gap", where, f"expected position {run.entries + 1}")
        run.entries = position
        if not all(isinstance(value, kind) for value, kind in zip(row, _SHAPE, strict=False)):
            run.note("entry_form", where, "a column holds something of another type than was written")
            continue
        if version != run.versions.get(stream, 0) + 1:
            run.note("version_gap", where, f"stream {stream} expected version {run.versions.get(stream, 0) + 1}")
        if recorded_at < last:
            run.note("time_backwards", where, "recorded before the entry in front of it")
        hashed = leaf_hash(leaf.encode("utf-8", "surrogatepass"))
        if bytes(stored_hash) != hashed:
            run.note("leaf_hash", where, "the leaf does not hash to the leaf hash recorded with it")
        run.versions[stream], last = version, recorded_at
        _openings(run, row, where)
        tree.append(hashed)
        if position % 1000 == 0:
            progress(position)
    run.root = tree.root().hex()
    _head(run, last)
    _given(run)
    _files(run)
    progress(run.entries)
    return run


def _rows(size: int = 2000) -> Iterator[Any]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.position, e.stream, e.version, e.kind, e.recorded_at, e.leaf, e.leaf_hash, "
                "o.public, o.internal, o.personal, o.subject, o.erased_by, k.wrapped "
                "FROM ledger_entry e LEFT JOIN ledger_opening o ON o.position = e.position "
                "LEFT JOIN ledger_subjectkey k ON k.subject = o.subject AND o.subject <> '' "
                "WHERE e.position > %s ORDER BY e.position LIMIT %s",
                [after, size],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        after = rows[-1][0]


def _openings(run: Check, row: Any, where: str) -> None:
    position, stream, version, kind, recorded_at, leaf, _hash, public, internal, personal, subject, erased, key = row
    try:
        parsed = json.loads(leaf)
        digests = parsed["sd"]
        whole = leaf == f'{{"sd":[{",".join(chr(34) + each + chr(34) for each in digests)}],"t":"{parsed["t"]}","v":1}}'
    except (ValueError, KeyError, TypeError):
        run.note("leaf_form", where, "the leaf is not of the frozen form")
        return
    if not whole or len(digests) != len(seal.NAMES) or digests != sorted(digests):
        run.note("leaf_form", where, "the leaf is not of the frozen form")
    if parsed["t"] != seal.hour(recorded_at):
        run.note("leaf_time", where, "the leaf's hour differs from the time recorded")
    opening = f"ledger_opening {position}"
    told = _opened(run, opening, "public", public, digests)
    columns = {"at": recorded_at, "kind": kind, "position": position, "stream": stream, "version": version}
    if told is not None and {name: told.get(name) for name in columns} != columns:
        run.note("columns", where, "position, stream, version, kind or time differ from what the leaf commits to")
    inner = _opened(run, opening, "internal", internal, digests)
    if inner is not None:
        command = str(inner.get("command"))
        run.commands.setdefault(command, []).append(position)
        run.intents[command] = str(inner.get("intent"))
        if inner.get("subject", "") != (subject or ""):
            run.note("subject", opening, "says another subject than the leaf commits to")
    _personal(run, opening, personal, subject or "", erased, key, digests)


def _opened(run: Check, where: str, name: str, text: str | None, digests: list[str]) -> dict[str, Any] | None:
    if text is None:
        run.note("opening_missing", where, f"the {name} opening is gone")
        return None
    try:
        found, value = seal.opened(text)
        if found == name and seal.digest(text) in digests and isinstance(value, dict):
            return value
    except (ValueError, TypeError, AttributeError, binascii.Error):
        pass
    run.note("opening", where, f"the {name} opening does not match its digest in the leaf")
    return None


def _personal(
    run: Check,
    where: str,
    sealed: bytes | None,
    subject: str,
    erased: int | None,
    key: bytes | None,
    digests: list[str],
) -> None:
    if erased is not None:
        _tombstone(run, where, subject, erased)
        if erased <= int(where.rpartition(" ")[2]):
            run.note("tombstone", where, f"entry {erased} was recorded before it: it cannot have erased it")
        if sealed is not None:
            run.note("tombstone", where, "says that the personal opening was erased, and it is there")
        return
    if (sealed is None) != (not subject):
        run.note("opening_missing", where, "the personal opening is gone and no tombstone says why")
        return
    if sealed is None:
        return
    try:
        if key is None:
            raise ValueError("the subject's key is gone and no tombstone says why")
        text = seal.unseal(seal.unwrap(bytes(key)), sealed).decode()
        if seal.opened(text)[0] != "personal" or seal.digest(text) not in digests:
            raise ValueError("the personal opening does not match its digest in the leaf")
    except (TypeError, InvalidTag):
        run.note("opening", where, "the sealed personal opening or its key was changed")
    except ValueError as error:
        run.note("opening", where, str(error))


def _tombstone(run: Check, where: str, subject: str, erased: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, kind FROM ledger_entry WHERE position = %s", [erased])
        row = cursor.fetchone()
    if row is None or row[0] != subject or ".erased/" not in str(row[1]):
        run.note("tombstone", where, f"entry {erased} is not a tombstone for {subject}")


def _head(run: Check, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, size, recorded_at FROM ledger_head")
        heads = cursor.fetchall()
    if len(heads) != 1 or heads[0][0] != 1:
        run.note("head", "ledger_head 1", "is gone, or is not the only one")
        return
    head = read.Head(*heads[0][1:])
    if head.size != run.entries:
        run.note("head", "ledger_head 1", f"says {head.size} entries; {run.entries} are there")
    elif head.recorded_at != last and run.entries:
        run.note("head", "ledger_head 1", "says another time than the last entry")
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM ledger_opening WHERE position NOT IN (SELECT position FROM ledger_entry)")
        for (position,) in cursor.fetchall():
            run.note("opening_stray", f"ledger_opening {position}", "opens no entry")


def _given(run: Check) -> None:
    """Every entry belongs to exactly one command, and every command made what it says."""
    expected = 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, fingerprint, first, last FROM ledger_given ORDER BY first")
        for key, fingerprint, first, last in cursor.fetchall():
            made = run.commands.get(key, [])
            if not isinstance(fingerprint, (bytes, memoryview)) or not isinstance(last, int):
                run.note("command", f"ledger_given {key}", "a column holds something of another type than was written")
                continue
            if made and bytes(fingerprint).hex() != run.intents[key]:
                run.note("command", f"ledger_given {key}", "its fingerprint differs from what its entries commit to")
            if first != expected or not made or (made[0], made[-1]) != (first, last):
                run.note("command", f"ledger_given {key}", f"says it made entries {first} to {last}")
            expected = last + 1
    if expected != run.entries + 1:
        run.note("command", "ledger_given", f"no command made the entries from {expected} on")


def _files(run: Check) -> None:
    for digest, size in file.kept():
        try:
            content = file.load(digest)
            if hashlib.sha256(content).hexdigest() != digest:
                raise ValueError("the file does not match its digest")
            if len(content) != size:
                raise ValueError("the file has another size than recorded")
        except FileNotFoundError:
            run.note("file", f"file {digest}", "the file is gone")
        except (OSError, ValueError, InvalidTag) as error:
            run.note("file", f"file {digest}", str(error) or "the sealed file or its key was changed")
