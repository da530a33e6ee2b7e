"""Look-backs (回头看) for the office: begin one with a preview, enter the public draw, follow what is found, conclude or give up."""

from __future__ import annotations

from datetime import date, timedelta
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
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import look_back as desk
from sandan.domain.authority import MAY
from sandan.domain.look_back import LookBackStatus, Strata
from sandan.domain.lot import sample_size
from sandan.domain.values import Refusal
from sandan.projections import person
from sandan.projections.circuit_visit import objected
from sandan.projections.look_back import LookBack, overlapping, population
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import STRATA, choices
from sandan.web.look_back import evidence_of, listed, shown, stratum_name
from sandan.web.message import told
from sandan.web.page import keyset

_SEEN_IN_PREVIEW = frozenset({"text_missing", "population_empty"})
_OPEN = frozenset({LookBackStatus.FROZEN.value, LookBackStatus.DRAWN.value})


class FreezeForm(KeyedForm):
    """What will be drawn from, how much, and by which public draw."""

    from_on = forms.DateField(label=_("Struck off from"), widget=DateInput)
    to_on = forms.DateField(label=_("Struck off to"), widget=DateInput)
    by = forms.ChoiceField(label=_("Drawn apart by"), choices=choices(STRATA), initial=Strata.UNIT.value)
    size = forms.IntegerField(
        label=_("How many in each part"),
        min_value=1,
        max_value=5000,
        initial=10,
        help_text=_("At least one is drawn in each part, at most all of it."),
    )
    share = forms.ChoiceField(
        label=_("The number means"),
        choices=[("percent", _("percent of each part")), ("count", _("items of each part"))],
        widget=forms.RadioSelect,
        initial="percent",
    )
    source = forms.CharField(
        label=_("Public draw"),
        max_length=200,
        help_text=_(
            "A draw of at least four digits that nobody here can bend and everyone can read, such as a state lottery."
        ),
    )
    issue = forms.CharField(label=_("Issue of the public draw"), max_length=100)
    seed_on = forms.DateField(
        label=_("Day of the public draw"),
        widget=DateInput,
        help_text=_("After today: what is drawn from is set down before the draw is known."),
    )
    reason = forms.CharField(
        label=_("Why this look-back"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where a part of the period was looked back at before. Everyone can read it: name nobody."),
    )


class DrawForm(KeyedForm):
    """What the public draw gave."""

    digits = forms.CharField(
        label=_("Digits of the public draw"),
        max_length=300,
        help_text=_(
            "All of them, at least four, in the order in which they were published. Spaces and signs between them do not count."
        ),
    )
    where = forms.CharField(
        label=_("Where it can be read"), max_length=300, help_text=_("An address, or a newspaper with its day.")
    )


class EndForm(KeyedForm):
    """The office's words at the end of a look-back."""

    words = forms.CharField(
        label=_("In words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone can read it: name nobody."),
    )


@never_cache
@require_safe
def look_backs(request: ActedRequest) -> HttpResponse:
    """All look-backs, newest first, those given up among them."""
    page = keyset(now(LookBack), request)
    context = {
        "active": "look_backs",
        "rows": [listed(each) for each in page.rows],
        "page": page,
        "may_begin": _may(request, "look_back.freeze"),
    }
    return render(request, "workspace/look_back/list.html", context)


@never_cache
def look_back_new(request: ActedRequest) -> HttpResponse:
    """Begin a look-back: first a look at what would be drawn from, then freeze it."""
    form = FreezeForm(request.POST) if request.method == "POST" else FreezeForm(initial=_last_month())
    refused, preview, ready = "", None, False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        percent, by = said["share"] == "percent", Strata(said["by"])
        what, does = _freezing(said, by, percent), request.POST.get("step") == "do"
        try:
            if does:
                made = desk.freeze(what, request.actor, f"look_back:{said['key']}")
                messages.success(request, gettext("Frozen. The sample is drawn when the public draw is out."))
                return redirect("workspace:look_back", made)
            desk.check(what, request.actor)
            ready = True
        except Refusal as refusal:
            # That a reason is missing or nothing was struck off, the preview says itself.
            ready = refusal.code in _SEEN_IN_PREVIEW
            refused = "" if ready and not does else told(refusal)
        preview = _preview(by, said["from_on"], said["to_on"], said["size"], percent)
    context = {"active": "look_backs", "form": form, "preview": preview, "ready": ready, "refused": refused}
    return render(request, "workspace/look_back/new.html", context, status=422 if refused or form.errors else 200)


@never_cache
@require_safe
def look_back(request: ActedRequest, key: str) -> HttpResponse:
    """One look-back."""
    return _page(request, found(key))


@never_cache
def look_back_draw(request: ActedRequest, key: str) -> HttpResponse:
    """Enter the public draw, and so draw."""
    row = found(key)
    form = DrawForm(request.POST) if request.method == "POST" else DrawForm()
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.draw(key, said["digits"], said["where"], request.actor, f"draw:{said['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Drawn. Now give the items to people without an interest in them."))
            return redirect("workspace:look_back_checkers", key)
    context = {
        "active": "look_backs",
        "row": row,
        "form": form,
        "refused": refused,
        "waits": row.status == LookBackStatus.FROZEN,
        "early": timezone.localdate() < row.seed_on,
    }
    return render(request, "workspace/look_back/draw.html", context, status=422 if refused or form.errors else 200)


@never_cache
@require_POST
def look_back_end(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Conclude it, or give it up."""
    row = found(key)
    step = {"conclude": desk.conclude, "abandon": desk.abandon}.get(act)
    if step is None:
        raise Http404
    form = EndForm(request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        return _page(request, row, (act, form), status=422)
    try:
        step(key, form.cleaned_data["words"], request.actor, f"{act}:{form.cleaned_data['key']}")
    except Refusal as refusal:
        return _page(request, row, (act, form), told(refusal), 422)
    messages.success(request, gettext("Concluded.") if act == "conclude" else gettext("Given up. It stays listed."))
    return redirect("workspace:look_back", key)


def found(key: str) -> LookBack:
    """The look-back of this id, or 404."""
    row = now(LookBack).filter(key=key).first()
    if row is None:
        raise Http404
    return row


def _page(
    request: ActedRequest,
    row: LookBack,
    tried: tuple[str, EndForm] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = shown(row)
    drawn = row.status == LookBackStatus.DRAWN
    waiting = context["whole"]["tally"].waiting
    names, files, objections = person.names(), evidence_of(row.key), objected(row.key)
    for each in context["items"]:
        each["checker"] = names.get(each["row"].checker, "")
        each["files"] = files.get(each["row"].problem, ())
        each["objection"] = objections.get(each["row"].problem)
        each["mine"] = drawn and each["row"].checker == request.actor.person and not each["row"].verdict
    office = _may(request, "look_back.conclude") and row.status in _OPEN
    forms_ = {name: EndForm(auto_id=f"{name}_%s") for name in ("conclude", "abandon")} | dict([tried] if tried else [])
    context |= {
        "active": "look_backs",
        "draws": office and not drawn,
        "early": timezone.localdate() < row.seed_on,
        "assigns": office and drawn and waiting,
        "concludes": forms_["conclude"] if office and drawn and not waiting else None,
        "abandons": forms_["abandon"] if office else None,
        "tried": tried[0] if tried else "",
        "refused": refused,
    }
    return render(request, "workspace/look_back/look_back.html", context, status=status)


def _may(request: ActedRequest, command: str) -> bool:
    return bool(request.actor.roles & MAY[command].keys())


def _last_month() -> dict[str, date]:
    last = timezone.localdate().replace(day=1) - timedelta(1)
    return {"from_on": last.replace(day=1), "to_on": last}


def _freezing(said: dict[str, Any], by: Strata, percent: bool) -> desk.Freezing:
    same = {name: said[name] for name in ("from_on", "to_on", "size", "source", "issue", "seed_on", "reason")}
    return desk.Freezing(by=by, percent=percent, **same)


def _preview(by: Strata, from_on: date, to_on: date, size: int, percent: bool) -> dict[str, Any]:
    """What would be drawn from, part by part, and what was looked back at before."""
    counts: dict[str, int] = {}
    for each in population(by, from_on, to_on):
        counts[each.stratum] = counts.get(each.stratum, 0) + 1
    name = stratum_name(by)
    rows = [
        {"name": name(key), "count": n, "drawn": sample_size(n, size, percent)} for key, n in sorted(counts.items())
    ]
    before = now(LookBack).filter(key__in=overlapping(from_on, to_on)).order_by("position")
    return {
        "rows": rows,
        "count": sum(counts.values()),
        "drawn": sum(sample_size(n, size, percent) for n in counts.values()),
        "earlier": [listed(each) for each in before],
    }


urlpatterns = [
    path("look-backs/", look_backs, name="look_backs"),
    path("look-backs/new/", look_back_new, name="look_back_new"),
    path("look-backs/<str:key>/", look_back, name="look_back"),
    path("look-backs/<str:key>/draw/", look_back_draw, name="look_back_draw"),
    path("look-backs/<str:key>/end/<str:act>/", look_back_end, name="look_back_end"),
]
