"""Who opened sealed words or a reporter's identity, as the auditor looks it up and the reporter's own page shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet

from sandan.domain import opinion, viewing
from sandan.domain.shield import marked
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Shieldable, Tables, index, now, of_matter, open_index, shield_index, under_shield

WORDS, IDENTITY = "words", "identity"


class Viewing(Shieldable):
    """One person opened one opinion. `what` is its words, or who said it; `reason` is given for the latter."""

    person = models.CharField(max_length=32)
    appointment = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    opinion = models.CharField(max_length=32)
    what = models.CharField(max_length=10)
    where = models.CharField(max_length=20, default="")
    reason = models.CharField(max_length=200, default="")
    viewed_on = models.DateField()

    class Meta:
        indexes = [
            index("viewing", "key"),
            open_index("viewing", "position"),
            open_index("viewing", "person", "position"),
            open_index("viewing", "opinion", "position"),
            open_index("viewing", "what", "position"),
            open_index("viewing", "viewed_on", "position"),
            shield_index("viewing", "position"),
            shield_index("viewing", "opinion"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a viewing. A viewing of something under the shield is under the shield itself."""
    match event:
        case viewing.ViewingRecorded(opinions=opinions, where=where):
            told = {"what": WORDS, "where": where}
        case opinion.ReporterUnmasked(opinion=one, reason=reason):
            opinions, told = (one,), {"what": IDENTITY, "reason": reason}
        case _:
            return
    by = {name: entry.by.get(name, "") for name in ("person", "appointment", "unit")}
    for place, each in enumerate(opinions):
        tables.shielded = marked(each)
        values = {**by, **told, "opinion": each, "viewed_on": event.happened_on}
        tables.put(Viewing, f"{entry.position}x{place}", entry.position, values)


def unseen(person: str, on: date, opinions: Iterable[str]) -> list[str]:
    """Which of these opinions the person has not been seen opening on that day."""
    wanted = list(dict.fromkeys(opinions))
    seen: set[str] = set()
    for matter in {marked(each): each for each in wanted}.values():
        rows = of_matter(Viewing, matter).filter(person=person, viewed_on=on, what=WORDS, opinion__in=wanted)
        seen.update(rows.values_list("opinion", flat=True))
    return [each for each in wanted if each not in seen]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which openings are asked for. Empty lets everything through; an unknown value finds nothing."""

    person: str = ""
    opinions: Collection[str] | None = None
    """Ids of the opinions opened; None lets every opinion through."""
    what: str = ""
    first: date | None = None
    last: date | None = None


def seen(wanted: Filter) -> QuerySet[Viewing]:
    """Openings of what stands in the open. What is under the shield is in none of them, nor in any count of them."""
    return _let_through(now(Viewing), wanted)


def seen_under_shield(wanted: Filter, cleared: Collection[str]) -> QuerySet[Viewing]:
    """Openings of what is under the shield, of these opinions alone: those that the reader is cleared for."""
    return _let_through(under_shield(Viewing).filter(opinion__in=cleared), wanted)


def per_unit(rows: QuerySet[Viewing]) -> list[tuple[str, int]]:
    """How many openings each unit made, most first. Units, because a ranking of persons would be read as one of merit (law 11)."""
    return list(rows.order_by().values_list("unit").annotate(count=Count("key")).order_by("-count", "unit"))


def per_page(rows: QuerySet[Viewing]) -> list[tuple[str, str, int]]:
    """How many openings of each kind were made on each page, most first: what was opened, the page, the count."""
    grouped: QuerySet[Viewing, tuple[Any, ...]] = rows.order_by().values_list("what", "where")
    return list(grouped.annotate(count=Count("key")).order_by("-count", "what", "where"))


def viewers(rows: QuerySet[Viewing]) -> list[str]:
    """Everyone who opened something."""
    return list(rows.order_by().values_list("person", flat=True).distinct())


def _let_through(rows: QuerySet[Viewing], wanted: Filter) -> QuerySet[Viewing]:
    given: dict[str, Any] = {
        "person": wanted.person or None,
        "opinion__in": wanted.opinions,
        "what": wanted.what or None,
        "viewed_on__gte": wanted.first,
        "viewed_on__lte": wanted.last,
    }
    return rows.filter(**{name: value for name, value in given.items() if value is not None})
