"""Scheme (结算方案): which payers settle medical bills, adopted as dated data: an admission is judged by what held on its day (law 10).

What a scheme says is a text that `payer.read_scheme` reads; the text is what is adopted, public as every policy is. The case's "4321" is
a scheme's name: what its figures stand for was not found, so nothing here knows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandan.domain.authority import Actor, permit
from sandan.domain.payer import Scheme as Content
from sandan.domain.payer import read_scheme
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as it was adopted: its text, its days, and the medical security bureau (医疗保障局) that settles by it."""

    id: str
    text: str
    from_on: date
    until_on: date | None
    unit: str

    @property
    def content(self) -> Content:
        """What the text says."""
        return read_scheme(self.text)


@dataclass(frozen=True, slots=True)
class Schemes:
    """All schemes ever adopted, in the order in which they were."""

    all: tuple[Scheme, ...] = ()

    def on(self, day: date) -> Scheme | None:
        """The scheme of a day: with the latest first day by then, of several the one adopted last. None before all, or after an end."""
        found: Scheme | None = None
        for each in self.all:
            runs = each.from_on <= day and (each.until_on is None or day <= each.until_on)
            if runs and (found is None or found.from_on <= each.from_on):
                found = each
        return found

    def one(self, key: str) -> Scheme | None:
        """The scheme of this id."""
        return next((each for each in self.all if each.id == key), None)


@command("scheme.adopt")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptScheme(Command):
    """Adopt a scheme from a day on. What is settled by then stays as it was settled."""

    scheme: str
    text: str
    unit: str
    from_on: date
    until_on: date | None = None


@command("scheme.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndScheme(Command):
    """Give a scheme its last day; the day before its first takes it back before it begins."""

    scheme: str
    until_on: date
    reason: str


@event("scheme.adopted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeAdopted(Event):
    """A scheme holds from a day on."""

    scheme: Public[str]
    title: Public[str]
    illustrative: Public[bool]
    text: Public[str]
    unit: Public[str]
    from_on: Public[date]
    until_on: Public[date | None] = None


@event("scheme.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeEnded(Event):
    """A scheme has its last day."""

    scheme: Public[str]
    until_on: Public[date]
    reason: Public[str]


def decide(order: Command, state: Schemes, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = order.happened_on or today
    require(on <= today, "date_in_future", date=on)
    match order:
        case AdoptScheme(scheme=key, text=text, from_on=from_on, until_on=until_on):
            require(state.one(key) is None, "already_exists", id=key)
            content = read_scheme(text)
            require(from_on >= today, "rule_backwards", date=from_on)
            ends = until_on is None or until_on >= from_on
            require(ends, "window_backwards", from_on=from_on, to_on=until_on or from_on)
            return (
                SchemeAdopted(
                    happened_on=on,
                    scheme=key,
                    title=content.title,
                    illustrative=content.illustrative,
                    text=text,
                    unit=written(order.unit, "unit", 32),
                    from_on=from_on,
                    until_on=until_on,
                ),
            )
        case EndScheme(scheme=key, until_on=until_on, reason=reason):
            one = state.one(key)
            require(one is not None, "unknown_scheme")
            assert one is not None
            least = one.from_on - timedelta(1) if one.from_on > today else today
            require(until_on >= least, "rule_backwards", date=until_on)
            require(one.until_on is None or until_on < one.until_on, "nothing_changed")
            reason = written(reason, "reason", 500)
            return (SchemeEnded(happened_on=on, scheme=key, until_on=until_on, reason=reason),)
    raise Fault(f"not a scheme command: {order.name}")


def evolve(state: Schemes, happened: Event) -> Schemes:
    """The schemes after `happened`."""
    match happened:
        case SchemeAdopted(scheme=key, text=text, from_on=from_on, until_on=until_on, unit=unit):
            return replace(state, all=(*state.all, Scheme(key, text, from_on, until_on, unit)))
        case SchemeEnded(scheme=key, until_on=until_on):
            ended = (replace(each, until_on=until_on) if each.id == key else each for each in state.all)
            return replace(state, all=tuple(ended))
    return state
