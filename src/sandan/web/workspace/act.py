"""The steps that may follow on a problem: for each its form, the command it makes, and whether it may be taken now.

Whether a step may be taken is asked of the decider itself, with a command that is right in every other way; nothing is decided here.

The file is long because `ACTS` is one table: its order is the order of the buttons, and that runs across the nouns (accept, sign for, agree
to a task's standard, verify, ask, strike off). Divided by noun, the order would be a second list to keep, and to see what may follow on a
problem one would read five files. To find a step, look for its name in the table; what it needs stands above, under the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from sandan.desk import problem as desk
from sandan.desk.handle import identify
from sandan.domain import case as cases
from sandan.domain import chase, clock, problem_command, responsibility, survey, task
from sandan.domain.shield import MARK
from sandan.domain.values import (
    Channel,
    DeclineReason,
    Evidence,
    Outcome,
    Refusal,
    ReopenSource,
    StatutoryChannel,
    SurveyOutcome,
    Topic,
)
from sandan.domain.wire import Command
from sandan.projections.listing import by_number
from sandan.web.evidence import EvidenceForm
from sandan.web.label import Label
from sandan.web.workspace import act_form as forms
from sandan.web.workspace import clock_form
from sandan.web.workspace.act_form import ActForm
from sandan.web.workspace.matter import Matter
from sandan.web.workspace.survey_act import DecideForm, decide, decide_sample, record

Sample = Mapping[str, Any] | Callable[[Matter], Command | None]

_SOMETHING = "·"
"""Stands in a sample command for what a person would write."""
_ELSEWHERE = frozenset(
    {
        "not_allowed",
        "wrong_status",
        "not_workable",
        "not_your_unit",
        "nothing_to_ask",
        "nothing_to_decide",
        "no_second_reading",
        "unit_missing",
        "adjudication_not_due",
        "adjudicated_already",
        "clock_stands",
        "already_listed",
    }
)
"""Refusals that say "not this step, not this post": the step is not shown. Any other is shown with its reason."""


class Heading(StrEnum):
    """Under which heading a step is shown."""

    FORWARD = "forward"
    TIME = "time"
    OTHER = "other"


HEADINGS: Mapping[Heading, Label] = {
    Heading.FORWARD: _("The way forward"),
    Heading.TIME: _("Time and pressure"),
    Heading.OTHER: _("Other ways"),
}
"""The headings in their order."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step. `sample` makes a command that only the matter itself can make wrong; None where there is nothing to do it to."""

    label: Label
    done: Label
    command: type[Command]
    sample: Sample
    form: type[ActForm] = ActForm
    carry: Callable[[Matter, Any, str], object] | None = None
    """Carries the step out where it is more than one command."""
    grave: bool = False
    confirm: Label = ""
    under: Heading = Heading.FORWARD


def _given(form: Any, name: str) -> str:
    return str(form.cleaned_data.get(name) or "")


def _on_task(command: Callable[[str, date], Command]) -> Callable[[Matter], Command | None]:
    """A sample on the first open task."""

    def sample(matter: Matter) -> Command | None:
        one = next((each for each in matter.case.tasks.values() if each.status in task.OPEN), None)
        return command(one.id, matter.today) if one is not None else None

    return sample


def _complete_sample(one: str, today: date) -> Command:
    return task.CompleteTask(task=one, done_on=today, evidence=(Evidence("0" * 64, today),))


def _plan_sample(matter: Matter) -> Command:
    today = matter.today
    return task.PlanTask(task="", measure=_SOMETHING, standard=_SOMETHING, from_on=today, to_on=today)


def _rectify_sample(matter: Matter) -> Command | None:
    proof = (Evidence("0" * 64, matter.today),)
    return (
        problem_command.RectifyAtOnce(measure=_SOMETHING, done_on=matter.today, evidence=proof)
        if matter.row.unit
        else None
    )


def _assign_sample(matter: Matter) -> Command | None:
    return responsibility.AssignResponsibility(lead_unit=matter.row.unit) if matter.row.unit else None


def _record_sample(matter: Matter) -> Command | None:
    for each in matter.opinions:
        one = matter.heard.get(each.key)
        if one is None:
            return survey.AskReporter(survey="", opinion=each.key)
        if one.outcome is not SurveyOutcome.ANSWERED:
            return survey.RecordSurvey(survey=one.id, outcome=SurveyOutcome.NO_ANSWER)
    return None


def _ask_sample(matter: Matter) -> Command | None:
    waiting = next((each.key for each in matter.opinions if each.key not in matter.heard), None)
    return survey.AskReporter(survey="", opinion=waiting) if waiting else None


def _plan(matter: Matter, form: Any, key: str) -> object:
    told_by = form.cleaned_data
    what = desk.Plan(
        measure=told_by["measure"],
        standard=told_by["standard"],
        from_on=told_by["from_on"],
        to_on=told_by["to_on"],
        person=_given(form, "person"),
        leader=_given(form, "leader"),
        verifier=_given(form, "verifier"),
    )
    return desk.plan(matter.key, what, matter.actor, key)


def _merge(matter: Matter, form: Any, key: str) -> object:
    into = by_number(_given(form, "into"), matter.today)
    if into is None:
        raise Refusal("unknown_problem")
    return desk.merge(matter.key, into.key, _given(form, "reason"), matter.actor, key)


def _ask(matter: Matter, form: Any, key: str) -> object:
    return desk.ask(matter.key, form.cleaned_data["opinions"], matter.actor, key)


def _adjudicate(matter: Matter, form: Any, key: str) -> object:
    said = form.cleaned_data
    return desk.adjudicate(matter.key, said["unit"], said["due_on"], said["reason"], matter.actor, key)


def _escalate(matter: Matter, form: Any, key: str) -> object:
    return desk.escalate(matter.key, _given(form, "unit"), _given(form, "reason"), matter.actor, key)


def _part(matter: Matter, form: Any, key: str) -> object:
    row = matter.row
    what = desk.Part(
        title=_given(form, "title"),
        statement=_given(form, "statement"),
        reason=_given(form, "reason"),
        topic=Topic(row.topic),
        channel=Channel(row.channel),
        town=row.town,
        village=row.village,
        opinions=tuple(form.cleaned_data["opinions"]),
    )
    return desk.part(matter.key, what, matter.actor, key)


def _chase(matter: Matter, form: Any, key: str) -> object:
    said = form.cleaned_data
    return desk.chase_up(matter.key, said["level"], said["demand"], said["answer_by"], matter.actor, key)


def _set_milestone(matter: Matter, form: Any, key: str) -> object:
    said = form.cleaned_data
    order = task.SetMilestone(
        task=said["task"], milestone=identify(key, "milestone"), what=said["what"], by_on=said["by_on"]
    )
    return desk.give(matter.key, order, matter.actor, key)


def _chase_sample(matter: Matter) -> Command:
    last = matter.case.pressing.orders
    level = last[-1].level if last else chase.ChaseLevel.REMINDER
    return chase.IssueChase(chase="", level=level, demand=_SOMETHING, answer_by=matter.today)


def _chase_answer_sample(matter: Matter) -> Command | None:
    waiting = matter.case.pressing.open
    return chase.AnswerChase(chase=waiting[0].id, answer=_SOMETHING) if waiting else None


def _extension_sample(matter: Matter) -> Command | None:
    due_on = matter.case.clock.due_on
    if due_on is None:
        return None
    return clock.AskExtension(to_on=due_on + timedelta(days=1), reason=_SOMETHING, progress=_SOMETHING)


def _grant_sample(matter: Matter) -> Command | None:
    asked = matter.case.clock.asked
    return clock.GrantExtension(to_on=asked) if asked else None


def _pause_sample(matter: Matter) -> Command:
    return clock.BeginPause(basis=_SOMETHING, reason=_SOMETHING, until_on=matter.today + timedelta(days=1))


def _end_pause_sample(matter: Matter) -> Command | None:
    return clock.EndPause() if matter.case.clock.paused else None


def _delist_sample(matter: Matter) -> Command | None:
    return chase.TakeOffSupervision(reason=_SOMETHING) if matter.case.pressing.listed_on else None


def _list_sample(matter: Matter) -> Command | None:
    return None if matter.case.pressing.listed_on else chase.ListForSupervision(basis=_SOMETHING)


def _adjudicate_sample(matter: Matter) -> Command:
    return problem_command.AdjudicateProblem(unit="·", due_on=matter.today, reason=_SOMETHING)


def _unagreed(command: Callable[[str], Command]) -> Callable[[Matter], Command | None]:
    """A sample on the first open task whose standard nobody has agreed to."""

    def sample(matter: Matter) -> Command | None:
        open_ = (each for each in matter.case.tasks.values() if each.status in task.OPEN and not each.agreed)
        one = next(open_, None)
        return command(one.id) if one is not None else None

    return sample


def _milestone_sample(matter: Matter) -> Command | None:
    one = next((each for each in matter.case.tasks.values() if each.status in task.OPEN), None)
    return task.SetMilestone(task=one.id, milestone="", what=_SOMETHING, by_on=one.from_on) if one else None


def _reached_sample(matter: Matter) -> Command | None:
    for each in matter.case.tasks.values():
        for one in each.milestones if each.status in task.OPEN else ():
            return task.ReachMilestone(task=each.id, milestone=one, reached_on=max(each.from_on, matter.today))
    return None


def _part_sample(matter: Matter) -> Command:
    mark = MARK if matter.case.facts.shielded else ""
    return problem_command.PartProblem(part=f"{mark}·", part_number="·", reason=_SOMETHING)


ACTS: dict[str, Act] = {
    "accept": Act(_("Accept"), _("Accepted."), problem_command.AcceptProblem, {}),
    "sign_for": Act(_("Sign for it"), _("Signed for."), problem_command.SignFor, {}),
    "agree_return": Act(_("Take it back"), _("Taken back; dispatch it anew."), problem_command.AgreeReturn, {}),
    "refuse_return": Act(
        _("Refuse the return"),
        _("It stays with the unit."),
        problem_command.RefuseReturn,
        {"reason": _SOMETHING},
        forms.ReasonForm,
    ),
    "adjudicate": Act(
        _("Decide bindingly whose it is"),
        _("Decided; the unit signs for it now, and it is not returned any more."),
        problem_command.AdjudicateProblem,
        _adjudicate_sample,
        forms.AdjudicateForm,
        carry=_adjudicate,
    ),
    "grant_extension": Act(
        _("Agree to a later deadline"),
        _("Agreed. The deadline moves once everyone has who must; the first one stays beside it."),
        clock.GrantExtension,
        _grant_sample,
        clock_form.GrantForm,
        under=Heading.TIME,
    ),
    "refuse_extension": Act(
        _("Refuse a later deadline"),
        _("The deadline stays."),
        clock.RefuseExtension,
        lambda matter: clock.RefuseExtension(reason=_SOMETHING) if matter.case.clock.asked else None,
        forms.ReasonForm,
        under=Heading.TIME,
    ),
    "answer_chase": Act(
        _("Answer the chase order"),
        _("Answered."),
        chase.AnswerChase,
        _chase_answer_sample,
        clock_form.ChaseAnswerForm,
        under=Heading.TIME,
    ),
    "agree_standard": Act(
        _("Agree to an acceptance standard"),
        _("Agreed; the work can begin."),
        task.AgreeStandard,
        _unagreed(lambda one: task.AgreeStandard(task=one)),
        forms.StandardForm,
    ),
    "verify": Act(
        _("Verify"),
        _("Verified."),
        problem_command.VerifyProblem,
        {"finding": _SOMETHING, "on_site": True},
        forms.VerifyForm,
    ),
    "read_again": Act(
        _("Agree as second reader"),
        _("Read a second time."),
        problem_command.ReadAgain,
        {"finding": _SOMETHING},
        forms.FindingForm,
    ),
    "record": Act(
        _("Record what a reporter says"),
        _("Recorded."),
        survey.RecordSurvey,
        _record_sample,
        forms.RecordForm,
        carry=record,
    ),
    "ask": Act(
        _("Note that reporters were asked"),
        _("Noted that they were asked."),
        survey.AskReporter,
        _ask_sample,
        forms.AskForm,
        carry=_ask,
    ),
    "decide_answer": Act(
        _("Decide on an answer that it is not fixed"),
        _("Decided; the reporter can read it."),
        survey.DecideAnswer,
        decide_sample,
        DecideForm,
        carry=decide,
    ),
    "strike_off": Act(
        _("Strike off"),
        _("Struck off."),
        problem_command.StrikeOff,
        {"explanation": _SOMETHING},
        forms.StrikeOffForm,
        confirm=_("The number leaves the list. It can be reopened later under the same number."),
    ),
    "plan": Act(
        _("Plan a task"),
        _("The task stands on the task list."),
        task.PlanTask,
        _plan_sample,
        forms.PlanForm,
        carry=_plan,
    ),
    "restate": Act(
        _("Put an acceptance standard into other words"),
        _("The standard reads otherwise now."),
        task.RestateStandard,
        _unagreed(lambda one: task.RestateStandard(task=one, standard=_SOMETHING)),
        forms.RestateForm,
    ),
    "report": Act(
        _("Report progress"),
        _("Progress reported."),
        task.ReportProgress,
        _on_task(lambda one, _today: task.ReportProgress(task=one, note=_SOMETHING)),
        forms.ReportForm,
    ),
    "complete": Act(
        _("Report a task done"),
        _("The task is reported done."),
        task.CompleteTask,
        _on_task(_complete_sample),
        forms.CompleteForm,
    ),
    "request_closure": Act(
        _("Request closure"),
        _("Closure requested. Someone outside the unit verifies it now."),
        problem_command.RequestClosure,
        {"outcome": Outcome.NOT_FIXABLE, "account": _SOMETHING},
        forms.ClosureForm,
    ),
    "answer": Act(
        _("Answer the reporters"),
        _("The reporters can read the answer now."),
        problem_command.AnswerReporter,
        {"answer": _SOMETHING},
        forms.AnswerForm,
    ),
    "contribute": Act(
        _("Report what our unit did"),
        _("Reported; the lead unit can read it."),
        problem_command.ContributeToProblem,
        {"note": _SOMETHING},
        forms.ContributeForm,
    ),
    "set_milestone": Act(
        _("Set a milestone"),
        _("The milestone is set."),
        task.SetMilestone,
        _milestone_sample,
        forms.MilestoneForm,
        carry=_set_milestone,
    ),
    "reach_milestone": Act(
        _("Report a milestone reached"),
        _("Reported."),
        task.ReachMilestone,
        _reached_sample,
        forms.ReachedForm,
    ),
    "note_cost": Act(
        _("Note the cost"),
        _("The cost is noted."),
        task.NoteCost,
        _on_task(lambda one, _today: task.NoteCost(task=one, fen=0, payer=_SOMETHING)),
        forms.CostForm,
    ),
    "ask_extension": Act(
        _("Ask for a later deadline"),
        _("Asked. The page says who must agree next, or that the deadline has moved."),
        clock.AskExtension,
        _extension_sample,
        clock_form.ExtensionForm,
        under=Heading.TIME,
    ),
    "end_pause": Act(
        _("Let the clock run on"),
        _("The clock runs on; the deadline has moved by the days that it stood still."),
        clock.EndPause,
        _end_pause_sample,
        clock_form.NoteForm,
        under=Heading.TIME,
    ),
    "chase": Act(
        _("Send a chase order"),
        _("The chase order is with the unit."),
        chase.IssueChase,
        _chase_sample,
        clock_form.ChaseForm,
        carry=_chase,
        under=Heading.TIME,
    ),
    "list": Act(
        _("Put under listed supervision"),
        _("It is under listed supervision."),
        chase.ListForSupervision,
        _list_sample,
        clock_form.BasisForm,
        under=Heading.TIME,
    ),
    "delist": Act(
        _("Take off listed supervision"),
        _("It is no longer under listed supervision."),
        chase.TakeOffSupervision,
        _delist_sample,
        forms.ReasonForm,
        under=Heading.TIME,
    ),
    "assign": Act(
        _("Set down who answers"),
        _("The responsibility list is up to date."),
        responsibility.AssignResponsibility,
        _assign_sample,
        forms.AssignForm,
    ),
    "rectify_at_once": Act(
        _("Put right at once"),
        _("Put right; someone outside the unit verifies it now."),
        problem_command.RectifyAtOnce,
        _rectify_sample,
        forms.RectifyForm,
    ),
    "pass_look_back": Act(
        _("Pass the look-back"),
        _("Look-back passed."),
        problem_command.PassLookBack,
        {"finding": _SOMETHING},
        forms.FindingForm,
    ),
    "review": Act(
        _("Review it"),
        _("Reviewed; the next review has its day."),
        problem_command.ReviewProblem,
        lambda matter: problem_command.ReviewProblem(finding=_SOMETHING, review_on=matter.today + timedelta(days=1)),
        forms.ReviewForm,
    ),
    "resume": Act(
        _("Bring back onto the ladder"),
        _("Back on the ladder; dispatch it anew."),
        problem_command.ResumeProblem,
        {"reason": _SOMETHING},
        forms.ReasonForm,
    ),
    "long_term": Act(
        _("Mark as long-term"),
        _("Marked as long-term."),
        problem_command.MarkLongTerm,
        {"basis": _SOMETHING, "review_on": date.max},
        forms.LongTermForm,
        under=Heading.OTHER,
    ),
    "merge": Act(
        _("Merge into another number"),
        _("Merged; its reporters went along."),
        problem_command.MergeProblem,
        {"into": _SOMETHING, "into_number": _SOMETHING, "reason": _SOMETHING},
        forms.MergeForm,
        carry=_merge,
        grave=True,
        confirm=_("This number ends. Its opinions and reporters go over to the other one."),
        under=Heading.OTHER,
    ),
    "escalate": Act(
        _("Give it to a higher level"),
        _("The unit above signs for it now; the deadline stays."),
        problem_command.EscalateProblem,
        {"unit": "·", "reason": _SOMETHING},
        forms.SentOnForm,
        carry=_escalate,
        under=Heading.OTHER,
    ),
    "part": Act(
        _("Split a part off"),
        _("The part has a number of its own."),
        problem_command.PartProblem,
        _part_sample,
        forms.PartForm,
        carry=_part,
        under=Heading.OTHER,
    ),
    "pause": Act(
        _("Stop the clock"),
        _("The clock stands still; the days are counted."),
        clock.BeginPause,
        _pause_sample,
        clock_form.PauseForm,
        grave=True,
        under=Heading.TIME,
    ),
    "object_to_standard": Act(
        _("Object to an acceptance standard"),
        _("Objected; the unit puts it into other words."),
        task.ObjectToStandard,
        _unagreed(lambda one: task.ObjectToStandard(task=one, reason=_SOMETHING)),
        forms.ObjectForm,
        grave=True,
        under=Heading.OTHER,
    ),
    "redirect": Act(
        _("Redirect to a statutory channel"),
        _("Redirected; the reporters can read where to go."),
        problem_command.RedirectProblem,
        {"channel": StatutoryChannel.OTHER, "where_to": _SOMETHING},
        forms.RedirectForm,
        grave=True,
        under=Heading.OTHER,
    ),
    "decline": Act(
        _("Do not take it up"),
        _("Not taken up; the reporters can read why."),
        problem_command.DeclineProblem,
        {"reason": DeclineReason.NOT_OURS, "where_to": _SOMETHING},
        forms.DeclineForm,
        grave=True,
        under=Heading.OTHER,
    ),
    "ask_return": Act(
        _("Ask to return it"),
        _("The office decides about the return now."),
        problem_command.AskReturn,
        {"reason": _SOMETHING},
        forms.ReasonForm,
        grave=True,
        under=Heading.OTHER,
    ),
    "cancel": Act(
        _("Give a task up"),
        _("The task is given up."),
        task.CancelTask,
        _on_task(lambda one, _today: task.CancelTask(task=one, reason=_SOMETHING)),
        forms.CancelForm,
        grave=True,
        under=Heading.OTHER,
    ),
    "send_back": Act(
        _("Send back"),
        _("Sent back; the unit works on."),
        problem_command.SendBack,
        {"reason": _SOMETHING},
        forms.ReasonForm,
        grave=True,
        under=Heading.OTHER,
    ),
    "reopen": Act(
        _("Reopen"),
        _("Reopened under its old number; dispatch it anew."),
        problem_command.ReopenProblem,
        {"source": ReopenSource.OFFICE, "reason": _SOMETHING},
        forms.ReopenForm,
        grave=True,
        under=Heading.OTHER,
    ),
}
"""The steps in the order in which they are shown under their headings."""


def refused(act: Act, matter: Matter) -> Refusal | None:
    """Why the step may not be taken now by this actor; None if it may. `not_allowed` where there is nothing to take it on."""
    sample = act.sample(matter) if callable(act.sample) else act.command(**act.sample)
    if sample is None:
        return Refusal("not_allowed")
    try:
        cases.decide(sample, matter.case, matter.actor, matter.at)
    except Refusal as refusal:
        return refusal
    return None


def is_elsewhere(refusal: Refusal) -> bool:
    """Whether a refusal only says that the step belongs to another moment or post."""
    return refusal.code in _ELSEWHERE


def carry_out(act: Act, matter: Matter, form: ActForm) -> None:
    """Give the command. Refuses what the decider refuses, and a case that changed since it was looked at."""
    key = form.cleaned_data["key"]
    if act.carry is not None:
        act.carry(matter, form, key)
        return
    desk.give(matter.key, _command(act, matter, form), matter.actor, key, form.cleaned_data["seen"])


def _command(act: Act, matter: Matter, form: ActForm) -> Command:
    """The command that a form describes: fields of the same name, and the evidence, dated as the completion unless said otherwise."""
    given = {one.name: form.cleaned_data[one.name] for one in fields(act.command) if one.name in form.cleaned_data}
    if isinstance(form, EvidenceForm):
        given["evidence"] = form.evidence(form.cleaned_data.get("done_on") or matter.today)
    return act.command(**given)
