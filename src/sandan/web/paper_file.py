"""Files that come with the papers of an application: the fields by which they are sent, and how they are handed out again.

Which file came with which paper, and what it is called, is sealed with the application; whoever opens one has written the viewing down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sandan.desk.application import File
from sandan.domain.application import PaperAttached
from sandan.domain.item import Paper
from sandan.domain.values import Evidence, Refusal, require
from sandan.web.evidence import FilesField, FilesInput, keep_evidence
from sandan.web.form import KeyedForm

ACCEPT = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx"
MOST_AT_HOME = 10_000_000
"""Bytes of what a household sends at once from home: a few photographs of papers."""
_SALT = "sandan.paper"
_PREFIX = "file_"

Attached = Mapping[str, tuple[Evidence, ...]]
"""Files by the code of their paper."""


class PaperFiles(forms.Form):
    """Fields for files with each of several papers, to be mixed into a form. Files survive a refusal: they are kept, and named signed."""

    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def add_papers(self, papers: Iterable[Paper]) -> None:
        """Let files come with these papers."""
        for each in papers:
            self.fields[f"{_PREFIX}{each.code}"] = FilesField(
                label=each.title, required=False, widget=FilesInput({"accept": ACCEPT})
            )

    def paper_fields(self) -> list[forms.BoundField]:
        """The fields, one for each paper."""
        return [each for each in self if each.name.startswith(_PREFIX)]

    def came(self, today: date) -> Attached:
        """The files that came with the form and with its earlier tries. Keeps them. Refuses as `keep_evidence` does."""
        found = dict(self._before())
        for name, given in self.cleaned_data.items():
            if name.startswith(_PREFIX) and given:
                code = name.removeprefix(_PREFIX)
                more = {one.file: one for one in (*found.get(code, ()), *keep_evidence(given, today))}
                found[code] = tuple(more.values())
        return found

    def carry(self, today: date) -> None:
        """Make the files come back with the next try of a form that was refused."""
        if not self.is_bound or not hasattr(self, "cleaned_data"):
            return
        try:
            found = self.came(today)
        except Refusal:
            return
        if not found:
            return
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        rows = {
            code: [[one.file, one.dated_on.isoformat(), one.caption] for one in each] for code, each in found.items()
        }
        data["kept"] = signing.dumps(rows, salt=_SALT, compress=True)
        self.data = data

    def names(self) -> list[str]:
        """What the files of earlier tries are called."""
        return [one.caption for each in self._before().values() for one in each]

    def _before(self) -> dict[str, tuple[Evidence, ...]]:
        try:
            rows = signing.loads(str(self.data.get("kept") or ""), salt=_SALT, max_age=86_400)
        except signing.BadSignature:
            return {}
        return {
            code: tuple(Evidence(digest, date.fromisoformat(day), caption) for digest, day, caption in each)
            for code, each in rows.items()
        }


class PaperForm(KeyedForm):
    """Files with one paper."""

    paper = forms.ChoiceField(label=_("Paper"), choices=())
    proof = FilesField(
        label=_("Files"),
        widget=FilesInput({"accept": ACCEPT}),
        help_text=_("Photos (JPEG, PNG, WebP), PDF, Word or Excel. The place stored in photos is removed."),
    )

    def evidence(self, today: date, most: int = 0) -> tuple[Evidence, ...]:
        """What came, kept. Refuses as `keep_evidence` does, and (`files_too_large`) where all of it is larger than `most` bytes."""
        given: list[UploadedFile[Any]] = self.cleaned_data.get("proof") or []
        whole = sum(each.size or 0 for each in given)
        require(not most or whole <= most, "files_too_large", limit=most // 1_000_000)
        return keep_evidence(given, today)


def files_of(file: File) -> dict[str, list[Evidence]]:
    """The files of an application by the code of their paper, in the order in which they came."""
    found: dict[str, list[Evidence]] = {}
    for _entry, event in file.story:
        if isinstance(event, PaperAttached):
            found.setdefault(event.paper, []).extend(event.files)
    return found


def one_of(file: File, digest: str) -> Evidence | None:
    """A file of an application by its digest; None where it has no such file."""
    return next((one for each in files_of(file).values() for one in each if one.file == digest), None)
