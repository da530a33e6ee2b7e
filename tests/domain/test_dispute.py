"""Disputes: signed is not solved, each rung by its own act, and who kept or mediated it confirms nothing (人民调解法 arts. 26-33)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY, proof

from sandan.domain.authority import Actor, Role
from sandan.domain.dispute import (
    COURT_WITHIN,
    AgreeDispute,
    ConfirmDispute,
    DescribeDispute,
    Dispute,
    DisputeKind,
    DisputeStatus,
    EraseDispute,
    FailDispute,
    FollowUp,
    Mediate,
    NoteConfirmation,
    PerformDispute,
    ReferDispute,
    RegisterDispute,
    WithdrawDispute,
    decide,
    evolve,
)
from sandan.domain.register import Grade
from sandan.domain.values import Refusal, StatutoryChannel
from sandan.domain.wire import Command, encode

VILLAGE = ("shiqiao", "qingxi", "yunling")
KEEPER = Actor(frozenset({Role.UNIT_HEAD, Role.HANDLER}), "du", "a1", "shiqiao", VILLAGE)
OTHER = Actor(frozenset({Role.HANDLER}), "lin", "a2", "shiqiao", VILLAGE)
CHECKER = Actor(frozenset({Role.VERIFIER}), "ye", "a3", "office", ("office", "yunling"))
OFFICE = Actor(frozenset({Role.DISPATCHER}), "gu", "a4", "office", ("office", "yunling"))
BEGUN = RegisterDispute(
    dispute="d1", kind_of=DisputeKind.BOUNDARY, place="shiqiao", unit="shiqiao", matter="界石被移", parties="甲、乙"
)
MEDIATE = Mediate(dispute="d1", held_on=TODAY, note="到地头看了")
BEFORE = TODAY - timedelta(40)
AGREE = AgreeDispute(dispute="d1", agreed_on=BEFORE, due_on=BEFORE + timedelta(60), terms="各退一尺")
PERFORM = PerformDispute(dispute="d1", performed_on=TODAY, said_so=True)


def told(*orders: Command | tuple[Command, Actor]) -> Dispute | None:
    state: Dispute | None = None
    for each in orders:
        order, by = each if isinstance(each, tuple) else (each, KEEPER)
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    return state


def refused(state: Dispute | None, order: Command, by: Actor = KEEPER) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


def test_signed_is_not_solved() -> None:
    signed = told(BEGUN, MEDIATE, AGREE)
    assert signed is not None
    assert signed.status is DisputeStatus.AGREED
    assert refused(signed, ConfirmDispute(dispute="d1", said_so=True), OTHER) == "not_performed"
    court = told(BEGUN, AGREE, NoteConfirmation(dispute="d1", asked_on=BEFORE, court="县法院"))
    assert court is not None
    assert court.status is DisputeStatus.AGREED, "confirmed by a court it can be enforced, and is not performed by that"


def test_performed_needs_the_parties_word_or_papers() -> None:
    signed = told(BEGUN, AGREE)
    assert refused(signed, replace(PERFORM, said_so=False)) == "performance_unproven"
    assert refused(signed, replace(PERFORM, performed_on=BEFORE - timedelta(1))) == "window_backwards"
    assert refused(told(BEGUN, MEDIATE), PERFORM) == "not_agreed"
    said, shown = told(BEGUN, AGREE, PERFORM), told(BEGUN, AGREE, replace(PERFORM, evidence=(proof(TODAY),)))
    assert said is not None
    assert shown is not None
    assert (said.status, said.grade, shown.grade) == (DisputeStatus.PERFORMED, Grade.CLAIMED, Grade.DOCUMENTED)


def test_who_kept_or_mediated_it_confirms_nothing() -> None:
    done = told(replace(BEGUN, mediator="lin"), AGREE, PERFORM)
    asked = ConfirmDispute(dispute="d1", said_so=True)
    assert refused(done, asked, KEEPER) == "not_by_keeper"
    assert refused(done, asked, OTHER) == "not_by_keeper"
    verified = told(BEGUN, AGREE, PERFORM, (replace(asked, said_so=False), CHECKER))
    assert verified is not None
    assert verified.grade is Grade.VERIFIED
    assert refused(told(BEGUN, AGREE, PERFORM), asked, OTHER) == "not_by_doer", "nor those who work beside them"
    assert refused(told(BEGUN, AGREE, PERFORM), asked, replace(CHECKER, kin=frozenset({"du"}))) == "not_by_keeper"
    elsewhere = (replace(BEGUN, unit="justice"), replace(KEEPER, unit="justice", lineage=("justice", "yunling")))
    assert told(elsewhere, (AGREE, elsewhere[1]), (PERFORM, elsewhere[1]), (asked, OTHER)).grade is Grade.CONFIRMED  # type: ignore[union-attr]
    confirmed = told(BEGUN, AGREE, PERFORM, (replace(asked, said_so=False), CHECKER), (asked, OFFICE))
    assert confirmed is not None
    assert confirmed.grade is Grade.CONFIRMED
    assert refused(confirmed, asked, CHECKER) == "confirmed_already"


@given(st.integers(0, 60))
def test_a_court_is_asked_within_thirty_days_of_the_agreement(later: int) -> None:
    since = replace(AGREE, agreed_on=TODAY - timedelta(60), due_on=TODAY)
    asked = NoteConfirmation(dispute="d1", asked_on=since.agreed_on + timedelta(later), court="县法院")
    signed = told(BEGUN, since)
    if timedelta(later) <= COURT_WITHIN:
        assert decide(asked, signed, KEEPER, NOW)
    else:
        assert refused(signed, asked) == "confirmation_late"


def test_a_failure_can_be_mediated_anew_and_a_broken_agreement_says_so() -> None:
    (broken,) = decide(FailDispute(dispute="d1", reason="反悔"), told(BEGUN, AGREE), KEEPER, NOW)
    assert getattr(broken, "broken") is True  # noqa: B009
    anew = told(BEGUN, AGREE, FailDispute(dispute="d1", reason="反悔"), MEDIATE)
    assert anew is not None
    assert (anew.status, anew.agreed_on) == (DisputeStatus.MEDIATED, None)
    (plain,) = decide(FailDispute(dispute="d1", reason="谈不拢"), told(BEGUN), KEEPER, NOW)
    assert getattr(plain, "broken") is False  # noqa: B009


def test_what_is_agreed_performed_or_referred_is_not_mediated_again() -> None:
    refer = ReferDispute(dispute="d1", channel=StatutoryChannel.COURT, where_to="云岭县人民法院")
    for ended in (told(BEGUN, AGREE), told(BEGUN, AGREE, PERFORM), told(BEGUN, refer)):
        assert refused(ended, MEDIATE) == "dispute_not_open"
        assert refused(ended, AGREE) == "dispute_not_open"
    assert refused(told(BEGUN, AGREE, PERFORM), refer) == "dispute_not_open"
    assert refused(told(BEGUN), replace(refer, where_to=" ")) == "text_missing"


def test_who_quarrels_about_what_is_in_no_open_part_of_any_entry() -> None:
    state: Any = None
    orders = (
        BEGUN,
        DescribeDispute(dispute="d1", parties="丙"),
        MEDIATE,
        AGREE,
        FollowUp(dispute="d1", note="界石已移"),
        PERFORM,
    )
    for order in orders:
        for event in decide(order, state, KEEPER, NOW):
            state = evolve(state, event)
            parts = encode(event)
            opened = str((parts.public, parts.internal))
            assert not any(word in opened for word in ("甲", "丙", "界石", "各退", "地头"))


def test_it_is_kept_by_its_unit_its_place_or_the_office_and_erased_by_the_office() -> None:
    elsewhere = Actor(frozenset({Role.HANDLER}), "pu", "a9", "water", ("water", "yunling"))
    assert refused(None, BEGUN, elsewhere) == "not_of_the_unit"
    gone = told(BEGUN, WithdrawDispute(dispute="d1", reason="重复"))
    assert refused(gone, MEDIATE) == "record_withdrawn"
    assert refused(gone, EraseDispute(dispute="d1", basis="当事人要求")) == "not_allowed"
    assert decide(EraseDispute(dispute="d1", basis="当事人要求"), gone, OFFICE, NOW)
    assert refused(told(BEGUN), DescribeDispute(dispute="d1")) == "nothing_changed"
    assert refused(None, MEDIATE) == "unknown_dispute"
