"""Recusal (回避): the signed-in person declares relatives in service, and reads what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.desk.organisation import declare_kin
from sandan.domain.person import KinDeclared
from sandan.domain.values import Refusal
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections import unit
from sandan.projections.appointment import Appointment
from sandan.projections.person import Person
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.form import KeyedForm
from sandan.web.message import told

MOST = 30
"""People whom one search offers; a longer name finds fewer."""


@dataclass(frozen=True, slots=True)
class Official:
    """Someone in service: name, and where they hold which posts."""

    key: str
    name: str
    posts: str


class KinForm(KeyedForm):
    """Who it is, of those whom the search found."""

    kin = forms.ChoiceField(label=_("Which of them is your relative?"), widget=forms.RadioSelect)

    def __init__(self, found: list[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kin = self.fields["kin"]
        assert isinstance(kin, forms.ChoiceField)
        kin.choices = [(each.key, f"{each.name} · {each.posts}") for each in found]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recusal(request: ActedRequest) -> HttpResponse:
    """What one has declared, and the declaration of one more. Nobody declares for another: the actor is the person."""
    by, name = request.actor, request.GET.get("name", "").strip()[:80]
    declared = _declared(by.person)
    found = _search(name, {by.person, *declared}) if name else []
    form = KinForm(found, request.POST if request.method == "POST" else None)
    refused = ""
    if form.is_valid():
        try:
            declare_kin(form.cleaned_data["kin"], by, f"kin:{form.cleaned_data['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Declared. It holds from now on."))
            return redirect("workspace:recusal")
    known = {each.key: each for each in _officials(now(Person).filter(key__in=declared))}
    context = {
        "active": "recusal",
        "declared": [(known[key], on) for key, on in declared.items() if key in known],
        "name": name,
        "form": form if found else None,
        "too_many": len(found) == MOST,
        "refused": refused,
        "most": MOST,
    }
    return render(request, "workspace/recusal.html", context, status=422 if refused or form.errors else 200)


def _declared(of: str) -> dict[str, date]:
    """The relatives whom this person declared, with the day of each, in that order."""
    events = (decode(each.kind, each.public, each.internal) for each in read.stream(f"person/{of}"))
    return {each.kin: each.happened_on for each in events if isinstance(each, KinDeclared)}


def _search(name: str, without: set[str]) -> list[Official]:
    """People in service whose name holds what was typed."""
    rows = now(Person).filter(name__icontains=name, key__in=_held().values("person")).exclude(key__in=without)
    return _officials(rows.order_by("name", "key")[:MOST])


def _officials(rows: Any) -> list[Official]:
    """People with the posts that they hold today."""
    people = list(rows)
    units = unit.names()
    posts: dict[str, list[str]] = {}
    for each in _held().filter(person__in=[one.key for one in people]).order_by("position"):
        posts.setdefault(each.person, []).append(f"{units.get(each.unit, '')} {each.post}".strip())
    between = pgettext("between names", ", ")
    return [Official(one.key, one.name, between.join(posts.get(one.key, ()))) for one in people]


def _held() -> Any:
    return now(Appointment).filter(Q(until_on__isnull=True) | Q(until_on__gte=timezone.localdate()))


urlpatterns = [path("recusal/", recusal, name="recusal")]
