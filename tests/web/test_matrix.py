"""Every cell of the matrix of pages: each role, each address, each kind of object, asked for and sent to; what is denied changes nothing.

What must come is worked out from `PAGES` and `shield.cleared` and from nothing that a view does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from pytest_django import Settings
from tests.web.test_access import ADDRESSES
from tests.web.world import WHO, Thing, World

from sandan.domain.authority import RESIDENT, Actor
from sandan.ledger import read
from sandan.web.access import ANYONE, PAGES

Open = Callable[[str], Client]

UNDER_SHIELD = frozenset(
    {
        "portal:receipt", "portal:opinion", "portal:answer", "portal:reopen", "portal:write", "portal:deed",
        "workspace:opinion", "workspace:unmask", "workspace:shield_act",
        "workspace:problem", "workspace:problem_act", "workspace:evidence", "workspace:relay",
        "workspace:papers", "workspace:paper", "workspace:paper_docx", "workspace:dossier", "workspace:dossier_docx",
        "workspace:story_export", "workspace:correction",
    }
)  # fmt: skip
"""Addresses at which whoever is cleared finds what stands under the shield. At every other it is there for nobody."""

LEADS_TO: dict[str, set[str]] = {
    "set_language": {"portal:home"},
    "logout": {"portal:home"},
    "security_txt_moved": {"security_txt"},
    "acting": {"account", "workspace:desk"},
    "factor": {"workspace:desk"},
    "confirm": {"workspace:desk"},
    "factor_app": {"factors"},
    "factor_codes": {"factors", "factor_codes"},
    "factor_remove": {"factors"},
    "sessions_end": {"account"},
    "sign_on_end": {"account"},
    "workspace:person_factor_reset": {"workspace:organisation"},
    "portal:receipt": {"portal:opinion"},
    "workspace:dispatch": {"workspace:problems"},
    "workspace:notices": {"workspace:notices"},
    "workspace:channel_new": {"workspace:outbox"},
    "workspace:channel_act": {"workspace:outbox"},
    "workspace:message_act": {"workspace:outbox"},
    "workspace:sort": {"workspace:inbox"},
    "workspace:bulk_step": {"workspace:problems"},
    "workspace:view": {"workspace:problems", "workspace:views"},
    "workspace:import_run": {"workspace:import", "workspace:import_run"},
    "workspace:bulletin_file": {"workspace:bulletin"},
    "workspace:circuit_plan_line": {"workspace:circuit_plan"},
    "workspace:programme_link": {"workspace:problems"},
    "workspace:problem_serving": {"workspace:problem"},
    "portal:benefit_leave": {"portal:benefit_find"},
    "workspace:application_act": {"workspace:application"},
    "workspace:payment_act": {"workspace:payment"},
}
"""Where those that are let in may be sent on to. A page that is not named here answers itself."""


LAST = ("factor_remove", "logout")
"""After these there is nobody any more who opens a page."""


@pytest.fixture(autouse=True)
def contact(settings: Settings) -> None:
    """Who is told of a hole: without it the page says that there is nobody."""
    settings.SANDAN_SECURITY_CONTACT = ("mailto:safety@sandan.example.gov",)


def things_of(world: World, name: str) -> list[Thing]:
    """What the address is tried with. An address with parameters and without an object fails, by its name."""
    if not ADDRESSES[name] and name not in world.things:
        return [Thing("page")]
    assert name in world.things, f"{name}: say in tests/web/world.py which objects this address takes"
    known = world.things[name]
    return [replace(known[0], kind="nothing of that id", there=False, shield=None, **_nowhere(known[0])), *known]


def _nowhere(one: Thing) -> dict[str, Any]:
    other = "0" + "z" * 15
    own = None if one.own is None else False
    args = tuple(other if each == one.key else each for each in one.args)
    return {
        "args": args,
        "query": one.query.replace(one.key, other) if one.key else one.query,
        "key": other,
        "own": own,
        "fields": tuple((name, other) for name, _value in one.fields),
    }


def expected(name: str, thing: Thing, who: str, by: Actor) -> str:
    """deny: not this role's page. hidden: as if it did not exist. ask: show the receipt code first. allow: the page, or its own no."""
    if PAGES[name] is not ANYONE and not by.roles & PAGES[name]:
        return "deny"
    if thing.own is not None:
        return "allow" if thing.own and (thing.shield is None or name in UNDER_SHIELD) else "ask"
    if not thing.there or (thing.only and who not in thing.only):
        return "hidden"
    if thing.shield is not None and (name not in UNDER_SHIELD or thing.hidden_from(by)):
        return "hidden"
    return "allow"


def came(name: str, thing: Thing, who: str, answer: HttpResponse) -> str:
    """What an answer amounts to, in the words of `expected`; else its status."""
    status = answer.status_code
    target = resolve(urlsplit(answer["Location"]).path).view_name if status in {301, 302} else ""
    if status == 403 or (status == 302 and target == "login"):
        return "deny" if (status == 403) == bool(who) else f"{status}"
    if status == 404:
        return "hidden"
    if target in {"portal:follow", "portal:benefit_find"} and target not in LEADS_TO.get(name, set()):
        return "ask"
    if target and target not in LEADS_TO.get(name, set()):
        return f"302 to {target}"
    return "allow" if status in {200, 301, 302, 405, 422} else f"{status}"


def look(answer: HttpResponse, thing: Thing) -> str:
    """An answer without what differs each time, and without the id that was asked for."""
    said = f"{answer.status_code} {answer.get('Location', '')} {answer.content.decode()}"
    for each in (*thing.args, thing.key):
        said = said.replace(each, "") if each else said
    return re.sub(r'(csrfmiddlewaretoken|name="key")" value="\w+"', "", said)


def changed(since: int) -> list[str]:
    """Kinds of the entries that came since, but for those that only say who looked."""
    kinds = [each.kind for each in read.entries(since)] if read.head().size > since else []
    return [each for each in kinds if not each.startswith("viewing.recorded/")]


def ask(client: Client, method: str, address: str, **fields: str) -> Any:
    """GET, or POST with hardly any field."""
    return client.get(address) if method == "GET" else client.post(address, fields)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "visitor")
def test_every_cell(who: str, method: str, world: World) -> None:
    by = world.county.actor(who) if who else RESIDENT
    client = world.user(who)
    wrong = []
    for name in sorted(PAGES, key=lambda name: LAST.index(name) if name in LAST else -1):
        for thing in things_of(world, name):
            before = read.head().size
            fields = {"post": by.appointment} if name == "acting" else dict(thing.fields)
            answer = ask(client, method, thing.address(name), **fields)
            if answer.status_code == 405:  # the address takes the other method only; who may not, never learns which
                got = "allow" if expected(name, thing, who, by) != "deny" else "405"
                wanted = "allow"
            else:
                got, wanted = came(name, thing, who, answer), expected(name, thing, who, by)
            if got != wanted:
                wrong.append((name, thing.kind, wanted, got))
            if wanted != "allow" and changed(before):
                wrong.append((name, thing.kind, "changed", str(changed(before))))
            if wanted == got and wanted in {"hidden", "ask"} and thing.shield is not None:
                nothing = replace(thing, **_nowhere(thing))
                if look(answer, thing) != look(ask(client, method, nothing.address(name)), nothing):
                    wrong.append((name, thing.kind, "hidden", "tells itself from what does not exist"))
    assert wrong == [], "\n".join(map(str, wrong))


def test_the_matrix_is_tried_where_it_matters(world: World) -> None:
    """Among the objects are those that each kind of no is about, and everybody is refused something and let in somewhere."""
    found = {
        (who, expected(name, thing, who, world.county.actor(who) if who else RESIDENT))
        for who in WHO
        for name in PAGES
        for thing in things_of(world, name)
    }
    for who in WHO:
        assert {what for each, what in found if each == who} >= {"deny", "hidden", "ask", "allow"}, who
    hidden = [thing for things in world.things.values() for thing in things if thing.shield is not None]
    cleared_for = {who for who in WHO if who for thing in hidden if not thing.hidden_from(world.county.actor(who))}
    assert cleared_for == {"dispatcher", "verifier", "second", "insider", "cadre", "discipline"}
