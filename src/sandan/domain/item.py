"""Item (事项): what a service item is at one time: conditions, papers, steps with their limits, who decides, publicity, checks, remedies.

Values and arithmetic only; how versions come and go is `service_item`. Nothing of a kind of assistance is written in code, so an office
can add one (临时救助) by a form. A case is judged by the version of the day on which it was applied for (design law 10).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from sandan.domain.allowance import Area, Method, Rules, Standard
from sandan.domain.calendar import Calendar, DayType
from sandan.domain.rulebook import Origin
from sandan.domain.values import require, written

MOST_DAYS = 365
MOST_STAGES = 12
MOST_PAPERS = 30


class AuthorityBasis(StrEnum):
    """By what right somebody decides."""

    STATUTORY_COUNTY = "statutory_county"
    """法定，县级民政部门 (社会救助暂行办法 art. 11)."""
    ENTRUSTED_TOWN = "entrusted_town"
    """委托乡镇: in the name of the county body, by an instrument with scope and dates; it cannot be handed on."""
    STATUTORY_TOWN = "statutory_town"
    """法定，乡镇 in its own name."""


class Hand(StrEnum):
    """Whose step it is."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"


class Stage(StrEnum):
    """What has a limit on the way from acceptance to decision, in the order in which they come."""

    START = "start"
    """启动调查."""
    INVESTIGATE = "investigate"
    """入户调查、信息核对."""
    PEER_REVIEW = "peer_review"
    """民主评议."""
    OPINION = "opinion"
    """初审意见."""
    NOTICE = "notice"
    """公示."""
    SUBMIT = "submit"
    """上报."""
    EXAMINE = "examine"
    """审核, 联审."""
    NOTICE_AGAIN = "notice_again"
    """审批公示."""
    DECIDE = "decide"
    """审批决定, 审核确认."""


class Anchor(StrEnum):
    """From what a step's days are counted. The day itself is not counted."""

    BEFORE = "before"
    """The end of the step before."""
    ACCEPTED = "accepted"
    """The day of acceptance."""


class NoticeField(StrEnum):
    """All that a public notice may ever carry (B15; 社会救助暂行办法 arts. 11, 61). There is no word here for anything else."""

    HEAD = "head"
    """户主姓名."""
    PERSONS = "persons"
    """保障人口."""
    INCOME = "income"
    """家庭收入, on the notice before the decision alone."""
    AMOUNT = "amount"
    """拟补助金额, 保障金额."""
    TOWN = "town"
    VILLAGE = "village"


class Way(StrEnum):
    """To whom somebody can turn who does not agree."""

    REVIEW = "review"
    """行政复议."""
    COURT = "court"
    """行政诉讼."""
    COMPLAINT = "complaint"
    """投诉、举报 to the supervising body."""


class PaperCheck(StrEnum):
    """How a commitment that stands for a paper is checked after the decision (事中事后核查), from the least up."""

    EXEMPT = "exempt"
    """免予核查."""
    SAMPLE = "sample"
    """一般核查: drawn by lot."""
    ALL = "all"
    """重点核查: every one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is asked for. `replaceable`: a signed commitment may stand for it, and is then checked by its class. `known`: where the
    office finds it out by itself."""

    code: str
    title: str
    basis: str = ""
    replaceable: bool = False
    known: str = ""
    """Named: it is not asked for, because this register tells it (数据核对)."""
    check: PaperCheck = PaperCheck.SAMPLE


@dataclass(frozen=True, slots=True)
class StageRule:
    """A step's limit: so many days of a kind. `counted`: whether they are inside the limit of the whole (a notice's are not)."""

    stage: Stage
    hand: Hand
    days: int
    day_type: DayType
    counted: bool = True
    anchor: Anchor = Anchor.BEFORE
    article: str = ""


@dataclass(frozen=True, slots=True)
class Publicity:
    """What the notice before the decision and the one after it show, and for how many calendar days they stand."""

    fields: tuple[NoticeField, ...]
    days: int
    after_fields: tuple[NoticeField, ...] = ()
    after_days: int = 0
    """0: until the allowance ends."""


@dataclass(frozen=True, slots=True)
class Checks:
    """How many visit the home; what share of those invited must attend the peer review, and of those must agree; what the county checks
    again."""

    visitors: int = 2
    attend: Fraction = Fraction(0)
    """0: no peer review."""
    consent: Fraction = Fraction(0)
    spot_percent: int = 30
    relative_percent: int = 100
    """Of households with a handler or village official among their relatives, who are registered apart."""
    correction_days: int = 15
    """Calendar days within which an inconsistent commitment is put right, where the place's rule says so."""
    repair_months: int = 12
    """For how many months a false commitment cannot be repaired."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way to contest a decision, within so many days or months of hearing of it; 0: at any time."""

    way: Way
    within: int
    months: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One version of a service item. `code` names the item, `version` this version; `until_on` is its last day, None while none is set."""

    code: str
    version: str
    title: str
    basis: str
    from_on: date
    until_on: date | None = None
    origin: Origin = Origin.OFFICE
    text: str = ""
    authority: AuthorityBasis
    conditions: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    stages: tuple[StageRule, ...] = ()
    publicity: Publicity
    checks: Checks = Checks()
    remedies: tuple[Remedy, ...] = ()
    rules: Rules = field(default_factory=Rules)
    recheck_months: int = 12
    """Looked at again after so many months where income is stable (复核)."""
    recheck_varying_months: int = 6
    """The same where somebody could work and income varies."""
    report_days: int = 30
    """Within how many days of it a change is to be reported (art. 13 says: in time)."""
    forms: tuple[str, ...] = ()
    """What the papers of this item are called."""

    def holds(self, on: date) -> bool:
        """Whether this version is in force on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def rule(self, stage: Stage) -> StageRule | None:
        """The rule for a step, if the item has that step."""
        return next((each for each in self.stages if each.stage is stage), None)

    def has(self, stage: Stage) -> bool:
        """Whether the item has a step."""
        return self.rule(stage) is not None

    def paper(self, code: str) -> Paper | None:
        """A paper of the item by its code."""
        return next((each for each in self.papers if each.code == code), None)

    @property
    def asked(self) -> tuple[Paper, ...]:
        """The papers that are asked for: not those that the office finds out by itself."""
        return tuple(each for each in self.papers if not each.known)

    @property
    def notices(self) -> tuple[Stage, ...]:
        """The steps that are public notices."""
        return tuple(each.stage for each in self.stages if each.stage in (Stage.NOTICE, Stage.NOTICE_AGAIN))

    @property
    def limit(self) -> int:
        """The days of all steps that are inside the limit, whatever they count. Steps counted from acceptance overlap and count once."""
        parallel = max(
            (each.days for each in self.stages if each.anchor is Anchor.ACCEPTED and each.counted), default=0
        )
        return parallel + sum(each.days for each in self.stages if each.anchor is Anchor.BEFORE and each.counted)


@dataclass(frozen=True, slots=True)
class Due:
    """A step of one application with the days on which it may begin and on which it must be done."""

    stage: Stage
    hand: Hand
    from_on: date
    last_on: date
    counted: bool = True


def schedule(item: Item, accepted_on: date, calendar: Calendar) -> tuple[Due, ...]:
    """The last day of every step of an application that is accepted on a day, each taking all of its time.

    Refuses (`calendar_unknown`) where a day lies in a year whose notice is not known.
    """
    found: list[Due] = []
    before = accepted_on
    for each in item.stages:
        start = accepted_on if each.anchor is Anchor.ACCEPTED else before
        last = calendar.add(start, each.days, each.day_type)
        found.append(Due(each.stage, each.hand, start + timedelta(1), last, each.counted))
        before = max(before, last)
    return tuple(found)


def sound(item: Item) -> Item:
    """The item with its texts in order. Refuses what contradicts itself.

    No item is without a decision, a limit, or a remedy; what is decided in the town names who supervises it by its checks; a peer review
    has a quorum; a notice stands for as many days as its step.
    """
    stages = [each.stage for each in item.stages]
    require(len(stages) <= MOST_STAGES and len(set(stages)) == len(stages), "rule_twice")
    require(stages == sorted(stages, key=list(Stage).index), "stages_out_of_order")
    require(stages and stages[-1] is Stage.DECIDE, "decision_missing")
    for each in item.stages:
        require(0 < each.days <= MOST_DAYS, "rule_days", days=each.days, most=MOST_DAYS)
        notice = each.stage in (Stage.NOTICE, Stage.NOTICE_AGAIN)
        # Notice days are outside the limit, and calendar days, wherever there are any.
        require(not notice or (not each.counted and each.day_type is DayType.CALENDAR), "notice_counts")
        require(each.stage is not Stage.NOTICE or each.days == item.publicity.days, "notice_days", days=each.days)
    require(item.publicity.days >= 1 or Stage.NOTICE not in stages, "notice_days", days=item.publicity.days)
    require(NoticeField.INCOME not in item.publicity.after_fields, "notice_income")
    require(len(item.papers) <= MOST_PAPERS, "too_many", limit=MOST_PAPERS, count=len(item.papers))
    codes = [each.code for each in item.papers]
    require(len(set(codes)) == len(codes) and all(codes), "paper_twice")
    require(item.remedies, "remedy_missing")
    checks, rules = item.checks, item.rules
    require(checks.visitors >= 0 and (checks.attend > 0) == (Stage.PEER_REVIEW in stages), "quorum_missing")
    require(0 <= checks.attend <= 1 and 0 <= checks.consent <= 1, "percent_out_of_range")
    shares = (checks.spot_percent, checks.relative_percent)
    require(all(0 <= each <= 100 for each in shares), "percent_out_of_range")
    require(rules.window_months in (1, 3, 6, 12), "income_window", most=12)
    require(1 <= rules.fine_least <= rules.fine_most and rules.refusal_times >= 1, "percent_out_of_range")
    require(rules.near_percent == 0 or rules.near_percent >= 100, "percent_out_of_range")
    require(rules.method is not Method.ONCE or (rules.most_months >= 1 and rules.income_percent >= 100), "once_missing")
    for months in (item.recheck_months, item.recheck_varying_months):
        require(0 <= months <= 120, "rule_days", days=months, most=120)
    return replace(
        item,
        title=written(item.title, "title", 100),
        basis=written(item.basis, "basis", 500),
        text=item.text.strip()[:2000],
        conditions=tuple(each.strip()[:500] for each in item.conditions if each.strip()),
        papers=tuple(replace(each, title=written(each.title, "title", 100)) for each in item.papers),
    )


def standing(standards: tuple[Standard, ...], area: Area, on: date) -> Standard | None:
    """The standard of an area on a day: the latest that had begun."""
    begun = [each for each in standards if each.area is area and each.from_on <= on]
    return max(begun, key=lambda each: each.from_on, default=None)


def answers_to(item: Item, bureau: str, town: str) -> tuple[str, str]:
    """In whose name a decision falls, and who answers for it when it is contested: the town only where the law makes it the decider."""
    own = item.authority is AuthorityBasis.STATUTORY_TOWN
    return (town, town) if own else (bureau, bureau)
