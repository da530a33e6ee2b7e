"""Finds the header row of a sheet and proposes which column holds what. A person confirms or changes the proposal."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandan.domain.values import Channel
from sandan.intake.cell import Cell, clean, letter, plain
from sandan.intake.defect import SheetError, SheetFault
from sandan.intake.limit import Limits
from sandan.intake.script import simplified

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf
    from collections.abc import Sequence

    from sandan.intake.sheet import Sheet


class Field(StrEnum):
    """What a column of an opinions file may hold. Either TEXT or TITLE is needed, all others may be missing."""

    EXTERNAL_ID = "external_id"
    """The number the source gave it (留言编号, 工单编号)."""
    REPORTER = "reporter"
    CONTACT = "contact"
    TITLE = "title"
    TEXT = "text"
    HAPPENED_AT = "happened_at"
    TOPIC = "topic"
    PLACE = "place"
    CHANNEL = "channel"


class DateOrder(StrEnum):
    """How `1/6/2019` is to be read, where a person has said so."""

    UNSAID = ""
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


EXACT = 1.0
PARTIAL = 0.6
_LABEL_LENGTH = 60
"""A header cell is a word, not a paragraph."""
_NOTE_LENGTH = 8
"""Characters that may stand around a known name for it still to be recognised."""

# Names as they are found on real forms, in Simplified; headers are brought to that before they are compared. The first is the
# most telling, which decides where two columns could be the same field. 序号 is no id: it begins at 1 in every file.
_NAMES: MappingOf[Field, str] = {
    Field.EXTERNAL_ID: (
        "留言编号 工单编号 工单号 案件编号 案件号 信件编号 诉求编号 意见编号 问题编号 转办单工单编号 "
        "受理编号 受理号 登记编号 登记号 事项编号 业务编号 流水号 编号 单号 id caseid caseenquiryid "
        "requestid servicerequestid uniquekey ticketid ticketnumber casenumber externalid reference "
        "referenceno"
    ),
    Field.REPORTER: (
        "留言用户 反映人 群众姓名 反映人姓名 诉求人 诉求人姓名 来信人 来信人姓名 来访人 来电人 投诉人 "
        "举报人 信访人 申请人 留言人 提出人 提议人 建议人 联系人 用户名 用户 姓名 reporter reportername "
        "citizen name complainant author username"
    ),
    Field.CONTACT: (
        "手机号码 联系电话 联系方式 手机号 手机 电话号码 电话 来电号码 主叫号码 联系号码 诉求号码 "
        "联系人电话 反映人电话 邮箱 contact phone phonenumber telephone mobile email"
    ),
    Field.TITLE: (
        "留言主题 留言标题 来信主题 诉求标题 诉求主题 问题标题 工单标题 信件标题 案件标题 主题 标题 题目 "
        "casetitle title subject headline summary"
    ),
    Field.TEXT: (
        "留言详情 留言内容 诉求内容 问题描述 简要诉求 反映内容 反映问题 反映事项 主要内容 来信内容 "
        "信件内容 工单内容 投诉内容 事项描述 诉求描述 诉求详情 具体问题 问题内容 意见建议 意见和建议 "
        "意见建议内容 意见内容 诉求与建议 存在问题 主要诉求 诉求事项 诉求 内容 详情 正文 问题 意见 建议 "
        "描述 事由 text description body message details comment comments content calldescription "
        "descriptor problem opinion"
    ),
    Field.HAPPENED_AT: (
        "留言时间 来信时间 来电时间 来访时间 反映时间 反映日期 提出时间 提出日期 诉求时间 投诉时间 "
        "受理时间 受理日期 登记时间 登记日期 创建时间 收件时间 收到时间 走访时间 提交时间 发生时间 时间 "
        "日期 happenedat createdat created createddate creationdate opendt opened openeddate date "
        "datetime time requesteddatetime reportedat submittedat timestamp"
    ),
    Field.TOPIC: (
        "一级分类 一级类别 类别 分类 信件类别 诉求类型 诉求类别 问题类别 问题类型 事项类别 事项类型 "
        "内容分类 类型 领域 主题分类 topic category calltype complainttype type casetype servicename"
    ),
    Field.PLACE: (
        "涉及镇村 被反映街乡镇 被反映乡镇 所属乡镇 所属镇街 所在乡镇 所在镇 所在村 乡镇 镇街 街道 镇村 镇 "
        "乡 村 村社区 社区 事发地点 事发地址 问题地点 诉求地点 地点 地址 位置 区域 所属区域 地区 place "
        "incidentaddress address location town village ward area neighborhood neighbourhood"
    ),
    Field.CHANNEL: (
        "来源渠道 来信渠道 诉求来源 问题来源 工单来源 信件来源 受理渠道 反映渠道 收集渠道 来源 渠道 "
        "channel source opendatachanneltype"
    ),
}
_KNOWN: MappingOf[str, tuple[Field, int]] = {
    name: (field, rank) for field, names in _NAMES.items() for rank, name in reversed(list(enumerate(names.split())))
}
# A column about the answer, the handling or the rating is not what the person said, however much it sounds like it.
_FOREIGN = re.compile(
    "答复|回复|办理|办结|处理|承办|主办|协办|回访|反馈|审核|审批|批示|评价|满意|是否|截止|期限|时限|签收|交办|转办|督办|派单|派遣|整改|完成|经办"
    "|责任|领导|单位|部门|记录|更新|修改|归档|二级|三级|序号"
)
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_FILLER = re.compile(r"[\s_\-./*:;,、。#/\\'\"]+")
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Header:
    """`row` is its 1-based number. `names` are unique: a second 留言编号 is `留言编号 (2)`, an empty one its column letter."""

    row: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it is taken for: `field` None where nothing fits, `confidence` from 0 to 1."""

    index: int
    letter: str
    name: str
    field: Field | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column (0-based) holds which field, for a sheet with these names in this row. Confirmed by a person, kept as JSON.

    Refuses, with ValueError, two fields in one column, a field twice, and a column that is not there.
    """

    header_row: int
    names: tuple[str, ...]
    fields: tuple[tuple[Field, int], ...]
    date_order: DateOrder = DateOrder.UNSAID
    worksheet: str = ""
    channel: Channel = Channel.IMPORT
    """By which door the rows came that do not say so themselves: the procedure and its deadlines follow from it."""

    def __post_init__(self) -> None:
        indexes = [index for _, index in self.fields]
        if len(set(indexes)) < len(indexes) or len({field for field, _ in self.fields}) < len(indexes):
            raise ValueError("a column holds one field, and a field stands in one column")
        if any(not 0 <= index < len(self.names) for index in indexes) or self.header_row < 1:
            raise ValueError("no such column")

    def column(self, field: Field) -> int | None:
        """Index of the column that holds `field`."""
        return dict(self.fields).get(field)

    def ignored(self) -> tuple[str, ...]:
        """Names of the columns that are not read."""
        used = {index for _, index in self.fields}
        return tuple(name for index, name in enumerate(self.names) if index not in used)

    def complete(self) -> bool:
        """Whether there is a column to read what was said from."""
        return self.column(Field.TEXT) is not None or self.column(Field.TITLE) is not None

    def changed(self, field: Field, index: int | None) -> Mapping:
        """The mapping with `field` in column `index`, or in none; whatever was in that column before gives way."""
        kept = [(one, at) for one, at in self.fields if one != field and at != index]
        added = [] if index is None else [(field, index)]
        order = list(Field)
        return replace(self, fields=tuple(sorted([*kept, *added], key=lambda pair: order.index(pair[0]))))

    def to_json(self) -> str:
        """The mapping as JSON text, the same bytes for the same mapping."""
        return json.dumps(
            {
                "version": 1,
                "worksheet": self.worksheet,
                "header_row": self.header_row,
                "names": list(self.names),
                "fields": {field.value: index for field, index in self.fields},
                "date_order": self.date_order.value,
                # Left out where nobody chose one, so that a file begun before goes on where it stood.
                **({} if self.channel is Channel.IMPORT else {"channel": self.channel.value}),
            },
            ensure_ascii=False,
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """Reads `to_json` back. ValueError for anything else: it may come from a form."""
        try:
            held: Any = json.loads(text)
            if held["version"] != 1:
                raise ValueError(f"mapping version {held['version']}")
            return cls(
                header_row=int(held["header_row"]),
                names=tuple(str(name) for name in held["names"]),
                fields=tuple((Field(name), int(index)) for name, index in held["fields"].items()),
                date_order=DateOrder(held["date_order"]),
                worksheet=str(held["worksheet"]),
                channel=Channel(held.get("channel", Channel.IMPORT)),
            ).settled()
        except (KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise ValueError(f"not a mapping: {fault}") from fault

    def settled(self) -> Mapping:
        """The mapping with its fields in their own order, so that equal mappings are equal."""
        order = list(Field)
        return replace(self, fields=tuple(sorted(self.fields, key=lambda pair: order.index(pair[0]))))


def find_header(sheet: Sheet, limits: Limits | None = None) -> Header:
    """The header among the first rows: the row with the most known column names, titles above it passed over.

    Where no name is known, the first row of two or more short texts, all different; then a person has to say what is what.
    SheetError `header_missing` where there is none either.
    """
    limits = limits or Limits()
    best: tuple[float, int, tuple[str, ...]] | None = None
    fallback: Header | None = None
    for number, cells in islice(sheet.rows(), limits.header_rows):
        labels = _labels(cells)
        if labels is None:
            continue
        matched = {field: grade for field, grade, _ in (_recognise(label) for label in labels) if field is not None}
        if (Field.TEXT in matched or Field.TITLE in matched or len(matched) > 1) and (
            best is None or sum(matched.values()) > best[0]
        ):
            best = (sum(matched.values()), number, labels)
        filled = [label for label in labels if label]
        if fallback is None and len(filled) > 1 and len(set(filled)) == len(filled):
            fallback = Header(number, _unique(labels))
    if best is not None:
        return Header(best[1], _unique(best[2]))
    if fallback is not None:
        return fallback
    raise SheetError(SheetFault.HEADER_MISSING, searched=limits.header_rows)


def propose(header: Header) -> tuple[Column, ...]:
    """Every column with the field it most likely holds; each field is given out once, to the column that fits it best."""
    graded = []
    for index, name in enumerate(header.names):
        field, grade, rank = _recognise(name)
        if field is not None:
            graded.append((-grade, rank, index, field))
    given: dict[Field, tuple[int, float]] = {}
    for grade, _, index, field in sorted(graded):
        given.setdefault(field, (index, -grade))
    by_index = {index: (field, grade) for field, (index, grade) in given.items()}
    return tuple(
        Column(index, letter(index), name, *by_index.get(index, (None, 0.0))) for index, name in enumerate(header.names)
    )


def propose_mapping(sheet: Sheet, limits: Limits | None = None) -> Mapping:
    """The mapping proposed for a sheet: header found, columns recognised."""
    header = find_header(sheet, limits)
    fields = tuple((column.field, column.index) for column in propose(header) if column.field is not None)
    return Mapping(header.row, header.names, fields, worksheet=sheet.worksheet).settled()


def label_row(cells: Sequence[Cell]) -> tuple[str, ...] | None:
    """The row as unique column names, None where it holds something that no header would."""
    labels = _labels(cells)
    return None if labels is None else _unique(labels)


def _labels(cells: Sequence[Cell]) -> tuple[str, ...] | None:
    labels = [" ".join(clean(plain(cell)[:1000]).split()) for cell in cells]
    while labels and not labels[-1]:
        labels.pop()
    if not labels or any(len(label) > _LABEL_LENGTH for label in labels):
        return None
    if any(not isinstance(cell, str) for cell, label in zip(cells, labels, strict=False) if label):
        return None
    return tuple(labels)


def _unique(labels: Sequence[str]) -> tuple[str, ...]:
    taken: set[str] = set(labels)
    seen: set[str] = set()
    names: list[str] = []
    for index, label in enumerate(labels):
        name = label or letter(index)
        if name in seen or (not label and name in taken):
            nth = 2
            while f"{name} ({nth})" in taken or f"{name} ({nth})" in seen:
                nth += 1
            name = f"{name} ({nth})"
        seen.add(name)
        names.append(name)
    return tuple(names)


def folded(label: str) -> str:
    """A column's name as it is compared: caseless, in Simplified characters, without notes in brackets, spaces and marks."""
    return _FILLER.sub("", _NOTE.sub("", simpler(label)))


def simpler(text: str) -> str:
    """The text in NFKC, caseless, in simplified characters: how names, headers and titles are compared."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def _recognise(label: str) -> tuple[Field | None, float, int]:
    """(field, confidence, rank of the name; smaller is more telling)."""
    name = folded(label)
    if name in _KNOWN:
        field, rank = _KNOWN[name]
        return field, EXACT, rank
    if not _HAN.search(name) or _FOREIGN.search(name):
        return None, 0.0, 0
    around = [
        (len(known), field, rank)
        for known, (field, rank) in _KNOWN.items()
        if len(known) > 1
        and len(name) - len(known) <= _NOTE_LENGTH
        and (name.endswith(known) or name.startswith(known))
    ]
    if not around:
        return None, 0.0, 0
    # The longest known name inside says most: 群众反映问题描述 is 问题描述, not 问题.
    _, field, rank = max(around, key=lambda one: (one[0], -one[2]))
    return field, PARTIAL, rank
