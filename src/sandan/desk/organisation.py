"""The organisation: units, people, posts, assignments and duty lists come to be, change and end.

What the streams of two nouns must agree on is checked here, or put into the command for its decider to judge. `succession` ends and
merges units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.domain import appointment, assignment, duty, person, post, unit
from sandan.domain.assignment import AssignmentKind
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Fact, Refusal, Tier, Topic, require
from sandan.projections.appointment import Appointment, running
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty
from sandan.projections.person import Person
from sandan.projections.post import Post as PostRow
from sandan.projections.unit import Unit
from sandan.projections.version import now


@dataclass(frozen=True, slots=True)
class Post:
    """A post to be held: in which unit, what it is called, what it allows, from which day on.

    `post_id` names an established post, whose unit, title and roles then count; `acting` that the person stands in (主持工作).
    """

    unit: str
    post: str
    roles: tuple[Role, ...]
    from_on: date
    post_id: str = ""
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who came to hold a post."""

    person: str
    appointment: str


@dataclass(frozen=True, slots=True)
class County:
    """What the founding of a county made."""

    county: str
    office: str
    operator: Holder


def establish_county(
    name: str,
    operator_name: str,
    key: str,
    *,
    office: str = "整改办",
    post: str = "系统管理员",
    at: datetime | None = None,
) -> County:
    """Found a county: its unit, its office, and the first operator, who appoints everyone else.

    Nobody can have appointed the first operator, so the ledger names the operator as the one who acted. Refuses (`county_exists`)
    once there is any unit. What was imported before stays.
    """
    county, seat = identify(key, "county"), identify(key, "office")
    operator = Holder(identify(key, "person"), identify(key, "appointment"))

    def build(run: Transaction) -> list[Order]:
        require(not established(), "county_exists")
        held = Post(seat, post, (Role.OPERATOR,), run.at.date())
        return [
            Order(f"unit/{county}", unit.EstablishUnit(unit=county, unit_name=name, tier=Tier.COUNTY, parent="")),
            Order(f"unit/{seat}", unit.EstablishUnit(unit=seat, unit_name=office, tier=Tier.SYSTEM, parent=county)),
            _registration(operator.person, operator_name, ""),
            appointed(operator, held),
        ]

    founder = Actor(frozenset({Role.OPERATOR}), operator.person, operator.appointment, seat, (seat, county))
    handle_built(build, founder, key, repr((name, office, operator_name, post)), at)
    return County(county, seat, operator)


def established() -> bool:
    """Whether there is a county: whether any unit was ever established."""
    return now(Unit).exists()


def establish_unit(
    name: str,
    tier: Tier,
    parent: str,
    by: Actor,
    key: str,
    at: datetime | None = None,
    *,
    on: date | None = None,
) -> str:
    """Add a unit under `parent` from `on` (default: today); returns its id. Refuses an unknown or ended parent and a second county."""
    made = identify(key, "unit")

    def build(run: Transaction) -> list[Order]:
        if parent:
            stands(run, parent)
        if tier is Tier.COUNTY:
            require(not now(Unit).filter(tier=Tier.COUNTY.value).exists(), "already_exists")
        new = unit.EstablishUnit(unit=made, unit_name=name, tier=tier, parent=parent, happened_on=on)
        return [Order(f"unit/{made}", new)]

    handle_built(build, by, key, repr((name, tier, parent)) + _day(on), at)
    return made


def rename_unit(of: str, name: str, on: date | None, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Let a unit have another name from `on`."""
    return handle([Order(f"unit/{of}", unit.RenameUnit(unit=of, unit_name=name, happened_on=on))], by, key, at)


def move_unit(of: str, parent: str, on: date | None, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Put a unit, with all below it, under another one from `on`. Refuses a place below itself and an ended parent."""

    def build(run: Transaction) -> list[Order]:
        stands(run, parent)
        moved = unit.MoveUnit(unit=of, parent=parent, above=path(parent), happened_on=on)
        return [Order(f"unit/{of}", moved)]

    return handle_built(build, by, key, repr((of, parent, on)), at)


def split_unit(
    of: str, parts: Sequence[tuple[str, Tier]], on: date | None, by: Actor, key: str, at: datetime | None = None
) -> tuple[str, ...]:
    """Let new units (name and tier) come out of a unit, beside it in the tree; returns their ids. The old one goes on."""
    made = tuple(identify(key, f"part {number}") for number in range(len(parts)))

    def build(run: Transaction) -> list[Order]:
        old: unit.Unit = stands(run, of)
        return [
            Order(f"unit/{of}", unit.SplitUnit(unit=of, into=made, happened_on=on)),
            *(
                Order(
                    f"unit/{each}",
                    unit.EstablishUnit(
                        unit=each, unit_name=name, tier=tier, parent=old.parent or of, origin=of, happened_on=on
                    ),
                )
                for each, (name, tier) in zip(made, parts, strict=True)
            ),
        ]

    handle_built(build, by, key, repr((of, tuple(parts), on)), at)
    return made


def register_person(name: str, by: Actor, key: str, *, phone: str = "", at: datetime | None = None) -> str:
    """Add someone who will hold a post; returns their id."""
    made = identify(key, "person")
    handle([_registration(made, name, phone)], by, key, at)
    return made


def appoint(who: str, to: Post, by: Actor, key: str, at: datetime | None = None) -> str:
    """Give a known person a post; returns the appointment's id.

    Refuses an unknown person or unit, a unit that has ended, and for an established post what its decider refuses: a second holder of a
    chief post, and acting and holding at once.
    """
    holder = Holder(who, identify(key, "appointment"))

    def build(run: Transaction) -> list[Order]:
        require(run.state(f"person/{who}") is not None, "unknown_person")
        return [_appointment(run, holder, to)]

    handle_built(build, by, key, repr((who, to)), at)
    return holder.appointment


def take_on(name: str, to: Post, by: Actor, key: str, *, phone: str = "", at: datetime | None = None) -> Holder:
    """Add a person and give them their first post, both or neither. Refuses like `appoint`."""
    holder = Holder(identify(key, "person"), identify(key, "appointment"))

    def build(run: Transaction) -> list[Order]:
        return [_registration(holder.person, name, phone), _appointment(run, holder, to)]

    handle_built(build, by, key, repr((name, phone, to)), at)
    return holder


def end_appointment(of: str, until_on: date, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End an appointment; `until_on` is its last day. What the person answers for stays theirs until it is handed over."""
    ended = appointment.EndAppointment(appointment=of, until_on=until_on)
    return handle([Order(f"appointment/{of}", ended)], by, key, at)


def withdraw_appointment(of: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Say that an appointment never took effect."""
    return handle(
        [Order(f"appointment/{of}", appointment.WithdrawAppointment(appointment=of, reason=reason))], by, key, at
    )


@dataclass(frozen=True, slots=True)
class Seat:
    """A post to be set up: in which unit, its title, what it allows, whether it answers for the unit (`chief`), from which day on."""

    unit: str
    title: str
    roles: tuple[Role, ...]
    from_on: date
    chief: bool = False


def establish_post(what: Seat, by: Actor, key: str, at: datetime | None = None) -> str:
    """Set up a post; returns its id. Refuses an ended unit, and a second chief post in a unit."""
    made = identify(key, "post")

    def build(run: Transaction) -> list[Order]:
        stands(run, what.unit)
        return [new_post(made, what)]

    handle_built(build, by, key, repr(what), at)
    return made


def abolish_post(of: str, until_on: date, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Do away with a post; `until_on` is its last day. Refuses (`post_in_use`) while somebody holds it after that day."""

    def build(_run: Transaction) -> list[Order]:
        holders = now(Appointment).filter(from_day(until_on + timedelta(1)), post_id=of).count()
        return [Order(f"post/{of}", post.AbolishPost(post=of, until_on=until_on, holders=holders))]

    return handle_built(build, by, key, repr((of, until_on)), at)


def assign(
    leader: str,
    to: str | Topic,
    from_on: date,
    by: Actor,
    key: str,
    at: datetime | None = None,
    *,
    tier: Tier = Tier.COUNTY,
) -> str:
    """Let a leader answer for a unit (its id: a place, or a department as a sector) or for a `Topic`; returns the assignment's id.

    `tier` is that on which the leader answers. Refuses (`leader_there_already`) where somebody answers for it on that tier on any of those
    days, and (`leader_without_post`) someone who holds no post on the first day.
    """
    made = identify(key, "assignment")

    def build(run: Transaction) -> list[Order]:
        require(run.state(f"person/{leader}") is not None, "unknown_person")
        require(now(Appointment).filter(running(from_on), person=leader).exists(), "leader_without_post")
        return [new_assignment(run, made, leader, to, from_on, tier)]

    handle_built(build, by, key, repr((leader, to, from_on, tier)), at)
    return made


def end_assignment(of: str, until_on: date, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End an assignment; `until_on` is its last day."""
    ended = assignment.EndAssignment(assignment=of, until_on=until_on)
    return handle([Order(f"assignment/{of}", ended)], by, key, at)


def list_duty(
    of: str,
    topic: Topic | None,
    matter: str,
    basis: str,
    from_on: date,
    by: Actor,
    key: str,
    at: datetime | None = None,
) -> str:
    """Enter a matter on a unit's duty list (a topic, or its own words, or both); returns the entry's id."""
    made = identify(key, "duty")

    def build(run: Transaction) -> list[Order]:
        stands(run, of)
        return [new_duty(made, of, topic, matter, basis, from_on)]

    handle_built(build, by, key, repr((of, topic, matter, basis, from_on)), at)
    return made


def drop_duty(of: str, until_on: date, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take a matter off a duty list; `until_on` is the last day on which it belonged there."""
    return handle([Order(f"duty/{of}", duty.DropDuty(duty=of, until_on=until_on))], by, key, at)


# What follows is put together by several commands, here and in `succession` and `handover`.


def stands(run: Transaction, of: str) -> unit.Unit:
    """The state of a unit. Refuses one that is not known or has ended, and then names what came after it."""
    found: unit.Unit | None = run.state(f"unit/{of}")
    require(found is not None, "unknown_unit")
    assert found is not None
    if found.ended_on is not None:
        after: unit.Unit | None = run.state(f"unit/{found.successor}") if found.successor else None
        told: dict[str, Fact] = {"unit": found.name, "date": found.ended_on}
        raise Refusal("unit_succeeded", successor=after.name, **told) if after else Refusal("unit_ended", **told)
    return found


def path(of: str) -> tuple[str, ...]:
    """A unit and those above it, nearest first."""
    return tuple((now(Unit).filter(key=of).values_list("path", flat=True).first() or of).split())


def new_post(key: str, what: Seat) -> Order:
    """The order that sets up a post, with the chief post that stands in its way."""
    chief = now(PostRow).filter(from_day(what.from_on), unit=what.unit, chief=True).values_list("title", flat=True)
    made = post.EstablishPost(
        post=key,
        unit=what.unit,
        title=what.title,
        roles=what.roles,
        chief=what.chief,
        from_on=what.from_on,
        chief_there=(chief.first() or "") if what.chief else "",
    )
    return Order(f"post/{key}", made)


def new_assignment(
    run: Transaction, key: str, leader: str, to: str | Topic, from_on: date, tier: Tier, handover: str = ""
) -> Order:
    """The order that makes an assignment, with the leader who stands in its way. An assignment in `handover` may be in the way of none."""
    topic = to if isinstance(to, Topic) else None
    of = "" if topic else str(to)
    kind = AssignmentKind.SECTOR
    if of and stands(run, of).tier in (Tier.TOWN, Tier.BRANCH):
        kind = AssignmentKind.PLACE
    there = now(Assignment).filter(from_day(from_on), unit=of, topic=topic or "", tier=tier.value)
    standing = None if handover else there.values_list("leader", flat=True).first()
    made = assignment.MakeAssignment(
        assignment=key,
        leader=leader,
        tier=tier,
        kind=kind,
        unit=of,
        topic=topic,
        from_on=from_on,
        standing=_name(standing) if standing else "",
        handover=handover,
    )
    return Order(f"assignment/{key}", made)


def new_duty(key: str, of: str, topic: Topic | None, matter: str, basis: str, from_on: date) -> Order:
    """The order that lists a duty, with the word whether it stands there already."""
    there = now(Duty).filter(from_day(from_on), unit=of, topic=topic or "", matter=matter.strip()[:200]).exists()
    listed = duty.ListDuty(duty=key, unit=of, topic=topic, matter=matter, basis=basis, from_on=from_on, there=there)
    return Order(f"duty/{key}", listed)


def appointed(holder: Holder, to: Post, chief: bool = False, besides: Sequence[str] = ()) -> Order:
    """The order that gives a person a post; holders of the post whose appointment is in `besides` are not in the way."""
    standing: tuple[appointment.Holder, ...] = ()
    if to.post_id:
        rows = now(Appointment).filter(from_day(to.from_on), post_id=to.post_id).exclude(key__in=besides)
        standing = tuple(appointment.Holder(_name(each.person), each.acting, each.until_on) for each in rows)
    made = appointment.MakeAppointment(
        appointment=holder.appointment,
        person=holder.person,
        unit=to.unit,
        post=to.post,
        roles=to.roles,
        from_on=to.from_on,
        post_id=to.post_id,
        chief=chief,
        acting=to.acting,
        holders=standing,
    )
    return Order(f"appointment/{holder.appointment}", made)


def _appointment(run: Transaction, holder: Holder, to: Post) -> Order:
    if not to.post_id:
        stands(run, to.unit)
        return appointed(holder, to)
    seat: post.Post | None = run.state(f"post/{to.post_id}")
    require(seat is not None, "unknown_post")
    assert seat is not None
    require(seat.stands(to.from_on), "post_not_there", post=seat.title, from_on=seat.from_on)
    stands(run, seat.unit)
    return appointed(holder, replace(to, unit=seat.unit, post=seat.title, roles=seat.roles), seat.chief)


def from_day(day: date) -> Q:
    """The condition that an appointment, post, assignment or duty holds on a day or on any later one."""
    return (Q(until_on__isnull=True) | Q(until_on__gte=day)) & (
        Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))
    )


def _name(of: str) -> str:
    return now(Person).filter(key=of).values_list("name", flat=True).first() or of


def _day(on: date | None) -> str:
    """What a day adds to a command's intent: nothing where none is named, so that keys given before keep theirs."""
    return f" {on}" if on else ""


def _registration(who: str, name: str, phone: str) -> Order:
    return Order(f"person/{who}", person.RegisterPerson(person=who, person_name=name, phone=phone))
