"""Bulk work: the same step for many items, a slice at a time, so that no request takes long and everyone sees how far it is.

Each item is a command of its own with an idempotency key of its own, so a page that is sent twice does nothing twice, and the refusal of
one item does not hold up the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from django.http import QueryDict

from sandan.desk.problem import each
from sandan.projections.listing import MOST_CHOSEN
from sandan.web.message import told

SECONDS = 1.5
"""How long one request works before it shows how far it is."""
_SLICE = 10
_ID = re.compile(r"[\w.-]{1,64}")
"""What an id may look like: it becomes part of an address."""


@dataclass(slots=True)
class Run:
    """How far a bulk step is. `refused` pairs an item's key with the sentence that says why not; `rest` is still to do."""

    total: int
    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    @property
    def handled(self) -> int:
        """Items that are through, one way or the other."""
        return self.total - len(self.rest)


def chosen(posted: QueryDict) -> list[str]:
    """The items ticked on a form, each once, at most `MOST_CHOSEN`. What can be no id is passed over."""
    return list(dict.fromkeys(each for each in posted.getlist("keys") if _ID.fullmatch(each)))[:MOST_CHOSEN]


def carry_on(posted: QueryDict, act: Callable[[str, str], object], key: str) -> Run:
    """Go on with the items of a posted form for a moment. `act(item, key)` carries out one of them.

    What earlier slices made comes back with the form (`done`, `refused`): it is only shown to the one who sent it.
    """
    items = chosen(posted)
    before = [tuple(one.partition("\n")[::2]) for one in posted.getlist("refused")[:MOST_CHOSEN]]
    done = posted.get("done", "")
    run = Run(0, int(done) if done.isascii() and done.isdigit() and len(done) < 6 else 0)
    run.refused = [(item, sentence) for item, sentence in before if _ID.fullmatch(item)]
    run.total = run.done + len(run.refused) + len(items)
    started = monotonic()
    at = 0
    while at < len(items) and (at == 0 or monotonic() - started < SECONDS):
        for result in each(items[at : at + _SLICE], act, key):
            if result.refusal is None:
                run.done += 1
            else:
                run.refused.append((result.key, told(result.refusal)))
        at += _SLICE
    run.rest = items[at:]
    return run


def kept(posted: QueryDict, run: Run, fields: Sequence[str]) -> list[tuple[str, str]]:
    """The hidden fields with which the next slice goes on: these fields of the form, what was made so far, and the rest."""
    found = [(name, value) for name in fields for value in posted.getlist(name)]
    found += [("keys", item) for item in run.rest]
    found += [("refused", f"{item}\n{sentence}") for item, sentence in run.refused]
    return [*found, ("done", str(run.done))]
