"""The demo's exemplars: nominated, open to objections, reviewed, published; one refused, two taken down again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import OFFICE, TOWNS
from sandan.config.demo.scene import Scene
from sandan.desk.handle import Order, handle, identify
from sandan.domain.authority import Actor, Role
from sandan.domain.exemplar import (
    AnswerObjection,
    ConsentToExemplar,
    EndConsent,
    NominateExemplar,
    ObjectToExemplar,
    PostExemplar,
    PublishExemplar,
    ReviewExemplar,
    TakeDownExemplar,
    WithdrawExemplar,
)
from sandan.domain.wire import Command


@dataclass(frozen=True, slots=True)
class Merit:
    """Who is nominated for what, and how it ends. `name` "" is an official of the town."""

    name: str
    title: str
    grounds: str
    end: str
    """published, objected, refused, silent (no consent), unsaid (consent taken back), down or mistake."""


MERITS = (
    Merit("卢望春", "守水渠二十一年的管水员", "汛期连守二十一天，冬季自己清淤，全村灌溉没误过一天。", "published"),
    Merit(
        "",
        "把群众的事记在一个本子上的村干部",
        "三年记了四百多件小事，件件写了结果，办不成的也写明为什么。",
        "published",
    ),
    Merit("闵秋娥", "免费替乡亲代买代办的小店主", "每周两趟替行动不便的乡亲代买代办，八年不收跑腿钱。", "published"),
    Merit("", "一次办成的窗口人员", "把要交的材料写成一张纸，群众不再跑第二趟。", "objected"),
    Merit("冉大川", "自筹修路的返乡人", "出钱出力把出村路修到了三组。", "refused"),
    Merit("", "不肯登报的老支书", "带着村里修了三处水池。", "silent"),
    Merit("祝小满", "陪孩子写作业的退休教师", "放学后义务看护留守儿童作业，五年没断过。", "unsaid"),
    Merit("", "下村最勤的驻村队员", "一年住村二百六十天。", "unsaid"),
    Merit("", "调解能手", "把三起老纠纷说和了。", "down"),
    Merit("戚长河", "热心肠的护林员", "山火季节巡护不断。", "down"),
    Merit("", "敢说真话的统计员", "退回了两张凑出来的报表。", "refused"),
    Merit("", "登错的人", "与另一条重复。", "mistake"),
    Merit("", "又登错的人", "与另一条重复。", "mistake"),
)


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """One nomination every few days."""
    towns = list(TOWNS)
    for number, merit in enumerate(MERITS):
        yield timedelta(6 + 2 * number), _exemplar(scene, number, merit, towns[number % len(towns)])


def _exemplar(scene: Scene, number: int, merit: Merit, town: str) -> Course:
    cast = scene.cast
    of = identify(f"demo/exemplar/{number}")
    nominator, nominee = cast.head(town), cast.handler(town)
    if nominee.person == nominator.person:
        nominator = cast.clerk()
    give = _giver(scene, of)
    proposal = NominateExemplar(
        exemplar=of,
        title=merit.title,
        unit=cast.units[town],
        grounds=merit.grounds,
        evidence=scene.scan("事迹材料") if number % 2 else (),
        nominee="" if merit.name else nominee.person,
        nominee_name=merit.name,
    )
    give(proposal, nominator)
    if merit.end == "mistake":
        give(WithdrawExemplar(exemplar=of, reason="重复推荐"), nominator)
        return
    if merit.end != "silent":
        own = not merit.name
        paper = () if own else scene.scan("本人签字的同意书")
        taker = next(each for each in (cast.clerk(), cast.dispatcher()) if each.person != nominator.person)
        give(ConsentToExemplar(exemplar=of, evidence=paper), nominee if own else taker)
    yield Wait(1, 2)
    office = cast.dispatcher()
    give(PostExemplar(exemplar=of, days=5), office)
    yield Wait(2, 3)
    if merit.end in ("objected", "refused"):
        key = identify(f"demo/exemplar/{number}", "objection")
        give(ObjectToExemplar(exemplar=of, objection=key, words="有人说材料里写的不全是他做的"), office)
        yield Wait(1, 1)
        stands = merit.end == "refused" and bool(merit.name)
        finding = "核对材料，主要事迹并非本人所为" if stands else "问了六户，事迹属实"
        give(AnswerObjection(exemplar=of, objection=key, stands=stands, finding=finding), cast.verifier())
        if stands:
            return
    yield Wait(5, 7)
    holds = merit.end != "refused"
    finding = "实地走访，属实" if holds else "事迹不足以推广"
    give(ReviewExemplar(exemplar=of, holds=holds, finding=finding), cast.verifier())
    if not holds or merit.end == "silent":
        return
    yield Wait(1, 2)
    give(PublishExemplar(exemplar=of), cast.one(OFFICE, Role.EDITOR))
    yield Wait(2, 4)
    if merit.end == "unsaid":
        give(EndConsent(exemplar=of), nominee if not merit.name else cast.clerk())
    elif merit.end == "down":
        give(TakeDownExemplar(exemplar=of, reason="岗位变动，不再宣传"), cast.dispatcher())


def _giver(scene: Scene, of: str) -> Callable[[Command, Actor], None]:
    def give(order: Command, by: Actor) -> None:
        handle([Order(f"exemplar/{of}", order)], by, scene.key(), scene.agenda.now)

    return give
