"""The patient's side of medical settlement: by which scheme bills are settled, and one's own bill by its receipt code.

On one page stands what is due, why, how it was computed, and whom to appeal to. Nobody is named on it: who holds the code knows.
"""

from __future__ import annotations

from datetime import date
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

from sandan.desk import scheme as schemes
from sandan.desk.handle import Order, fold, handle
from sandan.domain.admission import AdmissionStatus
from sandan.domain.arrears import Arrears as FoldedArrears
from sandan.domain.arrears import ArrearsStatus
from sandan.domain.money import ZERO
from sandan.domain.settlement import ObjectSettlement, SettlementSigned
from sandan.domain.settlement import Settlement as Folded
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections import unit
from sandan.projections.admission import Admission
from sandan.projections.arrears import Arrears
from sandan.projections.settlement import Settlement
from sandan.projections.version import now
from sandan.projections.viewing import Viewing
from sandan.web import limit
from sandan.web.access import ActedRequest, resident_of
from sandan.web.form import KeyedForm
from sandan.web.item import until
from sandan.web.message import told
from sandan.web.money import yuan
from sandan.web.scheme import shown as shown_scheme
from sandan.web.statement import shown, signed
from sandan.web.workspace.arrears import STATUS as ARREARS
from sandan.web.workspace.settlement import found, signing


@never_cache
@require_safe
def medical(request: ActedRequest) -> HttpResponse:
    """How medical bills are settled today, in words."""
    held = schemes.on(timezone.localdate())
    context = {"active": "medical", "scheme": shown_scheme(held.content, held) if held else None}
    return render(request, "portal/medical.html", context)


REVIEW_DAYS, COURT_MONTHS = 60, 6
"""Within what time a settlement by the bureau is contested: 行政复议法 art. 20 (before 2024 art. 9), 行政诉讼法 art. 46."""


class DisagreeForm(KeyedForm):
    """What is wrong with the settlement."""

    words = forms.CharField(label=_("What is not right, and why"), max_length=2000, widget=forms.Textarea({"rows": 4}))


@never_cache
@require_safe
def bill(request: ActedRequest, key: str) -> HttpResponse:
    """One's own admission and bill, for who has shown its code in this session; everyone else is asked for the code."""
    row = now(Admission).filter(key=key, withdrawn_on__isnull=True).first()
    if resident_of(request, key) is None or row is None:
        return redirect("portal:follow")
    return _page(request, row)


@never_cache
@sensitive_post_parameters("words")
@require_POST
def bill_object(request: ActedRequest, key: str) -> HttpResponse:
    """Object to the settlement of one's own bill, for who has shown its code in this session."""
    row = now(Admission).filter(key=key, withdrawn_on__isnull=True).first()
    by = resident_of(request, key)
    if by is None or row is None:
        return redirect("portal:follow")
    if not row.settlement:
        raise Http404
    form, place = DisagreeForm(request.POST), limit.source(request)
    if not form.is_valid():
        return _page(request, row, form)
    if limit.WRITE.reached(place):
        said = gettext("Much came from here within the last hour. Wait a little, then send this one again.")
        return _page(request, row, form, said)
    order = ObjectSettlement(settlement=row.settlement, words=form.cleaned_data["words"])
    try:
        handle([Order(f"settlement/{row.settlement}", order)], by, f"bill_object:{key}:{form.cleaned_data['key']}")
    except Refusal as refusal:
        return _page(request, row, form, told(refusal))
    limit.WRITE.count(place)
    messages.success(
        request, gettext("Your objection is recorded. Somebody who did not sign decides, and you read the answer here.")
    )
    return redirect("portal:bill", key=key)


def _page(request: ActedRequest, row: Admission, tried: DisagreeForm | None = None, refused: str = "") -> HttpResponse:
    units = unit.names()
    context: dict[str, Any] = {
        "active": "follow",
        "row": row,
        "bureau": units.get(row.bureau, ""),
        "waits": AdmissionStatus(row.status) is not AdmissionStatus.SETTLED,
        "discharged": row.discharged_on,
        "viewings": _seen([row.key, row.settlement], units),
        "scheme": None,
        "answered": _answered(row.key),
    }
    held = schemes.on(row.discharged_on or row.admitted_on)
    context["appeal"] = held.content.appeal if held else ""
    if row.settlement:
        context |= _settled(row.settlement)
        misuse = found(now(Settlement).get(key=row.settlement))
        if misuse is not None:
            last = {"review_until": until(REVIEW_DAYS, misuse["on"], months=False)}
            last |= {"court_until": until(COURT_MONTHS, misuse["on"], months=True)}
            context["misuse"] = {**misuse, **last}
        held = schemes.schemes().one(context["event"].scheme)
    if held is not None:
        context |= {"scheme": shown_scheme(held.content, held), "appeal": held.content.appeal}
    if row.settlement and not context["objected"]:
        context["form"] = tried or DisagreeForm()
    context |= {"refused": refused, "tried": tried is not None}
    return render(request, "portal/bill.html", context, status=422 if refused or tried is not None else 200)


def _seen(keys: list[str], units: dict[str, str]) -> list[tuple[date, str]]:
    """On which days which units opened who the patient is: no official's name (law 7). A settlement and its arrears have one id."""
    rows = now(Viewing).filter(opinion__in=[each for each in keys if each]).order_by("-viewed_on", "-position")
    pairs = rows.values_list("viewed_on", "unit")
    return [(on, units.get(of, of)) for on, of in dict.fromkeys(pairs)]


def _answered(admission: str) -> list[str]:
    """What was answered to the patient's objections, also of settlements that were reversed for it."""
    keys = now(Settlement).filter(admission=admission).order_by("position").values_list("key", flat=True)
    return [
        str((each.personal or {}).get("words", ""))
        for key in keys
        for each in read.stream(f"settlement/{key}", personal=("settlement.answered/",))
        if each.kind == "settlement.answered/1"
    ]


def _settled(key: str) -> dict[str, Any]:
    """What is due and why."""
    state: Folded = fold(f"settlement/{key}")[0]
    event: SettlementSigned = signing(key)
    owed: FoldedArrears | None = fold(f"arrears/{key}")[0]
    row = now(Arrears).filter(key=key).first()
    return {
        "event": event,
        "statement": shown(signed(event), state.paid),
        "deposit": yuan(event.deposit) if event.deposit > ZERO else "",
        "paid_now": yuan(event.paid_now) if event.paid_now > ZERO else "",
        "refund": yuan(event.refund) if event.refund > ZERO else "",
        "left": yuan(owed.left) if owed and row and row.left else yuan(ZERO),
        "paid_since": yuan(owed.paid) if owed and owed.paid > ZERO else "",
        "owes": bool(owed and owed.left > ZERO and row and row.left),
        "parts": [{"due_on": each.due_on, "amount": yuan(each.amount)} for each in owed.parts] if owed else [],
        "arrears": ARREARS[ArrearsStatus(row.status)] if row else "",
        "objected": state.objected,
        "signed_on": event.happened_on,
        "review_until": until(REVIEW_DAYS, event.happened_on, months=False),
        "court_until": until(COURT_MONTHS, event.happened_on, months=True),
    }


urlpatterns = [
    path("medical/", medical, name="medical"),
    path("medical/<str:key>/", bill, name="bill"),
    path("medical/<str:key>/object/", bill_object, name="bill_object"),
]
