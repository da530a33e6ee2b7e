"""Dashboards (看板): charts of the figures, each with its table, its window and its records. They are made here and drawn in `bulletins`.

Nothing is counted here: every mark is a `Value` of the figures, opens its records, and says the window it is counted in. What stands at
the end of a day (what is open, its age, the parts of all collected) takes no first day; what came about within days does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Min
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from sandan.bulletins import drawing
from sandan.bulletins.chart import Chart, Datum, Kind
from sandan.projections import boundary, figure, telling
from sandan.projections.figure import FIGURES, SINCE, UNITS, Value
from sandan.projections.problem import Problem
from sandan.projections.rate import Interval, wilson
from sandan.projections.version import as_of
from sandan.web.access import ActedRequest
from sandan.web.context import county_name
from sandan.web.figure import NAMES, Asked, Room, asked, in_order, records_url, tile, word, words
from sandan.web.label import Label

T = TypeVar("T")
TILES = (
    "problems.collected problems.rectified problems.verified problems.struck_off problems.open problems.overdue"
).split()
RUNGS = (
    "problems.collected problems.accepted problems.dispatched problems.signed_for problems.in_progress problems.answered "
    "problems.rectified problems.verified problems.struck_off problems.look_back_passed"
).split()
PARTS = (
    "problems.open problems.struck_off problems.long_term problems.declined problems.redirected problems.merged"
).split()
"""They add up to all that was collected."""
AGES = "problems.open_15 problems.open_30 problems.open_60 problems.open_90 problems.open_older".split()
SHOWN = "problems.open problems.collected problems.overdue problems.rectified problems.struck_off".split()
"""What the charts by place and subject may show; the first unless the address says otherwise."""
GRAINS: dict[str, Label] = {"week": _("by week"), "month": _("by month")}
MOST = 12
"""How many periods a chart shows, the last ones."""
_WEEKS = timedelta(days=MOST * 7)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a dashboard is asked for: clocks and filters, which room's records it opens, and how. `only`: these places and units."""

    want: Asked
    room: Room
    grain: str
    show: str
    begin: date
    """The day of the first problem that was known."""
    only: frozenset[str] | None = None

    @property
    def standing(self) -> dict[str, str]:
        """The filters without the first day: for what stands at the end of a day."""
        return {name: value for name, value in self.want.filters.items() if name != SINCE}

    @property
    def since(self) -> date | None:
        """The first day of the window."""
        first = self.want.filters.get(SINCE)
        return date.fromisoformat(first) if first else None


def ask(request: ActedRequest, room: Room) -> Ask:
    """Read the address. What cannot be read falls back: to weeks where the window is short, to the first figure."""
    want = asked(request)
    grain, show = request.GET.get("grain", ""), request.GET.get("show", "")
    begin = as_of(Problem, want.position).aggregate(first=Min("registered_on"))["first"] or want.on
    found = Ask(want, room, grain, show if show in SHOWN else SHOWN[0], begin)
    if grain in GRAINS:
        return found
    first = found.since or begin
    return replace(found, grain="week" if want.on - first <= _WEEKS else "month")


# --- the charts ------------------------------------------------------------------------------------------------------


def _rungs(of: Ask) -> Chart:
    values = figure.compute(RUNGS, position=of.want.position, on=of.want.on, **of.want.filters)
    # Within a window more may be struck off than was collected in it: then the one is no part of the other.
    whole = None if of.since else values[0].numerator
    data = [_counted(of, str(each.figure.name), each, whole) for each in values]
    return _chart("rungs", Kind.BARS, _("Rung by rung"), data, _window(of))


def _parts(of: Ask) -> Chart:
    values = figure.compute(PARTS, position=of.want.position, on=of.want.on, **of.standing)
    data = [_counted(of, str(each.figure.name), each, sum(one.numerator for one in values)) for each in values]
    return _chart("parts", Kind.BARS, _("Where all that was collected stands"), data, _standing(of))


def _ages(of: Ask) -> Chart:
    values = figure.compute(AGES, position=of.want.position, on=of.want.on, **of.standing)
    names = [gettext("up to 15 days"), *(gettext("%s days") % each for each in ("16–30", "31–60", "61–90"))]
    names.append(gettext("over 90 days"))
    data = [_counted(of, name, each) for name, each in zip(names, values, strict=True)]
    return _chart("age", Kind.BARS, _("How long open problems have been open"), data, _standing(of))


def _flow(of: Ask) -> Chart:
    pair = ("problems.collected", "problems.struck_off")
    spans = periods(of)
    found = figure.windows(pair, spans, position=of.want.position, **of.standing)
    data = [
        replace(_counted(of, _short(of, first), each, span=_span(first, last)), series=series)
        for (first, last), values in zip(spans, found, strict=True)
        for series, each in enumerate(values)
    ]
    title = _("Collected and struck off, by week") if of.grain == "week" else _("Collected and struck off, by month")
    names = tuple(str(FIGURES[each].name) for each in pair)
    return _chart("flow", Kind.PERIODS, title, data, _spans(spans), names)


def _open(of: Ask) -> Chart:
    spans = periods(of)
    ends: list[tuple[date | None, date]] = [(None, last) for _, last in spans]
    found = figure.windows(["problems.open"], ends, position=of.want.position, **of.standing)
    data = [
        _counted(of, _short(of, first), value, span=last.isoformat())
        for (first, last), (value,) in zip(spans, found, strict=True)
    ]
    title = _("Open at the end of each week") if of.grain == "week" else _("Open at the end of each month")
    return _chart("open", Kind.PERIODS, title, data, _spans(spans), (str(FIGURES["problems.open"].name),))


def _by(dimension: str, name: str, title: Label, *, id: str = "") -> Callable[[Ask], Chart]:
    """A chart of one count by a dimension, beside the whole that it is a part of."""

    def made(of: Ask) -> Chart:
        shown = id or of.show
        # Only what is counted to the end of a day is surely a part of what was collected by then.
        filters = of.want.filters if shown == "problems.collected" or id else of.standing
        ids = [shown] if id or shown == "problems.collected" else [shown, "problems.collected"]
        groups = figure.grouped(dimension, ids, position=of.want.position, on=of.want.on, **filters)
        data = [
            _counted(of, label, values[0], values[1].numerator if len(values) > 1 else None)
            for label, values in _labelled(of, dimension, groups)
        ]
        said = gettext("%(title)s: %(figure)s") % {"title": title, "figure": FIGURES[shown].name}
        note = _window(of) if filters is of.want.filters else _standing(of)
        return _chart(name, Kind.BARS, said, data, note)

    return made


def _rates(dimension: str, name: str, id: str, *, windowed: bool = True) -> Callable[[Ask], Chart]:
    """A chart of one rate by a dimension, the whole first, each with its n and its 95 % interval (Wilson).

    It compares, so it is never narrowed to one of those that it compares: a unit sees others here, as everybody does.
    """

    def made(of: Ask) -> Chart:
        filters = {
            name: key for name, key in (of.want.filters if windowed else of.standing).items() if name != dimension
        }
        on, position = of.want.on, of.want.position
        ids = [id, "rate.satisfaction_by_formula"] if id == "rate.satisfaction" else [id]
        groups = figure.grouped(dimension, ids, on=on, position=position, **filters)
        whole = figure.compute(ids, on=on, position=position, **filters)
        if of.room == "portal":
            groups = telling.public_groups(dimension, groups, on=on, position=position, filters=filters)
            whole = telling.public(whole, on=on, position=position, filters=filters)
        data = [_rated(of, gettext("All"), whole)]
        data += [_rated(of, label, values) for label, values in _labelled(of, dimension, groups)]
        title = gettext("%(figure)s by %(dimension)s") % {
            "figure": FIGURES[id].name,
            "dimension": str(NAMES[dimension]).lower(),
        }
        return _chart(name, Kind.RATES, title, data, _window(of) if windowed else _standing(of))

    return made


def _of_towns(of: Ask) -> list[Datum]:
    """Every town with the count that is shown, those of which nothing is counted too, each with its area where it has one."""
    on, position = of.want.on, of.want.position
    named = words("town", of.want.position, listed=True)
    found = {
        key: value
        for key, (value,) in figure.grouped("town", [of.show], on=on, position=position, **of.standing).items()
    }
    if "town" not in of.standing:
        for key in named.keys() - found.keys():
            (found[key],) = figure.compute([of.show], on=on, position=position, **of.standing, town=key)
    drawn = boundary.drawn(of.want.position, public=of.room == "portal")
    data = []
    # A map is of the whole county, also for who is in charge of a part.
    for label, (key, value) in _labelled(
        replace(of, only=None), "town", {key: (key, value) for key, value in found.items()}
    ):
        one = _counted(of, label, value)
        data.append(replace(one, area=drawn[key].area) if key in drawn else one)
    return data


def _map(of: Ask) -> Chart:
    data = [each for each in _of_towns(of) if each.area]
    drawn = boundary.drawn(of.want.position, public=of.room == "portal").values()
    reviews = "、".join(dict.fromkeys(each.review for each in drawn if each.review))
    title = gettext("%(title)s: %(figure)s") % {"title": gettext("Map of towns"), "figure": FIGURES[of.show].name}
    note = gettext("Map review number: %(number)s.") % {"number": reviews} if reviews else ""
    return replace(
        _chart("map", Kind.MAP, title, data, _standing(of)), notes=tuple(filter(None, (_standing(of), note)))
    )


CHARTS: dict[str, Callable[[Ask], Chart]] = {
    "map": _map,
    "rungs": _rungs,
    "parts": _parts,
    "flow": _flow,
    "open": _open,
    "age": _ages,
    "towns": _by("town", "towns", _("By town")),
    "topics": _by("topic", "topics", _("By subject")),
    "units": _by("unit", "units", _("By unit")),
    "channels": _by("channel", "channels", _("By channel"), id="opinions.collected"),
    "on_time": _rates("unit", "on_time", "rate.on_time"),
    "satisfaction": _rates("unit", "satisfaction", "rate.satisfaction"),
    "coverage": _rates("town", "coverage", "rate.coverage", windowed=False),
}
"""Every chart by its name, which stands in the address of its download."""


def _chart(
    name: str, kind: Kind, title: Label, data: Sequence[Datum], note: str, series: tuple[str, ...] = ()
) -> Chart:
    return Chart(name, kind, str(title), tuple(data), series, (note,))


def _labelled(of: Ask, dimension: str, groups: Mapping[str, T]) -> Iterator[tuple[str, T]]:
    named = words(dimension, of.want.position)
    for key, values in in_order(groups, named):
        if of.only is None or key in of.only:
            yield str(named.get(key) or key or gettext("Not known")), values


def _counted(of: Ask, label: str, value: Value, whole: int | None = None, span: str = "") -> Datum:
    url = records_url(of.room, value)
    called = f"{label} {span}".strip() if span else label
    if value.suppressed:
        few = gettext("too few to say")
        return Datum(label, None, few, url, f"{called}: {few}", span=span)
    text = str(value.numerator) if whole is None else f"{value.numerator} / {whole}"
    said = gettext("%(label)s: %(number)s %(unit)s") % {
        "label": called,
        "number": text,
        "unit": UNITS[value.figure.unit],
    }
    return Datum(label, value.numerator, text, url, said, of=whole, span=span)


def _rated(of: Ask, label: str, values: Sequence[Value]) -> Datum:
    """A rate with its n. Where the formula in force says that the answers are too few, no rate is told."""
    value = values[0]
    url, n = records_url(of.room, value, "denominator"), value.denominator or 0
    if value.value is None or any(each.suppressed for each in values):
        told = gettext("too few to say (n=%(n)s)") % {"n": n} if n else gettext("no data")
        return Datum(label, None, told, url, f"{label}: {told}", of=n)
    found = value.interval or wilson(value.numerator, n)
    between = found or Interval(value.value, value.value)  # type: ignore[arg-type]  # a rate with a number
    text = gettext("%(rate)s%% (n=%(n)s)") % {"rate": value.value, "n": n}
    interval = gettext("95%% interval %(low)s–%(high)s%%") % {"low": between.low, "high": between.high}
    return Datum(
        label, value.value, text, url, f"{label}: {text}, {interval}", of=n, low=between.low, high=between.high
    )


# --- windows ---------------------------------------------------------------------------------------------------------


def periods(of: Ask) -> list[tuple[date, date]]:
    """The last weeks (from Monday) or months of the window, oldest first. The first and the last are cut to it."""
    begin = of.since or of.begin
    found: list[tuple[date, date]] = []
    last = of.want.on
    while last >= begin and len(found) < MOST:
        first = last - timedelta(last.weekday()) if of.grain == "week" else last.replace(day=1)
        found.append((max(first, begin) if of.since else first, last))
        last = first - _DAY
    return found[::-1] or [(of.want.on, of.want.on)]


def presets(of: Ask, today: date) -> list[tuple[Label, str, bool]]:
    """Windows that one asks for again and again: name, address, and whether it is the one shown."""
    month = today.replace(day=1)
    before = (month - _DAY).replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    spans: list[tuple[Label, date | None, date]] = [
        (_("From the beginning"), None, today),
        (_("This week"), today - timedelta(today.weekday()), today),
        (_("This month"), month, today),
        (_("Last month"), before, month - _DAY),
        (_("This quarter"), quarter, today),
        (_("This year"), today.replace(month=1, day=1), today),
    ]
    shown = (of.since, of.want.on)
    return [
        (
            name,
            "?" + replace(of.want, exact=False).query(on=last.isoformat(), since=first.isoformat() if first else None),
            (first, last) == shown,
        )
        for name, first, last in spans
    ]


def _short(of: Ask, first: date) -> str:
    return f"{first:%m-%d}" if of.grain == "week" else f"{first:%Y-%m}"


def _span(first: date, last: date) -> str:
    return f"{first.isoformat()} – {last.isoformat()}"


def _window(of: Ask) -> str:
    """The window in words."""
    if of.since is None:
        return gettext("Happened by the end of %(last)s.") % {"last": of.want.on.isoformat()}
    span = {"first": of.since.isoformat(), "last": of.want.on.isoformat()}
    return gettext("Came about from %(first)s to %(last)s.") % span


def _standing(of: Ask) -> str:
    return gettext("As it stood at the end of %(last)s.") % {"last": of.want.on.isoformat()}


def _spans(spans: Sequence[tuple[date, date]]) -> str:
    span = {"first": spans[0][0].isoformat(), "last": spans[-1][1].isoformat()}
    return gettext("From %(first)s to %(last)s, each period from its first day to its last.") % span


# --- on screen -------------------------------------------------------------------------------------------------------


def context(of: Ask, names: Iterable[str], request: ActedRequest, today: date) -> dict[str, Any]:
    """What a dashboard's template reads."""
    panels = [panel(of, CHARTS[name](of), request) for name in names]
    tiles = figure.compute(TILES, position=of.want.position, on=of.want.on, **of.standing)
    return {
        "base": f"{of.room}/base.html",
        "active": "figures",
        "asked": of.want,
        "as_of": {"date": of.want.on, "position": of.want.position},
        "since": of.since,
        "grain": of.grain,
        "grains": list(GRAINS.items()),
        "show": of.show,
        "shows": [(each, FIGURES[each].name) for each in SHOWN],
        "presets": presets(of, today),
        "stands": _standing(of),
        "tiles": [tile(each, of.room) for each in tiles],
        "panels": [each for each in panels if of.only is None or each["rows"] or each["beside"]],
        "scope": [(NAMES[name], word(name, key, of.want.position)) for name, key in of.standing.items()],
    }


def panel(of: Ask, chart: Chart, request: ActedRequest) -> dict[str, Any]:
    """A chart in the shape that `components/chart.html` reads."""
    query = request.GET.urlencode()
    files = {
        form: reverse(f"{of.room}:dashboard_chart", args=[chart.name, form]) + (f"?{query}" if query else "")
        for form in ("svg", "png")
    }
    return {
        "name": chart.name,
        "title": chart.title,
        # Drawn from the chart's own words by the drawer, which escapes them; parsed and written anew by lxml.
        "svg": mark_safe(drawing.inline(chart)) if chart.data else "",  # noqa: S308  # safe by the line above
        "note": " ".join(chart.notes),
        "beside": [each for each in _of_towns(of) if not each.area] if chart.kind is Kind.MAP else [],
        "heads": _heads(chart),
        "rows": list(_table(chart)),
        "files": files,
    }


def _heads(chart: Chart) -> list[str]:
    match chart.kind:
        case Kind.RATES:
            return [gettext("Rate"), gettext("Out of"), gettext("95% interval")]
        case Kind.PERIODS:
            return [head for each in chart.series for head in (each, gettext("Against the period before"))]
        case Kind.BARS | Kind.MAP:
            return [pgettext("chart", "Number")]


def _table(chart: Chart) -> Iterator[dict[str, Any]]:
    """The chart's data as rows: what is drawn and nothing else."""
    if chart.kind is not Kind.PERIODS:
        for each in chart.data:
            cells = [{"text": each.text, "url": each.url}]
            if chart.kind is Kind.RATES:
                cells[0]["text"] = each.text if each.value is None else f"{each.value}%"
                between = "—" if each.low is None else f"{each.low}–{each.high}%"
                cells += [{"text": str(each.of), "url": ""}, {"text": between, "url": ""}]
            yield {"label": each.label, "cells": cells}
        return
    before: dict[int, Datum] = {}
    for span in dict.fromkeys(each.span for each in chart.data):
        cells = []
        for each in (one for one in chart.data if one.span == span):
            cells.append({"text": each.text, "url": each.url})
            cells.append({"text": _change(before.get(each.series), each), "url": ""})
            before[each.series] = each
        yield {"label": span, "cells": cells}


def _change(was: Datum | None, then: Datum) -> str:
    if was is None or was.value is None or then.value is None:
        return "—"
    more = then.value - was.value
    return f"+{more}" if more > 0 else f"−{-more}" if more else "0"


def download(of: Ask, name: str, form: str, request: ActedRequest) -> HttpResponse:
    """A chart by itself, as a file that says what it shows, as of when, and from where."""
    if name not in CHARTS or form not in ("svg", "png"):
        raise Http404
    chart = CHARTS[name](of)
    if not chart.data:
        raise Http404
    known = gettext("Known by ledger position %(position)s.") % {"position": of.want.position}
    scope = [f"{NAMES[name]}: {word(name, key, of.want.position)}" for name, key in of.standing.items()]
    chart = replace(chart, notes=(" · ".join(filter(None, (county_name(), *scope))), *chart.notes, known))
    if form == "svg":
        answer = HttpResponse(drawing.svg(chart, request.build_absolute_uri), content_type="image/svg+xml")
    else:
        answer = HttpResponse(drawing.png(chart), content_type="image/png")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{of.want.on.isoformat()}.{form}"'
    return answer
