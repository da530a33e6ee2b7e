"""Look-backs as pages show them, to the public and to staff: what was frozen, what was drawn by which lot, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from sandan.domain.look_back import (
    FindingRecorded,
    Item,
    LookBackStatus,
    PopulationFrozen,
    SampleDrawn,
    Strata,
    Verdict,
    items_of,
)
from sandan.domain.values import Evidence, Outcome, Topic
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections.look_back import LookBack, LookBackItem, Tally, items, tallies
from sandan.projections.rate import SMALL
from sandan.projections.unit import Unit
from sandan.projections.version import as_of, now
from sandan.web.label import LOOK_BACK, OUTCOME, STRATA, TOPIC, VERDICT


def frozen_items(key: str) -> tuple[Item, ...]:
    """The population of a look-back, as the ledger has it."""
    for entry in read.stream(f"look_back/{key}")[:1]:
        event = decode(entry.kind, entry.public, entry.internal)
        if isinstance(event, PopulationFrozen):
            return items_of(event)
    return ()


def stratum_name(by: Strata, position: int | None = None) -> Callable[[str], str]:
    """What the strata are called, as known by a ledger position."""
    if by in (Strata.UNIT, Strata.TOWN):
        names = dict(as_of(Unit, position).values_list("key", "name"))
        return lambda key: names.get(key, key) or gettext("Not known")
    if by is Strata.TOPIC:
        return lambda key: str(TOPIC[Topic(key)])
    return lambda key: str(OUTCOME[Outcome(key)]) if key else gettext("Not known")


def shown(row: LookBack) -> dict[str, Any]:
    """Everything that both pages of one look-back say of it."""
    frozen, drawn = frozen_items(row.key), list(items(row.key))
    name = stratum_name(Strata(row.by), row.known_at)
    rows = [_tally(each, name) for each in tallies(frozen, drawn)]
    earlier = now(LookBack).filter(key__in=row.earlier.split()).order_by("position")
    return {
        "row": row,
        "status": LOOK_BACK[LookBackStatus(row.status)],
        "by": STRATA[Strata(row.by)],
        "strata": rows[:-1],
        "whole": rows[-1],
        "items": [_item(each, name) for each in drawn],
        "earlier": list(earlier),
        "seed": seed_of(row),
        "small": SMALL,
        "plain": _plain(rows[-1]["tally"]),
    }


def evidence_of(key: str) -> dict[str, tuple[Evidence, ...]]:
    """The files that each finding names, by problem."""
    told = (decode(each.kind, each.public, each.internal) for each in read.stream(f"look_back/{key}"))
    return {event.problem: event.evidence for event in told if isinstance(event, FindingRecorded)}


def seed_of(row: LookBack) -> str:
    """The seed of a drawn look-back, as the ledger has it; "" before the draw."""
    if not row.drawn_on:
        return ""
    for entry in read.stream(f"look_back/{row.key}"):
        event = decode(entry.kind, entry.public, entry.internal)
        if isinstance(event, SampleDrawn):
            return event.seed
    return ""


def listed(row: LookBack) -> dict[str, Any]:
    """One line of the list of look-backs."""
    return {"row": row, "status": LOOK_BACK[LookBackStatus(row.status)], "by": STRATA[Strata(row.by)]}


def of_problem(key: str, room: str) -> list[dict[str, Any]]:
    """The look-backs for which a problem was drawn, newest first: why it stands where it does."""
    drawn = now(LookBackItem).filter(problem=key).order_by("-position")
    return [
        {
            "url": reverse(f"{room}:look_back", args=[each.look_back]),
            "drawn_on": each.drawn_on,
            "found_on": each.found_on,
            "verdict": VERDICT[Verdict(each.verdict)] if each.verdict else "",
            "overturned": each.verdict == Verdict.OVERTURNED and each.set_aside_on is None,
            "set_aside_on": each.set_aside_on,
        }
        for each in drawn
    ]


def _plain(whole: Tally) -> Tally | None:
    """The whole, where its rate is another without the weights of its parts, or does not speak of all of them."""
    return whole if whole.told and (whole.rate != whole.plain or whole.silent) else None


def _tally(one: Tally, name: Callable[[str], str]) -> dict[str, Any]:
    return {"name": "" if one.stratum == "*" else name(one.stratum), "tally": one}


def _item(one: LookBackItem, name: Callable[[str], str]) -> dict[str, Any]:
    return {
        "row": one,
        "stratum": name(one.stratum),
        "verdict": VERDICT[Verdict(one.verdict)] if one.verdict else "",
        "overturned": one.verdict == Verdict.OVERTURNED and one.set_aside_on is None,
    }
