"""Look-backs, the items drawn for them, and what was found (回头看)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.db.models import QuerySet

from sandan.domain import look_back
from sandan.domain.look_back import Item, LookBackStatus, Strata, Verdict
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.problem import Problem
from sandan.projections.rate import SMALL, Interval, Stratum, percent, stratified, wilson
from sandan.projections.version import Tables, Version, as_of, index, now

_ASIDE = "set aside"


class LookBack(Version):
    """A look-back. `known_at` is the ledger position whose records are the population; `position` the entry that froze it."""

    by = models.CharField(max_length=10)
    from_on = models.DateField()
    to_on = models.DateField()
    size = models.IntegerField()
    percent = models.BooleanField()
    known_at = models.BigIntegerField()
    population = models.IntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    issue = models.CharField(max_length=100)
    seed_on = models.DateField()
    reason = models.CharField(max_length=1000)
    earlier = models.TextField()
    """Ids of look-backs at a part of the same period, separated by spaces."""
    status = models.CharField(max_length=10)
    frozen_on = models.DateField()
    drawn_on = models.DateField(null=True)
    digits = models.CharField(max_length=200, default="")
    where = models.CharField(max_length=300, default="")
    root = models.CharField(max_length=64, default="")
    drawn = models.IntegerField(default=0)
    ended_on = models.DateField(null=True)
    conclusion = models.CharField(max_length=4000, default="")
    """What the office concluded, or why it gave the look-back up."""

    class Meta:
        indexes = [
            index("look_back", "key"),
            index("look_back", "position"),
            index("look_back", "status", "seed_on"),
            index("look_back", "from_on", "to_on"),
        ]


class LookBackStratum(Version):
    """A part of what a look-back is drawn from, and how many items it holds: the weight of what is found in it."""

    look_back = models.CharField(max_length=32)
    stratum = models.CharField(max_length=32)
    population = models.IntegerField()

    class Meta:
        indexes = [index("look_back_stratum", "look_back")]


class LookBackItem(Version):
    """An item drawn for a look-back. It keeps the unit that had the problem when the population was frozen, whatever happens to it."""

    look_back = models.CharField(max_length=32)
    problem = models.CharField(max_length=32)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    stratum = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32)
    topic = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    drawn_on = models.DateField()
    checker = models.CharField(max_length=32, default="")
    verdict = models.CharField(max_length=12, default="")
    on_site = models.BooleanField(null=True)
    finding = models.CharField(max_length=4000, default="")
    found_on = models.DateField(null=True)
    set_aside_on = models.DateField(null=True)
    """When others set the finding aside: it counts in no figure but that of its own."""
    ended_on = models.DateField(null=True)
    """When the look-back ended without a finding on this item."""

    class Meta:
        indexes = [
            index("look_back_item", "key"),
            index("look_back_item", "position", "key"),
            index("look_back_item", "look_back", "key"),
            index("look_back_item", "problem"),
            index("look_back_item", "checker", "verdict"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a look-back and its items."""
    at = entry.position
    match event:
        case look_back.PopulationFrozen() as one:
            values = {
                "by": one.by.value,
                "from_on": one.from_on,
                "to_on": one.to_on,
                "size": one.size,
                "percent": one.percent,
                "known_at": one.position,
                "population": len(one.problems),
                "digest": one.digest,
                "source": one.source,
                "issue": one.issue,
                "seed_on": one.seed_on,
                "reason": one.reason,
                "earlier": " ".join(one.earlier),
                "status": LookBackStatus.FROZEN.value,
                "frozen_on": one.happened_on,
            }
            tables.put(LookBack, one.look_back, at, values)
            for place, (stratum, count) in enumerate(sorted(Counter(one.strata).items())):
                part = {"look_back": one.look_back, "stratum": stratum, "population": count}
                tables.put(LookBackStratum, f"{one.look_back}.{place:04}", at, part)
        case look_back.SampleDrawn() as one:
            drawn = {
                "status": LookBackStatus.DRAWN.value,
                "drawn_on": one.happened_on,
                "digits": one.digits,
                "where": one.where,
                "root": one.root,
                "drawn": len(one.problems),
            }
            tables.put(LookBack, one.look_back, at, drawn)
            for place, item in enumerate(look_back.items_of(one)):
                tables.put(LookBackItem, f"{one.look_back}.{place:04}", at, _item(one, item, tables))
        case look_back.CheckerAssigned(look_back=of, problem=problem, checker=checker):
            tables.put(LookBackItem, _key(tables, of, problem), at, {"checker": checker})
        case look_back.FindingRecorded() as one:
            found = {
                "verdict": one.verdict.value,
                "on_site": one.on_site,
                "finding": one.finding,
                "found_on": one.happened_on,
            }
            tables.put(LookBackItem, _key(tables, one.look_back, one.problem), at, found)
        case look_back.FindingSetAside(look_back=of, problem=problem):
            tables.put(LookBackItem, _key(tables, of, problem), at, {"set_aside_on": event.happened_on})
        case look_back.LookBackConcluded(look_back=of, conclusion=conclusion):
            ended = {"status": LookBackStatus.CONCLUDED.value, "ended_on": event.happened_on, "conclusion": conclusion}
            tables.put(LookBack, of, at, ended)
        case look_back.LookBackAbandoned(look_back=of, reason=reason):
            ended = {"status": LookBackStatus.ABANDONED.value, "ended_on": event.happened_on, "conclusion": reason}
            tables.put(LookBack, of, at, ended)
            for key in tables.find(LookBackItem, "look_back", of):
                row = tables.get(LookBackItem, key)
                if row is not None and not row["verdict"]:
                    tables.put(LookBackItem, key, at, {"ended_on": event.happened_on})


def _item(of: look_back.SampleDrawn, item: Item, tables: Tables) -> dict[str, object]:
    row = tables.get(Problem, item.problem)
    if row is None:
        raise LookupError(f"problem {item.problem} was drawn and is not registered")
    return {
        "look_back": of.look_back,
        "problem": item.problem,
        "number": item.number,
        "title": row["title"],
        "stratum": item.stratum,
        "unit": item.unit,
        "town": row["town"],
        "topic": row["topic"],
        "channel": row["channel"],
        "drawn_on": of.happened_on,
    }


def _key(tables: Tables, of: str, problem: str) -> str:
    for key in tables.find(LookBackItem, "look_back", of):
        row = tables.get(LookBackItem, key)
        if row is not None and row["problem"] == problem:
            return key
    raise LookupError(f"problem {problem} was not drawn for look-back {of}")


def population(by: Strata, from_on: date, to_on: date, position: int | None = None) -> list[Item]:
    """Every problem in the open that was struck off on a day from `from_on` to `to_on`, as known by `position` (None: now).

    Also what has passed a look-back since: to leave it out would leave only what nobody has looked at yet. What was reopened is no
    longer struck off, and what stands under the shield is in no population (law 8).
    """
    rows = as_of(Problem, position).filter(struck_off_on__gte=from_on, struck_off_on__lte=to_on)
    return [Item(*each) for each in rows.order_by(by.value, "number").values_list("key", "number", by.value, "unit")]


def overlapping(from_on: date, to_on: date) -> list[str]:
    """Ids of look-backs at any part of a period, given up or not, oldest first."""
    rows = now(LookBack).filter(from_on__lte=to_on, to_on__gte=from_on)
    return list(rows.order_by("position").values_list("key", flat=True))


def items(of: str) -> QuerySet[LookBackItem]:
    """What was drawn for a look-back, stratum by stratum."""
    return now(LookBackItem).filter(look_back=of).order_by("key")


def to_check(person: str) -> QuerySet[LookBackItem]:
    """The items that someone is to look at again, oldest first."""
    waiting = now(LookBackItem).filter(checker=person, verdict="", ended_on__isnull=True)
    return waiting.order_by("position", "key")


def to_draw(today: date) -> QuerySet[LookBack]:
    """Look-backs whose public draw has been held."""
    return now(LookBack).filter(status=LookBackStatus.FROZEN.value, seed_on__lte=today).order_by("seed_on", "position")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found in one stratum, or in all of the strata `parts`. `population` is how many could have been drawn."""

    stratum: str
    population: int
    drawn: int
    holds: int
    overturned: int
    cannot_tell: int
    parts: tuple[Tally, ...] = ()
    set_aside: int = 0

    @property
    def told(self) -> int:
        """Items of which could be told whether the fix holds: the denominator of the rate."""
        return self.holds + self.overturned

    @property
    def waiting(self) -> int:
        """Drawn items without a finding."""
        return self.drawn - self.told - self.cannot_tell - self.set_aside

    @property
    def rate(self) -> Decimal | None:
        """Overturned out of told, in percent with one decimal, half up; of all strata each by its population. None without any."""
        if not self.parts:
            return self.plain
        found = stratified(each.part for each in self.parts)
        return found.rate if found else None

    @property
    def plain(self) -> Decimal | None:
        """Overturned out of told, whatever they stand for."""
        return percent(self.overturned, self.told)

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the rate."""
        if not self.parts:
            return wilson(self.overturned, self.told)
        found = stratified(each.part for each in self.parts)
        return found.interval if found else None

    @property
    def part(self) -> Stratum:
        """The stratum as a part of the whole."""
        return Stratum(Fraction(self.population), self.told, self.overturned)

    @property
    def silent(self) -> int:
        """How many items lie in strata of which nothing could be told: the rate of all does not speak of them."""
        return sum(each.population for each in self.parts if not each.told)

    @property
    def small(self) -> bool:
        """Whether so few were told that the rate alone says little."""
        return 0 < self.told < SMALL


def tallies(frozen: Iterable[Item], drawn: Iterable[LookBackItem]) -> list[Tally]:
    """A tally for each stratum of the population in its order, then one of all (stratum "*")."""
    size: dict[str, int] = {}
    for one in frozen:
        size[one.stratum] = size.get(one.stratum, 0) + 1
    rows: dict[str, list[str]] = {}
    for each in drawn:
        rows.setdefault(each.stratum, []).append(_ASIDE if each.set_aside_on else each.verdict)
    found = [_tally(stratum, count, rows.get(stratum, [])) for stratum, count in sorted(size.items())]
    every = [verdict for verdicts in rows.values() for verdict in verdicts]
    return [*found, _tally("*", sum(size.values()), every, tuple(found))]


def _tally(stratum: str, size: int, verdicts: list[str], parts: tuple[Tally, ...] = ()) -> Tally:
    holds, overturned, cannot_tell = (
        verdicts.count(each.value) for each in (Verdict.HOLDS, Verdict.OVERTURNED, Verdict.CANNOT_TELL)
    )
    return Tally(stratum, size, len(verdicts), holds, overturned, cannot_tell, parts, verdicts.count(_ASIDE))
