"""Programmes at the desk: drafted from a template, begun, amended, ended; and which records count in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from sandan.desk.handle import Done, Order, handle, identify
from sandan.domain.authority import Actor
from sandan.domain.programme import AmendProgramme, EndProgramme, OpenProgramme, Planned, Stage
from sandan.domain.serving import SetServing
from sandan.domain.values import Fault, require
from sandan.projections.count import FIGURES
from sandan.projections.serving import served

MOST_LINKED = 500
"""Records that are linked to a programme at once."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a programme is to be, before it is: all of it can be changed."""

    title: str
    basis: str
    from_on: date
    to_on: date
    stages: tuple[Stage, ...] = ()
    planned: tuple[Planned, ...] = ()
    indicators: tuple[str, ...] = ()
    template: str = ""


@cache
def templates() -> Mapping[str, Mapping[str, Any]]:
    """The templates that come with the program, by their code."""
    text = resources.files("sandan.desk").joinpath("programme_template.toml").read_text("utf-8")
    return tomllib.loads(text)


def drafted(template: str, from_on: date) -> Draft:
    """A programme as the template of this code has it, from its first day on. Faults on a code that is none."""
    of = templates().get(template)
    if of is None:
        raise Fault(f"no such template: {template}")
    stages, planned = [], []
    for each in of["stages"]:
        first, last = (from_on + timedelta(each[name]) for name in ("first", "last"))
        stages.append(Stage(each["title"], first, last))
        planned += [Planned(each["title"], one["figure"], one["words"]) for one in each["planned"]]
    return Draft(
        title=of["title"].format(year=from_on.year),
        basis=of["basis"],
        from_on=from_on,
        to_on=from_on + timedelta(of["days"] - 1),
        stages=tuple(stages),
        planned=tuple(planned),
        indicators=tuple(of["indicators"]),
        template=template,
    )


def begin(draft: Draft, by: Actor, key: str, at: datetime | None = None) -> str:
    """Begin a programme and answer its id. Refuses what the decider refuses."""
    of = identify(key)
    order = OpenProgramme(
        programme=of,
        title=draft.title,
        from_on=draft.from_on,
        to_on=draft.to_on,
        basis=draft.basis,
        stages=draft.stages,
        indicators=draft.indicators,
        planned=draft.planned,
        known=frozenset(FIGURES),
        template=draft.template,
    )
    handle([Order(f"programme/{of}", order)], by, key, at)
    return of


def amend(of: str, draft: Draft, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Set dates, stages, indicators and what is planned anew, for a reason."""
    order = AmendProgramme(
        programme=of,
        from_on=draft.from_on,
        to_on=draft.to_on,
        stages=draft.stages,
        indicators=draft.indicators,
        planned=draft.planned,
        known=frozenset(FIGURES),
        reason=reason,
    )
    return handle([Order(f"programme/{of}", order)], by, key, at)


def end(of: str, conclusion: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End a programme."""
    return handle([Order(f"programme/{of}", EndProgramme(programme=of, conclusion=conclusion))], by, key, at)


def link(programme: str, noun: str, units: Mapping[str, str], by: Actor, key: str, at: datetime | None = None) -> int:
    """Let records count in a programme besides those they count in already; answers how many of them did not before.

    `units` are the records by id with the unit that each belongs to. Refuses more than `MOST_LINKED`, and `nothing_changed` where all
    of them count in it already.
    """
    require(len(units) <= MOST_LINKED, "too_many", limit=MOST_LINKED, count=len(units))
    before = served(units)
    orders = [_linked(programme, noun, record, unit, before.get(record, ())) for record, unit in units.items()]
    wanted = [each for each in orders if each is not None]
    require(wanted, "nothing_changed")
    handle(wanted, by, key, at)
    return len(wanted)


def _linked(programme: str, noun: str, record: str, unit: str, before: Iterable[str]) -> Order | None:
    if programme in before:
        return None
    programmes = tuple(sorted({*before, programme}))
    return Order(f"serving/{record}", SetServing(record=record, noun=noun, programmes=programmes, unit=unit))
