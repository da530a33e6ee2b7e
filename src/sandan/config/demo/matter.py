"""A matter: one kind of everyday problem, as people say it, as it is worked off and as it is reported."""

from __future__ import annotations

from dataclasses import dataclass

from sandan.domain.values import Topic


@dataclass(frozen=True, slots=True)
class Matter:
    """`said` are the words of different people about the same thing, `tasks` pairs of measure and acceptance standard.

    Places in braces are filled in: v village or town, g group of households, h households, t how long.
    """

    topic: Topic
    unit: str
    title: str
    said: tuple[str, ...]
    tasks: tuple[tuple[str, str], ...]
    account: str
    built: bool = False
    """Whether something is built or mended, so that people speak of sites and materials and not of papers."""
    quick: bool = False
    """Whether a unit can put it right on the day it hears of it (立查立改)."""
    lasting: bool = False
    """Whether it can never be done with once and for all (长期坚持)."""
    disputed: bool = False
    """Whether two parties quarrel over it, so that a court may have to decide."""
