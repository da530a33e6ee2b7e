"""Who saw personal data: the auditor's list, what it never shows, and what stands under the shield."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.step import heard

from sandan.desk import opinion, organisation, problem, viewing
from sandan.desk.opinion import Heard
from sandan.desk.problem import Dispatch
from sandan.domain.shield import Shield
from sandan.projections.opinion import Opinion
from sandan.projections.version import now, under_shield
from sandan.projections.viewing import IDENTITY, WORDS, Filter, Viewing, per_page, per_unit, seen, seen_under_shield
from sandan.web.page import SIZE

Open = Callable[[str], Client]
ADDRESS = "/work/viewings/"
SAID, REPORTER, CONTACT = "村口水管裂了，断水二十天。", "李大山", "13900001111"


@pytest.fixture
def opened(county: County) -> dict[str, str]:
    """Two opinions in the open: the clerk and the dispatcher read both, the verifier asked who said the first."""
    keys = [heard(county, SAID), heard(county, "桥栏杆断了。", reporter="王小河")]
    viewing.write_down(keys, "inbox", county.actor("clerk"))
    viewing.write_down(keys, "opinion", county.actor("dispatcher"))
    opinion.unmask(keys[0], "核实地址", county.actor("verifier"), fresh_key())
    return {key: now(Opinion).get(key=key).number for key in keys}


def hidden(county: County, *, units: tuple[str, ...] = (), persons: tuple[str, ...] = ()) -> str:
    """An opinion under the shield that the discipline body's officer has read."""
    about = Shield(frozenset(county.units[each] for each in units), frozenset(county.people[each] for each in persons))
    key = opinion.register(Heard("收礼。", shield=about), county.actor("clerk"), fresh_key()).opinion
    viewing.write_down([key], "opinion", county.actor("discipline"))
    return key


def rows(answer: Any) -> list[str]:
    """The lines of the list as text."""
    table = answer.content.decode().partition("data-list>")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in table.split("<tr>")[1:]]


def test_the_auditor_reads_who_opened_what_where_and_why(
    county: County, opened: dict[str, str], client_of: Open
) -> None:
    first, second = opened.values()
    told = rows(client_of("auditor").get(ADDRESS))
    assert len(told) == 5
    assert "沈柏川 整改办 验收专责" in told[0]
    assert first in told[0]
    assert told[0].endswith("核实地址")
    assert [each for each in told if "罗启明" in each and "One opinion" in each and second in each]
    assert [each for each in told if "何静文 整改办 登记员" in each and "What waits to be sorted" in each]


def test_no_words_and_no_reporter_stand_on_it(county: County, opened: dict[str, str], client_of: Open) -> None:
    said = client_of("auditor").get(ADDRESS).content.decode()
    for secret in (SAID[:6], REPORTER, CONTACT, "王小河", "栏杆"):
        assert secret not in said


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 5),
        ({"what": "words"}, 4),
        ({"what": "identity"}, 1),
        ({"what": "nonsense"}, 5),
        ({"person": "clerk"}, 2),
        ({"opinion": "first"}, 3),
        ({"opinion": "Y1999-00000"}, 0),
        ({"person": "clerk", "what": "identity"}, 0),
        ({"to": "yesterday"}, 0),
        ({"from": "today", "to": "today"}, 5),
        ({"from": "2026-13-45"}, 5),
        ({"from": "", "opinion": "second"}, 2),
    ],
    ids=str,
)
def test_each_filter_lets_through_what_it_says(
    county: County, opened: dict[str, str], client_of: Open, query: dict[str, str], count: int
) -> None:
    first, second = opened.values()
    today = timezone.localdate()
    meant = {
        "clerk": county.people["clerk"], "first": f" {first.lower()} ", "second": second,
        "today": today.isoformat(), "yesterday": (today - timedelta(1)).isoformat(),
    }  # fmt: skip
    answer = client_of("auditor").get(ADDRESS, {name: meant.get(value, value) for name, value in query.items()})
    assert answer.status_code == 200
    assert len(rows(answer)) == count


def test_what_it_comes_to_is_counted_by_unit_and_page_and_never_by_person(
    county: County, opened: dict[str, str], client_of: Open
) -> None:
    answer = client_of("auditor").get(ADDRESS)
    assert answer.context["units"] == [("整改办", 5)]
    assert [(str(what), count) for what, _page, count in answer.context["pages"]] == [
        ("What the reporter said", 2), ("What the reporter said", 2), ("The reporter's identity", 1),
    ]  # fmt: skip
    summary = answer.content.decode().partition('class="columns even"')[2].partition("data-list")[0]
    for name in ("何静文", "罗启明", "沈柏川"):
        assert name not in summary


def test_the_page_looks_back_a_month_unless_the_address_asks_for_more(county: County, client_of: Open) -> None:
    key, long_ago = heard(county), timezone.now() - timedelta(40)
    Viewing.objects.create(
        key="1x0", since=1, position=1, person="p", appointment="a", unit="u", opinion=key, what=WORDS, where="inbox",
        viewed_on=long_ago.date(),
    )  # fmt: skip
    auditor = client_of("auditor")
    assert rows(auditor.get(ADDRESS)) == []
    assert len(rows(auditor.get(ADDRESS, {"from": ""}))) == 1


def test_pages_follow_each_other_without_gap_or_repetition(county: County, client_of: Open) -> None:
    keys = [heard(county, f"第{place}件事。") for place in range(SIZE + 3)]
    for key in keys:
        viewing.write_down([key], "opinion", county.actor("clerk"))
    auditor = client_of("auditor")
    first = auditor.get(ADDRESS)
    second = auditor.get(first.context["page"].next_url)
    assert (len(rows(first)), len(rows(second))) == (SIZE, 3)
    numbers = [re.findall(r"Y\d{4}-\w+", each)[0] for each in (*rows(first), *rows(second))]
    assert len(set(numbers)) == len(keys)
    assert second.context["page"].next_url is None


def test_an_entry_that_tells_of_many_openings_is_never_cut_between_pages(county: County, client_of: Open) -> None:
    """Rows of one entry share its position, and a page that ended among them would swallow the rest."""
    keys = [heard(county, f"第{place}件事。") for place in range(SIZE + 20)]
    viewing.write_down(keys[:SIZE], "inbox", county.actor("dispatcher"))
    viewing.write_down(keys[SIZE:], "opinion", county.actor("clerk"))
    auditor = client_of("auditor")
    first = auditor.get(ADDRESS)
    second = auditor.get(first.context["page"].next_url)
    assert (len(rows(first)), len(rows(second))) == (SIZE, 20)
    told = {re.findall(r"Y\d{4}-\w+", each)[0] for each in (*rows(first), *rows(second))}
    assert len(told) == len(keys)
    assert second.context["page"].next_url is None
    assert rows(auditor.get(second.context["page"].previous_url)) == rows(first)


def test_a_county_in_which_nobody_opened_anything_is_told_what_will_stand_here(county: County, client_of: Open) -> None:
    said = client_of("auditor").get(ADDRESS, {"from": ""}).content.decode()
    assert "Nobody has opened anything yet" in said


def page_of(client: Client, query: dict[str, str]) -> str:
    """The page without what differs each time: the token of the form that signs out."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(ADDRESS, query).content.decode())


def test_the_auditor_never_learns_that_anything_stands_under_the_shield(
    county: County, opened: dict[str, str], client_of: Open
) -> None:
    auditor = client_of("auditor")
    asked: tuple[dict[str, str], ...] = (
        {},
        {"side": "shield"},
        {"from": ""},
        {"person": county.people["discipline"]},
        {"what": "words"},
    )
    before = [page_of(auditor, query) for query in asked]
    key = hidden(county, units=("水利局",))
    number = under_shield(Opinion).get(key=key).number
    assert [page_of(auditor, query) for query in asked] == before
    unknown = page_of(auditor, {"opinion": "Y2026-ZZZZZ"})
    assert page_of(auditor, {"opinion": number}).replace(number, "Y2026-ZZZZZ") == unknown


def test_the_discipline_body_reads_it_where_it_is_cleared(
    county: County, opened: dict[str, str], client_of: Open
) -> None:
    officer = client_of("discipline")
    key = hidden(county, units=("水利局",))
    number = under_shield(Opinion).get(key=key).number
    assert number not in officer.get(ADDRESS).content.decode()
    told = rows(officer.get(ADDRESS, {"side": "shield"}))
    assert len(told) == 1
    assert number in told[0]
    assert len(rows(officer.get(ADDRESS, {"side": "shield", "opinion": number}))) == 1


def test_whoever_is_complained_of_reads_nothing_of_it_whatever_their_post(county: County, client_of: Open) -> None:
    officer = client_of("discipline")
    one = hidden(county, persons=("head",))
    assert len(rows(officer.get(ADDRESS, {"side": "shield"}))) == 1
    organisation.declare_kin(county.people["head"], county.actor("discipline"), fresh_key())
    answer = officer.get(ADDRESS, {"side": "shield"})
    assert rows(answer) == []
    assert (answer.context["units"], answer.context["pages"]) == ([], [])
    assert under_shield(Viewing).filter(opinion=one).exists()


SINGLE = (
    Filter(),
    Filter(person="p"),
    Filter(opinions=("o",)),
    Filter(what=IDENTITY),
    Filter(first=timezone.localdate(), last=timezone.localdate()),
)


@pytest.mark.parametrize("wanted", SINGLE, ids=str)
def test_every_filter_is_answered_by_an_index(county: County, opened: dict[str, str], wanted: Filter) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read as SQLite writes it")
    for found in (seen(wanted), seen_under_shield(wanted, ("o",))):
        plan = found.order_by("-position", "key")[: SIZE + 1].explain() or ""
        assert "USING INDEX viewing_" in plan, plan
        for step in plan.splitlines():
            assert "SCAN" not in step or "USING INDEX" in step, plan
    if not wanted.first:
        plan = seen(wanted).order_by("-position", "key")[: SIZE + 1].explain() or ""
        assert "TEMP B-TREE FOR ORDER BY" not in plan, "a page must not cost what the whole list costs"


def test_a_page_takes_the_same_queries_for_one_row_as_for_many(county: County, client_of: Open) -> None:
    auditor, counts = client_of("auditor"), []
    for batch in (1, 20):
        keys = [heard(county, f"{batch}之{place}。") for place in range(batch)]
        viewing.write_down(keys, "inbox", county.actor("clerk"))
        with CaptureQueriesContext(connection) as asked:
            auditor.get(ADDRESS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_counts_are_those_of_the_rows(county: County, opened: dict[str, str]) -> None:
    found = seen(Filter())
    assert sum(count for _unit, count in per_unit(found)) == sum(count for *_page, count in per_page(found)) == 5
    assert dict(per_unit(found)) == {county.units["整改办"]: 5}


def test_when_it_was_opened_is_the_ledgers_hour(county: County, opened: dict[str, str], client_of: Open) -> None:
    at: datetime = client_of("auditor").get(ADDRESS).context["lines"][0]["at"]
    assert abs(timezone.now() - at) < timedelta(minutes=5)


def test_who_only_helps_reads_no_word_of_it_and_so_opens_nothing(county: County, client_of: Open) -> None:
    """A cooperating unit is cleared for the problem; what the reporter said, also of whom, is for the unit that leads."""
    office, words = county.actor("dispatcher"), "霸道的陈某"
    about = Shield(frozenset({county.units["县纪委监委"]}))
    of = opinion.register(
        Heard("收礼。", shield=about, against_words=words), county.actor("clerk"), fresh_key()
    ).opinion
    key = opinion.accept(of, office, fresh_key(), title="有人反映作风", statement="核实。")
    due = timezone.localdate() + timedelta(days=9)
    to = Dispatch(county.units["青溪镇"], due, cooperating=(county.units["水利局"],))
    problem.dispatch(key, to, office, fresh_key())
    helping = client_of("head").get(f"/work/opinions/{of}/")
    assert helping.status_code == 200
    assert words not in helping.content.decode()
    assert not under_shield(Viewing).filter(opinion=of).exists()
    assert words in client_of("dispatcher").get(f"/work/opinions/{of}/").content.decode()
    assert under_shield(Viewing).filter(opinion=of, person=county.people["dispatcher"]).exists()
