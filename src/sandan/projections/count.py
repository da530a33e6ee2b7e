"""What is counted: the registry of figures, each with the one predicate that both its number and its list of records come from (law 6).

Two clocks (law 3). The rows are those that held at a ledger position; a predicate then asks what had happened by a day, `on`. A rung counts
by its own date column and by no other (law 5). A rung that was lost again (sent back, reopened) is not counted any more, also not for an
earlier day: whoever wants the figure as it was known then asks for the position of then.

The problems collected are always the sum of those open, struck off, long-term, declined, redirected and merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.domain.look_back import Verdict
from sandan.domain.opinion import OpinionStatus
from sandan.domain.survey import Way
from sandan.domain.values import CONTENT, DISCONTENT, Level, Outcome, SurveyOutcome
from sandan.projections.appointment import Appointment, running
from sandan.projections.look_back import LookBackItem
from sandan.projections.opinion import Opinion
from sandan.projections.predicate import Predicate, always, by, every, never, not_by
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.survey import Survey
from sandan.projections.version import Version, as_of

Text = str | Promise

UNITS: dict[str, Text] = {
    "entries": pgettext_lazy("measure word", "entries"),
    "items": pgettext_lazy("measure word", "items"),
    "surveys": pgettext_lazy("measure word", "times"),
    "percent": pgettext_lazy("measure word", "percent"),
}
"""Measure words: opinions are counted in entries (条), problems in items (件), call-backs in times (次)."""


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
    sampled: bool = False
    """A rate of what was drawn: it stands for more than it counts, so it is shown with its interval."""

    @property
    def is_rate(self) -> bool:
        """Whether the figure is one count over another, in percent."""
        return self.predicate is None


def _overdue(on: date, _position: int | None) -> Q:
    return Q(due_on__lt=on)


def _judgeable(on: date, _position: int | None) -> Q:
    return Q(due_on__isnull=False) & (Q(due_on__lt=on) | Q(claimed_on__lte=on))


def _by_first(_on: date, _position: int | None) -> Q:
    """By the deadline set first. A second dispatch may have set an earlier one: then that one counts."""
    return Q(claimed_on__lte=F("first_due_on")) & Q(claimed_on__lte=F("due_on"))


def _paused(on: date, _position: int | None) -> Q:
    return Q(paused_days__gt=0) | Q(paused_on__lte=on)


def _answered_for(on: date, position: int | None) -> Q:
    """The responsibility list names a leader or a person in charge who holds a post on the day, all as known at the position."""
    in_post = as_of(Appointment, position).filter(running(on)).values("person")
    named = as_of(Responsibility, position).filter(task="", assigned_on__lte=on)
    # Two subqueries that depend on no outer row: each is worked out once, not once a problem.
    by_leader = named.filter(leader__in=in_post).values("problem")
    by_person = named.filter(person__in=in_post).values("problem")
    return Q(key__in=by_leader) | Q(key__in=by_person)


_HEARD = every(never(status=OpinionStatus.WITHDRAWN.value), by("registered_on"))
_REGISTERED = by("registered_on")
_LISTED = every(
    _REGISTERED, not_by("declined_on"), not_by("redirected_on"), not_by("merged_on"), not_by("long_term_on")
)
_OPEN = every(_LISTED, not_by("struck_off_on"))
_CLAIMED = every(_REGISTERED, by("claimed_on"))
_JUDGED = every(_LISTED, by("dispatched_on"), _judgeable)
_ASKED = by("asked_on")
_RECORDED = every(_ASKED, by("recorded_on"))
_DRAWN = by("drawn_on")
_FOUND = every(_DRAWN, by("found_on"))
_TOLD = (Verdict.HOLDS.value, Verdict.OVERTURNED.value)
_ANSWERED = every(_RECORDED, always(outcome=SurveyOutcome.ANSWERED.value))
_SATISFIED = tuple(sorted(CONTENT))

_LEFT_OUT = ("problems.declined", "problems.redirected", "problems.merged", "problems.long_term")
_MOVED = ("problems.extended", "problems.paused")
_UNTOLD = ("look_backs.cannot_tell", "look_backs.waiting", "look_backs.given_up")
_UNHEARD = ("surveys.asked", "surveys.waiting", "surveys.unreached", "surveys.no_answer")
_WAYS = ("surveys.by_link", "surveys.by_receipt", "surveys.by_call", "surveys.on_paper")
LEVELS = tuple(f"levels.{each.value}" for each in Level)
"""Ids of the counts that a satisfaction formula is applied to."""

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
) -> None:
    units: dict[type[Version], str] = {Opinion: "entries", Problem: "items", Survey: "surveys", LookBackItem: "items"}
    unit = units[table]
    FIGURES[id] = Figure(id, version, unit, name, definition, table, predicate, exclusions=exclusions)


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
       _REGISTERED, _LEFT_OUT)
_count("problems.accepted", Problem, _("Problems accepted"), _("Problems that the office took on."),
       every(_REGISTERED, by("accepted_on")))
_count("problems.dispatched", Problem, _("Problems dispatched"), _("Problems that are with a unit, by a deadline."),
       every(_REGISTERED, by("dispatched_on")))
_count("problems.signed_for", Problem, _("Problems signed for"), _("Problems that the unit has signed for."),
       every(_REGISTERED, by("signed_on")))
_count("problems.in_progress", Problem, _("Problems in progress"),
       _("Problems that work has begun on, finished or not."), every(_REGISTERED, by("started_on")))
_count("problems.answered", Problem, _("Problems answered"),
       _("Problems whose reporters were told how it stands. Answered does not mean fixed."),
       every(_REGISTERED, by("answered_on")))
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
       every(_REGISTERED, by("verified_on")))
_count("problems.struck_off", Problem, _("Problems struck off"), _("Problems taken off the list, with any outcome."),
       every(_REGISTERED, by("struck_off_on")), ("problems.struck_off_unrectified",))
_count("problems.struck_off_unrectified", Problem, _("Problems struck off without being rectified"),
       _("Problems taken off the list as explained or not substantiated."),
       every(_REGISTERED, by("struck_off_on"), never(outcome=Outcome.RECTIFIED.value)))
_count("problems.look_back_passed", Problem, _("Problems that passed a look-back"),
       _("Problems struck off whose fix was found still in place at a later check."),
       every(_REGISTERED, by("look_back_on")))
_count("problems.open", Problem, _("Problems open"),
       _("Problems on the list: collected, and neither struck off, declined, redirected, merged nor long-term."),
       _OPEN, _LEFT_OUT, version=2)
_count("problems.answered_for", Problem, _("Problems that someone answers for"),
       _("Open problems whose named leader or person in charge holds a post on the day."),
       every(_OPEN, _answered_for), _LEFT_OUT, version=2)
_count("problems.overdue", Problem, _("Problems overdue"),
       _("Open problems whose deadline has passed without the unit claiming an outcome, and whose clock runs."),
       every(_OPEN, _overdue, not_by("claimed_on"), not_by("paused_on")), (*_LEFT_OUT, *_MOVED), version=2)
_count("problems.redirected", Problem, _("Problems redirected to a statutory channel"),
       _("Problems that a law wants decided elsewhere; the reporters were told where."),
       every(_REGISTERED, by("redirected_on")))
_count("problems.extended", Problem, _("Problems with an extended deadline"),
       _("Problems dispatched whose deadline was moved by at least one extension. Their first deadline is kept beside it."),
       every(_REGISTERED, by("dispatched_on"), always(extensions__gt=0)))
_count("problems.paused", Problem, _("Problems whose clock was stopped"),
       _("Problems dispatched whose clock stands still, or stood still for a time, on a cited basis."),
       every(_REGISTERED, by("dispatched_on"), _paused))
_count("problems.chased", Problem, _("Problems chased"),
       _("Open problems on which the unit that has them got a chase order."),
       every(_OPEN, never(chased="")), _LEFT_OUT)
_count("problems.supervised", Problem, _("Problems under listed supervision"),
       _("Open problems that are supervised by name."), every(_OPEN, by("listed_on")), _LEFT_OUT)
_count("problems.escalated", Problem, _("Problems given to a higher level"),
       _("Problems that could not be solved at their level and went to a unit above."),
       every(_REGISTERED, by("escalated_on")))
_count("problems.reopened", Problem, _("Problems reopened"), _("Problems brought back under their old number."),
       every(_REGISTERED, by("reopened_on")))
_count("problems.returned", Problem, _("Problems returned"),
       _("Problems that a unit gave back with the consent of the office, at least once."),
       every(_REGISTERED, always(returns__gt=0)))
_count("problems.sent_back", Problem, _("Problems sent back"),
       _("Problems whose claimed outcome was found wanting, at least once."),
       every(_REGISTERED, always(sent_back__gt=0)))
_count("problems.declined", Problem, _("Problems declined"),
       _("Problems not taken on, with a reason and where to go instead."), every(_REGISTERED, by("declined_on")))
_count("problems.merged", Problem, _("Problems merged"), _("Problems whose number ended in favour of another one."),
       every(_REGISTERED, by("merged_on")))
_count("problems.long_term", Problem, _("Long-term problems"),
       _("Standing obligations, reviewed by a date and never counted as done."),
       every(_REGISTERED, by("long_term_on")))
_count("problems.due", Problem, _("Problems judged by their deadline"),
       _("Problems dispatched by a deadline that has passed, or whose outcome was claimed. Without a deadline there is nothing to judge."),
       _JUDGED, _LEFT_OUT, version=2)
_count("problems.on_time", Problem, _("Problems handled on time"),
       _("Problems judged by their deadline whose outcome the unit claimed on or before that day."),
       every(_JUDGED, by("claimed_on"), always(claimed_on__lte=F("due_on"))), (*_LEFT_OUT, *_MOVED), version=2)
_count("problems.on_first_time", Problem, _("Problems handled by their first deadline"),
       _("Problems judged by their deadline whose outcome the unit claimed by the deadline set first, before any extension or pause."),
       every(_JUDGED, by("claimed_on"), _by_first), (*_LEFT_OUT, *_MOVED))

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
_count("look_backs.cannot_tell", LookBackItem, _("Items of which it cannot be told"),
       _("Items looked at again of which the checker could not tell whether the fix holds."),
       every(_FOUND, always(verdict=Verdict.CANNOT_TELL.value)))
_count("look_backs.told", LookBackItem, _("Items judged by a look-back"),
       _("Items looked at again of which the checker could tell whether the fix holds, also in look-backs given up later."),
       every(_FOUND, always(verdict__in=_TOLD)), _UNTOLD)
_count("look_backs.holds", LookBackItem, _("Items that hold"), _("Items looked at again whose fix was found in place."),
       every(_FOUND, always(verdict=Verdict.HOLDS.value)))
_count("look_backs.overturned", LookBackItem, _("Items overturned"),
       _("Items looked at again that were found not to be fixed. Their problems were reopened and are not counted as struck off."),
       every(_FOUND, always(verdict=Verdict.OVERTURNED.value)))

_rate("rate.on_time", _("On-time rate"),
      _("Problems handled on time, of those judged by their deadline. A problem without a deadline is not counted as met."),
      "problems.on_time", "problems.due", (*_LEFT_OUT, "problems.overdue", *_MOVED), version=2)
_rate("rate.on_first_time", _("On-time rate by the first deadline"),
      _("Problems handled by their first deadline, of those judged by their deadline. Extensions and pauses do not help it."),
      "problems.on_first_time", "problems.due", (*_LEFT_OUT, "problems.overdue", *_MOVED))
_rate("rate.coverage", _("Responsibility coverage"),
      _("Problems that someone answers for, of all open problems."), "problems.answered_for", "problems.open", _LEFT_OUT,
      version=2)
_rate("rate.rectification", _("Rectification rate"), _("Problems rectified, of all problems collected."),
      "problems.rectified", "problems.collected", (*_LEFT_OUT, "problems.not_fixable", "problems.not_substantiated"))
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
      "look_backs.overturned", "look_backs.told", _UNTOLD, of="sample")
# fmt: on
