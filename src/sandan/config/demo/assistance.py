"""The demo's assistance: an item that towns decide by entrustment, households that apply, and what becomes of each. All made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from sandan.config.demo import oversight, recourse
from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import AIDES, BUREAU, SURNAMES, TOWNS
from sandan.config.demo.scene import Scene
from sandan.desk import application as desk
from sandan.desk import delegation, payment, publicity, service_item
from sandan.desk.application import Applying, blank
from sandan.desk.handle import handle
from sandan.domain.allowance import Area, Category, Household, Income, IncomeKind, Member, Standard, Supporter
from sandan.domain.application import (
    AdjustAllowance,
    Cause,
    DecideApplication,
    GiveAccount,
    GiveOpinion,
    MatchData,
    NameRelatives,
    RecordJobOffer,
    ReportChange,
    Route,
    VisitHousehold,
    WithdrawApplication,
)
from sandan.domain.authority import RESIDENT, Actor, Role
from sandan.domain.item_profile import profiles
from sandan.domain.money import Money
from sandan.domain.payment import Returned
from sandan.domain.publicity import Stage
from sandan.domain.values import Refusal
from sandan.domain.wire import Command
from sandan.projections.application import Application, money
from sandan.projections.payment import PaymentList
from sandan.projections.service_item import in_force
from sandan.projections.version import now

COUNT = 42
ITEM = "dibao"
STANDARDS = ((Area.RURAL, "4800", 12), (Area.URBAN, "620", 1))
"""The story's own, of no real place."""
BASIS = "演示用标准，不是真实文件"
MARK = "（演示）"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of household: how many people, what comes in a year, who of them is what, and what becomes of it."""

    people: int
    income: int
    kind: IncomeKind
    why: str
    category: Category | None = None
    supporter: int = 0
    """What a child who lives elsewhere earns a year."""
    able: bool = True


KINDS = (
    Kind(2, 3200, IncomeKind.BUSINESS, "年老体弱，靠种地维持", Category.ELDERLY, able=False),
    Kind(3, 6000, IncomeKind.WAGE, "主要劳力患病，收入减少", Category.SERIOUS_ILLNESS),
    Kind(1, 1200, IncomeKind.PENSION, "独居老人，养老金低", Category.ELDERLY, able=False),
    Kind(4, 9600, IncomeKind.WAGE, "两个孩子上学，一人务工", Category.MINOR),
    Kind(2, 2400, IncomeKind.BUSINESS, "家中有重度残疾人需照料", Category.SEVERE_DISABILITY),
    Kind(3, 24_000, IncomeKind.WAGE, "收入不稳定，申请看看是否符合"),
    Kind(2, 1800, IncomeKind.BUSINESS, "子女在外务工", Category.ELDERLY, 90_000, able=False),
    Kind(5, 15_600, IncomeKind.WAGE, "三代同住，仅一人有工作", Category.MINOR),
)
GIVEN = "福贵秀兰永财德顺桂芝来娣长根水生"


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """The bureau sets it up in the first days; households apply from the fifth on; lists are paid month by month."""
    chance = Random("assistance")  # noqa: S311 - dice for a story, nothing secret hangs on them
    yield timedelta(0), _set_up(scene)
    for number in range(COUNT):
        town = list(AIDES)[number % len(AIDES)]
        yield timedelta(chance.randint(5, 50)), _applies(scene, chance, number, town)
    for days in (30, 58):
        for town in AIDES:
            yield timedelta(days), _paid(scene, town)


def _set_up(scene: Scene) -> Course:
    """The office names the bureau; it enters the standards, entrusts the towns, and the delegated version holds from the third day."""
    cast, today = scene.cast, scene.agenda.today
    office = cast.dispatcher()
    service_item.place(ITEM, cast.units[BUREAU], office, scene.key(), scene.agenda.now)
    for area, amount, months in STANDARDS:
        standard = Standard(area, Money.of(amount), months, today - timedelta(300), BASIS)
        service_item.set_standard(ITEM, standard, office, scene.key(), scene.agenda.now)
    version = profiles()["dibao-delegated"]
    version = replace(version, from_on=today + timedelta(2), basis=f"{version.basis}；县民政局委托文书{MARK}")
    service_item.adopt(version, office, scene.key(), scene.agenda.now)
    yield Wait(1, 1)
    bureau = cast.one(BUREAU, Role.APPROVER)
    for number, town in enumerate(AIDES, start=1):
        data = {
            "agent": cast.units[town],
            "services": (ITEM,),
            "instrument": f"云民委〔{scene.agenda.today.year}〕{number}号{MARK}",
            "from_on": scene.agenda.today + timedelta(1),
            "to_on": scene.agenda.today + timedelta(730),
            "announced_on": scene.agenda.today,
            "where": "县政府网站",
        }
        key = scene.key()
        handle(delegation.enter(data, bureau, key), bureau, key, scene.agenda.now)


def _applies(scene: Scene, chance: Random, number: int, town: str) -> Course:
    """A household applies, is visited, considered, made public and decided on."""
    cast = scene.cast
    aide = cast.one(town, Role.ASSISTANCE)
    kind = KINDS[number % len(KINDS)]
    home = _household(chance, kind)
    # A story that begins on days off adopts the towns' version on the first working day; it holds from the day after.
    while (item := in_force(ITEM, scene.agenda.today)).checks.attend:
        yield Wait(1, 1)
    asked = tuple(each.code for each in item.asked)
    resident = number % 7 == 3
    applying = Applying(
        item=ITEM,
        town=cast.units[town],
        village=cast.units[chance.choice(TOWNS[town])] if not resident else "",
        area=Area.RURAL,
        household=home,
        consent=True,
        given=() if resident else asked if number % 4 else asked[:2],
        phone=f"1380000{number:04}",
        note=kind.why,
        route=Route.RESIDENT if resident else Route.CLERK,
    )
    made = desk.submit(applying, RESIDENT if resident else aide, scene.key(), at=scene.agenda.now)
    key = made.application
    if made.missing:
        yield Wait(1, 4)
        if number % 11 == 4:
            gone = WithdrawApplication(application=key, reason="家庭情况好转，不再申请")
            desk.give(key, gone, aide, scene.key(), at=scene.agenda.now)
            return
        if resident:
            yield from recourse.sent_from_home(scene, key, made.missing, aide, blurred=number % 2 == 1)
            yield Wait(0, 1)
        else:
            brought = oversight.committed(scene, key, aide, declines=number % 3 == 1, drawn=number % 8 == 0)
            if brought:
                desk.add_papers(key, aide, scene.key(), given=brought, at=scene.agenda.now)
        desk.accept(key, aide, scene.key(), at=scene.agenda.now)
    elif resident:
        yield Wait(1, 2)
        desk.accept(key, aide, scene.key(), at=scene.agenda.now)
    if number % 13 == 6:
        official = scene.cast.head(town).person
        _give(scene, key, NameRelatives(application=key, related=(official,), note="户主的堂弟"), aide)
    yield from considered(scene, number, key, town, home, kind.why)


def considered(scene: Scene, number: int, key: str, town: str, home: Household, why: str) -> Course:
    """Matched, visited, given an opinion on, made public, decided, and looked at again: from acceptance on."""
    cast = scene.cast
    aide = cast.one(town, Role.ASSISTANCE)
    other = cast.one(town, Role.ASSISTANCE, aide.person)
    yield Wait(1, 3)
    matched = blank(
        MatchData, key, matched_on=scene.agenda.today, sources=("社保", "不动产", "车辆"), findings="无异常"
    )
    _give(scene, key, matched, aide)
    visit = blank(
        VisitHousehold,
        key,
        visited_on=scene.agenda.today,
        visitors=(aide.person, other.person),
        others=("村会计",) if number % 3 == 0 else (),
        findings=f"入户核实：{why}，与申报一致",
    )
    _give(scene, key, visit, aide)
    yield Wait(1, 2)
    proposed = desk.proposed(desk.opened(key))
    fits = proposed is not None and proposed.eligible
    reasons = "家庭人均收入低于标准，财产符合规定" if fits else "家庭人均收入不低于标准"
    _give(scene, key, blank(GiveOpinion, key, favourable=fits, reasons=reasons), aide)
    if fits:
        yield from _made_public(scene, key, aide)
    else:
        yield Wait(1, 2)
    signer = cast.one(town, Role.APPROVER)
    _give(scene, key, blank(DecideApplication, key, grant=fits, reasons=reasons), signer)
    if not fits:
        if number % 16 in (5, 13):
            yield from recourse.objected(scene, key, right=number % 16 == 13)
        return
    holder = home.members[0].name
    account = GiveAccount(application=key, holder=holder, bank="农村信用社", account=f"62300000000{number:08}")
    _give(scene, key, account, aide)
    yield from _afterwards(scene, number, key, town, home)


def _made_public(scene: Scene, key: str, aide: Actor) -> Course:
    """Seven days on the village's board."""
    given = scene.key()
    data = {"application": key, "stage": Stage.PROPOSED}
    handle(publicity.enter(data, aide, given), aide, given, scene.agenda.now)
    yield Wait(8, 9, anytime=True)
    yield Wait(0, 1)


def _afterwards(scene: Scene, number: int, key: str, town: str, home: Household) -> Course:
    """Some report that they earn more, and it is set anew or stopped; to some a job is offered."""
    if number % 6 == 5 and home.members[0].able:
        yield Wait(2, 5)
        job = blank(RecordJobOffer, key, member="m1", refused=number % 12 == 11, note="镇上公益性岗位：护林员")
        _give(scene, key, job, scene.cast.one(town, Role.ASSISTANCE))
        return
    if number % 6 != 1:
        return
    yield Wait(6, 12)
    better = Income(IncomeKind.WAGE, Money.of(number % 12 * 3000 + 4000), 12)
    members = (replace(home.members[0], able=True, incomes=(better,)), *home.members[1:])
    change = blank(
        ReportChange,
        key,
        changed_on=scene.agenda.today - timedelta(5),
        what="家中有人找到了工作",
        household=replace(home, members=members),
    )
    _give(scene, key, change, scene.cast.one(town, Role.ASSISTANCE))
    yield Wait(1, 3)
    look = blank(AdjustAllowance, key, cause=Cause.REPORTED, reasons="家庭收入变化，按规定重新核定", from_month="")
    _give(scene, key, look, scene.cast.one(town, Role.APPROVER))


def _paid(scene: Scene, town: str) -> Course:
    """The month's list: drawn up, signed, paid; one line comes back."""
    cast = scene.cast
    unit = cast.units[town]
    aide = cast.one(town, Role.ASSISTANCE)
    try:
        key = payment.draw_up(ITEM, unit, f"{scene.agenda.today:%Y-%m}", aide, scene.key(), scene.agenda.now)
    except Refusal:  # nothing is due yet
        return
    yield Wait(0, 0)
    signer = cast.one(town, Role.APPROVER)
    try:
        payment.approve(key, signer, scene.key(), scene.agenda.now)
    except Refusal:  # something on it was stopped since: it is put away and drawn up anew
        payment.discard(key, "名单拟定后有家庭停发，重新拟定", aide, scene.key(), scene.agenda.now)
        key = payment.draw_up(ITEM, unit, f"{scene.agenda.today:%Y-%m}", aide, scene.key(), scene.agenda.now)
        payment.approve(key, signer, scene.key(), scene.agenda.now)
    yield Wait(1, 2)
    row = now(PaymentList).get(key=key)
    lines = list(payment.lines_of(key))
    back = lines[:1] if len(lines) > 2 else []
    numbers = dict(now(Application).filter(key__in=[each.application for each in back]).values_list("key", "number"))
    returned = tuple(Returned(numbers[each.application], "账号有误") for each in back)
    paid = money(row.fen - sum(each.fen for each in back))
    payment.reconcile(key, scene.agenda.today, paid, returned, aide, scene.key(), scene.agenda.now)


def _household(chance: Random, kind: Kind) -> Household:
    """People with made-up names and identity numbers of no real place (first digits 99)."""
    family = chance.choice(SURNAMES)
    people = []
    for place in range(kind.people):
        name = (family if place != 1 else chance.choice(SURNAMES)) + "".join(chance.sample(GIVEN, 2))
        incomes = (Income(kind.kind, Money.of(kind.income), 12),) if place == 0 else ()
        categories = (kind.category,) if kind.category is not None and place == kind.people - 1 else ()
        number = f"99{chance.randint(10**11, 10**12 - 1)}{chance.randint(1000, 9999)}"
        relation = ("户主", "配偶", "子女", "子女", "母亲")[place]
        people.append(Member(f"m{place + 1}", name, number, relation, categories, kind.able and place == 0, incomes))
    supporters: tuple[Supporter, ...] = ()
    if kind.supporter:
        supporters = (Supporter(family + "在外", Money.of(kind.supporter), 12, 4, 2, 2),)
    return Household(tuple(people), supporters)


def _give(scene: Scene, key: str, command: Command, by: Actor) -> None:
    desk.give(key, command, by, scene.key(), at=scene.agenda.now)
