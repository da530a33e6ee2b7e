"""Who may give which command. The one matrix; a command that is missing from it is refused and fails the build.

Roles follow posts, and posts are held by appointment (design section 6). The matrix says which roles may give a command at all;
the deciders add what depends on the matter at hand: of which unit, and never by the fixer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sandan.domain.values import Refusal


class Role(StrEnum):
    """What a post allows."""

    RESIDENT = "resident"
    CLERK = "clerk"
    """登记员: enters and imports what was heard, calls reporters back."""
    DISPATCHER = "dispatcher"
    """整改办: sorts, accepts, dispatches, strikes off."""
    HANDLER = "handler"
    """承办人: works a problem off within a unit."""
    UNIT_HEAD = "unit_head"
    """承办单位负责人: signs for, returns, plans."""
    VERIFIER = "verifier"
    """验收人: checks on site or on paper what others claim."""
    LEADER = "leader"
    """县级领导: sees what the towns and sectors assigned to them owe."""
    EDITOR = "editor"
    """简报编辑: composes and publishes bulletins."""
    AUDITOR = "auditor"
    """审计: reads everything that is not sealed, changes nothing."""
    OPERATOR = "operator"
    """系统管理员: keeps units, people and posts; runs the machine."""


@dataclass(frozen=True, slots=True)
class Actor:
    """By whom a command is given: a person acting in one post, or a resident who proved one opinion by its receipt code."""

    roles: frozenset[Role]
    person: str = ""
    appointment: str = ""
    unit: str = ""
    lineage: tuple[str, ...] = ()
    """The unit and every unit above it, nearest first."""
    everywhere: frozenset[str] = frozenset()
    """Every unit (with those above it) in which the person holds any post today, whichever post is acting."""
    opinion: str = ""
    """For a resident: the opinion whose receipt code was shown."""
    left: tuple[tuple[str, date], ...] = ()
    """Units (with those above them) in which the person held a post that has ended, each with the last day they were known there."""

    def within(self, unit: str) -> bool:
        """Whether the actor works in `unit` or in a unit below it."""
        return bool(unit) and unit in self.lineage


RESIDENT = Actor(frozenset({Role.RESIDENT}))
"""A resident who has shown no receipt code."""

_STAFF_ENTRY = frozenset({Role.CLERK, Role.DISPATCHER, Role.HANDLER, Role.UNIT_HEAD, Role.VERIFIER, Role.LEADER})
_OFFICE = frozenset({Role.DISPATCHER})
_UNIT = frozenset({Role.HANDLER, Role.UNIT_HEAD})
_CHECK = frozenset({Role.VERIFIER})
_ASK = frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER})

MAY: dict[str, frozenset[Role]] = {
    "unit.establish": frozenset({Role.OPERATOR}),
    "unit.rename": frozenset({Role.OPERATOR}),
    "person.register": frozenset({Role.OPERATOR}),
    "person.rename": frozenset({Role.OPERATOR}),
    "person.make_link": frozenset({Role.OPERATOR}),
    "person.reset_factor": frozenset({Role.OPERATOR}),
    "appointment.make": frozenset({Role.OPERATOR}),
    "appointment.end": frozenset({Role.OPERATOR}),
    "opinion.register": _STAFF_ENTRY | {Role.RESIDENT},
    "opinion.accept": _OFFICE,
    "opinion.attach": _OFFICE,
    "opinion.decline": _OFFICE,
    "opinion.carry": _OFFICE,
    "opinion.withdraw": frozenset({Role.CLERK, Role.DISPATCHER}),
    "opinion.erase": frozenset({Role.OPERATOR}),
    "batch.open": frozenset({Role.CLERK, Role.DISPATCHER}),
    "batch.take": frozenset({Role.CLERK, Role.DISPATCHER}),
    "batch.close": frozenset({Role.CLERK, Role.DISPATCHER}),
    "batch.undo": frozenset({Role.CLERK, Role.DISPATCHER}),
    "problem.register": frozenset({Role.CLERK, Role.DISPATCHER}) | _UNIT,
    "problem.accept": _OFFICE,
    "problem.decline": _OFFICE,
    "problem.merge": _OFFICE,
    "problem.absorb": _OFFICE,
    "problem.attach": _OFFICE,
    "problem.dispatch": _OFFICE,
    "problem.sign_for": _UNIT,
    "problem.ask_return": frozenset({Role.UNIT_HEAD}),
    "problem.agree_return": _OFFICE,
    "problem.refuse_return": _OFFICE,
    "problem.answer": _UNIT,
    "problem.rectify_at_once": _UNIT,
    "problem.request_closure": _UNIT,
    "problem.verify": _CHECK,
    "problem.send_back": _CHECK | _OFFICE,
    "problem.read_again": _CHECK,
    "problem.strike_off": _OFFICE,
    "problem.mark_long_term": _OFFICE,
    "problem.resume": _OFFICE,
    "problem.reopen": frozenset({Role.RESIDENT, Role.DISPATCHER, Role.VERIFIER}),
    "problem.pass_look_back": _CHECK,
    "task.plan": _UNIT,
    "task.report": _UNIT,
    "task.complete": _UNIT,
    "task.cancel": frozenset({Role.UNIT_HEAD}),
    "responsibility.assign": frozenset({Role.UNIT_HEAD, Role.DISPATCHER}),
    "survey.ask": _ASK,
    "survey.record": _ASK,
    "survey.answer": frozenset({Role.RESIDENT}),
    "bulletin.draft": frozenset({Role.EDITOR}),
    "bulletin.revise": frozenset({Role.EDITOR}),
    "bulletin.publish": frozenset({Role.EDITOR}),
}


SECOND_FACTOR: frozenset[Role] = frozenset({Role.DISPATCHER, Role.CLERK, Role.EDITOR, Role.OPERATOR, Role.AUDITOR})
"""Roles that unmask an identity, publish, or appoint those who do: whoever acts in such a post has given a second factor."""


def permit(name: str, by: Actor) -> None:
    """Refuse (`not_allowed`) unless one of the actor's roles may give the command."""
    if not by.roles & MAY.get(name, frozenset()):
        raise Refusal("not_allowed", command=name)
