"""Applications for assistance on the staff side: the list, an entry, one application with what is due and why, and every step on it.

Open to those alone who handle them, in the town and in the bureau (`domain/application.handles`). Everybody else gets what is nowhere.
Opening one writes down who opened it (design law 7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from sandan.desk import application as desk
from sandan.desk.application import Applying, File, officials, opened, waiting_for
from sandan.desk.spot_check import overturned
from sandan.desk.viewing import write_down
from sandan.domain import application as noun
from sandan.domain.allowance import Area, Method
from sandan.domain.application import (
    AccountGiven,
    ApplicationDecided,
    ApplicationStatus,
    Cause,
    Route,
    SubmitApplication,
)
from sandan.domain.authority import FORBIDDEN, Actor, may
from sandan.domain.values import Refusal
from sandan.projections.application import Application, steps_of
from sandan.projections.payment import paid_to
from sandan.projections.service_item import bureau_of, in_force, items
from sandan.projections.unit import names as unit_names
from sandan.web.access import ActedRequest
from sandan.web.allowance import (
    AREA,
    AUTHORITY,
    CATEGORY,
    HAND,
    INCOME,
    REASON,
    ROUTE,
    STAGE,
    STATUS,
    computation,
)
from sandan.web.application import story
from sandan.web.case import beside
from sandan.web.evidence import handed_out
from sandan.web.form import KeyedForm
from sandan.web.household import HouseholdForm
from sandan.web.label import Label, choices
from sandan.web.mask import contact
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.paper_file import PaperForm, files_of, one_of
from sandan.web.workspace.application_form import (
    ApplyForm,
    JobForm,
    OpinionForm,
    PapersForm,
    ReturnForm,
    choose,
)
from sandan.web.workspace.application_step import STEPS, Step
from sandan.web.workspace.filter import select

_S = ApplicationStatus


@never_cache
@require_safe
def applications(request: ActedRequest) -> HttpResponse:
    """The applications that one handles, newest first. No name and no amount stands on it."""
    wanted = {name: request.GET.get(name, "") for name in ("status", "item")}
    found = waiting_for(request.actor)
    if wanted["status"] in STATUS.keys() | set():
        found = found.filter(status=wanted["status"])
    elif wanted["status"] == "objected":
        found = found.filter(objected_on__isnull=False)
    if wanted["item"]:
        found = found.filter(item=wanted["item"][:16])
    page = keyset(found, request)
    names = unit_names()
    today = timezone.localdate()
    titles = _titles()
    context = {
        "active": "applications",
        "lines": [
            {
                "row": row,
                "item": titles.get(row.item, row.item),
                "place": " ".join(names.get(each, each) for each in (row.town, row.village) if each),
                "status": STATUS[ApplicationStatus(row.status)],
                "next": _next(row),
                "late": row.due_on is not None and row.due_on < today and row.status in noun.OPEN,
            }
            for row in page.rows
        ],
        "page": page,
        "controls": [
            select("status", _("Status"), wanted["status"], [*choices(STATUS), ("objected", _("Objection to answer"))]),
            select("item", _("Service item"), wanted["item"], list(titles.items())),
        ],
        "filtered": any(wanted.values()),
        "here": reverse("workspace:applications"),
        "may_enter": may(SubmitApplication.name, request.actor),
        "offered": items(today),
    }
    return render(request, "workspace/application/list.html", context)


def _titles() -> dict[str, str]:
    return {each.code: each.title for each in items(timezone.localdate())}


def _next(row: Application) -> Any:
    """The step that is due next with its last day; the day of the next look, where it runs."""
    if row.objected_on:
        return {"what": gettext("Objection to answer"), "on": row.objected_on}
    if row.status == _S.GRANTED.value:
        return {"what": gettext("Next look"), "on": row.recheck_on} if row.recheck_on else None
    if row.status not in noun.OPEN or not row.accepted_on:
        return None
    done = {_S.ACCEPTED: 0, _S.INVESTIGATED: 1, _S.PEER_REVIEWED: 2, _S.OPINION: 3}[_S(row.status)]
    order = {"start": 0, "investigate": 0, "peer_review": 1, "opinion": 2}
    for each in steps_of(row):
        if order.get(each.stage.value, 3) >= done:
            return {"what": STAGE[each.stage], "on": each.last_on}
    return None


@never_cache
@sensitive_post_parameters()
def application_new(request: ActedRequest, item: str) -> HttpResponse:
    """Enter an application. What was typed stays on the page if it is refused, and what is missing is named at once."""
    today = timezone.localdate()
    try:
        version = in_force(item, today)
    except Refusal as refusal:
        raise Http404 from refusal
    town = request.actor.unit
    form = ApplyForm(request.POST or None, request.FILES or None, item=version, town=town)
    refused = ""
    if request.method == "POST" and "more" in request.POST:
        form.is_valid()
        form.carry(today)
        form.more_lines()
    elif request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        applying = Applying(
            item=item,
            town=town,
            village=said["village"],
            area=Area(said["area"]),
            household=form.household(),
            consent=said["consent"],
            given=tuple(said["papers"]),
            related=tuple(said["related"]),
            phone=said["phone"],
            note=said["note"],
            route=Route.CLERK,
            happened_on=said["applied_on"],
        )
        try:
            applying = replace(applying, files=tuple(sorted(form.came(today).items())))
            receipt = desk.submit(applying, request.actor, f"application:{said['key']}")
        except Refusal as refusal:
            refused = told(refusal)
            form.carry(today)
        else:
            request.session["application_receipt"] = {"application": receipt.application, "code": receipt.code}
            missing = [paper.title for each in receipt.missing if (paper := version.paper(each)) is not None]
            if missing:
                messages.warning(
                    request, gettext("Entered. Still missing: %(papers)s.") % {"papers": "、".join(missing)}
                )
            else:
                messages.success(request, gettext("Entered and complete. The limits run from today."))
            return redirect("workspace:application", receipt.application)
    if form.errors:
        form.carry(today)
    context = {
        "active": "applications",
        "form": form,
        "attached": form.names(),
        "item": version,
        "refused": refused,
        "bureau": unit_names().get(bureau_of(item), ""),
        "known": [each for each in version.papers if each.known],
    }
    return render(request, "workspace/application/new.html", context, status=422 if refused or form.errors else 200)


def handled(request: ActedRequest, key: str) -> Application:
    """The row of an application that the reader handles; 404 for everybody else, as for what is not there."""
    row: Application | None = waiting_for(request.actor).filter(key=key).first()
    if row is None:
        raise Http404
    return row


@never_cache
@require_safe
def application(request: ActedRequest, key: str) -> HttpResponse:
    """One application: what is due and why, who lives in the household, what happened, and what may follow."""
    return _page(request, handled(request, key))


@never_cache
@sensitive_post_parameters()
def application_act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Take a step. One with a household has a page of its own; the others stand on the application's."""
    row = handled(request, key)
    step = STEPS.get(act)
    if step is None:
        raise Http404
    write_down([key], "application", request.actor)
    file = opened(key)
    whole = issubclass(step.form, HouseholdForm)
    if request.method != "POST" and not whole:
        return redirect("workspace:application", key)
    form = _form(step, row, file, request)
    refused = ""
    if request.method == "POST" and whole and "more" in request.POST:
        assert isinstance(form, HouseholdForm)
        form.more_lines()
    elif request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        if isinstance(form, HouseholdForm):
            said["household"] = form.household()
        try:
            if isinstance(form, PaperForm):
                said["evidence"] = form.evidence(timezone.localdate())
            desk.give(key, step.order(key, said, file), request.actor, f"application.{act}:{said['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Entered."))
            return redirect("workspace:application", key)
    if not whole:
        return _page(request, row, (act, form), refused)
    context = {"active": "applications", "row": row, "step": step, "form": form, "refused": refused}
    status = 422 if refused or form.errors else 200
    return render(request, "workspace/application/household.html", context, status=status)


@never_cache
@require_safe
def application_paper(request: ActedRequest, key: str, digest: str) -> HttpResponse:
    """A file that came with a paper, for those who handle the application. That it was opened is written down."""
    row = handled(request, key)
    write_down([row.key], "application", request.actor)
    one = one_of(opened(key), digest)
    if one is None:
        raise Http404
    try:
        return handed_out(one)
    except FileNotFoundError as error:
        raise Http404 from error


def _form(step: Step, row: Application, file: File, request: ActedRequest | None) -> KeyedForm:
    posted = request.POST if request is not None and request.method == "POST" else None
    more: dict[str, Any] = {"household": file.household} if issubclass(step.form, HouseholdForm) else {}
    if posted is not None and request is not None and issubclass(step.form, PaperForm):
        more["files"] = request.FILES
    form = step.form(posted, auto_id=f"id_{step.command.name.partition('.')[2]}_%s", **more)
    for name in ("visitors", "related"):
        if name in form.fields:
            choose(form, name, officials(row.unit, row.bureau))
    if isinstance(form, PapersForm):
        titles = {each.code: each.title for each in file.item.papers}
        choose(form, "given", [(each, titles.get(each, each)) for each in file.state.missing])
        if file.state.consent:
            del form.fields["consent"]
    titles = {each.code: each.title for each in file.item.papers}
    if isinstance(form, PaperForm):
        choose(form, "paper", list(titles.items()))
    if isinstance(form, ReturnForm):
        choose(form, "paper", [(each, titles.get(each, each)) for each in sorted(file.state.given)])
    if isinstance(form, JobForm) and file.household is not None:
        choose(form, "member", [(each.id, each.name) for each in file.household.members if each.able])
    if isinstance(form, OpinionForm) and file.item.rules.method is not Method.ONCE:
        form.fields["months"].widget = forms.HiddenInput()
    for name in ("visited_on", "matched_on", "held_on", "received_on"):
        if name in form.fields:
            form.fields[name].initial = timezone.localdate()
    return form


def _anew(file: File) -> dict[str, Any] | None:
    """Why a standing allowance is to be set anew though nobody reported a change: a spot check that overturned it, or an objection that
    was right. What the computation proposes by what is known stands beside it; a person decides (design law 9)."""
    if file.state.status is not _S.GRANTED or file.item.rules.method is not Method.DIFFERENCE:
        return None
    looks = [entry.position for entry, event in file.story if isinstance(event, noun.AllowanceAdjusted)]
    check = overturned(file.state.id, max(looks, default=0))
    if check is None and not file.state.upheld:
        return None
    answer: noun.ObjectionAnswered | None = file.latest(noun.ObjectionAnswered)
    by_now = desk.proposed(file, timezone.localdate())
    found = {"check": check, "amount": file.state.amount, "proposed": by_now.amount if by_now is not None else None}
    if check is not None:
        return {**found, "cause": Cause.CHECKED, "reason": check.reason, "finding": check.finding}
    words = answer.words if answer is not None else ""
    return {**found, "cause": Cause.OBJECTED, "reason": words, "finding": words}


def _steps(
    row: Application,
    file: File,
    by: Actor,
    tried: tuple[str, KeyedForm] | None,
    anew: dict[str, Any] | None,
) -> list[dict[str, Any]]:
    """The steps that the actor may take now."""
    found = []
    at = timezone.localtime()
    for name, step in STEPS.items():
        if ApplicationStatus(row.status) not in step.at or not may(step.command.name, by):
            continue
        if name == "review" and file.item.checks.attend == 0:
            continue
        if name == "repay" and file.state.owed <= file.state.repaid:
            continue
        if name == "add_papers" and not file.state.missing and file.state.consent:
            continue
        if name == "return_paper" and not file.state.given:
            continue
        if name == "object" and file.state.objected:
            continue
        if name == "answer" and not file.state.objected:
            continue
        if name == "accept" and (file.state.missing or not file.state.consent):
            continue
        if name in ("decide", "adjust", "revoke", "answer") and _not_by(step, file, by, at):
            continue
        whole = issubclass(step.form, HouseholdForm)
        open_ = tried is not None and tried[0] == name
        if name == "adjust" and tried is None and anew is not None:
            open_ = True
        form = tried[1] if tried is not None and open_ else None if whole else _form(step, row, file, None)
        if name == "adjust" and anew is not None and form is not None and not form.is_bound:
            form.initial = {**form.initial, "cause": anew["cause"].value, "reasons": anew["reason"]}
        url = reverse("workspace:application_act", args=[row.key, name])
        found.append({"name": name, "step": step, "form": form, "open": open_, "url": url, "whole": whole})
    return found


def _not_by(step: Step, file: File, by: Actor, at: Any) -> bool:
    """Whether the decider would say that this is for somebody else to do."""
    said: dict[str, Any] = {"grant": "no", "reasons": "·", "from_month": "", "months": 1, "cause": Cause.RECHECK.value}
    said |= {"fine": None, "heard": True, "upheld": "no", "words": "·"}
    try:
        noun.decide(desk.filled(step.order(file.state.id, said, file), at.date()), file.state, by, at)
    except Refusal as refusal:
        return refusal.code in FORBIDDEN
    return False


def _page(
    request: ActedRequest, row: Application, tried: tuple[str, KeyedForm] | None = None, refused: str = ""
) -> HttpResponse:
    write_down([row.key], "application", request.actor)
    file = opened(row.key)
    names = unit_names()
    receipt = request.session.get("application_receipt", {})
    anew = _anew(file)
    context = {
        "active": "applications",
        "row": row,
        "item": file.item,
        "status": STATUS[ApplicationStatus(row.status)],
        "route": ROUTE[Route(row.route)],
        "area": AREA[Area(row.area)],
        "place": " ".join(names.get(each, each) for each in (row.town, row.village) if each),
        "authority": AUTHORITY[file.item.authority],
        "bureau": names.get(row.bureau, row.bureau),
        "schedule": [{"stage": STAGE[each.stage], "hand": HAND[each.hand], "due": each} for each in steps_of(row)],
        "household": _household(file),
        "papers": _papers(file),
        "objected": file.state.objected,
        "due": _due(file, names),
        "paid": paid_to(row.key),
        "owed": file.state.owed,
        "left": file.state.owed - file.state.repaid,
        "account": _account(file),
        "events": story(file.story),
        "steps": _steps(row, file, request.actor, tried, anew),
        "anew": anew,
        "refused": refused,
        "code": receipt.get("code", "") if receipt.get("application") == row.key else "",
        "today": timezone.localdate(),
        "beside": beside(row, request.actor),
    }
    failed = refused or (tried is not None and tried[1].errors)
    return render(request, "workspace/application/application.html", context, status=422 if failed else 200)


def _due(file: File, names: Mapping[str, str]) -> dict[str, Any] | None:
    """What is due and how it was worked out: as decided, else as the engine proposes by what is known now."""
    decided: ApplicationDecided | None = file.latest(ApplicationDecided)
    looked: noun.AllowanceAdjusted | None = file.latest(noun.AllowanceAdjusted)
    last = looked or decided
    if last is not None:
        return {
            "proposal": False,
            "lines": computation(last.lines, last.household),
            "amount": file.state.amount if file.state.status is _S.GRANTED else last.amount,
            "reason": REASON[last.reason] if last.reason else "",
            "near": decided is not None and decided.near,
            "in_name_of": names.get(last.in_name_of, last.in_name_of),
            "respondent": names.get(last.respondent, last.respondent),
            "remedies": decided.remedies if decided is not None else (),
            "reasons": last.reasons,
            "standard": last.standard,
            "once": file.item.rules.method is Method.ONCE,
        }
    found = desk.proposed(file)
    if found is None:
        return None
    return {
        "proposal": True,
        "lines": computation(found.lines, file.household),
        "amount": found.amount,
        "reason": REASON[found.reason],
        "near": found.near,
        "standard": desk.standard_of(file),
        "once": file.item.rules.method is Method.ONCE,
    }


def _household(file: File) -> list[dict[str, Any]]:
    """Who lives in it. Identity numbers are masked as everywhere."""
    if file.household is None:
        return []
    return [
        {
            "name": one.name,
            "id_number": contact(one.id_number) if one.id_number else "",
            "relation": one.relation,
            "able": one.able,
            "categories": [CATEGORY[each] for each in one.categories],
            "incomes": [
                {"kind": INCOME[each.kind], "amount": each.amount, "months": each.months} for each in one.incomes
            ],
        }
        for one in file.household.members
    ]


def _papers(file: File) -> list[dict[str, Any]]:
    """The papers of the item, and how each stands."""
    state = file.state

    def how(code: str, known: str) -> Label:
        if known:
            return gettext("found out by the office: %(register)s") % {"register": known}
        if code in state.given:
            return gettext("handed in")
        return gettext("a commitment stands for it") if code in state.committed else gettext("missing")

    held = files_of(file)
    return [
        {
            "title": each.title,
            "how": how(each.code, each.known),
            "missing": each.code in state.missing,
            "files": [
                {"name": one.caption, "url": reverse("workspace:application_paper", args=[state.id, one.file])}
                for one in held.get(each.code, ())
            ],
        }
        for each in file.item.papers
    ]


def _account(file: File) -> str:
    given: AccountGiven | None = file.latest(AccountGiven)
    return f"{given.bank} {contact(given.account)}" if given is not None and given.account else ""


urlpatterns = [
    path("assistance/", applications, name="applications"),
    path("assistance/new/<str:item>/", application_new, name="application_new"),
    path("assistance/<str:key>/", application, name="application"),
    path("assistance/<str:key>/papers/<str:digest>/", application_paper, name="application_paper"),
    path("assistance/<str:key>/<str:act>/", application_act, name="application_act"),
]
