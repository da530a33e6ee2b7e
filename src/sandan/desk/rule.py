"""Rules at the desk: what they give a problem, and how the office changes them.

Which rules judge a problem follows from the day on which it was registered (law 10). `Sight.terms` is what its dispatch writes down;
`ruled` gives all that it is under, with the basis, for its page; `preview` says what a change would do before anybody makes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from sandan.desk.handle import Done, Order, fold, handle, identify
from sandan.domain import rulebook as book
from sandan.domain.authority import Actor
from sandan.domain.calendar import Calendar
from sandan.domain.clock import RUNNING
from sandan.domain.problem import ENDED
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.profile import profile
from sandan.domain.rule import AdoptRules, AssignChannels, EndRules, decide, looser
from sandan.domain.rulebook import Moments, Origin, Rulebook, Step, Term
from sandan.domain.turn import DAYS
from sandan.domain.values import Channel, Refusal, Status
from sandan.projections.calendar import calendar
from sandan.projections.problem import Problem
from sandan.projections.rule import Standing, channels, governors, handled_by, history, in_force
from sandan.projections.version import now

SHOWN = 50
"""Open problems that a preview lists; it counts all."""


class Sight:
    """Rules, doors and calendar as they are read for one run over many problems: each of them once.

    Made for a run and gone with it. While the run writes, it tells where the ledger stands: as soon as anyone else has written, all is read
    anew, so what a dispatch writes down is what it would have read itself.
    """

    def __init__(self, position: int | None = None) -> None:
        self._position = position
        self._head: int | None = None
        self._doors: dict[date, Mapping[Channel, Procedure]] = {}
        self._rules: dict[tuple[Procedure, date], Rulebook] = {}
        self._calendar: Calendar | None = None

    def begin(self, head: int) -> None:
        """The run begins its next transaction on a ledger of `head` entries, whose line of writers it holds."""
        if head != self._head:
            self._doors, self._rules, self._calendar = {}, {}, None
        self._head = head

    def wrote(self, last: int) -> None:
        """The run's own transaction ended with the entry `last`, and touched no rules."""
        self._head = last

    def procedure_of(self, channel: Channel, on: date) -> Procedure:
        """By which procedure what came in through a door on a day is handled, unless somebody decides otherwise."""
        if on not in self._doors:
            self._doors[on] = channels(on, self._position)
        return self._doors[on][channel]

    def terms(
        self,
        procedure: Procedure,
        registered_on: date,
        accepted_on: date | None,
        dispatched_on: date,
        due_on: date | None = None,
    ) -> Terms:
        """The days that the rules in force on `registered_on` give a problem that is dispatched on `dispatched_on`.

        `due_on` is the deadline that the dispatch sets: then nearness is counted to it and not to the latest limit. Refuses
        `rules_missing`, and `calendar_unknown` where a day lies in a year without notice.
        """
        under = procedure, registered_on
        if under not in self._rules:
            self._rules[under] = in_force(procedure, registered_on, self._position)
        if self._calendar is None:
            self._calendar = calendar(self._position)
        return book.terms(
            self._rules[under], Moments(registered_on, accepted_on, dispatched_on), self._calendar, due_on
        )


def procedure_of(channel: Channel, on: date, *, position: int | None = None) -> Procedure:
    """By which procedure what came in through a door on a day is handled, unless somebody decides otherwise."""
    return Sight(position).procedure_of(channel, on)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A problem with the rules that govern it (None: there are none for its day), and the calendar as it is known now."""

    row: Problem
    rules: Rulebook | None
    calendar: Calendar

    @property
    def days(self) -> Mapping[Status, int]:
        """How many days each step of the office has."""
        return self.rules.days if self.rules is not None else DAYS

    def deadlines(self) -> tuple[Term, ...]:
        """Every deadline that it is under, with its basis: those whose start has not come have no day yet.

        Never refuses for the calendar: a day beyond it names the year instead.
        """
        one = self.row
        moments = Moments(one.registered_on, one.taken_on, one.dispatched_on, one.answered_on)
        return book.listed(self.rules, moments, self.calendar) if self.rules is not None else ()

    def alarms(self) -> tuple[tuple[book.WarningLevel, date], ...]:
        """From which day each level of alarm holds for the deadline that holds now. Refuses `calendar_unknown`."""
        due_on = self.row.due_on
        return self.rules.warned(due_on, self.calendar) if self.rules is not None and due_on is not None else ()

    def alarm(self, today: date) -> tuple[book.WarningLevel, date] | None:
        """The gravest level that holds today, and since when. None where no clock runs: a claim stops it, and a pause.

        Refuses `calendar_unknown` where it cannot be said.
        """
        one = self.row
        runs = one.due_on is not None and one.paused_on is None and Status(one.status) in RUNNING
        if not runs or one.due_on is None or self.rules is None:
            return None
        return self.rules.warned_on(today, one.due_on, self.calendar)


def ruled(row: Problem) -> Ruled:
    """A problem with its rules: two reads, whatever is asked of it then."""
    return Ruled(row, governors()(row.procedure, row.channel, row.registered_on), calendar())


@dataclass(frozen=True, slots=True)
class Compared:
    """A step with its last day by two rulebooks, for what is registered, accepted and dispatched on the same day."""

    step: Step
    before: Term | None
    after: Term | None

    @property
    def changed(self) -> bool:
        """Whether the two differ in anything but their words."""
        return _last(self.before) != _last(self.after)


@dataclass(frozen=True, slots=True)
class Touched:
    """An open problem: the limit it has by the rules of its own day, which stays, and the one that new rules would have given it."""

    key: str
    number: str
    title: str
    registered_on: date
    limit: Term | None
    other: Term | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What adopting rules would do: nothing to `count` open problems, some of them `listed`; to what comes later, what is `compared`."""

    replaced: Rulebook | None
    compared: tuple[Compared, ...]
    looser: tuple[Step, ...]
    count: int
    listed: tuple[Touched, ...]


def check(rules: Rulebook, by: Actor, at: datetime | None = None) -> None:
    """Refuse what adopting these rules now would refuse. Changes nothing."""
    state, _version = fold(f"rule/{rules.procedure}")
    named = replace(rules, id=f"{rules.procedure}-draft")
    decide(AdoptRules(rules=named), state, by, timezone.localtime(at or timezone.now()))


def preview(rules: Rulebook) -> Preview:
    """What changes from the first day of `rules` on. Problems that were registered before keep the rules of their day."""
    days = calendar()
    old = _in_force(rules.procedure, rules.from_on)
    same = Moments(*(rules.from_on,) * 7)
    before = {each.deadline.step: each for each in (book.listed(old, same, days) if old else ())}
    after = {each.deadline.step: each for each in book.listed(rules, same, days)}
    law = profile(rules.procedure, rules.from_on)
    # In the open alone: what is under the shield is neither listed nor counted here.
    ended = [each.value for each in ENDED]
    open_ = now(Problem).filter(handled_by(rules.procedure)).exclude(status__in=ended)
    standing = history(rules.procedure)
    return Preview(
        old,
        tuple(Compared(each, before.get(each), after.get(each)) for each in Step if each in before or each in after),
        looser(rules, law),
        open_.count(),
        tuple(_touched(each, standing, rules, days) for each in open_.order_by("-position")[:SHOWN]),
    )


def adopt(rules: Rulebook, by: Actor, key: str, at: datetime | None = None) -> str:
    """Let rules hold from their first day; returns their id. What runs then ends the day before. Refuses any day before tomorrow."""
    made = replace(rules, id=f"{rules.procedure}-{identify(key)}", origin=Origin.OFFICE)
    handle([Order(f"rule/{rules.procedure}", AdoptRules(rules=made))], by, key, at)
    return made.id


def end(of: str, until_on: date, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give the office's rules a last day, today at the earliest; the day before their first means that they never take effect."""
    stream = f"rule/{of.partition('-')[0]}"
    return handle([Order(stream, EndRules(rulebook=of, until_on=until_on, reason=reason))], by, key, at)


def assign_channels(
    from_on: date,
    hotline: Sequence[Channel],
    petition: Sequence[Channel],
    basis: str,
    by: Actor,
    key: str,
    at: datetime | None = None,
) -> Done:
    """Say which doors lead to the hotline's rules and which to those of petitions, from a day on."""
    order = AssignChannels(from_on=from_on, hotline=tuple(hotline), petition=tuple(petition), basis=basis)
    return handle([Order("rule/channels", order)], by, key, at)


def _in_force(procedure: Procedure, on: date) -> Rulebook | None:
    try:
        return in_force(procedure, on)
    except Refusal:
        return None


def _touched(row: Problem, standing: Sequence[Standing], rules: Rulebook, days: Calendar) -> Touched:
    moments = Moments(row.registered_on, row.taken_on, row.dispatched_on)
    own = next((each.rulebook for each in standing if each.holds(row.registered_on)), None)
    return Touched(
        row.key, row.number, row.title, row.registered_on, _limit(own, moments, days), _limit(rules, moments, days)
    )


def _limit(rules: Rulebook | None, moments: Moments, days: Calendar) -> Term | None:
    found = book.listed(rules, moments, days) if rules is not None else ()
    return next((each for each in found if each.deadline.step is Step.CONCLUDE), None)


def _last(term: Term | None) -> tuple[date | None, int] | None:
    return (term.last_on, term.unknown) if term is not None else None
