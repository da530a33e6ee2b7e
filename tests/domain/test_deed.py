"""Deeds: whose word raises what, who says what is duty work, and who is a volunteer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import BAI, CAST, DU, GU, HE, MA, NOW, TIAN, TODAY, WU, YE, post, proof, reporter

from sandan.domain.authority import Actor, Role
from sandan.domain.deed import (
    ConfirmDeed,
    Deed,
    DeedKind,
    DeedStatus,
    EnterDeed,
    EnterHours,
    JoinDeed,
    LeaveDeed,
    Need,
    SayDuty,
    TakeWord,
    VerifyDeed,
    WithdrawDeed,
    Word,
    decide,
    evolve,
)
from sandan.domain.discretion import health_words
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.register import Grade
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

VERIFY = VerifyDeed(deed="d1", finding="现场看过")
VOICE = TakeWord(deed="d1", way=Word.VOICE, holds=True, note="村里说亮了")
JOIN = JoinDeed(deed="d1", voluntary=True, hours=Quantity(3, Measure.HOUR))


def enter(**more: Any) -> EnterDeed:
    told = {
        "title": "装路灯",
        "unit": "water",
        "place": "shiqiao",
        "changed": "夜里看得见路",
        "need_words": "村道没有灯",
    }
    return EnterDeed(**{"deed": "d1", "done_on": TODAY, **told, **more})


def told(*orders: tuple[Command, Actor]) -> Deed:
    state: Deed | None = None
    for order, by in orders:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: Deed | None, order: Command, by: Actor) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


DONE = told((enter(), MA))


def test_only_others_and_the_served_raise_its_grade() -> None:
    assert DONE.grade is Grade.CLAIMED
    assert told((enter(evidence=(proof(),)), MA)).grade is Grade.DOCUMENTED
    assert told((enter(), MA), (VERIFY, YE)).grade is Grade.VERIFIED
    assert told((enter(), MA), (VOICE, DU)).grade is Grade.CONFIRMED
    assert told((enter(), MA), (VOICE, DU), (VERIFY, YE)).grade is Grade.CONFIRMED


@given(st.sampled_from(CAST), st.sampled_from(["verify", "word", "no_duty"]))
def test_nobody_of_the_doing_unit_speaks_for_it(by: Actor, what: str) -> None:
    """Nor whoever entered it, in whatever post."""
    flagged = told((enter(duties=("du1",)), WU))
    order = {"verify": VERIFY, "word": VOICE, "no_duty": SayDuty(deed="d1", duty=False, reason="自筹")}[what]
    try:
        decide(order, flagged, by, NOW)
    except Refusal:
        return
    assert "water" not in by.everywhere
    assert by.person != WU.person


def test_a_second_post_in_the_doing_unit_or_kin_there_counts() -> None:
    moved = post("ma", "office", Role.VERIFIER, also=("water",))
    assert refused(told((enter(), WU)), VERIFY, moved) == "not_by_doer"
    assert refused(told((enter(), MA)), VERIFY, post("ma", "roads", Role.HANDLER)) == "not_by_keeper"
    cousin = Actor(frozenset({Role.VERIFIER}), "ye", "a", "office", ("office", "yunling"), kin=frozenset({"ma"}))
    assert refused(DONE, VERIFY, cousin) == "not_by_keeper"


def test_the_reporter_of_the_need_says_once_whether_it_is_so() -> None:
    linked = told((enter(need=Need.OPINION, need_id="o1", need_number="Y2026-000001", need_words=""), MA))
    yes = ConfirmDeed(deed="d1", holds=True, needing=("o1",))
    assert refused(linked, yes, reporter("o2")) == "not_your_opinion"
    once = evolve(linked, decide(yes, linked, reporter("o1"), NOW)[0])
    assert once is not None
    assert once.grade is Grade.CONFIRMED
    assert refused(once, yes, reporter("o1")) == "confirmed_already"
    himself = Actor(frozenset({Role.RESIDENT}), "ma", everywhere=MA.everywhere, opinion="o1")
    assert refused(linked, yes, himself) == "not_by_keeper"


def test_what_the_served_deny_stands_apart_until_somebody_outside_has_looked() -> None:
    no = TakeWord(deed="d1", way=Word.VOICE, holds=False, note="没装")
    denied = told((enter(), MA), (no, DU))
    assert denied.status is DeedStatus.DENIED
    assert refused(denied, VERIFY, HE) == "not_by_doer"
    assert told((enter(), MA), (no, DU), (VERIFY, YE)).status is DeedStatus.DONE


def test_duty_work_is_said_by_the_list_or_a_person_and_unsaid_from_outside_alone() -> None:
    by_rule, by_person = told((enter(duties=("du1",)), MA)), told((enter(duty_reason="每年例行"), MA))
    assert by_rule.duty
    assert by_person.duty
    assert refused(by_rule, SayDuty(deed="d1", duty=False, reason="自筹"), HE) == "not_by_doer"
    assert not told((enter(duties=("du1",)), MA), (SayDuty(deed="d1", duty=False, reason="自筹"), GU)).duty
    assert told((enter(), MA), (SayDuty(deed="d1", duty=True, reason="例行"), HE)).duty
    assert refused(DONE, SayDuty(deed="d1", duty=False, reason="自筹"), GU) == "nothing_changed"


def test_it_answers_a_need_of_some_kind() -> None:
    assert refused(None, enter(need_words=" "), MA) == "text_missing"
    assert refused(None, enter(need=Need.PROBLEM, need_words="", need_number="W2026-00001"), MA) == "need_unknown"
    assert refused(None, enter(done_on=TODAY + timedelta(1)), MA) == "date_in_future"
    assert refused(None, enter(beneficiaries=Quantity(3, Measure.HOUR)), MA) == "quantity_measure"
    assert refused(None, enter(), TIAN) == "not_of_the_unit"


def test_a_volunteer_is_one_by_their_own_word() -> None:
    service = told((enter(kind=DeedKind.VOLUNTEER), WU))
    assert refused(DONE, JOIN, BAI) == "not_volunteer_service"
    assert refused(service, JoinDeed(deed="d1", voluntary=False), BAI) == "not_of_own_will"
    joined = told((enter(kind=DeedKind.VOLUNTEER), WU), (JOIN, BAI))
    assert joined.volunteers == {"bai": Quantity(3, Measure.HOUR)}
    assert refused(joined, JOIN, BAI) == "joined_already"
    left = told((enter(kind=DeedKind.VOLUNTEER), WU), (JOIN, BAI), (LeaveDeed(deed="d1"), BAI))
    assert left.volunteers == {}
    assert refused(left, VERIFY, BAI) == "not_by_keeper", "having taken part, one judges no more"
    for word in (VERIFY, VOICE, replace(VOICE, holds=False)):
        judged = told((enter(kind=DeedKind.VOLUNTEER), WU), (word, BAI))
        assert refused(judged, JOIN, BAI) == "witness_cannot_join", "having judged, one takes no part"
    sheet = EnterHours(deed="d1", volunteers=Quantity(6, Measure.PERSON), hours=Quantity(18, Measure.HOUR), evidence=())
    assert refused(service, sheet, WU) == "signed_sheet_missing"


def test_nobodys_health_and_no_number_that_finds_them() -> None:
    assert refused(None, enter(changed="给偏瘫老人理发"), MA) == "names_health"
    assert told((enter(changed="残疾人坡道修好了", health_checked=True), MA)).grade is Grade.CLAIMED
    assert refused(None, enter(changed="电话13900001111", health_checked=True), MA) == "personal_number"


@pytest.mark.parametrize("plain", ["桥梁病害处治", "松材线虫病防治", "装路灯十二盏", "农村医疗保险代缴"])
def test_words_that_are_nobodys_illness_stop_nobody(plain: str) -> None:
    assert health_words(plain) == ()


def test_a_mistake_is_taken_back_and_moves_no_more() -> None:
    gone = told((enter(), MA), (WithdrawDeed(deed="d1", reason="重复"), HE))
    assert gone.status is DeedStatus.WITHDRAWN
    assert refused(gone, VERIFY, YE) == "record_withdrawn"
