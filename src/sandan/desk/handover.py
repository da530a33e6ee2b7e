"""Handover (交接): what someone answers for is offered to a successor, who accepts it, and in the same transaction answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.desk.organisation import new_assignment
from sandan.domain import assignment, handover, responsibility
from sandan.domain.authority import MAY, Actor
from sandan.domain.values import Topic, require
from sandan.projections.appointment import Appointment, running
from sandan.projections.handover import on_offer, open_duties
from sandan.projections.unit import Unit
from sandan.projections.version import now


def offer(
    giver: str, to: str, items: Sequence[str], by: Actor, key: str, note: str = "", at: datetime | None = None
) -> str:
    """Offer duties of one person to another; returns the hand-over's id. `items` are those of `open_duties`.

    Refuses someone else's duties, duties already on offer, a giver outside a head's own unit, and (`successor_without_post`) a successor
    who holds no post today in which they could accept.
    """
    made = identify(key, "handover")

    def build(run: Transaction) -> list[Order]:
        today = run.at.date()
        require(run.state(f"person/{giver}") is not None, "unknown_person")
        require(run.state(f"person/{to}") is not None, "unknown_person")
        roles = now(Appointment).filter(running(today), person=to).values_list("roles", flat=True)
        able = {role for each in roles for role in each.split()} & MAY["handover.accept"].keys()
        require(able, "successor_without_post")
        offered = handover.OfferHandover(
            handover=made,
            giver=giver,
            to=to,
            items=tuple(items),
            note=note,
            held=tuple(each.item for each in open_duties(giver, today)),
            offered=tuple(sorted(on_offer(giver))),
            above=above(giver),
        )
        return [Order(f"handover/{made}", offered)]

    handle_built(build, by, key, repr((giver, to, tuple(items), note)), at)
    return made


def accept(of: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take over what was offered. What has ended since, or is no longer the giver's, is passed over and named in the event."""

    def build(run: Transaction) -> list[Order]:
        state: handover.Handover | None = run.state(f"handover/{of}")
        require(state is not None, "unknown_handover")
        assert state is not None
        today = run.at.date()
        still = {each.item for each in open_duties(state.giver, today)}
        gone = tuple(each for each in state.items if each not in still)
        orders = [Order(f"handover/{of}", handover.AcceptHandover(handover=of, gone=gone))]
        for each in state.items:
            if each in still:
                orders += _taken(run, each, state, today, key)
        return orders

    return handle_built(build, by, key, of, at)


def refuse(of: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Do not take over what was offered."""
    return handle([Order(f"handover/{of}", handover.RefuseHandover(handover=of, reason=reason))], by, key, at)


def take_back(of: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Take back an offer that nobody has answered."""
    return handle([Order(f"handover/{of}", handover.TakeBackHandover(handover=of, reason=reason))], by, key, at)


def above(person: str) -> tuple[str, ...]:
    """The units in which someone holds or held a post, with those above them: whose heads see to their hand-over."""
    units = now(Appointment).filter(person=person).values("unit")
    paths = now(Unit).filter(key__in=units).values_list("path", flat=True)
    return tuple(sorted({each for path in paths for each in path.split()}))


def _taken(run: Transaction, item: str, state: handover.Handover, today: date, key: str) -> list[Order]:
    """The orders by which the successor takes one item over."""
    kind, _, rest = item.partition("/")
    of, _, task = rest.partition("/")
    if kind != "assignment":
        swapped = responsibility.TakeOver(task=task, was=state.giver, to=state.to, handover=state.id)
        return [Order(f"problem/{of}", swapped)]
    held: assignment.Assignment = run.state(f"assignment/{of}")
    first = max(today, held.from_on)
    ended = assignment.EndAssignment(assignment=of, until_on=first - timedelta(1), to=state.to, handover=state.id)
    to: str | Topic = held.topic or held.unit
    again = identify(key, f"assignment {of}")
    made = new_assignment(run, again, state.to, to, first, held.tier, handover=state.id)
    return [Order(f"assignment/{of}", ended), made]
