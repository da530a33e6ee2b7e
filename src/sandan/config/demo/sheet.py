"""An old paper register, typed into a table and brought in as one file, with the slips that such files have."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.hearing import refused_told, someone, taken_up
from sandan.config.demo.refused import REFUSED
from sandan.config.demo.scene import Issue, Scene
from sandan.desk import batch
from sandan.domain.values import Channel, Topic
from sandan.intake.header import propose_mapping
from sandan.intake.sheet import open_sheet
from sandan.projections.opinion import Opinion
from sandan.projections.version import now

FILE_NAME = "群众来信来访登记表.csv"
_HEADER = ("登记编号", "反映人", "联系电话", "反映事项", "登记日期", "类别", "涉及镇村", "来源")
_SOURCES = ("来信", "电话", "", "", "")
_TOPICS: dict[Topic, str] = {
    Topic.ROADS: "道路",
    Topic.WATER: "供水",
    Topic.POWER: "供电",
    Topic.HOUSING: "住房",
    Topic.HEALTH: "卫生",
    Topic.EDUCATION: "教育",
    Topic.SOCIAL_AID: "民政",
    Topic.EMPLOYMENT: "就业",
    Topic.FARMING: "农业",
    Topic.ENVIRONMENT: "环保",
    Topic.LAND: "土地",
    Topic.POLICING: "治安",
    Topic.TRANSPORT: "客运",
    Topic.SERVICE: "政务",
    Topic.CONDUCT: "作风",
    Topic.OTHER: "其他",
}


def brought_in(scene: Scene, issues: list[Issue], declined: int) -> Course:
    """One file: a row for each of `issues`, some that can't be taken up, one row twice, and two that can't be read."""
    agenda = scene.agenda
    rows = [(issue.matter.said[0], issue.matter.topic, issue.words) for issue in issues]
    others = [(one.said, one.topic, issue.words) for one, issue in zip(REFUSED, issues, strict=False)][:declined]
    table = [_row(scene, number, *row) for number, row in enumerate([*rows, *others], start=1)]
    table.append(table[0])
    table.append([*_row(scene, len(table), *rows[-1])[:4], "九月三十一日", "", "", ""])
    table.append(["", "匿名", "", "", "", "其他", "", "来信"])
    out = io.StringIO()
    csv.writer(out).writerows([[FILE_NAME.removesuffix(".csv")], _HEADER, *table])
    content = out.getvalue().encode("gb18030")
    mapping = propose_mapping(open_sheet(content, FILE_NAME))
    by = scene.cast.clerk()
    opened = batch.open_batch(content, FILE_NAME, mapping, by, scene.key(), at=agenda.now)
    batch.run(opened, by, at=agenda.now)
    told = list(now(Opinion).filter(batch=opened).order_by("row").values_list("key", flat=True))
    for issue, one in zip(issues, told, strict=False):
        agenda.spawn(agenda.after(Wait(0, 3)), taken_up(scene, issue, one))
    for what, one in zip(REFUSED, told[len(issues) :], strict=False):
        agenda.spawn(agenda.after(Wait(0, 4)), refused_told(scene, what, one))
    yield from ()


def _row(scene: Scene, number: int, said: str, topic: Topic, words: dict[str, str]) -> list[str]:
    day = scene.agenda.today - timedelta(scene.chance.randint(1, 20))
    text = scene.said(Channel.IMPORT, said, words)
    written = f"{day.year}年{day.month}月{day.day}日" if number % 3 else f"{day.year}/{day.month}/{day.day}"
    reporter, contact = someone(scene) if scene.likely(0.7) else ("", "")
    return [f"LF{number:04}", reporter, contact, text, written, _TOPICS[topic], words["v"], scene.pick(_SOURCES)]
