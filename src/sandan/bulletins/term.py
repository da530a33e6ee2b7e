"""Terms: by which words and measure words a text speaks of which figure.

A term holds where its `noun` is what is counted, its `said` stands in the clause, and the measure word is one of its own. The first that
holds is meant, so the narrower rung stands before the wider one: 销号 before 整改, and a bare 问题 with 收集 or 共 last. What no term
knows is "not held here", which is no reproach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEMS = frozenset({"件", "个", "项", "处", "例", "宗", "桩", ""})
"""Not 条: that is how opinions, findings and measures are counted, and a problem only sometimes."""
_ENTRIES = frozenset({"条", "件", "个", "项", ""})
_TIMES = frozenset({"次", "场次", "场", "期", "堂", "节", ""})
_PERSONS = frozenset({"人", "名", "位", ""})
_ATTENDED = frozenset({"人次"})
_PLACES = frozenset({"个", "处"})
_SHARE = frozenset({"%"})


@dataclass(frozen=True, slots=True)
class Term:
    """How a figure is spoken of. `also` are figures that an approximate number takes in: what was counted exactly, and what was not."""

    figure: str
    noun: re.Pattern[str]
    said: re.Pattern[str]
    measures: frozenset[str]
    also: tuple[str, ...] = ()
    unsaid: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    """What the sentence must have spoken of up to there: 听课2302人、366人次 says of the second number only how it is measured."""

    @property
    def bare(self) -> str:
        """The measure word with which a rung speaks for itself: 已销号300件 is about problems, 并入5条 about opinions."""
        return {"problems": "件", "opinions": "条"}.get(self.figure.partition(".")[0], "") if self.said.pattern else ""


def _term(
    figure: str,
    noun: str,
    said: str,
    measures: frozenset[str],
    also: tuple[str, ...] = (),
    unsaid: str = "",
    after: str = "",
) -> Term:
    flags = re.IGNORECASE
    denied, led = (re.compile(each, flags) if each else None for each in (unsaid, after))
    return Term(figure, re.compile(noun, flags), re.compile(said, flags), measures, also, denied, led)


_OPINION = r"意见|建议|opinion|suggestion"
_PROBLEM = r"问题|事项|诉求|工单|problem|issue|item"
_LECTURE = r"党课|lecture"
_DEED = r"实事|好事|deed"
_SERVED = r"群众|村民|居民|人|户|household|people|person|resident|benefici"
_DISPUTE = r"纠纷|dispute"
_MEASURE = r"便民|举措|措施|measure"
_CIRCUIT = r"巡回|督导|指导组|督察|circuit"
_ANY = ""
_MODES = {
    "self": "自学",
    "collective": "集中学习|集体学习",
    "themed": "专题学习|专题党日",
    "seminar": "研讨",
    "video": "视频|观影",
    "reading": "读书",
    "field": "现场(?:学习|教学)",
    "exchange": "学习交流|交流学习",
    "tutor": "辅导|授课",
}
"""How people study, by its words (`sandan.domain.study.Mode`)."""
_WORKED_OFF = r"整改|办结|解决|完成|销号|处理|化解|验收|答复|回复|办理|采纳|落实|solved|handled|finished|done"
"""What is said to be done is not what was collected (law 5); where no rung's own word stands, no figure is meant."""
_OTHER = re.compile(r"纠纷|实事|好事|案件|提案|议案|举措|措施|dispute|deed|case", re.IGNORECASE)
"""What is also counted in 件 and 条, and is neither a problem nor an opinion."""

_VAGUE = r"约数"
_FEW = frozenset({"件", "项", "个", "条", ""})
_CASES = frozenset({"起", "件", "宗", "个", ""})
_LED: tuple[Term, ...] = (
    _term("pairs.lectured", _ANY, r"到.{0,12}讲.{0,4}党课|讲过党课", _PLACES),
    _term("pairs.visited", _ANY, r"走访(?:联系点|包抓)", _PLACES),
    _term("pairs.assigned", r"部门|镇|村|联系点", r"(?:分管|包抓|联系).*共", _PLACES, unsaid="党课|走访|已到"),
    _term("rate.lectured", _ANY, r"覆盖率", _SHARE, after=r"讲.{0,4}党课[^。]{0,20}$", unsaid="走访"),
    _term("rate.visited", _ANY, r"覆盖率", _SHARE, after=r"走访(?:联系点|包抓)[^。]{0,20}$", unsaid="党课"),
    _term("lectures.confirmed", _ANY, r"证实|确认|核实", _TIMES - {""}, after="党课"),
    _term("lectures.persons_approximate", _ANY, _VAGUE, _PERSONS - {""}, after="听课|听讲"),
    _term("lectures.attendances_approximate", _ANY, r"^\S*人次$", _ATTENDED, after=rf"(?:听课|听讲).*{_VAGUE}"),
    _term("lectures.persons", _ANY, r"听课|听讲", _PERSONS - {""}),
    _term(
        "lectures.attendances",
        _ANY,
        r"^\S*人次$|听课|听讲",
        _ATTENDED,
        after=r"(?:听课|听讲)[^，；。]*$",
        unsaid=_VAGUE,
    ),
    _term("study.attendances_approximate", _ANY, rf"{_VAGUE}", _ATTENDED, after="参加学习"),
    _term("study.persons", _ANY, r"参加学习", _PERSONS - {""}),
    _term("study.attendances", _ANY, r"^\S*人次$|参加学习", _ATTENDED, after=r"参加学习[^，；。]*$", unsaid=_VAGUE),
    _term("training.completed", _ANY, r"结业", _ATTENDED, after="培训班"),
    _term("training.participants", _ANY, r"参加|参训", _ATTENDED, after=r"培训班|培训\S{0,4}期"),
    _term("plans.adopted", _ANY, r"已?制定|已?印发", frozenset({"份", "个"}), after="方案", unsaid="应"),
    _term("visits.heard_fixed", _ANY, r"现场解决|当场解决", frozenset({"件次", "件", "条"}), after="走访|入户"),
    _term(
        "visits.heard", _ANY, r"纠纷|问题|意见|听取|听到", frozenset({"件次"}), after=r"(?:走访|入户).*(?:听取|听到)"
    ),
    _term("meetings.decisions_carried", _ANY, r"转为.{0,8}(?:任务|交办)", _FEW, after="议定"),
    _term("meetings.decisions_waiting", _ANY, r"待落实", _FEW, after="议定"),
    _term("meetings.decisions", _ANY, r"议定", _FEW, after="现场办公|办公会"),
    _term("self_inspections.listed", _ANY, r"列入问题清单", _FEW, after="自查|检视"),
    _term("deeds.recorded_need", _ANY, r"回应.{0,8}(?:意见|问题|需求|诉求)", _FEW, after="实事"),
    _term("deeds.persons_approximate", _ANY, _VAGUE, _PERSONS - {""}, after="惠及|受益"),
    _term("deeds.households_approximate", _ANY, r"^\S*户$", frozenset({"户"}), after=rf"(?:惠及|受益).*{_VAGUE}"),
    _term("deeds.attendances_approximate", _ANY, r"^\S*人次$", _ATTENDED, after=rf"(?:惠及|受益).*{_VAGUE}"),
    _term("deeds.households", _ANY, r"^\S*户$", frozenset({"户"}), after=r"(?:惠及|受益)[^，；。]*$"),
    _term("deeds.attendances", _ANY, r"^\S*人次$", _ATTENDED, after=r"(?:惠及|受益)[^，；。]*$"),
    _term("deeds.confirmed", _ANY, r"(?:群众|受益人|受益群众)确认", _FEW, after="实事"),
    _term("deeds.verified", _ANY, r"他人核实", _FEW, after="实事"),
    _term("deeds.documented", _ANY, r"有材料", _FEW, after="实事"),
    _term("deeds.claimed", _ANY, r"仅有自述|自行填报", _FEW, after="实事"),
    _term("deeds.duty", _ANY, r"本职工作", _FEW),
    _term("deeds.denied", _ANY, r"受益\S{0,4}(?:否认|不认可)", _FEW),
    _term("deeds.volunteer", _ANY, r"志愿服务", _TIMES - {""}, unsaid="小时|人次"),
    _term(
        "deeds.hours", _ANY, r"服务时长|时长", frozenset({"小时", "个小时"}), ("deeds.hours_approximate",), after="志愿"
    ),
    _term("rate.disputes_solved", _ANY, r"化解率", _SHARE, after="纠纷"),
    _term("disputes.failed", _ANY, r"调解不成|未达成协议", _CASES - {""}, after="纠纷"),
    _term("disputes.referred", _ANY, r"诉讼|仲裁", _CASES - {""}, after="纠纷[^。]*引导"),
    _term("disputes.agreed", _ANY, r"达成协议|签订协议", _CASES - {""}, after="纠纷", unsaid="不成|未"),
    _term("disputes.performed", _ANY, r"化解|履行完毕", _CASES - {""}, after="纠纷", unsaid="未|正在|率|排查|登记"),
    _term("measures.used_approximate", _ANY, _VAGUE, _TIMES - {""}, after=r"举措.*使用"),
    _term("measures.used", _ANY, r"使用", _TIMES - {""}, after="举措", unsaid=_VAGUE),
    _term("measures.unmeasured", _ANY, r"(?:无|没有|尚无).{0,6}数据.{0,4}衡量", _FEW, after="举措"),
    _term("circuit.units", _ANY, r"覆盖.{0,4}单位", frozenset({"个", "家"}), after="巡回"),
    _term("circuit.problems", _ANY, r"发现.*(?:列入清单|新)", _FEW, after="巡回"),
    _term("circuit.upheld", _ANY, r"成立", _FEW, after="巡回.*异议"),
    _term("circuit.objections", _ANY, r"异议", _FEW, after="巡回"),
    _term("circuit.visits", _ANY, r"巡回检查", _TIMES - {""}),
    _term("look_backs.overturned", _ANY, r"推翻", _FEW, after="回头看", unsaid="率|因异议"),
    _term("look_backs.told", _ANY, r"有结论", _FEW, after="回头看"),
)
"""Numbers that lean on what their sentence spoke of before. They stand before the others: what they need is narrower."""

TERMS: tuple[Term, ...] = (
    *_LED,
    # shares first: their clause names the rung too
    _term("rate.on_first_time", _ANY, r"(?:首次|原)期限.*按[时期].*率", _SHARE),
    _term("rate.on_time", _ANY, r"按[时期](?:办理|办结|办复|结案)?率|on[- ]time rate", _SHARE),
    _term("rate.rectification", _ANY, r"整改(?:落实|完成|到位)?率|rectification rate|rectified", _SHARE, unsaid="满意"),
    _term("rate.satisfaction", _ANY, r"满意(?:率|度)|满意.{0,8}占|satisf", _SHARE, unsaid="不满意|dissatisf"),
    _term("rate.resolution", _ANY, r"解决率|问题已经?解决|resolution rate|solved", _SHARE, unsaid="纠纷|dispute"),
    _term("rate.response", _ANY, r"响应率|联系率|response rate", _SHARE),
    _term("rate.overturn", _ANY, r"推翻率|翻案率|overturn rate", _SHARE),
    _term("rate.disputes_solved", _DISPUTE, r"化解率|调解成功率|solved", _SHARE),
    _term("rate.visited", _ANY, r"走访(?:覆盖)?率", _SHARE),
    _term("rate.lectured", _ANY, r"党课覆盖率", _SHARE),
    _term("rate.plans", _ANY, r"方案.*率", _SHARE),
    # measures, groups and lectures: the measure word tells them apart
    _term("measures.categories", _MEASURE, _ANY, frozenset({"类", "大类"})),
    _term("measures.items", _MEASURE, _ANY, frozenset({"项"})),
    _term("measures.in_force", _MEASURE, r"举措|措施|measure", frozenset({"条", "个", ""})),
    _term("circuit.groups", r"组|group", r"巡回|督导|指导|circuit|组成|分成", frozenset({"个", "组", ""})),
    _term("circuit.members", r"组员|成员|干部|official|member", r"巡回|督导|指导|circuit|组成|分成|抽调", _PERSONS),
    _term("circuit.overturned", _ANY, r"(?:巡回|督导).*(?:推翻|翻案)", _ITEMS),
    _term("circuit.visits", _CIRCUIT, r"检查|督导|巡回|督察|visit", _TIMES),
    _term("lectures.persons", _SERVED, r"党课|lecture", _PERSONS, ("lectures.persons_approximate",)),
    _term("lectures.held", _LECTURE, _ANY, _TIMES),
    # disputes
    _term("disputes.agreed", _DISPUTE, r"达成协议|签订协议|agreement", frozenset({"起", "件", "宗", "个", ""})),
    _term("disputes.performed", _DISPUTE, r"化解|解决|履行|resolved|solved|settled", frozenset({"起", "件", "宗", "个", ""})),
    _term("disputes.mediated", _DISPUTE, r"调解|mediat", frozenset({"起", "件", "宗", "个", ""})),
    _term("disputes.registered", _DISPUTE, r"登记|排查|受理|共|发生|registered", frozenset({"起", "件", "宗", "个", ""})),
    # deeds
    _term("deeds.volunteers", r"志愿者|volunteer", _ANY, _PERSONS, ("deeds.volunteers_approximate",)),
    _term("deeds.hours", r"小时|时长|hour|志愿", r"志愿|volunteer", frozenset({"小时", "个小时", "hours"}), ("deeds.hours_approximate",)),
    _term("deeds.attendances", _ANY, r"惠及|受益|服务群众|benefit|serv", frozenset({"人次"}), ("deeds.attendances_approximate",)),
    _term("deeds.households", _ANY, r"惠及|受益|服务|benefit|serv", frozenset({"户"}), ("deeds.households_approximate",)),
    _term("deeds.persons", _SERVED, r"惠及|受益|服务|benefit|serv", _PERSONS, ("deeds.persons_approximate",)),
    _term("deeds.done", _DEED, _ANY, _ITEMS),
    # visits, meetings, study, training
    _term("meetings.held", r"现场办公|办公会|meeting", r"现场办公|on-site", _TIMES),
    _term("visits.held", r"走访|调研|visit", r"走访|入户|调研|visit", _TIMES, unsaid="巡回|回访|circuit"),
    _term("training.classes", r"培训班|class", _ANY, frozenset({"期", "个", "班", "次", ""})),
    _term(
        "training.participants", r"党员|干部|书记|人|学员|participant", r"培训|train",
        frozenset({"人次"}), ("training.participants_approximate",),
    ),
    _term("training.persons", r"党员|干部|书记|人|学员|person", r"培训班|training class", _PERSONS),
    *(_term(f"study.{mode}", _ANY, words, _TIMES) for mode, words in _MODES.items()),
    _term("study.sessions", r"学习|study", r"学习|study", _TIMES, unsaid="|".join(_MODES.values())),
    _term("plans.asked", r"方案|plan", r"应(?:当)?(?:制定|编制|报送)|asked", frozenset({"份", "个", ""})),
    _term("plans.adopted", r"方案|plan", r"(?:已|共|均)?(?:制定|编制|印发|出台)|adopted", frozenset({"份", "个", ""})),
    _term("exemplars.published", r"典型|榜样|exemplar", r"宣传|发布|公布|推出|published|先进", _PERSONS | frozenset({"个", "例"})),
    # opinions
    _term("opinions.declined", _OPINION, r"不予受理|declined", _ENTRIES),
    _term("opinions.attached", _OPINION, r"并入|joined", _ENTRIES),
    _term("opinions.accepted", _OPINION, r"列为问题|立为问题|taken up", _ENTRIES),
    _term("opinions.waiting", _OPINION, r"尚待研判|待研判|待分办|to be sorted", _ENTRIES),
    _term(
        "opinions.collected", _OPINION, r"收集|征集|征求|听取|收到|受理|梳理|共|累计|collected|heard|received",
        _ENTRIES, unsaid=_WORKED_OFF,
    ),
    # problems, the narrower rung first
    _term("self_inspections.findings", r"问题|finding", r"自查|检视", frozenset({"条", "个", ""})),
    _term("problems.self_found", _PROBLEM, r"自查|检视", frozenset({"件"})),
    _term("problems.found_by_others", _ANY, r"检查发现|found by others", frozenset({"件"})),
    _term("problems.look_back_passed", _PROBLEM, r"回头看.*(?:通过|完好|合格)|passed", _ITEMS),
    _term("look_backs.overturned", _ANY, r"回头看.*(?:推翻|翻案)|overturned", _ITEMS),
    _term("look_backs.drawn", _ANY, r"回头看.*抽|抽签|抽中|drawn by lot", _ITEMS),
    _term("problems.reopened", _PROBLEM, r"重新办理|重办|反弹|反复|reopened", _ITEMS),
    _term("problems.sent_back", _PROBLEM, r"退回(?:重新)?整改|退回重办|sent back", _ITEMS),
    _term("problems.returned", _PROBLEM, r"退回改派|退件|退回|returned", _ITEMS),
    _term("problems.declined", _PROBLEM, r"不予受理|declined", _ITEMS),
    _term("problems.redirected", _PROBLEM, r"法定途径|诉讼|redirected", _ITEMS),
    _term("problems.long_term", _PROBLEM, r"长期坚持|long-term", _ITEMS),
    _term("problems.not_substantiated", _PROBLEM, r"查无实据|不属实|not substantiated", _ITEMS),
    _term("problems.not_fixable", _PROBLEM, r"暂不能解决|解释说明|not fixable", _ITEMS),
    _term("problems.overdue", _PROBLEM, r"逾期|超期|超时|overdue", _ITEMS),
    _term("problems.supervised", _PROBLEM, r"挂牌督办|listed supervision", _ITEMS),
    _term("problems.chased", _PROBLEM, r"催办|督办|chased", _ITEMS),
    _term("problems.open", _PROBLEM, r"未销号|未办结|在账|尚未(?:销号|办结)|\bopen\b|outstanding", _ITEMS),
    _term("problems.struck_off", _PROBLEM, r"销号|struck off", _ITEMS),
    _term("problems.verified", _PROBLEM, r"验收|verified", _ITEMS),
    _term("problems.on_time", _PROBLEM, r"按[时期](?:办理|办结)|on time", _ITEMS),
    _term("problems.due", _PROBLEM, r"按时限考核|judged by", _ITEMS),
    _term(
        "problems.rectified", _PROBLEM, r"整改(?:落实|到位|完成|完毕)|(?:完成|已)整改|rectified",
        _ITEMS, unsaid=r"未整改|未完成整改|正在整改|not rectified",
    ),
    _term("problems.dispatched", _PROBLEM, r"交办|转办|派发|dispatched", _ITEMS),
    _term("problems.signed_for", _PROBLEM, r"签收|signed for", _ITEMS),
    _term("problems.accepted", _PROBLEM, r"受理|accepted", _ITEMS),
    _term(
        "problems.collected", _PROBLEM,
        r"收集|梳理|排查|登记|查摆|摸排|征集|建立台账|共有?|累计|collected|registered|listed|in all|total",
        _ITEMS, unsaid=_WORKED_OFF + r"|未|正在|尚|剩余|not |remain",
    ),
    # call-backs
    _term("surveys.unreached", _ANY, r"未联系上|未接通|not reached", frozenset({"次", "人", "名", "人次", ""})),
    _term("surveys.reached", _ANY, r"联系上|接通|reached", frozenset({"次", "人", "名", "人次", ""})),
    _term("surveys.answered", _ANY, r"作答|answered", frozenset({"次", "人", "名", "人次", ""}), unsaid=r"未作答|unanswered"),
    _term("surveys.basically_satisfied", _ANY, r"基本满意|basically satisfied", frozenset({"次", "人", "名", "人次", ""})),
    _term("surveys.dissatisfied", _ANY, r"不满意|dissatisfied", frozenset({"次", "人", "名", "人次", ""})),
    _term("surveys.asked", _ANY, r"回访|call-back|asked", frozenset({"次", "人", "名", "人次", ""}), unsaid="退回"),
)  # fmt: skip


WHOLES = frozenset(
    {
        "opinions.collected", "problems.collected", "deeds.done", "deeds.persons", "deeds.attendances", "deeds.households",
        "disputes.registered", "lectures.held", "visits.held", "study.sessions", "training.classes", "circuit.visits", "surveys.asked",
    }
)  # fmt: skip
"""Figures of all there is: what follows 其中 is a part of them, and no term may know which."""


def term_of(noun: str, clause: str, measure: str, lead: str = "") -> Term | None:
    """The term that speaks of what a clause counts; None where none is sure. `lead` is the sentence before the clause."""
    for each in TERMS:
        if measure not in each.measures or (each.unsaid and each.unsaid.search(clause)):
            continue
        if not each.said.search(clause) or (each.after and not each.after.search(f"{lead}{clause}")):
            continue
        if each.noun.search(f"{noun} {clause}") or (measure and measure == each.bare and not _OTHER.search(clause)):
            return each
    return None
