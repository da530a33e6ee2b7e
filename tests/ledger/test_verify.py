"""One digit changed anywhere in the ledger is found, and the row is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.county import FILE
from tests.ledger.backend import Store, drop_triggers, stores
from tests.projections.telling import tell

from sandan.ledger import seal, verify
from sandan.projections import replay
from sandan.tlog.tree import leaf_hash

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

NAMED_BY = {
    "ledger_entry": ("position", "ledger_entry"),
    "ledger_opening": ("position", "ledger_opening"),
    "ledger_given": ("key", "ledger_given"),
    "ledger_head": ("id", "ledger_head"),
    "ledger_storedfile": ("digest", "file"),
    "ledger_subjectkey": ("subject", "ledger_opening"),
}
"""Each table with the column that names its rows, and what a fault in it is called by."""


@pytest.fixture
def store(vendor: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Store]:
    """A ledger with a whole county's story."""
    with django_db_blocker.unblock(), stores().store(vendor, tell) as made:
        yield made


pytestmark = pytest.mark.usefixtures("store")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def slips(value: Any) -> Iterator[Any]:
    """The value with one digit, letter or bit changed, at several places; and with something where there was nothing."""
    if value is None:
        yield 1
    elif isinstance(value, int):
        yield from (value + 1, value - 1, int("9" + str(value)[1:]) if not str(value).startswith("9") else value * 10)
    elif isinstance(value, bytes | memoryview):
        plain = bytes(value)
        for place in {0, len(plain) // 2, len(plain) - 1}:
            yield plain[:place] + bytes([plain[place] ^ 1]) + plain[place + 1 :]
        yield plain[:-1]
    else:
        yield "x" if not value else ""
        for place in {*range(0, len(value), max(1, len(value) // 8)), len(value) - 1} if value else ():
            yield value[:place] + ("1" if value[place] != "1" else "2") + value[place + 1 :]


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [each.name for each in connection.introspection.get_table_description(cursor, table)]


def test_untouched_it_holds() -> None:
    found = verify.check()
    assert found.faults == []
    assert found.entries >= 60
    for table in NAMED_BY:
        assert rows(f"SELECT count(*) FROM {table}")[0][0] >= 1, f"{table} is empty: nothing in it could be changed"


def test_every_table_of_the_ledger_is_looked_at() -> None:
    tables = {each for each in connection.introspection.table_names() if each.startswith("ledger_")}
    assert tables == set(NAMED_BY)


def found_after(table: str, column: str, value: Any, name: str, key: Any) -> list[str] | None:
    """Where verify finds faults after this change, which is taken back. None where a UNIQUE of the database does not let it happen."""
    found: list[str] = []
    try:
        with undone(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {name} = %s", [value, key])
            assert cursor.rowcount == 1
            found = [each.where for each in verify.check().faults]
    except IntegrityError:
        return None
    return found


@pytest.mark.parametrize("table", NAMED_BY)
def test_one_changed_character_in_any_column_is_found_and_named(table: str) -> None:
    name, called = NAMED_BY[table]
    keys = [row[0] for row in rows(f"SELECT {name} FROM {table} ORDER BY {name}")]
    caught: set[str] = set()
    with undone():
        drop_triggers()
        for key, column in product({keys[0], keys[len(keys) // 2], keys[-1]}, columns_of(table)):
            ((value,),) = rows(f"SELECT {column} FROM {table} WHERE {name} = %s", key)
            for slip in [b"1"] if value is None and column == "personal" else slips(value):
                found = found_after(table, column, slip, name, key)
                if found is None:
                    continue
                where = f"{table}.{column} of {key}: {value!r} → {slip!r}"
                assert any(each.startswith(called) for each in found), f"{where} was not found: {found}"
                if called == table and column != name:
                    assert f"{called} {key}" in found, f"{where} was not named: {found}"
                caught.add(column)
        assert verify.check().faults == [], "every change was taken back"
    assert caught == set(columns_of(table))


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_opening", "ledger_given"])
def test_a_value_of_another_type_is_found_and_named(table: str) -> None:
    """SQLite keeps bytes in a column of text or numbers. Verify says so and goes on; it does not break off."""
    if connection.vendor != "sqlite":
        pytest.skip("This database keeps types apart by itself.")
    name, called = NAMED_BY[table]
    (key,) = rows(f"SELECT max({name}) FROM {table}")[0]
    with undone():
        drop_triggers()
        for column in {*columns_of(table)} - {name, "erased_by"}:
            ((value,),) = rows(f"SELECT {column} FROM {table} WHERE {name} = %s", key)
            if value in (None, ""):
                continue
            other = str(value) if isinstance(value, bytes) else str(value).encode()
            found = found_after(table, column, other, name, key)
            assert found is not None
            assert f"{called} {key}" in found, f"{table}.{column} → {other!r}: {found}"


@pytest.mark.parametrize("table", [each for each in NAMED_BY if each != "ledger_storedfile"])
def test_a_row_taken_out_is_found(table: str) -> None:
    """But for a file's row: which files there should be is told by evidence and batches, which the ledger knows nothing of."""
    name, _ = NAMED_BY[table]
    keys = [row[0] for row in rows(f"SELECT {name} FROM {table} ORDER BY {name}")]
    with undone():
        drop_triggers()
        for key in {keys[0], keys[len(keys) // 2], keys[-1]}:
            with undone(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table} WHERE {name} = %s", [key])
                assert verify.check().faults, f"{table} {key} was not missed"


def test_a_personal_opening_does_not_vanish_as_if_it_had_never_been() -> None:
    ((position,),) = rows("SELECT min(position) FROM ledger_opening WHERE subject = 'opinion/o1'")
    ((tombstone,),) = rows("SELECT max(erased_by) FROM ledger_opening")
    with undone():
        drop_triggers()
        for change in (
            "personal = NULL, subject = ''",
            f"personal = NULL, subject = 'opinion/o2', erased_by = {tombstone}",
        ):
            with undone():
                rows_changed(f"UPDATE ledger_opening SET {change} WHERE position = %s", position)
                assert f"ledger_opening {position}" in [each.where for each in verify.check().faults], change


def test_a_key_does_not_change_its_subject() -> None:
    """Else whoever erases the opinion would erase nothing, or another's."""
    ((position,),) = rows("SELECT min(position) FROM ledger_opening WHERE subject = 'opinion/o1'")
    with undone():
        drop_triggers()
        for table in ("ledger_opening", "ledger_subjectkey"):
            rows_changed(f"UPDATE {table} SET subject = %s WHERE subject = %s", "opinion/x", "opinion/o1")
        assert f"ledger_opening {position}" in [each.where for each in verify.check().faults]


def test_a_tombstone_erases_only_what_was_there_before_it() -> None:
    ((position, tombstone),) = rows(
        "SELECT o.position, o.erased_by FROM ledger_opening o JOIN ledger_entry e ON e.position = o.erased_by"
        " WHERE e.kind = 'opinion.erased/1'"
    )
    assert position < tombstone
    with undone():
        drop_triggers()
        # As if words had been recorded of the same subject after the erasure, and were then taken away.
        forged = "stream = 'opinion/o2', version = 99, kind = 'opinion.erased/1'"
        rows_changed(f"UPDATE ledger_entry SET {forged} WHERE position = %s", 1)
        rows_changed("UPDATE ledger_opening SET erased_by = 1 WHERE position = %s", position)
        told = [each.detail for each in verify.check().faults if each.where == f"ledger_opening {position}"]
        assert any("recorded before it" in each for each in told), told


def rows_changed(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount >= 1


def test_a_file_that_events_name_does_not_go_unnoticed_with_its_row() -> None:
    named = replay.Files()
    assert replay.compare(see=named.see) == []
    assert set(named.gone) == {FILE}, "the story names a file that nobody kept"
    with undone():
        drop_triggers()
        rows_changed("UPDATE ledger_storedfile SET digest = %s", FILE)
        named = replay.Files()
        replay.compare(see=named.see)
        assert named.gone == {}


def test_every_character_of_one_leaf_and_its_public_opening_counts() -> None:
    ((leaf, text),) = rows(
        "SELECT e.leaf, o.public FROM ledger_entry e JOIN ledger_opening o ON o.position = e.position WHERE e.position = 30"
    )
    with undone():
        drop_triggers()
        for table, column, value in (("ledger_entry", "leaf", leaf), ("ledger_opening", "public", text)):
            for place in range(len(value)):
                changed = value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]
                with undone(), connection.cursor() as cursor:
                    cursor.execute(f"UPDATE {table} SET {column} = %s WHERE position = 30", [changed])
                    found = {each.where for each in verify.check().faults}
                    assert found == {f"{table} 30"} or found >= {"ledger_entry 30"}, (column, place, found)


def test_a_leaf_rewritten_with_its_hash_no_longer_opens() -> None:
    ((leaf, internal),) = rows(
        "SELECT e.leaf, o.internal FROM ledger_entry e JOIN ledger_opening o ON o.position = e.position WHERE e.position = 30"
    )
    digest = seal.digest(internal)
    forged = leaf.replace(digest, ("y" if digest[0] == "x" else "x") + digest[1:])
    with undone(), connection.cursor() as cursor:
        drop_triggers()
        cursor.execute(
            "UPDATE ledger_entry SET leaf = %s, leaf_hash = %s WHERE position = 30",
            [forged, leaf_hash(forged.encode())],
        )
        assert "ledger_opening 30" in [each.where for each in verify.check().faults]


def test_an_opening_forged_with_a_new_leaf_changes_the_root() -> None:
    """Whoever rewrites everything in one place, leaf, hash and openings, still can't keep the root that others have seen."""
    ((internal,),) = rows("SELECT internal FROM ledger_opening WHERE position = 30")
    ((leaf, at),) = rows("SELECT leaf, recorded_at FROM ledger_entry WHERE position = 30")
    root = verify.check().root
    name, value = seal.opened(internal)
    forged = seal.disclosure(name, {**value, "by": {"person": "kong"}}, bytes(32))
    rest = [each for each in leaf.split('"') if len(each) == 43 and each != seal.digest(internal)]
    new = seal.leaf([*rest, seal.digest(forged)], at)
    with undone(), connection.cursor() as cursor:
        drop_triggers()
        cursor.execute(
            "UPDATE ledger_entry SET leaf = %s, leaf_hash = %s WHERE position = 30", [new, leaf_hash(new.encode())]
        )
        cursor.execute("UPDATE ledger_opening SET internal = %s WHERE position = 30", [forged])
        found = verify.check()
    assert found.faults == []
    assert found.root != root


def test_one_flipped_bit_in_a_sealed_file_is_found(store: Store) -> None:
    (path,) = [each for each in (store.home / "files").rglob("*") if each.is_file()]
    sealed = path.read_bytes()
    for place in (0, len(sealed) // 2, len(sealed) - 1):
        path.write_bytes(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])
        assert [each.where for each in verify.check().faults] == [f"file {path.name}"]
    path.unlink()
    assert [each.where for each in verify.check().faults] == [f"file {path.name}"]


def test_progress_is_told() -> None:
    heard: list[int] = []
    verify.check(heard.append)
    assert heard[-1] >= 60
