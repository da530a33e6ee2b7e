# Local time without a zone is what a file holds.
# ruff: noqa: DTZ001

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.intake.cell import Cell
from sandan.intake.defect import DefectCode
from sandan.intake.header import DateOrder
from sandan.intake.moment import Form, MomentError, read_moment

TODAY = date(2025, 6, 30)
DAY = date(2019, 1, 6)
MINUTE = datetime(2019, 1, 6, 9, 5)
SECOND = datetime(2019, 1, 6, 9, 5, 7)


@pytest.mark.parametrize(
    ("value", "moment", "form"),
    [
        (SECOND, SECOND, Form.CELL),
        (datetime(2019, 1, 6, 9, 5, 6, 999_600), SECOND, Form.CELL),
        (DAY, DAY, Form.CELL),
        (43471, DAY, Form.SERIAL),
        (43471.0, DAY, Form.SERIAL),
        (43471.378553, SECOND, Form.SERIAL),
        ("43471", DAY, Form.SERIAL),
        ("2019/1/6 9:05:07", SECOND, Form.YEAR_FIRST),
        ("2019-01-06T09:05", MINUTE, Form.YEAR_FIRST),
        ("2019-01-06T09:05:07.123", SECOND, Form.YEAR_FIRST),
        ("2019-01-06T01:05:07Z", SECOND, Form.YEAR_FIRST),
        ("2019-01-06T09:05:07+08:00", SECOND, Form.YEAR_FIRST),
        ("2019.1.6", DAY, Form.YEAR_FIRST),
        ("2019-1-6 9:5", MINUTE, Form.YEAR_FIRST),
        ("2019-Jan-06 09:05:07", SECOND, Form.YEAR_FIRST),
        ("２０１９／１／６　９：０５", MINUTE, Form.YEAR_FIRST),
        ("2019-01-06 星期日 09:05", MINUTE, Form.YEAR_FIRST),
        (" \t2019/1/6 9:05:07_x000D_\n", SECOND, Form.YEAR_FIRST),
        ("2019-1-5 24:00", datetime(2019, 1, 6), Form.YEAR_FIRST),
        ("2019年1月6日 9时5分", MINUTE, Form.CHINESE),
        ("2019年1月6日9時5分7秒", SECOND, Form.CHINESE),
        ("2019年1月6号", DAY, Form.CHINESE),
        ("二〇一九年一月六日", DAY, Form.CHINESE),
        ("二〇一九年十二月二十三日", date(2019, 12, 23), Form.CHINESE),
        ("2019年1月6日 下午3:05", datetime(2019, 1, 6, 15, 5), Form.CHINESE),
        ("2019-1-6 12:05 AM", datetime(2019, 1, 6, 0, 5), Form.YEAR_FIRST),
        ("20190106", DAY, Form.COMPACT),
        (20190106, DAY, Form.COMPACT),
        ("20190106090507", SECOND, Form.COMPACT),
        ("201901060905", MINUTE, Form.COMPACT),
        ("13/6/2019", date(2019, 6, 13), Form.YEAR_LAST),
        ("6/13/2019", date(2019, 6, 13), Form.YEAR_LAST),
        ("6/6/2019", date(2019, 6, 6), Form.YEAR_LAST),
        ("6 January 2019", DAY, Form.YEAR_LAST),
        ("Jan 6, 2019 9:05 am", MINUTE, Form.YEAR_LAST),
    ],
)
def test_forms(value: Cell, moment: date, form: Form) -> None:
    read = read_moment(value, TODAY)
    assert (read.value, type(read.value), read.form) == (moment, type(moment), form)
    assert read.timed is isinstance(moment, datetime)
    assert read.at.date() == (moment.date() if isinstance(moment, datetime) else moment)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1/6/2019", DefectCode.DATE_AMBIGUOUS),
        ("01/02/2015 09:08:42 AM", DefectCode.DATE_AMBIGUOUS),
        ("19/1/6", DefectCode.DATE_AMBIGUOUS),
        ("1/6/19", DefectCode.DATE_AMBIGUOUS),
        ("19年1月6日", DefectCode.DATE_AMBIGUOUS),
        ("6 Jan 19", DefectCode.DATE_AMBIGUOUS),
        ("2019-02-30", DefectCode.DATE_INVALID),
        ("2019/13/1", DefectCode.DATE_INVALID),
        ("2019/1-6", DefectCode.DATE_INVALID),
        ("31/31/2019", DefectCode.DATE_INVALID),
        ("2019-1-6 25:00", DefectCode.DATE_INVALID),
        ("2019-1-6 9:75", DefectCode.DATE_INVALID),
        ("昨天", DefectCode.DATE_INVALID),
        ("", DefectCode.DATE_INVALID),
        ("9" * 5000, DefectCode.DATE_INVALID),
        (1546736707, DefectCode.DATE_INVALID),
        (float("nan"), DefectCode.DATE_INVALID),
        (float("inf"), DefectCode.DATE_INVALID),
        (-5, DefectCode.DATE_INVALID),
        (True, DefectCode.DATE_INVALID),
        (time(9, 5), DefectCode.DATE_INVALID),
        (timedelta(hours=30), DefectCode.DATE_INVALID),
        ("2019年1月", DefectCode.DATE_INCOMPLETE),
        ("2019-01", DefectCode.DATE_INCOMPLETE),
        ("1月6日", DefectCode.DATE_INCOMPLETE),
        (2019, DefectCode.DATE_INCOMPLETE),
        ("2025-07-01", DefectCode.DATE_IN_FUTURE),
        (datetime(2025, 7, 1, 0, 0), DefectCode.DATE_IN_FUTURE),
        ("1949-09-30", DefectCode.DATE_TOO_OLD),
        (100, DefectCode.DATE_TOO_OLD),
        (date(1900, 1, 1), DefectCode.DATE_TOO_OLD),
    ],
)
def test_refusals(value: Cell, code: DefectCode) -> None:
    with pytest.raises(MomentError) as refusal:
        read_moment(value, TODAY)
    assert refusal.value.code is code
    assert len(str(refusal.value.facts["value"])) <= 60


def test_a_known_order_settles_what_is_ambiguous() -> None:
    assert read_moment("1/6/2019", TODAY, order=DateOrder.DAY_FIRST).value == date(2019, 6, 1)
    assert read_moment("1/6/2019", TODAY, order=DateOrder.MONTH_FIRST).value == date(2019, 1, 6)
    with pytest.raises(MomentError) as refusal:
        read_moment("13/6/2019", TODAY, order=DateOrder.MONTH_FIRST)
    assert refusal.value.code is DefectCode.DATE_INVALID


def test_the_edges_of_the_window() -> None:
    assert read_moment("1949-10-01", TODAY).value == date(1949, 10, 1)
    assert read_moment("2025-06-30 23:59", TODAY).value == datetime(2025, 6, 30, 23, 59)


@given(st.datetimes(datetime(1949, 10, 1), datetime(2025, 6, 30, 23, 59, 59)).map(lambda at: at.replace(microsecond=0)))
def test_every_moment_reads_back_from_every_form(at: datetime) -> None:
    y, m, d, clock = at.year, at.month, at.day, f"{at.hour}:{at.minute:02}:{at.second:02}"
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    written = [
        f"{y}/{m}/{d} {clock}",
        f"{y}年{m}月{d}日{clock}",
        f"{at:%Y%m%d%H%M%S}",
        at.isoformat(),
        f"{y}.{m}.{d} {clock}",
    ]
    forms: list[Cell] = [*written, serial + 1e-9]
    for form in forms:
        assert read_moment(form, TODAY).at == at


ANYTHING: st.SearchStrategy[Cell] = st.one_of(st.text(max_size=60), st.floats(), st.integers())


@given(ANYTHING)
def test_anything_is_a_moment_or_a_refusal(value: Cell) -> None:
    # Any other exception, and a moment outside the window, fails the test.
    with suppress(MomentError):
        assert date(1949, 10, 1) <= read_moment(value, TODAY).at.date() <= TODAY
