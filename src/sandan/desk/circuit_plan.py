"""Circuit plans at the desk: what the planner is asked comes from the tables, what it proposes is kept, what a person accepts is planned.

The planner thinks before the writers' line is taken: nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandan.desk import circuit, circuit_visit
from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.domain import circuit_plan
from sandan.domain.authority import Actor
from sandan.domain.circuit_plan import Check, Line
from sandan.domain.values import Refusal, Tier, require
from sandan.projections.calendar import calendar
from sandan.projections.circuit_group import members_on, standing
from sandan.projections.circuit_plan import lines_of
from sandan.projections.clash import clashes
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.triage import circuit as planner
from sandan.triage.circuit import Asked, Group, Impossible, Plan

SEAT = "seat"
"""The area of everything that lies in no town: a group goes from one department to the next on one day."""
LONGEST = 92
"""Days from the first of a plan to its last."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks the planner for. `wanted`: how often each unit is to be visited; `minutes`: the way to each town and back."""

    title: str
    from_on: date
    to_on: date
    wanted: Mapping[str, int]
    groups: tuple[str, ...] = ()
    """Nobody named: every group that goes round."""
    most_a_day: int = 1
    apart: int = 5
    minutes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What the planner was asked, and what it says."""

    asked: Asked
    answer: Plan | Impossible


def days(from_on: date, to_on: date) -> tuple[date, ...]:
    """The working days from one to another. Refuses `period_reversed`, `plan_too_wide`, and `calendar_unknown` beyond the known years."""
    require(from_on <= to_on, "period_reversed", first=from_on, last=to_on)
    require((to_on - from_on).days < LONGEST, "plan_too_wide", limit=LONGEST)
    known = calendar()
    every = (from_on + timedelta(number) for number in range((to_on - from_on).days + 1))
    return tuple(each for each in every if known.is_working(each))


def ask(wish: Wish) -> Asked:
    """The planner's question, from what is known now.

    Who is a member, who may check and who stands back is asked for the first and for the last day: whoever leaves the group in between,
    or has a reason to stand back from then on, is not planned. The acceptance asks again, for each line's own day.
    """
    when = days(wish.from_on, wish.to_on)
    ends = sorted({*when[:1], *when[-1:]}) or [wish.from_on]
    groups, people = _who(wish, ends)
    wanted = {key: count for key, count in wish.wanted.items() if count > 0}
    where = spots(wanted)
    barred = {
        pair for on in ends for pair in circuit.bars(people[on], circuit.places(wanted, on), on, circuit.terms(on))
    }
    busy, taken = _given(wish, groups, where)
    return Asked(
        units=tuple(planner.Unit(key, *where[key], count) for key, count in wanted.items()),
        groups=groups,
        days=when,
        barred=frozenset(barred),
        busy=busy,
        taken=taken,
        team=max(circuit.terms(on).team for on in ends),
        most_a_day=wish.most_a_day,
        apart=wish.apart,
        minutes=dict(wish.minutes),
    )


def _who(wish: Wish, ends: Sequence[date]) -> tuple[tuple[Group, ...], dict[date, dict[str, Actor]]]:
    """The groups wished for with those who are members and may check on each of these days, and everybody of them as of each day."""
    members, able = {on: members_on(on) for on in ends}, {on: circuit.checkers(on) for on in ends}
    groups = tuple(
        Group(
            each.key,
            tuple(
                one
                for one in members[ends[0]][each.key]
                if all(one in members[on][each.key] and one in able[on] for on in ends)
            ),
            each.leader,
        )
        for each in standing()
        if not wish.groups or each.key in wish.groups
    )
    return groups, {on: {one: able[on][one] for group in groups for one in group.members} for on in ends}


def unreachable(units: Sequence[str], on: date) -> frozenset[str]:
    """Units that no group can visit as its members are on a day, because too many of them stand back."""
    known, able, members = circuit.terms(on), circuit.checkers(on), members_on(on)
    going = {group: [one for one in people if one in able] for group, people in members.items()}
    people = {one: able[one] for every in going.values() for one in every}
    barred = circuit.bars(people, circuit.places(units, on), on, known)
    return frozenset(
        unit
        for unit in units
        if not any(sum((one, unit) not in barred for one in every) >= known.team for every in going.values())
    )


def spots(units: Mapping[str, int] | Sequence[str]) -> dict[str, tuple[str, str]]:
    """For each unit the place where no two visitors meet, and the area where a group stays for a day: its town, or itself and the seat."""
    rows = {each.key: each for each in now(Unit)}
    found = {}
    for key in units:
        if key not in rows:
            raise Refusal("unit_missing")
        path = rows[key].path.split()
        town = next((each for each in path if rows[each].tier == Tier.TOWN.value), "")
        found[key] = (town or key, town or SEAT)
    return found


def _given(
    wish: Wish, groups: Sequence[Group], where: Mapping[str, tuple[str, str]]
) -> tuple[frozenset[tuple[str, date]], frozenset[tuple[str, date]]]:
    """Which groups, people and places are not free on which days, by visits that stand already. Who goes with another group is not free."""
    units = list(now(Unit).values_list("key", flat=True))
    held = clashes(units, wish.from_on, wish.to_on)
    at = spots([each.unit for each in held])
    own = {each.id for each in groups}
    busy = frozenset((each.who, each.on) for each in held if each.who in own)
    busy |= frozenset((one, each.on) for each in held if each.who not in own for one in each.people)
    places = {place for place, _ in where.values()}
    taken = frozenset((at[each.unit][0], each.on) for each in held if at[each.unit][0] in places)
    return busy, taken


def consider(wish: Wish) -> Found:
    """Ask the planner. Nothing is written down."""
    asked = ask(wish)
    return Found(asked, planner.propose(asked))


def propose(wish: Wish, by: Actor, key: str, at: datetime | None = None) -> str | Found:
    """Ask the planner and keep what it proposes; answers the plan's id, or why there is none."""
    found = consider(wish)
    if isinstance(found.answer, Impossible):
        return found
    of, plan = identify(key, "plan"), found.answer
    where = {each.id: (each.place, each.area) for each in found.asked.units}
    lines = tuple(
        Line(f"{number:03}", each.group, each.unit, each.on, each.members, *where[each.unit])
        for number, each in enumerate(plan.lines, 1)
    )
    order = circuit_plan.ProposePlan(
        plan=of,
        title=wish.title,
        from_on=wish.from_on,
        to_on=wish.to_on,
        lines=lines,
        version=plan.version,
        digest=plan.digest,
        optimal=plan.optimal,
        gap=plan.gap,
        most_a_day=wish.most_a_day,
    )
    handle([Order(f"circuit_plan/{of}", order)], by, key, at)
    return of


def change(of: str, line: Line, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give a line another day, group or team, or add one (with an id that the plan does not have). The rules are those of the planner."""

    def build(run: Transaction) -> list[Order]:
        spot = spots([line.unit])[line.unit]
        meant = Line(line.id, line.group, line.unit, line.on, line.team, *spot)
        check = checks([meant], run.at.date())[0]
        return [Order(f"circuit_plan/{of}", circuit_plan.ChangeLine(plan=of, check=check))]

    return handle_built(build, by, key, repr((of, line.row())), at)


def team_of(group: str, unit: str, on: date) -> tuple[str, ...]:
    """All of a group who may go to a unit on a day."""
    able, known = circuit.checkers(on), circuit.terms(on)
    where = circuit.place(unit, on)
    people = {each: able[each] for each in members_on(on).get(group, ()) if each in able}
    barred = circuit.bars(people, {unit: where}, on, known)
    return tuple(each for each in people if (each, unit) not in barred)


def drop(of: str, line: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Leave a visit out."""
    return handle([Order(f"circuit_plan/{of}", circuit_plan.DropLine(plan=of, line=line))], by, key, at)


def discard(of: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Do not use a plan."""
    return handle([Order(f"circuit_plan/{of}", circuit_plan.DiscardPlan(plan=of, reason=reason))], by, key, at)


def checks(lines: Sequence[Line], today: date) -> list[Check]:
    """What the decider has to know of each line. Visits that stand and other lines of the same plan clash alike.

    Refuses who may check nothing any more (`not_a_checker`) and a day in a year whose notice is not known (`calendar_unknown`).
    """
    if not lines:
        return []
    able, known = circuit.checkers(today), calendar()
    where = circuit.places({each.unit for each in lines}, today)
    near, out = meetings(lines), _out(lines)
    found = []
    for line in lines:
        missing = next((each for each in line.team if each not in able), "")
        if missing:
            raise Refusal("not_a_checker", person=missing)
        people = tuple(able[each] for each in line.team)
        working = known.is_working(line.on)
        elsewhere = tuple(each for each in line.team if out.get((each, line.on), {line.group}) != {line.group})
        found.append(Check(line, people, where[line.unit], circuit.terms(line.on), working, near[line.id], elsewhere))
    return found


def _out(lines: Sequence[Line]) -> dict[tuple[str, date], set[str]]:
    """With which groups, or by themselves, people go out on the days of these lines, by visits that stand already."""
    first, last = min(each.on for each in lines), max(each.on for each in lines)
    found: dict[tuple[str, date], set[str]] = {}
    for each in clashes(now(Unit).values_list("key", flat=True), first, last):
        for one in each.people:
            found.setdefault((one, each.on), set()).add(each.who)
    return found


def meetings(lines: Sequence[Line]) -> dict[str, tuple[str, ...]]:
    """For each line what else goes to its unit around its day: numbers of visits that stand, and ids of lines of the same plan."""
    if not lines:
        return {}
    apart = {each: circuit.terms(each).apart_days for each in {line.on for line in lines}}
    widest = timedelta(max(apart.values()))
    first, last = min(apart) - widest, max(apart) + widest
    others = clashes({line.unit for line in lines}, first, last)
    return {
        line.id: (
            *(each.number for each in others if each.unit == line.unit and each.meets(line.on, apart[line.on])),
            *(
                other.id
                for other in lines
                if other.unit == line.unit and other.id != line.id and abs((other.on - line.on).days) <= apart[line.on]
            ),
        )
        for line in lines
    }


def accept(
    of: str, by: Actor, key: str, *, reason: str = "", unannounced: bool = False, at: datetime | None = None
) -> Done:
    """Accept a plan: every line becomes a planned visit, in one transaction with the acceptance."""

    def build(run: Transaction) -> list[Order]:
        state: circuit_plan.CircuitPlan | None = run.state(f"circuit_plan/{of}")
        require(state is not None, "unknown_circuit_plan")
        assert state is not None
        found = checks(list(state.lines.values()), run.at.date())
        orders = [Order(f"circuit_plan/{of}", circuit_plan.AcceptPlan(plan=of, checks=tuple(found), reason=reason))]
        for check in found:
            line = check.line
            made = identify(f"{of}/{line.id}", "visit")
            wanted = {
                "group": line.group,
                "place": line.unit,
                "on": line.on,
                "team": line.team,
                "unannounced": unannounced,
                "reason": reason if check.clashes else "",
                "plan": f"{of}/{line.id}",
                "clashes": check.clashes,
            }
            plan = circuit_visit.visit_to(made, wanted, by)
            orders.append(Order(f"circuit_visit/{made}", plan))
        return orders

    return handle_built(build, by, key, repr((of, reason, unannounced)), at)


def lines(of: str) -> list[Line]:
    """The lines of a plan that stand."""
    return [each.as_line() for each in lines_of(of)]
