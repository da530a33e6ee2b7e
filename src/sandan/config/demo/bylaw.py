"""What the office of the demo county rules for itself: deadlines of its campaign, which door leads where, how satisfaction is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sandan.config.demo.agenda import Course
from sandan.config.demo.names import OFFICE
from sandan.config.demo.scene import Scene
from sandan.desk import formula, rule
from sandan.domain.authority import Role
from sandan.domain.calendar import DayType
from sandan.domain.formula import Threshold
from sandan.domain.profile import CAMPAIGN
from sandan.domain.rulebook import Deadline, OfficeDays, Start, Step
from sandan.domain.values import Channel, Status

_DAYS, _WORKED = DayType.CALENDAR, DayType.WORKING

CAMPAIGN_TITLE = "云岭县民生问题专项整治办理规则"
CAMPAIGN_BASIS = "云岭县民生问题专项整治实施方案"
CAMPAIGN_TEXT = "实施方案施行前登记的问题，仍按登记当日的规则办理。"
DEADLINES = (
    Deadline(Step.FORWARD, 7, _DAYS, Start.REGISTERED, article="第六条"),
    Deadline(Step.TELL, 7, _DAYS, Start.DISPATCHED, article="第七条"),
    Deadline(Step.RETURN, 5, _WORKED, Start.DISPATCHED, article="第八条"),
    Deadline(Step.CONCLUDE, 60, _DAYS, Start.ACCEPTED, article="第九条"),
    Deadline(Step.EXTEND, 30, _DAYS, Start.LIMIT, article="第十条"),
)
"""Stricter than what stands ready; every number is the story's own."""

OFFICE_DAYS = (
    OfficeDays(Status.ACCEPTED, 5, "第六条"),
    OfficeDays(Status.RETURN_ASKED, 3, "第七条"),
    OfficeDays(Status.CLOSURE_REQUESTED, 7, "第十二条"),
    OfficeDays(Status.VERIFIED, 7, "第十二条"),
)

DOORS_BASIS = "云岭县群众诉求分类办理办法"
RATE_BASIS = "云岭县群众满意度评价办法"
WEIGHTED = "weighted_90/1"
MINUTES = 15


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """When the office rules what, from the first day on."""
    yield timedelta(1), _rates(scene)
    yield timedelta(7), _deadlines(scene)
    yield timedelta(20), _doors(scene)


def _rates(scene: Scene) -> Course:
    """From which day satisfaction is counted how, and when quick answers are asked about."""
    by, at = scene.cast.one(OFFICE, Role.DISPATCHER), scene.agenda.now
    from_on = scene.agenda.today + timedelta(3)
    formula.adopt(WEIGHTED, from_on, f"{RATE_BASIS}第三条", by, scene.key(), at)
    formula.set_threshold(Threshold.MINUTES, MINUTES, from_on, f"{RATE_BASIS}第九条", by, scene.key(), at)
    yield from ()


def _deadlines(scene: Scene) -> Course:
    """The campaign gets deadlines of its own a week ahead. What was registered until then keeps those of its day (law 10)."""
    rules = replace(
        CAMPAIGN,
        title=CAMPAIGN_TITLE,
        basis=CAMPAIGN_BASIS,
        text=CAMPAIGN_TEXT,
        from_on=scene.agenda.today + timedelta(7),
        deadlines=DEADLINES,
        approvers=(Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER),
        office_days=OFFICE_DAYS,
    )
    rule.adopt(rules, scene.cast.one(OFFICE, Role.DISPATCHER), scene.key(), scene.agenda.now)
    yield from ()


def _doors(scene: Scene) -> Course:
    """Who comes to the counter is a petitioner from then on, as who writes a letter was before."""
    from_on = scene.agenda.today + timedelta(3)
    petition = (Channel.LETTER, Channel.SUPERIOR, Channel.COUNTER)
    by = scene.cast.one(OFFICE, Role.DISPATCHER)
    rule.assign_channels(from_on, (Channel.HOTLINE,), petition, DOORS_BASIS, by, scene.key(), scene.agenda.now)
    yield from ()
