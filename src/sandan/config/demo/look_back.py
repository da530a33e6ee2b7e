"""The demo's look-backs: one that ended, one given up, one that is being looked at, one that waits for its public draw.

They throw no dice of their own, so that the county's story stays the same with and without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from sandan.config.demo import phrase
from sandan.config.demo.agenda import Course
from sandan.config.demo.names import OFFICE
from sandan.config.demo.scene import Scene
from sandan.desk import look_back as desk
from sandan.desk.look_back import Finding, Freezing
from sandan.domain.authority import Actor, Role
from sandan.domain.look_back import Strata, Verdict
from sandan.projections.look_back import items, population

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


def plan(scene: Scene) -> None:
    """Let each look-back take its course."""
    for number, one in enumerate(ROUNDS):
        for day, hour, course in _steps(scene, number, one):
            moment = datetime.combine(scene.agenda.start + timedelta(day), time(hour, 15))
            scene.agenda.spawn(timezone.make_aware(moment), course)


def _steps(scene: Scene, number: int, one: Round) -> Iterator[tuple[int, int, Course]]:
    """Day, hour and what is done then. What was not frozen, because nothing had been struck off, does not go on either."""
    made: list[str] = []

    def step(act: Callable[[str], None]) -> Course:
        for of in made:
            act(of)
        yield from ()

    def key(part: str) -> str:
        return f"demo/look_back/{number}/{part}"

    def freeze() -> Course:
        start, today = scene.agenda.start, scene.agenda.today
        first, last = start + timedelta(one.first), start + timedelta(one.last)
        issue = today + timedelta(1)
        what = Freezing(
            one.by, first, last, one.percent, True, SOURCE, f"{issue:%Y%j}期", issue, one.reason
        )  # fmt: skip
        if population(one.by, first, last):
            made.append(desk.freeze(what, _office(scene), key("freeze"), scene.agenda.now))
        yield from ()

    def draw(of: str) -> None:
        at = scene.agenda.now
        desk.draw(of, one.digits, WHERE, _office(scene), key("draw"), at)
        offered = desk.suggest(dict.fromkeys(items(of).values_list("problem", flat=True), ""), at.date())
        chosen = {problem: choice.suggested for problem, choice in offered.items() if choice.suggested}
        desk.assign(of, chosen, _office(scene), key("assign"), at)

    def find(of: str) -> None:
        drawn = list(items(of))
        for place, row in enumerate(drawn[: max(round(len(drawn) * one.found), 1)]):
            verdict = {2: Verdict.OVERTURNED, 6: Verdict.CANNOT_TELL}.get(place % 13, Verdict.HOLDS)
            on_site = verdict is not Verdict.CANNOT_TELL
            words = {
                Verdict.HOLDS: phrase.LOOK_BACK_FINE[place % 2],
                Verdict.OVERTURNED: phrase.LOOK_BACK_BAD[place % 2],
                Verdict.CANNOT_TELL: phrase.LOOK_BACK_UNCLEAR,
            }[verdict]
            at = scene.agenda.now + timedelta(minutes=3 * place)
            desk.record(
                of,
                row.problem,
                Finding(verdict, on_site, words),
                desk.checkers(at.date())[row.checker],
                key(row.key),
                at,
            )

    def conclude(of: str) -> None:
        desk.conclude(of, one.conclusion, _office(scene), key("conclude"), scene.agenda.now)

    def abandon(of: str) -> None:
        desk.abandon(of, one.given_up, _office(scene), key("abandon"), scene.agenda.now)

    yield one.frozen, 9, freeze()
    if one.digits:
        yield one.frozen + 2, 9, step(draw)
        yield one.frozen + 4, 9, step(find)
    if one.conclusion:
        yield one.frozen + 6, 15, step(conclude)
    if one.given_up:
        yield one.frozen + 1, 10, step(abandon)


def _office(scene: Scene) -> Actor:
    """The office's first dispatcher."""
    cast = scene.cast
    return cast.actor(next(each for each in cast.members[OFFICE] if Role.DISPATCHER in each.seat.roles))
