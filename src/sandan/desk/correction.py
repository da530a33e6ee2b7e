"""Setting an entry right: the wrong one is looked up, and only what reads differently is given to the decider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandan.desk.handle import Done, Order, Transaction, handle_built
from sandan.desk.organisation import stands
from sandan.domain.authority import Actor
from sandan.domain.correction import DESCRIBED, FIELDS, CorrectionMade, MakeCorrection, described
from sandan.domain.values import Channel, Topic
from sandan.domain.wire import decode
from sandan.ledger import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """How an entry should read. Fields that are None, or read so already, are left as they are."""

    reason: str
    note: str = ""
    title: str | None = None
    statement: str | None = None
    topic: Topic | None = None
    channel: Channel | None = None
    town: str | None = None
    village: str | None = None


def correct(
    of: str, entry: int, right: Right, by: Actor, key: str, seen: int | None = None, at: datetime | None = None
) -> Done:
    """Set an entry of the problem `of` right. Refuses what the decider refuses, and a place that is no unit any more."""
    stream = f"problem/{of}"

    def build(run: Transaction) -> list[Order]:
        told = [(each, decode(each.kind, each.public, each.internal)) for each in read.stream(stream)]
        wrong = next(((each, event) for each, event in told if each.position == entry), None)
        given = {name: getattr(right, name) for name in FIELDS if getattr(right, name) is not None}
        if wrong is not None and wrong[0].kind in DESCRIBED:
            made = [event for _, event in told if isinstance(event, CorrectionMade) and event.entry == entry]
            now = described(wrong[1], made)
            given = {name: value for name, value in given.items() if value != now[name]}
        for name in ("town", "village"):
            if given.get(name):
                stands(run, given[name])
        found = MakeCorrection(
            entry=entry,
            corrects=wrong[0].kind if wrong else "",
            maker=wrong[0].by.get("person", "") if wrong else "",
            reason=right.reason,
            note=right.note,
            **given,
        )
        return [Order(stream, found, seen)]

    return handle_built(build, by, key, repr((of, entry, right)), at)
