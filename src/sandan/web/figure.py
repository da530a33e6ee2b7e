"""Figures on screen, public and staff alike: the two clocks and filters in the address, tiles, tables, and the records behind a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.domain.authority import Role
from sandan.domain.circuit_visit import Found
from sandan.domain.look_back import Verdict
from sandan.domain.opinion import OpinionStatus
from sandan.domain.register import Grade
from sandan.domain.survey import Way
from sandan.domain.values import Channel, Level, Status, SurveyOutcome, Tier, Topic
from sandan.ledger import read
from sandan.projections import figure, person, telling
from sandan.projections.circuit_visit import CircuitItem
from sandan.projections.demand import Demand, DemandKind
from sandan.projections.evidence import grade_of
from sandan.projections.figure import DIMENSIONS, FIGURES, FILTERS, SINCE, UNITS, Figure, Value
from sandan.projections.look_back import LookBackItem
from sandan.projections.measure import MeasureBranch, MeasureUse
from sandan.projections.opinion import Opinion
from sandan.projections.presence import Presence
from sandan.projections.problem import Problem
from sandan.projections.programme import Programme
from sandan.projections.record import Record
from sandan.projections.survey import Survey
from sandan.projections.training import TrainingSession
from sandan.projections.unit import Unit
from sandan.projections.version import Version, as_of
from sandan.projections.visit import Pair
from sandan.web.access import ActedRequest
from sandan.web.book import BOOKS, CASES, GRADE
from sandan.web.label import CHANNEL, DEMAND, FOUND, LEVEL, OPINION, STATUS, SURVEY, TOPIC, VERDICT, WAY, Label
from sandan.web.money import of_cents
from sandan.web.page import SIZE, Page, keyset, keyset_of_many

Room = Literal["portal", "workspace"]
T = TypeVar("T")
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
        "problems.open problems.open_15 problems.open_30 problems.open_60 problems.open_90 problems.open_older "
        "problems.overdue problems.due problems.on_time problems.returned problems.sent_back "
        "problems.reopened",
    ),
    (_("How many days it takes"), "days."),
    (_("What units were asked for"), "demands."),
    (_("Kept apart"), "problems."),
    (_("Looked at again"), "look_backs."),
    (_("Rates"), "rate."),
    (_("What reporters say"), "surveys."),
    (_("Judgement by judgement"), "levels."),
    (_("Lectures"), "lectures."),
    (_("Circuit groups"), "circuit."),
    (_("Deeds for the people"), "deeds."),
    (_("Exemplars"), "exemplars."),
    (
        _("Found in oneself, found by others"),
        "self_inspections. problems.self_found problems.found_by_others problems.found_by_others_struck_off",
    ),
    (_("Visits"), "visits. pairs."),
    (_("On-site meetings"), "meetings."),
    (_("Disputes, rung by rung"), "disputes."),
    (_("Implementation plans"), "plans."),
    (_("Study"), "study."),
    (_("Training"), "training."),
    (_("Convenience measures"), "measures."),
    (
        _("Assistance: applications, decisions, payments"),
        "applications. allowances. rate.applications_granted rate.decided_in_town rate.decided_in_time",
    ),
    (
        _("Assistance: commitments, notices, checks"),
        "commitments. notices. delegations. spot_checks. rate.commitments_chosen rate.commitments_false rate.spot_checks_overturned",
    ),
    (
        _("Medical bills: who pays them"),
        "admissions. settlements. arrears. advances. rate.policy_scope rate.actual",
    ),
)
"""Figures by section, by id or by the beginning of ids; what is named by its id stands in that section only."""

GROUPED = (
    "problems.collected problems.dispatched problems.rectified problems.verified problems.struck_off problems.open "
    "problems.overdue rate.rectification rate.on_time rate.satisfaction_by_formula"
).split()
"""What a comparison shows."""


NOT_KNOWN = "-"
"""How an address asks for what has no unit, town, topic or channel: an empty value there means all."""


def written(filters: Mapping[str, str]) -> dict[str, str]:
    """Filters as an address writes them."""
    return {name: value or NOT_KNOWN for name, value in filters.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: known by `position`, happened by `on`, within `filters`. `exact`: the position was given."""

    position: int
    on: date
    filters: dict[str, str]
    exact: bool

    def query(self, **more: str | None) -> str:
        """The address's query for the same clocks and filters, with some replaced or (None) left out."""
        given: dict[str, str | None] = {"on": self.on.isoformat(), **written(self.filters), **more}
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
    given_for = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    filters = {name: "" if value == NOT_KNOWN else value for name, value in given_for.items()}
    since = _day(request.GET.get(SINCE, ""))
    if since is not None:
        filters[SINCE] = since.isoformat()
    return Asked(position, min(on, today), filters, exact)


def records_url(room: Room, value: Value, part: Part = "numerator") -> str:
    """The address of the records behind a number, frozen at its two clocks."""
    query = {"position": str(value.position), "on": value.on.isoformat(), **written(dict(value.scope))}
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
        "choices": choices(want),
        "by": by if by in DIMENSIONS else "",
        "dimensions": [(name, NAMES[name]) for name in DIMENSIONS],
    }
    if by in DIMENSIONS:
        context["table"] = _table(by, want, room)
    else:
        values = _told(figure.compute(position=want.position, on=want.on, **want.filters), want, room)
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
    if one.sealed:
        return _sealed(request, room, value, want)
    (value,) = _told([value], want, room)
    if value.suppressed and room == "portal" and telling.personal(one):
        return _few(request, room, value, want)
    rows = figure.records(id, part, position=want.position, on=want.on, **want.filters)
    page = paged(one, rows, request)
    staff = room == "workspace" and request.actor.roles != {Role.RESIDENT}
    context = {
        "base": f"{room}/base.html",
        "active": "figures",
        "figure": tile(value, room),
        "change_url": "" if one.by_formula else f"{reverse(f'{room}:change', args=[id])}?{want.query()}",
        "walk_url": f"{reverse('portal:walk', args=[id])}?{want.query(part=part, position=str(want.position))}",
        "code": value.code,
        "part": part,
        "rate": one.is_rate,
        "parts": [
            (each, PARTS[each], f"{request.path}?{want.query(part=each, position=str(want.position))}")
            for each in PARTS
        ],
        "asked": want,
        "as_of": {"date": want.on, "position": want.position},
        "scope": [(NAMES[name], word(name, key, want.position)) for name, key in want.filters.items()],
        "table": _TABLES.get(one.table, "record"),
        "staff": staff,
        "rows": list(lines(page.rows, want.position, public=room == "portal")),
        "page": page,
        "shown": len(page.rows),
        "total": value.records
        if part == "numerator" and not one.is_rate
        else value.numerator
        if part == "numerator"
        else value.denominator,
    }
    return render(request, "figure/records.html", context)


def paged(one: Figure, rows: QuerySet[Any], request: HttpRequest, size: int = SIZE) -> Page:
    """A page of the records behind a figure.

    Only where several come from one entry does the address of the next page name a record by its id: that of an opinion stands in no
    address, as it would tie the number on a receipt to a problem.
    """
    many = one.table in (LookBackItem, Presence, CircuitItem, Demand)
    return (keyset_of_many if many else keyset)(rows, request, size)


def _sealed(request: ActedRequest, room: Room, value: Value, want: Asked) -> HttpResponse:
    """A figure about people who are poor or ill: what it says, and why no records stand under it."""
    context = {
        "base": f"{room}/base.html",
        "active": "figures",
        "figure": tile(value, room),
        "asked": want,
        "as_of": {"date": value.on, "position": value.position},
        "on": value.on,
    }
    return render(request, "figure/sealed.html", context)


def _few(request: ActedRequest, room: Room, value: Value, want: Asked) -> HttpResponse:
    """What so few answered that it would tell of one of them."""
    context = {
        "base": f"{room}/base.html",
        "active": "figures",
        "figure": tile(value, room),
        "asked": want,
        "as_of": {"date": want.on, "position": want.position},
    }
    return render(request, "figure/few.html", context)


def _told(values: list[Value], want: Asked, room: Room) -> list[Value]:
    """Values as the room may show them: what few answered is told to nobody outside."""
    if room != "portal":
        return values
    return telling.public(values, on=want.on, position=want.position, filters=want.filters)


def tile(value: Value, room: Room) -> dict[str, Any]:
    """A figure in the shape that `components/figure.html` reads."""
    one = value.figure
    in_cents = one.is_rate and FIGURES[one.denominator].unit == "yuan"
    said = f"{value.value:,.2f}" if one.unit == "yuan" and value.value is not None else str(value.value)
    return {
        "name": one.name,
        "value": None if value.value is None else said,
        "unit": "%" if one.is_rate else UNITS[one.unit],
        "url": records_url(room, value),
        "definition": one.definition,
        "numerator": of_cents(value.numerator) if in_cents else value.above,
        "denominator": of_cents(value.denominator) if in_cents else value.denominator,
        "suppressed": value.suppressed,
        "interval": value.interval,
        "over": value.rows if one.within is not None else None,
        "evidence": GRADE[grade] if (grade := grade_of(one)) is not None else "",
        "estimated": one.sampled,
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
    if room == "portal":
        groups = telling.public_groups(by, groups, on=want.on, position=want.position, filters=want.filters)
    total = _told(figure.compute(GROUPED, position=want.position, on=want.on, **want.filters), want, room)
    named = words(by, want.position)
    return {
        "corner": NAMES[by],
        "heads": [(FIGURES[id].name, FIGURES[id].definition) for id in GROUPED],
        "rows": [
            (named.get(key) or key or gettext("Not known"), [cell(each, room) for each in values])
            for key, values in in_order(groups, named)
        ],
        "total": [cell(each, room) for each in total],
    }


def in_order(groups: Mapping[str, T], named: Mapping[str, Any]) -> list[tuple[str, T]]:
    """Groups in the dimension's own order, what is not known last. Never by size: a comparison is no league table."""
    places = {key: at for at, key in enumerate(named)}
    return sorted(groups.items(), key=lambda each: (not each[0], places.get(each[0], len(places)), each[0]))


def cell(value: Value, room: Room) -> dict[str, Any]:
    """A number in a table: its text (None where there is none), its records, and what it is out of."""
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


def lines(rows: Iterable[Any], position: int, *, public: bool = False) -> Iterable[dict[str, Any]]:
    """Records of any table as a list behind a figure shows them: number, key, place, unit and where each stands.

    In a `public` list a call-back has no number and nothing else by which to find the problem: it would tell what that reporter answered.
    """
    units = words("unit", position)
    rows = list(rows)
    people = person.names() if any(isinstance(each, Presence) for each in rows) else {}
    for row in rows:
        if isinstance(row, Pair):
            yield _of_pair(row, units)
            continue
        if isinstance(row, MeasureBranch):
            yield {"number": row.title, "key": row.key, "row": row}
            continue
        told: dict[str, Any] = {"number": row.number, "key": row.key, "row": row}
        told["town"] = units.get(row.town, "")
        if isinstance(row, Presence):
            told["who"] = people.get(row.person, "")
        if isinstance(row, Record):
            yield {**told, "unit": units.get(row.unit, ""), "grade": GRADE[Grade(row.grade)], **_of_book(row)}
            continue
        if isinstance(row, CircuitItem):
            url = reverse("workspace:circuit_visit", args=[row.visit])
            found = FOUND[Found(row.found)] if row.found else ""
            yield {**told, "unit": units.get(row.unit, ""), "grade": "", "status": found, "code": row.found, "url": url}
            continue
        if isinstance(row, Demand):
            yield {**told, "unit": units.get(row.unit, ""), "grade": "", **_of_demand(row)}
            continue
        told["topic"] = TOPIC[Topic(row.topic)]
        told["channel"] = CHANNEL[Channel(row.channel)]
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
            if public:
                told |= {"number": "", "topic": "", "town": "", "channel": "", "unit": ""}
        yield told


def _of_pair(row: Pair, units: Mapping[str, Any]) -> dict[str, Any]:
    """A place or sector of a leader: no number, and no more of the leader than the register of assignments says."""
    last = row.last_on.isoformat() if row.last_on else gettext("Not yet")
    place = units.get(row.unit, "")
    return {
        "number": place,
        "key": row.key,
        "row": row,
        "unit": place,
        "town": units.get(row.town, ""),
        "status": gettext("Last visit: %(date)s") % {"date": last},
        "grade": "",
        "url": reverse("workspace:visit_coverage"),
    }


def _of_demand(row: Demand) -> dict[str, Any]:
    """What was asked and when, and the page of what it was about."""
    kind = DemandKind(row.kind)
    of = "plan" if kind is DemandKind.PLAN else "problem"
    return {
        "status": f"{DEMAND[kind]} · {row.asked_on.isoformat()}",
        "code": "",
        "url": reverse(f"workspace:{of}", args=[row.matter]),
    }


def _of_book(row: Record) -> dict[str, Any]:
    """How a register names a row of its own: where it stands, and its page for staff."""
    if isinstance(row, MeasureUse):
        period = f"{row.from_on.isoformat()} – {row.to_on.isoformat()}"
        return {"status": period, "code": "", "url": reverse("workspace:measure", args=[row.measure])}
    of = getattr(row, "of", "")
    book = (
        BOOKS[_PARTS_OF[type(row)](row)]
        if of
        else next(one for one in (*BOOKS.values(), *CASES.values()) if isinstance(row, one.table))
    )
    url = reverse(f"workspace:{book.name}", args=[of or row.key])
    return {"status": book.status_word(row), "code": row.status, "url": url}


_PARTS_OF: dict[type[Record], Callable[[Any], str]] = {
    Presence: lambda row: row.noun,
    TrainingSession: lambda _row: "training",
}
"""Tables whose rows are parts of a register's records (`of`): to which register they belong."""


def choices(want: Asked) -> list[dict[str, Any]]:
    """What a form offers to filter by, each with its options and the one chosen."""
    listed = []
    for name in FILTERS:
        named = words(name, want.position, listed=True)
        if name == "programme" and not named:
            continue
        options = [
            {"key": key, "label": label, "chosen": want.filters.get(name) == key} for key, label in named.items()
        ]
        listed.append({"name": name, "label": NAMES[name], "options": options})
    return listed


def words(dimension: str, position: int, *, listed: bool = False) -> dict[str, Any]:
    """The words of a dimension's values; `listed`: only those that one would choose from."""
    if dimension == "programme":
        return dict(as_of(Programme, position).order_by("-position").values_list("key", "title"))
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


def word(dimension: str, key: str, position: int) -> Any:
    """The word of a filter's value; the value itself where nobody knows it."""
    return words(dimension, position).get(key, key) if key else gettext("Not known")


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
NAMES: dict[str, Label] = {
    "unit": _("Unit"),
    "town": _("Town"),
    "topic": _("Topic"),
    "channel": _("Channel"),
    "programme": _("Programme"),
    SINCE: _("Counted from"),
}
PARTS: dict[Part, Label] = {"numerator": _("Numerator"), "denominator": _("Denominator")}
