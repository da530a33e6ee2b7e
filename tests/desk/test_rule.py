"""Rules at the desk: what a problem gets, by the rules of its day and as the ledger knew them; and that a preview keeps its word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from tests.county import ACCEPT, GU, HE, NOW, SHEN, TODAY, ZONE, days, populate, registered

from sandan.desk import calendar as year
from sandan.desk import problem as case
from sandan.desk import rule as desk
from sandan.desk.handle import Order, fold, handle
from sandan.domain.calendar import DayType
from sandan.domain.problem import AgreeReturn, AskReturn
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.profile import CAMPAIGN, PETITION_2005, PETITION_2022
from sandan.domain.rulebook import Deadline, Moments, Rulebook, Start, Step
from sandan.domain.values import Channel, Refusal
from sandan.domain.wire import Command
from sandan.ledger import read
from sandan.projections import calendar, rule

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


def test_a_case_is_judged_by_the_rules_of_its_day_whenever_it_is_dispatched() -> None:
    """Registered in the last days of the old law, dispatched under the new one (law 10)."""
    old = desk.terms(Procedure.PETITION, date(2022, 4, 30), date(2022, 5, 5), date(2022, 5, 6))
    new = desk.terms(Procedure.PETITION, date(2022, 5, 1), date(2022, 5, 5), date(2022, 5, 6))
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


def test_petitions_before_the_first_regulations_have_no_rules_here() -> None:
    with pytest.raises(Refusal) as refused:
        desk.terms(Procedure.PETITION, date(2005, 4, 30), None, date(2005, 5, 2))
    assert refused.value.code == "rules_missing"
    with pytest.raises(Refusal, match="rules_missing"):
        desk.deadlines(Procedure.PETITION, Moments(date(1999, 1, 1)))


def test_the_offices_own_rules_hold_from_their_day_and_no_day_before() -> None:
    made = adopted()
    for on, held in ((FROM_ON - days(1), CAMPAIGN.id), (FROM_ON, made), (FROM_ON + days(900), made)):
        assert rule.in_force(Procedure.CAMPAIGN, on).id == held
    found = desk.terms(Procedure.CAMPAIGN, FROM_ON, FROM_ON, FROM_ON)
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
    assert desk.terms(Procedure.CAMPAIGN, on, on, on).rulebook == CAMPAIGN.id
    assert desk.terms(Procedure.CAMPAIGN, on, on, on, position=between).rulebook == made
    assert desk.terms(Procedure.CAMPAIGN, on, on, on, position=before).rulebook == CAMPAIGN.id

    off = tuple(date(2027, month, day) for month, day in ((1, 1), (5, 1), (10, 1)))
    known = read.head().size
    year.notice_year(2027, off, (), "通知", GU, next(_keys), at=NOW)
    late = Moments(date(2026, 12, 20), date(2026, 12, 28), date(2026, 12, 28))
    assert desk.terms(Procedure.PETITION, date(2026, 12, 20), None, date(2026, 12, 28)).return_by == date(2027, 1, 5)
    with pytest.raises(Refusal) as refused:
        desk.terms(Procedure.PETITION, date(2026, 12, 20), None, date(2026, 12, 28), position=known)
    assert (refused.value.code, refused.value.facts) == ("calendar_unknown", {"year": 2027})
    (back,) = (e for e in desk.deadlines(Procedure.PETITION, late, position=known) if e.deadline.step is Step.RETURN)
    assert (back.last_on, back.unknown) == (None, 2027)


def test_a_year_of_the_library_is_corrected_visibly_and_what_was_worked_out_stays() -> None:
    on = date(2026, 3, 9)
    before = desk.terms(Procedure.PETITION, on, on, on)
    off, worked = calendar.library().of_year(2026)
    with pytest.raises(Refusal, match="text_missing"):
        year.notice_year(2026, (*off, on + days(1)), worked, "省政府通知", SHEN, next(_keys), at=NOW)
    year.notice_year(2026, (*off, on + days(1)), worked, "省政府通知", SHEN, next(_keys), reason="抗洪放假", at=NOW)
    after = desk.terms(Procedure.PETITION, on, on, on)
    assert before.return_by is not None
    assert after.return_by is not None
    assert after.return_by - before.return_by == timedelta(1)
    (entry,) = calendar.entered(2026)
    assert (entry.source, entry.reason) == ("省政府通知", "抗洪放假")
    assert calendar.library().is_working(on + days(1)), "the library is as it was"


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
    problem_then = desk.terms(Procedure.CAMPAIGN, TODAY, TODAY, FROM_ON + days(3))
    shown = desk.preview(OURS)
    assert shown.replaced == CAMPAIGN
    assert shown.looser == ()
    assert (shown.count, [each.key for each in shown.listed]) == (1, ["p1"])

    made = adopted()
    # What was open keeps the rules of its day, also when it is dispatched after the change.
    assert desk.terms(Procedure.CAMPAIGN, TODAY, TODAY, FROM_ON + days(3)) == problem_then
    # What is registered from the day on gets what was shown.
    found = {each.deadline.step: each for each in desk.deadlines(Procedure.CAMPAIGN, Moments(*(FROM_ON,) * 7))}
    told = desk.terms(Procedure.CAMPAIGN, FROM_ON, FROM_ON, FROM_ON)
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
    assert [day for _, day in desk.alarms(Procedure.CAMPAIGN, TODAY, due)] == [
        due - days(3),
        due + days(1),
        due + days(10),
    ]
