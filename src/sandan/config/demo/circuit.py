"""The demo's circuit groups: 15 officials in 5 groups, a plan that the program proposed, visits, findings, objections, and a second round
that takes along what the look-back has drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from sandan.config.demo.agenda import Course, Wait, workdays_later
from sandan.config.demo.lecture import PROGRAMME
from sandan.config.demo.names import CIRCUIT, DISCIPLINE, GROUPS, OFFICE, ORGANS, TOWNS
from sandan.config.demo.scene import Scene
from sandan.desk import circuit, circuit_group, circuit_plan
from sandan.desk import circuit_visit as desk
from sandan.desk.handle import Order, handle, identify
from sandan.desk.problem import give
from sandan.domain.authority import Actor, Role
from sandan.domain.circuit import Method
from sandan.domain.circuit_visit import AnswerVisit, Found, HoldVisit, ObjectToFinding
from sandan.domain.problem_command import AcceptProblem
from sandan.domain.serving import SetServing
from sandan.domain.values import Topic
from sandan.domain.wire import Command
from sandan.projections.circuit_visit import CircuitVisit, items_of
from sandan.projections.version import now

_METHODS = (
    (Method.PAPERS, Method.TALKS, Method.ON_SITE),
    (Method.ON_SITE, Method.CALL_BACKS),
    (Method.PAPERS, Method.ON_SITE),
)
_PRAISE = (
    "问题台账一事一号，谁办谁销一目了然，群众可随时查看。",
    "办结前逐户回访，回访记录与系统一致。",
    "窗口推行一次性告知，材料清单上墙。",
)
_PROBLEMS = (
    ("便民服务窗口午间无人值守", "暗访时两次到窗口均无人，群众反映多次跑空。", Topic.SERVICE),
    ("整改材料与现场不符", "台账记录已更换设施，现场仍为旧件，群众反映未动工。", Topic.OTHER),
    ("群众来电无人接听", "抽拨公布的服务电话五次，三次无人接听。", Topic.SERVICE),
    ("政务公开栏长期未更新", "公开栏内容停留在上年度，补贴发放情况未公示。", Topic.SERVICE),
)
_TOLD = "已查阅资料、走访群众、查看现场。情况如下，请于规定期限内反馈；如有异议，可在三十日内提出。"
_ANSWERS = ("已逐条研究，立行立改。", "情况属实，已安排专人整改，将按期反馈。", "照单全收，举一反三。")


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """Groups on the second day, and a plan for four weeks. The dice are the chapter's own."""
    chance = Random("circuit")  # noqa: S311 - dice for a story, nothing secret hangs on them
    groups: list[str] = []
    yield timedelta(1), _formed(scene, groups)
    yield timedelta(2), _planned(scene, chance, groups)


def _formed(scene: Scene, groups: list[str]) -> Course:
    members = scene.cast.members[CIRCUIT]
    for number, name in enumerate(GROUPS):
        mine = [each.person for place, each in enumerate(members) if place % len(GROUPS) == number]
        if len(mine) < 2:
            continue
        key = f"demo/circuit_group/{number}"
        data = {
            "title": f"第{name}巡回指导组",
            "leader": mine[0],
            "members": mine,
            "from_on": scene.agenda.today,
            "unit": scene.cast.units[OFFICE],
        }
        link = SetServing(
            record=identify(key), noun="circuit_group", programmes=(PROGRAMME,), unit=scene.cast.units[OFFICE]
        )
        orders = [*circuit_group.enter(data, _office(scene), key), Order(f"serving/{identify(key)}", link)]
        handle(orders, _office(scene), key, scene.agenda.now)
        groups.append(identify(key))
    yield from ()


def _planned(scene: Scene, chance: Random, groups: list[str]) -> Course:
    """The program proposes, the office moves one visit by a day where that fits, and accepts."""
    first = workdays_later(scene.agenda.today, 3)
    units = [each for each in (*TOWNS, *ORGANS) if each not in (OFFICE, CIRCUIT, DISCIPLINE)]
    wish = circuit_plan.Wish(
        title="第一轮全覆盖巡回指导",
        from_on=first,
        to_on=workdays_later(first, 19),
        wanted={scene.cast.units[each]: 1 for each in units},
        groups=tuple(groups),
        minutes={scene.cast.units[each]: chance.randrange(30, 150, 10) for each in TOWNS},
    )
    made = circuit_plan.propose(wish, _office(scene), "demo/circuit_plan", scene.agenda.now)
    if not isinstance(made, str):
        return
    yield Wait(1, 1)
    others = any(circuit_plan.meetings(circuit_plan.lines(made)).values())
    reason = "与包抓领导走访同期，已商定分头进行、不重复听汇报" if others else ""
    circuit_plan.accept(made, _office(scene), "demo/circuit_plan/accept", reason=reason, at=scene.agenda.now)
    rows = now(CircuitVisit).filter(plan__startswith=made).order_by("day", "position")
    for number, row in enumerate(rows):
        moment = datetime.combine(row.day, time(16, number % 50))
        scene.agenda.spawn(timezone.make_aware(moment), _visit(scene, chance, row.key, number))


def _visit(scene: Scene, chance: Random, key: str, number: int) -> Course:
    """Held, something found here and there, told to the unit, answered; two units object, and one of them is right."""
    row = now(CircuitVisit).get(key=key)
    by = _team(row)[0]
    methods = _METHODS[number % len(_METHODS)]
    _give(scene, row, HoldVisit(visit=key, held_on=scene.agenda.today, methods=methods), by)
    if number % 6 == 2:
        said = {"found": Found.PRAISE.value, "words": _PRAISE[number // 6 % len(_PRAISE)]}
        desk.find(row, said, by, f"demo/circuit/praise/{number}", scene.agenda.now)
    troubled = number % 8 == 3 and number // 8 < len(_PROBLEMS)
    if troubled:
        _trouble(scene, row, by, number)
    yield Wait(1, 3)
    _give(scene, row, desk.feed_back(row, _TOLD, scene.agenda.today), by)
    yield Wait(2, 6)
    head = _head(scene, row)
    if head is not None and chance.random() < 0.8:
        _give(scene, row, AnswerVisit(visit=key, said=_ANSWERS[number % len(_ANSWERS)]), head)
    if not troubled or head is None or number // 8 > 1:
        return
    finding = items_of(key)[0].finding
    known = circuit.terms(scene.agenda.today)
    said_ = "检查当日停电检修，已提前公告，次日恢复正常。"
    _give(scene, row, ObjectToFinding(visit=key, finding=finding, said=said_, terms=known), head)
    yield Wait(4, 9)
    right = number // 8 == 0
    words = "经查停电公告属实，原认定不成立。" if right else "公告仅张贴于院内，群众不知情，维持原认定。"
    _give(scene, row, desk.decide_again(row, finding, right, words, scene.agenda.today), _office(scene))


def _trouble(scene: Scene, row: CircuitVisit, by: Actor, number: int) -> None:
    title, words, topic = _PROBLEMS[number // 8]
    said = {"found": Found.PROBLEM.value, "words": words, "title": title, "topic": topic.value}
    desk.find(row, said, by, f"demo/circuit/problem/{number}", scene.agenda.now)
    problem = next(each.problem for each in items_of(row.key) if each.problem)
    give(problem, AcceptProblem(), _office(scene), scene.key(), at=scene.agenda.now)


def _give(scene: Scene, row: CircuitVisit, order: Command, by: Actor) -> None:
    handle([Order(f"circuit_visit/{row.key}", order)], by, scene.key(), scene.agenda.now)


def _team(row: CircuitVisit) -> list[Actor]:
    able = circuit.checkers(row.day)
    return [able[each] for each in row.team.split()]


def _head(scene: Scene, row: CircuitVisit) -> Actor | None:
    members = scene.cast.members[scene.cast.called(row.place)]
    heads = [each for each in members if Role.UNIT_HEAD in each.seat.roles]
    return scene.cast.actor(heads[0]) if heads else None


def _office(scene: Scene) -> Actor:
    """The office's first dispatcher."""
    cast = scene.cast
    return cast.actor(next(each for each in cast.members[OFFICE] if Role.DISPATCHER in each.seat.roles))
