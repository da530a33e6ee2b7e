"""On which day a file says that it was made: what the camera, the office program or the maker of a PDF wrote into it.

Anyone can write anything there, and pictures that came in through the evidence form say nothing any more (`web/picture.py` takes the
camera's additions out). So this can raise a question about a file, and can never answer one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date

_HEAD = 1 << 16
"""Bytes looked through: the camera writes its date into the first segment, which can hold no more."""
_CORE = "docProps/core.xml"
_CAMERA = re.compile(rb"(\d{4}):(\d{2}):(\d{2}) \d{2}:\d{2}:\d{2}\0")
_PDF = re.compile(rb"/CreationDate\s*\(D:(\d{4})(\d{2})(\d{2})")
_OFFICE = re.compile(rb"<dcterms:created[^>]*>\s*(\d{4})-(\d{2})-(\d{2})T")


def made_on(content: bytes) -> date | None:
    """The day that a JPEG, PDF, Word or Excel file gives for its making, by its own clock; None if it gives none that can be."""
    if content.startswith(b"\xff\xd8\xff"):
        return _day(_CAMERA.search(content[:_HEAD])) if b"Exif\0" in content[:_HEAD] else None
    if content.startswith(b"%PDF-"):
        return _day(_PDF.search(content))
    if content.startswith(b"PK\x03\x04"):
        return _day(_OFFICE.search(_core(content)))
    return None


def _core(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_CORE) as told:
            return told.read(_HEAD)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return b""


def _day(found: re.Match[bytes] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(*(int(each) for each in found.groups()))
    except ValueError:
        return None
