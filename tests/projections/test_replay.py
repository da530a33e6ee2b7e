"""Law 1 and law 3 of the tables: what was written command by command equals a replay, now and as of any position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.county import GU, NOW, SHEN, TODAY, WU, Chance, drawn, populate
from tests.ledger.backend import VENDORS
from tests.projections.telling import heard

from sandan.desk.handle import Order, fold, handle
from sandan.domain import opinion
from sandan.domain.case import Case
from sandan.domain.values import DeclineReason, Refusal, Status
from sandan.domain.wire import Command, Event
from sandan.ledger import read
from sandan.projections import replay
from sandan.projections.models import ALL
from sandan.projections.problem import Problem
from sandan.projections.version import Version, as_of, columns, now, rows_of

Rows = dict[type[Version], list[dict[str, Any]]]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def stored(of: Any = connection) -> Rows:
    """Every row of every table, as stored."""
    return {model: [dict(zip(columns(model), row, strict=True)) for row in rows_of(of, model)] for model in ALL}


def clipped(rows: Rows, position: int) -> Rows:
    """What those rows say of the first `position` entries."""
    return {
        model: [
            {**row, "until": row["until"] if row["until"] is not None and row["until"] <= position else None}
            for row in many
            if row["since"] <= position
        ]
        for model, many in rows.items()
    }


def rebuilt(position: int) -> Rows:
    """The tables replayed from the first `position` entries."""
    with replay.scratch() as other:
        replay.fill(other, upto=position)
        return stored(other)


def assert_replays(positions: Iterator[int] | list[int]) -> None:
    assert replay.compare() == []
    rows = stored()
    for position in positions:
        assert clipped(rows, position) == rebuilt(position), f"as of {position}"


# The told county


@pytest.mark.usefixtures("told_county")
@pytest.mark.parametrize("told_county", VENDORS, indirect=True)
class TestTold:
    def test_every_table_has_rows_and_replays(self) -> None:
        rows = stored()
        assert [model.__name__ for model, many in rows.items() if not many] == []
        size = read.head().size
        assert_replays([0, 1, size // 3, size // 2, size - 1, size])

    def test_rebuilt_twice_gives_the_same_rows(self) -> None:
        before = stored()
        for _ in range(2):
            replay.rebuild()
            assert stored() == before

    def test_now_and_as_of_are_one_query(self) -> None:
        size = read.head().size
        for model in ALL:
            key = list(now(model).order_by("key").values_list("key", "since"))
            assert key == list(as_of(model, None).order_by("key").values_list("key", "since"))
            assert key == list(as_of(model, size).order_by("key").values_list("key", "since"))
            assert len({name for name, _ in key}) == len(key), "one row a thing"
            assert not as_of(model, 0).exists()

    def test_as_of_follows_the_main_path(self) -> None:
        seen = [
            as_of(Problem, position).filter(key="p1").values_list("status", flat=True).first()
            for position in range(read.head().size + 1)
        ]
        steps = [status for status, before in zip(seen[1:], seen, strict=False) if status != before]
        assert steps == [
            "registered",
            "accepted",
            "dispatched",
            "signed_for",
            "planned",
            "in_progress",
            "closure_requested",
            "verified",
            "struck_off",
            "look_back_passed",
            "accepted",
        ]

    def test_one_changed_digit_in_any_table_is_found_and_named(self) -> None:
        for model in ALL:
            rows = stored()[model]
            row = rows[len(rows) // 2]
            with undone(), connection.cursor() as cursor:
                change(cursor, model, row, slipped(model, row))
                (found,) = replay.compare()
                assert found.where == f"{model._meta.db_table} {row['key']} since {row['since']}"
                assert set(found.detail.removeprefix("differs in ").split(", ")) == set(columns(model)) - {
                    "key",
                    "since",
                }

    def test_one_changed_column_is_named_alone(self) -> None:
        row = next(each for each in stored()[Problem] if each["key"] == "p1" and each["until"] is None)
        for column in ("due_on", "status", "number", "position"):
            with undone(), connection.cursor() as cursor:
                change(cursor, Problem, row, {column: slipped(Problem, row)[column]})
                (found,) = replay.compare()
                assert found.detail == f"differs in {column}"

    @pytest.mark.parametrize("model", ALL)
    def test_a_row_more_less_or_under_another_name_is_found(self, model: type[Version]) -> None:
        row = stored()[model][0]
        table, where = model._meta.db_table, f"{model._meta.db_table} {row['key']} since {row['since']}"
        with undone(), connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM {table} WHERE "key" = %s AND since = %s', [row["key"], row["since"]])
            (found,) = replay.compare()
            assert (found.where, "missing" in found.detail) == (where, True)
        for column, other in (("key", "zz"), ("since", row["since"] + 1000)):
            with undone(), connection.cursor() as cursor:
                change(cursor, model, row, {column: other})
                assert sorted(["missing" in each.detail for each in replay.compare()]) == [False, True]

    def test_differences_are_told_up_to_a_limit(self) -> None:
        with undone(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {Problem._meta.db_table}")
            assert len(replay.compare(limit=3)) == 3


def change(cursor: Any, model: type[Version], row: dict[str, Any], values: dict[str, Any]) -> None:
    sets = ", ".join(f'"{name}" = %s' for name in values)
    cursor.execute(
        f'UPDATE {model._meta.db_table} SET {sets} WHERE "key" = %s AND since = %s',
        [*values.values(), row["key"], row["since"]],
    )
    assert cursor.rowcount == 1


def slipped(model: type[Version], row: dict[str, Any]) -> dict[str, Any]:
    """Every column but the key's, one digit or letter off."""
    result: dict[str, Any] = {}
    for name in set(columns(model)) - {"key", "since"}:
        kind, value = model._meta.get_field(name).get_internal_type(), row[name]
        if kind == "DateField":
            result[name] = "2026-03-10" if value != "2026-03-10" else "2026-03-11"
        elif kind == "BooleanField":
            result[name] = value != 1
        elif kind in ("CharField", "TextField"):
            result[name] = (("x" if value[0] != "x" else "y") + value[1:]) if value else "x"
        else:
            result[name] = 1 if value is None else value + 1
    return result


# Any county at all


class AnyCounty:
    """A county of three opinions and one problem, driven by chance through the desk."""

    def __init__(self, chance: Chance, seen: Counter[str]) -> None:
        self.chance, self.seen, self.given = chance, seen, 0

    def step(self) -> None:
        case: Case = fold("problem/p1")[0]
        if self.chance.below(6) == 0:
            self.give("opinion/o1", self.sorting(), GU)
            return
        order, by = self.chance.step(case)
        self.give("problem/p1", order, by)

    def sorting(self) -> Command:
        return self.chance.pick(
            (
                opinion.AcceptOpinion(opinion="o1", problem="p1"),
                opinion.CarryOpinion(opinion="o1", problem="p2"),
                opinion.DeclineOpinion(opinion="o1", reason=DeclineReason.NOT_OURS, where_to="供电公司"),
                opinion.WithdrawOpinion(opinion="o1"),
            )
        )

    def give(self, stream: str, order: Command, by: Any) -> None:
        self.given += 1
        try:
            handle([Order(stream, order)], by, f"any-{self.given}", NOW + timedelta(hours=self.given))
        except Refusal:
            self.seen["refused"] += 1
        else:
            self.seen[order.name] += 1


@pytest.mark.usefixtures("empty_county")
def test_what_is_written_while_it_is_compared_is_no_difference() -> None:
    """An office works on while its operator verifies: new rows, and rows that ended meanwhile, belong to the next time."""
    populate()
    handle([Order("opinion/o1", heard("o1"))], WU, "before", NOW)
    gone = opinion.DeclineOpinion(opinion="o1", reason=DeclineReason.NOT_OURS, where_to="县人民法院")
    more = iter([(Order("opinion/o2", heard("o2")), WU), (Order("opinion/o1", gone), GU)])

    def meanwhile(_entry: read.Entry, _event: Event) -> None:
        for order, by in [*islice(more, 1)]:
            handle([order], by, f"beside {order.stream}", NOW)

    size = read.head().size
    assert replay.compare(see=meanwhile) == []
    assert read.head().size == size + 2
    assert replay.compare() == []


@pytest.mark.usefixtures("empty_county")
def test_any_county_replays_as_of_any_position() -> None:
    populate()
    handle([Order(f"opinion/{each}", heard(each)) for each in ("o1", "o2")], WU, "heard", NOW)
    seen: Counter[str] = Counter()

    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.data())
    def replays(data: st.DataObject) -> None:
        with undone():
            county = AnyCounty(Chance(drawn(data), TODAY), seen)
            for _ in range(data.draw(st.integers(0, 50))):
                county.step()
            if data.draw(st.booleans()):
                county.give("opinion/o2", opinion.EraseOpinion(opinion="o2", basis="本人申请"), SHEN)
            size = read.head().size
            assert_replays(sorted({data.draw(st.integers(0, size)) for _ in range(3)}))
            agrees()

    replays()
    assert sum(seen.values()) - seen["refused"] >= 60, seen
    assert len(seen) >= 12, "too few kinds of commands were let through to say anything"


def agrees() -> None:
    """The problem's row stands where the folded stream stands, and its rungs are dated in their order (law 5)."""
    row = now(Problem).filter(key="p1").first()
    case: Case = fold("problem/p1")[0]
    if row is None or case.problem is None:
        assert row is None
        assert case.problem is None
        return
    one = case.problem
    assert row.status == one.status
    assert (row.unit, row.round, row.outcome) == (one.unit, one.round, one.outcome or "")
    assert (row.due_on, row.returns, row.opinions) == (case.clock.due_on, one.returns, len(one.opinions))
    assert row.open_tasks == len(case.facts.open_tasks)
    struck = one.status in (Status.STRUCK_OFF, Status.LOOK_BACK_PASSED)
    assert (row.struck_off_on is not None) == struck
    assert (row.verified_on is not None) == (struck or one.status is Status.VERIFIED)
    assert (row.claimed_on is not None) == (row.verified_on is not None or one.status is Status.CLOSURE_REQUESTED)
    assert (row.rectified_on is not None) == (row.claimed_on is not None and row.outcome == "rectified")
    assert (row.long_term_on is not None) == (one.status is Status.LONG_TERM), "long-term is never counted as done"
    assert not (row.long_term_on and row.struck_off_on)
    assert (row.declined_on is not None) == (one.status is Status.DECLINED)
    assert (row.look_back_on is not None) == (one.status is Status.LOOK_BACK_PASSED)
