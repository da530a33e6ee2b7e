"""The data directory: the embedded database, sealed files and the two secrets. Made on first use, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

DEFAULT = Path("var/sandan")


@dataclass(frozen=True, slots=True)
class Home:
    """Paths and secrets of one county."""

    path: Path
    master_key: bytes
    """Wraps every key that seals personal data. Losing it loses what they sealed: back it up apart from the data."""
    session_key: str


def prepare(path: Path | None = None) -> Home:
    """The home at `path` (or SANDAN_HOME, or ./var/sandan), made if missing. Raises OSError where it can't be written."""
    home = (path or Path(os.environ.get("SANDAN_HOME") or DEFAULT)).resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "static").mkdir(exist_ok=True)
    master = bytes.fromhex(_secret(home / "master.key"))
    return Home(home, master, _secret(home / "session.key"))


def _secret(path: Path) -> str:
    """The secret in `path`, made with 256 random bits if missing. Two processes starting at once agree on one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    return path.read_text("ascii").strip()
