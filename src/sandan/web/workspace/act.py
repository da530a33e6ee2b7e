"""The steps that may follow on a problem: for each its form, the command it makes, and whether it may be taken now.

Whether a step may be taken is asked of the decider itself, with a command that is right in every other way; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from sandan.desk import problem as desk
from sandan.domain import case as cases
from sandan.domain import problem, responsibility, survey, task
from sandan.domain.values import (
    DeclineReason,
    Evidence,
    Outcome,
    Refusal,
    ReopenSource,
    SurveyOutcome,
)
from sandan.domain.wire import Command
from sandan.projections.listing import by_number
from sandan.web.evidence import EvidenceForm
from sandan.web.label import Label
from sandan.web.workspace import act_form as forms
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
    }
)
"""Refusals that say "not this step, not this post": the step is not shown. Any other is shown with its reason."""


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
    return problem.RectifyAtOnce(measure=_SOMETHING, done_on=matter.today, evidence=proof) if matter.row.unit else None


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


ACTS: dict[str, Act] = {
    "accept": Act(_("Accept"), _("Accepted."), problem.AcceptProblem, {}),
    "sign_for": Act(_("Sign for it"), _("Signed for."), problem.SignFor, {}),
    "agree_return": Act(_("Take it back"), _("Taken back; dispatch it anew."), problem.AgreeReturn, {}),
    "refuse_return": Act(
        _("Refuse the return"),
        _("It stays with the unit."),
        problem.RefuseReturn,
        {"reason": _SOMETHING},
        forms.ReasonForm,
    ),
    "verify": Act(
        _("Verify"),
        _("Verified."),
        problem.VerifyProblem,
        {"finding": _SOMETHING, "on_site": True},
        forms.VerifyForm,
    ),
    "read_again": Act(
        _("Agree as second reader"),
        _("Read a second time."),
        problem.ReadAgain,
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
        _("Noted."),
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
        problem.StrikeOff,
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
        problem.RequestClosure,
        {"outcome": Outcome.NOT_FIXABLE, "account": _SOMETHING},
        forms.ClosureForm,
    ),
    "answer": Act(
        _("Answer the reporters"),
        _("The reporters can read the answer now."),
        problem.AnswerReporter,
        {"answer": _SOMETHING},
        forms.AnswerForm,
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
        problem.RectifyAtOnce,
        _rectify_sample,
        forms.RectifyForm,
    ),
    "pass_look_back": Act(
        _("Pass the look-back"),
        _("Look-back passed."),
        problem.PassLookBack,
        {"finding": _SOMETHING},
        forms.FindingForm,
    ),
    "resume": Act(
        _("Bring back onto the ladder"),
        _("Back on the ladder; dispatch it anew."),
        problem.ResumeProblem,
        {"reason": _SOMETHING},
        forms.ReasonForm,
    ),
    "long_term": Act(
        _("Mark as long-term"),
        _("Marked as long-term."),
        problem.MarkLongTerm,
        {"basis": _SOMETHING, "review_on": date.max},
        forms.LongTermForm,
    ),
    "merge": Act(
        _("Merge into another number"),
        _("Merged; its reporters went along."),
        problem.MergeProblem,
        {"into": _SOMETHING, "into_number": _SOMETHING, "reason": _SOMETHING},
        forms.MergeForm,
        carry=_merge,
        grave=True,
        confirm=_("This number ends. Its opinions and reporters go over to the other one."),
    ),
    "decline": Act(
        _("Do not take it up"),
        _("Not taken up; the reporters can read why."),
        problem.DeclineProblem,
        {"reason": DeclineReason.NOT_OURS, "where_to": _SOMETHING},
        forms.DeclineForm,
        grave=True,
    ),
    "ask_return": Act(
        _("Ask to return it"),
        _("The office decides about the return now."),
        problem.AskReturn,
        {"reason": _SOMETHING},
        forms.ReasonForm,
        grave=True,
    ),
    "cancel": Act(
        _("Give a task up"),
        _("The task is given up."),
        task.CancelTask,
        _on_task(lambda one, _today: task.CancelTask(task=one, reason=_SOMETHING)),
        forms.CancelForm,
        grave=True,
    ),
    "send_back": Act(
        _("Send back"),
        _("Sent back; the unit works on."),
        problem.SendBack,
        {"reason": _SOMETHING},
        forms.ReasonForm,
        grave=True,
    ),
    "reopen": Act(
        _("Reopen"),
        _("Reopened under its old number; dispatch it anew."),
        problem.ReopenProblem,
        {"source": ReopenSource.OFFICE, "reason": _SOMETHING},
        forms.ReopenForm,
        grave=True,
    ),
}
"""The steps in the order in which they are shown: the way forward first, the ways back and out last."""


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
