"""The demo's self-inspections: what departments and towns found wrong with themselves, and how some of it was worked off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from sandan.config.demo.agenda import Course, Wait, workdays_later
from sandan.config.demo.lecture import PROGRAMME
from sandan.config.demo.names import CIRCUIT, DISCIPLINE, OFFICE, ORGANS, TOWNS, VACANT
from sandan.config.demo.scene import Scene
from sandan.desk import problem as work
from sandan.desk import self_inspection as desk
from sandan.desk.handle import Order, handle, identify
from sandan.domain import problem_command, task
from sandan.domain.self_inspection import WithdrawFinding
from sandan.domain.serving import SetServing
from sandan.domain.standard import ITEMS
from sandan.domain.values import Outcome
from sandan.projections.self_inspection import SelfInspection
from sandan.projections.version import now

COUNT = 36
FOUND = (
    ("回复群众只说“正在办”，没有时限", "没有专人盯办，怕说了办不到", "一事一人，答复必写哪天办成", 3),
    ("把难办的事退给村里", "图省事，把二传手当成了转办", "无职权的不下交，首接到底", 2),
    ("整改材料写得比做得多", "怕检查，忘了群众看的是现场", "以现场和群众说了算，材料一页纸", 4),
    ("同一张表要了三遍", "科室各要各的，没人统", "报过的不再要，科室之间先问", 7),
    ("办事要件没有一次说清", "窗口自己也没有清单", "一张纸写清，缺什么一次告知", 9),
    ("反映人姓名写进了交办件", "图方便，没有脱敏", "转办一律去名，专人核对", 6),
    ("周五下午窗口没人", "轮岗没有补位", "排班公开，缺岗有人补", 8),
    ("满意度由自己打电话问", "习惯了自己办自己评", "请别的单位回访，不满意的重新研究", 5),
)  # fmt: skip
FIXED = ("建立了到期提醒，当月没有超期", "制度已公布，窗口可查", "已培训到人，抽查三次无反弹")


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """Two lists of standards, then findings in the stage of inspection. The dice are the chapter's own."""
    chance = Random("self_inspection")  # noqa: S311 - dice for a story, nothing secret hangs on them
    yield timedelta(1), _lists(scene)
    units = [each for each in (*ORGANS, *TOWNS) if each not in (OFFICE, CIRCUIT, DISCIPLINE, VACANT)]
    for number in range(COUNT):
        yield timedelta(chance.randint(18, 46)), _finding(scene, chance, number, chance.choice(units))


def _lists(scene: Scene) -> Course:
    """The office makes the template its own, and adds to it later."""
    lines = [f"{each.text}｜{each.basis}" for each in ITEMS]
    for days, items in ((0, lines), (25, [*lines[:-1], "首问负责：来访的第一人是否管到底", lines[-1]])):
        yield Wait(days, days)
        data = {
            "standard": identify("demo/standard"),
            "title": "云岭县检视对照表",
            "from_on": scene.agenda.today,
            "items": "\n".join(items),
        }
        handle(desk.adopt(data, f"demo/standard/{days}"), scene.cast.dispatcher(), scene.key(), scene.agenda.now)


def _finding(scene: Scene, chance: Random, number: int, unit: str) -> Course:
    by = scene.cast.handler(unit)
    title, cause, direction, item = chance.choice(FOUND)
    key = f"demo/self_inspection/{number}"
    data = {
        "title": title,
        "unit": scene.cast.units[unit],
        "found_on": scene.agenda.today,
        "of_standard": ITEMS[item - 1].text,
        "cause": cause,
        "direction": direction,
        "apart": "当场改正，不再单列" if number % 6 == 5 else "",
    }
    of = identify(key)
    link = SetServing(record=of, noun="self_inspection", programmes=(PROGRAMME,), unit=scene.cast.units[unit])
    handle([*desk.enter(data, by, key), Order(f"serving/{of}", link)], by, scene.key(), scene.agenda.now)
    if number % 15 == 14:
        mistake = WithdrawFinding(finding=of, reason="与科室另一条重复")
        handle([Order(f"self_inspection/{of}", mistake)], by, scene.key(), scene.agenda.now)
        return
    row = now(SelfInspection).get(key=of)
    if row.problem and number % 15 != 13:
        yield from _worked_off(scene, chance, row.problem, unit, chance.random() < 0.6)


def _worked_off(scene: Scene, chance: Random, of: str, unit: str, whole: bool) -> Course:
    """Like any other problem: accepted, dispatched, fixed by the unit, verified and struck off by others."""
    cast = scene.cast
    yield Wait(0, 2)
    work.give(of, problem_command.AcceptProblem(), cast.dispatcher(), scene.key(), at=scene.agenda.now)
    yield Wait(0, 1)
    due_on = workdays_later(scene.agenda.today, 15)
    to = work.Dispatch(cast.units[unit], due_on, cast.head(unit).person, supervising_leader=cast.leader_of(unit))
    work.dispatch(of, to, cast.dispatcher(), scene.key(), at=scene.agenda.now)
    yield Wait(0, 1)
    head = cast.head(unit)
    work.give(of, problem_command.SignFor(), head, scene.key(), at=scene.agenda.now)
    started = scene.agenda.today
    planned = work.Plan(
        measure="立制度、定专人、公开公布", standard="抽查三次无反弹", from_on=started, to_on=workdays_later(started, 8)
    )
    made = work.plan(of, planned, head, scene.key(), at=scene.agenda.now)
    yield Wait(0, 1)
    work.give(of, task.AgreeStandard(task=made), cast.dispatcher(), scene.key(), at=scene.agenda.now)
    yield Wait(2, 6)
    if not whole:
        return
    today = scene.agenda.today
    done = task.CompleteTask(task=made, done_on=today, evidence=scene.evidence(started, today))
    work.give(of, done, head, scene.key(), at=scene.agenda.now)
    claim = problem_command.RequestClosure(outcome=Outcome.RECTIFIED, account=chance.choice(FIXED))
    work.give(of, claim, head, scene.key(), at=scene.agenda.now)
    yield Wait(1, 3)
    seen = problem_command.VerifyProblem(finding="暗访两次，与所报一致", on_site=True)
    work.give(of, seen, cast.verifier(), scene.key(), at=scene.agenda.now)
    yield Wait(1, 2)
    work.give(of, problem_command.StrikeOff(), cast.dispatcher(), scene.key(), at=scene.agenda.now)
