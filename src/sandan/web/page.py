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


def keyset_of_many(rows: QuerySet[Any], request: HttpRequest, size: int = SIZE) -> Page:
    """Like `keyset`, for rows of which several come from one ledger entry: `?before=N.key` tells these apart, and no page swallows any."""
    before, after = _row(request.GET.get("before")), _row(request.GET.get("after"))
    if after is not None:
        position, key = after
        newer = rows.filter(position__gte=position).exclude(position=position, key__gte=key)
        found = list(newer.order_by("position", "-key")[: size + 1])
        more_newer, found = len(found) > size, found[:size][::-1]
        more_older = True
    else:
        if before is not None:
            position, key = before
            rows = rows.filter(position__lte=position).exclude(position=position, key__lte=key)
        found = list(rows.order_by("-position", "key")[: size + 1])
        more_older, found = len(found) > size, found[:size]
        more_newer = before is not None
    previous = _url(request, after=f"{found[0].position}.{found[0].key}") if found and more_newer else None
    following = _url(request, before=f"{found[-1].position}.{found[-1].key}") if found and more_older else None
    return Page(found, previous, following)


def _row(text: str | None) -> tuple[int, str] | None:
    position, _dot, key = (text or "").partition(".")
    number = _number(position)
    return (number, key) if number is not None and key else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _url(request: HttpRequest, **place: int | str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    for name, value in place.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"
