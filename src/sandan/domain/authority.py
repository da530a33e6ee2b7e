"""Who may give which command. The one matrix; a command that is missing from it is refused and fails the build.

Roles follow posts, and posts are held by appointment (design section 6). The matrix says which roles may give a command at all;
the deciders add what depends on the matter at hand: of which unit, and never by the fixer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

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
    DISCIPLINE = "discipline"
    """纪检监察: the only one that accusations reach, and second reader of every complaint under the shield."""
    TIMER = "timer"
    """计时: the program itself, saying what the calendar says. Nobody holds it as a post."""


class Scope(StrEnum):
    """Over which matters a role gives a command. The deciders hold it; the matrix says it, and tests hold the two together."""

    COUNTY = "county"
    """Every matter that is not under the shield, and those under it that the actor is cleared for."""
    UNIT = "unit"
    """Matters that lie with the actor's unit or one above it (属地管理、分级负责)."""
    OTHERS = "others"
    """Matters that no unit of the actor's, now or since they began, had to fix (law 4)."""
    OWN = "own"
    """The resident's own report, proved by its receipt code; or one's own duties."""
    SHIELD = "shield"
    """Matters under the shield that the actor is cleared for (law 8), and no others."""


SECOND_FACTOR = frozenset({Role.CLERK, Role.DISPATCHER, Role.EDITOR, Role.AUDITOR, Role.OPERATOR, Role.DISCIPLINE})
"""Roles that unmask, publish, read who saw what, or make accounts: one factor is not enough to act in them."""


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
    kin: frozenset[str] = frozenset()
    """People whom the actor declared as relatives (回避: 信访工作条例 art. 28). Only one's own word counts: else the accused could
    name every investigator a cousin."""
    left: tuple[tuple[str, date], ...] = ()
    """Units (with those above them) in which the person held a post that has ended, each with the last day they were known there."""
    absorbed: frozenset[str] = frozenset()
    """Units that were merged into the unit or into one above it: what still lies with them lies with their successor."""

    def within(self, unit: str) -> bool:
        """Whether the actor works in `unit`, in a unit below it, or in one that it was merged into.

        Everybody works below the uppermost unit: what it has itself is for those who sit in it, and not for every department.
        """
        if unit and self.lineage and unit == self.lineage[-1]:
            return unit == self.unit
        return bool(unit) and (unit in self.lineage or unit in self.absorbed)


RESIDENT = Actor(frozenset({Role.RESIDENT}))
"""A resident who has shown no receipt code."""

CALENDAR = Actor(frozenset({Role.TIMER}))
"""The calendar, which says that a day has come. It decides nothing."""

NO_POST = frozenset({Role.RESIDENT, Role.TIMER})
"""Roles that no post gives."""

_NOBODY: Mapping[Role, Scope] = MappingProxyType({})
_STAFF_ENTRY = (Role.CLERK, Role.DISPATCHER, Role.HANDLER, Role.UNIT_HEAD, Role.VERIFIER, Role.LEADER)
_STAFF = tuple(role for role in Role if role not in NO_POST)
_UNIT = (Role.HANDLER, Role.UNIT_HEAD)
_ASK = (Role.CLERK, Role.DISPATCHER, Role.VERIFIER)

Grant = Mapping[Role, Scope]


def _to(scope: Scope, *roles: Role) -> Grant:
    return MappingProxyType(dict.fromkeys(roles, scope))


def _or(*grants: Grant) -> Grant:
    return MappingProxyType({role: scope for grant in grants for role, scope in grant.items()})


_KEEPS = _to(Scope.COUNTY, Role.OPERATOR)
_OFFICE = _to(Scope.COUNTY, Role.DISPATCHER)
_ENTRY = _to(Scope.COUNTY, Role.CLERK, Role.DISPATCHER)
_WORK = _to(Scope.UNIT, *_UNIT)
_CHECK = _to(Scope.OTHERS, Role.VERIFIER)
_REPORTER = _to(Scope.OWN, Role.RESIDENT)
_DISCIPLINE = _to(Scope.SHIELD, Role.DISCIPLINE)
_SORTS = _or(_OFFICE, _DISCIPLINE)
"""The office in the open; under the shield also the discipline body, because a report may be about the office."""
_JUDGES_TIME = _or(_to(Scope.OTHERS, Role.DISPATCHER), _DISCIPLINE)
_PRESSES = _or(_to(Scope.OTHERS, Role.DISPATCHER, Role.LEADER), _DISCIPLINE)
_AGREES = _or(_to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER), _DISCIPLINE)
_OWN = _to(Scope.OWN, *_STAFF_ENTRY, Role.DISCIPLINE)
_HANDS_OVER = _or(_KEEPS, _OFFICE, _to(Scope.UNIT, Role.UNIT_HEAD))

MAY: dict[str, Grant] = {
    "unit.establish": _KEEPS,
    "unit.rename": _KEEPS,
    "unit.move": _KEEPS,
    "unit.abolish": _KEEPS,
    "unit.merge": _KEEPS,
    "unit.absorb": _KEEPS,
    "unit.split": _KEEPS,
    "post.establish": _KEEPS,
    "post.abolish": _KEEPS,
    "person.register": _KEEPS,
    "person.rename": _KEEPS,
    "person.make_link": _KEEPS,
    "person.reset_factor": _KEEPS,
    "person.declare_kin": _to(Scope.OWN, *_STAFF),
    "appointment.make": _KEEPS,
    "appointment.end": _KEEPS,
    "appointment.withdraw": _KEEPS,
    "assignment.make": _or(_KEEPS, _OWN),
    "assignment.end": _or(_KEEPS, _OWN),
    "duty.list": _or(_KEEPS, _OFFICE),
    "duty.drop": _or(_KEEPS, _OFFICE),
    "handover.offer": _HANDS_OVER,
    "handover.accept": _OWN,
    "handover.refuse": _OWN,
    "handover.take_back": _HANDS_OVER,
    "unit.give_code": _KEEPS,
    "roster.take": _KEEPS,
    "roster.undo": _KEEPS,
    "opinion.register": _or(_to(Scope.COUNTY, *_STAFF_ENTRY, Role.DISCIPLINE), _REPORTER),
    "opinion.accept": _SORTS,
    "opinion.attach": _SORTS,
    "opinion.decline": _SORTS,
    "opinion.carry": _SORTS,
    "opinion.withdraw": _ENTRY,
    "opinion.erase": _or(_KEEPS, _DISCIPLINE),
    "opinion.shield": _or(_ENTRY, _to(Scope.COUNTY, Role.DISCIPLINE)),
    "opinion.reclassify": _to(Scope.SHIELD, Role.DISPATCHER, Role.DISCIPLINE),
    "opinion.conclude": _DISCIPLINE,
    "opinion.unmask": _or(_to(Scope.OTHERS, *_ASK), _DISCIPLINE),
    "batch.open": _ENTRY,
    "batch.take": _ENTRY,
    "batch.close": _ENTRY,
    "batch.undo": _ENTRY,
    "problem.register": _or(_to(Scope.COUNTY, Role.CLERK, Role.DISPATCHER, *_UNIT), _DISCIPLINE),
    "problem.accept": _SORTS,
    "problem.decline": _SORTS,
    "problem.merge": _SORTS,
    "problem.absorb": _SORTS,
    "problem.attach": _SORTS,
    "problem.dispatch": _SORTS,
    "problem.sign_for": _WORK,
    "problem.ask_return": _to(Scope.UNIT, Role.UNIT_HEAD),
    "problem.agree_return": _SORTS,
    "problem.refuse_return": _SORTS,
    "problem.adjudicate": _or(_to(Scope.OTHERS, Role.LEADER), _DISCIPLINE),
    "problem.escalate": _SORTS,
    "problem.redirect": _SORTS,
    "problem.part": _SORTS,
    "problem.review": _or(_to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER), _DISCIPLINE),
    "problem.contribute": _WORK,
    "problem.answer": _WORK,
    "problem.rectify_at_once": _WORK,
    "problem.request_closure": _WORK,
    "problem.verify": _CHECK,
    "problem.send_back": _or(_to(Scope.OTHERS, Role.VERIFIER, Role.DISPATCHER), _DISCIPLINE),
    "problem.read_again": _CHECK,
    "problem.strike_off": _or(_to(Scope.OTHERS, Role.DISPATCHER), _DISCIPLINE),
    "problem.mark_long_term": _SORTS,
    "problem.resume": _SORTS,
    "problem.succeed_unit": _KEEPS,
    "problem.reopen": _or(_REPORTER, _to(Scope.COUNTY, Role.DISPATCHER, Role.VERIFIER), _DISCIPLINE),
    "problem.pass_look_back": _CHECK,
    "extension.ask": _to(Scope.UNIT, Role.UNIT_HEAD),
    "extension.grant": _JUDGES_TIME,
    "extension.refuse": _JUDGES_TIME,
    "pause.begin": _JUDGES_TIME,
    "pause.end": _JUDGES_TIME,
    "clock.set_terms": _or(_SORTS, _to(Scope.COUNTY, Role.LEADER)),
    "clock.tick": _to(Scope.COUNTY, Role.TIMER),
    "chase.issue": _PRESSES,
    "chase.answer": _WORK,
    "supervision.list": _PRESSES,
    "supervision.delist": _PRESSES,
    "task.agree_standard": _AGREES,
    "task.object_to_standard": _AGREES,
    "task.restate": _WORK,
    "task.set_milestone": _WORK,
    "task.reach_milestone": _WORK,
    "task.note_cost": _WORK,
    "task.plan": _WORK,
    "task.report": _WORK,
    "task.complete": _WORK,
    "task.cancel": _to(Scope.UNIT, Role.UNIT_HEAD),
    "responsibility.assign": _or(_to(Scope.UNIT, Role.UNIT_HEAD), _SORTS, _to(Scope.COUNTY, Role.LEADER)),
    "responsibility.take_over": _OWN,
    "correction.make": _or(_OWN, _SORTS),
    "relay.write": _or(_WORK, _SORTS),
    "relay.answer": _REPORTER,
    "survey.ask": _or(_to(Scope.OTHERS, *_ASK), _DISCIPLINE),
    "survey.record": _or(_to(Scope.OTHERS, *_ASK), _DISCIPLINE),
    "survey.answer": _REPORTER,
    "rule.adopt": _OFFICE,
    "rule.end": _OFFICE,
    "rule.assign_channels": _OFFICE,
    "calendar.notice_year": _or(_KEEPS, _OFFICE),
    "survey.try_later": _or(_to(Scope.OTHERS, *_ASK), _DISCIPLINE),
    "survey.make_link": _or(_to(Scope.OTHERS, *_ASK), _DISCIPLINE),
    "survey.decide": _or(_to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER), _DISCIPLINE),
    "formula.adopt": _OFFICE,
    "formula.set_threshold": _OFFICE,
    "viewing.record": _to(Scope.OWN, *_STAFF),
    "look_back.freeze": _OFFICE,
    "look_back.draw": _OFFICE,
    "look_back.assign": _OFFICE,
    "look_back.record_finding": _CHECK,
    "look_back.conclude": _OFFICE,
    "look_back.abandon": _OFFICE,
    "bulletin.draft": _to(Scope.COUNTY, Role.EDITOR),
    "bulletin.revise": _to(Scope.COUNTY, Role.EDITOR),
    "bulletin.publish": _to(Scope.COUNTY, Role.EDITOR),
}
"""Command by command: which roles may give it, and over which matters each."""


def may(name: str, by: Actor, *, shielded: bool = False) -> bool:
    """Whether one of the actor's roles may give the command, to matters in the open or under the shield."""
    grant = MAY.get(name, _NOBODY)
    return any(role in by.roles and (shielded or scope is not Scope.SHIELD) for role, scope in grant.items())


def permit(name: str, by: Actor, *, shielded: bool = False) -> None:
    """Refuse (`not_allowed`) unless the actor may give the command."""
    if not may(name, by, shielded=shielded):
        raise Refusal("not_allowed", command=name)


FORBIDDEN = frozenset(
    {
        "not_allowed",
        "not_your_unit",
        "not_your_person",
        "not_your_opinion",
        "not_yours",
        "only_for_oneself",
        "fixer_cannot_judge",
        "same_reader",
    }
)
"""Refusals that say "not by you". Every other says "not now" or "not so"; the screens offer no step that would be refused like this."""
