"""Contradictions (自相矛盾): where a text's own numbers cannot all be true. Needs no ledger, so it works on any county's text.

Three kinds are found, and nothing is called wrong that could be right some other way:

- **sums**: a total and the parts that it says it has (：, 分别为), or a part done and a part not done, or an equation as written;
- **percentages**: a share beside the count it is of, against every total that stands near (half-up, to the decimals that are printed);
- **repeated numbers**: the same thing, in the same state, of the same place and time, with two numbers.

Of parts after 其中 only those that exclude one another are added up: members and women may be the same people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from sandan.bulletins.claim import Claim
from sandan.domain.money import half_up


class Clash(StrEnum):
    """Why numbers cannot all be true."""

    SUM = "sum"
    PERCENT = "percent"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`claims` are places in the list that was read. `expected` is what would follow from the others, `stated` what the text says."""

    kind: Clash
    claims: tuple[int, ...]
    expected: str
    stated: str
    text: str = ""
    """An equation as it is written; its numbers are no claims of their own."""


class State(StrEnum):
    """How far what is counted has come, as far as that excludes another state."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_DONE = "not_done"


_NOT_DONE = re.compile(
    r"未完成|未办结|未整改|未达标|未销号|未解决|未启动|未开工|未落实|尚未|没有完成|剩余|剩下|余下|未化解"
    r"|not (?:yet )?(?:done|finished|rectified|completed)|outstanding|remain"
)
_UNDER_WAY = re.compile(
    r"正在|推进中|在建|在办|整改中|办理中|进行中|有序推进|持续推进|加快推进|建设中|施工中|跟进中"
    r"|in progress|under way|underway|ongoing|being "
)
_DONE = re.compile(
    r"已?完成|办结|办理完毕|整改到位|整改落实|已整改|销号|达标|已?化解|已?解决|落实到位|竣工|建成|done|finished|rectified|completed|resolved|closed"
)
_PARTS = re.compile(r"分别(?:为|是)|包括|包含|其中")
_SEPARATE = re.compile(r"其中|包括|包含")
_CHANGE = re.compile(
    r"增长|增加|下降|减少|提高|提升|降低|上升|同比|环比|百分点|增幅|降幅|较上|比上|目标|力争|确保|达到.{0,6}以上"
)
_TOTAL = re.compile(r"共|合计|总计|累计|总数|全部|总")
_WHEN = re.compile(
    r"本周|上周|本月|上月|[0-9一二三四五六七八九十]+月份?|今年|去年|上年|当日|昨日|本季度|上季度|[0-9]{4}年|第[一二三四五六七八九十0-9]+[批轮次期季]|当前|新增|其他|上半年|下半年|全年"
)
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,7}?(?:省|市|县|区|镇|乡|街道|村|社区|局|委|办|中心|公司|学校|医院|部门|系统|单位|小组|组|支部|党委)"
)
_SHARES = frozenset({"%", "‰", "百分点", "个百分点"})
_EQUATION = re.compile(
    r"([0-9]+)\s?[=＝]\s?([0-9]+(?:\s?[+＋]\s?[0-9]+)+)|([0-9]+(?:\s?[+＋]\s?[0-9]+)+)\s?[=＝]\s?([0-9]+)"
)
_RATE = re.compile(r"([\u4e00-\u9fff]{2})(?:落实|完成|到位)?率")
_RUNGS = ("整改", "销号", "办结", "化解", "解决", "验收", "落实")
_NEAR = 2
"""A percentage is held against the counts of its own sentence and of so many before it in the paragraph."""


def state_of(clause: str) -> State | None:
    """The state that a clause speaks of; what says "not" goes before what it denies."""
    for pattern, state in ((_NOT_DONE, State.NOT_DONE), (_UNDER_WAY, State.UNDER_WAY), (_DONE, State.DONE)):
        if pattern.search(clause):
            return state
    return None


def contradictions(claims: Sequence[Claim], text: str) -> list[Contradiction]:
    """All that are found in a text and the claims read from it, each once, in the order in which they stand."""
    reader = _Held(claims, text)
    found = [*reader.equations(), *reader.columns(), *reader.sums(), *reader.percents(), *reader.repeats()]
    return sorted(found, key=lambda each: (each.claims, each.kind))


def percent_of(part: Decimal, whole: Decimal, places: int) -> Decimal:
    """A share as it is printed, half up."""
    return half_up(Fraction(part) / Fraction(whole) * 100, places)


class _Held:
    def __init__(self, claims: Sequence[Claim], text: str) -> None:
        self.claims, self.text = claims, text
        self.states = [state_of(each.clause) for each in claims]
        self.counts = [
            number for number, each in enumerate(claims) if each.measure not in ("%", "‰", "百分点", "个百分点")
        ]

    # --- sums ----------------------------------------------------------------------------------------------------

    def equations(self) -> Iterator[Contradiction]:
        """Sums that are written out: 579=39+405+135."""
        for found in _EQUATION.finditer(self.text):
            whole, parts = (found[1], found[2]) if found[1] else (found[4], found[3])
            came = sum(int(each) for each in re.findall("[0-9]+", parts))
            if came != int(whole):
                inside = [n for n, each in enumerate(self.claims) if found.start() <= each.start < found.end()]
                yield Contradiction(Clash.SUM, tuple(inside), str(came), whole, found.group())

    def sums(self) -> Iterator[Contradiction]:
        """Totals with parts in the sentence that follows them."""
        for place, number in enumerate(self.counts):
            whole = self.claims[number]
            if not whole.exact or not self._total(number):
                continue
            parts = self._parts(self.counts[place + 1 :], number)
            if len(parts) < 2:
                continue
            came = sum((self.claims[each].value for each in parts), Decimal(0))
            if came != whole.value:
                yield Contradiction(Clash.SUM, (number, *parts), f"{came:f}", f"{whole.value:f}")

    def columns(self) -> Iterator[Contradiction]:
        """The last row of a table, where it is about all the others, against their sum, column by column."""
        tables: dict[tuple[int, int], list[int]] = {}
        for number, each in enumerate(self.claims):
            if each.cell and each.measure not in _SHARES:
                tables.setdefault((each.cell[0], each.cell[2]), []).append(number)
        for (table, _column), numbers in tables.items():
            *parts, last = numbers
            rows = max(each.cell[1] for each in self.claims if each.cell and each.cell[0] == table)
            whole = self.claims[last]
            if whole.place or len(parts) < 2 or whole.cell is None or whole.cell[1] != rows:
                continue
            came = sum((self.claims[each].value for each in parts if self.claims[each].place), Decimal(0))
            if came != whole.value:
                yield Contradiction(Clash.SUM, (last, *parts), f"{came:f}", f"{whole.value:f}")

    def _total(self, number: int) -> bool:
        """Whether a count can be a total: it is not itself a part of a state."""
        return self.states[number] is None or bool(_TOTAL.search(self.claims[number].clause))

    def _parts(self, after: Sequence[int], number: int) -> list[int]:
        """The parts that a total says it has and that must add up to it, or too few."""
        whole = self.claims[number]
        said = [n for n in after if self._same_breath(number, n) and self._alike(whole, self.claims[n])]
        if not said or any(not self.claims[each].exact for each in said):
            return []
        between = self.text[whole.end : self.claims[said[0]].start]
        opened = bool(re.search("[:：]|——|分别(?:为|是)", between)) and not _SEPARATE.search(between)
        if opened and not any(_SEPARATE.search(self._gap(one, other)) for one, other in pairwise(said)):
            return said
        by_state: dict[State, list[int]] = {}
        for each in said:
            state = self.states[each]
            if state is None or any(_SEPARATE.search(self._gap(earlier, each)) for earlier in said if earlier < each):
                break
            by_state.setdefault(state, []).append(each)
        if State.DONE in by_state and len(by_state) > 1 and all(len(each) == 1 for each in by_state.values()):
            return sorted(each for (each,) in by_state.values())
        return []

    def _gap(self, one: int, other: int) -> str:
        return self.text[self.claims[one].end : self.claims[other].start]

    def _same_breath(self, one: int, other: int) -> bool:
        """Whether a count may be a part of a total: no full stop in between, and no other total."""
        mine, its = self.claims[one], self.claims[other]
        return mine.sentence == its.sentence and not any(
            self._total(n) and _TOTAL.search(self.claims[n].clause) and self._alike(mine, self.claims[n])
            for n in self.counts
            if one < n <= other
        )

    @staticmethod
    def _alike(one: Claim, other: Claim) -> bool:
        return one.measure == other.measure

    # --- percentages -----------------------------------------------------------------------------------------------

    def percents(self) -> Iterator[Contradiction]:
        """Shares that none of the counts beside them makes."""
        for number, share in enumerate(self.claims):
            if share.measure != "%" or not share.exact or share.cell or _CHANGE.search(share.clause):
                continue
            near = [
                n
                for n in self.counts
                if self.claims[n].paragraph == share.paragraph
                and 0 <= share.sentence - self.claims[n].sentence <= _NEAR
            ]
            before = [n for n in near if n < number and self.claims[n].exact]
            part = self._counted(before, number)
            if part is None:
                continue
            pairs = [
                (one, whole)
                for one in before[-3:]
                for whole in near
                if one != whole and self.claims[whole].value >= self.claims[one].value and self.claims[whole].value
            ]
            alike = [
                (one, whole)
                for one, whole in pairs
                if one == part and self._alike(self.claims[one], self.claims[whole])
            ]
            alike = [(one, whole) for one, whole in alike if whole < number]
            if not alike or any(self._makes(one, whole, share) for one, whole in pairs):
                continue
            one, whole = max(alike, key=lambda pair: (self._total(pair[1]), pair[1]))
            expected = percent_of(self.claims[one].value, self.claims[whole].value, share.places)
            yield Contradiction(Clash.PERCENT, (whole, one, number), f"{expected:f}%", f"{share.value:f}%")

    def _counted(self, before: Sequence[int], share: int) -> int | None:
        """The count that a share is said of: the one it stands behind, else the one of the same rung (整改321件 for 整改率)."""
        named = _RATE.search(self.claims[share].clause)
        if before and self._beside(before[-1], share) and not self._of_another(before[-1], named):
            return before[-1]
        if named is None:
            return None
        same = [n for n in before if named[1] in self.claims[n].clause and self.states[n] is State.DONE]
        return same[-1] if same else None

    def _of_another(self, part: int, named: re.Match[str] | None) -> bool:
        """Whether a rate is named for another rung than a count beside it stands on: 销号4件，整改落实率25%."""
        clause = self.claims[part].clause
        return (
            named is not None
            and named[1] in _RUNGS
            and named[1] not in clause
            and any(each in clause for each in _RUNGS)
        )

    def _beside(self, part: int, share: int) -> bool:
        """Whether a share is said of a count: in brackets behind it, or in the same breath."""
        between = self._gap(part, share)
        return len(between) <= 14 and not re.search("[。；;\n]", between)

    def _makes(self, one: int, whole: int, share: Claim) -> bool:
        return percent_of(self.claims[one].value, self.claims[whole].value, share.places) == share.value

    # --- repeated --------------------------------------------------------------------------------------------------

    def repeats(self) -> Iterator[Contradiction]:
        """The same thing, in the same state, with two numbers."""
        known: list[tuple[tuple[object, ...], str, int]] = []
        for number in self.counts:
            claim, state = self.claims[number], self.states[number]
            if not claim.exact or not claim.measure:
                continue
            if state is None and not (_TOTAL.search(claim.clause) and claim.noun):
                continue
            key = (claim.measure, self._rung(number), claim.as_of, claim.place, self._where(number))
            subject = self._subject(number)
            for other, of, first in known:
                if other == key and _same(of, subject):
                    if self.claims[first].value != claim.value:
                        was = self.claims[first].value
                        yield Contradiction(Clash.REPEATED, (first, number), f"{was:f}", f"{claim.value:f}")
                    break
            else:
                known.append((key, subject, number))

    def _rung(self, number: int) -> str:
        """The state by its own word: 整改落实 and 销号 are different rungs; what is under way is one thing by many words."""
        state = self.states[number]
        if state is None:
            return ""
        if state is State.UNDER_WAY:
            return state.value
        found = (_NOT_DONE if state is State.NOT_DONE else _DONE).search(self.claims[number].clause)
        return found.group().removeprefix("已") if found else state.value

    def _where(self, number: int) -> tuple[str, ...]:
        """Places, times and batches that a clause is about, or the list that it stands in: only the same ones are the same thing."""
        clause = self.claims[number].clause
        return (*sorted(set(_UNIT.findall(clause))), *sorted(set(_WHEN.findall(clause))))

    def _subject(self, number: int) -> str:
        """What is counted: as the clause calls it, else as the total before does, of which a bare state (已完成16项) speaks."""
        claim = self.claims[number]
        if claim.noun and not state_of(claim.noun):
            return _called(claim)
        for before in range(number - 1, -1, -1):
            one = self.claims[before]
            if one.measure == claim.measure and self.states[before] is None and one.noun:
                return _called(one)
        return ""


def _called(claim: Claim) -> str:
    """The noun behind the number (43项重点工作), or all that stands before it (领导批示事项405件): 会议决定事项 are others."""
    before, _, behind = claim.clause.partition(claim.spoken)
    return claim.noun if claim.noun in behind else before.strip()


def _same(one: str, other: str) -> bool:
    """Whether two nouns can mean one thing: 重点工作 and 工作, but not 会议 and 督查."""
    return one == other or (bool(one and other) and (one.endswith(other) or other.endswith(one)))
