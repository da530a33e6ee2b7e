"""Templates of bulletins: dated texts with figure references, and the week or month that a text is about.

A template stands in `bulletin_template.toml` under an id and a version, from a day on; the newest that has begun is used. A period is the
last whole week (Monday to Sunday) or month before a day, so that no draft is about days to come.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from sandan.domain.bulletin import Layout


class Every(StrEnum):
    """How often the calendar prepares a draft."""

    NEVER = ""
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of which a text tells. `name` is 2026-W46 or 2026-11."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template."""

    id: str
    version: int
    from_on: date
    layout: Layout
    every: Every
    title: str
    body: str

    @property
    def code(self) -> str:
        """Id and version."""
        return f"{self.id}/{self.version}"

    def filled(self, today: date) -> tuple[str, str]:
        """Title and body of a draft that begins today: about its last whole period, or where it has none, about today."""
        period = last_period(self.every, today) or Period("", today.replace(day=1), today)
        words = {
            "first": in_words(period.first),
            "last": in_words(period.last),
            "month": f"{period.last.year}年{period.last.month}月",
            "since": period.first.isoformat(),
            "today": in_words(today),
        }
        return self.title.format(**words), self.body.format(**words)


def last_period(every: Every, today: date) -> Period | None:
    """The last week or month that is over before a day; None for what is of no period."""
    match every:
        case Every.WEEK:
            last = today - timedelta(today.isoweekday())
            year, week, _ = last.isocalendar()
            return Period(f"{year}-W{week:02}", last - timedelta(6), last)
        case Every.MONTH:
            last = today.replace(day=1) - timedelta(1)
            return Period(f"{last:%Y-%m}", last.replace(day=1), last)
    return None


def in_words(day: date) -> str:
    """A day as official prose writes it, without leading zeros (GB/T 9704—2012)."""
    return f"{day.year}年{day.month}月{day.day}日"


@cache
def templates() -> tuple[Template, ...]:
    """Every version of every template, in the order of the file."""
    text = files("sandan.domain").joinpath("bulletin_template.toml").read_text("utf-8")
    return tuple(
        Template(
            one["id"], one["version"], one["from_on"], Layout(one["layout"]), Every(one["every"]), one["title"], one["body"]
        )
        for one in tomllib.loads(text)["template"]
    )  # fmt: skip


def in_force(today: date) -> tuple[Template, ...]:
    """The newest version of each template that has begun by a day."""
    newest: dict[str, Template] = {}
    for each in templates():
        if each.from_on <= today and (each.id not in newest or each.version > newest[each.id].version):
            newest[each.id] = each
    return tuple(newest.values())
