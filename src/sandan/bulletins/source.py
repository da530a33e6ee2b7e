"""The text of a bulletin as an editor writes it, and its parse into blocks.

One line is one block: a heading (一、 or （一）), a list item (`- `), a table, or a paragraph. A figure stands where its number goes:

    共收集问题[[problems.collected]]件，其中青溪镇[[problems.collected town=青溪镇]]件，整改落实率[[rate.rectification]]。
    [[table by=town: problems.collected problems.rectified rate.rectification]]

The number is printed without a measure word, which the prose gives; a rate is printed with its percent sign. Filters are `unit`, `town`,
`topic` and `channel`, and `since=2026-11-01` for what was added from a day on; a value with spaces stands in quotes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sandan.domain.values import Refusal

_REFERENCE = re.compile(r"\[\[((?:(?!\[\[).)*?)\]\]")
"""No second opening within: a line of nothing but brackets would else be searched anew from every one of them."""
_HEADINGS = (re.compile(r"[一二三四五六七八九十]{1,3}、"), re.compile(r"（[一二三四五六七八九十]{1,3}）"))
_SENTENCE = frozenset("。；！？")
"""What holds one of these is prose, also where it begins with a number."""
_ITEM = re.compile(r"[-•·] ")


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Words:
    """Prose. `column` counts from 1 in its line."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure's number is to stand here."""

    figure: str
    filters: tuple[tuple[str, str], ...]
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Figures side by side, one row for each value of a dimension, and the whole below."""

    by: str
    figures: tuple[str, ...]
    filters: tuple[tuple[str, str], ...]
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the source: words and references, or one table. `line` counts from 1."""

    kind: Kind
    line: int
    parts: tuple[Words | Reference | Table, ...]


def parse(body: str) -> tuple[Block, ...]:
    """The blocks of a body, empty lines left out. Refuses `reference_unreadable` with line and column."""
    found = []
    for number, line in enumerate(body.splitlines(), 1):
        if line.strip():
            found.append(_block(line.rstrip(), number))
    return tuple(found)


def _block(line: str, number: int) -> Block:
    start = len(line) - len(line.lstrip())
    kind = _kind(line[start:])
    if kind is Kind.ITEM:
        start += 2
    parts = tuple(_parts(line, start, number))
    tables = [each for each in parts if isinstance(each, Table)]
    if not tables:
        return Block(kind, number, parts)
    if len(parts) > 1:
        raise Refusal("table_not_alone", line=number, column=tables[0].column)
    return Block(Kind.TABLE, number, parts)


def _kind(text: str) -> Kind:
    if not _SENTENCE & set(text):
        if _HEADINGS[0].match(text):
            return Kind.HEADING
        if _HEADINGS[1].match(text):
            return Kind.SUBHEADING
    return Kind.ITEM if _ITEM.match(text) else Kind.PARAGRAPH


def _parts(line: str, start: int, number: int) -> Iterator[Words | Reference | Table]:
    at = start
    for found in _REFERENCE.finditer(line, start):
        if found.start() > at:
            yield _words(line[at : found.start()], at, number)
        yield _reference(found.group(1), number, found.start() + 1)
        at = found.end()
    if at < len(line):
        yield _words(line[at:], at, number)


def _words(text: str, at: int, number: int) -> Words:
    for mark in ("[[", "]]"):
        if mark in text:
            raise Refusal("reference_unreadable", line=number, column=at + text.index(mark) + 1, found=mark)
    return Words(text, at + 1)


def _reference(inside: str, number: int, column: int) -> Reference | Table:
    head, colon, tail = inside.partition(":")
    try:
        first, *rest = shlex.split(head)
        filters = dict(_filter(each) for each in rest)
    except ValueError:
        raise Refusal("reference_unreadable", line=number, column=column, found=inside) from None
    by = filters.pop("by", "") if first == "table" else ""
    if first == "table":
        figures = tuple(tail.split())
        if not by or not figures:
            raise Refusal("reference_unreadable", line=number, column=column, found=inside)
        return Table(by, figures, tuple(sorted(filters.items())), column)
    if colon:
        raise Refusal("reference_unreadable", line=number, column=column, found=inside)
    return Reference(first, tuple(sorted(filters.items())), column)


def _filter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise ValueError(text)
    return name, value
