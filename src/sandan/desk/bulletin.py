"""Bulletins at the desk: drafted, revised, handed in frozen at a position, approved by somebody else, and published as approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.domain import bulletin
from sandan.domain.authority import CALENDAR, Actor
from sandan.domain.bulletin import BulletinStatus, Doubt, Layout
from sandan.domain.values import require
from sandan.projections.bulletin import next_issue


@dataclass(frozen=True, slots=True)
class Judged:
    """A composed bulletin's digest, and what in it does not reconcile."""

    digest: str
    doubts: tuple[Doubt, ...] = ()


Judge = Callable[[str, str, int, date], Judged]
"""Title, body, position and day to what is frozen; refuses what may not be published at all (a typed numeral, an unknown figure: law 6)."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a draft begins: its layout, the template that it came from, and for a correction what it corrects and why."""

    layout: Layout = Layout.BULLETIN
    template: str = ""
    corrects: str = ""
    reason: str = ""


def draft(title: str, body: str, by: Actor, key: str, at: datetime | None = None, start: Start | None = None) -> str:
    """Begin a bulletin; returns its id."""
    begin, own = start or Start(), identify(key)

    def build(run: Transaction) -> list[Order]:
        old: bulletin.Bulletin | None = run.state(f"bulletin/{begin.corrects}") if begin.corrects else None
        order = bulletin.DraftBulletin(
            bulletin=own,
            title=title,
            body=body,
            layout=begin.layout,
            template=begin.template,
            corrects=begin.corrects,
            corrects_published=old is not None and old.status is BulletinStatus.PUBLISHED,
            reason=begin.reason,
        )
        return [Order(f"bulletin/{own}", order)]

    handle_built(build, by, key, repr((title, body, begin)), at)
    return own


def prepare(title: str, body: str, layout: Layout, template: str, period: str, at: datetime | None = None) -> str:
    """Lay a draft from a template on the editor's desk, in the calendar's name; once for each template and period."""
    key = f"bulletin:{template.partition('/')[0]}:{period}"
    own = identify(key)
    order = bulletin.PrepareBulletin(
        bulletin=own, title=title, body=body, layout=layout, template=template, period=period
    )
    handle([Order(f"bulletin/{own}", order)], CALENDAR, key, at)
    return own


def revise(
    of: str, title: str, body: str, by: Actor, key: str, *,
    layout: Layout | None = None, seen: int | None = None, at: datetime | None = None,
) -> Done:  # fmt: skip
    """Change what is not published. `seen` is the version that the editor looked at."""
    order = bulletin.ReviseBulletin(bulletin=of, title=title, body=body, layout=layout)
    return handle([Order(f"bulletin/{of}", order, seen)], by, key, at)


def submit(
    of: str, by: Actor, key: str, as_of: date, judge: Judge, *, seen: int | None = None, at: datetime | None = None
) -> Done:
    """Hand a draft in, frozen at the ledger's head, of what had happened by `as_of`; a correction, by the day of what it corrects.

    `judge` composes it while no one else can write, so what is frozen is what was counted.
    """

    def build(run: Transaction) -> list[Order]:
        state: bulletin.Bulletin | None = run.state(f"bulletin/{of}")
        require(state is not None, "unknown_bulletin")
        assert state is not None
        require(state.status is not BulletinStatus.PUBLISHED, "bulletin_published")
        old: bulletin.Bulletin | None = run.state(f"bulletin/{state.corrects}") if state.corrects else None
        on = as_of if old is None or old.as_of is None else old.as_of
        require(on <= run.at.date(), "date_in_future", date=on)
        position = run.head.size
        found = judge(state.title, state.body, position, on)
        order = bulletin.SubmitBulletin(
            bulletin=of, position=position, as_of=on, digest=found.digest, doubts=found.doubts
        )
        return [Order(f"bulletin/{of}", order, seen)]

    return handle_built(build, by, key, repr((of, as_of)), at)


def discard(of: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Put a draft away for good."""
    return handle([Order(f"bulletin/{of}", bulletin.DiscardBulletin(bulletin=of))], by, key, at)


def approve(of: str, by: Actor, key: str, digest: str, at: datetime | None = None) -> Done:
    """Approve what was handed in: just the text and numbers with this digest."""
    return handle([Order(f"bulletin/{of}", bulletin.ApproveBulletin(bulletin=of, digest=digest))], by, key, at)


def send_back(of: str, by: Actor, key: str, reason: str, at: datetime | None = None) -> Done:
    """Give what was handed in back to the editor."""
    return handle([Order(f"bulletin/{of}", bulletin.SendBackBulletin(bulletin=of, reason=reason))], by, key, at)


def publish(of: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Publish what was approved, under the next number of the year."""

    def build(run: Transaction) -> list[Order]:
        order = bulletin.PublishBulletin(bulletin=of, year=run.at.year, issue=next_issue(run.at.year))
        return [Order(f"bulletin/{of}", order)]

    return handle_built(build, by, key, repr(of), at)
