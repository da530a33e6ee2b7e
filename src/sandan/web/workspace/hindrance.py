"""What still stands between a claimed problem and its strike-off, in words, before anyone tries."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext

from sandan.domain import problem, problem_command
from sandan.domain.authority import Actor, Role
from sandan.domain.facts import Facts
from sandan.domain.values import Outcome, Refusal, Status
from sandan.web.message import told
from sandan.web.workspace.matter import Matter

_SOMETHING = "·"


def hindrances(matter: Matter) -> list[str]:
    """What still stands between a claimed problem and its strike-off, in words, whoever asks.

    The decider is asked again and again, each time as if what it named last were mended, so that this list cannot differ from the rule.
    """
    state, facts = matter.case.problem, matter.case.facts
    if state is None or state.status not in (Status.CLOSURE_REQUESTED, Status.VERIFIED):
        return []
    office = Actor(frozenset({Role.DISPATCHER}))
    found = []
    for _turn in range(10):
        try:
            problem.decide(problem_command.StrikeOff(explanation=_SOMETHING), state, facts, office, matter.at)
            break
        except Refusal as refusal:
            found.append(_in_words(refusal))
            state, facts = _mended(refusal, state, facts)
    if facts.dissatisfied:
        found.append(gettext("A reporter says that it is not fixed or is dissatisfied: send it back, or explain."))
    return found


def _in_words(refusal: Refusal) -> str:
    if refusal.code == "wrong_status":
        return gettext("Nobody outside the unit has verified it yet.")
    return told(refusal)


def _mended(refusal: Refusal, state: problem.Problem, facts: Facts) -> tuple[problem.Problem, Facts]:
    """State and facts as if what the refusal names were put right."""
    match refusal.code:
        case "wrong_status":
            return replace(state, status=Status.VERIFIED, outcome=state.outcome or Outcome.RECTIFIED), facts
        case "tasks_open":
            return state, replace(facts, open_tasks=())
        case "reporters_not_asked":
            return state, replace(facts, unheard=())
        case "second_reader_missing":
            return replace(state, second_reader=_SOMETHING), facts
        case "verifier_was_fixer":
            return state, replace(facts, fixers=frozenset())
    raise refusal
