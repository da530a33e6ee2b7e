"""What can be checked of a lock without asking anybody: that every version is pinned, every file fixed, every licence allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

_ENTRY = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)")
_WORDS = (
    ("mozilla public license 2.0", "MPL-2.0"),
    ("apache", "Apache-2.0"),
    ("bsd 2-clause", "BSD-2-Clause"),
    ("bsd-2-clause", "BSD-2-Clause"),
    ("bsd", "BSD-3-Clause"),
    ("mit", "MIT"),
    ("python software foundation", "PSF-2.0"),
    ("isc", "ISC"),
)
"""What older packages write instead of an SPDX identifier."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package at one version, and whether the lock says which bytes it is."""

    name: str
    version: str
    hashed: bool


def pins(lock: Path) -> Iterator[Pin]:
    """Every entry of a lock. Raises ValueError on one that is not pinned."""
    for entry in re.split(r"\n(?=\S)", lock.read_text("utf-8").strip()):
        found = _ENTRY.match(entry)
        if found is None:
            raise ValueError(f"{lock.name}: not pinned: {entry.splitlines()[0]}")
        yield Pin(found["name"], found["version"], "--hash=sha256:" in entry)


def licences(names: Iterable[str], told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each package with its licence as an SPDX expression: what `told` says, else its own metadata; "" where neither says anything."""
    for name in names:
        if name in told:
            yield name, told[name]
            continue
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            yield name, ""
            continue
        classifiers = [each for each in found.get_all("Classifier") or [] if each.startswith("License ::")]
        said = [*(found.get_all("License") or []), " ".join(classifiers)]
        yield name, next(iter(found.get_all("License-Expression") or filter(None, map(_spdx, said))), "")


def allowed(expression: str, free: Iterable[str]) -> bool:
    """Whether an SPDX expression lets us: one side of an OR, every side of an AND."""
    known = set(free)
    return bool(expression) and any(
        all(each.strip("() ") in known for each in side.split(" AND ")) for side in expression.split(" OR ")
    )


def _spdx(text: str) -> str:
    """The identifier that the first line of an older package's licence field, or its classifiers, mean; "" if unclear."""
    line = text.strip().partition("\n")[0].lower()
    return next((spdx for word, spdx in _WORDS if re.search(rf"\b{word}\b", line)), "")
