"""Applications for assistance, rung by rung, and what was awarded from which month on. Who applies, and why, is in no table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from sandan.domain import application
from sandan.domain.application import ApplicationStatus, Change, month_of
from sandan.domain.item import Due, Stage
from sandan.domain.money import Money, half_up
from sandan.domain.wire import Event, codec
from sandan.ledger.read import Entry
from sandan.projections.number import APPLICATION, number
from sandan.projections.version import Row, Tables, Version, index, now

LEAST = 5
"""Of fewer cases than these nothing is told, as in the figures."""
_WRITE_DUE, _READ_DUE = codec(Due)


class Application(Version):
    """An application. Amounts are in fen and stay inside: no page or figure shows one that could be told to be somebody's."""

    number = models.CharField(max_length=20)
    item = models.CharField(max_length=16)
    item_version = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    bureau = models.CharField(max_length=32)
    town = models.CharField(max_length=32, default="")
    village = models.CharField(max_length=32, default="")
    topic = models.CharField(max_length=20, default="")
    channel = models.CharField(max_length=20, default="")
    route = models.CharField(max_length=8)
    area = models.CharField(max_length=8)
    status = models.CharField(max_length=14)
    receipt_mark = models.CharField(max_length=32, default="")
    related = models.BooleanField(default=False)
    """A handler or village official is among the relatives."""
    missing = models.CharField(max_length=300, default="")
    commitments = models.IntegerField(default=0)
    """For how many papers a commitment stands."""
    steps = models.TextField(default="[]")
    """The last days of its steps, as JSON."""
    applied_on = models.DateField()
    complete_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    visited_on = models.DateField(null=True)
    matched_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    opinion_on = models.DateField(null=True)
    favourable = models.BooleanField(null=True)
    due_on = models.DateField(null=True)
    """By when it is to be decided."""
    decided_on = models.DateField(null=True)
    granted = models.BooleanField(null=True)
    stopped_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)
    near = models.BooleanField(default=False)
    authority = models.CharField(max_length=20, default="")
    in_name_of = models.CharField(max_length=32, default="")
    respondent = models.CharField(max_length=32, default="")
    instrument = models.CharField(max_length=100, default="")
    by_town = models.BooleanField(null=True)
    """Whether the decision fell in the town, in whosever name."""
    days = models.IntegerField(null=True)
    """Calendar days from acceptance to decision."""
    late = models.BooleanField(default=False)
    fen = models.BigIntegerField(default=0)
    recheck_on = models.DateField(null=True)
    changed_on = models.DateField(null=True)
    """Since when something reported is otherwise, and nobody has drawn the consequence."""
    objected_on = models.DateField(null=True)
    """Since when an objection waits for its answer."""
    ended_on = models.DateField(null=True)
    """Stopped, revoked or withdrawn on this day."""
    owed_fen = models.BigIntegerField(default=0)
    repaid_fen = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            index("application", "key"),
            index("application", "position"),
            index("application", "unit", "position"),
            index("application", "bureau", "position"),
            index("application", "status", "position"),
            index("application", "receipt_mark"),
            index("application", "number"),
            index("application", "recheck_on"),
        ]


class Award(Version):
    """So much a month from a month on (`2019-11`); `until_month` is the last, "" while there is none. Its key is the application's with a
    running number."""

    application = models.CharField(max_length=32)
    item = models.CharField(max_length=16)
    unit = models.CharField(max_length=32)
    from_month = models.CharField(max_length=7)
    until_month = models.CharField(max_length=7, default="")
    fen = models.BigIntegerField()

    class Meta:
        indexes = [
            index("award", "application"),
            index("award", "item", "unit", "from_month"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an application."""
    if isinstance(event, application.ApplicationSubmitted):
        tables.put(Application, event.application, entry.position, _first(entry, event))
        return
    key = getattr(event, "application", "")
    row = tables.get(Application, key)
    assert row is not None
    told = _told(entry, event, row)
    if told:
        tables.put(Application, key, entry.position, told)
    _award(entry, event, row, tables)


def _first(entry: Entry, event: application.ApplicationSubmitted) -> dict[str, Any]:
    return {
        "number": number(APPLICATION, event.happened_on.year, entry.position),
        "item": event.item,
        "item_version": event.version,
        "unit": event.unit,
        "bureau": event.bureau,
        "town": event.town,
        "village": event.village,
        "route": event.route.value,
        "area": event.area.value,
        "status": ApplicationStatus.SUBMITTED.value,
        "receipt_mark": event.receipt_mark,
        "related": bool(event.related),
        "missing": " ".join(event.missing),
        "commitments": len(event.committed),
        "applied_on": event.happened_on,
        "complete_on": None if event.missing else event.happened_on,
    }


def _told(entry: Entry, event: Event, row: Row) -> dict[str, Any]:
    """The columns that an event changes."""
    on = event.happened_on
    match event:
        case application.PapersAdded(missing=missing, committed=committed):
            complete = None if missing else row["complete_on"] or on
            return {"missing": " ".join(missing), "commitments": len(committed), "complete_on": complete}
        case application.ApplicationAccepted(steps=steps):
            due_on = next((each.last_on for each in steps if each.stage is Stage.DECIDE), None)
            told = {"status": ApplicationStatus.ACCEPTED.value, "accepted_on": on, "due_on": due_on}
            return {**told, "steps": json.dumps([_WRITE_DUE(each) for each in steps], sort_keys=True)}
        case application.RelativesNamed():
            return {"related": True}
        case application.HouseholdVisited(visited_on=visited_on):
            return {"status": ApplicationStatus.INVESTIGATED.value, "visited_on": visited_on}
        case application.DataMatched(matched_on=matched_on):
            return {"matched_on": matched_on}
        case application.PeersReviewed(held_on=held_on):
            return {"status": ApplicationStatus.PEER_REVIEWED.value, "reviewed_on": held_on}
        case application.OpinionGiven(favourable=favourable):
            return {"status": ApplicationStatus.OPINION.value, "opinion_on": on, "favourable": favourable}
        case application.PaperReturned(missing=missing):
            return {"missing": " ".join(missing), "complete_on": None}
        case application.ApplicationDecided():
            return _decided(entry, event, row)
        case application.DecisionObjected():
            return {"objected_on": on}
        case application.ObjectionAnswered() as told:
            return _answered(told)
    return _afterwards(event, row)


def _decided(entry: Entry, event: application.ApplicationDecided, row: Row) -> dict[str, Any]:
    on = event.happened_on
    accepted, due = row["accepted_on"], row["due_on"]
    return {
        "status": (ApplicationStatus.GRANTED if event.granted else ApplicationStatus.REFUSED).value,
        "decided_on": on,
        "granted": event.granted,
        "near": event.near,
        "authority": event.authority.value,
        "in_name_of": event.in_name_of,
        "respondent": event.respondent,
        "instrument": event.instrument[:100],
        "by_town": entry.by.get("unit", "") != row["bureau"],
        "days": (on - accepted).days if accepted else None,
        "late": due is not None and on > due,
        "fen": fen(event.amount),
        "recheck_on": event.recheck_on,
    }


def _answered(event: application.ObjectionAnswered) -> dict[str, Any]:
    """An objection that was right takes a refusal, or a stop, back; what was decided then counts as undecided from now on."""
    told: dict[str, Any] = {"objected_on": None}
    if event.anew:
        told |= {"status": ApplicationStatus.OPINION.value, "decided_on": None, "granted": None, "near": False}
        told |= {"days": None, "late": False, "by_town": None, "missing": " ".join(event.missing), "commitments": 0}
        told |= {"authority": "", "in_name_of": "", "respondent": "", "instrument": ""}
    if event.resumed:
        told |= {"status": ApplicationStatus.GRANTED.value, "ended_on": None, "stopped_on": None}
    return told


def _afterwards(event: Event, row: Row) -> dict[str, Any]:
    on = event.happened_on
    match event:
        case application.ChangeReported(changed_on=changed_on):
            return {"changed_on": changed_on}
        case application.AllowanceAdjusted() as look:
            told: dict[str, Any] = {"changed_on": None, "recheck_on": look.recheck_on, "fen": fen(look.amount)}
            told["owed_fen"] = row["owed_fen"] + fen(look.reclaimed)
            if look.change is Change.STOPPED:
                told |= {"status": ApplicationStatus.STOPPED.value, "ended_on": on, "stopped_on": on}
            return told
        case application.GrantRevoked(repay=repay, fine=fine):
            owed = row["owed_fen"] + fen(repay) + fen(fine)
            ended = {"status": ApplicationStatus.REVOKED.value, "ended_on": on, "revoked_on": on, "recheck_on": None}
            ended |= {"objected_on": None}
            return {**ended, "owed_fen": owed, "changed_on": None}
        case application.RepaymentReceived(amount=amount):
            return {"repaid_fen": row["repaid_fen"] + fen(amount)}
        case application.ApplicationWithdrawn():
            return {"status": ApplicationStatus.WITHDRAWN.value, "ended_on": on}
    return {}


def _award(entry: Entry, event: Event, row: Row, tables: Tables) -> None:
    """Awards follow one another month by month; an end cuts the running one off."""
    key = row["key"]
    running = [
        each for each in tables.find(Award, "application", key) if not (tables.get(Award, each) or {})["until_month"]
    ]
    match event:
        case application.ApplicationDecided(granted=True, amount=amount, from_month=month, until_month=until):
            _put(entry, row, f"{key}:01", tables, (month, until, fen(amount)))
        case application.AllowanceAdjusted(from_month=month, amount=amount, change=change):
            if change is Change.UNCHANGED:
                return
            for each in running:
                tables.put(Award, each, entry.position, {"until_month": month_before(month)})
            if change is not Change.STOPPED:
                place = len(tables.find(Award, "application", key)) + 1
                _put(entry, row, f"{key}:{place:02}", tables, (month, "", fen(amount)))
        case application.ObjectionAnswered(resumed=True):
            last = max(tables.find(Award, "application", key), default="")
            if last:
                tables.put(Award, last, entry.position, {"until_month": ""})
        case application.GrantRevoked():
            for each in running:
                last = month_before(month_of(event.happened_on))
                tables.put(Award, each, entry.position, {"until_month": last})


def _put(entry: Entry, row: Row, key: str, tables: Tables, of: tuple[str, str, int]) -> None:
    month, until, amount = of
    values = {"application": row["key"], "item": row["item"], "unit": row["unit"], "fen": amount}
    tables.put(Award, key, entry.position, {**values, "from_month": month, "until_month": until})


def fen(amount: Money) -> int:
    """An amount in whole fen."""
    return int(amount.amount * 100)


def money(amount: int) -> Money:
    """An amount of whole fen."""
    return Money.of(f"{amount // 100}.{amount % 100:02}")


def month_before(month: str) -> str:
    """The month before `2019-11`."""
    year, which = (int(each) for each in month.split("-"))
    return month_of(date(year, which, 1) - timedelta(1))


@dataclass(frozen=True, slots=True)
class Measured:
    """What the cases decided by one version of an item came to: how many, and calendar days from acceptance to decision on average."""

    version: str
    decided: int
    days: Decimal


def measured(item: str) -> dict[str, Measured]:
    """What each version of an item came to, by its id. Of fewer than `LEAST` cases nothing is told."""
    rows = now(Application).filter(item=item, days__isnull=False).values_list("item_version")
    counted = rows.annotate(decided=Count("key"), total=Sum("days")).order_by("item_version")
    return {
        version: Measured(version, decided, half_up(Fraction(total, decided), 1))
        for version, decided, total in counted
        if decided >= LEAST
    }


def steps_of(row: Application) -> tuple[Due, ...]:
    """The last days of an application's steps."""
    return tuple(_READ_DUE(each) for each in json.loads(row.steps))
