"""The data directory: the embedded database, sealed files and the two secrets. Made on first use, readable by its owner only."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

DEFAULT = Path("var/sandan")
_SECRET = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Home:
    """Paths and secrets of one county."""

    path: Path
    master_key: bytes
    """Wraps every key that seals personal data. Losing it loses what they sealed: back it up apart from the data."""
    session_key: str


def prepare(path: Path | None = None) -> Home:
    """The home at `path` (or SANDAN_HOME, or ./var/sandan), made if missing and closed to everyone but its owner.

    Raises OSError where it can't be written, ValueError on a secret that is damaged.
    """
    home = (path or Path(os.environ.get("SANDAN_HOME") or DEFAULT)).resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _close(home, 0o700)
    (home / "static").mkdir(exist_ok=True)
    (home / "uploads").mkdir(mode=0o700, exist_ok=True)
    master = bytes.fromhex(_secret(home / "master.key"))
    return Home(home, master, _secret(home / "session.key"))


def _secret(path: Path) -> str:
    """The secret in `path`, made with 256 random bits if missing. Two processes starting at once agree on one.

    It is written whole under another name first: a full disk or a crash never leaves an empty file, which would seal with a key that
    everybody knows.
    """
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}.part")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(secrets.token_hex(32))
                out.flush()
                os.fsync(out.fileno())
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(partial)
        finally:
            partial.unlink()
    _close(path, 0o600)
    secret = path.read_text("ascii").strip()
    if not _SECRET.fullmatch(secret):
        raise ValueError(
            f"{path.name} is damaged: restore it from its backup; a new one could not open what this one sealed"
        )
    return secret


def _close(path: Path, mode: int) -> None:
    """Take `path` out of the reach of all but its owner, where it is ours to do so."""
    found = path.stat()
    if found.st_mode & 0o077 and found.st_uid == os.geteuid():
        path.chmod(mode)
