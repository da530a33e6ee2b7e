"""Applications from a town's own table: each household held against the county, all good ones entered in one transaction, and taken back
as one.

Sending the same file again enters nobody twice: a household is told by its head's identity number, which stays sealed, among the
applications of the town that stand, and by the day of application where the file says one. The original is kept, sealed; the ledger says
that a file came, for whom, and what it made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import timezone

from sandan.desk.application import Applying, officials, resting, submission, villages
from sandan.desk.handle import Done, Order, handle, identify
from sandan.desk.opinion import receipt_code
from sandan.desk.sheet import Taking, Trial, take, told
from sandan.domain.allowance import Household
from sandan.domain.application import (
    OPEN,
    ApplicationStatus,
    ApplicationSubmitted,
    Route,
    SubmitApplication,
    WithdrawApplication,
)
from sandan.domain.authority import Actor, permit
from sandan.domain.item import Item
from sandan.domain.sheet import UndoSheet
from sandan.domain.values import Refusal, Tier, require
from sandan.domain.wire import decode
from sandan.intake.defect import Defect, DefectCode, Fact
from sandan.intake.header import simpler
from sandan.intake.household import Column, HouseholdRow, Reading, read_households
from sandan.ledger import file, read
from sandan.ledger.seal import keyed_digest
from sandan.projections.application import Application
from sandan.projections.service_item import bureau_of, in_force, items
from sandan.projections.sheet import Sheet
from sandan.projections.unit import Unit
from sandan.projections.version import now

BOOK = "application"
"""Under which name these sheets stand among those of the registers."""
_STANDS = frozenset(each.value for each in OPEN | {ApplicationStatus.GRANTED})
_UNTOUCHED = frozenset(each.value for each in (ApplicationStatus.SUBMITTED, ApplicationStatus.ACCEPTED))
_GONE = ApplicationStatus.WITHDRAWN.value
_ATTEMPTS = 20
_KINDS = frozenset({"xlsx", "xls", "ods", "csv", "tsv", "txt"})
_SHORT = {"低保": "最低生活保障", "特困": "特困", "临时救助": "临时救助"}
"""What people write for an item, and what stands in its title then."""


@dataclass(frozen=True, slots=True)
class Row:
    """A household of the file: the orders that enter it with what is missing, or that it stands already, or neither where it goes back."""

    said: HouseholdRow
    item: Item | None = None
    orders: tuple[Order, ...] = field(default=(), repr=False)
    missing: tuple[str, ...] = ()
    """Titles of the papers that were not handed in: all of them, at once."""
    stands: str = ""
    """The number of the application that it has already."""

    @property
    def complete(self) -> bool:
        """Whether it is accepted with the entry: every paper is there, and the matching of data is authorised."""
        return not self.missing and self.said.consent


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do. `defects` are those of its rows, and of the rows that come along with them."""

    reading: Reading
    rows: tuple[Row, ...]
    defects: tuple[Defect, ...]

    @property
    def good(self) -> list[Row]:
        """Households that are entered."""
        return [each for each in self.rows if each.orders]

    @property
    def same(self) -> list[Row]:
        """Households that have an application already."""
        return [each for each in self.rows if each.stands]

    @property
    def back(self) -> tuple[int, ...]:
        """The rows that go back."""
        return tuple(sorted({each.row for each in self.defects}))


Refuse = Callable[[Column, DefectCode, str], None]


@dataclass(slots=True)
class _County:
    """What the rows of a file are held against."""

    by: Actor
    today: date
    items: tuple[Item, ...]
    otherwise: Item | None
    villages: Mapping[str, tuple[str, ...]]
    officials: Mapping[str, tuple[str, ...]]
    standing: Mapping[tuple[str, str], str]


def plan(content: bytes, file_name: str, by: Actor, item: str = "", at: datetime | None = None) -> Plan:
    """What bringing a file in would do now; nothing is written. `item` is that of rows that name none.

    Refuses who may not enter applications, and (`not_of_a_town`) who sits in no town: towns take them (art. 11). Raises SheetError where
    the file cannot be read as a whole.
    """
    permit(SubmitApplication.name, by)
    require(now(Unit).filter(key=by.unit, tier=Tier.TOWN.value).exists(), "not_of_a_town")
    moment = timezone.localtime(at)
    reading = read_households(content, file_name, moment.date())
    offered = tuple(items(moment.date()))
    bureaus = sorted({bureau_of(each.code) for each in offered})
    county = _County(
        by,
        moment.date(),
        offered,
        next((each for each in offered if each.code == item), None),
        _named(villages(by.unit)),
        _named([(person, words.partition(" · ")[0]) for person, words in officials(by.unit, *bureaus)]),
        standing(by.unit),
    )
    trial = Trial(by, moment)
    seen: set[str] = set()
    rows: list[Row] = []
    defects = list(reading.defects)
    for said in reading.households:
        row, found = _row(said, county, seen, moment)
        if not found and row.orders and (refusal := trial(row.orders)) is not None:
            found = [_refused(said, refusal)]
        if found:
            defects += [_placed(each, reading) for each in found]
        else:
            rows.append(row)
    return Plan(reading, tuple(rows), tuple(_together(defects, reading)))


def bring_in(content: bytes, file_name: str, by: Actor, key: str, item: str = "", at: datetime | None = None) -> str:
    """Enter every good household of a file in one transaction; answers the sheet's id.

    Refuses (`nothing_to_take`, `rows_too_many`). The name of the file is not kept: it may be somebody's.
    """
    sheet = identify(key, "sheet")
    if now(Sheet).filter(key=sheet).exists():  # sent twice, it happens once
        return sheet
    one = plan(content, file_name, by, item, at)
    on = timezone.localtime(at).date()
    kind = file_name.rpartition(".")[2].lower()
    what = Taking(
        book=BOOK,
        content=content,
        file_name=f"{item or BOOK}-{on:%Y%m%d}.{kind if kind in _KINDS else 'xlsx'}",
        worksheet=one.reading.table.worksheet,
        rows=[each.orders for each in one.good],
        same=len(one.same),
        refused=one.back,
    )
    return take(what, by, key, at)


def undo(sheet: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take back every application that a file made: all of them, or none.

    Refuses (`sheet_in_use`, count) once anybody has worked on one of them beyond accepting it, and what the deciders refuse.
    """
    made = [each.partition("/")[2] for each in told(sheet).made]
    rows = now(Application).filter(key__in=made).order_by("position", "key")
    used = sum(1 for each in rows if each.status not in _UNTOUCHED and each.status != _GONE)
    require(used == 0, "sheet_in_use", count=used)
    orders = [Order(f"sheet/{sheet}", UndoSheet(sheet=sheet, reason=reason))]
    for each in rows:
        if each.status != _GONE:
            given_up = WithdrawApplication(application=each.key, reason=reason)
            orders += [Order(f"application/{each.key}", given_up), *resting(given_up)]
    return handle(orders, by, key, at)


def sheets_of(by: Actor, most: int = 10) -> list[Sheet]:
    """The files that were brought in for the actor's own unit, newest first."""
    units = {by.unit, *by.absorbed}
    rows = now(Sheet).filter(book=BOOK).order_by("-position")[:200]
    return [each for each in rows if told(each.key).unit in units][:most]


def sent_back(sheet: Sheet, by: Actor, at: datetime | None = None) -> tuple[Reading, list[Defect]]:
    """The rows that a file got back, as they came, with the reasons as they stand today. Read from the kept original anew."""
    wanted = {int(each) for each in sheet.refused.split()}
    one = plan(file.load(sheet.file), sheet.file_name, by, sheet.file_name.partition("-")[0], at)
    return one.reading, sorted((each for each in one.defects if each.row in wanted), key=lambda each: each.row)


def receipts(sheet: str) -> list[tuple[str, str, str]]:
    """Of every application that a file made: number, head of the household, receipt code. Whoever shows them writes the viewings down."""
    made = [each.partition("/")[2] for each in told(sheet).made]
    numbers = dict(now(Application).filter(key__in=made).values_list("key", "number"))
    found = []
    for key in made:
        first = _submitted(key)
        if first is not None and first.household is not None:
            found.append((numbers[key], first.household.members[0].name, first.receipt))
    return found


def standing(unit: str) -> dict[tuple[str, str], str]:
    """The numbers of the town's applications that stand, by item and the head's identity number. What is sealed is opened to tell one
    household from another, and shown to nobody."""
    found = {}
    for row in now(Application).filter(unit=unit, status__in=_STANDS).order_by("position"):
        first = _submitted(row.key)
        if first is not None and first.household is not None and (head := first.household.members[0].id_number):
            found[row.item, head] = row.number
    return found


def _submitted(key: str) -> ApplicationSubmitted | None:
    for entry in read.stream(f"application/{key}", personal=("application.submitted/",)):
        event = decode(entry.kind, entry.public, entry.internal, entry.personal)
        if isinstance(event, ApplicationSubmitted):
            return event
    return None


def _named(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Ids by name; several where the name is shared."""
    found: dict[str, tuple[str, ...]] = {}
    for key, name in pairs:
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), key)))
    return found


def _row(said: HouseholdRow, county: _County, seen: set[str], at: datetime) -> tuple[Row, list[Defect]]:
    """What a household of the file comes to; the defects are not placed in a column yet."""
    defects: list[Defect] = []

    def refuse(which: Column, code: DefectCode, value: str) -> None:
        papers = "、".join(each.title for each in item.asked) if item is not None else ""
        facts: dict[str, Fact] = {"papers": papers} if code is DefectCode.PAPER_UNKNOWN else {}
        facts |= {"field": which.value} if code is DefectCode.FIELD_MISSING else {"value": value[:60]}
        defects.append(Defect(row=said.row, column=which.value, code=code, facts=facts))

    item = _item(said.item, county)
    if item is None:
        refuse(Column.ITEM, DefectCode.ITEM_UNKNOWN if said.item else DefectCode.FIELD_MISSING, said.item)
    try:
        item = in_force(item.code, said.applied_on or county.today) if item is not None else None
    except Refusal as refusal:
        return Row(said), [_refused(said, refusal)]
    given = _papers(said.papers, item, refuse) if item is not None else ()
    village = _one(said.village, county.villages, Column.VILLAGE, refuse)
    related = tuple(_one(each, county.officials, Column.RELATED, refuse) for each in said.related)
    if defects or item is None:
        return Row(said), defects
    if (stands := county.standing.get((item.code, said.members[0].id_number))) is not None:
        return Row(said, item, stands=stands), []
    key, stands = _fresh(said, item, county.by, seen)
    if not key:
        return Row(said, item, stands=stands or "—"), []
    applying = Applying(
        item=item.code,
        town=county.by.unit,
        village=village,
        area=said.area,
        household=_household(said, item),
        consent=said.consent,
        given=given,
        related=related,
        phone=said.phone,
        note=said.note,
        route=Route.IMPORT,
        happened_on=said.applied_on,
    )
    missing = tuple(each.title for each in item.asked if each.code not in given)
    try:
        orders = submission(applying, key, receipt_code(), at)
    except Refusal as refusal:
        return Row(said), [_refused(said, refusal)]
    return Row(said, item, tuple(orders), missing), []


def _refused(said: HouseholdRow, refusal: Refusal) -> Defect:
    """What the rules themselves say against a household, in their words."""
    facts = {name: each if isinstance(each, int | float) else str(each) for name, each in refusal.facts.items()}
    return Defect(row=said.row, column="", code=DefectCode.REFUSED, facts={"refusal": refusal.code, **facts})


def _household(said: HouseholdRow, item: Item) -> Household:
    """The members, with their incomes over the months that the file says, else over those for which the item asks."""
    window = item.rules.window_months
    members = tuple(
        replace(one, incomes=tuple(replace(each, months=over or window) for each in one.incomes))
        for one, over in zip(said.members, said.months, strict=True)
    )
    return Household(members, (), said.property_met)


def _item(text: str, county: _County) -> Item | None:
    """The item that a cell means: by its code, its title, or a part of the title that no other has. Without words, that of the file."""
    if not text:
        return county.otherwise
    exact = [each for each in county.items if text in (each.code, each.title)]
    part = simpler(_SHORT.get(text, text))
    near = [each for each in county.items if part in simpler(each.title)]
    found = exact or near
    return found[0] if len(found) == 1 else None


def _papers(texts: Sequence[str], item: Item, refuse: Refuse) -> tuple[str, ...]:
    """The codes of papers that were handed in. What the office finds out by itself may be listed and is not asked for."""
    found = []
    for text in texts:
        part = simpler(text)
        exact = [each for each in item.papers if text in (each.code, each.title)]
        near = [each for each in item.papers if part in simpler(each.title) or simpler(each.title) in part]
        fits = exact or near
        if len(fits) != 1:
            refuse(Column.PAPERS, DefectCode.PAPER_UNKNOWN, text)
        elif not fits[0].known:
            found.append(fits[0].code)
    return tuple(dict.fromkeys(found))


def _one(text: str, known: Mapping[str, tuple[str, ...]], which: Column, refuse: Refuse) -> str:
    """The unit or person that a name means; a village also after its town's name."""
    if not text:
        return ""
    found = known.get(text) or next((keys for name, keys in known.items() if text.endswith(name)), ())
    if len(found) == 1:
        return found[0]
    missing, several = (
        (DefectCode.UNIT_UNKNOWN, DefectCode.UNIT_AMBIGUOUS)
        if which is Column.VILLAGE
        else (DefectCode.PERSON_UNKNOWN, DefectCode.PERSON_AMBIGUOUS)
    )
    refuse(which, several if found else missing, text)
    return ""


def _fresh(said: HouseholdRow, item: Item, by: Actor, seen: set[str]) -> tuple[str, str]:
    """The id under which a household's application is entered, the same for the same row; "" with the number where it was entered before.

    A row that names its day means that application and no other, however it ended, unless it was withdrawn. One that names none means a
    new one where the last has ended.
    """
    head = said.members[0].id_number
    day = said.applied_on.isoformat() if said.applied_on else ""
    for attempt in range(_ATTEMPTS):
        key = identify(keyed_digest("household", f"{by.unit} {item.code} {head} {day} {attempt}"))
        row = now(Application).filter(key=key).first()
        if row is None:
            fresh = key not in seen
            seen.add(key)
            return (key, "") if fresh else ("", "")
        if row.status != _GONE and (day or row.status in _STANDS):
            return "", row.number
    return "", ""


def _placed(defect: Defect, reading: Reading) -> Defect:
    """The defect with the name of its column in the file, and its row as it came."""
    table = reading.table
    original = next((each.original for each in table.rows if each.number == defect.row), ())
    return replace(defect, column=table.fields.get(defect.column, ""), original=original, worksheet=table.worksheet)


def _together(defects: Sequence[Defect], reading: Reading) -> list[Defect]:
    """The defects in the order of the rows; the other rows of each household that goes back come along, so that it can be sent in again."""
    faulty = {each.row for each in defects}
    found = list(defects)
    for group in reading.groups:
        bad = [each for each in group if each in faulty]
        if not bad:
            continue
        facts: dict[str, Fact] = {"first": bad[0]}
        found += [
            _placed(Defect(row=each, column="", code=DefectCode.HOUSEHOLD_SENT_BACK, facts=facts), reading)
            for each in group
            if each not in faulty
        ]
    return sorted(found, key=lambda each: each.row)
