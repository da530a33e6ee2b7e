"""What the demo's people say of units and officials: complaints under the shield, and accusations for the discipline body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sandan.config.demo.agenda import Course, Wait, workdays_later
from sandan.config.demo.asking import resident
from sandan.config.demo.cast import Cast
from sandan.config.demo.names import CIRCUIT, COUNTY, DISCIPLINE, OFFICE
from sandan.config.demo.scene import Scene
from sandan.desk import opinion, organisation
from sandan.desk import problem as cases
from sandan.desk.opinion import Heard
from sandan.domain import problem_command, task
from sandan.domain.authority import RESIDENT, Actor, Role
from sandan.domain.opinion import Conclusion
from sandan.domain.shield import Shield
from sandan.domain.survey import AskReporter, RecordSurvey
from sandan.domain.values import Channel, Level, Outcome, SurveyOutcome, Topic

ELSEWHERE = "已转依法有权处理的机关。"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint of a unit: who handles it, what is asked and answered through the relay, and how far it goes."""

    about: str
    text: str
    title: str
    handled_by: str = ""
    asked: str = ""
    answered: str = ""
    account: str = ""
    upto: str = "waiting"
    taken: bool = False


COMPLAINTS: tuple[Complaint, ...] = (
    Complaint(
        "云阶镇",
        "到便民服务中心办老人优待证跑了四趟，每次都少一样材料，问窗口的人爱答不理，还说嫌麻烦就别办。",
        "便民服务中心办事推诿、态度差",
        "行政审批服务局",
        "请问是哪几天去的？大概什么时间？",
        "上个月十二号、十五号上午，十九号下午，还有这个月二号上午。",
        "已抽查窗口监控和叫号记录，情况属实。对当班人员批评教育，窗口实行一次性告知，优待证已送到家里。",
        "struck_off",
    ),
    Complaint(
        "水利局",
        "反映抄表员多收水费，打电话到局里说我无理取闹，挂了三次电话。",
        "投诉处理不当、态度差",
        "市场监督管理局",
        "方便说一下是哪几个月的水费吗？",
        upto="signed_for",
    ),
    Complaint(
        OFFICE,
        "网上报的问题拖了一个月没人管，打到整改办说不归他们，让我自己找单位。",
        "受理投诉推诿",
        "县政府办公室",
        upto="dispatched",
    ),
    Complaint("漆坪镇", "镇里收垃圾费不给票据，问了说没有票，爱交不交。", "收费不开票据", taken=True),
    Complaint("交通运输局", "路政的人来村里查车，态度粗暴，见面就骂人。", "执法态度粗暴"),
)
ACCUSATIONS: tuple[tuple[str, str, Conclusion | None, str], ...] = (
    (
        "雾岗镇",
        "举报镇里分管项目的干部在茶园步道工程里让亲戚承包，材料以次充好。",
        Conclusion.PARTLY,
        "经核查，工程转包问题部分属实，已按规定处理有关人员；材料已重新送检。感谢您的监督。",
    ),
    (
        "民政局",
        "举报有人评低保时收了烟酒，名单里有开小车的。",
        Conclusion.NOT_SUBSTANTIATED,
        "经入户核对和谈话，没有发现收受财物的情况；名单中一户因家庭条件变化已按规定退出。感谢您的监督。",
    ),
    ("", "举报一位领导干部的司机借名占用公车，不敢写名字，知道的人一看就明白。", None, ""),
)


def told(scene: Scene, one: Complaint) -> Course:
    """Somebody complains of a unit, and the complaint goes as far as it goes."""
    cast, agenda = scene.cast, scene.agenda
    shield = Shield(frozenset({cast.units[one.about]}))
    sorter = cast.one(DISCIPLINE, Role.DISCIPLINE) if one.about == OFFICE else cast.dispatcher()
    what = Heard(one.text, channel=Channel.ONLINE, topic=Topic.SERVICE, shield=None if one.taken else shield)
    said = opinion.register(what, RESIDENT, scene.key(), at=agenda.now).opinion
    yield Wait(0, 1)
    if one.taken:
        opinion.shield(said, shield, ELSEWHERE, sorter, scene.key(), at=agenda.now)
    if one.upto == "waiting":
        return
    made = opinion.accept(said, sorter, scene.key(), title=one.title, statement=one.text, at=agenda.now)
    to = cases.Dispatch(cast.units[one.handled_by], workdays_later(agenda.today, 10))
    cases.dispatch(made, to, sorter, scene.key(), at=agenda.now)
    if one.upto == "dispatched":
        return
    yield Wait(0, 1)
    head = cast.head(one.handled_by)
    cases.give(made, problem_command.SignFor(), head, scene.key(), at=agenda.now)
    cases.write_to_reporter(made, said, one.asked, head, scene.key(), at=agenda.now)
    if one.upto == "signed_for":
        return
    yield from _worked_off(scene, one, made, said, head, sorter)


def _worked_off(scene: Scene, one: Complaint, made: str, said: str, head: Actor, sorter: Actor) -> Course:
    agenda, verifier = scene.agenda, scene.cast.one(CIRCUIT, Role.VERIFIER)
    yield Wait(0, 2, anytime=True)
    cases.write_to_unit(made, one.answered, resident(said), scene.key(), at=agenda.now)
    yield Wait(1, 2)
    day = agenda.today
    plan = cases.Plan("核查窗口记录，整改服务作风", "情况查清，制度上墙，当事人认可", day, workdays_later(day, 5))
    part = cases.plan(made, plan, head, scene.key(), at=agenda.now)
    yield Wait(2, 4)
    proof = scene.evidence(day, agenda.today)
    done = task.CompleteTask(task=part, done_on=agenda.today, evidence=proof)
    cases.give(made, done, head, scene.key(), at=agenda.now)
    claim = problem_command.RequestClosure(outcome=Outcome.RECTIFIED, account=one.account)
    cases.give(made, claim, head, scene.key(), at=agenda.now)
    yield Wait(1, 3)
    asked = AskReporter(survey=f"{made}a", opinion=said)
    cases.give(made, asked, verifier, scene.key(), at=agenda.now)
    content = RecordSurvey(
        survey=f"{made}a",
        outcome=SurveyOutcome.ANSWERED,
        contacted=True,
        fixed=True,
        level=Level.SATISFIED,
        words="证送来了，态度也好了。",
    )
    cases.give(made, content, verifier, scene.key(), at=agenda.now)
    found = problem_command.VerifyProblem(finding="暗访窗口两次，一次性告知已落实。", on_site=True)
    cases.give(made, found, verifier, scene.key(), at=agenda.now)
    yield Wait(0, 1)
    cases.give(made, problem_command.StrikeOff(note="同意销号"), sorter, scene.key(), at=agenda.now)


def accused(scene: Scene, about: str, text: str, conclusion: Conclusion | None, words: str) -> Course:
    """Somebody accuses an official; only the discipline body reads it, and decides or not yet."""
    cast, agenda = scene.cast, scene.agenda
    units = frozenset({cast.units[about]}) if about else frozenset[str]()
    what = Heard(text, channel=Channel.ONLINE, topic=Topic.CONDUCT, shield=Shield(units, accusation=True))
    said = opinion.register(what, RESIDENT, scene.key(), at=agenda.now).opinion
    by = cast.one(DISCIPLINE, Role.DISCIPLINE)
    yield Wait(2, 4)
    # Who is meant is for the discipline body to find out: a leader whom nobody dared to name, or somebody of a unit.
    if not about:
        leader = next(iter(sorted(each.person for each in cast.members[COUNTY])))
        named = Shield(persons=frozenset({leader}), accusation=True)
        opinion.reclassify(said, named, by, scene.key(), at=agenda.now)
    elif conclusion is Conclusion.NOT_SUBSTANTIATED:
        meant = frozenset({cast.members[about][-2].person})
        opinion.reclassify(said, Shield(units, meant, accusation=True), by, scene.key(), at=agenda.now)
    if conclusion is not None:
        yield Wait(8, 12)
        opinion.conclude(said, conclusion, words, by, scene.key(), at=agenda.now)


def related(scene: Scene) -> None:
    """Some officials have relatives in service, and say so."""
    for one, other in _pairs(scene.cast):
        organisation.declare_kin(other, one, scene.key(), at=scene.agenda.now)


def _pairs(cast: Cast) -> Sequence[tuple[Actor, str]]:
    verifiers = [each for each in cast.members[CIRCUIT] if Role.VERIFIER in each.seat.roles]
    others = [cast.members[unit][-1].person for unit in ("民政局", "交通运输局")]
    return [(cast.actor(one), other) for one, other in zip(verifiers[-2:], others, strict=True)]


def plan(scene: Scene) -> list[tuple[timedelta, Course]]:
    """When what is said, from the first day on."""
    complaints = [(timedelta(6 + 9 * place), told(scene, one)) for place, one in enumerate(COMPLAINTS)]
    return [
        *complaints,
        *((timedelta(10 + 15 * place), accused(scene, *one)) for place, one in enumerate(ACCUSATIONS)),
    ]
