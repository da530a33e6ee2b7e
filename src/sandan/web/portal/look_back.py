"""Look-backs for everyone: what was drawn from, by which public draw, which numbers, and what was found. Nobody's name."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from sandan.domain import look_back as domain
from sandan.projections.look_back import LookBack
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.limit import costly
from sandan.web.look_back import frozen_items, listed, shown
from sandan.web.page import keyset


@require_safe
def look_backs(request: ActedRequest) -> HttpResponse:
    """All look-backs, newest first, those given up among them."""
    page = keyset(now(LookBack), request)
    context = {"active": "look_backs", "rows": [listed(each) for each in page.rows], "page": page}
    return render(request, "portal/look_backs.html", context)


@require_safe
@costly
def look_back(request: ActedRequest, key: str) -> HttpResponse:
    """One look-back."""
    return render(request, "portal/look_back.html", {"active": "look_backs", **shown(_found(key))})


@require_safe
@costly
def look_back_population(_request: ActedRequest, key: str) -> HttpResponse:
    """The very bytes whose SHA-256 the ledger holds: one line an item, stratum, TAB, number."""
    row = _found(key)
    response = HttpResponse(domain.listed(frozen_items(row.key)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="population-{row.key}.txt"'
    return response


def _found(key: str) -> LookBack:
    row = now(LookBack).filter(key=key).first()
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("look-backs/", look_backs, name="look_backs"),
    path("look-backs/<str:key>/", look_back, name="look_back"),
    path("look-backs/<str:key>/population.txt", look_back_population, name="look_back_population"),
]
