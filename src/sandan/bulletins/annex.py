"""The sources of a bulletin's numbers, as an annex lists them: so that each can be recounted by anyone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from sandan.bulletins.document import Composed, Labels, shown
from sandan.projections.figure import FIGURES, SINCE, Value
from sandan.projections.unit import Unit
from sandan.projections.version import as_of


@dataclass(frozen=True, slots=True)
class Source:
    """One number's source. `formula` is its place in the list, by which it is opened under `/b/`, and its id and version; `scope` the
    filters in words, `beside` the exclusions in words."""

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
    for place, value in enumerate(composed.values, 1):
        figure = value.figure
        beside = gettext("; ").join(f"{FIGURES[id].name} {count}" for id, count in value.exclusions)
        yield Source(
            value,
            shown(value),
            str(figure.name),
            f"{place} · {value.code}",
            str(figure.definition),
            in_words(value.scope, names, labels),
            beside,
        )


def in_words(scope: Iterable[tuple[str, str]], names: Mapping[str, str], labels: Labels | None = None) -> str:
    """The filters of a number in words. `names` are those of the units."""
    return gettext(", ").join(_word(name, key, names, labels) for name, key in scope)


def _word(name: str, key: str, names: Mapping[str, str], labels: Labels | None) -> str:
    if name == SINCE:
        since = date.fromisoformat(key)
        return gettext("from %(day)s on") % {"day": day(since.year, since.month, since.day)}
    return str((labels or {}).get(name, {}).get(key, names.get(key, key)))


def clocks(composed: Composed) -> str:
    """The two clocks in words, and how a reader of the paper opens a number."""
    known = gettext("What had happened by %(date)s, as known by entry %(position)s of the ledger.") % {
        "date": day(composed.on.year, composed.on.month, composed.on.day),
        "position": composed.position,
    }
    opened = gettext(
        "Every number opens down to its records and to the ledger's entries: on this office's site under /b/, by the issue and "
        "the number's place in this list."
    )
    return f"{known} {opened}" if known.isascii() else f"{known}{opened}"  # Chinese puts no space between sentences


def day(year: int, month: int, of_month: int) -> str:
    """A date as official prose writes it, without leading zeros."""
    return gettext("%(year)s-%(month)s-%(day)s") % {"year": year, "month": month, "day": of_month}
