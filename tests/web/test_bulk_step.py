"""One step for several items: the look says what would be refused, each item counts for itself, nothing happens twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key, make_county
from tests.web.step import accepted, claimed, dispatched, forms, heard, registered
from tests.web.world import YESTERDAY, World

from sandan.desk import problem
from sandan.desk.handle import fold
from sandan.domain import problem_command, survey, task
from sandan.domain.chase import ChaseLevel
from sandan.domain.values import Level, Outcome, SurveyOutcome
from sandan.ledger import read
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.web import bulk
from sandan.web.label import CHASE, OUTCOME

Open = Callable[[str], Client]
SEVERAL, PROBLEMS, TASKS = "/work/several/", "/work/problems/", "/work/tasks/"


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    """A county that is a day old, so that what takes a day has happened in it."""
    return make_county(timezone.now() - YESTERDAY)


@pytest.fixture
def world(county: County, client_of: Open) -> World:
    """The county with one object of every kind."""
    return World(county, client_of)


def in_days(count: int) -> str:
    return (timezone.localdate() + timedelta(count)).isoformat()


def text(answer: Any) -> str:
    return str(answer.content.decode())


def look(client: Client, act: str, keys: Sequence[str], **given: str) -> Any:
    """The page that says what will happen."""
    step = {"step": "preview", "key": fresh_key()} if given else {}
    return client.post(SEVERAL, {"act": act, "keys": keys, **step, **given})


def going(html: str) -> list[str]:
    """The ids that a look would send on."""
    return [part.split('"')[0] for part in html.split('name="keys" value="')[1:]]


def confirm(client: Client, html: str) -> Any:
    """Send what a look shows, as the button does."""
    return client.post(SEVERAL, {**forms(html)[SEVERAL], "keys": going(html), "step": "do"}, follow=True)


def number(key: str) -> str:
    return now(Problem).get(key=key).number


def status(key: str) -> str:
    return now(Problem).get(key=key).status


def verified(county: County, client_of: Open, level: Level = Level.SATISFIED) -> str:
    """A problem that was verified, and whose reporter was asked."""
    key = claimed(county, client_of)
    said = next(iter(fold(f"problem/{key}")[0].problem.opinions))
    asked = f"s{key}"[:16]
    answer = survey.RecordSurvey(
        survey=asked, outcome=SurveyOutcome.ANSWERED, contacted=True, fixed=level is Level.SATISFIED, level=level
    )
    for order, who in (
        (problem_command.VerifyProblem(finding="属实", on_site=True), "verifier"),
        (survey.AskReporter(survey=asked, opinion=said), "clerk"),
        (answer, "clerk"),
    ):
        problem.give(key, order, county.actor(who), fresh_key())
    return key


def planned(county: County, key: str = "", standard: str = "三天不漏") -> str:
    """A task whose standard nobody has agreed to; returns its id."""
    head, today = county.actor("head"), timezone.localdate()
    if not key:
        key = dispatched(county)
        problem.give(key, problem_command.SignFor(), head, fresh_key())
    what = problem.Plan("换管", standard, today, today + timedelta(3))
    return problem.plan(key, what, head, fresh_key())


def agreed(key: str) -> bool:
    return now(Task).get(key=key).agreed_on is not None


def test_several_are_accepted_after_a_look_that_says_which_not(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    fresh, gone = [registered(county), registered(county)], accepted(county, heard(county, "路坏了。"))
    page = text(look(client, "accept", [*fresh, gone]))
    assert going(page) == fresh
    assert "This will be done to 2 items." in page
    assert "1 would be refused and stays as it is." in page
    assert number(gone) in page.partition("What stays as it is")[2]
    assert status(fresh[0]) == "registered"
    assert "2 problems accepted." in text(confirm(client, page))
    assert [status(each) for each in fresh] == ["accepted", "accepted"]


def test_a_unit_signs_for_several_of_its_own_and_finds_no_others_to_tick(county: County, client_of: Open) -> None:
    client = client_of("handler")
    own = [dispatched(county), dispatched(county)]
    other = accepted(county, heard(county, "路灯不亮。"))
    to = problem.Dispatch(county.units["青溪镇"], timezone.localdate() + timedelta(9))
    problem.dispatch(other, to, county.actor("dispatcher"), fresh_key())
    assert set(going(text(client.get(PROBLEMS)))) == set(own)
    page = text(look(client, "sign_for", [*own, other]))
    assert going(page) == own
    assert number(other) in page.partition("What stays as it is")[2]
    assert "2 problems signed for." in text(confirm(client, page))
    assert [status(each) for each in (*own, other)] == ["signed_for", "signed_for", "dispatched"]
    everything = client.post(SEVERAL, {"act": "sign_for", "everything": "1"}, follow=True)
    assert "Tick at least one item" in text(everything), "the other one is not ours"


def test_under_the_shield_several_are_chased_by_the_cleared_and_the_way_leads_back_there(world: World) -> None:
    client, county = world.user("discipline"), world.county
    (key, *_rest) = going(text(client.get("/work/shield/")))
    to = problem.Dispatch(county.units["青溪镇"], timezone.localdate() + timedelta(9))
    problem.dispatch(key, to, county.actor("discipline"), fresh_key())
    page = text(client.get("/work/shield/"))
    keys = going(page)
    assert key in keys
    assert 'name="act" value="chase"' in page
    assert 'name="act" value="sign_for"' not in page, "not a step of this post"
    looked = text(look(client, "chase", keys, level="warning", demand="说明进度", answer_by=in_days(2)))
    assert 'href="/work/shield/"' in looked
    sent = going(looked)
    assert sent
    answer = confirm(client, looked)
    assert answer.redirect_chain[-1][0].startswith("/work/shield/")
    assert all(fold(f"problem/{each}")[0].pressing.orders for each in sent)
    assert 'name="act"' not in text(world.user("clerk").get("/work/shield/"))


def test_a_chase_order_goes_to_several_once(county: County, client_of: Open) -> None:
    keys = [dispatched(county, accepted(county, heard(county, f"第{n}件"))) for n in range(2)]
    idle = accepted(county, heard(county, "未交办"))
    client = client_of("leader")
    asked = text(look(client, "chase", [*keys, idle]))
    assert 'name="answer_by"' in asked
    assert "3 items chosen" in asked
    given = {"level": "warning", "demand": "三日内说明进展", "answer_by": in_days(3)}
    page = text(look(client, "chase", [*keys, idle], **given))
    assert going(page) == keys
    assert "三日内说明进展" in page
    assert "warning" not in page.partition("<dl")[2].partition("</dl>")[0], "the level stands there by its name"
    assert "2 chase orders sent." in text(confirm(client, page))
    size = read.head().size
    assert "2 chase orders sent." in text(confirm(client, page)), "the same page sent again says the same"
    assert read.head().size == size
    assert [len(fold(f"problem/{each}")[0].pressing.orders) for each in keys] == [1, 1]
    again = text(look(client, "chase", keys, **given))
    assert going(again) == []
    assert "None of the chosen items can take this step now." in again
    milder = text(look(client, "chase", keys, **{**given, "level": "reminder"}))
    assert f"The last chase order was a “{CHASE[ChaseLevel.WARNING]}”." in milder, "by its name, not its code"


def test_a_chase_order_without_a_date_is_asked_for_again(county: County, client_of: Open) -> None:
    key, size = dispatched(county), read.head().size
    answer = look(client_of("dispatcher"), "chase", [key], level="warning", demand="", answer_by="")
    assert answer.status_code == 422
    sent = {"act": "chase", "step": "do", "keys": key, "key": fresh_key(), "level": "warning", "demand": "x"}
    assert client_of("dispatcher").post(SEVERAL, sent).status_code == 422
    assert read.head().size == size


def test_only_what_needs_no_explanation_is_struck_off_together(county: County, client_of: Open) -> None:
    content, unhappy = verified(county, client_of), verified(county, client_of, Level.DISSATISFIED)
    working = dispatched(county)
    client = client_of("dispatcher")
    page = text(look(client, "strike_off", [content, unhappy, working], note="经研究同意"))
    assert going(page) == [content]
    assert str(OUTCOME[Outcome.NOT_FIXABLE]) in page.partition("What stays")[0], "what it ends as stands beside it"
    forced = {**forms(page)[SEVERAL], "keys": [content, unhappy], "step": "do"}
    said = text(client.post(SEVERAL, forced))
    assert number(unhappy) in said
    assert "1 was refused" in said
    assert (status(content), status(unhappy)) == ("struck_off", "verified")


def test_standards_of_several_tasks_are_agreed_to_as_they_were_read(county: County, client_of: Open) -> None:
    one = planned(county)
    of = now(Task).get(key=one).problem
    two, three = planned(county, of, "水压正常"), planned(county, of, "路面复原")
    client = client_of("verifier")
    page = text(look(client, "agree", [one, two, three]))
    assert going(page) == [one, two, three]
    assert "路面复原" in page
    problem.give(of, task.RestateStandard(task=three, standard="路面大致复原"), county.actor("head"), fresh_key())
    said = text(confirm(client, page))
    assert "1 was refused" in said
    assert "Someone else changed this in the meantime." in said
    assert [agreed(each) for each in (one, two, three)] == [True, True, False]
    size = read.head().size
    assert "1 was refused" in text(confirm(client, page)), "the same page sent again says the same"
    assert read.head().size == size


def test_what_changed_since_the_look_is_left_alone(county: County, client_of: Open) -> None:
    key = verified(county, client_of)
    client = client_of("dispatcher")
    page = text(look(client, "strike_off", [key], note="同意"))
    problem.give(key, problem_command.SendBack(reason="再查"), county.actor("verifier"), fresh_key())
    assert "Someone else changed this in the meantime." in text(confirm(client, page))
    assert status(key) != "struck_off"


def test_a_look_at_nothing_leads_back_with_a_word(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    for act in ("accept", "chase", "strike_off", "agree"):
        assert "Tick at least one" in text(client.post(SEVERAL, {"act": act, "query": "town=x"}, follow=True))
    assert client.post(SEVERAL, {"act": "burn", "keys": dispatched(county)}).status_code == 302
    assert client.get(SEVERAL).status_code == 405


def test_everything_means_what_the_filter_and_the_step_let_through(county: County, client_of: Open) -> None:
    at_water = dispatched(county)
    accepted(county, heard(county, "未交办"))
    sent = {"act": "chase", "everything": "1", "query": f"unit={county.units['水利局']}"}
    assert going(text(client_of("dispatcher").post(SEVERAL, sent))) == [at_water]


def test_it_goes_on_slice_by_slice(county: County, client_of: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SECONDS", 0)
    keys = [dispatched(county, accepted(county, heard(county, f"第{n}件"))) for n in range(12)]
    client = client_of("dispatcher")
    given = {"level": "reminder", "demand": "请抓紧", "answer_by": in_days(2)}
    page = text(confirm(client, text(look(client, "chase", keys, **given))))
    assert "10 of 12 are through" in page
    assert "12 chase orders sent." in text(confirm(client, page))
    assert all(fold(f"problem/{each}")[0].pressing.orders for each in keys)


def test_each_post_finds_the_buttons_of_its_own_steps(county: County, client_of: Open) -> None:
    planned(county)
    found = {
        who: {
            act for act in ("accept", "sign_for", "chase", "strike_off", "agree") if f'name="act" value="{act}"' in page
        }
        for who in ("dispatcher", "verifier", "leader", "handler", "auditor")
        for page in [text(client_of(who).get(PROBLEMS)) + text(client_of(who).get(TASKS))]
    }
    assert found == {
        "dispatcher": {"accept", "chase", "strike_off", "agree"},
        "verifier": {"agree"},
        "leader": {"chase"},
        "handler": {"sign_for"},
        "auditor": set(),
    }
    for who in ("clerk", "auditor"):
        assert client_of(who).post(SEVERAL, {"act": "chase"}).status_code == 403
    assert 'name="act"' not in text(client_of("dispatcher").get(PROBLEMS, {"as_of": "5"}))


def test_a_step_that_is_not_ones_own_is_refused_on_the_look(county: County, client_of: Open) -> None:
    key, size = dispatched(county), read.head().size
    page = text(look(client_of("verifier"), "strike_off", [key], note="x"))
    assert going(page) == []
    sent = {"act": "chase", "step": "do", "keys": key, "key": fresh_key()}
    sent |= {"level": "warning", "demand": "x", "answer_by": in_days(2)}
    assert "1 was refused" in text(client_of("verifier").post(SEVERAL, sent))
    assert read.head().size == size


def test_what_stands_under_the_shield_is_there_for_the_cleared_alone(world: World) -> None:
    """To anyone else its id is an id of nothing, on the look and when it is done."""
    nothing, found = "0" + "z" * 15, set()
    things = [each for each in world.things["workspace:problem"] if each.shield is not None]
    given = {"act": "chase", "level": "warning", "demand": "x", "answer_by": in_days(2)}
    for who in ("dispatcher", "insider", "leader", "discipline", "verifier"):
        client = world.user(who)
        for thing in things:
            hidden, size = thing.hidden_from(world.county.actor(who)), read.head().size
            found.add(hidden)
            looked = text(client.post(SEVERAL, {**given, "keys": thing.key, "step": "preview"}, follow=True))
            assert (f"/work/problems/{thing.key}/" not in looked) == hidden, (who, thing.kind)
            if not hidden:
                continue
            sent = {**given, "step": "do", "key": fresh_key()}
            said, other = (text(client.post(SEVERAL, {**sent, "keys": key})) for key in (thing.key, nothing))
            assert "There is no such problem." in said, (who, thing.kind)
            assert plain(said, thing.key) == plain(other, nothing), (who, thing.kind)
            assert read.head().size == size
    assert found == {True, False}


def plain(html: str, key: str) -> str:
    """A page without the id that was asked for and what differs each time."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", html.replace(key, ""))
