"""The year's notice as text: the official sentences give the days that the kept library has, and plain lists are read as they come."""

from __future__ import annotations

from datetime import date

import pytest

from sandan.intake.notice import DayError, read_days, read_notice
from sandan.projections.calendar import library

OF_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""
AUTUMN_2019 = "国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。"


def test_the_sentences_of_2026_give_what_the_library_has() -> None:
    found = read_notice(OF_2026, 2026)
    assert (found.holidays, found.workdays) == library().of_year(2026)
    assert found.elsewhere == ()


def test_days_of_another_year_are_set_apart() -> None:
    found = read_notice("元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。", 2019)
    assert found.holidays == (date(2019, 1, 1),)
    assert found.elsewhere == (date(2018, 12, 29), date(2018, 12, 30), date(2018, 12, 31))


def test_a_span_may_go_into_the_next_month() -> None:
    found = read_notice("中秋节、国庆节：9月29日至10月2日放假调休。10月8日上班。", 2023)
    assert [each.isoformat()[5:] for each in found.holidays] == ["09-29", "09-30", "10-01", "10-02"]
    assert found.workdays == (date(2023, 10, 8),)


def test_what_names_no_day_off_gives_none() -> None:
    assert read_notice("各地区、各部门要妥善安排好值班。2月30日放假。1月1日至12月1日放假。", 2026).holidays == ()


def test_lists_of_days() -> None:
    wanted = read_notice(AUTUMN_2019, 2019)
    assert read_days("2019-10-01 至 2019-10-07", 2019) == wanted.holidays
    assert read_days("10月1日至7日", 2019) == wanted.holidays
    assert read_days("2019-09-29\n\n 2019-10-12 \n", 2019) == wanted.workdays
    assert read_days("9月29日（周日）、10月12日（周六）", 2019) == wanted.workdays
    assert read_days("", 2019) == ()


@pytest.mark.parametrize("text", ["国庆", "2019-10-01\n下周三", "2019-13-01", "2019-10-07 至 2019-10-01"])
def test_a_line_without_a_day_is_named(text: str) -> None:
    with pytest.raises(DayError) as failed:
        read_days(text, 2019)
    assert failed.value.line == text.splitlines()[-1]
