"""Insured person (参保人): who a medical bill is for, and what each year has behind it, payer by payer.

Deductibles and caps run over a person's year, so the year is kept with the person and not with an admission. Name, identity number and
category are sealed (PIPL arts. 28–30: health and identity are sensitive); a keyed digest finds the same person again. What an illness
is, is kept nowhere: no payer's terms ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.payer import Category, Share, Year
from sandan.domain.register import happened as said
from sandan.domain.register import held
from sandan.domain.values import Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Accrual:
    """What one settlement added to a year."""

    year: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Insured:
    """A person as far as settling needs it: nothing that is sealed. `accruals` by settlement."""

    id: str
    accruals: Mapping[str, Accrual] = field(default_factory=dict)
    erased: bool = False

    def year(self, of: int) -> Year:
        """What a year has behind it."""
        behind = Year()
        for each in self.accruals.values():
            if each.year == of:
                behind = behind.plus(each.shares)
        return behind


@command("insured.register")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInsured(Command):
    """Enter a person, with the category that papers show. `mark` is the keyed digest of the identity number."""

    insured: str
    mark: str
    person_name: str
    id_number: str
    category: Category
    basis: str = ""


@command("insured.set_category")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetCategory(Command):
    """Say into which category the person falls from a day on, and what shows it."""

    insured: str
    category: Category
    from_on: date
    basis: str


@command("insured.accrue")
@dataclass(frozen=True, slots=True, kw_only=True)
class Accrue(Command):
    """Add a settlement to the person's year."""

    insured: str
    settlement: str
    year: int
    shares: tuple[Share, ...]


@command("insured.take_off")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOff(Command):
    """Take a reversed settlement off the person's year: the last one of it, because each was shared by what those before it left."""

    insured: str
    settlement: str


@command("insured.erase")
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseInsured(Command):
    """Erase who it was (PIPL art. 47), keeping what was paid. `basis` is the legal ground.

    `going_on`, a fact of the desk: an admission of the person is not settled, or something is still owed.
    """

    insured: str
    basis: str
    going_on: bool = False


@event("insured.registered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredRegistered(Event):
    """A person was entered."""

    insured: str
    mark: str
    person_name: Personal[str] = ""
    id_number: Personal[str] = ""
    category: Personal[str] = ""
    basis: Personal[str] = ""


@event("insured.category_set/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySet(Event):
    """The person falls into another category from a day on."""

    insured: str
    from_on: date
    category: Personal[str] = ""
    basis: Personal[str] = ""


@event("insured.accrued/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Accrued(Event):
    """A settlement counts in a year."""

    insured: str
    settlement: str
    year: int
    shares: tuple[Share, ...]


@event("insured.taken_off/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff(Event):
    """A settlement counts in no year any more."""

    insured: str
    settlement: str


@event("insured.erased/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredErased(Event):
    """The tombstone of what was sealed: why it is gone."""

    insured: str
    basis: Public[str]


def decide(order: Command, state: Insured | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = said(order.happened_on, at.date())
    if isinstance(order, RegisterInsured):
        require(state is None, "already_exists", id=order.insured)
        return (
            InsuredRegistered(
                happened_on=on,
                insured=order.insured,
                mark=order.mark,
                person_name=written(order.person_name, "name", 50),
                id_number=written(order.id_number, "id_number", 30),
                category=order.category.value,
                basis=order.basis.strip()[:200],
            ),
        )
    one = held(state, "unknown_insured")
    match order:
        case EraseInsured(basis=basis):
            require(not one.erased, "nothing_changed")
            require(not order.going_on, "patient_going_on")
            return (InsuredErased(happened_on=on, insured=one.id, basis=written(basis, "basis", 500)),)
        case SetCategory(category=category, from_on=from_on, basis=basis):
            require(not one.erased, "unknown_insured")
            require(from_on <= at.date(), "date_in_future", date=from_on)
            basis = written(basis, "basis", 200)
            told = {"insured": one.id, "category": category.value, "basis": basis}
            return (CategorySet(happened_on=on, from_on=from_on, **told),)
        case Accrue(settlement=settlement, year=year, shares=shares):
            require(settlement not in one.accruals, "settled_already")
            return (Accrued(happened_on=on, insured=one.id, settlement=settlement, year=year, shares=shares),)
        case TakeOff(settlement=settlement):
            require(settlement in one.accruals, "unknown_settlement")
            # A later bill was shared by what this one had used up of deductible and caps: taken off beneath it, both would be used twice.
            of = one.accruals[settlement].year
            last = [key for key, each in one.accruals.items() if each.year == of][-1]
            require(settlement == last, "settled_on_top", year=of)
            return (TakenOff(happened_on=on, insured=one.id, settlement=settlement),)
    raise Fault(f"not a command about an insured person: {order.name}")


def evolve(state: Insured | None, happened: Event) -> Insured | None:
    """The person after an event."""
    if isinstance(happened, InsuredRegistered):
        return Insured(happened.insured)
    one = held(state, "unknown_insured")
    match happened:
        case Accrued(settlement=settlement, year=year, shares=shares):
            return replace(one, accruals={**one.accruals, settlement: Accrual(year, shares)})
        case TakenOff(settlement=settlement):
            return replace(one, accruals={key: each for key, each in one.accruals.items() if key != settlement})
        case InsuredErased():
            return replace(one, erased=True)
        case CategorySet():
            return one
    raise Fault(f"not an event of an insured person: {happened.kind}")
