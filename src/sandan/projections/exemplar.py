"""Exemplars, rung by rung. The names of those without a post are in no table."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import exemplar
from sandan.domain.exemplar import ExemplarStatus
from sandan.domain.register import Grade
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import EXEMPLAR
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.version import Row, Tables, Version, index


class Exemplar(Record):
    """An exemplar. A date in an `_on` column says since when it stands on that rung; `unit` is the nominee's."""

    nominee = models.CharField(max_length=32, default="")
    nominator = models.CharField(max_length=32)
    grounds = models.CharField(max_length=2000)
    posted_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    consented_on = models.DateField(null=True)
    objections = models.IntegerField(default=0)
    reviewed_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    refused_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    taken_down_on = models.DateField(null=True)

    class Meta:
        indexes = [*indexes("exemplar"), index("exemplar", "published_on", "position")]


class Objection(Version):
    """An objection to an exemplar. Its words are opened from the ledger at `position`, for those who may answer it."""

    exemplar = models.CharField(max_length=32)
    objected_on = models.DateField()
    answered_on = models.DateField(null=True)
    stands = models.BooleanField(null=True)

    class Meta:
        indexes = [index("objection", "key"), index("objection", "exemplar")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an exemplar."""
    at = entry.position
    match event:
        case exemplar.ExemplarNominated() as one:
            grade = Grade.DOCUMENTED if one.evidence else Grade.CLAIMED
            values = entered(
                entry, event, EXEMPLAR,
                title=one.title, unit=one.unit, nominee=one.nominee, nominator=one.nominator, grounds=one.grounds,
                status=ExemplarStatus.NOMINATED.value, grade=grade.value, evidence=len(one.evidence),
                **place_of(one.unit, tables),
            )  # fmt: skip
            tables.put(Exemplar, one.exemplar, at, values)
        case exemplar.ExemplarObjected(exemplar=key, objection=objection):
            tables.put(Objection, objection, at, {"exemplar": key, "objected_on": event.happened_on})
            tables.put(Exemplar, key, at, {"objections": _row(tables, key)["objections"] + 1})
        case exemplar.ObjectionAnswered(exemplar=key, objection=objection, stands=stands):
            tables.put(Objection, objection, at, {"answered_on": event.happened_on, "stands": stands})
            if stands:
                gone = {"approved_on": None, "refused_on": event.happened_on}
                tables.put(Exemplar, key, at, {"status": ExemplarStatus.REFUSED.value, **gone})
        case _:
            values = _changed(event)
            if values:
                tables.put(Exemplar, event.exemplar, at, values)  # type: ignore[attr-defined]  # each names its exemplar


def _row(tables: Tables, key: str) -> Row:
    row = tables.get(Exemplar, key)
    if row is None:
        raise LookupError(f"exemplar/{key} was not nominated")
    return row


def _changed(event: Event) -> dict[str, Any]:
    on = event.happened_on
    match event:
        case exemplar.ExemplarPosted(until_on=until):
            return {"status": ExemplarStatus.POSTED.value, "posted_on": on, "until_on": until}
        case exemplar.ExemplarReviewed(holds=True):
            found = {"status": ExemplarStatus.APPROVED.value, "reviewed_on": on, "approved_on": on}
            return {**found, "grade": Grade.VERIFIED.value}
        case exemplar.ExemplarReviewed():
            return {"status": ExemplarStatus.REFUSED.value, "reviewed_on": on, "refused_on": on}
        case exemplar.ExemplarConsented():
            return {"consented_on": on}
        case exemplar.ConsentEnded():
            return {"consented_on": None}
        case exemplar.ExemplarPublished():
            return {"status": ExemplarStatus.PUBLISHED.value, "published_on": on}
        case exemplar.ExemplarTakenDown(reason=reason):
            down = {"status": ExemplarStatus.TAKEN_DOWN.value, "published_on": None, "taken_down_on": on}
            return {**down, "reason": reason}
        case exemplar.ExemplarWithdrawn(reason=reason):
            gone = {"status": ExemplarStatus.WITHDRAWN.value, "published_on": None, "withdrawn_on": on}
            return {**gone, "reason": reason}
    return {}
