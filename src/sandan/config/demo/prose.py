"""The demo's bulletins: one on the way, one at the end of the programme, a correction, one still a draft. Every number in them is a figure
(law 6), and a leader approves what an editor wrote."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sandan.bulletins.reconcile import judge
from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.lecture import TITLE as PROGRAMME_TITLE
from sandan.config.demo.names import OFFICE
from sandan.config.demo.scene import Scene
from sandan.desk import bulletin
from sandan.domain.authority import Actor, Role
from sandan.domain.bulletin import BulletinStatus
from sandan.projections.bulletin import Bulletin
from sandan.projections.version import now

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
WHY = "部分镇（乡）在截止日以后补录了截止日以前的事项，现按同一截止日重新核算。"
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

FINAL_TITLE = f"{PROGRAMME_TITLE}情况通报"
FINAL = """\
按照县委、县政府实施方案，{first}以来，全县上下开展“访民情、解难题、办实事”专项工作。现将截至{last}的情况通报如下。本通报所列数字均由登记在册的记录汇总，可逐条查对；逐一清点的与以“余”“约”登记的分开列示，人与人次、户分开列示，不相加。
一、学习教育
县级领导联系镇（乡）和分管部门共[[pairs.assigned]]个，联系领导已到[[pairs.lectured]]个讲党课，覆盖率[[rate.lectured]]。全县共讲党课[[lectures.held]]场次，其中经当地证实[[lectures.confirmed]]场次；听课[[lectures.persons]]人、[[lectures.attendances]]人次，另有约数[[lectures.persons_approximate]]人、[[lectures.attendances_approximate]]人次。
各单位开展学习[[study.sessions]]次，其中集中学习[[study.collective]]次、研讨[[study.seminar]]次、现场学习[[study.field]]次；参加学习[[study.persons]]人、[[study.attendances]]人次，另有约数[[study.attendances_approximate]]人次。举办培训班[[training.classes]]期，参加[[training.participants]]人次，结业[[training.completed]]人次。应制定实施方案的单位[[plans.asked]]个，已制定[[plans.adopted]]个。
二、调查研究
通过走访、座谈、热线、来信、网络等渠道，共收集意见建议[[opinions.collected]]条，登记民生问题[[problems.collected]]件。领导干部走访[[visits.held]]次，听取意见、问题和纠纷[[visits.heard]]件次，其中现场解决[[visits.heard_fixed]]件次；联系领导走访联系点[[pairs.visited]]个，覆盖率[[rate.visited]]。现场办公[[meetings.held]]次，议定事项[[meetings.decisions]]项，已转为交办和任务[[meetings.decisions_carried]]项，待落实[[meetings.decisions_waiting]]项。
三、检视问题
各单位检视自查发现问题[[self_inspections.findings]]条，列入问题清单[[self_inspections.listed]]条。问题清单中，单位自查发现[[problems.self_found]]件，群众反映和检查发现[[problems.found_by_others]]件。
四、整改落实
登记的民生问题中，已整改落实[[problems.rectified]]件，整改落实率[[rate.rectification]]；经承办单位以外人员验收[[problems.verified]]件，销号[[problems.struck_off]]件。暂不能解决、已作解释说明[[problems.not_fixable]]件，查无实据[[problems.not_substantiated]]件，长期坚持[[problems.long_term]]件，均不计入整改落实；尚未销号[[problems.open]]件，其中逾期[[problems.overdue]]件。
回访作答[[surveys.answered]]次，认为问题已经解决的占[[rate.resolution]]，满意和基本满意的占[[rate.satisfaction]]。
五、为民办实事
（一）办实事
全县为群众办实事[[deeds.done]]件，其中回应在册意见和问题[[deeds.recorded_need]]件。惠及群众[[deeds.persons]]人、[[deeds.households]]户、[[deeds.attendances]]人次，另有约数[[deeds.persons_approximate]]人、[[deeds.households_approximate]]户、[[deeds.attendances_approximate]]人次。上述实事中，受益群众确认[[deeds.confirmed]]件，他人核实[[deeds.verified]]件，有材料佐证[[deeds.documented]]件，仅有自述[[deeds.claimed]]件。属本职工作的[[deeds.duty]]件、受益群众否认的[[deeds.denied]]件，不计入办实事。
开展志愿服务[[deeds.volunteer]]次，服务时长[[deeds.hours]]小时。
（二）化解矛盾纠纷
排查登记矛盾纠纷[[disputes.registered]]起，达成协议[[disputes.agreed]]起，履行完毕、化解[[disputes.performed]]起，化解率[[rate.disputes_solved]]；引导依法诉讼、仲裁[[disputes.referred]]起，调解不成[[disputes.failed]]起。
（三）便民举措
推出便民举措[[measures.categories]]类[[measures.items]]项[[measures.in_force]]条，登记使用[[measures.used]]次，另有约数[[measures.used_approximate]]次；其中尚无数据衡量成效的[[measures.unmeasured]]条。
（四）先进典型
经公示和他人审核，公布先进典型[[exemplars.published]]个。
六、督促检查
抽调干部[[circuit.members]]名，组成[[circuit.groups]]个巡回指导组，巡回检查[[circuit.visits]]次，覆盖单位[[circuit.units]]个，发现并列入清单的新问题[[circuit.problems]]件；单位提出异议[[circuit.objections]]件，其中成立[[circuit.upheld]]件。对销号事项随机抽取回头看，已有结论[[look_backs.told]]件，推翻[[look_backs.overturned]]件，推翻率[[rate.overturn]]。被推翻的事项已按原编号重新办理，不再计入销号。
七、各镇（乡）情况
[[table by=town: problems.collected problems.rectified problems.struck_off deeds.done disputes.performed]]
八、存在问题和下一步要求
- 尚未销号和逾期的问题，由承办单位说明原因、明确时限；逾期的由整改办督办。
- 仅有自述的实事，由各镇（乡）请受益群众确认或者请他人核实；以后通报只列有据可查的数字。
- 被推翻的事项，责任单位要查明原因；整改办要按月开展回头看，对反复的问题挂牌督办。
各镇（乡）、各单位要坚持开门问计于民，把管用的做法固定下来，让群众反映的问题件件有着落。
"""
"""The same kinds of figures as a county's report of 2019, each beside what stands behind it; exact and approximate ones apart."""


def published(scene: Scene) -> Course:
    """A bulletin is drafted, handed in as of the day that it names, approved by a leader, and published."""
    by = scene.cast.one(OFFICE, Role.EDITOR)
    first, last = scene.agenda.start, scene.agenda.today
    body = BODY.format(first=_day(first), last=_day(last))
    one = bulletin.draft(TITLE, body, by, scene.key(), at=scene.agenda.now)
    yield Wait(0, 0)
    _put_out(scene, one, by, last, scene.agenda.now)


def concluded(scene: Scene) -> None:
    """The programme's report, once the look-backs have told what did not hold: late on the story's last day."""
    by, first = scene.cast.one(OFFICE, Role.EDITOR), scene.agenda.start
    at = timezone.make_aware(datetime.combine(scene.agenda.end, time(21, 40)))
    body = FINAL.format(first=_day(first), last=_day(scene.agenda.end))
    one = bulletin.draft(FINAL_TITLE, body, by, scene.key(), at=at)
    _put_out(scene, one, by, scene.agenda.end, at + timedelta(minutes=5))
    _corrected(scene, by, at + timedelta(minutes=15))


def _corrected(scene: Scene, by: Actor, at: datetime) -> None:
    """The first bulletin once more, of the same day, as it is known now: with what was entered late."""
    old = now(Bulletin).filter(status=BulletinStatus.PUBLISHED.value).order_by("year", "issue").first()
    if old is None or old.as_of is None:
        return
    start = bulletin.Start(corrects=old.key, reason=WHY)
    one = bulletin.draft(f"{old.title}（更正）", old.body, by, scene.key(), at=at, start=start)
    _put_out(scene, one, by, old.as_of, at + timedelta(minutes=1))


def _put_out(scene: Scene, one: str, by: Actor, as_of: date, at: datetime) -> None:
    """Handed in by who wrote it, approved by a leader, published."""
    bulletin.submit(one, by, scene.key(), as_of, judge, at=at)
    handed_in = now(Bulletin).get(key=one).digest
    bulletin.approve(one, scene.cast.leader(), scene.key(), handed_in, at=at + timedelta(minutes=1))
    bulletin.publish(one, by, scene.key(), at=at + timedelta(minutes=2))


def drafted(scene: Scene) -> Course:
    """A bulletin is begun and left for someone to finish."""
    by = scene.cast.one(OFFICE, Role.EDITOR)
    bulletin.draft(DRAFT_TITLE, DRAFT.format(last=_day(scene.agenda.today)), by, scene.key(), at=scene.agenda.now)
    yield from ()


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
