"""The demo's look-backs: one that ended, one given up, one that is being looked at, one that waits for its public draw.

What is drawn hangs on the ledger's root and so on salts, which no seed of the story repeats. So they throw none of its dice, and what is
found comes at the very end, when nothing in the story can turn on it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from sandan.config.demo import phrase
from sandan.config.demo.agenda import Course
from sandan.config.demo.names import CIRCUIT, OFFICE
from sandan.config.demo.scene import Scene
from sandan.desk import look_back as desk
from sandan.desk.look_back import Finding, Freezing
from sandan.domain.authority import Actor, Role
from sandan.domain.look_back import Strata, Verdict
from sandan.projections.look_back import LookBackItem, items, population

SOURCE = "中国福利彩票快乐8"
WHERE = "中国福利彩票发行管理中心开奖公告"
DIGITS = ("02051113182224313340475255596366707178", "01040915192328303842464953586164697780")
"""What the public draws of the story gave."""


@dataclass(frozen=True, slots=True)
class Round:
    """One look-back. Days are counted from the story's first; `found` is the share of items that get a finding."""

    by: Strata
    first: int
    last: int
    frozen: int
    percent: int
    reason: str = ""
    digits: str = ""
    found: float = 0
    conclusion: str = ""
    given_up: str = ""


ROUNDS = (
    Round(
        Strata.TOWN, 0, 43, 44, 20, digits=DIGITS[0], found=1,
        conclusion="抽查事项总体巩固，反弹事项已按原编号重新交办；责成有关单位举一反三。",
    ),
    Round(Strata.UNIT, 0, 53, 54, 10, reason="补查近期销号事项。", given_up="起止日期填写有误，与上一次重复，作废。"),
    Round(Strata.UNIT, 44, 55, 56, 30, reason="上一次填写有误已作废，重新冻结。", digits=DIGITS[1], found=0.4),
    Round(Strata.TOPIC, 56, 59, 60, 50),
)  # fmt: skip


def plan(scene: Scene) -> Callable[[], None]:
    """Let each look-back take its course; returns what is to be done when the story is over: the findings."""
    made: dict[int, str] = {}
    for number, one in enumerate(ROUNDS):
        for day, course in _steps(scene, number, one, made):
            moment = datetime.combine(scene.agenda.start + timedelta(day), time(9, 15))
            scene.agenda.spawn(timezone.make_aware(moment), course)
    return lambda: _find(scene, made)


def _steps(scene: Scene, number: int, one: Round, made: dict[int, str]) -> Iterator[tuple[int, Course]]:
    """The day, counted from the first, and what is done then. What was not frozen, for want of a population, does not go on either."""

    def freeze() -> Course:
        start, today = scene.agenda.start, scene.agenda.today
        first, last, issue = start + timedelta(one.first), start + timedelta(one.last), today + timedelta(1)
        what = Freezing(one.by, first, last, one.percent, True, SOURCE, f"{issue:%Y%j}期", issue, one.reason)
        if population(one.by, first, last):
            made[number] = desk.freeze(what, _office(scene), _key(number, "freeze"), scene.agenda.now)
        yield from ()

    def draw() -> Course:
        if number in made:
            at, of = scene.agenda.now, made[number]
            desk.draw(of, one.digits, WHERE, _office(scene), _key(number, "draw"), at)
            desk.assign(of, _chosen(scene, of, at), _office(scene), _key(number, "assign"), at)
        yield from ()

    def abandon() -> Course:
        if number in made:
            desk.abandon(made[number], one.given_up, _office(scene), _key(number, "abandon"), scene.agenda.now)
        yield from ()

    yield one.frozen, freeze()
    if one.digits:
        yield one.frozen + 2, draw()
    if one.given_up:
        yield one.frozen + 1, abandon()


def _chosen(scene: Scene, of: str, at: datetime) -> dict[str, str]:
    """Who looks at what: as suggested, but whoever signs in with one click gets the first that they may look at."""
    offered = desk.suggest(dict.fromkeys(items(of).values_list("problem", flat=True), ""), at.date())
    chosen = {problem: choice.suggested for problem, choice in offered.items() if choice.suggested}
    for named in (each.person for each in scene.cast.members[CIRCUIT] if each.seat.username):
        free = [problem for problem, choice in offered.items() if named in choice.able]
        if free and named not in chosen.values():
            chosen[free[0]] = named
    return chosen


def _find(scene: Scene, made: dict[int, str]) -> None:
    """What was found, in the evening of the last day."""
    named = {each.person for each in scene.cast.members[CIRCUIT] if each.seat.username}
    at = timezone.make_aware(datetime.combine(scene.agenda.end, time(19)))
    for number, of in made.items():
        one, drawn = ROUNDS[number], list(items(of))
        if not drawn:
            continue
        _stand_back(scene, of, drawn, at)
        drawn = list(items(of))
        if one.found < 1:
            drawn = [row for row in drawn if row.checker not in named][: round(len(drawn) * one.found)]
        able = desk.checkers(at.date())
        for place, row in enumerate(drawn):
            by = able[row.checker]
            desk.record(of, row.problem, _finding(place), by, _key(number, row.key), at + timedelta(minutes=place))
        if one.conclusion:
            desk.conclude(of, one.conclusion, _office(scene), _key(number, "conclude"), at + timedelta(hours=2))


def _stand_back(scene: Scene, of: str, drawn: list[LookBackItem], at: datetime) -> None:
    """Who has come to judge an item since it was given to them (it was reopened and struck off again) gives it to another."""
    offered = desk.suggest({row.problem: row.checker for row in drawn}, at.date())
    again = {row.problem: offered[row.problem] for row in drawn if row.checker not in offered[row.problem].able}
    if again:
        to = {problem: choice.suggested for problem, choice in again.items()}
        desk.assign(of, to, _office(scene), f"demo/look_back/again/{of}", at)


def _finding(place: int) -> Finding:
    verdict = {2: Verdict.OVERTURNED, 6: Verdict.CANNOT_TELL}.get(place % 13, Verdict.HOLDS)
    words = {
        Verdict.HOLDS: phrase.LOOK_BACK_FINE[place % 2],
        Verdict.OVERTURNED: phrase.LOOK_BACK_BAD[place % 2],
        Verdict.CANNOT_TELL: phrase.LOOK_BACK_UNCLEAR,
    }
    return Finding(verdict, verdict is not Verdict.CANNOT_TELL, words[verdict])


def _key(number: int, part: str) -> str:
    return f"demo/look_back/{number}/{part}"


def _office(scene: Scene) -> Actor:
    """The office's first dispatcher."""
    cast = scene.cast
    return cast.actor(next(each for each in cast.members[OFFICE] if Role.DISPATCHER in each.seat.roles))
