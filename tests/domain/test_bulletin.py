"""Bulletins: drafted, handed in frozen, approved by somebody who wrote none of it, and once out never changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import ACCEPT, FILE, GU, NOW, SU, TODAY, WEN, days

from sandan.domain import bulletin
from sandan.domain.authority import CALENDAR, Actor, Role
from sandan.domain.bulletin import BulletinStatus, Doubt, Flaw, Layout
from sandan.domain.values import Fault, Refusal
from sandan.domain.wire import Command

DRAFT = bulletin.DraftBulletin(bulletin="n1", title="整改简报", body="截至目前…", layout=Layout.CIRCULAR)
REVISE = bulletin.ReviseBulletin(bulletin="n1", title="整改简报（一）", body="经核对…")
SUBMIT = bulletin.SubmitBulletin(bulletin="n1", position=120, as_of=TODAY, digest=FILE)
APPROVE = bulletin.ApproveBulletin(bulletin="n1", digest=FILE)
BACK = bulletin.SendBackBulletin(bulletin="n1", reason="数字再核一遍")
PUBLISH = bulletin.PublishBulletin(bulletin="n1", year=2026, issue=1)
DISCARD = bulletin.DiscardBulletin(bulletin="n1")
PREPARE = bulletin.PrepareBulletin(
    bulletin="n1", title="周报", body="截至…", layout=Layout.BULLETIN, template="weekly/1", period="2026-W10"
)
WRITER = replace(SU, person="both", roles=frozenset({Role.EDITOR, Role.LEADER}))

Step = tuple[Command, Actor]
DRAFTED: tuple[Step, ...] = ((DRAFT, WEN),)
HANDED_IN: tuple[Step, ...] = (*DRAFTED, (SUBMIT, WEN))
APPROVED: tuple[Step, ...] = (*HANDED_IN, (APPROVE, SU))
OUT: tuple[Step, ...] = (*APPROVED, (PUBLISH, WEN))


def told(*steps: Step) -> bulletin.Bulletin:
    state = None
    for order, by in steps:
        for event in bulletin.decide(order, state, by, NOW):
            state = bulletin.evolve(state, event)
    assert state is not None
    return state


def test_published_as_it_was_handed_in_and_approved() -> None:
    state = told(*DRAFTED, (REVISE, WEN), (SUBMIT, WEN), (APPROVE, SU))
    (out,) = bulletin.decide(PUBLISH, state, WEN, NOW)
    assert isinstance(out, bulletin.BulletinIssued)
    assert (out.title, out.body, out.position, out.as_of) == ("整改简报（一）", "经核对…", 120, TODAY)
    assert (out.layout, out.digest, out.approver) == (Layout.CIRCULAR, FILE, "su")


def test_out_is_out() -> None:
    state = told(*OUT)
    assert state.status is BulletinStatus.PUBLISHED
    for order, by in ((REVISE, WEN), (SUBMIT, WEN), (APPROVE, SU), (BACK, SU), (PUBLISH, WEN), (DISCARD, WEN)):
        with pytest.raises(Refusal, match="bulletin_published"):
            bulletin.decide(order, state, by, NOW)


@pytest.mark.parametrize("order", [APPROVE, BACK])
def test_nobody_who_had_a_hand_in_it_approves_it(order: Command) -> None:
    for steps in (
        ((DRAFT, WRITER), (SUBMIT, WEN)),
        (*DRAFTED, (REVISE, WRITER), (SUBMIT, WEN)),
        (*DRAFTED, (SUBMIT, WRITER)),
    ):
        with pytest.raises(Refusal, match="author_cannot_approve"):
            bulletin.decide(order, told(*steps), WRITER, NOW)
        assert bulletin.decide(order, told(*steps), SU, NOW)


@pytest.mark.parametrize("by", [WEN, replace(WEN, person="other"), replace(GU, roles=frozenset({Role.CLERK}))])
def test_only_leaders_and_the_office_approve(by: Actor) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        bulletin.decide(APPROVE, told(*HANDED_IN), by, NOW)


def test_a_change_takes_the_approval_away() -> None:
    for steps in (HANDED_IN, APPROVED):
        state = told(*steps, (REVISE, WEN))
        assert (state.status, state.digest, state.approver) == (BulletinStatus.DRAFT, "", "")
    assert told(*HANDED_IN, (BACK, SU)).status is BulletinStatus.DRAFT


@pytest.mark.parametrize("kind", Flaw)
def test_what_does_not_reconcile_is_not_handed_in(kind: Flaw) -> None:
    doubts = (Doubt(kind, 3, "销号324件", "整改落实问题"), Doubt(Flaw.SUM, 5, "1、2、4", "3"))
    with pytest.raises(Refusal) as caught:
        bulletin.decide(replace(SUBMIT, doubts=doubts), told(*DRAFTED), WEN, NOW)
    assert caught.value.code == f"bulletin_{kind.value}"
    assert (caught.value.facts["line"], caught.value.facts["count"]) == (3, 2)


def test_a_correction_says_of_what_and_why() -> None:
    correction = replace(DRAFT, corrects="n0", corrects_published=True, reason="补录")
    state = told((correction, WEN), (SUBMIT, WEN), (APPROVE, SU))
    (out,) = bulletin.decide(PUBLISH, state, WEN, NOW)
    assert isinstance(out, bulletin.BulletinIssued)
    assert (out.corrects, out.reason) == ("n0", "补录")


def test_the_calendar_puts_away_only_what_nobody_touched() -> None:
    prepared = told((PREPARE, CALENDAR))
    assert prepared.authors == frozenset()
    assert told((PREPARE, CALENDAR), (DISCARD, CALENDAR)).status is BulletinStatus.DISCARDED
    assert told(*DRAFTED, (DISCARD, WEN)).status is BulletinStatus.DISCARDED
    for steps in (DRAFTED, ((PREPARE, CALENDAR), (REVISE, WEN))):
        with pytest.raises(Refusal, match="bulletin_touched"):
            bulletin.decide(DISCARD, told(*steps), CALENDAR, NOW)


def test_what_was_written_before_approval_was_asked_for_is_still_read() -> None:
    old = bulletin.BulletinDrafted(happened_on=TODAY, bulletin="n1", title="整改简报", body="截至目前…")
    state = bulletin.evolve(None, old)
    assert state is not None
    assert state.touched
    assert bulletin.decide(SUBMIT, state, WEN, NOW)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((*DRAFTED, *DRAFTED), "already_exists"),
        (((REVISE, WEN),), "unknown_bulletin"),
        (((replace(DRAFT, title=""), WEN),), "text_missing"),
        (((replace(DRAFT, body="字" * 20_001), WEN),), "text_too_long"),
        (((replace(DRAFT, corrects="n0"), WEN),), "bulletin_corrects_draft"),
        (((replace(DRAFT, corrects="n0", corrects_published=True), WEN),), "text_missing"),
        ((*DRAFTED, (replace(SUBMIT, as_of=TODAY + days(1)), WEN)), "date_in_future"),
        ((*DRAFTED, (replace(SUBMIT, happened_on=TODAY + days(1)), WEN)), "date_in_future"),
        ((*HANDED_IN, (SUBMIT, WEN)), "bulletin_handed_in"),
        ((*DRAFTED, (APPROVE, SU)), "bulletin_not_handed_in"),
        ((*HANDED_IN, (replace(APPROVE, digest="0" * 64), SU)), "changed_meanwhile"),
        ((*HANDED_IN, (replace(BACK, reason=" "), SU)), "text_missing"),
        ((*DRAFTED, (PUBLISH, WEN)), "bulletin_not_approved"),
        ((*HANDED_IN, (PUBLISH, WEN)), "bulletin_not_approved"),
        ((*DRAFTED, (DISCARD, WEN), (REVISE, WEN)), "bulletin_discarded"),
        (((PREPARE, WEN),), "not_allowed"),
    ],
)
def test_refused(steps: tuple[Step, ...], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        told(*steps)


def test_a_command_of_another_noun_is_a_fault() -> None:
    with pytest.raises(Fault):
        bulletin.decide(ACCEPT, told(*DRAFTED), GU, NOW)
