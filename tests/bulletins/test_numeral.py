"""Law 6: no numeral in a bulletin is typed by hand, and ordinary official prose is left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.bulletins.numeral import PHRASES, typed

PROSE = """一、总体情况
（一）基本情况
十二、其他事项
1. 收集情况
（1）分类
截至2026年10月31日，全县开展拉网式排查。
2026年9月1日至10月31日，9月1日—30日，9—10月，2019—2026年，10月31日下午3时30分
二〇二六年十月三十一日，十一月，十月一日至七日
2026-10-31
坚持问题导向，一件一件抓落实，建立三个清单，邀请两代表一委员，四级书记一线办公，一批难题统一解决，万众一心
宁办发〔2026〕5号文件，第17期，第十七期，第二十三条，第一书记，第一批，第3季度
每一件都要落实，这一项工作，一起努力，以防万一，千家万户，百姓十分满意，百日攻坚
12345热线，党的二十大精神，十九届四中全会，“十四五”规划，“五一”假期
过半，大多数，陆续，收拾，成千上万，三农，两会，一户一策，最多跑一次
四级、唯一、不一、专一，一方面，一是，二是，一手抓，逐一，同一个，两不愁三保障，三严三实
零星问题，零报告，零件，一成不变，一起推进
這一項工作，一戶一策，三個清單，一起努力，兩代表一委員，十月三十一日"""

TYPED = [
    ("共收集问题397件", "397"),
    ("整改率80.9%", "80.9%"),
    ("整改率80.9％", "80.9％"),
    ("收集1,234件", "1,234"),
    ("收集３９７件", "３９７"),
    ("收集٣٩٧件", "٣٩٧"),
    ("共①件", "①"),
    ("面积x²", "²"),
    ("第Ⅳ类", "Ⅳ"),
    ("共㈠件", "㈠"),
    ("½以上", "½"),
    ("㏠", "㏠"),
    ("二百三十件", "二百三十件"),
    ("二百三十", "二百三十"),
    ("壹佰件", "壹佰件"),
    ("两千多件", "两千多件"),
    ("提高三成", "三成"),
    ("百分之八十", "百分之八十"),
    ("三分之一", "三分之一"),
    ("涉及五户", "五户"),
    ("涉及五戶", "五戶"),
    ("⼆件", "⼆件"),
    ("十余件", "十余件"),
    ("上百场次", "百场"),
    ("数十名", "十名"),
    ("两人", "两人"),
    ("一起纠纷", "一起"),
    ("13月", "13"),
    ("2026年13月", "2026"),
    ("用时3年", "3"),
    ("10日内办结", "10"),
    ("三个月", "三个"),
    ("第3名", "3"),
    ("排名第三名", "三名"),
    ("12345件", "12345"),
    ("2026年10月31日12件", "12"),
    ("1.5亿", "1.5"),
    ("翻了三倍", "三倍"),
    ("twenty-one problems", "twenty-one"),
    ("Two problems", "Two"),
]


@pytest.mark.parametrize("line", PROSE.split("\n"))
def test_official_prose_passes(line: str) -> None:
    assert not list(typed(line))


@pytest.mark.parametrize(("line", "found"), TYPED)
def test_a_typed_numeral_is_found_with_its_place(line: str, found: str) -> None:
    first = next(typed(line))
    assert first.found == found
    assert line[first.column : first.column + len(found)] == found


def test_no_thirtieth_of_february() -> None:
    assert [each.found for each in typed("2月30日")] == ["2", "30"]
    assert not list(typed("2月29日"))


def test_names_may_hold_numerals() -> None:
    assert [each.found for each in typed("四亩地镇与三家村")] == ["四亩", "三家"]
    assert not list(typed("四亩地镇与三家村", ["四亩地镇", "三家村", ""]))


def test_numbering_only_opens_a_line() -> None:
    assert [each.found for each in typed("各镇1. 青溪")] == ["1"]
    assert [each.found for each in typed("1. 青溪", opening=False)] == ["1"]


def test_nothing_may_scale_a_figure() -> None:
    for text in ("万", "百", "%", "％", "成", "倍", "多一点"):
        assert bool(list(typed(text, opening=False, follows=True))) == (text != "多一点")
    assert [each.found for each in typed("共百", precedes=True)] == ["百"]
    assert not list(typed("共", precedes=True))
    assert not list(typed("组成", precedes=True)), "组成5个, 完成3件"


def test_fixed_expressions_count_nothing() -> None:
    for phrase in PHRASES:
        assert not list(typed(f"要{phrase}地抓好", opening=False)), phrase


@given(st.characters(categories=["Nd", "Nl", "No"], exclude_characters="〇"))
def test_digits_of_every_script_are_numerals(char: str) -> None:
    assert [each.found for each in typed(f"共{char}件")] == [char], unicodedata.name(char, "")


@given(st.integers(0, 10**6), st.sampled_from(["件", "条", "户", "人次", "%", "", "个"]))
def test_no_typed_count_passes(number: int, measure: str) -> None:
    assert any(str(number) in each.found for each in typed(f"共收集{number}{measure}，"))
