"""Rules adopted, ended and set for the doors: never backwards in time, never two of one procedure on one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import GU, HE, NOW, SHEN, TODAY, WU, days

from sandan.domain import post, rule
from sandan.domain.authority import Role
from sandan.domain.calendar import DayType
from sandan.domain.profile import CAMPAIGN, PETITION_2005, PETITION_2022
from sandan.domain.rule import AdoptRules, AssignChannels, EndRules, RulesAdopted, RulesAdoptedInFull, RulesEnded, Shelf
from sandan.domain.rulebook import Alarm, Colour, Deadline, OfficeDays, Origin, Rulebook, Start, Step, WarningLevel
from sandan.domain.values import Channel, Fault, Refusal, Status
from sandan.domain.wire import Command, Event

TOMORROW = TODAY + days(1)
OURS = replace(CAMPAIGN, id="campaign-a", title="冬季行动", basis="云整办〔2026〕3号", from_on=TOMORROW)


def given_(state: Shelf, *orders: Command) -> tuple[Shelf, list[Event]]:
    told: list[Event] = []
    for order in orders:
        for each in rule.decide(order, state, GU, NOW):
            told.append(each)
            state = rule.evolve(state, each)
    return state, told


def refused(order: Command, state: Shelf | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        rule.decide(order, state or Shelf(), GU, NOW)
    return caught.value


def of(shelf: Shelf, on: date) -> list[str]:
    """The rulebooks in force on a day."""
    return [each.id for each in shelf.spells if each.from_on <= on and (each.until_on is None or on <= each.until_on)]


def test_the_office_adopts_and_nobody_else() -> None:
    _, told = given_(Shelf(), AdoptRules(rules=OURS))
    (adopted,) = told
    assert isinstance(adopted, RulesAdopted)
    assert rule.rulebook(adopted, None) == replace(OURS, origin=Origin.OFFICE)
    for by in (SHEN, WU, HE):
        with pytest.raises(Refusal, match="not_allowed"):
            rule.decide(AdoptRules(rules=OURS), Shelf(), by, NOW)


@pytest.mark.parametrize("back", [0, 1, 400])
def test_rules_never_begin_today_or_before(back: int) -> None:
    found = refused(AdoptRules(rules=replace(OURS, from_on=TODAY - days(back))))
    assert (found.code, found.facts) == ("rules_backwards", {"earliest": TOMORROW})


def test_new_rules_end_the_running_ones_the_day_before() -> None:
    state, _ = given_(Shelf(), AdoptRules(rules=OURS))
    later = replace(OURS, id="campaign-b", from_on=TODAY + days(30))
    state, told = given_(state, AdoptRules(rules=later))
    ended, adopted = told
    assert isinstance(ended, RulesEnded)
    assert isinstance(adopted, RulesAdopted)
    assert (ended.rulebook, ended.until_on) == ("campaign-a", TODAY + days(29))
    assert of(state, TODAY + days(29)) == ["campaign-a"]
    assert of(state, TODAY + days(30)) == ["campaign-b"]


def test_rules_that_are_coming_stand_in_the_way() -> None:
    coming = replace(OURS, id="campaign-b", from_on=TODAY + days(30))
    state, _ = given_(Shelf(), AdoptRules(rules=coming))
    found = refused(AdoptRules(rules=OURS), state)
    assert (found.code, found.facts) == ("rules_overlap", {"from_on": TODAY + days(30)})
    before = replace(OURS, until_on=TODAY + days(29))
    state, told = given_(state, AdoptRules(rules=before))
    assert [type(each) for each in told] == [RulesAdoptedInFull], "one that ends in time is none"
    assert of(state, TODAY + days(29)) == ["campaign-a"]


def test_what_has_begun_can_only_be_ended_and_not_in_the_past() -> None:
    begun = Shelf((rule.Spell("campaign-a", TODAY - days(40)),))
    back = refused(EndRules(rulebook="campaign-a", until_on=TODAY - days(1), reason="废止"), begun)
    assert (back.code, back.facts) == ("rules_backwards", {"earliest": TODAY})
    state, _ = given_(begun, EndRules(rulebook="campaign-a", until_on=TODAY, reason="废止"))
    assert of(state, TODAY) == ["campaign-a"]
    assert of(state, TOMORROW) == []
    assert refused(EndRules(rulebook="campaign-a", until_on=TOMORROW, reason="改"), state).code == "rules_ended_already"
    assert refused(AdoptRules(rules=OURS), begun).code == "already_exists", "its words are never written anew"


def test_what_has_not_begun_can_be_withdrawn() -> None:
    state, _ = given_(Shelf(), AdoptRules(rules=OURS), EndRules(rulebook="campaign-a", until_on=TODAY, reason="撤回"))
    assert all(not of(state, TODAY + days(each)) for each in range(60))
    again = replace(OURS, id="campaign-b")
    _, told = given_(state, AdoptRules(rules=again))
    assert [type(each) for each in told] == [RulesAdoptedInFull]
    assert refused(EndRules(rulebook="campaign-b", until_on=TODAY - days(5), reason="x"), _).code == "ends_before_start"


def test_ending_needs_known_rules_and_a_reason() -> None:
    assert refused(EndRules(rulebook="campaign-z", until_on=TODAY, reason="x")).code == "unknown_rules"
    begun = Shelf((rule.Spell("campaign-a", TODAY),))
    assert refused(EndRules(rulebook="campaign-a", until_on=TODAY, reason=" "), begun).code == "text_missing"
    profile = EndRules(rulebook=PETITION_2022.id, until_on=TODAY, reason="x")
    assert refused(profile).code == "unknown_rules", "the law is not the office's to end"


CONCLUDE = Deadline(Step.CONCLUDE, 30, DayType.CALENDAR, Start.ACCEPTED)
EXTEND = Deadline(Step.EXTEND, 30, DayType.CALENDAR, Start.LIMIT)


MILDER_LATER = tuple(
    replace(each, alarm=other.alarm) for each, other in zip(CAMPAIGN.warnings, reversed(CAMPAIGN.warnings), strict=True)
)
"""The last warning comes first, and the reminder when all is late."""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"basis": " "}, "text_missing"),
        ({"title": ""}, "text_missing"),
        ({"title": "长" * 101}, "text_too_long"),
        ({"deadlines": ()}, "rules_without_deadline"),
        ({"deadlines": (CONCLUDE, replace(CONCLUDE, days=5))}, "rule_twice"),
        ({"deadlines": (replace(CONCLUDE, days=0),)}, "rule_days"),
        ({"deadlines": (replace(CONCLUDE, days=3651),)}, "rule_days"),
        ({"deadlines": (replace(CONCLUDE, start=Start.ANSWERED),)}, "rule_start"),
        ({"deadlines": (EXTEND,)}, "extension_without_limit"),
        ({"deadlines": (CONCLUDE, EXTEND), "approvers": ()}, "approver_missing"),
        ({"approvers": (Role.RESIDENT,)}, "approver_missing"),
        ({"warnings": tuple(reversed(CAMPAIGN.warnings))}, "warnings_out_of_order"),
        ({"warnings": (CAMPAIGN.warnings[0], CAMPAIGN.warnings[0])}, "warnings_out_of_order"),
        ({"warnings": MILDER_LATER}, "warnings_out_of_order"),
        ({"adjudicate_at": 0}, "rule_days"),
        ({"approvers": (Role.UNIT_HEAD, Role.UNIT_HEAD)}, "approver_missing"),
        ({"office_days": (OfficeDays(Status.ACCEPTED, 0),)}, "rule_days"),
        ({"office_days": (OfficeDays(Status.ACCEPTED, 3), OfficeDays(Status.ACCEPTED, 4))}, "rule_twice"),
        ({"office_days": (OfficeDays(Status.SIGNED_FOR, 3),)}, "rule_twice"),
        ({"repeat_months": -1}, "rule_days"),
        ({"retention_years": 10, "retention_basis": ""}, "text_missing"),
        ({"until_on": TODAY}, "ends_before_start"),
        ({"id": "petition-a"}, "unknown_rules"),
    ],
)
def test_what_contradicts_itself_is_refused(changed: dict[str, Any], code: str) -> None:
    assert refused(AdoptRules(rules=replace(OURS, **changed))).code == code


def test_the_doors_are_set_from_a_later_day_on() -> None:
    order = AssignChannels(from_on=TOMORROW, hotline=(Channel.HOTLINE,), petition=(Channel.LETTER,), basis="方案")
    _, (told,) = given_(Shelf(), order)
    assert isinstance(told, rule.ChannelsAssigned)
    assert (told.hotline, told.petition) == ((Channel.HOTLINE,), (Channel.LETTER,))
    assert refused(replace(order, from_on=TODAY)).code == "rules_backwards"
    assert refused(replace(order, petition=(Channel.HOTLINE,))).code == "channel_twice"
    assert refused(replace(order, basis="")).code == "text_missing"


def test_what_gives_the_office_more_time_than_the_law_is_named() -> None:
    def with_days(step: Step, number: int) -> Rulebook:
        changed = [replace(each, days=number) if each.step is step else each for each in PETITION_2022.deadlines]
        return replace(PETITION_2022, deadlines=tuple(changed))

    assert rule.looser(PETITION_2022, PETITION_2022) == ()
    assert rule.looser(with_days(Step.CONCLUDE, 61), PETITION_2022) == (Step.CONCLUDE,)
    assert rule.looser(with_days(Step.CONCLUDE, 30), PETITION_2022) == ()
    assert rule.looser(with_days(Step.ASK_REVIEW, 29), PETITION_2022) == (Step.ASK_REVIEW,), "the reporter's time"
    assert rule.looser(with_days(Step.ASK_REVIEW, 60), PETITION_2022) == ()
    assert rule.looser(PETITION_2005, PETITION_2022) == (Step.RETURN,), "a term that is missing has no end"
    without = replace(PETITION_2022, deadlines=tuple(e for e in PETITION_2022.deadlines if e.step is not Step.EXTEND))
    assert rule.looser(without, PETITION_2022) == (), "no term for extensions: none may be granted"
    assert rule.looser(OURS, CAMPAIGN) == (), "no law"


def test_another_nouns_command_is_a_fault() -> None:
    abolish = post.AbolishPost(post="p", until_on=TODAY)
    with pytest.raises(Fault):
        rule.decide(replace(abolish), Shelf(), SHEN, NOW)


LEVELS = st.just((WarningLevel(Alarm.REMINDER, -3, DayType.CALENDAR, Colour.BLUE),))
SPANS = st.tuples(st.integers(-3, 40), st.one_of(st.none(), st.integers(0, 40)), st.integers(0, 60))


@given(st.lists(SPANS, max_size=12))
def test_whatever_the_office_does_yesterday_stays_and_no_day_has_two(
    moves: Sequence[tuple[int, int | None, int]],
) -> None:
    """Each day one command: adopt from some day (to some day), or end what was adopted last. The past never changes."""
    state, at = Shelf(), NOW
    past: dict[date, list[str]] = {}
    for number, (ahead, length, until) in enumerate(moves):
        today = at.date()
        from_on = today + timedelta(ahead)
        orders: list[Command] = [
            AdoptRules(
                rules=replace(
                    OURS,
                    id=f"campaign-{number}",
                    from_on=from_on,
                    until_on=None if length is None else from_on + timedelta(length),
                )
            ),
            EndRules(rulebook=f"campaign-{number - 1}", until_on=today + timedelta(until - 10), reason="废止"),
        ]
        for order in orders:
            try:
                for each in rule.decide(order, state, GU, at):
                    state = rule.evolve(state, each)
            except Refusal:
                continue
        for ahead_ in range(80):
            assert len(of(state, today + timedelta(ahead_))) <= 1
        for day, held in past.items():
            assert of(state, day) == held
        past[today] = of(state, today)
        at += timedelta(1)
