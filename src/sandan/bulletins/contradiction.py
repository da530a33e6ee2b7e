"""Contradictions (自相矛盾): where a text's own numbers cannot all be true. Needs no ledger, so it works on any county's text.

Four kinds are found, and nothing is called wrong that could be right some other way:

- **sums**: a total and the parts that it says it has, an equation as written, the last row of a table (`addition`);
- **percentages**: a share beside the count that it is said of, against every total that stands near (`share`);
- **changes**: an increase or decrease beside the two numbers it is between (`growth`);
- **repeated numbers**: the same thing, in the same state, of the same place and time, with two numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sandan.bulletins.addition import Additions
from sandan.bulletins.claim import Claim
from sandan.bulletins.growth import Growths
from sandan.bulletins.share import Shares
from sandan.bulletins.statement import DONE, NOT_DONE, REACH, SHARES, TOTAL, State, Statements, state_of


class Clash(StrEnum):
    """Why numbers cannot all be true."""

    SUM = "sum"
    PERCENT = "percent"
    GROWTH = "growth"
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


_WHEN = re.compile(
    r"本周|上周|本月|上月|[0-9一二三四五六七八九十]+月份?|今年|去年|上年|当日|昨日|本季度|上季度|[0-9]{4}年|第[一二三四五六七八九十0-9]+[批轮次期季]|当前|新增|其他|上半年|下半年|全年"
)
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,7}?(?:省|市|县|区|镇|乡|街道|村|社区|局|委|办|中心|公司|中学|小学|学校|学院|医院|部门|系统|单位|小组|组|支部|党委|项目|工程|站)"
)
_EQUATION = re.compile(
    r"([0-9]+)\s?[=＝]\s?([0-9]+(?:\s?[+＋]\s?[0-9]+)+)|(?<![0-9+＋])([0-9]+(?:\s?[+＋]\s?[0-9]+)+)\s?[=＝]\s?([0-9]+)"
)


def contradictions(claims: Sequence[Claim], text: str) -> list[Contradiction]:
    """All that are found in a text and the claims read from it, each once, in the order in which they stand."""
    reader = _Held(claims, text)
    found = [
        *reader.equations(),
        *reader.columns(),
        *reader.sums(),
        *reader.percents(),
        *reader.changes(),
        *reader.repeats(),
    ]
    return sorted(found, key=lambda each: (each.claims, each.kind))


class _Held:
    def __init__(self, claims: Sequence[Claim], text: str) -> None:
        self.claims, self.text = claims, text
        self.said = Statements(claims, text)
        self.additions = Additions(self.said)

    def equations(self) -> Iterator[Contradiction]:
        """Sums that are written out: 579=39+405+135."""
        for found in _EQUATION.finditer(self.text):
            whole, parts = (found[1], found[2]) if found[1] else (found[4], found[3])
            came = sum(int(each) for each in re.findall("[0-9]+", parts))
            if came != int(whole):
                inside = [n for n, each in enumerate(self.claims) if found.start() <= each.start < found.end()]
                yield Contradiction(Clash.SUM, tuple(inside), str(came), whole, found.group())

    def columns(self) -> Iterator[Contradiction]:
        """The last row of a table, where it is about all the others, against their sum, column by column."""
        tables: dict[tuple[int, int], list[int]] = {}
        for number, each in enumerate(self.claims):
            if each.cell and each.measure not in SHARES:
                tables.setdefault((each.cell[0], each.cell[2]), []).append(number)
        rows_of: dict[int, int] = {}
        for each in self.claims:
            if each.cell:
                rows_of[each.cell[0]] = max(rows_of.get(each.cell[0], 0), each.cell[1])
        for (table, _column), numbers in tables.items():
            *parts, last = numbers
            rows = rows_of[table]
            whole = self.claims[last]
            if whole.place or len(parts) < 2 or whole.cell is None or whole.cell[1] != rows:
                continue
            came = sum((self.claims[each].value for each in parts if self.claims[each].place), Decimal(0))
            if came != whole.value:
                yield Contradiction(Clash.SUM, (last, *parts), f"{came:f}", f"{whole.value:f}")

    def sums(self) -> Iterator[Contradiction]:
        """Totals and parts, wherever the one says that it has the others."""
        for one in self.additions:
            stated = self.claims[one.whole].value
            yield Contradiction(Clash.SUM, (one.whole, *one.parts), f"{one.came:f}", f"{stated:f}")

    def percents(self) -> Iterator[Contradiction]:
        """Shares that none of the counts beside them makes. Asked after the sums, which know what stands in one list."""
        for one in Shares(self.said, self.additions.siblings):
            stated = self.claims[one.share].value
            yield Contradiction(Clash.PERCENT, (one.whole, one.part, one.share), one.expected, f"{stated:f}%")

    def changes(self) -> Iterator[Contradiction]:
        """Increases and decreases that do not follow."""
        for one in Growths(self.said):
            stated = self.claims[one.change].text
            yield Contradiction(Clash.GROWTH, (one.before, one.after, one.change), one.expected, stated)

    # --- repeated --------------------------------------------------------------------------------------------------

    def repeats(self) -> Iterator[Contradiction]:
        """The same thing, in the same state, with two numbers."""
        known: dict[tuple[object, ...], list[tuple[str, int]]] = {}
        for number in self.said.counts:
            claim, state = self.claims[number], self.said.states[number]
            if not claim.exact or not claim.measure or not self.said.discrete(number):
                continue
            if state is None and not (TOTAL.search(self.said.own[number]) and claim.noun):
                continue
            key = (claim.measure, self._rung(number), claim.as_of, claim.place, self._where(number))
            subject = self._subject(number)
            told = known.setdefault(key, [])
            for of, first in told[-REACH:]:
                if _same(of, subject):
                    if self.claims[first].value != claim.value:
                        was = self.claims[first].value
                        yield Contradiction(Clash.REPEATED, (first, number), f"{was:f}", f"{claim.value:f}")
                    break
            else:
                told.append((subject, number))

    def _rung(self, number: int) -> str:
        """The state by its own word: 整改落实 and 销号 are different rungs; what is under way is one thing by many words."""
        state = self.said.states[number]
        if state is None:
            return ""
        if state is State.UNDER_WAY:
            return state.value
        found = (NOT_DONE if state is State.NOT_DONE else DONE).search(self.said.own[number])
        return found.group().removeprefix("已") if found else state.value

    def _where(self, number: int) -> tuple[str, ...]:
        """Places, times and batches that a clause is about: only the same ones are the same thing. A total is of all its sentence's."""
        claim = self.claims[number]
        clause = claim.clause if self.said.states[number] else f"{claim.lead}{claim.clause}"
        return (*sorted(set(_UNIT.findall(clause))), *sorted(set(_WHEN.findall(clause))))

    def _subject(self, number: int) -> str:
        """What is counted: as the clause calls it, else as the total before does, of which a bare state (已完成16项) speaks."""
        claim = self.claims[number]
        if claim.noun and not state_of(claim.noun):
            return _called(claim)
        for before in range(number - 1, max(-1, number - REACH), -1):
            one = self.claims[before]
            if one.measure == claim.measure and self.said.states[before] is None and one.noun:
                return _called(one)
        return ""


def _called(claim: Claim) -> str:
    """The noun behind the number (43项重点工作), or all that stands before it (领导批示事项405件): 会议决定事项 are others."""
    before, _, behind = claim.clause.partition(claim.spoken)
    return claim.noun if claim.noun in behind else before.strip()


def _same(one: str, other: str) -> bool:
    """Whether two nouns can mean one thing: 重点工作 and 工作, but not 会议 and 督查."""
    return one == other or (bool(one and other) and (one.endswith(other) or other.endswith(one)))
