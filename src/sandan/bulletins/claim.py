"""Claims (数字断言): every quantity that a text states, read out of running prose.

A claim is a number with how exactly it is meant (70多 is over 70 and never 70), its measure word, what is counted, where and as of when.
What only looks like one is left: dates and times, numberings, ordinals, articles and document numbers, names with a numeral in them, fixed
expressions (`numeral.PHRASES`), telephone numbers, ratios. Reads simplified and traditional Chinese and English, numbers in Arabic, Chinese
and mixed form. No database and no opinion: whether a claim holds is `sandan.bulletins.check`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

import cn2an
import rjieba

from sandan.bulletins.lexicon import EXPRESSIONS, MEASURES, PLACES, VERBS
from sandan.bulletins.numeral import PHRASES
from sandan.intake.script import simplified


class Qualifier(StrEnum):
    """How exactly a number is meant."""

    EXACT = "exact"
    OVER = "over"
    """多, 余, 超过."""
    ABOUT = "about"
    """约, 左右."""
    NEARLY = "nearly"
    """近, 将近: less, and not by much."""
    AT_LEAST = "at_least"
    """以上, 不少于, 至少, 上百."""
    AT_MOST = "at_most"
    """以内, 不超过."""
    BELOW = "below"
    """不足, 不到, 低于."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity as a text states it. `start` and `end` are offsets in the text.

    `clause` is what stands between two commas around it, `lead` its sentence from its beginning up to the clause, and `spoken` the
    quantity itself: all three simplified, to be compared with words.
    """

    text: str
    value: Decimal
    qualifier: Qualifier
    measure: str
    """The measure word, `%` for a share, or "" where none stands."""
    noun: str
    place: str
    as_of: date | None
    start: int
    end: int
    clause: str
    lead: str
    spoken: str
    sentence: int
    """The number of its sentence in the text, from 0."""
    paragraph: int
    cell: tuple[int, int, int] | None = None
    """Of a number in a table: which table, row and column. Its noun is the head of the column, its place that of the row."""
    corner: str = ""
    """Of a number in a table: the head of the first column, which says what its rows are."""

    @property
    def exact(self) -> bool:
        """Whether just this number is meant."""
        return self.qualifier is Qualifier.EXACT

    def parts(self, before: Claim | None, after: Claim | None) -> tuple[str, str, str]:
        """What speaks of the claim, nearest first: its part of the clause up to the number, that and what follows, and the whole clause.

        Its part begins behind the number before and ends before the next: 解释说明的0件 | 和查无实据的1件 | 单独列示.
        """
        first, last = 0, len(self.clause)
        if before is not None and before.clause == self.clause:
            first = max(self.clause.find(before.spoken), 0) + len(before.spoken)
        at = max(self.clause.find(self.spoken, first), 0)
        if after is not None and after.clause == self.clause:
            following = self.clause.find(after.spoken, at + len(self.spoken))
            last = following if following >= 0 else last
        return self.clause[first : at + len(self.spoken)], self.clause[first:last], self.clause

    @property
    def places(self) -> int:
        """How many decimals are stated."""
        exponent = self.value.as_tuple().exponent
        return -exponent if isinstance(exponent, int) and exponent < 0 else 0


_BEFORE = {
    "不少于": Qualifier.AT_LEAST, "不低于": Qualifier.AT_LEAST, "至少": Qualifier.AT_LEAST,
    "不超过": Qualifier.AT_MOST, "不高于": Qualifier.AT_MOST, "最多": Qualifier.AT_MOST, "至多": Qualifier.AT_MOST,
    "不足": Qualifier.BELOW, "不到": Qualifier.BELOW, "低于": Qualifier.BELOW, "不满": Qualifier.BELOW,
    "超过": Qualifier.OVER, "高于": Qualifier.OVER, "突破": Qualifier.OVER, "超": Qualifier.OVER, "逾": Qualifier.OVER,
    "大约": Qualifier.ABOUT, "约": Qualifier.ABOUT, "约为": Qualifier.ABOUT, "大概": Qualifier.ABOUT,
    "将近": Qualifier.NEARLY, "接近": Qualifier.NEARLY, "近": Qualifier.NEARLY,
    "at least": Qualifier.AT_LEAST, "no fewer than": Qualifier.AT_LEAST, "at most": Qualifier.AT_MOST, "up to": Qualifier.AT_MOST,
    "fewer than": Qualifier.BELOW, "less than": Qualifier.BELOW, "under": Qualifier.BELOW,
    "more than": Qualifier.OVER, "over": Qualifier.OVER, "about": Qualifier.ABOUT, "around": Qualifier.ABOUT, "some": Qualifier.ABOUT,
    "approximately": Qualifier.ABOUT, "nearly": Qualifier.NEARLY, "almost": Qualifier.NEARLY,
}  # fmt: skip
_INSIDE = {"多": Qualifier.OVER, "余": Qualifier.OVER, "来": Qualifier.ABOUT, "+": Qualifier.OVER}
"""Between number and measure word."""
_AFTER = {
    "左右": Qualifier.ABOUT, "上下": Qualifier.ABOUT, "以上": Qualifier.AT_LEAST, "及以上": Qualifier.AT_LEAST,
    "以下": Qualifier.AT_MOST, "以内": Qualifier.AT_MOST, "多": Qualifier.OVER, "有余": Qualifier.OVER,
    "or more": Qualifier.AT_LEAST, "or so": Qualifier.ABOUT,
}  # fmt: skip

_ENGLISH = re.compile(r"\s+(?P<noun>(?:[A-Za-z][A-Za-z'-]*\s+){0,2}[A-Za-z][A-Za-z'-]*)")
_STOPS = frozenset(
    "and or of in the a an to by with for from at on as were was are is have has had been be that which who this these those not out but"
    " than then when where while per since until between it its they their we our".split()
)

_DIGITS = "〇零一二三四五六七八九"
_HAN = f"{_DIGITS}十百千万亿两廿卅"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = (
    rf"(?:百分之(?P<share>[{_HAN}]+(?:点[{_DIGITS}]+)?|{_ARABIC})"
    rf"|(?P<arabic>{_ARABIC})(?P<scale>[百千万亿]*)(?P<rest>(?:[0-9]+[百千万亿]+)*(?:[0-9]+(?=[^0-9.%]|$))?)"
    rf"|(?P<han>[{_HAN}]+(?:点[{_DIGITS}]+)?))"
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


_QUANTITY = re.compile(
    rf"(?:(?P<before>上(?=[百千万])|{_any(_BEFORE)})(?:了|有|到)?\s?)?"
    rf"{_NUMBER}"
    rf"(?P<inside>[多余来]|\+(?![0-9]))?(?P<larger>[万亿])?(?P<measure>\s?%|\s?％|‰|\s?percent|{_any(MEASURES)})?(?P<after>{_any(_AFTER)})?",
    re.IGNORECASE,
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[〇零一二三四五六七八九]{4})年(?:(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号])?)?"
    r"|(?P<month2>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?P<day2>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]"
    r"|(?P<year3>[0-9]{4})[-/.](?P<month3>[0-9]{1,2})[-/.](?P<day3>[0-9]{1,2})(?![0-9])"
    rf"|(?P<day4>[0-9]{{1,2}}) (?P<month4>{_any(_MONTHS)}) (?P<year4>[0-9]{{4}})"
)
_TO = "(?:至|到|—|——|–|-|－|～|~)"
_SKIPPED = re.compile(
    r"第\s?[0-9〇零一二三四五六七八九十百千]+(?:[、,，]?[0-9〇一二三四五六七八九十百]+)*"  # ordinals, articles, issues
    r"|〔[0-9]{4}〕\s?[0-9]+号|[\[［(（][0-9]{4}[\]］)）]\s?[0-9]+号"
    r"|[0-9]{1,2}[:：][0-9]{2}(?::[0-9]{2})?|(?:上午|下午|晚上|凌晨)?[0-9]{1,2}[时点](?:[0-9]{1,2}分|半)?|(?:上午|下午|晚上|凌晨)[一二三四五六七八九十]{1,3}[时点]半?"
    rf"|[0-9]{{1,2}}{_TO}[0-9]{{1,2}}[月日时](?![内])|[0-9]{{4}}{_TO}[0-9]{{4}}年|[0-9]{{4}}年"
    r"|计[一两]次|[A-Za-z]+-[0-9]+"
    r"|[0-9]+(?:\.[0-9]+){2,}|[A-Za-z][A-Za-z0-9]*[0-9][A-Za-z0-9]*|[0-9]+[A-Za-z][A-Za-z0-9]*(?:镇|县|市|区)?"
    r"|(?<=序号)[0-9]+|(?<=position )[0-9]+|(?<![0-9,.])[0-9]{7,}(?![0-9万亿,.])|[0-9]{3,4}-[0-9]{7,8}"
    r"|[0-9]+[:：][0-9]+|(?:12345|12315|12333|12388|12350|12369|110|119|120|122)(?=热线|电话|平台|政务|便民|市民|报警|急救|服务|工单)|(?<=拨打)[0-9]{3,6}|(?<=致电)[0-9]{3,6}"
    r"|[0-9〇一二三四五六七八九十]+(?:国道|省道|县道|号楼|号院|号线|号路|线|单元|栋|幢|室|楼(?!梯)|组村民|层)"
    r"|(?<=[村区])[0-9一二三四五六七八九十]+组"
    r"|[0-9〇一二三四五六七八九十百]+号(?!召)|(?:十[六七八九]|二十)(?:大|届)(?:[一二三四五六七]中全会)?|[一二三四五六七八九十]中全会"
    rf"|十[一二三四五]五|[{_DIGITS}]{{2,}}五(?=规划)|(?:三八|五一|五四|六一|七一|八一|十一)(?=[”\"]?(?:节|国庆|劳动|妇女|青年|儿童|建党|建军|假|期间|前后))"
    r"|[一二三四五六七八九十]+(?:月份|季度|年级|学期)|周[一二三四五六]|星期[一二三四五六]|初[一二三]|高[一二三]"
)
_NUMBERING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．是]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[、.．)）](?![0-9]))"
)
_FIXED = re.compile(_any((*PHRASES, *EXPRESSIONS)))
_TOGETHER = frozenset("案事纠矛投")
_PLACE_NAME = re.compile(
    rf"[{_DIGITS}十百千万两]+[\u4e00-\u9fff]{{0,3}}?(?:村|镇|乡|寨|沟|坪|河|桥|巷|街|湾|坝|岭|庄|屯|湖|山|小区|社区|中学|小学|医院|公园|广场)"
)
_SENTENCE = re.compile(r"[。！？!?\n]|(?<=[A-Za-z)])\.(?=\s|$)|(?<=[0-9])\.(?=\s+[A-Z])")
_CLAUSE = re.compile(r"[，,、；;：:（）()。！？!?\n]")
_AS_OF = re.compile(
    r"(?:[0-9日号]\s?(?:至|到|—|–|-|~)$|截至|截止|截止到|截至到|到|as of|by the end of|by)\s?(?:目前)?[^，。,]{0,4}?$",
    re.IGNORECASE,
)
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)")
_LOST = re.compile(r"(?<=[\u3400-\u9fff])\?(?=[A-Za-z\u3400-\u9fff])")
_COUNTS_ONE = re.compile(r"(?:共|仅|只|另|其余|剩余|唯|还|：|:)(?:有)?$")
_AGENT = re.compile("[经由向被请报送]")
_ACTS = re.compile("同意|批准|决定|交办|督办|研究|牵头|组织|会同|要求|审核|验收")
"""A unit that does something to what is counted is not the place of it: 经整改办同意退回的2件."""
_COUNTED = re.compile(rf"[0-9{_HAN}](?:个|家|名|支|所)$")
"""A unit's name behind a number is what is counted and no place: 5个巡回指导组."""
_CELL = re.compile(rf"({_ARABIC})\s?([%％])?")
_ALL = re.compile(r"合计|总计|共计|小计|总数|全[县市区省]|total|all", re.IGNORECASE)
"""Heads of a row that is about all the others."""
_NOUNS = ("n", "vn", "an", "l", "j", "i", "nz", "b")
_NOMINAL = frozenset({"举措", "措施", "诉求", "建议"})
"""Words that end a noun and are tagged as verbs."""
_WHOLE = re.compile("(?:组|村|镇|乡|县|社区|部门|单位|支部|小组)(?![\u4e00-\u9fff])")
_NEAR = 2
"""So many characters may stand between a measure word and the noun: 件已解决的问题 is about problems, further off it is not."""


def cleaned(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without the pinyin that some pages put behind characters, and where (offsets in the result) a character was lost on the way.

    Only a bracket of Latin letters right behind a Han character is taken out: 党委(党组) stays (domain E5).
    """
    plain = _PINYIN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    return plain, tuple(found.start() for found in _LOST.finditer(plain))


def claims(text: str, places: Iterable[str] = ()) -> list[Claim]:
    """The claims of a text that was `cleaned`, in their order. `places` are names of places and units to know them by."""
    reader = _Reader(text, tuple(sorted({_plain(each) for each in places if each}, key=len, reverse=True)))
    return list(reader)


class _Reader:
    """Goes through a text sentence by sentence, and holds on to the day and year that it spoke of last."""

    def __init__(self, text: str, places: tuple[str, ...]) -> None:
        self.given, self.text = text, _plain(text)
        self.places = places
        self.named = re.compile(_any(places)) if places else None
        self.year: int | None = None
        self.as_of: date | None = None
        self.place = ""
        self.heads: list[str] = []
        self.table, self.row = 0, 0

    def __iter__(self) -> Iterator[Claim]:
        """Where several numbers share the noun behind the last of them (4类13项38条便民举措), each counts that."""
        found = list(self._each())
        for number in range(len(found) - 2, -1, -1):
            one, other = found[number], found[number + 1]
            if not one.noun and one.end == other.start:
                found[number] = replace(one, noun=other.noun)
        yield from found

    def _each(self) -> Iterator[Claim]:
        at, paragraph = 0, 0
        for number, (start, end) in enumerate(_sentences(self.text)):
            paragraph += self.text.count("\n", at, start)
            at = start
            if self.text.count("\t", start, end) > 1:
                yield from self._cells(start, end, number, paragraph)
            else:
                self.heads = []
                yield from self._sentence(start, end, number, paragraph)

    def _cells(self, start: int, end: int, number: int, paragraph: int) -> Iterator[Claim]:
        """The numbers of a table's row. The first row of a table names its columns; where it holds numbers, nothing does."""
        cells = self.text[start:end].rstrip("\n").split("\t")
        numbers = any(_CELL.fullmatch(each.strip()) for each in cells[1:])
        if not self.heads or not numbers:
            self.heads = ["" if numbers else each.strip() for each in cells]
            self.table, self.row = self.table + 1, 0
            return
        self.row += 1
        of, at = cells[0].strip(), start
        for column, (cell, head) in enumerate(zip(cells, self.heads, strict=False)):
            first = at + len(cell) - len(cell.lstrip())
            last = first + len(cell.strip())
            at += len(cell) + 1
            found = _CELL.fullmatch(cell.strip()) if column else None
            if found is None or not re.search("[A-Za-z\u4e00-\u9fff]", head):
                continue
            yield Claim(
                text=self.given[first:last],
                value=Decimal(found[1].replace(",", "")),
                qualifier=Qualifier.EXACT,
                measure="%" if found[2] else "",
                noun=head,
                place="" if _ALL.fullmatch(of) else self.given[start : start + len(cells[0])].strip(),
                as_of=self.as_of,
                start=first,
                end=last,
                clause=head,
                lead="",
                spoken=self.text[first:last],
                sentence=number,
                paragraph=paragraph,
                cell=(self.table, self.row, column),
                corner=self.heads[0],
            )

    def _sentence(self, start: int, end: int, number: int, paragraph: int) -> Iterator[Claim]:
        at = start
        if found := _NUMBERING.match(self.text, start, end):
            at = found.end()
        self.place = ""
        while at < end:
            if self.named and (name := self.named.match(self.text, at, end)):
                counted = _COUNTED.search(self.text, start, at) is not None
                if not counted and not _AGENT.match(self.text[at - 1 : at]) and not _ACTS.match(self.text, name.end()):
                    self.place = self.given[name.start() : name.end()]
                at = name.end()
            elif day := _DATE.match(self.text, at, end):
                self._date(day, start)
                at = day.end()
            elif after := self._skipped(at, end):
                at = after
            elif (found := _QUANTITY.match(self.text, at, end)) and (read := _read(found, self.text, start)):
                value, qualifier, measure, first, last = read
                clause = _clause(self.text, first, last, start, end)
                yield Claim(
                    text=self.given[first:last].strip(),
                    value=value,
                    qualifier=qualifier,
                    measure=measure,
                    noun=_noun(self.text, first, last, clause),
                    place=self.place,
                    as_of=self.as_of,
                    start=first,
                    end=last,
                    clause=self.text[clause[0] : clause[1]].strip(),
                    lead=self.text[start : clause[0]].strip(),
                    spoken=self.text[first:last].strip(),
                    sentence=number,
                    paragraph=paragraph,
                )
                at = last
            else:
                at += 1

    def _skipped(self, at: int, end: int) -> int:
        """Where something that is no quantity ends, or 0."""
        text = self.text
        fixed = _FIXED.match(text, at, end)
        if fixed and not (fixed.group() == "一起" and text[fixed.end() : fixed.end() + 1] in _TOGETHER):
            return fixed.end()
        if at and (text[at - 1].isascii() and text[at - 1].isalnum()):
            return 0 if not text[at].isascii() else at + 1
        if found := _SKIPPED.match(text, at, end):
            return found.end()
        if (name := _PLACE_NAME.match(text, at, end)) and not _counted(text, at, name.end()):
            return name.end()
        return 0

    def _date(self, found: re.Match[str], start: int) -> None:
        part = found.groupdict()
        year = _int(part["year"] or part["year3"] or part["year4"]) or self.year
        month = _int(part["month"] or part["month2"] or part["month3"])
        if part["month4"]:
            month = _MONTHS.index(part["month4"].capitalize()) + 1
        day = _int(part["day"] or part["day2"] or part["day3"] or part["day4"])
        self.year = year or self.year
        if year and month and day and _AS_OF.search(self.text[max(start, found.start() - 16) : found.start()]):
            try:
                self.as_of = date(year, month, day)
            except ValueError:
                return


def _counted(text: str, at: int, end: int) -> bool:
    """Whether a numeral before a word that ends like a place is a count after all: 三个村, 两座桥, 十几个社区."""
    number = re.match(rf"[{_HAN}]+[多余来几]?(?:{_any(each for each in MEASURES if each not in PLACES)})", text[at:end])
    return number is not None


def _read(found: re.Match[str], text: str, start: int) -> tuple[Decimal, Qualifier, str, int, int] | None:
    """What a match says, or None where it is no quantity."""
    measure = (found["measure"] or "").strip()
    first, last = found.start(), found.end()
    value = _value(found)
    if value is None:
        return None
    if found["larger"]:
        value *= 10_000 if found["larger"] == "万" else 100_000_000
    if found["share"] or measure in ("％", "percent"):
        measure = "%"
    elif measure in ("万元", "亿元"):
        value *= 10_000 if measure == "万元" else 100_000_000
        measure = "元"
    elif measure == "成":
        value, measure = value * 10, "%"
    elif measure.startswith("余"):
        measure = measure[1:]
    if found["han"] and not _worth(found, measure, text, start):
        return None
    if not measure and found["arabic"] and not _bare(found, text):
        return None
    said = [_BEFORE.get(found["before"].lower(), Qualifier.AT_LEAST)] if found["before"] else []
    said += [_INSIDE[found["inside"]]] if found["inside"] else []
    said += [_AFTER[(found["after"] or "").lower()]] if found["after"] else []
    return value, said[0] if said else Qualifier.EXACT, measure, first, last


def _value(found: re.Match[str]) -> Decimal | None:
    if found["share"]:
        share = found["share"]
        return Decimal(share.replace(",", "")) if share[0].isdigit() and share[0].isascii() else _chinese(share)
    if found["han"]:
        return _chinese(found["han"])
    value = Decimal(found["arabic"].replace(",", ""))
    if found["rest"]:
        return _chinese(f"{found['arabic'].replace(',', '')}{found['scale']}{found['rest']}")
    for each in found["scale"]:
        value *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[each]
    return value


def _chinese(text: str) -> Decimal | None:
    """A Chinese or mixed numeral; None where it is none (百, 万 alone, 十百)."""
    plain = text.replace("廿", "二十").replace("卅", "三十")
    if plain[0] in "百千万亿":
        plain = "一" + plain
    try:
        return Decimal(str(cn2an.cn2an(plain, "smart"))).normalize() + 0
    except (ValueError, KeyError, IndexError):
        return None


def _worth(found: re.Match[str], measure: str, text: str, start: int) -> bool:
    """Whether Chinese numerals are a quantity: with a measure word, and for a single one only where it counts (共一件, not 一名干部)."""
    said = found["han"]
    ahead = text[found.end("han") : found.end("han") + 1]
    if said in ("百", "千", "万", "亿", "百万", "千万") and not (found["before"] or found["inside"]):
        return False
    if not measure or measure in PLACES:
        return bool(found["inside"] or found["before"]) and len(said) > 1 and ahead != ""
    if measure == "年" and not found["before"]:
        return False
    if said in ("一", "两") and measure in (
        "个",
        "次",
        "名",
        "位",
        "面",
        "片",
        "条",
        "种",
        "家",
        "天",
        "年",
        "批",
        "点",
        "道",
        "份",
        "项",
    ):
        before = text[max(start, found.start() - 4) : found.start()]
        return (said == "两" and measure not in ("面", "点")) or bool(_COUNTS_ONE.search(before))
    if said[0] == "一" and measure == "起" and len(said) == 1:
        return text[found.end() : found.end() + 1] in _TOGETHER
    return not (measure == "成" and text[found.end() : found.end() + 1] in "功立为果员效长绩就")


def _bare(found: re.Match[str], text: str) -> bool:
    """Whether Arabic digits without a measure word count something: English, or a noun right behind; a year and a lone number do not."""
    if found["inside"] or found["before"]:
        return True
    behind = text[found.end() : found.end() + 24]
    if english := _ENGLISH.match(behind):
        return english["noun"].split()[0].lower() not in _STOPS
    if re.match(r"[-/.:：]?[0-9]|[A-Za-z]|[年月日号时点]", behind):
        return False
    if re.match(r"\s?\([0-9.]+\s?%\)", behind):
        return True
    return bool(re.match(r"[\u4e00-\u9fff]", behind)) and not re.fullmatch(r"(?:19|20)[0-9]{2}", found["arabic"])


def _int(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit() and text.isascii():
        return int(text)
    value = _chinese(text)
    return None if value is None else int(value)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for found in _SENTENCE.finditer(text):
        if text[at : found.start()].strip():
            yield at, found.end()
        at = found.end()
    if text[at:].strip():
        yield at, len(text)


def _clause(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The stretch between two commas around a quantity; a comma inside the number is none."""
    begins = max((found.end() for found in _CLAUSE.finditer(text, start, first)), default=start)
    stops = next((found.start() for found in _CLAUSE.finditer(text, last, end)), end)
    return begins, stops


def _noun(text: str, first: int, last: int, clause: tuple[int, int]) -> str:
    """What is counted: the nouns right behind the measure word, else the last ones before the number."""
    behind = text[last : clause[1]]
    if english := _ENGLISH.match(f" {behind.lstrip()}"):
        words = []
        for each in english["noun"].split():
            if each.lower() in _STOPS:
                break
            words.append(each.lower())
        if words:
            return " ".join(words)
    if number := _QUANTITY.search(behind):
        if number.start() == 0:
            return ""
        behind = behind[: number.start()]
    if whole := _WHOLE.match(behind):
        return whole.group()
    after = _nouns(behind)
    if after and after[0][1] <= _NEAR:
        return after[0][0]
    before = _nouns(text[clause[0] : first])
    return before[-1][0] if before else (after[0][0] if after else "")


@cache
def _nouns(text: str) -> list[tuple[str, int]]:
    """Runs of nouns with where each begins; a verb in front of its object (化解矛盾纠纷) is none of it."""
    runs: list[tuple[str, int]] = []
    at, open_ = 0, False
    for word, tag in rjieba.tag(text):
        named = tag.startswith(_NOUNS) or (open_ and word in _NOMINAL)
        noun = named and "\u4e00" <= word[0] <= "\u9fff" and not (word in VERBS and not open_)
        if noun and open_:
            runs[-1] = (runs[-1][0] + word, runs[-1][1])
        elif noun:
            runs.append((word, at))
        open_ = noun
        at += len(word)
    return runs


def _plain(text: str) -> str:
    """Simplified, with full-width forms undressed, character by character so that offsets stay."""
    return simplified("".join(_narrow(each) for each in text))


def _narrow(char: str) -> str:
    if char < "\u2e80":
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and char not in "，。；：！？（）" else char
