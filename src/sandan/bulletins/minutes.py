"""Minutes of an on-site meeting (现场办公纪要), made from the register each time they are opened: who, where, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext, pgettext

from sandan.bulletins.sheet import Cell, Fields, Grid, Part, Points, Prose, Sheet, Signature


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in words."""

    text: str
    problem: str
    owner: str
    due_on: date
    status: str


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting in words."""

    number: str
    issuer: str
    place: str
    held_on: date
    leader: str
    keeper: str
    units: str
    problems: Sequence[str]
    decisions: Sequence[Decided]
    note: str
    position: int
    at: datetime
    language: str


def compose(held: Held) -> Sheet:
    """The minutes as a document."""
    with translation.override(held.language):
        parts: list[Part] = [
            Fields(
                (
                    (pgettext("meeting", "Where"), held.place),
                    (pgettext("meeting", "Day"), held.held_on.isoformat()),
                    (gettext("Led by"), held.leader),
                    (gettext("Took part"), held.units),
                )
            )
        ]
        if held.problems:
            parts.append(Points(tuple(held.problems), gettext("On the table")))
        if held.note:
            parts.append(Prose(tuple(held.note.splitlines()), pgettext("meeting", "What was said")))
        parts.append(_decided(held.decisions))
        return Sheet(
            title=gettext("Minutes of an on-site meeting"),
            number=held.number,
            issuer=held.issuer,
            parts=parts,
            signatures=(
                Signature(gettext("Led by"), held.leader, held.held_on.isoformat()),
                Signature(gettext("Written down by"), held.keeper),
            ),
            position=held.position,
            at=held.at,
            language=held.language,
        )


def _decided(decisions: Sequence[Decided]) -> Part:
    heading = gettext("What was decided")
    if not decisions:
        return Prose((gettext("Nothing was decided."),), heading)
    heads = (
        pgettext("meeting", "No."),
        pgettext("meeting", "Decision"),
        gettext("On problem"),
        gettext("Who does it"),
        gettext("Until"),
        pgettext("column", "Status"),
    )
    rows = [
        tuple(
            map(
                Cell,
                (str(number), each.text, each.problem or "—", each.owner, each.due_on.isoformat(), each.status),
            )
        )
        for number, each in enumerate(decisions, 1)
    ]
    return Grid(heads, (9, 52, 28, 28, 21, 18), rows, heading)
