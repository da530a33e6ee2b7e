"""Which satisfaction formula and which thresholds hold on a day, as known at a position (law 10), and the counts they are applied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet

from sandan.domain import formula
from sandan.domain.formula import DEFAULT, DEFAULTS, FORMULAS, Formula, Tally, Threshold
from sandan.domain.survey import Way
from sandan.domain.values import Level, SurveyOutcome
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.survey import Survey
from sandan.projections.version import Tables, Version, as_of, index

FORMULA = "formula"
"""The name under which the formula itself is adopted; thresholds have their own."""


class Adoption(Version):
    """What the office set from a day on: the formula (`code`), or a threshold (`value`). One for each name and day."""

    name = models.CharField(max_length=20)
    code = models.CharField(max_length=40, default="")
    value = models.IntegerField(default=0)
    from_on = models.DateField()
    adopted_on = models.DateField()
    basis = models.TextField()

    class Meta:
        indexes = [index("adoption", "key"), index("adoption", "name", "from_on")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of formulas and thresholds."""
    match event:
        case formula.FormulaAdopted():
            _put(entry, event, FORMULA, {"code": event.formula}, tables)
        case formula.ThresholdSet():
            _put(entry, event, event.threshold.value, {"value": event.value}, tables)


def _put(
    entry: Entry,
    event: formula.FormulaAdopted | formula.ThresholdSet,
    name: str,
    told: Mapping[str, Any],
    tables: Tables,
) -> None:
    common = {"name": name, "from_on": event.from_on, "adopted_on": event.happened_on, "basis": event.basis}
    tables.put(Adoption, f"{name}-{event.from_on:%Y%m%d}", entry.position, {**common, **told})


def adoptions(name: str = FORMULA, position: int | None = None) -> list[Adoption]:
    """What was ever adopted under a name, by the day from which it holds."""
    return list(as_of(Adoption, position).filter(name=name).order_by("from_on"))


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds on a day: the formula, and every threshold."""

    formula: Formula
    thresholds: Mapping[Threshold, int]


def rule_on(day: date, position: int | None = None) -> Rule:
    """What holds on a day; what the office has not set holds as it comes."""
    held = {each.name: each for each in as_of(Adoption, position).filter(from_on__lte=day).order_by("from_on")}
    code = held[FORMULA].code if FORMULA in held else DEFAULT
    set_to = {Threshold(name): each.value for name, each in held.items() if name != FORMULA}
    return Rule(FORMULAS[code], {**DEFAULTS, **set_to})


@dataclass(frozen=True, slots=True)
class ByWay:
    """The four counts of one way, which never stand for each other."""

    way: Way
    tally: Tally
    reached: int


def asked(since: date | None, on: date, position: int | None = None) -> QuerySet[Survey]:
    """The reporters who were asked within a window of days."""
    rows: QuerySet[Survey] = as_of(Survey, position).filter(asked_on__lte=on)
    return rows if since is None else rows.filter(asked_on__gte=since)


def by_way(rows: QuerySet[Survey], on: date) -> list[ByWay]:
    """The counts of these surveys by the way of the answer, as far as it was recorded by the day. In one query."""
    answered = Q(outcome=SurveyOutcome.ANSWERED.value, recorded_on__lte=on)
    counts = {
        "asked": Count("key"),
        "reached": Count("key", filter=answered | Q(outcome=SurveyOutcome.NO_ANSWER.value, recorded_on__lte=on)),
        "unreached": Count("key", filter=Q(outcome=SurveyOutcome.UNREACHABLE.value, recorded_on__lte=on)),
        "contacted": Count("key", filter=answered & Q(contacted=True)),
        "solved": Count("key", filter=answered & Q(fixed=True)),
        **{f"level_{each.value}": Count("key", filter=answered & Q(level=each.value)) for each in Level},
    }
    found: dict[str, dict[str, Any]] = {each["way"]: {**each} for each in rows.values("way").annotate(**counts)}
    return [ByWay(way, _tally(found.get(way.value, {})), found.get(way.value, {}).get("reached", 0)) for way in Way]


def whole(parts: list[ByWay]) -> ByWay:
    """All ways together; its own `way` says nothing."""
    tallies = [each.tally for each in parts]
    levels = {level: sum(each.levels.get(level, 0) for each in tallies) for level in Level}
    named = ("asked", "contacted", "solved", "unreached")
    sums = {name: sum(getattr(each, name) for each in tallies) for name in named}
    return ByWay(Way.CALL, Tally(levels=levels, **sums), sum(each.reached for each in parts))


def _tally(found: Mapping[str, int]) -> Tally:
    levels = {each: found.get(f"level_{each.value}", 0) for each in Level}
    asked_of, contacted = found.get("asked", 0), found.get("contacted", 0)
    return Tally(asked_of, levels, contacted, found.get("solved", 0), found.get("unreached", 0))
