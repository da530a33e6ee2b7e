"""Person (人员): someone who can hold a post. An account is not a person, and a post is not one either."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Person:
    """A person as its stream tells it. The name is empty once erased."""

    id: str
    name: str
    kin: frozenset[str] = frozenset()


@command("person.register")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson(Command):
    """Add someone who will hold a post."""

    person: str
    person_name: str
    phone: str = ""


@command("person.rename")
@dataclass(frozen=True, slots=True, kw_only=True)
class RenamePerson(Command):
    """Correct a person's name."""

    person: str
    person_name: str


@command("person.declare_kin")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareKin(Command):
    """Declare a relative in service, to stand back from what concerns them (回避: 信访工作条例 art. 28). Only for oneself."""

    person: str
    kin: str


@command("person.make_link")
@dataclass(frozen=True, slots=True, kw_only=True)
class MakeLink(Command):
    """Make a link with which a person sets a password: as good as the password, so it is accounted for."""

    person: str


@command("person.reset_factor")
@dataclass(frozen=True, slots=True, kw_only=True)
class ResetFactor(Command):
    """Take away the second factors of a person who lost them."""

    person: str


@event("person.registered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(Event):
    """A person is known to the county."""

    person: Public[str]
    person_name: Personal[str] = ""
    phone: Personal[str] = ""


@event("person.renamed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRenamed(Event):
    """A person's name was corrected."""

    person: Public[str]
    person_name: Personal[str] = ""


@event("person.kin_declared/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class KinDeclared(Event):
    """A person has a relative in service. Who it is stays inside."""

    person: Public[str]
    kin: str


@event("person.link_made/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMade(Event):
    """A link to set a password was made for the person. `note` is `machine` where nobody was signed in: it was made at the command line."""

    person: Public[str]
    note: str = ""


@event("person.factor_reset/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FactorReset(Event):
    """The person's second factors were taken away. `note` as in `LinkMade`."""

    person: Public[str]
    note: str = ""


def decide(order: Command, state: Person | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case RegisterPerson(person=person, person_name=name, phone=phone):
            require(state is None, "already_exists", id=person)
            return (
                PersonRegistered(
                    happened_on=on, person=person, person_name=written(name, "person_name", 80), phone=phone.strip()
                ),
            )
        case RenamePerson(person=person, person_name=name):
            require(state is not None, "unknown_person", id=person)
            return (PersonRenamed(happened_on=on, person=person, person_name=written(name, "person_name", 80)),)
        case DeclareKin(person=person, kin=kin):
            require(state is not None, "unknown_person", id=person)
            assert state is not None
            require(by.person == person, "only_for_oneself")
            require(kin and kin != person, "kin_is_self")
            require(kin not in state.kin, "already_exists", id=kin)
            return (KinDeclared(happened_on=on, person=person, kin=kin),)
        case MakeLink(person=person):
            require(state is not None, "unknown_person")
            return (LinkMade(happened_on=on, person=person, note=_note(by)),)
        case ResetFactor(person=person):
            require(state is not None, "unknown_person")
            return (FactorReset(happened_on=on, person=person, note=_note(by)),)
    raise Fault(f"not a person command: {order.name}")


def _note(by: Actor) -> str:
    """What the event says of an actor who is nobody: whoever works at the machine itself is not signed in."""
    return "" if by.person else "machine"


def evolve(state: Person | None, happened: Event) -> Person | None:
    """The person after `happened`."""
    match happened:
        case PersonRegistered(person=person, person_name=name):
            return Person(person, name)
        case PersonRenamed(person_name=name) if state:
            return replace(state, name=name)
        case KinDeclared(kin=kin) if state:
            return replace(state, kin=state.kin | {kin})
    return state
