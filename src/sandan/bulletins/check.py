"""Claim-check (数字核对): a text held against the ledger and against itself (law 6, S19).

Every claim gets one of five answers. A claim that no figure speaks of is not held here, and is neither praised nor doubted for it. What
cannot be told for sure (a window that figures have no equal of, a place that is not in this county) is not held here either: better
silent than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial
from itertools import permutations
from typing import Any

from sandan.bulletins.claim import Claim, claims, cleaned
from sandan.bulletins.contradiction import Contradiction, contradictions
from sandan.bulletins.quantity import Qualifier
from sandan.bulletins.share import percent_of
from sandan.bulletins.statement import REACH, state_of
from sandan.bulletins.term import WHOLES, Term, term_of
from sandan.domain.money import half_up
from sandan.domain.values import Tier
from sandan.ledger import read
from sandan.projections import figure, telling
from sandan.projections.unit import Unit
from sandan.projections.version import now

LONGEST = 400_000
"""Characters that are read: a hundred pages. What is longer is refused as a whole rather than checked in part."""


class Answer(StrEnum):
    """What the ledger says to a claim."""

    MATCHES = "matches"
    """Our number is just this."""
    CONSISTENT = "consistent"
    """An approximate number that ours bears out."""
    DIFFERS = "differs"
    """Ours is another."""
    NOT_HELD = "not_held"
    """Nothing here counts this."""
    CONTRADICTS = "contradicts"
    """Nothing here counts this, and the text's own numbers cannot all be true."""


class Reason(StrEnum):
    """Why a claim is not held, or what to know of an answer."""

    NONE = ""
    NO_FIGURE = "no_figure"
    WINDOW = "window"
    """It speaks of a stretch of time for which nobody said which."""
    MEANT = "meant"
    """It says what is to come about, and not what has."""
    PLACE = "place"
    """A place by which figures are not grouped."""
    OTHERS = "others"
    """Another place or body than those whose work stands in this ledger."""
    LATER = "later"
    """A day that is still to come."""
    NO_DATA = "no_data"
    """A rate without a denominator: there is nothing to say."""
    FAR_OFF = "far_off"
    """True, and far from the number: "over 70" of 700."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with its answer. `ours` is the figure's number as it is printed, or None; `by` how much the text says more (+) or less."""

    claim: Claim
    answer: Answer
    figure: str = ""
    ours: Decimal | None = None
    by: Decimal | None = None
    on: date | None = None
    position: int | None = None
    scope: tuple[tuple[str, str], ...] = ()
    reason: Reason = Reason.NONE
    part: tuple[int, int] | None = None
    """Of a rate: numerator and denominator."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a text says, held against what is known. `lost` are offsets at which a character of the text was lost before it came here."""

    text: str
    checked: tuple[Checked, ...]
    contradictions: tuple[Contradiction, ...]
    lost: tuple[int, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many claims got which answer, every answer named."""
        return {each.value: sum(one.answer is each for one in self.checked) for each in Answer}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the ledger answers a claim, before it is looked up."""

    term: Term
    on: date
    scope: tuple[tuple[str, str], ...]


WINDOW = re.compile(
    r"本周|上周|本月|上月|[0-9一二三四五六七八九十]+月份|去年|上年|同期|昨日|当日|本季度|上季度|上半年|下半年|第[一二三四1-4]季度|每[月周天年]"
)
_PART = re.compile(r"\s*(?:其中|包括|包含|另有|另|of which|of these|among)", re.IGNORECASE)
_ACTOR = re.compile(r"[组办]$|办公室$|委员会$")
"""Who sorts, goes round and reports is no place where something is counted: 巡回指导组检查36次."""
_UNITS = re.compile(r"单位|部门|unit", re.IGNORECASE)
"""The head of a table's rows by what works on things: a town among them is meant as a unit there, and not as the place."""
_MEANT = re.compile(r"计划|拟|力争|确保|目标|预计|将(?:于|要|继续|再)|planned|aims? to|will ", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"全市|全省|全国|我市|我省|我国|中央|国务院|省委|市委|省政府|市政府|国家|某[县镇乡村局]"
    r"|(?:^|[，；])(?:[A-Z]|[\u4e00-\u9fff]{2})[县区](?=共|累计|今年|全|已|收集|登记|开展|整改|组织|完成|群众|民生)"
    r"|^[^，。；、]{0,8}(?:12345|热线|平台|法院|检察院|法庭|人大|政协|纪检监察|纪委监委|巡察|巡视|督察组|公安|交警|派出所|学校|中小学|医院"
    r"|卫生院|司法所|电视台|企业|公司|银行|网格)(?![、，])"
)
"""Whose numbers these are, where it is nobody who is known here by name: places above and beside, bodies with their own registers."""
_ANY_PROBLEM = re.compile(
    r"(?:民生|群众|人民|百姓|基层|突出|急难愁盼|信访|各类|存在|反映|强烈|重点|难点|热点|堵点|主要|实际|具体|登记|收集|梳理|排查|查摆|整改|涉及|全县"
    r"|累计|新|困难|自查|检视|检查|巡回|发现|待办|在账|逾期|销号|办结|挂牌|督办|长期|坚持|个别|有关|相关|上述|其他|清单|台账|监督|难|的|领域)*(?:问题|事项)"
)
"""Problems of any kind. What is counted as 校园安全隐患问题 or 饮水问题 is a part of them, and no figure may know which."""
_BESIDE = 8
"""So many numbers before a percentage may be what it is of."""
_FROZEN = re.compile(r"(?:台[账賬帳]序[号號]|臺[账賬帳]序號|ledger position)\s?([0-9]{1,12})")
"""What a bulletin prints beside its figures, so that everybody can recount them as they were known."""


def check(text: str, today: date, as_of: date | None = None) -> Report:
    """Read a text and answer every claim in it, as known and happened by `as_of`, else by the day that the text names, else today."""
    plain, lost = cleaned(text)
    units = {row.name: row for row in now(Unit).order_by("position")}
    found = claims(plain, units)
    clashes = contradictions(found, plain)
    asked = [asked_of(number, found, units, as_of or today, today) for number in range(len(found))]
    values = _values([each for each in asked if isinstance(each, Asked)], _position(plain))
    inside = {number for each in clashes for number in each.claims}
    checked = []
    for number, (claim, what) in enumerate(zip(found, asked, strict=True)):
        one = _answer(claim, what, values)
        if one.answer is Answer.NOT_HELD and number in inside:
            one = replace(one, answer=Answer.CONTRADICTS)
        checked.append(one)
    return Report(plain, tuple(checked), tuple(clashes), lost)


def alone(text: str) -> Report:
    """Hold a text against itself only: for other counties' texts, and where there is no ledger at all."""
    plain, lost = cleaned(text)
    found = claims(plain)
    clashes = contradictions(found, plain)
    inside = {number for each in clashes for number in each.claims}
    checked = [
        Checked(each, Answer.CONTRADICTS if number in inside else Answer.NOT_HELD, reason=Reason.NO_FIGURE)
        for number, each in enumerate(found)
    ]
    return Report(plain, tuple(checked), tuple(clashes), lost)


def asked_of(
    number: int, found: Sequence[Claim], units: Mapping[str, Unit], default: date, today: date
) -> Asked | Reason:
    """What of the ledger answers a claim, or why nothing does. `default` is the day of a text that names none."""
    claim = found[number]
    term = _term(number, found)
    if term is None or (term.figure in WHOLES and _PART.match(claim.clause) and not claim.place):
        return Reason.NO_FIGURE
    if not claim.place and _ELSEWHERE.search(f"{claim.lead}{claim.clause}"):
        return Reason.OTHERS
    if _MEANT.search(claim.clause):
        return Reason.MEANT
    if WINDOW.search(claim.clause):
        return Reason.WINDOW
    on = claim.as_of or default
    if on > today:
        return Reason.LATER
    scope: tuple[tuple[str, str], ...] = ()
    if claim.place:
        unit = units.get(claim.place)
        tier = Tier(unit.tier) if unit else None
        if unit is not None and _UNITS.search(claim.corner):
            return Asked(term, on, (("unit", unit.key),))
        if unit is None or tier is Tier.BRANCH or _ACTOR.search(claim.place):
            return Reason.PLACE
        if tier is not Tier.COUNTY:
            scope = (("town" if tier is Tier.TOWN else "unit", unit.key),)
    return Asked(term, on, scope)


def _term(number: int, found: Sequence[Claim]) -> Term | None:
    """What speaks of a claim: its own part of a clause with several numbers, else the whole clause."""
    claim = found[number]
    if claim.cell:
        return term_of(claim.noun, claim.clause, claim.measure)
    before = found[number - 1] if number and found[number - 1].sentence == claim.sentence else None
    after = found[number + 1] if number + 1 < len(found) and found[number + 1].sentence == claim.sentence else None
    subject = _subject(number, found)
    spoken = (term_of(subject, part, claim.measure, claim.lead) for part in claim.parts(before, after))
    term = next((each for each in spoken if each is not None), None)
    narrow = re.search("(?:问题|事项)$", subject) and not _ANY_PROBLEM.fullmatch(subject)
    if term is not None and ((narrow and term.figure.startswith("problems.")) or _of_others(number, found)):
        return None
    return term


def _of_others(number: int, found: Sequence[Claim]) -> bool:
    """Whether a percentage is that of two counts of its sentence which no figure knows: 发现87条，已整改81条，整改率93.1%."""
    share = found[number]
    if share.measure != "%" or not share.exact:
        return False
    near = range(max(0, number - _BESIDE), number)
    counts = [n for n in near if found[n].sentence == share.sentence and found[n].measure not in ("%", "")]
    for part, whole in permutations(counts, 2):
        one, other = found[part], found[whole]
        alike = one.exact and other.exact and one.measure == other.measure and other.value >= one.value > 0
        if alike and percent_of(one.value, other.value, share.places) == share.value:
            return _term(part, found) is None and _term(whole, found) is None
    return False


def _subject(number: int, found: Sequence[Claim]) -> str:
    """What a claim counts: its noun, else that of the last count in the paragraph, of which a bare 已销号300件 speaks."""
    claim = found[number]
    if claim.noun and not state_of(claim.noun):
        return claim.noun
    for before in range(number - 1, max(-1, number - REACH), -1):
        one = found[before]
        if one.paragraph != claim.paragraph:
            break
        if one.noun and not state_of(one.noun) and one.measure == claim.measure:
            return one.noun
    return claim.noun


def _position(text: str) -> int | None:
    """The ledger position that a bulletin says it was frozen at; None where a text says none, or one that is not reached yet."""
    found = _FROZEN.search(text)
    return int(found[1]) if found and int(found[1]) <= read.head().size else None


def _values(
    asked: Iterable[Asked], position: int | None
) -> dict[tuple[date, tuple[tuple[str, str], ...], str], figure.Value]:
    """Every figure asked for, in one computation for each day and scope."""
    wanted: dict[tuple[date, tuple[tuple[str, str], ...]], list[str]] = {}
    for each in asked:
        wanted.setdefault((each.on, each.scope), []).extend((each.term.figure, *each.term.also))
    found = {}
    for (on, scope), ids in wanted.items():
        known = figure.position_for(on) if position is None else position
        values = figure.compute(dict.fromkeys(ids), on=on, position=known, **dict(scope))
        for value in telling.public(values, on=on, position=known, filters=dict(scope)):
            found[on, scope, value.figure.id] = value
    return found


def _answer(claim: Claim, asked: Asked | Reason, values: Mapping[Any, figure.Value]) -> Checked:
    if isinstance(asked, Reason):
        return Checked(claim, Answer.NOT_HELD, reason=asked)
    value = values[asked.on, asked.scope, asked.term.figure]
    known = partial(Checked, claim, figure=value.figure.id, on=asked.on, position=value.position, scope=asked.scope)
    if value.value is None or value.suppressed:
        return known(Answer.NOT_HELD, reason=Reason.NO_DATA)
    if value.denominator is not None:
        known = partial(known, part=(value.numerator, value.denominator))
        ours = half_up(_share(value), claim.places)
    else:
        ours = Decimal(value.value)
        if not claim.exact:
            ours += sum(Decimal(values[asked.on, asked.scope, each].value or 0) for each in asked.term.also)
    if not bears_out(claim.value, claim.qualifier, ours):
        return known(Answer.DIFFERS, ours=ours, by=claim.value - ours)
    reason = Reason.FAR_OFF if far_off(claim.value, claim.qualifier, ours) else Reason.NONE
    return known(Answer.MATCHES if claim.exact else Answer.CONSISTENT, ours=ours, reason=reason)


def _share(value: figure.Value) -> Fraction:
    """A rate before rounding, so that it can be held against 81% and 80.86% alike; one by weights or from a sample as it is told."""
    if value.weighted or value.interval is not None or not value.denominator:
        return Fraction(value.value or 0)
    return Fraction(value.numerator * 100, value.denominator)


def unit_of(value: Decimal) -> Decimal:
    """The step in which a round number was rounded: 2,100 by hundreds, 70 by tens, 5,000 by thousands, 12.5 by tenths."""
    digits = value.normalize().as_tuple()
    exponent = digits.exponent if isinstance(digits.exponent, int) else 0
    return Decimal(1).scaleb(exponent)


def bears_out(stated: Decimal, how: Qualifier, ours: Decimal) -> bool:
    """Whether our number makes a stated one true, by what its qualifier means."""
    step = unit_of(stated)
    match how:
        case Qualifier.EXACT:
            return ours == stated
        case Qualifier.OVER:
            return ours > stated
        case Qualifier.AT_LEAST:
            return ours >= stated
        case Qualifier.AT_MOST:
            return ours <= stated
        case Qualifier.BELOW:
            return ours < stated
        case Qualifier.NEARLY:
            return stated - step <= ours < stated
        case Qualifier.ABOUT:
            return abs(ours - stated) * 2 <= max(step, stated / 10)


def far_off(stated: Decimal, how: Qualifier, ours: Decimal) -> bool:
    """Whether a true "over 70" hides that it is 700: more than one step of its rounding away."""
    return how in (Qualifier.OVER, Qualifier.AT_LEAST) and ours >= stated + unit_of(stated) and ours * 2 >= stated * 3
