"""Why a figure changed between two days, on screen: what came, what left, and the ledger entry that moved each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections import figure, telling
from sandan.projections.change import Clocks, Moved, Side, counted, difference, moved
from sandan.projections.count import FIGURES
from sandan.projections.figure import Part
from sandan.web.access import ActedRequest
from sandan.web.figure import NAMES, PARTS, Room, asked, lines, paged, tile, word, written
from sandan.web.label import Label

WEEK = timedelta(days=7)
SIDE: dict[Side, Label] = {
    Side.CAME: _("Came to be counted"),
    Side.LEFT: _("No longer counted"),
    Side.OTHER: _("Counted with another number"),
}


def change(request: ActedRequest, room: Room, id: str) -> HttpResponse:
    """The difference of a figure between the end of the day `from` and the end of the day `on` (default: a week before, and today)."""
    one = FIGURES.get(id)
    if one is None:
        raise Http404
    part: Part = "denominator" if request.GET.get("part") == "denominator" and one.is_rate else "numerator"
    try:
        of = counted(one, part)
    except Refusal as refusal:
        raise Http404 from refusal
    want = asked(request)
    public = room == "portal"
    if public and telling.personal(one) and telling.few_within(want.on, want.position, want.filters):
        raise Http404
    first = _day(request.GET.get("from", "")) or want.on - WEEK
    before = Clocks(min(first, want.on), figure.position_for(min(first, want.on)))
    after = Clocks(want.on, want.position)
    before = Clocks(before.on, min(before.position, after.position))
    was, then = (
        figure.compute([id], on=each.on, position=each.position, **want.filters)[0] for each in (before, after)
    )
    if public:
        (was,) = telling.public([was], on=before.on, position=before.position, filters=want.filters)
    counts = {
        side: difference(one, side, before, after, part, **want.filters).count()
        for side in Side
        if side is not Side.OTHER or of.column
    }
    side = _side(request.GET.get("side", ""), counts)
    rows = difference(one, side, before, after, part, **want.filters)
    page = paged(one, rows, request)
    why = moved(one, side, page.rows, before, after, part, **want.filters)
    context = {
        "base": f"{room}/base.html",
        "active": "figures",
        "figure": {"name": one.name, "was": tile(was, room), "now": tile(then, room)},
        "records_url": tile(then, room)["url"],
        "part": part,
        "parts": [(each, PARTS[each], _url(request, want, before, part=each)) for each in PARTS] if one.is_rate else [],
        "sides": [
            (each, SIDE[each], n, _url(request, want, before, part=part, side=each)) for each, n in counts.items()
        ],
        "side": side,
        "from": before.on,
        "on": after.on,
        "position": after.position,
        "filters": list(written(want.filters).items()),
        "scope": [(NAMES[name], word(name, key, want.position)) for name, key in want.filters.items()],
        "rows": _told(page.rows, why, before, after, public=public),
        "page": page,
        "shown": len(page.rows),
        "total": counts[side],
        "staff": room == "workspace",
    }
    return render(request, "figure/change.html", context)


def _side(asked_for: str, counts: dict[Side, int]) -> Side:
    """The side asked for, else the first with anything on it."""
    if asked_for in counts:
        return Side(asked_for)
    return next((each for each, count in counts.items() if count), Side.CAME)


def _url(request: ActedRequest, want: Any, before: Clocks, **more: str) -> str:
    query = {"from": before.on.isoformat(), "on": want.on.isoformat(), **want.filters, **more}
    return f"{request.path}?{urlencode(query)}"


def _told(rows: list[Any], why: list[Moved], before: Clocks, after: Clocks, *, public: bool) -> list[dict[str, Any]]:
    """Each record as a list shows it, with where it stood at either time and what moved it."""
    by_key = {each.key: each for each in why}
    entries = read.opened((each.entry for each in why if each.entry is not None), personal=False)
    was = _standing([each.was for each in why if each.was is not None], before)
    then = _standing([each.now for each in why if each.now is not None], after)
    told = []
    for line in lines(rows, after.position, public=public):
        one = by_key[line["row"].key]
        entry = entries.get(one.entry) if one.entry is not None else None
        told.append(
            line
            | {
                "was": was.get(one.key, gettext("Not yet there")),
                "now": then.get(one.key, "—"),
                "entry": one.entry,
                "at": date_format(timezone.localtime(entry.recorded_at), "Y-m-d") if entry else "",
            }
        )
    return told


def _standing(rows: list[Any], at: Clocks) -> dict[str, Any]:
    """Where records stood, in words, by key."""
    found = {}
    for row, line in zip(rows, lines(rows, at.position), strict=True):
        words = [line.get(name) for name in ("status", "outcome", "verdict", "level") if line.get(name)]
        found[row.key] = " · ".join(str(each) for each in words) or "—"
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
