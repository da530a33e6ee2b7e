"""The leak hunt: whoever a report is about gets, byte for byte, the county in which there is no such report.

Two counties are told with the same words, hours and ids. In one of them someone complains of a unit or a person, and the complaint is
sorted, dispatched, worked on, verified and struck off; in the other, each of those entries is an entry that nobody reads. Then everyone
who is not cleared opens every page in both. If any answer differed (HTML, workbook, status, header, log) or held a word of it, the
existence of the report could be told from outside.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.web.cast import sign_in

from sandan.bulletins.document import compose
from sandan.desk import opinion as heard
from sandan.desk import organisation, problem
from sandan.desk.handle import Order, handle, identify, identify_shielded
from sandan.desk.opinion import Heard
from sandan.desk.organisation import Post
from sandan.desk.problem import Dispatch, Plan
from sandan.domain import clock, problem_command, survey, task
from sandan.domain.authority import RESIDENT, Actor, Role
from sandan.domain.chase import ChaseLevel
from sandan.domain.opinion import Conclusion
from sandan.domain.shield import Shield, cleared
from sandan.domain.values import Channel, DeclineReason, Evidence, Outcome, SurveyOutcome, Tier, Topic
from sandan.domain.viewing import RecordViewing
from sandan.ledger import file, read
from sandan.projections import appointment, figure
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web.account import Account
from sandan.web.bulletin import LABELS

if TYPE_CHECKING:
    from pytest import LogCaptureFixture  # noqa: PT013  # only its name is needed

SECRETS = ("黑石沟", "贪占补偿款", "赵不平", "13712345678", "霸道的陈某")
"""Words that only the hidden report holds."""
_RANDOM = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'name="key" value="[^"]*"'),
    re.compile(r'name="key" value="[^"]*" id="[^"]*"'),
)


@dataclass
class World:
    """One telling of the county. `hidden`: whether the report exists in it."""

    hidden: bool
    start: datetime
    minutes: int = 0
    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    covered: int = 0

    def at(self) -> datetime:
        self.minutes += 1
        return self.start + timedelta(minutes=self.minutes)

    def actor(self, name: str) -> Actor:
        found = appointment.actor(*self.people[name], timezone.localdate())
        assert found is not None
        return found

    def secretly(self, act: Callable[[datetime], object], entries: int) -> None:
        """Carry `act` out where the report exists; elsewhere let as many entries pass that nobody reads."""
        at, before = self.at(), read.head().size
        if self.hidden:
            act(at)
        else:
            for _turn in range(entries):
                self.covered += 1
                by = self.actor("discipline")
                viewing = f"{by.person}-{timezone.localtime(at):%Y%m%d}"
                order = RecordViewing(viewing=viewing, opinions=(f"0cover{self.covered}",), where="problem")
                handle([Order(f"viewing/{viewing}", order)], by, f"cover{self.covered}", at)
        assert read.head().size - before == entries


SEATS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("clerk", "office", (Role.CLERK,)),
    ("dispatcher", "office", (Role.DISPATCHER,)),
    ("verifier", "circuit", (Role.VERIFIER,)),
    ("editor", "office", (Role.EDITOR,)),
    ("discipline", "discipline", (Role.DISCIPLINE,)),
    ("leader", "county", (Role.LEADER,)),
    ("auditor", "county", (Role.AUDITOR,)),
    ("water", "water", (Role.UNIT_HEAD, Role.HANDLER)),
    ("roads", "roads", (Role.UNIT_HEAD, Role.HANDLER)),
    ("town", "town", (Role.UNIT_HEAD, Role.HANDLER)),
    ("village", "village", (Role.UNIT_HEAD, Role.HANDLER)),
    ("inspector", "town", (Role.VERIFIER,)),
)
UNITS = (
    ("circuit", Tier.SYSTEM, "county"),
    ("discipline", Tier.SYSTEM, "county"),
    ("water", Tier.SYSTEM, "county"),
    ("roads", Tier.SYSTEM, "county"),
    ("town", Tier.TOWN, "county"),
    ("village", Tier.BRANCH, "town"),
)


def found(world: World) -> None:
    """The county, its people, and an account for each."""
    made = organisation.establish_county("云岭县", "马致和", "county", at=world.at())
    world.units = {"county": made.county, "office": made.office}
    world.people["operator"] = (made.operator.person, made.operator.appointment)
    operator = world.actor("operator")
    for name, tier, above in UNITS:
        world.units[name] = organisation.establish_unit(name, tier, world.units[above], operator, name, world.at())
    for who, unit, roles in SEATS:
        to = Post(world.units[unit], "岗位", roles, world.start.date() - timedelta(days=30))
        holder = organisation.take_on(f"某{who}", to, operator, f"person {who}", at=world.at())
        world.people[who] = (holder.person, holder.appointment)
    for who, (person, post) in world.people.items():
        Account.objects.create(user=User.objects.create(username=who), person=person, acting=post)


def openly(world: World, number: int, unit: str) -> None:
    """Something is said in the open, taken up and dispatched."""
    what = Heard(f"第{number}处路面有坑", channel=Channel.ONLINE, topic=Topic.ROADS, town=world.units["town"])
    said = heard.register(what, RESIDENT, f"open{number}", at=world.at())
    if number % 3:
        made = heard.accept(said.opinion, world.actor("dispatcher"), f"accept{number}", at=world.at())
        to = Dispatch(world.units[unit], world.start.date() + timedelta(days=20))
        problem.dispatch(made, to, world.actor("dispatcher"), f"dispatch{number}", at=world.at())


@dataclass(frozen=True)
class Story:
    """What the hidden report is about, and how far it goes."""

    about: str
    person: bool
    accusation: bool
    taken: bool
    """Entered in the open at first, and taken under the shield by the office."""
    steps: int

    def shield(self, world: World) -> Shield:
        if self.person:
            return Shield(persons=frozenset({world.people[self.about][0]}), accusation=self.accusation)
        return Shield(frozenset({world.units[self.about]}), accusation=self.accusation)


def secret(world: World, story: Story) -> Iterator[None]:
    """The hidden report, step by step; after each step the county goes on."""
    shield, day = story.shield(world), world.start.date()
    sorter = world.actor("discipline" if story.about in ("office", "dispatcher") else "dispatcher")
    said = Heard(
        f"{SECRETS[0]}的补偿款没有发，是有人{SECRETS[1]}",
        title=SECRETS[1],
        channel=Channel.ONLINE,
        topic=Topic.LAND,
        town=world.units["town"],
        village=world.units["village"],
        reporter=SECRETS[2],
        contact=SECRETS[3],
        shield=shield,
        against_words=SECRETS[4],
    )
    key = identify_shielded("secret")
    if story.taken:
        plain = Heard(**{**{n: getattr(said, n) for n in said.__slots__}, "shield": None, "against_words": ""})
        first = heard.register(plain, RESIDENT, "secret", at=world.at()).opinion
        yield
        at = world.at()
        if world.hidden:
            key = heard.shield(first, shield, "已转有权处理的机关", world.actor("dispatcher"), "take", at=at)
        else:
            reason = DeclineReason.STATUTORY_CHANNEL
            heard.decline(first, reason, "已转有权处理的机关", world.actor("dispatcher"), "take", at=at)
            world.secretly(lambda _at: None, 1)
            world.minutes -= 1
    else:
        world.secretly(lambda at: heard.register(said, RESIDENT, "secret", at=at), 1)
    yield
    if story.accusation:
        words = f"已对{SECRETS[4]}立案"
        inspector = world.actor("discipline")
        world.secretly(lambda at: heard.conclude(key, Conclusion.PARTLY, words, inspector, "conclude", at=at), 1)
        return
    lead = "roads" if story.about == "water" else "water"
    head, verifier = world.actor(lead), world.actor("verifier")
    of = identify_shielded("accept secret")
    proof = (Evidence(file.keep(SECRETS[1].encode()), day, f"{SECRETS[1]}.jpg"),)
    part = identify("plan", "task")
    title = f"{SECRETS[0]}补偿"
    to = Dispatch(world.units[lead], day + timedelta(days=9), note=SECRETS[4])
    acts: list[tuple[Callable[[datetime], object], int]] = [
        (lambda at: heard.accept(key, sorter, "accept secret", title=title, statement=SECRETS[1], at=at), 3),
        (lambda at: problem.dispatch(of, to, sorter, "dispatch secret", at=at), 3),
        (lambda at: problem.give(of, problem_command.SignFor(), head, "sign", at=at), 1),
        (lambda at: problem.chase_up(of, ChaseLevel.REMINDER, SECRETS[1], later, sorter, "chase", at), 1),
        (lambda at: problem.give(of, longer, head, "longer", at=at), 1),
        (lambda at: problem.give(of, clock.GrantExtension(to_on=longer.to_on), sorter, "grant", at=at), 1),
        (lambda at: problem.write_to_reporter(of, key, SECRETS[0], head, "write", at=at), 1),
        (lambda at: problem.write_to_unit(of, SECRETS[1], reporter(key), "reply", at=at), 1),
        (lambda at: problem.plan(of, Plan(SECRETS[1], "补发", day, day), head, "plan", at=at), 1),
        (lambda at: problem.give(of, task.CompleteTask(task=part, done_on=day, evidence=proof), head, "do", at=at), 1),
        (lambda at: problem.give(of, claim, head, "claim", at=at), 1),
        (lambda at: problem.give(of, survey.AskReporter(survey="s", opinion=key), verifier, "ask", at=at), 1),
        (lambda at: problem.give(of, silent, verifier, "tell", at=at), 1),
        (lambda at: problem.give(of, verified, verifier, "verify", at=at), 1),
        (lambda at: problem.give(of, problem_command.StrikeOff(note=SECRETS[1]), sorter, "strike", at=at), 1),
        (lambda at: heard.unmask(key, "核实", sorter, "unmask", at=at), 1),
    ]
    later = day + timedelta(days=3)
    longer = clock.AskExtension(to_on=day + timedelta(days=15), reason=SECRETS[0], progress=SECRETS[1])
    claim = problem_command.RequestClosure(outcome=Outcome.RECTIFIED, account=SECRETS[1])
    silent = survey.RecordSurvey(survey="s", outcome=SurveyOutcome.UNREACHABLE)
    verified = problem_command.VerifyProblem(finding=SECRETS[0], on_site=True, evidence=proof)
    for act, entries in acts[: story.steps]:
        world.secretly(act, entries)
        yield


def reporter(of: str) -> Actor:
    return Actor(frozenset({Role.RESIDENT}), opinion=of)


def tell(world: World, story: Story, others: list[str]) -> None:
    """The county's days: the hidden steps among open ones."""
    found(world)
    openly(world, 0, "roads")
    for number, _step in enumerate(secret(world, story), 1):
        openly(world, number, others[number % len(others)])
    openly(world, 99, "water")


PLAIN = (
    "workspace:desk workspace:inbox workspace:problems workspace:tasks workspace:responsibilities workspace:surveys workspace:shield "
    "workspace:figures workspace:imports workspace:bulletins workspace:organisation workspace:opinion_new workspace:problem_new "
    "workspace:coverage workspace:recusal workspace:handover_new workspace:patterns workspace:satisfaction workspace:formula "
    "portal:satisfaction portal:home portal:report portal:follow portal:figures portal:bulletins "
    "workspace:look_backs portal:look_backs"
).split()


def addresses(world: World, secret_number: str) -> Iterator[str]:
    """Every page that could show something, with the filters and clocks that might."""
    yield from (reverse(each) for each in PLAIN)
    for query in (
        "status=declined",
        "status=accepted",
        "status=concluded",
        "channel=online",
        "topic=land",
        "repeats=1",
    ):
        yield f"{reverse('workspace:inbox')}?{query}"
    head = read.head().size
    for each in ("problems", "tasks", "responsibilities"):
        address = reverse(f"workspace:{each}")
        yield from (
            f"{address}?{q}" for q in (f"as_of={head}", f"as_of={head - 9}", "print=1", "topic=land", "status=open")
        )
        yield reverse("workspace:export", args=[each])
    for room in ("workspace", "portal"):
        yield reverse(f"{room}:dashboard")
        yield f"{reverse(f'{room}:dashboard')}?topic=land&show=problems.collected"
        yield from (reverse(f"{room}:dashboard_chart", args=[each, "svg"]) for each in ("topics", "flow", "channels"))
    yield f"{reverse('workspace:problems')}?text=补偿"
    yield f"{reverse('workspace:problems')}?number={secret_number}"
    yield f"{reverse('workspace:problems')}?unit={world.units['water']}"
    for name, ending in (("problems", "csv"), ("figures", "json"), ("units", "csv")):
        yield reverse("exchange:file", args=[name, ending])
        yield f"{reverse('exchange:file', args=[name, ending])}?position={head - 9}"
    for name in ("problems", "figures", "units"):
        yield f"{reverse('exchange:file', args=[name, 'json'])}?since={head - 20}"
    for room in ("workspace", "portal"):
        address = reverse(f"{room}:figures")
        yield from (f"{address}?by={each}" for each in ("unit", "town", "topic", "channel"))
        yield f"{address}?topic=land"
        for id in (
            "opinions.collected",
            "problems.collected",
            "problems.struck_off",
            "surveys.asked",
            "opinions.declined",
        ):
            yield f"{reverse(f'{room}:records', args=[id])}?position={head}"
    yield from (reverse("workspace:opinion", args=[each]) for each in now(Opinion).values_list("key", flat=True))
    yield from (reverse("workspace:problem", args=[each]) for each in now(Problem).values_list("key", flat=True))


def hidden_addresses(secret_number: str) -> Iterator[str]:
    """The addresses of the hidden report itself, as someone might guess them or find them in a history."""
    said, of = identify_shielded("secret"), identify_shielded("accept secret")
    for key in (said, identify_shielded("take")):
        yield from (reverse(f"workspace:{each}", args=[key]) for each in ("opinion", "unmask", "shield_opinion"))
        yield reverse("portal:opinion", args=[key])
        yield reverse("workspace:shield_act", args=[key, "decline"])
    yield reverse("workspace:problem", args=[of])
    yield from (reverse("workspace:problem_act", args=[of, each]) for each in ("verify", "accept", "record", "decline"))
    yield reverse("workspace:relay", args=[of, said])
    yield from (reverse(f"workspace:{each}", args=[of]) for each in ("papers", "dossier", "dossier_docx"))
    yield from (reverse("workspace:story_export", args=[of, each]) for each in ("xlsx", "json"))
    for entry in range(1, read.head().size + 1, 7):
        yield reverse("workspace:correction", args=[of, entry])
        yield reverse("workspace:paper", args=[of, "order", entry])
    yield f"{reverse('workspace:dispatch')}?keys={of}"
    yield f"{reverse('workspace:evidence', args=['0' * 64])}?of={of}"
    yield reverse("portal:problem", args=[secret_number])


def answers(world: World, who: str) -> dict[str, tuple[int, str]]:
    """What one person gets from every address, by GET and, for those of the hidden report, by POST."""
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    if who:
        sign_in(client, who)
    number = f"W{world.start.year}-00060"
    told = {}
    for address in (*addresses(world, number), *hidden_addresses(number)):
        told[f"GET {address}"] = _answer(client.get(address))
    for address in hidden_addresses(number):
        form = {"key": "k", "reason": "x", "where_to": "x", "words": "x", "finding": "x", "seen": "1"}
        told[f"POST {address}"] = _answer(client.post(address, form))
    drawn_from = {"step": "preview", "from_on": "2020-01-01", "to_on": timezone.localdate(), "by": "unit", "size": "1"}
    drawn_from |= {"share": "count", "source": "x", "issue": "x", "seed_on": "2099-01-01", "key": "k"}
    told["look-back"] = _answer(client.post(reverse("workspace:look_back_new"), drawn_from))
    keys = {"act": "decline", "keys": identify_shielded("secret")}
    told["sort"] = _answer(client.post(reverse("workspace:sort"), keys))
    return told


def _answer(response: object) -> tuple[int, str]:
    """Status, place and body of an answer, without what is drawn anew each time."""
    assert hasattr(response, "status_code")
    body = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            text = "".join(book.read(each).decode() for each in sorted(book.namelist()) if "docProps" not in each)
    else:
        text = body.decode()
    for each in _RANDOM:
        text = each.sub("", text)
    return response.status_code, str(getattr(response, "headers", {}).get("Location", "")) + text


def aloud(world: World) -> list[str]:
    """What the figures, their records and a bulletin say of the county."""
    on = timezone.localdate()
    told = [f"{each.figure.id} {each.value} {each.exclusions}" for each in figure.compute(on=on)]
    for id, one in figure.FIGURES.items():
        told.append(f"{id} {list(figure.records(id, on=on).values_list(one.table.CALLED, flat=True))}")
    body = "共收集意见[[opinions.collected]]条，问题[[problems.collected]]件，已销号[[problems.struck_off]]件。"
    told.append(compose("简报", body, read.head().size, on, "zh-hans", LABELS).digest)
    return told


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A report about a unit or a person, an accusation or not, told at once or taken out of the open, gone so far."""
    person = draw(st.booleans())
    about = draw(st.sampled_from(["water", "roads", "town", "village", "dispatcher" if person else "office"]))
    accusation, taken = draw(st.booleans()), draw(st.booleans())
    if about in ("dispatcher", "office"):  # who is complained of takes nothing under the shield
        taken = False
    return Story(about, person, accusation, taken, draw(st.integers(0, 16)))


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stories(), st.lists(st.sampled_from(["roads", "water", "town"]), min_size=2, max_size=4), st.randoms())
def test_whoever_it_is_about_lives_in_a_county_without_it(
    caplog: LogCaptureFixture, story: Story, others: list[str], chance: Random
) -> None:
    start, look = timezone.now() - timedelta(days=1), list[str]()
    told: dict[bool, dict[str, dict[str, tuple[int, str]]]] = {}
    said: dict[bool, list[str]] = {}
    for hidden in (True, False):
        with transaction.atomic():
            world = World(hidden, start)
            tell(world, story, others)
            look = look or _some_who_may_not_know(world, story, chance)
            caplog.clear()
            with caplog.at_level(logging.DEBUG):
                told[hidden] = {who: answers(world, who) for who in look}
            said[hidden] = aloud(world)
            assert not hidden or not [each for each in SECRETS if each in caplog.text]
            transaction.set_rollback(True)
    assert said[True] == said[False]
    for who in look:
        for address, answer in told[True][who].items():
            assert answer == told[False][who][address], (who, address)
            # What the office once read in the open cannot be unread; its words are closed to it, but it may know them.
            once_read = story.taken and who in ("clerk", "dispatcher")
            assert once_read or not [each for each in SECRETS if each in answer[1]], (who, address)


def _some_who_may_not_know(world: World, story: Story, chance: Random) -> list[str]:
    """A visitor, one of those it is about, and two others who are not cleared."""
    shield, lead = story.shield(world), "roads" if story.about == "water" else "water"
    handling = () if story.steps < 2 or story.accusation else (world.units[lead],)
    shut = [who for who in world.people if not cleared(shield, world.actor(who), handling=handling)]
    named = [who for who in shut if who == story.about or (story.about, who) in _OF_UNIT]
    assert named
    return ["", chance.choice(named), *chance.sample(sorted(set(shut) - set(named)), 2)]


_OF_UNIT = {(unit, who) for who, unit, _roles in SEATS} | {("town", "village")}


def test_the_hunt_would_catch_a_leak(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same comparison with the shield's rows let through: it must fail, or it proves nothing."""
    from sandan.projections import version

    story = Story("roads", person=False, accusation=False, taken=False, steps=2)
    start, told = timezone.now() - timedelta(days=1), {}
    monkeypatch.setattr(version, "_in_the_open", lambda model: model._default_manager.all())
    for hidden in (True, False):
        with transaction.atomic():
            world = World(hidden, start)
            tell(world, story, ["water", "town"])
            told[hidden] = (answers(world, "roads"), aloud(world))
            transaction.set_rollback(True)
    differing = [each for each, answer in told[True][0].items() if answer != told[False][0][each]]
    assert len(differing) > 20
    assert told[True][1] != told[False][1]
