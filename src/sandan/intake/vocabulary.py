"""The words by which files name a topic, a channel, a tier or a role, as data. Only what is written here is understood; nothing is
guessed (law 9).

First-level categories differ from county to county. Where one of them covers several topics here (政法, 商贸旅游), it stands for none of
them: the opinion is entered as "other" and sorted by a person.
"""

from __future__ import annotations

import re
import unicodedata

from sandan.domain.authority import Role
from sandan.domain.values import Channel, Tier, Topic
from sandan.intake.header import simpler

_TOPICS: dict[Topic, str] = {
    Topic.ROADS: "道路桥梁 道路橋梁 道路 公路 市政道路 农村道路 桥梁 路灯 roads street roadsandbridges",
    Topic.WATER: "饮水用水 飲水用水 饮水 用水 供水 水利 水务 饮水安全 农村饮水 给排水 water",
    Topic.POWER: "电力通信 電力通訊 电力 供电 用电 通信 网络通信 科技与信息产业 power powerandcommunications",
    Topic.HOUSING: "住房建设 住房建設 住房 房产 城乡建设 城乡建設 城市建设 住建 危房改造 物业 物业管理 housing housingandconstruction",
    Topic.HEALTH: "医疗卫生 醫療衛生 卫生计生 衛生計生 卫生健康 医疗 卫生 医保 健康 health",
    Topic.EDUCATION: "教育 教育文体 教育文體 教育体育 教体 学校 文化教育 education",
    Topic.SOCIAL_AID: "社会救助 社會救助 民政 低保 救助 养老 残疾人 社会保障 socialaid socialassistance",
    Topic.EMPLOYMENT: "就业与劳动报酬 就業與勞動報酬 劳动和社会保障 勞動和社會保障 人社 就业 劳动 工资 欠薪 劳动保障 employment "
    "workandwages",
    Topic.FARMING: "农业与扶贫 農業與扶貧 农村农业 農村農業 农业农村 三农 农业 扶贫 脱贫攻坚 乡村振兴 farming agriculture "
    "farmingandpovertyrelief",
    Topic.ENVIRONMENT: "生态环境 生態環境 环境保护 環境保護 环保 环境 环境卫生 environment",
    Topic.LAND: "土地与搬迁安置 土地與搬遷安置 国土资源 國土資源 自然资源 土地 征地拆迁 征地 拆迁 搬迁 移民搬迁 land landandresettlement",
    Topic.POLICING: "社会治安 社會治安 治安 公安 公共安全 policing publicorder",
    Topic.TRANSPORT: "交通运输 交通運輸 交通 公交 客运 运输 transport",
    Topic.SERVICE: "政务服务 政務服務 党务政务 黨務政務 政务 办事 便民服务 行政审批 service governmentservice",
    Topic.CONDUCT: "干部作风 幹部作風 纪检监察 紀檢監察 作风 纪检 党风廉政 conduct conductofofficials",
    Topic.OTHER: "其他 其它 综合 other",
}
_CHANNELS: dict[Channel, str] = {
    Channel.ONLINE: "网络 網路 网上 网站 互联网 网上信访 网上留言 网络留言 微信 公众号 微博 app 小程序 领导信箱 县长信箱 邮箱 online web "
    "mobile internet website selfservice citizensconnectapp",
    Channel.HOTLINE: "热线 熱線 电话 電話 来电 12345 12345热线 县长热线 政务热线 服务热线 hotline phone ccphone constituentcall call",
    Channel.VISIT: "走访 走訪 入户走访 下访 调研 大走访 visit",
    Channel.SYMPOSIUM: "座谈会 座談會 座谈 symposium meeting",
    Channel.LETTER: "来信 來信 信件 信函 书信 意见箱 letter mail",
    Channel.DELEGATE: "两代表一委员 兩代表一委員 人大代表 党代表 政协委员 代表委员 代表 委员 delegate",
    Channel.SUPERIOR: "上级交办 上級交辦 上级转办 上级 转办 交办 巡视反馈 superior",
    Channel.COUNTER: "来访窗口 來訪窗口 来访 窗口 接访 现场 大厅 counter",
    Channel.INSPECTION: "巡回督导 巡迴督導 巡回指导 巡迴指導 督导 督查 检查 巡察 inspection",
    Channel.IMPORT: "文件导入 檔案匯入 导入 import",
}
_TIERS: dict[Tier, str] = {
    Tier.COUNTY: "县 县级 县区 区县 县本级 county",
    Tier.SYSTEM: "县直部门 县直单位 县直机关 县直 县级部门 县级单位 部门 系统 系统部门 行业部门 机关 局 委办局 事业单位 直属单位 派出机构 "
    "department system bureau agency",
    Tier.TOWN: "镇 乡 镇(乡) 乡镇 镇乡 街道 街道办 街道办事处 办事处 镇街 乡镇街道 乡级 乡科级 town township subdistrict street",
    Tier.BRANCH: "村 社区 村(支部) 村社区 行政村 村级 村委会 居委会 村民委员会 居民委员会 支部 党支部 村或支部 基层 "
    "village community branch villageorbranch villagecommittee",
}
_ROLES: dict[Role, str] = {
    Role.CLERK: "登记员 信息员 录入员 登记人员 受理员 clerk",
    Role.DISPATCHER: "整改办 整改办交办人员 整改办分办员 整改办派单员 整改办调度员 分办员 派单员 交办员 交办人员 调度员 "
    "officedispatcher dispatcher",
    Role.HANDLER: "承办人 经办人 办理人 handler",
    Role.UNIT_HEAD: "承办单位负责人 单位负责人 负责人 单位主要负责人 主要负责人 headofunit unithead head",
    Role.INSPECTOR: "巡回组成员 巡回指导组成员 督导员 circuitgroupmember inspector",
    Role.ASSISTANCE: "社会救助经办人 救助经办人 民政经办人 低保经办人 assistanceofficer assistance",
    Role.APPROVER: "审核确认人 救助审批人 assistanceapprover approver",
    Role.SETTLEMENT: "医保结算经办人 医保经办人 结算窗口 medicalsettlementofficer settlement",
    Role.VERIFIER: "验收人 验收员 验收人员 核查人 核查员 verifier",
    Role.LEADER: "县级领导 县领导 包抓领导 领导 县级包抓领导 分管县领导 leader",
    Role.EDITOR: "简报编辑 编辑 bulletineditor editor",
    Role.AUDITOR: "审计 审计人员 审计员 auditor",
    Role.OPERATOR: "系统管理员 管理员 operator administrator",
    Role.DISCIPLINE: "纪检监察 纪检 纪委监委 disciplineinspection discipline",
}
# Statistics give a county 6 digits, a town 9, a village 12; names mostly end in what the place is.
_UNIT_NAMES = (
    (Tier.BRANCH, re.compile(r"(?:村委会|居委会|村民委员会|居民委员会|社区|村|支部|支部委员会)$")),
    (Tier.TOWN, re.compile(r"(?:镇|乡|街道|街道办|办事处|镇人民政府|乡人民政府|镇政府|乡政府)$")),
    (
        Tier.SYSTEM,
        re.compile(r"(?:局|委|办|办公室|部|院|中心|所|站|委员会|联社|公司|银行|学校|中学|小学|馆|台|队|会|社|组|处)$"),
    ),
    (Tier.COUNTY, re.compile(r"(?:县|县委县政府|县人民政府)$")),
)
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_FILLER = re.compile(r"[\s_\-./、,;:·]+")


def _fold(text: str) -> str:
    return _FILLER.sub("", unicodedata.normalize("NFKC", text).casefold())


_TOPIC_OF = {_fold(word): topic for topic, words in _TOPICS.items() for word in (topic.value, *words.split())}
_TIER_OF = {_fold(word): tier for tier, words in _TIERS.items() for word in (tier.value, *words.split())}
_ROLE_OF = {_fold(word): role for role, words in _ROLES.items() for word in (role.value, *words.split())}
_CHANNEL_OF = {_fold(word): channel for channel, words in _CHANNELS.items() for word in (channel.value, *words.split())}


def topic_of(text: str | None) -> Topic | None:
    """The topic that a file calls so; None where the word is not known."""
    return _TOPIC_OF.get(_fold(text)) if text else None


def channel_of(text: str | None) -> Channel | None:
    """The channel that a file calls so; None where the word is not known."""
    return _CHANNEL_OF.get(_fold(text)) if text else None


def channel_in(name: str) -> Channel | None:
    """The channel that the name of a file speaks of (热线台账, 来信登记表), by the longest word; None where it names none. A suggestion."""
    said = _fold(name)
    found = [(len(word), channel) for word, channel in _CHANNEL_OF.items() if _HAN.search(word) and word in said]
    return max(found, key=lambda each: each[0])[1] if found else None


def tier_of(text: str) -> Tier | None:
    """The tier that a file calls so; None where the word is not known."""
    return _TIER_OF.get(_fold(simpler(text)))


def tier_of_unit(name: str, code: str = "") -> Tier | None:
    """The tier of a unit by its code of the statistical divisions (6, 9 or 12 digits), else by what its name ends in."""
    by_code = {6: Tier.COUNTY, 9: Tier.TOWN, 12: Tier.BRANCH}.get(len(code)) if code.isdigit() else None
    plain = simpler(name)
    return by_code or next((tier for tier, ending in _UNIT_NAMES if ending.search(plain)), None)


def role_of(text: str) -> Role | None:
    """The role that a file calls so; None where the word is not known."""
    return _ROLE_OF.get(_fold(simpler(text)))
