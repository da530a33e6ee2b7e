"""Reform (改革): what a service took before a measure and takes since, as its cases and the versions of its item show.

Told by whole months and of no fewer than `LEAST` cases, as the sealed figures are, so that it may stand on a public page (law 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sandan.domain.item import Item
from sandan.domain.measure import MEDICAL
from sandan.domain.money import half_up
from sandan.ledger import read
from sandan.projections import service_item
from sandan.projections.application import LEAST, Application
from sandan.projections.figure import whole_months
from sandan.projections.settlement import Settlement
from sandan.projections.version import as_of


@dataclass(frozen=True, slots=True)
class Side:
    """What it took on one side of the day.

    `papers` are those brought on average, without those that a commitment stood for; of too few cases, those that the item's version asks
    for. `steps` are the version's. `days` are calendar days on average. None: not known, or `cases` fewer than `LEAST`.
    """

    papers: Decimal | None = None
    steps: int | None = None
    cases: int | None = None
    days: Decimal | None = None

    @property
    def told(self) -> bool:
        """Whether anything is known."""
        return (self.papers, self.steps, self.days) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Reform:
    """Both sides of the day from which a measure is in force, by the cases up to the end of a month."""

    before: Side
    since: Side
    until: date


def reform(gauge: str, start_on: date, on: date) -> Reform | None:
    """What the cases of a service show of a measure in force from `start_on`, up to the last whole month before `on`.

    `gauge` is a service item's code, or `MEDICAL`: then days go from discharge to settlement, for who left hospital before the day and
    since. Of an item, days go from acceptance to decision, and a case belongs to the version that it was accepted under. None where
    nothing is known of either side.
    """
    until, position = whole_months(on, read.head().size)
    if gauge == MEDICAL:
        rows = as_of(Settlement, position).filter(withdrawn_on__isnull=True, entered_on__lte=until)
        spans = [
            (left < start_on, (settled - left).days)
            for left, settled in rows.values_list("discharged_on", "entered_on")
        ]
        before, since = (Side(**_mean([days for early, days in spans if early is side])) for side in (True, False))
    else:
        before, since = _of_item(gauge, start_on, until, position)
    found = Reform(before, since, until)
    return found if found.before.told or found.since.told else None


def _of_item(code: str, start_on: date, until: date, position: int) -> tuple[Side, Side]:
    rows = as_of(Application, position).filter(item=code, days__isnull=False, decided_on__lte=until)
    cases: dict[str, list[tuple[int, int]]] = {}
    for version, days, replaced in rows.values_list("item_version", "days", "commitments"):
        cases.setdefault(version, []).append((days or 0, replaced))
    spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for version, told in cases.items():
        item = service_item.found(version)
        if item is not None:
            spans[item.from_on < start_on] += [(days, len(item.asked) - replaced) for days, replaced in told]
    before = service_item.held_on(code, start_on - timedelta(1))
    since = service_item.held_on(code, max(start_on, until))
    same = before is not None and since is not None and before.version == since.version
    return _side(before, spans[True]), _side(None if same else since, spans[False])


def _side(item: Item | None, cases: list[tuple[int, int]]) -> Side:
    if item is None:
        return Side()
    if len(cases) < LEAST:
        return Side(Decimal(len(item.asked)), len(item.stages))
    papers = half_up(Fraction(sum(brought for _days, brought in cases), len(cases)), 1)
    return Side(papers, len(item.stages), **_mean([days for days, _brought in cases]))


def _mean(days: list[int]) -> dict[str, Any]:
    if len(days) < LEAST:
        return {}
    return {"cases": len(days), "days": half_up(Fraction(sum(days), len(days)), 1)}
