"""Database settings from DATABASE_URL: PostgreSQL, or by default SQLite in the data directory."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def from_url(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for `url` ("" for the embedded SQLite file). Raises ValueError on a scheme that is not supported.

    SQLite runs in WAL mode with synchronous=FULL: what was committed survives a power cut, which a published position depends on. It
    overwrites what is deleted, which erasing depends on. A PostgreSQL server on another machine is spoken to over TLS, unless the URL
    says how.
    """
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path) if url else str(home / "county.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                "PRAGMA mmap_size=268435456; PRAGMA cache_size=-65536",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "OPTIONS": {**_encrypted(unquote(parts.hostname or "")), **dict(parse_qsl(parts.query))},
        }
    raise ValueError(f"DATABASE_URL: {parts.scheme}:// is not supported; use postgresql:// or sqlite:///")


def _encrypted(host: str) -> dict[str, str]:
    """What libpq is told about TLS for this host: needed, except for a socket and this machine itself."""
    return (
        {} if not host or host in ("localhost", "127.0.0.1", "::1") or host.startswith("/") else {"sslmode": "require"}
    )
