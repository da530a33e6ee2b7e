"""Who saw personal data: every opening of sealed words and of a reporter's name, for the auditor and the discipline body to look up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.authority import Actor, Role
from sandan.domain.shield import Shield, cleared
from sandan.ledger import read
from sandan.projections.admission import Admission
from sandan.projections.application import Application
from sandan.projections.appointment import Appointment
from sandan.projections.commitment import Commitment
from sandan.projections.dispute import Dispute
from sandan.projections.opinion import Opinion
from sandan.projections.publicity import Publicity
from sandan.projections.settlement import Settlement
from sandan.projections.spot_check import SpotCheck
from sandan.projections.version import now, under_shield
from sandan.projections.viewing import (
    IDENTITY,
    WORDS,
    Filter,
    Viewing,
    per_page,
    per_unit,
    seen,
    seen_under_shield,
    viewers,
)
from sandan.projections.visit import Visit
from sandan.web.access import PAGES, ActedRequest
from sandan.web.authority import PAGE_NAMES
from sandan.web.column import Names
from sandan.web.label import Label
from sandan.web.page import keyset_of_many
from sandan.web.workspace.filter import Control, Group, select

DAYS = 30
"""How far back the page looks where the address does not say it: whoever wants more asks for it."""
_SHIELD = "shield"

_OTHERS: dict[str, Any] = {
    "visit": Visit,
    "dispute": Dispute,
    "application": Application,
    "commitment": Commitment,
    "publicity": Publicity,
    "spot_check": SpotCheck,
    "admission": Admission,
    "settlement": Settlement,  # and, under the same id, its arrears
}
"""Other records whose sealed words are opened, by their pages."""
WHAT: dict[str, Label] = {WORDS: _("What the reporter said"), IDENTITY: _("The reporter's identity")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as it was typed."""

    side: str
    person: str
    opinion: str
    what: str
    first: date | None
    last: date | None

    @classmethod
    def of(cls, request: HttpRequest, by: Actor) -> Asked:
        """The words of the address. Nobody but the discipline body can ask for what is under the shield."""
        get = request.GET
        start = get.get("from")
        return cls(
            side=_SHIELD if get.get("side") == _SHIELD and Role.DISCIPLINE in by.roles else "",
            person=get.get("person", "")[:32],
            opinion=unicodedata.normalize("NFKC", get.get("opinion", "")).strip().upper()[:20],
            what=get.get("what", "") if get.get("what") in WHAT else "",
            first=timezone.localdate() - timedelta(DAYS) if start is None else _day(start),
            last=_day(get.get("to", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Whether more is asked for than a span of days."""
        return bool(self.person or self.opinion or self.what)


@never_cache
@require_safe
def viewings(request: ActedRequest) -> HttpResponse:
    """The list, newest first, with what it comes to per unit and per page. No words and no reporter's name stand on it."""
    asked = Asked.of(request, request.actor)
    found, span = _found(asked, request.actor)
    page = keyset_of_many(found, request)
    names = Names.load()
    context = {
        "active": "viewings",
        "lines": _lines(page.rows, names, asked.side, request.actor),
        "page": page,
        "controls": _controls(asked, span, names, Role.DISCIPLINE in request.actor.roles),
        "filtered": bool(request.GET),
        "narrowed": asked.narrowed,
        "units": [(names.unit(unit), count) for unit, count in per_unit(found)] if page.rows else [],
        "pages": [(WHAT[what], _page_name(where), count) for what, where, count in per_page(found)]
        if page.rows
        else [],
        "hidden_side": asked.side == _SHIELD,
        "first": asked.first,
        "last": asked.last,
        "everything": f"{reverse('workspace:viewings')}?from=",
    }
    return render(request, "workspace/viewings.html", context)


def _found(asked: Asked, by: Actor) -> tuple[QuerySet[Viewing], QuerySet[Viewing]]:
    """The openings asked for, and all of the same days on the same side."""
    span = Filter(first=asked.first, last=asked.last)
    named = _named(asked) if asked.opinion else None
    wanted = Filter(asked.person, named, asked.what, asked.first, asked.last)
    if asked.side != _SHIELD:
        return seen(wanted), seen(span)
    known = _cleared(by)
    return seen_under_shield(wanted, known), seen_under_shield(span, known)


def _named(asked: Asked) -> list[str]:
    """The opinion with the number that was typed, on the side that is looked at."""
    rows = under_shield(Opinion) if asked.side == _SHIELD else now(Opinion)
    return list(rows.filter(number=asked.opinion).values_list("key", flat=True))


def _cleared(by: Actor) -> list[str]:
    """The opinions under the shield that `by` may know of."""
    found = []
    for key, against, accusation in under_shield(Opinion).values_list("key", "against", "accusation"):
        about = frozenset(against.split())  # ids of units and of persons: none is both
        if cleared(Shield(about, about, accusation), by):
            found.append(key)
    return found


def _lines(rows: list[Viewing], names: Names, side: str, by: Actor) -> list[dict[str, Any]]:
    """The rows of a page with what their ids are called, by a fixed number of queries. Only what the reader may open is a link."""
    told = read.opened({each.position for each in rows})
    opinions = under_shield(Opinion) if side == _SHIELD else now(Opinion)
    ids = {each.opinion for each in rows}
    numbers = dict(opinions.filter(key__in=ids).values_list("key", "number"))
    kinds = dict.fromkeys(numbers, "opinion")
    for name, table in () if side == _SHIELD else _OTHERS.items():
        found = dict(now(table).filter(key__in=ids - numbers.keys()).values_list("key", "number"))
        numbers |= found
        kinds |= dict.fromkeys(found, name)
    kinds = {key: name for key, name in kinds.items() if by.roles & PAGES[f"workspace:{name}"]}
    held = now(Appointment).filter(key__in={each.appointment for each in rows})
    posts = dict(held.values_list("key", "post"))
    return [
        {
            "at": timezone.localtime(told[each.position].recorded_at),
            "person": names.person(each.person),
            "unit": names.unit(each.unit),
            "post": posts.get(each.appointment, ""),
            "what": WHAT[each.what],
            "grave": each.what == IDENTITY,
            "url": reverse(f"workspace:{kinds[each.opinion]}", args=[each.opinion]) if each.opinion in kinds else "",
            "number": numbers.get(each.opinion, ""),
            "where": each.reason or _page_name(each.where),
        }
        for each in rows
    ]


def _page_name(where: str) -> Label:
    """What the page is called on which it was opened; the page's own word for itself where it has no name."""
    return PAGE_NAMES.get(f"workspace:{where}", where) if where else gettext("by asking for it, with a reason")


def _controls(asked: Asked, span: QuerySet[Viewing], names: Names, discipline: bool) -> list[Control]:
    people = sorted({*viewers(span), *([asked.person] if asked.person else [])}, key=names.person)
    found = [
        select("person", _("Who opened it"), asked.person, [(each, names.person(each)) for each in people]),
        Control("opinion", _("Number of the opinion"), "text", asked.opinion),
        select("what", _("What was opened"), asked.what, WHAT.items()),
        Control("from", _("From"), "date", asked.first.isoformat() if asked.first else ""),
        Control("to", _("To"), "date", asked.last.isoformat() if asked.last else ""),
    ]
    if discipline:
        sides: tuple[Group, ...] = (("", [("", _("In the open")), (_SHIELD, _("Under the shield"))]),)
        found.append(Control("side", _("In the open or under the shield"), "select", asked.side, sides))
    return found


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


urlpatterns = [path("viewings/", viewings, name="viewings")]
