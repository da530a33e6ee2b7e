"""Posts, held or vacant."""

from __future__ import annotations

from django.db import models

from sandan.domain import post
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index


class Post(Version):
    """A post in a unit. `roles` are role names separated by spaces; the `chief` answers for the unit."""

    unit = models.CharField(max_length=32)
    title = models.CharField(max_length=80)
    roles = models.CharField(max_length=200)
    chief = models.BooleanField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [index("post", "key"), index("post", "unit"), index("post", "position")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a post."""
    match event:
        case post.PostEstablished():
            values = {
                "unit": event.unit,
                "title": event.title,
                "roles": " ".join(event.roles),
                "chief": event.chief,
                "from_on": event.from_on,
            }
            tables.put(Post, event.post, entry.position, values)
        case post.PostAbolished():
            tables.put(Post, event.post, entry.position, {"until_on": event.until_on})
