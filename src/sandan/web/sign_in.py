"""Being written."""

from django.http import HttpRequest, HttpResponse


def sign_in(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("being written", status=501)


demo = sign_out = setup = account = acting = sign_in
