"""Households that apply (申请花名册): a town's table as plain records, or as defects. A household comes whole or goes back whole.

Two shapes are read: a row for each member, and a row for each household with the others in one cell. Members belong together by a
household number, or, without such a column, from one head (户主) to the next. What stands once over several rows (the merged cell) holds
for all of them. Nothing is guessed: an identity number is held against its check digit (GB 11643), an amount must be a number, and how
many persons the file says there are must be how many it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING

from sandan.domain.allowance import Area, Category, Income, IncomeKind, Member
from sandan.domain.money import Money
from sandan.intake.cell import broken, clean, letter, plain, rounded
from sandan.intake.defect import Defect, DefectCode, Fact, SheetError, SheetFault
from sandan.intake.header import simpler
from sandan.intake.moment import MomentError, read_moment
from sandan.intake.table import Table, TableRow, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandan.intake.limit import Limits
    from sandan.intake.sheet import Source


class Column(StrEnum):
    """What a column of such a table may hold."""

    HOUSEHOLD = "household"
    """The number that the file gives a household; the same on all its rows."""
    ITEM = "item"
    NAME = "name"
    ID_NUMBER = "id_number"
    RELATION = "relation"
    MEMBERS = "members"
    """The others of the household in one cell: 王某 配偶 6124…；李某 子."""
    PERSONS = "persons"
    """How many there are; held against how many are named."""
    VILLAGE = "village"
    AREA = "area"
    ABLE = "able"
    CATEGORIES = "categories"
    WAGE = "wage"
    BUSINESS = "business"
    PROPERTY = "property"
    PENSION = "pension"
    SUPPORT = "support"
    HONOUR = "honour"
    OTHER = "other"
    MONTHS = "months"
    """Over how many months the incomes of the row came in."""
    PROPERTY_MET = "property_met"
    CONSENT = "consent"
    PAPERS = "papers"
    RELATED = "related"
    """Handlers or village officials among the relatives (近亲属备案)."""
    PHONE = "phone"
    NOTE = "note"
    APPLIED_ON = "applied_on"


INCOMES = {Column(each.value): each for each in IncomeKind}
"""The columns that hold an income, and of which kind."""
NEEDED = (Column.NAME, Column.ID_NUMBER, Column.PROPERTY_MET)
"""Columns without which no household can be read. Whether its property is within the rule is declared, and never taken for granted."""
_OF_ALL = (
    Column.ITEM, Column.PERSONS, Column.VILLAGE, Column.AREA, Column.PROPERTY_MET, Column.CONSENT, Column.PAPERS, Column.RELATED,
    Column.PHONE, Column.NOTE, Column.APPLIED_ON,
)  # fmt: skip
"""What is said of a household and not of a member: on one of its rows, or the same on several."""

# Names as they are found on real forms, in Simplified, folded as `header.folded` does.
NAMES: Mapping[Column, str] = {
    Column.HOUSEHOLD: "户号 户编号 家庭编号 家庭户号 户序号 住户编号 household householdnumber householdid",
    Column.ITEM: "申请事项 救助事项 救助项目 救助类型 救助类别 保障类型 保障类别 申请类别 事项 item serviceitem",
    Column.NAME: "姓名 成员姓名 家庭成员姓名 申请人 申请人姓名 户主 户主姓名 name membername",
    Column.ID_NUMBER: "身份证号 身份证号码 公民身份号码 身份证件号码 证件号码 居民身份证号码 申请人身份证号 户主身份证号 "
    "idnumber identitynumber",
    Column.RELATION: "与户主关系 与申请人关系 家庭关系 关系 称谓 relation relationtothehead",
    Column.MEMBERS: "家庭成员 其他家庭成员 共同生活家庭成员 其他成员 共同生活成员 members othermembers",
    Column.PERSONS: "家庭人口 家庭人口数 人口 人口数 保障人口 保障人数 申请人数 家庭人数 共同生活人数 persons people",
    Column.VILLAGE: "村 村社区 村居 行政村 所在村 村名 社区 所属村 居住村 village",
    Column.AREA: "城乡 城乡类别 城乡类型 城市农村 保障标准类别 area urbanrural",
    Column.ABLE: "劳动能力 有无劳动能力 是否有劳动能力 劳动力 canwork abletowork",
    Column.CATEGORIES: "人员类别 特殊类别 重点对象 人员类型 特殊情况 分类施保类别 belongsto category",
    Column.WAGE: "工资性收入 工资收入 务工收入 打工收入 wages wage",
    Column.BUSINESS: "经营净收入 经营性收入 经营收入 家庭经营收入 种养殖收入 生产经营收入 business farming",
    Column.PROPERTY: "财产净收入 财产性收入 财产收入 propertyincome",
    Column.PENSION: "转移净收入 转移性收入 转移收入 养老金 养老金收入 养老保险金 pension transfer",
    Column.SUPPORT: "赡养费 赡抚扶养费 赡养抚养扶养费 赡养收入 抚养费 扶养费 赡养费收入 support",
    Column.HONOUR: "优抚金 优抚补助 抚恤金 优待抚恤金 抚恤补助金 honour compensation",
    Column.OTHER: "其他收入 其它收入 otherincome",
    Column.MONTHS: "收入月数 收入期间 收入期限 核算月数 months",
    Column.PROPERTY_MET: "财产是否符合规定 财产符合规定 财产状况是否符合 财产是否符合 财产符合 家庭财产是否符合规定 财产状况符合规定 "
    "propertywithinrule propertymet",
    Column.CONSENT: "核对授权 授权核对 是否授权核对 已授权核对 是否授权 已签核对授权 核对授权书 信息核对授权 consent authorised",
    Column.PAPERS: "已交材料 已提交材料 提交材料 所附材料 申请材料 材料 papers papershandedin",
    Column.RELATED: "近亲属备案 亲属备案 备案人员 经办人员近亲属 村干部近亲属 relatives related",
    Column.PHONE: "联系电话 电话 手机 手机号 手机号码 联系方式 phone telephone mobile",
    Column.NOTE: "申请理由 申请原因 致贫原因 困难原因 主要困难 reason note",
    Column.APPLIED_ON: "申请日期 申请时间 提出申请日期 受理日期 申请提出日期 appliedon dateofapplication",
}
_HEADINGS: Mapping[str, str] = {word: which.value for which, words in NAMES.items() for word in words.split()}

_EMPTY = frozenset(
    {"-", "--", "—", "——", "/", "\\", "无", "没有", "n/a", "na", "null", "none", "nan", "未填", "空", "〃"}
)
_HEADS = frozenset({"户主", "本人", "申请人", "户主本人", "head", "self"})
_YES = frozenset({"是", "有", "符合", "已授权", "同意", "已签", "已签订", "√", "✓", "y", "yes", "true", "1"})
_NO = frozenset({"否", "无", "没有", "不符合", "未授权", "不同意", "未签", "×", "✗", "n", "no", "false", "0"})
_ABLE = frozenset({"有劳动能力", "健全", "完全", "具备"})
_UNABLE = frozenset(
    {"无劳动能力", "丧失", "丧失劳动能力", "完全丧失", "完全丧失劳动能力", "不具备", "部分丧失", "部分丧失劳动能力"}
)
_AREAS = {
    **dict.fromkeys(("城市", "城镇", "城", "urban", "非农", "非农业"), Area.URBAN),
    **dict.fromkeys(("农村", "乡村", "农", "rural", "农业"), Area.RURAL),
}
_CATEGORIES = {
    **dict.fromkeys(("重度残疾", "重度残疾人", "重残", "重残人员", "一级残疾", "二级残疾"), Category.SEVERE_DISABILITY),
    **dict.fromkeys(("重病", "重病患者", "重大疾病", "大病", "大病患者"), Category.SERIOUS_ILLNESS),
    **dict.fromkeys(("老年", "老年人", "老人"), Category.ELDERLY),
    **dict.fromkeys(("未成年", "未成年人", "儿童"), Category.MINOR),
    **{each.value: each for each in Category},
}
_SEPARATOR = re.compile(r"[、，,；;/\n]")
_PEOPLE = re.compile(r"[；;\n]|、(?=\s*[\u4e00-\u9fff])")
_WORDS = re.compile(r"[\s,，:：()（）/]+")
_ID = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_ID_LIKE = re.compile(r"[\dXx]{12,}", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*元?", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MONTHLY = re.compile(r"[(（\[【][^)）\]】]*(?:/\s*月|每月|月均|元月)[^)）\]】]*[)）\]】]")
_MOST = 1_000_000_000
"""Yuan. No income of a household that applies has more digits; a cell that has is another number."""
_SHORT, _LONG = 200, 2000
"""Characters of a cell."""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household as the file declares it. `row` is that of its head, `rows` are all of them; texts that name a unit, an item, papers or
    people are still texts. `months` is None where the file does not say over how many months the incomes came in."""

    row: int
    rows: tuple[int, ...]
    members: tuple[Member, ...] = field(repr=False)
    months: tuple[int | None, ...]
    """For each member."""
    property_met: bool
    consent: bool
    number: str = ""
    item: str = ""
    village: str = ""
    area: Area = Area.RURAL
    papers: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    phone: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    applied_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file says: its table, its good households, and the defects of the others in the order of the rows."""

    table: Table
    households: tuple[HouseholdRow, ...] = ()
    defects: tuple[Defect, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    """The rows of every household, good or bad, in the order of the file."""

    def whole(self, row: int) -> tuple[int, ...]:
        """All rows of the household that a row is of."""
        return next((each for each in self.groups if row in each), (row,))


def read_households(source: Source, name: str, today: date, limits: Limits | None = None) -> Reading:
    """Every row below the header.

    Raises SheetError where the file cannot be read, a needed column is missing, or two columns mean the same: choosing one of them would be
    a guess about somebody's income.
    """
    table = read_table(source, name, _HEADINGS, limits)
    missing = [each.value for each in NEEDED if each.value not in table.fields]
    if missing:
        raise SheetError(SheetFault.COLUMN_MISSING, worksheet=table.worksheet, columns=", ".join(missing))
    if table.twice:
        raise SheetError(SheetFault.COLUMN_TWICE, columns=", ".join(table.twice))
    households, defects, groups = [], [], []
    taken: dict[str, int] = {}
    for rows in _households(table):
        one = _Household(table, rows, today, taken)
        groups.append(tuple(each.number for each in rows))
        found = one.read()
        if one.defects or found is None:
            defects += sorted(one.defects, key=lambda each: each.row)
        else:
            households.append(found)
    return Reading(table, tuple(households), tuple(defects), tuple(groups))


def sound_id(text: str) -> bool:
    """Whether an identity number can be one: 18 signs, a day of birth that was, and the check digit (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if not _ID.fullmatch(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(sign) * weight for sign, weight in zip(text, _WEIGHTS, strict=False))
    return text[17] == _CHECKS[total % 11]


def _households(table: Table) -> Iterator[list[TableRow]]:
    """The rows gathered by household."""
    numbered = Column.HOUSEHOLD.value in table.fields
    related = Column.RELATION.value in table.fields
    found: dict[str, list[TableRow]] = {}
    last = ""
    for row in table.rows:
        number = _text(row, Column.HOUSEHOLD)
        head = _text(row, Column.RELATION).casefold() in _HEADS
        if numbered and (number or (last and not head)):
            last = number or last
        elif numbered or not related or head or not last or not _text(row, Column.RELATION):
            last = f"\x1f{row.number}"
        found.setdefault(last, []).append(row)
    yield from found.values()


def _text(row: TableRow, which: Column) -> str:
    cell = plain(row.cells.get(which.value, ""))
    text = " ".join(clean(cell[: _LONG * 2]).split())
    return "" if text.casefold() in _EMPTY else text


@dataclass(slots=True)
class _Household:
    """One household on its way; collects the defects."""

    table: Table
    rows: list[TableRow]
    today: date
    taken: dict[str, int]
    """Identity numbers of the file so far, with their rows."""
    defects: list[Defect] = field(default_factory=list)

    def read(self) -> HouseholdRow | None:
        first = self.rows[0]
        members: list[Member] = []
        months: list[int | None] = []
        for row in self.rows:
            if row is not first and _text(row, Column.RELATION).casefold() in _HEADS:
                self._refuse(row, Column.RELATION, DefectCode.HEAD_REPEATED, {"first": first.number})
            member, over = self._member(row, len(members) + 1, head=row is first)
            members.append(member)
            months.append(over)
            for other in self._others(row, len(members) + 1):
                members.append(other)
                months.append(over)
        said = {which: self._once(which) for which in _OF_ALL}
        if said[Column.PERSONS]:
            self._persons(said[Column.PERSONS], len(members))
        met, consent = self._yes(Column.PROPERTY_MET, said), self._yes(Column.CONSENT, said)
        if met is None and not said[Column.PROPERTY_MET]:
            self._refuse(first, Column.PROPERTY_MET, DefectCode.FIELD_MISSING, {"field": Column.PROPERTY_MET.value})
        area = _AREAS.get(simpler(said[Column.AREA]), Area.RURAL)
        if said[Column.AREA] and simpler(said[Column.AREA]) not in _AREAS:
            self._refuse(first, Column.AREA, DefectCode.WORD_UNKNOWN, {"value": said[Column.AREA][:60]})
        applied = self._day()
        if self.defects:
            return None
        return HouseholdRow(
            row=first.number,
            rows=tuple(each.number for each in self.rows),
            members=tuple(members),
            months=tuple(months),
            property_met=bool(met),
            consent=bool(consent),
            number=_text(first, Column.HOUSEHOLD),
            item=said[Column.ITEM],
            village=said[Column.VILLAGE],
            area=area,
            papers=_several(said[Column.PAPERS]),
            related=_several(said[Column.RELATED]),
            phone=said[Column.PHONE],
            note=said[Column.NOTE],
            applied_on=applied,
        )

    def _member(self, row: TableRow, place: int, *, head: bool) -> tuple[Member, int | None]:
        name, relation = self._said(row, Column.NAME, 40), self._said(row, Column.RELATION, 20)
        if not name:
            self._refuse(row, Column.NAME, DefectCode.FIELD_MISSING, {"field": Column.NAME.value})
        over = self._months(row)
        incomes = tuple(
            Income(kind, amount, over or 1)
            for which, kind in INCOMES.items()
            if (amount := self._amount(row, which)) is not None
        )
        member = Member(
            id=f"m{place}",
            name=name,
            id_number=self._id(row, needed=head),
            relation=relation or ("户主" if head else ""),
            categories=self._categories(row),
            able=self._able(row),
            incomes=incomes,
        )
        return member, over

    def _others(self, row: TableRow, place: int) -> Iterator[Member]:
        """The members that stand in one cell: each with a name, and with a relation and an identity number where they are told."""
        text = clean(plain(row.cells.get(Column.MEMBERS.value, ""))[: _LONG * 2])
        if text.casefold() in _EMPTY:
            return
        for part in filter(None, (each.strip() for each in _PEOPLE.split(text))):
            words = [each for each in _WORDS.split(part) if each]
            ids = [each.upper() for each in words if _ID_LIKE.fullmatch(each)]
            rest = [each for each in words if not _ID_LIKE.fullmatch(each)]
            if len(ids) > 1 or not 1 <= len(rest) <= 2 or any(len(each) > 40 for each in rest):
                self._refuse(row, Column.MEMBERS, DefectCode.MEMBERS_UNCLEAR)
                return
            number = ids[0] if ids else ""
            if number:
                self._checked(row, Column.MEMBERS, number)
            relation = rest[1] if len(rest) == 2 else ""
            yield Member(id=f"m{place}", name=rest[0], id_number=number, relation=relation[:20], able=False)
            place += 1

    def _id(self, row: TableRow, *, needed: bool) -> str:
        cell = row.cells.get(Column.ID_NUMBER.value, "")
        if rounded(cell):
            self._refuse(row, Column.ID_NUMBER, DefectCode.NUMBER_ROUNDED, {"value": ""})
            return ""
        number = "".join(_text(row, Column.ID_NUMBER).split()).lstrip("'‘’").upper()
        if not number:
            if needed:
                self._refuse(row, Column.ID_NUMBER, DefectCode.FIELD_MISSING, {"field": Column.ID_NUMBER.value})
            return ""
        self._checked(row, Column.ID_NUMBER, number)
        return number

    def _checked(self, row: TableRow, which: Column, number: str) -> None:
        if not sound_id(number):
            self._refuse(row, which, DefectCode.ID_INVALID)
        elif number in self.taken:
            self._refuse(row, which, DefectCode.ID_REPEATED, {"first": self.taken[number]})
        else:
            self.taken[number] = row.number

    def _amount(self, row: TableRow, which: Column) -> Money | None:
        cell = row.cells.get(which.value, "")
        text = _text(row, which)
        if not text:
            return None
        found: Decimal | None = None
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            found = Decimal(repr(cell))
            # A spreadsheet sums in binary: 0.1 + 0.2 is meant as 0.30.
            near = found.quantize(Decimal("0.01")) if abs(found) < _MOST else found
            found = near if abs(near - found) < Decimal("0.000001") else found
        elif (match := _AMOUNT.fullmatch(text)) is not None:
            try:
                found = Decimal(f"{match[1].replace(',', '')}{match[2] or ''}")
            except InvalidOperation:
                found = None
        if found is None or not 0 <= found < _MOST or found != found.quantize(Decimal("0.01")):
            self._refuse(row, which, DefectCode.AMOUNT_INVALID)
            return None
        return Money(found.quantize(Decimal("0.01"))) if found else None

    def _months(self, row: TableRow) -> int | None:
        text = _text(row, Column.MONTHS)
        if not text:
            monthly = [each for each in INCOMES if _MONTHLY.search(self.table.fields.get(each.value, ""))]
            if not monthly:
                return None
            if any(_text(row, each) for each in INCOMES if each not in monthly):
                self._refuse(row, Column.MONTHS, DefectCode.FIELD_MISSING, {"field": Column.MONTHS.value})
            return 1
        known = {"年": 12, "全年": 12, "一年": 12, "半年": 6, "月": 1, "一个月": 1, "每月": 1}
        bare = re.sub(r"个?月$", "", text)
        over = known.get(text) or (int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 3 else 0)
        if not over:
            self._refuse(row, Column.MONTHS, DefectCode.WORD_UNKNOWN, {"value": text[:60]})
        return over or None

    def _able(self, row: TableRow) -> bool:
        text = simpler(_text(row, Column.ABLE))
        if not text or text in _NO | _UNABLE:
            return False
        if text in _YES | _ABLE:
            return True
        self._refuse(row, Column.ABLE, DefectCode.WORD_UNKNOWN, {"value": text[:60]})
        return False

    def _categories(self, row: TableRow) -> tuple[Category, ...]:
        found = []
        for word in _several(_text(row, Column.CATEGORIES)):
            one = _CATEGORIES.get(simpler(word))
            if one is None:
                self._refuse(row, Column.CATEGORIES, DefectCode.WORD_UNKNOWN, {"value": word[:60]})
            else:
                found.append(one)
        return tuple(dict.fromkeys(found))

    def _once(self, which: Column) -> str:
        """What the rows say of the whole household. Two that differ contradict each other."""
        limit = _LONG if which in (Column.NOTE, Column.PAPERS) else _SHORT
        said = [(row, text) for row in self.rows if (text := self._said(row, which, limit))]
        for row, text in said[1:]:
            if text != said[0][1]:
                self._refuse(row, which, DefectCode.SAID_TWICE, {"first": said[0][0].number})
        return said[0][1] if said else ""

    def _persons(self, text: str, found: int) -> None:
        bare = re.sub(r"\s*人$", "", text)
        if not (bare.isascii() and bare.isdigit()):
            self._refuse(self.rows[0], Column.PERSONS, DefectCode.WORD_UNKNOWN, {"value": text[:60]})
        elif int(bare) != found:
            self._refuse(self.rows[0], Column.PERSONS, DefectCode.PERSONS_DIFFER, {"said": int(bare), "found": found})

    def _yes(self, which: Column, said: Mapping[Column, str]) -> bool | None:
        # 无 and 否 are an answer here, and no empty cell.
        text = said[which] or next(
            (each for row in self.rows if (each := clean(plain(row.cells.get(which.value, ""))[:_SHORT]))), ""
        )
        word = simpler(text)
        if word in _YES:
            return True
        if word in _NO:
            return False
        if word and word not in _EMPTY:
            self._refuse(self.rows[0], which, DefectCode.WORD_UNKNOWN, {"value": text[:60]})
        return None

    def _day(self) -> date | None:
        for row in self.rows:
            if not _text(row, Column.APPLIED_ON):
                continue
            try:
                return read_moment(row.cells[Column.APPLIED_ON.value], self.today).at.date()
            except MomentError as fault:
                self._refuse(row, Column.APPLIED_ON, fault.code, fault.facts)
                return None
        return None

    def _said(self, row: TableRow, which: Column, limit: int) -> str:
        raw = plain(row.cells.get(which.value, ""))
        if broken(raw):
            self._refuse(row, which, DefectCode.TEXT_BROKEN)
        text = _text(row, which)
        if len(text) > limit:
            self._refuse(row, which, DefectCode.FIELD_TOO_LONG, {"length": len(text), "limit": limit})
        return text[:limit]

    def _refuse(self, row: TableRow, which: Column, code: DefectCode, facts: Mapping[str, Fact] | None = None) -> None:
        title = self.table.fields.get(which.value, "")
        place = self.table.header.index(title) if title in self.table.header else None
        self.defects.append(
            Defect(
                row=row.number,
                column=title,
                code=code,
                facts=facts or {},
                letter="" if place is None else letter(place),
                original=row.original,
                worksheet=self.table.worksheet,
            )
        )


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (each.strip() for each in _SEPARATOR.split(text)))))
