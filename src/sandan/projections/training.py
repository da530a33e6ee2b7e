"""Training classes (培训班) and their sessions."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import training
from sandan.domain.register import Grade
from sandan.domain.training import TrainingStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections import presence
from sandan.projections.number import TRAINING
from sandan.projections.presence import Presence, key_of
from sandan.projections.record import Record, columns_of, entered, indexes, place_of
from sandan.projections.study import exactly_counted
from sandan.projections.version import Tables, index, now


class Training(Record):
    """A class. `named` participants and `others` who are only counted; `participants` what was counted exactly of both."""

    from_on = models.DateField()
    to_on = models.DateField()
    concluded_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    site = models.CharField(max_length=200, default="")
    sessions = models.IntegerField(default=0)
    named = models.IntegerField(default=0)
    others = models.IntegerField(null=True)
    others_measure = models.CharField(max_length=12, default="")
    others_qualifier = models.CharField(max_length=10, default="")
    participants = models.IntegerField(default=0)
    completed = models.IntegerField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        indexes = indexes("training")


class TrainingSession(Record):
    """A session of the class `of`. `present` are the named participants that were not absent; `absent` their ids, separated by spaces."""

    of = models.CharField(max_length=32)
    held_on = models.DateField()
    tutor = models.CharField(max_length=200, default="")
    present = models.IntegerField(default=0)
    absent = models.TextField(default="")

    class Meta:
        indexes = [
            index("trainingsession", "key"),
            index("trainingsession", "of"),
            index("trainingsession", "position"),
        ]


_SHARED = ("number", "title", "unit", "town", "village", "status", "grade", "entered_on", "entered_by", "withdrawn_on")


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a class."""
    at = entry.position
    match event:
        case training.TrainingPlanned() as one:
            values = entered(
                entry,
                event,
                TRAINING,
                title=one.title,
                unit=one.unit,
                from_on=one.from_on,
                to_on=one.to_on,
                site=one.site,
                status=TrainingStatus.PLANNED.value,
                **place_of(one.unit, tables),
            )
            tables.put(Training, one.training, at, values)
        case training.TrainingEnrolled(training=key, participants=people, others=others):
            count = exactly_counted(len(people), others)
            tables.put(Training, key, at, {"named": len(people), "participants": count, **columns_of("others", others)})
            presence.follow(tables, "training", key, presence.At(at, event.happened_on), _row(tables, key), people)
        case training.TrainingSessionHeld(training=key) as one:
            row = _row(tables, key)
            session = {name: row[name] for name in _SHARED}
            session |= {
                "of": key,
                "title": one.title,
                "held_on": one.held_on,
                "tutor": one.tutor,
                "present": one.present,
                "absent": " ".join(one.absent),
                "entered_on": event.happened_on,
                "entered_by": entry.by.get("person", ""),
            }
            tables.put(TrainingSession, one.session, at, session)
            tables.put(Training, key, at, {"sessions": row["sessions"] + 1})
        case training.TrainingConcluded():
            _concluded(event, at, tables)
        case training.TrainingConfirmed(training=key):
            _put(tables, key, at, {"grade": Grade.VERIFIED.value})
        case training.TrainingCancelled(training=key, reason=reason):
            cancelled = {"status": TrainingStatus.CANCELLED.value, "cancelled_on": event.happened_on, "reason": reason}
            _put(tables, key, at, cancelled)
        case training.TrainingWithdrawn(training=key, reason=reason):
            withdrawn = {"status": TrainingStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            _put(tables, key, at, withdrawn)


def _concluded(one: training.TrainingConcluded, at: int, tables: Tables) -> None:
    key = one.training
    values = {
        "status": TrainingStatus.CONCLUDED.value,
        "concluded_on": one.concluded_on,
        "completed": one.completed,
        "outcome": one.outcome,
        "evidence": len(one.evidence),
        "grade": (Grade.DOCUMENTED if one.evidence else Grade.CLAIMED).value,
    }
    _put(tables, key, at, values)
    presence.all_of(tables, key, at, {"happened_on": one.concluded_on, "completed": True})
    for each in one.not_completed:
        tables.put(Presence, key_of(key, each.person), at, {"completed": False, "why": each.reason})


def _put(tables: Tables, key: str, at: int, values: dict[str, Any]) -> None:
    """Write into the class, and what its sessions and participants share with it into those."""
    tables.put(Training, key, at, values)
    shared: dict[str, Any] = {name: values[name] for name in ("status", "grade", "withdrawn_on") if name in values}
    presence.all_of(tables, key, at, shared)
    for session in tables.find(TrainingSession, "of", key):
        tables.put(TrainingSession, session, at, shared)


def _row(tables: Tables, key: str) -> dict[str, Any]:
    row = tables.get(Training, key)
    assert row is not None
    return row


def sessions_of(key: str) -> list[TrainingSession]:
    """The sessions of a class, in the order of their days."""
    return list(now(TrainingSession).filter(of=key).order_by("held_on", "position", "key"))
