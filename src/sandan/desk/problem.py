"""Working a problem off: the commands that touch one case, and those that carry opinions from one case to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sandan.desk.handle import Done, Order, Transaction, handle, handle_built, identify, identify_shielded
from sandan.desk.organisation import stands
from sandan.desk.rule import Sight
from sandan.desk.survey import words_mark
from sandan.domain import chase, clock, opinion, problem_command, problem_event, relay, responsibility, survey, task
from sandan.domain.authority import Actor
from sandan.domain.case import Case
from sandan.domain.chase import ChaseLevel
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.values import Channel, Evidence, Level, Nature, Refusal, ReopenSource, Topic, require
from sandan.domain.wire import Command
from sandan.projections.appointment import above
from sandan.projections.number import PROBLEM, number
from sandan.projections.problem import Problem
from sandan.projections.unit import is_higher
from sandan.projections.version import of_matter


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
    procedure: Procedure | None = None
    """By which rules it is judged; None: by those of the door through which it came."""


def terms_of(
    of: str, on: date, due_on: date | None = None, procedure: Procedure | None = None, sight: Sight | None = None
) -> Terms | None:
    """What the rules of its own day give a problem that is dispatched on a day; None for one that is not there.

    `sight`: by rules that were read already. Refuses `calendar_unknown` where a working day cannot be counted yet.
    """
    row = of_matter(Problem, of).filter(key=of).first()
    if row is None:
        return None
    sight = sight or Sight()
    by = procedure or sight.procedure_of(Channel(row.channel), row.registered_on)
    return sight.terms(by, row.registered_on, row.taken_on, on, due_on)


def _terms(
    of: str, on: date, due_on: date, procedure: Procedure | None = None, sight: Sight | None = None
) -> list[Order]:
    found = terms_of(of, on, due_on, procedure, sight)
    return [] if found is None else [Order(f"problem/{of}", clock.SetTerms(terms=found))]


def dispatch(
    of: str, to: Dispatch, by: Actor, key: str, at: datetime | None = None, sight: Sight | None = None
) -> Done:
    """Dispatch a problem and enter who answers for it on the responsibility list. Refuses units that have ended.

    `sight` is shared by the dispatches of one run, so that they read the rules once.
    """
    shared = sight or Sight()

    def build(run: Transaction) -> list[Order]:
        for each in filter(None, (to.unit, *to.cooperating)):
            stands(run, each)
        shared.begin(run.head.size)
        return sent_to(of, to, run.at.date(), shared)

    done = handle_built(build, by, key, repr((of, to)), at)
    if not done.again:
        shared.wrote(done.last)
    return done


def sent_to(of: str, to: Dispatch, on: date, sight: Sight | None = None) -> list[Order]:
    """The orders that dispatch a problem on a day, to units that stand."""
    stream = f"problem/{of}"
    sent = problem_command.DispatchProblem(
        unit=to.unit,
        due_on=to.due_on,
        cooperating=to.cooperating,
        note=to.note,
        above=above((to.unit, *to.cooperating)),
    )
    answers = responsibility.AssignResponsibility(
        lead_unit=to.unit, leader=to.leader, supervising_leader=to.supervising_leader, cooperating=to.cooperating
    )
    return [Order(stream, sent), *_terms(of, on, to.due_on, to.procedure, sight), Order(stream, answers)]


SentOn = problem_command.AdjudicateProblem | problem_command.EscalateProblem


def adjudicate(of: str, unit: str, due_on: date, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Say bindingly whose problem it is, after units have tried to give it back again and again."""
    bound = problem_command.AdjudicateProblem(unit=unit, due_on=due_on, reason=reason, above=above((unit,)))
    return _sent_on(of, unit, bound, by, key, at)


def escalate(of: str, unit: str, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give a problem to a unit of a higher tier. Refuses a unit that is not above the one that has it."""
    return _sent_on(
        of, unit, problem_command.EscalateProblem(unit=unit, reason=reason, above=above((unit,))), by, key, at
    )


def _sent_on(of: str, unit: str, sent: SentOn, by: Actor, key: str, at: datetime | None) -> Done:
    """A problem goes to another unit, which then leads on the responsibility list too. Its leaders there are named anew."""
    stream = f"problem/{of}"

    def build(run: Transaction) -> list[Order]:
        stands(run, unit)
        case: Case = run.state(stream)
        if isinstance(sent, problem_command.EscalateProblem):
            require(is_higher(unit, case.facts.unit), "not_higher")
        held = case.responsibilities.get("")
        answers = responsibility.AssignResponsibility(
            lead_unit=unit,
            supervising_leader=held.supervising_leader if held else "",
            cooperating=tuple(each for each in (held.cooperating if held else ()) if each != unit),
        )
        follow = [Order(stream, answers)] if case.facts.unit != unit or held is None else []
        on = run.at.date()
        anew = (
            _window(of, case, on) if isinstance(sent, problem_command.EscalateProblem) else _terms(of, on, sent.due_on)
        )
        return [Order(stream, sent), *anew, *follow]

    return handle_built(build, by, key, repr((of, unit, sent)), at)


def _window(of: str, case: Case, on: date) -> list[Order]:
    """The order that gives whoever gets a problem on a day the window of its rules to return it; none where no rules gave it its days."""
    held = case.clock.terms
    found = terms_of(of, on, case.clock.due_on, held.procedure) if held is not None else None
    if held is None or found is None:
        return []
    return [Order(f"problem/{of}", clock.SetTerms(terms=replace(held, return_by=found.return_by)))]


def chase_up(
    of: str, level: ChaseLevel, demand: str, answer_by: date, by: Actor, key: str, at: datetime | None = None
) -> Done:
    """Send the unit a chase order."""
    order = chase.IssueChase(chase=identify(key, "chase"), level=level, demand=demand, answer_by=answer_by)
    return give(of, order, by, key, at=at)


def part(of: str, what: Part, by: Actor, key: str, at: datetime | None = None) -> str:
    """Split a part off under a number of its own; returns its id. It starts as accepted, like the problem that it comes from."""
    stream = f"problem/{of}"

    def build(run: Transaction) -> list[Order]:
        case: Case = run.state(stream)
        one = case.problem
        require(one is not None, "unknown_problem")
        assert one is not None
        made = (identify if one.shield is None else identify_shielded)(key)
        named = number(PROBLEM, run.at.year, run.head.size + 2)
        parted = problem_command.PartProblem(part=made, part_number=named, opinions=what.opinions, reason=what.reason)
        registered = problem_command.RegisterProblem(
            problem=made,
            number=named,
            title=what.title,
            statement=what.statement,
            topic=what.topic,
            channel=what.channel,
            town=what.town,
            village=what.village,
            shield=one.shield,
        )
        # Whoever was to fix the whole is a fixer of the part too (law 4), wherever it goes from here.
        taken_over = problem_command.AbsorbProblem(
            source=of,
            source_number=one.number,
            opinions=what.opinions,
            reachable=tuple(sorted(one.reachable & set(what.opinions))),
            units=tuple(sorted(case.facts.units)),
            fixers=tuple(sorted(case.fixers)),
            shield=one.shield,
        )
        carried = [Order(f"opinion/{each}", opinion.CarryOpinion(opinion=each, problem=made)) for each in what.opinions]
        fresh = f"problem/{made}"
        begun = [Order(fresh, each) for each in (registered, problem_command.AcceptProblem(), taken_over)]
        return [Order(stream, parted), *begun, *carried]

    found: problem_event.ProblemRegistered = handle_built(build, by, key, repr((of, what)), at).one(
        problem_event.ProblemRegistered
    )
    return found.problem


@dataclass(frozen=True, slots=True)
class Part:
    """What is split off: a statement of its own, and the opinions that it answers."""

    title: str
    statement: str
    reason: str
    topic: Topic
    channel: Channel
    town: str = ""
    village: str = ""
    opinions: tuple[str, ...] = ()


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
        merged = problem_command.MergeProblem(into=into, into_number=other.number, reason=reason)
        absorbed = problem_command.AbsorbProblem(
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
        registered = problem_command.RegisterProblem(
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
        fixed = problem_command.RectifyAtOnce(measure=what.measure, done_on=what.done_on, evidence=what.evidence)
        return [Order(f"problem/{made}", registered), Order(f"problem/{made}", fixed)]

    found: problem_event.ProblemRegistered = handle_built(build, by, key, repr(what), at).one(
        problem_event.ProblemRegistered
    )
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
    return give(of, problem_command.ReopenProblem(source=source, reason=reason), by, key, at=at)


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
