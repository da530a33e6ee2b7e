"""Figures on screen, public and staff alike: the two clocks and filters in the address, tiles, tables, and the records behind a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.domain.authority import Role
from sandan.domain.look_back import Verdict
from sandan.domain.opinion import OpinionStatus
from sandan.domain.survey import Way
from sandan.domain.values import Channel, Level, Status, SurveyOutcome, Tier, Topic
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.figure import DIMENSIONS, FIGURES, UNITS, Value
from sandan.projections.look_back import LookBackItem
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.survey import Survey
from sandan.projections.unit import Unit
from sandan.projections.version import Version, as_of
from sandan.web.access import ActedRequest
from sandan.web.label import CHANNEL, LEVEL, OPINION, STATUS, SURVEY, TOPIC, VERDICT, WAY, Label
from sandan.web.page import keyset, keyset_of_many

Room = Literal["portal", "workspace"]
Part = Literal["numerator", "denominator"]

SECTIONS: tuple[tuple[Label, str], ...] = (
    (_("What people said"), "opinions."),
    (
        _("Rung by rung"),
        "problems.collected problems.accepted problems.dispatched problems.signed_for problems.in_progress "
        "problems.answered problems.rectified problems.verified problems.struck_off problems.look_back_passed",
    ),
    (
        _("Open, late and back again"),
        "problems.open problems.overdue problems.due problems.on_time problems.returned problems.sent_back "
        "problems.reopened",
    ),
    (_("Kept apart"), "problems."),
    (_("Looked at again"), "look_backs."),
    (_("Rates"), "rate."),
    (_("What reporters say"), "surveys."),
    (_("Judgement by judgement"), "levels."),
)
"""Figures by section, by id or by the beginning of ids; what is named by its id stands in that section only."""

GROUPED = (
    "problems.collected problems.dispatched problems.rectified problems.verified problems.struck_off problems.open "
    "problems.overdue rate.rectification rate.on_time rate.satisfaction_by_formula"
).split()
"""What a comparison shows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: known by `position`, happened by `on`, within `filters`. `exact`: the position was given."""

    position: int
    on: date
    filters: dict[str, str]
    exact: bool

    def query(self, **more: str | None) -> str:
        """The address's query for the same clocks and filters, with some replaced or (None) left out."""
        given: dict[str, str | None] = {"on": self.on.isoformat(), **self.filters, **more}
        if self.exact:
            given["position"] = str(self.position)
        return urlencode({name: value for name, value in given.items() if value is not None})


def asked(request: ActedRequest) -> Asked:
    """Read the clocks and filters from the address. What can't be read, or lies ahead of today or of the ledger, falls back to now."""
    head, today = read.head().size, timezone.localdate()
    on = _day(request.GET.get("on", "")) or today
    given = request.GET.get("position", "")
    exact = given.isascii() and given.isdigit() and len(given) < 16
    known = head if on >= today else figure.position_for(on)
    position = min(int(given), head) if exact else known
    filters = {name: request.GET[name] for name in DIMENSIONS if request.GET.get(name)}
    return Asked(position, min(on, today), filters, exact)


def records_url(room: Room, value: Value, part: Part = "numerator") -> str:
    """The address of the records behind a number, frozen at its two clocks."""
    query = {"position": str(value.position), "on": value.on.isoformat(), **dict(value.scope)}
    if part != "numerator":
        query["part"] = part
    return f"{reverse(f'{room}:records', kwargs={'id': value.figure.id})}?{urlencode(query)}"


def figures(request: ActedRequest, room: Room) -> HttpResponse:
    """All figures as tiles, or one dimension as a table."""
    want = asked(request)
    by = request.GET.get("by", "")
    context: dict[str, Any] = {
        "base": f"{room}/base.html",
        "active": "figures",
        "asked": want,
        "as_of": {"date": want.on, "position": want.position},
        "choices": _choices(want),
        "by": by if by in DIMENSIONS else "",
        "dimensions": [(name, _NAMES[name]) for name in DIMENSIONS],
    }
    if by in DIMENSIONS:
        context["table"] = _table(by, want, room)
    else:
        values = figure.compute(position=want.position, on=want.on, **want.filters)
        context["sections"] = list(_sections(values, room))
    return render(request, "figure/figures.html", context)


def records(request: ActedRequest, room: Room, id: str) -> HttpResponse:
    """The records behind one figure, as they were known at the position asked for."""
    one = FIGURES.get(id)
    if one is None:
        raise Http404
    want = asked(request)
    part: Part = "denominator" if request.GET.get("part") == "denominator" and one.is_rate else "numerator"
    (value,) = figure.compute([id], position=want.position, on=want.on, **want.filters)
    rows = figure.records(id, part, position=want.position, on=want.on, **want.filters)
    page = keyset_of_many(rows, request) if one.table is LookBackItem else keyset(rows, request)
    staff = room == "workspace" and request.actor.roles != {Role.RESIDENT}
    context = {
        "base": f"{room}/base.html",
        "active": "figures",
        "figure": tile(value, room),
        "code": value.code,
        "part": part,
        "rate": one.is_rate,
        "parts": [
            (each, _PARTS[each], f"{request.path}?{want.query(part=each, position=str(want.position))}")
            for each in _PARTS
        ],
        "asked": want,
        "as_of": {"date": want.on, "position": want.position},
        "scope": [(_NAMES[name], _word(name, key, want.position)) for name, key in want.filters.items()],
        "table": _TABLES[one.table],
        "staff": staff,
        "rows": list(_rows(page.rows, want.position)),
        "page": page,
        "shown": len(page.rows),
        "total": value.numerator if part == "numerator" else value.denominator,
    }
    return render(request, "figure/records.html", context)


def tile(value: Value, room: Room) -> dict[str, Any]:
    """A figure in the shape that `components/figure.html` reads."""
    one = value.figure
    return {
        "name": one.name,
        "value": None if value.value is None else str(value.value),
        "unit": "%" if one.is_rate else UNITS[one.unit],
        "url": records_url(room, value),
        "definition": one.definition,
        "numerator": value.above,
        "denominator": value.denominator,
        "suppressed": value.suppressed,
        "interval": value.interval,
        "beside": [{"name": FIGURES[id].name, "value": count} for id, count in value.exclusions],
        "code": value.code,
    }


def _sections(values: list[Value], room: Room) -> Iterator[tuple[Label, list[dict[str, Any]]]]:
    named = {id for _, ids in SECTIONS for id in ids.split()}
    for title, ids in SECTIONS:
        wanted = ids.split()
        whole = tuple(each for each in wanted if each.endswith("."))
        mine = [
            each
            for each in values
            if each.figure.id in wanted or (each.figure.id not in named and each.figure.id.startswith(whole))
        ]
        yield title, [tile(each, room) for each in mine]


def _table(by: str, want: Asked, room: Room) -> dict[str, Any]:
    groups = figure.grouped(by, GROUPED, position=want.position, on=want.on, **want.filters)
    total = figure.compute(GROUPED, position=want.position, on=want.on, **want.filters)
    words = _words(by, want.position)
    return {
        "corner": _NAMES[by],
        "heads": [(FIGURES[id].name, FIGURES[id].definition) for id in GROUPED],
        "rows": [
            (words.get(key) or key or gettext("Not known"), [_cell(each, room) for each in values])
            for key, values in sorted(groups.items(), key=lambda each: -each[1][0].numerator)
        ],
        "total": [_cell(each, room) for each in total],
    }


def _cell(value: Value, room: Room) -> dict[str, Any]:
    text = (
        gettext("too few")
        if value.suppressed
        else None
        if value.value is None
        else f"{value.value}%"
        if value.figure.is_rate
        else str(value.value)
    )
    return {"text": text, "url": records_url(room, value), "of": value.denominator, "name": value.figure.name}


def _rows(rows: Iterable[Any], position: int) -> Iterable[dict[str, Any]]:
    units = _words("unit", position)
    for row in rows:
        told: dict[str, Any] = {"number": row.number, "key": row.key, "row": row}
        told["topic"] = TOPIC[Topic(row.topic)]
        told["channel"] = CHANNEL[Channel(row.channel)]
        told["town"] = units.get(row.town, "")
        if isinstance(row, Opinion):
            told["status"], told["code"] = OPINION[OpinionStatus(row.status)], row.status
        elif isinstance(row, Problem):
            told["status"], told["code"], told["unit"] = STATUS[Status(row.status)], row.status, units.get(row.unit, "")
        elif isinstance(row, LookBackItem):
            told["key"], told["unit"] = row.problem, units.get(row.unit, "")
            told["verdict"] = VERDICT[Verdict(row.verdict)] if row.verdict else ""
        else:
            told["outcome"], told["unit"] = SURVEY[SurveyOutcome(row.outcome)], units.get(row.unit, "")
            told["level"] = LEVEL[Level(row.level)] if row.level else ""
            told["way"] = WAY[Way(row.way)] if row.outcome == SurveyOutcome.ANSWERED.value else ""
        yield told


def _choices(want: Asked) -> list[dict[str, Any]]:
    listed = []
    for name in DIMENSIONS:
        words = _words(name, want.position, listed=True)
        options = [
            {"key": key, "label": label, "chosen": want.filters.get(name) == key} for key, label in words.items()
        ]
        listed.append({"name": name, "label": _NAMES[name], "options": options})
    return listed


def _words(dimension: str, position: int, *, listed: bool = False) -> dict[str, Any]:
    """The words of a dimension's values; `listed`: only those that one would choose from."""
    if dimension == "topic":
        return {each.value: label for each, label in TOPIC.items()}
    if dimension == "channel":
        return {each.value: label for each, label in CHANNEL.items()}
    rows = as_of(Unit, position).order_by("position")
    if dimension == "town" and listed:
        rows = rows.filter(tier=Tier.TOWN.value)
    elif listed:
        rows = rows.exclude(tier__in=(Tier.BRANCH.value, Tier.COUNTY.value))
    return dict(rows.values_list("key", "name"))


def _word(dimension: str, key: str, position: int) -> Any:
    return _words(dimension, position).get(key, key)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_TABLES: dict[type[Version], str] = {
    Opinion: "opinion",
    Problem: "problem",
    Survey: "survey",
    LookBackItem: "look_back",
}
_NAMES: dict[str, Label] = {"unit": _("Unit"), "town": _("Town"), "topic": _("Topic"), "channel": _("Channel")}
_PARTS: dict[Part, Label] = {"numerator": _("Numerator"), "denominator": _("Denominator")}
