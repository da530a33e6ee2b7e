"""Batch (导入批次): one file of opinions brought in as a unit. Every row is accounted for, and the whole can be undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class BatchStatus(StrEnum):
    """Where a batch stands."""

    OPEN = "open"
    CLOSED = "closed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as its stream tells it. `taken` is the number of data rows accounted for so far."""

    id: str
    status: BatchStatus
    rows: int
    taken: int = 0


@command("batch.open")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBatch(Command):
    """Begin to bring a file in. `file` is its digest (SHA-256, hex), `rows` its data rows, `mapping` what its columns mean (JSON)."""

    batch: str
    file: str
    file_name: str
    mapping: str
    rows: int


@command("batch.take")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRows(Command):
    """Account for the next rows: accepted ones are events of their own; here stand the rest, by row number.

    `duplicates` are "row opinion" pairs, `rejected` the numbers of bad rows, `defects` JSON lists [row, column, code, facts].
    """

    batch: str
    after: int
    accepted: int
    duplicates: tuple[str, ...] = ()
    rejected: tuple[int, ...] = ()
    defects: tuple[str, ...] = ()


@command("batch.close")
@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBatch(Command):
    """All rows are accounted for."""

    batch: str


@command("batch.undo")
@dataclass(frozen=True, slots=True, kw_only=True)
class UndoBatch(Command):
    """Take the whole file back by compensation; the desk withdraws its opinions in the same transaction."""

    batch: str
    reason: str


@event("batch.opened/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOpened(Event):
    """A file is being brought in."""

    batch: Public[str]
    rows: Public[int]
    file: str
    file_name: str
    mapping: str


@event("batch.rows_taken/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRowsTaken(Event):
    """Rows were accounted for: accepted + duplicates + rejected = rows taken."""

    batch: Public[str]
    accepted: Public[int]
    duplicate: Public[int]
    refused: Public[int]
    duplicates: tuple[str, ...]
    rejected: tuple[int, ...]
    defects: tuple[str, ...]


@event("batch.closed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchClosed(Event):
    """All rows are accounted for."""

    batch: Public[str]


@event("batch.undone/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchUndone(Event):
    """The file was taken back."""

    batch: Public[str]
    reason: str


def decide(order: Command, state: Batch | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if isinstance(order, OpenBatch):
        require(state is None, "already_exists", id=order.batch)
        require(order.rows > 0, "file_empty")
        return (
            BatchOpened(
                happened_on=on,
                batch=order.batch,
                rows=order.rows,
                file=order.file,
                file_name=order.file_name,
                mapping=order.mapping,
            ),
        )
    require(state is not None, "unknown_batch")
    assert state is not None
    match order:
        case TakeRows():
            require(state.status is BatchStatus.OPEN, "batch_not_open", status=state.status)
            require(order.after == state.taken, "rows_taken_already", taken=state.taken)
            taken = order.accepted + len(order.duplicates) + len(order.rejected)
            require(state.taken + taken <= state.rows, "rows_do_not_add_up", rows=state.rows)
            return (
                BatchRowsTaken(
                    happened_on=on,
                    batch=order.batch,
                    accepted=order.accepted,
                    duplicate=len(order.duplicates),
                    refused=len(order.rejected),
                    duplicates=order.duplicates,
                    rejected=order.rejected,
                    defects=order.defects,
                ),
            )
        case CloseBatch(batch=batch):
            require(state.status is BatchStatus.OPEN, "batch_not_open", status=state.status)
            require(state.taken == state.rows, "rows_do_not_add_up", rows=state.rows)
            return (BatchClosed(happened_on=on, batch=batch),)
        case UndoBatch(batch=batch, reason=reason):
            require(state.status is not BatchStatus.UNDONE, "batch_not_open", status=state.status)
            return (BatchUndone(happened_on=on, batch=batch, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a batch command: {order.name}")


def evolve(state: Batch | None, happened: Event) -> Batch | None:
    """The batch after `happened`."""
    match happened:
        case BatchOpened(batch=batch, rows=rows):
            return Batch(batch, BatchStatus.OPEN, rows)
        case BatchRowsTaken() as one if state:
            return replace(state, taken=state.taken + one.accepted + one.duplicate + one.refused)
        case BatchClosed() if state:
            return replace(state, status=BatchStatus.CLOSED)
        case BatchUndone() if state:
            return replace(state, status=BatchStatus.UNDONE)
    return state
