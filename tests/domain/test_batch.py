"""Batches: every row of a file is accounted for once, in order, and the whole can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import ACCEPT, FILE, GU, NOW, WU

from sandan.domain import batch
from sandan.domain.batch import BatchStatus
from sandan.domain.values import Fault, Refusal
from sandan.domain.wire import Command

OPEN = batch.OpenBatch(batch="b1", file=FILE, file_name="群众反映.xlsx", mapping="{}", rows=10)
CLOSE = batch.CloseBatch(batch="b1")
UNDO = batch.UndoBatch(batch="b1", reason="文件传错")


def take(after: int, accepted: int, duplicates: int = 0, rejected: int = 0) -> batch.TakeRows:
    return batch.TakeRows(
        batch="b1",
        after=after,
        accepted=accepted,
        duplicates=tuple(f"{n} o{n}" for n in range(duplicates)),
        rejected=tuple(range(rejected)),
    )


def told(*orders: Command) -> batch.Batch:
    state = None
    for order in orders:
        for event in batch.decide(order, state, WU, NOW):
            state = batch.evolve(state, event)
    assert state is not None
    return state


def test_opened_taken_and_closed() -> None:
    state = told(OPEN, take(0, 4, 1, 1), take(6, 4), CLOSE)
    assert (state.status, state.taken, state.rows) == (BatchStatus.CLOSED, 10, 10)


def test_sent_twice_is_taken_once() -> None:
    with pytest.raises(Refusal, match="rows_taken_already") as caught:
        told(OPEN, take(0, 4), take(0, 4))
    assert caught.value.facts == {"taken": 4}


@pytest.mark.parametrize("orders", [(OPEN, take(0, 11)), (OPEN, take(0, 9), CLOSE), (OPEN, take(0, 9), take(9, 1, 1))])
def test_rows_must_add_up(orders: tuple[Command, ...]) -> None:
    with pytest.raises(Refusal, match="rows_do_not_add_up"):
        told(*orders)


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 3), max_size=8))
def test_never_more_rows_than_the_file_has(parts: list[tuple[int, int, int]]) -> None:
    state = told(OPEN)
    for part in parts:
        if state.taken + sum(part) > state.rows:
            with pytest.raises(Refusal, match="rows_do_not_add_up"):
                batch.decide(take(state.taken, *part), state, WU, NOW)
        else:
            (event,) = batch.decide(take(state.taken, *part), state, WU, NOW)
            after = batch.evolve(state, event)
            assert after is not None
            assert after.taken == state.taken + sum(part)
            state = after


def test_undone_from_any_point_once() -> None:
    for orders in ((OPEN,), (OPEN, take(0, 3)), (OPEN, take(0, 10), CLOSE)):
        undone = told(*orders, UNDO)
        assert undone.status is BatchStatus.UNDONE
        for order in (UNDO, CLOSE, take(undone.taken, 1)):
            with pytest.raises(Refusal, match="batch_not_open"):
                batch.decide(order, undone, WU, NOW)


def test_refused() -> None:
    with pytest.raises(Refusal, match="file_empty"):
        told(batch.OpenBatch(batch="b1", file=FILE, file_name="空.csv", mapping="{}", rows=0))
    with pytest.raises(Refusal, match="already_exists"):
        told(OPEN, OPEN)
    with pytest.raises(Refusal, match="unknown_batch"):
        told(CLOSE)
    with pytest.raises(Refusal, match="text_missing"):
        told(OPEN, batch.UndoBatch(batch="b1", reason=""))
    with pytest.raises(Fault):
        batch.decide(ACCEPT, told(OPEN), GU, NOW)
