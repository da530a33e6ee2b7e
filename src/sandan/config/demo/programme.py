"""The demo's programmes: units' plans, what was studied and by whom, training classes; an amendment; and which problems count in which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from sandan.config.demo.agenda import Course, Wait, workday_from
from sandan.config.demo.lecture import PROGRAMME, STAGES
from sandan.config.demo.names import OFFICE, TOWNS, VILLAGE_VACANT
from sandan.config.demo.scene import Scene
from sandan.desk import plan as plans
from sandan.desk import programme as desk
from sandan.desk import study as studies
from sandan.desk import training as trainings
from sandan.desk.handle import Order, handle, identify
from sandan.desk.material import enter as list_material
from sandan.domain.authority import Actor, Role, may
from sandan.domain.material import MaterialKind
from sandan.domain.plan import WithdrawPlan
from sandan.domain.programme import Planned, Stage
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.serving import SetServing
from sandan.domain.study import ConfirmStudy, Mode
from sandan.domain.training import ConfirmTraining
from sandan.domain.values import Channel
from sandan.projections.problem import Problem
from sandan.projections.programme import Programme
from sandan.projections.serving import served
from sandan.projections.version import now

ORGANS = ("水利局", "交通运输局", "民政局", "教育局", "卫生健康局", "住房和城乡建设局", "生态环境局", "农业农村局")
"""The departments that are asked for a plan, with every town."""
MATERIALS = (
    ("习近平新时代中国特色社会主义思想学习纲要", MaterialKind.BOOK, ""),
    ("信访工作条例", MaterialKind.LAW, "https://www.gov.cn/"),
    ("社会救助暂行办法", MaterialKind.LAW, "https://www.gov.cn/"),
    ("整治形式主义为基层减负若干规定", MaterialKind.DOCUMENT, "https://www.gov.cn/"),
    ("云岭县“访民情、解难题、办实事”专项工作实施方案", MaterialKind.DOCUMENT, ""),
    ("一线工作法：怎样听、怎样记、怎样办", MaterialKind.CASE, ""),
    ("虚假整改警示案例", MaterialKind.CASE, ""),
    ("深山里的供水站（纪录片）", MaterialKind.FILM, ""),
)
SUBJECTS: dict[Mode, tuple[str, ...]] = {
    Mode.COLLECTIVE: ("集中学习《信访工作条例》", "集中学习专项工作实施方案", "集中学习为基层减负若干规定"),
    Mode.SELF: ("自学《学习纲要》有关章节", "自学《社会救助暂行办法》"),
    Mode.SEMINAR: ("研讨：群众反映最多的十件事为什么久拖不决", "研讨：怎样防止纸面整改"),
    Mode.THEMED: ("主题党日：到村里听意见",),
    Mode.VIDEO: ("观看纪录片《深山里的供水站》", "观看警示教育片"),
    Mode.READING: ("读书班：一线工作法",),
    Mode.FIELD: ("到砚溪烈士陵园现场学习", "到廉政教育基地现场学习"),
    Mode.EXCHANGE: ("包村干部经验交流",),
    Mode.TUTOR: ("县委党校老师辅导：依法办理群众诉求",),
}
SITES = {Mode.FIELD: "砚溪烈士陵园"}
MODES = (
    Mode.COLLECTIVE, Mode.COLLECTIVE, Mode.SELF, Mode.SEMINAR, Mode.THEMED, Mode.FIELD, Mode.VIDEO, Mode.READING, Mode.EXCHANGE,
    Mode.TUTOR,
)  # fmt: skip
SESSIONS = 64
CLASSES = (("全县村党支部书记培训班", 12, 3), ("12345热线承办人员业务培训班", 26, 2), ("验收员业务培训班", 47, 1))
"""Title, day on which it begins, days that it lasts."""
TOPICS = ("怎样听群众说话", "三个清单怎样填", "验收看什么", "告知承诺制", "怎样给群众回话", "数字怎样核对")
REASONS = ("病假", "防汛值守", "外出招商", "工作调动")
CONTENT = (
    "{unit}由主要负责人牵头，先学后查、边查边改：两周内学完规定内容，走访联系村组，问题当场登记；能当场办的当场办，难点问题列入三个清单；"
    "每项明确责任人和时限，验收由本单位以外的人员进行。不另设台账，不要求打卡留痕。"
)
EXTENDED = "受连续降雨影响，走访未按期走完，调查研究延长十天，整改落实延长到专项工作结束；同时写明各阶段要见到什么。"
_LONGER = {1: 10, 3: 30}
"""By how many days the stages of this number are longer then."""
HOTLINE = "云岭县12345热线办理质量提升行动"


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """The dice are the chapter's own."""
    chance = Random("programme")  # noqa: S311 - dice for a story, nothing secret hangs on them
    yield timedelta(1), _asked(scene)
    yield timedelta(2), _listed(scene)
    yield timedelta(18), _amended(scene)
    yield timedelta(22), _second(scene)
    for day in (15, 30, 45, 60):
        yield timedelta(day), _linked(scene)
    units = [each for each in (*ORGANS, *TOWNS) if scene.cast.members[each]]
    for number in range(SESSIONS):
        unit, mode = units[number % len(units)], MODES[(number * 7 + number // len(units)) % len(MODES)]
        yield timedelta(chance.randint(3, 57)), _studied(scene, chance, unit, mode, number)
    for title, first, days in CLASSES:
        yield timedelta(first), _trained(scene, chance, title, days)


def _keeper(scene: Scene, unit: str) -> Actor:
    """Who keeps a unit's records: always the same, so that no dice are thrown."""
    members = scene.cast.members[unit]
    able = [each for each in members if {Role.HANDLER, Role.UNIT_HEAD} & set(each.seat.roles)]
    return scene.cast.actor(able[0])


def _office(scene: Scene, role: Role = Role.DISPATCHER) -> Actor:
    return scene.cast.actor(next(each for each in scene.cast.members[OFFICE] if role in each.seat.roles))


def _people(scene: Scene, unit: str) -> list[str]:
    return [each.person for each in scene.cast.members[unit]]


def _asked(scene: Scene) -> Course:
    """Every town and eight departments are asked for a plan; most adopt one in time, one is no longer wanted."""
    due = scene.agenda.today + timedelta(12)
    for number, unit in enumerate((*ORGANS, *TOWNS)):
        _ask(scene, PROGRAMME, unit, due)
        moment = scene.agenda.office(workday_from(scene.agenda.today + timedelta(2 + number % 9)))
        if number not in (5, 16):
            scene.agenda.spawn(moment, _adopted(scene, PROGRAMME, unit, number))
    yield Wait(4, 6)
    of = plans.plan_id(PROGRAMME, scene.cast.units[ORGANS[5]])
    order = WithdrawPlan(plan=of, reason="与住建领域专项方案合并，不再单独制定。")
    handle([Order(f"plan/{of}", order)], _office(scene), scene.key(), scene.agenda.now)


def _ask(scene: Scene, programme: str, unit: str, due: object) -> None:
    data = {"programme": programme, "units": [scene.cast.units[unit]], "due_on": due}
    by, key = _office(scene), scene.key()
    handle(plans.enter(data, by, key), by, key, scene.agenda.now)


def _adopted(scene: Scene, programme: str, unit: str, number: int) -> Course:
    """With the people who answer by their posts: nobody types them."""
    today, key = scene.agenda.today, scene.cast.units[unit]
    known = plans.known(key, today)
    data = {tier.value: [each.person for each in people] for tier, people in known.items()}
    paper = scene.scan(f"{unit}实施方案（扫描件）") if number % 2 else ()
    of = plans.plan_id(programme, key)
    said = {**data, "content": CONTENT.format(unit=unit), "evidence": paper}
    handle(plans.adopt(of, said, today), _keeper(scene, unit), scene.key(), scene.agenda.now)
    yield Wait(15, 20)
    if number == 3 and programme == PROGRAMME:
        amended = {
            **said,
            "content": f"{CONTENT.format(unit=unit)}分管负责人调整后，由新的分管负责人负责。",
            "reason": "人员变动",
        }
        handle(plans.amend(of, amended, scene.agenda.today), _keeper(scene, unit), scene.key(), scene.agenda.now)


def _listed(scene: Scene) -> Course:
    by = _office(scene, Role.CLERK)
    for title, kind, link in MATERIALS:
        orders = list_material({"title": title, "kind": kind, "link": link}, by, f"demo/material/{title}")
        of = orders[0].stream.partition("/")[2]
        serving = SetServing(record=of, noun="material", programmes=(PROGRAMME,), unit=by.unit)
        handle([*orders, Order(f"serving/{of}", serving)], by, scene.key(), scene.agenda.now)
    yield from ()


def _amended(scene: Scene) -> Course:
    """The survey takes ten days longer, and it is said what each stage is to bring."""
    first = scene.agenda.start
    stages = [Stage(title, first + timedelta(a), first + timedelta(b)) for title, a, b in STAGES]
    late = [
        Stage(each.title, each.from_on, each.to_on + timedelta(_LONGER.get(number, 0)))
        for number, each in enumerate(stages)
    ]
    row = now(Programme).get(key=PROGRAMME)
    wanted = (
        (0, "plans.adopted", "制定实施方案"), (0, "study.sessions", "集中学习和自学"), (0, "lectures.held", "讲党课"),
        (1, "visits.held", "走访"), (1, "problems.collected", "问题登记入册"), (2, "study.seminar", "交流研讨，检视问题"),
        (2, "problems.dispatched", "问题逐项交办"), (3, "problems.rectified", "逐项整改"), (3, "problems.struck_off", "验收销号"),
        (3, "deeds.done", "为民办实事"),
    )  # fmt: skip
    draft = desk.Draft(
        title=row.title,
        basis=row.basis,
        from_on=row.from_on,
        to_on=row.to_on,
        stages=tuple(late),
        planned=tuple(Planned(STAGES[number][0], figure, words) for number, figure, words in wanted),
        indicators=(
            "plans.adopted", "study.sessions", "study.persons", "study.attendances", "lectures.held", "training.classes",
            "training.persons", "visits.held", "meetings.held", "deeds.done", "disputes.performed",
            "problems.collected", "problems.rectified", "problems.struck_off", "rate.rectification",
        ),
    )  # fmt: skip
    desk.amend(PROGRAMME, draft, EXTENDED, _office(scene), scene.key(), scene.agenda.now)
    yield from ()


def _second(scene: Scene) -> Course:
    """A second programme begins from a template; what came by the hotline counts in both."""
    draft = replace(desk.drafted("hotline_improvement", scene.agenda.today), title=HOTLINE)
    by, key = _office(scene), "demo/programme/hotline"
    desk.begin(draft, by, key, scene.agenda.now)
    yield Wait(1, 2)
    for number, unit in enumerate(ORGANS[:4]):
        _ask(scene, identify(key), unit, scene.agenda.today + timedelta(10))
        if number != 2:
            moment = scene.agenda.office(workday_from(scene.agenda.today + timedelta(3 + number)))
            scene.agenda.spawn(moment, _adopted(scene, identify(key), unit, number))
    yield Wait(14, 18)
    units = dict(
        now(Problem).filter(channel=Channel.HOTLINE.value).order_by("position").values_list("key", "unit")[:120]
    )
    if units:
        desk.link(identify(key), "problem", units, by, scene.key(), scene.agenda.now)


def _linked(scene: Scene) -> Course:
    """The office goes through what was registered and lets it count."""
    rows = now(Problem).order_by("position").values_list("key", "unit")
    units = dict(rows)
    held = served(units)
    fresh = {key: unit for key, unit in units.items() if PROGRAMME not in held.get(key, ())}
    fresh = dict(list(fresh.items())[: desk.MOST_LINKED])
    if fresh:
        desk.link(PROGRAMME, "problem", fresh, _office(scene), scene.key(), scene.agenda.now)
    yield from ()


def _studied(scene: Scene, chance: Random, unit: str, mode: Mode, number: int) -> Course:
    """Most are entered when they were held, some are planned before; now and then one who was there confirms it."""
    keeper, people = _keeper(scene, unit), _people(scene, unit)
    present = chance.sample(people, max(1, len(people) - chance.randint(0, 2)))
    if mode is Mode.SELF:
        present = people[:1] if number % 3 else present
    others = None
    if mode in (Mode.COLLECTIVE, Mode.VIDEO, Mode.FIELD) and unit in TOWNS:
        vague = chance.random() < 0.4
        count = chance.randint(2, 9) * 10 if vague else chance.randint(6, 48)
        others = Quantity(count, Measure.PERSON, Qualifier.OVER if vague else Qualifier.EXACT)
    planned = chance.random() < 0.35
    data = {
        "title": chance.choice(SUBJECTS[mode]),
        "mode": mode,
        "on": scene.agenda.today + timedelta(3 if planned else 0),
        "held": not planned,
        "present": present,
        "others": others,
        "site": SITES.get(mode, ""),
        "tutor": "县委党校老师" if mode is Mode.TUTOR else "",
        "outcome": "形成调研提纲一份" if mode is Mode.SEMINAR else "",
        "evidence": scene.scan("学习记录首页") if chance.random() < 0.4 else (),
    }
    key = f"demo/study/{number}"
    orders = studies.enter(data, keeper, key)
    of = identify(key)
    link = SetServing(record=of, noun="study", programmes=(PROGRAMME,), unit=keeper.unit)
    handle([*orders, Order(f"serving/{of}", link)], keeper, scene.key(), scene.agenda.now)
    if planned:
        yield Wait(3, 5)
        held = studies.hold(of, {**data, "held_on": scene.agenda.today})
        handle(held, keeper, scene.key(), scene.agenda.now)
    yield Wait(1, 3)
    witness = next(
        (
            each
            for each in scene.cast.members[unit]
            if each.person in present
            and each.person != keeper.person
            and may(ConfirmStudy.name, scene.cast.actor(each))
        ),
        None,
    )
    if witness is not None and chance.random() < 0.4:
        order = ConfirmStudy(study=of)
        handle([Order(f"study/{of}", order)], scene.cast.actor(witness), scene.key(), scene.agenda.now)


def _trained(scene: Scene, chance: Random, title: str, days: int) -> Course:
    """A class with a session a day; one or two do not complete it, each for a reason."""
    by = _office(scene, Role.CLERK)
    if "书记" in title:
        villages = [each for town in TOWNS.values() for each in town if each != VILLAGE_VACANT]
        people = [each.person for village in villages for each in scene.cast.members[village][:1]]
    elif "热线" in title:
        people = [each for unit in (*ORGANS, *TOWNS) for each in _people(scene, unit)[-1:]]
    else:
        people = _people(scene, "巡回指导组")
    if not people:
        return
    key, first = f"demo/training/{title}", scene.agenda.today
    data = {
        "title": title,
        "from_on": first,
        "to_on": first + timedelta(days - 1),
        "site": "县委党校",
        "participants": people,
        "others": Quantity(6, Measure.PERSON) if "书记" in title else None,
    }
    of = identify(key)
    link = SetServing(record=of, noun="training", programmes=(PROGRAMME,), unit=by.unit)
    handle([*trainings.enter(data, by, key), Order(f"serving/{of}", link)], by, scene.key(), scene.agenda.now)
    for day in range(days):
        absent = chance.sample(people, min(chance.randint(0, 2), len(people) - 1))
        session = {"title": TOPICS[(day + len(title)) % len(TOPICS)], "held_on": scene.agenda.today, "absent": absent}
        orders = trainings.hold_session(of, {**session, "tutor": "县委党校老师"}, f"{key}/{day}")
        handle(orders, by, scene.key(), scene.agenda.now)
        yield Wait(1, 1)
    missing = chance.sample(people, min(2, len(people) - 1)) if days > 1 else []
    over = {
        "concluded_on": scene.agenda.today,
        "not_completed": [(each, chance.choice(REASONS)) for each in missing],
        "evidence": scene.scan("结业名单（扫描件）"),
    }
    handle(trainings.conclude(of, over), by, scene.key(), scene.agenda.now)
    yield Wait(1, 2)
    everybody = (each for members in scene.cast.members.values() for each in members)
    witness = next((each for each in everybody if each.person == people[0] and people[0] not in missing), None)
    if witness is not None:
        order = ConfirmTraining(training=of)
        handle([Order(f"training/{of}", order)], scene.cast.actor(witness), scene.key(), scene.agenda.now)
