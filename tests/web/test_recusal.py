"""Declaring relatives in service: only for oneself, found by name, never taken back, and it holds at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.step import claimed, offered

from sandan.desk import organisation
from sandan.ledger import read
from sandan.projections.person import kin

Open = Callable[[str], Client]
ADDRESS = "/work/recusal/"


def declare(client: Client, who: str, name: str, key: str = "") -> int:
    """Send the form that the page shows for a name; the answer's status."""
    return client.post(f"{ADDRESS}?name={name}", {"key": key or fresh_key(), "kin": who}).status_code


def test_a_relative_is_found_by_part_of_the_name_with_unit_and_post(county: County, client_of: Open) -> None:
    said = client_of("verifier").get(ADDRESS, {"name": "振河"}).content.decode()
    assert "高振河 · 水利局 局长" in said
    assert "江小渔" not in said
    assert "holds a post here" in client_of("verifier").get(ADDRESS, {"name": "无此人"}).content.decode()


def test_declaring_holds_at_once_and_is_shown_with_its_day(county: County, client_of: Open) -> None:
    verifier, head = client_of("verifier"), county.people["head"]
    key = claimed(county, client_of)
    assert "verify" in offered(verifier, key)
    assert declare(verifier, county.people["handler"], "江") == 302
    assert kin(county.people["verifier"]) == {county.people["handler"]}
    assert "verify" not in offered(verifier, key), "a relative worked on it"
    assert declare(verifier, head, "高") == 302
    said = verifier.get(ADDRESS).content.decode()
    for name in ("江小渔", "高振河", timezone.localdate().isoformat()):
        assert name in said
    assert said.index("江小渔") < said.index("高振河")


def test_nobody_declares_for_another_and_nobody_sees_what_another_declared(county: County, client_of: Open) -> None:
    assert declare(client_of("verifier"), county.people["head"], "高") == 302
    assert kin(county.people["head"]) == kin(county.people["dispatcher"]) == frozenset()
    for name in ("dispatcher", "head", "operator", "auditor", "discipline"):
        said = client_of(name).get(ADDRESS).content.decode()
        assert "沈柏川" not in said
        assert "Nothing so far." in said


def test_oneself_the_unknown_and_what_was_declared_are_refused_in_words(county: County, client_of: Open) -> None:
    verifier, size = client_of("verifier"), read.head().size
    for who, name in ((county.people["verifier"], "沈"), ("nobody", "高"), ("", "高"), (county.people["head"], "")):
        answer = verifier.post(f"{ADDRESS}?name={name}", {"key": fresh_key(), "kin": who})
        assert answer.status_code == 422
    assert read.head().size == size
    assert declare(verifier, county.people["head"], "高") == 302
    assert declare(verifier, county.people["head"], "高") == 422
    assert read.head().size == size + 1


def test_sent_twice_it_happens_once(county: County, client_of: Open) -> None:
    verifier, key = client_of("verifier"), fresh_key()
    said = verifier.get(ADDRESS, {"name": "高"}).content.decode()
    assert re.search(r'name="key" value="\w{32}"', said)
    before = read.head().size
    assert declare(verifier, county.people["head"], "高", key) == 302
    assert declare(verifier, county.people["head"], "高", key) == 422, "the second form no longer offers them"
    assert read.head().size == before + 1


def test_whoever_holds_no_post_any_more_is_not_in_service(county: County, client_of: Open) -> None:
    yesterday = timezone.localdate() - timedelta(1)
    organisation.end_appointment(county.posts["head"], yesterday, county.actor("operator"), fresh_key())
    assert "高振河" not in client_of("verifier").get(ADDRESS, {"name": "高"}).content.decode()


def test_the_page_says_why_only_ones_own_word_counts(client_of: Open) -> None:
    said = client_of("clerk").get(ADDRESS).content.decode()
    assert "Why only your own word counts" in said
    assert "cannot be withdrawn here" in said


def test_staff_find_it_in_the_foot_and_beside_their_posts(client_of: Open) -> None:
    for address in ("/work/", "/account/"):
        assert f'href="{ADDRESS}"' in client_of("handler").get(address).content.decode()
