"""Deeds for everyone: number, town, what changed, and whose word stands behind it. Nobody's name; nothing in order of merit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from sandan.domain.register import Grade
from sandan.projections import unit
from sandan.projections.deed import Deed
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import GRADE
from sandan.web.page import keyset


@require_safe
def deeds(request: ActedRequest) -> HttpResponse:
    """The deeds that count, newest entries first: not the duty work, and nothing that the served deny."""
    rows = now(Deed).filter(withdrawn_on__isnull=True, duty_on__isnull=True, denied_on__isnull=True)
    page = keyset(rows, request)
    names = unit.names()
    listed = [(each, names.get(each.town, ""), GRADE[Grade(each.grade)]) for each in page.rows]
    return render(request, "portal/deeds.html", {"active": "deeds", "rows": listed, "page": page})


urlpatterns = [path("deeds/", deeds, name="deeds")]
