"""The measures in force for everybody, as the tree of promises that they are."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.projections.measure import tree
from sandan.web.access import ActedRequest
from sandan.web.measure import shown_tree


@require_safe
def measures(request: ActedRequest) -> HttpResponse:
    """Every published measure with what it takes before and since, and its use. Those that ended say so."""
    return render(
        request, "portal/measures.html", shown_tree(tree(Q(published_on__isnull=False)), timezone.localdate())
    )


urlpatterns = [path("measures/", measures, name="measures")]
