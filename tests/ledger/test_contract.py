"""What the ledger promises, on SQLite and on PostgreSQL over real connections: one suite, both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.ledger.backend import Store

from sandan.ledger import append, file, read, seal, verify
from sandan.ledger.append import Draft
from sandan.tlog.tree import Range, leaf_hash

pytestmark = pytest.mark.usefixtures("store")

NOW = datetime(2026, 3, 9, 1, 30, 15, 123456, tzinfo=UTC)
BY = {"person": "gu", "unit": "office"}
TABLES = ("ledger_entry", "ledger_opening", "ledger_given", "ledger_head", "ledger_storedfile", "ledger_subjectkey")


def draft(stream: str = "problem/a", personal: Mapping[str, Any] | None = None, **told: Any) -> Draft:
    return Draft(stream, "thing.told/1", {"n": 1, **told}, {"note": "内部"}, personal, stream if personal else "")


def put(*drafts: Draft, key: str, at: datetime = NOW, versions: Mapping[str, int] | None = None) -> list[read.Entry]:
    """One command's entries, in a transaction of their own."""
    with transaction.atomic():
        head = append.lock()
        if versions is None:
            versions = {each.stream: len(read.stream(each.stream)) for each in drafts}
        return append.append(drafts, versions, BY, key, append.fingerprint_of(key), at, head)


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def change(statement: str, *values: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def told() -> None:
    """A small ledger: two streams, a person's words, an erasure, a file."""
    put(draft(), draft("opinion/o", {"text": "水管破了", "contact": "13800000000"}), key="k1")
    put(draft("opinion/o", {"words": "还在漏"}), draft(), key="k2")
    put(draft("opinion/p", {"text": "路灯不亮"}), key="k3")
    with transaction.atomic():
        head = append.lock()
        (tombstone,) = append.append(
            [Draft("opinion/o", "opinion.erased/1", {}, {})],
            {"opinion/o": 2},
            BY,
            "k4",
            append.fingerprint_of("k4"),
            NOW,
            head,
        )
        append.erase("opinion/o", tombstone.position)
    file.keep("证据".encode())


# Positions, versions, keys


def test_an_empty_ledger_holds() -> None:
    assert read.head() == read.Head(0, 0)
    found = verify.check()
    assert (found.entries, found.faults) == (0, [])


def test_positions_are_gapless_and_versions_run_per_stream() -> None:
    made = put(draft("problem/a"), draft("problem/b"), draft("problem/a"), key="k1")
    made += put(draft("problem/b"), key="k2")
    assert [(each.position, each.stream, each.version) for each in made] == [
        (1, "problem/a", 1),
        (2, "problem/b", 1),
        (3, "problem/a", 2),
        (4, "problem/b", 2),
    ]
    assert read.head().size == 4
    assert [each.position for each in read.stream("problem/b")] == [2, 4]
    assert verify.check().faults == []


def test_a_rolled_back_command_leaves_no_gap() -> None:
    put(draft(), key="k1")
    with transaction.atomic():
        append.append([draft(), draft()], {"problem/a": 1}, BY, "k2", b"f", NOW, append.lock())
        transaction.set_rollback(True)
    (made,) = put(draft(), key="k3")
    assert (made.position, made.version) == (2, 2)
    assert verify.check().faults == []


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_a_stream_that_moved_on_is_a_conflict(seen: int) -> None:
    put(draft(), draft(), key="k1")
    if seen < 2:
        with pytest.raises(append.Conflict):
            put(draft(), key="k2", versions={"problem/a": seen})
    else:
        # A version from the future leaves a hole: the ledger takes it, and verify finds it. The desk always reads the version first.
        put(draft(), key="k2", versions={"problem/a": seen})
        assert [each.kind for each in verify.check().faults] == ["version_gap"]
        return
    assert read.head().size == 2
    assert append.given("k2", append.fingerprint_of("k2")) is None


def test_a_key_is_good_for_one_command() -> None:
    put(draft(), draft(), key="k1")
    with pytest.raises(append.Conflict):
        put(draft(), key="k1")
    assert append.given("k1", append.fingerprint_of("k1")) == append.Given(1, 2)
    with pytest.raises(append.KeyReused):
        append.given("k1", append.fingerprint_of("something else"))
    assert append.given("k9", b"") is None
    assert read.head().size == 2


# What may never change


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append only"):
        change(statement)


COLUMNS = {
    "ledger_entry": ("position", "stream", "version", "kind", "recorded_at", "leaf", "leaf_hash"),
    "ledger_given": ("key", "fingerprint", "first", "last"),
    "ledger_storedfile": ("digest", "size", "wrapped"),
    "ledger_subjectkey": ("subject", "wrapped"),
}
BYTES = {"leaf_hash", "fingerprint", "wrapped"}


@pytest.mark.parametrize("table", COLUMNS)
def test_no_column_of_a_frozen_table_can_be_updated(table: str) -> None:
    told()
    with connection.cursor() as cursor:
        columns = [each.name for each in connection.introspection.get_table_description(cursor, table)]
    assert sorted(columns) == sorted(COLUMNS[table])
    for column in columns:
        value = "'x'" if column in BYTES else column
        refused(f"UPDATE {table} SET {column} = {value}")


def test_no_row_can_be_deleted_and_no_table_emptied(store: Store) -> None:
    """But for the keys of the erased, which are deleted one by one."""
    told()
    for table in TABLES:
        if table != "ledger_subjectkey":
            refused(f"DELETE FROM {table}")
            refused(f"DELETE FROM {table} WHERE 1 = 1")
        if store.vendor == "postgresql":
            refused(f"TRUNCATE {table}")
    assert verify.check().faults == []


def test_an_opening_is_erased_or_left_alone() -> None:
    told()
    for column in (
        "public = 'x'",
        "internal = 'x'",
        "personal = 'x'",
        "subject = 'opinion/q'",
        "position = position + 100",
    ):
        refused(f"UPDATE ledger_opening SET {column} WHERE position = 5")
    refused("UPDATE ledger_opening SET erased_by = 1 WHERE position = 2")
    assert change("UPDATE ledger_opening SET personal = NULL, erased_by = 6 WHERE position = 5") == 1


def test_the_head_only_grows() -> None:
    told()
    for column in ("size = size - 1", "recorded_at = recorded_at - 1", "id = 2"):
        refused(f"UPDATE ledger_head SET {column}")


REPLACED = {
    "ledger_entry": ("position, stream, version, kind, recorded_at, leaf, leaf_hash", "1, 'x', 1, 'x', 1, 'x', 'x'"),
    "ledger_opening": ("position, public, internal, personal, subject, erased_by", "5, 'x', 'x', NULL, '', NULL"),
    "ledger_given": ("key, fingerprint, first, last", "'k1', 'x', 1, 1"),
    "ledger_head": ("id, size, recorded_at", "1, 0, 0"),
    "ledger_subjectkey": ("subject, wrapped", "'opinion/p', 'x'"),
}


def test_nothing_is_replaced_by_inserting_over_it(store: Store) -> None:
    """SQLite's REPLACE removes the row in its way without asking the trigger that refuses deletion."""
    told()
    how = "INSERT OR REPLACE" if store.vendor == "sqlite" else "INSERT"
    columns = REPLACED["ledger_entry"][0]
    same_version = ("ledger_entry", columns, "99, 'problem/a', 1, 'x', 1, 'x', 'x'")
    for table, names, values in [same_version, *((table, *told) for table, told in REPLACED.items())]:
        with pytest.raises(IntegrityError):
            change(f"{how} INTO {table} ({names}) VALUES ({values})")
    assert verify.check().faults == []


# Bytes


def test_the_published_check_value_of_rfc_9901() -> None:
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert seal.digest(text) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert seal.opened(text) == ("family_name", "Möbius")


GOLDEN_TEXTS = [
    "WyJBQUVDQXdRRkJnY0lDUW9MREEwT0R4QVJFaE1VRlJZWEdCa2FHeHdkSGg4IiwicHVibGljIix7ImF0IjoxLCJkYXRhIjp7ImhhcHBlbmVkX29uIjoiMjAyNi0wMy0wOSJ9LCJraW5kIjoicHJvYmxlbS5hY2NlcHRlZC8xIn1d",
    "WyJJQ0VpSXlRbEppY29LU29yTEMwdUx6QXhNak0wTlRZM09EazZPenc5UGo4IiwiaW50ZXJuYWwiLHsiYnkiOnsicGVyc29uIjoiZ3UifSwiY29tbWFuZCI6ImsiLCJkYXRhIjp7Im5vdGUiOiLlt7Llj5fnkIYifX1d",
    "WyJRRUZDUTBSRlJrZElTVXBMVEUxT1QxQlJVbE5VVlZaWFdGbGFXMXhkWGw4IiwicGVyc29uYWwiLHsidGV4dCI6IuawtOeuoeegtOS6hiJ9XQ",
]
GOLDEN_LEAF = (
    '{"sd":["Uatb7YmXSYf4LTjsasPfvWGNUR972swoE11AMS7BJ8I","x_mV4eQz7-yIQBH2d50N54YgZuD2lDvnDvAclk1RoEE","'
    'zp1SunbO80Or4LR0bLlB_mcabeW1UVWImM5MDtv08BY"],"t":"2026-03-09T01:00:00Z","v":1}'
)
GOLDEN_HASH = "63d94d7bc705be79fe7d9fa69c01242171284e7e1b2af7ce7b6963b8772fb12a"


def test_bytes_of_a_disclosure_and_a_leaf_are_frozen() -> None:
    """These strings are in ledgers already written: a change here orphans them."""
    salts = [bytes(range(start, start + 32)) for start in (0, 32, 64)]
    texts = [
        seal.disclosure(
            "public", {"kind": "problem.accepted/1", "at": 1, "data": {"happened_on": "2026-03-09"}}, salts[0]
        ),
        seal.disclosure("internal", {"data": {"note": "已受理"}, "by": {"person": "gu"}, "command": "k"}, salts[1]),
        seal.disclosure("personal", {"text": "水管破了"}, salts[2]),
    ]
    assert texts == GOLDEN_TEXTS
    digests = [seal.digest(each) for each in texts]
    leaf = seal.leaf(digests, 1_773_019_815_123_456)
    assert leaf == GOLDEN_LEAF
    assert leaf_hash(leaf.encode()).hex() == GOLDEN_HASH


def test_a_leaf_tells_neither_what_it_holds_nor_how_much() -> None:
    told()
    seen: set[str] = set()
    for position, leaf, stored in rows("SELECT position, leaf, leaf_hash FROM ledger_entry ORDER BY position"):
        parsed = json.loads(leaf)
        assert parsed.keys() == {"sd", "t", "v"}
        assert (parsed["t"], parsed["v"]) == ("2026-03-09T01:00:00Z", 1)
        digests = parsed["sd"]
        assert len(digests) == 3, position
        assert digests == sorted(digests)
        assert {len(each) for each in digests} == {43}
        # RFC 8785 canonical: this very text.
        assert leaf == json.dumps(parsed, sort_keys=True, separators=(",", ":"))
        assert len(leaf) == 179
        assert leaf_hash(leaf.encode()) == bytes(stored)
        seen |= set(digests)
    assert len(seen) == 3 * read.head().size, "salts and decoys are never used twice"


def test_personal_words_are_nowhere_in_the_clear(store: Store) -> None:
    told()
    for table in TABLES:
        for row in rows(f"SELECT * FROM {table}"):
            for value in row:
                clear = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                text = seal.opened(str(value))[1] if table == "ledger_opening" and str(value).startswith("WyJ") else ""
                for word in ("水管破了", "13800000000", "路灯不亮"):
                    assert word.encode() not in clear
                    assert word not in json.dumps(text, ensure_ascii=False)


def test_openings_open_their_digests() -> None:
    told()
    for each in read.entries(opened=("",)):
        assert each.public == {"n": 1} or each.kind == "opinion.erased/1"
        assert each.by == BY
    (p,) = [each for each in read.entries(opened=("thing.",)) if each.stream == "opinion/p"]
    assert p.personal == {"text": "路灯不亮"}
    assert next(each for each in read.entries() if each.stream == "opinion/p").personal is None, "only where asked for"
    assert read.opened([5])[5].personal == {"text": "路灯不亮"}
    assert read.opened([]) == {}


def test_the_root_covers_every_leaf() -> None:
    told()
    tree = Range()
    for (leaf,) in rows("SELECT leaf FROM ledger_entry ORDER BY position"):
        tree.append(leaf_hash(leaf.encode()))
    assert verify.check().root == tree.root().hex()


# Erasing


def test_erased_is_gone_everywhere_and_the_ledger_still_holds() -> None:
    told()
    erased = rows(
        "SELECT position, personal, erased_by FROM ledger_opening WHERE subject = 'opinion/o' ORDER BY position"
    )
    assert erased == [(2, None, 6), (3, None, 6)]
    assert rows("SELECT subject FROM ledger_subjectkey ORDER BY subject") == [("opinion/p",)]
    assert [each.personal for each in read.stream("opinion/o", personal=True)] == [None, None, None]
    assert verify.check().faults == []


def test_one_who_was_erased_may_speak_again() -> None:
    told()
    put(draft("opinion/o", {"words": "又漏了"}), key="k5")
    assert read.stream("opinion/o", personal=True)[-1].personal == {"words": "又漏了"}
    assert verify.check().faults == []


# Clocks


def test_a_clock_that_jumps_back_is_held() -> None:
    put(draft(), key="k1", at=NOW)
    put(draft(), key="k2", at=NOW - timedelta(days=400))
    put(draft(), key="k3", at=NOW + timedelta(microseconds=1))
    times = [each.recorded_at for each in read.entries()]
    assert times == [NOW, NOW, NOW + timedelta(microseconds=1)]
    assert verify.check().faults == []


def test_as_of_a_moment_is_a_position() -> None:
    for day in range(3):
        put(draft(), draft(), key=f"k{day}", at=NOW + timedelta(days=day))
    assert [read.position_at(NOW + timedelta(days=day)) for day in (-1, 0, 1, 2, 3)] == [0, 0, 2, 4, 6]
    assert [each.position for each in read.entries(after=1, upto=4, size=2)] == [2, 3, 4]


# Files


def test_a_file_is_kept_sealed_under_its_digest(store: Store) -> None:
    digest = file.keep("换好的管道".encode())
    assert file.keep("换好的管道".encode()) == digest
    assert file.load(digest) == "换好的管道".encode()
    (path,) = [each for each in (store.home / "files").rglob("*") if each.is_file()]
    assert path.name == digest
    assert "换好的管道".encode() not in path.read_bytes()
    assert verify.check().faults == []
    with pytest.raises(FileNotFoundError):
        file.load("0" * 64)
