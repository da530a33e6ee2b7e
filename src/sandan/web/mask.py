"""The one way in which a name, a number and an address are masked (domain G: users complain of six different styles)."""

from __future__ import annotations

import re

_STAR = "*"
_MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{2})\d{13}(\d{2}[\dXx])(?!\d)")
_NUMBER = re.compile(r"\d{5,}")
_ADDRESS = re.compile(r"[^\s@]+@([^\s@]+)")


def name(text: str) -> str:
    """The family name and as many stars as there are other characters: 赵大娘 → 赵**. A name in Latin letters keeps its first letter."""
    text = text.strip()
    return text[:1] + _STAR * min(len(text) - 1, 4) if len(text) > 1 else text


def contact(text: str) -> str:
    """138****1234 for a mobile number, 61***************123 for an identity number, ***@host for mail, stars for any other long number.

    What holds none of these is an address or a way of saying: only its first three characters are shown.
    """
    text = text.strip()
    masked = _MOBILE.sub(r"\1****\2", text)
    masked = _IDENTITY.sub(lambda found: f"{found[1]}{_STAR * 13}{found[2]}", masked)
    masked = _ADDRESS.sub(r"***@\1", masked)
    masked = _NUMBER.sub(lambda found: f"{found[0][:2]}{_STAR * (len(found[0]) - 2)}", masked)
    return masked if masked != text else text[:3] + _STAR * min(max(len(text) - 3, 0), 8)
