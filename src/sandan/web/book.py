"""Book (台账): one noun's register as the screens know it: its columns, its entry, its steps, how its story is told, and its sheets.

A register adds a declaration and no views: list, entry, page, steps, workbook and import are the same for all (`web/workspace/book.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sandan.desk.handle import Done, Order, identify
from sandan.desk.sheet import WITHDRAW, Trial
from sandan.domain.authority import Actor
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.register import Grade
from sandan.domain.serving import SetServing
from sandan.domain.wire import Command, Event
from sandan.intake.cell import Cell as RawCell
from sandan.intake.cell import clean, plain
from sandan.intake.defect import Defect
from sandan.intake.moment import MomentError, read_moment
from sandan.intake.table import Table, read_table
from sandan.projections.figure import FIGURES
from sandan.projections.programme import running
from sandan.projections.record import Record
from sandan.projections.version import now
from sandan.web.column import Column, Names
from sandan.web.defect import told_row
from sandan.web.entry import EntryForm, Known, headings
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import Label
from sandan.web.message import told
from sandan.web.quantity import shown as shown_quantity
from sandan.web.story import Line

NUMBER = "number"
_NUMBER_HEADINGS = {"编号": NUMBER, "編號": NUMBER, "Number": NUMBER}

GRADE: dict[Grade, Label] = {
    Grade.CLAIMED: _("Claimed by those who did it"),
    Grade.DOCUMENTED: _("Documented"),
    Grade.VERIFIED: _("Verified by others"),
    Grade.CONFIRMED: _("Confirmed by the served"),
}

CAMPAIGN: Label = _("Campaign")
"""The place where registers stand that say of no other."""

Enter = Callable[[Mapping[str, Any], Actor, str], list[Order]]


@dataclass(frozen=True, slots=True)
class Step:
    """A step on one record. `sample` makes a command that only the record itself can make wrong: the decider says whether it is offered."""

    label: Label
    done: Label
    form: type[KeyedForm]
    sample: Callable[[Any, date], Command]
    orders: Callable[[Any, Mapping[str, Any], Actor, str], list[Order]]
    grave: bool = False
    sample_for: Callable[[Any, date, Actor], Command] | None = None
    """The same, where it depends on who looks: what of the record is theirs."""
    ready: Callable[[Any, Actor], bool] = lambda _row, _by: True
    """Whether what else the step means would be taken, too."""
    initial: Callable[[Any], Mapping[str, Any]] = lambda _row: {}
    """What is known already of what the form asks for, beyond what the row says under the name of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A register. `name` is the noun and its stream, `plural` the word in addresses.

    `enter` makes the orders of one entry; the first of them begins the record, under the id that `identify` makes of the key.
    """

    name: str
    plural: str
    title: Label
    new: Label
    lead: Label
    table: type[Record]
    columns: tuple[Column, ...]
    facts: tuple[Column, ...] = ()
    """What the record's own page tells beyond its columns."""
    apart: tuple[Column, ...] = ()
    """What the workbook has in columns of its own because an entry asks for it so, and the pages tell in another way."""
    status: Mapping[Any, Label]
    status_of: type[StrEnum]
    command: str
    """The command whose right is the right to make an entry."""
    form: type[EntryForm]
    enter: Enter
    steps: Mapping[str, Step] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    links: tuple[tuple[str, Label], ...] = ()
    """Further pages of this register: name of the address, and what it is called."""
    called: Callable[[Any], str] = lambda row: str(row.title)
    """What a record's own page calls it."""
    text: str = "note"
    """The column that holds what was written about it, "" for none."""
    page: str = "workspace/book/record.html"
    """The template of one record."""
    visible: Callable[[Any, Actor], Any] = lambda rows, _by: rows
    """Those of some rows that a reader may know of. Of the others nothing is shown, counted or handed out, not even that they are."""
    private: Callable[[Any, Actor], list[tuple[Label, str]]] = lambda _row, _by: []
    """What a record's page tells some readers alone, from what is sealed: the function asks who reads."""
    opens: Callable[[Any, Actor], bool] = lambda _row, _by: True
    """Whether a reader may open the files that a record's entries name: not everybody, where a file may name whom the register seals."""
    untold: Callable[[Any, Event], bool] = lambda _row, _event: False
    """Which events of its stream a record's page leaves out."""
    entry_page: str = "workspace/book/new.html"
    more: Callable[[Any, Any, Names], Mapping[str, Any]] = lambda _request, _row, _names: {}
    """What the record's own page shows besides: more of its template's context."""
    entered: Callable[[Any, Done], None] = lambda _request, _done: None
    """What the screen remembers of an entry just made, such as receipts to be handed out."""
    serves: bool = True
    """Whether it is for people to say in which programmes a record counts. Where it follows from the record itself, it is not."""
    active: str = "campaign"
    """The place of the navigation that it belongs to."""
    home: Label = CAMPAIGN
    """What that place is called."""
    entries: bool = True
    """Whether people make entries of their own. Where a record only comes about by a step on another, they do not."""
    together: Callable[[Mapping[str, Any]], object] | None = None
    """What rows of a sheet have in common that tell of one record, by what their forms say; something false for a row that stands alone."""
    joined: Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any]] = lambda rows: rows[0]
    """What such rows say together, as one entry."""
    sheets: bool = True
    """Whether an office's own table can be brought in. Not where it would lie about unsealed with who is ill in it."""

    @property
    def workbook(self) -> tuple[Column, ...]:
        """The columns of the workbook: what the pages tell of a record, what was written about it, and what stands apart."""
        told = (*self.columns, *self.facts, *self.apart)
        field = self.form.base_fields.get(self.text)
        if field is None or field.label is None or str(field.label) in {str(each.title) for each in told}:
            return told
        return (*told, Column(field.label, lambda row, _names: getattr(row, self.text), 40, kind="long"))

    def orders(self, data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
        """The orders of one entry: those of the noun, and in which programmes it counts."""
        made = self.enter(data, by, key)
        programmes = tuple(data.get("programmes") or ())
        if not programmes:
            return made
        record = made[0].stream.partition("/")[2]
        unit = data.get("unit") or by.unit
        link = SetServing(record=record, noun=self.name, programmes=programmes, unit=unit)
        return [*made, Order(f"serving/{record}", link)]

    def status_word(self, row: Any) -> Label:
        """Where a record stands, in words."""
        return self.status[self.status_of(row.status)]


BOOKS: dict[str, Book] = {}
"""Every register by its noun, in the order in which the campaign page lists them."""
CASES: dict[str, Book] = {}
"""Registers of the service, by noun: in no programme, from no workbook, and for those alone who work on the cases."""


def withdrawing(noun: str) -> Step:
    """The step by which an entry made by mistake is taken back, the same in every register."""
    make = WITHDRAW[noun]
    return Step(
        _("Entered by mistake"),
        _("Taken back. It stays readable and counts nowhere."),
        ReasonForm,
        lambda row, _today: make(row.key, "·"),
        lambda row, data, _by, _key: [Order(f"{noun}/{row.key}", make(row.key, data["reason"]))],
        grave=True,
    )


def register(book: Book) -> Book:
    """Add a register to `BOOKS`; one of the service, whose records are cases of people, to `CASES`."""
    (CASES if book.active == "applications" else BOOKS)[book.name] = book
    return book


def likely(book: Book, on: date) -> list[str]:
    """The programmes that run on a day and report on a register, by the figures that they list or plan; one that lists none takes all.

    A lecture is no part of a programme about the hotline because both are in the same months.
    """
    found = []
    for each in running(on):
        ids = [*each.indicators.split(), *(id for _stage, id, _words in json.loads(each.planned))]
        about = (
            FIGURES[id].table is book.table or id.startswith((f"{book.plural}.", f"{book.name}."))
            for id in ids
            if id in FIGURES
        )
        if not ids or any(about):
            found.append(each.key)
    return found


def quantity_cell(row: Any, name: str) -> str | None:
    """A quantity that a row holds in three columns, as it was said."""
    value = getattr(row, name)
    if value is None:
        return None
    held = Quantity(value, Measure(getattr(row, f"{name}_measure")), Qualifier(getattr(row, f"{name}_qualifier")))
    return shown_quantity(held)


def place_cell(row: Any, names: Names) -> str:
    """Town and village."""
    return names.place(row.town, row.village)


def grade_cell(row: Any, _names: Names) -> str:
    """What stands behind the record."""
    return str(GRADE[Grade(row.grade)])


# --- a sheet ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it was read: the orders that it asks for, or why not. `same`: it is in the register already."""

    number: int
    original: tuple[str, ...] = field(repr=False)
    orders: tuple[Order, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    """(heading, text) of its cells."""
    errors: tuple[tuple[str, str], ...] = ()
    """(heading or "", what is wrong and the way out)."""
    same: bool = False
    along: int = 0
    """The row whose record it is part of, where several rows tell of one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole sheet as it was read."""

    table: Table
    rows: tuple[SheetRow, ...]
    missing: tuple[str, ...]
    """Columns that are needed and have no name in the header."""

    @property
    def good(self) -> list[SheetRow]:
        """Rows that make a record."""
        return [each for each in self.rows if each.orders]

    @property
    def taken(self) -> list[SheetRow]:
        """Rows that make a record or are part of one."""
        return [each for each in self.rows if each.orders or each.along]

    @property
    def bad(self) -> list[SheetRow]:
        """Rows that are sent back."""
        return [each for each in self.rows if each.errors]

    @property
    def same(self) -> list[SheetRow]:
        """Rows that are there already."""
        return [each for each in self.rows if each.same]


def read_sheet(book: Book, source: bytes, name: str, by: Actor, programmes: Sequence[str] = ()) -> Reading:
    """Read an office's own table by the register's form. Raises SheetError where the file cannot be read at all."""
    known = Known()
    blank = book.form(actor=by, known=known)
    table = read_table(source, name, headings(blank, _NUMBER_HEADINGS))
    numbers = [clean(plain(each.cells.get(NUMBER, ""))) for each in table.rows]
    there = set(
        book.visible(now(book.table), by)
        .filter(number__in=sorted({*numbers} - {""})[:5000])
        .values_list("number", flat=True)
    )
    needed = [str(each.label) for which, each in blank.columns().items() if each.required and which not in table.fields]
    if needed and not (numbers and all(each in there for each in numbers)):
        return Reading(table, (), tuple(needed))
    trial = Trial(by, timezone.localtime())
    sending = _Sending(by, known, tuple(programmes), there, set(), trial)
    read = [_read(book, each, table, sending) for each in table.rows]
    groups: dict[object, list[_Row]] = {}
    for each in read:
        if isinstance(each, _Row):
            groups.setdefault((book.together and book.together(each.data)) or each.number, []).append(each)
    rows = [each for each in read if isinstance(each, SheetRow)]
    rows += [each for group in groups.values() for each in _made(book, group, sending)]
    return Reading(table, tuple(sorted(rows, key=lambda each: each.number)), ())


@dataclass(frozen=True, slots=True)
class _Sending:
    """What the rows of one sheet share."""

    by: Actor
    known: Known
    programmes: tuple[str, ...]
    there: set[str]
    seen: set[str]
    trial: Trial


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that the form takes: what it says, and the mark by which the same row is known again."""

    number: int
    original: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    data: Mapping[str, Any]
    mark: str


def _read(book: Book, raw: Any, table: Table, sending: _Sending) -> SheetRow | _Row:
    said = tuple((table.fields[which], clean(plain(cell))) for which, cell in raw.cells.items())
    if clean(plain(raw.cells.get(NUMBER, ""))) in sending.there:
        return SheetRow(raw.number, raw.original, said=said, same=True)
    data, errors = _data(book, raw, table, sending)
    mark = _mark(book.name, sorted(data.items()))
    form = book.form({**data, "key": mark[:32]}, actor=sending.by, known=sending.known)
    if not form.is_valid():
        for which, problems in form.errors.items():
            heading = table.fields.get(which) or (str(form.fields[which].label) if which in form.fields else "")
            errors.extend((heading, str(each)) for each in problems)
    if errors:
        return SheetRow(raw.number, raw.original, said=said, errors=tuple(errors))
    return _Row(raw.number, raw.original, said, form.cleaned_data, mark)


def _mark(*said: object) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()


def _made(book: Book, rows: Sequence[_Row], sending: _Sending) -> list[SheetRow]:
    """The rows of one record: its orders stand with the first of them. Those that an earlier sheet made a record of are there already."""
    there = _there(book, rows)
    same = [SheetRow(each.number, each.original, said=each.said, same=True) for each in there]
    rows = [each for each in rows if each not in there]
    if not rows:
        return same
    first = rows[0]
    key = _fresh(book, _key_of(book, rows))
    if not key or key in sending.seen:
        return [*same, *(SheetRow(each.number, each.original, said=each.said, same=True) for each in rows)]
    sending.seen.add(key)
    data = first.data if len(rows) == 1 else book.joined([each.data for each in rows])
    orders = book.orders({**data, "programmes": sending.programmes}, sending.by, key)
    refusal = sending.trial(orders)
    if refusal is not None:
        errors = (("", told(refusal)),)
        return [*same, *(SheetRow(each.number, each.original, said=each.said, errors=errors) for each in rows)]
    others = [SheetRow(each.number, each.original, said=each.said, along=first.number) for each in rows[1:]]
    return [*same, SheetRow(first.number, first.original, tuple(orders), first.said), *others]


def _key_of(book: Book, rows: Sequence[_Row]) -> str:
    """The key of the record that these rows make together."""
    return f"{book.name}:{rows[0].mark if len(rows) == 1 else _mark([each.mark for each in rows])}"


def _there(book: Book, rows: Sequence[_Row]) -> list[_Row]:
    """Those of a group that stand in the register: a register grows, and its first rows were brought in before the last."""
    spans = [(first, last) for first in range(len(rows)) for last in range(len(rows), first, -1)]
    keys = {span: _key_of(book, rows[span[0] : span[1]]) for span in spans}
    made = set(now(book.table).filter(key__in=[identify(each) for each in keys.values()]).values_list("key", flat=True))
    found: list[_Row] = []
    at = 0
    for first, last in spans:  # the longest first, from each row on
        if first >= at and identify(keys[first, last]) in made and not _fresh(book, keys[first, last]):
            found += rows[first:last]
            at = last
    return found


def _data(book: Book, raw: Any, table: Table, sending: _Sending) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The cells as a person would have typed them into the form."""
    data: dict[str, str] = {}
    errors: list[tuple[str, str]] = []
    columns = book.form(actor=sending.by, known=sending.known).columns()
    for which, cell in raw.cells.items():
        if which == NUMBER:
            continue
        try:
            data[which] = _typed(columns[which], cell)
        except MomentError as fault:
            defect = Defect(raw.number, table.fields[which], fault.code, fault.facts)
            errors.append((table.fields[which], told_row(defect)))
            data[which] = ""
    if "unit" in columns and not data.get("unit"):
        data["unit"] = sending.by.unit
    return data, errors


def _typed(asked: forms.Field, cell: RawCell) -> str:
    text = clean(plain(cell))
    if isinstance(asked, forms.DateField) and text:
        return read_moment(cell, timezone.localdate().replace(month=12, day=31)).at.date().isoformat()
    return text


def _fresh(book: Book, mark: str) -> str:
    """The key under which a row makes a record: the same row is the same record, unless that was taken back. "" where it is there."""
    for attempt in range(20):
        key = f"{mark}/{attempt}" if attempt else mark
        row = now(book.table).filter(key=identify(key)).first()
        if row is None:
            return key
        if row.withdrawn_on is None:
            return ""
    return ""


def refused_words(row: SheetRow) -> str:
    """Why a row was sent back, on one line."""
    return " ".join(f"{heading}: {words}" if heading else words for heading, words in row.errors)
