"""The problem page: the whole way by its own forms, what is refused, what is shown to whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, claimed, dispatched, forms, heard, offered, page, step, take
from tests.web.test_evidence import PNG

from sandan.desk import opinion, organisation, problem
from sandan.desk.handle import fold
from sandan.desk.problem import terms_of
from sandan.domain.authority import MAY
from sandan.domain.values import Channel, SurveyOutcome, Topic
from sandan.ledger import read
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.web.message import REFUSALS
from sandan.web.workspace.act import ACTS

ClientOf = Callable[[str], Client]
ANSWER = {"outcome": "answered", "contacted": "yes", "fixed": "yes", "level": "satisfied", "words": "水来了。"}


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


def row(key: str) -> Problem:
    return now(Problem).get(key=key)


def photo(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG)


def test_the_whole_way_by_the_forms_of_the_page(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    handler, head, office = client_of("handler"), client_of("head"), client_of("dispatcher")
    step(handler, key, "sign_for")
    today = timezone.localdate().isoformat()
    plan = {"measure": "换管", "standard": "不漏水", "from_on": today, "to_on": today}
    step(head, key, "plan", **plan, person=county.people["handler"], verifier=county.people["verifier"])
    task = now(Task).get(problem=key)
    step(handler, key, "report", task=task.key, note="管子到了")
    step(handler, key, "answer", answer="今天换管。")
    step(handler, key, "complete", task=task.key, done_on=today, proof=[photo("前.png"), photo("后.png")])
    step(handler, key, "request_closure", outcome="rectified", account="四百米主管已换", proof=photo())
    assert offered(handler, key) == {"answer"}
    verifier = client_of("verifier")
    assert "Nobody outside the unit has verified it yet." in page(verifier, key)
    step(verifier, key, "verify", on_site="yes", finding="水压正常", proof=photo("验收.png"))
    assert "1 reporters who can be reached" in page(office, key)
    step(client_of("clerk"), key, "record", opinion=said, **ANSWER)
    step(office, key, "strike_off", note="同意销号")
    shown = page(client_of("auditor"), key)
    for sentence in (
        "Signed for",
        "Reported done",
        "Verified on site",
        "answered: fixed, Satisfied",
        "Struck off: Rectified",
    ):
        assert sentence in shown
    assert shown.count("验收.png") == 1
    assert "水来了" not in shown
    assert row(key).struck_off_on == timezone.localdate()
    assert offered(office, key) == {"reopen"}
    assert "does not look at it again" in page(verifier, key)
    step(client_of("inspector"), key, "pass_look_back", finding="仍完好")
    assert row(key).status == "look_back_passed"


def test_the_ways_back_and_out(county: County, client_of: ClientOf) -> None:
    office, head, handler = client_of("dispatcher"), client_of("head"), client_of("handler")
    key = dispatched(county)
    step(head, key, "ask_return", reason="不归我局")
    step(office, key, "refuse_return", reason="属水利职责")
    step(head, key, "ask_return", reason="仍不归我局")
    step(office, key, "agree_return")
    assert row(key).status == "accepted"
    step(office, key, "long_term", basis="长期管护", review_on="2099-01-01")
    step(office, key, "resume", reason="可以整改")
    dispatched(county, key)
    step(office, key, "assign", leader=county.people["head"], cooperating=[county.units["青溪镇"]])
    step(handler, key, "sign_for")
    today = timezone.localdate().isoformat()
    step(handler, key, "plan", measure="清渠", standard="通水", from_on=today, to_on=today)
    task = now(Task).get(problem=key).key
    assert "1 tasks are still open" in page(handler, key)
    step(head, key, "cancel", task=task, reason="改由镇里清")
    step(handler, key, "request_closure", outcome="not_substantiated", account="现场无异常")
    step(client_of("verifier"), key, "send_back", reason="未到现场")
    assert row(key).sent_back == 1
    step(handler, key, "request_closure", outcome="not_substantiated", account="再查仍无异常")
    step(client_of("clerk"), key, "ask", opinions=list(fold(f"problem/{key}")[0].problem.opinions))
    step(client_of("verifier"), key, "verify", on_site="no", finding="查阅记录属实")
    assert "must be read by a second, independent person first" in page(office, key)
    into = accepted(county, heard(county, "另一处"), "另一处")
    other = accepted(county, heard(county, "同一处"), "同一处")
    step(office, other, "merge", into=row(into).number, reason="同一段水管")
    assert row(into).number in page(office, other)
    declined = accepted(county, heard(county, "邻里纠纷"), "邻里纠纷")
    step(office, declined, "decline", reason="statutory_channel", where_to="请向人民法院起诉")
    assert "请向人民法院起诉" in page(office, declined)
    step(office, declined, "reopen", source="office", reason="复核后受理")
    at_once = dispatched(county, accepted(county, heard(county, "灯坏"), "灯坏"))
    step(handler, at_once, "rectify_at_once", measure="换灯", done_on=today, proof=photo())
    assert row(at_once).nature == "immediate"


def at_hand(client: Client, key: str) -> str:
    """What stands beside the steps, of what they answer."""
    found = re.findall(r'<div class="at-hand">.*?</div>', page(client, key), re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", " ".join(found))


def test_what_is_to_be_decided_stands_beside_the_steps_that_decide_it(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    head, office, verifier = client_of("head"), client_of("dispatcher"), client_of("verifier")
    step(head, key, "ask_return", reason="三定方案里没有这一条")
    assert "三定方案里没有这一条" in at_hand(office, key)
    step(office, key, "refuse_return", reason="职责清单第三项")
    assert at_hand(head, key) == ""
    step(head, key, "sign_for")
    later = (timezone.localdate() + timedelta(30)).isoformat()
    step(head, key, "ask_extension", to_on=later, reason="等管材", progress="沟已挖好")
    told = at_hand(office, key)
    assert "等管材" in told
    assert "沟已挖好" in told, "the office grants nothing without knowing how far the work is"
    step(office, key, "refuse_extension", reason="管材已到")
    step(office, key, "chase", level="reminder", demand="本周内说明", answer_by=later)
    assert "本周内说明" in at_hand(head, key)
    step(head, key, "request_closure", outcome="not_fixable", account="管网改造列入明年计划")
    assert "管网改造列入明年计划" in at_hand(verifier, key)
    assert "本周内说明" not in at_hand(verifier, key), "a claim answers whatever pressed"
    step(verifier, key, "send_back", reason="没有说明理由")
    assert "没有说明理由" in at_hand(head, key)


def test_a_tasks_milestones_and_who_agreed_stand_with_it(county: County, client_of: ClientOf) -> None:
    key = dispatched(county)
    head, today = client_of("head"), timezone.localdate().isoformat()
    step(head, key, "sign_for")
    step(head, key, "plan", measure="换管", standard="不漏水", from_on=today, to_on=today)
    task = now(Task).get(problem=key).key
    step(head, key, "set_milestone", task=task, what="管材到场", by_on=today)
    told = page(head, key)
    assert "管材到场" in told.partition('id="story"')[0].partition('aria-labelledby="tasks"')[2]
    assert "agreed to on" not in told
    step(client_of("dispatcher"), key, "agree_standard", task=task)
    (held,) = fold(f"problem/{key}")[0].tasks.values()
    step(head, key, "reach_milestone", milestone=next(iter(held.milestones)))
    told = page(head, key)
    assert f"agreed to on {today}" in told
    assert f"reached on {today}" in told


def test_a_second_reader_agrees_and_is_not_the_verifier(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of, "not_substantiated")
    step(client_of("verifier"), key, "verify", on_site="yes", finding="属实")
    assert "The second reader must be someone else than the verifier." in page(client_of("verifier"), key)
    assert "read_again" not in offered(client_of("verifier"), key)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_step_gives_a_command_that_the_matrix_knows(name: str) -> None:
    assert ACTS[name].command.name in MAY


def test_a_refused_step_keeps_what_was_typed_and_the_files(county: County, client_of: ClientOf) -> None:
    key, handler = dispatched(county), client_of("handler")
    step(handler, key, "sign_for")
    today = timezone.localdate().isoformat()
    step(handler, key, "plan", measure="换管", standard="不漏", from_on=today, to_on=today)
    task, address = now(Task).get(problem=key).key, reverse("workspace:problem_act", args=[key, "complete"])
    late = {"task": task, "done_on": today, "dated_on": "2020-01-01", "note": "已经换好", "proof": photo()}
    refused = take(handler, key, "complete", **late)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "It must show the work" in html
    assert "已经换好" in html
    assert "Already attached: 现场.png" in html
    again = forms(html)[address]
    incomplete = handler.post(address, {**again, "task": task, "done_on": "", "note": "已经换好"})
    assert incomplete.status_code == 422
    assert "Nothing of what you typed is lost." in incomplete.content.decode()
    kept = forms(incomplete.content.decode())[address]
    wrong_kind = handler.post(
        address, {**kept, "task": task, "done_on": today, "proof": SimpleUploadedFile("x", b"MZ")}
    )
    assert "none of the kinds" in wrong_kind.content.decode()
    assert now(Task).get(key=task).status == "planned"


def test_two_people_do_not_overwrite_each_other(county: County, client_of: ClientOf) -> None:
    key, address = claimed(county, client_of), "verify"
    verifier = client_of("verifier")
    seen = forms(page(verifier, key))[reverse("workspace:problem_act", args=[key, address])]
    step(client_of("handler"), key, "answer", answer="补充说明")
    filled = {**seen, "on_site": "yes", "finding": "属实"}
    refused = verifier.post(reverse("workspace:problem_act", args=[key, address]), filled)
    assert refused.status_code == 422
    assert "Someone else changed this in the meantime" in refused.content.decode()
    again = forms(refused.content.decode())[reverse("workspace:problem_act", args=[key, address])]
    assert again["key"] == seen["key"]
    accepted_now = verifier.post(
        reverse("workspace:problem_act", args=[key, address]), {**again, "on_site": "yes", "finding": "属实"}
    )
    assert accepted_now.status_code == 302


@pytest.mark.parametrize("name", ["sign_for", "record", "ask", "complete"])
def test_a_form_sent_twice_happens_once(name: str, county: County, client_of: ClientOf) -> None:
    given: dict[str, Any] = {}
    if name == "sign_for":
        key, who = dispatched(county), "handler"
    elif name == "complete":
        key, who, today = dispatched(county), "handler", timezone.localdate().isoformat()
        step(client_of(who), key, "sign_for")
        step(client_of(who), key, "plan", measure="换管", standard="不漏", from_on=today, to_on=today)
        given = {"task": now(Task).get(problem=key).key, "done_on": today}
    elif name == "ask":
        key, who = claimed(county, client_of), "clerk"
        given = {"opinions": list(fold(f"problem/{key}")[0].problem.opinions)}
    else:
        key, who = claimed(county, client_of), "clerk"
        given = {"opinion": next(iter(fold(f"problem/{key}")[0].problem.opinions)), **ANSWER}
    client, address = client_of(who), reverse("workspace:problem_act", args=[key, name])
    filled = {**forms(page(client, key))[address], **given}
    files = {"proof": [photo()], "kept": ""} if name == "complete" else {}
    assert client.post(address, {**filled, **files}).status_code == 302
    size = read.head().size
    files = {"proof": [photo()]} if name == "complete" else {}
    assert client.post(address, {**filled, **files}).status_code == 302
    assert read.head().size == size


def test_a_step_of_another_post_is_refused_by_the_decider(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    address = reverse("workspace:problem_act", args=[key, "verify"])
    refused = client_of("handler").post(address, {"key": fresh_key(), "seen": "", "on_site": "yes", "finding": "好"})
    assert refused.status_code == 422
    assert REFUSALS["not_allowed"] in refused.content.decode()
    assert row(key).status == "closure_requested"


def test_reading_changes_nothing_and_unknown_things_are_not_found(county: County, client_of: ClientOf) -> None:
    key, client = dispatched(county), client_of("handler")
    size = read.head().size
    assert client.get(reverse("workspace:problem_act", args=[key, "sign_for"])).status_code == 405
    assert client.post(reverse("workspace:problem_act", args=[key, "fly"])).status_code == 404
    assert client.post(reverse("workspace:problem_act", args=["nothing", "sign_for"])).status_code == 404
    assert client.get(reverse("workspace:problem", args=["nothing"])).status_code == 404
    assert read.head().size == size


@pytest.mark.parametrize(
    ("who", "words", "reporter"),
    [
        ("clerk", True, True),
        ("dispatcher", True, True),
        ("verifier", True, True),
        ("leader", True, False),
        ("handler", True, False),
        ("head", True, False),
        ("editor", False, False),
        ("auditor", False, False),
        ("operator", False, False),
    ],
)
def test_the_reporter_is_shielded(who: str, words: bool, reporter: bool, county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    step(client_of("clerk"), key, "record", opinion=said, **ANSWER)
    html = page(client_of(who), key)
    assert ("断水二十天" in html) is words
    assert ("李**" in html) is reporter
    assert ("139****1111" in html) is reporter
    assert "李大山" not in html
    assert "13900001111" not in html
    assert ("水来了" in html) is (who in ("clerk", "dispatcher", "verifier", "leader"))


@pytest.mark.parametrize(
    ("charge", "reads"), [("青溪镇", True), ("水利局", True), ("water", True), ("县纪委监委", False)]
)
def test_a_leader_reads_what_is_in_their_charge(charge: str, reads: bool, county: County, client_of: ClientOf) -> None:
    key, operator = accepted(county), county.actor("operator")
    sent = problem.Dispatch(county.units["水利局"], timezone.localdate())
    problem.dispatch(key, sent, county.actor("dispatcher"), fresh_key())
    assert "断水二十天" not in page(client_of("leader"), key)
    to = Topic.WATER if charge == "water" else county.units[charge]
    organisation.assign(county.people["leader"], to, timezone.localdate(), operator, fresh_key())
    assert ("断水二十天" in page(client_of("leader"), key)) is reads


def test_words_are_for_the_unit_at_work_and_not_for_others(county: County, client_of: ClientOf) -> None:
    assert "断水二十天" not in page(client_of("handler"), accepted(county))
    assert "断水二十天" in page(client_of("handler"), dispatched(county))


def test_discontent_must_be_explained_before_strike_off(county: County, client_of: ClientOf) -> None:
    key, office = claimed(county, client_of), client_of("dispatcher")
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    step(client_of("verifier"), key, "verify", on_site="yes", finding="属实")
    unhappy = {"opinion": said, "outcome": "answered", "contacted": "no", "fixed": "no", "level": "dissatisfied"}
    step(client_of("clerk"), key, "record", **unhappy)
    assert "A reporter says that it is not fixed or is dissatisfied: send it back, or explain." in page(office, key)
    assert take(office, key, "strike_off", note="销").status_code == 422
    step(office, key, "strike_off", note="销", explanation="已超出本县职权，已书面答复")
    assert "已超出本县职权" in page(client_of("auditor"), key)


def test_an_answer_is_whole_or_none(county: County, client_of: ClientOf) -> None:
    key = claimed(county, client_of)
    (said,) = fold(f"problem/{key}")[0].problem.opinions
    partial = {"opinion": said, "outcome": "answered", "fixed": "yes"}
    refused = take(client_of("clerk"), key, "record", **partial)
    assert refused.status_code == 422
    assert "An answer needs all three" in refused.content.decode()
    step(client_of("clerk"), key, "record", opinion=said, outcome="unreachable")
    step(client_of("clerk"), key, "record", opinion=said, **ANSWER)
    (survey,) = fold(f"problem/{key}")[0].surveys.values()
    assert survey.outcome is SurveyOutcome.ANSWERED


def test_the_page_asks_the_database_no_more_for_a_long_story(county: County, client_of: ClientOf) -> None:
    key, head = dispatched(county), client_of("head")
    step(head, key, "sign_for")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page(head, key)
        return len(caught)

    today = timezone.localdate().isoformat()
    plan = {"measure": "换管", "standard": "不漏", "from_on": today, "to_on": today, "person": county.people["handler"]}
    step(head, key, "plan", **plan)
    before = queries()
    for _turn in range(4):
        step(head, key, "plan", **plan)
        opinion.attach(heard(county), key, county.actor("dispatcher"), fresh_key())
    page(head, key)  # writes down, once, that the words of those who joined were opened
    assert queries() <= before
    assert before < 52, "who answers on each tier, and the session, are read anew for each page"


def test_the_button_to_dispatch_leads_to_the_form_with_this_problem(county: County, client_of: ClientOf) -> None:
    key, office = accepted(county, heard(county)), client_of("dispatcher")
    address = reverse("workspace:dispatch")
    (query,) = re.findall(rf'href="{address}\?([^"]+)"', page(office, key))
    shown = office.get(f"{address}?{query}")
    assert shown.status_code == 200
    assert row(key).number in shown.content.decode()


def test_a_unit_without_anybody_is_told_before_dispatch(county: County, client_of: ClientOf) -> None:
    key, office = accepted(county, heard(county)), client_of("dispatcher")
    due = timezone.localdate().isoformat()
    for unit, nobody in ((county.units["青溪镇"], True), (county.units["水利局"], False)):
        given = {"step": "preview", "keys": key, "key": fresh_key(), "unit": unit, "due_on": due}
        said = office.post(reverse("workspace:dispatch"), given).content.decode()
        assert ("neither a head nor a handler" in said) is nobody


def test_what_is_likely_the_same_is_offered_and_a_typed_number_goes_before_it(
    county: County, client_of: ClientOf
) -> None:
    office = client_of("dispatcher")
    into, other = (accepted(county, heard(county, f"第{n}处水管也裂了。")) for n in range(2))
    for like, typed, stays in ((row(into).number, "", into), (row(into).number, row(other).number, other)):
        key = accepted(county, heard(county))
        said = page(office, key)
        assert f'<option value="{row(into).number}">' in said
        assert f'<option value="{row(key).number}">' not in said
        step(office, key, "merge", like=like, into=typed, reason="同一处")
        assert row(key).merged_into == stays
    nothing = take(office, accepted(county, heard(county)), "merge", like="", into="", reason="同一处")
    assert "Choose the problem that stays" in nothing.content.decode()


def test_the_latest_day_of_the_rules_stands_in_the_form(county: County, client_of: ClientOf) -> None:
    key, office = accepted(county, heard(county)), client_of("dispatcher")
    said = office.get(reverse("workspace:dispatch"), {"keys": key}).content.decode()
    terms = terms_of(key, timezone.localdate())
    assert terms is not None
    assert terms.limit_on is not None
    assert f'name="due_on" value="{terms.limit_on}"' in said


def test_a_merged_problem_says_where_its_opinions_went(county: County, client_of: ClientOf) -> None:
    key, into = accepted(county, heard(county)), accepted(county, heard(county, "另一处水管也裂了。"))
    step(client_of("dispatcher"), key, "merge", into=row(into).number, reason="同一处")
    said = page(client_of("dispatcher"), key)
    assert "They now belong to the number in which this one ended." in said
    assert "it was found" not in said


def test_a_deadline_that_all_would_be_refused_for_stays_in_the_form(county: County, client_of: ClientOf) -> None:
    """The form says the latest day, keeps what was typed, and can be gone back to from the second look."""
    key, office, address = accepted(county, heard(county)), client_of("dispatcher"), reverse("workspace:dispatch")
    today = timezone.localdate()
    latest = (today + timedelta(days=90)).isoformat()
    assert f"the deadline is {latest} at the latest" in office.get(address, {"keys": key}).content.decode()
    given = {"keys": key, "key": fresh_key(), "unit": county.units["水利局"], "note": "请先止水"}
    for days in (-1, 91):
        late = {**given, "step": "preview", "due_on": (today + timedelta(days)).isoformat()}
        answer = office.post(address, late)
        assert answer.status_code == 422
        assert "请先止水" in answer.content.decode()
    helped = {**given, "step": "preview", "due_on": latest, "cooperating": county.units["水利局"]}
    assert office.post(address, helped).status_code == 422
    right = {**given, "due_on": latest}
    assert "will be refused" not in office.post(address, {**right, "step": "preview"}).content.decode()
    again = office.post(address, {**right, "step": "change"})
    assert (again.status_code, f'value="{latest}"' in again.content.decode()) == (200, True)
    assert row(key).status == "accepted"


def test_a_deadline_that_only_some_would_be_refused_for_is_said_before(county: County, client_of: ClientOf) -> None:
    visit, call = accepted(county, heard(county)), accepted(county, heard(county, channel=Channel.HOTLINE))
    given = {"step": "preview", "keys": [visit, call], "key": fresh_key(), "unit": county.units["水利局"]}
    due = (timezone.localdate() + timedelta(days=60)).isoformat()
    said = client_of("dispatcher").post(reverse("workspace:dispatch"), {**given, "due_on": due})
    assert said.status_code == 200
    assert "Some of these will be refused" in said.content.decode()


def test_a_leader_gives_it_to_a_unit_that_never_had_it(county: County, client_of: ClientOf) -> None:
    key, office, head, leader = dispatched(county), client_of("dispatcher"), client_of("head"), client_of("leader")
    for _ in range(2):
        step(head, key, "ask_return", reason="不归我局")
        step(office, key, "refuse_return", reason="属水利职责")
    step(head, key, "ask_return", reason="不归我局")
    town, due = county.units["青溪镇"], (timezone.localdate() + timedelta(days=9)).isoformat()
    assert "assign" not in offered(leader, key)
    assert "nobody there can sign for it yet" in page(leader, key)
    step(leader, key, "adjudicate", unit=town, due_on=due, reason="三定方案")
    case = fold(f"problem/{key}")[0]
    assert (row(key).unit, case.responsibilities[""].lead_unit) == (town, town)


def test_steps_stand_under_headings_where_there_are_several(county: County, client_of: ClientOf) -> None:
    key, head = dispatched(county), client_of("head")
    shown = page(head, key)
    places = [
        shown.index(each) for each in ("The way forward", "step-sign_for", "Time and pressure", "step-ask_extension")
    ]
    assert places == sorted(places)
    assert shown.index("Other ways") < shown.index("step-ask_return")
    step(head, key, "ask_return", reason="不归我局")
    assert "Other ways" not in page(head, key)


def test_a_plan_names_those_who_answer_already(county: County, client_of: ClientOf) -> None:
    key, head = dispatched(county), client_of("head")
    step(head, key, "sign_for")
    assert f'<option value="{county.people["head"]}" selected>' in page(head, key)
