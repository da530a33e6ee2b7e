"""What a roster would change: held against what stands, row by row, before anything is written. Pure; a person sees it and confirms.

Every row is accounted for: it adds something, changes something, is there already, differs from what stands (told, and left as it is) or
is refused with its reason. A person is never taken for another one by name alone: the same phone, the same number or the very same post
says that they are one; else it is asked, and until it is answered they are two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandan.intake.defect import Defect
    from sandan.intake.layout import Field
    from sandan.intake.roster import Place, RosterRow
    from sandan.intake.standing import Step

NEW = "new"
"""The answer that someone is a person of their own."""


class Fate(StrEnum):
    """What becomes of a row that was not refused."""

    ADDS = "adds"
    CHANGES = "changes"
    """Ends something, or gives a unit its code."""
    SAME = "same"
    """It is all there already."""
    DIFFERS = "differs"
    """It is there, with something else said of it. Left as it is: a roster corrects nothing by itself."""


class Ask(StrEnum):
    """What a person is asked in the preview."""

    TOWN = "town"
    """What the unit with this code is called. Answer: its name; without one its rows are refused."""
    PERSON = "person"
    """Whether someone is one of several known people. Answer: `NEW` (the default) or a person."""
    ROLES = "roles"
    """What a post of this title allows. Answer: roles; suggested by the title."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `id` names it in the answers, `about` is what it is about, `options` (answer, words) those to choose from.

    `rows` counts the rows that hang on it; `suggested` is the answer where a person gives none.
    """

    id: str
    ask: Ask
    about: str
    options: tuple[tuple[str, str], ...] = ()
    suggested: tuple[str, ...] = ()
    place: Place | None = None
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person has answered: question by question, and whether the first head of each unit answers for it."""

    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chiefs: bool = True

    def to_json(self) -> str:
        """The answers as JSON text, the same bytes for the same answers."""
        held = {"given": {key: list(value) for key, value in self.given.items()}, "chiefs": self.chiefs}
        return json.dumps(held, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Answers:
        """Reads `to_json` back. ValueError for anything else."""
        try:
            held: Any = json.loads(text)
            given = {str(key): tuple(str(each) for each in value) for key, value in held["given"].items()}
            return cls(given, bool(held["chiefs"]))
        except (KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise ValueError(f"not answers: {fault}") from fault


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands otherwise than a row says: which field, what stands and what the row says."""

    place: Place
    about: str
    field: Field
    stands: str
    said: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row that was not refused, and what becomes of it."""

    row: RosterRow
    fate: Fate
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would happen. `rows` = outcomes + the rows that the defects refuse."""

    outcomes: tuple[Outcome, ...]
    defects: tuple[Defect, ...]
    questions: tuple[Question, ...]
    differences: tuple[Difference, ...]
    asked_towns: tuple[Step, ...] = ()
    """Units that no row names, only a code and an answer."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything to be done, in an order in which it can be."""
        return (*self.asked_towns, *(step for one in self.outcomes for step in one.steps))

    @property
    def mark(self) -> str:
        """What tells this plan from any other one: of what a person confirms, nothing may change unseen."""
        told = repr((self.steps, [(one.worksheet, one.row, one.code) for one in self.defects]))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def count(self, fate: Fate) -> int:
        """Rows of one fate."""
        return sum(one.fate is fate for one in self.outcomes)

    def refused(self) -> int:
        """Rows that are sent back."""
        return len({(one.worksheet, one.row) for one in self.defects})

    def added(self, kind: type[Step]) -> int:
        """Steps of one kind."""
        return sum(isinstance(step, kind) for step in self.steps)
