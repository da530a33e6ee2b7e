"""From entries to tables: applying new events, rebuilding everything, and comparing what is stored with what a replay gives."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from sandan.domain.batch import BatchOpened
from sandan.domain.roster import RosterTaken
from sandan.domain.sheet import SheetTaken
from sandan.domain.shield import marked
from sandan.domain.wire import Event, decode
from sandan.ledger import file, read
from sandan.projections import (
    admission,
    advance,
    application,
    appointment,
    arrears,
    assignment,
    batch,
    boundary,
    bulletin,
    calendar,
    circuit_group,
    circuit_plan,
    circuit_visit,
    commitment,
    correction,
    deed,
    delegation,
    demand,
    dispute,
    duty,
    exemplar,
    formula,
    handover,
    insured,
    lecture,
    look_back,
    material,
    measure,
    meeting,
    opinion,
    payment,
    person,
    plan,
    post,
    problem,
    programme,
    proof,
    publicity,
    relay,
    responsibility,
    roster,
    rule,
    self_inspection,
    service_item,
    serving,
    settlement,
    sheet,
    spot_check,
    standard,
    study,
    survey,
    task,
    training,
    unit,
    viewing,
    visit,
)
from sandan.projections.models import ALL
from sandan.projections.version import Tables, Version, columns, rows_of

Apply = Callable[[read.Entry, Event, Tables], None]

APPLY: dict[str, tuple[Apply, ...]] = {
    "unit": (unit.apply,),
    "person": (person.apply,),
    "post": (post.apply,),
    "appointment": (appointment.apply,),
    "assignment": (assignment.apply, visit.apply),
    "duty": (duty.apply,),
    "handover": (handover.apply,),
    "opinion": (opinion.apply, viewing.apply),
    "viewing": (viewing.apply,),
    "relay": (relay.apply,),
    "problem": (task.apply, problem.apply, responsibility.apply, survey.apply, proof.apply, demand.apply),
    "task": (task.apply, problem.apply, proof.apply),
    "correction": (correction.apply,),
    "extension": (problem.apply,),
    "pause": (problem.apply,),
    "clock": (problem.apply,),
    "chase": (problem.apply, demand.apply),
    "supervision": (problem.apply,),
    "responsibility": (responsibility.apply,),
    "survey": (survey.apply,),
    "batch": (batch.apply,),
    "roster": (roster.apply,),
    "look_back": (look_back.apply,),
    "bulletin": (bulletin.apply,),
    "rule": (rule.apply,),
    "boundary": (boundary.apply,),
    "calendar": (calendar.apply,),
    "formula": (formula.apply,),
    "programme": (programme.apply,),
    "serving": (serving.apply,),
    "sheet": (sheet.apply,),
    "lecture": (lecture.apply, visit.apply_lecture),
    "circuit_rule": (),
    "circuit_group": (circuit_group.apply,),
    "circuit_plan": (circuit_plan.apply,),
    "circuit_visit": (circuit_visit.apply, circuit_plan.apply),
    "deed": (deed.apply,),
    "exemplar": (exemplar.apply,),
    "standard": (standard.apply,),
    "self_inspection": (self_inspection.apply,),
    "visit": (visit.apply,),
    "meeting": (meeting.apply,),
    "dispute": (dispute.apply,),
    "plan": (plan.apply, demand.apply),
    "material": (material.apply,),
    "study": (study.apply,),
    "training": (training.apply,),
    "measure": (measure.apply,),
    "publicity": (publicity.apply,),
    "delegation": (delegation.apply,),
    "spot_check": (spot_check.apply,),
    "commitment": (commitment.apply,),
    "service_item": (service_item.apply,),
    "application": (application.apply,),
    "payment": (payment.apply,),
    "scheme": (),
    "insured": (insured.apply,),
    "admission": (admission.apply,),
    "settlement": (settlement.apply,),
    "arrears": (arrears.apply,),
    "advance": (advance.apply,),
}
"""Which tables an event touches, by the noun in its wire name."""

PERSONAL = ("person.",)
"""Kinds whose personal opening is projected: the names of officials. What residents said stays sealed."""


def apply(found: Iterable[tuple[read.Entry, Event]], tables: Tables) -> None:
    """Apply events in ledger order. Raises if a projection fails, so that the command fails with it (law 1)."""
    for entry, event in found:
        tables.shielded = marked(entry.stream.partition("/")[2])
        for one in APPLY[event.kind.partition(".")[0]]:
            one(entry, event, tables)


def events(after: int = 0, upto: int | None = None) -> Iterator[tuple[read.Entry, Event]]:
    """Entries of the ledger with the events that they tell."""
    for entry in read.entries(after, upto, opened=PERSONAL):
        yield entry, decode(entry.kind, entry.public, entry.internal, entry.personal)


def fill(
    target: BaseDatabaseWrapper,
    upto: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
    see: Callable[[read.Entry, Event], None] = lambda _entry, _event: None,
) -> None:
    """Replay the ledger into the (empty) projection tables of `target`. `see` hears every event on the way."""
    tables = Tables(target)
    for entry, event in events(0, upto):
        see(entry, event)
        apply([(entry, event)], tables)
        if tables.pending >= 5000:
            tables.flush()
            tables.forget()
            progress(entry.position)
    tables.flush()


def rebuild(progress: Callable[[int], None] = lambda _: None) -> None:
    """Empty every projection table and replay the ledger into them, in one transaction."""
    with transaction.atomic():
        for model in reversed(ALL):
            model._default_manager.all().delete()
        fill(connection, progress=progress)


@dataclass(frozen=True, slots=True)
class Difference:
    """A projection row that a replay does not give."""

    where: str
    detail: str


class Files:
    """Files that events name, against those that are kept: the one way to notice that a file went together with its row."""

    def __init__(self) -> None:
        self._kept = set(file.digests())
        self.gone: dict[str, int] = {}
        """Digests of files that are named and not kept, each with the position of the first entry that names it."""

    def see(self, entry: read.Entry, event: Event) -> None:
        """Hear one event."""
        for digest in _files(event):
            if digest not in self._kept:
                self.gone.setdefault(digest, entry.position)


def compare(
    progress: Callable[[int], None] = lambda _: None,
    limit: int = 1000,
    see: Callable[[read.Entry, Event], None] = lambda _entry, _event: None,
) -> list[Difference]:
    """Replay the ledger into a scratch database and compare it with every stored row. At most `limit` differences are told.

    `see` hears every event that is replayed. The office may go on working meanwhile: what is compared are the rows as the entries told
    them that stood when this began.
    """
    found: list[Difference] = []
    upto = read.head().size
    with scratch() as other:
        with transaction.atomic(using=other.alias):
            fill(other, upto, progress=progress, see=see)
        for model in ALL:
            for difference in _differences(model, other, upto):
                found.append(difference)
                if len(found) >= limit:
                    return found
    return found


def _files(event: Event) -> Iterator[str]:
    """The digests of the kept files that an event names."""
    if isinstance(event, BatchOpened | RosterTaken | SheetTaken):
        yield event.file
    for one in getattr(event, "evidence", ()):
        yield one.file


@contextmanager
def scratch() -> Iterator[BaseDatabaseWrapper]:
    """An empty set of projection tables in a throw-away SQLite file."""
    alias = "scratch"
    with tempfile.TemporaryDirectory(prefix="sandan-") as folder:
        settings = {
            **connections["default"].settings_dict,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(folder) / "scratch.sqlite3"),
            "OPTIONS": {"init_command": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF"},
        }
        connections.databases[alias] = settings
        try:
            other = connections[alias]
            with other.schema_editor() as editor:
                for model in ALL:
                    editor.create_model(model)
            yield other
        finally:
            connections[alias].close()
            del connections[alias]
            del connections.databases[alias]


def _stored(model: type[Version], upto: int) -> Iterator[tuple[Any, ...]]:
    """The stored rows as the first `upto` entries told them. A row that names an entry which nobody has written is given as it stands."""
    names = columns(model)
    since, until = names.index("since"), names.index("until")
    head = upto

    def came_later(position: int | None) -> bool:
        nonlocal head
        if position is None or position <= upto:
            return False
        if position > head:
            head = read.head().size
        return position <= head

    for row in rows_of(connection, model):
        if came_later(row[since]):
            continue
        yield (*row[:until], None, *row[until + 1 :]) if came_later(row[until]) else row


def _differences(model: type[Version], other: BaseDatabaseWrapper, upto: int) -> Iterator[Difference]:
    names = columns(model)
    key, since = names.index("key"), names.index("since")
    table = model._meta.db_table

    def place(row: tuple[Any, ...]) -> tuple[str, int]:
        return row[key], row[since]

    stored, replayed = _stored(model, upto), rows_of(other, model)
    mine, theirs = next(stored, None), next(replayed, None)
    while mine is not None or theirs is not None:
        if theirs is None or (mine is not None and place(mine) < place(theirs)):
            assert mine is not None
            yield Difference(f"{table} {mine[key]} since {mine[since]}", "a replay does not give this row")
            mine = next(stored, None)
        elif mine is None or place(theirs) < place(mine):
            yield Difference(f"{table} {theirs[key]} since {theirs[since]}", "a replay gives this row; it is missing")
            theirs = next(replayed, None)
        else:
            wrong = [name for name, a, b in zip(names, mine, theirs, strict=True) if a != b]
            if wrong:
                yield Difference(f"{table} {mine[key]} since {mine[since]}", f"differs in {', '.join(wrong)}")
            mine, theirs = next(stored, None), next(replayed, None)
