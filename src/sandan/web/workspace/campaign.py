"""The campaign at a glance: programmes that run, what waits for one's own unit, and every register with the way to an entry."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.authority import Actor, may
from sandan.domain.programme import OpenProgramme, ProgrammeStatus
from sandan.projections.plan import waiting
from sandan.projections.programme import Programme
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import BOOKS, Book
from sandan.web.workspace.programme import listed

_MOST = 20
_ORDER = (
    "visit meeting dispute deed self_inspection measure lecture study material training exemplar plan circuit_group circuit_visit"
).split()
"""The registers as the work goes: heard, done, learnt, led, looked at again. What is not named here comes last."""


def _place(book: Book) -> int:
    return _ORDER.index(book.name) if book.name in _ORDER else len(_ORDER)


@never_cache
@require_safe
def campaign(request: ActedRequest) -> HttpResponse:
    """Programmes and registers."""
    today = timezone.localdate()
    books = [
        {
            "book": each,
            "count": each.visible(now(each.table), request.actor).filter(withdrawn_on__isnull=True).count(),
            "url": reverse(f"workspace:{each.plural}"),
            "new_url": reverse(f"workspace:{each.name}_new") if may(each.command, request.actor) else "",
        }
        for each in sorted(BOOKS.values(), key=_place)
        if each.active == "campaign"
    ]
    running = now(Programme).filter(status=ProgrammeStatus.OPEN.value).order_by("-position")[:_MOST]
    context = {
        "active": "campaign",
        "books": books,
        "programmes": [listed(each, today) for each in running],
        "ended": now(Programme).exclude(status=ProgrammeStatus.OPEN.value).count(),
        "owed": _owed(request.actor),
        "may_begin": may(OpenProgramme.name, request.actor),
    }
    return render(request, "workspace/campaign.html", context)


def _owed(actor: Actor) -> list[dict[str, Any]]:
    """The plans that one's own unit was asked for and has not adopted."""
    today = timezone.localdate()
    return [
        {
            "title": each.title,
            "url": reverse("workspace:plan", args=[each.key]),
            "due_on": each.due_on,
            "late": each.due_on < today,
        }
        for each in waiting((actor.unit,))[:_MOST]
    ]


urlpatterns = [path("campaign/", campaign, name="campaign")]
