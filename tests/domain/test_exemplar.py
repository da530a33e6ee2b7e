"""Exemplars: nominated by others, open to objections, judged by others, shown while the person agrees."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import CAST, GU, HE, LU, MA, NOW, QIN, TIAN, WEN, WU, YE, post, proof

from sandan.domain.authority import Actor, Role
from sandan.domain.exemplar import (
    AnswerObjection,
    ConsentToExemplar,
    EndConsent,
    Exemplar,
    ExemplarStatus,
    NominateExemplar,
    ObjectToExemplar,
    PostExemplar,
    PublishExemplar,
    ReviewExemplar,
    TakeDownExemplar,
    decide,
    evolve,
)
from sandan.domain.register import Grade
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

NOMINATE = NominateExemplar(exemplar="e1", title="守水渠的人", unit="water", grounds="汛期连守", nominee="ma")
POST = PostExemplar(exemplar="e1", days=5)
REVIEW = ReviewExemplar(exemplar="e1", holds=True, finding="属实")
CONSENT = ConsentToExemplar(exemplar="e1")
AFTER = NOW + timedelta(6)
Given = tuple[Command, Actor, datetime]
UPTO: tuple[Given, ...] = ((NOMINATE, WU, NOW), (POST, GU, NOW), (CONSENT, MA, NOW), (REVIEW, YE, AFTER))


def told(*orders: Given) -> Exemplar:
    state: Exemplar | None = None
    for order, by, at in orders:
        for event in decide(order, state, by, at):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: Exemplar | None, order: Command, by: Actor, at: datetime = AFTER) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, at)
    return no.value.code


def test_it_goes_from_nomination_to_the_public_page_and_off_it() -> None:
    shown = told(*UPTO, (PublishExemplar(exemplar="e1"), WEN, AFTER))
    assert (shown.status, shown.grade) == (ExemplarStatus.PUBLISHED, Grade.VERIFIED)
    gone = told(*UPTO, (PublishExemplar(exemplar="e1"), WEN, AFTER), (EndConsent(exemplar="e1"), MA, AFTER))
    assert (gone.status, gone.consents) == (ExemplarStatus.TAKEN_DOWN, False)
    down = TakeDownExemplar(exemplar="e1", reason="岗位变动")
    assert (
        told(*UPTO, (PublishExemplar(exemplar="e1"), WEN, AFTER), (down, GU, AFTER)).status is ExemplarStatus.TAKEN_DOWN
    )


def test_nobody_nominates_themselves_or_a_relative() -> None:
    assert refused(None, NOMINATE, MA) == "not_oneself"
    cousin = Actor(frozenset({Role.CLERK}), "wu", "a", "office", ("office", "yunling"), kin=frozenset({"ma"}))
    assert refused(None, NOMINATE, cousin) == "not_a_relative"
    nobody = NominateExemplar(exemplar="e1", title="好人", unit="water", grounds="事迹")
    assert refused(None, nobody, WU) == "nominee_missing"


@given(st.sampled_from((*CAST, post("ye", "office", Role.VERIFIER, also=("water",)))))
def test_neither_the_nominator_nor_the_nominees_unit_judges(by: Actor) -> None:
    posted = told((NOMINATE, GU, NOW), (POST, LU, NOW))
    try:
        decide(REVIEW, posted, by, AFTER)
    except Refusal:
        return
    assert by.person not in {"gu", "ma"}
    assert "water" not in by.everywhere


def test_it_is_judged_after_the_time_for_objections_and_with_none_left_open() -> None:
    posted = told(*UPTO[:3])
    assert refused(posted, REVIEW, YE, NOW + timedelta(5)) == "objections_running"
    objected = told(*UPTO[:3], (ObjectToExemplar(exemplar="e1", objection="b1", words="不在岗"), GU, NOW))
    assert refused(objected, REVIEW, YE) == "objection_open"
    falls = AnswerObjection(exemplar="e1", objection="b1", stands=False, finding="当天调休")
    after = evolve(objected, decide(falls, objected, YE, AFTER)[0])
    assert decide(REVIEW, after, YE, AFTER)
    stands = AnswerObjection(exemplar="e1", objection="b1", stands=True, finding="确不在岗")
    ended = evolve(objected, decide(stands, objected, YE, AFTER)[0])
    assert ended is not None
    assert ended.status is ExemplarStatus.REFUSED
    assert refused(ended, stands, YE) == "no_open_objection"


def test_only_consent_publishes_and_the_nominator_gives_none() -> None:
    silent = told(UPTO[0], UPTO[1], UPTO[3])
    assert refused(silent, PublishExemplar(exemplar="e1"), WEN) == "no_consent"
    assert refused(silent, ConsentToExemplar(exemplar="e1", evidence=(proof(),)), WU) == "not_by_nominator_consent"
    assert refused(silent, CONSENT, HE) == "paper_missing"
    assert refused(silent, ConsentToExemplar(exemplar="e1", evidence=(proof(),)), TIAN) == "not_of_the_unit"
    signed = evolve(silent, decide(ConsentToExemplar(exemplar="e1", evidence=(proof(),)), silent, HE, AFTER)[0])
    assert signed is not None
    assert signed.consents
    assert refused(told(*UPTO), PublishExemplar(exemplar="e1"), QIN) == "not_allowed"
    assert refused(told(*UPTO[:3]), PublishExemplar(exemplar="e1"), WEN) == "exemplar_status"


@pytest.mark.parametrize("days", [0, 61])
def test_objections_are_taken_for_some_days(days: int) -> None:
    assert refused(told(UPTO[0]), PostExemplar(exemplar="e1", days=days), GU) == "days_range"
