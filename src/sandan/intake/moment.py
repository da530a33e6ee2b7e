"""Dates and times as people and programs write them. What can be read in two ways is not read at all.

Everything here is local time without a zone: the clock on the wall of the county, as the file has it.
"""

# Naive on purpose: a file that says "2019/1/6 9:05" names no zone, and the reader must not add one.
# ruff: noqa: DTZ001

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING

from sandan.intake.cell import Cell, clean, plain
from sandan.intake.defect import DefectCode, Fact
from sandan.intake.header import DateOrder

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = date(1949, 10, 1)
CHINA = timezone(timedelta(hours=8))

_SERIAL_ZERO = datetime(1899, 12, 30)
"""Day 0 of spreadsheet dates from March 1900 on (the 1900 system with its 29 February 1900, ECMA-376 part 1, 18.17.4)."""
_SERIAL_LAST = 73_415
"""2100-12-31; a larger number is no date that anyone meant."""


class Form(StrEnum):
    """How the moment was written."""

    CELL = "cell"
    """A real date or time of the spreadsheet."""
    SERIAL = "serial"
    """Its day number, without the format."""
    YEAR_FIRST = "year_first"
    """2019/1/6, 2019-01-06, 2019.1.6, 2019-Jan-06."""
    CHINESE = "chinese"
    """2019年1月6日, also in Chinese numerals."""
    COMPACT = "compact"
    """20190106, 201901060905, 20190106090507."""
    YEAR_LAST = "year_last"
    """1/6/2019, where only one reading is possible or the order is known; 6 Jan 2019, Jan 6, 2019."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`value` is a datetime where a time of day was given, else a date."""

    value: datetime | date
    form: Form

    @property
    def timed(self) -> bool:
        """Whether a time of day was given."""
        return isinstance(self.value, datetime)

    @property
    def at(self) -> datetime:
        """The moment as a datetime; a bare date at midnight."""
        return self.value if isinstance(self.value, datetime) else datetime.combine(self.value, time())


class MomentError(ValueError):
    """No moment: `code` says why, `facts` the particulars."""

    def __init__(self, code: DefectCode, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Fact] = facts


_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|nov november"
        "|dec december".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = re.compile(
    r"(?:(?P<half>上午|下午|凌晨|早上|中午|晚上|am|pm)\s*)?(?P<h>\d{1,2})\s*(?:[:时時点點])\s*(?:(?P<m>\d{1,2})\s*(?:[:分]\s*(?:(?P<s>\d{1,2})"
    r"(?:[.,]\d{1,9})?\s*秒?)?)?)?\s*(?P<late>am|pm|a\.m\.|p\.m\.)?\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?$",
    re.ASCII,
)
_WEEKDAY = re.compile(
    r"\(?(?:星期|周|礼拜|禮拜|週)[一二三四五六日天]\)?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b[,.]?"
)
_CHINESE = re.compile(r"(\d{1,4})\s*年\s*(?:(\d{1,2})\s*月\s*(?:份\s*)?(?:(\d{1,2})\s*[日号號]?)?)?$", re.ASCII)
_NO_YEAR = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号號]?$|\d{1,2}[-/.]\d{1,2}$", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*([-/.])\s*(\d{{1,2}}|{_MONTH})(?:\s*\2\s*(\d{{1,2}}))?$", re.ASCII)
_THREE = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})$", re.ASCII)
_NAMED = re.compile(
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[-\s.]*(?P<m1>{_MONTH})\.?"
    rf"|(?P<m2>{_MONTH})\.?\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"[-\s,.]*(?P<y>\d{4}|\d{2})$",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*t?(\d{2})(\d{2})(\d{2})?)?$", re.ASCII)
_NUMERALS = re.compile("[〇零○一二三四五六七八九十]+(?=[年月日号时時点點分秒])")
_DIGITS = {
    sign: value
    for value, signs in enumerate(("〇零○", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_HALVES = {
    "上午": 0,
    "凌晨": 0,
    "早上": 0,
    "am": 0,
    "a.m.": 0,
    "中午": 12,
    "下午": 12,
    "晚上": 12,
    "pm": 12,
    "p.m.": 12,
}


def read_moment(value: Cell, today: date, *, order: DateOrder = DateOrder.UNSAID, zone: timezone = CHINA) -> Moment:
    """The moment that a cell names, between 1949-10-01 and the end of `today`.

    `order` settles `1/6/2019` where a person has said how the file means it. A written offset (`Z`, `+08:00`) is brought to
    `zone`. Raises MomentError with date_invalid, date_incomplete, date_ambiguous, date_too_old or date_in_future.
    """
    moment = _cell(value, order, zone)
    day = moment.at.date()
    shown = plain(value).strip()[:60]
    if day < OLDEST:
        raise MomentError(DefectCode.DATE_TOO_OLD, value=shown)
    if day > today:
        raise MomentError(DefectCode.DATE_IN_FUTURE, value=shown, today=today.isoformat())
    return moment


def _cell(value: Cell, order: DateOrder, zone: timezone) -> Moment:
    if isinstance(value, datetime):
        # Kept as a binary fraction of the day, 9:05:07 may come back as 9:05:06.9996.
        return Moment((value + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=None), Form.CELL)
    if isinstance(value, date):
        return Moment(value, Form.CELL)
    if isinstance(value, bool | time | timedelta):
        raise _invalid(plain(value))
    if isinstance(value, int | float):
        return _number(value)
    return _text(value, order, zone)


def _number(value: float) -> Moment:
    if not math.isfinite(value) or value < 1:
        raise _invalid(plain(value))
    if value == int(value) and 19_000_101 <= value <= 21_001_231:
        return _compact(str(int(value)))
    if value == int(value) and 1900 <= value <= 2100:
        # Day 2019 of the calendar is in 1905; whoever types 2019 means the year.
        raise MomentError(DefectCode.DATE_INCOMPLETE, value=plain(value))
    if value > _SERIAL_LAST + 1:
        return _compact(plain(value))
    # Rounded to the second: a spreadsheet keeps the time as a binary fraction of the day.
    at = _SERIAL_ZERO + timedelta(seconds=round(value * 86_400))
    return Moment(at.date() if value == int(value) else at, Form.SERIAL)


def _text(raw: str, order: DateOrder, zone: timezone) -> Moment:
    shown = raw.strip()[:60]
    if len(raw) > 200:
        raise _invalid(shown)
    text = unicodedata.normalize("NFKC", clean(raw)).casefold().strip()
    text = _NUMERALS.sub(_numeral, text)
    text = " ".join(_WEEKDAY.sub(" ", text).split())
    if re.fullmatch(r"\d{1,5}(?:\.\d+)?", text, re.ASCII) and not re.fullmatch(r"\d{1,2}\.\d{1,2}", text, re.ASCII):
        return _number(float(text))
    compact = _COMPACT.match(text)
    if compact:
        return _compact(text)
    match = _TIME.search(text)
    clock: tuple[time, int] | None = None
    offset = ""
    if match is not None:
        clock = _clock(match, shown)
        offset = match["zone"] or ""
        text = text[: match.start()].rstrip().rstrip("t,").rstrip()
    day, form = _day(text, shown, order)
    if clock is None:
        return Moment(day, form)
    at = datetime.combine(day, clock[0]) + timedelta(days=clock[1])
    if offset:
        at = at.replace(tzinfo=_offset(offset)).astimezone(zone).replace(tzinfo=None)
    return Moment(at, form)


def _day(text: str, shown: str, order: DateOrder) -> tuple[date, Form]:
    if match := _CHINESE.match(text):
        if len(match[1]) == 2:
            raise MomentError(DefectCode.DATE_AMBIGUOUS, value=shown)
        return _date(match[1], match[2], match[3], shown), Form.CHINESE
    if match := _YEAR_FIRST.match(text):
        return _date(match[1], _MONTHS.get(match[3], match[3]), match[4], shown), Form.YEAR_FIRST
    if match := _NAMED.match(text):
        if len(match["y"]) == 2:
            raise MomentError(DefectCode.DATE_AMBIGUOUS, value=shown)
        return _date(match["y"], _MONTHS[match["m1"] or match["m2"]], match["d1"] or match["d2"], shown), Form.YEAR_LAST
    if match := _THREE.match(text):
        return _three(int(match[1]), int(match[3]), match[4], shown, order), Form.YEAR_LAST
    if _NO_YEAR.match(text):
        raise MomentError(DefectCode.DATE_INCOMPLETE, value=shown)
    raise _invalid(shown)


def _three(first: int, second: int, year: str, shown: str, order: DateOrder) -> date:
    """`1/6/2019`: which of the two is the month?"""
    if len(year) < 4:
        # 19/1/6 may be 2019, and may be the 19th of January 2006.
        raise MomentError(DefectCode.DATE_AMBIGUOUS, value=shown)
    if order is DateOrder.DAY_FIRST:
        return _date(year, second, first, shown)
    if order is DateOrder.MONTH_FIRST:
        return _date(year, first, second, shown)
    readings = {_date(year, m, d, shown) for m, d in ((first, second), (second, first)) if m <= 12} or {
        _date(year, 0, 0, shown)
    }
    if len(readings) > 1:
        one, other = sorted(readings)
        raise MomentError(DefectCode.DATE_AMBIGUOUS, value=shown, first=one.isoformat(), second=other.isoformat())
    return readings.pop()


def _compact(text: str) -> Moment:
    match = _COMPACT.match(text)
    if match is None:
        raise _invalid(text)
    day = _date(match[1], match[2], match[3], text)
    if match[4] is None:
        return Moment(day, Form.COMPACT)
    try:
        at = time(int(match[4]), int(match[5]), int(match[6] or 0))
    except ValueError:
        raise _invalid(text) from None
    return Moment(datetime.combine(day, at), Form.COMPACT)


def _clock(match: re.Match[str], shown: str) -> tuple[time, int]:
    """The time of day and the days it carries over: 24:00 is the midnight after (ISO 8601-1:2019, 4.3.8)."""
    hour, minute, second = (int(match[part] or 0) for part in ("h", "m", "s"))
    half = _HALVES.get(match["half"] or match["late"] or "")
    if half == 12 and 1 <= hour <= 11 and not (match["half"] == "中午" and hour >= 11):
        hour += 12
    elif half == 0 and hour == 12:
        hour = 0
    try:
        if (hour, minute, second) == (24, 0, 0):
            return time(), 1
        return time(hour, minute, second), 0
    except ValueError:
        raise _invalid(shown) from None


def _date(year: str, month: str | int | None, day: str | int | None, shown: str) -> date:
    if month is None or day is None:
        raise MomentError(DefectCode.DATE_INCOMPLETE, value=shown)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _invalid(shown) from None


def _numeral(match: re.Match[str]) -> str:
    """二〇一九 → 2019, 十二 → 12, 二十三 → 23."""
    signs = match[0]
    if "十" not in signs:
        return "".join(str(_DIGITS[sign]) for sign in signs)
    tens, _, ones = signs.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return signs
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


def _offset(text: str) -> timezone:
    if text in {"z", "utc"}:
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=min(hours, 23), minutes=min(minutes, 59)))


def _invalid(shown: str) -> MomentError:
    return MomentError(DefectCode.DATE_INVALID, value=shown[:60])
