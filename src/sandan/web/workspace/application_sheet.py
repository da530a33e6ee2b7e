"""A town's table of households brought in: upload, a look at every household, entering them as a unit, rows sent back, undoing.

What is sent is sealed from the moment it arrives. Who sees what a file made handles those applications; the rows sent back and the
receipt codes go to whoever sent the file in, and to nobody else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import application_sheet as desk
from sandan.desk.application import waiting_for
from sandan.desk.application_sheet import Plan, Row
from sandan.desk.sheet import told as made_by
from sandan.desk.viewing import write_down
from sandan.domain.application import ApplicationStatus
from sandan.domain.sheet import SheetStatus
from sandan.domain.values import Refusal
from sandan.intake.defect import Defect, SheetError
from sandan.intake.household import NAMES, NEEDED, Column
from sandan.intake.returned import ReturnedRow, write_returned
from sandan.projections import person
from sandan.projections.application import Application
from sandan.projections.service_item import found as version_of
from sandan.projections.service_item import items
from sandan.projections.sheet import Sheet
from sandan.projections.unit import names as unit_names
from sandan.projections.version import now
from sandan.web import upload
from sandan.web.access import ActedRequest
from sandan.web.allowance import STATUS
from sandan.web.defect import HOUSEHOLD, told_row, told_sheet
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.message import told
from sandan.web.workbook import write_form, write_table
from sandan.web.workspace.application_form import choose
from sandan.web.workspace.book import XLSX

_SHOWN = 100
"""Households that a page lists; the counts are of all."""
_HELP = {
    Column.HOUSEHOLD: _("The same on all rows of a household. Without this column each head begins a new one."),
    Column.MEMBERS: _("Where a household has one row: name, relation and identity number, with ； between persons."),
    Column.ITEM: _("Empty: the item that was chosen above."),
    Column.MONTHS: _("Empty: as many as the item asks about."),
    Column.PROPERTY_MET: _("是 or 否. It is declared, and never taken for granted."),
    Column.CONSENT: _("是 or 否: whether the household signed that its data may be matched (art. 58)."),
    Column.PAPERS: _("Titles, with 、 between them."),
    Column.RELATED: _("Names of handlers or village officials among the relatives."),
    Column.APPLIED_ON: _("Empty means today."),
}


class SendForm(forms.Form):
    """A table of households."""

    item = forms.ChoiceField(label=_("Item of the rows that name none"), choices=())
    file = forms.FileField(
        label=_("File"),
        help_text=_("As the town keeps it (.xlsx, .xls, .ods or .csv), with the names of its columns on top."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "item", [(each.code, each.title) for each in items(timezone.localdate())])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_sheet_new(request: ActedRequest) -> HttpResponse:
    """Send a table of households in."""
    form = SendForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        item = form.cleaned_data["item"]
        waits = upload.receive_sealed(form.cleaned_data["file"], request.actor.person)
        try:
            desk.plan(waits.content(), waits.name, request.actor, item)
        except SheetError as error:
            waits.discard()
            refused = told_sheet(error)
        except Refusal as refusal:
            waits.discard()
            refused = told(refusal)
        else:
            return redirect("workspace:application_sheet_plan", waits.token, item)
    context = {
        "active": "applications",
        "form": form,
        "refused": refused,
        "columns": [
            {
                "label": HOUSEHOLD[each],
                "words": "、".join([name for name in NAMES[each].split() if not name.isascii()][:4]),
                "needed": each in NEEDED,
                "help": _HELP.get(each, ""),
            }
            for each in Column
        ],
        "earlier": desk.sheets_of(request.actor),
    }
    return render(
        request, "workspace/application/sheet_new.html", context, status=422 if refused or form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_sheet_plan(request: ActedRequest, token: str, item: str) -> HttpResponse:
    """Look at what every household would come to, with what each still has to bring, then enter them."""
    waits = upload.waiting(token, request.actor.person)
    if waits is None:
        raise Http404
    posted = request.method == "POST"
    form = KeyedForm(request.POST if posted else None)
    content = waits.content()
    refused = ""
    try:
        if posted and form.is_valid():
            made = desk.bring_in(
                content, waits.name, request.actor, f"application_sheet:{form.cleaned_data['key']}", item
            )
            waits.discard()
            messages.success(request, gettext("The households are entered. Give each its receipt."))
            return redirect("workspace:application_sheet", made)
        plan = desk.plan(content, waits.name, request.actor, item)
    except SheetError as error:
        raise Http404 from error
    except Refusal as refusal:
        refused = told(refusal)
        plan = desk.plan(content, waits.name, request.actor, item)
    context = {
        "active": "applications",
        "form": form,
        "refused": refused,
        "token": token,
        "chosen": item,
        **_shown(plan),
    }
    return render(request, "workspace/application/sheet_plan.html", context, status=422 if refused else 200)


@never_cache
@require_safe
def application_sheet_plan_returned(request: ActedRequest, token: str, item: str) -> HttpResponseBase:
    """The rows that would go back, as a workbook, before anything is entered."""
    waits = upload.waiting(token, request.actor.person)
    if waits is None:
        raise Http404
    plan = desk.plan(waits.content(), waits.name, request.actor, item)
    if not plan.defects:
        raise Http404
    return _back(plan.reading.table.header, plan.defects)


@never_cache
@require_safe
def application_sheet(request: ActedRequest, key: str) -> HttpResponse:
    """What a file made: each application with what it lacks, and what may be done with the file."""
    row, mine = _found(request, key)
    own = row.by == request.actor.person
    town = made_by(key).unit in {request.actor.unit, *request.actor.absorbed}
    names = unit_names()
    context = {
        "active": "applications",
        "sheet": row,
        "by": person.names().get(row.by, ""),
        "undone": row.status == SheetStatus.UNDONE.value,
        "refused": len(row.refused.split()),
        "own": own,
        "may_undo": own or town,
        "may_hand_out": own and row.taken_on == timezone.localdate() and row.status == SheetStatus.TAKEN.value,
        "lines": [
            {
                "row": each,
                "village": names.get(each.village, each.village),
                "status": STATUS[ApplicationStatus(each.status)],
                "missing": _titles(each),
            }
            for each in mine[:_SHOWN]
        ],
        "more": len(mine) > _SHOWN,
    }
    return render(request, "workspace/application/sheet.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_sheet_undo(request: ActedRequest, key: str) -> HttpResponse:
    """Take a whole file back."""
    row, _mine = _found(request, key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.undo(key, said["reason"], request.actor, f"application_sheet_undo:{said['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Taken back. Its applications are withdrawn and stay readable."))
            return redirect("workspace:application_sheet", key)
    context = {"active": "applications", "sheet": row, "form": form, "refused": refused}
    return render(
        request, "workspace/application/sheet_undo.html", context, status=422 if refused or form.errors else 200
    )


@never_cache
@require_safe
def application_sheet_returned(request: ActedRequest, key: str) -> HttpResponseBase:
    """The rows that were sent back, as they came, with the reasons as they stand today: mend them and send the file in again."""
    row, _mine = _found(request, key)
    if not row.refused or row.by != request.actor.person:
        raise Http404
    reading, defects = desk.sent_back(row, request.actor)
    return _back(reading.table.header, defects)


@never_cache
@require_safe
def application_sheet_receipts(request: ActedRequest, key: str) -> HttpResponseBase:
    """The receipt codes to cut apart and hand out: on the day of the import, to whoever sent the file in. Opening them is written down."""
    row, mine = _found(request, key)
    today = timezone.localdate()
    if row.by != request.actor.person or row.taken_on != today or row.status != SheetStatus.TAKEN.value:
        raise Http404
    write_down([each.key for each in mine], "application_receipts", request.actor)
    with tempfile.TemporaryFile(suffix=".xlsx") as out:
        write_receipts(out, key)
        out.seek(0)
        return _workbook(out.read(), gettext("Receipts"))


@require_safe
def application_sheet_template(_request: ActedRequest) -> HttpResponseBase:
    """An empty workbook with every column that is read."""
    columns = [(NAMES[each].split()[0], str(_HELP.get(each, "")), each in NEEDED) for each in Column]
    with tempfile.TemporaryFile(suffix=".xlsx") as out:
        write_form(out, gettext("Households to fill in"), columns, {})
        out.seek(0)
        return _workbook(out.read(), gettext("Households to fill in"))


def write_households_back(place: Path, header: Iterable[str], defects: Iterable[Defect]) -> int:
    """Write rows that were sent back as a workbook, with the reasons beside them; returns how many."""
    rows = (
        ReturnedRow(number, together[0].original, tuple(together))
        for number, group in groupby(defects, key=lambda each: each.row)
        if (together := list(group))
    )
    labels = (gettext("Row in the file"), gettext("Column"), gettext("Reason"))
    return write_returned(place, tuple(header), rows, told_row, labels)


def write_receipts(out: IO[bytes], key: str) -> None:
    """Write the receipt codes of a file's households, to be cut apart. Whoever calls this has written the viewings down."""
    columns = [(gettext("Application"), 20), (gettext("Head of the household"), 20), (gettext("Receipt code"), 24)]
    position = now(Sheet).get(key=key).position
    write_table(out, gettext("Receipts"), columns, desk.receipts(key), timezone.localdate(), position)


def _back(header: Iterable[str], defects: Iterable[Defect]) -> HttpResponseBase:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "returned.xlsx"
        write_households_back(place, header, defects)
        return _workbook(place.read_bytes(), gettext("Sent back"))


def _found(request: ActedRequest, key: str) -> tuple[Sheet, list[Application]]:
    """A file with those of its applications that the reader handles; 404 where there are none, as for what is not there."""
    row = now(Sheet).filter(key=key, book=desk.BOOK).first()
    if row is None:
        raise Http404
    made = [each.partition("/")[2] for each in made_by(key).made]
    mine = list(waiting_for(request.actor).filter(key__in=made).order_by("position", "key"))
    if not mine:
        raise Http404
    return row, mine


def _titles(row: Application) -> list[str]:
    """What an application still lacks, by the titles of the version that judges it."""
    if row.status != ApplicationStatus.SUBMITTED.value:
        return []
    version = version_of(row.item_version)
    known = {each.code: each.title for each in version.papers} if version is not None else {}
    missing = [known.get(each, each) for each in row.missing.split()]
    return missing or [gettext("The authorisation to match data (art. 58)")]


def lacking(row: Row) -> list[str]:
    """What a household of a file still has to bring."""
    consent = [] if row.said.consent else [gettext("The authorisation to match data (art. 58)")]
    return [*row.missing, *consent]


def _shown(plan: Plan) -> dict[str, Any]:
    table = plan.reading.table
    return {
        "count": len(plan.good),
        "good": [
            {
                "row": each.said.row,
                "head": each.said.members[0].name,
                "persons": len(each.said.members),
                "village": each.said.village,
                "item": each.item.title if each.item is not None else "",
                "lacking": lacking(each),
            }
            for each in plan.good[:_SHOWN]
        ],
        "more": len(plan.good) > _SHOWN,
        "complete": sum(1 for each in plan.good if each.complete),
        "same": [(each.said.row, each.stands) for each in plan.same[:_SHOWN]],
        "same_count": len(plan.same),
        "bad": [(each.row, each.column, told_row(each)) for each in plan.defects[:_SHOWN]],
        "bad_count": len(plan.back),
        "unread": [each for each in table.unread if each],
    }


def _workbook(content: bytes, name: str) -> HttpResponseBase:
    out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it when the last byte is sent
    out.write(content)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


urlpatterns = [
    path("assistance/sheets/new/", application_sheet_new, name="application_sheet_new"),
    path("assistance/sheets/form.xlsx", application_sheet_template, name="application_sheet_template"),
    path("assistance/sheets/plan/<str:token>/<str:item>/", application_sheet_plan, name="application_sheet_plan"),
    path(
        "assistance/sheets/plan/<str:token>/<str:item>/returned.xlsx",
        application_sheet_plan_returned,
        name="application_sheet_plan_returned",
    ),
    path("assistance/sheets/<str:key>/", application_sheet, name="application_sheet"),
    path("assistance/sheets/<str:key>/undo/", application_sheet_undo, name="application_sheet_undo"),
    path("assistance/sheets/<str:key>/returned.xlsx", application_sheet_returned, name="application_sheet_returned"),
    path("assistance/sheets/<str:key>/receipts.xlsx", application_sheet_receipts, name="application_sheet_receipts"),
]
