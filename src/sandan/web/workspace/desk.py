"""My desk: what waits for me, by when, and what I wait for."""

from __future__ import annotations

from datetime import datetime
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

from sandan.domain.authority import Role
from sandan.domain.task import TaskStatus
from sandan.domain.values import Status
from sandan.projections import unit
from sandan.projections.batch import Batch
from sandan.projections.bulletin import Bulletin
from sandan.projections.handover import Handover
from sandan.projections.look_back import LookBack, LookBackItem
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.projections.waiting import WAITED_FOR, Kind, Pile, piles
from sandan.web import saved_view
from sandan.web.access import ActedRequest
from sandan.web.due import due, due_of
from sandan.web.label import STATUS, TASK, Label
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
    Kind.LOOK_BACK_DRAW: "look_backs",
}
_FIRST, _SEVERAL = 8, 2
"""How many rows stand first by their day, and from how many piles on that is worth a list."""
_ASKED_OFFICES = frozenset({Role.AUDITOR, Role.OPERATOR})


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
        "keeps_people": Role.OPERATOR in request.actor.roles,
        "views": saved_view.mine(request),
    }
    return render(request, "workspace/desk.html", context)


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
        "url": _url(pile),
        "rows": [_row(each, names, at) for each in pile.rows],
    }


def _url(pile: Pile) -> str:
    """The list that shows the whole pile; "" where no list does."""
    name = _LISTS.get(pile.kind)
    if name is None and pile.filters is None:
        return ""
    address = reverse(f"workspace:{name or 'problems'}")
    return f"{address}?{urlencode(pile.filters)}" if pile.filters else address


def _row(row: Any, names: dict[str, str], at: datetime) -> dict[str, Any]:
    """One line of a pile: where it leads, what it is, of which unit, and by when."""
    match row:
        case Problem():
            return {
                "url": reverse("workspace:problem", args=[row.key]),
                "number": row.number,
                "title": row.title,
                "unit": names.get(row.unit, ""),
                "badge": {"rung": row.status, "label": STATUS[Status(row.status)]},
                "due": due(row.review_on, at.date()) if row.review_on else due_of(row, at.date()),
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
        case LookBack():
            return {
                "url": reverse("workspace:look_back_draw", args=[row.key]),
                "number": row.seed_on.isoformat(),
                "title": f"{row.source} {row.issue}",
            }
        case Bulletin():
            return {"url": reverse("workspace:bulletin_edit", args=[row.key]), "number": "", "title": row.title}
    raise TypeError(type(row).__name__)


urlpatterns = [
    path("", desk, name="desk"),
]
