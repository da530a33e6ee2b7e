"""Correction (更正): a wrong entry is set right by a visible event beside it, and never by an edit (law 1).

What a correction can set right is how a problem was described when it was registered: its title, its statement, its subject, the door it
came through and its place. Every other entry can be given a note that says what it should have said. Neither changes a rung, a day of a
clock or an outcome: those have commands of their own (send back, reopen, dispatch anew), which say so by their names. What was counted
before stays as it was; what is counted from now on follows the corrected description.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.facts import Facts, not_by_fixer
from sandan.domain.values import Channel, Fault, Public, Status, Topic, require, written
from sandan.domain.wire import Command, Event, command, event

DESCRIBED = frozenset({"problem.registered/1", "problem.registered_under_shield/1", "problem.registered_from/1"})
"""The kinds of entry whose fields can be set right: those by which a problem was described."""
LIMITS: Mapping[str, int] = {"title": 200, "statement": 20_000}
FIELDS = ("title", "statement", "topic", "channel", "town", "village")
CLAIMED = frozenset({Status.CLOSURE_REQUESTED, Status.VERIFIED, Status.STRUCK_OFF, Status.LOOK_BACK_PASSED})
"""From here on others judge the work against the description, so those who did it no longer word it."""


@command("correction.make")
@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCorrection(Command):
    """Set an entry of a problem's stream right. A field that is None stays as it is.

    `entry` is its position; `corrects` its kind ("" if there is none in this stream) and `maker` the person who made it ("" if a reporter
    did), as the desk found them.
    """

    entry: int
    corrects: str
    maker: str
    reason: str
    note: str = ""
    title: str | None = None
    statement: str | None = None
    topic: Topic | None = None
    channel: Channel | None = None
    town: str | None = None
    village: str | None = None


@event("correction.made/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionMade(Event):
    """An entry was set right: the fields that are not None read so from now on, and the note is read beside it."""

    entry: Public[int]
    reason: str
    note: str = ""
    title: str | None = None
    statement: str | None = None
    topic: Public[Topic | None] = None
    channel: Public[Channel | None] = None
    town: Public[str | None] = None
    village: str | None = None


def decide(order: Command, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if not isinstance(order, MakeCorrection):
        raise Fault(f"not a correction: {order.name}")
    require(order.corrects, "unknown_entry", entry=order.entry)
    require(not order.corrects.startswith("correction."), "correct_the_first", entry=order.entry)
    require(order.maker, "reporters_own_words")
    require(order.maker == by.person or by.roles & {Role.DISPATCHER, Role.DISCIPLINE}, "not_your_entry")
    given = {name: getattr(order, name) for name in FIELDS if getattr(order, name) is not None}
    note = order.note.strip()
    require(given or note, "nothing_corrected")
    require(not given or order.corrects in DESCRIBED, "only_a_note")
    if given and facts.status in CLAIMED:
        not_by_fixer(facts, by)
    for name, limit in LIMITS.items():
        if name in given:
            given[name] = written(given[name], name, limit)
    if note:
        note = written(note, "note", 2000)
    reason = written(order.reason, "reason", 2000)
    return (CorrectionMade(happened_on=on, entry=order.entry, reason=reason, note=note, **given),)


def described(told: Event, corrections: Iterable[CorrectionMade]) -> dict[str, Any]:
    """The description that stands: that of the registration `told`, with every correction of it in the order in which they were made."""
    stands = {name: getattr(told, name) for name in FIELDS}
    for one in corrections:
        stands |= set_by(one)
    return stands


def set_by(one: CorrectionMade) -> dict[str, Any]:
    """The fields that a correction sets."""
    return {name: getattr(one, name) for name in FIELDS if getattr(one, name) is not None}
