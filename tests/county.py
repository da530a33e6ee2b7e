"""Yunling county: the fixed cast of fictional people and units that tests tell their stories with, and chance to lead them astray."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from sandan.desk.handle import Order, handle
from sandan.domain import (
    appointment,
    case,
    chase,
    clock,
    person,
    problem,
    problem_command,
    responsibility,
    survey,
    task,
    unit,
)
from sandan.domain.authority import CALENDAR, NO_POST, Actor, Role
from sandan.domain.case import Case
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.values import (
    Channel,
    DeclineReason,
    Evidence,
    Level,
    Outcome,
    Refusal,
    ReopenSource,
    Status,
    StatutoryChannel,
    SurveyOutcome,
    Tier,
    Topic,
)
from sandan.domain.wire import Command, Event

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 9, 30, tzinfo=ZONE)
FILE = "ab" * 32

UNITS: dict[str, tuple[str, Tier, str]] = {
    "yunling": ("云岭县", Tier.COUNTY, ""),
    "office": ("县整改办", Tier.SYSTEM, "yunling"),
    "water": ("县水利局", Tier.SYSTEM, "yunling"),
    "roads": ("县交通局", Tier.SYSTEM, "yunling"),
    "qingxi": ("青溪镇", Tier.TOWN, "yunling"),
    "shiqiao": ("石桥村", Tier.BRANCH, "qingxi"),
}


def lineage(of: str) -> tuple[str, ...]:
    """A unit and those above it, nearest first."""
    return (of, *lineage(UNITS[of][2])) if of else ()


def post(who: str, of: str, *roles: Role, also: Sequence[str] = ()) -> Actor:
    """`who` acting in a post of the unit `of`, holding further posts in the units `also`."""
    every = frozenset(above for each in (of, *also) for above in lineage(each))
    return Actor(frozenset(roles), who, f"{who}-{of}", of, lineage(of), every)


def reporter(opinion: str) -> Actor:
    """The resident who showed the receipt of `opinion`."""
    return Actor(frozenset({Role.RESIDENT}), opinion=opinion)


SHEN = post("shen", "yunling", Role.OPERATOR)
WU = post("wu", "office", Role.CLERK)
GU = post("gu", "office", Role.DISPATCHER)
LU = post("lu", "office", Role.DISPATCHER)
YE = post("ye", "office", Role.VERIFIER)
BAI = post("bai", "qingxi", Role.VERIFIER)
HE = post("he", "water", Role.UNIT_HEAD)
MA = post("ma", "water", Role.HANDLER)
TIAN = post("tian", "roads", Role.UNIT_HEAD, Role.HANDLER)
DU = post("du", "shiqiao", Role.UNIT_HEAD, Role.HANDLER)
WEN = post("wen", "office", Role.EDITOR)
QIN = post("qin", "yunling", Role.AUDITOR)
SU = post("su", "yunling", Role.LEADER)
CAST = (SHEN, WU, GU, LU, YE, BAI, HE, MA, TIAN, DU, WEN, QIN, SU)
NAMES = {
    "shen": "沈一禾", "wu": "吴小满", "gu": "顾明川", "lu": "陆清和", "ye": "叶知秋", "bai": "白石生", "he": "何春生",
    "ma": "马长河", "tian": "田路远", "du": "杜青山", "wen": "文思远", "qin": "秦正言", "su": "苏望岳",
}  # fmt: skip

EVERY_ROLE = frozenset(Role) - NO_POST
TEMPTED = (
    # The same people after a move, with a second post, or with more power than anyone should hold.
    post("ma", "office", Role.DISPATCHER, Role.VERIFIER),
    post("he", "office", Role.VERIFIER, Role.DISPATCHER),
    post("tian", "office", Role.DISPATCHER, Role.VERIFIER),
    post("gu", "office", Role.DISPATCHER, Role.VERIFIER, also=("water",)),
    post("ye", "water", Role.UNIT_HEAD, Role.HANDLER),
    post("lu", "roads", Role.UNIT_HEAD, Role.HANDLER),
    post("bai", "roads", Role.HANDLER, Role.VERIFIER),
    post("kong", "water", *EVERY_ROLE),
    post("kong", "office", *EVERY_ROLE),
)


APPROVERS: tuple[tuple[Role, ...], ...] = (
    (),
    (Role.UNIT_HEAD,),
    (Role.UNIT_HEAD, Role.DISPATCHER),
    (Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER),
    (Role.LEADER, Role.DISPATCHER),
)
"""Whom rules may name as those who agree to an extension."""


def days(count: int) -> timedelta:
    return timedelta(days=count)


def proof(dated_on: date = TODAY) -> Evidence:
    return Evidence(FILE, dated_on, "新管道")


def registered(
    key: str = "p1", opinions: tuple[str, ...] = ("o1",), reachable: tuple[str, ...] | None = None
) -> problem_command.RegisterProblem:
    """The order that enters the broken pipe of Shiqiao village."""
    return problem_command.RegisterProblem(
        problem=key,
        number=f"W2026-{key}",
        title="石桥村水管破裂",
        statement="主管道破裂三个月，两组三十户吃水靠挑。",
        topic=Topic.WATER,
        channel=Channel.VISIT,
        town="qingxi",
        village="shiqiao",
        opinions=opinions,
        reachable=opinions if reachable is None else reachable,
    )


ACCEPT, SIGN = problem_command.AcceptProblem(), problem_command.SignFor()
DISPATCH = problem_command.DispatchProblem(unit="water", due_on=TODAY + days(15))
PLAN = task.PlanTask(task="t1", measure="换主管道", standard="通水不漏", from_on=TODAY, to_on=TODAY + days(5))
COMPLETE = task.CompleteTask(task="t1", done_on=TODAY, evidence=(proof(),))
CLAIM = problem_command.RequestClosure(outcome=Outcome.RECTIFIED, account="管道已换，已通水。")
VERIFY = problem_command.VerifyProblem(finding="现场查看，已通水。", on_site=True)
ASK = survey.AskReporter(survey="s1", opinion="o1")
STRIKE = problem_command.StrikeOff()


def answered(of: str = "s1", level: Level = Level.SATISFIED, *, fixed: bool = True) -> survey.RecordSurvey:
    """The order that writes a reporter's answer down."""
    return survey.RecordSurvey(survey=of, outcome=SurveyOutcome.ANSWERED, contacted=True, fixed=fixed, level=level)


MAIN_PATH: tuple[tuple[Command, Actor, Status], ...] = (
    (registered(), GU, Status.REGISTERED),
    (ACCEPT, GU, Status.ACCEPTED),
    (DISPATCH, GU, Status.DISPATCHED),
    (SIGN, HE, Status.SIGNED_FOR),
    (PLAN, HE, Status.PLANNED),
    (task.ReportProgress(task="t1", note="管道已到场"), MA, Status.IN_PROGRESS),
    (COMPLETE, MA, Status.IN_PROGRESS),
    (CLAIM, HE, Status.CLOSURE_REQUESTED),
    (ASK, YE, Status.CLOSURE_REQUESTED),
    (answered(), YE, Status.CLOSURE_REQUESTED),
    (VERIFY, YE, Status.VERIFIED),
    (STRIKE, GU, Status.STRUCK_OFF),
    (problem_command.PassLookBack(finding="三个月后仍通水"), BAI, Status.LOOK_BACK_PASSED),
)
"""From registration to look-back, step by step, with the rung that each step leads to."""


@dataclass
class Story:
    """One case told command by command, without a database."""

    case: Case = field(default_factory=Case)
    events: list[Event] = field(default_factory=list)
    now: datetime = NOW

    def status(self) -> Status:
        assert self.case.problem is not None
        return self.case.problem.status

    def give(self, order: Command, by: Actor) -> tuple[Event, ...]:
        """Decide and evolve; raises the refusal."""
        told = case.decide(order, self.case, by, self.now)
        for each in told:
            self.case = case.evolve(self.case, each)
        self.events.extend(told)
        return told

    def refused(self, order: Command, by: Actor) -> Refusal:
        """The refusal that `order` meets; fails if it meets none."""
        with pytest.raises(Refusal) as caught:
            case.decide(order, self.case, by, self.now)
        return caught.value

    def upto(self, status: Status) -> Story:
        """Tell the main path until the problem stands at `status`, with the last step that leaves it there."""
        steps = [index for index, (_, _, reached) in enumerate(MAIN_PATH) if reached is status]
        for order, by, _ in MAIN_PATH[: steps[-1] + 1]:
            self.give(order, by)
        assert self.status() is status
        return self


def populate(at: datetime = NOW) -> None:
    """Establish the county's units, people and posts through the desk."""
    orders = [
        Order(f"unit/{key}", unit.EstablishUnit(unit=key, unit_name=name, tier=tier, parent=above))
        for key, (name, tier, above) in UNITS.items()
    ]
    for each in CAST:
        who = each.person
        orders.append(Order(f"person/{who}", person.RegisterPerson(person=who, person_name=NAMES[who])))
        made = appointment.MakeAppointment(
            appointment=each.appointment,
            person=who,
            unit=each.unit,
            post="岗位",
            roles=tuple(each.roles),
            from_on=at.date() - days(30),
        )
        orders.append(Order(f"appointment/{each.appointment}", made))
    handle(orders, SHEN, "populate", at)


Below = Callable[[int], int]
"""`below(n)` is one of 0 … n-1: of a seeded generator, or drawn by Hypothesis, which shrinks a failing story to its bones."""


def drawn(data: st.DataObject) -> Below:
    """Choices drawn by Hypothesis."""
    return lambda count: data.draw(st.integers(0, count - 1))


@dataclass
class Chance:
    """Chooses commands for one case: mostly a step that could come next, sometimes anything by anyone."""

    below: Below
    today: date = TODAY
    made: int = 0
    leaning: Outcome | None = None
    """What the units of this story mostly claim."""
    shirking: bool = False
    """Whether the units of this story send back whatever they get."""

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def step(self, now: Case) -> tuple[Command, Actor]:
        """The next command and who gives it."""
        if now.problem is None:
            return registered("p1", ("o1", "o2"), self.pick((("o1",), ("o1", "o2"), ()))), GU
        if self.below(10) < 7:
            likely = self.likely(now)
            if likely:
                return self.pick(likely)
        return self.anything(now), self.anyone()

    def anyone(self) -> Actor:
        who = (*CAST, *TEMPTED, CALENDAR, reporter("o1"), reporter("o2"), reporter("o9"))
        return self.pick(who)

    def judge(self) -> Actor:
        """Someone who would judge a claim: usually fit to, sometimes the fixer after a move."""
        who = (YE, YE, BAI, BAI, *TEMPTED)
        return self.pick(who)

    def closer(self) -> Actor:
        who = (GU, GU, LU, LU, *TEMPTED)
        return self.pick(who)

    def worker(self, now: Case) -> Actor:
        """Someone of the unit that has the problem."""
        assert now.problem is not None
        who = [
            each
            for each in (*CAST, *TEMPTED)
            if each.within(now.problem.unit) and each.roles & {Role.HANDLER, Role.UNIT_HEAD}
        ]
        return self.pick(who) if who else self.anyone()

    def fresh(self, letter: str) -> str:
        self.made += 1
        return f"{letter}{self.made}"

    def likely(self, now: Case) -> list[tuple[Command, Actor]]:
        """Steps that fit where the problem stands."""
        one, facts = now.problem, now.facts
        assert one is not None
        steps: list[tuple[Command, Actor]] = []
        match one.status:
            case Status.REGISTERED:
                steps = [(ACCEPT, GU)] * 6 + [(self.at_once(), TIAN)] * 2 + self.ends()
            case Status.ACCEPTED:
                steps = [(self.dispatch(), GU)] * 4 + [(self.at_once(), TIAN), (self.long_term(), GU)]
            case Status.DISPATCHED:
                back = 12 if self.shirking else 1
                steps = [(SIGN, self.worker(now))] * 5 + [
                    (problem_command.AskReturn(reason="不属我局"), self.worker(now))
                ] * back
            case Status.RETURN_ASKED if one.asks >= facts.adjudicate_at:
                steps = [(self.adjudicate(), SU)] * 3 + [(problem_command.AgreeReturn(), GU)]
            case Status.RETURN_ASKED:
                steps = [(problem_command.AgreeReturn(), GU), (problem_command.RefuseReturn(reason="属你局"), GU)] * 3
                steps += [(problem_command.EscalateProblem(unit="qingxi", reason="村里办不了"), GU)]
            case Status.SIGNED_FOR | Status.PLANNED | Status.IN_PROGRESS:
                steps = self.work(now)
            case _:
                steps = self.judged(one)
        if one.status in (Status.CLOSURE_REQUESTED, Status.VERIFIED):
            steps += [(self.assign(now), GU)]
            steps += [
                (survey.AskReporter(survey=self.fresh("s"), opinion=each), self.judge()) for each in facts.unheard
            ]
            waiting = [each for each in now.surveys.values() if each.outcome is SurveyOutcome.WAITING]
            steps += [(self.record(each.id), self.judge()) for each in waiting for _ in range(2)]
            steps += [(self.later(each.id), self.judge()) for each in waiting[:1]]
            steps += [(self.explain(each.id), self.judge()) for each in now.surveys.values() if each.undecided]
        if now.clock.due_on is not None and (now.clock.agreed or not self.below(3)):
            steps += self.time(now) * (3 if now.clock.agreed else 1)
        if now.clock.due_on is not None and now.clock.terms is None and not self.below(2):
            steps += [(clock.SetTerms(terms=self.terms()), GU)] * 3
        return steps

    def judged(self, one: problem.Problem) -> list[tuple[Command, Actor]]:
        """Steps once the unit has claimed something, and after."""
        steps: list[tuple[Command, Actor]] = []
        match one.status:
            case Status.CLOSURE_REQUESTED:
                steps = [(VERIFY, self.judge())] * 3 + [(problem_command.SendBack(reason="未通水"), self.judge())]
            case Status.VERIFIED:
                steps = [(problem_command.StrikeOff(explanation=self.pick(("", "已当面说明"))), self.closer())] * 4
                if one.second_reader:
                    steps += [(problem_command.SendBack(reason="再查一次"), GU)]
                if one.outcome is Outcome.NOT_SUBSTANTIATED:
                    steps += [(problem_command.ReadAgain(finding="查无实据属实"), self.judge())] * (
                        1 if one.second_reader else 8
                    )
            case Status.STRUCK_OFF | Status.LOOK_BACK_PASSED | Status.DECLINED:
                steps = [(self.reopen(), GU), (problem_command.PassLookBack(finding="仍通水"), self.judge())]
            case Status.REDIRECTED:
                steps = [(self.reopen(), GU)]
            case Status.LONG_TERM:
                steps = [
                    (problem_command.ResumeProblem(reason="可以办了"), GU),
                    (self.review(), LU),
                    (clock.Tick(), CALENDAR),
                ]
        return steps

    def time(self, now: Case) -> list[tuple[Command, Actor]]:
        """What gives a unit more time, stops its clock, or presses it."""
        due_on = now.clock.due_on or self.today
        steps: list[tuple[Command, Actor]] = [
            (clock.AskExtension(to_on=due_on + days(10), reason="缺料", progress="完成一半"), self.worker(now)),
            (clock.BeginPause(basis="等待鉴定", reason="送检", until_on=self.today + days(5)), LU),
            (clock.Tick(), CALENDAR),
            (self.chase(), self.closer()),
            (chase.ListForSupervision(basis="县委书记批示"), SU),
        ]
        if now.clock.asked is not None:
            grant, agrees = clock.GrantExtension(to_on=now.clock.asked), now.clock.awaited[0]
            steps += [(grant, self.closer()), (grant, SU)]
            steps += [(grant, SU if agrees is Role.LEADER else self.pick((GU, LU)))] * 10
            steps += [(clock.RefuseExtension(reason="料已到"), LU)]
        if now.clock.paused:
            steps += [(clock.EndPause(), LU)] * 4
        if now.pressing.listed_on is not None:
            steps += [(chase.TakeOffSupervision(reason="已见效"), SU)]
        return steps + [
            (chase.AnswerChase(chase=each.id, answer="本周完工"), self.worker(now)) for each in now.pressing.open
        ]

    def terms(self) -> Terms:
        """What some rules give: who agrees to more time, and when a leader decides."""
        approvers = self.pick(APPROVERS)
        longest = self.pick((None, self.today + days(40)))
        at = 1 + self.below(4)
        return Terms(Procedure.CAMPAIGN, "campaign-a", longest_on=longest, approvers=approvers, adjudicate_at=at)

    def chase(self) -> Command:
        level = self.pick(tuple(chase.ChaseLevel))
        return chase.IssueChase(chase=self.fresh("c"), level=level, demand="说明进度", answer_by=self.today)

    def adjudicate(self) -> Command:
        unit = self.pick(("water", "roads", "qingxi"))
        return problem_command.AdjudicateProblem(unit=unit, due_on=self.today + days(10), reason="职责在你局")

    def review(self) -> Command:
        return problem_command.ReviewProblem(finding="仍需管护", review_on=self.today + days(90))

    def redirect(self) -> Command:
        return problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to="县人民法院")

    def part(self) -> Command:
        opinions = self.pick(((), ("o1",), ("o2",)))
        return problem_command.PartProblem(part="p7", part_number="W2026-p7", opinions=opinions, reason="两件事")

    def ends(self) -> list[tuple[Command, Actor]]:
        """Ways in which a number ends before anyone works on it."""
        return [
            (problem_command.DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="找供电公司"), GU),
            (problem_command.MergeProblem(into="p9", into_number="W2026-p9", reason="同一事"), GU),
            (self.redirect(), GU),
            (self.part(), GU),
        ]

    def work(self, now: Case) -> list[tuple[Command, Actor]]:
        steps = [(self.plan(), self.worker(now))]
        open_ = now.facts.open_tasks
        steps += [(self.complete(each), self.worker(now)) for each in open_ for _ in range(3)]
        steps += [(task.CancelTask(task=each, reason="并入另一项"), self.worker(now)) for each in open_[:1]]
        if not self.below(4):
            steps += self.on_the_way(now)
        if open_:
            steps += [(CLAIM, self.worker(now))]
        else:
            outcome = self.leaning if self.leaning and self.below(4) else self.pick(tuple(Outcome))
            steps += [(problem_command.RequestClosure(outcome=outcome, account="已办"), self.worker(now))] * 3
        return steps

    def on_the_way(self, now: Case) -> list[tuple[Command, Actor]]:
        """Around the work: whether the standard will do, points reached, what it cost, what others do for it."""
        steps: list[tuple[Command, Actor]] = []
        for each in now.facts.open_tasks[:1]:
            steps += [
                (task.AgreeStandard(task=each), self.closer()),
                (task.ObjectToStandard(task=each, reason="看不出是否通水"), self.judge()),
                (task.RestateStandard(task=each, standard="连通水七天不漏"), self.worker(now)),
                (
                    task.SetMilestone(task=each, milestone=self.fresh("m"), what="到场", by_on=self.today),
                    self.worker(now),
                ),
                (task.NoteCost(task=each, fen=250_000, payer="县财政"), self.worker(now)),
            ]
            steps += [
                (task.ReachMilestone(task=each, milestone=one, reached_on=self.today), self.worker(now))
                for one in sorted(now.tasks[each].milestones)
                for _ in range(3)
                for _ in range(6)
            ]
        helping = [
            each for each in (*CAST, *TEMPTED) if any(each.within(u) for u in now.facts.handling - {now.facts.unit})
        ]
        if helping:
            steps += [(problem_command.ContributeToProblem(note="已断水配合"), self.pick(helping))] * 2
        return steps

    def absorb(self) -> problem_command.AbsorbProblem:
        """Another problem comes over, with a unit and a person who were to fix it, or with none."""
        units, fixers = self.pick((((), ()), (("roads",), ("tian",)), (("qingxi",), ("bai", "du"))))
        return problem_command.AbsorbProblem(
            source="p8", source_number="W2026-p8", opinions=("o4",), reachable=("o4",), units=units, fixers=fixers
        )

    def anything(self, now: Case) -> Command:
        """Any command at all, fitting or not."""
        opinion = self.pick(("o1", "o2", "o3"))
        known_tasks, known_surveys = [*now.tasks, "t0"], [*now.surveys, "s0"]
        some_task = self.pick(known_tasks)
        some_survey = self.pick(known_surveys)
        options: list[Callable[[], Command]] = [
            lambda: ACCEPT,
            lambda: self.pick(self.ends())[0],
            lambda: problem_command.AttachToProblem(opinion=opinion, reachable=True),
            self.absorb,
            self.dispatch,
            lambda: SIGN,
            lambda: problem_command.AskReturn(reason="不属我局"),
            problem_command.AgreeReturn,
            lambda: problem_command.RefuseReturn(reason="属你局"),
            self.adjudicate,
            self.review,
            self.redirect,
            self.part,
            self.chase,
            lambda: problem_command.EscalateProblem(unit=self.pick(("qingxi", "water")), reason="村里办不了"),
            lambda: problem_command.ContributeToProblem(note="已断水配合"),
            lambda: clock.AskExtension(to_on=self.today + days(25), reason="缺料", progress="一半"),
            lambda: clock.GrantExtension(to_on=self.today + days(20)),
            lambda: clock.RefuseExtension(reason="料已到"),
            lambda: clock.BeginPause(basis="鉴定", reason="送检", until_on=self.today + days(3)),
            clock.EndPause,
            clock.Tick,
            lambda: chase.AnswerChase(chase="c1", answer="本周完工"),
            lambda: chase.ListForSupervision(basis="批示"),
            lambda: chase.TakeOffSupervision(reason="见效"),
            lambda: task.AgreeStandard(task=some_task),
            lambda: task.ObjectToStandard(task=some_task, reason="看不出是否通水"),
            lambda: task.RestateStandard(task=some_task, standard="连通水七天不漏"),
            lambda: task.SetMilestone(task=some_task, milestone=self.fresh("m"), what="管道到场", by_on=self.today),
            lambda: task.NoteCost(task=some_task, fen=250_000, payer="县财政"),
            lambda: problem_command.AnswerReporter(answer="正在办"),
            self.at_once,
            lambda: problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account="上游在建水库，年内不能改"),
            lambda: VERIFY,
            lambda: problem_command.SendBack(reason="未通水"),
            lambda: problem_command.ReadAgain(finding="属实"),
            lambda: problem_command.StrikeOff(explanation="已说明"),
            lambda: STRIKE,
            self.long_term,
            lambda: problem_command.ResumeProblem(reason="可以办了"),
            self.reopen,
            lambda: problem_command.PassLookBack(finding="仍通水"),
            self.plan,
            lambda: task.ReportProgress(task=some_task, note="在办"),
            lambda: self.complete(some_task),
            lambda: task.CancelTask(task=some_task, reason="不需要"),
            lambda: self.assign(now),
            lambda: survey.AskReporter(survey=some_survey, opinion=opinion),
            lambda: self.record(some_survey),
            lambda: self.later(some_survey),
            lambda: survey.MakeLink(survey=some_survey, link="ab" * 16, until=self.today + days(self.below(80))),
            lambda: self.explain(some_survey),
            lambda: survey.AnswerSurvey(
                survey=self.fresh("s"), opinion=opinion, contacted=True, fixed=False, level=Level.DISSATISFIED
            ),
        ]
        return self.pick(options)()

    def dispatch(self) -> Command:
        lead, more = self.pick([("water", ()), ("water", ("roads",)), ("roads", ()), ("shiqiao", ("water",))])
        return problem_command.DispatchProblem(unit=lead, due_on=self.today + days(15), cooperating=more)

    def at_once(self) -> Command:
        return problem_command.RectifyAtOnce(measure="当场修好", done_on=self.today, evidence=(proof(self.today),))

    def long_term(self) -> Command:
        return problem_command.MarkLongTerm(basis="河道常年管护", review_on=self.today + days(180))

    def plan(self) -> Command:
        return task.PlanTask(
            task=self.fresh("t"), measure="换管", standard="不漏", from_on=self.today, to_on=self.today + days(5)
        )

    def complete(self, one: str) -> Command:
        return task.CompleteTask(task=one, done_on=self.today, evidence=(proof(self.today),))

    def reopen(self) -> Command:
        sources = list(ReopenSource)
        return problem_command.ReopenProblem(source=self.pick(sources), reason="又漏了")

    def record(self, one: str) -> Command:
        how = self.below(4)
        if how == 0:
            return survey.RecordSurvey(survey=one, outcome=SurveyOutcome.UNREACHABLE)
        level = (Level.SATISFIED, Level.BASICALLY_SATISFIED, Level.DISSATISFIED)[how - 1]
        return answered(one, level, fixed=how != 3)

    def later(self, one: str) -> Command:
        return survey.TryLater(survey=one, again_on=self.today + days(1))

    def explain(self, one: str) -> Command:
        decision = self.pick(tuple(survey.Decision))
        return survey.DecideAnswer(survey=one, decision=decision, explanation="上游在建水库，年内不能改")

    def assign(self, now: Case) -> Command:
        lead = self.pick((now.facts.unit, now.facts.unit, "roads"))
        more = self.pick(((), ("qingxi",), ("office",)))
        named = self.pick(("ma", "ye", "gu"))
        return responsibility.AssignResponsibility(lead_unit=lead, person=named, cooperating=more)
