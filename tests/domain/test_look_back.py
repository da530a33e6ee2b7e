"""Look-backs: frozen before anyone can know the draw, drawn once, checked by who has no interest."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import BAI, GU, MA, NOW, TODAY, YE, days, post, proof

from sandan.domain.authority import Actor, Role
from sandan.domain.facts import Facts
from sandan.domain.look_back import (
    MOST,
    AbandonLookBack,
    AssignChecker,
    ConcludeLookBack,
    DrawSample,
    FindingRecorded,
    FreezePopulation,
    Interest,
    Item,
    LookBack,
    LookBackStatus,
    PopulationFrozen,
    RecordFinding,
    SampleDrawn,
    SetFindingAside,
    Strata,
    Verdict,
    decide,
    digest,
    evolve,
    listed,
)
from sandan.domain.lot import draw, only_digits, sample_size, seed
from sandan.domain.values import Fault, Refusal
from sandan.domain.wire import Command, Event

ROOT = "c0ffee" * 10 + "beef"
ITEMS = tuple(Item(f"p{n}", f"W2026-{n:06}", "water" if n % 3 else "roads", "water") for n in range(30))
FREEZE = FreezePopulation(
    look_back="b1",
    by=Strata.UNIT,
    from_on=TODAY - days(30),
    to_on=TODAY,
    size=4,
    percent=False,
    position=200,
    items=ITEMS,
    source="中国福利彩票双色球",
    issue="2026029",
    seed_on=TODAY + days(1),
)
DRAW = DrawSample(look_back="b1", digits="03 08 12 17 22 31 ＋ 09", where="cwl.gov.cn", position=201, root=ROOT)
LATER = NOW + days(1)


class Told:
    """A look-back as it goes along."""

    def __init__(self) -> None:
        self.state: LookBack | None = None

    def give(self, order: Command, by: Actor = GU, at: datetime = LATER) -> Event:
        (happened,) = decide(order, self.state, by, at)
        self.state = evolve(self.state, happened)
        return happened

    def refused(self, order: Command, by: Actor = GU, at: datetime = LATER) -> str:
        with pytest.raises(Refusal) as refusal:
            decide(order, self.state, by, at)
        return refusal.value.code

    @property
    def held(self) -> LookBack:
        assert self.state is not None
        return self.state


def drawn() -> Told:
    told = Told()
    told.give(FREEZE, at=NOW)
    told.give(DRAW)
    return told


def finding(of: str, **changed: Any) -> RecordFinding:
    order = RecordFinding(look_back="b1", problem=of, verdict=Verdict.HOLDS, on_site=True, finding="仍通水")
    return replace(order, **changed)


def assigned(told: Told, checker: Actor = YE) -> str:
    """The first drawn item, given to a checker."""
    of = told.held.drawn[0].problem
    told.give(AssignChecker(look_back="b1", problem=of, checker=checker, interest=Interest()))
    return of


# Freezing


def test_what_is_frozen_is_told_in_public_with_its_digest() -> None:
    told = Told().give(FREEZE, at=NOW)
    assert isinstance(told, PopulationFrozen)
    assert sorted(zip(told.strata, told.numbers, strict=True)) == list(zip(told.strata, told.numbers, strict=True))
    lines = "".join(f"{stratum}\t{number}\n" for stratum, number in zip(told.strata, told.numbers, strict=True))
    assert told.digest == hashlib.sha256(lines.encode()).hexdigest()
    assert told.reason == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"seed_on": TODAY}, "seed_before_freeze"),
        ({"seed_on": TODAY - days(1)}, "seed_before_freeze"),
        ({"items": ()}, "population_empty"),
        ({"items": tuple(Item(f"p{n}", f"{n}", "x") for n in range(MOST + 1))}, "population_too_large"),
        ({"size": 0}, "sample_empty"),
        ({"size": 101, "percent": True}, "percent_too_large"),
        ({"from_on": TODAY, "to_on": TODAY - days(1)}, "period_reversed"),
        ({"to_on": TODAY + days(1)}, "date_in_future"),
        ({"source": " "}, "text_missing"),
        ({"issue": " "}, "text_missing"),
        ({"earlier": ("b0",)}, "text_missing"),
    ],
)
def test_what_cannot_be_frozen(changed: dict[str, Any], code: str) -> None:
    assert Told().refused(replace(FREEZE, **changed), at=NOW) == code


def test_a_second_look_back_at_the_same_period_says_why() -> None:
    told = Told().give(replace(FREEZE, earlier=("b0",), reason="上次抽样后又有大批销号"), at=NOW)
    assert isinstance(told, PopulationFrozen)
    assert (told.earlier, told.reason) == (("b0",), "上次抽样后又有大批销号")


def test_what_stands_under_the_shield_is_in_no_population() -> None:
    with pytest.raises(Fault):
        decide(replace(FREEZE, items=(*ITEMS, Item("0p1", "W2026-1", "water"))), None, GU, NOW)


# The draw


def test_nobody_draws_before_the_day_of_the_public_draw_nor_twice() -> None:
    told = Told()
    told.give(FREEZE, at=NOW)
    assert told.refused(DRAW, at=NOW) == "seed_not_yet"
    assert told.refused(replace(DRAW, digits="12 3")) == "digits_missing"
    first = told.give(DRAW)
    assert isinstance(first, SampleDrawn)
    assert first.digits == "03081217223109"
    assert first.seed == f"201|{ROOT}|03081217223109"
    for again in (DRAW, replace(DRAW, digits="99999")):
        assert told.refused(again) == "already_drawn"
    told.give(AbandonLookBack(look_back="b1", reason="所选范围有误"))
    assert told.refused(DRAW) == "look_back_ended"


def test_the_draw_in_ten_lines_of_an_outsider() -> None:
    """The algorithm as docs/verifying.md gives it, written anew."""
    told = drawn().held
    strata: dict[str, list[str]] = {}
    for line in listed(ITEMS).splitlines():
        stratum, number = line.split("\t")
        strata.setdefault(stratum, []).append(number)
    key = f"201|{ROOT}|03081217223109"
    picked = []
    for stratum in sorted(strata):
        lots = sorted(strata[stratum], key=lambda number: hashlib.sha256(f"{key}|{number}".encode()).hexdigest())
        picked += lots[:4]
    assert [each.number for each in told.drawn] == picked


NUMBERS = st.sets(st.integers(1, 999), min_size=1, max_size=40)
SEEDS = st.text(min_size=1, max_size=20)


def population(numbers: set[int]) -> list[Item]:
    return [Item(f"p{n}", f"W2026-{n:06}", "ab"[n % 2]) for n in sorted(numbers)]


@given(NUMBERS, SEEDS, st.integers(1, 100), st.booleans(), st.randoms(use_true_random=False))
def test_the_draw_is_a_function_of_population_and_seed(
    numbers: set[int], of_seed: str, size: int, percent: bool, chance: Any
) -> None:
    items = population(numbers)
    found = draw(items, of_seed, size, percent)
    shuffled = list(items)
    chance.shuffle(shuffled)
    others = [replace(each, unit="elsewhere", problem=f"x{each.problem}") for each in shuffled]
    assert [each.number for each in draw(others, of_seed, size, percent)] == [each.number for each in found]
    for stratum in {each.stratum for each in items}:
        of = [each for each in items if each.stratum == stratum]
        assert len([each for each in found if each.stratum == stratum]) == sample_size(len(of), size, percent)
    assert set(found) <= set(items)


@given(NUMBERS, SEEDS, st.integers(1, 5))
def test_a_stratum_is_drawn_from_without_a_look_at_the_others(numbers: set[int], of_seed: str, size: int) -> None:
    items = population(numbers)
    alone = [draw([each for each in items if each.stratum == stratum], of_seed, size, False) for stratum in "ab"]
    assert draw(items, of_seed, size, False) == (*alone[0], *alone[1])


def test_every_item_is_drawn_as_often_as_any_other() -> None:
    """5 of 20, over 2,000 seeds: each is expected 500 times with a standard deviation of 19; 100 is more than five of them."""
    items = [Item(f"p{n}", f"W2026-{n:06}", "a") for n in range(20)]
    times = dict.fromkeys((each.number for each in items), 0)
    for n in range(2000):
        for each in draw(items, seed(n, ROOT, "1234"), 5, False):
            times[each.number] += 1
    assert sum(times.values()) == 10_000
    assert all(400 < count < 600 for count in times.values()), times


@pytest.mark.parametrize(
    ("count", "size", "percent", "drawn_of_it"),
    [(10, 3, False, 3), (2, 3, False, 2), (1, 5, True, 1), (100, 5, True, 5), (101, 5, True, 6), (7, 100, True, 7)],
)
def test_how_many_are_drawn(count: int, size: int, percent: bool, drawn_of_it: int) -> None:
    assert sample_size(count, size, percent) == drawn_of_it


def test_digits_are_read_as_a_person_types_them() -> None:
    assert only_digits("０３ 08, 12 + 09 期") == "03081209"


def test_one_changed_number_changes_the_digest() -> None:
    assert digest(ITEMS) == digest(ITEMS[::-1])
    assert digest(ITEMS) != digest((replace(ITEMS[0], number="W2026-999999"), *ITEMS[1:]))


# Checking


FIXED = Facts(units=frozenset({"water"}), fixers=frozenset({"ma"}), since=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("checker", "interest", "code"),
    [
        (post("x", "water", Role.VERIFIER), Interest(FIXED), "fixer_cannot_judge"),
        (replace(YE, kin=frozenset({"ma"})), Interest(FIXED), "fixer_cannot_judge"),
        (replace(YE, left=(("water", TODAY),)), Interest(FIXED), "fixer_cannot_judge"),
        (YE, Interest(judged=frozenset({"ye"})), "judge_cannot_look_back"),
        (replace(YE, kin=frozenset({"gu"})), Interest(judged=frozenset({"gu"})), "judge_cannot_look_back"),
    ],
)
def test_who_has_an_interest_neither_gets_an_item_nor_records_a_finding(
    checker: Actor, interest: Interest, code: str
) -> None:
    told = drawn()
    before = told.held.drawn
    of = before[0].problem
    given_to = AssignChecker(look_back="b1", problem=of, checker=checker, interest=interest)
    assert told.refused(given_to) == code
    told.give(replace(given_to, interest=Interest()))
    assert told.refused(finding(of, interest=interest), checker) == code
    assert told.held.drawn == before, "an interest changes who checks, never what is drawn"


def test_a_finding_is_recorded_once_by_who_was_given_the_item() -> None:
    told = drawn()
    of = told.held.drawn[0].problem
    assert told.refused(finding(of), YE) == "not_your_check"
    assigned(told)
    assert told.refused(finding(of), BAI) == "not_your_check"
    assert told.refused(finding("p999"), YE) == "not_drawn"
    assert told.refused(finding(of, evidence=(proof(TODAY),)), YE) == "evidence_outside_window"
    assert told.refused(finding(of, happened_on=TODAY), YE) == "finding_before_draw"
    assert told.refused(finding(of, finding=" "), YE) == "text_missing"
    assert told.refused(finding(of), MA) == "not_allowed"
    recorded = told.give(finding(of, evidence=(proof(LATER.date()),)), YE)
    assert isinstance(recorded, FindingRecorded)
    assert (recorded.number, recorded.checker) == (told.held.drawn[0].number, "ye")
    assert told.refused(finding(of, verdict=Verdict.OVERTURNED), YE) == "finding_recorded"
    assert (
        told.refused(AssignChecker(look_back="b1", problem=of, checker=BAI, interest=Interest())) == "finding_recorded"
    )


def test_a_finding_is_set_aside_once_by_others_without_an_interest_also_after_the_end() -> None:
    told = drawn()
    of = assigned(told)
    aside = SetFindingAside(look_back="b1", problem=of, reason="当日停电", interest=Interest())
    assert told.refused(aside) == "unknown_finding"
    told.give(finding(of, verdict=Verdict.OVERTURNED), YE)
    told.give(AbandonLookBack(look_back="b1", reason="人手不足"))
    assert told.refused(aside, YE) == "finder_cannot_decide"
    assert told.refused(aside, replace(GU, kin=frozenset({"ye"}))) == "finder_cannot_decide"
    assert told.refused(replace(aside, interest=Interest(judged=frozenset({"gu"})))) == "judge_cannot_look_back"
    assert told.refused(replace(aside, reason=" ")) == "text_missing"
    told.give(aside)
    assert told.held.count(Verdict.OVERTURNED) == 0
    assert told.held.verdicts[of] is Verdict.OVERTURNED, "what was found stays written"
    assert told.refused(aside) == "decided_already"


def test_it_ends_when_every_item_has_its_finding() -> None:
    told = drawn()
    conclude = ConcludeLookBack(look_back="b1", conclusion="八件中七件巩固")
    for place, one in enumerate(told.held.drawn):
        assert told.refused(conclude) == "findings_missing"
        told.give(AssignChecker(look_back="b1", problem=one.problem, checker=YE, interest=Interest()))
        verdict = (Verdict.OVERTURNED, Verdict.CANNOT_TELL)[place] if place < 2 else Verdict.HOLDS
        told.give(finding(one.problem, verdict=verdict), YE)
    told.give(conclude)
    assert told.held.status is LookBackStatus.CONCLUDED
    assert [told.held.count(each) for each in Verdict] == [6, 1, 1]
    assert told.refused(AbandonLookBack(look_back="b1", reason="x")) == "look_back_ended"


def test_nothing_is_checked_before_the_draw_and_giving_up_takes_a_reason() -> None:
    told = Told()
    assert told.refused(DRAW) == "unknown_look_back"
    told.give(FREEZE, at=NOW)
    assert told.refused(FREEZE, at=NOW) == "already_exists"
    for order in (
        AssignChecker(look_back="b1", problem="p1", checker=YE, interest=Interest()),
        ConcludeLookBack(look_back="b1", conclusion="x"),
    ):
        assert told.refused(order) == "look_back_not_drawn"
    assert told.refused(AbandonLookBack(look_back="b1", reason=" ")) == "text_missing"
    told.give(AbandonLookBack(look_back="b1", reason="期限填错"))
    assert told.held.status is LookBackStatus.ABANDONED
