"""Bulletins at the desk: drafted, revised, and frozen at a position when they are published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.domain import bulletin
from sandan.domain.authority import Actor
from sandan.domain.values import require
from sandan.projections.bulletin import next_issue

Digest = Callable[[str, str, int, date], str]
"""Title, body, position and day to the digest of the composed bulletin; refuses what may not be published (law 6)."""


def draft(title: str, body: str, by: Actor, key: str, at: datetime | None = None) -> str:
    """Begin a bulletin; returns its id."""
    one = bulletin.DraftBulletin(bulletin=identify(key), title=title, body=body)
    handle([Order(f"bulletin/{one.bulletin}", one)], by, key, at)
    return one.bulletin


def revise(
    of: str, title: str, body: str, by: Actor, key: str, *, seen: int | None = None, at: datetime | None = None
) -> Done:
    """Change a draft. `seen` is the version that the editor looked at."""
    return handle(
        [Order(f"bulletin/{of}", bulletin.ReviseBulletin(bulletin=of, title=title, body=body), seen)], by, key, at
    )


def publish(
    of: str, by: Actor, key: str, as_of: date, digest: Digest, *, seen: int | None = None, at: datetime | None = None
) -> Done:
    """Freeze a draft at the ledger's head, of what had happened by `as_of`, under the next issue number of the year.

    `digest` composes it while no one else can write, so what is frozen is what was counted; its refusals refuse the publishing.
    """

    def build(run: Transaction) -> list[Order]:
        state: bulletin.Bulletin | None = run.state(f"bulletin/{of}")
        require(state is not None, "unknown_bulletin")
        assert state is not None
        require(state.status is bulletin.BulletinStatus.DRAFT, "bulletin_published")
        require(as_of <= run.at.date(), "date_in_future", date=as_of)
        position = run.head.size
        order = bulletin.PublishBulletin(
            bulletin=of,
            year=run.at.year,
            issue=next_issue(run.at.year),
            position=position,
            as_of=as_of,
            digest=digest(state.title, state.body, position, as_of),
        )
        return [Order(f"bulletin/{of}", order, seen)]

    return handle_built(build, by, key, repr((of, as_of)), at)
