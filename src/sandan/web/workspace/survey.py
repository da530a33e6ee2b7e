"""The call-back list (回访): reporters of claimed problems of whom nothing is recorded yet, and recording what came of asking them.

First come those to be asked now; who was not reached comes back on the day that was noted, with the attempts so far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.desk.viewing import write_down
from sandan.domain import case as cases
from sandan.domain.authority import Actor
from sandan.domain.case import Case
from sandan.domain.values import Channel, Outcome, Refusal, Status
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections import unit
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.survey import Survey
from sandan.projections.version import now
from sandan.projections.waiting import unheard
from sandan.web.access import ActedRequest
from sandan.web.due import due_of
from sandan.web.evidence import to_be_kept
from sandan.web.form import KeyedForm, fresh_key
from sandan.web.label import CHANNEL, OUTCOME, STATUS
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.unmask import UnmaskForm, identity
from sandan.web.workspace.act_form import OutcomeFields
from sandan.web.workspace.matter import load
from sandan.web.workspace.survey_act import record
from sandan.web.workspace.survey_link import DAYS

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
    form = CallForm(request.POST, request.FILES, auto_id=f"{of}-{opinion}-%s")
    refusal = None
    if form.is_valid():
        matter = load(of, request.actor)
        if matter is None:
            raise Http404
        try:
            record(matter, form, form.cleaned_data["key"])
        except Refusal as no:
            refusal = _kept(request, form, no)
        else:
            messages.success(request, gettext("Recorded."))
            return redirect(request.get_full_path())
    return _page(request, form, refusal)


def _kept(request: ActedRequest, form: CallForm, refusal: Refusal) -> Refusal:
    """What was refused, with the scan that came along kept for the next try; or why that could not be taken."""
    data = request.POST.copy()
    try:
        data["kept"] = to_be_kept(form.evidence(timezone.localdate()))
    except Refusal as no:
        return no
    form.data = data
    return refusal


def _page(request: ActedRequest, tried: CallForm | None, refusal: Refusal | None) -> HttpResponse:
    later = "later" in request.GET
    page = keyset(_for(request.actor, None if later else timezone.localdate()), request, SIZE)
    at = (tried.data.get("problem", ""), tried.data.get("opinion", "")) if tried is not None else None
    today, names = timezone.localdate(), unit.names()
    of = {key: case for key, case in _cases(page.rows).items() if not case.facts.is_fixer(request.actor)}
    reporters = _reporters(request, of)
    lines = [
        {
            "row": each,
            "unit": names.get(each.unit, each.unit),
            "badge": {"rung": each.status, "label": STATUS[Status(each.status)]},
            "outcome": OUTCOME[Outcome(each.outcome)] if each.outcome else "",
            "due": due_of(each, today),
            "more": max(len(reporters.get(each.key, ())) - MOST_REPORTERS, 0),
            "reporters": [
                {**one, "open": at == (each.key, one["key"]), "form": _form(each.key, one["key"], tried, at)}
                for one in reporters.get(each.key, ())[:MOST_REPORTERS]
            ],
        }
        for each in page.rows
        if each.key in of
    ]
    context = {
        "active": "desk",
        "later": later,
        "links_key": fresh_key(),
        "days": DAYS,
        "lines": lines,
        "page": page,
        "refusal": told(refusal) if refusal is not None else "",
        "invalid": tried is not None and refusal is None,
    }
    return render(request, "workspace/surveys.html", context, status=200 if tried is None else 422)


def _for(actor: Actor, due_by: date | None) -> QuerySet[Problem]:
    """The problems whose reporters this actor may call, as far as the tables tell: none that a unit of theirs has (law 4)."""
    return unheard(due_by).exclude(unit__in=actor.everywhere | frozenset(actor.lineage))


def _form(of: str, opinion: str, tried: CallForm | None, at: tuple[str, str] | None) -> CallForm:
    if tried is not None and at == (of, opinion):
        return tried
    return CallForm(initial={"problem": of, "opinion": opinion}, auto_id=f"{of}-{opinion}-%s")


def _cases(rows: Sequence[Problem]) -> dict[str, Case]:
    """The cases of a page's problems, in one query: only they tell who ever worked on them."""
    found = read.streams(f"problem/{each.key}" for each in rows)
    return {
        name.partition("/")[2]: cases.fold(decode(each.kind, each.public, each.internal) for each in entries)
        for name, entries in found.items()
    }


def _reporters(request: ActedRequest, of: Mapping[str, Case]) -> dict[str, list[dict[str, Any]]]:
    """Who is still to be heard, by problem: with the words, and name and contact masked until a reason is given."""
    unheard_of = {key: set(case.facts.unheard) for key, case in of.items()}
    wanted = now(Opinion).filter(key__in={each for keys in unheard_of.values() for each in keys}).order_by("position")
    opinions = [each for each in wanted if each.key in unheard_of.get(each.problem, ())]
    opened = read.opened(each.position for each in opinions)
    write_down([each.key for each in opinions], "surveys", request.actor)
    tried = {each.opinion: each for each in _tried(opinions) if each.round == of[each.problem].facts.round}
    found: dict[str, list[dict[str, Any]]] = {}
    for each in sorted(opinions, key=lambda one: _next_call(tried.get(one.key))):
        said = opened[each.position].personal or {}
        found.setdefault(each.problem, []).append(
            {
                "key": each.key,
                "number": each.number,
                "channel": CHANNEL[Channel(each.channel)],
                **identity(request, each.key, said),
                "unmask_form": UnmaskForm(initial={"reason": gettext("Call-back")}, auto_id=f"unmask-{each.key}-%s"),
                "text": said.get("text", ""),
                "erased": each.erased,
                "tried": tried.get(each.key),
            }
        )
    return found


def _tried(opinions: Sequence[Opinion]) -> QuerySet[Survey]:
    """What was tried so far with these reporters: attempts, the next day, a link that is out."""
    problems = {each.problem for each in opinions}
    return now(Survey).filter(opinion__in=[each.key for each in opinions], problem__in=problems)


def _next_call(tried: Survey | None) -> date:
    """When to call: whoever was never tried first, then by the day that was noted."""
    return tried.again_on if tried is not None and tried.again_on is not None else date.min


urlpatterns = [
    path("surveys/", surveys, name="surveys"),
]
