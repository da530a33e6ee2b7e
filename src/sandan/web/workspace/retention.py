"""Ended problems whose records need not be kept any longer. Only a list: nothing is erased by itself."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.domain.values import Status
from sandan.projections.problem import Problem
from sandan.projections.rule import governors
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.label import STATUS

SIZE = 50


@require_safe
def retention(request: ActedRequest) -> HttpResponse:
    """What ended so long ago that the rules keep it no longer, the longest ago first; `?after=` a day and a position goes on from there."""
    today = timezone.localdate()
    rows = now(Problem).filter(kept_until__lt=today).order_by("kept_until", "position")
    start = _after(request.GET.get("after", ""))
    if start is not None:
        day, position = start
        rows = rows.filter(Q(kept_until__gt=day) | Q(kept_until=day, position__gt=position))
    found = list(rows[: SIZE + 1])
    rules = governors()
    shown = [
        {
            "row": each,
            "status": {"rung": each.status, "label": STATUS[Status(each.status)]},
            "ended_on": each.struck_off_on or each.declined_on or each.redirected_on,
            "basis": _basis(rules(each.procedure, each.channel, each.registered_on)),
        }
        for each in found[:SIZE]
    ]
    last = found[SIZE - 1] if len(found) > SIZE else None
    following = f"{last.kept_until:%Y-%m-%d}.{last.position}" if last is not None and last.kept_until else ""
    context = {"active": "rules", "rows": shown, "following": following, "begun": start is not None, "today": today}
    return render(request, "workspace/retention.html", context)


def _basis(rules: object) -> str:
    return str(getattr(rules, "retention_basis", ""))


def _after(text: str) -> tuple[date, int] | None:
    day, _dot, position = text.partition(".")
    try:
        return date.fromisoformat(day), int(position)
    except ValueError:
        return None


urlpatterns = [path("rules/retention/", retention, name="retention")]
