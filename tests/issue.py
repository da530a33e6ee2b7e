"""A bulletin put out the whole way: drafted, handed in, approved by somebody else, published."""

from __future__ import annotations

from datetime import date, datetime

from sandan.bulletins.reconcile import judge
from sandan.desk import bulletin
from sandan.domain.authority import Actor
from sandan.projections.bulletin import Bulletin
from sandan.projections.version import now


def put_out(one: str, editor: Actor, approver: Actor, key: str, as_of: date, at: datetime | None = None) -> Bulletin:
    """Hand a draft in, approve it and publish it; returns it as it is then."""
    bulletin.submit(one, editor, f"{key}-submit", as_of, judge, at=at)
    bulletin.approve(one, approver, f"{key}-approve", now(Bulletin).get(key=one).digest, at=at)
    bulletin.publish(one, editor, f"{key}-publish", at=at)
    return now(Bulletin).get(key=one)
