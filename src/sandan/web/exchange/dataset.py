"""The open data sets (开放数据): which there are, what their columns mean, and where their rows come from.

The register of problems holds what the public page of a problem shows and nothing else; the figures are those of the registry, by the very
functions that the pages use. Codes stand as codes: the data dictionary, itself a data set, gives their words in three languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sandan.domain.problem_command import SELF
from sandan.domain.register import Grade
from sandan.domain.values import Outcome, Rung
from sandan.projections import open_data
from sandan.projections.evidence import grade_of
from sandan.projections.figure import DIMENSIONS, FIGURES, UNITS, Figure
from sandan.projections.open_data import Cell as FigureCell
from sandan.projections.open_data import Moment
from sandan.projections.problem import RUNG_COLUMNS, Problem
from sandan.projections.unit import Unit
from sandan.projections.version import as_of
from sandan.web.book import GRADE
from sandan.web.due import due_of
from sandan.web.exchange.column import Cell, Column, Kind, code, day, text, whole
from sandan.web.figure import NAMES
from sandan.web.label import CHANNEL, OUTCOME, STATUS, TOPIC, Label

LANGUAGES = (("zh_hans", "zh-hans"), ("zh_hant", "zh-hant"), ("en", "en"))
"""Endings of columns, and the languages in which they are written."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a data set says otherwise since a position.

    `rows` are new or changed ones, `withdrawn` the keys of those that are gone; `after` is where the next page begins, None on the last.
    """

    rows: list[Any]
    withdrawn: list[tuple[str, ...]]
    after: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set. `key` names the columns that no two rows share; `rows` reads it whole, `changes` since a position where it can."""

    name: str
    title: Label
    about: Label
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Moment], Iterable[Any]]
    changes: Callable[[int, tuple[int, str], Moment], Changes] | None = None
    """From a position, the place where the page begins, and the clocks up to which it goes."""
    prepared: Callable[[Iterable[Any], Moment], Iterable[Any]] | None = None
    """Adds to rows what is read once for all of them."""

    def lines(self, rows: Iterable[Any], at: Moment) -> Iterator[list[Cell]]:
        """The rows as cells, in the order of the columns."""
        for row in self.prepared(rows, at) if self.prepared is not None else rows:
            yield [each.cell(row) for each in self.columns]


# Problems


@dataclass(frozen=True, slots=True)
class _Entry:
    """A problem with the names of its units and its deadline, as its public page shows them."""

    row: Problem
    names: dict[str, str]
    due: dict[str, Any]

    def name(self, unit: str) -> str:
        return self.names.get(unit, "")


def _entries(rows: Iterable[Problem], at: Moment) -> Iterator[_Entry]:
    names = dict(as_of(Unit, at.position).values_list("key", "name"))
    for row in rows:
        yield _Entry(row, names, due_of(row, at.on) or {})


def _on(rung: Rung) -> Callable[[_Entry], Any]:
    column = RUNG_COLUMNS[rung]
    if rung is Rung.RECTIFIED:  # as the ladder of the page: no other outcome stands on this rung (law 5)
        return lambda one: one.row.rectified_on if one.row.outcome in ("", Outcome.RECTIFIED.value) else None
    return lambda one: getattr(one.row, column)


_RUNGS: dict[Rung, Label] = {
    Rung.REGISTERED: _("The day on which it was registered."),
    Rung.ACCEPTED: _("The day on which the office took it on."),
    Rung.DISPATCHED: _("The day on which it was given to the unit that has it."),
    Rung.SIGNED_FOR: _("The day on which the unit signed for it."),
    Rung.IN_PROGRESS: _("The day on which work on it began."),
    Rung.ANSWERED: _("The day on which the reporters were told how it stands. Answered does not mean fixed."),
    Rung.RECTIFIED: _("The day on which the unit claimed it as rectified. Verification is a later rung."),
    Rung.VERIFIED: _("The day on which someone outside the unit verified what was claimed."),
    Rung.STRUCK_OFF: _("The day on which it was taken off the list, with any outcome."),
    Rung.LOOK_BACK_PASSED: _("The day on which a later check found that it holds."),
}


def _changed_problems(_since: int, after: tuple[int, str], at: Moment) -> Changes:
    rows = open_data.changed_problems(after, at.position)
    more = len(rows) == open_data.PAGE
    return Changes(rows, [], (rows[-1].since, rows[-1].key) if more else None)


PROBLEMS = Dataset(
    "problems",
    _("Public register of problems"),
    _("Every problem with its number, where it stands and since when on each rung, and which unit has it. Nobody's words, nobody's name."),
    (
        text("number", _("The public number. It never changes and is never used again."), lambda one: one.row.number, needed=True),
        code("topic", _("What it is about."), lambda one: one.row.topic, TOPIC, needed=True),
        code("channel", _("By what door it was heard."), lambda one: one.row.channel, CHANNEL, needed=True),
        text("town", _("The town where it is; empty where that is not known."), lambda one: one.row.town, refers="units"),
        text("town_name", _("The town's name."), lambda one: one.name(one.row.town)),
        text("unit", _("The unit that has it now; empty where none has."), lambda one: one.row.unit, refers="units"),
        text("unit_name", _("The unit's name."), lambda one: one.name(one.row.unit)),
        text("found_by", _("The unit that found it in itself; empty where others found it."),
             lambda one: one.row.found_by if one.row.origin == SELF else "", refers="units"),
        code("status", _("Where it stands. One code names exactly one rung or side path."), lambda one: one.row.status, STATUS,
             needed=True),
        *(day(f"{rung.value}_on", meaning, _on(rung), needed=rung is Rung.REGISTERED) for rung, meaning in _RUNGS.items()),
        day("due_on", _("The deadline that holds; empty where no clock runs."), lambda one: one.due.get("due_on")),
        day("first_due_on", _("The deadline set first, where it was moved since."), lambda one: one.due.get("was_due_on")),
        code("outcome", _("What the unit claims. Only “rectified” counts as rectified."), lambda one: one.row.outcome, OUTCOME),
        whole("reopenings", _("How often it was brought back under its number."), lambda one: one.row.reopenings, needed=True),
        day("reopened_on", _("When it was last brought back."), lambda one: one.row.reopened_on),
        text("page", _("The address of its public page, from the site's root."),
             lambda one: reverse("portal:problem", args=[one.row.number]), needed=True),
        whole("entry", _("The ledger position from which this row holds: the entry that last changed anything about the problem."),
              lambda one: one.row.since, needed=True),
    ),
    ("number",),
    lambda at: open_data.problems(at.position),
    _changed_problems,
    _entries,
)  # fmt: skip


# Figures


def _told(cell: Callable[[FigureCell], Any]) -> Callable[[FigureCell], Any]:
    """What is left empty where too few are counted."""
    return lambda one: None if one.untold else cell(one)


def _value(one: FigureCell) -> Decimal | None:
    value = one.value.value
    return value if value is None or isinstance(value, Decimal) else Decimal(value)


def _graded(grade: Grade) -> Column:
    def cell(one: FigureCell) -> int | None:
        return None if one.grades is None or one.untold else one.grades[grade]

    return whole(f"records_{grade.value}", _GRADES[grade], cell)


_GRADES: dict[Grade, Label] = {
    Grade.CONFIRMED: _("Records behind it that those confirm for whom it was done; empty where the records hold no grade."),
    Grade.VERIFIED: _("Records behind it that someone outside the unit verified."),
    Grade.DOCUMENTED: _("Records behind it with papers or pictures."),
    Grade.CLAIMED: _("Records behind it of which only those say so who did it."),
}  # fmt: skip


def _changed_figures(since: int, _after: tuple[int, str], at: Moment) -> Changes:
    rows, gone = open_data.changed_figures(since, at)
    return Changes(list(rows), [(id, dimension, key or "-") for id, dimension, key in gone])


FIGURE_CELLS = Dataset(
    "figures",
    _("Figures of the county"),
    _("Every figure of the county, and by unit, town, topic and channel where it counts anything: what stands in no row is 0 there. What a "
      "figure means is in the data set “definitions”."),
    (
        code("figure", _("The figure's id. It never changes its meaning."), lambda one: one.value.figure.id,
             {each.id: each.name for each in FIGURES.values()}, needed=True),
        whole("version", _("The version of its formula."), lambda one: one.value.figure.version, needed=True),
        text("formula", _("Of the satisfaction rate by formula: the formula in force, with its version."), lambda one: one.value.formula),
        code("dimension", _("“county”: the whole county. Else by what it is broken down."), lambda one: one.dimension or "county",
             {"county": _("Whole county"), **{each: NAMES[each] for each in DIMENSIONS}}, needed=True),
        text("key", _("The unit, town, topic or channel; “-” where it is not known, and for the whole county."),
             lambda one: one.key or "-", needed=True),
        code("measure", _("The measure word."), lambda one: one.value.figure.unit, UNITS, needed=True),
        Column("value", Kind.NUMBER, _("The number; a rate in percent, rounded half up to one decimal; an amount in yuan. Empty: no data "
                                       "(nothing to divide by), which is not 0, or suppressed."), _told(_value)),
        whole("numerator", _("What is counted; of a rate what stands above the line; of an amount, fen."),
              _told(lambda one: one.value.numerator)),
        whole("denominator", _("Of a rate what stands below the line; of a rate of amounts, fen. Empty for a count."),
              _told(lambda one: one.value.denominator)),
        text("weighted", _("Of the satisfaction rate by formula: the numerator with the formula's weights."),
             lambda one: "" if one.untold else one.value.weighted),
        whole("records", _("How many records stand behind it."), _told(lambda one: one.value.records)),
        Column("low", Kind.NUMBER, _("Lower end of the 95 % interval, for rates of what was drawn by lot."),
               _told(lambda one: one.value.interval.low if one.value.interval else None)),
        Column("high", Kind.NUMBER, _("Upper end of the 95 % interval."),
               _told(lambda one: one.value.interval.high if one.value.interval else None)),
        Column("suppressed", Kind.TRUTH, _("True: over too few records, or answers of too few people, to be told without telling of one of "
                                           "them. It is not 0."), lambda one: one.untold, needed=True),
        code("evidence", _("What at least stands behind every record that it counts; empty where the entries themselves are the facts."),
             lambda one: (grade_of(one.value.figure) or ""), GRADE),
        *(_graded(grade) for grade in (Grade.CONFIRMED, Grade.VERIFIED, Grade.DOCUMENTED, Grade.CLAIMED)),
        day("on", _("What had happened by this day."), lambda one: one.value.on, needed=True),
        whole("position", _("As it was known by this ledger position."), lambda one: one.value.position, needed=True),
    ),
    ("figure", "dimension", "key"),
    open_data.figures,
    _changed_figures,
)  # fmt: skip


# What they mean


def _in(language: str, words: Callable[[Any], Label]) -> Callable[[Any], str]:
    def cell(row: Any) -> str:
        with translation.override(language):
            return str(words(row))

    return cell


def _thrice(name: str, meaning: Label, words: Callable[[Any], Label]) -> Iterator[Column]:
    """A column for each language."""
    for ending, language in LANGUAGES:
        yield text(f"{name}_{ending}", meaning, _in(language, words), needed=True)


def _kind(one: Figure) -> str:
    if one.is_rate:
        return "rate"
    return "sum" if one.column else "different" if one.distinct else "count"


_KINDS: dict[str, Label] = {
    "count": _("A count of records"),
    "sum": _("A number of the records, added up"),
    "different": _("How many different ones the records name"),
    "rate": _("One count over another, in percent"),
}

DEFINITIONS = Dataset(
    "definitions",
    _("Definitions of the figures"),
    _("What each figure counts, in words and in parts."),
    (
        text("figure", _("The figure's id."), lambda one: one.id, needed=True),
        whole("version", _("The version of its formula."), lambda one: one.version, needed=True),
        code("kind", _("How it is made."), _kind, _KINDS, needed=True),
        code("measure", _("The measure word."), lambda one: one.unit, UNITS, needed=True),
        *_thrice("name", _("Its name."), lambda one: one.name),
        *_thrice("definition", _("What is counted."), lambda one: one.definition),
        text("numerator", _("Of a rate: the figure above the line."), lambda one: one.numerator, refers="definitions"),
        text("denominator", _("Of a rate: the figure below the line."), lambda one: one.denominator, refers="definitions"),
        text("beside", _("Figures that must stand beside it, separated by spaces: what it leaves out."),
             lambda one: " ".join(one.exclusions)),
        Column("sealed", Kind.TRUTH, _("True: it is about people who are ill or poor. It is told by whole months, never broken down, and "
                                       "not over fewer than five records."), lambda one: one.sealed, needed=True),
    ),
    ("figure",),
    lambda _at: FIGURES.values(),
)  # fmt: skip


def _changed_units(since: int, _after: tuple[int, str], at: Moment) -> Changes:
    before = {each.key: each.since for each in open_data.units(since)}
    after = open_data.units(at.position)
    gone = sorted(set(before) - {each.key for each in after})
    return Changes([each for each in after if before.get(each.key) != each.since], [(each,) for each in gone])


UNIT_LIST = Dataset(
    "units",
    _("Units and towns"),
    _("The units that the other data sets name."),
    (
        text("unit", _("The unit's id."), lambda one: one.key, needed=True),
        text("name", _("Its name."), lambda one: one.name, needed=True),
        day("abolished_on", _("The first day without it; empty while it is there."), lambda one: one.abolished_on),
        whole("entry", _("The ledger position from which this row holds."), lambda one: one.since, needed=True),
    ),
    ("unit",),
    lambda at: open_data.units(at.position),
    _changed_units,
)  # fmt: skip


# The dictionary


@dataclass(frozen=True, slots=True)
class _Line:
    """A column of a data set, or (`code`) one of the values that it may have."""

    dataset: Dataset
    column: Column
    code: str = ""

    @property
    def words(self) -> Label:
        return self.column.allowed[self.code] if self.code and self.column.allowed else self.column.meaning


def _dictionary() -> Iterator[_Line]:
    for dataset in DATASETS.values():
        for column in dataset.columns:
            yield _Line(dataset, column)
            for one in column.allowed or ():
                yield _Line(dataset, column, one)


DICTIONARY = Dataset(
    "dictionary",
    _("Data dictionary"),
    _("Every column of every data set, and every code that may stand in it, in three languages."),
    (
        text("dataset", _("The data set."), lambda one: one.dataset.name, needed=True),
        text("column", _("The column."), lambda one: one.column.name, needed=True),
        text("code", _("A value that may stand in the column; “-” in the row that is about the column itself."),
             lambda one: one.code or "-", needed=True),
        text("type", _("What stands in the column, by the Frictionless Table Schema."), lambda one: one.column.kind.value, needed=True),
        Column("needed", Kind.TRUTH, _("True: the column is never empty."), lambda one: one.column.needed, needed=True),
        text("refers", _("The data set whose key stands in the column."), lambda one: one.column.refers),
        *_thrice("meaning", _("What the column or the code means."), lambda one: one.words),
    ),
    ("dataset", "column", "code"),
    lambda _at: _dictionary(),
)  # fmt: skip

DATASETS: dict[str, Dataset] = {
    each.name: each for each in (PROBLEMS, FIGURE_CELLS, DEFINITIONS, UNIT_LIST, DICTIONARY)
}
"""Every data set by its name."""
