"""The permission matrix: every command, every role, every cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from tests.county import NOW, TODAY, days

from sandan.domain import (
    appointment,
    assignment,
    batch,
    bulletin,
    case,
    duty,
    handover,
    opinion,
    person,
    post,
    roster,
    unit,
)
from sandan.domain.authority import MAY, Actor, Role, Scope, permit
from sandan.domain.case import Case
from sandan.domain.values import Evidence, Refusal
from sandan.domain.wire import COMMANDS, Command, Event

Decide = Callable[[Command, Any, Actor, Any], tuple[Event, ...]]
CASE = ("problem", "task", "responsibility", "survey")
DECIDERS: dict[str, tuple[Decide, Any]] = {
    "unit": (unit.decide, None),
    "person": (person.decide, None),
    "post": (post.decide, None),
    "appointment": (appointment.decide, None),
    "assignment": (assignment.decide, None),
    "duty": (duty.decide, None),
    "handover": (handover.decide, None),
    "opinion": (opinion.decide, None),
    "batch": (batch.decide, None),
    "roster": (roster.decide, None),
    "bulletin": (bulletin.decide, None),
    **{noun: (case.decide, Case()) for noun in CASE},
}


def least(hint: Any) -> Any:
    """Some value of a field's type."""
    if get_origin(hint) is tuple:
        return (least(get_args(hint)[0]),)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    values: dict[Any, Any] = {str: "x", int: 1, bool: True, date: TODAY, Evidence: Evidence("ab" * 32, TODAY)}
    return values[hint]


def some(name: str, **given: Any) -> Command:
    """Some command of this name."""
    cls = COMMANDS[name]
    hints = get_type_hints(cls)
    wanted = [each.name for each in fields(cls) if each.default is MISSING and each.name not in given]
    return cls(**{each: least(hints[each]) for each in wanted}, **given)


def outcome(name: str, role: Role, **given: Any) -> str:
    """What becomes of some command of this name, given by someone with this role: a refusal's code, or "done"."""
    decide, state = DECIDERS[name.partition(".")[0]]
    by = Actor(frozenset({role}), "x", "x", "x", ("x",), frozenset({"x"}), "x" if role is Role.RESIDENT else "")
    try:
        decide(some(name, **given), state, by, NOW)
    except Refusal as refusal:
        return refusal.code
    return "done"


def test_matrix_and_commands_name_each_other() -> None:
    assert set(MAY) == set(COMMANDS)
    assert all(MAY.values()), "a command that nobody may give is no command"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_cell(name: str) -> None:
    """The decider itself refuses every role that the matrix doesn't name, and refuses none that it does for that reason."""
    assert DECIDERS.keys() >= {name.partition(".")[0]}
    for role in Role:
        told = outcome(name, role)
        assert (told == "not_allowed") == (role not in MAY[name]), (role, told)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_nobody_claims_a_day_that_has_not_come(name: str) -> None:
    role = min(MAY[name])
    assert outcome(name, role, happened_on=TODAY + days(1)) == "date_in_future"


def test_roles_add_up_and_no_role_is_nothing() -> None:
    for name, (one, other) in product(["problem.accept", "problem.verify"], [(Role.VERIFIER, Role.DISPATCHER)]):
        permit(name, Actor(frozenset({one, other})))
    with pytest.raises(Refusal, match="not_allowed"):
        permit("problem.accept", Actor(frozenset()))
    with pytest.raises(Refusal, match="not_allowed"):
        permit("problem.invented", Actor(frozenset(Role)))


def test_what_the_design_says_of_roles() -> None:
    """Sentences of design sections 3 and 6, read off the matrix."""
    may = {role: {name for name, roles in MAY.items() if role in roles} for role in Role}
    assert may[Role.AUDITOR] == set(), "the auditor changes nothing"
    assert may[Role.RESIDENT] == {"opinion.register", "survey.answer", "problem.reopen"}
    judging = {
        "problem.verify",
        "problem.send_back",
        "problem.read_again",
        "problem.strike_off",
        "problem.pass_look_back",
    }
    working = {"problem.sign_for", "problem.request_closure", "task.plan", "task.complete", "problem.rectify_at_once"}
    for role in Role:
        assert not (may[role] & judging and may[role] & working), f"{role} both works and judges"
        assert not ({"problem.verify", "problem.strike_off"} <= may[role]), f"{role} verifies and strikes off"
    # The operator works on no case; a problem only follows its unit when that is merged into another one.
    assert {name for name in may[Role.OPERATOR] if name.split(".")[0] in CASE} == {"problem.succeed_unit"}
    own = {"handover.accept", "handover.refuse", "responsibility.take_over"}
    for name in own:
        assert set(MAY[name].values()) == {Scope.OWN}, f"{name} is the successor's own word"


def test_within_means_own_unit_or_above() -> None:
    by = Actor(frozenset({Role.HANDLER}), "du", "a", "shiqiao", ("shiqiao", "qingxi", "yunling"))
    assert by.within("shiqiao")
    assert by.within("qingxi")
    assert not by.within("water")
    assert not by.within("")
