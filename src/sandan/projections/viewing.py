"""Who opened sealed words or a reporter's identity, as the auditor looks it up and the reporter's own page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models

from sandan.domain import opinion, viewing
from sandan.domain.shield import marked
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Shieldable, Tables, index, of_matter, open_index, shield_index

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
