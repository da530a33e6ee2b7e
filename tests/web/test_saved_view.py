"""Saved views: a filter under a name, one's own, opened without what no longer exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.cast import County
from tests.web.step import accepted, dispatched, heard

from sandan.ledger import read
from sandan.web.saved_view import MOST_VIEWS, SavedView

Open = Callable[[str], Client]
VIEWS = "/work/views/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def save(client: Client, name: str = "水利局的", of: str = "problems", query: str = "status=open") -> Any:
    return client.post(VIEWS, {"list": of, "name": name, "query": query})


def warned(page: str) -> list[str]:
    """The messages that a page shows."""
    return re.findall(r'class="notice warning".*?<p>(.*?)</p>', page, re.DOTALL)


def test_a_filter_is_saved_found_again_renamed_and_deleted(county: County, client_of: Open) -> None:
    dispatched(county)
    client, size = client_of("dispatcher"), read.head().size
    query = f"status=open&unit={county.units['水利局']}"
    listed = text(client.get(f"/work/problems/?{query}&due=&before=99"))
    assert f'name="query" value="{query.replace("&", "&amp;")}"' in listed, "neither what is empty nor where one is"
    answer = save(client, "  水利局  未办结 ", query=query)
    assert answer["Location"] == f"/work/problems/?{query}"
    one = SavedView.objects.get()
    assert (one.name, one.list, one.query) == ("水利局 未办结", "problems", query)
    for path in ("/work/problems/", "/work/", VIEWS):
        assert f'href="{one.url}"' in text(client.get(path)), path
    assert f'href="{one.url}"' not in text(client.get("/work/tasks/"))
    assert 'aria-current="true"' in text(client.get(f"/work/problems/?{query}"))
    opened = client.get(one.url, follow=True)
    assert opened.redirect_chain == [(f"/work/problems/?{query}", 302)]
    assert not warned(text(opened))
    client.post(one.url, {"step": "rename", "name": "水利局"})
    assert "水利局" in text(client.get(VIEWS))
    client.post(one.url, {"step": "delete"})
    assert not SavedView.objects.exists()
    assert client.get(one.url).status_code == 404
    assert read.head().size == size


def test_the_same_name_on_a_list_is_the_same_view(client_of: Open) -> None:
    client = client_of("clerk")
    save(client, "甲", query="status=open")
    save(client, "甲", query="due=overdue")
    save(client, "甲", "tasks", query="due=week")
    save(client, "乙")
    assert sorted(SavedView.objects.values_list("list", "name", "query")) == [
        ("problems", "乙", "status=open"),
        ("problems", "甲", "due=overdue"),
        ("tasks", "甲", "due=week"),
    ]
    second = SavedView.objects.get(name="乙")
    answer = client.post(second.url, {"step": "rename", "name": "甲"})
    assert answer.status_code == 422
    assert "has that name" in text(answer)
    assert client.post(second.url, {"step": "rename", "name": " "}).status_code == 422


def test_nobody_finds_the_views_of_another(client_of: Open) -> None:
    save(client_of("clerk"))
    one = SavedView.objects.get()
    for who in ("dispatcher", "operator"):
        client = client_of(who)
        assert one.name not in text(client.get(VIEWS)) + text(client.get("/work/problems/"))
        assert client.get(one.url).status_code == client.post(one.url, {"step": "delete"}).status_code == 404
    assert SavedView.objects.exists()


@pytest.mark.parametrize(
    ("of", "gone", "kept"),
    [
        ("problems", "unit=abolished&topic=water", "topic=water"),
        ("problems", "colour=red&status=open", "status=open"),
        ("problems", "status=burnt", ""),
        ("problems", "as_of=99999999999999999999&town=x&day=2026-13-45", ""),
        ("tasks", "channel=visit&due=week", "due=week"),
        ("responsibilities", "person=nobody&topic=water", "topic=water"),
        ("inbox", "batch=gone&channel=visit&repeats=1", "channel=visit&repeats=1"),
    ],
)
def test_filters_that_no_longer_exist_are_left_out_with_a_word(of: str, gone: str, kept: str, client_of: Open) -> None:
    client = client_of("dispatcher")
    save(client, "旧", of, gone)
    answer = client.get(SavedView.objects.get().url, follow=True)
    assert answer.redirect_chain[0][0] == f"/work/{of}/" + (f"?{kept}" if kept else "")
    assert answer.status_code == 200
    assert any("no longer exist" in each for each in warned(text(answer)))


def test_what_still_exists_is_kept(county: County, client_of: Open) -> None:
    client, town = client_of("dispatcher"), county.units["青溪镇"]
    query = f"as_of=5&day=2026-01-01&text=水管&town={town}"
    save(client, query=query)
    person = f"person={county.people['head']}"
    save(client, "谁", "responsibilities", person)
    for one in SavedView.objects.all():
        assert not warned(text(client.get(one.url, follow=True))), one.list


def test_nothing_is_saved_without_a_filter_a_list_and_a_name(client_of: Open) -> None:
    client = client_of("clerk")
    for given in ({"query": ""}, {"of": "desk"}, {"name": " "}, {"query": "text=" + "x" * 2000}):
        assert save(client, **given).status_code == 422
    assert not SavedView.objects.exists()
    for n in range(MOST_VIEWS):
        save(client, f"第{n}")
    assert save(client, "再一").status_code == 422
    assert save(client, "第1", query="due=week").status_code == 302, "an old one may still be changed"
    assert SavedView.objects.count() == MOST_VIEWS


def test_rows_of_the_desk_are_walked_like_those_of_a_list(county: County, client_of: Open) -> None:
    accepted(county, heard(county))
    page = text(client_of("dispatcher").get("/work/"))
    pile = page.partition('class="sheet pile"')[2]
    assert "data-list" in pile
    assert "data-open" in pile
    assert "Keys on lists and on my desk" in page
