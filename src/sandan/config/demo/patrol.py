"""What units find on their own rounds and put right at once (立查立改), each under the subject and unit it belongs to."""

from __future__ import annotations

from sandan.config.demo.matter import Matter
from sandan.config.demo.names import TOWN
from sandan.domain.values import Topic

_SPOTTED: tuple[tuple[Topic, str, str, str, str, tuple[str, str]], ...] = (
    (
        Topic.ROADS,
        "交通运输局",
        "{v}村道边坡落石",
        "巡查时发现{v}村道边坡有落石占道，影响通行。",
        "当场组织人员清理落石，设置警示牌。",
        ("清理{v}村道落石", "路面无落石，警示牌醒目"),
    ),
    (
        Topic.ROADS,
        "城市管理局",
        "{v}井盖缺失",
        "巡查时发现{v}路边检查井井盖缺失。",
        "当天补装井盖并加固井圈。",
        ("补装{v}检查井井盖", "井盖齐全牢固"),
    ),
    (
        Topic.ROADS,
        TOWN,
        "{v}路口树枝遮挡视线",
        "走访时发现{v}路口树枝遮挡广角镜。",
        "当场修剪树枝，擦净镜面。",
        ("修剪{v}路口树枝", "广角镜不受遮挡"),
    ),
    (
        Topic.WATER,
        "水利局",
        "{v}水管接头漏水",
        "下村时发现{v}一处供水管接头漏水。",
        "当场更换接头，恢复供水。",
        ("更换{v}漏水接头", "接头不渗漏，供水正常"),
    ),
    (
        Topic.ENVIRONMENT,
        TOWN,
        "{v}河边垃圾",
        "巡河时发现{v}河边有一堆生活垃圾。",
        "当天组织清运，并安装劝导牌。",
        ("清运{v}河边垃圾", "河边无裸露垃圾"),
    ),
    (
        Topic.SERVICE,
        TOWN,
        "{v}公示栏内容过期",
        "检查发现{v}公示栏张贴的补贴名单已经过期。",
        "当场更换为最新名单，并注明监督电话。",
        ("更换{v}公示栏内容", "公示内容为最新，监督电话能打通"),
    ),
    (
        Topic.SERVICE,
        TOWN,
        "{v}便民点门口台阶破损",
        "现场办公时发现{v}便民点门口台阶破损，老人容易绊倒。",
        "当日用水泥补平台阶，加装扶手。",
        ("补平{v}便民点台阶", "台阶平整，扶手牢固"),
    ),
    (
        Topic.SOCIAL_AID,
        "人力资源和社会保障局",
        "{v}老人待遇资格认证不便",
        "入户时得知{v}一位行动不便的老人无法到窗口办理待遇资格认证。",
        "工作人员当场用移动终端为老人办好认证。",
        ("上门为{v}行动不便老人办理认证", "认证成功，待遇正常发放"),
    ),
)

SPOTTED: tuple[Matter, ...] = tuple(
    Matter(topic, unit, title, (statement,), (task,), measure, built=topic in (Topic.ROADS, Topic.WATER))
    for topic, unit, title, statement, measure, task in _SPOTTED
)
"""Their account is the measure that put them right."""
