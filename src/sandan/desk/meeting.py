"""What an entry of an on-site meeting means in commands: the meeting, and each decision made work where whoever enters it may do that."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from sandan.desk.handle import Order, fold, identify
from sandan.desk.problem import Dispatch, sent_to
from sandan.desk.sheet import Trial
from sandan.domain.authority import Actor
from sandan.domain.case import Case
from sandan.domain.meeting import CarryOut, Decision, HoldMeeting
from sandan.domain.responsibility import AssignResponsibility
from sandan.domain.task import PlanTask
from sandan.domain.values import Refusal, Status, Topic


def enter(data: Mapping[str, Any], by: Actor, key: str, at: datetime | None = None) -> list[Order]:
    """A meeting with its decisions.

    `data`: leader, place, held_on, topic, units, problems, decisions (`Decision`), unit, note, evidence. The first order begins it.
    """
    of = identify(key)
    decisions = tuple(data.get("decisions") or ())
    begun = HoldMeeting(
        meeting=of,
        leader=data["leader"],
        place=data["place"],
        unit=data.get("unit") or by.unit,
        held_on=data["held_on"],
        topic=Topic(data.get("topic") or Topic.OTHER),
        units=tuple(data.get("units") or ()),
        problems=tuple(data.get("problems") or ()),
        decisions=decisions,
        note=data.get("note") or "",
        evidence=tuple(data.get("evidence") or ()),
    )
    orders = [Order(f"meeting/{of}", begun)]
    trial = Trial(by, at or timezone.localtime())
    if trial(orders) is not None:
        return orders  # refused as a whole: the decider says why
    for number, each in enumerate(decisions):
        orders += made_work(of, number, each, data["held_on"], trial, f"{key}/{number}")
    return orders


def made_work(of: str, number: int, what: Decision, from_on: date, trial: Trial, key: str) -> list[Order]:
    """The orders that make a decision a task on its problem, or else dispatch the problem; none where this actor may do neither now."""
    if not what.problem:
        return []
    case: Case = fold(f"problem/{what.problem}")[0]
    if case.problem is None:
        return []
    return next(
        (each for each in _ways(case, of, number, what, from_on, trial.at.date(), key) if trial(each) is None), []
    )


def carry_out(of: str, number: int, what: Decision, held_on: date, by: Actor, key: str, at: datetime) -> list[Order]:
    """Make a decision work that waits; the plain command where nothing can, so that the decider says why."""
    case: Case = fold(f"problem/{what.problem}")[0]
    ways = _ways(case, of, number, what, min(held_on, at.date()), at.date(), key)
    return next((each for each in ways if Trial(by, at)(each) is None), ways[0])


def _ways(case: Case, of: str, number: int, what: Decision, from_on: date, today: date, key: str) -> list[list[Order]]:
    """A task with who answers for it; a task alone; a dispatch. The first that the law allows is taken."""
    stream, task = f"problem/{what.problem}", identify(key, "task")
    handling = case.facts.unit
    to_on = max(what.due_on, from_on)
    planned = Order(stream, PlanTask(task=task, measure=what.text, standard=what.text, from_on=from_on, to_on=to_on))
    told = Order(f"meeting/{of}", CarryOut(meeting=of, decision=number, task=task, handling=handling))
    ways: list[list[Order]] = []
    ours = not what.unit or what.unit == handling
    if ours and what.person:
        answers = AssignResponsibility(task=task, lead_unit=handling, person=what.person)
        ways.append([planned, Order(stream, answers), told])
    if ours:
        ways.append([planned, told])
    if what.unit and case.facts.status is Status.ACCEPTED:
        with suppress(Refusal):  # no calendar for its days yet: then it waits for a person
            sent = sent_to(what.problem, Dispatch(what.unit, what.due_on, note=what.text), today)
            ways.append([*sent, Order(f"meeting/{of}", CarryOut(meeting=of, decision=number, handling=what.unit))])
    return ways or [[planned, told]]
