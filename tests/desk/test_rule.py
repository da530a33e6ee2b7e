"""Rules at the desk: what a problem gets, by the rules of its day and as the ledger knew them; and that a preview keeps its word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.county import ACCEPT, GU, HE, NOW, SHEN, SIGN, SU, TODAY, ZONE, days, populate, registered

from sandan.desk import calendar as year
from sandan.desk import problem as case
from sandan.desk import rule as desk
from sandan.desk.handle import Order, fold, handle
from sandan.domain.authority import Role
from sandan.domain.calendar import DayType
from sandan.domain.case import whose
from sandan.domain.clock import AskExtension, GrantExtension
from sandan.domain.problem_command import AgreeReturn, AskReturn, DeclineProblem, MarkLongTerm, ResumeProblem
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.profile import CAMPAIGN, PETITION_2005, PETITION_2022
from sandan.domain.rulebook import Deadline, Moments, OfficeDays, Rulebook, Start, Step, Term, listed
from sandan.domain.turn import DAYS
from sandan.domain.values import Channel, DeclineReason, Refusal, ReopenSource, Status
from sandan.domain.wire import Command
from sandan.ledger import read
from sandan.projections import calendar, rule
from sandan.projections.problem import Problem
from sandan.projections.version import of_matter
from sandan.projections.waiting import Kind, piles

pytestmark = pytest.mark.django_db

_keys = (f"rule-{number}" for number in count())
FROM_ON = TODAY + days(10)
OURS = replace(
    CAMPAIGN,
    title="冬季行动",
    basis="云整办〔2026〕3号",
    from_on=FROM_ON,
    deadlines=(
        Deadline(Step.RETURN, 3, DayType.WORKING, Start.DISPATCHED, article="第二条"),
        Deadline(Step.CONCLUDE, 30, DayType.CALENDAR, Start.ACCEPTED, article="第三条"),
        Deadline(Step.EXTEND, 15, DayType.CALENDAR, Start.LIMIT, article="第三条"),
    ),
)


def adopted(rules: Rulebook = OURS, at: datetime = NOW) -> str:
    return desk.adopt(rules, GU, next(_keys), at)


def entered(key: str, channel: Channel = Channel.VISIT, *orders: Command, at: datetime = NOW) -> None:
    for order in (replace(registered(key, ()), channel=channel), *orders):
        handle([Order(f"problem/{key}", order)], GU, next(_keys), at)


def deadlines(procedure: Procedure, moments: Moments, position: int | None = None) -> tuple[Term, ...]:
    """Every deadline by the rules and the calendar as the ledger knew them."""
    return listed(rule.in_force(procedure, moments.registered_on, position), moments, calendar.calendar(position))


def test_a_case_is_judged_by_the_rules_of_its_day_whenever_it_is_dispatched() -> None:
    """Registered in the last days of the old law, dispatched under the new one (law 10)."""
    old = desk.Sight().terms(Procedure.PETITION, date(2022, 4, 30), date(2022, 5, 5), date(2022, 5, 6))
    new = desk.Sight().terms(Procedure.PETITION, date(2022, 5, 1), date(2022, 5, 5), date(2022, 5, 6))
    assert (old.rulebook, old.return_by) == (PETITION_2005.id, None)
    # Saturday 2022-05-07 was worked for the Labour Day holiday.
    assert (new.rulebook, new.return_by) == (PETITION_2022.id, date(2022, 5, 12))
    assert old.limit_on == new.limit_on == date(2022, 7, 4)


def dispatched(key: str, at: datetime, due_on: date) -> Terms:
    """Dispatched to the water bureau; the terms that its clock then runs by."""
    case.dispatch(key, case.Dispatch("water", due_on), GU, next(_keys), at)
    return held(key)


def held(key: str) -> Terms:
    found = fold(f"problem/{key}")[0].clock.terms
    assert isinstance(found, Terms)
    return found


def test_petitions_of_2019_and_2023_run_side_by_side() -> None:
    """In one ledger, each by the regulations of its day (law 10), whatever is adopted later."""
    old_at, new_at = datetime(2019, 9, 2, 9, tzinfo=ZONE), datetime(2023, 9, 4, 9, tzinfo=ZONE)
    populate(old_at)
    entered("old", Channel.LETTER, ACCEPT, at=old_at)
    old = dispatched("old", old_at + days(1), date(2019, 10, 25))
    assert (old.rulebook, old.return_by) == (PETITION_2005.id, None)
    assert (old.limit_on, old.longest_on) == (date(2019, 11, 1), date(2019, 12, 1)), "60 days, and 30 more"
    assert old.basis == "《信访条例》（国务院令第431号）第三十三条"
    # The old regulations set no window, so a month later the unit may still say that it is not theirs.
    case.give("old", AskReturn(reason="不属我局"), HE, next(_keys), at=old_at + days(30))
    case.give("old", AgreeReturn(), GU, next(_keys), at=old_at + days(31))
    assert dispatched("old", old_at + days(32), date(2019, 10, 25)) == old

    entered("new", Channel.LETTER, ACCEPT, at=new_at)
    new = dispatched("new", new_at + days(1), date(2023, 10, 25))
    assert (new.rulebook, new.return_by) == (PETITION_2022.id, date(2023, 9, 12)), "five working days from a Tuesday"
    assert (new.limit_on, new.longest_on) == (date(2023, 11, 3), date(2023, 12, 3))
    assert new.basis == "《信访工作条例》（2022年2月25日发布）第二十三条、第三十四条"

    stricter = [replace(e, days=20) if e.step is Step.CONCLUDE else e for e in PETITION_2022.deadlines]
    ours = replace(PETITION_2022, title="县里的规则", from_on=date(2023, 9, 7), deadlines=tuple(stricter))
    made = adopted(ours, new_at + days(2))
    assert (held("old"), held("new")) == (old, new)
    entered("newest", Channel.LETTER, ACCEPT, at=new_at + days(4))
    newest = dispatched("newest", new_at + days(4), date(2023, 9, 22))
    assert (newest.rulebook, newest.limit_on) == (made, date(2023, 9, 28)), (
        "what comes in later is under what was adopted"
    )

    # Given back and dispatched anew when the stricter rules hold, it keeps the limit of its day.
    case.give("new", AskReturn(reason="不属我局"), HE, next(_keys), at=new_at + days(8))
    case.give("new", AgreeReturn(), GU, next(_keys), at=new_at + days(9))
    assert dispatched("new", new_at + days(9), date(2023, 10, 25)) == replace(new, return_by=date(2023, 9, 20))
    # Its window closes, while the older one never had any.
    with pytest.raises(Refusal, match="return_late"):
        case.give("new", AskReturn(reason="不属我局"), HE, next(_keys), at=new_at + days(17))
    case.give("old", AskReturn(reason="不属我局"), HE, next(_keys), at=new_at + days(17))
    assert held("old") == old


def test_what_is_reopened_has_its_days_counted_anew_by_the_rules_of_its_own_day() -> None:
    """The old limit had passed: nothing would have bounded the new deadline, and no extension would have been possible."""
    populate()
    entered("p1", Channel.LETTER, ACCEPT)
    dispatched("p1", NOW, TODAY + days(60))
    later = NOW + days(200)
    refuse = (AskReturn(reason="不属我局"), HE), (AgreeReturn(), GU)
    for order, by in refuse:
        handle([Order("problem/p1", order)], by, next(_keys), NOW)
    declined = DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="供水公司")
    handle([Order("problem/p1", declined)], GU, next(_keys), NOW)
    case.reopen("p1", "又漏了", GU, next(_keys), ReopenSource.OFFICE, later)
    again = later + days(3)
    with pytest.raises(Refusal, match="due_after_limit"):
        case.dispatch("p1", case.Dispatch("water", again.date() + days(60)), GU, next(_keys), again)
    terms = dispatched("p1", again, later.date() + days(60))
    assert (terms.rulebook, terms.limit_on) == (PETITION_2022.id, later.date() + days(60))
    assert terms.longest_on == later.date() + days(90)
    shown = {
        each.deadline.step: each.last_on for each in desk.ruled(of_matter(Problem, "p1").get(key="p1")).deadlines()
    }
    assert shown[Step.CONCLUDE] == terms.limit_on


def test_whoever_gets_it_from_below_has_the_window_of_the_rules_to_return_it() -> None:
    populate()
    entered("p1", Channel.LETTER, ACCEPT)
    case.dispatch("p1", case.Dispatch("shiqiao", TODAY + days(20)), GU, next(_keys), NOW)
    before, later = held("p1"), NOW + days(10)
    case.escalate("p1", "water", "村里办不了", GU, next(_keys), later)
    # Five working days after Thursday 2026-03-19.
    assert held("p1") == replace(before, return_by=date(2026, 3, 26))
    row = of_matter(Problem, "p1").get(key="p1")
    assert (row.return_by, row.due_on, row.longest_on) == (date(2026, 3, 26), TODAY + days(20), before.longest_on)


def test_what_is_resumed_after_it_was_long_term_has_its_days_counted_anew() -> None:
    populate()
    for_long = MarkLongTerm(basis="河道常年管护", review_on=TODAY + days(180))
    entered("p1", Channel.LETTER, ACCEPT, for_long)
    later = NOW + days(180)
    case.give("p1", ResumeProblem(reason="资金已到"), GU, next(_keys), at=later)
    with pytest.raises(Refusal, match="due_after_limit"):
        case.dispatch("p1", case.Dispatch("water", later.date() + days(61)), GU, next(_keys), later)
    terms = dispatched("p1", later, later.date() + days(60))
    assert (terms.limit_on, terms.longest_on) == (later.date() + days(60), later.date() + days(90))


def test_petitions_before_the_first_regulations_have_no_rules_here() -> None:
    with pytest.raises(Refusal) as refused:
        desk.Sight().terms(Procedure.PETITION, date(2005, 4, 30), None, date(2005, 5, 2))
    assert refused.value.code == "rules_missing"
    with pytest.raises(Refusal, match="rules_missing"):
        deadlines(Procedure.PETITION, Moments(date(1999, 1, 1)))


def test_the_offices_own_rules_hold_from_their_day_and_no_day_before() -> None:
    made = adopted()
    for on, held in ((FROM_ON - days(1), CAMPAIGN.id), (FROM_ON, made), (FROM_ON + days(900), made)):
        assert rule.in_force(Procedure.CAMPAIGN, on).id == held
    found = desk.Sight().terms(Procedure.CAMPAIGN, FROM_ON, FROM_ON, FROM_ON)
    assert (found.return_by, found.limit_on, found.longest_on) == (
        FROM_ON + days(5),
        FROM_ON + days(30),
        FROM_ON + days(45),
    ), "2026-03-19 is a Thursday: three working days end on Tuesday"
    assert found.basis == "云整办〔2026〕3号第二条、第三条"


def test_as_of_a_position_rules_and_calendar_are_what_the_ledger_knew() -> None:
    before = read.head().size
    made = adopted()
    between = read.head().size
    desk.end(made, FROM_ON + days(20), "提前结束", GU, next(_keys), NOW)
    on = FROM_ON + days(30)
    assert desk.Sight().terms(Procedure.CAMPAIGN, on, on, on).rulebook == CAMPAIGN.id
    assert desk.Sight(between).terms(Procedure.CAMPAIGN, on, on, on).rulebook == made
    assert desk.Sight(before).terms(Procedure.CAMPAIGN, on, on, on).rulebook == CAMPAIGN.id

    off = tuple(date(2027, month, day) for month, day in ((1, 1), (5, 1), (10, 1)))
    known = read.head().size
    year.notice_year(2027, off, (), "通知", GU, next(_keys), at=NOW)
    late = Moments(date(2026, 12, 20), date(2026, 12, 28), date(2026, 12, 28))
    assert desk.Sight().terms(Procedure.PETITION, date(2026, 12, 20), None, date(2026, 12, 28)).return_by == date(
        2027, 1, 5
    )
    with pytest.raises(Refusal) as refused:
        desk.Sight(known).terms(Procedure.PETITION, date(2026, 12, 20), None, date(2026, 12, 28))
    assert (refused.value.code, refused.value.facts) == ("calendar_unknown", {"year": 2027})
    (back,) = (e for e in deadlines(Procedure.PETITION, late, position=known) if e.deadline.step is Step.RETURN)
    assert (back.last_on, back.unknown) == (None, 2027)


def test_a_year_of_the_library_is_corrected_visibly_and_what_was_worked_out_stays() -> None:
    on = date(2026, 3, 9)
    before = desk.Sight().terms(Procedure.PETITION, on, on, on)
    off, worked = calendar.library().of_year(2026)
    with pytest.raises(Refusal, match="text_missing"):
        year.notice_year(2026, (*off, on + days(1)), worked, "省政府通知", SHEN, next(_keys), at=NOW)
    year.notice_year(2026, (*off, on + days(1)), worked, "省政府通知", SHEN, next(_keys), reason="抗洪放假", at=NOW)
    after = desk.Sight().terms(Procedure.PETITION, on, on, on)
    assert before.return_by is not None
    assert after.return_by is not None
    assert after.return_by - before.return_by == timedelta(1)
    (entry,) = calendar.entered(2026)
    assert (entry.source, entry.reason) == ("省政府通知", "抗洪放假")
    assert calendar.library().is_working(on + days(1)), "the library is as it was"


def test_one_run_over_many_problems_reads_the_rules_once() -> None:
    populate()
    for key in ("p1", "p2", "p3"):
        entered(key, Channel.LETTER, ACCEPT)
    sight, of_rules = desk.Sight(), []
    for key in ("p1", "p2", "p3"):
        with CaptureQueriesContext(connection) as seen:
            case.dispatch(key, case.Dispatch("water", TODAY + days(20)), GU, next(_keys), NOW, sight)
        tables = [each._meta.db_table for each in (rule.Rules, rule.ChannelRules, calendar.CalendarYear)]
        of_rules.append(sum(table in query["sql"] for query in seen for table in tables))
    assert of_rules == [3, 0, 0]
    assert held("p1") == held("p3")


def test_what_another_writes_meanwhile_is_read_by_the_next_dispatch() -> None:
    populate()
    for key in ("p1", "p2"):
        entered(key, Channel.LETTER, ACCEPT)
    sight, to = desk.Sight(), case.Dispatch("water", TODAY + days(20))
    case.dispatch("p1", to, GU, next(_keys), NOW, sight)
    off, worked = calendar.library().of_year(2026)
    year.notice_year(2026, (*off, TODAY + days(1)), worked, "省政府通知", SHEN, next(_keys), reason="抗洪放假", at=NOW)
    case.dispatch("p2", to, GU, next(_keys), NOW, sight)
    first, second = held("p1").return_by, held("p2").return_by
    assert first is not None
    assert second == first + days(1)


def test_every_stretch_of_days_has_one_rulebook() -> None:
    made = adopted()
    other = adopted(replace(OURS, title="二期", from_on=FROM_ON + days(30), until_on=FROM_ON + days(59)))
    gone = adopted(replace(OURS, title="三期", from_on=FROM_ON + days(90)))
    desk.end(gone, FROM_ON + days(89), "撤回", GU, next(_keys), NOW)
    told = [(each.rulebook.id, each.from_on, each.until_on) for each in rule.history(Procedure.CAMPAIGN)]
    assert told == [
        (CAMPAIGN.id, date(2004, 1, 1), FROM_ON - days(1)),
        (made, FROM_ON, FROM_ON + days(29)),
        (other, FROM_ON + days(30), FROM_ON + days(59)),
        (CAMPAIGN.id, FROM_ON + days(60), None),
    ]
    for number in range(-20, 120):
        on = FROM_ON + days(number)
        (stretch,) = (each for each in rule.history(Procedure.CAMPAIGN) if each.holds(on))
        assert stretch.rulebook == rule.in_force(Procedure.CAMPAIGN, on)
    assert [each.rulebook.id for each in rule.history(Procedure.PETITION)] == [PETITION_2005.id, PETITION_2022.id]


def test_doors_lead_where_the_office_says_from_the_day_it_says() -> None:
    assert desk.procedure_of(Channel.HOTLINE, TODAY) is Procedure.HOTLINE
    assert desk.procedure_of(Channel.LETTER, TODAY) is Procedure.PETITION
    assert desk.procedure_of(Channel.COUNTER, FROM_ON) is Procedure.CAMPAIGN
    before = read.head().size
    doors = (FROM_ON, [Channel.HOTLINE, Channel.ONLINE], [Channel.LETTER, Channel.COUNTER], "分流办法")
    desk.assign_channels(*doors, GU, next(_keys), NOW)
    assert desk.procedure_of(Channel.COUNTER, FROM_ON - days(1)) is Procedure.CAMPAIGN
    assert desk.procedure_of(Channel.COUNTER, FROM_ON) is Procedure.PETITION
    assert desk.procedure_of(Channel.ONLINE, FROM_ON) is Procedure.HOTLINE
    assert desk.procedure_of(Channel.SUPERIOR, FROM_ON) is Procedure.CAMPAIGN
    assert desk.procedure_of(Channel.COUNTER, FROM_ON, position=before) is Procedure.CAMPAIGN
    populate()
    entered("p1", Channel.COUNTER)
    entered("p2", Channel.COUNTER, at=NOW + days(10))
    petitions = desk.preview(replace(PETITION_2022, from_on=FROM_ON + days(20)))
    assert [each.key for each in petitions.listed] == ["p2"], "each by what its door meant on its day"


def test_a_preview_says_what_then_happens() -> None:
    populate()
    entered("p1")
    entered("p2", Channel.HOTLINE)
    problem_then = desk.Sight().terms(Procedure.CAMPAIGN, TODAY, TODAY, FROM_ON + days(3))
    shown = desk.preview(OURS)
    assert shown.replaced == CAMPAIGN
    assert shown.looser == ()
    assert (shown.count, [each.key for each in shown.listed]) == (1, ["p1"])

    made = adopted()
    # What was open keeps the rules of its day, also when it is dispatched after the change.
    assert desk.Sight().terms(Procedure.CAMPAIGN, TODAY, TODAY, FROM_ON + days(3)) == problem_then
    # What is registered from the day on gets what was shown.
    found = {each.deadline.step: each for each in deadlines(Procedure.CAMPAIGN, Moments(*(FROM_ON,) * 7))}
    told = desk.Sight().terms(Procedure.CAMPAIGN, FROM_ON, FROM_ON, FROM_ON)
    assert told.rulebook == made
    for each in shown.compared:
        assert each.after == found.get(each.step)
    limits = {each.step: each for each in shown.compared}
    assert limits[Step.RETURN].changed
    back = limits[Step.RETURN].after
    assert back is not None
    assert back.last_on == told.return_by
    before = limits[Step.FORWARD]
    assert (before.after, before.changed) == (None, True), "a step that the new rules no longer name"


def test_the_preview_compares_the_open_problems_limits() -> None:
    populate()
    entered("p1")
    (touched,) = desk.preview(OURS).listed
    assert touched.limit is not None
    assert touched.other is not None
    assert (touched.limit.last_on, touched.other.last_on) == (None, None), "not taken on yet: nothing runs"


def test_what_gives_more_time_than_the_law_is_named_before_anybody_adopts_it() -> None:
    longer = [replace(e, days=90) if e.step is Step.CONCLUDE else e for e in PETITION_2022.deadlines]
    assert desk.preview(replace(PETITION_2022, from_on=FROM_ON, deadlines=tuple(longer))).looser == (Step.CONCLUDE,)


def test_sent_twice_it_happens_once() -> None:
    size = read.head().size
    assert desk.adopt(OURS, GU, "same", NOW) == desk.adopt(OURS, GU, "same", NOW)
    assert read.head().size == size + 1


def test_alarms_of_a_deadline() -> None:
    due = date(2026, 4, 20)
    assert [day for _, day in rule.in_force(Procedure.CAMPAIGN, TODAY).warned(due, calendar.calendar())] == [
        due - days(3),
        due + days(1),
        due + days(10),
    ]


def row(key: str) -> Problem:
    return of_matter(Problem, key).get(key=key)


def agrees_with_the_case(key: str) -> None:
    """The day in the row is the day that the case itself gives, by the rules that govern it."""
    found = row(key)
    turn = whose(fold(f"problem/{key}")[0], desk.ruled(found).days)
    if found.status in {each.value for each in DAYS}:
        assert turn is not None
        assert found.step_by == turn.by_on, found.status
    else:
        assert found.step_by is None, found.status


def test_the_offices_steps_are_due_by_the_rules_of_the_problems_own_day() -> None:
    populate()
    office = (OfficeDays(Status.ACCEPTED, 4), OfficeDays(Status.RETURN_ASKED, 2), OfficeDays(Status.VERIFIED, 6))
    adopted(replace(OURS, office_days=office, adjudicate_at=1))
    for key, at in (("old", NOW), ("new", NOW + days(10))):
        entered(key, Channel.VISIT, at=at)
        assert row(key).step_by == at.date() + days(15), "what the rules leave open has the default"
        handle([Order(f"problem/{key}", ACCEPT)], GU, next(_keys), at + days(1))
    assert row("old").step_by == TODAY + days(16)
    assert row("new").step_by == FROM_ON + days(5)
    at = NOW + days(12)
    for key in ("old", "new"):
        agrees_with_the_case(key)
        dispatched(key, at, at.date() + days(9))
        agrees_with_the_case(key)
        case.give(key, AskReturn(reason="不属我局"), HE, next(_keys), at=at)
        agrees_with_the_case(key)
    assert row("old").step_by == at.date() + days(5)
    assert row("new").step_by == at.date() + days(2)
    # The rules of its day say at which return a leader decides.
    office_desk, leader_desk = piles(GU, at), piles(SU, at)
    assert [each.key for pile in office_desk if pile.kind is Kind.RETURN for each in pile.rows] == ["old"]
    assert [each.key for pile in leader_desk if pile.kind is Kind.ADJUDICATE for each in pile.rows] == ["new"]
    case.give("old", AgreeReturn(), GU, next(_keys), at=at)
    with pytest.raises(Refusal, match="adjudication_due"):
        case.give("new", AgreeReturn(), GU, next(_keys), at=at)


def test_more_time_waits_on_the_desk_of_whoever_must_agree_next() -> None:
    populate()
    adopted(replace(OURS, approvers=(Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER)))
    at = NOW + days(10)
    entered("p1", Channel.VISIT, ACCEPT, at=at)
    dispatched("p1", at, at.date() + days(9))
    case.give("p1", SIGN, HE, next(_keys), at=at)

    def waits() -> list[bool]:
        return [any(pile.kind is Kind.EXTENSION for pile in piles(who, at)) for who in (GU, SU)]

    ask = AskExtension(to_on=at.date() + days(12), reason="缺料", progress="一半")
    grant = GrantExtension(to_on=ask.to_on)
    case.give("p1", ask, HE, next(_keys), at=at)
    assert waits() == [True, False]
    case.give("p1", grant, GU, next(_keys), at=at)
    assert waits() == [False, True]
    case.give("p1", grant, SU, next(_keys), at=at)
    assert waits() == [False, False]
    assert (row("p1").due_on, row("p1").extension_to, row("p1").extensions) == (ask.to_on, None, 1)


def test_a_petition_is_prolonged_by_the_head_of_the_unit() -> None:
    """信访工作条例 art. 34."""
    populate()
    entered("p1", Channel.LETTER, ACCEPT)
    dispatched("p1", NOW, TODAY + days(30))
    case.give("p1", SIGN, HE, next(_keys), at=NOW)
    ask = AskExtension(to_on=TODAY + days(50), reason="缺料", progress="一半")
    done = case.give("p1", ask, HE, next(_keys), at=NOW)
    assert [event.kind for _, event in done.events] == ["extension.asked/2", "extension.granted/1"]
    assert (row("p1").due_on, row("p1").first_due_on) == (TODAY + days(50), TODAY + days(30))


def test_records_are_kept_as_the_rules_of_their_day_say() -> None:
    populate()
    decline = DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="供电公司")
    entered("p1", Channel.VISIT, decline)
    assert row("p1").kept_until == date(TODAY.year + 10, TODAY.month, TODAY.day)
    adopted(replace(OURS, retention_years=0, retention_basis=""))
    entered("p2", Channel.VISIT, decline, at=NOW + days(10))
    assert row("p2").kept_until is None
    case.reopen("p1", "仍未通电", GU, next(_keys), source=ReopenSource.OFFICE, at=NOW + days(1))
    assert row("p1").kept_until is None, "what goes on has no end yet"
