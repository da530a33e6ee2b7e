"""Writing down who opened sealed words: before they are shown, once a day for each person and opinion."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from sandan.desk.handle import Order, Transaction, handle_built
from sandan.domain.authority import Actor
from sandan.domain.viewing import RecordViewing, Viewing
from sandan.projections.viewing import unseen

MOST = 500
"""Opinions of one entry: an opening must stay small."""


class _ToldAlready(Exception):
    """Another page of the same person told it a moment before."""


def write_down(opinions: Iterable[str], where: str, by: Actor, at: datetime | None = None) -> None:
    """Write down that `by` opens the words of these opinions on the page `where`. What was told today already is not told again."""
    moment = timezone.localtime(at)
    viewing = f"{by.person}-{moment:%Y%m%d}"
    fresh = unseen(by.person, moment.date(), opinions)
    for start in range(0, len(fresh), MOST):
        part = tuple(fresh[start : start + MOST])

        def build(run: Transaction, part: tuple[str, ...] = part) -> list[Order]:
            held: Viewing | None = run.state(f"viewing/{viewing}")
            if held is not None and held.opinions.issuperset(part):
                raise _ToldAlready
            return [Order(f"viewing/{viewing}", RecordViewing(viewing=viewing, opinions=part, where=where))]

        try:
            handle_built(build, by, f"viewing:{secrets.token_hex(16)}", repr((part, where)), moment)
        except _ToldAlready:
            continue
