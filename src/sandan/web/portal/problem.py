"""A problem as the public sees it: its number, its rungs and dates, who has it. Nobody's words, nobody's name."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.domain.problem_command import SELF
from sandan.domain.values import Channel, Status, Topic
from sandan.projections import unit
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.due import due_of
from sandan.web.label import CHANNEL, OUTCOME, STATUS, TOPIC
from sandan.web.look_back import of_problem
from sandan.web.portal.follow import rungs


@require_safe
def problem(request: ActedRequest, number: str) -> HttpResponse:
    """One problem by its public number. 404 where there is none."""
    row = now(Problem).filter(number=number).first()
    if row is None:
        raise Http404
    units = unit.names()
    context = {
        "active": "figures",
        "problem": row,
        "status": STATUS[Status(row.status)],
        "topic": TOPIC[Topic(row.topic)],
        "channel": CHANNEL[Channel(row.channel)],
        "town": units.get(row.town, ""),
        "unit": units.get(row.unit, ""),
        "outcome": {code.value: label for code, label in OUTCOME.items()}.get(row.outcome, ""),
        "rungs": rungs(row),
        "look_backs": of_problem(row.key, "portal"),
        "found_by": units.get(row.found_by, "") if row.origin == SELF else "",
        "due": due_of(row, timezone.localdate()),
    }
    return render(request, "portal/problem.html", context)


urlpatterns = [
    path("problems/<str:number>/", problem, name="problem"),
]
