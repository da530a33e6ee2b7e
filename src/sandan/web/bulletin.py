"""A bulletin on screen and on paper, for the public and for staff: composed at its frozen position, every number a link."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.bulletins import docx, html, pdf, xlsx
from sandan.bulletins.correction import Change, changes
from sandan.bulletins.document import Composed, Labels, compose
from sandan.bulletins.masthead import Corrected, Issue, masthead_of, numbered, red_head
from sandan.bulletins.reconcile import named_day
from sandan.domain.bulletin import Layout
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin, corrections_of
from sandan.projections.figure import Value
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.figure import Room, records_url
from sandan.web.label import CHANNEL, LAYOUT, TOPIC

LABELS: Labels = {"topic": TOPIC, "channel": CHANNEL}
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
"""What a bulletin is to be had as."""
_FILES = {"pdf": _("PDF"), "docx": _("Word document"), "xlsx": _("Workbook of its numbers"), "html": _("Web page")}
_log = logging.getLogger("sandan.bulletin")


@dataclass(frozen=True, slots=True)
class Document:
    """A bulletin as a file."""

    content: bytes
    kind: str
    name: str


def composed(row: Bulletin, language: str = "") -> Composed:
    """A bulletin at its two clocks; a draft as known now, of the day that its text names, else of today. Refuses like `compose`."""
    speaks = language or translation.get_language() or "zh-hans"
    if row.frozen_at is not None and row.as_of is not None:
        return compose(row.title, row.body, row.frozen_at, row.as_of, speaks, LABELS)
    position, today = read.head().size, timezone.localdate()
    found = compose(row.title, row.body, position, today, speaks, LABELS)
    named = named_day(found)
    if named is None or named >= today:
        return found
    return compose(row.title, row.body, position, named, speaks, LABELS)


def headed(row: Bulletin) -> dict[str, str]:
    """What stands over a bulletin on screen as on paper: the name in red, its number, who issues it."""
    head = masthead_of(row, own_masthead())
    issue = Issue(row.year or 0, row.issue or 0, row.published_on, Layout(row.layout))
    return {
        "name": red_head(head, issue, head.publisher),
        "number": numbered(head, issue, head.publisher),
        "publisher": head.publisher,
    }


def rendered(found: Composed, room: Room) -> dict[str, Any]:
    """The body and the annex of sources as safe HTML."""
    return {
        "body": html.fragment(found, lambda value, part: records_url(room, value, part)),
        "annex": html.annex(found, lambda value, part: records_url(room, value, part), LABELS),
        "digest": found.digest,
        "as_of": {"date": found.on, "position": found.position},
    }


def corrected(row: Bulletin, found: Composed, *, why: bool = True) -> list[Change]:
    """What a correction changes of the bulletin that it corrects; nothing for any other."""
    old = now(Bulletin).filter(key=row.corrects).first() if row.corrects else None
    return changes(composed(old, found.language), found, LABELS, why=why) if old is not None else []


def document(
    row: Bulletin, kind: str, layout: Layout | None = None, language: str = "", absolute: Callable[[str], str] | None = None
) -> Document:  # fmt: skip
    """A bulletin as a file of one of `KINDS`. `absolute` makes an address of this site whole. Refuses what the renderer refuses."""
    found = composed(row, language)
    issue = Issue(row.year or 0, row.issue or 0, row.published_on, layout or Layout(row.layout))
    whole = absolute or str
    link = partial(_address, whole)
    with translation.override(found.language):
        head = masthead_of(row, own_masthead())
        shown = _corrected(row, found)
        match kind:
            case "docx":
                content = docx.render(found, issue, head, LABELS, shown)
            case "pdf":
                content = pdf.render(found, issue, head, LABELS, link if absolute else None, shown)
            case "xlsx":
                content = xlsx.render(found, lambda value: link(value, "numerator"), LABELS)
            case _:
                content = html.page(found, link if absolute else None, LABELS).encode()
    name = f"bulletin-{row.year}-{row.issue}" if row.issue else "bulletin-draft"
    return Document(content, KINDS[kind], f"{name}.{kind}")


def sent(request: ActedRequest, row: Bulletin, kind: str) -> HttpResponse:
    """A bulletin's file as an answer. 404 for a kind that there is not."""
    if kind not in KINDS:
        raise Http404
    asked = request.GET.get("layout", "")
    layout = Layout(asked) if asked in {each.value for each in Layout} else None
    made = document(row, kind, layout, absolute=request.build_absolute_uri)
    disposition = f'attachment; filename="{made.name}"'
    return HttpResponse(made.content, content_type=made.kind, headers={"Content-Disposition": disposition})


def around(row: Bulletin) -> dict[str, Any]:
    """What a bulletin corrects, and what corrects it."""
    return {
        "old": now(Bulletin).filter(key=row.corrects).first() if row.corrects else None,
        "corrections": corrections_of(row.key) if row.issue else [],
        "head": headed(row),
    }


def files_of(row: Bulletin, room: str) -> list[dict[str, Any]]:
    """The files that a bulletin is to be had as: documents in its own layout first, then in the other."""
    own = Layout(row.layout)
    other = Layout.CIRCULAR if own is Layout.BULLETIN else Layout.BULLETIN
    name = f"{room}:bulletin_file"
    listed = [("pdf", own), ("docx", own), ("xlsx", None), ("html", None), ("pdf", other), ("docx", other)]
    return [
        {
            "url": reverse(name, args=[row.key, kind]) + (f"?layout={layout.value}" if layout else ""),
            "kind": kind,
            "name": _FILES[kind],
            "layout": LAYOUT[layout] if layout else "",
        }
        for kind, layout in listed
    ]


def _corrected(row: Bulletin, found: Composed) -> Corrected:
    old = now(Bulletin).filter(key=row.corrects).first() if row.corrects else None
    if old is None:
        return Corrected()
    told = gettext("Corrects issue %(issue)s of %(year)s. Why: %(reason)s")
    rows = [
        (" · ".join(filter(None, (str(each.value.figure.name), each.scope))), each.was, each.now)
        for each in corrected(row, found, why=False)
    ]
    return Corrected(told % {"issue": old.issue, "year": old.year, "reason": row.reason}, tuple(rows))


def own_masthead() -> dict[str, Any]:
    """What the office's own `bulletin.toml` in the data directory says of its head and foot; nothing where it cannot be read."""
    path = Path(settings.SANDAN_HOME) / "bulletin.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        _log.warning("%s cannot be read: %s", path, error)
        return {}


def _address(whole: Callable[[str], str], value: Value, part: Literal["numerator", "denominator"] = "numerator") -> str:
    return whole(records_url("portal", value, part))
