"""Assistance applied for, decided, paid, looked at again and taken back: each with what may become of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.county import GU, TODAY
from tests.domain.line import APPROVER, BUREAU, BUREAU_APPROVER, OFFICER, SECOND, TOWN

from sandan.domain.allowance import Area, Household, Income, IncomeKind, Member, Standard
from sandan.domain.application import (
    AcceptApplication,
    AddPapers,
    AdjustAllowance,
    AnswerObjection,
    AttachPaper,
    Cause,
    DecideApplication,
    Delegation,
    EraseApplication,
    GiveAccount,
    GiveOpinion,
    MatchData,
    NameRelatives,
    Notice,
    ObjectToDecision,
    RecordJobOffer,
    ReportChange,
    ReturnPaper,
    RevokeGrant,
    Route,
    SubmitApplication,
    VisitHousehold,
    WithdrawApplication,
)
from sandan.domain.authority import Actor
from sandan.domain.item import Due, Hand, Stage
from sandan.domain.item_profile import profiles
from sandan.domain.money import Money
from sandan.domain.payment import (
    ApprovePayment,
    DiscardPayment,
    DrawUpPayment,
    PayLine,
    ReconcilePayment,
    Returned,
)
from sandan.domain.service_item import AdoptItem, EndItem, PlaceItem, SetStandard
from sandan.domain.values import Evidence
from sandan.domain.wire import Command

Given = tuple[str, Command, Actor]
ITEM = profiles()["dibao-delegated"]
HOME = Household((Member("m1", "李某", incomes=(Income(IncomeKind.WAGE, Money.of(6000)),)), Member("m2", "王某")))
RICH = Household((Member("m1", "李某", incomes=(Income(IncomeKind.WAGE, Money.of(90_000)),)),))
STANDARD = Standard(Area.RURAL, Money.of(4000), 12, date(2019, 1, 1), "市政府文件")
ALL = tuple(each.code for each in ITEM.asked)
MONTH = f"{TODAY:%Y-%m}"
STEPS = (Due(Stage.DECIDE, Hand.TOWN, TODAY, TODAY),)
ENTRUSTED = Delegation("云民委1号", TOWN, TODAY)


def submitted(key: str, given: tuple[str, ...] = ALL, household: Household = HOME) -> Given:
    order = SubmitApplication(
        application=key, item=ITEM, unit=TOWN, bureau=BUREAU, town=TOWN, route=Route.CLERK, area=Area.RURAL, household=household,
        consent=True, given=given,
    )  # fmt: skip
    return (f"application/{key}", order, OFFICER)


def decided(key: str, household: Household = HOME, *, by: Actor = APPROVER) -> tuple[Given, ...]:
    fits = household is HOME
    visit = VisitHousehold(application=key, item=ITEM, visited_on=TODAY, visitors=("tao", "lin"), findings="属实")
    opinion = GiveOpinion(
        application=key, item=ITEM, household=household, standard=STANDARD, favourable=fits, reasons="查明"
    )
    before = Notice(Stage.NOTICE, TODAY.replace(day=1), TODAY.replace(day=8))
    decide = DecideApplication(
        application=key, item=ITEM, household=household, standard=STANDARD, grant=fits, reasons="决定", notices=(before,),
        delegation=ENTRUSTED,
    )  # fmt: skip
    steps = (AcceptApplication(application=key, steps=STEPS), visit, opinion)
    said = ((f"application/{key}", each, OFFICER) for each in steps)
    return (submitted(key, household=household), *said, (f"application/{key}", decide, by))


def of(key: str, order: Command, by: Actor = OFFICER) -> Given:
    return (f"application/{key}", order, by)


LINES = (PayLine("y1", Money.of("166.67")), PayLine("y2", Money.of("166.67")))
DRAW = DrawUpPayment(payment="f1", item="dibao", unit=TOWN, bureau=BUREAU, month=MONTH, lines=LINES)
VERSION = replace(ITEM, version="dibao-own", from_on=TODAY.replace(month=12))
ADJUST = AdjustAllowance(
    application="y2", item=ITEM, household=RICH, standard=STANDARD, cause=Cause.REPORTED, reasons="收入提高", from_month="",
    delegation=ENTRUSTED,
)  # fmt: skip
REVOKE = RevokeGrant(application="y3", item=ITEM, reasons="虚假", paid=(), heard=True)

ORDERS: tuple[Given, ...] = (
    ("service_item/dibao", PlaceItem(code="dibao", bureau=BUREAU), GU),
    ("service_item/dibao", SetStandard(code="dibao", standard=STANDARD), GU),
    ("service_item/dibao", AdoptItem(item=VERSION), GU),
    ("service_item/dibao", EndItem(version="dibao-own", until_on=TODAY.replace(month=12, day=8), reason="暂缓"), BUREAU_APPROVER),
    *decided("y1"), *decided("y2"), *decided("y3", by=BUREAU_APPROVER), *decided("y4", RICH),
    submitted("y5", ("application",)),
    of("y5", AddPapers(application="y5", item=ITEM, given=("authorisation",))),
    submitted("y6"), of("y6", WithdrawApplication(application="y6", reason="重复")),
    of("y6", EraseApplication(application="y6", basis="期满"), APPROVER),
    submitted("y7"), of("y7", NameRelatives(application="y7", related=("lin",))),
    of("y7", AcceptApplication(application="y7", steps=STEPS)),
    of("y7", MatchData(application="y7", item=ITEM, matched_on=TODAY, sources=("社保",))),
    of("y1", GiveAccount(application="y1", holder="李某", bank="信用社", account="62")),
    of("y1", RecordJobOffer(application="y1", item=ITEM, household=HOME, member="m1", refused=True, note="护林")),
    ("payment/f0", replace(DRAW, payment="f0"), OFFICER),
    ("payment/f0", DiscardPayment(payment="f0", reason="重拟"), SECOND),
    ("payment/f1", DRAW, OFFICER), ("payment/f1", ApprovePayment(payment="f1", due=LINES), APPROVER),
    ("payment/f1", ReconcilePayment(payment="f1", paid_on=TODAY, paid=LINES[0].amount, returned=(Returned("y2", "账号"),)), OFFICER),
    of("y2", ReportChange(application="y2", item=ITEM, changed_on=TODAY, what="有了工作", household=RICH)),
    of("y2", ADJUST, APPROVER),
    submitted("y8", tuple(each for each in ALL if each != "income")),
    of("y8", AttachPaper(application="y8", item=ITEM, paper="income", evidence=(Evidence("0" * 64, TODAY),))),
    of("y8", ReturnPaper(application="y8", item=ITEM, paper="income", reason="看不清")),
    *decided("y9", RICH), of("y9", ObjectToDecision(application="y9", words="已分户")),
    of("y9", AnswerObjection(application="y9", upheld=True, words="属实"), BUREAU_APPROVER),
    of("y3", replace(REVOKE, paid=(), fine=Money.of(0)), BUREAU_APPROVER),
)  # fmt: skip
EXPECTED = dict.fromkeys(
    (
        *(
            f"applications.{each}"
            for each in (
                "submitted incomplete withdrawn decided granted refused near decided_in_town decided_in_county late in_time days "
                "committed related"
            ).split()
        ),
        *(f"allowances.{each}" for each in ("stopped", "revoked", "paid_lines", "paid")),
    ),
    0,
)
"""Sealed: counted by whole months, and in the tale's first month nothing of it had happened."""
RATES = dict.fromkeys(("rate.applications_granted", "rate.decided_in_town", "rate.decided_in_time"), "None")
