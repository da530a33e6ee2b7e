"""Opinions as the inbox and the figures need them, without the sealed words."""

from __future__ import annotations

from django.db import models

from sandan.domain import opinion
from sandan.domain.opinion import OpinionStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index


class Opinion(Version):
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

    class Meta:
        indexes = [
            index("opinion", "key"),
            index("opinion", "position"),
            index("opinion", "status", "position"),
            index("opinion", "problem"),
            index("opinion", "batch", "position"),
            index("opinion", "mark"),
            index("opinion", "source_mark"),
            index("opinion", "receipt_mark"),
            index("opinion", "number"),
        ]


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
        case opinion.OpinionErased():
            tables.put(Opinion, event.opinion, at, {"reachable": False, "erased": True})
