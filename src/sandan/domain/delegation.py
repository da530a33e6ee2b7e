"""Delegation (委托下放): by which instrument a town decides in the county bureau's name, on what, and from when to when (S17).

An entrusted town acts in the name of the bureau that entrusts it, which supervises it and answers for what it does: its decisions print
the bureau's name, and an appeal goes against the bureau. It cannot hand the entrustment on, to a village committee or anybody (行政许可法
art. 24, by analogy; 社会救助暂行办法 art. 48 for small emergency relief; 民发〔2021〕57号 for the delegation of review and
confirmation). What is entrusted is announced first. A suspension is an instrument of its own: from its day on the bureau decides again,
and what was decided before stays decided.

Where the law itself names the town (e.g. Shanghai 2024 art. 36) nothing is entrusted: that is the service's own basis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened, held
from sandan.domain.values import Fault, Public, Tier, require, written
from sandan.domain.wire import Command, Event, command, event

_DAY = timedelta(1)


class DelegationStatus(StrEnum):
    """Where a delegation stands, apart from its days."""

    GIVEN = "given"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which a delegation is suspended, by which instrument. `until_on` is the last of them, None while it lasts."""

    instrument: str
    from_on: date
    until_on: date | None = None

    def covers(self, on: date) -> bool:
        """Whether it is suspended on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, slots=True)
class Delegation:
    """A delegation as its stream tells it."""

    id: str
    principal: str
    agent: str
    services: frozenset[str]
    instrument: str
    from_on: date
    to_on: date
    spells: tuple[Spell, ...] = ()

    def in_force(self, service: str, on: date) -> bool:
        """Whether the town may decide on this service, on this day, by it."""
        days = self.from_on <= on <= self.to_on
        return days and service in self.services and not any(each.covers(on) for each in self.spells)


def entrusted(
    principal: str, agent: str, service: str, on: date, delegations: Iterable[Delegation]
) -> Delegation | None:
    """The delegation by which a town decides on a service on a day, in the name of `principal`; None where the principal itself does."""
    for each in delegations:
        if (each.principal, each.agent) == (principal, agent) and each.in_force(service, on):
            return each
    return None


@command("delegation.give")
@dataclass(frozen=True, slots=True, kw_only=True)
class GiveDelegation(Command):
    """Entrust a town. Facts of the desk: the tiers of both, `held_already` (services that the principal itself decides by entrustment in
    that time) and `overlapping` (instruments that entrust the same town with one of these services on one of these days)."""

    delegation: str
    principal: str
    agent: str
    services: tuple[str, ...]
    instrument: str
    from_on: date
    to_on: date
    announced_on: date
    where: str
    principal_tier: Tier
    agent_tier: Tier
    held_already: tuple[str, ...] = ()
    overlapping: tuple[str, ...] = ()


@command("delegation.suspend")
@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendDelegation(Command):
    """The bureau decides again, from a day on that is not past, by an instrument and for a reason."""

    delegation: str
    instrument: str
    from_on: date
    reason: str


@command("delegation.resume")
@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDelegation(Command):
    """The town decides again, from a day on that is not past, by an instrument."""

    delegation: str
    instrument: str
    from_on: date


@command("delegation.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndDelegation(Command):
    """The delegation ends before its day, with `last_on`, by an instrument and for a reason."""

    delegation: str
    instrument: str
    last_on: date
    reason: str


@event("delegation.given/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationGiven(Event):
    """A town is entrusted with some services, for some time."""

    delegation: Public[str]
    principal: Public[str]
    agent: Public[str]
    services: Public[tuple[str, ...]]
    instrument: Public[str]
    from_on: Public[date]
    to_on: Public[date]
    announced_on: Public[date]
    where: Public[str]


@event("delegation.suspended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationSuspended(Event):
    """From a day on the bureau decides itself."""

    delegation: Public[str]
    instrument: Public[str]
    from_on: Public[date]
    reason: Public[str]


@event("delegation.resumed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationResumed(Event):
    """From a day on the town decides again."""

    delegation: Public[str]
    instrument: Public[str]
    from_on: Public[date]


@event("delegation.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded(Event):
    """It ends before its day."""

    delegation: Public[str]
    instrument: Public[str]
    last_on: Public[date]
    reason: Public[str]


def decide(order: Command, state: Delegation | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    happened(order.happened_on, today)
    if isinstance(order, GiveDelegation):
        require(state is None, "already_exists", id=order.delegation)
        return (_given(order, by, today),)
    one = held(state, "unknown_delegation")
    require(by.unit == one.principal, "not_by_principal")
    # One that is to end on a later day runs until then, and can be suspended, or ended sooner, like any other.
    require(today <= one.to_on, "delegation_over")
    match order:
        case SuspendDelegation(instrument=instrument, from_on=from_on, reason=reason):
            require(_running(one) is None, "suspended_already")
            _ahead(from_on, today, one)
            last = one.spells[-1].until_on if one.spells else None
            require(last is None or from_on > last, "spells_overlap")
            return (
                DelegationSuspended(
                    happened_on=today,
                    delegation=one.id,
                    instrument=_instrument(instrument),
                    from_on=from_on,
                    reason=written(reason, "reason", 500),
                ),
            )
        case ResumeDelegation(instrument=instrument, from_on=from_on):
            spell = _running(one)
            require(spell is not None, "delegation_not_suspended")
            assert spell is not None
            _ahead(from_on, today, one)
            require(from_on > spell.from_on, "spells_overlap")
            number = _instrument(instrument)
            return (DelegationResumed(happened_on=today, delegation=one.id, instrument=number, from_on=from_on),)
        case EndDelegation(instrument=instrument, last_on=last_on, reason=reason):
            require(last_on >= today - _DAY, "delegation_backwards")
            require(last_on < one.to_on, "delegation_days", first=last_on, last=one.to_on)
            return (
                DelegationEnded(
                    happened_on=today,
                    delegation=one.id,
                    instrument=_instrument(instrument),
                    last_on=last_on,
                    reason=written(reason, "reason", 500),
                ),
            )
    raise Fault(f"not a delegation command: {order.name}")


def _given(order: GiveDelegation, by: Actor, today: date) -> DelegationGiven:
    require(by.unit == order.principal, "not_by_principal")
    require(order.agent != order.principal, "entrusted_to_itself")
    # A town that was entrusted cannot entrust anybody, and no village committee can be entrusted.
    require(order.principal_tier in (Tier.COUNTY, Tier.SYSTEM), "no_reentrustment")
    require(order.agent_tier is Tier.TOWN, "agent_is_no_town")
    require(order.services, "services_missing")
    again = sorted(set(order.services) & set(order.held_already))
    require(not again, "no_reentrustment")
    require(order.from_on <= order.to_on, "delegation_days", first=order.from_on, last=order.to_on)
    require(order.announced_on <= today, "date_in_future", date=order.announced_on)
    require(order.announced_on <= order.from_on, "delegation_unannounced", date=order.announced_on)
    require(not order.overlapping, "delegation_overlaps", instrument="、".join(order.overlapping))
    return DelegationGiven(
        happened_on=today,
        delegation=order.delegation,
        principal=order.principal,
        agent=order.agent,
        services=tuple(sorted(set(order.services))),
        instrument=_instrument(order.instrument),
        from_on=order.from_on,
        to_on=order.to_on,
        announced_on=order.announced_on,
        where=written(order.where, "where", 300),
    )


def _instrument(text: str) -> str:
    return written(text, "instrument", 60)


def _ahead(from_on: date, today: date, one: Delegation) -> None:
    """What was decided under a delegation stays decided: nothing about it reaches back."""
    require(from_on >= today, "delegation_backwards")
    require(one.from_on <= from_on <= one.to_on, "delegation_days", first=one.from_on, last=one.to_on)


def _running(one: Delegation) -> Spell | None:
    return next((each for each in one.spells if each.until_on is None), None)


def evolve(state: Delegation | None, told: Event) -> Delegation | None:
    """The delegation after an event."""
    if isinstance(told, DelegationGiven):
        of = told
        return Delegation(
            of.delegation, of.principal, of.agent, frozenset(of.services), of.instrument, of.from_on, of.to_on
        )
    one = held(state, "unknown_delegation")
    match told:
        case DelegationSuspended(instrument=instrument, from_on=from_on):
            return replace(one, spells=(*one.spells, Spell(instrument, from_on)))
        case DelegationResumed(from_on=from_on):
            *before, last = one.spells
            return replace(one, spells=(*before, replace(last, until_on=from_on - _DAY)))
        case DelegationEnded(last_on=last_on):
            return replace(one, to_on=last_on)
    raise Fault(f"not a delegation event: {told.kind}")
