"""Rules: the office's rulebooks with the days from which and until which they hold, and which door leads to which procedure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import F, Q

from sandan.domain import rule
from sandan.domain.procedure import Procedure
from sandan.domain.profile import CHANNELS, PROFILES, profile
from sandan.domain.rulebook import Rulebook
from sandan.domain.values import Channel, Refusal
from sandan.domain.wire import Event, decode, encode
from sandan.ledger.read import Entry
from sandan.projections.appointment import running
from sandan.projections.version import Tables, Version, as_of, index, now


class Rules(Version):
    """A rulebook that the office adopted; `content` is its event as JSON. An end before the beginning: it never took effect."""

    procedure = models.CharField(max_length=20)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    content = models.TextField()
    reason = models.CharField(max_length=500, default="")
    """Why it ended."""

    class Meta:
        indexes = [index("rules", "key"), index("rules", "procedure", "from_on")]


class ChannelRules(Version):
    """From `from_on` until the next such row: by which doors come calls to the hotline, and by which petitions (codes, spaces between)."""

    from_on = models.DateField()
    hotline = models.CharField(max_length=200)
    petition = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)

    class Meta:
        indexes = [index("channelrules", "from_on")]


class Shelf(Version):
    """All that the office adopted for one procedure (its name is the key), or set for the doors (key `doors`), in one row of JSON.

    For the other tables: what governs a problem is read here while an event is told, with nothing to search.
    """

    content = models.TextField()

    class Meta:
        indexes = [index("shelf", "key")]


_DOORS = "doors"


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of rules."""
    match event:
        case rule.RulesAdopted():
            values = {
                "procedure": event.procedure.value,
                "from_on": event.from_on,
                "until_on": event.until_on,
                "content": json.dumps(encode(event).public, ensure_ascii=False, sort_keys=True),
            }
            tables.put(Rules, event.rulebook, entry.position, values)
            held = _content(tables, event.procedure)
            _shelve(tables, event.procedure, entry, {**held, event.rulebook: encode(event).public})
        case rule.RulesEnded():
            tables.put(Rules, event.rulebook, entry.position, {"until_on": event.until_on, "reason": event.reason})
            held = _content(tables, event.procedure)
            ended = {**held[event.rulebook], "until_on": event.until_on.isoformat()}
            _shelve(tables, event.procedure, entry, {**held, event.rulebook: ended})
        case rule.ChannelsAssigned():
            values = {
                "from_on": event.from_on,
                "hotline": " ".join(event.hotline),
                "petition": " ".join(event.petition),
                "basis": event.basis,
            }
            first = event.from_on.isoformat()
            tables.put(ChannelRules, first, entry.position, values)
            said = {"hotline": values["hotline"], "petition": values["petition"]}
            _shelve(tables, _DOORS, entry, {**_content(tables, _DOORS), first: said})


def _content(tables: Tables, key: str) -> dict[str, Any]:
    row = tables.get(Shelf, key)
    found: dict[str, Any] = json.loads(row["content"]) if row is not None else {}
    return found


def _shelve(tables: Tables, key: str, entry: Entry, content: dict[str, Any]) -> None:
    tables.put(Shelf, key, entry.position, {"content": json.dumps(content, ensure_ascii=False, sort_keys=True)})


def governing(tables: Tables, procedure: str, channel: str, registered_on: date) -> Rulebook | None:
    """The rules that govern a problem, while an event of it is told; None for a day for which there are none.

    What is adopted begins tomorrow at the earliest, so the answer for a day that has come never changes, and a replay gives the same.
    """
    return _governing(lambda key: _content(tables, key), procedure, channel, registered_on)


def governors() -> Callable[[str, str, date], Rulebook | None]:
    """The same as known now, for any number of problems: (procedure, channel, day of registration) → rules. One read."""
    held = {row.key: json.loads(row.content) for row in now(Shelf)}
    return partial(_governing, lambda key: held.get(key, {}))


def _governing(
    content: Callable[[str], dict[str, Any]], procedure: str, channel: str, registered_on: date
) -> Rulebook | None:
    if not procedure:
        set_ = [each for each in content(_DOORS).items() if each[0] <= registered_on.isoformat()]
        latest = max(set_, key=lambda each: each[0])[1] if set_ else None
        doors = _leading(latest["hotline"], latest["petition"]) if latest is not None else _leading()
        procedure = doors[Channel(channel)].value
    for each in content(procedure).values():
        held = _told(each)
        if held.holds(registered_on):
            return held
    return profile(Procedure(procedure), registered_on)


def in_force(procedure: Procedure, on: date, position: int | None = None) -> Rulebook:
    """The rules of a procedure on a day, as known now or at `position`: the office's own, else the profile of that day.

    Refuses (`rules_missing`) a day for which there are none, such as a petition before 信访条例.
    """
    row = as_of(Rules, position).filter(running(on), procedure=procedure.value).first()
    found = _rulebook(row) if row is not None else profile(procedure, on)
    if found is None:
        raise Refusal("rules_missing", procedure=procedure, date=on)
    return found


def found(rulebook: str) -> Rulebook | None:
    """A rulebook by its id, adopted or a profile."""
    row = now(Rules).filter(key=rulebook).first()
    return _rulebook(row) if row is not None else next((each for each in PROFILES if each.id == rulebook), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """A stretch of days through which one rulebook holds. A profile gives way to the office's own, so it may have several."""

    rulebook: Rulebook
    from_on: date
    until_on: date | None

    def holds(self, on: date) -> bool:
        """Whether a day lies in the stretch."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


def history(procedure: Procedure, position: int | None = None) -> list[Standing]:
    """Which rules hold when, from the first day to the last, without overlap; what never took effect is left out."""
    rows = (
        as_of(Rules, position)
        .filter(procedure=procedure.value)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")))
    )
    own = [_rulebook(row) for row in rows]
    mine = [each for each in PROFILES if each.procedure is procedure]
    days = {each.from_on for each in (*own, *mine)}
    days |= {each.until_on + timedelta(1) for each in (*own, *mine) if each.until_on is not None}
    edges: list[date | None] = [*sorted(days), None]
    stretches: list[Standing] = []
    for first, following in pairwise(edges):
        assert first is not None
        held = next((each for each in own if each.holds(first)), None) or profile(procedure, first)
        if held is not None:
            last = following - timedelta(1) if following is not None else None
            if stretches and stretches[-1].rulebook.id == held.id:
                stretches[-1] = Standing(held, stretches[-1].from_on, last)
            else:
                stretches.append(Standing(held, first, last))
    return stretches


def channels(on: date, position: int | None = None) -> Mapping[Channel, Procedure]:
    """By which procedure what comes in through each door is handled on a day."""
    return _doors(as_of(ChannelRules, position).filter(from_on__lte=on).order_by("-from_on").first())


def _doors(row: ChannelRules | None) -> Mapping[Channel, Procedure]:
    """What a setting of the doors says; None: as it is while the office has set nothing."""
    return _leading(row.hotline, row.petition) if row is not None else _leading()


def _leading(hotline: str | None = None, petition: str = "") -> Mapping[Channel, Procedure]:
    if hotline is None:
        return {each: CHANNELS.get(each, Procedure.CAMPAIGN) for each in Channel}
    found = dict.fromkeys(Channel, Procedure.CAMPAIGN)
    found |= {Channel(each): Procedure.HOTLINE for each in hotline.split()}
    return found | {Channel(each): Procedure.PETITION for each in petition.split()}


def handled_by(procedure: Procedure) -> Q:
    """The condition on a problem that it is handled by a procedure, as its door says on the day of its registration."""
    rows = [None, *now(ChannelRules).order_by("from_on")]
    found = Q(pk__in=[])
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        doors = [each.value for each, leads_to in _doors(row).items() if leads_to is procedure]
        spell = Q(channel__in=doors)
        if row is not None:
            spell &= Q(registered_on__gte=row.from_on)
        if following is not None:
            spell &= Q(registered_on__lt=following.from_on)
        found |= spell
    return found


def channel_rules() -> list[ChannelRules]:
    """What the office set for the doors, the last first day first."""
    return list(now(ChannelRules).order_by("-from_on"))


def _rulebook(row: Rules) -> Rulebook:
    return replace(_told(json.loads(row.content)), until_on=row.until_on)


def _told(content: Mapping[str, Any]) -> Rulebook:
    """The rulebook that an event told of, in whichever of its forms: the later one reads what the earlier one wrote."""
    adopted = decode(rule.RulesAdoptedInFull.kind, content)
    assert isinstance(adopted, rule.RulesAdopted)
    return rule.rulebook(adopted, adopted.until_on)
