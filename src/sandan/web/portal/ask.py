"""Answering by a one-time link: one small page without sign-in and without script. It shows the question and never who reported what.

The link is a secret of 80 random bits, of which only the digest is kept; it is not the receipt code and opens nothing else. Looking at it
uses nothing up, because messengers look at links before people do.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sandan.desk import survey as desk
from sandan.domain.survey import SurveyRecorded
from sandan.domain.values import Level, Refusal, SurveyOutcome, Topic
from sandan.projections import unit
from sandan.projections.survey import Survey
from sandan.web import limit, trace
from sandan.web.access import ActedRequest, reporter_of
from sandan.web.label import TOPIC, Label
from sandan.web.message import told
from sandan.web.portal.follow import AnswerForm


@never_cache
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActedRequest, token: str) -> HttpResponse:
    """The question, or its answer sent once. An unknown link is 404 and counted by address; a used or old one is 410."""
    place = limit.source(request)
    if limit.LINK.reached(place):
        return limit.wait(request, limit.LINK)
    row = desk.linked(token)
    if row is None:
        limit.LINK.count(place)
        return _over(request, "unknown", 404)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, token, row, form)
    if row.outcome == SurveyOutcome.ANSWERED.value:
        return _over(request, "used", 410)
    if row.link_until is None or row.link_until < timezone.localdate():
        return _over(request, "expired", 410)
    return _question(request, row, form, 422 if form.is_bound else 200)


def _answer(request: ActedRequest, token: str, row: Survey, form: AnswerForm) -> HttpResponse:
    given = form.cleaned_data
    said = desk.Said(given["contacted"] == "yes", given["fixed"] == "yes", Level(given["level"]), given["words"])
    try:
        done = desk.answer_by_link(
            row, token, said, reporter_of(request, row.opinion), f"link:{row.key}:{given['key']}"
        )
    except Refusal as refusal:
        if refusal.code == "already_answered":
            return _over(request, "used", 410)
        if refusal.code in ("link_expired", "link_over", "nothing_to_ask"):
            return _over(request, "expired", 410)
        return _question(request, row, form, 422, told(refusal))
    if not done.again:
        trace.leave(request, done.one(SurveyRecorded).survey, row.problem)
    return _over(request, "thanks", 200, fixed=said.fixed)


def _over(request: ActedRequest, what: str, status: int, **more: Any) -> HttpResponse:
    return render(request, "portal/ask_over.html", {"what": what, **more}, status=status)


def _question(request: ActedRequest, row: Survey, form: AnswerForm, status: int, refused: str = "") -> HttpResponse:
    """The page. Of a matter under the shield it shows the question alone: a telephone may be read over a shoulder."""
    names = {} if row.shielded else unit.names()
    about = (
        {}
        if row.shielded
        else {"number": row.number, "topic": _topic(row), "unit": names.get(row.unit, ""), "town": names.get(row.town, "")}
    )  # fmt: skip
    context = {"about": about, "form": form, "refused": refused, "until": row.link_until}
    return render(request, "portal/ask.html", context, status=status)


def _topic(row: Survey) -> Label:
    """What it is about, in a word; "" where it belongs to no subject, for "other" would tell nobody anything."""
    return "" if row.topic == Topic.OTHER else TOPIC[Topic(row.topic)]


urlpatterns = [path("ask/<str:token>/", ask, name="ask")]
