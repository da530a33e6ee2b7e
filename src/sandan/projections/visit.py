"""Visits (走访), planned and held, what was heard on each, and which leader has been to which of their places and sectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Max, Q, QuerySet

from sandan.domain import assignment, lecture, visit
from sandan.domain.circuit_visit import VisitStatus as CircuitStatus
from sandan.domain.lecture import LectureStatus
from sandan.domain.register import Grade
from sandan.domain.values import Refusal, Tier
from sandan.domain.visit import Heard, HeardKind, VisitStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.calendar import calendar
from sandan.projections.circuit_visit import CircuitVisit
from sandan.projections.lecture import Lecture
from sandan.projections.number import VISIT
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.unit import Unit, standing
from sandan.projections.version import Row, Tables, Version, index, now

AHEAD = timedelta(days=30)
"""How far ahead free days are looked for."""
_DAY = timedelta(days=1)


class Visit(Record):
    """A visit. Its title is what the place was called.

    `heard` counts the things heard, and the four columns after it what became of them. `others` counts the delegations that a plan met.
    """

    visitor = models.CharField(max_length=32)
    place = models.CharField(max_length=32)
    planned_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    companions = models.CharField(max_length=300, default="")
    note = models.CharField(max_length=2000, default="")
    heard = models.IntegerField(default=0)
    opinions = models.IntegerField(default=0)
    fixed = models.IntegerField(default=0)
    disputes = models.IntegerField(default=0)
    noted = models.IntegerField(default=0)
    others = models.IntegerField(default=0)
    despite = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [
            *indexes("visit"),
            index("visit", "place", "held_on"),
            index("visit", "place", "planned_on"),
            index("visit", "visitor", "position"),
        ]


class HeardThing(Version):
    """One thing heard on a visit, and what it is now: an opinion, a problem put right at once, a dispute, or only noted. No words."""

    visit = models.CharField(max_length=32)
    line = models.IntegerField()
    """Which of the things heard, from 0."""
    kind = models.CharField(max_length=10)
    topic = models.CharField(max_length=20)
    opinion = models.CharField(max_length=32)
    problem = models.CharField(max_length=32)
    dispute = models.CharField(max_length=32)

    class Meta:
        indexes = [
            index("heardthing", "key"),
            index("heardthing", "visit", "line"),
            index("heardthing", "opinion"),
            index("heardthing", "dispute"),
        ]


class Pair(Version):
    """A leader's assigned place or sector, with that leader's first and last visit there, and first lecture. Named by its assignment."""

    CALLED = "key"

    leader = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32, default="")
    topic = models.CharField(max_length=20, default="")
    channel = models.CharField(max_length=20, default="")
    kind = models.CharField(max_length=10)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    lectured_on = models.DateField(null=True)

    class Meta:
        indexes = [index("pair", "key"), index("pair", "leader"), index("pair", "unit"), index("pair", "last_on")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a visit, or of an assignment that visits fulfil."""
    match event:
        case assignment.AssignmentMade() | assignment.AssignmentEnded():
            _assigned(entry, event, tables)
        case visit.VisitPlanned() as one:
            told = {"planned_on": one.planned_on, "others": len(one.others), "despite": one.despite}
            values = _begun(entry, one, tables, status=VisitStatus.PLANNED.value, **told)
            tables.put(Visit, one.visit, entry.position, values)
        case visit.VisitEntered() as one:
            tables.put(Visit, one.visit, entry.position, _begun(entry, one, tables, status=VisitStatus.HELD.value))
            _held(entry, one, tables)
        case visit.VisitHeld() as one:
            _held(entry, one, tables)
        case visit.VisitConfirmed(visit=key):
            tables.put(Visit, key, entry.position, {"grade": Grade.VERIFIED.value})
        case visit.VisitCancelled(visit=key, reason=reason):
            told = {"status": VisitStatus.CANCELLED.value, "cancelled_on": event.happened_on, "reason": reason}
            tables.put(Visit, key, entry.position, told)
        case visit.VisitWithdrawn(visit=key, reason=reason):
            told = {"status": VisitStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(Visit, key, entry.position, told)
            row = tables.get(Visit, key)
            if row is not None and row["held_on"] is not None:
                _count_again(row["visitor"], entry.position, tables)


def apply_lecture(entry: Entry, event: Event, tables: Tables) -> None:
    """Write that a leader spoke at an assigned place, after the lecture's own row is written."""
    if not isinstance(event, lecture.LectureHeld | lecture.LectureWithdrawn):
        return
    told = tables.get(Lecture, event.lecture)
    assert told is not None
    if told["held_on"] is not None:
        _count_again(told["lecturer"], entry.position, tables)


def _begun(entry: Entry, one: visit.VisitPlanned | visit.VisitEntered, tables: Tables, **more: Any) -> dict[str, Any]:
    called = tables.get(Unit, one.place)
    return entered(
        entry,
        one,
        VISIT,
        title=called["name"] if called else one.place,
        unit=one.unit,
        visitor=one.visitor,
        place=one.place,
        topic=one.topic.value,
        **place_of(one.place, tables),
        **more,
    )


def _held(entry: Entry, one: visit.VisitEntered | visit.VisitHeld, tables: Tables) -> None:
    row = tables.get(Visit, one.visit)
    assert row is not None
    tables.put(
        Visit,
        one.visit,
        entry.position,
        {
            "status": VisitStatus.HELD.value,
            "held_on": one.held_on,
            "companions": one.companions,
            "note": one.note,
            "evidence": len(one.evidence),
            "grade": (Grade.DOCUMENTED if one.evidence else Grade.CLAIMED).value,
            "heard": len(one.heard),
            "opinions": _of_kind(one.heard, HeardKind.OPINION),
            "fixed": _of_kind(one.heard, HeardKind.FIXED),
            "disputes": _of_kind(one.heard, HeardKind.DISPUTE),
            "noted": _of_kind(one.heard, HeardKind.NOTED),
        },
    )
    for line, each in enumerate(one.heard):
        told = {
            "visit": one.visit,
            "line": line,
            "kind": each.kind.value,
            "topic": each.topic.value,
            "opinion": each.opinion,
            "problem": each.problem,
            "dispute": each.dispute,
        }
        tables.put(HeardThing, f"{one.visit}.{line}", entry.position, told)
    for pair in _fulfilled(row["visitor"], row, one.held_on, tables):
        _visited(pair, one.held_on, entry.position, tables)


def _of_kind(heard: Iterable[Heard], kind: HeardKind) -> int:
    return sum(each.kind is kind for each in heard)


def _assigned(entry: Entry, event: Event, tables: Tables) -> None:
    match event:
        case assignment.AssignmentMade() as one if one.unit:
            values = {
                "leader": one.leader,
                "unit": one.unit,
                "town": place_of(one.unit, tables)["town"],
                "topic": one.topic.value if one.topic else "",
                "kind": one.kind_of.value,
                "from_on": one.from_on,
            }
            tables.put(Pair, one.assignment, entry.position, values)
            _count_again(one.leader, entry.position, tables)
        case assignment.AssignmentEnded(assignment=key, until_on=until_on):
            row = tables.get(Pair, key)
            if row is not None:
                tables.put(Pair, key, entry.position, {"until_on": until_on})
                _count_again(row["leader"], entry.position, tables)


def _fulfilled(leader: str, record: Row, on: date, tables: Tables) -> list[str]:
    """The running assignments that a leader's visit or lecture fulfils: those of the place itself, else those of its town."""
    found: dict[str, list[str]] = {}
    for key in tables.find(Pair, "leader", leader):
        row = tables.get(Pair, key)
        if row and row["from_on"] <= on and (row["until_on"] is None or row["until_on"] >= on):
            found.setdefault(row["unit"], []).append(key)
    return found.get(record["place"]) or found.get(record["town"], [])


def _visited(pair: str, on: date, at: int, tables: Tables) -> None:
    row = tables.get(Pair, pair)
    assert row is not None
    told = {"first_on": min(row["first_on"] or on, on), "last_on": max(row["last_on"] or on, on)}
    if any(row[name] != value for name, value in told.items()):
        tables.put(Pair, pair, at, told)


def _count_again(leader: str, at: int, tables: Tables) -> None:
    """The first and last visit of each place of a leader, and the first lecture there, from all that they held.

    An assignment may be entered after what fulfils it, and what was entered may turn out to be a mistake.
    """
    visited, lectured = (
        _days_of(leader, (tables.get(model, key) for key in tables.find(model, column, leader)), tables)
        for model, column in ((Visit, "visitor"), (Lecture, "lecturer"))
    )
    for pair in tables.find(Pair, "leader", leader):
        row, days = tables.get(Pair, pair), visited.get(pair, [])
        told = {"first_on": min(days, default=None), "last_on": max(days, default=None)}
        told["lectured_on"] = min(lectured.get(pair, []), default=None)
        if row is not None and any(row[name] != value for name, value in told.items()):
            tables.put(Pair, pair, at, told)


def _days_of(leader: str, records: Iterable[Row | None], tables: Tables) -> dict[str, list[date]]:
    """The days of records that were held and stand, by the assignments that they fulfil."""
    found: dict[str, list[date]] = {}
    for one in records:
        if one is not None and one["held_on"] is not None and one["withdrawn_on"] is None:
            for pair in _fulfilled(leader, one, one["held_on"], tables):
                found.setdefault(pair, []).append(one["held_on"])
    return found


# --- who else comes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delegation:
    """Somebody who comes to a place on a day: the number of the record, the person (of a group, one of them), the unit that sends them."""

    number: str
    person: str
    unit: str
    on: date
    place: str


def delegations(place: str, first: date, last: date) -> list[Delegation]:
    """Who comes to a place ("" for any) from first to last day: planned visits, lectures, and circuit visits that are announced.

    Those who work there are no delegation, and what comes unannounced is told to nobody.
    """
    there = {"place": place} if place else {}
    span = {**there, "planned_on__gte": first, "planned_on__lte": last}
    foreign = ~Q(unit=models.F("place"))
    visits = now(Visit).filter(foreign, status=VisitStatus.PLANNED.value, **span)
    lectures = now(Lecture).filter(foreign, status=LectureStatus.PLANNED.value, withdrawn_on__isnull=True, **span)
    found = [Delegation(each.number, each.visitor, each.unit, each.planned_on or first, each.place) for each in visits]
    found += [Delegation(each.number, each.lecturer, each.unit, each.planned_on, each.place) for each in lectures]
    circuit = now(CircuitVisit).filter(
        announced=True, status=CircuitStatus.PLANNED.value, day__gte=first, day__lte=last, **there
    )
    found += [Delegation(each.number, each.team.partition(" ")[0], each.unit, each.day, each.place) for each in circuit]
    return sorted(found, key=lambda each: (each.on, each.number))


def free_days(place: str, after: date, most: int = 3) -> list[date]:
    """The next working days on which nobody else comes. Where the calendar of a year is not known, its weekdays."""
    taken = {each.on for each in delegations(place, after, after + AHEAD)}
    return list(_first(most, (day for day in _days(after) if day not in taken)))


def _days(after: date) -> Iterator[date]:
    known = calendar()
    day = after
    while day < after + AHEAD:
        day += _DAY
        try:
            working = known.is_working(day)
        except Refusal:
            working = day.weekday() < 5
        if working:
            yield day


def _first(count: int, days: Iterator[date]) -> Iterator[date]:
    for _, day in zip(range(count), days, strict=False):
        yield day


# --- who has been where ----------------------------------------------------------------------------------------------


def pairs(on: date) -> QuerySet[Pair]:
    """The places and sectors that leaders answer for on a day, those never visited first, then by the last visit."""
    running = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))
    return now(Pair).filter(running).order_by(models.F("last_on").asc(nulls_first=True), "position")


@dataclass(frozen=True, slots=True)
class Visited:
    """A town or village with the last visit by anyone from outside it; None for never."""

    unit: str
    name: str
    town: str
    last_on: date | None


def places(on: date, town: str = "") -> list[Visited]:
    """Every town and village that stands, those never visited first, then by the last visit. A visit to a village is none to its town."""
    rows = now(Unit).filter(standing(on), tier__in=(Tier.TOWN.value, Tier.BRANCH.value))
    if town:
        rows = rows.filter(Q(key=town) | Q(parent=town))
    outside = now(Visit).filter(status=VisitStatus.HELD.value, held_on__lte=on).exclude(unit=models.F("place"))
    last = dict(outside.values_list("place").annotate(Max("held_on")))
    found = [
        Visited(key, name, parent if tier == Tier.BRANCH.value else key, last.get(key))
        for key, name, parent, tier in rows.order_by("position").values_list("key", "name", "parent", "tier")
    ]
    return sorted(found, key=lambda each: (each.last_on is not None, each.last_on or on))


def heard_on(visit_key: str) -> Sequence[HeardThing]:
    """What was heard on a visit, in its order."""
    return list(now(HeardThing).filter(visit=visit_key).order_by("line"))


def origin(opinion: str) -> Visit | None:
    """The visit on which an opinion was heard; None where it came in another way."""
    heard = now(HeardThing).filter(opinion=opinion).first()
    return now(Visit).filter(key=heard.visit).first() if heard else None


@dataclass(frozen=True, slots=True)
class Lectured:
    """A leader and a place that they look after, with the first lecture that they gave there, and the next that is planned."""

    leader: str
    place: str
    held: Lecture | None = None
    planned: Lecture | None = None


def lectured(on: date) -> list[Lectured]:
    """Every running pair with its lectures, in the order of the places: what the figure of assigned places with a lecture counts.

    A lecture in a village counts for its town.
    """
    running = in_order(pairs(on))
    given: dict[tuple[str, str], list[Lecture]] = {}
    rows = now(Lecture).filter(lecturer__in={each.leader for each in running}, withdrawn_on__isnull=True)
    for one in rows.order_by("planned_on", "position"):
        for place in dict.fromkeys((one.place, one.town)):
            given.setdefault((one.lecturer, place), []).append(one)
    found = []
    for pair in running:
        there = given.get((pair.leader, pair.unit), [])
        first = (each for each in there if each.held_on is not None and each.held_on == pair.lectured_on)
        following = (each for each in there if each.status == LectureStatus.PLANNED.value)
        found.append(Lectured(pair.leader, pair.unit, next(first, None), next(following, None)))
    return found


def in_order(rows: Iterable[Pair]) -> list[Pair]:
    """Pairs in the order in which their places were established: by what nobody has earned."""
    order = dict(now(Unit).values_list("key", "position"))
    return sorted(rows, key=lambda each: (order.get(each.unit, 0), each.position))


def pairs_at(unit: str, on: date) -> list[Pair]:
    """The leaders who answer for a unit on a day; for a village that nobody answers for, those of its town."""
    row = now(Unit).filter(key=unit).first()
    for place in (unit, row.parent if row is not None and row.tier == Tier.BRANCH.value else ""):
        found = list(pairs(on).filter(unit=place)) if place else []
        if found:
            return found
    return []


def running_pairs(leader: str, on: date) -> list[Pair]:
    """The places and sectors of one leader on a day, the one not visited for longest first."""
    return list(pairs(on).filter(leader=leader))
