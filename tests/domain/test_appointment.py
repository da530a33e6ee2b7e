"""Appointments: a post with roles, from a day to a day; the resident's role is nobody's post."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import ACCEPT, GU, NOW, SHEN, TODAY, days

from sandan.domain import appointment
from sandan.domain.authority import Role
from sandan.domain.values import Fault, Refusal

MAKE = appointment.MakeAppointment(
    appointment="a1",
    person="ma",
    unit="water",
    post="管网股长",
    roles=(Role.UNIT_HEAD, Role.HANDLER, Role.HANDLER),
    from_on=TODAY,
)
END = appointment.EndAppointment(appointment="a1", until_on=TODAY)


def made() -> appointment.Appointment:
    (told,) = appointment.decide(MAKE, None, SHEN, NOW)
    state = appointment.evolve(None, told)
    assert state is not None
    return state


def test_made_and_ended() -> None:
    state = made()
    assert state.roles == (Role.HANDLER, Role.UNIT_HEAD)
    assert state.until_on is None
    (told,) = appointment.decide(END, state, SHEN, NOW)
    ended = appointment.evolve(state, told)
    assert ended is not None
    assert ended.until_on == TODAY
    with pytest.raises(Refusal, match="already_ended"):
        appointment.decide(END, ended, SHEN, NOW)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (replace(MAKE, roles=()), "roles_missing"),
        (replace(MAKE, roles=(Role.RESIDENT,)), "role_not_a_post"),
        (replace(MAKE, post=""), "text_missing"),
    ],
)
def test_post_refused(order: appointment.MakeAppointment, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        appointment.decide(order, None, SHEN, NOW)


def test_end_refused() -> None:
    with pytest.raises(Refusal, match="unknown_appointment"):
        appointment.decide(END, None, SHEN, NOW)
    with pytest.raises(Refusal, match="ends_before_start"):
        appointment.decide(replace(END, until_on=TODAY - days(1)), made(), SHEN, NOW)
    with pytest.raises(Refusal, match="already_exists"):
        appointment.decide(MAKE, made(), SHEN, NOW)
    with pytest.raises(Fault):
        appointment.decide(ACCEPT, made(), GU, NOW)
