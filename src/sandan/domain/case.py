"""Case: a problem with its tasks, responsibilities and surveys. One stream, one version, so what must hold across them holds.

This file only puts the deciders of the four nouns together and works out the `Facts` that they may know of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from sandan.domain import (
    chase,
    clock,
    correction,
    problem,
    problem_command,
    problem_event,
    relay,
    responsibility,
    survey,
    task,
    turn,
)
from sandan.domain.authority import Actor
from sandan.domain.facts import Facts
from sandan.domain.procedure import LAST_ASK
from sandan.domain.shield import cleared
from sandan.domain.values import Status, SurveyOutcome, require
from sandan.domain.wire import Command, Event

TASK = (
    task.PlanTask,
    task.ReportProgress,
    task.CompleteTask,
    task.CancelTask,
    task.AgreeStandard,
    task.ObjectToStandard,
    task.RestateStandard,
    task.SetMilestone,
    task.ReachMilestone,
    task.NoteCost,
)
CLOCK = (
    clock.SetTerms,
    clock.AskExtension,
    clock.GrantExtension,
    clock.RefuseExtension,
    clock.BeginPause,
    clock.EndPause,
    clock.Tick,
)
CHASE = (chase.IssueChase, chase.AnswerChase, chase.ListForSupervision, chase.TakeOffSupervision)

_AGAIN = frozenset({"problem.dispatched/1", "problem.escalated/1", "problem.adjudicated/1"})
"""A new unit has it from this day, also where the rung stays the same."""

_WORK = ("worker", "person", "leader")
"""Fields of an event that name who did the work or answers for it."""
_JUDGED = ("verifier", "reader", "closer")
"""Fields of an event that name who judged the fixers' work, or is to judge it."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything one problem's stream tells."""

    problem: problem.Problem | None = None
    tasks: Mapping[str, task.Task] = field(default_factory=lambda: MappingProxyType({}))
    responsibilities: Mapping[str, responsibility.Responsibility] = field(default_factory=lambda: MappingProxyType({}))
    surveys: Mapping[str, survey.Survey] = field(default_factory=lambda: MappingProxyType({}))
    clock: clock.Clock = clock.NOT_STARTED
    pressing: chase.Pressing = chase.CALM
    fixers: frozenset[str] = frozenset()
    judges: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    since: date | None = None
    """The day on which the problem came to where it stands."""

    @property
    def facts(self) -> Facts:
        """What the deciders may know of each other at this moment."""
        one = self.problem
        if one is None:
            return Facts()
        open_ = tuple(each.id for each in self.tasks.values() if each.status in task.OPEN)
        done = sum(each.status is task.TaskStatus.DONE and each.round == one.round for each in self.tasks.values())
        current = [each for each in self.surveys.values() if each.round == one.round]
        heard = {each.opinion for each in current if each.outcome is not SurveyOutcome.WAITING}
        return Facts(
            status=one.status,
            round=one.round,
            unit=one.unit,
            since=one.registered_on,
            dispatched_on=one.dispatched_on,
            units=one.units | self.units,
            fixers=self.fixers,
            judges=self.judges,
            opinions=one.opinions,
            reachable=one.reachable,
            open_tasks=open_,
            done_tasks=done,
            unheard=tuple(sorted(one.reachable - heard)),
            dissatisfied=any(each.undecided for each in current),
            due_on=self.clock.due_on,
            return_by=self.clock.terms.return_by if self.clock.terms else None,
            paused=self.clock.paused,
            review_on=one.review_on,
            standard_first=self.clock.terms is not None and self.clock.terms.standard_first,
            adjudicate_at=self.clock.terms.adjudicate_at if self.clock.terms else LAST_ASK,
            shield=one.shield,
            bound=one.bound,
            handling=frozenset({one.unit, *one.cooperating} - {""}),
        )


def whose(case: Case, days: Mapping[Status, int] = turn.DAYS) -> turn.Turn | None:
    """Who must act next on the case, and by when; None where nobody must."""
    one, clock_ = case.problem, case.clock
    if one is None:
        return None
    standing = turn.Standing(
        status=one.status,
        since=case.since or date.min,
        unit=one.unit,
        due_on=clock_.due_on,
        review_on=one.review_on,
        agrees=clock_.awaited[0] if clock_.awaited else None,
        pause_until=clock_.pause_until,
        outcome=one.outcome,
        second_read=bool(one.second_reader),
        to_adjudicate=one.asks >= case.facts.adjudicate_at,
        shielded=one.shield is not None,
    )
    return turn.turn(standing, days)


def decide(order: Command, case: Case, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`. To whoever is not cleared for it, a problem under the shield does not exist."""
    facts = case.facts
    require(isinstance(order, problem_command.RegisterProblem) or may_know(case, by), "unknown_problem")
    match order:
        case _ if isinstance(order, TASK):
            return task.decide(order, case.tasks.get(order.task), facts, by, at)
        case _ if isinstance(order, CLOCK):
            return clock.decide(order, case.clock, facts, by, at)
        case _ if isinstance(order, CHASE):
            return chase.decide(order, case.pressing, facts, by, at)
        case responsibility.AssignResponsibility() | responsibility.TakeOver():
            require(not order.task or order.task in case.tasks, "unknown_task")
            return responsibility.decide(order, case.responsibilities.get(order.task), facts, by, at)
        case survey.AskReporter() | survey.AnswerSurvey():
            latest = [each for each in case.surveys.values() if each.opinion == order.opinion]
            told = survey.decide(order, latest[-1] if latest else None, facts, by, at)
            for each in told:
                if isinstance(each, survey.SurveyAsked):
                    require(each.survey not in case.surveys, "already_exists", id=order.survey)
            return told
        case relay.WriteToReporter() | relay.WriteToUnit():
            return relay.decide(order, facts, by, at)
        case correction.MakeCorrection():
            return correction.decide(order, facts, by, at)
        case survey.RecordSurvey() | survey.TryLater() | survey.MakeLink() | survey.DecideAnswer():
            return survey.decide(order, case.surveys.get(order.survey), facts, by, at)
    return problem.decide(order, case.problem, facts, by, at)


def may_know(case: Case, by: Actor) -> bool:
    """Whether there is such a problem, and the actor may know of it."""
    facts = case.facts
    return case.problem is not None and cleared(facts.shield, by, handling=facts.handling, opinions=facts.opinions)


def evolve(case: Case, happened: Event) -> Case:
    """The case after `happened`."""
    round = case.problem.round if case.problem else 0
    stood = case.problem.status if case.problem else None
    case = replace(
        case,
        problem=problem.evolve(case.problem, happened),
        fixers=case.fixers | _named(happened, _WORK),
        judges=case.judges | _named(happened, _JUDGED),
    )
    if case.problem is not None and (case.problem.status is not stood or happened.kind in _AGAIN):
        case = replace(case, since=happened.happened_on)
    case = replace(case, clock=_clock(case.clock, happened), pressing=_pressing(case.pressing, happened))
    match happened:
        case problem_event.ProblemAbsorbed(units=units, fixers=fixers):
            return replace(case, units=case.units | frozenset(units), fixers=case.fixers | frozenset(fixers))
        case task.TaskEvent():
            one = task.evolve(case.tasks.get(happened.task), happened, round)
            return replace(case, tasks={**case.tasks, one.id: one}) if one else case
        case survey.SurveyEvent():
            asked = survey.evolve(case.surveys.get(happened.survey), happened, round)
            return replace(case, surveys={**case.surveys, asked.id: asked}) if asked else case
        case problem_event.ProblemStruckOff(explanation=explanation) if explanation:
            # Who strikes off in spite of a discontented reporter says why: that is the decision on each of these answers.
            told = {
                each.id: replace(each, decision=survey.Decision.EXPLAIN)
                for each in case.surveys.values()
                if each.undecided and each.round == round
            }
            return replace(case, surveys={**case.surveys, **told})
        case responsibility.ResponsibilityAssigned(task=named_task, cooperating=cooperating):
            held = responsibility.evolve(case.responsibilities.get(named_task), happened)
            more = {**case.responsibilities, named_task: held} if held else case.responsibilities
            return replace(case, responsibilities=more, units=case.units | frozenset(cooperating))
        case responsibility.ResponsibilityTakenOver(task=of_task):
            kept = responsibility.evolve(case.responsibilities.get(of_task), happened)
            return replace(case, responsibilities={**case.responsibilities, of_task: kept}) if kept else case
        case problem_event.ProblemUnitSucceeded(from_unit=was, unit=unit):
            followed = {}
            for key, each in case.responsibilities.items():
                lead, helping = problem.succeeded(each.lead_unit, each.cooperating, was, unit)
                followed[key] = replace(each, lead_unit=lead, cooperating=helping)
            return replace(case, responsibilities=followed, units=case.units | {unit})
    return case


def _named(happened: Event, fields: Iterable[str]) -> frozenset[str]:
    return frozenset({getattr(happened, each, "") for each in fields} - {""})


def _clock(held: clock.Clock, happened: Event) -> clock.Clock:
    """The clock, which a problem's own steps start and stop."""
    match happened:
        case problem_event.ProblemDispatched(due_on=due_on) | problem_event.ProblemAdjudicated(due_on=due_on):
            return clock.started(held, due_on)
        case problem_event.ProblemEscalated():
            return clock.raised(held)
        case problem_event.ProblemReturned():
            return clock.stopped(held, anew=False)
        case problem_event.ProblemResumed() | problem_event.ProblemReopened():
            return clock.stopped(held, anew=True)
        case problem_event.ProblemMarkedLongTerm():
            return clock.stopped(held, anew=True)
    return clock.evolve(held, happened)


def _pressing(held: chase.Pressing, happened: Event) -> chase.Pressing:
    """What presses, which ends with the unit that was pressed."""
    match happened:
        case problem_event.ProblemDispatched() | problem_event.ProblemAdjudicated() | problem_event.ProblemEscalated():
            return chase.calmed(held)
        case problem_event.ProblemResumed() | problem_event.ProblemReopened():
            return chase.CALM
    return chase.evolve(held, happened)


def fold(events: Iterable[Event]) -> Case:
    """The case that a stream of events tells."""
    case = Case()
    for each in events:
        case = evolve(case, each)
    return case
