"""Reads the words of a PDF in a process of its own, with bounds on its memory and time, which may die of the file.

The lower half runs as that process: `python pdf.py MEBIBYTES SECONDS < file`, and writes JSON. It imports nothing of this package.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MEBIBYTES = 1024
SECONDS = 30
PAGES = 500
"""More pages than any report has; the rest is not read, and said to be missing by their number."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The words of each page, in the order of the pages."""

    pages: tuple[str, ...]
    encrypted: bool = False


def text(content: bytes) -> Printed | None:
    """The words of a PDF; None where it could not be read in time, in memory, or at all."""
    # -P: the folder of this file is not searched for modules. The command holds nothing that came from outside.
    command = [sys.executable, "-P", str(Path(__file__)), str(MEBIBYTES), str(SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * SECONDS, check=False)  # noqa: S603 - our own command
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    found = json.loads(done.stdout)
    return Printed(tuple(found["pages"]), found["encrypted"])


def _read(mebibytes: int, seconds: int) -> int:
    try:
        import resource  # noqa: PLC0415  not there outside Unix, where the bounds then fall away and the process still shields
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdf  # noqa: PLC0415  only the process that may die of it loads it
    from pypdf.errors import PyPdfError  # noqa: PLC0415  # only the process that may die of it loads it

    try:
        reader = pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            json.dump({"pages": [], "encrypted": True}, sys.stdout)
            return 0
        pages = [page.extract_text() for page in reader.pages[:PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError):
        return 1
    json.dump({"pages": pages, "encrypted": False}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_read(int(sys.argv[1]), int(sys.argv[2])))
