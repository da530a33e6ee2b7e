"""Drawing by lot (抽签): who is drawn follows from a list and a seed that nobody could choose, so that anyone can draw again.

The seed is `<position>|<root>|<digits>`: `root` is the Merkle root (RFC 6962, hex) of the ledger up to and with the entry `position` that
froze the list, `digits` those of a public draw that was named there and held later. In each stratum, what is listed is put in ascending
order of SHA-256(`<seed>|<number>`) in hex, and the first n are drawn. Arithmetic only: it knows nothing of who checks.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

LEAST_DIGITS = 4


class Lot(Protocol):
    """What can be drawn: `number` is its own, `stratum` the part of the list that it is drawn in."""

    @property
    def number(self) -> str:
        """Its public number."""

    @property
    def stratum(self) -> str:
        """Its part."""


L = TypeVar("L", bound=Lot)


def sample_size(count: int, size: int, percent: bool) -> int:
    """How many of `count` items are drawn: `size` of them, or that share rounded up; at least one, at most all."""
    wanted = -(-count * size // 100) if percent else size
    return min(count, max(wanted, 1))


def seed(position: int, root: str, digits: str) -> str:
    """What decides the draw: nobody could know `root` before the population was frozen, nor choose `digits` after."""
    return f"{position}|{root}|{digits}"


def draw(items: Iterable[L], of_seed: str, size: int, percent: bool) -> tuple[L, ...]:
    """What is drawn, stratum by stratum. A function of the population and the seed alone."""
    strata: dict[str, list[tuple[str, L]]] = {}
    for one in items:
        lot = hashlib.sha256(f"{of_seed}|{one.number}".encode()).hexdigest()
        strata.setdefault(one.stratum, []).append((lot, one))
    found: list[L] = []
    for _, lots in sorted(strata.items()):
        lots.sort(key=lambda each: each[0])
        found += [one for _, one in lots[: sample_size(len(lots), size, percent)]]
    return tuple(found)


def only_digits(text: str) -> str:
    """The digits of a public draw as they enter the seed: full-width ones as plain ones, everything else left out."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(each for each in plain if each in "0123456789")
