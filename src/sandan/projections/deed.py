"""Deeds: what they answer, whether they are duty work, for how many, and whose word stands behind them."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import deed
from sandan.domain.deed import DeedStatus
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.register import Grade, best
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import DEED
from sandan.projections.record import Record, columns_of, entered, indexes, place_of
from sandan.projections.version import Row, Tables, Version, index


class Deed(Record):
    """A deed. `duty_on` is set while it counts as duty work; hours and volunteers are added up, exact and approximate apart."""

    kind = models.CharField(max_length=12)
    place = models.CharField(max_length=32)
    done_on = models.DateField()
    changed = models.CharField(max_length=1000)
    need = models.CharField(max_length=12)
    need_id = models.CharField(max_length=32, default="")
    need_number = models.CharField(max_length=20, default="")
    need_words = models.CharField(max_length=1000, default="")
    duty_on = models.DateField(null=True)
    duty_by_rule = models.BooleanField(default=False)
    duty_reason = models.CharField(max_length=500, default="")
    denied_on = models.DateField(null=True)
    beneficiaries = models.IntegerField(null=True)
    beneficiaries_measure = models.CharField(max_length=12, default="")
    beneficiaries_qualifier = models.CharField(max_length=10, default="")
    volunteers_exact = models.IntegerField(default=0)
    volunteers_approximate = models.IntegerField(default=0)
    hours_exact = models.IntegerField(default=0)
    hours_approximate = models.IntegerField(default=0)

    class Meta:
        indexes = [*indexes("deed"), index("deed", "need_id"), index("deed", "done_on", "position")]


class Volunteer(Version):
    """A volunteer's own word on one deed; `key` is the deed and the entry. `person` is "" once they took their consent back."""

    deed = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    hours = models.IntegerField(null=True)
    exact = models.BooleanField(default=True)
    left_on = models.DateField(null=True)

    class Meta:
        indexes = [index("volunteer", "key"), index("volunteer", "deed"), index("volunteer", "person")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a deed."""
    at = entry.position
    match event:
        case deed.DeedEntered() as one:
            grade = Grade.DOCUMENTED if one.evidence else Grade.CLAIMED
            values = entered(
                entry, event, DEED,
                title=one.title, unit=one.unit, topic=one.topic.value if one.topic else "", kind=one.kind_of.value,
                place=one.place, done_on=one.done_on, changed=one.changed, need=one.need.value, need_id=one.need_id,
                need_number=one.need_number, need_words=one.need_words, status=DeedStatus.DONE.value, grade=grade.value,
                evidence=len(one.evidence), duty_by_rule=bool(one.duties),
                duty_on=one.happened_on if one.duties else None,
                **columns_of("beneficiaries", one.beneficiaries), **place_of(one.place, tables),
            )  # fmt: skip
            tables.put(Deed, one.deed, at, values)
        case deed.VolunteerJoined(deed=key, volunteer=person, hours=hours):
            tables.put(Volunteer, _place(key, at), at, {"deed": key, "person": person, **_told(hours)})
            tables.put(Deed, key, at, _more(_row(tables, key), Quantity(1, Measure.PERSON), hours))
        case deed.VolunteerLeft(deed=key, volunteer=person):
            for place in tables.find(Volunteer, "deed", key):
                told = tables.get(Volunteer, place)
                if told is not None and told["person"] == person and told["left_on"] is None:
                    tables.put(Volunteer, place, at, {"person": "", "left_on": event.happened_on})
                    tables.put(Deed, key, at, _less(_row(tables, key), told))
        case deed.HoursEntered(deed=key, volunteers=volunteers, hours=hours):
            tables.put(Deed, key, at, _more(_row(tables, key), volunteers, hours))
        case _:
            values = _changed(event, tables)
            if values:
                tables.put(Deed, event.deed, at, values)  # type: ignore[attr-defined]  # every event of a deed names it


def _changed(event: Event, tables: Tables) -> dict[str, Any]:
    on = event.happened_on
    match event:
        case deed.DutySaid(duty=duty, reason=reason):
            return {"duty_on": on if duty else None, "duty_reason": reason}
        case deed.DeedConfirmed(deed=key):
            return _graded(_row(tables, key), Grade.CONFIRMED)
        case deed.DeedDenied():
            return {"status": DeedStatus.DENIED.value, "denied_on": on}
        case deed.WordTaken(deed=key, holds=holds, evidence=evidence):
            row = _row(tables, key)
            said = _graded(row, Grade.CONFIRMED) if holds else {"status": DeedStatus.DENIED.value, "denied_on": on}
            return {**said, "evidence": row["evidence"] + len(evidence)}
        case deed.DeedVerified(deed=key):
            done = {"status": DeedStatus.DONE.value, "denied_on": None}
            return {**done, **_graded(_row(tables, key), Grade.VERIFIED)}
        case deed.DeedWithdrawn(reason=reason):
            return {"status": DeedStatus.WITHDRAWN.value, "withdrawn_on": on, "reason": reason}
    return {}


def _row(tables: Tables, key: str) -> Row:
    row = tables.get(Deed, key)
    if row is None:
        raise LookupError(f"deed/{key} was not entered")
    return row


def _graded(row: Row, grade: Grade) -> dict[str, Any]:
    return {"grade": best(Grade(row["grade"]), grade).value}


def _place(key: str, at: int) -> str:
    return f"{key[:16]}x{at}"


def _told(hours: Quantity | None) -> dict[str, Any]:
    return {"hours": hours.value if hours else None, "exact": hours is None or hours.exact}


def _more(row: Row, volunteers: Quantity, hours: Quantity | None) -> dict[str, Any]:
    who = "volunteers_exact" if volunteers.exact else "volunteers_approximate"
    values = {who: row[who] + volunteers.value}
    if hours is not None:
        long = "hours_exact" if hours.exact else "hours_approximate"
        values[long] = row[long] + hours.value
    return values


def _less(row: Row, told: Row) -> dict[str, Any]:
    long = "hours_exact" if told["exact"] else "hours_approximate"
    return {"volunteers_exact": row["volunteers_exact"] - 1, long: row[long] - (told["hours"] or 0)}
