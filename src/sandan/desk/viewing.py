"""Writing down who opened sealed words: before they are shown, once a day for each person and opinion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from sandan.desk.handle import Order, handle
from sandan.domain.authority import Actor
from sandan.domain.viewing import RecordViewing
from sandan.ledger.read import stream
from sandan.projections.viewing import unseen

MOST = 500
"""Opinions of one entry: a leaf must stay small (its opening too)."""


def record(opinions: Iterable[str], where: str, by: Actor, at: datetime | None = None) -> None:
    """Write down that `by` opens the words of these opinions on the page `where`. Nothing happens where all were told today already."""
    moment = timezone.localtime(at)
    fresh = unseen(by.person, moment.date(), opinions)
    for start in range(0, len(fresh), MOST):
        part = tuple(fresh[start : start + MOST])
        viewing = f"{by.person}-{moment:%Y%m%d}"
        turn = len(stream(f"viewing/{viewing}"))
        order = RecordViewing(viewing=viewing, opinions=part, where=where)
        handle([Order(f"viewing/{viewing}", order)], by, f"viewing:{viewing}:{turn}:{part[0]}", moment)
