# Local time without a zone is what a file holds.
# ruff: noqa: DTZ001

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest
from tests.intake.workbook import GOOD, HEADER, csv_text, xlsx

from sandan.domain.values import Channel
from sandan.intake.defect import SheetError, SheetFault
from sandan.intake.header import DateOrder, Field, Mapping, find_header, propose, propose_mapping
from sandan.intake.sheet import open_sheet


def found(*names: str) -> dict[str, str]:
    """{field: column name} as proposed for a header."""
    mapping = propose_mapping(open_sheet(csv_text([names, ["x"] * len(names)]).encode(), "a.csv"))
    return {field.value: mapping.names[index] for field, index in mapping.fields}


def test_the_usual_header() -> None:
    assert found(*HEADER) == {
        "external_id": "留言编号",
        "reporter": "留言用户",
        "contact": "手机号码",
        "title": "留言主题",
        "text": "留言详情",
        "happened_at": "留言时间",
        "place": "涉及镇村",
        "channel": "来源",
    }


def test_traditional_and_english_headers() -> None:
    assert found("案件編號", "姓名", "聯絡電話", "標題", "內容", "來信時間", "類別", "鄉鎮", "來源") == {
        "external_id": "案件編號",
        "reporter": "姓名",
        "title": "標題",
        "text": "內容",
        "happened_at": "來信時間",
        "contact": "聯絡電話",
        "topic": "類別",
        "place": "鄉鎮",
        "channel": "來源",
    }
    assert found(
        "Case ID", "Phone Number", "Subject", "Description", "Created_Date", "Category", "Address", "Source"
    ) == {
        "external_id": "Case ID",
        "contact": "Phone Number",
        "title": "Subject",
        "text": "Description",
        "happened_at": "Created_Date",
        "topic": "Category",
        "place": "Address",
        "channel": "Source",
    }


def test_a_petition_register_gives_up_only_what_the_person_said() -> None:
    register = (
        "序号 信件编号 信件状态 来信时间 来信渠道 群众姓名 手机号码 信件类别 信件细类 简要诉求 分县局 主办单位 重复信件 退回信件 "
        "县局签收 所队签收 回访满意 回访时群众态度 是否逾期 办结后初次信访 初次满意 核查结论 向您通报 典型案例 弄虚作假"
    ).split()
    assert found(*register) == {
        "external_id": "信件编号",
        "reporter": "群众姓名",
        "contact": "手机号码",
        "text": "简要诉求",
        "happened_at": "来信时间",
        "topic": "信件类别",
        "channel": "来信渠道",
    }


def test_answers_and_handling_are_not_taken_for_the_message() -> None:
    assert found("留言主题", "答复意见", "答复时间", "办理结果内容", "督办单回复内容", "责任领导姓名") == {
        "title": "留言主题"
    }


def test_notes_around_a_name_do_not_hide_it() -> None:
    sheet = open_sheet(csv_text([["*问题描述（必填）", "姓 名:", "工单编号[系统]"], ["a", "b", "c"]]).encode(), "a.csv")
    columns = propose(find_header(sheet))
    assert [(one.letter, one.field, one.confidence) for one in columns] == [
        ("A", Field.TEXT, 1.0),
        ("B", Field.REPORTER, 1.0),
        ("C", Field.EXTERNAL_ID, 1.0),
    ]


def test_a_partial_name_is_proposed_with_less_confidence() -> None:
    sheet = open_sheet(csv_text([["群众诉求内容", "本人手机号码"], ["a", "b"]]).encode(), "a.csv")
    assert [(one.field, one.confidence < 1.0) for one in propose(find_header(sheet))] == [
        (Field.TEXT, True),
        (Field.CONTACT, True),
    ]


def test_title_rows_above_the_header_are_passed_over() -> None:
    sheet = open_sheet(
        xlsx([["云岭县2019年群众意见汇总表"], [], ["填报单位：", "云岭镇", "", "单位：件"], HEADER, GOOD]), "a.xlsx"
    )
    header = find_header(sheet)
    assert (header.row, header.names) == (4, HEADER)


def test_a_data_row_is_no_header() -> None:
    sheet = open_sheet(xlsx([HEADER, ["标题", "姓名", datetime(2019, 1, 6), "主题", 5, "内容"]]), "a.xlsx")
    assert find_header(sheet).row == 1


def test_duplicate_and_empty_headers_are_addressed_by_position() -> None:
    rows = [
        ["留言编号", "诉求号码", "", "诉求号码", "留言编号", "内容", "诉求号码"],
        ["1", "2", "3", "4", "5", "6", "7"],
    ]
    mapping = propose_mapping(open_sheet(xlsx(rows), "a.xlsx"))
    assert mapping.names == ("留言编号", "诉求号码", "C", "诉求号码 (2)", "留言编号 (2)", "内容", "诉求号码 (3)")
    assert (mapping.column(Field.EXTERNAL_ID), mapping.column(Field.CONTACT)) == (0, 1)
    assert mapping.ignored() == ("C", "诉求号码 (2)", "留言编号 (2)", "诉求号码 (3)")


def test_unknown_names_are_left_to_a_person() -> None:
    mapping = propose_mapping(open_sheet(csv_text([["甲", "乙"], ["1", "2"]]).encode(), "a.csv"))
    assert (mapping.names, mapping.fields, mapping.complete()) == (("甲", "乙"), (), False)
    changed = mapping.changed(Field.TEXT, 1).changed(Field.TITLE, 0)
    assert changed.complete()
    assert changed.fields == ((Field.TITLE, 0), (Field.TEXT, 1))
    assert changed.changed(Field.PLACE, 1).fields == ((Field.TITLE, 0), (Field.PLACE, 1))
    assert not changed.changed(Field.TEXT, None).changed(Field.TITLE, None).complete()


def test_no_header_at_all() -> None:
    with pytest.raises(SheetError) as refusal:
        find_header(open_sheet(xlsx([[1, 2, 3], [4, 5, 6]]), "a.xlsx"))
    assert refusal.value.code is SheetFault.HEADER_MISSING


def test_a_mapping_goes_through_json() -> None:
    mapping = Mapping(4, HEADER, ((Field.TITLE, 3), (Field.TEXT, 5)), DateOrder.DAY_FIRST, "甲")
    assert "channel" not in mapping.to_json(), "as it was before a door could be chosen"
    assert Mapping.from_json(replace(mapping, channel=Channel.HOTLINE).to_json()).channel is Channel.HOTLINE
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert json.loads(mapping.to_json())["fields"] == {"title": 3, "text": 5}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"version": 2}',
        '{"version":1,"worksheet":"","header_row":1,"names":["a"],"fields":{"text":1},"date_order":""}',
        '{"version":1,"worksheet":"","header_row":1,"names":["a"],"fields":{"text":-1},"date_order":""}',
        '{"version":1,"worksheet":"","header_row":0,"names":["a"],"fields":{"text":0},"date_order":""}',
        '{"version":1,"worksheet":"","header_row":1,"names":["a"],"fields":{"text":0,"title":0},"date_order":""}',
        '{"version":1,"worksheet":"","header_row":1,"names":["a"],"fields":{"colour":0},"date_order":""}',
        '{"version":1,"worksheet":"","header_row":1,"names":["a"],"fields":{"text":0},"date_order":"ymd"}',
        '{"version":1,"worksheet":"","header_row":1,"names":["a"],"fields":[0],"date_order":""}',
    ],
)
def test_a_broken_mapping_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"mapping|column|Expecting|DateOrder|Field"):
        Mapping.from_json(text)
