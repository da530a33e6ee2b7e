"""Boundaries of towns: what is on the map and from where, bringing a GeoJSON file in, taking a boundary off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk import boundary as desk
from sandan.domain.authority import may
from sandan.domain.boundary import DrawBoundary
from sandan.domain.values import Refusal
from sandan.intake.boundary import MOST_BYTES, FileError, read_features
from sandan.projections import unit
from sandan.projections.boundary import drawn
from sandan.web.access import ActedRequest
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.message import told


class BoundaryForm(KeyedForm):
    """A file of boundaries with its source."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_("Areas in degrees (WGS 84 or CGCS2000), each with the town's name or code. At most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,.geojson,application/geo+json"}),
    )
    source = forms.CharField(
        label=_("Source"), help_text=_("Who published these boundaries, and of which year."), max_length=300
    )
    review = forms.CharField(
        label=_("Number of the map's review"),
        help_text=_(
            "The surveying authority gives it to a map that may be shown to the public (Regulations on Maps, arts. 15 and 22). "
            "Without it the map is drawn for staff alone."
        ),
        max_length=80,
        required=False,
    )

    def clean_file(self) -> bytes:
        """The bytes, of which no more are read than are taken."""
        found: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return found


@require_safe
def boundaries(request: ActedRequest) -> HttpResponse:
    """The towns that have a boundary on the map."""
    names = unit.names()
    rows = [{"key": key, "name": names.get(key, key), "row": row} for key, row in drawn(public=False).items()]
    context = {"active": "organisation", "rows": rows, "may_draw": may(DrawBoundary.name, request.actor)}
    return render(request, "workspace/boundary/list.html", context)


@require_safe
def boundary_export(_request: ActedRequest) -> HttpResponse:
    """All of them as one GeoJSON file."""
    found = desk.collection(list(drawn(public=False).values()), unit.names())
    answer = HttpResponse(found, content_type="application/geo+json")
    answer.headers["Content-Disposition"] = 'attachment; filename="boundaries.geojson"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def boundary_new(request: ActedRequest) -> HttpResponse:
    """Bring a file in: what can be taken is, what cannot be is told with its reason."""
    form = BoundaryForm(request.POST or None, request.FILES or None)
    refused, found = "", None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            features = read_features(said["file"])
            found = desk.draw(features, said["source"], said["review"], request.actor, said["key"])
        except FileError as error:
            refused = told(Refusal(error.code, **error.facts))
        except Refusal as refusal:
            refused = told(refusal)
        else:
            if found.taken:
                count = len(found.taken)
                text = ngettext("%(count)s boundary was entered.", "%(count)s boundaries were entered.", count)
                messages.success(request, text % {"count": count})
            if not found.returned:
                if not found.taken:
                    messages.info(request, gettext("All of these boundaries are on the map already."))
                return redirect("workspace:boundaries")
    context: dict[str, Any] = {
        "active": "organisation",
        "form": form,
        "refused": refused,
        "returned": [(each.number, each.name or "—", told(each.why)) for each in found.returned] if found else [],
        "taken": len(found.taken) if found else 0,
    }
    failed = refused or (found is None and request.method == "POST")
    return render(request, "workspace/boundary/new.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def boundary_end(request: ActedRequest, key: str) -> HttpResponse:
    """Take a boundary off the map, saying why."""
    if key not in drawn(public=False):
        raise Http404
    form, refused = ReasonForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            desk.take_off(key, form.cleaned_data["reason"], request.actor, form.cleaned_data["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            return redirect("workspace:boundaries")
    context = {
        "active": "organisation",
        "form": form,
        "refused": refused,
        "name": unit.names().get(key, key),
        "back": reverse("workspace:boundaries"),
    }
    failed = refused or form.errors
    return render(request, "workspace/boundary/end.html", context, status=422 if failed else 200)


urlpatterns = [
    path("boundaries/", boundaries, name="boundaries"),
    path("boundaries/new/", boundary_new, name="boundary_new"),
    path("boundaries/export/", boundary_export, name="boundary_export"),
    path("boundaries/<str:key>/end/", boundary_end, name="boundary_end"),
]
