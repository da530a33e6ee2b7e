"""My desk: every pile reaches whom it waits for, and stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, claimed, dispatched, heard, step

from sandan.desk import problem as desk
from sandan.desk.handle import fold
from sandan.domain import bulletin
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Level
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.projections.waiting import MOST, Kind, piles
from sandan.web.workspace.desk import TITLES

ClientOf = Callable[[str], Client]


def waiting(county: County, who: str, days: int = 0) -> dict[Kind, list[str]]:
    """The keys of the rows on somebody's desk, by pile, some days from now."""
    at = timezone.localtime() + timedelta(days)
    return {each.kind: [row.key for row in each.rows] for each in piles(county.actor(who), at)}


def test_every_pile_has_a_name() -> None:
    assert set(TITLES) == set(Kind)


@pytest.mark.parametrize(
    "who", ["clerk", "dispatcher", "verifier", "editor", "head", "handler", "leader", "auditor", "operator"]
)
def test_an_empty_desk_teaches(who: str, client_of: ClientOf) -> None:
    response = client_of(who).get(reverse("workspace:desk"))
    assert response.status_code == 200
    assert "Your desk is clear" in response.content.decode()


def test_each_step_moves_the_problem_to_the_next_desk(county: County, client_of: ClientOf) -> None:
    said = heard(county)
    assert Kind.SORT in waiting(county, "dispatcher")
    key = accepted(county, said)
    assert waiting(county, "dispatcher") == {Kind.DISPATCH: [key]}
    dispatched(county, key)
    assert waiting(county, "dispatcher") == {Kind.NOT_SIGNED: [key]}
    assert waiting(county, "handler") == waiting(county, "head") == {Kind.SIGN_FOR: [key]}
    step(client_of("handler"), key, "sign_for")
    assert waiting(county, "handler") == {Kind.PLAN: [key]}
    today = timezone.localdate().isoformat()
    step(client_of("handler"), key, "plan", measure="换管", standard="不漏", from_on=today, to_on=today)
    assert list(waiting(county, "handler")) == [Kind.TASK]
    step(client_of("head"), key, "cancel", task=now(Task).get(problem=key).key, reason="不必换")
    step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已说明")
    assert waiting(county, "handler") == {Kind.JUDGED_BY_OTHERS: [key]}
    assert waiting(county, "verifier") == {Kind.VERIFY: [key], Kind.CALL: [key]}
    assert waiting(county, "clerk") == {Kind.CALL: [key]}
    step(client_of("verifier"), key, "send_back", reason="未说明原因")
    assert waiting(county, "handler") == {Kind.SENT_BACK: [key]}


def all_of(client: Client, answers: str) -> set[str]:
    """The problems on the whole list that a pile of discontent leads to."""
    address = reverse("workspace:problems", query={"answers": answers})
    piles = [each for each in client.get(reverse("workspace:desk")).context["mine"] if each["url"] == address]
    found = {line["key"] for line in client.get(address).context["lines"]}
    assert bool(piles) == bool(found), "the pile leads to its list"
    return found


def test_what_came_of_asking_reaches_the_office(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of, "not_substantiated")
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    step(client_of("verifier"), key, "verify", on_site="yes", finding="属实")
    assert Kind.READ_AGAIN in waiting(county, "verifier")
    step(client_of("clerk"), key, "record", opinion=said, outcome="no_answer")
    assert Kind.CALL not in waiting(county, "clerk")
    assert waiting(county, "dispatcher") == {Kind.STRIKE_OFF: [key]}
    answer = desk.Answer(contacted=False, fixed=False, level=Level.DISSATISFIED)
    desk.answer(key, answer, Actor(frozenset({Role.RESIDENT}), opinion=said), fresh_key())
    assert waiting(county, "dispatcher") == {Kind.STRIKE_OFF: [key], Kind.UNHAPPY: [key]}
    assert all_of(client_of("dispatcher"), "undecided") == {key}
    assert all_of(client_of("dispatcher"), "undecided_after") == set()


def test_discontent_after_strike_off_comes_back_to_the_office(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    step(client_of("verifier"), key, "verify", on_site="yes", finding="属实")
    step(client_of("clerk"), key, "record", opinion=said, outcome="no_answer")
    step(client_of("dispatcher"), key, "strike_off")
    assert waiting(county, "dispatcher") == {}
    answer = desk.Answer(contacted=False, fixed=False, level=Level.DISSATISFIED)
    desk.answer(key, answer, Actor(frozenset({Role.RESIDENT}), opinion=said), fresh_key())
    assert waiting(county, "dispatcher") == {Kind.UNHAPPY_AFTER: [key]}
    assert all_of(client_of("dispatcher"), "undecided_after") == {key}
    assert all_of(client_of("dispatcher"), "undecided") == set()
    step(client_of("dispatcher"), key, "reopen", source="office", reason="群众反映未解决")
    assert waiting(county, "dispatcher") == {Kind.DISPATCH: [key]}


def test_a_chase_order_waits_for_an_answer_as_long_as_the_work_goes_on(county: County, client_of: ClientOf) -> None:
    key, today = dispatched(county), timezone.localdate()
    step(client_of("handler"), key, "sign_for")
    asked = {"level": "reminder", "demand": "说明进度", "answer_by": today.isoformat()}
    step(client_of("dispatcher"), key, "chase", **asked)
    assert waiting(county, "handler") == {Kind.PLAN: [key], Kind.CHASED: [key]}
    step(client_of("handler"), key, "request_closure", outcome="not_fixable", account="已说明")
    assert Kind.CHASED not in waiting(county, "handler"), "what was claimed is for others to judge"


def test_a_leader_sees_what_is_overdue_and_whose_it_is(county: County) -> None:
    key = dispatched(county, days=3)
    assert waiting(county, "leader") == {}
    assert waiting(county, "leader", days=4) == {Kind.SUPERVISED: [key]}


def test_what_the_uppermost_unit_has_waits_on_no_departments_desk(county: County) -> None:
    key = accepted(county)
    to = desk.Dispatch(county.units["云岭县"], timezone.localdate() + timedelta(9))
    desk.dispatch(key, to, county.actor("dispatcher"), fresh_key())
    assert Kind.SIGN_FOR not in waiting(county, "head")
    assert waiting(county, "dispatcher") == {Kind.NOT_SIGNED: [key]}


def test_an_editor_finds_the_drafts(county: County, client_of: ClientOf) -> None:
    key = fresh_key("bulletin")
    draft = bulletin.DraftBulletin(bulletin=key, title="整改简报", body="本月情况")
    from sandan.desk.handle import Order, handle

    handle([Order(f"bulletin/{key}", draft)], county.actor("editor"), fresh_key())
    assert waiting(county, "editor") == {Kind.DRAFT: [key]}
    assert "整改简报" in client_of("editor").get(reverse("workspace:desk")).content.decode()


def test_piles_are_bounded_ordered_by_date_and_lead_on(county: County, client_of: ClientOf) -> None:
    keys = {
        days: dispatched(county, accepted(county, heard(county, f"第{days}处")), days)
        for days in range(MOST + 2, 0, -1)
    }
    assert waiting(county, "handler")[Kind.SIGN_FOR] == [keys[days] for days in range(1, MOST + 1)]
    client = client_of("handler")
    with CaptureQueriesContext(connection) as caught:
        html = client.get(reverse("workspace:desk")).content.decode()
    assert len(caught) < 40
    listed = f"{reverse('workspace:problems')}?unit={county.units['水利局']}&amp;status=dispatched"
    assert listed in html
    assert client_of("handler").get(listed.replace("&amp;", "&")).status_code == 200
