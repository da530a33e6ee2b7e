"""Circuit plan (巡回计划): the planner proposes who visits which units when; a named person changes, accepts or discards it (law 9).

The proposal is kept with the planner's version, the digest of what it was asked, and how far it may be from the best (`gap`,
thousandths). A line that a person changes or adds is held to the same rules as the proposed ones, and again when the plan is accepted:
who stands back stays at home, nobody is in two places on a day, no two visitors come to one place, and only working days are used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sandan.domain.authority import Actor, permit
from sandan.domain.circuit import Place, Terms, may_go, reasoned
from sandan.domain.register import happened, held
from sandan.domain.values import Fault, require, written
from sandan.domain.wire import Command, Event, command, event

MOST = 400
"""Lines of one plan."""


class PlanStatus(StrEnum):
    """Where a plan stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Line:
    """One visit of a plan. `place` and `area` as the planner has them: where no two visitors meet, and where a group stays for a day."""

    id: str
    group: str
    unit: str
    on: date
    team: tuple[str, ...]
    place: str = ""
    area: str = ""

    def row(self) -> list[str]:
        """As it stands in the ledger."""
        return [self.id, self.group, self.unit, self.on.isoformat(), self.place, self.area, *self.team]

    @classmethod
    def of_row(cls, row: list[str]) -> Line:
        """Read from the ledger."""
        return cls(row[0], row[1], row[2], date.fromisoformat(row[3]), tuple(row[6:]), row[4], row[5])


@dataclass(frozen=True, slots=True)
class Check:
    """What the desk found about one line: who would go, to where, under which terms; whether the day is worked; whom else it meets."""

    line: Line
    team: tuple[Actor, ...]
    place: Place
    terms: Terms
    working: bool = True
    clashes: tuple[str, ...] = ()
    """Numbers of other visits to the unit on the day or shortly before or after."""
    elsewhere: tuple[str, ...] = ()
    """Who of the team goes out on that day by a visit that stands already, with another group or alone."""


@dataclass(frozen=True, slots=True)
class CircuitPlan:
    """A plan as its stream tells it."""

    id: str
    lines: Mapping[str, Line] = field(default_factory=lambda: MappingProxyType({}))
    status: PlanStatus = PlanStatus.PROPOSED
    most_a_day: int = 1


@command("circuit_plan.propose")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProposePlan(Command):
    """Keep what the planner proposes. The lines are the planner's; a person has decided nothing yet."""

    plan: str
    title: str
    from_on: date
    to_on: date
    lines: tuple[Line, ...]
    version: str
    digest: str
    optimal: bool
    gap: int
    most_a_day: int = 1


@command("circuit_plan.change_line")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine(Command):
    """Give a line another day, group or team, or add one."""

    plan: str
    check: Check


@command("circuit_plan.drop_line")
@dataclass(frozen=True, slots=True, kw_only=True)
class DropLine(Command):
    """Leave a visit out."""

    plan: str
    line: str


@command("circuit_plan.accept")
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptPlan(Command):
    """Accept the plan as it stands. `reason` answers for visits that repeat or meet others."""

    plan: str
    checks: tuple[Check, ...]
    reason: str = ""


@command("circuit_plan.discard")
@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardPlan(Command):
    """Do not use the plan."""

    plan: str
    reason: str


@event("circuit_plan.proposed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProposed(Event):
    """The planner proposed this. All of it stays inside: some visits are not announced."""

    plan: str
    title: str
    from_on: date
    to_on: date
    lines: tuple[Line, ...]
    version: str
    digest: str
    optimal: bool
    gap: int
    most_a_day: int


@event("circuit_plan.line_changed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LineChanged(Event):
    """A person overruled the planner in one line, or added one."""

    plan: str
    line: Line


@event("circuit_plan.line_dropped/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LineDropped(Event):
    """A person left a visit out."""

    plan: str
    line: str


@event("circuit_plan.accepted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAccepted(Event):
    """A named person accepted the plan: what the planner said of it stands in `circuit_plan.proposed/1` of the same stream."""

    plan: str
    visits: int
    reason: str
    person: str


@event("circuit_plan.discarded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDiscarded(Event):
    """The plan is not used."""

    plan: str
    reason: str


def decide(order: Command, state: CircuitPlan | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, ProposePlan):
        require(state is None, "already_exists", id=order.plan)
        require(order.from_on <= order.to_on, "period_reversed", first=order.from_on, last=order.to_on)
        require(order.lines, "plan_empty")
        require(len(order.lines) <= MOST, "plan_too_long", limit=MOST)
        return (
            PlanProposed(
                happened_on=on,
                plan=order.plan,
                title=written(order.title, "title", 80),
                from_on=order.from_on,
                to_on=order.to_on,
                lines=order.lines,
                version=order.version,
                digest=order.digest,
                optimal=order.optimal,
                gap=order.gap,
                most_a_day=order.most_a_day,
            ),
        )
    one = held(state, "unknown_circuit_plan")
    require(one.status is PlanStatus.PROPOSED, "plan_settled")
    match order:
        case ChangeLine(check=check):
            _line_holds(check, today)
            _fits(one, {**one.lines, check.line.id: check.line})
            return (LineChanged(happened_on=on, plan=one.id, line=check.line),)
        case DropLine(line=line):
            require(line in one.lines, "unknown_line")
            return (LineDropped(happened_on=on, plan=one.id, line=line),)
        case AcceptPlan(checks=checks, reason=reason):
            require(one.lines, "plan_empty")
            if {each.line for each in checks} != set(one.lines.values()):
                raise Fault(f"{one.id}: a plan is accepted with all its lines looked at")
            for check in checks:
                _line_holds(check, today)
            _fits(one, one.lines)
            clashes = tuple(each for check in checks for each in check.clashes)
            reason = reasoned(reason, clashes)
            return (PlanAccepted(happened_on=on, plan=one.id, visits=len(one.lines), reason=reason, person=by.person),)
        case DiscardPlan(reason=reason):
            return (PlanDiscarded(happened_on=on, plan=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a circuit plan command: {order.name}")


def _line_holds(check: Check, today: date) -> None:
    """Refuse a line of which one of the rules says no."""
    line = check.line
    require(line.on >= today, "visit_in_past", date=line.on)
    require(check.working, "day_off", date=line.on)
    require(not check.elsewhere, "person_in_two_places", person="".join(check.elsewhere[:1]), date=line.on)
    may_go(check.team, check.place, line.on, check.terms)


def _fits(one: CircuitPlan, lines: Mapping[str, Line]) -> None:
    """Refuse lines that do not fit together."""
    loads: Counter[tuple[str, date]] = Counter()
    people: dict[tuple[str, date], str] = {}
    areas: dict[tuple[str, date], str] = {}
    places: dict[tuple[str, date], str] = {}
    for line in lines.values():
        loads[line.group, line.on] += 1
        require(loads[line.group, line.on] <= one.most_a_day, "group_too_busy", date=line.on, limit=one.most_a_day)
        require(areas.setdefault((line.group, line.on), line.area) == line.area, "group_in_two_places", date=line.on)
        require(places.setdefault((line.place, line.on), line.group) == line.group, "place_taken", date=line.on)
        for person in line.team:
            same = people.setdefault((person, line.on), line.group) == line.group
            require(same, "person_in_two_places", person=person, date=line.on)


def evolve(state: CircuitPlan | None, happened: Event) -> CircuitPlan | None:
    """The plan after an event."""
    if isinstance(happened, PlanProposed):
        lines = {each.id: each for each in happened.lines}
        return CircuitPlan(happened.plan, lines, most_a_day=happened.most_a_day)
    one = held(state, "unknown_circuit_plan")
    match happened:
        case LineChanged(line=line):
            return replace(one, lines={**one.lines, line.id: line})
        case LineDropped(line=line):
            return replace(one, lines={key: each for key, each in one.lines.items() if key != line})
        case PlanAccepted():
            return replace(one, status=PlanStatus.ACCEPTED)
        case PlanDiscarded():
            return replace(one, status=PlanStatus.DISCARDED)
    raise Fault(f"not a circuit plan event: {happened.kind}")
