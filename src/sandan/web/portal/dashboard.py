"""The dashboard for everyone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.web import dashboard as shared
from sandan.web.access import ActedRequest
from sandan.web.figure import choices
from sandan.web.limit import drawn

SHOWN = "rungs parts flow open age map towns topics channels on_time satisfaction".split()


@require_safe
@drawn
def dashboard(request: ActedRequest) -> HttpResponse:
    """The whole county, or what the filters leave of it."""
    of = shared.ask(request, "portal")
    found = shared.context(of, SHOWN, request, timezone.localdate())
    return render(request, "figure/dashboard.html", {**found, "choices": choices(of.want)})


@require_safe
@drawn
def dashboard_chart(request: ActedRequest, name: str, form: str) -> HttpResponse:
    """One chart as a file."""
    return shared.download(shared.ask(request, "portal"), name, form, request)


urlpatterns = [
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/<str:name>.<str:form>", dashboard_chart, name="dashboard_chart"),
]
