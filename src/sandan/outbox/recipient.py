"""Who is told: read off the appointments and responsibilities as they stood when it happened, so that telling it again tells the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from sandan.domain.authority import Role
from sandan.domain.notice import Audience
from sandan.projections.appointment import Appointment, running
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.unit import Unit
from sandan.projections.version import as_of


@dataclass(frozen=True, slots=True)
class Recipients:
    """People, and the units that have a group: those in which the audience works. A single person is nobody's group."""

    people: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def names(self, groups: Iterable[str]) -> list[str]:
        """As `Notice.recipient` has them; of the units those in `groups`."""
        units = sorted(self.units & frozenset(groups))
        return [*(f"person/{each}" for each in sorted(self.people)), *(f"unit/{each}" for each in units)]


def recipients(of: Problem, audiences: Iterable[Audience], position: int, on: date) -> Recipients:
    """Everyone in these audiences of a problem as of a ledger position, in the posts held on that day."""
    people, units = set[str](), set[str]()
    for each in audiences:
        for person, unit in _audience(each, of, position, on):
            people.add(person)
            units |= {unit} - {""}
    return Recipients(frozenset(people), frozenset(units))


def staff(units: Iterable[str], position: int, on: date) -> Recipients:
    """Heads and handlers of these units as of a ledger position, in the posts held on that day."""
    found = list(_staff(set(units), position, on))
    return Recipients(frozenset(person for person, _unit in found), frozenset(unit for _person, unit in found))


def _staff(units: set[str], position: int, on: date) -> Iterator[tuple[str, str]]:
    rows = _holders(position, on, Role.UNIT_HEAD, Role.HANDLER).filter(unit__in=units)
    yield from rows.values_list("person", "unit")


def in_service(person: str, on: date) -> bool:
    """Whether the person holds any post on a day: whoever left is told nothing more."""
    return as_of(Appointment, None).filter(running(on), person=person).exists()


def _audience(which: Audience, of: Problem, position: int, on: date) -> Iterator[tuple[str, str]]:
    handling = {of.unit, *of.cooperating.split()} - {""}
    match which:
        case Audience.UNIT:
            yield from _staff(handling, position, on)
        case Audience.DISPATCHERS:
            yield from _holders(position, on, Role.DISPATCHER).values_list("person", "unit")
        case Audience.VERIFIERS:
            found = list(_holders(position, on, Role.VERIFIER).values_list("person", "unit"))
            near = _near(handling, {person for person, _unit in found}, position, on)
            yield from (each for each in found if each[0] not in near)
        case Audience.LEADERS:
            rows = as_of(Responsibility, position).filter(problem=of.key, task="")
            for pair in rows.values_list("leader", "supervising_leader"):
                yield from ((each, "") for each in pair if each)
        case Audience.ADJUDICATORS:
            found = list(_holders(position, on, Role.LEADER).values_list("person", "unit"))
            near = _near(handling, {person for person, _unit in found}, position, on)
            able = [(person, "") for person, _unit in found if person not in near]
            named = {person for person, _unit in _audience(Audience.LEADERS, of, position, on)}
            # Where no leader could decide, the office is told, or it would wait for nobody.
            yield from (
                [each for each in able if each[0] in named] or able or _audience(Audience.DISPATCHERS, of, position, on)
            )


def _holders(position: int, on: date, *roles: Role) -> QuerySet[Appointment]:
    wanted = Q()
    for each in roles:
        # Whole names between spaces: no role's name may be found inside another's.
        wanted |= Q(roles=each.value) | Q(roles__startswith=f"{each.value} ")
        wanted |= Q(roles__endswith=f" {each.value}") | Q(roles__contains=f" {each.value} ")
    return as_of(Appointment, position).filter(running(on), wanted).order_by("position")


def _near(handling: set[str], people: set[str], position: int, on: date) -> set[str]:
    """Those of `people` who hold any post in or below one of these units (law 4)."""
    posts = list(as_of(Appointment, position).filter(running(on), person__in=people).values_list("person", "unit"))
    rows = as_of(Unit, position).filter(key__in={unit for _person, unit in posts})
    paths = {key: set(path.split()) for key, path in rows.values_list("key", "path")}
    return {person for person, unit in posts if paths.get(unit, {unit}) & handling}
