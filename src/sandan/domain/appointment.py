"""Appointment (任职): a person holds a post in a unit, with its roles, from a date to a date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.values import Fault, Public, require, written
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


@command("appointment.make")
@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAppointment(Command):
    """Bind a person to a post in a unit. The resident's role is nobody's post."""

    appointment: str
    person: str
    unit: str
    post: str
    roles: tuple[Role, ...]
    from_on: date


@command("appointment.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndAppointment(Command):
    """End an appointment; `until_on` is its last day."""

    appointment: str
    until_on: date


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


@event("appointment.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEnded(Event):
    """A person holds the post no longer."""

    appointment: Public[str]
    until_on: Public[date]


def decide(order: Command, state: Appointment | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case MakeAppointment():
            require(state is None, "already_exists", id=order.appointment)
            require(order.roles, "roles_missing")
            require(Role.RESIDENT not in order.roles, "role_not_a_post", role=Role.RESIDENT)
            return (
                AppointmentMade(
                    happened_on=on,
                    appointment=order.appointment,
                    person=order.person,
                    unit=order.unit,
                    post=written(order.post, "post", 80),
                    roles=tuple(sorted(set(order.roles))),
                    from_on=order.from_on,
                ),
            )
        case EndAppointment(appointment=appointment, until_on=until):
            require(state is not None, "unknown_appointment", id=appointment)
            assert state is not None
            require(state.until_on is None, "already_ended")
            require(until >= state.from_on, "ends_before_start", from_on=state.from_on)
            return (AppointmentEnded(happened_on=on, appointment=appointment, until_on=until),)
    raise Fault(f"not an appointment command: {order.name}")


def evolve(state: Appointment | None, happened: Event) -> Appointment | None:
    """The appointment after `happened`."""
    match happened:
        case AppointmentMade() as made:
            return Appointment(made.appointment, made.person, made.unit, made.post, made.roles, made.from_on)
        case AppointmentEnded(until_on=until) if state:
            return replace(state, until_on=until)
    return state
