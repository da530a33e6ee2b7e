"""Figures for the public, and the records behind them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from sandan.web import change as shared_change
from sandan.web import figure
from sandan.web import satisfaction as shared
from sandan.web.access import ActedRequest
from sandan.web.limit import costly


@require_safe
@costly
def figures(request: ActedRequest) -> HttpResponse:
    """All figures."""
    return figure.figures(request, "portal")


@require_safe
@costly
def records(request: ActedRequest, id: str) -> HttpResponse:
    """The records behind one figure."""
    return figure.records(request, "portal", id)


@require_safe
@costly
def change(request: ActedRequest, id: str) -> HttpResponse:
    """Why a figure is another than it was."""
    return shared_change.change(request, "portal", id)


@require_safe
@costly
def satisfaction(request: ActedRequest) -> HttpResponse:
    """Satisfaction by way and by formula."""
    return shared.satisfaction(request, "portal")


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/satisfaction/", satisfaction, name="satisfaction"),
    path("figures/<str:id>/records/", records, name="records"),
    path("figures/<str:id>/change/", change, name="change"),
]
