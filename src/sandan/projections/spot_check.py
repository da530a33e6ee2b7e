"""Spot checks by the county (县级抽查), the cases looked at, and what was found. What was found at whose home lies sealed in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet

from sandan.domain import spot_check
from sandan.domain.spot_check import Checked, SpotCheckStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import SPOT_CHECK
from sandan.projections.rate import SMALL, Interval, percent, wilson
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.version import Tables, Version, index, now


class SpotCheck(Record):
    """A spot check. `unit` is the supervising one; `known_at` the position whose records it is drawn from, `position` the freezing one."""

    of = models.CharField(max_length=12)
    from_on = models.DateField()
    to_on = models.DateField()
    percent = models.IntegerField()
    known_at = models.BigIntegerField()
    listed = models.IntegerField()
    """How many are drawn from by lot."""
    certain = models.IntegerField()
    """How many are looked at without a lot: those of the register of relatives, or all of their class."""
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    issue = models.CharField(max_length=100)
    seed_on = models.DateField()
    drawn_on = models.DateField(null=True)
    digits = models.CharField(max_length=200, default="")
    where = models.CharField(max_length=300, default="")
    root = models.CharField(max_length=64, default="")
    drawn = models.IntegerField(default=0)
    ended_on = models.DateField(null=True)
    conclusion = models.CharField(max_length=4000, default="")

    class Meta:
        indexes = indexes("spot_check")


class SpotCheckItem(Version):
    """A case that is looked at. `number` is the application's or commitment's own, `unit` who decided it."""

    spot_check = models.CharField(max_length=32)
    of = models.CharField(max_length=12)
    subject = models.CharField(max_length=32)
    number = models.CharField(max_length=20)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32, default="")
    topic = models.CharField(max_length=20, default="")
    channel = models.CharField(max_length=20, default="")
    certain = models.BooleanField(default=False)
    drawn_on = models.DateField()
    checker = models.CharField(max_length=32, default="")
    verdict = models.CharField(max_length=12, default="")
    on_site = models.BooleanField(null=True)
    found_on = models.DateField(null=True)
    found_at = models.BigIntegerField(null=True)
    """The position of the entry that says what was found."""
    answered_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [
            index("spot_check_item", "key"),
            index("spot_check_item", "position", "key"),
            index("spot_check_item", "spot_check", "key"),
            index("spot_check_item", "subject"),
            index("spot_check_item", "checker", "verdict"),
        ]


class SpotCheckPopulation(Version):
    """A case that could be drawn, from the freezing on."""

    CALLED = "number"
    spot_check = models.CharField(max_length=32)
    subject = models.CharField(max_length=32)
    number = models.CharField(max_length=20)
    unit = models.CharField(max_length=32)
    certain = models.BooleanField(default=False)

    class Meta:
        indexes = [index("spot_check_population", "key"), index("spot_check_population", "spot_check")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a spot check and its cases."""
    at, on = entry.position, event.happened_on
    match event:
        case spot_check.CheckFrozen() as one:
            values = entered(
                entry, event, SPOT_CHECK,
                title=one.of.value, unit=one.unit, of=one.of.value, from_on=one.from_on, to_on=one.to_on, percent=one.percent,
                known_at=one.position, listed=len(one.numbers), certain=one.certain, digest=one.digest, source=one.source,
                issue=one.issue, seed_on=one.seed_on, status=SpotCheckStatus.FROZEN.value,
            )  # fmt: skip
            tables.put(SpotCheck, one.spot_check, at, values)
            for place, case in enumerate(spot_check.cases_of(one)):
                # Kept from the freezing on, so that what was drawn can be told without reading the whole population again.
                tables.put(SpotCheckPopulation, f"{one.spot_check}.{place:04}", at, _listed(one.spot_check, case))
        case spot_check.CheckDrawn() as one:
            row = tables.get(SpotCheck, one.spot_check)
            assert row is not None
            drawn = {
                "status": SpotCheckStatus.DRAWN.value, "drawn_on": on, "digits": one.digits, "where": one.where, "root": one.root,
                "drawn": len(one.subjects),
            }  # fmt: skip
            tables.put(SpotCheck, one.spot_check, at, drawn)
            cases = _population(one.spot_check, tables)
            for place, subject in enumerate(one.subjects):
                of_case = cases[subject]
                told = {"spot_check": one.spot_check, "of": row["of"], "drawn_on": on, **of_case}
                told |= {"town": place_of(of_case["unit"], tables)["town"]}
                tables.put(SpotCheckItem, f"{one.spot_check}.{place:04}", at, told)
        case spot_check.CheckAssigned(spot_check=of, subject=subject, checker=checker):
            tables.put(SpotCheckItem, _key(tables, of, subject), at, {"checker": checker})
        case spot_check.CheckFound(spot_check=of, subject=subject, verdict=verdict, on_site=on_site):
            found = {"verdict": verdict.value, "on_site": on_site, "found_on": on, "found_at": at}
            tables.put(SpotCheckItem, _key(tables, of, subject), at, found)
        case spot_check.CheckAnswered(spot_check=of, subject=subject):
            tables.put(SpotCheckItem, _key(tables, of, subject), at, {"answered_on": on})
        case spot_check.CheckConcluded(spot_check=of, conclusion=conclusion):
            ended = {"status": SpotCheckStatus.CONCLUDED.value, "ended_on": on, "conclusion": conclusion}
            tables.put(SpotCheck, of, at, ended)
        case spot_check.CheckAbandoned(spot_check=of, reason=reason):
            ended = {"status": SpotCheckStatus.ABANDONED.value, "ended_on": on, "conclusion": reason}
            tables.put(SpotCheck, of, at, ended)
            for key in tables.find(SpotCheckItem, "spot_check", of):
                item = tables.get(SpotCheckItem, key)
                if item is not None and not item["verdict"]:
                    tables.put(SpotCheckItem, key, at, {"ended_on": on})


def _listed(of: str, case: spot_check.Case) -> dict[str, object]:
    return {
        "spot_check": of,
        "subject": case.subject,
        "number": case.number,
        "unit": case.unit,
        "certain": case.certain,
    }


def _population(of: str, tables: Tables) -> dict[str, dict[str, str]]:
    found = {}
    for key in tables.find(SpotCheckPopulation, "spot_check", of):
        row = tables.get(SpotCheckPopulation, key)
        assert row is not None
        found[row["subject"]] = {name: row[name] for name in ("subject", "number", "unit", "certain")}
    return found


def _key(tables: Tables, of: str, subject: str) -> str:
    for key in tables.find(SpotCheckItem, "spot_check", of):
        row = tables.get(SpotCheckItem, key)
        if row is not None and row["subject"] == subject:
            return key
    raise LookupError(f"{subject} was not drawn for spot check {of}")


def items(of: str) -> QuerySet[SpotCheckItem]:
    """What is looked at in a spot check."""
    return now(SpotCheckItem).filter(spot_check=of).order_by("key")


def of_subject(subject: str) -> list[SpotCheckItem]:
    """The checks for which an application or commitment was drawn, oldest first."""
    return list(now(SpotCheckItem).filter(subject=subject).order_by("position", "key"))


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found of the decisions of one unit, those drawn by lot apart from those looked at without: only a lot says something of
    the rest."""

    unit: str
    drawn: int
    holds: int
    overturned: int
    cannot_tell: int
    sure: int
    sure_overturned: int

    @property
    def told(self) -> int:
        """Of how many it could be told: the denominator of the rate."""
        return self.holds + self.overturned

    @property
    def rate(self) -> Decimal | None:
        """Overturned out of told, in percent, half up; None without any."""
        return percent(self.overturned, self.told)

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the rate of all that could have been drawn."""
        return wilson(self.overturned, self.told)

    @property
    def small(self) -> bool:
        """Whether so few were told that the rate alone says little."""
        return self.told < SMALL


def tallies(rows: QuerySet[SpotCheckItem]) -> list[Tally]:
    """Unit by unit, in the order of their ids."""
    by_lot, sure = Q(certain=False), Q(certain=True)
    counted: Iterable[Any] = (
        rows.values("unit")
        .annotate(
            drawn=Count("key", filter=by_lot),
            holds=Count("key", filter=by_lot & Q(verdict=Checked.HOLDS.value)),
            overturned=Count("key", filter=by_lot & Q(verdict=Checked.OVERTURNED.value)),
            cannot_tell=Count("key", filter=by_lot & Q(verdict=Checked.CANNOT_TELL.value)),
            sure=Count("key", filter=sure),
            sure_overturned=Count("key", filter=sure & Q(verdict=Checked.OVERTURNED.value)),
        )
        .order_by("unit")
    )
    return [Tally(**each) for each in counted]
