"""The plan of visits, which warns of delegations that meet and refuses none, and who has been where."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk.handle import Order, handle_built
from sandan.desk.visit import plan
from sandan.domain.authority import may
from sandan.domain.values import Refusal, Tier
from sandan.domain.visit import PlanVisit, VisitStatus
from sandan.projections.version import now
from sandan.projections.visit import Visit, delegations, in_order, pairs, places
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.entry import DateInput, EntryForm, Known, PersonField, UnitField, WordField
from sandan.web.label import TOPIC
from sandan.web.message import told
from sandan.web.workspace.filter import Control, select, unit_groups
from sandan.web.workspace.visit import place_for

AHEAD = timedelta(days=60)
"""How far ahead the plan is shown."""
LONG = 30
"""After how many days without a visit from outside a place is listed, unless the page is asked for another number."""
MOST = 200
"""Rows of a table; the town narrows it down."""


class PlanForm(EntryForm):
    """A visit to come. The reason is asked for once others turn out to come on that day."""

    visitor = PersonField(label=_("Who goes"), required=False, help_text=_("Empty means you."))
    place = UnitField(label=pgettext_lazy("visit", "Where to"))
    planned_on = forms.DateField(label=pgettext_lazy("visit", "Day"), widget=DateInput)
    topic = WordField(label=_("Subject"), words=TOPIC, empty=_("No particular one"), required=False)
    despite = forms.CharField(label=_("Why that day all the same"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("programmes", None)
        if self.actor is not None and not self.is_bound:
            self.fields["visitor"].initial = self.known.name_of(self.actor.person)
            self.fields["place"].initial = place_for(self.actor.person, self.actor, sure=False)

    def clean_visitor(self) -> str:
        """The one who plans it, where nobody is named."""
        return self.cleaned_data["visitor"] or (self.actor.person if self.actor else "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit_plan(request: ActedRequest) -> HttpResponse:
    """What is planned, and a form for one more. Where others come that day it says who, and which days are free; either is taken."""
    posted = request.method == "POST"
    form = (
        PlanForm(request.POST, actor=request.actor, known=Known())
        if posted
        else PlanForm(actor=request.actor, known=Known(), initial=request.GET.dict())
    )
    refused, clash = "", None
    if posted and form.is_valid():
        key = f"visit.plan:{form.cleaned_data['key']}"
        try:
            _planned(form.cleaned_data, request, key)
        except Refusal as refusal:
            clash = refusal.facts if refusal.code == "visit_clash" else None
            refused = told(refusal)
        else:
            messages.success(request, gettext("Planned."))
            return redirect("workspace:visit_plan")
    names = Names.load()
    context = {
        "active": "campaign",
        "form": form,
        "refused": refused,
        "clash": clash,
        "plain": [each for each in form if each.name != "despite" or clash or form["despite"].value()],
        "may_plan": may(PlanVisit.name, request.actor),
        "days": _days(names),
        "list_url": reverse("workspace:visits"),
    }
    return render(request, "workspace/visit/plan.html", context, status=422 if refused or form.errors else 200)


def _planned(data: dict[str, Any], request: ActedRequest, key: str) -> None:
    def build(_run: object) -> list[Order]:
        return plan(data, request.actor, key)

    handle_built(build, request.actor, key, repr(sorted(data.items())))


def _days(names: Names) -> list[dict[str, Any]]:
    """What is planned from today on, day by day; a place to which others come on the day, for whatever, is marked."""
    today = timezone.localdate()
    rows = now(Visit).filter(status=VisitStatus.PLANNED.value, planned_on__gte=today, planned_on__lte=today + AHEAD)
    listed = list(rows.order_by("planned_on", "position")[:MOST])
    met = Counter((each.on, each.place) for each in delegations("", today, today + AHEAD))
    days: dict[date, list[dict[str, Any]]] = {}
    for each in listed:
        assert each.planned_on is not None
        days.setdefault(each.planned_on, []).append(
            {
                "row": each,
                "place": names.place(each.town, each.village) if each.town else names.unit(each.place),
                "visitor": names.person(each.visitor),
                "unit": names.unit(each.unit),
                "met": met[each.planned_on, each.place] - (each.unit != each.place),
            }
        )
    return [{"on": on, "visits": visits} for on, visits in days.items()]


@never_cache
@require_safe
def visit_coverage(request: ActedRequest) -> HttpResponse:
    """Which leader has been to which of their places, and where nobody has come for long. Places are listed, persons never ranked."""
    today = timezone.localdate()
    wanted = request.GET.get("days", "")
    long = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else LONG
    town = request.GET.get("town", "")[:32]
    names = Names.load()
    assigned = in_order(pairs(today))
    shown = [each for each in assigned if not town or town in (each.unit, each.town)]
    left = [
        {
            "key": each.unit,
            "name": names.place(each.town, each.unit) if each.town != each.unit else each.name,
            "last_on": each.last_on,
            "days": (today - each.last_on).days if each.last_on else None,
        }
        for each in places(today, town)
        if each.last_on is None or (today - each.last_on).days > long
    ]
    towns = [choice for _label, group in unit_groups(Tier.TOWN, ended=False) for choice in group]
    context = {
        "active": "campaign",
        "pairs": [
            {
                "place": names.unit(each.unit),
                "leader": names.person(each.leader),
                "key": each.unit,
                "last_on": each.last_on,
                "days": (today - each.last_on).days if each.last_on else None,
            }
            for each in shown[:MOST]
        ],
        "assigned": len(shown),
        "visited": sum(each.first_on is not None for each in shown),
        "left": left[:MOST],
        "left_count": len(left),
        "long": long,
        "controls": [
            select("town", _("Town"), town, towns),
            Control("days", _("Not visited for more than (days)"), "text", str(long)),
        ],
        "here": reverse("workspace:visit_coverage"),
        "filtered": bool(town or wanted),
        "may_plan": may(PlanVisit.name, request.actor),
        "list_url": reverse("workspace:visits"),
    }
    return render(request, "workspace/visit/coverage.html", context)


urlpatterns = [
    path("visits/plan/", visit_plan, name="visit_plan"),
    path("visits/coverage/", visit_coverage, name="visit_coverage"),
]
