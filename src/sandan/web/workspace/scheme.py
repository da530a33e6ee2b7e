"""Settlement schemes (结算方案): those that hold, held and will hold, and adopting one after a look at what it changes."""

from __future__ import annotations

import hashlib
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
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import scheme as desk
from sandan.domain.authority import may
from sandan.domain.scheme import AdoptScheme, Scheme
from sandan.domain.values import Refusal, Tier
from sandan.web.access import ActedRequest
from sandan.web.entry import Known, UnitField
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import CATEGORY
from sandan.web.message import told
from sandan.web.money import yuan
from sandan.web.scheme import shown


class SchemeForm(KeyedForm):
    """A scheme as a text, and from when on it holds."""

    unit = UnitField(label=_("Bureau that settles by it"), tiers=(Tier.SYSTEM,))
    from_on = forms.DateField(label=_("Holds from"), widget=DateInput)
    until_on = forms.DateField(label=_("Last day"), widget=DateInput, required=False)
    text = forms.CharField(
        label=_("The scheme"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "translate": "no"}),
        help_text=_(
            "Payers in the order of the law, each with its deductible, ratios and cap. Lines with # are remarks."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)
        unit.load(Known().units)


class EndSchemeForm(KeyedForm):
    """A last day with its reason."""

    until_on = forms.DateField(label=_("Last day"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=500)


@require_safe
def schemes(request: ActedRequest) -> HttpResponse:
    """Every scheme, the one in force first."""
    today = timezone.localdate()
    held = desk.schemes()
    current = held.on(today)
    others = [each for each in reversed(held.all) if current is None or each.id != current.id]
    context = {
        "active": "medical",
        "current": shown(current.content, current) if current else None,
        "others": [(shown(each.content, each), _state(each, today)) for each in others],
        "may_adopt": may(AdoptScheme.name, request.actor),
    }
    return render(request, "workspace/medical/schemes.html", context)


def _state(one: Scheme, today: date) -> str:
    if one.until_on is not None and one.until_on < one.from_on:
        return gettext("Taken back before its first day")
    if one.from_on > today:
        return gettext("Comes")
    return gettext("Ended") if one.until_on is not None and one.until_on < today else gettext("Replaced")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scheme_new(request: ActedRequest) -> HttpResponse:
    """Adopt a scheme: a form filled with what holds (or with the illustration), a look at what it changes, and then it is so."""
    tomorrow = timezone.localdate() + timedelta(1)
    held = desk.on(tomorrow)
    text = held.text if held else desk.ILLUSTRATION.read_text(encoding="utf-8")
    form = SchemeForm(
        request.POST or None,
        initial={"text": text, "from_on": tomorrow, "unit": held.unit if held else ""},
    )
    refused, preview = "", None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = AdoptScheme(
            scheme="draft", text=said["text"], unit=said["unit"], from_on=said["from_on"], until_on=said["until_on"]
        )
        digest = hashlib.sha256(repr(wanted).encode()).hexdigest()
        try:
            desk.check(wanted, request.actor, timezone.localtime())
            if request.POST.get("step") == "do" and request.POST.get("previewed") == digest:
                desk.adopt(wanted, request.actor, said["key"])
                messages.success(request, gettext("The scheme is adopted. What is settled by then stays as it is."))
                return redirect("workspace:schemes")
            preview = _previewed(wanted) | {"digest": digest}
        except Refusal as refusal:
            refused = told(refusal)
    context = {"active": "medical", "form": form, "refused": refused, "preview": preview, "first": held is None}
    return render(request, "workspace/medical/scheme_new.html", context, status=422 if refused or form.errors else 200)


def _previewed(wanted: AdoptScheme) -> dict[str, Any]:
    content, compared = desk.preview(wanted.text, wanted.from_on)
    return {
        "scheme": shown(content),
        "compared": [
            {
                "whom": CATEGORY[each.case.category],
                "where": gettext("In the county") if each.case.inside else gettext("Outside the county"),
                "total": yuan(each.bill.total),
                "before": yuan(each.before.patient) if each.before else "—",
                "after": yuan(each.after.patient),
                "changed": each.changed,
            }
            for each in compared
        ],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scheme_end(request: ActedRequest, key: str) -> HttpResponse:
    """Give a scheme its last day."""
    held = desk.schemes().one(key)
    if held is None:
        raise Http404
    today = timezone.localdate()
    last = held.from_on - timedelta(1) if held.from_on > today else today
    form = EndSchemeForm(request.POST or None, initial={"until_on": last})
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.end(key, said["until_on"], said["reason"], request.actor, said["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The scheme has a last day. What was settled by it stays as it is."))
            return redirect("workspace:schemes")
    context = {"active": "medical", "form": form, "refused": refused, "scheme": shown(held.content, held)}
    return render(request, "workspace/medical/scheme_end.html", context, status=422 if refused or form.errors else 200)


urlpatterns = [
    path("schemes/", schemes, name="schemes"),
    path("schemes/new/", scheme_new, name="scheme_new"),
    path("schemes/<str:key>/end/", scheme_end, name="scheme_end"),
]
