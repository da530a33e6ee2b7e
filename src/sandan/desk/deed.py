"""What an entry of the register of deeds means in commands, and the word of those it was done for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandan.desk.handle import Done, Order, handle, identify
from sandan.domain.authority import Actor
from sandan.domain.deed import ConfirmDeed, DeedKind, EnterDeed, Need
from sandan.domain.values import Refusal, Topic
from sandan.projections import duty, need
from sandan.projections.deed import Deed
from sandan.projections.version import now


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Enter a deed. What it answers is one field: a number, or (where nothing is recorded) the need in words.

    Where the number is nobody's, the decider refuses it. A need's topic and place are the deed's, so nobody says them again (law 11); the
    unit's duty list is asked whether it has the matter (domain H9).

    `data`: title, need, changed, place, done_on, unit, beneficiaries, kind, topic, duty_reason, health_checked, evidence.
    """
    said = str(data["need"]).strip()
    found = need.find(said)
    missing = found is None and need.is_number(said)
    topic = Topic(found.topic) if found is not None and found.topic else data.get("topic") or None
    unit = data.get("unit") or by.unit
    words = "" if found is not None else said
    text = " ".join((data["title"], data["changed"], words))
    of = identify(key)
    order = EnterDeed(
        deed=of,
        title=data["title"],
        unit=unit,
        place=data.get("place") or (found.place if found is not None else ""),
        done_on=data["done_on"],
        changed=data["changed"],
        kind=DeedKind(data.get("kind") or DeedKind.SERVICE),
        need=found.need if found is not None else Need.PROBLEM if missing else Need.WORDS,
        need_id=found.key if found is not None else "",
        need_number=found.number if found is not None else said if missing else "",
        need_words=words,
        topic=Topic(topic) if topic else None,
        duties=duty.holding(unit, topic or "", text, data["done_on"]),
        duty_reason=data.get("duty_reason") or "",
        beneficiaries=data.get("beneficiaries"),
        health_checked=bool(data.get("health_checked")),
        evidence=tuple(data.get("evidence") or ()),
    )
    return [Order(f"deed/{of}", order)]


def confirm(of: str, holds: bool, words: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """The reporter who showed a receipt code says whether a deed that answers their need is so. Refuses `unknown_deed`."""
    row = now(Deed).filter(key=of).first()
    if row is None:
        raise Refusal("unknown_deed")
    order = ConfirmDeed(deed=of, holds=holds, words=words, needing=need.needing(row.need, row.need_id))
    return handle([Order(f"deed/{of}", order)], by, key, at)
