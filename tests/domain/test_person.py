"""People: known by an id; the name is personal and can be corrected or erased."""

from __future__ import annotations

import pytest
from tests.county import ACCEPT, GU, NOW, SHEN

from sandan.domain import person
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Fault, Refusal

MA = person.RegisterPerson(person="ma", person_name=" 马长河 ", phone=" 0913-0000000 ")


def test_registered_and_renamed() -> None:
    (told,) = person.decide(MA, None, SHEN, NOW)
    assert isinstance(told, person.PersonRegistered)
    assert (told.person_name, told.phone) == ("马长河", "0913-0000000")
    state = person.evolve(None, told)
    assert state == person.Person("ma", "马长河")
    (renamed,) = person.decide(person.RenamePerson(person="ma", person_name="马常河"), state, SHEN, NOW)
    assert person.evolve(state, renamed) == person.Person("ma", "马常河")
    with pytest.raises(Refusal, match="already_exists"):
        person.decide(MA, state, SHEN, NOW)
    with pytest.raises(Fault):
        person.decide(ACCEPT, state, GU, NOW)


def test_refused() -> None:
    with pytest.raises(Refusal, match="unknown_person"):
        person.decide(person.RenamePerson(person="ma", person_name="x"), None, SHEN, NOW)
    with pytest.raises(Refusal, match="text_too_long"):
        person.decide(person.RegisterPerson(person="ma", person_name="马" * 81), None, SHEN, NOW)


def test_a_link_and_a_reset_are_told_with_where_they_were_made() -> None:
    """Somebody's act stands under their name; what was done at the machine by nobody signed in says so."""
    state = person.Person("ma", "马长河")
    machine = Actor(frozenset({Role.OPERATOR}))
    for order, kind in (
        (person.MakeLink(person="ma"), person.LinkMade),
        (person.ResetFactor(person="ma"), person.FactorReset),
    ):
        for by, note in ((SHEN, ""), (machine, "machine")):
            (told,) = person.decide(order, state, by, NOW)
            assert told == kind(happened_on=NOW.date(), person="ma", note=note)
            assert person.evolve(state, told) == state
        with pytest.raises(Refusal, match="unknown_person"):
            person.decide(order, None, SHEN, NOW)


def test_an_erased_name_is_empty_and_the_person_stays() -> None:
    assert person.evolve(None, person.PersonRegistered(happened_on=NOW.date(), person="ma")) == person.Person("ma", "")
