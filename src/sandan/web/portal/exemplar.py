"""Exemplars for everyone: those published, while the person agrees; and those open to objections whose person agrees to be shown."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.desk.exemplar import nominee_name
from sandan.domain.exemplar import ExemplarStatus
from sandan.projections import person, unit
from sandan.projections.exemplar import Exemplar
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.page import keyset


@never_cache
@require_safe
def exemplars(request: ActedRequest) -> HttpResponse:
    """Published ones, and above them those on which objections are taken until a day. Who withdraws their consent is gone at once."""
    agreed = now(Exemplar).filter(withdrawn_on__isnull=True, consented_on__isnull=False)
    open_ = agreed.filter(status=ExemplarStatus.POSTED.value, until_on__gte=timezone.localdate())
    page = keyset(agreed.filter(Q(status=ExemplarStatus.PUBLISHED.value)), request)
    people, units = person.names(), unit.names()
    context = {
        "active": "exemplars",
        "posted": [_shown(each, people, units) for each in open_.order_by("position")[:50]],
        "rows": [_shown(each, people, units) for each in page.rows],
        "page": page,
    }
    return render(request, "portal/exemplars.html", context)


def _shown(row: Exemplar, people: dict[str, str], units: dict[str, str]) -> dict[str, Any]:
    """What is told of one whose consent the query has asked for."""
    who = people.get(row.nominee, "") if row.nominee else nominee_name(row)
    return {"row": row, "who": who, "unit": units.get(row.unit, "")}


urlpatterns = [path("exemplars/", exemplars, name="exemplars")]
