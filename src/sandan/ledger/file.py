"""Files kept beside the ledger: originals of imports, evidence. Named by what they contain, sealed at rest, never executed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from sandan.ledger import seal


def keep(content: bytes) -> str:
    """Keep `content` and return its digest (SHA-256, hex). Keeping the same content again changes nothing.

    The sealed file is on disk (written, flushed, renamed) before the database row that names it: a crash in between leaves an orphan, never
    a name without content.
    """
    digest = hashlib.sha256(content).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_storedfile WHERE digest = %s", [digest])
        if cursor.fetchone():
            return digest
        key, wrapped = seal.new_key()
        path = _path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as out:
            out.write(seal.seal(key, content))
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
        cursor.execute(
            "INSERT INTO ledger_storedfile (digest, size, wrapped) VALUES (%s, %s, %s)", [digest, len(content), wrapped]
        )
    return digest


def load(digest: str) -> bytes:
    """The content kept under `digest`. Raises FileNotFoundError if there is none, InvalidTag if it was changed on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM ledger_storedfile WHERE digest = %s", [digest])
        row = cursor.fetchone()
    if row is None:
        raise FileNotFoundError(digest)
    return seal.unseal(seal.unwrap(bytes(row[0])), _path(digest).read_bytes())


def digests() -> list[str]:
    """The digests of all files kept."""
    return [digest for digest, _ in kept()]


def kept() -> list[tuple[str, int]]:
    """Digest and size of all files kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, size FROM ledger_storedfile ORDER BY digest")
        return [(digest, size) for digest, size in cursor.fetchall()]


def _path(digest: str) -> Path:
    return Path(settings.SANDAN_HOME) / "files" / digest[:2] / digest
