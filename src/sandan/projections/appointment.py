"""Who holds which post, and the actor that a post makes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sandan.domain import appointment
from sandan.domain.authority import Actor, Role
from sandan.domain.wire import Event
from sandan.ledger import read
from sandan.ledger.read import Entry
from sandan.projections.person import kin
from sandan.projections.unit import Spell, Unit
from sandan.projections.version import Tables, Version, index, now


class Appointment(Version):
    """A post held by a person in a unit. `roles` are role names separated by spaces."""

    person = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    post = models.CharField(max_length=80)
    roles = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    post_id = models.CharField(max_length=32, default="")
    """The established post that is held, if there is one."""
    acting = models.BooleanField(default=False)

    class Meta:
        indexes = [
            index("appointment", "key"),
            index("appointment", "person"),
            index("appointment", "unit"),
            index("appointment", "post_id"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an appointment."""
    match event:
        case appointment.AppointmentMade() | appointment.PostTaken():
            values = {
                "person": event.person,
                "unit": event.unit,
                "post": event.post,
                "roles": " ".join(event.roles),
                "from_on": event.from_on,
            }
            if isinstance(event, appointment.PostTaken):
                values |= {"post_id": event.post_id, "acting": event.acting}
            tables.put(Appointment, event.appointment, entry.position, values)
        case appointment.AppointmentEnded():
            tables.put(Appointment, event.appointment, entry.position, {"until_on": event.until_on})
        case appointment.AppointmentWithdrawn():
            row = tables.get(Appointment, event.appointment)
            if row is None:
                raise LookupError(f"appointment {event.appointment} was not made before entry {entry.position}")
            # A last day before the first one: it runs on no day.
            tables.put(Appointment, event.appointment, entry.position, {"until_on": row["from_on"] - timedelta(1)})


def running(on: date) -> Q:
    """The condition on an appointment, a post, an assignment or a duty that it holds on a day."""
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def held(person: str, on: date) -> list[Appointment]:
    """The posts that a person holds on a day."""
    return list(now(Appointment).filter(running(on), person=person).order_by("position"))


def actor(person: str, acting: str, on: date) -> Actor | None:
    """The person acting in the post `acting` on a day; None if the post is not (or no longer) theirs.

    Staff of a unit count as staff of every unit that was merged into it, and of every unit that stood above it before it was moved: neither
    a merger nor a move makes a fixer a stranger to the matter (laws 4 and 8).
    """
    every = list(now(Appointment).filter(person=person).order_by("position"))
    ended = [each for each in every if each.until_on is not None and each.until_on < on]
    posts = [each for each in every if each.from_on <= on and each not in ended]
    post = next((each for each in posts if each.key == acting), None)
    if post is None:
        return None
    reach = _Reach({each.unit for each in (*posts, *ended)})
    return Actor(
        roles=frozenset(Role(each) for each in post.roles.split()),
        person=person,
        appointment=acting,
        unit=post.unit,
        lineage=reach.paths[post.unit],
        absorbed=frozenset(reach.of(post.unit)) - frozenset(reach.paths[post.unit]),
        everywhere=frozenset(unit for each in posts for unit in reach.of(each.unit)),
        kin=kin(person),
        left=_left(ended, {each.unit for each in posts}, reach),
    )


def actors(on: date, *roles: Role) -> list[Actor]:
    """Everyone who holds one of these roles in some post on a day, each acting in that post."""
    running = Q(until_on__isnull=True) | Q(until_on__gte=on)
    wanted = Q()
    for each in roles:
        wanted |= Q(roles__contains=each.value)
    rows = now(Appointment).filter(running, wanted, from_on__lte=on).values_list("person", "key")
    return [found for person, key in rows if (found := actor(person, key, on)) is not None]


def above(units: Iterable[str]) -> tuple[str, ...]:
    """These units, every unit above them, and every unit that was merged into one of these."""
    wanted = set(units)
    reach = _Reach(wanted)
    return tuple(sorted({each for unit in wanted for each in reach.of(unit)}))


def reaches(units: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these units: itself, every unit above it, and every unit that was merged into one of those."""
    wanted = set(units)
    reach = _Reach(wanted)
    return {each: reach.of(each) for each in wanted}


class _Reach:
    """Units with those above them, those merged into them, and those that stood above them before."""

    def __init__(self, units: set[str]) -> None:
        found = dict(now(Unit).filter(key__in=units).values_list("key", "path"))
        self.paths = {each: tuple(found.get(each, each).split()) for each in units}
        known = {each for path in self.paths.values() for each in path}
        parents = {below: above for path in self.paths.values() for below, above in pairwise(path)}
        merged = now(Unit).filter(key__in=known).exclude(absorbed="").values_list("key", "absorbed")
        self._absorbed = {key: tuple(sources.split()) for key, sources in merged}
        self.before: dict[str, list[tuple[tuple[str, ...], date, int]]] = {}
        """By unit: the units that stood above it until a day, with the entry that said so."""
        past_spells = now(Spell).filter(unit__in=known, until_on__isnull=False).exclude(parent="")
        spells = [each for each in past_spells if each.parent != parents.get(each.unit)]
        parents_then = {each.parent for each in spells}
        above = dict(now(Unit).filter(key__in=parents_then).values_list("key", "path")) if spells else {}
        for each in spells:
            past = tuple(above.get(each.parent, each.parent).split())
            assert each.until_on is not None
            self.before.setdefault(each.unit, []).append((past, each.until_on, each.since))

    def of(self, unit: str) -> tuple[str, ...]:
        """A unit, those above it, and what was merged into any of them."""
        return tuple(each for above in self.paths[unit] for each in (above, *self._absorbed.get(above, ())))


def _left(ended: list[Appointment], present: set[str], reach: _Reach) -> tuple[tuple[str, date], ...]:
    """Units that someone was of and is no more, with the last day of each: the day on which the end was recorded where that is later.

    An end entered for a day long past does not make anyone a stranger to the unit that they were of until it was entered (law 4).
    """
    ways = [(reach.of(each.unit), each.until_on, each.since) for each in ended]
    units = present | {each.unit for each in ended}
    ways += [way for each in units for above in reach.paths[each] for way in reach.before.get(above, ())]
    told = read.opened({since for _, _, since in ways})
    last: dict[str, date] = {}
    for units_left, until, since in ways:
        recorded = timezone.localdate(told[since].recorded_at)
        for unit in units_left:
            last[unit] = max(last.get(unit, recorded), recorded, until or recorded)
    return tuple(sorted(last.items()))
