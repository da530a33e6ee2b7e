"""Service items: the two procedures of one application from 2019-10-14, and what no version may be (社会救助暂行办法 art. 11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sandan.domain.allowance import Area, Standard
from sandan.domain.calendar import DayType
from sandan.domain.item import (
    Anchor,
    AuthorityBasis,
    Checks,
    Due,
    Hand,
    Item,
    NoticeField,
    Stage,
    StageRule,
    answers_to,
    schedule,
    sound,
    standing,
)
from sandan.domain.item_profile import held, profile, profiles
from sandan.domain.money import Money
from sandan.domain.values import Refusal
from sandan.domain.wire import codec
from sandan.projections.calendar import library

ACCEPTED = date(2019, 10, 14)
TWO_LEVEL, DELEGATED, ZHEJIANG = (profiles()[f"dibao-{each}"] for each in ("two-level", "delegated", "zhejiang"))


def days(item: Item) -> dict[Stage, Due]:
    return {each.stage: each for each in schedule(item, ACCEPTED, library())}


def test_oracle_delegated_from_2019_10_14_to_2019_11_04() -> None:
    """淮南: start by 10-17, opinion by 10-23, notice 10-24 to 10-30, decision by 11-04: 21 days."""
    found = days(DELEGATED)
    assert found[Stage.START].last_on == date(2019, 10, 17)
    assert found[Stage.OPINION].last_on == date(2019, 10, 23)
    assert (found[Stage.NOTICE].from_on, found[Stage.NOTICE].last_on) == (date(2019, 10, 24), date(2019, 10, 30))
    assert found[Stage.DECIDE].last_on == date(2019, 11, 4)
    assert (found[Stage.DECIDE].last_on - ACCEPTED).days == 21
    assert found[Stage.DECIDE].hand is Hand.TOWN


def test_oracle_two_levels_from_2019_10_14_to_2019_12_26() -> None:
    """安庆: 10-28, 11-04, 11-11, notice to 11-18, submitted 11-25, county 12-16, notice to 12-23, decision 12-26: 73 days."""
    lasts = [each.last_on for each in schedule(TWO_LEVEL, ACCEPTED, library())]
    assert [f"{each:%m-%d}" for each in lasts] == [
        "10-28",
        "11-04",
        "11-11",
        "11-18",
        "11-25",
        "12-16",
        "12-23",
        "12-26",
    ]
    assert (lasts[-1] - ACCEPTED).days == 73
    assert days(TWO_LEVEL)[Stage.DECIDE].hand is Hand.COUNTY


def test_oracle_zhejiang_from_2019_10_14_to_2019_11_18() -> None:
    assert days(ZHEJIANG)[Stage.DECIDE].last_on == date(2019, 11, 18)


def test_notice_days_are_outside_the_limit() -> None:
    assert TWO_LEVEL.limit == 43
    assert DELEGATED.limit == 10
    for each in profiles().values():
        assert not any(rule.counted for rule in each.stages if rule.stage in each.notices)


def test_profiles_are_sound_and_dated() -> None:
    for each in profiles().values():
        assert sound(each) == each
    assert [each.version for each in held()] == ["dibao-two-level"], "one holds by itself, the others are drafts"
    assert profile("dibao", date(2014, 4, 30)) is None, "before 社会救助暂行办法 was in force"
    assert profile("dibao", ACCEPTED) == TWO_LEVEL


def test_an_item_reads_as_it_was_written() -> None:
    write, read = codec(Item)
    for each in profiles().values():
        assert read(write(each)) == each


def test_the_town_answers_only_for_what_the_law_gives_it() -> None:
    assert answers_to(TWO_LEVEL, "bureau", "town") == ("bureau", "bureau")
    assert answers_to(DELEGATED, "bureau", "town") == ("bureau", "bureau"), "an entrusted decision is the bureau's"
    own = replace(DELEGATED, authority=AuthorityBasis.STATUTORY_TOWN)
    assert answers_to(own, "bureau", "town") == ("town", "town")


def test_the_standard_of_the_day_holds() -> None:
    older, newer, urban = (
        Standard(area, Money.of(amount), 1, date(year, 1, 1), "文件")
        for area, amount, year in ((Area.RURAL, 380, 2018), (Area.RURAL, 400, 2019), (Area.URBAN, 600, 2018))
    )
    every = (newer, urban, older)
    assert standing(every, Area.RURAL, date(2018, 12, 31)) == older
    assert standing(every, Area.RURAL, date(2019, 1, 1)) == newer
    assert standing(every, Area.RURAL, date(2017, 12, 31)) is None


_NOTICE = StageRule(Stage.NOTICE, Hand.VILLAGE, 7, DayType.CALENDAR, counted=False)
_DECIDE = StageRule(Stage.DECIDE, Hand.TOWN, 3, DayType.WORKING)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stages": ()}, "decision_missing"),
        ({"stages": (_NOTICE,)}, "decision_missing"),
        ({"stages": (_DECIDE, _NOTICE)}, "stages_out_of_order"),
        ({"stages": (_NOTICE, _NOTICE, _DECIDE)}, "rule_twice"),
        ({"stages": (replace(_NOTICE, counted=True), _DECIDE)}, "notice_counts"),
        ({"stages": (replace(_NOTICE, day_type=DayType.WORKING), _DECIDE)}, "notice_counts"),
        ({"stages": (replace(_NOTICE, days=3), _DECIDE)}, "notice_days"),
        ({"stages": (replace(_DECIDE, days=0),)}, "rule_days"),
        ({"remedies": ()}, "remedy_missing"),
        ({"checks": Checks(attend=Fraction(2, 3))}, "quorum_missing"),
        ({"papers": (DELEGATED.papers[0],) * 2}, "paper_twice"),
        ({"title": " "}, "text_missing"),
    ],
)
def test_what_no_version_may_be(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as no:
        sound(replace(DELEGATED, **changes))  # type: ignore[arg-type]
    assert no.value.code == code


def test_income_is_never_shown_after_the_decision() -> None:
    shown = replace(DELEGATED.publicity, after_fields=(NoticeField.HEAD, NoticeField.INCOME))
    with pytest.raises(Refusal) as no:
        sound(replace(DELEGATED, publicity=shown))
    assert no.value.code == "notice_income"


def test_a_step_counted_from_acceptance_does_not_wait() -> None:
    assert [each.anchor for each in DELEGATED.stages] == [
        Anchor.ACCEPTED,
        Anchor.ACCEPTED,
        Anchor.BEFORE,
        Anchor.BEFORE,
    ]
