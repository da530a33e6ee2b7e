"""Opinions: heard once, sorted once, never rewritten; a person's words can be erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.county import CLAIM, GU, HE, NOW, SHEN, TODAY, WU, days, reporter

from sandan.domain import opinion
from sandan.domain.opinion import OpinionStatus
from sandan.domain.values import Channel, DeclineReason, Fault, Refusal, Topic
from sandan.domain.wire import Command

REGISTER = opinion.RegisterOpinion(
    opinion="o1",
    number="Y2026-000001",
    receipt="7H2K-9M4P-QX3T",
    channel=Channel.VISIT,
    topic=Topic.WATER,
    text=" 水管破了三个月没人修 ",
    reporter="赵大娘",
    contact="13800000000",
)
ACCEPT = opinion.AcceptOpinion(opinion="o1", problem="p1")
ATTACH = opinion.AttachOpinion(opinion="o1", problem="p1")
DECLINE = opinion.DeclineOpinion(opinion="o1", reason=DeclineReason.NOT_OURS, where_to="供电公司")
WITHDRAW = opinion.WithdrawOpinion(opinion="o1")
SORTED = (ACCEPT, ATTACH, DECLINE, WITHDRAW)


def heard(*orders: Command) -> opinion.Opinion:
    state = None
    for order in (REGISTER, *orders):
        for told in opinion.decide(order, state, GU, NOW):
            state = opinion.evolve(state, told)
    assert state is not None
    return state


def test_registered_by_staff_and_by_a_resident() -> None:
    for by in (WU, GU, reporter("")):
        (told,) = opinion.decide(REGISTER, None, by, NOW)
        assert isinstance(told, opinion.OpinionRegistered)
        assert told.text == "水管破了三个月没人修"
        assert told.happened_on == TODAY
        assert told.reachable


@pytest.mark.parametrize(
    ("contact", "channel", "reachable"),
    [("13800000000", Channel.VISIT, True), (" ", Channel.VISIT, False), ("", Channel.ONLINE, True)],
)
def test_reachable_by_contact_or_by_receipt(contact: str, channel: Channel, *, reachable: bool) -> None:
    (told,) = opinion.decide(replace(REGISTER, contact=contact, channel=channel), None, WU, NOW)
    assert isinstance(told, opinion.OpinionRegistered)
    assert told.reachable is reachable


def test_a_title_alone_is_text_enough_and_nothing_is_not() -> None:
    (told,) = opinion.decide(replace(REGISTER, text="", title="路灯不亮"), None, WU, NOW)
    assert isinstance(told, opinion.OpinionRegistered)
    assert told.text == "路灯不亮"
    with pytest.raises(Refusal, match="text_missing"):
        opinion.decide(replace(REGISTER, text=" "), None, WU, NOW)


@pytest.mark.parametrize(
    ("order", "status", "belongs"),
    [
        (ACCEPT, OpinionStatus.ACCEPTED, "p1"),
        (ATTACH, OpinionStatus.ATTACHED, "p1"),
        (DECLINE, OpinionStatus.DECLINED, ""),
        (WITHDRAW, OpinionStatus.WITHDRAWN, ""),
    ],
)
def test_sorted_once(order: Command, status: OpinionStatus, belongs: str) -> None:
    state = heard(order)
    assert (state.status, state.problem) == (status, belongs)
    for again in SORTED:
        with pytest.raises(Refusal, match="opinion_already_sorted"):
            opinion.decide(again, state, GU, NOW)


def test_declined_says_where_to_go_instead() -> None:
    with pytest.raises(Refusal, match="text_missing"):
        opinion.decide(replace(DECLINE, where_to=""), heard(), GU, NOW)


def test_carried_along_only_from_one_problem_to_another() -> None:
    carry = opinion.CarryOpinion(opinion="o1", problem="p2")
    assert heard(ACCEPT, carry).problem == "p2"
    for state in (heard(), heard(ACCEPT, carry), heard(DECLINE)):
        with pytest.raises(Refusal, match="opinion_not_carried"):
            opinion.decide(carry, state, GU, NOW)


def test_erased_words_leave_the_number_and_no_way_to_call_back() -> None:
    state = heard(ACCEPT)
    erase = opinion.EraseOpinion(opinion="o1", basis="个人信息保护法第四十七条")
    with pytest.raises(Refusal, match="not_allowed"):
        opinion.decide(erase, state, GU, NOW)
    (told,) = opinion.decide(erase, state, SHEN, NOW)
    after = opinion.evolve(state, told)
    assert after == replace(state, reachable=False)
    with pytest.raises(Refusal, match="text_missing"):
        opinion.decide(replace(erase, basis=""), state, SHEN, NOW)


def test_entered_once_known_before_sorted_and_not_from_tomorrow() -> None:
    with pytest.raises(Refusal, match="already_exists"):
        opinion.decide(REGISTER, heard(), WU, NOW)
    with pytest.raises(Refusal, match="unknown_opinion"):
        opinion.decide(ACCEPT, None, GU, NOW)
    with pytest.raises(Refusal, match="date_in_future"):
        opinion.decide(replace(REGISTER, happened_on=TODAY + days(1)), None, WU, NOW)


def test_a_command_of_another_noun_is_a_fault() -> None:
    with pytest.raises(Fault):
        opinion.decide(CLAIM, heard(), HE, NOW)


ERASE = opinion.EraseOpinion(opinion="o1", basis="个人信息保护法第四十七条")
KEPT = replace(ERASE, kept_until=NOW.date(), kept_basis="文书档案保管期限表")


def test_what_must_be_kept_is_not_erased_before_its_day_has_passed() -> None:
    """PIPL art. 47: a term of retention runs out first, and whoever asks is told the basis."""
    state = heard(ACCEPT)
    with pytest.raises(Refusal) as caught:
        opinion.decide(KEPT, state, SHEN, NOW)
    assert (caught.value.code, caught.value.facts) == (
        "still_kept",
        {"until_on": NOW.date(), "basis": "文书档案保管期限表"},
    )
    (told,) = opinion.decide(KEPT, state, SHEN, NOW + timedelta(days=1))
    assert told.kind == "opinion.erased/1"


def test_what_is_worked_on_is_not_erased() -> None:
    with pytest.raises(Refusal, match="still_worked_on"):
        opinion.decide(replace(ERASE, running=True), heard(ACCEPT), SHEN, NOW)


@pytest.mark.parametrize("kept", [KEPT, replace(ERASE, running=True)])
def test_a_ground_of_its_own_goes_before_and_stands_in_the_tombstone(kept: opinion.EraseOpinion) -> None:
    state = heard(ACCEPT)
    (told,) = opinion.decide(replace(kept, despite="县人民法院裁定"), state, SHEN, NOW)
    assert isinstance(told, opinion.OpinionErasedEarly)
    assert (told.kept_until, told.despite) == (kept.kept_until, "县人民法院裁定")
    assert opinion.evolve(state, told) == replace(state, reachable=False)
