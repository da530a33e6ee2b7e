"""The physical limit: the very rows that the program wrote, written again by bare SQL, one transaction where it had one."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

LEDGER = ("ledger_given", "ledger_entry", "ledger_opening")


def limit(folder: Path, first: int, last: int) -> float:
    """Seconds that bare SQL takes to write what commands wrote as entries `first` to `last`.

    Same schema and indexes, no triggers, same journal and durability (WAL, synchronous=FULL).
    """
    source = sqlite3.connect(str(connection.settings_dict["NAME"]))
    target = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536", "mmap_size=268435456"):
        target.execute(f"PRAGMA {pragma}")
    tables = []
    schema = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    for kind, name, sql in source.execute(f"{schema} AND (tbl_name LIKE 'ledger%' OR tbl_name LIKE 'projections%')"):
        target.execute(sql)
        if kind == "table" and name.startswith("projections"):
            tables.append(name)
    target.execute("INSERT INTO ledger_head (id, size, recorded_at) VALUES (1, 0, 0)")
    work = list(_transactions(source, tables, first, last))
    began = time.perf_counter()
    for statements in work:
        target.execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            target.executemany(sql, rows)
        target.execute("COMMIT")
    return time.perf_counter() - began


def _transactions(
    source: sqlite3.Connection, tables: list[str], first: int, last: int
) -> Iterator[list[tuple[str, list[Any]]]]:
    """What each command wrote, as statements with their rows."""
    inserts, seen = {}, set[str]()
    for table in (*LEDGER, *tables):
        width = len(source.execute(f"SELECT * FROM {table} LIMIT 0").description)
        inserts[table] = f"INSERT INTO {table} VALUES ({','.join('?' * width)})"
    commands = source.execute("SELECT * FROM ledger_given WHERE first >= ? AND last <= ? ORDER BY first", (first, last))
    for command in commands.fetchall():
        low, high = command[2], command[3]
        statements: list[tuple[str, list[Any]]] = [(inserts["ledger_given"], [command])]
        for table in ("ledger_entry", "ledger_opening"):
            rows = source.execute(f"SELECT * FROM {table} WHERE position BETWEEN ? AND ?", (low, high)).fetchall()
            statements.append((inserts[table], rows))
        subjects = (
            "SELECT * FROM ledger_subjectkey WHERE subject IN "
            "(SELECT subject FROM ledger_opening WHERE position BETWEEN ? AND ?)"
        )
        keys = [row for row in source.execute(subjects, (low, high)) if row[0] not in seen]
        seen |= {row[0] for row in keys}
        statements.append(("INSERT INTO ledger_subjectkey VALUES (?, ?)", keys))
        for table in tables:
            rows = source.execute(f"SELECT * FROM {table} WHERE since BETWEEN ? AND ?", (low, high)).fetchall()
            if rows:
                statements.append((inserts[table], rows))
        statements.append(("UPDATE ledger_head SET size = size + ? WHERE id = 1", [(high - low + 1,)]))
        yield statements
