"""A stranger's walk (溯源): from a number on paper to its records, to the ledger entries behind them, and to what proves those.

`/b/2026-3/5/` stands for what is printed as issue and place: the fifth number in the list of sources of issue 3 of 2026. It leads to the
records, frozen at the bulletin's two clocks. From there one page lists the entries behind each record, and `walk.json` gives them with
leaf, public opening and path to the root, for `sandan.tlog.walk` or anything else that knows RFC 6962.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from sandan.bulletins.document import compose
from sandan.domain.bulletin import BulletinStatus
from sandan.ledger import read
from sandan.ledger.inclusion import Included, consistent, included
from sandan.projections import figure, telling
from sandan.projections.behind import entries_behind
from sandan.projections.bulletin import Bulletin
from sandan.projections.count import FIGURES
from sandan.projections.figure import Part, Value
from sandan.projections.opinion import Opinion
from sandan.projections.survey import Survey
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.bulletin import LABELS
from sandan.web.figure import Asked, asked, lines, paged, records_url, tile
from sandan.web.limit import OPEN_DATA, costly, source, wait
from sandan.web.page import Page

_ISSUE = re.compile(r"\D{0,20}(\d{4})\D{1,4}(\d{1,4})\D{0,3}", re.ASCII)
"""Year and number, as a head has them or as an address does: 2026-3, 2026年第3期, 云办发〔2026〕3号."""
_CLOSED = (Opinion, Survey)
"""What people said and answered. Its entries are proved by leaf and path alone: opened, they would tie the number on somebody's receipt to
a problem, and to what that person answered (law 8). Nor is a record called by its id: a problem's own entries name those of its
opinions."""
_PAGE = 20
_FILE = 100
"""Records of one page, and of one file."""


@require_safe
@costly
def find(request: ActedRequest) -> HttpResponse:
    """Ask which number, and lead there."""
    issue, place = request.GET.get("issue", ""), request.GET.get("number", "").strip()
    told = _ISSUE.fullmatch(issue)
    nothing = bool(issue or place)
    if told and place.isascii() and place.isdigit() and len(place) < 5:
        year, number = int(told[1]), int(told[2])
        if _value(year, number, int(place)) is not None:
            return redirect("portal:walk_number", year=year, issue=number, place=int(place))
    return render(request, "portal/walk_find.html", {"issue": issue, "number": place, "nothing": nothing})


@require_safe
@costly
def number(_request: ActedRequest, year: int, issue: int, place: int) -> HttpResponse:
    """Lead to the records behind a published number. 404 where there is none."""
    value = _value(year, issue, place)
    if value is None:
        raise Http404
    return HttpResponseRedirect(records_url("portal", value))


@require_safe
@costly
def entries(request: ActedRequest, id: str) -> HttpResponse:
    """The ledger entries behind each record of a figure."""
    want, part, value, page = _walk(request, id, _PAGE)
    behind, told = _behind(value, page, want, paths=False)
    found = {each.position: each for each in told[1]}
    query = {"position": str(want.position), "part": part}
    context = {
        "active": "figures",
        "figure": tile(value, "portal"),
        "asked": want,
        "as_of": {"date": want.on, "position": want.position},
        "rows": [
            {"number": each["number"], "entries": [found[one] for one in behind.get(each["key_"], ())]}
            for each in _lines(page, want.position)
        ],
        "page": page,
        "shown": len(page.rows),
        "total": _total(value, part),
        "records_url": f"{reverse('portal:records', args=[id])}?{want.query(**query)}",
        "file_url": f"{reverse('portal:walk_file', args=[id])}?{want.query(**query)}",
    }
    return render(request, "portal/walk.html", context)


@require_safe
def file(request: ActedRequest, id: str) -> HttpResponse:
    """The walk as a file, a page at a time: records, entries, leaves, public openings, paths, and the root that they lead to."""
    if not request.user.is_authenticated:
        place = source(request)
        if OPEN_DATA.reached(place):
            return wait(request, OPEN_DATA)
        OPEN_DATA.count(place)
    want, part, value, page = _walk(request, id, _FILE)
    behind, (root, told) = _behind(value, page, want, paths=True)
    opened = value.figure.table not in _CLOSED
    found = {each.position: _proof(each, opened=opened) for each in told}
    walk = {
        "format": "sandan-walk/1",
        "figure": id,
        "version": value.figure.version,
        "value": None if value.value is None else str(value.value),
        "part": part,
        "records": _total(value, part),
        "scope": dict(value.scope),
        "on": value.on.isoformat(),
        "position": value.position,
        "root": root,
        "opened": opened,
        **_noted(request, want.position),
        "next": request.build_absolute_uri(page.next_url) if page.next_url else None,
        "rows": [
            {
                "key": each["key_"] if opened else str(each["row"].position),
                "number": each["number"],
                "entries": [found[one] for one in behind[each["key_"]]],
            }
            for each in _lines(page, want.position)
        ],
    }
    answer = JsonResponse(walk, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="walk-{id}-{value.position}.json"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _value(year: int, issue: int, place: int) -> Value | None:
    """A number of a published bulletin by its place in the list of sources."""
    row = now(Bulletin).filter(year=year, issue=issue, status=BulletinStatus.PUBLISHED.value).first()
    if row is None or row.frozen_at is None or row.as_of is None or place < 1:
        return None
    language = translation.get_language() or "zh-hans"
    values = compose(row.title, row.body, row.frozen_at, row.as_of, language, LABELS).values
    return values[place - 1] if place <= len(values) else None


def _walk(request: ActedRequest, id: str, size: int) -> tuple[Asked, Part, Value, Page]:
    """What an address asks for: the clocks and filters, which part of a rate, the figure's value, and one page of its records.

    404 for a figure that there is none of, and for a sealed one: no records stand behind it for anybody here; and where so few answered
    that the entries would tell what one of them said.
    """
    one = FIGURES.get(id)
    if one is None or one.sealed:
        raise Http404
    want = asked(request)
    part: Part = "denominator" if request.GET.get("part") == "denominator" and one.is_rate else "numerator"
    value = figure.one(id, on=want.on, position=want.position, **want.filters)
    if telling.personal(one) and telling.few_within(want.on, want.position, want.filters):
        raise Http404
    rows = figure.records(id, part, on=want.on, position=want.position, **want.filters)
    return want, part, value, paged(one, rows, request, size)


def _total(value: Value, part: Part) -> int:
    """How many records stand behind the part."""
    if not value.figure.is_rate:
        return value.records
    return value.numerator if part == "numerator" else value.denominator or 0


def _behind(
    value: Value, page: Page, want: Asked, *, paths: bool
) -> tuple[dict[str, list[int]], tuple[str, list[Included]]]:
    """The positions behind each record of a page, and the root with these entries."""
    table = type(page.rows[0]) if page.rows else value.figure.table
    behind = entries_behind(table, [each.key for each in page.rows], want.position)
    positions = {each for some in behind.values() for each in some}
    return behind, included(positions, want.position, paths=paths)


def _lines(page: Page, position: int) -> list[dict[str, Any]]:
    """The records as lists show them, each with its own key."""
    return [{**each, "key_": each["row"].key} for each in lines(page.rows, position, public=True)]


def _noted(request: ActedRequest, position: int) -> dict[str, Any]:
    """`?noted=SIZE`: the root over so many entries, which somebody noted then, and the path between it and the walk's own."""
    given = request.GET.get("noted", "")
    if not (given.isascii() and given.isdigit() and len(given) < 16) or not 0 < int(given) <= read.head().size:
        return {}
    _own, top, steps = consistent(position, int(given))
    return {"noted": {"size": int(given), "root": top, "path": steps}}


def _proof(one: Included, *, opened: bool) -> dict[str, Any]:
    return {
        "position": one.position,
        "kind": one.kind,
        "day": one.day,
        "leaf": one.leaf,
        "leaf_hash": one.leaf_hash,
        "public": one.public if opened else "",
        "path": list(one.path),
    }


urlpatterns = [
    path("b/", find, name="walk_find"),
    path("b/<int:year>-<int:issue>/<int:place>/", number, name="walk_number"),
    path("figures/<str:id>/entries/", entries, name="walk"),
    path("figures/<str:id>/walk.json", file, name="walk_file"),
]
