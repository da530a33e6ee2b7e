"""My desk: what waits for me, by when, and what I wait for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.authority import Actor, Role, may
from sandan.domain.bulletin import BulletinStatus
from sandan.domain.task import TaskStatus
from sandan.domain.values import Status
from sandan.domain.visit import EnterVisit
from sandan.projections import unit
from sandan.projections.batch import Batch
from sandan.projections.bulletin import Bulletin
from sandan.projections.circuit_visit import CircuitItem, CircuitVisit
from sandan.projections.handover import Handover
from sandan.projections.look_back import LookBack, LookBackItem
from sandan.projections.meeting import MeetingDecision
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.projections.waiting import OFFICE_STEPS, WAITED_FOR, Kind, Pile, piles
from sandan.web import case, saved_view
from sandan.web.access import ActedRequest
from sandan.web.due import due, due_of
from sandan.web.label import STATUS, TASK, Label
from sandan.web.workspace import medical
from sandan.web.workspace.notice import fresh_count

TITLES: dict[Kind, Label] = {
    Kind.SORT: _("Opinions to be sorted"),
    Kind.DISPATCH: _("Accepted, to be dispatched"),
    Kind.RETURN: _("Units ask to return these"),
    Kind.STRIKE_OFF: _("Verified, to be struck off"),
    Kind.UNHAPPY: _("A reporter says: not fixed, or dissatisfied"),
    Kind.UNHAPPY_AFTER: _("Struck off, and a reporter is not content since"),
    Kind.SIGN_FOR: _("To be signed for"),
    Kind.SENT_BACK: _("Sent back to us"),
    Kind.PLAN: _("Signed for, without a task yet"),
    Kind.TASK: _("Tasks of our unit"),
    Kind.CLOSURE: _("All tasks done: request closure"),
    Kind.VERIFY: _("To be verified"),
    Kind.READ_AGAIN: _("Not substantiated: to be read by a second person"),
    Kind.CALL: _("Reporters to call back"),
    Kind.IMPORT: _("Imports not finished"),
    Kind.DRAFT: _("Draft bulletins"),
    Kind.APPROVAL: _("Bulletins to be approved"),
    Kind.SUPERVISED: _("Overdue, and you answer for it"),
    Kind.HANDOVER: _("Offered to you: duties to take over"),
    Kind.NOT_SIGNED: _("Dispatched, not signed for yet"),
    Kind.EXTENSION: _("Units ask for a later deadline"),
    Kind.ADJUDICATE: _("Returned again and again: decide whose they are"),
    Kind.STANDARD: _("Acceptance standards to be agreed to, before the work"),
    Kind.REVIEW: _("Long-term, to be reviewed"),
    Kind.LATE: _("Overdue, and not chased"),
    Kind.CHASED: _("Chase orders to be answered"),
    Kind.HELP: _("Others lead, our unit cooperates"),
    Kind.LISTED: _("Under listed supervision"),
    Kind.STILL: _("The clock stands still"),
    Kind.SHIELD: _("Under the shield"),
    Kind.RELAY: _("A reporter wrote to us"),
    Kind.UNANSWERED: _("Messages that a reporter has not answered"),
    Kind.LOOK_BACK: _("Drawn by lot, for you to look at again"),
    Kind.LOOK_BACK_DRAW: _("Look-backs to be drawn"),
    Kind.CIRCUIT_VISIT: _("Circuit visits that you go along on"),
    Kind.OBJECTION: _("Objections to findings of circuit visits, to be decided"),
    Kind.DECISION: _("Decided at on-site meetings, to be made work"),
    Kind.JUDGED_BY_OTHERS: _("With others: claimed, verified, or return asked for"),
}
"""What each pile is called. A pile without a name fails the build."""

_LISTS = {
    Kind.SORT: "inbox",
    Kind.SHIELD: "shield",
    Kind.TASK: "tasks",
    Kind.CALL: "surveys",
    Kind.IMPORT: "imports",
    Kind.DRAFT: "bulletins",
    Kind.APPROVAL: "bulletins",
    Kind.LOOK_BACK_DRAW: "look_backs",
}
_FIRST, _SEVERAL = 8, 2
"""How many rows stand first by their day, and from how many piles on that is worth a list."""
_ASKED_OFFICES = frozenset({Role.AUDITOR, Role.OPERATOR})
_ENTER = frozenset({Role.CLERK, Role.DISPATCHER})


@never_cache
@require_safe
def desk(request: ActedRequest) -> HttpResponse:
    """The desk of whoever is signed in, in the post they act in."""
    at = timezone.localtime()
    found = piles(request.actor, at)
    names = unit.names() if found else {}
    shown = [_shown(each, names, at) for each in found]
    context = {
        "active": "desk",
        "first": _first(shown),
        "mine": [each for each in shown if each["kind"] not in WAITED_FOR],
        "others": [each for each in shown if each["kind"] in WAITED_FOR],
        "reads_only": bool(request.actor.roles & _ASKED_OFFICES),
        "fresh": fresh_count(request.actor.person),
        "enters": bool(request.actor.roles & _ENTER),
        "keeps_people": Role.OPERATOR in request.actor.roles,
        "views": saved_view.mine(request),
        "service": _service(request.actor, at.date()),
        "visits": may(EnterVisit.name, request.actor) and Role.CLERK not in request.actor.roles,
    }
    return render(request, "workspace/desk.html", context)


def _service(by: Actor, today: date) -> list[dict[str, Any]]:
    """The lines of the service that somebody works in, each with its page and what waits in it."""
    found = []
    if by.roles & case.WORKS:
        waits = case.waiting(by, today)
        found.append({"title": _("Service for people"), "url": reverse("workspace:applications"), "waits": waits})
    if Role.SETTLEMENT in by.roles:
        waits = medical.waiting(by, today)
        found.append({"title": _("Medical settlement"), "url": reverse("workspace:medical"), "waits": waits})
    return found


def _first(shown: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What comes first of all piles, by its day: no row twice, and nothing where one pile says it all."""
    mine = [each for each in shown if each["kind"] not in WAITED_FOR]
    dated = {row["url"]: row for pile in reversed(mine) for row in pile["rows"] if row.get("due")}
    rows = sorted(dated.values(), key=lambda row: row["due"]["due_on"])[:_FIRST]
    if len(mine) < _SEVERAL or not rows:
        return None
    return {"title": _("First of all, by date"), "rows": rows, "count": None, "more": False, "url": ""}


def _shown(pile: Pile, names: dict[str, str], at: datetime) -> dict[str, Any]:
    return {
        "kind": pile.kind,
        "title": TITLES[pile.kind],
        "count": pile.count,
        "more": pile.more,
        "url": list_url(pile),
        "rows": [_row(each, names, at, pile.kind in OFFICE_STEPS) for each in pile.rows],
    }


def list_url(pile: Pile) -> str:
    """The list that shows the whole pile; "" where no list does."""
    name = _LISTS.get(pile.kind)
    if name is None and pile.filters is None:
        return ""
    address = reverse(f"workspace:{name or 'problems'}")
    return f"{address}?{urlencode(pile.filters)}" if pile.filters else address


def _row(row: Any, names: dict[str, str], at: datetime, step: bool = False) -> dict[str, Any]:
    """One line of a pile: where it leads, what it is, of which unit, and by when: of a step, when that is due."""
    match row:
        case Problem():
            return {
                "url": reverse("workspace:problem", args=[row.key]),
                "number": row.number,
                "title": row.title,
                "unit": names.get(row.unit, ""),
                "badge": {"rung": row.status, "label": STATUS[Status(row.status)]},
                "due": _due(row, at.date(), step),
            }
        case Task():
            return {
                "url": reverse("workspace:problem", args=[row.problem]),
                "number": row.number,
                "title": row.measure,
                "unit": names.get(row.unit, ""),
                "badge": {"rung": row.status, "label": TASK[TaskStatus(row.status)]},
                "due": due(row.to_on, at.date(), row.done_on),
            }
        case Batch():
            return {
                "url": reverse("workspace:import", args=[row.key]),
                "number": row.opened_on.isoformat(),
                "title": row.file_name,
            }
        case Handover():
            count = len(row.items.split())
            duties = ngettext("%(count)s duty", "%(count)s duties", count) % {"count": count}
            return {
                "url": reverse("workspace:handover", args=[row.key]),
                "number": row.offered_on.isoformat(),
                "title": " · ".join(filter(None, (duties, row.note))),
            }
        case LookBackItem():
            return {
                "url": reverse("workspace:look_back_item", args=[row.look_back, row.problem]),
                "number": row.number,
                "title": row.title,
                "unit": names.get(row.unit, ""),
            }
        case MeetingDecision():
            return {
                "url": f"{reverse('workspace:meeting', args=[row.meeting])}#step-carry_out",
                "number": "",
                "title": row.text,
                "unit": names.get(row.unit, ""),
                "due": due(row.due_on, at.date()),
            }
        case CircuitVisit():
            return {
                "url": reverse("workspace:circuit_visit", args=[row.key]),
                "number": row.number,
                "title": row.title,
                "unit": names.get(row.place, ""),
                "due": due(row.day, at.date(), row.held_on),
            }
        case CircuitItem():
            return {
                "url": reverse("workspace:circuit_visit_items", args=[row.visit]),
                "number": row.number,
                "title": row.title,
                "unit": names.get(row.unit, ""),
                "due": due(row.decide_by, at.date()),
            }
        case LookBack():
            return {
                "url": reverse("workspace:look_back_draw", args=[row.key]),
                "number": row.seed_on.isoformat(),
                "title": f"{row.source} {row.issue}",
            }
        case Bulletin():
            page = "bulletin_edit" if row.status == BulletinStatus.DRAFT.value else "bulletin"
            return {"url": reverse(f"workspace:{page}", args=[row.key]), "number": "", "title": row.title}
    raise TypeError(type(row).__name__)


def _due(row: Problem, today: date, step: bool) -> dict[str, Any] | None:
    if step:
        return due(row.step_by, today)
    return due(row.review_on, today) if row.review_on else due_of(row, today)


urlpatterns = [
    path("", desk, name="desk"),
]
