"""A problem's story: every event of its stream as a sentence, with by whom, what was written, and the files that show it.

The sentences name what happened and never more: "reported done" is not "done" (law 5). Names are those of today; nobody who reported
something is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from sandan.domain.allowance import Area, Reason
from sandan.domain.application import Cause, Change, Route
from sandan.domain.arrears import Source
from sandan.domain.authority import Role
from sandan.domain.chase import ChaseLevel
from sandan.domain.circuit import Method
from sandan.domain.circuit_visit import Found
from sandan.domain.clock import ExtensionAsked
from sandan.domain.commitment import Signer
from sandan.domain.deed import DeedKind, Need, Word
from sandan.domain.dispute import DisputeKind
from sandan.domain.exemplar import ConsentWay
from sandan.domain.item import AuthorityBasis, PaperCheck
from sandan.domain.material import MaterialKind
from sandan.domain.measure import Because, Effort
from sandan.domain.money import Money
from sandan.domain.opinion import Conclusion
from sandan.domain.payer import HospitalLevel
from sandan.domain.problem_command import SELF
from sandan.domain.problem_event import ProblemRegisteredFrom, ProblemReopened, ProblemStruckOff, ProblemVerified
from sandan.domain.procedure import Procedure
from sandan.domain.publicity import Shown
from sandan.domain.publicity import Stage as PublicityStage
from sandan.domain.quantity import Quantity
from sandan.domain.responsibility import ResponsibilityAssigned
from sandan.domain.spot_check import Checked, CheckOf
from sandan.domain.study import Mode
from sandan.domain.survey import Decision, SurveyRecorded, Way
from sandan.domain.task import TaskPlanned
from sandan.domain.values import (
    Channel,
    DeclineReason,
    Evidence,
    Level,
    Nature,
    Outcome,
    ReopenSource,
    StatutoryChannel,
    SurveyOutcome,
    Topic,
)
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections import person, unit
from sandan.projections.appointment import Appointment
from sandan.projections.opinion import Opinion
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.web import allowance, label
from sandan.web.label import Label
from sandan.web.measure import effort
from sandan.web.money import yuan
from sandan.web.quantity import shown as shown_quantity


@dataclass(frozen=True, slots=True)
class Line:
    """How one kind of event is told. `said` names the field that holds what was written; `tone` is "", good or grave."""

    what: Label
    said: str = ""
    tone: str = ""


LINES: dict[str, Line] = {
    "problem.registered/1": Line(_("Registered as problem %(number)s")),
    "problem.registered_under_shield/1": Line(_("Registered as problem %(number)s, under the shield")),
    "problem.opinion_attached_under_shield/1": Line(_("Opinion %(opinion)s joined")),
    "problem.absorbed_under_shield/1": Line(
        _("Took over from problem %(source_number)s: opinions, and who was to fix it")
    ),
    "problem.registered_from/1": Line(_("Registered as problem %(number)s, found by %(found_by)s")),
    "problem.accepted/1": Line(_("Accepted by the office")),
    "problem.declined/1": Line(_("Not taken up: %(reason)s"), "where_to", "grave"),
    "problem.opinion_attached/1": Line(_("Opinion %(opinion)s joined")),
    "problem.merged/1": Line(_("Merged into problem %(into_number)s"), "reason"),
    "problem.absorbed/1": Line(_("Took over from problem %(source_number)s: opinions, and who was to fix it")),
    "problem.dispatched/1": Line(_("Dispatched to %(unit)s, due %(due_on)s"), "note"),
    "problem.signed_for/1": Line(_("Signed for")),
    "problem.return_asked/1": Line(_("The unit asked to return it"), "reason", "grave"),
    "problem.returned/1": Line(_("Taken back by the office")),
    "problem.return_refused/1": Line(_("The return was refused"), "reason"),
    "problem.adjudicated/1": Line(_("Decided bindingly: it is for %(unit)s, due %(due_on)s"), "reason"),
    "problem.escalated/1": Line(_("Taken to a higher level, from %(from_unit)s to %(unit)s"), "reason"),
    "problem.redirected/1": Line(_("Redirected to a statutory channel: %(channel)s"), "where_to", "grave"),
    "problem.parted/1": Line(_("Part of it goes on as problem %(part_number)s"), "reason"),
    "problem.reviewed/1": Line(_("Reviewed; the next review is due by %(review_on)s"), "finding"),
    "problem.contributed/1": Line(_("%(unit)s did its share"), "note"),
    "clock.terms_set/1": Line(_("Rules that apply: %(procedure)s"), "basis"),
    "clock.terms_set/2": Line(_("Rules that apply: %(procedure)s"), "basis"),
    "clock.near/1": Line(_("The deadline %(due_on)s is near")),
    "clock.overdue/1": Line(_("The deadline %(due_on)s has passed"), tone="grave"),
    "clock.review_due/1": Line(_("Due to be reviewed by %(review_on)s")),
    "extension.asked/1": Line(_("The unit asks to move the deadline from %(due_on)s to %(to_on)s"), "reason"),
    "extension.asked/2": Line(_("The unit asks to move the deadline from %(due_on)s to %(to_on)s"), "reason"),
    "extension.agreed/1": Line(_("%(role)s agrees to %(to_on)s; the next to agree: %(awaits)s"), "note"),
    "extension.granted/1": Line(
        _("Deadline moved from %(due_on)s to %(to_on)s; first set for %(first_due_on)s"), "note"
    ),
    "extension.refused/1": Line(_("The deadline stays at %(due_on)s"), "reason"),
    "pause.begun/1": Line(_("The clock stands still until %(until_on)s at most: %(basis)s"), "reason"),
    "pause.ended/1": Line(
        _("The clock runs on after %(days)s days; deadline moved from %(due_on)s to %(to_on)s"), "note"
    ),
    "chase.issued/1": Line(
        _("Chase order to %(unit)s (%(level)s), to be answered by %(answer_by)s"), "demand", "grave"
    ),
    "chase.answered/1": Line(_("The unit answered the chase order"), "answer"),
    "supervision.listed/1": Line(_("Put under listed supervision"), "basis", "grave"),
    "supervision.delisted/1": Line(_("Taken off listed supervision"), "reason"),
    "problem.answered/1": Line(_("The reporters were answered"), "answer"),
    "problem.rectified_at_once/1": Line(_("Found and put right at once by %(unit)s on %(done_on)s"), "measure"),
    "problem.closure_requested/1": Line(_("Closure requested, outcome claimed: %(outcome)s"), "account"),
    "problem.verified/1": Line(_("Verified on paper"), "finding", "good"),
    "problem.sent_back/1": Line(_("Sent back: the claim did not hold"), "reason", "grave"),
    "problem.read_again/1": Line(_("Read a second time: could not be substantiated"), "finding"),
    "problem.struck_off/1": Line(_("Struck off: %(outcome)s"), "note", "good"),
    "problem.marked_long_term/1": Line(_("Marked as long-term, to be reviewed by %(review_on)s"), "basis"),
    "problem.unit_succeeded/1": Line(_("%(from_unit)s was merged into %(unit)s, which has the problem now")),
    "problem.resumed/1": Line(_("Brought back onto the ladder"), "reason"),
    "problem.reopened/1": Line(_("Reopened under its old number, brought back by: %(source)s"), "reason", "grave"),
    "problem.look_back_passed/1": Line(_("Look-back passed"), "finding", "good"),
    "task.planned/1": Line(_("Task %(task)s planned, from %(from_on)s to %(to_on)s"), "measure"),
    "task.progressed/1": Line(_("Progress on task %(task)s"), "note"),
    "task.completed/1": Line(_("Task %(task)s reported done on %(done_on)s"), "note"),
    "task.standard_agreed/1": Line(_("The acceptance standard of task %(task)s was agreed to from outside the unit")),
    "task.standard_objected/1": Line(_("The acceptance standard of task %(task)s was not agreed to"), "reason"),
    "task.restated/1": Line(_("The acceptance standard of task %(task)s reads otherwise now"), "standard"),
    "task.milestone_set/1": Line(_("Milestone of task %(task)s, by %(by_on)s"), "what"),
    "task.milestone_reached/1": Line(_("A milestone of task %(task)s was reached on %(reached_on)s")),
    "task.cost_noted/1": Line(_("Cost of task %(task)s so far: %(fen)s yuan, paid by %(payer)s")),
    "task.cancelled/1": Line(_("Task %(task)s given up"), "reason", "grave"),
    "responsibility.assigned/1": Line(_("Who answers for the problem was set down")),
    "responsibility.taken_over/1": Line(_("%(to)s took over from %(was)s what the responsibility list names")),
    "correction.made/1": Line(_("Entry %(entry)s was corrected"), "reason"),
    "relay.written/1": Line(_("%(unit)s wrote to the reporter of %(opinion)s"), "words"),
    "relay.answered/1": Line(_("The reporter of %(opinion)s wrote"), "words"),
    "survey.asked/1": Line(_("The reporter of %(opinion)s was asked")),
    "survey.recorded/1": Line(_("Asking the reporter of %(opinion)s: %(outcome)s"), "words"),
    "survey.recorded/2": Line(_("Asking the reporter of %(opinion)s: %(outcome)s"), "words"),
    "survey.tried/1": Line(_("The reporter of %(opinion)s was not reached; another try is due on %(again_on)s")),
    "survey.link_made/1": Line(_("A one-time link was made for the reporter of %(opinion)s, until %(until)s")),
    "survey.decided/1": Line(_("Decided on the answer of %(opinion)s: %(decision)s"), "explanation"),
    "opinion.registered/1": Line(_("Heard and entered as %(number)s")),
    "opinion.registered_under_shield/1": Line(_("Heard and entered as %(number)s, under the shield")),
    "opinion.reclassified/1": Line(_("It was set down anew whom it is about")),
    "opinion.concluded/1": Line(_("The discipline body decided: %(conclusion)s"), "words"),
    "opinion.unmasked/1": Line(_("Someone saw who said it"), "reason"),
    "opinion.accepted/1": Line(_("Taken up as a problem")),
    "opinion.attached/1": Line(_("Joined a problem that was already on the list")),
    "opinion.carried/1": Line(_("Followed its problem into another one")),
    "opinion.declined/1": Line(_("Not taken up: %(reason)s"), "where_to", "grave"),
    "opinion.withdrawn/1": Line(_("Withdrawn with its import"), tone="grave"),
    "opinion.erased/2": Line(
        _("What was said was erased before its time (kept until: %(kept_until)s): %(despite)s"), "basis", "grave"
    ),
    "opinion.erased/1": Line(_("What was said was erased"), "basis", "grave"),
}
"""Every kind of event that a problem's or an opinion's stream can hold. A kind without a line fails the build."""

FOUND_BY_ITSELF = Line(_("Registered as problem %(number)s: %(found_by)s found it in itself"))
ON_SITE = Line(_("Verified on site"), "finding", "good")
TASK_ANSWERED_FOR = Line(_("Who answers for task %(task)s was set down"))
REOPENED_BY_REPORTER = replace(LINES["problem.reopened/1"], said="words")
SAID_FIXED = Line(_("The reporter of %(opinion)s answered: fixed, %(level)s"), "words", "good")
SAID_NOT_FIXED = Line(_("The reporter of %(opinion)s answered: not fixed, %(level)s"), "words", "grave")

_UNITS = frozenset(
    "unit from_unit lead_unit cooperating town village place found_by units in_name_of respondent bureau".split()
)
_PEOPLE = frozenset(
    "was to leader person supervising_leader verifier reader closer worker lecturer witness keeper volunteer nominee nominator visitor "
    "mediator team members checkers checker finder decider visitors related drawer signer granter".split()
)
_LABELS: dict[type[StrEnum], Mapping[Any, Label]] = {
    Route: allowance.ROUTE,
    Area: allowance.AREA,
    AuthorityBasis: allowance.AUTHORITY,
    Reason: allowance.REASON,
    Change: allowance.CHANGE,
    Cause: allowance.CAUSE,
    Outcome: label.OUTCOME,
    DeclineReason: label.DECLINE,
    ReopenSource: label.REOPEN,
    SurveyOutcome: label.SURVEY,
    Way: label.WAY,
    Decision: label.DECISION,
    Channel: label.CHANNEL,
    Topic: label.TOPIC,
    Nature: label.NATURE,
    Conclusion: label.CONCLUSION,
    StatutoryChannel: label.STATUTORY,
    ChaseLevel: label.CHASE,
    Procedure: label.PROCEDURE,
    Method: label.METHOD,
    Found: label.FOUND,
    DeedKind: label.DEED_KIND,
    Need: label.NEED,
    Word: label.WORD,
    ConsentWay: label.CONSENT_WAY,
    DisputeKind: label.DISPUTE,
    Mode: label.MODE,
    MaterialKind: label.MATERIAL,
    Because: label.BECAUSE,
    PublicityStage: label.NOTICE_STAGE,
    Shown: label.NOTICE_SHOWN,
    PaperCheck: label.PAPER_CHECK,
    Signer: label.SIGNER,
    CheckOf: label.CHECK_OF,
    Checked: label.CHECKED,
    Role: label.ROLE,
    HospitalLevel: label.HOSPITAL_LEVEL,
    Source: label.SOURCE,
}
_ANSWERS: dict[str, Label] = {
    "lead_unit": _("Lead unit"),
    "leader": _("Responsible leader"),
    "person": _("Person in charge"),
    "cooperating": _("Cooperating units"),
    "supervising_leader": _("Supervising leader"),
    "verifier": _("Verifier"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: units, people, posts, the tasks of a problem and the opinions it answers."""

    units: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)
    opinions: Mapping[str, str] = field(default_factory=dict)

    def by(self, who: Mapping[str, Any]) -> str:
        """By whom an entry was made: person, unit and post, or the reporter, who stays unnamed (law 8)."""
        if who.get("opinion"):
            return gettext("the reporter")
        person_name = self.people.get(who.get("person", ""), "")
        place = " ".join(
            filter(None, (self.units.get(who.get("unit", "")), self.posts.get(who.get("appointment", ""))))
        )
        return " · ".join(filter(None, (person_name, place)))


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline, in the shape that `components/timeline.html` reads."""

    recorded_at: datetime
    happened_on: date | None
    what: str
    by: str
    said: str
    files: tuple[Mapping[str, str], ...]
    position: int
    tone: str


def names_for(entries: Iterable[Entry], opinions: Iterable[Opinion] = (), tasks: Iterable[Task] = ()) -> Names:
    """The names that the story of these entries needs, in three queries."""
    posts = {each.by["appointment"] for each in entries if each.by.get("appointment")}
    return Names(
        unit.names(),
        person.names(),
        dict(now(Appointment).filter(key__in=posts).values_list("key", "post")) if posts else {},
        {each.key: each.number for each in tasks},
        {each.key: each.number for each in opinions},
    )


def tell(
    story: Iterable[tuple[Entry, Event]],
    names: Names,
    url_of: Callable[[Evidence], str],
    hidden: frozenset[str] = frozenset(),
    lines: Mapping[str, Line] | None = None,
) -> list[Told]:
    """The story in the order given. `hidden` kinds are told without what was written in them; `lines` are those of another noun."""
    return [_told(entry, event, names, url_of, event.kind in hidden, lines) for entry, event in story]


def _told(
    entry: Entry,
    event: Event,
    names: Names,
    url_of: Callable[[Evidence], str],
    quiet: bool,
    lines: Mapping[str, Line] | None,
) -> Told:
    line = _line(event) if lines is None else lines[event.kind]
    facts = _facts(event, names)
    evidence: tuple[Evidence, ...] = getattr(event, "evidence", ())
    return Told(
        recorded_at=entry.recorded_at,
        happened_on=event.happened_on,
        what=str(line.what) % facts,
        by=names.by(entry.by),
        said="" if quiet else _said(event, line, facts),
        files=tuple({"name": one.caption or one.file[:12], "url": url_of(one)} for one in evidence),
        position=entry.position,
        tone=line.tone,
    )


def _line(event: Event) -> Line:
    if isinstance(event, ProblemRegisteredFrom) and event.origin == SELF:
        return FOUND_BY_ITSELF
    if isinstance(event, ProblemVerified) and event.on_site:
        return ON_SITE
    if isinstance(event, ResponsibilityAssigned) and event.task:
        return TASK_ANSWERED_FOR
    if isinstance(event, SurveyRecorded) and event.outcome is SurveyOutcome.ANSWERED:
        return SAID_FIXED if event.fixed else SAID_NOT_FIXED
    if isinstance(event, ProblemReopened) and event.words:
        return REOPENED_BY_REPORTER
    return LINES[event.kind]


def _facts(event: Event, names: Names) -> dict[str, str]:
    """The fields of an event as a reader knows them."""
    return {one.name: _shown(one.name, getattr(event, one.name), names) for one in fields(event)}


def _shown(name: str, value: Any, names: Names) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if name == "fen":
        return f"{value // 100:,}.{value % 100:02}"
    if isinstance(value, Money):
        return yuan(value)
    if isinstance(value, Quantity):
        return shown_quantity(value)
    if isinstance(value, Effort):
        return effort(value)
    if isinstance(value, Level):
        return str(label.LEVEL[value])
    if isinstance(value, StrEnum):
        return str(_LABELS[type(value)][value])
    if isinstance(value, tuple):
        return pgettext("between names", ", ").join(
            _shown(name, each, names) for each in value if isinstance(each, str)
        )
    known = {"task": names.tasks, "opinion": names.opinions, "opinions": names.opinions}.get(name)
    if name in _UNITS:
        known = names.units
    elif name in _PEOPLE:
        known = names.people
    return known.get(value, value) if known is not None and isinstance(value, str) else str(value)


def _said(event: Event, line: Line, facts: Mapping[str, str]) -> str:
    if isinstance(event, ResponsibilityAssigned):
        return "\n".join(
            gettext("%(role)s: %(who)s") % {"role": role, "who": facts[name]}
            for name, role in _ANSWERS.items()
            if facts[name]
        )
    if isinstance(event, TaskPlanned):
        return gettext("%(measure)s\nAcceptance standard: %(standard)s") % facts
    if isinstance(event, ExtensionAsked):
        return gettext("%(reason)s\nHow far the work is: %(progress)s") % facts
    said = facts.get(line.said, "")
    if isinstance(event, ProblemStruckOff) and event.explanation:
        said = "\n".join(filter(None, (said, gettext("Explanation: %(explanation)s") % facts)))
    return said
