"""Unit (单位): an organ, department, town or village, placed under another in one of four tiers.

Units change: they are renamed, moved, merged and split. Each change has the day from which it holds, so that every day has one answer to
what a unit was called and under whom it stood. A unit that ended keeps its name in all that was recorded of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, Tier, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as its stream tells it.

    `changed_on` is the day from which its name and place hold, `ended_on` the first day without it, `successor` what it was merged into.
    """

    id: str
    name: str
    tier: Tier
    parent: str
    changed_on: date = date.min
    ended_on: date | None = None
    successor: str = ""
    absorbed: frozenset[str] = frozenset()


@command("unit.establish")
@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishUnit(Command):
    """Add a unit under `parent` ("" only for the county itself). `origin` is the unit that it was split from, if any."""

    unit: str
    unit_name: str
    tier: Tier
    parent: str
    origin: str = ""


@command("unit.rename")
@dataclass(frozen=True, slots=True, kw_only=True)
class RenameUnit(Command):
    """Give a unit another name from `happened_on` on; what was recorded before keeps its history."""

    unit: str
    unit_name: str


@command("unit.move")
@dataclass(frozen=True, slots=True, kw_only=True)
class MoveUnit(Command):
    """Put a unit under another one from `happened_on` on, with all that stands below it. `above` is what stands above the new parent."""

    unit: str
    parent: str
    above: tuple[str, ...] = ()


@command("unit.abolish")
@dataclass(frozen=True, slots=True, kw_only=True)
class AbolishUnit(Command):
    """End a unit that has nothing left: `posts`, `problems` and `units` count what it still has. Else it is merged."""

    unit: str
    posts: int = 0
    problems: int = 0
    units: int = 0


@command("unit.merge")
@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUnit(Command):
    """End a unit in favour of `into`, which answers for all that it had. `above` is what stands above `into`."""

    unit: str
    into: str
    above: tuple[str, ...] = ()


@command("unit.absorb")
@dataclass(frozen=True, slots=True, kw_only=True)
class AbsorbUnit(Command):
    """Take the place of a merged unit, and of those (`earlier`) that it had absorbed itself."""

    unit: str
    source: str
    earlier: tuple[str, ...] = ()


@command("unit.split")
@dataclass(frozen=True, slots=True, kw_only=True)
class SplitUnit(Command):
    """Let new units (`into`) come out of a unit, which goes on. If it is to end, it is merged into one of them afterwards."""

    unit: str
    into: tuple[str, ...]


@command("unit.give_code")
@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUnitCode(Command):
    """Give a unit the code by which files name it, such as that of the statistical divisions; "" takes it away.

    `holder` is the name of another unit that has this code.
    """

    unit: str
    code: str
    holder: str = ""


@event("unit.established/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEstablished(Event):
    """A unit exists."""

    unit: Public[str]
    unit_name: Public[str]
    tier: Public[Tier]
    parent: Public[str]


@event("unit.renamed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRenamed(Event):
    """A unit has another name."""

    unit: Public[str]
    unit_name: Public[str]


@event("unit.moved/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMoved(Event):
    """A unit stands under another one."""

    unit: Public[str]
    parent: Public[str]


@event("unit.abolished/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAbolished(Event):
    """A unit is no more, and nothing came after it."""

    unit: Public[str]


@event("unit.merged/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMerged(Event):
    """A unit is no more; `into` came after it."""

    unit: Public[str]
    into: Public[str]


@event("unit.absorbed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAbsorbed(Event):
    """A unit came after others: its staff count as theirs (laws 4 and 8)."""

    unit: Public[str]
    sources: Public[tuple[str, ...]]


@event("unit.split/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSplit(Event):
    """New units came out of a unit."""

    unit: Public[str]
    into: Public[tuple[str, ...]]


@event("unit.split_off/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSplitOff(Event):
    """A unit came out of another one."""

    unit: Public[str]
    origin: Public[str]


@event("unit.code_given/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCodeGiven(Event):
    """A unit is known by this code."""

    unit: Public[str]
    code: Public[str]


def decide(order: Command, state: Unit | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if isinstance(order, EstablishUnit):
        require(state is None, "already_exists", id=order.unit)
        return _established(order, on)
    if not isinstance(order, RenameUnit | MoveUnit | AbolishUnit | MergeUnit | AbsorbUnit | SplitUnit | GiveUnitCode):
        raise Fault(f"not a unit command: {order.name}")
    require(state is not None, "unknown_unit", id=order.unit)
    assert state is not None
    require(state.ended_on is None, "unit_ended", unit=state.name, date=state.ended_on or on)
    # A change that lies before the last one would make two answers for the days between; history is entered in its order.
    require(on >= state.changed_on, "before_last_change", date=on, last=state.changed_on)
    match order:
        case RenameUnit(unit=unit, unit_name=name):
            return (UnitRenamed(happened_on=on, unit=unit, unit_name=written(name, "unit_name", 80)),)
        case MoveUnit(unit=unit, parent=parent, above=above):
            require(state.tier is not Tier.COUNTY, "county_stays")
            require(parent, "parent_missing")
            require(parent != unit, "parent_is_self")
            require(unit not in above, "parent_is_below", unit=state.name)
            require(parent != state.parent, "already_there", unit=state.name)
            return (UnitMoved(happened_on=on, unit=unit, parent=parent),)
        case AbolishUnit(unit=unit):
            require(state.tier is not Tier.COUNTY, "county_stays")
            held = {"posts": order.posts, "problems": order.problems, "units": order.units}
            require(not any(held.values()), "unit_in_use", unit=state.name, **held)
            return (UnitAbolished(happened_on=on, unit=unit),)
        case MergeUnit(unit=unit, into=into, above=above):
            require(state.tier is not Tier.COUNTY, "county_stays")
            require(into and into != unit, "merge_unit_into_self")
            require(unit not in above, "successor_is_below", unit=state.name)
            return (UnitMerged(happened_on=on, unit=unit, into=into),)
        case AbsorbUnit(unit=unit, source=source, earlier=earlier):
            return (UnitAbsorbed(happened_on=on, unit=unit, sources=tuple(dict.fromkeys((source, *earlier)))),)
        case SplitUnit(unit=unit, into=into):
            require(into, "nothing_split_off")
            return (UnitSplit(happened_on=on, unit=unit, into=into),)
        case GiveUnitCode(unit=unit, code=code, holder=holder):
            require(not holder, "code_taken", unit=holder)
            require(len(code) <= 32, "text_too_long", field="code", limit=32, length=len(code))
            return (UnitCodeGiven(happened_on=on, unit=unit, code=code),)


def _established(order: EstablishUnit, on: date) -> tuple[Event, ...]:
    require(order.parent or order.tier is Tier.COUNTY, "parent_missing")
    require(order.parent != order.unit, "parent_is_self")
    name = written(order.unit_name, "unit_name", 80)
    made = UnitEstablished(happened_on=on, unit=order.unit, unit_name=name, tier=order.tier, parent=order.parent)
    if not order.origin:
        return (made,)
    return (made, UnitSplitOff(happened_on=on, unit=order.unit, origin=order.origin))


def evolve(state: Unit | None, happened: Event) -> Unit | None:
    """The unit after `happened`."""
    on = happened.happened_on
    match happened:
        case UnitEstablished(unit=unit, unit_name=name, tier=tier, parent=parent):
            return Unit(unit, name, tier, parent, on)
        case UnitRenamed(unit_name=name) if state:
            return replace(state, name=name, changed_on=on)
        case UnitMoved(parent=parent) if state:
            return replace(state, parent=parent, changed_on=on)
        case UnitAbolished() if state:
            return replace(state, ended_on=on)
        case UnitMerged(into=into) if state:
            return replace(state, ended_on=on, successor=into)
        case UnitAbsorbed(sources=sources) if state:
            return replace(state, absorbed=state.absorbed | frozenset(sources))
    return state
