"""Payer (支付方): who pays what of a medical bill, in the order that the law sets, to the cent and with every step shown.

A scheme (结算方案) is data: payers in order, each with terms by hospital level, inside or outside the county, and by who the patient is.
Which ratios, deductibles and caps hold where is not in any text that this program was made from: what ships is illustrative and says so.
What the law does say is the order: medical assistance pays what basic insurance, critical-illness insurance and other supplementary
insurance have left (社会救助暂行办法 (2014, revised 2019) art. 29(2)), and nothing is paid twice (医疗保障基金使用监督管理条例 (2021) arts.
17, 41).

All is computed in fractions. Each payer's share is rounded half up to the cent at the point of payment; the next payer starts from what was
really paid, and the patient's share is the remainder, so that the sum is always the bill.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, Self, TypeVar

from sandan.domain.money import ZERO, Money, half_up, total
from sandan.domain.values import Refusal, require, written

MOST_TEXT = 20_000
"""A scheme is a few dozen lines. What is longer is something else."""


class PayerKind(StrEnum):
    """Who pays, in the order of the law: nobody may stand before one that comes earlier here."""

    BASIC = "basic"
    """基本医疗保险."""
    CRITICAL = "critical"
    """大病保险."""
    SUPPLEMENTARY = "supplementary"
    """补充医疗保险. There may be several."""
    ASSISTANCE = "assistance"
    """医疗救助: pays what is left after the insurances (art. 29(2))."""
    TOP_UP = "top_up"
    """兜底保障: keeps what the patient bears of the eligible costs under a share of them."""


LEGAL_ORDER = tuple(PayerKind)
W = TypeVar("W", bound=StrEnum)


class HospitalLevel(StrEnum):
    """医疗机构级别 (医疗机构管理条例实施细则): ratios usually fall as it rises."""

    PRIMARY = "primary"
    """一级及以下: town hospitals among them."""
    SECONDARY = "secondary"
    """二级: most county hospitals."""
    TERTIARY = "tertiary"
    """三级."""


class Category(StrEnum):
    """Who a patient is, as far as a payer's terms ask for it (social assistance categories of 社会救助暂行办法 arts. 9, 14, 28)."""

    ORDINARY = "ordinary"
    MINIMUM_LIVING = "minimum_living"
    """最低生活保障家庭成员."""
    EXTREME_POVERTY = "extreme_poverty"
    """特困供养人员."""
    NEAR_POVERTY = "near_poverty"
    """低保边缘家庭成员."""
    REGISTERED_POOR = "registered_poor"
    """建档立卡贫困人口."""
    ILLNESS_POVERTY = "illness_poverty"
    """因病致贫重病患者."""


@dataclass(frozen=True, slots=True)
class Band:
    """From how much above the deductible on a ratio holds."""

    over: Money
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """What a payer pays for whom. Empty sets and None mean: for all. `cap` is the most in a year, None for no cap."""

    deductible: Money
    bands: tuple[Band, ...]
    cap: Money | None = None
    levels: frozenset[HospitalLevel] = frozenset()
    inside: bool | None = None
    categories: frozenset[Category] = frozenset()

    def fit(self, case: Case) -> bool:
        """Whether these terms are for that case."""
        return (
            (not self.levels or case.level in self.levels)
            and (self.inside is None or self.inside is case.inside)
            and (not self.categories or case.category in self.categories)
        )

    def of(self, base: Fraction) -> Fraction:
        """What these terms give of a sum, before the cap."""
        rest = max(Fraction(0), base - self.deductible.exact)
        bounds = [*(each.over.exact for each in self.bands[1:]), None]
        paid = Fraction(0)
        for band, end in zip(self.bands, bounds, strict=True):
            upto = rest if end is None else min(rest, end)
            paid += max(Fraction(0), upto - band.over.exact) * band.ratio
        return paid


@dataclass(frozen=True, slots=True)
class Payer:
    """One who pays. `yearly`: deductible and bands run over the year's sum and not over each admission.

    `below`: it also looks at a bill that does not reach the first payer's deductible; else such a bill is the patient's alone. `keep` is
    for a top-up alone: the share of the eligible costs that stays with the patient at most.
    """

    id: str
    kind: PayerKind
    name: str
    basis: str
    terms: tuple[Terms, ...] = ()
    yearly: bool = False
    below: bool = False
    keep: Fraction | None = None

    def terms_for(self, case: Case) -> Terms | None:
        """The first terms that fit, or None: then this payer has nothing to do with the case."""
        return next((each for each in self.terms if each.fit(case)), None)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """先诊疗后付费: whom a hospital admits without a deposit, and how long the patient's share may be paid off.

    The usual conditions (agreement, papers, instalments) are local policy, so they are data.
    """

    categories: frozenset[Category] = frozenset()
    inside: bool = True
    outside: bool = False
    months: int = 12
    """The most months over which instalments may run."""
    basis: str = ""

    def open_to(self, category: Category, *, inside: bool) -> bool:
        """Whether such a patient may be admitted without a deposit there."""
        return category in self.categories and (self.inside if inside else self.outside)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A settlement scheme as it was adopted: payers in order, guarantee, and whether all of it is only an illustration."""

    title: str
    basis: str
    payers: tuple[Payer, ...]
    illustrative: bool = False
    by_discharge: bool = True
    """Judged by the scheme in force on the day of discharge; else of admission."""
    guarantee: Guarantee = Guarantee()
    appeal: str = ""
    """To whom the patient turns who does not agree, in words."""


@dataclass(frozen=True, slots=True)
class Case:
    """What payers ask for: the hospital's level, whether it lies in the county, and who the patient is."""

    level: HospitalLevel
    inside: bool
    category: Category


@dataclass(frozen=True, slots=True)
class Bill:
    """A hospital's bill. `non_catalogue` (目录外自费) and `self_first` (先行自付) are no payer's matter.

    Refuses a negative amount (`amount_negative`) and parts that come to more than the whole (`bill_parts_exceed`).
    """

    total: Money
    non_catalogue: Money = ZERO
    self_first: Money = ZERO

    def __post_init__(self) -> None:
        """Hold the parts to the whole."""
        require(min(self.total, self.non_catalogue, self.self_first) >= ZERO, "amount_negative")
        require(self.non_catalogue + self.self_first <= self.total, "bill_parts_exceed")

    @property
    def eligible(self) -> Money:
        """政策范围内费用: what payers look at."""
        return self.total - self.non_catalogue - self.self_first


@dataclass(frozen=True, slots=True)
class Year:
    """What a person-year has behind it, payer by payer: the sum that the payer looked at, and what it paid."""

    base: Mapping[str, Money] = field(default_factory=dict)
    paid: Mapping[str, Money] = field(default_factory=dict)

    def plus(self, shares: Iterable[Share]) -> Year:
        """The year after a settlement."""
        base, paid = dict(self.base), dict(self.paid)
        for each in (one for one in shares if one.applies):
            base[each.payer] = base.get(each.payer, ZERO) + each.base
            paid[each.payer] = paid.get(each.payer, ZERO) + each.paid
        return Year(base, paid)

    def row(self) -> list[list[str]]:
        """As plain values, so that a settlement can be computed again from what it started from."""
        return [
            [each, str(self.base.get(each, ZERO)), str(self.paid.get(each, ZERO))]
            for each in sorted({*self.base, *self.paid})
        ]

    @classmethod
    def of_row(cls, row: list[list[str]]) -> Self:
        """Back from plain values."""
        return cls(
            {each: Money.of(base) for each, base, _paid in row}, {each: Money.of(paid) for each, _base, paid in row}
        )


@dataclass(frozen=True, slots=True)
class Share:
    """One payer's share with the steps that lead to it.

    `base` is what the payers before it left; `deductible` what of the deductible still counted; `ratios` the ratios used, in words such as
    "70%"; `cap_left` what the year's cap still let through, None without one. `applies` is False where its terms are not for this case, or
    the bill does not reach the first payer's deductible.
    """

    payer: str
    kind: PayerKind
    name: str
    base: Money
    deductible: Money
    ratios: str
    paid: Money
    cap_left: Money | None = None
    applies: bool = True

    def row(self) -> list[str]:
        """As plain values."""
        cap = "" if self.cap_left is None else str(self.cap_left)
        applies = "yes" if self.applies else ""
        money = [str(each) for each in (self.base, self.deductible, self.paid)]
        return [self.payer, self.kind.value, self.name, self.ratios, *money, cap, applies]

    @classmethod
    def of_row(cls, row: list[str]) -> Self:
        """Back from plain values."""
        payer, kind, name, ratios, base, deductible, paid, cap, applies = row
        return cls(
            payer,
            PayerKind(kind),
            name,
            Money.of(base),
            Money.of(deductible),
            ratios,
            Money.of(paid),
            Money.of(cap) if cap else None,
            bool(applies),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A bill, shared. `patient` is the remainder: nobody's share is ever made up to fit."""

    bill: Bill
    shares: tuple[Share, ...]

    @property
    def funds(self) -> Money:
        """What all payers pay together."""
        return total(each.paid for each in self.shares)

    @property
    def patient(self) -> Money:
        """个人负担: what is left of the whole bill."""
        return self.bill.total - self.funds

    @property
    def self_eligible(self) -> Money:
        """What the patient bears of the eligible costs."""
        return self.bill.eligible - self.funds

    @property
    def policy_rate(self) -> Decimal | None:
        """政策范围内报销比例, in percent with two decimals: of the eligible costs. None without any."""
        return percentage(self.funds, self.bill.eligible)

    @property
    def actual_rate(self) -> Decimal | None:
        """实际报销比例: of the whole bill. Never to be published as the other one, which is higher."""
        return percentage(self.funds, self.bill.total)


def percentage(part: Money, whole: Money) -> Decimal | None:
    """A share in percent with two decimals, rounded half up; None where there is nothing to have a share of."""
    return half_up(part.exact * 100 / whole.exact, 2) if whole > ZERO else None


def share(bill: Bill, payers: Iterable[Payer], case: Case, year: Year) -> Statement:
    """Share a bill among payers in the order given. Whether that order is lawful is asked where a scheme is read, not here."""
    left, shares, reached = bill.eligible, list[Share](), True
    for payer in payers:
        if not reached and not payer.below:
            one = Share(payer.id, payer.kind, payer.name, left, ZERO, "", ZERO, applies=False)
        elif payer.keep is not None:
            one = _top_up(payer, bill.eligible, left)
        else:
            one = _share(payer, left, case, year)
        if not shares and one.applies:
            reached = one.base.exact >= _still(
                payer, case, year
            )  # reached is reached to the cent; below it, the patient pays all
        shares.append(one)
        left -= one.paid
    return Statement(bill, tuple(shares))


def _still(payer: Payer, case: Case, year: Year) -> Fraction:
    """What of a payer's deductible the year has left."""
    terms = payer.terms_for(case)
    before = year.base.get(payer.id, ZERO).exact if payer.yearly else Fraction(0)
    return max(Fraction(0), terms.deductible.exact - before) if terms is not None else Fraction(0)


def _share(payer: Payer, base: Money, case: Case, year: Year) -> Share:
    terms = payer.terms_for(case)
    if terms is None:
        return Share(payer.id, payer.kind, payer.name, base, ZERO, "", ZERO, applies=False)
    before = year.base.get(payer.id, ZERO).exact if payer.yearly else Fraction(0)
    exact = terms.of(before + base.exact) - terms.of(before)
    cap_left = None
    if terms.cap is not None:
        cap_left = max(ZERO, terms.cap - year.paid.get(payer.id, ZERO))
        exact = min(exact, cap_left.exact)
    deductible = Money.rounded(min(base.exact, _still(payer, case, year)))
    over = max(Fraction(0), before + base.exact - terms.deductible.exact)
    used = [each.ratio for place, each in enumerate(terms.bands) if place == 0 or each.over.exact < over]
    start = max(Fraction(0), before - terms.deductible.exact)
    passed = sum(1 for each in terms.bands[1:] if each.over.exact <= start)
    ratios = "、".join(in_percent(each) for each in used[passed:] or used[-1:])
    return Share(payer.id, payer.kind, payer.name, base, deductible, ratios, Money.rounded(exact), cap_left)


def _top_up(payer: Payer, eligible: Money, left: Money) -> Share:
    assert payer.keep is not None
    kept = eligible.exact * payer.keep
    paid = Money.rounded(max(Fraction(0), left.exact - kept))
    return Share(payer.id, payer.kind, payer.name, left, min(left, Money.rounded(kept)), "100%", paid)


def in_percent(ratio: Fraction) -> str:
    """A ratio as people write it: 70%, 62.5%."""
    text = f"{half_up(ratio * 100, 4):f}".rstrip("0").rstrip(".")
    return f"{text}%"


# --- a scheme as text ------------------------------------------------------------------------------------------------


def read_scheme(text: str) -> Scheme:
    """A scheme from TOML. Refuses what cannot be read (`scheme_unreadable`, naming the place) and an order that the law does not have
    (`payer_order_illegal`): assistance before an insurance would make it pay what others owe."""
    require(len(text) <= MOST_TEXT, "text_too_long", field="text", limit=MOST_TEXT, length=len(text))
    try:
        told = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Refusal("scheme_unreadable", where=str(error)) from error
    payers = tuple(_payer(each, place) for place, each in enumerate(_many(told, "payer"), 1))
    require(payers, "scheme_unreadable", where="payer")
    names = [each.id for each in payers]
    require(len(set(names)) == len(names), "scheme_unreadable", where="payer.id")
    _in_legal_order(payers)
    judged_by = told.get("judged_by", "discharge")
    require(judged_by in ("discharge", "admission"), "scheme_unreadable", where="judged_by")
    return Scheme(
        written(str(told.get("title", "")), "title", 100),
        written(str(told.get("basis", "")), "basis", 500),
        payers,
        illustrative=_flag(told, "illustrative", "illustrative") is True,
        by_discharge=judged_by == "discharge",
        guarantee=_guarantee(told.get("guarantee", {})),
        appeal=written(str(told.get("appeal", "")), "appeal", 300),
    )


def _in_legal_order(payers: tuple[Payer, ...]) -> None:
    for before, after in pairwise(payers):
        rank, then = LEGAL_ORDER.index(before.kind), LEGAL_ORDER.index(after.kind)
        lawful = rank < then or before.kind is after.kind is PayerKind.SUPPLEMENTARY
        require(lawful, "payer_order_illegal", payer=after.name, before=before.name)


def _payer(told: Mapping[str, Any], place: int) -> Payer:
    where = f"payer {place}"
    kind = _word(PayerKind, told.get("kind"), f"{where}: kind")
    keep = _ratio(told["keep"], f"{where}: keep") if "keep" in told else None
    terms = tuple(_terms(each, f"{where}, terms {number}") for number, each in enumerate(_many(told, "terms"), 1))
    require((kind is PayerKind.TOP_UP) == (keep is not None), "scheme_unreadable", where=f"{where}: keep")
    require(keep is not None or terms, "scheme_unreadable", where=f"{where}: terms")
    return Payer(
        str(told.get("id", kind.value)),
        kind,
        written(str(told.get("name", "")), "name", 60),
        written(str(told.get("basis", "")), "basis", 300),
        terms,
        yearly=_flag(told, "yearly", f"{where}: yearly") is True,
        below=_flag(told, "below", f"{where}: below") is True,
        keep=keep,
    )


def _terms(told: Mapping[str, Any], where: str) -> Terms:
    bands = tuple(
        Band(_money(each.get("over", 0), f"{where}: over"), _ratio(each.get("ratio"), f"{where}: ratio"))
        for each in _many(told, "bands")
    )
    if "ratio" in told:
        bands = (Band(ZERO, _ratio(told["ratio"], f"{where}: ratio")), *bands)
    overs = [each.over for each in bands]
    rising = bool(bands) and overs[0] == ZERO and all(one < other for one, other in pairwise(overs))
    require(rising, "scheme_unreadable", where=f"{where}: bands")
    return Terms(
        _money(told.get("deductible", 0), f"{where}: deductible"),
        bands,
        _money(told["cap"], f"{where}: cap") if "cap" in told else None,
        frozenset(_word(HospitalLevel, each, f"{where}: levels") for each in told.get("levels", ())),
        _flag(told, "inside", f"{where}: inside"),
        frozenset(_word(Category, each, f"{where}: categories") for each in told.get("categories", ())),
    )


def _guarantee(told: Mapping[str, Any]) -> Guarantee:
    months = told.get("months", 12)
    require(isinstance(months, int) and 1 <= months <= 120, "scheme_unreadable", where="guarantee: months")
    return Guarantee(
        frozenset(_word(Category, each, "guarantee: categories") for each in told.get("categories", ())),
        inside=_flag(told, "inside", "guarantee: inside") is not False,
        outside=_flag(told, "outside", "guarantee: outside") is True,
        months=months,
        basis=str(told.get("basis", ""))[:300],
    )


def _many(told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = told.get(name, [])
    fits = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    require(fits, "scheme_unreadable", where=name)
    return list(found)


def _flag(told: Mapping[str, Any], name: str, where: str) -> bool | None:
    found = told.get(name)
    require(found is None or isinstance(found, bool), "scheme_unreadable", where=where)
    return found


def _word(kind: type[W], value: Any, where: str) -> W:
    try:
        return kind(value)
    except ValueError as error:
        raise Refusal("scheme_unreadable", where=where) from error


def _money(value: Any, where: str) -> Money:
    """An amount, written as a number or as text. Never a binary float: TOML's decimals are read as decimals."""
    fits = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
    try:
        made = Money(Decimal(value)) if fits else None
    except (InvalidOperation, Refusal):
        made = None
    if made is None or made < ZERO:
        raise Refusal("scheme_unreadable", where=where)
    return made


def _ratio(value: Any, where: str) -> Fraction:
    """A share from 0% to 100%, written with its percent sign, so that 70 and 0.7 cannot be mistaken for each other."""
    try:
        made = Fraction(value.removesuffix("%")) / 100 if isinstance(value, str) and value.endswith("%") else None
    except ValueError:
        made = None
    if made is None or not 0 <= made <= 1:
        raise Refusal("scheme_unreadable", where=where)
    return made
