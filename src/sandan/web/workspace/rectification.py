"""Immediate rectification (立查立改): a unit enters on one page what it found, fixed at once, and can show. Others still verify it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from sandan.desk.problem import FoundAndFixed, rectify_at_once
from sandan.domain.values import Channel, Evidence, Refusal, Topic
from sandan.web.access import ActedRequest
from sandan.web.evidence import EvidenceForm, kept_before, to_be_kept
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import CHANNEL, TOPIC, choices
from sandan.web.message import told
from sandan.web.place import place_choices, placed


class FoundAndFixedForm(KeyedForm, EvidenceForm):
    """What was found, what was done, and what shows it."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    statement = forms.CharField(label=_("What is wrong"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    topic = forms.ChoiceField(label=_("Subject"), choices=choices(TOPIC, empty=_("Not sure")), required=False)
    place = forms.ChoiceField(label=_("Town or village"), required=False)
    channel = forms.ChoiceField(label=_("How it was found"), choices=choices(CHANNEL), initial=Channel.VISIT.value)
    measure = forms.CharField(label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    done_on = forms.DateField(label=_("Fixed on"), required=False, widget=DateInput, help_text=_("Empty means today."))
    field_order = (
        "title",
        "statement",
        "topic",
        "place",
        "channel",
        "measure",
        "done_on",
        "proof",
        "dated_on",
        "caption",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = place_choices(_("Not sure"))
        self.fields["proof"].required = not self.data.get("kept")


@never_cache
def found_and_fixed(request: ActedRequest) -> HttpResponse:
    """The one page of an immediate rectification. What was typed and uploaded survives a refusal."""
    sent_in = request.method == "POST"
    form = FoundAndFixedForm(request.POST, request.FILES) if sent_in else FoundAndFixedForm()
    refused = ""
    if sent_in:
        sent = form.is_valid()
        try:
            done_on = form.cleaned_data.get("done_on") or timezone.localdate()
            evidence = form.evidence(done_on) if "proof" in form.cleaned_data else ()
            _keep(form, request, evidence)
            if sent:
                made = rectify_at_once(_found(form.cleaned_data, done_on, evidence), request.actor, _key(form))
                messages.success(request, gettext("Entered. It now waits to be verified by someone else."))
                return redirect("workspace:problem", key=made)
        except Refusal as refusal:
            refused = told(refusal)
    failed = bool(refused or form.errors)
    kept = kept_before(form["kept"].value() or "")
    context = {"active": "problems", "form": form, "refused": refused, "kept": kept}
    return render(request, "workspace/found_and_fixed.html", context, status=422 if failed else 200)


def _key(form: FoundAndFixedForm) -> str:
    return f"fixed:{form.cleaned_data['key']}"


def _keep(form: FoundAndFixedForm, request: ActedRequest, evidence: tuple[Evidence, ...]) -> None:
    """Let the form carry the files that it came with, so that nobody has to choose them again."""
    data = request.POST.copy()
    data["kept"] = to_be_kept(evidence)
    form.data = data


def _found(given: dict[str, Any], done_on: date, evidence: tuple[Evidence, ...]) -> FoundAndFixed:
    town, village = placed(given["place"])
    return FoundAndFixed(
        title=given["title"],
        statement=given["statement"].replace("\r\n", "\n"),
        measure=given["measure"].replace("\r\n", "\n"),
        done_on=done_on,
        evidence=evidence,
        topic=Topic(given["topic"] or Topic.OTHER),
        town=town,
        village=village,
        channel=Channel(given["channel"]),
    )
