"""Addition (合计): where a text says that parts make a total, and they do not.

A list adds up where the text says so: a colon or 分别为 before it, 合计 behind it, 其他 as its last part, two parts that leave no third
(已 and 未, 有效 and 无效), what is done and what is left. Where parts only exclude one another, they may be less than the total and never
more. Of what else follows 其中 nothing is asked: members and women may be the same people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from sandan.bulletins.statement import REACH, SEPARATE, State, Statements

_OPENED = re.compile(r"^[^，,。；;：:\n]{0,14}(?:[：:]|——|[，,、]?(?:分别(?:为|是)|即)[：:]?)[^，,。；;：:、\n]{0,16}$")
_LISTED = re.compile(r"^[^。\n：:]*[、，,；;和及与][^。\n：:]{0,18}[：:]?$|^,? (?:and )?[^.\n:]{0,24}$")
_BREAKS = re.compile(r"这|该|上述|每|平均|比|较|同比|环比|由|从|超|另|加上|至|到|而|退还|返还")
_ONLY = re.compile(r"(?:除|各)$")
_OTHER = re.compile(r"^(?:及)?(?:其他|其它|其余|余下)[^0-9]{0,8}$")
_SUMMED = re.compile(r"(?:合计|总计|小计|共计)[^，。；]{0,8}$")
_SUMMED_UP = re.compile(r"^[^，,、。；;]{0,6}(?:一共|共有|共)[^，,、。；;]{0,4}$|^[、，]?(?:一共|共有|共|总共)$")
_ONE_ITEM = re.compile(r"[^，,。；;、：:\n]{0,10}")
"""What stands between two numbers of one item of a list: 教育领域8项已销号6项."""
_UNLIKE = re.compile(r"[^，,。；;、]{0,12}[、和及][^，,。；;、]{0,8}")
"""What stands between unlike things that are counted together: 13个部门、11个镇."""
_PAIRS = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        ("(?<!无)有效", "无效"),
        ("初次|首次", "重复"),
        ("立行立改|立查立改|立知立改|即知即改|立整立改|当场|现场", "限期|限时"),
        ("按[期时]", "逾期|超期|超时"),
        ("线上|网上", "线下"),
        ("属实", "不属实|查无实据"),
        ("(?<![不未])受理", "不予受理|未受理"),
        ("男", "女"),
    )
)
"""Words for two parts that leave no third."""
_CLASS = re.compile(r"(?:类|级|型|镇|乡|街道|局|县|区|市|村|部门|批|季度|方面)$|^[A-Za-z]类")
"""How labels end whose parts exclude one another: 教育类, 县级, 青溪镇."""
_PLEASED = re.compile("满意|不了解|一般")
_QUARTERS = {"上半年": ("一季度", "二季度"), "下半年": ("三季度", "四季度")}


@dataclass(frozen=True, slots=True)
class Addition:
    """Parts that do not fit their total."""

    whole: int
    parts: tuple[int, ...]
    came: Decimal


class Additions:
    """What does not add up, each total once."""

    def __init__(self, said: Statements) -> None:
        self.said = said
        self.siblings: dict[int, set[int]] = {}
        """Of each part the lists that it stands in, by the total's place: no part of a list is the whole of another."""

    def __iter__(self) -> Iterator[Addition]:
        said, told = self.said, set[tuple[tuple[int, ...], Decimal]]()
        for place, number in enumerate(said.counts):
            if not said.claims[number].exact or not said.thing(number) or said.way(number):
                continue
            if _ONLY.search(said.heads[number]):
                continue
            found = self._below(number, said.counts[place + 1 : place + REACH]) or self._above(
                number, said.counts[max(0, place - REACH) : place]
            )
            if found is not None and (found.parts, said.claims[found.whole].value) not in told:
                told.add((found.parts, said.claims[found.whole].value))
                yield found

    # --- a total, and its parts behind it -------------------------------------------------------------------------

    def _below(self, whole: int, after: Sequence[int]) -> Addition | None:
        said = self.said
        parts = self._list(whole, after)
        if not parts:
            return None
        between = said.gap(whole, parts[0])
        apart = SEPARATE.search(between)
        came = self._sum(parts)
        stated = said.claims[whole].value
        if (apart and len(parts) > 1) or _OPENED.match(between):
            for each in parts:
                self.siblings.setdefault(each, set()).add(whole)
        if apart:
            if self._complete(parts):
                return self._unequal(whole, parts)
            states = self._by_state(whole, parts)
            if states:
                return states if states.came != stated else None
            if came > stated and self._exclusive(parts):
                return Addition(whole, tuple(parts), came)
            return None
        if len(parts) > 1 and _OPENED.match(between) and self._one_kind(parts) and self._fits(whole, parts):
            return self._unequal(whole, parts)
        if not said.whole(whole):
            return None
        if found := self._by_state(whole, parts):
            return found if found.came != stated else None
        pleased = [each for each in parts if _PLEASED.search(said.heads[each])]
        if len(pleased) == len(parts) > 1 and came > stated:
            return Addition(whole, tuple(parts), came)
        if len(parts) >= 2 and self._pair(parts[:2]) and self._sum(parts[:2]) > stated:
            return Addition(whole, tuple(parts[:2]), self._sum(parts[:2]))
        return None

    def _list(self, whole: int, after: Sequence[int]) -> list[int]:
        """Counts behind a total that are said one after the other as parts of it: one measure word, nothing else begun in between."""
        said, parts = self.said, list[int]()
        mine = said.claims[whole]
        last = whole
        for each in after:
            its = said.claims[each]
            gap = said.gap(last, each)
            near = its.sentence == mine.sentence or (
                last == whole and its.sentence == mine.sentence + 1 and re.search(r"。\s*(?:其中|包括)", gap)
            )
            if parts:
                near = its.sentence == said.claims[parts[0]].sentence
            if not near or its.cell:
                break
            if not said.alike(whole, each):
                continue
            if not parts and said.way(each):
                last = each
                continue
            if not its.exact or not said.thing(each) or (parts and SEPARATE.search(gap)):
                break
            if said.total(each) or _SUMMED.search(said.heads[each]):
                break
            if _BREAKS.search(said.heads[each]) or (parts and not self._listed(last, each)):
                break
            parts.append(each)
            last = each
        return parts

    def _bare(self, one: int, other: int) -> str:
        """What stands between two counts, without other numbers and brackets in it: 16项（37%），正在推进27项."""
        said = self.said
        gap, at = "", said.claims[one].end
        for each in range(one + 1, other):
            gap += said.text[at : said.claims[each].start]
            at = said.claims[each].end
        gap += said.text[at : said.claims[other].start]
        return re.sub(r"[（(][^（）()]*[）)]", "", gap)

    def _listed(self, one: int, other: int) -> bool:
        """Whether two counts stand in one list: separated as items are, and both inside or both outside of a bracket."""
        bare = self._bare(one, other)
        return bool(_LISTED.match(bare)) and not re.search("[（()）]", bare)

    def _sum(self, parts: Sequence[int]) -> Decimal:
        return sum((self.said.claims[each].value for each in parts), Decimal(0))

    def _unequal(self, whole: int, parts: Sequence[int]) -> Addition | None:
        came = self._sum(parts)
        return Addition(whole, tuple(parts), came) if came != self.said.claims[whole].value else None

    def _complete(self, parts: Sequence[int]) -> bool:
        """Whether parts after 其中 leave nothing over."""
        if len(parts) < 2:
            return False
        if _OTHER.match(self._label(parts[-1])) and self._one_kind(parts[:-1]):
            return True
        return len(parts) == 2 and self._pair(parts)

    def _pair(self, parts: Sequence[int]) -> bool:
        one, other = (self.said.own[each] for each in parts)
        return any(
            (first.search(one) and second.search(other) and not second.search(one))
            or (second.search(one) and first.search(other) and not second.search(other))
            for first, second in _PAIRS
        )

    def _exclusive(self, parts: Sequence[int]) -> bool:
        """Whether parts after 其中 cannot overlap."""
        said = self.said
        if len(parts) < 2 or not self._one_kind(parts):
            return False
        if all(said.claims[each].measure == "元" for each in parts):
            return True
        if all(_PLEASED.search(said.heads[each]) for each in parts):
            return True
        return all(_CLASS.search(self._label(each)) for each in parts)

    def _label(self, number: int) -> str:
        return SEPARATE.sub("", self.said.heads[number]).strip(" ：:有")

    def _one_kind(self, parts: Sequence[int]) -> bool:
        """Whether parts are counted by one thing: all by what they are, or all by how far they are."""
        return len({self.said.states[each] is None for each in parts}) == 1

    def _fits(self, whole: int, parts: Sequence[int], *, told: bool = True) -> bool:
        """Whether a list can be of this total: none of it is as much as all, unless it is `told` to be all; 一种是…一种是… counts none."""
        values = [self.said.claims[each].value for each in parts]
        return max(values) > 1 and (max(values) < self.said.claims[whole].value or (told and self.said.total(whole)))

    def _by_state(self, whole: int, parts: Sequence[int]) -> Addition | None:
        """A part that is done and one that is not make the total; with what is under way it may be less, for the rest has not begun."""
        said = self.said
        by_state: dict[State, list[int]] = {}
        for each in parts:
            state = said.states[each]
            if state is None:
                break
            by_state.setdefault(state, []).append(each)
        if State.DONE not in by_state or len(by_state) < 2 or any(len(each) > 1 for each in by_state.values()):
            return None
        found = sorted(each for (each,) in by_state.values())
        came = self._sum(found)
        if State.NOT_DONE not in by_state and came < said.claims[whole].value:
            return None
        return Addition(whole, tuple(found), came)

    # --- parts, and their total behind them ------------------------------------------------------------------------

    def _above(self, whole: int, before: Sequence[int]) -> Addition | None:
        """合计 behind a list, 上半年共 behind two quarters, 共 right behind the last of unlike things or what is done and not."""
        said = self.said
        summed = _SUMMED.search(said.heads[whole]) is not None
        parts = self._list_before(whole, before, summed=summed)
        if summed:
            parts = [each for each in parts if (said.states[each] is None) is (said.states[whole] is None)]
            return self._unequal(whole, parts) if self._summed(whole, parts) else None
        if len(parts) < 2:
            return None
        labels = [said.heads[each] for each in parts]
        for name, quarters in _QUARTERS.items():
            named = name in said.heads[whole] and len(parts) == 2
            if named and all(one in other for one, other in zip(quarters, labels, strict=True)):
                return self._unequal(whole, parts)
        if not _SUMMED_UP.match(said.gap(parts[-1], whole)):
            return None
        states = [said.states[each] for each in parts]
        left = len(parts) == 2 and set(states) == {State.DONE, State.NOT_DONE}
        unlike = None in states and all(_UNLIKE.fullmatch(said.gap(one, other)) for one, other in pairwise(parts))
        return self._unequal(whole, parts) if left or unlike else None

    def _list_before(self, whole: int, before: Sequence[int], *, summed: bool) -> list[int]:
        """Counts that stand as one list before a total; none where some of them are in a bracket, for then nobody can tell which."""
        said, parts, last = self.said, list[int](), whole
        for each in reversed(before):
            claim = said.claims[each]
            if claim.sentence != said.claims[whole].sentence or claim.cell:
                break
            if not said.akin(whole, each) or not claim.exact:
                if summed:
                    continue
                break
            if parts and re.search("[（()）]", self._bare(each, last)):
                return []
            if said.total(each) or _BREAKS.search(said.heads[each]):
                break
            if parts and not self._listed(each, last) and not (summed and _ONE_ITEM.fullmatch(said.gap(each, last))):
                break
            parts.insert(0, each)
            last = each
            if SEPARATE.search(said.heads[each]):
                break
        return parts

    def _summed(self, whole: int, parts: Sequence[int]) -> bool:
        """Whether a list is what a 合计 behind it sums."""
        said = self.said
        if len(parts) < 2 or re.search("[（()）]", self._bare(parts[-1], whole)):
            return False
        return all(said.alike(whole, each) for each in parts) and self._fits(whole, parts, told=False)
