"""Commitments: offered where they may be, signed by who saw the text, and never false without a hearing and a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY, proof
from tests.domain.line import APPROVER, BUREAU, BUREAU_APPROVER, OFFICER, SECOND, STRANGER, TOWN, works

from sandan.domain.authority import Actor, Role
from sandan.domain.commitment import (
    AcceptCorrection,
    CheckCommitment,
    Commitment,
    CommitmentOffered,
    CommitmentStatus,
    DeclineCommitment,
    DrawCommitment,
    HearCommitment,
    JudgeFalse,
    LapseCommitment,
    OfferCommitment,
    OrderCorrection,
    RepairCommitment,
    Replaceable,
    RestOnCommitment,
    SignCommitment,
    Signer,
    decide,
    digest,
    evolve,
    offer,
)
from sandan.domain.item import PaperCheck
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

INCOME = Replaceable("income", "收入证明")
PROPERTY = Replaceable("property", "财产状况证明", PaperCheck.ALL)
MARRIAGE = Replaceable("marriage", "婚姻状况证明", PaperCheck.EXEMPT)
CATALOGUE = (INCOME, PROPERTY, MARRIAGE)
TEXT = "证明事项告知承诺书：收入证明……"
OFFER = OfferCommitment(
    commitment="c1", application="a1", unit=TOWN, line=(BUREAU,), service="dibao", version="dibao-delegated",
    papers=("income",), text=TEXT, asked=("application", "authorisation", "income", "property"), catalogue=CATALOGUE,
)  # fmt: skip
SIGN = SignCommitment(commitment="c1", seen=digest(TEXT), signer=Signer.SELF, evidence=(proof(),))
REST = RestOnCommitment(commitment="c1", granted=True)
DRAWN = DrawCommitment(commitment="c1", spot_check="s1")
WRONG = CheckCommitment(commitment="c1", consistent=False, finding="在县城有工资收入")
HEAR = HearCommitment(commitment="c1", words="以为临时工不算")
FALSE = JudgeFalse(commitment="c1", reason="隐瞒工资收入", serious=False, months=12)
Given = tuple[Command, Actor, datetime]
UPTO: tuple[Given, ...] = ((OFFER, OFFICER, NOW), (SIGN, OFFICER, NOW), (REST, APPROVER, NOW))
FOUND: tuple[Given, ...] = (*UPTO, (DRAWN, BUREAU_APPROVER, NOW), (WRONG, OFFICER, NOW))


def told(*orders: Given) -> Commitment:
    state: Commitment | None = None
    for order, by, at in orders:
        for event in decide(order, state, by, at):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: Commitment | None, order: Command, by: Actor = OFFICER, at: datetime = NOW) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, at)
    return no.value.code


def test_nc1_after_an_unrepaired_false_commitment_nothing_is_offered_and_the_ordinary_list_shown() -> None:
    """domain F3, oracle NC1."""
    can = offer(OFFER.asked, CATALOGUE, unrepaired=("CN2025-00007",))
    assert (can.papers, can.ordinary, can.why) == ((), OFFER.asked, "person_barred")
    assert refused(None, replace(OFFER, unrepaired=("CN2025-00007",))) == "person_barred"
    assert refused(told(UPTO[0]), replace(SIGN, unrepaired=("CN2025-00007",))) == "person_barred"


def test_nc2_who_declines_is_asked_for_the_papers_and_nothing_else_follows() -> None:
    """domain F3, oracle NC2: no penalty, and it can be offered and signed another time."""
    state = told((OFFER, OFFICER, NOW), (DeclineCommitment(commitment="c1"), OFFICER, NOW))
    assert state.status is CommitmentStatus.DECLINED
    assert not state.stands
    assert not state.counts_against
    assert offer(OFFER.asked, CATALOGUE).papers == (INCOME, PROPERTY)
    assert told((replace(OFFER, commitment="c2"), OFFICER, NOW)).status is CommitmentStatus.OFFERED


def test_nc3_no_commitment_outside_the_catalogue() -> None:
    """domain F3, oracle NC3: only what the item's catalogue lists; the authorisation to match data is asked for all the same."""
    can = offer(OFFER.asked, CATALOGUE)
    assert [each.code for each in can.papers] == ["income", "property"]
    assert can.ordinary == ("application", "authorisation")
    assert refused(None, replace(OFFER, papers=("authorisation",))) == "paper_not_in_catalogue"
    assert (
        refused(None, replace(OFFER, papers=("marriage",))) == "paper_not_in_catalogue"
    )  # not asked for: nothing to replace
    assert refused(None, replace(OFFER, papers=("income",), standing=("income",))) == "committed_already"


@given(
    asked=st.lists(st.sampled_from("abcdefgh"), unique=True), listed=st.lists(st.sampled_from("abcdefgh"), unique=True),
    barred=st.booleans(), signer=st.sampled_from(Signer), chosen=st.lists(st.sampled_from("abcdefgh"), max_size=4),
)  # fmt: skip
def test_whatever_is_asked_only_the_catalogue_is_committed_to(
    asked: list[str], listed: list[str], barred: bool, signer: Signer, chosen: list[str]
) -> None:
    catalogue = tuple(Replaceable(each, each) for each in listed)
    unrepaired = ("x",) if barred else ()
    can = offer(asked, catalogue, unrepaired, signer)
    codes = [each.code for each in can.papers]
    assert set(codes) <= set(listed) & set(asked)
    assert sorted((*codes, *can.ordinary)) == sorted(asked)
    order = replace(
        OFFER, asked=tuple(asked), catalogue=catalogue, unrepaired=unrepaired, signer=signer, papers=tuple(chosen)
    )
    try:
        (event,) = decide(order, None, OFFICER, NOW)
    except Refusal:
        return
    assert isinstance(event, CommitmentOffered)
    assert set(event.papers) <= set(listed) & set(asked)
    assert not barred
    assert signer is not Signer.PROXY


def test_it_is_signed_by_oneself_or_a_guardian_and_by_nobody_else() -> None:
    state = told(UPTO[0])
    assert refused(None, replace(OFFER, signer=Signer.PROXY)) == "not_by_proxy"
    assert refused(state, replace(SIGN, signer=Signer.PROXY)) == "not_by_proxy"
    assert refused(state, replace(SIGN, signer=Signer.GUARDIAN)) == "text_missing"
    assert told(UPTO[0], (replace(SIGN, signer=Signer.GUARDIAN, guardian="石有田"), OFFICER, NOW)).stands


def test_who_signs_has_seen_that_very_text() -> None:
    state = told(UPTO[0])
    assert refused(state, replace(SIGN, seen=digest(TEXT + "。"))) == "text_changed"
    assert refused(state, replace(SIGN, evidence=())) == "paper_missing"
    (event,) = decide(OFFER, None, OFFICER, NOW)
    assert isinstance(event, CommitmentOffered)
    assert digest(event.text) == event.digest


def test_the_strictest_class_of_its_papers_counts() -> None:
    assert told((replace(OFFER, papers=("income", "property")), OFFICER, NOW)).check is PaperCheck.ALL
    assert told(UPTO[0]).check is PaperCheck.SAMPLE


def test_it_is_checked_by_class_by_lot_or_for_a_reason() -> None:
    state = told(*UPTO)
    assert refused(state, WRONG) == "check_without_cause"
    assert told(*UPTO, (replace(WRONG, cause="公示期间有异议"), OFFICER, NOW)).status is CommitmentStatus.INCONSISTENT
    every = (replace(OFFER, papers=("property",)), OFFICER, NOW), *UPTO[1:]
    assert told(*every, (replace(WRONG, consistent=True), OFFICER, NOW)).status is CommitmentStatus.CONFIRMED
    asked = (*OFFER.asked, "marriage")
    exempt = (replace(OFFER, papers=("marriage",), asked=asked), OFFICER, NOW), *UPTO[1:]
    assert refused(told(*exempt), DRAWN, BUREAU_APPROVER) == "check_exempt"
    assert refused(told(*UPTO[:2]), WRONG) == "commitment_status"


def test_a_relative_of_the_household_checks_nothing() -> None:
    state = told(*UPTO)
    assert refused(state, replace(WRONG, cause="群众举报", related=(SECOND.person,)), SECOND) == "relative_stands_back"


def test_nobody_is_judged_unheard_or_by_who_found_it() -> None:
    state = told(*FOUND)
    assert refused(state, FALSE, APPROVER) == "hearing_missing"
    assert refused(state, OrderCorrection(commitment="c1", days=10)) == "hearing_missing"
    heard = (*FOUND, (HEAR, SECOND, NOW))
    checker = works(OFFICER.person, TOWN, Role.APPROVER)
    assert refused(told(*heard), FALSE, checker) == "not_by_checker"
    assert refused(told(*heard), FALSE, SECOND) == "not_allowed"
    kin = replace(FALSE, related=(APPROVER.person,))
    assert refused(told(*heard), kin, APPROVER) == "relative_stands_back", "registered as a relative of the household"
    assert refused(told(*heard), FALSE, works("x", "baiyun", Role.APPROVER)) == "not_of_the_unit"
    assert told(*heard, (FALSE, APPROVER, NOW)).status is CommitmentStatus.FALSE


def test_what_is_put_right_in_time_counts_against_nobody() -> None:
    ordered = (*FOUND, (HEAR, SECOND, NOW), (OrderCorrection(commitment="c1", days=10), SECOND, NOW))
    state = told(*ordered)
    assert state.due_on == TODAY + timedelta(10)
    assert refused(state, FALSE, APPROVER) == "correction_runs"
    right = AcceptCorrection(commitment="c1", note="已补交收入证明")
    assert told(*ordered, (right, SECOND, NOW + timedelta(10))).status is CommitmentStatus.CONFIRMED
    late = NOW + timedelta(11)
    assert refused(state, right, SECOND, late) == "correction_late"
    assert told(*ordered, (FALSE, APPROVER, late)).counts_against


def test_a_false_one_bars_until_it_is_repaired() -> None:
    false = told(*FOUND, (HEAR, SECOND, NOW), (FALSE, BUREAU_APPROVER, NOW))
    assert false.counts_against
    repair = RepairCommitment(commitment="c1", note="已退还全部款项")
    assert refused(false, repair, BUREAU_APPROVER) == "repair_too_early"
    later = NOW.replace(year=2027)
    assert refused(false, replace(repair, owed=True), BUREAU_APPROVER, later) == "repayment_open"
    (event,) = decide(repair, false, BUREAU_APPROVER, later)
    after = evolve(false, event)
    assert after is not None
    assert not after.counts_against


def test_nothing_rests_on_a_commitment_to_a_refused_application() -> None:
    state = told(*UPTO[:2], (replace(REST, granted=False), APPROVER, NOW))
    assert state.status is CommitmentStatus.LAPSED
    assert not state.stands
    assert refused(state, WRONG) == "commitment_status"


def test_strangers_to_the_line_do_nothing() -> None:
    state = told(*UPTO)
    for order in (DeclineCommitment(commitment="c1"), SIGN, WRONG, HEAR):
        assert refused(state, order, STRANGER) == "not_of_the_unit"
    assert refused(None, OFFER, STRANGER) == "not_of_the_unit"


def test_it_lapses_with_its_application_by_whoever_gives_that_up() -> None:
    lapse = LapseCommitment(commitment="c1")
    applicant = Actor(frozenset({Role.RESIDENT}), opinion="a1")
    stranger = Actor(frozenset({Role.RESIDENT}), opinion="a2")
    for upto in (UPTO[:1], UPTO[:2]):
        state = told(*upto)
        assert refused(state, lapse, stranger) == "not_of_the_unit"
        for by in (applicant, OFFICER):
            assert told(*upto, (lapse, by, NOW)).status is CommitmentStatus.LAPSED
    assert refused(told(*UPTO), lapse) == "commitment_status", "a decision rests on it"
