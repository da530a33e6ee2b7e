"""What is counted: the registry of figures, each with the one predicate that both its number and its list of records come from (law 6).

Two clocks (law 3). The rows are those that held at a ledger position; a predicate then asks what had happened by a day, `on`. A rung counts
by its own date column and by no other (law 5). A rung that was lost again (sent back, reopened) is not counted any more, also not for an
earlier day: whoever wants the figure as it was known then asks for the position of then.

The problems collected are always the sum of those open, struck off, long-term, declined, redirected and merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from django.db.models import F, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.domain.circuit_visit import Found
from sandan.domain.deed import DeedKind, Need
from sandan.domain.exemplar import ExemplarStatus
from sandan.domain.look_back import Verdict
from sandan.domain.opinion import OpinionStatus
from sandan.domain.problem_command import SELF
from sandan.domain.quantity import Measure as QuantityMeasure
from sandan.domain.register import Grade
from sandan.domain.study import Mode
from sandan.domain.survey import Way
from sandan.domain.values import CONTENT, DISCONTENT, Level, Outcome, SurveyOutcome
from sandan.projections.appointment import Appointment, running
from sandan.projections.circuit_group import CircuitGroup
from sandan.projections.circuit_visit import CircuitItem, CircuitVisit
from sandan.projections.deed import Deed
from sandan.projections.dispute import Dispute
from sandan.projections.exemplar import Exemplar
from sandan.projections.lecture import Lecture
from sandan.projections.look_back import LookBackItem
from sandan.projections.measure import Measure, MeasureBranch, MeasureUse
from sandan.projections.meeting import Meeting
from sandan.projections.opinion import Opinion
from sandan.projections.plan import Plan
from sandan.projections.predicate import Predicate, always, by, every, exactly, never, not_by, vaguely
from sandan.projections.presence import Presence
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.self_inspection import SelfInspection
from sandan.projections.study import Study
from sandan.projections.survey import Survey
from sandan.projections.training import Training, TrainingSession
from sandan.projections.version import Version, as_of
from sandan.projections.visit import Pair, Visit

Text = str | Promise

UNITS: dict[str, Text] = {
    "entries": pgettext_lazy("measure word", "entries"),
    "items": pgettext_lazy("measure word", "items"),
    "surveys": pgettext_lazy("measure word", "times"),
    "percent": pgettext_lazy("measure word", "percent"),
    "sessions": pgettext_lazy("measure word", "sessions"),
    "persons": pgettext_lazy("measure word", "persons"),
    "attendances": pgettext_lazy("measure word", "attendances"),
    "households": pgettext_lazy("measure word", "households"),
    "hours": pgettext_lazy("measure word", "hours"),
    "visits": pgettext_lazy("measure word", "visits"),
    "disputes": pgettext_lazy("measure word", "disputes"),
    "measures": pgettext_lazy("measure word", "measures"),
    "groups": pgettext_lazy("measure word", "groups"),
    "units": pgettext_lazy("measure word", "units"),
    "exemplars": pgettext_lazy("measure word", "exemplars"),
    "places": pgettext_lazy("measure word", "places"),
    "classes": pgettext_lazy("measure word", "classes"),
    "plans": pgettext_lazy("measure word", "plans"),
    "categories": pgettext_lazy("measure word", "categories"),
    "things": pgettext_lazy("measure word", "things"),
    "days": pgettext_lazy("measure word", "days"),
    "bills": pgettext_lazy("measure word", "bills"),
    "yuan": pgettext_lazy("measure word", "yuan"),
}
"""Measure words: opinions are counted in entries (条), problems in items (件), call-backs in times (次), lectures in sessions (场次),
disputes 起, measures 条, places 处, training classes 期, plans 份. Persons (人) and attendances (人次) are never added up."""

LEAST = 5
"""A sealed figure over fewer records than these is not told: whoever knows one of them would know the rest."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: an id that never changes its meaning, and a version that rises with its formula.

    A count has a `table` and a `predicate`. A rate has the ids of two counts over one table, `numerator` within `denominator`. `exclusions`
    are the ids of counts that are shown beside it, so that nobody has to guess what was left out.
    """

    id: str
    version: int
    unit: str
    name: Text
    definition: Text
    table: type[Version]
    predicate: Predicate | None = None
    numerator: str = ""
    denominator: str = ""
    exclusions: tuple[str, ...] = ()
    by_formula: bool = False
    """A rate that the formula in force makes of the levels (`sandan.domain.formula`): its numerator has weights."""
    column: str = ""
    """What is added up over the rows, where the figure is no count of them."""
    span: tuple[str, str] = ("", "")
    """Of a figure in days: from which date of a row to which, "" for the day of the question itself."""
    within: Fraction | None = None
    """Of a figure in days: how large a share of the rows took so many days or fewer, 1/2 for the median."""
    distinct: str = ""
    """Of what the rows name different ones are counted, where the figure is no count of rows: a person each once, however often."""
    sealed: bool = False
    """It is about people who are poor or ill: told by whole months, no cell below `LEAST`, and no records behind it."""
    by_lot: bool = False
    """A rate over what was drawn by lot, the same share in every part: it stands for the rest, so it has Wilson's interval."""
    sampled: bool = False
    """A rate estimated from what was drawn, stratum by stratum: it stands for more than it counts, so it has an interval."""

    @property
    def is_rate(self) -> bool:
        """Whether the figure is one count over another, in percent."""
        return self.predicate is None


def _overdue(on: date, _position: int | None) -> Q:
    return Q(due_on__lt=on)


def _judgeable(on: date, _position: int | None) -> Q:
    return Q(due_on__isnull=False) & (Q(due_on__lt=on) | Q(claimed_on__lte=on))


def _no_less(what: str) -> Predicate:
    """What a measure takes is not known both before and since, or it is as much as before."""
    known = Q(**{f"{what}_before__isnull": False, f"{what}_after__isnull": False})
    less = known & Q(**{f"{what}_after__gte": F(f"{what}_before")})
    unknown = Q(**{f"{what}_before__isnull": True}) | Q(**{f"{what}_after__isnull": True})
    return lambda _on, _position: less | unknown


def _by_first(_on: date, _position: int | None) -> Q:
    """By the deadline set first. A second dispatch may have set an earlier one: then that one counts."""
    return Q(claimed_on__lte=F("first_due_on")) & Q(claimed_on__lte=F("due_on"))


def _not_oneself(_on: date, _position: int | None) -> Q:
    """Somebody else found it than the unit in itself."""
    return ~Q(origin=SELF)


def _problem_struck_off(on: date, position: int | None) -> Q:
    """The problem that it became is off the list."""
    return Q(problem__in=as_of(Problem, position).filter(struck_off_on__lte=on).values("key"))


def _answered_for(on: date, position: int | None) -> Q:
    """The responsibility list names a leader or a person in charge who holds a post on the day, all as known at the position."""
    in_post = as_of(Appointment, position).filter(running(on)).values("person")
    named = as_of(Responsibility, position).filter(task="", assigned_on__lte=on)
    # Two subqueries that depend on no outer row: each is worked out once, not once a problem.
    by_leader = named.filter(leader__in=in_post).values("problem")
    by_person = named.filter(person__in=in_post).values("problem")
    return Q(key__in=by_leader) | Q(key__in=by_person)


def _first_of_its_unit(on: date, position: int | None) -> Q:
    """The visit is the first that was held at its unit."""
    held = as_of(CircuitVisit, position).filter(_KEPT(on, position), held_on__lte=on)
    return Q(key__in=held.values("place").annotate(first=Min("key")).values("first"))


def _runs(on: date, _position: int | None) -> Q:
    return running(on)


_STANDS = every(by("entered_on"), not_by("withdrawn_on"))
"""A record of a register that was not entered by mistake."""
_KEPT = not_by("withdrawn_on")
"""The same of what has a day of its own: it happened then, on whatever later day it was entered."""


def _due_before(on: date, _position: int | None) -> Q:
    return Q(due_on__lt=on)


def _bears(level: str) -> Predicate:
    """A branch of this level in which a measure in force hangs, all as known at the position."""

    def condition(on: date, position: int | None) -> Q:
        hanging = as_of(Measure, position).filter(_IN_FORCE(on, position)).values(level)
        return Q(level=level, key__in=hanging)

    return condition


_HEARD = every(never(status=OpinionStatus.WITHDRAWN.value), by("registered_on"))
REGISTERED = by("registered_on")
_LISTED = every(REGISTERED, not_by("declined_on"), not_by("redirected_on"), not_by("merged_on"), not_by("long_term_on"))
OPEN = every(_LISTED, not_by("struck_off_on"))
_CLAIMED = every(REGISTERED, by("claimed_on"))
_JUDGED = every(_LISTED, by("dispatched_on"), _judgeable)
_ASKED = by("asked_on")
_RECORDED = every(_ASKED, by("recorded_on"))
_DRAWN = by("drawn_on")
_FOUND = every(_DRAWN, by("found_on"), not_by("set_aside_on"))
_TOLD = (Verdict.HOLDS.value, Verdict.OVERTURNED.value)
_ANSWERED = every(_RECORDED, always(outcome=SurveyOutcome.ANSWERED.value))
_SATISFIED = tuple(sorted(CONTENT))

LEFT_OUT = ("problems.declined", "problems.redirected", "problems.merged", "problems.long_term")
_MOVED = ("problems.extended", "problems.paused")
_UNTOLD = ("look_backs.cannot_tell", "look_backs.waiting", "look_backs.given_up", "look_backs.set_aside")
_UNHEARD = ("surveys.asked", "surveys.waiting", "surveys.unreached", "surveys.no_answer")
_WAYS = ("surveys.by_link", "surveys.by_receipt", "surveys.by_call", "surveys.on_paper")
LEVELS = tuple(f"levels.{each.value}" for each in Level)
"""Ids of the counts that a satisfaction formula is applied to."""

SUMS: list[tuple[str, tuple[str, ...]]] = []
"""Sealed figures that others add up to: of one part that is not told, the whole less the rest would tell."""
FIGURES: dict[str, Figure] = {}
"""Every figure by its id."""


def _count(
    id: str,
    table: type[Version],
    name: Text,
    definition: Text,
    predicate: Predicate,
    exclusions: tuple[str, ...] = (),
    version: int = 1,
    unit: str = "",
) -> None:
    units: dict[type[Version], str] = {
        Opinion: "entries",
        Problem: "items",
        Survey: "surveys",
        LookBackItem: "items",
        Lecture: "sessions",
        CircuitGroup: "groups",
        CircuitVisit: "visits",
        CircuitItem: "items",
        Deed: "items",
        Exemplar: "exemplars",
        SelfInspection: "items",
        Visit: "visits",
        Meeting: "sessions",
        Dispute: "disputes",
        Pair: "places",
        Study: "sessions",
        Training: "classes",
        TrainingSession: "sessions",
        Plan: "plans",
        Presence: "attendances",
        Measure: "measures",
        MeasureBranch: "categories",
    }
    FIGURES[id] = Figure(id, version, unit or units[table], name, definition, table, predicate, exclusions=exclusions)


def _sum(
    id: str,
    table: type[Version],
    unit: str,
    name: Text,
    definition: Text,
    column: str,
    predicate: Predicate,
    exclusions: tuple[str, ...] = (),
) -> None:
    """What a column of the rows comes to. Exact and approximate numbers are two figures, each beside the other (law 6)."""
    FIGURES[id] = Figure(id, 1, unit, name, definition, table, predicate, exclusions=exclusions, column=column)


def _distinct(
    id: str,
    table: type[Version],
    unit: str,
    name: Text,
    definition: Text,
    column: str,
    predicate: Predicate,
    *beside: str,
) -> None:
    """How many different ones a column of the rows names."""
    FIGURES[id] = Figure(id, 1, unit, name, definition, table, predicate, exclusions=beside, distinct=column)


def _rate(
    id: str,
    name: Text,
    definition: Text,
    numerator: str,
    denominator: str,
    exclusions: tuple[str, ...],
    version: int = 1,
    *,
    of: Literal["", "levels", "sample"] = "",
) -> None:
    table = FIGURES[denominator].table
    FIGURES[id] = Figure(
        id, version, "percent", name, definition, table, None, numerator, denominator, exclusions,
        by_formula=of == "levels", sampled=of == "sample",
    )  # fmt: skip


def _level(level: Level, name: Text) -> None:
    predicate = every(_ANSWERED, always(level=level.value))
    _count(f"levels.{level.value}", Survey, name, _("Reporters who answered with just this judgement."), predicate)


# One figure reads as one entry here: laid out by hand.
# fmt: off
_count("opinions.collected", Opinion, _("Opinions collected"),
       _("What people said, by any channel. An import that was undone does not count."), _HEARD)
_count("opinions.waiting", Opinion, _("Opinions to be sorted"),
       _("Opinions that the office has neither taken up nor declined."), every(_HEARD, not_by("sorted_on")))
_count("opinions.accepted", Opinion, _("Opinions taken up as a problem"),
       _("Opinions that a problem was opened from."),
       every(_HEARD, by("sorted_on"), always(status=OpinionStatus.ACCEPTED.value)))
_count("opinions.attached", Opinion, _("Opinions that joined a problem"),
       _("Opinions that joined a problem already on the list."),
       every(_HEARD, by("sorted_on"), always(status=OpinionStatus.ATTACHED.value)))
_count("opinions.declined", Opinion, _("Opinions not taken up"),
       _("Opinions that the office declined, with a reason."),
       every(_HEARD, by("sorted_on"), always(status=OpinionStatus.DECLINED.value)))
_count("opinions.repeats", Opinion, _("Repeated opinions"),
       _("Opinions with the same words as an earlier one. They are among the opinions collected."),
       every(_HEARD, never(repeat_of="")))

_count("problems.collected", Problem, _("Problems collected"),
       _("Problems that were given a number, whatever became of them. Those declined, redirected, merged or long-term are among them."),
       REGISTERED, LEFT_OUT)
_count("problems.accepted", Problem, _("Problems accepted"), _("Problems that the office took on."),
       every(REGISTERED, by("accepted_on")))
_count("problems.dispatched", Problem, _("Problems dispatched"), _("Problems that are with a unit, by a deadline."),
       every(REGISTERED, by("dispatched_on")))
_count("problems.signed_for", Problem, _("Problems signed for"), _("Problems that the unit has signed for."),
       every(REGISTERED, by("signed_on")))
_count("problems.in_progress", Problem, _("Problems in progress"),
       _("Problems that work has begun on, finished or not."), every(REGISTERED, by("started_on")))
_count("problems.answered", Problem, _("Problems answered"),
       _("Problems whose reporters were told how it stands. Answered does not mean fixed."),
       every(REGISTERED, by("answered_on")))
_count("problems.rectified", Problem, _("Problems rectified"),
       _("Problems that the unit claims as rectified. Verification is a later rung; long-term problems are never counted."),
       every(_CLAIMED, by("rectified_on"), always(long_term_on__isnull=True)),
       ("problems.not_fixable", "problems.not_substantiated", "problems.long_term"))
_count("problems.not_fixable", Problem, _("Problems explained, not fixable"),
       _("Problems that were answered and explained because they cannot be fixed. They do not count as rectified."),
       every(_CLAIMED, always(outcome=Outcome.NOT_FIXABLE.value)))
_count("problems.not_substantiated", Problem, _("Problems not substantiated"),
       _("Problems in which the unit found nothing to fix. They do not count as rectified."),
       every(_CLAIMED, always(outcome=Outcome.NOT_SUBSTANTIATED.value)))
_count("problems.verified", Problem, _("Problems verified"),
       _("Problems whose claimed outcome was verified by someone outside the handling unit."),
       every(REGISTERED, by("verified_on")))
_count("problems.struck_off", Problem, _("Problems struck off"), _("Problems taken off the list, with any outcome."),
       every(REGISTERED, by("struck_off_on")), ("problems.struck_off_unrectified",))
_count("problems.struck_off_unrectified", Problem, _("Problems struck off without being rectified"),
       _("Problems taken off the list as explained or not substantiated."),
       every(REGISTERED, by("struck_off_on"), never(outcome=Outcome.RECTIFIED.value)))
_count("problems.look_back_passed", Problem, _("Problems that passed a look-back"),
       _("Problems struck off that were found to hold at a later check."),
       every(REGISTERED, by("look_back_on")))
_count("problems.open", Problem, _("Problems open"),
       _("Problems on the list: collected, and neither struck off, declined, redirected, merged nor long-term."),
       OPEN, LEFT_OUT, version=2)
_count("problems.answered_for", Problem, _("Problems that someone answers for"),
       _("Open problems whose named leader or person in charge holds a post on the day."),
       every(OPEN, _answered_for), LEFT_OUT, version=2)
_count("problems.overdue", Problem, _("Problems overdue"),
       _("Open problems whose deadline has passed without the unit claiming an outcome, and whose clock runs."),
       every(OPEN, _overdue, not_by("claimed_on"), not_by("paused_on")), (*LEFT_OUT, *_MOVED), version=2)
_count("problems.redirected", Problem, _("Problems redirected to a statutory channel"),
       _("Problems that a law wants decided elsewhere; the reporters were told where."),
       every(REGISTERED, by("redirected_on")))
_count("problems.extended", Problem, _("Problems with an extended deadline"),
       _("Problems dispatched whose deadline was moved by at least one extension. Their first deadline is kept beside it."),
       every(REGISTERED, by("dispatched_on"), always(extensions__gt=0)))
_count("problems.paused", Problem, _("Problems whose clock was stopped"),
       _("Problems dispatched whose clock was stopped on a cited basis, be it for part of a day, whether or not it runs again."),
       every(REGISTERED, by("dispatched_on"), by("first_paused_on")), version=2)
_count("problems.chased", Problem, _("Problems chased"),
       _("Open problems on which the unit that has them got a chase order."),
       every(OPEN, never(chased="")), LEFT_OUT)
_count("problems.supervised", Problem, _("Problems under listed supervision"),
       _("Open problems that are supervised by name."), every(OPEN, by("listed_on")), LEFT_OUT)
_count("problems.escalated", Problem, _("Problems given to a higher level"),
       _("Problems that could not be solved at their level and went to a unit above."),
       every(REGISTERED, by("escalated_on")))
_count("problems.reopened", Problem, _("Problems reopened"), _("Problems brought back under their old number."),
       every(REGISTERED, by("reopened_on")))
_count("problems.returned", Problem, _("Problems returned"),
       _("Problems that a unit gave back with the consent of the office, at least once."),
       every(REGISTERED, always(returns__gt=0)))
_count("problems.sent_back", Problem, _("Problems sent back"),
       _("Problems whose claimed outcome was found wanting, at least once."),
       every(REGISTERED, always(sent_back__gt=0)))
_count("problems.declined", Problem, _("Problems declined"),
       _("Problems not taken on, with a reason and where to go instead."), every(REGISTERED, by("declined_on")))
_count("problems.merged", Problem, _("Problems merged"), _("Problems whose number ended in favour of another one."),
       every(REGISTERED, by("merged_on")))
_count("problems.long_term", Problem, _("Long-term problems"),
       _("Standing obligations, reviewed by a date and never counted as done."),
       every(REGISTERED, by("long_term_on")))
_count("problems.due", Problem, _("Problems judged by their deadline"),
       _("Problems dispatched by a deadline that has passed, or whose outcome was claimed. Without a deadline there is nothing to judge."),
       _JUDGED, LEFT_OUT, version=2)
_count("problems.on_time", Problem, _("Problems handled on time"),
       _("Problems judged by their deadline whose outcome the unit claimed on or before that day."),
       every(_JUDGED, by("claimed_on"), always(claimed_on__lte=F("due_on"))), (*LEFT_OUT, *_MOVED), version=2)
_count("problems.on_first_time", Problem, _("Problems handled by their first deadline"),
       _("Problems judged by their deadline whose outcome the unit claimed by the deadline set first, before any extension or pause."),
       every(_JUDGED, by("claimed_on"), _by_first), (*LEFT_OUT, *_MOVED))

_count("surveys.asked", Survey, _("Reporters asked"),
       _("Call-backs begun by someone outside the handling unit, or by the reporter."), _ASKED)
_count("surveys.waiting", Survey, _("Call-backs without a result"),
       _("Reporters asked of whom nothing is recorded yet."), every(_ASKED, not_by("recorded_on")))
_count("surveys.unreached", Survey, _("Reporters not reached"), _("Reporters asked who could not be reached."),
       every(_RECORDED, always(outcome=SurveyOutcome.UNREACHABLE.value)))
_count("surveys.reached", Survey, _("Reporters reached"),
       _("Reporters asked who were reached, whether they answered or not."),
       every(_RECORDED, always(outcome__in=(SurveyOutcome.ANSWERED.value, SurveyOutcome.NO_ANSWER.value))))
_count("surveys.no_answer", Survey, _("Reporters who gave no answer"), _("Reporters reached who did not answer."),
       every(_RECORDED, always(outcome=SurveyOutcome.NO_ANSWER.value)))
_count("surveys.answered", Survey, _("Reporters who answered"),
       _("Reporters who said how it stands. Silence is not an answer."), _ANSWERED)
_count("surveys.contacted", Survey, _("Reporters whom the unit had contacted"),
       _("Reporters who answered that the unit had got in touch."), every(_ANSWERED, always(contacted=True)))
_count("surveys.solved", Survey, _("Reporters who say it is solved"), _("Reporters who answered that it is solved."),
       every(_ANSWERED, always(fixed=True)))
_count("surveys.satisfied", Survey, _("Reporters satisfied"),
       _("Reporters who answered that they are satisfied or basically satisfied."),
       every(_ANSWERED, always(level__in=_SATISFIED)), ("surveys.basically_satisfied",))
_count("surveys.basically_satisfied", Survey, _("Reporters basically satisfied"),
       _("Reporters who answered that they are basically satisfied. They are among those satisfied."),
       every(_ANSWERED, always(level=Level.BASICALLY_SATISFIED.value)))
_count("surveys.dissatisfied", Survey, _("Reporters dissatisfied"),
       _("Reporters who answered that they are dissatisfied."),
       every(_ANSWERED, always(level__in=tuple(sorted(DISCONTENT)))))
_count("surveys.undecided", Survey, _("Discontented answers without a decision"),
       _("Answers that it is not fixed, or of dissatisfaction, on which nobody outside the unit has decided yet."),
       every(_ANSWERED, always(undecided=True)))
_count("surveys.by_link", Survey, _("Answers by a one-time link"),
       _("Answers that reporters gave by a link that someone outside the unit had sent them."),
       every(_ANSWERED, always(way=Way.LINK.value)))
_count("surveys.by_receipt", Survey, _("Answers by receipt code"),
       _("Answers that reporters gave with their own receipt code."), every(_ANSWERED, always(way=Way.RECEIPT.value)))
_count("surveys.by_call", Survey, _("Answers told to a caller"),
       _("Answers that someone outside the unit heard and wrote down."), every(_ANSWERED, always(way=Way.CALL.value)))
_count("surveys.on_paper", Survey, _("Answers on paper"),
       _("Answers on a sheet, whose scan is kept."), every(_ANSWERED, always(way=Way.PAPER.value)))

_level(Level.VERY_SATISFIED, _("Judgement: very satisfied"))
_level(Level.SATISFIED, _("Judgement: satisfied"))
_level(Level.FAIRLY_SATISFIED, _("Judgement: fairly satisfied"))
_level(Level.BASICALLY_SATISFIED, _("Judgement: basically satisfied"))
_level(Level.DISSATISFIED, _("Judgement: dissatisfied"))
_level(Level.VERY_DISSATISFIED, _("Judgement: very dissatisfied"))
_level(Level.DONT_KNOW, _("Judgement: don't know"))

_count("look_backs.drawn", LookBackItem, _("Items drawn for a look-back"),
       _("Struck-off problems drawn by lot to be looked at again. One that was drawn twice counts twice."), _DRAWN)
_count("look_backs.waiting", LookBackItem, _("Items drawn, not yet looked at"),
       _("Items drawn that have no finding yet, in look-backs that go on."),
       every(_DRAWN, not_by("found_on"), not_by("ended_on")))
_count("look_backs.given_up", LookBackItem, _("Items drawn and never looked at"),
       _("Items drawn that had no finding when their look-back was given up."),
       every(_DRAWN, not_by("found_on"), by("ended_on")))
_count("look_backs.set_aside", LookBackItem, _("Findings of look-backs set aside on an objection"),
       _("Items looked at again whose finding others set aside because the unit was right to object. No other figure counts the finding."),
       every(_DRAWN, by("found_on"), by("set_aside_on")))
_count("look_backs.cannot_tell", LookBackItem, _("Items of which it cannot be told"),
       _("Items looked at again of which the checker could not tell whether it holds."),
       every(_FOUND, always(verdict=Verdict.CANNOT_TELL.value)))
_count("look_backs.told", LookBackItem, _("Items judged by a look-back"),
       _("Items looked at again of which the checker could tell whether it holds, also in look-backs given up later."),
       every(_FOUND, always(verdict__in=_TOLD)), _UNTOLD)
_count("look_backs.holds", LookBackItem, _("Items that hold"),
       _("Items looked at again whose fix was found in place, or whose explanation stood."),
       every(_FOUND, always(verdict=Verdict.HOLDS.value)))
_count("look_backs.overturned", LookBackItem, _("Items overturned"),
       _("Items looked at again that were found not to be fixed, or explained wrongly. Their problems were reopened and are not counted "
         "as struck off."),
       every(_FOUND, always(verdict=Verdict.OVERTURNED.value)))

_rate("rate.on_time", _("On-time rate"),
      _("Problems handled on time, of those judged by their deadline. A problem without a deadline is not counted as met."),
      "problems.on_time", "problems.due", (*LEFT_OUT, "problems.overdue", *_MOVED), version=2)
_rate("rate.on_first_time", _("On-time rate by the first deadline"),
      _("Problems handled by their first deadline, of those judged by their deadline. Extensions and pauses do not help it."),
      "problems.on_first_time", "problems.due", (*LEFT_OUT, "problems.overdue", *_MOVED))
_rate("rate.coverage", _("Responsibility coverage"),
      _("Problems that someone answers for, of all open problems."), "problems.answered_for", "problems.open", LEFT_OUT,
      version=2)
_rate("rate.rectification", _("Rectification rate"), _("Problems rectified, of all problems collected."),
      "problems.rectified", "problems.collected", (*LEFT_OUT, "problems.not_fixable", "problems.not_substantiated"))
_LECTURED = every(_KEPT, by("held_on"))
_count("lectures.planned", Lecture, _("Lectures planned"),
       _("Lectures that were planned, held or not. Those called off are not among them."), every(_STANDS, not_by("cancelled_on")))
_count("lectures.held", Lecture, _("Lectures held"), _("Lectures that were given."), _LECTURED, ("lectures.confirmed",))
_count("lectures.confirmed", Lecture, _("Lectures confirmed for the place"),
       _("Lectures held of which somebody of the place, who neither gave nor entered them, says so."),
       every(_LECTURED, always(grade=Grade.VERIFIED.value)))
for _id, _measure, _unit, _names in (
    ("persons", QuantityMeasure.PERSON, "persons", (_("Persons at lectures"), _("Persons at lectures, approximate"))),
    ("attendances", QuantityMeasure.ATTENDANCE, "attendances", (_("Attendances at lectures"), _("Attendances at lectures, approximate"))),
):
    _sum(f"lectures.{_id}", Lecture, _unit, _names[0],
         _("Added up over lectures held whose audience was counted exactly. Approximate numbers stand apart."),
         "audience", every(_LECTURED, exactly("audience", _measure)), (f"lectures.{_id}_approximate",))
    _sum(f"lectures.{_id}_approximate", Lecture, _unit, _names[1],
         _("What lectures with an approximate audience state, added up: a statement about statements and no count."),
         "audience", every(_LECTURED, vaguely("audience", _measure)), (f"lectures.{_id}",))

_VISITED = every(_KEPT, by("held_on"))
_LOOKED = every(by("found_on"), never(look_back=""), not_by("set_aside_on"))
_UNHELD = ("circuit.cannot_tell", "circuit.set_aside")
_count("circuit.groups", CircuitGroup, _("Circuit groups"), _("Circuit groups that go round; those dissolved are not among them."),
       every(_KEPT, by("from_on"), not_by("dissolved_on")), ("circuit.members",))
_sum("circuit.members", CircuitGroup, "persons", _("Members of circuit groups"),
     _("The members of the groups that go round. Whoever is in two groups is counted in both."),
     "members", every(_KEPT, by("from_on"), not_by("dissolved_on")), ("circuit.groups",))
_count("circuit.visits", CircuitVisit, _("Circuit visits"), _("Visits of circuit groups that were held."), _VISITED,
       ("circuit.unannounced", "circuit.repeated"))
_count("circuit.unannounced", CircuitVisit, _("Unannounced circuit visits"),
       _("Visits held of which the unit knew nothing before. They are among the circuit visits."),
       every(_VISITED, always(announced=False)))
_count("circuit.repeated", CircuitVisit, _("Circuit visits beside others"),
       _("Visits held to a unit that others visit at the time, or did shortly before; each with its reason."),
       every(_VISITED, never(clashes="")))
_count("circuit.units", CircuitVisit, _("Units visited by circuit groups"),
       _("Units that were visited at least once; each is counted by its first entry."), every(_VISITED, _first_of_its_unit), unit="units")
_count("circuit.checked", CircuitItem, _("Items checked on circuit visits"),
       _("Struck-off problems, drawn by lot, that were looked at again on a visit. Findings set aside on an objection stand beside."),
       _LOOKED, ("circuit.set_aside",))
_count("circuit.told", CircuitItem, _("Items judged on circuit visits"),
       _("Items checked of which could be told whether the fix holds."),
       every(_LOOKED, always(found__in=(Found.CONFIRMED.value, Found.OVERTURNED.value))), _UNHELD)
_count("circuit.confirmed", CircuitItem, _("Items confirmed on circuit visits"), _("Items checked whose fix was found in place."),
       every(_LOOKED, always(found=Found.CONFIRMED.value)))
_count("circuit.overturned", CircuitItem, _("Items overturned on circuit visits"),
       _("Items checked that were found not to be fixed. Their problems were reopened and are not counted as struck off."),
       every(_LOOKED, always(found=Found.OVERTURNED.value)), ("circuit.set_aside",))
_count("circuit.cannot_tell", CircuitItem, _("Items of which a circuit visit cannot tell"),
       _("Items checked of which could not be told whether the fix holds."), every(_LOOKED, always(found=Found.CANNOT_TELL.value)))
_count("circuit.set_aside", CircuitItem, _("Findings set aside on an objection"),
       _("Findings that others set aside because the unit was right. They count in no other figure."), by("set_aside_on"))
_count("circuit.problems", CircuitItem, _("New problems found on circuit visits"),
       _("Problems that a visit found and that were entered on the problem list."),
       every(by("found_on"), not_by("set_aside_on"), always(found=Found.PROBLEM.value)))
_count("circuit.praise", CircuitItem, _("Things praised on circuit visits"),
       _("Things noted for others to learn from. They say nothing of who is better."),
       every(by("found_on"), always(found=Found.PRAISE.value)))
_count("circuit.objections", CircuitItem, _("Objections to findings"),
       _("Findings to which the unit objected within its term."), by("objected_on"), ("circuit.undecided",))
_count("circuit.undecided", CircuitItem, _("Objections without a decision"),
       _("Objections on which nobody has decided who had no part in the finding."), every(by("objected_on"), not_by("decided_on")))
_count("circuit.upheld", CircuitItem, _("Objections upheld"), _("Objections in which the unit was right."),
       every(by("objected_on"), by("set_aside_on")))
_DEED = every(_KEPT, by("done_on"))
_COUNTED = every(_DEED, not_by("duty_on"), not_by("denied_on"))
_APART = ("deeds.duty", "deeds.denied")
_GRADES = ("deeds.claimed", "deeds.documented", "deeds.verified", "deeds.confirmed")
_count("deeds.done", Deed, _("Deeds for the people"),
       _("Deeds entered as done. Duty work, and what the served deny, are not among them and stand apart."), _COUNTED,
       (*_APART, *_GRADES))
_count("deeds.duty", Deed, _("Duty work entered as deeds"),
       _("Deeds that the unit's duty list or a person says to be its ordinary duty."), every(_DEED, by("duty_on")))
_count("deeds.denied", Deed, _("Deeds that the served deny"),
       _("Deeds of which someone they were done for says that it is not so, and nobody outside the unit has looked since."),
       every(_DEED, not_by("duty_on"), by("denied_on")))
for _grade, _name, _words in (
    (Grade.CLAIMED, _("Deeds claimed by those who did them"), _("Deeds behind which stands nothing but the word of whoever did them.")),
    (Grade.DOCUMENTED, _("Deeds documented"), _("Deeds behind which stand papers or pictures.")),
    (Grade.VERIFIED, _("Deeds verified by others"), _("Deeds that somebody outside the doing unit found to be so.")),
    (Grade.CONFIRMED, _("Deeds confirmed by the served"), _("Deeds of which those they were done for say that it is so.")),
):
    _count(f"deeds.{_grade.value}", Deed, _name, _words, every(_COUNTED, always(grade=_grade.value)), _APART)
_count("deeds.recorded_need", Deed, _("Deeds answering a recorded need"),
       _("Deeds that answer an opinion, a problem or a visit by its number."),
       every(_COUNTED, never(need=Need.WORDS.value)), ("deeds.need_in_words",))
_count("deeds.need_in_words", Deed, _("Deeds answering a need on no record"),
       _("Deeds whose need stands only in the words of whoever did them."),
       every(_COUNTED, always(need=Need.WORDS.value)))
_count("deeds.volunteer", Deed, _("Volunteer services"), _("Deeds done by volunteers of their own will."),
       every(_COUNTED, always(kind=DeedKind.VOLUNTEER.value)))
for _id, _measure, _names in (
    ("persons", QuantityMeasure.PERSON, (_("Persons served by deeds"), _("Persons served by deeds, approximate"))),
    ("attendances", QuantityMeasure.ATTENDANCE, (_("Attendances at deeds"), _("Attendances at deeds, approximate"))),
    ("households", QuantityMeasure.HOUSEHOLD, (_("Households served by deeds"), _("Households served by deeds, approximate"))),
):
    _sum(f"deeds.{_id}", Deed, _id, _names[0],
         _("Added up over deeds whose beneficiaries were counted exactly. Somebody served twice counts twice."),
         "beneficiaries", every(_COUNTED, exactly("beneficiaries", _measure)), (f"deeds.{_id}_approximate",))
    _sum(f"deeds.{_id}_approximate", Deed, _id, _names[1],
         _("What deeds with an approximate number state, added up: a statement about statements and no count."),
         "beneficiaries", every(_COUNTED, vaguely("beneficiaries", _measure)), (f"deeds.{_id}",))
_sum("deeds.volunteers", Deed, "attendances", _("Volunteers at deeds"),
     _("By their own word or on a sheet that they signed; somebody who took part twice counts twice."),
     "volunteers_exact", every(_COUNTED, always(volunteers_exact__gt=0)), ("deeds.volunteers_approximate",))
_sum("deeds.volunteers_approximate", Deed, "attendances", _("Volunteers at deeds, approximate"),
     _("What signed sheets with an approximate number state, added up."),
     "volunteers_approximate", every(_COUNTED, always(volunteers_approximate__gt=0)), ("deeds.volunteers",))
_sum("deeds.hours", Deed, "hours", _("Volunteers' hours"),
     _("Hours that volunteers told of themselves or signed for, with their consent, added up where they are exact."),
     "hours_exact", every(_COUNTED, always(hours_exact__gt=0)), ("deeds.hours_approximate",))
_sum("deeds.hours_approximate", Deed, "hours", _("Volunteers' hours, approximate"),
     _("Approximate hours that volunteers told or signed for, added up."),
     "hours_approximate", every(_COUNTED, always(hours_approximate__gt=0)), ("deeds.hours",))
_count("exemplars.nominated", Exemplar, _("Exemplars nominated"), _("Nominations, whatever became of them."), _STANDS,
       ("exemplars.refused",))
_count("exemplars.posted", Exemplar, _("Exemplars that were open to objections"),
       _("Nominations on which objections were taken, still or no longer."), every(_KEPT, by("posted_on")))
_count("exemplars.approved", Exemplar, _("Exemplars approved by others"),
       _("Nominations that somebody outside the nominee's unit, other than the nominator, found right."),
       every(_KEPT, by("approved_on")))
_count("exemplars.refused", Exemplar, _("Exemplars not approved"),
       _("Nominations that did not hold at the review, or against which an objection held."), every(_KEPT, by("refused_on")))
_count("exemplars.published", Exemplar, _("Exemplars published"),
       _("Exemplars on the public page, with the person's consent."),
       every(_KEPT, by("published_on"), always(status=ExemplarStatus.PUBLISHED.value)), ("exemplars.taken_down",))
_count("exemplars.taken_down", Exemplar, _("Exemplars taken down"),
       _("Exemplars that stood on the public page and stand there no longer."), every(_KEPT, by("taken_down_on")))
_count("self_inspections.findings", SelfInspection, _("Findings of self-inspections"),
       _("What units found wrong with themselves."), every(_KEPT, by("found_on")), ("self_inspections.apart",))
_count("self_inspections.listed", SelfInspection, _("Findings that became problems"),
       _("Findings that stand on the problem list like any other."), every(_KEPT, by("found_on"), by("listed_on")))
_count("self_inspections.apart", SelfInspection, _("Findings on no list"),
       _("Findings kept off the three lists, with a reason."), every(_KEPT, by("found_on"), not_by("listed_on")))
_count("self_inspections.struck_off", SelfInspection, _("Findings struck off"),
       _("Findings whose problem was struck off."), every(_KEPT, by("found_on"), by("listed_on"), _problem_struck_off))
_count("problems.self_found", Problem, _("Problems that units found in themselves"),
       _("Problems that come from a self-inspection."), every(REGISTERED, always(origin=SELF)),
       ("problems.found_by_others",))
_count("problems.found_by_others", Problem, _("Problems found by others"),
       _("Problems dispatched that come from anything but a self-inspection of a unit."),
       every(REGISTERED, by("dispatched_on"), _not_oneself), ("problems.self_found",))
_count("problems.found_by_others_struck_off", Problem, _("Problems found by others, struck off"),
       _("Problems found by others that were struck off."),
       every(REGISTERED, by("dispatched_on"), _not_oneself, by("struck_off_on")))
_VISITED = every(_KEPT, by("held_on"))
_count("visits.planned", Visit, _("Visits planned"),
       _("Visits that were planned, held or not. Those called off are not among them."),
       every(_STANDS, always(planned_on__isnull=False), not_by("cancelled_on")), ("visits.clashing",))
_count("visits.clashing", Visit, _("Visits planned for a day on which others come"),
       _("Planned visits that met others at the same place on the same day, with the reason to go all the same."),
       every(_STANDS, always(others__gt=0), not_by("cancelled_on")))
_count("visits.held", Visit, _("Visits held"), _("Visits of leaders and officials that were held, planned or not."), _VISITED,
       ("visits.confirmed",))
_count("visits.confirmed", Visit, _("Visits confirmed for the place"),
       _("Visits held of which somebody of the place, who neither made nor entered them, says so."),
       every(_VISITED, always(grade=Grade.VERIFIED.value)))
_KINDS = ("visits.heard_opinions", "visits.heard_fixed", "visits.heard_disputes", "visits.heard_noted")
_sum("visits.heard", Visit, "entries", _("Things heard on visits"), _("What was heard on visits, whatever became of it."), "heard",
     _VISITED, _KINDS)
for _id, _column, _name, _said in (
    ("opinions", "opinions", _("Heard on visits: opinions"), _("Things heard on visits that went to the office as opinions.")),
    ("fixed", "fixed", _("Heard on visits: put right on the spot"),
     _("Things heard on visits that the visitor says were put right on the spot. What of it was verified is counted among the problems.")),
    ("disputes", "disputes", _("Heard on visits: disputes"), _("Things heard on visits that are disputes.")),
    ("noted", "noted", _("Heard on visits: only noted"), _("Things heard on visits that were noted and went no further.")),
):
    _sum(f"visits.heard_{_id}", Visit, "entries", _name, _said, _column, _VISITED)
_count("pairs.assigned", Pair, _("Places and sectors assigned to leaders"),
       _("Pairs of a leader and a place or department that the leader answers for on the day."),
       _runs)
_count("pairs.visited", Pair, _("Assigned places and sectors visited"),
       _("Of the pairs of a leader and a place or department, those in which that leader has been there, or in a village of that town."),
       every(_runs, by("first_on")))
_count("pairs.lectured", Pair, _("Assigned places and sectors with a lecture"),
       _("Of the pairs of a leader and a place or department, those with a lecture of that leader there, or in a village of that town."),
       every(_runs, by("lectured_on")))
_rate("rate.lectured", _("Assigned places with a lecture"),
      _("Assigned places and sectors with a lecture of their own leader, of all assigned."), "pairs.lectured", "pairs.assigned", ())
_rate("rate.visited", _("Assigned places visited"),
      _("Assigned places and sectors that their own leader has visited, of all assigned."), "pairs.visited", "pairs.assigned", ())
_count("meetings.held", Meeting, _("On-site meetings held"), _("On-site meetings that were held."), every(_KEPT, by("held_on")))
_sum("meetings.decisions", Meeting, "entries", _("Decisions at on-site meetings"), _("What was decided at on-site meetings."),
     "decisions", every(_KEPT, by("held_on")), ("meetings.decisions_carried", "meetings.decisions_waiting"))
_sum("meetings.decisions_carried", Meeting, "entries", _("Decisions that became work"),
     _("Decisions at on-site meetings that became a task on their problem or its dispatch. Done is counted at the problem."),
     "carried", every(_KEPT, by("held_on")))
_sum("meetings.decisions_waiting", Meeting, "entries", _("Decisions that wait"),
     _("Decisions at on-site meetings on a problem of which nobody has made a task or a dispatch yet."),
     "waiting", every(_KEPT, by("held_on")))
_RUNGS = ("disputes.agreed", "disputes.performed", "disputes.referred", "disputes.failed")
_count("disputes.registered", Dispute, _("Disputes registered"), _("Disputes that came up."), _STANDS, _RUNGS)
_count("disputes.mediated", Dispute, _("Disputes mediated"), _("Disputes of which at least one session was held."),
       every(_KEPT, by("mediated_on")))
_count("disputes.agreed", Dispute, _("Disputes with an agreement"),
       _("Disputes in which the parties agreed, in writing or orally. Agreed is not solved."), every(_KEPT, by("agreed_on")),
       ("disputes.performed", "disputes.overdue"))
_count("disputes.court_confirmed", Dispute, _("Agreements confirmed by a court"),
       _("Disputes whose agreement a court confirmed at the parties' request. It can be enforced; it is not performed by that."),
       every(_KEPT, by("asked_on")))
_count("disputes.performed", Dispute, _("Disputes solved: agreement performed"),
       _("Disputes whose agreement was performed, by what the parties say or papers show. Only this counts as solved."),
       every(_KEPT, by("performed_on")), ("disputes.confirmed",))
_count("disputes.confirmed", Dispute, _("Disputes solved, confirmed by others"),
       _("Solved disputes of which someone who neither kept nor mediated them says so, or the parties themselves."),
       every(_KEPT, by("performed_on"), always(grade__in=(Grade.VERIFIED.value, Grade.CONFIRMED.value))))
_count("disputes.overdue", Dispute, _("Agreements overdue"),
       _("Disputes whose agreement was to be performed before the day, and neither was nor has failed or been referred."),
       every(_KEPT, by("agreed_on"), _overdue, not_by("performed_on"), not_by("failed_on"), not_by("referred_on")))
_count("disputes.failed", Dispute, _("Disputes failed"),
       _("Disputes without agreement, or whose agreement was not kept. Those mediated anew since are not among them."),
       every(_KEPT, by("failed_on")), ("disputes.broken",))
_count("disputes.broken", Dispute, _("Agreements not kept"), _("Failed disputes in which an agreement was not kept."),
       every(_KEPT, by("failed_on"), always(broken=True)))
_count("disputes.referred", Dispute, _("Disputes referred"),
       _("Disputes sent to court, arbitration or another channel that the law provides."), every(_KEPT, by("referred_on")))
_rate("rate.disputes_solved", _("Disputes solved"), _("Disputes whose agreement was performed, of all registered."),
      "disputes.performed", "disputes.registered", ("disputes.agreed", "disputes.referred", "disputes.failed"))
_ASKED = every(_KEPT, by("asked_on"))
_count("plans.asked", Plan, _("Plans asked for"), _("Units that were asked for an implementation plan, adopted or not."), _ASKED)
_count("plans.adopted", Plan, _("Plans adopted"), _("Units that were asked for an implementation plan and adopted one."),
       every(_ASKED, by("adopted_on")), ("plans.overdue",))
_count("plans.overdue", Plan, _("Plans overdue"), _("Units whose implementation plan was due before the day and is not adopted."),
       every(_ASKED, not_by("adopted_on"), _due_before))
_rate("rate.plans", _("Plans adopted, of those asked for"), _("Units that adopted a plan, of the units that were asked for one."),
      "plans.adopted", "plans.asked", ())

_STUDIED = every(_KEPT, by("held_on"))
_count("study.planned", Study, _("Study sessions planned"),
       _("Study sessions that were planned, held or not. Those called off are not among them."), every(_STANDS, not_by("cancelled_on")))
_count("study.sessions", Study, _("Study sessions held"), _("Study sessions that were held, in every mode."), _STUDIED,
       ("study.confirmed",))
_count("study.confirmed", Study, _("Study sessions confirmed"),
       _("Study sessions held of which somebody who was there, and did not enter them, says so."),
       every(_STUDIED, always(grade=Grade.VERIFIED.value)))
for _mode, _named in (
    (Mode.SELF, _("Self-study")),
    (Mode.COLLECTIVE, _("Collective study")),
    (Mode.THEMED, _("Themed study")),
    (Mode.SEMINAR, _("Seminars")),
    (Mode.VIDEO, _("Video sessions")),
    (Mode.READING, _("Reading sessions")),
    (Mode.FIELD, _("Field visits to a site")),
    (Mode.EXCHANGE, _("Internal exchanges")),
    (Mode.TUTOR, _("Sessions with an outside tutor")),
):
    _count(f"study.{_mode.value}", Study, _named, _("Study sessions held in this mode."),
           every(_STUDIED, always(mode=_mode.value)))
_distinct("study.persons", Presence, "persons", _("Persons at study sessions"),
          _("Different people who are named as present at study sessions held, each once. Who is only counted cannot be among them."),
          "person", every(_KEPT, by("happened_on"), always(noun="study")), "study.attendances")
_sum("study.attendances", Study, "attendances", _("Attendances at study sessions"),
     _("Added up over study sessions held: those named as present, and others where they were counted exactly."),
     "attendances", _STUDIED, ("study.persons", "study.attendances_approximate"))
_sum("study.attendances_approximate", Study, "attendances", _("Attendances at study sessions, approximate"),
     _("What study sessions state of others who were not counted exactly, added up: a statement about statements and no count."),
     "others", every(_STUDIED, vaguely("others", QuantityMeasure.PERSON)), ("study.attendances",))

_TRAINED = every(_KEPT, by("concluded_on"))
_AT_CLASS = every(_KEPT, by("happened_on"), always(noun="training"))
_count("training.planned", Training, _("Training classes planned"),
       _("Training classes that were planned, over or not. Those called off are not among them."), every(_STANDS, not_by("cancelled_on")))
_count("training.classes", Training, _("Training classes"), _("Training classes that are over."), _TRAINED)
_count("training.sessions", TrainingSession, _("Sessions of training classes"), _("Sessions of training classes that were held."),
       every(_KEPT, by("held_on")))
_sum("training.attendances", TrainingSession, "attendances", _("Attendances at sessions of training classes"),
     _("Named participants who were not absent, added up over the sessions held."), "present", every(_KEPT, by("held_on")))
_sum("training.participants", Training, "attendances", _("Participants of training classes"),
     _("Added up over classes that are over, so that who took part in two is counted twice: those named, and others counted exactly."),
     "participants", _TRAINED, ("training.persons", "training.participants_approximate"))
_sum("training.participants_approximate", Training, "attendances", _("Participants of training classes, approximate"),
     _("What classes state of others who were not counted exactly, added up: a statement about statements and no count."),
     "others", every(_TRAINED, vaguely("others", QuantityMeasure.PERSON)), ("training.participants",))
_distinct("training.persons", Presence, "persons", _("Persons at training classes"),
          _("Different people who are named as participants of classes that are over, each once. Who is only counted is not among them."),
          "person", _AT_CLASS, "training.participants")
_count("training.completed", Presence, _("Classes completed by participants"),
       _("Named participants of classes that are over who completed them, class by class."), every(_AT_CLASS, always(completed=True)),
       ("training.not_completed",))
_count("training.not_completed", Presence, _("Classes not completed by participants"),
       _("Named participants of classes that are over who did not complete them, each with a reason."),
       every(_AT_CLASS, always(completed=False)), ("training.completed",))

_IN_FORCE = every(_KEPT, by("start_on"), not_by("retired_on"))
_count("measures.categories", MeasureBranch, _("Categories of measures"),
       _("Categories in which at least one measure in force hangs: counted from the tree, never typed."), _bears("category"))
_count("measures.items", MeasureBranch, _("Items of measures"),
       _("Items in which at least one measure in force hangs: counted from the tree, never typed."), _bears("item"), unit="things")
_count("measures.in_force", Measure, _("Measures in force"), _("Measures that have begun and not ended."), _IN_FORCE,
       ("measures.unmeasured", "measures.no_easier", "measures.retired"))
_count("measures.unmeasured", Measure, _("Measures with nothing to measure them by"),
       _("Measures in force of which no number is known both before and since, and whose use nobody has counted."),
       every(_IN_FORCE, always(measurable=False, uses=0)))
_count("measures.no_easier", Measure, _("Measures that take no less than before"),
       _("Measures in force of which numbers are known both before and since, and none of them has become smaller."),
       every(_IN_FORCE, always(measurable=True), _no_less("papers"), _no_less("steps"), _no_less("days")))
_count("measures.retired", Measure, _("Measures that ended"), _("Measures that were in force and have ended."),
       every(_KEPT, by("retired_on")))
_count("measures.complained", Measure, _("Measures complained of"),
       _("Measures in force of which a problem on the list complains."), every(_IN_FORCE, never(complaints="")))
_sum("measures.used", MeasureUse, "surveys", _("Times that measures were used"),
     _("Added up over stretches of days that end by the day, where the use was counted exactly. Approximate counts stand apart."),
     "count", every(_KEPT, by("to_on"), exactly("count", QuantityMeasure.TIME)), ("measures.used_approximate",))
_sum("measures.used_approximate", MeasureUse, "surveys", _("Times that measures were used, approximate"),
     _("What approximate counts of use state, added up: a statement about statements and no count."),
     "count", every(_KEPT, by("to_on"), vaguely("count", QuantityMeasure.TIME)), ("measures.used",))

_rate("rate.response", _("Response rate"), _("Reporters whom the unit had contacted, of those who answered."),
      "surveys.contacted", "surveys.answered", _UNHEARD)
_rate("rate.resolution", _("Resolution rate"), _("Reporters who say that it is solved, of those who answered."),
      "surveys.solved", "surveys.answered", _UNHEARD)
_rate("rate.satisfaction", _("Satisfaction rate"),
      _("Reporters satisfied or basically satisfied, of those who answered."), "surveys.satisfied", "surveys.answered",
      (*_UNHEARD, "surveys.basically_satisfied"))
_rate("rate.satisfaction_by_formula", _("Satisfaction rate by the formula in force"),
      _("What the formula that the office has adopted makes of the answers; its id stands beside it. Too few answers give no rate."),
      "surveys.satisfied", "surveys.answered", (*_UNHEARD, *_WAYS), of="levels")
_rate("rate.overturn", _("Overturn rate"),
      _("Items overturned, of those judged by a look-back. It is a rate of what was drawn, not of all that was struck off."),
      "look_backs.overturned", "look_backs.told", _UNTOLD)
_rate("rate.overturn_estimated", _("Overturn rate, estimated for all"),
      _("How much of all that was drawn from would be overturned: what was found in each part counts by how much was struck off there, "
        "not by how much was drawn."),
      "look_backs.overturned", "look_backs.told", _UNTOLD, of="sample")
_rate("rate.circuit_overturn", _("Overturn rate of circuit visits"),
      _("Items overturned, of those judged on circuit visits. It is a rate of what was drawn by lot, not of all that was struck off."),
      "circuit.overturned", "circuit.told", _UNHELD)
# fmt: on
