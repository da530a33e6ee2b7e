"""A resident reports a problem, and takes a receipt away."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from sandan.desk.opinion import Heard, register
from sandan.domain.authority import RESIDENT
from sandan.domain.opinion import TEXT_LIMIT
from sandan.domain.values import Channel, Refusal, Topic
from sandan.ledger import read
from sandan.projections import unit
from sandan.projections.opinion import Opinion
from sandan.projections.version import of_matter
from sandan.web import limit
from sandan.web.about import AboutFields, behind
from sandan.web.access import ActedRequest, resident_of, show_code
from sandan.web.form import KeyedForm
from sandan.web.label import TOPIC, choices
from sandan.web.message import told
from sandan.web.place import place_choices, placed

RECEIPT_SHOWN = 15 * 60
"""How many seconds the receipt page may be loaded again, for a slow printer or a lost connection."""
VISITOR_SESSION = timedelta(hours=1)
"""How long a visitor's session lasts: the next person at a shared device should not find it."""


class ReportForm(AboutFields, KeyedForm):
    """What happened. Only the text is needed (law 11)."""

    text = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Where it is, since when, and what you would like done. Your own words are enough."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=TEXT_LIMIT,
    )
    title = forms.CharField(label=_("In one line"), max_length=200, required=False)
    topic = forms.ChoiceField(label=_("Subject"), choices=choices(TOPIC, empty=_("Not sure")), required=False)
    place = forms.ChoiceField(label=_("Town or village"), required=False)
    reporter = forms.CharField(
        label=_("Your name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("Telephone or other way to reach you"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = place_choices(_("Not sure"))


@sensitive_post_parameters()
def report(request: ActedRequest) -> HttpResponse:
    """The report form. Who sends it acts as a resident, also where a member of staff is signed in."""
    form = ReportForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        place, session = limit.source(request), request.session.get("sender", "")
        if limit.REPORT_BY_SOURCE.reached(place) or (session and limit.REPORT_BY_SESSION.reached(session)):
            refused = gettext(
                "Many reports came from here within the last hour. Wait a little, then send this one again."
            )
        else:
            try:
                receipt = register(_heard(form.cleaned_data), RESIDENT, f"report:{form.cleaned_data['key']}")
            except Refusal as refusal:
                refused = told(refusal)
            else:
                session = request.session["sender"] = session or secrets.token_hex(16)
                limit.REPORT_BY_SOURCE.count(place)
                limit.REPORT_BY_SESSION.count(session)
                remember(request, receipt.opinion)
                request.session["receipt"] = {"opinion": receipt.opinion, "at": int(time.time())}
                return redirect("portal:receipt", key=receipt.opinion)
    failed = bool(refused or form.errors)
    return render(request, "portal/report.html", {"form": form, "refused": refused}, status=422 if failed else 200)


@never_cache
@require_safe
def receipt(request: ActedRequest, key: str) -> HttpResponse:
    """The receipt, for a quarter of an hour after the report and in the same session only. Later it says how to go on."""
    issued = request.session.get("receipt", {})
    fresh = issued.get("opinion") == key and time.time() - issued.get("at", 0) < RECEIPT_SHOWN
    if resident_of(request, key) is None:
        return redirect("portal:follow")
    row = of_matter(Opinion, key).filter(key=key).first()
    if not fresh or row is None:
        return redirect("portal:opinion", key=key)
    sealed = read.opened([row.position])[row.position].personal or {}
    names = unit.names()
    place = " ".join(names[each] for each in (row.town, row.village) if each in names)
    context = {"opinion": row, "code": sealed.get("receipt", ""), "text": sealed.get("text", ""), "place": place}
    return render(request, "portal/receipt.html", context)


def remember(request: ActedRequest, opinion: str) -> None:
    """Let this session open the page of `opinion`. A visitor's ends an hour from now, whatever is done in it until then."""
    show_code(request, opinion)
    if not request.user.is_authenticated:
        request.session.set_expiry(timezone.now() + VISITOR_SESSION)


def _heard(said: dict[str, Any]) -> Heard:
    town, village = placed(said["place"])
    return Heard(
        text=said["text"],
        title=said["title"],
        channel=Channel.ONLINE,
        topic=Topic(said["topic"] or Topic.OTHER),
        town=town,
        village=village,
        reporter=said["reporter"],
        contact=said["contact"],
        shield=behind(said),
        against_words=said["against_words"],
    )


urlpatterns = [
    path("report/", report, name="report"),
    path("report/<str:key>/receipt/", receipt, name="receipt"),
]
