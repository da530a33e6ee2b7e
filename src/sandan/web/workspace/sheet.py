"""A page of one of the three lists, drawn: each cell with its tag, so that the template only puts them one after the other.

A list of fifty rows has some seven hundred cells, and drawing them is what a list page costs. So what many cells share (a column's tag, a
status badge, the chip of a date) is drawn once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sandan.domain.task import TaskStatus
from sandan.domain.values import Status
from sandan.projections.listing import ResponsibilityRow, Row, TaskRow, Which
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.web.column import COLUMNS, Column, Names, shown
from sandan.web.due import due, due_of
from sandan.web.label import STATUS

Chip = dict[str, Any] | None
_STYLED = frozenset({"long", "date", "numbers"})


class Sheet:
    """Draws the rows of one list as seen on one day. `fits` says of a problem or task whether it is one to tick."""

    def __init__(self, which: Which, names: Names, day: date, fits: Callable[[Problem | Task], bool]) -> None:
        self._names = names
        self._day = day
        self._fits = fits
        self._columns = [(column, _opening(column)) for column in COLUMNS[which]]
        self._badge = get_template("components/badge.html")
        self._due = get_template("components/due.html")
        self._badges: dict[str, str] = {}
        self._chips: dict[tuple[Any, ...], str] = {}

    def lines(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Each row with `number` and `url` for its first cell, `cells` as (opening tag, content), `key` and whether it is one to tick."""
        found = []
        for row in rows:
            problem = row.problem
            chip = _chip(row, self._day)
            item = row.task if isinstance(row, TaskRow) else problem
            first, *rest = self._columns
            found.append(
                {
                    "key": item.key,
                    "url": reverse("workspace:problem", args=[problem.key]),
                    "number": shown(first[0].cell(row, self._names)),
                    "cells": [(opening, self._content(column, row, chip)) for column, opening in rest],
                    "fits": self._fits(item),
                }
            )
        return found

    def _content(self, column: Column, row: Row, chip: Chip) -> str:
        if column.kind == "status":
            return self._status(row.problem.status)
        if column.kind == "due" and chip is not None:
            return self._drawn(chip)
        if column.kind == "window" and chip is not None and isinstance(row, TaskRow):
            return format_html(
                '<div><span class="no-wrap">{} –</span> {}</div>', row.task.from_on.isoformat(), self._drawn(chip)
            )
        return shown(column.cell(row, self._names))

    def _status(self, status: str) -> str:
        if status not in self._badges:
            self._badges[status] = self._badge.render({"rung": status, "label": STATUS[Status(status)]})
        return self._badges[status]

    def _drawn(self, chip: dict[str, Any]) -> str:
        kind = tuple(chip.values())
        if kind not in self._chips:
            self._chips[kind] = self._due.render(chip)
        return self._chips[kind]


def _opening(column: Column) -> SafeString:
    names = [*(["paper"] if column.paper_only else []), *([column.kind] if column.kind in _STYLED else [])]
    if names:
        return format_html('<td class="{}" data-label="{}">', " ".join(names), column.title)
    return format_html('<td data-label="{}">', column.title)


def _chip(row: Row, day: date) -> Chip:
    """The chip of the row's own deadline; none where no clock runs any more."""
    match row:
        case TaskRow(task=task):
            return _of_task(task, day)
        case ResponsibilityRow(task=task) if task is not None:
            return _of_task(task, day)
    return _of_problem(row.problem, day)


def _of_problem(one: Problem, day: date) -> Chip:
    return due_of(one, day)


def _of_task(one: Task, day: date) -> Chip:
    return None if one.status == TaskStatus.CANCELLED else due(one.to_on, day, one.done_on)
