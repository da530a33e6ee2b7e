"""Who visits which units when (巡回计划): a plan for circuit groups, proposed by an optimiser, accepted or changed by a person (law 9).

What must hold: nobody goes where they stand back from; each unit is visited as often as wanted, by one group, with days between; a group
is in one area a day; nobody is in two groups on one day; no two visitors in one place on one day, be they ours or others'. What is
wished for, in this order: the load of groups and of people is even, the way is short, a group's leader may go along. The wishes are
weighed so that no lesser one outdoes a greater one.

Solved by OR-Tools CP-SAT with one worker, a fixed seed and a limit in deterministic time: the same question has the same answer on every
machine. It says whether the plan is the best there is, or by how much at most it may fall short (`gap`). Where there is none, it says
which demand cannot hold, and what would help.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

VERSION = "circuit/1"
"""Goes up with every change of what is proposed for the same question."""
EFFORT = 6
"""How much deterministic time a plan may take, about seconds on a small machine."""
_SEED = 1
_EFFORT_AGAIN = 2
"""For finding out whether a plan would be there if one demand were dropped."""
_ROUND = 15
"""Minutes that make no difference: ways are compared in quarters of an hour."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to visit: `place` is where no two visitors meet on one day, `area` where a group stays for a day (a town, or the seat)."""

    id: str
    place: str
    area: str
    wanted: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """A group with those who are members on every day of the plan."""

    id: str
    members: tuple[str, ...]
    leader: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question. `barred` are (person, unit) who stand back, `busy` (group or person, day), `taken` (place, day) of others' visits.

    `team`: how many must go at least; `most_a_day`: visits of a group on one day; `apart`: working days between two visits of one unit;
    `minutes`: the way to an area and back, 0 where it is not given.
    """

    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    days: tuple[date, ...]
    barred: frozenset[tuple[str, str]] = frozenset()
    busy: frozenset[tuple[str, date]] = frozenset()
    taken: frozenset[tuple[str, date]] = frozenset()
    team: int = 2
    most_a_day: int = 1
    apart: int = 5
    minutes: Mapping[str, int] = field(default_factory=dict)

    def able(self, group: Group, unit: Unit) -> tuple[str, ...]:
        """The members of a group who may go to a unit."""
        return tuple(each for each in group.members if (each, unit.id) not in self.barred)

    def goes(self, group: Group, unit: Unit, day: date) -> tuple[str, ...]:
        """Who of a group would go to a unit on a day; nobody where they are too few, or the group or place is not free."""
        if (group.id, day) in self.busy or (unit.place, day) in self.taken:
            return ()
        there = tuple(each for each in self.able(group, unit) if (each, day) not in self.busy)
        return there if len(there) >= self.team else ()


@dataclass(frozen=True, slots=True)
class Line:
    """One visit of the plan."""

    unit: str
    group: str
    on: date
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, by day. `gap` is by how many thousandths of its cost it may at most be bettered: 0 where it is the best there is."""

    lines: tuple[Line, ...]
    digest: str
    optimal: bool
    gap: int
    version: str = VERSION


class Lack(StrEnum):
    """A demand that cannot hold."""

    NO_UNITS = "no_units"
    NO_GROUPS = "no_groups"
    NO_DAYS = "no_days"
    EVERYBODY_BARRED = "everybody_barred"
    """No group has enough members who may go to a unit."""
    NEVER_FREE = "never_free"
    """A unit could be visited, but on no day."""
    TOO_MANY_VISITS = "too_many_visits"
    """There are more visits than groups and days."""
    TOO_CLOSE = "too_close"
    """A unit's visits do not fit into the days with so many between them."""
    TOGETHER = "together"
    """Each demand can be met, and not all of them at once."""
    UNKNOWN = "unknown"
    """No plan was found within the effort, and it is not known that there is none."""


class Way(StrEnum):
    """What would make a plan possible. Recusal is never among them."""

    MORE_A_DAY = "more_a_day"
    SMALLER_TEAM = "smaller_team"
    CLOSER = "closer"
    IGNORE_OTHERS = "ignore_others"
    """Visits of others are moved."""
    MORE_DAYS = "more_days"
    OTHER_GROUPS = "other_groups"
    """Others join a group, or another group is formed."""
    FEWER_UNITS = "fewer_units"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One demand that cannot hold, with the units that it is about and two numbers: how many there are, and how many are needed."""

    lack: Lack
    units: tuple[str, ...] = ()
    there: int = 0
    needed: int = 0


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why there is no plan, and what would help, the smallest change first."""

    troubles: tuple[Trouble, ...]
    ways: tuple[Way, ...]
    digest: str
    version: str = VERSION


def digest(asked: Asked) -> str:
    """SHA-256 of the question and the planner's version, in hex: whoever has both can ask again."""
    told = [
        VERSION,
        sorted([each.id, each.place, each.area, each.wanted] for each in asked.units),
        sorted([each.id, sorted(each.members), each.leader] for each in asked.groups),
        sorted(each.isoformat() for each in asked.days),
        sorted(map(list, asked.barred)),
        sorted([who, day.isoformat()] for who, day in asked.busy),
        sorted([where, day.isoformat()] for where, day in asked.taken),
        [asked.team, asked.most_a_day, asked.apart],
        sorted(map(list, asked.minutes.items())),
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def propose(asked: Asked, effort: float = EFFORT) -> Plan | Impossible:
    """The best plan that is found within the effort, or why there is none."""
    asked = _ordered(asked)
    mark = digest(asked)
    plain = _plain(asked)
    if plain:
        return Impossible(plain, _ways(asked, plain), mark)
    found = _solve(asked, effort)
    if isinstance(found, Lack):
        trouble = Trouble(found, tuple(each.id for each in asked.units))
        return Impossible((trouble,), _ways(asked, (trouble,)), mark)
    lines, optimal, gap = found
    return Plan(lines, mark, optimal, gap)


def _ordered(asked: Asked) -> Asked:
    """The same question in one order, so that the order in which it is asked changes nothing."""
    groups = tuple(replace(each, members=tuple(sorted(each.members))) for each in asked.groups)
    return replace(
        asked,
        units=tuple(sorted(asked.units, key=lambda each: each.id)),
        groups=tuple(sorted(groups, key=lambda each: each.id)),
        days=tuple(sorted(asked.days)),
    )


def _plain(asked: Asked) -> tuple[Trouble, ...]:
    """What can be said without searching."""
    for lack, there in ((Lack.NO_UNITS, asked.units), (Lack.NO_GROUPS, asked.groups), (Lack.NO_DAYS, asked.days)):
        if not there:
            return (Trouble(lack),)
    found = []
    barred = [each for each in asked.units if not any(len(asked.able(g, each)) >= asked.team for g in asked.groups)]
    if barred:
        found.append(Trouble(Lack.EVERYBODY_BARRED, tuple(each.id for each in barred), needed=asked.team))
    shut = [
        each
        for each in asked.units
        if each not in barred and not any(asked.goes(g, each, day) for g in asked.groups for day in asked.days)
    ]
    if shut:
        found.append(Trouble(Lack.NEVER_FREE, tuple(each.id for each in shut)))
    fit = -(-len(asked.days) // max(asked.apart, 1))
    close = [each for each in asked.units if each.wanted > fit]
    if close:
        found.append(Trouble(Lack.TOO_CLOSE, tuple(each.id for each in close), fit, max(each.wanted for each in close)))
    free = sum((group.id, day) not in asked.busy for group in asked.groups for day in asked.days) * asked.most_a_day
    wanted = sum(each.wanted for each in asked.units)
    if wanted > free:
        found.append(Trouble(Lack.TOO_MANY_VISITS, (), free, wanted))
    return tuple(found)


def _ways(asked: Asked, troubles: Iterable[Trouble]) -> tuple[Way, ...]:
    """What would help: changes that alone make a plan possible, then what always does."""
    lacks = {each.lack for each in troubles}
    if lacks & {Lack.NO_UNITS, Lack.NO_GROUPS, Lack.NO_DAYS}:
        return ()
    changed = {
        Way.MORE_A_DAY: replace(asked, most_a_day=asked.most_a_day + 1),
        Way.SMALLER_TEAM: replace(asked, team=asked.team - 1) if asked.team > 1 else None,
        Way.CLOSER: replace(asked, apart=1) if asked.apart > 1 and any(e.wanted > 1 for e in asked.units) else None,
        Way.IGNORE_OTHERS: replace(asked, taken=frozenset()) if asked.taken else None,
    }
    ways = [
        way
        for way, other in changed.items()
        if other is not None and not _plain(other) and not isinstance(_solve(other, _EFFORT_AGAIN, any_=True), Lack)
    ]
    ways.append(Way.OTHER_GROUPS if Lack.EVERYBODY_BARRED in lacks else Way.MORE_DAYS)
    return (*ways, Way.FEWER_UNITS)


def _solve(asked: Asked, effort: float, *, any_: bool = False) -> tuple[tuple[Line, ...], bool, int] | Lack:
    """Ask CP-SAT. `any_`: whether there is a plan at all, without wishes."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  # takes a second and 100 MB, so only whoever plans pays for it

    model: Any = cp_model.CpModel()
    goes = {
        (g, u, d): model.new_bool_var("")
        for g, group in enumerate(asked.groups)
        for u, unit in enumerate(asked.units)
        for d, day in enumerate(asked.days)
        if asked.goes(group, unit, day)
    }
    has = _demands(asked, model, goes)
    if not any_:
        _wishes(asked, model, has)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status == cp_model.UNKNOWN and not any_:
        # Some plan is found sooner without wishes; then it is bettered.
        first = _solve(asked, effort, any_=True)
        if isinstance(first, Lack):
            return first
        kept = {(line.group, line.unit, line.on) for line in first[0]}
        for (g, u, d), var in goes.items():
            model.add_hint(var, (asked.groups[g].id, asked.units[u].id, asked.days[d]) in kept)
        status = solver.solve(model)
        if status == cp_model.UNKNOWN:
            return first[0], False, 1000
    if status == cp_model.INFEASIBLE:
        return Lack.TOGETHER
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Lack.UNKNOWN
    lines = [
        Line(
            asked.units[u].id,
            asked.groups[g].id,
            asked.days[d],
            asked.goes(asked.groups[g], asked.units[u], asked.days[d]),
        )
        for (g, u, d), var in goes.items()
        if solver.boolean_value(var)
    ]
    lines.sort(key=lambda each: (each.on, each.group, each.unit))
    optimal = status == cp_model.OPTIMAL
    value, bound = round(solver.objective_value), round(solver.best_objective_bound)
    gap = 0 if optimal or any_ else min(-(-(value - bound) * 1000 // max(value, 1)), 1000)
    return tuple(lines), optimal, gap


def _demands(asked: Asked, model: Any, goes: dict[tuple[int, int, int], Any]) -> dict[tuple[int, int], Any]:
    """What must hold. Returns, by group and unit, whether the group has the unit."""
    has: dict[tuple[int, int], Any] = {}
    groups, units, days = (range(len(each)) for each in (asked.groups, asked.units, asked.days))
    for u in units:
        wanted = asked.units[u].wanted
        for g in groups:
            here = [goes[g, u, d] for d in days if (g, u, d) in goes]
            if here:
                has[g, u] = model.new_bool_var("")
                model.add(sum(here) == wanted * has[g, u])
        model.add_exactly_one(has[g, u] for g in groups if (g, u) in has)
        span = max(asked.apart, 1)
        for first in days if wanted > 1 else ():
            near = [
                goes[g, u, d] for d in range(first, min(first + span, len(days))) for g in groups if (g, u, d) in goes
            ]
            model.add_at_most_one(near)
    for d in days:
        there: dict[tuple[int, str], Any] = {}
        for g in groups:
            mine = [goes[g, u, d] for u in units if (g, u, d) in goes]
            if asked.most_a_day == 1:
                model.add_at_most_one(mine)
                continue
            model.add(sum(mine) <= asked.most_a_day)
            for area in sorted({asked.units[u].area for u in units if (g, u, d) in goes}):
                there[g, area] = model.new_bool_var("")
            for u in units:
                if (g, u, d) in goes:
                    model.add_implication(goes[g, u, d], there[g, asked.units[u].area])
            model.add_at_most_one(var for (of, _), var in there.items() if of == g)
        _one_visitor(asked, model, goes, d)
        _one_group(asked, model, goes, d)
    return has


def _one_group(asked: Asked, model: Any, goes: dict[tuple[int, int, int], Any], d: int) -> None:
    """Who is a member of several groups goes with one of them on a day."""
    day, groups = asked.days[d], Counter(person for each in asked.groups for person in each.members)
    for person in sorted(each for each, count in groups.items() if count > 1):
        out = []
        for g, group in enumerate(asked.groups):
            if person not in group.members:
                continue
            is_out = model.new_bool_var("")
            out.append(is_out)
            for u, unit in enumerate(asked.units):
                if (g, u, d) in goes and person in asked.goes(group, unit, day):
                    model.add_implication(goes[g, u, d], is_out)
        model.add_at_most_one(out)


def _one_visitor(asked: Asked, model: Any, goes: dict[tuple[int, int, int], Any], d: int) -> None:
    """No two groups in one place on one day."""
    places: dict[str, list[int]] = {}
    for u, unit in enumerate(asked.units):
        places.setdefault(unit.place, []).append(u)
    for mine in places.values():
        if asked.most_a_day == 1:
            model.add_at_most_one(goes[g, u, d] for g in range(len(asked.groups)) for u in mine if (g, u, d) in goes)
            continue
        here = []
        for g in range(len(asked.groups)):
            visits = [goes[g, u, d] for u in mine if (g, u, d) in goes]
            if visits:
                comes = model.new_bool_var("")
                here.append(comes)
                for each in visits:
                    model.add_implication(each, comes)
        model.add_at_most_one(here)


def _wishes(asked: Asked, model: Any, has: dict[tuple[int, int], Any]) -> None:
    """Even load of groups, then of people, then even ways, then leaders who may go along.

    Each is counted by who has which unit, and not by its days: so the days are only looked for, and the search stays short.
    """
    total = sum(each.wanted for each in asked.units)
    ways = [each.wanted * -(-asked.minutes.get(each.area, 0) // _ROUND) for each in asked.units]
    load: list[list[Any]] = [[] for _ in asked.groups]
    way: list[list[Any]] = [[] for _ in asked.groups]
    people: dict[str, list[Any]] = {}
    alone = []
    for (g, u), var in has.items():
        group, unit = asked.groups[g], asked.units[u]
        load[g].append(unit.wanted * var)
        way[g].append(ways[u] * var)
        able = asked.able(group, unit)
        if group.leader and group.leader not in able:
            alone.append(var)
        for person in able:
            people.setdefault(person, []).append(unit.wanted * var)
    spread = _spread(model, [sum(each) for each in load], total)
    busiest = model.new_int_var(0, total, "")
    for visits in people.values():
        model.add(busiest >= sum(visits))
    uneven = _spread(model, [sum(each) for each in way], sum(ways))
    # Each wish weighs more than all the lesser ones together can.
    third = len(asked.units) + 1
    second = third * (sum(ways) + 1)
    first = second * (total + 1)
    model.minimize(first * spread + second * busiest + third * uneven + sum(alone))


def _spread(model: Any, sums: Sequence[Any], whole: int) -> Any:
    """The largest less the smallest of some sums that make up `whole`: the largest is at least their mean, the smallest at most."""
    high = model.new_int_var(-(-whole // len(sums)), whole, "")
    low = model.new_int_var(0, whole // len(sums), "")
    for each in sums:
        model.add(high >= each)
        model.add(low <= each)
    return high - low
