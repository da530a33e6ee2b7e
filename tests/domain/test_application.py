"""Applications: what is asked, who decides by what right, what must stand before a grant, and what follows one (社会救助暂行办法)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.county import NOW, TODAY

from sandan.domain.allowance import Area, Household, Income, IncomeKind, Member, Standard
from sandan.domain.application import (
    AcceptApplication,
    AddPapers,
    AdjustAllowance,
    Application,
    ApplicationDecided,
    ApplicationStatus,
    ApplicationSubmitted,
    Cause,
    Change,
    DecideApplication,
    Delegation,
    EraseApplication,
    GiveAccount,
    GiveOpinion,
    MatchData,
    NameRelatives,
    Notice,
    Paid,
    ReceiveRepayment,
    RecordJobOffer,
    ReportChange,
    ReviewByPeers,
    RevokeGrant,
    Route,
    SubmitApplication,
    VisitHousehold,
    WithdrawApplication,
    decide,
    evolve,
    handles,
    month_of,
)
from sandan.domain.authority import Actor, Role
from sandan.domain.item import AuthorityBasis, Stage
from sandan.domain.item_profile import profiles
from sandan.domain.money import ZERO, Money
from sandan.domain.values import Refusal
from sandan.domain.wire import Command, encode

TWO_LEVEL, DELEGATED, ONCE = (profiles()[each] for each in ("dibao-two-level", "dibao-delegated", "temporary-draft"))
LINE = ("qingxi", "yunling")
CLERK = Actor(frozenset({Role.ASSISTANCE}), "tian", "a1", "qingxi", LINE)
SIGNER = Actor(frozenset({Role.APPROVER}), "jiang", "a2", "qingxi", LINE)
BUREAU = Actor(frozenset({Role.APPROVER}), "min", "a3", "bureau", ("bureau", "yunling"))
ELSEWHERE = Actor(frozenset({Role.ASSISTANCE, Role.APPROVER}), "lu", "a4", "shanxi", ("shanxi", "yunling"))
APPLICANT = Actor(frozenset({Role.RESIDENT}), opinion="b1")
HOME = Household(
    (
        Member("m1", "李某", "612401195001010011", "户主", incomes=(Income(IncomeKind.WAGE, Money.of(6000)),)),
        Member("m2", "王某", "612401195201010022", "配偶", able=False),
    )
)
STANDARD = Standard(Area.RURAL, Money.of(4000), 12, date(2019, 1, 1), "市政府文件")
ALL = tuple(each.code for each in DELEGATED.asked)
SUBMIT = SubmitApplication(
    application="b1",
    item=DELEGATED,
    unit="qingxi",
    bureau="bureau",
    town="qingxi",
    route=Route.CLERK,
    area=Area.RURAL,
    household=HOME,
    consent=True,
    given=ALL,
)
ACCEPT = AcceptApplication(application="b1", steps=())
VISIT = VisitHousehold(
    application="b1", item=DELEGATED, visited_on=TODAY, visitors=("tian", "ren"), findings="两间土房"
)
OPINION = GiveOpinion(
    application="b1", item=DELEGATED, household=HOME, standard=STANDARD, favourable=True, reasons="收入低于标准"
)
NOTICE = Notice(Stage.NOTICE, TODAY - timedelta(8), TODAY - timedelta(1))
ENTRUSTED = Delegation("云民委〔2019〕1号", "qingxi", TODAY - timedelta(90))
DECIDE = DecideApplication(
    application="b1",
    item=DELEGATED,
    household=HOME,
    standard=STANDARD,
    grant=True,
    reasons="符合条件",
    notices=(NOTICE,),
    delegation=ENTRUSTED,
    remedies=("六十日内申请行政复议",),
)
ADJUST = AdjustAllowance(
    application="b1",
    item=DELEGATED,
    household=HOME,
    standard=STANDARD,
    cause=Cause.RECHECK,
    reasons="定期复核",
    from_month=month_of(TODAY),
    delegation=ENTRUSTED,
)
REVOKE = RevokeGrant(
    application="b1",
    item=DELEGATED,
    reasons="虚假承诺",
    paid=tuple(Paid(f"2019-{each:02}", Money.of(800)) for each in range(1, 7)),
    heard=True,
)
GRANTED: tuple[Any, ...] = (SUBMIT, ACCEPT, VISIT, OPINION, (DECIDE, SIGNER))


def told(*orders: Any) -> Application:
    state: Application | None = None
    for each in orders:
        order, by = each if isinstance(each, tuple) else (each, CLERK)
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: Application | None, order: Command, by: Actor = CLERK) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, NOW)
    return no.value.code


def outcome(state: Application, order: Command, by: Actor = SIGNER) -> Any:
    (event,) = decide(order, state, by, NOW)
    return event


def test_missing_papers_are_named_at_once_and_known_ones_are_not_asked() -> None:
    (event,) = decide(replace(SUBMIT, given=("application",)), None, CLERK, NOW)
    assert isinstance(event, ApplicationSubmitted)
    assert event.missing == ("authorisation", "income", "property", "illness")
    assert not {"household", "disability"} & set(event.missing), "the office finds these out by itself"
    waiting = told(replace(SUBMIT, given=("application",)))
    assert refused(waiting, ACCEPT) == "papers_missing"


def test_a_commitment_stands_for_a_paper_of_the_catalogue_and_for_no_other() -> None:
    """NC3: a commitment covers only what the item lets it."""
    waiting = told(replace(SUBMIT, given=("application", "authorisation")))
    bound = ("income", "property", "illness")
    assert told(replace(SUBMIT, given=("application", "authorisation"), committed=bound)).missing == ()
    assert (
        refused(waiting, AddPapers(application="b1", item=DELEGATED, committed=("authorisation",)))
        == "paper_not_replaceable"
    )
    assert refused(waiting, AddPapers(application="b1", item=DELEGATED, given=("photo",))) == "paper_unknown"
    done = outcome(waiting, AddPapers(application="b1", item=DELEGATED, committed=bound), CLERK)
    assert done.missing == ()


def test_without_consent_to_matching_nothing_is_matched() -> None:
    """Art. 58: the household authorises; NC3: the matching of income still runs beside every commitment."""
    silent = told(replace(SUBMIT, consent=False))
    assert refused(silent, ACCEPT) == "consent_missing"
    match = MatchData(application="b1", item=DELEGATED, matched_on=TODAY, sources=("社保",))
    assert outcome(told(SUBMIT, ACCEPT), match, CLERK).sources == ("社保",)


def test_two_visit_and_no_relative() -> None:
    open_ = told(SUBMIT, ACCEPT)
    assert refused(open_, replace(VISIT, visitors=("tian",))) == "visitors_too_few"
    assert refused(open_, replace(VISIT, visitors=("tian", "tian"))) == "visitors_too_few"
    assert outcome(open_, replace(VISIT, visitors=("tian",), others=("村干部张某",)), CLERK)
    kin = told(SUBMIT, NameRelatives(application="b1", related=("ren",)), ACCEPT)
    assert refused(kin, VISIT) == "relative_stands_back"
    assert (
        refused(told(replace(SUBMIT, related=("jiang",)), ACCEPT, VISIT, OPINION), DECIDE, SIGNER)
        == "relative_stands_back"
    )


@pytest.mark.parametrize(
    ("present", "consenting", "told_"),
    [(5, 5, "quorum_short"), (6, 4, "carried"), (6, 3, "not carried"), (9, 6, "carried")],
)
def test_a_peer_review_has_its_quorum(present: int, consenting: int, told_: str) -> None:
    """Two thirds of nine is six; two thirds of six is four."""
    two: dict[str, Any] = {"item": TWO_LEVEL}
    open_ = told(replace(SUBMIT, **two), ACCEPT, replace(VISIT, **two))
    assert refused(open_, replace(OPINION, **two)) == "application_not_at", "the review comes first"
    review = ReviewByPeers(
        application="b1", item=TWO_LEVEL, held_on=TODAY, invited=9, present=present, consenting=consenting
    )
    if told_ == "quorum_short":
        assert refused(open_, review) == told_
    else:
        assert outcome(open_, review, CLERK).carried is (told_ == "carried")


def test_the_amount_follows_and_is_never_typed() -> None:
    event = outcome(told(*GRANTED[:4]), DECIDE)
    assert isinstance(event, ApplicationDecided)
    assert event.amount == Money.rounded((2 * STANDARD.monthly) - 500) == Money.of("166.67")
    rich = Household((replace(HOME.members[0], incomes=(Income(IncomeKind.WAGE, Money.of(90_000)),)),))
    assert refused(told(*GRANTED[:4]), replace(DECIDE, household=rich), SIGNER) == "not_eligible"
    no = outcome(told(*GRANTED[:4]), replace(DECIDE, household=rich, grant=False, reasons="收入高于标准"))
    assert (no.granted, no.amount, no.remedies) == (False, ZERO, DECIDE.remedies)


def test_nothing_is_granted_before_its_notice_has_ended_unopposed() -> None:
    ready = told(*GRANTED[:4])
    assert refused(ready, replace(DECIDE, notices=()), SIGNER) == "notice_missing"
    assert refused(ready, replace(DECIDE, notices=(replace(NOTICE, until_on=TODAY),)), SIGNER) == "notice_running"
    assert refused(ready, replace(DECIDE, notices=(replace(NOTICE, open_objections=1),)), SIGNER) == "notice_objected"
    assert refused(ready, replace(DECIDE, notices=(replace(NOTICE, taken_down=True),)), SIGNER) == "notice_missing"
    assert not outcome(ready, replace(DECIDE, notices=(), grant=False)).granted, "a refusal is not made public"


def test_an_entrusted_decision_is_the_bureaus() -> None:
    event = outcome(told(*GRANTED[:4]), DECIDE)
    assert (event.in_name_of, event.respondent, event.instrument) == ("bureau", "bureau", "云民委〔2019〕1号")
    assert event.authority is AuthorityBasis.ENTRUSTED_TOWN


def test_who_may_decide() -> None:
    ready = told(*GRANTED[:4])
    assert refused(ready, DECIDE, CLERK) == "not_allowed"
    assert refused(ready, DECIDE, ELSEWHERE) == "not_of_the_unit"
    worked = replace(SIGNER, person="tian")
    assert refused(ready, DECIDE, worked) == "worker_cannot_decide"
    assert refused(ready, replace(DECIDE, delegation=None), SIGNER) == "delegation_missing"
    lapsed = replace(ENTRUSTED, until_on=TODAY - timedelta(1))
    assert refused(ready, replace(DECIDE, delegation=lapsed), SIGNER) == "delegation_not_in_force"
    assert (
        refused(ready, replace(DECIDE, delegation=replace(ENTRUSTED, suspended=True)), SIGNER) == "delegation_suspended"
    )
    other = replace(ENTRUSTED, town="shanxi")
    assert refused(ready, replace(DECIDE, delegation=other), SIGNER) == "delegation_missing"
    assert outcome(ready, replace(DECIDE, delegation=None), BUREAU).in_name_of == "bureau"


def test_by_law_the_county_or_the_town_decides_alone() -> None:
    county = replace(DELEGATED, authority=AuthorityBasis.STATUTORY_COUNTY)
    town = replace(DELEGATED, authority=AuthorityBasis.STATUTORY_TOWN)
    ready = told(*GRANTED[:4])
    assert refused(ready, replace(DECIDE, item=county), SIGNER) == "not_the_deciding_body"
    assert refused(ready, replace(DECIDE, item=town), BUREAU) == "not_the_deciding_body"
    event = outcome(ready, replace(DECIDE, item=town, delegation=None))
    assert (event.in_name_of, event.respondent, event.instrument) == ("qingxi", "qingxi", "")


def test_db8_stopped_from_the_month_of_the_decision_and_not_reclaimed() -> None:
    changed = TODAY - timedelta(20)
    rich = Household((replace(HOME.members[0], incomes=(Income(IncomeKind.WAGE, Money.of(90_000)),)),))
    reported = ReportChange(application="b1", item=DELEGATED, changed_on=changed, what="儿子找到工作", household=rich)
    paid = tuple(Paid(month_of(changed + timedelta(31 * each)), Money.of(100)) for each in range(3))
    look = replace(ADJUST, household=rich, cause=Cause.REPORTED, reasons="收入高于标准", paid=paid)
    event = outcome(told(*GRANTED, (reported, APPLICANT)), look)
    assert (event.change, event.amount, event.from_month) == (Change.STOPPED, ZERO, month_of(TODAY))
    assert event.reclaimed == ZERO
    late = replace(reported, changed_on=TODAY - timedelta(70))
    later = (Paid(month_of(TODAY - timedelta(35)), Money.of(100)), Paid(month_of(TODAY), Money.of(100)))
    assert outcome(told(*GRANTED, late), replace(look, paid=later)).reclaimed == Money.of(200)
    strict = replace(DELEGATED, rules=replace(DELEGATED.rules, reclaim_reported=True))
    ahead = (Paid(month_of(TODAY + timedelta(31)), Money.of(100)),)
    assert outcome(told(*GRANTED, reported), replace(look, item=strict, paid=ahead)).reclaimed == Money.of(100)


def test_a_third_refusal_cuts_the_own_share() -> None:
    refuse = RecordJobOffer(
        application="b1", item=DELEGATED, household=HOME, member="m1", refused=True, note="拒绝护林员岗位"
    )
    twice = told(*GRANTED, refuse, refuse)
    jobs = replace(ADJUST, cause=Cause.JOBS, reasons="三次无正当理由拒绝")
    assert refused(twice, jobs, SIGNER) == "refusals_too_few"
    thrice = told(*GRANTED, refuse, refuse, refuse)
    event = outcome(thrice, jobs)
    assert event.change is Change.DECREASED
    assert event.amount == Money.of("83.33"), "half of a household of two"
    assert told(*GRANTED, refuse, refuse, replace(refuse, refused=False)).refused_by("m1") == 0
    assert refused(thrice, replace(refuse, member="m2")) == "member_unable"


def test_db7_a_false_statement_is_revoked_repaid_and_fined() -> None:
    granted = told(*GRANTED)
    assert refused(granted, REVOKE, SIGNER) == "not_the_deciding_body", "in whose name it was given, takes it back"
    assert refused(granted, replace(REVOKE, heard=False), BUREAU) == "not_heard"
    assert refused(granted, replace(REVOKE, fine=Money.of("4799.99")), BUREAU) == "fine_out_of_range"
    assert refused(granted, replace(REVOKE, fine=Money.of("14400.01")), BUREAU) == "fine_out_of_range"
    event = outcome(granted, replace(REVOKE, fine=Money.of(4800)), BUREAU)
    assert (event.repay, event.fine) == (Money.of(4800), Money.of(4800))
    revoked = told(*GRANTED, (replace(REVOKE, fine=Money.of(4800)), BUREAU))
    assert revoked.owed == Money.of(9600)
    part = ReceiveRepayment(application="b1", amount=Money.of(9600), received_on=TODAY)
    assert refused(revoked, replace(part, amount=Money.of("9600.01"))) == "repayment_out_of_range"
    assert refused(revoked, EraseApplication(application="b1", basis="期满"), SIGNER) == "application_open"
    settled = told(*GRANTED, (replace(REVOKE, fine=Money.of(4800)), BUREAU), part)
    assert outcome(settled, EraseApplication(application="b1", basis="期满"))


def test_nothing_is_demanded_back_twice() -> None:
    """What a look at the allowance demanded back is owed already, when a later look or a revocation counts what was paid."""
    paid = tuple(Paid(month_of(TODAY - timedelta(each)), Money.of(100)) for each in (95, 65, 35))
    less = replace(
        HOME, members=(replace(HOME.members[0], incomes=(Income(IncomeKind.WAGE, Money.of(7500)),)), HOME.members[1])
    )
    late = ReportChange(application="b1", item=DELEGATED, changed_on=TODAY - timedelta(70), what="务工", household=less)
    look = replace(ADJUST, household=less, cause=Cause.REPORTED, paid=paid)
    assert outcome(told(*GRANTED, late), look).reclaimed == Money.of("116.66"), "two months at 100, at 41.67"
    again = told(*GRANTED, late, (look, SIGNER), late)
    assert outcome(again, look).reclaimed == ZERO, "the same change, told once more"
    poorer = replace(look, household=Household((replace(HOME.members[0], incomes=()),)))
    assert outcome(again, poorer).reclaimed == ZERO
    stopped = replace(look, household=replace(less, property_met=False))
    assert outcome(again, stopped).reclaimed == Money.of("83.34"), "what was left of them"
    revoke = replace(REVOKE, paid=paid)
    event = outcome(told(*GRANTED, late, (look, SIGNER)), replace(revoke, fine=Money.of(300)), BUREAU)
    assert event.repay == Money.of("183.34"), "all that was paid, less what is owed already; the fine is by all of it"


def test_a_later_report_makes_nothing_undone_of_an_earlier_one() -> None:
    late = ReportChange(application="b1", item=DELEGATED, changed_on=TODAY - timedelta(70), what="务工")
    soon = replace(late, changed_on=TODAY - timedelta(2))
    for orders in ((late, (soon, APPLICANT)), ((soon, APPLICANT), late)):
        state = told(*GRANTED, *orders)
        assert (state.changed_on, state.reported_in_time) == (late.changed_on, False)


def test_a_list_at_the_bank_is_reconciled_before_its_money_is_demanded_back() -> None:
    assert refused(told(*GRANTED), replace(REVOKE, at_bank="2026-03"), BUREAU) == "payment_at_bank"
    late = ReportChange(application="b1", item=DELEGATED, changed_on=TODAY - timedelta(70), what="务工")
    held = replace(ADJUST, at_bank="2026-03", cause=Cause.REPORTED)
    assert refused(told(*GRANTED, late), held, SIGNER) == "payment_at_bank"
    assert outcome(told(*GRANTED), held), "nothing is demanded back"
    assert outcome(told(*GRANTED, replace(late, changed_on=TODAY)), held), "told in time"


def test_who_wrote_down_a_change_or_a_refused_job_does_not_decide_on_it() -> None:
    both = replace(SIGNER, roles=frozenset({Role.ASSISTANCE, Role.APPROVER}))
    change = ReportChange(application="b1", item=DELEGATED, changed_on=TODAY, what="减收")
    state = told(*GRANTED, (change, both))
    assert refused(state, ADJUST, both) == "worker_cannot_decide"
    assert outcome(state, ADJUST, BUREAU)
    assert outcome(told(*GRANTED, (change, both), (ADJUST, BUREAU)), ADJUST, both), (
        "another look rests on nothing of it"
    )
    refuse = RecordJobOffer(
        application="b1", item=DELEGATED, household=HOME, member="m1", refused=True, note="拒绝护林员岗位"
    )
    thrice = told(*GRANTED, *[(refuse, both)] * 3)
    assert refused(thrice, replace(ADJUST, cause=Cause.JOBS), both) == "worker_cannot_decide"
    found = Actor(frozenset({Role.ASSISTANCE, Role.APPROVER}), "min", "a3", "bureau", ("bureau", "yunling"))
    assert refused(told(*GRANTED, (change, found)), REVOKE, found) == "worker_cannot_decide"


def test_an_item_paid_once_is_not_adjusted() -> None:
    once: dict[str, Any] = {"item": ONCE}
    papers = tuple(each.code for each in ONCE.asked)
    orders = (
        replace(SUBMIT, given=papers, **once),
        ACCEPT,
        replace(VISIT, **once),
        replace(OPINION, months=3, **once),
        (replace(DECIDE, months=3, **once), SIGNER),
    )
    granted = told(*orders)
    assert granted.amount == Money.of(2000), "three months of a third of a thousand for two"
    assert refused(granted, replace(ADJUST, **once), SIGNER) == "paid_once"


def test_the_applicant_and_nobody_else_speaks_for_the_household() -> None:
    mine = told(SUBMIT)
    assert outcome(mine, WithdrawApplication(application="b1", reason="不申请了"), APPLICANT)
    assert (
        refused(mine, WithdrawApplication(application="b1", reason="不申请了"), replace(APPLICANT, opinion="b2"))
        == "not_of_the_unit"
    )
    assert refused(None, replace(SUBMIT, route=Route.RESIDENT)) == "route_contradicts"
    assert refused(None, SUBMIT, ELSEWHERE) == "not_of_the_unit"
    assert refused(told(*GRANTED), WithdrawApplication(application="b1", reason="-")) == "application_decided"


def test_only_this_line_of_work_reads_a_household() -> None:
    assert handles("qingxi", "bureau", CLERK)
    assert handles("qingxi", "bureau", BUREAU)
    assert not handles("qingxi", "bureau", ELSEWHERE)
    for role in frozenset(Role) - {Role.ASSISTANCE, Role.APPROVER}:
        assert not handles("qingxi", "bureau", Actor(frozenset({role}), "x", "x", "qingxi", LINE))


def test_who_somebody_is_and_lives_on_is_sealed() -> None:
    """Byte for byte: no name, number, income or account is outside the personal opening."""
    account = GiveAccount(application="b1", holder="李某", bank="信用社", account="6230270900001234567")
    report = ReportChange(application="b1", item=DELEGATED, changed_on=TODAY, what="丈夫去世", household=HOME)
    state: Application | None = None
    sealed = ("李某", "王某", "612401", "6000", "土房", "6230270900001234567", "信用社", "去世", "两间", "收入低于标准")
    steps = (
        (SUBMIT, CLERK),
        (ACCEPT, CLERK),
        (VISIT, CLERK),
        (OPINION, CLERK),
        (DECIDE, SIGNER),
        (account, APPLICANT),
        (report, CLERK),
        (ADJUST, SIGNER),
    )
    for order, by in steps:
        for event in decide(order, state, by, NOW):
            state = evolve(state, event)
            open_ = repr((encode(event).public, encode(event).internal))
            assert not [each for each in sealed if each in open_], event.kind


def test_nothing_is_erased_while_it_runs() -> None:
    erase = EraseApplication(application="b1", basis="保管期限届满")
    assert refused(told(SUBMIT), erase, SIGNER) == "application_open"
    assert refused(told(*GRANTED), erase, SIGNER) == "application_open"
    gone = told(SUBMIT, WithdrawApplication(application="b1", reason="重复登记"))
    assert gone.status is ApplicationStatus.WITHDRAWN
    assert outcome(gone, erase)
