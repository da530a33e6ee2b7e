"""The plan of a roster: what each row comes to, and that what was planned once is never planned again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.intake.test_roster import read
from tests.intake.workbook import csv_text, xlsx

from sandan.domain.authority import Role
from sandan.domain.values import Refusal, Tier
from sandan.intake.defect import DefectCode
from sandan.intake.layout import Field, layouts
from sandan.intake.plan import NEW, Answers, Ask, Fate, Plan
from sandan.intake.planner import make_plan
from sandan.intake.roster import read_roster
from sandan.intake.standing import (
    AbolishUnit,
    AddPerson,
    AddPost,
    AddUnit,
    Appoint,
    Assign,
    Assignment,
    DropDuty,
    Duty,
    EndAppointment,
    EndAssignment,
    GiveCode,
    Held,
    ListDuty,
    Person,
    Post,
    Standing,
    Step,
    Unit,
    Units,
)

TODAY = date(2026, 3, 9)
UNITS = (
    Unit("yunling", "云岭县", Tier.COUNTY, ""),
    Unit("water", "县水利局", Tier.SYSTEM, "yunling"),
    Unit("qingxi", "青溪镇", Tier.TOWN, "yunling", "999901001"),
    Unit("shiqiao", "石桥村", Tier.BRANCH, "qingxi"),
)
HE = Person("he", "何春生", "139-0000-0001")
CHIEF = Post("chief", "water", "局长", (Role.UNIT_HEAD,), True, date(2020, 1, 1))
COUNTY = Standing(
    "yunling",
    UNITS,
    (CHIEF,),
    (HE, Person("su", "苏望岳")),
    (
        Held("a1", "he", "water", "局长", date(2020, 1, 1), None, "chief", roles=(Role.UNIT_HEAD,)),
        Held("a2", "su", "yunling", "副县长", date(2020, 1, 1), roles=(Role.LEADER,)),
    ),
)
UNIT_HEADER = ("单位名称", "上级单位", "类别", "代码", "撤销日期")
PEOPLE_HEADER = ("单位", "姓名", "职务", "任职时间", "免职时间", "电话", "角色", "分管", "包抓")


def planned(
    header: tuple[str, ...], *rows: tuple[Any, ...], standing: Standing = COUNTY, answers: Answers | None = None
) -> Plan:
    content = csv_text([header, *[(*row, *[""] * (len(header) - len(row))) for row in rows]]).encode()
    found = layouts(content, "a.csv")
    return make_plan(read_roster(content, "a.csv", found), found, standing, answers or Answers(), TODAY)


def units(*rows: tuple[Any, ...], **more: Any) -> Plan:
    return planned(UNIT_HEADER, *rows, **more)


def people(*rows: tuple[Any, ...], **more: Any) -> Plan:
    return planned(PEOPLE_HEADER, *rows, **more)


def bad(plan: Plan) -> list[tuple[int, str, DefectCode]]:
    return [(one.row, one.column, one.code) for one in plan.defects]


def fates(plan: Plan) -> list[Fate]:
    return [one.fate for one in plan.outcomes]


def carried_out(plan: Plan, standing: Standing) -> Standing:
    """The county after a plan."""
    found: dict[str, dict[str, Any]] = {
        name: {one.key: one for one in getattr(standing, name)}
        for name in ("units", "posts", "people", "held", "assignments", "duties")
    }
    for step in plan.steps:
        match step:
            case AddUnit(unit=one):
                found["units"][one.key] = one
            case GiveCode(unit=key, code=code):
                found["units"][key] = replace(found["units"][key], code=code)
            case AbolishUnit(unit=key):
                del found["units"][key]
            case AddPost(post=one):
                found["posts"][one.key] = one
            case AddPerson(person=one):
                found["people"][one.key] = one
            case Appoint(held=one):
                found["held"][one.key] = one
            case EndAppointment(held=key, until_on=until):
                found["held"][key] = replace(found["held"][key], until_on=until)
            case Assign(assignment=one):
                found["assignments"][one.key] = one
            case EndAssignment(assignment=key, until_on=until):
                found["assignments"][key] = replace(found["assignments"][key], until_on=until)
            case ListDuty(duty=one):
                found["duties"][one.key] = one
            case DropDuty(duty=key, until_on=until):
                found["duties"][key] = replace(found["duties"][key], until_on=until)
    return Standing(standing.county, **{name: tuple(rows.values()) for name, rows in found.items()})


def test_units_are_placed_whatever_their_order_and_known_ones_are_left() -> None:
    plan = units(
        ("龙泉村", "白岩镇", "村"),
        ("白岩镇", "", "乡镇"),
        ("青溪镇", "云岭县", "乡镇"),
        ("石桥村", "白岩镇", "村"),
        ("石桥村", "青溪镇", "村"),
    )
    assert not plan.defects
    added = [(step.unit.name, plan_name(plan, step.unit.parent)) for step in plan.steps if isinstance(step, AddUnit)]
    assert added[0] == ("白岩镇", "yunling"), "a superior comes before what stands under it"
    assert sorted(added[1:]) == [("石桥村", "白岩镇"), ("龙泉村", "白岩镇")]
    assert plan.count(Fate.SAME) == 2


def plan_name(plan: Plan, key: str) -> str:
    return next((step.unit.name for step in plan.steps if isinstance(step, AddUnit) and step.unit.key == key), key)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("甲村", "", "村")], {2: DefectCode.FIELD_MISSING}),
        ([("甲村", "无此镇", "村")], {2: DefectCode.UNIT_UNKNOWN}),
        ([("别的县", "", "县级")], {2: DefectCode.SECOND_COUNTY}),
        (
            [("甲组", "乙组", "部门"), ("乙组", "甲组", "部门")],
            {2: DefectCode.SUPERIOR_CIRCLE, 3: DefectCode.SUPERIOR_CIRCLE},
        ),
        ([("白岩镇", "", "乡镇"), ("白岩镇", "", "部门")], {3: DefectCode.UNIT_REPEATED}),
        (
            [("甲镇", "丙局", "乡镇"), ("乙村", "甲镇", "村")],
            {2: DefectCode.UNIT_UNKNOWN, 3: DefectCode.SUPERIOR_REFUSED},
        ),
    ],
)
def test_units_that_cannot_be_placed(rows: list[tuple[str, ...]], expected: dict[int, DefectCode]) -> None:
    assert {row: code for row, _, code in bad(units(*rows))} == expected


def test_a_unit_known_by_its_code_under_another_name_is_told_and_left() -> None:
    plan = units(("青溪街道", "", "街道", "999901001"))
    assert fates(plan) == [Fate.DIFFERS]
    assert [(one.field, one.stands, one.said) for one in plan.differences] == [(Field.UNIT, "青溪镇", "青溪街道")]


def test_a_known_unit_gets_the_code_that_the_file_has_and_an_abolished_one_ends() -> None:
    plan = units(
        ("石桥村", "青溪镇", "村", "999901001001"),
        ("县水利局", "", "部门", "", "2026-02-01"),
        ("早没有的局", "", "部门", "", "2001-01-01"),
    )
    assert plan.steps == (GiveCode("shiqiao", "999901001001"), AbolishUnit("water", date(2026, 2, 1)))
    assert fates(plan) == [Fate.CHANGES, Fate.CHANGES, Fate.SAME]


VILLAGES = csv_text(
    [
        ("code", "name", "streetCode"),
        ("999901001001", "石桥村", "999901001"),
        ("999901002001", "兴隆村", "999901002"),
        ("999901002002", "龙泉村", "999901002"),
        ("999901003001", "兴隆村", "999901003"),
    ]
).encode()


def villages(standing: Standing, answers: dict[str, str]) -> Plan:
    found = layouts(VILLAGES, "villages.csv")
    given = {f"{Ask.TOWN}:{code}": (name,) for code, name in answers.items()}
    return make_plan(read_roster(VILLAGES, "villages.csv", found), found, standing, Answers(given), TODAY)


def test_towns_that_only_a_code_names_are_asked_for_once_each() -> None:
    plan = villages(COUNTY, {})
    assert [(one.ask, one.about, one.rows) for one in plan.questions] == [
        (Ask.TOWN, "999901002", 2),
        (Ask.TOWN, "999901003", 1),
    ]
    assert [code for _, _, code in bad(plan)] == [DefectCode.UNIT_UNKNOWN] * 3
    assert plan.steps == (GiveCode("shiqiao", "999901001001"),)


def test_villages_of_one_name_in_two_towns_do_not_collide() -> None:
    answers = {"999901002": "白岩镇", "999901003": "黑水镇"}
    plan = villages(COUNTY, answers)
    assert not plan.defects
    assert plan.added(AddUnit) == 5
    after = carried_out(plan, COUNTY)
    known = Units(after.units, "yunling")
    assert len(known.named("兴隆村")) == 2
    assert (
        len(known.meant("白岩镇兴隆村"))
        == len(known.meant("黑水镇/兴隆村"))
        == len(known.meant("兴隆村", "白岩镇"))
        == 1
    )
    assert known.told(known.meant("白岩镇兴隆村")[0].key) == "白岩镇/兴隆村"
    again = villages(after, {})
    assert not again.steps
    assert not again.questions
    assert again.count(Fate.SAME) == 4


def test_a_person_with_posts_places_and_sectors() -> None:
    plan = people(
        ("青溪镇", "石小禾", "党委书记、人大主席", "2021.05", "", "138", "", "", "石桥村"),
        ("云岭县", "苏望岳", "副县长", "", "", "", "县级领导", "县水利局、教育", "青溪镇"),
    )
    assert not plan.defects
    posts = [(step.post.title, step.post.chief, step.post.roles) for step in plan.steps if isinstance(step, AddPost)]
    assert posts == [
        ("党委书记", True, (Role.UNIT_HEAD,)),
        ("人大主席", False, (Role.HANDLER,)),
    ]
    assert plan.added(Appoint) == 2, "苏望岳 holds a post already, and needs none to be set up"
    looked_after = [step.assignment for step in plan.steps if isinstance(step, Assign)]
    assert [(one.tier, one.unit, one.topic) for one in looked_after] == [
        (Tier.TOWN, "shiqiao", None),
        (Tier.COUNTY, "water", None),
        (Tier.COUNTY, "", "education"),
        (Tier.COUNTY, "qingxi", None),
    ]
    assert [one.about for one in plan.questions if one.ask is Ask.ROLES] == ["党委书记", "人大主席"]


def test_roles_are_those_chosen_and_none_refuses_the_row() -> None:
    row = ("青溪镇", "石小禾", "镇长")
    (question,) = people(row).questions
    assert question.suggested == (Role.UNIT_HEAD,)
    chosen = people(row, answers=Answers({question.id: ("verifier", "resident")}))
    assert [step.post.roles for step in chosen.steps if isinstance(step, AddPost)] == [(Role.VERIFIER,)]
    assert bad(people(row, answers=Answers({question.id: ()}))) == [(2, "角色", DefectCode.ROLES_MISSING)]


def test_a_vacant_post_and_one_who_acts_in_it() -> None:
    plan = people(("青溪镇", "空缺", "镇长"), ("青溪镇", "石小禾", "代镇长"))
    assert plan.added(AddPost) == 1
    (made,) = [step for step in plan.steps if isinstance(step, Appoint)]
    assert made.held.acting
    assert made.chief


def test_the_same_phone_is_the_same_person_and_the_same_name_is_asked() -> None:
    by_phone = people(("青溪镇", "何春生", "镇长", "", "", "13900000001", "承办人"))
    assert not by_phone.questions
    assert by_phone.added(AddPerson) == 0
    row = ("青溪镇", "何春生", "镇长", "", "", "", "承办人")
    asked = people(row)
    (question,) = asked.questions
    assert (question.ask, question.options, question.suggested) == (
        Ask.PERSON,
        ((NEW, ""), ("he", "县水利局 局长")),
        (NEW,),
    )
    assert asked.added(AddPerson) == 1
    assert people(row, answers=Answers({question.id: ("he",)})).added(AddPerson) == 0
    assert people(row, answers=Answers({question.id: ("su",)})).added(AddPerson) == 1, "nobody of another name is taken"


def test_two_of_one_name_in_the_file_are_two_unless_the_number_says_otherwise() -> None:
    rows = [("青溪镇", "张伟", "副镇长"), ("石桥村", "张伟", "村主任")]
    assert people(*rows).added(AddPerson) == 2
    numbered = planned((*PEOPLE_HEADER[:3], "人员编号"), *[(*row, "7") for row in rows])
    assert numbered.added(AddPerson) == 1
    assert not [one for one in numbered.questions if one.ask is Ask.PERSON]


def test_a_refused_row_leaves_nothing_behind() -> None:
    rows = [("青溪镇", "张伟", "副镇长", "承办人", "无此村", "7"), ("石桥村", "张伟", "村主任", "承办人", "", "7")]
    plan = planned(("单位", "姓名", "职务", "角色", "包抓", "人员编号"), *rows)
    assert bad(plan) == [(2, "包抓", DefectCode.UNIT_UNKNOWN)]
    assert (plan.added(AddPerson), plan.added(Appoint)) == (1, 1)


def test_whoever_ends_makes_room_and_nobody_is_ended_unsaid() -> None:
    ended = ("县水利局", "何春生", "局长", "", "2026-02-28", "13900000001")
    after = ("县水利局", "石小禾", "局长", "2026-03-01")
    plan = people(after, ended)
    assert not plan.defects
    assert plan.steps[0] == EndAppointment("a1", date(2026, 2, 28))
    (made,) = [step for step in plan.steps if isinstance(step, Appoint)]
    assert made.in_the_way == ()
    alone = people(after)
    (made,) = [step for step in alone.steps if isinstance(step, Appoint)]
    assert [name for _, name in made.in_the_way] == ["何春生"]
    assert not any(isinstance(step, EndAppointment) for step in alone.steps)


def test_what_the_rules_refuse_is_a_defect_of_the_whole_row() -> None:
    def refuse(steps: Sequence[Step]) -> Refusal | None:
        return Refusal("post_held", name="何春生") if any(isinstance(step, Appoint) for step in steps) else None

    content = xlsx([PEOPLE_HEADER, ("县水利局", "石小禾", "局长")])
    found = layouts(content, "a.xlsx")
    plan = make_plan(read(content), found, COUNTY, Answers(), TODAY, refuse)
    assert not plan.steps
    assert [(one.code, one.facts) for one in plan.defects] == [
        (DefectCode.REFUSED, {"name": "何春生", "refusal": "post_held"})
    ]


def test_differences_are_told_and_left() -> None:
    plan = people(("县水利局", "何春生", "局长", "2021-01-01", "", "13911112222", "承办人"))
    assert fates(plan) == [Fate.DIFFERS]
    assert [one.field for one in plan.differences] == [Field.PHONE, Field.FROM_ON, Field.ROLES]
    assert "139" not in repr([(one.stands, one.said) for one in plan.differences if one.field is Field.PHONE])


def test_assignments_and_duties_of_their_own_lists() -> None:
    standing = replace(
        COUNTY,
        assignments=(Assignment("g1", "su", Tier.COUNTY, "qingxi", None, date(2025, 1, 1)),),
        duties=(Duty("d1", "qingxi", None, "防汛", date(2025, 1, 1), basis="甲法"),),
    )
    header = ("姓名", "单位", "对象", "起始日期", "终止日期")
    plan = planned(
        header,
        ("苏望岳", "云岭县", "青溪镇", "", "2026-01-31"),
        ("苏望岳", "", "饮水用水"),
        ("无此人", "", "石桥村"),
        ("苏望岳", "", "无此村"),
        standing=standing,
    )
    assert [type(step) for step in plan.steps] == [EndAssignment, Assign]
    assert [code for _, _, code in bad(plan)] == [DefectCode.PERSON_UNKNOWN, DefectCode.UNIT_UNKNOWN]
    duties = planned(
        ("单位", "职责事项", "依据", "起始日期", "终止日期"),
        ("青溪镇", "防汛", "甲法"),
        ("青溪镇", "防汛", "乙法"),
        ("青溪镇", "防火", "乙法", "2026-01-01"),
        ("石桥村", "", "乙法"),
        standing=standing,
    )
    assert fates(duties) == [Fate.SAME, Fate.DIFFERS, Fate.ADDS]
    assert [code for _, _, code in bad(duties)] == [DefectCode.FIELD_MISSING]


def test_answers_come_back_from_json() -> None:
    answers = Answers({"roles:town:镇长": ("handler",)}, chiefs=False)
    assert Answers.from_json(answers.to_json()) == answers
    for text in ("", "[]", "{}", "[" * 100_000):
        with pytest.raises(ValueError, match=r"."):
            Answers.from_json(text)


WORDS = st.sampled_from(["", "青溪镇", "石桥村", "县水利局", "白岩镇", "兴隆村", "云岭县"])
NAMES = st.sampled_from(["", "何春生", "苏望岳", "石小禾", "张伟", "空缺"])
TITLES = st.sampled_from(["", "局长", "镇长", "代镇长", "副镇长、武装部部长", "村主任"])
DAYS = st.sampled_from(["", "", "2021-05-06", "2025.01", "2026-02-28", "至今"])
PHONES = st.sampled_from(["", "13900000001", "13700000000"])
UNIT_ROWS = st.tuples(
    WORDS, WORDS, st.sampled_from(["乡镇", "村", "部门", ""]), st.sampled_from(["", "999901002", "999901001001"])
)
PEOPLE_ROWS = st.tuples(WORDS, NAMES, TITLES, DAYS, DAYS, PHONES, st.sampled_from(["", "承办人"]), WORDS, WORDS)


@settings(max_examples=200, derandomize=True)
@example([("石桥村", "石桥村", "乡镇", ""), ("石桥村", "", "部门", "")], [])
@example([("县水利局", "青溪镇", "乡镇", ""), ("县水利局", "", "村", "999901001001")], [])
@given(st.lists(UNIT_ROWS, max_size=6), st.lists(PEOPLE_ROWS, max_size=6))
def test_a_plan_carried_out_leaves_nothing_to_do(
    unit_rows: list[tuple[str, ...]], people_rows: list[tuple[str, ...]]
) -> None:
    standing = COUNTY
    for header, rows in ((UNIT_HEADER, unit_rows), (PEOPLE_HEADER, people_rows)):
        plan = planned(header, *rows, standing=standing)
        filled = sum(any(cell for cell in row) for row in rows)
        assert len(plan.outcomes) + plan.refused() <= filled
        standing = carried_out(plan, standing)
        # What was refused may well be possible once the rest stands; what was taken is done.
        taken = [rows[one.row.place.row - 2] for one in plan.outcomes]
        again = planned(header, *taken, standing=standing)
        # Two people of one name are told apart by a person; until then the plan is a suggestion.
        asked = any(one.ask is Ask.PERSON for one in (*plan.questions, *again.questions))
        assert asked or not again.steps
