"""Answers that deserve a second look (domain H7), as questions to the office, the auditor and the discipline body."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.pattern import Pattern, Question, questions
from sandan.projections import person, unit
from sandan.projections.formula import rule_on
from sandan.projections.pattern import WINDOW, answers, heard
from sandan.web import trace
from sandan.web.access import PAGES, ActedRequest
from sandan.web.label import PATTERN

MOST = 20
"""Problems named for one question."""


@never_cache
@require_safe
def patterns(request: ActedRequest) -> HttpResponse:
    """The questions, without those that are about a unit of whoever looks: a handling unit never sees what is asked about it."""
    at = timezone.localtime()
    rows = answers(at)
    found = questions(heard(rows, trace.devices(each.key for each in rows)), rule_on(at.date()).thresholds)
    own = request.actor.everywhere | frozenset(request.actor.lineage)
    shown = [each for each in found if not own & {one.unit for one in each.heard}]
    numbers = {each.problem: each.number for each in rows}
    units, people = unit.names(), person.names() if shown else {}
    context = {
        "active": "figures",
        "questions": [_told(each, numbers, units, people) for each in shown],
        "days": WINDOW.days,
        "answers": len(rows),
        "sees_formula": bool(request.actor.roles & PAGES["workspace:formula"]),
    }
    return render(request, "workspace/patterns.html", context)


def _told(one: Question, numbers: dict[str, str], units: dict[str, str], people: dict[str, str]) -> dict[str, Any]:
    problems = list(dict.fromkeys(each.problem for each in one.heard))
    facts = {"count": one.count, "minutes": max(one.minutes, 1), "caller": people.get(one.caller, "")}
    seen, todo = _words(one.pattern)
    return {
        "label": PATTERN[one.pattern],
        "seen": seen % facts,
        "todo": todo,
        "count": one.count,
        "unit": units.get(one.unit, ""),
        "problems": [{"key": each, "number": numbers[each]} for each in problems[:MOST]],
        "more": max(len(problems) - MOST, 0),
    }


def _words(pattern: Pattern) -> tuple[str, str]:
    """What was seen, and what to do."""
    match pattern:
        case Pattern.ALL_CONTENT:
            return (
                gettext(
                    "All %(count)s who answered about this unit are content. Does a hundred percent of so few mean anything?"
                ),
                gettext("Look at who was asked and who was not reached, and call some of them by another person."),
            )
        case Pattern.AT_ONCE:
            return (
                gettext(
                    "%(count)s answers came within %(minutes)s minutes. "
                    "Was somebody beside the reporters, or were they all written down afterwards?"
                ),
                gettext("Call some of them by another person and ask when and where they answered."),
            )
        case Pattern.SAME_DEVICE:
            return (
                gettext("%(count)s answers came from what looks like one device. Did each reporter answer in person?"),
                gettext("Call some of them by another person. A family or a village office may share one device."),
            )
        case Pattern.SAME_WORDS:
            return (
                gettext("%(count)s reporters answered in the same words. Were the words given to them?"),
                gettext("Call some of them by another person and let them say it in their own words."),
            )
        case Pattern.SAME_CALLER:
            return (
                gettext(
                    "%(caller)s wrote down all %(count)s answers about this unit, and all are content. Would another caller hear the same?"
                ),
                gettext("Let somebody else call some of them again, and the next ones."),
            )


urlpatterns = [path("patterns/", patterns, name="patterns")]
