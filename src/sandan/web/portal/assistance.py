"""What residents may apply for, an application from home, and the household's own page: what is due, why, how it was worked out, and to
whom one turns who does not agree. The code of the receipt opens it, and never stands in an address."""

from __future__ import annotations

import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import application as desk
from sandan.desk.application import Applying, File, opened
from sandan.desk.opinion import receipt_mark
from sandan.domain.allowance import Area
from sandan.domain.application import (
    OPEN,
    AddPapers,
    AllowanceAdjusted,
    ApplicationDecided,
    ApplicationStatus,
    AttachPaper,
    DecisionObjected,
    GrantRevoked,
    ObjectionAnswered,
    ObjectToDecision,
    PaperReturned,
    ReportChange,
    Route,
    WithdrawApplication,
)
from sandan.domain.authority import RESIDENT
from sandan.domain.values import Refusal, Tier
from sandan.domain.wire import Command
from sandan.projections import service_item as rows
from sandan.projections.application import Application, steps_of
from sandan.projections.payment import paid_to
from sandan.projections.unit import Unit
from sandan.projections.unit import names as unit_names
from sandan.projections.version import now
from sandan.web import limit
from sandan.web.access import ActedRequest, resident_of, show_code
from sandan.web.allowance import AREA, HAND, REASON, STAGE, STATUS, computation
from sandan.web.entry import DateInput
from sandan.web.evidence import handed_out
from sandan.web.form import KeyedForm
from sandan.web.household import HouseholdForm
from sandan.web.item import days_of, shown, standards_shown, ways
from sandan.web.label import choices
from sandan.web.message import told
from sandan.web.paper_file import MOST_AT_HOME, PaperForm, files_of, one_of
from sandan.web.portal.follow import CodeForm
from sandan.web.workspace.application_form import choose

SHOWN = 15 * 60
"""How many seconds the code stands on the household's page after it applied."""
_NEXT: dict[ApplicationStatus, Any] = {
    ApplicationStatus.SUBMITTED: _("It is waiting to be complete and accepted."),
    ApplicationStatus.ACCEPTED: _("It is complete. Two people will visit you at home."),
    ApplicationStatus.INVESTIGATED: _("The visit was made. The town considers it."),
    ApplicationStatus.PEER_REVIEWED: _(
        "Neighbours' representatives have considered it. The town gives its opinion next."
    ),
    ApplicationStatus.OPINION: _("The town has given its opinion. After the public notice it is decided."),
    ApplicationStatus.GRANTED: _("It is granted."),
    ApplicationStatus.REFUSED: _("It is refused. Why, and to whom you can turn, stands below."),
    ApplicationStatus.STOPPED: _("It is no longer paid. Why stands below."),
    ApplicationStatus.REVOKED: _("It was revoked. Why, and what is to be repaid, stands below."),
    ApplicationStatus.WITHDRAWN: _("It was withdrawn."),
}
"""Where it stands, in a sentence for the household."""
_CONTESTABLE = frozenset({ApplicationStatus.GRANTED, ApplicationStatus.REFUSED, ApplicationStatus.STOPPED})


class OwnPaperForm(PaperForm):
    """A paper sent from home, as a photograph or a file."""

    field_order = ("paper", "proof")


class ConsentForm(KeyedForm):
    """Nothing is asked but the tick."""

    consent = forms.BooleanField(
        label=_("We authorise the office to ask other registers about our income and property (art. 58)"),
        help_text=_("Without it nothing can be decided. It is used for this application and for nothing else."),
    )


class GiveUpForm(KeyedForm):
    """Why the household gives it up."""

    reason = forms.CharField(
        label=_("Why you withdraw it"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )


class ChangeForm(KeyedForm):
    """What is otherwise in the household, and since when (art. 13)."""

    changed_on = forms.DateField(label=_("Since when"), widget=DateInput)
    what = forms.CharField(
        label=_("What is otherwise"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Income, property, or the people who live with you. The town looks at it with you."),
    )


class DisagreeForm(KeyedForm):
    """What is wrong with the decision."""

    words = forms.CharField(label=_("What is not right, and why"), max_length=2000, widget=forms.Textarea({"rows": 4}))


_FORMS: dict[str, type[KeyedForm]] = {
    "paper": OwnPaperForm,
    "consent": ConsentForm,
    "withdraw": GiveUpForm,
    "change": ChangeForm,
    "object": DisagreeForm,
}
"""What a household may do from its own page, by the last part of the address."""
_DONE: dict[str, Any] = {
    "paper": _("The paper has come in. Whoever handles it looks at it."),
    "consent": _("Your authorisation is recorded."),
    "withdraw": _("It is withdrawn. You may apply again at any time."),
    "change": _("What you told is recorded, with today's date. A person looks at it and decides."),
    "object": _("Your objection is recorded. Somebody who has not decided answers it, and you read the answer here."),
}


class ResidentForm(HouseholdForm):
    """An application from home."""

    town = forms.ChoiceField(label=_("Town"), choices=())
    area = forms.ChoiceField(label=_("You live in"), choices=choices(AREA), initial=Area.RURAL.value)
    consent = forms.BooleanField(
        label=_("We authorise the office to ask other registers about our income and property (art. 58)"),
        required=False,
        help_text=_("Without it nothing can be decided. It is used for this application and for nothing else."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    note = forms.CharField(
        label=_("Why you apply"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    field_order = ("town", "area", "consent", "phone", "note", "property_met")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = now(Unit).filter(tier=Tier.TOWN.value, abolished_on__isnull=True).order_by("position")
        choose(self, "town", [("", "—"), *towns.values_list("key", "name")])


@require_safe
def assistance(request: ActedRequest) -> HttpResponse:
    """What may be applied for today, with everything that is asked and by when it is decided."""
    today = timezone.localdate()
    names = unit_names()
    context = {
        "active": "assistance",
        "items": [
            {
                **shown(each),
                "bureau": names.get(rows.bureau_of(each.code), ""),
                "days": days_of(each, today),
                "standards": standards_shown(
                    one for area in Area if (one := rows.standard(each.code, area, today)) is not None
                ),
                "open": bool(rows.bureau_of(each.code)),
            }
            for each in rows.items(today)
        ],
        "today": today,
    }
    return render(request, "portal/assistance.html", context)


@never_cache
@sensitive_post_parameters()
def apply(request: ActedRequest, item: str) -> HttpResponse:
    """Apply from home. Papers are handed in later; what is missing is named at once."""
    try:
        version = rows.in_force(item, timezone.localdate())
    except Refusal as refusal:
        raise Http404 from refusal
    form = ResidentForm(request.POST or None)
    refused = ""
    if request.method == "POST" and "more" in request.POST:
        form.more_lines()
    elif request.method == "POST" and form.is_valid():
        place = limit.source(request)
        if limit.REPORT_BY_SOURCE.reached(place):
            refused = gettext("Too much was sent from here. Wait a quarter of an hour, then try again.")
        else:
            said = form.cleaned_data
            applying = Applying(
                item=item,
                town=said["town"],
                village="",
                area=Area(said["area"]),
                household=form.household(),
                consent=said["consent"],
                phone=said["phone"],
                note=said["note"],
                route=Route.RESIDENT,
            )
            try:
                receipt = desk.submit(applying, RESIDENT, f"apply:{said['key']}")
            except Refusal as refusal:
                refused = told(refusal)
            else:
                limit.REPORT_BY_SOURCE.count(place)
                show_code(request, receipt.application)
                request.session["benefit"] = {"key": receipt.application, "at": int(time.time())}
                return redirect("portal:benefit", key=receipt.application)
    context = {"active": "assistance", "form": form, "one": shown(version), "refused": refused}
    return render(request, "portal/apply.html", context, status=422 if refused or form.errors else 200)


@never_cache
@sensitive_post_parameters("code")
def find(request: ActedRequest) -> HttpResponse:
    """Enter the code of a receipt."""
    form = CodeForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        place = limit.source(request)
        if limit.CODE.reached(place):
            refused = gettext("Too many wrong codes. Wait a quarter of an hour, then try again.")
        else:
            mark = receipt_mark(form.cleaned_data["code"])
            row = now(Application).filter(receipt_mark=mark).first()
            if row is not None:
                show_code(request, row.key)
                return redirect("portal:benefit", key=row.key)
            limit.CODE.count(place)
            refused = gettext("We hold no application with this code.")
    context = {"active": "assistance", "form": form, "refused": refused}
    return render(request, "portal/benefit_find.html", context, status=422 if refused or form.errors else 200)


@never_cache
@require_safe
def benefit(request: ActedRequest, key: str) -> HttpResponse:
    """The household's own page, for who has shown its code in this session."""
    row = now(Application).filter(key=key).first()
    if resident_of(request, key) is None or row is None:
        return redirect("portal:benefit_find")
    return _page(request, row)


@never_cache
@sensitive_post_parameters()
@require_POST
def benefit_act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Add a paper, authorise the matching of data, withdraw the application, tell of a change, or object to the decision: for who has
    shown the code."""
    row = now(Application).filter(key=key).first()
    by = resident_of(request, key)
    if by is None or row is None:
        return redirect("portal:benefit_find")
    if act not in _FORMS:
        raise Http404
    place = limit.source(request)
    form = _form(act, opened(key), request)
    if not form.is_valid():
        return _page(request, row, (act, form))
    if limit.WRITE.reached(place):
        said = gettext("Much came from here within the last hour. Wait a little, then send this one again.")
        return _page(request, row, (act, form), said)
    try:
        desk.give(key, _command(act, key, form), by, f"benefit:{key}:{act}:{form.cleaned_data['key']}")
    except Refusal as refusal:
        return _page(request, row, (act, form), told(refusal))
    limit.WRITE.count(place)
    messages.success(request, str(_DONE[act]))
    return redirect("portal:benefit", key=key)


@never_cache
@require_safe
def benefit_paper(request: ActedRequest, key: str, digest: str) -> HttpResponse:
    """A file of one's own application, for who has shown its code in this session."""
    row = now(Application).filter(key=key).first()
    if resident_of(request, key) is None or row is None:
        return redirect("portal:benefit_find")
    one = one_of(opened(key), digest)
    if one is None:
        raise Http404
    try:
        return handed_out(one)
    except FileNotFoundError as error:
        raise Http404 from error


def _form(act: str, file: File, request: ActedRequest | None) -> KeyedForm:
    """One of the household's forms, filled with what was sent where something was."""
    posted = (request.POST, request.FILES) if request is not None else (None, None)
    form = _FORMS[act](*posted, auto_id=f"id_{act}_%s")
    if isinstance(form, OwnPaperForm):
        titles = {each.code: each.title for each in file.item.asked}
        missing = [
            (each, gettext("%(paper)s (missing)") % {"paper": titles.get(each, each)}) for each in file.state.missing
        ]
        others = [(each, title) for each, title in titles.items() if each not in file.state.missing]
        choose(form, "paper", [*missing, *others])
    return form


def _command(act: str, key: str, form: KeyedForm) -> Command:
    said = form.cleaned_data
    item: Any = None  # the desk fills in the version that judges it
    match act:
        case "paper":
            assert isinstance(form, OwnPaperForm)
            evidence = form.evidence(timezone.localdate(), MOST_AT_HOME)
            return AttachPaper(application=key, item=item, paper=said["paper"], evidence=evidence)
        case "consent":
            return AddPapers(application=key, item=item, consent=True)
        case "withdraw":
            return WithdrawApplication(application=key, reason=said["reason"] or gettext("given up by the household"))
        case "change":
            return ReportChange(application=key, item=item, changed_on=said["changed_on"], what=said["what"])
    return ObjectToDecision(application=key, words=said["words"])


def _offered(file: File) -> list[str]:
    """What the household may do now."""
    state = file.state
    found = []
    if state.status in OPEN:
        found.append("paper")
        if not state.consent and state.status is ApplicationStatus.SUBMITTED:
            found.append("consent")
        found.append("withdraw")
    if state.status is ApplicationStatus.GRANTED and not state.until_month:
        found.append("change")
    if state.status in _CONTESTABLE and not state.objected:
        found.append("object")
    return found


def _page(
    request: ActedRequest, row: Application, tried: tuple[str, KeyedForm] | None = None, refused: str = ""
) -> HttpResponse:
    key = row.key
    file = opened(key)
    names = unit_names()
    decided: ApplicationDecided | None = file.latest(ApplicationDecided)
    looked: AllowanceAdjusted | None = file.latest(AllowanceAdjusted)
    last = looked or decided
    revoked: GrantRevoked | None = file.latest(GrantRevoked)
    said: Any = revoked or last  # what the household may contest now
    issued = request.session.get("benefit", {})
    fresh = issued.get("key") == key and time.time() - issued.get("at", 0) < SHOWN
    first: Any = file.story[0][1]
    titles = {each.code: each.title for each in file.item.papers}
    held = files_of(file)
    context = {
        "active": "assistance",
        "row": row,
        "code": first.receipt if fresh else "",
        "item": file.item,
        "status": STATUS[ApplicationStatus(row.status)],
        "next": _NEXT[ApplicationStatus(row.status)],
        "missing": [titles.get(each, each) for each in file.state.missing],
        "consent": file.state.consent,
        "town": names.get(row.town, row.town),
        "schedule": [{"stage": STAGE[each.stage], "hand": HAND[each.hand], "due": each} for each in steps_of(row)],
        "decided": decided if row.decided_on else None,
        "last": last if row.decided_on else None,
        "reason": REASON[last.reason] if last is not None and last.reason is not None else "",
        "lines": computation(last.lines, last.household) if last is not None else [],
        "amount": file.state.amount,
        "paying": row.status == ApplicationStatus.GRANTED.value,
        "once": bool(file.state.until_month) and row.status == ApplicationStatus.GRANTED.value,
        "revoked": revoked,
        "waits": file.state.changed_on,
        "in_name_of": names.get(said.in_name_of, said.in_name_of) if said is not None else "",
        "respondent": names.get(said.respondent, said.respondent) if said is not None else "",
        "remedies": ways(file.item, said.happened_on) if said is not None else [],
        "decided_on": said.happened_on if said is not None else None,
        "paid": paid_to(key),
        "owed": file.state.owed,
        "left": file.state.owed - file.state.repaid,
        "forms": {
            act: tried[1] if tried is not None and tried[0] == act else _form(act, file, None) for act in _offered(file)
        },
        "tried": tried[0] if tried is not None else "",
        "refused": refused,
        "files": [(titles.get(paper, paper), each) for paper, each in held.items() if paper in file.state.filed],
        "sent_back": [
            (event.title, event.reason)
            for _entry, event in file.story
            if isinstance(event, PaperReturned) and event.paper in file.state.missing
        ][-5:],
        "objected": file.state.objected,
        "objections": [
            {
                "answer": isinstance(event, ObjectionAnswered),
                "right": getattr(event, "upheld", False),
                "words": event.words,
            }
            for _entry, event in file.story
            if isinstance(event, DecisionObjected | ObjectionAnswered)
        ],
    }
    failed = refused or (tried is not None and tried[1].errors)
    return render(request, "portal/benefit.html", context, status=422 if failed else 200)


@never_cache
def benefit_leave(request: ActedRequest) -> HttpResponse:
    """Forget the codes that were entered in this session."""
    if request.method == "POST":
        request.session.pop("opinions", None)
        request.session.pop("benefit", None)
        messages.success(
            request, gettext("This device no longer shows your application. You need the code to open it again.")
        )
    return redirect("portal:benefit_find")


urlpatterns = [
    path("assistance/", assistance, name="assistance"),
    path("assistance/apply/<str:item>/", apply, name="apply"),
    path("assistance/mine/", find, name="benefit_find"),
    path("assistance/mine/leave/", benefit_leave, name="benefit_leave"),
    path("assistance/mine/<str:key>/", benefit, name="benefit"),
    path("assistance/mine/<str:key>/papers/<str:digest>/", benefit_paper, name="benefit_paper"),
    path("assistance/mine/<str:key>/<str:act>/", benefit_act, name="benefit_act"),
]
