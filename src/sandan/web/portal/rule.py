"""The rules and deadlines for everybody: people may know by when the office has to do what, and by which paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.web.access import ActedRequest
from sandan.web.rule import sections


@require_safe
def rules(request: ActedRequest) -> HttpResponse:
    """Every procedure with the rules that hold today, those that are coming and those that have ended."""
    return render(request, "portal/rules.html", {"sections": sections(timezone.localdate())})


urlpatterns = [
    path("rules/", rules, name="rules"),
]
