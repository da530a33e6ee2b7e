"""Measures (便民举措), the tree that they hang in, and how often they were used."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db import models
from django.db.models import Q

from sandan.domain import measure
from sandan.domain.measure import Because, MeasureStatus, measurable
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import MEASURE
from sandan.projections.record import Record, columns_of, entered, indexes
from sandan.projections.version import Tables, Version, index, now


class Branch(StrEnum):
    """The levels of the tree above the measures."""

    CATEGORY = "category"
    ITEM = "item"


class MeasureBranch(Version):
    """A category (类), or an item (项) of one. It stands for as long as any measure ever hung in it; figures count those in use."""

    CALLED = "title"

    level = models.CharField(max_length=10)
    title = models.CharField(max_length=60)
    parent = models.CharField(max_length=32)
    unit = models.CharField(max_length=32, default="")
    town = models.CharField(max_length=32, default="")
    topic = models.CharField(max_length=20, default="")
    channel = models.CharField(max_length=20, default="")

    class Meta:
        indexes = [index("measure_branch", "key"), index("measure_branch", "level", "title")]


class Measure(Record):
    """A measure. `measurable`: something is known before and since; `uses` are records of its use, `complaints` problems about it."""

    category = models.CharField(max_length=32)
    item = models.CharField(max_length=32)
    for_whom = models.CharField(max_length=200)
    section = models.CharField(max_length=100)
    basis = models.CharField(max_length=500)
    start_on = models.DateField()
    review_on = models.DateField(null=True)
    papers_before = models.IntegerField(null=True)
    steps_before = models.IntegerField(null=True)
    days_before = models.IntegerField(null=True)
    papers_after = models.IntegerField(null=True)
    steps_after = models.IntegerField(null=True)
    days_after = models.IntegerField(null=True)
    measurable = models.BooleanField()
    published_on = models.DateField(null=True)
    retired_on = models.DateField(null=True)
    used_until = models.DateField(null=True)
    uses = models.IntegerField(default=0)
    led_to = models.CharField(max_length=400, default="")
    """Numbers of problems that it was made for, separated by spaces."""
    complaints = models.CharField(max_length=400, default="")
    gauge = models.CharField(max_length=16, default="")
    """The service whose cases show what it takes: a service item's code, or `sandan.domain.measure.MEDICAL`."""

    class Meta:
        indexes = [
            *indexes("measure"),
            index("measure", "category", "item"),
            index("measure", "published_on", "position"),
            index("measure", "review_on", "position"),
        ]


class MeasureUse(Record):
    """How often a measure was used from a day to a day."""

    measure = models.CharField(max_length=32)
    from_on = models.DateField()
    to_on = models.DateField()
    count = models.IntegerField()
    count_measure = models.CharField(max_length=12)
    count_qualifier = models.CharField(max_length=10)

    class Meta:
        indexes = [
            index("measure_use", "key"),
            index("measure_use", "measure", "from_on"),
            index("measure_use", "position"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a measure."""
    at = entry.position
    match event:
        case measure.MeasureIntroduced() as one:
            _branches(one, at, tables)
            values = entered(
                entry,
                event,
                MEASURE,
                title=one.title,
                unit=one.unit,
                category=one.category_key,
                item=one.item_key,
                for_whom=one.for_whom,
                section=one.section,
                basis=one.basis,
                start_on=one.start_on,
                review_on=one.review_on,
                status=MeasureStatus.IN_FORCE.value,
                papers_before=one.before.papers,
                steps_before=one.before.steps,
                days_before=one.before.days,
                measurable=measurable(one.before, one.after),
                **_after(one.after),
            )
            tables.put(Measure, one.measure, at, values)
        case measure.MeasureAmended(measure=key, after=after, review_on=review_on):
            row = tables.get(Measure, key)
            assert row is not None
            before = measure.Effort(row["papers_before"], row["steps_before"], row["days_before"])
            changed = {**_after(after), "measurable": measurable(before, after)}
            tables.put(Measure, key, at, changed | ({"review_on": review_on} if review_on else {}))
        case measure.UseCounted() as one:
            _used(entry, one, tables)
        case measure.ProblemLinked(measure=key, number=number, because=because):
            column = "led_to" if because is Because.LED_TO else "complaints"
            row = tables.get(Measure, key)
            assert row is not None
            linked = dict.fromkeys([*row[column].split(), number])
            tables.put(Measure, key, at, {column: _fitting(linked)})
        case measure.MeasureGauged(measure=key, gauge=gauge):
            tables.put(Measure, key, at, {"gauge": gauge})
        case measure.MeasurePublished(measure=key):
            tables.put(Measure, key, at, {"published_on": event.happened_on})
        case measure.MeasureTakenDown(measure=key):
            tables.put(Measure, key, at, {"published_on": None})
        case measure.MeasureRetired(measure=key, last_on=last_on, reason=reason):
            ended = {"status": MeasureStatus.RETIRED.value, "retired_on": last_on, "reason": reason}
            tables.put(Measure, key, at, ended)
        case measure.MeasureWithdrawn(measure=key, reason=reason):
            gone = {"status": MeasureStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "published_on": None}
            tables.put(Measure, key, at, {**gone, "reason": reason})
            for use in tables.find(MeasureUse, "measure", key):
                tables.put(MeasureUse, use, at, {"withdrawn_on": event.happened_on})


def _fitting(numbers: Iterable[str]) -> str:
    """As many whole numbers as the column holds: half a number would be none."""
    told = ""
    for each in numbers:
        longer = f"{told} {each}".strip()
        if len(longer) > 400:
            break
        told = longer
    return told


def _after(after: measure.Effort) -> dict[str, int | None]:
    return {"papers_after": after.papers, "steps_after": after.steps, "days_after": after.days}


def _branches(one: measure.MeasureIntroduced, at: int, tables: Tables) -> None:
    for key, level, title, parent in (
        (one.category_key, Branch.CATEGORY, one.category, ""),
        (one.item_key, Branch.ITEM, one.item, one.category_key),
    ):
        if tables.get(MeasureBranch, key) is None:
            tables.put(MeasureBranch, key, at, {"level": level.value, "title": title, "parent": parent})


def _used(entry: Entry, one: measure.UseCounted, tables: Tables) -> None:
    row = tables.get(Measure, one.measure)
    assert row is not None
    values = {
        "number": row["number"],
        "title": row["title"],
        "unit": row["unit"],
        "measure": one.measure,
        "from_on": one.from_on,
        "to_on": one.to_on,
        "status": "",
        "evidence": len(one.evidence),
        "entered_on": one.happened_on,
        "entered_by": entry.by.get("person", ""),
        **columns_of("count", one.count),
    }
    tables.put(MeasureUse, f"{one.measure}.{row['uses']:04}", entry.position, values)
    tables.put(Measure, one.measure, entry.position, {"uses": row["uses"] + 1, "used_until": one.to_on})


def branch_named(title: str, level: Branch, parent: str = "") -> MeasureBranch | None:
    """The category, or the item of a category, of this name: compared without spaces and widths."""
    wanted = folded(title)
    rows = now(MeasureBranch).filter(level=level.value, parent=parent)
    return next((each for each in rows.order_by("position") if folded(each.title) == wanted), None)


def folded(title: str) -> str:
    """A branch's name as it is compared: the same with other spaces, widths or capitals is the same branch."""
    return "".join(unicodedata.normalize("NFKC", title).split()).casefold()


def titles(level: Branch) -> list[str]:
    """The names of all categories or items, the first ones first."""
    rows = now(MeasureBranch).filter(level=level.value).order_by("position", "key")
    return list(dict.fromkeys(rows.values_list("title", flat=True)))


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its measures."""

    title: str
    measures: list[Measure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its items."""

    title: str
    items: list[Item] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many measures hang in it."""
        return sum(len(each.measures) for each in self.items)


def tree(wanted: Q) -> list[Category]:
    """The measures that `wanted` lets through, as a tree in the order in which its branches came."""
    branches = {each.key: each for each in now(MeasureBranch).order_by("position")}
    found: dict[str, tuple[Category, dict[str, Item]]] = {}
    rows = list(now(Measure).filter(wanted, withdrawn_on__isnull=True).order_by("position"))
    place = {key: number for number, key in enumerate(branches)}
    for one in sorted(rows, key=lambda each: (place[each.category], place[each.item], each.position)):
        category, items = found.setdefault(one.category, (Category(branches[one.category].title), {}))
        if one.item not in items:
            items[one.item] = Item(branches[one.item].title)
            category.items.append(items[one.item])
        items[one.item].measures.append(one)
    return [category for category, _items in found.values()]


def used(measures: list[str]) -> dict[str, list[MeasureUse]]:
    """Every count of use of these measures, oldest first, by one query."""
    found: dict[str, list[MeasureUse]] = {}
    for each in now(MeasureUse).filter(measure__in=measures).order_by("from_on"):
        found.setdefault(each.measure, []).append(each)
    return found


def due_for_review(today: date) -> Q:
    """Measures in force whose day of review has come."""
    return Q(status=MeasureStatus.IN_FORCE.value, review_on__lte=today)
