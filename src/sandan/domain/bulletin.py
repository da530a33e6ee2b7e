"""Bulletin (简报): prose and figures, frozen at a ledger position when it is published (S19, law 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

BODY_LIMIT = 20_000


class BulletinStatus(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin as its stream tells it."""

    id: str
    title: str
    body: str
    status: BulletinStatus


@command("bulletin.draft")
@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBulletin(Command):
    """Begin a bulletin. `body` is prose with figure references; the renderer refuses typed numerals before publishing."""

    bulletin: str
    title: str
    body: str


@command("bulletin.revise")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseBulletin(Command):
    """Change a draft."""

    bulletin: str
    title: str
    body: str


@command("bulletin.publish")
@dataclass(frozen=True, slots=True, kw_only=True)
class PublishBulletin(Command):
    """Freeze the bulletin: what was known by `position` of what had happened by `as_of`. `digest` is the SHA-256 of the rendered text."""

    bulletin: str
    year: int
    issue: int
    position: int
    as_of: date
    digest: str


@event("bulletin.drafted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinDrafted(Event):
    """A bulletin was begun."""

    bulletin: Public[str]
    title: str
    body: str


@event("bulletin.revised/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinRevised(Event):
    """A draft was changed."""

    bulletin: Public[str]
    title: str
    body: str


@event("bulletin.published/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPublished(Event):
    """A bulletin is out and can no longer change."""

    bulletin: Public[str]
    year: Public[int]
    issue: Public[int]
    position: Public[int]
    as_of: Public[date]
    digest: Public[str]
    title: Public[str]
    body: Public[str]


def decide(order: Command, state: Bulletin | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if isinstance(order, DraftBulletin):
        require(state is None, "already_exists", id=order.bulletin)
        title, body = written(order.title, "title", 200), written(order.body, "body", BODY_LIMIT)
        return (BulletinDrafted(happened_on=on, bulletin=order.bulletin, title=title, body=body),)
    require(state is not None, "unknown_bulletin")
    assert state is not None
    require(state.status is BulletinStatus.DRAFT, "bulletin_published")
    match order:
        case ReviseBulletin(bulletin=bulletin):
            title, body = written(order.title, "title", 200), written(order.body, "body", BODY_LIMIT)
            return (BulletinRevised(happened_on=on, bulletin=bulletin, title=title, body=body),)
        case PublishBulletin():
            require(order.as_of <= at.date(), "date_in_future", date=order.as_of)
            return (
                BulletinPublished(
                    happened_on=on,
                    bulletin=order.bulletin,
                    year=order.year,
                    issue=order.issue,
                    position=order.position,
                    as_of=order.as_of,
                    digest=order.digest,
                    title=state.title,
                    body=state.body,
                ),
            )
    raise Fault(f"not a bulletin command: {order.name}")


def evolve(state: Bulletin | None, happened: Event) -> Bulletin | None:
    """The bulletin after `happened`."""
    match happened:
        case BulletinDrafted(bulletin=bulletin, title=title, body=body):
            return Bulletin(bulletin, title, body, BulletinStatus.DRAFT)
        case BulletinRevised(title=title, body=body) if state:
            return replace(state, title=title, body=body)
        case BulletinPublished() if state:
            return replace(state, status=BulletinStatus.PUBLISHED)
    return state
