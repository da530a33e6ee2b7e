"""Circuit rule (巡回工作规则): the office's own terms for circuit groups, each from a day on, with where they come from (law 10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.circuit import Terms
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST = 3650


@dataclass(frozen=True, slots=True)
class Rules:
    """All that was ever set: (from, terms), in the order in which it was."""

    set: tuple[tuple[date, Terms], ...] = ()

    def on(self, day: date) -> Terms:
        """The terms of a day: those with the latest first day by then, of several the last one set. The program's own before all others."""
        found, since = Terms(), date.min
        for from_on, terms in self.set:
            if since <= from_on <= day:
                found, since = terms, from_on
        return found


@command("circuit_rule.set")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetTerms(Command):
    """Set the terms from a day on."""

    recusal_days: int
    objection_days: int
    decision_days: int
    apart_days: int
    team: int
    from_on: date
    basis: str


@event("circuit_rule.set/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSet(Event):
    """The office set its terms."""

    recusal_days: Public[int]
    objection_days: Public[int]
    decision_days: Public[int]
    apart_days: Public[int]
    team: Public[int]
    from_on: Public[date]
    basis: Public[str]


def decide(order: Command, state: Rules, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if not isinstance(order, SetTerms):
        raise Fault(f"not a circuit rule command: {order.name}")
    require(order.from_on >= at.date(), "rule_backwards", date=order.from_on)
    for days in (order.recusal_days, order.objection_days, order.decision_days, order.apart_days):
        require(1 <= days <= MOST, "threshold_out_of_range", least=1, most=MOST)
    require(1 <= order.team <= 20, "threshold_out_of_range", least=1, most=20)
    return (
        TermsSet(
            happened_on=on,
            recusal_days=order.recusal_days,
            objection_days=order.objection_days,
            decision_days=order.decision_days,
            apart_days=order.apart_days,
            team=order.team,
            from_on=order.from_on,
            basis=written(order.basis, "basis", 500),
        ),
    )


def evolve(state: Rules, happened: Event) -> Rules:
    """The rules after `happened`."""
    if isinstance(happened, TermsSet):
        terms = Terms(
            happened.recusal_days,
            happened.objection_days,
            happened.decision_days,
            happened.apart_days,
            happened.team,
            happened.basis,
        )
        return replace(state, set=(*state.set, (happened.from_on, terms)))
    return state
