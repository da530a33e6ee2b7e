"""The inbox: who reads what in it, sorting one and many with a look first, and entering what someone said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, forms, heard

from sandan.desk import opinion, problem
from sandan.desk.opinion import followed
from sandan.domain.opinion import OpinionStatus
from sandan.domain.values import Channel, DeclineReason, Topic
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web import bulk

Open = Callable[[str], Client]
INBOX, SORT = "/work/inbox/", "/work/inbox/sort/"
TEXT, NAME, PHONE = "村口水管裂了，断水二十天。", "李大山", "13900001111"


def _form(html: str) -> dict[str, str]:
    return forms(html)[SORT]


def _status(key: str) -> str:
    return now(Opinion).get(key=key).status


def _sort(client: Client, act: str, keys: list[str], **given: str) -> str:
    """Look at the preview, send it as a person would, and return the last page."""
    seen = client.post(SORT, {"act": act, "keys": keys})
    assert seen.status_code == 200
    hidden = _form(seen.content.decode())
    response = client.post(SORT, {**hidden, "keys": keys, **given}, follow=True)
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("who", "words", "reporter"),
    [
        ("clerk", True, True),
        ("dispatcher", True, True),
        ("verifier", True, True),
        ("leader", False, False),
        ("discipline", False, False),
        ("handler", False, False),
        ("head", False, False),
        ("editor", False, False),
        ("auditor", False, False),
        ("operator", False, False),
    ],
)
def test_who_may_read_what_was_said_and_who_said_it(
    county: County, client_of: Open, who: str, words: bool, reporter: bool
) -> None:
    key = heard(county)
    page = client_of(who).get(reverse("workspace:opinion", args=[key])).content.decode()
    assert (TEXT in page) is words
    assert ("Show who it was" in page) is reporter
    assert NAME not in page
    assert PHONE not in page
    listed = client_of(who).get(INBOX).content.decode()
    assert (TEXT in listed) is (who in ("clerk", "dispatcher"))
    assert NAME not in listed
    assert PHONE not in listed
    assert now(Opinion).get(key=key).number in listed


def test_the_unit_at_work_on_it_reads_the_words_and_never_the_reporter(county: County, client_of: Open) -> None:
    key = heard(county)
    of = accepted(county, key)
    address = reverse("workspace:opinion", args=[key])
    assert TEXT not in client_of("handler").get(address).content.decode()
    to = problem.Dispatch(county.units["水利局"], now(Problem).get(key=of).registered_on)
    problem.dispatch(of, to, county.actor("dispatcher"), fresh_key())
    page = client_of("handler").get(address).content.decode()
    assert TEXT in page
    assert NAME not in page
    assert PHONE not in page


def test_an_unknown_opinion_is_not_found(county: County, client_of: Open) -> None:
    assert client_of("clerk").get("/work/opinions/nothing/").status_code == 404


def test_opinions_are_taken_up_after_a_look_and_under_the_titles_given(county: County, client_of: Open) -> None:
    first, second = heard(county), heard(county, "路灯不亮，孩子摸黑上学。")
    client = client_of("dispatcher")
    seen = client.post(SORT, {"act": "accept", "keys": [first, second]}).content.decode()
    assert _status(first) == _status(second) == OpinionStatus.WAITING, "a look changes nothing"
    hidden = _form(seen)
    sent = {
        **hidden,
        "keys": [first, second],
        "nature": "deadline",
        f"title:{first}": "石桥村水管",
        f"title:{second}": "",
    }
    for _ in range(2):
        response = client.post(SORT, sent, follow=True)
        assert "2 opinions taken up." in response.content.decode()
        assert '<a href="/work/problems/?status=accepted">' in response.content.decode(), "and on to their dispatch"
    titles = set(now(Problem).values_list("title", flat=True))
    assert titles == {"石桥村水管", "路灯不亮，孩子摸黑上学。"}, "sent twice, done once"
    assert set(now(Problem).values_list("status", flat=True)) == {"accepted"}


def test_one_opinion_may_be_put_in_the_offices_own_words(county: County, client_of: Open) -> None:
    key = heard(county)
    client = client_of("dispatcher")
    seen = client.post(SORT, {"act": "accept", "keys": [key]}).content.decode()
    assert TEXT in seen
    sent = {
        **_form(seen),
        "keys": [key],
        "nature": "immediate",
        "topic": "roads",
        f"title:{key}": "管道",
        "statement": "主管\r\n破裂",
    }
    client.post(SORT, sent)
    made = now(Problem).get()
    assert (made.title, made.topic, made.nature) == ("管道", "roads", "immediate")
    page = client.get(reverse("workspace:problem", args=[made.key])).content.decode()
    assert "主管\n破裂" in page


def test_the_preview_says_where_the_same_words_already_are(county: County, client_of: Open) -> None:
    held = accepted(county)
    again, other, twin = heard(county), heard(county, "桥面塌了一块。"), heard(county, "桥面塌了一块。")
    number = now(Problem).get(key=held).number
    page = client_of("dispatcher").post(SORT, {"act": "accept", "keys": [again, other, twin]}).content.decode()
    assert "The same words already belong to" in page
    assert number in page
    assert f"The same words as {now(Opinion).get(key=other).number} above" in page
    listed = client_of("dispatcher").get(INBOX, {"repeats": "1"}).content.decode()
    assert now(Opinion).get(key=again).number in listed
    assert number in listed


def test_opinions_join_a_likely_problem_or_one_by_its_number(county: County, client_of: Open) -> None:
    held = accepted(county)
    number = now(Problem).get(key=held).number
    likely, typed = heard(county), heard(county, "另一件事。", topic=Topic.ROADS)
    client = client_of("dispatcher")
    assert f'value="{number}"' in client.post(SORT, {"act": "attach", "keys": [likely]}).content.decode()
    _sort(client, "attach", [likely], to=number)
    _sort(client, "attach", [typed], number=number.replace("W", "w"))
    assert _status(likely) == _status(typed) == OpinionStatus.ATTACHED
    assert now(Problem).get(key=held).opinions == 3


def test_joining_nothing_is_not_possible_and_keeps_what_was_typed(county: County, client_of: Open) -> None:
    key = heard(county)
    client = client_of("dispatcher")
    hidden = _form(client.post(SORT, {"act": "attach", "keys": [key]}).content.decode())
    for typed in ("", "W1999-77777"):
        response = client.post(SORT, {**hidden, "keys": [key], "number": typed})
        assert response.status_code == 422
        assert f'name="keys" value="{key}"' in response.content.decode()
        assert typed in response.content.decode()
    assert _status(key) == OpinionStatus.WAITING


def test_declining_needs_a_reason_and_a_way_on(county: County, client_of: Open) -> None:
    key = heard(county)
    client = client_of("dispatcher")
    hidden = _form(client.post(SORT, {"act": "decline", "keys": [key]}).content.decode())
    assert client.post(SORT, {**hidden, "keys": [key], "reason": "not_ours", "where_to": ""}).status_code == 422
    assert _status(key) == OpinionStatus.WAITING
    page = _sort(client, "decline", [key], reason=DeclineReason.NOT_OURS, where_to="请找供电公司")
    assert "1 opinion not taken up." in page
    row = now(Opinion).get(key=key)
    assert (row.status, row.reason, row.where_to) == ("declined", "not_ours", "请找供电公司")


def test_what_someone_else_sorted_meanwhile_is_refused_alone(county: County, client_of: Open) -> None:
    mine, taken = heard(county), heard(county, "路灯不亮。")
    client = client_of("dispatcher")
    hidden = _form(client.post(SORT, {"act": "accept", "keys": [mine, taken]}).content.decode())
    opinion.decline(taken, DeclineReason.NOT_A_PROBLEM, "无需办理", county.actor("dispatcher"), fresh_key())
    page = client.post(SORT, {**hidden, "keys": [mine, taken], "nature": "deadline"}).content.decode()
    assert "1 was refused" in page
    number = now(Opinion).get(key=taken).number
    assert f"Opinion {number} has already been sorted." in page
    assert _status(mine) == OpinionStatus.ACCEPTED
    assert _status(taken) == OpinionStatus.DECLINED


def test_everything_that_matches_is_taken_and_nothing_else(county: County, client_of: Open) -> None:
    roads = [heard(county, f"道路坑洼，第{n}处。", topic=Topic.ROADS) for n in range(4)]
    water = heard(county)
    client = client_of("dispatcher")
    asked = {"act": "decline", "everything": "1", "query": "topic=roads", "keys": [water]}
    page = client.post(SORT, asked).content.decode()
    assert "4 opinions chosen" in page
    assert f'value="{water}"' not in page
    assert all(f'value="{key}"' in page for key in roads)


def test_long_work_goes_on_slice_by_slice_and_counts_what_is_through(
    county: County, client_of: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "SECONDS", 0)
    keys = [heard(county, f"第{n}件事。") for n in range(25)]
    client = client_of("dispatcher")
    hidden = _form(client.post(SORT, {"act": "accept", "keys": keys}).content.decode())
    sent: dict[str, object] = {**hidden, "keys": keys, "nature": "deadline", **{f"title:{key}": key for key in keys}}
    page = client.post(SORT, sent).content.decode()
    assert "10 of 25 are through" in page
    assert 'data-autosubmit="' in page
    rest = keys[10:]
    going = {**_form(page), "keys": rest, **{f"title:{key}": key for key in rest}}
    page = client.post(SORT, going).content.decode()
    assert "20 of 25 are through" in page
    rest = keys[20:]
    going = {**_form(page), "keys": rest, **{f"title:{key}": key for key in rest}}
    page = client.post(SORT, going, follow=True).content.decode()
    assert "25 opinions taken up." in page
    assert set(now(Problem).values_list("title", flat=True)) == set(keys)


def test_what_can_be_no_id_breaks_no_bulk_step(county: County, client_of: Open) -> None:
    """A key that cannot stand in an address used to end in a fault when it was refused."""
    key = heard(county)
    sent = {"act": "decline", "step": "do", "key": fresh_key(), "reason": "not_ours", "where_to": "请找供电公司"}
    forged = {**sent, "keys": [key, "a/b", "", "x" * 300], "refused": ["a/b\nno"]}
    assert client_of("dispatcher").post(SORT, forged).status_code in {200, 302}
    assert _status(key) == OpinionStatus.DECLINED


def test_only_the_dispatcher_sorts(county: County, client_of: Open) -> None:
    key = heard(county)
    for who in ("clerk", "handler", "verifier", "auditor"):
        assert client_of(who).post(SORT, {"act": "accept", "step": "do", "keys": [key]}).status_code == 403
    assert 'name="act"' not in client_of("clerk").get(INBOX).content.decode()
    assert client_of("dispatcher").get(SORT).status_code == 405
    assert client_of("dispatcher").post(SORT, {"act": "burn", "keys": [key]}).status_code == 302
    assert _status(key) == OpinionStatus.WAITING


def test_staff_enter_an_opinion_and_the_receipt_is_shown_once(county: County, client_of: Open) -> None:
    client = client_of("clerk")
    page = client.get("/work/opinions/new/").content.decode()
    said = {
        **forms(page)["/work/opinions/new/"],
        "text": "渠道堵了\r\n稻田缺水",
        "channel": "hotline",
        "topic": "water",
        "place": county.units["石桥村"],
        "reporter": NAME,
        "contact": PHONE,
    }
    response = client.post("/work/opinions/new/", said)
    assert response.status_code == 302
    assert NAME not in response["Location"]
    [row] = now(Opinion)
    assert (row.channel, row.topic, row.town, row.village) == (
        Channel.HOTLINE,
        Topic.WATER,
        county.units["青溪镇"],
        county.units["石桥村"],
    )
    shown = client.get(response["Location"]).content.decode()
    code = shown.split('class="receipt">')[1].split("<")[0]
    assert row.number in shown
    found = followed(code)
    assert found is not None
    assert found.key == row.key
    assert code not in client.get(response["Location"]).content.decode(), "shown once"
    client.post("/work/opinions/new/", said)
    assert now(Opinion).count() == 1, "sent twice, entered once"


def test_a_refused_opinion_keeps_what_was_typed(county: County, client_of: Open) -> None:
    client = client_of("handler")
    said = {"key": "k", "text": "渠道堵了", "channel": "visit", "happened_on": "2999-01-01", "reporter": NAME}
    response = client.post("/work/opinions/new/", said)
    page = response.content.decode()
    assert response.status_code == 422
    assert "2999-01-01 has not come yet" in page
    assert "渠道堵了" in page
    assert NAME in page
    assert client.post("/work/opinions/new/", {**said, "text": ""}).status_code == 422
    assert now(Opinion).count() == 0
