"""A resident follows a report with its receipt code, says whether it is fixed, and has it reopened. The code never stands in an address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import deed as deeds
from sandan.desk import problem as desk
from sandan.desk.admission import followed as admitted
from sandan.desk.handle import fold
from sandan.desk.opinion import followed
from sandan.desk.rule import ruled
from sandan.domain import relay
from sandan.domain.opinion import Conclusion, OpinionStatus
from sandan.domain.survey import ANSWERABLE, Decision, SurveyRecorded
from sandan.domain.values import DeclineReason, Level, Outcome, Refusal, Rung, Status, StatutoryChannel, SurveyOutcome
from sandan.ledger import read
from sandan.projections import unit
from sandan.projections.admission import Admission
from sandan.projections.deed import Deed
from sandan.projections.need import answering
from sandan.projections.opinion import Opinion
from sandan.projections.problem import RUNG_COLUMNS, Problem
from sandan.projections.survey import Survey
from sandan.projections.version import now, of_matter, under_shield
from sandan.web import limit, trace
from sandan.web.access import ActedRequest, resident_of
from sandan.web.due import due_of
from sandan.web.form import KeyedForm
from sandan.web.label import CONCLUSION, DECLINE, LEVEL, OPINION, RUNG, STATUS, STATUTORY, Label
from sandan.web.message import told
from sandan.web.portal.history import between, history, viewings
from sandan.web.portal.report import remember
from sandan.web.scale import scale
from sandan.web.term import to_ask_review

REOPENABLE = frozenset({Status.STRUCK_OFF, Status.LOOK_BACK_PASSED, Status.DECLINED, Status.REDIRECTED})
_ANSWER_IDS, _REOPEN_IDS, _WRITE_IDS = "answer_%s", "reopen_%s", "write_%s"
_YES_NO = [("yes", _("Yes")), ("no", _("No"))]

WAITING = _("It is registered and waits for the office to look at it.")
PLAIN: dict[Status, Label] = {
    Status.REGISTERED: _("It is on the list and waits for the office to take it on."),
    Status.ACCEPTED: _("The office took it on and will give it to the unit that has to handle it."),
    Status.DISPATCHED: _("It was given to the unit below, which has to sign for it and handle it by the date shown."),
    Status.SIGNED_FOR: _("The unit below has it and has to handle it by the date shown."),
    Status.PLANNED: _("The unit below has planned what to do."),
    Status.IN_PROGRESS: _("The unit below is working on it."),
    Status.RETURN_ASKED: _("The unit says that this is not its task. The office decides who has to handle it."),
    Status.CLOSURE_REQUESTED: _("The unit says that it has finished. Someone else checks before it counts."),
    Status.VERIFIED: _("Someone outside the unit has confirmed the result. It is not struck off yet."),
    Status.STRUCK_OFF: _("It was struck off the list. If it is not fixed, have it reopened below."),
    Status.LOOK_BACK_PASSED: _(
        "It was struck off, and found still in order at a later check. If that is not so, have it reopened below."
    ),
    Status.LONG_TERM: _("This takes long. It stays open as a standing obligation and is reviewed by the date shown."),
    Status.DECLINED: _("The office did not take it on. The reason, and where to go instead, stand below."),
    Status.REDIRECTED: _("A law wants this decided elsewhere. Where to go stands below."),
    Status.MERGED: _("It was merged with another problem and is handled there."),
}
"""Where a problem stands, in a sentence for the one who reported it."""

_PASSABLE = frozenset({Rung.SIGNED_FOR, Rung.IN_PROGRESS, Rung.ANSWERED, Rung.RECTIFIED, Rung.LOOK_BACK_PASSED})
"""Rungs that a problem may never stand on: shown ahead only while no later one is reached."""


class CodeForm(forms.Form):
    """The code of a receipt."""

    code = forms.CharField(
        label=_("Receipt code"),
        help_text=_(
            "Twelve letters and digits on your receipt, such as 7KQ2-M4XD-0RTW. Capitals and dashes do not matter."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class AnswerForm(KeyedForm):
    """The reporter's own judgement: three answers, and words if they like."""

    fixed = forms.ChoiceField(label=_("Is it fixed?"), choices=_YES_NO, widget=forms.RadioSelect)
    contacted = forms.ChoiceField(
        label=_("Did the unit get in touch with you?"), choices=_YES_NO, widget=forms.RadioSelect
    )
    level = forms.ChoiceField(
        label=_("How satisfied are you with the handling?"), choices=scale, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your own words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class WriteForm(KeyedForm):
    """A message to whoever has the problem."""

    words = forms.CharField(
        label=_("Write to the unit that handles it"),
        help_text=_("It reads what you write, not who you are. Leave out your name and telephone."),
        max_length=relay.LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeedForm(KeyedForm):
    """Whether a deed that is said to answer one's need is so."""

    holds = forms.ChoiceField(
        label=_("Is it so?"),
        choices=[("yes", _("Yes, it is so")), ("no", _("No, it is not so"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In your own words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReopenForm(KeyedForm):
    """Why it has to be taken up again."""

    reason = forms.CharField(
        label=_("What is not in order?"),
        help_text=_("The office and the unit will read this. Leave out your name and telephone."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@never_cache
@sensitive_post_parameters("code")
def follow(request: ActedRequest) -> HttpResponse:
    """Enter a receipt code, or (with `leave`) forget the codes entered in this session."""
    if request.method == "POST" and "leave" in request.POST:
        request.session.pop("opinions", None)
        request.session.pop("receipt", None)
        messages.success(
            request, gettext("This device no longer shows your report. You need the code to open it again.")
        )
        return redirect("portal:follow")
    form = CodeForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        place = limit.source(request)
        if limit.CODE.reached(place):
            refused = gettext("Too many wrong codes. Wait a quarter of an hour, then try again.")
        else:
            found = followed(form.cleaned_data["code"])
            if found is not None:
                remember(request, found.key)
                return redirect("portal:opinion", key=found.key)
            treated = admitted(form.cleaned_data["code"])
            if treated is not None:
                remember(request, treated.key)
                return redirect("portal:bill", key=treated.key)
            limit.CODE.count(place)
            refused = gettext(
                "We hold no report with this code. Look again: it is the one of twelve signs, not the number that starts with Y."
            )
    failed = bool(refused or form.errors)
    shown = request.session.get("opinions", [])
    rows = [*now(Opinion).filter(key__in=shown), *under_shield(Opinion).filter(key__in=shown)]
    known = sorted(rows, key=lambda each: -each.position)
    bills = now(Admission).filter(key__in=shown, withdrawn_on__isnull=True).order_by("-position")
    context = {"form": form, "refused": refused, "known": known, "bills": bills}
    return render(request, "portal/follow.html", context, status=422 if failed else 200)


@never_cache
@require_safe
def opinion(request: ActedRequest, key: str) -> HttpResponse:
    """The page of one report, for who has shown its code in this session; everyone else is asked for the code."""
    if resident_of(request, key) is None:
        return redirect("portal:follow")
    taken = under_shield(Opinion).filter(origin=key).values_list("key", flat=True).first()
    if taken is not None:
        remember(request, taken)
        return redirect("portal:opinion", key=taken)
    return _page(request, key)


@never_cache
@sensitive_post_parameters("words")
@require_POST
def answer(request: ActedRequest, key: str) -> HttpResponse:
    """The reporter says how it stands."""
    by = resident_of(request, key)
    if by is None:
        return redirect("portal:follow")
    form = AnswerForm(request.POST, auto_id=_ANSWER_IDS)
    if not form.is_valid():
        return _page(request, key, answer_form=form)
    said = form.cleaned_data
    fixed = said["fixed"] == "yes"
    answered = desk.Answer(said["contacted"] == "yes", fixed, Level(said["level"]), said["words"])
    try:
        done = desk.answer(_problem_of(key), answered, by, f"answer:{key}:{said['key']}")
    except Refusal as refusal:
        return _page(request, key, answer_form=form, refused=told(refusal))
    if not done.again:
        trace.leave(request, done.one(SurveyRecorded).survey, key)
    if fixed:
        messages.success(request, gettext("Thank you. Your answer is recorded and counts."))
    else:
        messages.success(
            request, gettext("Thank you. Your answer is recorded: someone outside the unit has to deal with it.")
        )
    return redirect("portal:opinion", key=key)


@never_cache
@sensitive_post_parameters("reason")
@require_POST
def reopen(request: ActedRequest, key: str) -> HttpResponse:
    """The reporter has a closed problem reopened, under its old number."""
    by = resident_of(request, key)
    if by is None:
        return redirect("portal:follow")
    form = ReopenForm(request.POST, auto_id=_REOPEN_IDS)
    if not form.is_valid():
        return _page(request, key, reopen_form=form)
    try:
        desk.reopen(_problem_of(key), form.cleaned_data["reason"], by, f"reopen:{key}:{form.cleaned_data['key']}")
    except Refusal as refusal:
        return _page(request, key, reopen_form=form, refused=told(refusal))
    messages.success(request, gettext("It is open again under its old number. The office will give it to a unit."))
    return redirect("portal:opinion", key=key)


@never_cache
@sensitive_post_parameters("words")
@require_POST
def write(request: ActedRequest, key: str) -> HttpResponse:
    """The reporter writes to whoever has the problem, without becoming known to them."""
    by = resident_of(request, key)
    if by is None:
        return redirect("portal:follow")
    form, place = WriteForm(request.POST, auto_id=_WRITE_IDS), limit.source(request)
    if not form.is_valid():
        return _page(request, key, write_form=form)
    if limit.WRITE.reached(place):
        said = gettext("Many messages came from here within the last hour. Wait a little, then send this one again.")
        return _page(request, key, write_form=form, refused=said)
    words, sent = form.cleaned_data["words"], form.cleaned_data["key"]
    try:
        desk.write_to_unit(_problem_of(key), words, by, f"write:{key}:{sent}")
    except Refusal as refusal:
        return _page(request, key, write_form=form, refused=told(refusal))
    limit.WRITE.count(place)
    messages.success(request, gettext("Sent. Whoever handles it can read it, and does not learn who you are."))
    return redirect("portal:opinion", key=key)


@never_cache
@sensitive_post_parameters("words")
@require_POST
def deed(request: ActedRequest, key: str, of: str) -> HttpResponse:
    """The reporter says whether a deed that is said to answer their need is so. It counts once."""
    by = resident_of(request, key)
    if by is None:
        return redirect("portal:follow")
    form = DeedForm(request.POST, auto_id=f"deed_{of}_%s")
    if not form.is_valid():
        return _page(request, key, deed_form=(of, form))
    said = form.cleaned_data
    try:
        deeds.confirm(of, said["holds"] == "yes", said["words"], by, f"deed:{key}:{of}:{said['key']}")
    except Refusal as refusal:
        return _page(request, key, deed_form=(of, form), refused=told(refusal))
    messages.success(request, gettext("Thank you. Your answer is recorded and counts."))
    return redirect("portal:opinion", key=key)


def _deeds(key: str, tried: tuple[str, DeedForm] | None) -> list[dict[str, Any]]:
    """The deeds that say they answer this opinion, or the problem that it is part of, each with a form until its reporter has answered."""
    named = answering(key)
    wanted = Q()
    for need, of in named:
        wanted |= Q(need=need, need_id=of)
    if not named:
        return []
    listed = []
    for row in now(Deed).filter(wanted, withdrawn_on__isnull=True).order_by("position")[:20]:
        heard = key in fold(f"deed/{row.key}")[0].heard
        form = tried[1] if tried is not None and tried[0] == row.key else DeedForm(auto_id=f"deed_{row.key}_%s")
        listed.append({"row": row, "unit": unit.names().get(row.unit, ""), "form": None if heard else form})
    return listed


def _problem_of(key: str) -> str:
    return of_matter(Opinion, key).filter(key=key).values_list("problem", flat=True).first() or ""


def _page(
    request: ActedRequest,
    key: str,
    answer_form: AnswerForm | None = None,
    reopen_form: ReopenForm | None = None,
    refused: str = "",
    write_form: WriteForm | None = None,
    deed_form: tuple[str, DeedForm] | None = None,
) -> HttpResponse:
    """The page of a report whose code was shown, with a form that could not be taken where there is one."""
    row = of_matter(Opinion, key).filter(key=key).first()
    if row is None or row.status == OpinionStatus.WITHDRAWN.value:
        return redirect("portal:follow")
    problem = of_matter(Problem, key).filter(key=row.problem).first() if row.problem else None
    units, today = unit.names(), timezone.localdate()
    sealed = read.opened([row.position])[row.position].personal or {}
    context: dict[str, Any] = {
        "opinion": row,
        "said": {"title": sealed.get("title", ""), "text": sealed.get("text", "")},
        "opinion_status": OPINION[OpinionStatus(row.status)],
        "declined": DECLINE[DeclineReason(row.reason)] if row.reason else "",
        "plain": WAITING,
        "place": units.get(row.village) or units.get(row.town, ""),
        "problem": problem,
        "events": history(row.key, row.problem, units)[::-1],
        "viewings": viewings(key, units),
        "shielded": row.shielded,
        "accusation": row.accusation,
        "decided": _decided(row),
        "refused": refused,
        "deeds": [] if row.shielded else _deeds(key, deed_form),
    }
    if problem is not None:
        context |= _standing(problem, units, today)
        context |= _asking(problem, key, answer_form, reopen_form)
        context |= {
            "messages_between": between(key, problem.key, units),
            "write_form": (write_form or WriteForm(auto_id=_WRITE_IDS)) if status_open(problem) else None,
        }
    bound = answer_form or reopen_form or write_form or deed_form
    return render(request, "portal/opinion.html", context, status=422 if bound else 200)


def status_open(problem: Problem) -> bool:
    """Whether the reporter can still write to whoever has it."""
    return Status(problem.status) not in relay.CLOSED


def _decided(row: Opinion) -> dict[str, Any] | None:
    """What the discipline body decided on an accusation, with its words."""
    if not row.conclusion or row.words_at is None:
        return None
    sealed = read.opened([row.words_at])[row.words_at].personal or {}
    return {"label": CONCLUSION[Conclusion(row.conclusion)], "words": sealed.get("words", "")}


def _standing(problem: Problem, units: dict[str, str], today: date) -> dict[str, Any]:
    status = Status(problem.status)
    return {
        "status": {"rung": status.value, "label": STATUS[status]},
        "plain": PLAIN[status],
        "rungs": rungs(problem),
        "unit": units.get(problem.unit, ""),
        "cooperating": [units[each] for each in problem.cooperating.split() if each in units],
        "due": due_of(problem, today),
        "review": to_ask_review(ruled(problem), today),
        "problem_declined": DECLINE[DeclineReason(problem.reason)] if status is Status.DECLINED else "",
        "channel": STATUTORY[StatutoryChannel(problem.channel_to)] if status is Status.REDIRECTED else "",
        "long_term": status is Status.LONG_TERM,
    }


def _asking(
    problem: Problem, key: str, answer_form: AnswerForm | None, reopen_form: ReopenForm | None
) -> dict[str, Any]:
    """Which of the two forms the page shows, and what was already answered in this round."""
    status = Status(problem.status)
    surveys = of_matter(Survey, key).filter(opinion=key, problem=problem.key, round=problem.round)
    asked = surveys.order_by("-position").first()
    answered = asked if asked is not None and asked.outcome == SurveyOutcome.ANSWERED.value else None
    return {
        "answered": answered,
        "level": LEVEL[Level(answered.level)] if answered is not None and answered.level else "",
        "explained": _explained(answered) if answered is not None else "",
        "answer_form": (answer_form or AnswerForm(auto_id=_ANSWER_IDS))
        if status in ANSWERABLE and answered is None
        else None,
        "reopen_form": (reopen_form or ReopenForm(auto_id=_REOPEN_IDS)) if status in REOPENABLE else None,
    }


def _explained(answered: Survey) -> str:
    """Why it stays as it is although the reporter is not content, in the words of whoever decided so; "" where nobody did."""
    if answered.decision != Decision.EXPLAIN.value or answered.decided_at is None:
        return ""
    return str(read.opened([answered.decided_at])[answered.decided_at].internal.get("explanation", ""))


def rungs(problem: Problem) -> list[dict[str, Any]]:
    """The ladder of a problem: each rung with the day it was reached, the last one reached marked as current.

    A rung that was passed by is left out, and so is "rectified" where the unit claims something else (law 5).
    """
    reached: list[tuple[Rung, date | None]] = [
        (rung, getattr(problem, column)) for rung, column in RUNG_COLUMNS.items()
    ]
    last = max((place for place, (_rung, on) in enumerate(reached) if on), default=0)
    ladder = []
    for place, (rung, on) in enumerate(reached):
        passed = on is None and (place < last or rung is Rung.LOOK_BACK_PASSED)
        other = rung is Rung.RECTIFIED and problem.outcome not in ("", Outcome.RECTIFIED.value)
        if (passed and rung in _PASSABLE) or other:
            continue
        state = "current" if place == last else "reached" if on else "ahead"
        ladder.append({"label": RUNG[rung], "state": state, "on": on})
    return ladder


urlpatterns = [
    path("follow/", follow, name="follow"),
    path("follow/<str:key>/", opinion, name="opinion"),
    path("follow/<str:key>/answer/", answer, name="answer"),
    path("follow/<str:key>/reopen/", reopen, name="reopen"),
    path("follow/<str:key>/write/", write, name="write"),
    path("follow/<str:key>/deeds/<str:of>/", deed, name="deed"),
]
