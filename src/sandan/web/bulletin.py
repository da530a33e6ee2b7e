"""A bulletin on screen, for the public and for staff: composed at its frozen position, every number a link."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation

from sandan.bulletins import html
from sandan.bulletins.document import Composed, Labels, compose
from sandan.domain.bulletin import BulletinStatus
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin
from sandan.web.figure import Room, records_url
from sandan.web.label import CHANNEL, TOPIC

LABELS: Labels = {"topic": TOPIC, "channel": CHANNEL}


def composed(row: Bulletin) -> Composed:
    """A published bulletin at its two clocks, a draft as of now. Refuses what the renderer refuses."""
    published = row.status == BulletinStatus.PUBLISHED.value
    position = row.frozen_at if published and row.frozen_at is not None else read.head().size
    on = row.as_of if published and row.as_of is not None else timezone.localdate()
    return compose(row.title, row.body, position, on, translation.get_language() or "zh-hans", LABELS)


def rendered(found: Composed, room: Room) -> dict[str, Any]:
    """The body and the annex of sources as safe HTML."""
    return {
        "body": html.fragment(found, lambda value, part: records_url(room, value, part)),
        "annex": html.annex(found, lambda value, part: records_url(room, value, part), LABELS),
        "digest": found.digest,
        "as_of": {"date": found.on, "position": found.position},
    }
