"""One problem on one page: where it stands, what was said and done, who answers, and the steps that may follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk.problem import write_to_reporter
from sandan.desk.viewing import write_down
from sandan.domain import case as cases
from sandan.domain.authority import Role, may
from sandan.domain.chase import CHASEABLE, ChaseLevel
from sandan.domain.deed import EnterDeed
from sandan.domain.problem_command import SELF, DispatchProblem
from sandan.domain.problem_event import ProblemDeclined, ProblemRectifiedAtOnce, ProblemRedirected
from sandan.domain.procedure import Procedure
from sandan.domain.relay import LIMIT, ReporterWrittenTo, UnitWrittenTo, WriteToReporter
from sandan.domain.responsibility import Responsibility
from sandan.domain.survey import MakeLink
from sandan.domain.task import MilestoneReached, MilestoneSet, TaskCompleted, TaskStatus
from sandan.domain.values import (
    CONTENT,
    Channel,
    DeclineReason,
    Evidence,
    Nature,
    Outcome,
    Refusal,
    Rung,
    Status,
    StatutoryChannel,
    SurveyOutcome,
    Tier,
    Topic,
)
from sandan.ledger import read
from sandan.projections.circuit_visit import CircuitVisit
from sandan.projections.coverage import answers
from sandan.projections.problem import RUNG_COLUMNS, Problem
from sandan.projections.self_inspection import SelfInspection
from sandan.projections.version import now, of_matter
from sandan.web import label, term
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.correction import standing
from sandan.web.due import due, due_of
from sandan.web.evidence import EvidenceForm, handed_out, to_be_kept, told_by
from sandan.web.form import KeyedForm, fresh_key
from sandan.web.look_back import of_problem
from sandan.web.message import told
from sandan.web.unmask import identity
from sandan.web.workspace.act import ACTS, HEADINGS, carry_out, is_elsewhere, refused
from sandan.web.workspace.act_form import ActForm
from sandan.web.workspace.at_hand import at_hand
from sandan.web.workspace.coverage import shown
from sandan.web.workspace.hindrance import hindrances
from sandan.web.workspace.history import story_of
from sandan.web.workspace.matter import MOST_OPINIONS, Matter, load
from sandan.web.workspace.programme_link import serving_of

_STANDS: dict[Status, Rung] = {
    Status.REGISTERED: Rung.REGISTERED,
    Status.ACCEPTED: Rung.ACCEPTED,
    Status.DISPATCHED: Rung.DISPATCHED,
    Status.RETURN_ASKED: Rung.DISPATCHED,
    Status.SIGNED_FOR: Rung.SIGNED_FOR,
    Status.PLANNED: Rung.SIGNED_FOR,
    Status.IN_PROGRESS: Rung.IN_PROGRESS,
    Status.CLOSURE_REQUESTED: Rung.RECTIFIED,
    Status.VERIFIED: Rung.VERIFIED,
    Status.STRUCK_OFF: Rung.STRUCK_OFF,
    Status.LOOK_BACK_PASSED: Rung.LOOK_BACK_PASSED,
}


@never_cache
@require_safe
def problem(request: ActedRequest, key: str) -> HttpResponse:
    """The page of one problem."""
    return _page(request, _matter(request, key))


@never_cache
@require_POST
def problem_act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Take one step on a problem. What was typed stays on the page if the step is refused."""
    step = ACTS.get(act)
    if step is None:
        raise Http404
    matter = _matter(request, key)
    form = step.form(matter, request.POST, request.FILES, auto_id=f"{act}_%s")
    refusal = None
    if form.is_valid():
        try:
            carry_out(step, matter, form)
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, str(step.done))
            return redirect("workspace:problem", key)
    matter = _matter(request, key)
    refusal = _try_again(request, form, matter) or refusal
    return _page(request, matter, (act, form), refusal)


@require_safe
def evidence(request: ActedRequest, digest: str) -> HttpResponse:
    """An evidence file of the problem named by `of`: only where its events mention it, and to who may know of it."""
    matter = _matter(request, request.GET.get("of", ""))
    found = told_by(event for _, event in matter.story).get(digest)
    if found is None:
        raise Http404
    try:
        return handed_out(found)
    except FileNotFoundError as error:
        raise Http404 from error


def _matter(request: ActedRequest, key: str) -> Matter:
    matter = load(key, request.actor)
    if matter is None:
        raise Http404
    return matter


def _try_again(request: ActedRequest, form: ActForm, matter: Matter) -> Refusal | None:
    """Make a refused form ready for its next try: it has seen what is on the page now, and its files are not lost."""
    data = request.POST.copy()
    data["seen"] = str(matter.version)
    refusal = None
    if isinstance(form, EvidenceForm) and "proof" in form.cleaned_data:
        try:
            data["kept"] = to_be_kept(form.evidence(form.cleaned_data.get("done_on") or matter.today))
        except Refusal as no:
            refusal = no
    form.data = data
    return refusal


def _page(
    request: ActedRequest,
    matter: Matter,
    tried: tuple[str, ActForm] | None = None,
    refusal: Refusal | None = None,
    written: RelayForm | None = None,
) -> HttpResponse:
    row = matter.row
    if matter.reads_words:
        write_down([each.key for each in matter.opinions[:MOST_OPINIONS]], "problem", request.actor)
    before = hindrances(matter)
    steps, blocked = _steps(matter, tried, before)
    story = story_of(matter)
    context = {
        "active": "shield" if matter.case.facts.shielded else "problems",
        "row": row,
        "status": {"rung": row.status, "label": label.STATUS[Status(row.status)]},
        "due": due_of(row, matter.today),
        "rungs": _rungs(row),
        "statement": standing(matter.story).get("statement", ""),
        "facts": _facts(matter),
        "alarm": term.alarm(matter.ruled, matter.today),
        "deadlines": term.deadlines(matter.ruled),
        "levels": term.levels(matter.ruled),
        "merged_into": of_matter(Problem, row.key).filter(key=row.merged_into).first() if row.merged_into else None,
        "steps": _under_headings(steps),
        "blocked": blocked,
        "dispatch_url": _dispatch_url(matter),
        "hindrances": before,
        "tasks": _tasks(matter),
        "answers": _answers(matter, matter.case.responsibilities.get("")),
        "tiers": shown(answers(problem=matter.key, on=matter.today), Tier, _called(matter)),
        "opinions": _opinions(request, matter),
        "unmasks": matter.unmasks,
        "shielded": matter.case.facts.shielded,
        "may_deed": not matter.case.facts.shielded and may(EnterDeed.name, request.actor),
        "against": _against(matter),
        "relay": _relay(matter, written),
        "more_opinions": max(len(matter.opinions) - MOST_OPINIONS, 0),
        "reads_words": matter.reads_words,
        "surveys": _surveys(matter),
        "look_backs": of_problem(matter.key, "workspace"),
        **serving_of(request, row),
        "at_hand": at_hand(matter, story["entries"]),
        **story,
        "refusal": told(refusal) if refusal is not None else "",
        "tried": tried[0] if tried else "relay" if written else "",
    }
    return render(request, "workspace/problem.html", context, status=422 if context["tried"] else 200)


def _called(matter: Matter) -> Names:
    return Names(matter.names.units, matter.names.people)


def _steps(
    matter: Matter, tried: tuple[str, ActForm] | None, before: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The steps that may be taken, each with its form, and those that may not yet, gathered by a reason that is not among `before`."""
    steps, blocked = [], dict[str, list[str]]()
    for name, act in ACTS.items():
        refusal = refused(act, matter)
        again = tried is not None and tried[0] == name
        if refusal is None or again:
            form = tried[1] if tried is not None and again else act.form(matter, auto_id=f"{name}_%s")
            attached = pgettext("between names", ", ").join(form.attached()) if isinstance(form, EvidenceForm) else ""
            steps.append({"name": name, "act": act, "form": form, "open": again, "attached": attached})
        elif not is_elsewhere(refusal) and told(refusal) not in before:
            blocked.setdefault(told(refusal), []).append(str(act.label))
    return steps, [{"why": why, "what": pgettext("between names", ", ").join(what)} for why, what in blocked.items()]


def _under_headings(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps under their headings, without those that hold none."""
    found = [
        {"label": words, "name": heading.value, "steps": [each for each in steps if each["act"].under is heading]}
        for heading, words in HEADINGS.items()
    ]
    return [each for each in found if each["steps"]]


def _dispatch_url(matter: Matter) -> str:
    """Where this problem is dispatched; "" where the actor cannot."""
    try:
        cases.decide(DispatchProblem(unit="·", due_on=matter.today), matter.case, matter.actor, matter.at)
    except Refusal:
        return ""
    return f"{reverse('workspace:dispatch')}?keys={matter.key}"


def _rungs(row: Problem) -> list[dict[str, Any]]:
    current = _STANDS.get(Status(row.status))
    listed = []
    for rung, column in RUNG_COLUMNS.items():
        on: date | None = getattr(row, column)
        state = ("current" if rung is current else "reached") if on else "ahead"
        listed.append({"label": label.RUNG[rung], "state": state, "on": on})
    return listed


def _facts(matter: Matter) -> list[dict[str, Any]]:
    """The short facts beside the story: name and value, without those that say nothing."""
    row, units = matter.row, matter.names.units
    place = " ".join(filter(None, (units.get(row.town, ""), units.get(row.village, ""))))
    cooperating = pgettext("between names", ", ").join(units.get(each, each) for each in row.cooperating.split())
    pressed, bound = row.status in CHASEABLE, matter.case.facts.bound
    told_facts: list[tuple[str, Any]] = [
        (gettext("Whose turn"), _turn(matter)),
        (gettext("Handling unit"), units.get(row.unit, row.unit)),
        (gettext("Cooperating units"), cooperating),
        (gettext("Topic"), label.TOPIC[Topic(row.topic)]),
        (gettext("Channel"), label.CHANNEL[Channel(row.channel)]),
        (gettext("Town and village"), place),
        (gettext("Found by itself"), _origin(row, units)),
        (gettext("Found on a circuit visit"), _found_on(row)),
        (gettext("Nature"), label.NATURE[Nature(row.nature)]),
        (gettext("Outcome claimed"), label.OUTCOME[Outcome(row.outcome)] if row.outcome else ""),
        (gettext("Not taken up because"), label.DECLINE[DeclineReason(row.reason)] if row.reason else ""),
        (gettext("Where to go instead"), _where_to(matter)),
        (gettext("Statutory channel"), label.STATUTORY[StatutoryChannel(row.channel_to)] if row.channel_to else ""),
        (gettext("To be reviewed by"), row.review_on and row.review_on.isoformat()),
        (gettext("Rules"), label.PROCEDURE[Procedure(row.procedure)] if row.procedure else ""),
        (gettext("Legal basis"), row.basis),
        (gettext("May be returned until"), row.return_by.isoformat() if row.return_by and not bound else ""),
        (gettext("Later deadline asked for"), row.extension_to and row.extension_to.isoformat()),
        (gettext("Must agree to it next"), label.ROLE[Role(row.agrees)] if row.agrees else ""),
        (gettext("Extensions"), row.extensions),
        (gettext("Clock stands still until"), row.pause_until and row.pause_until.isoformat()),
        (gettext("Days the clock stood still"), row.paused_days),
        (gettext("Chased"), label.CHASE[ChaseLevel(row.chased)] if row.chased else ""),
        (gettext("Chase order to be answered by"), row.chase_by.isoformat() if row.chase_by and pressed else ""),
        (gettext("Under listed supervision since"), row.listed_on and row.listed_on.isoformat()),
        (gettext("Given to a higher level"), row.escalated_on and row.escalated_on.isoformat()),
        (gettext("Asked to be returned"), row.return_asks),
        (gettext("Returned by units"), row.returns),
        (gettext("Sent back"), row.sent_back),
        (gettext("Reopened"), row.reopenings),
        (gettext("Records are kept until"), term.kept(matter.ruled)),
    ]
    return [{"name": name, "value": value} for name, value in told_facts if value]


def _origin(row: Problem, units: Mapping[str, str]) -> str:
    """The self-inspection that it comes from, with the unit that found it in itself; "" for what others found."""
    if row.origin != SELF:
        return ""
    found = now(SelfInspection).filter(key=row.record).values_list("number", flat=True).first()
    url = reverse("workspace:self_inspection", args=[row.record])
    return format_html('{} · <a href="{}">{}</a>', units.get(row.found_by, row.found_by), url, found or row.record)


def _found_on(row: Problem) -> str:
    """The circuit visit that found it; "" for what was found otherwise. Who finds something was there, so everybody may know."""
    if row.origin != "circuit_visit":
        return ""
    number = now(CircuitVisit).filter(key=row.record).values_list("number", flat=True).first()
    return format_html('<a href="{}">{}</a>', reverse("workspace:circuit_visit_items", args=[row.record]), number or "")


def _turn(matter: Matter) -> str:
    """Who must act next, and until when; "" once nobody must."""
    due = cases.whose(matter.case, matter.ruled.days)
    if due is None:
        return ""
    who = " ".join(filter(None, (matter.names.units.get(due.unit, ""), str(label.ROLE[due.role]))))
    pattern = (
        gettext("%(who)s, due by %(date)s and late") if due.late(matter.today) else gettext("%(who)s, until %(date)s")
    )
    return pattern % {"who": who, "date": due.by_on.isoformat()}


def _where_to(matter: Matter) -> str:
    if matter.row.status not in (Status.DECLINED.value, Status.REDIRECTED.value):
        return ""
    told_where = (each for _, each in reversed(matter.story) if isinstance(each, ProblemDeclined | ProblemRedirected))
    return next((each.where_to for each in told_where), "")


def _tasks(matter: Matter) -> list[dict[str, Any]]:
    proof: dict[str, tuple[Evidence, ...]] = {}
    for entry, event in matter.story:
        if isinstance(event, TaskCompleted):
            proof[event.task] = event.evidence
        elif isinstance(event, ProblemRectifiedAtOnce):
            proof[f"{matter.key}x{entry.position}"] = event.evidence
    points = _milestones(matter)
    return [
        {
            "row": each,
            "badge": {"rung": each.status, "label": label.TASK[TaskStatus(each.status)]},
            "due": due(each.to_on, matter.today, each.done_on) if each.status != TaskStatus.CANCELLED.value else None,
            "answers": _answers(matter, matter.case.responsibilities.get(each.key)),
            "milestones": points.get(each.key, []),
            "files": [
                {"name": one.caption or one.file[:12], "url": _file_url(matter.key, one.file), "dated_on": one.dated_on}
                for one in proof.get(each.key, ())
            ],
        }
        for each in matter.tasks
    ]


def _milestones(matter: Matter) -> dict[str, list[dict[str, Any]]]:
    """The milestones of each task by their day, with the day on which each was reached."""
    reached = {event.milestone: event.reached_on for _, event in matter.story if isinstance(event, MilestoneReached)}
    found: dict[str, list[dict[str, Any]]] = {}
    for _entry, event in matter.story:
        if isinstance(event, MilestoneSet):
            one = {"what": event.what, "by_on": event.by_on, "reached_on": reached.get(event.milestone)}
            found.setdefault(event.task, []).append(one)
    return {of: sorted(each, key=lambda one: one["by_on"]) for of, each in found.items()}


def _answers(matter: Matter, held: Responsibility | None) -> list[dict[str, str]]:
    """Who answers: role and name."""
    if held is None:
        return []
    people, units = matter.names.people, matter.names.units
    named = [
        (gettext("Responsible leader"), people.get(held.leader, held.leader)),
        (gettext("Lead unit"), units.get(held.lead_unit, held.lead_unit)),
        (gettext("Person in charge"), people.get(held.person, held.person)),
        (
            gettext("Cooperating units"),
            pgettext("between names", ", ").join(units.get(each, each) for each in held.cooperating),
        ),
        (gettext("Supervising leader"), people.get(held.supervising_leader, held.supervising_leader)),
        (gettext("Verifier"), people.get(held.verifier, held.verifier)),
    ]
    return [{"name": name, "value": value} for name, value in named if value]


def _against(matter: Matter) -> list[str]:
    """Of whom a problem under the shield complains, by name."""
    shield, names = matter.case.facts.shield, matter.names
    if shield is None:
        return []
    return [*(names.units.get(each, each) for each in sorted(shield.units)),
            *(names.people.get(each, each) for each in sorted(shield.persons))]  # fmt: skip


def _relay(matter: Matter, written: RelayForm | None) -> dict[str, Any] | None:
    """What was written between the unit and each reporter, and the form to write; None for who takes no part in it."""
    command = WriteToReporter(opinion=next(iter(matter.case.facts.opinions), ""), words="·")
    try:
        cases.decide(command, matter.case, matter.actor, matter.at)
    except Refusal:
        return None
    told_between: dict[str, list[dict[str, Any]]] = {}
    for entry, event in matter.story:
        if isinstance(event, ReporterWrittenTo | UnitWrittenTo):
            own = isinstance(event, UnitWrittenTo)
            line = {"own": own, "words": event.words, "at": entry.recorded_at}
            told_between.setdefault(event.opinion, []).append(line)
    return {
        "threads": [{"row": each, "lines": told_between.get(each.key, [])} for each in matter.opinions[:MOST_OPINIONS]],
        "form": written or RelayForm(auto_id="relay_%s"),
    }


def _opinions(request: ActedRequest, matter: Matter) -> list[dict[str, Any]]:
    """The opinions with the words, where the actor may read them, and with the reporter, masked, where the actor may unmask."""
    shown = matter.opinions[:MOST_OPINIONS]
    opened = read.opened(each.position for each in shown) if matter.reads_words else {}
    listed = []
    for each in shown:
        said = opened[each.position].personal or {} if each.position in opened else {}
        survey = matter.heard.get(each.key)
        listed.append(
            {
                "row": each,
                "channel": label.CHANNEL[Channel(each.channel)],
                "title": said.get("title", ""),
                "text": said.get("text", ""),
                **(identity(request, each.key, said) if matter.unmasks else {}),
                "survey": label.SURVEY[survey.outcome] if survey else "",
            }
        )
    return listed


def _surveys(matter: Matter) -> dict[str, Any]:
    """The four counts of this round (S14), and each outcome without a name."""
    heard = matter.heard
    outcomes = [each.outcome for each in heard.values()]
    answered = outcomes.count(SurveyOutcome.ANSWERED)
    return {
        "reachable": len(matter.case.facts.reachable),
        "asked": len(outcomes),
        "reached": answered + outcomes.count(SurveyOutcome.NO_ANSWER),
        "answered": answered,
        "satisfied": sum(each.level in CONTENT for each in heard.values()),
        "rows": [
            {
                "number": matter.names.opinions.get(each.opinion, ""),
                "outcome": label.SURVEY[each.outcome],
                "fixed": each.fixed,
                "level": label.LEVEL[each.level] if each.level else "",
                "way": label.WAY[each.way] if each.way and each.level else "",
                "undecided": each.undecided,
                "attempts": each.attempts if not each.level else 0,
            }
            for each in heard.values()
        ],
        "may_call": bool(matter.actor.roles & {Role.CLERK, Role.DISPATCHER, Role.VERIFIER}),
        "key": fresh_key(),
        "may_ask": bool(matter.case.facts.unheard)
        and not matter.is_fixer
        and may(MakeLink.name, matter.actor, shielded=matter.row.shielded),
    }


def _file_url(of: str, digest: str) -> str:
    return f"{reverse('workspace:evidence', args=[digest])}?of={of}"


class RelayForm(KeyedForm):
    """A message to the reporter of one opinion."""

    words = forms.CharField(
        label=_("Message to the reporter"),
        help_text=_(
            "The reporter reads it on the page of the receipt and can answer there. You do not learn who it is."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LIMIT,
    )


@never_cache
@require_POST
def relay(request: ActedRequest, key: str, opinion: str) -> HttpResponse:
    """Write to the reporter of one of a problem's opinions, through the relay."""
    matter = _matter(request, key)
    form = RelayForm(request.POST)
    if not form.is_valid():
        return _page(request, matter, written=form)
    try:
        write_to_reporter(key, opinion, form.cleaned_data["words"], request.actor, f"relay:{form.cleaned_data['key']}")
    except Refusal as no:
        return _page(request, matter, refusal=no, written=form)
    messages.success(request, gettext("Sent. The reporter can read it with the receipt code."))
    return redirect("workspace:problem", key)


urlpatterns = [
    path("problems/<str:key>/relay/<str:opinion>/", relay, name="relay"),
    path("problems/<str:key>/", problem, name="problem"),
    path("problems/<str:key>/<str:act>/", problem_act, name="problem_act"),
    path("evidence/<str:digest>/", evidence, name="evidence"),
]
