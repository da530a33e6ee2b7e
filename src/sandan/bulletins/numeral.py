"""Typed numerals: what law 6 forbids in a bulletin.

A number in a bulletin comes from a figure, or it is a date, a numbering, a document's own number, or part of a fixed expression
(GB/T 9704 practice). Everything else is found here and refused: digits of any script, circled and superscript ones and Roman numeral
characters too; Chinese numerals of two or more characters, shares (三分之一, 百分之八十), and single ones before a measure word (五户,
三成); English number words. Words without a number in them (过半, 大多数) make no claim that could be recounted; they pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from sandan.intake.script import simplified

PHRASES = (
    # Duties, institutions and policies with a number in their name
    "三个清单", "三张清单", "两代表一委员", "一岗双责", "四个意识", "四个自信", "两个维护", "两个确立", "四个全面", "五位一体", "三年行动",
    "九三学社", "十三五", "十四五", "十五五", "第一书记",
    # Ways of working
    "一件一件", "一项一项", "一条一条", "一户一户", "一个一个", "一件一策", "一户一策", "一户一档", "一人一策", "一人一档", "一事一议",
    "一件事", "一家一户", "千家万户", "一次办好", "一次办结", "一次性", "最多跑一次", "只跑一次",
    "一个不少", "一个都不", "一户不漏", "一人不漏", "一条龙", "一条心",
    # Ordinary words
    "一一", "万一", "一起", "一成不变", "一个个", "一次次", "一年一度", "二元", "零件", "百日", "百年", "千年", "万年", "千千万万",
    "千万不",
    "千万别", "千万要", "气象万千", "千百年", "一五一十", "三三两两", "three lists",
)  # fmt: skip
"""Fixed expressions whose numeral counts nothing. Simplified: what is read is simplified first."""

NOT_TOGETHER = "案事纠矛投"
"""After 一起 these make it a count (一起纠纷) and not "together"."""

_DIGIT = "〇零一二三四五六七八九"
_NUMERAL = _DIGIT + "十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_MEASURE = "件条起人户次场项个名元倍天日年周岁吨亩米所家位份处座台辆套例宗桩%％"
_SCALES = frozenset(_NUMERAL + "%％‰成倍折")
_DAY = "(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
_TO = "(?:至|到|—|——|–|-|－|～|~)"
_SMALL = "[一二三四五六七八九十]{1,3}"
_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen percent half-dozen"
).split()

_NUMBERING = re.compile(rf"\s*(?:{_SMALL}、|[（(]{_SMALL}[）)]|[0-9]{{1,2}}[.．、](?![0-9])|[（(][0-9]{{1,2}}[）)])")
_ARABIC_DATE = re.compile(
    rf"(?P<year>[0-9]{{4}})年(?:(?P<month>[0-9]{{1,2}})月(?:(?P<day>[0-9]{{1,2}})日(?:{_TO}(?P<last>[0-9]{{1,2}})日)?)?)?"
    rf"|(?P<from_year>[0-9]{{4}}){_TO}(?P<to_year>[0-9]{{4}})年"
    rf"|(?P<month2>[0-9]{{1,2}})月(?:(?P<day2>[0-9]{{1,2}})日(?:{_TO}(?P<last2>[0-9]{{1,2}})日)?)?"
    rf"|(?P<from_month>[0-9]{{1,2}}){_TO}(?P<to_month>[0-9]{{1,2}})月"
    r"|(?P<year3>[0-9]{4})-(?P<month3>[0-9]{2})-(?P<day3>[0-9]{2})(?![0-9])"
)
_CLOCK = re.compile(r"(?:上午|下午|晚上|凌晨)?(?:[01]?[0-9]|2[0-4])时(?:[0-5]?[0-9]分)?")
_ALLOWED = re.compile(
    rf"[{_DIGIT}]{{4}}年(?:{_MONTH}月(?:{_DAY}日)?)?|{_MONTH}月(?:{_DAY}日(?:{_TO}{_DAY}日)?)?"
    rf"|〔[0-9]{{4}}〕[0-9]{{1,4}}号"
    r"|第[0-9]{1,4}(?:期|条|款|号|届|批|轮|次|季度)"
    rf"|第[{_DIGIT}十百]{{1,6}}(?![名位{_NUMERAL}])"
    rf"|(?:十[六七八九]|二十[一二三]?)(?:大(?!件|类|项)|届)(?:[一二三四五六七]中全会)?"
    rf"|[{_DIGIT}十]{{1,4}}届[一二三四五六七]中全会|(?:12345|12315|12333|12388|110|119|120)(?=热线|电话|平台|政务|便民|市民|报警|急救)"
    r"|(?:三八|五一|五四|六一|七一|八一|十一)(?=[”\"]?(?:节|国庆|劳动|妇女|青年|儿童|建党|建军|假期|期间|前夕|前后|讲话))"
)
_DETERMINED = re.compile(rf"(?<=[每同这那某另下上哪何再又])一[{_MEASURE}]")
_COUNTED = re.compile(
    rf"[{_NUMERAL}]+分之[{_NUMERAL}]*|[{_NUMERAL}]{{2,}}[多余来几]?[{_MEASURE}成]?"
    rf"|[{_NUMERAL}][多余来几]?[{_MEASURE}]|[{_NUMERAL}]成(?![功立为果员效长绩就])"
)
_ENGLISH = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(_WORDS)})(?:-(?:{'|'.join(_WORDS)}|one))?(?![A-Za-z])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A numeral typed by hand: where it stands in its line, counted from 0, and what it is."""

    column: int
    found: str


def typed(
    text: str, names: Iterable[str] = (), *, opening: bool = True, follows: bool = False, precedes: bool = False
) -> Iterator[Typed]:
    """The typed numerals of a run of text. `names` (of places and units) may hold numerals; `opening` is true at the start of a line.

    `follows` and `precedes` say that a figure's number stands just before or after: there nothing may scale it (397万, 百397, 397%).
    """
    fixed = _fixed(tuple(sorted({_plain(each) for each in names if each})))
    given, text = text, _plain(text)
    at = 0
    if opening and (start := _NUMBERING.match(text)):
        at = start.end()
    elif follows and text[:1] in _SCALES:
        yield Typed(0, given[:1])
        at = 1
    while at < len(text):
        end = _permitted(text, at, fixed)
        if end:
            at = end
        elif end := _numeral(text, at):
            yield Typed(at, given[at:end])
            at = end
        elif precedes and at == len(text) - 1 and text[at] in _NUMERAL:  # 完成, 组成 before it scale nothing
            yield Typed(at, given[at:])
            at += 1
        else:
            at += 1


def _permitted(text: str, at: int, fixed: re.Pattern[str]) -> int:
    """Where what may stand here ends, or 0."""
    if (found := _ARABIC_DATE.match(text, at)) and not _digit(text[at - 1 : at]) and _exists(found):
        clock = _CLOCK.match(text, found.end()) if found.group().endswith("日") else None
        return clock.end() if clock else found.end()
    for pattern in (fixed, _ALLOWED, _DETERMINED):
        if (found := pattern.match(text, at)) and not _digit(text[at - 1 : at]):
            together = found.group() == "一起" and text[found.end() : found.end() + 1] in tuple(NOT_TOGETHER)
            return 0 if together else found.end()
    return 0


def _numeral(text: str, at: int) -> int:
    """Where a numeral that begins here ends, or 0."""
    end = at
    while end < len(text) and (
        _digit(text[end]) or (end > at and text[end] in ".,，:：/%％" and _digit(text[end + 1 : end + 2]))
    ):
        end += 1
    if end > at:
        return end + 1 if text[end : end + 1] in ("%", "％", "‰") else end
    found = _COUNTED.match(text, at) or _ENGLISH.match(text, at)
    return found.end() if found else 0


@cache
def _fixed(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(each) for each in sorted((*names, *PHRASES), key=len, reverse=True)))


def _digit(char: str) -> bool:
    """Whether a character is, or stands for, a digit or number of any script. Chinese numerals that are words too are not."""
    if not char or char == "〇":
        return False
    return any(
        unicodedata.category(each)[0] == "N" for each in char + unicodedata.normalize("NFKC", char) if each != "〇"
    )


def _plain(text: str) -> str:
    """The text simplified, and Han characters in other clothes undressed, character by character so that columns stay."""
    return simplified("".join(each if each < "⺀" else _undressed(each) for each in text))


def _undressed(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and unicodedata.category(plain) == "Lo" and not _digit(char) else char


def _exists(found: re.Match[str]) -> bool:
    """Whether the date matched is one: no thirteenth month, no thirtieth of February."""
    part = {name: int(value) for name, value in found.groupdict().items() if value}
    years = [part[name] for name in ("year", "from_year", "to_year", "year3") if name in part]
    months = [part[name] for name in ("month", "month2", "from_month", "to_month", "month3") if name in part]
    days = [part[name] for name in ("day", "last", "day2", "last2", "day3") if name in part]
    try:
        for day in days or [1]:
            for month in months or [1]:
                date(years[0] if years else 2000, month, day)
    except ValueError:
        return False
    return all(1900 <= year < 2200 for year in years)
