"""Succession: a unit is merged into another one, and everything that it had goes over in the same transaction, or nothing does.

Posts and appointments belong to one unit all their life, so that who sat where on any day needs no second history: they end in the old
unit and are made anew in its successor. Open problems follow by an event of their own, and what the old unit was to fix stays known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from sandan.desk.handle import Done, Order, Transaction, handle_built, identify
from sandan.desk.organisation import (
    Holder,
    Post,
    Seat,
    appointed,
    from_day,
    new_assignment,
    new_duty,
    new_post,
    path,
    stands,
)
from sandan.domain import appointment, assignment, duty, post, problem_command, unit
from sandan.domain.authority import Actor, Role
from sandan.domain.problem import ENDED
from sandan.domain.values import Tier, Topic
from sandan.projections.appointment import Appointment
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty
from sandan.projections.post import Post as PostRow
from sandan.projections.problem import Problem
from sandan.projections.unit import Unit
from sandan.projections.version import now

_ENDED = [each.value for each in ENDED]


@dataclass(frozen=True, slots=True)
class Estate:
    """What a unit has on a day or later, and what would go over in a merger. In the order in which it came to be."""

    units: tuple[str, ...]
    appointments: tuple[Appointment, ...]
    posts: tuple[PostRow, ...]
    problems: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    duties: tuple[Duty, ...]


def estate(of: str, on: date) -> Estate:
    """What a unit has on a day or later: units below it, people, posts, open problems (lead or cooperating), leaders, duties."""
    open_problems = now(Problem).filter(Q(unit=of) | Q(cooperating__contains=of)).exclude(status__in=_ENDED)
    ahead = from_day(on)
    return Estate(
        units=tuple(
            now(Unit).filter(parent=of, abolished_on__isnull=True).order_by("position").values_list("key", flat=True)
        ),
        appointments=tuple(now(Appointment).filter(ahead, unit=of).order_by("position")),
        posts=tuple(now(PostRow).filter(ahead, unit=of).order_by("position")),
        problems=tuple(
            each.key for each in open_problems.order_by("position") if of in (each.unit, *each.cooperating.split())
        ),
        assignments=tuple(now(Assignment).filter(ahead, unit=of).order_by("position")),
        duties=tuple(now(Duty).filter(ahead, unit=of).order_by("position")),
    )


def abolish_unit(of: str, on: date | None, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End a unit that has nothing left from `on` (default: today); its empty posts, duties and leaders' assignments end with it.

    Refuses (`unit_in_use`, with counts) one that has people, open problems or units below it: it is merged.
    """

    def build(run: Transaction) -> list[Order]:
        day = on or run.at.date()
        left = estate(of, day)
        ended = unit.AbolishUnit(
            unit=of,
            posts=len(left.appointments),
            problems=len(left.problems),
            units=len(left.units),
            happened_on=on,
        )
        return [Order(f"unit/{of}", ended), *ends(left, day)]

    return handle_built(build, by, key, repr((of, on)), at)


def merge_unit(of: str, into: str, on: date | None, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End a unit from `on` (default: today) in favour of `into`, which takes over all that it had.

    Refuses a unit merged into itself or into one below it, units that have ended, and the county. A chief of the old unit comes over as an
    ordinary post where the successor has a chief already; a leader's assignment ends where the successor has a leader on that tier.
    """

    def build(run: Transaction) -> list[Order]:
        old, new, day = stands(run, of), stands(run, into), on or run.at.date()
        merged = unit.MergeUnit(unit=of, into=into, above=path(into), happened_on=on)
        absorbed = unit.AbsorbUnit(unit=into, source=of, earlier=tuple(sorted(old.absorbed)), happened_on=on)
        what = estate(of, day)
        return [
            Order(f"unit/{of}", merged),
            Order(f"unit/{into}", absorbed),
            *_below(run, what, into, day),
            *(
                Order(f"problem/{each}", problem_command.SucceedUnit(was=of, unit=into, happened_on=on))
                for each in what.problems
            ),
            *ends(what, day),
            *_people(what, new, day, key),
            *_leaders(run, what, into, day, key),
            *_duties(what, into, day, key),
        ]

    return handle_built(build, by, key, repr((of, into, on)), at)


def _below(run: Transaction, what: Estate, into: str, day: date) -> Iterator[Order]:
    for each in what.units:
        below: unit.Unit = run.state(f"unit/{each}")
        moved = unit.MoveUnit(unit=each, parent=into, above=path(into), happened_on=max(day, below.changed_on))
        yield Order(f"unit/{each}", moved)


def ends(what: Estate, day: date) -> Iterator[Order]:
    """What ends with the unit: posts, assignments and duties, each on the day before; what had not begun yet never takes effect."""
    for seat in what.posts:
        yield Order(f"post/{seat.key}", post.AbolishPost(post=seat.key, until_on=_last(seat.from_on, day)))
    for held in what.assignments:
        until = _last(held.from_on, day)
        yield Order(f"assignment/{held.key}", assignment.EndAssignment(assignment=held.key, until_on=until))
    for listed in what.duties:
        yield Order(f"duty/{listed.key}", duty.DropDuty(duty=listed.key, until_on=_last(listed.from_on, day)))


def _people(what: Estate, new: unit.Unit, day: date, key: str) -> Iterator[Order]:
    """Posts and appointments are made anew in the successor."""
    chief_there = now(PostRow).filter(from_day(day), unit=new.id, chief=True).exists()
    made: dict[str, str] = {}
    for seat in what.posts:
        made[seat.key] = identify(key, f"post {seat.key}")
        roles = tuple(Role(each) for each in seat.roles.split())
        chief = seat.chief and not chief_there
        again = Seat(new.id, seat.title, roles, max(day, seat.from_on), chief)
        yield new_post(made[seat.key], again)
        if seat.until_on is not None:
            ended_post = post.AbolishPost(post=made[seat.key], until_on=seat.until_on)
            yield Order(f"post/{made[seat.key]}", ended_post)
    for each in what.appointments:
        if each.from_on >= day:
            withdrawn = appointment.WithdrawAppointment(appointment=each.key, reason=f"并入{new.name}")
            yield Order(f"appointment/{each.key}", withdrawn)
        else:
            ended = appointment.EndAppointment(appointment=each.key, until_on=day - timedelta(1))
            yield Order(f"appointment/{each.key}", ended)
        holder = Holder(each.person, identify(key, f"appointment {each.key}"))
        roles = tuple(Role(one) for one in each.roles.split())
        to = Post(new.id, each.post, roles, max(day, each.from_on), made.get(each.post_id, ""), each.acting)
        yield appointed(holder, replace(to, acting=to.acting and bool(to.post_id)))
        if each.until_on is not None:
            until = appointment.EndAppointment(appointment=holder.appointment, until_on=each.until_on)
            yield Order(f"appointment/{holder.appointment}", until)


def _leaders(run: Transaction, what: Estate, into: str, day: date, key: str) -> Iterator[Order]:
    """Leaders answer for the successor, unless it has a leader of its own on that tier."""
    have = set(now(Assignment).filter(from_day(day), unit=into).values_list("tier", flat=True))
    for each in what.assignments:
        if each.tier in have:
            continue
        again, first = identify(key, f"assignment {each.key}"), max(day, each.from_on)
        yield new_assignment(run, again, each.leader, into, first, Tier(each.tier))
        if each.until_on is not None:
            ended = assignment.EndAssignment(assignment=again, until_on=each.until_on)
            yield Order(f"assignment/{again}", ended)


def _duties(what: Estate, into: str, day: date, key: str) -> Iterator[Order]:
    """The successor's duty list gets what it did not have."""
    have = set(now(Duty).filter(from_day(day), unit=into).values_list("topic", "matter"))
    for each in what.duties:
        if (each.topic, each.matter) in have:
            continue
        again, first = identify(key, f"duty {each.key}"), max(day, each.from_on)
        topic = Topic(each.topic) if each.topic else None
        yield new_duty(again, into, topic, each.matter, each.basis, first)
        if each.until_on is not None:
            yield Order(f"duty/{again}", duty.DropDuty(duty=again, until_on=each.until_on))


def _last(first: date, day: date) -> date:
    """The last day of what ends before `day`; the day before its first where it never takes effect."""
    return max(day, first) - timedelta(1)
