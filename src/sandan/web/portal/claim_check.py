"""Claim-check for everybody: paste a text or send a file, and see which of its numbers hold. Nothing of it is kept."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sandan.bulletins.check import Answer, Checked, Report, check
from sandan.intake.manuscript import Fault, ManuscriptError, read
from sandan.projections.figure import FIGURES
from sandan.web import claim as words
from sandan.web import limit
from sandan.web.access import ActedRequest
from sandan.web.entry import DateInput

LONGEST = 60_000
"""Characters of a text from a stranger: twelve times what a notice may have (5,000). The command line takes more."""


class ClaimCheckForm(forms.Form):
    """A text, or a file with one."""

    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 10}))
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("Text, Word (.docx), PDF, or a saved web page."),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.docx,.pdf,.html,.htm"}),
    )
    as_of = forms.DateField(
        label=_("Numbers without a day are as of"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: today. Where the text says “as of”, that day holds."),
    )

    def words(self) -> str:
        """The text to check. Refuses, with ManuscriptError, what cannot be read or is too long."""
        given = str(self.cleaned_data["text"] or "")
        if file := self.cleaned_data["file"]:
            given = read(io.BytesIO(file.read())).text
        if not given.strip():
            raise ManuscriptError(Fault.EMPTY)
        if len(given) > LONGEST:
            raise ManuscriptError(Fault.TOO_LONG, length=len(given), limit=LONGEST)
        return given


@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
def claim_check(request: ActedRequest) -> HttpResponse:
    """The form, and under it what became of a text."""
    if request.method != "POST":
        return render(request, "portal/claim_check.html", {"form": ClaimCheckForm()})
    source = limit.source(request)
    if limit.CLAIMS.reached(source):
        return limit.wait(request, limit.CLAIMS)
    limit.CLAIMS.count(source)
    form, refused, context = ClaimCheckForm(request.POST, request.FILES), "", {}
    if form.is_valid():
        try:
            report = check(form.words(), timezone.localdate(), form.cleaned_data["as_of"])
        except ManuscriptError as error:
            refused = words.refused(error)
        else:
            context = shown(report)
    wrong = bool(refused) or bool(form.errors)
    return render(
        request, "portal/claim_check.html", {"form": form, "refused": refused, **context}, status=422 if wrong else 200
    )


def shown(report: Report) -> dict[str, Any]:
    """A report as the page needs it: `pieces` of the text, `claims` in their order, `clashes`, `counts`, and how many places it `lost`."""
    pieces: list[dict[str, Any]] = []
    at = 0
    for place, one in enumerate(report.checked, 1):
        pieces.append({"text": report.text[at : one.claim.start]})
        pieces.append(
            {"text": report.text[one.claim.start : one.claim.end], "place": place, "answer": one.answer.value}
        )
        at = one.claim.end
    pieces.append({"text": report.text[at:]})
    counts = report.counts()
    return {
        "pieces": pieces,
        "claims": [_line(place, one) for place, one in enumerate(report.checked, 1)],
        "clashes": [
            {"note": words.clash(report, one), "places": [each + 1 for each in one.claims]}
            for one in report.contradictions
        ],
        "counts": [(words.ANSWER[each], counts[each.value], each.value) for each in Answer if counts[each.value]],
        "lost": len(report.lost),
        "checked": True,
    }


def _line(place: int, one: Checked) -> dict[str, Any]:
    url = ""
    if one.figure and one.on and one.position is not None:
        query = {"on": one.on.isoformat(), "position": str(one.position), **dict(one.scope)}
        url = f"{reverse('portal:records', args=[one.figure])}?{urlencode(query)}"
    return {
        "place": place,
        "claim": one.claim,
        "qualifier": words.QUALIFIER[one.claim.qualifier],
        "answer": words.ANSWER[one.answer],
        "code": one.answer.value,
        "name": FIGURES[one.figure].name if one.figure else "",
        "ours": words.plain(one.ours),
        "percent": bool(one.part),
        "on": one.on,
        "note": words.note(one),
        "url": url,
    }


urlpatterns = [path("check/", claim_check, name="claim_check")]
