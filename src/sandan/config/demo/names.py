"""The fictional county of the demo: its towns, villages, organs and people. Nobody and no place here is real."""

from __future__ import annotations

from dataclasses import dataclass

from sandan.domain.authority import Role

COUNTY = "云岭县"
OFFICE = "整改办"
CIRCUIT = "巡回指导组"
DISCIPLINE = "纪委监委"
TOWN = "镇"
"""Stands for "the town where it happened" wherever an organ's name is expected."""

TOWNS: dict[str, tuple[str, ...]] = {
    "云阶镇": ("石阶村", "东埠村", "桂影村", "新埂村", "榆荫村", "观云社区", "北桥社区", "杏坛社区"),
    "杉影镇": ("上杉村", "下杉村", "木樨村", "响泉村", "落霞坪村", "双涧村", "枕流村"),
    "雾岗镇": ("雾前村", "雾后村", "茶亭岗村", "白鹇村", "竹篱村", "晒谷坪村", "野菊村"),
    "苔石镇": ("青苔村", "磊石村", "九曲湾村", "藤桥村", "水碾坊村", "蕨溪村", "半坡村"),
    "漆坪镇": ("漆树湾村", "割漆村", "大晒坝村", "松脂村", "银杏垭村", "柏门村", "土地岭村"),
    "松月镇": ("松涛村", "月塘村", "照壁村", "隐泉村", "书院坪村", "花鼓村", "两河嘴村"),
    "砚溪镇": ("上砚村", "下砚村", "墨池村", "笔架村", "纸坊沟村", "听溪村", "石笋村", "渡槽村"),
    "雁翎镇": ("雁栖坪村", "芦滩村", "长汀湾村", "鱼梁村", "沙洲坝村", "古渡村", "望雁村"),
    "栗香镇": ("栗树坳村", "蜂箱村", "板场村", "核桃坪村", "火石垭村", "山货街村", "箭竹村"),
    "柿霜乡": ("柿子园村", "霜红村", "石磨盘村", "黄泥岗村", "背阴坡村", "瓦窑沟村", "向阳坪村"),
    "枫渚乡": ("枫桥湾村", "渚头村", "蓼花村", "船棚村", "棕树岭村", "龙须草村", "牧鹅村", "柳堰村"),
}

ORGANS: tuple[str, ...] = (
    OFFICE,
    CIRCUIT,
    DISCIPLINE,
    "县政府办公室",
    "信访局",
    "水利局",
    "交通运输局",
    "供电公司",
    "住房和城乡建设局",
    "城市管理局",
    "卫生健康局",
    "医疗保障局",
    "教育局",
    "民政局",
    "残联",
    "人力资源和社会保障局",
    "农业农村局",
    "林业局",
    "生态环境局",
    "自然资源局",
    "公安局",
    "应急管理局",
    "行政审批服务局",
    "市场监督管理局",
    "文化和旅游局",
    "财政局",
    "审计局",
    "退役军人事务局",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with its holder. Those with a `username` sign in with one click in the demo."""

    unit: str
    post: str
    roles: tuple[Role, ...]
    name: str = ""
    username: str = ""


BUREAU = "民政局"
"""Answers for assistance."""
AIDES: dict[str, tuple[str, str, str]] = {
    "云阶镇": ("陆久助", "苏同行", "陈核签"),
    "杉影镇": ("邹济川", "金随访", "谭审言"),
    "雾岗镇": ("范扶民", "石同访", "钟定夺"),
}
"""Towns that give assistance: who takes applications, who goes along on visits, and who decides."""

OPERATOR = Seat(OFFICE, "系统管理员", (Role.OPERATOR,), "孔维", "kongwei")

NAMED: tuple[Seat, ...] = (
    Seat(OFFICE, "登记员", (Role.CLERK,), "宋晓禾", "songxiaohe"),
    Seat(OFFICE, "交办股股长", (Role.DISPATCHER,), "陆知衡", "luzhiheng"),
    Seat("水利局", "局长", (Role.UNIT_HEAD,), "何澄川", "hechengchuan"),
    Seat("水利局", "农村供水股干部", (Role.HANDLER,), "方一渠", "fangyiqu"),
    Seat("交通运输局", "局长", (Role.UNIT_HEAD,), "梁路遥", "liangluyao"),
    Seat("交通运输局", "公路养护股干部", (Role.HANDLER,), "邵小桥", "shaoxiaoqiao"),
    Seat("云阶镇", "镇长", (Role.UNIT_HEAD,), "蒋云岫", "jiangyunxiu"),
    Seat("云阶镇", "便民服务中心干部", (Role.HANDLER,), "田禾青", "tianheqing"),
    Seat(CIRCUIT, "第一组组长", (Role.VERIFIER, Role.INSPECTOR), "严守真", "yanshouzhen"),
    Seat(COUNTY, "副县长", (Role.LEADER,), "顾长宁", "guchangning"),
    Seat(OFFICE, "简报编辑", (Role.EDITOR,), "沈墨言", "shenmoyan"),
    Seat("审计局", "审计股干部", (Role.AUDITOR,), "魏清源", "weiqingyuan"),
    Seat(DISCIPLINE, "信访室主任", (Role.DISCIPLINE,), "霍秉正", "huobingzheng"),
    Seat(BUREAU, "社会救助股股长", (Role.ASSISTANCE,), "闵恤民", "minxumin"),
    Seat(BUREAU, "分管副局长", (Role.APPROVER,), "齐公衡", "qigongheng"),
    *(
        seat
        for town, (aide, mate, signer) in AIDES.items()
        for seat in (
            Seat(town, "社会救助经办人", (Role.ASSISTANCE,), aide, "lujiuzhu" if town == "云阶镇" else ""),
            Seat(town, "社会救助协理员", (Role.ASSISTANCE,), mate),
            Seat(town, "审核确认人", (Role.APPROVER,), signer, "chenheqian" if town == "云阶镇" else ""),
        )
    ),
)
"""The one-click sign-ins, next to the operator."""

HOSPITAL, INSURER = "县医院", "医疗保障局"
SETTLERS: tuple[Seat, ...] = (
    Seat(HOSPITAL, "医保办主任", (Role.SETTLEMENT,), "丹溪月", "danxiyue"),
    Seat(HOSPITAL, "医保办干事", (Role.SETTLEMENT,), "姚清和", "yaoqinghe"),
    Seat(INSURER, "待遇结算股股长", (Role.SETTLEMENT,), "邱惠民", "qiuhuimin"),
    Seat(INSURER, "基金管理股股长", (Role.SETTLEMENT,), "林守正", "linshouzheng"),
)
"""Who settles medical bills; they too sign in with one click."""

VACANT = "文化和旅游局"
"""Has a chief post that nobody holds."""
ACTING = "退役军人事务局"
"""Has a chief post that its deputy acts in (主持工作)."""
VILLAGE_VACANT = "背阴坡村"
UNASSIGNED = "枫渚乡"
"""Has no county leader (包抓)."""
VILLAGE_HEAD = "村党支部书记"

LEADERS = 34
GROUPS = ("一", "二", "三", "四", "五")
CIRCUIT_SIZE = 15
OFFICIALS = 460
"""Posts in all."""

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_FIRST = tuple("文志国建永长春明德家世学承正光立晓思海云林玉秀桂素美月兰雪丽佳子一嘉宇俊新景守")
_SECOND = tuple("军平华民生强东勇斌峰涛辉波荣安宁康义信川岭川青田禾兰芳英珍琴玲娟敏燕萍霞洁雯怡涵轩博然远")
GIVEN = tuple(sorted({first + second for first in _FIRST for second in _SECOND if first != second}))

POSTS = ("办公室主任", "股长", "副股长", "干部", "科员", "驻村干部", "网格员")

_HEADS = {
    "镇": "镇长",
    "乡": "乡长",
    "局": "局长",
    "公司": "经理",
    "残联": "理事长",
    "监委": "书记",
    "办公室": "主任",
    "村": VILLAGE_HEAD,
    "社区": "社区党支部书记",
}


def head_of(unit: str) -> str:
    """What the head of a unit is called."""
    return next((post for ending, post in _HEADS.items() if unit.endswith(ending)), "负责人")
