"""The page of one opinion, in the open or under the shield, and unmasking who said it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import opinion as desk
from sandan.desk.viewing import write_down
from sandan.domain.authority import Actor, Role, may
from sandan.domain.opinion import Conclusion, OpinionStatus, ShieldOpinion, UnmaskReporter
from sandan.domain.values import DeclineReason, Refusal
from sandan.ledger import read
from sandan.projections import person, unit
from sandan.projections.opinion import Opinion
from sandan.projections.shield import may_know
from sandan.projections.version import now, of_matter
from sandan.projections.visit import origin as heard_on_visit
from sandan.web.access import ActedRequest
from sandan.web.form import KeyedForm
from sandan.web.label import CONCLUSION, DECLINE
from sandan.web.message import told
from sandan.web.unmask import UnmaskForm, identity, open_now, remember
from sandan.web.workspace import matter
from sandan.web.workspace.inbox import lines
from sandan.web.workspace.shield_act import steps

_READERS = frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER})


@never_cache
@require_safe
def opinion(request: ActedRequest, key: str) -> HttpResponse:
    """One opinion. Those who sort and call back may unmask who said it; others see what was said where they have to do with it."""
    return page(request, found(request.actor, key))


def found(actor: Actor, key: str) -> Opinion:
    """The opinion of this id, in the open or under the shield; 404 where there is none that the actor may know of."""
    row = of_matter(Opinion, key).filter(key=key).first()
    if row is None or not may_know(row, actor):
        raise Http404
    return row


def page(
    request: ActedRequest,
    row: Opinion,
    unmask_form: UnmaskForm | None = None,
    refused: str = "",
    tried: tuple[str, KeyedForm] | None = None,
) -> HttpResponse:
    """The page of one opinion, with a form that could not be taken where there is one."""
    words, unmasks = _may_read(row, request.actor)
    if words:
        write_down([row.key], "opinion", request.actor)
    [shown] = lines([row], words=words)
    said = read.opened([row.position])[row.position].personal or {} if unmasks else {}
    who = identity(request, row.key, said)
    context = {
        "active": "shield" if row.shielded else "inbox",
        "line": shown,
        "row": row,
        "reads": words,
        "unmasks": unmasks,
        **who,
        "unmask_form": (unmask_form or UnmaskForm(auto_id="unmask_%s")) if unmasks and who["masked"] else None,
        "unmasked": unmasks and open_now(request, row.key),
        "reachable": row.reachable,
        "reason": DECLINE[DeclineReason(row.reason)] if row.reason else None,
        "where_to": row.where_to,
        "visit": None if row.shielded else heard_on_visit(row.key),
        "repeated_by": now(Opinion).filter(mark=row.mark).exclude(key=row.key).order_by("position")[:20]
        if row.mark and not row.shielded
        else [],
        "sorts": Role.DISPATCHER in request.actor.roles and row.status == OpinionStatus.WAITING and not row.shielded,
        "may_shield": may(ShieldOpinion.name, request.actor)
        and row.status == OpinionStatus.WAITING
        and not row.shielded,
        "refused": refused,
        "steps": steps(request.actor, row, tried),
        **_about(row, words),
    }
    return render(request, "workspace/opinion.html", context, status=422 if refused or unmask_form else 200)


def _about(row: Opinion, words: bool) -> dict[str, Any]:
    """Whom an opinion under the shield is about: by name, and in the reporter's words for who may read these (`words`)."""
    if not row.shielded:
        return {}
    units, people = unit.names(), person.names()
    said = read.opened([row.position])[row.position].personal or {} if words else {}
    decided = read.opened([row.words_at])[row.words_at].personal or {} if words and row.words_at else {}
    return {
        "against": [units.get(each) or people.get(each, each) for each in row.against.split()],
        "against_words": said.get("against_words", ""),
        "accusation": row.accusation,
        "conclusion": CONCLUSION[Conclusion(row.conclusion)] if row.conclusion else "",
        "decided_words": decided.get("words", ""),
    }


def _may_read(row: Opinion, actor: Actor) -> tuple[bool, bool]:
    """Whether the actor may read what was said, and unmask who said it."""
    if row.status == OpinionStatus.DECLINED and row.reason == DeclineReason.STATUTORY_CHANNEL and not row.shielded:
        return False, False  # it has left the office; what was taken under the shield has left it so, too
    of = matter.load(row.problem, actor) if row.problem else None
    if of is not None:
        return of.reads_words, of.unmasks
    readers = _READERS | {Role.DISCIPLINE} if row.shielded else _READERS
    led = Role.LEADER in actor.roles and not row.shielded and matter.leads(actor, row, timezone.localdate())
    return led or bool(actor.roles & readers), may(UnmaskReporter.name, actor, shielded=row.shielded)


@never_cache
@require_POST
def unmask(request: ActedRequest, key: str) -> HttpResponse:
    """See who said it, for a reason. Leads back to the page that asked, which then shows it for ten minutes."""
    row = found(request.actor, key)
    form = UnmaskForm(request.POST, auto_id="unmask_%s")
    back = request.POST.get("next", "")
    if not form.is_valid():
        return page(request, row, form)
    try:
        desk.unmask(key, form.cleaned_data["reason"], request.actor, f"unmask:{key}:{form.cleaned_data['key']}")
    except Refusal as refusal:
        return page(request, row, form, told(refusal))
    remember(request, key)
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if ours else reverse("workspace:opinion", args=[key]))


urlpatterns = [
    path("opinions/<str:key>/", opinion, name="opinion"),
    path("opinions/<str:key>/unmask/", unmask, name="unmask"),
]
