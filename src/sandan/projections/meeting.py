"""On-site meetings (现场办公) and what was decided at them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from sandan.domain import meeting
from sandan.domain.authority import Actor, Role
from sandan.domain.meeting import DecisionStatus, MeetingStatus
from sandan.domain.register import Grade
from sandan.domain.task import WORKABLE
from sandan.domain.values import Status
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import MEETING
from sandan.projections.problem import Problem
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.unit import Unit
from sandan.projections.version import Tables, Version, index, now

_WORKABLE = tuple(sorted(each.value for each in WORKABLE))


class Meeting(Record):
    """An on-site meeting. Its title is what the place was called; `units` and `problems` hold ids separated by spaces."""

    leader = models.CharField(max_length=32)
    place = models.CharField(max_length=32)
    held_on = models.DateField()
    units = models.TextField(default="")
    problems = models.TextField(default="")
    note = models.CharField(max_length=2000, default="")
    decisions = models.IntegerField(default=0)
    carried = models.IntegerField(default=0)
    """Decisions that became a task or a dispatch."""
    waiting = models.IntegerField(default=0)

    class Meta:
        indexes = [*indexes("meeting"), index("meeting", "leader", "position")]


class MeetingDecision(Version):
    """One decision of an on-site meeting."""

    meeting = models.CharField(max_length=32)
    line = models.IntegerField()
    """Which of the decisions, from 0."""
    text = models.CharField(max_length=1000)
    problem = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    due_on = models.DateField()
    status = models.CharField(max_length=12)
    task = models.CharField(max_length=32, default="")
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [
            index("meetingdecision", "key"),
            index("meetingdecision", "meeting", "line"),
            index("meetingdecision", "status", "due_on"),
            index("meetingdecision", "problem"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an on-site meeting."""
    at = entry.position
    match event:
        case meeting.MeetingHeld() as one:
            _held(entry, one, tables)
        case meeting.DecisionCarriedOut(meeting=key, decision=number, task=task):
            status = DecisionStatus.TASK if task else DecisionStatus.DISPATCHED
            _settled(key, number, at, {"status": status.value, "task": task}, tables)
        case meeting.DecisionDropped(meeting=key, decision=number, reason=reason):
            _settled(key, number, at, {"status": DecisionStatus.DROPPED.value, "reason": reason}, tables)
        case meeting.MeetingConfirmed(meeting=key):
            tables.put(Meeting, key, at, {"grade": Grade.VERIFIED.value})
        case meeting.MeetingWithdrawn(meeting=key, reason=reason):
            told = {"status": MeetingStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(Meeting, key, at, told)
            for each in tables.find(MeetingDecision, "meeting", key):
                row = tables.get(MeetingDecision, each)
                if row is not None and row["status"] == DecisionStatus.WAITING.value:
                    tables.put(MeetingDecision, each, at, {"status": DecisionStatus.DROPPED.value, "reason": reason})


def _held(entry: Entry, one: meeting.MeetingHeld, tables: Tables) -> None:
    called = tables.get(Unit, one.place)
    values = entered(
        entry,
        one,
        MEETING,
        title=called["name"] if called else one.place,
        unit=one.unit,
        leader=one.leader,
        place=one.place,
        held_on=one.held_on,
        topic=one.topic.value,
        units=" ".join(one.units),
        problems=" ".join(one.problems),
        note=one.note,
        evidence=len(one.evidence),
        grade=(Grade.DOCUMENTED if one.evidence else Grade.CLAIMED).value,
        status=MeetingStatus.HELD.value,
        decisions=len(one.decisions),
        waiting=sum(bool(each.problem) for each in one.decisions),
        **place_of(one.place, tables),
    )
    tables.put(Meeting, one.meeting, entry.position, values)
    for line, each in enumerate(one.decisions):
        told = {
            "meeting": one.meeting,
            "line": line,
            "text": each.text,
            "problem": each.problem,
            "unit": each.unit,
            "person": each.person,
            "due_on": each.due_on,
            "status": (DecisionStatus.WAITING if each.problem else DecisionStatus.STANDS).value,
        }
        tables.put(MeetingDecision, f"{one.meeting}.{line}", entry.position, told)


def _settled(key: str, number: int, at: int, told: dict[str, Any], tables: Tables) -> None:
    tables.put(MeetingDecision, f"{key}.{number}", at, told)
    row = tables.get(Meeting, key)
    assert row is not None
    carried = row["carried"] + (told["status"] != DecisionStatus.DROPPED.value)
    tables.put(Meeting, key, at, {"carried": carried, "waiting": row["waiting"] - 1})


def decisions_of(key: str) -> list[MeetingDecision]:
    """The decisions of a meeting, in their order."""
    return list(now(MeetingDecision).filter(meeting=key).order_by("line"))


def waiting_for(actor: Actor) -> QuerySet[MeetingDecision]:
    """Decisions that wait for this actor: to plan a task on a problem of their unit, or to dispatch one that was accepted."""
    mine = []
    if actor.roles & {Role.UNIT_HEAD, Role.HANDLER}:
        mine.append(now(Problem).filter(unit__in=actor.lineage, status__in=_WORKABLE))
    if Role.DISPATCHER in actor.roles:
        mine.append(now(Problem).filter(status=Status.ACCEPTED.value))
    rows = now(MeetingDecision).filter(status=DecisionStatus.WAITING.value).order_by("due_on", "position")
    if not mine:
        return rows.none()
    whose = Q()
    for each in mine:
        whose |= Q(problem__in=each.values("key"))
    return rows.filter(whose)
