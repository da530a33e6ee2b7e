"""Corrections on screen: beside the struck-through entry, in every table from then on, and nothing before it changed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, dispatched, forms, heard, page, step

from sandan.desk.correction import Right, correct
from sandan.desk.handle import Order, handle
from sandan.desk.problem import write_to_unit
from sandan.domain.authority import Actor, Role
from sandan.domain.unit import AbolishUnit
from sandan.domain.values import Channel, Refusal, Topic
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.survey import Survey
from sandan.projections.task import Task
from sandan.projections.version import as_of, now

ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


def entry(key: str, kind: str) -> int:
    return next(each.position for each in read.stream(f"problem/{key}") if each.kind == kind)


def address(key: str, kind: str = "problem.registered/1") -> str:
    return reverse("workspace:correction", args=[key, entry(key, kind)])


def send(client: Client, key: str, kind: str = "problem.registered/1", **given: Any) -> Any:
    where = address(key, kind)
    html = client.get(where).content.decode()
    hidden = forms(html)[""]
    first = {"title": "水管破裂", "statement": "主管破裂", "topic": "water", "channel": "visit"}
    first["place"] = now(Problem).get(key=key).town
    shown = {name: value for name, value in first.items() if f'name="{name}"' in html}
    return client.post(where, {**hidden, **shown, **given})


def test_the_corrected_description_stands_beside_the_struck_through_one(county: County, client_of: ClientOf) -> None:
    key, office = accepted(county), client_of("dispatcher")
    answer = send(office, key, title="水渠破裂", topic="farming", place=county.units["石桥村"], reason="听错了")
    assert answer.status_code == 302
    html = page(office, key)
    assert "<del>水管破裂</del> <ins>水渠破裂</ins>" in html
    assert "<ins>石桥村</ins>" in html
    assert "听错了" in html
    row = now(Problem).get(key=key)
    assert (row.title, row.topic, row.village) == ("水渠破裂", "farming", county.units["石桥村"])
    assert "<h1>水渠破裂</h1>" in html


def test_a_note_strikes_the_entry_through_and_changes_no_row(county: County, client_of: ClientOf) -> None:
    key, head = dispatched(county), client_of("head")
    step(head, key, "ask_return", reason="不归我局")
    before = now(Problem).get(key=key)
    answer = send(head, key, "problem.return_asked/1", note="应写明归农业农村局", reason="漏写")
    assert answer.status_code == 302
    html = page(head, key)
    assert "<del>不归我局</del>" in html
    assert "<ins>应写明归农业农村局</ins>" in html
    after = now(Problem).get(key=key)
    assert (before.since, before.status, before.due_on) == (after.since, after.status, after.due_on)


def test_every_table_follows_and_what_was_counted_before_stays(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    step(client_of("handler"), key, "sign_for")
    today = timezone.localdate().isoformat()
    step(client_of("head"), key, "plan", measure="换管", standard="不漏", from_on=today, to_on=today)
    before = read.head().size
    counted = figure.compute(["problems.collected"], on=timezone.localdate(), position=before, topic="water")
    right = Right(reason="分错类", topic=Topic.FARMING, town=county.units["石桥村"], village="")
    correct(key, entry(key, "problem.registered/1"), right, county.actor("dispatcher"), fresh_key())
    models: tuple[Any, ...] = (Problem, Task, Responsibility)
    for model in models:
        mine = {} if model is Problem else {"problem": key}
        row = now(model).get(**(mine or {"key": key}))
        old = as_of(model, before).get(**(mine or {"key": key}))
        assert (row.topic, row.town) == ("farming", county.units["石桥村"])
        assert (old.topic, old.town) == ("water", county.units["青溪镇"])
    again = figure.compute(["problems.collected"], on=timezone.localdate(), position=before, topic="water")
    assert [each.value for each in again] == [each.value for each in counted] == [1]
    now_counted = figure.compute(
        ["problems.collected"], on=timezone.localdate(), position=read.head().size, topic="water"
    )
    assert [each.value for each in now_counted] == [0]


def test_surveys_follow_too(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    step(client_of("handler"), key, "sign_for")
    step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已查明")
    opinion = read.stream(f"problem/{key}")[0].public["opinions"][0]
    step(client_of("clerk"), key, "ask", opinions=[opinion])
    correct(
        key,
        entry(key, "problem.registered/1"),
        Right(reason="x", channel=Channel.LETTER),
        county.actor("dispatcher"),
        fresh_key(),
    )
    assert now(Survey).get(problem=key).channel == "letter"


def test_only_whoever_wrote_it_and_the_office_find_the_way(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    step(client_of("handler"), key, "sign_for")
    where = address(key, "problem.signed_for/1")
    found = {
        who: client_of(who).get(where).status_code
        for who in ("handler", "head", "dispatcher", "verifier", "clerk", "auditor")
    }
    assert found == {"handler": 200, "head": 404, "dispatcher": 200, "verifier": 404, "clerk": 404, "auditor": 403}
    assert where in page(client_of("handler"), key)
    assert where not in page(client_of("head"), key)


def test_what_the_reporter_wrote_and_what_corrects_cannot_be_corrected(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    opinion = read.stream(f"problem/{key}")[0].public["opinions"][0]
    write_to_unit(key, "还在漏", Actor(frozenset({Role.RESIDENT}), opinion=opinion), fresh_key())
    correct(
        key, entry(key, "problem.registered/1"), Right(reason="x", note="y"), county.actor("dispatcher"), fresh_key()
    )
    office = client_of("dispatcher")
    for kind in ("relay.answered/1", "correction.made/1"):
        assert office.get(address(key, kind)).status_code == 404
    with pytest.raises(Refusal, match="reporters_own_words"):
        correct(
            key, entry(key, "relay.answered/1"), Right(reason="x", note="y"), county.actor("dispatcher"), fresh_key()
        )
    with pytest.raises(Refusal, match="unknown_entry"):
        correct(key, 1, Right(reason="x", note="y"), county.actor("dispatcher"), fresh_key())


def test_what_is_refused_is_said_and_nothing_typed_is_lost(county: County, client_of: ClientOf) -> None:
    key = accepted(county)
    answer = send(client_of("dispatcher"), key, reason="没有改动")
    assert answer.status_code == 422
    assert "Nothing reads differently now." in answer.content.decode()
    assert "没有改动" in answer.content.decode()
    assert send(client_of("dispatcher"), key, title="水渠", reason="").status_code == 422


def test_sent_twice_it_is_corrected_once(county: County) -> None:
    key, by, sent = accepted(county), county.actor("dispatcher"), fresh_key()
    place = entry(key, "problem.registered/1")
    for _ in range(2):
        correct(key, place, Right(reason="听错", title="水渠"), by, sent)
    assert [each.kind for each in read.stream(f"problem/{key}")].count("correction.made/1") == 1


def test_a_place_that_is_no_unit_is_refused(county: County) -> None:
    key = accepted(county)
    with pytest.raises(Refusal, match="unknown_unit"):
        correct(
            key,
            entry(key, "problem.registered/1"),
            Right(reason="x", town="nowhere"),
            county.actor("dispatcher"),
            fresh_key(),
        )


def test_the_reporter_reads_a_corrected_answer_and_no_other_words(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    opinion = read.stream(f"problem/{key}")[0].public["opinions"][0]
    step(client_of("handler"), key, "sign_for")
    step(client_of("handler"), key, "answer", answer="十二月前修好")
    by = county.actor("dispatcher")
    correct(key, entry(key, "problem.answered/1"), Right(reason="内部笔误", note="应为十一月前"), by, fresh_key())
    correct(key, entry(key, "problem.registered/1"), Right(reason="内部原因", title="水渠"), by, fresh_key())
    visitor = client_of("")
    session: Any = visitor.session
    session["opinions"] = [opinion]
    session.save()
    html = visitor.get(reverse("portal:opinion", args=[opinion])).content.decode()
    assert "应为十一月前" in html
    assert "The office set right how the problem was entered." in html
    for hidden in ("内部笔误", "内部原因", "罗启明"):
        assert hidden not in html


def test_the_glance_has_a_line_for_every_rung(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    step(client_of("head"), key, "ask_return", reason="不归我局")
    step(client_of("dispatcher"), key, "refuse_return", reason="归你局")
    step(client_of("handler"), key, "sign_for")
    html = page(client_of("dispatcher"), key)
    glance = html[html.index('id="glance"') : html.index('id="story"')]
    for each in ("Registered", "Accepted", "Dispatched", "Return asked for", "The return was refused", "Signed for"):
        assert f">{each}</th>" in glance.replace('<span aria-hidden="true">↩ </span>', ""), each
    assert "江小渔 · 水利局 办事员" in glance


def exported(client: Client, key: str, form: str) -> Any:
    answer = client.get(reverse("workspace:story_export", args=[key, form]))
    assert answer.status_code == 200
    return answer.content


def test_the_story_can_be_taken_away_and_holds_nothing_personal(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    opinion = read.stream(f"problem/{key}")[0].public["opinions"][0]
    write_to_unit(key, "我家在村东头", Actor(frozenset({Role.RESIDENT}), opinion=opinion), fresh_key())
    place = entry(key, "problem.registered/1")
    correct(key, place, Right(reason="听错", title="水渠"), county.actor("dispatcher"), fresh_key())
    office = client_of("dispatcher")
    told = json.loads(exported(office, key, "json"))
    assert [each["position"] for each in told["entries"]] == [each.position for each in read.stream(f"problem/{key}")]
    assert told["entries"][0]["corrected_by"] == [entry(key, "correction.made/1")]
    assert told["entries"][0]["by"].startswith("罗启明")
    sheet = openpyxl.load_workbook(io.BytesIO(exported(office, key, "xlsx"))).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert str(place) in cells
    for said in (json.dumps(told, ensure_ascii=False), " ".join(cells)):
        for hidden in ("我家在村东头", "李大山", "13900001111"):
            assert hidden not in said


def test_a_village_that_has_ended_can_stay_where_it_is(county: County, client_of: ClientOf) -> None:
    """A correction of something else does not trip over a place that is no unit any more."""
    key = accepted(county, heard(county, "井盖。", village=county.units["石桥村"]))
    village, on = county.units["石桥村"], timezone.localdate()
    handle([Order(f"unit/{village}", AbolishUnit(unit=village, happened_on=on))], county.actor("operator"), fresh_key())
    assert send(client_of("dispatcher"), key, title="井盖松动", reason="x", place=village).status_code == 302
    assert (now(Problem).get(key=key).title, now(Problem).get(key=key).village) == ("井盖松动", village)
