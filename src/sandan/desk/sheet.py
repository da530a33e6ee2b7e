"""Bringing a sheet in: all its good rows in one transaction with the note of what they made, and taking them back as one unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandan.desk.handle import NOUNS, Done, Order, fold, handle, identify
from sandan.desk.visit import taken_back
from sandan.domain import (
    circuit_group,
    circuit_visit,
    deed,
    dispute,
    exemplar,
    lecture,
    material,
    measure,
    meeting,
    plan,
    self_inspection,
    study,
    training,
    visit,
)
from sandan.domain.authority import Actor
from sandan.domain.sheet import SheetTaken, TakeSheet, UndoSheet
from sandan.domain.values import Refusal
from sandan.domain.wire import Command, decode
from sandan.ledger import file, read

WITHDRAW: Mapping[str, Callable[[str, str], Command]] = {
    "measure": lambda key, reason: measure.WithdrawMeasure(measure=key, reason=reason),
    "lecture": lambda key, reason: lecture.WithdrawLecture(lecture=key, reason=reason),
    "circuit_group": lambda key, reason: circuit_group.WithdrawGroup(group=key, reason=reason),
    "circuit_visit": lambda key, reason: circuit_visit.WithdrawVisit(visit=key, reason=reason),
    "deed": lambda key, reason: deed.WithdrawDeed(deed=key, reason=reason),
    "exemplar": lambda key, reason: exemplar.WithdrawExemplar(exemplar=key, reason=reason),
    "self_inspection": lambda key, reason: self_inspection.WithdrawFinding(finding=key, reason=reason),
    "visit": lambda key, reason: visit.WithdrawVisit(visit=key, reason=reason),
    "meeting": lambda key, reason: meeting.WithdrawMeeting(meeting=key, reason=reason),
    "dispute": lambda key, reason: dispute.WithdrawDispute(dispute=key, reason=reason),
    "plan": lambda key, reason: plan.WithdrawPlan(plan=key, reason=reason),
    "material": lambda key, reason: material.WithdrawMaterial(material=key, reason=reason),
    "study": lambda key, reason: study.WithdrawStudy(study=key, reason=reason),
    "training": lambda key, reason: training.WithdrawTraining(training=key, reason=reason),
}
"""How a record of each register is taken back: by its id and a reason."""

BESIDES: Mapping[str, Callable[[str, str], list[Order]]] = {"visit": taken_back}
"""What is taken back with a record, as far as nobody has worked on it: what else its entry made."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What a file brings: the orders of each good row (the first begins its record), and what became of the others."""

    book: str
    content: bytes
    file_name: str
    worksheet: str
    rows: Sequence[Sequence[Order]]
    same: int
    refused: tuple[int, ...]


def take(what: Taking, by: Actor, key: str, at: datetime | None = None) -> str:
    """Bring a file in and answer the sheet's id. Refuses what the deciders refuse, and then nothing has happened."""
    sheet = identify(key, "sheet")
    made = tuple(each[0].stream for each in what.rows)
    note = TakeSheet(
        sheet=sheet,
        book=what.book,
        file=file.keep(what.content),
        file_name=what.file_name,
        worksheet=what.worksheet,
        made=made,
        same=what.same,
        refused=what.refused,
    )
    orders = [order for each in what.rows for order in each]
    handle([*orders, Order(f"sheet/{sheet}", note)], by, key, at)
    return sheet


def undo(sheet: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take back every record that a file made and that has not been taken back since: all of them, or none.

    Refuses what a record's own decider refuses, such as that somebody has worked on it.
    """
    orders = [Order(f"sheet/{sheet}", UndoSheet(sheet=sheet, reason=reason))]
    for stream in told(sheet).made:
        noun, _, of = stream.partition("/")
        command = WITHDRAW[noun](of, reason)
        refusal = _refused(stream, command, by, at)
        if refusal is None or refusal.code != "record_withdrawn":  # any other refusal is for the whole to meet
            orders.append(Order(stream, command))
            besides = BESIDES[noun](of, reason) if noun in BESIDES else []
            orders += [
                each
                for each in besides
                if each.stream != stream and _refused(each.stream, each.command, by, at) is None
            ]
    return handle(orders, by, key, at)


def told(sheet: str) -> SheetTaken:
    """What was noted when the file came in. Refuses `unknown_sheet`."""
    for entry in read.stream(f"sheet/{sheet}"):
        event = decode(entry.kind, entry.public, entry.internal)
        if isinstance(event, SheetTaken):
            return event
    raise Refusal("unknown_sheet")


def _refused(stream: str, command: Command, by: Actor, at: datetime | None) -> Refusal | None:
    return Trial(by, at or datetime.now().astimezone())([Order(stream, command)])


@dataclass(slots=True)
class Trial:
    """Asks the deciders whether orders may be, each row after those tried before: a preview refuses what the law says, in its words."""

    by: Actor
    at: datetime
    _states: dict[str, Any] = field(default_factory=dict)

    def __call__(self, orders: Sequence[Order]) -> Refusal | None:
        """The first refusal, or None; then the states are moved on."""
        tried: dict[str, Any] = {}
        try:
            for order in orders:
                noun = NOUNS[order.stream.partition("/")[0]]
                if order.stream in tried:
                    state = tried[order.stream]
                elif order.stream in self._states:
                    state = self._states[order.stream]
                else:
                    state = fold(order.stream)[0]
                for event in noun.decide(order.command, state, self.by, self.at):
                    state = noun.evolve(state, event)
                tried[order.stream] = state
        except Refusal as refusal:
            return refusal
        self._states.update(tried)
        return None
