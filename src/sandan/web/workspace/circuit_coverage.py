"""Who was visited, what the drawn samples say, when visits are planned (with clashes), and under which terms. Nobody is ranked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import circuit
from sandan.domain.authority import may
from sandan.domain.circuit_rule import MOST, SetTerms
from sandan.domain.circuit_visit import VisitStatus
from sandan.domain.values import Refusal
from sandan.projections.circuit_group import CircuitGroup
from sandan.projections.circuit_visit import CircuitVisit, coverage, group_tallies, visible
from sandan.projections.rate import SMALL
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.circuit import VISIT
from sandan.web.column import Names, listed
from sandan.web.form import DateInput, KeyedForm
from sandan.web.message import told

_LASTS = 31
"""Days that the calendar shows from the day asked for."""
_GONE = (VisitStatus.CANCELLED.value, VisitStatus.WITHDRAWN.value)


class TermsForm(KeyedForm):
    """The office's terms, from a day on."""

    recusal_days = forms.IntegerField(
        label=_("Days for which somebody still stands back from a unit that they left"), min_value=1, max_value=MOST
    )
    apart_days = forms.IntegerField(
        label=_("Days within which another visit of a unit needs a reason"), min_value=1, max_value=MOST
    )
    objection_days = forms.IntegerField(label=_("Days to object to a finding"), min_value=1, max_value=MOST)
    decision_days = forms.IntegerField(label=_("Days to decide on an objection"), min_value=1, max_value=MOST)
    team = forms.IntegerField(label=_("How many go at least"), min_value=1, max_value=20)
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    basis = forms.CharField(label=_("Basis"), max_length=500, help_text=_("The document by which it was decided."))


@never_cache
@require_safe
def covered(request: ActedRequest) -> HttpResponse:
    """Every unit with its visits, and every group with what its sample said."""
    rows = coverage(request.actor)
    tallies = group_tallies()
    context = {
        "active": "campaign",
        "rows": rows,
        "covered": sum(1 for each in rows if each.visits),
        "all": len(rows),
        "groups": tallies,
        "small": SMALL,
    }
    return render(request, "workspace/circuit/coverage.html", context)


@never_cache
@require_safe
def calendar(request: ActedRequest) -> HttpResponse:
    """Visits day by day from a day on, those that meet marked."""
    first = _day(request.GET.get("from", "")) or timezone.localdate() - timedelta(7)
    last = first + timedelta(_LASTS)
    rows = visible(now(CircuitVisit), request.actor).filter(day__gte=first, day__lte=last).exclude(status__in=_GONE)
    names = Names.load()
    groups = dict(now(CircuitGroup).values_list("key", "title"))
    days: dict[date, list[dict[str, Any]]] = {}
    for row in rows.order_by("day", "position"):
        shown = {
            "row": row,
            "unit": names.unit(row.place),
            "group": groups.get(row.group, ""),
            "team": listed(names.person(each) for each in row.team.split()),
            "status": VISIT[VisitStatus(row.status)],
        }
        days.setdefault(row.day, []).append(shown)
    context = {
        "active": "campaign",
        "days": list(days.items()),
        "first": first,
        "last": last,
        "earlier": first - timedelta(_LASTS),
        "later": last + timedelta(1),
    }
    return render(request, "workspace/circuit/calendar.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: ActedRequest) -> HttpResponse:
    """The terms in force and those before, and for the office the form for new ones."""
    today = timezone.localdate()
    held = circuit.terms(today)
    allowed = may(SetTerms.name, request.actor)
    initial = {name: getattr(held, name) for name in TermsForm.base_fields if hasattr(held, name) and name != "basis"}
    form = TermsForm(request.POST) if request.method == "POST" else TermsForm(initial={**initial, "from_on": today})
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        try:
            circuit.set_terms(SetTerms(**said), request.actor, f"circuit_rule:{form.cleaned_data['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Set. It holds from its day on."))
            return redirect("workspace:circuit_rule")
    context = {
        "active": "campaign",
        "held": held,
        "history": list(reversed(circuit.rules().set)),
        "form": form if allowed else None,
        "refused": refused,
    }
    return render(request, "workspace/circuit/rule.html", context, status=422 if refused or form.errors else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


urlpatterns = [
    path("circuit/coverage/", covered, name="circuit_coverage"),
    path("circuit/calendar/", calendar, name="circuit_calendar"),
    path("circuit/terms/", rule, name="circuit_rule"),
]
