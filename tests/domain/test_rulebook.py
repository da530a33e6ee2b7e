"""Rulebooks: the profiles say what the articles say, and a problem is judged by the rules of the day on which it was registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.authority import Role
from sandan.domain.calendar import Calendar, DayType, Roll
from sandan.domain.chase import ChaseLevel
from sandan.domain.procedure import Procedure
from sandan.domain.profile import CAMPAIGN, CHANNELS, HOTLINE, PETITION_2005, PETITION_2022, PROFILES, profile
from sandan.domain.rulebook import (
    STARTS,
    Alarm,
    Deadline,
    Moments,
    OfficeDays,
    Origin,
    Rulebook,
    Start,
    Step,
    cited,
    listed,
    terms,
)
from sandan.domain.turn import DAYS as OFFICE_DAYS
from sandan.domain.turn import Standing, Turn, turn
from sandan.domain.values import Channel, Refusal, Status
from sandan.projections.calendar import library

DAYS, WORKING = DayType.CALENDAR, DayType.WORKING


@pytest.mark.parametrize(
    ("step", "days", "kind", "start", "then", "now"),
    [
        (Step.FORWARD, 15, DAYS, Start.REGISTERED, "第二十一条", "第二十二条"),
        (Step.TELL, 15, DAYS, Start.DISPATCHED, "第二十一条", "第二十三条"),
        (Step.RETURN, 5, WORKING, Start.DISPATCHED, "", "第二十三条"),
        (Step.CONCLUDE, 60, DAYS, Start.ACCEPTED, "第三十三条", "第三十四条"),
        (Step.EXTEND, 30, DAYS, Start.LIMIT, "第三十三条", "第三十四条"),
        (Step.ASK_REVIEW, 30, DAYS, Start.ANSWERED, "第三十四条", "第三十五条"),
        (Step.REVIEW, 30, DAYS, Start.REVIEW_ASKED, "第三十四条", "第三十五条"),
        (Step.ASK_RE_REVIEW, 30, DAYS, Start.REVIEWED, "第三十五条", "第三十六条"),
        (Step.RE_REVIEW, 30, DAYS, Start.RE_REVIEW_ASKED, "第三十五条", "第三十六条"),
    ],
)
def test_petition_limits(step: Step, days: int, kind: DayType, start: Start, then: str, now: str) -> None:
    """Domain C1, row by row: 信访条例 (2005) and 信访工作条例 (2022). In 2005 there was no right of five days to send it back."""
    for rules, article in ((PETITION_2005, then), (PETITION_2022, now)):
        found = rules.deadline(step)
        if not article:
            assert found is None
            continue
        assert found is not None
        assert (found.days, found.day_type, found.start, found.article) == (days, kind, start, article)


def test_the_law_of_petitions_changed_in_the_night_before_may_2022() -> None:
    assert profile(Procedure.PETITION, date(2005, 4, 30)) is None
    assert profile(Procedure.PETITION, date(2005, 5, 1)) is PETITION_2005
    assert profile(Procedure.PETITION, date(2022, 4, 30)) is PETITION_2005
    assert profile(Procedure.PETITION, date(2022, 5, 1)) is PETITION_2022
    assert profile(Procedure.PETITION, date(2099, 1, 1)) is PETITION_2022
    assert {PETITION_2005.origin, PETITION_2022.origin} == {Origin.LAW}


def test_hotline_limits() -> None:
    """Domain C2: five working days if possible; a unit returns only by application, and not once it has been determined."""
    limit = HOTLINE.deadline(Step.CONCLUDE)
    assert limit == Deadline(Step.CONCLUDE, 5, WORKING, Start.DISPATCHED)
    assert HOTLINE.warned(date(2019, 10, 10), library())[1:] == (
        (HOTLINE.warnings[1], date(2019, 10, 11)),
        (HOTLINE.warnings[2], date(2019, 10, 16)),
    ), "one bureau's rule: chased the day after, criticised five working days later; Saturday 10-12 was worked"


@pytest.mark.parametrize("rules", [HOTLINE, CAMPAIGN], ids=lambda each: each.id)
def test_numbers_that_no_law_fixes_are_marked(rules: Rulebook) -> None:
    assert rules.origin is Origin.DEFAULT
    assert "软件预设" in rules.basis
    assert not any(each.article for each in rules.deadlines)


def test_a_campaign_needs_no_notice() -> None:
    """So that the office's own list goes on in the weeks before a year's notice comes out."""
    far = Moments(date(2031, 1, 1), date(2031, 1, 2), date(2031, 1, 3))
    given_ = terms(CAMPAIGN, far, Calendar(), due_on=date(2031, 2, 1))
    assert given_.return_by == date(2031, 1, 10)
    assert given_.warn_on == date(2031, 1, 29)


def test_profiles_never_share_a_day_and_have_names_of_their_own() -> None:
    assert len({each.id for each in PROFILES}) == len(PROFILES)
    for one in PROFILES:
        assert one.id.startswith(f"{one.procedure}-")
        for other in PROFILES:
            if one is not other and one.procedure is other.procedure:
                assert not one.holds(other.from_on)
        steps = [each.step for each in one.deadlines]
        assert len(set(steps)) == len(steps)
        assert all(each.start in STARTS[each.step] for each in one.deadlines)
        assert [each.alarm for each in one.warnings] == list(Alarm)


def test_every_door_leads_somewhere() -> None:
    found = {each: CHANNELS.get(each, Procedure.CAMPAIGN) for each in Channel}
    assert found[Channel.HOTLINE] is Procedure.HOTLINE
    assert {found[Channel.LETTER], found[Channel.SUPERIOR]} == {Procedure.PETITION}
    assert {found[Channel.VISIT], found[Channel.ONLINE], found[Channel.IMPORT]} == {Procedure.CAMPAIGN}


CASE_2019 = Moments(date(2019, 9, 20), date(2019, 9, 30), date(2019, 9, 30))
CASE_2023 = Moments(date(2023, 9, 20), date(2023, 9, 28), date(2023, 9, 28))


def test_a_case_of_2019_and_one_of_2023_side_by_side() -> None:
    then, now = terms(PETITION_2005, CASE_2019, library()), terms(PETITION_2022, CASE_2023, library())
    assert (then.return_by, then.limit_on, then.longest_on) == (None, date(2019, 11, 29), date(2019, 12, 29))
    # 2023: 09-29 to 10-06 were off, Saturday 10-07 and Sunday 10-08 were worked.
    assert (now.return_by, now.limit_on, now.longest_on) == (
        date(2023, 10, 11),
        date(2023, 11, 27),
        date(2023, 12, 27),
    )
    assert then.basis == "《信访条例》（国务院令第431号）第三十三条"
    assert now.basis == "《信访工作条例》（2022年2月25日发布）第二十三条、第三十四条"
    assert (then.rulebook, now.rulebook) == ("petition-2005", "petition-2022")
    assert then.warn_on == date(2019, 11, 22)


def test_an_extension_rolls_once_and_counts_on_from_the_limit_before_it_rolled() -> None:
    """C8: accepted 2019-09-30, 60 + 30 days end on Sunday 2019-12-29; rolled 2019-12-30."""
    rolling = tuple(
        replace(each, roll=Roll.FORWARD) if each.step in (Step.CONCLUDE, Step.EXTEND) else each
        for each in PETITION_2005.deadlines
    )
    found = terms(replace(PETITION_2005, deadlines=rolling), CASE_2019, library())
    assert (found.limit_on, found.longest_on) == (date(2019, 11, 29), date(2019, 12, 30))
    saturday = replace(CASE_2019, accepted_on=date(2019, 10, 1))  # + 60 = Saturday 11-30, rolled Monday 12-02
    found = terms(replace(PETITION_2005, deadlines=rolling), saturday, library())
    assert (found.limit_on, found.longest_on) == (date(2019, 12, 2), date(2019, 12, 30))


def test_sixty_days_run_from_acceptance_and_five_from_receipt() -> None:
    """Domain J 2: what starts when."""
    at_once = terms(PETITION_2022, replace(CASE_2023, accepted_on=date(2023, 9, 21)), library())
    later = terms(PETITION_2022, CASE_2023, library())
    assert later.limit_on is not None
    assert at_once.limit_on is not None
    assert (later.limit_on - at_once.limit_on).days == 7
    assert later.return_by == at_once.return_by
    never_said = terms(PETITION_2022, replace(CASE_2023, accepted_on=None), library())
    assert never_said.limit_on == later.limit_on, "what is dispatched has been taken on"


def test_nearness_is_counted_to_the_deadline_that_was_set() -> None:
    found = terms(PETITION_2022, CASE_2023, library(), due_on=date(2023, 10, 31))
    assert found.warn_on == date(2023, 10, 24)
    assert found.limit_on == date(2023, 11, 27)


def test_rules_without_a_step_say_nothing_about_it() -> None:
    bare = replace(PETITION_2022, deadlines=PETITION_2022.deadlines[:1], warnings=())
    found = terms(bare, CASE_2023, library())
    assert (found.return_by, found.limit_on, found.longest_on, found.warn_on) == (None, None, None, None)
    assert found.basis == bare.basis
    no_more = replace(
        PETITION_2022, deadlines=tuple(each for each in PETITION_2022.deadlines if each.step is not Step.EXTEND)
    )
    assert terms(no_more, CASE_2023, library()).longest_on is None


def test_terms_beyond_the_calendar_are_refused_and_the_list_names_the_year() -> None:
    late = Moments(date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 29))
    known = library().with_year(2026, library().of_year(2026)[0], library().of_year(2026)[1])
    known = replace(known, years=frozenset({2026}))
    with pytest.raises(Refusal) as refused:
        terms(PETITION_2022, late, known)
    assert (refused.value.code, refused.value.facts["year"]) == ("calendar_unknown", 2027)
    found = {each.deadline.step: each for each in listed(PETITION_2022, late, known)}
    assert (found[Step.RETURN].last_on, found[Step.RETURN].unknown) == (None, 2027)
    assert found[Step.CONCLUDE].last_on == date(2027, 1, 31), "calendar days that stay need no notice"


def test_the_list_shows_what_has_not_begun_and_cites_each_article() -> None:
    heard = Moments(date(2023, 9, 20))
    found = listed(PETITION_2022, heard, library())
    assert [each.deadline.step for each in found] == [each.step for each in PETITION_2022.deadlines]
    by_step = {each.deadline.step: each for each in found}
    assert by_step[Step.FORWARD].last_on == date(2023, 10, 5)
    assert by_step[Step.FORWARD].basis == "《信访工作条例》（2022年2月25日发布）第二十二条"
    for step in (Step.TELL, Step.CONCLUDE, Step.EXTEND, Step.ASK_REVIEW):
        assert (by_step[step].start_on, by_step[step].last_on) == (None, None)
    asked = replace(CASE_2023, answered_on=date(2023, 9, 1), review_asked_on=date(2023, 9, 5))
    by_step = {each.deadline.step: each for each in listed(PETITION_2022, asked, library())}
    assert by_step[Step.ASK_REVIEW].last_on == date(2023, 10, 7), "rolled in the reporter's favour: 10-01 is off"
    assert by_step[Step.REVIEW].last_on == date(2023, 10, 5), "the office gets no more days than the article says"
    assert by_step[Step.EXTEND].start_on == date(2023, 11, 27)


def test_warning_levels_have_a_meaning_and_a_colour_apart() -> None:
    """Domain C7: blue means done in one town and first reminder in a city."""
    levels = PETITION_2022.warned(date(2023, 11, 27), library())
    assert [(each.alarm.value, each.colour.value, day) for each, day in levels] == [
        ("reminder", "blue", date(2023, 11, 20)),
        ("warning", "yellow", date(2023, 11, 28)),
        ("final", "red", date(2023, 12, 7)),
    ]


def test_the_gravest_level_that_has_come_holds_today() -> None:
    due = date(2023, 11, 27)
    held = [PETITION_2022.warned_on(due + timedelta(each), due, library()) for each in (-8, -7, 0, 1, 9, 10, 99)]
    assert [each and each[0].alarm.value for each in held] == [
        None, "reminder", "reminder", "warning", "warning", "final", "final",
    ]  # fmt: skip
    assert held[1] is not None
    assert held[1][1] == date(2023, 11, 20)


def test_a_level_beyond_the_calendar_has_not_come() -> None:
    due = date(2023, 12, 29)
    only = replace(library(), years=frozenset({2023}))
    held = HOTLINE.warned_on(due, due, only)
    assert held is not None
    assert held[0].alarm is Alarm.REMINDER
    with pytest.raises(Refusal) as caught:
        HOTLINE.warned_on(date(2024, 3, 1), due, only)
    assert caught.value.code == "calendar_unknown", "whether the warning has come is not known, and is not guessed"


def test_the_offices_own_steps_have_days_with_their_article() -> None:
    """信访工作条例 art. 22: fifteen days to register and forward; what the rules leave open has the defaults."""
    assert PETITION_2022.office_days == (OfficeDays(Status.REGISTERED, 15, "第二十二条"),)
    assert {**PETITION_2022.days} == {**OFFICE_DAYS}
    ours = replace(PETITION_2022, office_days=(OfficeDays(Status.CLOSURE_REQUESTED, 4),))
    assert {**ours.days} == {**OFFICE_DAYS, Status.CLOSURE_REQUESTED: 4}
    stands = Standing(Status.CLOSURE_REQUESTED, date(2026, 3, 9))
    assert turn(stands, ours.days) == Turn(Role.VERIFIER, date(2026, 3, 13))
    assert turn(stands) == Turn(Role.VERIFIER, date(2026, 3, 19))


def test_a_dispatch_takes_along_who_agrees_and_who_decides() -> None:
    given_ = terms(HOTLINE, Moments(*(date(2023, 3, 9),) * 3), library())
    assert (given_.approvers, given_.outside) == ((Role.UNIT_HEAD, Role.DISPATCHER), (Role.DISPATCHER,))
    head = terms(PETITION_2022, Moments(*(date(2023, 3, 9),) * 3), library())
    assert (head.outside, head.adjudicate_at) == ((), 3)


def test_levels_are_those_of_the_chase_orders() -> None:
    assert [each.value for each in Alarm] == [each.value for each in ChaseLevel]


def test_retention_and_repeats() -> None:
    assert PETITION_2022.kept_until(date(2024, 2, 29)) == date(2034, 2, 28)
    assert replace(PETITION_2022, retention_years=0).kept_until(date(2024, 2, 29)) is None
    ended = date(2026, 3, 9)
    assert PETITION_2022.repeats(ended, date(2027, 3, 9)), "届满 includes the day (民法典 art. 1259)"
    assert not PETITION_2022.repeats(ended, date(2027, 3, 10))
    assert not PETITION_2022.repeats(ended, ended - timedelta(1))
    assert not replace(PETITION_2022, repeat_months=0).repeats(ended, ended)


def test_a_basis_names_each_article_once() -> None:
    assert cited(PETITION_2022, *PETITION_2022.deadlines[3:5]) == "《信访工作条例》（2022年2月25日发布）第三十四条"
    assert cited(CAMPAIGN, *CAMPAIGN.deadlines) == CAMPAIGN.basis


@given(
    st.sampled_from(PROFILES), st.dates(date(2023, 1, 1), date(2024, 12, 31)), st.integers(0, 20), st.integers(0, 20)
)
def test_terms_are_what_the_list_shows(rules: Rulebook, registered: date, to_accept: int, to_dispatch: int) -> None:
    accepted = registered + timedelta(to_accept)
    moments = Moments(registered, accepted, accepted + timedelta(to_dispatch))
    found = terms(rules, moments, library())
    shown: dict[Step, Any] = {each.deadline.step: each.last_on for each in listed(rules, moments, library())}
    assert found.return_by == shown.get(Step.RETURN)
    assert found.limit_on == shown.get(Step.CONCLUDE)
    assert found.longest_on == shown.get(Step.EXTEND)
    assert found.limit_on is not None
    assert found.longest_on is not None
    assert found.warn_on is not None
    assert found.warn_on < found.limit_on < found.longest_on


@given(st.builds(Deadline))
def test_a_deadline_comes_back_from_the_ledger_as_it_went(one: Deadline) -> None:
    assert Deadline.of_row(one.row()) == one


def test_the_rows_on_the_wire_are_frozen() -> None:
    """Entries that were written with them must stay readable: a new part of a deadline or a level is a new event kind."""
    assert PETITION_2022.deadlines[2].row() == ["return", 5, "working", "dispatched", "none", "第二十三条"]
    assert PETITION_2022.office_days[0].row() == ["registered", 15, "第二十二条"]
    assert PETITION_2022.warnings[0].row() == ["reminder", -7, "calendar", "blue"]
