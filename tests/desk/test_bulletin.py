"""Bulletins at the desk: frozen where they were counted, numbered within the year, and never published with a typed numeral."""

from __future__ import annotations

import pytest
from tests.bulletins.conftest import BODY, TITLE
from tests.county import GU, NOW, WEN, days
from tests.projections.tale import END, Tale, tell

from sandan.bulletins.document import compose, digest
from sandan.desk import bulletin
from sandan.domain.authority import Actor
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin
from sandan.projections.version import now

LATER = NOW + days(30)

pytestmark = pytest.mark.django_db


def published(key: str) -> Bulletin:
    return now(Bulletin).get(key=key)


def test_what_is_published_is_frozen_at_the_position_where_it_was_counted() -> None:
    tell()
    one = bulletin.draft(TITLE, "旧稿", WEN, "d1", LATER)
    bulletin.revise(one, TITLE, BODY, WEN, "r1", at=LATER)
    before = read.head().size
    bulletin.publish(one, WEN, "p1", END, digest, at=LATER)
    row = published(one)
    assert (row.status, row.year, row.issue, row.frozen_at, row.as_of) == ("published", 2026, 1, before, END)
    Tale(day=40, given=2000).hear("o11")
    assert row.frozen_at is not None
    assert compose(row.title, row.body, row.frozen_at, END, "zh-hant").digest == row.digest


def test_issues_are_numbered_within_the_year() -> None:
    tell()
    for issue, at in ((1, LATER), (2, LATER + days(1)), (1, LATER + days(300))):
        one = bulletin.draft(TITLE, "好", WEN, f"d{at}", at)
        bulletin.publish(one, WEN, f"p{at}", END, digest, at=at)
        assert published(one).issue == issue


def test_a_bulletin_sent_twice_is_published_once() -> None:
    tell()
    one = bulletin.draft(TITLE, BODY, WEN, "d1", LATER)
    first = bulletin.publish(one, WEN, "p1", END, digest, at=LATER)
    again = bulletin.publish(one, WEN, "p1", END, digest, at=LATER)
    assert again.again
    assert again.first == first.first


@pytest.mark.parametrize(
    ("body", "by", "day", "code"),
    [
        ("共收集397件", WEN, 0, "numeral_typed"),
        ("好", GU, 0, "not_allowed"),
        ("好", WEN, 1, "date_in_future"),
    ],
)
def test_refused_bulletins_leave_no_trace(body: str, by: Actor, day: int, code: str) -> None:
    tell()
    one = bulletin.draft(TITLE, body, WEN, "d1", LATER)
    before = read.head().size
    with pytest.raises(Refusal) as caught:
        bulletin.publish(one, by, "p1", END + days(day), digest, at=LATER)
    assert caught.value.code == code
    assert read.head().size == before
    assert published(one).status == "draft"


def test_a_published_bulletin_stays_as_it_is() -> None:
    tell()
    one = bulletin.draft(TITLE, BODY, WEN, "d1", LATER)
    bulletin.publish(one, WEN, "p1", END, digest, at=LATER)
    with pytest.raises(Refusal) as caught:
        bulletin.revise(one, TITLE, "改", WEN, "r1", at=LATER)
    assert caught.value.code == "bulletin_published"
    with pytest.raises(Refusal) as caught:
        bulletin.publish(one, WEN, "p2", END, digest, at=LATER)
    assert caught.value.code == "bulletin_published"
    with pytest.raises(Refusal) as caught:
        bulletin.publish("none", WEN, "p3", END, digest, at=LATER)
    assert caught.value.code == "unknown_bulletin"
