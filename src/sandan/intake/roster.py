"""Rows of a roster (机构一览, 花名册, 通讯录, 分管包抓, 职责清单) as plain records, or as defects. Nothing that says anything is dropped.

The habits of offices that are read: title rows above the header, the header again on every printed page, a unit written once over
several people (the merged cell, or a row of its own), rows of totals, 空缺 for a vacant post, 至今 for no end, months for dates.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from sandan.intake.cell import Cell, broken, clean, letter, plain, rounded
from sandan.intake.defect import Defect, DefectCode, Fact, SheetError, SheetFault
from sandan.intake.header import label_row, simpler
from sandan.intake.layout import Field, Kind, Layout
from sandan.intake.limit import Limits
from sandan.intake.moment import MomentError, read_moment
from sandan.intake.post import Title, titles, vacant
from sandan.intake.sheet import Sheet, open_sheet
from sandan.intake.vocabulary import role_of, tier_of, tier_of_unit, topic_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandan.domain.authority import Role
    from sandan.domain.values import Tier, Topic
    from sandan.intake.sheet import Source

NAME_LIMIT = 80
"""Characters of a unit's, person's or post's name, as the domain keeps it."""
MATTER_LIMIT = 200
BASIS_LIMIT = 500
_LIST_LIMIT = 2000
"""Characters of a cell that lists several things."""
FAR = date(2100, 12, 31)
"""A term of office may be known to end; nobody's is known to end later."""

_NOTHING_SAID = frozenset(
    {"-", "--", "—", "——", "/", "\\", "无", "n/a", "na", "null", "none", "nan", "未填", "空", "〃"}
)
_OPEN = frozenset({"至今", "今", "现在", "在任", "现任", "长期", "present", "now", "today"})
_YES = frozenset({"是", "代", "代理", "主持", "主持工作", "√", "✓", "y", "yes", "true", "1", "acting"})
_SEPARATOR = re.compile(r"[、，,；;/\n]")
_HAN_SPACE = re.compile(r"(?<=[\u4e00-\u9fff·])\s+(?=[\u4e00-\u9fff·])")
_NAME_NOTE = re.compile(r"\s*[(（](?:[男女]|\S{1,4}族|兼|挂职|女?[，,、]?\S{0,4}族?)[)）]$")
_EXAMPLE = re.compile(r"^[(（](?:示\s*例|例|范例|範例|example)[)）]", re.IGNORECASE)
"""How the template's own rows begin; whoever leaves one standing has not brought it in."""
_FOOT = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|填\s*表|制\s*表|审\s*核|注|备\s*注|说\s*明|total\b)", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)+")
_COUNTED = re.compile(r"\s*[(（]\s*(?:共\s*)?\d+\s*[人名个][)）]$")
_MONTH = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*月?$", re.ASCII)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: worksheet ("" for a text file) and row, as the spreadsheet program shows it."""

    worksheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit. `superior` and `superior_code` are "" where the file says nothing; then it stands under the county."""

    place: Place
    name: str
    tier: Tier
    code: str = ""
    superior: str = ""
    superior_code: str = ""
    abolished_on: date | None = None
    original: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person in one or several posts of one unit, or (`name` "") the vacant post itself."""

    place: Place
    unit: str
    titles: tuple[Title, ...]
    name: str = ""
    number: str = ""
    chief: bool | None = None
    """Whether the post answers for the unit; None where the file does not say."""
    phone: str = field(default="", repr=False)
    superior: str = ""
    code: str = ""
    from_on: date | None = None
    until_on: date | None = None
    roles: tuple[Role, ...] = ()
    sectors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    original: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """A leader who looks after a `target`: a town or village (包抓), a department or a topic (分管)."""

    place: Place
    name: str
    target: str
    number: str = ""
    unit: str = ""
    post: str = ""
    from_on: date | None = None
    until_on: date | None = None
    original: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """A matter that belongs to a unit: a topic, or its own words, or both."""

    place: Place
    unit: str
    topic: Topic | None
    matter: str
    basis: str
    superior: str = ""
    from_on: date | None = None
    until_on: date | None = None
    original: tuple[str, ...] = field(default=(), repr=False)


RosterRow = UnitRow | PersonRow | AssignmentRow | DutyRow


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file says: rows in its order, the defects of the others, and how many dates named only a month."""

    rows: tuple[RosterRow, ...] = ()
    defects: tuple[Defect, ...] = ()
    months: int = 0

    def count(self) -> int:
        """Rows of the file that say something: every one is either a row here or has defects."""
        return len(self.rows) + len({(one.worksheet, one.row) for one in self.defects})


def read_roster(source: Source, name: str, layouts: tuple[Layout, ...], limits: Limits | None = None) -> Reading:
    """Every row below the headers of the worksheets that have a kind.

    A month is read as its first day where a term begins and as its last where it ends. Raises SheetError where a sheet cannot be read,
    a needed column was given to none, or the header is not the one that the layout was made for.
    """
    limits = limits or Limits()
    rows: list[RosterRow] = []
    defects: list[Defect] = []
    months = 0
    for layout in layouts:
        if layout.kind is None:
            continue
        if layout.missing():
            raise SheetError(SheetFault.COLUMN_MISSING, worksheet=layout.worksheet, columns=", ".join(layout.missing()))
        reader = _Reader(layout, limits)
        for one in reader.read(open_sheet(source, name, worksheet=layout.worksheet or None, limits=limits)):
            if isinstance(one, Defect):
                defects.append(one)
            else:
                rows.append(one)
        months += reader.months
    return Reading(tuple(rows), tuple(defects), months)


def bare_code(text: str) -> str:
    """A code as it is compared. The statistical codes of counties and towns may be written with zeros up to 12 digits."""
    code = text.upper()
    if code.isdigit() and len(code) == 12:
        code = code.removesuffix("000")
        code = code.removesuffix("000") if len(code) == 9 else code
    return code


@dataclass(slots=True)
class _Reader:
    """Reads one worksheet; remembers what stands once over several rows."""

    layout: Layout
    limits: Limits
    unit: str = ""
    superior: str = ""
    below: Tier | None = None
    """The tier of the rows that `superior` was written for."""
    tier: str = ""
    months: int = 0

    def read(self, sheet: Sheet) -> Iterator[RosterRow | Defect]:
        rows = sheet.rows()
        found: tuple[str, ...] = ()
        for number, cells in rows:
            if number == self.layout.header_row:
                found = label_row(cells) or ()
                break
        if found != self.layout.names:
            expected = ", ".join(self.layout.names)
            raise SheetError(
                SheetFault.HEADER_CHANGED,
                row=self.layout.header_row,
                expected=expected,
                found=", ".join(found)[:2000],
            )
        for number, cells in rows:
            original = tuple(plain(cell) for cell in cells)
            filled = [index for index, one in enumerate(original) if one and clean(one[:1000])]
            if not filled:
                self.unit = self.superior = self.tier = ""
                continue
            first = clean(original[filled[0]][:1000])
            if label_row(cells) == self.layout.names or _FOOT.match(first) or _EXAMPLE.match(first):
                continue
            if self._heading(filled, first):
                continue
            yield from self._row(number, cells, original)

    def _heading(self, filled: list[int], text: str) -> bool:
        """Whether the row is a heading within the list, such as the unit of the people below it."""
        said = {self.layout.column(one) for one in (Field.NAME, Field.POST, Field.PHONE, Field.DUTY, Field.TARGET)}
        if self.layout.kind is Kind.UNITS or len(filled) > 1 or filled[0] in said or len(text) > NAME_LIMIT:
            return False
        name = _COUNTED.sub("", _NUMBERED.sub("", " ".join(text.split())))
        if name and not name.isdigit():
            self.unit = name
        return bool(name)

    def _row(self, number: int, cells: tuple[Cell, ...], original: tuple[str, ...]) -> Iterator[RosterRow | Defect]:
        line = _Line(number, cells, original, self.layout, self.limits)
        read = {
            Kind.UNITS: self._a_unit,
            Kind.PEOPLE: self._a_person,
            Kind.ASSIGNMENTS: self._an_assignment,
            Kind.DUTIES: self._a_duty,
        }[self.layout.kind or Kind.UNITS]
        row = read(line)
        self.months += line.months
        if line.defects:
            yield from (replace(one, original=line.whole()) for one in line.defects)
        else:
            assert row is not None
            yield replace(row, original=line.whole())

    def _a_unit(self, line: _Line) -> UnitRow | None:
        name, code = line.name(Field.UNIT), line.code(Field.CODE)
        superior, superior_code = line.name(Field.SUPERIOR), line.code(Field.SUPERIOR_CODE)
        said = line.text(Field.TIER)
        if not name:
            line.refuse(Field.UNIT, DefectCode.FIELD_MISSING)
        tier = tier_of(said or self.tier) if said or self.tier else None
        own = tier_of_unit(name, code) if name else None
        # A tier that stands once over several rows ends where a unit's own name or code says otherwise.
        if tier is None or (not said and own is not None):
            tier = own
        if said:
            self.tier = said
        if name and tier is None:
            line.refuse(Field.TIER, DefectCode.TIER_UNKNOWN, {"value": said[:60]})
        if superior:
            self.superior, self.below = superior, tier
        elif self.superior and tier is not None and tier is self.below and not superior_code:
            superior = line.filled(Field.SUPERIOR, self.superior)
        elif tier is not self.below:
            self.superior = ""
        abolished = line.day(Field.ABOLISHED_ON, last=True)
        if line.defects or tier is None:
            return None
        return UnitRow(
            place=line.place,
            name=name,
            tier=tier,
            code=code,
            superior=superior,
            superior_code=superior_code,
            abolished_on=abolished,
        )

    def _a_person(self, line: _Line) -> PersonRow | None:
        unit, superior = self._unit(line)
        name, post = line.person(), line.raw(Field.POST, NAME_LIMIT * 4)
        if not name:
            line.refuse(Field.NAME, DefectCode.FIELD_MISSING)
        held = titles(post)
        if not held:
            line.refuse(Field.POST, DefectCode.FIELD_MISSING)
        for one in held:
            if len(one.title) > NAME_LIMIT:
                line.refuse(Field.POST, DefectCode.FIELD_TOO_LONG, {"length": len(one.title), "limit": NAME_LIMIT})
        if line.text(Field.ACTING).casefold() in _YES:
            held = tuple(replace(one, acting=True) for one in held)
        chief = line.text(Field.CHIEF).casefold()
        first, last = line.term()
        row = PersonRow(
            place=line.place,
            unit=unit,
            superior=superior,
            code=line.code(Field.CODE),
            titles=held,
            name="" if vacant(name) else name,
            number=line.text(Field.NUMBER),
            chief=chief in _YES if chief else None,
            phone=line.phone(),
            from_on=first,
            until_on=last,
            roles=line.roles(),
            sectors=line.several(Field.SECTORS),
            places=line.several(Field.PLACES),
        )
        if not (unit or superior or row.code):
            line.refuse(Field.UNIT, DefectCode.FIELD_MISSING)
        return row

    def _an_assignment(self, line: _Line) -> AssignmentRow | None:
        name, target = line.person(), line.name(Field.TARGET)
        for which, text in ((Field.NAME, name), (Field.TARGET, target)):
            if not text:
                line.refuse(which, DefectCode.FIELD_MISSING)
        first, last = line.term()
        return AssignmentRow(
            place=line.place,
            name=name,
            number=line.text(Field.NUMBER),
            unit=line.name(Field.UNIT),
            post=line.text(Field.POST),
            target=target,
            from_on=first,
            until_on=last,
        )

    def _a_duty(self, line: _Line) -> DutyRow | None:
        unit, superior = self._unit(line)
        said, matter, basis = (
            line.text(Field.TOPIC),
            line.raw(Field.DUTY, MATTER_LIMIT),
            line.raw(Field.BASIS, BASIS_LIMIT),
        )
        topic = topic_of(said)
        if said and topic is None:
            line.refuse(Field.TOPIC, DefectCode.TOPIC_UNKNOWN, {"value": said[:60]})
        for which, text in ((Field.UNIT, unit or superior), (Field.DUTY, matter or said), (Field.BASIS, basis)):
            if not text:
                line.refuse(which, DefectCode.FIELD_MISSING)
        first, last = line.term()
        return DutyRow(
            place=line.place,
            unit=unit,
            superior=superior,
            topic=topic,
            matter=matter,
            basis=basis,
            from_on=first,
            until_on=last,
        )

    def _unit(self, line: _Line) -> tuple[str, str]:
        """Unit and superior of a row; written once, they hold for the rows below up to the next empty row."""
        unit, superior = line.name(Field.UNIT), line.name(Field.SUPERIOR)
        if superior:
            self.superior, self.unit = superior, unit
        elif unit:
            self.unit = unit
        superior = superior or line.filled(Field.SUPERIOR, self.superior)
        return unit or line.filled(Field.UNIT, self.unit), superior


@dataclass(slots=True)
class _Line:
    """One row on its way; collects the defects."""

    number: int
    cells: tuple[Cell, ...]
    original: tuple[str, ...]
    layout: Layout
    limits: Limits
    defects: list[Defect] = field(default_factory=list)
    months: int = 0
    _added: dict[int, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return Place(self.layout.worksheet, self.number)

    def whole(self) -> tuple[str, ...]:
        """The row as it came, with what a cell above says for it: sent back alone, it must say the same."""
        cells = [*self.original, *[""] * (len(self.layout.names) - len(self.original))]
        for index, text in self._added.items():
            cells[index] = text
        return tuple(cells)

    def filled(self, which: Field, text: str) -> str:
        """Note that a cell above says `text` for this one."""
        index = self.layout.column(which)
        if index is not None and text:
            self._added[index] = text
        return text

    def raw(self, which: Field, limit: int) -> str:
        """The cleaned text of a cell, line ends kept."""
        said = plain(self._cell(which))
        if len(said) > limit * 20:
            self.refuse(which, DefectCode.FIELD_TOO_LONG, {"length": len(said), "limit": limit})
            return ""
        if broken(said):
            self.refuse(which, DefectCode.TEXT_BROKEN)
        text = clean(said)
        if len(text) > limit:
            self.refuse(which, DefectCode.FIELD_TOO_LONG, {"length": len(text), "limit": limit})
        return "" if simpler(text) in _NOTHING_SAID else text

    def text(self, which: Field) -> str:
        return " ".join(self.raw(which, self.limits.short).split())

    def name(self, which: Field) -> str:
        """The name of a unit: spaces that only spread its characters are taken out."""
        return _HAN_SPACE.sub("", " ".join(self.raw(which, NAME_LIMIT).split()))

    def person(self) -> str:
        return _NAME_NOTE.sub("", self.name(Field.NAME))

    def code(self, which: Field) -> str:
        if rounded(self._cell(which)):
            self.refuse(which, DefectCode.NUMBER_ROUNDED, {"value": plain(self._cell(which))[:60]})
            return ""
        said = self.text(which).replace(" ", "")
        if said and (not _CODE.fullmatch(said) or len(said) > 32):
            self.refuse(which, DefectCode.CODE_INVALID, {"value": said[:60]})
            return ""
        return bare_code(said)

    def phone(self) -> str:
        if rounded(self._cell(Field.PHONE)):
            self.refuse(Field.PHONE, DefectCode.NUMBER_ROUNDED, {"value": plain(self._cell(Field.PHONE))[:60]})
            return ""
        return self.text(Field.PHONE)

    def several(self, which: Field) -> tuple[str, ...]:
        """The parts of a cell, each once."""
        parts = (" ".join(one.split()) for one in _SEPARATOR.split(self.raw(which, _LIST_LIMIT)))
        return tuple(dict.fromkeys(_HAN_SPACE.sub("", one) for one in parts if one))

    def roles(self) -> tuple[Role, ...]:
        known = []
        for word in self.several(Field.ROLES):
            role = role_of(word)
            if role is None or role.value == "resident":
                self.refuse(Field.ROLES, DefectCode.ROLE_UNKNOWN, {"value": word[:60]})
            else:
                known.append(role)
        return tuple(dict.fromkeys(known))

    def term(self) -> tuple[date | None, date | None]:
        first, last = self.day(Field.FROM_ON), self.day(Field.UNTIL_ON, last=True)
        if first is not None and last is not None and last < first:
            self.refuse(
                Field.UNTIL_ON, DefectCode.DATES_BACKWARDS, {"first": first.isoformat(), "last": last.isoformat()}
            )
        return first, last

    def day(self, which: Field, *, last: bool = False) -> date | None:
        """The day of a cell; None where it is empty or says that there is no end."""
        value = self._cell(which)
        if isinstance(value, str):
            bare = simpler(clean(value[: self.limits.short])).replace(" ", "")
            if not bare or bare in _NOTHING_SAID or bare in _OPEN:
                return None
        month = _MONTH.fullmatch(plain(value).strip()) if isinstance(value, str | float) else None
        if month is not None and isinstance(value, float) and len(month[2]) == 1:
            # 2021.1 as a number may have been typed as 2021.10.
            self.refuse(which, DefectCode.DATE_AMBIGUOUS, {"value": plain(value)})
            return None
        if month is not None and 1949 <= int(month[1]) <= 2100 and 1 <= int(month[2]) <= 12:
            self.months += 1
            year, number = int(month[1]), int(month[2])
            return date(year, number, calendar.monthrange(year, number)[1] if last else 1)
        try:
            return read_moment(value, FAR).at.date()
        except MomentError as fault:
            self.refuse(which, fault.code, fault.facts)
            return None

    def refuse(self, which: Field, code: DefectCode, facts: Mapping[str, Fact] | None = None) -> None:
        index = self.layout.column(which)
        # Where the column itself is missing the row as a whole is meant.
        column = "" if index is None else self.layout.names[index]
        self.defects.append(
            Defect(
                row=self.number,
                column=column,
                code=code,
                facts=facts or ({"field": which.value} if code is DefectCode.FIELD_MISSING else {}),
                letter="" if index is None else letter(index),
                worksheet=self.layout.worksheet,
            )
        )

    def _cell(self, which: Field) -> Cell:
        index = self.layout.column(which)
        return self.cells[index] if index is not None and index < len(self.cells) else ""
