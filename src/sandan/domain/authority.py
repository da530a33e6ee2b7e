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
    INSPECTOR = "inspector"
    """巡回组成员: goes round with a circuit group, looks again at what was struck off, and works on nothing."""
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
    ASSISTANCE = "assistance"
    """社会救助经办人: takes and works on applications for assistance, and alone with the approver sees who applies."""
    APPROVER = "approver"
    """审核确认人: decides and signs applications for assistance, in the unit that may decide them."""
    SETTLEMENT = "settlement"
    """医保结算经办人: admits without deposit and settles bills, in a hospital or the medical security bureau."""
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


SECOND_FACTOR = frozenset(
    {
        Role.CLERK, Role.DISPATCHER, Role.EDITOR, Role.AUDITOR, Role.OPERATOR, Role.DISCIPLINE,
        Role.ASSISTANCE, Role.APPROVER, Role.SETTLEMENT,
    }
)  # fmt: skip
"""Roles that unmask, publish, read who saw what or who is poor or ill, or make accounts: one factor is not enough to act in them."""


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
_STAFF_ENTRY = (Role.CLERK, Role.DISPATCHER, Role.HANDLER, Role.UNIT_HEAD, Role.VERIFIER, Role.INSPECTOR, Role.LEADER)
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
_LOOKS_BACK = _to(Scope.OTHERS, Role.VERIFIER, Role.INSPECTOR)
_ALONG = _to(Scope.OWN, Role.VERIFIER, Role.INSPECTOR)
"""Whoever goes along on a circuit visit."""
_REPORTER = _to(Scope.OWN, Role.RESIDENT)
_DISCIPLINE = _to(Scope.SHIELD, Role.DISCIPLINE)
_SORTS = _or(_OFFICE, _DISCIPLINE)
"""The office in the open; under the shield also the discipline body, because a report may be about the office."""
_JUDGES_TIME = _or(_to(Scope.OTHERS, Role.DISPATCHER), _DISCIPLINE)
_ENDS = _JUDGES_TIME
"""What takes a problem off the ladder in another way than strike-off: never whoever was to fix it (law 4)."""
_PRESSES = _or(_to(Scope.OTHERS, Role.DISPATCHER, Role.LEADER), _DISCIPLINE)
_AGREES = _or(_to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER), _DISCIPLINE)
_OWN = _to(Scope.OWN, *_STAFF_ENTRY, Role.DISCIPLINE)
_HANDS_OVER = _or(_KEEPS, _OFFICE, _to(Scope.UNIT, Role.UNIT_HEAD))
_REGISTERS = _or(_ENTRY, _to(Scope.UNIT, Role.HANDLER, Role.UNIT_HEAD, Role.LEADER))
"""A campaign's registers: the office for everyone, everyone else for their own unit."""
_FINDS = _or(_ENTRY, _to(Scope.UNIT, *_UNIT))
"""What a unit finds wrong with itself: the unit, or the office for it."""
_WITNESS = _to(Scope.UNIT, *_STAFF_ENTRY)
"""Whoever works where it happened."""
_PRESENT = _to(Scope.OWN, *_STAFF_ENTRY)
"""Whoever was there by name."""
_ASSISTS = _to(Scope.UNIT, Role.ASSISTANCE, Role.APPROVER)
"""Those who work on applications for assistance, in the town that has it in hand and in the bureau that answers for it."""
_APPROVES = _to(Scope.UNIT, Role.APPROVER)
_APPLICANT = _or(_ASSISTS, _to(Scope.OWN, Role.RESIDENT))
_DEFINES = _or(_OFFICE, _APPROVES)
"""What people may apply for: the office, and the bureau that answers for the item."""
_SETTLES = _to(Scope.UNIT, Role.SETTLEMENT)
"""Who settles medical bills, in the very hospital or medical security bureau that has the case."""

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
    "boundary.draw": _or(_KEEPS, _OFFICE),
    "boundary.take_off": _or(_KEEPS, _OFFICE),
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
    "problem.register": _or(
        _to(Scope.COUNTY, Role.CLERK, Role.DISPATCHER, Role.VERIFIER, Role.INSPECTOR, *_UNIT), _DISCIPLINE
    ),
    "problem.accept": _SORTS,
    "problem.decline": _ENDS,
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
    "problem.redirect": _ENDS,
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
    "problem.mark_long_term": _ENDS,
    "problem.resume": _SORTS,
    "problem.succeed_unit": _KEEPS,
    "problem.reopen": _or(_REPORTER, _to(Scope.COUNTY, Role.DISPATCHER, Role.VERIFIER, Role.INSPECTOR), _DISCIPLINE),
    "problem.pass_look_back": _LOOKS_BACK,
    "extension.ask": _to(Scope.UNIT, Role.UNIT_HEAD),
    "extension.grant": _PRESSES,
    "extension.refuse": _PRESSES,
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
    "look_back.record_finding": _LOOKS_BACK,
    "look_back.set_aside": _to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER, Role.LEADER),
    "look_back.conclude": _OFFICE,
    "look_back.abandon": _OFFICE,
    "programme.open": _OFFICE,
    "programme.amend": _OFFICE,
    "programme.end": _OFFICE,
    "plan.ask": _OFFICE,
    "plan.adopt": _REGISTERS,
    "plan.amend": _REGISTERS,
    "plan.withdraw": _OFFICE,
    "material.add": _REGISTERS,
    "material.withdraw": _REGISTERS,
    "study.plan": _REGISTERS,
    "study.hold": _REGISTERS,
    "study.attach": _REGISTERS,
    "study.confirm": _PRESENT,
    "study.cancel": _REGISTERS,
    "study.withdraw": _REGISTERS,
    "training.plan": _REGISTERS,
    "training.enrol": _REGISTERS,
    "training.hold_session": _REGISTERS,
    "training.conclude": _REGISTERS,
    "training.confirm": _PRESENT,
    "training.cancel": _REGISTERS,
    "training.withdraw": _REGISTERS,
    "serving.set": _REGISTERS,
    "sheet.take": _or(_REGISTERS, _ASSISTS),
    "sheet.undo": _or(_REGISTERS, _ASSISTS),
    "measure.introduce": _REGISTERS,
    "measure.amend": _REGISTERS,
    "measure.count_use": _REGISTERS,
    "measure.link": _REGISTERS,
    "measure.gauge": _REGISTERS,
    "measure.publish": _OFFICE,
    "measure.take_down": _OFFICE,
    "measure.retire": _REGISTERS,
    "measure.withdraw": _REGISTERS,
    "lecture.plan": _REGISTERS,
    "lecture.hold": _REGISTERS,
    "lecture.confirm": _WITNESS,
    "lecture.cancel": _REGISTERS,
    "lecture.withdraw": _REGISTERS,
    "circuit_rule.set": _OFFICE,
    "circuit_group.form": _OFFICE,
    "circuit_group.add_member": _OFFICE,
    "circuit_group.end_member": _OFFICE,
    "circuit_group.change_leader": _OFFICE,
    "circuit_group.dissolve": _OFFICE,
    "circuit_group.withdraw": _OFFICE,
    "circuit_plan.propose": _OFFICE,
    "circuit_plan.change_line": _OFFICE,
    "circuit_plan.drop_line": _OFFICE,
    "circuit_plan.accept": _OFFICE,
    "circuit_plan.discard": _OFFICE,
    "circuit_visit.plan": _or(_OFFICE, _ALONG),
    "circuit_visit.move": _or(_OFFICE, _ALONG),
    "circuit_visit.hold": _or(_OFFICE, _ALONG),
    "circuit_visit.take_sample": _OFFICE,
    "circuit_visit.note_check": _ALONG,
    "circuit_visit.find": _ALONG,
    "circuit_visit.feed_back": _or(_OFFICE, _ALONG),
    "circuit_visit.answer": _WORK,
    "circuit_visit.object": _to(Scope.UNIT, Role.UNIT_HEAD),
    "circuit_visit.decide_again": _to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER, Role.LEADER),
    "circuit_visit.cancel": _or(_OFFICE, _ALONG),
    "circuit_visit.withdraw": _OFFICE,
    "deed.enter": _REGISTERS,
    "deed.say_duty": _or(_REGISTERS, _to(Scope.OTHERS, Role.VERIFIER)),
    "deed.confirm": _REPORTER,
    "deed.take_word": _to(Scope.OTHERS, *_STAFF_ENTRY),
    "deed.verify": _to(Scope.OTHERS, *_STAFF_ENTRY),
    "deed.join": _OWN,
    "deed.leave": _OWN,
    "deed.enter_hours": _REGISTERS,
    "deed.withdraw": _REGISTERS,
    "exemplar.nominate": _to(Scope.COUNTY, *_STAFF_ENTRY),
    "exemplar.post": _OFFICE,
    "exemplar.object": _or(_OFFICE, _to(Scope.COUNTY, Role.DISCIPLINE)),
    "exemplar.answer": _to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER, Role.LEADER),
    "exemplar.review": _to(Scope.OTHERS, Role.DISPATCHER, Role.VERIFIER, Role.LEADER),
    "exemplar.consent": _or(_OWN, _REGISTERS),
    "exemplar.end_consent": _or(_OWN, _REGISTERS),
    "exemplar.publish": _or(_OFFICE, _to(Scope.COUNTY, Role.EDITOR)),
    "exemplar.take_down": _or(_OFFICE, _to(Scope.COUNTY, Role.EDITOR)),
    "exemplar.withdraw": _to(Scope.COUNTY, *_STAFF_ENTRY),
    "standard.adopt": _OFFICE,
    "self_inspection.find": _FINDS,
    "self_inspection.list": _FINDS,
    "self_inspection.withdraw": _FINDS,
    "visit.plan": _REGISTERS,
    "visit.enter": _REGISTERS,
    "visit.hold": _REGISTERS,
    "visit.confirm": _WITNESS,
    "visit.cancel": _REGISTERS,
    "visit.withdraw": _REGISTERS,
    "visit.erase": _or(_KEEPS, _OFFICE),
    "meeting.hold": _REGISTERS,
    "meeting.carry_out": _REGISTERS,
    "meeting.drop": _REGISTERS,
    "meeting.confirm": _WITNESS,
    "meeting.withdraw": _REGISTERS,
    "dispute.register": _REGISTERS,
    "dispute.describe": _REGISTERS,
    "dispute.mediate": _REGISTERS,
    "dispute.agree": _REGISTERS,
    "dispute.note_confirmation": _REGISTERS,
    "dispute.follow_up": _REGISTERS,
    "dispute.perform": _REGISTERS,
    "dispute.confirm": _WITNESS,
    "dispute.fail": _REGISTERS,
    "dispute.refer": _REGISTERS,
    "dispute.withdraw": _REGISTERS,
    "dispute.erase": _or(_KEEPS, _OFFICE),
    "publicity.post": _ASSISTS,
    "publicity.object": _or(_ASSISTS, _REPORTER),
    "publicity.answer": _ASSISTS,
    "publicity.take_down": _APPLICANT,
    "delegation.give": _APPROVES,
    "delegation.suspend": _APPROVES,
    "delegation.resume": _APPROVES,
    "delegation.end": _APPROVES,
    "spot_check.freeze": _ASSISTS,
    "spot_check.draw": _ASSISTS,
    "spot_check.assign": _ASSISTS,
    "spot_check.find": _to(Scope.OTHERS, Role.ASSISTANCE, Role.APPROVER),
    "spot_check.answer": _ASSISTS,
    "spot_check.conclude": _APPROVES,
    "spot_check.abandon": _APPROVES,
    "commitment.offer": _ASSISTS,
    "commitment.decline": _ASSISTS,
    "commitment.sign": _ASSISTS,
    "commitment.rest_on": _APPROVES,
    "commitment.lapse": _APPLICANT,
    "commitment.draw": _ASSISTS,
    "commitment.check": _ASSISTS,
    "commitment.hear": _ASSISTS,
    "commitment.order_correction": _ASSISTS,
    "commitment.accept_correction": _ASSISTS,
    "commitment.judge_false": _APPROVES,
    "commitment.repair": _APPROVES,
    "service_item.adopt": _DEFINES,
    "service_item.end": _DEFINES,
    "service_item.set_standard": _DEFINES,
    "service_item.place": _OFFICE,
    "application.submit": _APPLICANT,
    "application.add_papers": _APPLICANT,
    "application.accept": _ASSISTS,
    "application.name_relatives": _ASSISTS,
    "application.visit": _ASSISTS,
    "application.match": _ASSISTS,
    "application.review": _ASSISTS,
    "application.give_opinion": _ASSISTS,
    "application.decide": _APPROVES,
    "application.give_account": _APPLICANT,
    "application.report_change": _APPLICANT,
    "application.adjust": _APPROVES,
    "application.offer_job": _ASSISTS,
    "application.revoke": _APPROVES,
    "application.repay": _ASSISTS,
    "application.withdraw": _APPLICANT,
    "application.erase": _APPROVES,
    "application.attach": _APPLICANT,
    "application.return_paper": _ASSISTS,
    "application.object": _APPLICANT,
    "application.answer": _ASSISTS,
    "payment.draw_up": _ASSISTS,
    "payment.approve": _APPROVES,
    "payment.reconcile": _ASSISTS,
    "payment.discard": _ASSISTS,
    "scheme.adopt": _OFFICE,
    "scheme.end": _OFFICE,
    "insured.register": _to(Scope.COUNTY, Role.SETTLEMENT),
    "insured.set_category": _to(Scope.COUNTY, Role.SETTLEMENT),
    "insured.accrue": _to(Scope.COUNTY, Role.SETTLEMENT),
    "insured.take_off": _to(Scope.COUNTY, Role.SETTLEMENT),
    "insured.erase": _or(_KEEPS, _OFFICE),
    "admission.admit": _SETTLES,
    "admission.identify": _SETTLES,
    "admission.discharge": _SETTLES,
    "admission.settle": _SETTLES,
    "admission.unsettle": _SETTLES,
    "admission.withdraw": _SETTLES,
    "settlement.sign": _SETTLES,
    "settlement.pay_share": _SETTLES,
    "settlement.return_share": _SETTLES,
    "settlement.object": _or(_SETTLES, _to(Scope.OWN, Role.RESIDENT)),
    "settlement.answer": _SETTLES,
    "settlement.reverse": _SETTLES,
    "settlement.find_misuse": _SETTLES,
    "settlement.recover": _SETTLES,
    "settlement.lift_misuse": _SETTLES,
    "arrears.open": _SETTLES,
    "arrears.plan": _SETTLES,
    "arrears.pay": _SETTLES,
    "arrears.list_default": _SETTLES,
    "arrears.delist": _SETTLES,
    "arrears.waive": _SETTLES,
    "arrears.cancel": _SETTLES,
    "advance.grant": _SETTLES,
    "advance.use": _SETTLES,
    "advance.give_back": _SETTLES,
    "advance.reconcile": _SETTLES,
    "advance.withdraw": _SETTLES,
    "bulletin.draft": _to(Scope.COUNTY, Role.EDITOR),
    "bulletin.revise": _to(Scope.COUNTY, Role.EDITOR),
    "bulletin.prepare": _to(Scope.COUNTY, Role.TIMER),
    "bulletin.submit": _to(Scope.COUNTY, Role.EDITOR),
    "bulletin.approve": _to(Scope.COUNTY, Role.LEADER, Role.DISPATCHER),
    "bulletin.send_back": _to(Scope.COUNTY, Role.LEADER, Role.DISPATCHER),
    "bulletin.publish": _to(Scope.COUNTY, Role.EDITOR),
    "bulletin.discard": _or(_to(Scope.COUNTY, Role.EDITOR), _to(Scope.COUNTY, Role.TIMER)),
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
        "not_of_the_unit",
        "not_of_the_place",
        "not_by_keeper",
        "not_of_the_group",
        "not_your_check",
        "finder_cannot_decide",
        "stands_back_from_unit",
        "not_by_doer",
        "author_cannot_approve",
        "not_by_nominator",
        "not_by_nominator_consent",
        "not_by_nominee",
        "not_by_own_unit",
        "not_oneself",
        "not_a_relative",
        "not_present",
        "not_by_poster",
        "not_by_principal",
        "not_by_supervisor",
        "not_by_checker",
        "relative_stands_back",
        "worker_cannot_decide",
        "not_the_deciding_body",
        "same_signer",
        "not_by_signer",
        "not_by_granter",
        "answered_by_decider",
    }
)
"""Refusals that say "not by you". Every other says "not now" or "not so"; the screens offer no step that would be refused like this."""
