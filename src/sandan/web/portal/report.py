"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("report/", stub, name="report"),
    path("report/<str:key>/receipt/", stub, name="receipt"),
]
