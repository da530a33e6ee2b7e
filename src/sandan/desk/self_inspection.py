"""What an entry of the register of self-inspections means in commands: the finding, and the problem that it becomes in the same go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.problem_command import SELF, Origin, RegisterProblem
from sandan.domain.self_inspection import FindOneself, ListFinding
from sandan.domain.standard import AdoptStandard, Item
from sandan.domain.values import Channel, Topic
from sandan.projections import standard
from sandan.projections.self_inspection import SelfInspection
from sandan.projections.unit import place


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Enter a finding; unless `apart` says why not, it becomes a problem at once.

    `data`: title, unit, found_on, of_standard (the words of an item, or its place on the list), cause, direction, statement, topic, apart,
    evidence. Words that are on no list are kept as they are.
    """
    of = identify(key)
    unit = data.get("unit") or by.unit
    list_, item, words = _of_standard(str(data.get("of_standard") or ""), data["found_on"])
    found = FindOneself(
        finding=of,
        title=data["title"],
        unit=unit,
        found_on=data["found_on"],
        cause=data["cause"],
        direction=data["direction"],
        statement=data.get("statement") or "",
        standard=list_,
        item=item,
        of_standard=words,
        topic=Topic(data.get("topic") or Topic.SERVICE),
        apart=data.get("apart") or "",
        evidence=tuple(data.get("evidence") or ()),
    )
    first = Order(f"self_inspection/{of}", found)
    if found.apart.strip():
        return [first]
    return [first, *_listed(of, found, key)]


def put_on_lists(row: SelfInspection, key: str) -> list[Order]:
    """Put a finding that stood apart on the three lists."""
    found = FindOneself(
        finding=row.key,
        title=row.title,
        unit=row.unit,
        found_on=row.found_on,
        cause=row.cause,
        direction=row.direction,
        statement=row.statement,
        topic=Topic(row.topic),
    )
    return _listed(row.key, found, key)


def adopt(data: Mapping[str, Any], key: str) -> list[Order]:
    """Adopt a version of a list. `data`: standard (a list's id, "" for a new one), title, from_on, items (one a line, basis after "｜")."""
    of = data.get("standard") or identify(key)
    items = []
    for line in str(data["items"]).splitlines():
        text, _, basis = line.replace("|", "｜").partition("｜")
        if text.strip():
            items.append(Item(text.strip(), basis.strip()))
    order = AdoptStandard(standard=of, title=data["title"], from_on=data["from_on"], items=tuple(items))
    return [Order(f"standard/{of}", order)]


def _listed(of: str, found: FindOneself, key: str) -> list[Order]:
    made = identify(key, "problem")
    town, village = place(found.unit)
    register = RegisterProblem(
        problem=made,
        number="",
        title=found.title,
        statement=found.statement or found.cause,
        topic=found.topic,
        channel=Channel.INSPECTION,
        town=town,
        village=village,
        origin=Origin(SELF, of, found.unit),
    )
    return [
        Order(f"problem/{made}", register),
        Order(f"self_inspection/{of}", ListFinding(finding=of, problem=made)),
    ]


def _of_standard(said: str, on: date) -> tuple[str, int, str]:
    """List, place and words of an item: by `<list>:<place>`, or by its words on any list of the day."""
    for held in standard.on(on):
        for number, item in enumerate(held.items, start=1):
            if said in (f"{held.standard}:{number}", item.text):
                return held.standard, number, item.text
    return "", 0, said.strip()
