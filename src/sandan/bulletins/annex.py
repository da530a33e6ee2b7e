"""The sources of a bulletin's numbers, as an annex lists them: so that each can be recounted by anyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from sandan.bulletins.document import Composed, Labels, shown
from sandan.projections.figure import FIGURES, Value
from sandan.projections.unit import Unit
from sandan.projections.version import as_of


@dataclass(frozen=True, slots=True)
class Source:
    """One number's source. `formula` is its id and version, `scope` the filters in words, `beside` the exclusions in words."""

    value: Value
    number: str
    name: str
    formula: str
    definition: str
    scope: str
    beside: str


def sources(composed: Composed, labels: Labels | None = None) -> Iterator[Source]:
    """The sources in the order in which the text names them, in the language that is active."""
    names = dict(as_of(Unit, composed.position).values_list("key", "name"))
    for value in composed.values:
        figure = value.figure
        words = [str((labels or {}).get(name, {}).get(key, names.get(key, key))) for name, key in value.scope]
        beside = gettext("; ").join(f"{FIGURES[id].name} {count}" for id, count in value.exclusions)
        yield Source(
            value, shown(value), str(figure.name), value.code, str(figure.definition), gettext(", ").join(words), beside
        )


def clocks(composed: Composed) -> str:
    """The two clocks in words."""
    return gettext("What had happened by %(date)s, as known by entry %(position)s of the ledger.") % {
        "date": day(composed.on.year, composed.on.month, composed.on.day),
        "position": composed.position,
    }


def day(year: int, month: int, of_month: int) -> str:
    """A date as official prose writes it, without leading zeros."""
    return gettext("%(year)s-%(month)s-%(day)s") % {"year": year, "month": month, "day": of_month}
