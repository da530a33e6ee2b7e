"""Writers in trouble: many at once, or killed between any two statements. Nothing is lost, nothing half-written."""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import ExitStack
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import connection
from tests.county import WEN
from tests.ledger.process import Say, child, heard, holds, register

from sandan.desk.handle import Order, handle, identify
from sandan.domain import bulletin
from sandan.domain.values import Refusal
from sandan.ledger import read, verify

pytestmark = [
    pytest.mark.usefixtures("store"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork"),
    # Each child opens a connection of its own, uses nothing else of its parent, and never returns.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def draft(title: str, key: str, seen: int | None = None) -> None:
    order = bulletin.ReviseBulletin(bulletin="n1", title=title, body="正文")
    handle([Order("bulletin/n1", order, seen)], WEN, key)


# Many at once

WRITERS, COMMANDS = 4, 50


def writer(number: int, say: Say) -> None:
    """Fifty commands of its own; a bulletin that all of them revise, each on the version it saw; ten keys that all of them use."""
    conflicts = 0
    for turn in range(COMMANDS):
        register(f"own-{number}-{turn}")
        if turn % 5 == 0:
            for attempt in count():
                seen = len(read.stream("bulletin/n1"))
                try:
                    draft(f"{number}/{turn}", f"shared-{number}-{turn}-{attempt}", seen)
                    break
                except Refusal as refusal:
                    assert refusal.code == "changed_meanwhile"  # noqa: PT017
                    conflicts += 1
            register(f"same-{turn}")
    say({"conflicts": conflicts})


def test_many_writers_at_once_lose_and_reorder_nothing() -> None:
    order = bulletin.DraftBulletin(bulletin="n1", title="简报", body="正文")
    handle([Order("bulletin/n1", order)], WEN, "first")
    with ExitStack() as stack:
        running = [stack.enter_context(child(partial(writer, number))) for number in range(WRITERS)]
        told = [heard(pipe) for _, pipe in running]
        assert [os.waitpid(pid, 0)[1] for pid, _ in running] == [0] * WRITERS, told
    shared, same = WRITERS * COMMANDS // 5, COMMANDS // 5
    assert read.head().size == 1 + WRITERS * COMMANDS + shared + same
    assert [each.position for each in read.entries()] == list(range(1, read.head().size + 1))
    revised = read.stream("bulletin/n1")
    assert [each.version for each in revised] == list(range(1, shared + 2))
    assert {each.internal["title"] for each in revised[1:]} == {
        f"{number}/{turn}" for number in range(WRITERS) for turn in range(0, COMMANDS, 5)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_given")
        assert cursor.fetchone() == (1 + WRITERS * COMMANDS + shared + same,)
    holds()


def test_a_conflict_is_told_and_the_command_may_be_sent_again() -> None:
    order = bulletin.DraftBulletin(bulletin="n1", title="简报", body="正文")
    handle([Order("bulletin/n1", order)], WEN, "first")
    draft("一", "k1", seen=1)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        draft("二", "k2", seen=1)
    draft("二", "k2", seen=2)
    assert [each.version for each in read.stream("bulletin/n1")] == [1, 2, 3]


# Killed


def killed_at(statement: int, after: bool, say: Say) -> None:
    """Commands until the one in whose `statement`-th statement the process kills itself, before or after it ran."""
    register(f"whole-{statement}-{after}")
    say(f"whole-{statement}-{after}")
    left = iter(range(statement, -1, -1))

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        last = next(left, 0) == 0
        if last and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(watch):
        register(f"cut-{statement}-{after}")
    say("survived")


def test_killed_between_any_two_statements() -> None:
    done: list[str] = []
    statements = 0
    for statement in count():
        survived = False
        for after in (False, True):
            with child(partial(killed_at, statement, after)) as (pid, pipe):
                said = heard(pipe)
                status = os.waitpid(pid, 0)[1]
            if "survived" in said:
                assert status == 0
                said.remove("survived")
                said.append(f"cut-{statement}-{after}")
                survived = True
            else:
                assert os.WTERMSIG(status) == signal.SIGKILL
            done += said
        if survived:
            break
        statements += 1
    assert statements >= 6, "the command has at least a lock, a look-up, four inserts and the head"
    # What was cut is not there, what was acknowledged is; sent again, the cut happens once.
    assert read.head().size == len(done)
    for key in done:
        assert read.stream(f"opinion/{identify(key)}"), key
    assert verify.check().faults == []
    for statement in range(statements):
        for after in (False, True):
            register(f"cut-{statement}-{after}")
    assert read.head().size == len(done) + 2 * statements
    holds()


def endless(name: str, say: Say) -> None:
    for turn in count():
        register(f"{name}-{turn}")
        say(f"{name}-{turn}")


def test_killed_at_random_moments() -> None:
    done: list[str] = []
    for turn in range(6):
        with child(partial(endless, f"run{turn}")) as (pid, pipe):
            select.select([pipe], [], [], 10)
            time.sleep(0.013 * turn)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            done += heard(pipe)
        assert verify.check().faults == []
    assert len(done) >= 6
    for key in done:
        (entry,) = read.stream(f"opinion/{identify(key)}", personal=True)
        assert entry.personal is not None
        assert entry.personal["text"] == "水管破了"
    holds()
