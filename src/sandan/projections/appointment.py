"""Who holds which post, and the actor that a post makes."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sandan.domain import appointment
from sandan.domain.authority import Actor, Role
from sandan.domain.wire import Event
from sandan.ledger import read
from sandan.ledger.read import Entry
from sandan.projections.person import kin
from sandan.projections.unit import Unit
from sandan.projections.version import Tables, Version, index, now


class Appointment(Version):
    """A post held by a person in a unit. `roles` are role names separated by spaces."""

    person = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    post = models.CharField(max_length=80)
    roles = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [index("appointment", "key"), index("appointment", "person"), index("appointment", "unit")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an appointment."""
    match event:
        case appointment.AppointmentMade():
            values = {
                "person": event.person,
                "unit": event.unit,
                "post": event.post,
                "roles": " ".join(event.roles),
                "from_on": event.from_on,
            }
            tables.put(Appointment, event.appointment, entry.position, values)
        case appointment.AppointmentEnded():
            tables.put(Appointment, event.appointment, entry.position, {"until_on": event.until_on})


def held(person: str, on: date) -> list[Appointment]:
    """The posts that a person holds on a day."""
    running = Q(until_on__isnull=True) | Q(until_on__gte=on)
    return list(now(Appointment).filter(running, person=person, from_on__lte=on).order_by("position"))


def actor(person: str, acting: str, on: date) -> Actor | None:
    """The person acting in the post `acting` on a day; None if the post is not (or no longer) theirs."""
    posts = held(person, on)
    post = next((each for each in posts if each.key == acting), None)
    if post is None:
        return None
    ended = list(now(Appointment).filter(person=person, until_on__lt=on))
    paths = dict(now(Unit).filter(key__in={each.unit for each in (*posts, *ended)}).values_list("key", "path"))
    return Actor(
        roles=frozenset(Role(each) for each in post.roles.split()),
        person=person,
        appointment=acting,
        unit=post.unit,
        lineage=tuple(paths.get(post.unit, post.unit).split()),
        everywhere=frozenset(unit for each in posts for unit in paths.get(each.unit, each.unit).split()),
        kin=kin(person),
        left=_left(ended, paths),
    )


def actors(on: date, *roles: Role) -> list[Actor]:
    """Everyone who holds one of these roles in some post on a day, each acting in that post."""
    running = Q(until_on__isnull=True) | Q(until_on__gte=on)
    wanted = Q()
    for each in roles:
        wanted |= Q(roles__contains=each.value)
    rows = now(Appointment).filter(running, wanted, from_on__lte=on).values_list("person", "key")
    return [found for person, key in rows if (found := actor(person, key, on)) is not None]


def _left(ended: list[Appointment], paths: dict[str, str]) -> tuple[tuple[str, date], ...]:
    """Units of ended posts with the last day of each: the day on which the end was recorded where that is later.

    An end entered for a day long past does not make anyone a stranger to the unit that they were of until it was entered (law 4).
    """
    told = read.opened(each.since for each in ended)
    last: dict[str, date] = {}
    for each in ended:
        recorded = timezone.localdate(told[each.since].recorded_at)
        for unit in paths.get(each.unit, each.unit).split():
            last[unit] = max(last.get(unit, recorded), recorded, each.until_on or recorded)
    return tuple(sorted(last.items()))
