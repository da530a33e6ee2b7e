"""Programmes (专项工作): begun from a template, followed stage by stage, amended and ended; every number opens."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import programme as desk
from sandan.domain.authority import Actor, may
from sandan.domain.plan import AskPlan
from sandan.domain.programme import (
    AmendProgramme,
    EndProgramme,
    OpenProgramme,
    ProgrammeAmended,
    ProgrammeOpened,
    ProgrammePlanned,
    ProgrammeStatus,
    Stage,
)
from sandan.domain.serving import SetServing
from sandan.domain.values import Refusal
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.figure import FIGURES
from sandan.projections.plan import of_programme
from sandan.projections.problem import Problem
from sandan.projections.programme import Programme
from sandan.projections.serving import records_of
from sandan.projections.unit import names as unit_names
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import BOOKS
from sandan.web.figure import records_url, tile
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.story import Line, names_for, tell
from sandan.web.workspace.programme_form import (
    TEMPLATE,
    AmendForm,
    DraftForm,
    EndForm,
    StartForm,
    draft_of,
    empty,
)

LINES = {
    "programme.opened/1": Line(_("Begun: %(title)s, %(from_on)s to %(to_on)s"), "basis", "good"),
    "programme.planned/1": Line(_("It was set down what each stage is to bring")),
    "programme.amended/1": Line(_("Set anew: %(from_on)s to %(to_on)s"), "reason"),
    "programme.ended/1": Line(_("Ended"), "conclusion"),
}


@never_cache
@require_safe
def programmes(request: ActedRequest) -> HttpResponse:
    """All programmes, newest first, those that ended among them."""
    page = keyset(now(Programme), request)
    context = {
        "active": "campaign",
        "rows": [listed(each, timezone.localdate()) for each in page.rows],
        "page": page,
        "may_begin": may(OpenProgramme.name, request.actor),
    }
    return render(request, "workspace/programme/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def programme_new(request: ActedRequest) -> HttpResponse:
    """Begin a programme: choose a template, change what it drafts, look at it, then begin."""
    context: dict[str, Any] = {"active": "campaign", "refused": "", "preview": None}
    if request.method != "POST":
        start = StartForm(request.GET) if "from_on" in request.GET else StartForm(initial=_start())
        if not start.is_bound or not start.is_valid():
            context["start"] = start
            return render(request, "workspace/programme/start.html", context, status=422 if start.errors else 200)
        said = start.cleaned_data
        draft = desk.drafted(said["template"], said["from_on"]) if said["template"] else empty(said["from_on"])
        context["form"] = DraftForm(draft=draft)
        return render(request, "workspace/programme/new.html", context)
    form = DraftForm(request.POST)
    if form.is_valid():
        context["preview"] = _outline(form.draft())
        if request.POST.get("step") == "do":
            try:
                key = desk.begin(form.draft(), request.actor, f"programme:{form.cleaned_data['key']}")
            except Refusal as refusal:
                context["refused"] = told(refusal)
            else:
                messages.success(request, gettext("Begun. Now ask units for their plans, if you want any."))
                return redirect("workspace:programme", key)
    context["form"] = form
    status = 422 if context["refused"] or form.wrong() else 200
    return render(request, "workspace/programme/new.html", context, status=status)


@never_cache
@require_safe
def programme(request: ActedRequest, key: str) -> HttpResponse:
    """One programme: its stages, its figures, what counts in it, the units' plans, its story."""
    row = found(key)
    today = timezone.localdate()
    runs = row.status == ProgrammeStatus.OPEN.value
    ids = [each for each in row.indicators.split() if each in FIGURES]
    values = figure.compute(ids, on=today, programme=row.key)
    entries = read.stream(f"programme/{key}")
    events = [(each, decode(each.kind, each.public, each.internal)) for each in entries]
    context = {
        "active": "campaign",
        "row": row,
        "runs": runs,
        "template": TEMPLATE.get(row.template, ""),
        "stages": [_stage_line(row, number, each, today) for number, each in enumerate(row.steps())],
        "tiles": [tile(each, "workspace") for each in values],
        "books": _books(row, request.actor),
        "problems": _problems(row),
        "plans": _plans(row, today),
        "events": tell(events, names_for(entries), lambda _one: "", lines=LINES),
        "changes": _changes(events),
        "may_amend": runs and may(AmendProgramme.name, request.actor),
        "may_end": runs and may(EndProgramme.name, request.actor),
        "may_ask": runs and may(AskPlan.name, request.actor),
        "may_link": runs and may(SetServing.name, request.actor),
        "figures_url": reverse("workspace:figures", query={"programme": row.key}),
        "ask_url": reverse("workspace:plan_new", query={"programme": row.key}),
    }
    return render(request, "workspace/programme/programme.html", context)


@never_cache
@require_safe
def programme_stage(request: ActedRequest, key: str, number: int) -> HttpResponse:
    """One stage: what is planned of it, what is done and what is missing, unit by unit. In the order in which the units were asked for
    their plans: it is no order of merit."""
    row = found(key)
    steps = row.steps()
    if not 0 <= number < len(steps):
        raise Http404
    one, today = steps[number], timezone.localdate()
    context = {
        "active": "campaign",
        "row": row,
        "number": number,
        "stage": one,
        "state": _state(one, today),
        "others": [
            {"title": each.title, "url": reverse("workspace:programme_stage", args=[key, place]), "here": each == one}
            for place, each in enumerate(steps)
        ],
        **_grid(row, one, today),
    }
    return render(request, "workspace/programme/stage.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def programme_amend(request: ActedRequest, key: str) -> HttpResponse:
    """Set dates, stages and figures anew, for a reason."""
    row = found(key)
    form = AmendForm(request.POST) if request.method == "POST" else AmendForm(draft=draft_of(row))
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.amend(key, form.draft(), said["reason"], request.actor, f"programme.amend:{said['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Set anew. What was said before stays readable below."))
            return redirect("workspace:programme", key)
    context = {"active": "campaign", "row": row, "form": form, "refused": refused}
    return render(request, "workspace/programme/amend.html", context, status=422 if refused or form.wrong() else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def programme_end(request: ActedRequest, key: str) -> HttpResponse:
    """End a programme with its conclusion."""
    row = found(key)
    form = EndForm(request.POST) if request.method == "POST" else EndForm()
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.end(key, said["conclusion"], request.actor, f"programme.end:{said['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Ended. What counts in it goes on counting."))
            return redirect("workspace:programme", key)
    context = {"active": "campaign", "row": row, "form": form, "refused": refused}
    return render(request, "workspace/programme/end.html", context, status=422 if refused or form.errors else 200)


def found(key: str) -> Programme:
    """The programme of this id, or 404."""
    row = now(Programme).filter(key=key).first()
    if row is None:
        raise Http404
    return row


def listed(row: Programme, today: date) -> dict[str, Any]:
    """A programme as lists show it: the stages of today, and how many plans there are of those asked for."""
    plans = of_programme(row.key)
    return {
        "row": row,
        "url": reverse("workspace:programme", args=[row.key]),
        "runs": row.status == ProgrammeStatus.OPEN.value,
        "stages": [
            {"title": each.title, "to_on": each.to_on, "url": reverse("workspace:programme_stage", args=[row.key, at])}
            for at, each in enumerate(row.steps())
            if each.from_on <= today <= each.to_on
        ],
        "asked": len(plans),
        "adopted": sum(1 for each in plans if each.adopted_on),
    }


def _start() -> dict[str, Any]:
    return {"from_on": timezone.localdate(), "template": next(iter(TEMPLATE))}


def _outline(draft: desk.Draft) -> list[dict[str, Any]]:
    """The stages as the preview shows them."""
    return [
        {
            "stage": each,
            "days": (each.to_on - each.from_on).days + 1,
            "planned": [
                {"words": one.words, "figure": FIGURES[one.figure].name}
                for one in draft.planned
                if one.stage == each.title
            ],
        }
        for each in draft.stages
    ]


def _state(one: Stage, today: date) -> str:
    if today < one.from_on:
        return "ahead"
    return "over" if today > one.to_on else "running"


def _stage_line(row: Programme, number: int, one: Stage, today: date) -> dict[str, Any]:
    planned = row.plans(one.title)
    values = _of_stage(row, one, today, [each.figure for each in planned])
    return {
        "stage": one,
        "state": _state(one, today),
        "url": reverse("workspace:programme_stage", args=[row.key, number]),
        "planned": [{"words": each.words, **_cell(values.get(each.figure), _state(one, today))} for each in planned],
    }


def _of_stage(row: Programme, one: Stage, today: date, ids: list[str]) -> dict[str, figure.Value]:
    """The figures of a stage: what came to count within its days."""
    if today < one.from_on or not ids:
        return {}
    values = figure.compute(
        dict.fromkeys(ids), on=min(one.to_on, today), programme=row.key, since=one.from_on.isoformat()
    )
    return {each.figure.id: each for each in values}


def _cell(value: figure.Value | None, state: str) -> dict[str, Any]:
    """What is done, or that it is missing; before the stage has begun neither."""
    if value is None:
        return {"text": "", "url": "", "missing": "" if state == "ahead" else state}
    unit = "%" if value.figure.is_rate else figure.UNITS[value.figure.unit]
    there = value.value is not None and value.records > 0 and value.value > 0
    text = f"{value.value} {unit}" if there else ""
    return {"text": text, "url": records_url("workspace", value), "missing": "" if there else state}


def _grid(row: Programme, one: Stage, today: date) -> dict[str, Any]:
    """What is planned by unit. Units that were not asked for a plan stand together in the last line."""
    planned, state = row.plans(one.title), _state(one, today)
    ids = list(dict.fromkeys(each.figure for each in planned))
    whole = _of_stage(row, one, today, ids)
    asked, called = of_programme(row.key), unit_names()
    by_unit: dict[str, dict[str, figure.Value]] = {}
    if whole:
        groups = figure.grouped("unit", ids, on=min(one.to_on, today), programme=row.key, since=one.from_on.isoformat())
        by_unit = {unit: {each.figure.id: each for each in values} for unit, values in groups.items()}
    lines = [
        {
            "name": called.get(each.unit, each.unit),
            "plan_url": reverse("workspace:plan", args=[each.key]),
            "adopted": each.adopted_on,
            "cells": [_cell(by_unit.get(each.unit, {}).get(one_planned.figure), state) for one_planned in planned],
        }
        for each in asked
    ]
    return {
        "planned": [{"words": each.words, "figure": FIGURES[each.figure].name} for each in planned],
        "lines": lines,
        "total": [_cell(whole.get(each.figure), state) for each in planned],
    }


def _books(row: Programme, by: Actor) -> list[dict[str, Any]]:
    """How much of each register counts in it, as far as the reader may know, and the way there."""
    records = records_of(row.key)
    return [
        {
            "title": each.title,
            "count": each.visible(now(each.table), by).filter(withdrawn_on__isnull=True, key__in=records).count(),
            "url": reverse(f"workspace:{each.plural}", query={"programme": row.key}),
        }
        for each in BOOKS.values()
        if each.serves
    ]


def _problems(row: Programme) -> dict[str, Any]:
    """Problems that count in it, and how many more were registered within its days."""
    return {
        "count": now(Problem).filter(key__in=records_of(row.key)).count(),
        "url": reverse("workspace:problems", query={"programme": row.key}),
        "suggested": suggested(row).count(),
        "suggested_url": reverse("workspace:programme_suggested", args=[row.key]),
    }


def suggested(row: Programme) -> Any:
    """Problems registered within the days of a programme that do not count in it. A suggestion: a person decides (law 9)."""
    rows = now(Problem).filter(registered_on__gte=row.from_on, registered_on__lte=row.to_on)
    return rows.exclude(key__in=records_of(row.key)).exclude(status__in=("merged", "declined"))


def _plans(row: Programme, today: date) -> dict[str, Any]:
    called = unit_names()
    rows = of_programme(row.key)
    return {
        "asked": len(rows),
        "adopted": sum(1 for each in rows if each.adopted_on),
        "rows": [
            {
                "name": called.get(each.unit, each.unit),
                "url": reverse("workspace:plan", args=[each.key]),
                "adopted_on": each.adopted_on,
                "due_on": each.due_on,
                "late": not each.adopted_on and each.due_on < today,
            }
            for each in rows
        ],
    }


def _changes(events: list[tuple[read.Entry, Any]]) -> list[dict[str, Any]]:
    """What each amendment changed, old beside new, the latest first."""
    held: dict[str, Any] = {}
    found: list[dict[str, Any]] = []
    for entry, event in events:
        if isinstance(event, ProgrammeOpened):
            held = {"from_on": event.from_on, "to_on": event.to_on, "stages": event.stages, "planned": ()}
            held["indicators"] = event.indicators
        elif isinstance(event, ProgrammePlanned):
            held["planned"] = event.planned
        elif isinstance(event, ProgrammeAmended):
            new = {name: getattr(event, name) for name in held}
            rows = [
                (_NAMES[name], _words(name, held[name]), _words(name, new[name]))
                for name in held
                if held[name] != new[name]
            ]
            found.insert(0, {"at": entry.recorded_at, "reason": event.reason, "rows": rows})
            held = new
    return found


_NAMES = {
    "from_on": _("First day"),
    "to_on": _("Last day"),
    "stages": _("Stages"),
    "planned": pgettext_lazy("programme", "Planned"),
    "indicators": _("Figures that it reports"),
}


def _words(name: str, value: Any) -> list[str]:
    if isinstance(value, date):
        return [value.isoformat()]
    if name == "stages":
        return [f"{each.title} {each.from_on.isoformat()} – {each.to_on.isoformat()}" for each in value]
    if name == "planned":
        return [f"{each.stage}: {each.words}" for each in value]
    return [str(FIGURES[each].name) if each in FIGURES else each for each in value]


urlpatterns = [
    path("programmes/", programmes, name="programmes"),
    path("programmes/new/", programme_new, name="programme_new"),
    path("programmes/<str:key>/", programme, name="programme"),
    path("programmes/<str:key>/stages/<int:number>/", programme_stage, name="programme_stage"),
    path("programmes/<str:key>/amend/", programme_amend, name="programme_amend"),
    path("programmes/<str:key>/end/", programme_end, name="programme_end"),
]
