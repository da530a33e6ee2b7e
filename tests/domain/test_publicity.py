"""Public notices: seven days that nobody shortens, from a whitelist that holds nothing else, and objections that others answer."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, ZONE
from tests.domain.line import (
    APPROVER,
    BUREAU,
    BUREAU_APPROVER,
    OFFICER,
    RESIDENT,
    SECOND,
    STRANGER,
    TOWN,
    works,
)

from sandan.domain import wire
from sandan.domain.authority import Actor, Role
from sandan.domain.money import Money
from sandan.domain.publicity import (
    AnswerNotice,
    ObjectToNotice,
    Posted,
    PostNotice,
    Publicity,
    PublicityStatus,
    Shown,
    Stage,
    Standing,
    TakeDownNotice,
    decide,
    evolve,
)
from sandan.domain.values import Refusal
from sandan.domain.wire import Command

POST = PostNotice(
    publicity="g1", application="a1", service="dibao", stage=Stage.PROPOSED, unit=TOWN, line=(BUREAU,), town=TOWN, village="shiqiao",
    days=7, shown=(Shown.HEAD, Shown.PERSONS, Shown.AMOUNT, Shown.TOWN, Shown.VILLAGE), head="石有田", persons=3,
    income=Money.of(1000), amount=Money.of(800),
)  # fmt: skip
OBJECT = ObjectToNotice(publicity="g1", objection="o1", words="他家有车")
ANSWER = AnswerNotice(publicity="g1", objection="o1", stands=False, finding="车是邻居的")
Given = tuple[Command, Actor, datetime]


def told(*orders: Given) -> Publicity:
    state: Publicity | None = None
    for order, by, at in orders:
        for event in decide(order, state, by, at):
            state = evolve(state, event)
    assert state is not None
    return state


def refused(state: Publicity | None, order: Command, by: Actor, at: datetime = NOW) -> str:
    with pytest.raises(Refusal) as no:
        decide(order, state, by, at)
    return no.value.code


def posted(order: PostNotice = POST) -> Posted:
    (event,) = decide(order, None, OFFICER, NOW)
    assert isinstance(event, Posted)
    return event


def test_oracle_of_the_two_procedures_notice_days_lie_after_the_opinion() -> None:
    """domain F2: opinion on 2019-10-23, notice 10-24 to 10-30 (淮南); opinion on 11-11, notice to 11-18 (安庆)."""
    for opinion_on, last in ((date(2019, 10, 23), date(2019, 10, 30)), (date(2019, 11, 11), date(2019, 11, 18))):
        at = datetime(opinion_on.year, opinion_on.month, opinion_on.day, 10, tzinfo=ZONE)
        one = told((POST, OFFICER, at))
        assert one.until_on == last
        assert one.standing(last) is Standing.RUNNING
        assert one.standing(last + timedelta(1)) is Standing.PASSED


def test_it_is_public_until_its_last_day_and_never_once_it_was_taken_down() -> None:
    one = told((POST, OFFICER, NOW))
    assert one.public(one.posted_on)
    assert one.public(one.until_on)
    assert not one.public(one.until_on + timedelta(1))
    down = told((POST, OFFICER, NOW), (TakeDownNotice(publicity="g1", reason="姓名有误"), BUREAU_APPROVER, NOW))
    assert not down.public(NOW.date())
    assert down.standing(down.until_on + timedelta(9)) is Standing.TAKEN_DOWN


def test_whoever_sees_it_may_object_while_it_stands() -> None:
    state = told((POST, OFFICER, NOW), (OBJECT, RESIDENT, NOW))
    assert state.waiting == ("o1",)
    after = NOW + timedelta(8)
    assert state.standing(after.date()) is Standing.OBJECTED
    assert refused(told((POST, OFFICER, NOW)), OBJECT, RESIDENT, after) == "notice_over"
    assert refused(state, OBJECT, RESIDENT) == "already_exists"


def test_an_objection_is_answered_by_somebody_else_and_a_right_one_ends_the_notice() -> None:
    state = told((POST, OFFICER, NOW), (OBJECT, RESIDENT, NOW))
    assert refused(state, ANSWER, OFFICER) == "not_by_poster"
    related = works("lin", TOWN, Role.ASSISTANCE, kin=frozenset({OFFICER.person}))
    assert refused(state, ANSWER, related) == "not_by_poster"
    assert refused(state, ANSWER, STRANGER) == "not_of_the_unit"
    assert refused(state, replace(ANSWER, objection="o9"), SECOND) == "no_open_objection"
    assert refused(state, replace(ANSWER, related=(SECOND.person,)), SECOND) == "relative_stands_back"
    after = NOW + timedelta(8)
    settled = told((POST, OFFICER, NOW), (OBJECT, RESIDENT, NOW), (ANSWER, SECOND, NOW))
    assert settled.standing(after.date()) is Standing.PASSED
    upheld = told((POST, OFFICER, NOW), (OBJECT, RESIDENT, NOW), (replace(ANSWER, stands=True), APPROVER, NOW))
    assert upheld.status is PublicityStatus.UPHELD
    assert upheld.standing(after.date()) is Standing.UPHELD


def test_only_the_line_of_the_service_posts_and_takes_down() -> None:
    assert refused(None, POST, STRANGER) == "not_of_the_unit"
    assert refused(None, replace(POST, days=0), OFFICER) == "days_range"
    assert refused(None, replace(POST, shown=()), OFFICER) == "nothing_shown"
    state = told((POST, OFFICER, NOW))
    assert refused(state, TakeDownNotice(publicity="g1", reason="有误"), STRANGER) == "not_of_the_unit"


@pytest.mark.parametrize(
    "name",
    ["石有田 13800001111", "石有田（肝癌）", "石有田610101199001011234", "石有田,残疾", "6217", "石有田\n青溪镇1组"],
)
def test_beside_the_name_nothing_comes_in(name: str) -> None:
    assert refused(None, replace(POST, head=name), OFFICER) == "name_not_plain"


def test_income_is_shown_before_the_decision_alone() -> None:
    shown = (*POST.shown, Shown.INCOME)
    assert posted(replace(POST, shown=shown)).income == Money.of(1000)
    assert refused(None, replace(POST, shown=shown, stage=Stage.DECIDED), OFFICER) == "notice_income"


def test_the_type_holds_the_whitelist_and_nothing_else() -> None:
    """A field that would tell more would have to be added here first."""
    shape = wire.shapes()[Posted.kind]
    assert {name for name, disclosure in shape.items() if disclosure == "personal"} == {
        "head", "persons", "income", "amount",
    }  # fmt: skip
    assert {each.name for each in fields(Posted)} == {
        "happened_on", "publicity", "service", "stage", "unit", "town", "village", "until_on", "shown", "application", "line",
        "poster", "head", "persons", "income", "amount",
    }  # fmt: skip


SECRET = "X7Q"


@given(shown=st.sets(st.sampled_from(Shown), min_size=1), stage=st.sampled_from(Stage))
def test_what_the_service_does_not_show_is_not_even_sealed(shown: set[Shown], stage: Stage) -> None:
    """Searched byte-wise: of what is not listed nothing stands in any disclosure of the event."""
    shown = shown - {Shown.INCOME} if stage is Stage.DECIDED else shown
    if not shown:
        return
    values: dict[Shown, Any] = {
        Shown.HEAD: {"head": "秘密人"}, Shown.PERSONS: {"persons": 739}, Shown.INCOME: {"income": Money.of("4321.17")},
        Shown.AMOUNT: {"amount": Money.of("8765.43")}, Shown.TOWN: {"town": "镇" + SECRET}, Shown.VILLAGE: {"village": "村" + SECRET},
    }  # fmt: skip
    given_ = {name: value for each in values.values() for name, value in each.items()}
    event = posted(replace(POST, shown=tuple(shown), stage=stage, line=(), **given_))
    disclosed = wire.encode(event)
    said = repr((disclosed.public, disclosed.internal, disclosed.personal))
    for which, text in (
        (Shown.HEAD, "秘密人"), (Shown.PERSONS, "739"), (Shown.INCOME, "4321.17"), (Shown.AMOUNT, "8765.43"),
        (Shown.TOWN, "镇" + SECRET), (Shown.VILLAGE, "村" + SECRET),
    ):  # fmt: skip
        assert (text in said) == (which in shown)
    for public in ("秘密人", "739", "4321.17", "8765.43"):
        assert public not in repr((disclosed.public, disclosed.internal))
