"""Bulletins for the editor: draft with figure references, see it composed, publish it frozen; for all staff to read and to download."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sandan.bulletins import docx
from sandan.bulletins.document import digest
from sandan.desk import bulletin as desk
from sandan.domain.authority import Role
from sandan.domain.bulletin import BODY_LIMIT, BulletinStatus
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin
from sandan.projections.figure import FIGURES
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.bulletin import LABELS, composed, rendered
from sandan.web.form import DateInput, KeyedForm
from sandan.web.message import told
from sandan.web.page import keyset

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DraftForm(KeyedForm):
    """Title and text. `seen` is the version that the editor looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Write no number yourself: write its reference, such as [[problems.collected]]. Dates and numbering may be typed."
        ),
    )


class PublishForm(KeyedForm):
    """Freeze the bulletin as of a day."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    as_of = forms.DateField(label=_("Of what had happened by"), widget=DateInput)


@require_safe
def bulletins(request: ActedRequest) -> HttpResponse:
    """Drafts and published bulletins, newest first."""
    page = keyset(now(Bulletin), request)
    context = {"active": "bulletins", "rows": page.rows, "page": page, "edits": Role.EDITOR in request.actor.roles}
    return render(request, "workspace/bulletins.html", context)


@require_safe
def bulletin(request: ActedRequest, key: str) -> HttpResponse:
    """One bulletin, composed; a draft as of now, with what keeps it from being published."""
    return _page(request, _row(key))


@require_http_methods(["GET", "POST"])
def edit(request: ActedRequest, key: str = "") -> HttpResponse:
    """Begin or change a draft. What is refused is shown with what was typed kept."""
    row = _row(key) if key else None
    if row is not None and row.status != BulletinStatus.DRAFT.value:
        raise Http404
    start = {"title": row.title, "body": row.body, "seen": _version(key)} if row else {}
    form = DraftForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if row is None:
                key = desk.draft(given["title"], given["body"], request.actor, given["key"])
            else:
                desk.revise(key, given["title"], given["body"], request.actor, given["key"], seen=given["seen"])
        except Refusal as refusal:
            form.add_error(None, told(refusal))
        else:
            messages.success(request, gettext("The draft is saved."))
            return redirect("workspace:bulletin", key=key)
    references = [{"id": one.id, "name": one.name, "definition": one.definition} for one in FIGURES.values()]
    context = {"active": "bulletins", "form": form, "row": row, "references": references}
    return render(request, "workspace/bulletin_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def publish(request: ActedRequest, key: str) -> HttpResponse:
    """Freeze a draft under the next issue number."""
    row = _row(key)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    given = form.cleaned_data
    try:
        desk.publish(key, request.actor, given["key"], given["as_of"], digest, seen=given["seen"])
    except Refusal as refusal:
        form.add_error(None, told(refusal))
        return _page(request, row, form, status=422)
    messages.success(request, gettext("The bulletin is published and can no longer change."))
    return redirect("workspace:bulletin", key=key)


@require_safe
def as_docx(request: ActedRequest, key: str) -> HttpResponse:
    """The bulletin as a Word document in the official layout."""
    row = _row(key)
    try:
        found = composed(row)
    except Refusal as refusal:
        messages.error(request, told(refusal))
        return redirect("workspace:bulletin", key=key)
    with translation.override(translation.get_language() or "zh-hans"):
        content = docx.render(found, row.year or 0, row.issue or 0, row.published_on, labels=LABELS)
    name = f"bulletin-{row.year}-{row.issue}.docx" if row.issue else "bulletin-draft.docx"
    return HttpResponse(content, content_type=DOCX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(request: ActedRequest, row: Bulletin, form: PublishForm | None = None, status: int = 200) -> HttpResponse:
    draft = row.status == BulletinStatus.DRAFT.value
    start = {"as_of": timezone.localdate(), "seen": _version(row.key)}
    context: dict[str, Any] = {
        "active": "bulletins",
        "base": "workspace/base.html",
        "row": row,
        "draft": draft,
        "edits": draft and Role.EDITOR in request.actor.roles,
        "form": form or PublishForm(initial=start),
        "staff": True,
    }
    try:
        found = composed(row)
    except Refusal as refusal:
        context["refused"] = told(refusal)
    else:
        context |= {**rendered(found, "workspace"), "same": draft or found.digest == row.digest}
    return render(request, "bulletin/bulletin.html", context, status=status)


def _row(key: str) -> Bulletin:
    row = now(Bulletin).filter(key=key).first()
    if row is None:
        raise Http404
    return row


def _version(key: str) -> int:
    entries = read.stream(f"bulletin/{key}")
    return entries[-1].version if entries else 0


urlpatterns = [
    path("bulletins/", bulletins, name="bulletins"),
    path("bulletins/new/", edit, name="bulletin_edit_new"),
    path("bulletins/<str:key>.docx", as_docx, name="bulletin_docx"),
    path("bulletins/<str:key>/", bulletin, name="bulletin"),
    path("bulletins/<str:key>/edit/", edit, name="bulletin_edit"),
    path("bulletins/<str:key>/publish/", publish, name="bulletin_publish"),
]
