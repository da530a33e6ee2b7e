"""The demo's campaign opens, and its leaders speak at the places that they look after; village secretaries speak in their villages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import CIRCUIT, OFFICE, ORGANS, TOWNS, UNASSIGNED
from sandan.config.demo.scene import Scene
from sandan.desk.handle import Order, handle, identify
from sandan.domain.authority import Actor
from sandan.domain.lecture import CancelLecture, ConfirmLecture, HoldLecture, PlanLecture, WithdrawLecture
from sandan.domain.programme import OpenProgramme, Stage
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.serving import SetServing

PROGRAMME = identify("demo/programme")
TITLE = "云岭县“访民情、解难题、办实事”专项工作"
STAGES = (("学习教育", 0, 20), ("调查研究", 10, 35), ("检视问题", 20, 45), ("整改落实", 25, 60))
"""Title, first and last day of the stage, counted from the first of the story."""
INDICATORS = (
    "opinions.collected", "problems.collected", "problems.rectified", "problems.struck_off", "lectures.held",
    "visits.held", "meetings.held", "disputes.performed",
)  # fmt: skip
SUBJECTS = (
    "守初心、担使命，把群众的事当成自己的事",
    "从群众反映最多的十件事讲起",
    "到一线去：怎样听、怎样记、怎样办",
    "学党史，悟思想，办实事",
    "为基层减负，从少填一张表开始",
    "支部怎样带着大家把难题解决在村里",
)
VILLAGE_LECTURES = 66


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """The programme on the first day, a lecture of every leader, and of village secretaries. The dice are the chapter's own."""
    chance = Random("lecture")  # noqa: S311 - dice for a story, nothing secret hangs on them
    next(_opened(scene), None)  # before anything can count in it, on whatever weekday the story begins
    towns = list(TOWNS)
    for number, name in enumerate(each for each in (*TOWNS, *ORGANS) if each not in (OFFICE, CIRCUIT, UNASSIGNED)):
        yield timedelta(chance.randint(1, 30)), _lecture(scene, chance, scene.cast.leader_of(name), name, number)
    for number in range(VILLAGE_LECTURES):
        town = chance.choice(towns)
        yield timedelta(chance.randint(3, 50)), _in_village(scene, chance, town, chance.choice(TOWNS[town]), number)


def _opened(scene: Scene) -> Course:
    by, first = scene.cast.dispatcher(), scene.agenda.start
    stages = tuple(Stage(title, first + timedelta(a), first + timedelta(b)) for title, a, b in STAGES)
    opened = OpenProgramme(
        programme=PROGRAMME,
        title=TITLE,
        from_on=first,
        to_on=first + timedelta(90),
        basis="云岭县委办、县政府办实施方案",
        stages=stages,
        indicators=INDICATORS,
        known=frozenset(INDICATORS),
    )
    handle([Order(f"programme/{PROGRAMME}", opened)], by, scene.key(), scene.agenda.now)
    yield from ()


def _lecture(scene: Scene, chance: Random, leader: str, unit: str, number: int) -> Course:
    """Planned by the unit, held some days later, mostly confirmed by somebody who listened; one is called off."""
    keeper = scene.cast.handler(unit)
    key = _plan(scene, chance, leader, scene.cast.units[unit], keeper, f"leader/{number}")
    yield Wait(3, 9)
    if number % 17 == 16:
        _give(scene, key, CancelLecture(lecture=key, reason="防汛值守，改期另行安排"), keeper)
        return
    vague = chance.random() < 0.4
    measure = Measure.ATTENDANCE if chance.random() < 0.15 else Measure.PERSON
    people = Quantity(
        chance.randint(3, 12) * 10 if vague else chance.randint(24, 96),
        measure,
        chance.choice((Qualifier.OVER, Qualifier.ABOUT)) if vague else Qualifier.EXACT,
    )
    proof = scene.scan("讲课现场签到之外的会议记录首页") if chance.random() < 0.5 else ()
    held = HoldLecture(lecture=key, held_on=scene.agenda.today, audience=people, evidence=proof)
    _give(scene, key, held, keeper)
    yield Wait(1, 4)
    witness = scene.cast.head(unit)
    if chance.random() < 0.7 and witness.person not in (keeper.person, leader):
        _give(scene, key, ConfirmLecture(lecture=key), witness)


def _in_village(scene: Scene, chance: Random, town: str, village: str, number: int) -> Course:
    """Entered once it was held: one short entry. Two were entered twice, and one of each is taken back."""
    keeper = scene.cast.handler(town)
    speaker = scene.cast.head(town).person
    key = _plan(scene, chance, speaker, scene.cast.units[village], keeper, f"village/{number}")
    people = Quantity(chance.randint(12, 45), Measure.PERSON)
    _give(scene, key, HoldLecture(lecture=key, held_on=scene.agenda.today, audience=people), keeper)
    if number % 33 == 32:
        _give(scene, key, WithdrawLecture(lecture=key, reason="与另一条重复登记"), keeper)
    yield from ()


def _plan(scene: Scene, chance: Random, lecturer: str, place: str, by: Actor, name: str) -> str:
    key = identify(f"demo/lecture/{name}")
    order = PlanLecture(
        lecture=key,
        title=chance.choice(SUBJECTS),
        lecturer=lecturer,
        place=place,
        unit=by.unit,
        planned_on=scene.agenda.today,
        open_to_all=chance.random() < 0.2,
    )
    link = SetServing(record=key, noun="lecture", programmes=(PROGRAMME,), unit=by.unit)
    orders = [Order(f"lecture/{key}", order), Order(f"serving/{key}", link)]
    handle(orders, by, scene.key(), scene.agenda.now)
    return key


def _give(
    scene: Scene, key: str, order: HoldLecture | ConfirmLecture | CancelLecture | WithdrawLecture, by: Actor
) -> None:
    handle([Order(f"lecture/{key}", order)], by, scene.key(), scene.agenda.now)
