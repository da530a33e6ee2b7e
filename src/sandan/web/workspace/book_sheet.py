"""An office's own table brought into a register: upload, a look at every row, taking it in as a unit, sending rows back, undoing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import sheet as desk
from sandan.desk.handle import NOUNS, fold
from sandan.domain.authority import Actor, may
from sandan.domain.sheet import SheetStatus, UndoSheet
from sandan.domain.values import Refusal
from sandan.intake.defect import SheetError
from sandan.ledger import file
from sandan.projections import person
from sandan.projections.programme import names as programme_names
from sandan.projections.sheet import Sheet
from sandan.projections.version import now
from sandan.web import upload
from sandan.web.access import ActedRequest
from sandan.web.book import BOOKS, Book, Reading, likely, read_sheet, refused_words
from sandan.web.defect import told_sheet
from sandan.web.entry import Known, UnitField, WordField
from sandan.web.form import KeyedForm
from sandan.web.message import told
from sandan.web.workbook import write_form, write_table
from sandan.web.workspace.book import XLSX

_SHOWN = 50


class SheetForm(forms.Form):
    """A table to bring in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The register as you keep it (.xlsx, .xls, .ods or .csv), with the names of its columns on top."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )


class TakeForm(KeyedForm):
    """In which programmes all of it counts."""

    programmes = forms.MultipleChoiceField(
        label=_("Counts in"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, book: Book, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(programme_names().items())
        field = self.fields["programmes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = listed
        field.initial = likely(book, timezone.localdate())
        if not listed:
            del self.fields["programmes"]


class UndoForm(KeyedForm):
    """Why a sheet is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_new(request: ActedRequest, noun: str) -> HttpResponse:
    """Send a table in."""
    book = _book(request, noun)
    form = SheetForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        waits = upload.receive(form.cleaned_data["file"], request.actor.person)
        try:
            read_sheet(book, waits.path.read_bytes(), waits.name, request.actor)
        except SheetError as error:
            waits.discard()
            refused = told_sheet(error)
        else:
            return redirect("workspace:sheet_plan", noun, waits.token)
    columns = [field for _name, field in book.form(actor=request.actor, known=Known()).columns().items()]
    earlier = now(Sheet).filter(book=noun).order_by("-position")[:10]
    context = {
        "active": "campaign",
        "book": book,
        "form": form,
        "refused": refused,
        "columns": columns,
        "earlier": list(earlier),
        "list_url": reverse(f"workspace:{book.plural}"),
    }
    return render(request, "workspace/book/sheet_new.html", context, status=422 if refused or form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_plan(request: ActedRequest, noun: str, token: str) -> HttpResponse:
    """Look at what every row would make, then bring it in."""
    book = _book(request, noun)
    waits = upload.waiting(token, request.actor.person)
    if waits is None:
        raise Http404
    posted = request.method == "POST"
    form = TakeForm(book, request.POST) if posted else TakeForm(book)
    programmes = form.cleaned_data.get("programmes", []) if posted and form.is_valid() else []
    content = waits.path.read_bytes()
    reading = read_sheet(book, content, waits.name, request.actor, programmes)
    refused = ""
    if posted and form.is_valid():
        what = desk.Taking(
            book=noun,
            content=content,
            file_name=waits.name,
            worksheet=reading.table.worksheet,
            rows=[each.orders for each in reading.good],
            same=len(reading.same),
            refused=tuple(each.number for each in reading.bad),
        )
        try:
            made = desk.take(what, request.actor, f"sheet:{form.cleaned_data['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            waits.discard()
            messages.success(request, gettext("Brought in: %(count)s records.") % {"count": len(reading.good)})
            return redirect("workspace:sheet", made)
    context = {"active": "campaign", "book": book, "upload": waits, "form": form, "refused": refused, **_shown(reading)}
    return render(request, "workspace/book/sheet_plan.html", context, status=422 if refused else 200)


@never_cache
@require_safe
def sheet(request: ActedRequest, key: str) -> HttpResponse:
    """What became of every row of one sheet."""
    row = _found(key)
    book = BOOKS[row.book]
    made = [each.partition("/")[2] for each in desk.told(key).made[:_SHOWN]]
    records = book.visible(now(book.table).filter(key__in=made), request.actor).order_by("position", "key")
    context = {
        "active": "campaign",
        "book": book,
        "sheet": row,
        "by": person.names().get(row.by, ""),
        "undone": row.status == SheetStatus.UNDONE.value,
        "refused": len(row.refused.split()),
        "returned": bool(row.refused) and row.by == request.actor.person,
        "records": [(each, reverse(f"workspace:{book.name}", args=[each.key])) for each in records],
        "may_undo": _may_undo(key, request.actor),
        "list_url": reverse(f"workspace:{book.plural}"),
    }
    return render(request, "workspace/book/sheet.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_undo(request: ActedRequest, key: str) -> HttpResponse:
    """Take a whole sheet back."""
    row = _found(key)
    form = UndoForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.undo(key, form.cleaned_data["reason"], request.actor, f"undo:{form.cleaned_data['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Taken back. What it made stays readable and counts nowhere."))
            return redirect("workspace:sheet", key)
    context = {"active": "campaign", "book": BOOKS[row.book], "sheet": row, "form": form, "refused": refused}
    return render(request, "workspace/book/sheet_undo.html", context, status=422 if refused or form.errors else 200)


@never_cache
@require_safe
def sheet_returned(request: ActedRequest, key: str) -> HttpResponseBase:
    """The rows that were sent back, as they came, with the reasons as they stand today: mend them and send the file in again."""
    row = _found(key)
    wanted = {int(each) for each in row.refused.split()}
    if (
        not wanted or row.by != request.actor.person
    ):  # the rows may name whom the register seals: they go back to whoever sent them
        raise Http404
    reading = read_sheet(BOOKS[row.book], file.load(row.file), row.file_name, request.actor)
    width = len(reading.table.header)
    columns = [*((each, 16) for each in reading.table.header), (gettext("Row in the file"), 9), (gettext("Reason"), 50)]
    rows = [
        [*(each.original + ("",) * width)[:width], str(each.number), refused_words(each)]
        for each in reading.rows
        if each.number in wanted
    ]
    out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it when the last byte is sent
    write_table(out, gettext("Sent back"), columns, rows, timezone.localdate(), row.position)
    out.seek(0)
    return FileResponse(
        out, as_attachment=True, filename=f"{Path(row.file_name).stem}-{gettext('Sent back')}.xlsx", content_type=XLSX
    )


@require_safe
def sheet_template(request: ActedRequest, noun: str) -> HttpResponseBase:
    """An empty workbook with the columns of a register and the words that they take."""
    book = _book(request, noun)
    form = book.form(actor=request.actor, known=Known())
    columns = [(str(field.label), str(field.help_text), bool(field.required)) for field in form.columns().values()]
    words = {
        str(field.label): field.words() for field in form.columns().values() if isinstance(field, UnitField | WordField)
    }
    out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it when the last byte is sent
    write_form(out, str(book.title), columns, words)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{book.title}.xlsx", content_type=XLSX)


def _book(request: ActedRequest, noun: str) -> Book:
    book = BOOKS.get(noun)
    if book is None or not book.sheets or not may(book.command, request.actor):
        raise Http404
    return book


def _may_undo(key: str, by: Actor) -> bool:
    """Whether the decider would let this person take the file back."""
    at = timezone.localtime()
    try:
        NOUNS["sheet"].decide(UndoSheet(sheet=key, reason="·"), fold(f"sheet/{key}")[0], by, at)
    except Refusal:
        return False
    return True


def _found(key: str) -> Sheet:
    row = now(Sheet).filter(key=key, book__in=list(BOOKS)).first()
    if row is None:
        raise Http404
    return row


def _shown(reading: Reading) -> dict[str, Any]:
    return {
        "good": [each.said for each in reading.taken[:_SHOWN]],
        "count": len(reading.good),
        "bad": [(each.number, each.errors) for each in reading.bad[:_SHOWN]],
        "bad_count": len(reading.bad),
        "same": len(reading.same),
        "missing": reading.missing,
        "unread": [each for each in reading.table.unread if each],
        "fields": list(reading.table.fields.values()),
    }


urlpatterns = [
    path("sheets/<str:noun>/new/", sheet_new, name="sheet_new"),
    path("sheets/<str:noun>/form.xlsx", sheet_template, name="sheet_template"),
    path("sheets/<str:noun>/plan/<str:token>/", sheet_plan, name="sheet_plan"),
    path("sheets/<str:key>/", sheet, name="sheet"),
    path("sheets/<str:key>/undo/", sheet_undo, name="sheet_undo"),
    path("sheets/<str:key>/returned.xlsx", sheet_returned, name="sheet_returned"),
]
