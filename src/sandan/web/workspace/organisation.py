"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("organisation/", stub, name="organisation"),
    path("organisation/units/new/", stub, name="unit_new"),
    path("organisation/people/new/", stub, name="person_new"),
    path("organisation/appointments/<str:key>/end/", stub, name="appointment_end"),
]
