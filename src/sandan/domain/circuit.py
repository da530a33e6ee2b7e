"""Circuit (巡回指导): what groups, plans and visits share: the office's terms, how things are looked at, and who stands back (回避).

Circuit guidance groups belong to a Party campaign; the law on government inspection does not bind them and is the best written standard
(domain C6): 政府督查工作条例 (2021) art. 8 (the leader answers for the group), art. 12 (methods), art. 15 (no repeated and no
multi-headed inspection), arts. 16-17 (conclusions are fed back, objection within 30 days, decided again within 30 days without those who
decided first). How long somebody stays a stranger to a unit that they left is fixed by no article: the office sets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, Role
from sandan.domain.values import Refusal, require

CHECKERS = frozenset({Role.INSPECTOR, Role.VERIFIER})
"""Roles that may go along."""
_TOLD = frozenset({Role.INSPECTOR, Role.AUDITOR})


class Bar(StrEnum):
    """Why somebody stands back from a unit."""

    OWN_UNIT = "own_unit"
    FORMER_UNIT = "former_unit"
    KIN = "kin"


class Method(StrEnum):
    """How a unit was looked at (art. 12)."""

    PAPERS = "papers"
    """查阅资料."""
    TALKS = "talks"
    """座谈、个别访谈."""
    ON_SITE = "on_site"
    """实地查看."""
    UNANNOUNCED = "unannounced"
    """暗访."""
    CALL_BACKS = "call_backs"
    """电话、入户回访."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the office set, in days but for `team`. `team` is how many go at least (行政处罚法 art. 42 for comparison)."""

    recusal_days: int = 1095
    """How long after leaving a unit somebody still stands back from it. Fixed by no article."""
    objection_days: int = 30
    """政府督查工作条例 art. 17."""
    decision_days: int = 30
    """政府督查工作条例 art. 17."""
    apart_days: int = 90
    """A visit within so many days of another one is a repetition, and needs a reason (art. 15). Fixed by no article."""
    team: int = 2
    basis: str = "政府督查工作条例（2021年）第十五条、第十七条；其余为软件预设"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit to be visited. `reach`: itself and the units above it short of the uppermost one, with what was merged into them.

    `staff`: everybody who holds a post in one of those or below it.
    """

    unit: str
    reach: frozenset[str]
    staff: frozenset[str] = frozenset()


def bar(who: Actor, place: Place, on: date, terms: Terms) -> Bar | None:
    """Why `who` stands back from a unit on a day; None where nothing is known that speaks against it."""
    if (who.everywhere | frozenset(who.lineage)) & place.reach or who.person in place.staff:
        return Bar.OWN_UNIT
    first = on - timedelta(terms.recusal_days)
    if any(unit in place.reach and last >= first for unit, last in who.left):
        return Bar.FORMER_UNIT
    if who.kin & place.staff:
        return Bar.KIN
    return None


def may_go(team: Iterable[Actor], place: Place, on: date, terms: Terms) -> tuple[str, ...]:
    """The people of a team, in order. Refuses whoever stands back, is no checker, or too small a team."""
    people = tuple(team)
    for each in people:
        require(each.roles & CHECKERS, "not_a_checker", person=each.person)
        why = bar(each, place, on, terms)
        if why is not None:
            raise Refusal(f"stands_back_{why.value}", person=each.person)
    found = tuple(sorted({each.person for each in people}))
    require(len(found) >= terms.team, "team_too_small", limit=terms.team, count=len(found))
    return found


def reasoned(reason: str, clashes: tuple[str, ...]) -> str:
    """Why a unit is visited although others visit it at the time, or did shortly before (art. 15). Refuses silence."""
    reason = reason.strip()[:500]
    require(not clashes or reason, "visit_repeated", count=len(clashes))
    return reason


class Sight(StrEnum):
    """Which visits that are neither announced nor held somebody may know of, besides those that they go along on."""

    ALL = "all"
    OTHERS = "others"
    """Those of units that are not theirs."""
    NONE = "none"


def sight(by: Actor) -> Sight:
    """The office plans, so it knows all; inspectors and the auditor know of visits to units of others; the rest learn of it afterwards."""
    if Role.DISPATCHER in by.roles:
        return Sight.ALL
    return Sight.OTHERS if by.roles & _TOLD else Sight.NONE
