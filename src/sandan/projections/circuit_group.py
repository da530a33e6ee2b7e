"""Circuit groups (巡回指导组) and who is a member from when to when."""

from __future__ import annotations

from datetime import date

from django.db import models

from sandan.domain import circuit_group
from sandan.domain.circuit_group import GroupStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.appointment import running
from sandan.projections.number import CIRCUIT_GROUP
from sandan.projections.record import Record, entered, indexes
from sandan.projections.version import Tables, Version, index, now


class CircuitGroup(Record):
    """A group. `unit` keeps it, `leader` leads it now."""

    leader = models.CharField(max_length=32)
    from_on = models.DateField()
    dissolved_on = models.DateField(null=True)
    members = models.IntegerField()
    """How many are members, those who will join among them."""
    note = models.CharField(max_length=500, default="")

    class Meta:
        indexes = indexes("circuit_group")


class CircuitMember(Version):
    """A member through some days. Who leaves and joins again has two rows."""

    group = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [
            index("circuit_member", "key"),
            index("circuit_member", "group"),
            index("circuit_member", "person"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a group."""
    at = entry.position
    match event:
        case circuit_group.GroupFormed() as one:
            values = entered(
                entry,
                event,
                CIRCUIT_GROUP,
                title=one.title,
                unit=one.unit,
                leader=one.leader,
                from_on=one.from_on,
                note=one.note,
                members=len(one.members),
                status=GroupStatus.FORMED.value,
            )
            tables.put(CircuitGroup, one.group, at, values)
            for person in one.members:
                _join(tables, at, one.group, person, one.from_on)
        case circuit_group.MemberAdded(group=group, person=person, from_on=from_on):
            _join(tables, at, group, person, from_on)
            _count(tables, at, group, 1)
        case circuit_group.MemberEnded(group=group, person=person, until_on=until_on):
            for key in tables.find(CircuitMember, "group", group):
                row = tables.get(CircuitMember, key)
                if row is not None and row["person"] == person and row["until_on"] is None:
                    tables.put(CircuitMember, key, at, {"until_on": until_on})
            _count(tables, at, group, -1)
        case circuit_group.LeaderChanged(group=group, person=person):
            tables.put(CircuitGroup, group, at, {"leader": person})
        case circuit_group.GroupDissolved(group=group, reason=reason):
            ended = {
                "status": GroupStatus.DISSOLVED.value,
                "dissolved_on": event.happened_on,
                "reason": reason,
            }
            tables.put(CircuitGroup, group, at, ended)
        case circuit_group.GroupWithdrawn(group=group, reason=reason):
            ended = {"status": GroupStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(CircuitGroup, group, at, ended)


def _join(tables: Tables, at: int, group: str, person: str, from_on: date) -> None:
    key = f"{group}.{len(tables.find(CircuitMember, 'group', group)):03}"
    tables.put(CircuitMember, key, at, {"group": group, "person": person, "from_on": from_on})


def _count(tables: Tables, at: int, group: str, more: int) -> None:
    row = tables.get(CircuitGroup, group)
    if row is not None:
        tables.put(CircuitGroup, group, at, {"members": row["members"] + more})


def standing() -> list[CircuitGroup]:
    """The groups that go round, in the order in which they were formed."""
    return list(now(CircuitGroup).filter(status=GroupStatus.FORMED.value).order_by("position"))


def members_on(day: date) -> dict[str, tuple[str, ...]]:
    """The members of every group on a day, those of dissolved ones left out."""
    found: dict[str, list[str]] = {each.key: [] for each in standing()}
    for group, person in now(CircuitMember).filter(running(day)).order_by("key").values_list("group", "person"):
        if group in found:
            found[group].append(person)
    return {group: tuple(sorted(set(people))) for group, people in found.items()}


def members_of(group: str) -> list[CircuitMember]:
    """Everybody who is or was a member, in the order in which they joined."""
    return list(now(CircuitMember).filter(group=group).order_by("key"))


def groups_of(person: str) -> list[str]:
    """The groups that someone is or was a member of."""
    return list(now(CircuitMember).filter(person=person).values_list("group", flat=True).distinct())
