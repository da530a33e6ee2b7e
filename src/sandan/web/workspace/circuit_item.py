"""What a circuit visit looked at: one page for a phone, with the drawn items and their dossiers, what was found, objections, decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import circuit
from sandan.desk import circuit_visit as desk
from sandan.desk.handle import Order, fold, handle
from sandan.desk.sheet import Trial
from sandan.domain import circuit_visit as domain
from sandan.domain.circuit_visit import DRAWN, Found, NoteFinding, ObjectToFinding
from sandan.domain.values import Refusal, Topic
from sandan.domain.wire import Command, decode
from sandan.ledger import read
from sandan.projections.circuit_visit import CircuitItem, CircuitVisit, items_of
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.evidence import EvidenceForm, to_be_kept
from sandan.web.form import KeyedForm
from sandan.web.label import FOUND, TOPIC, choices
from sandan.web.message import told
from sandan.web.workspace.book import found as record_of
from sandan.web.workspace.circuit_visit import BOOK

_NEW = {each: label for each, label in FOUND.items() if each not in DRAWN}


class FindForm(KeyedForm, EvidenceForm):
    """Something new that was found."""

    found = forms.ChoiceField(label=_("What it is"), choices=choices(_NEW), widget=forms.RadioSelect)
    words = forms.CharField(label=_("What was found"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    title = forms.CharField(label=_("Title, of a problem"), required=False, max_length=200)
    topic = forms.ChoiceField(label=_("Topic, of a problem"), choices=choices(TOPIC), initial=Topic.OTHER.value)
    field_order = ("found", "words", "title", "topic", "proof", "dated_on", "caption")

    def clean(self) -> dict[str, Any]:
        """A problem needs a title."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("found") == Found.PROBLEM.value and not said.get("title", "").strip():
            self.add_error("title", _("Give the problem a title."))
        return said


class ObjectForm(KeyedForm):
    """Why the unit objects."""

    words = forms.CharField(label=_("Why the unit objects"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class DecideForm(KeyedForm):
    """Whether the unit is right."""

    upheld = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The unit is right: the finding is set aside")), ("no", _("The finding stands"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Grounds"), max_length=2000, widget=forms.Textarea({"rows": 3}))


_FORMS: dict[str, type[KeyedForm]] = {"object": ObjectForm, "decide": DecideForm}


@never_cache
@require_safe
def items(request: ActedRequest, key: str) -> HttpResponse:
    """All that one visit looked at."""
    return _page(request, record_of(BOOK, key, request.actor))


@never_cache
@require_POST
def find(request: ActedRequest, key: str) -> HttpResponse:
    """Note something new."""
    row = record_of(BOOK, key, request.actor)
    form = FindForm(request.POST, request.FILES)
    sent, refused = form.is_valid(), ""
    try:
        evidence = form.evidence(timezone.localdate()) if "proof" in form.cleaned_data else ()
        data = request.POST.copy()
        data["kept"] = to_be_kept(evidence)
        form.data = data
        if sent:
            said = {**form.cleaned_data, "evidence": evidence}
            desk.find(row, said, request.actor, f"circuit_find:{said['key']}")
            messages.success(request, gettext("Entered."))
            return redirect("workspace:circuit_visit_items", key)
    except Refusal as refusal:
        refused = told(refusal)
    return _page(request, row, form, refused)


@never_cache
@require_POST
def finding(request: ActedRequest, key: str, of: str, act: str) -> HttpResponse:
    """Object to a finding, or decide on an objection."""
    row = record_of(BOOK, key, request.actor)
    item = next((each for each in items_of(key) if each.finding == of), None)
    if act not in _FORMS or item is None:
        raise Http404
    form = _FORMS[act](request.POST, auto_id=f"{act}_{of}_%s")
    if not form.is_valid():
        return _page(request, row, tried=(of, act, form))
    try:
        orders = _orders(row, item, act, form.cleaned_data)
        handle(orders, request.actor, f"circuit_{act}:{form.cleaned_data['key']}")
    except Refusal as refusal:
        return _page(request, row, refused=told(refusal), tried=(of, act, form))
    messages.success(request, gettext("Entered."))
    return redirect("workspace:circuit_visit_items", key)


def _orders(row: CircuitVisit, item: CircuitItem, act: str, said: dict[str, Any]) -> list[Order]:
    today = timezone.localdate()
    if act == "object":
        order = ObjectToFinding(visit=row.key, finding=item.finding, said=said["words"], terms=circuit.terms(today))
        return [Order(f"circuit_visit/{row.key}", order)]
    return desk.decide_orders(row, item, said["upheld"] == "yes", said["words"], today)


def _page(
    request: ActedRequest,
    row: CircuitVisit,
    form: FindForm | None = None,
    refused: str = "",
    tried: tuple[str, str, KeyedForm] | None = None,
) -> HttpResponse:
    names = Names.load()
    offered = _Offered(request, row)
    new = NoteFinding(visit=row.key, finding="·", found=Found.PRAISE, said="·")
    may_find = form is not None or offered(new)
    said = _said(row.key)
    rows = [_line(each, names, offered, said, tried) for each in items_of(row.key)]
    context = {
        "active": "campaign",
        "row": row,
        "place": names.unit(row.place),
        "drawn": [each for each in rows if each["item"].look_back],
        "own": [each for each in rows if not each["item"].look_back],
        "form": (form or FindForm()) if may_find else None,
        "attached": form.attached() if form is not None else (),
        "refused": refused,
    }
    wrong = bool(refused) or tried is not None or bool(form and form.errors)
    return render(request, "workspace/circuit/items.html", context, status=422 if wrong else 200)


class _Offered:
    """Whether the decider would take a command from this reader today."""

    def __init__(self, request: ActedRequest, row: CircuitVisit) -> None:
        self.state = fold(f"circuit_visit/{row.key}")[0]
        self.by, self.at = request.actor, timezone.localtime()
        self.row = row

    def __call__(self, command: Command) -> bool:
        """Whether it would."""
        try:
            domain.decide(command, self.state, self.by, self.at)
        except Refusal:
            return False
        return True

    def all(self, orders: list[Order]) -> bool:
        """Whether all of these orders, in one go, would be taken."""
        return Trial(self.by, self.at)(orders) is None


def _said(key: str) -> dict[tuple[str, str], str]:
    """What was written in objections and decisions, by finding and kind."""
    found = {}
    for entry in read.stream(f"circuit_visit/{key}"):
        event = decode(entry.kind, entry.public, entry.internal)
        if isinstance(event, domain.FindingObjected):
            found[event.finding, "object"] = event.said
        elif isinstance(event, domain.FindingDecidedAgain):
            found[event.finding, "decide"] = event.said
    return found


def _line(
    item: CircuitItem,
    names: Names,
    offered: _Offered,
    said: dict[tuple[str, str], str],
    tried: tuple[str, str, KeyedForm] | None,
) -> dict[str, Any]:
    today, key = timezone.localdate(), offered.row.key
    object_ = ObjectToFinding(visit=key, finding=item.finding, said="·", terms=circuit.terms(today))
    may = {"object": [Order(f"circuit_visit/{key}", object_)]}
    if item.objected_on and not item.decided_on:
        # Upheld is asked for: whoever may not uphold it is not offered to refuse it, either.
        may["decide"] = desk.decide_orders(offered.row, item, True, "·", today)
    steps = []
    for act, orders in may.items():
        mine = tried[2] if tried is not None and tried[:2] == (item.finding, act) else None
        if mine is None and not (item.found and offered.all(orders)):
            continue
        steps.append(
            {
                "url": reverse("workspace:circuit_visit_finding", args=[key, item.finding, act]),
                "label": _("Object to it") if act == "object" else _("Decide on the objection"),
                "form": mine or _FORMS[act](auto_id=f"{act}_{item.finding}_%s"),
                "open": mine is not None,
            }
        )
    look = item.look_back and not item.found and item.checker == offered.by.person
    return {
        "item": item,
        "found": FOUND[Found(item.found)] if item.found else "",
        "checker": names.person(item.checker),
        "look_url": reverse("workspace:look_back_item", args=[item.look_back, item.problem]) if look else "",
        "steps": steps,
        "objection": said.get((item.finding, "object"), ""),
        "decision": said.get((item.finding, "decide"), ""),
    }


urlpatterns = [
    path("circuit_visits/<str:key>/items/", items, name="circuit_visit_items"),
    path("circuit_visits/<str:key>/find/", find, name="circuit_visit_find"),
    path("circuit_visits/<str:key>/findings/<str:of>/<str:act>/", finding, name="circuit_visit_finding"),
]
