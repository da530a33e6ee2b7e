"""The demo's rolls (申请花名册): each town brings a table of households in; one takes a wrong file back and sends the right one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from sandan.config.demo import assistance
from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import AIDES, SURNAMES, TOWNS
from sandan.config.demo.scene import Scene
from sandan.desk import application_sheet
from sandan.desk.application import opened
from sandan.desk.sheet import told
from sandan.domain.authority import Role
from sandan.intake.household import sound_id
from sandan.projections.application import Application
from sandan.projections.service_item import in_force
from sandan.projections.version import now

HEADER = "户号,姓名,身份证号,与户主关系,村,劳动能力,工资性收入,经营净收入,财产是否符合规定,核对授权,已交材料,致贫原因"
HOUSEHOLDS = 5
"""In each town's table: the first three whole, one that lacks papers, one whose identity number is wrong."""


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """In the second week, one town after another."""
    chance = Random("roll")  # noqa: S311 - dice for a story, nothing secret hangs on them
    for place, town in enumerate(AIDES):
        yield timedelta(9 + place), _brought_in(scene, chance, town, wrong_first=place == 1)


def _brought_in(scene: Scene, chance: Random, town: str, *, wrong_first: bool) -> Course:
    aide = scene.cast.one(town, Role.ASSISTANCE)
    while (item := in_force(assistance.ITEM, scene.agenda.today)).checks.attend:
        yield Wait(1, 1)
    papers = "、".join(each.title for each in item.asked)
    if wrong_first:
        last_year = _table(chance, town, papers)
        sheet = application_sheet.bring_in(last_year, "户.csv", aide, scene.key(), assistance.ITEM, at=scene.agenda.now)
        yield Wait(0, 0)
        application_sheet.undo(sheet, "误传上年度花名册", aide, scene.key(), at=scene.agenda.now)
    content = _table(chance, town, papers)
    sheet = application_sheet.bring_in(content, "户.csv", aide, scene.key(), assistance.ITEM, at=scene.agenda.now)
    for place, stream in enumerate(told(sheet).made):
        key = stream.partition("/")[2]
        if now(Application).get(key=key).accepted_on is None:
            continue
        home = opened(key).household
        assert home is not None
        course = assistance.considered(scene, 100 + place, key, town, home, "名册登记的困难家庭")
        scene.agenda.spawn(scene.agenda.after(Wait(1, 4)), course)


def _table(chance: Random, town: str, papers: str) -> bytes:
    """A town's table as it lies on a computer of the town: GB18030, the head's row first, the household's number once."""
    lines = [HEADER]
    for number in range(1, HOUSEHOLDS + 1):
        family = chance.choice(SURNAMES)
        village = chance.choice(TOWNS[town])
        whole, wrong = number <= HOUSEHOLDS - 2, number == HOUSEHOLDS
        given = papers if whole else ""
        head = _id(chance, wrong=wrong)
        income = f"{chance.randint(2, 7) * 600},{chance.randint(0, 3) * 300}"
        lines += [
            f"{number},{family}{_given(chance)},{head},户主,{village},有,{income},是,{'是' if whole else '否'},{given},缺少劳力",
            f",{chance.choice(SURNAMES)}{_given(chance)},{_id(chance)},配偶,,无,,,,,,",
        ]
    return "\r\n".join(lines).encode("gb18030")


def _given(chance: Random) -> str:
    return "".join(chance.sample(assistance.GIVEN, 2))


def _id(chance: Random, *, wrong: bool = False) -> str:
    """An identity number of no real place (first digits 99), with its check digit or with another."""
    born = f"{chance.randint(1945, 1985)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    first = f"99{chance.randint(1000, 9999)}{born}{chance.randint(0, 999):03}"
    sound = next(f"{first}{sign}" for sign in "0123456789X" if sound_id(f"{first}{sign}"))
    return sound if not wrong else f"{first}{'1' if sound[-1] != '1' else '2'}"
