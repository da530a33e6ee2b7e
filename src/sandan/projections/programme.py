"""Programmes (专项工作), with their stages and indicators."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from django.db import models

from sandan.domain import programme
from sandan.domain.programme import Planned, ProgrammeStatus, Stage
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index, now


class Programme(Version):
    """A programme. `stages` is a JSON list of [title, from, to], `planned` of [stage, figure, words]; `indicators` are ids of figures,
    separated by spaces."""

    title = models.CharField(max_length=100)
    from_on = models.DateField()
    to_on = models.DateField()
    basis = models.CharField(max_length=500)
    stages = models.TextField()
    indicators = models.TextField()
    planned = models.TextField(default="[]")
    template = models.CharField(max_length=40)
    status = models.CharField(max_length=12)
    ended_on = models.DateField(null=True)
    conclusion = models.CharField(max_length=4000, default="")

    class Meta:
        indexes = [index("programme", "key"), index("programme", "position"), index("programme", "status", "to_on")]

    def steps(self) -> list[Stage]:
        """Its stages, in the order in which they were set down."""
        return [Stage.of_row(each) for each in json.loads(self.stages)]

    def plans(self, stage: str = "") -> list[Planned]:
        """What is planned, of one stage or of all."""
        every = [Planned.of_row(each) for each in json.loads(self.planned)]
        return [each for each in every if not stage or each.stage == stage]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a programme."""
    match event:
        case programme.ProgrammeOpened() as one:
            values = {
                "title": one.title,
                "from_on": one.from_on,
                "to_on": one.to_on,
                "basis": one.basis,
                "stages": _json(one.stages),
                "indicators": " ".join(one.indicators),
                "template": one.template,
                "status": ProgrammeStatus.OPEN.value,
            }
            tables.put(Programme, one.programme, entry.position, values)
        case programme.ProgrammePlanned(programme=key, planned=planned):
            tables.put(Programme, key, entry.position, {"planned": _json(planned)})
        case programme.ProgrammeAmended() as one:
            amended = {
                "from_on": one.from_on,
                "to_on": one.to_on,
                "stages": _json(one.stages),
                "indicators": " ".join(one.indicators),
                "planned": _json(one.planned),
            }
            tables.put(Programme, one.programme, entry.position, amended)
        case programme.ProgrammeEnded(programme=key, conclusion=conclusion):
            ended = {"status": ProgrammeStatus.ENDED.value, "ended_on": event.happened_on, "conclusion": conclusion}
            tables.put(Programme, key, entry.position, ended)


def _json(rows: Iterable[Stage | Planned]) -> str:
    return json.dumps([each.row() for each in rows], ensure_ascii=False)


def names() -> dict[str, str]:
    """What programmes are called, by id, the newest first."""
    return dict(now(Programme).order_by("-position").values_list("key", "title"))


def running(on: date) -> list[Programme]:
    """The programmes that run on a day and have not ended."""
    rows = now(Programme).filter(status=ProgrammeStatus.OPEN.value, from_on__lte=on, to_on__gte=on)
    return list(rows.order_by("position"))


def open_ones() -> list[Programme]:
    """The programmes that have not ended, the newest first, whether their first day has come or not."""
    return list(now(Programme).filter(status=ProgrammeStatus.OPEN.value).order_by("-position"))
