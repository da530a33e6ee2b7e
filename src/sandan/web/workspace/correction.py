"""Setting an entry right: the page on which one entry of a problem is corrected, and the entry stays where it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.desk.correction import Right, correct
from sandan.domain import case as cases
from sandan.domain.correction import DESCRIBED, CorrectionMade, MakeCorrection
from sandan.domain.values import Channel, Refusal, Topic
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections import unit
from sandan.web.access import ActedRequest
from sandan.web.correction import standing
from sandan.web.form import KeyedForm
from sandan.web.label import CHANNEL, TOPIC, choices
from sandan.web.message import told
from sandan.web.place import place_choices, placed
from sandan.web.story import tell
from sandan.web.workspace.act_form import area
from sandan.web.workspace.matter import Matter, load
from sandan.web.workspace.paper import file_url


class NoteForm(KeyedForm):
    """What the entry should have said, and why it did not. `seen` is the version of the case that the person looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = area(
        _("What the entry should have said"),
        help_text=_(
            "It stands beside the entry, which stays. It changes no rung, no deadline and no outcome: these have steps of their own."
        ),
        limit=2000,
    )
    reason = area(_("How the mistake came about"), limit=2000)


class DescriptionForm(NoteForm):
    """How the problem should have been described. What reads as before is left as it is."""

    title = forms.CharField(label=_("Title"), max_length=200)
    statement = area(_("What is wrong"), required=False, limit=20_000)
    topic = forms.ChoiceField(label=_("Topic"), choices=choices(TOPIC))
    channel = forms.ChoiceField(label=_("Channel"), choices=choices(CHANNEL))
    place = forms.ChoiceField(label=_("Town and village"), required=False)
    field_order = ("title", "statement", "topic", "channel", "place", "note", "reason")

    def __init__(self, *args: Any, stands: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = stands["village"] or stands["town"]
        for name in ("title", "statement", "topic", "channel"):
            self.fields[name].initial = stands[name]
        self.fields["note"].required = False
        self._stands = stands
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        listed = place_choices("—")
        known = {
            key
            for name, below in listed
            for key in ([each for each, _ in below] if isinstance(below, list) else [name])
        }
        # A place that is no unit any more is still where it was: it must not be lost by correcting something else.
        place.choices = listed if held in known else [(held, unit.names().get(held, held)), *listed]
        place.initial = held
        self._held = held

    def right(self) -> dict[str, Any]:
        """The description as it was filled in. The place stays as it is unless another was chosen."""
        said = self.cleaned_data
        town, village = placed(said["place"])
        if said["place"] == self._held:
            town, village = self._stands["town"], self._stands["village"]
        return {
            "title": said["title"].strip(),
            "statement": said["statement"].strip() or None,
            "topic": Topic(said["topic"]),
            "channel": Channel(said["channel"]),
            "town": town,
            "village": village,
        }


@never_cache
@require_http_methods(["GET", "POST"])
def correction(request: ActedRequest, key: str, entry: int) -> HttpResponse:
    """Correct one entry. 404 where there is none that this person may correct."""
    matter = load(key, request.actor)
    found = next((each for each in matter.story if each[0].position == entry), None) if matter else None
    if matter is None or found is None or not may_correct(matter, *found):
        raise Http404
    start = {"seen": matter.version}
    data = request.POST if request.method == "POST" else None
    form = (
        DescriptionForm(data, initial=start, stands=standing(matter.story))
        if found[0].kind in DESCRIBED
        else NoteForm(data, initial=start)
    )
    refused = ""
    if form.is_valid():
        said = form.cleaned_data
        given = form.right() if isinstance(form, DescriptionForm) else {}
        right = Right(reason=said["reason"], note=said["note"], **given)
        try:
            correct(key, entry, right, request.actor, said["key"], seen=said["seen"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Corrected. The entry stays where it is, with the correction beside it."))
            return redirect("workspace:problem", key)
    line = tell([found], matter.names, lambda one: file_url(key, one.file))
    context = {
        "active": "shield" if matter.row.shielded else "problems",
        "row": matter.row,
        "form": form,
        "refused": refused,
        "events": line,
    }
    return render(request, "workspace/correction.html", context, status=422 if refused or form.errors else 200)


def may_correct(matter: Matter, entry: Entry, event: Event) -> bool:
    """Whether this person may put a note beside an entry, asked of the decider."""
    if isinstance(event, CorrectionMade):
        return False
    maker = entry.by.get("person", "")
    sample = MakeCorrection(entry=entry.position, corrects=entry.kind, maker=maker, reason="·", note="·")
    try:
        cases.decide(sample, matter.case, matter.actor, matter.at)
    except Refusal:
        return False
    return True


urlpatterns = [path("problems/<str:key>/entries/<int:entry>/correct/", correction, name="correction")]
