"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("inbox/", stub, name="inbox"),
    path("inbox/sort/", stub, name="sort"),
    path("opinions/new/", stub, name="opinion_new"),
    path("opinions/<str:key>/", stub, name="opinion"),
]
