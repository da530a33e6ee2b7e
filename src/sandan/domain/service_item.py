"""Service item (服务事项): an office adopts versions of what people may apply for, enters the standards, and says who answers for it.

Versions are never changed; a new one begins tomorrow at the earliest, ends the one before, and touches no open case (design law 10).
Standards (保障标准) are set by the province or the prefecture (社会救助暂行办法 art. 10) and so have dates and papers of their own: the
county enters them and does not make them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandan.domain.allowance import Area, Standard
from sandan.domain.authority import Actor, Role, permit
from sandan.domain.item import Item, sound
from sandan.domain.money import ZERO
from sandan.domain.register import happened
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Spell:
    """From when to when one version holds. An end before the beginning: it never took effect."""

    version: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One item as its stream tells it: the office's versions, the first days of its standards by area, and which unit answers for it."""

    spells: tuple[Spell, ...] = ()
    standards: tuple[tuple[Area, date], ...] = ()
    bureau: str = ""

    def spell(self, version: str) -> Spell | None:
        """The spell of a version, if it stands here."""
        return next((each for each in self.spells if each.version == version), None)


@command("service_item.adopt")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptItem(Command):
    """Let this version hold from its first day. What is running then ends the day before."""

    item: Item


@command("service_item.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndItem(Command):
    """Give a version a last day. The day before its first means that it never takes effect."""

    version: str
    until_on: date
    reason: str


@command("service_item.set_standard")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetStandard(Command):
    """Enter the standard that the province or prefecture set, with its paper."""

    code: str
    standard: Standard


@command("service_item.place")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceItem(Command):
    """Say which unit of the county answers for the item: it decides, or entrusts and supervises."""

    code: str
    bureau: str


@event("service_item.adopted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdopted(Event):
    """An item has a version from a day on."""

    code: Public[str]
    version: Public[str]
    from_on: Public[date]
    item: Public[Item]


@event("service_item.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEnded(Event):
    """A version has a last day."""

    code: Public[str]
    version: Public[str]
    until_on: Public[date]
    reason: Public[str]


@event("service_item.standard_set/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StandardSet(Event):
    """A standard holds from a day on."""

    code: Public[str]
    standard: Public[Standard]


@event("service_item.placed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlaced(Event):
    """A unit of the county answers for the item."""

    code: Public[str]
    bureau: Public[str]


def decide(order: Command, state: Shelf, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    # The office for every item; whoever decides applications for those that their own bureau answers for.
    require(Role.DISPATCHER in by.roles or (state.bureau and by.within(state.bureau)), "not_of_the_unit")
    match order:
        case AdoptItem(item=item):
            return _adopt(item, state, on, today)
        case EndItem(version=version, until_on=until, reason=reason):
            spell = state.spell(version)
            require(spell is not None, "unknown_rules", id=version)
            assert spell is not None
            require(spell.until_on is None or until < spell.until_on, "rules_ended_already")
            require(until >= spell.from_on - timedelta(1), "ends_before_start", from_on=spell.from_on)
            require(until >= today or spell.from_on > today, "rules_backwards", earliest=today)
            reason = written(reason, "reason", 500)
            code = version.partition("-")[0]
            return (ItemEnded(happened_on=on, code=code, version=version, until_on=until, reason=reason),)
        case SetStandard(code=code, standard=standard):
            return (_standard(code, standard, state, on, today),)
        case PlaceItem(code=code, bureau=bureau):
            require(bureau.strip(), "bureau_missing")
            require(bureau != state.bureau, "nothing_changed")
            return (ItemPlaced(happened_on=on, code=code, bureau=bureau),)
    raise Fault(f"not a service item command: {order.name}")


def _adopt(item: Item, state: Shelf, on: date, today: date) -> tuple[Event, ...]:
    require(state.spell(item.version) is None, "already_exists", id=item.version)
    require(item.version.startswith(f"{item.code}-"), "unknown_rules", id=item.version)
    earliest = today + timedelta(1)
    require(item.from_on >= earliest, "rules_backwards", earliest=earliest)
    require(item.until_on is None or item.until_on >= item.from_on, "ends_before_start", from_on=item.from_on)
    item = sound(item)
    told: list[Event] = []
    for each in state.spells:
        if each.until_on is not None and (each.until_on < each.from_on or each.until_on < item.from_on):
            continue
        if each.from_on < item.from_on:
            before = item.from_on - timedelta(1)
            told.append(
                ItemEnded(happened_on=on, code=item.code, version=each.version, until_on=before, reason=item.title)
            )
        else:
            apart = item.until_on is not None and item.until_on < each.from_on
            require(apart, "rules_overlap", from_on=each.from_on)
    adopted = ItemAdopted(
        happened_on=on, code=item.code, version=item.version, from_on=item.from_on, item=replace(item, until_on=None)
    )
    if item.until_on is None:
        return (*told, adopted)
    reason = item.title
    ended = ItemEnded(happened_on=on, code=item.code, version=item.version, until_on=item.until_on, reason=reason)
    return (*told, adopted, ended)


def _standard(code: str, standard: Standard, state: Shelf, on: date, today: date) -> StandardSet:
    require(standard.amount > ZERO, "standard_missing")
    require(standard.months in (1, 12), "income_window", most=12)
    require((standard.area, standard.from_on) not in state.standards, "already_exists", id=standard.from_on.isoformat())
    known = any(area is standard.area for area, _ in state.standards)
    # The first may have held before the program came; later ones would change what has been decided.
    require(not known or standard.from_on > today, "rules_backwards", earliest=today + timedelta(1))
    basis = written(standard.basis, "basis", 300)
    return StandardSet(happened_on=on, code=code, standard=replace(standard, basis=basis))


def evolve(state: Shelf, happened: Event) -> Shelf:
    """The item after an event."""
    match happened:
        case ItemAdopted(version=version, from_on=from_on):
            return replace(state, spells=(*state.spells, Spell(version, from_on)))
        case ItemEnded(version=version, until_on=until):
            spells = (replace(each, until_on=until) if each.version == version else each for each in state.spells)
            return replace(state, spells=tuple(spells))
        case StandardSet(standard=standard):
            return replace(state, standards=(*state.standards, (standard.area, standard.from_on)))
        case ItemPlaced(bureau=bureau):
            return replace(state, bureau=bureau)
    return state
