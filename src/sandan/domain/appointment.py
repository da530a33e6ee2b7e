"""Appointment (任职): a person holds a post in a unit, with its roles, from a date to a date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandan.domain.authority import NO_POST, Actor, Role, permit
from sandan.domain.values import Fact, Fault, Public, Refusal, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as its stream tells it. `until_on` is its last day; None while it runs."""

    id: str
    person: str
    unit: str
    post: str
    roles: tuple[Role, ...]
    from_on: date
    until_on: date | None = None
    post_id: str = ""
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who holds a post on any day from the one on which another is to hold it. `until_on` None: without an end."""

    name: str
    acting: bool
    until_on: date | None


@command("appointment.make")
@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAppointment(Command):
    """Bind a person to a post in a unit. The resident's role is nobody's post.

    `post_id` names the established post, if there is one, and `chief` says that it answers for the unit; `acting` (主持工作) that the
    person stands in while nobody holds it. `holders` are those who hold it on any day from `from_on` on.
    """

    appointment: str
    person: str
    unit: str
    post: str
    roles: tuple[Role, ...]
    from_on: date
    post_id: str = ""
    chief: bool = False
    acting: bool = False
    holders: tuple[Holder, ...] = ()


@command("appointment.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndAppointment(Command):
    """End an appointment; `until_on` is its last day."""

    appointment: str
    until_on: date


@command("appointment.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAppointment(Command):
    """Say that an appointment never took effect: entered by mistake, or overtaken before its first day."""

    appointment: str
    reason: str


@event("appointment.made/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMade(Event):
    """A person holds a post."""

    appointment: Public[str]
    person: Public[str]
    unit: Public[str]
    post: Public[str]
    roles: Public[tuple[Role, ...]]
    from_on: Public[date]


@event("appointment.made/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class PostTaken(Event):
    """A person holds an established post, or acts in it."""

    appointment: Public[str]
    person: Public[str]
    unit: Public[str]
    post: Public[str]
    roles: Public[tuple[Role, ...]]
    from_on: Public[date]
    post_id: Public[str]
    acting: Public[bool]


@event("appointment.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEnded(Event):
    """A person holds the post no longer."""

    appointment: Public[str]
    until_on: Public[date]


@event("appointment.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentWithdrawn(Event):
    """The appointment counts on no day. Who knew the unit by it still counts as having been there (law 4)."""

    appointment: Public[str]
    reason: str


def decide(order: Command, state: Appointment | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case MakeAppointment():
            require(state is None, "already_exists", id=order.appointment)
            require(order.roles, "roles_missing")
            for role in NO_POST:
                require(role not in order.roles, "role_not_a_post", role=role)
            require(not order.acting or order.post_id, "acting_without_post")
            _free(order)
            return (_made(order, on),)
        case EndAppointment(appointment=appointment, until_on=until):
            require(state is not None, "unknown_appointment", id=appointment)
            assert state is not None
            # A last day may be brought forward, never put off: that is another appointment.
            require(state.until_on is None or until < state.until_on, "already_ended")
            require(until >= state.from_on, "ends_before_start", from_on=state.from_on)
            return (AppointmentEnded(happened_on=on, appointment=appointment, until_on=until),)
        case WithdrawAppointment(appointment=appointment, reason=reason):
            require(state is not None, "unknown_appointment", id=appointment)
            assert state is not None
            require(state.until_on is None or state.until_on >= state.from_on, "already_ended")
            return (
                AppointmentWithdrawn(happened_on=on, appointment=appointment, reason=written(reason, "reason", 500)),
            )
    raise Fault(f"not an appointment command: {order.name}")


def _free(order: MakeAppointment) -> None:
    """Refuse a second holder of a chief post, and acting and holding at once: who answers on a day must have one answer."""
    regular = [each for each in order.holders if not each.acting]
    acting = [each for each in order.holders if each.acting]
    if regular and (order.chief or order.acting):
        raise Refusal("post_held", **_until(regular[0]))
    if acting:
        raise Refusal("post_acted_in", **_until(acting[0]))


def _until(held: Holder) -> dict[str, Fact]:
    return {"name": held.name, "until_on": held.until_on} if held.until_on else {"name": held.name}


def _made(order: MakeAppointment, on: date) -> Event:
    post, roles = written(order.post, "post", 80), tuple(sorted(set(order.roles)))
    if order.post_id:
        return PostTaken(
            happened_on=on,
            appointment=order.appointment,
            person=order.person,
            unit=order.unit,
            post=post,
            roles=roles,
            from_on=order.from_on,
            post_id=order.post_id,
            acting=order.acting,
        )
    return AppointmentMade(
        happened_on=on,
        appointment=order.appointment,
        person=order.person,
        unit=order.unit,
        post=post,
        roles=roles,
        from_on=order.from_on,
    )


def evolve(state: Appointment | None, happened: Event) -> Appointment | None:
    """The appointment after `happened`."""
    match happened:
        case AppointmentMade() as made:
            return Appointment(made.appointment, made.person, made.unit, made.post, made.roles, made.from_on)
        case PostTaken() as made:
            held = Appointment(made.appointment, made.person, made.unit, made.post, made.roles, made.from_on)
            return replace(held, post_id=made.post_id, acting=made.acting)
        case AppointmentEnded(until_on=until) if state:
            return replace(state, until_on=until)
        case AppointmentWithdrawn() if state:
            return replace(state, until_on=state.from_on - timedelta(1))
    return state
