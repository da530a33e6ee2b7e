"""Statements (表述): the claims of a text, with what the text itself says of each: its own words, its state, whether it is a total.

A claim's own words are those of its clause that belong to it and to no other number: in 397个问题已销号300个 the first number's are 个问题
and the second's 已销号. What is worked out here is what `contradiction` and its parts judge by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from sandan.bulletins.claim import CLAUSE, Claim, simple


class State(StrEnum):
    """How far what is counted has come, as far as that excludes another state."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_DONE = "not_done"


NOT_DONE = re.compile(
    r"未完成|未办结|未整改|未达标|未销号|未解决|未启动|未开工|未落实|尚未|没有完成|剩余|剩下|余下|其余|未化解"
    r"|not (?:yet )?(?:done|finished|rectified|completed)|outstanding|remain|still open"
)
UNDER_WAY = re.compile(
    r"正在|推进中|在建|在办|整改中|办理中|进行中|有序推进|持续推进|加快推进|建设中|施工中|跟进中"
    r"|in progress|under way|underway|ongoing|being "
)
DONE = re.compile(
    r"已?完成|办结|办理完毕|整改到位|整改落实|已整改|销号|达标|已?化解|已?解决|落实到位|竣工|建成|done|finished|rectified|completed|resolved|closed"
)
TOTAL = re.compile(
    r"共(?![用同享产青建治赢])|合计|总计|总数|总量|总件数|总人数|总户数|总额|全部(?!的)|累计|in (?:all|total)|total of"
)
SEPARATE = re.compile(r"其中|包括|包含|of which|of these|of them", re.IGNORECASE)
SHARES = frozenset({"%", "‰", "百分点", "个百分点"})
UP = re.compile(
    r"增长|增加|上升|提高|提升|上涨|攀升|增幅|涨幅|升幅|净增|(?<!新)增了?$|\bup\b|rose|risen|increase|grew|grown|higher|more"
)
DOWN = re.compile(
    r"下降|减少|降低|下跌|回落|缩短|压缩|压减|精简|降幅|减幅|减了?$|降了?$|\bdown\b|fell|fallen|decrease|dropp?|reduc|cut|lower|fewer"
)
REACH = 40
"""So many numbers before and behind one are held against it: more than any sentence has, and no more work for a longer one."""
_LASTING = frozenset("年 个月 月 天 日 周 岁 周岁 小时 分钟 秒 个小时 个星期 个工作日 度 层 级 期".split())
"""What is measured in these is how long, how old, how high or which one, and is no part of a number of things."""
_LENGTH = frozenset("米 公里 千米 里 km 厘米 毫米 平方米 平米 平方 ㎡ 平方公里 亩 公顷 元 美元".split())
_ENDS = re.compile(rf"{CLAUSE.pattern}|\band\b")
_ALIKE = ({"个", "家", "所", "处"}, {"名", "人", "位"}, {"件", "条", "项"})
"""Measure words that may stand for one another where a total is said of unlike things: 13个部门、11个镇共24家单位."""


def state_of(words: str) -> State | None:
    """The state that words speak of; what says "not" goes before what it denies."""
    for pattern, state in ((NOT_DONE, State.NOT_DONE), (UNDER_WAY, State.UNDER_WAY), (DONE, State.DONE)):
        if pattern.search(words):
            return state
    return None


class Statements:
    """The claims of a text with the words of each."""

    def __init__(self, claims: Sequence[Claim], text: str) -> None:
        self.claims, self.text = claims, simple(text)
        self.heads, self.tails = self._words()
        self.own = [f"{head}{tail}" for head, tail in zip(self.heads, self.tails, strict=True)]
        self.states = [state_of(each) for each in self.own]
        self.counts = [number for number, each in enumerate(claims) if each.measure not in SHARES]
        self.kinds = frozenset(self.counts)

    def _words(self) -> tuple[list[str], list[str]]:
        """Of each claim the words before it, and those behind it where no other number of its clause claims them."""
        heads, tails = [], []
        for number, each in enumerate(self.claims):
            if each.cell:
                heads.append(each.clause)
                tails.append("")
                continue
            last = self.claims[number - 1].end if number else 0
            heads.append(CLAUSE.split(self.text[max(last, each.start - 60) : each.start])[-1])
            begin, following = each.end, number + 1
            if following < len(self.claims) and (bracket := self._bracketed(number)):
                begin, following = bracket, number + 2
            stop = self.claims[following].start if following < len(self.claims) else len(self.text)
            pieces = _ENDS.split(self.text[begin : min(stop, begin + 40)])
            shared = len(pieces) == 1 and stop < min(len(self.text), begin + 40)
            tails.append("" if shared else pieces[0])
        return heads, tails

    def _bracketed(self, number: int) -> int:
        """Where the bracket with a share behind a claim ends, or 0: 16项（37%）已完成."""
        share = self.claims[number + 1]
        opened = re.fullmatch(r"\s?[（(](?:占[^0-9]{0,8})?", self.gap(number, number + 1))
        closed = re.match(r"\s?[）)]", self.text[share.end : share.end + 2])
        return share.end + closed.end() if share.measure in SHARES and opened and closed else 0

    def gap(self, one: int, other: int) -> str:
        """What stands between two claims."""
        return self.text[self.claims[one].end : self.claims[other].start]

    def total(self, number: int) -> bool:
        """Whether a count is said to be of all there is."""
        return bool(TOTAL.search(self.own[number])) and not SEPARATE.search(self.heads[number])

    def whole(self, number: int) -> bool:
        """Whether a count can be a total: it is not itself a part of a state."""
        return self.states[number] is None or self.total(number)

    def thing(self, number: int) -> bool:
        """Whether a count is of things that can be added up, and not of a length of time or an age, nor a bare number in Chinese."""
        claim = self.claims[number]
        if claim.measure in _LASTING or "/" in claim.measure or re.search("每|人均|户均|平均", self.heads[number]):
            return False
        return (
            bool(claim.measure)
            or bool(claim.cell)
            or bool(re.match(r"[A-Za-z ,(]*$", self.text[claim.end : claim.end + 8]))
        )

    def discrete(self, number: int) -> bool:
        """Whether a count is of single things, and neither of money nor of length or area."""
        return self.thing(number) and self.claims[number].measure not in _LENGTH

    def way(self, number: int) -> str:
        """Whether a number is a change, "up" or "down" by the words before it, or "": what something came to is none."""
        head = self.heads[number]
        found = [(each.end(), way) for pattern, way in ((UP, "up"), (DOWN, "down")) for each in pattern.finditer(head)]
        if not found or re.search(r"(?:到|至|为)[^0-9]{0,2}$|\bto $", head):
            return ""
        return max(found)[1]

    def alike(self, one: int, other: int) -> bool:
        """Whether two counts have one measure word."""
        return self.claims[one].measure == self.claims[other].measure

    def akin(self, one: int, other: int) -> bool:
        """Whether two measure words may count the same."""
        pair = {self.claims[one].measure, self.claims[other].measure}
        return len(pair) == 1 or any(pair <= each for each in _ALIKE)
