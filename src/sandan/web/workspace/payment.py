"""Payment lists on the staff side: drawn up for a month, signed by another, handed to the bank as a file, reconciled."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import payment as desk
from sandan.desk.viewing import write_down
from sandan.domain.authority import FORBIDDEN, Actor, Role, may
from sandan.domain.money import Money
from sandan.domain.payment import (
    ApprovePayment,
    DiscardPayment,
    DrawUpPayment,
    PaymentStatus,
    ReconcilePayment,
    Returned,
)
from sandan.domain.values import Refusal
from sandan.ledger.read import head
from sandan.projections.application import Application, money
from sandan.projections.payment import PaymentLine, PaymentList
from sandan.projections.service_item import items
from sandan.projections.unit import names as unit_names
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.allowance import PAYMENT
from sandan.web.form import DateInput, KeyedForm, ReasonForm
from sandan.web.label import Label
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.workbook import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DrawForm(KeyedForm):
    """For which item, town and month."""

    item = forms.ChoiceField(label=_("Service item"), choices=())
    unit = forms.ChoiceField(label=_("Town"), choices=())
    month = forms.CharField(
        label=_("Month"), max_length=7, widget=forms.TextInput({"type": "month", "placeholder": "2019-11"})
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        names = unit_names()
        towns = (
            now(Application).filter(bureau__in=_units(by)).values_list("unit", flat=True).distinct().order_by("unit")
        )
        own = [by.unit, *(each for each in towns if each != by.unit)]
        for name, options in (
            ("item", [(each.code, each.title) for each in items(today)]),
            ("unit", [(each, names.get(each, each)) for each in own]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
        self.fields["month"].initial = f"{today:%Y-%m}"


class ApproveForm(KeyedForm):
    """Nothing is asked."""


class ReconcileForm(KeyedForm):
    """What the bank says."""

    paid_on = forms.DateField(label=_("Paid on"), widget=DateInput)
    paid = forms.DecimalField(label=_("Paid in all, in yuan"), min_value=Decimal(0), max_digits=14, decimal_places=2)
    returned = forms.CharField(
        label=_("Sent back"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One on each line: the number, then why. JZ2019-00041 账号有误"),
    )

    def sent_back(self) -> tuple[Returned, ...]:
        """The lines that the bank sent back."""
        found = []
        for line in self.cleaned_data["returned"].splitlines():
            number, _space, reason = line.strip().partition(" ")
            if number:
                found.append(Returned(number, reason.strip() or gettext("sent back by the bank")))
        return tuple(found)


_STEPS: Mapping[str, tuple[Label, type[KeyedForm], str, PaymentStatus]] = {
    "approve": (_("Sign the list"), ApproveForm, ApprovePayment.name, PaymentStatus.DRAWN_UP),
    "reconcile": (_("Reconcile it with the bank"), ReconcileForm, ReconcilePayment.name, PaymentStatus.APPROVED),
    "discard": (_("Put it away"), ReasonForm, DiscardPayment.name, PaymentStatus.DRAWN_UP),
}


def _units(by: Actor) -> set[str]:
    return {by.unit, *by.absorbed}


def _mine(by: Actor) -> QuerySet[PaymentList]:
    """The lists of one's own line of work."""
    rows = now(PaymentList)
    if not by.roles & {Role.ASSISTANCE, Role.APPROVER}:
        return rows.none()
    return rows.filter(unit__in=_units(by)) | rows.filter(bureau__in=_units(by))


@never_cache
@require_safe
def payments(request: ActedRequest) -> HttpResponse:
    """The lists, newest first."""
    page = keyset(_mine(request.actor), request)
    names = unit_names()
    titles = {each.code: each.title for each in items(timezone.localdate())}
    context = {
        "active": "applications",
        "lines": [_line(row, names, titles) for row in page.rows],
        "page": page,
        "form": DrawForm(by=request.actor) if may(DrawUpPayment.name, request.actor) else None,
        "refused": "",
    }
    return render(request, "workspace/payment/list.html", context)


def _line(row: PaymentList, names: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "item": titles.get(row.item, row.item),
        "unit": names.get(row.unit, row.unit),
        "status": PAYMENT[PaymentStatus(row.status)],
        "total": money(row.fen),
        "paid": money(row.paid_fen),
    }


@never_cache
@require_POST
def payment_new(request: ActedRequest) -> HttpResponse:
    """Draw a list up."""
    form = DrawForm(request.POST, by=request.actor)
    refused = ""
    if form.is_valid():
        said = form.cleaned_data
        try:
            key = desk.draw_up(said["item"], said["unit"], said["month"], request.actor, f"payment:{said['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Drawn up. Somebody else signs it."))
            return redirect("workspace:payment", key)
    page = keyset(_mine(request.actor), request)
    titles = {each.code: each.title for each in items(timezone.localdate())}
    lines = [_line(row, unit_names(), titles) for row in page.rows]
    context = {"active": "applications", "lines": lines, "page": page, "form": form, "refused": refused}
    return render(request, "workspace/payment/list.html", context, status=422)


def _found(request: ActedRequest, key: str) -> PaymentList:
    row: PaymentList | None = _mine(request.actor).filter(key=key).first()
    if row is None:
        raise Http404
    return row


@never_cache
@require_safe
def payment(request: ActedRequest, key: str) -> HttpResponse:
    """One list: number by number, without a name."""
    return _page(request, _found(request, key))


def _page(
    request: ActedRequest, row: PaymentList, tried: tuple[str, KeyedForm] | None = None, refused: str = ""
) -> HttpResponse:
    lines = list(now(PaymentLine).filter(payment=row.key).order_by("application"))
    numbers = dict(now(Application).filter(key__in=[each.application for each in lines]).values_list("key", "number"))
    titles = {each.code: each.title for each in items(timezone.localdate())}
    steps = []
    for name, (label, kind, command, at) in _STEPS.items():
        if row.status != at.value or not may(command, request.actor) or _for_others(name, row, request.actor):
            continue
        open_ = tried is not None and tried[0] == name
        form = tried[1] if tried is not None and open_ else kind(auto_id=f"id_{name}_%s")
        url = reverse("workspace:payment_act", args=[row.key, name])
        steps.append(
            {"name": name, "label": label, "form": form, "open": open_, "url": url, "grave": name == "discard"}
        )
    context = {
        "active": "applications",
        **_line(row, unit_names(), titles),
        "lines": [
            {
                "number": numbers.get(each.application, ""),
                "application": each.application,
                "amount": money(each.fen),
                "arrears": money(each.arrears_fen) if each.arrears_fen else None,
                "state": each.state,
                "reason": each.reason,
            }
            for each in lines
        ],
        "steps": steps,
        "refused": refused,
        "may_hand_out": row.status == PaymentStatus.APPROVED.value,
    }
    return render(request, "workspace/payment/payment.html", context, status=422 if tried is not None else 200)


def _for_others(name: str, row: PaymentList, by: Actor) -> bool:
    """Whether the step is for somebody else: whoever drew a list up does not sign it."""
    if name != "approve":
        return False
    try:
        desk.try_approve(row.key, by)
    except Refusal as refusal:
        return refusal.code in FORBIDDEN
    return False


@never_cache
@require_POST
def payment_act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Sign it, put it away, or reconcile it."""
    row = _found(request, key)
    if act not in _STEPS:
        raise Http404
    form = _STEPS[act][1](request.POST, auto_id=f"id_{act}_%s")
    if not form.is_valid():
        return _page(request, row, (act, form))
    said = form.cleaned_data
    given = f"payment.{act}:{said['key']}"
    try:
        if isinstance(form, ReconcileForm):
            paid = Money(said["paid"])
            desk.reconcile(key, said["paid_on"], paid, form.sent_back(), request.actor, given)
        elif isinstance(form, ReasonForm):
            desk.discard(key, said["reason"], request.actor, given)
        else:
            desk.approve(key, request.actor, given)
    except Refusal as refusal:
        return _page(request, row, (act, form), told(refusal))
    messages.success(request, gettext("Entered."))
    return redirect("workspace:payment", key)


@never_cache
@require_POST
def payment_bank(request: ActedRequest, key: str) -> HttpResponseBase:
    """The file for the bank, with names and accounts: only of a signed list, and written down as a viewing of each line."""
    row = _found(request, key)
    if row.status != PaymentStatus.APPROVED.value:
        raise Http404
    write_down(desk.applications_of(key), "payment_bank", request.actor)
    columns = [(gettext("Number"), 16), (gettext("Account holder"), 14), (gettext("Bank"), 20), (gettext("Account number"), 26),
               (gettext("Amount in yuan"), 14)]  # fmt: skip
    rows = [(one.number, one.holder, one.bank, one.account, str(one.amount)) for one in desk.for_bank(key)]
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_table(made, f"{row.month} {row.number}", columns, rows, timezone.localdate(), head().size)
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=f"{row.number}.xlsx", content_type=XLSX)


urlpatterns = [
    path("payments/", payments, name="payments"),
    path("payments/new/", payment_new, name="payment_new"),
    path("payments/<str:key>/", payment, name="payment"),
    path("payments/<str:key>/bank/", payment_bank, name="payment_bank"),
    path("payments/<str:key>/<str:act>/", payment_act, name="payment_act"),
]
