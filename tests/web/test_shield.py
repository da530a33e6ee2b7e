"""The shield on the screens: who says it is about whom, who finds it and who doesn't, and what the reporter reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.step import forms, heard

from sandan.desk.handle import fold
from sandan.domain.shield import MARK
from sandan.ledger import read
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now, under_shield

Open = Callable[[str], Client]
WORDS = "水利局的人说我无理取闹，挂了三次电话。"


def reported(client: Client, **more: object) -> Opinion:
    """A report sent on the public page, and the row that came of it."""
    before = set(under_shield(Opinion).values_list("key", flat=True))
    page = client.get(reverse("portal:report")).content.decode()
    form = keyed(page)
    sent = {**form, "text": WORDS, "reporter": "李大山", "contact": "13900001111", **more}
    answer = client.post(reverse("portal:report"), sent)
    assert answer.status_code == 302, answer.content.decode()
    (made,) = under_shield(Opinion).exclude(key__in=before)
    return made


def keyed(html: str) -> dict[str, str]:
    """The hidden fields of the one form of a page that carries an idempotency key."""
    (form,) = [each for each in forms(html).values() if "key" in each]
    return form


def about_water(county: County, client: Client, **more: object) -> Opinion:
    return reported(client, about="complaint", against_units=[county.units["水利局"]], **more)


def body(client: Client, name: str, *args: str) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def act(client: Client, key: str, name: str, **given: object) -> object:
    """Take one of the steps that the page of an opinion under the shield offers."""
    address = reverse("workspace:shield_act", args=[key, name])
    found = forms(body(client, "workspace:opinion", key))
    assert address in found, sorted(found)
    return client.post(address, {**found[address], **given})


def test_a_complaint_is_found_by_those_outside_and_by_nobody_inside(county: County, client_of: Open) -> None:
    made = about_water(county, client_of(""))
    assert made.key.startswith(MARK)
    assert WORDS in body(client_of("dispatcher"), "workspace:opinion", made.key)
    assert made.number in body(client_of("discipline"), "workspace:shield")
    for who in ("head", "handler"):
        client = client_of(who)
        assert made.number not in body(client, "workspace:shield")
        assert client.get(reverse("workspace:opinion", args=[made.key])).status_code == 404
    for who in ("clerk", "leader", "auditor", "operator", "editor"):
        assert client_of(who).get(reverse("workspace:opinion", args=[made.key])).status_code == 404
    assert not now(Opinion).exists()
    assert made.number not in body(client_of("dispatcher"), "workspace:inbox")


@pytest.mark.parametrize("named", [{"against_words": "水利局陈某"}, {"about": "complaint"}])
def test_what_nobody_has_placed_yet_is_for_the_discipline_body(
    named: dict[str, str], county: County, client_of: Open
) -> None:
    made = reported(client_of(""), **named)
    assert client_of("dispatcher").get(reverse("workspace:opinion", args=[made.key])).status_code == 404
    page = body(client_of("discipline"), "workspace:opinion", made.key)
    assert WORDS in page
    act(client_of("discipline"), made.key, "reclassify", about="complaint", against_units=[county.units["水利局"]])
    assert WORDS in body(client_of("dispatcher"), "workspace:opinion", made.key)


def test_an_accusation_is_decided_and_the_reporter_reads_the_decision(county: County, client_of: Open) -> None:
    resident = client_of("")
    made = reported(resident, about="accusation", against_units=[county.units["水利局"]])
    assert client_of("dispatcher").get(reverse("workspace:opinion", args=[made.key])).status_code == 404
    act(client_of("discipline"), made.key, "conclude", conclusion="partly", words="部分属实，已处理。")
    page = body(resident, "portal:opinion", made.key)
    assert "部分属实，已处理。" in page
    assert "Found to be true in part" in page
    assert "Only the discipline body." in page


def test_a_report_about_everybody_here_is_sent_to_the_superior_and_not_kept(county: County, client_of: Open) -> None:
    client, size = client_of(""), read.head().size
    form = keyed(body(client, "portal:report"))
    sent = {**form, "text": WORDS, "about": "accusation", "against_units": [county.units["云岭县"]]}
    answer = client.post(reverse("portal:report"), sent)
    assert answer.status_code == 422
    assert "Take it to the superior discipline body." in answer.content.decode()
    assert WORDS in answer.content.decode(), "what was written is still on the page"
    assert read.head().size == size


def test_staff_do_not_enter_what_is_about_their_own_unit(county: County, client_of: Open) -> None:
    client = client_of("handler")
    form = keyed(body(client, "workspace:opinion_new"))
    answer = client.post(
        reverse("workspace:opinion_new"),
        {**form, "text": WORDS, "channel": "visit", "about": "complaint", "against_units": [county.units["水利局"]]},
    )
    assert "you may not enter it" in answer.content.decode()
    assert not under_shield(Opinion).exists()


def test_from_the_shield_to_a_unit_outside_and_words_back_and_forth(county: County, client_of: Open) -> None:
    resident, office = client_of(""), client_of("dispatcher")
    made = reported(resident, about="complaint", against_units=[county.units["青溪镇"]])
    act(office, made.key, "accept", title="镇上态度差", statement="挂了三次电话", nature="deadline")
    row = under_shield(Problem).get()
    address = f"{reverse('workspace:dispatch')}?keys={row.key}"
    first = keyed(office.get(address).content.decode())
    inside = {
        **first,
        "unit": county.units["石桥村"],
        "due_on": (timezone.localdate() + timedelta(9)).isoformat(),
        "step": "do",
        "keys": row.key,
    }
    refused = office.post(reverse("workspace:dispatch"), inside).content.decode()
    assert "It may not go to the unit or the person that it is about" in refused
    outside = {**inside, "unit": county.units["水利局"], "key": fresh_key()}
    assert office.post(reverse("workspace:dispatch"), outside).status_code == 302
    handler = client_of("handler")
    assert row.number in body(handler, "workspace:shield")
    assert row.number not in body(handler, "workspace:problems")
    words = {"words": "请问是哪天？", "key": fresh_key()}
    assert handler.post(reverse("workspace:relay", args=[row.key, made.key]), words).status_code == 302
    page = body(resident, "portal:opinion", made.key)
    assert "请问是哪天？" in page
    answer = {**forms(page)[reverse("portal:write", args=[made.key])], "words": "上周二上午"}
    assert resident.post(reverse("portal:write", args=[made.key]), answer).status_code == 302
    page = body(handler, "workspace:problem", row.key)
    assert "上周二上午" in page
    assert "李" not in page
    assert "1390" not in page


def test_unmasking_takes_a_reason_that_the_reporter_reads(county: County, client_of: Open) -> None:
    resident, office = client_of(""), client_of("dispatcher")
    made = about_water(county, resident)
    page = body(office, "workspace:opinion", made.key)
    assert "李**" in page
    assert "李大山" not in page
    address = reverse("workspace:unmask", args=[made.key])
    assert office.post(address, {**forms(page)[address], "reason": ""}).status_code == 422
    assert office.post(address, {**forms(page)[address], "reason": "需当面核实"}).status_code == 302
    assert "李大山" in body(office, "workspace:opinion", made.key)
    assert "李大山" not in body(client_of("discipline"), "workspace:opinion", made.key)
    page = body(resident, "portal:opinion", made.key)
    assert "需当面核实" in page
    assert "整改办" in page
    assert "罗启明" not in page


def test_taken_out_of_the_open_the_code_leads_on_and_the_open_tells_nothing(county: County, client_of: Open) -> None:
    key, office = heard(county, WORDS), client_of("dispatcher")
    said = now(Opinion).get(key=key)
    code = (read.opened([said.position])[said.position].personal or {})["receipt"]
    address = reverse("workspace:shield_opinion", args=[key])
    form = keyed(office.get(address).content.decode())
    assert (
        office.post(address, {**form, "about": "complaint", "against_units": [county.units["水利局"]]}).status_code
        == 302
    )
    left = now(Opinion).get(key=key)
    assert (left.status, left.reason) == ("declined", "statutory_channel")
    made = under_shield(Opinion).get()
    assert made.number != left.number
    for who in ("clerk", "dispatcher", "verifier", "head", "leader"):
        assert WORDS not in body(client_of(who), "workspace:opinion", key)
    resident = client_of("")
    answer = resident.post(reverse("portal:follow"), {"code": code})
    assert answer["Location"] == reverse("portal:opinion", args=[made.key])
    assert WORDS in body(resident, "portal:opinion", made.key)
    assert fold(f"opinion/{made.key}")[0].shield is not None


def test_the_reporter_inside_the_unit_follows_their_own_report(county: County, client_of: Open) -> None:
    inside = client_of("handler")
    made = about_water(county, inside)
    assert WORDS in body(inside, "portal:opinion", made.key)
    assert inside.get(reverse("workspace:opinion", args=[made.key])).status_code == 404


def test_the_receipt_looks_like_any_other(county: County, client_of: Open) -> None:
    client = client_of("")
    made = about_water(county, client)
    page = body(client, "portal:receipt", made.key)
    assert made.number in page
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert "shield" not in re.sub(r"<[^>]*>", "", page).lower()
