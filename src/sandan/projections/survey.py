"""Surveys as call-back lists and the rates need them."""

from __future__ import annotations

from django.db import models

from sandan.domain import survey
from sandan.domain.values import SurveyOutcome
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.problem import Problem
from sandan.projections.version import Shieldable, Tables, index, open_index, shield_index


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

    class Meta:
        indexes = [
            index("survey", "key"),
            open_index("survey", "problem"),
            open_index("survey", "opinion"),
            open_index("survey", "outcome", "position"),
            shield_index("survey", "problem"),
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
        case survey.SurveyRecorded():
            values = {
                "outcome": event.outcome.value,
                "contacted": event.contacted,
                "fixed": event.fixed,
                "level": event.level.value if event.level else "",
                "own": event.own,
                "recorded_on": event.happened_on,
                "words_at": entry.position,
            }
            tables.put(Survey, event.survey, entry.position, values)
