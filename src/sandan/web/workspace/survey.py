"""The call-back list (回访): reporters of claimed problems of whom nothing is recorded yet, and recording what came of asking them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.domain.authority import Actor
from sandan.domain.values import Channel, Outcome, Refusal, Status, SurveyOutcome
from sandan.ledger import read
from sandan.projections import unit
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.survey import Survey
from sandan.projections.version import now
from sandan.projections.waiting import unheard
from sandan.web.access import ActedRequest
from sandan.web.due import due
from sandan.web.form import KeyedForm
from sandan.web.label import CHANNEL, OUTCOME, STATUS
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.workspace.act import record
from sandan.web.workspace.act_form import OutcomeFields
from sandan.web.workspace.matter import load

SIZE = 20
"""Problems on one page of the list."""
MOST_REPORTERS = 20
"""Reporters shown for one problem; the rest follow when these are done."""


class CallForm(OutcomeFields, KeyedForm):
    """What came of calling one reporter about one problem."""

    problem = forms.CharField(max_length=32, widget=forms.HiddenInput)
    opinion = forms.CharField(max_length=32, widget=forms.HiddenInput)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def surveys(request: ActedRequest) -> HttpResponse:
    """The call-back list. What was typed stays where it was if it is refused."""
    if request.method != "POST":
        return _page(request, None, None)
    of, opinion = request.POST.get("problem", ""), request.POST.get("opinion", "")
    form = CallForm(request.POST, auto_id=f"{of}-{opinion}-%s")
    refusal = None
    if form.is_valid():
        matter = load(of, request.actor)
        if matter is None:
            raise Http404
        try:
            record(matter, form, form.cleaned_data["key"])
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, gettext("Recorded."))
            return redirect(request.get_full_path())
    return _page(request, form, refusal)


def _page(request: ActedRequest, tried: CallForm | None, refusal: Refusal | None) -> HttpResponse:
    page = keyset(_for(request.actor), request, SIZE)
    at = (tried.data.get("problem", ""), tried.data.get("opinion", "")) if tried is not None else None
    today, names = timezone.localdate(), unit.names()
    reporters = _reporters(page.rows)
    lines = [
        {
            "row": each,
            "unit": names.get(each.unit, each.unit),
            "badge": {"rung": each.status, "label": STATUS[Status(each.status)]},
            "outcome": OUTCOME[Outcome(each.outcome)] if each.outcome else "",
            "due": due(each.due_on, today, each.claimed_on),
            "more": max(len(reporters.get(each.key, ())) - MOST_REPORTERS, 0),
            "reporters": [
                {**one, "open": at == (each.key, one["key"]), "form": _form(each.key, one["key"], tried, at)}
                for one in reporters.get(each.key, ())[:MOST_REPORTERS]
            ],
        }
        for each in page.rows
    ]
    context = {
        "active": "desk",
        "lines": lines,
        "page": page,
        "refusal": told(refusal) if refusal is not None else "",
        "invalid": tried is not None and refusal is None,
    }
    return render(request, "workspace/surveys.html", context, status=200 if tried is None else 422)


def _for(actor: Actor) -> Any:
    """The problems whose reporters this actor may call: none that a unit of theirs has or helps with (law 4)."""
    own = actor.everywhere | frozenset(actor.lineage)
    helping = Q()
    for each in own:
        helping |= Q(cooperating__contains=each)
    return unheard().exclude(unit__in=own).exclude(helping) if own else unheard().none()


def _form(of: str, opinion: str, tried: CallForm | None, at: tuple[str, str] | None) -> CallForm:
    if tried is not None and at == (of, opinion):
        return tried
    return CallForm(initial={"problem": of, "opinion": opinion}, auto_id=f"{of}-{opinion}-%s")


def _reporters(rows: Sequence[Problem]) -> dict[str, list[dict[str, Any]]]:
    """Who is still to be heard, by problem: with name, contact and words, in four queries."""
    rounds = {each.key: each.round for each in rows}
    heard = {
        (problem, opinion)
        for problem, opinion, round, outcome in now(Survey)
        .filter(problem__in=rounds)
        .values_list("problem", "opinion", "round", "outcome")
        if round == rounds[problem] and outcome != SurveyOutcome.WAITING.value
    }
    wanted = now(Opinion).filter(Q(reachable=True) | Q(erased=True), problem__in=rounds).order_by("position")
    opinions = [each for each in wanted if (each.problem, each.key) not in heard]
    opened = read.opened(each.position for each in opinions)
    found: dict[str, list[dict[str, Any]]] = {}
    for each in opinions:
        said = opened[each.position].personal or {}
        found.setdefault(each.problem, []).append(
            {
                "key": each.key,
                "number": each.number,
                "channel": CHANNEL[Channel(each.channel)],
                "reporter": said.get("reporter", ""),
                "contact": said.get("contact", ""),
                "text": said.get("text", ""),
                "erased": each.erased,
            }
        )
    return found


urlpatterns = [
    path("surveys/", surveys, name="surveys"),
]
