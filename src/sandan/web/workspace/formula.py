"""The office adopts a satisfaction formula and sets thresholds: old and new side by side first, then dated and on a basis."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.desk import formula as desk
from sandan.domain.authority import may
from sandan.domain.formula import FORMULAS, AdoptFormula, SetThreshold, Threshold
from sandan.domain.values import Refusal
from sandan.projections.formula import adoptions, rule_on
from sandan.web.access import ActedRequest
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import FORMULA, THRESHOLD, choices
from sandan.web.message import told
from sandan.web.satisfaction import row, tally

WINDOW = timedelta(days=365)
"""Over how long old and new are compared."""


class DatedForm(KeyedForm):
    """From when, and on what basis."""

    from_on = forms.DateField(label=_("From"), widget=DateInput)
    basis = forms.CharField(label=_("Basis"), max_length=500, help_text=_("The document by which it was decided."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = timezone.localdate()


class AdoptForm(DatedForm):
    """Which formula."""

    formula = forms.CharField(max_length=40, widget=forms.HiddenInput)


class ThresholdForm(DatedForm):
    """Which threshold, and the number."""

    threshold = forms.ChoiceField(label=_("Threshold"), choices=choices(THRESHOLD))
    value = forms.IntegerField(label=_("Number"), min_value=1, max_value=10_000)
    field_order = ("threshold", "value", "from_on", "basis")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def formula(request: ActedRequest) -> HttpResponse:
    """What is in force, another formula beside it, and (for the office) adopting it."""
    adopting = request.POST.get("act") == "adopt"
    form: DatedForm | None = None
    refused = ""
    if request.method == "POST":
        form = AdoptForm(request.POST) if adopting else ThresholdForm(request.POST, auto_id="threshold_%s")
        if form.is_valid():
            try:
                _carry_out(request, form)
            except Refusal as refusal:
                refused = told(refusal)
            else:
                messages.success(request, gettext("Set. It holds from its day on."))
                return redirect("workspace:formula")
    return _page(request, form, refused)


def _carry_out(request: ActedRequest, form: DatedForm) -> None:
    given, by = form.cleaned_data, request.actor
    key = f"formula:{given['key']}"
    if isinstance(form, AdoptForm):
        desk.adopt(given["formula"], given["from_on"], given["basis"], by, key)
    else:
        desk.set_threshold(Threshold(given["threshold"]), given["value"], given["from_on"], given["basis"], by, key)


def _page(request: ActedRequest, form: DatedForm | None, refused: str) -> HttpResponse:
    today = timezone.localdate()
    rule = rule_on(today)
    chosen = request.POST.get("formula") or request.GET.get("formula", "")
    beside = FORMULAS.get(chosen)
    counts, least = tally(today - WINDOW, today), rule.thresholds[Threshold.LEAST]
    adopts = may(AdoptFormula.name, request.actor)
    context = {
        "active": "figures",
        "held": {"code": rule.formula.code, "name": FORMULA[rule.formula.id], "floor": rule.formula.floor},
        "history": [
            {"code": each.code, "name": FORMULA[FORMULAS[each.code].id], "from_on": each.from_on, "basis": each.basis}
            for each in adoptions()
        ],
        "choices": [
            (each.code, FORMULA[each.id])
            for each in FORMULAS.values()
            if each.adoptable and each.code != rule.formula.code
        ],
        "chosen": chosen,
        "pair": [row(each, counts, least) for each in (rule.formula, beside)] if beside is not None else [],
        "window": gettext("Reporters asked from %(since)s to %(on)s")
        % {"since": (today - WINDOW).isoformat(), "on": today.isoformat()},
        "adopt": _adopt_form(form, chosen) if adopts else None,
        "thresholds": [{"label": THRESHOLD[each], "value": rule.thresholds[each]} for each in Threshold],
        "set_threshold": _threshold_form(form) if may(SetThreshold.name, request.actor) else None,
        "refused": refused,
    }
    return render(request, "workspace/formula.html", context, status=422 if form is not None else 200)


def _adopt_form(form: DatedForm | None, chosen: str) -> AdoptForm:
    return form if isinstance(form, AdoptForm) else AdoptForm(initial={"formula": chosen})


def _threshold_form(form: DatedForm | None) -> ThresholdForm:
    return form if isinstance(form, ThresholdForm) else ThresholdForm(auto_id="threshold_%s")


urlpatterns = [path("formula/", formula, name="formula")]
