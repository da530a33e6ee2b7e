"""Posts: a seat with its title and roles, one chief to a unit, and who may hold or act in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.county import ACCEPT, NOW, SHEN, TODAY, days

from sandan.domain import appointment, post
from sandan.domain.appointment import Holder
from sandan.domain.authority import Role
from sandan.domain.values import Fault, Refusal

HEAD = post.EstablishPost(
    post="head", unit="water", title=" 局长 ", roles=(Role.UNIT_HEAD, Role.UNIT_HEAD), chief=True, from_on=TODAY
)
TAKE = appointment.MakeAppointment(
    appointment="a1",
    person="he",
    unit="water",
    post="局长",
    roles=(Role.UNIT_HEAD,),
    from_on=TODAY,
    post_id="head",
    chief=True,
)


def there() -> post.Post:
    (told,) = post.decide(HEAD, None, SHEN, NOW)
    state = post.evolve(None, told)
    assert state is not None
    return state


def test_set_up_and_done_away_with() -> None:
    state = there()
    assert (state.title, state.roles, state.chief) == ("局长", (Role.UNIT_HEAD,), True)
    (told,) = post.decide(post.AbolishPost(post="head", until_on=TODAY + days(9)), state, SHEN, NOW)
    ended = post.evolve(state, told)
    assert ended is not None
    assert [ended.stands(TODAY + days(each)) for each in (-1, 0, 9, 10)] == [False, True, True, False]
    with pytest.raises(Refusal, match="already_ended"):
        post.decide(post.AbolishPost(post="head", until_on=TODAY + days(9)), ended, SHEN, NOW)
    assert post.decide(post.AbolishPost(post="head", until_on=TODAY + days(8)), ended, SHEN, NOW), "brought forward"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (replace(HEAD, chief_there="党委书记"), "unit_has_chief"),
        (replace(HEAD, roles=()), "roles_missing"),
        (replace(HEAD, roles=(Role.RESIDENT,)), "role_not_a_post"),
        (replace(HEAD, unit=""), "unit_missing"),
        (replace(HEAD, title=" "), "text_missing"),
        (post.AbolishPost(post="head", until_on=TODAY), "unknown_post"),
    ],
)
def test_refused(order: post.EstablishPost, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        post.decide(order, None, SHEN, NOW)


def test_a_post_in_use_stays() -> None:
    with pytest.raises(Refusal, match="post_in_use"):
        post.decide(post.AbolishPost(post="head", until_on=TODAY, holders=1), there(), SHEN, NOW)
    with pytest.raises(Refusal, match="already_exists"):
        post.decide(HEAD, there(), SHEN, NOW)
    with pytest.raises(Refusal, match="ends_before_start"):
        post.decide(post.AbolishPost(post="head", until_on=TODAY - days(2)), there(), SHEN, NOW)
    with pytest.raises(Fault):
        post.decide(replace(ACCEPT), there(), replace(SHEN, roles=frozenset(Role)), NOW)


REGULAR = Holder("何春生", acting=False, until_on=None)
LEAVING = Holder("何春生", acting=False, until_on=date(2026, 3, 31))
ACTING = Holder("马长河", acting=True, until_on=None)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (TAKE, ""),
        (replace(TAKE, acting=True), ""),
        (replace(TAKE, holders=(REGULAR,)), "post_held"),
        (replace(TAKE, holders=(LEAVING,)), "post_held"),
        (replace(TAKE, acting=True, holders=(REGULAR,)), "post_held"),
        (replace(TAKE, holders=(ACTING,)), "post_acted_in"),
        (replace(TAKE, acting=True, holders=(ACTING,)), "post_acted_in"),
        (replace(TAKE, chief=False, holders=(REGULAR,)), ""),
        (replace(TAKE, chief=False, acting=True, holders=(REGULAR,)), "post_held"),
        (replace(TAKE, acting=True, post_id=""), "acting_without_post"),
    ],
)
def test_who_answers_on_a_day_has_one_answer(order: appointment.MakeAppointment, code: str) -> None:
    if code:
        with pytest.raises(Refusal, match=code):
            appointment.decide(order, None, SHEN, NOW)
        return
    (told,) = appointment.decide(order, None, SHEN, NOW)
    assert told.kind == "appointment.made/2"
    state = appointment.evolve(None, told)
    assert state is not None
    assert (state.post_id, state.acting) == ("head", order.acting)


def test_a_last_day_is_brought_forward_or_the_whole_withdrawn() -> None:
    (made,) = appointment.decide(replace(TAKE, post_id=""), None, SHEN, NOW)
    assert made.kind == "appointment.made/1", "what names no post is told as ever"
    state = appointment.evolve(None, made)
    end = appointment.EndAppointment(appointment="a1", until_on=TODAY + days(9))
    (told,) = appointment.decide(end, state, SHEN, NOW)
    state = appointment.evolve(state, told)
    for until in (TODAY + days(9), TODAY + days(10)):
        with pytest.raises(Refusal, match="already_ended"):
            appointment.decide(replace(end, until_on=until), state, SHEN, NOW)
    assert appointment.decide(replace(end, until_on=TODAY), state, SHEN, NOW)
    withdraw = appointment.WithdrawAppointment(appointment="a1", reason="误录")
    (gone,) = appointment.decide(withdraw, state, SHEN, NOW)
    state = appointment.evolve(state, gone)
    assert state is not None
    assert state.until_on == TODAY - days(1)
    with pytest.raises(Refusal, match="already_ended"):
        appointment.decide(withdraw, state, SHEN, NOW)
    with pytest.raises(Refusal, match="unknown_appointment"):
        appointment.decide(withdraw, None, SHEN, NOW)
