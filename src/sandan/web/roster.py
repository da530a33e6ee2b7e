"""The organisation as a workbook, in the very columns that the import reads; the template to fill in; and the rows that were sent back.

Phones are sealed. They are written only where someone asked for them; whoever makes a call has reason to, a list lying about has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from sandan.desk import roster as desk
from sandan.domain.authority import Role
from sandan.domain.values import Tier, Topic
from sandan.intake.layout import Field, Kind
from sandan.intake.returned import ReturnedRow, ReturnedSheet, write_returned_sheets
from sandan.intake.standing import Assignment, Held, Standing, Units
from sandan.projections.roster import Roster
from sandan.web.defect import column_name, told_row
from sandan.web.label import KIND, ROLE, TIER, TOPIC

Cell = str | date | None
Line = dict[Field, Cell]

COLUMNS: dict[Kind, tuple[Field, ...]] = {
    Kind.UNITS: (Field.UNIT, Field.TIER, Field.SUPERIOR, Field.CODE, Field.ABOLISHED_ON),
    Kind.PEOPLE: (
        Field.UNIT,
        Field.NAME,
        Field.NUMBER,
        Field.POST,
        Field.CHIEF,
        Field.ACTING,
        Field.ROLES,
        Field.FROM_ON,
        Field.UNTIL_ON,
        Field.PHONE,
    ),
    Kind.ASSIGNMENTS: (
        Field.NAME,
        Field.NUMBER,
        Field.UNIT,
        Field.POST,
        Field.TARGET,
        Field.FROM_ON,
        Field.UNTIL_ON,
    ),
    Kind.DUTIES: (Field.UNIT, Field.TOPIC, Field.DUTY, Field.BASIS, Field.FROM_ON, Field.UNTIL_ON),
}
"""The columns of each sheet, in their order."""
_WIDTH = {Field.DUTY: 40, Field.BASIS: 40, Field.UNIT: 24, Field.TARGET: 24, Field.SUPERIOR: 20, Field.ROLES: 28}
_ORDER = (Kind.UNITS, Kind.PEOPLE, Kind.ASSIGNMENTS, Kind.DUTIES)


def write_organisation(target: str | Path | IO[bytes], *, phones: bool = False, today: date | None = None) -> int:
    """Write the organisation as it is to a path or an open file (.xlsx), in the active language; answers how many rows it has.

    Brought into an empty county it gives the same one. With `phones` the sealed numbers of those who have one are opened and written.
    """
    day = today or timezone.localdate()
    everyone = desk.standing()
    stands = desk.standing({one.name for one in everyone.people}) if phones else everyone
    book = _Book(stands, day, phones)
    lines = {
        Kind.UNITS: list(book.units()),
        Kind.PEOPLE: list(book.people()),
        Kind.ASSIGNMENTS: list(book.assignments()),
        Kind.DUTIES: list(book.duties()),
    }
    return _write(target, lines, phones)


def write_template(target: str | Path | IO[bytes]) -> int:
    """Write the same workbook with one example in each sheet instead. A row that begins with 示例 in brackets is never brought in."""
    mark, county = gettext("(Example)"), gettext("Qingxi Town")
    year = timezone.localdate().year
    since = date(year, 1, 1)
    lines: dict[Kind, list[Line]] = {
        Kind.UNITS: [
            {
                Field.UNIT: f"{mark}{gettext('Shiqiao Village')}",
                Field.TIER: str(TIER[Tier.BRANCH]),
                Field.SUPERIOR: county,
            }
        ],
        Kind.PEOPLE: [
            {
                Field.UNIT: f"{mark}{county}",
                Field.NAME: gettext("Shi Xiaohe"),
                Field.POST: gettext("Town mayor"),
                Field.CHIEF: gettext("yes"),
                Field.ROLES: str(ROLE[Role.UNIT_HEAD]),
                Field.FROM_ON: since,
            }
        ],
        Kind.ASSIGNMENTS: [
            {
                Field.NAME: f"{mark}{gettext('Su Wangyue')}",
                Field.POST: gettext("Deputy county head"),
                Field.TARGET: county,
                Field.FROM_ON: since,
            }
        ],
        Kind.DUTIES: [
            {
                Field.UNIT: f"{mark}{county}",
                Field.TOPIC: str(TOPIC[Topic.WATER]),
                Field.DUTY: gettext("Looking after rural water supply"),
                Field.BASIS: gettext("Name and article of the rule"),
                Field.FROM_ON: since,
            }
        ],
    }
    return _write(target, lines, phones=True)


def write_returned_rows(roster: Roster, path: Path) -> int:
    """Write the rows that were sent back to `path` (.xlsx), sheet by sheet with their reasons; answers how many."""
    labels = (gettext("Row in the file"), gettext("Column"), gettext("Reason"))
    sheets = (
        ReturnedSheet(layout.worksheet, layout.names, _by_row(defects)) for layout, defects in desk.sent_back(roster)
    )
    return write_returned_sheets(path, sheets, told_row, labels)


def _by_row(defects: Sequence[Any]) -> Iterator[ReturnedRow]:
    for row, group in groupby(defects, key=lambda one: one.row):
        together = tuple(group)
        yield ReturnedRow(row, together[0].original, together)


@dataclass(slots=True)
class _Book:
    """The rows of each sheet."""

    stands: Standing
    today: date
    phones: bool

    def units(self) -> Iterator[Line]:
        known = self._known()
        for one in self.stands.units:
            below = one.parent not in {"", self.stands.county}
            yield {
                Field.UNIT: one.name,
                Field.TIER: str(TIER[one.tier]),
                Field.SUPERIOR: known.told(one.parent) if below else "",
                Field.CODE: one.code,
            }

    def people(self) -> Iterator[Line]:
        known, people = self._known(), {one.key: one for one in self.stands.people}
        chiefs = {one.key for one in self.stands.posts if one.chief}
        held = self._held()
        taken = {one.post for one in held}
        for post in self.stands.posts:
            if post.key not in taken and post.unit in known.by_key:
                yield {
                    Field.UNIT: known.told(post.unit),
                    Field.NAME: pgettext("post", "Vacant"),
                    Field.POST: post.title,
                    Field.CHIEF: gettext("yes") if post.chief else gettext("no"),
                    Field.ROLES: _roles(post.roles),
                    Field.FROM_ON: post.from_on,
                }
        for one in held:
            yield {
                Field.UNIT: known.told(one.unit),
                Field.NAME: people[one.person].name,
                Field.NUMBER: one.person,
                Field.POST: one.title,
                Field.CHIEF: gettext("yes") if one.post in chiefs else gettext("no"),
                Field.ACTING: gettext("yes") if one.acting else "",
                Field.ROLES: _roles(one.roles),
                Field.FROM_ON: one.from_on,
                Field.UNTIL_ON: one.until_on,
                Field.PHONE: people[one.person].phone if self.phones else "",
            }

    def assignments(self) -> Iterator[Line]:
        known, people = self._known(), {one.key: one for one in self.stands.people}
        held = self._held()
        for one in self.stands.assignments:
            seat = self._seat(one, held, known)
            if not self._runs(one.from_on, one.until_on) or seat is None:
                continue
            yield {
                Field.NAME: people[one.leader].name,
                Field.NUMBER: one.leader,
                Field.UNIT: known.told(seat.unit),
                Field.POST: seat.title,
                Field.TARGET: str(TOPIC[one.topic]) if one.topic else known.told(one.unit),
                Field.FROM_ON: one.from_on,
                Field.UNTIL_ON: one.until_on,
            }

    def duties(self) -> Iterator[Line]:
        known = self._known()
        for one in self.stands.duties:
            if self._runs(one.from_on, one.until_on) and one.unit in known.by_key:
                yield {
                    Field.UNIT: known.told(one.unit),
                    Field.TOPIC: str(TOPIC[one.topic]) if one.topic else "",
                    Field.DUTY: one.matter,
                    Field.BASIS: one.basis,
                    Field.FROM_ON: one.from_on,
                    Field.UNTIL_ON: one.until_on,
                }

    def _known(self) -> Units:
        return Units(self.stands.units, self.stands.county)

    def _held(self) -> list[Held]:
        return [one for one in self.stands.held if self._runs(one.from_on, one.until_on)]

    def _seat(self, one: Assignment, held: list[Held], known: Units) -> Held | None:
        """The post by which a leader answers: one on the tier of the assignment, where there is one."""
        mine = [each for each in held if each.person == one.leader]
        return next((each for each in mine if known.by_key[each.unit].tier is one.tier), mine[0] if mine else None)

    def _runs(self, first: date, last: date | None) -> bool:
        """Whether a term is not over, and was not taken back before it began."""
        return last is None or (last >= self.today and last >= first)


def _write(target: str | Path | IO[bytes], lines: dict[Kind, list[Line]], phones: bool) -> int:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(target) if isinstance(target, str | Path) else target, options)
    try:
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#EEEDEA", "text_wrap": True})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        dated = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        for kind in _ORDER:
            page = book.add_worksheet(str(KIND[kind])[:31])
            columns = [one for one in COLUMNS[kind] if one is not Field.PHONE or phones]
            for place, column in enumerate(columns):
                page.set_column(place, place, _WIDTH.get(column, 14))
                page.write_string(0, place, column_name(kind, column), head)
            page.freeze_panes(1, 0)
            for number, line in enumerate(lines[kind], start=1):
                for place, column in enumerate(columns):
                    _put(page, number, place, line.get(column), plain, dated)
        return sum(len(each) for each in lines.values())
    finally:
        book.close()


def _put(page: Any, row: int, column: int, cell: Cell, plain: Any, dated: Any) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, column, datetime.combine(cell, time.min), dated)
    elif cell:
        page.write_string(row, column, cell, plain)


def _roles(roles: Sequence[Role]) -> str:
    return "、".join(str(ROLE[one]) for one in roles)
