"""Under which licence the open data is given: read from the environment, and refused where nobody could look it up."""

from __future__ import annotations

import re
from typing import NamedTuple


class Licence(NamedTuple):
    """A licence: its SPDX id ("" where it has none), its name and its address."""

    id: str
    name: str
    url: str


KNOWN: dict[str, tuple[str, str]] = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": ("Creative Commons CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-By-1.0": ("Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
}
"""Open licences by their SPDX id, with name and address."""
_OWN = re.compile(r"(\S(?:.*\S)?)\s+(https://[!-~]+)")


def licence(text: str) -> Licence:
    """The licence in `text`: an SPDX id of `KNOWN`, or the name of another with its https address. Raises ValueError otherwise."""
    given = text.strip() or "CC-BY-4.0"
    if given in KNOWN:
        return Licence(given, *KNOWN[given])
    own = _OWN.fullmatch(given)
    if own is None:
        raise ValueError(f"SANDAN_LICENCE: {given!r} is none of {', '.join(KNOWN)}, and no name with its https address")
    return Licence("", own[1], own[2])
