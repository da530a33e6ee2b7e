"""What people say that the office cannot take up, and where they are told to go instead."""

from __future__ import annotations

from dataclasses import dataclass

from sandan.domain.values import DeclineReason, Topic


@dataclass(frozen=True, slots=True)
class Refused:
    """An opinion that is declined: why, and where to go instead."""

    topic: Topic
    reason: DeclineReason
    said: str
    where_to: str

    @property
    def asks(self) -> bool:
        """Whether anything is asked for, so that a request for an answer may follow."""
        return self.reason in (DeclineReason.STATUTORY_CHANNEL, DeclineReason.ALREADY_CONCLUDED, DeclineReason.NOT_OURS)


_COURT = "该事项已进入或应当通过诉讼解决，请按裁判文书载明的期限上诉或申请再审；县公共法律服务中心提供免费咨询。"
_LABOUR = "属于劳动争议，请向县劳动人事争议仲裁委员会申请仲裁，窗口设在县政务服务中心。"
_REVIEW = "对行政行为不服的，请在收到决定之日起六十日内向县人民政府申请行政复议。"
_DISCIPLINE = "属于检举控告，请直接向县纪委监委信访室反映，我办不留存、不转办。"
_DONE = "该事项已经依法复查复核终结，结论已书面送达；如有新的事实和证据，可以提出并重新登记。"
_OTHERS = "该路段不由我县管养，请向市交通运输主管部门反映，受理电话可以向政务服务热线查询。"
_TELECOM = "请先向运营商投诉，十五日内未解决的，可以向电信用户申诉受理中心申诉。"
_BANK = "属于合同约定事项，请与贷款银行协商，协商不成的可以向金融消费纠纷调解组织申请调解。"
_THANKS = "感谢您的关心，已转告有关同志；这次没有需要办理的事项。"
_IDEA = "建议已收悉并送有关单位研究参考，不作为问题列入清单。"
_UNCLEAR = "没有看明白具体是什么事、在什么地方，请补充后重新反映，也可以拨打热线由登记员帮您记录。"
_RUDE = "内容没有具体事项且有辱骂言语，不予受理；有具体问题请另行反映，我们会认真办理。"

REFUSED: tuple[Refused, ...] = (
    Refused(
        Topic.OTHER, DeclineReason.STATUTORY_CHANNEL, "{v}两兄弟分家产的官司判了，对判决不服，请政府改过来。", _COURT
    ),
    Refused(Topic.OTHER, DeclineReason.STATUTORY_CHANNEL, "借给{v}熟人的钱赢了官司拿不到，请政府出面执行。", _COURT),
    Refused(Topic.POLICING, DeclineReason.STATUTORY_CHANNEL, "{v}打架的案子法院判轻了，要求重判。", _COURT),
    Refused(
        Topic.EMPLOYMENT,
        DeclineReason.STATUTORY_CHANNEL,
        "在外省工厂被辞退没有给补偿，家住{v}，问能不能帮着要。",
        _LABOUR,
    ),
    Refused(
        Topic.EMPLOYMENT,
        DeclineReason.STATUTORY_CHANNEL,
        "{v}的人在酒店上班没有签合同，要求补双倍工资，已经{t}。",
        _LABOUR,
    ),
    Refused(Topic.TRANSPORT, DeclineReason.STATUTORY_CHANNEL, "在{v}路口被开了违停罚单，认为不应该罚。", _REVIEW),
    Refused(Topic.LAND, DeclineReason.STATUTORY_CHANNEL, "{v}的违建拆除决定不合理，要求撤销。", _REVIEW),
    Refused(Topic.CONDUCT, DeclineReason.STATUTORY_CHANNEL, "反映{v}个别干部在项目里有好处费，要求查处。", _DISCIPLINE),
    Refused(Topic.CONDUCT, DeclineReason.STATUTORY_CHANNEL, "举报有人在{v}评低保时收了礼，不方便留名。", _DISCIPLINE),
    Refused(Topic.LAND, DeclineReason.ALREADY_CONCLUDED, "{v}{g}老宅基地的事又来反映一次，前年复核的结论不认。", _DONE),
    Refused(
        Topic.HOUSING, DeclineReason.ALREADY_CONCLUDED, "{v}的拆迁补偿以前签过协议领过钱，觉得给少了，要求再补。", _DONE
    ),
    Refused(
        Topic.EMPLOYMENT, DeclineReason.ALREADY_CONCLUDED, "{v}的工伤认定早就有结论，还是想不通，再反映一次。", _DONE
    ),
    Refused(Topic.ROADS, DeclineReason.NOT_OURS, "邻县到{v}那段省道的隧道里没有灯，开车很害怕。", _OTHERS),
    Refused(Topic.TRANSPORT, DeclineReason.NOT_OURS, "高速出口到{v}方向的收费太贵，希望取消。", _OTHERS),
    Refused(Topic.SERVICE, DeclineReason.NOT_OURS, "{v}的手机信号套餐被改了，每个月多扣钱，退不掉。", _TELECOM),
    Refused(Topic.SERVICE, DeclineReason.NOT_OURS, "{v}{g}装的宽带老是断，合同又不让退，{t}了。", _TELECOM),
    Refused(Topic.OTHER, DeclineReason.NOT_OURS, "{v}的房贷利率想调低一点，银行不同意。", _BANK),
    Refused(Topic.FARMING, DeclineReason.NOT_OURS, "{v}合作社的贷款到期了想延期，银行说要看上面，请协调。", _BANK),
    Refused(
        Topic.SERVICE, DeclineReason.NOT_A_PROBLEM, "感谢{v}的驻村干部，帮忙把老人送到医院，给他们点个赞。", _THANKS
    ),
    Refused(Topic.ROADS, DeclineReason.NOT_A_PROBLEM, "{v}的路修好了，大家都说好，特地来说一声。", _THANKS),
    Refused(Topic.OTHER, DeclineReason.NOT_A_PROBLEM, "建议县里每年在{v}办一次山货节，把名气打出去。", _IDEA),
    Refused(Topic.OTHER, DeclineReason.NOT_A_PROBLEM, "希望{v}多放几场电影，热闹热闹。", _IDEA),
    Refused(Topic.EDUCATION, DeclineReason.NOT_A_PROBLEM, "{v}的孩子暑假没处去，建议办个夏令营。", _IDEA),
    Refused(Topic.FARMING, DeclineReason.NOT_A_PROBLEM, "建议{v}统一种一个品种的柿子，好打品牌。", _IDEA),
    Refused(Topic.OTHER, DeclineReason.UNINTELLIGIBLE, "{v}那个事情你们都知道的，抓紧弄一下。", _UNCLEAR),
    Refused(Topic.OTHER, DeclineReason.UNINTELLIGIBLE, "还是上回说的那个，{v}的，老样子。", _UNCLEAR),
    Refused(Topic.SERVICE, DeclineReason.UNINTELLIGIBLE, "{v}找了不给弄，问了也不说，怎么回事。", _UNCLEAR),
    Refused(Topic.OTHER, DeclineReason.OFFENSIVE, "{v}那帮人全是吃干饭的，一群废物，懒得跟你们说。", _RUDE),
    Refused(Topic.SERVICE, DeclineReason.OFFENSIVE, "什么狗屁平台，{v}的事说了{t}，都是糊弄鬼的。", _RUDE),
)

REJECTED_LATER = (
    (
        DeclineReason.STATUTORY_CHANNEL,
        "经核实双方已就此事提起诉讼，请等待法院裁判；办理进展可以向法院诉讼服务中心查询。",
    ),
    (DeclineReason.NOT_OURS, "经核实该设施产权属市级单位，已电话告知其客服受理渠道，请向其反映并可凭本编号查询。"),
    (DeclineReason.ALREADY_CONCLUDED, "经核实同一事项上年度已依法办结并书面答复；如有新的情况请补充后重新登记。"),
)
"""Why a problem already on the list is struck from it after a closer look."""
