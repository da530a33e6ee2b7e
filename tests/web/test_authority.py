"""Who may do what, in words: nothing of the two matrices is left out, and the page in docs says what the code says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.web.cast import County

from sandan.config import authority as page
from sandan.domain.authority import MAY, SECOND_FACTOR, Role, Scope
from sandan.domain.wire import COMMANDS
from sandan.web import authority
from sandan.web.access import ANYONE, PAGES
from sandan.web.label import ROLE

Open = Callable[[str], Client]
ADDRESS = "/work/authority/"


def test_every_command_and_every_page_has_a_name_of_its_own() -> None:
    assert set(authority.COMMAND_NAMES) == set(MAY) == set(COMMANDS)
    assert set(authority.PAGE_NAMES) == set(PAGES)
    for names in (authority.COMMAND_NAMES, authority.PAGE_NAMES):
        assert len({str(each) for each in names.values()}) == len(names)


def test_every_noun_and_every_room_has_its_heading() -> None:
    assert {name.partition(".")[0] for name in MAY} == set(authority.NOUNS)
    assert {name.rpartition(":")[0] for name in PAGES} == set(authority.ROOMS)
    assert set(authority.SCOPE) == set(Scope)


def test_the_tables_say_exactly_what_the_matrices_say() -> None:
    with translation.override("en"):
        told, opened = (
            {line.name: dict(zip(ROLE, map(str, line.cells), strict=True)) for part in parts for line in part.lines}
            for parts in (authority.commands(), authority.pages())
        )
        words = {scope: str(label) for scope, label in authority.SCOPE.items()}
    assert told.keys() == MAY.keys()
    for name, cells in told.items():
        for role, cell in cells.items():
            scope = MAY[name].get(role)
            own = (role, scope) == (Role.RESIDENT, Scope.OWN)
            assert cell == ("" if scope is None else "own report" if own else words[scope]), (name, role)
    assert {name: {role for role, cell in cells.items() if cell} for name, cells in opened.items()} == {
        name: set(roles) for name, roles in PAGES.items()
    }


@pytest.mark.parametrize("role", Role)
def test_a_role_reads_all_that_is_its_own_and_nothing_else(role: Role) -> None:
    with translation.override("en"):
        do = [each for part in authority.may_do(role) for each in part.sentences]
        names = [str(authority.COMMAND_NAMES[name]) for name in MAY if role in MAY[name]]
        seen = [each for part in authority.may_open(role) for each in part.sentences]
        pages = {str(authority.PAGE_NAMES[name]) for name in PAGES if role in PAGES[name] and PAGES[name] is not ANYONE}
    assert len(do) == len(names)
    for name in names:
        assert any(each.startswith(name) for each in do), name
    assert set(seen) == pages


def test_a_head_of_unit_reads_what_a_head_of_unit_may_do(client_of: Open) -> None:
    said = client_of("head").get(ADDRESS, {"role": "unit_head"}).content.decode()
    assert "What this role may do: Head of unit" in said
    assert "Ask to return a problem, where it lies with the unit they act in, or one above it." in said
    assert "Strike a problem off," not in said
    assert "The problem list" in said


def test_the_rules_that_no_role_lifts_stand_on_top_of_either_page(client_of: Open) -> None:
    for query in ({}, {"role": "dispatcher"}, {"role": "nonsense"}):
        said = client_of("clerk").get(ADDRESS, query).content.decode()
        assert said.index("Nobody strikes off what they fixed.") < said.index("Strike a problem off")
        assert "A report about someone stays away from them." in said
        with translation.override("en"):
            factor = ", ".join(str(ROLE[role]) for role in ROLE if role in SECOND_FACTOR)
        assert factor in said


def test_everyone_finds_their_own_roles_on_the_page(county: County, client_of: Open) -> None:
    said = client_of("verifier").get(ADDRESS).content.decode()
    assert f'href="{reverse("workspace:authority")}?role=verifier"' in said
    assert len(re.findall(r'<th scope="row">', said)) == len(MAY) + len(PAGES)


def test_the_page_in_docs_is_up_to_date() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.told(), "run: python -m sandan.config.authority write"


def test_the_page_in_docs_is_written_and_checked_by_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "authority.md"
    monkeypatch.setattr(page, "PAGE", place)
    assert page.main(["write"]) == 0
    assert page.main(["check"]) == 0
    place.write_text("# Somebody changed it\n", encoding="utf-8")
    assert page.main(["check"]) == 1
    assert "not up to date" in capsys.readouterr().out
