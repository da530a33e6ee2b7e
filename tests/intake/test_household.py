"""A town's table of households: what towns' files look like, what is read of them, and what goes back with its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.workbook import xlsx

from sandan.domain.allowance import Area, Category, IncomeKind
from sandan.intake.defect import DefectCode, SheetError, SheetFault
from sandan.intake.household import Reading, read_households, sound_id

TODAY = date(2019, 11, 1)
HEADER = ("户号", "姓名", "身份证号", "与户主关系", "村", "工资性收入", "经营净收入", "财产是否符合规定", "核对授权")
LI = ("1", "李大山", "612401195001010013", "户主", "石桥村", 6000, "", "是", "是")
WANG = ("1", "王秀英", "612401195201010026", "配偶", "", "", "", "", "")


def read(rows: list[tuple[Any, ...]], header: tuple[Any, ...] = HEADER, **more: Any) -> Reading:
    return read_households(xlsx([header, *rows], **more), "花名册.xlsx", TODAY)


def codes(reading: Reading) -> list[tuple[int, str, DefectCode]]:
    return [(each.row, each.column, each.code) for each in reading.defects]


def checked(seventeen: str) -> str:
    """The number with the check digit that belongs to it."""
    return next(f"{seventeen}{sign}" for sign in "0123456789X" if sound_id(f"{seventeen}{sign}"))


def test_the_check_digit_of_an_identity_number() -> None:
    """GB 11643-1999, annex: 11010519491231002X and 440524188001010014."""
    assert sound_id("11010519491231002X")
    assert sound_id("440524188001010014")
    assert not sound_id("110105194912310021")
    assert not sound_id("110105491231002"), "the old fifteen digits have no check"
    assert not sound_id(checked("61240119500101001")[:-1] + "A")
    assert not sound_id("612401195013010016"), "no thirteenth month"


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, more: int) -> None:
    number = "61240119500101001"
    whole = checked(number)
    wrong = whole[:place] + str((int(whole[place]) + more) % 10) + whole[place + 1 :]
    assert not sound_id(wrong)


def test_a_row_for_each_member_with_merged_cells() -> None:
    """The household's number and village stand once, over all its rows."""

    def merged(book: Any) -> None:
        page = book.active
        page.merge_cells("A2:A3")
        page.merge_cells("E2:E3")

    rows = [LI, ("", *WANG[1:]), ("2", "赵某", checked("61240119600101001"), "户主", "", 3000, 500, "否", "")]
    found = read(rows, then=merged)
    assert not found.defects
    first, second = found.households
    assert [each.name for each in first.members] == ["李大山", "王秀英"]
    assert (first.rows, first.village, first.property_met, first.consent) == ((2, 3), "石桥村", True, True)
    assert (second.property_met, second.consent, second.months) == (False, False, (None,))
    assert [(each.kind, str(each.amount)) for each in second.members[0].incomes] == [
        (IncomeKind.WAGE, "3000.00"),
        (IncomeKind.BUSINESS, "500.00"),
    ]


def test_without_a_household_number_a_household_reaches_from_head_to_head() -> None:
    rows = [LI[1:], WANG[1:], ("赵某", checked("61240119600101001"), "户主", "", "", "", "是", "")]
    found = read(rows, HEADER[1:])
    assert [each.rows for each in found.households] == [(2, 3), (4,)]


def test_a_row_for_each_household_with_the_others_in_one_cell() -> None:
    header = (
        "户主姓名",
        "身份证号码",
        "家庭成员",
        "家庭人口",
        "城乡",
        "人员类别",
        "打工收入（元/月）",
        "财产符合规定",
        "申请日期",
    )
    members = f"王秀英 配偶 {WANG[2]}；李小山（子）"
    found = read(
        [("李大山", LI[2], members, "3人", "城镇", "重病、老年人", "1,200.50", "符合", "2019年10月14日")], header
    )
    (one,) = found.households
    assert [(each.name, each.relation, each.id_number) for each in one.members] == [
        ("李大山", "户主", LI[2]),
        ("王秀英", "配偶", WANG[2]),
        ("李小山", "子", ""),
    ]
    assert (one.area, one.applied_on, one.months[0]) == (Area.URBAN, date(2019, 10, 14), 1)
    assert one.members[0].categories == (Category.SERIOUS_ILLNESS, Category.ELDERLY)
    assert str(one.members[0].incomes[0].amount) == "1200.50"


def test_a_header_of_two_rows_under_a_title() -> None:
    """年收入 stands merged over its kinds; the names of the columns are in two rows."""

    def merged(book: Any) -> None:
        book.active.merge_cells("A1:F1")
        book.active.merge_cells("D2:E2")

    rows = [
        ("青溪镇低保申请登记表",),
        ("姓名", "身份证号", "与户主关系", "年收入（元）", "", "财产是否符合规定"),
        ("", "", "", "工资性收入", "经营净收入", ""),
        ("李大山", LI[2], "户主", 6000, 120, "是"),
        ("合计", "", "", 6000, 120, ""),
    ]
    found = read_households(xlsx(rows, then=merged), "表.xlsx", TODAY)
    assert not found.defects
    assert [str(each.amount) for each in found.households[0].members[0].incomes] == ["6000.00", "120.00"]


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({2: "612401195001010011"}, "身份证号", DefectCode.ID_INVALID),
        ({2: "612401500101001"}, "身份证号", DefectCode.ID_INVALID),
        ({2: 612401195001010013}, "身份证号", DefectCode.NUMBER_ROUNDED),
        ({2: ""}, "身份证号", DefectCode.FIELD_MISSING),
        ({1: ""}, "姓名", DefectCode.FIELD_MISSING),
        ({1: "长" * 41}, "姓名", DefectCode.FIELD_TOO_LONG),
        ({5: -3}, "工资性收入", DefectCode.AMOUNT_INVALID),
        ({5: "约三千"}, "工资性收入", DefectCode.AMOUNT_INVALID),
        ({5: "12.345"}, "工资性收入", DefectCode.AMOUNT_INVALID),
        ({5: "1" * 40}, "工资性收入", DefectCode.AMOUNT_INVALID),
        ({7: ""}, "财产是否符合规定", DefectCode.FIELD_MISSING),
        ({7: "大概"}, "财产是否符合规定", DefectCode.WORD_UNKNOWN),
        ({8: "待定"}, "核对授权", DefectCode.WORD_UNKNOWN),
    ],
)
def test_what_is_wrong_goes_back_with_row_column_and_reason(
    changed: dict[int, Any], column: str, code: DefectCode
) -> None:
    row = tuple(changed.get(index, value) for index, value in enumerate(LI))
    found = read([row])
    assert codes(found) == [(2, column, code)]
    assert not found.households


def test_members_that_contradict_each_other_go_back() -> None:
    header = (*HEADER, "家庭人口")
    other = ("1", "王秀英", LI[2], "户主", "红旗村", "", "", "", "", "")
    found = read([(*LI, "4"), other], header)
    assert codes(found) == [
        (2, "家庭人口", DefectCode.PERSONS_DIFFER),
        (3, "与户主关系", DefectCode.HEAD_REPEATED),
        (3, "身份证号", DefectCode.ID_REPEATED),
        (3, "村", DefectCode.SAID_TWICE),
    ]
    assert found.whole(3) == (2, 3)


def test_a_person_is_of_one_household() -> None:
    found = read([LI, ("2", "李某", LI[2], "户主", "", "", "", "是", "是")])
    assert codes(found) == [(3, "身份证号", DefectCode.ID_REPEATED)]
    assert [each.number for each in found.households] == ["1"]


@pytest.mark.parametrize("header", [(*HEADER[:-1], "姓名"), (*HEADER[:-1], "务工收入")])
def test_two_columns_that_mean_the_same_refuse_the_file(header: tuple[str, ...]) -> None:
    """Reading one of them would be a guess about who lives there, or on what."""
    with pytest.raises(SheetError) as refused:
        read([LI], header)
    assert refused.value.code is SheetFault.COLUMN_TWICE


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SheetError) as refused:
        read([LI[:7]], HEADER[:7])
    assert refused.value.code is SheetFault.COLUMN_MISSING
    assert refused.value.facts["columns"] == "property_met"


def test_a_text_file_in_gb18030() -> None:
    text = "户号,姓名,身份证号,与户主关系,财产是否符合规定\r\n1,李大山," + LI[2] + ",户主,是\r\n1,䶮某,,子,\r\n"
    found = read_households(text.encode("gb18030"), "花名册.csv", TODAY)
    assert not found.defects
    assert [each.name for each in found.households[0].members] == ["李大山", "䶮某"]


@given(
    st.lists(st.lists(st.one_of(st.text(max_size=12), st.integers(-9, 10**18), st.floats()), max_size=9), max_size=8)
)
def test_no_row_is_lost_and_nothing_falls_over(rows: list[list[Any]]) -> None:
    """Whatever stands in the cells: each row that was read is of a good household or has a defect in its household."""
    lines = [HEADER, *(tuple(each) for each in rows)]
    text = "\r\n".join(",".join('"' + str(cell).replace('"', '""') + '"' for cell in line) for line in lines)
    try:
        found = read_households(text.encode("utf-8", "replace"), "花名册.csv", TODAY)
    except SheetError:
        return
    good = {row for each in found.households for row in each.rows}
    bad = {row for each in found.defects for row in found.whole(each.row)}
    assert good | bad == {each.number for each in found.table.rows}
    assert not good & bad
