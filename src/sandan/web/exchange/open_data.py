"""Open data over the web: what there is, each data set's dictionary, its files, and what changed since a ledger position.

A file's address never changes. Without a query it is as of now; `?position=N` (and `&on=DAY`) asks for an earlier state, and `?since=N`
for what changed after that position. ETag and Last-Modified follow the ledger, so asking again for what has not changed costs nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

import sandan
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections import open_data
from sandan.projections.open_data import Moment
from sandan.web.access import ActedRequest
from sandan.web.exchange import metadata
from sandan.web.exchange.dataset import DATASETS, Dataset
from sandan.web.exchange.format import FORMATS, Format
from sandan.web.exchange.package import write_file
from sandan.web.limit import OPEN_DATA, source, wait
from sandan.web.message import told

_IN_MEMORY = 4_000_000
"""Bytes of a file from which it is written to disk while it is made, and not kept to be given again."""
_KEPT = 600

View = Callable[..., HttpResponseBase]


def _refusing(view: View) -> View:
    """A refusal is told in a sentence, as JSON, with 400."""

    @wraps(view)
    def answered(request: ActedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            said = {"error": refusal.code, "message": told(refusal)}
            return JsonResponse(said, status=400, json_dumps_params={"ensure_ascii": False})

    return answered


@require_safe
def datasets(request: ActedRequest) -> HttpResponse:
    """All data sets with their files."""
    at = open_data.moment()
    context = {
        "as_of": {"date": at.on, "position": at.position},
        "datasets": [_shown(each) for each in DATASETS.values()],
        "licence": settings.SANDAN_LICENCE,
    }
    return render(request, "exchange/open_data.html", context)


@require_safe
def dataset(request: ActedRequest, name: str) -> HttpResponse:
    """The dictionary of one data set."""
    one = _named(name)
    at = open_data.moment()
    columns = [
        {
            "name": each.name,
            "type": each.kind.value,
            "meaning": each.meaning,
            "needed": each.needed,
            "refers": each.refers,
            "allowed": list((each.allowed or {}).items()),
            "key": each.name in one.key,
        }
        for each in one.columns
    ]
    context = {
        "as_of": {"date": at.on, "position": at.position},
        "dataset": _shown(one),
        "columns": columns,
        "changes": one.changes is not None,
        "licence": settings.SANDAN_LICENCE,
    }
    return render(request, "exchange/dataset.html", context)


@require_safe
@_refusing
def file(request: ActedRequest, name: str, ending: str) -> HttpResponseBase:
    """A data set as a file, or what changed in it."""
    one, written = _named(name), FORMATS.get(ending)
    if written is None:
        raise Http404
    if "since" in request.GET or "after" in request.GET:
        return _changes(request, one, written)
    at = open_data.moment(_number(request, "position"), _day(request, "on"))
    tag = _Tag.of(at, f"{name}.{ending}")
    return tag.unchanged(request) or tag.put(_made(request, one, written, at, tag.etag))


def _made(request: ActedRequest, one: Dataset, written: Format, at: Moment, etag: str) -> HttpResponseBase:
    """The file. The last one of each name is kept for a while, so that a new one is made once for everybody and not for each."""
    name = f"{one.name}.{written.ending}"
    kept = cache.get(f"open-data:{name}")
    if kept is not None and kept[0] == etag:
        return _named_file(HttpResponse(kept[1], content_type=_media(written)), name)
    if (refused := _limited(request)) is not None:
        return refused
    made = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # the response closes it
    write_file(made, one, written, at)
    if made.tell() < _IN_MEMORY and not request.GET:
        made.seek(0)
        cache.set(f"open-data:{name}", (etag, made.read()), _KEPT)
    made.seek(0)
    return _named_file(FileResponse(made, content_type=_media(written)), name)


def _changes(request: ActedRequest, one: Dataset, written: Format) -> HttpResponseBase:
    """What a data set says otherwise since a position, a page at a time. `next` leads to the next page, and up to `position` it goes."""
    if one.changes is None or written.ending != "json":
        raise Refusal("no_changes_of", dataset=f"{one.name}.{written.ending}")
    since = _number(request, "since")
    if since is None:
        raise Refusal("query_unreadable", name="since")
    upto = _number(request, "upto")
    at = open_data.moment(upto, _day(request, "on"))
    if since > at.position:
        raise Refusal("position_ahead", position=since, head=at.position)
    after = _cursor(request.GET.get("after", "")) or (since + 1, "")
    tag = _Tag.of(at, f"{one.name}-{since}-{after[0]}-{after[1]}")
    if (unchanged := tag.unchanged(request)) is not None:
        return unchanged
    if (refused := _limited(request)) is not None:
        return refused
    found = one.changes(since, after, at)
    query = {"since": since, "upto": at.position, "on": at.on.isoformat()}
    following = None
    if found.after is not None:
        place = urlencode({**query, "after": f"{found.after[0]}.{found.after[1]}"})
        following = request.build_absolute_uri(f"{request.path}?{place}")
    names = one.key
    facts = {
        **metadata.facts(one, at),
        "since": since,
        "withdrawn": [dict(zip(names, each, strict=True)) for each in found.withdrawn],
        "next": following,
    }
    made = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # the response closes it
    written.write(made, one.columns, one.lines(found.rows, at), facts)
    made.seek(0)
    return tag.put(FileResponse(made, content_type=_media(written)))


@require_safe
def package(_request: ActedRequest) -> HttpResponseBase:
    """The Frictionless data package."""
    at = open_data.moment()
    return _metadata(metadata.package(at, _modified(at)), "application/json")


@require_safe
def catalogue(request: ActedRequest) -> HttpResponseBase:
    """The DCAT catalogue."""
    at = open_data.moment()
    root = reverse("exchange:open_data")
    told = metadata.catalogue(at, _modified(at), lambda name: request.build_absolute_uri(f"{root}{name}"))
    return _metadata(told, "application/ld+json")


def _metadata(told: dict[str, Any], media: str) -> HttpResponseBase:
    return _open(JsonResponse(told, content_type=media, json_dumps_params={"ensure_ascii": False, "indent": 1}))


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Pages of other sites may read it (Fetch standard, CORS): there is nothing in it that is anybody's own."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@dataclass(frozen=True, slots=True)
class _Tag:
    """By what a reader knows that a file is still the same (RFC 9110 section 8.8)."""

    etag: str
    modified: datetime

    @classmethod
    def of(cls, at: Moment, name: str) -> _Tag:
        licence = settings.SANDAN_LICENCE.id or "own"
        recorded = read.microseconds(read.recorded_at(at.position) or read.moment(0))
        told = f"{name}-{at.position}-{recorded:x}-{at.on:%Y%m%d}-{sandan.__version__}-{licence}"
        return cls(quote_etag(told), _modified(at))

    def unchanged(self, request: ActedRequest) -> HttpResponseBase | None:
        answer = get_conditional_response(request, etag=self.etag, last_modified=int(self.modified.timestamp()))
        return None if answer is None else self.put(answer)

    def put(self, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code in (200, 304):
            response["ETag"] = self.etag
            response["Last-Modified"] = http_date(self.modified.timestamp())
            response["Cache-Control"] = "public, no-cache"
        return _open(response)


def _modified(at: Moment) -> datetime:
    """When the data began to say what it says: at the entry, or at the beginning of the day, whichever came last; to the second, in UTC."""
    recorded = read.recorded_at(at.position) or read.moment(0)
    midnight = timezone.make_aware(datetime.combine(at.on, time.min))
    return timezone.localtime(max(recorded, midnight), timezone.get_fixed_timezone(0)).replace(microsecond=0)


def _shown(one: Dataset) -> dict[str, Any]:
    """A data set as the pages show it."""
    root = reverse("exchange:open_data")
    return {
        "name": one.name,
        "title": one.title,
        "about": one.about,
        "url": reverse("exchange:dataset", args=[one.name]),
        "files": [(each.upper() if each != "parquet" else "Parquet", f"{root}{one.name}.{each}") for each in FORMATS],
        "changes_url": f"{root}{one.name}.json?since=" if one.changes is not None else "",
    }


def _named(name: str) -> Dataset:
    if name not in DATASETS:
        raise Http404
    return DATASETS[name]


def _media(written: Format) -> str:
    return f"{written.media}; charset=utf-8" if written.ending != "parquet" else written.media


def _named_file(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="sandan-{name}"'
    return response


def _limited(request: ActedRequest) -> HttpResponse | None:
    if request.user.is_authenticated:
        return None
    place = source(request)
    if OPEN_DATA.reached(place):
        return wait(request, OPEN_DATA)
    OPEN_DATA.count(place)
    return None


def _number(request: ActedRequest, name: str) -> int | None:
    given = request.GET.get(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise Refusal("query_unreadable", name=name)
    return int(given)


def _day(request: ActedRequest, name: str) -> date | None:
    given = request.GET.get(name)
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Refusal("query_unreadable", name=name) from error


def _cursor(given: str) -> tuple[int, str] | None:
    since, _dot, key = given.partition(".")
    if not given:
        return None
    if not (since.isascii() and since.isdigit() and len(since) < 16):
        raise Refusal("query_unreadable", name="after")
    return int(since), key


urlpatterns = [
    path("", datasets, name="open_data"),
    path("datapackage.json", package, name="package"),
    path("catalogue.jsonld", catalogue, name="catalogue"),
    path("<slug:name>.<slug:ending>", file, name="file"),
    path("<slug:name>/", dataset, name="dataset"),
]
