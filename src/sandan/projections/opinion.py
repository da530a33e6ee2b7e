"""Opinions as the inbox and the figures need them, without the sealed words."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from sandan.domain import opinion
from sandan.domain.opinion import OpinionStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Shieldable, Tables, index, open_index, shield_index


class Opinion(Shieldable):
    """What someone said: where it came from and where it stands. The words are opened from the ledger at `position`."""

    number = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    topic = models.CharField(max_length=20)
    town = models.CharField(max_length=32)
    village = models.CharField(max_length=32)
    status = models.CharField(max_length=20)
    problem = models.CharField(max_length=32, default="")
    repeat_of = models.CharField(max_length=32, default="")
    batch = models.CharField(max_length=32, default="")
    row = models.IntegerField(null=True)
    mark = models.CharField(max_length=32, default="")
    source_mark = models.CharField(max_length=32, default="")
    receipt_mark = models.CharField(max_length=32, default="")
    reachable = models.BooleanField(default=False)
    registered_on = models.DateField()
    sorted_on = models.DateField(null=True)
    reason = models.CharField(max_length=30, default="")
    where_to = models.CharField(max_length=500, default="")
    erased = models.BooleanField(default=False)
    against = models.CharField(max_length=400, default="")
    """Under the shield: the units and persons complained of, each between spaces."""
    accusation = models.BooleanField(default=False)
    origin = models.CharField(max_length=32, default="")
    """Under the shield: the opinion in the open that it was taken from."""
    conclusion = models.CharField(max_length=20, default="")
    words_at = models.BigIntegerField(null=True)
    """The entry that holds what the discipline body says to the reporter, sealed."""

    class Meta:
        indexes = [
            index("opinion", "key"),
            open_index("opinion", "position"),
            open_index("opinion", "status", "position"),
            open_index("opinion", "problem"),
            open_index("opinion", "batch", "position"),
            open_index("opinion", "mark"),
            open_index("opinion", "source_mark"),
            open_index("opinion", "receipt_mark"),
            open_index("opinion", "number"),
            shield_index("opinion", "position"),
            shield_index("opinion", "problem"),
            shield_index("opinion", "receipt_mark"),
        ]


def against(units: Iterable[str], persons: Iterable[str]) -> str:
    """Ids as a text in which each can be looked for between spaces."""
    listed = " ".join((*units, *persons))
    return f" {listed} " if listed else ""


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an opinion."""
    on, at = event.happened_on, entry.position
    match event:
        case opinion.OpinionRegistered():
            values = {
                "number": event.number,
                "channel": event.channel.value,
                "topic": event.topic.value,
                "town": event.town,
                "village": event.village,
                "status": OpinionStatus.WAITING.value,
                "repeat_of": event.repeat_of,
                "batch": event.batch,
                "row": event.row,
                "mark": event.mark,
                "source_mark": event.source_mark,
                "receipt_mark": event.receipt_mark,
                "reachable": event.reachable,
                "registered_on": on,
            }
            if isinstance(event, opinion.OpinionRegisteredUnderShield):
                values |= {"accusation": event.accusation, "origin": event.origin}
                values["against"] = against(event.against_units, event.against_persons)
            tables.put(Opinion, event.opinion, at, values)
        case opinion.OpinionAccepted():
            values = {"status": OpinionStatus.ACCEPTED.value, "problem": event.problem, "sorted_on": on}
            tables.put(Opinion, event.opinion, at, values)
        case opinion.OpinionAttached():
            values = {"status": OpinionStatus.ATTACHED.value, "problem": event.problem, "sorted_on": on}
            tables.put(Opinion, event.opinion, at, values)
        case opinion.OpinionCarried():
            tables.put(Opinion, event.opinion, at, {"problem": event.problem})
        case opinion.OpinionDeclined():
            values = {
                "status": OpinionStatus.DECLINED.value,
                "reason": event.reason.value,
                "where_to": event.where_to,
                "sorted_on": on,
            }
            tables.put(Opinion, event.opinion, at, values)
        case opinion.OpinionWithdrawn():
            tables.put(Opinion, event.opinion, at, {"status": OpinionStatus.WITHDRAWN.value, "sorted_on": on})
        case opinion.OpinionReclassified():
            values = {
                "against": against(event.against_units, event.against_persons),
                "accusation": event.accusation,
            }
            tables.put(Opinion, event.opinion, at, values)
        case opinion.OpinionConcluded():
            values = {
                "status": OpinionStatus.CONCLUDED.value,
                "conclusion": event.conclusion.value,
                "words_at": at,
                "sorted_on": on,
            }
            tables.put(Opinion, event.opinion, at, values)
        case opinion.OpinionErased():
            tables.put(Opinion, event.opinion, at, {"reachable": False, "erased": True})
