"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("problems/<str:key>/", stub, name="problem"),
    path("problems/<str:key>/<str:act>/", stub, name="problem_act"),
    path("evidence/<str:digest>/", stub, name="evidence"),
]
