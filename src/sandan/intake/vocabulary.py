"""The words by which files name a topic or a channel, as data. Only what is written here is understood; nothing is guessed (law 9).

First-level categories differ from county to county. Where one of them covers several topics here (政法, 商贸旅游), it stands for none of
them: the opinion is entered as "other" and sorted by a person.
"""

from __future__ import annotations

import re
import unicodedata

from sandan.domain.values import Channel, Topic

_TOPICS: dict[Topic, str] = {
    Topic.ROADS: "道路桥梁 道路橋梁 道路 公路 市政道路 农村道路 桥梁 路灯 roads street",
    Topic.WATER: "饮水用水 飲水用水 饮水 用水 供水 水利 水务 饮水安全 农村饮水 给排水 water",
    Topic.POWER: "电力通信 電力通訊 电力 供电 用电 通信 网络通信 科技与信息产业 power",
    Topic.HOUSING: "住房建设 住房建設 住房 房产 城乡建设 城乡建設 城市建设 住建 危房改造 物业 物业管理 housing",
    Topic.HEALTH: "医疗卫生 醫療衛生 卫生计生 衛生計生 卫生健康 医疗 卫生 医保 健康 health",
    Topic.EDUCATION: "教育 教育文体 教育文體 教育体育 教体 学校 文化教育 education",
    Topic.SOCIAL_AID: "社会救助 社會救助 民政 低保 救助 养老 残疾人 社会保障 socialaid socialassistance",
    Topic.EMPLOYMENT: "就业与劳动报酬 就業與勞動報酬 劳动和社会保障 勞動和社會保障 人社 就业 劳动 工资 欠薪 劳动保障 employment",
    Topic.FARMING: "农业与扶贫 農業與扶貧 农村农业 農村農業 农业农村 三农 农业 扶贫 脱贫攻坚 乡村振兴 farming agriculture",
    Topic.ENVIRONMENT: "生态环境 生態環境 环境保护 環境保護 环保 环境 环境卫生 environment",
    Topic.LAND: "土地与搬迁安置 土地與搬遷安置 国土资源 國土資源 自然资源 土地 征地拆迁 征地 拆迁 搬迁 移民搬迁 land",
    Topic.POLICING: "社会治安 社會治安 治安 公安 公共安全 policing publicorder",
    Topic.TRANSPORT: "交通运输 交通運輸 交通 公交 客运 运输 transport",
    Topic.SERVICE: "政务服务 政務服務 党务政务 黨務政務 政务 办事 便民服务 行政审批 service",
    Topic.CONDUCT: "干部作风 幹部作風 纪检监察 紀檢監察 作风 纪检 党风廉政 conduct",
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
_FILLER = re.compile(r"[\s_\-./、,;:·]+")


def _fold(text: str) -> str:
    return _FILLER.sub("", unicodedata.normalize("NFKC", text).casefold())


_TOPIC_OF = {_fold(word): topic for topic, words in _TOPICS.items() for word in (topic.value, *words.split())}
_CHANNEL_OF = {_fold(word): channel for channel, words in _CHANNELS.items() for word in (channel.value, *words.split())}


def topic_of(text: str | None) -> Topic | None:
    """The topic that a file calls so; None where the word is not known."""
    return _TOPIC_OF.get(_fold(text)) if text else None


def channel_of(text: str | None) -> Channel | None:
    """The channel that a file calls so; None where the word is not known."""
    return _CHANNEL_OF.get(_fold(text)) if text else None
