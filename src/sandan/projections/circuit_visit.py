"""Circuit visits (巡回检查), what was found, and what the units say to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from sandan.domain import circuit_visit
from sandan.domain.authority import Actor
from sandan.domain.circuit import Sight, sight
from sandan.domain.circuit_visit import Found, VisitStatus
from sandan.domain.register import Grade
from sandan.domain.values import Channel, Tier, Topic
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.circuit_group import CircuitGroup
from sandan.projections.look_back import LookBackItem
from sandan.projections.number import CIRCUIT_VISIT
from sandan.projections.problem import Problem
from sandan.projections.rate import Interval, percent, wilson
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.unit import Unit
from sandan.projections.version import Tables, Version, index, now

_OVER = (VisitStatus.HELD.value, VisitStatus.FED_BACK.value)
STANDING = (VisitStatus.PLANNED.value, *_OVER)
"""Where a visit that is to be, or was, stands."""


class CircuitVisit(Record):
    """A visit. `place` is the unit visited, `unit` keeps the record; `team` and `clashes` are told separated by spaces.

    Not announced and not held, it is shown to nobody who may not know (`visible`).
    """

    group = models.CharField(max_length=32)
    place = models.CharField(max_length=32)
    day = models.DateField()
    """The day planned; the day held once it was."""
    team = models.CharField(max_length=400)
    announced = models.BooleanField()
    held_on = models.DateField(null=True)
    methods = models.CharField(max_length=80, default="")
    note = models.CharField(max_length=2000, default="")
    plan = models.CharField(max_length=64, default="")
    clashes = models.CharField(max_length=600, default="")
    grounds = models.CharField(max_length=500, default="")
    """Why the unit is visited although others visit it."""
    told_on = models.DateField(null=True)
    object_by = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)

    class Meta:
        indexes = [
            *indexes("circuit_visit"),
            index("circuit_visit", "place", "day"),
            index("circuit_visit", "day"),
            index("circuit_visit", "group", "day"),
        ]


class CircuitItem(Version):
    """Something that a visit looked at: an item drawn by lot (`problem` with its `look_back`), or something new that it found.

    `unit` is the unit visited. `set_aside_on`: an objection was upheld, and the finding counts no more.
    """

    visit = models.CharField(max_length=32)
    group = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32, default="")
    topic = models.CharField(max_length=20, default=Topic.OTHER.value)
    channel = models.CharField(max_length=20, default=Channel.INSPECTION.value)
    look_back = models.CharField(max_length=32, default="")
    finding = models.CharField(max_length=32)
    """The drawn problem's id, or the finding's own."""
    problem = models.CharField(max_length=32, default="")
    number = models.CharField(max_length=20, default="")
    title = models.CharField(max_length=200, default="")
    checker = models.CharField(max_length=32, default="")
    found = models.CharField(max_length=12, default="")
    found_on = models.DateField(null=True)
    words = models.CharField(max_length=4000, default="")
    objected_on = models.DateField(null=True)
    decide_by = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    set_aside_on = models.DateField(null=True)

    class Meta:
        indexes = [
            index("circuit_item", "key"),
            index("circuit_item", "position", "key"),
            index("circuit_item", "visit", "key"),
            index("circuit_item", "problem"),
            index("circuit_item", "group", "found"),
            index("circuit_item", "decided_on", "decide_by"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a visit and of what it found."""
    at = entry.position
    match event:
        case circuit_visit.VisitPlanned() as one:
            values = entered(
                entry,
                event,
                CIRCUIT_VISIT,
                title=one.title,
                unit=one.unit,
                group=one.group,
                place=one.place,
                day=one.on,
                team=" ".join(one.team),
                announced=one.announced,
                clashes=" ".join(one.clashes),
                grounds=one.reason,
                plan=one.plan,
                status=VisitStatus.PLANNED.value,
                **place_of(one.place, tables),
            )
            tables.put(CircuitVisit, one.visit, at, values)
        case circuit_visit.VisitMoved() as one:
            moved = {
                "day": one.on,
                "team": " ".join(one.team),
                "clashes": " ".join(one.clashes),
                "grounds": one.reason,
            }
            tables.put(CircuitVisit, one.visit, at, moved)
        case circuit_visit.VisitHeld() as one:
            told = {
                "status": VisitStatus.HELD.value,
                "held_on": one.held_on,
                "day": one.held_on,
                "methods": " ".join(one.methods),
                "note": one.note,
                "evidence": len(one.evidence),
                "grade": (Grade.DOCUMENTED if one.evidence else Grade.CLAIMED).value,
            }
            tables.put(CircuitVisit, one.visit, at, told)
        case circuit_visit.SampleTaken() as one:
            for problem, checker in zip(one.problems, one.checkers, strict=True):
                drawn = {"look_back": one.look_back, "checker": checker, **_of(problem, tables)}
                _item(tables, at, one.visit, problem, drawn)
        case circuit_visit.CheckNoted() as one:
            key = _find(tables, one.visit, one.problem)
            words = _words(tables, (tables.get(CircuitItem, key) or {})["look_back"], one.problem)
            found = {"found": one.found.value, "found_on": event.happened_on, "words": words, "checker": one.checker}
            tables.put(CircuitItem, key, at, found)
        case circuit_visit.FindingNoted() as one:
            values = {
                "checker": one.finder,
                "found": one.found.value,
                "found_on": event.happened_on,
                "words": one.said,
                **(_of(one.problem, tables) if one.problem else {}),
            }
            _item(tables, at, one.visit, one.finding, values)
        case circuit_visit.VisitFedBack(visit=visit, object_by=object_by):
            told_of = {"status": VisitStatus.FED_BACK.value, "told_on": event.happened_on, "object_by": object_by}
            tables.put(CircuitVisit, visit, at, told_of)
        case circuit_visit.VisitAnswered(visit=visit):
            answered = {"answered_on": event.happened_on, "grade": Grade.VERIFIED.value}
            tables.put(CircuitVisit, visit, at, answered)
        case circuit_visit.FindingObjected(visit=visit, finding=finding, decide_by=decide_by):
            objected = {"objected_on": event.happened_on, "decide_by": decide_by}
            tables.put(CircuitItem, _find(tables, visit, finding), at, objected)
        case circuit_visit.FindingDecidedAgain(visit=visit, finding=finding, upheld=upheld):
            decided = {"decided_on": event.happened_on, "set_aside_on": event.happened_on if upheld else None}
            tables.put(CircuitItem, _find(tables, visit, finding), at, decided)
        case circuit_visit.VisitCancelled(visit=visit, reason=reason):
            ended = {
                "status": VisitStatus.CANCELLED.value,
                "cancelled_on": event.happened_on,
                "reason": reason,
            }
            tables.put(CircuitVisit, visit, at, ended)
        case circuit_visit.VisitWithdrawn(visit=visit, reason=reason):
            ended = {"status": VisitStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(CircuitVisit, visit, at, ended)


def _item(tables: Tables, at: int, visit: str, finding: str, values: dict[str, Any]) -> None:
    row = tables.get(CircuitVisit, visit)
    if row is None:
        raise LookupError(f"circuit visit {visit} was not planned before entry {at}")
    place = {name: row[name] for name in ("town", "group")}
    number = {"number": row["number"], "title": row["title"]}
    key = f"{visit}.{len(tables.find(CircuitItem, 'visit', visit)):04}"
    said = {**number, **place, "unit": row["place"], "visit": visit, "finding": finding, **values}
    tables.put(CircuitItem, key, at, said)


def _of(problem: str, tables: Tables) -> dict[str, Any]:
    row = tables.get(Problem, problem)
    if row is None:
        raise LookupError(f"problem {problem} is not registered")
    same = {name: row[name] for name in ("number", "title", "topic", "channel")}
    return {**same, "problem": problem}


def _words(tables: Tables, of: str, problem: str) -> str:
    """What the finding of the look-back `of`, told in the same transaction, says of a problem."""
    for key in tables.find(LookBackItem, "problem", problem):
        row = tables.get(LookBackItem, key)
        if row is not None and row["look_back"] == of:
            return str(row["finding"])
    return ""


def _find(tables: Tables, visit: str, finding: str) -> str:
    for key in tables.find(CircuitItem, "visit", visit):
        row = tables.get(CircuitItem, key)
        if row is not None and row["finding"] == finding:
            return key
    raise LookupError(f"circuit visit {visit} has no finding {finding}")


# --- who may know ----------------------------------------------------------------------------------------------------


def visible(rows: QuerySet[CircuitVisit], by: Actor) -> QuerySet[CircuitVisit]:
    """Those of `rows` that somebody may know of: unannounced visits stay hidden from the unit, from the town of a village that is visited,
    and from all whom they do not concern."""
    seen = sight(by)
    if seen is Sight.ALL:
        return rows
    told = Q(announced=True) | Q(held_on__isnull=False) | Q(team__contains=by.person)
    if seen is Sight.NONE:
        return rows.filter(told)
    own = by.everywhere | frozenset(by.lineage)
    return rows.filter(told | ~(Q(place__in=own) | Q(town__in=own)))


# --- what waits ------------------------------------------------------------------------------------------------------


def items_of(visit: str) -> list[CircuitItem]:
    """What a visit looked at, in order."""
    return list(now(CircuitItem).filter(visit=visit).order_by("key"))


def visit_of(look_back_id: str, problem: str, person: str) -> str:
    """The visit that took a drawn item along and on which `person` goes; "" where there is none that may still say something."""
    rows = now(CircuitItem).filter(look_back=look_back_id, problem=problem, found="")
    for visit in rows.values_list("visit", flat=True):
        if mine(person).filter(key=visit).exists():
            return visit
    return ""


def waiting_items(visit: str) -> int:
    """How many of the items that a visit took along still wait for somebody's finding."""
    taken = now(CircuitItem).filter(visit=visit, found="").exclude(look_back="").values_list("look_back", "problem")
    left = now(LookBackItem).filter(verdict="", ended_on__isnull=True)
    return sum(left.filter(look_back=of, problem=problem).exists() for of, problem in taken)


def mine(person: str) -> QuerySet[CircuitVisit]:
    """Visits that somebody goes along on and that are not over, next first."""
    waiting = (VisitStatus.PLANNED.value, VisitStatus.HELD.value)
    return now(CircuitVisit).filter(team__contains=person, status__in=waiting).order_by("day", "position")


def objected(look_back_id: str) -> dict[str, CircuitItem]:
    """The items of a look-back to whose finding the unit objected, by problem."""
    rows = now(CircuitItem).filter(look_back=look_back_id, objected_on__isnull=False)
    return {each.problem: each for each in rows}


def to_decide() -> QuerySet[CircuitItem]:
    """Findings to which a unit objects and on which nobody has decided, the most urgent first."""
    rows = now(CircuitItem).filter(objected_on__isnull=False, decided_on__isnull=True)
    return rows.order_by("decide_by", "position")


# --- coverage --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Covered:
    """A unit, when it was last visited, how often in all, and when it is planned to be next (None: it is not, or nobody may know)."""

    unit: Unit
    visits: int
    last_on: date | None
    next_on: date | None


def coverage(by: Actor, tiers: Iterable[Tier] = (Tier.SYSTEM, Tier.TOWN)) -> list[Covered]:
    """Every unit that stands, in the order in which they were established, with its visits."""
    rows = now(CircuitVisit).filter(status__in=STANDING)
    visits: dict[str, list[tuple[date, bool]]] = {}
    for place, day, held_on in visible(rows, by).values_list("place", "day", "held_on"):
        visits.setdefault(place, []).append((day, held_on is not None))
    wanted = [each.value for each in tiers]
    units = now(Unit).filter(tier__in=wanted, abolished_on__isnull=True).order_by("position")
    found = []
    for unit in units:
        held = [day for day, over in visits.get(unit.key, ()) if over]
        planned = [day for day, over in visits.get(unit.key, ()) if not over]
        found.append(Covered(unit, len(held), max(held, default=None), min(planned, default=None)))
    return found


@dataclass(frozen=True, slots=True)
class GroupTally:
    """What a group looked at of what was drawn by lot. The rate stands for what was drawn, with its interval; it ranks nobody."""

    group: CircuitGroup
    visits: int
    told: int
    overturned: int
    cannot_tell: int
    set_aside: int

    @property
    def rate(self) -> Decimal | None:
        """Overturned out of told, in percent."""
        return percent(self.overturned, self.told)

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the rate."""
        return wilson(self.overturned, self.told)


def group_tallies() -> list[GroupTally]:
    """A tally for each group, in the order in which they were formed: by no result."""
    counts: dict[tuple[str, str], int] = {}
    aside: dict[str, int] = {}
    for group, verdict, set_aside_on in (
        now(CircuitItem).exclude(found="").values_list("group", "found", "set_aside_on")
    ):
        if set_aside_on is not None:
            aside[group] = aside.get(group, 0) + 1
        else:
            counts[group, verdict] = counts.get((group, verdict), 0) + 1
    held: dict[str, int] = {}
    for group in now(CircuitVisit).filter(status__in=_OVER).values_list("group", flat=True):
        held[group] = held.get(group, 0) + 1
    found = []
    for each in now(CircuitGroup).filter(withdrawn_on__isnull=True).order_by("position"):
        overturned = counts.get((each.key, Found.OVERTURNED.value), 0)
        told = overturned + counts.get((each.key, Found.CONFIRMED.value), 0)
        unclear = counts.get((each.key, Found.CANNOT_TELL.value), 0)
        found.append(GroupTally(each, held.get(each.key, 0), told, overturned, unclear, aside.get(each.key, 0)))
    return found
