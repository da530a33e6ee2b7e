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

import rjieba

from sandan.bulletins.lexicon import EXPRESSIONS, MEASURES, PLACES, VERBS
from sandan.bulletins.numeral import PHRASES
from sandan.bulletins.quantity import (
    ARABIC,
    DIGITS,
    ENGLISH,
    HAN,
    QUANTITY,
    STOPS,
    TOGETHER,
    Qualifier,
    Quantity,
    either,
    number,
    quantity,
    span,
)
from sandan.intake.script import simplified


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


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[〇零一二三四五六七八九]{4})年(?:(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号])?)?"
    r"|(?P<month2>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?P<day2>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]"
    r"|(?P<year3>[0-9]{4})[-/.](?P<month3>[0-9]{1,2})[-/.](?P<day3>[0-9]{1,2})(?![0-9])"
    rf"|(?P<day4>[0-9]{{1,2}}) (?P<month4>{either(_MONTHS)}) (?P<year4>[0-9]{{4}})"
)
_TO = "(?:至|到|—|——|–|-|－|～|~)"
_SKIPPED = re.compile(
    r"第\s?[0-9〇零一二三四五六七八九十百千]+(?:[、,，]?[0-9〇一二三四五六七八九十百]+)*"  # ordinals, articles, issues
    r"|〔[0-9]{4}〕\s?[0-9]+号|[\[［(（][0-9]{4}[\]］)）]\s?[0-9]+号"
    r"|[0-9]{1,2}[:：][0-9]{2}(?::[0-9]{2})?|(?:上午|下午|晚上|凌晨)?[0-9]{1,2}[时点](?:[0-9]{1,2}分|半)?|(?:上午|下午|晚上|凌晨)[一二三四五六七八九十]{1,3}[时点]半?"
    rf"|[0-9]{{1,2}}{_TO}[0-9]{{1,2}}[月日时](?![内])|[0-9]{{4}}{_TO}[0-9]{{4}}年|[0-9]{{4}}年"
    r"|计[一两]次|[A-Za-z]+-[0-9]+"
    r"|(?<![0-9])0[0-9]年|[0-9]{2}年(?=底|初|末|[0-9]{1,2}月|[上下]半年|[春夏秋冬])|(?<=[在于从自])[5-9][0-9]年(?!代)"
    r"|[0-9一二三四五六七八九]+(?:[-~至、—][0-9一二三四五六七八九]+)?年级|[0-9]{4,6}部队|(?<!分)[0-9]{1,4}路(?!灯)"
    rf"|(?:好几|几|若干|成|(?<![人次件户总个倍指参])数)[十百千万亿]+(?![{HAN}几分])[多余]?(?:{either(MEASURES)})?"
    rf"|[十百千]?(?:一两|一二|两三|二三|三四|三五|四五|五六|六七|七八|八九)[十百千万亿]*[多余]?(?:{either(MEASURES)})"
    r"|[0-9]{1,3}(?:\+[0-9A-Z]{1,3}){1,5}(?![0-9+＋]{0,40}\s?[=＝])|(?:[Tt]wo|[Tt]hree|[Ff]our)[- ](?:thirds|quarters|fifths)"
    rf"|(?<=[届大会])[{DIGITS}十]+次(?:会议|全会|全体会议|代表大会)"
    r"|(?<=[0-9]\.)[0-9]+|[0-9]+(?:\.[0-9]+){2,}|[A-Za-z][A-Za-z0-9]*[0-9][A-Za-z0-9]*|[0-9]+[A-Za-z][A-Za-z0-9]*(?:镇|县|市|区)?"
    r"|(?<=序号)[0-9]+|(?<=position )[0-9]+|(?<![0-9,.])[0-9]{7,}(?![0-9万亿,.])|[0-9]{3,4}-[0-9]{7,8}"
    r"|[0-9]+[:：][0-9]+|(?:12345|12315|12333|12388|12350|12369|110|119|120|122)(?=热线|电话|平台|政务|便民|市民|报警|急救|服务|工单)|(?<=拨打)[0-9]{3,6}|(?<=致电)[0-9]{3,6}"
    r"|[0-9〇一二三四五六七八九十]+(?:国道|省道|县道|号楼|号院|号线|号路|线|单元|栋|幢|室|楼(?!梯)|组村民|层)"
    r"|(?<=[村区])[0-9一二三四五六七八九十]+组"
    r"|[0-9〇一二三四五六七八九十百]+号(?!召)|(?:十[六七八九]|二十)(?:大|届)(?:[一二三四五六七]中全会)?|[一二三四五六七八九十]中全会"
    rf"|十[一二三四五]五|[{DIGITS}]{{2,}}五(?=规划)|(?:三八|五一|五四|六一|七一|八一|十一)(?=[”\"]?(?:节|国庆|劳动|妇女|青年|儿童|建党|建军|假|期间|前后))"
    r"|[一二三四五六七八九十]+(?:月份|季度|年级|学期)|周[一二三四五六]|星期[一二三四五六]|初[一二三]|高[一二三]"
)
_ENDLESS = re.compile(rf"[{HAN}]{{25,}}")
"""No number is as long. Whoever sends sixty thousand numerals in a row is not read numeral by numeral."""
_NUMBERING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．是]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[、.．)）](?![0-9]))"
)
_FIXED = re.compile(either((*PHRASES, *EXPRESSIONS)))
_PLACE_NAME = re.compile(
    rf"[{DIGITS}十百千万两]+[\u4e00-\u9fff]{{0,3}}?(?:村|镇|乡|寨|沟|坪|河|桥|巷|街|湾|坝|岭|庄|屯|湖|山|小区|社区|中学|小学|医院|公园|广场)"
)
_SENTENCE = re.compile(r"[。！？!?\n]|(?<=[A-Za-z)])\.(?=\s|$)|(?<=[0-9])\.(?=\s+[A-Z])")
CLAUSE = re.compile(r"[，,、；;：:（）()。！？!?\n|\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_AS_OF = re.compile(
    r"(?:[0-9日号]\s?(?:至|到|—|–|-|~)$|截至|截止|截止到|截至到|到|as of|by the end of|by)\s?(?:目前)?[^，。,]{0,4}?$",
    re.IGNORECASE,
)
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)")
_LOST = re.compile(r"(?<=[\u3400-\u9fff])\?(?=[A-Za-z\u3400-\u9fff])")
_AGENT = re.compile("[经由向被请报送]")
_ACTS = re.compile("同意|批准|决定|交办|督办|研究|牵头|组织|会同|要求|审核|验收")
"""A unit that does something to what is counted is not the place of it: 经整改办同意退回的2件."""
_COUNTED = re.compile(rf"[0-9{HAN}](?:个|家|名|支|所)$")
"""A unit's name behind a number is what is counted and no place: 5个巡回指导组."""
_CELL = re.compile(rf"({ARABIC})\s?([%％])?")
_ALL = re.compile(r"合计|总计|共计|小计|总数|全[县市区省]|total|all", re.IGNORECASE)
"""Heads of a row that is about all the others."""
_NOUNS = ("n", "vn", "an", "l", "j", "i", "nz", "b")
_NOMINAL = frozenset({"举措", "措施", "诉求", "建议"})
"""Words that end a noun and are tagged as verbs."""
_WHOLE = re.compile("(?:组|村|镇|乡|县|社区|部门|单位|支部|小组)(?![\u4e00-\u9fff])")
_LEAD = 400
"""So many characters of a sentence before a claim are looked at. Nobody's sentence is longer, but for who wants to keep the reader busy."""
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
    reader = _Reader(text, tuple(sorted({simple(each) for each in places if each}, key=len, reverse=True)))
    return list(reader)


class _Reader:
    """Goes through a text sentence by sentence, and holds on to the day and year that it spoke of last."""

    def __init__(self, text: str, places: tuple[str, ...]) -> None:
        self.given, self.text = text, simple(text)
        self.places = places
        self.named = re.compile(either(places)) if places else None
        self.year: int | None = None
        self.as_of: date | None = None
        self.place, self.placed = "", 0
        self.heads: list[str] = []
        self.table, self.row = 0, 0

    def __iter__(self) -> Iterator[Claim]:
        """Where several numbers share the noun behind the last of them (4类13项38条便民举措), each counts that."""
        found = list(self._each())
        for at in range(len(found) - 2, -1, -1):
            one, other = found[at], found[at + 1]
            if not one.noun and one.end == other.start:
                found[at] = replace(one, noun=other.noun)
        yield from found

    def _each(self) -> Iterator[Claim]:
        at, paragraph = 0, 0
        for sentence, (start, end) in enumerate(_sentences(self.text)):
            paragraph += self.text.count("\n", at, start)
            at = start
            if self.text.count("\t", start, end) > 1:
                yield from self._cells(start, end, sentence, paragraph)
            else:
                self.heads = []
                yield from self._sentence(start, end, sentence, paragraph)

    def _cells(self, start: int, end: int, sentence: int, paragraph: int) -> Iterator[Claim]:
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
                sentence=sentence,
                paragraph=paragraph,
                cell=(self.table, self.row, column),
                corner=self.heads[0],
            )

    def _sentence(self, start: int, end: int, sentence: int, paragraph: int) -> Iterator[Claim]:
        at = start
        if found := _NUMBERING.match(self.text, start, end):
            at = found.end()
        self.place = ""
        while at < end:
            if run := _ENDLESS.match(self.text, at, end):
                at = run.end()
            elif self.named and (name := self.named.match(self.text, at, end)):
                counted = _COUNTED.search(self.text, start, at) is not None
                if not counted and not _AGENT.match(self.text[at - 1 : at]) and not _ACTS.match(self.text, name.end()):
                    self.place = self.given[name.start() : name.end()]
                    self.placed = name.end()
                at = name.end()
            elif day := _DATE.match(self.text, at, end):
                self._date(day, start)
                at = day.end()
            elif after := self._skipped(at, end):
                at = after
            elif (range_ := span(self.text, at, end, start)) is not None:
                ends, at = range_
                yield from (self._claim(each, start, end, sentence, paragraph) for each in ends)
            elif one := quantity(self.text, at, end, start):
                yield self._claim(one, start, end, sentence, paragraph)
                at = one.end
            else:
                at += 1

    def _claim(self, one: Quantity, start: int, end: int, sentence: int, paragraph: int) -> Claim:
        first, last = one.start, one.end
        clause = _clause(self.text, first, last, start, end)
        return Claim(
            text=self.given[first:last].strip(),
            value=one.value,
            qualifier=one.qualifier,
            measure=one.measure,
            noun=_noun(self.text, first, last, (max(clause[0], self.placed), clause[1])),
            place=self.place,
            as_of=self.as_of,
            start=first,
            end=last,
            clause=self.text[clause[0] : clause[1]].strip(),
            lead=self.text[max(start, clause[0] - _LEAD) : clause[0]].strip(),
            spoken=self.text[first:last].strip(),
            sentence=sentence,
            paragraph=paragraph,
        )

    def _skipped(self, at: int, end: int) -> int:
        """Where something that is no quantity ends, or 0."""
        text = self.text
        fixed = _FIXED.match(text, at, end)
        if fixed and not (fixed.group() == "一起" and text[fixed.end() : fixed.end() + 1] in TOGETHER):
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
    counting = either(each for each in MEASURES if each not in PLACES)
    return re.match(rf"[{HAN}]+[多余来几]?(?:{counting})", text[at:end]) is not None


def _int(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit() and text.isascii():
        return int(text)
    value = number(text)
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
    begin = max(start, first - _LEAD)
    begins = max((found.end() for found in CLAUSE.finditer(text, begin, first)), default=begin)
    stop = min(end, last + _LEAD)
    stops = next((found.start() for found in CLAUSE.finditer(text, last, stop)), stop)
    return begins, stops


def _noun(text: str, first: int, last: int, clause: tuple[int, int]) -> str:
    """What is counted: the nouns right behind the measure word, else the last ones before the number."""
    behind = text[last : clause[1]]
    if english := ENGLISH.match(f" {behind.lstrip()}"):
        words = []
        for each in english["noun"].split():
            if each.lower() in STOPS:
                break
            words.append(each.lower())
        if words:
            return " ".join(words)
    if other := QUANTITY.search(behind):
        if other.start() == 0:
            return ""
        behind = behind[: other.start()]
    if whole := _WHOLE.match(behind):
        return whole.group()
    after = _nouns(behind)
    if after and after[0][1] <= _NEAR:
        return after[0][0]
    before = _nouns(text[clause[0] : first])
    return before[-1][0] if before else (after[0][0] if after else "")


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


def simple(text: str) -> str:
    """A text simplified, with full-width forms undressed, character by character so that offsets stay."""
    return simplified("".join(_narrow(each) for each in text))


def _narrow(char: str) -> str:
    if char < "\u2e80":
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and char not in "，。；：！？（）" else char
