"""Bulletins: drafted, revised, and once out never changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import ACCEPT, FILE, GU, NOW, TODAY, WEN, days

from sandan.domain import bulletin
from sandan.domain.bulletin import BulletinStatus
from sandan.domain.values import Fault, Refusal
from sandan.domain.wire import Command

DRAFT = bulletin.DraftBulletin(bulletin="n1", title="整改简报", body="截至目前…")
REVISE = bulletin.ReviseBulletin(bulletin="n1", title="整改简报（一）", body="经核对…")
PUBLISH = bulletin.PublishBulletin(bulletin="n1", year=2026, issue=1, position=120, as_of=TODAY, digest=FILE)


def told(*orders: Command) -> bulletin.Bulletin:
    state = None
    for order in orders:
        for event in bulletin.decide(order, state, WEN, NOW):
            state = bulletin.evolve(state, event)
    assert state is not None
    return state


def test_published_with_the_words_of_the_last_draft() -> None:
    state = told(DRAFT, REVISE)
    (out,) = bulletin.decide(PUBLISH, state, WEN, NOW)
    assert isinstance(out, bulletin.BulletinPublished)
    assert (out.title, out.body, out.position, out.as_of) == ("整改简报（一）", "经核对…", 120, TODAY)


def test_out_is_out() -> None:
    state = told(DRAFT, PUBLISH)
    assert state.status is BulletinStatus.PUBLISHED
    for order in (REVISE, PUBLISH):
        with pytest.raises(Refusal, match="bulletin_published"):
            bulletin.decide(order, state, WEN, NOW)


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ((DRAFT, DRAFT), "already_exists"),
        ((REVISE,), "unknown_bulletin"),
        ((replace(DRAFT, title=""),), "text_missing"),
        ((replace(DRAFT, body="字" * 20_001),), "text_too_long"),
        ((DRAFT, replace(PUBLISH, as_of=TODAY + days(1))), "date_in_future"),
        ((DRAFT, replace(PUBLISH, happened_on=TODAY + days(1))), "date_in_future"),
    ],
)
def test_refused(orders: tuple[Command, ...], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        told(*orders)


def test_a_command_of_another_noun_is_a_fault() -> None:
    with pytest.raises(Fault):
        bulletin.decide(ACCEPT, told(DRAFT), GU, NOW)
