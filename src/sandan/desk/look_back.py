"""Look-backs at the desk: the population is frozen, the sample drawn, checkers assigned, and each finding goes to its problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.domain import circuit_visit, look_back, problem_command
from sandan.domain.authority import Actor
from sandan.domain.case import Case, fold
from sandan.domain.circuit import CHECKERS
from sandan.domain.circuit_visit import Found
from sandan.domain.look_back import Interest, Strata, Verdict
from sandan.domain.values import Evidence, Refusal, ReopenSource, Status, require
from sandan.domain.wire import Command, decode
from sandan.ledger import read
from sandan.projections.appointment import actors
from sandan.projections.circuit_visit import visit_of
from sandan.projections.look_back import overlapping, population

_FOUND = {
    Verdict.HOLDS: Found.CONFIRMED,
    Verdict.OVERTURNED: Found.OVERTURNED,
    Verdict.CANNOT_TELL: Found.CANNOT_TELL,
}


@dataclass(frozen=True, slots=True)
class Freezing:
    """Of what the sample will be drawn, how many, and by which public draw."""

    by: Strata
    from_on: date
    to_on: date
    size: int
    percent: bool
    source: str
    issue: str
    seed_on: date
    reason: str = ""


def freeze(what: Freezing, by: Actor, key: str, at: datetime | None = None) -> str:
    """Freeze a population at the ledger's head; returns the look-back's id."""
    made = identify(key, "look_back")

    def build(run: Transaction) -> list[Order]:
        return [Order(f"look_back/{made}", _freeze(made, what, run.head.size))]

    handle_built(build, by, key, repr(what), at)
    return made


def check(what: Freezing, by: Actor, at: datetime | None = None) -> None:
    """Refuse what freezing this now would refuse. Changes nothing."""
    order = _freeze("draft", what, read.head().size)
    look_back.decide(order, None, by, timezone.localtime(at or timezone.now()))


def _freeze(made: str, what: Freezing, position: int) -> look_back.FreezePopulation:
    return look_back.FreezePopulation(
        look_back=made,
        by=what.by,
        from_on=what.from_on,
        to_on=what.to_on,
        size=what.size,
        percent=what.percent,
        position=position,
        items=tuple(population(what.by, what.from_on, what.to_on)),
        source=what.source,
        issue=what.issue,
        seed_on=what.seed_on,
        reason=what.reason,
        earlier=tuple(overlapping(what.from_on, what.to_on)),
    )


def draw(of: str, digits: str, where: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Enter the digits of the public draw. Together with the ledger's root at the freezing they are the seed."""

    def build(run: Transaction) -> list[Order]:
        require(run.state(f"look_back/{of}") is not None, "unknown_look_back")
        frozen = frozen_at(of)
        order = look_back.DrawSample(look_back=of, digits=digits, where=where, position=frozen, root=read.root(frozen))
        return [Order(f"look_back/{of}", order)]

    return handle_built(build, by, key, repr((of, digits, where)), at)


def assign(of: str, to: Mapping[str, str], by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give drawn items (by problem) to people. Who has an item already is not told again. Refuses who is no verifier today."""

    def build(run: Transaction) -> list[Order]:
        state: look_back.LookBack | None = run.state(f"look_back/{of}")
        require(state is not None, "unknown_look_back")
        assert state is not None
        able = checkers(run.at.date())
        orders, interest = [], interests(to)
        for key_, person in sorted(to.items()):
            if state.checkers.get(key_) == person:
                continue
            require(person in able, "checker_unknown")
            given = look_back.AssignChecker(look_back=of, problem=key_, checker=able[person], interest=interest[key_])
            orders.append(Order(f"look_back/{of}", given))
        require(orders, "nothing_assigned")
        return orders

    return handle_built(build, by, key, repr((of, sorted(to.items()))), at)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a checker found."""

    verdict: Verdict
    on_site: bool
    finding: str
    evidence: tuple[Evidence, ...] = ()


def record(of: str, key_: str, what: Finding, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Record a finding on the problem `key_`. In the same transaction the problem passes the look-back, or is reopened by it.

    A problem that has left the list since the draw stays as it is; the finding is recorded all the same. Where a circuit visit took the
    item along, it is noted there too.
    """

    def build(run: Transaction) -> list[Order]:
        order = look_back.RecordFinding(
            look_back=of,
            problem=key_,
            verdict=what.verdict,
            on_site=what.on_site,
            finding=what.finding,
            evidence=what.evidence,
            interest=interests([key_])[key_],
        )
        case: Case = run.state(f"problem/{key_}")
        follows = _follows(what, case)
        orders = [Order(f"look_back/{of}", order), *([Order(f"problem/{key_}", follows)] if follows else [])]
        visit = visit_of(of, key_, by.person)
        if visit:
            number = case.problem.number if case.problem else ""
            note = circuit_visit.NoteCheck(visit=visit, problem=key_, number=number, found=_FOUND[what.verdict])
            orders.append(Order(f"circuit_visit/{visit}", note))
        return orders

    return handle_built(build, by, key, repr((of, key_, what)), at)


def _follows(what: Finding, case: Case) -> Command | None:
    """What the finding means for the problem."""
    status = case.facts.status
    if what.verdict is Verdict.HOLDS and status is Status.STRUCK_OFF:
        return problem_command.PassLookBack(finding=what.finding)
    if what.verdict is Verdict.OVERTURNED and status in (Status.STRUCK_OFF, Status.LOOK_BACK_PASSED):
        return problem_command.ReopenProblem(source=ReopenSource.LOOK_BACK, reason=what.finding)
    return None


def conclude(of: str, conclusion: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End a look-back of which every item has a finding."""
    order = look_back.ConcludeLookBack(look_back=of, conclusion=conclusion)
    return handle([Order(f"look_back/{of}", order)], by, key, at)


def abandon(of: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give a look-back up."""
    order = look_back.AbandonLookBack(look_back=of, reason=reason)
    return handle([Order(f"look_back/{of}", order)], by, key, at)


def frozen_at(of: str) -> int:
    """The position of the entry that froze a look-back's population. Refuses `unknown_look_back`."""
    entries = read.stream(f"look_back/{of}")
    if not entries:
        raise Refusal("unknown_look_back")
    return entries[0].position


def checkers(on: date) -> dict[str, Actor]:
    """Who may look at an item again on a day, by person, each acting in a post as verifier or member of a circuit group."""
    found: dict[str, Actor] = {}
    for each in actors(on, *CHECKERS):
        if each.roles & CHECKERS:
            found.setdefault(each.person, each)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may look at an item (by person) and who may not, and who is suggested for it; "" where nobody may."""

    able: tuple[str, ...]
    barred: tuple[str, ...]
    suggested: str


def suggest(waiting: Mapping[str, str], on: date) -> dict[str, Choice]:
    """For each problem of `waiting`, who may look at it. Suggested is whoever has the fewest of these; `waiting` says who has which now.

    A suggestion only: a person decides (law 9), and the decider refuses who has an interest whoever asked for it.
    """
    able, interest = checkers(on), interests(waiting)
    load = dict.fromkeys(sorted(able), 0)
    for person in waiting.values():
        if person in load:
            load[person] += 1
    found = {}
    for key_, person in waiting.items():
        free = tuple(each for each in load if not interest[key_].has(able[each]))
        suggested = min(free, key=lambda each: load[each], default="")
        if suggested and person not in free:  # nobody yet, or someone who has come to have an interest since
            load[suggested] += 1
        found[key_] = Choice(free, tuple(each for each in load if each not in free), suggested)
    return found


def interests(problems: Iterable[str]) -> dict[str, Interest]:
    """Who may not look at each of these problems again, read from the problem's own history. One read for all of them."""
    told = read.streams(f"problem/{each}" for each in problems)
    found = {}
    for stream, entries in told.items():
        facts = fold(decode(each.kind, each.public, each.internal) for each in entries).facts
        found[stream.partition("/")[2]] = Interest(facts, facts.judges)
    return found
