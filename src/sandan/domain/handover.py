"""Handover (交接): open duties go from one person to another by name, and only when the successor accepts them.

What nobody accepts stays with the one who had it, and shows as orphaned once they are gone: a duty is never lost by a transfer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.values import Fault, require, written
from sandan.domain.wire import Command, Event, command, event


class HandoverStatus(StrEnum):
    """Where a hand-over stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over as its stream tells it. `items` name duties: "problem/<id>", "task/<problem>/<task>" or "assignment/<id>"."""

    id: str
    giver: str
    to: str
    items: tuple[str, ...]
    above: tuple[str, ...]
    status: HandoverStatus = HandoverStatus.OFFERED


@command("handover.offer")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferHandover(Command):
    """Offer duties of `giver` to `to`.

    `held` are all open duties of the giver and `offered` those already on offer; `above` the units where the giver holds or held a post,
    with those above them.
    """

    handover: str
    giver: str
    to: str
    items: tuple[str, ...]
    note: str = ""
    held: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


@command("handover.accept")
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptHandover(Command):
    """Take the duties over. `gone` are those that have ended since they were offered."""

    handover: str
    gone: tuple[str, ...] = ()


@command("handover.refuse")
@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseHandover(Command):
    """Do not take them over, and say why."""

    handover: str
    reason: str


@command("handover.take_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackHandover(Command):
    """Take an offer back that nobody has answered yet."""

    handover: str
    reason: str


@event("handover.offered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOffered(Event):
    """Duties wait for a successor's word."""

    handover: str
    giver: str
    to: str
    items: tuple[str, ...]
    above: tuple[str, ...]
    note: str


@event("handover.accepted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAccepted(Event):
    """The successor answers for them now."""

    handover: str
    taken: tuple[str, ...]
    gone: tuple[str, ...]


@event("handover.refused/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRefused(Event):
    """The duties stay where they were."""

    handover: str
    reason: str


@event("handover.taken_back/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTakenBack(Event):
    """The offer no longer stands."""

    handover: str
    reason: str


def decide(order: Command, state: Handover | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if isinstance(order, OfferHandover):
        require(state is None, "already_exists", id=order.handover)
        return (_offered(order, by, on),)
    if not isinstance(order, AcceptHandover | RefuseHandover | TakeBackHandover):
        raise Fault(f"not a handover command: {order.name}")
    require(state is not None, "unknown_handover", id=order.handover)
    assert state is not None
    require(state.status is HandoverStatus.OFFERED, "handover_settled")
    match order:
        case AcceptHandover(handover=handover, gone=gone):
            require(by.person == state.to, "not_yours")
            taken = tuple(each for each in state.items if each not in gone)
            return (HandoverAccepted(happened_on=on, handover=handover, taken=taken, gone=gone),)
        case RefuseHandover(handover=handover, reason=reason):
            require(by.person == state.to, "not_yours")
            return (HandoverRefused(happened_on=on, handover=handover, reason=written(reason, "reason", 500)),)
        case TakeBackHandover(handover=handover, reason=reason):
            _over(by, state.above)
            return (HandoverTakenBack(happened_on=on, handover=handover, reason=written(reason, "reason", 500)),)


def _offered(order: OfferHandover, by: Actor, on: date) -> HandoverOffered:
    _over(by, order.above)
    require(order.to, "successor_missing")
    require(order.to != order.giver, "successor_is_giver")
    items = tuple(dict.fromkeys(order.items))
    require(items, "nothing_handed_over")
    require(set(items) <= set(order.held), "not_held", count=len(set(items) - set(order.held)))
    require(not set(items) & set(order.offered), "already_offered", count=len(set(items) & set(order.offered)))
    return HandoverOffered(
        happened_on=on,
        handover=order.handover,
        giver=order.giver,
        to=order.to,
        items=items,
        above=order.above,
        note=order.note.strip()[:500],
    )


def _over(by: Actor, above: tuple[str, ...]) -> None:
    """The office and the operator see to every hand-over, a head to those of their own unit and below it."""
    require(by.roles & {Role.OPERATOR, Role.DISPATCHER} or by.unit in above, "not_your_person")


def evolve(state: Handover | None, happened: Event) -> Handover | None:
    """The hand-over after `happened`."""
    match happened:
        case HandoverOffered() as one:
            return Handover(one.handover, one.giver, one.to, one.items, one.above)
        case HandoverAccepted() if state:
            return replace(state, status=HandoverStatus.ACCEPTED)
        case HandoverRefused() if state:
            return replace(state, status=HandoverStatus.REFUSED)
        case HandoverTakenBack() if state:
            return replace(state, status=HandoverStatus.TAKEN_BACK)
    return state
