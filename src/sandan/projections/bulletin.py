"""Bulletins: drafts and what was published."""

from __future__ import annotations

from django.db import models

from sandan.domain import bulletin
from sandan.domain.bulletin import BulletinStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Row, Tables, Version, index, now


class Bulletin(Version):
    """A bulletin. `frozen_at` and `as_of` are the two clocks that its figures were computed by."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    status = models.CharField(max_length=10)
    year = models.IntegerField(null=True)
    issue = models.IntegerField(null=True)
    frozen_at = models.BigIntegerField(null=True)
    as_of = models.DateField(null=True)
    digest = models.CharField(max_length=64, default="")
    published_on = models.DateField(null=True)

    class Meta:
        indexes = [
            index("bulletin", "key"),
            index("bulletin", "status", "position"),
            index("bulletin", "year", "issue"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a bulletin."""
    match event:
        case bulletin.BulletinDrafted() | bulletin.BulletinRevised():
            values = {"title": event.title, "body": event.body, "status": BulletinStatus.DRAFT.value}
            tables.put(Bulletin, event.bulletin, entry.position, values)
        case bulletin.BulletinPublished():
            published: Row = {
                "title": event.title,
                "body": event.body,
                "status": BulletinStatus.PUBLISHED.value,
                "year": event.year,
                "issue": event.issue,
                "frozen_at": event.position,
                "as_of": event.as_of,
                "digest": event.digest,
                "published_on": event.happened_on,
            }
            tables.put(Bulletin, event.bulletin, entry.position, published)


def next_issue(year: int) -> int:
    """The number that the next bulletin of `year` gets."""
    last = now(Bulletin).filter(year=year).order_by("-issue").values_list("issue", flat=True).first()
    return (last or 0) + 1
