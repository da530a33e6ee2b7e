"""Sheet (台账表): one file of an office's own register brought in as a unit, in one transaction, and taken back as one (law 12).

What its rows made are events of their own nouns; here stands that they came from one file, what became of every row, and what was made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened, held, keeps
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

ROWS = 2000
"""Rows of one sheet: all are brought in by one transaction, while which nobody else writes."""


class SheetStatus(StrEnum):
    """Where a sheet stands."""

    TAKEN = "taken"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its stream tells it. `made` are the streams that its rows began; `keeper` brought it in for `unit`."""

    id: str
    book: str
    made: tuple[str, ...]
    unit: str
    keeper: str
    status: SheetStatus = SheetStatus.TAKEN


@command("sheet.take")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSheet(Command):
    """Bring a file in. `file` is the digest of the kept original; `same` rows were there already, `refused` (by number) are sent back."""

    sheet: str
    book: str
    file: str
    file_name: str
    worksheet: str
    made: tuple[str, ...]
    same: int
    refused: tuple[int, ...]


@command("sheet.undo")
@dataclass(frozen=True, slots=True, kw_only=True)
class UndoSheet(Command):
    """Take everything back that the file brought, and say why."""

    sheet: str
    reason: str


@event("sheet.taken/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTaken(Event):
    """A file was brought in."""

    sheet: str
    book: str
    file: str
    file_name: str
    worksheet: str
    made: tuple[str, ...]
    same: int
    refused: tuple[int, ...]
    count: Public[int]
    unit: Public[str]
    keeper: str


@event("sheet.undone/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SheetUndone(Event):
    """A file was taken back."""

    sheet: str
    reason: str


def decide(order: Command, state: Sheet | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`. Whether each row may be is its own noun's to say."""
    permit(order.name, by)
    on = happened(order.happened_on, at.date())
    match order:
        case TakeSheet():
            require(state is None, "already_exists", id=order.sheet)
            require(order.made, "nothing_to_take")
            require(len(order.made) <= ROWS, "rows_too_many", limit=ROWS)
            return (
                SheetTaken(
                    happened_on=on,
                    sheet=order.sheet,
                    book=order.book,
                    file=order.file,
                    file_name=order.file_name[:200],
                    worksheet=order.worksheet[:100],
                    made=order.made,
                    same=order.same,
                    refused=order.refused,
                    count=len(order.made),
                    unit=by.unit,
                    keeper=by.person,
                ),
            )
        case UndoSheet(reason=reason):
            one = held(state, "unknown_sheet")
            require(one.status is SheetStatus.TAKEN, "undone_already")
            if by.person != one.keeper:
                keeps(by, one.unit)
            return (SheetUndone(happened_on=on, sheet=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a sheet command: {order.name}")


def evolve(state: Sheet | None, happened: Event) -> Sheet | None:
    """The sheet after an event."""
    match happened:
        case SheetTaken() as one:
            return Sheet(one.sheet, one.book, one.made, one.unit, one.keeper)
        case SheetUndone() if state is not None:
            return replace(state, status=SheetStatus.UNDONE)
    raise Fault(f"not a sheet event: {happened.kind}")
