"""Working a problem off: the commands that touch one case, and those that carry opinions from one case to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify
from sandan.desk.organisation import stands
from sandan.desk.survey import words_mark
from sandan.domain import opinion, problem, relay, responsibility, survey, task
from sandan.domain.authority import Actor
from sandan.domain.case import Case
from sandan.domain.values import Channel, Evidence, Level, Nature, Refusal, ReopenSource, Topic, require
from sandan.domain.wire import Command
from sandan.projections.appointment import above
from sandan.projections.number import PROBLEM, number


def give(of: str, command: Command, by: Actor, key: str, seen: int | None = None, at: datetime | None = None) -> Done:
    """Give one command about a problem. `seen` is the version of the case that the person looked at."""
    return handle([Order(f"problem/{of}", command, seen)], by, key, at)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """To whom a problem goes, by when, and who answers for it."""

    unit: str
    due_on: date
    leader: str = ""
    supervising_leader: str = ""
    cooperating: tuple[str, ...] = ()
    note: str = ""


def dispatch(of: str, to: Dispatch, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Dispatch a problem and enter who answers for it on the responsibility list. Refuses units that have ended."""
    stream = f"problem/{of}"
    sent = problem.DispatchProblem(
        unit=to.unit,
        due_on=to.due_on,
        cooperating=to.cooperating,
        note=to.note,
        above=above((to.unit, *to.cooperating)),
    )
    answers = responsibility.AssignResponsibility(
        lead_unit=to.unit, leader=to.leader, supervising_leader=to.supervising_leader, cooperating=to.cooperating
    )

    def build(run: Transaction) -> list[Order]:
        for each in filter(None, (to.unit, *to.cooperating)):
            stands(run, each)
        return [Order(stream, sent), Order(stream, answers)]

    return handle_built(build, by, key, repr((of, to)), at)


@dataclass(frozen=True, slots=True)
class Plan:
    """A task with who answers for it. `standard` is agreed before the work."""

    measure: str
    standard: str
    from_on: date
    to_on: date
    person: str = ""
    leader: str = ""
    verifier: str = ""
    cooperating: tuple[str, ...] = ()


def plan(of: str, what: Plan, by: Actor, key: str, at: datetime | None = None) -> str:
    """Plan a task and enter who answers for it; returns the task's id. A handler plans for themselves, a head for others."""
    made = identify(key, "task")

    def build(run: Transaction) -> list[Order]:
        case: Case = run.state(f"problem/{of}")
        stream = f"problem/{of}"
        planned = task.PlanTask(
            task=made, measure=what.measure, standard=what.standard, from_on=what.from_on, to_on=what.to_on
        )
        named = what.person or what.leader or what.verifier or what.cooperating
        answers = responsibility.AssignResponsibility(
            task=made,
            lead_unit=case.facts.unit,
            leader=what.leader,
            person=what.person,
            cooperating=what.cooperating,
            verifier=what.verifier,
        )
        return [Order(stream, planned), *([Order(stream, answers)] if named else [])]

    handle_built(build, by, key, repr((of, what)), at)
    return made


def merge(source: str, into: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """End `source` in favour of `into`; its opinions, and so its reporters, are carried along."""

    def build(run: Transaction) -> list[Order]:
        from_case: Case = run.state(f"problem/{source}")
        to_case: Case = run.state(f"problem/{into}")
        one, other = from_case.problem, to_case.problem
        require(one is not None and other is not None, "unknown_problem")
        assert one is not None
        assert other is not None
        carried, reachable = tuple(sorted(one.opinions)), tuple(sorted(one.reachable))
        merged = problem.MergeProblem(into=into, into_number=other.number, reason=reason)
        absorbed = problem.AbsorbProblem(
            source=source,
            source_number=one.number,
            opinions=carried,
            reachable=reachable,
            units=tuple(sorted(from_case.facts.units)),
            fixers=tuple(sorted(from_case.fixers)),
            shield=one.shield,
        )
        return [
            Order(f"problem/{source}", merged),
            Order(f"problem/{into}", absorbed),
            *(Order(f"opinion/{each}", opinion.CarryOpinion(opinion=each, problem=into)) for each in carried),
        ]

    return handle_built(build, by, key, repr((source, into, reason)), at)


@dataclass(frozen=True, slots=True)
class FoundAndFixed:
    """Immediate rectification on one page: what was found, what was done, and what shows it."""

    title: str
    statement: str
    measure: str
    done_on: date
    evidence: tuple[Evidence, ...]
    topic: Topic
    town: str = ""
    village: str = ""
    channel: Channel = Channel.VISIT


def rectify_at_once(what: FoundAndFixed, by: Actor, key: str, at: datetime | None = None) -> str:
    """Register a problem that was fixed when it was found; returns its id. Verification stays with others."""

    def build(run: Transaction) -> list[Order]:
        made = identify(key)
        registered = problem.RegisterProblem(
            problem=made,
            number=number(PROBLEM, run.at.year, run.head.size + 1),
            title=what.title,
            statement=what.statement,
            topic=what.topic,
            channel=what.channel,
            town=what.town,
            village=what.village,
            nature=Nature.IMMEDIATE,
        )
        fixed = problem.RectifyAtOnce(measure=what.measure, done_on=what.done_on, evidence=what.evidence)
        return [Order(f"problem/{made}", registered), Order(f"problem/{made}", fixed)]

    found: problem.ProblemRegistered = handle_built(build, by, key, repr(what), at).one(problem.ProblemRegistered)
    return found.problem


def ask(of: str, opinions: Sequence[str], by: Actor, key: str, at: datetime | None = None) -> Done:
    """Ask these reporters about the result."""
    orders = [Order(f"problem/{of}", survey.AskReporter(survey=identify(key, each), opinion=each)) for each in opinions]
    return handle(orders, by, key, at)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reporter's own answer on the receipt's page."""

    contacted: bool
    fixed: bool
    level: Level
    words: str = ""


def answer(of: str, said: Answer, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Record the answer of the reporter who showed a receipt code."""
    command = survey.AnswerSurvey(
        survey=identify(key, "survey"),
        opinion=by.opinion,
        contacted=said.contacted,
        fixed=said.fixed,
        level=said.level,
        words=said.words,
        mark=words_mark(said.words),
    )
    return give(of, command, by, key, at=at)


def write_to_reporter(of: str, to: str, words: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Ask or tell the reporter of opinion `to` something, through the relay."""
    return give(of, relay.WriteToReporter(opinion=to, words=words), by, key, at=at)


def write_to_unit(of: str, words: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """The reporter who showed a receipt code writes to whoever has the problem."""
    return give(of, relay.WriteToUnit(opinion=by.opinion, words=words), by, key, at=at)


def reopen(
    of: str, reason: str, by: Actor, key: str, source: ReopenSource = ReopenSource.RESIDENT, at: datetime | None = None
) -> Done:
    """Bring a closed problem back under its old number."""
    return give(of, problem.ReopenProblem(source=source, reason=reason), by, key, at=at)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item of a bulk action: done, or the refusal that says why not."""

    key: str
    refusal: Refusal | None = None


def each(items: Sequence[str], act: Callable[[str, str], object], key: str) -> list[Result]:
    """Carry `act(item, item's own idempotency key)` out for every item. A refusal of one does not stop the others."""
    results = []
    for item in items:
        try:
            act(item, f"{key}:{item}")
            results.append(Result(item))
        except Refusal as refusal:
            results.append(Result(item, refusal))
    return results
