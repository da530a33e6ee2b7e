"""The organisation: units, people and posts come to be, and posts end. What the streams of two nouns must agree on is checked here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.domain import appointment, person, unit
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Tier, require
from sandan.projections.unit import Unit
from sandan.projections.version import now


@dataclass(frozen=True, slots=True)
class Post:
    """A post to be held: in which unit, what it is called, what it allows, from which day on."""

    unit: str
    post: str
    roles: tuple[Role, ...]
    from_on: date


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
            _appointment(operator, held),
        ]

    founder = Actor(frozenset({Role.OPERATOR}), operator.person, operator.appointment, seat, (seat, county))
    handle_built(build, founder, key, repr((name, office, operator_name, post)), at)
    return County(county, seat, operator)


def established() -> bool:
    """Whether there is a county: whether any unit was ever established."""
    return now(Unit).exists()


def establish_unit(name: str, tier: Tier, parent: str, by: Actor, key: str, at: datetime | None = None) -> str:
    """Add a unit under `parent`; returns its id. Refuses an unknown parent and a second county."""
    made = identify(key, "unit")

    def build(run: Transaction) -> list[Order]:
        if parent:
            require(run.state(f"unit/{parent}") is not None, "unknown_unit")
        if tier is Tier.COUNTY:
            require(not now(Unit).filter(tier=Tier.COUNTY.value).exists(), "already_exists")
        return [Order(f"unit/{made}", unit.EstablishUnit(unit=made, unit_name=name, tier=tier, parent=parent))]

    handle_built(build, by, key, repr((name, tier, parent)), at)
    return made


def register_person(name: str, by: Actor, key: str, *, phone: str = "", at: datetime | None = None) -> str:
    """Add someone who will hold a post; returns their id."""
    made = identify(key, "person")
    handle([_registration(made, name, phone)], by, key, at)
    return made


def appoint(who: str, to: Post, by: Actor, key: str, at: datetime | None = None) -> str:
    """Give a known person a post; returns the appointment's id. Refuses an unknown person or unit."""
    holder = Holder(who, identify(key, "appointment"))

    def build(run: Transaction) -> list[Order]:
        require(run.state(f"person/{who}") is not None, "unknown_person")
        require(run.state(f"unit/{to.unit}") is not None, "unknown_unit")
        return [_appointment(holder, to)]

    handle_built(build, by, key, repr((who, to)), at)
    return holder.appointment


def take_on(name: str, to: Post, by: Actor, key: str, *, phone: str = "", at: datetime | None = None) -> Holder:
    """Add a person and give them their first post, both or neither. Refuses an unknown unit."""
    holder = Holder(identify(key, "person"), identify(key, "appointment"))

    def build(run: Transaction) -> list[Order]:
        require(run.state(f"unit/{to.unit}") is not None, "unknown_unit")
        return [_registration(holder.person, name, phone), _appointment(holder, to)]

    handle_built(build, by, key, repr((name, phone, to)), at)
    return holder


def declare_kin(kin: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Declare a relative in service, to stand back from what concerns them. Refuses an unknown person."""

    def build(run: Transaction) -> list[Order]:
        require(run.state(f"person/{kin}") is not None, "unknown_person")
        return [Order(f"person/{by.person}", person.DeclareKin(person=by.person, kin=kin))]

    return handle_built(build, by, key, repr(kin), at)


def end_appointment(of: str, until_on: date, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End an appointment; `until_on` is its last day."""
    ended = appointment.EndAppointment(appointment=of, until_on=until_on)
    return handle([Order(f"appointment/{of}", ended)], by, key, at)


def make_link(who: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Record that a link to set a password is made for a person. Refuses an unknown person."""
    return handle([Order(f"person/{who}", person.MakeLink(person=who))], by, key, at)


def reset_factor(who: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Record that a person's second factors are taken away. Refuses an unknown person."""
    return handle([Order(f"person/{who}", person.ResetFactor(person=who))], by, key, at)


def _registration(who: str, name: str, phone: str) -> Order:
    return Order(f"person/{who}", person.RegisterPerson(person=who, person_name=name, phone=phone))


def _appointment(holder: Holder, to: Post) -> Order:
    made = appointment.MakeAppointment(
        appointment=holder.appointment,
        person=holder.person,
        unit=to.unit,
        post=to.post,
        roles=to.roles,
        from_on=to.from_on,
    )
    return Order(f"appointment/{holder.appointment}", made)
