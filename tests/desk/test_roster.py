"""Bringing an organisation in: planned, taken in one transaction, the same twice as once, undone as one unit, and verifiable throughout."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.db import connection
from tests.intake.workbook import csv_text, xlsx

from sandan.desk import opinion, organisation
from sandan.desk import roster as desk
from sandan.desk.opinion import Heard
from sandan.domain.authority import Actor, Role
from sandan.domain.roster import RosterStatus, RosterTaken
from sandan.domain.values import Channel, Refusal, Tier, Topic
from sandan.intake.defect import DefectCode
from sandan.intake.layout import Layout, layouts
from sandan.intake.plan import NEW, Answers, Ask, Fate, Plan
from sandan.intake.roster import read_roster
from sandan.ledger import file, read, verify
from sandan.projections import replay
from sandan.projections.appointment import Appointment
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty
from sandan.projections.person import Person
from sandan.projections.post import Post
from sandan.projections.roster import Roster
from sandan.projections.unit import Unit
from sandan.projections.version import now, rows_of

pytestmark = pytest.mark.django_db

_keys = count(1)
UNITS = ("单位名称", "上级单位", "类别", "代码", "撤销日期")
PEOPLE = ("单位", "姓名", "职务", "任职时间", "免职时间", "电话", "角色", "分管", "包抓")


def key() -> str:
    return f"test-roster-{next(_keys)}"


@pytest.fixture
def by() -> Actor:
    made = organisation.establish_county("云岭县", "沈一禾", key())
    holder = made.operator
    lineage = (made.office, made.county)
    return Actor(
        frozenset({Role.OPERATOR}), holder.person, holder.appointment, made.office, lineage, frozenset(lineage)
    )


def book(*rows: tuple[Any, ...]) -> bytes:
    return xlsx(rows)


TREE = book(
    UNITS,
    ("县水利局", "", "县直部门"),
    ("青溪镇", "", "乡镇", "999901001"),
    ("石桥村", "青溪镇", "村"),
    ("龙泉村", "无此镇", "村"),
)
STAFF = book(
    PEOPLE,
    ("县水利局", "何春生", "局长", "2021.05", "至今", "13900000001", "承办单位负责人"),
    ("", "马长河", "副局长（主持工作）", "", "", "", "承办人"),
    ("青溪镇", "空缺", "镇长", "", "", "", "承办单位负责人"),
    ("青溪镇", "石小禾", "党委书记", "2024-01-01", "", "13900000002", "承办单位负责人", "", "石桥村"),
    ("云岭县", "苏望岳", "副县长", "", "", "", "县级领导", "县水利局、教育", "青溪镇"),
)


def planned(content: bytes, by: Actor, answers: Answers | None = None) -> Plan:
    found = layouts(content, "名册.xlsx")
    return desk.look(read_roster(content, "名册.xlsx", found), found, answers or Answers(), by)


def taken(content: bytes, by: Actor, answers: Answers | None = None, send: str = "") -> Roster:
    found: tuple[Layout, ...] = layouts(content, "名册.xlsx")
    done = desk.take(content, "名册.xlsx", found, answers or Answers(), by, send or key())
    told: RosterTaken = done.one(RosterTaken)
    return desk.found(told.roster)


def tables() -> dict[str, list[tuple[object, ...]]]:
    models = (Unit, Person, Post, Appointment, Assignment, Duty, Roster)
    return {model.__name__: list(rows_of(connection, model)) for model in models}


def sound() -> None:
    """Every figure of the ledger holds, and a replay gives the same tables."""
    assert not verify.check().faults
    before = tables()
    replay.rebuild()
    assert tables() == before


def test_a_tree_of_units_comes_in_and_the_bad_row_is_told(by: Actor) -> None:
    one = taken(TREE, by)
    assert (one.rows, one.added, one.refused, one.status) == (4, 3, 1, RosterStatus.TAKEN)
    village = now(Unit).get(name="石桥村")
    assert village.tier == Tier.BRANCH
    assert now(Unit).get(key=village.parent).code == "999901001"
    (defect,) = desk.defects(one.key)
    assert (defect.row, defect.column, defect.code, defect.facts) == (
        5,
        "上级单位",
        DefectCode.UNIT_UNKNOWN,
        {"value": "无此镇"},
    )
    ((_, rows),) = desk.sent_back(one)
    assert rows[0].original[:3] == ("龙泉村", "无此镇", "村")
    assert file.load(one.file) == TREE
    sound()


def test_people_posts_and_assignments_come_in_and_twice_is_once(by: Actor) -> None:
    taken(TREE, by)
    one = taken(STAFF, by)
    assert (one.added, one.refused) == (4, 1)
    assert [each.facts["refusal"] for each in desk.defects(one.key)] == ["post_held"], "何春生 is the head: nobody acts"
    posts = {each.title: each for each in now(Post)}
    assert set(posts) == {"局长", "镇长", "党委书记", "副县长"}
    assert [posts[title].chief for title in ("局长", "镇长", "党委书记")] == [True, True, False]
    assert not now(Appointment).filter(post_id=posts["镇长"].key).exists(), "vacant"
    assert sorted(now(Assignment).values_list("tier", "kind", "topic")) == [
        ("county", "place", ""),
        ("county", "sector", ""),
        ("county", "sector", "education"),
        ("town", "place", ""),
    ]
    size = read.head().size
    plan = planned(STAFF, by)
    assert not plan.steps
    assert plan.count(Fate.SAME) == 4
    with pytest.raises(Refusal, match="nothing_to_bring_in"):
        taken(STAFF, by)
    assert read.head().size == size
    sound()


def test_phones_are_sealed(by: Actor) -> None:
    taken(TREE, by)
    taken(STAFF, by)
    for entry in read.entries():
        assert "1390000" not in repr((entry.public, entry.internal))


def test_sent_twice_it_happens_once(by: Actor) -> None:
    send = key()
    first, again = taken(TREE, by, send=send), taken(TREE, by, send=send)
    assert first.key == again.key
    assert now(Roster).count() == 1


def test_villages_by_codes_with_the_towns_named_in_the_preview(by: Actor) -> None:
    content = csv_text(
        [
            ("code", "name", "streetCode"),
            ("999901001001", "兴隆村", "999901001"),
            ("999901002001", "兴隆村", "999901002"),
        ]
    ).encode()
    with pytest.raises(Refusal, match="nothing_to_bring_in"):
        taken(content, by)
    answers = Answers({f"{Ask.TOWN}:99990100{n}": (name,) for n, name in ((1, "青溪镇"), (2, "白岩镇"))})
    one = taken(content, by, answers)
    assert (one.added, one.refused) == (2, 0)
    assert {now(Unit).get(key=each.parent).name for each in now(Unit).filter(name="兴隆村")} == {"青溪镇", "白岩镇"}
    assert not planned(content, by).steps
    sound()


def test_whose_post_ends_makes_room_in_the_same_file(by: Actor) -> None:
    taken(TREE, by)
    taken(STAFF, by)
    change = book(
        PEOPLE,
        ("县水利局", "田路远", "局长", "2026-01-01", "", "13900000009"),
        ("县水利局", "何春生", "局长", "", "2025-12-31", "13900000001"),
    )
    one = taken(change, by)
    assert (one.added, one.changed, one.refused) == (1, 1, 0)
    held = now(Appointment).filter(post="局长").order_by("from_on").values_list("until_on", flat=True)
    assert [str(each) for each in held] == ["2025-12-31", "None"]
    desk.undo(one.key, "调令有误", by, key())
    running = now(Appointment).filter(post="局长", until_on__isnull=True)
    assert [now(Person).get(key=each.person).name for each in running] == ["何春生"]
    sound()


def test_undone_as_one_and_brought_in_again(by: Actor) -> None:
    tree = taken(TREE, by)
    staff = taken(STAFF, by)
    assert desk.resting(tree.key) > 0
    with pytest.raises(Refusal, match="roster_in_use"):
        desk.undo(tree.key, "文件传错", by, key())
    desk.undo(staff.key, "文件传错", by, key())
    assert desk.resting(tree.key) == 0
    desk.undo(tree.key, "文件传错", by, key())
    assert now(Unit).filter(abolished_on__isnull=True).count() == 2, "the county and its office"
    assert {each.status for each in now(Roster)} == {RosterStatus.UNDONE}
    with pytest.raises(Refusal, match="roster_undone_already"):
        desk.undo(tree.key, "文件传错", by, key())
    sound()
    assert taken(TREE, by).added == 3
    again = taken(STAFF, by)
    assert (again.added, again.refused) == (4, 1)
    sound()


def test_what_is_rested_on_is_not_undone(by: Actor) -> None:
    one = taken(TREE, by)
    village = now(Unit).get(name="石桥村")
    heard = Heard(
        text="桥栏杆断了", title="", channel=Channel.VISIT, topic=Topic.ROADS, town=village.parent, village=village.key
    )
    opinion.register(heard, by=Actor(frozenset({Role.CLERK}), "wu"), key=key())
    with pytest.raises(Refusal, match="roster_in_use") as caught:
        desk.undo(one.key, "文件传错", by, key())
    assert caught.value.facts == {"count": 1}
    assert desk.found(one.key).status == RosterStatus.TAKEN


def test_two_of_one_name_are_asked_and_the_answer_is_kept(by: Actor) -> None:
    taken(TREE, by)
    taken(STAFF, by)
    more = book(PEOPLE, ("石桥村", "石小禾", "村支书", "", "", "", "承办人"))
    (question,) = planned(more, by).questions
    assert (question.ask, question.options[0][0]) == (Ask.PERSON, NEW)
    known = now(Person).get(name="石小禾").key
    taken(more, by, Answers({question.id: (known,)}))
    assert now(Person).filter(name="石小禾").count() == 1
    assert not planned(more, by).questions


def test_a_unit_ends_on_the_day_that_the_file_says_unless_people_are_left(by: Actor) -> None:
    taken(TREE, by)
    taken(STAFF, by)
    today = now(Unit).get(name="青溪镇").established_on.isoformat()
    ends = book(UNITS, ("石桥村", "青溪镇", "村", "", today), ("县水利局", "", "部门", "", today))
    one = taken(ends, by)
    assert (one.changed, one.refused) == (1, 1)
    assert [each.facts["refusal"] for each in desk.defects(one.key)] == ["unit_in_use"]
    assert now(Unit).get(name="石桥村").abolished_on is not None
    with pytest.raises(Refusal, match="roster_abolished"):
        desk.undo(one.key, "文件传错", by, key())
    sound()


def test_only_the_operator_and_only_so_many_rows(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = Actor(frozenset({Role.CLERK}), "wu")
    with pytest.raises(Refusal, match="not_allowed"):
        planned(TREE, clerk)
    with pytest.raises(Refusal, match="not_allowed"):
        taken(TREE, clerk)
    assert not file.digests()
    monkeypatch.setattr(desk, "ROWS", 3)
    with pytest.raises(Refusal, match="rows_too_many"):
        planned(TREE, by)
