"""The first page: what this is, the ways on, how it stands, and the latest bulletins."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.domain.bulletin import BulletinStatus
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin
from sandan.projections.figure import FIGURES, UNITS, compute
from sandan.projections.version import now
from sandan.web.access import ActedRequest

SHOWN = (
    "problems.collected",
    "problems.rectified",
    "problems.verified",
    "problems.struck_off",
    "rate.satisfaction",
)
"""The figures of the first page. Rectified, verified and struck off stand side by side: they are three rungs (law 5)."""

_FRESH = 60
_LATEST = 3


@require_safe
def home(request: ActedRequest) -> HttpResponse:
    """The first page. Its figures are at most a minute old and say as of when they are."""
    known = _known()
    latest = now(Bulletin).filter(status=BulletinStatus.PUBLISHED.value).order_by("-published_on", "-position")
    context = {
        "figures": [_shown(*each) for each in known["figures"]],
        "as_of": {"date": known["on"], "position": known["position"]},
        "bulletins": latest[:_LATEST],
    }
    return render(request, "portal/home.html", context)


def _known() -> dict[str, Any]:
    """The figures as plain numbers, kept for a minute: everyone who looks sees the same ones."""
    known: dict[str, Any] | None = cache.get("portal.home")
    if known is None:
        position, on = read.head().size, timezone.localdate()
        values = compute(SHOWN, on=on, position=position)
        numbers = [(each.figure.id, each.value, each.numerator, each.denominator, each.exclusions) for each in values]
        known = {"position": position, "on": on, "figures": numbers}
        cache.set("portal.home", known, _FRESH)
    return known


def _shown(
    id: str, value: Any, numerator: int, denominator: int | None, exclusions: tuple[tuple[str, int], ...]
) -> dict[str, Any]:
    figure = FIGURES[id]
    return {
        "name": figure.name,
        "value": None if value is None else str(value),
        "unit": "%" if figure.is_rate else UNITS[figure.unit],
        "url": reverse("portal:records", kwargs={"id": id}),
        "definition": figure.definition,
        "numerator": numerator,
        "denominator": denominator,
        "beside": [{"name": FIGURES[each].name, "value": count} for each, count in exclusions],
    }


urlpatterns = [
    path("", home, name="home"),
]
