"""Evidence files (佐证材料): what may come in, how it is kept, how it is handed out again.

A file is judged by what it contains and never by its name. Pictures are kept without the camera's additions (place, device); documents are
kept as they are, with their author's name where they carry one. Videos are not taken: their hidden place marks cannot be removed without
writing them anew.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from sandan.domain.values import Evidence, Refusal, require
from sandan.domain.wire import Event
from sandan.ledger import file
from sandan.web.form import DateInput
from sandan.web.picture import MOST_PIXELS, TooLarge, bare_jpeg, bare_png, bare_webp

MOST_FILES = 10
MOST_BYTES = 20_000_000
_CAPTION = 200
_SALT = "sandan.evidence"
_ACCEPT = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx"
_TYPES = "[Content_Types].xml"
_MOST_TYPES = 1_000_000
_RUNS = re.compile(rb"vbaproject|macroenabled|activex|oleobject", re.IGNORECASE)
"""What an office file that can run something names: a macro, a control, an embedded program. Part names are the sender's to choose,
content types are not: by them the office program finds its parts (ECMA-376 part 2)."""
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that may be evidence. `shown` kinds open in the browser, the others are saved."""

    content_type: str
    suffix: str
    shown: bool = False
    clean: Callable[[bytes], bytes] | None = None


JPEG = Kind("image/jpeg", "jpg", True, bare_jpeg)
PNG = Kind("image/png", "png", True, bare_png)
WEBP = Kind("image/webp", "webp", True, bare_webp)
PDF = Kind("application/pdf", "pdf")
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", "docx")
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", "xlsx")


def kind_of(content: bytes) -> Kind | None:
    """What a file is by its content; None if it is nothing that may be evidence (an office file that can run something among it)."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return None


def _office(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if _TYPES not in names:
                return None
            with archive.open(_TYPES) as listed:
                types = listed.read(_MOST_TYPES + 1).replace(b"\0", b"")  # UTF-16 reads like UTF-8 here
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OverflowError, EOFError):
        return None
    if len(types) > _MOST_TYPES or _RUNS.search(types) or any(_RUNS.search(each.encode()) for each in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def keep_evidence(files: Sequence[UploadedFile[Any]], dated_on: date, caption: str = "") -> tuple[Evidence, ...]:
    """Keep uploaded files and return them as evidence of what was on `dated_on`.

    The caption is the user's words, or the file's name. All files are judged before the first is kept. Refuses `evidence_count`,
    `evidence_size`, `evidence_kind` and `evidence_broken`, naming the file.
    """
    require(len(files) <= MOST_FILES, "evidence_count", limit=MOST_FILES)
    for one in files:
        require((one.size or 0) <= MOST_BYTES, "evidence_size", file=_name(one), limit=MOST_BYTES // 1_000_000)
    clean = [_cleaned(one) for one in files]
    words = caption.strip()[:_CAPTION]
    return tuple(
        Evidence(file.keep(content), dated_on, words or _name(one)) for one, content in zip(files, clean, strict=True)
    )


def _cleaned(one: UploadedFile[Any]) -> bytes:
    one.seek(0)
    content: bytes = one.read()
    kind = kind_of(content)
    if kind is None:
        raise Refusal("evidence_kind", file=_name(one))
    if kind.clean is None:
        return content
    try:
        return kind.clean(content)
    except TooLarge as error:
        raise Refusal("evidence_pixels", file=_name(one), limit=MOST_PIXELS // 1_000_000) from error
    except ValueError as error:
        raise Refusal("evidence_broken", file=_name(one)) from error


def _name(one: UploadedFile[Any]) -> str:
    plain = (one.name or "").replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", plain)[:_CAPTION]


def told_by(events: Iterable[Event]) -> dict[str, Evidence]:
    """The evidence that these events mention, by digest; the latest mention counts."""
    return {one.file: one for event in events for one in getattr(event, "evidence", ())}


def handed_out(one: Evidence) -> HttpResponse:
    """A kept file as a response: pictures open in the browser, documents are saved. Nothing in it can run.

    Raises FileNotFoundError if it is not kept here.
    """
    content = file.load(one.file)
    kind = kind_of(content)
    response = HttpResponse(content, content_type=kind.content_type if kind else "application/octet-stream")
    stem = re.sub(r"""[\\/:*?"<>|]""", " ", one.caption).strip() or one.file[:12]
    if kind and not stem.lower().endswith(f".{kind.suffix}"):
        stem = f"{stem}.{kind.suffix}"
    shown = kind is not None and kind.shown
    response["Content-Disposition"] = content_disposition_header(not shown, stem) or "attachment"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


class FilesInput(forms.FileInput):
    """A field for several files; a phone offers its camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploaded files as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file checked as Django checks one."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(FilesField, self).clean(each, initial) for each in given]


class EvidenceForm(forms.Form):
    """The fields by which evidence comes in, to be mixed into a form. Files survive a refusal: `kept` brings them back, signed."""

    proof = FilesField(
        label=_("Evidence files"),
        required=False,
        widget=FilesInput({"accept": _ACCEPT}),
        help_text=_(
            "Photos (JPEG, PNG, WebP), PDF, Word or Excel; at most 10 files of 20 MB. The place stored in photos is removed."
        ),
    )
    dated_on = forms.DateField(
        label=_("Day the evidence shows"),
        required=False,
        widget=DateInput,
        help_text=_("Empty means today."),
    )
    caption = forms.CharField(
        label=_("What the evidence shows"),
        required=False,
        max_length=_CAPTION,
        help_text=_("Empty keeps the names of the files."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def evidence(self, today: date) -> tuple[Evidence, ...]:
        """The evidence that came with the form and with its earlier tries. Keeps the files. Refuses as `keep_evidence` does."""
        before = kept_before(str(self.data.get("kept", "")))
        dated_on = self.cleaned_data.get("dated_on") or today
        new = keep_evidence(self.cleaned_data.get("proof") or [], dated_on, self.cleaned_data.get("caption") or "")
        found = {one.file: one for one in (*before, *new)}
        require(len(found) <= MOST_FILES, "evidence_count", limit=MOST_FILES)
        return tuple(found.values())

    def need_proof(self) -> None:
        """Ask for at least one file, unless an earlier try brought one."""
        self.fields["proof"].required = not self.attached()

    def attached(self) -> tuple[str, ...]:
        """What the files brought by earlier tries are called."""
        return tuple(one.caption for one in kept_before(str(self.data.get("kept", ""))))


def to_be_kept(evidence: Iterable[Evidence]) -> str:
    """Evidence as the value of the hidden field `kept`, signed so that only files sent here can be named in it."""
    rows = [[one.file, one.dated_on.isoformat(), one.caption] for one in evidence]
    return signing.dumps(rows, salt=_SALT, compress=True) if rows else ""


def kept_before(value: str) -> tuple[Evidence, ...]:
    """What `to_be_kept` wrote; nothing if it was changed or is older than a day."""
    try:
        rows = signing.loads(value, salt=_SALT, max_age=86_400) if value else []
    except signing.BadSignature:
        return ()
    return tuple(Evidence(digest, date.fromisoformat(dated_on), caption) for digest, dated_on, caption in rows)
