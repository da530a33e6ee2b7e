"""Formula (满意率公式): what a satisfaction rate is made of, and which one the office uses from which day (S14, law 6).

From one and the same set of answers published formulas make anything between 56.67 and 90.00 percent (domain D, "one data set, six
answers"). So a formula is data with an id and a version: what each level of the scale is worth, what it is divided by, and what silence is
worth. Its meaning never changes; another weight is another version. A formula in which silence counts as satisfaction can be looked at,
and never adopted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from sandan.domain.authority import Actor, permit
from sandan.domain.money import half_up
from sandan.domain.values import CONTENT, DISCONTENT, Fault, Level, Public, require, written
from sandan.domain.wire import Command, Event, command, event

STREAM = "formula/satisfaction"
"""All adoptions stand in one stream: which formula holds on a day is one question."""

THREE = (Level.SATISFIED, Level.BASICALLY_SATISFIED, Level.DISSATISFIED)
FOUR = (Level.SATISFIED, Level.FAIRLY_SATISFIED, Level.BASICALLY_SATISFIED, Level.DISSATISFIED)
FIVE = (
    Level.VERY_SATISFIED,
    Level.SATISFIED,
    Level.BASICALLY_SATISFIED,
    Level.DISSATISFIED,
    Level.VERY_DISSATISFIED,
)


class Base(StrEnum):
    """What a rate is divided by."""

    ANSWERED = "answered"
    """Valid call-backs (有效回访): reached and answered."""
    ASKED = "asked"
    """Everybody who was to be asked, reached or not."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A satisfaction rate. `weights` and `silence` are in hundredths; `left_out` levels are in neither numerator nor denominator.

    `scale` are the levels that a questionnaire offers under it.
    """

    id: str
    version: int
    weights: Mapping[Level, int]
    base: Base = Base.ANSWERED
    silence: int = 0
    left_out: frozenset[Level] = frozenset()
    scale: tuple[Level, ...] = THREE
    source: str = ""

    @property
    def code(self) -> str:
        """Id and version, as they are printed and recorded."""
        return f"{self.id}/{self.version}"

    @property
    def floor(self) -> int:
        """What it says in percent if everybody answers and nobody is content."""
        return max(self.weights[each] for each in DISCONTENT)

    @property
    def adoptable(self) -> bool:
        """Whether an office may publish by it: silence is never satisfaction."""
        return self.silence == 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts that rates are made from. `asked` includes those whom nobody reached."""

    asked: int
    levels: Mapping[Level, int]
    contacted: int = 0
    solved: int = 0
    unreached: int = 0

    @property
    def answered(self) -> int:
        """How many gave an answer."""
        return sum(self.levels.values())

    @property
    def satisfied(self) -> int:
        """How many answered on the content side of the scale, without weights."""
        return sum(count for level, count in self.levels.items() if level in CONTENT)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with what it is made of. `numerator` may be a fraction, because levels have weights. `suppressed`: too few to say."""

    numerator: Fraction
    denominator: int
    suppressed: bool = False

    @property
    def exact(self) -> Fraction | None:
        """The percentage before rounding; None without a denominator ("no data" is not 0), or where too few answered."""
        return None if self.denominator == 0 or self.suppressed else self.numerator * 100 / self.denominator

    def percent(self, places: int = 2) -> Decimal | None:
        """The percentage, rounded half up."""
        exact = self.exact
        return None if exact is None else half_up(exact, places)


def rate(formula: Formula, tally: Tally, least: int = 0) -> Rate:
    """The rate that a formula makes of these counts; suppressed where its denominator is below `least`."""
    left_out = sum(count for level, count in tally.levels.items() if level in formula.left_out)
    counted = {level: count for level, count in tally.levels.items() if level not in formula.left_out}
    silent = max(tally.asked - tally.answered, 0)
    hundredths = sum(formula.weights[level] * count for level, count in counted.items()) + formula.silence * silent
    below = (tally.answered if formula.base is Base.ANSWERED else tally.asked) - left_out
    return Rate(Fraction(hundredths, 100), below, below < least)


def _three(best: int, basic: int, worst: int, **more: int) -> Mapping[Level, int]:
    """Weights of every level by those of three. 比较满意 lies between two of them and is worth the lower; 不了解 is worth nothing."""
    return MappingProxyType(
        {
            Level.VERY_SATISFIED: best,
            Level.SATISFIED: best,
            Level.FAIRLY_SATISFIED: more.get("fairly", basic),
            Level.BASICALLY_SATISFIED: basic,
            Level.DISSATISFIED: worst,
            Level.VERY_DISSATISFIED: worst,
            Level.DONT_KNOW: 0,
        }
    )


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        each.code: each
        for each in (
            Formula("plain", 1, _three(100, 100, 0), source="满意与基本满意占有效回访"),
            Formula("satisfied_only", 1, _three(100, 0, 0), source="满意占有效回访"),
            Formula("weighted_90", 1, _three(100, 90, 0), source="热线三率考核，基本满意按0.9计（D3）"),
            Formula(
                "public_survey",
                1,
                _three(100, 75, 55),
                left_out=frozenset({Level.DONT_KNOW}),
                scale=(*THREE, Level.DONT_KNOW),
                source="山东省群众满意度调查，1、0.75、0.55，不了解不计（D11）",
            ),
            Formula("campaign_four", 1, _three(100, 100, 0), scale=FOUR, source="主题教育测评，四档（B18）"),
            Formula("five_stars", 1, _three(100, 100, 0), scale=FIVE, source="政务服务好差评，五档（A45）"),
            Formula("plain_of_asked", 1, _three(100, 100, 0), base=Base.ASKED, source="满意与基本满意占应回访"),
            Formula(
                "not_dissatisfied", 1, _three(100, 100, 0), base=Base.ASKED, silence=100, source="派单减不满意（D10）"
            ),
        )
    }
)
"""Every satisfaction formula by its code. The weights of levels that a source does not name are configuration [unverified]."""

DEFAULT = "plain/1"
"""What holds while the office has adopted nothing."""

RESPONSE, RESOLUTION = "response/1", "resolution/1"
"""响应率 and 解决率 (D1, D2): of valid call-backs, those whom the unit contacted, and those who say that it is solved."""


@dataclass(frozen=True, slots=True)
class Composite:
    """综合成绩: rates by code, each with its weight in hundredths."""

    id: str
    version: int
    parts: tuple[tuple[str, int], ...]
    source: str = ""

    @property
    def code(self) -> str:
        """Id and version."""
        return f"{self.id}/{self.version}"


COMPOSITES: Mapping[str, Composite] = MappingProxyType(
    {
        each.code: each
        for each in (
            Composite(
                "three_rates", 1, ((RESPONSE, 10), (RESOLUTION, 50), ("weighted_90/1", 40)), "热线综合成绩（D4）"
            ),
            Composite(
                "three_rates_even", 1, ((RESPONSE, 30), (RESOLUTION, 35), ("plain/1", 35)), "准格尔旗综合成绩（D5）"
            ),
        )
    }
)


def named(code: str, tally: Tally, least: int = 0) -> Rate:
    """The rate of this code: a satisfaction formula, or one of the other two of the three rates."""
    if code in (RESPONSE, RESOLUTION):
        above = tally.contacted if code == RESPONSE else tally.solved
        return Rate(Fraction(above), tally.answered, tally.answered < least)
    return rate(FORMULAS[code], tally, least)


def composite(of: Composite, tally: Tally, places: int = 2, least: int = 0) -> Decimal | None:
    """A composite of rates, rounded once, at the end. None where any part has no data: it is not the worst result but none."""
    total = Fraction(0)
    for code, weight in of.parts:
        exact = named(code, tally, least).exact
        if exact is None:
            return None
        total += exact * weight / 100
    return half_up(total, places)


class Threshold(StrEnum):
    """A number that the office sets, with its day and basis. What each is for stands in `DEFAULTS`."""

    LEAST = "least"
    SMALL = "small"
    MANY = "many"
    MINUTES = "minutes"
    TOGETHER = "together"
    DEVICE = "device"
    WORDS = "words"
    CALLER = "caller"


DEFAULTS: Mapping[Threshold, int] = MappingProxyType(
    {
        Threshold.LEAST: 5,  # a rate over fewer answers is not published
        Threshold.SMALL: 30,  # 100 % over fewer answers than this is asked about …
        Threshold.MANY: 5,  # … but not over fewer than this
        Threshold.MINUTES: 10,  # answers within so many minutes of each other are asked about …
        Threshold.TOGETHER: 5,  # … if there are so many
        Threshold.DEVICE: 3,  # answers from one device
        Threshold.WORDS: 3,  # answers in the same words
        Threshold.CALLER: 10,  # answers to one caller, all content
    }
)


@dataclass(frozen=True, slots=True)
class Register:
    """What the office has adopted, as its stream tells it: codes and numbers by the day from which they hold."""

    formulas: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))

    def on(self, day: date) -> str:
        """The code of the formula that holds on a day."""
        begun = [each for each in self.formulas if each <= day]
        return self.formulas[max(begun)] if begun else DEFAULT


@command("formula.adopt")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptFormula(Command):
    """Use a formula from a day on, on a legal basis. Never backwards in time: what was published stays computed as it was."""

    formula: str
    from_on: date
    basis: str


@command("formula.set_threshold")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetThreshold(Command):
    """Set a threshold from a day on."""

    threshold: Threshold
    value: int
    from_on: date
    basis: str


@event("formula.adopted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaAdopted(Event):
    """The office uses another formula from a day on."""

    formula: Public[str]
    from_on: Public[date]
    basis: Public[str]


@event("formula.threshold_set/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdSet(Event):
    """The office set a threshold from a day on."""

    threshold: Public[Threshold]
    value: Public[int]
    from_on: Public[date]
    basis: Public[str]


def decide(order: Command, state: Register, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case AdoptFormula(formula=code, from_on=from_on, basis=basis):
            require(code in FORMULAS, "unknown_formula")
            require(FORMULAS[code].adoptable, "silence_is_not_satisfaction")
            require(from_on >= at.date(), "rule_backwards", date=from_on)
            require(state.on(from_on) != code, "formula_in_force")
            return (FormulaAdopted(happened_on=on, formula=code, from_on=from_on, basis=written(basis, "basis", 500)),)
        case SetThreshold(threshold=threshold, value=value, from_on=from_on, basis=basis):
            require(1 <= value <= 10_000, "threshold_out_of_range", least=1, most=10_000)
            require(from_on >= at.date(), "rule_backwards", date=from_on)
            basis = written(basis, "basis", 500)
            return (ThresholdSet(happened_on=on, threshold=threshold, value=value, from_on=from_on, basis=basis),)
    raise Fault(f"not a formula command: {order.name}")


def evolve(state: Register, happened: Event) -> Register:
    """What is adopted after `happened`."""
    if isinstance(happened, FormulaAdopted):
        return replace(state, formulas={**state.formulas, happened.from_on: happened.formula})
    return state
