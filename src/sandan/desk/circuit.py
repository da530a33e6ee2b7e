"""What circuit groups, plans and visits need to know before anything is decided: the office's terms, and who stands back from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sandan.desk.handle import Done, Order, fold, handle
from sandan.domain.authority import Actor, Role
from sandan.domain.circuit import CHECKERS, Bar, Place, Terms, bar
from sandan.domain.circuit_rule import Rules, SetTerms
from sandan.projections.appointment import Appointment, actors, reaches, running
from sandan.projections.unit import Unit
from sandan.projections.version import now

_RULES = "circuit_rule/county"


def rules() -> Rules:
    """All terms that the office ever set."""
    found: Rules = fold(_RULES)[0]
    return found


def terms(on: date) -> Terms:
    """The terms of a day."""
    return rules().on(on)


def set_terms(order: SetTerms, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Set the terms from a day on."""
    return handle([Order(_RULES, order)], by, key, at)


def checkers(on: date) -> dict[str, Actor]:
    """Who may go along on a day, by person. Who holds several such posts acts in the one as inspector."""
    found: dict[str, Actor] = {}
    for each in actors(on, *CHECKERS):
        if each.roles & CHECKERS and (each.person not in found or Role.INSPECTOR in each.roles):
            found[each.person] = each
    return found


def places(units: Iterable[str], on: date) -> dict[str, Place]:
    """For each unit what its visitors must not be of, with everybody who works in it, below it, or above it short of the uppermost."""
    wanted = set(units)
    paths = dict(now(Unit).values_list("key", "path"))
    tops = {path.split()[-1] for path in paths.values()}
    staff: dict[str, set[str]] = {}
    for person, unit in now(Appointment).filter(running(on)).values_list("person", "unit"):
        for above in paths.get(unit, unit).split():
            staff.setdefault(above, set()).add(person)
    at_work: dict[str, set[str]] = {}
    for person, unit in now(Appointment).filter(running(on)).values_list("person", "unit"):
        at_work.setdefault(unit, set()).add(person)
    found = {}
    for unit, reach in reaches(wanted).items():
        own = frozenset(reach) - tops
        people = staff.get(unit, set()).union(*(at_work.get(each, set()) for each in own))
        found[unit] = Place(unit, own, frozenset(people))
    return found


def place(unit: str, on: date) -> Place:
    """`places` of one unit."""
    return places([unit], on)[unit]


def bars(people: Mapping[str, Actor], where: Mapping[str, Place], on: date, by: Terms) -> dict[tuple[str, str], Bar]:
    """Who stands back from which unit on a day, by (person, unit), and why."""
    found = {}
    for person, actor in people.items():
        for unit, one in where.items():
            why = bar(actor, one, on, by)
            if why is not None:
                found[person, unit] = why
    return found
