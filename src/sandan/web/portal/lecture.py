"""Lectures that everybody may come to."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.projections import person, unit
from sandan.projections.lecture import upcoming
from sandan.web.access import ActedRequest

MOST = 100


@require_safe
def lectures(request: ActedRequest) -> HttpResponse:
    """What is coming, the next first: subject, by whom, where, when."""
    units, people = unit.names(), person.names()
    rows = [
        {"row": one, "place": units.get(one.place, ""), "lecturer": people.get(one.lecturer, "")}
        for one in upcoming(timezone.localdate())[:MOST]
    ]
    return render(request, "portal/lectures.html", {"rows": rows})


urlpatterns = [path("lectures/", lectures, name="lectures")]
