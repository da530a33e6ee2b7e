"""The calendar's tick: what became near, overdue or due for review, pauses that are over, and the drafts of bulletins, once each.

Ticking twice says nothing twice: the decider refuses what was said, and each saying has one key. A machine that was off for a week says
what the week brought at its next tick, with the day on which it says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import chain

from django.db.models import F, Q
from django.utils import timezone

from sandan.desk import bulletin as bulletins
from sandan.desk.handle import Order, handle
from sandan.domain.authority import CALENDAR
from sandan.domain.bulletin_template import in_force, last_period
from sandan.domain.clock import RUNNING, Tick
from sandan.domain.values import Refusal, Status
from sandan.projections.bulletin import laid_out, prepared
from sandan.projections.figure import position_for
from sandan.projections.problem import Problem, due_soon, overdue
from sandan.projections.version import now, under_shield

MOST = 2000
"""Sayings in one run; what is left is said by the next."""
_RUNNING = tuple(sorted(each.value for each in RUNNING))


def tick(at: datetime | None = None, most: int = MOST) -> int:
    """Say what the calendar says; returns how much there was to say. Safe to run at any time and as often as one likes."""
    moment = at or timezone.now()
    today = timezone.localtime(moment).date()
    said = 0
    for key, what in due(today):
        if said >= most:
            break
        try:
            handle([Order(f"problem/{key}", Tick())], CALENDAR, f"tick:{key}:{what}", at)
        except Refusal:  # it was said, or is settled, since the list was read
            continue
        said += 1
    return said


def prepare(at: datetime | None = None) -> int:
    """Lay out the drafts of the last whole week and month, one for each template and period; returns how many are new.

    They wait for a person: nothing is handed in or published by itself. Where nothing was recorded by the period's end there is nothing to
    tell. An earlier draft of the same template that nobody touched gives way.
    """
    today, made = timezone.localtime(at or timezone.now()).date(), 0
    for template in in_force(today):
        period = last_period(template.every, today)
        if period is None or not position_for(period.last) or laid_out(template.id, period.name):
            continue
        title, body = template.filled(today)
        own = bulletins.prepare(title, body, template.layout, template.code, period.name, at)
        made += 1
        for old in prepared(template.id):
            if old.key != own:
                with suppress(Refusal):  # somebody works on it
                    bulletins.discard(old.key, CALENDAR, f"bulletin-discard:{old.key}", at)
    return made


def due(today: date) -> Iterator[tuple[str, str]]:
    """Problems, in the open and under the shield, that the calendar has something new to say of, each with what it is about."""
    still = Q(status__in=_RUNNING, due_on__isnull=False, pause_until__lte=today)
    passed = overdue(today) & (Q(overdue_for__isnull=True) | ~Q(overdue_for=F("due_on")))
    near = due_soon(today) & (Q(near_for__isnull=True) | ~Q(near_for=F("due_on")))
    review = Q(status=Status.LONG_TERM.value, review_on__lte=today)
    review &= Q(review_for__isnull=True) | ~Q(review_for=F("review_on"))
    for wanted, column in ((still, "pause_until"), (passed, "due_on"), (near, "due_on"), (review, "review_on")):
        what = {"pause_until": "pause", "review_on": "review"}.get(column) or (
            "overdue" if wanted is passed else "near"
        )
        rows = chain(now(Problem).filter(wanted), under_shield(Problem).filter(wanted))
        for row in list(rows):
            yield row.key, f"{what}:{getattr(row, column).isoformat()}"
