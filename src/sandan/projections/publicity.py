"""Public notices (公示) and the objections to them. Who is named on one, and what is said against it, lies sealed in the ledger and is in
no table."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import QuerySet

from sandan.domain import application, item, publicity
from sandan.domain.publicity import PublicityStatus, Stage, Standing
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import PUBLICITY
from sandan.projections.record import Record, entered, indexes
from sandan.projections.version import Row, Tables, Version, index, now

STEP = {Stage.PROPOSED: item.Stage.NOTICE, Stage.DECIDED: item.Stage.NOTICE_AGAIN}
"""Which step of the item a notice is."""


class Publicity(Record):
    """A notice. `title` is the service that it belongs to; `unit` the town that has the application in hand."""

    application = models.CharField(max_length=32)
    stage = models.CharField(max_length=12)
    until_on = models.DateField()
    shown = models.CharField(max_length=100)
    bureau = models.CharField(max_length=32, default="")
    """The unit of the county that answers for the item."""
    objections = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    """Objections without an answer."""
    upheld_on = models.DateField(null=True)
    taken_down_on = models.DateField(null=True)

    class Meta:
        indexes = [
            *indexes("publicity"),
            index("publicity", "application"),
            index("publicity", "bureau", "position"),
            index("publicity", "until_on", "position"),
        ]


class NoticeObjection(Version):
    """An objection to a notice. Its words are opened from the ledger at `position`, for those who work on the matter."""

    publicity = models.CharField(max_length=32)
    objected_on = models.DateField()
    answered_on = models.DateField(null=True)
    stands = models.BooleanField(null=True)

    class Meta:
        indexes = [index("notice_objection", "key"), index("notice_objection", "publicity")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a notice."""
    at = entry.position
    match event:
        case publicity.Posted() as one:
            values = entered(
                entry, event, PUBLICITY,
                title=one.service, unit=one.unit, town=one.town or one.unit, village=one.village, application=one.application,
                stage=one.stage.value, until_on=one.until_on, shown=" ".join(one.shown), bureau=one.line[-1],
                status=PublicityStatus.POSTED.value,
            )  # fmt: skip
            tables.put(Publicity, one.publicity, at, values)
        case publicity.NoticeObjected(publicity=key, objection=objection):
            row = _row(tables, key)
            tables.put(NoticeObjection, objection, at, {"publicity": key, "objected_on": event.happened_on})
            more = {"objections": row["objections"] + 1, "waiting": row["waiting"] + 1}
            tables.put(Publicity, key, at, more)
        case publicity.NoticeAnswered(publicity=key, objection=objection, stands=stands):
            row = _row(tables, key)
            tables.put(NoticeObjection, objection, at, {"answered_on": event.happened_on, "stands": stands})
            told: dict[str, object] = {"waiting": row["waiting"] - 1}
            if stands and row["status"] == PublicityStatus.POSTED.value:
                told |= {"status": PublicityStatus.UPHELD.value, "upheld_on": event.happened_on}
            tables.put(Publicity, key, at, told)
        case publicity.NoticeTakenDown(publicity=key, reason=reason):
            down = {"status": PublicityStatus.TAKEN_DOWN.value, "taken_down_on": event.happened_on, "reason": reason}
            tables.put(Publicity, key, at, down)


def _row(tables: Tables, key: str) -> Row:
    row = tables.get(Publicity, key)
    if row is None:
        raise LookupError(f"publicity/{key} was not posted")
    return row


def standing(today: date) -> QuerySet[Publicity]:
    """The notices that everybody may read on a day, newest last."""
    rows = now(Publicity).filter(until_on__gte=today, entered_on__lte=today)
    return rows.exclude(status=PublicityStatus.TAKEN_DOWN.value)


def of_application(application: str) -> list[Publicity]:
    """The notices of an application, oldest first."""
    return list(now(Publicity).filter(application=application).order_by("position"))


def holds(row: Publicity) -> bool:
    """Whether a notice carries a decision once it has run: neither taken down nor objected to rightly."""
    return row.status == PublicityStatus.POSTED.value


def standing_on(row: Publicity, on: date) -> Standing:
    """What a notice is worth on a day, by its row: the same that its stream says."""
    if row.status != PublicityStatus.POSTED.value:
        return Standing.TAKEN_DOWN if row.status == PublicityStatus.TAKEN_DOWN.value else Standing.UPHELD
    if on <= row.until_on:
        return Standing.RUNNING
    return Standing.OBJECTED if row.waiting else Standing.PASSED


def facts(of: str) -> tuple[application.Notice, ...]:
    """What a decision has to know of the notices of an application. One that was objected to rightly carries nothing, like one taken
    down."""
    return tuple(
        application.Notice(
            stage=STEP[Stage(row.stage)],
            from_on=row.entered_on,
            until_on=row.until_on,
            open_objections=row.waiting,
            taken_down=not holds(row),
        )
        for row in of_application(of)
    )


def waiting(publicity_: str) -> NoticeObjection | None:
    """The oldest objection to a notice that has no answer."""
    rows = now(NoticeObjection).filter(publicity=publicity_, answered_on__isnull=True)
    return rows.order_by("position", "key").first()
