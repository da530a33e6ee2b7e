"""Official documents about one problem, and its closure dossier: on screen as they are printed, and as Word files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.bulletins import dossier as dossiers
from sandan.bulletins import paper as papers_of
from sandan.bulletins import sheet_docx
from sandan.bulletins.paper import PAPERS, occasions
from sandan.bulletins.record import Record
from sandan.bulletins.sheet import Cell, Fields, Grid, Points, Prose, Sheet
from sandan.desk.viewing import write_down
from sandan.domain.dossier import Line
from sandan.intake.made import made_on
from sandan.ledger import file, read
from sandan.projections.problem import Problem
from sandan.projections.proof import elsewhere
from sandan.projections.version import of_matter
from sandan.web import term
from sandan.web.access import ActedRequest
from sandan.web.bulletin import KINDS
from sandan.web.context import county_name
from sandan.web.evidence import told_by
from sandan.web.label import (
    CHANNEL,
    CHASE,
    DECISION,
    DECLINE,
    LEVEL,
    OUTCOME,
    REOPEN,
    ROLE,
    STATUS,
    STATUTORY,
    STEP,
    SURVEY,
    TOPIC,
)
from sandan.web.workspace.matter import MOST_OPINIONS, Matter, load

LABELS: Mapping[str, Mapping[Any, Any]] = {
    "topic": TOPIC,
    "channel": CHANNEL,
    "outcome": OUTCOME,
    "reason": DECLINE,
    "status": STATUS,
    "source": REOPEN,
    "survey": SURVEY,
    "level": LEVEL,
    "decision": DECISION,
    "chase": CHASE,
    "role": ROLE,
    "step": STEP,
    "statutory": STATUTORY,
}
DOSSIER = "dossier"
_DAYS = re.compile(r"[\d\-–\s]+")
"""A cell of nothing but days, which no line may break."""


@never_cache
@require_safe
def papers(request: ActedRequest, key: str) -> HttpResponse:
    """Every document that the entries of a problem bring about."""
    matter = _matter(request, key)
    record = record_of(matter)
    listed = [
        {"occasion": each, "on": each.line.on, "who": record.who(each.line), "position": each.line.position}
        for each in reversed(occasions(record))
    ]
    return render(request, "workspace/papers.html", {**_frame(matter), "papers": listed})


@never_cache
@require_safe
def paper(request: ActedRequest, key: str, name: str, entry: int) -> HttpResponse:
    """One document as it is printed."""
    matter = _matter(request, key)
    word = reverse("workspace:paper_docx", args=[key, name, entry])
    return _shown(request, matter, _composed(matter, name, entry), word, reverse("workspace:papers", args=[key]))


@require_safe
def paper_docx(request: ActedRequest, key: str, name: str, entry: int) -> HttpResponse:
    """The same document as a Word file."""
    matter = _matter(request, key)
    return _word(_composed(matter, name, entry), f"{matter.row.number}-{name}-{entry}")


@never_cache
@require_safe
def dossier(request: ActedRequest, key: str) -> HttpResponse:
    """The closure dossier: what was done, what proves it, and what does not fit."""
    matter = _matter(request, key)
    word = reverse("workspace:dossier_docx", args=[key])
    return _shown(request, matter, _dossier(request, matter), word, reverse("workspace:problem", args=[key]))


@require_safe
def dossier_docx(request: ActedRequest, key: str) -> HttpResponse:
    """The dossier as a Word file."""
    matter = _matter(request, key)
    return _word(_dossier(request, matter), f"{matter.row.number}-{DOSSIER}")


def file_url(of: str, digest: str) -> str:
    """Where a file in evidence of a problem is handed out."""
    return f"{reverse('workspace:evidence', args=[digest])}?of={of}"


def record_of(matter: Matter, *, files: bool = False) -> Record:
    """What the documents of a problem are made from, as of now. `files`: whether the files in evidence are looked into, too."""
    row, names = matter.row, matter.names
    digests = list(told_by(event for _, event in matter.story)) if files else []
    return Record(
        key=row.key,
        number=row.number,
        status=row.status,
        shielded=row.shielded,
        lines=[
            Line(entry.position, timezone.localtime(entry.recorded_at), entry.by, event)
            for entry, event in matter.story
        ],
        county=county_name(),
        position=read.head().size,
        at=matter.at,
        language=translation.get_language() or "zh-hans",
        words=matter.reads_words and not matter.is_fixer,
        units=names.units,
        people=names.people,
        posts=names.posts,
        tasks=names.tasks,
        opinions=names.opinions,
        labels=LABELS,
        reporters=_reporters(matter),
        made=_made(digests),
        elsewhere=_elsewhere(matter, digests),
        terms=matter.ruled.deadlines(),
        kept_until=term.kept(matter.ruled),
    )


def _matter(request: ActedRequest, key: str) -> Matter:
    matter = load(key, request.actor)
    if matter is None:
        raise Http404
    return matter


def _composed(matter: Matter, name: str, entry: int) -> Sheet:
    found = papers_of.compose(record_of(matter), name, entry) if name in PAPERS else None
    if found is None:
        raise Http404
    return found


def _dossier(request: ActedRequest, matter: Matter) -> Sheet:
    record = record_of(matter, files=True)
    if record.words:
        write_down([each.key for each in matter.opinions[:MOST_OPINIONS]], "problem", request.actor)
    return dossiers.compose(record)


def _reporters(matter: Matter) -> frozenset[str]:
    """What would tell who reported it, so that it is taken out of every text that is printed. Nobody is shown it, so nobody views it."""
    opened = read.opened(each.position for each in matter.opinions)
    told = ((one.personal or {}).get(name, "").strip() for one in opened.values() for name in ("reporter", "contact"))
    return frozenset(filter(None, told))


def _made(digests: Iterable[str]) -> dict[str, date]:
    """The days that files give for their making. A file that is gone or was changed says nothing here; `sandan verify` finds it."""
    found = {}
    for digest in digests:
        try:
            day = made_on(file.load(digest))
        except (FileNotFoundError, InvalidTag):
            continue
        if day is not None:
            found[digest] = day
    return found


def _elsewhere(matter: Matter, digests: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The numbers of the other problems that show the same file, among those that the reader may know of."""
    found = elsewhere(digests, matter.key)
    numbers = {}
    for other in sorted({each for many in found.values() for each in many}):
        if not matter.row.shielded:
            numbers[other] = of_matter(Problem, other).values_list("number", flat=True).filter(key=other).first()
        elif (known := load(other, matter.actor)) is not None:
            numbers[other] = known.row.number
    told = {digest: tuple(sorted(filter(None, (numbers.get(each) for each in many)))) for digest, many in found.items()}
    return {digest: many for digest, many in told.items() if many}


def _frame(matter: Matter) -> dict[str, Any]:
    return {"active": "shield" if matter.row.shielded else "problems", "row": matter.row}


def _shown(request: ActedRequest, matter: Matter, sheet: Sheet, word: str, back: str) -> HttpResponse:
    context = {
        **_frame(matter),
        "sheet": sheet,
        "parts": [drawn(each, matter.key) for each in sheet.parts],
        "formal": f"{sheet.issuer}{sheet.title}" if sheet.language.startswith("zh") else sheet.title,
        "word": word,
        "back": back,
    }
    return render(request, "workspace/paper.html", context)


def drawn(part: Fields | Prose | Points | Grid, of: str) -> dict[str, Any]:
    """A part as the template wants it: its kind by name, and cells that speak of a file with its address."""
    told: dict[str, Any] = {"heading": part.heading, "kind": type(part).__name__.lower(), "part": part}
    if isinstance(part, Prose):
        told["paragraphs"] = [text for each in part.paragraphs for text in each.split("\n")]
    if isinstance(part, Grid):
        told["rows"] = [[_cell(each, of) for each in row] for row in part.rows]
    return told


def _cell(cell: Cell, of: str) -> dict[str, str | bool]:
    return {
        "text": cell.text,
        "url": file_url(of, cell.file) if cell.file else "",
        "days": bool(_DAYS.fullmatch(cell.text)),
    }


def _word(sheet: Sheet, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.docx"', "Cache-Control": "no-store"}
    return HttpResponse(sheet_docx.render(sheet), content_type=KINDS["docx"], headers=headers)


urlpatterns = [
    path("problems/<str:key>/papers/", papers, name="papers"),
    path("problems/<str:key>/papers/<str:name>/<int:entry>/", paper, name="paper"),
    path("problems/<str:key>/papers/<str:name>/<int:entry>.docx", paper_docx, name="paper_docx"),
    path("problems/<str:key>/dossier/", dossier, name="dossier"),
    path("problems/<str:key>/dossier.docx", dossier_docx, name="dossier_docx"),
]
