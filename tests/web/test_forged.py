"""Forged forms: every step, and every page that gives a command, sent whole and right by those to whom it does not belong.

Each time the wrong ones try first and nothing may be appended; then the right one sends the very same form, and it counts. So a form that
was refused for being wrong in another way cannot pass for a refusal of the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web import registers
from tests.web.area import square, upload
from tests.web.cast import fresh_key
from tests.web.step import accepted, dispatched, forms, heard, page, registered
from tests.web.test_evidence import PNG
from tests.web.test_matrix import changed
from tests.web.test_rule import NEXT_YEAR, previewed, tomorrow
from tests.web.world import NOTHING, WHO, Thing, World

from sandan.desk import organisation, problem
from sandan.desk.handle import Order, fold, handle
from sandan.domain.authority import MAY, Actor, Scope
from sandan.domain.programme import OpenProgramme
from sandan.domain.values import Channel, Topic
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin
from sandan.projections.circuit_group import standing
from sandan.projections.problem import Problem
from sandan.projections.programme import Programme
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.web.access import PAGES
from sandan.web.book import BOOKS, CASES
from sandan.web.workspace.act import ACTS

Open = Callable[[str], Client]
STAFF = tuple(who for who in WHO if who)


def today() -> str:
    return timezone.localdate().isoformat()


def in_days(count: int) -> str:
    return (timezone.localdate() + timedelta(count)).isoformat()


MORE_TIME = {"to_on": in_days(20), "reason": "缺料", "progress": "完成一半"}


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.png", PNG)


Given = Callable[[World, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story: who takes it rightly, and what they fill in, made afresh for each try because files are read once."""

    act: str
    who: str
    given: Given = lambda _world, _key: {}


def _task(key: str) -> str:
    return now(Task).filter(problem=key).order_by("-position")[0].key


def _said(key: str) -> str:
    return str(min(fold(f"problem/{key}")[0].problem.opinions))


def _survey(key: str) -> str:
    return str(next(iter(fold(f"problem/{key}")[0].surveys)))


UNHAPPY = {"contacted": "no", "fixed": "no", "level": "dissatisfied"}
PLAN = Step(
    "plan", "head", lambda _w, _k: {"measure": "换管", "standard": "不漏", "from_on": today(), "to_on": today()}
)


def _claim(outcome: str) -> Step:
    return Step("request_closure", "handler", lambda _w, _k: {"outcome": outcome, "account": "已办", "proof": photo()})


def _together(world: World) -> str:
    """A problem that the water bureau has, with the town's help."""
    water, town = world.county.units["水利局"], world.county.units["青溪镇"]
    key = accepted(world.county)
    to = problem.Dispatch(water, timezone.localdate() + timedelta(9), cooperating=(town,))
    problem.dispatch(key, to, world.county.actor("dispatcher"), fresh_key())
    return key


def _chased(key: str) -> str:
    return str(fold(f"problem/{key}")[0].pressing.open[0].id)


def _milestone(key: str) -> str:
    return str(next(iter(next(iter(fold(f"problem/{key}")[0].tasks.values())).milestones)))


def _another(world: World) -> str:
    """The number of a problem that another may be merged into."""
    return now(Problem).get(key=accepted(world.county, heard(world.county, "另一处漏水。"))).number


def said_no(answer: Any) -> str:
    """Why a form was not taken, out of a whole page."""
    return " ".join(
        re.findall(r'class="(?:notice refusal|error)[^>]*>(.*?)</(?:div|p)>', answer.content.decode(), re.DOTALL)
    )


STORIES: dict[str, tuple[Callable[[World], str], tuple[Step, ...]]] = {
    "entered": (
        lambda world: registered(world.county),
        (Step("accept", "dispatcher"),),
    ),
    "worked off": (
        lambda world: dispatched(world.county),
        (
            Step("sign_for", "handler"),
            PLAN,
            Step("report", "handler", lambda _w, k: {"task": _task(k), "note": "管子到了"}),
            Step("answer", "handler", lambda _w, _k: {"answer": "今天换管"}),
            Step("complete", "handler", lambda _w, k: {"task": _task(k), "done_on": today(), "proof": photo()}),
            Step("assign", "dispatcher", lambda w, _k: {"leader": w.county.people["head"]}),
            _claim("rectified"),
            Step("ask", "clerk", lambda _w, k: {"opinions": [_said(k)]}),
            Step("record", "clerk", lambda _w, k: {"opinion": _said(k), "outcome": "no_answer"}),
            Step("verify", "verifier", lambda _w, _k: {"on_site": "yes", "finding": "水压正常", "proof": photo()}),
            Step("strike_off", "dispatcher", lambda _w, _k: {"note": "同意"}),
            Step("pass_look_back", "inspector", lambda _w, _k: {"finding": "仍完好"}),
            Step("reopen", "dispatcher", lambda _w, _k: {"source": "office", "reason": "又漏了"}),
        ),
    ),
    "to and fro": (
        lambda world: dispatched(world.county),
        (
            Step("ask_return", "head", lambda _w, _k: {"reason": "不归我局"}),
            Step("refuse_return", "dispatcher", lambda _w, _k: {"reason": "属水利职责"}),
            Step("ask_return", "head", lambda _w, _k: {"reason": "仍不归我局"}),
            Step("agree_return", "dispatcher"),
            Step("long_term", "dispatcher", lambda _w, _k: {"basis": "长期管护", "review_on": "2099-01-01"}),
            Step("resume", "dispatcher", lambda _w, _k: {"reason": "可以整改"}),
            Step("merge", "dispatcher", lambda w, _k: {"into": _another(w), "reason": "同一处"}),
        ),
    ),
    "not substantiated": (
        lambda world: dispatched(world.county),
        (
            Step("sign_for", "handler"),
            PLAN,
            Step("cancel", "head", lambda _w, k: {"task": _task(k), "reason": "不需要"}),
            _claim("not_substantiated"),
            Step("send_back", "verifier", lambda _w, _k: {"reason": "未到现场"}),
            _claim("not_substantiated"),
            Step("verify", "verifier", lambda _w, _k: {"on_site": "no", "finding": "属实"}),
            Step("read_again", "second", lambda _w, _k: {"finding": "属实"}),
        ),
    ),
    "discontent": (
        lambda world: dispatched(world.county),
        (
            Step("sign_for", "handler"),
            _claim("not_fixable"),
            Step("record", "clerk", lambda _w, k: {"opinion": _said(k), "outcome": "answered", **UNHAPPY}),
            Step(
                "decide_answer",
                "dispatcher",
                lambda _w, k: {"survey": _survey(k), "decision": "explain", "explanation": "年内不能改"},
            ),
        ),
    ),
    "more time": (
        lambda world: dispatched(world.county),
        (
            Step("sign_for", "handler"),
            Step("ask_extension", "head", lambda _w, _k: MORE_TIME),
            Step("refuse_extension", "dispatcher", lambda _w, _k: {"reason": "料已到"}),
            Step("ask_extension", "head", lambda _w, _k: MORE_TIME),
            Step("grant_extension", "dispatcher", lambda _w, _k: {"to_on": in_days(15)}),
            Step(
                "pause",
                "dispatcher",
                lambda _w, _k: {"basis": "土地权属鉴定", "reason": "送检", "until_on": in_days(5)},
            ),
            Step("end_pause", "dispatcher"),
        ),
    ),
    "pressed": (
        lambda world: dispatched(world.county),
        (
            Step(
                "chase",
                "dispatcher",
                lambda _w, _k: {"level": "reminder", "demand": "说明进度", "answer_by": in_days(3)},
            ),
            Step("answer_chase", "handler", lambda _w, k: {"chase": _chased(k), "answer": "本周完工"}),
            Step("list", "leader", lambda _w, _k: {"basis": "县委书记批示"}),
            Step("delist", "dispatcher", lambda _w, _k: {"reason": "已见效"}),
            Step("redirect", "dispatcher", lambda _w, _k: {"channel": "court", "where_to": "县人民法院"}),
        ),
    ),
    "shirked": (
        lambda world: dispatched(world.county),
        (
            Step("ask_return", "head", lambda _w, _k: {"reason": "不归我局"}),
            Step("refuse_return", "dispatcher", lambda _w, _k: {"reason": "属水利职责"}),
            Step("ask_return", "head", lambda _w, _k: {"reason": "仍不归我局"}),
            Step("refuse_return", "dispatcher", lambda _w, _k: {"reason": "仍属水利职责"}),
            Step("ask_return", "head", lambda _w, _k: {"reason": "还是不归我局"}),
            Step(
                "adjudicate",
                "leader",
                lambda w, _k: {"unit": w.county.units["水利局"], "due_on": in_days(9), "reason": "三定方案"},
            ),
            Step("escalate", "dispatcher", lambda w, _k: {"unit": w.county.units["云岭县"], "reason": "局里办不了"}),
        ),
    ),
    "agreed first": (
        _together,
        (
            Step("sign_for", "handler"),
            PLAN,
            Step("object_to_standard", "verifier", lambda _w, k: {"task": _task(k), "reason": "看不出是否通水"}),
            Step("restate", "head", lambda _w, k: {"task": _task(k), "standard": "连通水七天不漏"}),
            Step("agree_standard", "dispatcher", lambda _w, k: {"task": _task(k)}),
            Step("set_milestone", "handler", lambda _w, k: {"task": _task(k), "what": "管道到场", "by_on": today()}),
            Step("reach_milestone", "handler", lambda _w, k: {"milestone": _milestone(k), "reached_on": today()}),
            Step("note_cost", "handler", lambda _w, k: {"task": _task(k), "yuan": "2500.50", "payer": "县财政"}),
            Step("contribute", "cadre", lambda _w, _k: {"note": "已断水配合", "proof": photo()}),
        ),
    ),
    "for long": (
        lambda world: accepted(world.county, heard(world.county, "河道常年淤积。")),
        (
            Step("long_term", "dispatcher", lambda _w, _k: {"basis": "长期管护", "review_on": in_days(90)}),
            Step("review", "dispatcher", lambda _w, _k: {"finding": "仍需管护", "review_on": in_days(180)}),
            Step("part", "dispatcher", lambda _w, _k: {"title": "护栏", "statement": "护栏断了", "reason": "两件事"}),
        ),
    ),
    "at once": (
        lambda world: dispatched(world.county),
        (Step("rectify_at_once", "handler", lambda _w, _k: {"measure": "换灯", "done_on": today(), "proof": photo()}),),
    ),
    "not taken up": (
        lambda world: accepted(world.county, heard(world.county, "邻里纠纷。")),
        (Step("decline", "dispatcher", lambda _w, _k: {"reason": "not_ours", "where_to": "请找司法所"}),),
    ),
}
"""Between them these stories take every step; each begins with a problem and goes on from step to step."""


def may(act: str, by: Actor, unit: str) -> bool:
    """Whether the matrix lets this person take the step on a problem of `unit`, which those who work there fix."""
    grant = MAY[ACTS[act].command.name]
    fixer = bool(unit) and unit in by.everywhere | frozenset(by.lineage)
    holds = {
        Scope.COUNTY: True,
        Scope.UNIT: by.within(unit),
        Scope.OTHERS: not fixer,
        Scope.OWN: False,
        Scope.SHIELD: False,
    }
    return any(role in by.roles and holds[scope] for role, scope in grant.items())


def test_the_stories_take_every_step() -> None:
    assert {step.act for _begin, steps in STORIES.values() for step in steps} == set(ACTS)


@pytest.mark.parametrize("story", STORIES)
def test_no_step_is_taken_by_those_to_whom_it_does_not_belong(story: str, world: World) -> None:
    begin, steps = STORIES[story]
    key, water = begin(world), world.county.units["水利局"]
    clients = {who: world.user(who) for who in WHO}
    for step in steps:
        address = reverse("workspace:problem_act", args=[key, step.act])
        right = forms(page(clients[step.who], key))[address]
        unit = now(Problem).get(key=key).unit
        assert unit in ("", water)
        for who in WHO:
            if who and (who == step.who or may(step.act, world.county.actor(who), unit)):
                continue
            sent = {**right, **step.given(world, key), "key": fresh_key()}
            before = read.head().size
            answer = clients[who].post(address, sent)
            assert changed(before) == [], (step.act, who)
            assert answer.status_code == (422 if who else 302), (step.act, who)
        sent = {**right, **step.given(world, key)}
        before = read.head().size
        answer = clients[step.who].post(address, sent)
        assert answer.status_code == 302, (step.act, said_no(answer))
        assert changed(before), step.act


@pytest.mark.parametrize("story", STORIES)
def test_no_step_is_taken_on_what_is_hidden(story: str, world: World) -> None:
    """Under the shield the whole form, sent by whoever is not cleared, finds what an unknown id finds."""
    begin, steps = STORIES[story]
    key = begin(world)
    hidden = [thing for thing in world.things["workspace:problem"] if thing.shield is not None]
    kept_out = {who: [each for each in hidden if each.hidden_from(world.county.actor(who))] for who in STAFF}
    assert sum(map(len, kept_out.values())) > len(STAFF)
    clients = {who: world.user(who) for who in STAFF}
    for name in {step.act: step for step in steps}:
        for who, things in kept_out.items():
            for thing in things:
                before, answers = read.head().size, []
                for of in (thing.key, NOTHING):
                    sent = {"key": fresh_key(), "seen": "", "reason": "x", "finding": "x", "note": "x", "answer": key}
                    answers.append(clients[who].post(reverse("workspace:problem_act", args=[of, name]), sent))
                assert [each.status_code for each in answers] == [404, 404], (name, who, thing.kind)
                assert changed(before) == [], (name, who, thing.kind)


@dataclass(frozen=True, slots=True)
class Sent:
    """A page that gives a command: the object's id or none, the form filled in, and who sends it rightly."""

    who: str
    given: Callable[[World], dict[str, Any]]
    of: Callable[[World], Thing] = lambda _world: Thing("page")


def _first(name: str) -> Callable[[World], Thing]:
    """The first object that this address takes, and that is there."""
    return lambda world: next(each for each in world.things[name] if each.there)


def _wish(world: World) -> dict[str, Any]:
    """One visit of the water bureau within the next weeks."""
    given = {"title": "下周", "from_on": in_days(1), "to_on": in_days(21), "most_a_day": "1", "apart": "5"}
    groups = [each.key for each in standing() if each.title != "第一组"][:1]
    return {**given, "groups": groups, f"unit-{world.county.units['水利局']}": "1"}


def _running(world: World) -> Thing:
    return world.things["workspace:import_run"][1]


def _sector(world: World) -> str:
    """An assignment of the leader that is not on offer yet."""
    by = world.county.actor("operator")
    return organisation.assign(world.county.people["leader"], Topic.ROADS, timezone.localdate(), by, fresh_key())


def _post(world: World) -> dict[str, Any]:
    return {
        "name": "新人",
        "unit": world.county.units["石桥村"],
        "post": "村主任",
        "roles": ["unit_head"],
        "from_on": today(),
    }


def _in_a_programme(world: World) -> dict[str, Any]:
    day = timezone.localdate()
    if not now(Programme).filter(key="p1").exists():
        opened = OpenProgramme(programme="p1", title="主题教育", from_on=day, to_on=day, basis="县委发1号")
        handle([Order("programme/p1", opened)], world.county.actor("dispatcher"), fresh_key())
    return {"programmes": ["p1"]}


def _draft() -> dict[str, str]:
    """A programme with one stage, as its form sends it."""
    return {
        "from_on": today(), "to_on": in_days(9), "stage0-title": "学习教育", "stage0-first": today(), "stage0-last": in_days(3),
        "stage0-figure0": "study.sessions", "stage0-words0": "集中学习",
    }  # fmt: skip


COMMANDING: dict[str, Sent] = {
    "workspace:sort": Sent(
        "dispatcher", lambda w: {"act": "accept", "step": "do", "keys": w.waiting, "nature": "deadline"}
    ),
    "workspace:dispatch": Sent(
        "dispatcher",
        lambda w: {
            "step": "do",
            "keys": accepted(w.county, heard(w.county, "路坏了。")),
            "unit": w.county.units["青溪镇"],
            "due_on": today(),
        },
    ),
    "workspace:bulk_step": Sent(
        "leader",
        lambda w: {
            "act": "chase",
            "step": "do",
            "keys": dispatched(w.county, accepted(w.county, heard(w.county, "桥塌了。"))),
            "level": "warning",
            "demand": "说明进展",
            "answer_by": in_days(3),
        },
    ),
    "workspace:look_back_new": Sent(
        "dispatcher",
        lambda _w: {
            "step": "do",
            "from_on": in_days(-1),
            "to_on": today(),
            "by": "town",
            "size": "9",
            "share": "count",
            "source": "福彩",
            "issue": "2026139",
            "seed_on": in_days(3),
            "reason": "再查一次",
        },
    ),
    "workspace:look_back_draw": Sent(
        "dispatcher", lambda _w: {"digits": "03081217", "where": "公告"}, _first("workspace:look_back_draw")
    ),
    "workspace:look_back_checkers": Sent(
        "dispatcher",
        lambda w: {f"to-{w.things['workspace:look_back_item'][2].key}": w.county.people["second"]},
        lambda w: w.things["workspace:look_back_checkers"][1],
    ),
    "workspace:look_back_item": Sent(
        "second",
        lambda _w: {"verdict": "overturned", "on_site": "yes", "finding": "灯又灭了"},
        _first("workspace:look_back_item"),
    ),
    "workspace:look_back_end": Sent("dispatcher", lambda _w: {"words": "填错"}, _first("workspace:look_back_end")),
    "workspace:opinion_new": Sent("clerk", lambda _w: {"text": "听来的一件事。", "channel": "visit"}),
    "workspace:problem_new": Sent(
        "handler",
        lambda _w: {"title": "灯", "statement": "不亮", "channel": "visit", "measure": "换灯", "proof": photo()},
    ),
    "workspace:bulletin_edit_new": Sent(
        "editor", lambda _w: {"title": "新一期", "layout": "bulletin", "body": "正文。"}
    ),
    "workspace:bulletin_edit": Sent(
        "editor",
        lambda _w: {"title": "改过", "layout": "circular", "body": "正文改过。"},
        _first("workspace:bulletin_edit"),
    ),
    "workspace:bulletin_submit": Sent("editor", lambda _w: {"as_of": today()}, _first("workspace:bulletin_submit")),
    "workspace:bulletin_approve": Sent(
        "leader",
        lambda w: {"digest": now(Bulletin).get(key=w.things["workspace:bulletin_approve"][0].key).digest},
        _first("workspace:bulletin_approve"),
    ),
    "workspace:bulletin_send_back": Sent(
        "dispatcher", lambda _w: {"reason": "再核一遍"}, _first("workspace:bulletin_send_back")
    ),
    "workspace:bulletin_publish": Sent("editor", lambda _w: {}, _first("workspace:bulletin_publish")),
    "workspace:bulletin_discard": Sent("editor", lambda _w: {}, _first("workspace:bulletin_discard")),
    "workspace:import_run": Sent("clerk", lambda _w: {}, _running),
    "workspace:import_undo": Sent("clerk", lambda _w: {"reason": "传错了"}, _running),
    "workspace:unit_new": Sent(
        "operator", lambda w: {"name": "文旅局", "tier": "system", "parent": w.county.units["云岭县"]}
    ),
    "workspace:person_new": Sent("operator", _post),
    "workspace:appointment_end": Sent(
        "operator", lambda _w: {"until_on": today()}, _first("workspace:appointment_end")
    ),
    "workspace:appointment_withdraw": Sent(
        "operator", lambda _w: {"reason": "从未到任"}, _first("workspace:appointment_withdraw")
    ),
    "workspace:person_link": Sent("operator", lambda _w: {}, _first("workspace:person_link")),
    "workspace:people_links": Sent("operator", lambda _w: {}),
    "workspace:person_factor_reset": Sent("operator", lambda _w: {}, _first("workspace:person_factor_reset")),
    "workspace:unit_change": Sent(
        "operator", lambda _w: {"on": today(), "name": "清溪镇"}, _first("workspace:unit_change")
    ),
    "workspace:post_new": Sent(
        "operator",
        lambda _w: {"title": "农技员", "roles": ["handler"], "from_on": today()},
        _first("workspace:post_new"),
    ),
    "workspace:post_end": Sent("operator", lambda _w: {"until_on": today()}, _first("workspace:post_end")),
    "workspace:assignment_new": Sent(
        "operator",
        lambda w: {"leader": w.county.people["leader"], "tier": "county", "from_on": today()},
        lambda w: Thing("department", query=f"?unit={w.county.units['水利局']}"),
    ),
    "workspace:assignment_end": Sent("operator", lambda _w: {"until_on": today()}, _first("workspace:assignment_end")),
    "workspace:duty_new": Sent(
        "dispatcher",
        lambda _w: {"topic": "roads", "basis": "三定方案", "from_on": today()},
        _first("workspace:duty_new"),
    ),
    "workspace:duty_drop": Sent("dispatcher", lambda _w: {"until_on": today()}, _first("workspace:duty_drop")),
    "workspace:handover_new": Sent(
        "dispatcher",
        lambda w: {"items": [f"assignment/{_sector(w)}"], "successor": w.county.people["cadre"]},
        lambda w: Thing("leader", query=f"?person={w.county.people['leader']}"),
    ),
    "workspace:handover_act": Sent("cadre", lambda _w: {"reason": "事务已多"}, _first("workspace:handover_act")),
    "workspace:roster_undo": Sent(
        "operator", lambda _w: {"reason": "传错文件"}, lambda w: w.things["workspace:roster_undo"][1]
    ),
    "workspace:unmask": Sent("dispatcher", lambda _w: {"reason": "核实地址"}, _first("workspace:unmask")),
    "workspace:shield_act": Sent(
        "discipline",
        lambda _w: {"conclusion": "handed_on", "words": "已移交"},
        lambda w: Thing("accusation", (w.accusation, "conclude")),
    ),
    "workspace:shield_opinion": Sent(
        "dispatcher",
        lambda w: {"about": "complaint", "against_units": [w.county.units["水利局"]]},
        _first("workspace:shield_opinion"),
    ),
    "workspace:rule_new": Sent("dispatcher", previewed, lambda w: w.things["workspace:rule_new"][0]),
    "workspace:rule_end": Sent(
        "dispatcher", lambda _w: {"until_on": "2099-12-31", "reason": "到期"}, _first("workspace:rule_end")
    ),
    "workspace:rule_channels": Sent(
        "dispatcher",
        lambda _w: {
            "from_on": tomorrow(),
            "basis": "分流办法",
            **dict.fromkeys(Channel, "campaign"),
            "hotline": "hotline",
        },
    ),
    "workspace:calendar_year": Sent(
        "dispatcher", lambda _w: NEXT_YEAR | {"step": "do"}, _first("workspace:calendar_year")
    ),
    "workspace:boundary_new": Sent(
        "dispatcher", lambda _w: {"file": upload(square("青溪镇")), "source": "县民政局2024年"}
    ),
    "workspace:boundary_end": Sent("dispatcher", lambda _w: {"reason": "画错了"}, _first("workspace:boundary_end")),
    "workspace:survey_links": Sent("clerk", lambda w: {"problem": w.own, "days": "14"}),
    "workspace:formula": Sent(
        "dispatcher",
        lambda _w: {"act": "adopt", "formula": "weighted_90/1", "from_on": today(), "basis": "整改办〔2026〕8号"},
    ),
    "workspace:correction": Sent(
        "dispatcher",
        lambda _w: {"title": "水渠", "topic": "water", "channel": "visit", "note": "应为水渠", "reason": "写错"},
        _first("workspace:correction"),
    ),
    "workspace:visit_plan": Sent(
        "clerk",
        lambda w: {"place": w.county.units["石桥村"], "planned_on": (timezone.localdate() + timedelta(3)).isoformat()},
    ),
    "workspace:programme_new": Sent(
        "dispatcher", lambda _w: {**_draft(), "title": "热线提升", "basis": "县办发2号", "step": "do"}
    ),
    "workspace:programme_amend": Sent(
        "dispatcher", lambda _w: {**_draft(), "reason": "延期"}, _first("workspace:programme_amend")
    ),
    "workspace:programme_end": Sent("dispatcher", lambda _w: {"conclusion": "结束"}, _first("workspace:programme_end")),
    "workspace:programme_link": Sent(
        "clerk",
        lambda w: {"step": "do", "keys": w.own, "programme": w.things["workspace:programme"][0].key},
    ),
    "workspace:problem_serving": Sent("handler", _in_a_programme, _first("workspace:problem_serving")),
    "workspace:circuit_plan_new": Sent("dispatcher", _wish),
    "workspace:circuit_plan_line": Sent(
        "dispatcher", lambda _w: {"drop": "001"}, _first("workspace:circuit_plan_line")
    ),
    "workspace:circuit_plan_act": Sent(
        "dispatcher", lambda _w: {"reason": "重排"}, _first("workspace:circuit_plan_act")
    ),
    "workspace:circuit_visit_find": Sent(
        "verifier",
        lambda _w: {"found": "praise", "words": "台账清楚", "topic": "other"},
        _first("workspace:circuit_visit_find"),
    ),
    "workspace:circuit_visit_finding": Sent(
        "head", lambda _w: {"words": "当日停电"}, _first("workspace:circuit_visit_finding")
    ),
    "workspace:circuit_rule": Sent(
        "dispatcher",
        lambda _w: {
            "recusal_days": 730,
            "apart_days": 60,
            "objection_days": 30,
            "decision_days": 30,
            "team": 2,
            "from_on": today(),
            "basis": "云整办〔2026〕1号",
        },
    ),
    "workspace:scheme_end": Sent(
        "dispatcher", lambda _w: {"until_on": in_days(9), "reason": "市级统筹"}, _first("workspace:scheme_end")
    ),
    "workspace:record_serving": Sent("clerk", _in_a_programme, _first("workspace:record_serving")),
    "workspace:sheet_undo": Sent("clerk", lambda _w: {"reason": "发错了"}, _first("workspace:sheet_undo")),
    "workspace:application_new": Sent(
        "aide",
        lambda _w: {"name_1": "赵某", "area": "rural", "count": "2", "property_met": "on"},
        _first("workspace:application_new"),
    ),
    "workspace:application_sheet_undo": Sent(
        "aide", lambda _w: {"reason": "发错了"}, _first("workspace:application_sheet_undo")
    ),
    "workspace:application_act": Sent("aide", lambda _w: {"reason": "重复登记"}, _first("workspace:application_act")),
    "workspace:publicity_act": Sent("aide", lambda _w: {"reason": "姓名有误"}, _first("workspace:publicity_act")),
    "workspace:delegation_act": Sent(
        "bureau",
        lambda _w: {"instrument": "云水发〔2026〕2号", "starts_on": today(), "why": "错误率高"},
        _first("workspace:delegation_act"),
    ),
    "workspace:commitment_act": Sent("aide", lambda _w: {}, _first("workspace:commitment_act")),
    "workspace:spot_check_act": Sent("bureau", lambda _w: {"reason": "期次写错"}, _first("workspace:spot_check_act")),
    "workspace:payment_act": Sent("aide", lambda _w: {"reason": "重拟"}, _first("workspace:payment_act")),
    "workspace:service_item_act": Sent(
        "dispatcher",
        lambda w: {"bureau": w.county.units["县纪委监委"]},
        _first("workspace:service_item_act"),
    ),
    "workspace:relay": Sent("handler", lambda _w: {"words": "请问具体位置？"}, _first("workspace:relay")),
}
"""Every page that gives a command and is not everybody's, with a form that is right in every way."""

OF_REGISTERS = frozenset(
    f"workspace:{book.name}{page}"
    for book in BOOKS.values()
    for page in (("_new", "_act") if book.entries else ("_act",))
)
ELSEWHERE = OF_REGISTERS | frozenset(
    {
        "workspace:sheet_new", "workspace:sheet_plan", "workspace:standards", "workspace:application_sheet_new",
        "workspace:application_sheet_plan",
        "workspace:publicity_new", "workspace:delegation_new", "workspace:commitment_new", "workspace:spot_check_new",
        "workspace:payment_new", "workspace:service_item_new", "workspace:payment_bank",
        "workspace:scheme_new",
        "workspace:problem_act", "workspace:surveys", "workspace:recusal", "workspace:import_new",
        "workspace:import_mapping", "workspace:roster_new", "workspace:roster_plan",
        "workspace:notices", "workspace:notice_settings", "workspace:outbox", "workspace:channel_new", "workspace:channel",
        "workspace:channel_act", "workspace:message_act", "workspace:views", "workspace:view",
    }
)  # fmt: skip
"""Tried above step by step; below by what they give; for oneself only; or changing no ledger."""
READING = frozenset(
    f"workspace:{page}"
    for book in (*BOOKS.values(), *CASES.values())
    for page in (book.name, book.plural, f"{book.name}_export")
) | frozenset(
    {
        "workspace:applications", "workspace:application", "workspace:payments", "workspace:payment", "workspace:service_items",
        "workspace:service_item", "workspace:application_sheet", "workspace:application_sheet_plan_returned", "workspace:application_paper",
        "workspace:application_sheet_returned", "workspace:application_sheet_receipts", "workspace:application_sheet_template",
        "workspace:programmes", "workspace:programme", "workspace:programme_stage", "workspace:programme_suggested",
        "workspace:circuit_plans", "workspace:circuit_plan", "workspace:circuit_visit_items", "workspace:circuit_calendar",
        "workspace:circuit_coverage",
        "workspace:medical", "workspace:medical_funds", "workspace:medical_funds_export", "workspace:schemes",
        "workspace:campaign", "workspace:lecture_coverage", "workspace:self_inspection_comparison",
        "workspace:record_evidence", "workspace:sheet", "workspace:sheet_template",
        "workspace:visit_coverage", "workspace:visit_paper", "workspace:meeting_minutes", "workspace:meeting_minutes_docx",
        "workspace:sheet_returned",
        "account", "acting", "workspace:desk", "workspace:inbox", "workspace:opinion", "workspace:problems",
        "workspace:problem", "workspace:tasks", "workspace:responsibilities", "workspace:export", "workspace:evidence",
        "workspace:survey_sheets", "workspace:patterns", "workspace:satisfaction",
        "workspace:imports", "workspace:import", "workspace:import_returned", "workspace:figures", "workspace:records", "workspace:change",
        "workspace:look_backs", "workspace:look_back", "workspace:look_back_evidence",
        "workspace:bulletins", "workspace:bulletin", "workspace:bulletin_file", "workspace:bulletin_versions", "workspace:organisation",
        "workspace:authority", "workspace:viewings", "workspace:shield", "workspace:coverage", "workspace:retention",
        "workspace:coverage_export", "workspace:handover", "workspace:rosters", "workspace:roster",
        "workspace:roster_template", "workspace:roster_export", "workspace:roster_returned", "workspace:rules",
        "workspace:calendar", "workspace:boundaries", "workspace:boundary_export", "workspace:dashboard", "workspace:dashboard_chart",
        "workspace:papers", "workspace:paper", "workspace:paper_docx", "workspace:dossier", "workspace:dossier_docx",
        "workspace:story_export",
    }
)  # fmt: skip
"""Pages for staff that give no command."""


def test_every_page_for_staff_is_known_to_give_a_command_or_none() -> None:
    staffed = {name for name in PAGES if name.startswith("workspace:") or name in ("account", "acting")}
    assert staffed == set(COMMANDING) | ELSEWHERE | READING


@pytest.mark.parametrize("name", COMMANDING)
def test_no_command_is_given_on_a_page_by_those_whose_page_it_is_not(name: str, world: World) -> None:
    order = COMMANDING[name]
    address = order.of(world).address(name)
    given = order.given(world)
    for who in WHO:
        if who and world.county.actor(who).roles & PAGES[name]:
            continue
        before = read.head().size
        answer = world.user(who).post(address, {**given, "key": fresh_key()})
        assert answer.status_code == (403 if who else 302), who
        assert changed(before) == [], who
    before = read.head().size
    if "proof" in given or "file" in given:
        given = order.given(world)
    answer = world.user(order.who).post(address, {**given, "key": fresh_key()})
    assert answer.status_code in (200, 302), said_no(answer)
    assert changed(before)


def test_sorting_and_dispatching_what_is_hidden_from_the_office_changes_nothing(world: World) -> None:
    office, town = world.user("dispatcher"), world.county.units["青溪镇"]
    before = read.head().size
    for act in ("accept", "attach", "decline"):
        for key in (world.of_office, world.accusation):
            number = now(Problem).get(key=world.own).number
            sent = {"act": act, "step": "do", "keys": key, "nature": "deadline", "number": number}
            sent |= {"reason": "not_ours", "where_to": "别处", "key": fresh_key()}
            answer = office.post(reverse("workspace:sort"), sent)
            assert "There is no such opinion." in answer.content.decode()
    sent = {"step": "do", "keys": world.hidden_of_office, "unit": town, "due_on": today(), "key": fresh_key()}
    assert "There is no such problem." in office.post(reverse("workspace:dispatch"), sent).content.decode()
    for who in ("clerk", "dispatcher", "verifier"):
        called = {
            "problem": world.hidden_of_office,
            "opinion": world.of_office,
            "outcome": "no_answer",
            "key": fresh_key(),
        }
        assert world.user(who).post(reverse("workspace:surveys"), called).status_code == 404
    assert changed(before) == []


def test_a_fixer_records_no_call_back_even_with_the_offices_roles(world: World) -> None:
    opinion = _said(world.own)
    called = {"problem": world.own, "opinion": opinion, "outcome": "no_answer", "key": fresh_key()}
    before = read.head().size
    assert world.user("insider").post(reverse("workspace:surveys"), called).status_code == 422
    assert changed(before) == []
    assert world.user("clerk").post(reverse("workspace:surveys"), called).status_code == 302
    assert changed(before)


@pytest.mark.parametrize("name", ["portal:answer", "portal:reopen", "portal:write"])
def test_nobody_answers_reopens_or_writes_without_the_receipt_code(name: str, world: World) -> None:
    opinion = _said(world.own)
    given = {"contacted": "yes", "fixed": "no", "level": "dissatisfied", "reason": "又漏了", "words": "没修"}
    before = read.head().size
    for who in WHO:
        answer = world.user(who).post(reverse(name, args=[opinion]), {**given, "key": fresh_key()})
        assert (answer.status_code, answer["Location"]) == (302, reverse("portal:follow")), who
    assert changed(before) == []
    world.shown.append(opinion)
    if name != "portal:reopen":
        assert world.user("").post(reverse(name, args=[opinion]), {**given, "key": fresh_key()}).status_code == 302
        assert changed(before)
    if name == "portal:write":
        return  # a message judges nothing: whoever holds the code may write it, also one who works in the unit
    for who in ("head", "handler", "insider"):
        before = read.head().size
        world.user(who).post(reverse(name, args=[opinion]), {**given, "key": fresh_key()})
        assert changed(before) == [], f"{who} fixed it, and is no reporter of it"


def _refused_to(world: World, command: str) -> list[str]:
    """Everybody whose roles do not give this command at all."""
    return [who for who in WHO if not who or not world.county.actor(who).roles & MAY[command].keys()]


@pytest.mark.parametrize("noun", [noun for noun, book in BOOKS.items() if book.entries])
def test_no_entry_of_a_register_is_made_by_those_to_whom_it_does_not_belong(noun: str, world: World) -> None:
    book, entry = BOOKS[noun], registers.MODULES[noun].ENTRY
    address = reverse(f"workspace:{noun}_new")
    for who in _refused_to(world, book.command):
        sent = {**entry.given(world.county), "key": fresh_key()}
        before = read.head().size
        answer = world.user(who).post(address, sent)
        assert answer.status_code in ((403, 422) if who else (302,)), who
        assert changed(before) == [], who
    sent = {**entry.given(world.county), "key": fresh_key()}
    before = read.head().size
    answer = world.user(entry.who).post(address, sent)
    assert answer.status_code == 302, said_no(answer)
    assert changed(before)


@pytest.mark.parametrize("noun", BOOKS)
def test_no_step_of_a_register_is_taken_by_those_to_whom_it_does_not_belong(noun: str, world: World) -> None:
    book, stories = BOOKS[noun], registers.MODULES[noun].STORIES
    assert {step.act for story in stories for step in story} == set(book.steps)
    for story in stories:
        key = world.entered(noun, story[0].first)
        for step in story:
            step.before(world.county)
            row = now(book.table).get(key=key)
            command = book.steps[step.act].sample(row, timezone.localdate()).name
            address = reverse(f"workspace:{noun}_act", args=[key, step.act])
            for who in _refused_to(world, command):
                before = read.head().size
                answer = world.user(who).post(address, {**step.given(world.county), "key": fresh_key()})
                assert answer.status_code in ((403, 422) if who else (302,)), (step.act, who)
                assert changed(before) == [], (step.act, who)
            before = read.head().size
            answer = world.user(step.who).post(address, {**step.given(world.county), "key": fresh_key()})
            assert answer.status_code == 302, (step.act, said_no(answer))
            assert changed(before), step.act
