"""Who is told of what: the right people as of the moment, never who did it, nothing twice, nothing from under the shield."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from tests.outbox.telling import NOON, Carrier, begin, channel, mailed, return_asked, told
from tests.web.cast import FROM_ON, County, fresh_key
from tests.web.step import accepted, dispatched, heard
from tests.web.test_circuit import DAY, give, group, visit

from sandan.desk import circuit_visit as desk
from sandan.desk import opinion, organisation, problem
from sandan.desk.organisation import Post
from sandan.desk.problem import Dispatch, Plan
from sandan.desk.tick import tick
from sandan.domain import clock, problem_command, relay, survey
from sandan.domain.authority import Actor, Role
from sandan.domain.circuit import Method, Terms
from sandan.domain.circuit_visit import FeedBack, HoldVisit
from sandan.domain.notice import Timing
from sandan.domain.values import Channel, Level, Outcome, SurveyOutcome
from sandan.outbox.models import Means, Message, Notice, Office, Preference
from sandan.outbox.reader import read_ledger
from sandan.outbox.run import run
from sandan.outbox.wording import place
from sandan.projections.opinion import Opinion
from sandan.projections.version import now
from sandan.projections.waiting import Kind, piles

MAIL = {"host": "127.0.0.1", "port": "2525", "security": "none", "sender": "sandan@example.gov"}


def test_each_step_tells_those_whose_turn_it_is(county: County) -> None:
    begin()
    said = heard(county)
    key = dispatched(county, accepted(county, said), days=30)
    head, handler, verifier = county.actor("head"), county.actor("handler"), county.actor("verifier")
    read_ledger(timezone.now())
    assert told(county) == {("head", "dispatched"), ("handler", "dispatched")}
    problem.give(key, problem_command.AskReturn(reason="不归我管"), head, fresh_key())
    problem.give(key, problem_command.RefuseReturn(reason="归你管"), county.actor("dispatcher"), fresh_key())
    problem.give(key, problem_command.SignFor(), head, fresh_key())
    problem.plan(
        key,
        Plan("换管", "不漏", timezone.localdate(), timezone.localdate(), person=county.people["handler"]),
        head,
        fresh_key(),
    )
    words = relay.WriteToUnit(opinion=said, words="水还没通，我叫李大山")
    problem.give(key, words, Actor(frozenset({Role.RESIDENT}), opinion=said), fresh_key())
    read_ledger(timezone.now())
    assert told(county) == {
        ("head", "dispatched"), ("handler", "dispatched"), ("dispatcher", "return_asked"),
        ("head", "return_refused"), ("handler", "return_refused"), ("handler", "task"),
        ("head", "relay"), ("handler", "relay"),
    }  # fmt: skip
    Notice.objects.all().delete()
    other = dispatched(county, days=30)
    problem.give(other, problem_command.SignFor(), head, fresh_key())
    claim = problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account="已说明")
    problem.give(other, claim, handler, fresh_key())
    of = now(Opinion).get(problem=other).key
    problem.ask(other, [of], verifier, fresh_key())
    asked = survey.RecordSurvey(
        survey=_survey(other), outcome=SurveyOutcome.ANSWERED, contacted=True, fixed=False, level=Level.DISSATISFIED
    )
    problem.give(other, asked, verifier, fresh_key())
    problem.give(other, problem_command.SendBack(reason="没修"), verifier, fresh_key())
    problem.give(other, claim, handler, fresh_key())
    problem.give(other, problem_command.VerifyProblem(finding="属实", on_site=True), verifier, fresh_key())
    read_ledger(timezone.now())
    assert told(county) == {
        ("head", "dispatched"), ("handler", "dispatched"), ("verifier", "claimed"), ("dispatcher", "unhappy"),
        ("head", "sent_back"), ("handler", "sent_back"), ("dispatcher", "verified"),
    }  # fmt: skip


def _survey(key: str) -> str:
    from sandan.projections.survey import Survey

    return now(Survey).get(problem=key).key


def _returned_thrice(county: County) -> str:
    key = return_asked(county)
    for _again in range(2):
        problem.give(key, problem_command.RefuseReturn(reason="归你管"), county.actor("dispatcher"), fresh_key())
        problem.give(key, problem_command.AskReturn(reason="不归我管"), county.actor("head"), fresh_key())
    return key


def test_a_return_that_a_leader_decides_is_told_to_that_leader_and_to_no_other(county: County) -> None:
    begin()
    other = Post(county.units["云岭县"], "副县长", (Role.LEADER,), FROM_ON)
    county.people["other"] = organisation.take_on("白镜湖", other, county.actor("operator"), fresh_key()).person
    _returned_thrice(county)
    read_ledger(timezone.now())
    found = told(county)
    assert ("leader", "adjudicate") in found, "entered as supervising the problem"
    assert ("other", "adjudicate") not in found
    assert ("dispatcher", "adjudicate") not in found
    occasions = Notice.objects.filter(kind="return_asked").values_list("occasion").distinct().count()
    assert occasions == 2, "the office is told of the two that it decides"


def test_what_could_not_be_substantiated_goes_to_a_second_reader_before_the_office(county: County) -> None:
    begin()
    head, verifier = county.actor("head"), county.actor("verifier")
    reads = Post(county.units["整改办"], "验收员", (Role.VERIFIER,), FROM_ON)
    county.people["second"] = organisation.take_on("白镜湖", reads, county.actor("operator"), fresh_key()).person
    key = dispatched(county, days=30)
    problem.give(key, problem_command.SignFor(), head, fresh_key())
    claim = problem_command.RequestClosure(outcome=Outcome.NOT_SUBSTANTIATED, account="现场未见")
    problem.give(key, claim, head, fresh_key())
    problem.give(key, problem_command.VerifyProblem(finding="未见", on_site=True), verifier, fresh_key())
    read_ledger(timezone.now())
    assert ("second", "read_again") in told(county)
    assert not {pair for pair in told(county) if pair in {("verifier", "read_again"), ("dispatcher", "verified")}}
    second = replace(verifier, person=county.people["second"])
    problem.give(key, problem_command.ReadAgain(finding="确未见"), second, fresh_key())
    read_ledger(timezone.now())
    assert ("dispatcher", "verified") in told(county)


def test_a_review_that_comes_due_is_told_to_the_office_with_its_day(county: County) -> None:
    begin()
    on = timezone.localdate() + timedelta(30)
    key = accepted(county)
    problem.give(key, problem_command.MarkLongTerm(basis="管护", review_on=on), county.actor("dispatcher"), fresh_key())
    tick(timezone.now() + timedelta(29))
    tick(timezone.now() + timedelta(30))
    read_ledger(timezone.now() + timedelta(30, minutes=1))
    assert told(county) == {("dispatcher", "review")}
    assert Notice.objects.get().due_on == on


def test_where_no_leader_could_decide_the_office_is_told(county: County) -> None:
    begin()
    operator, today = county.actor("operator"), timezone.localdate()
    organisation.end_appointment(county.posts["leader"], today - timedelta(1), operator, fresh_key())
    _returned_thrice(county)
    read_ledger(timezone.now())
    assert {who for who, kind in told(county) if kind == "adjudicate"} == {"dispatcher"}


def test_nobody_is_told_what_they_did_themselves(county: County) -> None:
    begin()
    twice = Post(county.units["整改办"], "副主任", (Role.DISPATCHER,), FROM_ON)
    organisation.appoint(county.people["head"], twice, county.actor("operator"), fresh_key())
    return_asked(county)
    read_ledger(timezone.now())
    assert ("dispatcher", "return_asked") in told(county)
    assert ("head", "return_asked") not in told(county)


def test_a_verifier_of_the_unit_is_not_asked_to_verify_it(county: County) -> None:
    begin()
    own = Post(county.units["水利局"], "验收员", (Role.VERIFIER,), FROM_ON)
    county.people["insider"] = organisation.take_on("陆两岸", own, county.actor("operator"), fresh_key()).person
    key = dispatched(county)
    problem.give(key, problem_command.SignFor(), county.actor("head"), fresh_key())
    claim = problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account="已说明")
    problem.give(key, claim, county.actor("head"), fresh_key())
    read_ledger(timezone.now())
    assert {who for who, kind in told(county) if kind == "claimed"} == {"verifier"}


def test_who_is_told_follows_the_posts_of_that_moment(county: County) -> None:
    """Read late or read twice, the entry tells those who held the post when it happened."""
    begin()
    dispatched(county)
    operator, today = county.actor("operator"), timezone.localdate()
    organisation.end_appointment(county.posts["handler"], today - timedelta(1), operator, fresh_key())
    new = Post(county.units["水利局"], "办事员", (Role.HANDLER,), today)
    county.people["later"] = organisation.take_on("后来人", new, operator, fresh_key()).person
    read_ledger(timezone.now())
    assert ("handler", "dispatched") in told(county)
    assert ("later", "dispatched") not in told(county)


def test_due_dates_are_announced_once(county: County) -> None:
    begin()
    for days in (0, 2, 5):
        dispatched(county, days=days)
    at = timezone.localtime()
    read_ledger(at)
    due = {("head", "due_soon"), ("handler", "due_soon")}
    assert told(county) - {("head", "dispatched"), ("handler", "dispatched")} == due
    assert Notice.objects.filter(kind="due_soon").count() == 4
    late = at + timedelta(days=3)
    read_ledger(late)
    assert {who for who, kind in told(county) if kind == "overdue"} == {"head", "handler", "leader"}
    count = Notice.objects.count()
    Office.objects.update(day=None)
    read_ledger(late + timedelta(hours=1))
    assert Notice.objects.count() == count


def test_a_deadline_is_near_by_the_rules_and_passes_no_clock_that_stands_still(county: County) -> None:
    """A letter is a petition: its rules name the day, a week before. A pause is over before anybody is late."""
    begin(cursor=None)
    at = timezone.localtime()
    letter = dispatched(county, accepted(county, heard(county, channel=Channel.LETTER)), days=7)
    dispatched(county, days=7)
    still = dispatched(county, days=1)
    pause = clock.BeginPause(basis="鉴定", reason="送检", until_on=at.date() + timedelta(days=20))
    problem.give(still, pause, county.actor("dispatcher"), fresh_key())
    read_ledger(at)
    by_day = Notice.objects.filter(kind__in=("due_soon", "overdue"))
    assert set(by_day.values_list("matter", "kind")) == {(letter, "due_soon")}
    read_ledger(at + timedelta(days=5))
    assert not by_day.filter(matter=still).exists()
    assert not [each for each in piles(county.actor("leader"), at + timedelta(days=5)) if each.kind is Kind.SUPERVISED]


def test_a_group_is_told_what_its_unit_is_told(county: County) -> None:
    begin()
    channel(Means.WECOM, county.units["水利局"], url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim")
    carrier = Carrier()
    key = dispatched(county)
    problem.give(key, problem_command.SignFor(), county.actor("head"), fresh_key())
    what = Plan("换管", "不漏", timezone.localdate(), timezone.localdate(), person=county.people["handler"])
    problem.plan(key, what, county.actor("head"), fresh_key())
    run(NOON, by=carrier)
    assert {kind for who, kind in told(county) if who == "水利局"} == {"dispatched"}, "a task is between two people"
    (letter,) = carrier.got
    assert "已交办水利局" in letter.text
    assert f"https://sandan.example.gov/work/problems/{key}/" in letter.text


def test_letters_hold_no_words_and_no_names(county: County) -> None:
    """Law 7: the title that the office gave, the reporter, the contact, the place, the handler: none of it leaves the house."""
    begin()
    channel(Means.EMAIL, **MAIL)
    for who in ("head", "handler", "dispatcher"):
        mailed(county, who)
    said = heard(county, "村口水管裂了，断水二十天。")
    key = dispatched(county, accepted(county, said, title="李大山家水管破裂"))
    problem.give(key, problem_command.AskReturn(reason="不归我管，是镇里的"), county.actor("head"), fresh_key())
    reporter = Actor(frozenset({Role.RESIDENT}), opinion=said)
    problem.give(key, relay.WriteToUnit(opinion=said, words="我叫李大山"), reporter, fresh_key())
    carrier = Carrier()
    run(NOON, by=carrier)
    assert len(carrier.got) == 3
    for each in carrier.got:
        for word in ("李大山", "13900001111", "水管", "断水", "不归", "高振河", "江小渔", "罗启明", "石桥"):
            assert word not in each.text + each.subject
        assert "W" in each.text


def test_a_digest_comes_at_its_hour_with_all_that_gathered(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head", Timing.DAILY)
    mailed(county, "handler", Timing.NEVER)
    carrier = Carrier()
    for _turn in range(3):
        dispatched(county, days=40)
        run(NOON, by=carrier)
    assert carrier.got == []
    eight = (NOON + timedelta(days=1)).replace(hour=8, minute=29)
    run(eight, by=carrier)
    assert carrier.got == []
    run(eight + timedelta(minutes=2), by=carrier)
    (letter,) = carrier.got
    assert letter.to == "head@example.gov"
    assert letter.text.count("/work/problems/") == 3


def test_nothing_comes_in_quiet_hours_and_one_message_after_them(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head")
    night = NOON.replace(hour=23)
    carrier = Carrier()
    for _turn in range(2):
        dispatched(county, days=40)
        run(night, by=carrier)
    assert carrier.got == []
    run(night + timedelta(hours=8), by=carrier)
    assert carrier.got == []
    run(night + timedelta(hours=8, minutes=31), by=carrier)
    assert len(carrier.got) == 1


def test_what_somebody_does_not_want_to_be_told_is_not_sent(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head", muted="dispatched")
    dispatched(county, days=40)
    carrier = Carrier()
    run(NOON, by=carrier)
    assert carrier.got == []
    assert ("head", "dispatched") in told(county), "the list in the program has it"


def test_by_default_an_address_brings_one_digest_a_day(county: County) -> None:
    wish = Preference(person="x")
    assert (wish.email_timing, wish.phone_timing) == (Timing.DAILY, Timing.NEVER)


def test_an_old_county_is_not_told_its_history(county: County) -> None:
    begin(cursor=None)
    dispatched(county, days=90)
    read_ledger(timezone.now() + timedelta(days=60))
    assert not Notice.objects.filter(kind="dispatched").exists()
    dispatched(county, days=90)
    read_ledger(timezone.now() + timedelta(days=60))
    assert Notice.objects.filter(kind="dispatched").exists()


def test_a_long_way_is_read_in_steps(county: County) -> None:
    begin()
    dispatched(county)
    while read_ledger(NOON, most=3).read:
        pass
    assert ("head", "dispatched") in told(county)
    assert not Message.objects.exists()


def test_an_offered_handover_is_told_to_whom_it_is_offered(county: County) -> None:
    from sandan.desk import handover

    begin()
    by = county.actor("operator")
    made = organisation.assign(county.people["leader"], county.units["青溪镇"], timezone.localdate(), by, fresh_key())
    handover.offer(county.people["leader"], county.people["head"], [f"assignment/{made}"], by, fresh_key())
    read_ledger(timezone.now())
    assert told(county) == {("head", "handover")}


def test_a_complaint_makes_no_notice_whatever_becomes_of_it(county: County) -> None:
    """Law 8, from the first entry to the last, also for those who are cleared."""
    from sandan.desk.opinion import Heard
    from sandan.domain.shield import Shield

    begin()
    for unit in county.units.values():
        channel(Means.FEISHU, unit, url="https://open.feishu.cn/open-apis/bot/v2/hook/geheim")
    channel(Means.EMAIL, **MAIL)
    for who in county.people:
        mailed(county, who)
    about = Shield(frozenset({county.units["水利局"]}))
    said = opinion.register(
        Heard("有人截留补贴。", town=county.units["青溪镇"], shield=about), county.actor("leader"), fresh_key()
    ).opinion
    key = opinion.accept(said, county.actor("dispatcher"), fresh_key(), title="截留")
    to = Post(county.units["青溪镇"], "镇长", (Role.UNIT_HEAD, Role.HANDLER), FROM_ON)
    cadre = organisation.take_on("石有田", to, county.actor("operator"), fresh_key())
    county.people["cadre"], county.posts["cadre"] = cadre.person, cadre.appointment
    today = timezone.localdate()
    due = Dispatch(county.units["青溪镇"], today, leader=county.people["leader"])
    problem.dispatch(key, due, county.actor("dispatcher"), fresh_key())
    problem.give(key, problem_command.SignFor(), county.actor("cadre"), fresh_key())
    what = Plan("查账", "查清", today, today, person=county.people["cadre"])
    problem.plan(key, what, county.actor("cadre"), fresh_key())
    carrier = Carrier()
    run(NOON, by=carrier)
    run(NOON + timedelta(days=5), by=carrier)
    assert not Notice.objects.exists()
    assert carrier.got == []


def test_a_circuit_visit_is_told_to_those_who_go_and_to_the_unit_only_once_it_may_know(county: County) -> None:
    begin()
    made = group(county, "第一组", "inspector", "verifier")
    hidden = visit(county, group=made, unannounced=True)
    read_ledger(timezone.now())
    assert told(county) == {("inspector", "circuit_visit"), ("verifier", "circuit_visit")}
    office, day = county.actor("dispatcher"), timezone.localdate() + 5 * DAY
    give(hidden, desk.move(hidden, {"on": day, "reason": ""}), office)
    read_ledger(timezone.now())
    assert Notice.objects.filter(recipient=f"person/{county.people['inspector']}").count() == 2
    assert not Notice.objects.filter(recipient=f"person/{county.people['head']}").exists()
    held = HoldVisit(visit=hidden.key, held_on=timezone.localdate(), methods=(Method.UNANNOUNCED,))
    give(hidden, held, office)
    give(hidden, FeedBack(visit=hidden.key, said="两件未到位", terms=Terms()), office)
    read_ledger(timezone.now())
    assert ("head", "circuit_told") in told(county)
    assert ("handler", "circuit_told") in told(county)
    (notice,) = Notice.objects.filter(kind="circuit_told", recipient=f"person/{county.people['head']}")
    assert (notice.number, notice.unit) == (hidden.number, county.units["水利局"])
    assert place(notice) == reverse("workspace:circuit_visit", args=[hidden.key])


def test_an_announced_circuit_visit_is_told_to_the_unit(county: County) -> None:
    begin()
    visit(county, group=group(county, "第一组", "inspector", "verifier"))
    read_ledger(timezone.now())
    assert told(county) == {(each, "circuit_visit") for each in ("inspector", "verifier", "head", "handler")}
