"""One-time links and questionnaires for the reporters still to be heard: made by somebody outside the handling unit, for one problem or
for a page of the call-back list. Links are shown once, as messages to copy and slips to print; only their digests are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import survey as desk
from sandan.desk.viewing import write_down
from sandan.domain.facts import not_by_fixer
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections import unit
from sandan.projections.opinion import Opinion
from sandan.web.access import ActedRequest
from sandan.web.context import county_name
from sandan.web.form import KeyedForm
from sandan.web.message import told
from sandan.web.scale import scale
from sandan.web.unmask import identity
from sandan.web.workspace.matter import Matter, load

DAYS = [(7, _("7 days")), (14, _("14 days")), (30, _("30 days"))]
MOST = 20
"""Problems of one request: a page of the call-back list."""


class LinksForm(KeyedForm):
    """For how long the links work."""

    days = forms.TypedChoiceField(choices=DAYS, coerce=int)


@never_cache
@require_POST
def survey_links(request: ActedRequest) -> HttpResponse:
    """Make links for the reporters of these problems of whom nothing is recorded yet. A refusal of one problem does not stop the others."""
    form = LinksForm(request.POST)
    if not form.is_valid():
        return render(request, "workspace/survey_links.html", {"active": "desk"}, status=422)
    slips: list[dict[str, Any]] = []
    refusals, again = [], False
    for matter in _matters(request, request.POST.getlist("problem")):
        waiting = [each for each in matter.opinions if each.key in matter.case.facts.unheard]
        if not waiting:
            continue
        key = f"links:{matter.key}:{form.cleaned_data['key']}"
        try:
            made = desk.make_links(
                matter.key, [each.key for each in waiting], request.actor, key, days=form.cleaned_data["days"]
            )
        except Refusal as no:
            refusals.append({"number": matter.row.number, "why": told(no)})
            continue
        again = again or not made
        slips += _slips(request, matter, waiting, made)
    context = {"active": "desk", "slips": slips, "refusals": refusals, "again": again}
    return render(request, "workspace/survey_links.html", context, status=200 if slips or not refusals else 422)


@never_cache
@require_safe
def survey_sheets(request: ActedRequest) -> HttpResponse:
    """Questionnaires for the same reporters. Printing one asks nobody yet; entering its answer does."""
    sheets: list[dict[str, Any]] = []
    names = unit.names()
    for matter in _matters(request, request.GET.getlist("problem")):
        try:
            not_by_fixer(matter.case.facts, request.actor)
        except Refusal:
            continue
        waiting = [each for each in matter.opinions if each.key in matter.case.facts.unheard]
        people = _reporters(request, waiting, "survey_sheets")
        sheets += [
            {
                "number": each.number,
                "problem": matter.row.number,
                "unit": "" if matter.row.shielded else names.get(matter.row.unit, ""),
                "reporter": people[each.key]["reporter"],
            }
            for each in waiting
        ]
    context = {"active": "desk", "sheets": sheets, "levels": [label for _level, label in scale()]}
    return render(request, "workspace/survey_sheets.html", context)


def _matters(request: ActedRequest, keys: Iterable[str]) -> list[Matter]:
    """The problems asked for, as far as the actor may know of them; 404 where one of them is none."""
    found = []
    for key in list(dict.fromkeys(keys))[:MOST]:
        matter = load(key, request.actor)
        if matter is None:
            raise Http404
        found.append(matter)
    return found


def _reporters(request: ActedRequest, opinions: list[Opinion], where: str) -> dict[str, dict[str, Any]]:
    """Who they are, masked, or in full for whoever gave a reason within the last minutes."""
    opened = read.opened(each.position for each in opinions)
    write_down([each.key for each in opinions], where, request.actor)
    return {each.key: identity(request, each.key, opened[each.position].personal or {}) for each in opinions}


def _slips(
    request: ActedRequest, matter: Matter, opinions: list[Opinion], made: list[desk.Link]
) -> list[dict[str, Any]]:
    people = _reporters(request, opinions, "survey_links") if made else {}
    numbers = {each.key: each.number for each in opinions}
    return [
        {
            "number": numbers[each.opinion],
            **people[each.opinion],
            "message": _message(request, "" if matter.row.shielded else numbers[each.opinion], each),
        }
        for each in made
    ]


def _message(request: ActedRequest, number: str, link: desk.Link) -> str:
    """What is sent: the question and the link. Of a matter under the shield not even its number."""
    facts = {
        "county": county_name(),
        "number": number,
        "until": link.until.isoformat(),
        "url": request.build_absolute_uri(reverse("portal:ask", args=[link.token])),
    }
    if not number:
        return (
            gettext("%(county)s asks you: is it fixed? Answer once by %(until)s, without signing in: %(url)s") % facts
        )
    return (
        gettext(
            "%(county)s: is what you told us (%(number)s) fixed? Answer once by %(until)s, without signing in: %(url)s"
        )
        % facts
    )


urlpatterns = [
    path("surveys/links/", survey_links, name="survey_links"),
    path("surveys/sheets/", survey_sheets, name="survey_sheets"),
]
