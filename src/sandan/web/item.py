"""A service item in words: what is asked, in which steps and days, who decides, and where one can turn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from sandan.domain.allowance import Method, Standard
from sandan.domain.calendar import months_later
from sandan.domain.item import Item, Remedy, StageRule, schedule
from sandan.domain.values import Refusal
from sandan.projections.calendar import calendar
from sandan.web.allowance import AREA, AUTHORITY, CATEGORY, HAND, INCOME, METHOD, NOTICE_FIELD, STAGE, WAY
from sandan.web.label import DAY_TYPE, ORIGIN
from sandan.web.message import told


def shown(item: Item) -> dict[str, Any]:
    """Everything that a page tells of a version."""
    return {
        "item": item,
        "origin": ORIGIN[item.origin],
        "authority": AUTHORITY[item.authority],
        "stages": [
            {
                "stage": STAGE[each.stage],
                "hand": HAND[each.hand],
                "within": within(each),
                "counted": each.counted,
                "article": each.article,
            }
            for each in item.stages
        ],
        "papers": [
            {"title": each.title, "basis": each.basis, "replaceable": each.replaceable, "known": each.known}
            for each in item.papers
        ],
        "fields": [NOTICE_FIELD[each] for each in item.publicity.fields],
        "after_fields": [NOTICE_FIELD[each] for each in item.publicity.after_fields],
        "remedies": [remedy(each) for each in item.remedies],
        "method": METHOD[item.rules.method],
        "rules": list(_rules(item)),
    }


def within(rule: StageRule) -> str:
    """So many days of their kind."""
    return gettext("%(days)s %(kind)s") % {"days": rule.days, "kind": DAY_TYPE[rule.day_type]}


def remedy(one: Remedy) -> str:
    """A way to contest a decision, in the reader's language."""
    if not one.within:
        return gettext("%(way)s, at any time. %(basis)s") % {"way": WAY[one.way], "basis": one.basis}
    if one.months:
        term = ngettext("%(count)s month", "%(count)s months", one.within) % {"count": one.within}
    else:
        term = ngettext("%(count)s day", "%(count)s days", one.within) % {"count": one.within}
    said = {"way": WAY[one.way], "term": term, "basis": one.basis}
    return gettext("%(way)s, within %(term)s of receiving the decision. %(basis)s") % said


def _rules(item: Item) -> Iterable[str]:
    """The rules of the computation, one sentence each."""
    rules = item.rules
    yield gettext("Income of the last %(months)s months counts.") % {"months": rules.window_months}
    for kind in rules.excluded:
        yield gettext("Not counted: %(kind)s.") % {"kind": INCOME[kind]}
    for each in rules.topups:
        said = {"category": CATEGORY[each.category], "percent": each.percent}
        yield gettext("%(category)s: %(percent)s%% of the standard more.") % said
    if rules.near_percent:
        bound = gettext("up to and including") if rules.near_inclusive else gettext("below")
        yield gettext("Near poverty: %(bound)s %(percent)s%% of the standard.") % {
            "bound": bound,
            "percent": rules.near_percent,
        }
    if rules.support is not None:
        yield gettext(
            "Of what an adult child earns above the standard for its own household, %(percent)s%% is taken as support."
        ) % {"percent": rules.support.child_percent}
    if rules.disregard is not None:
        said = {"months": rules.disregard.months, "percent": rules.disregard.percent}
        yield (
            gettext("For %(months)s months of a new job, up to %(percent)s%% of the standard a month does not count.")
            % said
        )
    if rules.method is Method.ONCE:
        said = {"months": rules.most_months, "percent": rules.income_percent}
        yield gettext("At most %(months)s months of the standard; income per head below %(percent)s%% of it.") % said


def ways(item: Item, decided_on: date) -> list[dict[str, Any]]:
    """The ways to contest a decision, each with its last day if it was received on the day it was made; None where there is no term."""
    return [
        {"words": remedy(each), "until": until(each.within, decided_on, months=each.months)} for each in item.remedies
    ]


def until(within: int, received_on: date, *, months: bool) -> date | None:
    """The last day of a term that runs from the day after something was received; None where it has no end."""
    if not within:
        return None
    return months_later(received_on, within) if months else received_on + timedelta(within)


def days_of(item: Item, accepted_on: date) -> list[dict[str, Any]]:
    """The last days of an application that is accepted on a day; says so where the calendar ends."""
    try:
        found = schedule(item, accepted_on, calendar())
    except Refusal as refusal:
        return [{"stage": told(refusal), "last_on": None}]
    return [{"stage": STAGE[each.stage], "last_on": each.last_on, "from_on": each.from_on} for each in found]


def standards_shown(found: Iterable[Standard]) -> list[dict[str, Any]]:
    """Standards as rows of a table."""
    return [{"area": AREA[each.area], "standard": each} for each in found]
