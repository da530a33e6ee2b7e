"""Shares (占比): percentages that none of the counts beside them makes.

A share is held against counts where the text says whose share it is: in brackets behind a count, with 占, or as a rate that is named for
what was counted (已整改321件，整改率). A satisfaction rate is right by any of the ways in which it is reckoned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from sandan.bulletins.growth import CHANGE
from sandan.bulletins.statement import DONE, REACH, State, Statements
from sandan.domain.money import half_up

_NEAR = 2
"""A percentage is held against the counts of its own sentence and of so many before it in the paragraph."""
_RATE = re.compile(r"([\u4e00-\u9fff]{2})(?:落实|完成|到位)?率")
_ENGLISH_RATE = re.compile(r"\b([a-z]{5})[a-z]* rate", re.IGNORECASE)
_SAID_OF = re.compile(r"[^（(）)，,]{0,4}[（(](?:占[^0-9，。）)]{0,8})?")
"""What stands between a count and its share in brackets."""
_RUNGS = ("整改", "销号", "办结", "化解", "解决", "验收", "落实")
_DONE_RATE = frozenset({"完成", "办结", "落实", "达标", "整改"})
_NAMED_WHOLE = re.compile(r"占([^0-9，。]{2,14}?)的?[^0-9]{0,2}$")
_NO_PART = re.compile(
    "密度|容积|绿地|绿化|利率|税率|费率|费|报销|比例|首付|折扣|浓度|湿度|坡度|接通|优良|覆盖|普及|入学|就业率"
)
"""Percentages that are no share of a count beside them."""
_PLEASED = re.compile("满意")
_WEIGHTS = (
    {"满意": Fraction(1), "基本满意": Fraction(1)},
    {"满意": Fraction(1)},
    {"满意": Fraction(1), "基本满意": Fraction(9, 10)},
    {"满意": Fraction(1), "基本满意": Fraction(3, 4), "不满意": Fraction(11, 20)},
)
"""The ways in which satisfaction is reckoned (domain D); the fourth counts the dissatisfied too."""


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage that does not follow: of which part of which whole, and what would."""

    whole: int
    part: int
    share: int
    expected: str


def percent_of(part: Decimal, whole: Decimal, places: int) -> Decimal:
    """A share as it is printed, half up."""
    return half_up(Fraction(part) / Fraction(whole) * 100, places)


class Shares:
    """What does not follow, each percentage once. `siblings` say of each part in which lists it stands (`Additions`)."""

    def __init__(self, said: Statements, siblings: Mapping[int, set[int]]) -> None:
        self.said, self.siblings = said, siblings

    def __iter__(self) -> Iterator[Share]:
        for number, share in enumerate(self.said.claims):
            if share.measure != "%" or not share.exact or share.cell or self._of_something_else(number):
                continue
            found = self._pleased(number) if _PLEASED.search(self.said.heads[number]) else self._held(number)
            if found is not None:
                yield found

    def _of_something_else(self, number: int) -> bool:
        said, share = self.said, self.said.claims[number]
        behind = said.text[share.end : share.end + 1]
        head = said.heads[number]
        return bool(CHANGE.search(share.clause)) or behind == "的" or ("占" not in head and bool(_NO_PART.search(head)))

    def _near(self, number: int) -> list[int]:
        """The counts of things that a share may be of."""
        said, share = self.said, self.said.claims[number]
        return [
            n
            for n in range(max(0, number - REACH), min(len(said.claims), number + REACH))
            if n in said.kinds
            and said.claims[n].paragraph == share.paragraph
            and 0 <= share.sentence - said.claims[n].sentence <= _NEAR
            and said.thing(n)
        ]

    def _held(self, number: int) -> Share | None:
        said = self.said
        near = self._near(number)
        before = [n for n in near if n < number and said.claims[n].exact]
        part = self._counted(before, number)
        if part is None:
            return None
        wholes = [n for n in near if n < number and self._may_hold(n, part) and self._of(n, number)]
        pairs = [
            (one, whole)
            for one in before[-3:]
            for whole in near
            if one != whole and self._larger(whole, one) and not self._beside_it(one, whole)
        ]
        if not wholes or any(self._makes(one, whole, number) for one, whole in pairs):
            return None
        whole = max(wholes, key=lambda each: (said.total(each), said.states[each] is None, each))
        claims = said.claims
        expected = percent_of(claims[part].value, claims[whole].value, claims[number].places)
        return Share(whole, part, number, f"{expected:f}%")

    def _may_hold(self, whole: int, part: int) -> bool:
        """Whether a count may be what a part is a part of: as much or more, the same measure word, and not another part beside it."""
        said = self.said
        return (
            whole != part
            and said.claims[whole].exact
            and said.alike(whole, part)
            and self._larger(whole, part)
            and not (said.claims[whole].value == said.claims[part].value and said.own[whole] == said.own[part])
            and (said.whole(whole) or said.states[part] is None or said.states[whole] is said.states[part])
            and not self._beside_it(whole, part)
        )

    def _beside_it(self, one: int, other: int) -> bool:
        """Whether two counts are parts of one list."""
        states = self.said.states
        together = self.siblings.get(one, set()) & self.siblings.get(other, set())
        return bool(together) and states[one] == states[other]

    def _of(self, whole: int, share: int) -> bool:
        """Whether a count can be what a share says that it is of: 占镇域面积的1.9% is of no other area."""
        named = _NAMED_WHOLE.search(self.said.heads[share])
        if named is None or re.search("总|全|比", named[1]):
            return True
        own = f"{self.said.own[whole]}{self.said.claims[whole].noun}"
        return any(named[1][at : at + 2] in own for at in range(len(named[1]) - 1))

    def _larger(self, whole: int, part: int) -> bool:
        return self.said.claims[whole].value >= self.said.claims[part].value > 0

    def _counted(self, before: Sequence[int], share: int) -> int | None:
        """The count that a share is said of: the one it stands behind, else the one of the same rung (整改321件 for 整改率)."""
        said = self.said
        named = _RATE.search(said.heads[share])
        if before and self._beside(before[-1], share):
            part, between = before[-1], said.gap(before[-1], share)
            if _SAID_OF.fullmatch(between) or re.search("占|即|or ", between):
                return part
            if named is not None and self._named_for(part, named[1]):
                return part
        if english := _ENGLISH_RATE.search(said.heads[share]):
            same = [n for n in before if english[1].lower() in said.own[n].lower()]
            return same[-1] if same else None
        if named is None:
            return None
        same = [n for n in before if named[1] in said.own[n] and said.states[n] is State.DONE and not said.total(n)]
        return same[-1] if same else None

    def _named_for(self, part: int, rate: str) -> bool:
        """Whether a rate is named for what a count is of: 回收率 for 收回1876份; 整改率 never for 销号4件."""
        own, state = self.said.own[part], self.said.states[part]
        if rate in _RUNGS and rate not in own and any(each in own for each in _RUNGS):
            return False
        if set(rate) & set(own):
            return True
        return rate in _DONE_RATE and state is State.DONE and DONE.search(own) is not None

    def _beside(self, part: int, share: int) -> bool:
        """Whether a share is said of a count: in brackets behind it, or in the same breath. A count in brackets is another share's own."""
        between = self.said.gap(part, share)
        closed = re.match(r"[^（(]*[）)]", between) is not None
        limit = 60 if between.isascii() else 14
        return len(between) <= limit and not closed and not re.search("[。；;\n]", between)

    def _makes(self, one: int, whole: int, share: int) -> bool:
        claims = self.said.claims
        return percent_of(claims[one].value, claims[whole].value, claims[share].places) == claims[share].value

    def _pleased(self, number: int) -> Share | None:
        """A satisfaction rate against the counts of how people answered: wrong where none of the ways to reckon it gives it."""
        said, share = self.said, self.said.claims[number]
        near = [n for n in self._near(number) if n < number and said.claims[n].exact]
        answers = {n: self._answer(n) for n in near if _PLEASED.search(said.heads[n])}
        by_answer = {answer: n for n, answer in answers.items()}
        if "满意" not in by_answer or len(by_answer) != len(answers):
            return None
        part = by_answer["满意"]
        others = [n for n in near if n not in answers and said.alike(n, part) and self._larger(n, part)]
        values = {answer: said.claims[n].value for answer, n in by_answer.items()}
        bases = [*(said.claims[n].value for n in others), sum(values.values(), Decimal(0))]
        bases += [max(one, other) - min(one, other) for one, other in combinations(bases, 2)]
        for base in bases:
            for weights in _WEIGHTS:
                above = sum(
                    (weights.get(answer, Fraction(0)) * Fraction(n) for answer, n in values.items()), Fraction(0)
                )
                if base and half_up(above / Fraction(base) * 100, share.places) == share.value:
                    return None
            dissatisfied = values.get("不满意")
            if base and dissatisfied is not None and percent_of(base - dissatisfied, base, share.places) == share.value:
                return None
        whole = max(others, key=lambda n: (said.total(n), n), default=None)
        if whole is None:
            return None
        pleased = values["满意"] + values.get("基本满意", Decimal(0))
        return Share(whole, part, number, f"{percent_of(pleased, said.claims[whole].value, share.places):f}%")

    def _answer(self, number: int) -> str:
        head = self.said.heads[number]
        return next((each for each in ("不满意", "基本满意", "非常满意", "满意") if each in head), "")
