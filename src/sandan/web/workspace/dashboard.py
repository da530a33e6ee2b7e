"""Dashboards for staff: the whole county, the own unit, and what a leader is in charge of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.authority import Actor, Role
from sandan.domain.values import Tier, Topic
from sandan.projections import figure
from sandan.projections.assignment import in_charge
from sandan.projections.figure import FIGURES
from sandan.projections.unit import Unit, names
from sandan.projections.version import now
from sandan.projections.visit import running_pairs
from sandan.projections.waiting import piles
from sandan.web import dashboard as shared
from sandan.web.access import ActedRequest
from sandan.web.figure import cell, choices
from sandan.web.label import TOPIC, Label
from sandan.web.workspace.desk import TITLES, list_url

COUNTY, UNIT, MINE = "county", "unit", "mine"
VIEWS: dict[str, Label] = {COUNTY: _("Whole county"), UNIT: _("Own unit"), MINE: _("What I am in charge of")}
SHOWN = {
    COUNTY: "rungs parts flow open age map towns topics units channels on_time satisfaction coverage".split(),
    UNIT: "rungs parts flow open age map towns topics on_time satisfaction".split(),
    MINE: "map towns topics units coverage".split(),
}
HELD = ("problems.open", "problems.overdue", "rate.on_time")
"""What is told of each place that somebody is in charge of."""


@never_cache
@require_safe
def dashboard(request: ActedRequest) -> HttpResponse:
    """The dashboard of the post that somebody acts in; the address may ask for another of those that they have."""
    today = timezone.localdate()
    have = _views(request.actor, today)
    view = _view(request, have)
    of = _ask(request, view, today)
    found = {
        **shared.context(of, SHOWN[view], request, today),
        "choices": [each for each in choices(of.want) if not (view == UNIT and each["name"] == "unit")],
        "view": view,
        "views": [(VIEWS[each], f"?view={each}", each == view) for each in have] if len(have) > 1 else [],
    }
    if view == MINE:
        found |= {"places": _places(request.actor, of, today), "waits": _waits(request.actor), "tiles": []}
        found["held"] = [FIGURES[each].name for each in HELD]
    return render(request, "workspace/dashboard.html", found)


@never_cache
@require_safe
def dashboard_chart(request: ActedRequest, name: str, form: str) -> HttpResponse:
    """One chart of it as a file."""
    today = timezone.localdate()
    view = _view(request, _views(request.actor, today))
    return shared.download(_ask(request, view, today), name, form, request)


def _views(by: Actor, today: date) -> list[str]:
    """Which dashboards somebody has, the one first that their post is for."""
    own = [UNIT] if by.unit and by.lineage and by.unit != by.lineage[-1] else []
    mine = [MINE] if by.person and in_charge(by.person, today) else []
    if by.roles & {Role.HANDLER, Role.UNIT_HEAD}:
        return [*own, COUNTY, *mine]
    if Role.LEADER in by.roles:
        return [*mine, COUNTY, *own]
    return [COUNTY, *own, *mine]


def _view(request: ActedRequest, have: list[str]) -> str:
    wanted = request.GET.get("view", "")
    return wanted if wanted in have else have[0]


def _ask(request: ActedRequest, view: str, today: date) -> shared.Ask:
    of = shared.ask(request, "workspace")
    if view == UNIT:
        return replace(of, want=replace(of.want, filters={**of.want.filters, "unit": request.actor.unit}))
    if view == MINE:
        return replace(of, only=in_charge(request.actor.person, today))
    return of


def _places(by: Actor, of: shared.Ask, today: date) -> list[dict[str, Any]]:
    """What a leader is in charge of: how it stands there, and the last visit. Of a village the figures are those of its town."""
    called = names()
    tiers = dict(now(Unit).values_list("key", "tier"))
    found = []
    for row in running_pairs(by.person, today):
        name, key = ("town", row.town) if row.town else ("unit", row.unit) if row.unit else ("topic", row.topic)
        # A town answers for what lies in it; its own leader does so whoever handles it.
        narrowed = {**of.standing, name: key}
        values = figure.compute(HELD, on=of.want.on, position=of.want.position, **narrowed)
        label = called.get(row.unit) or (TOPIC[Topic(row.topic)] if row.topic else "")
        inside = called.get(row.town, "") if tiers.get(row.unit) == Tier.BRANCH.value else ""
        address = f"{reverse('workspace:dashboard')}?view={COUNTY}&{of.want.query(**{name: key})}"
        cells = [cell(each, of.room) for each in values]
        found.append({"label": label, "of": inside, "url": address, "last_on": row.last_on, "cells": cells})
    return found


def _waits(by: Actor) -> list[dict[str, Any]]:
    """What waits on their desk, by pile."""
    return [
        {
            "title": TITLES[each.kind],
            "count": each.count if each.count is not None else len(each.rows),
            "more": each.more,
            "url": list_url(each) or reverse("workspace:desk"),
        }
        for each in piles(by, timezone.localtime())
    ]


urlpatterns = [
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/<str:name>.<str:form>", dashboard_chart, name="dashboard_chart"),
]
