"""The organisation from a file and into one: upload, what its sheets hold, the plan with its questions, the result, undo, export."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import roster as desk
from sandan.domain.authority import NO_POST, Role
from sandan.domain.roster import RosterStatus, RosterTaken
from sandan.domain.values import Refusal, Tier
from sandan.intake import standing as plain
from sandan.intake.cell import letter
from sandan.intake.defect import Defect, DefectCode, SheetError
from sandan.intake.layout import Field, Kind, Layout, fields_of, layouts
from sandan.intake.plan import NEW, Answers, Ask, Fate, Plan, Question
from sandan.intake.roster import Reading, read_roster
from sandan.projections import person
from sandan.projections.person import Person
from sandan.projections.roster import Roster
from sandan.projections.version import now
from sandan.web import upload
from sandan.web.access import ActedRequest
from sandan.web.context import county_name
from sandan.web.defect import column_name, told_row, told_sheet
from sandan.web.form import KeyedForm
from sandan.web.label import KIND, ROLE, ROSTER, TIER, Label
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.roster import write_organisation, write_returned_rows, write_template

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 50
_POSTS = tuple(role for role in ROLE if role not in NO_POST)
_ORDINARY = frozenset({Role.HANDLER, Role.UNIT_HEAD, Role.LEADER})
"""Roles that a title may suggest; all others are told apart in the preview, because they reach further."""

FATE: dict[Fate, Label] = {
    Fate.ADDS: pgettext_lazy("roster", "Entered"),
    Fate.CHANGES: pgettext_lazy("roster", "Ended or changed"),
    Fate.SAME: pgettext_lazy("roster", "There already"),
    Fate.DIFFERS: pgettext_lazy("roster", "Different, left as it is"),
}
_MADE: tuple[tuple[str, Label, tuple[type[plain.Step], ...]], ...] = (
    ("units", _("New units"), (plain.AddUnit,)),
    ("codes", _("Units that get a code"), (plain.GiveCode,)),
    ("posts", _("New posts"), (plain.AddPost,)),
    ("people", _("New people"), (plain.AddPerson,)),
    ("appointments", _("People who come to hold a post"), (plain.Appoint,)),
    ("assignments", _("Sectors and places assigned"), (plain.Assign,)),
    ("duties", _("Matters put on duty lists"), (plain.ListDuty,)),
    ("ended", _("Ended"), (plain.AbolishUnit, plain.EndAppointment, plain.EndAssignment, plain.DropDuty)),
)


class UploadForm(forms.Form):
    """A roster to bring in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "An Excel workbook (.xlsx, .xls), .ods or .csv, as you have it: units, people with their posts, or both."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )


class UndoForm(KeyedForm):
    """Why a roster is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)


class ExportForm(forms.Form):
    """What the workbook is to hold."""

    phones = forms.BooleanField(
        label=_("With phone numbers"),
        help_text=_(
            "They are kept sealed. Take them out only if you need them, and keep the file as you keep the numbers."
        ),
        required=False,
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the reader has said so far: the sheets, the answers, and what comes of them."""

    layouts: tuple[Layout, ...]
    answers: Answers
    reading: Reading
    plan: Plan


@require_safe
def rosters(request: ActedRequest) -> HttpResponse:
    """Every roster brought in, the newest first."""
    page = keyset(now(Roster), request)
    names = person.names() if page.rows else {}
    rows = [(one, ROSTER[RosterStatus(one.status)], names.get(one.by, "")) for one in page.rows]
    context = {"active": "organisation", "page": page, "rows": rows, "may_enter": _may_enter(request)}
    return render(request, "workspace/roster/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_new(request: ActedRequest) -> HttpResponse:
    """Send a roster in."""
    form = UploadForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        waits = upload.receive(form.cleaned_data["file"], request.actor.person)
        try:
            layouts(waits.path, waits.name)
        except SheetError as error:
            waits.discard()
            refused = told_sheet(error)
        else:
            return redirect("workspace:roster_plan", waits.token)
    context = {"active": "organisation", "form": form, "refused": refused}
    return render(request, "workspace/roster/new.html", context, status=422 if form.errors or refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_plan(request: ActedRequest, key: str) -> HttpResponse:
    """Look at what the sheets are taken for and what would be done, answer what is asked, and confirm."""
    waits = upload.waiting(key, request.actor.person)
    if waits is None:
        raise Http404
    form = KeyedForm(request.POST if request.method == "POST" else None)
    refused, status, draft = "", 200, None
    found = layouts(waits.path, waits.name)
    try:
        draft = _draft(request, waits, found)
        found = draft.layouts
        if "confirm" in request.POST and form.is_valid():
            if draft.plan.mark == request.POST.get("seen"):
                return _bring_in(request, waits, draft, form.cleaned_data["key"])
            refused, status = (
                gettext("What would be done is no longer what you saw. Look at it again, then confirm."),
                422,
            )
    except SheetError as error:
        refused, status = told_sheet(error), 422
        found = _said_layouts(request.POST, found)
    except Refusal as refusal:
        refused, status = told(refusal), 422
    context = {
        "active": "organisation",
        "upload": waits,
        "form": form,
        "sheets": [_sheet(number, one) for number, one in enumerate(found)],
        "same": _brought_in(waits),
        "refused": refused,
        **(_shown(draft) if draft is not None else {}),
    }
    return render(request, "workspace/roster/plan.html", context, status=status)


@require_safe
def roster(request: ActedRequest, key: str) -> HttpResponse:
    """What became of every row of one roster."""
    one = _found(key)
    listed = _words(desk.defects(key)) if one.refused else []
    context = {
        "active": "organisation",
        "roster": one,
        "status": ROSTER[RosterStatus(one.status)],
        "by": person.names().get(one.by, ""),
        "undone": one.status == RosterStatus.UNDONE.value,
        "counts": [
            (FATE[fate], count)
            for fate, count in zip(Fate, (one.added, one.changed, one.same, one.differing), strict=True)
        ],
        "defects": listed[:_SHOWN],
        "more": len(listed) > _SHOWN,
        "may_enter": _may_enter(request),
    }
    return render(request, "workspace/roster/done.html", context)


@require_safe
def roster_returned(_request: ActedRequest, key: str) -> HttpResponseBase:
    """The rows that were sent back, with their reasons, as a workbook."""
    one = _found(key)
    if not one.refused:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "returned.xlsx"
        write_returned_rows(one, place)
        return _workbook(place, f"{Path(one.file_name).stem}-{pgettext('import', 'Sent back')}")


@require_http_methods(["GET", "HEAD", "POST"])
def roster_undo(request: ActedRequest, key: str) -> HttpResponse:
    """Take a whole roster back, with the reason."""
    one = _found(key)
    form = UndoForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.undo(key, form.cleaned_data["reason"], request.actor, form.cleaned_data["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(
                request, gettext("The file is taken back: what it made never took effect, what it ended goes on.")
            )
            return redirect("workspace:roster", key)
    elif request.method != "POST" and (count := desk.resting(key)):
        refused = told(Refusal("roster_in_use", count=count))
    context = {"active": "organisation", "roster": one, "form": form, "refused": refused}
    return render(request, "workspace/roster/undo.html", context, status=422 if form.errors or refused else 200)


@require_safe
def roster_template(_request: ActedRequest) -> HttpResponseBase:
    """An empty workbook to fill in, with an example in each sheet."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "template.xlsx"
        write_template(place)
        return _workbook(place, gettext("Organisation to fill in"))


@require_http_methods(["GET", "HEAD", "POST"])
def roster_export(request: ActedRequest) -> HttpResponseBase:
    """The organisation as a workbook; with phones only where that was ticked."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "organisation.xlsx"
            write_organisation(place, phones=form.cleaned_data["phones"])
            name = f"{county_name()}-{gettext('Units and people')}-{timezone.localdate():%Y%m%d}"
            return _workbook(place, name)
    return render(request, "workspace/roster/export.html", {"active": "organisation", "form": form})


def made_counts(plan: Plan) -> list[tuple[str, str, int]]:
    """(code, words, how many) of everything that a plan makes or ends; what there is none of is left out."""
    counts = Counter(type(step) for step in plan.steps)
    listed = [(code, str(label), sum(counts[kind] for kind in kinds)) for code, label, kinds in _MADE]
    return [one for one in listed if one[2]]


# --- what the reader said --------------------------------------------------------------------------------------------


def _draft(request: ActedRequest, waits: upload.Upload, found: tuple[Layout, ...]) -> _Draft:
    said = request.POST
    chosen = _said_layouts(said, found)
    given = {one: tuple(said.getlist(f"answer:{one}")) for one in said.getlist("asked")[:5000]}
    answers = Answers(given, "chiefs" in said or "seen" not in said)
    reading = read_roster(waits.path, waits.name, chosen)
    return _Draft(chosen, answers, reading, desk.look(reading, chosen, answers, request.actor))


def _said_layouts(said: QueryDict, found: tuple[Layout, ...]) -> tuple[Layout, ...]:
    """The sheets as the reader says they are: `kind-0`, and `column-0-3` for column 3 of sheet 0."""
    return tuple(_said_layout(said, number, one) for number, one in enumerate(found))


def _said_layout(said: QueryDict, number: int, found: Layout) -> Layout:
    if f"kind-{number}" not in said:
        return found
    value = said[f"kind-{number}"]
    kind = Kind(value) if value in set(Kind) else None
    if kind is None or said.get(f"was-{number}") != kind.value:
        # Of another kind, other columns are meant: they are recognised anew.
        return found if kind is found.kind else found.as_kind(kind)
    possible, fields = set(fields_of(kind)), {}
    for index in range(len(found.names)):
        choice = said.get(f"column-{number}-{index}", "")
        if choice in possible and Field(choice) not in fields:
            fields[Field(choice)] = index
    order = list(Field)
    return replace(found, kind=kind, fields=tuple(sorted(fields.items(), key=lambda pair: order.index(pair[0]))))


def _bring_in(request: ActedRequest, waits: upload.Upload, draft: _Draft, key: str) -> HttpResponse:
    content = waits.path.read_bytes()
    done = desk.take(content, waits.name, draft.layouts, draft.answers, request.actor, key, seen=draft.plan.mark)
    event: RosterTaken = done.one(RosterTaken)
    waits.discard()
    messages.success(request, gettext("The file has been brought in. Every row is accounted for."))
    return redirect("workspace:roster", event.roster)


# --- what is shown ---------------------------------------------------------------------------------------------------


def _shown(draft: _Draft) -> dict[str, Any]:
    plan = draft.plan
    by_ask: dict[Ask, list[dict[str, Any]]] = {ask: [] for ask in Ask}
    for one in plan.questions:
        by_ask[one.ask].append(_question(one, draft.answers))
    # What only waits for an answer is told where it is asked for.
    waiting = {one.about for one in plan.questions if one.ask is Ask.TOWN}
    defects = [
        one for one in plan.defects if one.code is not DefectCode.UNIT_UNKNOWN or one.facts["value"] not in waiting
    ]
    return {
        "plan": plan,
        "rows": draft.reading.count(),
        "counts": [(FATE[fate], plan.count(fate)) for fate in Fate],
        "made": [(words, count) for _code, words, count in made_counts(plan)],
        "towns": by_ask[Ask.TOWN],
        "people": by_ask[Ask.PERSON],
        "titles": by_ask[Ask.ROLES],
        "chiefs": draft.answers.chiefs,
        "months": draft.reading.months,
        "powers": list(_powers(plan)),
        "lines": list(_lines(plan)),
        "differences": [
            (one.place.row, one.place.worksheet, one.about, column_name(None, one.field), one.stands, one.said)
            for one in plan.differences[:_SHOWN]
        ],
        "defects": _words(defects)[:_SHOWN],
        "more": len(defects) > _SHOWN,
    }


def _sheet(number: int, one: Layout) -> dict[str, Any]:
    """A sheet with its kind and its columns, each with the choices it has."""
    offered = fields_of(one.kind) if one.kind is not None else ()
    held = {index: field for field, index in one.fields}
    return {
        "number": number,
        "name": one.worksheet,
        "kind": one.kind.value if one.kind is not None else "",
        "kinds": [(kind.value, KIND[kind]) for kind in (Kind.UNITS, Kind.PEOPLE, Kind.ASSIGNMENTS, Kind.DUTIES)],
        "missing": [column_name(one.kind, field) for field in one.missing()],
        "read": len(one.fields),
        "columns": [
            (
                index,
                letter(index),
                name,
                held[index].value if index in held else "",
                [(field.value, column_name(one.kind, field)) for field in offered],
            )
            for index, name in enumerate(one.names)
        ],
    }


def _question(one: Question, answers: Answers) -> dict[str, Any]:
    given = answers.given.get(one.id, one.suggested)
    shown: dict[str, Any] = {"id": one.id, "about": one.about, "rows": one.rows, "place": one.place}
    match one.ask:
        case Ask.TOWN:
            shown["given"] = "".join(given)
        case Ask.PERSON:
            chosen = "".join(given) or NEW
            shown["options"] = [
                (answer, words or gettext("Someone else, not known here yet"), answer == chosen)
                for answer, words in one.options
            ]
        case Ask.ROLES:
            shown["tier"] = TIER[Tier(one.id.split(":")[1])]
            shown["given"] = [ROLE[role] for role in _POSTS if role.value in given]
            shown["options"] = [(role.value, ROLE[role], role.value in given) for role in _POSTS]
    return shown


def _powers(plan: Plan) -> Iterator[tuple[str, str]]:
    """Who gets a role that reaches further than working problems off: (name and post, roles)."""
    names = _names(plan)
    for step in plan.steps:
        if isinstance(step, plain.Appoint) and (far := set(step.held.roles) - _ORDINARY):
            who = names.get(step.held.person, "")
            yield f"{who} · {step.held.title}", ", ".join(str(ROLE[role]) for role in sorted(far))


def _lines(plan: Plan) -> Iterator[str]:
    """What is added, in words, the first of it."""
    names = _names(plan)
    shown = 0
    for step in plan.steps:
        words = ""
        match step:
            case plain.AddUnit(unit=one):
                words = f"{TIER[one.tier]} · {one.name}"
            case plain.AddPost(post=post) if post.chief:
                words = gettext("%(post)s answers for %(unit)s") % {
                    "post": post.title,
                    "unit": names.get(post.unit, ""),
                }
            case plain.Appoint(held=held):
                acting = " " + gettext("(acting)") if held.acting else ""
                words = f"{names.get(held.unit, '')} · {held.title}{acting} · {names.get(held.person, '')}"
        if words:
            shown += 1
            if shown > 4 * _SHOWN:
                return
            yield words


def _names(plan: Plan) -> dict[str, str]:
    """Names of units and people by id, those that the plan adds among them."""
    names = {one.key: one.name for one in desk.standing().units} | dict(now(Person).values_list("key", "name"))
    for step in plan.steps:
        if isinstance(step, plain.AddUnit):
            names[step.unit.key] = step.unit.name
        elif isinstance(step, plain.AddPerson):
            names[step.person.key] = step.person.name
    return names


def _words(defects: Sequence[Defect]) -> list[tuple[str, int, str, str]]:
    ordered = sorted(defects, key=lambda one: (one.worksheet, one.row))
    return [(one.worksheet, one.row, one.column, told_row(one)) for one in ordered]


def _brought_in(waits: upload.Upload) -> Roster | None:
    """An earlier import of the same bytes that still stands."""
    with waits.path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return now(Roster).filter(file=digest, status=RosterStatus.TAKEN.value).order_by("-position").first()


def _found(key: str) -> Roster:
    one = now(Roster).filter(key=key).first()
    if one is None:
        raise Http404
    return one


def _may_enter(request: ActedRequest) -> bool:
    return Role.OPERATOR in request.actor.roles


def _workbook(place: Path, name: str) -> HttpResponseBase:
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.write(place.read_bytes())
    book.seek(0)
    told_name = f"{slugify(name, allow_unicode=True) or 'sandan'}.xlsx"
    return FileResponse(book, as_attachment=True, filename=told_name, content_type=_SHEET)


urlpatterns = [
    path("organisation/roster/", rosters, name="rosters"),
    path("organisation/roster/new/", roster_new, name="roster_new"),
    path("organisation/roster/template.xlsx", roster_template, name="roster_template"),
    path("organisation/roster/export/", roster_export, name="roster_export"),
    path("organisation/roster/<str:key>/", roster, name="roster"),
    path("organisation/roster/<str:key>/plan/", roster_plan, name="roster_plan"),
    path("organisation/roster/<str:key>/returned.xlsx", roster_returned, name="roster_returned"),
    path("organisation/roster/<str:key>/undo/", roster_undo, name="roster_undo"),
]
