"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("problems/", stub, name="problems"),
    path("tasks/", stub, name="tasks"),
    path("responsibilities/", stub, name="responsibilities"),
    path("export/<str:which>.xlsx", stub, name="export"),
    path("dispatch/", stub, name="dispatch"),
    path("found-and-fixed/", stub, name="problem_new"),
]
