"""Responsibility coverage (责任覆盖): who answers at each of the four tiers on a day, and for what nobody does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.authority import MAY
from sandan.domain.values import Tier, Topic
from sandan.ledger import read
from sandan.projections import coverage as cover
from sandan.projections import figure
from sandan.projections.coverage import Answer, Day, Kind, Survey, Why
from sandan.web.access import ActedRequest
from sandan.web.column import Cell, Names
from sandan.web.context import county_name
from sandan.web.figure import records_url
from sandan.web.label import PART, TIER, TOPIC, WHY, Label
from sandan.web.workbook import write_table

TABS: dict[str, Label] = {
    "places": _("By place"),
    "sectors": _("By subject"),
    "findings": _("What was found"),
}
KINDS: dict[Kind, tuple[Label, Label]] = {
    Kind.NOBODY: (
        _("Open problems for which nobody is named"),
        _("Neither a leader nor a person in charge who holds a post today."),
    ),
    Kind.NO_POST: (
        _("Orphaned: the one named has left"),
        _("They hold no post any more. Their duties are to be handed over."),
    ),
    Kind.ELSEWHERE: (
        _("Orphaned: the one named is elsewhere now"),
        _("They hold a post, but none any more in the unit that has the problem."),
    ),
    Kind.OWN_JUDGE: (
        _("Named to verify their own work"),
        _("Whoever answers for the work, or belongs to the unit that does it, cannot verify it."),
    ),
}
"""What each kind of finding is called, and what it means."""
BUSY = 20
"""From how many open problems and tasks on someone counts as overloaded, unless the page is asked for another number."""
_SHOWN = 20
_PLACE_TIERS = (Tier.COUNTY, Tier.TOWN, Tier.BRANCH)
_SECTOR_TIERS = (Tier.COUNTY, Tier.SYSTEM)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the effective day, the position known then, the tab, one town, and the number that is too many."""

    on: date
    position: int | None
    tab: str
    town: str
    busy: int


@never_cache
@require_safe
def coverage(request: ActedRequest) -> HttpResponse:
    """The page: tiles, then places, subjects or findings."""
    want, names = _asked(request), Names.load()
    day = Day(want.on, want.position)
    after = {
        kind: int(text) for kind in Kind if (text := request.GET.get(f"after_{kind}", "")).isdigit() and len(text) < 16
    }
    seen = cover.look(day, after)
    context: dict[str, Any] = {
        "active": "coverage",
        "want": want,
        "tabs": [(name, label, _query(request, tab=name)) for name, label in TABS.items()],
        "as_of": {"date": want.on, "position": want.position if want.position is not None else read.head().size},
        "tiles": list(_tiles(day, seen, want)),
        "export_url": f"{reverse('workspace:coverage_export')}?{_query(request)}",
    }
    if want.tab == "sectors":
        context |= {"columns": [TIER[each] for each in _SECTOR_TIERS], "rows": list(_sectors(day, names))}
    elif want.tab == "findings":
        context["found"] = _found(request, day, seen, want, names)
    else:
        towns = [each for each in day.places() if each.tier == Tier.TOWN]
        context |= {
            "columns": [TIER[each] for each in _PLACE_TIERS],
            "rows": list(_places(day, names, want.town)),
            "towns": [(each.unit, each.name) for each in towns],
        }
    return render(request, "workspace/coverage/coverage.html", context)


@never_cache
@require_safe
def coverage_export(request: HttpRequest) -> HttpResponseBase:
    """Who answers for every place and subject, as a workbook."""
    want, names = _asked(request), Names.load()
    day = Day(want.on, want.position)
    out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it when the last byte is sent
    title = gettext("Who answers for what")
    columns = [(gettext("Town"), 16), (gettext("Place or subject"), 18), *((str(TIER[each]), 26) for each in Tier)]
    position = want.position if want.position is not None else read.head().size
    write_table(out, title, columns, _cells(day, names), want.on, position)
    out.seek(0)
    name = f"{county_name()}{title}-{want.on.isoformat()}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=_XLSX)


def shown(answers: Mapping[Tier, Answer], tiers: Iterable[Tier], names: Names) -> list[dict[str, Any]]:
    """What each tier's cell says: who, as what, since when; or why nobody."""
    cells = []
    for tier in tiers:
        one = answers[tier]
        cells.append(
            {
                "tier": TIER[tier],
                "name": names.person(one.person) if one.person else "",
                "url": f"{reverse('workspace:responsibilities')}?person={one.person}" if one.person else "",
                "post": one.post,
                "unit": names.unit(one.unit) if one.unit else "",
                "acting": one.acting,
                "since": one.since,
                "why": WHY[one.why] if one.why else "",
                "hole": one.hole,
                "by": _by(one, names),
            }
        )
    return cells


def _by(one: Answer, names: Names) -> str:
    """By what a county leader answers: the place, the department or the subject assigned."""
    if one.tier is not Tier.COUNTY or not one.by:
        return ""
    return str(TOPIC[Topic(one.by)]) if one.by in set(Topic) else names.unit(one.by)


def _asked(request: HttpRequest) -> Asked:
    today = timezone.localdate()
    try:
        given = parse_date(request.GET.get("on", "")) or today
        known = parse_date(request.GET.get("known", ""))
    except ValueError:
        given, known = today, None
    busy = request.GET.get("busy", "")
    tab = request.GET.get("tab", "")
    return Asked(
        on=given,
        position=figure.position_for(known) if known is not None and known < today else None,
        tab=tab if tab in TABS else "places",
        town=request.GET.get("town", "")[:32],
        busy=int(busy) if busy.isascii() and busy.isdigit() and 0 < len(busy) < 6 else BUSY,
    )


def _query(request: HttpRequest, **more: str) -> str:
    query = request.GET.copy()
    for name in [each for each in query if each.startswith("after_")]:
        del query[name]
    for name, value in more.items():
        query[name] = value
    return query.urlencode()


def _tiles(day: Day, seen: Survey, want: Asked) -> Iterator[dict[str, Any]]:
    """The figure first, with its records behind it; then what was found, each leading to where it is listed."""
    (rate,) = figure.compute(["rate.coverage"], on=want.on, position=want.position)
    covered = None if rate.value is None else f"{rate.value}%"
    yield {"name": rate.figure.name, "value": covered, "url": records_url("workspace", rate),
           "told": gettext("%(covered)s of %(open)s open problems") % {"covered": rate.numerator, "open": rate.denominator}}  # fmt: skip
    empty = [each for each in day.vacant() if each.chief]
    holes = sum(any(day.place(each.unit)[tier].hole for tier in _PLACE_TIERS) for each in day.places())
    orphans = seen.counts[Kind.NO_POST] + seen.counts[Kind.ELSEWHERE]
    busy = len(seen.overloaded(want.busy))
    for name, value, told, tab, mark in (
        (_("Places with a hole"), holes, _("towns and villages for which some tier has nobody"), "places", ""),
        (_("Chief posts vacant"), len(empty), _("units that nobody answers for"), "findings", "vacant"),
        (
            _("Orphaned duties"),
            orphans,
            _("named on the responsibility list, and gone"),
            "findings",
            Kind.NO_POST.value,
        ),
        (
            _("Overloaded"),
            busy,
            gettext("people with more than %(count)s open problems and tasks") % {"count": want.busy},
            "findings",
            "busy",
        ),
        (
            _("Verify their own work"),
            seen.counts[Kind.OWN_JUDGE],
            _("named as fixer and verifier"),
            "findings",
            Kind.OWN_JUDGE.value,
        ),
    ):
        yield {
            "name": name,
            "value": value,
            "told": told,
            "url": f"?tab={tab}&on={want.on.isoformat()}&busy={want.busy}#{mark}",
            "grave": value,
        }


def _places(day: Day, names: Names, town: str) -> Iterator[dict[str, Any]]:
    """The towns, each with the holes below it; or one town with its villages."""
    below: dict[str, int] = {}
    every = day.places()
    for each in every:
        if each.tier == Tier.BRANCH:
            below[each.parent] = below.get(each.parent, 0) + day.place(each.unit)[Tier.BRANCH].hole
    for each in every:
        of_town = each.tier == Tier.TOWN
        if (town and town not in (each.unit, each.parent)) or (not town and not of_town):
            continue
        yield {
            "name": each.name,
            "unit": each.unit,
            "top": of_town,
            "holes": below.get(each.unit, 0) if of_town else 0,
            "open": bool(town),
            "cells": shown(day.place(each.unit), _PLACE_TIERS, names),
        }


def _sectors(day: Day, names: Names) -> Iterator[dict[str, Any]]:
    for topic, label in TOPIC.items():
        yield {"name": label, "cells": shown(day.topic(topic.value), _SECTOR_TIERS, names)}


def _cells(day: Day, names: Names) -> Iterator[list[Cell]]:
    for each in day.places():
        town = names.unit(each.parent) if each.tier == Tier.BRANCH else each.name
        village = each.name if each.tier == Tier.BRANCH else ""
        yield [town, village, *(_cell(each_tier, names) for each_tier in day.place(each.unit).values())]
    for topic, label in TOPIC.items():
        yield ["", str(label), *(_cell(each_tier, names) for each_tier in day.topic(topic.value).values())]


def _cell(one: Answer, names: Names) -> str:
    if one.why is not None:
        return "" if one.why is Why.NO_UNIT else gettext("nobody: %(why)s") % {"why": WHY[one.why]}
    acting = gettext("(acting)") if one.acting else ""
    return " ".join(filter(None, (names.person(one.person), names.unit(one.unit), one.post, acting)))


def _found(request: ActedRequest, day: Day, seen: Survey, want: Asked, names: Names) -> dict[str, Any]:
    lists = []
    for kind, (title, told) in KINDS.items():
        rows = seen.findings[kind]
        more = f"?{_query(request, **{f'after_{kind}': str(rows[-1].position)})}#{kind}" if kind in seen.more else ""
        lists.append({"kind": kind.value, "title": title, "told": told, "count": seen.counts[kind], "next": more,
                      "rows": [_finding(each, names) for each in rows]})  # fmt: skip
    busy = seen.overloaded(want.busy)
    return {
        "lists": lists,
        "hands_over": bool(request.actor.roles & MAY["handover.offer"].keys()),
        "vacant": [_seat(each, names) for each in day.vacant()[:_SHOWN]],
        "more_vacant": max(len(day.vacant()) - _SHOWN, 0),
        "acting": [
            {"name": names.person(each.person), "post": each.post, "unit": names.unit(each.unit), "since": each.from_on}
            for each in day.acting()
        ],
        "busy": [{"name": names.person(who), "url": _of(who), "count": count} for who, count in busy[:_SHOWN]],
        "more_busy": max(len(busy) - _SHOWN, 0),
        "holes": [(TIER[tier], count) for tier, count in seen.holes.items()],
        "open": seen.problems,
    }


def _seat(one: Any, names: Names) -> dict[str, Any]:
    return {
        "title": one.title,
        "unit": names.unit(one.unit),
        "chief": one.chief,
        "url": f"{reverse('workspace:organisation')}?unit={one.unit}",
    }


def _finding(one: cover.Finding, names: Names) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "url": reverse("workspace:problem", args=[one.problem]),
        "unit": names.unit(one.unit),
        "part": PART[one.part] if one.part else "",
        "person": names.person(one.person) if one.person else "",
        "person_url": _of(one.person) if one.person else "",
        "key": one.person,
    }


def _of(person: str) -> str:
    return f"{reverse('workspace:responsibilities')}?person={person}"


urlpatterns = [
    path("coverage/", coverage, name="coverage"),
    path("coverage.xlsx", coverage_export, name="coverage_export"),
]
