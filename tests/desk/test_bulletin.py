"""Bulletins at the desk: frozen where they were counted, approved by a second person, numbered within the year."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.bulletins.conftest import BODY, TITLE
from tests.county import GU, NOW, SU, WEN, days
from tests.issue import put_out
from tests.projections.tale import END, Tale, tell

from sandan.bulletins.document import compose
from sandan.bulletins.reconcile import judge
from sandan.desk import bulletin
from sandan.desk.tick import prepare
from sandan.domain.authority import Actor
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin, corrections_of
from sandan.projections.version import now

LATER = NOW + days(30)

pytestmark = pytest.mark.django_db


def row(key: str) -> Bulletin:
    return now(Bulletin).get(key=key)


def test_what_is_published_is_frozen_at_the_position_where_it_was_handed_in() -> None:
    tell()
    one = bulletin.draft(TITLE, "旧稿", WEN, "d1", LATER)
    bulletin.revise(one, TITLE, BODY, WEN, "r1", at=LATER)
    before = read.head().size
    bulletin.submit(one, WEN, "s1", END, judge, at=LATER)
    Tale(day=40, given=2000).hear("o11")
    handed_in = row(one)
    assert (handed_in.status, handed_in.frozen_at, handed_in.as_of) == ("submitted", before, END)
    bulletin.approve(one, SU, "a1", handed_in.digest, at=LATER)
    bulletin.publish(one, WEN, "p1", at=LATER)
    out = row(one)
    assert (out.status, out.year, out.issue, out.frozen_at, out.as_of) == ("published", 2026, 1, before, END)
    assert (out.approver, out.submitter, out.unit) == ("su", "wen", "office")
    assert compose(out.title, out.body, before, END, "zh-hant").digest == out.digest == handed_in.digest


def test_issues_are_numbered_within_the_year() -> None:
    tell()
    for issue, at in ((1, LATER), (2, LATER + days(1)), (1, LATER + days(300))):
        one = bulletin.draft(TITLE, "好", WEN, f"d{at}", at)
        assert put_out(one, WEN, SU, f"p{at}", END, at).issue == issue


def test_a_bulletin_sent_twice_is_published_once() -> None:
    tell()
    one = bulletin.draft(TITLE, BODY, WEN, "d1", LATER)
    put_out(one, WEN, SU, "p", END, LATER)
    again = bulletin.publish(one, WEN, "p-publish", at=LATER)
    assert again.again
    assert row(one).issue == 1


@pytest.mark.parametrize(
    ("body", "by", "day", "code"),
    [
        ("共收集397件", WEN, 0, "numeral_typed"),
        ("全县登记问题[[problems.collected]]件，已销号[[problems.rectified]]件。", WEN, 0, "bulletin_rung"),
        ("好", GU, 0, "not_allowed"),
        ("好", WEN, 1, "date_in_future"),
    ],
)
def test_refused_bulletins_leave_no_trace(body: str, by: Actor, day: int, code: str) -> None:
    tell()
    one = bulletin.draft(TITLE, body, WEN, "d1", LATER)
    before = read.head().size
    with pytest.raises(Refusal) as caught:
        bulletin.submit(one, by, "s1", END + days(day), judge, at=LATER)
    assert caught.value.code == code
    assert read.head().size == before
    assert row(one).status == "draft"


def test_a_correction_is_of_the_same_day_and_names_what_it_corrects() -> None:
    tell()
    old = bulletin.draft(TITLE, BODY, WEN, "d1", LATER)
    put_out(old, WEN, SU, "p1", END, LATER)
    start = bulletin.Start(corrects=old, reason="补录")
    new = bulletin.draft(f"{TITLE}更正", BODY, WEN, "d2", LATER, start)
    out = put_out(new, WEN, SU, "p2", END + days(2), LATER + days(5))
    assert (out.as_of, out.corrects, out.reason, out.issue) == (END, old, "补录", 2)
    assert [each.key for each in corrections_of(old)] == [new]
    draft = bulletin.draft(TITLE, BODY, WEN, "d3", LATER)
    with pytest.raises(Refusal, match="bulletin_corrects_draft"):
        bulletin.draft(TITLE, BODY, WEN, "d4", LATER, bulletin.Start(corrects=draft, reason="补录"))


def test_a_published_bulletin_stays_as_it_is() -> None:
    tell()
    one = bulletin.draft(TITLE, BODY, WEN, "d1", LATER)
    put_out(one, WEN, SU, "p", END, LATER)
    tries: tuple[Callable[[], object], ...] = (
        lambda: bulletin.revise(one, TITLE, "改", WEN, "r1", at=LATER),
        lambda: bulletin.submit(one, WEN, "s2", END, judge, at=LATER),
        lambda: bulletin.publish(one, WEN, "p2", at=LATER),
    )
    for tried in tries:
        with pytest.raises(Refusal, match="bulletin_published"):
            tried()
    with pytest.raises(Refusal, match="unknown_bulletin"):
        bulletin.publish("none", WEN, "p3", at=LATER)


def test_weekly_and_monthly_drafts_come_once_and_untouched_ones_give_way() -> None:
    tell()
    assert prepare(LATER) == 2
    assert prepare(LATER) == 0
    drafts = {each.template: each for each in now(Bulletin).filter(status="draft")}
    assert set(drafts) == {"weekly/1", "monthly/1"}
    assert all(each.period and not each.frozen_at for each in drafts.values())
    bulletin.revise(drafts["monthly/1"].key, "改过的标题", "改过。", WEN, "r1", at=LATER)
    later = LATER + days(35)
    assert prepare(later) == 2
    assert row(drafts["weekly/1"].key).status == "discarded"
    assert row(drafts["monthly/1"].key).status == "draft"
    bulletin.discard(row(drafts["monthly/1"].key).key, WEN, "x1", at=later)
    assert prepare(later) == 0


def test_nothing_is_prepared_where_there_is_nothing_to_tell() -> None:
    assert prepare(LATER) == 0
