"""Columns of open data: the one definition from which the files, the data dictionary and the metadata are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sandan.web.label import Label

Cell = str | int | bool | date | Decimal | None


class Kind(StrEnum):
    """What stands in a column. The values are the type names of the Frictionless Table Schema."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    """Exact, with at most two decimals."""
    DAY = "date"
    TRUTH = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the files, what it holds and means, and of a code the values that it may have.

    `needed`: never empty. `refers` is the data set whose key its values are.
    """

    name: str
    kind: Kind
    meaning: Label
    cell: Callable[[Any], Cell]
    allowed: Mapping[str, Label] | None = None
    needed: bool = False
    refers: str = ""


def text(name: str, meaning: Label, cell: Callable[[Any], str], *, needed: bool = False, refers: str = "") -> Column:
    """A text; the empty one is no value."""
    return Column(name, Kind.TEXT, meaning, lambda row: cell(row) or None, needed=needed, refers=refers)


def code(
    name: str, meaning: Label, cell: Callable[[Any], str], allowed: Mapping[Any, Label], *, needed: bool = False
) -> Column:
    """One of some codes."""
    listed = {str(getattr(each, "value", each)): label for each, label in allowed.items()}
    return Column(name, Kind.TEXT, meaning, lambda row: cell(row) or None, listed, needed)


def day(name: str, meaning: Label, cell: Callable[[Any], date | None], *, needed: bool = False) -> Column:
    """A day."""
    return Column(name, Kind.DAY, meaning, cell, needed=needed)


def whole(name: str, meaning: Label, cell: Callable[[Any], int | None], *, needed: bool = False) -> Column:
    """A whole number."""
    return Column(name, Kind.WHOLE, meaning, cell, needed=needed)
