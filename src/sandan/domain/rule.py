"""Rule (规则): the office adopts rules for a procedure, ends them, and says which door leads to which procedure.

Never backwards in time (law 10): what is adopted begins tomorrow at the earliest, because a problem that is registered today may have been
dispatched by the rules of today. Rules that have begun are never changed; they can only be given a last day, today at the earliest. Each
stream holds the rules of one procedure, so that two of one procedure never share a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.procedure import Procedure
from sandan.domain.rulebook import STARTS, Alarm, Deadline, OfficeDays, Origin, Rulebook, Start, Step, WarningLevel
from sandan.domain.turn import DAYS
from sandan.domain.values import Channel, Fault, Public, Refusal, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_DAYS = 3650
_APPROVERS = frozenset({Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Spell:
    """From when to when one rulebook of the office holds. An end before the beginning: it never took effect."""

    id: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The office's rulebooks of one procedure, as their stream tells it, in the order of adoption."""

    spells: tuple[Spell, ...] = ()

    def spell(self, rulebook: str) -> Spell | None:
        """The spell of a rulebook, if it stands here."""
        return next((each for each in self.spells if each.id == rulebook), None)


@command("rule.adopt")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptRules(Command):
    """Let these rules hold for their procedure from their first day. What is running then ends the day before."""

    rules: Rulebook


@command("rule.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndRules(Command):
    """Give rules a last day. The day before their first means that they never take effect."""

    rulebook: str
    until_on: date
    reason: str


@command("rule.assign_channels")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignChannels(Command):
    """Say what comes in by which doors is handled as a call to the hotline or as a petition; all else is a campaign's."""

    from_on: date
    hotline: tuple[Channel, ...]
    petition: tuple[Channel, ...]
    basis: str


@event("rule.adopted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAdopted(Event):
    """The office has rules for a procedure from a day on."""

    rulebook: Public[str]
    procedure: Public[Procedure]
    title: Public[str]
    basis: Public[str]
    text: Public[str]
    from_on: Public[date]
    until_on: Public[date | None] = None
    deadlines: Public[tuple[Deadline, ...]]
    warnings: Public[tuple[WarningLevel, ...]]
    approvers: Public[tuple[Role, ...]]
    adjudicate_at: Public[int]
    standard_first: Public[bool]
    closing: Public[tuple[str, ...]]
    repeat_months: Public[int]
    retention_years: Public[int]
    retention_basis: Public[str]


@event("rule.adopted/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAdoptedInFull(RulesAdopted):
    """The same, with the days of the office's own steps."""

    office_days: Public[tuple[OfficeDays, ...]] = ()


@event("rule.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesEnded(Event):
    """Rules have a last day."""

    rulebook: Public[str]
    procedure: Public[Procedure]
    until_on: Public[date]
    reason: Public[str]


@event("rule.channels_assigned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsAssigned(Event):
    """From a day on, what comes in by these doors is handled so."""

    from_on: Public[date]
    hotline: Public[tuple[Channel, ...]]
    petition: Public[tuple[Channel, ...]]
    basis: Public[str]


def decide(order: Command, state: Shelf, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = order.happened_on or today
    require(on <= today, "date_in_future", date=on)
    match order:
        case AdoptRules(rules=rules):
            return _adopt(rules, state, on, today)
        case EndRules(rulebook=rulebook, until_on=until, reason=reason):
            spell = state.spell(rulebook)
            require(spell is not None, "unknown_rules", id=rulebook)
            assert spell is not None
            require(spell.until_on is None or until < spell.until_on, "rules_ended_already")
            require(until >= spell.from_on - timedelta(1), "ends_before_start", from_on=spell.from_on)
            # What was so yesterday stays so: problems were dispatched by it.
            require(until >= today or spell.from_on > today, "rules_backwards", earliest=today)
            reason = written(reason, "reason", 500)
            procedure = _procedure(rulebook)
            return (RulesEnded(happened_on=on, rulebook=rulebook, procedure=procedure, until_on=until, reason=reason),)
        case AssignChannels():
            return (_channels(order, on, today),)
    raise Fault(f"not a rule command: {order.name}")


def _adopt(rules: Rulebook, state: Shelf, on: date, today: date) -> tuple[Event, ...]:
    require(state.spell(rules.id) is None, "already_exists", id=rules.id)
    require(rules.id.startswith(f"{rules.procedure}-"), "unknown_rules", id=rules.id)
    earliest = today + timedelta(1)
    require(rules.from_on >= earliest, "rules_backwards", earliest=earliest)
    require(rules.until_on is None or rules.until_on >= rules.from_on, "ends_before_start", from_on=rules.from_on)
    rules = _sound(rules)
    told: list[Event] = []
    for each in state.spells:
        if each.until_on is not None and (each.until_on < each.from_on or each.until_on < rules.from_on):
            continue
        if each.from_on < rules.from_on:
            before = rules.from_on - timedelta(1)
            reason = rules.title
            told.append(
                RulesEnded(happened_on=on, rulebook=each.id, procedure=rules.procedure, until_on=before, reason=reason)
            )
        else:
            apart = rules.until_on is not None and rules.until_on < each.from_on
            require(apart, "rules_overlap", from_on=each.from_on)
    return (*told, _adopted(rules, on))


def _adopted(rules: Rulebook, on: date) -> RulesAdoptedInFull:
    return RulesAdoptedInFull(
        happened_on=on,
        rulebook=rules.id,
        procedure=rules.procedure,
        title=rules.title,
        basis=rules.basis,
        text=rules.text,
        from_on=rules.from_on,
        until_on=rules.until_on,
        deadlines=rules.deadlines,
        warnings=rules.warnings,
        approvers=rules.approvers,
        adjudicate_at=rules.adjudicate_at,
        standard_first=rules.standard_first,
        closing=rules.closing,
        repeat_months=rules.repeat_months,
        retention_years=rules.retention_years,
        retention_basis=rules.retention_basis,
        office_days=rules.office_days,
    )


def _sound(rules: Rulebook) -> Rulebook:
    """The rules with their texts in order. Refuses what contradicts itself."""
    steps = [each.step for each in rules.deadlines]
    require(steps, "rules_without_deadline")
    require(len(set(steps)) == len(steps), "rule_twice")
    for each in rules.deadlines:
        require(0 < each.days <= MOST_DAYS, "rule_days", days=each.days, most=MOST_DAYS)
        require(each.start in STARTS[each.step], "rule_start", start=each.start)
    if Step.EXTEND in steps:
        require(Step.CONCLUDE in steps, "extension_without_limit")
        require(rules.approvers, "approver_missing")
    once = len(set(rules.approvers)) == len(rules.approvers)
    require(once and set(rules.approvers) <= _APPROVERS, "approver_missing")
    places = [each.status for each in rules.office_days]
    require(len(set(places)) == len(places) and set(places) <= DAYS.keys(), "rule_twice")
    for given in rules.office_days:
        require(0 < given.days <= MOST_DAYS, "rule_days", days=given.days, most=MOST_DAYS)
    order = [each.alarm for each in rules.warnings]
    days = [each.days for each in rules.warnings]
    graver = [
        each for each in Alarm if each in order
    ]  # the later, the graver: else the gravest that holds could not be told
    require(order == graver and days == sorted(set(days)), "warnings_out_of_order")
    require(rules.adjudicate_at >= 1, "rule_days", days=rules.adjudicate_at, most=MOST_DAYS)
    for number in (rules.repeat_months, rules.retention_years):
        require(0 <= number <= 1200, "rule_days", days=number, most=1200)
    if rules.retention_years:
        require(rules.retention_basis.strip(), "text_missing", field="retention_basis")
    return replace(
        rules,
        title=written(rules.title, "title", 100),
        basis=written(rules.basis, "basis", 300),
        text=rules.text.strip()[:2000],
        closing=tuple(each.strip()[:300] for each in rules.closing if each.strip()),
        retention_basis=rules.retention_basis.strip()[:300],
        office_days=tuple(replace(each, article=each.article.strip()[:100]) for each in rules.office_days),
    )


def _channels(order: AssignChannels, on: date, today: date) -> ChannelsAssigned:
    earliest = today + timedelta(1)
    require(order.from_on >= earliest, "rules_backwards", earliest=earliest)
    both = sorted(set(order.hotline) & set(order.petition))
    require(not both, "channel_twice", channel=both[0] if both else "")
    return ChannelsAssigned(
        happened_on=on,
        from_on=order.from_on,
        hotline=tuple(sorted(set(order.hotline))),
        petition=tuple(sorted(set(order.petition))),
        basis=written(order.basis, "basis", 300),
    )


def _procedure(rulebook: str) -> Procedure:
    name = rulebook.partition("-")[0]
    if name not in set(Procedure):
        raise Refusal("unknown_rules", id=rulebook)
    return Procedure(name)


def evolve(state: Shelf, happened: Event) -> Shelf:
    """The shelf after `happened`."""
    match happened:
        case RulesAdopted(rulebook=rulebook, from_on=from_on, until_on=until):
            return Shelf((*state.spells, Spell(rulebook, from_on, until)))
        case RulesEnded(rulebook=rulebook, until_on=until):
            return Shelf(tuple(replace(each, until_on=until) if each.id == rulebook else each for each in state.spells))
    return state


def rulebook(adopted: RulesAdopted, until_on: date | None) -> Rulebook:
    """The rulebook that an event tells of, with the last day that it has by now."""
    return Rulebook(
        id=adopted.rulebook,
        procedure=adopted.procedure,
        title=adopted.title,
        basis=adopted.basis,
        from_on=adopted.from_on,
        until_on=until_on,
        origin=Origin.OFFICE,
        text=adopted.text,
        deadlines=adopted.deadlines,
        warnings=adopted.warnings,
        approvers=adopted.approvers,
        adjudicate_at=adopted.adjudicate_at,
        standard_first=adopted.standard_first,
        closing=adopted.closing,
        repeat_months=adopted.repeat_months,
        retention_years=adopted.retention_years,
        retention_basis=adopted.retention_basis,
        office_days=adopted.office_days if isinstance(adopted, RulesAdoptedInFull) else (),
    )


def looser(rules: Rulebook, law: Rulebook | None) -> tuple[Step, ...]:
    """The steps for which rules give an office more time, or a reporter less, than the law: only a new law can do that.

    Deadlines that count different days or from different events are not comparable, and count as looser.
    """
    if law is None or law.origin is not Origin.LAW:
        return ()
    found = []
    for legal in law.deadlines:
        mine = rules.deadline(legal.step)
        reporters = legal.start in (Start.ANSWERED, Start.REVIEWED)
        if mine is None:
            # Without a term for extensions none may be granted, which is stricter.
            worse = legal.step is not Step.EXTEND
        elif (mine.day_type, mine.start) != (legal.day_type, legal.start):
            worse = True
        else:
            worse = mine.days < legal.days if reporters else mine.days > legal.days
        if worse:
            found.append(legal.step)
    return tuple(found)
