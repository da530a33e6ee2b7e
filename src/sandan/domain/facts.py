"""What the deciders of one case may know of each other: plain facts, worked out by `case`, so that no decider imports another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandan.domain.authority import Actor
from sandan.domain.procedure import LAST_ASK
from sandan.domain.shield import Shield
from sandan.domain.values import Evidence, Status, require


@dataclass(frozen=True, slots=True)
class Facts:
    """One case at one moment."""

    status: Status | None = None
    """None while the problem is not registered."""
    round: int = 0
    """Goes up whenever the work starts over: sent back, reopened, resumed."""
    unit: str = ""
    """The unit that has the problem now."""
    since: date | None = None
    """The day from which the problem stands on the list."""
    dispatched_on: date | None = None
    units: frozenset[str] = frozenset()
    """Every unit that was ever to fix it, lead or cooperating."""
    fixers: frozenset[str] = frozenset()
    """Every person who ever worked on it or was named to answer for the work."""
    judges: frozenset[str] = frozenset()
    """Every person who verified it, read it a second time or struck it off, in whichever round, or was named to verify it."""
    opinions: frozenset[str] = frozenset()
    reachable: frozenset[str] = frozenset()
    open_tasks: tuple[str, ...] = ()
    done_tasks: int = 0
    """Tasks completed in this round."""
    unheard: tuple[str, ...] = ()
    """Reachable opinions without a recorded survey outcome in this round."""
    dissatisfied: bool = False
    """Someone asked in this round says that it is not fixed or is dissatisfied, and nobody has decided on that."""
    due_on: date | None = None
    """The deadline that holds."""
    return_by: date | None = None
    """Until when the unit may say "not ours"; None where the rules set no window."""
    paused: bool = False
    """Whether the clock stands still."""
    review_on: date | None = None
    """Until when a standing obligation is to be reviewed."""
    standard_first: bool = False
    """Whether a task's acceptance standard must be agreed before work on it is reported."""
    adjudicate_at: int = LAST_ASK
    """Which request to return it is decided by a leader, bindingly."""
    shield: Shield | None = None
    """Of whom it complains, where the problem stands under the shield."""
    bound: bool = False
    """A leader has said bindingly whose it is."""
    handling: frozenset[str] = frozenset()
    """The units that have it now, lead and cooperating."""

    @property
    def shielded(self) -> bool:
        """Whether the problem stands under the shield."""
        return self.shield is not None

    def is_fixer(self, by: Actor) -> bool:
        """Whether `by` or a relative worked on it, or `by` is, or since it began was, of a unit that was to fix it (law 4)."""
        left = frozenset(unit for unit, last in by.left if self.since is None or last >= self.since)
        units = by.everywhere | frozenset(by.lineage) | left
        return bool((by.kin | {by.person}) & self.fixers) or bool(units & self.units)


NOTHING = Facts()
"""No case at all."""


def of_handling_unit(facts: Facts, by: Actor) -> None:
    """Refuse unless `by` acts in the unit that has the problem, or below it."""
    require(by.within(facts.unit), "not_your_unit")


def of_helping_unit(facts: Facts, by: Actor) -> None:
    """Refuse unless `by` acts in a cooperating unit of the problem, or below it."""
    require(any(by.within(each) for each in facts.handling - {facts.unit}), "not_your_unit")


def not_by_fixer(facts: Facts, by: Actor) -> None:
    """Refuse the fixer and the fixer's units (law 4; 谁验收谁负责, domain C3)."""
    require(not facts.is_fixer(by), "fixer_cannot_judge")


def proven(evidence: tuple[Evidence, ...], first: date, last: date) -> None:
    """Refuse unless there is evidence, all of it dated from `first` to `last` (law 4; made-up papers, domain H5)."""
    require(evidence, "evidence_missing")
    for one in evidence:
        require(first <= one.dated_on <= last, "evidence_outside_window", dated_on=one.dated_on, first=first, last=last)
