"""Programmes on screen: from a template, stage by stage with every number open, amended in the open, and what counts in them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key, make_county
from tests.web.step import accepted, heard

from sandan.desk import opinion, organisation
from sandan.desk import programme as desk
from sandan.desk.handle import handle
from sandan.desk.opinion import Heard
from sandan.desk.plan import enter as ask
from sandan.desk.plan import known
from sandan.desk.programme import templates
from sandan.domain.shield import Shield
from sandan.domain.values import Tier
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.plan import Plan
from sandan.projections.problem import Problem
from sandan.projections.programme import Programme, open_ones
from sandan.projections.serving import programmes_of
from sandan.projections.version import now, under_shield
from sandan.web.workspace.programme_form import PLANNED, TEMPLATE

Open = Callable[[str], Client]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    return make_county(timezone.now() - timedelta(30))


@pytest.fixture
def office(county: County, client_of: Open) -> Client:
    return client_of("dispatcher")


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def begun(county: County, template: str = "theme_education", since: int = 0) -> str:
    draft = desk.drafted(template, timezone.localdate() - timedelta(since))
    return desk.begin(draft, county.actor("dispatcher"), fresh_key())


def fields(page: str) -> dict[str, str]:
    """What a draft's form holds, as a browser would send it back."""
    form = page.partition('<form class="columns"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input type="(?:text|date|hidden)" name="([^"]+)" value="([^"]*)"', form))
    for name, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    for name in re.findall(r'<input type="(?:text|date)" name="([^"]+)"', form):
        found.setdefault(name, "")
    return found


def test_every_template_has_a_name_and_fits_its_form() -> None:
    assert set(templates()) == set(TEMPLATE)
    for code in templates():
        draft = desk.drafted(code, date(2026, 3, 2))
        assert draft.title
        assert {each.figure for each in draft.planned} | set(draft.indicators) <= set(figure.FIGURES)
        assert all(draft.from_on <= each.from_on <= each.to_on <= draft.to_on for each in draft.stages)
        for stage in draft.stages:
            assert len([each for each in draft.planned if each.stage == stage.title]) <= PLANNED


def test_a_programme_begins_from_a_template_after_a_look_at_it(office: Client, county: County) -> None:
    url = reverse("workspace:programme_new")
    assert "主题教育" not in words(office.get(url)).partition("<main")[2].partition("Theme education")[0]
    draft = words(office.get(url, {"template": "theme_education", "from_on": "2026-09-01"}))
    sent = fields(draft)
    assert (sent["title"], sent["stage0-title"], sent["stage0-first"]) == ("2026年主题教育", "学习教育", "2026-09-01")
    before = read.head().size
    preview = words(office.post(url, {**sent, "indicators": ["study.sessions"], "step": "preview"}))
    assert "How it will be" in preview
    assert read.head().size == before
    answer = office.post(url, {**sent, "indicators": ["study.sessions"], "title": "主题教育", "step": "do"})
    assert answer.status_code == 302, words(answer)
    row = now(Programme).get()
    assert (row.title, row.indicators, row.template) == ("主题教育", "study.sessions", "theme_education")
    assert [each.title for each in row.steps()] == ["学习教育", "调查研究", "检视问题", "整改落实"]
    assert row.plans("学习教育")[0].figure == "plans.adopted"


def test_what_is_wrong_in_a_stage_is_said_at_the_stage(office: Client, county: County) -> None:
    url = reverse("workspace:programme_new")
    sent = fields(words(office.get(url, {"template": "", "from_on": "2026-09-01"})))
    sent |= {"title": "专项", "basis": "县委发1号", "stage0-title": "学习", "stage1-figure0": "study.sessions"}
    page = words(office.post(url, {**sent, "step": "do"}))
    assert "A stage has a first and a last day." in page
    assert "What is planned belongs to a stage: name it." in page
    sent |= {"stage1-figure0": "", "stage0-first": "2026-08-01", "stage0-last": "2026-08-02"}
    assert "does not lie within the programme" in words(office.post(url, {**sent, "step": "do"}))
    assert not now(Programme).exists()


def entry(county: County, **more: Any) -> dict[str, Any]:
    given = {"title": "学习条例", "mode": "collective", "on": timezone.localdate().isoformat(), "held": "on"}
    return {**given, "present": "高振河、江小渔", "unit": county.units["水利局"], "key": fresh_key("form"), **more}


def test_a_stage_tells_what_is_there_and_what_is_missing_and_every_number_opens(office: Client, county: County) -> None:
    key, by = begun(county, since=5), county.actor("dispatcher")
    units = [county.units[each] for each in ("水利局", "青溪镇")]
    handle(ask({"programme": key, "units": units, "due_on": timezone.localdate()}, by, ""), by, fresh_key())
    office.post(reverse("workspace:study_new"), entry(county, programmes=[key]))
    early = (timezone.localdate() - timedelta(9)).isoformat()
    office.post(reverse("workspace:study_new"), entry(county, programmes=[key], on=early))
    page = words(office.get(reverse("workspace:programme_stage", args=[key, 0])))
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    assert [re.sub("<[^>]+>", " ", each).split() for each in rows][:2] == [
        ["水利局", "not", "yet", "1", "sessions", "not", "yet"],
        ["青溪镇", "not", "yet", "not", "yet", "not", "yet"],
    ]
    link = re.search(r'href="([^"]+)">1 sessions', page)
    assert link is not None
    opened = words(office.get(link[1]))
    assert "1 of 1 shown" in opened, "the session before the stage began is not among them"
    assert "Counted from" in opened
    whole = words(office.get(reverse("workspace:programme", args=[key])))
    assert "0 of 2 asked" in whole
    assert words(office.get(reverse("workspace:studies"), {"programme": key})).count("学习条例") == 2


def test_a_window_counts_what_came_about_in_it(office: Client, county: County) -> None:
    today = timezone.localdate()
    for back in (0, 3, 9):
        office.post(reverse("workspace:study_new"), entry(county, on=(today - timedelta(back)).isoformat()))
    counts = {
        since: figure.one("study.sessions", on=today, since=(today - timedelta(since)).isoformat()).value
        for since in (0, 2, 3, 20)
    }
    assert counts == {0: 1, 2: 1, 3: 2, 20: 3}
    value = figure.one("study.persons", on=today, since=(today - timedelta(3)).isoformat())
    assert (value.value, value.records) == (2, 4), "two people at two sessions each"


def test_an_amendment_stands_beside_what_it_replaced(office: Client, county: County) -> None:
    key = begun(county)
    url = reverse("workspace:programme_amend", args=[key])
    page = words(office.get(url)).replace('<form class="sheet prose"', '<form class="columns"')
    sent = fields(page)
    later = (date.fromisoformat(sent["to_on"]) + timedelta(10)).isoformat()
    refused = office.post(url, {**sent, "to_on": later, "reason": ""})
    assert refused.status_code == 422
    answer = office.post(url, {**sent, "to_on": later, "reason": "汛情延误"})
    assert answer.status_code == 302, words(answer)
    told = words(office.get(reverse("workspace:programme", args=[key])))
    assert "汛情延误" in told
    assert sent["to_on"] in told
    assert later in told
    end = reverse("workspace:programme_end", args=[key])
    office.post(end, {"conclusion": "如期结束", "key": fresh_key("form")})
    assert not open_ones()
    assert "This programme has ended." in words(office.post(end, {"conclusion": "又结束", "key": fresh_key("form")}))


def test_a_problem_counts_in_programmes_from_its_page_and_from_the_list(office: Client, county: County) -> None:
    first, second = begun(county), begun(county, "hotline_improvement")
    one, two = accepted(county), accepted(county, heard(county, "路灯不亮。"))
    page = words(office.get(reverse("workspace:problem", args=[one])))
    assert reverse("workspace:problem_serving", args=[one]) in page
    office.post(reverse("workspace:problem_serving", args=[one]), {"programmes": [second], "key": fresh_key("form")})
    assert programmes_of(one) == [second]
    look = words(office.post(reverse("workspace:programme_link"), {"keys": [one, two], "query": ""}))
    assert "2 problems are chosen" in look
    sent = {"keys": [one, two], "programme": first, "step": "do", "key": fresh_key("form")}
    assert office.post(reverse("workspace:programme_link"), sent).status_code == 302
    assert sorted(programmes_of(one)) == sorted([first, second]), "it counts in both, and is one problem"
    assert programmes_of(two) == [first]
    again = office.post(reverse("workspace:programme_link"), {**sent, "key": fresh_key("form")})
    assert "Nothing is different" in words(again)
    counts = [
        figure.one("problems.collected", on=timezone.localdate(), programme=each).value
        for each in (first, second, None)
    ]
    assert counts == [2, 1, 2]
    listed = words(office.get(reverse("workspace:problems"), {"programme": second}))
    numbers = dict(now(Problem).values_list("key", "number"))
    assert numbers[one] in listed
    assert numbers[two] not in listed


def test_problems_of_its_days_are_suggested_and_nothing_is_linked_by_itself(office: Client, county: County) -> None:
    key, one = begun(county, since=3), accepted(county)
    url = reverse("workspace:programme_suggested", args=[key])
    assert "1 more problem" in words(office.get(reverse("workspace:programme", args=[key])))
    assert one in words(office.get(url))
    assert programmes_of(one) == []
    sent = {"keys": [one], "programme": key, "step": "do", "key": fresh_key("form")}
    office.post(reverse("workspace:programme_link"), sent)
    assert one not in words(office.get(url))


def test_what_stands_under_the_shield_is_offered_nowhere(office: Client, county: County) -> None:
    key = begun(county, since=3)
    about = Shield(frozenset({county.units["水利局"]}))
    said = Heard("有人截留补贴。", title="截留", town=county.units["青溪镇"], shield=about)
    of = opinion.register(said, county.actor("leader"), fresh_key()).opinion
    opinion.accept(of, county.actor("dispatcher"), fresh_key(), title="截留")
    hidden = under_shield(Problem).get().key
    assert hidden not in words(office.get(reverse("workspace:programme_suggested", args=[key])))
    before = read.head().size
    form = {"programmes": [key], "key": fresh_key("form")}
    assert office.post(reverse("workspace:problem_serving", args=[hidden]), form).status_code == 404
    office.post(
        reverse("workspace:programme_link"),
        {"keys": [hidden], "programme": key, "step": "do", "key": fresh_key("form")},
    )
    assert read.head().size == before
    assert "Counts in" not in words(office.get(reverse("workspace:problem", args=[hidden])))


def test_who_answers_for_a_unit_is_there_already(office: Client, county: County, client_of: Open) -> None:
    key, by, today = begun(county), county.actor("dispatcher"), timezone.localdate()
    water = county.units["水利局"]
    organisation.assign(county.people["leader"], water, today, county.actor("operator"), fresh_key())
    handle(ask({"programme": key, "units": [water], "due_on": today}, by, ""), by, fresh_key())
    of = now(Plan).get().key
    assert [each.person for each in known(water, today)[Tier.COUNTY]] == [county.people["leader"]]
    head = client_of("head")
    assert "主题教育" in words(head.get(reverse("workspace:campaign"))).partition("Programmes</h2>")[0]
    page = words(head.get(reverse("workspace:plan", args=[of])))
    assert re.search(r'name="county"[^>]*>\s*方怀远</textarea>', page)
    assert re.search(r'name="system"[^>]*>\s*高振河</textarea>', page)
    form = {"content": "先学后查", "county": "方怀远", "system": "高振河", "key": fresh_key("form")}
    answer = head.post(reverse("workspace:plan_act", args=[of, "adopt"]), form)
    assert answer.status_code == 302, words(answer)
    row = now(Plan).get()
    assert [(each.tier, each.post) for each in row.answers()] == [(Tier.COUNTY, "副县长"), (Tier.SYSTEM, "局长")]
    assert figure.one("rate.plans", on=today, programme=key).value == 100
    assert "serving" not in page, "in which programme a plan counts follows from what it is for"
