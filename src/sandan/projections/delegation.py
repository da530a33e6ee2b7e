"""Delegations (委托下放): which town decides on what in whose name, from when to when, and by which instruments that was stopped."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from sandan.domain import delegation
from sandan.domain.delegation import DelegationStatus
from sandan.domain.item_profile import profile
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import DELEGATION
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.service_item import ItemVersion
from sandan.projections.version import Tables, index, now


class Delegation(Record):
    """A delegation. `unit` is the town; `title` the instrument; `services` the codes of the items, apart by spaces, `called` their titles
    on the day on which it was given.

    `suspended_from` and `resumed_from` are of the last suspension; how many there were is `suspensions`.
    """

    principal = models.CharField(max_length=32)
    services = models.CharField(max_length=400)
    called = models.CharField(max_length=1000, default="")
    instrument = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField()
    announced_on = models.DateField()
    where = models.CharField(max_length=300)
    suspensions = models.IntegerField(default=0)
    suspended_from = models.DateField(null=True)
    suspended_by = models.CharField(max_length=60, default="")
    resumed_from = models.DateField(null=True)
    ended_by = models.CharField(max_length=60, default="")

    class Meta:
        indexes = [*indexes("delegation"), index("delegation", "to_on")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a delegation."""
    at = entry.position
    match event:
        case delegation.DelegationGiven() as one:
            place = place_of(one.agent, tables)
            values = entered(
                entry, event, DELEGATION,
                title=one.instrument, unit=one.agent, principal=one.principal, services=" ".join(one.services),
                called="、".join(_title(code, one.happened_on, tables) for code in one.services),
                instrument=one.instrument, from_on=one.from_on, to_on=one.to_on, announced_on=one.announced_on, where=one.where,
                status=DelegationStatus.GIVEN.value, **place,
            )  # fmt: skip
            tables.put(Delegation, one.delegation, at, values)
        case delegation.DelegationSuspended(delegation=key, instrument=instrument, from_on=from_on, reason=reason):
            row = tables.get(Delegation, key)
            assert row is not None
            told = {"suspended_from": from_on, "suspended_by": instrument, "resumed_from": None, "reason": reason}
            status = {"status": DelegationStatus.SUSPENDED.value, "suspensions": row["suspensions"] + 1}
            tables.put(Delegation, key, at, {**told, **status})
        case delegation.DelegationResumed(delegation=key, from_on=from_on):
            tables.put(Delegation, key, at, {"resumed_from": from_on, "status": DelegationStatus.GIVEN.value})
        case delegation.DelegationEnded(delegation=key, instrument=instrument, last_on=last_on, reason=reason):
            gone = {"to_on": last_on, "ended_by": instrument, "reason": reason, "status": DelegationStatus.ENDED.value}
            tables.put(Delegation, key, at, gone)


def _title(code: str, on: date, tables: Tables) -> str:
    """What an item was called on a day: by the office's own version, else by the profile; by its code where neither is."""
    rows = [tables.get(ItemVersion, key) for key in tables.find(ItemVersion, "code", code)]
    begun = [each for each in rows if each is not None and each["from_on"] <= on]
    if begun:
        return str(max(begun, key=lambda each: each["from_on"])["title"])
    ready = profile(code, on)
    return ready.title if ready is not None else code


def of_town(agent: str, principal: str) -> list[str]:
    """Ids of every delegation that a body gave a town, newest first: which holds on a day, their streams say."""
    rows = now(Delegation).filter(unit=agent, principal=principal).order_by("-position")
    return list(rows.values_list("key", flat=True))


def overlapping(agent: str, services: tuple[str, ...], from_on: date, to_on: date) -> tuple[str, ...]:
    """Instruments that entrust a town with one of these services on one of these days."""
    rows = now(Delegation).filter(unit=agent, from_on__lte=to_on, to_on__gte=from_on).order_by("position")
    wanted = set(services)
    return tuple(each.instrument for each in rows if wanted & set(each.services.split()))


def held_by(principal: str, from_on: date, to_on: date) -> tuple[str, ...]:
    """The services that a body itself decides by entrustment at some time of a stretch of days."""
    rows = now(Delegation).filter(unit=principal, from_on__lte=to_on, to_on__gte=from_on)
    return tuple(sorted({code for each in rows for code in each.services.split()}))


def in_force(today: date) -> list[Delegation]:
    """Those that everybody is told of: announced, and not over."""
    return list(now(Delegation).filter(Q(to_on__gte=today)).order_by("unit", "position"))
