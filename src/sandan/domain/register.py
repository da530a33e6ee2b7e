"""Register (台账): what the nouns of a campaign share (lectures, visits, deeds, disputes, …), each kept in a register of its own.

A record costs its organiser one short entry (law 11): planned and held may be told at once. It is kept by the unit that did the thing,
or by the office. Who keeps it may claim; what a claim is worth is its grade, and that rises only by what others say or by papers.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from sandan.domain.authority import Actor, Role
from sandan.domain.values import Fault, require

T = TypeVar("T")


class Grade(StrEnum):
    """What stands behind a record, from the weakest up. Printed with every figure that is made of it (design section 7)."""

    CLAIMED = "claimed"
    """自述: only whoever did it says so."""
    DOCUMENTED = "documented"
    """有材料: with papers or pictures."""
    VERIFIED = "verified"
    """他人核实: someone outside the unit that did it says so."""
    CONFIRMED = "confirmed"
    """受益人确认: those it was done for say so."""


ORDER = tuple(Grade)


def best(*grades: Grade) -> Grade:
    """The highest of several grades."""
    return max(grades, key=ORDER.index)


def keeps(by: Actor, *units: str) -> None:
    """Refuse (`not_of_the_unit`) who is neither of the office nor of one of the units that a record belongs to."""
    office = bool(by.roles & {Role.DISPATCHER, Role.CLERK})
    require(office or any(by.within(each) for each in units if each), "not_of_the_unit")


def sits(by: Actor, *units: str) -> bool:
    """Whether the actor sits in one of these very units, or in what they were merged into: not above them, and not below.

    Records of who is poor or ill go no further than to the units that settle them.
    """
    return any(each and (each == by.unit or each in by.absorbed) for each in units)


def seated(by: Actor, *units: str) -> None:
    """Refuse (`not_of_the_unit`) who sits in none of these units."""
    require(sits(by, *units), "not_of_the_unit")


_HANDLERS = frozenset({Role.HANDLER, Role.UNIT_HEAD, Role.CLERK, Role.DISPATCHER})


def handles(unit: str, keepers: frozenset[str], by: Actor) -> bool:
    """Whether the actor handles a record of that unit, and so may read what is sealed in it: whoever kept it, and who works in the unit
    itself. Not those above or below it, and no one who only looks on."""
    return by.person in keepers or (by.unit == unit and bool(by.roles & _HANDLERS))


def happened(claimed: date | None, today: date) -> date:
    """The day that something is said to have happened on. Refuses `date_in_future`."""
    on = claimed or today
    require(on <= today, "date_in_future", date=on)
    return on


def held(state: T | None, code: str) -> T:
    """The state of a record that must exist. Refuses with `code`."""
    require(state is not None, code)
    if state is None:
        raise Fault(code)
    return state
