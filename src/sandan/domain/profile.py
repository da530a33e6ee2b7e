"""Profile (预置规则): rulebooks that stand ready in the code, in force wherever the office has adopted none of its own.

Those of petitions are the law's text (信访条例, 国务院令第431号; 信访工作条例, 2022-02-25). Those of the hotline and of a campaign
are plain defaults, because no law of the whole country fixes their numbers; the office sets its own. A profile is never changed once a
release carried it: a change is a new one with a later first day. Tests hold their numbers to the articles.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from sandan.domain.authority import Role
from sandan.domain.calendar import DayType, Roll
from sandan.domain.procedure import Procedure
from sandan.domain.rulebook import Alarm, Colour, Deadline, OfficeDays, Origin, Rulebook, Start, Step, WarningLevel
from sandan.domain.values import Channel, Status

_DAYS, _WORKED = DayType.CALENDAR, DayType.WORKING

CLOSING = (
    "计划中的每项措施已经完成",
    "效果符合法律规定和有关标准",
    "证据形成于办理期限之内",
    "已询问反映人并如实记录其意见",
    "同类问题已一并整改",
)
"""黄山市验收销号实施办法 (2022) and 安徽省验收销号管理办法 (2019), put shortly (domain C3). The office may sharpen them."""

_RETENTION = "软件预设，以本机关文书档案保管期限表为准"
_PETITION_LEVELS = (
    WarningLevel(Alarm.REMINDER, -7, _DAYS, Colour.BLUE),
    WarningLevel(Alarm.WARNING, 1, _DAYS, Colour.YELLOW),
    WarningLevel(Alarm.FINAL, 10, _DAYS, Colour.RED),
)
_CALLER_LEVELS = (
    WarningLevel(Alarm.REMINDER, -1, _WORKED, Colour.BLUE),
    WarningLevel(Alarm.WARNING, 1, _WORKED, Colour.YELLOW),
    WarningLevel(Alarm.FINAL, 5, _WORKED, Colour.RED),
)
_CAMPAIGN_LEVELS = (
    WarningLevel(Alarm.REMINDER, -3, _DAYS, Colour.BLUE),
    WarningLevel(Alarm.WARNING, 1, _DAYS, Colour.YELLOW),
    WarningLevel(Alarm.FINAL, 10, _DAYS, Colour.RED),
)
_NOT_BY_LAW = "预警、重复反映和保管期限不由条例规定，为软件预设。"

PETITION_2005 = Rulebook(
    id="petition-2005",
    procedure=Procedure.PETITION,
    title="信访条例（2005年）",
    basis="《信访条例》（国务院令第431号）",
    from_on=date(2005, 5, 1),
    until_on=date(2022, 4, 30),
    origin=Origin.LAW,
    text=f"条例未规定期限届满日为节假日时顺延：机关的期限不顺延，信访人请求复查、复核的期限顺延。{_NOT_BY_LAW}",
    deadlines=(
        Deadline(Step.FORWARD, 15, _DAYS, Start.REGISTERED, article="第二十一条"),
        Deadline(Step.TELL, 15, _DAYS, Start.DISPATCHED, article="第二十一条"),
        Deadline(Step.CONCLUDE, 60, _DAYS, Start.ACCEPTED, article="第三十三条"),
        Deadline(Step.EXTEND, 30, _DAYS, Start.LIMIT, article="第三十三条"),
        Deadline(Step.ASK_REVIEW, 30, _DAYS, Start.ANSWERED, Roll.FORWARD, "第三十四条"),
        Deadline(Step.REVIEW, 30, _DAYS, Start.REVIEW_ASKED, article="第三十四条"),
        Deadline(Step.ASK_RE_REVIEW, 30, _DAYS, Start.REVIEWED, Roll.FORWARD, "第三十五条"),
        Deadline(Step.RE_REVIEW, 30, _DAYS, Start.RE_REVIEW_ASKED, article="第三十五条"),
    ),
    warnings=_PETITION_LEVELS,
    approvers=(Role.UNIT_HEAD,),
    closing=CLOSING,
    repeat_months=12,
    retention_years=10,
    retention_basis=_RETENTION,
    office_days=(OfficeDays(Status.REGISTERED, 15, "第二十一条"),),
)

PETITION_2022 = Rulebook(
    id="petition-2022",
    procedure=Procedure.PETITION,
    title="信访工作条例（2022年）",
    basis="《信访工作条例》（2022年2月25日发布）",
    from_on=date(2022, 5, 1),
    origin=Origin.LAW,
    text=f"条例未规定期限届满日为节假日时顺延：机关的期限不顺延，信访人请求复查、复核的期限顺延。{_NOT_BY_LAW}",
    deadlines=(
        Deadline(Step.FORWARD, 15, _DAYS, Start.REGISTERED, article="第二十二条"),
        Deadline(Step.TELL, 15, _DAYS, Start.DISPATCHED, article="第二十三条"),
        Deadline(Step.RETURN, 5, _WORKED, Start.DISPATCHED, article="第二十三条"),
        Deadline(Step.CONCLUDE, 60, _DAYS, Start.ACCEPTED, article="第三十四条"),
        Deadline(Step.EXTEND, 30, _DAYS, Start.LIMIT, article="第三十四条"),
        Deadline(Step.ASK_REVIEW, 30, _DAYS, Start.ANSWERED, Roll.FORWARD, "第三十五条"),
        Deadline(Step.REVIEW, 30, _DAYS, Start.REVIEW_ASKED, article="第三十五条"),
        Deadline(Step.ASK_RE_REVIEW, 30, _DAYS, Start.REVIEWED, Roll.FORWARD, "第三十六条"),
        Deadline(Step.RE_REVIEW, 30, _DAYS, Start.RE_REVIEW_ASKED, article="第三十六条"),
    ),
    warnings=_PETITION_LEVELS,
    approvers=(Role.UNIT_HEAD,),
    closing=CLOSING,
    repeat_months=12,
    retention_years=10,
    retention_basis=_RETENTION,
    office_days=(OfficeDays(Status.REGISTERED, 15, "第二十二条"),),
)

HOTLINE = Rulebook(
    id="hotline-default",
    procedure=Procedure.HOTLINE,
    title="热线事项（软件预设）",
    basis="软件预设，参照《潍坊市12345政务服务便民热线条例》第二十条",
    from_on=date(2004, 1, 1),
    origin=Origin.DEFAULT,
    text="热线期限由各地条例规定，全国没有统一数字。请按本地条例采用本办公室自己的规则；法律另有更长期限的，从其规定。",
    deadlines=(
        Deadline(Step.FORWARD, 1, _WORKED, Start.REGISTERED),
        Deadline(Step.RETURN, 2, _WORKED, Start.DISPATCHED),
        Deadline(Step.CONCLUDE, 5, _WORKED, Start.DISPATCHED),
        Deadline(Step.EXTEND, 15, _WORKED, Start.LIMIT),
    ),
    warnings=_CALLER_LEVELS,
    approvers=(Role.UNIT_HEAD, Role.DISPATCHER),
    closing=CLOSING,
    repeat_months=6,
    retention_years=10,
    retention_basis=_RETENTION,
    # One working day to forward it, over a weekend.
    office_days=(OfficeDays(Status.REGISTERED, 3), OfficeDays(Status.ACCEPTED, 3)),
)

CAMPAIGN = Rulebook(
    id="campaign-default",
    procedure=Procedure.CAMPAIGN,
    title="专项整治（软件预设）",
    basis="软件预设，由本办公室在方案中自定",
    from_on=date(2004, 1, 1),
    origin=Origin.DEFAULT,
    text="专项整治的期限由方案自定。预设只用自然日，次年节假日安排未公布时也算得出。",
    deadlines=(
        Deadline(Step.FORWARD, 15, _DAYS, Start.REGISTERED),
        Deadline(Step.TELL, 15, _DAYS, Start.DISPATCHED),
        Deadline(Step.RETURN, 7, _DAYS, Start.DISPATCHED),
        Deadline(Step.CONCLUDE, 90, _DAYS, Start.ACCEPTED),
        Deadline(Step.EXTEND, 90, _DAYS, Start.LIMIT),
    ),
    warnings=_CAMPAIGN_LEVELS,
    approvers=(Role.UNIT_HEAD, Role.DISPATCHER),
    closing=CLOSING,
    repeat_months=12,
    retention_years=10,
    retention_basis=_RETENTION,
)

PROFILES = (PETITION_2005, PETITION_2022, HOTLINE, CAMPAIGN)
"""No two of one procedure share a day."""

CHANNELS = MappingProxyType(
    {
        Channel.HOTLINE: Procedure.HOTLINE,
        Channel.LETTER: Procedure.PETITION,
        Channel.SUPERIOR: Procedure.PETITION,
    }
)
"""By which procedure what comes in through a door is handled, unless the office set it otherwise; all others: a campaign's."""


def profile(procedure: Procedure, on: date) -> Rulebook | None:
    """The profile of a procedure that holds on a day."""
    return next((each for each in PROFILES if each.procedure is procedure and each.holds(on)), None)
