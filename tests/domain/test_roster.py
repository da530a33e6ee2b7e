"""Rosters: every row is accounted for, a file that changes nothing is refused, and what is rested on stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import ACCEPT, FILE, GU, NOW, SHEN, WU

from sandan.domain import roster
from sandan.domain.roster import RosterStatus
from sandan.domain.values import Fault, Refusal
from sandan.domain.wire import Command

TAKE = roster.TakeRoster(
    roster="r1",
    file=FILE,
    file_name="花名册.xlsx",
    layouts="{}",
    answers="{}",
    rows=5,
    added=2,
    changed=0,
    same=1,
    differing=1,
    refused=1,
    made=("unit/u1",),
)
UNDO = roster.UndoRoster(roster="r1", reason="文件传错", resting=0)


def told(*orders: Command) -> roster.Roster:
    state = None
    for order in orders:
        for event in roster.decide(order, state, SHEN, NOW):
            state = roster.evolve(state, event)
    assert state is not None
    return state


def test_taken_and_undone() -> None:
    assert told(TAKE).status is RosterStatus.TAKEN
    assert told(TAKE, UNDO).status is RosterStatus.UNDONE


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ((replace(TAKE, rows=0),), "file_empty"),
        ((replace(TAKE, rows=6),), "rows_do_not_add_up"),
        ((replace(TAKE, made=()),), "nothing_to_bring_in"),
        ((TAKE, TAKE), "already_exists"),
        ((UNDO,), "unknown_roster"),
        ((TAKE, UNDO, UNDO), "roster_undone_already"),
        ((TAKE, replace(UNDO, resting=2)), "roster_in_use"),
        ((replace(TAKE, ended=("unit/u2",)), UNDO), "roster_abolished"),
        ((TAKE, replace(UNDO, reason=" ")), "text_missing"),
    ],
)
def test_refused(orders: tuple[Command, ...], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        told(*orders)


def test_only_the_operator_brings_a_roster_in() -> None:
    for order in (TAKE, UNDO):
        with pytest.raises(Refusal, match="not_allowed"):
            roster.decide(order, None, WU, NOW)
    with pytest.raises(Fault):
        roster.decide(ACCEPT, None, GU, NOW)
