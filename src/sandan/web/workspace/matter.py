"""Everything about one problem that its page and the steps on it need, read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from sandan.desk.rule import Ruled, ruled
from sandan.domain import case as cases
from sandan.domain.authority import Actor, Role, may
from sandan.domain.case import Case
from sandan.domain.opinion import UnmaskReporter
from sandan.domain.survey import Survey
from sandan.domain.wire import Event, decode
from sandan.ledger import read
from sandan.projections.assignment import in_charge
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.projections.version import of_matter
from sandan.web.story import Names, names_for

MOST_OPINIONS = 100
"""Opinions shown on one page; the rest are counted."""
_READ_WORDS = frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER})
_READ_OWN = frozenset({Role.HANDLER, Role.UNIT_HEAD})
_RELAY = ("relay.",)
"""What the unit and a reporter write to each other is for the unit to read; the reporter's other words to it are not."""


@dataclass
class Matter:
    """One problem as one actor looks at it at one moment. `version` is that of its stream."""

    row: Problem
    case: Case
    version: int
    story: list[tuple[read.Entry, Event]]
    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        """The local date of the moment."""
        return self.at.date()

    @property
    def key(self) -> str:
        """The problem's id."""
        return self.row.key

    @cached_property
    def tasks(self) -> list[Task]:
        """Its tasks in the order in which they were planned."""
        return list(of_matter(Task, self.key).filter(problem=self.key).order_by("position"))

    @cached_property
    def opinions(self) -> list[Opinion]:
        """The opinions it answers, oldest first."""
        return list(of_matter(Opinion, self.key).filter(problem=self.key).order_by("position"))

    @cached_property
    def names(self) -> Names:
        """What the ids on the page are called."""
        return names_for((entry for entry, _ in self.story), self.opinions, self.tasks)

    @cached_property
    def ruled(self) -> Ruled:
        """It with the rules that govern it."""
        return ruled(self.row)

    @property
    def heard(self) -> dict[str, Survey]:
        """The surveys of this round by opinion."""
        round = self.case.facts.round
        return {each.opinion: each for each in self.case.surveys.values() if each.round == round}

    @property
    def is_fixer(self) -> bool:
        """Whether the actor, or a unit of theirs, was to fix it."""
        return self.case.facts.is_fixer(self.actor)

    @property
    def reads_words(self) -> bool:
        """Whether the actor may read what the reporters said: the office and verifiers, the unit that has the problem, and leaders of
        what is in their charge."""
        roles = self.actor.roles
        readers = _READ_WORDS | {Role.DISCIPLINE} if self.row.shielded else _READ_WORDS
        if roles & readers or (roles & _READ_OWN and self.actor.within(self.row.unit)):
            return True
        return Role.LEADER in roles and (self._named or leads(self.actor, self.row, self.today))

    @property
    def _named(self) -> bool:
        """Whether the actor answers for the problem by name, as its leader or as the one who supervises it."""
        held = self.case.responsibilities.get("")
        return held is not None and self.actor.person in (held.leader, held.supervising_leader)

    @property
    def unmasks(self) -> bool:
        """Whether the actor may see who reported it, for a reason: those who sort and call back, and never the fixer (law 8)."""
        return may(UnmaskReporter.name, self.actor, shielded=self.row.shielded) and not self.is_fixer


def leads(actor: Actor, row: Problem | Opinion, on: date) -> bool:
    """Whether a place, department or subject of this matter is in the leader's charge on a day (包抓, 分管)."""
    concerned = {row.town, row.village, row.topic, row.unit if isinstance(row, Problem) else ""} - {""}
    return bool(concerned & in_charge(actor.person, on))


def load(key: str, actor: Actor) -> Matter | None:
    """The problem `key` as `actor` may see it; None if there is none, or none that the actor may know of.

    The reporters' own answers stay sealed to the fixer; what they wrote to the unit does not.
    """
    row = of_matter(Problem, key).filter(key=key).first()
    if row is None:
        return None
    entries = read.stream(f"problem/{key}")
    case = cases.fold(_events(entries))
    if not cases.may_know(case, actor):
        return None
    matter = Matter(row, case, entries[-1].version, [], actor, timezone.localtime())
    if matter.reads_words:
        entries = read.stream(f"problem/{key}", personal=_RELAY if matter.is_fixer else True)
    matter.story = list(zip(entries, _events(entries), strict=True))
    return matter


def _events(entries: Iterable[read.Entry]) -> list[Event]:
    return [decode(each.kind, each.public, each.internal, each.personal) for each in entries]
