"""Lectures (讲党课), planned and held."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import QuerySet

from sandan.domain import lecture
from sandan.domain.lecture import LectureStatus
from sandan.domain.register import Grade
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import LECTURE
from sandan.projections.record import Record, columns_of, entered, indexes, place_of
from sandan.projections.version import Tables, index, now


class Lecture(Record):
    """A lecture. `audience` counts what `audience_measure` says, as exactly as `audience_qualifier` says; NULL where nobody counted."""

    lecturer = models.CharField(max_length=32)
    place = models.CharField(max_length=32)
    planned_on = models.DateField()
    held_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    open_to_all = models.BooleanField()
    audience = models.IntegerField(null=True)
    audience_measure = models.CharField(max_length=12, default="")
    audience_qualifier = models.CharField(max_length=10, default="")
    note = models.CharField(max_length=2000, default="")

    class Meta:
        indexes = [
            *indexes("lecture"),
            index("lecture", "lecturer", "place"),
            index("lecture", "open_to_all", "planned_on"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a lecture."""
    at = entry.position
    match event:
        case lecture.LecturePlanned() as one:
            values = entered(
                entry,
                event,
                LECTURE,
                title=one.title,
                unit=one.unit,
                lecturer=one.lecturer,
                place=one.place,
                planned_on=one.planned_on,
                open_to_all=one.open_to_all,
                status=LectureStatus.PLANNED.value,
                **place_of(one.place, tables),
            )
            tables.put(Lecture, one.lecture, at, values)
        case lecture.LectureHeld() as one:
            held = {
                "status": LectureStatus.HELD.value,
                "held_on": one.held_on,
                "note": one.note,
                "evidence": len(one.evidence),
                "grade": (Grade.DOCUMENTED if one.evidence else Grade.CLAIMED).value,
                **columns_of("audience", one.audience),
            }
            tables.put(Lecture, one.lecture, at, held)
        case lecture.LectureConfirmed(lecture=key):
            tables.put(Lecture, key, at, {"grade": Grade.VERIFIED.value})
        case lecture.LectureCancelled(lecture=key, reason=reason):
            cancelled = {"status": LectureStatus.CANCELLED.value, "cancelled_on": event.happened_on, "reason": reason}
            tables.put(Lecture, key, at, cancelled)
        case lecture.LectureWithdrawn(lecture=key, reason=reason):
            withdrawn = {"status": LectureStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(Lecture, key, at, withdrawn)


def upcoming(today: date) -> QuerySet[Lecture]:
    """Lectures that everybody may come to, the next first."""
    rows = now(Lecture).filter(open_to_all=True, planned_on__gte=today, status=LectureStatus.PLANNED.value)
    return rows.order_by("planned_on", "position")
