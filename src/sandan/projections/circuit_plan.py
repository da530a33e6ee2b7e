"""Circuit plans (巡回计划): what the planner proposed, what people made of it. Of the office alone: some visits are not announced."""

from __future__ import annotations

from django.db import models

from sandan.domain import circuit_plan, circuit_visit
from sandan.domain.circuit_plan import Line, PlanStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index, now


class CircuitPlan(Version):
    """A plan. `gap` is in thousandths; `changed` counts lines that a person changed, added or left out."""

    title = models.CharField(max_length=80)
    from_on = models.DateField()
    to_on = models.DateField()
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    optimal = models.BooleanField()
    gap = models.IntegerField()
    most_a_day = models.IntegerField()
    status = models.CharField(max_length=10)
    proposed_on = models.DateField()
    proposed_by = models.CharField(max_length=32)
    changed = models.IntegerField(default=0)
    settled_on = models.DateField(null=True)
    settled_by = models.CharField(max_length=32, default="")
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [index("circuit_plan", "key"), index("circuit_plan", "position")]


class CircuitLine(Version):
    """A line of a plan. `own`: a person changed or added it. `visit` is what it became."""

    plan = models.CharField(max_length=32)
    line = models.CharField(max_length=32)
    group = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    day = models.DateField()
    team = models.CharField(max_length=400)
    """Ids, separated by spaces."""
    place = models.CharField(max_length=32)
    area = models.CharField(max_length=32)
    own = models.BooleanField(default=False)
    dropped = models.BooleanField(default=False)
    visit = models.CharField(max_length=32, default="")

    class Meta:
        indexes = [index("circuit_line", "key"), index("circuit_line", "plan", "day"), index("circuit_line", "visit")]

    def as_line(self) -> Line:
        """The line as the decider knows it."""
        return Line(self.line, self.group, self.unit, self.day, tuple(self.team.split()), self.place, self.area)


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a plan."""
    at = entry.position
    match event:
        case circuit_plan.PlanProposed() as one:
            values = {
                "title": one.title,
                "from_on": one.from_on,
                "to_on": one.to_on,
                "version": one.version,
                "digest": one.digest,
                "optimal": one.optimal,
                "gap": one.gap,
                "most_a_day": one.most_a_day,
                "status": PlanStatus.PROPOSED.value,
                "proposed_on": event.happened_on,
                "proposed_by": entry.by.get("person", ""),
            }
            tables.put(CircuitPlan, one.plan, at, values)
            for line in one.lines:
                _put(tables, at, one.plan, line)
        case circuit_plan.LineChanged(plan=plan, line=line):
            _put(tables, at, plan, line, own=True, dropped=False)
            _changed(tables, at, plan)
        case circuit_plan.LineDropped(plan=plan, line=left_out):
            tables.put(CircuitLine, _key(plan, left_out), at, {"dropped": True})
            _changed(tables, at, plan)
        case circuit_plan.PlanAccepted(plan=plan, reason=reason):
            _settle(tables, entry, event, plan, PlanStatus.ACCEPTED, reason)
        case circuit_plan.PlanDiscarded(plan=plan, reason=reason):
            _settle(tables, entry, event, plan, PlanStatus.DISCARDED, reason)
        case circuit_visit.VisitPlanned(plan=plan) as one if plan:
            of, _, number = plan.partition("/")
            tables.put(CircuitLine, _key(of, number), at, {"visit": one.visit})


def _key(plan: str, line: str) -> str:
    return f"{plan}.{line[:15]}"


def _put(tables: Tables, at: int, plan: str, line: Line, **more: bool) -> None:
    values = {
        "plan": plan,
        "line": line.id,
        "group": line.group,
        "unit": line.unit,
        "day": line.on,
        "team": " ".join(line.team),
        "place": line.place,
        "area": line.area,
        **more,
    }
    tables.put(CircuitLine, _key(plan, line.id), at, values)


def _changed(tables: Tables, at: int, plan: str) -> None:
    row = tables.get(CircuitPlan, plan)
    if row is not None:
        tables.put(CircuitPlan, plan, at, {"changed": row["changed"] + 1})


def _settle(tables: Tables, entry: Entry, event: Event, plan: str, status: PlanStatus, reason: str) -> None:
    settled = {
        "status": status.value,
        "settled_on": event.happened_on,
        "settled_by": entry.by.get("person", ""),
        "reason": reason,
    }
    tables.put(CircuitPlan, plan, entry.position, settled)


def lines_of(plan: str) -> list[CircuitLine]:
    """The lines of a plan that stand, by day."""
    return list(now(CircuitLine).filter(plan=plan, dropped=False).order_by("day", "group", "key"))
