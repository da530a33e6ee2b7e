"""What the tests of writers in trouble share: processes that can be killed, an ordinary command, and the question whether all holds."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from tests.county import WU

from sandan.desk.handle import Order, handle, identify
from sandan.domain import opinion
from sandan.domain.values import Channel, Topic
from sandan.ledger import verify
from sandan.projections import replay

Say = Callable[[Any], None]
"""How a process tells what it has done."""


def tell(pipe: int, what: Any) -> None:
    os.write(pipe, json.dumps(what).encode() + b"\n")


@contextmanager
def child(work: Callable[[Say], None]) -> Iterator[tuple[int, int]]:
    """A process that does `work` on a connection of its own. Gives its id and the pipe on which it says what is done."""
    connection.close()
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(ours)
            work(lambda told: tell(theirs, told))
            code = 0
        except BaseException as error:  # noqa: BLE001 - a forked child must never return into pytest
            tell(theirs, {"failed": repr(error)})
        finally:
            os._exit(code)
    os.close(theirs)
    try:
        yield pid, ours
    finally:
        os.close(ours)


def heard(pipe: int) -> list[Any]:
    """Everything that a child said until it ended."""
    said = b""
    while part := os.read(pipe, 65536):
        said += part
    return [json.loads(line) for line in said.splitlines()]


def register(key: str, text: str = "水管破了") -> None:
    """One ordinary command with a person's words: five tables of the ledger and one projection."""
    made = identify(key)
    order = opinion.RegisterOpinion(
        opinion=made,
        number=f"Y2026-{made[:12]}",
        receipt="R",
        channel=Channel.VISIT,
        topic=Topic.WATER,
        text=text,
        contact="13800000000",
    )
    handle([Order(f"opinion/{made}", order)], WU, key)


def holds() -> None:
    assert verify.check().faults == []
    assert replay.compare() == []
