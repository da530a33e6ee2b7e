"""Import: a file comes in, its columns are confirmed, its rows are taken chunk by chunk, and the whole can be undone."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import batch as desk
from sandan.domain.authority import Role
from sandan.domain.batch import BatchStatus
from sandan.domain.values import Channel, Refusal
from sandan.intake.cell import letter, plain
from sandan.intake.defect import Defect, DefectCode, SheetError
from sandan.intake.header import DateOrder, Field, Header, Mapping, find_header, label_row, propose
from sandan.intake.opinion import read_opinions
from sandan.intake.sheet import Sheet, open_sheet
from sandan.intake.vocabulary import channel_in
from sandan.projections import person
from sandan.projections.batch import Batch
from sandan.projections.opinion import Opinion
from sandan.projections.version import now
from sandan.web import returned as returned_rows
from sandan.web import upload
from sandan.web.access import ActedRequest
from sandan.web.defect import told_row, told_sheet
from sandan.web.form import KeyedForm
from sandan.web.label import BATCH, CHANNEL, Label, choices
from sandan.web.message import told
from sandan.web.page import keyset

SECONDS = 2.0
"""How long one request takes rows before it shows how far it has come."""
_SAMPLES = 10
_LOOKED_AT = 1000
"""Rows that are looked through before the import, to say what would be wrong."""
_SHOWN = 50
_TEXT_SHOWN = 120
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENTRY = frozenset({Role.CLERK, Role.DISPATCHER})

FIELD: dict[Field, Label] = {
    Field.TEXT: _("What was said"),
    Field.TITLE: _("Title"),
    Field.EXTERNAL_ID: _("Number at the source"),
    Field.REPORTER: _("Reporter"),
    Field.CONTACT: _("Contact"),
    Field.HAPPENED_AT: _("When it was said"),
    Field.TOPIC: _("Topic"),
    Field.PLACE: _("Town or village"),
    Field.CHANNEL: _("Channel"),
}
ORDER: dict[DateOrder, Label] = {
    DateOrder.UNSAID: _("Not known: send such rows back"),
    DateOrder.MONTH_FIRST: _("Month first: 1/6 is 6 January"),
    DateOrder.DAY_FIRST: _("Day first: 1/6 is 1 June"),
}


class UploadForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (.xlsx, .xls), .ods or .csv, as you have it. One row for each opinion."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )


class UndoForm(KeyedForm):
    """Why a file is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)


class MappingForm(KeyedForm):
    """What each column of one sheet holds. Fields `column-0`, `column-1` and so on, and `date_order`."""

    date_order = forms.ChoiceField(
        label=_("Dates like 1/6/2019"),
        help_text=_("Some dates of this file can be read in two ways."),
        choices=list(ORDER.items()),
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("Channel of the rows that name none"),
        help_text=_(
            "The rules and deadlines follow from it: calls to the hotline, letters and visits have different ones."
        ),
        choices=choices(CHANNEL),
    )

    def __init__(self, header: Header, sheet: Sheet, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header, self.sheet = header, sheet
        self.fields["channel"].initial = (channel_in(file_name) or Channel.IMPORT).value
        for column in propose(header):
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.name,
                choices=[("", _("not read")), *((field.value, label) for field, label in FIELD.items())],
                initial=column.field.value if column.field else "",
                required=False,
            )

    def proposed(self) -> Mapping:
        """The mapping before anyone has said anything."""
        said = ((index, self.fields[f"column-{index}"].initial) for index in range(len(self.header.names)))
        return self._mapping({index: field for index, field in said if field}, "", self.fields["channel"].initial)

    def mapping(self) -> Mapping:
        """The mapping that the valid form describes."""
        said = ((index, self.cleaned_data[f"column-{index}"]) for index in range(len(self.header.names)))
        found = {index: field for index, field in said if field}
        return self._mapping(found, self.cleaned_data["date_order"], self.cleaned_data["channel"])

    def clean(self) -> dict[str, Any]:
        """Refuse a field in two columns, and a mapping without anything that was said."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = Counter(value for name, value in said.items() if name.startswith("column-") and value)
        for field, times in chosen.items():
            if times > 1:
                self.add_error(
                    None,
                    gettext("“%(field)s” is chosen for %(times)s columns.")
                    % {"field": FIELD[Field(field)], "times": times},
                )
        if not chosen.keys() & {Field.TEXT.value, Field.TITLE.value}:
            self.add_error(None, gettext("Choose the column that holds what was said, or its title."))
        return said

    def _mapping(self, said: dict[int, str], order: str, channel: str) -> Mapping:
        fields = tuple((Field(field), index) for index, field in said.items())
        worksheet = self.sheet.worksheet
        door = Channel(channel)
        return Mapping(self.header.row, self.header.names, fields, DateOrder(order), worksheet, door).settled()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the first rows would come to: how many were looked at, how many have defects, the first of these in words."""

    looked_at: int
    faulty: int
    told: list[tuple[int, str, str]]
    ambiguous: bool


@require_safe
def imports(request: ActedRequest) -> HttpResponse:
    """Every import, the newest first."""
    page = keyset(now(Batch), request)
    names = person.names() if page.rows else {}
    rows = [(one, BATCH[BatchStatus(one.status)], names.get(one.by, "")) for one in page.rows]
    context = {"active": "imports", "page": page, "rows": rows, "may_enter": bool(request.actor.roles & _ENTRY)}
    return render(request, "workspace/imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: ActedRequest) -> HttpResponse:
    """Send a file in."""
    form = UploadForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        waits = upload.receive(form.cleaned_data["file"], request.actor.person)
        try:
            find_header(open_sheet(waits.path, waits.name))
        except SheetError as error:
            waits.discard()
            refused = told_sheet(error)
        else:
            return redirect("workspace:import_mapping", waits.token)
    context = {"active": "imports", "form": form, "refused": refused}
    return render(request, "workspace/imports/new.html", context, status=422 if form.errors or refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request: ActedRequest, key: str) -> HttpResponse:
    """Say what each column holds, look at what would come of it, and confirm."""
    waits = upload.waiting(key, request.actor.person)
    if waits is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    refused, status = "", 200
    try:
        sheet = open_sheet(waits.path, waits.name, worksheet=given.get("worksheet") or None)
        header = _header(sheet, given.get("header", ""))
    except SheetError as error:
        if not given:
            raise Http404 from error
        messages.error(request, told_sheet(error))
        return redirect("workspace:import_mapping", key)
    form = MappingForm(header, sheet, waits.name, request.POST if request.method == "POST" else None)
    mapping = form.proposed()
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        else:
            mapping = form.mapping()
            if "confirm" in request.POST:
                try:
                    return _begin(request, waits, mapping, form.cleaned_data["key"])
                except (Refusal, SheetError) as error:
                    refused, status = told(error) if isinstance(error, Refusal) else told_sheet(error), 422
    columns = _columns(form, sheet, header)
    context = {
        "active": "imports",
        "upload": waits,
        "sheet": sheet,
        "header": header,
        "form": form,
        "columns": columns,
        "lines": list(zip(*(column["samples"] for column in columns), strict=True)),
        "outlook": _outlook(sheet, mapping) if not form.errors and mapping.complete() else None,
        "same": _brought_in(waits),
        "refused": refused,
    }
    return render(request, "workspace/imports/mapping.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def import_run(request: ActedRequest, key: str) -> HttpResponse:
    """Take rows for a moment, then show how far it has come. Goes on by itself where scripts run."""
    one = _found(key)
    refused = ""
    if request.method == "POST" and one.status == BatchStatus.OPEN.value:
        try:
            one = desk.run(key, request.actor, within=SECONDS)
        except (Refusal, SheetError) as error:
            refused = told(error) if isinstance(error, Refusal) else told_sheet(error)
        else:
            if one.status == BatchStatus.CLOSED.value:
                messages.success(request, gettext("The file has been brought in. Every row is accounted for."))
            else:
                return redirect("workspace:import_run", key)
    if one.status != BatchStatus.OPEN.value:
        return redirect("workspace:import", key)
    context = {"active": "imports", "batch": one, "taken": _taken(one), "refused": refused}
    return render(request, "workspace/imports/run.html", context, status=422 if refused else 200)


@require_safe
def import_(request: ActedRequest, key: str) -> HttpResponse:
    """What became of every row of one import."""
    one = _found(key)
    of_batch = now(Opinion).filter(batch=key)
    twins = list(islice(desk.duplicates(key), _SHOWN)) if one.duplicates else []
    numbers = dict(now(Opinion).filter(key__in={twin for _, twin in twins}).values_list("key", "number"))
    faulty = islice(desk.defects(key), _SHOWN) if one.rejected else ()
    context = {
        "active": "imports",
        "batch": one,
        "status": BATCH[BatchStatus(one.status)],
        "by": person.names().get(one.by, ""),
        "open": one.status == BatchStatus.OPEN.value,
        "undone": one.status == BatchStatus.UNDONE.value,
        "left": one.rows - _taken(one),
        "repeats": of_batch.exclude(repeat_of="").count(),
        "inbox": f"{reverse('workspace:inbox')}?batch={key}",
        "duplicates": [(row, twin, numbers.get(twin, "")) for row, twin in twins],
        "defects": [(each.row, each.column, told_row(each)) for each in faulty],
        "may_enter": bool(request.actor.roles & _ENTRY),
        "may_sort": Role.DISPATCHER in request.actor.roles,
    }
    return render(request, "workspace/imports/done.html", context)


@require_safe
def import_returned(_request: ActedRequest, key: str) -> HttpResponseBase:
    """The rejected rows with their reasons, as a workbook."""
    one = _found(key)
    if not one.rejected:
        raise Http404
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "returned.xlsx"
        returned_rows.write(one, place)
        book.write(place.read_bytes())
    book.seek(0)
    name = f"{slugify(Path(one.file_name).stem, allow_unicode=True) or key}-{pgettext('import', 'Sent back')}.xlsx"
    return FileResponse(book, as_attachment=True, filename=name, content_type=_SHEET)


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: ActedRequest, key: str) -> HttpResponse:
    """Take the whole file back, with the reason."""
    one = _found(key)
    form = UndoForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.undo(key, form.cleaned_data["reason"], request.actor, form.cleaned_data["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            sentence = ngettext(
                "The import is undone: %(count)s opinion was withdrawn.",
                "The import is undone: %(count)s opinions were withdrawn.",
                one.accepted,
            )
            messages.success(request, sentence % {"count": one.accepted})
            return redirect("workspace:import", key)
    context = {"active": "imports", "batch": one, "form": form, "refused": refused}
    return render(request, "workspace/imports/undo.html", context, status=422 if form.errors or refused else 200)


# --- parts -----------------------------------------------------------------------------------------------------------


def _found(key: str) -> Batch:
    one = now(Batch).filter(key=key).first()
    if one is None:
        raise Http404
    return one


def _taken(one: Batch) -> int:
    return one.accepted + one.duplicates + one.rejected


def _header(sheet: Sheet, chosen: str) -> Header:
    """The header in the row that the reader chose, else the one found."""
    if chosen.isascii() and chosen.isdigit():
        row = int(chosen[:7])
        cells = next((cells for number, cells in sheet.rows() if number == row), ())
        names = label_row(cells)
        if names is not None:
            return Header(row, names)
    return find_header(sheet)


def _begin(request: ActedRequest, waits: upload.Upload, mapping: Mapping, key: str) -> HttpResponse:
    content = waits.path.read_bytes()
    begun = desk.left_open(hashlib.sha256(content).hexdigest(), mapping)
    if begun is not None:
        messages.info(request, gettext("This file was begun before. It goes on where it stood."))
        opened = begun.key
    else:
        opened = desk.open_batch(content, waits.name, mapping, request.actor, key)
    waits.discard()
    return redirect("workspace:import_run", opened)


def _brought_in(waits: upload.Upload) -> Batch | None:
    """An earlier import of the same bytes that still stands."""
    with waits.path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return now(Batch).filter(file=digest, status=BatchStatus.CLOSED.value).order_by("-position").first()


def _columns(form: MappingForm, sheet: Sheet, header: Header) -> list[dict[str, Any]]:
    """Each column with its choice and what stands in its first rows."""
    below = (cells for number, cells in sheet.rows() if number > header.row and any(cell != "" for cell in cells))
    samples = list(islice(below, _SAMPLES))
    return [
        {
            "letter": letter(index),
            "name": name,
            "choice": form[f"column-{index}"],
            "samples": [_short(plain(cells[index])) if index < len(cells) else "" for cells in samples],
        }
        for index, name in enumerate(header.names)
    ]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"


def _outlook(sheet: Sheet, mapping: Mapping) -> Outlook:
    rows = groupby(read_opinions(sheet, mapping, timezone.localdate()), key=lambda one: one.row)
    looked_at = faulty = 0
    found: list[Defect] = []
    for _row, parts in islice(rows, _LOOKED_AT):
        defects = [one for one in parts if isinstance(one, Defect)]
        looked_at += 1
        faulty += bool(defects)
        found += defects
    words = [(one.row, one.column, told_row(one)) for one in found[:5]]
    ambiguous = any(one.code is DefectCode.DATE_AMBIGUOUS for one in found) or bool(mapping.date_order)
    return Outlook(looked_at, faulty, words, ambiguous)


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/new/", import_new, name="import_new"),
    path("imports/<str:key>/", import_, name="import"),
    path("imports/<str:key>/mapping/", import_mapping, name="import_mapping"),
    path("imports/<str:key>/run/", import_run, name="import_run"),
    path("imports/<str:key>/returned.xlsx", import_returned, name="import_returned"),
    path("imports/<str:key>/undo/", import_undo, name="import_undo"),
]
