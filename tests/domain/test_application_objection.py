"""Papers with files, papers sent back, and what an objection to a decision leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.county import NOW, TODAY
from tests.domain.test_application import (
    ACCEPT,
    ADJUST,
    APPLICANT,
    BUREAU,
    CLERK,
    DECIDE,
    DELEGATED,
    ELSEWHERE,
    GRANTED,
    OPINION,
    REVOKE,
    SIGNER,
    STANDARD,
    SUBMIT,
    VISIT,
    outcome,
    refused,
    told,
)

from sandan.domain.application import (
    MOST_FILES,
    AddPapers,
    AnswerObjection,
    ApplicationStatus,
    AttachPaper,
    Cause,
    Change,
    ObjectToDecision,
    PaperAttached,
    PapersAdded,
    ReturnPaper,
    decide,
    month_of,
)
from sandan.domain.item import AuthorityBasis
from sandan.domain.values import Evidence
from sandan.domain.wire import encode

INCOME = AttachPaper(
    application="b1", item=DELEGATED, paper="income", evidence=(Evidence("a" * 64, TODAY, "李某工资.jpg"),)
)
LACKING = replace(SUBMIT, given=tuple(each for each in SUBMIT.given if each != "income"))
OBJECT = ObjectToDecision(application="b1", words="儿子已分户，不应计算")
RIGHT = AnswerObjection(application="b1", upheld=True, words="分户属实")
WRONG = replace(RIGHT, upheld=False, words="未分户")
REFUSED = (SUBMIT, ACCEPT, VISIT, OPINION, (replace(DECIDE, grant=False), SIGNER))
STOPPED = (*GRANTED, (replace(ADJUST, household=replace(ADJUST.household, property_met=False)), SIGNER))


def test_a_file_hands_in_the_paper_that_was_missing_and_is_sealed() -> None:
    state = told(LACKING)
    assert state.missing == ("income",)
    attached, handed_in = decide(INCOME, state, APPLICANT, NOW)
    assert isinstance(attached, PaperAttached)
    assert isinstance(handed_in, PapersAdded)
    assert handed_in.missing == ()
    held = encode(attached)
    assert "李某工资" not in f"{held.public} {held.internal}"
    assert "a" * 64 not in f"{held.public} {held.internal}", "not even which file it is"
    after = told(LACKING, (INCOME, APPLICANT))
    assert (after.filed, after.files) == (frozenset({"income"}), 1)
    assert len(decide(INCOME, after, CLERK, NOW)) == 1, "another file with it hands nothing in again"


def test_a_file_belongs_to_a_paper_of_the_item_and_there_is_one() -> None:
    state = told(LACKING)
    assert refused(state, replace(INCOME, paper="passport")) == "paper_unknown"
    assert refused(state, replace(INCOME, evidence=())) == "evidence_missing"
    assert refused(state, replace(INCOME, evidence=(Evidence("a", TODAY + timedelta(1)),))) == "date_in_future"
    many = tuple(Evidence(str(each), TODAY) for each in range(MOST_FILES + 1))
    assert refused(state, replace(INCOME, evidence=many)) == "files_too_many"
    assert refused(state, INCOME, ELSEWHERE) == "not_of_the_unit"
    assert refused(state, INCOME, replace(APPLICANT, opinion="b2")) == "not_of_the_unit"


def test_after_the_decision_staff_alone_add_files() -> None:
    state = told(*GRANTED)
    assert refused(state, INCOME, APPLICANT) == "application_ended"
    assert len(decide(INCOME, state, CLERK, NOW)) == 1


def test_a_paper_that_is_not_the_one_asked_for_is_missing_again() -> None:
    back = ReturnPaper(application="b1", item=DELEGATED, paper="income", reason="照片看不清")
    state = told(LACKING, (INCOME, APPLICANT), back)
    assert (state.missing, state.filed) == (("income",), frozenset())
    assert refused(state, back) == "paper_not_given"
    assert refused(state, ACCEPT) == "papers_missing"
    assert refused(told(SUBMIT, ACCEPT), back) == "application_not_at"


def test_a_refusal_that_was_wrong_is_decided_anew_by_others() -> None:
    objected = told(*REFUSED, (OBJECT, APPLICANT))
    assert objected.objected
    assert refused(objected, OBJECT, APPLICANT) == "objection_waits"
    assert refused(objected, RIGHT, CLERK) == "not_the_deciding_body", "the bureau in whose name it was refused answers"
    again = told(*REFUSED, (OBJECT, APPLICANT), (RIGHT, BUREAU))
    assert (again.status, again.objected) == (ApplicationStatus.OPINION, False)
    assert refused(again, DECIDE, SIGNER) == "worker_cannot_decide"
    other = replace(SIGNER, person="another")
    assert outcome(again, DECIDE, other).granted


def test_papers_for_which_an_ended_commitment_stood_are_asked_for_when_it_is_decided_anew() -> None:
    committed = replace(LACKING, committed=("income",))
    refusal = (committed, *REFUSED[1:])
    again = told(*refusal, (OBJECT, APPLICANT), (RIGHT, BUREAU))
    assert again.missing == ("income",)
    other = replace(SIGNER, person="another")
    assert refused(again, DECIDE, other) == "papers_missing"
    brought = AddPapers(application="b1", item=DELEGATED, given=("income",))
    whole = told(*refusal, (OBJECT, APPLICANT), (RIGHT, BUREAU), brought)
    assert outcome(whole, DECIDE, other).granted


def test_an_objection_that_is_not_right_changes_nothing() -> None:
    state = told(*REFUSED, (OBJECT, APPLICANT), (WRONG, BUREAU))
    assert state.status is ApplicationStatus.REFUSED
    assert refused(state, WRONG, BUREAU) == "no_objection"
    assert told(*REFUSED, (OBJECT, APPLICANT), (WRONG, BUREAU), (OBJECT, APPLICANT)).objected


def test_a_stop_that_was_wrong_never_was() -> None:
    stopped = told(*STOPPED)
    assert (stopped.status, bool(stopped.until_month)) == (ApplicationStatus.STOPPED, True)
    again = told(*STOPPED, (OBJECT, APPLICANT), (RIGHT, BUREAU))
    assert (again.status, again.until_month, again.amount) == (ApplicationStatus.GRANTED, "", told(*GRANTED).amount)
    assert again.upheld


def test_an_allowance_that_was_wrong_waits_to_be_set_anew() -> None:
    state = told(*GRANTED, (OBJECT, APPLICANT), (RIGHT, BUREAU))
    assert (state.status, state.upheld) == (ApplicationStatus.GRANTED, True)
    anew = outcome(state, replace(ADJUST, cause=Cause.OBJECTED))
    assert anew.cause is Cause.OBJECTED
    assert not told(*GRANTED, (OBJECT, APPLICANT), (RIGHT, BUREAU), (ADJUST, SIGNER)).upheld


def test_what_was_too_little_is_made_good_from_the_month_on_from_which_it_was_wrong() -> None:
    """What was found wrong on an objection was wrong from the grant on; less than before is set from now on alone."""
    earlier = replace(GRANTED[0], happened_on=TODAY - timedelta(75))
    month = month_of(TODAY - timedelta(70))
    granted = (earlier, *GRANTED[1:-1], (replace(GRANTED[-1][0], from_month=month), SIGNER))
    right = told(*granted, (OBJECT, APPLICANT), (RIGHT, BUREAU))
    home = replace(
        ADJUST.household, members=(replace(ADJUST.household.members[0], incomes=()), ADJUST.household.members[1])
    )
    back = replace(ADJUST, cause=Cause.OBJECTED, household=home, from_month=month)
    event = outcome(right, back)
    assert (event.change, event.from_month) == (Change.INCREASED, month)
    assert refused(right, replace(back, cause=Cause.RECHECK), SIGNER) == "month_out_of_range"
    assert refused(told(*granted), back, SIGNER) == "month_out_of_range", "nobody found it wrong"
    assert refused(right, replace(back, household=ADJUST.household), SIGNER) == "month_out_of_range", "not more"
    newer = replace(STANDARD, from_on=TODAY.replace(day=1))
    assert refused(right, replace(back, standard=newer), SIGNER) == "month_out_of_range", "by another standard"
    early = month_of(TODAY - timedelta(101))
    assert refused(right, replace(back, from_month=early), SIGNER) == "month_out_of_range", "before the grant"


@pytest.mark.parametrize("writer", [APPLICANT, replace(BUREAU, person="desk")])
def test_who_decided_or_took_it_down_does_not_answer(writer: object) -> None:
    decided_by_bureau = (SUBMIT, ACCEPT, VISIT, OPINION, (DECIDE, BUREAU))
    state = told(*decided_by_bureau, (OBJECT, writer))
    assert refused(state, RIGHT, BUREAU) == "answered_by_decider"
    if writer is not APPLICANT:
        assert refused(state, RIGHT, replace(BUREAU, person="desk")) == "answered_by_decider"
    assert outcome(state, RIGHT, replace(BUREAU, person="third")).upheld


def test_where_the_town_decides_by_law_the_town_answers() -> None:
    own = replace(DELEGATED, authority=AuthorityBasis.STATUTORY_TOWN)
    state = told(SUBMIT, ACCEPT, VISIT, OPINION, (replace(DECIDE, item=own), SIGNER), (OBJECT, APPLICANT))
    assert refused(state, RIGHT, replace(BUREAU, person="third")) == "not_the_deciding_body"
    assert outcome(state, RIGHT, replace(CLERK, person="another")).upheld


def test_a_revocation_is_contested_in_the_ways_of_the_law_alone() -> None:
    assert refused(told(*GRANTED, (REVOKE, BUREAU)), OBJECT, APPLICANT) == "objection_elsewhere"
    assert refused(told(SUBMIT), OBJECT, APPLICANT) == "objection_elsewhere"
    assert not told(*GRANTED, (OBJECT, APPLICANT), (REVOKE, BUREAU)).objected
