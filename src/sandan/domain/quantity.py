"""Quantity (数量): a whole number with its measure word and how exactly it is known.

"Over 70 persons" stays over 70 and never becomes 70 (law 6: exact and approximate are different). Persons (人) and attendances (人次) are
different measures and are never added up (domain A58). Reads what offices write: 70, 七十, 70多人, 约300人次, 近百户, 2100余件, 三十多,
1.2万人次, 近万人, 上百户.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sandan.domain.values import Refusal, require

MOST = 99_999_999
"""More than any county has of anything that is counted here."""


class Measure(StrEnum):
    """What is counted, by its measure word."""

    PERSON = "person"
    """人: each once, however often they came."""
    ATTENDANCE = "attendance"
    """人次: each as often as they came."""
    HOUSEHOLD = "household"
    """户."""
    HOUR = "hour"
    """小时."""
    TIME = "time"
    """次."""


class Qualifier(StrEnum):
    """How exactly a number is known."""

    EXACT = "exact"
    OVER = "over"
    """多, 余: more than this, by an unknown part."""
    ABOUT = "about"
    """约, 左右."""
    NEARLY = "nearly"
    """近: less than this."""
    AT_LEAST = "at_least"
    """以上, 不少于."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many of a measure. Refuses (`quantity_range`) what is below 0 or above `MOST`."""

    value: int
    measure: Measure
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        require(0 <= self.value <= MOST, "quantity_range", limit=MOST)

    @property
    def exact(self) -> bool:
        """Whether the number is just this."""
        return self.qualifier is Qualifier.EXACT

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.value, self.measure.value, self.qualifier.value]

    @classmethod
    def of_row(cls, row: list[Any]) -> Quantity:
        """Read back from the ledger."""
        value, measure, qualifier = row
        return cls(int(value), Measure(measure), Qualifier(qualifier))


@dataclass(frozen=True, slots=True)
class Sum:
    """What several quantities of one measure come to: the exact ones added up, and beside them how many approximate ones say what."""

    exact: int = 0
    approximate: int = 0
    """What the approximate ones state, added up: a statement about statements and no count."""
    vague: int = 0
    """How many of them were approximate."""


def total(quantities: Iterable[Quantity]) -> dict[Measure, Sum]:
    """Added up measure by measure; persons and attendances never meet."""
    found: dict[Measure, Sum] = {}
    for one in quantities:
        so_far = found.get(one.measure, Sum())
        found[one.measure] = (
            Sum(so_far.exact + one.value, so_far.approximate, so_far.vague)
            if one.exact
            else Sum(so_far.exact, so_far.approximate + one.value, so_far.vague + 1)
        )
    return found


_MEASURES = {
    "人次": Measure.ATTENDANCE,
    "人": Measure.PERSON,
    "名": Measure.PERSON,
    "位": Measure.PERSON,
    "户": Measure.HOUSEHOLD,
    "小时": Measure.HOUR,
    "个小时": Measure.HOUR,
    "次": Measure.TIME,
    "persons": Measure.PERSON,
    "people": Measure.PERSON,
    "attendances": Measure.ATTENDANCE,
    "households": Measure.HOUSEHOLD,
    "hours": Measure.HOUR,
    "times": Measure.TIME,
}
_BEFORE = {
    "约": Qualifier.ABOUT,
    "大约": Qualifier.ABOUT,
    "about": Qualifier.ABOUT,
    "近": Qualifier.NEARLY,
    "将近": Qualifier.NEARLY,
    "nearly": Qualifier.NEARLY,
    "超过": Qualifier.OVER,
    "逾": Qualifier.OVER,
    "over": Qualifier.OVER,
    "至少": Qualifier.AT_LEAST,
    "上": Qualifier.AT_LEAST,
    "不少于": Qualifier.AT_LEAST,
    "atleast": Qualifier.AT_LEAST,
}
_AFTER = {
    "多": Qualifier.OVER,
    "余": Qualifier.OVER,
    "+": Qualifier.OVER,
    "左右": Qualifier.ABOUT,
    "上下": Qualifier.ABOUT,
    "以上": Qualifier.AT_LEAST,
}
_DIGITS = {each: value for value, each in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_SIMPLER = str.maketrans({"約": "约", "餘": "余", "戶": "户", "時": "时", "個": "个", "萬": "万", "過": "过"})


def _words(*tables: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(each) for table in tables for each in table), key=len, reverse=True))


_QUANTITY = re.compile(
    rf"(?P<before>{_words(_BEFORE)})?"
    r"(?:(?P<number>[0-9][0-9,]*(?:\.[0-9]{1,4})?|[〇零一二三四五六七八九十百千两]+)|(?=万))(?P<ten_thousand>万)?"
    rf"(?P<middle>{_words(_AFTER)})?(?P<ten_thousand_after>万)?"
    rf"(?P<measure>{_words(_MEASURES)})?(?P<after>{_words(_AFTER)})?"
)


def read_quantity(text: str, measure: Measure = Measure.PERSON, *allowed: Measure) -> Quantity:
    """The quantity that a text says; `measure` is meant where no measure word stands.

    Refuses what is no whole number (`quantity_unread`), two qualifiers that disagree (`quantity_unread`), and a measure word other than
    `measure` and `allowed` (`quantity_measure`).
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLER)
    plain = re.sub(r"\s+", "", plain)
    found = _QUANTITY.fullmatch(plain)
    if found is None or (found["ten_thousand"] and found["ten_thousand_after"]):
        raise Refusal("quantity_unread", value=text.strip()[:60])
    tens = 10_000 if found["ten_thousand"] or found["ten_thousand_after"] else 1
    value = _number(found["number"] or "1", text, tens)
    said = {_BEFORE[found["before"]]} if found["before"] else set()
    said |= {_AFTER[found[each]] for each in ("middle", "after") if found[each]}
    require(len(said) <= 1, "quantity_unread", value=text.strip()[:60])
    meant = _MEASURES[found["measure"]] if found["measure"] else measure
    require(meant is measure or meant in allowed, "quantity_measure", value=text.strip()[:60])
    return Quantity(value, meant, said.pop() if said else Qualifier.EXACT)


def _number(text: str, whole: str, tens: int) -> int:
    """A whole number, told in ones or in ten thousands (`tens`): 1.2万 is 12000, and 1.2 is none."""
    if text[0].isdigit():
        text, _point, parts = text.partition(".")
        few = Decimal(f"0.{parts or 0}") * tens
        require(few == int(few), "quantity_unread", value=whole.strip()[:60])
        if "," in text and not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text):
            raise Refusal("quantity_unread", value=whole.strip()[:60])
        digits = text.replace(",", "")
        require(len(digits) <= 9, "quantity_range", limit=MOST)
        return int(digits) * tens + int(few)
    return _chinese(text, whole) * tens


def _chinese(text: str, whole: str) -> int:
    """A number below ten thousand in Chinese numerals; a row of digits (二〇一九) is one too."""
    if not any(each in _POWERS for each in text):
        require(len(text) == 1 or "〇" in text or "零" in text, "quantity_unread", value=whole.strip()[:60])
        return int("".join(str(_DIGITS[each]) for each in text))
    value, digit, below = 0, None, 10_000
    for each in text:
        if each in _POWERS:
            power = _POWERS[each]
            require(power < below and digit != 0, "quantity_unread", value=whole.strip()[:60])
            value += (1 if digit is None else digit) * power
            digit, below = None, power
        elif each in "〇零":
            require(digit is None, "quantity_unread", value=whole.strip()[:60])
        else:
            require(digit is None, "quantity_unread", value=whole.strip()[:60])
            digit = _DIGITS[each]
    return value + (digit or 0)
