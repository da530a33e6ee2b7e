"""A short tale of Yunling county, told through the desk, in which every figure has something to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tests.county import (  # fmt: skip
    ACCEPT,
    BAI,
    CLAIM,
    COMPLETE,
    DU,
    GU,
    HE,
    NOW,
    PLAN,
    SHEN,
    SIGN,
    STRIKE,
    TODAY,
    VERIFY,
    WU,
    YE,
    days,
    populate,
    proof,
    registered,
)
from tests.projections import campaign

from sandan.desk.handle import Order, handle
from sandan.domain import appointment, chase, clock, look_back, opinion, problem_command, responsibility, survey, task
from sandan.domain.authority import Actor
from sandan.domain.values import (
    Channel,
    DeclineReason,
    Level,
    Outcome,
    ReopenSource,
    StatutoryChannel,
    SurveyOutcome,
    Topic,
)
from sandan.domain.wire import Command

END = TODAY + days(30)
EXPECTED = {
    "opinions.collected": 8, "opinions.waiting": 3, "opinions.accepted": 3, "opinions.attached": 1, "opinions.declined": 1,
    "opinions.repeats": 1,
    "problems.collected": 16, "problems.accepted": 14, "problems.dispatched": 9, "problems.signed_for": 6,
    "problems.in_progress": 7, "problems.answered": 1, "problems.rectified": 4, "problems.not_fixable": 1,
    "problems.not_substantiated": 0, "problems.verified": 2, "problems.struck_off": 2, "problems.struck_off_unrectified": 1,
    "problems.look_back_passed": 1, "problems.open": 10,
    "problems.open_15": 1, "problems.open_30": 10, "problems.open_60": 0, "problems.open_90": 0, "problems.open_older": 0,
    "problems.answered_for": 2, "problems.overdue": 2, "problems.reopened": 1,
    "problems.returned": 1, "problems.sent_back": 1, "problems.declined": 1, "problems.merged": 1, "problems.long_term": 1,
    "problems.due": 6, "problems.on_time": 3, "problems.on_first_time": 2, "problems.redirected": 1, "problems.extended": 1,
    "problems.paused": 1, "problems.chased": 1, "problems.supervised": 1, "problems.escalated": 1,
    "surveys.asked": 4, "surveys.waiting": 1, "surveys.unreached": 1, "surveys.reached": 2, "surveys.no_answer": 0,
    "surveys.answered": 2, "surveys.contacted": 2, "surveys.solved": 2, "surveys.satisfied": 2,
    "surveys.basically_satisfied": 1, "surveys.dissatisfied": 0, "surveys.undecided": 0,
    "surveys.by_link": 0, "surveys.by_receipt": 0, "surveys.by_call": 2, "surveys.on_paper": 0,
    "levels.very_satisfied": 0, "levels.satisfied": 1, "levels.fairly_satisfied": 0, "levels.basically_satisfied": 1,
    "levels.dissatisfied": 0, "levels.very_dissatisfied": 0, "levels.dont_know": 0,
    "problems.found_by_others": 9, "problems.found_by_others_struck_off": 2,
    "look_backs.drawn": 6, "look_backs.waiting": 1, "look_backs.given_up": 1, "look_backs.cannot_tell": 0, "look_backs.set_aside": 1,
    "look_backs.told": 3, "look_backs.holds": 2, "look_backs.overturned": 1,
    "demands.made": 16, "demands.order": 11, "demands.share": 0, "demands.redo": 1, "demands.chase": 1, "demands.plan": 3,
    "days.dispatched": 0, "days.dispatched_90": 0, "days.claimed": 3, "days.claimed_90": 12, "days.verified": 5,
    "days.verified_90": 5, "days.struck_off": 5, "days.struck_off_90": 5, "days.open": 30, "days.open_90": 30,
}  # fmt: skip
EXPECTED = {id: EXPECTED.get(id, 0) + campaign.EXPECTED[id] for id in EXPECTED | campaign.EXPECTED}
"""What the tale adds up to at its end, counted by hand."""


@dataclass
class Tale:
    """Gives commands day by day."""

    day: int = 0
    given: int = 0
    reachable: set[str] = field(default_factory=set)

    def give(self, stream: str, order: Command, by: Actor) -> None:
        self.given += 1
        handle([Order(stream, order)], by, f"tale-{self.given}", NOW + timedelta(days=self.day, minutes=self.given))

    def hear(self, key: str, *, topic: Topic = Topic.WATER, town: str = "qingxi", **more: Any) -> None:
        said = opinion.RegisterOpinion(
            opinion=key,
            number=f"Y2026-{key}",
            receipt="R",
            channel=Channel.VISIT,
            topic=topic,
            town=town,
            text="没水",
            **more,
        )
        self.give(f"opinion/{key}", said, WU)

    def enter(self, key: str, opinions: Sequence[str] = (), **changed: Any) -> None:
        self.give(f"problem/{key}", replace(registered(key, tuple(opinions)), **changed), GU)

    def work(self, key: str, *orders: tuple[Command, Actor]) -> None:
        for order, by in orders:
            self.give(f"problem/{key}", order, by)

    def dispatch(self, key: str, due: int) -> None:
        self.work(key, (ACCEPT, GU), (problem_command.DispatchProblem(unit="water", due_on=TODAY + days(due)), GU))

    def fix(self, key: str, outcome: Outcome = Outcome.RECTIFIED) -> None:
        """Sign for, plan, do the one task and claim."""
        today = TODAY + days(self.day)
        plan = replace(PLAN, task=f"t{key}{self.day}", from_on=today, to_on=today + days(5))
        done = replace(COMPLETE, task=f"t{key}{self.day}", done_on=today, evidence=(proof(today),))
        claim = replace(CLAIM, outcome=outcome, evidence=(proof(today),))
        self.work(key, (plan, HE), (done, HE), (claim, HE))

    def ask(self, key: str, of: str, outcome: SurveyOutcome, level: Level | None = None) -> None:
        self.work(key, (survey.AskReporter(survey=f"s{key}{of}", opinion=of), YE))
        said = True if level else None
        told = survey.RecordSurvey(survey=f"s{key}{of}", outcome=outcome, contacted=said, fixed=said, level=level)
        if outcome is not SurveyOutcome.WAITING:
            self.work(key, (told, YE))


def tell() -> Tale:
    """Tell it all."""
    populate()
    tale = Tale()
    _hear(tale)
    _begin(tale)
    _work(tale)
    _judge(tale)
    for stream, order, by in campaign.ORDERS:
        tale.give(stream, order, by)
    return tale


def _hear(tale: Tale) -> None:
    for each in ("o1", "o2", "o3", "o4", "o5", "o6", "o8"):
        tale.hear(each, repeat_of="o1" if each == "o6" else "")
    tale.hear("o7", batch="b1", row=1)
    tale.hear("o9", topic=Topic.ROADS, town="")
    for key, to in (("o1", "p1"), ("o2", "p2"), ("o3", "p7")):
        tale.give(f"opinion/{key}", opinion.AcceptOpinion(opinion=key, problem=to), GU)
    tale.give("opinion/o4", opinion.AttachOpinion(opinion="o4", problem="p1"), GU)
    tale.give(
        "opinion/o5", opinion.DeclineOpinion(opinion="o5", reason=DeclineReason.NOT_OURS, where_to="供电公司"), GU
    )
    tale.give("opinion/o7", opinion.WithdrawOpinion(opinion="o7"), WU)


def _begin(tale: Tale) -> None:
    tale.enter("p1", ("o1", "o4"))
    tale.enter("p2", ("o2",))
    tale.enter("p7", ("o3",))
    for key in ("p3", "p4", "p5", "p6", "p8", "p9", "p10", "p11"):
        tale.enter(key, topic=Topic.ROADS if key in ("p3", "p9") else Topic.WATER, town="" if key == "p9" else "qingxi")
    tale.enter("p12", channel=Channel.INSPECTION)
    for key in ("p1", "p2", "p3", "p7", "p8", "p10"):
        tale.dispatch(key, due=10)
    tale.dispatch("p9", due=10)
    tale.dispatch("p11", due=60)
    tale.work("p4", (problem_command.DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="供电公司"), GU))
    tale.work(
        "p5", (ACCEPT, GU), (problem_command.MergeProblem(into="p3", into_number="W2026-p3", reason="同一事"), GU)
    )
    tale.work("p6", (ACCEPT, GU), (problem_command.MarkLongTerm(basis="常年管护", review_on=TODAY + days(180)), GU))
    tale.work("p9", (problem_command.AskReturn(reason="不属我局"), HE), (problem_command.AgreeReturn(), GU))
    tale.enter("p13")
    court = problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to="县人民法院")
    tale.work("p13", (court, GU))
    for key in ("p14", "p15", "p16"):
        tale.enter(key)
    tale.dispatch("p14", due=10)
    tale.work("p15", (ACCEPT, GU), (problem_command.DispatchProblem(unit="shiqiao", due_on=TODAY + days(60)), GU))
    tale.work("p15", (problem_command.EscalateProblem(unit="water", reason="村里办不了"), GU))
    tale.dispatch("p16", due=60)
    tale.work("p12", (ACCEPT, GU))
    tale.work("p12", (problem_command.RectifyAtOnce(measure="当场修好", done_on=TODAY, evidence=(proof(),)), DU))


def _work(tale: Tale) -> None:
    tale.day = 3
    for key in ("p1", "p2", "p7", "p8", "p10"):
        tale.work(key, (SIGN, HE))
    tale.work("p11", (SIGN, HE))
    tale.work("p11", (replace(PLAN, task="tp11", from_on=TODAY, to_on=TODAY + days(40)), HE))
    tale.work("p11", (task.ReportProgress(task="tp11", note="管道已到场"), HE))
    tale.work("p7", (problem_command.AnswerReporter(answer="上游在建水库，年内不能改"), HE))
    _time(tale)
    _name(tale, "p11", leader="he", person="ma")
    _name(tale, "p10", person="ma")
    _name(tale, "p3", leader="tian")
    tale.fix("p1")
    tale.fix("p7", Outcome.NOT_FIXABLE)
    tale.fix("p8")
    tale.fix("p10")
    tale.work("p10", (problem_command.SendBack(reason="未通水"), YE))


def _time(tale: Tale) -> None:
    """More time for one, a stopped clock for another, and pressure on a third."""
    extend = clock.AskExtension(to_on=TODAY + days(15), reason="缺料", progress="一半")
    tale.work("p14", (SIGN, HE), (extend, HE), (clock.GrantExtension(to_on=TODAY + days(15)), GU))
    tale.work("p15", (clock.BeginPause(basis="土地权属鉴定", reason="送检", until_on=TODAY + days(9)), GU))
    chased = chase.IssueChase(chase="c1", level=chase.ChaseLevel.REMINDER, demand="说明进度", answer_by=TODAY + days(6))
    tale.work("p16", (chased, GU), (chase.ListForSupervision(basis="县委书记批示"), GU))


def _name(tale: Tale, key: str, leader: str = "", person: str = "") -> None:
    tale.work(key, (responsibility.AssignResponsibility(lead_unit="water", leader=leader, person=person), GU))


def _judge(tale: Tale) -> None:
    tale.day = 5
    tale.work("p15", (clock.EndPause(), GU))
    tale.ask("p1", "o1", SurveyOutcome.ANSWERED, Level.SATISFIED)
    tale.ask("p1", "o4", SurveyOutcome.ANSWERED, Level.BASICALLY_SATISFIED)
    tale.ask("p7", "o3", SurveyOutcome.UNREACHABLE)
    for key in ("p1", "p7", "p8"):
        tale.work(key, (VERIFY, YE), (STRIKE, GU))
    tale.day = 12
    left = appointment.EndAppointment(appointment="tian-roads", until_on=TODAY + days(11))
    tale.give("appointment/tian-roads", left, SHEN)
    tale.fix("p2")
    tale.fix("p14")
    tale.ask("p2", "o2", SurveyOutcome.WAITING)
    tale.work("p8", (problem_command.ReopenProblem(source=ReopenSource.OFFICE, reason="又漏了"), GU))
    tale.day = 20
    tale.work("p1", (problem_command.PassLookBack(finding="仍通水"), BAI))
    _look_back(tale)


def _look_back(tale: Tale) -> None:
    """Three look-backs at p1, p7 and p9: one done, one given up half-way, one just drawn."""
    for key in ("l1", "l2", "l3"):
        names = {"l1": ("p1", "p7", "p9"), "l2": ("p7", "p1"), "l3": ("p1",)}[key]
        items = tuple(look_back.Item(each, f"W2026-{each}", "water", "water") for each in names)
        freeze = look_back.FreezePopulation(
            look_back=key,
            by=look_back.Strata.UNIT,
            from_on=TODAY,
            to_on=TODAY + days(tale.day),
            size=9,
            percent=False,
            position=1,
            items=items,
            source="福彩双色球",
            issue=key,
            seed_on=TODAY + days(tale.day + 1),
        )
        tale.give(f"look_back/{key}", freeze, GU)
        tale.day += 1
        draw = look_back.DrawSample(look_back=key, digits="030812172231", where="公告", position=1, root="00")
        tale.give(f"look_back/{key}", draw, GU)
    held = look_back.Verdict.HOLDS
    for key, verdict in (("p1", held), ("p7", look_back.Verdict.OVERTURNED), ("p9", held)):
        _find(tale, "l1", key, verdict)
    _find(tale, "l2", "p7", look_back.Verdict.CANNOT_TELL)
    tale.give("look_back/l1", look_back.ConcludeLookBack(look_back="l1", conclusion="一件翻案"), GU)
    tale.give("look_back/l2", look_back.AbandonLookBack(look_back="l2", reason="人手不足"), GU)
    aside = look_back.SetFindingAside(look_back="l2", problem="p7", reason="当日停电", interest=look_back.Interest())
    tale.give("look_back/l2", aside, GU)


def _find(tale: Tale, of: str, key: str, verdict: look_back.Verdict) -> None:
    given = look_back.AssignChecker(look_back=of, problem=key, checker=YE, interest=look_back.Interest())
    found = look_back.RecordFinding(look_back=of, problem=key, verdict=verdict, on_site=True, finding="现场查看")
    tale.give(f"look_back/{of}", given, GU)
    tale.give(f"look_back/{of}", found, YE)
