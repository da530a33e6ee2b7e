"""Bulletin (简报、通报): prose and figures, checked, approved by a second person, and frozen at a ledger position (S19, law 6).

An editor drafts and hands in; handing in freezes the numbers at a position, and is refused while the text's own numbers do not reconcile.
Somebody else, who wrote none of it, approves just what was handed in (law 4 in spirit); what was approved is what is published. A published
bulletin never changes: a correction is a new one that names it, with the reason, and is about the same day.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, Refusal, require, written
from sandan.domain.wire import Command, Event, command, event

BODY_LIMIT = 20_000
REASON_LIMIT = 500


class BulletinStatus(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Handed in: frozen, and with whoever approves."""
    APPROVED = "approved"
    """Approved, and to be published as it is."""
    PUBLISHED = "published"
    DISCARDED = "discarded"
    """Not to be published. What the calendar prepared and nobody touched gives way to the next period's."""


class Layout(StrEnum):
    """How a bulletin is laid out."""

    BULLETIN = "bulletin"
    """简报: a name in red, 第×期, 报送发."""
    CIRCULAR = "circular"
    """通报, as an official document (GB/T 9704—2012): 发文机关标志, 发文字号, 版记."""


class Flaw(StrEnum):
    """What about a text's numbers does not hold together."""

    SUM = "sum"
    """Parts do not make the total."""
    PERCENT = "percent"
    """A percentage follows from none of the counts beside it."""
    GROWTH = "growth"
    """An increase or decrease does not follow from the two numbers beside it."""
    REPEATED = "repeated"
    """The same thing has two numbers."""
    RUNG = "rung"
    """The words name another figure than the reference: 销号 beside the figure of 整改落实 (law 5)."""
    PLACE = "place"
    """The words name another place."""
    DAY = "day"
    """The words name another day than the one that the numbers are of."""
    WINDOW = "window"
    """The words speak of a week or a month, and the number is of all time."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that does not reconcile: in which line of the text (the title is line 0), what stands there, and what would follow."""

    kind: Flaw
    line: int
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin as its stream tells it."""

    id: str
    title: str
    body: str
    status: BulletinStatus
    layout: Layout = Layout.BULLETIN
    corrects: str = ""
    """The bulletin that it corrects."""
    reason: str = ""
    prepared: bool = False
    """Whether the calendar laid it out."""
    authors: frozenset[str] = field(default_factory=frozenset)
    """Whoever wrote any of it or handed it in: none of them approves it."""
    position: int = 0
    as_of: date | None = None
    digest: str = ""
    """What was handed in: composed at this position, as of this day, with this digest."""
    approver: str = ""

    @property
    def touched(self) -> bool:
        """Whether any person had a hand in it. Of what was begun before authors were recorded, nobody knows: it counts as touched."""
        return not self.prepared or bool(self.authors)


@command("bulletin.draft")
@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBulletin(Command):
    """Begin a bulletin. `body` is prose with figure references; the renderer refuses typed numerals before publishing.

    `template` is the id and version of the template that it began with. A correction names what it `corrects`, why, and (from the desk)
    whether that is published.
    """

    bulletin: str
    title: str
    body: str
    layout: Layout = Layout.BULLETIN
    template: str = ""
    corrects: str = ""
    corrects_published: bool = False
    reason: str = ""


@command("bulletin.prepare")
@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareBulletin(Command):
    """The calendar lays a draft from a template on the editor's desk, one for each template and `period` (2026-W46, 2026-11)."""

    bulletin: str
    title: str
    body: str
    layout: Layout
    template: str
    period: str


@command("bulletin.revise")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseBulletin(Command):
    """Change what is not published. What was handed in or approved is a draft again."""

    bulletin: str
    title: str
    body: str
    layout: Layout | None = None


@command("bulletin.submit")
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitBulletin(Command):
    """Hand a draft in for approval, frozen: what was known by `position` of what had happened by `as_of`.

    `digest` is the SHA-256 of the composed bulletin, `doubts` what in it does not reconcile; the desk works out both.
    """

    bulletin: str
    position: int
    as_of: date
    digest: str
    doubts: tuple[Doubt, ...] = ()


@command("bulletin.approve")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveBulletin(Command):
    """Approve what was handed in. `digest` is that of what the approver read."""

    bulletin: str
    digest: str


@command("bulletin.send_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackBulletin(Command):
    """Give what was handed in back to the editor, with the reason."""

    bulletin: str
    reason: str


@command("bulletin.publish")
@dataclass(frozen=True, slots=True, kw_only=True)
class PublishBulletin(Command):
    """Publish what was approved, under the next number of its year."""

    bulletin: str
    year: int
    issue: int


@command("bulletin.discard")
@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardBulletin(Command):
    """Put a draft away for good. The calendar puts away only what it prepared itself and nobody touched."""

    bulletin: str


@event("bulletin.drafted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinDrafted(Event):
    """A bulletin was begun."""

    bulletin: Public[str]
    title: str
    body: str


@event("bulletin.drafted/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinBegun(BulletinDrafted):
    """A bulletin was begun, in a layout, from a template. `author` is "" where the calendar laid it out."""

    layout: Public[Layout]
    template: str = ""
    period: str = ""
    corrects: str = ""
    reason: str = ""
    author: str = ""


@event("bulletin.revised/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinRevised(Event):
    """A draft was changed."""

    bulletin: Public[str]
    title: str
    body: str


@event("bulletin.revised/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinChanged(BulletinRevised):
    """A draft was changed, and by whom."""

    layout: Public[Layout]
    author: str


@event("bulletin.submitted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinSubmitted(Event):
    """A draft was handed in for approval, frozen."""

    bulletin: Public[str]
    position: Public[int]
    as_of: Public[date]
    digest: Public[str]
    author: str


@event("bulletin.approved/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinApproved(Event):
    """Somebody who wrote none of it approved what was handed in."""

    bulletin: Public[str]
    digest: Public[str]
    approver: str


@event("bulletin.sent_back/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinSentBack(Event):
    """What was handed in went back to the editor."""

    bulletin: Public[str]
    reason: str
    approver: str


@event("bulletin.discarded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinDiscarded(Event):
    """A draft was put away."""

    bulletin: Public[str]
    author: str


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


@event("bulletin.published/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinIssued(BulletinPublished):
    """A bulletin that a second person approved is out. A correction says of what, and why."""

    layout: Public[Layout]
    corrects: Public[str] = ""
    reason: Public[str] = ""
    approver: str = ""


def decide(order: Command, state: Bulletin | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if isinstance(order, DraftBulletin | PrepareBulletin):
        require(state is None, "already_exists", id=order.bulletin)
        return (_begun(order, by, on),)
    require(state is not None, "unknown_bulletin")
    assert state is not None
    require(state.status is not BulletinStatus.PUBLISHED, "bulletin_published")
    require(state.status is not BulletinStatus.DISCARDED, "bulletin_discarded")
    match order:
        case DiscardBulletin(bulletin=bulletin):
            require(by.person or not state.touched, "bulletin_touched")
            return (BulletinDiscarded(happened_on=on, bulletin=bulletin, author=by.person),)
        case ReviseBulletin(bulletin=bulletin):
            title, body = written(order.title, "title", 200), written(order.body, "body", BODY_LIMIT)
            layout = order.layout or state.layout
            return (
                BulletinChanged(
                    happened_on=on, bulletin=bulletin, title=title, body=body, layout=layout, author=by.person
                ),
            )
        case SubmitBulletin():
            return (_submitted(order, state, by, on, at),)
        case ApproveBulletin() | SendBackBulletin():
            return (_judged(order, state, by, on),)
        case PublishBulletin():
            require(state.status is BulletinStatus.APPROVED, "bulletin_not_approved")
            assert state.as_of is not None
            return (
                BulletinIssued(
                    happened_on=on,
                    bulletin=order.bulletin,
                    year=order.year,
                    issue=order.issue,
                    position=state.position,
                    as_of=state.as_of,
                    digest=state.digest,
                    title=state.title,
                    body=state.body,
                    layout=state.layout,
                    corrects=state.corrects,
                    reason=state.reason,
                    approver=state.approver,
                ),
            )
    raise Fault(f"not a bulletin command: {order.name}")


def _begun(order: DraftBulletin | PrepareBulletin, by: Actor, on: date) -> BulletinBegun:
    title, body = written(order.title, "title", 200), written(order.body, "body", BODY_LIMIT)
    corrects = reason = period = ""
    if isinstance(order, PrepareBulletin):
        period = order.period
    elif order.corrects:
        require(order.corrects_published, "bulletin_corrects_draft")
        corrects, reason = order.corrects, written(order.reason, "reason", REASON_LIMIT)
    return BulletinBegun(
        happened_on=on,
        bulletin=order.bulletin,
        title=title,
        body=body,
        layout=order.layout,
        template=order.template,
        period=period,
        corrects=corrects,
        reason=reason,
        author=by.person,
    )


def _submitted(order: SubmitBulletin, state: Bulletin, by: Actor, on: date, at: datetime) -> BulletinSubmitted:
    require(state.status is BulletinStatus.DRAFT, "bulletin_handed_in")
    require(order.as_of <= at.date(), "date_in_future", date=order.as_of)
    if order.doubts:
        first = order.doubts[0]
        told = f"bulletin_{first.kind.value}"
        raise Refusal(told, line=first.line, found=first.found, expected=first.expected, count=len(order.doubts))
    return BulletinSubmitted(
        happened_on=on,
        bulletin=order.bulletin,
        position=order.position,
        as_of=order.as_of,
        digest=order.digest,
        author=by.person,
    )


def _judged(order: ApproveBulletin | SendBackBulletin, state: Bulletin, by: Actor, on: date) -> Event:
    """Approval and its refusal: by somebody who wrote none of it, of just what was handed in."""
    require(state.status is BulletinStatus.SUBMITTED, "bulletin_not_handed_in")
    require(by.person not in state.authors, "author_cannot_approve")
    if isinstance(order, SendBackBulletin):
        reason = written(order.reason, "reason", REASON_LIMIT)
        return BulletinSentBack(happened_on=on, bulletin=order.bulletin, reason=reason, approver=by.person)
    require(order.digest == state.digest, "changed_meanwhile")
    return BulletinApproved(happened_on=on, bulletin=order.bulletin, digest=state.digest, approver=by.person)


def evolve(state: Bulletin | None, happened: Event) -> Bulletin | None:
    """The bulletin after `happened`."""
    match happened:
        case BulletinBegun(bulletin=bulletin, title=title, body=body):
            one = Bulletin(bulletin, title, body, BulletinStatus.DRAFT, happened.layout)
            return replace(
                one,
                corrects=happened.corrects,
                reason=happened.reason,
                prepared=not happened.author,
                authors=frozenset({happened.author} - {""}),
            )
        case BulletinDrafted(bulletin=bulletin, title=title, body=body):
            return Bulletin(bulletin, title, body, BulletinStatus.DRAFT)
        case BulletinChanged(title=title, body=body) if state:
            authors = state.authors | {happened.author}
            return replace(_again(state), title=title, body=body, layout=happened.layout, authors=authors)
        case BulletinRevised(title=title, body=body) if state:
            return replace(_again(state), title=title, body=body)
        case BulletinSubmitted() if state:
            return replace(
                state,
                status=BulletinStatus.SUBMITTED,
                position=happened.position,
                as_of=happened.as_of,
                digest=happened.digest,
                authors=state.authors | {happened.author},
            )
        case BulletinApproved() if state:
            return replace(state, status=BulletinStatus.APPROVED, approver=happened.approver)
        case BulletinSentBack() if state:
            return _again(state)
        case BulletinDiscarded() if state:
            return replace(state, status=BulletinStatus.DISCARDED)
        case BulletinPublished() if state:
            return replace(state, status=BulletinStatus.PUBLISHED, as_of=happened.as_of, position=happened.position)
    return state


def _again(state: Bulletin) -> Bulletin:
    """What was handed in is a draft again."""
    return replace(state, status=BulletinStatus.DRAFT, position=0, as_of=None, digest="", approver="")
