"""Self-inspections on the screens: a finding becomes a problem with its origin shown, beside what others found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.registers.self_inspection import entry
from tests.web.step import dispatched, page

from sandan.ledger import read
from sandan.projections import standard
from sandan.projections.problem import Problem
from sandan.projections.self_inspection import SelfInspection
from sandan.projections.version import now

Open = Callable[[str], Client]


def found(client: Client, county: County, **more: Any) -> SelfInspection:
    sent = {**entry(county), "apart": "", "key": fresh_key("form"), **more}
    answer = client.post(reverse("workspace:self_inspection_new"), sent)
    assert answer.status_code == 302, answer.content.decode()
    return now(SelfInspection).latest("position")


def test_a_finding_is_a_problem_like_any_other_and_says_where_it_comes_from(county: County, client_of: Open) -> None:
    head = client_of("head")
    row = found(head, county)
    problem = now(Problem).get(key=row.problem)
    assert (problem.channel, problem.status, problem.found_by) == ("inspection", "registered", county.units["水利局"])
    assert problem.number.endswith(f"{problem.position:05}"), "the number is the place of its entry"
    (first, *_) = read.stream(f"problem/{problem.key}")
    assert first.position == problem.position
    told = page(client_of("dispatcher"), problem.key)
    assert "Found by itself" in told
    assert row.number in told
    assert f"Registered as problem {problem.number}: 水利局 found it in itself" in told
    public = str(client_of("").get(reverse("portal:problem", args=[problem.number])).content.decode())
    assert "<dt>Found by itself</dt><dd>水利局</dd>" in public
    assert row.number not in public, "what the unit wrote of itself is work content"
    own = str(head.get(reverse("workspace:self_inspection", args=[row.key])).content.decode())
    assert reverse("workspace:problem", args=[problem.key]) in own


def test_one_that_stands_apart_is_listed_later(county: County, client_of: Open) -> None:
    head = client_of("head")
    row = found(head, county, apart="已当场改正")
    assert row.problem == ""
    assert not now(Problem).exists()
    head.post(reverse("workspace:self_inspection_act", args=[row.key, "list"]), {"key": fresh_key()})
    assert now(Problem).get().record == row.key


def test_self_found_stands_beside_found_by_others_in_no_order_of_merit(county: County, client_of: Open) -> None:
    dispatched(county)
    dispatched(county)
    found(client_of("head"), county)
    shown = str(client_of("leader").get(reverse("workspace:self_inspection_comparison")).content.decode())
    row = shown[shown.index("水利局") :]
    counts = [each.partition("<")[0] for each in row.split('class="number"><a href="')[1:6]]
    assert [each.partition(">")[2] for each in counts] == ["1", "1", "0", "2", "0"]
    assert "nobody is ranked" in shown


def test_a_list_is_adopted_from_a_day_on_by_the_office_alone(county: County, client_of: Open) -> None:
    address, day = reverse("workspace:standards"), timezone.localdate()
    assert standard.on(day) == [standard.SHIPPED]
    given = {"title": "自查表", "from_on": day.isoformat(), "items": "是否推诿 | 条例第十四条\n\n是否按期"}
    client_of("head").post(address, {**given, "key": fresh_key()})
    assert standard.on(day) == [standard.SHIPPED]
    office = client_of("dispatcher")
    assert office.post(address, {**given, "key": fresh_key()}).status_code == 302
    (held,) = standard.on(day)
    assert [(each.text, each.basis) for each in held.items] == [("是否推诿", "条例第十四条"), ("是否按期", "")]
    again = office.post(address, {**given, "standard": held.standard, "key": fresh_key()})
    assert again.status_code == 422, "never rewritten"
    row = found(client_of("head"), county, of_standard="是否按期")
    assert (row.standard, row.item, row.of_standard) == (held.standard, 2, "是否按期")
