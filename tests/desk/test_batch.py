"""Bringing files in: every row accounted for, twice the same as once, interrupted and gone on with, undone as one."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sandan.desk import batch as desk
from sandan.desk.handle import Order, handle
from sandan.desk.opinion import Heard, accept
from sandan.domain import unit
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Channel, Refusal, Tier, Topic
from sandan.intake.defect import DefectCode, SheetError, SheetFault
from sandan.intake.header import DateOrder, Field, Mapping, propose_mapping
from sandan.intake.sheet import open_sheet
from sandan.ledger import read, verify
from sandan.projections import replay
from sandan.projections.batch import Batch
from sandan.projections.opinion import Opinion
from sandan.projections.version import now, rows_of

pytestmark = pytest.mark.django_db

CLERK = Actor(frozenset({Role.CLERK}), person="clerk")
OTHER = Actor(frozenset({Role.CLERK}), person="other")
OFFICE = Actor(frozenset({Role.DISPATCHER}), person="office")
HEAD = ("编号", "姓名", "电话", "标题", "内容", "时间", "分类", "乡镇", "来源")
_keys = count(1)


def key() -> str:
    return f"test-batch-{next(_keys)}"


def row(
    number: str = "A1", who: str = "甲", text: str = "桥栏杆断了", when: str = "2025-03-01", **more: str
) -> tuple[str, ...]:
    return (
        number,
        who,
        more.get("phone", ""),
        more.get("title", ""),
        text,
        when,
        more.get("topic", ""),
        more.get("place", ""),
        more.get("by", ""),
    )


def csv(*rows: Sequence[str], head: Sequence[str] = HEAD) -> bytes:
    return "\n".join(",".join(cells) for cells in (head, *rows)).encode()


def mapped(content: bytes) -> Mapping:
    return propose_mapping(open_sheet(content, "file"))


def brought_in(content: bytes, by: Actor = CLERK) -> Batch:
    return desk.run(desk.open_batch(content, "意见.csv", mapped(content), by, key()), by)


def stored() -> dict[str, list[tuple[object, ...]]]:
    return {model.__name__: list(rows_of(connection, model)) for model in (Opinion, Batch)}


def replayed() -> dict[str, list[tuple[object, ...]]]:
    replay.rebuild()
    return stored()


def counts(one: Batch) -> tuple[int, int, int]:
    assert one.accepted + one.duplicates + one.rejected == one.rows
    return one.accepted, one.duplicates, one.rejected


def entered(one: Batch) -> list[Opinion]:
    return list(now(Opinion).filter(batch=one.key).order_by("position"))


def test_a_row_becomes_an_opinion_with_what_the_file_says() -> None:
    operator = Actor(frozenset({Role.OPERATOR}))
    for name, key_of, tier, parent in (
        ("云岭县", "c", Tier.COUNTY, ""),
        ("青溪镇", "t", Tier.TOWN, "c"),
        ("石桥村", "v", Tier.BRANCH, "t"),
    ):
        made = unit.EstablishUnit(unit=key_of, unit_name=name, tier=tier, parent=parent)
        handle([Order(f"unit/{key_of}", made)], operator, key())
    one = brought_in(
        csv(
            row(
                "A1",
                "甲",
                "桥栏杆断了",
                "2025/3/1 9:05:07",
                phone="13900000001",
                topic="交通运输",
                place="石桥村",
                by="热线",
            ),
            row("A2", "乙", "断网了", "", topic="奇事", place="青溪镇石桥村", by="飞鸽"),
            row("A3", "丙", "没有路灯", place="青溪镇"),
            row("A4", "丁", "别处的事", place="某地"),
        )
    )
    assert (one.status, *counts(one)) == ("closed", 4, 0, 0)
    first, second, third, fourth = entered(one)
    assert (first.topic, first.channel, first.town, first.village) == (Topic.TRANSPORT, Channel.HOTLINE, "t", "v")
    assert (first.registered_on, first.row, first.reachable) == (date(2025, 3, 1), 2, True)
    assert (second.topic, second.channel, second.town, second.village) == (Topic.OTHER, Channel.IMPORT, "t", "v")
    assert not second.reachable
    assert (third.town, third.village, fourth.town) == ("t", "", "")
    said = read.opened([first.position])[first.position].personal or {}
    assert (said["text"], said["reporter"], said["contact"]) == ("桥栏杆断了", "甲", "13900000001")
    numbers = [each.number for each in entered(one)]
    assert numbers == sorted(set(numbers))
    assert not verify.check().faults
    before = stored()
    assert before == replayed()


def test_duplicates_are_linked_and_repeats_entered() -> None:
    one = brought_in(
        csv(
            row("A1", "甲", "桥栏杆断了"),
            row("A1", "甲", "桥栏 杆断了"),  # same id, same content but for white space: duplicate
            row("A2", "甲", "桥栏杆断了"),  # same content under another id: repeat
            row("A1", "甲", "栏杆修好又断了"),  # another content under the same id: repeat
            row("A3", "甲", "没有路灯"),
        )
    )
    assert counts(one) == (4, 1, 0)
    first, repeat, again, new = entered(one)
    assert list(desk.duplicates(one.key)) == [(3, first.key)]
    assert (first.repeat_of, repeat.repeat_of, again.repeat_of, new.repeat_of) == ("", first.key, first.key, "")
    later = brought_in(csv(row("A3", "甲", "没有路灯"), row("B1", "甲", "没有路灯")))
    assert counts(later) == (1, 1, 0)
    assert entered(later)[0].repeat_of == new.key
    assert list(desk.duplicates(later.key)) == [(2, new.key)]


@pytest.mark.parametrize("column", ["姓名", "电话", "时间", "乡镇"])
def test_without_an_id_one_difference_makes_a_repeat(column: str) -> None:
    head = ("姓名", "电话", "内容", "时间", "乡镇")
    same = {"姓名": "甲", "电话": "1", "内容": "桥栏杆断了", "时间": "2025-03-01", "乡镇": "青溪镇"}
    other = same | {column: "2025-03-02" if column == "时间" else "9"}
    one = brought_in(csv(*[list(each.values()) for each in (same, same, other)], head=head))
    assert counts(one) == (2, 1, 0)
    first, repeat = entered(one)
    assert repeat.repeat_of == first.key


def test_bad_rows_are_returned_with_row_column_and_reason_and_no_value() -> None:
    content = csv(
        row("A1", when="2025/13/45"), row("A2"), row("A3", text=""), row("A4", when="03/04/2025", text="字" * 20_001)
    )
    one = brought_in(content)
    assert counts(one) == (1, 0, 3)
    told = [(each.row, each.column, each.code) for each in desk.defects(one.key)]
    assert told == [
        (2, "时间", DefectCode.DATE_INVALID),
        (4, "内容", DefectCode.TEXT_MISSING),
        (5, "内容", DefectCode.TEXT_TOO_LONG),
        (5, "时间", DefectCode.DATE_AMBIGUOUS),
    ]
    assert "2025/13/45" not in json.dumps([entry.internal for entry in read.stream(f"batch/{one.key}")])
    assert [(number, cells[0]) for number, cells in desk.originals(one, [2, 4, 5])] == [(2, "A1"), (4, "A3"), (5, "A4")]


def test_a_long_title_is_kept_whole() -> None:
    one = brought_in(csv(row("A1", title="标" * 300), row("A2", title="标" * 300, text="字" * 19_900)))
    assert counts(one) == (1, 0, 1)
    (made,) = entered(one)
    said = read.opened([made.position])[made.position].personal or {}
    assert said["text"] == "标" * 300 + "\n桥栏杆断了"
    assert [each.code for each in desk.defects(one.key)] == [DefectCode.TEXT_TOO_LONG]


def test_the_same_file_again_is_all_duplicates() -> None:
    content = csv(*(row(f"A{each}", text=f"第{each}件事") for each in range(30)), row("B", text=""))
    assert counts(brought_in(content)) == (30, 0, 1)
    assert counts(brought_in(content)) == (0, 30, 1)


def test_an_interrupted_import_goes_on_where_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "CHUNK", 4)
    rows = [row(f"A{each}", text="" if each == 3 else f"第{each}件事") for each in range(10)]
    content = csv(*rows[:6], [""] * 9, *rows[6:], rows[0])
    batch = desk.open_batch(content, "意见.csv", mapped(content), CLERK, key())
    steps: list[int] = []
    half = desk.run(batch, CLERK, steps.append, within=0)
    assert (half.status, half.accepted, half.rejected) == ("open", 3, 1)
    assert desk.left_open(half.file, mapped(content)) == half
    done = desk.run(batch, OTHER, steps.append)
    assert (done.status, *counts(done)) == ("closed", 9, 1, 1)
    assert steps == [4, 8, 11]
    assert [one.row for one in entered(done)] == [2, 3, 4, 6, 7, 9, 10, 11, 12]
    assert desk.left_open(half.file, mapped(content)) is None
    assert desk.run(batch, CLERK).status == "closed"
    before = stored()
    assert before == replayed()


def test_two_who_run_the_same_batch_enter_each_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "CHUNK", 2)
    content = csv(*(row(f"A{each}", text=f"第{each}件事") for each in range(9)))
    batch = desk.open_batch(content, "意见.csv", mapped(content), CLERK, key())
    met: list[int] = []

    def meanwhile(taken: int) -> None:
        if not met:
            met.append(taken)
            desk.run(batch, OTHER, within=0)

    done = desk.run(batch, CLERK, meanwhile)
    assert (done.status, *counts(done)) == ("closed", 9, 0, 0)
    assert now(Opinion).count() == 9


def test_a_chunk_sent_twice_happens_once() -> None:
    content = csv(row())
    batch = desk.found(desk.open_batch(content, "意见.csv", mapped(content), CLERK, key()))
    rows = [desk.Row(2, Heard(text="桥栏杆断了"), "m", "s", "sm")]
    first, second = (desk.take(batch, 0, rows, CLERK) for _ in range(2))
    assert (first.last, second.last, second.again) == (first.last, first.last, True)
    assert now(Opinion).count() == 1


def test_an_import_is_undone_as_one_and_can_be_brought_in_again() -> None:
    content = csv(*(row(f"A{each}", text=f"第{each}件事") for each in range(5)))
    one = brought_in(content)
    desk.undo(one.key, "导错了文件", CLERK, key())
    assert desk.found(one.key).status == "undone"
    assert {each.status for each in entered(one)} == {"withdrawn"}
    again = brought_in(content)
    assert counts(again) == (5, 0, 0)
    assert {each.repeat_of for each in entered(again)} == {""}
    with pytest.raises(Refusal, match="batch_not_open"):
        desk.undo(one.key, "再来", CLERK, key())
    before = stored()
    assert before == replayed()


def test_what_has_been_sorted_is_not_undone() -> None:
    one = brought_in(csv(row("A1"), row("A2", text="没有路灯")))
    accept(entered(one)[0].key, OFFICE, key(), title="桥栏杆")
    with pytest.raises(Refusal) as refused:
        desk.undo(one.key, "导错了文件", CLERK, key())
    assert (refused.value.code, refused.value.facts) == ("batch_in_use", {"count": 1})
    assert [each.status for each in entered(one)] == ["accepted", "waiting"]


def test_a_batch_begun_and_undone_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "CHUNK", 1)
    content = csv(row("A1"), row("A2", text="没有路灯"))
    batch = desk.open_batch(content, "意见.csv", mapped(content), CLERK, key())
    desk.run(batch, CLERK, within=0)
    desk.undo(batch, "导错了文件", CLERK, key())
    assert (desk.run(batch, CLERK).status, now(Opinion).count()) == ("undone", 1)


def test_what_is_refused_before_anything_is_entered() -> None:
    content = csv(row())
    mapping = mapped(content)
    with pytest.raises(Refusal, match="not_allowed"):
        desk.open_batch(content, "x", mapping, Actor(frozenset({Role.HANDLER})), key())
    with pytest.raises(Refusal, match="file_empty"):
        desk.open_batch(csv(), "x", mapping, CLERK, key())
    with pytest.raises(SheetError) as error:
        desk.open_batch(csv(row(), head=("单号", *HEAD[1:])), "x", mapping, CLERK, key())
    assert error.value.code is SheetFault.HEADER_CHANGED
    with pytest.raises(SheetError) as error:
        desk.open_batch(content, "x", mapping.changed(Field.TEXT, None).changed(Field.TITLE, None), CLERK, key())
    assert error.value.code is SheetFault.TEXT_COLUMN_MISSING
    with pytest.raises(Refusal, match="unknown_batch"):
        desk.run("nothing", CLERK)
    assert not now(Batch).exists()


def test_the_confirmed_order_of_dates_is_kept_with_the_batch() -> None:
    content = csv(row("A1", when="03/04/2025"))
    mapping = replace(mapped(content), date_order=DateOrder.DAY_FIRST)
    one = desk.run(desk.open_batch(content, "x", mapping, CLERK, key()), CLERK)
    assert entered(one)[0].registered_on == date(2025, 4, 3)


def test_a_chunk_asks_the_database_the_same_however_often_a_text_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held already is looked up for the whole chunk at once."""
    monkeypatch.setattr(desk, "CHUNK", 100)

    def looked_up(rows: int) -> int:
        content = csv(
            *(row(f"{rows}-{each}", text="路灯不亮" if each % 2 else f"{rows} {each}") for each in range(rows))
        )
        batch = desk.open_batch(content, "x", mapped(content), CLERK, key())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.run(batch, CLERK)
        wanted = ("mark", "source_mark", "position")
        return sum('" IN (' in one["sql"] and any(f'"{each}" IN (' in one["sql"] for each in wanted) for one in queries)

    looked_up(10)
    assert looked_up(20) == looked_up(90) == 3


def test_a_workbook_of_many_rows_is_taken_whole() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("登记")
        page.write_row(0, 0, HEAD)
        for number in range(1, 1201):
            page.write_row(number, 0, row(f"A{number}", text=f"第{number % 700}件事"))
    one = brought_in(out.getvalue())
    assert counts(one) == (1200, 0, 0)
    assert sum(bool(each.repeat_of) for each in entered(one)) == 500
    assert json.loads(one.mapping)["worksheet"] == "登记"


def test_an_imported_online_reporter_without_contact_cannot_be_reached() -> None:
    one = brought_in(csv(row("A1", by="网络"), row("A2", text="没有路灯", by="网络", phone="13900000001")))
    assert [(each.channel, each.reachable) for each in entered(one)] == [
        (Channel.ONLINE, False),
        (Channel.ONLINE, True),
    ]
