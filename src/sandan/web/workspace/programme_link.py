"""Letting problems count in a programme: one from its page, many from the problem list, and those registered within a programme's days.

An opinion counts through the problem that answers it. What stands under the shield is offered nowhere here and counts in no programme.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import programme as desk
from sandan.desk.handle import Order, handle
from sandan.domain.authority import may
from sandan.domain.serving import SetServing
from sandan.domain.values import Refusal, Status
from sandan.projections.listing import MOST_CHOSEN, Filter, Which, rows
from sandan.projections.problem import Problem
from sandan.projections.programme import names as programme_names
from sandan.projections.programme import open_ones
from sandan.projections.serving import programmes_of, served
from sandan.projections.version import now
from sandan.web import bulk
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.form import fresh_key
from sandan.web.label import STATUS
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.workspace.book import ServingForm
from sandan.web.workspace.programme import found, suggested


def serving_of(request: ActedRequest, row: Problem) -> dict[str, Any]:
    """What the page of a problem says of its programmes: `served`, their names, and `serving`, the form, where the actor may set it."""
    names = programme_names()
    if row.shielded or not names:
        return {"served": [], "serving": None}
    held = programmes_of(row.key)
    form = (
        ServingForm(initial={"programmes": held}, auto_id="serving_%s") if may(SetServing.name, request.actor) else None
    )
    return {"served": [names[each] for each in held if each in names], "serving": form}


@never_cache
@require_POST
def problem_serving(request: ActedRequest, key: str) -> HttpResponse:
    """Say in which programmes a problem counts."""
    row = now(Problem).filter(key=key).first()
    if row is None:
        raise Http404
    form = ServingForm(request.POST)
    if form.is_valid():
        chosen = tuple(form.cleaned_data["programmes"])
        order = SetServing(record=key, noun="problem", programmes=chosen, unit=row.unit)
        try:
            handle([Order(f"serving/{key}", order)], request.actor, f"serving:{form.cleaned_data['key']}")
        except Refusal as refusal:
            messages.warning(request, told(refusal))
        else:
            messages.success(request, gettext("Set down."))
    return redirect("workspace:problem", key)


@never_cache
@require_POST
def programme_link(request: ActedRequest) -> HttpResponse:
    """From a list of problems: a look at which were chosen and where they count already; then, with a programme, let them count in it."""
    words = Filter.from_query(QueryDict(request.POST.get("query", "")).dict())
    back = reverse("workspace:problems", query=words.query())
    keys = bulk.chosen(request.POST)
    if request.POST.get("everything"):
        every = rows(Which.PROBLEMS, words, timezone.localdate()).order_by("-position")
        keys = list(every.values_list("key", flat=True)[:MOST_CHOSEN])
    problems = list(now(Problem).filter(key__in=keys).order_by("-position"))
    if not problems:
        messages.warning(request, gettext("Tick at least one problem."))
        return redirect(back)
    programme, refused = request.POST.get("programme", ""), ""
    offered = {each.key: each.title for each in open_ones()}
    if request.POST.get("step") == "do" and programme in offered:
        units = {each.key: each.unit for each in problems}
        try:
            key = f"link:{request.POST.get('key', '')[:64]}"
            count = desk.link(programme, "problem", units, request.actor, key)
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(
                request,
                ngettext("%(count)s problem counts in it now.", "%(count)s problems count in it now.", count)
                % {"count": count},
            )
            return redirect("workspace:programme", programme)
    context = {
        "active": "problems",
        "lines": _lines(problems),
        "offered": offered,
        "programme": programme,
        "query": request.POST.get("query", ""),
        "key": fresh_key(),
        "refused": refused,
        "back": back,
    }
    return render(request, "workspace/programme/link.html", context, status=422 if refused else 200)


@never_cache
@require_safe
def programme_suggested(request: ActedRequest, key: str) -> HttpResponse:
    """Problems registered within a programme's days that do not count in it, to be ticked."""
    row = found(key)
    page = keyset(suggested(row), request)
    context = {
        "active": "campaign",
        "row": row,
        "page": page,
        "lines": _lines(page.rows),
        "key": fresh_key(),
    }
    return render(request, "workspace/programme/suggested.html", context)


def _lines(problems: list[Problem]) -> list[dict[str, Any]]:
    names, called = Names.load(people=False), programme_names()
    held = served([each.key for each in problems])
    return [
        {
            "row": each,
            "url": reverse("workspace:problem", args=[each.key]),
            "unit": names.unit(each.unit),
            "status": STATUS[Status(each.status)],
            "programmes": [called[one] for one in held.get(each.key, ()) if one in called],
        }
        for each in problems
    ]


urlpatterns = [
    path("programme-link/<str:key>/", problem_serving, name="problem_serving"),
    path("programme-link/", programme_link, name="programme_link"),
    path("programmes/<str:key>/suggested/", programme_suggested, name="programme_suggested"),
]
