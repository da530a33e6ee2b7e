"""What asking for units' plans, and adopting one, mean in commands; and who is known to answer for a unit before anybody types it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.plan import AdoptPlan, AmendPlan, AskPlan, Responsible
from sandan.domain.programme import ProgrammeStatus
from sandan.domain.serving import SetServing
from sandan.domain.values import Tier, require
from sandan.projections.appointment import Appointment, running
from sandan.projections.coverage import Answer, Case, Day
from sandan.projections.programme import Programme
from sandan.projections.serving import programmes_of
from sandan.projections.unit import Unit
from sandan.projections.version import now


def enter(data: Mapping[str, Any], by: Actor, _key: str) -> list[Order]:
    """Ask units for their plans. `data`: programme, units (or unit), due_on. A unit has one plan for a programme, however often asked.

    Each plan counts in its programme from the day on which it was asked for.
    """
    programme = now(Programme).filter(key=data["programme"]).first()
    require(programme is not None, "unknown_programme")
    assert programme is not None
    orders, links = [], []
    for unit in data.get("units") or (data.get("unit") or by.unit,):
        of = plan_id(programme.key, unit)
        asked = AskPlan(
            plan=of,
            programme=programme.key,
            unit=unit,
            title=programme.title,
            due_on=data["due_on"],
            runs=programme.status == ProgrammeStatus.OPEN.value,
        )
        orders.append(Order(f"plan/{of}", asked))
        if not programmes_of(of):
            link = SetServing(record=of, noun="plan", programmes=(programme.key,), unit=unit)
            links.append(Order(f"serving/{of}", link))
    require(orders, "unit_missing")
    return [*orders, *links]


def plan_id(programme: str, unit: str) -> str:
    """The id of a unit's plan for a programme."""
    return identify(f"plan/{programme}/{unit}")


def adopt(of: str, data: Mapping[str, Any], on: date) -> list[Order]:
    """Say that the unit adopted its plan. `data`: content, one list of people for each tier by its code, evidence."""
    adopted = AdoptPlan(
        plan=of,
        content=data["content"],
        responsible=responsible(data, on),
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(f"plan/{of}", adopted)]


def amend(of: str, data: Mapping[str, Any], on: date) -> list[Order]:
    """Set the plan anew. `data` as for `adopt`, and a reason."""
    amended = AmendPlan(
        plan=of,
        content=data["content"],
        responsible=responsible(data, on),
        reason=data["reason"],
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(f"plan/{of}", amended)]


def responsible(data: Mapping[str, Sequence[str]], on: date) -> tuple[Responsible, ...]:
    """The people named at each tier, each in the post by which they answer on it: one in a unit of that tier, else their first."""
    people = [(tier, person) for tier in Tier for person in data.get(tier.value) or ()]
    posts = _posts({person for _tier, person in people}, on)
    tiers = dict(
        now(Unit).filter(key__in={unit for held in posts.values() for unit, _post in held}).values_list("key", "tier")
    )
    found = []
    for tier, person in people:
        held = posts.get(person, [])
        best = next((each for each in held if tiers.get(each[0]) == tier.value), held[0] if held else ("", ""))
        found.append(Responsible(tier, person, *best))
    return tuple(found)


def _posts(people: Iterable[str], on: date) -> dict[str, list[tuple[str, str]]]:
    """The posts that people hold: unit and title, in the order of appointment."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows = now(Appointment).filter(running(on), person__in=list(people)).order_by("position")
    for person, unit, post in rows.values_list("person", "unit", "post"):
        found.setdefault(person, []).append((unit, post))
    return found


def known(unit: str, on: date) -> dict[Tier, list[Responsible]]:
    """Who answers for a unit at each tier by posts and assignments alone, on a day. Of a town, every village's chief on the lowest tier."""
    day = Day(on)
    of = day.now_called(unit)
    spell = day.spells.get(of)
    tier = Tier(spell.tier) if spell is not None else None
    case = Case(unit=of) if tier not in (Tier.TOWN, Tier.BRANCH) else None
    answers = day.case(case) if case is not None else day.place(of)
    found = {each: [_named(answer)] if answer.person and not answer.why else [] for each, answer in answers.items()}
    if tier is Tier.TOWN:
        below = [key for key, one in day.spells.items() if one.parent == of and one.tier == Tier.BRANCH.value]
        named = [day.place(each)[Tier.BRANCH] for each in below]
        found[Tier.BRANCH] = [_named(each) for each in named if each.person]
    return found


def _named(answer: Answer) -> Responsible:
    return Responsible(answer.tier, answer.person, answer.unit, answer.post)
