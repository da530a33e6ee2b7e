"""What units found wrong with themselves, and which problems it became."""

from __future__ import annotations

from django.db import models

from sandan.domain import self_inspection
from sandan.domain.self_inspection import FindingStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import SELF_INSPECTION
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.version import Tables, index


class SelfInspection(Record):
    """One finding. `problem` is the problem that it became, "" for none, and `apart` the reason why none."""

    found_on = models.DateField()
    standard = models.CharField(max_length=32, default="")
    item = models.IntegerField(default=0)
    of_standard = models.CharField(max_length=300, default="")
    statement = models.CharField(max_length=2000, default="")
    cause = models.CharField(max_length=1000)
    direction = models.CharField(max_length=1000)
    apart = models.CharField(max_length=500, default="")
    problem = models.CharField(max_length=32, default="")
    listed_on = models.DateField(null=True)

    class Meta:
        indexes = [*indexes("self_insp"), index("self_insp", "problem")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a finding."""
    at = entry.position
    match event:
        case self_inspection.FoundOneself() as one:
            values = entered(
                entry, event, SELF_INSPECTION,
                title=one.title, unit=one.unit, topic=one.topic.value, found_on=one.found_on, standard=one.standard,
                item=one.item, of_standard=one.of_standard, statement=one.statement, cause=one.cause,
                direction=one.direction, apart=one.apart, status=FindingStatus.FOUND.value, evidence=len(one.evidence),
                **place_of(one.unit, tables),
            )  # fmt: skip
            tables.put(SelfInspection, one.finding, at, values)
        case self_inspection.FindingListed(finding=key, problem=problem):
            listed = {"status": FindingStatus.LISTED.value, "problem": problem, "listed_on": event.happened_on}
            tables.put(SelfInspection, key, at, listed)
        case self_inspection.FindingWithdrawn(finding=key, reason=reason):
            gone = {"status": FindingStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(SelfInspection, key, at, gone)
