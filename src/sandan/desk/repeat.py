"""Repeats: what is held already with the same content, from the same source, or both; looked up for many rows at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from django.db.models import Min, QuerySet

from sandan.domain.opinion import OpinionStatus
from sandan.projections.opinion import Opinion
from sandan.projections.version import now

T = TypeVar("T")

_IN = 500
"""Values of one IN list."""


class Said(Protocol):
    """Something with a keyed digest of its content, and one of where it comes from."""

    @property
    def mark(self) -> str: ...
    @property
    def source_mark(self) -> str: ...


@dataclass(slots=True)
class Held:
    """The first opinion still standing by content, by source, and by both. True only while the writers' line is held."""

    content: dict[str, str] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    both: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def look_up(cls, rows: Collection[Said], remembered: dict[str, str]) -> Held:
        """What is held of these rows, in a handful of queries however many there are."""
        marks, sources = {row.mark for row in rows}, {row.source_mark for row in rows}
        likely = {mark: remembered[mark] for mark in marks if mark in remembered}
        standing = {
            key
            for part in _parts(likely.values())
            for key in _standing().filter(key__in=part).values_list("key", flat=True)
        }
        content = {mark: key for mark, key in likely.items() if key in standing}
        first: dict[str, int] = {}
        for part in _parts(marks - content.keys()):
            first.update(_standing().filter(mark__in=part).values_list("mark").annotate(Min("position")))
        both: dict[tuple[str, str], int] = {}
        for part in _parts(sources):
            of_source = (
                _standing().filter(source_mark__in=part).values_list("source_mark", "mark").annotate(Min("position"))
            )
            both.update({(source, mark): position for source, mark, position in of_source})
        names = {
            position: key
            for part in _parts({*first.values(), *both.values()})
            for position, key in now(Opinion).filter(position__in=part).values_list("position", "key")
        }
        source: dict[str, str] = {}
        for (mark_of_source, _), position in sorted(both.items(), key=lambda pair: pair[1]):
            source.setdefault(mark_of_source, names[position])
        content.update({mark: names[position] for mark, position in first.items()})
        return cls(content, source, {pair: names[position] for pair, position in both.items()})

    def add(self, row: Said, opinion: str) -> None:
        """`row` was entered as `opinion`."""
        self.content.setdefault(row.mark, opinion)
        self.source.setdefault(row.source_mark, opinion)
        self.both[row.source_mark, row.mark] = opinion


def _standing() -> QuerySet[Opinion]:
    return now(Opinion).exclude(status=OpinionStatus.WITHDRAWN.value)


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    left = iter(values)
    while part := list(islice(left, _IN)):
        yield part
