"""Satisfaction on screen, public and staff alike: the four counts by way, the judgements, and the same answers by every formula (law 6)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sandan.domain.formula import (
    COMPOSITES,
    FORMULAS,
    Formula,
    Rate,
    Tally,
    Threshold,
    composite,
    rate,
)
from sandan.domain.money import half_up
from sandan.projections.formula import adoptions, asked, by_way, rule_on, whole
from sandan.web.access import PAGES, ActedRequest
from sandan.web.label import FORMULA, LEVEL, WAY

Room = Literal["portal", "workspace"]


def satisfaction(request: ActedRequest, room: Room) -> HttpResponse:
    """The page, for the reporters who were asked within a window of days. Days that can't be read fall back to none and to today."""
    today = timezone.localdate()
    on = min(_day(request.GET.get("on", "")) or today, today)
    since = _day(request.GET.get("since", ""))
    parts = by_way(asked(since, on), on)
    total, rule = whole(parts), rule_on(on)
    least = rule.thresholds[Threshold.LEAST]
    context = {
        "base": f"{room}/base.html",
        "active": "figures",
        "sees_formula": room == "workspace" and bool(request.actor.roles & PAGES["workspace:formula"]),
        "sees_patterns": room == "workspace" and bool(request.actor.roles & PAGES["workspace:patterns"]),
        "on": on,
        "since": since,
        "ways": [{"label": WAY[each.way], **_counts(each.tally, each.reached)} for each in parts],
        "total": _counts(total.tally, total.reached),
        "levels": [
            {"label": LEVEL[level], "count": count}
            for level, count in total.tally.levels.items()
            if count or level in rule.formula.scale
        ],
        "held": rule.formula.code,
        "least": least,
        "formulas": [
            *(row(each, total.tally, least) | {"held": each.code == rule.formula.code} for each in FORMULAS.values()),
            *_composites(total.tally, least),
        ],
        "changes": _changes(total.tally, least),
    }
    return render(request, "figure/satisfaction.html", context)


def tally(since: date | None, on: date) -> Tally:
    """The counts of everybody who was asked within the window, by whatever way."""
    return whole(by_way(asked(since, on), on)).tally


def row(of: Formula, counts: Tally, least: int) -> dict[str, Any]:
    """One formula's rate in the shape that the tables read."""
    made = rate(of, counts, least)
    return {
        "code": of.code,
        "name": FORMULA[of.id],
        "source": of.source,
        "numerator": _plain(made),
        "denominator": made.denominator,
        "percent": made.percent(),
        "suppressed": made.suppressed and made.denominator > 0,
        "floor": of.floor,
        "silent": not of.adoptable,
    }


def _composites(counts: Tally, least: int) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "name": FORMULA[each.id],
            "source": each.source,
            "numerator": "—",
            "denominator": counts.answered,
            "percent": composite(each, counts, least=least),
            "suppressed": 0 < counts.answered < least,
        }
        for each in COMPOSITES.values()
    ]


def _changes(counts: Tally, least: int) -> list[dict[str, Any]]:
    """Every change of the formula, with what the old and the new one make of the same answers."""
    told, before = [], rule_on(date.min).formula
    for each in adoptions():
        after = FORMULAS[each.code]
        old, new = row(before, counts, least), row(after, counts, least)
        told.append({"from_on": each.from_on, "old": old, "new": new, "basis": each.basis})
        before = after
    return told


def _counts(of: Tally, reached: int) -> dict[str, int]:
    return {
        "asked": of.asked,
        "reached": reached,
        "unreached": of.unreached,
        "answered": of.answered,
        "satisfied": of.satisfied,
    }


def _plain(made: Rate) -> str:
    """A weighted numerator: whole where it is whole, else with its hundredths."""
    whole_number: Fraction = made.numerator
    return str(half_up(whole_number, 0 if whole_number.denominator == 1 else 2))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
