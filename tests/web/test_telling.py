"""What a reporter answered can be told by nobody outside: not by a number of few, not by a record, not by the rest less the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County
from tests.web.step import answered

from sandan.bulletins.check import Answer, Reason, check
from sandan.domain.values import Level
from sandan.ledger import read
from sandan.projections import figure, telling
from sandan.projections.count import LEAST
from sandan.projections.problem import Problem
from sandan.projections.version import now

ClientOf = Callable[[str], Client]


def shown(client: Client, name: str, *args: str, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, response.content.decode()
    return str(response.content.decode())


def number_of(key: str) -> str:
    return str(now(Problem).get(key=key).number)


@pytest.mark.parametrize("name", ["surveys.dissatisfied", "levels.dissatisfied", "rate.satisfaction"])
def test_what_few_answered_is_shown_to_staff_alone(county: County, client_of: ClientOf, name: str) -> None:
    key = answered(county, Level.DISSATISFIED)
    page = shown(client_of(""), "portal:records", name)
    assert "So few answered here" in page
    assert number_of(key) not in page
    assert client_of("").get(reverse("portal:change", args=[name])).status_code == 404
    assert client_of("").get(reverse("portal:walk", args=[name])).status_code == 404
    assert client_of("").get(reverse("portal:walk_file", args=[name])).status_code == 404
    part = "?part=denominator"  # for a rate: of its numerator there is none
    assert number_of(key) in shown(client_of("dispatcher"), "workspace:records", name, query=part)


def test_tiles_and_tables_of_the_portal_say_no_more(county: County, client_of: ClientOf) -> None:
    answered(county, Level.DISSATISFIED)
    values = figure.compute(on=timezone.localdate())
    told = telling.public(values, on=timezone.localdate(), position=read.head().size, filters={})
    for before, after in zip(values, told, strict=True):
        if telling.personal(before.figure):
            assert (after.value, after.numerator, after.suppressed) == (None, 0, True), before.figure.id
        else:
            assert (after.value, after.numerator) == (before.value, before.numerator)
        assert not any(telling.personal(figure.FIGURES[id]) for id, _ in after.exclusions)
    for page in (shown(client_of(""), "portal:figures"), shown(client_of(""), "portal:figures", query="?by=town")):
        assert "too few" in page
    assert "too few to say" in shown(client_of(""), "portal:dashboard")


def test_a_call_back_is_listed_without_what_leads_to_its_problem(county: County, client_of: ClientOf) -> None:
    """Also one of how many were asked: from there its ledger entry would lead to the one of what was answered."""
    keys = [answered(county, Level.SATISFIED, f"s{each}") for each in range(LEAST)]
    for name in ("surveys.satisfied", "surveys.asked"):
        for page in ("portal:records", "portal:walk", "portal:walk_file", "portal:change"):
            text = shown(client_of(""), page, name)
            assert [key for key in keys if number_of(key) in text or key in text] == [], (name, page)
    assert "Judgement" in shown(client_of(""), "portal:records", "surveys.satisfied")


def test_a_small_group_is_not_told_by_a_filter_either(county: County, client_of: ClientOf) -> None:
    """A topic of few and the smallest other are left out together; so the address that asks for either says nothing."""
    for each in range(LEAST):
        answered(county, Level.SATISFIED, f"s{each}")
    topic = now(Problem).first()
    assert topic is not None
    query = f"?topic={topic.topic}"
    assert "So few answered here" not in shown(client_of(""), "portal:records", "surveys.satisfied", query=query)
    assert telling.few({"water": LEAST, "roads": 1}) == {"water", "roads"}


def test_a_text_is_not_told_what_few_answered(county: County) -> None:
    answered(county, Level.DISSATISFIED)
    (asked, level) = check("共回访1人，不满意7人。", timezone.localdate()).checked
    assert asked.answer is Answer.MATCHES
    assert (level.answer, level.reason, level.ours) == (Answer.NOT_HELD, Reason.NO_DATA, None)
