"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("follow/", stub, name="follow"),
    path("follow/<str:key>/", stub, name="opinion"),
    path("follow/<str:key>/answer/", stub, name="answer"),
    path("follow/<str:key>/reopen/", stub, name="reopen"),
]
