"""Circuit group (巡回指导组): who goes round, from when to when, and who leads (S11; 政府督查工作条例 (2021) art. 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened, held, keeps
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class GroupStatus(StrEnum):
    """Where a group stands."""

    FORMED = "formed"
    DISSOLVED = "dissolved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CircuitGroup:
    """A group as its stream tells it. `members`: each one's days, the last of them None while it goes on."""

    id: str
    unit: str
    leader: str
    members: Mapping[str, tuple[tuple[date, date | None], ...]] = field(default_factory=lambda: MappingProxyType({}))
    status: GroupStatus = GroupStatus.FORMED

    def on(self, day: date) -> tuple[str, ...]:
        """The members of a day, in order."""
        if self.status is not GroupStatus.FORMED:
            return ()
        return tuple(
            sorted(
                person
                for person, spells in self.members.items()
                if any(first <= day and (last is None or day <= last) for first, last in spells)
            )
        )

    def running(self, person: str) -> date | None:
        """Since when someone is a member; None for who is not, or no longer."""
        spells = self.members.get(person, ())
        return spells[-1][0] if spells and spells[-1][1] is None else None


@command("circuit_group.form")
@dataclass(frozen=True, slots=True, kw_only=True)
class FormGroup(Command):
    """Form a group. The leader is a member, named among them or not."""

    group: str
    title: str
    unit: str
    leader: str
    members: tuple[str, ...]
    from_on: date
    note: str = ""


@command("circuit_group.add_member")
@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember(Command):
    """Let someone join."""

    group: str
    person: str
    from_on: date


@command("circuit_group.end_member")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndMember(Command):
    """Let someone leave; `until_on` is their last day."""

    group: str
    person: str
    until_on: date


@command("circuit_group.change_leader")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLeader(Command):
    """Let another member lead."""

    group: str
    person: str


@command("circuit_group.dissolve")
@dataclass(frozen=True, slots=True, kw_only=True)
class DissolveGroup(Command):
    """End a group."""

    group: str
    reason: str


@command("circuit_group.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawGroup(Command):
    """Take back a group entered by mistake."""

    group: str
    reason: str


@event("circuit_group.formed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFormed(Event):
    """A group goes round. Who its members are stays inside."""

    group: Public[str]
    title: Public[str]
    unit: Public[str]
    leader: Public[str]
    members: tuple[str, ...]
    from_on: Public[date]
    note: str


@event("circuit_group.member_added/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(Event):
    """Someone joined."""

    group: Public[str]
    person: str
    from_on: date


@event("circuit_group.member_ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEnded(Event):
    """Someone left."""

    group: Public[str]
    person: str
    until_on: date


@event("circuit_group.leader_changed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderChanged(Event):
    """Another one leads."""

    group: Public[str]
    person: Public[str]


@event("circuit_group.dissolved/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDissolved(Event):
    """The group goes round no more."""

    group: Public[str]
    reason: Public[str]


@event("circuit_group.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWithdrawn(Event):
    """The entry was a mistake."""

    group: Public[str]
    reason: Public[str]


def decide(order: Command, state: CircuitGroup | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = happened(order.happened_on, at.date())
    if isinstance(order, FormGroup):
        require(state is None, "already_exists", id=order.group)
        keeps(by, order.unit)
        members = tuple(sorted({order.leader, *order.members} - {""}))
        require(order.leader, "text_missing", field="leader")
        return (
            GroupFormed(
                happened_on=on,
                group=order.group,
                title=written(order.title, "title", 80),
                unit=order.unit,
                leader=order.leader,
                members=members,
                from_on=order.from_on,
                note=order.note.strip()[:500],
            ),
        )
    one = held(state, "unknown_circuit_group")
    require(one.status is not GroupStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case WithdrawGroup(reason=reason):
            return (GroupWithdrawn(happened_on=on, group=one.id, reason=written(reason, "reason", 500)),)
        case _:
            require(one.status is GroupStatus.FORMED, "group_dissolved")
    match order:
        case AddMember(person=person, from_on=from_on):
            require(person, "text_missing", field="person")
            require(one.running(person) is None, "member_already")
            require(all(from_on > (last or from_on) for _, last in one.members.get(person, ())), "member_already")
            return (MemberAdded(happened_on=on, group=one.id, person=person, from_on=from_on),)
        case EndMember(person=person, until_on=until_on):
            since = one.running(person)
            require(since is not None, "not_a_member")
            assert since is not None
            require(person != one.leader, "leader_stays")
            require(until_on >= since - timedelta(1), "window_backwards", from_on=since, to_on=until_on)
            return (MemberEnded(happened_on=on, group=one.id, person=person, until_on=until_on),)
        case ChangeLeader(person=person):
            require(one.running(person) is not None, "not_a_member")
            require(person != one.leader, "leads_already")
            return (LeaderChanged(happened_on=on, group=one.id, person=person),)
        case DissolveGroup(reason=reason):
            return (GroupDissolved(happened_on=on, group=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a circuit group command: {order.name}")


def evolve(state: CircuitGroup | None, happened: Event) -> CircuitGroup | None:
    """The group after an event."""
    if isinstance(happened, GroupFormed):
        members = dict.fromkeys(happened.members, ((happened.from_on, None),))
        return CircuitGroup(happened.group, happened.unit, happened.leader, members)
    one = held(state, "unknown_circuit_group")
    match happened:
        case MemberAdded(person=person, from_on=from_on):
            return replace(one, members={**one.members, person: (*one.members.get(person, ()), (from_on, None))})
        case MemberEnded(person=person, until_on=until_on):
            *before, (first, _last) = one.members[person]
            return replace(one, members={**one.members, person: (*before, (first, until_on))})
        case LeaderChanged(person=person):
            return replace(one, leader=person)
        case GroupDissolved():
            return replace(one, status=GroupStatus.DISSOLVED)
        case GroupWithdrawn():
            return replace(one, status=GroupStatus.WITHDRAWN)
    raise Fault(f"not a circuit group event: {happened.kind}")
