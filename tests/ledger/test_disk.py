"""A full disk, on the embedded database: whole commands are refused with a clear error, and later it goes on."""

from __future__ import annotations

import os
import resource
import signal
from itertools import count
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection
from tests.ledger.process import Say, child, heard, holds, register

from sandan.ledger import read

# A PostgreSQL server's disk is not ours to fill.
pytestmark = [pytest.mark.parametrize("vendor", ["sqlite"]), pytest.mark.usefixtures("store")]


def fill(prefix: str) -> tuple[int, DatabaseError]:
    """Commands until the database has no room: how many went in, and what it said."""
    for turn in count():
        try:
            register(f"{prefix}-{turn}", "水" * 3000)
        except DatabaseError as error:
            return turn, error
        assert turn < 2000, "the limit was never met"
    raise AssertionError


def test_a_full_database_refuses_whole_commands_and_goes_on_later() -> None:
    register("before")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 40}")
    went_in, error = fill("full")
    assert isinstance(error, OperationalError)
    assert "full" in str(error)
    assert went_in >= 1
    assert read.head().size == 1 + went_in
    holds()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {pages + 4000}")
    register(f"full-{went_in}", "水" * 3000)
    assert read.head().size == 2 + went_in
    holds()


def limited(say: Say) -> None:
    """The operating system refuses every byte beyond the limit, wherever in the file's life that may be."""
    register("before")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    path = str(connection.settings_dict["NAME"])
    largest = max(Path(path + suffix).stat().st_size for suffix in ("", "-wal"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 200_000, resource.RLIM_INFINITY))
    went_in, error = fill("limited")
    say([went_in, type(error).__name__, str(error)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    register(f"limited-{went_in}", "水" * 3000)
    say("goes on")


def test_a_disk_that_takes_no_more_bytes() -> None:
    with child(limited) as (pid, pipe):
        said = heard(pipe)
        assert os.waitpid(pid, 0)[1] == 0, said
    (went_in, kind, _), last = said
    assert kind == "OperationalError"
    assert last == "goes on"
    assert read.head().size == 2 + went_in
    holds()
