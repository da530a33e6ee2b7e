"""Study sessions (学), planned and held."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import study
from sandan.domain.quantity import Quantity
from sandan.domain.register import ORDER, Grade
from sandan.domain.study import StudyStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections import presence
from sandan.projections.number import STUDY
from sandan.projections.presence import people_of
from sandan.projections.record import Record, columns_of, entered, indexes, place_of
from sandan.projections.version import Tables, index, now


class Study(Record):
    """A study session. `present` are those who are named, `others` those who are only counted; `attendances` what was counted exactly of
    both. `materials` are ids, separated by spaces."""

    mode = models.CharField(max_length=12)
    planned_on = models.DateField()
    held_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    site = models.CharField(max_length=200, default="")
    tutor = models.CharField(max_length=200, default="")
    materials = models.TextField(default="")
    present = models.IntegerField(default=0)
    others = models.IntegerField(null=True)
    others_measure = models.CharField(max_length=12, default="")
    others_qualifier = models.CharField(max_length=10, default="")
    attendances = models.IntegerField(default=0)
    outcome = models.TextField(default="")

    class Meta:
        indexes = [*indexes("study"), index("study", "unit", "held_on"), index("study", "mode", "position")]


def exactly_counted(named: int, others: Quantity | None) -> int:
    """How many are known exactly: those named, and the others if they were counted."""
    return named + (others.value if others is not None and others.exact else 0)


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a study session."""
    at = entry.position
    match event:
        case study.StudyPlanned() as one:
            values = entered(
                entry,
                event,
                STUDY,
                title=one.title,
                unit=one.unit,
                mode=one.mode.value,
                planned_on=one.planned_on,
                site=one.site,
                tutor=one.tutor,
                materials=" ".join(one.materials),
                status=StudyStatus.PLANNED.value,
                **place_of(one.unit, tables),
            )
            tables.put(Study, one.study, at, values)
        case study.StudyHeld():
            _held(entry, event, tables)
        case study.StudyAttached(study=key, evidence=evidence, outcome=outcome):
            row = tables.get(Study, key) or {}
            said = "\n".join(filter(None, (row["outcome"], outcome)))
            grade = _better(row["grade"], Grade.DOCUMENTED) if evidence else row["grade"]
            _put(tables, key, at, {"outcome": said, "evidence": row["evidence"] + len(evidence), "grade": grade})
        case study.StudyConfirmed(study=key):
            _put(tables, key, at, {"grade": Grade.VERIFIED.value})
        case study.StudyCancelled(study=key, reason=reason):
            cancelled = {"status": StudyStatus.CANCELLED.value, "cancelled_on": event.happened_on, "reason": reason}
            _put(tables, key, at, cancelled)
        case study.StudyWithdrawn(study=key, reason=reason):
            withdrawn = {"status": StudyStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            _put(tables, key, at, withdrawn)


def _held(entry: Entry, one: study.StudyHeld, tables: Tables) -> None:
    at = entry.position
    values = {
        "status": StudyStatus.HELD.value,
        "held_on": one.held_on,
        "present": one.count,
        "attendances": exactly_counted(one.count, one.others),
        "outcome": one.outcome,
        "evidence": len(one.evidence),
        "grade": (Grade.DOCUMENTED if one.evidence else Grade.CLAIMED).value,
        **columns_of("others", one.others),
    }
    tables.put(Study, one.study, at, values)
    row = tables.get(Study, one.study)
    assert row is not None
    presence.follow(tables, "study", one.study, presence.At(at, one.happened_on), row, one.present)
    presence.all_of(tables, one.study, at, {"happened_on": one.held_on})


def _put(tables: Tables, key: str, at: int, values: dict[str, Any]) -> None:
    """Write into the session, and what its people's rows share with it into those."""
    tables.put(Study, key, at, values)
    shared: dict[str, Any] = {name: values[name] for name in ("status", "grade", "withdrawn_on") if name in values}
    presence.all_of(tables, key, at, shared)


def _better(grade: str, new: Grade) -> str:
    return max(Grade(grade), new, key=ORDER.index).value


def last_present(unit: str) -> list[str]:
    """Who was at the unit's last session: those who will most likely be at the next (law 11)."""
    rows = now(Study).filter(unit=unit, status=StudyStatus.HELD.value, present__gt=0)
    last = rows.order_by("-held_on", "-position").values_list("key", flat=True).first()
    return people_of(last) if last else []
