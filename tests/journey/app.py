"""The app on somebody's phone (RFC 6238 over RFC 4226), written here a second time so that the program's own is put to the test."""

from __future__ import annotations

import base64
import hmac
import time

_STEP = 30


def shown(secret: str, later: int = 0) -> str:
    """What the app shows for a secret in Base32, now or so many half minutes later."""
    counter = int(time.time()) // _STEP + later
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
