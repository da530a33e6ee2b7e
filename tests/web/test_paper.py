"""Documents and the dossier on screen: who opens them, what stands on them, and what never does."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pytest_django import Settings
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, claimed, dispatched, heard, step
from tests.web.test_evidence import PNG

from sandan.desk import opinion, problem
from sandan.desk.handle import fold
from sandan.desk.opinion import Heard
from sandan.desk.problem import Dispatch
from sandan.domain.problem_command import RectifyAtOnce
from sandan.domain.shield import Shield
from sandan.domain.values import Evidence, Topic
from sandan.ledger import file, read
from sandan.projections.problem import Problem
from sandan.projections.proof import elsewhere
from sandan.projections.version import of_matter

ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


def fixed(county: County, key: str, content: bytes = PNG, by: str = "handler") -> str:
    """The problem put right at once, with this file as evidence."""
    proof = (Evidence(file.keep(content), timezone.localdate(), "现场"),)
    problem.give(
        key, RectifyAtOnce(measure="换管", done_on=timezone.localdate(), evidence=proof), county.actor(by), fresh_key()
    )
    return key


def number(key: str) -> str:
    return of_matter(Problem, key).get(key=key).number


def dossier(client: Client, key: str) -> str:
    answer = client.get(reverse("workspace:dossier", args=[key]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_leads_to_every_document_on_screen_and_as_a_file(county: County, client_of: ClientOf) -> None:
    key, client = fixed(county, dispatched(county)), client_of("head")
    html = client.get(reverse("workspace:papers", args=[key])).content.decode()
    for name, kind in (("order", "problem.dispatched/1"), ("closure", "problem.rectified_at_once/1")):
        place = next(each.position for each in read.stream(f"problem/{key}") if each.kind == kind)
        shown, word = (reverse(f"workspace:{page}", args=[key, name, place]) for page in ("paper", "paper_docx"))
        assert shown in html
        assert word in html
        said = client.get(shown).content.decode()
        assert f"〔{timezone.localdate().year}〕{place}号" in said
        assert f"as of entry {read.head().size}" in said
        answer = client.get(word)
        assert answer["Cache-Control"] == "no-store"
        assert Document(io.BytesIO(answer.content)).tables


def test_no_document_for_the_unit_tells_who_reported_it(county: County, client_of: ClientOf) -> None:
    said = heard(county, "李大山家门口水管裂了，电话13900001111。")
    key = opinion.accept(
        said, county.actor("dispatcher"), fresh_key(), title="李大山反映断水", statement="李大山家断水，13900001111。"
    )
    fixed(county, dispatched(county, key))
    for who in ("head", "dispatcher"):
        client = client_of(who)
        listed = client.get(reverse("workspace:papers", args=[key])).content.decode()
        for name in ("order", "closure"):
            kind = {"order": "problem.dispatched/1", "closure": "problem.rectified_at_once/1"}[name]
            place = next(each.position for each in read.stream(f"problem/{key}") if each.kind == kind)
            sheet = client.get(reverse("workspace:paper", args=[key, name, place])).content.decode()
            article = sheet[sheet.index("<article") : sheet.index("</article>")]
            assert "李大山" not in article
            assert "13900001111" not in article
            assert "the reporter反映断水" in article
        assert listed


def test_the_dossier_finds_the_same_file_in_another_problem(county: County, client_of: ClientOf) -> None:
    first = fixed(county, dispatched(county))
    other = fixed(county, dispatched(county, accepted(county, heard(county, "另一处。"))))
    assert f"is evidence in another problem too: {number(other)}." in dossier(client_of("dispatcher"), first)
    assert f"is evidence in another problem too: {number(first)}." in dossier(client_of("head"), other)


def test_the_open_sees_no_file_of_a_matter_under_the_shield(county: County, client_of: ClientOf) -> None:
    shield = Shield(frozenset({county.units["青溪镇"]}))
    told = Heard("截留补贴。", title="截留", topic=Topic.FARMING, town=county.units["青溪镇"], shield=shield)
    hidden = opinion.accept(
        opinion.register(told, county.actor("leader"), fresh_key()).opinion, county.actor("dispatcher"), fresh_key()
    )
    problem.dispatch(
        hidden, Dispatch(county.units["水利局"], timezone.localdate()), county.actor("dispatcher"), fresh_key()
    )
    fixed(county, hidden)
    seen = fixed(county, dispatched(county))
    (kept,) = elsewhere([file.keep(PNG)], hidden).values()
    assert kept == {seen}
    assert elsewhere([file.keep(PNG)], seen) == {}
    assert "another problem" not in dossier(client_of("dispatcher"), seen)
    under = dossier(client_of("dispatcher"), hidden)
    assert f"another problem too: {number(seen)}." in under
    assert "Under the shield" in under
    assert client_of("auditor").get(reverse("workspace:dossier", args=[hidden])).status_code == 404


def test_what_a_file_says_of_itself_is_held_against_its_date(county: County, client_of: ClientOf) -> None:
    tomorrow = timezone.localdate().toordinal() + 1
    day = timezone.localdate().fromordinal(tomorrow)
    pdf = b"%%PDF-1.4\n/CreationDate (D:%s)" % day.strftime("%Y%m%d").encode()
    key = fixed(county, dispatched(county), pdf)
    assert f"the file itself says that it was made on {day.isoformat()}" in dossier(client_of("dispatcher"), key)


def test_reading_the_reporters_words_in_the_dossier_is_written_down(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    step(client_of("handler"), key, "sign_for")
    step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已查明")
    opinion_of = read.stream(f"problem/{key}")[0].public["opinions"][0]
    answer = {
        "opinion": opinion_of,
        "outcome": "answered",
        "contacted": "yes",
        "fixed": "no",
        "level": "dissatisfied",
        "words": "还在漏",
    }
    step(client_of("clerk"), key, "record", **answer)
    before = read.head().size
    assert "还在漏" in dossier(client_of("verifier"), key)
    assert [each.kind for each in read.entries(before)] == ["viewing.recorded/1"]
    for who in ("head", "handler", "auditor"):
        assert "还在漏" not in dossier(client_of(who), key), who


def test_the_dossier_tells_what_was_decided_on_an_answer(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    step(client_of("verifier"), key, "verify", on_site="yes", finding="属实")
    said = read.stream(f"problem/{key}")[0].public["opinions"][0]
    unhappy = {"opinion": said, "outcome": "answered", "contacted": "yes", "fixed": "no", "level": "dissatisfied"}
    step(client_of("clerk"), key, "record", **unhappy)
    assert "Decided on an answer" not in dossier(client_of("auditor"), key)
    (asked,) = fold(f"problem/{key}")[0].surveys
    step(client_of("dispatcher"), key, "decide_answer", survey=asked, decision="explain", explanation="上游水库在建")
    shown = dossier(client_of("auditor"), key)
    assert shown.index("Decided on an answer that it is not fixed") < shown.index("上游水库在建")


def test_a_long_story_costs_no_query_for_each_entry(county: County, client_of: ClientOf) -> None:
    key, client = dispatched(county), client_of("dispatcher")
    step(client_of("handler"), key, "sign_for")
    client.get(reverse("workspace:papers", args=[key]))

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("workspace:dossier", args=[key]))
        return len(found)

    few = asked()
    for _ in range(5):
        step(client_of("handler"), key, "answer", answer="正在办理")
    assert asked() <= few + 1
