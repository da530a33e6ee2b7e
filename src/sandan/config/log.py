"""How a line of the program's log reads: when (UTC), how grave, which part, what. One event is one line, whatever is in it."""

from __future__ import annotations

import logging
import re
import time

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Line ends, terminal commands and the marks that turn text around."""
_TOKEN = re.compile(r"(?<=/setup/)[^/\s]+")
"""The link that sets a password: a try that was refused is logged with its address while the link still works."""


class Line(logging.Formatter):
    """`2026-10-01T08:00:00Z WARNING sandan.security …`; a trace follows on lines of its own, each indented."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, with control characters written out and no token in it."""
        return _TOKEN.sub("…", _written_out(super().formatMessage(record)))

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """The trace, indented so that no line of it can pass for an event."""
        lines = super().formatException(ei).split("\n")  # type: ignore[arg-type]  # logging passes on what it was given
        return "\n".join(f"    {_written_out(each)}" for each in lines)


def _written_out(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
