"""Corrections in words: what stood there, what stands there now, and beside which entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sandan.domain.correction import CorrectionMade, described, set_by
from sandan.domain.problem_event import ProblemRegistered
from sandan.domain.values import Channel, Topic
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.web import label
from sandan.web.label import Label

FIELDS: dict[str, Label] = {
    "title": _("Title"),
    "statement": _("What is wrong"),
    "topic": _("Topic"),
    "channel": _("Channel"),
    "town": _("Town"),
    "village": _("Village"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that reads differently: its name, what it read, and what it reads now."""

    field: Label
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Made:
    """A correction of one entry: its own position, what it changes, the note beside the entry, and why."""

    position: int
    changes: tuple[Change, ...]
    note: str
    reason: str


def corrections(story: Iterable[tuple[Entry, Event]], units: Mapping[str, str]) -> dict[int, list[Made]]:
    """The corrections of a problem's stream, by the position of the entry that each is about."""
    found: dict[int, list[Made]] = {}
    stands: dict[str, Any] = {}
    for entry, event in story:
        if isinstance(event, ProblemRegistered):
            stands = described(event, ())
        elif isinstance(event, CorrectionMade):
            right = set_by(event)
            changes = tuple(
                Change(FIELDS[name], _shown(name, stands.get(name, ""), units), _shown(name, value, units))
                for name, value in right.items()
            )
            stands |= right
            found.setdefault(event.entry, []).append(Made(entry.position, changes, event.note, event.reason))
    return found


def standing(story: Iterable[tuple[Entry, Event]]) -> dict[str, Any]:
    """The description that stands after every correction; empty before the problem was registered."""
    events = [event for _, event in story]
    first = next((each for each in events if isinstance(each, ProblemRegistered)), None)
    return described(first, [each for each in events if isinstance(each, CorrectionMade)]) if first else {}


def _shown(name: str, value: Any, units: Mapping[str, str]) -> str:
    if name == "topic":
        return str(label.TOPIC[Topic(value)])
    if name == "channel":
        return str(label.CHANNEL[Channel(value)])
    return units.get(value, value) if name in ("town", "village") else str(value)
