"""Growth (增减): a change that does not follow from the two numbers that the text itself gives.

Read are 由A到B and 比上月的A件, 较上月（A件）, 上月A件, and in English up … from A; held against them are the percentage and the difference
that the text states. Nothing is asked where only one of the two numbers stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sandan.bulletins.statement import DOWN, REACH, SHARES, UP, Statements
from sandan.domain.money import half_up

CHANGE = re.compile(rf"{UP.pattern}|{DOWN.pattern}|同比|环比|百分点|较上|比上|目标|力争|确保|达到.{{0,6}}以上")
"""Words beside a percentage that is a change or an aim, and no share."""
_FORMER = r"(?:上[月年周]|上季度|上半年|去年|同期|前[年月]|[0-9一二三四五六七八九十]+月份?|[0-9]{4}年|原来|last (?:month|year|week))"
_FROM = re.compile(rf"(?:由|从|自)(?:{_FORMER})?[^，。；]{{0,8}}$|\bfrom $")
_TO = re.compile(r"^[^，。；]{0,10}?(?:到|至|为|成|\bto )[^，。；0-9]{0,4}$")
_THAN = re.compile(rf"(?:比|较|同比|环比|相比){_FORMER}[^，。；]{{0,10}}[（(]?$")
_WAS = re.compile(rf"^{_FORMER}[^，。；]{{0,8}}$")
_PER_POINT = frozenset({"百分点", "个百分点"})


@dataclass(frozen=True, slots=True)
class Growth:
    """A stated change and the two numbers it should follow from."""

    before: int
    after: int
    change: int
    expected: str


class Growths:
    """What does not follow, each change once."""

    def __init__(self, said: Statements) -> None:
        self.said = said

    def __iter__(self) -> Iterator[Growth]:
        yield from self.steps()
        yield from self.spans()

    def spans(self) -> Iterator[Growth]:
        """An earlier and a later number, and what is said to lie between them."""
        said = self.said
        for before in range(len(said.claims)):
            if not said.claims[before].exact or said.claims[before].cell or said.way(before):
                continue
            after = self._after(before)
            if after is None:
                continue
            for change in self._changes(before, after):
                expected = self._expected(before, after, change)
                if expected is not None:
                    yield Growth(before, after, change, expected)

    def steps(self) -> Iterator[Growth]:
        """A difference and a percentage side by side, of a number that the sentence gives: 1024件，较上周减少76件，下降6.9%."""
        said = self.said
        for change in range(1, len(said.claims) - 1):
            step, share = said.claims[change], said.claims[change + 1]
            if not (step.exact and share.exact and share.measure == "%") or step.cell or step.measure in SHARES:
                continue
            ways = said.way(change), said.way(change + 1)
            if "" in ways or ways[0] != ways[1] or len(said.gap(change, change + 1)) > 6:
                continue
            if not re.search("比|较", said.heads[change]):
                continue
            earlier = [
                n
                for n in range(max(0, change - REACH), change)
                if self._may_be(change, n) and not said.way(n) and said.thing(n)
            ]
            if len(earlier) != 1:
                continue
            now = said.claims[earlier[0]].value
            was = now - step.value if ways[0] == "up" else now + step.value
            if was <= 0:
                continue
            came = half_up(Fraction(step.value) / Fraction(was) * 100, share.places)
            if came != share.value:
                yield Growth(earlier[0], change, change + 1, f"{came:f}%")

    def _after(self, before: int) -> int | None:
        """The later number, for the earlier one."""
        said = self.said
        start = max(said.claims[before - 1].end if before else 0, said.claims[before].start - 24)
        led = said.text[start : said.claims[before].start]
        following = before + 1
        if (
            _FROM.search(led)
            and following < len(said.claims)
            and self._may_be(before, following)
            and _TO.match(said.gap(before, following))
        ):
            return following
        former = _THAN.search(led) or _WAS.match(said.heads[before]) or re.search(r"\bfrom $", led)
        if not former:
            return None
        earlier = [n for n in range(max(0, before - REACH), before) if self._may_be(before, n) and not said.way(n)]
        return earlier[-1] if earlier and not _FROM.search(said.heads[earlier[-1]]) else None

    def _may_be(self, one: int, other: int) -> bool:
        said = self.said
        return (
            said.claims[other].exact
            and said.alike(one, other)
            and said.claims[one].sentence == said.claims[other].sentence
            and not said.claims[other].cell
        )

    def _changes(self, before: int, after: int) -> Iterator[int]:
        """The changes in the sentence that are said of the two, up to the next number of the same kind."""
        said = self.said
        last = max(before, after)
        sentence = said.claims[before].sentence
        first = min(before, after)
        led = [first - 1] if first and said.claims[first - 1].measure == "%" else []
        for n in (*led, *range(first + 1, last), *range(last + 1, min(len(said.claims), last + REACH))):
            claim = said.claims[n]
            if claim.sentence != sentence:
                return
            if not claim.exact or not said.way(n):
                if n > last and said.alike(n, before):
                    return
                continue
            share = said.claims[before].measure in SHARES
            if (claim.measure == "%" and not share) or (share and claim.measure in _PER_POINT) or said.alike(n, before):
                yield n

    def _expected(self, before: int, after: int, change: int) -> str | None:
        """What the change would be, where the text states another."""
        said = self.said
        old, new, stated = (said.claims[each] for each in (before, after, change))
        difference = new.value - old.value
        way = said.way(change)
        right_way = (difference >= 0) == (way == "up")
        if stated.measure == "%" and old.measure != "%":
            if not old.value:
                return None
            came = half_up(Fraction(abs(difference)) / Fraction(old.value) * 100, stated.places)
            unit = "%"
        else:
            came, unit = abs(difference), ""
            if stated.measure in SHARES:
                came = half_up(Fraction(came), stated.places)
        if right_way and came == stated.value:
            return None
        sign = "" if right_way else "−" if way == "up" else "+"
        return f"{sign}{Decimal(came):f}{unit}"
