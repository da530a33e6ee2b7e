"""The drawn items of a look-back: who looks at which, what they found, and the files that show it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.desk import look_back as desk
from sandan.domain.look_back import LookBackStatus, Verdict
from sandan.domain.problem_event import (
    ProblemClosureRequested,
    ProblemRectifiedAtOnce,
    ProblemRegistered,
    ProblemStruckOff,
    ProblemVerified,
)
from sandan.domain.values import Outcome, Refusal
from sandan.domain.wire import Event, decode
from sandan.ledger import read
from sandan.projections import person, unit
from sandan.projections.look_back import LookBack, LookBackItem, items
from sandan.web.access import ActedRequest
from sandan.web.evidence import EvidenceForm, handed_out, to_be_kept, told_by
from sandan.web.form import KeyedForm
from sandan.web.label import OUTCOME, VERDICT, Label, choices
from sandan.web.message import told
from sandan.web.workspace.look_back import found

_PREFIX = "to-"
_QUESTIONS: dict[Outcome, tuple[Label, Label]] = {
    Outcome.RECTIFIED: (_("Does the fix hold?"), ""),
    Outcome.NOT_FIXABLE: (
        _("Does the explanation stand?"),
        _("It was explained and not fixed: is the reason true, is it still so, and were the reporters told?"),
    ),
    Outcome.NOT_SUBSTANTIATED: (
        _("Does it stand that there was nothing to fix?"),
        _("It was closed as not substantiated: is there anything of what was reported?"),
    ),
}
"""What is asked of an item, by the outcome with which it was struck off. Each can hold, be overturned, or not be told."""


class CheckersForm(KeyedForm):
    """Who looks at which item again. Only those without an interest in it can be chosen."""

    def __init__(self, *args: Any, lines: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            row = line["row"]
            self.fields[f"{_PREFIX}{row.problem}"] = forms.ChoiceField(
                label=row.number,
                required=False,
                choices=[("", _("Nobody yet")), *line["able"]],
                initial=row.checker if row.checker in dict(line["able"]) else line["suggested"],
            )

    def chosen(self) -> dict[str, str]:
        """The people chosen, by problem."""
        return {name.removeprefix(_PREFIX): who for name, who in self.cleaned_data.items() if name != "key" and who}


class FindingForm(KeyedForm, EvidenceForm):
    """What looking at an item again showed."""

    verdict = forms.ChoiceField(choices=choices(VERDICT), widget=forms.RadioSelect)
    on_site = forms.ChoiceField(
        label=_("How it was looked at"),
        choices=[("yes", _("On site")), ("no", _("On paper"))],
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(label=_("Finding"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ("verdict", "on_site", "finding", "proof", "dated_on", "caption")

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict = self.fields["verdict"]
        verdict.label, verdict.help_text = (str(each) for each in _QUESTIONS[outcome])


@never_cache
def look_back_checkers(request: ActedRequest, key: str) -> HttpResponse:
    """Give the items without a finding to people. One is suggested for each; the office decides."""
    row = found(key)
    waiting = list(items(key).filter(verdict="")) if row.status == LookBackStatus.DRAWN else []
    lines = _lines(waiting)
    form = CheckersForm(request.POST if request.method == "POST" else None, lines=lines)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.assign(key, form.chosen(), request.actor, f"checkers:{form.cleaned_data['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Given out. Each finds their items on their desk."))
            return redirect("workspace:look_back", key)
    for line in lines:
        line["field"] = form[f"{_PREFIX}{line['row'].problem}"]
    context = {"active": "look_backs", "row": row, "form": form, "lines": lines, "refused": refused}
    return render(request, "workspace/look_back/checkers.html", context, status=422 if refused or form.errors else 200)


def _lines(waiting: list[LookBackItem]) -> list[dict[str, Any]]:
    """Each item with who may look at it, who may not, and who is suggested."""
    today = timezone.localdate()
    offered = desk.suggest({each.problem: each.checker for each in waiting}, today)
    names, units, able = person.names(), unit.names(), desk.checkers(today)
    lines = []
    for each in waiting:
        choice = offered[each.problem]
        lines.append(
            {
                "row": each,
                "unit": units.get(each.unit, ""),
                "able": [(key, f"{names.get(key, '')} · {units.get(able[key].unit, '')}") for key in choice.able],
                "barred": pgettext("between names", ", ").join(names.get(key, "") for key in choice.barred),
                "suggested": choice.suggested,
            }
        )
    return lines


@never_cache
def look_back_item(request: ActedRequest, key: str, problem: str) -> HttpResponse:
    """One drawn item: what was claimed and verified, and the form for what is found now. On a phone it takes the photo."""
    row, item = _item(key, problem)
    mine = not item.verdict and not item.ended_on and item.checker == request.actor.person
    story = _told(f"problem/{problem}")
    sent_in = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FindingForm(*sent_in, outcome=outcome_of(story))
    refused = ""
    if request.method == "POST":
        sent = form.is_valid()
        try:
            evidence = form.evidence(timezone.localdate()) if "proof" in form.cleaned_data else ()
            data = request.POST.copy()
            data["kept"] = to_be_kept(evidence)
            form.data = data
            if sent:
                said = form.cleaned_data
                what = desk.Finding(Verdict(said["verdict"]), said["on_site"] == "yes", said["finding"], evidence)
                desk.record(key, problem, what, request.actor, f"finding:{said['key']}")
                messages.success(request, _done(Verdict(said["verdict"])))
                return redirect("workspace:look_back", key)
        except Refusal as refusal:
            refused = told(refusal)
    context = {
        "active": "look_backs",
        "row": row,
        "item": item,
        "claims": _claims(story),
        "mine": mine,
        "form": form if mine else None,
        "attached": form.attached(),
        "refused": refused,
        "verdict": VERDICT[Verdict(item.verdict)] if item.verdict else "",
        "checker": person.names().get(item.checker, ""),
    }
    return render(request, "workspace/look_back/item.html", context, status=422 if refused or form.errors else 200)


def _done(verdict: Verdict) -> str:
    return {
        Verdict.HOLDS: gettext("Recorded: the problem has passed the look-back."),
        Verdict.OVERTURNED: gettext(
            "Recorded: the problem is reopened under its old number and no longer counts as struck off."
        ),
        Verdict.CANNOT_TELL: gettext("Recorded. It counts neither as holding nor as overturned."),
    }[verdict]


def outcome_of(story: list[Event]) -> Outcome:
    """With which outcome the problem was last struck off."""
    struck = [event.outcome for event in story if isinstance(event, ProblemStruckOff)]
    return struck[-1] if struck else Outcome.RECTIFIED


def _claims(story: list[Event]) -> list[dict[str, Any]]:
    """What is to be looked at: what was wrong, what the unit claimed, what was verified, how it was struck off."""
    claims: list[dict[str, Any]] = []
    for event in story:
        match event:
            case ProblemRegistered(statement=words) if words:
                claims.append({"what": gettext("What is wrong"), "words": words})
            case ProblemRectifiedAtOnce(measure=words):
                claims.append({"what": gettext("Put right at once"), "words": words})
            case ProblemClosureRequested(outcome=outcome, account=words):
                claimed = gettext("Outcome claimed: %(outcome)s") % {"outcome": OUTCOME[Outcome(outcome)]}
                claims.append({"what": claimed, "words": words})
            case ProblemVerified(finding=words, on_site=on_site):
                how = gettext("Verified on site") if on_site else gettext("Verified on paper")
                claims.append({"what": how, "words": words})
            case ProblemStruckOff(happened_on=on, note=words):
                claims.append({"what": gettext("Struck off on %(date)s") % {"date": on.isoformat()}, "words": words})
    return claims


def _told(stream: str) -> list[Event]:
    return [decode(each.kind, each.public, each.internal) for each in read.stream(stream)]


def _item(key: str, problem: str) -> tuple[LookBack, LookBackItem]:
    row, item = found(key), items(key).filter(problem=problem).first()
    if item is None:
        raise Http404
    return row, item


@require_safe
def look_back_evidence(_request: ActedRequest, key: str, digest: str) -> HttpResponse:
    """An evidence file: only where a finding of this look-back names it."""
    one = told_by(_told(f"look_back/{found(key).key}")).get(digest)
    if one is None:
        raise Http404
    try:
        return handed_out(one)
    except FileNotFoundError as error:
        raise Http404 from error


urlpatterns = [
    path("look-backs/<str:key>/checkers/", look_back_checkers, name="look_back_checkers"),
    path("look-backs/<str:key>/items/<str:problem>/", look_back_item, name="look_back_item"),
    path("look-backs/<str:key>/evidence/<str:digest>/", look_back_evidence, name="look_back_evidence"),
]
