"""Quantity (数量): what a number in running text says: its value, how exactly it is meant, and its measure word.

Numbers in Arabic, Chinese and mixed form and in English words, shares, fractions, ranges and prices per unit. Where something only looks
like a quantity (五里桥, 一名干部, 二期工程) it is none. What is counted, where and as of when is `sandan.bulletins.claim`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import cn2an

from sandan.bulletins.lexicon import MEASURES, PLACES
from sandan.bulletins.numeral import NOT_TOGETHER


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
    """以上, 不少于, 至少, 上百; the lower end of a range."""
    AT_MOST = "at_most"
    """以内, 不超过; the upper end of a range."""
    BELOW = "below"
    """不足, 不到, 低于."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that is read, and where it stands."""

    value: Decimal
    qualifier: Qualifier
    measure: str
    start: int
    end: int


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
_APART = re.compile(r"(至少|不少于|至多|约|近|超|超过|不足|不到)(?:占|走访|有|为|达|完成|安排)[^0-9，。；、]{0,12}$")
"""A qualifier that a verb parts from its number: 约占毕业生60%, 至少走访30户."""

ENGLISH = re.compile(r"\s+(?P<noun>(?:[A-Za-z][A-Za-z'-]*\s+){0,2}[A-Za-z][A-Za-z'-]*)")
"""Words behind a number, of which the first ones are what is counted."""
STOPS = frozenset(
    "and or of in the a an to by with for from at on as were was are is have has had been be that which who this these those not out but"
    " than then when where while per since until between it its they their we our".split()
)
"""English words that end what is counted."""
_CARRIED = frozenset("were are have had of or remain remained remaining was has".split())
"""English words before which a number counts what was named before: 321 were rectified."""

DIGITS = "〇零一二三四五六七八九"
HAN = f"{DIGITS}十百千万亿两廿卅"
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SCALE = r"(?:[百万亿]|千(?![瓦伏克米卡帕]))"
_ONES = {
    each: number
    for number, each in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
        " nineteen".split()
    )
}
_TENS = {
    each: 10 * number for number, each in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
_SMALL = "|".join(sorted((*_ONES, *_TENS), key=len, reverse=True))
_WORDS = rf"(?:a (?:hundred|thousand|million|dozen)\b|(?:{_SMALL})\b)(?:[- ](?:and )?(?:{_SMALL}|{'|'.join(_LARGE)})\b){{0,9}}"
_NUMBER = (
    rf"(?:百分之(?P<share>[{HAN}]{{1,24}}(?:点[{DIGITS}]{{1,9}})?|{ARABIC})"
    rf"|(?P<below>[{HAN}]{{1,24}}|[0-9]{{1,9}})分之(?P<above>[{HAN}]{{1,24}}(?:点[{DIGITS}]{{1,9}})?|[0-9]+(?:\.[0-9]+)?)"
    rf"|(?P<arabic>{ARABIC})(?P<scale>{_SCALE}*)(?P<rest>(?:[0-9]+{_SCALE}+)*(?:[0-9]+(?=[^0-9.%]|$))?)"
    rf"(?:\s(?P<large>{'|'.join(_LARGE)})\b)?"
    rf"|(?P<han>[{HAN}]{{1,24}}(?:点[{DIGITS}]{{1,9}})?)"
    rf"|(?P<words>{_WORDS}))"
)


def either(words: Iterable[str]) -> str:
    """A pattern for one of some words, the longest that fits."""
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


QUANTITY = re.compile(
    rf"(?:(?P<before>上(?=[百千万])|{either(_BEFORE)})(?:了|有|到)?\s?)?"
    rf"{_NUMBER}"
    rf"(?P<inside>[多余来]|\+(?![0-9]))?(?P<larger>[万亿])?"
    r"(?P<measure>\s?%|\s?％|‰|\s?percentage points?|\s?per\s?cent|个多?[月亿](?!工)|日(?=[之以]?内)|个多(?:小时|星期)"
    rf"|{either(MEASURES)})?"
    rf"(?P<after>{either(_AFTER)}|(?<=[日天年月周时钟里米])之?内)?"
    r"(?P<per>\s?/\s?(?:㎡|立方米|平方米|平米|平方|公里|公斤|小时|k[gm]|m2|[户人月年天日吨亩次座套个斤度米件名]))?",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?P<low>{ARABIC}|[{HAN}]{{1,24}})(?P<scale>[百千万亿]*)(?P<measure>\s?%|[^0-9\s，。、；—–~～-]{{1,4}}?)?"
    r"\s?(?P<to>至|到|——?|–|-|－|～|~)\s?(?=[0-9一二三四五六七八九十两])"
)
_PARTS = re.compile("培训|轮训|班|讲座|讲堂|简报|专栏|举办|开办|编发|编印|刊|节目|通报")
"""What is counted in 期. Beside anything else 二期 is the name of a stretch of building."""
_ONE_BEFORE = re.compile(r"(?:共|仅|只|另|其余|剩余|唯|还|：|:)(?:有)?$")
_ARTICLE = frozenset("个次名位面片条种家天年批点道份项眼班头部口对段组车辆")
"""Measure words with which 一 is as good as an article."""
_LAST = frozenset("个名位条种家份项辆批")
"""Of these, the ones with which 一 counts where it ends its clause: 可领鸡蛋一份."""
_ORDINAL = frozenset("组班")
"""Measure words with which a single Chinese numeral is a name, unless the words before it count."""
_SET_UP = re.compile("(?:成|成立|组建|设|设立|共|共有|为|的)$")
_LINES = frozenset({"110", "119", "120", "122", "12345", "12315"})
TOGETHER = frozenset(NOT_TOGETHER)


def quantity(text: str, at: int, end: int, start: int) -> Quantity | None:
    """The quantity that begins at a place of a simplified text, or None. `start` is where its sentence begins."""
    found = QUANTITY.match(text, at, end)
    return _read(found, text, start) if found else None


def span(text: str, at: int, end: int, start: int) -> tuple[Iterator[Quantity], int] | None:
    """The two ends of a range (30至50户, 3-5万元) that begins at a place, and where it ends; none of both where it has no measure word."""
    found = _RANGE.match(text, at, end)
    if found is None:
        return None
    high = quantity(text, found.end(), end, start)
    said = (found["measure"] or "").strip()
    if high is None or not (high.measure or said):
        bare = re.compile(rf"{ARABIC}").match(text, found.end(), end)
        return (iter(()), bare.end()) if bare and found["to"] not in ("至", "到") and not said else None
    spoken = re.match(
        rf"(?:{ARABIC}|[{HAN}]+?)(?P<scale>[百千万亿]*)(?={re.escape(high.measure)}|万元|亿元|成)",
        text[found.end() : end],
    )
    low = number(f"{found['low']}{found['scale'] or ''}")
    if low is None or (said and said != high.measure and said not in ("万元", "亿元")):
        return None
    if text[found.end() : high.end].endswith(("万元", "亿元")) and not said:
        low *= 10_000 if "万元" in text[found.end() : high.end] else 100_000_000
    elif spoken and spoken["scale"] and not found["scale"]:
        low *= number(f"1{spoken['scale']}") or 1
    if "成" in text[found.end() : high.end] and high.measure == "%":
        low *= 10
    if low >= high.value:
        return None
    ends = (
        Quantity(low, Qualifier.AT_LEAST, high.measure, at, found.start("to")),
        replace(high, qualifier=Qualifier.AT_MOST),
    )
    return iter(ends), high.end


def number(written: str) -> Decimal | None:
    """The value of a numeral in Arabic, Chinese or mixed form; None where it is none (百, 万 alone, 十百)."""
    plain = written.replace(",", "")
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain):
        return Decimal(plain)
    if found := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([百千万亿]+)", plain):
        value = Decimal(found[1])
        for each in found[2]:
            value *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[each]
        return value
    plain = plain.replace("廿", "二十").replace("卅", "三十")
    if plain[:1] in tuple("百千万亿"):
        plain = "一" + plain
    try:
        return Decimal(str(cn2an.cn2an(plain, "smart"))).normalize() + 0
    except (ValueError, KeyError, IndexError):
        return None


def _read(found: re.Match[str], text: str, start: int) -> Quantity | None:
    """What a match says, or None where it is no quantity."""
    value = _value(found)
    if value is None:
        return None
    qualifier, end = _qualifier(found, text, start), found.end()
    times, measure = _measured(found)
    if measure is None:
        return Quantity(value * times, qualifier, "", found.start(), end)
    if not _counts(found, measure, text, start):
        return None
    value *= times
    if found["measure"] == "成" and (tenth := text[end : end + 1]) and tenth in "一二三四五六七八九":
        value, end = value + (number(tenth) or 0), end + 1
    if found["per"] and found["measure"]:
        measure += re.sub(r"\s", "", found["per"])
    elif found["per"]:
        end = found.start("per")
    return Quantity(value, qualifier, measure, found.start(), end)


def _measured(found: re.Match[str]) -> tuple[int, str | None]:
    """By what a number is still to be multiplied, and its measure word as it is known; None where 个亿 stands for one."""
    times = {"万": 10_000, "亿": 100_000_000}.get(found["larger"] or "", 1)
    measure = (found["measure"] or "").strip()
    if found["below"]:
        return times, "‰" if found["below"] == "千" else "%"
    if found["share"] or re.fullmatch(r"％|per\s?cent", measure, re.IGNORECASE):
        return times, "%"
    if measure.lower().startswith("percentage"):
        return times, "个百分点"
    if measure in ("个亿", "个多亿"):
        return times * 100_000_000, None
    if measure in ("万元", "亿元"):
        return times * (10_000 if measure == "万元" else 100_000_000), "元"
    if measure == "成":
        return times * 10, "%"
    return times, measure.replace("个多", "个").removeprefix("余")


def _qualifier(found: re.Match[str], text: str, start: int) -> Qualifier:
    if found["before"]:
        return _BEFORE.get(found["before"].lower(), Qualifier.AT_LEAST)
    if found["inside"]:
        return _INSIDE[found["inside"]]
    if found["after"]:
        return _AFTER.get(found["after"].lower(), Qualifier.AT_MOST)
    if "个多" in (found["measure"] or ""):
        return Qualifier.OVER
    if apart := _APART.search(text, max(start, found.start() - 18), found.start()):
        return _BEFORE[apart[1]]
    return Qualifier.ABOUT if found["below"] and found["below"] != "千" else Qualifier.EXACT


def _value(found: re.Match[str]) -> Decimal | None:
    if found["share"]:
        return number(found["share"])
    if found["below"]:
        below, above = number(found["below"]), number(found["above"])
        if below is None or above is None or not below or above > below:
            return None
        if found["below"] == "千":
            return above
        return (above * 100 / below).quantize(Decimal("0.01")).normalize() + 0
    if found["words"]:
        return _english(found["words"])
    if found["han"]:
        return number(found["han"])
    written = f"{found['arabic']}{found['scale']}{found['rest']}"
    value = number(written)
    if value is not None and found["large"]:
        value *= _LARGE[found["large"].lower()]
    return value


def _english(words: str) -> Decimal | None:
    """The value of English number words; None for a lone "one", which is a pronoun as often as not."""
    total = part = 0
    said = [each for each in re.split("[- ]", words.lower()) if each not in ("and", "a")]
    if said == ["one"]:
        return None
    for each in said:
        if each in _LARGE and _LARGE[each] < 1000:
            part = (part or 1) * _LARGE[each]
        elif each in _LARGE:
            total, part = total + (part or 1) * _LARGE[each], 0
        else:
            part += _ONES.get(each, _TENS.get(each, 0))
    return Decimal(total + part)


def _counts(found: re.Match[str], measure: str, text: str, start: int) -> bool:
    """Whether what was found counts something at all."""
    if found["below"] or found["share"]:
        return True
    if found["measure"] == "期" and not _PARTS.search(text, max(start, found.start() - 12), found.end() + 8):
        return False
    if found["han"]:
        return _worth(found, measure, text, start)
    if measure:
        return True
    return _bare(found, text)


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
    before = text[max(start, found.start() - 4) : found.start()]
    if measure in _ORDINAL and len(said) == 1 and not _SET_UP.search(before):
        return False
    if said in ("一", "两") and measure in _ARTICLE:
        last = measure in _LAST and re.match(r"[，。；、）)！!]|$", text[found.end() :]) is not None
        one = last and not re.search("[每这那同某另哪第]$", before)
        return (
            (said == "两" and measure not in ("面", "点", "车", "头", "眼")) or one or bool(_ONE_BEFORE.search(before))
        )
    if said[0] == "一" and measure == "起" and len(said) == 1:
        return text[found.end() : found.end() + 1] in TOGETHER
    return not (measure == "成" and text[found.end() : found.end() + 1] in "功立为果员效长绩就")


def _bare(found: re.Match[str], text: str) -> bool:
    """Whether digits without a measure word count something: English, or a noun right behind; a year and a lone number do not."""
    if found["inside"] or found["before"]:
        return True
    behind = text[found.end() : found.end() + 24]
    year = re.fullmatch(r"(?:19|20)[0-9]{2}", found["arabic"] or "") is not None
    if english := ENGLISH.match(behind):
        first = english["noun"].split()[0].lower()
        if first in STOPS:
            from_ = re.search(r"\bfrom $", text[max(0, found.start() - 5) : found.start()], re.IGNORECASE)
            return not year and (first in _CARRIED or from_ is not None or first == "from")
        return True
    if found["words"] or (found["arabic"] in _LINES and not found["scale"]):
        return False
    if re.match(r"[-/.:：]?[0-9]|[A-Za-z]|[年月日号时点]", behind):
        return False
    if re.match(r"\s?\([0-9.]+\s?%\)", behind):
        return True
    if (found["scale"] or "," in found["arabic"]) and re.match(r"[，。；、！]|$", behind):
        return bool(
            re.search("[\u4e00-\u9fff]$", text[max(0, found.start() - 1) : found.start()])
        )  # 点赞2.3万，在看1,208。
    return bool(re.match(r"[\u4e00-\u9fff]", behind)) and not year
