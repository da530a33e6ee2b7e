"""Keyset paging: a page is "the rows after this one", so the last page costs what the first one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, newest first, with the addresses of its neighbours (None where there is none)."""

    rows: list[Any]
    previous_url: str | None
    next_url: str | None


def keyset(rows: QuerySet[Any], request: HttpRequest, size: int = SIZE) -> Page:
    """The page that `?before=N` or `?after=N` asks for. Rows are ordered by ledger position, newest first."""
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    if after is not None:
        found = list(rows.filter(position__gt=after).order_by("position")[: size + 1])
        more_newer, found = len(found) > size, found[:size][::-1]
        more_older = True
    else:
        if before is not None:
            rows = rows.filter(position__lt=before)
        found = list(rows.order_by("-position")[: size + 1])
        more_older, found = len(found) > size, found[:size]
        more_newer = before is not None
    previous = _url(request, after=found[0].position) if found and more_newer else None
    following = _url(request, before=found[-1].position) if found and more_older else None
    return Page(found, previous, following)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _url(request: HttpRequest, **place: int) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    for name, value in place.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"
