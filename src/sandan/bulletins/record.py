"""What documents about one problem are made from: its stream, and what the ids in it are called. Identities are taken out (law 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from django.utils.translation import gettext, pgettext

from sandan.bulletins.annex import day
from sandan.domain.correction import CorrectionMade, described
from sandan.domain.dossier import Line
from sandan.domain.problem_event import ProblemRegistered
from sandan.domain.responsibility import ResponsibilityAssigned
from sandan.domain.rulebook import Term
from sandan.domain.values import Fault
from sandan.domain.wire import Event

E = TypeVar("E", bound=Event)

_NUMBERS = re.compile(
    r"(?<!\d)(?:1\d{10}|\d{17}[\dXx]|0\d{2,3}[- ]?\d{7,8})(?!\d)|[^\s@，。、（）]+@[^\s@，。、（）]+\.\w+"
)
"""A mobile number, an identity number, a telephone with its area code, an address for mail."""
ANYONE = frozenset({"群众", "村民", "居民", "市民", "匿名", "某某", "网民", "家长", "村干部", "反映人"})
"""What stands for a name in many registers and names nobody."""


@dataclass(frozen=True)
class Record:
    """One problem for its documents. `position` and `at` are the ledger's end and the moment at which they are made.

    `reporters` are the names and contacts of those who reported it, which stand on no document; `words` says whether the reader may read
    what reporters said, and the dossier then carries it. `labels` has words for codes by the name of the field.
    """

    key: str
    number: str
    status: str
    shielded: bool
    lines: Sequence[Line]
    county: str
    position: int
    at: datetime
    language: str
    words: bool
    units: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)
    opinions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    reporters: frozenset[str] = frozenset()
    made: Mapping[str, date] = field(default_factory=dict)
    """Days on which files in evidence say that they were made, by digest."""
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Numbers of other problems in which a file is evidence too, by digest."""

    terms: tuple[Term, ...] = ()
    """The deadlines of the rules that govern it."""
    kept_until: str = ""
    """Until when its records must be kept, with the basis; "" while it goes on."""

    @cached_property
    def first(self) -> Line:
        """The entry that registered it."""
        return next(each for each in self.lines if isinstance(each.event, ProblemRegistered))

    @cached_property
    def description(self) -> dict[str, Any]:
        """Title, statement, topic, channel, town and village, with every correction."""
        made = [
            each.event
            for each in self.lines
            if isinstance(each.event, CorrectionMade) and each.event.entry == self.first.position
        ]
        return described(self.first.event, made)

    @property
    def title(self) -> str:
        """The title, identities taken out."""
        return self.plain(self.description["title"])

    @property
    def statement(self) -> str:
        """What is wrong, in the office's words; where it wrote none, where the reporters' own are to be read."""
        told = self.plain(self.description["statement"])
        return told or gettext("As the reporters put it; their words are read in the system and are not printed.")

    def plain(self, text: str) -> str:
        """A text without what would tell who reported it: numbers to reach someone by, and the reporters' names."""
        text = _NUMBERS.sub("***", text)
        for one in sorted(self.reporters - ANYONE, key=len, reverse=True):
            if len(one) > 1:
                text = text.replace(one, gettext("the reporter"))
        return text

    def unit(self, key: str) -> str:
        """A unit's name."""
        return self.units.get(key, key)

    def each_unit(self, keys: Sequence[str]) -> str:
        """Several units' names."""
        return pgettext("between names", ", ").join(self.unit(each) for each in keys)

    def person(self, key: str) -> str:
        """A person's name."""
        return self.people.get(key, key)

    def label(self, name: str, code: StrEnum | None) -> str:
        """A code in words."""
        if code is None:
            return ""
        if name not in self.labels:
            raise Fault(f"no labels for {name}")
        return str(self.labels[name][code])

    def who(self, line: Line | None) -> str:
        """Who made an entry: person, unit and post; the reporter stays unnamed."""
        if line is None:
            return ""
        if line.by.get("opinion"):
            return gettext("the reporter")
        place = " ".join(
            filter(None, (self.units.get(line.by.get("unit", "")), self.posts.get(line.by.get("appointment", ""))))
        )
        return " · ".join(filter(None, (self.people.get(line.by.get("person", ""), ""), place)))

    def place(self) -> str:
        """Town and village."""
        keys = (self.description["town"], self.description["village"])
        return " ".join(self.unit(each) for each in keys if each)

    def after(self, line: Line, *kinds: type[E]) -> Line | None:
        """The first entry of one of these kinds after `line`, and before the same kind as `line` comes again."""
        for each in self.lines:
            if each.position > line.position:
                if isinstance(each.event, kinds):
                    return each
                if type(each.event) is type(line.event):
                    return None
        return None

    def before(self, line: Line, *kinds: type[E]) -> Line | None:
        """The last entry of one of these kinds before `line`."""
        return next(
            (each for each in reversed(self.lines) if each.position < line.position and isinstance(each.event, kinds)),
            None,
        )

    def answering(self, upto: int) -> ResponsibilityAssigned | None:
        """Who answered for the whole problem by the entry that follows `upto`: a dispatch names them in its next entry."""
        held = [each for each in self.lines if isinstance(each.event, ResponsibilityAssigned) and not each.event.task]
        found = [each.event for each in held if each.position <= upto + 1]
        return found[-1] if found else None  # type: ignore[return-value]  # a record of that kind alone was asked for


def on(value: date | None) -> str:
    """A date as official prose writes it; "" for none."""
    return day(value.year, value.month, value.day) if value is not None else ""
