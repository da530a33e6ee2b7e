"""Taking steps on a problem as a person does: open its page, find the form of the step there, fill it in, send it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key

from sandan.desk import opinion, problem
from sandan.desk.handle import Order, handle, identify
from sandan.desk.opinion import Heard
from sandan.domain import problem_command, survey
from sandan.domain.values import Channel, Level, Outcome, SurveyOutcome, Topic
from sandan.domain.wire import Command


class _Forms(HTMLParser):
    """The hidden fields and first values of every form of a page, by the form's address."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._current: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._current = self.found.setdefault(named.get("action", ""), {})
        elif tag == "input" and self._current is not None and named.get("type") in ("hidden", "date"):
            self._current[named["name"]] = named.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._current = None


def page(client: Client, key: str) -> str:
    """The page of a problem as this person sees it."""
    response = client.get(reverse("workspace:problem", args=[key]))
    assert response.status_code == 200
    return str(response.content.decode())


def forms(html: str) -> dict[str, dict[str, str]]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.found


def offered(client: Client, key: str) -> set[str]:
    """The names of the steps that the page offers to this person."""
    start = reverse("workspace:problem", args=[key])
    found = forms(page(client, key))
    names = {address[len(start) :].strip("/") for address in found if address.startswith(start)} - {""}
    return {each for each in names if "/" not in each}


def take(client: Client, key: str, name: str, **given: Any) -> Any:
    """Take a step that the page offers; whatever the answer is."""
    address = reverse("workspace:problem_act", args=[key, name])
    found = forms(page(client, key))
    assert address in found, f"{name} is not offered, only {sorted(found)}"
    return client.post(address, {**found[address], **given})


def step(client: Client, key: str, name: str, **given: Any) -> None:
    """Take a step that must succeed."""
    response = take(client, key, name, **given)
    assert response.status_code == 302, response.content.decode()


def heard(county: County, text: str = "村口水管裂了，断水二十天。", **given: Any) -> str:
    """An opinion, entered by the clerk."""
    said = {"reporter": "李大山", "contact": "13900001111", "channel": Channel.VISIT, "topic": Topic.WATER, **given}
    told = Heard(text=text, town=county.units["青溪镇"], **said)
    return opinion.register(told, county.actor("clerk"), fresh_key()).opinion


def registered(county: County) -> str:
    """A problem that was entered and that nobody took on yet."""
    key = fresh_key()
    number = f"W2026-9{key.rpartition('-')[2]:0>4}"
    made = problem_command.RegisterProblem(
        problem=identify(key), number=number, title="水渠", statement="堵了", topic=Topic.WATER, channel=Channel.VISIT
    )
    handle([Order(f"problem/{made.problem}", made)], county.actor("clerk"), key)
    return made.problem


def accepted(county: County, of: str = "", title: str = "水管破裂") -> str:
    """A problem that was taken on."""
    return opinion.accept(
        of or heard(county), county.actor("dispatcher"), fresh_key(), title=title, statement="主管破裂"
    )


def dispatched(county: County, of: str = "", days: int = 9) -> str:
    """A problem that the water bureau has."""
    key = of or accepted(county)
    to = problem.Dispatch(
        county.units["水利局"],
        timezone.localdate() + timedelta(days),
        leader=county.people["head"],
        supervising_leader=county.people["leader"],
    )
    problem.dispatch(key, to, county.actor("dispatcher"), fresh_key())
    return key


def claimed(county: County, client_of: Callable[[str], Client], outcome: str = "not_fixable") -> str:
    """A problem whose unit claims an outcome."""
    key = dispatched(county)
    step(client_of("handler"), key, "sign_for")
    step(client_of("handler"), key, "request_closure", outcome=outcome, account="已查明")
    return key


def struck_off(
    county: County, text: str = "村口水管裂了。", title: str = "水管破裂", at: datetime | None = None
) -> str:
    """A problem of the water bureau that went all the way: explained, verified by the verifier, its reporter asked, struck off."""
    told = Heard(
        text=text, contact="13900001111", channel=Channel.VISIT, topic=Topic.WATER, town=county.units["青溪镇"]
    )
    said = opinion.register(told, county.actor("clerk"), fresh_key(), at).opinion
    office, water = county.actor("dispatcher"), county.units["水利局"]
    key = opinion.accept(said, office, fresh_key(), title=title, at=at)
    due_on = timezone.localtime(at).date() + timedelta(9)
    problem.dispatch(key, problem.Dispatch(water, due_on), office, fresh_key(), at)
    asked = f"s{key}"[:16]
    claim = problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account="管网改造已列入明年计划")
    steps: list[tuple[Command, str]] = [
        (problem_command.SignFor(), "handler"),
        (claim, "handler"),
        (problem_command.VerifyProblem(finding="情况属实", on_site=True), "verifier"),
        (survey.AskReporter(survey=asked, opinion=said), "clerk"),
        (survey.RecordSurvey(survey=asked, outcome=SurveyOutcome.NO_ANSWER), "clerk"),
        (problem_command.StrikeOff(note="同意"), "dispatcher"),
    ]
    for order, who in steps:
        problem.give(key, order, county.actor(who), fresh_key(), at=at)
    return key


def answered(county: County, level: Level = Level.SATISFIED, named: str = "few") -> str:
    """A problem whose one reporter was asked and answered; its key. The call-back is called `named`."""
    of = heard(county)
    key = dispatched(county, accepted(county, of))
    said = survey.RecordSurvey(survey=named, outcome=SurveyOutcome.ANSWERED, level=level, fixed=True, contacted=True)
    steps: list[tuple[Command, str]] = [
        (problem_command.SignFor(), "handler"),
        (problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account="已查明"), "handler"),
        (problem_command.VerifyProblem(finding="情况属实", on_site=True), "verifier"),
        (survey.AskReporter(survey=named, opinion=of), "clerk"),
        (said, "clerk"),
    ]
    for command, who in steps:
        problem.give(key, command, county.actor(who), fresh_key())
    return key
