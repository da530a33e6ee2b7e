"""Measures in words: what changed, and how often one was used; the tree as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from sandan.domain.measure import Effort, eases
from sandan.domain.quantity import Measure as Word
from sandan.domain.quantity import Qualifier, Quantity
from sandan.projections import unit
from sandan.projections.measure import Category, Measure, MeasureUse, used
from sandan.projections.reform import Side, reform
from sandan.web.quantity import shown


def change(one: Measure) -> str:
    """ "5 papers → 2, 20 days → 7": what is known both before and since; "" where nothing is. Where nothing became less, it says so."""
    told = (
        (gettext("papers %(before)s → %(after)s"), one.papers_before, one.papers_after),
        (gettext("steps %(before)s → %(after)s"), one.steps_before, one.steps_after),
        (gettext("days %(before)s → %(after)s"), one.days_before, one.days_after),
    )
    pairs = [text % {"before": was, "after": now} for text, was, now in told if was is not None and now is not None]
    said = pgettext("between names", ", ").join(pairs)
    before = Effort(one.papers_before, one.steps_before, one.days_before)
    after = Effort(one.papers_after, one.steps_after, one.days_after)
    return gettext("%(change)s (no less than before)") % {"change": said} if said and not eases(before, after) else said


def shown_by_cases(one: Measure, on: date) -> str:
    """What the cases of its service show, before and since; "" where it names none, or too few cases are known."""
    found = reform(one.gauge, one.start_on, on) if one.gauge else None
    if found is None:
        return ""
    both = ((gettext("before: %(told)s"), found.before), (gettext("since: %(told)s"), found.since))
    sides = [text % {"told": _side(side)} for text, side in both if side.told]
    return gettext("%(sides)s (cases up to %(date)s)") % {
        "sides": pgettext("between sentences", "; ").join(sides),
        "date": found.until,
    }


def _side(side: Side) -> str:
    told = (
        (gettext("papers: %(count)s"), side.papers),
        (gettext("steps: %(count)s"), side.steps),
        (gettext("days on average: %(count)s"), side.days),
        (gettext("cases: %(count)s"), side.cases),
    )
    parts = [text % {"count": _plain(count)} for text, count in told if count is not None]
    return pgettext("between names", ", ").join(parts)


def _plain(count: Decimal | int) -> str:
    return str(count).removesuffix(".0")


def effort(one: Effort) -> str:
    """What it takes, as far as it is known."""
    told = (
        (gettext("papers: %(count)s"), one.papers),
        (gettext("steps: %(count)s"), one.steps),
        (gettext("days: %(count)s"), one.days),
    )
    return pgettext("between names", ", ").join(text % {"count": count} for text, count in told if count is not None)


def use_of(uses: Iterable[MeasureUse]) -> str:
    """How often it was used: exact counts added up, approximate ones one by one beside it; "" where nobody counted."""
    exact = [each.count for each in uses if each.count_qualifier == Qualifier.EXACT.value]
    vague = [
        Quantity(each.count, Word.TIME, Qualifier(each.count_qualifier))
        for each in uses
        if each.count_qualifier != Qualifier.EXACT.value
    ]
    parts = [shown(Quantity(sum(exact), Word.TIME))] if exact else []
    return pgettext("between names", ", ").join([*parts, *(shown(each) for each in vague)])


def shown_tree(categories: list[Category], on: date) -> dict[str, Any]:
    """The tree with its counts, each measure with its change, what its cases show up to a day, and its use."""
    measures = [one for category in categories for item in category.items for one in item.measures]
    counted, units = used([each.key for each in measures]), unit.names()
    return {
        "categories": [
            {
                "title": category.title,
                "count": category.count,
                "items": [
                    {
                        "title": item.title,
                        "measures": [
                            {
                                "row": one,
                                "unit": units.get(one.unit, ""),
                                "change": change(one),
                                "cases": shown_by_cases(one, on),
                                "used": use_of(counted.get(one.key, [])),
                            }
                            for one in item.measures
                        ],
                    }
                    for item in category.items
                ],
            }
            for category in categories
        ],
        "counts": {
            "categories": len(categories),
            "items": sum(len(each.items) for each in categories),
            "measures": len(measures),
        },
    }
