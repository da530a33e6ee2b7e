"""The registers of a campaign (台账) on the staff side: list, entry, one record with steps and story, workbook; the same for every noun."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sandan.desk.handle import NOUNS, Order, fold, handle, handle_built
from sandan.domain.authority import Actor, may
from sandan.domain.serving import SetServing
from sandan.domain.values import Evidence, Refusal, Tier
from sandan.domain.wire import Command, Event, decode
from sandan.ledger import read
from sandan.projections import serving
from sandan.projections.programme import names as programme_names
from sandan.projections.record import Record
from sandan.projections.version import now
from sandan.web import limit
from sandan.web.access import ActedRequest
from sandan.web.book import BOOKS, CASES, Book, Step, likely
from sandan.web.column import Names, shown
from sandan.web.context import county_name
from sandan.web.entry import EntryForm, EvidenceForm, Known, LinesForm
from sandan.web.evidence import handed_out, to_be_kept, told_by
from sandan.web.form import KeyedForm
from sandan.web.label import Label
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.story import Line, Told, names_for, tell
from sandan.web.workbook import write_table
from sandan.web.workspace.filter import Control, select, unit_groups, unit_select

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SERVING = {"serving.set/1": Line(_("It was set down in which programmes this counts"))}


class ServingForm(KeyedForm):
    """In which programmes a record counts."""

    programmes = forms.MultipleChoiceField(
        label=_("Counts in"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programmes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(programme_names().items())


def listed(request: ActedRequest, book: Book) -> HttpResponse:
    """A register, newest entries first."""
    wanted = _wanted(request)
    page = keyset(_rows(book, wanted, request.actor), request)
    names = Names.load()
    context = {
        "active": book.active,
        "book": book,
        "columns": book.columns,
        "lines": [_line(book, row, names) for row in page.rows],
        "page": page,
        "controls": _controls(book, wanted),
        "filtered": any(wanted.values()),
        "here": reverse(f"workspace:{book.plural}"),
        "may_enter": book.entries and may(book.command, request.actor),
        "new_url": reverse(f"workspace:{book.name}_new") if book.entries else "",
        "export_url": reverse(f"workspace:{book.name}_export", query={k: v for k, v in wanted.items() if v}),
        "sheet_url": reverse("workspace:sheet_new", args=[book.name]) if book.sheets and book.name in BOOKS else "",
        "home_url": reverse(f"workspace:{book.active}"),
        "links": [(reverse(name), label) for name, label in book.links],
    }
    return render(request, "workspace/book/list.html", context)


def entry_new(request: ActedRequest, book: Book) -> HttpResponse:
    """Make an entry. What was typed stays on the page if it is refused."""
    posted = request.method == "POST"
    form = (
        book.form(request.POST, request.FILES, actor=request.actor, known=Known())
        if posted
        else book.form(
            actor=request.actor,
            known=Known(),
            initial={"programmes": likely(book, timezone.localdate()), **request.GET.dict()},
        )
    )
    refused = ""
    more = _asks_for_more(form, request)
    if posted and not more and form.is_valid():
        try:
            data = _with_evidence(form)
            key = f"{book.name}:{data['key']}"
            done = handle_built(lambda _run: book.orders(data, request.actor, key), request.actor, key, _intent(data))
        except Refusal as refusal:
            refused = told(refusal)
            form.refused_at(refusal.code, refused)
        else:
            book.entered(request, done)
            messages.success(request, gettext("Entered."))
            if "again" in request.POST:
                return redirect(f"workspace:{book.name}_new")
            return redirect(f"workspace:{book.name}", done.events[0][0].stream.partition("/")[2])
    attached = _more(form) if more else _keep(form)
    context = {"active": book.active, "book": book, "form": form, "refused": refused, "attached": attached}
    context["list_url"] = reverse(f"workspace:{book.plural}")
    return render(request, book.entry_page, context, status=422 if refused or form.errors else 200)


def record(request: ActedRequest, book: Book, key: str) -> HttpResponse:
    """One record: what it says, what may follow, and its story."""
    return _page(request, book, found(book, key, request.actor))


def record_act(request: ActedRequest, book: Book, key: str, act: str) -> HttpResponse:
    """Take a step on a record."""
    row = found(book, key, request.actor)
    step = book.steps.get(act)
    if step is None:
        raise Http404
    form = _step_form(step, row, act, request)
    if _asks_for_more(form, request):
        _more(form)
        return _page(request, book, row, (act, form))
    if form.is_valid():
        try:
            data = _with_evidence(form)
            given = f"{book.name}.{act}:{data['key']}"
            done = handle_built(
                lambda _run: step.orders(row, data, request.actor, given), request.actor, given, _intent(data)
            )
        except Refusal as refusal:
            _keep(form)
            return _page(request, book, row, (act, form), told(refusal))
        book.entered(request, done)
        messages.success(request, str(step.done))
        return redirect(f"workspace:{book.name}", key)
    _keep(form)
    return _page(request, book, row, (act, form))


@never_cache
@require_POST
def record_serving(request: ActedRequest, noun: str, key: str) -> HttpResponse:
    """Say in which programmes a record counts."""
    book = _book(noun)
    if not book.serves:
        raise Http404
    row = found(book, key, request.actor)
    form = ServingForm(request.POST, auto_id="serving_%s")
    if not form.is_valid():
        return _page(request, book, row)
    order = SetServing(record=key, noun=noun, programmes=tuple(form.cleaned_data["programmes"]), unit=row.unit)
    try:
        handle([Order(f"serving/{key}", order)], request.actor, f"serving:{form.cleaned_data['key']}")
    except Refusal as refusal:
        return _page(request, book, row, refused=told(refusal))
    messages.success(request, gettext("Set down."))
    return redirect(f"workspace:{noun}", key)


@never_cache
@require_safe
def record_evidence(request: ActedRequest, noun: str, key: str, digest: str) -> HttpResponse:
    """A file that the entries of a record name."""
    book = _book(noun)
    if not book.opens(found(book, key, request.actor), request.actor):
        raise Http404
    one = told_by(event for _entry, event in story(noun, key)).get(digest)
    if one is None:
        raise Http404
    try:
        return handed_out(one)
    except FileNotFoundError as error:
        raise Http404 from error


def export(request: ActedRequest, book: Book) -> HttpResponseBase:
    """A register as a workbook: everything that the filter lets through, in the columns that the import reads."""
    if limit.EXPORT.reached(request.actor.person):
        return limit.wait(request, limit.EXPORT)
    limit.EXPORT.count(request.actor.person)
    names = Names.load()
    columns = book.workbook
    rows = (
        [each.cell(row, names) for each in columns]
        for row in _rows(book, _wanted(request), request.actor).order_by("position").iterator(500)
    )
    out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it when the last byte is sent
    day = timezone.localdate()
    write_table(out, str(book.title), [(str(each.title), each.width) for each in columns], rows, day, read.head().size)
    out.seek(0)
    name = f"{county_name()}{book.title}-{day.isoformat()}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


def found(book: Book, key: str, by: Actor) -> Any:
    """The record of this id, or 404; also where the reader may not know of it."""
    row = book.visible(now(book.table).filter(key=key), by).first()
    if row is None:
        raise Http404
    return row


def story(noun: str, key: str) -> list[tuple[read.Entry, Event]]:
    """A record's entries with their events, oldest first; nothing personal is opened."""
    return [(each, decode(each.kind, each.public, each.internal)) for each in read.stream(f"{noun}/{key}")]


def _book(noun: str) -> Book:
    book = BOOKS.get(noun) or CASES.get(noun)
    if book is None:
        raise Http404
    return book


def _page(
    request: ActedRequest,
    book: Book,
    row: Record,
    tried: tuple[str, KeyedForm] | None = None,
    refused: str = "",
) -> HttpResponse:
    names = Names.load()
    told_of = [each for each in story(book.name, row.key) if not book.untold(row, each[1])]
    told_of += _links(row.key)
    told_of.sort(key=lambda each: each[0].position)
    called = names_for([entry for entry, _event in told_of])
    lines = {**book.lines, **_SERVING}
    served = serving.programmes_of(row.key)
    programmes = programme_names()
    context = {
        "active": book.active,
        "book": book,
        "row": row,
        "called": book.called(row),
        "status": book.status_word(row),
        "facts": [*_facts(book, row, names), *book.private(row, request.actor)],
        "text": getattr(row, book.text) if book.text else "",
        "entered_by": names.person(row.entered_by),
        "programmes": [programmes[each] for each in served if each in programmes],
        "serving": _serving_form(request, row, served) if programmes and book.serves else None,
        "steps": list(_steps(request, book, row, tried)),
        "events": _told(tell(told_of, called, _evidence_url(book, row), lines=lines), book.opens(row, request.actor)),
        "refused": refused,
        "list_url": reverse(f"workspace:{book.plural}"),
        **book.more(request, row, names),
    }
    status = 422 if refused or (tried is not None and tried[1].errors) else 200
    return render(request, book.page, context, status=status)


def _facts(book: Book, row: Record, names: Names) -> list[tuple[Label, str]]:
    """What a record says: its columns, and of the rest what there is."""
    columns = [(each.title, shown(each.cell(row, names))) for each in book.columns[1:]]
    return columns + [
        (each.title, shown(cell)) for each in book.facts if (cell := each.cell(row, names)) not in (None, "")
    ]


def _links(key: str) -> list[tuple[read.Entry, Event]]:
    return [(each, decode(each.kind, each.public, each.internal)) for each in read.stream(f"serving/{key}")]


def _serving_form(request: ActedRequest, row: Record, served: list[str]) -> ServingForm | None:
    if row.withdrawn_on is not None or not may(SetServing.name, request.actor):
        return None
    return ServingForm(initial={"programmes": served}, auto_id="serving_%s")


def _told(lines: list[Told], opens: bool) -> list[Told]:
    """The story, without the files where the reader may not open them."""
    return lines if opens else [replace(each, files=()) for each in lines]


def _evidence_url(book: Book, row: Record) -> Callable[[Evidence], str]:
    return lambda one: reverse("workspace:record_evidence", args=[book.name, row.key, one.file])


def _steps(request: ActedRequest, book: Book, row: Record, tried: tuple[str, KeyedForm] | None) -> Any:
    """The steps that the decider would take from this person today, and the one that was just refused."""
    state = fold(f"{book.name}/{row.key}")[0]
    at = timezone.localtime()
    for name, step in book.steps.items():
        mine = tried[1] if tried is not None and tried[0] == name else None
        try:
            NOUNS[book.name].decide(_sample(step, row, at.date(), request.actor), state, request.actor, at)
        except Refusal:
            if mine is None:
                continue
        if mine is None and not step.ready(row, request.actor):
            continue
        form = mine or _step_form(step, row, name)
        url = reverse(f"workspace:{book.name}_act", args=[row.key, name])
        attached = _attached(form)
        yield {"url": url, "name": name, "step": step, "form": form, "open": mine is not None, "attached": attached}


def _sample(step: Step, row: Record, today: date, by: Actor) -> Command:
    return step.sample(row, today) if step.sample_for is None else step.sample_for(row, today, by)


def _step_form(step: Step, row: Record, act: str, request: ActedRequest | None = None) -> KeyedForm:
    given: dict[str, Any] = {"auto_id": f"{act}_%s"}
    if issubclass(step.form, EntryForm):
        given |= {"known": Known()}
        if request is not None:
            given["actor"] = request.actor
    form = (
        step.form(initial={**_initial(step, row), **step.initial(row)}, **given)
        if request is None
        else step.form(request.POST, request.FILES, **given)
    )
    about = getattr(form, "about", None)
    if about is not None:  # a form whose choices are those of the record
        about(row)
    return form


_DONE_ON = ("held_on", "agreed_on", "performed_on")
"""Days of what has been done when it is told: the day that was planned if it has come, else today."""


def _initial(step: Step, row: Record) -> dict[str, Any]:
    """What the record already says under the name of a field, and the likely day: nobody types it again (law 11)."""
    today = timezone.localdate()
    likely = min(getattr(row, "planned_on", None) or today, today)
    said = {name: likely for name in _DONE_ON if name in step.form.base_fields}
    for name in step.form.base_fields:
        if name != "key" and getattr(row, name, None) is not None:
            said[name] = getattr(row, name)
    return said


def _intent(data: dict[str, Any]) -> str:
    """What a form asks for, the same when it is sent again: its values, but for uploads, which are named by what was kept of them."""
    return repr(sorted((name, value) for name, value in data.items() if name != "proof"))


def _asks_for_more(form: forms.Form, request: ActedRequest) -> bool:
    return isinstance(form, LinesForm) and form.is_bound and "more" in request.POST


def _more(form: forms.Form) -> str:
    """Give a form more lines, and keep the files that came with it; says what these are called."""
    assert isinstance(form, LinesForm)
    form.is_valid()
    attached = _keep(form)
    form.more_lines()
    return attached


def _with_evidence(form: forms.Form) -> dict[str, Any]:
    if not isinstance(form, EvidenceForm):
        return form.cleaned_data
    return {**form.cleaned_data, "evidence": form.evidence(timezone.localdate())}


def _keep(form: forms.Form) -> str:
    """Make the files of a refused form come back with its next try; says what they are called."""
    if not isinstance(form, EvidenceForm) or not form.is_bound:
        return ""
    if "proof" in getattr(form, "cleaned_data", {}):
        try:
            kept = to_be_kept(form.evidence(timezone.localdate()))
        except Refusal:
            return ""
        assert isinstance(form.data, QueryDict)
        form.data = _changed(form.data, kept)
    return _attached(form)


def _changed(sent: QueryDict, kept: str) -> QueryDict:
    data = sent.copy()
    data["kept"] = kept
    return data


def _attached(form: forms.Form) -> str:
    return ", ".join(form.attached()) if isinstance(form, EvidenceForm) else ""


def _line(book: Book, row: Any, names: Names) -> dict[str, Any]:
    first, *rest = book.columns
    return {
        "number": first.cell(row, names),
        "url": reverse(f"workspace:{book.name}", args=[row.key]),
        "cells": [(column, shown(column.cell(row, names))) for column in rest],
        "withdrawn": row.withdrawn_on is not None,
    }


_WORDS = ("text", "status", "unit", "town", "programme", "from", "to")


def _wanted(request: ActedRequest) -> dict[str, str]:
    return {each: request.GET.get(each, "").strip()[:100] for each in _WORDS}


def _rows(book: Book, wanted: dict[str, str], by: Actor) -> Any:
    rows = book.visible(now(book.table), by)
    rows = rows.filter(**{each: wanted[each] for each in ("status", "unit", "town") if wanted[each]})
    if not wanted["status"]:
        rows = rows.filter(withdrawn_on__isnull=True)
    if wanted["programme"]:
        rows = rows.filter(key__in=serving.records_of(wanted["programme"]))
    for name, lookup in (("from", "entered_on__gte"), ("to", "entered_on__lte")):
        day = _day(wanted[name])
        if day is not None:
            rows = rows.filter(**{lookup: day})
    if wanted["text"]:
        rows = rows.filter(title__contains=wanted["text"])
    return rows


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _controls(book: Book, wanted: dict[str, str]) -> list[Control]:
    towns = [choice for _label, group in unit_groups(Tier.TOWN) for choice in group]
    controls = [
        Control("text", _("Search in the titles"), "text", wanted["text"], wide=True),
        select("status", _("Status"), wanted["status"], [(code.value, word) for code, word in book.status.items()]),
        unit_select("unit", _("Unit"), wanted["unit"], unit_groups()),
        select("town", _("Town"), wanted["town"], towns),
        Control("from", _("Entered from"), "date", wanted["from"]),
        Control("to", _("Entered to"), "date", wanted["to"]),
    ]
    if book.name in CASES:  # their titles are those of items, and they count in no programme
        return controls[1:]
    programmes = list(programme_names().items())
    if programmes:
        controls.insert(4, select("programme", _("Programme"), wanted["programme"], programmes))
    return controls


def urls(book: Book) -> list[URLPattern]:
    """The addresses of a register: `<plural>/`, `<plural>/new/` where it takes entries, `<plural>/export.xlsx`, one record, its steps."""

    @never_cache
    @require_safe
    def all_of_it(request: ActedRequest) -> HttpResponse:
        return listed(request, book)

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def new(request: ActedRequest) -> HttpResponse:
        return entry_new(request, book)

    @never_cache
    @require_safe
    def one(request: ActedRequest, key: str) -> HttpResponse:
        return record(request, book, key)

    @never_cache
    @require_POST
    def act(request: ActedRequest, key: str, act: str) -> HttpResponse:
        return record_act(request, book, key, act)

    @never_cache
    @require_safe
    def workbook(request: ActedRequest) -> HttpResponseBase:
        return export(request, book)

    entering = [path(f"{book.plural}/new/", new, name=f"{book.name}_new")] if book.entries else []
    return [
        path(f"{book.plural}/", all_of_it, name=book.plural),
        *entering,
        path(f"{book.plural}/export.xlsx", workbook, name=f"{book.name}_export"),
        path(f"{book.plural}/<str:key>/", one, name=book.name),
        path(f"{book.plural}/<str:key>/act/<str:act>/", act, name=f"{book.name}_act"),
    ]


urlpatterns = [
    path("records/<str:noun>/<str:key>/programmes/", record_serving, name="record_serving"),
    path("records/<str:noun>/<str:key>/evidence/<str:digest>/", record_evidence, name="record_evidence"),
]
