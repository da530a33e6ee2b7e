"""A problem's story: at a glance, entry by entry with its corrections, and as a file to take away."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.domain.wire import Event, decode
from sandan.ledger import read
from sandan.web.access import ActedRequest
from sandan.web.correction import Made, corrections
from sandan.web.glance import glance
from sandan.web.story import Told, tell
from sandan.web.workbook import write_table
from sandan.web.workspace.correction import may_correct
from sandan.web.workspace.matter import Matter, load
from sandan.web.workspace.paper import file_url

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def story_of(matter: Matter) -> dict[str, Any]:
    """What `workspace/problem_story.html` shows: the steps at a glance, and every entry with what corrects it."""
    names, beside = matter.names, corrections(matter.story, matter.names.units)
    lines = tell(matter.story, names, lambda one: file_url(matter.key, one.file))
    events, may = (
        [],
        dict[tuple[str, str], bool](),
    )  # asked once for each maker and kind: a long case has hundreds of entries
    for (entry, event), line in zip(matter.story, lines, strict=True):
        asked = (entry.by.get("person", ""), entry.kind)
        if asked not in may:
            may[asked] = may_correct(matter, entry, event)
        url = reverse("workspace:correction", args=[matter.key, entry.position]) if may[asked] else ""
        events.append({"line": line, "corrections": beside.get(entry.position, []), "correct_url": url})
    return {"steps_taken": glance(matter.story, names, beside), "entries": events}


@never_cache
@require_safe
def story_export(request: ActedRequest, key: str, form: str) -> HttpResponse:
    """The story as a workbook or as JSON: positions, days, who of the staff, what was written; nothing that a resident said."""
    matter = load(key, request.actor)
    if matter is None or form not in ("xlsx", "json"):
        raise Http404
    unsealed = _unsealed(matter)
    beside = corrections(unsealed, matter.names.units)
    lines = tell(unsealed, matter.names, lambda one: one.file)
    rows = [(line, event, beside.get(line.position, [])) for line, (_, event) in zip(lines, unsealed, strict=True)]
    return _workbook(matter, rows) if form == "xlsx" else _json(matter, rows)


Rows = list[tuple[Told, Event, list[Made]]]


def _unsealed(matter: Matter) -> list[tuple[read.Entry, Event]]:
    """The entries without what lies sealed: an export leaves the house, and nothing personal goes with it."""
    return [
        (replace(entry, personal=None), decode(entry.kind, entry.public, entry.internal)) for entry, _ in matter.story
    ]


def _json(matter: Matter, rows: Rows) -> HttpResponse:
    told = {
        "problem": matter.row.number,
        "title": matter.row.title,
        "position": read.head().size,
        "made_at": matter.at.isoformat(timespec="seconds"),
        "entries": [
            {
                "position": line.position,
                "kind": event.kind,
                "recorded_at": timezone.localtime(line.recorded_at).isoformat(timespec="seconds"),
                "happened_on": event.happened_on.isoformat(),
                "what": line.what,
                "by": line.by,
                "said": line.said,
                "files": [{"sha256": each["url"], "caption": each["name"]} for each in line.files],
                "corrected_by": [each.position for each in made],
            }
            for line, event, made in rows
        ],
    }
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{matter.row.number}.json"'
    return answer


def _workbook(matter: Matter, rows: Rows) -> HttpResponse:
    columns = (
        (gettext("Entry"), 8), (gettext("Recorded at"), 17), (gettext("Said to have happened on"), 14),
        (gettext("What happened"), 40), (gettext("By whom"), 28), (gettext("What was written"), 60),
        (gettext("Files (SHA-256)"), 30), (gettext("Corrected by entry"), 12),
    )  # fmt: skip
    written = io.BytesIO()
    title = gettext("Story of problem %(number)s") % {"number": matter.row.number}
    write_table(written, title, columns, (_cells(*each) for each in rows), matter.today, read.head().size)
    headers = {"Content-Disposition": f'attachment; filename="{matter.row.number}.xlsx"'}
    return HttpResponse(written.getvalue(), content_type=XLSX, headers=headers)


def _cells(line: Told, event: Event, made: list[Made]) -> list[str | date | None]:
    return [
        str(line.position),
        timezone.localtime(line.recorded_at).strftime("%Y-%m-%d %H:%M"),
        event.happened_on,
        line.what,
        line.by,
        line.said,
        "\n".join(f"{each['name']} {each['url']}" for each in line.files),
        ", ".join(str(each.position) for each in made),
    ]


urlpatterns = [path("problems/<str:key>/story.<str:form>", story_export, name="story_export")]
