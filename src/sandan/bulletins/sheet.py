"""A printed document (公文、表单) as parts, before it is HTML or Word: what stands on it, never how it is drawn.

Every sheet knows from which entry of the ledger and at which moment it was made, and says so on each of its pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell. `file` is the digest of the kept file that it speaks of, for a screen to link to."""

    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """A form's rows: what is asked, and what the data say. An empty value is printed as an empty line to be written on."""

    rows: Sequence[tuple[str, str]]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs under a heading."""

    paragraphs: Sequence[str]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A numbered list under a heading. `grave`: each says that something does not fit."""

    items: Sequence[str]
    heading: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: heads, widths in millimetres, rows."""

    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]
    heading: str = ""


Part = Fields | Prose | Points | Grid


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of the signing block: as what, who and when by the ledger ("" while it has not come), and room for hand and seal."""

    role: str
    who: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document. `number` is its 文号, `mark` its 密级 ("" for none), `closing` the lines under a letter, set to the right."""

    title: str
    number: str
    issuer: str
    parts: Sequence[Part]
    signatures: Sequence[Signature]
    position: int
    at: datetime
    language: str
    mark: str = ""
    salutation: str = ""
    closing: Sequence[str] = ()
    form: bool = False
    """A form to be signed: it is set to fit on one page."""

    @property
    def made(self) -> str:
        """From which entry and at which moment, for the foot of every page."""
        with translation.override(self.language):
            told = gettext("Made from the ledger as of entry %(position)s, %(at)s")
        said = told % {"position": self.position, "at": self.at.strftime("%Y-%m-%d %H:%M")}
        return f"{said} · {self.mark}" if self.mark else said

    @property
    def numbering(self) -> str:
        """How the number came about."""
        with translation.override(self.language):
            return gettext(
                "The number in the document number is the place of its entry in the ledger; nobody typed it."
            )
