"""The demo's deeds: what towns and departments say they did for people, which need it answers, and who says that it is so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.asking import resident
from sandan.config.demo.lecture import PROGRAMME
from sandan.config.demo.names import CIRCUIT, DISCIPLINE, OFFICE, ORGANS, TOWNS
from sandan.config.demo.scene import Scene
from sandan.desk import deed as desk
from sandan.desk.handle import Order, handle, identify
from sandan.domain.authority import Actor
from sandan.domain.deed import (
    DeedKind,
    EnterHours,
    JoinDeed,
    LeaveDeed,
    Need,
    SayDuty,
    TakeWord,
    VerifyDeed,
    WithdrawDeed,
    Word,
)
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.serving import SetServing
from sandan.domain.values import Topic
from sandan.domain.wire import Command
from sandan.projections.deed import Deed
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now

COUNT = 84


@dataclass(frozen=True, slots=True)
class Good:
    """A kind of deed: what was done at a village, what changed, which need stood behind it, and for about how many of what."""

    title: str
    changed: str
    need: str
    measure: Measure
    least: int
    most: int
    topic: Topic
    volunteer: bool = False


GOODS = (
    Good("为{v}装太阳能路灯", "夜里村道有灯，走路看得见", "村道夜里没有灯", Measure.HOUSEHOLD, 12, 60, Topic.ROADS),
    Good("帮{v}联系客商收购萝卜", "积压的萝卜卖出去了", "萝卜卖不出去", Measure.HOUSEHOLD, 6, 30, Topic.FARMING),
    Good("为{v}修整晒场", "秋收有地方晒粮", "没有晒粮的地方", Measure.HOUSEHOLD, 10, 40, Topic.FARMING),
    Good("在{v}代办社保卡", "不用跑县城就把卡办了", "办卡要跑几趟县城", Measure.PERSON, 20, 90, Topic.SOCIAL_AID),
    Good("为{v}小学添置图书", "孩子们课间有书看", "学校没有课外书", Measure.PERSON, 30, 120, Topic.EDUCATION),
    Good("把流动图书车开到{v}", "赶集日在村口能借书", "村里没地方借书", Measure.ATTENDANCE, 40, 200, Topic.EDUCATION),
    Good("为{v}疏通排水沟", "下雨院坝不再积水", "一下雨就淹院坝", Measure.HOUSEHOLD, 5, 25, Topic.WATER),
    Good("帮{v}农户抢收稻谷", "雨前把谷子收进了仓", "缺劳力，谷子收不回来", Measure.HOUSEHOLD, 4, 15, Topic.FARMING, volunteer=True),
    Good("在{v}义务理发、修家电", "不出村头发理了、电器修了", "理发修电器要赶集", Measure.PERSON, 15, 60, Topic.SERVICE, volunteer=True),
    Good("清理{v}河道垃圾", "河边干净了，洗衣有地方", "河边垃圾没人清", Measure.ATTENDANCE, 30, 120, Topic.ENVIRONMENT, volunteer=True),
    Good("陪{v}留守儿童写作业", "放学后有人看作业", "孩子作业没人管", Measure.ATTENDANCE, 20, 80, Topic.EDUCATION, volunteer=True),
    Good("为{v}办法律咨询日", "合同纠纷当场有人讲清楚", "遇到合同纠纷不知道找谁", Measure.PERSON, 15, 50, Topic.LAND),
)  # fmt: skip
DENIED = ("路灯装了三盏，后来没电了", "来照了相，沟还是堵的", "书只送来一箱，学校说没见到")
SAID = ("村里几户人家都说是这样", "入户问了三家，都说办了", "电话里说办得好")


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """Deeds from the first week on. The dice are the chapter's own."""
    chance = Random("deed")  # noqa: S311 - dice for a story, nothing secret hangs on them
    towns = list(TOWNS)
    organs = [each for each in ORGANS if each not in (OFFICE, CIRCUIT, DISCIPLINE)]
    for number in range(COUNT):
        town = chance.choice(towns)
        village = chance.choice(TOWNS[town])
        doer = town if chance.random() < 0.45 else chance.choice(organs)
        good = chance.choice([each for each in GOODS if each.volunteer is (number % 4 == 3)])
        yield timedelta(chance.randint(3, 56)), _deed(scene, chance, number, doer, town, village, good)


def _deed(scene: Scene, chance: Random, number: int, doer: str, town: str, village: str, good: Good) -> Course:
    keeper = scene.cast.handler(doer)
    key = f"demo/deed/{number}"
    of = identify(key)
    need = _need(chance, scene.cast.units[town], good.topic) if chance.random() < 0.6 else ""
    vague = chance.random() < 0.3
    people = Quantity(
        chance.randint(good.least, good.most) // 10 * 10 or 10 if vague else chance.randint(good.least, good.most),
        good.measure,
        chance.choice((Qualifier.OVER, Qualifier.NEARLY, Qualifier.ABOUT)) if vague else Qualifier.EXACT,
    )
    data = {
        "title": good.title.format(v=village),
        "need": need or good.need,
        "changed": good.changed,
        "place": scene.cast.units[village],
        "done_on": scene.agenda.today,
        "unit": scene.cast.units[doer],
        "beneficiaries": people,
        "kind": DeedKind.VOLUNTEER if good.volunteer else DeedKind.SERVICE,
        "duty_reason": "本单位年度常规工作" if number % 19 == 7 else "",
        "evidence": scene.scan("现场记录") if chance.random() < 0.35 else (),
    }
    link = SetServing(record=of, noun="deed", programmes=(PROGRAMME,), unit=scene.cast.units[doer])
    orders = [*desk.enter(data, keeper, key), Order(f"serving/{of}", link)]
    handle(orders, keeper, scene.key(), scene.agenda.now)
    if number % 29 == 28:
        _give(scene, of, WithdrawDeed(deed=of, reason="与另一条重复登记"), keeper)
        return
    if good.volunteer:
        yield from _volunteers(scene, chance, of, keeper, number)
    yield Wait(1, 6)
    yield from _judged(scene, chance, of, number)


def _need(chance: Random, town: str, topic: Topic) -> str:
    """The number of something that people of the town had said, or of what the office made of it; "" while there is nothing."""
    heard = now(Opinion).filter(town=town, topic=topic.value).order_by("position").values_list("number", flat=True)
    known = now(Problem).filter(town=town, topic=topic.value).order_by("position").values_list("number", flat=True)
    listed = list(heard if chance.random() < 0.5 else known)
    return chance.choice(listed) if listed else ""


def _volunteers(scene: Scene, chance: Random, of: str, keeper: Actor, number: int) -> Course:
    """Some say of themselves that they came; the others signed a sheet."""
    yield Wait(0, 1)
    came = [scene.cast.handler(chance.choice(list(TOWNS))) for _ in range(chance.randint(1, 3))]
    said = dict.fromkeys(each.person for each in came)
    for by in came:
        if by.person not in said:
            continue
        del said[by.person]
        hours = Quantity(chance.randint(2, 6), Measure.HOUR)
        _give(scene, of, JoinDeed(deed=of, voluntary=True, hours=hours), by)
    if number % 12 == 3:
        _give(scene, of, LeaveDeed(deed=of), came[0])
    sheet = EnterHours(
        deed=of,
        volunteers=Quantity(chance.randint(4, 14), Measure.PERSON),
        hours=Quantity(
            chance.randint(2, 6) * 10, Measure.HOUR, Qualifier.ABOUT if chance.random() < 0.3 else Qualifier.EXACT
        ),
        evidence=scene.scan("志愿者本人签字表"),
    )
    _give(scene, of, sheet, keeper)


def _judged(scene: Scene, chance: Random, of: str, number: int) -> Course:
    """Reporters say whether it is so where it answers what they said; others are asked on the spot, or somebody looks."""
    row = now(Deed).get(key=of)
    outside = scene.cast.verifier()
    if row.need == Need.OPINION.value and chance.random() < 0.7:
        holds = number % 9 != 4
        by = resident(row.need_id)
        desk.confirm(of, holds, "是这样的" if holds else chance.choice(DENIED), by, scene.key(), scene.agenda.now)
        if not holds and chance.random() < 0.5:
            yield Wait(2, 5)
            _give(scene, of, VerifyDeed(deed=of, finding="现场复看，已补办到位"), outside)
    elif chance.random() < 0.35:
        holds = chance.random() < 0.9
        paper = chance.random() < 0.3
        word = TakeWord(
            deed=of,
            way=Word.PAPER if paper else Word.VOICE,
            holds=holds,
            note=chance.choice(SAID if holds else DENIED),
            evidence=scene.scan("受益群众签字的回访单") if paper else (),
        )
        _give(scene, of, word, outside)
    elif chance.random() < 0.4:
        _give(scene, of, VerifyDeed(deed=of, finding="实地看过，属实"), outside)
    if row.duty_by_rule and number % 5 == 0:
        _give(scene, of, SayDuty(deed=of, duty=False, reason="资金为干部自筹，不在年度任务内"), scene.cast.dispatcher())
    elif row.duty_on is None and number % 17 == 3:
        _give(scene, of, SayDuty(deed=of, duty=True, reason="属年度考核任务"), scene.cast.dispatcher())


def _give(scene: Scene, of: str, order: Command, by: Actor) -> None:
    handle([Order(f"deed/{of}", order)], by, scene.key(), scene.agenda.now)
