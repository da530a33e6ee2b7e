"""What the worksheets of a roster are: lists of units, of people, of who looks after what, or of duties; and which column holds what.

A person confirms or changes the proposal, sheet by sheet. The confirmed one is kept as JSON, so that the kept file can be read again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandan.intake.defect import SheetError, SheetFault
from sandan.intake.header import folded, label_row
from sandan.intake.limit import Limits
from sandan.intake.sheet import Sheet, Source, open_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingOf


class Kind(StrEnum):
    """What one worksheet lists."""

    PEOPLE = "people"
    """花名册, 通讯录: one row for each person, with their post."""
    ASSIGNMENTS = "assignments"
    """分管包抓: one row for each unit that a leader looks after."""
    DUTIES = "duties"
    """职责清单: one row for each matter that belongs to a unit."""
    UNITS = "units"
    """机构一览: one row for each unit."""


class Field(StrEnum):
    """What a column of a roster may hold."""

    UNIT = "unit"
    CODE = "code"
    SUPERIOR = "superior"
    SUPERIOR_CODE = "superior_code"
    TIER = "tier"
    ABOLISHED_ON = "abolished_on"
    NAME = "name"
    NUMBER = "number"
    """The number that the file gives a person: rows with the same one are the same person."""
    POST = "post"
    ACTING = "acting"
    CHIEF = "chief"
    """Whether the post answers for its unit (主要负责人)."""
    FROM_ON = "from_on"
    UNTIL_ON = "until_on"
    PHONE = "phone"
    ROLES = "roles"
    SECTORS = "sectors"
    """分管: the departments that the person is in charge of."""
    PLACES = "places"
    """包抓, 包联: the towns and villages that the person looks after."""
    TARGET = "target"
    """The unit or topic that is looked after, in a list of assignments."""
    TOPIC = "topic"
    DUTY = "duty"
    BASIS = "basis"


# Names as they are found on real forms, in Simplified, folded as `header.folded` does; the first of a field is the most telling.
_UNIT = (
    "单位 单位名称 所在单位 工作单位 部门 部门名称 机构 机构名称 所属单位 单位全称 村社区 村社区名称 行政村 村名 村 社区 "
    "unit unitname department organisation"
)
_FROM = (
    "任职时间 任职日期 任现职时间 任现职日期 起始时间 起始日期 开始时间 开始日期 到任时间 自 起 "
    "heldfrom from fromdate since start startdate"
)
_UNTIL = (
    "免职时间 免职日期 离任时间 离任日期 卸任时间 终止时间 终止日期 结束时间 结束日期 截止日期 至 止 "
    "heldto lastday until to enddate end"
)
_NAME = "姓名 人员姓名 干部姓名 名字 责任人 联系人 fullname name person"
_POST = "职务 岗位 职位 现任职务 职务名称 岗位名称 担任职务 党政职务 post position title jobtitle"
_NUMBER = "人员编号 人员代码 工号 职工编号 personnumber personid staffid"
_CODE = (
    "代码 单位代码 编码 单位编码 机构代码 区划代码 行政区划代码 统计用区划代码 统计代码 统一社会信用代码 code unitcode"
)
_SUPERIOR = (
    "上级单位 上级 上级部门 主管单位 主管部门 隶属 隶属单位 所属乡镇 所属镇 所属镇街 所属街道 所在乡镇 所在镇 乡镇 镇街 乡镇街道 镇 "
    "superiorunit superior parent parentunit standsunder town"
)
_SUPERIOR_CODE = (
    "上级代码 上级单位代码 上级编码 所属乡镇代码 乡镇代码 街道代码 父级代码 streetcode parentcode superiorcode towncode"
)

_NAMES: MappingOf[Kind, MappingOf[Field, str]] = {
    Kind.UNITS: {
        Field.UNIT: f"{_UNIT} 名称 全称 name",
        Field.CODE: _CODE,
        Field.SUPERIOR: _SUPERIOR,
        Field.SUPERIOR_CODE: _SUPERIOR_CODE,
        Field.TIER: "层级 类别 单位类别 单位层级 机构类别 单位类型 类型 级别 tier category type level",
        Field.ABOLISHED_ON: "撤销日期 撤销时间 撤并日期 撤并时间 停用日期 abolishedon abolished lastday",
    },
    Kind.PEOPLE: {
        Field.UNIT: _UNIT,
        Field.CODE: _CODE,
        Field.SUPERIOR: _SUPERIOR,
        Field.NAME: _NAME,
        Field.NUMBER: _NUMBER,
        Field.POST: _POST,
        Field.ACTING: "代理 是否代理 主持工作 acting",
        Field.CHIEF: "主要负责人 是否主要负责人 一把手 是否一把手 answersfortheunit chief",
        Field.FROM_ON: _FROM,
        Field.UNTIL_ON: _UNTIL,
        Field.PHONE: "手机 电话 手机号码 手机号 联系电话 联系方式 电话号码 移动电话 办公电话 phone mobile telephone phonenumber",
        Field.ROLES: "角色 系统角色 三单角色 权限 roles role",
        Field.SECTORS: "分管 分管部门 分管单位 分管工作 分管行业 分管领域 分管行业部门 sectors incharge inchargeof departmentsincharge",
        Field.PLACES: "包抓 包联 包抓镇村 包联镇村 包抓乡镇 包村 包联村 包抓村 联系点 包抓联系点 places looksafter placeslookedafter",
    },
    Kind.ASSIGNMENTS: {
        Field.UNIT: _UNIT,
        Field.NAME: _NAME,
        Field.NUMBER: _NUMBER,
        Field.POST: _POST,
        Field.TARGET: "对象 分管包抓对象 对象单位 分管包抓单位 被包抓单位 looksafter lookedafter target",
        Field.FROM_ON: _FROM,
        Field.UNTIL_ON: _UNTIL,
    },
    Kind.DUTIES: {
        Field.UNIT: _UNIT,
        Field.TOPIC: "领域 主题 类别 问题类别 事项类别 topic",
        Field.DUTY: "职责事项 职责 职责内容 事项 工作职责 岗位职责 责任内容 matter duty duties responsibility",
        Field.BASIS: "依据 职责依据 文件依据 法律依据 设定依据 basis",
        Field.FROM_ON: _FROM,
        Field.UNTIL_ON: _UNTIL,
    },
}
NEEDED: MappingOf[Kind, tuple[Field, ...]] = {
    Kind.UNITS: (Field.UNIT,),
    Kind.PEOPLE: (Field.NAME, Field.POST),
    Kind.ASSIGNMENTS: (Field.NAME, Field.TARGET),
    Kind.DUTIES: (Field.UNIT, Field.DUTY, Field.BASIS),
}
"""Columns without which nothing can be read from a sheet of this kind."""
_KNOWN = {
    kind: {
        name: (field, rank)
        for field, names in fields.items()
        for rank, name in reversed(list(enumerate(names.split())))
    }
    for kind, fields in _NAMES.items()
}
# What sounds like a known column and is none: the rank of a person, the date of birth, the name of the form's filler.
_FOREIGN = re.compile(
    "序号|性别|民族|出生|年龄|学历|学位|籍贯|身份证|政治面貌|入党|参加工作|照片|备注|职级|职称|编制|填表|审核|邮箱|邮编|地址|英文|简称"
)
_NOTE_LENGTH = 6
_SHEETS = 40
"""Worksheets of one workbook that are looked at."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One worksheet: what it lists (None: it is not read), its header and which column (0-based) holds which field.

    Refuses, with ValueError, two fields in one column, a field twice, and a column that is not there.
    """

    worksheet: str
    kind: Kind | None
    header_row: int
    names: tuple[str, ...]
    fields: tuple[tuple[Field, int], ...] = ()

    def __post_init__(self) -> None:
        indexes = [index for _, index in self.fields]
        if len(set(indexes)) < len(indexes) or len({field for field, _ in self.fields}) < len(indexes):
            raise ValueError("a column holds one field, and a field stands in one column")
        if any(not 0 <= index < len(self.names) for index in indexes) or self.header_row < 1:
            raise ValueError("no such column")
        if self.kind is not None and {field for field, _ in self.fields} - _NAMES[self.kind].keys():
            raise ValueError("a field that lists of this kind do not have")

    def column(self, field: Field) -> int | None:
        """Index of the column that holds `field`."""
        return dict(self.fields).get(field)

    def missing(self) -> tuple[Field, ...]:
        """Fields that a list of this kind needs and no column holds."""
        held = {field for field, _ in self.fields}
        return () if self.kind is None else tuple(field for field in NEEDED[self.kind] if field not in held)

    def as_kind(self, kind: Kind | None) -> Layout:
        """The same sheet read as a list of another kind, its columns recognised anew."""
        fields = () if kind is None else _fields(kind, self.names)
        return replace(self, kind=kind, fields=fields)


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """The fields that a list of this kind may have, in the order of its columns."""
    return tuple(_NAMES[kind])


def layouts(source: Source, name: str, limits: Limits | None = None) -> tuple[Layout, ...]:
    """Every visible worksheet that holds anything, with what it most likely is. Raises SheetError as `open_sheet` does.

    A sheet without a known header has `kind` None and is passed over unless a person says what it is.
    """
    return tuple(_recognised(sheet, limits or Limits()) for sheet in sheets(source, name, limits))


def sheets(source: Source, name: str, limits: Limits | None = None) -> Iterator[Sheet]:
    """The visible worksheets that hold anything, in order; a text file is one."""
    first = open_sheet(source, name, limits=limits)
    if first.kind == "text":
        yield first
        return
    for worksheet in first.visible[:_SHEETS] or (first.worksheet,):
        try:
            yield (
                first if worksheet == first.worksheet else open_sheet(source, name, worksheet=worksheet, limits=limits)
            )
        except SheetError as error:
            if error.code is not SheetFault.FILE_EMPTY:
                raise


def to_json(found: tuple[Layout, ...]) -> str:
    """The layouts as JSON text, the same bytes for the same layouts."""
    listed = [
        {
            "worksheet": one.worksheet,
            "kind": one.kind,
            "header_row": one.header_row,
            "names": list(one.names),
            "fields": {field.value: index for field, index in one.fields},
        }
        for one in found
    ]
    return json.dumps({"version": 1, "sheets": listed}, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> tuple[Layout, ...]:
    """Reads `to_json` back. ValueError for anything else: it may come from outside."""
    try:
        held: Any = json.loads(text)
        if held["version"] != 1:
            raise ValueError(f"layout version {held['version']}")
        return tuple(
            Layout(
                worksheet=str(one["worksheet"]),
                kind=None if one["kind"] is None else Kind(one["kind"]),
                header_row=int(one["header_row"]),
                names=tuple(str(name) for name in one["names"]),
                fields=_sorted([(Field(field), int(index)) for field, index in one["fields"].items()]),
            )
            for one in held["sheets"]
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError(f"not a layout: {fault}") from fault


def _recognised(sheet: Sheet, limits: Limits) -> Layout:
    best: Layout | None = None
    fallback = Layout(sheet.worksheet, None, 1, ())
    for number, cells in islice(sheet.rows(), limits.header_rows):
        names = label_row(cells)
        if names is None:
            continue
        if not fallback.names and sum(map(bool, cells)) > 1:
            fallback = Layout(sheet.worksheet, None, number, names)
        for kind in Kind:
            one = Layout(sheet.worksheet, kind, number, names, _fields(kind, names))
            # Of two kinds that fit as well, the one that comes first in `Kind` says more.
            if not one.missing() and len(one.fields) > max(1, len(best.fields) if best else 0):
                best = one
    return best or fallback


def _fields(kind: Kind, names: tuple[str, ...]) -> tuple[tuple[Field, int], ...]:
    """Each field in the column that fits it best."""
    graded = []
    for index, name in enumerate(names):
        found = _recognise(kind, name)
        if found is not None:
            field, partial, rank = found
            graded.append((partial, rank, index, field))
    given: dict[Field, int] = {}
    for _, _, index, field in sorted(graded):
        given.setdefault(field, index)
    return _sorted(list(given.items()))


def _recognise(kind: Kind, label: str) -> tuple[Field, bool, int] | None:
    """The field that a header names in a list of this kind, whether only in part, and the rank of the name."""
    name, known = folded(label), _KNOWN[kind]
    if name in known:
        field, rank = known[name]
        return field, False, rank
    if _FOREIGN.search(name):
        return None
    around = [
        (len(each), -rank, field)
        for each, (field, rank) in known.items()
        if len(each) > 1 and len(name) - len(each) <= _NOTE_LENGTH and (name.endswith(each) or name.startswith(each))
    ]
    if not around or name.isascii():
        return None
    _, rank, field = max(around, key=lambda one: one[:2])
    return field, True, -rank


def _sorted(fields: list[tuple[Field, int]]) -> tuple[tuple[Field, int], ...]:
    order = list(Field)
    return tuple(sorted(fields, key=lambda pair: order.index(pair[0])))
