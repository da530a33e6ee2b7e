"""Surveys as call-back lists and the rates need them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from sandan.domain import problem_event, survey
from sandan.domain.survey import Decision, Way
from sandan.domain.values import SurveyOutcome
from sandan.domain.wire import Event
from sandan.ledger.read import Entry, microseconds
from sandan.projections.problem import Problem
from sandan.projections.version import Shieldable, Tables, index, now, open_index, shield_index, under_shield


class Survey(Shieldable):
    """One reporter asked about one result, with the unit that handled it then."""

    problem = models.CharField(max_length=32)
    number = models.CharField(max_length=20)
    opinion = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32)
    topic = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    round = models.IntegerField()
    outcome = models.CharField(max_length=20)
    contacted = models.BooleanField(null=True)
    fixed = models.BooleanField(null=True)
    level = models.CharField(max_length=30, default="")
    own = models.BooleanField(default=False)
    asked_on = models.DateField()
    recorded_on = models.DateField(null=True)
    words_at = models.BigIntegerField(null=True)
    """The entry that holds the reporter's words, sealed."""
    way = models.CharField(max_length=10, default=Way.CALL.value)
    """How the answer came, or as long as there is none, how it is hoped for."""
    caller = models.CharField(max_length=32, default="")
    """Who wrote down what came of it; "" where the reporter did."""
    answered_at = models.BigIntegerField(null=True)
    """When the answer was recorded, in the ledger's microseconds."""
    mark = models.CharField(max_length=32, default="")
    """A keyed digest of the words."""
    attempts = models.IntegerField(default=0)
    tried_on = models.DateField(null=True)
    again_on = models.DateField(null=True)
    link = models.CharField(max_length=64, default="")
    """The digest of the one-time link, also after it was used: whoever opens it again learns that."""
    link_until = models.DateField(null=True)
    """The last day of the link."""
    undecided = models.BooleanField(default=False)
    """The reporter is not content, and nobody outside the unit has decided on that in this round."""
    decision = models.CharField(max_length=10, default="")
    decided_on = models.DateField(null=True)
    decided_at = models.BigIntegerField(null=True)
    """The entry that holds the explanation."""

    class Meta:
        indexes = [
            index("survey", "key"),
            open_index("survey", "problem"),
            open_index("survey", "opinion"),
            open_index("survey", "outcome", "position"),
            shield_index("survey", "problem"),
            index("survey", "problem", "undecided"),
            open_index("survey", "undecided", "position"),
            index("survey", "link"),
            open_index("survey", "answered_at"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a survey."""
    match event:
        case survey.SurveyAsked():
            key = entry.stream.partition("/")[2]
            row = tables.get(Problem, key)
            if row is None:
                raise LookupError(f"problem {key} was not registered before entry {entry.position}")
            of = {name: row[name] for name in ("number", "unit", "town", "topic", "channel", "round")}
            asked = {"problem": key, "opinion": event.opinion, "asked_on": event.happened_on}
            tables.put(Survey, event.survey, entry.position, {**of, **asked, "outcome": SurveyOutcome.WAITING.value})
        case survey.ReporterTried():
            held = tables.get(Survey, event.survey)
            attempts = (held["attempts"] if held else 0) + 1
            tried = {"attempts": attempts, "tried_on": event.happened_on, "again_on": event.again_on}
            tables.put(Survey, event.survey, entry.position, tried)
        case survey.SurveyLinkMade():
            linked = {"link": event.link, "link_until": event.until, "way": Way.LINK.value}
            tables.put(Survey, event.survey, entry.position, linked)
        case survey.AnswerDecided():
            _decided(event.survey, entry, event.happened_on, event.decision, tables)
        case problem_event.ProblemStruckOff(explanation=explanation) if explanation:
            for each in _undecided(entry, tables):
                _decided(each, entry, event.happened_on, Decision.EXPLAIN, tables)
        case problem_event.ProblemSentBack() | problem_event.ProblemReopened() | problem_event.ProblemResumed():
            for each in _undecided(entry, tables):
                tables.put(Survey, each, entry.position, {"undecided": False})
        case survey.SurveyRecorded():
            values = _recorded(entry, event, tables) | {
                "outcome": event.outcome.value,
                "contacted": event.contacted,
                "fixed": event.fixed,
                "level": event.level.value if event.level else "",
                "own": event.own,
                "recorded_on": event.happened_on,
                "words_at": entry.position,
            }
            tables.put(Survey, event.survey, entry.position, values)


def _recorded(entry: Entry, event: survey.SurveyRecorded, tables: Tables) -> dict[str, Any]:
    """How, when and through whom an answer came, and whether it waits for a decision."""
    held, of = tables.get(Survey, event.survey), tables.get(Problem, entry.stream.partition("/")[2])
    if held is None or of is None:
        raise LookupError(f"survey {event.survey} was not asked before entry {entry.position}")
    answered = event.outcome is SurveyOutcome.ANSWERED
    return {
        "way": survey.way_of(event).value,
        "caller": "" if event.own else entry.by.get("person", ""),
        "answered_at": microseconds(entry.recorded_at) if answered else None,
        "mark": event.mark if isinstance(event, survey.SurveyRecordedByWay) else "",
        "attempts": held["attempts"] + 1,
        "tried_on": event.happened_on,
        "again_on": None,
        "undecided": survey.unhappy(event.outcome, event.level, event.fixed) and held["round"] == of["round"],
    }


def _undecided(entry: Entry, tables: Tables) -> list[str]:
    """The answers of the entry's problem that wait for a decision."""
    found = tables.find(Survey, "problem", entry.stream.partition("/")[2])
    return [each for each in found if (row := tables.get(Survey, each)) and row["undecided"]]


def _decided(of: str, entry: Entry, on: date, decision: Decision, tables: Tables) -> None:
    # To reopen is settled by the event that starts the work over, which follows.
    decided = {"decision": decision.value, "decided_on": on, "decided_at": entry.position}
    tables.put(Survey, of, entry.position, {**decided, "undecided": decision is Decision.REOPEN})


def by_link(digest: str) -> Survey | None:
    """The survey that a one-time link was made for, by its digest; in the open or under the shield, for whoever holds the link."""
    if not digest:
        return None
    hidden = under_shield(Survey).filter(link=digest).first()
    return hidden or now(Survey).filter(link=digest).first()
