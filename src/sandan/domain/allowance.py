"""Allowance (保障金): who is entitled to how much, worked out from a household by dated rules, with every step told.

Pure arithmetic on exact fractions of yuan a month; the one rounding is that of the amount that is paid (half up to the cent). Rounding a
monthly standard or an income on the way gives 499.98 or 499.99 where 500.00 is due. Basis: 社会救助暂行办法 (国务院令第649号, 2014-05-01)
arts. 9, 10, 12, 13, 42-45, 68. What differs from place to place (near-poverty, top-ups, disregard, imputed support) is data in `Rules`.
The engine proposes; a named person decides (design law 9).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sandan.domain.money import ZERO, Money, total
from sandan.domain.values import require

ENGINE = 1
"""The version of this arithmetic, kept with every decision."""
MOST_MEMBERS = 20
_PERCENT = 100


class Area(StrEnum):
    """Which standard holds for a household: the province or prefecture sets one for each (art. 10)."""

    URBAN = "urban"
    RURAL = "rural"


class IncomeKind(StrEnum):
    """What an income is. Which kinds are not counted is said by the rules."""

    WAGE = "wage"
    """工资性收入."""
    BUSINESS = "business"
    """经营净收入."""
    PROPERTY = "property"
    """财产净收入."""
    PENSION = "pension"
    """转移净收入: pensions and the like."""
    SUPPORT = "support"
    """赡养、抚养、扶养费, as really paid."""
    HONOUR = "honour"
    """优抚对象的抚恤金、补助金, and what else the state gives in recognition."""
    OTHER = "other"


class Category(StrEnum):
    """What a member may be that calls for more (art. 12: 重度残疾人、老年人、未成年人、重病患者)."""

    SEVERE_DISABILITY = "severe_disability"
    SERIOUS_ILLNESS = "serious_illness"
    ELDERLY = "elderly"
    MINOR = "minor"


class Method(StrEnum):
    """How an amount is worked out."""

    DIFFERENCE = "difference"
    """补差: what is missing up to the standard, month by month (art. 12)."""
    ONCE = "once"
    """一次性: so many months of the standard for each person, once (临时救助)."""
    NONE = "none"
    """No amount is worked out here: another noun does (medical settlement)."""


@dataclass(frozen=True, slots=True)
class Income:
    """What came in of one kind over so many months, in yuan: 12 for a year's income, 1 for a monthly one."""

    kind: IncomeKind
    amount: Money
    months: int = 12

    @property
    def monthly(self) -> Fraction:
        """The exact share of a month."""
        return self.amount.exact / self.months


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of the household. `id` is a mark within it (`m1`), which tells nothing of the person."""

    id: str
    name: str
    id_number: str = ""
    relation: str = ""
    categories: tuple[Category, ...] = ()
    able: bool = True
    """Whether the person could work (有劳动能力)."""
    incomes: tuple[Income, ...] = ()
    working_months: int | None = None
    """For how many months a job that was taken up while on the allowance has lasted; None: no such job."""


@dataclass(frozen=True, slots=True)
class Supporter:
    """Someone outside the household who is bound by law to support members (赡养、抚养、扶养义务人)."""

    name: str
    income: Money
    months: int = 12
    """Over how many months the income came in."""
    members: int = 1
    """How many people live of that income."""
    supports: int = 1
    """How many people the supporter must support, inside and outside this household."""
    here: int = 1
    """How many of them are members of this household."""
    child: bool = True
    """An adult child; else another bound to support."""
    agreed: Money | None = None
    """What a court, or an agreement, says for each person supported and month: it prevails."""


@dataclass(frozen=True, slots=True)
class Household:
    """A household as it was declared or found. Sealed wherever it is kept."""

    members: tuple[Member, ...]
    supporters: tuple[Supporter, ...] = ()
    property_met: bool = True
    """Whether the household meets the rule on property (art. 9)."""


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard (保障标准): so much for a person over so many months (1 or 12), from a day on, by a paper of the one who sets it."""

    area: Area
    amount: Money
    months: int
    from_on: date
    basis: str

    @property
    def monthly(self) -> Fraction:
        """The exact share of a month."""
        return self.amount.exact / self.months


@dataclass(frozen=True, slots=True)
class TopUp:
    """分类施保: a percentage of the standard more for a member of a category."""

    category: Category
    percent: int


@dataclass(frozen=True, slots=True)
class SupportRule:
    """How much support is taken as given. Of an adult child, a percentage of what is left above the standard for its own household, shared
    among those it supports; of others, a percentage of the income, and at most another for all together."""

    child_percent: int = 50
    other_percent: int = 25
    other_most_percent: int = 50


@dataclass(frozen=True, slots=True)
class Disregard:
    """For so many months a new job's wage is not counted, up to so many percent of the standard a month (就业渐退)."""

    months: int
    percent: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What the arithmetic needs of the rules of a place. Percentages are of the standard unless they say otherwise."""

    method: Method = Method.DIFFERENCE
    window_months: int = 12
    """Over how many months income is declared: 12, or 6 in some towns."""
    excluded: tuple[IncomeKind, ...] = (IncomeKind.HONOUR,)
    topups: tuple[TopUp, ...] = ()
    near_percent: int = 0
    """Near-poverty (低保边缘): up to this percentage of the standard; 0: no such rule."""
    near_inclusive: bool = True
    """Whether an income of exactly that percentage is still near."""
    support: SupportRule | None = None
    """None: nothing is imputed but what a court or an agreement says."""
    disregard: Disregard | None = None
    refusal_times: int = 3
    """After so many jobs refused in a row a person's share may be cut (art. 45)."""
    refusal_percent: int = 100
    """By how many percent; 100 stops it."""
    reclaim_reported: bool = False
    """Whether what was paid until the decision is reclaimed though the change was reported in time."""
    fine_least: int = 1
    fine_most: int = 3
    """A fine of so many times what was wrongly obtained (art. 68)."""
    income_percent: int = 100
    """For what is paid once: up to which percentage of the standard the income per head may be."""
    most_months: int = 1
    """For what is paid once: how many months of the standard at most."""


class Part(StrEnum):
    """What a line of a computation says. In yuan a month, except where it says persons."""

    COUNTED = "counted"
    """An income that counts."""
    EXCLUDED = "excluded"
    """An income that does not."""
    DISREGARDED = "disregarded"
    """What of a new job's wage does not count yet."""
    IMPUTED = "imputed"
    """Support that is taken as given."""
    AGREED = "agreed"
    """Support that a court or an agreement says."""
    INCOME = "income"
    """All that counts."""
    MEMBERS = "members"
    """Persons."""
    PER_HEAD = "per_head"
    STANDARD = "standard"
    DUE = "due"
    """The standard for all members."""
    BASE = "base"
    """What is missing up to it."""
    TOP_UP = "top_up"
    CUT = "cut"
    """The share of someone who refused jobs."""
    AMOUNT = "amount"
    """What is paid, rounded once."""


class Reason(StrEnum):
    """Why somebody is entitled or not."""

    BELOW = "below"
    """The income per head is below the standard, and the property rule is met."""
    NOT_BELOW = "not_below"
    """It is not: equal is not below (art. 9)."""
    PROPERTY = "property"
    """The property rule is not met."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a computation. `who` is a member's mark or a supporter's name, `of` the kind of income or category."""

    part: Part
    value: Fraction
    who: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the engine proposes, with how it came to it. `amount` is for a month, or once where the rules pay once."""

    eligible: bool
    near: bool
    reason: Reason
    amount: Money
    lines: tuple[Line, ...]

    def value(self, part: Part) -> Fraction:
        """The sum of the lines of a part."""
        return sum((each.value for each in self.lines if each.part is part), Fraction(0))


def sound(household: Household, window_months: int = 12) -> Household:
    """The household, unless it contradicts itself. Refuses no members, too many, the same mark twice, and an income below zero or over
    more months than the rules look back."""
    marks = [each.id for each in household.members]
    require(household.members, "household_empty")
    require(len(marks) <= MOST_MEMBERS, "too_many", limit=MOST_MEMBERS, count=len(marks))
    require(len(set(marks)) == len(marks) and all(marks), "member_twice")
    for one in household.members:
        require(one.name.strip(), "text_missing", field="name")
        for each in one.incomes:
            require(each.amount >= ZERO, "income_negative")
            require(1 <= each.months <= window_months, "income_window", most=window_months)
    for bound in household.supporters:
        require(bound.income >= ZERO and (bound.agreed is None or bound.agreed >= ZERO), "income_negative")
        fits = bound.months >= 1 and bound.members >= 1 and 0 <= bound.here <= bound.supports
        require(fits and bound.supports >= 1, "supporter_contradicts")
    return household


def assess(
    household: Household, standard: Standard, rules: Rules, refused: frozenset[str] = frozenset(), months: int = 1
) -> Assessment:
    """Whether a household is entitled, and to how much. `refused` are members whose share is cut for refusing jobs (art. 45); `months` is
    for how many months of the standard a one-off amount is asked."""
    lines = list(_counted(household, standard, rules))
    lines += _supported(household, standard, rules)
    counts = (Part.COUNTED, Part.IMPUTED, Part.AGREED)
    income = sum((each.value for each in lines if each.part in counts), Fraction(0))
    persons = len(household.members)
    per_head = income / persons
    bar = standard.monthly * rules.income_percent / _PERCENT if rules.method is Method.ONCE else standard.monthly
    below = per_head < bar
    reason = Reason.PROPERTY if not household.property_met else Reason.BELOW if below else Reason.NOT_BELOW
    eligible = reason is Reason.BELOW
    lines += [
        Line(Part.INCOME, income),
        Line(Part.MEMBERS, Fraction(persons)),
        Line(Part.PER_HEAD, per_head),
        Line(Part.STANDARD, standard.monthly),
    ]
    paid = list(_paid(household, standard, rules, income, refused, months)) if eligible else []
    amount = Money.rounded(max(Fraction(0), sum((_signed(each) for each in paid), Fraction(0))))
    lines += [*paid, Line(Part.AMOUNT, amount.exact)]
    return Assessment(
        eligible, not eligible and near(per_head, standard, rules, household), reason, amount, tuple(lines)
    )


def near(per_head: Fraction, standard: Standard, rules: Rules, household: Household) -> bool:
    """Whether a household that gets nothing is near poverty (低保边缘家庭): some count an income of exactly the bound in, some do not."""
    if not rules.near_percent or not household.property_met:
        return False
    bound = standard.monthly * rules.near_percent / _PERCENT
    return per_head <= bound if rules.near_inclusive else per_head < bound


def _counted(household: Household, standard: Standard, rules: Rules) -> Iterator[Line]:
    for one in household.members:
        left = _disregarded(one, standard, rules)
        for each in one.incomes:
            if each.kind in rules.excluded:
                yield Line(Part.EXCLUDED, each.monthly, one.id, each.kind)
                continue
            off = min(left, each.monthly) if each.kind is IncomeKind.WAGE else Fraction(0)
            left -= off
            if off:
                yield Line(Part.DISREGARDED, off, one.id, each.kind)
            yield Line(Part.COUNTED, each.monthly - off, one.id, each.kind)


def _disregarded(one: Member, standard: Standard, rules: Rules) -> Fraction:
    rule = rules.disregard
    if rule is None or one.working_months is None or one.working_months > rule.months:
        return Fraction(0)
    return standard.monthly * rule.percent / _PERCENT


def _supported(household: Household, standard: Standard, rules: Rules) -> Iterator[Line]:
    for each in household.supporters:
        if each.agreed is not None:
            yield Line(Part.AGREED, each.agreed.exact * each.here, each.name)
        elif rules.support is not None:
            yield Line(Part.IMPUTED, imputed(each, standard, rules.support) * each.here, each.name)


def imputed(one: Supporter, standard: Standard, rule: SupportRule) -> Fraction:
    """What a supporter is taken to give each person supported a month, where neither a court nor an agreement says."""
    income = one.income.exact / one.months
    if one.child:
        left = max(Fraction(0), income - standard.monthly * one.members)
        return left * rule.child_percent / _PERCENT / one.supports
    each = min(Fraction(rule.other_percent), Fraction(rule.other_most_percent, one.supports))
    return income * each / _PERCENT


def _paid(
    household: Household, standard: Standard, rules: Rules, income: Fraction, refused: frozenset[str], months: int
) -> Iterator[Line]:
    persons = len(household.members)
    if rules.method is Method.NONE:
        return
    if rules.method is Method.ONCE:
        yield Line(Part.BASE, standard.monthly * persons * min(max(months, 1), rules.most_months))
        return
    due = standard.monthly * persons
    base = due - income
    yield Line(Part.DUE, due)
    yield Line(Part.BASE, base)
    rates = {each.category: Fraction(each.percent, _PERCENT) for each in rules.topups}
    for one in household.members:
        more = [(rates[each], each) for each in one.categories if each in rates]
        extra = Fraction(0)
        if more:  # a person of two categories gets the higher rate, not both
            rate, category = max(more, key=lambda pair: pair[0])
            extra = standard.monthly * rate
            yield Line(Part.TOP_UP, extra, one.id, category)
        if one.id in refused and one.able:
            yield Line(Part.CUT, (base / persons + extra) * rules.refusal_percent / _PERCENT, one.id)


def _signed(line: Line) -> Fraction:
    if line.part in (Part.BASE, Part.TOP_UP):
        return line.value
    return -line.value if line.part is Part.CUT else Fraction(0)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What is to be repaid, and between which amounts a fine may lie."""

    repay: Money
    fine_least: Money
    fine_most: Money


def recovery(paid: tuple[Money, ...], rules: Rules) -> Recovery:
    """What false statements cost: what was paid is repaid, and a fine of one to three times that may be set (art. 68)."""
    wrong = total(paid)
    least, most = (Money.rounded(wrong.exact * times) for times in (rules.fine_least, rules.fine_most))
    return Recovery(wrong, least, most)


def overpaid(
    paid: dict[str, Money], entitled: Money, changed_month: str, *, in_time: bool, rules: Rules
) -> tuple[tuple[str, Money], ...]:
    """Month by month (`2019-11`), what was paid beyond what was due since a change. Nothing where the change was reported in time, unless
    the rules say otherwise."""
    if in_time and not rules.reclaim_reported:
        return ()
    found = ((month, amount - entitled) for month, amount in sorted(paid.items()) if month > changed_month)
    return tuple((month, more) for month, more in found if more > ZERO)
