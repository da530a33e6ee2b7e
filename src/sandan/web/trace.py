"""Whether answers of several reporters came from what looks like one device (domain H7), without knowing which device or whose.

What a browser calls itself, its languages and the network it comes from go into one keyed digest, which is salted with the fortnight and
kept for a fortnight: it tells that two answers look alike, and nothing else can be read from it. It stands in no event, so it cannot
outlive its purpose (PIPL art. 19). Nothing is kept of matters under the shield. The pages where people answer say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from sandan.domain.shield import marked
from sandan.ledger.seal import keyed_digest
from sandan.web import limit

KEPT_FOR = timedelta(days=14)
_MOST = 300


class Trace(models.Model):
    """The digest of the device by which one survey was answered."""

    survey = models.CharField(max_length=32, unique=True)
    device = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)


def leave(request: HttpRequest, survey: str, matter: str, at: datetime | None = None) -> None:
    """Keep the digest for an answer that a reporter just gave in person. What is older than a fortnight is forgotten on the way.

    `matter` is the id of the problem or opinion: of what stands under the shield nothing is kept.
    """
    moment = at or timezone.now()
    Trace.objects.filter(at__lt=moment - KEPT_FOR).delete()
    if marked(matter):
        return
    agent, languages = (request.headers.get(name, "")[:_MOST] for name in ("User-Agent", "Accept-Language"))
    salt = moment.toordinal() // KEPT_FOR.days
    device = keyed_digest("device", "\n".join((str(salt), agent, languages, limit.source(request))))
    Trace.objects.update_or_create(survey=survey, defaults={"device": device, "at": moment})


def devices(surveys: Iterable[str]) -> dict[str, str]:
    """The digests that are still kept, by survey."""
    since = timezone.now() - KEPT_FOR
    return dict(Trace.objects.filter(survey__in=list(surveys), at__gt=since).values_list("survey", "device"))
