"""The addresses in security.txt (RFC 9116): read from the environment, and refused where nobody could use them."""

from __future__ import annotations

import re

_URI = re.compile(r"(?:https://|mailto:|tel:)[!-~]+")
_MAIL = re.compile(r"[!-?A-~]+@[0-9A-Za-z.-]+")


def contacts(text: str) -> tuple[str, ...]:
    """The contacts in `text`, separated by commas, the preferred one first: https:, mailto: and tel: URIs; a bare mail address becomes one.

    Raises ValueError on anything else (RFC 9116 section 2.5.3: web addresses must be https).
    """
    found = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        whole = f"mailto:{each}" if _MAIL.fullmatch(each) and ":" not in each else each
        if not _URI.fullmatch(whole):
            raise ValueError(f"SANDAN_SECURITY_CONTACT: {each!r} is no https:, mailto: or tel: address")
        found.append(whole)
    return tuple(found)
