"""Claims are read out of prose: numbers in every form, what they count, and nothing that is no quantity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.bulletins.claim import Claim, claims, cleaned
from sandan.bulletins.quantity import Qualifier

WHOLE = st.integers(2, 99_999_999)


def only(text: str) -> Claim:
    (found,) = claims(text)
    return found


def mixed(number: int) -> str:
    """A number as offices write it short: 3万5千, 12万, 1亿2000万."""
    ten_thousands, rest = divmod(number, 10_000)
    if not ten_thousands:
        return str(number)
    if rest % 1000 == 0 and rest:
        return f"{ten_thousands}万{rest // 1000}千"
    return f"{ten_thousands}万{rest or ''}" if not rest or rest >= 1000 else str(number)


@given(WHOLE)
def test_arabic_numbers_come_back(number: int) -> None:
    for written in (str(number), f"{number:,}", "".join(chr(ord(each) + 0xFEE0) for each in str(number))):
        if len(written) >= 7 and written.isdigit():
            continue  # a row of seven digits is a telephone number
        assert only(f"共登记问题{written}件。").value == number


@given(st.integers(2, 99_999_999))
def test_chinese_numbers_come_back(number: int) -> None:
    written = cn2an.an2cn(number, "low")
    assert only(f"共登记问题{written}件。").value == number
    if number >= 20_000 and written.startswith("二"):
        assert only(f"共登记问题两{written[1:]}件。").value == number


@given(WHOLE)
def test_mixed_numbers_come_back(number: int) -> None:
    written = mixed(number)
    if len(written) < 7 or not written.isdigit():
        assert only(f"共发放补助{written}元。").value == number


@given(st.decimals(0, 100, places=2))
def test_shares_come_back(share: Decimal) -> None:
    for text in (f"整改率{share}%。", f"整改率{share}％。", f"整改率百分之{share}。"):
        found = only(text)
        assert (found.value, found.measure) == (share, "%")


@given(st.integers(1, 9999))
def test_ten_thousands_with_a_decimal_are_exact(tenths: int) -> None:
    written = Decimal(tenths) / 10
    assert only(f"发放补助{written}万元。").value == written * 10_000


@given(
    st.integers(11, 99_999),
    st.sampled_from(["约{}件", "{}多件", "{}余件", "近{}件", "超过{}件", "{}件以上", "不足{}件"]),
)
def test_a_qualifier_stays_with_its_number(number: int, form: str) -> None:
    found = only(f"登记问题{form.format(number)}。")
    assert found.value == number
    assert not found.exact


CASES: tuple[tuple[str, str, Qualifier, str], ...] = (
    ("办好事实事2100多件", "2100", Qualifier.OVER, "件"),
    ("七十多名党员", "70", Qualifier.OVER, "名"),
    ("上百场次党课", "100", Qualifier.AT_LEAST, "场次"),
    ("近百户群众", "100", Qualifier.NEARLY, "户"),
    ("约300人次参加", "300", Qualifier.ABOUT, "人次"),
    ("三十人左右", "30", Qualifier.ABOUT, "人"),
    ("不到50户", "50", Qualifier.BELOW, "户"),
    ("不少于20件", "20", Qualifier.AT_LEAST, "件"),
    ("不超过15个工作日", "15", Qualifier.AT_MOST, "个工作日"),
    ("八成以上的群众", "80", Qualifier.AT_LEAST, "%"),
    ("百分之八十点五", "80.5", Qualifier.EXACT, "%"),
    ("收集問題１２０個", "120", Qualifier.EXACT, "个"),
    ("over 2,100 deeds", "2100", Qualifier.OVER, ""),
    ("at least 34 visits", "34", Qualifier.AT_LEAST, ""),
    ("nearly 80 percent", "80", Qualifier.NEARLY, "%"),
)


@pytest.mark.parametrize(("text", "value", "qualifier", "measure"), CASES)
def test_how_exactly_a_number_is_meant(text: str, value: str, qualifier: Qualifier, measure: str) -> None:
    found = only(text)
    assert (found.value, found.qualifier, found.measure) == (Decimal(value), qualifier, measure)


NONE = (
    "三里村的老王说，大家一起努力，一件一件办好。",
    "根据《条例》第四十四条、第5条第2款，",
    "国办发〔2020〕42号文件要求",
    "会议于2019年10月31日上午10时30分召开",
    "请拨打12345热线或电话13900001111、0915-6822345",
    "两代表一委员、四个意识、三个清单",
    "一、总体情况",
    "（二）存在问题",
    "108国道、3号楼2单元",
    "A7县的居民",
    "比分为3:2，版本2.1.3",
    "坚持以人民为中心的发展思想，千方百计解难题",
    "八一中学、五里桥、十里铺镇",
    "党的十九届四中全会",
    "一名干部说，这是一次好机会，一方面",
    "三八妇女节和七一讲话",
    "10月至12月，9月1日至10月31日",
    "第3批、第二季度、周五、初一",
    "摘要用SHA-256计算，同一人计一次、计两次",
)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_quantity_is_left(text: str) -> None:
    assert [each.text for each in claims(text)] == []


def test_what_is_counted_where_and_as_of_when() -> None:
    text = "截至2019年10月31日，青溪镇共收集意见建议99条；建立4类13项38条便民举措。15名干部组成5个组。"
    found = claims(text, ["青溪镇"])
    assert [(each.text, each.noun) for each in found] == [
        ("99条", "意见建议"), ("4类", "便民举措"), ("13项", "便民举措"), ("38条", "便民举措"), ("15名", "干部"), ("5个", "组"),
    ]  # fmt: skip
    assert {each.as_of for each in found} == {date(2019, 10, 31)}
    assert [each.place for each in found[:2]] == ["青溪镇", "青溪镇"]
    assert found[-1].place == "", "a place holds for its own sentence"


def test_a_places_name_is_not_what_is_counted() -> None:
    (found,) = claims("枫渚乡回访不满意3人。", ["枫渚乡"])
    assert (found.place, found.noun) == ("枫渚乡", "")


def test_a_tables_columns_say_what_its_numbers_count() -> None:
    """And numbers whose columns have no name (a table broken over two pages) count nothing."""
    (first,) = claims("镇\t已销号\t备注\n云阶镇\t43\t好\n")
    assert (first.noun, first.place, first.value, first.cell) == ("已销号", "云阶镇", Decimal(43), (1, 1, 1))
    assert claims("云阶镇\t43\t好\n杉影镇\t19\t12\n") == []


def test_offsets_point_into_the_text_as_it_was_given() -> None:
    text = "全縣收集問題１２０個，整改落實九十八個。"
    for each in claims(text):
        assert text[each.start : each.end].strip() == each.text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    plain, _lost = cleaned(text)
    for each in claims(plain):
        assert 0 <= each.start < each.end <= len(plain)


def test_pinyin_behind_characters_goes_and_real_brackets_stay() -> None:
    plain, lost = cleaned("縣委機(jī)關(guān)黨委(黨組)收集意見20條,成效?h醫療保障局")
    assert plain == "縣委機關黨委(黨組)收集意見20條,成效?h醫療保障局"
    assert len(lost) == 1
