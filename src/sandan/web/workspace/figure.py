"""Figures for staff, and the records behind them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from sandan.web import change as shared_change
from sandan.web import figure
from sandan.web import satisfaction as shared
from sandan.web.access import ActedRequest


@require_safe
def figures(request: ActedRequest) -> HttpResponse:
    """All figures."""
    return figure.figures(request, "workspace")


@require_safe
def records(request: ActedRequest, id: str) -> HttpResponse:
    """The records behind one figure."""
    return figure.records(request, "workspace", id)


@require_safe
def change(request: ActedRequest, id: str) -> HttpResponse:
    """Why a figure is another than it was."""
    return shared_change.change(request, "workspace", id)


@require_safe
def satisfaction(request: ActedRequest) -> HttpResponse:
    """Satisfaction by way and by formula."""
    return shared.satisfaction(request, "workspace")


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/satisfaction/", satisfaction, name="satisfaction"),
    path("figures/<str:id>/records/", records, name="records"),
    path("figures/<str:id>/change/", change, name="change"),
]
