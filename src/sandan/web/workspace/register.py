"""The three lists (三个清单): on screen page by page, on paper and in the workbook with everything that the filter lets through."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.authority import Role
from sandan.domain.values import Status, Tier
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.listing import (
    OPEN,
    USED,
    Answers,
    Due,
    Filter,
    Which,
    joined,
    rows,
)
from sandan.projections.problem import Problem
from sandan.projections.programme import names as programme_names
from sandan.projections.programme import open_ones
from sandan.projections.task import Task
from sandan.web import limit, saved_view
from sandan.web.access import ActedRequest
from sandan.web.column import COLUMNS, TITLES, Names
from sandan.web.context import county_name
from sandan.web.label import CHANNEL, STATUS, TASK, TOPIC, Label, choices
from sandan.web.page import Page, keyset
from sandan.web.workbook import write_lists
from sandan.web.workspace import dispatch, rectification
from sandan.web.workspace.bulk_step import offered
from sandan.web.workspace.filter import Control, select, unit_groups, unit_select
from sandan.web.workspace.sheet import Sheet

MOST_PRINTED = 2000
"""Rows that one printed list holds; a longer one is better read as a workbook."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWERS: list[tuple[str, Label]] = [
    (Answers.UNDECIDED.value, _("Not content, undecided, before strike-off")),
    (Answers.UNDECIDED_AFTER.value, _("Not content, undecided, struck off")),
]
_UNITS: dict[Which, Label] = {
    Which.PROBLEMS: _("Handling unit"),
    Which.TASKS: _("Handling unit"),
    Which.RESPONSIBILITIES: _("Lead unit"),
}


@never_cache
@require_safe
def problems(request: ActedRequest) -> HttpResponse:
    """The problem list (问题清单)."""
    return _list(request, Which.PROBLEMS)


@never_cache
@require_safe
def tasks(request: ActedRequest) -> HttpResponse:
    """The task list (任务清单)."""
    return _list(request, Which.TASKS)


@never_cache
@require_safe
def responsibilities(request: ActedRequest) -> HttpResponse:
    """The responsibility list (责任清单)."""
    return _list(request, Which.RESPONSIBILITIES)


def _list(request: ActedRequest, which: Which) -> HttpResponse:
    wanted, day = _asked(request)
    found = rows(which, wanted, day)
    paper = "print" in request.GET
    if paper:
        first = list(found.order_by("position", "key")[: MOST_PRINTED + 1])
        page = Page(first[:MOST_PRINTED], None, None)
    else:
        first = []
        page = keyset(found, request)
    names = Names.load(people=which is Which.RESPONSIBILITIES)
    words = wanted.query()
    past = wanted.as_of is not None
    begins = not past and not paper
    dispatches = begins and which is Which.PROBLEMS and Role.DISPATCHER in request.actor.roles
    steps = offered(request.actor, which) if begins else {}
    office = bool(request.actor.roles & {Role.DISPATCHER, Role.CLERK})
    links = begins and which is Which.PROBLEMS and office and bool(open_ones())

    def fits(item: Problem | Task) -> bool:
        return (
            links
            or (dispatches and item.status == Status.ACCEPTED)
            or any(each.fits(item, request.actor) for each in steps.values())
        )

    context = {
        "active": which.value,
        "which": which.value,
        "title": TITLES[which],
        "columns": COLUMNS[which],
        "lines": Sheet(which, names, day, fits).lines(joined(which, page.rows, wanted.as_of)),
        "page": page,
        "paper": paper,
        "too_many": MOST_PRINTED if len(first) > MOST_PRINTED else None,
        "controls": controls(which, wanted, request.GET.get("day", "")),
        "person": names.person(wanted.person) if wanted.person else "",
        "person_key": wanted.person,
        "filtered": bool(words),
        "as_of": {"date": day, "position": wanted.as_of if wanted.as_of is not None else read.head().size},
        "past": past,
        "dispatches": dispatches,
        "steps": steps,
        "links": links,
        "ticks": dispatches or links or bool(steps),
        "fixes": which is Which.PROBLEMS and bool(request.actor.roles & {Role.HANDLER, Role.UNIT_HEAD}),
        "here": reverse(f"workspace:{which}"),
        "print_url": reverse(f"workspace:{which}", query={**words, "print": "1"}),
        "export_url": reverse("workspace:export", args=[which.value], query=words),
        "query": request.GET.urlencode(),
        **saved_view.bar(request, which.value),
    }
    return render(request, f"workspace/{which}.html", context)


def _asked(request: HttpRequest) -> tuple[Filter, date]:
    """The filter of an address, and the day from which deadlines are judged. `day` asks for the list as known at the end of that day."""
    wanted, today = Filter.from_query(request.GET.dict()), timezone.localdate()
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    if day is not None and wanted.as_of is None and day < today:
        return replace(wanted, as_of=figure.position_for(day)), day
    if wanted.as_of is None:
        return wanted, today
    last = read.opened([wanted.as_of]).get(wanted.as_of)
    return wanted, timezone.localdate(last.recorded_at) if last else today


def controls(which: Which, wanted: Filter, day: str) -> list[Control]:
    """The filters of a list, as they are set."""
    used = USED[which]
    groups = unit_groups()
    towns = [choice for _label, group in unit_groups(Tier.TOWN) for choice in group]
    statuses = choices(TASK) if which is Which.TASKS else choices(STATUS)
    every = [
        Control("text", _("Search in the titles"), "text", wanted.text, wide=True),
        Control("number", _("Number"), "text", wanted.number),
        select("status", _("Status"), wanted.status, [(OPEN, _("All that are open")), *statuses]),
        unit_select("unit", _UNITS[which], wanted.unit, groups),
        select("town", _("Town"), wanted.town, towns),
        select("topic", _("Subject"), wanted.topic, choices(TOPIC)),
        select("channel", _("Channel"), wanted.channel, choices(CHANNEL)),
        select("due", _("Deadline"), wanted.due, [(Due.OVERDUE, _("Overdue")), (Due.WEEK, _("Due within a week"))]),
        select("answers", _("What reporters say"), wanted.answers, ANSWERS),
    ]
    programmes = list(programme_names().items())
    if programmes:
        every.append(select("programme", _("Programme"), wanted.programme, programmes))
    return [*(each for each in every if each.name in used), Control("day", _("As known on"), "date", day)]


@never_cache
@require_safe
def export(request: ActedRequest, which: str) -> HttpResponseBase:
    """A list as a workbook: everything that the filter lets through. Written to a file on disk, so memory stays bounded."""
    if which not in set(Which):
        raise Http404
    if limit.EXPORT.reached(request.actor.person):
        return limit.wait(request, limit.EXPORT)
    limit.EXPORT.count(request.actor.person)
    wanted, day = _asked(request)
    out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it when the last byte is sent
    write_lists(out, which, wanted, today=day)
    out.seek(0)
    name = f"{county_name()}{gettext(str(TITLES[Which(which)]))}-{day.isoformat()}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=_XLSX)


urlpatterns = [
    path("problems/", problems, name="problems"),
    path("tasks/", tasks, name="tasks"),
    path("responsibilities/", responsibilities, name="responsibilities"),
    path("export/<str:which>.xlsx", export, name="export"),
    path("dispatch/", dispatch.dispatch, name="dispatch"),
    path("found-and-fixed/", rectification.found_and_fixed, name="problem_new"),
]
