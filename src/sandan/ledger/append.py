"""Appending: the one way anything gets into the ledger. Only the desk may call this.

Everything happens inside the caller's database transaction. `lock` comes first and puts writers in line, so that position order is commit
order and a rolled-back command leaves no gap. On SQLite the transaction itself is IMMEDIATE and holds the only write lock; on PostgreSQL
the head row is locked with FOR UPDATE.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection

from sandan.ledger import read, seal
from sandan.tlog.tree import leaf_hash


class Conflict(Exception):
    """Someone else appended to the same stream first."""


class KeyReused(Exception):
    """The idempotency key was used for something else."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be appended: JSON values by disclosure. `subject` is whose key seals `personal`; needed where that is given."""

    stream: str
    kind: str
    public: Mapping[str, Any]
    internal: Mapping[str, Any]
    personal: Mapping[str, Any] | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The entries that a command made: `first` to `last`."""

    first: int
    last: int


def lock() -> read.Head:
    """Take the writers' line and return the head. Must be the first statement of the transaction."""
    with connection.cursor() as cursor:
        wait = " FOR UPDATE" if connection.vendor == "postgresql" else ""
        cursor.execute(f"SELECT size, recorded_at FROM ledger_head WHERE id = 1{wait}")
        return read.Head(*cursor.fetchone())


def given(key: str, fingerprint: bytes) -> Given | None:
    """What the command with this key already made, or None. Raises `KeyReused` if the key was used for something else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerprint, first, last FROM ledger_given WHERE key = %s", [key])
        row = cursor.fetchone()
    if row is None:
        return None
    if bytes(row[0]) != fingerprint:
        raise KeyReused(key)
    return Given(row[1], row[2])


def append(
    drafts: Sequence[Draft],
    versions: Mapping[str, int],
    by: Mapping[str, Any],
    key: str,
    fingerprint: bytes,
    now: datetime,
    head: read.Head,
) -> list[read.Entry]:
    """Append `drafts` in order and return them as entries.

    `versions` gives each stream's last version as the caller read it (0 for a new one); raises `Conflict` if it has moved on. `by` says who
    gave the command and goes into each internal opening. A clock that jumped back is held at the last recorded time: time never runs
    backwards in the ledger.
    """
    recorded_at = max(read.microseconds(now), head.recorded_at)
    told = read.moment(recorded_at)
    last = dict(versions)
    keys = _keys({draft.subject for draft in drafts if draft.personal is not None})
    entries, rows, openings = [], [], []
    salts = os.urandom(96 * len(drafts))
    for index, draft in enumerate(drafts):
        position = head.size + 1 + index
        version = last[draft.stream] = last.get(draft.stream, 0) + 1
        salt = salts[96 * index : 96 * index + 96]
        envelope = {
            "at": recorded_at,
            "data": draft.public,
            "kind": draft.kind,
            "position": position,
            "stream": draft.stream,
            "version": version,
        }
        public = seal.disclosure("public", envelope, salt[:32])
        inner = {"by": by, "command": key, "data": draft.internal, "intent": fingerprint.hex()}
        if draft.personal is not None:
            # Committed to, so that a personal opening cannot vanish, or change its subject, as if it had never been.
            inner["subject"] = draft.subject
        internal = seal.disclosure("internal", inner, salt[32:64])
        digests, sealed, subject = [seal.digest(public), seal.digest(internal)], None, ""
        if draft.personal is not None:
            personal, subject = seal.disclosure("personal", draft.personal, salt[64:]), draft.subject
            sealed = seal.seal(keys[subject], personal.encode())
            digests.append(seal.digest(personal))
        leaf = seal.leaf(digests, recorded_at)
        rows.append((position, draft.stream, version, draft.kind, recorded_at, leaf, leaf_hash(leaf.encode())))
        openings.append((position, public, internal, sealed, subject))
        entries.append(
            read.Entry(
                position,
                draft.stream,
                version,
                draft.kind,
                told,
                dict(draft.public),
                dict(draft.internal),
                dict(by),
                dict(draft.personal) if draft.personal is not None else None,
            )
        )
    _insert(rows, openings, (key, fingerprint, head.size + 1, head.size + len(drafts)), recorded_at, len(drafts))
    return entries


def erase(subject: str, tombstone: int) -> None:
    """Erase what this subject's key sealed, and the key. `tombstone` is the position of the entry that says why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_opening SET personal = NULL, erased_by = %s "
            "WHERE subject = %s AND subject <> '' AND erased_by IS NULL",
            [tombstone, subject],
        )
        cursor.execute("DELETE FROM ledger_subjectkey WHERE subject = %s", [subject])


def fingerprint_of(text: str) -> bytes:
    """The fingerprint under which a command's key is remembered. Keyed, since it outlives the erasure of what the command said."""
    return bytes.fromhex(seal.keyed_digest("command", text))


def _keys(subjects: set[str]) -> dict[str, bytes]:
    """The keys of these subjects, made where missing."""
    keys = read.subject_keys(subjects)
    made = []
    for subject in sorted(subjects - keys.keys()):
        keys[subject], wrapped = seal.new_key()
        made.append((subject, wrapped))
    if made:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO ledger_subjectkey (subject, wrapped) VALUES (%s, %s)", made)
    return keys


def _insert(rows: list[Any], openings: list[Any], command: tuple[Any, ...], recorded_at: int, count: int) -> None:
    with connection.cursor() as cursor:
        try:
            cursor.execute("INSERT INTO ledger_given (key, fingerprint, first, last) VALUES (%s, %s, %s, %s)", command)
            _many(
                cursor,
                "INSERT INTO ledger_entry (position, stream, version, kind, recorded_at, leaf, leaf_hash) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
            _many(
                cursor,
                "INSERT INTO ledger_opening (position, public, internal, personal, subject) VALUES (%s, %s, %s, %s, %s)",
                openings,
            )
        except IntegrityError as error:
            raise Conflict(str(error)) from error
        cursor.execute(
            "UPDATE ledger_head SET size = size + %s, recorded_at = %s WHERE id = 1 AND size = %s",
            [count, recorded_at, command[2] - 1],
        )
        if cursor.rowcount != 1:
            raise Conflict("the head moved")


def _many(cursor: Any, statement: str, rows: list[Any]) -> None:
    if len(rows) == 1:
        cursor.execute(statement, rows[0])
    else:
        cursor.executemany(statement, rows)
