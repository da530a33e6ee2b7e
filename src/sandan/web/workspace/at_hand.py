"""What a problem waits with: the last thing that was asked, claimed or sent back, shown beside the steps that answer it.

It stands in the story too, but whoever decides on a return, a claim or a later deadline should not have to look for what they decide on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandan.domain import chase, clock, problem_event, task
from sandan.domain.values import Status
from sandan.domain.wire import Event
from sandan.web.workspace.matter import Matter

CLAIM = (problem_event.ProblemClosureRequested, problem_event.ProblemRectifiedAtOnce)
BACK = (problem_event.ProblemReturnAsked, problem_event.ProblemReopened, problem_event.ProblemResumed)
"""Why an accepted problem is dispatched once more."""


def at_hand(matter: Matter, entries: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The lines among `entries` (the story as it is told) that somebody has to answer now, oldest first."""
    wanted = set(_positions(matter))
    return [each["line"] for each in entries if each["line"].position in wanted]


def _positions(matter: Matter) -> Iterator[int]:
    row = matter.row
    match Status(row.status):
        case Status.RETURN_ASKED:
            yield from _last(matter, problem_event.ProblemReturnAsked)
        case Status.CLOSURE_REQUESTED:
            yield from _last(matter, *CLAIM)
        case Status.VERIFIED:
            yield from _last(matter, *CLAIM)
            yield from _last(matter, problem_event.ProblemVerified)
            yield from _last(matter, problem_event.ProblemReadAgain) if row.second_read_on else ()
        case Status.ACCEPTED if row.returns or row.reopenings or row.round:
            yield from _last(matter, *BACK)
        case Status.SIGNED_FOR | Status.PLANNED | Status.IN_PROGRESS if row.sent_back:
            yield from _last(matter, problem_event.ProblemSentBack)
    if row.extension_to and row.status in clock.RUNNING:
        yield from _last(matter, clock.ExtensionAsked)
    if row.chase_by and row.status in chase.CHASEABLE:
        yield from _last(matter, chase.ChaseIssued)
    if any(each.objected_on and not each.agreed_on and each.status in task.OPEN for each in matter.tasks):
        yield from _last(matter, task.StandardObjected)


def _last(matter: Matter, *kinds: type[Event]) -> Iterator[int]:
    found = (entry.position for entry, event in reversed(matter.story) if isinstance(event, kinds))
    yield from (each for each in [next(found, 0)] if each)
