"""What an entry of the register of training classes, and a session of one, mean in commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.training import ConcludeTraining, EnrolTraining, HoldSession, NotCompleted, PlanTraining


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Plan a class; where the entry says that it is over, conclude it in the same go (one entry, law 11).

    `data`: title, unit, from_on, to_on, site, participants, others, and of one that is over: over, not_completed ((person, reason) pairs),
    outcome, evidence.
    """
    of = identify(key)
    plan = PlanTraining(
        training=of,
        title=data["title"],
        unit=data.get("unit") or by.unit,
        from_on=data["from_on"],
        to_on=data.get("to_on") or data["from_on"],
        site=data.get("site") or "",
        participants=tuple(data.get("participants") or ()),
        others=data.get("others"),
    )
    stream = f"training/{of}"
    if not data.get("over"):
        return [Order(stream, plan)]
    return [Order(stream, plan), *conclude(of, {**data, "concluded_on": plan.to_on})]


def enrol(of: str, data: Mapping[str, Any]) -> list[Order]:
    """Say who takes part."""
    command = EnrolTraining(training=of, participants=tuple(data.get("participants") or ()), others=data.get("others"))
    return [Order(f"training/{of}", command)]


def hold_session(of: str, data: Mapping[str, Any], key: str) -> list[Order]:
    """Say that a session was held."""
    session = HoldSession(
        training=of,
        session=identify(key, "session"),
        title=data["title"],
        held_on=data["held_on"],
        tutor=data.get("tutor") or "",
        absent=tuple(data.get("absent") or ()),
    )
    return [Order(f"training/{of}", session)]


def conclude(of: str, data: Mapping[str, Any]) -> list[Order]:
    """End a class with who did not complete it."""
    over = ConcludeTraining(
        training=of,
        concluded_on=data["concluded_on"],
        not_completed=tuple(NotCompleted(person, why) for person, why in data.get("not_completed") or ()),
        outcome=data.get("outcome") or "",
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(f"training/{of}", over)]
