"""What a correction says anew of a problem, in every table that describes it. Earlier versions of the rows stay as they were."""

from __future__ import annotations

from sandan.domain.correction import CorrectionMade, set_by
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.survey import Survey
from sandan.projections.task import Task
from sandan.projections.version import Shieldable, Tables, columns

FOLLOWERS: tuple[type[Shieldable], ...] = (Task, Responsibility, Survey)
"""Tables beside the problem's own whose rows repeat where it is and what it is about. A new one that does belongs here."""


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write the corrected description. A note changes no table."""
    if not isinstance(event, CorrectionMade):
        return
    key = entry.stream.partition("/")[2]
    told = {name: str(value) for name, value in set_by(event).items()}
    _write(Problem, key, entry.position, told, tables)
    for model in FOLLOWERS:
        for each in tables.find(model, "problem", key):
            _write(model, each, entry.position, told, tables)


def _write(model: type[Shieldable], key: str, position: int, told: dict[str, str], tables: Tables) -> None:
    known = columns(model)
    values = {name: value for name, value in told.items() if name in known}
    if values:
        tables.put(model, key, position, values)
