"""Being written."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def stub(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


urlpatterns = [
    path("bulletins/", stub, name="bulletins"),
    path("bulletins/new/", stub, name="bulletin_edit_new"),
    path("bulletins/<str:key>/", stub, name="bulletin"),
    path("bulletins/<str:key>/edit/", stub, name="bulletin_edit"),
    path("bulletins/<str:key>/publish/", stub, name="bulletin_publish"),
    path("bulletins/<str:key>.docx", stub, name="bulletin_docx"),
]
