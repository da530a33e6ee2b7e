"""What stands under the shield: the list of it for those who are cleared, sorting it, and taking an opinion out of the open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sandan.desk import opinion as desk
from sandan.domain.opinion import Conclusion, OpinionStatus
from sandan.domain.values import Refusal, Status, Topic
from sandan.projections import person, shield, unit
from sandan.projections.listing import Which
from sandan.projections.opinion import Opinion
from sandan.web.about import COMPLAINT, SORTS_UNDER_SHIELD, BehindForm, behind
from sandan.web.access import ActedRequest
from sandan.web.due import due_of
from sandan.web.form import KeyedForm
from sandan.web.label import CONCLUSION, OPINION, STATUS, TOPIC
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.workspace import opinion
from sandan.web.workspace.bulk_step import offered
from sandan.web.workspace.shield_act import CARRY, FORMS

ELSEWHERE = _("Passed on to the body that is competent for it by law.")
"""What stands in the open after an opinion was taken under the shield: the words of many that went to a statutory channel."""
_WAITING = 50


@never_cache
@require_safe
def listed(request: ActedRequest) -> HttpResponse:
    """What stands under the shield and waits for this actor, then all of its problems that they may know of, newest first."""
    to_sort, _open = shield.waiting(request.actor)
    page = keyset(shield.problems(request.actor), request)
    units, people, today = unit.names(), person.names(), timezone.localdate()
    sorts = bool(request.actor.roles & SORTS_UNDER_SHIELD)
    dispatches = bool(request.actor.roles & SORTS_UNDER_SHIELD)
    steps = offered(request.actor, Which.PROBLEMS, shielded=True)
    earlier = shield.opinions(request.actor).exclude(status=OpinionStatus.WAITING.value).filter(problem="")
    context = {
        "active": "shield",
        "sorts": sorts,
        "opinions": [_opinion_line(each, units, people) for each in to_sort.order_by("position")[:_WAITING]],
        "earlier": [_opinion_line(each, units, people) for each in earlier.order_by("-position")[:_WAITING]]
        if sorts
        else [],
        "problems": [
            {
                "row": each,
                "badge": {"rung": each.status, "label": STATUS[Status(each.status)]},
                "unit": units.get(each.unit, ""),
                "against": _names(each.against, units, people),
                "due": due_of(each, today),
                "fits": (dispatches and each.status == Status.ACCEPTED.value)
                or any(step.fits(each, request.actor) for step in steps.values()),
            }
            for each in page.rows
        ],
        "dispatches": dispatches,
        "steps": steps,
        "ticks": dispatches or bool(steps),
        "page": page,
    }
    return render(request, "workspace/shield.html", context)


def _opinion_line(row: Opinion, units: dict[str, str], people: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "label": CONCLUSION[Conclusion(row.conclusion)] if row.conclusion else OPINION[OpinionStatus(row.status)],
        "against": _names(row.against, units, people),
        "topic": TOPIC[Topic(row.topic)],
        "place": units.get(row.village) or units.get(row.town, ""),
    }


def _names(against: str, units: dict[str, str], people: dict[str, str]) -> list[str]:
    return [units.get(each) or people.get(each, each) for each in against.split()]


@never_cache
@require_POST
def act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Take one step on an opinion under the shield. What was typed stays on the page if it is refused."""
    row = opinion.found(request.actor, key)
    if act not in FORMS or not row.shielded:
        raise Http404
    form_class, _label, done = FORMS[act]
    form = form_class(request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        said = gettext("Something is missing in the form. Nothing of what you typed is lost.")
        return opinion.page(request, row, refused=said, tried=(act, form))
    try:
        made = CARRY[act](request.actor, key, form.cleaned_data)
    except Refusal as refusal:
        return opinion.page(request, row, refused=told(refusal), tried=(act, form))
    messages.success(request, str(done))
    if act == "accept":
        return redirect("workspace:problem", made)
    # Whoever has just learned that it is about them, too, is led back to the list: they may not know of it any more.
    return redirect("workspace:shield")


class ShieldForm(BehindForm, KeyedForm):
    """Whom an opinion in the open turns out to be about."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: ActedRequest, key: str) -> HttpResponse:
    """Take an opinion out of the open. In the open it is then one that was passed on, like many others."""
    row = opinion.found(request.actor, key)
    if row.shielded:
        raise Http404
    form = ShieldForm(request.POST or None, initial={"about": COMPLAINT})
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        new = behind(said)
        assert new is not None
        try:
            desk.shield(
                key, new, str(ELSEWHERE), request.actor, f"take:{said['key']}", against_words=said["against_words"]
            )
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Taken under the shield. In the open it now counts as passed on."))
            return redirect("workspace:inbox")
    context = {
        "active": "inbox",
        "row": row,
        "form": form,
        "refused": refused,
        "back": reverse("workspace:opinion", args=[key]),
    }
    return render(request, "workspace/shield_take.html", context, status=422 if refused or form.errors else 200)


urlpatterns = [
    path("shield/", listed, name="shield"),
    path("shield/<str:key>/<str:act>/", act, name="shield_act"),
    path("opinions/<str:key>/shield/", take, name="shield_opinion"),
]
