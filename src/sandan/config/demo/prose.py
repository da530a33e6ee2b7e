"""The demo's bulletins: one published, one still a draft. Every number in them is a figure (law 6)."""

from __future__ import annotations

from datetime import date

from sandan.bulletins.document import digest
from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import OFFICE
from sandan.config.demo.scene import Scene
from sandan.desk import bulletin
from sandan.domain.authority import Role

TITLE = "全县民生问题整改落实工作进展情况"
BODY = """\
按照县委、县政府部署，各镇（乡）、各单位坚持开门问计于民，对群众反映的问题登记入册、逐项整改、逐项销号。现将{first}至{last}的进展情况通报如下。
一、总体情况
通过走访、座谈、热线、来信、网络等渠道，共收集意见建议[[opinions.collected]]条，其中列为问题[[opinions.accepted]]条，并入已有问题[[opinions.attached]]条，不予受理并告知其他途径[[opinions.declined]]条，尚待研判[[opinions.waiting]]条。
全县累计登记问题[[problems.collected]]件，已交办[[problems.dispatched]]件，整改落实[[problems.rectified]]件，整改落实率[[rate.rectification]]；经验收[[problems.verified]]件，销号[[problems.struck_off]]件，回头看通过[[problems.look_back_passed]]件。暂不能解决、已作解释说明的[[problems.not_fixable]]件和查无实据的[[problems.not_substantiated]]件单独列示，不计入整改落实；长期坚持的[[problems.long_term]]件持续跟踪，不计为整改落实。
二、办理时效
在按时限考核的[[problems.due]]件中，按时办理[[problems.on_time]]件，按时办理率[[rate.on_time]]。目前未销号[[problems.open]]件，其中逾期[[problems.overdue]]件，请有关单位说明原因、倒排工期。
三、群众评价
由承办单位以外的人员向反映人发起回访[[surveys.asked]]次，联系上[[surveys.reached]]次，作答[[surveys.answered]]次。作答中，认为问题已经解决的占[[rate.resolution]]，满意和基本满意的占[[rate.satisfaction]]，其中基本满意[[surveys.basically_satisfied]]次；不满意[[surveys.dissatisfied]]次，由整改办逐件决定解释说明或者退回整改。未联系上和未作答的，不计入满意。
四、各镇（乡）情况
[[table by=town: problems.collected problems.rectified problems.struck_off problems.overdue rate.rectification]]
五、存在问题
- 个别单位存在纸面整改。经验收和回访退回整改[[problems.sent_back]]件，请举一反三，严禁以文字材料代替现场整改。
- 个别单位推诿退件。经整改办同意退回改派的[[problems.returned]]件，请各单位按照首接负责的要求先办起来。
- 个别问题反复。销号后重新办理的[[problems.reopened]]件，请完善管护机制，防止反弹。
六、下一步要求
各单位要对照三个清单，逐项对账，把责任落实到人；整改办要按月开展回头看，巡回指导组要继续随机抽查，确保群众反映的问题件件有着落、可核查。
"""
DRAFT_TITLE = "饮水和道路问题整改情况"
DRAFT = """\
饮水、道路问题是群众反映较为集中的问题，现将截至{last}的情况整理如下。
饮水类问题登记[[problems.collected topic=water]]件，整改落实[[problems.rectified topic=water]]件。
道路类问题登记[[problems.collected topic=roads]]件，整改落实[[problems.rectified topic=roads]]件。
一、各单位办理情况
[[table by=unit: problems.dispatched problems.rectified problems.verified problems.overdue]]
二、有关要求
（待补充）
"""


def published(scene: Scene) -> Course:
    """A bulletin is drafted, read over and published on the same day."""
    by = scene.cast.one(OFFICE, Role.EDITOR)
    first, last = scene.agenda.start, scene.agenda.today
    body = BODY.format(first=_day(first), last=_day(last))
    one = bulletin.draft(TITLE, body, by, scene.key(), at=scene.agenda.now)
    yield Wait(0, 0)
    bulletin.publish(one, by, scene.key(), scene.agenda.today, digest, at=scene.agenda.now)


def drafted(scene: Scene) -> Course:
    """A bulletin is begun and left for someone to finish."""
    by = scene.cast.one(OFFICE, Role.EDITOR)
    bulletin.draft(DRAFT_TITLE, DRAFT.format(last=_day(scene.agenda.today)), by, scene.key(), at=scene.agenda.now)
    yield from ()


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
