"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("imports/", stub, name="imports"),
    path("imports/new/", stub, name="import_new"),
    path("imports/<str:key>/", stub, name="import"),
    path("imports/<str:key>/mapping/", stub, name="import_mapping"),
    path("imports/<str:key>/run/", stub, name="import_run"),
    path("imports/<str:key>/returned.xlsx", stub, name="import_returned"),
    path("imports/<str:key>/undo/", stub, name="import_undo"),
]
