"""docs/workflow.md, drawn from the code: `python -m sandan.config.workflow write`, or `check` whether it is what the code says.

Nothing of the ladder is written down here. Each step is tried on a problem at each place where one can stand, and the decider itself says
whether it has a place there. What it refuses for another reason has one, under a condition, which is named by its code.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandan.domain import case, chase, clock, problem, problem_command, survey, task, turn
from sandan.domain.authority import CALENDAR, MAY, NO_POST, Actor, Role
from sandan.domain.case import Case
from sandan.domain.procedure import LAST_ASK, Procedure, Terms
from sandan.domain.values import (
    DeclineReason,
    Evidence,
    Level,
    Outcome,
    Refusal,
    ReopenSource,
    Status,
    StatutoryChannel,
    SurveyOutcome,
)
from sandan.domain.wire import Command

PAGE = Path(__file__).resolve().parents[3] / "docs" / "workflow.md"
_AT = datetime(2026, 3, 9, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
_TODAY = _AT.date()
_LATER = _TODAY + timedelta(days=9)
_PROOF = (Evidence("0" * 64, _TODAY),)
_SAID = "·"

STEPS: tuple[Command, ...] = (
    problem_command.AcceptProblem(),
    problem_command.DeclineProblem(reason=DeclineReason.NOT_OURS, where_to=_SAID),
    problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to=_SAID),
    problem_command.MergeProblem(into="q", into_number=_SAID, reason=_SAID),
    problem_command.AttachToProblem(opinion="x", reachable=True),
    problem_command.PartProblem(part="q", part_number=_SAID, reason=_SAID),
    problem_command.DispatchProblem(unit="unit", due_on=_LATER),
    problem_command.SignFor(),
    problem_command.AskReturn(reason=_SAID),
    problem_command.AgreeReturn(),
    problem_command.RefuseReturn(reason=_SAID),
    problem_command.AdjudicateProblem(unit="unit", due_on=_LATER, reason=_SAID),
    problem_command.EscalateProblem(unit="above", reason=_SAID),
    problem_command.AnswerReporter(answer=_SAID),
    problem_command.ContributeToProblem(note=_SAID),
    problem_command.RectifyAtOnce(measure=_SAID, done_on=_TODAY, evidence=_PROOF),
    task.PlanTask(task="t", measure=_SAID, standard=_SAID, from_on=_TODAY, to_on=_LATER),
    task.AgreeStandard(task="open"),
    task.ObjectToStandard(task="open", reason=_SAID),
    task.RestateStandard(task="open", standard=_SAID),
    task.ReportProgress(task="open", note=_SAID),
    task.SetMilestone(task="open", milestone="m", what=_SAID, by_on=_TODAY),
    task.NoteCost(task="open", fen=1, payer=_SAID),
    task.CompleteTask(task="open", done_on=_TODAY, evidence=_PROOF),
    task.CancelTask(task="open", reason=_SAID),
    clock.AskExtension(to_on=_LATER + timedelta(days=5), reason=_SAID, progress=_SAID),
    clock.GrantExtension(to_on=_LATER + timedelta(days=5)),
    clock.RefuseExtension(reason=_SAID),
    clock.BeginPause(basis=_SAID, reason=_SAID, until_on=_LATER),
    clock.EndPause(),
    chase.IssueChase(chase="c", level=chase.ChaseLevel.REMINDER, demand=_SAID, answer_by=_LATER),
    chase.ListForSupervision(basis=_SAID),
    problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account=_SAID),
    survey.AskReporter(survey="s", opinion="o"),
    survey.AnswerSurvey(survey="s", opinion="o", contacted=True, fixed=True, level=Level.SATISFIED),
    problem_command.VerifyProblem(finding=_SAID, on_site=True),
    problem_command.SendBack(reason=_SAID),
    problem_command.ReadAgain(finding=_SAID),
    problem_command.StrikeOff(),
    problem_command.MarkLongTerm(basis=_SAID, review_on=_LATER),
    problem_command.ReviewProblem(finding=_SAID, review_on=_LATER),
    problem_command.ResumeProblem(reason=_SAID),
    problem_command.ReopenProblem(source=ReopenSource.OFFICE, reason=_SAID),
    problem_command.PassLookBack(finding=_SAID),
    clock.Tick(),
)
"""One command of each kind that is about a problem on the ladder, right in every way that does not hang on the problem."""

_STATUS = frozenset({"wrong_status", "not_workable", "nothing_to_ask", "no_second_reading", "nothing_due"})
"""Refusals that say "not here"."""
_INSIDE = frozenset({Role.HANDLER, Role.UNIT_HEAD})


@dataclass(frozen=True, slots=True)
class Step:
    """A step with the places where it may be taken, where it leads, and on what it may hang."""

    name: str
    starts: tuple[Status, ...]
    ends: frozenset[Status]
    conditions: frozenset[str]


def steps() -> list[Step]:
    """Every step, tried everywhere."""
    return [_step(order) for order in STEPS]


def _step(order: Command) -> Step:
    starts, ends, conditions = [], set[Status](), set[str]()
    for status in Status:
        tried = [_tried(order, each) for each in _standing(status)]
        refused = {each.code for each in tried if isinstance(each, Refusal)}
        reached = {each for each in tried if isinstance(each, Status)}
        if not reached and refused <= _STATUS:
            continue
        starts.append(status)
        ends |= reached
        conditions |= refused - _STATUS
    return Step(order.name, tuple(starts), frozenset(ends), frozenset(conditions))


def _tried(order: Command, now: Case) -> Status | Refusal:
    """Where the step leads, or its refusal."""
    try:
        told = case.decide(order, now, _by(order), _AT)
    except Refusal as refusal:
        return refusal
    for each in told:
        now = case.evolve(now, each)
    assert now.problem is not None
    return now.problem.status


def _by(order: Command) -> Actor:
    """Someone whom the matrix lets take it: of the unit, of a helping unit, or of neither."""
    if isinstance(order, clock.Tick):
        return CALENDAR
    if isinstance(order, survey.AnswerSurvey):
        return Actor(frozenset({Role.RESIDENT}), opinion="o")
    roles = frozenset(Role) - NO_POST
    unit = "helper" if isinstance(order, problem_command.ContributeToProblem) else "unit"
    if MAY[order.name].keys() & _INSIDE:
        return Actor(roles, "x", "x", unit, (unit,), frozenset({unit}))
    return Actor(roles, "y", "y", "office", ("office",), frozenset({"office"}))


def _standing(status: Status) -> list[Case]:
    """Cases at this place: with and without an open task, at the first and at the last request to return, and so on."""
    one = problem.Problem(
        "p",
        "W",
        status,
        _TODAY,
        unit="unit",
        dispatched_on=_TODAY,
        units=frozenset({"unit", "helper"}),
        opinions=frozenset({"o"}),
        reachable=frozenset({"o"}),
        cooperating=frozenset({"helper"}),
        verifier="v" if status is Status.VERIFIED else "",
        outcome=Outcome.NOT_SUBSTANTIATED if status is Status.VERIFIED else None,
        review_on=_TODAY,
    )
    heard = survey.Survey("heard", "o", 0, SurveyOutcome.ANSWERED, Level.SATISFIED, True)
    running = clock.Clock(first_due_on=_LATER, due_on=_LATER)
    free = Case(problem=one, clock=running, surveys={"heard": heard})
    busy = replace(free, tasks={"open": task.Task("open", task.TaskStatus.PLANNED, _TODAY, _LATER, 0)})
    asked = replace(free, clock=replace(running, asked=_LATER + timedelta(days=5)))
    by_rules = Terms(Procedure.CAMPAIGN, "r", approvers=(Role.DISPATCHER, Role.LEADER))
    agreed = replace(free, clock=replace(asked.clock, terms=by_rules, agreed=("z",)))
    still = replace(free, clock=replace(running, paused_on=_TODAY, pause_until=_LATER))
    again = replace(free, problem=replace(one, asks=LAST_ASK))
    read = replace(free, problem=replace(one, second_reader="w"))
    fixed = replace(free, problem=replace(one, outcome=Outcome.RECTIFIED if one.outcome else None))
    silent = replace(free, surveys={})
    near = replace(free, clock=replace(running, due_on=_TODAY))
    return [free, busy, asked, agreed, still, again, read, fixed, silent, near]


def document(names: Mapping[str, str], statuses: Mapping[Status, str], roles: Mapping[Role, str]) -> str:
    """The page: the ladder as a drawing, then every step as a line."""
    found = steps()
    lines = [
        "# The ladder",
        "",
        "Drawn from the deciders in `src/sandan/domain/`: each step was tried on a problem at each place. Do not change it by hand: run",
        "`python -m sandan.config.workflow write`; a test holds it to the code. Days and their legal basis are [rules](rules.md), and are",
        "data; who may do what over which matters is in [authority.md](authority.md).",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> registered: problem.register",
    ]
    moves: dict[tuple[Status, Status], list[str]] = {}
    for step in found:
        for start in step.starts:
            for end in sorted(step.ends):
                if end is not start and _leads(step, start, end):
                    moves.setdefault((start, end), []).append(step.name.partition(".")[2])
    lines += [f"    {start} --> {end}: {', '.join(names_)}" for (start, end), names_ in moves.items()]
    lines += [
        "```",
        "",
        "| Step | In words | Who | From | Leads to | What it may hang on |",
        "|---|---|---|---|---|---|",
    ]
    for step in found:
        who = ", ".join(roles[role] for role in roles if role in MAY[step.name])
        starts = ", ".join(statuses[each] for each in step.starts)
        ends = ", ".join(statuses[each] for each in Status if each in step.ends and (step.starts != (each,)))
        hangs = ", ".join(f"`{each}`" for each in sorted(step.conditions))
        lines.append(f"| `{step.name}` | {names[step.name]} | {who} | {starts} | {ends} | {hangs} |")
    lines += [
        "",
        "## Whose turn it is",
        "",
        "An open problem never waits for nobody (`src/sandan/domain/turn.py`; a test over random stories holds it). The unit has until its",
        "deadline. The days of the others are data of the [rules](rules.md) that govern the problem; those below hold where these set",
        "none. A request for a later deadline waits for the one who by these rules must agree next.",
        "",
        "| Where it stands | Whose turn | Until |",
        "|---|---|---|",
    ]
    for status in Status:
        due = turn.turn(turn.Standing(status, _TODAY, "unit", due_on=_LATER, review_on=_LATER))
        if due is not None:
            days = f"{turn.DAYS[status]} days after it came there" if status in turn.DAYS else "its own date"
            lines.append(f"| {statuses[status]} | {roles[due.role]} | {days} |")
    return "\n".join([*lines, ""])


def _leads(step: Step, start: Status, end: Status) -> bool:
    """Whether the step leads from here to there, tried at this place alone."""
    order = next(each for each in STEPS if each.name == step.name)
    return any(_tried(order, each) is end for each in _standing(start))


def main(argument: str) -> int:
    """Write the page, or say whether it is what the code says: 0 yes, 1 no."""
    import django  # noqa: PLC0415 - words come from the catalogue, which needs the settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    with tempfile.TemporaryDirectory() as nowhere:  # drawing the ladder must not make a data directory
        os.environ.setdefault("SANDAN_HOME", nowhere)
        django.setup()
    from django.utils import translation  # noqa: PLC0415  # Django must stand ready first

    from sandan.web.authority import COMMAND_NAMES  # noqa: PLC0415  # Django must stand ready first
    from sandan.web.label import ROLE, STATUS  # noqa: PLC0415  # Django must stand ready first

    with translation.override("en"):
        page = document(
            {name: str(label) for name, label in COMMAND_NAMES.items()},
            {status: str(label) for status, label in STATUS.items()},
            {role: str(label) for role, label in ROLE.items()},
        )
    if argument == "write":
        PAGE.write_text(page, encoding="utf-8")
        return 0
    return int(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
