# What a spreadsheet holds has no zone.
# ruff: noqa: DTZ001

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.workbook import csv_text, xlsx

from sandan.domain.authority import Role
from sandan.domain.values import Tier
from sandan.intake.defect import DefectCode, SheetError, SheetFault
from sandan.intake.layout import Field, Kind, from_json, layouts, to_json
from sandan.intake.post import Title, suggested, titles, vacant
from sandan.intake.roster import (
    AssignmentRow,
    DutyRow,
    PersonRow,
    Reading,
    UnitRow,
    bare_code,
    read_roster,
)

PEOPLE = ("单位", "姓名", "职务", "任职时间", "免职时间", "电话", "角色")


def read(content: bytes, name: str = "花名册.xlsx") -> Reading:
    return read_roster(content, name, layouts(content, name))


def people(*rows: tuple[Any, ...], header: tuple[str, ...] = PEOPLE) -> Reading:
    return read(xlsx([header, *rows]))


def only(reading: Reading) -> Any:
    assert not reading.defects
    (row,) = reading.rows
    return row


def defect(reading: Reading) -> tuple[int, str, DefectCode]:
    (one,) = reading.defects
    return one.row, one.column, one.code


def kinds(*names: str) -> tuple[Kind | None, dict[str, str]]:
    (one,) = layouts(csv_text([names, ["x"] * len(names)]).encode(), "a.csv")
    return one.kind, {field.value: one.names[index] for field, index in one.fields}


def test_lists_are_told_apart_by_their_headers_in_any_order_and_script() -> None:
    assert kinds("序号", "單位名稱", "上級單位", "類別", "代碼", "撤銷日期") == (
        Kind.UNITS,
        {
            "unit": "單位名稱",
            "superior": "上級單位",
            "tier": "類別",
            "code": "代碼",
            "abolished_on": "撤銷日期",
        },
    )
    assert kinds("联系电话", "现任职务", "姓名", "性别", "工作单位", "任现职时间", "备注") == (
        Kind.PEOPLE,
        {"phone": "联系电话", "post": "现任职务", "name": "姓名", "unit": "工作单位", "from_on": "任现职时间"},
    )
    assert kinds("Name", "Post", "Unit", "Held from", "Phone", "Roles") == (
        Kind.PEOPLE,
        {"name": "Name", "post": "Post", "unit": "Unit", "from_on": "Held from", "phone": "Phone", "roles": "Roles"},
    )
    assert kinds("code", "name", "streetCode", "areaCode") == (
        Kind.UNITS,
        {"code": "code", "unit": "name", "superior_code": "streetCode"},
    )
    assert kinds("姓名", "方式", "对象")[0] is Kind.ASSIGNMENTS
    assert kinds("单位", "领域", "职责事项", "依据")[0] is Kind.DUTIES
    assert kinds("问题", "整改措施") == (None, {})


def test_a_repeated_header_is_one_field_and_the_other_column_is_left() -> None:
    kind, fields = kinds("单位", "姓名", "职务", "电话", "电话")
    assert kind is Kind.PEOPLE
    assert fields["phone"] == "电话"
    assert "电话 (2)" not in fields.values()


def test_a_layout_comes_back_from_json_and_refuses_anything_else() -> None:
    found = layouts(xlsx([PEOPLE, ("甲局", "张三", "局长")]), "a.xlsx")
    assert from_json(to_json(found)) == found
    for text in ("", "[]", '{"version": 2}', to_json(found).replace('"unit": 0', '"unit": 1'), "[" * 100_000):
        with pytest.raises(ValueError, match=r"."):
            from_json(text)


def test_titles_merged_cells_footers_and_pages() -> None:
    def merge(book: Any) -> None:
        page = book.active
        page.merge_cells("A1:G1")
        page.merge_cells("A3:A5")

    rows: list[tuple[Any, ...]] = [
        ("云岭县干部花名册（2026年）",),
        PEOPLE,
        ("县水利局", "张　三", "局长", "2021.05", "至今", "13800000001", ""),
        ("", "李四", "副局长", "2022-03-01", "", 13800000002, ""),
        ("", "王五（女）", "办公室主任", datetime(2023, 4, 5), "", "", "承办人、登记员"),
        ("合计", "3人"),
        PEOPLE,
        ("县交通局", "赵六", "局长", "", "", "", ""),
    ]
    reading = read(xlsx(rows, then=merge))
    assert not reading.defects
    assert [(row.unit, row.name) for row in reading.rows if isinstance(row, PersonRow)] == [
        ("县水利局", "张三"),
        ("县水利局", "李四"),
        ("县水利局", "王五"),
        ("县交通局", "赵六"),
    ]
    first, second, third, _ = reading.rows
    assert isinstance(first, PersonRow)
    assert isinstance(second, PersonRow)
    assert isinstance(third, PersonRow)
    assert (first.from_on, first.until_on, reading.months) == (date(2021, 5, 1), None, 1)
    assert second.phone == "13800000002"
    assert second.original[0] == "县水利局", "sent back alone, the row must still say its unit"
    assert (third.from_on, third.roles) == (date(2023, 4, 5), (Role.HANDLER, Role.CLERK))


def test_a_unit_is_never_carried_over_an_empty_row() -> None:
    reading = people(("县水利局", "张三", "局长"), ("", "", ""), ("", "李四", "局长"))
    assert [row.place.row for row in reading.rows] == [2]
    assert defect(reading) == (4, "单位", DefectCode.FIELD_MISSING)


def test_a_heading_among_the_rows_names_the_unit_of_those_below_it() -> None:
    reading = people(
        ("一、县水利局（2人）",),
        ("1", "张三", "局长"),
        ("二、青溪镇",),
        ("2", "李四", "镇长"),
        header=("序号", "姓名", "职务"),
    )
    assert [row.unit for row in reading.rows if isinstance(row, PersonRow)] == ["县水利局", "青溪镇"]


def test_a_superior_is_carried_only_to_rows_of_the_same_tier() -> None:
    reading = read(
        xlsx(
            [
                ("单位名称", "上级单位", "类别"),
                ("青溪镇", "", "乡镇"),
                ("石桥村", "青溪镇", "村"),
                ("龙泉村", "", "村"),
                ("白岩镇", "", "乡镇"),
                ("兴隆村", "", "村"),
            ]
        )
    )
    units = [(row.name, row.superior, row.tier) for row in reading.rows if isinstance(row, UnitRow)]
    assert units == [
        ("青溪镇", "", Tier.TOWN),
        ("石桥村", "青溪镇", Tier.BRANCH),
        ("龙泉村", "青溪镇", Tier.BRANCH),
        ("白岩镇", "", Tier.TOWN),
        ("兴隆村", "", Tier.BRANCH),
    ]


def test_a_village_list_of_a_town_column_and_a_village_column() -> None:
    reading = people(
        ("青溪镇", "", "张三", "镇长"),
        ("", "石桥村", "李四", "村支书"),
        ("", "", "王五", "文书"),
        ("白岩镇", "石桥村", "赵六", "村支书"),
        header=("所属乡镇", "村（社区）", "姓名", "职务"),
    )
    assert [(row.superior, row.unit) for row in reading.rows if isinstance(row, PersonRow)] == [
        ("青溪镇", ""),
        ("青溪镇", "石桥村"),
        ("青溪镇", "石桥村"),
        ("白岩镇", "石桥村"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_of_divisions_with_codes_in_any_encoding(encoding: str) -> None:
    text = csv_text(
        [
            ("code", "name", "streetCode"),
            ("999901001001", "石桥村委会", "999901001"),
            ("999901002001", "石桥村委会", "999901002000"),
        ]
    )
    reading = read(text.encode(encoding), "villages.csv")
    assert [(row.code, row.superior_code, row.tier) for row in reading.rows if isinstance(row, UnitRow)] == [
        ("999901001001", "999901001", Tier.BRANCH),
        ("999901002001", "999901002", Tier.BRANCH),
    ]
    assert bare_code("999901000000") == "999901"


def test_several_sheets_and_a_hidden_one() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "机构"
    for row in (("单位名称", "类别"), ("青溪镇", "镇")):
        page.append(row)
    more: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
        ("人员", (("单位", "姓名", "职务"), ("青溪镇", "空缺", "镇长"))),
        ("分管", (("姓名", "方式", "对象"), ("苏望岳", "包抓", "青溪镇"))),
        ("职责", (("单位", "职责事项", "依据"), ("青溪镇", "防汛", "防洪法第八条"))),
        ("旧", (("单位", "姓名", "职务"), ("青溪镇", "旧人", "镇长"))),
        ("说明", (("填表说明",), ("请勿改动表头。",))),
    )
    for name, others in more:
        other = book.create_sheet(name)
        for each in others:
            other.append(each)
    book["旧"].sheet_state = "hidden"
    held = io.BytesIO()
    book.save(held)
    reading = read(held.getvalue())
    assert not reading.defects
    assert [(type(row), row.place.worksheet) for row in reading.rows] == [
        (UnitRow, "机构"),
        (PersonRow, "人员"),
        (AssignmentRow, "分管"),
        (DutyRow, "职责"),
    ]
    vacancy = reading.rows[1]
    assert isinstance(vacancy, PersonRow)
    assert vacancy.name == ""


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (("甲局", "", "局长"), "姓名", DefectCode.FIELD_MISSING),
        (("甲局", "张三", ""), "职务", DefectCode.FIELD_MISSING),
        (("甲局", "张三", "局长", "五月", "", "", ""), "任职时间", DefectCode.DATE_INVALID),
        (("甲局", "张三", "局长", "6/5/2021", "", "", ""), "任职时间", DefectCode.DATE_AMBIGUOUS),
        (("甲局", "张三", "局长", 2021.1, "", "", ""), "任职时间", DefectCode.DATE_AMBIGUOUS),
        (("甲局", "张三", "局长", "2021-05-02", "2021-05-01", "", ""), "免职时间", DefectCode.DATES_BACKWARDS),
        (("甲局", "张三", "局长", "", "", 1.39e17, ""), "电话", DefectCode.NUMBER_ROUNDED),
        (("甲局", "张三", "局长", "", "", "", "皇帝"), "角色", DefectCode.ROLE_UNKNOWN),
        (("甲局", "张" * 81, "局长", "", "", "", ""), "姓名", DefectCode.FIELD_TOO_LONG),
        (("甲局", "张_xD800_", "局长", "", "", "", ""), "姓名", DefectCode.TEXT_BROKEN),
    ],
)
def test_defects_name_row_column_and_reason(cells: tuple[Any, ...], column: str, code: DefectCode) -> None:
    reading = people(("乙局", "好人", "局长"), cells)
    assert defect(reading) == (3, column, code)
    assert len(reading.rows) == 1
    assert reading.count() == 2


def test_what_spreadsheets_leave_in_cells_is_cleaned() -> None:
    row = only(
        people(("县水利局_x000D_", "李　\u200b伟", "局长<br>", "二〇二一年五月六日", "现在", " 0915-1234567 ", ""))
    )
    assert (row.unit, row.name, row.titles, row.phone) == ("县水利局", "李伟", (Title("局长"),), "0915-1234567")
    assert (row.from_on, row.until_on) == (date(2021, 5, 6), None)


def test_a_wrong_layout_and_a_missing_column_refuse_the_file() -> None:
    content = xlsx([PEOPLE, ("甲局", "张三", "局长")])
    with pytest.raises(SheetError) as changed:
        read_roster(xlsx([("x", "y"), ("1", "2")]), "a.xlsx", layouts(content, "b.xlsx"))
    assert changed.value.code in {SheetFault.HEADER_CHANGED, SheetFault.WORKSHEET_MISSING}
    (one,) = layouts(content, "b.xlsx")
    with pytest.raises(SheetError) as missing:
        read_roster(content, "b.xlsx", (one.as_kind(Kind.DUTIES),))
    assert missing.value.code is SheetFault.COLUMN_MISSING
    assert missing.value.facts["columns"] == f"{Field.DUTY}, {Field.BASIS}"


def test_posts_are_divided_only_where_every_part_is_one() -> None:
    assert titles("党委书记、人大主席") == (Title("党委书记"), Title("人大主席"))
    assert titles("党委委员；副镇长/武装部部长") == (Title("党委委员"), Title("副镇长"), Title("武装部部长"))
    assert titles("主持党委、政府日常工作") == (Title("主持党委、政府日常工作"),)
    assert titles("副主任（分管教育、卫生）") == (Title("副主任（分管教育、卫生）"),)


@pytest.mark.parametrize("said", ["代镇长", "（代）镇长", "镇长（代）", "代理镇长", "镇长(代理)", "镇长（主持工作）"])
def test_whoever_only_acts_is_told(said: str) -> None:
    assert titles(said) == (Title("镇长", acting=True),)


def test_a_deputy_who_runs_the_office_holds_one_post_and_acts_in_another() -> None:
    assert titles("副局长（主持工作）") == (Title("副局长"), Title("局长", acting=True))
    assert titles("副主任，主持全面工作") == (Title("副主任"), Title("主任", acting=True))


def test_vacant_and_not() -> None:
    assert all(vacant(one) for one in ("空缺", "（空缺）", "空 缺", "空缺（2026年5月起）", "暂缺"))
    assert not any(vacant(one) for one in ("", "空明", "缺月"))


def test_roles_are_suggested_by_the_title_and_never_a_powerful_one() -> None:
    assert suggested("镇长", Tier.TOWN) == (Role.UNIT_HEAD,)
    assert suggested("副镇长", Tier.TOWN) == (Role.HANDLER,)
    assert suggested("纪委书记", Tier.TOWN) == (Role.HANDLER,)
    assert suggested("副县长", Tier.COUNTY) == (Role.LEADER,)
    assert suggested("村支书", Tier.BRANCH) == (Role.UNIT_HEAD,)


@given(st.text(max_size=30), st.sampled_from([None, *Tier]))
def test_no_text_suggests_power(title: str, tier: Tier | None) -> None:
    assert set(suggested(title, tier)) <= {Role.HANDLER, Role.UNIT_HEAD, Role.LEADER}


@given(st.lists(st.lists(st.text(max_size=12), min_size=7, max_size=7), max_size=6))
def test_every_row_comes_out_or_says_why_not(rows: list[list[str]]) -> None:
    content = csv_text([PEOPLE, *rows]).encode("utf-8", "ignore")
    try:
        reading = read(content, "a.csv")
    except SheetError:
        return
    places = [row.place for row in reading.rows]
    assert len(set(places)) == len(places)
    assert not {place.row for place in places} & {one.row for one in reading.defects}
    assert all(one.code in DefectCode and one.original for one in reading.defects)
