"""Files on their way in: kept under a random name until the sender confirms what their columns mean, a day at the longest.

One that says who is poor or ill is kept sealed: it must not lie about readable, not for a day either.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from sandan.ledger import seal

_KEPT_FOR = 24 * 3600
"""Seconds after which a file that nobody confirmed is deleted."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits. `name` is what the sender called it and decides nothing."""

    token: str
    name: str
    path: Path
    wrapped: str = ""
    """The key under which it is sealed, itself sealed; "" where it is kept as it came."""

    def content(self) -> bytes:
        """What was sent."""
        kept = self.path.read_bytes()
        return seal.unseal(seal.unwrap(bytes.fromhex(self.wrapped)), kept) if self.wrapped else kept

    def discard(self) -> None:
        """Delete it."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".json").unlink(missing_ok=True)


def receive(sent: UploadedFile[Any], person: str) -> Upload:
    """Put `sent` aside for `person` alone. Those older than a day are deleted on the way."""
    sweep()
    folder = _folder()
    token = secrets.token_hex(16)
    name = PureWindowsPath(PurePosixPath(sent.name or "").name).name
    upload = Upload(token, name, folder / f"{token}.bin")
    with upload.path.open("xb") as out:
        upload.path.chmod(0o600)
        for chunk in sent.chunks():
            out.write(chunk)
    upload.path.with_suffix(".json").write_text(json.dumps({"name": name, "person": person}), "utf-8")
    return upload


def receive_sealed(sent: UploadedFile[Any], person: str) -> Upload:
    """Like `receive`, for a file of personal data: sealed under a key of its own, and without the name that it was given."""
    sweep()
    key, wrapped = seal.new_key()
    token = secrets.token_hex(16)
    name = f"{token[:8]}{PurePosixPath(sent.name or '').suffix[:6]}"
    upload = Upload(token, name, _folder() / f"{token}.bin", wrapped.hex())
    with upload.path.open("xb") as out:
        upload.path.chmod(0o600)
        out.write(seal.seal(key, sent.read()))
    told = {"name": name, "person": person, "wrapped": upload.wrapped}
    upload.path.with_suffix(".json").write_text(json.dumps(told), "utf-8")
    return upload


def waiting(token: str, person: str) -> Upload | None:
    """The file that `person` sent under this token; None if there is none, or it is another's."""
    if not _TOKEN.fullmatch(token):
        return None
    path = _folder() / f"{token}.bin"
    try:
        told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return (
        Upload(token, told["name"], path, told.get("wrapped", ""))
        if told["person"] == person and path.exists()
        else None
    )


def _folder() -> Path:
    folder = Path(settings.SANDAN_HOME) / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def sweep() -> None:
    """Delete what has waited for more than a day, and what a broken-off upload left."""
    old = time.time() - _KEPT_FOR
    for path in _folder().iterdir():
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
