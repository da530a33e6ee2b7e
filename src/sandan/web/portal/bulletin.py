"""Published bulletins, for everyone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from sandan.domain.bulletin import BulletinStatus
from sandan.projections.bulletin import Bulletin
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.bulletin import around, composed, corrected, files_of, rendered, sent
from sandan.web.limit import costly
from sandan.web.page import keyset


@require_safe
def bulletins(request: ActedRequest) -> HttpResponse:
    """All published bulletins, newest first."""
    page = keyset(now(Bulletin).filter(status=BulletinStatus.PUBLISHED.value), request)
    return render(request, "portal/bulletins.html", {"active": "bulletins", "rows": page.rows, "page": page})


@require_safe
@costly
def bulletin(request: ActedRequest, key: str) -> HttpResponse:
    """One published bulletin. 404 for a draft."""
    row = _published(key)
    found = composed(row)
    context = {
        "active": "bulletins",
        "base": "portal/base.html",
        "row": row,
        **rendered(found, "portal"),
        "files": files_of(row, "portal"),
        "changes": corrected(row, found),
        **around(row),
    }
    return render(request, "bulletin/bulletin.html", {**context, "same": found.digest == row.digest})


@require_safe
@costly
def as_file(request: ActedRequest, key: str, kind: str) -> HttpResponse:
    """A published bulletin as a Word document, PDF, workbook or web page."""
    return sent(request, _published(key), kind)


def _published(key: str) -> Bulletin:
    row = now(Bulletin).filter(key=key, status=BulletinStatus.PUBLISHED.value).first()
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("bulletins/", bulletins, name="bulletins"),
    path("bulletins/<str:key>.<str:kind>", as_file, name="bulletin_file"),
    path("bulletins/<str:key>/", bulletin, name="bulletin"),
]
