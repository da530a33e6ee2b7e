"""Bulletins: drafts, what waits for approval, and what was published."""

from __future__ import annotations

from django.db import models

from sandan.domain import bulletin
from sandan.domain.bulletin import BulletinStatus, Layout
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Row, Tables, Version, index, now


class Bulletin(Version):
    """A bulletin. `frozen_at` and `as_of` are the two clocks that its figures were computed by, from the day it was handed in."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    status = models.CharField(max_length=10)
    layout = models.CharField(max_length=10, default=Layout.BULLETIN.value)
    template = models.CharField(max_length=40, default="")
    period = models.CharField(max_length=10, default="")
    corrects = models.CharField(max_length=32, default="")
    reason = models.CharField(max_length=500, default="")
    """Why it corrects."""
    unit = models.CharField(max_length=32, default="")
    """The unit of whoever wrote or handed it in last: in its name it goes out."""
    sent_back = models.CharField(max_length=500, default="")
    """Why it came back to the editor, until it is handed in again."""
    submitter = models.CharField(max_length=32, default="")
    approver = models.CharField(max_length=32, default="")
    year = models.IntegerField(null=True)
    issue = models.IntegerField(null=True)
    frozen_at = models.BigIntegerField(null=True)
    as_of = models.DateField(null=True)
    digest = models.CharField(max_length=64, default="")
    published_on = models.DateField(null=True)

    class Meta:
        indexes = [
            index("bulletin", "key"),
            index("bulletin", "status", "position"),
            index("bulletin", "year", "issue"),
            index("bulletin", "corrects"),
        ]


_DRAFT: Row = {
    "status": BulletinStatus.DRAFT.value, "frozen_at": None, "as_of": None, "digest": "", "submitter": "", "approver": "",
}  # fmt: skip


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a bulletin."""
    match event:
        case bulletin.BulletinDrafted() | bulletin.BulletinRevised():
            values: Row = {"title": event.title, "body": event.body, **_DRAFT}
            if unit := entry.by.get("unit"):
                values["unit"] = unit
            if isinstance(event, bulletin.BulletinBegun | bulletin.BulletinChanged):
                values["layout"] = event.layout.value
            if isinstance(event, bulletin.BulletinBegun):
                values |= {
                    "template": event.template, "period": event.period, "corrects": event.corrects, "reason": event.reason,
                }  # fmt: skip
            tables.put(Bulletin, event.bulletin, entry.position, values)
        case bulletin.BulletinSubmitted():
            handed_in: Row = {
                "status": BulletinStatus.SUBMITTED.value,
                "frozen_at": event.position,
                "as_of": event.as_of,
                "digest": event.digest,
                "submitter": event.author,
                "unit": entry.by.get("unit", ""),
                "sent_back": "",
            }
            tables.put(Bulletin, event.bulletin, entry.position, handed_in)
        case bulletin.BulletinApproved():
            values = {"status": BulletinStatus.APPROVED.value, "approver": event.approver}
            tables.put(Bulletin, event.bulletin, entry.position, values)
        case bulletin.BulletinDiscarded():
            tables.put(Bulletin, event.bulletin, entry.position, {"status": BulletinStatus.DISCARDED.value})
        case bulletin.BulletinSentBack():
            tables.put(Bulletin, event.bulletin, entry.position, {**_DRAFT, "sent_back": event.reason})
        case bulletin.BulletinPublished():
            published: Row = {
                "title": event.title,
                "body": event.body,
                "status": BulletinStatus.PUBLISHED.value,
                "year": event.year,
                "issue": event.issue,
                "frozen_at": event.position,
                "as_of": event.as_of,
                "digest": event.digest,
                "published_on": event.happened_on,
            }
            tables.put(Bulletin, event.bulletin, entry.position, published)


def prepared(template: str) -> list[Bulletin]:
    """The drafts that began with a template (any version), oldest first."""
    drafts = now(Bulletin).filter(status=BulletinStatus.DRAFT.value, template__startswith=f"{template}/")
    return list(drafts.exclude(period="").order_by("position"))


def laid_out(template: str, period: str) -> bool:
    """Whether the calendar has laid out a draft of this template (any version) for this period, whatever became of it."""
    return now(Bulletin).filter(period=period, template__startswith=f"{template}/").exists()


def next_issue(year: int) -> int:
    """The number that the next bulletin of `year` gets."""
    last = now(Bulletin).filter(year=year).order_by("-issue").values_list("issue", flat=True).first()
    return (last or 0) + 1


def corrections_of(key: str) -> list[Bulletin]:
    """The published bulletins that correct this one, oldest first."""
    published = now(Bulletin).filter(corrects=key, status=BulletinStatus.PUBLISHED.value)
    return list(published.order_by("year", "issue"))
