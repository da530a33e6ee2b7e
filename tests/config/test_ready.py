"""An upgrade finds old events in old tables: the tables are changed, and worked out again from the ledger."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


def sandan(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SANDAN_", "DATABASE_"))}
    environment |= {"SANDAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sandan.config.settings"}
    start = ["-c", "from sandan.config.cli import main; main()", "--home", str(home)]
    if command[0] == "migrate":
        start = ["-m", "django"]
    return subprocess.run(
        [sys.executable, *start, *command],
        env=environment,
        cwd=home.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "county.sqlite3")) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A founded county whose tables are those of the first version."""
    home = tmp_path / "county"
    sandan(home, "init", "--county", "云岭县", "--operator", "孔维")
    sandan(home, "migrate", "projections", "0001", "--verbosity", "0")
    columns = {name for (name,) in rows(home, "SELECT name FROM pragma_table_info('projections_unit')")}
    assert "established_on" not in columns
    return home


def test_old_entries_fill_new_columns(old: Path) -> None:
    told = sandan(old, "figures", "--json")
    assert " 5 " in told.stderr, "what a county is founded with, and the link for its first person"
    assert told.stdout.startswith("{")
    founded = rows(old, "SELECT substr(happened, 1, 10) FROM (SELECT established_on AS happened FROM projections_unit)")
    assert len(founded) == 2
    assert ("1970-01-01",) not in founded
    assert len(rows(old, "SELECT * FROM projections_spell")) == 2
    assert sandan(old, "verify").returncode == 0
    assert sandan(old, "figures", "--json").stderr == "", "once is enough"


def test_an_empty_ledger_has_nothing_to_replay(tmp_path: Path) -> None:
    assert sandan(tmp_path / "new", "figures", "--json").stderr == ""
