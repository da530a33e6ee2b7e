"""The demo's leaders go to their places, village secretaries from house to house; on-site meetings decide; disputes end or do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from random import Random

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.lecture import PROGRAMME
from sandan.config.demo.names import CIRCUIT, COUNTY, OFFICE, ORGANS, TOWNS, UNASSIGNED
from sandan.config.demo.scene import Scene
from sandan.desk import meeting as meetings
from sandan.desk import problem as problems
from sandan.desk import visit as visits
from sandan.desk.handle import Order, fold, handle, handle_built, identify
from sandan.desk.opinion import accept, decline
from sandan.desk.visit import Line
from sandan.domain.authority import Actor, Role
from sandan.domain.dispute import (
    AgreeDispute,
    ConfirmDispute,
    DescribeDispute,
    DisputeKind,
    EraseDispute,
    FailDispute,
    FollowUp,
    Mediate,
    NoteConfirmation,
    PerformDispute,
    ReferDispute,
    RegisterDispute,
    WithdrawDispute,
)
from sandan.domain.meeting import ConfirmMeeting, Decision, DropDecision, WithdrawMeeting
from sandan.domain.opinion import OpinionStatus
from sandan.domain.problem_command import RequestClosure, SignFor, StrikeOff, VerifyProblem
from sandan.domain.serving import SetServing
from sandan.domain.task import CompleteTask
from sandan.domain.values import DeclineReason, Outcome, StatutoryChannel, Topic
from sandan.domain.visit import CancelVisit, ConfirmVisit, EraseVisit, HeardKind, WithdrawVisit
from sandan.domain.wire import Command
from sandan.projections.meeting import Meeting
from sandan.projections.meeting import decisions_of as meetings_decisions
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.projections.visit import HeardThing

CADRE_VISITS, DISPUTES, MEETINGS, PLANNED = 40, 62, 6, 5
"""Visits of village secretaries, disputes in all (the county of 2019 reported 46 solved), pairs of on-site meetings, and
visits that are still to come: in one village two delegations meet."""

SAID: tuple[tuple[Topic, str], ...] = (
    (Topic.ROADS, "{v}村口的会车道太窄，拖拉机和校车碰上就走不动。"),
    (Topic.WATER, "{v}旱季水小，住在坡上的几户要到半夜才接得满一桶。"),
    (Topic.HEALTH, "{v}卫生室每周只开两天，老人拿药总要扑空。"),
    (Topic.FARMING, "{v}板栗下来没人收，贩子压价压得厉害。"),
    (Topic.EDUCATION, "{v}的娃娃上学要走四里路，冬天天不亮就出门。"),
    (Topic.POWER, "{v}炒茶的时候一起开机就跳闸。"),
    (Topic.TRANSPORT, "{v}到镇上的班车一天一趟，错过就只能搭摩托。"),
    (Topic.ENVIRONMENT, "{v}垃圾池满了半个月没人拉，天热味道大。"),
)
NOTED: tuple[str, ...] = (
    "今年板栗、核桃都挂果，估计比去年多两成。",
    "几位老人说便民点能代缴水电费以后，少跑了好多路。",
    "村里年轻人多在外面做工，平时在家的多是老人和孩子。",
    "大家最盼的还是把出山的路修好。",
    "合作社想添一台烘干机，正在自己凑钱。",
)
FIXED: tuple[tuple[Topic, str, str], ...] = (
    (Topic.WATER, "{v}供水点水龙头坏了关不紧。", "当场换了水龙头。"),
    (Topic.ROADS, "{v}路边涵洞口被枯枝堵住，一下雨就漫水。", "当场组织人清了枯枝。"),
    (Topic.SERVICE, "{v}公示栏的电话号码是旧的，打不通。", "当场换成能打通的号码。"),
    (Topic.POWER, "{v}路灯开关箱的门掉了，怕小孩去摸。", "当场把箱门装好上锁。"),
)
QUARRELS: tuple[tuple[DisputeKind, str, str], ...] = (
    (DisputeKind.BOUNDARY, "两家为林地界石争执，一方说界石被移过。", "以老界沟为准，界石移回原处，双方不再追究。"),
    (DisputeKind.NEIGHBOURS, "一家修屋檐，雨水滴到邻居院里。", "修檐的一方装接水槽，邻居让出搭架的位置。"),
    (DisputeKind.LAND, "承包地调整后面积对不上，两户都说少了。", "由村里重新丈量，少的部分用机动地补足。"),
    (DisputeKind.WATER_USE, "灌溉时上下游抢水。", "分单双日放水，由水管员开闸。"),
    (DisputeKind.DEBT, "合伙收板栗欠账没结清。", "分两次结清欠款，第一次当面点清。"),
    (DisputeKind.DAMAGE, "牛踩坏了菜地，要赔多少说不拢。", "按市价赔菜苗，牛主帮忙补种。"),
    (DisputeKind.FAMILY, "兄弟俩为老人轮流居住的事争吵。", "按季度轮流，费用平摊。"),
)
DECIDED: tuple[tuple[str, str], ...] = (
    ("由主管单位派人现场勘察，十日内拿出办法", "把办法落到工地上，完工后请村里一起看"),
    ("先把最急的一段办好，其余排进计划", "按计划办完余下部分"),
)


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """Who goes where and when, what is decided on the spot, and which disputes come up. The dice are the chapter's own."""
    chance = Random("visit")  # noqa: S311 - dice for a story, nothing secret hangs on them
    assigned = [name for name in (*ORGANS, *TOWNS) if name not in (OFFICE, UNASSIGNED)]
    for number, name in enumerate(assigned):
        if number % 6 != 5:  # some places wait for their leader still
            yield timedelta(chance.randint(2, 40)), _of_leader(scene, chance, name, number)
    towns = list(TOWNS)
    for number in range(CADRE_VISITS):
        town = chance.choice(towns)
        yield timedelta(chance.randint(3, 52)), _of_cadre(scene, chance, town, chance.choice(TOWNS[town]), number)
    for number in range(PLANNED):
        yield timedelta(58), _ahead(scene, towns[number % 3], number)
    for number in range(MEETINGS):
        yield timedelta(12 + 4 * number), _on_site(scene, chance, towns[number], number)
    for number in range(DISPUTES):
        yield timedelta(chance.randint(2, 38)), _dispute(scene, chance, towns[number % len(towns)], number)


def _of_leader(scene: Scene, chance: Random, name: str, number: int) -> Course:
    """Planned by the place that is visited; made some days later, mostly. Some meet others there, and go all the same."""
    cast, agenda = scene.cast, scene.agenda
    leader, place = cast.leader_of(name), cast.units[name]
    keeper = cast.head(name) if name in TOWNS else cast.dispatcher()
    topic = chance.choice(list(Topic))
    data = {
        "visitor": leader,
        "place": place,
        "unit": cast.units[COUNTY] if name not in TOWNS else place,
        "planned_on": agenda.today + timedelta(chance.randint(3, 6)),
        "topic": topic,
        "despite": "防汛形势紧，不能另择日子",
    }
    made = _given(scene, keeper, lambda key: visits.plan(data, keeper, key))
    if number % 13 == 4:
        yield Wait(1, 1)
        _say(scene, "visit", made, CancelVisit(visit=made, reason="防汛值守，改期另行安排"), keeper)
        return
    yield Wait(6, 8)
    lines = [_thing(chance, name, kind) for kind in _kinds(chance, number)]
    told = {**data, "held_on": agenda.today, "lines": lines, "note": "看了现场，听了大家的想法。"}
    proof = scene.scan("走访现场") if number % 3 == 0 else ()
    heard = {**told, "evidence": proof}
    _given(scene, keeper, lambda key: visits.hold(made, place, topic, heard, keeper, key), made)
    _serve(scene, made, keeper)
    yield Wait(1, 3)
    if number % 4 and name in TOWNS:
        other = cast.one(name, Role.HANDLER, other_than=(keeper.person,))
        _say(scene, "visit", made, ConfirmVisit(visit=made, note="到过，谈了两个小时"), other)
    yield from _sorted_out(scene, made)


def _ahead(scene: Scene, town: str, number: int) -> Course:
    """A visit that is to be after the story's end."""
    cast, agenda = scene.cast, scene.agenda
    keeper = cast.dispatcher()
    village = TOWNS[next(iter(TOWNS))][0] if number < 2 else TOWNS[town][number]
    data = {
        "visitor": cast.leader_of((*TOWNS, *ORGANS)[number]),
        "place": cast.units[village],
        "planned_on": agenda.today + timedelta(6 + number // 2),
        "topic": Topic.WATER,
        "despite": "两个组一起看水源，当天就能定下来",
    }
    _given(scene, keeper, lambda key: visits.plan(data, keeper, key))
    yield from ()


def _of_cadre(scene: Scene, chance: Random, town: str, village: str, number: int) -> Course:
    """Entered at once: three things heard, where, who and when are known. Two were entered twice."""
    cast, agenda = scene.cast, scene.agenda
    own = [each for each in cast.members[village] if Role.HANDLER in each.seat.roles]
    keeper = cast.actor(own[0]) if own else cast.handler(town)
    fixed = number % 7 == 3
    kinds: tuple[HeardKind, ...]
    kinds = (HeardKind.OPINION, HeardKind.NOTED, HeardKind.DISPUTE if number % 8 == 5 else HeardKind.NOTED)
    kinds = (HeardKind.FIXED, *kinds[1:]) if fixed else kinds[number % 2 :]
    data = {
        "visitor": keeper.person,
        "place": cast.units[village],
        "held_on": agenda.today,
        "lines": [_thing(chance, village, kind) for kind in kinds],
        "today": scene.agenda.today,
        "evidence": scene.scan("换好的零件") if fixed else (),
    }
    made = _given(scene, keeper, lambda key: visits.enter(data, keeper, key))
    _serve(scene, made, keeper)
    yield Wait(0, 1)
    if number % 19 == 18:
        _say(scene, "visit", made, WithdrawVisit(visit=made, reason="与另一条重复登记"), keeper)
    elif number % 19 == 9:
        _say(
            scene,
            "visit",
            made,
            EraseVisit(visit=made, basis="记录目的已实现（个人信息保护法第四十七条）"),
            cast.dispatcher(),
        )
    yield from _sorted_out(scene, made)


def _kinds(chance: Random, number: int) -> tuple[HeardKind, ...]:
    if number % 5 == 1:
        return (HeardKind.OPINION, HeardKind.NOTED)
    return (HeardKind.NOTED,) * chance.randint(1, 2)


def _thing(chance: Random, place: str, kind: HeardKind) -> Line:
    match kind:
        case HeardKind.NOTED:
            return Line(chance.choice(NOTED), kind)
        case HeardKind.DISPUTE:
            of, matter, _terms = chance.choice(QUARRELS)
            return Line(matter, kind, dispute=of)
        case HeardKind.FIXED:
            topic, said, done = chance.choice(FIXED)
            return Line(f"{said.format(v=place)}{chance.randint(2, 9)}户都说过。", kind, topic, done)
    topic, said = chance.choice(SAID)
    return Line(
        f"{said.format(v=place)}{chance.choice('一二三四五六')}组{chance.randint(3, 40)}户都盼着。", kind, topic
    )


def _sorted_out(scene: Scene, made: str) -> Course:
    """The office answers what was heard as an opinion: it is in a plan already. Others look at what was put right."""
    yield Wait(1, 3)
    for each in now(HeardThing).filter(visit=made).order_by("line"):
        state = fold(f"opinion/{each.opinion}")[0] if each.opinion else None
        if state is not None and state.status is OpinionStatus.WAITING:
            words = "已列入本年度实施计划，进度在镇便民服务中心公布，可随时查询。"
            by = scene.cast.dispatcher()
            decline(each.opinion, DeclineReason.ALREADY_CONCLUDED, words, by, scene.key(), scene.agenda.now)
        if each.problem:
            found = VerifyProblem(finding="到现场看过，已经好用。", on_site=True)
            problems.give(each.problem, found, scene.cast.verifier(), scene.key(), at=scene.agenda.now)
            yield Wait(1, 2)
            problems.give(each.problem, StrikeOff(), scene.cast.dispatcher(), scene.key(), at=scene.agenda.now)


def _on_site(scene: Scene, chance: Random, town: str, number: int) -> Course:
    """What was heard in a town is taken up, dispatched by a meeting on the spot, and made a task by a second one."""
    cast, agenda = scene.cast, scene.agenda
    office, village = cast.dispatcher(), chance.choice(TOWNS[town])
    topic, said = SAID[number % len(SAID)]
    line = Line(f"{said.format(v=village)}现场办公前又有{number + 4}户来说。", HeardKind.OPINION, topic)
    data = {
        "visitor": office.person,
        "place": cast.units[town],
        "held_on": agenda.today,
        "today": agenda.today,
        "lines": [line],
    }
    heard = _given(scene, office, lambda key: visits.enter(data, office, key))
    told = now(HeardThing).get(visit=heard).opinion
    title = said.format(v=village)[:40].rstrip("，。")
    of = accept(told, office, scene.key(), title=title, statement=said.format(v=village), topic=topic, at=agenda.now)
    yield Wait(1, 2)
    unit = "交通运输局" if topic in (Topic.ROADS, Topic.TRANSPORT) else "水利局" if topic is Topic.WATER else town
    first, then = DECIDED[number % len(DECIDED)]
    due = agenda.today + timedelta(chance.randint(20, 30))
    sat = {
        "leader": cast.leader_of(town),
        "place": cast.units[town],
        "unit": office.unit,
        "held_on": agenda.today,
        "topic": topic,
        "units": tuple(dict.fromkeys((cast.units[unit], cast.units[town]))),
        "problems": (of,),
        "decisions": (
            Decision(first, due, cast.units[unit], "", of),
            Decision("每月到村里通报一次进展", due, cast.units[town]),
        ),
        "note": "大家到现场看了，当面把账算清。",
    }
    made = _given(scene, office, lambda key: meetings.enter(sat, office, key, agenda.now))
    _serve(scene, made, office, "meeting")
    yield Wait(0, 1)
    head = cast.head(unit)
    problems.give(of, SignFor(), head, scene.key(), at=agenda.now)
    _say(scene, "meeting", made, ConfirmMeeting(meeting=made, note="在场"), head)
    yield Wait(3, 5)
    decided = tuple(Decision(text, due, cast.units[unit], "", of) for text in (then, "另请专家看一次"))
    again = {**sat, "held_on": agenda.today, "decisions": decided}
    later = _given(scene, office, lambda key: meetings.enter(again, office, key, agenda.now))
    if number % 3 == 2:
        twice = _given(scene, office, lambda key: meetings.enter(again, office, key, agenda.now))
        _say(scene, "meeting", twice, WithdrawMeeting(meeting=twice, reason="重复登记"), office)
    yield Wait(0, 2)
    _carry(scene, later, head)
    _say(scene, "meeting", later, DropDecision(meeting=later, decision=1, reason="勘察报告已经够用"), office)
    yield Wait(5, 9)
    done = now(Task).get(problem=of)
    proof = scene.evidence(done.from_on, agenda.today)
    finished = CompleteTask(task=done.key, done_on=agenda.today, evidence=proof, note="已办好，村里一起看过。")
    problems.give(of, finished, head, scene.key(), at=agenda.now)
    if number % 2:
        claim = RequestClosure(outcome=Outcome.RECTIFIED, account="按现场办公议定的办法办好。", evidence=proof)
        problems.give(of, claim, head, scene.key(), at=agenda.now)


def _carry(scene: Scene, made: str, head: Actor) -> None:
    """The unit makes the first decision of a meeting a task."""
    row, first = now(Meeting).get(key=made), meetings_decisions(made)[0]
    what = Decision(first.text, first.due_on, first.unit, first.person, first.problem)
    at = scene.agenda.now
    _given(scene, head, lambda key: meetings.carry_out(made, 0, what, row.held_on, head, key, at), made)


def _dispute(scene: Scene, chance: Random, town: str, number: int) -> Course:
    """Most are mediated, agreed on and performed; a few fail, go to court, wait, or were entered by mistake."""
    cast, agenda = scene.cast, scene.agenda
    keeper = cast.head(town)
    kind, matter, terms = chance.choice(QUARRELS)
    village = chance.choice(TOWNS[town])
    made = identify(f"demo/dispute/{number}")
    say = _Saying(scene, made, keeper)
    say(
        RegisterDispute(
            dispute=made,
            kind_of=kind,
            place=cast.units[village],
            unit=keeper.unit,
            mediator=keeper.person,
            mediators=f"{village}调解员",
            matter=matter,
            parties="".join((chance.choice("张王李赵陈周"), "某、", chance.choice("刘吴孙朱马胡"), "某")),
        )
    )
    _serve(scene, made, keeper, "dispute")
    yield Wait(0, 2)
    path = _PATHS[number % len(_PATHS)]
    if path == "mistake":
        say(WithdrawDispute(dispute=made, reason="不属纠纷，按意见另行登记"))
        erased = EraseDispute(dispute=made, basis="登记有误，当事人要求删除（个人信息保护法第四十七条）")
        _say(scene, "dispute", made, erased, cast.dispatcher())
        return
    say(Mediate(dispute=made, held_on=agenda.today, note="分别听了双方的说法，再坐到一起谈。"))
    if path == "mediating":
        say(DescribeDispute(dispute=made, mediators=f"{village}调解员、老支书"))
        return
    yield Wait(1, 4)
    if path == "failed":
        say(FailDispute(dispute=made, reason="双方各说各的，谈不拢，已告知可以起诉。"))
        return
    if path == "referred":
        channel = StatutoryChannel.ARBITRATION if kind is DisputeKind.LAND else StatutoryChannel.COURT
        where = "云岭县农村土地承包仲裁委员会" if kind is DisputeKind.LAND else "云岭县人民法院"
        say(ReferDispute(dispute=made, channel=channel, where_to=where))
        return
    days = 3 if path == "overdue" else chance.randint(5, 12)
    signed = AgreeDispute(
        dispute=made, agreed_on=agenda.today, due_on=agenda.today + timedelta(days), terms=terms, oral=number % 5 == 0
    )
    say(signed)
    if path == "overdue":
        return
    if path == "broken":
        yield Wait(4, 6)
        say(FailDispute(dispute=made, reason="一方到期没有照办，已告知可以申请司法确认或起诉。"))
        return
    if number % 9 == 2:
        yield Wait(1, 2)
        say(NoteConfirmation(dispute=made, asked_on=agenda.today, court="云岭县人民法院"))
    yield Wait(2, 5)
    if number % 4 == 1:
        say(FollowUp(dispute=made, note="到户看了，正在照协议办。"))
    proof = scene.scan("履行情况说明") if number % 3 == 0 else ()
    say(PerformDispute(dispute=made, performed_on=agenda.today, said_so=True, evidence=proof))
    yield Wait(1, 4)
    if number % 5:
        other = cast.one(CIRCUIT, Role.VERIFIER) if number % 2 else cast.clerk()
        if other.person != keeper.person:
            confirmed = ConfirmDispute(dispute=made, said_so=bool(number % 3), note="问过双方")
            _say(scene, "dispute", made, confirmed, other)


_PATHS: Sequence[str] = (
    *(["performed"] * 9),
    "performed",
    "referred",
    "performed",
    "failed",
    "performed",
    "overdue",
    "performed",
    "mistake",
    "performed",
    "broken",
    "mediating",
)
"""How disputes end, in turn: of twenty, fourteen are solved."""


class _Saying:
    """Gives commands about one dispute by the one who keeps it."""

    def __init__(self, scene: Scene, made: str, by: Actor) -> None:
        self.scene, self.made, self.by = scene, made, by

    def __call__(self, command: Command) -> None:
        _say(self.scene, "dispute", self.made, command, self.by)


def _say(scene: Scene, noun: str, made: str, command: Command, by: Actor) -> None:
    handle([Order(f"{noun}/{made}", command)], by, scene.key(), scene.agenda.now)


def _given(scene: Scene, by: Actor, build: Callable[[str], list[Order]], made: str = "") -> str:
    """Carry an entry out as the screen does; the id of what it begins."""
    key = scene.key()
    handle_built(lambda _run: build(key), by, key, key, scene.agenda.now)
    return made or identify(key)


def _serve(scene: Scene, made: str, by: Actor, noun: str = "visit") -> None:
    link = SetServing(record=made, noun=noun, programmes=(PROGRAMME,), unit=by.unit)
    handle([Order(f"serving/{made}", link)], by, scene.key(), scene.agenda.now)
