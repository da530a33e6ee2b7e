"""Units' implementation plans (实施方案), asked for and adopted."""

from __future__ import annotations

import json

from django.db import models

from sandan.domain import plan
from sandan.domain.plan import PlanStatus, Responsible
from sandan.domain.register import Grade
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import PLAN
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.version import Tables, index, now


class Plan(Record):
    """A unit's plan for a programme, from the day it was asked for. `responsible` is a JSON list of [tier, person, unit, post]."""

    programme = models.CharField(max_length=32)
    due_on = models.DateField()
    asked_on = models.DateField()
    adopted_on = models.DateField(null=True)
    content = models.TextField(default="")
    responsible = models.TextField(default="[]")

    class Meta:
        indexes = [*indexes("plan"), index("plan", "programme", "unit")]

    def answers(self) -> list[Responsible]:
        """Who answers, from the county down."""
        return [Responsible.of_row(each) for each in json.loads(self.responsible)]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a unit's plan."""
    at = entry.position
    match event:
        case plan.PlanAsked() as one:
            values = entered(
                entry,
                event,
                PLAN,
                title=one.title,
                unit=one.unit,
                programme=one.programme,
                due_on=one.due_on,
                asked_on=event.happened_on,
                status=PlanStatus.ASKED.value,
                withdrawn_on=None,
                adopted_on=None,
                reason="",
                **place_of(one.unit, tables),
            )
            tables.put(Plan, one.plan, at, values)
        case plan.PlanAdopted() as one:
            adopted = {
                "status": PlanStatus.ADOPTED.value,
                "adopted_on": event.happened_on,
                "content": one.content,
                "responsible": _rows(one.responsible),
                "evidence": len(one.evidence),
                "grade": (Grade.DOCUMENTED if one.evidence else Grade.CLAIMED).value,
            }
            tables.put(Plan, one.plan, at, adopted)
        case plan.PlanAmended() as one:
            row = tables.get(Plan, one.plan)
            assert row is not None
            amended = {"content": one.content, "responsible": _rows(one.responsible)}
            if one.evidence:
                amended |= {"evidence": row["evidence"] + len(one.evidence), "grade": Grade.DOCUMENTED.value}
            tables.put(Plan, one.plan, at, amended)
        case plan.PlanWithdrawn(plan=key, reason=reason):
            withdrawn = {"status": PlanStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(Plan, key, at, withdrawn)


def _rows(responsible: tuple[Responsible, ...]) -> str:
    return json.dumps([each.row() for each in responsible], ensure_ascii=False)


def of_programme(programme: str) -> list[Plan]:
    """The plans that were asked for, in the order in which they were, which is no order of merit."""
    return list(now(Plan).filter(programme=programme, withdrawn_on__isnull=True).order_by("position", "key"))


def waiting(units: tuple[str, ...]) -> list[Plan]:
    """The plans that these units still owe."""
    rows = now(Plan).filter(unit__in=units, status=PlanStatus.ASKED.value, withdrawn_on__isnull=True)
    return list(rows.order_by("due_on", "position", "key"))
