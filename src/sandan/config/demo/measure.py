"""The demo's convenience measures: 4 categories, 13 items, 38 measures, their use counted month by month, one ended, one complained of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.scene import Scene
from sandan.desk.handle import Order, handle, identify
from sandan.desk.measure import enter
from sandan.domain.authority import Actor
from sandan.domain.measure import MEDICAL, CountUse, GaugeMeasure, PublishMeasure, RetireMeasure
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.projections.service_item import held_on

Row = tuple[str, str, tuple[int, int, int] | None, tuple[int, int, int] | None]
"""Promise, for whom, and papers, steps and days before and since; None where nobody knows."""

TREE: dict[tuple[str, str, str], tuple[Row, ...]] = {
    ("办事便利", "户籍证明", "公安局"): (
        ("同户人员迁移在镇派出所一次办结", "迁户群众", (4, 3, 10), (2, 1, 1)),
        ("身份证在任一镇窗口补领", "全县居民", (3, 2, 20), (1, 1, 15)),
        ("村里代办、邮寄送证上门", "行动不便的居民", None, None),
    ),
    ("办事便利", "不动产登记", "自然资源局"): (
        ("二手房过户一窗受理", "买卖双方", (9, 5, 15), (5, 2, 5)),
        ("继承登记告知承诺代替公证", "继承人", (7, 4, 20), (4, 2, 7)),
        ("农房登记进村集中受理", "农户", (6, 4, 30), (4, 2, 20)),
    ),
    ("办事便利", "水电报装", "水利局"): (
        ("农户用水报装当天勘查", "用水农户", (4, 4, 15), (1, 2, 5)),
        ("欠费停水前三日电话告知", "用水户", None, None),
        ("爆管抢修两小时到场", "用水户", (0, 2, 2), (0, 1, 1)),
    ),
    ("办事便利", "企业开办", "行政审批服务局"): (
        ("个体工商户登记在镇办理", "个体户", (5, 3, 7), (2, 1, 1)),
        ("证照联办一张表", "新办企业", (12, 6, 15), (4, 2, 3)),
        ("免费刻章、免费寄照", "新办企业", None, None),
    ),
    ("看病就医", "医保结算", "医疗保障局"): (
        ("县外住院先诊疗后付费", "参保困难群众", (6, 5, 60), (2, 1, 0)),
        ("一站式结算四项报销", "住院患者", (8, 4, 45), (1, 1, 0)),
        ("门诊慢病在镇卫生院认定", "慢病患者", (5, 3, 30), (2, 2, 10)),
    ),
    ("看病就医", "家庭医生", "卫生健康局"): (
        ("重点人群每季上门一次", "老年人、慢病患者", None, None),
        ("村卫生室备齐常用药目录", "村民", None, None),
        ("转诊优先挂号", "签约居民", (2, 3, 3), (1, 1, 1)),
    ),
    ("看病就医", "残疾评定", "残联"): (
        ("每月到镇集中评残一次", "申请评残的居民", (4, 3, 40), (2, 1, 15)),
        ("辅具申请村里代办", "残疾居民", (3, 3, 30), (1, 1, 15)),
        ("评残结果当场告知", "申请评残的居民", (0, 2, 15), (0, 1, 1)),
    ),
    ("社会救助", "低保审批", "民政局"): (
        ("低保审批权限下放到镇", "困难家庭", (7, 5, 30), (4, 3, 15)),
        ("证明事项告知承诺", "困难家庭", (7, 2, 30), (2, 1, 15)),
        ("申请不受户籍限制", "外来困难家庭", None, None),
    ),
    ("社会救助", "临时救助", "民政局"): (
        ("千元以下由镇当日发放", "遇急难的家庭", (5, 4, 20), (1, 1, 1)),
        ("急难先救后补手续", "遇急难的家庭", (5, 4, 20), (0, 1, 1)),
        ("救助热线一次转办到位", "求助群众", None, None),
    ),
    ("社会救助", "就业帮扶", "人力资源和社会保障局"): (
        ("失业登记网上即办", "失业人员", (3, 2, 10), (1, 1, 1)),
        ("岗位信息每周进村", "求职村民", None, None),
        ("培训补贴直接到人", "参训人员", (6, 4, 60), (2, 2, 20)),
    ),
    ("出行上学", "公交班线", "交通运输局"): (
        ("赶集日加开班车", "赶集群众", None, None),
        ("学生周末专线", "住校学生", None, None),
        ("村口招呼站随叫随停", "沿线村民", None, None),
    ),
    ("出行上学", "入学转学", "教育局"): (
        ("转学网上申请、学校代办", "转学家庭", (6, 4, 15), (2, 1, 5)),
        ("随迁子女凭居住证明入学", "随迁家庭", (8, 3, 20), (3, 1, 7)),
    ),
    ("出行上学", "道路维护", "交通运输局"): (
        ("坑槽三日内填补", "沿线村民", (0, 3, 15), (0, 2, 3)),
        ("路灯报修扫码受理", "居民", (1, 3, 10), (0, 1, 3)),
        ("雨季道路每日巡查公示", "沿线村民", None, None),
    ),
}


GAUGES = {"低保审批权限下放到镇": "dibao", "一站式结算四项报销": MEDICAL}
"""Promises whose keeping the cases of a service show."""


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """Each measure begins on a day of its own in the first weeks; the dice are the chapter's own."""
    chance = Random("measure")  # noqa: S311 - dice for a story, nothing secret hangs on them
    number = 0
    for (category, item, unit), rows in TREE.items():
        for row in rows:
            number += 1
            yield timedelta(chance.randint(2, 25)), _measure(scene, chance, category, item, unit, row, number)


def _measure(scene: Scene, chance: Random, category: str, item: str, unit: str, row: Row, number: int) -> Course:
    """Introduced, published, its use counted every other week; one is ended."""
    promise, for_whom, before, after = row
    data = {
        "title": promise,
        "category": category,
        "item": item,
        "unit": scene.cast.units[unit],
        "start_on": _began(scene, promise),
        "for_whom": for_whom,
        "basis": "云岭县便民举措清单",
        **_efforts("before", before),
        **_efforts("after", after),
        "review_on": scene.agenda.today + timedelta(180),
    }
    by = scene.cast.head(unit)
    key = identify(f"demo/measure/{number}")
    handle(enter(data, by, f"demo/measure/{number}"), by, scene.key(), scene.agenda.now)
    yield Wait(1, 3)
    _give(scene, key, PublishMeasure(measure=key), scene.cast.dispatcher())
    if gauge := GAUGES.get(promise):
        _give(scene, key, GaugeMeasure(measure=key, gauge=gauge), by)
    if before is None and number % 2:
        return  # nobody counts it, and nothing measures it: the flag has something to show
    first = data["start_on"]
    assert isinstance(first, type(scene.agenda.today))
    for _ in range(3):
        yield Wait(9, 12)
        last = scene.agenda.today
        vague = chance.random() < 0.25
        count = Quantity(
            chance.randint(2, 20) * 10 if vague else chance.randint(5, 160),
            Measure.TIME,
            Qualifier.OVER if vague else Qualifier.EXACT,
        )
        _give(scene, key, CountUse(measure=key, from_on=first, to_on=last, count=count), by)
        first = last + timedelta(1)
    if number == 31:
        ended = RetireMeasure(measure=key, last_on=scene.agenda.today, reason="并入城乡公交一体化方案")
        _give(scene, key, ended, by)


def _began(scene: Scene, promise: str) -> date:
    """The first day of a measure: that of the item's version which it is about, else today."""
    version = held_on(GAUGES.get(promise, ""), scene.agenda.today)
    return version.from_on if version is not None else scene.agenda.today


def _efforts(when: str, effort: tuple[int, int, int] | None) -> dict[str, int]:
    names = (f"papers_{when}", f"steps_{when}", f"days_{when}")
    return dict(zip(names, effort, strict=True)) if effort else {}


def _give(scene: Scene, key: str, order: CountUse | GaugeMeasure | PublishMeasure | RetireMeasure, by: Actor) -> None:
    handle([Order(f"measure/{key}", order)], by, scene.key(), scene.agenda.now)
